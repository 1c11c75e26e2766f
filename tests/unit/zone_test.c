/* Time zones against hand-computed instants, brute force, the C library, and forged files. Zone
 * files come from tests/lib/make_zones.lua:
 *
 *   zone_test [FOLDER [ROUNDS [ZONEINFO]]]
 *
 * FOLDER: where make_zones.lua wrote to; without it, the test makes zones in the folder that the
 * environment calls BUILD. ROUNDS: of the mutation fuzz. ZONEINFO: the zone data that the C library
 * uses. */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "compiler/zone.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const int64_t SECOND = 1000;
static const int64_t HOUR = INT64_C(3600) * 1000;
static const int64_t DAY = INT64_C(86400) * 1000;
static const int64_t CYCLE = INT64_C(146097) * 86400 * 1000;

typedef struct {
  const char *folder, *zoneinfo;
  int tests, failed;
  uint64_t random;
} Run;

static const char *const good[] = {
    "Fat/Northern",      "Slim/Northern",      "Fat/Southern",     "Slim/Southern",
    "Fat/Dublin",        "Slim/Dublin",        "Fat/Lord_Howe",    "Slim/Lord_Howe",
    "Fat/Fixed",         "Slim/Fixed",         "Fat/UTC",          "Slim/UTC",
    "Fat/Late_Start",    "Slim/Late_Start",    "Fat/Early_Start",  "Slim/Early_Start",
    "Fat/Other_Offset",  "Slim/Other_Offset",  "Long",             "Skips_Day",
    "Repeats_Day",       "Midnight",           "Unruled",          "New_Years_Eve",
    "Old",               "Old_Southern",       "Big_Bang",         "Rule/Julian",
    "Rule/Zero_Based",   "Rule/Seconds",       "Rule/Far_Hours",   "Rule/All_Daylight",
    "Rule/Leap_Day",     "Rule/Year_Edge",     "Rule/Last_Day",    "Rule/More_Than_All",
    "Rule/Only_Rule",    "Rule/Only_Southern", "Rule/Only_Fixed",  "Rule/Evening_Edge",
    "Rule/All_Daylight_Negative"};

static void check(Run *run, int right, const char *title) {
  printf("%s %d - %s\n", right ? "ok" : "not ok", ++run->tests, title);
  run->failed += !right;
}

static uint64_t draw(Run *run, uint64_t below) {
  run->random ^= run->random << 13;
  run->random ^= run->random >> 7;
  run->random ^= run->random << 17;
  return run->random % below;
}

static int is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Milliseconds of a date as if it were UTC, by counting. */
static int64_t utc(int year, int month, int day, int hour, int minute) {
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int64_t days = day - 1;
  for (int y = 1970; y < year; y++) days += 365 + is_leap(y);
  for (int y = year; y < 1970; y++) days -= 365 + is_leap(y);
  for (int m = 0; m < month - 1; m++) days += lengths[m];
  days += month > 2 && is_leap(year);
  return days * DAY + hour * HOUR + minute * (HOUR / 60);
}

static Zone *read_good(Run *run, Arena *arena, const char *name) {
  Text reason = text_of("");
  Zone *zone = zone_read(arena, run->folder, text_of(name), &reason);
  if (zone == NULL) {
    printf("# %s: %s\nBail out! a zone made for this test can't be read\n", name, reason.bytes);
    exit(1);
  }
  return zone;
}

/* ---- The table ---- */

static int is_canonical(const Zone *zone) {
  int64_t last;
  if (zone->count < 1 || zone->starts[0] != INT64_MIN) return 0;
  for (uint32_t i = 1; i < zone->count; i++)
    if (zone->starts[i] <= zone->starts[i - 1] || zone->offsets[i] == zone->offsets[i - 1])
      return 0;
  last = zone->starts[zone->count - 1];
  return zone->repeat_from >= utc(2438, 1, 1, 0, 0) && last < zone->repeat_from;
}

static int64_t expected_repeat(const char *name) {
  static const char *const late[] = {"Fat/Late_Start",   "Slim/Late_Start",   "Fat/Early_Start",
                                     "Slim/Early_Start", "Fat/Other_Offset",  "Slim/Other_Offset",
                                     "New_Years_Eve"};
  for (size_t i = 0; i < COUNT(late); i++)
    if (strcmp(name, late[i]) == 0) return utc(2462, 1, 1, 0, 0);
  return strcmp(name, "Long") == 0 ? utc(2488, 1, 1, 0, 0) : utc(2438, 1, 1, 0, 0);
}

static void test_tables(Run *run) {
  int right = 1, whole_years = 1;
  for (size_t i = 0; i < COUNT(good); i++) {
    Arena *arena = arena_create();
    const Zone *zone = read_good(run, arena, good[i]);
    if (!is_canonical(zone)) right = 0, printf("# not canonical: %s\n", good[i]);
    if (zone->repeat_from != expected_repeat(good[i]))
      whole_years = 0, printf("# repeats at another time: %s\n", good[i]);
    arena_free(arena);
  }
  check(run, right, "tables begin at INT64_MIN, rise, and neighbours differ");
  check(run, whole_years, "tables repeat 400 years after 2037 or the last year listed");
}

static int is_same_table(const Zone *a, const Zone *b) {
  return a->count == b->count && a->repeat_from == b->repeat_from &&
         memcmp(a->starts, b->starts, a->count * sizeof *a->starts) == 0 &&
         memcmp(a->offsets, b->offsets, a->count * sizeof *a->offsets) == 0;
}

