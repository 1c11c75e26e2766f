/* Whole local days, and the weeks that they are in (from Monday on). Days are numbered from
 * 1970-01-01 on, weeks so that neighbours differ by 1. */
#ifndef MOPS_REPORT_PERIOD_H
#define MOPS_REPORT_PERIOD_H

#include "compiler/model.h"

enum { PERIOD_MOST_DAYS = 3660, DATE_SIZE = 16 };

#define NO_DAY INT64_MIN

typedef struct {
  const Zone *zone;
  int64_t first_day, last_day; /* both included; NO_DAY: as the decisions say */
  int64_t from, end;           /* instants: from the first day's midnight until just before `end` */
} Period;

/* "2026-10-31" as a day, or NO_DAY. */
int64_t day_parse(const char *text);
/* The other way round; returns out. */
const char *day_format(int64_t day, char out[DATE_SIZE]);

/* The local day of an instant. */
int64_t day_of(const Zone *zone, int64_t instant);
int64_t week_of_day(int64_t day);
/* The week's Monday. */
int64_t week_monday(int64_t week);

/* After first_day or last_day was set. */
void period_set(Period *period);

#endif
