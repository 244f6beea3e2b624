/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-chooser-cards.h"

#include <glib/gi18n-lib.h>

#include "clv-rows.h"

/* What it needs, each with a mark that is not colour alone. */
static char *
list_gates (const ClvMethod *method)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < method->gates->len; i++)
    {
      const ClvMethodGate *gate = g_ptr_array_index (method->gates, i);

      g_string_append_printf (text, "%s%s %s", text->len > 0 ? " · " : "",
                              gate->is_ok ? "✓" : "!", gate->text);
    }
  return g_strdup (text->str);
}

/* Of one that does not fit, what speaks against it. */
static char *
join_reasons (const ClvMethod *method)
{
  const gboolean is_rejected = method->verdict == CLV_METHOD_VERDICT_REJECTED;
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < method->reasons->len; i++)
    {
      const ClvMethodReason *reason = g_ptr_array_index (method->reasons, i);

      if (is_rejected && reason->is_for)
        continue;
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", reason->text);
    }
  return g_strdup (text->str);
}

static GtkWidget *
make_heading (const ClvMethod *method)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *chip = gtk_label_new (clv_method_verdict_describe (method->verdict));
  g_autofree char *title = g_strdup_printf ("%u. %s", method->rank, method->name);
  GtkWidget *label = clv_label_new (title, "heading");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (chip, "clv-chip");
  if (method->verdict == CLV_METHOD_VERDICT_RECOMMENDED)
    gtk_widget_add_css_class (chip, "success");
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), chip);
  return box;
}

static GtkWidget *
make_button (const ClvMethod *method)
{
  GtkWidget *button = gtk_button_new_with_label (_("Use This Method"));
  /* TRANSLATORS: %s is a model: "Use Pareto/NBD" */
  g_autofree char *name = g_strdup_printf (_("Use %s"), method->name);

  clv_widget_name (button, name);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 6);
  if (method->verdict == CLV_METHOD_VERDICT_RECOMMENDED)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "chooser.use");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", method->id);
  return button;
}

static GtkWidget *
make_card (const ClvMethod *method)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *gates = list_gates (method);
  g_autofree char *name = g_strdup_printf ("%s: %s", method->name,
                                           clv_method_verdict_describe (method->verdict));

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "clv-form");
  clv_widget_name (card, name);
  gtk_box_append (GTK_BOX (card), make_heading (method));
  for (guint i = 0; i < method->reasons->len; i++)
    {
      const ClvMethodReason *reason = g_ptr_array_index (method->reasons, i);
      GtkWidget *line = clv_label_new_with_icon (reason->is_for ? "clv-add-symbolic"
                                                                : "clv-remove-symbolic",
                                                 reason->text, NULL);

      gtk_widget_add_css_class (gtk_widget_get_first_child (line),
                                reason->is_for ? "success" : "warning");
      gtk_box_append (GTK_BOX (card), line);
    }
  if (*gates != '\0')
    {
      GtkWidget *label = clv_label_new (gates, "caption");

      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "numeric");
      gtk_box_append (GTK_BOX (card), label);
    }
  if (method->is_kind)
    gtk_box_append (GTK_BOX (card), make_button (method));
  return card;
}

/* A boxed list under a title; (nullable) while nothing is in it. */
static AdwPreferencesGroup *
add_group (GtkBox     *box,
           const char *title,
           const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  gtk_box_append (box, GTK_WIDGET (group));
  return group;
}

static void
add_rejected (GtkBox          *box,
              const ClvChoice *choice)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < choice->methods->len; i++)
    {
      const ClvMethod *method = g_ptr_array_index (choice->methods, i);
      g_autofree char *reasons = NULL;

      if (method->verdict != CLV_METHOD_VERDICT_REJECTED)
        continue;
      if (group == NULL)
        group = add_group (box, _("These do not fit"), NULL);
      reasons = join_reasons (method);
      adw_preferences_group_add (group, clv_row_new (method->name, reasons));
    }
}

static void
add_facts (GtkBox          *box,
           const ClvChoice *choice)
{
  g_autoptr(GPtrArray) facts = clv_method_facts_list (&choice->facts);
  AdwPreferencesGroup *group = add_group (box, _("What the data show"),
                                          _("Measured on all orders, and kept in the ledger with "
                                            "the choice."));

  for (guint i = 0; i < facts->len; i++)
    {
      const ClvMethodFact *fact = g_ptr_array_index (facts, i);
      GtkWidget *row = clv_row_new (fact->title, fact->meaning);
      GtkWidget *value = gtk_label_new (fact->text);

      gtk_widget_add_css_class (value, "numeric");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), value);
      adw_preferences_group_add (group, row);
    }
}

/**
 * clv_chooser_cards_fill:
 * @box: what was in it goes
 * @choice: what to show; only read now
 */
void
clv_chooser_cards_fill (GtkBox          *box,
                        const ClvChoice *choice)
{
  clv_box_clear (box);
  if (choice->recommended == NULL)
    gtk_box_append (box, clv_label_new_with_icon ("clv-failed-symbolic",
                                                  _("No method can be recommended: what each lacks "
                                                    "stands beside it."), "heading"));
  for (guint i = 0; i < choice->methods->len; i++)
    {
      const ClvMethod *method = g_ptr_array_index (choice->methods, i);

      if (method->rank > 0)
        gtk_box_append (box, make_card (method));
    }
  add_rejected (box, choice);
  add_facts (box, choice);
}
