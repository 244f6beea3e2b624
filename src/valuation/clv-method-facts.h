/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-progress.h"
#include "clv-workspace.h"

G_BEGIN_DECLS

/* k from which on gaps are those of bills. Regular purchases have 2 to 12. */
#define CLV_CLOCKWORK 20.0

/* The rhythm that purchases of all customers share, if any. */
typedef enum
{
  CLV_RHYTHM_NONE,
  CLV_RHYTHM_WEEK,
  CLV_RHYTHM_MONTH,
  CLV_RHYTHM_QUARTER,
  CLV_RHYTHM_YEAR
} ClvRhythm;

/**
 * ClvMethodFacts:
 *
 * What the data say about which method can value these customers: measured, not
 * asked. A plain value; a double is NAN where it cannot be known.
 *
 * A purchase is here a day on which a customer has an order above zero. Refunds
 * are not netted, as they are for a fit: they move single purchases, not the
 * rhythm.
 */
typedef struct
{
  ClvDate until;
  gboolean is_counted;           /* customers who were counted before the import */
  guint32 n_customers;           /* who bought by @until */
  guint32 n_repeat;              /* of them, those who came back */
  guint64 n_purchases;           /* repeat purchases */
  int history_days;
  double usual_gap;              /* days; the median between two purchases */
  double regularity;             /* k: 1 as irregular as chance, 2 and more regular */
  double regularity_error;       /* its standard error */
  guint32 n_regularity;          /* customers it was measured on */
  ClvRhythm rhythm;              /* set occasions that can be seen */
  double rhythm_share;           /* of all purchases, on the fullest days of the rhythm */
  double season_peak;            /* purchases of the strongest month to a usual one */
  int season_month;              /* 1 … 12; 0 where there is no season to be seen */
  double spend_correlation;      /* of the mean spend with the number of purchases */
  guint n_attributes;            /* that could explain how customers buy */
  guint32 n_subscribers;
  guint32 n_left;                /* of them, those whose every subscription ended */
  double n_terms;                /* renewals that the oldest subscription could have had */
  int term_months;               /* 0 where the term is a week or not known */
  double cpu_seconds;
} ClvMethodFacts;

/**
 * ClvMethodFact:
 *
 * One of them for people.
 */
typedef struct
{
  const char *name;              /* "repeat-customers" */
  const char *title;             /* translated */
  double value;                  /* NAN where not known */
  const char *unit;              /* "customers", "days" … */
  char *text;                    /* the value with its unit */
  char *meaning;                 /* a translated sentence */
} ClvMethodFact;

gboolean   clv_method_facts_load (ClvMethodFacts     *facts,
                                  ClvWorkspace       *workspace,
                                  ClvDate             until,
                                  const ClvProgress  *progress,
                                  GError            **error);
gboolean   clv_method_facts_of_transactions (ClvMethodFacts     *facts,
                                             ClvTransactions    *transactions,
                                             ClvDate             until,
                                             const ClvProgress  *progress,
                                             GError            **error);
void       clv_method_facts_init (ClvMethodFacts *facts);
/* Share of the customers who bought once; NAN without customers. */
double     clv_method_facts_get_once_share (const ClvMethodFacts *facts);
/* The history in usual gaps. */
double     clv_method_facts_get_n_gaps (const ClvMethodFacts *facts);
/* Whether gaps are more regular than chance, beyond doubt. */
gboolean   clv_method_facts_is_regular (const ClvMethodFacts *facts);
/* Whether they are as even as those of bills. */
gboolean   clv_method_facts_is_clockwork (const ClvMethodFacts *facts);
char      *clv_method_facts_format_regularity (const ClvMethodFacts *facts,
                                               int                   decimals);
/* Occasions since the first order, of the rhythm seen or of one that may be. */
double     clv_method_facts_get_n_occasions (const ClvMethodFacts *facts);
GPtrArray *clv_method_facts_list (const ClvMethodFacts *facts);
void       clv_method_fact_free (ClvMethodFact *self);

G_END_DECLS
