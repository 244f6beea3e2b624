/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-covariate.h"
#include "clv-field-row.h"
#include "clv-model-dialog.h"
#include "clv-model-kind.h"
#include "clv-spec-words.h"
#include "clv-ui-test.h"

/* The dialog that edits a model spec. */

static const ClvDate first_day = 19000;
static const ClvDate last_day = 19700;

static ClvModelSpec *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  ClvModelSpec *spec = clv_model_spec_from_text (text, &error);

  g_assert_no_error (error);
  return spec;
}

static ClvModelDialog *
open_dialog (const char *text)
{
  g_autoptr(ClvModelSpec) spec = parse (text);
  ClvModelDialog *dialog = clv_model_dialog_new (NULL, spec, first_day, last_day);

  gtk_window_present (GTK_WINDOW (dialog));
  clv_ui_test_run (50);
  return dialog;
}

static GtkWidget *
find (GtkWidget  *widget,
      GType       type,
      const char *text)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type)
      && (text == NULL
          || (ADW_IS_ACTION_ROW (widget)
              && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text))
          || (GTK_IS_LABEL (widget)
              && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)))
    return widget;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* Presses the radio button in the row that is titled @title. */
static void
choose (ClvModelDialog *dialog,
        const char     *title)
{
  GtkWidget *row = find (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, title);

  g_assert_nonnull (row);
  gtk_widget_activate (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)));
}

static void
keep_text_cb (GObject     *dialog,
              const char  *text,
              char       **kept)
{
  g_free (*kept);
  *kept = g_strdup (text);
}

/* Every kind × spend × unit × day goes in and comes out as the same text. */
static void
test_round_trip (void)
{
  static const char * const days[] = { "", "2023-06-30" };
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);

  for (guint i = 0; i < n * 8; i++)
    {
      g_autofree char *text =
        g_strdup_printf ("kind=%s\nspend=%s\nuntil=%s\nunit-days=%d\nseed=7\n", kinds[i / 8]->id,
                         i & 1 ? "none" : "gamma-gamma", days[(i >> 1) & 1], i & 4 ? 1 : 7);
      g_autoptr(ClvModelSpec) spec = parse (text);
      ClvModelDialog *dialog = clv_model_dialog_new (NULL, spec, first_day, last_day);
      g_autoptr(ClvModelSpec) out = clv_model_dialog_dup_spec (dialog);
      g_autofree char *wanted = NULL;
      g_autofree char *got = clv_model_spec_to_text (out);

      clv_spec_words_drop_unused (spec);
      wanted = clv_model_spec_to_text (spec);
      g_assert_cmpstr (got, ==, wanted);
      gtk_window_destroy (GTK_WINDOW (dialog));
    }
}

/* What only some kinds have comes out as it went in. */
static void
test_round_trip_parts (void)
{
  static const char * const texts[] = {
    "kind=sbg\nopportunity=month\nperiods=every\n",
    "kind=bdw\nopportunity=year\n",
    "kind=bg-bb\nopportunity=quarter\n",
    "kind=hybrid\ncontract=sbg\norders=bg-nbd\n",
    "kind=hybrid\ncontract=bdw\norders=pareto-nbd\norders-end=with-contract\n",
    "kind=bg-cnbd\nregularity=3\n",
    "kind=pareto-nbd\nunit-days=1\ncalendar=season x=12-01..12-24\ncovariate.0=region\n"
    "covariate.1=age\nsame-effect=1\npenalty=0.00001\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(ClvModelSpec) spec = parse (texts[i]);
      ClvModelDialog *dialog = clv_model_dialog_new (NULL, spec, first_day, last_day);
      g_autoptr(ClvModelSpec) out = clv_model_dialog_dup_spec (dialog);
      g_autofree char *wanted = clv_model_spec_to_text (spec);
      g_autofree char *got = clv_model_spec_to_text (out);

      g_assert_cmpstr (got, ==, wanted);
      gtk_window_destroy (GTK_WINDOW (dialog));
    }
}

