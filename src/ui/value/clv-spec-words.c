/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-spec-words.h"

#include <glib/gi18n-lib.h>

#include "clv-hybrid.h"

static const struct
{
  const char *kind;
  ClvKindFamily family;
} families[] = {
  { "bg-bb", CLV_FAMILY_OCCASIONS },
  { "sbg", CLV_FAMILY_CONTRACT },
  { "bdw", CLV_FAMILY_CONTRACT },
  { "hybrid", CLV_FAMILY_CONTRACT },
  { "historic", CLV_FAMILY_RULES },
  { "formula", CLV_FAMILY_RULES },
};

ClvKindFamily
clv_spec_words_get_family (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_strcmp0 (families[i].kind, kind) == 0)
      return families[i].family;

  return CLV_FAMILY_ANY_TIME;
}

const char *
clv_spec_words_get_family_title (ClvKindFamily family)
{
  switch (family)
    {
    case CLV_FAMILY_OCCASIONS:
      return _("At set occasions");

    case CLV_FAMILY_CONTRACT:
      return _("Under contract");

    case CLV_FAMILY_RULES:
      return _("Simple rules");

    case CLV_FAMILY_ANY_TIME:
    case CLV_N_FAMILIES:
    default:
      return _("At any time");
    }
}

const char *
clv_spec_words_get_family_description (ClvKindFamily family)
{
  switch (family)
    {
    case CLV_FAMILY_OCCASIONS:
      return _("Customers can buy only now and then, such as at a yearly appeal or a monthly "
               "market.");

    case CLV_FAMILY_CONTRACT:
      return _("Customers subscribe, and you see when they leave.");

    case CLV_FAMILY_RULES:
      return _("No model of behaviour: the yardstick that a model has to beat.");

    case CLV_FAMILY_ANY_TIME:
    case CLV_N_FAMILIES:
    default:
      return _("Customers buy when they like, and leave without telling.");
    }
}

gboolean
clv_spec_words_uses_opportunity (const char *kind)
{
  const ClvModelKind *found = clv_model_kind_find (kind);

  return found != NULL && found->history >= CLV_HISTORY_OPPORTUNITIES;
}

gboolean
clv_spec_words_uses_unit (const char *kind)
{
  return !clv_spec_words_uses_opportunity (kind);
}

gboolean
clv_spec_words_uses_regularity (const char *kind)
{
  const ClvModelKind *found = clv_model_kind_find (kind);

  return found != NULL && found->history == CLV_HISTORY_GAPS;
}

gboolean
clv_spec_words_uses_calendar (const char *kind)
{
  return g_strcmp0 (kind, "pareto-nbd") == 0;
}

gboolean
clv_spec_words_uses_covariates (const char *kind)
{
  const ClvModelKind *found = clv_model_kind_find (kind);

  return found != NULL && found->n_processes > 0 && found->n_fixed == 0;
}

/* What is not shown for a kind must not be in its hash either. */
void
clv_spec_words_drop_unused (ClvModelSpec *spec)
{
  g_autoptr(ClvModelSpec) fresh = clv_model_spec_new ();

  g_return_if_fail (spec != NULL);

  /* A fit by occasions leaves their length behind as the unit. */
  if (!clv_spec_words_uses_unit (spec->kind) || spec->unit_days != 1)
    spec->unit_days = fresh->unit_days;
  if (!clv_spec_words_uses_opportunity (spec->kind))
    {
      spec->opportunity = fresh->opportunity;
      spec->has_every_period = FALSE;
    }
  if (!clv_spec_words_uses_regularity (spec->kind))
    spec->regularity = fresh->regularity;
  if (!clv_spec_words_uses_calendar (spec->kind))
    g_clear_pointer (&spec->calendar, clv_calendar_free);
  if (!clv_spec_words_uses_covariates (spec->kind))
    g_clear_pointer (&spec->covariates, g_strfreev);
  if (spec->covariates == NULL || clv_model_kind_find (spec->kind)->n_processes < 2)
    spec->has_same_effect = fresh->has_same_effect;
  if (spec->covariates == NULL)
    spec->penalty = fresh->penalty;
  if (!clv_model_kind_find (spec->kind)->joins_contract)
    {
      g_clear_pointer (&spec->contract, g_free);
      g_clear_pointer (&spec->orders, g_free);
      spec->orders_end = fresh->orders_end;
    }
}