static void test_pairs(Run *run) {
  static const char *const names[] = {"Northern",   "Southern",    "Dublin",
                                      "Lord_Howe",  "Fixed",       "UTC",
                                      "Late_Start", "Early_Start", "Other_Offset"};
  int right = 1;
  for (size_t i = 0; i < COUNT(names); i++) {
    Arena *arena = arena_create();
    Text fat = text_format(arena, "Fat/%s", names[i]);
    Text slim = text_format(arena, "Slim/%s", names[i]);
    const Zone *a = read_good(run, arena, fat.bytes), *b = read_good(run, arena, slim.bytes);
    if (!is_same_table(a, b)) right = 0, printf("# fat and slim differ: %s\n", names[i]);
    arena_free(arena);
  }
  check(run, right, "fat and slim files give the same table");
}

typedef struct {
  const char *name;
  int year, month, day, hour, minute; /* UTC: the first instant with the offset `after` */
  int32_t before, after;
} KnownChange;

static const KnownChange known_changes[] = {
    {"Slim/Northern", 1883, 11, 18, 17, 0, -17762, -18000},
    {"Slim/Northern", 2006, 10, 29, 6, 0, -14400, -18000},
    {"Slim/Northern", 2026, 3, 8, 7, 0, -18000, -14400},
    {"Slim/Northern", 2026, 11, 1, 6, 0, -14400, -18000},
    {"Slim/Northern", 2037, 11, 1, 6, 0, -14400, -18000},
    {"Slim/Northern", 2038, 3, 14, 7, 0, -18000, -14400},
    {"Slim/Northern", 2437, 11, 1, 6, 0, -14400, -18000},
    {"Slim/Northern", 2438, 3, 14, 7, 0, -18000, -14400},
    {"Slim/Northern", 9999, 11, 7, 6, 0, -14400, -18000},
    {"Slim/Southern", 2026, 4, 4, 16, 0, 39600, 36000},
    {"Slim/Southern", 2026, 10, 3, 16, 0, 36000, 39600},
    {"Slim/Southern", 2438, 4, 3, 16, 0, 39600, 36000},
    {"Slim/Dublin", 2026, 3, 29, 1, 0, 0, 3600},
    {"Slim/Dublin", 2026, 10, 25, 1, 0, 3600, 0},
    {"Slim/Lord_Howe", 2026, 4, 4, 15, 0, 39600, 37800},
    {"Slim/Lord_Howe", 2026, 10, 3, 15, 30, 37800, 39600},
    {"Slim/Fixed", 1947, 3, 13, 21, 13, 10000, 10800}, /* 13:20 after the minute */
    {"Long", 2087, 4, 16, 2, 0, 3600, 0},
    {"Long", 2087, 5, 16, 2, 0, 0, 3600},
    {"Skips_Day", 2011, 12, 30, 10, 0, -36000, 50400},
    {"Old", 1883, 11, 18, 17, 0, -17762, -18000},
    {"Old_Southern", 1895, 2, 1, 0, 0, 0, 39600}, /* of the rule, which stands still to 1900 */
    {"Old_Southern", 1900, 3, 31, 16, 0, 39600, 36000},
    {"Old", 1900, 3, 11, 7, 0, -18000, -14400},
    {"Slim/Late_Start", 2061, 1, 20, 2, 0, 0, 3600},
    {"Slim/Late_Start", 2061, 12, 16, 2, 0, 0, 3600},
    {"Slim/Early_Start", 2060, 11, 20, 2, 0, 0, 3600},
    {"Slim/Early_Start", 2460, 12, 30, 2, 0, 0, 3600},
    {"Slim/Other_Offset", 2061, 1, 5, 2, 0, 18000, 3600},
    {"Slim/Other_Offset", 2461, 1, 5, 2, 0, 0, 3600},
    {"Rule/Evening_Edge", 2438, 1, 1, 5, 0, -25200, -28800},
    {"Rule/Julian", 2028, 3, 1, 5, 0, -10800, -7200},     /* J60 is 1 March in a leap year, */
    {"Rule/Julian", 2027, 3, 1, 5, 0, -10800, -7200},     /* and in every other */
    {"Rule/Julian", 2028, 10, 27, 4, 0, -7200, -10800},
    {"Rule/Zero_Based", 2028, 2, 29, 5, 0, -10800, -7200}, /* 59 counts 29 February */
    {"Rule/Zero_Based", 2027, 3, 1, 5, 0, -10800, -7200},
    {"Rule/Zero_Based", 2028, 10, 26, 4, 0, -7200, -10800},
    {"Rule/Far_Hours", 2026, 3, 1, 4, 0, -10800, -7200},  /* 8 March less 167 hours */
    {"Rule/Far_Hours", 2026, 11, 8, 1, 0, -7200, -10800}, /* 1 November and 167 hours */
    {"Rule/Year_Edge", 2025, 12, 31, 10, 0, 50400, 54000}, /* Jn: 1 January at +14 */
    {"Rule/Year_Edge", 2026, 12, 26, 8, 0, 54000, 50400},
    {"Rule/Leap_Day", 2028, 2, 29, 0, 0, 0, 3600},
    {"Rule/Leap_Day", 2028, 3, 1, 2, 0, 3600, 0},
    {"Rule/Leap_Day", 2027, 3, 1, 0, 0, 0, 3600},
    {"Rule/Leap_Day", 2027, 3, 1, 2, 0, 3600, 0},
    {"Rule/Last_Day", 2028, 12, 31, 0, 0, 0, 3600},
    {"Rule/Last_Day", 2030, 1, 1, 0, 0, 0, 3600}, /* day 365 of a year of 365 is the next one's */
};

