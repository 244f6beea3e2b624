/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "clv-detection.h"
#include "clv-fit.h"
#include "clv-sample.h"

static char *
read_all (GPtrArray *files)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (g_ptr_array_index (files, i), &text, NULL, NULL));
      g_string_append (all, text);
    }

  return g_string_free (all, FALSE);
}

static char *
write_sample (ClvSampleKind kind,
              const char   *folder,
              guint64       seed)
{
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GError) error = NULL;
  char *all;

  g_assert_true (clv_sample_write_csv (kind, folder, 120, seed, &files, NULL, &error));
  g_assert_no_error (error);
  all = read_all (files);
  for (guint i = 0; i < files->len; i++)
    g_unlink (g_ptr_array_index (files, i));

  return all;
}

/* The same bytes for the same seed, others for another. */
static void
test_repeats (gconstpointer data)
{
  ClvSampleKind kind = (ClvSampleKind) GPOINTER_TO_INT (data);
  g_autofree char *folder = g_dir_make_tmp ("test-sample-XXXXXX", NULL);
  g_autofree char *first = write_sample (kind, folder, 7);
  g_autofree char *again = write_sample (kind, folder, 7);
  g_autofree char *other = write_sample (kind, folder, 8);

  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, other);
  g_rmdir (folder);
}

/* Nothing is left to be asked about the orders, and each row of them is one. */
static void
test_orders_are_understood (gconstpointer data)
{
  ClvSampleKind kind = (ClvSampleKind) GPOINTER_TO_INT (data);
  g_autofree char *folder = g_dir_make_tmp ("test-sample-XXXXXX", NULL);
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (clv_sample_write_csv (kind, folder, 120, 1, &files, NULL, &error));
  g_assert_no_error (error);
  detection = clv_detection_new (g_ptr_array_index (files, 0), NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (detection->plan->kind, ==, CLV_IMPORT_KIND_ORDERS);
  g_assert_cmpuint (detection->questions->len, ==, 0);
  g_assert_nonnull (detection->plan->columns[CLV_FIELD_ORDER]);
  for (guint i = 0; i < files->len; i++)
    g_unlink (g_ptr_array_index (files, i));
  g_rmdir (folder);
}

/* Each business can be imported as a whole and fitted. */
static void
test_workspace (gconstpointer data)
{
  ClvSampleKind kind = (ClvSampleKind) GPOINTER_TO_INT (data);
  g_autofree char *folder = g_dir_make_tmp ("test-sample-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "sample.perennial", NULL);
  g_autoptr(ClvWorkspace) workspace = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (clv_sample_create_workspace (kind, path, 400, 1, NULL, &error));
  g_assert_no_error (error);
  workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
  fit = clv_fit_run (workspace, spec, "", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fit->n_customers, >, 300);
  g_assert_true (clv_fit_is_usable (fit));
  /* A fee does not vary within a customer: Gamma-Gamma has nothing to say of it. */
  g_assert_cmpint (fit->has_spend, ==, kind != CLV_SAMPLE_SAAS);
  clv_workspace_close (workspace);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_ids (void)
{
  for (guint i = 0; i < CLV_N_SAMPLES; i++)
    {
      ClvSampleKind kind = CLV_N_SAMPLES;

      g_assert_true (clv_sample_kind_from_id (clv_sample_kind_get_id ((ClvSampleKind) i), &kind));
      g_assert_cmpuint (kind, ==, i);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    GTestDataFunc run;
  } tests[] = {
    { "repeats", test_repeats },
    { "orders-are-understood", test_orders_are_understood },
    { "workspace", test_workspace },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/sample/ids", test_ids);
  for (guint i = 0; i < CLV_N_SAMPLES; i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (tests); k++)
        {
          g_autofree char *name = g_strdup_printf ("/valuation/sample/%s/%s", tests[k].name,
                                                   clv_sample_kind_get_id ((ClvSampleKind) i));

          g_test_add_data_func (name, GUINT_TO_POINTER (i), tests[k].run);
        }
    }

  return g_test_run ();
}
