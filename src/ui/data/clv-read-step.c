/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-steps.h"

#include <glib/gi18n-lib.h>

#include "clv-preview.h"
#include "clv-rows.h"
#include "clv-step-parts.h"

#define HEADER_LINES_MAX 30
/* What this step asks; the rest is asked on others. */
#define READ_TOPICS (1u << CLV_TOPIC_ENCODING | 1u << CLV_TOPIC_DELIMITER | 1u << CLV_TOPIC_QUOTE \
                     | 1u << CLV_TOPIC_HEADER | 1u << CLV_TOPIC_DECIMAL                           \
                     | 1u << CLV_TOPIC_DATE_ORDER)

/* The second step: how the bytes become rows and cells, with the reasons. */
struct _ClvReadStep
{
  ClvWizardPage parent_instance;

  ClvImportDraft *draft;
  GtkBox *box;
  gboolean is_filling;
};

G_DEFINE_FINAL_TYPE (ClvReadStep, clv_read_step, CLV_TYPE_WIZARD_PAGE)

static const char * const encodings[] = {
  "UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252", "ISO-8859-15", "SHIFT_JIS", NULL
};
static const char delimiters[] = { ',', ';', '\t', '|' };
static const char * const delimiter_names[] = {
  N_("Comma"), N_("Semicolon"), N_("Tab"), N_("Vertical bar"), NULL
};
static const char quotes[] = { '"', '\'', 0 };
static const char * const quote_names[] = {
  N_("Double quotes"), N_("Single quotes"), N_("None"), NULL
};
static const char decimals[] = { '.', ',' };
static const char * const decimal_names[] = { N_("Point"), N_("Comma"), NULL };

static guint
find_char (const char *set,
           guint       n,
           char        value)
{
  for (guint i = 0; i < n; i++)
    {
      if (set[i] == value)
        return i;
    }

  return 0;
}

static guint
find_encoding (const char *encoding)
{
  for (guint i = 0; encodings[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (encodings[i], encoding) == 0)
        return i;
    }

  return G_N_ELEMENTS (encodings) - 1;
}

static guint
get_choice (const ClvImportPlan *plan,
            ClvTopic             topic)
{
  if (topic == CLV_TOPIC_ENCODING)
    return find_encoding (plan->encoding);
  if (topic == CLV_TOPIC_DELIMITER)
    return find_char (delimiters, G_N_ELEMENTS (delimiters), plan->delimiter);
  if (topic == CLV_TOPIC_QUOTE)
    return find_char (quotes, G_N_ELEMENTS (quotes), plan->quote);
  if (topic == CLV_TOPIC_HEADER)
    return (guint) (plan->header_row + 1);
  if (topic == CLV_TOPIC_DECIMAL)
    return find_char (decimals, G_N_ELEMENTS (decimals), plan->decimal);

  return (guint) plan->date_order;
}

static void
set_choice (ClvImportPlan *plan,
            ClvTopic       topic,
            guint          choice)
{
  if (topic == CLV_TOPIC_ENCODING && encodings[choice] != NULL)
    {
      g_free (plan->encoding);
      plan->encoding = g_strdup (encodings[choice]);
    }
  else if (topic == CLV_TOPIC_DELIMITER)
    plan->delimiter = delimiters[choice];
  else if (topic == CLV_TOPIC_QUOTE)
    plan->quote = quotes[choice];
  else if (topic == CLV_TOPIC_HEADER)
    plan->header_row = (int) choice - 1;
  else if (topic == CLV_TOPIC_DECIMAL)
    plan->decimal = decimals[choice];
  else if (topic == CLV_TOPIC_DATE_ORDER)
    plan->date_order = (ClvDateOrder) choice;
}

typedef struct
{
  ClvImportDraft *draft;
  ClvTopic topic;
} Decision;

static gboolean
decide_cb (gpointer data)
{
  Decision *decision = data;

  clv_import_draft_decide (decision->draft, decision->topic);

  return G_SOURCE_REMOVE;
}