static void test_known_changes(Run *run) {
  int right = 1;
  for (size_t i = 0; i < COUNT(known_changes); i++) {
    const KnownChange *known = &known_changes[i];
    Arena *arena = arena_create();
    const Zone *zone = read_good(run, arena, known->name);
    int64_t at = utc(known->year, known->month, known->day, known->hour, known->minute);
    if (strcmp(known->name, "Slim/Fixed") == 0) at += 20 * SECOND;
    if (zone_offset(zone, at - 1) != known->before || zone_offset(zone, at) != known->after) {
      right = 0;
      printf("# %s %d-%02d-%02d: %d then %d\n", known->name, known->year, known->month, known->day,
             zone_offset(zone, at - 1), zone_offset(zone, at));
    }
    arena_free(arena);
  }
  check(run, right, "known changes of all kinds of rules, to the millisecond");
}

static void test_one_offset(Run *run) {
  static const char *const names[] = {"Rule/All_Daylight", "Rule/All_Daylight_Negative",
                                      "Rule/More_Than_All", "Big_Bang"};
  int right = 1;
  for (size_t i = 0; i < COUNT(names); i++) {
    Arena *arena = arena_create();
    const Zone *zone = read_good(run, arena, names[i]);
    right &= zone->count == 1 && zone->offsets[0] == -14400;
    arena_free(arena);
  }
  check(run, right, "daylight saving all year round, or a change at the big bang, is one offset");
}

static void test_cycle(Run *run) {
  int right = 1;
  for (size_t i = 0; i < COUNT(good); i++) {
    Arena *arena = arena_create();
    const Zone *zone = read_good(run, arena, good[i]);
    int64_t from = zone->repeat_from - CYCLE;
    for (int k = 0; k < 1000; k++) {
      int64_t at = from + (int64_t)draw(run, (uint64_t)CYCLE);
      right &= zone_offset(zone, at) == zone_offset(zone, at + CYCLE) &&
               zone_offset(zone, at) == zone_offset(zone, at + 7 * CYCLE);
    }
    arena_free(arena);
  }
  check(run, right, "what the table says repeats every 400 years");
}

/* ---- Local times ---- */

typedef struct {
  const char *name;
  int64_t local;
  int count;
  int64_t first, second; /* offsets in milliseconds */
} KnownLocal;

static void test_known_locals(Run *run) {
  int64_t gap = utc(2026, 3, 8, 2, 0), back = utc(2026, 11, 1, 1, 0);
  int64_t far_gap = utc(2438, 3, 14, 2, 0), far_back = utc(2837, 11, 1, 1, 0);
  int64_t half_gap = utc(2026, 10, 4, 2, 0), half_back = utc(2026, 4, 5, 1, 30);
  int64_t eve = utc(2437, 12, 31, 21, 0), skipped = utc(2011, 12, 30, 0, 0);
  int64_t repeated = utc(1993, 8, 21, 0, 0);
  const KnownLocal known[] = {
      {"Slim/Northern", gap - 1, 1, -5 * HOUR, 0},
      {"Slim/Northern", gap, 0, 0, 0},
      {"Slim/Northern", gap + HOUR - 1, 0, 0, 0},
      {"Slim/Northern", gap + HOUR, 1, -4 * HOUR, 0},
      {"Slim/Northern", back - 1, 1, -4 * HOUR, 0},
      {"Slim/Northern", back, 2, -4 * HOUR, -5 * HOUR},
      {"Slim/Northern", back + HOUR - 1, 2, -4 * HOUR, -5 * HOUR},
      {"Slim/Northern", back + HOUR, 1, -5 * HOUR, 0},
      {"Slim/Northern", far_gap, 0, 0, 0},
      {"Slim/Northern", far_gap + HOUR, 1, -4 * HOUR, 0},
      {"Slim/Northern", far_back, 2, -4 * HOUR, -5 * HOUR},
      {"Slim/Lord_Howe", half_gap - 1, 1, 21 * HOUR / 2, 0},
      {"Slim/Lord_Howe", half_gap, 0, 0, 0},
      {"Slim/Lord_Howe", half_gap + HOUR / 2 - 1, 0, 0, 0},
      {"Slim/Lord_Howe", half_gap + HOUR / 2, 1, 11 * HOUR, 0},
      {"Slim/Lord_Howe", half_back - 1, 1, 11 * HOUR, 0},
      {"Slim/Lord_Howe", half_back, 2, 11 * HOUR, 21 * HOUR / 2},
      {"Slim/Lord_Howe", half_back + HOUR / 2 - 1, 2, 11 * HOUR, 21 * HOUR / 2},
      {"Slim/Lord_Howe", half_back + HOUR / 2, 1, 21 * HOUR / 2, 0},
      {"Rule/Evening_Edge", eve, 2, -7 * HOUR, -8 * HOUR}, /* beside repeat_from */
      {"Rule/Evening_Edge", eve + HOUR, 1, -8 * HOUR, 0},
      {"Skips_Day", skipped - 1, 1, -10 * HOUR, 0},
      {"Skips_Day", skipped, 0, 0, 0},
      {"Skips_Day", skipped + DAY - 1, 0, 0, 0},
      {"Skips_Day", skipped + DAY, 1, 14 * HOUR, 0},
      {"Repeats_Day", repeated - 1, 1, 12 * HOUR, 0},
      {"Repeats_Day", repeated, 2, 12 * HOUR, -12 * HOUR},
      {"Repeats_Day", repeated + DAY - 1, 2, 12 * HOUR, -12 * HOUR},
      {"Repeats_Day", repeated + DAY, 1, -12 * HOUR, 0},
      {"Slim/UTC", gap, 1, 0, 0},
      {"Slim/UTC", INT64_MIN, 0, 0, 0},
      {"Slim/UTC", INT64_MAX, 0, 0, 0},
  };
  int right = 1;
  for (size_t i = 0; i < COUNT(known); i++) {
    Arena *arena = arena_create();
    int64_t instants[2] = {0, 0};
    const KnownLocal *one = &known[i];
    int count = zone_instants(read_good(run, arena, one->name), one->local, instants);
    if (count != one->count || (count > 0 && instants[0] != one->local - one->first) ||
        (count > 1 && instants[1] != one->local - one->second)) {
      right = 0;
      printf("# local time %d of %s: %d instants\n", (int)i, one->name, count);
    }
    arena_free(arena);
  }
  check(run, right, "known local times: skipped, once and twice, to the millisecond");
}

