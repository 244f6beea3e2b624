/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-reconcile.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-money.h"

/* All sets of so many causes are tried; more than these are left to the person. */
#define SEARCH_MAX 14u
#define ACCOUNT_GROUP "Account"

/* How far a set of causes is from explaining everything; the first that differs decides. */
typedef struct
{
  guint n_open;           /* totals that still differ */
  guint64 amount;
  guint64 orders;
  guint n_causes;
} Distance;

static void
cause_free (gpointer data)
{
  ClvCause *cause = data;

  g_free (cause->id);
  g_free (cause->label);
  g_free (cause);
}

static ClvAccount *
account_alloc (void)
{
  ClvAccount *self = g_new0 (ClvAccount, 1);

  self->causes = g_ptr_array_new_with_free_func (cause_free);
  self->first_date = CLV_DATE_INVALID;
  self->last_date = CLV_DATE_INVALID;

  return self;
}

/**
 * clv_account_add:
 * @self: an account
 * @id: what the cause is remembered by
 * @label: translated
 * @amount: what somebody who counts otherwise has more, in minor units
 *
 * Returns: (transfer none): the cause, whose orders are not known
 */
ClvCause *
clv_account_add (ClvAccount *self,
                 const char *id,
                 const char *label,
                 gint64      amount)
{
  ClvCause *cause = g_new0 (ClvCause, 1);

  cause->id = g_strdup (id);
  cause->label = g_strdup (label);
  cause->amount = amount;
  cause->has_amount = TRUE;
  g_ptr_array_add (self->causes, cause);

  return cause;
}

/* A row left out is an order left out only where each row is an order of its own. */
static void
add_reject (ClvAccount            *self,
            const ClvImportResult *result,
            const ClvReject       *reject)
{
  g_autofree char *id = g_strdup_printf ("rows:%s:%s:%s", reject->id != NULL ? reject->id : "",
                                         reject->column != NULL ? reject->column : "",
                                         reject->value != NULL ? reject->value : "");
  gboolean is_own = g_strcmp0 (reject->currency, result->currency) == 0;
  ClvCause *cause = clv_account_add (self, id, reject->reason, is_own ? reject->amount : 0);

  cause->has_amount = is_own && reject->n_with_amount > 0;
  cause->has_orders = result->orders == result->rows_kept;
  cause->orders = cause->has_orders ? (gint64) reject->n_rows : 0;
}

static void
add_adjustments (ClvAccount            *self,
                 const ClvImportResult *result)
{
  for (guint i = 0; result->adjustments != NULL && i < result->adjustments->len; i++)
    {
      const ClvAdjustment *adjustment = g_ptr_array_index (result->adjustments, i);

      if (adjustment->amount != 0)
        clv_account_add (self, adjustment->id, adjustment->label, adjustment->amount);
    }
}

/**
 * clv_account_new:
 * @result: of an import of orders, or of trying one out
 * @plan: its plan
 *
 * Returns: (transfer full): what it came to, and each thing that it left out
 */
ClvAccount *
clv_account_new (const ClvImportResult *result,
                 const ClvImportPlan   *plan)
{
  ClvAccount *self = account_alloc ();

  self->orders = result->orders;
  self->customers = result->customers;
  self->amount = result->net_amount;
  self->already_present = result->already_present;
  self->currency = g_strdup (result->currency);
  self->first_date = result->first_date;
  self->last_date = result->last_date;
  if (plan->kind != CLV_IMPORT_KIND_ORDERS)
    return self;

  if (result->refund_amount != 0)
    clv_account_add (self, "refunds", _("Refunds taken off"), -result->refund_amount);
  add_adjustments (self, result);
  for (guint i = 0; i < result->rejects->len; i++)
    add_reject (self, result, g_ptr_array_index (result->rejects, i));

  return self;
}

/**
 * clv_account_copy:
 * @self: an account
 *
 * Returns: (transfer full): a copy
 */
ClvAccount *
clv_account_copy (const ClvAccount *self)
{
  ClvAccount *copy = account_alloc ();
  GPtrArray *causes = copy->causes;

  *copy = *self;
  copy->causes = causes;
  copy->currency = g_strdup (self->currency);
  for (guint i = 0; i < self->causes->len; i++)
    {
      const ClvCause *cause = g_ptr_array_index (self->causes, i);
      ClvCause *other = clv_account_add (copy, cause->id, cause->label, cause->amount);

      other->orders = cause->orders;
      other->has_orders = cause->has_orders;
      other->has_amount = cause->has_amount;
    }

  return copy;
}

/**
 * clv_account_free:
 * @self: (nullable): an account
 */
void
clv_account_free (ClvAccount *self)
{
  if (self == NULL)
    return;

  g_free (self->currency);
  g_clear_pointer (&self->causes, g_ptr_array_unref);
  g_free (self);
}

static void
save_day (GKeyFile   *file,
          const char *key,
          ClvDate     day)
{
  g_autofree char *text = day != CLV_DATE_INVALID ? clv_date_to_iso (day) : NULL;

  if (text != NULL)
    g_key_file_set_string (file, ACCOUNT_GROUP, key, text);
}

