/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-detect.h"
#include "clv-money.h"
#include "clv-zone-name.h"

/* So many times fewer dates in the other order are slips of the pen. */
#define MIXTURE_MAX 20

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

static guint64
count_marks (const ClvColumnFacts *facts)
{
  return facts->points.n + facts->commas.n;
}

/* The column whose cells say which mark is the decimal one: the amount's, or where
 * that says nothing another with money of the same rows. */
static const ClvColumnFacts *
find_marked (const ClvDetection   *detection,
             GPtrArray            *names,
             const ClvColumnFacts *columns)
{
  static const ClvField fields[] = {
    CLV_FIELD_PRICE, CLV_FIELD_REFUNDED, CLV_FIELD_TAX, CLV_FIELD_SHIPPING, CLV_FIELD_COST,
  };
  const ClvColumnFacts *facts = mapped_facts (detection, CLV_FIELD_AMOUNT, names, columns);

  if (facts != NULL && count_marks (facts) > 0)
    return facts;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      int index = clv_header_find (names, detection->plan->columns[fields[i]]);

      if (index < 0)
        continue;
      if (count_marks (&columns[index]) > 0)
        return &columns[index];
      if (facts == NULL)
        facts = &columns[index];
    }

  return facts;
}

/* Whether the codes in the cells are of a currency without a minor unit: a mark in
 * them groups thousands. */
static gboolean
has_no_minor_unit (const ClvColumnFacts *facts)
{
  g_autofree char *currency = clv_column_facts_dup_currency (facts);

  return currency != NULL && clv_currency_get_exponent (currency) == 0;
}

static void
tell_decimal (ClvDetection *detection,
              char          decimal,
              char         *because)
{
  detection->plan->decimal = decimal;
  clv_detection_add_reason (detection, CLV_TOPIC_DECIMAL, decimal == ',' ? _("Comma") : _("Point"),
                            because);
}

/* Every cell with a mark can be read both ways. */
static void
ask_which_is_decimal (ClvDetection         *detection,
                      const ClvColumnFacts *facts)
{
  const ClvEvidence *either = &facts->either_mark;
  gboolean has_comma = strchr (either->example, ',') != NULL;
  ClvQuestion *question;

  question = clv_detection_add_question (detection, CLV_TOPIC_DECIMAL, CLV_FIELD_AMOUNT,
                                         g_strdup_printf (_("Is “%s” in line %" PRIu64
                                                            " about a thousand, or a little "
                                                            "more than its first digits?"),
                                                          either->example, either->line));
  clv_question_add_answer (question, ".",
                           g_strdup_printf (has_comma
                                            ? _("“%s” with thousands: point is the decimal mark")
                                            : _("“%s” with a fraction: point is the decimal mark"),
                                            either->example));
  clv_question_add_answer (question, ",",
                           g_strdup_printf (has_comma
                                            ? _("“%s” with a fraction: comma is the decimal mark")
                                            : _("“%s” with thousands: comma is the decimal mark"),
                                            either->example));
  clv_detection_add_reason (detection, CLV_TOPIC_DECIMAL, _("Not decided"),
                            g_strdup_printf (_("all %'" PRIu64
                                               " cells with a mark can be read both ways"),
                                             either->n));
}

/* Some amounts have a decimal point and others a comma: whichever is chosen, those that
 * fit both ways may be read wrongly. */
static void
ask_about_marks (ClvDetection         *detection,
                 const ClvColumnFacts *facts)
{
  const ClvEvidence *point = &facts->points;
  const ClvEvidence *comma = &facts->commas;
  ClvQuestion *question;
  char *text;

  text = g_strdup_printf (_("“%s” in line %" PRIu64 " has a decimal point and “%s” in line %" PRIu64
                            " a decimal comma. Which is right for the file?"),
                          point->example, point->line, comma->example, comma->line);
  question = clv_detection_add_question (detection, CLV_TOPIC_DECIMAL, CLV_FIELD_AMOUNT, text);
  clv_question_add_answer (question, ".", g_strdup (point->example));
  clv_question_add_answer (question, ",", g_strdup (comma->example));
  clv_detection_add_reason (detection, CLV_TOPIC_DECIMAL, _("Not decided"),
                            g_strdup (_("the amounts do not all have the same decimal mark")));
}