/* Every offset that the zone ever had is tried. Returns how many fit, the earlier ones kept. */
static int instants_by_trial(const Zone *zone, int64_t local, int64_t instants[2]) {
  int32_t tried[64];
  int count = 0, known = 0;
  for (uint32_t i = 0; i < zone->count; i++) {
    int64_t at = local - zone->offsets[i] * SECOND;
    int again = 0;
    for (int k = 0; k < known; k++) again |= tried[k] == zone->offsets[i];
    if (again || known == COUNT(tried) || zone_offset(zone, at) != zone->offsets[i]) continue;
    tried[known++] = zone->offsets[i];
    if (count == 0 || at < instants[0]) {
      instants[1] = instants[0];
      instants[0] = at;
    } else if (count == 1 || at < instants[1]) {
      instants[1] = at;
    }
    count++;
  }
  return count;
}

static int agrees_with_trial(const Zone *zone, int64_t local) {
  int64_t found[2] = {0, 0}, tried[2] = {0, 0};
  int count = zone_instants(zone, local, found), trials = instants_by_trial(zone, local, tried);
  if (trials > 2) return count == 2; /* only a forged zone */
  return count == trials && (count < 1 || found[0] == tried[0]) &&
         (count < 2 || found[1] == tried[1]);
}

/* Local times on and beside both clock readings of every change, and of the same 400 and 4000 years
 * later; and across repeat_from. */
static int instants_agree(Run *run, const Zone *zone) {
  static const int64_t beside[] = {-1000, -1, 0, 1, 1000};
  int right = 1;
  for (uint32_t i = 1; i < zone->count; i++) {
    for (size_t k = 0; k < COUNT(beside); k++) {
      int64_t before = zone->starts[i] + zone->offsets[i - 1] * SECOND + beside[k];
      int64_t after = zone->starts[i] + zone->offsets[i] * SECOND + beside[k];
      right &= agrees_with_trial(zone, before) && agrees_with_trial(zone, after) &&
               agrees_with_trial(zone, before + CYCLE) &&
               agrees_with_trial(zone, after + 10 * CYCLE);
    }
  }
  for (int k = 0; k < 2000; k++) {
    int64_t near_end = zone->repeat_from - 4 * DAY + (int64_t)draw(run, (uint64_t)(8 * DAY));
    right &= agrees_with_trial(zone, near_end) && agrees_with_trial(zone, near_end - CYCLE);
  }
  return right;
}

/* The first of the instants at which local time is at or past midnight, after a time when it was
 * days before. */
static int is_day_start(const Zone *zone, int64_t day) {
  int64_t start = zone_day_start(zone, day), midnight = day * DAY;
  if (start + zone_offset(zone, start) * SECOND < midnight) return 0;
  if (start - 1 + zone_offset(zone, start - 1) * SECOND >= midnight) return 0;
  for (int64_t at = midnight - 50 * HOUR; at < start; at += HOUR / 4)
    if (at + zone_offset(zone, at) * SECOND >= midnight) return 0;
  return 1;
}

static int day_starts_agree(Run *run, const Zone *zone) {
  int right = 1;
  for (uint32_t i = 1; i < zone->count; i++)
    for (int64_t day = zone->starts[i] / DAY - 2; day <= zone->starts[i] / DAY + 2; day++)
      right &= is_day_start(zone, day);
  for (int k = 0; k < 500; k++) right &= is_day_start(zone, (int64_t)draw(run, 1000000) - 100000);
  for (int64_t day = -5; day < 5; day++) right &= is_day_start(zone, zone->repeat_from / DAY + day);
  return right;
}

