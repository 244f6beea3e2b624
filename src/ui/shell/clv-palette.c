/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-palette.h"

#include <glib/gi18n-lib.h>

#include "clv-palette-row.h"
#include "clv-ui.h"

struct _ClvPalette
{
  AdwWindow parent_instance;

  GtkSearchEntry *entry;
  GtkListBox *list;
  GtkScrolledWindow *scroller;
  GtkWidget *nothing;

  GtkListBoxRow *customer_row;   /* (unowned) (nullable): only with a workspace */
  GStrv words;
};

typedef struct
{
  const char *title;
  const char *words;
  const char *action;           /* in GAction's detailed form */
  const char *accelerator;
  gboolean needs_workspace;
} Command;

/* What a person may look for, in the order in which it is offered. */
static const Command commands[] = {
  { N_("Import a sales file…"), N_("open csv excel orders"), "win.import", "<Control>i", FALSE },
  { N_("Go to Data"), N_("imports batches quality privacy"), "win.show-place::data", "<Alt>1",
    TRUE },
  { N_("Go to Customers"), N_("list segments tiers inspector"), "win.show-place::customers",
    "<Alt>2", TRUE },
  { N_("Go to Value"), N_("clv lifetime model"), "win.show-place::value", "<Alt>3", TRUE },
  { N_("Go to Act"), N_("budget channels audiences"), "win.show-place::act", "<Alt>4", TRUE },
  { N_("Go to Govern"), N_("versions approvals committee"), "win.show-place::govern", "<Alt>5",
    TRUE },
  { N_("Go to Reports"), N_("dashboards charts pdf documents"), "win.show-place::reports",
    "<Alt>6", TRUE },
  { N_("Set the discount rate"), N_("interest present value definition"),
    "win.show-item(('value', 'definition'))", NULL, TRUE },
  { N_("Set margin and costs"), N_("value definition profit returns"),
    "win.show-item(('value', 'definition'))", NULL, TRUE },
  { N_("Set the horizon"), N_("value definition months years ahead"),
    "win.show-item(('value', 'definition'))", NULL, TRUE },
  { N_("Fit a model"), N_("train estimate bg/nbd gamma recompute"),
    "win.show-item(('value', 'model'))", NULL, TRUE },
  { N_("Check the data"), N_("quality gate completeness duplicates outliers limits"),
    "win.show-item(('data', 'quality'))", NULL, TRUE },
  { N_("Back-test the model"), N_("holdout error accuracy check"),
    "win.show-item(('value', 'holdout'))", NULL, TRUE },
  { N_("Submit or approve a version"), N_("vote sign-off review second person"),
    "win.show-item(('govern', 'approvals'))", NULL, TRUE },
  { N_("Audit for disparities"), N_("bias groups"), "win.show-item(('govern', 'audit'))", NULL,
    TRUE },
  { N_("See what was done, and by whom"), N_("audit trail ledger events history"),
    "win.show-item(('govern', 'ledger'))", NULL, TRUE },
  { N_("Undo the last import…"), N_("roll back batch"), "win.undo", "<Control>z", TRUE },
  { N_("Open a workspace…"), N_("file"), "win.open", "<Control>o", FALSE },
  { N_("New workspace…"), N_("file create"), "win.new-workspace", "<Control>n", FALSE },
  { N_("Close the workspace"), N_("file"), "win.close-workspace", NULL, TRUE },
  { N_("Try the sample shop"), N_("demo example tour"), "win.try-sample", NULL, FALSE },
  { N_("Hide or show personal data"), N_("privacy names ids"), "app.hide-personal-data",
    "<Control><Shift>h", FALSE },
  { N_("Toggle sidebar"), N_("names of the places"), "win.toggle-sidebar", "F9", TRUE },
  { N_("Preferences"), N_("settings dark acting person"), "app.preferences", "<Control>comma",
    FALSE },
  { N_("Help for this page"), N_("manual"), "win.help", "F1", FALSE },
  { N_("Keyboard shortcuts"), N_("keys"), "win.show-help-overlay", "<Control>question", FALSE },
  { N_("About Perennial"), N_("version licence"), "app.about", NULL, FALSE },
  { N_("Quit"), N_("exit close"), "app.quit", "<Control>q", FALSE },
};

G_DEFINE_FINAL_TYPE (ClvPalette, clv_palette, ADW_TYPE_WINDOW)

static gboolean
filter_cb (GtkListBoxRow *row,
           gpointer       data)
{
  ClvPalette *self = data;

  if (row == self->customer_row)
    return self->words != NULL && self->words[0] != NULL;

  return self->words == NULL ||
         clv_palette_row_matches (CLV_PALETTE_ROW (row), (const char * const *) self->words);
}

static GtkListBoxRow *
next_row (ClvPalette *self,
          int         from,
          int         step)
{
  GtkListBoxRow *row = NULL;

  for (int i = from; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i += step)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      return row;

  return NULL;
}

/* Keeps the chosen row in sight while the keyboard stays in the entry. */
static void
choose (ClvPalette    *self,
        GtkListBoxRow *row)
{
  graphene_rect_t bounds;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  gtk_list_box_select_row (self->list, row);
  if (row != NULL && gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y,
                               bounds.origin.y + bounds.size.height);
}

