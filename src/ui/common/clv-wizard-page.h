/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ClvWizardPage:
 *
 * One step of a #ClvWizard: a widget that says its title, whether one may go on,
 * and takes over its choices when one does. It keeps what was chosen while the
 * person goes back and forth.
 */
#define CLV_TYPE_WIZARD_PAGE (clv_wizard_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (ClvWizardPage, clv_wizard_page, CLV, WIZARD_PAGE, AdwBin)

/**
 * ClvWizardPageClass:
 * @prepare: the page comes into sight; earlier pages may have changed meanwhile
 * @commit: the person goes on. Returns whether the next page may come; a page
 *   that must work first returns %FALSE, and calls clv_wizard_go_on() when done
 */
struct _ClvWizardPageClass
{
  AdwBinClass parent_class;

  void (*prepare) (ClvWizardPage *self);
  gboolean (*commit) (ClvWizardPage *self);

  gpointer padding[4];
};

const char *clv_wizard_page_get_title (ClvWizardPage *self);
void        clv_wizard_page_set_title (ClvWizardPage *self,
                                       const char    *title);
/* The button that goes on: NULL for "Next", else a verb: "_Import". */
const char *clv_wizard_page_get_verb (ClvWizardPage *self);
void        clv_wizard_page_set_verb (ClvWizardPage *self,
                                      const char    *verb);
gboolean    clv_wizard_page_get_can_continue (ClvWizardPage *self);
void        clv_wizard_page_set_can_continue (ClvWizardPage *self,
                                              gboolean       can_continue);
void        clv_wizard_page_prepare (ClvWizardPage *self);
gboolean    clv_wizard_page_commit (ClvWizardPage *self);

G_END_DECLS
