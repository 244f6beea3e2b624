/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-banner.h"
#include "clv-empty-state.h"
#include "clv-figure.h"
#include "clv-job-list.h"
#include "clv-session.h"
#include "clv-spin-row.h"
#include "clv-switch-row.h"
#include "clv-ui-test.h"
#include "clv-wizard.h"
#include "clv-wrap-layout.h"

/* A step that may be left once it was told so. */
#define TEST_TYPE_STEP (test_step_get_type ())
G_DECLARE_FINAL_TYPE (TestStep, test_step, TEST, STEP, ClvWizardPage)

struct _TestStep
{
  ClvWizardPage parent_instance;

  guint n_prepared;
  guint n_committed;
};

G_DEFINE_FINAL_TYPE (TestStep, test_step, CLV_TYPE_WIZARD_PAGE)

static void
test_step_prepare (ClvWizardPage *page)
{
  TEST_STEP (page)->n_prepared++;
}

static gboolean
test_step_commit (ClvWizardPage *page)
{
  TEST_STEP (page)->n_committed++;

  return TRUE;
}

static void
test_step_class_init (TestStepClass *klass)
{
  CLV_WIZARD_PAGE_CLASS (klass)->prepare = test_step_prepare;
  CLV_WIZARD_PAGE_CLASS (klass)->commit = test_step_commit;
}

