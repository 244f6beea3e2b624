/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-batch-row.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-compat.h"
#include "clv-money.h"
#include "clv-rows.h"
#include "clv-step-parts.h"

/* Rows that are neither orders nor customers, such as support tickets. */
static char *
describe_records (const ClvBatch *batch,
                  ClvImportKind   kind)
{
  g_autofree char *rows = clv_step_count (batch->rows);
  g_autofree char *first = clv_date_to_display (batch->first_date);
  g_autofree char *last = clv_date_to_display (batch->last_date);

  if (batch->first_date == CLV_DATE_INVALID)
    /* Translators: what the rows are ("Products"), their number */
    return g_strdup_printf (ngettext ("%s · %s row", "%s · %s rows", (gulong) batch->rows),
                            clv_import_kind_get_label (kind), rows);

  /* Translators: what the rows are ("Support tickets"), their number, first day, last day */
  return g_strdup_printf (ngettext ("%s · %s row · %s to %s", "%s · %s rows · %s to %s",
                                    (gulong) batch->rows), clv_import_kind_get_label (kind), rows,
                          first, last);
}

static char *
describe_content (const ClvBatch *batch)
{
  ClvImportKind kind = CLV_IMPORT_KIND_ORDERS;
  g_autofree char *orders = clv_step_count (batch->orders);
  g_autofree char *customers = clv_step_count (batch->customers);
  g_autofree char *money = clv_money_format (batch->net_amount, batch->currency);
  g_autofree char *first = clv_date_to_display (batch->first_date);
  g_autofree char *last = clv_date_to_display (batch->last_date);

  if (clv_import_kind_from_id (batch->kind, &kind) && clv_import_kind_is_record (kind))
    return describe_records (batch, kind);
  if (g_str_equal (batch->kind, "customers"))
    return g_strdup_printf (ngettext ("%s customer with attributes", "%s customers with attributes",
                                      (gulong) batch->customers), customers);

  /* Translators: orders, customers, money, first day, last day. */
  return g_strdup_printf (_("%s orders · %s customers · %s net · %s to %s"), orders, customers,
                          money, first, last);
}

/* The moment in the display's own zone and words. */
static char *
describe_time (const char *iso)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (iso, utc);
  g_autoptr(GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  return local != NULL ? g_date_time_format (local, _("%-d %b %Y, %H:%M")) : g_strdup (iso);
}

static void
add_fact (GtkWidget  *row,
          const char *title,
          const char *text)
{
  if (text != NULL && *text != '\0')
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), clv_row_new (title, text));
}

static void
add_plan (GtkWidget      *row,
          const ClvBatch *batch)
{
  g_autoptr(ClvImportPlan) plan = clv_import_plan_from_text (batch->plan, NULL);
  static const char * const orders[CLV_N_DATE_ORDERS] = {
    [CLV_DATE_ORDER_YMD] = N_("year first"),
    [CLV_DATE_ORDER_DMY] = N_("day first"),
    [CLV_DATE_ORDER_MDY] = N_("month first"),
    [CLV_DATE_ORDER_EXCEL] = N_("counted in days"),
    [CLV_DATE_ORDER_EXCEL_1904] = N_("counted in days from 1904"),
    [CLV_DATE_ORDER_UNIX] = N_("counted in seconds"),
    [CLV_DATE_ORDER_UNIX_MS] = N_("counted in thousandths of a second"),
  };
  g_autoptr(GString) columns = g_string_new (NULL);
  g_autofree char *format = NULL;

  if (plan == NULL)
    return;

  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      if (plan->columns[i] != NULL)
        g_string_append_printf (columns, "%s%s ← %s", columns->len > 0 ? " · " : "",
                                clv_import_field_get_label ((ClvField) i), plan->columns[i]);
    }
  if (plan->kind == CLV_IMPORT_KIND_ORDERS)
    format = g_strdup_printf (plan->decimal == ',' ? _("%s, decimal comma, dates %s")
                              : _("%s, decimal point, dates %s"), plan->encoding,
                              _(orders[plan->date_order]));
  add_fact (row, _("Read as"), format != NULL ? format : plan->encoding);
  add_fact (row, _("Columns"), columns->str);
  if (plan->attributes->len > 0)
    {
      g_autofree char *attributes = NULL;

      g_ptr_array_add (plan->attributes, NULL);
      attributes = g_strjoinv (" · ", (char **) plan->attributes->pdata);
      add_fact (row, _("Attributes"), attributes);
    }
}

