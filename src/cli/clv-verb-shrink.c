/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-cli.h"
#include "clv-counts.h"
#include "clv-load.h"
#include "clv-money.h"

typedef struct
{
  char *group;
  char *kind;
  char *until;
  char *unit;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->group);
  g_free (self->kind);
  g_free (self->until);
  g_free (self->unit);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
add_segment (ClvCli                 *cli,
             const ClvModelKind     *kind,
             const ClvShrunkSegment *segment)
{
  gboolean is_unknown = *segment->name == '\0';
  g_autofree char *customers = clv_count_customers (segment->customers);
  g_autofree char *raw = segment->has_own ? clv_number_format (segment->raw_purchases, 3)
                                          : g_strdup ("–");
  g_autofree char *shrunk = clv_number_format (segment->shrunk_purchases, 3);
  g_autofree char *weight = clv_percent_format (segment->weight, 0);

  json_builder_begin_object (cli->json);
  clv_json_text (cli->json, "name", is_unknown ? NULL : segment->name);
  clv_json_bool (cli->json, "is_unknown", is_unknown);
  clv_json_int (cli->json, "customers", segment->customers);
  clv_json_int (cli->json, "repeat_customers", segment->repeat_customers);
  clv_json_int (cli->json, "seen_days", segment->seen_days);
  clv_json_bool (cli->json, "is_recent", segment->is_recent);
  clv_json_number (cli->json, "raw_purchases", segment->raw_purchases);
  clv_json_number (cli->json, "shrunk_purchases", segment->shrunk_purchases);
  clv_json_number (cli->json, "weight", segment->weight);
  if (segment->has_own)
    clv_json_parameters (cli->json, "raw_parameters", kind->n_parameters, kind->parameter_names,
                         segment->own);
  clv_json_parameters (cli->json, "shrunk_parameters", kind->n_parameters, kind->parameter_names,
                       segment->shrunk);
  clv_json_text (cli->json, "note", segment->note);
  json_builder_end_object (cli->json);
  /* Translators: a segment, number of customers, two numbers of purchases, a percentage */
  clv_cli_print (cli, _("%s: %s; alone %s, drawn together %s, %s its own\n"),
                 is_unknown ? _("Unknown") : segment->name, customers, raw, shrunk, weight);
  if (segment->note != NULL)
    clv_cli_print (cli, "  %s\n", segment->note);
}

static void
add_shrinkage (ClvCli             *cli,
               const char         *group,
               const ClvShrinkage *shrinkage)
{
  const ClvFit *whole = shrinkage->whole;
  g_autofree char *customers = clv_count_customers (whole->n_customers);
  g_autofree char *purchases = clv_number_format (shrinkage->whole_purchases, 3);

  clv_json_text (cli->json, "group", group);
  clv_json_text (cli->json, "model", whole->spec->kind);
  clv_json_date (cli->json, "until", whole->spec->until);
  clv_json_int (cli->json, "horizon_days", shrinkage->horizon_days);
  clv_json_int (cli->json, "customers", whole->n_customers);
  clv_json_text (cli->json, "state", clv_fit_state_get_id (whole->state));
  clv_json_parameters (cli->json, "parameters", whole->kind->n_parameters,
                       whole->kind->parameter_names, whole->parameters);
  clv_json_number (cli->json, "purchases", shrinkage->whole_purchases);
  clv_json_int (cli->json, "segments_with_own_fit", shrinkage->n_own);
  clv_cli_print (cli, _("%s on %s: a new customer is expected to buy again %s times in a year. By "
                        "segment:\n"), whole->kind->name, customers, purchases);
  json_builder_set_member_name (cli->json, "segments");
  json_builder_begin_array (cli->json);
  for (guint i = 0; i < shrinkage->n; i++)
    {
      const ClvShrunkSegment *segment = &shrinkage->segments[i];

      if (segment->customers > 0 || *segment->name != '\0')
        add_segment (cli, whole->kind, segment);
    }
  json_builder_end_array (cli->json);
}

int
clv_verb_shrink (ClvCli *cli)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = NULL;
  g_autoptr(ClvShrinkage) shrinkage = NULL;
  g_auto(Options) options = { NULL };
  const GOptionEntry entries[] = {
    { "group", 0, 0, G_OPTION_ARG_STRING, &options.group,
      N_("Attribute to group by, or quarters of the first purchase"), "COLUMN|cohort" },
    { "model", 0, 0, G_OPTION_ARG_STRING, &options.kind, N_("Model kind"), "KIND" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &options.until, N_("Last day that counts"), "DATE" },
    { "unit", 0, 0, G_OPTION_ARG_STRING, &options.unit, N_("Time unit of the model"), "day|week" },
    G_OPTION_ENTRY_NULL
  };

  if (!clv_cli_parse (cli, entries, 1, 1, &error))
    return clv_cli_fail (cli, error);
  if (options.group == NULL)
    {
      g_printerr ("%s\n", _("“shrink” needs --group with the name of an attribute, or cohort."));
      return CLV_EXIT_USAGE;
    }
  if (clv_cli_open (cli, CLV_OPEN_READ_ONLY, &error) == NULL)
    return clv_cli_fail (cli, error);
  spec = clv_cli_load_spec (cli, &error);
  if (spec == NULL
      || !clv_cli_set_spec (spec, options.kind, NULL, options.until, options.unit, &error))
    return clv_cli_fail (cli, error);
  shrinkage = clv_cli_compute_shrinkage (cli, spec, options.group, &error);
  if (shrinkage == NULL)
    return clv_cli_fail (cli, error);
  add_shrinkage (cli, options.group, shrinkage);

  return clv_cli_finish (cli);
}
