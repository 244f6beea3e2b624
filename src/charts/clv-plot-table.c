/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-plot-spec.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-date.h"
#include "clv-money.h"

/* Beyond this many points the table on screen lists bands of points. */
#define MAX_POINT_ROWS 5000
#define N_BANDS 10

typedef struct
{
  const ClvPlotSpec *spec;
  GPtrArray         *rows;
  GPtrArray         *row;
  gboolean is_machine;
} Table;

static gboolean
is_date_value (double value)
{
  return value >= -719162.0 && value <= 2932896.0;
}

/**
 * clv_plot_unit_format:
 * @currency: (nullable): ISO 4217 code for money
 * @is_short: for axes and bars: "€18.4M", "2.7k"; otherwise all digits
 *
 * Writes a value as people do, in the display locale.
 *
 * Returns: (transfer full): the text; a dash for what is not a number
 */
char *
clv_plot_unit_format (ClvPlotUnit unit,
                      double      value,
                      const char *currency,
                      gboolean    is_short)
{
  if (!isfinite (value))
    return g_strdup ("–");

  switch (unit)
    {
    case CLV_PLOT_UNIT_COUNT:
      if (is_short && fabs (value) >= 1000.0)
        return clv_number_format_short (value);
      return clv_number_format (value, 0);
    case CLV_PLOT_UNIT_PERCENT:
      return clv_percent_format (value, is_short && fabs (value) >= 0.0995 ? 0 : 1);
    case CLV_PLOT_UNIT_MONEY:
      if (currency == NULL)
        return is_short ? clv_number_format_short (value) : clv_number_format (value, 2);
      if (is_short && (fabs (value) >= 1000.0 || fabs (value - rint (value)) < 1e-9))
        return clv_money_format_short (value, currency);
      return clv_money_format_major (value, currency);
    case CLV_PLOT_UNIT_DATE:
      if (!is_date_value (value))
        return g_strdup ("–");
      return clv_date_to_display ((ClvDate) lrint (value));
    case CLV_PLOT_UNIT_RATIO:
      return clv_number_format (value, 2);
    case CLV_PLOT_UNIT_NUMBER:
    default:
      if (is_short && fabs (value) >= 1000.0)
        return clv_number_format_short (value);
      return clv_number_format (value, fabs (value - rint (value)) < 1e-9 ? 0 : 2);
    }
}

static void
begin_row (Table *self)
{
  self->row = g_ptr_array_new ();
}

static void
end_row (Table *self)
{
  g_ptr_array_add (self->row, NULL);
  g_ptr_array_add (self->rows, g_ptr_array_free (g_steal_pointer (&self->row), FALSE));
}

static void
add_text (Table      *self,
          const char *text)
{
  g_ptr_array_add (self->row, g_strdup (text != NULL ? text : ""));
}

static void
add_value (Table      *self,
           ClvPlotUnit unit,
           double      value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char *cell = NULL;

  if (!self->is_machine)
    cell = clv_plot_unit_format (unit, value, self->spec->currency, FALSE);
  else if (!isfinite (value))
    cell = g_strdup ("");
  else if (unit == CLV_PLOT_UNIT_DATE && is_date_value (value))
    cell = clv_date_to_iso ((ClvDate) lrint (value));
  else
    cell = g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.15g", value));

  g_ptr_array_add (self->row, cell);
}

static const char *
or_text (const char *text,
         const char *otherwise)
{
  return text != NULL && *text != '\0' ? text : otherwise;
}

static void
add_series_headers (Table *self)
{
  guint i;

  for (i = 0; i < self->spec->series->len; i++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (self->spec->series, i);
      const char *name = or_text (series->name, or_text (self->spec->y_title, _("Value")));

      if (series->from != NULL)
        {
          g_autofree char *from = g_strdup_printf (_("%s, moved from"), name);

          add_text (self, from);
        }
      add_text (self, name);
      if (series->lo != NULL && series->hi != NULL)
        {
          g_autofree char *low = g_strdup_printf (_("%s, lower end"), name);
          g_autofree char *high = g_strdup_printf (_("%s, upper end"), name);

          add_text (self, low);
          add_text (self, high);
        }
    }
}

