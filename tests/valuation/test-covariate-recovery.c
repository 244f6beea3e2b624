/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "buyers.h"
#include "clv-covariate-private.h"

/* Do the 95 % intervals of the parameters and of the effects of columns cover what made
 * the data in 93 to 97 % of 500 data sets (the slow suite)? A purchase comes some thousand
 * "days" after the other, so that rounding does not bias the rates. */

#define FEW 2
#define MANY 500
#define CUSTOMERS 8000
#define Z95 1.959963984540054
#define MOST_FIGURES 10

/* Parameters a day of a customer of the score 40 and the region north. Another has
 * θ_j · exp (± (number · z + south)) with z = (score − 40) / 10. */
typedef struct
{
  const char *kind;
  double parameters[4];
  double days[4];         /* in the fit's unit of each */
  double number[3];
  double south[3];
} Truth;

static const Truth truths[] = {
  { "bg-nbd", { 0.8, 3000.0, 0.9, 3.0 }, { 1.0, 7.0, 1.0, 1.0 },
    { 0.3, 0.2, -0.15 }, { 0.4, -0.3, 0.1 } },
  { "pareto-nbd", { 0.8, 4000.0, 0.9, 9000.0 }, { 1.0, 7.0, 1.0, 7.0 },
    { 0.3, 0.2, 0.0 }, { 0.4, -0.4, 0.0 } },
};

/* A score with a value of its own for almost everybody, and a region. */
static ClvCustomers *
customers_new (const Truth *truth,
               ClvRandom   *rng)
{
  const ClvModelKind *kind = clv_model_kind_find (truth->kind);
  ClvAttribute *score = NULL;
  ClvAttribute *region = NULL;
  Buyers buyers;

  buyers_init (&buyers, CUSTOMERS);
  score = buyers_add_column (&buyers, "score");
  region = buyers_add_column (&buyers, "region");
  for (guint32 i = 0; i < CUSTOMERS; i++)
    {
      g_autofree char *text = g_strdup_printf ("%.4f", 40.0 + 10.0 * clv_random_normal (rng));
      double z = g_ascii_strtod (text, NULL) / 10.0 - 4.0;
      gboolean is_south = clv_random_uniform (rng) < 0.4;
      double parameters[4];

      memcpy (parameters, truth->parameters, sizeof parameters);
      for (guint j = 0; j < kind->n_parameters; j++)
        {
          guint process = kind->process_of[j];

          if (process > 0)
            parameters[j] *= exp (kind->effect_sign[j]
                                  * (truth->number[process - 1] * z
                                     + (is_south ? truth->south[process - 1] : 0.0)));
        }
      buyers_set (score, i, text);
      buyers_set (region, i, is_south ? "south" : "north");
      buyers_live (&buyers, i, rng, parameters, truth->kind, 20000 + (gint32) (10 * i));
    }
  return buyers_finish (&buyers);
}

static ClvFit *
fit_columns (ClvCustomers *customers,
             const char   *kind)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(GError) error = NULL;
  ClvFit *fit = NULL;

  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  g_free (spec->spend);
  spec->spend = g_strdup ("none");
  spec->covariates = g_strsplit ("score,region", ",", -1);
  fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (clv_fit_is_usable (fit));
  return fit;
}

/* How many standard errors each figure is from the truth: log parameters, then effects of
 * the number and of the south on each process. The fit measures the number in standard
 * deviations from the mean of the sample, which moves the baseline along. */
static guint
measure_distances (const Truth  *truth,
                   const ClvFit *fit,
                   double       *distances)
{
  const ClvCovariates *covariates = fit->covariates;
  const ClvModelKind *kind = fit->kind;
  double mean = (covariates->columns[0].mean - 40.0) / 10.0;
  double sd = covariates->columns[0].sd / 10.0;
  guint n = kind->n_parameters;
  guint n_all = n + 2 * covariates->n_processes;

  g_assert_cmpuint (covariates->n_terms, ==, 2);
  g_assert_cmpstr (covariates->columns[1].baseline, ==, "north");
  for (guint i = 0; i < n_all; i++)
    {
      double error = sqrt (covariates->covariance[i * n_all + i]);
      guint process = i < n ? kind->process_of[i] : 0;
      double off = 0.0;

      if (i < n)
        {
          double expected = truth->parameters[i] / truth->days[i];

          if (process > 0)
            expected *= exp (kind->effect_sign[i] * truth->number[process - 1] * mean);
          off = log (fit->parameters[i] / expected);
        }
      else
        {
          guint q = (i - n) / 2;

          off = covariates->coefficients[i - n]
                - ((i - n) % 2 == 0 ? truth->number[q] * sd : truth->south[q]);
        }
      distances[i] = fabs (off) / error;
    }
  return n_all;
}

static void
test_recovery (gconstpointer data)
{
  const Truth *truth = data;
  g_autoptr(ClvRandom) rng = clv_random_new (1234);
  guint runs = g_test_slow () ? MANY : FEW;
  guint inside[MOST_FIGURES] = { 0 };
  guint n = 0;

  for (guint run = 0; run < runs; run++)
    {
      g_autoptr(ClvCustomers) customers = customers_new (truth, rng);
      g_autoptr(ClvFit) fit = fit_columns (customers, truth->kind);
      double distances[MOST_FIGURES];

      n = measure_distances (truth, fit, distances);
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpfloat (distances[i], <, 5.0);
          inside[i] += distances[i] < Z95;
        }
    }
  for (guint i = 0; i < n && g_test_slow (); i++)
    {
      g_test_message ("%s figure %u: %.1f %%", truth->kind, i, 100.0 * inside[i] / runs);
      g_assert_cmpuint (inside[i], >=, (guint) (0.93 * runs));
      g_assert_cmpuint (inside[i], <=, (guint) (0.97 * runs));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (truths); i++)
    {
      g_autofree char *path = g_strdup_printf ("/valuation/covariate-recovery/%s", truths[i].kind);

      g_test_add_data_func (path, &truths[i], test_recovery);
    }
  return g_test_run ();
}
