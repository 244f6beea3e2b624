/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-list.h"

#include <math.h>
#include <string.h>

#include "clv-customer-parts.h"
#include "clv-customer-row.h"
#include "clv-money.h"
#include "clv-ui-test.h"

#define MILLION 1000000

/* Values made up by a plain recurrence: many, and of every sign and size. */
typedef struct
{
  ClvScoreSet scores;
  ClvCustomerData *data;
  double *columns;
  guint32 *x;
  gint32 *days;
  gint64 *past;
} Crowd;

static void
crowd_init (Crowd   *self,
            guint32  n)
{
  ClvScoreSet *scores = &self->scores;
  g_autoptr(ClvDictionary) ids = clv_dictionary_new ();
  guint64 state = 88172645463325252;

  memset (self, 0, sizeof *self);
  self->columns = g_new0 (double, 9 * (gsize) n);
  self->x = g_new0 (guint32, n);
  self->days = g_new0 (gint32, 2 * (gsize) n);
  self->past = g_new0 (gint64, n);
  for (guint32 i = 0; i < n; i++)
    {
      char id[24];
      double u = 0.0;

      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      u = (double) (state >> 11) / 9007199254740992.0;
      g_snprintf (id, sizeof id, "C-%07u", (guint) ((guint64) i * 7919 % n));
      clv_dictionary_add (ids, id, strlen (id));
      self->x[i] = (guint32) (state % 7);
      self->days[i] = (gint32) (state % 300);
      self->days[n + i] = self->days[i] + (gint32) (state % 65);
      self->past[i] = (gint64) (state % 100000);
      self->columns[i] = 40.0 * u;                                   /* mean spend */
      self->columns[n + i] = u;                                      /* P(active) */
      self->columns[2 * (gsize) n + i] = 3.0 * u;
      self->columns[3 * (gsize) n + i] = 2.7 * u * u;
      self->columns[4 * (gsize) n + i] = 10.0 + 90.0 * (1.0 - u);
      self->columns[8 * (gsize) n + i] = (double) (state % 4);
      self->columns[5 * (gsize) n + i] = self->columns[4 * (gsize) n + i]
                                         * self->columns[3 * (gsize) n + i] * 0.375
                                         - self->columns[8 * (gsize) n + i];
      self->columns[6 * (gsize) n + i] = self->columns[5 * (gsize) n + i] * 0.3;
      self->columns[7 * (gsize) n + i] = self->columns[5 * (gsize) n + i] * 2.0;
      scores->total_clv += self->columns[5 * (gsize) n + i];
    }
  scores->n = n;
  scores->customers = clv_dictionary_ref (ids);
  scores->x = self->x;
  scores->recency_days = self->days;
  scores->age_days = self->days + n;
  scores->past_value = self->past;
  scores->mean_spend = self->columns;
  scores->p_active = self->columns + n;
  scores->expected_purchases = self->columns + 2 * (gsize) n;
  scores->discounted_purchases = self->columns + 3 * (gsize) n;
  scores->expected_spend = self->columns + 4 * (gsize) n;
  scores->clv = self->columns + 5 * (gsize) n;
  scores->clv_lo = self->columns + 6 * (gsize) n;
  scores->clv_hi = self->columns + 7 * (gsize) n;
  scores->service_cost = self->columns + 8 * (gsize) n;
  scores->as_of = clv_date_from_ymd (2025, 12, 31);
  scores->horizon_end = clv_date_from_ymd (2026, 12, 31);
  scores->currency = (char *) "EUR";
  scores->margin = 0.375;
  scores->rate = 0.1;
  scores->ref_count = 1;   /* never the last one: the columns are the crowd's */
  self->data = clv_customer_data_new (scores, NULL, NULL, clv_tier_scheme_find (NULL));
}

static void
crowd_clear (Crowd *self)
{
  clv_customer_data_unref (self->data);
  g_assert_cmpint (self->scores.ref_count, ==, 1);
  clv_dictionary_unref (self->scores.customers);
  g_free (self->columns);
  g_free (self->x);
  g_free (self->days);
  g_free (self->past);
}

static guint32
row_at (ClvCustomerList *list,
        guint            position)
{
  g_autoptr(ClvCustomerRow) row = g_list_model_get_item (G_LIST_MODEL (list), position);

  g_assert_nonnull (row);

  return clv_customer_row_get_number (row);
}

