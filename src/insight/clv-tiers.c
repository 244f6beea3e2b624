/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-tiers.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clv-hash.h"
#include "clv-money.h"

static const ClvTierScheme scheme_20_60_20 = {
  "20-60-20",
  3,
  { N_("High"), N_("Middle"), N_("Low") },
  { 0.2, 0.6, 0.2 }
};

static const ClvTierScheme scheme_platinum = {
  "platinum",
  5,
  { N_("Platinum"), N_("Gold"), N_("Silver"), N_("Bronze"), N_("Basic") },
  { 0.01, 0.09, 0.20, 0.40, 0.30 }
};

static const ClvTierScheme *schemes[] = { &scheme_20_60_20, &scheme_platinum };

/**
 * clv_tier_scheme_find:
 * @id: (nullable): a scheme's id; %NULL = the usual one
 *
 * Returns: (nullable) (transfer none): the scheme, %NULL where there is none of
 *   that name
 */
const ClvTierScheme *
clv_tier_scheme_find (const char *id)
{
  guint i;

  if (id == NULL)
    return schemes[0];

  for (i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      if (g_str_equal (schemes[i]->id, id))
        return schemes[i];
    }

  return NULL;
}

/**
 * clv_tier_schemes_list:
 * @n: (out): how many
 *
 * Returns: (array length=n) (transfer none): all schemes, the usual one first
 */
const ClvTierScheme **
clv_tier_schemes_list (guint *n)
{
  g_return_val_if_fail (n != NULL, NULL);

  *n = G_N_ELEMENTS (schemes);

  return schemes;
}

/**
 * clv_tier_scheme_get_name:
 * @scheme: a scheme
 * @tier: number of a tier, 0 = best
 *
 * Returns: (transfer none): the tier's name in the user's language
 */
const char *
clv_tier_scheme_get_name (const ClvTierScheme *scheme,
                          guint                tier)
{
  g_return_val_if_fail (scheme != NULL && tier < scheme->n, "");

  return _(scheme->names[tier]);
}

/**
 * clv_tier_scheme_get_hash:
 * @scheme: a scheme
 *
 * Returns: (transfer full): a hash of names and shares, for manifests
 */
char *
clv_tier_scheme_get_hash (const ClvTierScheme *scheme)
{
  g_autoptr(ClvHash) hash = NULL;
  guint i;

  g_return_val_if_fail (scheme != NULL, NULL);

  hash = clv_hash_new ("tier-scheme");
  clv_hash_add_text (hash, scheme->id);
  for (i = 0; i < scheme->n; i++)
    {
      clv_hash_add_text (hash, scheme->names[i]);
      clv_hash_add_double (hash, scheme->shares[i]);
    }

  return clv_hash_finish (hash);
}

typedef struct
{
  double value;
  guint32 row;
} Placed;

static int
compare_placed (gconstpointer a,
                gconstpointer b)
{
  const Placed *first = a;
  const Placed *second = b;

  if (first->value > second->value)
    return -1;
  if (first->value < second->value)
    return 1;

  return first->row < second->row ? -1 : 1;
}

/* Best first; rows break ties; what is not a number comes last. */
static Placed *
place_values (const double *values,
              guint32       n)
{
  Placed *placed = g_new (Placed, MAX (n, 1));
  guint32 i;

  for (i = 0; i < n; i++)
    {
      placed[i].value = isnan (values[i]) ? -INFINITY : values[i];
      placed[i].row = i;
    }
  qsort (placed, n, sizeof (Placed), compare_placed);

  return placed;
}

static ClvTiers *
tiers_alloc (const ClvTierScheme *scheme,
             guint32              n)
{
  ClvTiers *self = g_new0 (ClvTiers, 1);

  self->scheme = scheme;
  self->n_customers = n;
  self->tier = g_new0 (guint8, MAX (n, 1));
  self->rank = g_new0 (guint32, MAX (n, 1));

  return self;
}

static void
tiers_place (ClvTiers     *self,
             const Placed *placed,
             guint32       position,
             guint         tier)
{
  double value = placed[position].value;

  self->tier[placed[position].row] = (guint8) tier;
  self->rank[placed[position].row] = position + 1;
  self->count[tier]++;
  if (isfinite (value))
    {
      self->value[tier] += value;
      self->lower[tier] = value;
    }
}

static void
fill_empty_bounds (ClvTiers *self,
                   double    best)
{
  guint t;

  for (t = 0; t < self->scheme->n; t++)
    {
      if (self->count[t] == 0)
        self->lower[t] = t == 0 ? best : self->lower[t - 1];
    }
}

/**
 * clv_tiers_new:
 * @scheme: how to cut
 * @values: (array length=n): one value a customer
 * @n: number of customers
 *
 * Ranks customers by value, best first, rows breaking ties, and cuts the list
 * after round (cumulative share × @n) customers. Equal input gives equal output.
 *
 * Returns: (transfer full): the tiers
 */
ClvTiers *
clv_tiers_new (const ClvTierScheme *scheme,
               const double        *values,
               guint32              n)
{
  g_autofree Placed *placed = NULL;
  ClvTiers *self = NULL;
  double cumulative = 0.0;
  guint32 position = 0;
  guint32 end = 0;
  guint t;

  g_return_val_if_fail (scheme != NULL, NULL);
  g_return_val_if_fail (values != NULL || n == 0, NULL);

  self = tiers_alloc (scheme, n);
  placed = place_values (values, n);

  for (t = 0; t < scheme->n; t++)
    {
      cumulative += scheme->shares[t];
      end = t + 1 == scheme->n ? n : (guint32) floor (cumulative * n + 0.5);
      for (; position < end; position++)
        tiers_place (self, placed, position, t);
    }
  fill_empty_bounds (self, n > 0 ? placed[0].value : 0.0);

  return self;
}

