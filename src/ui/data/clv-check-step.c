/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-steps.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-compat.h"
#include "clv-date.h"
#include "clv-money.h"
#include "clv-preset.h"
#include "clv-reconcile-window.h"
#include "clv-reject-groups.h"
#include "clv-rows.h"
#include "clv-step-parts.h"
#include "clv-wizard.h"

/* The last step: what the import would do, row by row of the account, and the verb
 * that does it. */
struct _ClvCheckStep
{
  ClvWizardPage parent_instance;

  ClvImportDraft *draft;
  GtkBox *box;
  gboolean is_importing;
};

G_DEFINE_FINAL_TYPE (ClvCheckStep, clv_check_step, CLV_TYPE_WIZARD_PAGE)

static void
add_figure (GtkWidget  *group,
            const char *title,
            const char *subtitle,
            const char *value)
{
  GtkWidget *row = clv_row_new (title, subtitle);
  GtkLabel *label = clv_row_add_number (ADW_ACTION_ROW (row), value);

  gtk_widget_add_css_class (GTK_WIDGET (label), "heading");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_count (GtkWidget  *group,
           const char *title,
           const char *subtitle,
           guint64     n)
{
  g_autofree char *value = clv_step_count (n);

  add_figure (group, title, subtitle, value);
}

static void
add_orders_account (ClvCheckStep          *self,
                    const ClvImportResult *result,
                    GtkWidget             *group)
{
  g_autofree char *net = clv_money_format (result->net_amount, result->currency);
  g_autofree char *refunds = clv_money_format (result->refund_amount, result->currency);
  g_autofree char *refund_rows = clv_step_count (result->refund_rows);
  g_autofree char *refund_text = NULL;
  g_autofree char *first = clv_date_to_display (result->first_date);
  g_autofree char *last = clv_date_to_display (result->last_date);
  g_autofree char *days = g_strdup_printf (_("%s to %s"), first, last);

  add_count (group, _("Orders"), days, result->orders);
  add_count (group, _("Customers"), NULL, result->customers);
  add_figure (group, _("Net revenue"), _("Past, before margin; refunds taken off"), net);
  if (result->refund_rows > 0)
    {
      refund_text = g_strdup_printf (ngettext ("Part of the net revenue; %s row",
                                               "Part of the net revenue; %s rows",
                                               (gulong) result->refund_rows), refund_rows);
      add_figure (group, _("Refunds"), refund_text, refunds);
    }
  add_count (group, _("New orders"), _("Not yet in the workspace"), result->new_orders);
  if (result->already_present > 0)
    add_count (group, _("Already there"), _("Identical orders; they are left out"),
               result->already_present);
  if (result->changed_orders > 0)
    add_count (group, _("Changed orders"),
               _("There with other content; these replace them, and an undo brings the old ones "
                 "back"), result->changed_orders);
}

static void
add_records_account (GtkWidget             *group,
                     const ClvImportResult *result,
                     const char            *kind)
{
  add_count (group, kind, _("Rows of this kind that can be used"), result->records);
  if (result->customers > 0)
    add_count (group, _("Customers"), NULL, result->customers);
  add_count (group, _("New"), _("Not yet in the workspace"), result->new_records);
  if (result->already_present > 0)
    add_count (group, _("Already there"), _("Identical; they are left out"),
               result->already_present);
  if (result->changed_records > 0)
    add_count (group, _("Changed"),
               _("There with other content; these replace them, and an undo brings the old ones "
                 "back"), result->changed_records);
}

static void
add_account (ClvCheckStep          *self,
             const ClvImportResult *result)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  GtkWidget *group = clv_step_group_new (_("What Would Be Imported"),
                                         _("A trial: nothing is written yet."));

  add_count (group, _("Rows read"), NULL, result->rows_read);
  if (plan->kind == CLV_IMPORT_KIND_ORDERS)
    {
      add_orders_account (self, result, group);
    }
  else if (plan->kind == CLV_IMPORT_KIND_CUSTOMERS)
    {
      add_count (group, _("Customers"), NULL, result->customers);
      add_count (group, _("Attributes"), NULL, result->n_attributes);
    }
  else
    {
      add_records_account (group, result, clv_import_kind_get_label (plan->kind));
    }
  if (result->rows_rejected > 0)
    add_count (group, _("Rows left out"), _("Listed below with the reason"),
               result->rows_rejected);
  gtk_box_append (self->box, group);
}

