/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-detect.h"
#include "import-fixture.h"

/* What the cells of one column say about it. */

static void
weigh (ClvColumnFacts     *facts,
       const char * const *cells,
       gboolean            means_date)
{
  memset (facts, 0, sizeof *facts);
  facts->samples = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; cells[i] != NULL; i++)
    {
      /* The reader lends cells that may be read for eight bytes before and behind. */
      g_autofree char *text = g_strdup_printf ("        %s        ", cells[i]);
      ClvCell cell = { text + 8, (guint32) strlen (cells[i]) };

      clv_detect_weigh_cell (facts, cell, i + 2, TRUE);
    }
  clv_detect_settle_type (facts, means_date);
}

static void
test_types (void)
{
  static const struct
  {
    const char *cells[8];
    gboolean means_date;
    ClvColumnType type;
    gboolean is_counted;
  } rows[] = {
    { { "2024-01-01", "2024-02-01" }, FALSE, CLV_COLUMN_DATE, FALSE },
    { { "20240101", "20240201" }, FALSE, CLV_COLUMN_DATE, FALSE },
    { { "12345678", "20240201", "99999999" }, FALSE, CLV_COLUMN_NUMBER, FALSE },
    /* Days that never were are dates nevertheless. */
    { { "2024-02-30", "2999-01-01", "29.02.2023" }, FALSE, CLV_COLUMN_DATE, FALSE },
    { { "0000-00-00", "1970-01-01", "2024-01-01" }, FALSE, CLV_COLUMN_DATE, FALSE },
    { { "2024-01-01 25:00", "2024-01-01 10:00" }, FALSE, CLV_COLUMN_DATE, FALSE },
    { { "12-34-5678", "11-22-3333" }, FALSE, CLV_COLUMN_TEXT, FALSE },
    { { "45000", "45001", "45002" }, FALSE, CLV_COLUMN_NUMBER, FALSE },
    { { "45000", "45001", "45002" }, TRUE, CLV_COLUMN_DATE, TRUE },
    { { "1709640000", "1709640001" }, FALSE, CLV_COLUMN_NUMBER, FALSE },
    { { "1709640000", "1709640001" }, TRUE, CLV_COLUMN_DATE, TRUE },
    { { "1709640000123", "1709640001123" }, TRUE, CLV_COLUMN_DATE, TRUE },
    { { "45000.5", "n/a", "45001" }, TRUE, CLV_COLUMN_DATE, TRUE },
    /* Not even under that name. */
    { { "1001", "1002", "1003" }, TRUE, CLV_COLUMN_NUMBER, FALSE },
    { { "999999999999999", "888888888888888" }, TRUE, CLV_COLUMN_NUMBER, FALSE },
    { { "2:30 PM", "14:15" }, FALSE, CLV_COLUMN_TEXT, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ClvColumnFacts facts;

      g_test_message ("%s", rows[i].cells[0]);
      weigh (&facts, rows[i].cells, rows[i].means_date);
      g_assert_cmpint (facts.type, ==, rows[i].type);
      g_assert_cmpint (facts.is_counted, ==, rows[i].is_counted);
      clv_column_facts_clear (&facts);
    }
}

static void
test_clocks (void)
{
  const char * const cells[] = { "2:30 PM", "14:15:00", "8 AM", "n/a", "later", "12.50", NULL };
  ClvColumnFacts facts;

  weigh (&facts, cells, FALSE);
  g_assert_cmpuint (facts.n_clocks, ==, 3);
  g_assert_cmpuint (facts.n_sample, ==, 5);
  clv_column_facts_clear (&facts);
}

static void
test_money (void)
{
  static const struct
  {
    const char *cells[8];
    const char *currency;     /* (nullable): the only one */
    const char *other_than;   /* (nullable): a currency that one of the cells contradicts */
    guint64 line;
  } rows[] = {
    { { "12.50", "3.00" }, NULL, NULL, 0 },
    { { "€12.50", "3.00 €" }, "EUR", "USD", 2 },
    { { "12.50", "usd 3.00" }, "USD", "EUR", 3 },
    { { "$12.50", "$3.00" }, NULL, "EUR", 2 },
    { { "$12.50", "3.00 CAD" }, "CAD", "USD", 3 },
    { { "$12.50", "3.00 EUR" }, NULL, "EUR", 2 },
    { { "US$12.50", "$3.00" }, "USD", "CAD", 2 },
    { { "12.50 EUR", "3.00 USD" }, NULL, "EUR", 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ClvColumnFacts facts;
      g_autofree char *currency = NULL;

      weigh (&facts, rows[i].cells, FALSE);
      currency = clv_column_facts_dup_currency (&facts);
      g_assert_cmpstr (currency, ==, rows[i].currency);
      if (rows[i].other_than != NULL)
        {
          const ClvMoneySeen *other = clv_column_facts_find_other (&facts, rows[i].other_than);

          g_assert_nonnull (other);
          g_assert_cmpuint (other->line, ==, rows[i].line);
        }
      if (currency != NULL)
        g_assert_null (clv_column_facts_find_other (&facts, currency));
      clv_column_facts_clear (&facts);
    }
}

/* For the question: three cells that are not the same. */
static void
test_examples (void)
{
  const char * const cells[] = { "03/04/2025", "03/04/2025", "05/05/2025", "06/07/2025",
                                 "03/04/2025", "08/09/2025", "09/10/2025", NULL };
  ClvColumnFacts facts;

  weigh (&facts, cells, FALSE);
  g_assert_cmpuint (facts.n_same, ==, 1);
  g_assert_cmpuint (facts.either.n, ==, 6);
  g_assert_cmpstr (facts.either.example, ==, "03/04/2025");
  g_assert_cmpstr (facts.ambiguous[0], ==, "06/07/2025");
  g_assert_cmpstr (facts.ambiguous[1], ==, "08/09/2025");
  clv_column_facts_clear (&facts);
}

static guint
count_readings (const char *text)
{
  guint n = 0;

  for (const char *at = strstr (text, " → "); at != NULL; at = strstr (at + 1, " → "))
    n++;

  return n;
}

/* What is asked shows three rows in each reading. */
static void
test_questions (void)
{
  static const struct
  {
    const char *cells[4];
    const char *answers[2];
    const char *readings[2];   /* of the first cell */
  } rows[] = {
    { { "03/04/2025", "05/06/2025", "07/08/2025", "07/08/2025" }, { "dmy", "mdy" },
      { "3 Apr 2025", "4 Mar 2025" } },
    { { "43831", "43832.5", "43833", "43834" }, { "excel", "excel-1904" },
      { "1 Jan 2020", "2 Jan 2024" } },
    { { "23/04/2025", "04/23/2025", "05/06/2025", "07/08/2025" }, { "dmy", "mdy" },
      { "5 Jun 2025", "6 May 2025" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("customer,date,amount\nA,%s,1.50\nB,%s,2.50\n"
                                               "C,%s,3.50\nD,%s,4.50\n", rows[i].cells[0],
                                               rows[i].cells[1], rows[i].cells[2],
                                               rows[i].cells[3]);
      g_autofree char *path = fixture_write ("question.csv", text, -1);
      g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, NULL);
      const ClvQuestion *question;

      g_assert_nonnull (detection);
      question = clv_detection_get_question (detection, CLV_TOPIC_DATE_ORDER);
      g_assert_nonnull (question);
      g_assert_cmpuint (question->answers->len, ==, 2);
      for (guint k = 0; k < 2; k++)
        {
          const char *example = g_ptr_array_index (question->examples, k);

          g_test_message ("%s", example);
          g_assert_cmpstr (g_ptr_array_index (question->answers, k), ==, rows[i].answers[k]);
          g_assert_nonnull (strstr (example, rows[i].readings[k]));
          g_assert_cmpuint (count_readings (example), ==, i == 2 ? 2 : 3);
        }
    }
}

/* What the signs beside the amounts say: a reason, or a question. */
static void
test_currencies (void)
{
  static const struct
  {
    const char *cells[2];
    const char *value;       /* (nullable): begin of the reason's */
    gboolean is_asked;
  } rows[] = {
    { { "12.50", "3.20" }, NULL, FALSE },
    { { "€12.50", "€3.20" }, "EUR", FALSE },
    { { "$12.50", "$3.20" }, "USD CAD", FALSE },
    { { "$12.50", "3.20 CAD" }, "CAD", FALSE },
    { { "$12.50", "€3.20" }, NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("customer,date,amount\nA,2024-01-31,%s\n"
                                               "B,2024-01-31,%s\n", rows[i].cells[0],
                                               rows[i].cells[1]);
      g_autofree char *path = fixture_write ("currency.csv", text, -1);
      g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, NULL);
      const ClvReason *reason;

      g_assert_nonnull (detection);
      reason = clv_detection_get_reason (detection, CLV_TOPIC_CURRENCY);
      g_assert_true ((reason != NULL) == (rows[i].value != NULL));
      if (reason != NULL)
        g_assert_true (g_str_has_prefix (reason->value, rows[i].value));
      g_assert_cmpint (clv_detection_get_question (detection, CLV_TOPIC_CURRENCY) != NULL, ==,
                       rows[i].is_asked);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/columns/types", test_types);
  g_test_add_func ("/import/columns/clocks", test_clocks);
  g_test_add_func ("/import/columns/money", test_money);
  g_test_add_func ("/import/columns/examples", test_examples);
  g_test_add_func ("/import/columns/questions", test_questions);
  g_test_add_func ("/import/columns/currencies", test_currencies);

  return g_test_run ();
}