static void test_locals(Run *run) {
  int instants = 1, days = 1;
  for (size_t i = 0; i < COUNT(good); i++) {
    Arena *arena = arena_create();
    const Zone *zone = read_good(run, arena, good[i]);
    if (!instants_agree(run, zone)) instants = 0, printf("# instants differ: %s\n", good[i]);
    if (!day_starts_agree(run, zone)) days = 0, printf("# day starts differ: %s\n", good[i]);
    arena_free(arena);
  }
  check(run, instants, "zone_instants agrees with trying every offset, at all edges of all zones");
  check(run, days, "zone_day_start is the first instant past midnight, around all changes");
}

static void test_known_days(Run *run) {
  Arena *arena = arena_create();
  const Zone *northern = read_good(run, arena, "Slim/Northern");
  const Zone *midnight = read_good(run, arena, "Midnight");
  const Zone *skips = read_good(run, arena, "Skips_Day");
  const Zone *repeats = read_good(run, arena, "Repeats_Day");
  int64_t spring = utc(2026, 3, 29, 0, 0), autumn = utc(2026, 10, 25, 0, 0);
  check(run, zone_day_start(northern, utc(2026, 3, 8, 0, 0) / DAY) == utc(2026, 3, 8, 5, 0) &&
                 zone_day_start(northern, utc(2026, 3, 9, 0, 0) / DAY) == utc(2026, 3, 9, 4, 0),
        "a day starts at midnight, and the day of a change lasts 23 hours");
  check(run, zone_day_start(midnight, spring / DAY) == spring,
        "a day whose midnight is skipped starts at the change");
  check(run, zone_day_start(midnight, autumn / DAY) == autumn,
        "clocks that go back at midnight start the day an hour later, once");
  check(run, zone_day_start(skips, utc(2011, 12, 30, 0, 0) / DAY) == utc(2011, 12, 30, 10, 0) &&
                 zone_day_start(skips, utc(2011, 12, 31, 0, 0) / DAY) == utc(2011, 12, 30, 10, 0),
        "a day that is skipped starts where the next one does");
  check(run, zone_day_start(repeats, utc(1993, 8, 21, 0, 0) / DAY) == utc(1993, 8, 20, 12, 0),
        "a day that occurs twice starts once");
  arena_free(arena);
}

static void test_extremes(Run *run) {
  static const int64_t ends[] = {INT64_MIN, INT64_MIN + 1, 0, INT64_MAX - 1, INT64_MAX};
  int right = 1;
  for (size_t i = 0; i < COUNT(good); i++) {
    Arena *arena = arena_create();
    const Zone *zone = read_good(run, arena, good[i]);
    for (size_t k = 0; k < COUNT(ends); k++) {
      int64_t instants[2];
      right &= zone_offset(zone, ends[k]) > -90000 && zone_instants(zone, ends[k], instants) < 2;
      right &= (zone_day_start(zone, ends[k]) > 0) == (ends[k] > 0) || ends[k] == 0;
    }
    arena_free(arena);
  }
  check(run, right, "the ends of the scale of time overflow nothing");
}

/* ---- What is refused ---- */

typedef struct {
  const char *name, *reason; /* a part of it */
} Refusal;

static const Refusal refusals[] = {
    {"Bad/Empty", "does not begin with TZif"},
    {"Bad/Text", "does not begin with TZif"},
    {"Bad/Magic", "does not begin with TZif"},
    {"Bad/Cut_Header", "ends within a header"},
    {"Bad/Cut_First_Block", "ends within its first block"},
    {"Bad/Cut_Second_Header", "ends within a header"},
    {"Bad/Cut_Second_Block", "ends within its second block"},
    {"Bad/First_Version", "is of version 1"},
    {"Bad/Second_Version", "is of version 1"},
    {"Bad/Later_Version", "none of 2, 3 and 4"},
    {"Bad/Wrapping_Size", "ends within its second block"},
    {"Bad/Huge_Times", "ends within its second block"},
    {"Bad/Huge_Everything", "ends within its second block"},
    {"Bad/No_Types", "no offset"},
    {"Bad/No_Names", "no abbreviation"},
    {"Bad/Name_Missing", "abbreviation is missing"},
    {"Bad/Name_Unended", "abbreviation does not end"},
    {"Bad/Index", "an offset that it does not give"},
    {"Bad/Falling", "order of time"},
    {"Bad/Standing", "order of time"},
    {"Bad/Too_Late", "after the year 9999"},
    {"Bad/Offset", "more than a day"},
    {"Bad/Offset_Lowest", "more than a day"},
    {"Bad/Daylight_Flag", "flag"},
    {"Bad/Standard_Count", "counts contradict"},
    {"Bad/Universal_Count", "counts contradict"},
    {"Bad/Standard_Flag", "flag"},
    {"Bad/Universal_Flag", "flag"},
    {"Bad/Leaps", "leap seconds"},
    {"Bad/No_Footer", "missing or cut off"},
    {"Bad/Half_Footer", "missing or cut off"},
    {"Bad/Long_Footer", "not a POSIX rule"},
    {"Bad/Zero_Footer", "not a POSIX rule"},
    {"Bad/Contradiction", "contradicts the last change"},
    {"Bad/No_Dates", "not a POSIX rule"},
    {"Bad/One_Date", "not a POSIX rule"},
    {"Bad/Month", "not a POSIX rule"},
    {"Bad/Week", "not a POSIX rule"},
    {"Bad/Weekday", "not a POSIX rule"},
    {"Bad/Julian_Zero", "not a POSIX rule"},
    {"Bad/Julian_More", "not a POSIX rule"},
    {"Bad/Day_More", "not a POSIX rule"},
    {"Bad/Hours", "not a POSIX rule"},
    {"Bad/Minutes", "not a POSIX rule"},
    {"Bad/Far_Offset", "not a POSIX rule"},
    {"Bad/Short_Name", "not a POSIX rule"},
    {"Bad/Open_Quote", "not a POSIX rule"},
    {"Bad/Rule_Rest", "not a POSIX rule"},
    {"Bad/Rule_Digits", "not a POSIX rule"},
    {"Bad/Large", "too large"},
    {"", "is no name of a time zone"},
    {"../Long", "is no name of a time zone"},
    {"Fat/../Long", "is no name of a time zone"},
    {"./Long", "is no name of a time zone"},
    {"/etc/Long", "is no name of a time zone"},
    {"Fat//Northern", "is no name of a time zone"},
    {"Fat/", "is no name of a time zone"},
    {"Fat\\Northern", "is no name of a time zone"},
    {"New York", "is no name of a time zone"},
    {"Z\303\274rich", "is no name of a time zone"},
    {"tzdata.zi", "is no name of a time zone"},
    {"Long\n", "is no name of a time zone"},
    {"localtime", "something else on every machine"},
    {"Fat", "there is no time zone \"Fat\""},
    {"Fat/Westerly", "there is no time zone \"Fat/Westerly\""},
    {"Long/Northern", "there is no time zone \"Long/Northern\""},
};

