/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-cnbd.h"
#include "clv-fields.h"
#include "clv-hash.h"
#include "clv-hybrid-private.h"
#include "clv-model-kind.h"
#include "clv-model-spec.h"

/**
 * clv_model_spec_new:
 *
 * Returns: (transfer full): BG/NBD with Gamma-Gamma, all of the data, weeks
 */
ClvModelSpec *
clv_model_spec_new (void)
{
  ClvModelSpec *self = g_new0 (ClvModelSpec, 1);

  self->kind = g_strdup ("bg-nbd");
  self->spend = g_strdup ("gamma-gamma");
  self->until = CLV_DATE_INVALID;
  self->unit_days = 7;
  self->seed = 1;
  return self;
}

ClvModelSpec *
clv_model_spec_copy (const ClvModelSpec *self)
{
  ClvModelSpec *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->kind = g_strdup (self->kind);
  copy->spend = g_strdup (self->spend);
  copy->calendar = clv_calendar_copy (self->calendar);
  copy->covariates = g_strdupv (self->covariates);
  copy->contract = g_strdup (self->contract);
  copy->orders = g_strdup (self->orders);
  return copy;
}

void
clv_model_spec_free (ClvModelSpec *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->spend);
  clv_calendar_free (self->calendar);
  g_strfreev (self->covariates);
  g_free (self->contract);
  g_free (self->orders);
  g_free (self);
}

/* Only where there are any, so that a spec without them has the text it had before
 * there were covariates. */
static void
add_covariates (GString            *text,
                const ClvModelSpec *self)
{
  for (guint i = 0; self->covariates != NULL && self->covariates[i] != NULL; i++)
    {
      g_autofree char *key = g_strdup_printf ("covariate.%u", i);

      clv_fields_add (text, key, self->covariates[i]);
    }
  if (self->has_same_effect)
    clv_fields_add_int (text, "same-effect", 1);
  if (fabs (self->penalty) > 0.0)
    clv_fields_add_double (text, "penalty", self->penalty);
}

static void
read_covariates (ClvModelSpec *self,
                 GHashTable   *fields)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0;; i++)
    {
      g_autofree char *key = g_strdup_printf ("covariate.%u", i);
      const char *name = clv_fields_get (fields, key, NULL);

      if (name == NULL)
        break;
      g_ptr_array_add (names, g_strdup (name));
    }
  if (names->len > 0)
    {
      g_ptr_array_add (names, NULL);
      self->covariates = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
    }
  self->has_same_effect = clv_fields_get_int (fields, "same-effect", 0) != 0;
  self->penalty = clv_fields_get_double (fields, "penalty", 0.0);
}

static const char * const orders_ends[] = { "by-data", "alone", "with-contract" };

/**
 * clv_orders_end_get_id:
 * @self: what the end of a contract means for orders
 *
 * Returns: "by-data", "alone" or "with-contract"
 */
const char *
clv_orders_end_get_id (ClvOrdersEnd self)
{
  g_return_val_if_fail ((guint) self < G_N_ELEMENTS (orders_ends), NULL);

  return orders_ends[self];
}

/**
 * clv_orders_end_find:
 * @id: what clv_orders_end_get_id() gives
 * @self: (out): what it stands for
 *
 * Returns: whether there is one
 */
gboolean
clv_orders_end_find (const char   *id,
                     ClvOrdersEnd *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (orders_ends); i++)
    {
      if (g_strcmp0 (orders_ends[i], id) == 0)
        {
          *self = (ClvOrdersEnd) i;
          return TRUE;
        }
    }
  return FALSE;
}

static void
add_hybrid (GString            *text,
            const ClvModelSpec *self)
{
  if (self->contract != NULL)
    clv_fields_add (text, "contract", self->contract);
  if (self->orders != NULL)
    clv_fields_add (text, "orders", self->orders);
  if (self->orders_end != CLV_ORDERS_END_BY_DATA)
    clv_fields_add (text, "orders-end", clv_orders_end_get_id (self->orders_end));
}

static void
read_hybrid (ClvModelSpec *self,
             GHashTable   *fields)
{
  self->contract = g_strdup (clv_fields_get (fields, "contract", NULL));
  self->orders = g_strdup (clv_fields_get (fields, "orders", NULL));
  clv_orders_end_find (clv_fields_get (fields, "orders-end", NULL), &self->orders_end);
}

/**
 * clv_model_spec_to_text:
 * @self: a spec
 *
 * Returns: (transfer full): canonical text; equal specs have equal text
 */
