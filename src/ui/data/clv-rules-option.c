/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-rules-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-check-button.h"
#include "clv-money.h"
#include "clv-rows.h"
#include "clv-step-parts.h"

#define OPTION_KEY "clv-rules-option"

void
clv_rules_option_free (gpointer data)
{
  ClvRulesOption *option = data;

  clv_import_plan_free (option->plan);
  g_free (option);
}

/* A change that waits for an idle: it rebuilds the step, and with it what is pressed. */
typedef struct
{
  ClvImportDraft *draft;
  ClvImportPlan *plan;
  char *base;            /* text of the plan that it is a change of */
  ClvTopic topic;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->draft);
  g_clear_pointer (&change->plan, clv_import_plan_free);
  g_free (change->base);
  g_free (change);
}

/* Sets in @file what @text has and @base has not, group by group. */
static void
merge_keys (GKeyFile *file,
            GKeyFile *base,
            GKeyFile *text,
            gboolean  is_removal)
{
  g_auto(GStrv) groups = g_key_file_get_groups (is_removal ? base : text, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_auto(GStrv) keys = g_key_file_get_keys (is_removal ? base : text, groups[i], NULL, NULL);

      for (guint k = 0; keys[k] != NULL; k++)
        {
          g_autofree char *before = g_key_file_get_value (base, groups[i], keys[k], NULL);
          g_autofree char *after = g_key_file_get_value (text, groups[i], keys[k], NULL);

          if (is_removal && after == NULL)
            g_key_file_remove_key (file, groups[i], keys[k], NULL);
          else if (!is_removal && g_strcmp0 (before, after) != 0)
            g_key_file_set_value (file, groups[i], keys[k], after);
        }
    }
}

static GKeyFile *
load_text (const char *text)
{
  GKeyFile *file = g_key_file_new ();

  g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL);

  return file;
}

/* Whoever is quick changes two things before the step is filled anew: the second change
 * was made to the plan without the first. Both hold.
 *
 * Returns: (transfer full) (nullable): the plan of the draft with the change */
static ClvImportPlan *
rebase (const Change *change)
{
  g_autofree char *now = clv_import_plan_to_text (clv_import_draft_get_plan (change->draft));
  g_autofree char *text = clv_import_plan_to_text (change->plan);
  g_autofree char *merged = NULL;
  g_autoptr(GKeyFile) file = NULL;
  g_autoptr(GKeyFile) base = NULL;
  g_autoptr(GKeyFile) wanted = NULL;

  if (g_str_equal (now, change->base))
    return clv_import_plan_copy (change->plan);

  file = load_text (now);
  base = load_text (change->base);
  wanted = load_text (text);
  merge_keys (file, base, wanted, TRUE);
  merge_keys (file, base, wanted, FALSE);
  merged = g_key_file_to_data (file, NULL, NULL);

  return clv_import_plan_from_text (merged, NULL);
}

static gboolean
change_cb (gpointer data)
{
  Change *change = data;
  ClvImportPlan *plan = rebase (change);

  if (plan == NULL)
    plan = g_steal_pointer (&change->plan);
  clv_import_draft_take_plan (change->draft, plan, change->topic);
  clv_import_draft_dry_run (change->draft);

  return G_SOURCE_REMOVE;
}

/**
 * clv_rules_use:
 * @self: the step
 * @plan: (transfer full): how the rules shall be
 * @topic: what of them was decided
 *
 * The step is filled again, and the rules are tried out.
 */
void
clv_rules_use (ClvRulesStep  *self,
               ClvImportPlan *plan,
               ClvTopic       topic)
{
  Change *change = g_new0 (Change, 1);

  clv_step_hold (GTK_WIDGET (self->box));
  change->draft = g_object_ref (self->draft);
  change->plan = plan;
  change->base = clv_import_plan_to_text (clv_import_draft_get_plan (self->draft));
  change->topic = topic;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, change_cb, change, change_free);
}

static void
toggled_cb (GtkCheckButton *button,
            ClvRulesStep   *self)
{
  ClvRulesOption *option = g_object_get_data (G_OBJECT (button), OPTION_KEY);

  if (self->is_filling || clv_import_draft_get_plan (self->draft) == NULL)
    return;
  /* Of radio buttons the one that goes off says nothing. */
  if (!option->is_flip && (option->is_on || !gtk_check_button_get_active (button)))
    return;

  clv_rules_use (self, clv_import_plan_copy (option->plan), option->topic);
}