static int is_refused(Arena *arena, const char *folder, Text name, const char *why) {
  Text reason = text_of("");
  const Zone *zone = zone_read(arena, folder, name, &reason);
  if (zone == NULL && strstr(reason.bytes, why) != NULL) return 1;
  printf("# %s: expected \"%s\", not \"%s\"\n", name.bytes, why, zone ? "a zone" : reason.bytes);
  return 0;
}

static void test_refusals(Run *run) {
  Arena *arena = arena_create();
  char long_name[400];
  Text zero = {"Long\0", 5}, endless = {long_name, sizeof long_name};
  int right = 1;
  memset(long_name, 'a', sizeof long_name);
  for (size_t i = 0; i < COUNT(refusals); i++)
    right &= is_refused(arena, run->folder, text_of(refusals[i].name), refusals[i].reason);
  check(run, right, "bad files and names are refused with a reason");
  check(run, is_refused(arena, run->folder, zero, "is no name") &&
                 is_refused(arena, run->folder, endless, "is no name") &&
                 is_refused(arena, "no/such/folder", text_of("Long"), "there is no time zone"),
        "a name with a NUL, an endless name and a missing folder are refused");
  arena_free(arena);
}

typedef struct {
  unsigned char bytes[8192];
  size_t length;
} Image;

static Image read_image(Run *run, const char *name) {
  Image image = {{0}, 0};
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", run->folder, name);
  FILE *in = fopen(path, "rb");
  if (in == NULL) return image;
  image.length = fread(image.bytes, 1, sizeof image.bytes, in);
  fclose(in);
  return image;
}

/* Parses a copy that ends where its memory ends, so that a sanitizer sees the first byte beyond. */
static Zone *parse_exactly(Arena *arena, const Image *image, size_t length) {
  Text reason = text_of("");
  unsigned char *copy = malloc(length > 0 ? length : 1);
  if (copy == NULL) exit(4);
  memcpy(copy, image->bytes, length);
  Zone *zone = zone_parse(arena, text_of("Forged"), copy, length, &reason);
  free(copy);
  if (zone == NULL && reason.length == 0) puts("# refused without a reason"), exit(1);
  return zone;
}

static void test_prefixes(Run *run) {
  int right = 1;
  for (size_t i = 0; i < COUNT(good); i++) {
    Image image = read_image(run, good[i]);
    for (size_t length = 0; length <= image.length; length++) {
      Arena *arena = arena_create();
      right &= (parse_exactly(arena, &image, length) != NULL) == (length == image.length);
      arena_free(arena);
    }
  }
  check(run, right, "no file that is cut off anywhere is taken for a zone");
}

static void mutate(Run *run, Image *image) {
  static const unsigned char edges[] = {0, 1, 2, 0x7f, 0x80, 0xff, '\n', ',', '/', '-', '<', '9'};
  size_t times = 1 + (size_t)draw(run, 6);
  while (times-- > 0) {
    size_t near_end = draw(run, 2) ? image->length - 1 - (size_t)draw(run, 40) : 0;
    size_t at = draw(run, 2) ? near_end : (size_t)draw(run, image->length);
    switch (draw(run, 4)) {
    case 0: image->bytes[at] = (unsigned char)draw(run, 256); break;
    case 1: image->bytes[at] ^= (unsigned char)(1u << draw(run, 8)); break;
    case 2: image->bytes[at] = edges[draw(run, COUNT(edges))]; break;
    default: image->bytes[draw(run, 140)] = edges[draw(run, COUNT(edges))]; break;
    }
  }
  if (draw(run, 20) == 0) image->length -= (size_t)draw(run, 40);
  if (draw(run, 20) == 0) image->length += (size_t)draw(run, 40);
}

