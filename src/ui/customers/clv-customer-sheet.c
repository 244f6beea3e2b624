/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-sheet.h"

#include <glib/gi18n-lib.h>

#include "clv-comparables-group.h"
#include "clv-customer-parts.h"
#include "clv-figures.h"
#include "clv-money.h"
#include "clv-notes.h"
#include "clv-notes-group.h"

#define HASH_DIGITS 12

ClvSheet *
clv_customer_sheet_new (const ClvCustomerData *data,
                        guint32                row,
                        const char            *label)
{
  const ClvScoreSet *scores = data->scores;
  g_autofree char *why = clv_tiers_describe (data->tiers, row, scores->clv[row], data->currency);
  g_autofree char *convention = clv_customer_data_dup_convention (data);
  g_autofree char *as_of = clv_date_to_display (scores->as_of);
  g_autofree char *hash = g_strndup (scores->content_hash != NULL ? scores->content_hash : "",
                                     HASH_DIGITS);
  g_autofree char *footer = NULL;
  ClvSheet *sheet = clv_sheet_new (label, why);

  /* TRANSLATORS: what a value means, a day, a number, the beginning of a hash */
  footer = g_strdup_printf (_("%s · as of %s · values %d, content %s. A working paper: it does not "
                              "say whether these values were approved."), convention, as_of,
                            (int) scores->id, hash);
  clv_sheet_set_footer (sheet, footer);

  return sheet;
}

static void
add_parts (ClvSheet              *sheet,
           const ClvCustomerData *data,
           guint32                row)
{
  g_autoptr(ClvCustomerParts) parts = clv_customer_parts_new (data, row);

  clv_sheet_add_heading (sheet, _("How the future value comes about"));
  clv_sheet_add_row (sheet, _("Expected spend a purchase"), NULL, parts->spend);
  clv_sheet_add_row (sheet, _("× expected purchases"), _("Discounted: each at today’s worth"),
                     parts->purchases);
  clv_sheet_add_row (sheet, _("× margin"), NULL, parts->margin);
  if (parts->has_service)
    clv_sheet_add_row (sheet, _("− cost to serve"), _("Within the horizon, discounted"),
                       parts->service);
  clv_sheet_add_row (sheet, _("= future value"), NULL, parts->value);
}

static void
add_alike (ClvSheet              *sheet,
           const ClvCustomerData *data,
           const GArray          *alike,
           ClvSession            *session)
{
  g_autofree char *summary = clv_comparables_dup_summary (data, alike);

  clv_sheet_add_heading (sheet, _("Comparable customers"));
  clv_sheet_add_text (sheet, summary);
  for (guint i = 0; i < alike->len; i++)
    {
      const guint32 row = g_array_index (alike, guint32, i);
      g_autofree char *label = NULL;
      g_autofree char *past = clv_comparables_dup_past (data, row);
      g_autofree char *value = clv_money_format_major (data->scores->clv[row], data->currency);

      label = clv_session_dup_customer_label (session, clv_customer_data_get_id (data, row));
      clv_sheet_add_row (sheet, label, past, value);
    }
}

static void
add_purchases (ClvSheet     *sheet,
               const GArray *purchases,
               const char   *currency)
{
  clv_sheet_add_heading (sheet, _("Purchases"));
  clv_sheet_add_text (sheet, _("One line a day, after refunds"));
  for (guint i = 0; i < purchases->len; i++)
    {
      const ClvPurchase *purchase = &g_array_index (purchases, ClvPurchase,
                                                    purchases->len - 1 - i);
      g_autofree char *day = clv_date_to_display (purchase->day);
      g_autofree char *net = clv_money_format (purchase->net, currency);
      g_autofree char *refund = clv_customer_dup_refund (purchase, currency);

      clv_sheet_add_row (sheet, day, refund, net);
    }
}

void
clv_customer_sheet_add_rest (ClvSheet                 *sheet,
                             const ClvCustomerData    *data,
                             guint32                   row,
                             const ClvCustomerDossier *dossier,
                             ClvSession               *session)
{
  g_autoptr(ClvPlotSpec) timeline = clv_figure_timeline (dossier->purchases, data->currency);

  clv_sheet_add_text (sheet, clv_figure_describe_interval ());
  add_parts (sheet, data, row);
  if (data->fit != NULL)
    {
      g_autoptr(ClvPlotSpec) course = clv_figure_course (data->scores, data->fit, row,
                                                         dossier->purchases);

      clv_sheet_add_chart (sheet, course);
    }
  clv_sheet_add_chart (sheet, timeline);
  if (data->fit != NULL)
    {
      g_autoptr(ClvPlotSpec) curve = clv_figure_p_active_curve (data->scores, data->fit, row);

      clv_sheet_add_chart (sheet, curve);
    }
  add_alike (sheet, data, dossier->alike, session);
  add_purchases (sheet, dossier->purchases, data->currency);
}

void
clv_customer_sheet_add_notes (ClvSheet        *sheet,
                              const GPtrArray *notes)
{
  if (notes->len == 0)
    return;

  clv_sheet_add_heading (sheet, _("Notes"));
  for (guint i = 0; i < notes->len; i++)
    {
      const ClvNote *note = g_ptr_array_index (notes, i);
      g_autofree char *origin = clv_notes_group_dup_origin (note->author, note->at);

      clv_sheet_add_row (sheet, note->text, origin, NULL);
    }
}
