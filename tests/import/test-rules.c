/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "import-fixture.h"

#define DAY "1709596800" /* 2024-03-05 */

/* One file, what the plan says of it, and what comes out. Of the rows left out: their
 * word, how many, and the sum of their amounts. */
typedef struct
{
  const char *name;
  const char *text;
  const char *columns;      /* "field=column …", parted by | */
  const char *rules;        /* "key=value …", parted by | */
  const char *rows;         /* as the fixture's sink writes them, parted by | */
  const char *rejects;      /* "word rows amount" parted by |, by first line */
  const char *adjustments;  /* "word amount" parted by | */
  gint64 net;
  const char *warning;      /* (nullable): the only one has this in it */
} RuleRow;

#define ORDERS "customer=c|date=d|amount=a|order=o"

static const RuleRow rule_rows[] = {
  /* Amounts from several columns */
  { "quantity-price", "c,d,q,p\nA,2024-03-05,3,1.335\nB,2024-03-05,-2,2.5\n"
                      "C,2024-03-05,2.5,0.0101\n",
    "customer=c|date=d|quantity=q|price=p", "", "A " DAY " 401|B " DAY " -500|C " DAY " 3", "", "",
    401 - 500 + 3, "2 amounts" },
  { "quantity-price-large", "c,d,q,p\n"
                            "A,2024-03-05,80995,1.04\n", "customer=c|date=d|quantity=q|price=p",
    "", "A " DAY " 8423480", "", "", 8423480, NULL },
  { "quantity-missing", "c,d,q,p\nA,2024-03-05,1,2.00\nA,2024-03-05,1,2.00\nB,2024-03-05,,2.00\n",
    "customer=c|date=d|quantity=q|price=p", "", "A " DAY " 200|A " DAY " 200", "empty 1 0", "", 400,
    NULL },
  { "tax-and-shipping", "c,d,a,t,s\nA,2024-03-05,11.90,1.90,\nB,2024-03-05,-11.90,-1.90,1.00\n",
    "customer=c|date=d|amount=a|tax=t|shipping=s", "tax=subtract|shipping=subtract",
    "A " DAY " 1000|B " DAY " -900", "", "tax 0|shipping -100", 100, NULL },
  { "tax-kept", "c,d,a,t\nA,2024-03-05,11.90,1.90\n", "customer=c|date=d|amount=a|tax=t", "",
    "A " DAY " 1190", "", "", 1190, NULL },
  { "tax-unreadable", "c,d,a,t\nA,2024-03-05,11.90,1.90\nA,2024-03-05,1.00,0\n"
                      "B,2024-03-05,5.00,x\n",
    "customer=c|date=d|amount=a|tax=t", "tax=subtract", "A " DAY " 1000|A " DAY " 100",
    "not-a-number 1 500", "tax 190", 1100, NULL },

  /* What was paid back */
  { "refunded-in-part", "o,c,d,a,r\n1,A,2024-03-05,100.00,30.00\n2,B,2024-03-05,50.00,-5.00\n",
    ORDERS "|refunded=r", "",
    "A " DAY " 10000 1|A " DAY " -3000 1|B " DAY " 5000 2|B " DAY " -500 2", "", "refunded 3500",
    11500, NULL },
  { "refunded-in-full", "o,c,d,a,r\n1,A,2024-03-05,100.00,100.00\n", ORDERS "|refunded=r", "",
    "A " DAY " 10000 1|A " DAY " -10000 1", "", "refunded 10000", 0, NULL },
  { "refunded-too-much", "o,c,d,a,r\n1,A,2024-03-05,10.00,12.50\n2,A,2024-03-05,20.00,\n",
    ORDERS "|refunded=r", "", "A " DAY " 1000 1|A " DAY " -1000 1|A " DAY " 2000 2", "",
    "refunded 1000", 2000, "1 order of" },
  { "refunded-over-lines", "o,c,d,a,r\n1,A,2024-03-05,60.00,80.00\n1,A,2024-03-05,40.00,\n",
    ORDERS "|refunded=r", "",
    "A " DAY " 6000 1|A " DAY " -6000 1|A " DAY " 4000 1|A " DAY " -2000 1", "", "refunded 8000",
    2000, NULL },
  { "refunded-once", "o,c,d,a,r\n1,A,2024-03-05,60.00,10.00\n1,A,2024-03-05,,10.00\n",
    ORDERS "|refunded=r", "", "A " DAY " 6000 1|A " DAY " -1000 1", "further-line 1 0",
    "refunded 1000", 5000, NULL },
  { "negative-rows", "c,d,a\nA,2024-03-05,10.00\n"
                     "A,2024-03-05,-4.00\n", "customer=c|date=d|amount=a",
    "refunds=ignore", "A " DAY " 1000", "refund 1 -400", "", 1000, NULL },
  { "event-rows", "c,d,a,e\nA,2024-03-05,10.00,Payment\nA,2024-03-05,4.00,refund \nA,2024-03-05,"
                  "-1.00,Refund\n",
    "customer=c|date=d|amount=a|event=e", "refund-events=Refund",
    "A " DAY " 1000|A " DAY " -400|A " DAY " -100", "", "refund-sign 800", 500, NULL },
  { "reference", "o,c,d,a,f\nR1,shop,2024-03-06,-4.00,T1\nT1,A,2024-03-05,10.00,\nT2,B,2024-03-05,"
                 "7.00,\nR2,B,2024-03-06,-1.00,T9\nR3,,2024-03-06,-2.00,T8\n",
    ORDERS "|reference=f", "",
    "A " DAY " 1000 T1|B " DAY " 700 T2|A 1709683200 -400 T1|B 1709683200 -100 R2",
    "no-customer 1 -200", "", 1200, NULL },

  /* Lines and totals */
  { "total-on-each-row", "o,c,d,a\n1,A,2024-03-05,10.00\n1,A,2024-03-05,10.00\n"
                         "2,B,2024-03-05,3.00\n"
                         "1,A,2024-03-05,10.00\n",
    ORDERS, "lines=once", "A " DAY " 1000 1|B " DAY " 300 2", "repeated-total 2 2000", "", 1300,
    NULL },
  { "total-differs", "o,c,d,a\n1,A,2024-03-05,10.00\n1,A,2024-03-05,12.00\n,A,2024-03-05,1.00\n"
                     ",A,2024-03-05,1.00\n", ORDERS, "lines=once",
    "A " DAY " 1000 1|A " DAY " 100 |A " DAY " 100 ", "other-total 1 1200", "", 1200,
    "1 row of “rules.csv” has another total" },
  { "total-refund-once", "o,c,d,a\n1,A,2024-03-05,10.00\n1,A,2024-03-05,-3.00\n"
                         "1,A,2024-03-05,-3.00\n"
                         "1,A,2024-03-05,-2.00\n", ORDERS, "lines=once",
    "A " DAY " 1000 1|A " DAY " -300 1|A " DAY " -200 1", "repeated-total 1 -300", "", 500, NULL },
  { "first-total-left-out", "o,c,d,a,s\n1,A,2024-03-05,10.00,void\n1,A,2024-03-05,10.00,paid\n",
    ORDERS "|status=s", "lines=once|excluded-statuses=void", "A " DAY " 1000 1", "status 1 1000",
    "", 1000, NULL },
  { "lines-elsewhere", "o,c,d,a\n2,,,\n1,A,2024-03-05,10.00\n2,B,2024-03-05,4.00\n1,,,\n"
                       "9,,,\n", ORDERS,
    "", "A " DAY " 1000 1|B " DAY " 400 2", "further-line 2 0|line-without-order 1 0", "", 1400,
    NULL },
  { "lines-of-left-out", "o,c,d,a,s\n1,A,2024-03-05,10.00,void\n1,,,,\n2,B,2024-03-05,4.00,\n"
                         "1,,,,\n",
    ORDERS "|status=s", "excluded-statuses=void", "B " DAY " 400 2",
    "status 1 1000|further-line 2 0", "", 400, NULL },

  /* Which rows count */
  { "filter-leave-out", "c,d,a,mode\nA,2024-03-05,1.00,Live\nB,2024-03-05,2.00, TEST \n"
                        "C,2024-03-05,"
                        "3.00,\n",
    "customer=c|date=d|amount=a", "filter-1=leave-out;mode;test", "A " DAY " 100|C " DAY " 300",
    "filter 1 200", "", 400, NULL },
  { "filter-only", "c,d,a,stage\nA,2024-03-05,1.00,Closed Won\nB,2024-03-05,2.00,Lost\n"
                   "C,2024-03-05,"
                   "3.00,\n",
    "customer=c|date=d|amount=a", "filter-1=only;stage;closed won", "A " DAY " 100",
    "other-value 1 200|other-value 1 300", "", 100, NULL },
  { "filter-empty", "c,d,a,x\nA,2024-03-05,1.00,\n"
                    "B,2024-03-05,2.00,y\n", "customer=c|date=d|amount=a",
    "filter-1=only;x;;", "A " DAY " 100", "other-value 1 200", "", 100, NULL },
  { "filter-umlaut", "c,d,a,s\nA,2024-03-05,1.00,GELÖSCHT\nB,2024-03-05,2.00,gut\n",
    "customer=c|date=d|amount=a", "filter-1=leave-out;s;gelöscht", "B " DAY " 200", "filter 1 100",
    "", 200, NULL },
  { "cancelled", "c,d,a,x\nA,2024-03-05,1.00,\nB,2024-03-05,2.00,2024-03-06\n",
    "customer=c|date=d|amount=a|cancelled=x", "", "A " DAY " 100", "cancelled 1 200", "", 100,
    NULL },
  { "first-and-last-day", "c,d,a\nA,2023-12-31,1.00\nB,2024-03-05,2.00\nC,2024-03-06,4.00\n",
    "customer=c|date=d|amount=a", "earliest=2024-01-01|latest=2024-03-05", "B " DAY " 200",
    "too-early 1 100|too-late 1 400", "", 200, NULL },
  { "once-refund-of-an-order", "o,c,d,a,x\n1,A,2024-03-05,20.00,\n1,A,2024-03-05,20.00,\n"
                               "R1,A,2024-03-05,-5.00,1\nR1,A,2024-03-05,-5.00,1\n",
    ORDERS "|reference=x", "lines=once", "A " DAY " 2000 1|A " DAY " -500 1",
    "repeated-total 2 1500", "", 1500, NULL },
  { "days-of-the-workspace", "c,d,a\nA,2024-03-05 00:30:00+09:00,1.00\n"
                             "B,2024-03-06 00:30:00+09:00,2.00\nC,2024-03-04 23:30:00-05:00,4.00\n"
                             "D,2024-03-05 23:30:00-05:00,8.00\n",
    "customer=c|date=d|amount=a", "earliest=2024-03-05|latest=2024-03-05",
    "B 1709652600 200|C 1709613000 400", "too-early 1 100|too-late 1 800", "", 600, NULL },
  { "rate-of-the-day", "c,d,a,u\nA,2024-03-05 00:30:00+09:00,1.00,USD\nA,2024-03-05,5.00,EUR\n"
                       "B,2024-03-06 00:30:00+09:00,2.00,USD\n",
    "customer=c|date=d|amount=a|currency=u", "rates=USD 0.5;USD 2024-03-05 0.9",
    "A 1709566200 50|A " DAY " 500|B 1709652600 180", "", "converted -230", 730, NULL },
  { "future", "c,d,a\nA,2024-03-05,1.00\nB,2199-03-05,2.00\n", "customer=c|date=d|amount=a", "",
    "A " DAY " 100", "future 1 200", "", 100, NULL },
  { "no-date", "c,d,a\nA,2024-03-05,1.00\nA,2024-03-05,1.00\nB,1970-01-01,2.00\n",
    "customer=c|date=d|amount=a", "", "A " DAY " 100|A " DAY " 100", "no-date 1 200", "", 200,
    NULL },

  /* Who bought */
  { "guests", "c,d,a\n0,2024-03-05,1.00\nGuest,2024-03-05,2.00\nGUEST,2024-03-05,16.00\n"
              ",2024-03-05,4.00\n"
              "17,2024-03-05,8.00\n",
    "customer=c|date=d|amount=a", "guests=0;guest", "17 " DAY " 800",
    "guest 1 100|guest 2 1800|no-customer 1 400", "", 800, NULL },
  { "mail-in-any-column", "c,d,a\nAnn@X.org,2024-03-05,1.00\n ann@x.ORG ,2024-03-05,2.00\nAnn,"
                          "2024-03-05,3.00\n", "customer=c|date=d|amount=a", "",
    "ann@x.org " DAY " 100|ann@x.org " DAY " 200|Ann " DAY " 300", "", "", 600, NULL },
  { "plain-mail", "c,d,a\nann+news@x.org,2024-03-05,1.00\nANN@x.org,2024-03-05,2.00\n+a@x.org,"
                  "2024-03-05,3.00\nA+B,2024-03-05,4.00\n", "customer=c|date=d|amount=a",
    "key=plain-email",
    "ann@x.org " DAY " 100|ann@x.org " DAY " 200|+a@x.org " DAY " 300|A+B " DAY " 400", "", "",
    1000,
    NULL },

  /* Currencies */
  { "rates", "c,d,a,y\nA,2024-03-05,1.00,eur\nB,2024-03-05,2.00,usd\nC,2024-03-05,1000,JPY\n"
             "D,2024-03-05,1.005,KWD\nE,2024-03-05,9.99,GBP\n",
    "customer=c|date=d|amount=a|currency=y", "rates=USD 0.9;USD 2024-03-05 0.925;USD 2024-03-06 5;"
                                             "JPY 0.00615;KWD 3",
    "A " DAY " 100|B " DAY " 185|C " DAY " 615|D " DAY " 302", "no-rate 1 999", "converted -1102",
    1202, NULL },
  { "rates-of-many-days", "c,d,a,y\nA,2024-03-05,1.00,USD\nB,2024-03-06,1.00,USD\n"
                          "C,2024-02-29,1.00,USD\nD,2025-01-01,1.00,USD\nE,2024-03-05,1.00,GBP\n",
    "customer=c|date=d|amount=a|currency=y",
    "rates=USD 2024-03-06 3;USD 2024-03-05 2;GBP 7;USD 2024-03-04 1;USD 2024-03-09 4;AUD 9",
    "A " DAY " 200|B 1709683200 300|D 1735689600 400|E " DAY " 700", "no-rate 1 100",
    "converted -1600", 1600, NULL },
  { "rate-too-late", "c,d,a,y\nA,2024-03-05,1.00,EUR\nB,2024-03-05,2.00,USD\n",
    "customer=c|date=d|amount=a|currency=y", "rates=USD 2024-03-06 0.9", "A " DAY " 100",
    "no-rate 1 200", "", 100, NULL },
  { "sign-with-rate", "c,d,a\nA,2024-03-05,1.00\nB,2024-03-05,$2.00\nC,2024-03-05,£3.00\n",
    "customer=c|date=d|amount=a", "rates=USD 0.5", "A " DAY " 100|B " DAY " 100", "currency 1 0",
    "converted -100", 200, NULL },
  { "refund-in-another", "o,c,d,a,r,y\n1,A,2024-03-05,10.00,4.00,USD\n",
    ORDERS "|refunded=r|currency=y", "rates=USD 0.5", "A " DAY " 500 1|A " DAY " -200 1", "",
    "converted -300", 300, NULL },

  /* Clocks */
  { "time-column", "c,d,t,a\nA,2024-03-05,2:30:00 PM,1.00\nB,2024-03-05,,2.00\n"
                   "C,2024-03-05,x,4.00\n",
    "customer=c|date=d|amount=a|time=t", "", "A 1709649000 100|B " DAY " 200", "not-a-time 1 400",
    "",
    300, NULL },
  { "zone-column", "c,d,t,z,a\nA,2024-03-05,23:30,Pacific Time (US & Canada),1.00\n"
                   "B,2024-03-05,12:00,Europe/Berlin,2.00\nC,2024-03-05,12:00,Mars,4.00\n",
    "customer=c|date=d|amount=a|time=t|zone=z", "", "A 1709710200 100|B 1709636400 200",
    "unknown-zone 1 400", "", 300, NULL },
  { "zone-of-the-file", "c,d,a\nA,2024-03-05 12:00,1.00\nB,2024-03-05 12:00 +0000,2.00\n",
    "customer=c|date=d|amount=a", "zone=America/New_York", "A 1709658000 100|B 1709640000 200", "",
    "", 300, NULL },

  /* Values that look odd and are right */
  { "values", "c,d,a\nA,2024-03-05,0.00\nB,2024-03-05,-5.00\nC,2024-03-05,=1+1\nD,2024-03-05,1.00\n"
              "E,2024-03-05,2.00\n", "customer=c|date=d|amount=a", "zeros=exclude",
    "B " DAY " -500|D " DAY " 100|E " DAY " 200", "zero 1 0|not-a-number 1 0", "", -200, NULL },
  { "outlier", "c,d,a\nA,2024-03-05,10.00\nB,2024-03-05,11.00\nC,2024-03-05,12.00\nD,2024-03-05,"
               "12000.00\n", "customer=c|date=d|amount=a", "",
    "A " DAY " 1000|B " DAY " 1100|C " DAY " 1200|D " DAY " 1200000", "", "", 1203300,
    "1 amount of “rules.csv” is at least 500 times" },
  { "quantity-outlier", "c,d,q,p\nA,2024-03-05,1,2.00\nB,2024-03-05,3,2.00\nC,2024-03-05,2,2.00\n"
                        "D,2024-03-05,80995,0.01\n", "customer=c|date=d|quantity=q|price=p", "",
    "A " DAY " 200|B " DAY " 600|C " DAY " 400|D " DAY " 80995", "", "", 82195,
    "1 quantity of “rules.csv” is at least 500 times" },
};

