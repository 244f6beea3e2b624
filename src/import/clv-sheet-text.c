/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-sheet-text.h"

/* So many rows are looked at together for what is merged in the header. */
#define HEAD_ROWS 30
#define ROW_SIZE_MAX (16 * 1024 * 1024)
#define NO_COLUMN G_MAXUINT

typedef struct
{
  guint column;
  guint n_columns;     /* of the same text side by side */
  gsize start;         /* in the row's text */
  gsize length;
  gboolean is_value;   /* a number, a date: no title */
} SheetCell;

typedef struct
{
  guint64 row;
  guint64 n_rows;
  GString *text;       /* of the cells, one behind the other */
  GArray *cells;       /* of SheetCell, by column, none empty */
} SheetRow;

/* Some of the text, to be read out a number of times. */
typedef struct
{
  gsize start;
  gsize length;
  guint64 n;
} SheetRun;

struct _ClvSheetText
{
  ClvSheetMergeFunc get_merges;
  gpointer user_data;
  SheetRow *row;           /* the one that is being filled */
  gsize cell_start;
  guint cell_column;
  gboolean is_too_long;

  GPtrArray *head;         /* (nullable): the first rows, until they are settled */
  GArray *merges;
  guint width;
  guint64 n_rows;          /* written */

  GString *text;
  GArray *runs;
  guint run;               /* the one being read out */
  gsize at;                /* in it */
};

static SheetRow *
row_new (void)
{
  SheetRow *row = g_new0 (SheetRow, 1);

  row->text = g_string_new (NULL);
  row->cells = g_array_new (FALSE, FALSE, sizeof (SheetCell));

  return row;
}

static void
row_free (SheetRow *row)
{
  g_string_free (row->text, TRUE);
  g_array_unref (row->cells);
  g_free (row);
}

static SheetCell *
row_get (const SheetRow *row,
         guint           i)
{
  return &g_array_index (row->cells, SheetCell, i);
}

static guint
row_width (const SheetRow *row)
{
  const SheetCell *last;

  if (row->cells->len == 0)
    return 0;

  last = row_get (row, row->cells->len - 1);
  return last->column + last->n_columns;
}

/*
 * clv_sheet_text_new:
 * @get_merges: (nullable): asked when the first rows look as if cells were merged
 */
ClvSheetText *
clv_sheet_text_new (ClvSheetMergeFunc get_merges,
                    gpointer          user_data)
{
  ClvSheetText *self = g_new0 (ClvSheetText, 1);

  self->get_merges = get_merges;
  self->user_data = user_data;
  self->row = row_new ();
  self->head = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  self->merges = g_array_new (FALSE, FALSE, sizeof (ClvSheetMerge));
  self->text = g_string_new (NULL);
  self->runs = g_array_new (FALSE, FALSE, sizeof (SheetRun));

  return self;
}

/*
 * clv_sheet_text_free:
 */
void
clv_sheet_text_free (ClvSheetText *self)
{
  if (self == NULL)
    return;

  row_free (self->row);
  g_clear_pointer (&self->head, g_ptr_array_unref);
  g_array_unref (self->merges);
  g_string_free (self->text, TRUE);
  g_array_unref (self->runs);
  g_free (self);
}

/*
 * clv_sheet_text_begin_cell:
 * @column: zero-based, behind the one before
 *
 * Returns: (transfer none): where to append the cell's text, quoted where needed
 */
GString *
clv_sheet_text_begin_cell (ClvSheetText *self,
                           guint         column)
{
  self->cell_start = self->row->text->len;
  self->cell_column = column;

  return self->row->text;
}

/*
 * clv_sheet_text_end_cell:
 * @n_columns: for how many columns side by side it stands
 * @is_value: whether it is a number or a date
 */
void
clv_sheet_text_end_cell (ClvSheetText *self,
                         guint         n_columns,
                         gboolean      is_value)
{
  SheetRow *row = self->row;
  SheetCell cell = { self->cell_column, n_columns, self->cell_start, 0, is_value };

  cell.length = row->text->len - cell.start;
  if (cell.length == 0 || cell.column >= CLV_SHEET_COLUMNS_MAX)
    {
      g_string_truncate (row->text, cell.start);
      return;
    }

  cell.n_columns = CLAMP (n_columns, 1, CLV_SHEET_COLUMNS_MAX - cell.column);
  if (row->text->len + (cell.length + 1) * cell.n_columns > ROW_SIZE_MAX)
    {
      self->is_too_long = TRUE;
      cell.n_columns = 1;
    }
  g_array_append_val (row->cells, cell);
}

