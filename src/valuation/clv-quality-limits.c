/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-error.h"
#include "clv-fields.h"
#include "clv-hash.h"
#include "clv-ledger.h"
#include "clv-money.h"
#include "clv-quality-limits.h"
#include "clv-statement.h"

#define ACT "quality_limits"
#define NEWEST "SELECT payload FROM event WHERE act = '" ACT "' ORDER BY seq DESC LIMIT 1"

/* A red gate is one that makes a fit meaningless: hardly anybody to learn from,
 * hardly any time to learn in, a fifth of the file lost, or a third of it under
 * one id. Amber is what a careful analyst would look at: a year shows a season
 * once, and with five hundred who came back the usual models leave about a tenth
 * of uncertainty in their total. Old data and large orders can be quite right, so
 * they never refuse. */
static const struct
{
  const char *name;
  const char *title;
  ClvQualityUnit unit;
  gboolean is_at_least;
  ClvQualityLimit standard;
} gates[CLV_N_QUALITY_GATES] = {
  [CLV_QUALITY_COMPLETENESS] = { "completeness", N_("Completeness"), CLV_QUALITY_UNIT_SHARE, TRUE,
                                 { 0.98, 0.80 } },
  [CLV_QUALITY_IDENTITY] = { "identity", N_("Known customers"), CLV_QUALITY_UNIT_SHARE, TRUE,
                             { 0.95, 0.70 } },
  [CLV_QUALITY_UNIQUENESS] = { "uniqueness", N_("Uniqueness"), CLV_QUALITY_UNIT_SHARE, TRUE,
                               { 0.98, 0.75 } },
  [CLV_QUALITY_VALIDITY] = { "validity", N_("Validity"), CLV_QUALITY_UNIT_SHARE, TRUE,
                             { 1.0, 0.95 } },
  [CLV_QUALITY_OUTLIERS] = { "outliers", N_("Outliers"), CLV_QUALITY_UNIT_SHARE, FALSE,
                             { 0.005, NAN } },
  [CLV_QUALITY_FRESHNESS] = { "freshness", N_("Freshness"), CLV_QUALITY_UNIT_DAYS, FALSE,
                              { 45, NAN } },
  [CLV_QUALITY_HISTORY] = { "history", N_("Length of history"), CLV_QUALITY_UNIT_WEEKS, TRUE,
                            { 52, 8 } },
  [CLV_QUALITY_CUSTOMERS] = { "customers", N_("Customers"), CLV_QUALITY_UNIT_CUSTOMERS, TRUE,
                              { 500, 50 } },
  [CLV_QUALITY_REPEATS] = { "repeat-customers", N_("Repeat customers"),
                            CLV_QUALITY_UNIT_CUSTOMERS, TRUE, { 500, 30 } },
};

static const char * const units[] = { "share", "days", "weeks", "customers" };

const char *
clv_quality_gate_get_name (ClvQualityGateId gate)
{
  g_return_val_if_fail ((guint) gate < CLV_N_QUALITY_GATES, NULL);
  return gates[gate].name;
}

const char *
clv_quality_gate_get_title (ClvQualityGateId gate)
{
  g_return_val_if_fail ((guint) gate < CLV_N_QUALITY_GATES, NULL);
  return _(gates[gate].title);
}

ClvQualityUnit
clv_quality_gate_get_unit (ClvQualityGateId gate)
{
  g_return_val_if_fail ((guint) gate < CLV_N_QUALITY_GATES, CLV_QUALITY_UNIT_SHARE);
  return gates[gate].unit;
}

const char *
clv_quality_unit_get_name (ClvQualityUnit unit)
{
  g_return_val_if_fail ((guint) unit < G_N_ELEMENTS (units), NULL);
  return units[unit];
}

gboolean
clv_quality_gate_is_at_least (ClvQualityGateId gate)
{
  g_return_val_if_fail ((guint) gate < CLV_N_QUALITY_GATES, TRUE);
  return gates[gate].is_at_least;
}

