/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-clock.h"
#include "clv-cell-fast.h"
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

/* A cell of a column of dates. */
typedef enum
{
  WEIGHT_OTHER,  /* no date */
  WEIGHT_DATE,
  WEIGHT_NOTHING /* stands for no date, and says nothing about the others */
} DateWeight;

/* Whether it is a date in that order, be it one that never was or will not be for
 * long: which number is the day can be seen there as well. */
static gboolean
fits_order (const ClvDateParts *parts,
            ClvDateOrder        order)
{
  ClvCellTime time;
  ClvCellState state = clv_cell_date_resolve (parts, order, &time);
  int month = parts->numbers[order == CLV_DATE_ORDER_MDY ? 0 : 1];
  int day = parts->numbers[order == CLV_DATE_ORDER_YMD ? 2 : order == CLV_DATE_ORDER_DMY ? 0 : 1];

  if (state == CLV_CELL_IMPOSSIBLE)
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;

  return state == CLV_CELL_OK || state == CLV_CELL_FUTURE || state == CLV_CELL_RANGE;
}

/* Keeps two further cells that differ from the first and from each other. */
static void
keep_example (ClvColumnFacts    *facts,
              const ClvEvidence *first,
              ClvCell            cell)
{
  guint i = facts->ambiguous[0] != NULL;

  if (first->n == 0 || facts->ambiguous[i] != NULL
      || strncmp (first->example, cell.text, cell.length) == 0
      || (i > 0 && strncmp (facts->ambiguous[0], cell.text, cell.length) == 0))
    return;

  facts->ambiguous[i] = g_utf8_make_valid (cell.text, MIN (cell.length, 60));
}

/* Numbers that count days or seconds: whether they are dates is seen later, by the
 * name of the column. */
static gboolean
weigh_counted (ClvColumnFacts *facts,
               ClvCell         cell,
               guint64         line)
{
  ClvCellTime time;

  if (cell.length < 5 || !g_ascii_isdigit (*cell.text))
    return FALSE;

  for (guint i = 0; i < CLV_DETECT_COUNTS; i++)
    {
      ClvDateOrder order = (ClvDateOrder) (CLV_DATE_ORDER_EXCEL + i);

      if (order == CLV_DATE_ORDER_EXCEL_1904 || !clv_cell_serial_is_likely (cell, order, &time))
        continue;
      keep_example (facts, &facts->counted[i], cell);
      clv_evidence_add (&facts->counted[i], line, cell);
      if (order == CLV_DATE_ORDER_EXCEL)
        facts->last_counted = MAX (facts->last_counted, time.days);
      return TRUE;
    }

  return FALSE;
}

static DateWeight
weigh_fixed (ClvColumnFacts     *facts,
             const ClvDateParts *parts,
             ClvCell             cell,
             guint64             line)
{
  ClvCellTime time;
  ClvCellState state = clv_cell_date_resolve (parts, CLV_DATE_ORDER_YMD, &time);

  if (state == CLV_CELL_NO_DATE)
    return WEIGHT_NOTHING;
  if (state == CLV_CELL_OK)
    clv_evidence_add (&facts->settled, line, cell);
  else if (is_all_digits (cell) || !fits_order (parts, CLV_DATE_ORDER_YMD))
    return WEIGHT_OTHER;

  return WEIGHT_DATE;
}

