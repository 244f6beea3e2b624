/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "chart-samples.h"
#include "clv-plot-palette.h"
#include "clv-plot-renderer.h"

static const ClvPlotStyle light = { FALSE, FALSE, TRUE, 1.0 };
static const ClvPlotStyle dark = { TRUE, FALSE, TRUE, 1.0 };

/* How many pixels differ from the first one: 0 for a blank picture. */
static guint
count_drawn (cairo_surface_t *surface)
{
  const guint8 *data = NULL;
  int stride = cairo_image_surface_get_stride (surface);
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  guint32 first;
  guint n = 0;
  int x;
  int y;

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  memcpy (&first, data, sizeof first);
  for (y = 0; y < height; y++)
    for (x = 0; x < width; x++)
      if (memcmp (data + (gsize) y * stride + 4 * (gsize) x, &first, sizeof first) != 0)
        n++;

  return n;
}

static guint
draw (const ClvPlotSpec  *spec,
      const ClvPlotStyle *style,
      int                 width,
      int                 height,
      int                 highlight,
      GPtrArray         **items)
{
  g_autoptr(GError) error = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  guint n;

  clv_plot_render (spec, style, cr, width, height, highlight, items, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  n = count_drawn (surface);
  cairo_surface_destroy (surface);

  return n;
}

static void
check_items (const GPtrArray *items,
             int              width,
             int              height)
{
  guint i;

  for (i = 0; i < items->len; i++)
    {
      const ClvPlotItem *item = g_ptr_array_index (items, i);

      g_assert_cmpfloat (item->x, >=, 0.0);
      g_assert_cmpfloat (item->y, >=, 0.0);
      g_assert_cmpfloat (item->x + item->width, <=, width);
      g_assert_cmpfloat (item->y + item->height, <=, height);
      g_assert_cmpfloat (item->width, >, 0.0);
      g_assert_cmpfloat (item->height, >, 0.0);
      g_assert_nonnull (item->text);
      g_assert_cmpstr (item->text, !=, "");
      g_assert_true (g_utf8_validate (item->text, -1, NULL));
      g_assert_null (strstr (item->text, "nan"));
    }
}

static void
test_every_type (void)
{
  static const int sizes[][2] = { { 760, 360 }, { 320, 240 }, { 60, 40 }, { 1600, 900 } };
  guint n = 0;
  const ChartSample *samples = chart_samples_get (&n);
  guint i;
  guint k;

  for (i = 0; i < n; i++)
    for (k = 0; k < G_N_ELEMENTS (sizes); k++)
      {
        g_autoptr(ClvPlotSpec) spec = samples[i].create ();
        g_autoptr(GPtrArray) items = NULL;
        int width = sizes[k][0];
        int height = sizes[k][1];

        g_test_message ("%s %d × %d", samples[i].name, width, height);
        g_assert_cmpuint (draw (spec, &light, width, height, -1, &items), >, 20);
        check_items (items, width, height);
        if (spec->empty == NULL)
          g_assert_cmpuint (items->len, >, 0);
        else
          g_assert_cmpuint (items->len, ==, 0);
        g_assert_cmpuint (draw (spec, &dark, width, height, -1, NULL), >, 20);
      }
}

static void
test_highlight_changes_the_picture (void)
{
  guint n = 0;
  const ChartSample *samples = chart_samples_get (&n);
  guint i;

  for (i = 0; i < n; i++)
    {
      g_autoptr(ClvPlotSpec) spec = samples[i].create ();
      g_autoptr(GPtrArray) items = NULL;
      cairo_surface_t *plain = clv_plot_render_image (spec, &light, 500, 300, 1.0, NULL);
      cairo_surface_t *raised = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 500, 300);
      cairo_t *cr = cairo_create (raised);

      g_assert_true (clv_plot_render (spec, &light, cr, 500, 300, 5, &items, NULL));
      cairo_destroy (cr);
      cairo_surface_flush (raised);
      cairo_surface_flush (plain);
      g_test_message ("%s", samples[i].name);
      /* Nameless dots highlight their band; an empty chart has nothing to raise. */
      if (items->len > 5)
        g_assert_cmpint (memcmp (cairo_image_surface_get_data (plain),
                                 cairo_image_surface_get_data (raised),
                                 (gsize) cairo_image_surface_get_stride (plain) * 300), !=, 0);
      cairo_surface_destroy (plain);
      cairo_surface_destroy (raised);
    }
}

