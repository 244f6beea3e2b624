/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-ui.h"

#include "clv-accessible.h"
#include "clv-banner.h"
#include "clv-empty-state.h"
#include "clv-figure.h"
#include "clv-page.h"
#include "clv-spin-row.h"
#include "clv-switch-row.h"
#include "clv-wizard.h"
#include "perennial-resources.h"

/**
 * clv_ui_init:
 *
 * Registers the resource and the types that templates name, and gives controls
 * names for screen readers from then on. Called by the application before the
 * first window and by tests before the first widget; a second call does nothing.
 */
void
clv_ui_init (void)
{
  static gsize once = 0;

  if (!g_once_init_enter (&once))
    return;

  g_resources_register (clv_ui_get_resource ());

  g_type_ensure (CLV_TYPE_BANNER);
  g_type_ensure (CLV_TYPE_EMPTY_STATE);
  g_type_ensure (CLV_TYPE_FIGURE);
  g_type_ensure (CLV_TYPE_PAGE);
  g_type_ensure (CLV_TYPE_SPIN_ROW);
  g_type_ensure (CLV_TYPE_SWITCH_ROW);
  g_type_ensure (CLV_TYPE_WIZARD);
  g_type_ensure (CLV_TYPE_WIZARD_PAGE);

  clv_accessible_install ();

  g_once_init_leave (&once, 1);
}
