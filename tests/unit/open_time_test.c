/* Open time against a count minute by minute, with the C library's local time:
 *
 *   open_time_test [ROUNDS]
 *
 * and against instants that are worked out by hand in spec/13-open-time.md. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compiler/zone.h"
#include "runtime/calendar.h"
#include "runtime/open_time.h"

enum { MINUTE = 60000, MOST_RANGES = 400, MOST_DAYS = 60, MOST_OFFSETS = 4000 };

typedef struct {
  OpenTime calendar;
  ImageZone zone;
  ImageOffset offsets[MOST_OFFSETS];
  ImageOpenRange ranges[MOST_RANGES];
  ImageOpenDay days[MOST_DAYS];
  ImageYearlyDay yearly[8];
  ImageDatedDay dates[24];
  uint32_t week[7];
  int64_t sums[YEAR_TYPES * 9 + YEARS + 1 + MOST_OFFSETS + 24];
  uint32_t range_count, day_count;
  uint64_t random;
} World;

static int tests, failed;

static void check(int right, const char *title) {
  printf("%s %d - %s\n", right ? "ok" : "not ok", ++tests, title);
  failed += !right;
}

static uint64_t draw(World *world, uint64_t below) {
  world->random ^= world->random << 13;
  world->random ^= world->random >> 7;
  world->random ^= world->random << 17;
  return world->random % below;
}

/* ---- making -------------------------------------------------------------------------------- */

static int use_zone(World *world, Arena *arena, const char *name) {
  Text reason;
  const Zone *zone = zone_read(arena, "/usr/share/zoneinfo", text_of(name), &reason);
  if (!zone || zone->count > MOST_OFFSETS) return 0;
  world->zone = (ImageZone){.repeat_from = zone->repeat_from, .count = zone->count};
  for (uint32_t i = 0; i < zone->count; i++)
    world->offsets[i] = (ImageOffset){zone->starts[i], zone->offsets[i] * INT64_C(1000)};
  world->calendar.zone = &world->zone;
  world->calendar.offsets = world->offsets;
  setenv("TZ", name, 1);
  tzset();
  return 1;
}

static uint32_t add_day(World *world) {
  world->days[world->day_count] = (ImageOpenDay){.first = world->range_count};
  return world->day_count++;
}

/* To the last day, in minutes of its clock. */
static void add_range(World *world, int from, int to) {
  ImageOpenDay *day = &world->days[world->day_count - 1];
  world->ranges[world->range_count++] =
      (ImageOpenRange){(uint32_t)(from * MINUTE), (uint32_t)(to * MINUTE)};
  day->count++;
  day->open += (int64_t)(to - from) * MINUTE;
}

/* Up to three ranges, none before `from` and none after the day's end, but the last may reach into
 * the next. */
static uint32_t random_day(World *world, int crossing) {
  uint32_t day = add_day(world);
  int at = (int)draw(world, 700) + 180; /* what crosses midnight ends by three */
  if (draw(world, 4) == 0) return day;
  if (draw(world, 12) == 0) {
    add_range(world, 180, 1440);
    return day;
  }
  for (uint64_t i = draw(world, 3) + 1; i && at < 1400; i--) {
    int to = at + 1 + (int)draw(world, 400);
    if (to > 1440) to = crossing ? 1440 + (int)draw(world, 180) : 1440;
    add_range(world, at, to);
    at = to + (int)draw(world, 120);
  }
  return day;
}

static void finish(World *world) {
  OpenTime *calendar = &world->calendar;
  calendar->ranges = world->ranges;
  calendar->days = world->days;
  calendar->yearly = world->yearly;
  calendar->dates = world->dates;
  calendar->week = world->week;
  if (open_time_room(calendar) > sizeof world->sums / sizeof *world->sums) abort();
  open_time_fill(calendar, world->sums);
}

static void random_calendar(World *world, int64_t around) {
  world->range_count = world->day_count = 0;
  int crossing = draw(world, 3) == 0;
  for (int i = 0; i < 7; i++)
    world->week[i] = i && draw(world, 2) ? world->week[i - 1] : random_day(world, crossing);
  world->calendar.yearly_count = (uint32_t)draw(world, 5);
  for (uint32_t i = 0; i < world->calendar.yearly_count;
       i++) { /* one in each quarter of the year */
    CivilDate date =
        civil_of_days(days_of_civil(2000, (int)i * 3 + 1, 1) + (int64_t)draw(world, 90));
    world->yearly[i] = (ImageYearlyDay){(uint32_t)date.month, (uint32_t)date.day,
                                        random_day(world, crossing), NONE};
  }
  world->calendar.date_count = (uint32_t)draw(world, 12);
  int64_t day = around / DAY_MS - 3;
  for (uint32_t i = 0; i < world->calendar.date_count; i++) {
    day += 1 + (int64_t)draw(world, 4);
    world->dates[i] = (ImageDatedDay){day, random_day(world, crossing), NONE};
  }
  finish(world);
}