static gboolean
is_idle (gpointer list)
{
  return !clv_customer_list_is_busy (list);
}

static double
key_at (const ClvCustomerData *data,
        ClvCustomerKey         key,
        guint32                row)
{
  const ClvScoreSet *scores = data->scores;

  switch (key)
    {
    case CLV_CUSTOMER_KEY_VALUE:
      return scores->clv[row];
    case CLV_CUSTOMER_KEY_INTERVAL:
      return scores->clv_lo[row];
    case CLV_CUSTOMER_KEY_TIER:
      return -(double) data->tiers->rank[row];
    case CLV_CUSTOMER_KEY_P_ACTIVE:
      return scores->p_active[row];
    case CLV_CUSTOMER_KEY_PURCHASES:
      return scores->expected_purchases[row];
    case CLV_CUSTOMER_KEY_SPEND:
      return scores->expected_spend[row];
    case CLV_CUSTOMER_KEY_PAST:
      return (double) scores->past_value[row];
    case CLV_CUSTOMER_KEY_LAST_DAY:
      return clv_customer_data_get_last_day (data, row);
    case CLV_CUSTOMER_KEY_ID:
      return g_ascii_strtoll (clv_customer_data_get_id (data, row) + 2, NULL, 10);
    case CLV_N_CUSTOMER_KEYS:
    default:
      g_assert_not_reached ();
    }
}

static void
test_sort (void)
{
  Crowd crowd;

  crowd_init (&crowd, 3000);
  for (guint key = 0; key < CLV_N_CUSTOMER_KEYS; key++)
    for (guint way = 0; way < 2; way++)
      {
        g_autofree guint32 *order = clv_customer_order_sort (crowd.data, key, way == 1);

        for (guint i = 1; i < 3000; i++)
          {
            const double before = key_at (crowd.data, key, order[i - 1]);
            const double after = key_at (crowd.data, key, order[i]);

            if (way == 0)
              g_assert_cmpfloat (before, <=, after);
            else
              g_assert_cmpfloat (before, >=, after);
            if (!(before < after) && !(before > after))
              g_assert_cmpuint (order[i - 1], <, order[i]);
          }
      }
  crowd_clear (&crowd);
}