static ClvImportPlan *
make_plan (const char *columns,
           const char *rules)
{
  ClvImportPlan *plan = clv_import_plan_new ();
  g_auto(GStrv) pairs = g_strsplit (columns, "|", -1);
  g_auto(GStrv) settings = g_strsplit (rules, "|", -1);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto(GStrv) pair = g_strsplit (pairs[i], "=", 2);
      ClvField field = CLV_FIELD_CUSTOMER;

      g_assert_true (clv_import_field_from_id (pair[0], &field));
      clv_import_plan_set_column (plan, field, pair[1]);
    }
  for (guint i = 0; settings[i] != NULL; i++)
    {
      g_auto(GStrv) setting = g_strsplit (settings[i], "=", 2);

      clv_import_plan_set_rule (&plan, setting[0], setting[1], &error);
      g_assert_no_error (error);
    }

  return plan;
}

static int
compare_by_line (gconstpointer a,
                 gconstpointer b)
{
  const ClvReject *left = *(ClvReject * const *) a;
  const ClvReject *right = *(ClvReject * const *) b;

  return left->lines[0] < right->lines[0] ? -1 : 1;
}

static char *
describe_rejects (ClvImportResult *result)
{
  GString *text = g_string_new (NULL);

  g_ptr_array_sort (result->rejects, compare_by_line);
  for (guint i = 0; i < result->rejects->len; i++)
    {
      const ClvReject *reject = g_ptr_array_index (result->rejects, i);

      g_string_append_printf (text, "%s%s %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT,
                              i > 0 ? "|" : "", reject->id, reject->n_rows, reject->amount);
    }

  return g_string_free (text, FALSE);
}