/**
 * clv_account_to_text:
 * @self: an account
 *
 * Returns: (transfer full): it as text
 */
char *
clv_account_to_text (const ClvAccount *self)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();

  g_key_file_set_uint64 (file, ACCOUNT_GROUP, "orders", self->orders);
  g_key_file_set_uint64 (file, ACCOUNT_GROUP, "customers", self->customers);
  g_key_file_set_int64 (file, ACCOUNT_GROUP, "amount", self->amount);
  g_key_file_set_uint64 (file, ACCOUNT_GROUP, "already-present", self->already_present);
  g_key_file_set_string (file, ACCOUNT_GROUP, "currency",
                         self->currency != NULL ? self->currency : "");
  save_day (file, "first", self->first_date);
  save_day (file, "last", self->last_date);
  for (guint i = 0; i < self->causes->len; i++)
    {
      const ClvCause *cause = g_ptr_array_index (self->causes, i);
      g_autofree char *group = g_strdup_printf ("Cause %u", i + 1);

      g_key_file_set_string (file, group, "id", cause->id);
      g_key_file_set_string (file, group, "label", cause->label);
      if (cause->has_orders)
        g_key_file_set_int64 (file, group, "orders", cause->orders);
      if (cause->has_amount)
        g_key_file_set_int64 (file, group, "amount", cause->amount);
    }

  return g_key_file_to_data (file, NULL, NULL);
}

static ClvDate
load_day (GKeyFile   *file,
          const char *key)
{
  g_autofree char *text = g_key_file_get_string (file, ACCOUNT_GROUP, key, NULL);

  return text != NULL ? clv_date_parse (text) : CLV_DATE_INVALID;
}

static void
load_cause (ClvAccount *self,
            GKeyFile   *file,
            const char *group)
{
  g_autofree char *id = g_key_file_get_string (file, group, "id", NULL);
  g_autofree char *label = g_key_file_get_string (file, group, "label", NULL);
  ClvCause *cause = NULL;

  if (id == NULL || label == NULL)
    return;

  cause = clv_account_add (self, id, label, g_key_file_get_int64 (file, group, "amount", NULL));
  cause->has_amount = g_key_file_has_key (file, group, "amount", NULL);
  cause->has_orders = g_key_file_has_key (file, group, "orders", NULL);
  cause->orders = g_key_file_get_int64 (file, group, "orders", NULL);
}

/**
 * clv_account_from_text:
 * @text: from clv_account_to_text()
 *
 * Returns: (transfer full) (nullable): the account, or %NULL where it is none
 */
ClvAccount *
clv_account_from_text (const char *text)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_auto(GStrv) groups = NULL;
  ClvAccount *self = NULL;

  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL)
      || !g_key_file_has_key (file, ACCOUNT_GROUP, "orders", NULL))
    return NULL;

  self = account_alloc ();
  self->orders = g_key_file_get_uint64 (file, ACCOUNT_GROUP, "orders", NULL);
  self->customers = g_key_file_get_uint64 (file, ACCOUNT_GROUP, "customers", NULL);
  self->amount = g_key_file_get_int64 (file, ACCOUNT_GROUP, "amount", NULL);
  self->already_present = g_key_file_get_uint64 (file, ACCOUNT_GROUP, "already-present", NULL);
  self->currency = g_key_file_get_string (file, ACCOUNT_GROUP, "currency", NULL);
  self->first_date = load_day (file, "first");
  self->last_date = load_day (file, "last");
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (!g_str_equal (groups[i], ACCOUNT_GROUP))
        load_cause (self, file, groups[i]);
    }

  return self;
}

/**
 * clv_reconcile_new:
 * @account: what an import came to
 *
 * The caller sets is_given and theirs of the totals that it knows, and asks for
 * clv_reconcile_explain().
 *
 * Returns: (transfer full): a comparison in which no cause counts
 */
ClvReconcile *
clv_reconcile_new (const ClvAccount *account)
{
  ClvReconcile *self = g_new0 (ClvReconcile, 1);

  self->account = clv_account_copy (account);
  self->counts = g_new0 (gboolean, MAX (account->causes->len, 1u));

  return self;
}

/**
 * clv_reconcile_free:
 * @self: (nullable): a comparison
 */
void
clv_reconcile_free (ClvReconcile *self)
{
  if (self == NULL)
    return;

  clv_account_free (self->account);
  g_free (self->counts);
  g_free (self);
}

static void
total_begin (ClvTotal *total,
             gint64    ours)
{
  total->difference = total->is_given ? total->theirs - ours : 0;
  total->unexplained = total->difference;
}

/**
 * clv_reconcile_update:
 * @self: a comparison whose totals or counts were changed
 *
 * Works out the differences and what of them the causes that count leave.
 */
void
clv_reconcile_update (ClvReconcile *self)
{
  total_begin (&self->orders, (gint64) self->account->orders);
  total_begin (&self->customers, (gint64) self->account->customers);
  total_begin (&self->amount, self->account->amount);
  for (guint i = 0; i < self->account->causes->len; i++)
    {
      const ClvCause *cause = g_ptr_array_index (self->account->causes, i);

      if (!self->counts[i])
        continue;
      if (self->orders.is_given)
        self->orders.unexplained -= cause->orders;
      if (self->amount.is_given)
        self->amount.unexplained -= cause->amount;
    }
}

