/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clv-covariate-private.h"
#include "clv-error.h"
#include "clv-numerics.h"

/* From the values of a column to the terms of a model. */

#define FEWEST 30             /* customers of a level, or it is rare */
#define FEWEST_SHARE 0.01
#define MOST_LEVELS 1000      /* beyond, a column of texts tells who, not what */

/* A column as the customers of a table have it. */
typedef struct
{
  const char *name;
  const ClvAttribute *attribute;
  guint32 n_rows;
  guint32 *count;             /* [values] customers of each */
  guint32 n_values;           /* with a customer */
  guint32 n_missing;
  gboolean is_number;
  double mean;
  double sd;
  guint32 *levels;            /* [n_values] the most frequent first */
  guint32 n_frequent;         /* of them, not rare */
  guint32 n_rare;             /* customers of rare levels, perhaps those without a value */
  gboolean has_other;
  gboolean has_missing;
} Summary;

static void
summary_clear (Summary *self)
{
  g_clear_pointer (&self->count, g_free);
  g_clear_pointer (&self->levels, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Summary, summary_clear)

/* A comma is a decimal one unless three digits follow it, which may be thousands. */
gboolean
clv_covariate_parse_number (const char *text,
                            double     *number)
{
  g_autofree char *copy = g_strstrip (g_strdup (text));
  char *comma = strchr (copy, ',');
  char *end = NULL;

  if (comma != NULL && (strchr (copy, '.') != NULL || strlen (comma + 1) == 3))
    return FALSE;
  if (comma != NULL)
    *comma = '.';
  if (*copy == '\0' || strspn (copy, "0123456789+-.eE") != strlen (copy))
    return FALSE;
  *number = g_ascii_strtod (copy, &end);
  return *end == '\0' && isfinite (*number);
}

/* (nullable): the value of a customer. */
const char *
clv_covariate_get_value (const ClvAttribute *attribute,
                         guint32             customer,
                         guint32            *code)
{
  const char *text = NULL;

  *code = attribute != NULL ? attribute->codes[customer] : CLV_DICTIONARY_NONE;
  if (*code == CLV_DICTIONARY_NONE)
    return NULL;
  text = clv_dictionary_get (attribute->values, *code, NULL);
  return text != NULL && *text != '\0' ? text : NULL;
}

static void
count_values (Summary            *self,
              const ClvCustomers *customers)
{
  guint32 n = clv_dictionary_get_n (self->attribute->values);

  self->n_rows = customers->n;
  self->count = g_new0 (guint32, MAX (n, 1));
  self->levels = g_new (guint32, MAX (n, 1));
  for (guint32 i = 0; i < customers->n; i++)
    {
      guint32 code = 0;

      if (clv_covariate_get_value (self->attribute, customers->code[i], &code) == NULL)
        self->n_missing++;
      else
        self->count[code]++;
    }
  for (guint32 i = 0; i < n; i++)
    {
      if (self->count[i] > 0)
        self->levels[self->n_values++] = i;
    }
}

typedef struct
{
  double number;
  double count;
} Number;

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  const Number *x = a;
  const Number *y = b;

  if (x->number < y->number)
    return -1;
  if (x->number > y->number)
    return 1;
  return x->count < y->count ? -1 : x->count > y->count;
}

/* Two different numbers are two levels, such as 0 and 1. Sums are over numbers in
 * their order: that of the values is changed by customers who came later. */
static void
measure_numbers (Summary *self)
{
  g_autofree Number *numbers = g_new (Number, MAX (self->n_values, 1));
  double n = (double) self->n_rows - self->n_missing;

  self->is_number = self->n_values > 2;
  for (guint32 i = 0; i < self->n_values && self->is_number; i++)
    {
      guint32 code = self->levels[i];

      numbers[i].count = self->count[code];
      self->is_number = clv_covariate_parse_number (clv_dictionary_get (self->attribute->values,
                                                                        code, NULL),
                                                    &numbers[i].number);
    }
  self->sd = 0.0;
  if (!self->is_number)
    return;

  qsort (numbers, self->n_values, sizeof *numbers, compare_numbers);
  for (guint32 i = 0; i < self->n_values; i++)
    self->mean += numbers[i].count * numbers[i].number;
  self->mean /= n;
  for (guint32 i = 0; i < self->n_values; i++)
    self->sd += numbers[i].count * (numbers[i].number - self->mean)
                * (numbers[i].number - self->mean);
  self->sd = sqrt (self->sd / n);
}