/* Some cells leave no doubt. */
static void
decide_by_marks (ClvDetection         *detection,
                 const ClvColumnFacts *facts)
{
  gboolean is_comma = facts->commas.n > facts->points.n;
  const ClvEvidence *most = is_comma ? &facts->commas : &facts->points;
  const ClvEvidence *least = is_comma ? &facts->points : &facts->commas;

  if (least->n > 0 && facts->either_mark.n > 0 && least->n * MIXTURE_MAX >= most->n)
    ask_about_marks (detection, facts);
  else if (is_comma)
    tell_decimal (detection, ',',
                  g_strdup_printf (_("%'" PRIu64 " cells use a comma before the last digits, such "
                                                 "as “%s” in line %" PRIu64),
                                   most->n, most->example, most->line));
  else
    tell_decimal (detection, '.',
                  g_strdup_printf (_("%'" PRIu64 " cells use a point before the last digits, such "
                                                 "as “%s” in line %" PRIu64),
                                   most->n, most->example, most->line));
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
  const ClvColumnFacts *facts = find_marked (detection, names, columns);

  /* What is asked stands in the plan as a point until it is answered. */
  detection->plan->decimal = '.';
  if (facts == NULL || count_marks (facts) + facts->either_mark.n == 0)
    tell_decimal (detection, '.', g_strdup (_("no amount has a decimal mark")));
  else if (count_marks (facts) > 0)
    decide_by_marks (detection, facts);
  else if (has_no_minor_unit (facts))
    tell_decimal (detection, strchr (facts->either_mark.example, ',') != NULL ? '.' : ',',
                  g_strdup_printf (_("“%s” is of a currency that has no decimals"),
                                   facts->either_mark.example));
  else
    ask_which_is_decimal (detection, facts);
}

/* "03/04/2025 → 3 April 2025; …", with the time where it is a part of a count */
static char *
describe_reading (const ClvColumnFacts *facts,
                  const ClvEvidence    *first,
                  ClvDateOrder          order)
{
  const char *cells[] = { first->example, facts->ambiguous[0], facts->ambiguous[1] };
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
                const ClvColumnFacts *facts,
                char                 *text,
                char                 *because)
{
  const ClvEvidence *first = facts->either.n > 0 ? &facts->either
                                                 : &facts->orders[CLV_DATE_ORDER_DMY];
  ClvQuestion *question = clv_detection_add_question (detection, CLV_TOPIC_DATE_ORDER,
                                                      CLV_FIELD_DATE, text);

  clv_question_add_answer (question, clv_date_order_get_id (CLV_DATE_ORDER_DMY),
                           describe_reading (facts, first, CLV_DATE_ORDER_DMY));
  clv_question_add_answer (question, clv_date_order_get_id (CLV_DATE_ORDER_MDY),
                           describe_reading (facts, first, CLV_DATE_ORDER_MDY));
  clv_detection_add_reason (detection, CLV_TOPIC_DATE_ORDER, _("Not decided"), because);
}

static void
ask_which_is_day (ClvDetection         *detection,
                  const ClvColumnFacts *facts)
{
  ask_date_order (detection, facts,
                  g_strdup_printf (_("Does “%s” in line %" PRIu64 " begin with the day or with the "
                                                                  "month?"),
                                   facts->either.example, facts->either.line),
                  g_strdup_printf (_("none of %'" PRIu64 " dates has a day after the 12th"),
                                   facts->either.n));
}

/* Some rows begin with the day and others with the month: whichever is chosen, rows
 * that fit both ways may be read wrongly. */
static gboolean
ask_about_mixture (ClvDetection         *detection,
                   const ClvColumnFacts *facts)
{
  const ClvEvidence *day = &facts->orders[CLV_DATE_ORDER_DMY];
  const ClvEvidence *month = &facts->orders[CLV_DATE_ORDER_MDY];
  char *text;

  if (MIN (day->n, month->n) * MIXTURE_MAX < MAX (day->n, month->n)
      || MIN (day->n, month->n) == 0)
    return FALSE;

  text = g_strdup_printf (_("“%s” in line %" PRIu64 " begins with the day and “%s” in line %" PRIu64
                            " with the month. Which is right for the file?"),
                          day->example, day->line, month->example, month->line);
  ask_date_order (detection, facts, text,
                  g_strdup (_("the dates are not all written in the same order")));

  return TRUE;
}

/* Days of spreadsheets count from 1900 unless that cannot be told: from 1904 they are
 * four years later, and no order is from the future. */
static void
decide_calendar (ClvDetection         *detection,
                 const ClvColumnFacts *facts,
                 const ClvEvidence    *evidence)
{
  gint64 today = g_get_real_time () / G_USEC_PER_SEC / 86400;
  ClvQuestion *question;

  detection->plan->date_order = CLV_DATE_ORDER_EXCEL;
  if (facts->last_counted + CLV_SERIAL_EPOCH_1900 - CLV_SERIAL_EPOCH_1904 > today + 1)
    {
      clv_detection_add_reason (detection, CLV_TOPIC_DATE_ORDER,
                                clv_date_order_get_label (CLV_DATE_ORDER_EXCEL),
                                g_strdup_printf (_("line %" PRIu64 " has %s, and counted from 1904 "
                                                                   "there would be dates in "
                                                                   "the future"),
                                                 evidence->line, evidence->example));
      return;
    }

  question = clv_detection_add_question (detection, CLV_TOPIC_DATE_ORDER, CLV_FIELD_DATE,
                                         g_strdup_printf (_("Does the spreadsheet count the days, "
                                                            "such as “%s” in line %" PRIu64
                                                            ", from 1900 or, as old "
                                                            "Macintosh programs did, from 1904?"),
                                                          evidence->example, evidence->line));
  for (guint i = 0; i < 2; i++)
    {
      ClvDateOrder order = i == 0 ? CLV_DATE_ORDER_EXCEL : CLV_DATE_ORDER_EXCEL_1904;

      clv_question_add_answer (question, clv_date_order_get_id (order),
                               describe_reading (facts, evidence, order));
    }
  clv_detection_add_reason (detection, CLV_TOPIC_DATE_ORDER, _("Not decided"),
                            g_strdup (_("both calendars of spreadsheets give possible dates")));
}

