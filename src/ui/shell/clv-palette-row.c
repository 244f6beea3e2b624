/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-palette-row.h"

struct _ClvPaletteRow
{
  GtkListBoxRow parent_instance;

  GtkWidget *label;
  char *words;          /* title and further words, case folded */
  char *action_name;
  GVariant *target;     /* (nullable) */
};

G_DEFINE_FINAL_TYPE (ClvPaletteRow, clv_palette_row, GTK_TYPE_LIST_BOX_ROW)

/* The list runs what is activated; this only makes a row activatable from the
 * accessibility bus. */
static void
run_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  GtkWidget *list = gtk_widget_get_parent (widget);

  if (GTK_IS_LIST_BOX (list))
    g_signal_emit_by_name (list, "row-activated", widget);
}

static void
clv_palette_row_finalize (GObject *object)
{
  ClvPaletteRow *self = CLV_PALETTE_ROW (object);

  g_clear_pointer (&self->words, g_free);
  g_clear_pointer (&self->action_name, g_free);
  g_clear_pointer (&self->target, g_variant_unref);

  G_OBJECT_CLASS (clv_palette_row_parent_class)->finalize (object);
}

static void
clv_palette_row_class_init (ClvPaletteRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clv_palette_row_finalize;

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "command.run", NULL, run_action);
}

static void
clv_palette_row_init (ClvPaletteRow *self)
{
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->label, TRUE);
}

/**
 * clv_palette_row_new:
 * @title: what it does: "Set the discount rate"
 * @words: (nullable): what else people call it
 * @accelerator: (nullable): its key, as "<Control>i"
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
clv_palette_row_new (const char *title,
                     const char *words,
                     const char *accelerator)
{
  ClvPaletteRow *self = g_object_new (CLV_TYPE_PALETTE_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *all = g_strconcat (title, " ", words, NULL);

  self->words = g_utf8_casefold (all, -1);
  gtk_box_append (GTK_BOX (box), self->label);
  if (accelerator != NULL)
    {
      guint key = 0;
      GdkModifierType modifiers = 0;
      g_autofree char *text = NULL;
      GtkWidget *label = NULL;

      gtk_accelerator_parse (accelerator, &key, &modifiers);
      text = gtk_accelerator_get_label (key, modifiers);
      label = gtk_label_new (text);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  clv_palette_row_set_title (self, title);

  return GTK_WIDGET (self);
}

/**
 * clv_palette_row_set_title:
 * @title: what it does
 */
void
clv_palette_row_set_title (ClvPaletteRow *self,
                           const char    *title)
{
  g_return_if_fail (CLV_IS_PALETTE_ROW (self));

  gtk_label_set_label (GTK_LABEL (self->label), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/**
 * clv_palette_row_set_command:
 * @action_name: an action of the window or application
 * @target: (nullable): its parameter; a floating one is taken
 */
void
clv_palette_row_set_command (ClvPaletteRow *self,
                             const char    *action_name,
                             GVariant      *target)
{
  g_autofree char *copy = g_strdup (action_name);

  g_return_if_fail (CLV_IS_PALETTE_ROW (self));

  g_free (self->action_name);
  self->action_name = g_steal_pointer (&copy);
  g_clear_pointer (&self->target, g_variant_unref);
  self->target = target != NULL ? g_variant_ref_sink (target) : NULL;
}

/**
 * clv_palette_row_get_action:
 *
 * Returns: (transfer none): the action's name
 */
const char *
clv_palette_row_get_action (ClvPaletteRow *self)
{
  g_return_val_if_fail (CLV_IS_PALETTE_ROW (self), NULL);

  return self->action_name;
}

/**
 * clv_palette_row_get_target:
 *
 * Returns: (transfer none) (nullable): the action's parameter
 */
GVariant *
clv_palette_row_get_target (ClvPaletteRow *self)
{
  g_return_val_if_fail (CLV_IS_PALETTE_ROW (self), NULL);

  return self->target;
}

/**
 * clv_palette_row_matches:
 * @words: case folded
 *
 * Returns: whether every word is found in the row's title or its further words
 */
gboolean
clv_palette_row_matches (ClvPaletteRow      *self,
                         const char * const *words)
{
  g_return_val_if_fail (CLV_IS_PALETTE_ROW (self), FALSE);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (self->words, words[i]) == NULL)
      return FALSE;

  return TRUE;
}
