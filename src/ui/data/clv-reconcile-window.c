/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-reconcile-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-cell-number.h"
#include "clv-check-button.h"
#include "clv-money.h"
#include "clv-rows.h"
#include "clv-step-parts.h"

struct _ClvReconcileWindow
{
  AdwWindow parent_instance;

  ClvReconcile *reconcile;
  GtkWidget *orders;
  GtkWidget *customers;
  GtkWidget *amount;
  GtkBox *answer;
  GtkWidget *copy;
  gboolean is_filling;
};

G_DEFINE_FINAL_TYPE (ClvReconcileWindow, clv_reconcile_window, ADW_TYPE_WINDOW)

/* A number as people write it: of two marks the last one is the decimal mark, and so is
 * a single one that has not three digits behind it. */
static gboolean
parse_number (const char *text,
              int         exponent,
              gint64     *value)
{
  const char *mark = strpbrk (text, ".,");
  const char *last = MAX (strrchr (text, '.'), strrchr (text, ','));
  gboolean is_fraction = last != NULL && (mark != last || strlen (last) != 4);
  char decimal = last == NULL ? '.' : is_fraction ? *last : *last == '.' ? ',' : '.';
  ClvNumberRules rules = { decimal, exponent, NULL };
  g_autofree char *padded = g_strdup_printf ("        %s        ", text);
  ClvCell cell = { padded + 8, (guint32) strlen (text) };

  if (mark != NULL && mark != last && *mark == *last)
    rules.decimal = *last == '.' ? ',' : '.';

  return clv_cell_number_parse (clv_cell_trim (cell), &rules, value) == CLV_CELL_OK;
}

/* Returns: whether the field is empty or holds a number */
static gboolean
read_total (GtkWidget *row,
            int        exponent,
            ClvTotal  *total)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));
  gboolean is_number = TRUE;

  total->is_given = strspn (text, " ") < strlen (text);
  if (total->is_given)
    is_number = parse_number (text, exponent, &total->theirs);
  if (is_number)
    gtk_widget_remove_css_class (row, "error");
  else
    gtk_widget_add_css_class (row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               is_number ? GTK_ACCESSIBLE_INVALID_FALSE
                               : GTK_ACCESSIBLE_INVALID_TRUE, -1);

  return is_number;
}

static void
append_part (GString    *text,
             const char *part)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

static const char *
get_sign (gint64   n,
          gboolean is_signed)
{
  return is_signed && n > 0 ? "+" : "";
}

/* "+2 orders · +€14.00", of the totals that were given. */
static char *
describe (ClvReconcileWindow *self,
          gint64              orders,
          gint64              customers,
          gint64              amount,
          gboolean            is_signed)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *n = clv_number_format ((double) orders, 0);
  g_autofree char *people = clv_number_format ((double) customers, 0);
  g_autofree char *money = clv_money_format (amount, self->reconcile->account->currency);
  g_autofree char *signed_n = g_strconcat (get_sign (orders, is_signed), n, NULL);
  g_autofree char *signed_people = g_strconcat (get_sign (customers, is_signed), people, NULL);
  g_autofree char *signed_money = g_strconcat (get_sign (amount, is_signed), money, NULL);

  if (self->reconcile->orders.is_given && (orders != 0 || !is_signed))
    {
      g_autofree char *part = g_strdup_printf (ngettext ("%s order", "%s orders",
                                                         (gulong) ABS (orders)), signed_n);

      append_part (text, part);
    }
  if (self->reconcile->customers.is_given && (customers != 0 || !is_signed))
    {
      g_autofree char *part = g_strdup_printf (ngettext ("%s customer", "%s customers",
                                                         (gulong) ABS (customers)),
                                               signed_people);

      append_part (text, part);
    }
  if (self->reconcile->amount.is_given && (amount != 0 || !is_signed))
    append_part (text, signed_money);
  if (text->len == 0)
    append_part (text, _("nothing"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
add_line (GtkWidget  *group,
          const char *title,
          const char *subtitle,
          const char *value)
{
  GtkWidget *row = clv_row_new (title, subtitle);

  gtk_label_set_xalign (clv_row_add_number (ADW_ACTION_ROW (row), value), 1.0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return row;
}

static void
toggled_cb (GtkCheckButton     *button,
            ClvReconcileWindow *self)
{
  guint at = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "cause"));

  if (self->is_filling)
    return;

  self->reconcile->counts[at] = gtk_check_button_get_active (button);
  clv_reconcile_update (self->reconcile);
  gtk_widget_activate_action (GTK_WIDGET (self), "reconcile.refill", NULL);
}

static void
add_cause (ClvReconcileWindow *self,
           GtkWidget          *group,
           guint               at)
{
  const ClvCause *cause = g_ptr_array_index (self->reconcile->account->causes, at);
  g_autofree char *value = describe (self, cause->orders, 0, cause->amount, TRUE);
  GtkWidget *row = add_line (group, cause->label,
                             !cause->has_orders && self->reconcile->orders.is_given
                             ? _("How many orders that is cannot be told") : NULL, value);
  GtkWidget *button = clv_check_button_new (NULL);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), self->reconcile->counts[at]);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  clv_widget_name (button, cause->label);
  gtk_widget_set_name (button, cause->id);
  g_object_set_data (G_OBJECT (button), "cause", GUINT_TO_POINTER (at));
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
}