static void
saved_cb (ClvCheckStep *self,
          const char   *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = g_strdup_printf (_("Saved %s"), name);

  clv_step_say (GTK_WIDGET (self), text);
}

static void
rejects_chosen_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(ClvCheckStep) self = user_data;
  g_autoptr(GFile) file = clv_compat_save_file_finish (GTK_WINDOW (object), result, NULL);

  if (file != NULL && self->draft != NULL)
    clv_import_draft_save_rejects (self->draft, g_file_peek_path (file));
}

static char *
make_name (ClvCheckStep *self,
           const char   *ending)
{
  g_autofree char *base = g_path_get_basename (clv_import_draft_get_path (self->draft));
  char *dot = strrchr (base, '.');

  if (dot != NULL)
    *dot = '\0';

  return g_strconcat (base, ending, NULL);
}

static void
save_rejects_cb (ClvCheckStep *self)
{
  g_autofree char *name = make_name (self, "-left-out.csv");

  clv_compat_save_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                              _("Save Rejected Rows"), name, NULL, rejects_chosen_cb,
                              g_object_ref (self));
}

static void
plan_chosen_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(ClvCheckStep) self = user_data;
  g_autoptr(GFile) file = clv_compat_save_file_finish (GTK_WINDOW (object), result, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (file == NULL || self->draft == NULL)
    return;

  text = clv_import_plan_to_text (clv_import_draft_get_plan (self->draft));
  if (!g_file_replace_contents (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                NULL, &error))
    clv_step_say (GTK_WIDGET (self), error->message);
  else
    clv_step_say (GTK_WIDGET (self), _("Settings saved"));
}

static void
save_plan_cb (ClvCheckStep *self)
{
  g_autofree char *name = make_name (self, ".plan");

  clv_compat_save_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                              _("Save These Settings"), name, NULL, plan_chosen_cb,
                              g_object_ref (self));
}

