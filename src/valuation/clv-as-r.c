/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "clv-as-r.h"
#include "clv-hybrid-private.h"
#include "clv-money.h"

#define N_CHECKED 3       /* customers whose predictions stand in the script */

/* What R calls a kind. A script is read by programs and people of all languages, so it
 * is English, as its code is. */
typedef struct
{
  const char *kind;
  const char *package;
  const char *prefix;     /* of the functions */
  const char *first;      /* (nullable): parameter that R puts first */
  const char *clvtools;   /* (nullable): the function of CLVTools */
} RKind;

static const RKind r_kinds[] = {
  { "bg-nbd", "BTYD", "bgnbd", NULL, "bgnbd" },
  { "pareto-nbd", "BTYD", "pnbd", NULL, "pnbd" },
  { "nbd", "BTYDplus", "nbd", NULL, NULL },
  { "mbg-nbd", "BTYDplus", "mbgcnbd", "k = 1, ", NULL },
  { "mbg-cnbd", "BTYDplus", "mbgcnbd", "k", NULL },
  { "bg-cnbd", "BTYDplus", "bgcnbd", "k", NULL },
};

static const RKind *
find_kind (const ClvFit *fit)
{
  for (guint i = 0; i < G_N_ELEMENTS (r_kinds); i++)
    if (g_str_equal (r_kinds[i].kind, fit->kind->id) && !fit->kind->is_dated
        && fit->covariates == NULL)
      return &r_kinds[i];

  return NULL;
}

static void
add_number (GString *text,
            double   value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (isfinite (value))
    g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.10g", value));
  else
    g_string_append (text, "NA");
}

static double
get_regularity (const ClvFit *fit)
{
  for (guint i = 0; i < fit->kind->n_parameters; i++)
    if (g_str_equal (fit->kind->parameter_names[i], "k"))
      return fit->parameters[i];

  return 1.0;
}

/* c(r = 0.2425945, alpha = 4.413602, …) in R's order. */
static void
add_parameters (GString      *text,
                const ClvFit *fit,
                const RKind  *r)
{
  const char *glue = "";

  g_string_append (text, "c(");
  if (r != NULL && r->first != NULL)
    g_string_append_printf (text, "k = %.0f", get_regularity (fit));
  if (r != NULL && r->first != NULL)
    glue = ", ";
  for (guint i = 0; i < fit->kind->n_parameters; i++)
    {
      if (r != NULL && r->first != NULL && g_str_equal (fit->kind->parameter_names[i], "k"))
        continue;
      g_string_append_printf (text, "%s%s = ", glue, fit->kind->parameter_names[i]);
      add_number (text, fit->parameters[i]);
      glue = ", ";
    }
  g_string_append_c (text, ')');
}

static void
add_head (GString            *text,
          const ClvFit       *fit,
          const ClvCustomers *customers,
          const RKind        *r)
{
  g_autofree char *until = clv_date_to_iso (fit->spec->until);

  g_string_append_printf (text, "# %s as it was fitted by Perennial, to be checked with R.\n",
                          fit->kind->name);
  g_string_append_printf (text, "# %s holds one row a customer, without ids:\n"
                                "# x repeat purchases, t.x time of the last one and T.cal age, "
                                "in %s\n# since the first purchase, up to %s inclusive; m.x mean "
                                "repeat\n"
                                "# purchase in %s. Purchases of one day are one.\n", CLV_AS_R_DATA,
                          fit->spec->opportunity != CLV_OPPORTUNITY_NONE ? "occasions"
                          : fit->spec->unit_days == 7 ? "weeks" : "days", until,
                          customers->transactions->currency);
  if (fit->content_hash != NULL)
    g_string_append_printf (text, "# Fit %s\n", fit->content_hash);
  if (r != NULL && g_str_equal (r->package, "BTYDplus"))
    g_string_append (text, "# install.packages(\"BTYD\")\n"
                           "# remotes::install_github(\"mplatzer/BTYDplus\")\n");
  else
    g_string_append (text, "# install.packages(\"BTYD\")\n");
  g_string_append (text, "\n");
}

