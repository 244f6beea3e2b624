/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#include "clv-baseline.h"
#include "clv-chooser.h"
#include "clv-ledger.h"
#include "clv-model-kind.h"
#include "clv-sample.h"
#include "clv-sample-shop.h"
#include "shop.h"

#define FIRST_YEAR 2022
#define N_CUSTOMERS 700
#define N_DAYS 1096

/* Customers with gaps of @k stages, @gap days long on average, all of one rate. */
static ClvTransactions *
make_erlang (guint   k,
             double  gap,
             guint64 seed)
{
  g_autoptr(ClvRandom) rng = clv_random_new (seed);
  ClvDate first = clv_date_from_ymd (FIRST_YEAR, 1, 1);
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < N_CUSTOMERS; i++)
    {
      double time = clv_random_uniform (rng) * 200;
      char name[16];

      g_snprintf (name, sizeof name, "c%05u", i);
      while (time < N_DAYS)
        {
          shop_add (&shop, name, first + (ClvDate) time, 1000 + 10 * (i % 50));
          time += clv_random_gamma (rng, k, k / gap);
          if (clv_random_uniform (rng) < 0.05)
            break;
        }
    }
  return shop_finish (&shop, "EUR");
}

/* Donors who give, or not, on the first days of each @step-th month. */
static ClvTransactions *
make_occasions (int     step,
                int     n_months,
                guint64 seed)
{
  g_autoptr(ClvRandom) rng = clv_random_new (seed);
  ClvDate first = clv_date_from_ymd (FIRST_YEAR, 1, 1);
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < N_CUSTOMERS; i++)
    {
      char name[16];

      g_snprintf (name, sizeof name, "d%05u", i);
      for (int month = 0; month < n_months; month += step)
        if (clv_random_uniform (rng) < 0.4)
          shop_add (&shop, name, clv_date_add_months (first, month) + (ClvDate) (i % 3), 2500);
    }
  return shop_finish (&shop, "EUR");
}

/* Twice as many orders in December as in any other month. */
static ClvTransactions *
make_season (guint64 seed)
{
  g_autoptr(ClvRandom) rng = clv_random_new (seed);
  ClvDate first = clv_date_from_ymd (FIRST_YEAR, 1, 1);
  Shop shop;

  shop_init (&shop);
  for (int day = 0; day < N_DAYS; day++)
    {
      int year = 0;
      int month = 0;
      int of_month = 0;

      clv_date_to_ymd (first + day, &year, &month, &of_month);
      for (int i = 0; i < (month == 12 ? 12 : 6); i++)
        {
          char name[16];

          g_snprintf (name, sizeof name, "s%05u",
                      (guint) (clv_random_uniform (rng) * N_CUSTOMERS));
          shop_add (&shop, name, first + day, 1500);
        }
    }
  return shop_finish (&shop, "EUR");
}

static ClvMethodFacts
measure (ClvTransactions *transactions)
{
  g_autoptr(GError) error = NULL;
  ClvMethodFacts facts;

  g_assert_true (clv_method_facts_of_transactions (&facts, transactions, CLV_DATE_INVALID, NULL,
                                                   &error));
  g_assert_no_error (error);
  clv_transactions_unref (transactions);
  return facts;
}

static void
test_regularity (void)
{
  static const guint stages[] = { 1, 2, 3, 6 };

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      ClvMethodFacts facts = measure (make_erlang (stages[i], 30, 7 + i));

      g_assert_cmpfloat (fabs (facts.regularity - stages[i]), <, 3.0 * facts.regularity_error);
      g_assert_cmpfloat (facts.regularity_error, <, 0.15 * (stages[i] + 0.5));
      g_assert_cmpint (clv_method_facts_is_regular (&facts), ==, stages[i] > 1);
      g_assert_cmpint (facts.rhythm, ==, CLV_RHYTHM_NONE);
      g_assert_cmpint (facts.season_month, ==, 0);
    }
}

/* Short gaps in whole days look regular unless that is allowed for. */
static void
test_whole_days (void)
{
  ClvMethodFacts facts = measure (make_erlang (1, 4, 11));

  g_assert_false (clv_method_facts_is_regular (&facts));
  g_assert_cmpfloat (fabs (facts.regularity - 1.0), <, 3.0 * facts.regularity_error);
}

