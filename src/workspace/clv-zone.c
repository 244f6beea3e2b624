/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-zone.h"

#define DAY_SECONDS 86400
/* Years 0 to 9999; what lies outside is brought to the edge. */
#define LEAST_TIME G_GINT64_CONSTANT (-62167219200)
#define MOST_TIME G_GINT64_CONSTANT (253402300799)

typedef struct
{
  gint64 from;   /* first second */
  gint64 to;     /* first second after */
  gint64 offset; /* east of Greenwich */
} Span;

struct _ClvZone
{
  GTimeZone *zone;   /* NULL = UTC */
  GArray *spans;     /* ascending, with gaps */
  Span last;
};

/* An identifier that this system does not know counts as UTC: the workspace was
 * made where it was known, and its rows must stay readable. */
ClvZone *
clv_zone_new (const char *identifier)
{
  ClvZone *self = g_new0 (ClvZone, 1);

  if (g_strcmp0 (identifier, "UTC") != 0)
    self->zone = g_time_zone_new_identifier (identifier);
  self->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  if (self->zone == NULL)
    self->last = (Span) { G_MININT64, G_MAXINT64, 0 }
  ;
  return self;
}

void
clv_zone_free (ClvZone *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_array_unref (self->spans);
  g_free (self);
}

static int
find_interval (ClvZone *self,
               gint64   time)
{
  return g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL, time);
}

/* The second nearest to @edge, going from @time, that is in @time's interval. */
static gint64
find_edge (ClvZone *self,
           gint64   time,
           gint64   edge)
{
  int interval = find_interval (self, time);
  gint64 inside = time;
  gint64 outside = edge;

  if (find_interval (self, edge) == interval)
    return edge;
  while (ABS (outside - inside) > 1)
    {
      gint64 middle = inside + (outside - inside) / 2;

      if (find_interval (self, middle) == interval)
        inside = middle;
      else
        outside = middle;
    }
  return inside;
}

static Span
measure_span (ClvZone *self,
              gint64   time)
{
  Span span = { LEAST_TIME, MOST_TIME, 0 };

  span.offset = g_time_zone_get_offset (self->zone, find_interval (self, time));
  span.from = find_edge (self, time, LEAST_TIME);
  span.to = find_edge (self, time, MOST_TIME) + 1;
  return span;
}

static void
look_up_span (ClvZone *self,
              gint64   time)
{
  guint low = 0;
  guint high = self->spans->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      Span *span = &g_array_index (self->spans, Span, middle);

      if (time < span->from)
        high = middle;
      else if (time >= span->to)
        low = middle + 1;
      else
        {
          self->last = *span;
          return;
        }
    }
  self->last = measure_span (self, time);
  g_array_insert_val (self->spans, low, self->last);
}

/* The span of equal offset around @time. */
void
clv_zone_get_span (ClvZone *self,
                   gint64   time,
                   gint64  *from,
                   gint64  *to,
                   gint64  *offset)
{
  time = CLAMP (time, LEAST_TIME, MOST_TIME);
  if (time < self->last.from || time >= self->last.to)
    look_up_span (self, time);
  *from = self->last.from;
  *to = self->last.to;
  *offset = self->last.offset;
}

/* Days since 1970-01-01 of a time that is local already. */
ClvDate
clv_day_of_seconds (gint64 seconds)
{
  seconds = CLAMP (seconds, LEAST_TIME, MOST_TIME);
  return (ClvDate) ((seconds - LEAST_TIME) / DAY_SECONDS + LEAST_TIME / DAY_SECONDS);
}

/* The calendar day on which the instant @time falls in this zone. */
ClvDate
clv_zone_get_day (ClvZone *self,
                  gint64   time)
{
  gint64 from = 0;
  gint64 to = 0;
  gint64 offset = 0;

  clv_zone_get_span (self, time, &from, &to, &offset);
  return clv_day_of_seconds (CLAMP (time, LEAST_TIME, MOST_TIME) + offset);
}
