/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-random.h"
#include "clv-sample.h"

G_BEGIN_DECLS

/* One file of a sample, what its rows are and where they say it. */
typedef struct
{
  const char *name;
  ClvImportKind kind;
  const char *columns[CLV_N_FIELDS];
  const char *attributes[4];            /* ended by NULL */
} ClvSampleFile;

/* Draws a place below @n. */
guint clv_sample_pick (ClvRandom *random,
                       guint      n);
/* Puts "12.30" at the end. */
void  clv_sample_append_money (GString *text,
                               gint64   cents);

/* Fill one text a file, in the order of the files that the kind writes. */
gboolean clv_sample_shop_fill (GString           **texts,
                               guint               n_customers,
                               ClvRandom          *random,
                               const ClvProgress  *progress,
                               GError            **error);
gboolean clv_sample_saas_fill (GString           **texts,
                               guint               n_customers,
                               ClvRandom          *random,
                               const ClvProgress  *progress,
                               GError            **error);
gboolean clv_sample_b2b_fill (GString           **texts,
                              guint               n_customers,
                              ClvRandom          *random,
                              const ClvProgress  *progress,
                              GError            **error);

G_END_DECLS
