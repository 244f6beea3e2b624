/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-money.h"
#include "clv-row-steps.h"

G_GNUC_PRINTF (2, 3)
static void
warn (ClvRowTaker *self,
      const char  *format,
      ...)
{
  va_list values;

  va_start (values, format);
  g_ptr_array_add (self->result->warnings, g_strdup_vprintf (format, values));
  va_end (values);
}

/* Rounding changes sums, so it is said. */
static void
tell_rounded (ClvRowTaker *self,
              const char  *name)
{
  g_autofree char *count = g_strdup_printf ("%'" PRIu64, self->rounded.n);
  g_autofree char *line = g_strdup_printf ("%'" PRIu64, self->rounded.line);

  if (self->rounded.n == 0)
    return;

  /* Translators: a number, a file, a currency, a cell, the number of a line */
  warn (self, ngettext ("%s amount of “%s” has more decimals than %s and was rounded: “%s” in "
                        "line %s.",
                        "%s amounts of “%s” have more decimals than %s and were rounded, the "
                        "first “%s” in line %s.", self->rounded.n),
        count, name, self->rules.currency, self->rounded.example, line);
}

static void
tell_orders (ClvRowTaker *self,
             const char  *name)
{
  const ClvRowNote *over = &self->over_refunded;
  const ClvRowNote *other = &self->other_totals;

  if (over->n > 0)
    {
      g_autofree char *count = g_strdup_printf ("%'" PRIu64, over->n);
      g_autofree char *line = g_strdup_printf ("%'" PRIu64, over->line);

      /* Translators: a number, a file, the number of a line */
      warn (self, ngettext ("%s order of “%s” was paid back more than it cost, in line %s. It "
                            "counts as nothing, not less.",
                            "%s orders of “%s” were paid back more than they cost, the first in "
                            "line %s. They count as nothing, not less.", over->n),
            count, name, line);
    }
  if (other->n > 0)
    {
      g_autofree char *count = g_strdup_printf ("%'" PRIu64, other->n);
      g_autofree char *line = g_strdup_printf ("%'" PRIu64, other->line);

      /* Translators: a number, a file, a cell, the number of a line */
      warn (self, ngettext ("%s row of “%s” has another total than the first row of its order, "
                            "“%s” in line %s. The first counts.",
                            "%s rows of “%s” have another total than the first row of their "
                            "order, the first “%s” in line %s. The first row of an order counts.",
                            other->n),
            count, name, other->example, line);
    }
}

/* Perhaps a decimal mark slipped; perhaps not, so the rows stay. */
static void
tell_outliers (ClvRowTaker *self,
               const char  *name)
{
  guint64 line_number = 0;
  gint64 value = 0;
  guint n = clv_outliers_count (&self->amounts, &line_number, &value);

  if (n > 0)
    {
      const char *currency = self->rules.currency;
      g_autofree char *line = g_strdup_printf ("%'" PRIu64, line_number);
      g_autofree char *amount = clv_money_format (value, currency);
      g_autofree char *typical = clv_money_format (clv_outliers_get_typical (&self->amounts),
                                                   currency);

      /* Translators: a number, a file, money, the number of a line, money */
      warn (self, ngettext ("%u amount of “%s” is at least 500 times the typical one: %s in line "
                            "%s, typical is about %s. It was kept; check its decimal mark.",
                            "%u amounts of “%s” are at least 500 times the typical one, the "
                            "first %s in line %s; typical is about %s. They were kept; check "
                            "their decimal marks.", n), n, name, amount, line, typical);
    }

  n = clv_outliers_count (&self->quantities, &line_number, &value);
  if (n > 0)
    {
      g_autofree char *line = g_strdup_printf ("%'" PRIu64, line_number);
      g_autofree char *quantity = g_strdup_printf ("%'" PRId64, value);

      /* Translators: a number, a file, a number of pieces, the number of a line */
      warn (self, ngettext ("%u quantity of “%s” is at least 500 times the typical one: %s in "
                            "line %s. It was kept; check it.",
                            "%u quantities of “%s” are at least 500 times the typical one, the "
                            "first %s in line %s. They were kept; check them.", n),
            n, name, quantity, line);
    }
}

static void
tell_changes (ClvRowTaker *self)
{
  static const struct
  {
    const char *id;
    const char *label;
  } changes[CLV_N_CHANGES] = {
    [CLV_CHANGE_SIGN] = { "refund-sign", N_("Refunds written without a minus sign") },
    [CLV_CHANGE_TAX] = { "tax", N_("Tax taken off") },
    [CLV_CHANGE_SHIPPING] = { "shipping", N_("Shipping taken off") },
    [CLV_CHANGE_REFUNDED] = { "refunded", N_("Paid back of orders, by their own column") },
    [CLV_CHANGE_CONVERTED] = { "converted", N_("Converted from other currencies") },
  };

  for (guint i = 0; i < CLV_N_CHANGES; i++)
    clv_import_result_add_adjustment (self->result, changes[i].id, _(changes[i].label),
                                      self->changes[i].n, self->changes[i].amount);
}

/*
 * clv_row_taker_tell:
 * @name: of the file, for people
 *
 * Puts into the result what was noticed on the way: warnings, adjustments, and the
 * currencies where the file has several or a column of them.
 */
void
clv_row_taker_tell (ClvRowTaker *self,
                    const char  *name)
{
  GPtrArray *currencies = self->result->currencies;

  tell_rounded (self, name);
  tell_orders (self, name);
  tell_outliers (self, name);
  tell_changes (self);
  if (self->columns[CLV_FIELD_CURRENCY] >= 0 || currencies->len > 0)
    g_ptr_array_insert (currencies, 0, g_memdup2 (&self->home, sizeof self->home));
}
