/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "clv-detection.h"
#include "clv-figures.h"
#include "clv-export.h"
#include "clv-money.h"
#include "clv-sample-shop.h"

#define FIXTURE_CUSTOMERS 600

/* Ids that a spreadsheet would take for a formula, and two that it would not. */
static const char * const fixture_ids[] = {
  "=1+1", "+49 30 1234", "-cmd", "@SUM(A1)", "\xef\xbc\x9d" "1+1", "\xef\xbc\x8b" "1",
  "\xef\xbc\x8d" "1", "\xef\xbc\xa0" "A1", "-12.50", "M\xc3\xbcller, \"Jo\"",
};

/* A sample shop with customers of such ids, scored, in a folder of its own. */
typedef struct
{
  char *folder;
  ClvWorkspace *workspace;
  ClvFit *fit;
  ClvScoreSet *scores;
} Fixture;

static inline char *
fixture_path (Fixture    *self,
              const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static inline void
fixture_import (Fixture    *self,
                const char *name,
                const char *text)
{
  g_autofree char *path = fixture_path (self, name);
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  result = clv_workspace_import (self->workspace, path, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
}

static inline void
fixture_init (Fixture *self)
{
  g_autofree char *path = NULL;
  g_autoptr(GString) text = g_string_new ("customer,date,amount\n");
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("test-documents-XXXXXX", &error);
  path = fixture_path (self, "shop.perennial");
  g_assert_true (clv_sample_shop_create_workspace (path, FIXTURE_CUSTOMERS, 1, NULL, &error));
  self->workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (fixture_ids); i++)
    {
      g_auto(GStrv) parts = g_strsplit (fixture_ids[i], "\"", -1);
      g_autofree char *doubled = g_strjoinv ("\"\"", parts);

      g_string_append_printf (text, "\"%s\",2025-06-0%u,20.00\n\"%s\",2025-07-20,-12.50\n",
                              doubled, i % 9 + 1, doubled);
    }
  fixture_import (self, "formulas.csv", text->str);

  self->fit = clv_fit_run (self->workspace, spec, "", NULL, &error);
  g_assert_no_error (error);
  self->scores = clv_score_set_run (self->workspace, 0, NULL, "", NULL, &error);
  g_assert_no_error (error);
}

/* One person alone approves: the gate opens, self-attested. */
static inline void
fixture_approve (Fixture *self)
{
  g_autoptr(GError) error = NULL;
  gint64 package;

  clv_governance_add_person (self->workspace, NULL, "sol", CLV_ROLE_ANALYST, NULL, &error);
  g_assert_no_error (error);
  clv_governance_add_person (self->workspace, NULL, "sol", CLV_ROLE_REVIEWER, NULL, &error);
  g_assert_no_error (error);
  package = clv_governance_propose (self->workspace, "sol", CLV_RISK_LOW, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (clv_governance_submit (self->workspace, package, "sol", NULL, &error));
  g_assert_true (clv_governance_vote (self->workspace, package, "sol", TRUE, NULL, NULL, &error));
  g_assert_no_error (error);
}

static inline void
fixture_clear (Fixture *self)
{
  g_autoptr(GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  g_clear_pointer (&self->scores, clv_score_set_unref);
  g_clear_pointer (&self->fit, clv_fit_unref);
  clv_workspace_close (self->workspace);
  g_clear_object (&self->workspace);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = fixture_path (self, name);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_clear_pointer (&self->folder, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)
