-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Imports of further kinds: marketing spend, tickets, events, products,
-- subscriptions and customers who were counted already. Their columns are segments
-- as those of orders are; the field of a segment is that of clv-record-store.c, and
-- 128 more where it says which rows have a value.
--
-- The table is made anew, because a CHECK cannot be changed. Whoever runs this on a
-- file with imports turns foreign keys off around it. Triggers that name the table
-- go first.
DROP TRIGGER segment_no_delete;
DROP TRIGGER dictionary_segment_no_delete;

CREATE TABLE batch_of_any_kind
(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('orders', 'customers', 'spend', 'tickets', 'events',
                                     'products', 'subscriptions', 'summary')),
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
INSERT INTO batch_of_any_kind
SELECT id, kind, file_name, imported_at, rows, orders, customers, rejected, changed_orders,
       net_amount, currency, first_date, last_date, has_orders, content_hash, plan, undone_at
FROM batch ORDER BY id;
DROP TABLE batch;
ALTER TABLE batch_of_any_kind RENAME TO batch;

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
CREATE TRIGGER segment_no_delete BEFORE DELETE ON segment
WHEN (SELECT undone_at FROM batch WHERE id = OLD.batch) IS NULL
BEGIN
  SELECT RAISE (ABORT, 'Imported rows are kept as they were read.');
END;
CREATE TRIGGER dictionary_segment_no_delete BEFORE DELETE ON dictionary_segment
WHEN (SELECT undone_at FROM batch WHERE id = OLD.batch) IS NULL
BEGIN
  SELECT RAISE (ABORT, 'Imported rows are kept as they were read.');
END;
