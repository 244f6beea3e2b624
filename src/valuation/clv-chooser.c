/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-baseline.h"
#include "clv-chooser-private.h"
#include "clv-model-kind.h"
#include "clv-money.h"

/* Which method: the classes of business are those of Schmittlein, Morrison & Colombo
 * (1987, with and without a contract) and of Fader & Hardie (2009, Probability Models
 * for Customer-Base Analysis, Journal of Interactive Marketing 23(1): whether purchases
 * can come at any time or at set occasions). Within a class the order follows what is known of each
 * model: Batislam, Denizel & Filiztekin (2007) on one-time buyers, Platzer & Reutterer
 * (2016) on regular gaps, Wübben & von Wangenheim (2008) on rules that do well for
 * single customers and badly for totals. How much each point weighs is ours: the
 * numbers below order methods and mean nothing else. A back-test says more than they
 * do. */

#define ONE_TIME_MANY 0.5
#define BURSTS 0.7
#define REGULAR_MERIT 4.0
#define REPEATS_MANY 500

/* In the order in which equals stand. */
static const ClvMethodInfo infos[] = {
  { "mbg-nbd", "MBG/NBD", CLV_METHOD_ANY_TIME, 10.0, FALSE, FALSE, FALSE, FALSE },
  { "pareto-nbd", "Pareto/NBD", CLV_METHOD_ANY_TIME, 10.0, FALSE, FALSE, TRUE, FALSE },
  { "pareto-nbd-cor", "Pareto/NBD-cor", CLV_METHOD_ANY_TIME, 9.0, FALSE, FALSE, TRUE, FALSE },
  { "bg-nbd", "BG/NBD", CLV_METHOD_ANY_TIME, 10.0, FALSE, TRUE, FALSE, FALSE },
  { "mbg-cnbd", "MBG/CNBD-k", CLV_METHOD_ANY_TIME, 8.0, TRUE, FALSE, FALSE, FALSE },
  { "bg-cnbd", "BG/CNBD-k", CLV_METHOD_ANY_TIME, 8.0, TRUE, TRUE, FALSE, FALSE },
  { "bg-bb", "BG/BB", CLV_METHOD_OCCASIONS, 10.0, FALSE, FALSE, FALSE, FALSE },
  { "hybrid", N_("Subscription plus orders"), CLV_METHOD_BOTH, 12.0, FALSE, FALSE, FALSE, FALSE },
  { "bdw", "BdW", CLV_METHOD_CONTRACT, 10.5, FALSE, FALSE, TRUE, FALSE },
  { "sbg", "sBG", CLV_METHOD_CONTRACT, 10.0, FALSE, FALSE, FALSE, FALSE },
  { "nbd", "NBD", CLV_METHOD_ANY_TIME, 3.0, FALSE, FALSE, FALSE, TRUE },
  { "historic", N_("As often as before"), CLV_METHOD_RULE, 2.0, FALSE, FALSE, FALSE, FALSE },
  { "formula", N_("Formula"), CLV_METHOD_AVERAGE, 1.0, FALSE, FALSE, FALSE, FALSE },
  { "cohort", N_("Cohort curve"), CLV_METHOD_CELLS, 1.0, FALSE, FALSE, FALSE, FALSE },
  { "rfm", N_("RFM cells"), CLV_METHOD_CELLS, 1.5, FALSE, FALSE, FALSE, FALSE },
};

static const struct
{
  const char *name;
  const char *words;
} verdicts[] = {
  [CLV_METHOD_VERDICT_RECOMMENDED] = { "recommended", N_("Recommended") },
  [CLV_METHOD_VERDICT_SUITABLE] = { "suitable", N_("Suitable") },
  [CLV_METHOD_VERDICT_POSSIBLE] = { "possible", N_("With reservations") },
  [CLV_METHOD_VERDICT_BASELINE] = { "baseline", N_("Yardstick") },
  [CLV_METHOD_VERDICT_REJECTED] = { "rejected", N_("Does not fit") },
};

const char *
clv_method_verdict_get_name (ClvMethodVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < G_N_ELEMENTS (verdicts), NULL);

  return verdicts[verdict].name;
}

const char *
clv_method_verdict_describe (ClvMethodVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < G_N_ELEMENTS (verdicts), NULL);

  return _(verdicts[verdict].words);
}

static void
reason_free (ClvMethodReason *self)
{
  g_free (self->text);
  g_free (self);
}