/**
 * clv_tiers_new_frozen:
 * @reference: tiers of another day
 * @values: (array length=n): one value a customer
 * @n: number of customers
 *
 * Puts customers into the tiers whose lower bounds @reference found, so that
 * the sizes of the tiers may change while their meaning stays.
 *
 * Returns: (transfer full): the tiers
 */
ClvTiers *
clv_tiers_new_frozen (const ClvTiers *reference,
                      const double   *values,
                      guint32         n)
{
  g_autofree Placed *placed = NULL;
  ClvTiers *self = NULL;
  guint32 position;
  guint t = 0;

  g_return_val_if_fail (reference != NULL, NULL);
  g_return_val_if_fail (values != NULL || n == 0, NULL);

  self = tiers_alloc (reference->scheme, n);
  self->is_frozen = TRUE;
  placed = place_values (values, n);

  for (position = 0; position < n; position++)
    {
      while (t + 1 < self->scheme->n && !(placed[position].value >= reference->lower[t]))
        t++;
      tiers_place (self, placed, position, t);
    }
  memcpy (self->lower, reference->lower, sizeof self->lower);

  return self;
}

/**
 * clv_tiers_free:
 * @self: (nullable): the tiers
 */
void
clv_tiers_free (ClvTiers *self)
{
  if (self == NULL)
    return;

  g_free (self->tier);
  g_free (self->rank);
  g_free (self);
}

static guint32
customers_down_to (const ClvTiers *self,
                   guint           tier)
{
  guint32 n = 0;
  guint t;

  for (t = 0; t <= tier; t++)
    n += self->count[t];

  return n;
}

char *
clv_tiers_describe_ties (const ClvTiers *self,
                         const double   *values,
                         const char     *currency)
{
  guint32 above[CLV_MAX_TIERS] = { 0 };
  guint32 below[CLV_MAX_TIERS] = { 0 };

  g_return_val_if_fail (self != NULL && (values != NULL || self->n_customers == 0), NULL);

  if (self->is_frozen)
    return NULL;
  for (guint32 i = 0; i < self->n_customers; i++)
    {
      for (guint t = 0; t + 1 < self->scheme->n; t++)
        {
          const gboolean is_equal = values[i] >= self->lower[t] && values[i] <= self->lower[t];

          above[t] += is_equal && self->tier[i] <= t;
          below[t] += is_equal && self->tier[i] > t;
        }
    }
  for (guint t = 0; t + 1 < self->scheme->n; t++)
    {
      g_autofree char *value = NULL;
      g_autofree char *n_above = NULL;
      g_autofree char *n_below = NULL;

      if (above[t] == 0 || below[t] == 0)
        continue;
      value = clv_money_format_major (self->lower[t], currency);
      n_above = clv_number_format (above[t], 0);
      n_below = clv_number_format (below[t], 0);
      /* Translators: two tiers, an amount, two numbers of customers */
      return g_strdup_printf (_("The border of %s and %s runs through customers with the same "
                                "value, %s: %s above it, %s below. Who of them is where says "
                                "nothing about them."),
                              clv_tier_scheme_get_name (self->scheme, t),
                              clv_tier_scheme_get_name (self->scheme, t + 1), value, n_above,
                              n_below);
    }
  return NULL;
}

/**
 * clv_tiers_describe:
 * @self: the tiers
 * @row: a customer's row
 * @value: that customer's value, major units
 * @currency: its currency
 *
 * Says in which tier a customer is and why: place in the list, which places the
 * tier takes, and from which value it begins.
 *
 * Returns: (transfer full): translated sentences
 */
char *
clv_tiers_describe (const ClvTiers *self,
                    guint32         row,
                    double          value,
                    const char     *currency)
{
  g_autofree char *rank = NULL;
  g_autofree char *n = NULL;
  g_autofree char *amount = NULL;
  g_autofree char *lower = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  const char *name = NULL;
  guint tier;

  g_return_val_if_fail (self != NULL && row < self->n_customers, NULL);

  tier = self->tier[row];
  name = clv_tier_scheme_get_name (self->scheme, tier);
  rank = clv_number_format (self->rank[row], 0);
  n = clv_number_format (self->n_customers, 0);
  amount = clv_money_format_major (isfinite (value) ? value : 0.0, currency);
  lower = clv_money_format_major (self->lower[tier], currency);

  if (self->is_frozen)
    /* Translators: tier name, value, place, number of customers, cut-off value */
    return g_strdup_printf (_("%s: with %s, place %s of %s. The tier begins at %s, a cut-off kept "
                              "from the first date."), name, amount, rank, n, lower);

  last = clv_number_format (customers_down_to (self, tier), 0);
  first = clv_number_format (customers_down_to (self, tier) - self->count[tier] + 1, 0);

  /* Translators: tier name, value, place, number of customers, first and last
   * place of the tier, cut-off value */
  return g_strdup_printf (_("%s: with %s, place %s of %s. The tier takes places %s to %s and "
                            "begins at %s."), name, amount, rank, n, first, last, lower);
}