static void
test_counts (void)
{
  Shop shop;
  ClvMethodFacts facts;
  ClvDate day = clv_date_from_ymd (FIRST_YEAR, 3, 1);

  shop_init (&shop);
  shop_add (&shop, "once", day, 100);
  shop_add (&shop, "twice", day + 30, 100);
  shop_add (&shop, "twice", day + 10, 100);
  shop_add (&shop, "twice", day + 30, 50);
  shop_add (&shop, "thrice", day, 100);
  shop_add (&shop, "thrice", day + 40, 100);
  shop_add (&shop, "thrice", day + 100, 100);
  shop_add (&shop, "thrice", day + 101, -20);
  facts = measure (shop_finish (&shop, "EUR"));
  g_assert_cmpuint (facts.n_customers, ==, 3);
  g_assert_cmpuint (facts.n_repeat, ==, 2);
  g_assert_cmpuint (facts.n_purchases, ==, 3);
  g_assert_cmpint (facts.history_days, ==, 101);
  g_assert_cmpfloat_with_epsilon (facts.usual_gap, 40, 1e-12);
  g_assert_cmpuint (facts.n_regularity, ==, 1);
  g_assert_true (isnan (facts.regularity));
  g_assert_cmpfloat_with_epsilon (clv_method_facts_get_once_share (&facts), 1.0 / 3, 1e-12);
  g_assert_cmpfloat_with_epsilon (clv_method_facts_get_n_gaps (&facts), 101.0 / 40, 1e-12);
}

static const struct
{
  int step;
  int n_months;
  ClvRhythm rhythm;
  double n_occasions;
} rhythm_rows[] = {
  { 1, 36, CLV_RHYTHM_MONTH, 35 },
  { 3, 36, CLV_RHYTHM_QUARTER, 11 },
  { 12, 60, CLV_RHYTHM_YEAR, 4 },
};

static void
test_rhythm (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rhythm_rows); i++)
    {
      ClvMethodFacts facts = measure (make_occasions (rhythm_rows[i].step,
                                                      rhythm_rows[i].n_months, 3));

      g_assert_cmpint (facts.rhythm, ==, rhythm_rows[i].rhythm);
      g_assert_cmpfloat (facts.rhythm_share, >, 0.95);
      g_assert_cmpfloat_with_epsilon (clv_method_facts_get_n_occasions (&facts),
                                      rhythm_rows[i].n_occasions, 1e-12);
    }
}

static void
test_season (void)
{
  ClvMethodFacts facts = measure (make_season (5));

  g_assert_cmpint (facts.season_month, ==, 12);
  g_assert_cmpfloat (facts.season_peak, >, 1.6);
  g_assert_cmpfloat (facts.season_peak, <, 2.1);
  g_assert_cmpint (facts.rhythm, ==, CLV_RHYTHM_NONE);
}

/* No orders at all, and nothing after the first day. */
static void
test_nothing (void)
{
  Shop shop;
  ClvMethodFacts facts;
  ClvAnswers answers = { { 0 } };
  g_autoptr(ClvChoice) choice = NULL;
  g_autoptr(GPtrArray) list = NULL;

  shop_init (&shop);
  facts = measure (shop_finish (&shop, "EUR"));
  g_assert_cmpuint (facts.n_customers, ==, 0);
  choice = clv_choice_new (&facts, &answers);
  g_assert_null (choice->recommended);
  for (guint i = 0; i < choice->methods->len; i++)
    g_assert_cmpint (((ClvMethod *) g_ptr_array_index (choice->methods, i))->verdict, >=,
                     CLV_METHOD_VERDICT_BASELINE);
  list = clv_method_facts_list (&facts);
  for (guint i = 0; i < list->len; i++)
    {
      const ClvMethodFact *fact = g_ptr_array_index (list, i);

      g_assert_null (strstr (fact->text, "nan"));
      g_assert_cmpuint (strlen (fact->meaning), >, 10);
    }
}

/* A healthy shop, to which each row adds what differs. */
static ClvMethodFacts
get_usual (void)
{
  ClvMethodFacts facts;

  clv_method_facts_init (&facts);
  facts.until = clv_date_from_ymd (2025, 12, 31);
  facts.n_customers = 4000;
  facts.n_repeat = 2500;
  facts.n_purchases = 9000;
  facts.history_days = 1000;
  facts.usual_gap = 40;
  facts.regularity = 1.02;
  facts.regularity_error = 0.05;
  facts.n_regularity = 1500;
  facts.rhythm_share = 0.2;
  facts.season_peak = 1.1;
  facts.spend_correlation = 0.05;
  return facts;
}