/* A share that is not quite all, or not quite nothing, is not rounded to it. */
static char *
format_share (double share)
{
  int decimals = 1;

  if (share <= 0.0 || share >= 1.0 || fabs (remainder (share, 0.01)) < 1e-9)
    return clv_percent_format (share, 0);
  while (decimals < 4 && (share < 0.5 / pow (10, decimals + 2)
                          || 1.0 - share < 0.5 / pow (10, decimals + 2)))
    decimals++;
  if (share > 0.5)
    share = MIN (share, 1.0 - pow (10, -(decimals + 2)));
  return clv_percent_format (share, decimals);
}

/**
 * clv_quality_format:
 * @unit: of the value
 * @value: a value or a limit
 *
 * Returns: (transfer full): it with its unit, for people
 */
char *
clv_quality_format (ClvQualityUnit unit,
                    double         value)
{
  g_autofree char *number = NULL;
  gulong n = 0;

  if (!isfinite (value))
    return g_strdup ("–");
  if (unit == CLV_QUALITY_UNIT_SHARE)
    return format_share (value);

  number = clv_number_format (value, 0);
  n = (gulong) CLAMP (fabs (value), 0.0, 1e9);
  switch (unit)
    {
    case CLV_QUALITY_UNIT_DAYS:
      return g_strdup_printf (ngettext ("%s day", "%s days", n), number);
    case CLV_QUALITY_UNIT_WEEKS:
      return g_strdup_printf (ngettext ("%s week", "%s weeks", n), number);
    case CLV_QUALITY_UNIT_SHARE:
    case CLV_QUALITY_UNIT_CUSTOMERS:
    default:
      return g_steal_pointer (&number);
    }
}

/**
 * clv_quality_limits_init:
 * @self: (out): the limits of a workspace where nobody set any
 */
void
clv_quality_limits_init (ClvQualityLimits *self)
{
  g_return_if_fail (self != NULL);
  for (guint i = 0; i < CLV_N_QUALITY_GATES; i++)
    self->of[i] = gates[i].standard;
}

static gboolean
is_same (double a,
         double b)
{
  return (isnan (a) && isnan (b)) || fabs (a - b) < 1e-12;
}

gboolean
clv_quality_limits_equal (const ClvQualityLimits *self,
                          const ClvQualityLimits *other)
{
  for (guint i = 0; i < CLV_N_QUALITY_GATES; i++)
    if (!is_same (self->of[i].target, other->of[i].target)
        || !is_same (self->of[i].limit, other->of[i].limit))
      return FALSE;
  return TRUE;
}

/**
 * clv_quality_limits_set:
 * @self: limits
 * @gate: whose
 * @is_target: its target instead of its limit
 * @value: the new value; NAN for a limit that never refuses
 * @error: return location, %CLV_TEXT_ERROR
 *
 * What is wanted is never less than what is needed: setting one moves the other
 * along.
 *
 * Returns: whether @value is one for this gate
 */
gboolean
clv_quality_limits_set (ClvQualityLimits *self,
                        ClvQualityGateId  gate,
                        gboolean          is_target,
                        double            value,
                        GError          **error)
{
  ClvQualityLimit *limit = NULL;
  gboolean is_share = FALSE;

  g_return_val_if_fail (self != NULL && (guint) gate < CLV_N_QUALITY_GATES, FALSE);

  limit = &self->of[gate];
  is_share = gates[gate].unit == CLV_QUALITY_UNIT_SHARE;
  if (isnan (value) ? is_target : !(value >= 0.0 && value <= (is_share ? 1.0 : 1e9)))
    {
      if (is_share)
        g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                     _("A limit of “%s” is a share from 0 %% to 100 %%. No limit was changed."),
                     gates[gate].name);
      else
        g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                     _("A limit of “%s” is a number from 0 on. No limit was changed."),
                     gates[gate].name);
      return FALSE;
    }

  if (is_target)
    limit->target = value;
  else
    limit->limit = value;
  if (!isnan (limit->limit)
      && (gates[gate].is_at_least ? limit->target < limit->limit : limit->target > limit->limit))
    {
      if (is_target)
        limit->limit = value;
      else
        limit->target = value;
    }
  return TRUE;
}

