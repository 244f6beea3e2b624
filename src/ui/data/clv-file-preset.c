/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-file-private.h"

#include <glib/gi18n-lib.h>

#include "clv-preset.h"
#include "clv-rows.h"
#include "clv-step-parts.h"

/* Of what the header has otherwise so much is listed. */
#define DIFFERENCES_MAX 6u

typedef struct
{
  ClvImportDraft *draft;
  char *id;              /* (nullable): none */
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_object_unref (choice->draft);
  g_free (choice->id);
  g_free (choice);
}

static gboolean
use_cb (gpointer data)
{
  const Choice *choice = data;

  clv_import_draft_use_preset (choice->draft, choice->id);

  return G_SOURCE_REMOVE;
}

/* An idle: another preset rebuilds the step, and with it what is pressed. */
static void
use_preset (ClvFileStep *self,
            const char  *id)
{
  Choice *choice = g_new0 (Choice, 1);

  clv_step_hold (GTK_WIDGET (self->box));
  choice->draft = g_object_ref (self->draft);
  choice->id = g_strdup (id);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, use_cb, choice, choice_free);
}

static void
refuse_cb (ClvFileStep *self)
{
  use_preset (self, NULL);
}

static void
fitting_cb (GtkButton   *button,
            ClvFileStep *self)
{
  use_preset (self, g_object_get_data (G_OBJECT (button), "preset"));
}

static char *
join_lines (GPtrArray *texts,
            guint      max)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  for (guint i = 0; i < MIN (texts->len, max); i++)
    g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "",
                            (const char *) g_ptr_array_index (texts, i));
  if (texts->len > max)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("and %u more", "and %u more",
                                                         texts->len - max), texts->len - max);

      g_string_append_printf (lines, "\n%s", more);
    }

  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static GtkWidget *
make_button (const char *label,
             const char *name)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (name != NULL)
    {
      gtk_widget_set_tooltip_text (button, name);
      clv_widget_name (button, name);
    }

  return button;
}

/* Presets that the header fits and that are not in use. */
static void
add_fitting (ClvFileStep        *self,
             const ClvDetection *detection,
             const char         *used)
{
  g_autoptr(GPtrArray) presets = clv_preset_list ();
  g_autoptr(GPtrArray) header = clv_detection_list_names (detection);
  GtkWidget *group = NULL;

  for (guint i = 0; i < presets->len; i++)
    {
      const ClvPreset *preset = g_ptr_array_index (presets, i);
      g_autoptr(ClvPresetMatch) match = clv_preset_match (preset, header);
      const char *name = clv_preset_get_name (preset);
      g_autofree char *button_name = g_strdup_printf (_("Use the preset %s"), name);
      GtkWidget *row = NULL;
      GtkWidget *button = NULL;

      if (!match->fits || preset->refusal != NULL || g_strcmp0 (preset->id, used) == 0
          || (!preset->is_saved && used != NULL))
        continue;
      if (group == NULL)
        group = clv_step_group_new (_("Presets That Fit"), NULL);
      row = clv_row_new (name, preset->is_saved ? _("Saved by you") : NULL);
      button = make_button (_("Use"), button_name);
      g_object_set_data_full (G_OBJECT (button), "preset", g_strdup (preset->id), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (fitting_cb), self, 0);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  if (group != NULL)
    gtk_box_append (self->box, group);
}

/**
 * clv_file_add_preset:
 * @self: the step
 *
 * Whose export this is, what such a file cannot tell, and how its header differs.
 */
void
clv_file_add_preset (ClvFileStep *self)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  GtkWidget *group = NULL;
  GtkWidget *button = NULL;
  g_autofree char *title = NULL;

  if (detection->preset != NULL && plan->preset != NULL)
    {
      /* Translators: what a program exports, such as "Shopify orders". */
      title = g_strdup_printf (_("This Looks Like: %s"), detection->preset);
      group = clv_step_group_new (title, _("What its columns mean and which rules apply is set "
                                           "accordingly; all of it can be changed."));
      button = make_button (_("Do _Not Use"), _("Read the file without this preset"));
      gtk_widget_set_margin_start (button, 12);
      g_signal_connect_object (button, "clicked", G_CALLBACK (refuse_cb), self,
                               G_CONNECT_SWAPPED);
      adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), button);
      for (guint i = 0; i < detection->preset_notes->len; i++)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                   clv_row_new (g_ptr_array_index (detection->preset_notes, i),
                                                NULL));
      if (detection->preset_diff->len > 0)
        {
          g_autofree char *differences = join_lines (detection->preset_diff, DIFFERENCES_MAX);

          adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                     clv_row_new (_("Its header is not quite the usual one"),
                                                  differences));
        }
      gtk_box_append (self->box, group);
    }
  add_fitting (self, detection, plan->preset);
}