static ClvPlotSpec *
create_spec (ClvPlotType         type,
             guint               n,
             const double       *x,
             const double       *y,
             const char * const *labels)
{
  ClvPlotSpec *spec = clv_plot_spec_new (type, "Awkward #1 chart");
  ClvPlotSeries *series = clv_plot_spec_add_series (spec, "Näme #x <b>&", CLV_PLOT_ROLE_ACCENT, n,
                                                    x, y, y, y);

  spec->x_title = g_strdup ("#x ## axis");
  spec->y_title = g_strdup ("#u y #d axis");
  clv_plot_series_set_texts (series, labels, labels, labels);

  return spec;
}

static void
test_awkward_values (void)
{
  static const ClvPlotType types[] = {
    CLV_PLOT_LINES, CLV_PLOT_LORENZ, CLV_PLOT_SCATTER, CLV_PLOT_INTERVALS, CLV_PLOT_BARS,
    CLV_PLOT_MATRIX, CLV_PLOT_DENSITY
  };
  static const double nothing[] = { NAN, NAN, NAN };
  static const double holes[] = { 1, NAN, 3 };
  static const double huge[] = { 1e300, -1e300, 1e12 };
  static const double endless[] = { INFINITY, -INFINITY, 2 };
  static const double same[] = { 5, 5, 5 };
  static const double zeros[] = { 0, 0, 0 };
  static const double tiny[] = { 1e-300, 2e-300, 0 };
  static const double * const values[] = { nothing, holes, huge, endless, same, zeros, tiny };
  g_autofree char *very_long = g_strnfill (900, 'W');
  const char *labels[] = { "", "#", very_long };
  guint i;
  guint j;
  guint k;

  for (i = 0; i < G_N_ELEMENTS (types); i++)
    for (j = 0; j < G_N_ELEMENTS (values); j++)
      for (k = 0; k < G_N_ELEMENTS (values) + 1; k++)
        {
          g_autoptr(ClvPlotSpec) spec = create_spec (types[i], 3,
                                                     k < G_N_ELEMENTS (values) ? values[k] : NULL,
                                                     values[j], labels);
          g_autoptr(GPtrArray) items = NULL;

          g_test_message ("type %d values %u x %u", types[i], j, k);
          spec->is_log = k % 2 == 1;
          spec->has_split = TRUE;
          spec->split = k == 0 ? NAN : 1e30;
          g_assert_cmpuint (draw (spec, &light, 400, 240, 1, &items), >, 20);
          check_items (items, 400, 240);
        }
}

static void
test_one_point_and_none (void)
{
  static const ClvPlotType types[] = {
    CLV_PLOT_LINES, CLV_PLOT_LORENZ, CLV_PLOT_SCATTER, CLV_PLOT_INTERVALS, CLV_PLOT_BARS,
    CLV_PLOT_MATRIX, CLV_PLOT_FLOWS, CLV_PLOT_DENSITY
  };
  static const double one[] = { 0.5 };
  static const char * const label[] = { "One" };
  guint i;
  guint n;

  for (i = 0; i < G_N_ELEMENTS (types); i++)
    for (n = 0; n < 2; n++)
      {
        g_autoptr(ClvPlotSpec) spec = create_spec (types[i], n, one, one, label);
        g_autoptr(ClvPlotSpec) bare = clv_plot_spec_new (types[i], "Nothing");

        g_assert_cmpuint (draw (spec, &light, 400, 240, -1, NULL), >, 20);
        g_assert_cmpuint (draw (bare, &dark, 400, 240, -1, NULL), >, 20);
      }
}

/* Arrows up, down, from next to the value and from nowhere. */
static void
test_moved_values (void)
{
  static const double from[] = { 1.0, 3.0, 2.0001, NAN, 1e9 };
  static const double y[] = { 2.0, 2.5, 2.0, 1.5, NAN };
  static const char * const labels[] = { "North", "South", "East", "West", "None" };
  g_autoptr(ClvPlotSpec) spec = create_spec (CLV_PLOT_INTERVALS, 5, NULL, y, labels);
  g_autoptr(GPtrArray) items = NULL;
  const ClvPlotItem *first = NULL;

  clv_plot_series_set_from (g_ptr_array_index (spec->series, 0), from);
  spec->reference = 1.9;
  g_assert_cmpuint (draw (spec, &light, 400, 240, 1, &items), >, 20);
  g_assert_cmpuint (items->len, ==, 4);
  first = g_ptr_array_index (items, 0);
  g_assert_nonnull (strstr (first->text, "(from 1"));
}