static gboolean
parse_value (const char *text,
             gboolean    is_share,
             double     *value)
{
  char *end = NULL;

  if (g_ascii_strcasecmp (text, "none") == 0)
    {
      *value = NAN;
      return TRUE;
    }
  *value = g_ascii_strtod (text, &end);
  if (end == text || !isfinite (*value))
    return FALSE;
  while (g_ascii_isspace (*end))
    end++;
  if (is_share && *end == '%')
    {
      *value /= 100.0;
      end++;
    }
  return *end == '\0';
}

/**
 * clv_quality_limits_parse:
 * @self: limits
 * @setting: "history=26", "completeness=90%", "freshness=none"; with ".target"
 *   behind the name what is wanted instead of what is needed
 * @error: return location, %CLV_TEXT_ERROR
 *
 * Returns: whether @setting was understood and taken
 */
gboolean
clv_quality_limits_parse (ClvQualityLimits *self,
                          const char       *setting,
                          GError          **error)
{
  g_auto(GStrv) parts = g_strsplit (setting, "=", 2);
  g_autoptr(GString) names = NULL;

  if (g_strv_length (parts) == 2)
    {
      gboolean is_target = g_str_has_suffix (g_strstrip (parts[0]), ".target");
      double value = 0.0;

      if (is_target)
        parts[0][strlen (parts[0]) - strlen (".target")] = '\0';
      for (guint i = 0; i < CLV_N_QUALITY_GATES; i++)
        {
          if (!g_str_equal (gates[i].name, parts[0])
              || !parse_value (g_strstrip (parts[1]), gates[i].unit == CLV_QUALITY_UNIT_SHARE,
                               &value))
            continue;
          return clv_quality_limits_set (self, (ClvQualityGateId) i, is_target, value, error);
        }
    }

  names = g_string_new (NULL);
  for (guint i = 0; i < CLV_N_QUALITY_GATES; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", gates[i].name);
  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               _("“%s” sets no limit. Write NAME=LIMIT, such as history=26 or completeness=90%%, "
                 "where NAME is one of %s. No limit was changed."), setting, names->str);
  return FALSE;
}

static char *
number_to_text (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (isnan (value) ? "none" : g_ascii_formatd (text, sizeof text, "%.10g", value));
}

static char *
describe_number (ClvQualityUnit  unit,
                 const char     *text)
{
  double value = 0.0;

  return clv_quality_format (unit, parse_value (text, FALSE, &value) ? value : NAN);
}

/* "changed.limit.customers=50 to 20" → "Customers: needed 20 instead of 50" */
static char *
describe_change (const char *line)
{
  g_auto(GStrv) sides = g_strsplit (line, "=", 2);
  g_auto(GStrv) names = g_strsplit (sides[0] != NULL ? sides[0] : "", ".", 3);
  g_auto(GStrv) values = NULL;

  if (g_strv_length (sides) != 2 || g_strv_length (names) != 3
      || !g_str_equal (names[0], "changed"))
    return NULL;
  values = g_strsplit (sides[1], " to ", 2);
  for (guint i = 0; g_strv_length (values) == 2 && i < CLV_N_QUALITY_GATES; i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      if (!g_str_equal (gates[i].name, names[2]))
        continue;
      before = describe_number (gates[i].unit, values[0]);
      after = describe_number (gates[i].unit, values[1]);
      /* Translators: a check of the data, what it asks for now, what it asked for before */
      return g_strdup_printf (g_str_equal (names[1], "limit")
                              ? _("%s: %s needed instead of %s")
                              : _("%s: %s wanted instead of %s"), _(gates[i].title), after, before);
    }
  return NULL;
}

/**
 * clv_quality_limits_describe_changes:
 * @payload: (nullable): of an event
 *
 * Returns: (transfer full) (nullable): what it changed, translated
 */
