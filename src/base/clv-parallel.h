/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More than these take turns at the memory instead of working. */
#define CLV_MOST_THREADS 8

typedef void (*ClvChunkFunc) (guint    chunk,
                              gpointer user_data);

/* @sums: (out): of the chunk, 0 before */
typedef void (*ClvChunkSum) (guint    chunk,
                             double  *sums,
                             gpointer user_data);

void   clv_parallel_set_threads (guint n_threads);
guint  clv_parallel_get_threads (void);
void   clv_parallel_run (guint        n_chunks,
                         ClvChunkFunc func,
                         gpointer     user_data);
void   clv_parallel_sum (guint       n_chunks,
                         guint       n_sums,
                         ClvChunkSum func,
                         gpointer    user_data,
                         double     *sums);

/* Work beside the caller's own, until the caller waits for it. */
typedef struct _ClvAside ClvAside;

ClvAside *clv_parallel_begin (void (  *func ) (gpointer user_data),
                              gpointer user_data);
void      clv_parallel_end (ClvAside *self);

double clv_cpu_seconds (void);
void   clv_cpu_add (double seconds);

G_END_DECLS