static void
test_dates_beyond_the_calendar (void)
{
  static const double x[] = { -1e9, 1e9 };
  static const double y[] = { 1, 2 };
  g_autoptr(ClvPlotSpec) spec = create_spec (CLV_PLOT_LINES, 2, x, y, NULL);

  spec->x_unit = CLV_PLOT_UNIT_DATE;
  g_assert_cmpuint (draw (spec, &light, 400, 240, -1, NULL), >, 20);
}

static void
test_finds_the_item (void)
{
  guint n = 0;
  const ChartSample *samples = chart_samples_get (&n);
  guint i;
  guint k;

  for (i = 0; i < n; i++)
    {
      g_autoptr(ClvPlotSpec) spec = samples[i].create ();
      g_autoptr(GPtrArray) items = NULL;

      draw (spec, &light, 760, 360, -1, &items);
      for (k = 0; k < items->len; k++)
        {
          const ClvPlotItem *item = g_ptr_array_index (items, k);

          if (spec->type == CLV_PLOT_SCATTER || item->n_outline > 0)
            continue;
          g_assert_cmpint (clv_plot_items_find (items, item->x + item->width / 2.0,
                                                item->y + item->height / 2.0), ==, k);
        }
      g_assert_cmpint (clv_plot_items_find (items, -5.0, -5.0), ==, -1);
    }
}

static void
test_words_of_items (void)
{
  static const struct
  {
    const char *sample;
    guint item;
    const char *part;
  } rows[] = {
    { "tracking", 38, "Week 39: Actual " },
    { "migration", 5, "Platinum → Platinum: 850 customers (84" },
    { "migration", 0, "Q1 2026, Platinum: " },
    { "heat", 1, "Platinum → Gold: 110 customers (" },
    { "heat-map", 2, "1, 3–5: 1.37 (695 customers)" },
    { "bias", 0, "18–24: 0.71 (0.64 to 0.78), n = 1,204, Alert" },
    { "concentration", 17, "The top 10" },
  };
  guint n = 0;
  const ChartSample *samples = chart_samples_get (&n);
  guint i;
  guint k;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    for (k = 0; k < n; k++)
      if (g_str_equal (samples[k].name, rows[i].sample))
        {
          g_autoptr(ClvPlotSpec) spec = samples[k].create ();
          g_autoptr(GPtrArray) items = NULL;
          const ClvPlotItem *item = NULL;

          draw (spec, &light, 760, 360, -1, &items);
          item = g_ptr_array_index (items, rows[i].item);
          g_test_message ("%s", item->text);
          g_assert_nonnull (strstr (item->text, rows[i].part));
        }
}

/* What is only ever left has a row of a matrix and no column. */
static void
test_entry_nodes (void)
{
  g_autoptr(ClvPlotSpec) spec = clv_plot_spec_new (CLV_PLOT_MATRIX, "Moves");
  guint n_items[2];
  guint i;

  for (i = 0; i < 3; i++)
    g_ptr_array_add (spec->node_names, g_strdup (i == 2 ? "New" : i == 0 ? "High" : "Low"));
  for (i = 0; i < 3; i++)
    clv_plot_spec_add_flow (spec, 0, i, i % 2, 10.0 + i, 0.0);
  for (i = 0; i < 2; i++)
    {
      g_autoptr(GPtrArray) items = NULL;
      guint k;

      spec->n_entry_nodes = i;
      draw (spec, &light, 760, 360, -1, &items);
      n_items[i] = items->len;
      for (k = 0; i == 1 && k < items->len; k++)
        {
          const ClvPlotItem *item = g_ptr_array_index (items, k);

          g_assert_null (strstr (item->text, "→ New"));
        }
    }
  g_assert_cmpuint (n_items[0], ==, 9);
  g_assert_cmpuint (n_items[1], ==, 6);
}