/* Ids of one shop: as text, as numbers, and alike beyond eight bytes. */
static void
test_sort_ids (void)
{
  static const struct { const char *ids[4]; const char *sorted[4]; } rows[] = {
    { { "10", "9", "100", "1" }, { "1", "9", "10", "100" } },
    { { "b", "", "abc", "ab" }, { "", "ab", "abc", "b" } },
    { { "x@longer.example.org", "x@longer.example.com", "x@longer", "x@longer.example.net" },
      { "x@longer", "x@longer.example.com", "x@longer.example.net", "x@longer.example.org" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Crowd crowd;
      g_autofree guint32 *order = NULL;

      crowd_init (&crowd, 4);
      clv_dictionary_unref (crowd.scores.customers);
      crowd.scores.customers = clv_dictionary_new ();
      for (guint j = 0; j < 4; j++)
        clv_dictionary_add (crowd.scores.customers, rows[i].ids[j], strlen (rows[i].ids[j]));
      order = clv_customer_order_sort (crowd.data, CLV_CUSTOMER_KEY_ID, FALSE);
      for (guint j = 0; j < 4; j++)
        g_assert_cmpstr (clv_customer_data_get_id (crowd.data, order[j]), ==, rows[i].sorted[j]);
      crowd_clear (&crowd);
    }
}

typedef struct
{
  guint n;
  guint position[8];
  guint removed[8];
  guint added[8];
} Changes;

static void
note_change_cb (Changes *changes,
                guint    position,
                guint    removed,
                guint    added)
{
  g_assert_cmpuint (changes->n, <, 8);
  changes->position[changes->n] = position;
  changes->removed[changes->n] = removed;
  changes->added[changes->n++] = added;
}

static void
note_moved_cb (guint   *moved,
               gboolean is_moved)
{
  moved[is_moved ? 1 : 0]++;
}

/* A sort keeps the row objects and says that they stand for others; a search
 * takes off the end, and its end brings it back. */
static void
test_announces_the_end (void)
{
  g_autoptr(ClvCustomerList) list = clv_customer_list_new ();
  g_autoptr(ClvCustomerRow) first = NULL;
  g_autoptr(ClvCustomerRow) last = NULL;
  g_autoptr(ClvCustomerRow) again = NULL;
  Changes changes = { 0 };
  guint moved[2] = { 0, 0 };
  Crowd crowd;

  crowd_init (&crowd, 500);
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (note_change_cb), &changes);
  g_signal_connect_swapped (list, "rows-changed", G_CALLBACK (note_moved_cb), moved);
  clv_customer_list_set_data (list, crowd.data);
  g_assert_cmpuint (changes.n, ==, 1);
  g_assert_cmpuint (changes.added[0], ==, 500);
  g_assert_cmpuint (moved[1], ==, 0);
  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  last = g_list_model_get_item (G_LIST_MODEL (list), 499);

  clv_customer_list_set_order (list, CLV_CUSTOMER_KEY_ID, FALSE);
  clv_customer_list_set_order (list, CLV_CUSTOMER_KEY_ID, FALSE);
  g_assert_cmpuint (changes.n, ==, 1);
  g_assert_cmpuint (moved[1], ==, 1);
  again = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_true (again == first);
  g_assert_cmpstr (clv_customer_data_get_id (crowd.data, clv_customer_row_get_number (first)), ==,
                   "C-0000000");

  clv_customer_list_set_search (list, "C-00001");
  g_assert_cmpuint (changes.n, ==, 2);
  g_assert_cmpuint (changes.position[1], ==, 100);
  g_assert_cmpuint (changes.removed[1], ==, 400);
  g_assert_cmpuint (changes.added[1], ==, 0);
  g_assert_cmpstr (clv_customer_data_get_id (crowd.data, clv_customer_row_get_number (first)), ==,
                   "C-0000100");
  g_assert_finalize_object (g_steal_pointer (&last));
  clv_customer_list_set_search (list, "");
  g_assert_cmpuint (changes.n, ==, 3);
  g_assert_cmpuint (changes.position[2], ==, 100);
  g_assert_cmpuint (changes.added[2], ==, 400);
  g_assert_cmpuint (moved[1], ==, 3);

  clv_customer_list_announce (list);
  g_assert_cmpuint (changes.n, ==, 3);
  g_assert_cmpuint (moved[0], ==, 1);
  g_clear_object (&again);
  /* A row may outlive the list. */
  g_assert_finalize_object (g_steal_pointer (&list));
  g_assert_cmpuint (clv_customer_row_get_number (first), <, 500);
  g_clear_object (&first);
  crowd_clear (&crowd);
}

static void
test_search_and_tier (void)
{
  g_autoptr(ClvCustomerList) list = clv_customer_list_new ();
  Crowd crowd;

  crowd_init (&crowd, 2000);
  clv_customer_list_set_data (list, crowd.data);
  clv_customer_list_set_search (list, "c-00012");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 100);
  clv_customer_list_set_search (list, "C-0001234");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_assert_cmpstr (clv_customer_data_get_id (crowd.data, row_at (list, 0)), ==, "C-0001234");
  g_assert_cmpuint (clv_customer_list_find (list, row_at (list, 0)), ==, 0);
  clv_customer_list_set_search (list, "nobody");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 0));
  clv_customer_list_set_search (list, NULL);
  clv_customer_list_set_tier (list, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 400);
  for (guint i = 0; i < 400; i++)
    g_assert_cmpuint (crowd.data->tiers->tier[row_at (list, i)], ==, 0);
  clv_customer_list_set_tier (list, -1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2000);
  g_assert_finalize_object (g_steal_pointer (&list));
  crowd_clear (&crowd);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_notify (void)
{
  g_autoptr(ClvCustomerList) list = clv_customer_list_new ();
  guint searches = 0;
  guint tiers = 0;

  g_signal_connect_swapped (list, "notify::search", G_CALLBACK (count_cb), &searches);
  g_signal_connect_swapped (list, "notify::tier", G_CALLBACK (count_cb), &tiers);
  g_object_set (list, "search", "a", "tier", 1, NULL);
  g_object_set (list, "search", "a", "tier", 1, NULL);
  g_assert_cmpuint (searches, ==, 1);
  g_assert_cmpuint (tiers, ==, 1);
  g_assert_finalize_object (g_steal_pointer (&list));
}

