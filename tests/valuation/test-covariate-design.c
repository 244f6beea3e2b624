/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-covariate-private.h"
#include "clv-error.h"
#include "columns.h"

/* Effects that nobody can know have no number, and the reason is told. */
static void
test_not_identified (void)
{
  g_autoptr(ClvCustomers) customers = customers_new (&truths[2], 3000, 29);
  g_autoptr(ClvFit) plain = fit_columns (customers, "pareto-nbd", "region");
  g_autoptr(ClvFit) fit = fit_columns (customers, "pareto-nbd", "region,copy,same");
  g_autoptr(ClvModelSpec) spec = spec_new ("pareto-nbd", "same");
  g_autoptr(ClvFit) loners = NULL;
  g_autoptr(GError) error = NULL;
  guint32 *x = (guint32 *) customers->x;
  gint32 *recency = (gint32 *) customers->recency_days;
  const ClvAttribute *region = clv_transactions_get_attribute (customers->transactions, "region");
  guint south = 0;

  g_assert_true (has_diagnostic (fit, "covariate-collinear"));
  g_assert_true (has_diagnostic (fit, "covariate-unusable"));
  g_assert_true (fit->covariates->terms[1].is_dropped);
  g_assert_true (isnan (fit->covariates->standard_errors[1]));
  g_assert_cmpuint (fit->covariates->df, ==, 2);
  assert_near (fit->log_likelihood, plain->log_likelihood, 1e-12);
  assert_near (fit->covariates->coefficients[0], plain->covariates->coefficients[0], 1e-6);

  g_assert_null (clv_fit_new (spec, customers, NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  g_strfreev (spec->covariates);
  spec->covariates = g_strsplit ("id", ",", -1);
  g_assert_null (clv_fit_new (spec, customers, NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
  g_clear_error (&error);
  g_strfreev (spec->covariates);
  spec->covariates = g_strsplit ("color", ",", -1);
  g_assert_null (clv_fit_new (spec, customers, NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA);
  g_assert_nonnull (strstr (error->message, "age, region"));

  /* Nobody in the south ever came back. */
  south = clv_dictionary_lookup (region->values, "south", 5);
  for (guint32 i = 0; i < customers->n; i++)
    {
      customers->sum_x -= region->codes[i] == south ? x[i] : 0;
      customers->n_repeat -= region->codes[i] == south && x[i] > 0;
      x[i] = region->codes[i] == south ? 0 : x[i];
      recency[i] = region->codes[i] == south ? 0 : recency[i];
    }
  loners = fit_columns (customers, "pareto-nbd", "region");
  g_test_message ("%s %g (%g) %g (%g)", clv_fit_state_get_id (loners->state),
                  loners->covariates->coefficients[0], loners->covariates->standard_errors[0],
                  loners->covariates->coefficients[1], loners->covariates->standard_errors[1]);
  g_assert_true (clv_fit_is_usable (loners));
  g_assert_true (isnan (loners->covariates->standard_errors[0])
                 || isnan (loners->covariates->standard_errors[1]));
  g_assert_true (has_diagnostic (loners, "covariate-not-identified"));
  for (guint i = 0; i < 4; i++)
    g_assert_true (isfinite (loners->parameters[i]));
}

/* Rare levels are pooled, a lack of values is a level, numbers are told from texts. */
static void
test_design (void)
{
  static const struct
  {
    const char *name;
    ClvCovariateType type;
    gboolean is_usable;
    guint n_terms;
  } columns[] = {
    { "mixed", CLV_COVARIATE_LEVELS, TRUE, 3 },
    { "number", CLV_COVARIATE_NUMBER, TRUE, 2 },
    { "comma", CLV_COVARIATE_NUMBER, TRUE, 1 },
    { "thousands", CLV_COVARIATE_LEVELS, TRUE, 3 },
    { "flag", CLV_COVARIATE_LEVELS, TRUE, 1 },
    { "empty", CLV_COVARIATE_LEVELS, FALSE, 0 },
  };
  const guint32 n = 4000;
  ClvAttribute *attributes[G_N_ELEMENTS (columns)];
  g_autoptr(ClvRandom) rng = clv_random_new (1);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(ClvFit) fit = NULL;
  Buyers buyers;

  buyers_init (&buyers, n);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    attributes[i] = buyers_add_column (&buyers, columns[i].name);
  for (guint32 i = 0; i < n; i++)
    {
      static const char * const commas[] = { "1,5", "2,25", "3", "-4,5" };
      static const char * const thousands[] = { "950", "1,234", "2,000", "1.5" };
      g_autofree char *rare = g_strdup_printf ("rare %u", i % 97);
      g_autofree char *number = g_strdup_printf ("%u", i % 13);

      buyers_live (&buyers, i, rng, truths[0].parameters, "bg-nbd", 300);
      if (i % 10 != 0)
        buyers_set (attributes[0], i, i % 10 == 1 ? rare : i % 2 == 0 ? "even" : "odd");
      if (i % 5 != 0)
        buyers_set (attributes[1], i, number);
      buyers_set (attributes[2], i, commas[i % 4]);
      buyers_set (attributes[3], i, thousands[i % 4]);
      buyers_set (attributes[4], i, i % 3 == 0 ? "1" : "0");
    }
  customers = buyers_finish (&buyers);
  list = clv_covariates_list (customers);
  g_assert_cmpuint (list->len, ==, G_N_ELEMENTS (columns));
  for (guint i = 0; i < list->len; i++)
    {
      const ClvCovariateInfo *info = g_ptr_array_index (list, i);

      g_test_message ("%s: %s", info->name, info->reason != NULL ? info->reason : "usable");
      g_assert_cmpstr (info->name, ==, columns[i].name);
      g_assert_cmpint (info->type, ==, columns[i].type);
      g_assert_cmpint (info->is_usable, ==, columns[i].is_usable);
      g_assert_cmpuint (info->n_terms, ==, columns[i].n_terms);
      g_assert_cmpint (info->reason == NULL, ==, columns[i].is_usable);
    }

  fit = fit_columns (customers, "bg-nbd", "mixed,number");
  g_assert_cmpstr (fit->covariates->columns[0].baseline, ==, "even");
  g_assert_cmpint (fit->covariates->terms[0].kind, ==, CLV_TERM_LEVEL);
  g_assert_cmpint (fit->covariates->terms[1].kind, ==, CLV_TERM_OTHER);
  g_assert_cmpuint (fit->covariates->terms[1].n_customers, ==, 400);
  g_assert_cmpint (fit->covariates->terms[2].kind, ==, CLV_TERM_MISSING);
  g_assert_cmpuint (fit->covariates->terms[2].n_customers, ==, 400);
  g_assert_cmpint (fit->covariates->terms[3].kind, ==, CLV_TERM_NUMBER);
  /* These columns are no news: said, and the model without them would do. */
  g_assert_true (has_diagnostic (fit, "covariates-no-effect") || fit->covariates->p < 0.05);
}

/* A kind without a place for columns, and more effects than there is room for. */
static void
test_refused (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (1);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvModelSpec) spec = spec_new ("bg-nbd", "wide");
  g_autoptr(GError) error = NULL;
  ClvAttribute *wide = NULL;
  Buyers buyers;

  buyers_init (&buyers, 3000);
  wide = buyers_add_column (&buyers, "wide");
  for (guint32 i = 0; i < buyers.n; i++)
    {
      g_autofree char *level = g_strdup_printf ("level %u", i % 40);

      buyers_live (&buyers, i, rng, truths[0].parameters, "bg-nbd", 300);
      buyers_set (wide, i, level);
    }
  customers = buyers_finish (&buyers);
  g_assert_null (clv_fit_new (spec, customers, NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
  g_assert_nonnull (strstr (error->message, "117 effects"));
  g_clear_error (&error);
  g_free (spec->kind);
  spec->kind = g_strdup ("bg-cnbd");
  spec->regularity = 1;
  g_assert_null (clv_fit_new (spec, customers, NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
  g_assert_nonnull (strstr (error->message, "bg-nbd"));
  g_clear_error (&error);
  clv_model_spec_free (spec);
  spec = spec_new ("pareto-nbd", "wide");
  spec->has_same_effect = TRUE;
  g_assert_true (clv_covariates_check (spec, 39, &error));
  g_assert_no_error (error);
  spec->calendar = clv_calendar_new ();
  g_assert_true (clv_calendar_add (spec->calendar, CLV_CALENDAR_SEASON, "may=05-01..05-31",
                                   &error));
  /* The season takes the room of two. */
  g_assert_true (clv_covariates_check (spec, 58, &error));
  g_assert_no_error (error);
  g_assert_false (clv_covariates_check (spec, 59, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
  g_assert_nonnull (strstr (error->message, "59 effects"));
}

static void
test_spec (void)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autofree char *plain = clv_model_spec_to_text (spec);
  g_autofree char *text = NULL;
  g_autoptr(ClvModelSpec) read = NULL;
  g_autoptr(ClvModelSpec) copy = NULL;
  g_autofree char *again = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (strstr (plain, "covariate"));
  g_assert_null (strstr (plain, "penalty"));
  spec->covariates = g_strsplit ("a=b|city\nname", "|", -1);
  spec->has_same_effect = TRUE;
  spec->penalty = 0.25;
  text = clv_model_spec_to_text (spec);
  read = clv_model_spec_from_text (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstrv (read->covariates, spec->covariates);
  g_assert_true (read->has_same_effect);
  g_assert_cmpfloat (read->penalty, ==, 0.25);
  copy = clv_model_spec_copy (read);
  again = clv_model_spec_to_text (copy);
  g_assert_cmpstr (again, ==, text);
  copy->penalty = -1.0;
  g_clear_pointer (&again, g_free);
  again = clv_model_spec_to_text (copy);
  g_assert_null (clv_model_spec_from_text (again, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
}

/* What is read is what was written, and whoever edits it is found out. */
static void
test_text (void)
{
  g_autoptr(ClvCustomers) customers = customers_new (&truths[2], 3000, 31);
  g_autoptr(ClvFit) fit = fit_columns (customers, "pareto-nbd", "age,region,copy");
  g_autofree char *text = clv_covariates_to_text (fit->covariates);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvCovariates) read = clv_covariates_from_text (text, fit->kind, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  again = clv_covariates_to_text (read);
  g_assert_cmpstr (again, ==, text);
  g_assert_null (clv_covariates_from_text ("columns=3\nterms=1\nprocesses=1\n", fit->kind, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/covariate-design/not-identified", test_not_identified);
  g_test_add_func ("/valuation/covariate-design/design", test_design);
  g_test_add_func ("/valuation/covariate-design/refused", test_refused);
  g_test_add_func ("/valuation/covariate-design/spec", test_spec);
  g_test_add_func ("/valuation/covariate-design/text", test_text);
  return g_test_run ();
}