static guint
count_glyphs (const ClvPlotSpec *spec,
              int                width)
{
  g_autofree char *folder = g_dir_make_tmp ("charts-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "bars.svg", NULL);
  g_autofree char *contents = NULL;
  guint n = 0;

  g_assert_true (clv_plot_save (spec, &light, path, width, 300, NULL));
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  for (const char *at = strstr (contents, "<use "); at != NULL; at = strstr (at + 1, "<use "))
    n++;
  g_unlink (path);
  g_rmdir (folder);

  return n;
}

/* The values over neighbouring bars never touch: where one has no room none is written. */
static void
test_values_of_bars (void)
{
  static const double expected[] = { 3.71, 2.52, 1.93, 1.54, 1.25, 1.06, .87, .68, .49, .21 };
  static const double actual[] = { 3.72, 2.43, 1.84, 1.65, 1.16, 1.17, .78, .59, .51, .32 };
  static const char * const labels[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "10" };
  g_autoptr(ClvPlotSpec) spec = clv_plot_spec_new (CLV_PLOT_BARS, "By tenth");
  guint room;
  guint tight;

  spec->y_unit = CLV_PLOT_UNIT_NUMBER;
  clv_plot_series_set_texts (clv_plot_spec_add_series (spec, "E", CLV_PLOT_ROLE_ACCENT, 10, NULL,
                                                       expected, NULL, NULL), labels, NULL, NULL);
  clv_plot_spec_add_series (spec, "A", CLV_PLOT_ROLE_CONTEXT, 10, NULL, actual, NULL, NULL);
  room = count_glyphs (spec, 1400);
  tight = count_glyphs (spec, 560);
  g_test_message ("%u glyphs with room, %u without", room, tight);
  g_assert_cmpuint (tight + 60, <=, room);
}

static void
test_save_each_format (void)
{
  static const struct
  {
    const char *name;
    const char *magic;
  } rows[] = {
    { "chart.png", "\x89PNG" }, { "chart.PDF", "%PDF-" }, { "chart.svg", "<?xml" },
    { "chart.csv", "Week,Actual" }
  };
  g_autofree char *folder = g_dir_make_tmp ("charts-XXXXXX", NULL);
  guint n = 0;
  const ChartSample *samples = chart_samples_get (&n);
  g_autoptr(ClvPlotSpec) spec = samples[0].create ();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *path = g_build_filename (folder, rows[i].name, NULL);
      g_autofree char *contents = NULL;
      gsize length = 0;

      g_assert_true (clv_plot_save (spec, &light, path, 760, 360, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      g_assert_cmpuint (length, >, strlen (rows[i].magic));
      g_assert_cmpmem (contents, strlen (rows[i].magic), rows[i].magic, strlen (rows[i].magic));
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  /* No temporary file is left behind. */
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_bad_paths (void)
{
  static const struct
  {
    const char *path;
    int code;
  } rows[] = {
    { "/no/such/folder/chart.png", CLV_PLOT_ERROR_WRITE },
    { "/no/such/folder/chart.pdf", CLV_PLOT_ERROR_WRITE },
    { "/no/such/folder/chart.svg", CLV_PLOT_ERROR_WRITE },
    { "/proc/chart.csv", CLV_PLOT_ERROR_WRITE },
    { "chart.xyz", CLV_PLOT_ERROR_FORMAT },
    { "png", CLV_PLOT_ERROR_FORMAT },
  };
  guint n = 0;
  const ChartSample *samples = chart_samples_get (&n);
  g_autoptr(ClvPlotSpec) spec = samples[0].create ();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (clv_plot_save (spec, &light, rows[i].path, 760, 360, &error));
      g_assert_error (error, CLV_PLOT_ERROR, rows[i].code);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

static void
test_bad_size (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvPlotSpec) spec = clv_plot_spec_new (CLV_PLOT_LINES, "Too small");

  g_assert_null (clv_plot_render_image (spec, &light, 3, 200, 1.0, &error));
  g_assert_error (error, CLV_PLOT_ERROR, CLV_PLOT_ERROR_SPEC);
}

static gpointer
draw_all_cb (gpointer user_data)
{
  guint n = 0;
  const ChartSample *samples = chart_samples_get (&n);
  guint round;
  guint i;

  for (round = 0; round < 3; round++)
    for (i = 0; i < n; i++)
      {
        g_autoptr(ClvPlotSpec) spec = samples[i].create ();

        g_assert_cmpuint (draw (spec, user_data, 400, 300, -1, NULL), >, 20);
      }

  return NULL;
}

static void
test_two_threads (void)
{
  GThread *first = g_thread_new ("light", draw_all_cb, (gpointer) &light);
  GThread *second = g_thread_new ("dark", draw_all_cb, (gpointer) &dark);

  g_thread_join (first);
  g_thread_join (second);
}

static void
test_contrast (void)
{
  ClvPlotStyle styles[] = {
    { FALSE, FALSE, TRUE, 1.0 }, { TRUE, FALSE, TRUE, 1.0 }, { FALSE, TRUE, TRUE, 1.0 },
    { TRUE, TRUE, TRUE, 1.0 }
  };
  guint i;
  guint k;

  for (i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      const ClvPlotPalette *palette = clv_plot_palette_get (&styles[i]);
      ClvPlotColor secondary = clv_plot_color_mix (palette->card, palette->secondary,
                                                   palette->secondary.a);

      g_assert_cmpfloat (clv_plot_color_contrast (secondary, palette->card), >=, 4.5);
      for (k = 0; k < 8; k++)
        g_assert_cmpfloat (clv_plot_color_contrast (clv_plot_palette_readable
                                                      (palette, clv_plot_palette_tier (palette, k)),
                                                    palette->card), >=, 4.5);
    }
}

/* The budget is for 800 × 400 at scale 2. Other programs share the machine, so
 * processor time counts, and the limit here leaves room for slow machines. */
static void
test_redraw_budget (void)
{
  guint n = 0;
  const ChartSample *samples = chart_samples_get (&n);
  guint i;
  guint k;

  for (i = 0; i < n; i++)
    {
      g_autoptr(ClvPlotSpec) spec = samples[i].create ();
      double best = G_MAXDOUBLE;

      for (k = 0; k < 5; k++)
        {
          clock_t start = clock ();
          cairo_surface_t *surface = clv_plot_render_image (spec, &light, 800, 400, 2.0, NULL);

          best = MIN (best, (clock () - start) * 1e3 / CLOCKS_PER_SEC);
          cairo_surface_destroy (surface);
        }
      g_test_message ("%s: %.1f ms", samples[i].name, best);
      if (g_test_perf ())
        g_assert_cmpfloat (best, <, 16.0);
      g_assert_cmpfloat (best, <, 400.0);
    }
}

static void
test_a_million_points (void)
{
  guint n = 1000000;
  g_autofree double *x = g_new (double, n);
  g_autofree double *y = g_new (double, n);
  g_autoptr(ClvPlotSpec) lines = clv_plot_spec_new (CLV_PLOT_LINES, "Noise");
  g_autoptr(ClvPlotSpec) points = clv_plot_spec_new (CLV_PLOT_SCATTER, "Density");
  g_autoptr(GPtrArray) items = NULL;
  clock_t start;
  guint i;

  for (i = 0; i < n; i++)
    {
      x[i] = i;
      y[i] = fmod (i * 7919.0, 1009.0);
    }
  clv_plot_spec_add_series (lines, "Noise", CLV_PLOT_ROLE_ACCENT, n, x, y, NULL, NULL);
  clv_plot_spec_add_series (points, "Noise", CLV_PLOT_ROLE_ACCENT, n, x, y, NULL, NULL);
  start = clock ();
  g_assert_cmpuint (draw (lines, &light, 800, 400, -1, &items), >, 20);
  g_test_message ("lines: %.1f ms", (clock () - start) * 1e3 / CLOCKS_PER_SEC);
  g_assert_cmpuint (items->len, <=, 260);
  start = clock ();
  g_assert_cmpuint (draw (points, &light, 800, 400, -1, NULL), >, 20);
  g_test_message ("scatter: %.1f ms", (clock () - start) * 1e3 / CLOCKS_PER_SEC);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/plot-renderer/every-type", test_every_type);
  g_test_add_func ("/charts/plot-renderer/highlight", test_highlight_changes_the_picture);
  g_test_add_func ("/charts/plot-renderer/awkward-values", test_awkward_values);
  g_test_add_func ("/charts/plot-renderer/one-point-and-none", test_one_point_and_none);
  g_test_add_func ("/charts/plot-renderer/moved-values", test_moved_values);
  g_test_add_func ("/charts/plot-renderer/dates-beyond", test_dates_beyond_the_calendar);
  g_test_add_func ("/charts/plot-renderer/finds-the-item", test_finds_the_item);
  g_test_add_func ("/charts/plot-renderer/words-of-items", test_words_of_items);
  g_test_add_func ("/charts/plot-renderer/entry-nodes", test_entry_nodes);
  g_test_add_func ("/charts/plot-renderer/values-of-bars", test_values_of_bars);
  g_test_add_func ("/charts/plot-renderer/save-each-format", test_save_each_format);
  g_test_add_func ("/charts/plot-renderer/bad-paths", test_bad_paths);
  g_test_add_func ("/charts/plot-renderer/bad-size", test_bad_size);
  g_test_add_func ("/charts/plot-renderer/two-threads", test_two_threads);
  g_test_add_func ("/charts/plot-renderer/contrast", test_contrast);
  g_test_add_func ("/charts/plot-renderer/redraw-budget", test_redraw_budget);
  g_test_add_func ("/charts/plot-renderer/a-million-points", test_a_million_points);

  return g_test_run ();
}
