/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-customer-sums.h"
#include "clv-fields.h"
#include "clv-money.h"
#include "clv-parallel.h"
#include "clv-quality-guests.h"
#include "clv-quality-measure.h"
#include "clv-quality-twins.h"
#include "clv-statement.h"
#include "clv-transactions-visit.h"

/* One pass over the rows: days go into a count a day, amounts into a count a
 * logarithmic class, customers into the sums that a fit uses as well, and twins
 * into their own table. Everything is judged from these, so that memory does not
 * grow with the rows. */

#define EARLIEST_YEAR 1990
#define LONELY_GAP 730         /* days without any order before the bulk */
#define LONELY_SHARE 0.01      /* of the rows, at most, lie before it */
/* Ten million euros, or a thousand million yen. */
#define HUGE_MINOR G_GINT64_CONSTANT (1000000000)
#define N_OUTLIERS 5

/* Classes of amounts: the exponent and the first eight bits behind it, so each is
 * less than 0.4 % wide. */
#define CLASS_SHIFT 44
#define CLASS_BASE (G_GUINT64_CONSTANT (1023) << 8)
#define N_CLASSES (64 << 8)

/* Iglewicz & Hoaglin (1993), "How to Detect and Handle Outliers": a modified z
 * score, 0.6745 · (y − median) / MAD, above 3.5. Amounts are skewed, so y is their
 * logarithm. A shop with few prices has hardly any spread: nothing below ten times
 * the median is called an outlier. */
#define Z_FACTOR 0.6745
#define Z_LIMIT 3.5
#define LEAST_FACTOR 10.0
#define SLIP_FACTOR 1000.0

typedef struct
{
  guint32 customer;
  ClvDate day;
  gint64 amount;
} Top;

typedef struct
{
  ClvQualityFacts *facts;
  ClvCustomerSums sums;
  ClvQualityTwins twins;
  ClvDate until;
  ClvDate earliest;
  ClvDate latest;
  guint32 *days;          /* [latest − earliest + 1] */
  guint64 *classes;       /* [N_CLASSES] */
  double cpu_twins;
  gint64 huge;
  Top top[N_OUTLIERS];    /* largest first */
} Measure;