static void
decide_counted (ClvDetection         *detection,
                const ClvColumnFacts *facts)
{
  guint best = 0;
  const ClvEvidence *evidence;
  ClvDateOrder order;

  for (guint i = 0; i < CLV_DETECT_COUNTS; i++)
    {
      if (facts->counted[i].n > facts->counted[best].n)
        best = i;
    }
  order = (ClvDateOrder) (CLV_DATE_ORDER_EXCEL + best);
  evidence = &facts->counted[best];
  if (order == CLV_DATE_ORDER_EXCEL)
    {
      decide_calendar (detection, facts, evidence);
      return;
    }

  detection->plan->date_order = order;
  clv_detection_add_reason (detection, CLV_TOPIC_DATE_ORDER, clv_date_order_get_label (order),
                            describe_reading (facts, evidence, order));
}

/* By cells that can be read in one order only. */
static void
decide_by_cells (ClvDetection         *detection,
                 const ClvColumnFacts *facts)
{
  ClvDateOrder best = CLV_DATE_ORDER_YMD;
  char *because;

  for (guint i = 0; i < G_N_ELEMENTS (facts->orders); i++)
    {
      if (facts->orders[i].n > facts->orders[best].n)
        best = (ClvDateOrder) i;
    }
  if (facts->orders[best].n > 0)
    because = g_strdup_printf (_("line %" PRIu64 " has %s"), facts->orders[best].line,
                               facts->orders[best].example);
  else if (facts->either.n > 0)
    {
      best = CLV_DATE_ORDER_DMY;
      because = g_strdup (_("dates with points are written that way"));
    }
  else if (facts->n_same > 0)
    {
      best = CLV_DATE_ORDER_DMY;
      because = g_strdup (_("day and month are the same number in each date"));
    }
  else
    because = g_strdup_printf (_("line %" PRIu64 " has %s, which cannot be read "
                                                 "otherwise"), facts->settled.line,
                               facts->settled.example != NULL ? facts->settled.example : "");

  detection->plan->date_order = best;
  clv_detection_add_reason (detection, CLV_TOPIC_DATE_ORDER, clv_date_order_get_label (best),
                            because);
}

/*
 * clv_detect_decide_date_order:
 *
 * Which number of a date is the day, by all cells of the date column: any day
 * after the 12th decides. Asks where there is none, and where some days and some
 * months come first. Of dates that are counted, what is counted.
 */
void
clv_detect_decide_date_order (ClvDetection         *detection,
                              GPtrArray            *names,
                              const ClvColumnFacts *columns)
{
  const ClvColumnFacts *facts = mapped_facts (detection, CLV_FIELD_DATE, names, columns);
  guint64 n_decided = 0;

  detection->plan->date_order = CLV_DATE_ORDER_YMD;
  if (facts == NULL)
    {
      clv_detection_add_reason (detection, CLV_TOPIC_DATE_ORDER,
                                clv_date_order_get_label (CLV_DATE_ORDER_YMD),
                                g_strdup (_("there is no column of dates")));
      return;
    }
  if (facts->is_counted)
    {
      decide_counted (detection, facts);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (facts->orders); i++)
    n_decided += facts->orders[i].n;
  /* What is asked stands in the plan as day first until it is answered. */
  detection->plan->date_order = CLV_DATE_ORDER_DMY;
  if (ask_about_mixture (detection, facts))
    return;
  if (n_decided == 0 && facts->either.n > 0 && facts->n_dotted * 10 < facts->either.n * 9)
    ask_which_is_day (detection, facts);
  else
    decide_by_cells (detection, facts);
}

/*
 * clv_detect_decide_zone:
 *
 * Where the date column is called "Created (UTC)", times that do not say otherwise are
 * in that zone.
 */
void
clv_detect_decide_zone (ClvDetection *detection)
{
  ClvImportPlan *plan = detection->plan;
  const char *zone;

  if (plan->zone != NULL || plan->columns[CLV_FIELD_ZONE] != NULL
      || plan->columns[CLV_FIELD_DATE] == NULL)
    return;

  zone = clv_zone_from_header (plan->columns[CLV_FIELD_DATE]);
  if (zone == NULL)
    return;

  plan->zone = g_strdup (zone);
  clv_detection_add_reason (detection, CLV_TOPIC_ZONE, zone,
                            g_strdup_printf (_("%s: the column's name says so"),
                                             clv_import_field_get_label (CLV_FIELD_ZONE)));
}
