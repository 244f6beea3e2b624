/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-gallery.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>

#include "clv-plot-renderer.h"

#define SAVE_WIDTH 960
#define SAVE_HEIGHT 480
#define MOST_FOLDERS 1000

static void
chart_free (gpointer data)
{
  ClvGalleryChart *chart = data;

  g_free (chart->id);
  g_free (chart->title);
  g_clear_pointer (&chart->spec, clv_plot_spec_free);
  g_free (chart->why_not);
  g_free (chart);
}

void
clv_gallery_free (ClvGallery *self)
{
  if (self == NULL)
    return;

  g_free (self->key);
  g_clear_pointer (&self->state, clv_value_state_unref);
  g_clear_pointer (&self->charts, g_ptr_array_unref);
  g_free (self);
}

guint
clv_gallery_count_drawn (const ClvGallery *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->charts->len; i++)
    n += ((ClvGalleryChart *) g_ptr_array_index (self->charts, i))->spec != NULL;

  return n;
}

/* Takes @spec; one that says why it is empty is as good as none. */
static void
add_chart (ClvGallery  *self,
           const char  *id,
           const char  *title,
           ClvPlotSpec *spec,
           const char  *why_not,
           const char  *place)
{
  ClvGalleryChart *chart = g_new0 (ClvGalleryChart, 1);

  chart->id = g_strdup (id);
  chart->place = place;
  if (spec != NULL && spec->empty == NULL)
    {
      chart->title = g_strdup (spec->title);
      chart->spec = spec;
    }
  else
    {
      chart->title = g_strdup (title);
      chart->why_not = g_strdup (spec != NULL ? spec->empty : why_not);
      g_clear_pointer (&spec, clv_plot_spec_free);
    }
  g_ptr_array_add (self->charts, chart);
}

static void
add_scores (ClvGallery *self)
{
  const ClvScoreSet *scores = self->state->scores;
  const char *why_not = _("Nobody was scored yet. Fit a model under Value.");

  add_chart (self, "concentration", _("Concentration of value"),
             scores != NULL ? clv_plot_spec_copy (self->state->concentration) : NULL, why_not,
             "value");
  add_chart (self, "p-active-value", _("Probability of being active and value"),
             scores != NULL ? clv_figure_p_active_value (scores) : NULL, why_not, "value");
}

/* A part that fails is a chart that says why; a cancel ends everything. */
static gboolean
is_cancelled (GError  *part_error,
              GError **error)
{
  if (!g_error_matches (part_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;

  g_propagate_error (error, g_error_copy (part_error));

  return TRUE;
}

static gboolean
add_holdout (ClvGallery        *self,
             const ClvProgress *progress,
             GError           **error)
{
  const ClvValueState *state = self->state;
  g_autoptr(GError) part_error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_value_state_dup_spec (state);
  g_autoptr(ClvBacktest) backtest = NULL;
  const char *why_not = state->source == CLV_VALUE_OF_COUNTED
                        ? _("Single purchases are not known of customers who were counted before "
                            "the import.")
                        : _("The history is too short to hold a third of it out: 26 weeks are "
                            "needed.");

  if (!clv_progress_step (progress, 0.2, _("Testing against the past"), error))
    return FALSE;
  if (state->suggested_split != CLV_DATE_INVALID)
    {
      backtest = clv_backtest_new (state->transactions, spec, state->suggested_split,
                                   CLV_DATE_INVALID, progress, &part_error);
      if (is_cancelled (part_error, error))
        return FALSE;
      if (part_error != NULL)
        why_not = part_error->message;
    }
  add_chart (self, "tracking", _("Repeat purchases over time"),
             backtest != NULL ? clv_figure_tracking (backtest) : NULL, why_not, "data");
  add_chart (self, "deciles", _("Expected and actual by tenth"),
             backtest != NULL ? clv_figure_deciles (backtest) : NULL, why_not, "data");

  return TRUE;
}

static gboolean
add_migration (ClvGallery        *self,
               const ClvProgress *progress,
               GError           **error)
{
  const ClvValueState *state = self->state;
  g_autoptr(GError) part_error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_value_state_dup_spec (state);
  g_autoptr(GArray) dates = NULL;
  g_autoptr(ClvMigration) migration = NULL;
  guint n = 0;
  const ClvTierScheme **schemes = clv_tier_schemes_list (&n);
  const char *why_not = _("The history does not reach over two quarter ends at which a model can "
                          "be fitted.");

  if (!clv_progress_step (progress, 0.5, _("Following customers from tier to tier"), error))
    return FALSE;
  if (state->source == CLV_VALUE_OF_COUNTED)
    why_not = _("Single purchases are not known of customers who were counted before the import.");
  else
    dates = clv_migration_suggest_dates (state->transactions);
  if (dates != NULL && dates->len >= 2)
    {
      migration = clv_migration_new (state->transactions, spec, state->definition, schemes[0],
                                     (const ClvDate *) (gpointer) dates->data, dates->len, FALSE,
                                     progress, &part_error);
      if (is_cancelled (part_error, error))
        return FALSE;
      if (part_error != NULL)
        why_not = part_error->message;
    }
  add_chart (self, "migration", _("Customers moving between tiers"),
             migration != NULL ? clv_figure_migration (migration, FALSE) : NULL, why_not, "data");
  add_chart (self, "migration-matrix", _("Where each tier went"),
             migration != NULL ? clv_figure_migration (migration, TRUE) : NULL, why_not, "data");

  return TRUE;
}

static void
add_audit (ClvGallery     *self,
           const ClvAudit *audit)
{
  for (guint i = 0; i < CLV_N_METRICS; i++)
    {
      g_autofree char *id = g_strdup_printf ("audit-%s", clv_metric_get_id ((ClvMetric) i));

      add_chart (self, id, clv_metric_get_label ((ClvMetric) i),
                 audit != NULL ? clv_figure_audit (audit, (ClvMetric) i) : NULL,
                 _("No bias audit was run yet. Run one under Govern."), "govern");
    }
}

static char *
dup_key (const ClvValueState *state,
         const ClvAudit      *audit)
{
  return g_strdup_printf ("%s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
                          state->transactions->content_hash,
                          (gint64) (state->fit != NULL ? state->fit->id : 0),
                          (gint64) (state->scores != NULL ? state->scores->id : 0),
                          (gint64) state->definition->id,
                          (gint64) (audit != NULL ? audit->id : 0));
}

gpointer
clv_gallery_make_in_thread (ClvWorkspace       *workspace,
                            gpointer            input,
                            const ClvProgress  *progress,
                            GError            **error)
{
  g_autoptr(ClvGallery) self = g_new0 (ClvGallery, 1);
  g_autoptr(ClvAudit) audit = NULL;
  g_autoptr(GError) audit_error = NULL;

  self->charts = g_ptr_array_new_with_free_func (chart_free);
  self->state = clv_value_state_load_in_thread (workspace, NULL, progress, error);
  if (self->state == NULL)
    return NULL;
  audit = clv_audit_load (workspace, 0, &audit_error);
  if (audit_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&audit_error));
      return NULL;
    }

  self->key = dup_key (self->state, audit);
  if (g_strcmp0 (self->key, input) == 0)
    return NULL;
  if (!clv_value_state_can_fit (self->state) && self->state->scores == NULL)
    return g_steal_pointer (&self);

  add_scores (self);
  if (!add_holdout (self, progress, error) || !add_migration (self, progress, error))
    return NULL;
  add_audit (self, audit);

  return g_steal_pointer (&self);
}