static void
method_free (ClvMethod *self)
{
  g_ptr_array_unref (self->reasons);
  g_ptr_array_unref (self->gates);
  g_free (self);
}

/* Takes @text. */
void
clv_method_add_reason (ClvMethod *self,
                       gboolean   is_for,
                       char      *text)
{
  ClvMethodReason *reason = g_new0 (ClvMethodReason, 1);

  reason->is_for = is_for;
  reason->text = text;
  g_ptr_array_add (self->reasons, reason);
}

static void
reject (ClvMethod  *self,
        const char *text)
{
  self->verdict = CLV_METHOD_VERDICT_REJECTED;
  clv_method_add_reason (self, FALSE, g_strdup (text));
}

/* Reservations never make up for a rejection. */
static void
reserve (ClvMethod  *self,
         double      cost,
         const char *text)
{
  self->verdict = MAX (self->verdict, CLV_METHOD_VERDICT_POSSIBLE);
  self->merit -= cost;
  clv_method_add_reason (self, FALSE, g_strdup (text));
}

static void
praise (ClvMethod  *self,
        double      gain,
        const char *text)
{
  self->merit += gain;
  clv_method_add_reason (self, TRUE, g_strdup (text));
}

typedef struct
{
  const ClvMethodFacts *facts;
  const ClvAnswers *answers;
  gboolean has_contract;
  gboolean has_occasions;
  gboolean has_both;
} Business;

static void
judge_without_contract (ClvMethod           *self,
                        const ClvMethodInfo *info,
                        const Business      *business)
{
  if (business->has_contract && !business->has_both)
    {
      reject (self, _("Your customers tell you when they leave. This model guesses who has left "
                      "without a word."));
      return;
    }
  if (business->has_both)
    reserve (self, 5.0, _("It values the orders beside the subscription, not the subscription."));
  if (info->family == CLV_METHOD_ANY_TIME && business->has_occasions)
    reject (self, _("Your customers can buy at set occasions only. This model lets them buy on any "
                    "day."));
  else if (info->family == CLV_METHOD_OCCASIONS && !business->has_occasions)
    reject (self, _("Your customers can buy on any day. This model knows set occasions only, at "
                    "each of which one buys or not."));
  else if (info->family == CLV_METHOD_OCCASIONS)
    praise (self, 0.0, _("Your customers buy at set occasions and leave without a word: this is "
                         "what it is made for."));
  else if (!info->never_leaves)
    praise (self, 0.0, _("Your customers buy on any day and leave without a word: this is what it "
                         "is made for."));
}

static void
judge_contract (ClvMethod      *self,
                const Business *business)
{
  if (!business->has_contract)
    {
      reject (self, _("Your customers do not tell you when they leave. This model needs the day on "
                      "which each of them left."));
      return;
    }
  praise (self, 0.0, _("Your customers tell you when they leave: this is what it is made for."));
  if (business->has_both)
    reserve (self, 1.0, _("It values the subscription, not the orders beside it."));
}

static void
judge_both (ClvMethod      *self,
            const Business *business)
{
  if (!business->has_contract)
    reject (self, _("It joins a subscription with orders, and your customers have no "
                    "subscription."));
  else if (!business->has_both)
    reject (self, _("It joins a subscription with orders, and your customers have no orders beside "
                    "it."));
  else
    praise (self, 0.0, _("One value a customer from the subscription and the orders beside it."));
}

/* Rules know neither contracts nor occasions. */
static void
judge_rule (ClvMethod           *self,
            const ClvMethodInfo *info,
            const Business      *business)
{
  if (info->family == CLV_METHOD_CELLS)
    {
      self->verdict = CLV_METHOD_VERDICT_BASELINE;
      praise (self, 0.0, _("Says what a simple table would: a model has to beat it on the same "
                           "past."));
      return;
    }
  if (info->family == CLV_METHOD_AVERAGE)
    {
      reserve (self, 0.0, _("One frequency and one lifespan for everybody: it says nothing about a "
                            "single customer."));
      praise (self, 0.0, _("Everybody can follow it with a pocket calculator."));
    }
  else
    {
      reserve (self, 0.0, _("Takes everybody for active and buying on as before: those who left "
                            "are counted too."));
      praise (self, 0.0, _("Often hard to beat for telling the best customers from the rest."));
    }
}

