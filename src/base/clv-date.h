/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvDate:
 *
 * A calendar day as the number of days since 1970-01-01 in the proleptic
 * Gregorian calendar. Carries no time and no zone.
 */
typedef gint32 ClvDate;

#define CLV_DATE_INVALID G_MININT32

typedef enum
{
  CLV_DURATION_DAYS,
  CLV_DURATION_WEEKS,
  CLV_DURATION_MONTHS,
  CLV_DURATION_YEARS,
  CLV_DURATION_INFINITE
} ClvDurationUnit;

/**
 * ClvDuration:
 *
 * A length of time as people say it. Months and years are calendar months and
 * years, so their length in days depends on where they begin.
 */
typedef struct
{
  int amount;
  ClvDurationUnit unit;
} ClvDuration;

ClvDate  clv_date_from_ymd (int year,
                            int month,
                            int day);
void     clv_date_to_ymd (ClvDate       date,
                          int          *year,
                          int          *month,
                          int          *day);
ClvDate  clv_date_parse (const char   *text);
char    *clv_date_to_iso (ClvDate date);
char    *clv_date_to_display (ClvDate date);
ClvDate  clv_date_add_months (ClvDate date,
                              int     months);
gboolean clv_duration_parse (const char   *text,
                             ClvDuration  *duration,
                             GError      **error);
char    *clv_duration_to_text (ClvDuration duration);
char    *clv_duration_describe (ClvDuration duration);
ClvDate  clv_duration_end (ClvDuration duration,
                           ClvDate     start);

G_END_DECLS
