-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A reviewer may hand a package back to its author with what they want changed,
-- and every export names the person who made it.

DROP TRIGGER allowed_no_insert;
INSERT INTO allowed (from_state, act, to_state, role)
VALUES
  ('submitted', 'ask_changes', 'draft', 'reviewer'),
  ('under_review', 'ask_changes', 'draft', 'reviewer');
CREATE TRIGGER allowed_no_insert BEFORE INSERT ON allowed
BEGIN
  SELECT RAISE (ABORT, 'The rules of voting are part of the format and cannot be changed.');
END;

DROP TRIGGER event_not_ones_own;
CREATE TRIGGER event_not_ones_own BEFORE INSERT ON event
WHEN ((NEW.act = 'vote' AND NEW.meaning <> 'self-attested') OR NEW.act = 'ask_changes')
  AND EXISTS (SELECT 1 FROM contributor WHERE package = NEW.package AND person = NEW.actor)
BEGIN
  SELECT RAISE (ABORT, 'Nobody votes on a package to which they contributed.');
END;

DROP TRIGGER event_reason;
CREATE TRIGGER event_reason BEFORE INSERT ON event
WHEN ((NEW.act = 'vote' AND NEW.meaning = 'reject') OR NEW.act IN ('suspend', 'ask_changes'))
  AND length (trim (NEW.reason)) < 10
BEGIN
  SELECT RAISE (ABORT, 'This needs a reason of at least ten characters.');
END;

DROP TRIGGER event_right_role;
CREATE TRIGGER event_right_role BEFORE INSERT ON event
WHEN NEW.package <> 0
  AND NOT EXISTS (SELECT 1 FROM allowed a
                    WHERE a.from_state = NEW.from_state AND a.act = NEW.act
                      AND a.to_state = NEW.to_state
                      AND (a.role = ''
                           OR EXISTS (SELECT 1 FROM role_now r
                                        WHERE r.person = NEW.actor AND r.role = a.role)))
BEGIN
  SELECT RAISE (ABORT, 'This person does not hold the role that this act takes.');
END;

-- The votes of the round that is open.
DROP VIEW vote_now;
CREATE VIEW vote_now AS
SELECT e.seq AS seq, e.package AS package, e.actor AS actor, e.meaning AS meaning
FROM event e
WHERE e.act = 'vote'
  AND e.seq > (SELECT MAX (r.seq) FROM event r
                 WHERE r.package = e.package
                   AND r.act IN ('take_up', 'reinstate', 'ask_changes'));