/* What the dialog does not show stays, unless the kind that uses it goes. */
static void
test_calendar (void)
{
  g_autoptr(ClvModelSpec) spec = parse ("kind=pareto-nbd\n");
  g_autoptr(ClvModelSpec) kept = NULL;
  g_autoptr(ClvModelSpec) other = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;
  ClvModelDialog *dialog = NULL;
  ClvFieldRow *seasons = NULL;

  spec->calendar = clv_calendar_new ();
  g_assert_true (clv_calendar_add (spec->calendar, CLV_CALENDAR_SEASON,
                                   "Christmas=11-20..12-31", &error));
  g_assert_no_error (error);
  words = clv_spec_words_describe (spec, last_day);
  g_assert_nonnull (strstr (words, ", with “Christmas”"));
  dialog = clv_model_dialog_new (NULL, spec, first_day, last_day);
  gtk_window_present (GTK_WINDOW (dialog));
  clv_ui_test_run (50);
  kept = clv_model_dialog_dup_spec (dialog);
  g_assert_nonnull (kept->calendar);
  g_assert_cmpstr (kept->calendar->name[0], ==, "Christmas");
  seasons = CLV_FIELD_ROW (find (GTK_WIDGET (dialog), CLV_TYPE_FIELD_ROW, "S_easons"));
  clv_field_row_set_text (seasons, "easter");
  g_assert_false (clv_field_row_is_valid (seasons));
  g_assert_null (clv_model_dialog_dup_spec (dialog));
  clv_field_row_set_text (seasons, "easter=03-20..04-25, summer=06-01..08-31");
  clv_model_spec_free (g_steal_pointer (&kept));
  kept = clv_model_dialog_dup_spec (dialog);
  g_assert_cmpuint (kept->calendar->n_events, ==, 2);
  choose (dialog, "BG/NBD");
  other = clv_model_dialog_dup_spec (dialog);
  g_assert_null (other->calendar);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* The last day of the data is "all of the data", so that a longer file is taken whole. */
static void
test_last_day (void)
{
  g_autofree char *last = clv_date_to_iso (last_day);
  g_autofree char *text = g_strdup_printf ("kind=bg-nbd\nuntil=%s\n", last);
  ClvModelDialog *dialog = open_dialog (text);
  g_autoptr(ClvModelSpec) spec = clv_model_dialog_dup_spec (dialog);

  g_assert_cmpint (spec->until, ==, CLV_DATE_INVALID);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_apply (void)
{
  ClvModelDialog *dialog = open_dialog ("kind=bg-nbd\nspend=gamma-gamma\n");
  g_autofree char *text = NULL;
  g_autoptr(ClvModelSpec) spec = NULL;
  g_autofree char *hash = NULL;

  g_signal_connect (dialog, "applied", G_CALLBACK (keep_text_cb), &text);
  choose (dialog, "Pareto/NBD");
  choose (dialog, "Each customer’s own mean");
  spec = clv_model_dialog_dup_spec (dialog);
  hash = clv_model_spec_get_hash (spec);
  g_assert_nonnull (find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "kind=pareto-nbd\nspend=none"));
  g_assert_nonnull (find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, hash));
  g_assert_null (text);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "spec.apply", NULL);
  g_assert_nonnull (text);
  clv_model_spec_free (g_steal_pointer (&spec));
  spec = parse (text);
  g_assert_cmpstr (spec->kind, ==, "pareto-nbd");
  g_assert_cmpstr (spec->spend, ==, "none");
}

static void
test_cancel (void)
{
  ClvModelDialog *dialog = open_dialog ("kind=bg-nbd\n");
  g_autofree char *text = NULL;

  g_signal_connect (dialog, "applied", G_CALLBACK (keep_text_cb), &text);
  choose (dialog, "Pareto/NBD");
  gtk_window_close (GTK_WINDOW (dialog));
  clv_ui_test_run (50);
  g_assert_null (text);
}