static int is_usable(Run *run, const Zone *zone) {
  int right = is_canonical(zone);
  for (int i = 0; i < 20; i++) {
    int64_t instants[2], local = (int64_t)draw(run, (uint64_t)CYCLE * 2) - CYCLE / 2;
    uint32_t k = (uint32_t)draw(run, zone->count);
    if (i % 2 && k > 0 && zone->starts[k] > -CYCLE * 100)
      local = zone->starts[k] + zone->offsets[k] * SECOND - (int64_t)draw(run, 2);
    right &= agrees_with_trial(zone, local);
    zone_day_start(zone, local / DAY);
    right &= zone_instants(zone, (int64_t)draw(run, UINT64_MAX), instants) <= 2;
  }
  return right;
}

static void test_mutations(Run *run, long rounds) {
  long zones = 0;
  int right = 1;
  for (long i = 0; i < rounds; i++) {
    Arena *arena = arena_create();
    Image image = read_image(run, good[draw(run, COUNT(good))]);
    mutate(run, &image);
    const Zone *zone = parse_exactly(arena, &image, image.length);
    if (zone != NULL) zones++, right &= is_usable(run, zone);
    arena_free(arena);
  }
  printf("# %ld mutated files, %ld of them still zones\n", rounds, zones);
  check(run, right && zones > 0, "mutated files are refused or give a sound table");
}

/* ---- The folder ---- */

static void test_versions(Run *run) {
  Arena *arena = arena_create();
  Text reason, fat = text_format(arena, "%s/Fat", run->folder);
  Text slim = text_format(arena, "%s/Slim", run->folder);
  const Zone *listed = read_good(run, arena, "Fat/Northern");
  const Zone *none = zone_read(arena, fat.bytes, text_of("Northern"), &reason);
  const Zone *file = zone_read(arena, slim.bytes, text_of("Northern"), &reason);
  check(run, text_is(listed->version, "2026a") && text_is(listed->name, "Fat/Northern"),
        "the version is the first line of tzdata.zi");
  check(run, file != NULL && text_is(file->version, "2026b"), "or what +VERSION says");
  check(run, none != NULL && text_is(none->version, ""), "or empty");
  arena_free(arena);
}

static int suggests(Run *run, const char *wanted, const char *expected) {
  Arena *arena = arena_create();
  Text nearest = zone_nearest(arena, run->folder, text_of(wanted));
  int right = text_is(nearest, expected);
  if (!right) printf("# near %s: %s\n", wanted, nearest.bytes);
  arena_free(arena);
  return right;
}

static void test_nearest(Run *run) {
  check(run,
        suggests(run, "Fat/Nothern", "Fat/Northern") && suggests(run, "skips_day", "Skips_Day"),
        "a misspelt zone has a near one");
  check(run, suggests(run, "lord howe", "Fat/Lord_Howe"), "the last part of a name is enough");
  check(run, suggests(run, "Qqqqqqqqqqqq", "") && suggests(run, "", ""), "nothing near is nothing");
  check(run, suggests(run, "OLT", "") && suggests(run, "OLD", "Old"),
        "an abbreviation is near nothing");
}

static void test_has_file(Run *run) {
  Arena *arena = arena_create();
  check(run, zone_has_file(arena, run->folder, text_of("Bad/Empty")), "a damaged zone is there");
  check(run,
        !zone_has_file(arena, run->folder, text_of("Bad/Nowhere")) &&
            !zone_has_file(arena, run->folder, text_of("Bad")) &&
            !zone_has_file(arena, run->folder, text_of("Bad/../Old")),
        "a folder, a path and nothing are not");
  arena_free(arena);
}

/* ---- The C library as an oracle ---- */

static int agrees_with_library(const Zone *zone, int64_t instant) {
  time_t at = (time_t)(instant / 1000), shifted = at + zone_offset(zone, at * SECOND);
  struct tm local, expected;
  if (localtime_r(&at, &local) == NULL || gmtime_r(&shifted, &expected) == NULL) return 0;
  return local.tm_year == expected.tm_year && local.tm_yday == expected.tm_yday &&
         local.tm_hour == expected.tm_hour && local.tm_min == expected.tm_min &&
         local.tm_sec == expected.tm_sec;
}

/* Instants within the years: around every change, 400 years later too, and at random. */
static int compare_with_library(Run *run, const Zone *zone, const char *rule, int first, int last) {
  int64_t from = utc(first, 1, 1, 0, 0), to = utc(last, 1, 1, 0, 0), differ = 0, at = 0, one = 0;
  setenv("TZ", rule, 1);
  tzset();
  for (uint32_t i = 1; i < zone->count; i++) {
    for (int k = 0; k < 4; k++) {
      at = zone->starts[i] + (k & 1 ? CYCLE : 0) - (k & 2 ? SECOND : 0);
      if (k & 1 && zone->starts[i] < zone->repeat_from - CYCLE) continue;
      if (at >= from && at < to && !agrees_with_library(zone, at)) differ++, one = at;
    }
  }
  for (int i = 0; i < 500; i++) {
    at = from + (int64_t)draw(run, (uint64_t)(to - from));
    if (!agrees_with_library(zone, at)) differ++, one = at;
  }
  if (differ > 0)
    printf("# %s: the C library differs %lld times, also at %lld\n", rule, (long long)differ,
           (long long)(one / 1000));
  return differ == 0;
}

/* Rules without a file, as the C library reads them from TZ. Rules whose changes fall into another
 * year of UTC than their date are left out: libraries look up one year only. */