static GtkLabel *
add_label (GtkWidget  *box,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1.0);
  gtk_widget_set_halign (label, GTK_ALIGN_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

/**
 * clv_rules_add_effect:
 * @self: the step
 * @row: where the labels go
 * @plan: (transfer full): another plan than the one in force
 * @topic: what of it would be decided
 *
 * Returns: (transfer none): the option, whose labels say what it would move
 */
ClvRulesOption *
clv_rules_add_effect (ClvRulesStep  *self,
                      AdwActionRow  *row,
                      ClvImportPlan *plan,
                      ClvTopic       topic)
{
  ClvRulesOption *option = g_new0 (ClvRulesOption, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  option->plan = plan;
  option->topic = topic;
  option->total = add_label (box, "caption-heading");
  option->move = add_label (box, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (option->move), "dim-label");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (row, box);
  option->is_flip = TRUE;
  g_ptr_array_add (self->options, option);

  return option;
}

static ClvRulesOption *
add_option (ClvRulesStep  *self,
            GtkWidget     *button,
            ClvImportPlan *plan,
            ClvTopic       topic)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);
  ClvRulesOption *option = clv_rules_add_effect (self, ADW_ACTION_ROW (row), plan, topic);

  g_object_set_data (G_OBJECT (button), OPTION_KEY, option);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, 0);

  return option;
}

static gboolean
is_same (const ClvImportPlan *plan,
         const ClvImportPlan *other)
{
  g_autofree char *text = clv_import_plan_to_text (plan);
  g_autofree char *other_text = clv_import_plan_to_text (other);

  return g_str_equal (text, other_text);
}

/**
 * clv_rules_add_choice:
 * @self: the step
 * @group: the rule's group
 * @first: (nullable): the set's first button
 * @title: plain text
 * @subtitle: (nullable): plain text
 * @plan: (transfer full): how the plan would be
 * @topic: what of it is decided
 *
 * A radio button with what the file comes to under it.
 *
 * Returns: (transfer none): the button
 */
GtkWidget *
clv_rules_add_choice (ClvRulesStep   *self,
                      GtkWidget      *group,
                      GtkCheckButton *first,
                      const char     *title,
                      const char     *subtitle,
                      ClvImportPlan  *plan,
                      ClvTopic        topic)
{
  GtkWidget *button = clv_step_choice_new (group, first, title, subtitle);
  ClvRulesOption *option = NULL;
  gboolean is_on = is_same (plan, clv_import_draft_get_plan (self->draft));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), is_on);
  option = add_option (self, button, plan, topic);
  option->is_on = is_on;
  option->is_flip = FALSE;

  return button;
}

/**
 * clv_rules_add_mark:
 * @self: the step
 * @group: the rule's group
 * @title: plain text
 * @subtitle: (nullable): plain text
 * @is_marked: whether it counts as the plan stands
 * @flipped: (transfer full): the plan where it is the other way round
 * @topic: what of it is decided
 *
 * A check button with what turning it would move.
 *
 * Returns: (transfer none): the button
 */
GtkWidget *
clv_rules_add_mark (ClvRulesStep  *self,
                    GtkWidget     *group,
                    const char    *title,
                    const char    *subtitle,
                    gboolean       is_marked,
                    ClvImportPlan *flipped,
                    ClvTopic       topic)
{
  GtkWidget *button = clv_step_choice_new (group, NULL, title, subtitle);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), is_marked);
  add_option (self, button, flipped, topic);

  return button;
}

static char *
describe_total (const ClvRuleEffect *effect)
{
  g_autofree char *orders = clv_step_count (effect->orders);
  g_autofree char *money = clv_money_format (effect->net_amount, effect->currency);

  /* Translators: a number of orders, and their money. */
  return g_strdup_printf (ngettext ("%s order · %s", "%s orders · %s", (gulong) effect->orders),
                          orders, money);
}

static const char *
get_sign (gint64 n)
{
  return n > 0 ? "+" : "";
}

/* "−12" */
static char *
format_signed (gint64 n)
{
  g_autofree char *count = clv_number_format ((double) n, 0);

  return g_strconcat (get_sign (n), count, NULL);
}

