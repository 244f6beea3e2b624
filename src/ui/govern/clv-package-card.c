/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-package-card.h"

#include <glib/gi18n-lib.h>

#include "clv-govern-words.h"
#include "clv-rows.h"
#include "clv-wrap-layout.h"

struct _ClvPackageCard
{
  AdwBin parent_instance;

  GtkBox *box;
};

#define IN(state) (1u << CLV_STATE_ ## state)

/* Which acts a state allows, and who has the role for it. */
static const struct
{
  const char *id;
  const char *label;
  guint states;
  guint roles;
  gboolean is_vote;
} buttons[] = {
  { "submit", N_("_Submit for review"), IN (DRAFT), 1u << CLV_ROLE_ANALYST, FALSE },
  { "approve", N_("_Approve…"), IN (SUBMITTED) | IN (UNDER_REVIEW), 1u << CLV_ROLE_REVIEWER, TRUE },
  { "reject", N_("Re_ject…"), IN (SUBMITTED) | IN (UNDER_REVIEW), 1u << CLV_ROLE_REVIEWER, TRUE },
  { "ask-changes", N_("As_k for changes…"), IN (SUBMITTED) | IN (UNDER_REVIEW),
    1u << CLV_ROLE_REVIEWER, TRUE },
  { "reinstate", N_("Re_instate…"), IN (SUSPENDED), 1u << CLV_ROLE_REVIEWER, FALSE },
  { "suspend", N_("S_uspend…"), IN (APPROVED), 1u << CLV_ROLE_REVIEWER, FALSE },
  { "retire", N_("Reti_re…"),
    IN (DRAFT) | IN (SUBMITTED) | IN (UNDER_REVIEW) | IN (APPROVED) | IN (SUSPENDED),
    (1u << CLV_ROLE_ANALYST) | (1u << CLV_ROLE_REVIEWER), FALSE },
};

G_DEFINE_FINAL_TYPE (ClvPackageCard, clv_package_card, ADW_TYPE_BIN)

static void
clv_package_card_class_init (ClvPackageCardClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
clv_package_card_init (ClvPackageCard *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));
  gtk_widget_set_margin_top (GTK_WIDGET (self->box), 14);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->box), 14);
  gtk_widget_set_margin_start (GTK_WIDGET (self->box), 16);
  gtk_widget_set_margin_end (GTK_WIDGET (self->box), 16);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
}

static const char *
get_tone (const ClvPackage *package)
{
  if (package->is_usable)
    return "success";
  if (package->state == CLV_STATE_APPROVED || package->state == CLV_STATE_SUSPENDED)
    return "warning";
  if (package->state == CLV_STATE_REJECTED)
    return "error";

  return "dim-label";
}

static char *
describe_state (const ClvPackage *package)
{
  const char *label = clv_package_state_get_label (package->state);

  if (package->state == CLV_STATE_APPROVED && package->is_stale)
    /* TRANSLATORS: a state, of which the numbers changed since */
    return g_strdup_printf (_("%s, but stale"), label);
  if (package->state == CLV_STATE_APPROVED && package->is_expired)
    return g_strdup_printf (_("%s, but expired"), label);

  return g_strdup (label);
}

static void
add_head (ClvPackageCard   *self,
          const ClvPackage *package)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = clv_label_new (package->title, "heading");
  g_autofree char *state = describe_state (package);
  GtkWidget *state_label = clv_label_new (state, "clv-chip");
  g_autofree char *when = clv_words_time (package->created_at);
  g_autofree char *risk = clv_words_risk (package->risk);
  g_autofree char *text = NULL;

  gtk_widget_add_css_class (state_label, get_tone (package));
  gtk_label_set_wrap (GTK_LABEL (state_label), FALSE);
  gtk_widget_set_valign (state_label, GTK_ALIGN_START);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), state_label);
  gtk_box_append (self->box, head);

  /* TRANSLATORS: number, person, time, "Low risk", what it asks for */
  text = g_strdup_printf (_("Package %d · proposed by %s on %s · %s: %s"), (int) package->id,
                          package->created_by, when, clv_risk_get_label (package->risk), risk);
  gtk_box_append (self->box, clv_label_new (text, "dim-label"));
}

static void
add_warnings (ClvPackageCard   *self,
              const ClvPackage *package)
{
  const char *attestation = clv_package_get_attestation (package);

  if (attestation != NULL)
    gtk_box_append (self->box, clv_label_new_with_icon ("clv-why-symbolic", attestation,
                                                        "warning"));
  if (package->state != CLV_STATE_APPROVED && package->state != CLV_STATE_SUSPENDED)
    return;

  if (package->is_stale)
    {
      const char *stale = _("The approval no longer covers the current numbers.");

      gtk_box_append (self->box, clv_label_new_with_icon ("clv-failed-symbolic", stale,
                                                          "warning"));
    }
  for (guint i = 0; package->is_stale && i < package->stale_because->len; i++)
    {
      GtkWidget *label = clv_label_new (g_ptr_array_index (package->stale_because, i), NULL);

      gtk_widget_set_margin_start (label, 24);
      gtk_box_append (self->box, label);
    }
}