static void
add_series_values (Table               *self,
                   const ClvPlotSeries *series,
                   guint                i)
{
  gboolean is_there = i < series->n;

  if (series->from != NULL)
    add_value (self, self->spec->y_unit, is_there ? series->from[i] : NAN);
  add_value (self, self->spec->y_unit, is_there ? series->y[i] : NAN);
  if (series->lo != NULL && series->hi != NULL)
    {
      add_value (self, self->spec->y_unit, is_there ? series->lo[i] : NAN);
      add_value (self, self->spec->y_unit, is_there ? series->hi[i] : NAN);
    }
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return (first > second) - (first < second);
}

static double
series_x (const ClvPlotSeries *series,
          guint                i)
{
  return series->x != NULL ? series->x[i] : i + 1.0;
}

/* All x of all series once, ascending: the rows of the table. */
static GArray *
collect_positions (const ClvPlotSpec *spec)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (double));
  guint kept = 0;
  guint i;
  guint k;

  for (k = 0; k < spec->series->len; k++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (spec->series, k);

      for (i = 0; i < series->n; i++)
        {
          double x = series_x (series, i);

          if (isfinite (x))
            g_array_append_val (all, x);
        }
    }
  g_array_sort (all, compare_doubles);
  for (i = 0; i < all->len; i++)
    {
      double x = g_array_index (all, double, i);

      if (kept == 0 || x > g_array_index (all, double, kept - 1))
        g_array_index (all, double, kept++) = x;
    }
  g_array_set_size (all, kept);

  return all;
}

static gboolean
is_ascending (const ClvPlotSeries *series)
{
  guint i;

  for (i = 1; i < series->n; i++)
    if (!(series_x (series, i) > series_x (series, i - 1)))
      return FALSE;

  return TRUE;
}

/* An ascending series walks along with the rows, so a table of n rows costs n
 * steps; any other is searched from its start. */
static guint
find_position (const ClvPlotSeries *series,
               double               x,
               guint               *next)
{
  guint i;

  for (i = *next == G_MAXUINT ? 0 : *next; i < series->n; i++)
    {
      double at = series_x (series, i);

      if (at >= x && at <= x)
        {
          if (*next != G_MAXUINT)
            *next = i + 1;
          return i;
        }
      if (at > x && *next != G_MAXUINT)
        break;
    }

  return G_MAXUINT;
}

static void
build_positions (Table *self)
{
  const ClvPlotSpec *spec = self->spec;
  g_autoptr(GArray) positions = collect_positions (spec);
  g_autofree guint *next = g_new0 (guint, spec->series->len + 1);
  guint row;
  guint k;

  for (k = 0; k < spec->series->len; k++)
    if (!is_ascending (g_ptr_array_index (spec->series, k)))
      next[k] = G_MAXUINT;

  begin_row (self);
  add_text (self, or_text (spec->x_title, spec->x_is_weeks ? _("Week") : _("Position")));
  add_series_headers (self);
  end_row (self);

  for (row = 0; row < positions->len; row++)
    {
      double x = g_array_index (positions, double, row);

      begin_row (self);
      add_value (self, spec->x_unit, x);
      for (k = 0; k < spec->series->len; k++)
        {
          const ClvPlotSeries *series = g_ptr_array_index (spec->series, k);

          add_series_values (self, series, find_position (series, x, &next[k]));
        }
      end_row (self);
    }
}

static const ClvPlotSeries *
longest_series (const ClvPlotSpec *spec)
{
  const ClvPlotSeries *longest = NULL;
  guint k;

  for (k = 0; k < spec->series->len; k++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (spec->series, k);

      if (longest == NULL || series->n > longest->n)
        longest = series;
    }

  return longest;
}