static void
judge_one_time (ClvMethod           *self,
                const ClvMethodInfo *info,
                const Business      *business)
{
  const double share = clv_method_facts_get_once_share (business->facts);
  g_autofree char *once = NULL;
  g_autofree char *percent = NULL;
  g_autofree char *text = NULL;

  if (!(share > 0.0) || info->never_leaves)
    return;
  once = clv_number_format (business->facts->n_customers - business->facts->n_repeat, 0);
  percent = clv_percent_format (share, 0);
  if (info->is_artefact)
    {
      text = g_strdup_printf (_("Takes all %s one-time buyers (%s of your customers) for active, "
                                "however long ago they bought."), once, percent);
      self->merit -= share >= ONE_TIME_MANY ? 3.0 : 0.5;
      clv_method_add_reason (self, FALSE, g_steal_pointer (&text));
    }
  else
    {
      text = g_strdup_printf (_("Lets one-time buyers be gone already; you have %s of them (%s of "
                                "your customers)."), once, percent);
      praise (self, share >= ONE_TIME_MANY ? 1.0 : 0.0, text);
    }
}

static void
judge_regularity (ClvMethod           *self,
                  const ClvMethodInfo *info,
                  const Business      *business)
{
  const ClvMethodFacts *facts = business->facts;
  const gboolean is_regular = clv_method_facts_is_regular (facts);
  g_autofree char *k = isfinite (facts->regularity)
                      ? clv_method_facts_format_regularity (facts, 1) : NULL;
  g_autofree char *text = NULL;

  if (info->is_regular && facts->is_counted)
    {
      reject (self, _("Your customers were counted before the import, so the single gaps, from "
                      "which it reads regularity, are not known."));
      return;
    }
  if (k == NULL)
    return;
  if (info->is_regular && is_regular)
    {
      text = g_strdup_printf (_("Your customers buy regularly (k = %s, chance is 1). It notices "
                                "early that somebody stays away."), k);
      praise (self, REGULAR_MERIT, text);
    }
  else if (info->is_regular)
    {
      text = g_strdup_printf (_("Gaps are about as irregular as chance (k = %s): regularity, which "
                                "it is there for, is not to be seen."), k);
      reserve (self, 1.0, text);
    }
  else if (is_regular)
    {
      text = g_strdup_printf (_("Your customers buy more regularly (k = %s) than it assumes: it "
                                "notices late that somebody stays away."), k);
      self->merit -= 1.0;
      clv_method_add_reason (self, FALSE, g_steal_pointer (&text));
    }
  else if (facts->regularity < BURSTS)
    {
      text = g_strdup_printf (_("Your customers buy in bursts (k = %s), which it does not expect. "
                                "Test it against the past."), k);
      clv_method_add_reason (self, FALSE, g_steal_pointer (&text));
    }
}

/* Which kinds can, the registry says. */
static void
judge_attributes (ClvMethod          *self,
                  const ClvModelKind *kind,
                  const Business     *business)
{
  if (!clv_answers_decide (business->answers, business->facts, CLV_QUESTION_ATTRIBUTES)
      || kind == NULL)
    return;
  if (kind->n_processes > 0)
    praise (self, 0.5, _("Can take what you know about customers into account, as covariates."));
  else
    clv_method_add_reason (self, FALSE, g_strdup (_("Cannot take what you know about customers "
                                                    "into account.")));
}

static void
judge_purchases (ClvMethod           *self,
                 const ClvMethodInfo *info,
                 const Business      *business)
{
  if (info->never_leaves)
    {
      self->verdict = MAX (self->verdict, CLV_METHOD_VERDICT_BASELINE);
      clv_method_add_reason (self, FALSE,
                             g_strdup (_("Assumes that nobody ever leaves, and so expects too "
                                         "much: what a model with leaving has to beat.")));
      return;
    }
  judge_one_time (self, info, business);
  judge_regularity (self, info, business);
  judge_attributes (self, clv_model_kind_find (info->id), business);
  if (g_str_equal (info->id, "pareto-nbd"))
    clv_method_add_reason (self, TRUE,
                           g_strdup (_("Lets customers leave at any time, not only right after a "
                                       "purchase.")));
  if (g_str_equal (info->id, "pareto-nbd-cor"))
    clv_method_add_reason (self, TRUE,
                           g_strdup (_("Lets those who buy often leave sooner or later than "
                                       "others, as the data say.")));
  if (info->is_slow && business->facts->n_repeat < REPEATS_MANY)
    {
      self->merit -= 1.0;
      clv_method_add_reason (self, FALSE,
                             g_strdup (_("Tells leaving from slow buying less surely than the "
                                         "others where few customers came back.")));
    }
}