static void
measure_clear (Measure *self)
{
  clv_customer_sums_clear (&self->sums);
  clv_quality_twins_clear (&self->twins);
  g_clear_pointer (&self->days, g_free);
  g_clear_pointer (&self->classes, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Measure, measure_clear)

static guint
get_class (gint64 amount)
{
  double value = (double) amount;
  guint64 bits = 0;

  memcpy (&bits, &value, sizeof bits);
  return (guint) MIN ((bits >> CLASS_SHIFT) - CLASS_BASE, N_CLASSES - 1);
}

/* The least amount of a class. */
static double
get_edge (guint class)
{
  guint64 bits = (class + CLASS_BASE) << CLASS_SHIFT;
  double value = 0.0;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static double
get_middle (guint class)
{
  return 0.5 * (get_edge (class) + get_edge (class + 1));
}

static void
keep_top (Measure *self,
          guint32  customer,
          ClvDate  day,
          gint64   amount)
{
  guint at = N_OUTLIERS - 1;

  for (; at > 0 && self->top[at - 1].amount < amount; at--)
    self->top[at] = self->top[at - 1];
  self->top[at].customer = customer;
  self->top[at].day = day;
  self->top[at].amount = amount;
}

static void
count_rows (guint32        n,
            const guint32 *customer,
            const ClvDate *day,
            const gint64  *amount,
            gpointer       user_data)
{
  Measure *self = user_data;
  ClvQualityFacts *facts = self->facts;
  double start = clv_cpu_seconds ();
  guint64 n_rows = 0;

  for (guint32 i = 0; i < n; i++)
    {
      if (day[i] > self->until)
        continue;
      n_rows++;
      if (day[i] < self->earliest)
        facts->n_early++;
      else if (day[i] > self->latest)
        facts->n_future++;
      else
        self->days[day[i] - self->earliest]++;
      if (amount[i] > 0)
        {
          self->classes[get_class (amount[i])]++;
          if (amount[i] > self->top[N_OUTLIERS - 1].amount)
            keep_top (self, customer[i], day[i], amount[i]);
        }
      facts->n_huge += amount[i] > self->huge || amount[i] < -self->huge;
    }
  facts->n_rows += n_rows;
  facts->cpu_seconds += clv_cpu_seconds () - start;
}

static void
compare_rows (guint32        n,
              const guint32 *customer,
              const ClvDate *day,
              const gint64  *amount,
              const gint64  *time,
              const guint64 *order,
              gpointer       user_data)
{
  Measure *self = user_data;
  double start = clv_cpu_seconds ();

  clv_quality_twins_add (&self->twins, n, customer, day, amount, time, order, self->until);
  self->cpu_twins += clv_cpu_seconds () - start;
}

static void
sum_rows (guint32        n_customers,
          guint32        n,
          const guint32 *customer,
          const ClvDate *day,
          const gint64  *amount,
          gpointer       user_data)
{
  Measure *self = user_data;

  clv_customer_sums_visitor.rows (n_customers, n, customer, day, amount, &self->sums);
}

static gboolean
sum_again (gpointer user_data)
{
  Measure *self = user_data;

  return clv_customer_sums_visitor.again (&self->sums);
}

/* The number behind "\nNAME=" in a payload; whether there is one. */
static gboolean
find_number (const char *payload,
             const char *name,
             guint64    *value)
{
  g_auto(GStrv) lines = g_strsplit (payload, "\n", -1);
  gsize length = strlen (name);

  for (guint i = 0; lines[i] != NULL; i++)
    if (strncmp (lines[i], name, length) == 0 && lines[i][length] == '=')
      return g_ascii_string_to_unsigned (lines[i] + length + 1, 10, 0, G_MAXINT64, value, NULL);
  return FALSE;
}

/* What an import's event says of it: of one by an older version only what the
 * list of imports knows, where nobody can tell rules from damage. */
static gboolean
read_event (ClvWorkspace   *workspace,
            const ClvBatch *batch,
            guint64        *n_read,
            guint64        *n_by_rule,
            GError        **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  *n_read = batch->rows + batch->rejected;
  *n_by_rule = 0;
  statement = clv_statement_new (workspace, "SELECT payload FROM event WHERE act = 'import' "
                                            "AND payload LIKE 'batch=' || ?1 || char (10) || '%'",
                                 error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch->id);
  if (!clv_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    {
      const char *payload = clv_statement_get_text (statement, 0);

      find_number (payload, "read", n_read);
      find_number (payload, "left-out-by-rule", n_by_rule);
    }
  return TRUE;
}

static gboolean
count_imports (ClvQualityFacts *facts,
               ClvWorkspace    *workspace,
               guint64         *n_stored,
               GError         **error)
{
  g_autoptr(GPtrArray) batches = clv_workspace_list_batches (workspace, error);

  *n_stored = 0;
  for (guint i = 0; batches != NULL && i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);
      guint64 n_read = 0;
      guint64 n_by_rule = 0;

      if (batch->undone || !g_str_equal (batch->kind, "orders"))
        continue;
      if (!read_event (workspace, batch, &n_read, &n_by_rule, error))
        return FALSE;
      n_by_rule = MIN (n_by_rule, MIN (batch->rejected, n_read));
      *n_stored += batch->rows;
      facts->n_read += n_read - n_by_rule;
      facts->n_unusable += batch->rejected - n_by_rule;
    }
  return batches != NULL;
}

/* A few rows years before all others are taken for wrong days. */
static void
judge_days (Measure *self)
{
  ClvQualityFacts *facts = self->facts;
  int n_days = self->latest - self->earliest + 1;
  guint64 n_before = 0;
  int first = -1;
  int last = -1;

  for (int i = 0; i < n_days; i++)
    {
      if (self->days[i] == 0)
        continue;
      if (first >= 0 && i - last > LONELY_GAP
          && (double) n_before < LONELY_SHARE * (double) facts->n_rows)
        {
          facts->n_early += n_before;
          n_before = 0;
          first = -1;
        }
      if (first < 0)
        first = i;
      last = i;
      n_before += self->days[i];
    }
  facts->first_day = first < 0 ? CLV_DATE_INVALID : self->earliest + first;
  facts->last_day = last < 0 ? CLV_DATE_INVALID : self->earliest + last;
}

static void
measure_pauses (Measure *self)
{
  ClvQualityFacts *facts = self->facts;
  g_autofree guint32 *pauses = NULL;
  guint32 n_pauses = 0;
  guint32 n_so_far = 0;
  int length = 0;
  int last = 0;

  if (facts->first_day == CLV_DATE_INVALID)
    return;
  length = facts->last_day - facts->first_day;
  pauses = g_new0 (guint32, (guint) length + 1);
  for (int i = 1; i <= length; i++)
    {
      if (self->days[facts->first_day - self->earliest + i] == 0)
        continue;
      pauses[i - last]++;
      n_pauses++;
      facts->longest_pause = MAX (facts->longest_pause, i - last);
      last = i;
    }
  for (int i = 1; i <= length && n_so_far < (n_pauses + 1) / 2; i++)
    {
      n_so_far += pauses[i];
      facts->usual_pause = i;
    }
}

/* The median deviation from the logarithm of class @centre, nearest first. */
static double
get_mad (const guint64 *classes,
         guint          centre,
         guint64        n)
{
  double at = log (get_middle (centre));
  guint64 n_near = classes[centre];
  guint low = centre;
  guint high = centre;
  double distance = 0.0;

  while (2 * n_near < n && (low > 0 || high + 1 < N_CLASSES))
    {
      double below = low > 0 ? at - log (get_middle (low - 1)) : INFINITY;
      double above = high + 1 < N_CLASSES ? log (get_middle (high + 1)) - at : INFINITY;

      distance = MIN (below, above);
      n_near += below < above ? classes[--low] : classes[++high];
    }
  return distance;
}

static void
judge_amounts (Measure *self)
{
  ClvQualityFacts *facts = self->facts;
  guint64 n_so_far = 0;
  guint centre = 0;
  guint fence = 0;
  double money = 0.0;
  double beyond = 0.0;

  for (guint i = 0; i < N_CLASSES; i++)
    facts->n_priced += self->classes[i];
  if (facts->n_priced == 0)
    return;
  while (n_so_far + self->classes[centre] < (facts->n_priced + 1) / 2)
    n_so_far += self->classes[centre++];

  facts->median = get_middle (centre);
  fence = get_class ((gint64) MIN (facts->median
                                   * MAX (LEAST_FACTOR,
                                          exp (Z_LIMIT / Z_FACTOR
                                               * get_mad (self->classes, centre,
                                                          facts->n_priced))),
                                   1e18)) + 1;
  facts->fence = get_edge (fence);
  for (guint i = 0; i < N_CLASSES; i++)
    {
      double value = get_middle (i);

      money += value * (double) self->classes[i];
      if (i < fence)
        continue;
      facts->n_outliers += self->classes[i];
      beyond += value * (double) self->classes[i];
      if (get_edge (i) > SLIP_FACTOR * facts->median)
        facts->n_slips += self->classes[i];
    }
  facts->outlier_money = beyond / money;
}

static void
name_outliers (Measure             *self,
               const ClvDictionary *names)
{
  GArray *outliers = self->facts->outliers;

  for (guint i = 0; i < N_OUTLIERS; i++)
    {
      ClvQualityOutlier *outlier = NULL;

      if (self->top[i].amount < self->facts->fence || self->top[i].amount == 0)
        break;
      g_array_set_size (outliers, i + 1);
      outlier = &g_array_index (outliers, ClvQualityOutlier, i);
      outlier->customer = g_strdup (clv_dictionary_get (names, self->top[i].customer, NULL));
      outlier->day = self->top[i].day;
      outlier->amount = self->top[i].amount;
    }
}

static gboolean
measure_init (Measure         *self,
              ClvQualityFacts *facts,
              const char      *currency,
              guint64          n_rows,
              ClvDate          until,
              ClvDate          today)
{
  self->facts = facts;
  self->until = until == CLV_DATE_INVALID ? G_MAXINT32 : until;
  self->earliest = clv_date_from_ymd (EARLIEST_YEAR, 1, 1);
  /* It may be tomorrow already where the orders come from. */
  self->latest = MAX (today, self->earliest) + 1;
  self->huge = clv_currency_get_exponent (currency) > 2 ? 10 * HUGE_MINOR : HUGE_MINOR;
  self->days = g_new0 (guint32, (guint) (self->latest - self->earliest) + 1);
  self->classes = g_new0 (guint64, N_CLASSES);
  clv_customer_sums_init (&self->sums, self->until);
  return clv_quality_twins_init (&self->twins, n_rows);
}

static void
take_twins (ClvQualityFacts *facts,
            const Measure   *self)
{
  const ClvQualityTwins *twins = &self->twins;

  facts->cpu_seconds += self->cpu_twins;
  facts->n_compared = twins->n_seen;
  facts->n_twins = twins->n_twins;
  facts->n_th_customer = twins->sample_mask + 1;
  facts->has_clock = twins->has_clock;
  facts->has_orders = twins->has_orders;
}

/* (nullable): the table whose rows were looked at, without them. */
static ClvTransactions *
visit (Measure           *self,
       ClvWorkspace      *workspace,
       const ClvProgress *progress,
       GError           **error)
{
  static const ClvRowsVisitor visitor = { sum_rows, sum_again, FALSE, count_rows,
                                          compare_rows };
  g_autoptr(ClvTransactions) visited = NULL;

  visited = clv_workspace_visit_rows (workspace, &visitor, self, progress, error);
  if (visited == NULL)
    return NULL;
  if (self->sums.is_full)
    {
      clv_quality_set_no_memory (error);
      return NULL;
    }
  return g_steal_pointer (&visited);
}

/**
 * clv_quality_measure:
 * @facts: (out): to be cleared even after an error
 * @workspace: where
 * @until: last day to look at; %CLV_DATE_INVALID for all
 * @today: what is later is in the future
 * @unit_days: of @customers
 * @customers: (out) (optional): the summary of the same rows
 * @progress: (nullable): how far
 * @error: return location
 *
 * Returns: whether all rows were looked at
 */
gboolean
clv_quality_measure (ClvQualityFacts   *facts,
                     ClvWorkspace      *workspace,
                     ClvDate            until,
                     ClvDate            today,
                     int                unit_days,
                     ClvCustomers     **customers,
                     const ClvProgress *progress,
                     GError           **error)
{
  g_auto(Measure) self = { 0, };
  g_autoptr(ClvTransactions) visited = NULL;
  g_autoptr(ClvCustomers) summary = NULL;
  guint64 n_rows = 0;

  memset (facts, 0, sizeof *facts);
  facts->first_day = CLV_DATE_INVALID;
  facts->last_day = CLV_DATE_INVALID;
  facts->outliers = clv_quality_outliers_new ();
  if (!count_imports (facts, workspace, &n_rows, error))
    return FALSE;
  if (!measure_init (&self, facts, clv_workspace_get_currency (workspace), n_rows, until, today))
    {
      clv_quality_set_no_memory (error);
      return FALSE;
    }
  visited = visit (&self, workspace, progress, error);
  if (visited == NULL)
    return FALSE;
  if (customers == NULL)
    clv_customer_sums_finish (&self.sums);
  else
    summary = clv_customers_new_for_sums (clv_transactions_ref (visited), &self.sums, until,
                                          unit_days, error);
  if (customers != NULL && summary == NULL)
    return FALSE;

  take_twins (facts, &self);
  judge_days (&self);
  measure_pauses (&self);
  judge_amounts (&self);
  if (visited->customers != NULL)
    {
      name_outliers (&self, visited->customers);
      clv_quality_count_customers (facts, &self.sums, visited->customers);
    }
  if (customers != NULL)
    *customers = g_steal_pointer (&summary);
  return TRUE;
}