static Distance
measure (const ClvReconcile *self,
         guint               n_causes)
{
  Distance distance = { 0, 0, 0, n_causes };

  distance.n_open = (self->amount.unexplained != 0 ? 1u : 0u)
                    + (self->orders.unexplained != 0 ? 1u : 0u);
  distance.amount = (guint64) ABS (self->amount.unexplained);
  distance.orders = (guint64) ABS (self->orders.unexplained);

  return distance;
}

static gboolean
is_nearer (const Distance *a,
           const Distance *b)
{
  if (a->n_open != b->n_open)
    return a->n_open < b->n_open;
  if (a->amount != b->amount)
    return a->amount < b->amount;
  if (a->orders != b->orders)
    return a->orders < b->orders;

  return a->n_causes < b->n_causes;
}

static guint
choose (ClvReconcile *self,
        const guint  *searched,
        guint         n,
        guint         set)
{
  guint n_causes = 0;

  for (guint k = 0; k < n; k++)
    {
      self->counts[searched[k]] = (set >> k & 1u) != 0;
      n_causes += set >> k & 1u;
    }
  clv_reconcile_update (self);

  return n_causes;
}

/**
 * clv_reconcile_explain:
 * @self: a comparison with the totals of the other report
 *
 * Chooses the causes that explain the difference: of all sets the one that leaves the
 * least, and of those the smallest. Where nothing fits it is the nearest, and the rest
 * stays as not explained.
 */
void
clv_reconcile_explain (ClvReconcile *self)
{
  guint searched[SEARCH_MAX];
  guint n = 0;
  guint best = 0;
  Distance nearest = { 0 };

  memset (self->counts, 0, sizeof *self->counts * self->account->causes->len);
  for (guint i = 0; i < self->account->causes->len && n < SEARCH_MAX; i++)
    {
      const ClvCause *cause = g_ptr_array_index (self->account->causes, i);

      if (cause->amount != 0 || cause->orders != 0)
        searched[n++] = i;
    }
  for (guint set = 0; set < 1u << n; set++)
    {
      guint n_causes = choose (self, searched, n, set);
      Distance distance = measure (self, n_causes);

      if (set == 0 || is_nearer (&distance, &nearest))
        {
          nearest = distance;
          best = set;
        }
    }
  choose (self, searched, n, best);
}

/**
 * clv_reconcile_is_exact:
 * @self: a comparison
 *
 * Returns: whether the causes that count explain every difference
 */
gboolean
clv_reconcile_is_exact (const ClvReconcile *self)
{
  return self->orders.unexplained == 0 && self->customers.unexplained == 0
         && self->amount.unexplained == 0;
}

static char *
signed_count (gint64 n)
{
  g_autofree char *text = clv_number_format ((double) n, 0);

  return g_strconcat (n > 0 ? "+" : "", text, NULL);
}

static char *
signed_money (gint64      minor,
              const char *currency)
{
  g_autofree char *text = clv_money_format (minor, currency);

  return g_strconcat (minor > 0 ? "+" : "", text, NULL);
}

static void
append_line (GString            *text,
             const ClvReconcile *self,
             const char         *label,
             gint64              orders,
             gint64              customers,
             gint64              amount,
             gboolean            is_signed)
{
  g_autofree char *n_orders = is_signed ? signed_count (orders)
                              : clv_number_format ((double) orders, 0);
  g_autofree char *n_customers = is_signed ? signed_count (customers)
                                 : clv_number_format ((double) customers, 0);
  g_autofree char *money = is_signed ? signed_money (amount, self->account->currency)
                           : clv_money_format (amount, self->account->currency);

  g_string_append_printf (text, "%s\t%s\t%s\t%s\n", label,
                          self->orders.is_given ? n_orders : "",
                          self->customers.is_given ? n_customers : "",
                          self->amount.is_given ? money : "");
}

/**
 * clv_reconcile_to_text:
 * @self: a comparison
 *
 * Returns: (transfer full): it as a table with tabs, to be pasted into a sheet or a letter
 */
char *
clv_reconcile_to_text (const ClvReconcile *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, "\t%s\t%s\t%s\n", _("Orders"), _("Customers"), _("Revenue"));
  append_line (text, self, _("Imported here"), (gint64) self->account->orders,
               (gint64) self->account->customers, self->account->amount, FALSE);
  for (guint i = 0; i < self->account->causes->len; i++)
    {
      const ClvCause *cause = g_ptr_array_index (self->account->causes, i);

      if (self->counts[i])
        append_line (text, self, cause->label, cause->orders, 0, cause->amount, TRUE);
    }
  append_line (text, self, _("Not explained"), self->orders.unexplained,
               self->customers.unexplained, self->amount.unexplained, TRUE);
  append_line (text, self, _("Your report"), self->orders.theirs, self->customers.theirs,
               self->amount.theirs, FALSE);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
