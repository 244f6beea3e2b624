/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-reject-groups.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-compat.h"
#include "clv-import-sink.h"
#include "clv-money.h"
#include "clv-rows.h"
#include "clv-step-parts.h"

/* What repairs the rows of a group, in the order in which one would do it. */
static const struct
{
  const char *group;
  const char *title;
} groups[] = {
  { "row", N_("Mend the Rows") },
  { "fill-in", N_("Fill In What Is Missing") },
  { "date", N_("Mend the Dates") },
  { "number", N_("Mend the Amounts") },
  { "currency", N_("Give Exchange Rates") },
  { "customer", N_("Say Who Bought") },
  { "order", N_("Mend the Order Numbers") },
  { "file", N_("Export the File Anew") },
  { "rule", N_("Left Out by Your Rules") },
  { "none", N_("Nothing to Do") },
};

/* "12 rows · €34.00": the money where all of it is known. */
static char *
describe_size (const ClvReject *reject)
{
  g_autofree char *n = clv_step_count (reject->n_rows);
  g_autofree char *money = reject->n_with_amount > 0 && *reject->currency != '\0'
                           ? clv_money_format (reject->amount, reject->currency) : NULL;

  return money != NULL
         ? g_strdup_printf (ngettext ("%s row · %s", "%s rows · %s", (gulong) reject->n_rows), n,
                            money)
         : g_strdup_printf (ngettext ("%s row", "%s rows", (gulong) reject->n_rows), n);
}

static GtkWidget *
make_reject (const ClvReject *reject)
{
  g_autofree char *count = describe_size (reject);
  GtkWidget *row = g_object_new (ADW_TYPE_EXPANDER_ROW, "use-markup", FALSE,
                                 "title", reject->reason,
                                 "subtitle", reject->repair != NULL ? reject->repair : "", NULL);
  GtkWidget *label = gtk_label_new (count);

  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "heading");
  clv_compat_expander_row_add_suffix (row, label);
  for (guint i = 0; i < G_N_ELEMENTS (reject->examples) && reject->examples[i] != NULL; i++)
    {
      g_autofree char *title = g_strdup_printf (_("Line %" PRIu64), reject->lines[i]);
      g_autofree char *example = g_utf8_strlen (reject->examples[i], -1) > 200
                                 ? g_utf8_substring (reject->examples[i], 0, 200) : NULL;

      adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                                clv_row_new (title, example != NULL ? example
                                             : reject->examples[i]));
    }

  return row;
}

static gboolean
is_in_group (const ClvReject *reject,
             const char      *group)
{
  return g_strcmp0 (reject->group, group) == 0;
}

static gboolean
has_title (const ClvReject *reject)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      if (is_in_group (reject, groups[i].group))
        return TRUE;
    }

  return FALSE;
}

static void
add_group (GtkBox     *box,
           GPtrArray  *rejects,
           const char *word,
           const char *title)
{
  GtkWidget *group = NULL;

  for (guint i = 0; i < rejects->len; i++)
    {
      const ClvReject *reject = g_ptr_array_index (rejects, i);

      if (word != NULL ? !is_in_group (reject, word) : has_title (reject))
        continue;
      if (group == NULL)
        {
          group = clv_step_group_new (title, NULL);
          gtk_box_append (box, group);
        }
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_reject (reject));
    }
}

/**
 * clv_reject_groups_add:
 * @box: the step's column
 * @rejects: (element-type ClvReject): reasons with their rows
 * @suffix: (nullable): a button beside the heading
 *
 * Adds nothing where nothing was left out.
 */
void
clv_reject_groups_add (GtkBox    *box,
                       GPtrArray *rejects,
                       GtkWidget *suffix)
{
  GtkWidget *head = NULL;

  if (rejects->len == 0)
    return;

  head = clv_step_group_new (_("Rows Left Out"),
                             _("Nothing is lost: save them, mend them and import that file; it "
                               "joins what is there."));
  if (suffix != NULL)
    adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (head), suffix);
  gtk_box_append (box, head);
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    add_group (box, rejects, groups[i].group, _(groups[i].title));
  add_group (box, rejects, NULL, _("Other Reasons"));
}
