/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-covariate-private.h"

/* Customers with equal covariates share parameters, so they are one group. What a
 * column says of a customer is a state: a level's number, or a number's code. */

#define EMPTY G_MAXUINT32

typedef struct
{
  guint32 *state;       /* [rows] */
  guint32 *of_value;    /* [values] */
  double *number;       /* [states] of numbers, standardised; 0 without a value */
} States;

static void
states_clear (States *self)
{
  g_free (self->state);
  g_free (self->of_value);
  g_free (self->number);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (States, states_clear)

/* Number of a term within its column from 1 on, 0 where there is none. */
static guint32
find_term (const ClvCovariates      *self,
           const ClvCovariateColumn *column,
           ClvCovariateTermKind      kind,
           const char               *level)
{
  for (guint i = 0; i < column->n_terms; i++)
    {
      const ClvCovariateTerm *term = &self->terms[column->first_term + i];

      if (term->kind == kind && (level == NULL || strcmp (term->level, level) == 0))
        return i + 1;
    }
  return 0;
}

/* What each distinct value says; @is_known: whether the fit has seen such a one. */
static guint32
read_level (const ClvCovariates      *self,
            const ClvCovariateColumn *column,
            const char               *value,
            gboolean                 *is_known)
{
  guint32 state = find_term (self, column, CLV_TERM_LEVEL, value);

  *is_known = state > 0 || strcmp (value, column->baseline) == 0
              || g_strv_contains ((const char * const *) column->rare, value);
  if (state > 0 || strcmp (value, column->baseline) == 0)
    return state;
  return find_term (self, column, CLV_TERM_OTHER, NULL);
}

/* A rare lack of values is pooled as a rare level is. */
static guint32
get_missing (const ClvCovariates      *self,
             const ClvCovariateColumn *column)
{
  guint32 state = find_term (self, column, CLV_TERM_MISSING, NULL);

  return state > 0 ? state : find_term (self, column, CLV_TERM_OTHER, NULL);
}

static void
read_states (States                   *states,
             const ClvCovariates      *self,
             const ClvCovariateColumn *column,
             const ClvCustomers       *customers,
             guint32                  *n_unknown)
{
  const ClvAttribute *attribute = clv_transactions_get_attribute (customers->transactions,
                                                                  column->name);
  guint32 n = attribute != NULL ? clv_dictionary_get_n (attribute->values) : 0;
  gboolean is_number = column->type == CLV_COVARIATE_NUMBER;
  guint32 missing = is_number ? 0 : get_missing (self, column);
  g_autofree guint8 *is_unknown = g_new0 (guint8, (gsize) n + 1);

  states->state = g_new (guint32, MAX (customers->n, 1));
  states->of_value = g_new (guint32, (gsize) n + 1);
  states->number = g_new0 (double, (gsize) n + 1);
  for (guint32 i = 0; i < n; i++)
    {
      const char *value = clv_dictionary_get (attribute->values, i, NULL);
      gboolean is_known = TRUE;
      double number = column->mean;

      if (is_number)
        {
          is_known = clv_covariate_parse_number (value, &number);
          states->of_value[i] = is_known ? i + 1 : missing;
          states->number[i + 1] = (number - column->mean) / column->sd;
        }
      else
        {
          states->of_value[i] = *value != '\0' ? read_level (self, column, value, &is_known)
                                               : missing;
        }
      is_unknown[i] = !is_known && *value != '\0';
    }
  for (guint32 i = 0; i < customers->n; i++)
    {
      guint32 code = 0;
      const char *value = clv_covariate_get_value (attribute, customers->code[i], &code);

      states->state[i] = value != NULL ? states->of_value[code] : missing;
      *n_unknown += value != NULL && is_unknown[code];
    }
}

/* Splits groups by the states of one more column; numbered as they come. */
static void
refine (ClvCovariateGroups *self,
        const guint32      *state)
{
  guint bits = 4;
  guint32 n = 0;
  g_autofree guint64 *keys = NULL;
  g_autofree guint32 *slots = NULL;

  while (((guint64) 1 << bits) < 2 * (guint64) self->n_rows)
    bits++;
  keys = g_new (guint64, (gsize) 1 << bits);
  slots = g_new (guint32, (gsize) 1 << bits);
  memset (slots, 0xff, sizeof *slots << bits);
  for (guint32 i = 0; i < self->n_rows; i++)
    {
      guint64 key = (guint64) self->group_of[i] << 32 | state[i];
      gsize at = (gsize) ((key ^ key >> 29) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)
                          >> (64 - bits));

      while (slots[at] != EMPTY && keys[at] != key)
        at = (at + 1) & (((gsize) 1 << bits) - 1);
      if (slots[at] == EMPTY)
        {
          slots[at] = n++;
          keys[at] = key;
        }
      self->group_of[i] = slots[at];
    }
  self->n = n;
}

