/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-detect.h"

static gboolean
is_all_digits (ClvCell cell)
{
  for (guint32 i = 0; i < cell.length; i++)
    {
      if (!g_ascii_isdigit (cell.text[i]))
        return FALSE;
    }

  return TRUE;
}

static gboolean
resolves (const ClvDateParts *parts,
          ClvDateOrder        order)
{
  ClvCellTime time;

  return clv_cell_date_resolve (parts, order, &time) == CLV_CELL_OK;
}

static gboolean
weigh_date (ClvColumnFacts *facts,
            ClvCell         cell,
            guint64         line)
{
  ClvDateParts parts;
  gint32 days;
  gboolean fits[3];

  if (clv_cell_date_fast (cell, &days))
    {
      clv_evidence_add (&facts->settled, line, cell);
      return TRUE;
    }
  if (clv_cell_date_scan (cell, &parts) != CLV_CELL_OK)
    return FALSE;
  if (parts.is_year_first || parts.is_named)
    {
      if (!resolves (&parts, CLV_DATE_ORDER_YMD))
        return FALSE;
      clv_evidence_add (&facts->settled, line, cell);
      return TRUE;
    }

  for (guint i = 0; i < 3; i++)
    fits[i] = resolves (&parts, (ClvDateOrder) i);
  /* Year first with two digits is rare: only where nothing else can be. */
  if (fits[CLV_DATE_ORDER_DMY] && fits[CLV_DATE_ORDER_MDY])
    {
      guint i = facts->ambiguous[0] != NULL;

      if (facts->either.n > 0 && facts->ambiguous[i] == NULL)
        facts->ambiguous[i] = g_utf8_make_valid (cell.text, MIN (cell.length, 60));
      clv_evidence_add (&facts->either, line, cell);
      facts->n_dotted += memchr (cell.text, '.', MIN (cell.length, 3)) != NULL;
    }
  else if (fits[CLV_DATE_ORDER_DMY])
    clv_evidence_add (&facts->orders[CLV_DATE_ORDER_DMY], line, cell);
  else if (fits[CLV_DATE_ORDER_MDY])
    clv_evidence_add (&facts->orders[CLV_DATE_ORDER_MDY], line, cell);
  else if (fits[CLV_DATE_ORDER_YMD])
    clv_evidence_add (&facts->orders[CLV_DATE_ORDER_YMD], line, cell);
  else
    return FALSE;

  return TRUE;
}

static gboolean
weigh_number (ClvColumnFacts *facts,
              ClvCell         cell,
              guint64         line)
{
  static const ClvNumberRules point = { '.', 6, NULL };
  static const ClvNumberRules comma = { ',', 6, NULL };
  gint64 by_point = 0;
  gint64 by_comma = 0;
  gboolean is_point;
  gboolean is_comma;

  if (is_all_digits (cell))
    return TRUE;
  if (clv_cell_number_fast (cell, '.', &by_point))
    {
      clv_evidence_add (&facts->points, line, cell);
      return TRUE;
    }
  if (clv_cell_number_fast (cell, ',', &by_comma))
    {
      clv_evidence_add (&facts->commas, line, cell);
      return TRUE;
    }

  is_point = clv_cell_number_parse (cell, &point, &by_point) == CLV_CELL_OK;
  is_comma = clv_cell_number_parse (cell, &comma, &by_comma) == CLV_CELL_OK;
  if (is_point && is_comma && by_point != by_comma)
    clv_evidence_add (&facts->either_mark, line, cell);
  else if (is_point && !is_comma)
    clv_evidence_add (&facts->points, line, cell);
  else if (is_comma && !is_point)
    clv_evidence_add (&facts->commas, line, cell);

  return is_point || is_comma;
}

static void
weigh_distinct (ClvColumnFacts *facts,
                ClvCell         cell)
{
  guint32 before;

  if (facts->distinct == NULL)
    return;

  before = clv_dictionary_get_n (facts->distinct);
  clv_dictionary_add (facts->distinct, cell.text, cell.length);
  facts->n_distinct = clv_dictionary_get_n (facts->distinct);
  if (facts->n_distinct > before && facts->samples->len < 3)
    g_ptr_array_add (facts->samples, g_utf8_make_valid (cell.text, MIN (cell.length, 200)));
  if (facts->n_distinct > CLV_DETECT_DISTINCT_MAX)
    g_clear_pointer (&facts->distinct, clv_dictionary_unref);
}

/* The common shapes behind the sample, before anything is asked about the cell. */
static gboolean
weigh_fast (ClvColumnFacts *facts,
            ClvCell         cell,
            guint64         line)
{
  gint32 days;
  gint64 minor;

  if (facts->type == CLV_COLUMN_DATE && clv_cell_date_fast (cell, &days))
    {
      clv_evidence_add (&facts->settled, line, cell);
      return TRUE;
    }
  if (facts->type == CLV_COLUMN_NUMBER && clv_cell_number_fast (cell, '.', &minor))
    {
      clv_evidence_add (&facts->points, line, cell);
      facts->n_fractions++;
      return TRUE;
    }

  return FALSE;
}

