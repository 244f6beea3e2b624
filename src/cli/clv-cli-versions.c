/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>

#include "clv-cli-versions.h"

void
clv_cli_print_versions (void)
{
  g_print ("perennial-cli %s\n", PACKAGE_VERSION);
  g_print ("GLib %u.%u.%u (built with %d.%d.%d)\n", glib_major_version, glib_minor_version,
           glib_micro_version, GLIB_MAJOR_VERSION, GLIB_MINOR_VERSION, GLIB_MICRO_VERSION);
  g_print ("JSON-GLib %s\n", JSON_VERSION_S);
  g_print ("SQLite %s, GSL %s, PLplot %s\n", CLV_SQLITE_VERSION, CLV_GSL_VERSION,
           CLV_PLPLOT_VERSION);
}
