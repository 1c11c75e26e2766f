#include "compiler/report/period.h"

#include <stdio.h>
#include <string.h>

#include "compiler/zone.h"
#include "runtime/calendar.h"

enum { DAY_MILLISECONDS = 86400000 };

int64_t day_parse(const char *text) {
  int year, month, of_month, length = 0;
  if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 ||
      sscanf(text, "%4d-%2d-%2d%n", &year, &month, &of_month, &length) != 3 || length != 10)
    return NO_DAY;
  if (year < 1 || month < 1 || month > 12 || of_month < 1) return NO_DAY;
  int64_t day = days_of_civil(year, month, of_month);
  CivilDate date = civil_of_days(day); /* 31 June is 1 July */
  return date.month == month && date.day == of_month ? day : NO_DAY;
}

const char *day_format(int64_t day, char out[DATE_SIZE]) {
  CivilDate date = civil_of_days(day);
  snprintf(out, DATE_SIZE, "%04d-%02d-%02d", (int)(date.year % 10000), date.month % 100,
           date.day % 100);
  return out;
}

int64_t day_of(const Zone *zone, int64_t instant) {
  return floor_divide(instant + zone_offset(zone, instant) * INT64_C(1000), DAY_MILLISECONDS);
}

/* 1970-01-01 was a Thursday. */
int64_t week_of_day(int64_t day) {
  return floor_divide(day + 3, 7);
}

int64_t week_monday(int64_t week) {
  return week * 7 - 3;
}

void period_set(Period *period) {
  if (period->first_day != NO_DAY) period->from = zone_day_start(period->zone, period->first_day);
  if (period->last_day != NO_DAY) period->end = zone_day_start(period->zone, period->last_day + 1);
}