static void
build_categories (Table *self)
{
  const ClvPlotSpec *spec = self->spec;
  const ClvPlotSeries *longest = longest_series (spec);
  guint i;
  guint k;

  begin_row (self);
  add_text (self, or_text (spec->x_title, _("Category")));
  add_series_headers (self);
  if (longest != NULL && longest->notes != NULL)
    add_text (self, _("Note"));
  if (longest != NULL && longest->verdicts != NULL)
    add_text (self, or_text (spec->verdict_title, _("Verdict")));
  end_row (self);

  for (i = 0; longest != NULL && i < longest->n; i++)
    {
      begin_row (self);
      if (longest->labels != NULL)
        add_text (self, longest->labels[i]);
      else
        add_value (self, spec->x_unit, series_x (longest, i));
      for (k = 0; k < spec->series->len; k++)
        add_series_values (self, g_ptr_array_index (spec->series, k), i);
      if (longest->notes != NULL)
        add_text (self, longest->notes[i]);
      if (longest->verdicts != NULL)
        add_text (self, longest->verdicts[i]);
      end_row (self);
    }
}

static guint
count_points (const ClvPlotSpec *spec)
{
  guint n = 0;
  guint k;

  for (k = 0; k < spec->series->len; k++)
    n += ((const ClvPlotSeries *) g_ptr_array_index (spec->series, k))->n;

  return n;
}

static void
build_points (Table *self)
{
  const ClvPlotSpec *spec = self->spec;
  guint i;
  guint k;

  begin_row (self);
  add_text (self, _("Group"));
  add_text (self, _("Name"));
  add_text (self, or_text (spec->x_title, _("Position")));
  add_text (self, or_text (spec->y_title, _("Value")));
  end_row (self);

  for (k = 0; k < spec->series->len; k++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (spec->series, k);

      for (i = 0; i < series->n; i++)
        {
          begin_row (self);
          add_text (self, series->name);
          add_text (self, series->labels != NULL ? series->labels[i] : "");
          add_value (self, spec->x_unit, series_x (series, i));
          add_value (self, spec->y_unit, series->y[i]);
          end_row (self);
        }
    }
}

static void
sum_bands (const ClvPlotSeries *series,
           double               low,
           double               high,
           double              *counts,
           double              *sums)
{
  guint i;

  for (i = 0; i < series->n; i++)
    {
      double x = series_x (series, i);
      guint band;

      if (!isfinite (x) || !isfinite (series->y[i]))
        continue;
      band = high > low ? (guint) ((x - low) / (high - low) * N_BANDS) : 0;
      band = MIN (band, N_BANDS - 1);
      counts[band] += 1.0;
      sums[band] += series->y[i];
    }
}

/* A million points are read as ten bands of x: how many, and their mean. */
static void
build_bands (Table *self)
{
  const ClvPlotSpec *spec = self->spec;
  g_autoptr(GArray) positions = collect_positions (spec);
  double low = positions->len > 0 ? g_array_index (positions, double, 0) : 0.0;
  double high = positions->len > 0 ? g_array_index (positions, double, positions->len - 1) : 1.0;
  double counts[N_BANDS] = { 0.0 };
  double sums[N_BANDS] = { 0.0 };
  guint band;
  guint k;

  if (spec->x_unit == CLV_PLOT_UNIT_PERCENT)
    {
      low = MIN (low, 0.0);
      high = MAX (high, 1.0);
    }
  for (k = 0; k < spec->series->len; k++)
    sum_bands (g_ptr_array_index (spec->series, k), low, high, counts, sums);

  begin_row (self);
  add_text (self, or_text (spec->x_title, _("Position")));
  add_text (self, _("Up to"));
  add_text (self, _("Points"));
  add_text (self, _("Mean value"));
  end_row (self);
  for (band = 0; band < N_BANDS; band++)
    {
      begin_row (self);
      add_value (self, spec->x_unit, low + (high - low) * band / N_BANDS);
      add_value (self, spec->x_unit, low + (high - low) * (band + 1) / N_BANDS);
      add_value (self, CLV_PLOT_UNIT_COUNT, counts[band]);
      add_value (self, spec->y_unit, counts[band] > 0.0 ? sums[band] / counts[band] : NAN);
      end_row (self);
    }
}