static void
decision_free (gpointer data)
{
  Decision *decision = data;

  g_object_unref (decision->draft);
  g_free (decision);
}

static void
selected_cb (AdwComboRow *row,
             GParamSpec  *pspec,
             ClvReadStep *self)
{
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  ClvTopic topic = (ClvTopic) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "topic"));
  guint choice = adw_combo_row_get_selected (row);
  Decision *decision = NULL;

  if (self->is_filling || plan == NULL || choice == GTK_INVALID_LIST_POSITION
      || choice == get_choice (plan, topic))
    return;

  set_choice (plan, topic, choice);
  clv_step_hold (GTK_WIDGET (row));
  decision = g_new0 (Decision, 1);
  decision->draft = g_object_ref (self->draft);
  decision->topic = topic;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, decide_cb, decision, decision_free);
}

static GtkStringList *
make_list (const char * const *names,
           gboolean            is_translatable)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    gtk_string_list_append (list, is_translatable ? _(names[i]) : names[i]);

  return list;
}

static GtkStringList *
make_order_list (void)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = 0; i < CLV_N_DATE_ORDERS; i++)
    gtk_string_list_append (list, clv_date_order_get_label ((ClvDateOrder) i));

  return list;
}

static GtkStringList *
make_header_list (void)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, _("No header"));
  for (int i = 1; i <= HEADER_LINES_MAX; i++)
    {
      g_autofree char *name = g_strdup_printf (_("Line %d"), i);

      gtk_string_list_append (list, name);
    }

  return list;
}

static void
add_setting (ClvReadStep   *self,
             GtkWidget     *group,
             ClvTopic       topic,
             const char    *title,
             GtkStringList *names)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  const ClvReason *reason = clv_detection_get_reason (detection, topic);
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  g_autoptr(GtkStringList) list = names;
  g_autoptr(GtkListItemFactory) factory = clv_step_choice_factory_new ();
  g_autofree char *because = NULL;
  GtkWidget *row = NULL;

  if (topic == CLV_TOPIC_ENCODING
      && find_encoding (plan->encoding) == G_N_ELEMENTS (encodings) - 1)
    gtk_string_list_append (list, plan->encoding);
  if (reason != NULL)
    because = g_strdup_printf (_("Detected: %s, because %s."), reason->value, reason->because);

  row = g_object_new (ADW_TYPE_COMBO_ROW, "name", title, "use-markup", FALSE, "title", title,
                      "subtitle", because != NULL ? because : "", "factory", factory, "model", list,
                      NULL);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), get_choice (plan, topic));
  g_object_set_data (G_OBJECT (row), "topic", GINT_TO_POINTER (topic));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (selected_cb), self, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_settings (ClvReadStep *self)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  gboolean is_sheet = clv_container_is_workbook (detection->container);
  GtkWidget *text = clv_step_group_new (is_sheet ? _("Sheet") : _("Text"), NULL);
  GtkWidget *values = clv_step_group_new (_("Numbers and Dates"),
                                          _("Decided over the whole column, not the first rows."));

  if (!is_sheet)
    {
      add_setting (self, text, CLV_TOPIC_ENCODING, _("Encoding"), make_list (encodings, FALSE));
      add_setting (self, text, CLV_TOPIC_DELIMITER, _("Cells are divided by"),
                   make_list (delimiter_names, TRUE));
      add_setting (self, text, CLV_TOPIC_QUOTE, _("Quotes around cells"),
                   make_list (quote_names, TRUE));
    }
  add_setting (self, text, CLV_TOPIC_HEADER, _("Column names"), make_header_list ());
  gtk_box_append (self->box, text);

  if (clv_import_draft_get_plan (self->draft)->kind == CLV_IMPORT_KIND_CUSTOMERS)
    return;

  add_setting (self, values, CLV_TOPIC_DECIMAL, _("Decimal mark"),
               make_list (decimal_names, TRUE));
  add_setting (self, values, CLV_TOPIC_DATE_ORDER, _("Order of dates"),
               make_order_list ());
  gtk_box_append (self->box, values);
}

