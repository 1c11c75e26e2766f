/* Without dates of their own, days follow a pattern of weeks and years, which repeats every 400
 * years: its open time until a clock's reading is a sum of whole days, found without walking them.
 * Elapsed time differs from the clock's by what each change of the offset skips or repeats, summed
 * up beforehand; dates of their own are corrections to it, summed up too. So each question takes a
 * few searches. */
#include "runtime/open_time.h"

#include "runtime/calendar.h"
#include "runtime/number.h"

#define FIRST_SEARCHED                                                                             \
  (INT64_C(-70000000000000))                   /* before the year 0, and after the year 9999:      \
                                                */
#define LAST_SEARCHED INT64_C(260000000000000) /* nothing is looked for beyond */

/* ---- offsets ------------------------------------------------------------------------------- */

static uint32_t offset_at(const OpenTime *calendar, int64_t instant) {
  return zone_offset_at(calendar->zone, calendar->offsets, instant);
}

static int64_t years_back(const OpenTime *calendar, int64_t instant) {
  return zone_years_back(calendar->zone, instant);
}

static int64_t end_of(const OpenTime *calendar, uint32_t offset) {
  return offset + 1 < calendar->zone->count ? calendar->offsets[offset + 1].start : INT64_MAX;
}

/* How long clocks show something in [from, to) before an instant. */
static int64_t elapsed(const OpenTime *calendar, int64_t from, int64_t to, int64_t instant) {
  int64_t back = years_back(calendar, from - ZONE_REACH_MS), sum = 0;
  from -= back, to -= back, instant -= back;
  for (uint32_t i = offset_at(calendar, from - ZONE_REACH_MS); i < calendar->zone->count; i++) {
    const ImageOffset *offset = calendar->offsets + i;
    if (i && offset->start > to + ZONE_REACH_MS) break;
    int64_t begins = i ? larger(offset->start, from - offset->ahead) : from - offset->ahead;
    int64_t ends = smaller(smaller(end_of(calendar, i), to - offset->ahead), instant);
    if (ends > begins) sum += ends - begins;
  }
  return sum;
}

/* ---- the pattern --------------------------------------------------------------------------- */

