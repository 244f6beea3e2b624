-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The core of a workspace: settings, batches with their segments, what the
-- valuation keeps, and the ledger.
--
-- Guards: a table that is append-only has three triggers. The one before INSERT
-- is needed because INSERT OR REPLACE deletes without firing DELETE triggers.

-- What the workspace is, fixed when it is created: uuid, currency, time_zone,
-- created_at.
CREATE TABLE meta
(
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER meta_no_update BEFORE UPDATE ON meta
BEGIN
  SELECT RAISE (ABORT, 'What a workspace is made for cannot be changed later.');
END;
CREATE TRIGGER meta_no_delete BEFORE DELETE ON meta
BEGIN
  SELECT RAISE (ABORT, 'What a workspace is made for cannot be changed later.');
END;
CREATE TRIGGER meta_no_replace BEFORE INSERT ON meta
WHEN EXISTS (SELECT 1 FROM meta WHERE name = NEW.name)
BEGIN
  SELECT RAISE (ABORT, 'What a workspace is made for cannot be changed later.');
END;

CREATE TABLE setting
(
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One import. The id is never given twice. Undoing sets undone_at and deletes
-- the segments; the line itself stays.
CREATE TABLE batch
(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('orders', 'customers')),
  file_name TEXT NOT NULL,
  imported_at TEXT NOT NULL,
  rows INTEGER NOT NULL CHECK (rows >= 0),
  orders INTEGER NOT NULL CHECK (orders >= 0),
  customers INTEGER NOT NULL CHECK (customers >= 0),
  rejected INTEGER NOT NULL CHECK (rejected >= 0),
  changed_orders INTEGER NOT NULL CHECK (changed_orders >= 0),
  net_amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  first_date INTEGER,
  last_date INTEGER,
  has_orders INTEGER NOT NULL CHECK (has_orders IN (0, 1)),
  content_hash TEXT NOT NULL,
  plan TEXT NOT NULL,
  undone_at TEXT
) STRICT;

CREATE TRIGGER batch_no_update
BEFORE UPDATE OF id, kind, file_name, imported_at, rows, orders, customers, rejected,
                 changed_orders, net_amount, currency, first_date, last_date, has_orders,
                 content_hash, plan ON batch
BEGIN
  SELECT RAISE (ABORT, 'An import can be undone once and not changed otherwise.');
END;
CREATE TRIGGER batch_undo_once BEFORE UPDATE OF undone_at ON batch
WHEN OLD.undone_at IS NOT NULL OR NEW.undone_at IS NULL
BEGIN
  SELECT RAISE (ABORT, 'An import can be undone once and not changed otherwise.');
END;
CREATE TRIGGER batch_no_delete BEFORE DELETE ON batch
BEGIN
  SELECT RAISE (ABORT, 'The list of imports is kept. Undo the import instead.');
END;
CREATE TRIGGER batch_no_replace BEFORE INSERT ON batch
WHEN EXISTS (SELECT 1 FROM batch WHERE id = NEW.id)
BEGIN
  SELECT RAISE (ABORT, 'The list of imports is kept. Undo the import instead.');
END;

-- Columns of up to 65,536 rows each; the coding is that of clv-segment.c.
-- field: 1 customer, 2 time, 3 amount, 4 order, 5 product, 16 + n attribute n.
CREATE TABLE segment
(
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES batch DEFERRABLE INITIALLY DEFERRED,
  seq INTEGER NOT NULL,
  field INTEGER NOT NULL,
  n_rows INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (batch, seq, field)
) STRICT;
CREATE TRIGGER segment_no_update BEFORE UPDATE ON segment
BEGIN
  SELECT RAISE (ABORT, 'Imported rows are kept as they were read.');
END;
CREATE TRIGGER segment_no_delete BEFORE DELETE ON segment
WHEN (SELECT undone_at FROM batch WHERE id = OLD.batch) IS NULL
BEGIN
  SELECT RAISE (ABORT, 'Imported rows are kept as they were read.');
END;
CREATE TRIGGER segment_no_replace BEFORE INSERT ON segment
WHEN EXISTS (SELECT 1 FROM segment
               WHERE id = NEW.id
                 OR (batch = NEW.batch AND seq = NEW.seq AND field = NEW.field))
BEGIN
  SELECT RAISE (ABORT, 'Imported rows are kept as they were read.');
END;

-- The strings that a batch's codes stand for, in order of first appearance.
-- field as in segment.
CREATE TABLE dictionary_segment
(
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES batch DEFERRABLE INITIALLY DEFERRED,
  field INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  n_strings INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (batch, field, seq)
) STRICT;
CREATE TRIGGER dictionary_segment_no_update BEFORE UPDATE ON dictionary_segment
BEGIN
  SELECT RAISE (ABORT, 'Imported rows are kept as they were read.');
END;
CREATE TRIGGER dictionary_segment_no_delete BEFORE DELETE ON dictionary_segment
WHEN (SELECT undone_at FROM batch WHERE id = OLD.batch) IS NULL
BEGIN
  SELECT RAISE (ABORT, 'Imported rows are kept as they were read.');
END;
CREATE TRIGGER dictionary_segment_no_replace BEFORE INSERT ON dictionary_segment
WHEN EXISTS (SELECT 1 FROM dictionary_segment
               WHERE id = NEW.id
                 OR (batch = NEW.batch AND field = NEW.field AND seq = NEW.seq))
BEGIN
  SELECT RAISE (ABORT, 'Imported rows are kept as they were read.');
END;

-- Names of a batch's attribute columns; number n is field 16 + n.
CREATE TABLE batch_attribute
(
  batch INTEGER NOT NULL REFERENCES batch DEFERRABLE INITIALLY DEFERRED,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (batch, number)
) STRICT, WITHOUT ROWID;

-- Rows of an earlier batch that a later batch replaced: row numbers within the
-- segment as little-endian 16-bit integers, ascending.
CREATE TABLE superseded
(
  batch INTEGER NOT NULL REFERENCES batch DEFERRABLE INITIALLY DEFERRED,
  old_batch INTEGER NOT NULL REFERENCES batch,
  old_segment INTEGER NOT NULL,
  rows BLOB NOT NULL,
  PRIMARY KEY (batch, old_batch, old_segment)
) STRICT;
CREATE INDEX superseded_by_old ON superseded (old_batch, old_segment);

CREATE TABLE model_spec
(
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  actor TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TRIGGER model_spec_no_update BEFORE UPDATE ON model_spec
BEGIN
  SELECT RAISE (ABORT, 'Model settings are kept as they were written.');
END;
CREATE TRIGGER model_spec_no_delete BEFORE DELETE ON model_spec
BEGIN
  SELECT RAISE (ABORT, 'Model settings are kept as they were written.');
END;
CREATE TRIGGER model_spec_no_replace BEFORE INSERT ON model_spec
WHEN EXISTS (SELECT 1 FROM model_spec WHERE id = NEW.id OR hash = NEW.hash)
BEGIN
  SELECT RAISE (ABORT, 'Model settings are kept as they were written.');
END;

CREATE TABLE value_definition
(
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  actor TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TRIGGER value_definition_no_update BEFORE UPDATE ON value_definition
BEGIN
  SELECT RAISE (ABORT, 'Value definitions are kept as they were written.');
END;
CREATE TRIGGER value_definition_no_delete BEFORE DELETE ON value_definition
BEGIN
  SELECT RAISE (ABORT, 'Value definitions are kept as they were written.');
END;
CREATE TRIGGER value_definition_no_replace BEFORE INSERT ON value_definition
WHEN EXISTS (SELECT 1 FROM value_definition WHERE id = NEW.id OR hash = NEW.hash)
BEGIN
  SELECT RAISE (ABORT, 'Value definitions are kept as they were written.');
END;

CREATE TABLE fit
(
  id INTEGER PRIMARY KEY,
  spec TEXT NOT NULL,
  kind TEXT NOT NULL,
  data_hash TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  result TEXT NOT NULL,
  created_at TEXT NOT NULL,
  actor TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TRIGGER fit_no_update BEFORE UPDATE ON fit
BEGIN
  SELECT RAISE (ABORT, 'Fits are kept as they were written.');
END;
CREATE TRIGGER fit_no_delete BEFORE DELETE ON fit
BEGIN
  SELECT RAISE (ABORT, 'Fits are kept as they were written.');
END;
CREATE TRIGGER fit_no_replace BEFORE INSERT ON fit
WHEN EXISTS (SELECT 1 FROM fit WHERE id = NEW.id)
BEGIN
  SELECT RAISE (ABORT, 'Fits are kept as they were written.');
END;

CREATE TABLE score_set
(
  id INTEGER PRIMARY KEY,
  fit INTEGER NOT NULL REFERENCES fit,
  definition INTEGER NOT NULL REFERENCES value_definition,
  n INTEGER NOT NULL,
  content_hash TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  summary TEXT NOT NULL,
  created_at TEXT NOT NULL,
  actor TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TRIGGER score_set_no_update BEFORE UPDATE ON score_set
BEGIN
  SELECT RAISE (ABORT, 'Scores are kept as they were written.');
END;
CREATE TRIGGER score_set_no_delete BEFORE DELETE ON score_set
BEGIN
  SELECT RAISE (ABORT, 'Scores are kept as they were written.');
END;
CREATE TRIGGER score_set_no_replace BEFORE INSERT ON score_set
WHEN EXISTS (SELECT 1 FROM score_set WHERE id = NEW.id)
BEGIN
  SELECT RAISE (ABORT, 'Scores are kept as they were written.');
END;

CREATE TABLE score_segment
(
  score_set INTEGER NOT NULL REFERENCES score_set,
  seq INTEGER NOT NULL,
  column TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (score_set, seq, column)
) STRICT;

CREATE TRIGGER score_segment_no_update BEFORE UPDATE ON score_segment
BEGIN
  SELECT RAISE (ABORT, 'Scores are kept as they were written.');
END;
CREATE TRIGGER score_segment_no_delete BEFORE DELETE ON score_segment
BEGIN
  SELECT RAISE (ABORT, 'Scores are kept as they were written.');
END;
CREATE TRIGGER score_segment_no_replace BEFORE INSERT ON score_segment
WHEN EXISTS (SELECT 1 FROM score_segment WHERE score_set = NEW.score_set AND seq = NEW.seq
               AND column = NEW.column)
BEGIN
  SELECT RAISE (ABORT, 'Scores are kept as they were written.');
END;

CREATE TABLE audit_run
(
  id INTEGER PRIMARY KEY,
  options TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  result TEXT NOT NULL,
  created_at TEXT NOT NULL,
  actor TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TRIGGER audit_run_no_update BEFORE UPDATE ON audit_run
BEGIN
  SELECT RAISE (ABORT, 'Audits are kept as they were written.');
END;
CREATE TRIGGER audit_run_no_delete BEFORE DELETE ON audit_run
BEGIN
  SELECT RAISE (ABORT, 'Audits are kept as they were written.');
END;
CREATE TRIGGER audit_run_no_replace BEFORE INSERT ON audit_run
WHEN EXISTS (SELECT 1 FROM audit_run WHERE id = NEW.id)
BEGIN
  SELECT RAISE (ABORT, 'Audits are kept as they were written.');
END;

-- The ledger; the hash is that of clv-ledger.c.
CREATE TABLE event
(
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  os_identity TEXT NOT NULL,
  package INTEGER NOT NULL,
  act TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  meaning TEXT NOT NULL,
  reason TEXT NOT NULL,
  payload TEXT NOT NULL,
  prev TEXT NOT NULL UNIQUE,
  h TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX event_by_package ON event (package, seq);

CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN
  SELECT RAISE (ABORT, 'The ledger can only be added to.');
END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN
  SELECT RAISE (ABORT, 'The ledger can only be added to.');
END;
CREATE TRIGGER event_no_replace BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq OR prev = NEW.prev OR h = NEW.h)
BEGIN
  SELECT RAISE (ABORT, 'The ledger can only be added to.');
END;
CREATE TRIGGER event_in_line BEFORE INSERT ON event
WHEN NEW.seq IS NOT (SELECT COALESCE (MAX (seq), 0) + 1 FROM event)
  OR NEW.prev IS NOT COALESCE ((SELECT h FROM event ORDER BY seq DESC LIMIT 1),
                               '0000000000000000000000000000000000000000000000000000000000000000')
BEGIN
  SELECT RAISE (ABORT, 'An event must follow the newest one of the ledger.');
END;