static void
add_fact (GtkGrid    *grid,
          int         row,
          const char *name,
          const char *value,
          const char *css_class)
{
  GtkWidget *label = clv_label_new (name, "dim-label");
  GtkWidget *text = clv_label_new (value, css_class);

  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, text, 1, row, 1, 1);
}

static void
add_facts (ClvPackageCard   *self,
           const ClvPackage *package)
{
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  g_autofree char *hash = clv_words_hash (package->content_hash);
  int row = 0;

  gtk_grid_set_column_spacing (grid, 18);
  gtk_grid_set_row_spacing (grid, 4);
  if (package->approved_on != NULL)
    {
      g_autofree char *approved = clv_words_date (package->approved_on);
      g_autofree char *until = clv_words_date (package->valid_until);

      add_fact (grid, row++, _("Approved on"), approved, NULL);
      add_fact (grid, row++, _("Valid until"), until, NULL);
    }
  add_fact (grid, row, _("Content hash"), hash, "monospace");
  gtk_box_append (self->box, GTK_WIDGET (grid));
}

/* The newest round counts; earlier ones stay readable in the ledger. */
static void
add_votes (ClvPackageCard   *self,
           const ClvPackage *package)
{
  for (guint i = 0; i < package->votes->len; i++)
    {
      const ClvEvent *vote = g_ptr_array_index (package->votes, i);
      const gboolean is_against = g_strcmp0 (vote->meaning, "reject") == 0;
      g_autofree char *when = clv_words_time (vote->at);
      g_autofree char *text = NULL;

      if (vote->reason != NULL && *vote->reason != '\0')
        /* TRANSLATORS: person, meaning of the vote, time, reason */
        text = g_strdup_printf (_("%s: %s, on %s: “%s”"), vote->actor,
                                clv_words_meaning (vote->meaning), when, vote->reason);
      else
        text = g_strdup_printf (_("%s: %s, on %s"), vote->actor,
                                clv_words_meaning (vote->meaning), when);
      gtk_box_append (self->box,
                      clv_label_new_with_icon (is_against ? "clv-failed-symbolic"
                                                          : "clv-passed-symbolic", text, NULL));
    }
  if (package->votes->len == 0 && (IN (SUBMITTED) | IN (UNDER_REVIEW)) & (1u << package->state))
    {
      g_autofree char *text =
        g_strdup_printf (ngettext ("No vote yet; %d is needed.", "No vote yet; %d are needed.",
                                   package->votes_needed), package->votes_needed);

      gtk_box_append (self->box, clv_label_new (text, NULL));
    }
}

/* What a reviewer wants changed, while the draft is with its author. */
static void
add_request (ClvPackageCard       *self,
             const ClvPackage     *package,
             const ClvGovernState *state)
{
  for (guint i = state->events->len; package->state == CLV_STATE_DRAFT && i > 0; i--)
    {
      const ClvEvent *event = g_ptr_array_index (state->events, i - 1);
      g_autofree char *when = NULL;
      g_autofree char *text = NULL;

      if (event->package != package->id || !g_str_equal (event->act, "ask_changes"))
        continue;
      when = clv_words_time (event->at);
      /* TRANSLATORS: person, time, what they want changed */
      text = g_strdup_printf (_("%s asked for changes on %s: “%s”"), event->actor, when,
                              event->reason);
      gtk_box_append (self->box, clv_label_new_with_icon ("clv-why-symbolic", text, "warning"));
      return;
    }
}

static void
add_manifest (ClvPackageCard   *self,
              const ClvPackage *package)
{
  g_autoptr(GPtrArray) texts = clv_words_manifest (package->manifest);
  GtkWidget *expander = gtk_expander_new (_("What it covers"));
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  g_autofree char *name = NULL;

  gtk_grid_set_column_spacing (grid, 18);
  gtk_grid_set_row_spacing (grid, 6);
  gtk_widget_set_margin_top (GTK_WIDGET (grid), 8);
  gtk_widget_set_margin_start (GTK_WIDGET (grid), 18);
  for (guint i = 0; i + 2 < texts->len; i += 3)
    {
      GtkWidget *hash = clv_label_new (g_ptr_array_index (texts, i + 2), "monospace");

      add_fact (grid, (int) i, g_ptr_array_index (texts, i), g_ptr_array_index (texts, i + 1),
                NULL);
      gtk_widget_add_css_class (hash, "dim-label");
      gtk_widget_add_css_class (hash, "caption");
      gtk_widget_set_valign (hash, GTK_ALIGN_START);
      gtk_label_set_wrap (GTK_LABEL (hash), FALSE);
      gtk_grid_attach (grid, hash, 2, (int) i, 1, 1);
    }
  if (texts->len == 0)
    add_fact (grid, 0, _("Manifest"), _("It cannot be read."), NULL);

  gtk_expander_set_child (GTK_EXPANDER (expander), GTK_WIDGET (grid));
  name = g_strdup_printf (_("What package %d covers"), (int) package->id);
  clv_widget_name (expander, name);
  gtk_box_append (self->box, expander);
}

