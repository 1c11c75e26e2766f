/* Instants and local times, by a zone's table: its last 400 years repeat for ever. */
#include "compiler/zone.h"

#include "compiler/zone_rule.h"

static const int64_t CYCLE = INT64_C(146097) * DAY_SECONDS * 1000; /* milliseconds */
static const int64_t DAY = INT64_C(1000) * DAY_SECONDS;
static const int64_t REACH = INT64_C(1000) * (HIGHEST_OFFSET + 1); /* local times differ by less */

/* How many cycles of 400 years to go back, so as to stand before `limit`. */
static int64_t cycles_from(int64_t limit, int64_t instant) {
  return instant < limit ? 0 : (instant - limit) / CYCLE + 1;
}

static uint32_t index_at(const Zone *zone, int64_t instant) {
  uint32_t low = 0, high = zone->count; /* starts[low] <= instant < starts[high] */
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (zone->starts[middle] <= instant)
      low = middle;
    else
      high = middle;
  }
  return low;
}

static int64_t end_of(const Zone *zone, uint32_t index) {
  return index + 1 < zone->count ? zone->starts[index + 1] : INT64_MAX;
}

int32_t zone_offset(const Zone *zone, int64_t instant) {
  instant -= cycles_from(zone->repeat_from, instant) * CYCLE;
  return zone->offsets[index_at(zone, instant)];
}

/* Looks at every stretch of one offset that may touch the local time. Three answers would need two
 * changes back within 52 hours; no zone has that, and a forged one gets its first two. */
int zone_instants(const Zone *zone, int64_t local, int64_t instants[2]) {
  int count = 0;
  if (local < INT64_MIN + REACH || local > INT64_MAX - REACH) return 0;
  int64_t back = cycles_from(zone->repeat_from - 2 * REACH, local) * CYCLE;
  local -= back;
  for (uint32_t i = index_at(zone, local - REACH); i < zone->count && count < 2; i++) {
    int64_t instant = local - zone->offsets[i] * INT64_C(1000);
    if (zone->starts[i] > local + REACH) break;
    if (instant >= zone->starts[i] && instant < end_of(zone, i)) instants[count++] = instant + back;
  }
  return count;
}

/* The first instant at which clocks have reached midnight. Where the clock skips it, that is the
 * change; where it skips the whole day, the next day's start. */
int64_t zone_day_start(const Zone *zone, int64_t day) {
  int64_t most = INT64_MAX / DAY - 2;
  int64_t local = (day > most ? most : day < -most ? -most : day) * DAY;
  int64_t back = cycles_from(zone->repeat_from - 2 * REACH, local) * CYCLE;
  local -= back;
  for (uint32_t i = index_at(zone, local - REACH);; i++) {
    int64_t instant = local - zone->offsets[i] * INT64_C(1000);
    if (instant < zone->starts[i]) instant = zone->starts[i];
    if (instant < end_of(zone, i)) return instant + back;
  }
}