static void
add_rejects (ClvCheckStep          *self,
             const ClvImportResult *result)
{
  GtkWidget *button = NULL;

  if (result->rejects->len == 0)
    return;

  button = gtk_button_new_with_mnemonic (_("_Save Rejected Rows…"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (button, 12);
  g_signal_connect_object (button, "clicked", G_CALLBACK (save_rejects_cb), self,
                           G_CONNECT_SWAPPED);
  clv_reject_groups_add (self->box, result->rejects, button);
}

static void
compare_cb (ClvCheckStep *self)
{
  const ClvImportResult *result = clv_import_draft_get_result (self->draft);
  g_autofree char *name = g_filename_display_basename (clv_import_draft_get_path (self->draft));
  g_autoptr(ClvAccount) account = NULL;
  GtkWindow *window = NULL;

  if (result == NULL)
    return;

  account = clv_account_new (result, clv_import_draft_get_plan (self->draft));
  window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  gtk_window_present (clv_reconcile_window_new (window, account, name));
}

/* Held against what the shop itself says. */
static void
add_compare (ClvCheckStep *self)
{
  GtkWidget *group = clv_step_group_new (_("Does It Agree?"), NULL);
  GtkWidget *row = clv_row_new (_("Your shop's own report says something else?"),
                                _("Give its totals and see where the difference comes from. It "
                                  "can be done later, too."));
  GtkWidget *button = gtk_button_new_with_mnemonic (_("C_ompare…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  clv_widget_name (button, _("Compare with Your Report"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (compare_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  gtk_box_append (self->box, group);
}

static void
preset_cb (AdwEntryRow  *row,
           ClvCheckStep *self)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
  g_autofree char *folder = clv_preset_get_folder ();
  g_autofree char *text = g_strdup_printf (_("Saved as the preset “%s”"), name);
  g_autoptr(GPtrArray) header = clv_detection_list_names (detection);
  g_autoptr(ClvPreset) preset = NULL;
  g_autoptr(GError) error = NULL;

  if (*name == '\0')
    return;

  preset = clv_preset_new_from_plan (clv_import_draft_get_plan (self->draft), name, header);
  if (clv_preset_save (preset, folder, &error))
    clv_preset_load_folder (folder, NULL);
  clv_step_say (GTK_WIDGET (self), error != NULL ? error->message : text);
}

/* What was decided here is there for the next file: by itself as a preset, or as a file. */
static void
add_plan (ClvCheckStep *self)
{
  GtkWidget *group = clv_step_group_new (_("Next Time"),
                                         _("A preset is offered by itself for files with this "
                                           "header."));
  GtkWidget *preset = g_object_new (ADW_TYPE_ENTRY_ROW, "title", _("Save as a preset called"),
                                    "show-apply-button", TRUE, "name", "preset", NULL);
  GtkWidget *row = clv_row_new (_("As a text file"),
                                _("Runs on next month's file: perennial-cli import --plan"));
  GtkWidget *button = gtk_button_new_with_mnemonic (_("Save These Settings as a _Plan…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (save_plan_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  if (clv_import_draft_get_plan (self->draft)->header_row >= 0)
    {
      g_signal_connect_object (preset, "apply", G_CALLBACK (preset_cb), self, 0);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), preset);
    }
  else
    {
      g_object_unref (g_object_ref_sink (preset));
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  gtk_box_append (self->box, group);
}

static void
fill (ClvCheckStep *self)
{
  const ClvImportResult *result = clv_import_draft_get_result (self->draft);
  gboolean is_busy = clv_import_draft_is_busy (self->draft);

  if (!clv_step_is_current (CLV_WIZARD_PAGE (self)))
    return;

  clv_wizard_page_set_can_continue (CLV_WIZARD_PAGE (self), result != NULL && !is_busy);
  clv_box_clear (self->box);
  clv_step_add_status (self->box, self->draft,
                       result == NULL ? _("The file is being tried out…") : NULL);
  if (result == NULL)
    return;

  if (result->new_orders == 0 && result->changed_orders == 0 && result->n_attributes == 0
      && result->new_records == 0 && result->changed_records == 0)
    gtk_box_append (self->box,
                    clv_step_notice_new (_("Everything in this file is in the workspace already: "
                                           "the import would change nothing."), FALSE));
  clv_step_add_warnings (self->box, result->warnings);
  add_account (self, result);
  if (clv_import_draft_get_plan (self->draft)->kind == CLV_IMPORT_KIND_ORDERS)
    add_compare (self);
  add_rejects (self, result);
  add_plan (self);
}

static void
changed_cb (ClvCheckStep *self)
{
  if (self->is_importing && !clv_import_draft_is_busy (self->draft))
    self->is_importing = FALSE;
  fill (self);
}

static void
clv_check_step_prepare (ClvWizardPage *page)
{
  ClvCheckStep *self = CLV_CHECK_STEP (page);

  if (clv_import_draft_get_result (self->draft) == NULL
      && !clv_import_draft_is_busy (self->draft))
    clv_import_draft_dry_run (self->draft);
  fill (self);
}

static void
imported_cb (ClvCheckStep *self)
{
  GtkWidget *wizard = gtk_widget_get_ancestor (GTK_WIDGET (self), CLV_TYPE_WIZARD);

  if (wizard != NULL)
    clv_wizard_go_on (CLV_WIZARD (wizard));
}

/* Chain: commit → (worker) import → imported_cb → the wizard is finished. */
static gboolean
clv_check_step_commit (ClvWizardPage *page)
{
  ClvCheckStep *self = CLV_CHECK_STEP (page);

  if (!self->is_importing)
    {
      self->is_importing = TRUE;
      clv_import_draft_import (self->draft);
    }

  return FALSE;
}

static void
clv_check_step_dispose (GObject *object)
{
  ClvCheckStep *self = CLV_CHECK_STEP (object);

  g_clear_object (&self->draft);

  G_OBJECT_CLASS (clv_check_step_parent_class)->dispose (object);
}

static void
clv_check_step_class_init (ClvCheckStepClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clv_check_step_dispose;
  CLV_WIZARD_PAGE_CLASS (klass)->prepare = clv_check_step_prepare;
  CLV_WIZARD_PAGE_CLASS (klass)->commit = clv_check_step_commit;
}

static void
clv_check_step_init (ClvCheckStep *self)
{
  clv_wizard_page_set_title (CLV_WIZARD_PAGE (self), _("Check and Import"));
  clv_wizard_page_set_verb (CLV_WIZARD_PAGE (self), _("_Import"));
  adw_bin_set_child (ADW_BIN (self), clv_step_column_new (&self->box));
}

/**
 * clv_check_step_new:
 * @draft: what the steps share
 *
 * Returns: (transfer floating): the step
 */
ClvWizardPage *
clv_check_step_new (ClvImportDraft *draft)
{
  ClvCheckStep *self = g_object_new (CLV_TYPE_CHECK_STEP, NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "imported", G_CALLBACK (imported_cb), self, G_CONNECT_SWAPPED);

  return CLV_WIZARD_PAGE (self);
}