static void
fill_terms (ClvCovariateGroups  *self,
            const ClvCovariates *covariates,
            const States        *states)
{
  self->n_terms = covariates->n_terms;
  self->z = g_new0 (double, MAX ((gsize) self->n * self->n_terms, 1));
  for (guint c = 0; c < covariates->n_columns; c++)
    {
      const ClvCovariateColumn *column = &covariates->columns[c];
      guint32 missing = find_term (covariates, column, CLV_TERM_MISSING, NULL);

      for (guint32 i = 0; i < self->n_rows; i++)
        {
          double *z = self->z + (gsize) self->group_of[i] * self->n_terms + column->first_term;
          guint32 state = states[c].state[i];

          if (column->type == CLV_COVARIATE_NUMBER)
            z[0] = states[c].number[state];
          if (column->type == CLV_COVARIATE_NUMBER && state == 0 && missing > 0)
            z[missing - 1] = 1.0;
          else if (column->type == CLV_COVARIATE_LEVELS && state > 0)
            z[state - 1] = 1.0;
        }
    }
}

/* θ_j · exp (± γ'z) of every group. */
void
clv_covariates_fill_parameters (const ClvCovariates *self,
                                const ClvModelKind  *kind,
                                const double        *parameters,
                                ClvCovariateGroups  *groups)
{
  guint n = kind->n_parameters;

  g_free (groups->parameters);
  /* Behind its parameters a fit may keep what its kind needs beside them. */
  if (self == NULL)
    {
      groups->n_parameters = CLV_MAX_PARAMETERS;
      groups->parameters = g_memdup2 (parameters, CLV_MAX_PARAMETERS * sizeof (double));
      return;
    }
  groups->n_parameters = kind->is_dated ? clv_calendar_count_bound (parameters) : n;
  groups->parameters = g_new (double, (gsize) groups->n * groups->n_parameters);
  for (guint32 g = 0; g < groups->n; g++)
    {
      double shift[CLV_MAX_PROCESSES] = { 0.0 };
      double *own = groups->parameters + (gsize) g * groups->n_parameters;

      memcpy (own, parameters, groups->n_parameters * sizeof (double));
      for (guint k = 0; k < self->n_processes * self->n_terms; k++)
        shift[k / self->n_terms] += self->coefficients[k]
                                    * groups->z[(gsize) g * self->n_terms + k % self->n_terms];
      for (guint j = 0; j < n; j++)
        {
          guint process = kind->process_of[j];
          double factor = 1.0;

          if (process > 0)
            factor = exp (kind->effect_sign[j] * shift[self->has_same_effect ? 0 : process - 1]);
          own[j] = parameters[j] * factor;
        }
    }
}

/**
 * clv_covariate_groups_new:
 * @covariates: (nullable): how a fit reads the columns
 * @kind: of model
 * @parameters: (nullable) (array length=CLV_MAX_PARAMETERS): of the fit, for customers
 *   with all terms at zero
 * @customers: a table with attributes; a column that it has not is missing
 *
 * Without @covariates everybody is in one group. Groups are numbered in the order
 * of their first customers.
 *
 * Returns: (transfer full): who shares covariates, with the groups' parameters
 *   where @parameters are given
 */
ClvCovariateGroups *
clv_covariate_groups_new (const ClvCovariates *covariates,
                          const ClvModelKind  *kind,
                          const double        *parameters,
                          const ClvCustomers  *customers)
{
  ClvCovariateGroups *self = g_new0 (ClvCovariateGroups, 1);
  guint n_columns = covariates != NULL ? covariates->n_columns : 0;
  g_autofree States *states = g_new0 (States, n_columns + 1);

  self->n = 1;
  self->n_rows = customers->n;
  self->group_of = g_new0 (guint32, MAX (customers->n, 1));
  for (guint c = 0; c < n_columns; c++)
    {
      read_states (&states[c], covariates, &covariates->columns[c], customers, &self->n_unknown);
      if (customers->n > 0)
        refine (self, states[c].state);
    }
  if (covariates != NULL)
    fill_terms (self, covariates, states);
  for (guint c = 0; c < n_columns; c++)
    states_clear (&states[c]);
  if (parameters != NULL)
    clv_covariates_fill_parameters (covariates, kind, parameters, self);
  return self;
}

