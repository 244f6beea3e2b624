/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-wizard.h"

#include <glib/gi18n-lib.h>

#include "clv-import-parts.h"
#include "clv-import-steps.h"
#include "clv-recent-files.h"
#include "clv-step-parts.h"

static char *
describe_import (const ClvImportResult *result,
                 ClvImportKind          kind)
{
  gboolean is_orders = kind == CLV_IMPORT_KIND_ORDERS;
  guint64 n = is_orders ? result->new_orders + result->changed_orders : result->customers;
  g_autofree char *count = clv_step_count (n);

  if (result->batch == 0)
    return g_strdup (_("Nothing new: everything was there already"));
  if (is_orders)
    return g_strdup_printf (ngettext ("Imported %s order", "Imported %s orders", (gulong) n),
                            count);

  if (kind != CLV_IMPORT_KIND_CUSTOMERS)
    {
      g_autofree char *rows = clv_step_count (result->new_records + result->changed_records);

      /* Translators: a kind of data such as "Support tickets", a number. */
      return g_strdup_printf (_("Imported %s: %s"), clv_import_kind_get_label (kind), rows);
    }

  return g_strdup_printf (ngettext ("Imported %s customer", "Imported %s customers", (gulong) n),
                          count);
}

static void
imported_cb (ClvImportDraft        *draft,
             const ClvImportResult *result,
             gpointer               unused)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (draft);
  ClvSession *session = clv_import_draft_get_session (draft);
  g_autofree char *text = describe_import (result, plan->kind);
  g_autofree char *action = NULL;

  clv_recent_files_add (clv_session_get_settings (session), clv_import_draft_get_path (draft));
  if (result->batch == 0)
    {
      clv_session_toast (session, text);
      return;
    }
  if (clv_import_draft_is_all (draft))
    {
      const guint n = clv_import_draft_get_done (draft)->len;
      g_autofree char *all = NULL;

      /* Translators: “Imported 12 orders”, a number */
      all = g_strdup_printf (ngettext ("%s from %u table, which can be undone by itself",
                                       "%s from %u tables, each of which can be undone by itself",
                                       n), text, n);
      clv_session_toast (session, all);
      return;
    }

  action = g_strdup_printf ("win.undo-import(int64 %" G_GINT64_FORMAT ")", result->batch);
  clv_session_toast_with_action (session, text, _("_Undo"), action);
}

static void
stopped_cb (ClvImportDraft *draft)
{
  GPtrArray *done = clv_import_draft_get_done (draft);
  g_autofree char *names = done != NULL ? clv_import_parts_join (done) : NULL;
  g_autofree char *text = NULL;

  if (done == NULL || done->len == 0)
    text = g_strdup (_("Import stopped; nothing was changed"));
  else
    /* Translators: names of tables */
    text = g_strdup_printf (_("Import stopped after %s, which stays; nothing else was changed"),
                            names);
  clv_session_toast (clv_import_draft_get_session (draft), text);
}

/* Escape or Cancel while rows are on their way: the import stops and leaves the
 * workspace as it was. */
static gboolean
close_request_cb (GtkWindow      *wizard,
                  ClvImportDraft *draft)
{
  clv_import_draft_close (draft);

  return GDK_EVENT_PROPAGATE;
}

/**
 * clv_import_wizard_new:
 * @parent: the window it belongs to
 * @session: with an open workspace
 * @path: a sales file
 *
 * Returns: (transfer none): the wizard, owned by GTK until it is closed
 */
GtkWindow *
clv_import_wizard_new (GtkWindow  *parent,
                       ClvSession *session,
                       const char *path)
{
  return clv_import_wizard_new_like (parent, session, path, NULL, NULL);
}

/**
 * clv_import_wizard_new_like:
 * @parent: the window it belongs to
 * @session: with an open workspace
 * @path: a sales file
 * @plan: (nullable): settings of an earlier import that are taken over where they fit
 * @name: (nullable): of the file that they were made for
 *
 * Returns: (transfer none): the wizard, owned by GTK until it is closed
 */
GtkWindow *
clv_import_wizard_new_like (GtkWindow           *parent,
                            ClvSession          *session,
                            const char          *path,
                            const ClvImportPlan *plan,
                            const char          *name)
{
  ClvWizard *wizard = clv_wizard_new (parent, _("Import"));
  g_autoptr(ClvImportDraft) draft = clv_import_draft_new (session, path);

  if (plan != NULL)
    clv_import_draft_want_plan (draft, plan, name);
  g_signal_connect (draft, "imported", G_CALLBACK (imported_cb), NULL);
  g_signal_connect (draft, "stopped", G_CALLBACK (stopped_cb), NULL);
  clv_wizard_set_jobs (wizard, clv_session_get_jobs (session));
  g_signal_connect_object (wizard, "close-request", G_CALLBACK (close_request_cb), draft, 0);
  clv_wizard_add_page (wizard, clv_file_step_new (draft));
  clv_wizard_add_page (wizard, clv_read_step_new (draft));
  clv_wizard_add_page (wizard, clv_columns_step_new (draft));
  clv_wizard_add_page (wizard, clv_rules_step_new (draft));
  clv_wizard_add_page (wizard, clv_check_step_new (draft));

  return GTK_WINDOW (wizard);
}