char *
clv_model_spec_to_text (const ClvModelSpec *self)
{
  GString *text = g_string_new (NULL);
  g_autofree char *until = NULL;
  g_autofree char *seed = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  until = self->until == CLV_DATE_INVALID ? g_strdup ("") : clv_date_to_iso (self->until);
  seed = g_strdup_printf ("%" G_GUINT64_FORMAT, self->seed);
  clv_fields_add (text, "kind", self->kind);
  clv_fields_add (text, "spend", self->spend);
  clv_fields_add (text, "until", until);
  clv_fields_add_int (text, "unit-days", self->unit_days);
  clv_fields_add (text, "seed", seed);
  /* What came later is written where it is not the usual, so that older specs keep
   * their text. */
  if (self->opportunity != CLV_OPPORTUNITY_NONE)
    clv_fields_add (text, "opportunity", clv_opportunity_get_id (self->opportunity));
  if (self->has_every_period)
    clv_fields_add (text, "periods", "every");
  if (self->regularity != 0)
    clv_fields_add_int (text, "regularity", self->regularity);
  if (self->calendar != NULL)
    {
      g_autofree char *calendar = clv_calendar_to_text (self->calendar);

      clv_fields_add (text, "calendar", calendar);
    }
  add_covariates (text, self);
  add_hybrid (text, self);
  return g_string_free (text, FALSE);
}

/**
 * clv_model_spec_from_text:
 * @text: what clv_model_spec_to_text() wrote
 * @error: return location, %CLV_MODEL_ERROR_SPEC
 *
 * Returns: (transfer full): the spec, checked
 */
ClvModelSpec *
clv_model_spec_from_text (const char *text,
                          GError    **error)
{
  g_autoptr(GHashTable) fields = clv_fields_parse (text, error);
  g_autoptr(ClvModelSpec) self = NULL;
  const char *until = NULL;

  if (fields == NULL)
    return NULL;

  self = clv_model_spec_new ();
  g_free (self->kind);
  self->kind = g_strdup (clv_fields_get (fields, "kind", "bg-nbd"));
  g_free (self->spend);
  self->spend = g_strdup (clv_fields_get (fields, "spend", "gamma-gamma"));
  self->unit_days = (int) clv_fields_get_int (fields, "unit-days", 7);
  self->seed = g_ascii_strtoull (clv_fields_get (fields, "seed", "1"), NULL, 10);
  self->opportunity = clv_opportunity_find (clv_fields_get (fields, "opportunity", ""));
  self->has_every_period = g_str_equal (clv_fields_get (fields, "periods", ""), "every");
  self->regularity = (guint) CLAMP (clv_fields_get_int (fields, "regularity", 0), 0,
                                    CLV_CNBD_MOST_REGULAR);
  if (clv_fields_get (fields, "calendar", NULL) != NULL)
    {
      self->calendar = clv_calendar_from_text (clv_fields_get (fields, "calendar", ""), error);
      if (self->calendar == NULL)
        return NULL;
    }
  read_covariates (self, fields);
  read_hybrid (self, fields);
  until = clv_fields_get (fields, "until", "");
  if (*until != '\0')
    self->until = clv_date_parse (until);

  if (clv_model_kind_find (self->kind) == NULL)
    {
      g_autofree char *ids = clv_model_kinds_dup_ids ();

      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                   _("There is no model “%s”. Nothing was fitted. Choose one of %s."), self->kind,
                   ids);
      return NULL;
    }
  if (clv_model_kind_find (self->kind)->joins_contract && !clv_hybrid_check_spec (self, error))
    return NULL;
  if (strcmp (self->spend, "gamma-gamma") != 0 && strcmp (self->spend, "none") != 0)
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                   _("There is no spend model “%s”. Nothing was fitted. "
                     "Choose gamma-gamma or none."), self->spend);
      return NULL;
    }
  if ((self->unit_days != 1 && self->unit_days != 7
       && self->unit_days != clv_opportunity_get_days (self->opportunity)
       && self->unit_days != clv_opportunity_get_places (self->opportunity))
      || (*until != '\0' && self->until == CLV_DATE_INVALID))
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                           _("The unit of time must be a day or a week, and the last day a date "
                             "such as 2024-12-31. Nothing was fitted."));
      return NULL;
    }
  if (!(self->penalty >= 0.0 && self->penalty <= CLV_PENALTY_MAX))
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                   _("The penalty must be a number from 0 to %g. Nothing was fitted."),
                   CLV_PENALTY_MAX);
      return NULL;
    }
  return g_steal_pointer (&self);
}

char *
clv_model_spec_get_hash (const ClvModelSpec *self)
{
  g_autofree char *text = clv_model_spec_to_text (self);
  g_autoptr(ClvHash) hash = clv_hash_new ("model-spec");

  clv_hash_add_text (hash, text);
  return clv_hash_finish (hash);
}
