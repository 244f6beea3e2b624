/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-notes-group.h"

#include <glib/gi18n-lib.h>

#include "clv-compat.h"
#include "clv-date.h"
#include "clv-notes.h"
#include "clv-rows.h"

struct _ClvNotesGroup
{
  AdwPreferencesGroup parent_instance;

  GtkListBox *list;
  GtkEntry *entry;
  GtkWidget *button;

  ClvSession *session;
  char *customer;
  GHashTable *drafts;     /* customer → what is typed and not kept */
  guint asked;            /* counts jobs, so that a late answer is known as one */
};

/* What the worker does: keep or take back a note first, where told to. */
typedef struct
{
  char *customer;
  char *text;             /* (nullable) */
  gint64 removed;         /* 0 for none */
  char *actor;
} Wish;

typedef struct
{
  ClvNotesGroup *self;
  guint asked;
  gboolean is_adding;
  gint64 note;
} Asker;

G_DEFINE_FINAL_TYPE (ClvNotesGroup, clv_notes_group, ADW_TYPE_PREFERENCES_GROUP)

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->customer);
  g_free (wish->text);
  g_free (wish->actor);
  g_free (wish);
}

static gpointer
fulfil (ClvWorkspace       *workspace,
        gpointer            input,
        const ClvProgress  *progress,
        GError            **error)
{
  const Wish *wish = input;

  if (wish->text != NULL
      && clv_notes_add (workspace, wish->customer, wish->text, wish->actor, error) == 0)
    return NULL;
  if (wish->removed != 0 && !clv_notes_remove (workspace, wish->removed, wish->actor, error))
    return NULL;

  return clv_notes_list (workspace, wish->customer, error);
}

char *
clv_notes_group_dup_origin (const char *author,
                            const char *at)
{
  g_autofree char *day = g_strndup (at, 10);
  g_autofree char *date = clv_date_to_display (clv_date_parse (day));

  if (*author == '\0')
    return g_steal_pointer (&date);

  /* TRANSLATORS: who wrote a note, and when */
  return g_strdup_printf (_("%s, %s"), author, date);
}

static GtkWidget *
make_row (const ClvNote *note,
          gboolean       is_hidden)
{
  g_autofree char *origin = clv_notes_group_dup_origin (note->author, note->at);
  g_autofree char *name = g_strdup_printf (_("Take back the note of %s"), origin);
  GtkWidget *row = clv_row_new (is_hidden ? _("Hidden with personal data") : note->text, origin);
  GtkWidget *button = gtk_button_new_from_icon_name ("clv-remove-symbolic");

  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Take this note back"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "notes.remove");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", note->id);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

static void
update_sensitive (ClvNotesGroup *self)
{
  ClvWorkspace *workspace = self->session != NULL ? clv_session_get_workspace (self->session)
                                                  : NULL;
  const gboolean can_write = workspace != NULL && !clv_workspace_is_read_only (workspace);
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE
                                                                         (self->entry))));

  gtk_widget_set_sensitive (GTK_WIDGET (self->entry), can_write);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "notes.add", can_write && *text != '\0');
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "notes.remove", can_write);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         can_write
                                         ? _("Kept in the workspace for everybody who opens it")
                                         : _("This workspace is open for reading only."));
}

static void
show_notes (ClvNotesGroup *self,
            GPtrArray     *notes)
{
  const gboolean is_hidden = clv_session_get_hide_personal (self->session);

  clv_list_clear (self->list);
  for (guint i = 0; i < notes->len; i++)
    gtk_list_box_append (self->list, make_row (g_ptr_array_index (notes, i), is_hidden));
  gtk_widget_set_visible (GTK_WIDGET (self->list), notes->len > 0);
}

static void
fulfilled_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Asker *asker = user_data;
  g_autoptr(ClvNotesGroup) self = asker->self;
  const gboolean is_late = self->asked != asker->asked;
  const gboolean is_adding = asker->is_adding;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) notes = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  g_free (asker);
  if (error != NULL)
    clv_session_show_error (CLV_SESSION (object), _("The note was not changed"), error);
  if (is_late || self->session == NULL)
    return;
  if (notes != NULL)
    {
      show_notes (self, notes);
      if (is_adding)
        gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
    }
  update_sensitive (self);
}