static int is_leap(int64_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int weekday(int64_t day) { /* from Monday; 1970-01-01 was a Thursday */
  return (int)(day + 3 - 7 * floor_divide(day + 3, 7));
}

/* How many of the yearly days come before a day of the year. */
static uint32_t yearly_until(const OpenTime *calendar, CivilDate date) {
  uint32_t low = 0, high = calendar->yearly_count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    const ImageYearlyDay *row = calendar->yearly + middle;
    uint32_t place = 32 * row->month + row->day;
    if (place < 32 * (uint32_t)date.month + (uint32_t)date.day)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static const ImageYearlyDay *yearly_on(const OpenTime *calendar, CivilDate date) {
  uint32_t row = yearly_until(calendar, date);
  if (row == calendar->yearly_count) return NULL;
  const ImageYearlyDay *yearly = calendar->yearly + row;
  return yearly->month == (uint32_t)date.month && yearly->day == (uint32_t)date.day ? yearly : NULL;
}

static const ImageOpenDay *pattern_on(const OpenTime *calendar, int64_t day) {
  const ImageYearlyDay *yearly =
      calendar->yearly_count ? yearly_on(calendar, civil_of_days(day)) : NULL;
  return calendar->days + (yearly ? yearly->hours : calendar->week[weekday(day)]);
}

static int64_t yearly_in(const ImageYearlyDay *row, int64_t year) {
  return days_of_civil(year, (int)row->month, (int)row->day);
}

static void fill_sums(const OpenTime *calendar, int64_t *sums) {
  for (int type = 0; type < YEAR_TYPES; type++) {
    int64_t *sum = sums + type * (int64_t)(calendar->yearly_count + 1);
    sum[0] = 0;
    for (uint32_t i = 0; i < calendar->yearly_count; i++) {
      const ImageYearlyDay *row = calendar->yearly + i;
      int64_t year = type >= 7 ? 2000 : 1999; /* any leap year, and any other */
      int64_t passed = yearly_in(row, year) - days_of_civil(year, 1, 1);
      int exists = row->month != 2 || row->day != 29 || type >= 7;
      int64_t usual = calendar->days[calendar->week[(type + passed) % 7]].open;
      sum[i + 1] = sum[i] + (exists ? calendar->days[row->hours].open - usual : 0);
    }
  }
}

static const int64_t *sums_of(const OpenTime *calendar, int64_t year) {
  int type = weekday(days_of_civil(year, 1, 1)) + (is_leap(year) ? 7 : 0);
  return calendar->yearly_sums + type * (int64_t)(calendar->yearly_count + 1);
}

static void fill_years(const OpenTime *calendar, int64_t *sums) {
  sums[0] = 0;
  for (int64_t year = 0; year < YEARS; year++)
    sums[year + 1] = sums[year] + sums_of(calendar, year)[calendar->yearly_count];
}

static int64_t yearly_before(const OpenTime *calendar, int64_t day) {
  if (!calendar->yearly_count) return 0;
  CivilDate date = civil_of_days(day);
  int64_t cycle = floor_divide(date.year, YEARS);
  return cycle * calendar->year_sums[YEARS] + calendar->year_sums[date.year - cycle * YEARS] +
         sums_of(calendar, date.year)[yearly_until(calendar, date)];
}

static int64_t week_before(const OpenTime *calendar, int64_t day) {
  int64_t weeks = floor_divide(day + 3, 7), whole = 0, begun = 0;
  for (int i = 0; i < 7; i++) {
    int64_t open = calendar->days[calendar->week[i]].open;
    whole += open;
    if (i < day + 3 - weeks * 7) begun += open;
  }
  return weeks * whole + begun;
}

/* Of a day's ranges what lies in [from, to) of its clock. */
static int64_t part_of(const OpenTime *calendar, const ImageOpenDay *day, int64_t from,
                       int64_t to) {
  int64_t sum = 0;
  for (uint32_t i = day->first; i < day->first + day->count; i++) {
    const ImageOpenRange *range = calendar->ranges + i;
    int64_t begins = larger(range->from, from), ends = smaller(range->to, to);
    if (ends > begins) sum += ends - begins;
  }
  return sum;
}

/* Open time of the pattern until the clock shows this, by the clock. */
static int64_t pattern_until(const OpenTime *calendar, int64_t local) {
  int64_t day = floor_divide(local, DAY_MS), time = local - day * DAY_MS;
  const ImageOpenDay *yesterday = pattern_on(calendar, day - 1), *today = pattern_on(calendar, day);
  return week_before(calendar, day) + yearly_before(calendar, day) +
         part_of(calendar, today, 0, time) -
         part_of(calendar, yesterday, DAY_MS + time, 2 * DAY_MS);
}

static void fill_shifts(const OpenTime *calendar, int64_t *shifts) {
  shifts[0] = 0;
  for (uint32_t i = 1; i < calendar->zone->count; i++) {
    int64_t start = calendar->offsets[i].start;
    shifts[i] = shifts[i - 1] + pattern_until(calendar, start + calendar->offsets[i - 1].ahead) -
                pattern_until(calendar, start + calendar->offsets[i].ahead);
  }
}

static int64_t pattern_elapsed(const OpenTime *calendar, int64_t instant) {
  uint32_t offset = offset_at(calendar, instant);
  return pattern_until(calendar, instant + calendar->offsets[offset].ahead) +
         calendar->shifts[offset];
}

/* The same of all instants: those after the zone's table are judged earlier, and 400 years are what
 * they are. */
static int64_t pattern_before(const OpenTime *calendar, int64_t instant) {
  int64_t back = years_back(calendar, instant);
  if (!back) return pattern_elapsed(calendar, instant);
  int64_t last = calendar->zone->repeat_from - 1;
  int64_t whole = pattern_elapsed(calendar, last) - pattern_elapsed(calendar, last - REPEAT_MS);
  return pattern_elapsed(calendar, instant - back) + back / REPEAT_MS * whole;
}

/* ---- dates --------------------------------------------------------------------------------- */

static int64_t day_elapsed(const OpenTime *calendar, const ImageOpenDay *hours, int64_t day,
                           int64_t instant) {
  int64_t sum = 0;
  for (uint32_t i = hours->first; i < hours->first + hours->count; i++) {
    const ImageOpenRange *range = calendar->ranges + i;
    sum += elapsed(calendar, day * DAY_MS + range->from, day * DAY_MS + range->to, instant);
  }
  return sum;
}

/* What a date adds to the open time before an instant. */
static int64_t date_adds(const OpenTime *calendar, const ImageDatedDay *date, int64_t instant) {
  return day_elapsed(calendar, calendar->days + date->hours, date->day, instant) -
         day_elapsed(calendar, pattern_on(calendar, date->day), date->day, instant);
}

static void fill_dates(const OpenTime *calendar, int64_t *sums) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < calendar->date_count; i++) {
    sums[i] = sum;
    sum += date_adds(calendar, calendar->dates + i, INT64_MAX / 2);
  }
}

