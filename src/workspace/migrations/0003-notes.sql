-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What people write down about a customer. Each note is sealed by its event in
-- the ledger, which holds neither its text nor the customer. A note can be taken
-- back, which empties it: what somebody wrote about a person must not stay for
-- ever. Its number, its author and its dates stay.
CREATE TABLE note
(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer TEXT NOT NULL,
  text TEXT NOT NULL,
  author TEXT NOT NULL,
  at TEXT NOT NULL,
  removed_at TEXT,
  CHECK (removed_at IS NULL OR (customer = '' AND text = ''))
) STRICT;
CREATE INDEX note_by_customer ON note (customer, id);

CREATE TRIGGER note_only_removed BEFORE UPDATE ON note
WHEN OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL
  OR NEW.id IS NOT OLD.id OR NEW.author IS NOT OLD.author OR NEW.at IS NOT OLD.at
BEGIN
  SELECT RAISE (ABORT, 'A note can be taken back once and not changed otherwise.');
END;
CREATE TRIGGER note_no_delete BEFORE DELETE ON note
BEGIN
  SELECT RAISE (ABORT, 'The numbers of notes are kept. Take the note back instead.');
END;
CREATE TRIGGER note_no_replace BEFORE INSERT ON note
WHEN EXISTS (SELECT 1 FROM note WHERE id = NEW.id)
BEGIN
  SELECT RAISE (ABORT, 'The numbers of notes are kept. Take the note back instead.');
END;