static gboolean
decide_kind_cb (gpointer data)
{
  clv_import_draft_decide (CLV_IMPORT_DRAFT (data), CLV_TOPIC_KIND);

  return G_SOURCE_REMOVE;
}

static void
kind_cb (GtkCheckButton *button,
         ClvFileStep    *self)
{
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  int kind = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "kind"));

  if (self->is_filling || plan == NULL || !gtk_check_button_get_active (button)
      || (int) plan->kind == kind)
    return;

  plan->kind = (ClvImportKind) kind;
  clv_step_hold (GTK_WIDGET (button));
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, decide_kind_cb, g_object_ref (self->draft),
                   g_object_unref);
}

static const char *
describe_kind (ClvImportKind kind)
{
  static const char * const texts[CLV_N_IMPORT_KINDS] = {
    [CLV_IMPORT_KIND_ORDERS] =
      N_("One row an order or a line of one: who bought, when, for how much"),
    [CLV_IMPORT_KIND_CUSTOMERS] =
      N_("One row a customer: region, age band, channel and the like"),
    [CLV_IMPORT_KIND_REFUNDS] = N_("One row a refund of an order that was imported before"),
    [CLV_IMPORT_KIND_SPEND] = N_("What marketing cost, by day and channel"),
    [CLV_IMPORT_KIND_TICKETS] = N_("Questions and complaints to the support"),
    [CLV_IMPORT_KIND_EVENTS] = N_("What customers did: one row an event"),
    [CLV_IMPORT_KIND_PRODUCTS] = N_("Price, cost and margin of products"),
    [CLV_IMPORT_KIND_SUBSCRIPTIONS] = N_("One row a subscription or a renewal"),
    [CLV_IMPORT_KIND_SUMMARY] =
      N_("One row a customer who was counted already: frequency, recency, age"),
  };

  return _(texts[kind]);
}

static void
all_cb (ClvFileStep *self)
{
  self->shows_all = !self->shows_all;
  clv_file_step_refill (self);
}

/**
 * clv_file_add_kinds:
 * @self: the step
 *
 * What the rows of the file are.
 */
void
clv_file_add_kinds (ClvFileStep *self)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  const ClvReason *reason = clv_detection_get_reason (detection, CLV_TOPIC_KIND);
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  g_autofree char *because = NULL;
  GtkWidget *group = NULL;
  GtkWidget *first = NULL;
  GtkWidget *all = make_button (self->shows_all ? _("Show _Fewer Kinds") : _("Show All _Kinds"),
                                NULL);

  if (reason != NULL)
    because = g_strdup_printf (_("Detected: %s, because %s."), reason->value, reason->because);
  group = clv_step_group_new (_("What Is in It?"), because);
  gtk_widget_set_margin_start (all, 12);
  gtk_widget_set_name (all, "all-kinds");
  g_signal_connect_object (all, "clicked", G_CALLBACK (all_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), all);
  for (guint i = 0; i < CLV_N_IMPORT_KINDS; i++)
    {
      GtkWidget *button = NULL;

      if (!self->shows_all && i > CLV_IMPORT_KIND_CUSTOMERS && i != plan->kind)
        continue;
      button = clv_step_choice_new (group, (GtkCheckButton *) first,
                                    clv_import_kind_get_label ((ClvImportKind) i),
                                    describe_kind ((ClvImportKind) i));
      first = first != NULL ? first : button;
      g_object_set_data (G_OBJECT (button), "kind", GINT_TO_POINTER ((int) i));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (button), plan->kind == (ClvImportKind) i);
      g_signal_connect_object (button, "toggled", G_CALLBACK (kind_cb), self, 0);
    }
  gtk_box_append (self->box, group);
}