char *
clv_quality_limits_describe_changes (const char *payload)
{
  g_auto(GStrv) lines = g_strsplit (payload != NULL ? payload : "", "\n", -1);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *change = describe_change (lines[i]);

      if (change != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", change);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/**
 * clv_quality_limits_to_text:
 * @self: limits
 *
 * Returns: (transfer full): a line "limit.NAME=" and one "target.NAME=" a gate
 */
char *
clv_quality_limits_to_text (const ClvQualityLimits *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < CLV_N_QUALITY_GATES; i++)
    {
      g_autofree char *limit = number_to_text (self->of[i].limit);
      g_autofree char *target = number_to_text (self->of[i].target);

      g_string_append_printf (text, "limit.%s=%s\ntarget.%s=%s\n", gates[i].name, limit,
                              gates[i].name, target);
    }
  return g_string_free (text, FALSE);
}

static void
read_number (GHashTable *fields,
             const char *prefix,
             const char *name,
             double     *value)
{
  g_autofree char *key = g_strdup_printf ("%s.%s", prefix, name);
  const char *text = clv_fields_get (fields, key, NULL);
  double number = 0.0;

  if (text != NULL && parse_value (text, FALSE, &number))
    *value = number;
}

/**
 * clv_quality_limits_load:
 * @self: (out): the limits that hold
 * @workspace: where
 * @error: return location
 *
 * They are what the newest event about them says; nothing else holds them that
 * could be edited.
 *
 * Returns: whether they could be read
 */
gboolean
clv_quality_limits_load (ClvQualityLimits *self,
                         ClvWorkspace     *workspace,
                         GError          **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autoptr(GHashTable) fields = NULL;
  gboolean has_row = FALSE;

  g_return_val_if_fail (self != NULL && CLV_IS_WORKSPACE (workspace), FALSE);

  clv_quality_limits_init (self);
  statement = clv_statement_new (workspace, NEWEST, error);
  if (statement == NULL || !clv_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  fields = clv_fields_parse (clv_statement_get_text (statement, 0), error);
  if (fields == NULL)
    return FALSE;
  for (guint i = 0; i < CLV_N_QUALITY_GATES; i++)
    {
      read_number (fields, "limit", gates[i].name, &self->of[i].limit);
      read_number (fields, "target", gates[i].name, &self->of[i].target);
    }
  return TRUE;
}

static void
add_change (GString    *text,
            const char *what,
            const char *name,
            double      from,
            double      to)
{
  g_autofree char *before = number_to_text (from);
  g_autofree char *after = number_to_text (to);

  if (!is_same (from, to))
    g_string_append_printf (text, "changed.%s.%s=%s to %s\n", what, name, before, after);
}

/**
 * clv_quality_limits_save:
 * @self: limits
 * @workspace: where
 * @actor: (nullable): who sets them
 * @error: return location
 *
 * Appends one event to the ledger, which says what changed and what holds from
 * now on; none where nothing changed.
 *
 * Returns: whether they hold now
 */
gboolean
clv_quality_limits_save (const ClvQualityLimits *self,
                         ClvWorkspace           *workspace,
                         const char             *actor,
                         GError                **error)
{
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);
  g_autoptr(ClvHash) hash = clv_hash_new ("quality-limits");
  g_autofree char *text = NULL;
  g_autoptr(GString) changes = g_string_new (NULL);
  ClvQualityLimits before;

  g_return_val_if_fail (self != NULL && CLV_IS_WORKSPACE (workspace), FALSE);

  if (!clv_quality_limits_load (&before, workspace, error))
    return FALSE;
  if (clv_quality_limits_equal (self, &before))
    return TRUE;
  for (guint i = 0; i < CLV_N_QUALITY_GATES; i++)
    {
      add_change (changes, "limit", gates[i].name, before.of[i].limit, self->of[i].limit);
      add_change (changes, "target", gates[i].name, before.of[i].target, self->of[i].target);
    }
  text = clv_quality_limits_to_text (self);
  clv_hash_add_text (hash, text);
  event->actor = g_strdup (actor != NULL ? actor : "");
  event->act = g_strdup (ACT);
  event->content_hash = clv_hash_finish (hash);
  event->payload = g_strconcat (changes->str, text, NULL);
  if (!clv_ledger_append (workspace, event, error))
    return FALSE;
  clv_workspace_emit_changed (workspace, "setting");
  return TRUE;
}