typedef struct
{
  const char *name;
  const char *answers;      /* "contract=yes purpose=total" */
  const char *facts;        /* "once regular monthly few subscriptions counted" */
  const char *best;         /* the first that is not rejected, whether this version has it */
  const char *rejected;     /* (nullable): a method */
  const char *says;         /* (nullable): in its reasons */
} Row;

static const Row rows[] = {
  { "usual", "", "", "mbg-nbd", "bg-bb", "can buy on any day" },
  { "usual/contract-kinds", "", "", "mbg-nbd", "sbg", "do not tell you when they leave" },
  { "usual/hybrid", "contract=no", "subscriptions", "mbg-nbd", "hybrid", "no subscription" },
  { "one-time", "", "once", "mbg-nbd", NULL, NULL },
  { "total", "purpose=total", "", "pareto-nbd", NULL, NULL },
  { "total/few", "purpose=total", "few", "mbg-nbd", NULL, NULL },
  { "ranking", "purpose=ranking", "", "mbg-nbd", "formula", "gives everybody the same" },
  { "regular", "", "regular", "mbg-cnbd", NULL, NULL },
  { "regular/one-time", "", "regular once", "mbg-cnbd", NULL, NULL },
  { "regular/counted", "", "regular counted", "mbg-nbd", "bg-cnbd", "single gaps" },
  { "monthly", "", "monthly", "bg-bb", "bg-nbd", "set occasions only" },
  { "monthly/denied", "occasions=no", "monthly", "mbg-nbd", "bg-bb", "any day" },
  { "said-occasions", "occasions=yes", "", "bg-bb", "pareto-nbd", "set occasions only" },
  { "contract", "", "subscriptions", "bdw", "bg-nbd", "tell you when they leave" },
  { "contract/occasions", "occasions=yes", "subscriptions", "bdw", "bg-bb", "tell you when" },
  { "contract/no-subscriptions", "contract=yes", "", NULL, "sbg",
    "0 of 30 customers with a subscription" },
  { "contract/denied", "contract=no", "subscriptions", "mbg-nbd", "bdw", "do not tell" },
  { "both", "orders-beside=yes", "subscriptions", "hybrid", NULL, NULL },
  { "both/seen", "", "subscriptions orders", "hybrid", NULL, NULL },
  { "bills", "", "subscriptions orders clockwork", "bdw", "mbg-nbd", "tell you when they leave" },
  { "young-contract", "", "subscriptions young", "sbg", "bdw", "2 of 3 renewals" },
  { "too-few", "", "hardly", NULL, "mbg-nbd", "12 of 30 customers who came back" },
  { "average", "purpose=average", "hardly", NULL, "bg-nbd", "12 of 30" },
};

static ClvMethodFacts
get_facts (const char *words)
{
  ClvMethodFacts facts = get_usual ();

  if (strstr (words, "once") != NULL)
    facts.n_repeat = 1500;
  if (strstr (words, "few") != NULL)
    facts.n_repeat = 214;
  if (strstr (words, "hardly") != NULL)
    facts.n_repeat = 12;
  if (strstr (words, "regular") != NULL)
    facts.regularity = 3.1;
  if (strstr (words, "counted") != NULL)
    {
      facts.is_counted = TRUE;
      facts.regularity = NAN;
      facts.n_regularity = 0;
    }
  if (strstr (words, "monthly") != NULL)
    facts.rhythm = CLV_RHYTHM_MONTH;
  if (strstr (words, "subscriptions") != NULL)
    {
      facts.n_subscribers = 900;
      facts.n_left = 200;
      facts.n_terms = strstr (words, "young") != NULL ? 2 : 8;
      facts.term_months = 1;
      facts.n_repeat = strstr (words, "orders") != NULL ? 2500 : 0;
    }
  if (strstr (words, "clockwork") != NULL)
    facts.regularity = 300;
  return facts;
}