static const char *
get_verdict (const ClvReconcile *reconcile)
{
  if (reconcile->orders.difference == 0 && reconcile->customers.difference == 0
      && reconcile->amount.difference == 0)
    return _("Your report and this import agree.");
  if (clv_reconcile_is_exact (reconcile))
    return _("The marked causes explain the whole difference: your report counts them in, this "
             "import does not.");

  return _("The marked causes come nearest. What is left is not explained: the report may be of "
           "other days, another shop, or count in another way.");
}

static void
show_answer (ClvReconcileWindow *self)
{
  const ClvReconcile *reconcile = self->reconcile;
  const ClvAccount *account = reconcile->account;
  GtkWidget *group = clv_step_group_new (_("The Difference"), get_verdict (reconcile));
  g_autofree char *ours = describe (self, (gint64) account->orders, (gint64) account->customers,
                                    account->amount, FALSE);
  g_autofree char *rest = describe (self, reconcile->orders.unexplained,
                                    reconcile->customers.unexplained,
                                    reconcile->amount.unexplained, TRUE);
  g_autofree char *theirs = describe (self, reconcile->orders.theirs, reconcile->customers.theirs,
                                      reconcile->amount.theirs, FALSE);
  char *focus = clv_step_begin_fill (self->answer);

  self->is_filling = TRUE;
  add_line (group, _("Imported here"), NULL, ours);
  for (guint i = 0; i < account->causes->len; i++)
    add_cause (self, group, i);
  add_line (group, _("Not explained"), NULL, rest);
  add_line (group, _("Your report"), NULL, theirs);
  gtk_box_append (self->answer, group);
  if (account->already_present > 0)
    {
      g_autofree char *n = clv_step_count (account->already_present);
      g_autofree char *text = g_strdup_printf (ngettext ("%s order of them was in the workspace "
                                                         "before; it counts once.",
                                                         "%s orders of them were in the workspace "
                                                         "before; they count once.",
                                                         (gulong) account->already_present), n);

      gtk_box_append (self->answer, clv_label_new (text, "dim-label"));
    }
  gtk_widget_set_sensitive (self->copy, TRUE);
  clv_step_end_fill (self->answer, focus);
  self->is_filling = FALSE;
}

static gboolean
refill_cb (gpointer data)
{
  ClvReconcileWindow *self = data;

  if (self->reconcile != NULL)
    show_answer (self);

  return G_SOURCE_REMOVE;
}

/* In an idle: what is pressed is made anew. */
static void
refill_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, refill_cb, g_object_ref (widget), g_object_unref);
}

static void
compare_cb (ClvReconcileWindow *self)
{
  ClvReconcile *reconcile = self->reconcile;
  gboolean is_ok = read_total (self->orders, 0, &reconcile->orders);

  is_ok &= read_total (self->customers, 0, &reconcile->customers);
  is_ok &= read_total (self->amount, clv_currency_get_exponent (reconcile->account->currency),
                       &reconcile->amount);
  if (!is_ok || (!reconcile->orders.is_given && !reconcile->customers.is_given
                 && !reconcile->amount.is_given))
    {
      clv_step_say (GTK_WIDGET (self->answer),
                    is_ok ? _("Type at least one total of your report.")
                    : _("A total is not a number. Type it like 1,234.50."));
      return;
    }

  clv_reconcile_explain (reconcile);
  show_answer (self);
}