static char *
describe_adjustments (const ClvImportResult *result)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < result->adjustments->len; i++)
    {
      const ClvAdjustment *adjustment = g_ptr_array_index (result->adjustments, i);

      g_string_append_printf (text, "%s%s %" G_GINT64_FORMAT, i > 0 ? "|" : "", adjustment->id,
                              adjustment->amount);
    }

  return g_string_free (text, FALSE);
}

/* What the result accounts for, to be held against what the file adds up to. */
static gint64
account (const ClvImportResult *result)
{
  gint64 sum = result->net_amount;

  for (guint i = 0; i < result->rejects->len; i++)
    {
      const ClvReject *reject = g_ptr_array_index (result->rejects, i);

      if (g_str_equal (reject->currency, result->currency))
        sum += reject->amount;
    }
  for (guint i = 0; i < result->adjustments->len; i++)
    sum += ((const ClvAdjustment *) g_ptr_array_index (result->adjustments, i))->amount;

  return sum;
}

static void
test_rule (gconstpointer data)
{
  const RuleRow *row = data;
  g_autofree char *path = fixture_write ("rules.csv", row->text, -1);
  g_autoptr(ClvImportPlan) plan = make_plan (row->columns, row->rules);
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *rows = NULL;
  g_autofree char *rejects = NULL;
  g_autofree char *adjustments = NULL;
  FixtureSink sink;

  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  rows = fixture_join (&sink);
  rejects = describe_rejects (result);
  adjustments = describe_adjustments (result);
  g_assert_cmpstr (rows, ==, row->rows);
  g_assert_cmpstr (rejects, ==, row->rejects);
  g_assert_cmpstr (adjustments, ==, row->adjustments);
  g_assert_cmpint (result->net_amount, ==, row->net);
  g_assert_cmpint (result->plain_amount, ==, account (result));
  g_assert_cmpuint (result->rows_read, ==, result->rows_kept + result->rows_rejected);
  g_assert_cmpuint (result->warnings->len, ==, row->warning != NULL);
  if (row->warning != NULL)
    g_assert_nonnull (strstr (g_ptr_array_index (result->warnings, 0), row->warning));
  fixture_sink_clear (&sink);
}

