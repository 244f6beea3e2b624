/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Saves every sample chart, light and dark, wide and narrow, as PNG into the
 * folder that PERENNIAL_SCREENS names, to be looked at. */
#include "config.h"

#include <stdlib.h>

#include "chart-samples.h"
#include "clv-plot-renderer.h"

static void
save (const ChartSample *sample,
      const char        *folder,
      const char        *variant,
      ClvPlotStyle       style,
      int                width,
      int                height)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvPlotSpec) spec = sample->create ();
  g_autofree char *name = g_strdup_printf ("chart-%s-%s.png", sample->name, variant);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (!clv_plot_save (spec, &style, path, width, height, &error))
    g_error ("%s: %s", name, error->message);
}

int
main (int   argc,
      char *argv[])
{
  const char *folder = g_getenv ("PERENNIAL_SCREENS");
  ClvPlotStyle light = { FALSE, FALSE, TRUE, 1.0 };
  ClvPlotStyle dark = { TRUE, FALSE, TRUE, 1.0 };
  ClvPlotStyle contrast = { FALSE, TRUE, TRUE, 1.0 };
  ClvPlotStyle large = { FALSE, FALSE, TRUE, 2.0 };
  const ChartSample *samples = NULL;
  guint n = 0;
  guint i;

  if (folder == NULL)
    folder = "screens";
  if (g_mkdir_with_parents (folder, 0755) != 0)
    g_error ("The folder %s cannot be made.", folder);

  samples = chart_samples_get (&n);
  for (i = 0; i < n; i++)
    {
      save (&samples[i], folder, "light", light, 760, 360);
      save (&samples[i], folder, "dark", dark, 760, 360);
      save (&samples[i], folder, "contrast", contrast, 760, 360);
      save (&samples[i], folder, "narrow", light, 320, 280);
      save (&samples[i], folder, "large", large, 760, 480);
    }

  return EXIT_SUCCESS;
}