static void
add_data (GString            *text,
          const ClvCustomers *customers)
{
  g_string_append_printf (text, "cbs <- read.csv(\"%s\")\n", CLV_AS_R_DATA);
  g_string_append_printf (text, "stopifnot(nrow(cbs) == %u, sum(cbs$x) == %" G_GUINT64_FORMAT
                          ")\n\n", customers->n, customers->sum_x);
}

static void
add_estimate (GString      *text,
              const ClvFit *fit,
              const RKind  *r)
{
  const gboolean has_ticks = r->first != NULL;

  g_string_append_printf (text, "library(%s)\n", r->package);
  if (has_ticks)
    g_string_append (text, "# With k given the times between purchases (litt) move no "
                           "estimate, only\n# the level of the log-likelihood, so they are left "
                           "out.\ncbs$litt <- 0\n");
  g_string_append (text, "ours <- ");
  add_parameters (text, fit, r);
  g_string_append_c (text, '\n');
  if (has_ticks)
    g_string_append_printf (text, "theirs <- %s.EstimateParameters(cbs, k = %.0f)\n", r->prefix,
                            get_regularity (fit));
  else
    g_string_append_printf (text, "theirs <- %s.EstimateParameters(cbs)\n", r->prefix);
  g_string_append (text, "print(rbind(ours, theirs))\n\n");
  g_string_append (text, "# The log-likelihood of their estimates must not be above ours.");
  if (get_regularity (fit) <= 1.0)
    {
      g_string_append (text, "\n# Perennial found ");
      add_number (text, fit->log_likelihood);
      g_string_append (text, ", without what depends on x alone.");
    }
  g_string_append_printf (text, "\nprint(c(ours = %s.cbs.LL(ours, cbs), theirs = %s.cbs.LL(theirs, "
                                "cbs)), digits = 12)\n\n", r->prefix, r->prefix);
}

/* The customer of most purchases, the first who came back and the first who did not. */
static guint
choose_rows (const ClvCustomers *customers,
             guint32            *rows)
{
  guint32 wanted[N_CHECKED] = { 0, G_MAXUINT32, G_MAXUINT32 };
  guint n = 0;

  for (guint32 i = 0; i < customers->n; i++)
    {
      if (customers->x[i] > customers->x[wanted[0]])
        wanted[0] = i;
      if (wanted[1] == G_MAXUINT32 && customers->x[i] > 0)
        wanted[1] = i;
      if (wanted[2] == G_MAXUINT32 && customers->x[i] == 0 && customers->age_days[i] > 0)
        wanted[2] = i;
    }
  for (guint i = 0; i < N_CHECKED && customers->n > 0; i++)
    if (wanted[i] != G_MAXUINT32 && (n == 0 || rows[n - 1] != wanted[i]))
      rows[n++] = wanted[i];

  return n;
}

static void
add_vector (GString      *text,
            const char   *name,
            guint         n,
            const double *values)
{
  g_string_append_printf (text, "%sc(", name);
  for (guint i = 0; i < n; i++)
    {
      g_string_append (text, i > 0 ? ", " : "");
      add_number (text, values[i]);
    }
  g_string_append (text, ")\n");
}