static void
add_facts (GtkWidget      *row,
           const ClvBatch *batch)
{
  g_autofree char *when = describe_time (batch->imported_at);
  g_autofree char *rejected = clv_step_count (batch->rejected);
  g_autofree char *changed = clv_step_count (batch->changed_orders);
  g_autofree char *hash = g_strndup (batch->content_hash != NULL ? batch->content_hash : "", 16);

  add_fact (row, _("Imported"), when);
  if (batch->rejected > 0)
    add_fact (row, _("Rows left out"), rejected);
  if (batch->changed_orders > 0)
    add_fact (row, _("Orders of earlier imports that it replaced"), changed);
  add_plan (row, batch);
  add_fact (row, _("Content, first digits of its digest"), hash);
}

static GtkWidget *
make_undo (const ClvBatch *batch)
{
  GtkWidget *button = gtk_button_new_with_label (_("Undo"));
  g_autofree char *name = g_strdup_printf (_("Undo import of %s"), batch->file_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  clv_widget_name (button, name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.undo-import");
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button),
                                          g_variant_new_int64 (batch->id));

  return button;
}

static GtkWidget *
make_again (const ClvBatch *batch,
            const char     *path)
{
  GtkWidget *button = gtk_button_new_with_label (_("Import Again"));
  g_autofree char *name = g_strdup_printf (_("Import %s again"), batch->file_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, path);
  clv_widget_name (button, name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.import-again");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xs)", batch->id, path);

  return button;
}

static void
add_action (GtkWidget      *row,
            const ClvBatch *batch,
            const char     *title,
            const char     *subtitle,
            const char     *label,
            const char     *action)
{
  GtkWidget *line = clv_row_new (title, subtitle);
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  g_autofree char *name = g_strdup_printf ("%s: %s", title, batch->file_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  clv_widget_name (button, name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button),
                                          g_variant_new_int64 (batch->id));
  adw_action_row_add_suffix (ADW_ACTION_ROW (line), button);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), line);
}

/* What can be done with an import beside taking it out again. */
static void
add_actions (GtkWidget      *row,
             const ClvBatch *batch)
{
  if (batch->plan != NULL)
    add_action (row, batch, _("Next file like this"),
                _("The same columns and rules, on the export of the next month"),
                _("_Import Next File…"), "data.import-next");
  if (g_str_equal (batch->kind, "orders"))
    add_action (row, batch, _("Compare with your report"),
                _("Where a difference to your shop's own report comes from"), _("C_ompare…"),
                "data.compare");
}

static const char *
get_icon (const ClvBatch *batch)
{
  static const char * const icons[CLV_N_IMPORT_KINDS] = {
    [CLV_IMPORT_KIND_ORDERS] = "clv-data-symbolic",
    [CLV_IMPORT_KIND_CUSTOMERS] = "clv-customers-symbolic",
    [CLV_IMPORT_KIND_REFUNDS] = "clv-undo-symbolic",
    [CLV_IMPORT_KIND_SPEND] = "clv-act-symbolic",
    [CLV_IMPORT_KIND_TICKETS] = "clv-edit-symbolic",
    [CLV_IMPORT_KIND_EVENTS] = "clv-clock-symbolic",
    [CLV_IMPORT_KIND_PRODUCTS] = "clv-value-symbolic",
    [CLV_IMPORT_KIND_SUBSCRIPTIONS] = "clv-refresh-symbolic",
    [CLV_IMPORT_KIND_SUMMARY] = "clv-table-symbolic",
  };
  ClvImportKind kind = CLV_IMPORT_KIND_ORDERS;

  clv_import_kind_from_id (batch->kind, &kind);

  return icons[kind];
}

static GtkWidget *
make_icon (const ClvBatch *batch)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (get_icon (batch));
  ClvImportKind kind = CLV_IMPORT_KIND_ORDERS;

  clv_import_kind_from_id (batch->kind, &kind);
  gtk_widget_set_tooltip_text (icon, clv_import_kind_get_label (kind));
  clv_widget_name (icon, clv_import_kind_get_label (kind));
  gtk_widget_add_css_class (icon, "dim-label");

  return icon;
}

/**
 * clv_batch_row_new:
 * @batch: an import; only read now
 * @path: (nullable): where its file still lies, to bring it back once it is undone
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
clv_batch_row_new (const ClvBatch *batch,
                   const char     *path)
{
  g_autofree char *content = describe_content (batch);
  g_autofree char *title = g_strdup_printf (_("#%" PRId64 " %s"), batch->id,
                                            batch->file_name);
  g_autofree char *subtitle = batch->undone ? g_strdup_printf (_("Undone · had %s"), content)
                              : g_strdup (content);
  GtkWidget *row = g_object_new (ADW_TYPE_EXPANDER_ROW, "use-markup", FALSE, "title", title,
                                 "subtitle", subtitle, NULL);

  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), make_icon (batch));
  if (!batch->undone)
    add_actions (row, batch);
  add_facts (row, batch);
  if (!batch->undone)
    clv_compat_expander_row_add_suffix (row, make_undo (batch));
  else if (path != NULL)
    clv_compat_expander_row_add_suffix (row, make_again (batch, path));

  return row;
}