static void
test_reset (void)
{
  ClvModelDialog *dialog = open_dialog ("kind=nbd\nspend=none\nuntil=2023-06-30\nunit-days=1\n");
  g_autoptr(ClvModelSpec) fresh = clv_model_spec_new ();
  g_autoptr(ClvModelSpec) spec = NULL;
  g_autofree char *wanted = clv_model_spec_to_text (fresh);
  g_autofree char *got = NULL;

  gtk_widget_activate_action (GTK_WIDGET (dialog), "spec.reset", NULL);
  spec = clv_model_dialog_dup_spec (dialog);
  got = clv_model_spec_to_text (spec);
  g_assert_cmpstr (got, ==, wanted);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_until (void)
{
  static const char * const wrong[] = { "2025-02-30", "yesterday", "1900-01-01", "2999-01-01" };
  ClvModelDialog *dialog = open_dialog ("kind=bg-nbd\n");
  ClvFieldRow *until = CLV_FIELD_ROW (find (GTK_WIDGET (dialog), CLV_TYPE_FIELD_ROW,
                                            "Fit _until"));
  g_autofree char *text = NULL;

  g_signal_connect (dialog, "applied", G_CALLBACK (keep_text_cb), &text);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      clv_field_row_set_text (until, wrong[i]);
      g_assert_false (clv_field_row_is_valid (until));
      g_assert_true (gtk_widget_has_css_class (clv_field_row_get_entry (until), "error"));
      gtk_test_accessible_assert_state (clv_field_row_get_entry (until),
                                        GTK_ACCESSIBLE_STATE_INVALID,
                                        GTK_ACCESSIBLE_INVALID_TRUE);
      g_assert_null (clv_model_dialog_dup_spec (dialog));
      gtk_widget_activate_action (GTK_WIDGET (dialog), "spec.apply", NULL);
      g_assert_null (text);
    }
  clv_field_row_set_text (until, "2023-06-30");
  g_assert_true (clv_field_row_is_valid (until));
  gtk_test_accessible_assert_state (clv_field_row_get_entry (until), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_FALSE);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "spec.apply", NULL);
  g_assert_nonnull (strstr (text, "until=2023-06-30"));
}