static ClvAnswers
get_answers (const char *words)
{
  g_auto(GStrv) parts = g_strsplit (words, " ", -1);
  ClvAnswers answers = { { 0 } };

  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    {
      g_auto(GStrv) sides = g_strsplit (parts[i], "=", 2);
      gboolean is_found = FALSE;

      if (g_str_equal (sides[0], "purpose"))
        is_found = clv_purpose_parse (sides[1], &answers.purpose);
      for (guint k = 0; k < CLV_N_QUESTIONS; k++)
        if (g_str_equal (sides[0], clv_question_get_name (k)))
          is_found = clv_answer_parse (sides[1], &answers.of[k]);
      g_assert_true (is_found);
    }
  return answers;
}

/* The first of the models that neither data nor answers rule out, by merit alone. */
static const ClvMethod *
get_best (const ClvChoice *choice)
{
  const ClvMethod *best = NULL;

  for (guint i = 0; i < choice->methods->len; i++)
    {
      const ClvMethod *method = g_ptr_array_index (choice->methods, i);

      if (method->verdict == CLV_METHOD_VERDICT_REJECTED || method->merit < 5.0)
        continue;
      if (best == NULL || method->merit > best->merit)
        best = method;
    }
  return best;
}

static gboolean
says (const ClvMethod *method,
      const char      *text)
{
  for (guint i = 0; i < method->reasons->len; i++)
    if (strstr (((ClvMethodReason *) g_ptr_array_index (method->reasons, i))->text, text) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  ClvMethodFacts facts = get_facts (row->facts);
  ClvAnswers answers = get_answers (row->answers);
  g_autoptr(ClvChoice) choice = NULL;
  const ClvMethod *best = NULL;

  if (strstr (row->answers, "orders-beside=yes") != NULL
      || strstr (row->answers, "contract=no") != NULL)
    facts.n_repeat = 2500;
  choice = clv_choice_new (&facts, &answers);
  best = get_best (choice);
  g_assert_cmpstr (best != NULL ? best->id : NULL, ==, row->best);
  if (best != NULL && clv_model_kind_find (best->id) != NULL)
    g_assert_cmpstr (choice->recommended, ==, best->id);
  if (row->rejected != NULL)
    {
      const ClvMethod *method = clv_choice_find (choice, row->rejected);

      g_assert_cmpint (method->verdict, ==, CLV_METHOD_VERDICT_REJECTED);
      g_assert_cmpuint (method->rank, ==, 0);
      g_assert_true (says (method, row->says));
    }
}

/* What holds whatever is answered and measured: one recommendation at most, ranks
* without gaps, a reason for each, and what the registry lacks is never ranked. */
static void
test_all_answers (void)
{
  static const char * const facts_words[] = { "", "once", "regular", "monthly", "counted", "few",
                                              "hardly", "subscriptions", "subscriptions young" };

  for (guint f = 0; f < G_N_ELEMENTS (facts_words); f++)
    for (guint a = 0; a < 3 * 3 * 3 * 3 * 4; a++)
      {
        ClvMethodFacts facts = get_facts (facts_words[f]);
        ClvAnswers answers = { { a % 3, a / 3 % 3, a / 9 % 3, a / 27 % 3 }, a / 81 };
        g_autoptr(ClvChoice) choice = clv_choice_new (&facts, &answers);
        guint rank = 0;
        guint n_recommended = 0;

        for (guint i = 0; i < choice->methods->len; i++)
          {
            const ClvMethod *method = g_ptr_array_index (choice->methods, i);

            g_assert_cmpuint (method->reasons->len, >, 0);
            g_assert_cmpint (method->is_kind, ==, clv_model_kind_find (method->id) != NULL);
            n_recommended += method->verdict == CLV_METHOD_VERDICT_RECOMMENDED;
            if (method->rank > 0)
              g_assert_cmpuint (method->rank, ==, ++rank);
            if (!method->is_kind)
              {
                g_assert_true (clv_baseline_is (method->id));
                g_assert_true (says (method, "in a comparison"));
              }
            if (i > 0)
              g_assert_cmpint (((ClvMethod *) g_ptr_array_index (choice->methods, i - 1))->verdict,
                               <=, method->verdict);
          }
        g_assert_cmpuint (n_recommended, ==, choice->recommended != NULL);
      }
}

/* Every kind that can be fitted has its place. */
static void
test_registry (void)
{
  static const char * const ids[] = { "historic", "formula", "nbd", "bg-nbd", "mbg-nbd", "bg-cnbd",
                                      "mbg-cnbd", "pareto-nbd", "bg-bb", "sbg", "bdw", "hybrid",
                                      "cohort", "rfm" };
  ClvMethodFacts facts = get_usual ();
  ClvAnswers answers = { { 0 } };
  g_autoptr(ClvChoice) choice = clv_choice_new (&facts, &answers);
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_nonnull (clv_choice_find (choice, ids[i]));
  for (guint i = 0; i < n; i++)
    g_assert_nonnull (clv_choice_find (choice, kinds[i]->id));
}

/* What is known about customers speaks for the kinds that can use it. */
static void
test_attributes (void)
{
  ClvMethodFacts facts = get_usual ();
  ClvAnswers answers = get_answers ("attributes=yes");
  g_autoptr(ClvChoice) choice = clv_choice_new (&facts, &answers);
  g_autoptr(ClvChoice) without = NULL;
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);

  for (guint i = 0; i < n; i++)
    {
      const ClvMethod *method = clv_choice_find (choice, kinds[i]->id);

      if (method->verdict <= CLV_METHOD_VERDICT_SUITABLE)
        g_assert_true (says (method, kinds[i]->n_processes > 0 ? "as covariates" : "Cannot take"));
    }
  answers = get_answers ("attributes=no");
  without = clv_choice_new (&facts, &answers);
  g_assert_cmpfloat (clv_choice_find (choice, "pareto-nbd")->merit, >,
                     clv_choice_find (without, "pareto-nbd")->merit);
}

