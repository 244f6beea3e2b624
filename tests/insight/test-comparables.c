/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-comparables.h"

static const guint32 x[] = { 5, 5, 5, 0, 6, 5, 40 };
static const gint32 recency[] = { 300, 300, 310, 0, 300, 100, 300 };
static const gint32 age[] = { 365, 365, 365, 365, 365, 365, 365 };
static const gint64 past[] = { 60000, 60000, 60000, 10000, 70000, 60000, 410000 };

static ClvScoreSet
make_scores (guint32 n)
{
  ClvScoreSet scores = { 0 };

  scores.n = n;
  scores.x = x;
  scores.recency_days = recency;
  scores.age_days = age;
  scores.past_value = past;

  return scores;
}

static void
test_order (void)
{
  const ClvScoreSet scores = make_scores (G_N_ELEMENTS (x));
  guint32 rows[3] = { 99, 99, 99 };
  double distances[3] = { 0.0 };

  g_assert_cmpuint (clv_comparables_find (&scores, 0, 3, rows, distances), ==, 3);
  /* The twin first; then those who differ in little. All are known equally long,
   * which must not count. */
  g_assert_cmpuint (rows[0], ==, 1);
  g_assert_cmpfloat (distances[0], ==, 0.0);
  g_assert_cmpuint (rows[1], ==, 4);
  g_assert_cmpuint (rows[2], ==, 2);
  g_assert_cmpfloat (distances[1], <, distances[2]);
}

static void
test_few (void)
{
  static const struct
  {
    guint32 n;
    guint wanted;
    guint found;
  } rows[] = {
    { 1, 5, 0 },
    { 2, 5, 1 },
    { 7, 0, 0 },
    { 7, 5, 5 },
    { 7, 9, 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const ClvScoreSet scores = make_scores (rows[i].n);
      guint32 found[10];
      const guint n = clv_comparables_find (&scores, 0, rows[i].wanted, found, NULL);

      g_assert_cmpuint (n, ==, rows[i].found);
      for (guint k = 0; k < n; k++)
        {
          g_assert_cmpuint (found[k], !=, 0);
          g_assert_cmpuint (found[k], <, rows[i].n);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/insight/comparables/order", test_order);
  g_test_add_func ("/insight/comparables/few", test_few);

  return g_test_run ();
}