static int
compare_levels (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const Summary *self = user_data;
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;

  if (self->count[x] != self->count[y])
    return self->count[x] > self->count[y] ? -1 : 1;
  return strcmp (clv_dictionary_get (self->attribute->values, x, NULL),
                 clv_dictionary_get (self->attribute->values, y, NULL));
}

static guint32
get_fewest (const Summary *self)
{
  return MAX (FEWEST, (guint32) ceil (FEWEST_SHARE * self->n_rows));
}

static void
rank_levels (Summary *self)
{
  guint32 fewest = get_fewest (self);

  g_qsort_with_data (self->levels, (gint) self->n_values, sizeof (guint32), compare_levels, self);
  while (self->n_frequent < self->n_values
         && self->count[self->levels[self->n_frequent]] >= fewest)
    self->n_frequent++;
  for (guint32 i = self->n_frequent; i < self->n_values; i++)
    self->n_rare += self->count[self->levels[i]];
}

static void
summarise (Summary            *self,
           const ClvAttribute *attribute,
           const ClvCustomers *customers)
{
  memset (self, 0, sizeof *self);
  self->name = attribute->name;
  self->attribute = attribute;
  count_values (self, customers);
  measure_numbers (self);
  self->has_missing = self->n_missing >= get_fewest (self);
  if (self->is_number)
    return;

  rank_levels (self);
  if (!self->has_missing)
    self->n_rare += self->n_missing;
  self->has_other = self->n_rare >= get_fewest (self);
}

static guint
count_terms (const Summary *self)
{
  if (self->is_number)
    return 1u + (self->has_missing ? 1u : 0u);
  return self->n_frequent - 1u + (self->has_other ? 1u : 0u) + (self->has_missing ? 1u : 0u);
}

/* (nullable) (transfer full): why a model cannot use the column. */
static char *
dup_reason (const Summary *self)
{
  guint32 fewest = get_fewest (self);

  if (self->is_number)
    return self->sd > 1e-12 * fabs (self->mean)
           ? NULL : g_strdup_printf (_("“%s” is the same number for every customer."), self->name);
  if (self->n_values > MOST_LEVELS)
    return g_strdup_printf (_("“%s” has %u different texts: it says who a customer is, not what "
                              "customers have in common."), self->name, self->n_values);
  if (self->n_values == 0)
    return g_strdup_printf (_("“%s” is empty for every customer."), self->name);
  if (self->n_frequent == 0)
    return g_strdup_printf (_("No value of “%s” belongs to %u customers or more, which a model "
                              "needs to tell it from chance."), self->name, fewest);
  if (count_terms (self) == 0)
    return g_strdup_printf (_("“%s” is the same for every customer but fewer than %u."),
                            self->name, fewest);
  return NULL;
}

static void
info_free (gpointer data)
{
  ClvCovariateInfo *self = data;

  g_free (self->name);
  g_free (self->reason);
  g_free (self);
}

/**
 * clv_covariates_list:
 * @customers: a summary of a table with attributes
 *
 * Returns: (transfer full) (element-type ClvCovariateInfo): every column of the
 *   customers' attributes, usable or not, in their order
 */
GPtrArray *
clv_covariates_list (const ClvCustomers *customers)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (info_free);
  const GPtrArray *attributes = NULL;

  g_return_val_if_fail (customers != NULL, list);

  attributes = customers->transactions->attributes;
  for (guint i = 0; attributes != NULL && i < attributes->len; i++)
    {
      g_auto(Summary) summary = { 0, };
      ClvCovariateInfo *info = g_new0 (ClvCovariateInfo, 1);

      summarise (&summary, g_ptr_array_index (attributes, i), customers);
      info->name = g_strdup (summary.name);
      info->type = summary.is_number ? CLV_COVARIATE_NUMBER : CLV_COVARIATE_LEVELS;
      info->n_values = summary.n_values;
      info->n_missing = summary.n_missing;
      info->reason = dup_reason (&summary);
      info->is_usable = info->reason == NULL;
      info->n_terms = info->is_usable ? count_terms (&summary) : 0;
      g_ptr_array_add (list, info);
    }
  return list;
}

