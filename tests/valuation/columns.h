/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "buyers.h"
#include "clv-covariate.h"
#include "clv-fit.h"
#include "clv-score-set.h"

G_BEGIN_DECLS

#define assert_near(value, expected, tolerance)                                            \
  G_STMT_START {                                                                           \
    double v_ = (value);                                                                   \
    double e_ = (expected);                                                                \
    if (!(fabs (v_ - e_) <= (tolerance) * MAX (1e-300, fabs (e_))))                        \
    g_error ("%s:%d: %.17g is not near %.17g (relative %.3g)", __FILE__, __LINE__, v_, e_, \
             fabs (v_ / e_ - 1.0));                                                        \
  } G_STMT_END

/* A kind, its parameters a day, and the effects that the customers are made with: of a
 * number by its standard deviation, and of the region "south" against "north". */
typedef struct
{
  const char *kind;
  double parameters[4];
  double number[3];
  double south[3];
} Truth;

static const Truth truths[] = {
  { "bg-nbd", { 0.8, 30.0, 0.9, 3.0 }, { 0.3, 0.2, -0.15 }, { 0.4, -0.3, 0.1 } },
  { "mbg-nbd", { 0.8, 30.0, 0.9, 3.0 }, { 0.3, 0.2, -0.15 }, { 0.4, -0.3, 0.1 } },
  { "pareto-nbd", { 0.6, 40.0, 0.6, 80.0 }, { 0.3, 0.2, 0.0 }, { 0.4, -0.4, 0.0 } },
  { "nbd", { 0.6, 40.0, 0.0, 0.0 }, { 0.3, 0.0, 0.0 }, { -0.4, 0.0, 0.0 } },
};

static inline ClvModelSpec *
spec_new (const char *kind,
          const char *columns)
{
  ClvModelSpec *spec = clv_model_spec_new ();

  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  g_free (spec->spend);
  spec->spend = g_strdup ("none");
  if (columns != NULL)
    spec->covariates = g_strsplit (columns, ",", -1);
  return spec;
}

/* Columns "age" (a number), "region" (north, south), "copy" (the region in other
 * words), "same", and "id". */
static inline ClvCustomers *
customers_new (const Truth *truth,
               guint32      n,
               guint64      seed)
{
  const ClvModelKind *kind = clv_model_kind_find (truth->kind);
  g_autoptr(ClvRandom) rng = clv_random_new (seed);
  ClvAttribute *age = NULL;
  ClvAttribute *region = NULL;
  ClvAttribute *copy = NULL;
  ClvAttribute *same = NULL;
  ClvAttribute *id = NULL;
  Buyers buyers;

  buyers_init (&buyers, n);
  age = buyers_add_column (&buyers, "age");
  region = buyers_add_column (&buyers, "region");
  copy = buyers_add_column (&buyers, "copy");
  same = buyers_add_column (&buyers, "same");
  id = buyers_add_column (&buyers, "id");
  for (guint32 i = 0; i < n; i++)
    {
      double z = CLAMP (round (5.0 * clv_random_normal (rng)) / 5.0, -3.0, 3.0);
      gboolean is_south = clv_random_uniform (rng) < 0.4;
      double parameters[4];
      char text[32];

      memcpy (parameters, truth->parameters, sizeof parameters);
      for (guint j = 0; j < kind->n_parameters; j++)
        {
          guint process = kind->process_of[j];

          if (process > 0)
            parameters[j] *= exp (kind->effect_sign[j]
                                  * (truth->number[process - 1] * z
                                     + (is_south ? truth->south[process - 1] : 0.0)));
        }
      g_snprintf (text, sizeof text, "%.1f", 40.0 + 10.0 * z);
      buyers_set (age, i, text);
      buyers_set (region, i, is_south ? "south" : "north");
      buyers_set (copy, i, is_south ? "S" : "N");
      buyers_set (same, i, "yes");
      g_snprintf (text, sizeof text, "no %u", i);
      buyers_set (id, i, text);
      buyers_live (&buyers, i, rng, parameters, truth->kind, 200 + (gint32) (i % 400));
    }
  return buyers_finish (&buyers);
}

static inline ClvFit *
fit_columns (ClvCustomers *customers,
             const char   *kind,
             const char   *columns)
{
  g_autoptr(ClvModelSpec) spec = spec_new (kind, columns);
  g_autoptr(GError) error = NULL;
  ClvFit *fit = clv_fit_new (spec, customers, NULL, &error);

  g_assert_no_error (error);
  return fit;
}

static inline gboolean
has_diagnostic (const ClvFit *fit,
                const char   *code)
{
  for (guint i = 0; i < fit->diagnostics->len; i++)
    {
      const ClvFitDiagnostic *diagnostic = g_ptr_array_index (fit->diagnostics, i);

      if (strcmp (diagnostic->code, code) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Number of a term by its level; NULL is the number's. */
static inline guint
find_term (const ClvCovariates *covariates,
           const char          *level)
{
  for (guint t = 0; t < covariates->n_terms; t++)
    {
      g_autofree char *name = clv_covariates_dup_term_name (covariates, t);

      if (g_strcmp0 (name, level) == 0)
        return t;
    }
  g_error ("there is no term %s", level);
}

static inline ClvScoreSet *
score (ClvFit       *fit,
       ClvCustomers *customers,
       gboolean      is_infinite)
{
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(GError) error = NULL;
  ClvScoreSet *set = NULL;

  if (is_infinite)
    definition->horizon.unit = CLV_DURATION_INFINITE;
  set = clv_score_set_new (fit, definition, customers, NULL, &error);
  g_assert_no_error (error);
  return set;
}
/* A test of each kind. */
static inline void
add_for_kinds (const char   *name,
               GTestDataFunc test)
{
  for (guint i = 0; i < G_N_ELEMENTS (truths); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s", name, truths[i].kind);

      g_test_add_data_func (path, &truths[i], test);
    }
}

G_END_DECLS