static void
add_predictions (GString            *text,
                 const ClvFit       *fit,
                 const ClvCustomers *customers,
                 const RKind        *r)
{
  const double unit = fit->spec->unit_days;
  const double horizon = fit->spec->unit_days == 7 ? 52.0 : 365.0;
  const gboolean is_nbd = g_str_equal (r->kind, "nbd");
  guint32 rows[N_CHECKED];
  double p_active[N_CHECKED];
  double expected[N_CHECKED];
  double numbers[N_CHECKED];
  const guint n = choose_rows (customers, rows);

  for (guint i = 0; i < n; i++)
    {
      const double x = customers->x[rows[i]];
      const double recency = customers->recency_days[rows[i]] / unit;
      const double age = customers->age_days[rows[i]] / unit;

      numbers[i] = rows[i] + 1.0;
      p_active[i] = fit->kind->p_active (fit->kind, fit->parameters, x, recency, age);
      expected[i] = fit->kind->expected_purchases (fit->kind, fit->parameters, x, recency, age,
                                                   horizon);
    }
  add_vector (text, "some <- ", n, numbers);
  g_string_append (text, "with(cbs[some, ], {\n");
  if (!is_nbd)
    {
      g_string_append_printf (text, "  print(%s.PAlive(ours, x, t.x, T.cal))\n", r->prefix);
      add_vector (text, "  # Probability of being active by Perennial: ", n, p_active);
    }
  g_string_append_printf (text, "  print(%s.ConditionalExpectedTransactions(ours, %.0f, x, "
                                "%sT.cal))\n", r->prefix, horizon, is_nbd ? "" : "t.x, ");
  g_string_append_printf (text, "  # Expected purchases in the next %.0f %s by Perennial:\n",
                          horizon, fit->spec->unit_days == 7 ? "weeks" : "days");
  add_vector (text, "  # ", n, expected);
  g_string_append (text, "})\n");
}

/* BTYD takes the histories of BG/BB as a matrix with a number of customers each. */
static void
add_occasions (GString            *text,
               const ClvFit       *fit,
               const ClvCustomers *customers)
{
  guint32 rows[N_CHECKED];
  double p_active[N_CHECKED];
  double expected[N_CHECKED];
  double numbers[N_CHECKED];
  const guint n = choose_rows (customers, rows);
  const double horizon = MAX (rint (365.2425 / fit->spec->unit_days), 1.0);

  g_string_append (text, "library(BTYD)\n# A time is a number of occasions.\n"
                         "rf <- cbind(x = cbs$x, t.x = cbs$t.x, n.cal = cbs$T.cal, custs = 1)\n"
                         "ours <- ");
  add_parameters (text, fit, NULL);
  g_string_append (text, "\ntheirs <- bgbb.EstimateParameters(rf)\nprint(rbind(ours, theirs))\n\n"
                         "# Log-likelihood. Perennial found ");
  add_number (text, fit->log_likelihood);
  g_string_append (text, "\nprint(c(ours = bgbb.rf.matrix.LL(ours, rf),\n"
                         "        theirs = bgbb.rf.matrix.LL(theirs, rf)), digits = 12)\n\n");
  for (guint i = 0; i < n; i++)
    {
      const double unit = fit->spec->unit_days;
      const double x = customers->x[rows[i]];
      const double recency = customers->recency_days[rows[i]] / unit;
      const double age = customers->age_days[rows[i]] / unit;

      numbers[i] = rows[i] + 1.0;
      p_active[i] = fit->kind->p_active (fit->kind, fit->parameters, x, recency, age);
      expected[i] = fit->kind->expected_purchases (fit->kind, fit->parameters, x, recency, age,
                                                   horizon);
    }
  add_vector (text, "some <- ", n, numbers);
  g_string_append (text, "with(cbs[some, ], {\n  print(bgbb.PAlive(ours, x, t.x, T.cal))\n");
  add_vector (text, "  # Probability of being active by Perennial: ", n, p_active);
  g_string_append_printf (text, "  print(bgbb.ConditionalExpectedTransactions(ours, T.cal, %.0f, "
                                "x, "
                                "t.x))\n  # Expected purchases in the next %.0f occasions by "
                                "Perennial:\n", horizon, horizon);
  add_vector (text, "  # ", n, expected);
  g_string_append (text, "})\n");
}

static void
add_spend (GString      *text,
           const ClvFit *fit)
{
  static const char * const names[] = { "p", "q", "gamma" };

  if (!fit->has_spend)
    return;

  g_string_append (text, "\n# Gamma-Gamma spend of those who came back with an amount above zero. "
                         "Perennial found\n# the log-likelihood ");
  add_number (text, fit->spend_log_likelihood);
  g_string_append_printf (text, " of %u customers.\nback <- subset(cbs, x > 0 & !is.na(m.x) & m.x "
                                "> 0)\nours <- c(", fit->spend_n);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_string_append_printf (text, "%s%s = ", i > 0 ? ", " : "", names[i]);
      add_number (text, fit->spend_parameters[i]);
    }
  g_string_append (text, ")\ntheirs <- BTYD::spend.EstimateParameters(back$m.x, back$x)\n"
                         "print(rbind(ours, theirs))\n");
}