static void
test_gates (void)
{
  ClvMethodFacts facts = get_facts ("few");
  ClvAnswers answers = { { 0 } };
  g_autoptr(ClvChoice) choice = clv_choice_new (&facts, &answers);
  const ClvMethod *method = clv_choice_find (choice, "bg-nbd");
  const ClvMethodGate *gate = g_ptr_array_index (method->gates, 0);

  g_assert_cmpstr (gate->name, ==, "repeat-customers");
  g_assert_cmpstr (gate->text, ==, "214 of 500 customers who came back");
  g_assert_cmpfloat_with_epsilon (gate->value, 214, 1e-12);
  g_assert_cmpfloat_with_epsilon (gate->need, 500, 1e-12);
  g_assert_false (gate->is_ok);
  g_assert_true (gate->is_possible);
  g_assert_true (says (method, "214 of 500"));
  gate = g_ptr_array_index (method->gates, 1);
  g_assert_cmpstr (gate->name, ==, "customers");
  g_assert_true (gate->is_ok);
}

typedef struct
{
  char *folder;
  ClvWorkspace *workspace;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("test-chooser-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "shop.perennial", NULL);
  clv_sample_create_workspace (GPOINTER_TO_INT (data), path, 300, CLV_SAMPLE_SHOP_SEED, NULL,
                               &error);
  g_assert_no_error (error);
  fixture->workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "shop.perennial", NULL);

  g_assert_finalize_object (fixture->workspace);
  g_unlink (path);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
test_shop (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  ClvMethodFacts facts;

  g_assert_true (clv_method_facts_load (&facts, fixture->workspace, CLV_DATE_INVALID, NULL,
                                        &error));
  g_assert_no_error (error);
  g_assert_cmpuint (facts.n_customers, ==, 300);
  g_assert_cmpuint (facts.n_attributes, >, 0);
  g_assert_cmpuint (facts.n_subscribers, ==, 0);
}

/* Who has a subscription that ended and no other has left. */
static void
test_subscriptions (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvChoice) choice = NULL;
  ClvMethodFacts facts;
  ClvAnswers answers = { { 0 } };

  g_assert_true (clv_method_facts_load (&facts, fixture->workspace, CLV_DATE_INVALID, NULL,
                                        &error));
  g_assert_no_error (error);
  g_assert_cmpuint (facts.n_subscribers, ==, 300);
  g_assert_cmpuint (facts.n_left, >, 0);
  g_assert_cmpuint (facts.n_left, <, 300);
  g_assert_cmpint (facts.term_months, ==, 1);
  g_assert_cmpfloat (facts.n_terms, >, 12);

  /* The orders of this business are its bills. */
  g_assert_true (clv_method_facts_is_clockwork (&facts));
  g_assert_false (clv_answers_decide (&answers, &facts, CLV_QUESTION_BESIDE));
  choice = clv_choice_new (&facts, &answers);
  g_assert_cmpint (clv_choice_find (choice, "bg-nbd")->verdict, ==, CLV_METHOD_VERDICT_REJECTED);
  g_assert_cmpint (clv_choice_find (choice, "sbg")->verdict, !=, CLV_METHOD_VERDICT_REJECTED);
}