static void
judge_terms (ClvMethod           *self,
             const ClvMethodInfo *info)
{
  if (info->is_slow)
    clv_method_add_reason (self, TRUE,
                           g_strdup (_("Lets the risk of leaving change with the length of a "
                                       "subscription; asks for more renewals.")));
  else
    clv_method_add_reason (self, TRUE,
                           g_strdup (_("Each customer has a risk of leaving of their own, the same "
                                       "at each renewal; two parameters are enough.")));
}

static void
judge_purpose (ClvMethod           *self,
               const ClvMethodInfo *info,
               const Business      *business)
{
  const gboolean is_rule = info->family >= CLV_METHOD_RULE;

  switch (business->answers->purpose)
    {
    case CLV_PURPOSE_RANKING:
      if (info->family == CLV_METHOD_AVERAGE)
        reject (self, _("You want to rank people, and it gives everybody the same."));
      else if (!is_rule && info->family != CLV_METHOD_CONTRACT && !info->never_leaves)
        praise (self, 0.0, _("For ranking: tells two customers with equally many orders apart by "
                             "how long they have been silent."));
      break;
    case CLV_PURPOSE_TOTAL:
      if (is_rule && info->family != CLV_METHOD_CELLS)
        reserve (self, 1.0, _("For a total: those who left make it too high."));
      else if (!is_rule && !info->never_leaves)
        praise (self, g_str_equal (info->id, "pareto-nbd") ? 0.5 : 0.0,
                _("For a total: errors of single customers cancel out; test the total on your own "
                  "past."));
      break;
    case CLV_PURPOSE_AVERAGE:
      if (info->family == CLV_METHOD_AVERAGE)
        praise (self, 2.0, _("For one average: it is one."));
      break;
    case CLV_PURPOSE_OPEN:
    default:
      break;
    }
}

/* Too little data rejects, and less than wanted is said. */
static void
judge_gates (ClvMethod *self)
{
  for (guint i = 0; i < self->gates->len; i++)
    {
      const ClvMethodGate *gate = g_ptr_array_index (self->gates, i);
      g_autofree char *text = NULL;

      if (gate->is_ok)
        continue;
      if (gate->is_possible)
        {
          text = g_strdup_printf (_("Less than wanted: %s. Its numbers are unsure."), gate->text);
          self->merit -= 0.25;
          clv_method_add_reason (self, FALSE, g_steal_pointer (&text));
        }
      else
        {
          text = g_strdup_printf (_("Too little: %s. Nothing could be told from that."),
                                  gate->text);
          reject (self, text);
        }
    }
}

static ClvMethod *
method_new (const char         *id,
            const char         *name,
            const ClvModelKind *kind)
{
  ClvMethod *self = g_new0 (ClvMethod, 1);

  self->id = id;
  self->name = name;
  self->verdict = CLV_METHOD_VERDICT_SUITABLE;
  self->is_kind = kind != NULL;
  self->reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) reason_free);
  self->gates = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_method_gate_free);
  return self;
}

static ClvMethod *
judge (const ClvMethodInfo *info,
       const Business      *business)
{
  const ClvModelKind *kind = clv_model_kind_find (info->id);
  ClvMethod *self = method_new (info->id, kind != NULL ? _(kind->name) : _(info->name), kind);

  self->merit = info->merit;
  switch (info->family)
    {
    case CLV_METHOD_ANY_TIME:
    case CLV_METHOD_OCCASIONS:
      judge_without_contract (self, info, business);
      break;
    case CLV_METHOD_CONTRACT:
      judge_contract (self, business);
      break;
    case CLV_METHOD_BOTH:
      judge_both (self, business);
      break;
    case CLV_METHOD_RULE:
    case CLV_METHOD_AVERAGE:
    case CLV_METHOD_CELLS:
    default:
      judge_rule (self, info, business);
      break;
    }
  clv_method_add_gates (self, info, business->facts);
  /* What a method is not made for need not be weighed further. */
  if (self->verdict == CLV_METHOD_VERDICT_REJECTED)
    return self;
  if (info->family == CLV_METHOD_ANY_TIME)
    judge_purchases (self, info, business);
  if (info->family == CLV_METHOD_CONTRACT)
    judge_terms (self, info);
  judge_purpose (self, info, business);
  judge_gates (self);
  return self;
}