static const ClvAttribute *
find_attribute (const ClvTransactions *transactions,
                const char            *name,
                GError               **error)
{
  const ClvAttribute *attribute = clv_transactions_get_attribute (transactions, name);
  g_autoptr(GString) known = NULL;

  if (attribute != NULL)
    return attribute;

  known = g_string_new (NULL);
  for (guint i = 0; transactions->attributes != NULL && i < transactions->attributes->len; i++)
    {
      const ClvAttribute *other = g_ptr_array_index (transactions->attributes, i);

      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", other->name);
    }
  if (known->len == 0)
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                 _("There is no column “%s” about customers. Nothing was fitted. Import a customer "
                   "table that has one."), name);
  else
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                 _("There is no column “%s” about customers. Nothing was fitted. Known columns: "
                   "%s."), name, known->str);
  return NULL;
}

static ClvCovariateTerm *
add_term (ClvCovariates       *self,
          ClvCovariateTermKind kind,
          const char          *level,
          guint32              n_customers)
{
  ClvCovariateTerm *term = NULL;

  self->terms = g_renew (ClvCovariateTerm, self->terms, self->n_terms + 1);
  term = &self->terms[self->n_terms++];
  memset (term, 0, sizeof *term);
  term->column = self->n_columns - 1;
  term->kind = kind;
  term->level = g_strdup (level);
  term->n_customers = n_customers;
  return term;
}

static void
add_column (ClvCovariates *self,
            const Summary *summary)
{
  ClvDictionary *values = summary->attribute->values;
  g_autoptr(GPtrArray) rare = g_ptr_array_new ();
  ClvCovariateColumn *column = NULL;

  self->columns = g_renew (ClvCovariateColumn, self->columns, self->n_columns + 1);
  column = &self->columns[self->n_columns++];
  memset (column, 0, sizeof *column);
  column->name = g_strdup (summary->name);
  column->type = summary->is_number ? CLV_COVARIATE_NUMBER : CLV_COVARIATE_LEVELS;
  column->mean = summary->mean;
  column->sd = summary->sd;
  column->first_term = self->n_terms;
  if (summary->is_number)
    add_term (self, CLV_TERM_NUMBER, NULL, summary->n_rows - summary->n_missing);
  else
    column->baseline = g_strdup (clv_dictionary_get (values, summary->levels[0], NULL));
  for (guint32 i = 1; i < summary->n_frequent; i++)
    add_term (self, CLV_TERM_LEVEL, clv_dictionary_get (values, summary->levels[i], NULL),
              summary->count[summary->levels[i]]);
  for (guint32 i = summary->n_frequent; i < summary->n_values && !summary->is_number; i++)
    g_ptr_array_add (rare, g_strdup (clv_dictionary_get (values, summary->levels[i], NULL)));
  if (summary->has_other)
    add_term (self, CLV_TERM_OTHER, NULL, summary->n_rare);
  if (summary->has_missing)
    add_term (self, CLV_TERM_MISSING, NULL, summary->n_missing);
  column->n_terms = self->n_terms - column->first_term;
  g_ptr_array_add (rare, NULL);
  column->rare = (char **) g_ptr_array_free (g_steal_pointer (&rare), FALSE);
}

ClvCovariates *
clv_covariates_design (const char * const *columns,
                       const ClvCustomers *customers,
                       GPtrArray          *constant,
                       GError            **error)
{
  g_autoptr(ClvCovariates) self = g_new0 (ClvCovariates, 1);

  self->ref_count = 1;
  for (guint i = 0; columns[i] != NULL; i++)
    {
      const ClvAttribute *attribute = find_attribute (customers->transactions, columns[i], error);
      g_auto(Summary) summary = { 0, };
      char *reason = NULL;

      if (attribute == NULL)
        return NULL;
      summarise (&summary, attribute, customers);
      reason = dup_reason (&summary);
      if (reason != NULL)
        g_ptr_array_add (constant, reason);
      else
        add_column (self, &summary);
    }
  if (self->n_columns > 0)
    return g_steal_pointer (&self);

  g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
               _("%s Nothing was fitted. Choose a column that differs between customers."),
               constant->len > 0 ? (const char *) g_ptr_array_index (constant, 0) : "");
  return NULL;
}

