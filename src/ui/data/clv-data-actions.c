/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-data-actions.h"

#include <glib/gi18n-lib.h>

#include "clv-compat.h"
#include "clv-import-wizard.h"
#include "clv-import-work.h"
#include "clv-reconcile-window.h"

/* What is known of one import beyond its row. */
typedef struct
{
  gint64 batch;
  char *file_name;
  ClvImportPlan *plan;   /* (nullable) */
  ClvAccount *account;   /* (nullable): none was kept */
} BatchFacts;

/* What somebody asked for. */
typedef struct
{
  ClvPage *page;
  gboolean is_compare;
  BatchFacts *facts;     /* (nullable) */
} Wish;

static void
batch_facts_free (gpointer data)
{
  BatchFacts *facts = data;

  if (facts == NULL)
    return;

  g_free (facts->file_name);
  g_clear_pointer (&facts->plan, clv_import_plan_free);
  g_clear_pointer (&facts->account, clv_account_free);
  g_free (facts);
}

static void
wish_free (Wish *wish)
{
  g_object_unref (wish->page);
  batch_facts_free (wish->facts);
  g_free (wish);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

/* What the import itself says where no account of it was kept. */
static ClvAccount *
make_account (const ClvBatch *batch)
{
  g_autoptr(ClvImportResult) result = clv_import_result_new ();
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();

  result->orders = batch->orders;
  result->customers = batch->customers;
  result->net_amount = batch->net_amount;
  result->currency = g_strdup (batch->currency);
  result->first_date = batch->first_date;
  result->last_date = batch->last_date;

  return clv_account_new (result, plan);
}

static gpointer
find_in_thread (ClvWorkspace       *workspace,
                gpointer            input,
                const ClvProgress  *progress,
                GError            **error)
{
  const gint64 wanted = *(const gint64 *) input;
  g_autofree char *setting = clv_import_work_get_account_setting (wanted);
  g_autofree char *text = clv_workspace_dup_setting (workspace, setting);
  g_autoptr(GPtrArray) batches = clv_workspace_list_batches (workspace, error);
  BatchFacts *facts = NULL;

  for (guint i = 0; batches != NULL && i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);

      if (batch->id != wanted)
        continue;
      facts = g_new0 (BatchFacts, 1);
      facts->batch = wanted;
      facts->file_name = g_strdup (batch->file_name);
      facts->plan = batch->plan != NULL ? clv_import_plan_from_text (batch->plan, NULL) : NULL;
      facts->account = text != NULL ? clv_account_from_text (text) : NULL;
      if (facts->account == NULL)
        facts->account = make_account (batch);
    }

  return facts;
}

static void
next_chosen_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Wish) wish = user_data;
  g_autoptr(GFile) file = clv_compat_open_file_finish (GTK_WINDOW (object), result, NULL);

  if (file != NULL && g_file_peek_path (file) != NULL
      && clv_page_get_workspace (wish->page) != NULL)
    gtk_window_present (clv_import_wizard_new_like (GTK_WINDOW (object),
                                                    clv_page_get_session (wish->page),
                                                    g_file_peek_path (file), wish->facts->plan,
                                                    wish->facts->file_name));
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Wish) wish = user_data;
  g_autoptr(GError) error = NULL;
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (wish->page)));

  wish->facts = clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  if (window == NULL || (wish->facts == NULL && error == NULL))
    return;

  if (wish->facts == NULL)
    clv_session_show_error (CLV_SESSION (object), _("The imports cannot be read"), error);
  else if (wish->is_compare)
    gtk_window_present (clv_reconcile_window_new (window, wish->facts->account,
                                                  wish->facts->file_name));
  else if (wish->facts->plan != NULL)
    clv_compat_open_file_async (window, _("Open the Next File"), NULL, NULL, NULL, next_chosen_cb,
                                g_steal_pointer (&wish));
}

/* Chain: action → (worker) find_in_thread → found_cb → window, or file dialog →
 * next_chosen_cb → wizard. */
static void
batch_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  const gint64 batch = g_variant_get_int64 (parameter);
  Wish *wish = NULL;

  if (clv_page_get_workspace (CLV_PAGE (widget)) == NULL)
    return;

  wish = g_new0 (Wish, 1);
  wish->page = g_object_ref (CLV_PAGE (widget));
  wish->is_compare = g_str_equal (name, "data.compare");
  clv_session_run_job (clv_page_get_session (CLV_PAGE (widget)), NULL, find_in_thread,
                       g_memdup2 (&batch, sizeof batch), g_free, batch_facts_free, found_cb,
                       wish);
}

/**
 * clv_data_actions_install:
 * @klass: of the Data page
 */
void
clv_data_actions_install (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "data.import-next", "x", batch_action);
  gtk_widget_class_install_action (klass, "data.compare", "x", batch_action);
}