/*
 * clv_detect_weigh_cell:
 * @facts: of the column
 * @cell: without quotes
 * @line: where it is
 * @is_sample: whether its type is asked for
 *
 * Gathers what a cell says about its column.
 */
void
clv_detect_weigh_cell (ClvColumnFacts *facts,
                       ClvCell         cell,
                       guint64         line,
                       gboolean        is_sample)
{
  if (cell.length == 0)
    return;

  facts->n_filled++;
  weigh_distinct (facts, cell);
  if (!is_sample && (!facts->is_weighed || weigh_fast (facts, cell, line)))
    return;

  cell = clv_cell_trim (cell);
  /* -- and N/A say nothing about the type */
  if (clv_cell_is_missing (cell))
    return;
  facts->n_sample += is_sample;
  if (is_sample || facts->type == CLV_COLUMN_DATE)
    {
      gboolean is_date = weigh_date (facts, cell, line);

      facts->n_dates += is_sample && is_date;
      if (!is_date && facts->not_date == NULL)
        facts->not_date = g_utf8_make_valid (cell.text, MIN (cell.length, 60));
    }
  if (is_sample || facts->type == CLV_COLUMN_NUMBER)
    {
      guint64 before = facts->points.n + facts->commas.n + facts->either_mark.n;
      gboolean is_number = weigh_number (facts, cell, line);

      facts->n_numbers += is_sample && is_number;
      if (!is_number && facts->not_number == NULL)
        facts->not_number = g_utf8_make_valid (cell.text, MIN (cell.length, 60));
      facts->n_fractions += facts->points.n + facts->commas.n + facts->either_mark.n - before;
    }
}

/* Nine tenths of the cells; of fewer than ten, all but one. */
static gboolean
is_most (const ClvColumnFacts *facts,
         guint64               n)
{
  return n * 10 >= facts->n_sample * 9 || (n >= 2 && n + 1 >= facts->n_sample);
}

/*
 * clv_detect_settle_type:
 *
 * Decides the type once the sample is through, by what most cells are.
 */
void
clv_detect_settle_type (ClvColumnFacts *facts)
{
  if (facts->n_sample == 0)
    facts->type = facts->n_filled == 0 ? CLV_COLUMN_EMPTY : CLV_COLUMN_TEXT;
  else if (is_most (facts, facts->n_dates))
    facts->type = CLV_COLUMN_DATE;
  else if (is_most (facts, facts->n_numbers))
    facts->type = CLV_COLUMN_NUMBER;
  else
    facts->type = CLV_COLUMN_TEXT;
}

static const ClvColumnFacts *
mapped_facts (const ClvDetection   *detection,
              ClvField              field,
              GPtrArray            *names,
              const ClvColumnFacts *columns)
{
  int index = clv_header_find (names, detection->plan->columns[field]);
  ClvColumnType wanted = field == CLV_FIELD_DATE ? CLV_COLUMN_DATE : CLV_COLUMN_NUMBER;

  if (index >= 0)
    return &columns[index];

  for (guint i = 0; i < names->len; i++)
    {
      if (columns[i].type == wanted && columns[i].is_weighed)
        return &columns[i];
    }

  return NULL;
}

/*
 * clv_detect_decide_decimal:
 *
 * The decimal mark of the amounts, by all cells of their column; asks where
 * every cell can be read both ways.
 */
void
clv_detect_decide_decimal (ClvDetection         *detection,
                           GPtrArray            *names,
                           const ClvColumnFacts *columns)
{
  const ClvColumnFacts *facts = mapped_facts (detection, CLV_FIELD_AMOUNT, names, columns);
  ClvImportPlan *plan = detection->plan;
  ClvQuestion *question;

  if (facts == NULL || facts->points.n + facts->commas.n + facts->either_mark.n == 0)
    {
      plan->decimal = '.';
      clv_detection_add_reason (detection, CLV_TOPIC_DECIMAL, _("Point"),
                                g_strdup (_("no amount has a decimal mark")));
    }
  else if (facts->points.n + facts->commas.n > 0)
    {
      const ClvEvidence *evidence = facts->commas.n > facts->points.n
                                    ? &facts->commas : &facts->points;

      plan->decimal = evidence == &facts->commas ? ',' : '.';
      clv_detection_add_reason (detection, CLV_TOPIC_DECIMAL,
                                plan->decimal == ',' ? _("Comma") : _("Point"),
                                g_strdup_printf (plan->decimal == ','
                                                 ? _("%'" PRIu64 " cells use a comma "
                                                                 "before the last digits, such "
                                                                 "as “%s” in line "
                                                                 "%" PRIu64)
                                                 : _("%'" PRIu64 " cells use a point "
                                                                 "before the last digits, such "
                                                                 "as “%s” in line "
                                                                 "%" PRIu64),
                                                 evidence->n, evidence->example, evidence->line));
    }
  else
    {
      gboolean has_comma = strchr (facts->either_mark.example, ',') != NULL;

      plan->decimal = '.';
      question = clv_detection_add_question (detection, CLV_TOPIC_DECIMAL, CLV_FIELD_AMOUNT,
                                             g_strdup_printf (_("Is “%s” in line %" PRIu64
                                                                " about a thousand, or a little "
                                                                "more than its first digits?"),
                                                              facts->either_mark.example,
                                                              facts->either_mark.line));
      clv_question_add_answer (question, ".",
                               g_strdup_printf (has_comma ? _("“%s” with thousands: point is the "
                                                              "decimal mark")
                                                : _("“%s” with a fraction: point is the decimal "
                                                    "mark"), facts->either_mark.example));
      clv_question_add_answer (question, ",",
                               g_strdup_printf (has_comma ? _("“%s” with a fraction: comma is the "
                                                              "decimal mark")
                                                : _("“%s” with thousands: comma is the decimal "
                                                    "mark"), facts->either_mark.example));
      clv_detection_add_reason (detection, CLV_TOPIC_DECIMAL, _("Not decided"),
                                g_strdup_printf (_("all %'" PRIu64 " cells with a mark "
                                                                   "can be read both ways"),
                                                 facts->either_mark.n));
    }
}