static void test_rules_with_library(Run *run) {
  static const char *const rules[][2] = {
      {"Rule/Julian", "AAA3BBB,J60/2,J300/2"},
      {"Rule/Zero_Based", "AAA3BBB,59/2,299/2"},
      {"Rule/Far_Hours", "AAA3BBB,M3.2.0/-167,M11.1.0/+167"},
      {"Rule/Seconds", "<-0330>3:30:15<+02>-2:00:01,M3.5.6/1:02:03,M9.4.4/26:59:59"},
      {"Rule/Leap_Day", "AAA0BBB,59/0,J60/3"},
      {"Rule/Only_Rule", "CET-1CEST,M3.5.0,M10.5.0/3"},
      {"Rule/Only_Southern", "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45"},
      {"Slim/Dublin", "IST-1GMT0,M10.5.0,M3.5.0/1"},
      {"Slim/Lord_Howe", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"}};
  int right = 1;
  for (size_t i = 0; i < COUNT(rules); i++) {
    Arena *arena = arena_create();
    const Zone *zone = read_good(run, arena, rules[i][0]);
    right &= compare_with_library(run, zone, rules[i][1], 2008, 2600);
    arena_free(arena);
  }
  check(run, right, "rules mean what the C library takes them to mean, 2008 to 2600");
}

typedef struct {
  int zones, refused, differing;
} LibraryCount;

static void compare_zone(Run *run, const char *name, LibraryCount *count) {
  Arena *arena = arena_create();
  Text reason = text_of("");
  const Zone *zone = zone_read(arena, run->zoneinfo, text_of(name), &reason);
  Text rule = text_format(arena, ":%s/%s", run->zoneinfo, name);
  if (zone != NULL) {
    count->zones++;
    count->differing += !compare_with_library(run, zone, rule.bytes, 1950, 2600);
  } else if (strstr(reason.bytes, "TZif") == NULL) { /* other files lie about there too */
    count->refused++;
    printf("# %s\n", reason.bytes);
  }
  arena_free(arena);
}

static int is_passed_over(const char *name) {
  static const char *const names[] = {"right", "posix", "localtime", "posixrules"};
  int found = strchr(name, '.') != NULL;
  for (size_t i = 0; i < COUNT(names); i++) found |= strcmp(name, names[i]) == 0;
  return found;
}

/* Every zone file below the folder; `within` is empty or ends in a slash. */
static void compare_folder(Run *run, const char *within, LibraryCount *count) {
  Arena *arena = arena_create();
  DIR *directory = opendir(text_format(arena, "%s/%s", run->zoneinfo, within).bytes);
  const struct dirent *entry;
  struct stat status;
  while (directory != NULL && (entry = readdir(directory)) != NULL) {
    Text name = text_format(arena, "%s%s", within, entry->d_name);
    Text path = text_format(arena, "%s/%s", run->zoneinfo, name.bytes);
    if (is_passed_over(name.bytes) || stat(path.bytes, &status) != 0) continue;
    if (S_ISDIR(status.st_mode))
      compare_folder(run, text_format(arena, "%s/", name.bytes).bytes, count);
    else
      compare_zone(run, name.bytes, count);
  }
  if (directory != NULL) closedir(directory);
  arena_free(arena);
}

static void test_machine_zones(Run *run) {
  LibraryCount count = {0, 0, 0};
  compare_folder(run, "", &count);
  if (count.zones + count.refused == 0) {
    printf("# ATTENTION: THERE IS NO ZONE DATA IN %s. NOTHING WAS COMPARED WITH THE C LIBRARY.\n",
           run->zoneinfo);
    check(run, 1, "zones agree with the C library # SKIP no zone data on this machine");
    return;
  }
  printf("# %d zones compared with the C library, %d refused\n", count.zones, count.refused);
  check(run, count.differing == 0, "zones agree with the C library, 1950 to 2600");
  check(run, count.refused == 0, "no zone of the machine is refused");
}

/* Fills a folder with zones and returns its name. */
static const char *make_zones(Arena *arena) {
  const char *build = getenv("BUILD");
  Text folder = text_format(arena, "%s/zones", build != NULL ? build : "build");
  Text command = text_format(arena, "lua5.4 tests/lib/make_zones.lua '%s'", folder.bytes);
  fflush(stdout);
  if (system(command.bytes) != 0) {
    puts("Bail out! make_zones.lua failed");
    exit(1);
  }
  return folder.bytes;
}

int main(int count, char **arguments) {
  Arena *arena = arena_create();
  Run run = {count > 1 ? arguments[1] : make_zones(arena),
             count > 3 ? arguments[3] : "/usr/share/zoneinfo", 0, 0, UINT64_C(0x9e3779b97f4a7c15)};
  test_tables(&run);
  test_pairs(&run);
  test_known_changes(&run);
  test_one_offset(&run);
  test_cycle(&run);
  test_known_locals(&run);
  test_locals(&run);
  test_known_days(&run);
  test_extremes(&run);
  test_refusals(&run);
  test_prefixes(&run);
  test_mutations(&run, count > 2 ? atol(arguments[2]) : 20000);
  test_versions(&run);
  test_has_file(&run);
  test_nearest(&run);
  test_rules_with_library(&run);
  test_machine_zones(&run);
  printf("1..%d\n", run.tests);
  arena_free(arena);
  return run.failed != 0;
}
