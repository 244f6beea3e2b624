/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-counts.h"
#include "clv-verb-retention.h"

/* Lines of text; the JSON has all. */
#define MOST_ROWS 48
#define MOST_COHORTS 12

static void
add_rows (JsonBuilder              *json,
          const ClvRetentionCohort *cohort)
{
  json_builder_set_member_name (json, "retention");
  json_builder_begin_array (json);
  for (guint i = 0; i < cohort->rows->len; i++)
    {
      const ClvRetentionRow *row = &g_array_index (cohort->rows, ClvRetentionRow, i);

      json_builder_begin_object (json);
      clv_json_int (json, "tenure", row->tenure);
      clv_json_int (json, "at_risk", row->at_risk);
      clv_json_int (json, "renewed", row->renewed);
      clv_json_number (json, "retention", row->at_risk > 0
                                          ? (double) row->renewed / row->at_risk : NAN);
      clv_json_number (json, "survival", row->survival);
      clv_json_number (json, "model_retention", row->model_retention);
      clv_json_number (json, "model_survival", row->model_survival);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
print_rows (ClvCli             *cli,
            const ClvRetention *self)
{
  clv_cli_print (cli, _("Renewals, observed and by the model (retention: of those at risk; "
                        "survival: of all who began):\n"));
  clv_cli_print (cli, "%8s %9s %9s %10s %10s %10s %10s\n", _("renewal"), _("at risk"),
                 _("renewed"), _("retention"), _("model"), _("survival"), _("model"));
  for (guint i = 0; i < MIN (self->all->rows->len, MOST_ROWS); i++)
    {
      const ClvRetentionRow *row = &g_array_index (self->all->rows, ClvRetentionRow, i);

      if (row->at_risk > 0)
        clv_cli_print (cli, "%8u %9u %9u %8.2f %% %8.2f %% %8.2f %% %8.2f %%\n", row->tenure,
                       row->at_risk, row->renewed, 100.0 * row->renewed / row->at_risk,
                       100.0 * row->model_retention, 100.0 * row->survival,
                       100.0 * row->model_survival);
      else      /* A dash is one character of three bytes. */
        clv_cli_print (cli, "%8u %11s %11s %12s %8.2f %% %12s %8.2f %%\n", row->tenure, "–", "–",
                       "–", 100.0 * row->model_retention, "–", 100.0 * row->model_survival);
    }
}

/* What became of the renewals that were due, and what the model gives them. */
static void
print_cohort (ClvCli                   *cli,
              const ClvRetentionCohort *cohort)
{
  guint due = 0;
  guint renewed = 0;
  double expected = 0.0;

  for (guint i = 0; i < cohort->rows->len; i++)
    {
      const ClvRetentionRow *row = &g_array_index (cohort->rows, ClvRetentionRow, i);

      due += row->at_risk;
      renewed += row->renewed;
      expected += row->at_risk * row->model_retention;
    }
  /* TRANSLATORS: a year or month, then numbers */
  clv_cli_print (cli, _("Began %s: subscribers %u, there %u; renewals due %u, came %u, by the "
                        "model %.1f\n"), cohort->name, cohort->customers, cohort->active, due,
                 renewed, expected);
}

/* Keys of their own, null where the kind knows no contracts. */
void
clv_cli_add_retention (ClvCli             *cli,
                       const ClvRetention *self)
{
  guint first = 0;

  if (self == NULL)
    {
      json_builder_set_member_name (cli->json, "retention");
      json_builder_add_null_value (cli->json);
      json_builder_set_member_name (cli->json, "cohorts");
      json_builder_add_null_value (cli->json);
      return;
    }

  add_rows (cli->json, self->all);
  json_builder_set_member_name (cli->json, "cohorts");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < self->cohorts->len; i++)
    {
      const ClvRetentionCohort *cohort = g_ptr_array_index (self->cohorts, i);

      json_builder_begin_object (cli->json);
      clv_json_text (cli->json, "cohort", cohort->name);
      clv_json_int (cli->json, "customers", cohort->customers);
      clv_json_int (cli->json, "active", cohort->active);
      add_rows (cli->json, cohort);
      json_builder_end_object (cli->json);
    }
  json_builder_end_array (cli->json);

  print_rows (cli, self);
  if (self->cohorts->len > MOST_COHORTS)
    {
      first = self->cohorts->len - MOST_COHORTS;
      clv_cli_print (cli, _("The newest %u cohorts (all with --json):\n"), MOST_COHORTS);
    }
  for (guint i = first; i < self->cohorts->len; i++)
    print_cohort (cli, g_ptr_array_index (self->cohorts, i));
}