static const char *
name_at (const GPtrArray *names,
         guint            i)
{
  return i < names->len ? g_ptr_array_index (names, i) : "";
}

static double
flow_total (const ClvPlotSpec *spec,
            guint              stage,
            guint              from)
{
  double total = 0.0;
  guint i;

  for (i = 0; i < spec->flows->len; i++)
    {
      const ClvPlotFlow *flow = &g_array_index (spec->flows, ClvPlotFlow, i);

      if (flow->stage == stage && flow->from == from && isfinite (flow->amount))
        total += flow->amount;
    }

  return total;
}

static gboolean
flows_have_values (const ClvPlotSpec *spec)
{
  guint i;

  for (i = 0; i < spec->flows->len; i++)
    if (fabs (g_array_index (spec->flows, ClvPlotFlow, i).value) > 0.0)
      return TRUE;

  return FALSE;
}

static void
build_flows (Table *self)
{
  const ClvPlotSpec *spec = self->spec;
  gboolean has_values = flows_have_values (spec);
  guint i;

  begin_row (self);
  add_text (self, _("Period"));
  add_text (self, _("Next period"));
  add_text (self, _("From"));
  add_text (self, _("To"));
  add_text (self, or_text (spec->y_title, _("Number")));
  add_text (self, _("Share of those who start there"));
  if (has_values)
    add_text (self, or_text (spec->x_title, _("Value")));
  end_row (self);

  for (i = 0; i < spec->flows->len; i++)
    {
      const ClvPlotFlow *flow = &g_array_index (spec->flows, ClvPlotFlow, i);
      double total = flow_total (spec, flow->stage, flow->from);

      begin_row (self);
      add_text (self, name_at (spec->stage_names, flow->stage));
      add_text (self, name_at (spec->stage_names, flow->stage + 1));
      add_text (self, name_at (spec->node_names, flow->from));
      add_text (self, name_at (spec->node_names, flow->to));
      add_value (self, spec->y_unit, flow->amount);
      add_value (self, CLV_PLOT_UNIT_PERCENT, total > 0.0 ? flow->amount / total : NAN);
      if (has_values)
        add_value (self, spec->x_unit, flow->value);
      end_row (self);
    }
}

static void
build_matrix_rows (Table *self)
{
  const ClvPlotSpec *spec = self->spec;
  const ClvPlotSeries *longest = longest_series (spec);
  guint i;
  guint k;

  begin_row (self);
  add_text (self, or_text (spec->y_title, _("Row")));
  for (i = 0; longest != NULL && i < longest->n; i++)
    if (longest->labels != NULL)
      add_text (self, longest->labels[i]);
    else
      add_value (self, spec->x_unit, series_x (longest, i));
  end_row (self);

  for (k = 0; k < spec->series->len; k++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (spec->series, k);

      begin_row (self);
      add_text (self, series->name);
      for (i = 0; longest != NULL && i < longest->n; i++)
        add_value (self, spec->y_unit, i < series->n ? series->y[i] : NAN);
      end_row (self);
    }
}

/* A row a cell, with how many stand behind it. */
static void
build_matrix_cells (Table *self)
{
  const ClvPlotSpec *spec = self->spec;

  begin_row (self);
  add_text (self, or_text (spec->y_title, _("Row")));
  add_text (self, or_text (spec->x_title, _("Column")));
  add_text (self, or_text (spec->title, _("Value")));
  add_text (self, or_text (spec->count_title, _("Number")));
  end_row (self);

  for (guint k = 0; k < spec->series->len; k++)
    {
      const ClvPlotSeries *series = g_ptr_array_index (spec->series, k);

      for (guint i = 0; i < series->n; i++)
        {
          if (!isfinite (series->y[i]))
            continue;
          begin_row (self);
          add_text (self, series->name);
          if (series->labels != NULL)
            add_text (self, series->labels[i]);
          else
            add_value (self, spec->x_unit, series_x (series, i));
          add_value (self, spec->y_unit, series->y[i]);
          add_value (self, CLV_PLOT_UNIT_COUNT, series->counts != NULL ? series->counts[i] : NAN);
          end_row (self);
        }
    }
}

