/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "customers-fixture.h"

#include <math.h>

#include "clv-comparables-group.h"
#include "clv-customer-inspector.h"
#include "clv-customer-next.h"
#include "clv-customer-parts.h"
#include "clv-figure.h"
#include "clv-notes.h"
#include "clv-notes-group.h"
#include "clv-sheet.h"

/* What the inspector tells beyond the figures: when the next purchase may come,
 * who compares, notes, and the paper. */

static gboolean
is_read (gpointer inspector)
{
  return gtk_widget_get_visible (customers_find_type (inspector, CLV_TYPE_COMPARABLES_GROUP));
}

static gboolean
is_there (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
has_notes (gpointer group)
{
  return customers_says (group, "Wants roses");
}

static GtkWidget *
open_customer (CustomersFixture *fixture,
               const char       *id)
{
  GtkWidget *inspector = NULL;

  clv_page_show_item (CLV_PAGE (fixture->page), id);
  inspector = customers_find_type (GTK_WIDGET (clv_customers_page_get_list_view (fixture->page)),
                                   CLV_TYPE_CUSTOMER_INSPECTOR);
  clv_ui_test_wait (is_read, inspector);
  clv_ui_test_run (200);

  return inspector;
}

static GtkButton *
find_button (GtkWidget  *widget,
             const char *tooltip)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  const char *own = gtk_widget_get_tooltip_text (widget);

  if (GTK_IS_BUTTON (widget) && own != NULL && g_str_has_prefix (own, tooltip))
    return GTK_BUTTON (widget);
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkButton *found = find_button (child, tooltip);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_next (void)
{
  CustomersFixture fixture = { 0 };
  GtkWidget *inspector = NULL;
  ClvCustomerData *data = NULL;
  ClvNextOrder next;
  g_autofree char *id = NULL;
  g_autofree char *window = NULL;
  guint32 row = 0;

  customers_open (&fixture, 800, TRUE);
  id = customers_dup_id (&fixture, 0);
  inspector = open_customer (&fixture, id);
  data = clv_customer_list_get_data (clv_customer_list_view_get_list
                                       (clv_customers_page_get_list_view (fixture.page)));
  row = clv_dictionary_lookup (data->scores->customers, id, strlen (id));
  g_assert_true (clv_next_order_predict (data->scores, data->fit, row, &next));
  window = clv_customer_next_dup_window (&next);
  g_assert_true (customers_says (inspector, window));
  g_assert_true (customers_says (inspector, "Next purchase, if still active"));
  /* What the interval does not cover stands there too. */
  g_assert_true (customers_says (inspector, "the model’s own parameters are is not in it"));
  customers_close (&fixture);
}

static void
test_next_words (void)
{
  static const struct
  {
    ClvNextOrder next;
    const char *window;
  } rows[] = {
    { { 20000, 20010, 20040, 0.5, 0.75 }, "4 Oct 2024 – 13 Nov 2024" },
    { { 20000, 20010, CLV_DATE_INVALID, 0.5, 0.75 }, "From 4 Oct 2024 on" },
    { { CLV_DATE_INVALID, CLV_DATE_INVALID, CLV_DATE_INVALID, 0.0, 0.0 },
      "Not within ten years" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *window = clv_customer_next_dup_window (&rows[i].next);
      g_autofree char *detail = clv_customer_next_dup_detail (&rows[i].next);

      g_assert_cmpstr (window, ==, rows[i].window);
      g_assert_nonnull (strstr (detail, "within 30 days"));
      g_assert_null (strstr (detail, "nan"));
    }
}

/* One customer of a made-up fit: x = 3, seen 40 weeks, last bought in week 25. */
typedef struct
{
  ClvScoreSet scores;
  ClvModelSpec spec;
  ClvFit fit;
  ClvCustomerData data;
  guint32 x;
  gint32 days[2];
  double p_active;
} OneFitted;

static void
fit_one (OneFitted  *self,
         const char *kind,
         guint32     x)
{
  static const double parameters[] = { 0.55, 10.6, 0.61, 11.7 };

  memset (self, 0, sizeof *self);
  self->x = x;
  self->days[0] = x > 0 ? 175 : 0;
  self->days[1] = 280;
  self->spec.unit_days = 7;
  self->fit.spec = &self->spec;
  self->fit.kind = clv_model_kind_find (kind);
  g_assert_nonnull (self->fit.kind);
  memcpy (self->fit.parameters, parameters, sizeof parameters);
  self->p_active = self->fit.kind->p_active (self->fit.kind, parameters, x, self->days[0] / 7.0,
                                             40.0);
  self->scores.n = 1;
  self->scores.x = &self->x;
  self->scores.recency_days = &self->days[0];
  self->scores.age_days = &self->days[1];
  self->scores.p_active = &self->p_active;
  self->scores.as_of = clv_date_from_ymd (2025, 12, 31);
  self->data.scores = &self->scores;
  self->data.fit = &self->fit;
}

/* What a person gets who works out the second line of the formula; the number of
 * numbers in it, the result included, tells which formula it is. */
static double
work_out (const char *formula)
{
  const char *line = formula != NULL ? strchr (formula, '\n') : NULL;
  double n[16] = { 0.0 };
  guint found = 0;

  while (line != NULL && *line != '\0')
    {
      char *end = NULL;

      if (!g_ascii_isdigit (*line))
        {
          line++;
          continue;
        }
      g_assert_cmpuint (found, <, G_N_ELEMENTS (n));
      n[found++] = g_ascii_strtod (line, &end);
      line = end;
    }

  switch (found)
    {
    case 8:
      return 1.0 / (1.0 + n[2] / n[3] * pow (n[4] / n[5], n[6]));
    case 7:
      return n[0] / 100.0 * (1.0 - pow (n[2] / (n[3] + n[4]), n[5]));
    case 5:
      return 1.0 / (1.0 + n[2] * n[3]);
    case 4:
      return n[0] / 100.0 * n[1] * n[2];
    default:
      return -1.0;
    }
}

/* Each kind of model shows its own formula, and the numbers in it make the result. */
static void
test_formulas (void)
{
  static const struct
  {
    const char *kind;
    guint32 x;
    const char *active;       /* within the formula of P(active) */
    gboolean is_worked_out;   /* it has numbers to multiply */
    const char *next;
  } rows[] = {
    { "bg-nbd", 3, "(b + x − 1)", TRUE, "(1 − ((α + T)" },
    { "bg-nbd", 0, "since x = 0", FALSE, "(1 − ((α + T)" },
    { "mbg-nbd", 3, "(b + x) ×", TRUE, "(1 − ((α + T)" },
    { "mbg-nbd", 0, "(b + x) ×", TRUE, "(1 − ((α + T)" },
    { "pareto-nbd", 3, "((β + T) ÷ (β + u))^s", TRUE, "((β + T) ÷ (β + T + u))^s" },
    { "pareto-nbd", 0, "((β + T) ÷ (β + u))^s", TRUE, "((β + T) ÷ (β + T + u))^s" },
    { "nbd", 3, "nobody leaves", FALSE, "(1 − ((α + T)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      OneFitted one;
      ClvNextOrder next;
      g_autoptr(ClvWhy) active = NULL;
      g_autoptr(ClvWhy) soon = NULL;

      fit_one (&one, rows[i].kind, rows[i].x);
      g_assert_true (clv_next_order_predict (&one.scores, &one.fit, 0, &next));
      active = clv_customer_why_active (&one.data, 0);
      soon = clv_customer_why_next (&one.data, 0, &next);
      g_test_message ("%s: %s; %s", rows[i].kind, active->formula, soon->formula);
      g_assert_nonnull (strstr (active->formula, rows[i].active));
      g_assert_nonnull (strstr (soon->formula, rows[i].next));
      if (rows[i].is_worked_out)
        g_assert_cmpfloat_with_epsilon (work_out (active->formula), one.p_active, 2e-3);
      g_assert_cmpfloat_with_epsilon (work_out (soon->formula), next.p_30_days, 2e-3);
    }
}

/* From one customer to a similar one and on. */
static void
test_comparables (void)
{
  CustomersFixture fixture = { 0 };
  GtkWidget *inspector = NULL;
  GtkWidget *group = NULL;
  GtkButton *button = NULL;
  g_autofree char *id = NULL;
  g_autofree char *other = NULL;

  customers_open (&fixture, 800, TRUE);
  id = customers_dup_id (&fixture, 3);
  inspector = open_customer (&fixture, id);
  group = customers_find_type (inspector, CLV_TYPE_COMPARABLES_GROUP);
  g_assert_true (gtk_widget_get_mapped (group));
  button = find_button (group, "Show ");
  g_assert_nonnull (button);
  other = g_strdup (gtk_widget_get_tooltip_text (GTK_WIDGET (button)) + strlen ("Show "));
  g_assert_cmpstr (other, !=, id);
  clv_ui_test_assert_named (group);

  g_signal_emit_by_name (button, "clicked");
  clv_ui_test_run (100);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (inspector),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, other);
  customers_close (&fixture);
}

static void
test_notes (void)
{
  CustomersFixture fixture = { 0 };
  GtkWidget *group = NULL;
  GtkWidget *entry = NULL;
  g_autoptr(GPtrArray) notes = NULL;
  g_autofree char *id = NULL;
  g_autofree char *other = NULL;

  customers_open (&fixture, 800, TRUE);
  id = customers_dup_id (&fixture, 0);
  other = customers_dup_id (&fixture, 1);
  group = customers_find_type (open_customer (&fixture, id), CLV_TYPE_NOTES_GROUP);
  entry = customers_find_type (group, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "Wants roses <red>");
  gtk_widget_activate_action (group, "notes.add", NULL);
  clv_ui_test_wait (has_notes, group);
  clv_ui_test_run (50);
  g_assert_true (customers_says (group, "Wants roses <red>"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  clv_ui_test_assert_named (group);

  /* Nobody else's, and what is half typed waits. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "Rang up on");
  open_customer (&fixture, other);
  g_assert_false (customers_says (group, "Wants roses"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  open_customer (&fixture, id);
  clv_ui_test_wait (has_notes, group);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Rang up on");

  g_settings_set_boolean (fixture.settings, "hide-personal-data", TRUE);
  clv_ui_test_run (300);
  g_assert_false (customers_says (group, "Wants roses"));
  g_assert_true (customers_says (group, "Hidden with personal data"));

  notes = clv_notes_list (fixture.workspace, id, NULL);
  g_assert_cmpuint (notes->len, ==, 1);
  customers_close (&fixture);
}

static void
test_pdf (void)
{
  CustomersFixture fixture = { 0 };
  GtkWidget *inspector = NULL;
  g_autofree char *id = NULL;
  char *contents[2] = { NULL };
  gsize sizes[2] = { 0 };

  customers_open (&fixture, 800, TRUE);
  id = customers_dup_id (&fixture, 0);
  inspector = open_customer (&fixture, id);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u.pdf", fixture.folder, i);

      clv_customer_inspector_save_pdf (CLV_CUSTOMER_INSPECTOR (inspector), path);
      clv_ui_test_wait (is_there, path);
      g_assert_true (g_file_get_contents (path, &contents[i], &sizes[i], NULL));
      g_assert_true (g_str_has_prefix (contents[i], "%PDF-"));
    }
  g_assert_cmpmem (contents[0], sizes[0], contents[1], sizes[1]);
  for (guint i = 0; i < 2; i++)
    g_free (contents[i]);
  customers_close (&fixture);
}

/* As many pages as it takes, and no file where there is no folder. */
static void
test_sheet (void)
{
  static const struct
  {
    guint n_rows;
    guint least;
    guint most;
  } rows[] = {
    { 0, 1, 1 },
    { 10, 1, 1 },
    { 100, 3, 7 },
  };
  g_autofree char *folder = g_dir_make_tmp ("clv-sheet-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.pdf", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "no", "a.pdf", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvSheet) empty = clv_sheet_new ("Nobody", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(ClvSheet) sheet = clv_sheet_new ("Ann & Bob", "A line");
      guint n_pages = 0;

      clv_sheet_set_footer (sheet, "EUR");
      clv_sheet_add_figure (sheet, "Value", "€1.00", "Future");
      for (guint k = 0; k < rows[i].n_rows; k++)
        clv_sheet_add_row (sheet, "Row", "more", "€1.00");
      g_assert_true (clv_sheet_write (sheet, path, &n_pages, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (n_pages, >=, rows[i].least);
      g_assert_cmpuint (n_pages, <=, rows[i].most);
    }
  g_assert_false (clv_sheet_write (empty, nowhere, NULL, &error));
  g_assert_error (error, CLV_PLOT_ERROR, CLV_PLOT_ERROR_WRITE);
  clv_ui_test_remove (folder);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/inspector/next", test_next);
  g_test_add_func ("/ui/inspector/next-words", test_next_words);
  g_test_add_func ("/ui/customer-formulas/of-each-kind", test_formulas);
  g_test_add_func ("/ui/inspector/comparables", test_comparables);
  g_test_add_func ("/ui/inspector/notes", test_notes);
  g_test_add_func ("/ui/inspector/pdf", test_pdf);
  g_test_add_func ("/ui/inspector/sheet", test_sheet);

  return g_test_run ();
}