/* Only what a kind uses is shown, and nothing else gets into the spec. */
static void
test_regularity (void)
{
  static const struct { const char *text; gboolean is_valid; guint k; } rows[] = {
    { "", TRUE, 0 }, { "3", TRUE, 3 }, { "12", TRUE, 12 }, { "0", FALSE, 0 }, { "13", FALSE, 0 },
    { "2.5", FALSE, 0 }, { "even", FALSE, 0 },
  };
  ClvModelDialog *dialog = open_dialog ("kind=mbg-cnbd\n");
  ClvFieldRow *row = CLV_FIELD_ROW (find (GTK_WIDGET (dialog), CLV_TYPE_FIELD_ROW,
                                          "_Regularity k"));
  g_autoptr(ClvModelSpec) other = NULL;

  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (row)));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(ClvModelSpec) spec = NULL;

      clv_field_row_set_text (row, rows[i].text);
      spec = clv_model_dialog_dup_spec (dialog);
      g_assert_cmpint (spec != NULL, ==, rows[i].is_valid);
      if (spec != NULL)
        g_assert_cmpuint (spec->regularity, ==, rows[i].k);
    }
  choose (dialog, "BG/NBD");
  clv_ui_test_run (50);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (row)));
  other = clv_model_dialog_dup_spec (dialog);
  g_assert_cmpuint (other->regularity, ==, 0);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_opportunity (void)
{
  ClvModelDialog *dialog = open_dialog ("kind=bg-bb\n");
  GtkWidget *row = find (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, "months");
  g_autoptr(ClvModelSpec) spec = clv_model_dialog_dup_spec (dialog);

  g_assert_cmpint (spec->opportunity, ==, CLV_OPPORTUNITY_NONE);
  g_assert_true (gtk_widget_get_mapped (row));
  choose (dialog, "months");
  clv_model_spec_free (g_steal_pointer (&spec));
  spec = clv_model_dialog_dup_spec (dialog);
  g_assert_cmpint (spec->opportunity, ==, CLV_OPPORTUNITY_MONTH);
  choose (dialog, "BG/NBD");
  clv_ui_test_run (50);
  g_assert_false (gtk_widget_get_mapped (row));
  clv_model_spec_free (g_steal_pointer (&spec));
  spec = clv_model_dialog_dup_spec (dialog);
  g_assert_cmpint (spec->opportunity, ==, CLV_OPPORTUNITY_NONE);
  g_assert_cmpint (spec->unit_days, ==, 7);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static GPtrArray *
make_columns (void)
{
  static ClvCovariateInfo columns[] = {
    { (char *) "region", CLV_COVARIATE_LEVELS, 4, 12, 4, TRUE, NULL },
    { (char *) "age", CLV_COVARIATE_NUMBER, 60, 0, 1, TRUE, NULL },
    { (char *) "id", CLV_COVARIATE_LEVELS, 900, 0, 0, FALSE, (char *) "Everybody has another." },
    { (char *) "shop", CLV_COVARIATE_LEVELS, 20, 0, 62, TRUE, NULL },
  };
  GPtrArray *array = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_ptr_array_add (array, &columns[i]);

  return array;
}

/* What a spec names goes in and comes out, before the columns are known and after. */
static void
test_covariates (void)
{
  g_autoptr(GPtrArray) columns = make_columns ();
  ClvModelDialog *dialog = open_dialog ("kind=pareto-nbd\ncovariate.0=region\ncovariate.1=age\n"
                                        "same-effect=1\npenalty=3ee4f8b588e368f1\n");
  g_autoptr(ClvModelSpec) before = clv_model_dialog_dup_spec (dialog);
  g_autoptr(ClvModelSpec) after = NULL;
  g_autoptr(ClvModelSpec) other = NULL;
  g_autofree char *wanted = clv_model_spec_to_text (before);
  g_autofree char *got = NULL;

  g_assert_nonnull (strstr (wanted, "covariate.0=region\ncovariate.1=age\nsame-effect=1\n"));
  clv_model_dialog_set_columns (dialog, columns, NULL);
  clv_ui_test_run (50);
  clv_ui_test_assert_named (GTK_WIDGET (dialog));
  after = clv_model_dialog_dup_spec (dialog);
  got = clv_model_spec_to_text (after);
  g_assert_cmpstr (got, ==, wanted);
  g_assert_cmpfloat (after->penalty, ==, 0.00001);
  g_assert_true (gtk_widget_is_sensitive (find (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW,
                                                "region")));
  g_assert_false (gtk_widget_is_sensitive (find (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, "id")));
  g_assert_nonnull (find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "Everybody has another."));
  choose (dialog, "region");
  choose (dialog, "age");
  other = clv_model_dialog_dup_spec (dialog);
  g_assert_null (other->covariates);
  g_assert_false (other->has_same_effect);
  g_assert_cmpfloat (other->penalty, ==, 0.0);
  choose (dialog, "age");
  choose (dialog, "BG/BB");
  clv_model_spec_free (g_steal_pointer (&other));
  other = clv_model_dialog_dup_spec (dialog);
  g_assert_null (other->covariates);
  g_assert_false (gtk_widget_get_mapped (find (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, "age")));
  choose (dialog, "BG/NBD");
  clv_model_spec_free (g_steal_pointer (&other));
  other = clv_model_dialog_dup_spec (dialog);
  g_assert_cmpstr (other->covariates[0], ==, "age");
  g_assert_null (other->covariates[1]);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* What a fit would refuse is said, and cannot be applied. */
static void
test_covariates_refused (void)
{
  g_autoptr(GPtrArray) columns = make_columns ();
  ClvModelDialog *dialog = open_dialog ("kind=pareto-nbd\ncovariate.0=gone\n");
  g_autoptr(ClvModelSpec) spec = NULL;
  ClvFieldRow *seasons = CLV_FIELD_ROW (find (GTK_WIDGET (dialog), CLV_TYPE_FIELD_ROW,
                                              "S_easons"));

  clv_model_dialog_set_columns (dialog, columns, NULL);
  g_assert_null (clv_model_dialog_dup_spec (dialog));
  g_assert_nonnull (find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "“gone” cannot be used."));
  choose (dialog, "gone");
  choose (dialog, "age");
  /* A season goes with them, where the kind takes one. */
  clv_field_row_set_text (seasons, "may=05-01..05-31");
  spec = clv_model_dialog_dup_spec (dialog);
  g_assert_cmpstr (spec->covariates[0], ==, "age");
  g_assert_cmpstr (spec->calendar->name[0], ==, "may");
  clv_model_spec_free (g_steal_pointer (&spec));
  choose (dialog, "BG/NBD");
  spec = clv_model_dialog_dup_spec (dialog);
  g_assert_cmpstr (spec->covariates[0], ==, "age");
  g_assert_null (spec->calendar);
  choose (dialog, "Pareto/NBD");
  clv_field_row_set_text (seasons, "");
  clv_model_spec_free (g_steal_pointer (&spec));
  spec = clv_model_dialog_dup_spec (dialog);
  g_assert_cmpstr (spec->covariates[0], ==, "age");
  choose (dialog, "shop");
  g_assert_null (clv_model_dialog_dup_spec (dialog));
  g_assert_nonnull (find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "126 effects"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* A choice that is not applied goes nowhere, and no columns are told of. */
static void
test_covariates_cancel (void)
{
  g_autoptr(GPtrArray) columns = make_columns ();
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  ClvModelDialog *dialog = open_dialog ("kind=bg-nbd\n");
  g_autofree char *text = NULL;

  g_signal_connect (dialog, "applied", G_CALLBACK (keep_text_cb), &text);
  clv_model_dialog_set_columns (dialog, NULL, "The disk is away.");
  g_assert_nonnull (find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "The disk is away."));
  clv_model_dialog_set_columns (dialog, none, NULL);
  g_assert_nonnull (find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "There are no columns yet."));
  clv_model_dialog_set_columns (dialog, columns, NULL);
  choose (dialog, "age");
  gtk_window_close (GTK_WINDOW (dialog));
  clv_ui_test_run (50);
  g_assert_null (text);
}