static void
test_record (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvChoice) choice = NULL;
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *words = NULL;
  g_autofree char *described = NULL;
  gboolean holds = FALSE;
  ClvMethodFacts facts = get_usual ();
  ClvAnswers answers = get_answers ("contract=no purpose=ranking");
  ClvAnswers stored;
  const ClvEvent *event = NULL;

  g_assert_true (clv_choice_load_answers (&stored, fixture->workspace, &words, &error));
  g_assert_null (words);
  g_assert_cmpint (stored.purpose, ==, CLV_PURPOSE_OPEN);

  choice = clv_choice_new (&facts, &answers);
  g_assert_false (clv_choice_record (choice, fixture->workspace, "no-such-kind", "anna", &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_true (clv_choice_record (choice, fixture->workspace, "bg-nbd", "anna", &error));
  g_assert_no_error (error);

  events = clv_ledger_list (fixture->workspace, 0, &error);
  event = g_ptr_array_index (events, events->len - 1);
  if (!g_str_equal (event->act, "choose_method"))
    event = g_ptr_array_index (events, 0);
  g_assert_cmpstr (event->act, ==, "choose_method");
  g_assert_cmpstr (event->actor, ==, "anna");
  g_assert_nonnull (strstr (event->payload, "chosen=bg-nbd\n"));
  g_assert_nonnull (strstr (event->payload, "recommended=mbg-nbd\n"));
  g_assert_nonnull (strstr (event->payload, "answer.purpose=ranking\n"));
  g_assert_nonnull (strstr (event->payload, "fact.repeat-customers=2500\n"));
  g_assert_nonnull (strstr (event->payload, "=bg-bb rejected\n"));
  described = clv_choice_describe_event (event->payload);
  g_assert_cmpstr (described, ==, "Chose the method BG/NBD instead of the recommended MBG/NBD");
  g_assert_true (clv_ledger_verify (fixture->workspace, NULL, findings, &holds, &error));
  g_assert_true (holds);

  g_assert_true (clv_choice_load_answers (&stored, fixture->workspace, &words, &error));
  g_assert_nonnull (strstr (words, "BG/NBD"));
  g_assert_nonnull (strstr (words, "anna"));
  g_assert_cmpint (stored.purpose, ==, CLV_PURPOSE_RANKING);
  g_assert_cmpint (stored.of[CLV_QUESTION_CONTRACT], ==, CLV_ANSWER_NO);
  g_assert_cmpint (stored.of[CLV_QUESTION_OCCASIONS], ==, CLV_ANSWER_OPEN);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/valuation/method-facts/regularity", test_regularity);
  g_test_add_func ("/valuation/method-facts/whole-days", test_whole_days);
  g_test_add_func ("/valuation/method-facts/counts", test_counts);
  g_test_add_func ("/valuation/method-facts/rhythm", test_rhythm);
  g_test_add_func ("/valuation/method-facts/season", test_season);
  g_test_add_func ("/valuation/method-facts/nothing", test_nothing);
  g_test_add ("/valuation/method-facts/shop", Fixture, GINT_TO_POINTER (CLV_SAMPLE_RETAIL), set_up,
              test_shop, tear_down);
  g_test_add ("/valuation/method-facts/subscriptions", Fixture, GINT_TO_POINTER (CLV_SAMPLE_SAAS),
              set_up, test_subscriptions, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/valuation/chooser/rank/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/valuation/chooser/all-answers", test_all_answers);
  g_test_add_func ("/valuation/chooser/registry", test_registry);
  g_test_add_func ("/valuation/chooser/attributes", test_attributes);
  g_test_add_func ("/valuation/chooser/gates", test_gates);
  g_test_add ("/valuation/chooser/record", Fixture, GINT_TO_POINTER (CLV_SAMPLE_RETAIL), set_up,
              test_record, tear_down);

  return g_test_run ();
}