/* Of two methods with the same verdict the better comes first. */
static gboolean
is_behind (const ClvMethod *self,
           const ClvMethod *other)
{
  if (self->verdict != other->verdict)
    return self->verdict > other->verdict;
  return self->merit < other->merit - 1e-9;
}

/* An insertion sort, because equals keep the order of the table. */
static void
sort_methods (GPtrArray *methods)
{
  for (guint i = 1; i < methods->len; i++)
    for (guint k = i; k > 0 && is_behind (methods->pdata[k - 1], methods->pdata[k]); k--)
      {
        gpointer method = methods->pdata[k];

        methods->pdata[k] = methods->pdata[k - 1];
        methods->pdata[k - 1] = method;
      }
}

/* A baseline that no kind stands for takes part in comparisons. Every other method of
 * the table is a kind. */
static void
mark_unfitted (ClvMethod *self)
{
  if (self->is_kind)
    return;
  self->verdict = MAX (self->verdict, CLV_METHOD_VERDICT_BASELINE);
  clv_method_add_reason (self, FALSE,
                         g_strdup (_("Stands beside the models in a comparison; it cannot be "
                                     "fitted by itself.")));
}

/* A kind that nothing is known of here can be fitted all the same. */
static void
add_others (ClvChoice *self)
{
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);

  for (guint i = 0; i < n; i++)
    {
      ClvMethod *method = NULL;

      if (clv_choice_find (self, kinds[i]->id) != NULL)
        continue;
      method = method_new (kinds[i]->id, _(kinds[i]->name), kinds[i]);
      reserve (method, 0.0, _("There is no rule for when to use it. Compare it with the others on "
                              "your own past."));
      g_ptr_array_add (self->methods, method);
    }
}

static void
rank (ClvChoice *self)
{
  guint n = 0;

  sort_methods (self->methods);
  for (guint i = 0; i < self->methods->len; i++)
    {
      ClvMethod *method = g_ptr_array_index (self->methods, i);

      if (method->verdict > CLV_METHOD_VERDICT_BASELINE)
        break;
      method->rank = ++n;
      if (i == 0 && method->is_kind && method->verdict <= CLV_METHOD_VERDICT_POSSIBLE)
        {
          method->verdict = CLV_METHOD_VERDICT_RECOMMENDED;
          self->recommended = method->id;
        }
    }
}

/**
 * clv_choice_new:
 * @facts: what was measured; copied
 * @answers: what a person said; copied
 *
 * Takes microseconds, so that it can follow every change of an answer. Which methods
 * exist is looked up now.
 *
 * Returns: (transfer full): all methods with what speaks for and against them
 */
ClvChoice *
clv_choice_new (const ClvMethodFacts *facts,
                const ClvAnswers     *answers)
{
  ClvChoice *self = NULL;
  Business business = { 0, };

  g_return_val_if_fail (facts != NULL && answers != NULL, NULL);

  self = g_new0 (ClvChoice, 1);
  self->facts = *facts;
  self->answers = *answers;
  self->methods = g_ptr_array_new_with_free_func ((GDestroyNotify) method_free);
  business.facts = &self->facts;
  business.answers = &self->answers;
  business.has_contract = clv_answers_decide (answers, facts, CLV_QUESTION_CONTRACT);
  business.has_occasions = clv_answers_decide (answers, facts, CLV_QUESTION_OCCASIONS);
  business.has_both = business.has_contract
                      && clv_answers_decide (answers, facts, CLV_QUESTION_BESIDE);
  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    {
      ClvMethod *method = judge (&infos[i], &business);

      mark_unfitted (method);
      g_ptr_array_add (self->methods, method);
    }
  add_others (self);
  rank (self);
  return self;
}

void
clv_choice_free (ClvChoice *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->methods);
  g_free (self);
}

/**
 * clv_choice_find:
 * @self: methods
 * @id: "bg-nbd", "cohort" …
 *
 * Returns: (transfer none) (nullable): that method
 */
const ClvMethod *
clv_choice_find (const ClvChoice *self,
                 const char      *id)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->methods->len; i++)
    {
      const ClvMethod *method = g_ptr_array_index (self->methods, i);

      if (g_strcmp0 (method->id, id) == 0)
        return method;
    }
  return NULL;
}