static void
add_clvtools (GString      *text,
              const ClvFit *fit,
              const char   *function,
              const char   *options)
{
  g_autofree char *until = clv_date_to_iso (fit->spec->until);

  g_string_append_printf (text, "\n# A second opinion from your own orders with CLVTools:\n"
                                "# orders <- read.csv(\"orders.csv\")  # Id, Date, Price\n"
                                "# data <- CLVTools::clvdata(orders, date.format = \"ymd\",\n"
                                "#   time.unit = \"%s\", data.end = \"%s\")\n"
                                "# summary(CLVTools::%s(data%s))\n",
                          fit->spec->unit_days == 7 ? "week" : "day", until, function,
                          options);
  if (fit->has_spend)
    g_string_append (text, "# summary(CLVTools::gg(data))\n");
}

static void
add_absence (GString      *text,
             const ClvFit *fit)
{
  g_string_append_printf (text, "# No function of the packages BTYD and BTYDplus\n"
                                "# fits %s as it was fitted here, so nothing is estimated below.\n"
                                "# The estimates and the data are here for a likelihood of your "
                                "own.\nours <- ",
                          fit->kind->name);
  add_parameters (text, fit, NULL);
  g_string_append (text, "\nprint(ours)\n");
  if (isfinite (fit->log_likelihood))
    {
      g_string_append (text, "# Log-likelihood: ");
      add_number (text, fit->log_likelihood);
      g_string_append_c (text, '\n');
    }
}

/* Effects as numbers; R's own functions scale columns otherwise. */
static void
add_effects (GString      *text,
             const ClvFit *fit)
{
  const ClvCovariates *covariates = fit->covariates;

  g_string_append (text, "# These are the parameters of a customer at the baseline of the columns "
                         "that explain.\n# Numbers count in standard deviations from their mean, "
                         "texts against the most\n# frequent one. Effects:\n");
  for (guint q = 0; q < covariates->n_processes; q++)
    for (guint t = 0; t < covariates->n_terms; t++)
      {
        g_autofree char *term = clv_covariates_dup_term_name (covariates, t);
        g_autofree char *one_line = NULL;

        one_line = g_strdelimit (g_strdup_printf ("%s %s, %s", covariates->columns
                                                  [covariates->terms[t].column].name,
                                                  term != NULL ? term : "",
                                                  clv_covariates_get_process_name (covariates,
                                                                                   fit->kind, q)),
                                 "\r\n", ' ');
        g_string_append_printf (text, "#   %s: ", one_line);
        add_number (text, covariates->terms[t].is_dropped
                    ? NAN : covariates->coefficients[q * covariates->n_terms + t]);
        g_string_append_c (text, '\n');
      }
  g_string_append (text, "# No call of CLVTools scales, pools and fills columns in this way, so "
                         "none is given.\n");
}