static void
ask (ClvNotesGroup *self,
     const char    *text,
     gint64         removed)
{
  Wish *wish = NULL;
  Asker *asker = NULL;

  if (self->session == NULL || clv_session_get_workspace (self->session) == NULL)
    return;

  wish = g_new0 (Wish, 1);
  wish->customer = g_strdup (self->customer);
  wish->text = g_strdup (text);
  wish->removed = removed;
  wish->actor = g_strdup (clv_session_get_acting (self->session));
  asker = g_new0 (Asker, 1);
  asker->self = g_object_ref (self);
  asker->asked = ++self->asked;
  asker->is_adding = text != NULL;
  clv_session_run_job (self->session, NULL, fulfil, wish, wish_free,
                       (GDestroyNotify) g_ptr_array_unref, fulfilled_cb, asker);
}

static void
remove_asked_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Asker *asker = user_data;
  g_autoptr(ClvNotesGroup) self = asker->self;
  g_autofree char *answer = clv_compat_confirm_finish (GTK_WINDOW (source), result, NULL);

  if (g_strcmp0 (answer, "verb") == 0)
    ask (self, NULL, asker->note);
  g_free (asker);
}

static void
remove_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  Asker *asker = g_new0 (Asker, 1);

  asker->self = g_object_ref (CLV_NOTES_GROUP (widget));
  asker->note = g_variant_get_int64 (parameter);
  clv_compat_confirm_async (GTK_WINDOW (root), _("Take This Note Back?"),
                            _("Its text is removed from the workspace and cannot be brought back. "
                              "That there was a note stays in the ledger."),
                            _("_Take Back"), NULL, CLV_COMPAT_DESTRUCTIVE, NULL, remove_asked_cb,
                            asker);
}

static void
add_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  ClvNotesGroup *self = CLV_NOTES_GROUP (widget);

  /* Until the answer is there the same text must not be kept twice. */
  gtk_widget_action_set_enabled (widget, "notes.add", FALSE);
  ask (self, gtk_editable_get_text (GTK_EDITABLE (self->entry)), 0);
}

static void
activated_cb (ClvNotesGroup *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "notes.add", NULL);
}

static void
clv_notes_group_dispose (GObject *object)
{
  ClvNotesGroup *self = CLV_NOTES_GROUP (object);

  self->asked++;
  g_clear_object (&self->session);

  G_OBJECT_CLASS (clv_notes_group_parent_class)->dispose (object);
}

static void
clv_notes_group_finalize (GObject *object)
{
  ClvNotesGroup *self = CLV_NOTES_GROUP (object);

  g_free (self->customer);
  g_hash_table_unref (self->drafts);

  G_OBJECT_CLASS (clv_notes_group_parent_class)->finalize (object);
}

static void
clv_notes_group_class_init (ClvNotesGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = clv_notes_group_dispose;
  object_class->finalize = clv_notes_group_finalize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "notes.add", NULL, add_action);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "notes.remove", "x", remove_action);
}

static void
clv_notes_group_init (ClvNotesGroup *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  clv_widget_name (GTK_WIDGET (self->list), _("Notes, latest first"));
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);

  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_max_length (self->entry, CLV_NOTE_MAX_LENGTH);
  gtk_entry_set_placeholder_text (self->entry, _("Write a note"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->entry), TRUE);
  clv_widget_name (GTK_WIDGET (self->entry), _("New note"));
  self->button = gtk_button_new_with_mnemonic (_("_Add Note"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "notes.add");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (line), self->button);

  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Notes"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), box);

  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (update_sensitive), self,
                           G_CONNECT_SWAPPED);
}

/* What is typed of one customer stays theirs. */
static void
keep_draft (ClvNotesGroup *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (self->customer == NULL)
    return;
  if (*text == '\0')
    g_hash_table_remove (self->drafts, self->customer);
  else
    g_hash_table_replace (self->drafts, g_strdup (self->customer), g_strdup (text));
}

/**
 * clv_notes_group_show:
 * @session: (nullable): where the notes are
 * @customer: (nullable): whose notes; %NULL for nobody's
 */
void
clv_notes_group_show (ClvNotesGroup *self,
                      ClvSession    *session,
                      const char    *customer)
{
  const char *draft = NULL;

  g_return_if_fail (CLV_IS_NOTES_GROUP (self));

  keep_draft (self);
  g_set_object (&self->session, session);
  if (g_strcmp0 (self->customer, customer) != 0)
    {
      g_free (self->customer);
      self->customer = g_strdup (customer);
      clv_list_clear (self->list);
      gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
      draft = customer != NULL ? g_hash_table_lookup (self->drafts, customer) : NULL;
      gtk_editable_set_text (GTK_EDITABLE (self->entry), draft != NULL ? draft : "");
    }
  self->asked++;
  update_sensitive (self);
  if (customer != NULL)
    ask (self, NULL, 0);
}