#define FURTHER_RULES                                                 \
  "|excluded-statuses=void|guests=0|tax=subtract|refund-events=back|" \
  "earliest=2020-01-01|rates=USD 0.9|filter-1=leave-out;s;test"

/* Money of any rows, rules and faults: what the file adds up to is accounted for. The
 * sum is taken here, apart from the importer. */
static void
test_accounts (void)
{
  static const char * const statuses[] = { "paid", "void", "", "Test" };
  static const char * const customers[] = { "A", "B", "", "0", "ann@x.org" };
  static const char * const dates[] = { "2024-03-05", "2024-02-30", "2024-03-07 10:00",
                                        "2019-01-01" };
  static const char * const currencies[] = { "EUR", "eur", "USD", "GBP", "" };
  static const char * const keys[] = { "lines=sum", "lines=once" };

  for (guint k = 0; k < 40; k++)
    {
      g_autoptr(GRand) random = g_rand_new_with_seed (k);
      g_autoptr(GString) text = g_string_new ("o,c,d,a,s,y,r,t,e\n");
      g_autoptr(ClvImportPlan) plan = NULL;
      g_autoptr(ClvImportResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *path = NULL;
      g_autofree char *rules = g_strconcat (keys[k % 2], FURTHER_RULES, NULL);
      gint64 sum = 0;
      FixtureSink sink;

      for (guint i = 0; i < 500; i++)
        {
          gint64 cents = g_rand_int_range (random, -2000, 20000);
          const char *currency = currencies[g_rand_int_range (random, 0, 8) % 5];
          gboolean is_odd = g_rand_int_range (random, 0, 6) == 0;

          currency = is_odd ? currency : "EUR";
          sum += g_ascii_strcasecmp (currency, "EUR") == 0 ? cents : 0;
          g_string_append_printf (text, "%d,%s,%s,%s%d.%02d,%s,%s,%d.00,%d.10,%s\n",
                                  g_rand_int_range (random, 0, 200),
                                  customers[is_odd ? g_rand_int_range (random, 0, 5) : 0],
                                  dates[is_odd ? g_rand_int_range (random, 0, 4) : 0],
                                  cents < 0 ? "-" : "", (int) ABS (cents) / 100,
                                  (int) ABS (cents) % 100,
                                  statuses[g_rand_int_range (random, 0, 20) % 4], currency,
                                  g_rand_int_range (random, 0, 9) == 0 ? 30 : 0,
                                  g_rand_int_range (random, 0, 3),
                                  g_rand_int_range (random, 0, 9) == 0 ? "Back" : "sale");
        }
      path = fixture_write ("accounts.csv", text->str, -1);
      plan = make_plan (k % 3 == 0 ? ORDERS "|status=s|currency=y"
                        : ORDERS "|status=s|currency=y|refunded=r|tax=t|event=e", rules);
      fixture_sink_init (&sink);
      result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (result->plain_amount, ==, sum);
      g_assert_cmpint (account (result), ==, sum);
      g_assert_cmpuint (result->rows_read, ==, 500);
      g_assert_cmpuint (result->rows_kept + result->rows_rejected, ==, 500);
      fixture_sink_clear (&sink);
    }
}

/* Every currency has its own line, also where its rows are left out. */
static void
test_currencies (void)
{
  static const char text[] = "c,d,a,y\nA,2024-03-05,1.00,EUR\nB,2024-03-05,2.00,usd\n"
                             "C,2024-03-05,1000,JPY\nD,2024-03-05,3.00,eur\n"
                             "E,2024-03-05,5.00,USD\n";
  g_autofree char *path = fixture_write ("currencies.csv", text, -1);
  g_autoptr(ClvImportPlan) plan = make_plan ("customer=c|date=d|amount=a|currency=y",
                                             "rates=USD 0.5");
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) got = g_string_new (NULL);
  FixtureSink sink;

  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < result->currencies->len; i++)
    {
      const ClvCurrencyTotal *total = g_ptr_array_index (result->currencies, i);

      g_string_append_printf (got, "%s %d %d %d;", total->currency, (int) total->n_rows,
                              (int) total->amount, (int) total->converted);
    }
  g_assert_cmpstr (got->str, ==, "EUR 2 400 0;USD 2 700 350;JPY 1 1000 0;");
  fixture_sink_clear (&sink);
}