static const char *
order_label (ClvDateOrder order)
{
  if (order == CLV_DATE_ORDER_YMD)
    return _("Year first");

  return order == CLV_DATE_ORDER_DMY ? _("Day first") : _("Month first");
}

/* "03/04/2025 is 3 April 2025; …" */
static char *
describe_reading (const ClvColumnFacts *facts,
                  ClvDateOrder          order)
{
  const char *cells[] = { facts->either.example, facts->ambiguous[0], facts->ambiguous[1] };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      ClvCell cell = { cells[i], cells[i] != NULL ? (guint32) strlen (cells[i]) : 0 };
      ClvCellTime time;
      g_autofree char *date = NULL;

      if (cells[i] == NULL || clv_cell_date_parse (cell, order, &time) != CLV_CELL_OK)
        continue;
      date = clv_date_to_display (time.days);
      g_string_append_printf (text, text->len > 0 ? "; %s → %s" : "%s → %s", cells[i], date);
    }

  return g_string_free (text, FALSE);
}

static void
ask_date_order (ClvDetection         *detection,
                const ClvColumnFacts *facts)
{
  ClvQuestion *question;

  question = clv_detection_add_question (detection, CLV_TOPIC_DATE_ORDER, CLV_FIELD_DATE,
                                         g_strdup_printf (_("Does “%s” in line %" PRIu64
                                                            " begin with the day or with the "
                                                            "month?"),
                                                          facts->either.example,
                                                          facts->either.line));
  clv_question_add_answer (question, clv_date_order_get_id (CLV_DATE_ORDER_DMY),
                           describe_reading (facts, CLV_DATE_ORDER_DMY));
  clv_question_add_answer (question, clv_date_order_get_id (CLV_DATE_ORDER_MDY),
                           describe_reading (facts, CLV_DATE_ORDER_MDY));
  clv_detection_add_reason (detection, CLV_TOPIC_DATE_ORDER, _("Not decided"),
                            g_strdup_printf (_("none of %'" PRIu64 " dates has a day "
                                                                   "after the "
                                                                   "12th"), facts->either.n));
}

/*
 * clv_detect_decide_date_order:
 *
 * Which number of a date is the day, by all cells of the date column: any day
 * after the 12th decides. Asks where there is none.
 */
void
clv_detect_decide_date_order (ClvDetection         *detection,
                              GPtrArray            *names,
                              const ClvColumnFacts *columns)
{
  const ClvColumnFacts *facts = mapped_facts (detection, CLV_FIELD_DATE, names, columns);
  ClvDateOrder best = CLV_DATE_ORDER_YMD;
  char *because;

  detection->plan->date_order = CLV_DATE_ORDER_YMD;
  if (facts == NULL)
    {
      clv_detection_add_reason (detection, CLV_TOPIC_DATE_ORDER, order_label (best),
                                g_strdup (_("there is no column of dates")));
      return;
    }

  for (guint i = 0; i < 3; i++)
    {
      if (facts->orders[i].n > facts->orders[best].n)
        best = (ClvDateOrder) i;
    }
  if (facts->orders[best].n > 0)
    because = g_strdup_printf (_("line %" PRIu64 " has %s"), facts->orders[best].line,
                               facts->orders[best].example);
  else if (facts->either.n == 0)
    because = g_strdup_printf (_("line %" PRIu64 " has %s, which cannot be read "
                                                 "otherwise"), facts->settled.line,
                               facts->settled.example != NULL ? facts->settled.example : "");
  else
    {
      best = CLV_DATE_ORDER_DMY;
      detection->plan->date_order = best;
      if (facts->n_dotted * 10 < facts->either.n * 9)
        {
          ask_date_order (detection, facts);
          return;
        }
      because = g_strdup (_("dates with points are written that way"));
    }

  detection->plan->date_order = best;
  clv_detection_add_reason (detection, CLV_TOPIC_DATE_ORDER, order_label (best), because);
}