/*
 * clv_sheet_text_add_merge:
 *
 * Says that cells are merged; only the first rows' are remembered.
 */
void
clv_sheet_text_add_merge (ClvSheetText        *self,
                          const ClvSheetMerge *merge)
{
  if (self->head != NULL && merge->row < HEAD_ROWS)
    g_array_append_val (self->merges, *merge);
}

static void
add_run (ClvSheetText *self,
         gsize         length,
         guint64       n)
{
  SheetRun run = { self->text->len - length, length, n };

  if (n == 1 && self->runs->len > 0)
    {
      SheetRun *last = &g_array_index (self->runs, SheetRun, self->runs->len - 1);

      if (last->n == 1)
        {
          last->length += length;
          return;
        }
    }
  g_array_append_val (self->runs, run);
}

static void
append_cells (ClvSheetText   *self,
              const SheetRow *row)
{
  GString *text = self->text;
  guint column = 0;

  for (guint i = 0; i < row->cells->len; i++)
    {
      const SheetCell *cell = row_get (row, i);

      for (; column < cell->column; column++)
        g_string_append_c (text, ',');
      for (guint k = 0; k < cell->n_columns; k++)
        {
          if (k > 0)
            g_string_append_c (text, ',');
          g_string_append_len (text, row->text->str + cell->start, (gssize) cell->length);
        }
      column += cell->n_columns - 1;
    }
  for (; column + 1 < self->width; column++)
    g_string_append_c (text, ',');
}

static void
write_row (ClvSheetText   *self,
           const SheetRow *row)
{
  gsize from;

  if (row->row > self->n_rows)
    {
      g_string_append_c (self->text, '\n');
      add_run (self, 1, row->row - self->n_rows);
    }
  from = self->text->len;
  append_cells (self, row);
  g_string_append_c (self->text, '\n');
  add_run (self, self->text->len - from, row->n_rows);
  self->n_rows = row->row + row->n_rows;
}

static gboolean
row_has_value (const SheetRow *row)
{
  for (guint i = 0; i < row->cells->len; i++)
    {
      if (row_get (row, i)->is_value)
        return TRUE;
    }

  return FALSE;
}

/* How many of the first rows stand above the data. */
static guint
count_titles (const ClvSheetText *self)
{
  for (guint i = 0; i < self->head->len; i++)
    {
      const SheetRow *row = g_ptr_array_index (self->head, i);

      if (row_has_value (row))
        return i;
      if (row->cells->len == self->width)
        return i + 1;
    }

  return 0;
}

static SheetRow *
find_row (const ClvSheetText *self,
          guint               n,
          guint64             number)
{
  for (guint i = 0; i < n; i++)
    {
      SheetRow *row = g_ptr_array_index (self->head, i);

      if (row->row == number)
        return row;
    }

  return NULL;
}

static guint
find_cell (const SheetRow *row,
           guint           column)
{
  guint i = 0;

  while (i < row->cells->len && row_get (row, i)->column < column)
    i++;

  return i;
}

/* A title that reaches down over several rows names the column at its foot. */
static void
move_down (ClvSheetText        *self,
           guint                n_titles,
           const ClvSheetMerge *merge)
{
  SheetRow *from = find_row (self, n_titles, merge->row);
  SheetRow *to = find_row (self, n_titles, merge->row + merge->n_rows - 1);
  guint i = from != NULL ? find_cell (from, merge->column) : 0;
  guint k = to != NULL ? find_cell (to, merge->column) : 0;
  SheetCell cell;

  if (from == NULL || to == NULL || i == from->cells->len
      || row_get (from, i)->column != merge->column
      || (k < to->cells->len && row_get (to, k)->column == merge->column))
    return;

  cell = *row_get (from, i);
  g_string_append_len (to->text, from->text->str + cell.start, (gssize) cell.length);
  cell.start = to->text->len - cell.length;
  g_array_insert_val (to->cells, k, cell);
  g_array_remove_index (from->cells, i);
}

static gboolean
is_group_row (const ClvSheetText *self,
              const SheetRow     *row)
{
  for (guint i = 0; i < self->merges->len; i++)
    {
      const ClvSheetMerge *merge = &g_array_index (self->merges, ClvSheetMerge, i);

      if (merge->row == row->row && merge->n_columns > 1)
        return TRUE;
    }

  return FALSE;
}

/* Titles over groups of columns would pass for a header of which half is
 * missing. They become one cell at the begin, "A / B", as a headline is. */
