/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-covariate-private.h"
#include "clv-error.h"
#include "clv-fields.h"
#include "clv-numerics.h"

/* Canonical text of the covariates of a fit, one field of its result. */

static const char * const type_ids[] = { "number", "levels" };
static const char * const kind_ids[] = { "number", "level", "other", "missing" };

static void
add_doubles (GString      *text,
             const char   *key,
             const double *values,
             guint         n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.%u", key, i);

      clv_fields_add_double (text, name, values[i]);
    }
}

static void
add_column (GString                  *text,
            const ClvCovariateColumn *column,
            guint                     i)
{
  g_autofree char *key = g_strdup_printf ("column.%u.", i);
  g_autofree char *name = g_strconcat (key, "name", NULL);
  g_autofree char *type = g_strconcat (key, "type", NULL);
  g_autofree char *mean = g_strconcat (key, "mean", NULL);
  g_autofree char *sd = g_strconcat (key, "sd", NULL);
  g_autofree char *baseline = g_strconcat (key, "baseline", NULL);

  clv_fields_add (text, name, column->name);
  clv_fields_add (text, type, type_ids[column->type]);
  clv_fields_add_double (text, mean, column->mean);
  clv_fields_add_double (text, sd, column->sd);
  clv_fields_add (text, baseline, column->baseline);
  for (guint k = 0; column->rare[k] != NULL; k++)
    {
      g_autofree char *rare = g_strdup_printf ("%srare.%u", key, k);

      clv_fields_add (text, rare, column->rare[k]);
    }
}

static void
add_term (GString                *text,
          const ClvCovariateTerm *term,
          guint                   i)
{
  g_autofree char *key = g_strdup_printf ("term.%u.", i);
  g_autofree char *column = g_strconcat (key, "column", NULL);
  g_autofree char *kind = g_strconcat (key, "kind", NULL);
  g_autofree char *level = g_strconcat (key, "level", NULL);
  g_autofree char *customers = g_strconcat (key, "customers", NULL);
  g_autofree char *dropped = g_strconcat (key, "dropped", NULL);

  clv_fields_add_int (text, column, term->column);
  clv_fields_add (text, kind, kind_ids[term->kind]);
  clv_fields_add (text, level, term->level);
  clv_fields_add_int (text, customers, term->n_customers);
  clv_fields_add_int (text, dropped, term->is_dropped);
}

char *
clv_covariates_to_text (const ClvCovariates *self)
{
  GString *text = g_string_new (NULL);
  guint n_effects = self->n_processes * self->n_terms;
  guint n_all = self->n_parameters + n_effects;

  clv_fields_add_int (text, "columns", self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    add_column (text, &self->columns[i], i);
  clv_fields_add_int (text, "terms", self->n_terms);
  for (guint i = 0; i < self->n_terms; i++)
    add_term (text, &self->terms[i], i);
  clv_fields_add_int (text, "processes", self->n_processes);
  clv_fields_add_int (text, "same-effect", self->has_same_effect);
  clv_fields_add_double (text, "penalty", self->penalty);
  add_doubles (text, "coefficient", self->coefficients, n_effects);
  add_doubles (text, "standard-error", self->standard_errors, n_effects);
  add_doubles (text, "covariance", self->covariance, n_all * n_all);
  clv_fields_add_double (text, "log-likelihood", self->log_likelihood);
  clv_fields_add_double (text, "null-log-likelihood", self->null_log_likelihood);
  clv_fields_add_double (text, "statistic", self->statistic);
  clv_fields_add_int (text, "df", self->df);
  clv_fields_add_double (text, "p", self->p);
  return g_string_free (text, FALSE);
}

static const char *
get_text (GHashTable *fields,
          const char *what,
          guint       i,
          const char *key)
{
  g_autofree char *name = g_strdup_printf ("%s.%u.%s", what, i, key);

  return clv_fields_get (fields, name, "");
}

static guint
find_id (const char         *id,
         const char * const *ids,
         guint               n)
{
  guint i = 0;

  while (i < n && strcmp (id, ids[i]) != 0)
    i++;
  return i;
}

static double
get_double (GHashTable *fields,
            const char *what,
            guint       i,
            const char *key)
{
  g_autofree char *name = g_strdup_printf ("%s.%u.%s", what, i, key);

  return clv_fields_get_double (fields, name, NAN);
}

static double *
new_doubles (GHashTable *fields,
             const char *key,
             guint       n)
{
  double *values = g_new (double, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.%u", key, i);

      values[i] = clv_fields_get_double (fields, name, NAN);
    }
  return values;
}

static gboolean
read_column (ClvCovariateColumn *column,
             GHashTable         *fields,
             guint               i)
{
  g_autoptr(GPtrArray) rare = g_ptr_array_new ();
  guint type = find_id (get_text (fields, "column", i, "type"), type_ids, G_N_ELEMENTS (type_ids));

  column->name = g_strdup (get_text (fields, "column", i, "name"));
  column->type = (ClvCovariateType) type;
  column->mean = get_double (fields, "column", i, "mean");
  column->sd = get_double (fields, "column", i, "sd");
  column->baseline = g_strdup (get_text (fields, "column", i, "baseline"));
  for (guint k = 0;; k++)
    {
      g_autofree char *name = g_strdup_printf ("column.%u.rare.%u", i, k);
      const char *level = clv_fields_get (fields, name, NULL);

      if (level == NULL)
        break;
      g_ptr_array_add (rare, g_strdup (level));
    }
  g_ptr_array_add (rare, NULL);
  column->rare = (char **) g_ptr_array_free (g_steal_pointer (&rare), FALSE);
  return type < G_N_ELEMENTS (type_ids);
}

/* Terms of a column follow one another. */
static gboolean
read_term (ClvCovariates *self,
           GHashTable    *fields,
           guint          i)
{
  ClvCovariateTerm *term = &self->terms[i];
  guint kind = find_id (get_text (fields, "term", i, "kind"), kind_ids, G_N_ELEMENTS (kind_ids));
  guint64 column = g_ascii_strtoull (get_text (fields, "term", i, "column"), NULL, 10);

  term->level = g_strdup (get_text (fields, "term", i, "level"));
  if (kind >= G_N_ELEMENTS (kind_ids) || column >= self->n_columns
      || (i > 0 && column < self->terms[i - 1].column))
    return FALSE;
  term->kind = (ClvCovariateTermKind) kind;
  term->column = (guint) column;
  term->n_customers = (guint32) g_ascii_strtoull (get_text (fields, "term", i, "customers"), NULL,
                                                  10);
  term->is_dropped = strcmp (get_text (fields, "term", i, "dropped"), "1") == 0;
  if (self->columns[column].n_terms == 0)
    self->columns[column].first_term = i;
  self->columns[column].n_terms++;
  return TRUE;
}

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED,
                       _("The effects of columns that are stored with a fit cannot be read. Fit "
                         "the model again or restore a backup."));
  return FALSE;
}

