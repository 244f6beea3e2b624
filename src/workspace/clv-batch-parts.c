/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-batch-parts.h"
#include "clv-mix.h"
#include "clv-segment.h"

gboolean
clv_batch_next_id (ClvWorkspace  *workspace,
                   gint64        *id,
                   GError       **error)
{
  if (!clv_statement_read_int (workspace, "SELECT seq + 1 FROM sqlite_sequence "
                                          "WHERE name = 'batch'", NULL, id, error))
    return FALSE;
  *id = MAX (*id, 1);
  return TRUE;
}

gboolean
clv_batch_insert_line (ClvWorkspace        *workspace,
                       const ClvBatchLine  *line,
                       GError             **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *at = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");

  statement = clv_statement_new (workspace,
                                 "INSERT INTO batch (id, kind, file_name, imported_at, rows, "
                                 "orders, customers, rejected, changed_orders, net_amount, "
                                 "currency, first_date, last_date, has_orders, content_hash, plan) "
                                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
                                 "?14, ?15, ?16)", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, line->id);
  clv_statement_bind_text (statement, 2, line->kind);
  clv_statement_bind_text (statement, 3, line->file_name);
  clv_statement_bind_text (statement, 4, at);
  clv_statement_bind_int (statement, 5, (gint64) line->rows);
  clv_statement_bind_int (statement, 6, (gint64) line->orders);
  clv_statement_bind_int (statement, 7, (gint64) line->customers);
  clv_statement_bind_int (statement, 8, (gint64) line->rejected);
  clv_statement_bind_int (statement, 9, (gint64) line->changed);
  clv_statement_bind_int (statement, 10, line->net_amount);
  clv_statement_bind_text (statement, 11, clv_workspace_get_currency (workspace));
  clv_statement_bind_date (statement, 12, line->first);
  clv_statement_bind_date (statement, 13, line->last);
  clv_statement_bind_int (statement, 14, line->has_orders);
  clv_statement_bind_text (statement, 15, line->content_hash);
  clv_statement_bind_text (statement, 16, line->plan);
  return clv_statement_execute (statement, error);
}

static gboolean
insert_bytes (ClvWorkspace   *workspace,
              const char     *sql,
              gint64          batch,
              guint           seq,
              guint           field,
              guint32         n,
              gconstpointer   bytes,
              gsize           size,
              GError        **error)
{
  g_autoptr(ClvStatement) statement = clv_statement_new (workspace, sql, error);

  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch);
  clv_statement_bind_int (statement, 2, seq);
  clv_statement_bind_int (statement, 3, field);
  clv_statement_bind_int (statement, 4, n);
  clv_statement_bind_blob (statement, 5, bytes, size);
  return clv_statement_execute (statement, error);
}

gboolean
clv_batch_insert_segment (ClvWorkspace   *workspace,
                          gint64          batch,
                          guint           seq,
                          guint           field,
                          guint32         n_rows,
                          gconstpointer   bytes,
                          gsize           size,
                          GError        **error)
{
  return insert_bytes (workspace, "INSERT INTO segment (batch, seq, field, n_rows, bytes) "
                                  "VALUES (?1, ?2, ?3, ?4, ?5)",
                       batch, seq, field, n_rows, bytes, size, error);
}

gboolean
clv_batch_put_dictionary (ClvWorkspace         *workspace,
                          gint64                batch,
                          guint                 field,
                          const ClvDictionary  *dictionary,
                          GByteArray           *scratch,
                          ClvBulkHash          *hash,
                          GError              **error)
{
  guint32 n = clv_dictionary_get_n (dictionary);
  g_autofree const char **texts = g_new (const char *, MIN (n, CLV_SEGMENT_ROWS) + 1);
  g_autofree guint32 *lengths = g_new (guint32, MIN (n, CLV_SEGMENT_ROWS) + 1);
  guint32 done = 0;
  guint seq = 0;

  while (done < n)
    {
      guint32 count = MIN (CLV_SEGMENT_ROWS, n - done);
      guint32 i;

      for (i = 0; i < count; i++)
        {
          gsize length = 0;

          texts[i] = clv_dictionary_get (dictionary, done + i, &length);
          lengths[i] = (guint32) length;
        }
      clv_segment_encode_texts (scratch, field, count, texts, lengths);
      if (hash != NULL)
        clv_bulk_hash_add (hash, scratch->data, scratch->len);
      if (workspace != NULL
          && !insert_bytes (workspace, "INSERT INTO dictionary_segment "
                                       "(batch, seq, field, n_strings, bytes) "
                                       "VALUES (?1, ?2, ?3, ?4, ?5)",
                            batch, seq, field, count, scratch->data, scratch->len, error))
        return FALSE;
      done += count;
      seq++;
    }
  return TRUE;
}

void
clv_batch_list_row (GByteArray *rows,
                    guint32     row)
{
  guint8 number[2] = { (guint8) row, (guint8) (row >> 8) };

  g_byte_array_append (rows, number, sizeof number);
}

gboolean
clv_batch_insert_superseded (ClvWorkspace      *workspace,
                             gint64             batch,
                             gint64             old_batch,
                             gint64             old_segment,
                             const GByteArray  *rows,
                             GError           **error)
{
  g_autoptr(ClvStatement) statement = NULL;

  if (rows->len == 0)
    return TRUE;

  statement = clv_statement_new (workspace,
                                 "INSERT INTO superseded (batch, old_batch, old_segment, rows) "
                                 "VALUES (?1, ?2, ?3, ?4)", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch);
  clv_statement_bind_int (statement, 2, old_batch);
  clv_statement_bind_int (statement, 3, old_segment);
  clv_statement_bind_blob (statement, 4, rows->data, rows->len);
  return clv_statement_execute (statement, error);
}

void
clv_batch_widen_span (ClvZone  *zone,
                      gint64    least,
                      gint64    most,
                      gboolean  has_clock,
                      ClvDate  *first,
                      ClvDate  *last)
{
  ClvDate from = has_clock ? clv_zone_get_day (zone, least) : clv_day_of_seconds (least);
  ClvDate to = has_clock ? clv_zone_get_day (zone, most) : clv_day_of_seconds (most);

  *first = *first == CLV_DATE_INVALID ? from : MIN (*first, from);
  *last = *last == CLV_DATE_INVALID ? to : MAX (*last, to);
}

static guint64
hash_text (const char *text,
           gsize       length)
{
  guint64 hash = clv_mix (length + 1);
  gsize i;

  for (i = 0; i < length; i += 8)
    {
      guint64 word = 0;

      memcpy (&word, text + i, MIN (8, length - i));
      hash = clv_mix (hash ^ word) + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
    }
  return hash;
}

guint64 *
clv_batch_hash_texts (const ClvDictionary *dictionary)
{
  guint32 n = clv_dictionary_get_n (dictionary);
  guint64 *hashes = g_new (guint64, MAX (n, 1));
  guint32 i;

  for (i = 0; i < n; i++)
    {
      gsize length = 0;
      const char *text = clv_dictionary_get (dictionary, i, &length);

      hashes[i] = hash_text (text, length);
    }
  return hashes;
}