static gboolean
decide_repair_cb (gpointer data)
{
  clv_import_draft_decide (CLV_IMPORT_DRAFT (data), CLV_TOPIC_ENCODING);

  return G_SOURCE_REMOVE;
}

static void
repair_cb (ClvReadStep *self)
{
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);

  plan->repair_mojibake = !plan->repair_mojibake;
  clv_step_hold (GTK_WIDGET (self->box));
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, decide_repair_cb, g_object_ref (self->draft),
                   g_object_unref);
}

/* Text that was decoded wrongly before it was saved: one click puts it right. */
static void
add_repair (ClvReadStep        *self,
            const ClvDetection *detection)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  GtkWidget *line = NULL;
  GtkWidget *button = NULL;

  if (!detection->has_mojibake && !plan->repair_mojibake)
    return;

  line = clv_step_notice_new (plan->repair_mojibake
                              ? _("Letters that were garbled before the file was saved are put "
                                  "right while it is read.")
                              : _("Some letters are garbled, such as “Ã¼” for “ü”: the file was "
                                  "saved that way. They can be put right while it is read; the "
                                  "file itself stays as it is."), FALSE);
  button = gtk_button_new_with_mnemonic (plan->repair_mojibake ? _("Leave _As It Is")
                                         : _("_Repair"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_name (button, "repair");
  if (!plan->repair_mojibake)
    gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_object (button, "clicked", G_CALLBACK (repair_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (line), button);
  gtk_box_append (self->box, line);
}

static void
fill (ClvReadStep *self)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  gboolean is_busy = clv_import_draft_is_busy (self->draft);
  gboolean is_open = clv_step_has_open_question (self->draft, READ_TOPICS);
  char *focus = NULL;

  if (!clv_step_is_current (CLV_WIZARD_PAGE (self)))
    return;

  /* What stands stays in sight while the file is read again. */
  clv_wizard_page_set_can_continue (CLV_WIZARD_PAGE (self),
                                    clv_import_draft_is_read (self->draft) && !is_open);
  if (is_busy)
    return;

  self->is_filling = TRUE;
  focus = clv_step_begin_fill (self->box);
  clv_step_add_status (self->box, self->draft, NULL);
  if (detection != NULL)
    {
      if (is_open)
        gtk_box_append (self->box, clv_step_notice_new (_("The file does not say how this is to "
                                                          "be read. Please decide before you go "
                                                          "on."), FALSE));
      for (ClvTopic topic = CLV_TOPIC_ENCODING; topic <= CLV_TOPIC_DATE_ORDER; topic++)
        clv_step_add_questions (self->box, self->draft, topic);
      add_repair (self, detection);
      gtk_box_append (self->box, clv_preview_new (detection));
      add_settings (self);
    }
  clv_step_end_fill (self->box, focus);
  self->is_filling = FALSE;
}

static void
clv_read_step_prepare (ClvWizardPage *page)
{
  fill (CLV_READ_STEP (page));
}

static void
clv_read_step_dispose (GObject *object)
{
  ClvReadStep *self = CLV_READ_STEP (object);

  g_clear_object (&self->draft);

  G_OBJECT_CLASS (clv_read_step_parent_class)->dispose (object);
}

static void
clv_read_step_class_init (ClvReadStepClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clv_read_step_dispose;
  CLV_WIZARD_PAGE_CLASS (klass)->prepare = clv_read_step_prepare;
}

static void
clv_read_step_init (ClvReadStep *self)
{
  clv_wizard_page_set_title (CLV_WIZARD_PAGE (self), _("Read As"));
  adw_bin_set_child (ADW_BIN (self), clv_step_column_new (&self->box));
}

/**
 * clv_read_step_new:
 * @draft: what the steps share
 *
 * Returns: (transfer floating): the step
 */
ClvWizardPage *
clv_read_step_new (ClvImportDraft *draft)
{
  ClvReadStep *self = g_object_new (CLV_TYPE_READ_STEP, NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);

  return CLV_WIZARD_PAGE (self);
}