/* How many dates lie before a day. */
static uint32_t dates_before(const OpenTime *calendar, int64_t day) {
  uint32_t low = 0, high = calendar->date_count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (calendar->dates[middle].day < day)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static const ImageOpenDay *hours_on(const OpenTime *calendar, int64_t day) {
  uint32_t row = calendar->date_count ? dates_before(calendar, day) : 0;
  if (row < calendar->date_count && calendar->dates[row].day == day)
    return calendar->days + calendar->dates[row].hours;
  return pattern_on(calendar, day);
}

/* Ranges of a day are over two days after it, whatever clocks do. */
static int64_t dates_until(const OpenTime *calendar, int64_t instant) {
  if (!calendar->date_count) return 0;
  int64_t day = floor_divide(instant, DAY_MS);
  uint32_t first = dates_before(calendar, day - 4), end = dates_before(calendar, day + 3);
  if (first == calendar->date_count) {
    const ImageDatedDay *last = calendar->dates + first - 1;
    return calendar->date_sums[first - 1] + date_adds(calendar, last, INT64_MAX / 2);
  }
  int64_t sum = calendar->date_sums[first];
  for (uint32_t i = first; i < end; i++) sum += date_adds(calendar, calendar->dates + i, instant);
  return sum;
}

/* ---- rows and sums ------------------------------------------------------------------------- */

static size_t sums_count(const OpenTime *calendar) {
  return YEAR_TYPES * (size_t)(calendar->yearly_count + 1);
}

size_t open_time_room(const OpenTime *calendar) {
  return sums_count(calendar) + YEARS + 1 + calendar->zone->count + calendar->date_count;
}

/* Each needs those before it. */
void open_time_fill(OpenTime *calendar, int64_t *sums) {
  int64_t *years = sums + sums_count(calendar), *shifts = years + YEARS + 1;
  int64_t *dates = shifts + calendar->zone->count;
  fill_sums(calendar, sums);
  calendar->yearly_sums = sums;
  fill_years(calendar, years);
  calendar->year_sums = years;
  fill_shifts(calendar, shifts);
  calendar->shifts = shifts;
  fill_dates(calendar, dates);
  calendar->date_sums = dates;
}

static int is_over_by(const OpenTime *calendar, const ImageOpenDay *day, const ImageOpenDay *next) {
  if (!day->count || !next->count) return 1;
  return calendar->ranges[day->first + day->count - 1].to <=
         DAY_MS + calendar->ranges[next->first].from;
}

static int is_night(const OpenTime *calendar, uint32_t hours) {
  const ImageOpenDay *day = calendar->days + hours;
  return day->count && calendar->ranges[day->first + day->count - 1].to > DAY_MS;
}

static int has_nights(const OpenTime *calendar) {
  int nights = 0;
  for (int i = 0; i < 7; i++) nights |= is_night(calendar, calendar->week[i]);
  for (uint32_t i = 0; i < calendar->yearly_count; i++)
    nights |= is_night(calendar, calendar->yearly[i].hours);
  for (uint32_t i = 0; i < calendar->date_count; i++)
    nights |= is_night(calendar, calendar->dates[i].hours);
  return nights;
}

/* Without dates, days repeat after 400 years. */
int open_time_overlap(const OpenTime *calendar, int64_t *day) {
  if (!has_nights(calendar)) return 0;
  int64_t days = calendar->yearly_count ? REPEAT_MS / DAY_MS : 7;
  for (*day = 0; *day < days; ++*day)
    if (!is_over_by(calendar, pattern_on(calendar, *day), pattern_on(calendar, *day + 1))) return 1;
  for (uint32_t i = 0; i < 2 * calendar->date_count; i++) {
    *day = calendar->dates[i / 2].day - 1 + i % 2;
    if (!is_over_by(calendar, hours_on(calendar, *day), hours_on(calendar, *day + 1))) return 1;
  }
  return 0;
}

/* ---- questions ----------------------------------------------------------------------------- */

int64_t open_time_until(const OpenTime *calendar, int64_t instant) {
  return pattern_before(calendar, instant) + dates_until(calendar, instant);
}

int open_time_is_open(const OpenTime *calendar, int64_t instant) {
  return open_time_until(calendar, instant + 1) > open_time_until(calendar, instant);
}

/* The earliest instant in (after, before] at which so much open time has passed; it has by
 * `before`. */
static int64_t search(const OpenTime *calendar, int64_t after, int64_t before, int64_t passed) {
  while (before - after > 1) {
    int64_t middle = after + (before - after) / 2;
    if (open_time_until(calendar, middle) >= passed)
      before = middle;
    else
      after = middle;
  }
  return before;
}

/* The earliest instant by which so much has passed; near: where to begin. INT64_MAX, INT64_MIN:
 * none. */
static int64_t instant_of(const OpenTime *calendar, int64_t near, int64_t passed) {
  int64_t step = DAY_MS, low = near, high = near;
  if (open_time_until(calendar, near) >= passed) {
    do {
      high = low;
      low = low - step;
      step *= 2;
      if (low < FIRST_SEARCHED) return INT64_MIN;
    } while (open_time_until(calendar, low) >= passed);
  } else {
    do {
      low = high;
      high = high + step;
      step *= 2;
      if (high > LAST_SEARCHED) return INT64_MAX;
    } while (open_time_until(calendar, high) < passed);
  }
  return search(calendar, low, high, passed);
}

int64_t open_time_opening(const OpenTime *calendar, int64_t instant) {
  int64_t next = instant_of(calendar, instant, open_time_until(calendar, instant) + 1);
  return next == INT64_MAX ? next : next - 1;
}

int64_t open_time_closing(const OpenTime *calendar, int64_t instant) {
  if (open_time_is_open(calendar, instant)) return instant;
  return instant_of(calendar, instant, open_time_until(calendar, instant));
}

/* Days one after another, with their hours. */
typedef struct {
  int64_t day, yearly_day; /* of the next yearly day from this one on; INT64_MAX: none */
  int weekday;
  uint32_t date; /* the next row */
} Walk;

static void find_yearly(const OpenTime *calendar, Walk *walk) {
  walk->yearly_day = INT64_MAX;
  if (!calendar->yearly_count) return;
  CivilDate date = civil_of_days(walk->day);
  uint32_t next = yearly_until(calendar, date);
  int is_over = next == calendar->yearly_count;
  const ImageYearlyDay *row = calendar->yearly + (is_over ? 0 : next);
  walk->yearly_day = yearly_in(row, date.year + is_over);
}

static Walk walk_from(const OpenTime *calendar, int64_t day) {
  Walk walk = {.day = day, .weekday = weekday(day)};
  if (calendar->date_count) walk.date = dates_before(calendar, day);
  find_yearly(calendar, &walk);
  return walk;
}

static const ImageOpenDay *walk_on(const OpenTime *calendar, Walk *walk) {
  const ImageOpenDay *hours = calendar->days + calendar->week[walk->weekday];
  if (walk->day == walk->yearly_day) { /* or 1 March, of 29 February in another year */
    hours = pattern_on(calendar, walk->day);
    walk->day++, find_yearly(calendar, walk), walk->day--;
  }
  if (walk->date < calendar->date_count && calendar->dates[walk->date].day == walk->day)
    hours = calendar->days + calendar->dates[walk->date++].hours;
  walk->day++;
  walk->weekday = walk->weekday == 6 ? 0 : walk->weekday + 1;
  return hours;
}

/* Adds what the days before `last` have from an instant until the clock changes, by which clocks
 * are `ahead`. Returns 1 if it is found; otherwise *milliseconds is what is left. */
static int add_until(const OpenTime *calendar, Walk walk, int64_t last, int64_t ahead,
                     int64_t instant, int64_t end, int64_t *milliseconds, int64_t *found) {
  while (walk.day < last && walk.day * DAY_MS - ahead < end) {
    int64_t midnight = walk.day * DAY_MS - ahead;
    const ImageOpenDay *hours = walk_on(calendar, &walk);
    for (uint32_t i = hours->first; i < hours->first + hours->count; i++) {
      int64_t from = larger(instant, midnight + calendar->ranges[i].from);
      int64_t open = smaller(midnight + calendar->ranges[i].to, end) - from;
      if (open >= *milliseconds) {
        *found = from + *milliseconds;
        return 1;
      }
      if (open > 0) *milliseconds -= open;
    }
  }
  return 0;
}

/* Open time ahead is mostly found in the days around: day by day, over one change of the clock at
 * most. Returns 0 if it is not. */
static int add_nearby(const OpenTime *calendar, int64_t instant, int64_t milliseconds,
                      int64_t *found) {
  enum { DAYS = 8 };
  uint32_t first = offset_at(calendar, instant);
  int64_t last = INT64_MAX;
  for (uint32_t offset = first; offset < calendar->zone->count && offset <= first + 1; offset++) {
    int64_t end = smaller(end_of(calendar, offset), calendar->zone->repeat_from);
    int64_t ahead = calendar->offsets[offset].ahead;
    Walk walk = walk_from(calendar, floor_divide(instant + ahead, DAY_MS) - 1);
    last = smaller(last, walk.day + DAYS);
    if (add_until(calendar, walk, last, ahead, instant, end, &milliseconds, found)) return 1;
    if (end == calendar->zone->repeat_from || last * DAY_MS - ahead < end) return 0;
    instant = end;
  }
  return 0;
}

int64_t open_time_add(const OpenTime *calendar, int64_t instant, int64_t milliseconds) {
  int64_t found;
  if (!milliseconds) return instant;
  if (milliseconds > 0 && add_nearby(calendar, instant, milliseconds, &found)) return found;
  int64_t passed = open_time_until(calendar, instant) + milliseconds;
  if (milliseconds > 0) return instant_of(calendar, instant, passed);
  int64_t later = instant_of(calendar, instant, passed + 1);
  return later == INT64_MIN ? later : later - 1;
}

/* ---- business days ------------------------------------------------------------------------- */

static int64_t local_at(const OpenTime *calendar, int64_t instant) {
  return instant +
         calendar->offsets[offset_at(calendar, instant - years_back(calendar, instant))].ahead;
}

static int64_t instant_at(const OpenTime *calendar, int64_t local) {
  return zone_instant(calendar->zone, calendar->offsets, local);
}

/* An instant that is open, and its business day. INT64_MAX: there is none any more. */
static int64_t business_day(const OpenTime *calendar, int64_t *instant) {
  *instant = open_time_opening(calendar, *instant);
  if (*instant == INT64_MAX) return INT64_MAX;
  int64_t local = local_at(calendar, *instant), day = floor_divide(local, DAY_MS);
  int64_t time = local - day * DAY_MS;
  return part_of(calendar, hours_on(calendar, day), time, time + 1) ? day : day - 1;
}

/* The time of the clock within a day's hours. */
static int64_t time_within(const OpenTime *calendar, const ImageOpenDay *hours, int64_t time) {
  const ImageOpenRange *ranges = calendar->ranges + hours->first;
  for (uint32_t i = 0; i < hours->count; i++)
    if (time <= ranges[i].to) return larger(time, ranges[i].from);
  return ranges[hours->count - 1].to;
}

int64_t open_time_add_days(const OpenTime *calendar, int64_t instant, int64_t count) {
  int64_t day = business_day(calendar, &instant);
  if (day == INT64_MAX) return INT64_MAX;
  int64_t time = local_at(calendar, instant) - day * DAY_MS;
  const ImageOpenDay *hours = hours_on(calendar, day);
  while (count > 0) {
    if (++day > LAST_SEARCHED / DAY_MS) return INT64_MAX;
    hours = hours_on(calendar, day);
    if (day_elapsed(calendar, hours, day, INT64_MAX / 2) > 0) count--;
  }
  return instant_at(calendar, day * DAY_MS + time_within(calendar, hours, time));
}

int64_t open_time_day_closes(const OpenTime *calendar, int64_t instant) {
  int64_t day = business_day(calendar, &instant);
  if (day == INT64_MAX) return INT64_MAX;
  const ImageOpenDay *hours = hours_on(calendar, day);
  return instant_at(calendar, day * DAY_MS + calendar->ranges[hours->first + hours->count - 1].to);
}

int64_t open_time_day_ends(const OpenTime *calendar, int64_t instant) {
  return instant_at(calendar, (floor_divide(local_at(calendar, instant), DAY_MS) + 1) * DAY_MS);
}