/* Gram–Schmidt on the weighted cross products, the constant first: what is left of
 * a term that the ones before it add up to is rounding. */
void
clv_covariates_drop_collinear (ClvCovariates            *self,
                               const ClvCovariateGroups *groups)
{
  guint n = self->n_terms + 1;
  g_autofree double *gram = g_new0 (double, (gsize) n * n);
  g_autofree double *row = g_new (double, n);

  row[0] = 1.0;
  for (guint32 i = 0; i < groups->n_rows; i++)
    {
      memcpy (row + 1, groups->z + (gsize) groups->group_of[i] * self->n_terms,
              self->n_terms * sizeof (double));
      for (guint j = 0; j < n; j++)
        {
          for (guint k = 0; fabs (row[j]) > 0.0 && k <= j; k++)
            gram[j * n + k] += row[j] * row[k];
        }
    }
  for (guint j = 0; j < n; j++)
    {
      double before = gram[j * n + j];

      for (guint k = 0; k < j; k++)
        {
          for (guint l = 0; l < k; l++)
            gram[j * n + k] -= gram[j * n + l] * gram[k * n + l];
          gram[j * n + k] = gram[k * n + k] > 0.0 ? gram[j * n + k] / gram[k * n + k] : 0.0;
        }
      for (guint k = 0; k < j; k++)
        gram[j * n + j] -= gram[j * n + k] * gram[j * n + k];
      if (gram[j * n + j] <= 1e-9 * before)
        {
          gram[j * n + j] = 0.0;
          self->terms[j - 1].is_dropped = TRUE;
        }
      else
        {
          gram[j * n + j] = sqrt (gram[j * n + j]);
        }
    }
}

/**
 * clv_covariates_get_process_name:
 * @self: covariates
 * @kind: the kind that was fitted
 * @process: number of a vector γ
 *
 * Returns: "purchase", "dropout" …; "all" with the same effect in all
 */
const char *
clv_covariates_get_process_name (const ClvCovariates *self,
                                 const ClvModelKind  *kind,
                                 guint                process)
{
  g_return_val_if_fail (self != NULL && process < self->n_processes, NULL);
  return self->has_same_effect ? "all" : kind->process_names[process];
}

/**
 * clv_covariates_dup_term_name:
 * @self: covariates
 * @term: number of a term
 *
 * Returns: (transfer full) (nullable): the level that people are told; %NULL of a
 *   number
 */
char *
clv_covariates_dup_term_name (const ClvCovariates *self,
                              guint                term)
{
  g_return_val_if_fail (self != NULL && term < self->n_terms, NULL);

  switch (self->terms[term].kind)
    {
    case CLV_TERM_LEVEL:
      return g_strdup (self->terms[term].level);

    case CLV_TERM_OTHER:
      /* Translators: all levels of a column that few customers have */
      return g_strdup (_("(other)"));

    case CLV_TERM_MISSING:
      /* Translators: customers without a value in a column */
      return g_strdup (_("(missing)"));

    case CLV_TERM_NUMBER:
    default:
      return NULL;
    }
}

/**
 * clv_covariates_ref:
 * @self: covariates
 *
 * Returns: (transfer full): @self
 */
ClvCovariates *
clv_covariates_ref (ClvCovariates *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * clv_covariates_unref:
 * @self: (nullable): covariates
 */
void
clv_covariates_unref (ClvCovariates *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  for (guint i = 0; i < self->n_columns; i++)
    {
      g_free (self->columns[i].name);
      g_free (self->columns[i].baseline);
      g_strfreev (self->columns[i].rare);
    }
  for (guint i = 0; i < self->n_terms; i++)
    g_free (self->terms[i].level);
  g_free (self->columns);
  g_free (self->terms);
  g_free (self->coefficients);
  g_free (self->standard_errors);
  g_free (self->covariance);
  g_free (self);
}
