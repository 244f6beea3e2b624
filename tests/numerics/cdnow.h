/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* The CDNOW sample (Fader & Hardie), which is not part of the project: found by
 * PERENNIAL_BENCH_DATA or beside the checkout; a test without it is skipped. */

typedef struct
{
  guint n;
  guint customer[8000];
  gint32 day[8000];      /* days since 1970-01-01 */
  gint64 amount[8000];   /* cents */
  char ids[8000][8];
  guint n_customers;
} Cdnow;

static inline gint32
cdnow_parse_day (const char *text)
{
  g_autoptr(GDateTime) time = NULL;
  int year = 0;
  int month = 0;
  int day = 0;

  g_assert_cmpint (sscanf (text, "%4d-%2d-%2d", &year, &month, &day), ==, 3);
  time = g_date_time_new_utc (year, month, day, 0, 0, 0);
  return (gint32) (g_date_time_to_unix (time) / 86400);
}

static inline char *
cdnow_dup_path (const char *name)
{
  const char *folder = g_getenv ("PERENNIAL_BENCH_DATA");
  g_autofree char *path = NULL;

  if (folder != NULL)
    path = g_build_filename (folder, name, NULL);
  else
    path = g_build_filename (g_get_home_dir (), "none", NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_free (path);
      path = g_test_build_filename (G_TEST_DIST, "..", "..", "shared", "data", name, NULL);
    }
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  return g_steal_pointer (&path);
}

/* (nullable) (transfer full); marks the test as skipped where NULL. */
static inline Cdnow *
cdnow_load (void)
{
  g_autofree char *path = cdnow_dup_path ("cdnow_sample.csv");
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GHashTable) codes = NULL;
  Cdnow *self = NULL;

  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("the CDNOW sample is not on this machine; set PERENNIAL_BENCH_DATA");
      return NULL;
    }

  self = g_new0 (Cdnow, 1);
  codes = g_hash_table_new (g_str_hash, g_str_equal);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto(GStrv) cells = g_strsplit (g_strchomp (lines[i]), ",", -1);
      guint code = 0;

      code = GPOINTER_TO_UINT (g_hash_table_lookup (codes, cells[1]));
      if (code == 0)
        {
          code = ++self->n_customers;
          g_strlcpy (self->ids[code - 1], cells[1], sizeof self->ids[0]);
          g_hash_table_insert (codes, self->ids[code - 1], GUINT_TO_POINTER (code));
        }
      g_assert_cmpuint (self->n, <, 8000);
      self->customer[self->n] = code - 1;
      self->day[self->n] = cdnow_parse_day (cells[2]);
      self->amount[self->n] = (gint64) (g_ascii_strtod (cells[4], NULL) * 100.0 + 0.5);
      self->n++;
    }
  return self;
}
