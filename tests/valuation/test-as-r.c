/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "clv-as-r.h"
#include "clv-customers-kinds.h"
#include "shop.h"

static ClvFit *
fit_kind (ClvCustomers *customers,
          const char   *kind)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(GError) error = NULL;
  ClvFit *fit = NULL;

  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  return fit;
}

static void
assert_has (const char *text,
            const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in:\n%s", part, text);
}

/* The published numbers stand in the script, and the data are those of the papers. */
static void
test_cdnow (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_cdnow ();
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvAsR) as_r = NULL;
  g_auto(GStrv) lines = NULL;
  double sum = 0.0;

  if (transactions == NULL)
    return;
  customers = clv_customers_new (transactions, clv_date_from_ymd (1997, 9, 30), 7, NULL, NULL);
  fit = fit_kind (customers, "bg-nbd");
  as_r = clv_as_r_new (fit, customers);
  g_assert_cmpstr (as_r->package, ==, "BTYD");
  assert_has (as_r->script, "ours <- c(r = 0.24259");
  assert_has (as_r->script, "# Perennial found -9582.4292");
  assert_has (as_r->script, "stopifnot(nrow(cbs) == 2357, sum(cbs$x) == 2457)");
  assert_has (as_r->script, "theirs <- bgnbd.EstimateParameters(cbs)");
  assert_has (as_r->script, "BTYD::spend.EstimateParameters(back$m.x, back$x)");
  assert_has (as_r->script, "-4055.9176");
  assert_has (as_r->script, "data.end = \"1997-09-30\"");
  assert_has (as_r->script, "CLVTools::bgnbd(data)");
  lines = g_strsplit (as_r->data, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 2357 + 2);
  g_assert_cmpstr (lines[0], ==, "x,t.x,T.cal,m.x");
  for (guint i = 1; i <= 2357; i++)
    {
      g_auto(GStrv) cells = g_strsplit (lines[i], ",", -1);

      g_assert_cmpuint (g_strv_length (cells), ==, 4);
      sum += g_ascii_strtod (cells[0], NULL);
      g_assert_true (g_str_equal (cells[3], "NA") == g_str_equal (cells[0], "0"));
    }
  g_assert_cmpfloat (sum, ==, 2457.0);
  assert_has (as_r->data, "\n2,30.42857143,38.85714286,");
}

/* Each kind calls its own functions; what R lacks is said, and nothing is called. */
static void
test_kinds (void)
{
  static const double parameters[] = { 0.6, 40.0, 0.9, 3.0 };
  static const double spend[] = { 6.0, 4.0, 15.0 };
  static const struct { const char *kind; const char *part; } rows[] = {
    { "pareto-nbd", "library(BTYD)\nours <- c(r = " },
    { "pareto-nbd", "print(pnbd.PAlive(ours, x, t.x, T.cal))" },
    { "pareto-nbd", "CLVTools::pnbd(data)" },
    { "pareto-nbd-cor", "CLVTools::pnbd(data, use.cor = TRUE)" },
    { "bg-bb", "theirs <- bgbb.EstimateParameters(rf)" },
    { "nbd", "nbd.ConditionalExpectedTransactions(ours, 52, x, T.cal)" },
    { "mbg-nbd", "library(BTYDplus)" },
    { "mbg-nbd", "ours <- c(k = 1, r = " },
    { "mbg-nbd", "theirs <- mbgcnbd.EstimateParameters(cbs, k = 1)" },
  };
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (400, 100, 300, parameters, spend,
                                                                5);
  g_autoptr(ClvCustomers) customers = clv_customers_new (transactions, CLV_DATE_INVALID, 7, NULL,
                                                         NULL);
  ClvModelKind unknown;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(ClvFit) fit = fit_kind (customers, rows[i].kind);
      g_autoptr(ClvCustomers) own = clv_customers_new_for_spec (customers, fit->spec, NULL, NULL);
      g_autoptr(ClvAsR) as_r = clv_as_r_new (fit, own);

      assert_has (as_r->script, rows[i].part);
      g_assert_null (strstr (as_r->script, "nan"));
      g_assert_null (strstr (as_r->data, "nan"));
      g_assert_null (strstr (as_r->data, "c000001"));
    }
  {
    g_autoptr(ClvFit) fit = fit_kind (customers, "bg-nbd");
    g_autoptr(ClvAsR) as_r = NULL;

    unknown = *fit->kind;
    unknown.id = "own";
    unknown.name = "Own";
    fit->kind = &unknown;
    as_r = clv_as_r_new (fit, customers);
    g_assert_null (as_r->package);
    assert_has (as_r->script, "fits Own as it was fitted here, so");
    g_assert_null (strstr (as_r->script, "theirs <- bgnbd"));
  }
}

/* With columns that explain nobody has the parameters of the fit alone, and no function
 * of R's packages fits them, so nothing is called. */
static void
test_covariates (void)
{
  static const double parameters[] = { 0.6, 40.0, 0.9, 3.0 };
  static const double spend[] = { 6.0, 4.0, 15.0 };
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (200, 100, 300, parameters, spend,
                                                                5);
  g_autoptr(ClvCustomers) customers = clv_customers_new (transactions, CLV_DATE_INVALID, 7, NULL,
                                                         NULL);
  g_autoptr(ClvFit) fit = fit_kind (customers, "bg-nbd");
  g_autoptr(ClvAsR) as_r = NULL;
  ClvCovariates covariates = { 0 };

  fit->covariates = &covariates;
  as_r = clv_as_r_new (fit, customers);
  fit->covariates = NULL;
  g_assert_null (as_r->package);
  g_assert_null (strstr (as_r->script, "bgnbd"));
  assert_has (as_r->script, "as it was fitted here, so nothing is estimated below");
}

static void
test_save (void)
{
  ClvAsR as_r = { (char *) "print(1)\n", (char *) "x\n1\n", "BTYD" };
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("clv-r-XXXXXX", NULL);
  g_autofree char *inner = g_build_filename (folder, "a", NULL);
  g_autofree char *script = g_build_filename (inner, CLV_AS_R_SCRIPT, NULL);
  g_autofree char *data = g_build_filename (inner, CLV_AS_R_DATA, NULL);
  g_autofree char *below = g_build_filename (script, "b", NULL);
  g_autofree char *text = NULL;

  g_assert_true (clv_as_r_save (&as_r, inner, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (script, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "print(1)\n");
  g_assert_true (g_file_test (data, G_FILE_TEST_IS_REGULAR));
  g_assert_false (clv_as_r_save (&as_r, below, &error));
  assert_has (error->message, "Nothing was written");
  g_unlink (script);
  g_unlink (data);
  g_rmdir (inner);
  g_rmdir (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/as-r/cdnow", test_cdnow);
  g_test_add_func ("/valuation/as-r/kinds", test_kinds);
  g_test_add_func ("/valuation/as-r/covariates", test_covariates);
  g_test_add_func ("/valuation/as-r/save", test_save);

  return g_test_run ();
}