/* The same person has the same hash under the same key, and another under another. */
static void
test_hashed (void)
{
  static const char text[] = "mail,d,a\nAnn+x@X.org,2024-03-05,1.00\nann@x.org,2024-03-05,2.00\n"
                             "bob@x.org,2024-03-05,4.00\n";
  g_autofree char *path = fixture_write ("hashed.csv", text, -1);
  g_autoptr(ClvImportPlan) plan = make_plan ("customer=mail|date=d|amount=a", "key=hashed");
  g_autofree char *first = NULL;

  for (guint k = 0; k < 3; k++)
    {
      g_autoptr(ClvImportResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *got = NULL;
      FixtureSink sink;

      fixture_sink_init (&sink);
      sink.parent.has_secret = k > 0;
      memset (sink.parent.secret, (int) k, sizeof sink.parent.secret);
      result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
      if (k == 0)
        {
          g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN);
          fixture_sink_clear (&sink);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (result->customers, ==, 2);
      got = g_strndup (g_ptr_array_index (sink.rows, 0), 33);
      g_assert_cmpint (got[32], ==, ' ');
      g_assert_cmpuint (strspn (got, "0123456789abcdef"), ==, 32);
      g_assert_cmpint (strncmp (g_ptr_array_index (sink.rows, 1), got, 33), ==, 0);
      g_assert_cmpint (strncmp (g_ptr_array_index (sink.rows, 2), got, 33), !=, 0);
      if (first == NULL)
        first = g_steal_pointer (&got);
      else
        g_assert_cmpstr (first, !=, got);
      fixture_sink_clear (&sink);
    }
}

/* A file that names nobody says what it is good for; it is not half imported. */
static void
test_no_customers (void)
{
  static const char * const columns[] = { "date=d|amount=a|order=o", ORDERS };
  static const char text[] = "o,c,d,a\n1,,2024-03-05,1.00\n2,,2024-03-09,2.00\n"
                             "2,,2024-03-09,4.00\n";
  g_autofree char *path = fixture_write ("nobody.csv", text, -1);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr(ClvImportPlan) plan = make_plan (columns[i], "");
      g_autoptr(ClvImportResult) result = NULL;
      g_autoptr(GError) error = NULL;
      FixtureSink sink;

      fixture_sink_init (&sink);
      result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
      g_assert_null (result);
      g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_MAPPING);
      g_assert_nonnull (strstr (error->message, "can't tell customers apart"));
      g_assert_nonnull (strstr (error->message, "2 orders of €7.00 together, from 2024-03-05 to "
                                                "2024-03-09"));
      g_assert_cmpuint (sink.n_finished, ==, 0);
      fixture_sink_clear (&sink);
    }
}