static void
search_changed_cb (ClvPalette *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *folded = g_utf8_casefold (stripped, -1);
  GtkListBoxRow *first = NULL;

  g_clear_pointer (&self->words, g_strfreev);
  self->words = g_strsplit_set (folded, " ", -1);
  if (self->customer_row != NULL)
    {
      /* TRANSLATORS: %s is what was typed, taken for a customer's id */
      g_autofree char *title = g_strdup_printf (_("Show customer “%s”"), stripped);

      clv_palette_row_set_title (CLV_PALETTE_ROW (self->customer_row), title);
      clv_palette_row_set_command (CLV_PALETTE_ROW (self->customer_row), "win.show-item",
                                   g_variant_new ("(ss)", "customers", stripped));
    }
  gtk_list_box_invalidate_filter (self->list);
  first = next_row (self, 0, 1);
  choose (self, first);
  gtk_widget_set_visible (GTK_WIDGET (self->scroller), first != NULL);
  gtk_widget_set_visible (self->nothing, first == NULL);
}

static void
row_activated_cb (ClvPalette    *self,
                  ClvPaletteRow *row)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autofree char *action = g_strdup (clv_palette_row_get_action (row));
  GVariant *target = clv_palette_row_get_target (row);
  g_autoptr(GVariant) kept = target != NULL ? g_variant_ref (target) : NULL;

  /* Closed first, so that a dialog of the command stands over the window. */
  if (parent != NULL)
    g_object_ref (parent);
  gtk_window_destroy (GTK_WINDOW (self));
  if (parent != NULL)
    {
      gtk_widget_activate_action_variant (GTK_WIDGET (parent), action, kept);
      g_object_unref (parent);
    }
}

static void
activate_cb (ClvPalette *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL)
    row_activated_cb (self, CLV_PALETTE_ROW (row));
}

static void
step_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ClvPalette *self = CLV_PALETTE (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  const int step = g_variant_get_int32 (parameter);
  const int from = row != NULL ? gtk_list_box_row_get_index (row) : -1;
  GtkListBoxRow *next = next_row (self, MAX (from + step, 0), step);

  if (next != NULL && from + step >= 0)
    choose (self, next);
}

static gboolean
key_cb (ClvPalette      *self,
        guint            key,
        guint            code,
        GdkModifierType  state)
{
  if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    gtk_widget_activate_action (GTK_WIDGET (self), "palette.step", "i", 1);
  else if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    gtk_widget_activate_action (GTK_WIDGET (self), "palette.step", "i", -1);
  else
    return GDK_EVENT_PROPAGATE;

  return GDK_EVENT_STOP;
}

static void
add_commands (ClvPalette *self,
              gboolean    has_workspace)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      GtkWidget *row = NULL;
      g_autofree char *name = NULL;
      g_autoptr(GVariant) target = NULL;

      if (commands[i].needs_workspace && !has_workspace)
        continue;

      row = clv_palette_row_new (_(commands[i].title), _(commands[i].words),
                                 commands[i].accelerator);
      if (!g_action_parse_detailed_name (commands[i].action, &name, &target, NULL))
        g_assert_not_reached ();
      clv_palette_row_set_command (CLV_PALETTE_ROW (row), name, target);
      gtk_list_box_append (self->list, row);
    }

  if (has_workspace)
    {
      self->customer_row = GTK_LIST_BOX_ROW (clv_palette_row_new ("", NULL, NULL));
      gtk_list_box_append (self->list, GTK_WIDGET (self->customer_row));
    }
}

static void
clv_palette_dispose (GObject *object)
{
  CLV_PALETTE (object)->customer_row = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_PALETTE);

  G_OBJECT_CLASS (clv_palette_parent_class)->dispose (object);
}

static void
clv_palette_finalize (GObject *object)
{
  g_clear_pointer (&CLV_PALETTE (object)->words, g_strfreev);

  G_OBJECT_CLASS (clv_palette_parent_class)->finalize (object);
}

static void
clv_palette_class_init (ClvPaletteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = clv_palette_dispose;
  object_class->finalize = clv_palette_finalize;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("shell/clv-palette.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvPalette, entry);
  gtk_widget_class_bind_template_child (widget_class, ClvPalette, list);
  gtk_widget_class_bind_template_child (widget_class, ClvPalette, scroller);
  gtk_widget_class_bind_template_child (widget_class, ClvPalette, nothing);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_install_action (widget_class, "palette.step", "i", step_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
clv_palette_init (ClvPalette *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);

  /* Before the entry takes the arrows for itself. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * clv_palette_new:
 * @parent: (nullable): whose actions it runs
 * @has_workspace: whether to offer what needs an open workspace
 *
 * Returns: (transfer none): a window, not yet shown
 */
ClvPalette *
clv_palette_new (GtkWindow *parent,
                 gboolean   has_workspace)
{
  ClvPalette *self = g_object_new (CLV_TYPE_PALETTE, "transient-for", parent, NULL);

  add_commands (self, has_workspace);
  search_changed_cb (self);

  return self;
}

/**
 * clv_palette_search:
 * @text: as if it was typed
 */
void
clv_palette_search (ClvPalette *self,
                    const char *text)
{
  g_return_if_fail (CLV_IS_PALETTE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  search_changed_cb (self);
}

/**
 * clv_palette_get_n_found:
 *
 * Returns: how many rows are offered now
 */
guint
clv_palette_get_n_found (ClvPalette *self)
{
  guint n = 0;
  GtkListBoxRow *row = NULL;

  g_return_val_if_fail (CLV_IS_PALETTE (self), 0);

  for (row = next_row (self, 0, 1); row != NULL;
       row = next_row (self, gtk_list_box_row_get_index (row) + 1, 1))
    n++;

  return n;
}