static gboolean
has_contributed (const ClvPackage *package,
                 const char       *login)
{
  return g_ptr_array_find_with_equal_func (package->contributors, login, g_str_equal, NULL);
}

/* Why the acting person's vote would not count; the button stays, and the
 * workspace answers it. */
static void
add_note (ClvPackageCard       *self,
          const ClvPackage     *package,
          const ClvGovernState *state,
          const char           *acting)
{
  const ClvPerson *person = clv_govern_state_find_person (state, acting);
  g_autofree char *text = NULL;

  if (((IN (SUBMITTED) | IN (UNDER_REVIEW)) & (1u << package->state)) == 0)
    return;

  if (person != NULL && has_contributed (package, acting) && state->is_solo)
    text = g_strdup_printf (_("%s is alone here: an approval would be self-attested."), acting);
  else if (person != NULL && has_contributed (package, acting))
    text = g_strdup_printf (_("%s contributed to this version and cannot vote on it."), acting);
  else if (person == NULL || (person->roles & (1u << CLV_ROLE_REVIEWER)) == 0)
    text = g_strdup_printf (_("%s has not the role “%s” and cannot vote."), acting,
                            clv_role_get_label (CLV_ROLE_REVIEWER));
  if (text != NULL)
    gtk_box_append (self->box, clv_label_new (text, "dim-label"));
}

/* The first button of a kind on the page has the plain name; those of further
 * packages say which package they are for. */
static void
name_button (GtkWidget        *button,
             const char       *label,
             const ClvPackage *package,
             GHashTable       *names)
{
  g_auto(GStrv) parts = g_strsplit (label, "_", -1);
  g_autofree char *plain = g_strjoinv ("", parts);
  g_autofree char *full = NULL;

  if (!g_hash_table_add (names, g_strdup (plain)))
    {
      /* TRANSLATORS: a button's label and its package: "Approve… package 1" */
      full = g_strdup_printf (_("%s package %d"), plain, (int) package->id);
      clv_widget_name (button, full);
    }
}

static void
add_buttons (ClvPackageCard       *self,
             const ClvPackage     *package,
             const ClvGovernState *state,
             const char           *acting,
             GHashTable           *names)
{
  const ClvPerson *person = clv_govern_state_find_person (state, acting);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gboolean is_first = TRUE;

  gtk_widget_set_layout_manager (box, clv_wrap_layout_new (6));
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      GtkWidget *button = NULL;
      gboolean is_theirs;

      if ((buttons[i].states & (1u << package->state)) == 0)
        continue;
      is_theirs = person != NULL && (person->roles & buttons[i].roles) != 0
                  && (!buttons[i].is_vote || state->is_solo || !has_contributed (package, acting));
      button = gtk_button_new_with_mnemonic (_(buttons[i].label));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "approvals.act");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(sx)", buttons[i].id,
                                        package->id);
      if (is_first && is_theirs && package->state != CLV_STATE_APPROVED)
        gtk_widget_add_css_class (button, "suggested-action");
      name_button (button, _(buttons[i].label), package, names);
      gtk_box_append (GTK_BOX (box), button);
      is_first = FALSE;
    }
  gtk_widget_set_visible (box, !is_first);
  gtk_widget_set_margin_top (box, 4);
  gtk_box_append (self->box, box);
}

/**
 * clv_package_card_new:
 * @package: a model version
 * @state: the workspace it is of
 * @acting: who acts now
 * @names: (element-type utf8): labels of buttons already on the page
 *
 * Returns: (transfer floating): the card
 */
GtkWidget *
clv_package_card_new (const ClvPackage     *package,
                      const ClvGovernState *state,
                      const char           *acting,
                      GHashTable           *names)
{
  ClvPackageCard *self = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (package != NULL, NULL);

  self = g_object_new (CLV_TYPE_PACKAGE_CARD, NULL);
  add_head (self, package);
  add_warnings (self, package);
  add_facts (self, package);
  add_votes (self, package);
  add_request (self, package, state);
  add_manifest (self, package);
  add_note (self, package, state, acting);
  add_buttons (self, package, state, acting, names);
  name = g_strdup_printf (_("Package %d, %s"), (int) package->id, package->title);
  clv_widget_name (GTK_WIDGET (self), name);

  return GTK_WIDGET (self);
}