static gboolean
read_parts (ClvCovariates *self,
            GHashTable    *fields)
{
  gboolean is_sound = TRUE;

  self->columns = g_new0 (ClvCovariateColumn, self->n_columns);
  self->terms = g_new0 (ClvCovariateTerm, self->n_terms);
  for (guint i = 0; i < self->n_columns; i++)
    is_sound = read_column (&self->columns[i], fields, i) && is_sound;
  for (guint i = 0; i < self->n_terms && is_sound; i++)
    is_sound = read_term (self, fields, i);
  return is_sound;
}

ClvCovariates *
clv_covariates_from_text (const char         *text,
                          const ClvModelKind *kind,
                          GError            **error)
{
  g_autoptr(GHashTable) fields = clv_fields_parse (text, error);
  g_autoptr(ClvCovariates) self = NULL;
  gint64 n_columns = 0;
  gint64 n_terms = 0;
  gint64 n_processes = 0;
  guint n_effects = 0;
  guint n_all = 0;

  if (fields == NULL)
    return NULL;
  n_columns = clv_fields_get_int (fields, "columns", 0);
  n_terms = clv_fields_get_int (fields, "terms", 0);
  n_processes = clv_fields_get_int (fields, "processes", 0);
  if (n_columns < 1 || n_columns > n_terms || n_terms > CLV_MAX_DIMENSIONS || n_processes < 1
      || n_processes > kind->n_processes)
    {
      set_damaged (error);
      return NULL;
    }
  self = g_new0 (ClvCovariates, 1);
  self->ref_count = 1;
  self->n_columns = (guint) n_columns;
  self->n_terms = (guint) n_terms;
  self->n_processes = (guint) n_processes;
  self->n_parameters = kind->n_parameters;
  if (!read_parts (self, fields))
    {
      set_damaged (error);
      return NULL;
    }
  n_effects = self->n_processes * self->n_terms;
  n_all = self->n_parameters + n_effects;
  self->has_same_effect = clv_fields_get_int (fields, "same-effect", 0) != 0;
  if (!self->has_same_effect && self->n_processes != kind->n_processes)
    {
      set_damaged (error);
      return NULL;
    }
  self->penalty = clv_fields_get_double (fields, "penalty", 0.0);
  self->coefficients = new_doubles (fields, "coefficient", n_effects);
  self->standard_errors = new_doubles (fields, "standard-error", n_effects);
  self->covariance = new_doubles (fields, "covariance", n_all * n_all);
  self->log_likelihood = clv_fields_get_double (fields, "log-likelihood", NAN);
  self->null_log_likelihood = clv_fields_get_double (fields, "null-log-likelihood", NAN);
  self->statistic = clv_fields_get_double (fields, "statistic", NAN);
  self->df = (guint) clv_fields_get_int (fields, "df", 0);
  self->p = clv_fields_get_double (fields, "p", NAN);
  return g_steal_pointer (&self);
}