static void
free_spec (gpointer data)
{
  clv_plot_spec_free (data);
}

/**
 * clv_gallery_save_input_new:
 * @gallery: whose charts to save
 * @folder: where
 *
 * Returns: (transfer full): copies of everything, so that the gallery may change meanwhile
 */
ClvGallerySaveInput *
clv_gallery_save_input_new (const ClvGallery *gallery,
                            const char       *folder)
{
  ClvGallerySaveInput *self = g_new0 (ClvGallerySaveInput, 1);

  self->folder = g_strdup (folder);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->specs = g_ptr_array_new_with_free_func (free_spec);
  for (guint i = 0; i < gallery->charts->len; i++)
    {
      const ClvGalleryChart *chart = g_ptr_array_index (gallery->charts, i);

      if (chart->spec == NULL)
        continue;
      g_ptr_array_add (self->names, g_strdup (chart->id));
      g_ptr_array_add (self->specs, clv_plot_spec_copy (chart->spec));
    }

  return self;
}

void
clv_gallery_save_input_free (gpointer data)
{
  ClvGallerySaveInput *self = data;

  if (self == NULL)
    return;

  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->specs);
  g_free (self->folder);
  g_free (self);
}

/* A new folder each time: nothing that is there is ever replaced. */
static char *
make_folder (const char *parent,
             GError    **error)
{
  for (guint i = 1; i < MOST_FOLDERS; i++)
    {
      g_autofree char *name = i == 1 ? g_strdup (_("Perennial charts"))
                                     : g_strdup_printf (_("Perennial charts %u"), i);
      g_autofree char *path = g_build_filename (parent, name, NULL);

      if (g_mkdir (path, 0755) == 0)
        return g_steal_pointer (&path);
      if (errno != EEXIST)
        break;
    }

  g_set_error (error, CLV_PLOT_ERROR, CLV_PLOT_ERROR_WRITE,
               _("No folder can be made in %s: %s. Nothing was saved. Choose another folder."),
               parent, g_strerror (errno));

  return NULL;
}

static gboolean
save_chart (const ClvPlotSpec *spec,
            const char        *folder,
            const char        *name,
            GPtrArray         *written,
            GError           **error)
{
  static const char * const endings[] = { "svg", "csv" };
  const ClvPlotStyle style = { .has_background = TRUE, .text_scale = 1.0 };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (name, ".", endings[i], NULL);
      g_autofree char *path = g_build_filename (folder, file, NULL);

      if (!clv_plot_save (spec, &style, path, SAVE_WIDTH, SAVE_HEIGHT, error))
        return FALSE;
      g_ptr_array_add (written, g_steal_pointer (&path));
    }

  return TRUE;
}

gpointer
clv_gallery_save_in_thread (ClvWorkspace       *unused,
                            gpointer            input,
                            const ClvProgress  *progress,
                            GError            **error)
{
  const ClvGallerySaveInput *wanted = input;
  g_autofree char *folder = make_folder (wanted->folder, error);
  g_autoptr(GPtrArray) written = g_ptr_array_new_with_free_func (g_free);
  gboolean is_good = folder != NULL;

  for (guint i = 0; is_good && i < wanted->specs->len; i++)
    is_good = clv_progress_step (progress, (double) i / wanted->specs->len,
                                 _("Saving the charts"), error)
              && save_chart (g_ptr_array_index (wanted->specs, i), folder,
                             g_ptr_array_index (wanted->names, i), written, error);
  if (is_good)
    return g_steal_pointer (&folder);

  for (guint i = 0; i < written->len; i++)
    g_unlink (g_ptr_array_index (written, i));
  if (folder != NULL)
    g_rmdir (folder);

  return NULL;
}
