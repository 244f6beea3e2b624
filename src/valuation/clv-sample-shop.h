/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-workspace.h"

G_BEGIN_DECLS

#define CLV_SAMPLE_SHOP_CUSTOMERS 5000
#define CLV_SAMPLE_SHOP_SEED 1

/* Writes orders.csv and customers.csv of an invented shop into @folder, which is
 * created where missing. The same bytes for the same number and seed.
 * @files: (out) (optional) (element-type utf8) (transfer full): their paths */
gboolean clv_sample_shop_write_csv (const char         *folder,
                                    guint               n_customers,
                                    guint64             seed,
                                    GPtrArray         **files,
                                    const ClvProgress  *progress,
                                    GError            **error);
/* A new workspace with those files imported through the ordinary importer, and
 * a value definition. Leaves no file behind where it fails. */
gboolean clv_sample_shop_create_workspace (const char         *path,
                                           guint               n_customers,
                                           guint64             seed,
                                           const ClvProgress  *progress,
                                           GError            **error);

G_END_DECLS