static gboolean
has_counts (const ClvPlotSpec *spec)
{
  for (guint k = 0; k < spec->series->len; k++)
    if (((const ClvPlotSeries *) g_ptr_array_index (spec->series, k))->counts != NULL)
      return TRUE;

  return FALSE;
}

static GPtrArray *
build_table (const ClvPlotSpec *spec,
             gboolean           is_machine)
{
  Table table = { spec, NULL, NULL, is_machine };

  table.rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  switch (spec->type)
    {
    case CLV_PLOT_FLOWS:
      build_flows (&table);
      break;
    case CLV_PLOT_MATRIX:
      if (spec->flows->len > 0 || spec->series->len == 0)
        build_flows (&table);
      else if (has_counts (spec))
        build_matrix_cells (&table);
      else
        build_matrix_rows (&table);
      break;
    case CLV_PLOT_DENSITY:
      build_points (&table);
      break;
    case CLV_PLOT_SCATTER:
      if (!is_machine && count_points (spec) > MAX_POINT_ROWS)
        build_bands (&table);
      else
        build_points (&table);
      break;
    case CLV_PLOT_INTERVALS:
    case CLV_PLOT_BARS:
      build_categories (&table);
      break;
    case CLV_PLOT_LINES:
    case CLV_PLOT_LORENZ:
    default:
      build_positions (&table);
      break;
    }

  return table.rows;
}

/**
 * clv_plot_spec_dup_table:
 *
 * The table twin: the numbers of the chart as texts in the display locale.
 * A scatter of more than 5,000 points is summed up in ten bands.
 *
 * Returns: (transfer full) (element-type GStrv): the rows, the header first
 */
GPtrArray *
clv_plot_spec_dup_table (const ClvPlotSpec *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return build_table (self, FALSE);
}

static void
append_csv_cell (GString    *csv,
                 const char *cell)
{
  char *end = NULL;
  gboolean is_formula = *cell != '\0' && strchr ("=+-@\t\r", *cell) != NULL;
  const char *p = NULL;

  /* A name that begins like a formula must not become one in a spreadsheet. */
  if (is_formula)
    {
      g_ascii_strtod (cell, &end);
      is_formula = end == cell || *end != '\0';
    }
  if (!is_formula && strpbrk (cell, ",\"\n\r") == NULL)
    {
      g_string_append (csv, cell);
      return;
    }
  g_string_append_c (csv, '"');
  if (is_formula)
    g_string_append_c (csv, '\'');
  for (p = cell; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *p);
    }
  g_string_append_c (csv, '"');
}

/**
 * clv_plot_spec_to_csv:
 *
 * All numbers of the chart as comma-separated text (RFC 4180 with line feeds):
 * decimal points, no grouping, fractions instead of percentages, ISO dates.
 *
 * Returns: (transfer full): the text
 */
char *
clv_plot_spec_to_csv (const ClvPlotSpec *self)
{
  g_autoptr(GPtrArray) rows = NULL;
  GString *csv = NULL;
  guint i;
  guint k;

  g_return_val_if_fail (self != NULL, NULL);

  rows = build_table (self, TRUE);
  csv = g_string_new (NULL);
  for (i = 0; i < rows->len; i++)
    {
      char **row = g_ptr_array_index (rows, i);

      for (k = 0; row[k] != NULL; k++)
        {
          if (k > 0)
            g_string_append_c (csv, ',');
          append_csv_cell (csv, row[k]);
        }
      g_string_append_c (csv, '\n');
    }

  return g_string_free (csv, FALSE);
}
