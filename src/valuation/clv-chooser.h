/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-method-facts.h"

G_BEGIN_DECLS

typedef enum
{
  CLV_ANSWER_OPEN,   /* not answered: what the data show counts */
  CLV_ANSWER_NO,
  CLV_ANSWER_YES
} ClvAnswer;

typedef enum
{
  CLV_PURPOSE_OPEN,
  CLV_PURPOSE_RANKING,
  CLV_PURPOSE_TOTAL,
  CLV_PURPOSE_AVERAGE
} ClvPurpose;

/* The questions with yes and no. */
typedef enum
{
  CLV_QUESTION_CONTRACT,    /* do customers tell you when they leave? */
  CLV_QUESTION_OCCASIONS,   /* can they buy at set occasions only? */
  CLV_QUESTION_BESIDE,      /* is there a subscription and orders beside it? */
  CLV_QUESTION_ATTRIBUTES,  /* do you know what may explain how they buy? */
  CLV_N_QUESTIONS
} ClvQuestion;

/**
 * ClvAnswers:
 *
 * What a person says of the business, which no data can tell. A plain value; all
 * zero is "nothing answered".
 */
typedef struct
{
  ClvAnswer of[CLV_N_QUESTIONS];
  ClvPurpose purpose;
} ClvAnswers;

typedef enum
{
  CLV_METHOD_VERDICT_RECOMMENDED,
  CLV_METHOD_VERDICT_SUITABLE,
  CLV_METHOD_VERDICT_POSSIBLE,      /* with reservations */
  CLV_METHOD_VERDICT_BASELINE,      /* to measure others by */
  CLV_METHOD_VERDICT_REJECTED
} ClvMethodVerdict;

/**
 * ClvMethodGate:
 *
 * What a method needs, and what there is.
 */
typedef struct
{
  const char *name;          /* "repeat-customers" */
  double value;
  double need;               /* wanted */
  double least;              /* without it nothing can be told */
  gboolean is_ok;            /* value ≥ need */
  gboolean is_possible;      /* value ≥ least */
  char *text;                /* "214 of 500 repeat customers" */
} ClvMethodGate;

typedef struct
{
  gboolean is_for;
  char *text;                /* a translated sentence */
} ClvMethodReason;

/**
 * ClvMethod:
 *
 * One method as it stands with these answers and facts.
 */
typedef struct
{
  const char *id;            /* of the model kind, "cohort" or "rfm" */
  const char *name;
  guint rank;                /* from 1 on; 0 where it cannot be used */
  ClvMethodVerdict verdict;
  gboolean is_kind;          /* the registry has it: it can be fitted */
  double merit;              /* order among equals; means nothing by itself */
  GPtrArray *reasons;        /* (element-type ClvMethodReason) */
  GPtrArray *gates;          /* (element-type ClvMethodGate) */
} ClvMethod;

/**
 * ClvChoice:
 *
 * All methods, best first, with what speaks for and against each.
 */
typedef struct
{
  ClvMethodFacts facts;
  ClvAnswers answers;
  GPtrArray *methods;        /* (element-type ClvMethod) */
  const char *recommended;   /* (nullable): id of a kind */
} ClvChoice;

ClvChoice       *clv_choice_new (const ClvMethodFacts *facts,
                                 const ClvAnswers     *answers);
void             clv_choice_free (ClvChoice *self);
const ClvMethod *clv_choice_find (const ClvChoice *self,
                                  const char      *id);
const char      *clv_method_verdict_get_name (ClvMethodVerdict verdict);
const char      *clv_method_verdict_describe (ClvMethodVerdict verdict);

/* Questions: words for the command line, and the question itself. */
const char      *clv_question_get_name (ClvQuestion question);
const char      *clv_question_get_text (ClvQuestion question);
const char      *clv_question_get_option (ClvQuestion question,
                                          ClvAnswer   answer);
const char      *clv_question_get_example (ClvQuestion question,
                                           ClvAnswer   answer);
const char      *clv_answer_get_name (ClvAnswer answer);
gboolean         clv_answer_parse (const char *text,
                                   ClvAnswer  *answer);
const char      *clv_purpose_get_name (ClvPurpose purpose);
const char      *clv_purpose_get_text (ClvPurpose purpose);
const char      *clv_purpose_get_example (ClvPurpose purpose);
const char      *clv_purpose_get_question (void);
gboolean         clv_purpose_parse (const char *text,
                                    ClvPurpose *purpose);
/* What counts: the answer, or what the data show where there is none. */
gboolean         clv_answers_decide (const ClvAnswers     *self,
                                     const ClvMethodFacts *facts,
                                     ClvQuestion           question);

/* The ledger. */
gboolean         clv_choice_record (const ClvChoice  *self,
                                    ClvWorkspace     *workspace,
                                    const char       *kind,
                                    const char       *actor,
                                    GError          **error);
char            *clv_choice_describe_event (const char *payload);
gboolean         clv_choice_load_answers (ClvAnswers    *answers,
                                          ClvWorkspace  *workspace,
                                          char         **words,
                                          GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvChoice, clv_choice_free)

G_END_DECLS
