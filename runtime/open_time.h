/* Open time: when a calendar is open, and arithmetic with the time that it is
 * (spec/13-open-time.md). Hours are those that clocks of the calendar's zone show; open time is
 * elapsed time, so a range that clocks go through twice is open twice as long. */
#ifndef MOPS_OPEN_TIME_H
#define MOPS_OPEN_TIME_H

#include "runtime/image.h"

/* Open from `from` until just before `to`, milliseconds of the clock's day; `to` may lie on the
 * next day. */
typedef struct {
  int32_t from, to;
} OpenRange;

/* One day's ranges, in order, none over another's. open: their milliseconds by the clock. */
typedef struct {
  uint32_t first, count;
  int64_t open;
} OpenDay;

/* A day of every year, or one day alone, with hours of its own. day of a date: days since
 * 1970-01-01; before: what the dates before it add to the open time of their days (elapsed;
 * negative: they are closed). */
typedef struct {
  int month, day;
  uint32_t hours; /* which OpenDay */
} OpenYearly;
typedef struct {
  int64_t day, before;
  uint32_t hours;
} OpenDate;

enum {
  YEARS = 400,
  YEAR_TYPES = 14
}; /* by the weekday of 1 January, and whether it is a leap year */

typedef struct {
  const ImageZone *zone;
  const ImageOffset *offsets; /* of the zone, the first of them first */
  const OpenRange *ranges;
  const OpenDay *days;
  uint32_t week[7];         /* which OpenDay, from Monday on */
  const OpenYearly *yearly; /* in order of the year */
  uint32_t yearly_count;
  const OpenDate *dates; /* in order */
  uint32_t date_count;
  const int64_t
      *yearly_sums; /* by type of year: what the first 0, 1 ... of them change; open_time_sums */
  const int64_t *year_sums; /* by year of 400, from a leap year on: what those of the years before
                               it change; open_time_years */
  const int64_t *shifts;    /* by offset: open time by the clock that passed less than it shows;
                               open_time_shifts */
} OpenTime;

/* Fill the sums of a calendar whose other fields stand, one after another: YEAR_TYPES *
 * (yearly_count + 1), YEARS + 1, a number for each offset, and `before` of each date. */
void open_time_sums(const OpenTime *calendar, int64_t *sums);
void open_time_years(const OpenTime *calendar, int64_t *sums);
void open_time_shifts(const OpenTime *calendar, int64_t *shifts);
void open_time_dates(const OpenTime *calendar, OpenDate *dates);

/* Open milliseconds before an instant, counted from a fixed one: differences are what they are for.
 */
int64_t open_time_until(const OpenTime *calendar, int64_t instant);
int open_time_is_open(const OpenTime *calendar, int64_t instant);

/* The first instant from this one on that is open; INT64_MAX: it is never open again. */
int64_t open_time_opening(const OpenTime *calendar, int64_t instant);
/* The last closing at or before an instant that is not open (an open one itself); INT64_MIN: it
 * never was. */
int64_t open_time_closing(const OpenTime *calendar, int64_t instant);

/* So much open time after an instant (before it, if it is negative): the earliest instant by which
 * it has passed, or the latest from which it passes. INT64_MAX, INT64_MIN: there is not so much. */
int64_t open_time_add(const OpenTime *calendar, int64_t instant, int64_t milliseconds);

/* The business day of an instant is the day with whose hours it is open, or the next opening is. */

/* The same time of the clock on the count-th day with open time after the business day, within that
 * day's hours: not before the first opening, after a break if it falls into one, not after the last
 * closing. */
int64_t open_time_add_days(const OpenTime *calendar, int64_t instant, int64_t count);
/* When the business day closes for the last time. */
int64_t open_time_day_closes(const OpenTime *calendar, int64_t instant);
/* When the calendar's day that an instant is in ends, open or not. */
int64_t open_time_day_ends(const OpenTime *calendar, int64_t instant);

#endif