static void
test_step_init (TestStep *self)
{
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_notify (void)
{
  static const struct { const char *property; gboolean is_text; } rows[] = {
    { "title", TRUE }, { "button-label", TRUE }, { "revealed", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GtkWidget *banner = g_object_ref_sink (clv_banner_new (NULL));
      g_autofree char *signal = g_strconcat ("notify::", rows[i].property, NULL);
      guint count = 0;

      g_signal_connect_swapped (banner, signal, G_CALLBACK (count_cb), &count);
      for (guint j = 0; j < 2; j++)
        {
          if (rows[i].is_text)
            g_object_set (banner, rows[i].property, "Something", NULL);
          else
            g_object_set (banner, rows[i].property, TRUE, NULL);
          g_assert_cmpuint (count, ==, 1);
        }
      g_assert_finalize_object (banner);
    }
}

static void
test_rows (void)
{
  GtkWidget *toggle = g_object_ref_sink (clv_switch_row_new ());
  GtkWidget *spin = g_object_ref_sink (clv_spin_row_new (NULL, 2));
  guint count = 0;

  g_signal_connect_swapped (toggle, "notify::active", G_CALLBACK (count_cb), &count);
  clv_switch_row_set_active (CLV_SWITCH_ROW (toggle), TRUE);
  clv_switch_row_set_active (CLV_SWITCH_ROW (toggle), TRUE);
  g_assert_cmpuint (count, ==, 1);
  g_assert_true (clv_switch_row_get_active (CLV_SWITCH_ROW (toggle)));
  g_assert_finalize_object (toggle);

  clv_spin_row_set_value (CLV_SPIN_ROW (spin), 26.25);
  g_assert_cmpfloat_with_epsilon (clv_spin_row_get_value (CLV_SPIN_ROW (spin)), 26.25, 1e-9);
  clv_spin_row_set_value (CLV_SPIN_ROW (spin), 1000.0);
  g_assert_cmpfloat_with_epsilon (clv_spin_row_get_value (CLV_SPIN_ROW (spin)), 100.0, 1e-9);
  g_assert_finalize_object (spin);
}

static void
test_figure (void)
{
  GtkWidget *figure = g_object_ref_sink (clv_figure_new ("Active customers"));
  g_autofree char *value = NULL;

  clv_figure_set_value (CLV_FIGURE (figure), "17,206");
  clv_figure_set_detail (CLV_FIGURE (figure), "Fewer than last quarter", CLV_FIGURE_WARNING);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (figure), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Active customers: 17,206");
  clv_figure_set_value (CLV_FIGURE (figure), NULL);
  g_object_get (figure, "value", &value, NULL);
  g_assert_cmpstr (value, ==, "–");
  g_assert_finalize_object (figure);
}

/* What a number is must be readable in every language and size of text. */
static void
test_figure_wraps (void)
{
  GtkWidget *figure = g_object_ref_sink (clv_figure_new ("Orders under these rules"));
  int wide = 0;
  int narrow = 0;

  gtk_widget_measure (figure, GTK_ORIENTATION_VERTICAL, 400, &wide, NULL, NULL, NULL);
  gtk_widget_measure (figure, GTK_ORIENTATION_VERTICAL, 140, &narrow, NULL, NULL, NULL);
  g_assert_cmpint (narrow, >, wide);
  g_assert_finalize_object (figure);
}

static void
test_why_text (void)
{
  g_autoptr(ClvWhy) why = clv_why_new ("Portfolio value", "€18.4M", "What all will bring.");
  g_autoptr(ClvWhy) copy = NULL;
  g_autofree char *text = NULL;

  clv_why_set_formula (why, "0.32 × 57.5M");
  clv_why_add_input (why, "Margin", "32 %", "Definition 3");
  clv_why_add_input (why, "Sales", "€57.5M", NULL);
  clv_why_set_convention (why, "12 months ahead, 8 % a year");
  clv_why_add_change (why, "One point of margin moves it by €0.6M.");
  copy = clv_why_copy (why);
  text = clv_why_to_text (copy);
  g_assert_cmpstr (text, ==,
                   "Portfolio value: €18.4M\nWhat all will bring.\n0.32 × 57.5M\n"
                   "Margin: 32 % (Definition 3)\nSales: €57.5M\n12 months ahead, 8 % a year\n"
                   "One point of margin moves it by €0.6M.\n");
}

static void
test_wizard (void)
{
  ClvWizard *wizard = clv_wizard_new (NULL, "Import");
  TestStep *first = g_object_new (TEST_TYPE_STEP, "title", "File", "can-continue", TRUE, NULL);
  TestStep *second = g_object_new (TEST_TYPE_STEP, "title", "Check", "verb", "_Import", NULL);
  guint n_finished = 0;

  g_signal_connect_swapped (wizard, "finished", G_CALLBACK (count_cb), &n_finished);
  clv_wizard_add_page (wizard, CLV_WIZARD_PAGE (first));
  clv_wizard_add_page (wizard, CLV_WIZARD_PAGE (second));
  gtk_window_present (GTK_WINDOW (wizard));
  g_assert_true (clv_wizard_get_page (wizard) == CLV_WIZARD_PAGE (first));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.next", NULL));
  g_assert_true (clv_wizard_get_page (wizard) == CLV_WIZARD_PAGE (second));
  g_assert_cmpuint (first->n_committed, ==, 1);

  /* An invalid page does not let go on, and Back commits nothing. */
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.next", NULL);
  g_assert_cmpuint (second->n_committed, ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.back", NULL);
  g_assert_true (clv_wizard_get_page (wizard) == CLV_WIZARD_PAGE (first));
  g_assert_cmpuint (first->n_prepared, ==, 2);

  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.next", NULL);
  clv_wizard_page_set_can_continue (CLV_WIZARD_PAGE (second), TRUE);
  g_object_add_weak_pointer (G_OBJECT (wizard), (gpointer *) &wizard);
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.next", NULL);
  g_assert_cmpuint (n_finished, ==, 1);
  clv_ui_test_run (50);
  g_assert_null (wizard);
}

static void
test_time_left (void)
{
  static const struct { gint64 seconds; double fraction; const char *expected; } rows[] = {
    { 0, 0.5, NULL },
    { 60, 0.01, NULL },
    { 60, -1.0, NULL },
    { 60, 1.0, NULL },
    { 9, 0.9, "a few seconds left" },
    { 10, 0.5, "about 10 seconds left" },
    { 12, 0.3, "about 30 seconds left" },
    { 60, 0.5, "about 1 minute left" },
    { 60, 1.0 / 3.0, "about 2 minutes left" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = clv_job_describe_time_left (rows[i].seconds * G_USEC_PER_SEC,
                                                          rows[i].fraction);

      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

static gpointer
count_in_thread (ClvWorkspace       *workspace,
                 gpointer            input,
                 const ClvProgress  *progress,
                 GError            **error)
{
  const guint n = GPOINTER_TO_UINT (input);

  for (guint i = 0; i < n; i++)
    {
      if (!clv_progress_step (progress, (double) i / n, "Counting", error))
        return NULL;
      g_usleep (500);
    }

  return g_strdup ("counted");
}

typedef struct
{
  gboolean is_done;
  char *result;
  GError *error;
} Answer;

static void
answer_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Answer *answer = user_data;

  answer->result = clv_session_run_job_finish (CLV_SESSION (object), result, &answer->error);
  answer->is_done = TRUE;
}

static gboolean
answer_is_done (gpointer data)
{
  return ((Answer *) data)->is_done;
}

static void
test_job (void)
{
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  ClvSession *session = clv_session_new (settings);
  GListModel *jobs = G_LIST_MODEL (clv_session_get_jobs (session));
  g_autoptr(ClvJob) job = NULL;
  guint n_updates = 0;
  Answer answer = { FALSE, NULL, NULL };

  clv_session_run_job_without_workspace (session, "Counting", count_in_thread,
                                         GUINT_TO_POINTER (600), NULL, g_free, answer_cb, &answer);
  g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, 1);
  job = g_list_model_get_item (jobs, 0);
  g_signal_connect_swapped (job, "notify::fraction", G_CALLBACK (count_cb), &n_updates);
  clv_ui_test_wait (answer_is_done, &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpstr (answer.result, ==, "counted");
  g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, 0);
  g_assert_cmpint (clv_job_get_state (job), ==, CLV_JOB_DONE);
  /* 600 reports in 0.3 s or more; 20 a second may reach the screen. */
  g_assert_cmpuint (n_updates, >, 0);
  g_assert_cmpuint (n_updates, <, 100);
  g_free (answer.result);
  g_clear_object (&job);
  clv_ui_test_run (60);
  g_assert_finalize_object (session);
}

static void
test_job_cancel (void)
{
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  ClvSession *session = clv_session_new (settings);
  Answer answer = { FALSE, NULL, NULL };

  clv_session_run_job_without_workspace (session, "Counting", count_in_thread,
                                         GUINT_TO_POINTER (1000000), NULL, g_free, answer_cb,
                                         &answer);
  clv_job_list_cancel_all (clv_session_get_jobs (session));
  clv_ui_test_wait (answer_is_done, &answer);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (answer.result);
  g_clear_error (&answer.error);
  clv_ui_test_run (60);
  g_assert_finalize_object (session);
}

static void
test_hidden_label (void)
{
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  g_autoptr(ClvSession) session = clv_session_new (settings);
  g_autofree char *open = clv_session_dup_customer_label (session, "ann@example.org");
  g_autofree char *hidden = NULL;
  g_autofree char *again = NULL;

  g_assert_cmpstr (open, ==, "ann@example.org");
  g_settings_set_boolean (settings, "hide-personal-data", TRUE);
  hidden = clv_session_dup_customer_label (session, "ann@example.org");
  again = clv_session_dup_customer_label (session, "ann@example.org");
  g_assert_null (strstr (hidden, "ann"));
  g_assert_cmpstr (hidden, ==, again);
  g_settings_reset (settings, "hide-personal-data");
}

static void
test_empty_state (void)
{
  GtkWidget *state = clv_empty_state_new ("clv-value-symbolic", "Too few", NULL);

  g_object_ref_sink (state);
  clv_empty_state_add_gate (CLV_EMPTY_STATE (state), "Repeat customers", "214 of 500", FALSE);
  clv_empty_state_add_gate (CLV_EMPTY_STATE (state), "Weeks observed", "60 of 26", TRUE);
  clv_empty_state_clear_gates (CLV_EMPTY_STATE (state));
  clv_empty_state_set_possible (CLV_EMPTY_STATE (state), "Tiers by spend are possible.");
  clv_empty_state_set_button (CLV_EMPTY_STATE (state), "_Import…", "win.import");
  g_assert_finalize_object (state);
}

/* Children flow like words: at their own width, in as many lines as it takes. */
static void
test_wrap_layout (void)
{
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  GtkWidget *children[3] = { NULL };
  graphene_rect_t bounds;
  int minimum = 0;
  int natural = 0;

  gtk_widget_set_layout_manager (box, clv_wrap_layout_new (6));
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      children[i] = gtk_drawing_area_new ();
      gtk_widget_set_size_request (children[i], 100, 20);
      gtk_box_append (GTK_BOX (box), children[i]);
    }
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_cmpint (natural, ==, 312);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 312, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 20);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 311, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 46);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 100, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 72);

  gtk_widget_size_allocate (box, &(GtkAllocation) { 0, 0, 250, 46 }, -1);
  g_assert_true (gtk_widget_compute_bounds (children[2], box, &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, 0.0f);
  g_assert_cmpfloat (bounds.origin.y, ==, 26.0f);
  g_assert_finalize_object (box);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/banner/notify", test_notify);
  g_test_add_func ("/ui/rows/value", test_rows);
  g_test_add_func ("/ui/figure/accessible-name", test_figure);
  g_test_add_func ("/ui/figure/caption-wraps", test_figure_wraps);
  g_test_add_func ("/ui/why/text", test_why_text);
  g_test_add_func ("/ui/wizard/order", test_wizard);
  g_test_add_func ("/ui/job/time-left", test_time_left);
  g_test_add_func ("/ui/job/runs", test_job);
  g_test_add_func ("/ui/job/cancel", test_job_cancel);
  g_test_add_func ("/ui/session/hidden-label", test_hidden_label);
  g_test_add_func ("/ui/empty-state/gates", test_empty_state);
  g_test_add_func ("/ui/wrap-layout/lines", test_wrap_layout);

  return g_test_run ();
}
