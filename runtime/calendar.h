/* Local time: what a zone's clocks show, and which calendar day, week and month that is. The image
 * carries the zone's offsets, so the host's zone data never changes a verdict. */
#ifndef MOPS_CALENDAR_H
#define MOPS_CALENDAR_H

#include "runtime/agreement.h"

/* ---- zones: a row, and the first of its offsets ------------------------------------------- */

enum { ZONE_REACH_MS = 26 * 3600 * 1000 }; /* no two offsets of a zone differ by more */

/* Which offset applies at an instant before repeat_from. */
uint32_t zone_offset_at(const ImageZone *zone, const ImageOffset *offsets, int64_t instant);
/* By how much an instant is judged earlier, because the table ends: whole 400 years. */
int64_t zone_years_back(const ImageZone *zone, int64_t instant);
/* The first instant at which clocks have reached this; where they skip it, that of the change. */
int64_t zone_instant(const ImageZone *zone, const ImageOffset *offsets, int64_t local);

/* ---- an agreement's zone ------------------------------------------------------------------ */

/* An instant as local milliseconds (as if local time were UTC). */
int64_t calendar_local(const mops_agreement *agreement, uint32_t zone, int64_t instant);
/* As clocks of a zone show it: "2026-10-05 10:00:00 -04:00". In runtime/instant.c. */
size_t instant_format_in(const mops_agreement *agreement, uint32_t zone, int64_t instant,
                         char out[48]);

/* The first instant of the local day that is `day` days after 1970-01-01: where clocks skip midnight,
 * that of the change. */
int64_t calendar_midnight(const mops_agreement *agreement, uint32_t zone, int64_t day);

/* The instant at which clocks first show the same time so many days later. */
int64_t calendar_add_days(const mops_agreement *agreement, uint32_t zone, int64_t instant,
                          int64_t days);

/* The number of the local day, week (from Monday) or month that an instant is in. kind:
 * LIMIT_CODE_DAY, _WEEK or _MONTH. Numbers of neighbouring periods differ by 1. */
int64_t calendar_period(const mops_agreement *agreement, uint32_t zone, int64_t instant,
                        uint32_t kind);

/* An instant at which another period begins, after the one that an instant is in; INT64_MAX: none. */
int64_t calendar_period_end(const mops_agreement *agreement, uint32_t zone, int64_t instant,
                            uint32_t kind);

typedef struct {
  int64_t year;
  int month, day; /* from 1 */
} CivilDate;

/* Days since 1970-01-01 to a date of the proleptic Gregorian calendar and back: years are counted
 * from March so that the leap day is the last of a year (H. Hinnant, "chrono-Compatible Low-Level
 * Date Algorithms"). */
CivilDate civil_of_days(int64_t days);
int64_t days_of_civil(int64_t year, int month, int day);

static inline int64_t floor_divide(int64_t a, int64_t b) {
  return a / b - (a % b < 0);
}

#endif