static char *
make_data (const ClvCustomers *customers)
{
  const double unit = clv_money_to_major (1, customers->transactions->currency);
  GString *text = g_string_sized_new (32 * (gsize) customers->n + 64);

  g_string_append (text, "x,t.x,T.cal,m.x\n");
  for (guint32 i = 0; i < customers->n; i++)
    {
      g_string_append_printf (text, "%u,", customers->x[i]);
      add_number (text, (double) customers->recency_days[i] / customers->unit_days);
      g_string_append_c (text, ',');
      add_number (text, (double) customers->age_days[i] / customers->unit_days);
      g_string_append_c (text, ',');
      add_number (text, customers->x[i] > 0
                  ? unit * (double) customers->repeat_spend[i] / customers->x[i] : NAN);
      g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}

/* The orders of a hybrid, whose contracts R does not fit; they need no likelihood of
 * somebody's own, since a curve is all that there is to it. */
static ClvAsR *
new_of_orders (const ClvFit       *fit,
               const ClvCustomers *customers)
{
  const ClvFit *contract = fit->hybrid->contract;
  g_autoptr(ClvCustomers) buyers = NULL;
  GString *text = g_string_new (NULL);
  ClvAsR *self = NULL;

  buyers = clv_hybrid_new_orders ((ClvCustomers *) customers, contract->spec->opportunity,
                                  fit->spec->orders_end == CLV_ORDERS_END_WITH_CONTRACT, NULL,
                                  NULL);
  self = clv_as_r_new (fit->hybrid->orders, buyers != NULL ? buyers : customers);
  g_string_append_printf (text, "# Of a subscription with orders beside it, what follows is of the "
                                "orders alone.\n# No function of the packages BTYD and BTYDplus "
                                "fits the contracts; by %s, in %s:\ncontract <- ",
                          contract->kind->name,
                          clv_opportunity_get_id (contract->spec->opportunity));
  add_parameters (text, contract, NULL);
  g_string_append (text, "\n# Log-likelihood: ");
  add_number (text, contract->log_likelihood);
  g_string_append (text, "\n\n");
  g_string_append (text, self->script);
  g_free (self->script);
  self->script = g_string_free (text, FALSE);
  return self;
}

/**
 * clv_as_r_new:
 * @fit: the fit
 * @customers: what it was fitted on
 *
 * Returns: (transfer full): script and data
 */
ClvAsR *
clv_as_r_new (const ClvFit       *fit,
              const ClvCustomers *customers)
{
  GString *text = NULL;
  ClvAsR *self = NULL;
  const RKind *r = NULL;
  gboolean is_by_occasions = FALSE;

  g_return_val_if_fail (fit != NULL && customers != NULL, NULL);

  if (fit->hybrid != NULL)
    return new_of_orders (fit, customers);
  text = g_string_new (NULL);
  r = find_kind (fit);
  is_by_occasions = g_str_equal (fit->kind->id, "bg-bb");
  add_head (text, fit, customers, r);
  add_data (text, customers);
  if (is_by_occasions)
    {
      add_occasions (text, fit, customers);
    }
  else if (r != NULL)
    {
      add_estimate (text, fit, r);
      add_predictions (text, fit, customers, r);
    }
  else
    {
      add_absence (text, fit);
      if (fit->covariates != NULL)
        add_effects (text, fit);
    }
  add_spend (text, fit);
  if (r != NULL && r->clvtools != NULL)
    add_clvtools (text, fit, r->clvtools, "");
  else if (g_str_equal (fit->kind->id, "pareto-nbd-cor"))
    add_clvtools (text, fit, "pnbd", ", use.cor = TRUE");

  self = g_new0 (ClvAsR, 1);
  self->script = g_string_free (text, FALSE);
  self->data = make_data (customers);
  self->package = r != NULL ? r->package : is_by_occasions ? "BTYD" : NULL;

  return self;
}

void
clv_as_r_free (ClvAsR *self)
{
  if (self == NULL)
    return;

  g_free (self->script);
  g_free (self->data);
  g_free (self);
}

/**
 * clv_as_r_save:
 * @self: script and data
 * @folder: where to
 * @error: return location
 *
 * Returns: whether both files are there
 */
gboolean
clv_as_r_save (const ClvAsR *self,
               const char   *folder,
               GError      **error)
{
  g_autofree char *script = NULL;
  g_autofree char *data = NULL;

  g_return_val_if_fail (self != NULL && folder != NULL, FALSE);

  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      const int number = errno;

      /* Translators: a folder, why not */
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number),
                   _("The folder “%s” cannot be made: %s. Nothing was written. Choose another "
                     "one."), folder, g_strerror (number));
      return FALSE;
    }
  script = g_build_filename (folder, CLV_AS_R_SCRIPT, NULL);
  data = g_build_filename (folder, CLV_AS_R_DATA, NULL);

  return g_file_set_contents (data, self->data, -1, error)
         && g_file_set_contents (script, self->script, -1, error);
}
