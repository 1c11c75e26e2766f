/* Local time and calendar periods. */
#include "runtime/calendar.h"

#include "runtime/number.h"

/* Within 400 years 32 bits do, which takes half the time. */
CivilDate civil_of_days(int64_t days) {
  int64_t shifted = days + 719468; /* from 0000-03-01 */
  int64_t era = floor_divide(shifted, 146097);
  uint32_t day_of_era = (uint32_t)(shifted - era * 146097);
  uint32_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  uint32_t month = (5 * day_of_year + 2) / 153; /* from March */
  CivilDate date;
  date.day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
  date.month = (int)(month < 10 ? month + 3 : month - 9);
  date.year = year_of_era + era * 400 + (date.month <= 2);
  return date;
}

int64_t days_of_civil(int64_t year, int month, int day) {
  year -= month <= 2;
  int64_t era = floor_divide(year, 400);
  uint32_t year_of_era = (uint32_t)(year - era * 400);
  uint32_t from_march = (uint32_t)(month > 2 ? month - 3 : month + 9);
  uint32_t day_of_year = (153 * from_march + 2) / 5 + (uint32_t)day - 1;
  uint32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

uint32_t zone_offset_at(const ImageZone *zone, const ImageOffset *offsets, int64_t instant) {
  uint32_t begun = cuts_reached(&offsets->start, sizeof *offsets, zone->count, instant);
  return begun ? begun - 1 : 0;
}

/* How many milliseconds earlier what is not before `from` is judged: whole 400 years. */
static int64_t years_from(int64_t from, int64_t instant) {
  return instant < from ? 0 : ((instant - from) / REPEAT_MS + 1) * REPEAT_MS;
}

int64_t zone_years_back(const ImageZone *zone, int64_t instant) {
  return years_from(zone->repeat_from, instant);
}

int64_t zone_instant(const ImageZone *zone, const ImageOffset *offsets, int64_t local) {
  int64_t back = years_from(zone->repeat_from - 2 * ZONE_REACH_MS, local);
  local -= back;
  for (uint32_t i = zone_offset_at(zone, offsets, local - ZONE_REACH_MS);; i++) {
    int64_t instant = larger(local - offsets[i].ahead, offsets[i].start);
    if (i + 1 == zone->count || instant < offsets[i + 1].start) return instant + back;
  }
}

int64_t calendar_local(const mops_agreement *agreement, uint32_t zone, int64_t instant) {
  const ImageZone *row = agreement->ZONE + zone;
  const ImageOffset *offsets = agreement->OFFSET + row->first;
  int64_t judged = instant - zone_years_back(row, instant);
  return plus(instant, offsets[zone_offset_at(row, offsets, judged)].ahead);
}

/* When a time of the clock is there on a day. */
static int64_t instant_of(const mops_agreement *agreement, uint32_t zone, int64_t day,
                          int64_t time) {
  enum { MOST_DAYS = 1000000000 };
  const ImageZone *row = agreement->ZONE + zone;
  return zone_instant(row, agreement->OFFSET + row->first,
                      bounded(day, -MOST_DAYS, MOST_DAYS) * DAY_MS + time);
}

int64_t calendar_midnight(const mops_agreement *agreement, uint32_t zone, int64_t day) {
  return instant_of(agreement, zone, day, 0);
}

int64_t calendar_add_days(const mops_agreement *agreement, uint32_t zone, int64_t instant,
                          int64_t days) {
  int64_t local = calendar_local(agreement, zone, instant), day = floor_divide(local, DAY_MS);
  return instant_of(agreement, zone, day + days, local - day * DAY_MS);
}

int64_t calendar_period(const mops_agreement *agreement, uint32_t zone, int64_t instant,
                        uint32_t kind) {
  int64_t day = floor_divide(calendar_local(agreement, zone, instant), DAY_MS);
  if (kind == LIMIT_CODE_DAY) return day;
  if (kind == LIMIT_CODE_WEEK) return floor_divide(day + 3, 7); /* 1970-01-01 was a Thursday */
  CivilDate date = civil_of_days(day);
  return date.year * 12 + date.month;
}

/* No period is longer than 31 days, clocks that are set back included. */
int64_t calendar_period_end(const mops_agreement *agreement, uint32_t zone, int64_t instant,
                            uint32_t kind) {
  int64_t period = calendar_period(agreement, zone, instant, kind);
  int64_t inside = instant, outside = plus(instant, 33 * DAY_MS);
  if (calendar_period(agreement, zone, outside, kind) == period) return INT64_MAX;
  while (minus(outside, inside) > 1) {
    int64_t middle = plus(inside, minus(outside, inside) / 2);
    if (calendar_period(agreement, zone, middle, kind) == period)
      inside = middle;
    else
      outside = middle;
  }
  return outside;
}
