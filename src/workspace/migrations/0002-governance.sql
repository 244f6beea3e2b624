-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who may do what with which content. The program checks every act before it
-- writes; the triggers here are the second, independent line, and hold for a
-- plain connection too. There is no state column: a package is in the state that
-- its last event says.

CREATE TABLE person
(
  login TEXT NOT NULL PRIMARY KEY CHECK (length (trim (login)) > 0),
  since TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER person_no_update BEFORE UPDATE ON person
BEGIN
  SELECT RAISE (ABORT, 'A person is kept as they were added. Change their roles instead.');
END;
CREATE TRIGGER person_no_delete BEFORE DELETE ON person
BEGIN
  SELECT RAISE (ABORT, 'A person is kept as they were added. Change their roles instead.');
END;
CREATE TRIGGER person_no_replace BEFORE INSERT ON person
WHEN EXISTS (SELECT 1 FROM person WHERE login = NEW.login)
BEGIN
  SELECT RAISE (ABORT, 'A person is kept as they were added. Change their roles instead.');
END;

-- Argon2id, as libsodium writes it. The newest line of a person counts.
CREATE TABLE person_passphrase
(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person TEXT NOT NULL REFERENCES person,
  stored TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

CREATE TRIGGER person_passphrase_no_update BEFORE UPDATE ON person_passphrase
BEGIN
  SELECT RAISE (ABORT, 'A passphrase is kept. Set a new one instead.');
END;
CREATE TRIGGER person_passphrase_no_delete BEFORE DELETE ON person_passphrase
BEGIN
  SELECT RAISE (ABORT, 'A passphrase is kept. Set a new one instead.');
END;
CREATE TRIGGER person_passphrase_no_replace BEFORE INSERT ON person_passphrase
WHEN EXISTS (SELECT 1 FROM person_passphrase WHERE id = NEW.id)
BEGIN
  SELECT RAISE (ABORT, 'A passphrase is kept. Set a new one instead.');
END;

CREATE TABLE role_event
(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person TEXT NOT NULL REFERENCES person,
  role TEXT NOT NULL
    CHECK (role IN ('viewer', 'analyst', 'finance', 'reviewer', 'privacy', 'admin')),
  granted INTEGER NOT NULL CHECK (granted IN (0, 1)),
  by TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX role_event_by_person ON role_event (person, role, id);

CREATE TRIGGER role_event_no_update BEFORE UPDATE ON role_event
BEGIN
  SELECT RAISE (ABORT, 'Roles are granted and revoked, not rewritten.');
END;
CREATE TRIGGER role_event_no_delete BEFORE DELETE ON role_event
BEGIN
  SELECT RAISE (ABORT, 'Roles are granted and revoked, not rewritten.');
END;
CREATE TRIGGER role_event_no_replace BEFORE INSERT ON role_event
WHEN EXISTS (SELECT 1 FROM role_event WHERE id = NEW.id)
BEGIN
  SELECT RAISE (ABORT, 'Roles are granted and revoked, not rewritten.');
END;

CREATE VIEW role_now AS
SELECT r.person AS person, r.role AS role, r.at AS since
FROM role_event r
WHERE r.granted = 1
  AND r.id = (SELECT MAX (id) FROM role_event WHERE person = r.person AND role = r.role);

-- How many votes decide, and for how many days an approval lasts.
CREATE TABLE quorum
(
  risk TEXT NOT NULL PRIMARY KEY,
  votes INTEGER NOT NULL CHECK (votes > 0),
  days INTEGER NOT NULL CHECK (days > 0)
) STRICT, WITHOUT ROWID;

INSERT INTO quorum (risk, votes, days)
VALUES ('low', 1, 180), ('medium', 2, 90), ('high', 3, 30);

CREATE TRIGGER quorum_no_update BEFORE UPDATE ON quorum
BEGIN
  SELECT RAISE (ABORT, 'The rules of voting are part of the format and cannot be changed.');
END;
CREATE TRIGGER quorum_no_delete BEFORE DELETE ON quorum
BEGIN
  SELECT RAISE (ABORT, 'The rules of voting are part of the format and cannot be changed.');
END;
CREATE TRIGGER quorum_no_insert BEFORE INSERT ON quorum
BEGIN
  SELECT RAISE (ABORT, 'The rules of voting are part of the format and cannot be changed.');
END;

-- Which act leads from which state to which, and the role it takes; '' is an
-- act that follows from another one.
CREATE TABLE allowed
(
  from_state TEXT NOT NULL,
  act TEXT NOT NULL,
  to_state TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (from_state, act, to_state, role)
) STRICT, WITHOUT ROWID;

INSERT INTO allowed (from_state, act, to_state, role)
VALUES
  ('', 'propose', 'draft', 'analyst'),
  ('draft', 'submit', 'submitted', 'analyst'),
  ('submitted', 'take_up', 'under_review', 'reviewer'),
  ('under_review', 'vote', 'under_review', 'reviewer'),
  ('under_review', 'decide_approve', 'approved', ''),
  ('under_review', 'decide_reject', 'rejected', ''),
  ('approved', 'export', 'approved', 'analyst'),
  ('approved', 'suspend', 'suspended', 'reviewer'),
  ('suspended', 'reinstate', 'under_review', 'reviewer'),
  ('approved', 'supersede', 'superseded', ''),
  ('suspended', 'supersede', 'superseded', ''),
  ('draft', 'retire', 'retired', 'analyst'),
  ('submitted', 'retire', 'retired', 'analyst'),
  ('under_review', 'retire', 'retired', 'analyst'),
  ('approved', 'retire', 'retired', 'analyst'),
  ('approved', 'retire', 'retired', 'reviewer'),
  ('suspended', 'retire', 'retired', 'analyst'),
  ('suspended', 'retire', 'retired', 'reviewer');

CREATE TRIGGER allowed_no_update BEFORE UPDATE ON allowed
BEGIN
  SELECT RAISE (ABORT, 'The rules of voting are part of the format and cannot be changed.');
END;
CREATE TRIGGER allowed_no_delete BEFORE DELETE ON allowed
BEGIN
  SELECT RAISE (ABORT, 'The rules of voting are part of the format and cannot be changed.');
END;
CREATE TRIGGER allowed_no_insert BEFORE INSERT ON allowed
BEGIN
  SELECT RAISE (ABORT, 'The rules of voting are part of the format and cannot be changed.');
END;

CREATE TABLE package
(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  manifest TEXT NOT NULL,
  risk TEXT NOT NULL REFERENCES quorum,
  created_by TEXT NOT NULL REFERENCES person,
  created_at TEXT NOT NULL,
  fit INTEGER NOT NULL REFERENCES fit,
  score_set INTEGER NOT NULL REFERENCES score_set,
  definition INTEGER NOT NULL REFERENCES value_definition
) STRICT;
CREATE INDEX package_by_content ON package (content_hash);

CREATE TRIGGER package_no_update BEFORE UPDATE ON package
BEGIN
  SELECT RAISE (ABORT, 'A package is kept as it was proposed. Propose a new one instead.');
END;
CREATE TRIGGER package_no_delete BEFORE DELETE ON package
BEGIN
  SELECT RAISE (ABORT, 'A package is kept as it was proposed. Propose a new one instead.');
END;
CREATE TRIGGER package_no_replace BEFORE INSERT ON package
WHEN EXISTS (SELECT 1 FROM package WHERE id = NEW.id)
BEGIN
  SELECT RAISE (ABORT, 'A package is kept as it was proposed. Propose a new one instead.');
END;

CREATE TABLE package_item
(
  package INTEGER NOT NULL REFERENCES package,
  item_kind TEXT NOT NULL,
  item_hash TEXT NOT NULL,
  PRIMARY KEY (package, item_kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE contributor
(
  package INTEGER NOT NULL REFERENCES package,
  person TEXT NOT NULL REFERENCES person,
  part TEXT NOT NULL,
  PRIMARY KEY (package, person)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER package_item_no_update BEFORE UPDATE ON package_item
BEGIN
  SELECT RAISE (ABORT, 'A package is kept as it was proposed. Propose a new one instead.');
END;
CREATE TRIGGER package_item_no_delete BEFORE DELETE ON package_item
BEGIN
  SELECT RAISE (ABORT, 'A package is kept as it was proposed. Propose a new one instead.');
END;
CREATE TRIGGER package_item_no_replace BEFORE INSERT ON package_item
WHEN EXISTS (SELECT 1 FROM event WHERE package = NEW.package)
  OR EXISTS (SELECT 1 FROM package_item
               WHERE package = NEW.package AND item_kind = NEW.item_kind)
BEGIN
  SELECT RAISE (ABORT, 'A package is kept as it was proposed. Propose a new one instead.');
END;
CREATE TRIGGER contributor_no_update BEFORE UPDATE ON contributor
BEGIN
  SELECT RAISE (ABORT, 'Who contributed to a package is kept.');
END;
CREATE TRIGGER contributor_no_delete BEFORE DELETE ON contributor
BEGIN
  SELECT RAISE (ABORT, 'Who contributed to a package is kept.');
END;
CREATE TRIGGER contributor_no_replace BEFORE INSERT ON contributor
WHEN EXISTS (SELECT 1 FROM event WHERE package = NEW.package)
  OR EXISTS (SELECT 1 FROM contributor WHERE package = NEW.package AND person = NEW.person)
BEGIN
  SELECT RAISE (ABORT, 'Who contributed to a package is kept.');
END;

CREATE TABLE export_register
(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  package INTEGER NOT NULL REFERENCES package,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  rows INTEGER NOT NULL CHECK (rows >= 0),
  actor TEXT NOT NULL,
  at TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  event INTEGER NOT NULL REFERENCES event
) STRICT;

CREATE TRIGGER export_register_no_update BEFORE UPDATE ON export_register
BEGIN
  SELECT RAISE (ABORT, 'The register of exports can only be added to.');
END;
CREATE TRIGGER export_register_no_delete BEFORE DELETE ON export_register
BEGIN
  SELECT RAISE (ABORT, 'The register of exports can only be added to.');
END;
CREATE TRIGGER export_register_no_replace BEFORE INSERT ON export_register
WHEN EXISTS (SELECT 1 FROM export_register WHERE id = NEW.id)
BEGIN
  SELECT RAISE (ABORT, 'The register of exports can only be added to.');
END;
CREATE TRIGGER export_register_in_ledger BEFORE INSERT ON export_register
WHEN NOT EXISTS (SELECT 1 FROM event
                   WHERE seq = NEW.event AND act = 'export' AND package = NEW.package)
BEGIN
  SELECT RAISE (ABORT, 'An export is registered together with its event in the ledger.');
END;

CREATE VIEW package_state AS
SELECT p.id AS package,
       COALESCE ((SELECT e.to_state FROM event e
                    WHERE e.package = p.id ORDER BY e.seq DESC LIMIT 1), '') AS state
FROM package p;

-- The votes of the round that is open: those since the package was last taken
-- up or reinstated.
CREATE VIEW vote_now AS
SELECT e.seq AS seq, e.package AS package, e.actor AS actor, e.meaning AS meaning
FROM event e
WHERE e.act = 'vote'
  AND e.seq > (SELECT MAX (r.seq) FROM event r
                 WHERE r.package = e.package AND r.act IN ('take_up', 'reinstate'));

-- The guards of the ledger: every event about a package must be an allowed step.
CREATE TRIGGER event_known_package BEFORE INSERT ON event
WHEN NEW.package <> 0 AND NOT EXISTS (SELECT 1 FROM package WHERE id = NEW.package)
BEGIN
  SELECT RAISE (ABORT, 'There is no such package.');
END;
CREATE TRIGGER event_about_a_package BEFORE INSERT ON event
WHEN NEW.package = 0 AND NEW.act IN (SELECT act FROM allowed)
BEGIN
  SELECT RAISE (ABORT, 'This act must name its package.');
END;
CREATE TRIGGER event_right_content BEFORE INSERT ON event
WHEN NEW.package <> 0
  AND NEW.content_hash IS NOT (SELECT content_hash FROM package WHERE id = NEW.package)
BEGIN
  SELECT RAISE (ABORT, 'This act is bound to other content than the package has.');
END;
CREATE TRIGGER event_right_state BEFORE INSERT ON event
WHEN NEW.package <> 0
  AND NEW.from_state IS NOT (SELECT state FROM package_state WHERE package = NEW.package)
BEGIN
  SELECT RAISE (ABORT, 'The package is not in the state that this act begins with.');
END;
CREATE TRIGGER event_allowed BEFORE INSERT ON event
WHEN NEW.package <> 0
  AND NOT EXISTS (SELECT 1 FROM allowed
                    WHERE from_state = NEW.from_state AND act = NEW.act
                      AND to_state = NEW.to_state)
BEGIN
  SELECT RAISE (ABORT, 'A package in this state does not allow this act.');
END;
CREATE TRIGGER event_right_role BEFORE INSERT ON event
WHEN NEW.package <> 0
  AND NOT (NEW.act = 'export' AND NEW.actor = '')
  AND NOT EXISTS (SELECT 1 FROM allowed a
                    WHERE a.from_state = NEW.from_state AND a.act = NEW.act
                      AND a.to_state = NEW.to_state
                      AND (a.role = ''
                           OR EXISTS (SELECT 1 FROM role_now r
                                        WHERE r.person = NEW.actor AND r.role = a.role)))
BEGIN
  SELECT RAISE (ABORT, 'This person does not hold the role that this act takes.');
END;
CREATE TRIGGER event_one_proposal BEFORE INSERT ON event
WHEN NEW.act = 'propose'
  AND EXISTS (SELECT 1 FROM package p JOIN package_state s ON s.package = p.id
                WHERE p.content_hash = NEW.content_hash AND p.id <> NEW.package
                  AND s.state IN ('draft', 'submitted', 'under_review'))
BEGIN
  SELECT RAISE (ABORT, 'The same content is proposed already.');
END;
CREATE TRIGGER event_vote_meaning BEFORE INSERT ON event
WHEN NEW.act = 'vote' AND NEW.meaning NOT IN ('approve', 'reject', 'abstain', 'self-attested')
BEGIN
  SELECT RAISE (ABORT, 'A vote is to approve, to reject or to abstain.');
END;
CREATE TRIGGER event_not_ones_own BEFORE INSERT ON event
WHEN NEW.act = 'vote' AND NEW.meaning <> 'self-attested'
  AND EXISTS (SELECT 1 FROM contributor WHERE package = NEW.package AND person = NEW.actor)
BEGIN
  SELECT RAISE (ABORT, 'Nobody votes on a package to which they contributed.');
END;
CREATE TRIGGER event_self_attested_alone BEFORE INSERT ON event
WHEN NEW.act = 'vote' AND NEW.meaning = 'self-attested'
  AND (SELECT COUNT (DISTINCT person) FROM role_now) <> 1
BEGIN
  SELECT RAISE (ABORT, 'Self-attesting is for a person alone; here somebody else can look.');
END;
CREATE TRIGGER event_one_vote BEFORE INSERT ON event
WHEN NEW.act = 'vote'
  AND EXISTS (SELECT 1 FROM vote_now WHERE package = NEW.package AND actor = NEW.actor)
BEGIN
  SELECT RAISE (ABORT, 'Each person has one vote.');
END;
CREATE TRIGGER event_reason BEFORE INSERT ON event
WHEN ((NEW.act = 'vote' AND NEW.meaning = 'reject') OR NEW.act = 'suspend')
  AND length (trim (NEW.reason)) < 10
BEGIN
  SELECT RAISE (ABORT, 'Rejecting and suspending need a reason of at least ten characters.');
END;
CREATE TRIGGER event_quorum_approve BEFORE INSERT ON event
WHEN NEW.act = 'decide_approve'
  AND NOT EXISTS (SELECT 1 FROM vote_now
                    WHERE package = NEW.package AND meaning = 'self-attested')
  AND (SELECT COUNT (*) FROM vote_now v
         WHERE v.package = NEW.package AND v.meaning = 'approve'
           AND EXISTS (SELECT 1 FROM role_now r
                         WHERE r.person = v.actor AND r.role = 'reviewer'))
      < (SELECT q.votes FROM quorum q JOIN package p ON p.risk = q.risk WHERE p.id = NEW.package)
BEGIN
  SELECT RAISE (ABORT, 'There are not enough votes for this package yet.');
END;
CREATE TRIGGER event_quorum_reject BEFORE INSERT ON event
WHEN NEW.act = 'decide_reject'
  AND (SELECT COUNT (*) FROM vote_now v
         WHERE v.package = NEW.package AND v.meaning = 'reject'
           AND EXISTS (SELECT 1 FROM role_now r
                         WHERE r.person = v.actor AND r.role = 'reviewer'))
      < (SELECT q.votes FROM quorum q JOIN package p ON p.risk = q.risk WHERE p.id = NEW.package)
BEGIN
  SELECT RAISE (ABORT, 'There are not enough votes against this package yet.');
END;
CREATE TRIGGER event_supersede BEFORE INSERT ON event
WHEN NEW.act = 'supersede'
  AND NOT EXISTS (SELECT 1 FROM package_state
                    WHERE state = 'approved' AND package <> NEW.package)
BEGIN
  SELECT RAISE (ABORT, 'A package is superseded by another approved one only.');
END;
