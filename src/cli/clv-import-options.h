/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-detection.h"

G_BEGIN_DECLS

/**
 * ClvImportOptions:
 *
 * The options of detect and import that say how a file is read.
 */
typedef struct
{
  char *map;
  char *plan;
  char *preset;
  char *date_order;
  char *decimal;
  char *kind;
  char *sheet;
  char *zeros;
  char *encoding;
  char *delimiter;
  char *header_line;
  gboolean repairs;
  char *rates;
  char *currency_rule;
  char **rules;
  guint fixed;             /* bit set of 1 << ClvTopic */
  ClvImportPlan *choice;   /* what the options decided */
} ClvImportOptions;

GOptionEntry *clv_import_options_new_entries (ClvImportOptions   *options,
                                              const GOptionEntry *own);
gboolean      clv_import_options_apply (ClvImportOptions  *options,
                                        GError           **error);
void          clv_import_options_clear (ClvImportOptions *options);
char         *clv_import_option_for (const ClvQuestion *question);

G_END_DECLS