static void
copy_cb (ClvReconcileWindow *self)
{
  g_autofree char *text = clv_reconcile_to_text (self->reconcile);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  clv_step_say (GTK_WIDGET (self->answer), _("Copied"));
}

static GtkWidget *
add_entry (ClvReconcileWindow *self,
           GtkWidget          *group,
           const char         *title,
           const char         *name)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ENTRY_ROW, "use-markup", FALSE, "title", title, "name",
                                 name, NULL);

  g_signal_connect_object (row, "entry-activated", G_CALLBACK (compare_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return row;
}

static void
clv_reconcile_window_finalize (GObject *object)
{
  g_clear_pointer (&CLV_RECONCILE_WINDOW (object)->reconcile, clv_reconcile_free);

  G_OBJECT_CLASS (clv_reconcile_window_parent_class)->finalize (object);
}

static void
clv_reconcile_window_class_init (ClvReconcileWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clv_reconcile_window_finalize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "reconcile.refill", NULL,
                                   refill_action);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0,
                                       "window.close", NULL);
}

static void
clv_reconcile_window_init (ClvReconcileWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self), 720, 640);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
}

static void
add_header (ClvReconcileWindow *self,
            GtkWidget          *content,
            const char         *title)
{
  GtkWidget *header = adw_header_bar_new ();

  self->copy = gtk_button_new_with_mnemonic (_("_Copy"));
  gtk_widget_set_tooltip_text (self->copy, _("Copy the comparison as a table"));
  gtk_widget_set_sensitive (self->copy, FALSE);
  g_signal_connect_object (self->copy, "clicked", G_CALLBACK (copy_cb), self, G_CONNECT_SWAPPED);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header),
                                   adw_window_title_new (_("Compare with Your Report"), title));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->copy);
  gtk_box_append (GTK_BOX (content), header);
}

/**
 * clv_reconcile_window_new:
 * @parent: the window it belongs to
 * @account: what an import came to
 * @title: of the import, plain text
 *
 * Returns: (transfer none): the window, owned by GTK until it is closed
 */
GtkWindow *
clv_reconcile_window_new (GtkWindow        *parent,
                          const ClvAccount *account,
                          const char       *title)
{
  ClvReconcileWindow *self = g_object_new (CLV_TYPE_RECONCILE_WINDOW, "transient-for", parent,
                                           "title", _("Compare with Your Report"), NULL);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *overlay = adw_toast_overlay_new ();
  GtkBox *box = NULL;
  GtkWidget *column = clv_step_column_new (&box);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("C_ompare"));
  g_autofree char *first = clv_date_to_display (account->first_date);
  g_autofree char *last = clv_date_to_display (account->last_date);
  g_autofree char *text = g_strdup_printf (_("What does your shop's own report say, for %s to %s? "
                                             "Fill in what you have."), first, last);
  g_autofree char *amount = g_strdup_printf (_("Revenue in %s"), account->currency);
  GtkWidget *group = clv_step_group_new (_("Your Report"), text);

  self->reconcile = clv_reconcile_new (account);
  self->orders = add_entry (self, group, _("Orders"), "orders");
  self->customers = add_entry (self, group, _("Customers"), "customers");
  self->amount = add_entry (self, group, amount, "amount");
  gtk_widget_set_name (button, "compare");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (button, 12);
  g_signal_connect_object (button, "clicked", G_CALLBACK (compare_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), button);
  gtk_box_append (box, group);
  self->answer = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  gtk_box_append (box, GTK_WIDGET (self->answer));

  add_header (self, content, title);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), column);
  gtk_widget_set_vexpand (overlay, TRUE);
  gtk_box_append (GTK_BOX (content), overlay);
  adw_window_set_content (ADW_WINDOW (self), content);

  return GTK_WINDOW (self);
}