/* ---- the same, minute by minute ------------------------------------------------------------- */

static const ImageOpenDay *hours_on(const World *world, int64_t day) {
  const OpenTime *calendar = &world->calendar;
  CivilDate date = civil_of_days(day);
  for (uint32_t i = 0; i < calendar->date_count; i++)
    if (calendar->dates[i].day == day) return world->days + calendar->dates[i].hours;
  for (uint32_t i = 0; i < calendar->yearly_count; i++)
    if (world->yearly[i].month == (uint32_t)date.month &&
        world->yearly[i].day == (uint32_t)date.day)
      return world->days + world->yearly[i].hours;
  return world->days + calendar->week[((day + 3) % 7 + 7) % 7];
}

static int day_has(const World *world, const ImageOpenDay *day, int64_t time) {
  for (uint32_t i = day->first; i < day->first + day->count; i++)
    if (world->ranges[i].from <= time && time < world->ranges[i].to) return 1;
  return 0;
}

static int is_open(const World *world, int64_t instant) {
  time_t seconds = (time_t)(instant / 1000);
  struct tm tm;
  localtime_r(&seconds, &tm);
  int64_t day = days_of_civil(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
  int64_t time = (tm.tm_hour * INT64_C(60) + tm.tm_min) * MINUTE;
  return day_has(world, hours_on(world, day), time) ||
         day_has(world, hours_on(world, day - 1), time + DAY_MS);
}

/* What a count of some days finds wrong; NULL: nothing. */
static const char *wrong(World *world, int64_t start, int minutes) {
  static int64_t open[20 * 1440 + 1]; /* before each minute */
  const OpenTime *calendar = &world->calendar;
  int64_t before = open_time_until(calendar, start);
  open[0] = 0;
  for (int i = 0; i < minutes; i++) {
    int64_t instant = start + i * INT64_C(60000);
    int now = is_open(world, instant);
    open[i + 1] = open[i] + now;
    if (open_time_until(calendar, instant) - before != open[i] * MINUTE)
      return "open time until a minute";
    if (i % 97 == 0 && open_time_is_open(calendar, instant) != now)
      return "whether a minute is open";
    if (i % 97 == 0 && open_time_is_open(calendar, instant + 59999) != now)
      return "the end of a minute";
  }
  for (int k = 0; k < 8; k++) {
    int from = (int)draw(world, (uint64_t)minutes), to = from;
    int64_t at = start + from * INT64_C(60000);
    if (open[minutes] > open[from]) {
      int64_t more = 1 + (int64_t)draw(world, (uint64_t)(open[minutes] - open[from]));
      while (open[to] - open[from] < more) to++;
      if (open_time_add(calendar, at, more * MINUTE) != start + to * INT64_C(60000))
        return "adding";
      for (to = from; open[to + 1] == open[to];) to++;
      if (open_time_opening(calendar, at) != start + to * INT64_C(60000)) return "the next opening";
    }
    if (open[from] > 0) {
      int64_t more = 1 + (int64_t)draw(world, (uint64_t)open[from]);
      for (to = from; open[from] - open[to] < more;) to--;
      if (open_time_add(calendar, at, -more * MINUTE) != start + to * INT64_C(60000))
        return "subtracting";
      for (to = from; open[to - 1] == open[from];) to--;
      int is = open[from + 1] > open[from];
      if (open_time_closing(calendar, at) != start + (is ? from : to) * INT64_C(60000))
        return "the closing before";
    }
  }
  return NULL;
}

/* ---- by hand -------------------------------------------------------------------------------- */

/* "2026-10-05T10:05" in UTC. */
static int64_t utc(const char *text) {
  int year, month, day, hour, minute;
  if (sscanf(text, "%d-%d-%dT%d:%d", &year, &month, &day, &hour, &minute) != 5) return INT64_MIN;
  return days_of_civil(year, month, day) * DAY_MS + (hour * 60 + minute) * INT64_C(60000);
}

typedef struct {
  const char *from, *to; /* UTC */
  int64_t amount;        /* minutes, or days */
  int64_t (*question)(const OpenTime *calendar, int64_t instant, int64_t amount);
} Vector;

static int64_t add(const OpenTime *calendar, int64_t instant, int64_t minutes) {
  return open_time_add(calendar, instant, minutes * MINUTE);
}
static int64_t opening(const OpenTime *calendar, int64_t instant, int64_t unused) {
  (void)unused;
  return open_time_opening(calendar, instant);
}
static int64_t closing(const OpenTime *calendar, int64_t instant, int64_t unused) {
  (void)unused;
  return open_time_closing(calendar, instant);
}
static int64_t closes(const OpenTime *calendar, int64_t instant, int64_t unused) {
  (void)unused;
  return open_time_day_closes(calendar, instant);
}
static int64_t ends(const OpenTime *calendar, int64_t instant, int64_t unused) {
  (void)unused;
  return open_time_day_ends(calendar, instant);
}

static void check_vectors(World *world, const char *what, const Vector *vectors, size_t count) {
  char title[160];
  for (size_t i = 0; i < count; i++) {
    int64_t found = vectors[i].question(&world->calendar, utc(vectors[i].from), vectors[i].amount);
    snprintf(title, sizeof title, "%s, %s: %s", what, vectors[i].from, vectors[i].to);
    check(found == utc(vectors[i].to), title);
  }
}

/* The tables of spec/13-open-time.md, in UTC. */
static void by_hand(World *world, Arena *arena) {
  static const Vector office[] = {{"2026-10-05T14:05", "2026-10-05T18:05", 240, add},
                                  {"2026-10-09T20:00", "2026-10-12T15:30", 240, add},
                                  {"2026-10-05T17:30", "2026-10-05T21:30", 240, add},
                                  {"2026-10-10T16:00", "2026-10-12T15:00", 120, add},
                                  {"2026-11-25T21:30", "2026-11-27T15:00", 120, add},
                                  {"2026-10-05T14:00", "2026-10-02T20:30", -120, add},
                                  {"2026-10-30T20:30", "2026-11-02T15:00", 120, add},
                                  {"2026-10-05T21:30", "2026-10-06T13:00", 0, opening},
                                  {"2026-10-05T13:00", "2026-10-05T13:00", 0, opening},
                                  {"2026-10-10T16:00", "2026-10-09T21:30", 0, closing},
                                  {"2026-10-06T00:00", "2026-10-07T13:00", 1, open_time_add_days},
                                  {"2026-10-05T19:00", "2026-10-06T19:00", 1, open_time_add_days},
                                  {"2026-11-25T15:00", "2026-11-30T15:00", 2, open_time_add_days},
                                  {"2026-10-05T14:00", "2026-10-05T21:30", 0, closes},
                                  {"2026-10-10T16:00", "2026-10-12T21:30", 0, closes},
                                  {"2026-10-10T16:00", "2026-10-11T04:00", 0, ends}};
  static const Vector night[] = {{"2026-03-28T21:00", "2026-03-29T04:00", 420, add},
                                 {"2026-10-24T20:00", "2026-10-25T04:00", 480, add},
                                 {"2026-10-24T20:00", "2026-10-25T05:00", 540, add},
                                 {"2026-03-29T00:30", "2026-03-29T23:30", 1, open_time_add_days},
                                 {"2026-03-29T00:30", "2026-03-29T04:00", 0, closes}};
  OpenTime *calendar = &world->calendar;
  check(use_zone(world, arena, "America/New_York"), "New York");
  add_day(world);
  add_range(world, 9 * 60, 17 * 60 + 30);
  uint32_t closed = add_day(world);
  for (int i = 5; i < 7; i++) world->week[i] = closed;
  calendar->date_count = 1;
  world->dates[0] = (ImageDatedDay){days_of_civil(2026, 11, 26), closed, NONE};
  finish(world);
  check_vectors(world, "office", office, sizeof office / sizeof *office);
  memset(world, 0, sizeof *world);
  check(use_zone(world, arena, "Europe/Paris"), "Paris");
  add_day(world);
  add_range(world, 22 * 60, 30 * 60);
  finish(world);
  check_vectors(world, "night", night, sizeof night / sizeof *night);
  memset(world, 0, sizeof *world);
}

int main(int argc, char **argv) {
  static const char *const zones[] = {
      "America/New_York",  "Europe/Paris", "Australia/Lord_Howe", "Asia/Kolkata",
      "Etc/UTC",           "Pacific/Apia", "America/St_Johns",    "Africa/Casablanca",
      "America/Sao_Paulo", "Asia/Tehran"};
  static World world;
  int rounds = argc > 1 ? atoi(argv[1]) : 400;
  Arena *first = arena_create();
  by_hand(&world, first);
  arena_free(first);
  world.random = 88172645463325252u;
  const char *problem = NULL;
  char title[200];
  for (int i = 0; i < rounds && !problem; i++) {
    Arena *arena = arena_create();
    const char *name = zones[draw(&world, sizeof zones / sizeof *zones)];
    if (!use_zone(&world, arena, name)) problem = "no such zone";
    /* mostly of our time, now and then beyond the zone's table, which repeats after some 400 years
     */
    uint64_t years = i % 4 ? 40 : i % 8 ? 100 : 900;
    int64_t day = days_of_civil(1996, 1, 1) + (int64_t)draw(&world, 365 * years);
    int64_t start = day * DAY_MS + (int64_t)draw(&world, 1440) * MINUTE;
    random_calendar(&world, start);
    if (!problem) problem = wrong(&world, start, (int)draw(&world, 12 * 1440) + 2880);
    snprintf(title, sizeof title, "round %d, %s, %lld: %s", i, name, (long long)start,
             problem ? problem : "");
    arena_free(arena);
  }
  check(!problem, problem ? title : "calendars, zones and instants at random");
  printf("1..%d\n", tests);
  return failed > 0;
}