/* A million: a thread does the work, and of several wishes the last one counts. */
static void
test_million (void)
{
  g_autoptr(ClvCustomerList) list = clv_customer_list_new ();
  g_autofree guint32 *order = NULL;
  gint64 start = 0;
  gint64 longest = 0;
  Crowd crowd;

  crowd_init (&crowd, MILLION);
  start = g_get_monotonic_time ();
  clv_customer_list_set_data (list, crowd.data);
  clv_customer_list_set_order (list, CLV_CUSTOMER_KEY_P_ACTIVE, TRUE);
  clv_customer_list_set_order (list, CLV_CUSTOMER_KEY_PAST, FALSE);
  longest = g_get_monotonic_time () - start;
  g_assert_true (clv_customer_list_is_busy (list));
  clv_ui_test_wait (is_idle, list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, MILLION);
  for (guint i = 1; i < 1000; i++)
    g_assert_cmpint (crowd.past[row_at (list, i - 1)], <=, crowd.past[row_at (list, i)]);

  start = g_get_monotonic_time ();
  clv_customer_list_set_search (list, "c-01234");
  longest = MAX (longest, g_get_monotonic_time () - start);
  clv_ui_test_wait (is_idle, list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 100);
  g_test_message ("longest call on the main thread: %.1f ms", (double) longest / 1e3);

  for (guint key = 0; key < CLV_N_CUSTOMER_KEYS; key++)
    {
      g_clear_pointer (&order, g_free);
      start = g_get_monotonic_time ();
      order = clv_customer_order_sort (crowd.data, key, TRUE);
      g_test_message ("sort by key %u: %.0f ms", key,
                      (double) (g_get_monotonic_time () - start) / 1e3);
    }
  g_assert_finalize_object (g_steal_pointer (&list));
  crowd_clear (&crowd);
}

/* What a person gets who multiplies the numbers on screen. */
static void
test_parts_make_the_value (void)
{
  Crowd crowd;

  crowd_init (&crowd, 20000);
  for (guint32 i = 0; i < 20000; i++)
    {
      g_autoptr(ClvCustomerParts) parts = clv_customer_parts_new (crowd.data, i);
      const double spend = g_ascii_strtod (parts->spend + strlen ("€"), NULL);
      const double purchases = g_ascii_strtod (parts->purchases, NULL);
      const double service = g_ascii_strtod (parts->service + strlen ("€"), NULL);
      g_autofree char *product = NULL;

      g_assert_true (g_str_has_prefix (parts->spend, "€"));
      g_assert_true (g_str_has_prefix (parts->margin, "37.5"));
      product = clv_money_format_major (spend * purchases * 0.375 - service, "EUR");
      g_assert_cmpstr (product, ==, parts->value);
      g_assert_cmpint (parts->has_service, ==, service > 0.0);
    }
  crowd_clear (&crowd);
}

static void
test_why_texts (void)
{
  static ClvWhy *(* const makers[])(const ClvCustomerData *, guint32) = {
    clv_customer_why_value, clv_customer_why_past, clv_customer_why_active,
    clv_customer_why_purchases, clv_customer_why_spend
  };
  Crowd crowd;

  crowd_init (&crowd, 50);
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    for (guint32 row = 0; row < 50; row++)
      {
        g_autoptr(ClvWhy) why = makers[i] (crowd.data, row);
        g_autofree char *text = clv_why_to_text (why);

        g_assert_null (strstr (text, "nan"));
        g_assert_null (strstr (text, "inf "));
        g_assert_cmpuint (why->inputs->len, >, 0);
        g_assert_cmpuint (why->changes->len, >, 0);
      }
  crowd_clear (&crowd);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/customer-order/sort", test_sort);
  g_test_add_func ("/ui/customer-order/ids", test_sort_ids);
  g_test_add_func ("/ui/customer-list/announces-the-end", test_announces_the_end);
  g_test_add_func ("/ui/customer-list/search-and-tier", test_search_and_tier);
  g_test_add_func ("/ui/customer-list/notify", test_notify);
  g_test_add_func ("/ui/customer-list/million", test_million);
  g_test_add_func ("/ui/customer-parts/make-the-value", test_parts_make_the_value);
  g_test_add_func ("/ui/customer-parts/why", test_why_texts);

  return g_test_run ();
}