/* Rows whose reason is known last are in the file of rejected rows all the same. */
static void
test_late_rejects (void)
{
  static const char text[] = "o,c,d,a\n2,,,\n1,A,2024-03-05,10.00\n9,,,\n2,B,2024-03-05,4.00\n";
  g_autofree char *path = fixture_write ("late.csv", text, -1);
  g_autofree char *out = g_strconcat (path, ".rejects", NULL);
  g_autofree char *got = NULL;
  g_autoptr(ClvImportPlan) plan = make_plan (ORDERS, "");
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  FixtureSink sink;

  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", out, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (out, &got, NULL, NULL));
  g_assert_cmpstr (got, ==,
                   "o,c,d,a,line,reason\n"
                   "2,,,,2,A further line of an order whose amount is on its first line (column "
                   "“a”).\n"
                   "9,,,,4,\"The cell in column “a” is empty, and no other row of the order has an "
                   "amount.\"\n");
  fixture_sink_clear (&sink);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rule_rows); i++)
    {
      g_autofree char *name = g_strconcat ("/import/rules/", rule_rows[i].name, NULL);

      g_test_add_data_func (name, &rule_rows[i], test_rule);
    }
  g_test_add_func ("/import/rules/accounts-for-all-money", test_accounts);
  g_test_add_func ("/import/rules/currencies-apart", test_currencies);
  g_test_add_func ("/import/rules/hashed", test_hashed);
  g_test_add_func ("/import/rules/no-customers", test_no_customers);
  g_test_add_func ("/import/rules/late-rejects", test_late_rejects);

  return g_test_run ();
}