/* "−12 orders · −3 customers · −€340.00", of which what is as before is not said. */
static char *
describe_move (const ClvRuleEffect *from,
               const ClvRuleEffect *to)
{
  gint64 n = (gint64) to->orders - (gint64) from->orders;
  gint64 people = (gint64) to->customers - (gint64) from->customers;
  gint64 minor = to->net_amount - from->net_amount;
  g_autofree char *orders = format_signed (n);
  g_autofree char *customers = format_signed (people);
  g_autofree char *money = clv_money_format (minor, to->currency != NULL ? to->currency
                                             : from->currency);
  g_autoptr(GString) text = g_string_new (NULL);

  if (n != 0)
    /* Translators: a signed number; another figure follows. */
    g_string_append_printf (text, ngettext ("%s order · ", "%s orders · ", (gulong) ABS (n)),
                            orders);
  if (people != 0)
    /* Translators: a signed number; another figure follows. */
    g_string_append_printf (text, ngettext ("%s customer · ", "%s customers · ",
                                            (gulong) ABS (people)), customers);
  if (text->len == 0 && minor == 0)
    return g_strdup (_("no difference"));

  g_string_append_printf (text, "%s%s", get_sign (minor), money);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_effect (const ClvRulesOption *option,
             const ClvRuleEffect  *now,
             const ClvRuleEffect  *effect)
{
  g_autofree char *total = NULL;
  g_autofree char *move = NULL;

  if (effect == NULL || now == NULL)
    {
      gtk_label_set_text (option->total, option->is_flip ? "" : _("counting…"));
      gtk_label_set_text (option->move, option->is_flip ? _("counting…") : "");
    }
  else if (effect->failure != NULL)
    {
      gtk_label_set_text (option->total, "");
      gtk_label_set_text (option->move, _("nothing could be imported"));
      gtk_widget_set_tooltip_text (GTK_WIDGET (option->move), effect->failure);
    }
  else
    {
      total = option->is_flip ? NULL : describe_total (effect);
      move = option->is_on ? NULL : describe_move (now, effect);
      gtk_label_set_text (option->total, total != NULL ? total : "");
      gtk_label_set_text (option->move, move != NULL ? move : "");
    }
  gtk_widget_set_visible (GTK_WIDGET (option->total),
                          *gtk_label_get_text (option->total) != '\0');
  gtk_widget_set_visible (GTK_WIDGET (option->move), *gtk_label_get_text (option->move) != '\0');
}

/**
 * clv_rules_show_effects:
 * @self: the step, filled
 *
 * Writes beside each option what the file comes to under it, as far as it is known, and
 * asks for the rest. What is not in sight any more is not counted.
 */
void
clv_rules_show_effects (ClvRulesStep *self)
{
  ClvFileCounter *counter = clv_import_draft_get_counter (self->draft);
  const char *path = clv_import_draft_get_path (self->draft);
  const ClvImportResult *result = clv_import_draft_get_result (self->draft);
  g_autoptr(ClvRuleEffect) now = result != NULL ? clv_rule_effect_new_for_result (result) : NULL;

  for (guint i = 0; i < self->options->len; i++)
    {
      const ClvRulesOption *option = g_ptr_array_index (self->options, i);
      const ClvRuleEffect *effect = now;

      /* While the rules are tried out nothing else is, so that the answer comes soon. */
      if (!option->is_on)
        effect = now != NULL ? clv_file_counter_get_effect (counter, path, option->plan) : NULL;
      show_effect (option, now, effect);
    }
}

/**
 * clv_rules_get_currency:
 * @self: the step
 *
 * Returns: (transfer none): of the file's amounts
 */
const char *
clv_rules_get_currency (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  ClvWorkspace *workspace =
    clv_session_get_workspace (clv_import_draft_get_session (self->draft));

  if (plan->currency != NULL)
    return plan->currency;

  return workspace != NULL ? clv_workspace_get_currency (workspace) : "EUR";
}

/**
 * clv_rules_get_values:
 * @self: the step
 * @column: (nullable): a column
 *
 * Returns: (transfer none) (nullable) (element-type ClvValueCount): its values over the
 *   whole file, or %NULL while they are being counted
 */
GPtrArray *
clv_rules_get_values (ClvRulesStep *self,
                      const char   *column)
{
  GPtrArray *values = NULL;

  if (column == NULL)
    return NULL;

  values = clv_file_counter_get_values (clv_import_draft_get_counter (self->draft),
                                        clv_import_draft_get_path (self->draft),
                                        clv_import_draft_get_plan (self->draft), column);
  if (values == NULL)
    g_hash_table_add (self->awaited, g_strdup (column));
  else
    g_hash_table_remove (self->awaited, column);

  return values;
}

/**
 * clv_rules_has_new_values:
 * @self: the step
 *
 * Returns: whether values that the step waits for are known now
 */
gboolean
clv_rules_has_new_values (ClvRulesStep *self)
{
  GHashTableIter iter;
  gpointer column = NULL;

  g_hash_table_iter_init (&iter, self->awaited);
  while (g_hash_table_iter_next (&iter, &column, NULL))
    {
      if (clv_file_counter_get_values (clv_import_draft_get_counter (self->draft),
                                       clv_import_draft_get_path (self->draft),
                                       clv_import_draft_get_plan (self->draft), column) != NULL)
        return TRUE;
    }

  return FALSE;
}