/**
 * clv_covariate_groups_get_parameters:
 * @self: groups with parameters
 * @row: of the customers
 *
 * Returns: (transfer none): the parameters of the customer
 */
const double *
clv_covariate_groups_get_parameters (const ClvCovariateGroups *self,
                                     guint32                   row)
{
  g_return_val_if_fail (self != NULL && self->parameters != NULL && row < self->n_rows, NULL);
  return self->parameters + (gsize) self->group_of[row] * self->n_parameters;
}

/**
 * clv_covariate_groups_free:
 * @self: (nullable): groups
 */
void
clv_covariate_groups_free (ClvCovariateGroups *self)
{
  if (self == NULL)
    return;
  g_free (self->group_of);
  g_free (self->z);
  g_free (self->parameters);
  g_free (self);
}

/* Rows of each group together, ascending within one. */
static guint32 *
sort_rows (const ClvCovariateGroups *groups,
           guint32                  *ends)
{
  guint32 *rows = g_new (guint32, MAX (groups->n_rows, 1));
  guint32 sum = 0;

  memset (ends, 0, groups->n * sizeof *ends);
  for (guint32 i = 0; i < groups->n_rows; i++)
    ends[groups->group_of[i]]++;
  for (guint32 g = 0; g < groups->n; g++)
    {
      guint32 count = ends[g];

      ends[g] = sum;
      sum += count;
    }
  for (guint32 i = 0; i < groups->n_rows; i++)
    rows[ends[groups->group_of[i]]++] = i;
  return rows;
}

static ClvCells *
cells_new (guint32 n)
{
  ClvCells *self = g_new0 (ClvCells, 1);

  self->x = g_new (guint32, MAX (n, 1));
  self->recency_days = g_new (gint32, MAX (n, 1));
  self->age_days = g_new (gint32, MAX (n, 1));
  self->weight = g_new (double, MAX (n, 1));
  return self;
}

/* Within a group, cells come in the order of their first customers, so that one
 * group has the histogram that there is without groups. */
ClvGroupCells *
clv_group_cells_new (const ClvCustomers       *customers,
                     const ClvCovariateGroups *groups,
                     guint32                  *cell_of)
{
  ClvGroupCells *self = g_new0 (ClvGroupCells, 1);
  g_autofree guint32 *triple_of = g_new (guint32, MAX (customers->n, 1));
  g_autofree guint32 *ends = g_new (guint32, MAX (groups->n, 1));
  g_autofree guint32 *rows = sort_rows (groups, ends);
  g_autoptr(ClvCells) triples = clv_cells_new_for_customers (customers, triple_of);
  g_autofree guint32 *seen_by = g_new (guint32, MAX (triples->n, 1));
  g_autofree guint32 *cell_as = g_new (guint32, MAX (triples->n, 1));
  guint32 at = 0;

  memset (seen_by, 0xff, triples->n * sizeof *seen_by);
  self->n_groups = groups->n;
  self->start = g_new0 (guint32, (gsize) groups->n + 1);
  self->cells = cells_new (customers->n);
  for (guint32 g = 0; g < groups->n; g++)
    {
      for (; at < ends[g]; at++)
        {
          guint32 triple = triple_of[rows[at]];

          if (seen_by[triple] != g)
            {
              guint32 cell = self->cells->n++;

              seen_by[triple] = g;
              cell_as[triple] = cell;
              self->cells->x[cell] = triples->x[triple];
              self->cells->recency_days[cell] = triples->recency_days[triple];
              self->cells->age_days[cell] = triples->age_days[triple];
              self->cells->weight[cell] = 0.0;
            }
          self->cells->weight[cell_as[triple]] += 1.0;
          if (cell_of != NULL)
            cell_of[rows[at]] = cell_as[triple];
        }
      self->start[g + 1] = self->cells->n;
    }
  return self;
}

void
clv_group_cells_free (ClvGroupCells *self)
{
  if (self == NULL)
    return;
  clv_cells_free (self->cells);
  g_free (self->start);
  g_free (self);
}

ClvCells
clv_group_cells_get (const ClvGroupCells *self,
                     guint32              group)
{
  guint32 start = self->start[group];
  ClvCells cells = {
    self->start[group + 1] - start, self->cells->x + start, self->cells->recency_days + start,
    self->cells->age_days + start, self->cells->weight + start,
  };

  return cells;
}