/* FALSE where the numbers fit no order. */
static gboolean
weigh_orders (ClvColumnFacts *facts,
              const gboolean *fits,
              gboolean        is_same,
              ClvCell         cell,
              guint64         line)
{
  /* Year first with two digits is rare: only where nothing else can be. */
  if (fits[CLV_DATE_ORDER_DMY] && is_same)
    facts->n_same++;
  else if (fits[CLV_DATE_ORDER_DMY] && fits[CLV_DATE_ORDER_MDY])
    {
      keep_example (facts, &facts->either, cell);
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

/*
 * clv_detect_weigh_numbers:
 *
 * What clv_detect_weigh_cell() gathers of "05.03.2024" in a column of dates.
 *
 * Returns: %FALSE where the cell is not of that shape, and nothing was gathered
 */
gboolean
clv_detect_weigh_numbers (ClvColumnFacts *facts,
                          ClvCell         cell,
                          guint64         line)
{
  guint first = 0;
  guint second = 0;
  guint year = 0;
  gboolean fits[3] = { FALSE, FALSE, FALSE };

  if (!clv_cell_numbers_fast (cell, &first, &second, &year))
    return FALSE;

  fits[CLV_DATE_ORDER_DMY] = first - 1 < 31 && second - 1 < 12;
  fits[CLV_DATE_ORDER_MDY] = second - 1 < 31 && first - 1 < 12;

  return weigh_orders (facts, fits, first == second, cell, line);
}

static DateWeight
weigh_date (ClvColumnFacts *facts,
            ClvCell         cell,
            guint64         line)
{
  ClvDateParts parts;
  ClvCellTime time;
  ClvCellState state;
  gint32 days;
  gboolean fits[3];

  if (clv_cell_date_fast (cell, &days))
    {
      clv_evidence_add (&facts->settled, line, cell);
      return WEIGHT_DATE;
    }
  state = clv_cell_date_scan (cell, &parts);
  if (state == CLV_CELL_INVALID)
    return weigh_counted (facts, cell, line) && facts->is_counted ? WEIGHT_DATE : WEIGHT_OTHER;
  /* 2024-05-01 25:00 */
  if (state != CLV_CELL_OK)
    return state == CLV_CELL_IMPOSSIBLE ? WEIGHT_DATE : WEIGHT_OTHER;
  if (parts.is_year_first || parts.is_named)
    return weigh_fixed (facts, &parts, cell, line);
  if (clv_cell_date_resolve (&parts, CLV_DATE_ORDER_DMY, &time) == CLV_CELL_NO_DATE)
    return WEIGHT_NOTHING;

  for (guint i = 0; i < 3; i++)
    fits[i] = fits_order (&parts, (ClvDateOrder) i);

  return weigh_orders (facts, fits, parts.numbers[0] == parts.numbers[1], cell, line)
         ? WEIGHT_DATE : WEIGHT_OTHER;
}

static void
see_money (ClvColumnFacts     *facts,
           const ClvMoneySign *sign,
           guint64             line)
{
  guint i = 0;

  if (sign->codes == NULL)
    return;

  while (i < facts->n_money && facts->money[i].sign.codes != sign->codes)
    i++;
  if (i == CLV_DETECT_SIGNS_MAX)
    return;
  if (i == facts->n_money)
    {
      facts->money[i].sign = *sign;
      facts->money[i].line = line;
      facts->n_money++;
    }
  facts->money[i].n++;
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
  gboolean is_rounded;
  ClvMoneySign money;
  gboolean is_point;
  gboolean is_comma;

  if (is_all_digits (cell))
    return TRUE;
  if (clv_cell_amount_fast (cell, '.', &by_point))
    {
      clv_evidence_add (&facts->points, line, cell);
      return TRUE;
    }
  if (clv_cell_amount_fast (cell, ',', &by_comma))
    {
      clv_evidence_add (&facts->commas, line, cell);
      return TRUE;
    }

  is_point = clv_cell_number_parse_money (cell, &point, &by_point, &is_rounded, &money)
             == CLV_CELL_OK;
  is_comma = clv_cell_number_parse (cell, &comma, &by_comma) == CLV_CELL_OK;
  if (is_point || is_comma)
    see_money (facts, &money, line);
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
  ClvCellTime time;
  gint64 minor;

  if (facts->type == CLV_COLUMN_DATE
      && (clv_cell_date_fast (cell, &time.days) || clv_cell_moment_fast (cell, &time)))
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

  return facts->type == CLV_COLUMN_DATE && clv_detect_weigh_numbers (facts, cell, line);
}

static void
weigh_as_date (ClvColumnFacts *facts,
               ClvCell         cell,
               guint64         line,
               gboolean        is_sample)
{
  DateWeight weight = weigh_date (facts, cell, line);

  facts->n_sample -= is_sample && weight == WEIGHT_NOTHING;
  facts->n_dates += is_sample && weight == WEIGHT_DATE;
  if (weight != WEIGHT_DATE && facts->not_date == NULL)
    facts->not_date = g_utf8_make_valid (cell.text, MIN (cell.length, 60));
}

static void
weigh_as_number (ClvColumnFacts *facts,
                 ClvCell         cell,
                 guint64         line,
                 gboolean        is_sample)
{
  guint64 before = facts->points.n + facts->commas.n + facts->either_mark.n;
  gboolean is_number = weigh_number (facts, cell, line);
  ClvCellTime time;

  facts->n_numbers += is_sample && is_number;
  if (!is_number && facts->not_number == NULL)
    facts->not_number = g_utf8_make_valid (cell.text, MIN (cell.length, 60));
  facts->n_fractions += facts->points.n + facts->commas.n + facts->either_mark.n - before;
  if (is_sample && !is_number)
    facts->n_clocks += clv_cell_clock_parse (cell, &time) == CLV_CELL_OK;
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

  cell = clv_cell_plain (cell);
  /* -- and N/A say nothing about the type */
  if (clv_cell_is_missing (cell))
    return;
  facts->n_sample += is_sample;
  if (is_sample || facts->type == CLV_COLUMN_DATE)
    weigh_as_date (facts, cell, line, is_sample);
  if (is_sample || facts->type == CLV_COLUMN_NUMBER)
    weigh_as_number (facts, cell, line, is_sample);
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
 * @means_date: whether its name, or somebody, says that the column holds dates
 *
 * Decides the type once the sample is through, by what most cells are. Numbers are
 * dates only where @means_date, for ids and amounts look the same.
 */
void
clv_detect_settle_type (ClvColumnFacts *facts,
                        gboolean        means_date)
{
  guint64 n_counted = 0;

  for (guint i = 0; i < CLV_DETECT_COUNTS; i++)
    n_counted = MAX (n_counted, facts->counted[i].n);

  if (facts->n_sample == 0)
    facts->type = facts->n_filled == 0 ? CLV_COLUMN_EMPTY : CLV_COLUMN_TEXT;
  else if (is_most (facts, facts->n_dates))
    facts->type = CLV_COLUMN_DATE;
  else if (means_date && n_counted > facts->n_dates && is_most (facts, n_counted + facts->n_dates))
    {
      facts->type = CLV_COLUMN_DATE;
      facts->is_counted = TRUE;
      g_clear_pointer (&facts->not_date, g_free);
    }
  else if (is_most (facts, facts->n_numbers))
    facts->type = CLV_COLUMN_NUMBER;
  else
    facts->type = CLV_COLUMN_TEXT;
}

/*
 * clv_column_facts_clear:
 *
 * Frees what the facts of a column hold.
 */
void
clv_column_facts_clear (ClvColumnFacts *facts)
{
  ClvEvidence *all[] = {
    &facts->orders[0], &facts->orders[1], &facts->orders[2], &facts->either, &facts->settled,
    &facts->points, &facts->commas, &facts->either_mark,
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]->example);
  for (guint i = 0; i < CLV_DETECT_COUNTS; i++)
    g_free (facts->counted[i].example);
  g_free (facts->ambiguous[0]);
  g_free (facts->ambiguous[1]);
  g_free (facts->not_date);
  g_free (facts->not_number);
  g_clear_pointer (&facts->distinct, clv_dictionary_unref);
  g_clear_pointer (&facts->samples, g_ptr_array_unref);
}

static gboolean
sign_lists (const ClvMoneySign *sign,
            const char         *currency)
{
  return g_strstr_len (sign->codes, sign->length, currency) != NULL;
}

/*
 * clv_column_facts_find_other:
 * @currency: an ISO code
 *
 * Returns: (nullable): the first sign of money in the column that cannot stand for
 *   @currency
 */
const ClvMoneySeen *
clv_column_facts_find_other (const ClvColumnFacts *facts,
                             const char           *currency)
{
  for (guint i = 0; i < facts->n_money; i++)
    {
      if (!sign_lists (&facts->money[i].sign, currency))
        return &facts->money[i];
    }

  return NULL;
}

/*
 * clv_column_facts_dup_currencies:
 *
 * Returns: (transfer full) (nullable): the ISO codes that each sign and code of money
 *   in the column can stand for, parted by blanks; empty where they contradict each
 *   other, %NULL where there are none
 */
char *
clv_column_facts_dup_currencies (const ClvColumnFacts *facts)
{
  GString *codes;

  if (facts->n_money == 0)
    return NULL;

  codes = g_string_new (NULL);
  for (guint at = 0; at + 3 <= facts->money[0].sign.length; at += 4)
    {
      g_autofree char *code = g_strndup (facts->money[0].sign.codes + at, 3);

      if (clv_column_facts_find_other (facts, code) == NULL)
        g_string_append_printf (codes, "%s%s", codes->len > 0 ? " " : "", code);
    }

  return g_string_free (codes, FALSE);
}

/*
 * clv_column_facts_dup_currency:
 *
 * Returns: (transfer full) (nullable): the one ISO code that all signs and codes of
 *   money in the column stand for; %NULL where there are none, where they contradict
 *   each other, or where only signs of many currencies such as $ were seen
 */
char *
clv_column_facts_dup_currency (const ClvColumnFacts *facts)
{
  g_autofree char *codes = clv_column_facts_dup_currencies (facts);

  return codes != NULL && strlen (codes) == 3 ? g_steal_pointer (&codes) : NULL;
}
