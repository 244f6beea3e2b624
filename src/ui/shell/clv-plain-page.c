/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-plain-page.h"

#include "clv-empty-state.h"

struct _ClvPlainPage
{
  ClvPage parent_instance;
};

G_DEFINE_FINAL_TYPE (ClvPlainPage, clv_plain_page, CLV_TYPE_PAGE)

static void
clv_plain_page_class_init (ClvPlainPageClass *klass)
{
}

static void
clv_plain_page_init (ClvPlainPage *self)
{
}

/**
 * clv_plain_page_new:
 * @icon_name: the place's icon
 * @title: what is missing
 * @description: what would be here, and when
 *
 * Returns: (transfer floating): the page
 */
ClvPage *
clv_plain_page_new (ClvSession *session,
                    const char *icon_name,
                    const char *title,
                    const char *description)
{
  ClvPage *self = g_object_new (CLV_TYPE_PLAIN_PAGE, "session", session, NULL);

  adw_bin_set_child (ADW_BIN (self), clv_empty_state_new (icon_name, title, description));

  return self;
}
