/* Open time: when a calendar is open, and arithmetic with the time that it is
 * (spec/13-open-time.md). Hours are those that clocks of the calendar's zone show; open time is
 * elapsed time, so a range that clocks go through twice is open twice as long. */
#ifndef MOPS_OPEN_TIME_H
#define MOPS_OPEN_TIME_H

#include "runtime/image.h"

enum {
  YEARS = 400,
  YEAR_TYPES = 14
}; /* by the weekday of 1 January, and whether it is a leap year */

/* A calendar's rows, and sums of them. */
typedef struct OpenTime OpenTime;
struct OpenTime {
  const ImageZone *zone;
  const ImageOffset *offsets; /* of the zone, the first of them first */
  const ImageOpenRange *ranges;
  const ImageOpenDay *days;
  const uint32_t *week; /* seven rows of days, from Monday on */
  const ImageYearlyDay *yearly;
  uint32_t yearly_count;
  const ImageDatedDay *dates;
  uint32_t date_count;
  const int64_t
      *yearly_sums; /* by type of year: what the first 0, 1 ... of them change; open_time_sums */
  const int64_t *year_sums; /* by year of 400, from a leap year on: what those of the years before
                               it change; open_time_years */
  const int64_t *shifts;    /* by offset: open time by the clock that passed less than it shows;
                               open_time_shifts */
  const int64_t *date_sums; /* by date: what those before it add to the open time of their days
                               (elapsed; negative: they are closed); open_time_dates */
};

/* Of a calendar whose hours are in order: how many numbers the sums take, and filling them. */
size_t open_time_room(const OpenTime *calendar);
void open_time_fill(OpenTime *calendar, int64_t *sums);

/* Two days in a row of which the first is open until after the second opens: *day is the first of
 * them. Returns 0 if there are none. */
int open_time_overlap(const OpenTime *calendar, int64_t *day);

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
