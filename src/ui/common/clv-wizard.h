/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-job-bar.h"
#include "clv-wizard-page.h"

G_BEGIN_DECLS

/**
 * ClvWizard:
 *
 * A window that leads through pages in the order in which they were added. Its
 * header has Cancel or Back on one side and Next, or the page's own verb, on
 * the other. Escape cancels, and nothing has been done. Emits `finished` after
 * the last page's commit and closes.
 *
 * It knows nothing of what the pages decide; they share an object of their own.
 */
#define CLV_TYPE_WIZARD (clv_wizard_get_type ())
G_DECLARE_DERIVABLE_TYPE (ClvWizard, clv_wizard, CLV, WIZARD, AdwWindow)

struct _ClvWizardClass
{
  AdwWindowClass parent_class;

  gpointer padding[4];
};

ClvWizard     *clv_wizard_new (GtkWindow  *parent,
                               const char *title);
void           clv_wizard_set_jobs (ClvWizard  *self,
                                    ClvJobList *jobs);
void           clv_wizard_add_page (ClvWizard     *self,
                                    ClvWizardPage *page);
ClvWizardPage *clv_wizard_get_page (ClvWizard *self);
void           clv_wizard_show_page (ClvWizard     *self,
                                     ClvWizardPage *page);
void           clv_wizard_go_on (ClvWizard *self);
void           clv_wizard_go_back (ClvWizard *self);

G_END_DECLS