static void
test_names (void)
{
  ClvModelDialog *dialog = open_dialog ("kind=bg-nbd\n");

  clv_ui_test_assert_named (GTK_WIDGET (dialog));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_words (void)
{
  static const struct { const char *spec; const char *words; } rows[] = {
    { "kind=bg-nbd\n", "BG/NBD on all of the data, up to 9 Dec 2023, in weeks; what a purchase "
                       "comes to by Gamma–Gamma." },
    { "kind=nbd\nspend=none\nuntil=2023-06-30\nunit-days=1\n",
      "NBD on the part of the data up to 30 Jun 2023, in days; what a purchase comes to is each "
      "customer’s own mean." },
    { "kind=bg-nbd\ncovariate.0=region\ncovariate.1=age\nsame-effect=1\npenalty=3fb999999999999a\n",
      "BG/NBD on all of the data, up to 9 Dec 2023, in weeks, explained by “region” and “age”, "
      "with the same effect in buying and leaving, with a penalty of 0.1; what a purchase "
      "comes to by Gamma–Gamma." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(ClvModelSpec) spec = parse (rows[i].spec);
      g_autofree char *words = clv_spec_words_describe (spec, last_day);

      g_assert_cmpstr (words, ==, rows[i].words);
    }
}

static AdwComboRow *
find_combo (ClvModelDialog *dialog,
            const char     *title)
{
  GtkWidget *row = find (GTK_WIDGET (dialog), ADW_TYPE_COMBO_ROW, title);

  g_assert_nonnull (row);
  return ADW_COMBO_ROW (row);
}

/* The parts of a subscription with orders beside it can be chosen, and of others are not
 * shown. */
static void
test_hybrid (void)
{
  g_autoptr(ClvModelSpec) usual = clv_model_spec_new ();
  ClvModelDialog *dialog = open_dialog ("kind=hybrid\n");
  AdwComboRow *contract = find_combo (dialog, "Model of the contracts");
  AdwComboRow *orders = find_combo (dialog, "Model of the orders");
  AdwComboRow *end = find_combo (dialog, "Orders after a contract’s end");
  g_autoptr(ClvModelSpec) spec = clv_model_dialog_dup_spec (dialog);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *words = NULL;

  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (contract)));
  g_free (usual->kind);
  usual->kind = g_strdup ("hybrid");
  before = clv_model_spec_get_hash (usual);
  after = clv_model_spec_get_hash (spec);
  g_assert_cmpstr (before, ==, after);

  adw_combo_row_set_selected (contract, 1);
  adw_combo_row_set_selected (orders, 2);
  adw_combo_row_set_selected (end, 2);
  clv_model_spec_free (spec);
  spec = clv_model_dialog_dup_spec (dialog);
  g_assert_cmpstr (spec->contract, ==, "bdw");
  g_assert_cmpstr (spec->orders, ==, "pareto-nbd");
  g_assert_cmpint (spec->orders_end, ==, CLV_ORDERS_END_WITH_CONTRACT);
  words = clv_spec_words_describe (spec, last_day);
  g_assert_nonnull (strstr (words, "contracts by BdW and orders by Pareto/NBD"));
  g_assert_nonnull (strstr (words, "orders ending with the contract"));
  gtk_window_destroy (GTK_WINDOW (dialog));

  dialog = open_dialog ("kind=hybrid\ncontract=bdw\norders=nbd\norders-end=alone\n");
  clv_model_spec_free (spec);
  spec = clv_model_dialog_dup_spec (dialog);
  g_assert_cmpstr (spec->contract, ==, "bdw");
  g_assert_cmpstr (spec->orders, ==, "nbd");
  g_assert_cmpint (spec->orders_end, ==, CLV_ORDERS_END_ALONE);
  gtk_window_destroy (GTK_WINDOW (dialog));

  dialog = open_dialog ("kind=bg-nbd\n");
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (find_combo (dialog,
                                                                 "Model of the contracts"))));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/model-dialog/round-trip", test_round_trip);
  g_test_add_func ("/ui/model-dialog/round-trip-parts", test_round_trip_parts);
  g_test_add_func ("/ui/model-dialog/calendar", test_calendar);
  g_test_add_func ("/ui/model-dialog/last-day", test_last_day);
  g_test_add_func ("/ui/model-dialog/apply", test_apply);
  g_test_add_func ("/ui/model-dialog/cancel", test_cancel);
  g_test_add_func ("/ui/model-dialog/reset", test_reset);
  g_test_add_func ("/ui/model-dialog/until", test_until);
  g_test_add_func ("/ui/model-dialog/regularity", test_regularity);
  g_test_add_func ("/ui/model-dialog/opportunity", test_opportunity);
  g_test_add_func ("/ui/model-dialog/covariates", test_covariates);
  g_test_add_func ("/ui/model-dialog/covariates-refused", test_covariates_refused);
  g_test_add_func ("/ui/model-dialog/covariates-cancel", test_covariates_cancel);
  g_test_add_func ("/ui/model-dialog/hybrid", test_hybrid);
  g_test_add_func ("/ui/model-dialog/names", test_names);
  g_test_add_func ("/ui/spec-words/sentence", test_words);

  return g_test_run ();
}