static void
describe_covariates (GString            *text,
                     const ClvModelSpec *spec)
{
  for (guint i = 0; spec->covariates != NULL && spec->covariates[i] != NULL; i++)
    /* Translators: a column of the customers, the first and the others */
    g_string_append_printf (text, i == 0 ? _(", explained by “%s”") : _(" and “%s”"),
                            spec->covariates[i]);
  if (spec->covariates != NULL && spec->has_same_effect)
    g_string_append (text, _(", with the same effect in buying and leaving"));
  if (spec->covariates != NULL && spec->penalty > 0.0)
    g_string_append_printf (text, _(", with a penalty of %g"), spec->penalty);
}

static void
describe_parts (GString            *text,
                const ClvModelSpec *spec)
{
  const char *contract = spec->contract != NULL ? spec->contract : clv_hybrid_list_contracts ()[0];
  const char *orders = spec->orders != NULL ? spec->orders : clv_hybrid_list_orders ()[0];

  /* Translators: two models */
  g_string_append_printf (text, _(", contracts by %s and orders by %s"),
                          _(clv_model_kind_find (contract)->name),
                          _(clv_model_kind_find (orders)->name));
  if (spec->orders_end == CLV_ORDERS_END_ALONE)
    g_string_append (text, _(", orders going on after a contract’s end"));
  else if (spec->orders_end == CLV_ORDERS_END_WITH_CONTRACT)
    g_string_append (text, _(", orders ending with the contract"));
}

/* "Fits BG/NBD on everything up to 31 Dec 2025, in weeks, and Gamma–Gamma on the amounts." */
char *
clv_spec_words_describe (const ClvModelSpec *spec,
                         ClvDate             last_day)
{
  const ClvModelKind *kind = NULL;
  GString *text = g_string_new (NULL);
  g_autofree char *day = NULL;

  g_return_val_if_fail (spec != NULL, NULL);

  kind = clv_model_kind_find (spec->kind);
  day = clv_date_to_display (spec->until != CLV_DATE_INVALID ? spec->until : last_day);
  /* Translators: a model, a day */
  g_string_append_printf (text, spec->until == CLV_DATE_INVALID || spec->until == last_day
                          ? _("%s on all of the data, up to %s")
                          : _("%s on the part of the data up to %s"),
                          kind != NULL ? _(kind->name) : spec->kind, day);
  if (kind != NULL && kind->joins_contract)
    describe_parts (text, spec);
  if (clv_spec_words_uses_unit (spec->kind))
    g_string_append (text, spec->unit_days == 7 ? _(", in weeks") : _(", in days"));
  if (spec->has_every_period)
    g_string_append (text, _(", contracts of each period by themselves"));
  else if (clv_spec_words_uses_opportunity (spec->kind)
           && spec->opportunity != CLV_OPPORTUNITY_NONE)
    /* Translators: "months" */
    g_string_append_printf (text, _(", in %s"), clv_opportunity_get_plural (spec->opportunity));
  if (spec->regularity != 0)
    g_string_append_printf (text, _(", with regularity %u"), spec->regularity);
  for (guint i = 0; spec->calendar != NULL && i < spec->calendar->n_events; i++)
    /* Translators: the name of a season or promotion */
    g_string_append_printf (text, _(", with “%s”"), spec->calendar->name[i]);
  describe_covariates (text, spec);
  g_string_append (text, kind != NULL && kind->history == CLV_HISTORY_CONTRACT
                   ? _("; what a renewal comes to is each subscriber’s own mean.")
                   : g_strcmp0 (spec->spend, "none") == 0
                   ? _("; what a purchase comes to is each customer’s own mean.")
                   : _("; what a purchase comes to by Gamma–Gamma."));

  return g_string_free (text, FALSE);
}
