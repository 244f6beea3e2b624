/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-segments-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-money.h"

/* Of less than this part of its own a segment is no more than one of all. */
#define LITTLE (1.0 / 3.0)

const char *
clv_segments_words_get_name (const ClvShrunkSegment *segment)
{
  return *segment->name == '\0' ? _("Unknown") : segment->name;
}

/* (nullable): the one that its own fit is furthest from. */
static const ClvShrunkSegment *
find_moved (const ClvShrinkage *shrinkage)
{
  const ClvShrunkSegment *most = NULL;

  for (guint i = 0; i < shrinkage->n; i++)
    {
      const ClvShrunkSegment *segment = &shrinkage->segments[i];

      if (segment->has_own
          && (most == NULL || fabs (segment->raw_purchases - segment->shrunk_purchases)
              > fabs (most->raw_purchases - most->shrunk_purchases)))
        most = segment;
    }

  return most;
}

static guint
count_recent (const ClvShrinkage *shrinkage)
{
  guint n = 0;

  for (guint i = 0; i < shrinkage->n; i++)
    n += shrinkage->segments[i].is_recent && shrinkage->segments[i].customers > 0;

  return n;
}

static guint
count_filled (const ClvShrinkage *shrinkage)
{
  guint n = 0;

  for (guint i = 0; i < shrinkage->n; i++)
    n += shrinkage->segments[i].customers > 0;

  return n;
}

static void
add_recent (const ClvShrinkage *shrinkage,
            GString            *text)
{
  const guint n = count_recent (shrinkage);

  if (n > 0)
    g_string_append_printf (text, ngettext (" %u quarter has been seen for less than a year: what "
                                            "it has not shown yet is filled in by the others.",
                                            " %u quarters have been seen for less than a year: "
                                            "what they have not shown yet is filled in by the "
                                            "others.", n), n);
}

char *
clv_segments_words_tell_what (const ClvShrinkage *shrinkage)
{
  const ClvShrunkSegment *moved = find_moved (shrinkage);
  g_autofree char *all = clv_number_format (shrinkage->whole_purchases, 2);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _("What a new customer of each segment is expected to buy again "
                                  "within a year; of all customers together it is %s times."),
                          all);
  if (moved != NULL)
    {
      g_autofree char *customers = clv_number_format (moved->customers, 0);
      g_autofree char *raw = clv_number_format (moved->raw_purchases, 2);
      g_autofree char *shrunk = clv_number_format (moved->shrunk_purchases, 2);

      g_string_append_c (text, ' ');
      /* TRANSLATORS: a segment, a number of customers, two numbers of purchases */
      g_string_append_printf (text, _("%s alone (%s customers) says %s, drawn together %s."),
                              clv_segments_words_get_name (moved), customers, raw, shrunk);
    }
  add_recent (shrinkage, text);

  return g_string_free (text, FALSE);
}

char *
clv_segments_words_tell_how (const ClvShrinkage *shrinkage)
{
  const guint n = count_filled (shrinkage);
  g_autofree char *customers = clv_number_format (shrinkage->whole->n_customers, 0);
  g_autofree char *until = clv_date_to_display (shrinkage->whole->spec->until);

  /* TRANSLATORS: a model, a number of customers, a day, two numbers of segments */
  return g_strdup_printf (ngettext ("%s was fitted on all %s customers up to %s, and on those of "
                                    "%u segment alone; %u of these fits says something sure. How "
                                    "much segments differ beyond the errors of their fits was "
                                    "estimated, and each is drawn toward the whole by that "
                                    "(empirical Bayes).",
                                    "%s was fitted on all %s customers up to %s, and on those of "
                                    "each of %u segments alone; %u of these fits say something "
                                    "sure. How much segments differ beyond the errors of their "
                                    "fits was estimated, and each is drawn toward the whole by "
                                    "that (empirical Bayes).", n),
                          shrinkage->whole->kind->name, customers, until, n, shrinkage->n_own);
}

char *
clv_segments_words_tell_use (const ClvShrinkage *shrinkage)
{
  const ClvShrunkSegment *best = NULL;
  guint n_little = 0;
  const guint n = count_filled (shrinkage);
  g_autofree char *purchases = NULL;
  g_autofree char *all = clv_number_format (shrinkage->whole_purchases, 2);
  g_autofree char *plan = NULL;
  g_autofree char *little = NULL;

  for (guint i = 0; i < shrinkage->n; i++)
    {
      const ClvShrunkSegment *segment = &shrinkage->segments[i];

      if (segment->customers == 0)
        continue;
      n_little += segment->weight < LITTLE;
      if (segment->weight >= LITTLE
          && (best == NULL || segment->shrunk_purchases > best->shrunk_purchases))
        best = segment;
    }
  if (best == NULL)
    return g_strdup (_("Treat all segments alike: none has enough of its own to be told from the "
                       "others. More customers, or a coarser column, may show more."));

  purchases = clv_number_format (best->shrunk_purchases, 2);
  /* TRANSLATORS: a segment, two numbers of purchases */
  plan = g_strdup_printf (_("Plan with the values drawn together. New customers of %s come back "
                            "most (%s times, all together %s)."),
                          clv_segments_words_get_name (best), purchases, all);
  if (n_little == 0)
    return g_steal_pointer (&plan);

  little = g_strdup_printf (ngettext ("%u of %u segments has less than a third of its own: treat "
                                      "it like all others until it has more customers.",
                                      "%u of %u segments have less than a third of their own: "
                                      "treat those like all others until there are more "
                                      "customers.", n_little), n_little, n);
  return g_strconcat (plan, " ", little, NULL);
}