static void
join_group (SheetRow *row)
{
  GString *joined = g_string_new ("\"");
  SheetCell cell = { 0, 1, 0, 0, FALSE };

  for (guint i = 0; i < row->cells->len; i++)
    {
      const SheetCell *part = row_get (row, i);
      const char *text = row->text->str + part->start;
      gsize length = part->length;

      if (length >= 2 && text[0] == '"')
        {
          text++;
          length -= 2;
        }
      g_string_append (joined, i > 0 ? " / " : "");
      g_string_append_len (joined, text, (gssize) length);
    }
  g_string_append_c (joined, '"');
  g_string_free (row->text, TRUE);
  row->text = joined;
  cell.length = joined->len;
  g_array_set_size (row->cells, 0);
  g_array_append_val (row->cells, cell);
}

static void
unmerge_titles (ClvSheetText *self)
{
  guint n_titles = count_titles (self);
  gboolean has_gap = FALSE;

  for (guint i = 0; i < n_titles; i++)
    {
      const SheetRow *row = g_ptr_array_index (self->head, i);

      has_gap |= row->cells->len > 1 && row->cells->len < self->width;
    }
  if (!has_gap)
    return;

  if (self->get_merges != NULL)
    self->get_merges (self->merges, self->user_data);
  for (guint i = 0; i < self->merges->len; i++)
    {
      const ClvSheetMerge *merge = &g_array_index (self->merges, ClvSheetMerge, i);

      if (merge->n_rows > 1)
        move_down (self, n_titles, merge);
    }
  for (guint i = 0; i + 1 < n_titles; i++)
    {
      SheetRow *row = g_ptr_array_index (self->head, i);

      if (row->cells->len > 1 && is_group_row (self, row))
        join_group (row);
    }
}

static void
settle_head (ClvSheetText *self)
{
  g_autoptr(GPtrArray) head = NULL;

  unmerge_titles (self);
  head = g_steal_pointer (&self->head);
  for (guint i = 0; i < head->len; i++)
    {
      const SheetRow *row = g_ptr_array_index (head, i);

      if (row->cells->len > 0)
        write_row (self, row);
    }
}

/*
 * clv_sheet_text_end_row:
 * @row: zero-based, behind the one before
 * @n_rows: for how many rows below each other it stands
 */
void
clv_sheet_text_end_row (ClvSheetText *self,
                        guint64       row,
                        guint64       n_rows)
{
  SheetRow *filled = self->row;

  if (filled->cells->len > 0 && row < CLV_SHEET_ROWS_MAX)
    {
      filled->row = row;
      filled->n_rows = CLAMP (n_rows, 1, CLV_SHEET_ROWS_MAX - row);
      if (self->n_rows < HEAD_ROWS)
        self->width = MAX (self->width, row_width (filled));
      if (self->head == NULL)
        write_row (self, filled);
      else
        {
          g_ptr_array_add (self->head, filled);
          self->row = row_new ();
          if (self->head->len == HEAD_ROWS || row_has_value (filled))
            settle_head (self);
          return;
        }
    }
  g_string_truncate (filled->text, 0);
  g_array_set_size (filled->cells, 0);
}

/*
 * clv_sheet_text_finish:
 *
 * Says that no row comes any more.
 */
void
clv_sheet_text_finish (ClvSheetText *self)
{
  if (self->head != NULL)
    settle_head (self);
}

/*
 * clv_sheet_text_take:
 * @bytes: where to write
 * @size: room there
 *
 * Returns: how many bytes were written; 0 where more rows are needed
 */
gsize
clv_sheet_text_take (ClvSheetText *self,
                     char         *bytes,
                     gsize         size)
{
  gsize n_all = 0;

  while (self->run < self->runs->len && n_all < size)
    {
      SheetRun *run = &g_array_index (self->runs, SheetRun, self->run);
      gsize n = MIN (size - n_all, run->length - self->at);

      memcpy (bytes + n_all, self->text->str + run->start + self->at, n);
      n_all += n;
      self->at += n;
      if (self->at == run->length)
        {
          self->at = 0;
          run->n--;
          self->run += run->n == 0;
        }
    }
  if (self->run == self->runs->len)
    {
      g_string_truncate (self->text, 0);
      g_array_set_size (self->runs, 0);
      self->run = 0;
    }

  return n_all;
}

/*
 * clv_sheet_text_is_too_long:
 *
 * Whether a row is longer than any table's.
 */
gboolean
clv_sheet_text_is_too_long (const ClvSheetText *self)
{
  return self->is_too_long;
}
