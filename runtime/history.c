#include "runtime/history.h"

#include "runtime/calendar.h"
#include "runtime/kept.h"
#include "runtime/ring.h"

/* ---- histories --------------------------------------------------------------------------- */

/* place: 1 is the latest. */
static int64_t instant_at(const ImageHistory *history, const int64_t *lead, int64_t place) {
  return ring_at(lead + history->ring, history->count, lead[history->slot], place);
}

static void add(const ImageHistory *history, int64_t *lead, int64_t now) {
  if (history->count) lead[history->ring + (uint64_t)lead[history->slot] % history->count] = now;
  lead[history->slot] = plus(lead[history->slot], 1);
}

static int same_day(const mops_agreement *agreement, int64_t before, int64_t now) {
  uint32_t zone = agreement->META->zone;
  return calendar_period(agreement, zone, before, LIMIT_CODE_DAY) ==
         calendar_period(agreement, zone, now, LIMIT_CODE_DAY);
}

/* The day is counted once, with its last instant. */
static void day_note(const mops_agreement *agreement, int64_t *lead, const ImageHistory *history,
                     int64_t now) {
  if (lead[history->slot] && same_day(agreement, instant_at(history, lead, 1), now))
    lead[history->slot] = minus(lead[history->slot], 1);
  add(history, lead, now);
}

void history_note(const mops_agreement *agreement, int64_t *lead, const ImageHistory *history,
                  const int64_t *event, int64_t now) {
  if (history->kind == HISTORY_LAST) {
    lead[history->slot] = event[history->value];
    lead[history->ring] = now;
  } else if (history->kind == HISTORY_DAYS) {
    day_note(agreement, lead, history, now);
  } else {
    add(history, lead, now);
  }
}

/* The latest instants of both, of days one for each, from the latest on. Returns how many fit. */
static uint32_t latest_of(const mops_agreement *agreement, RingPair *pair,
                          const ImageHistory *history, int64_t *room) {
  uint32_t count = 0;
  for (int64_t instant; count < history->count && ring_pair_next(pair, &instant);)
    if (history->kind != HISTORY_DAYS || !count || !same_day(agreement, room[count - 1], instant))
      room[count++] = instant;
  return count;
}

/* Of days without a time nothing but the last ones can be told apart. */
static int same_last_day(const mops_agreement *agreement, const int64_t *lead,
                         const int64_t *merged, const ImageHistory *history) {
  return history->kind == HISTORY_DAYS && lead[history->slot] && merged[history->slot] &&
         same_day(agreement, lead[history->ring], merged[history->ring]);
}

static void numbers_join(const mops_agreement *agreement, int64_t *lead, const int64_t *merged,
                         const ImageHistory *history, int64_t *room) {
  int64_t *number = &lead[history->slot];
  int64_t both =
      minus(plus(*number, merged[history->slot]), same_last_day(agreement, lead, merged, history));
  if (history->count) {
    RingPair pair = {{lead + history->ring, merged + history->ring},
                     {*number, merged[history->slot]},
                     {0, 0},
                     history->count};
    uint32_t count = latest_of(agreement, &pair, history, room);
    if (history->window) both = count;
    ring_fill(lead + history->ring, history->count, both, room, count);
  }
  *number = both;
}

void history_join(const mops_agreement *agreement, int64_t *lead, const int64_t *merged,
                  const ImageHistory *history, int64_t *room) {
  if (history->kind != HISTORY_LAST) {
    numbers_join(agreement, lead, merged, history, room);
  } else if (merged[history->ring] > lead[history->ring]) {
    lead[history->slot] = merged[history->slot];
    lead[history->ring] = merged[history->ring];
  }
}

void history_wait(const mops_agreement *agreement, int64_t *lead, const ImageHistory *history,
                  int64_t now) {
  for (uint32_t i = history->timer_first; i < history->timer_first + history->timer_count; i++) {
    MEASURE(1);
    int64_t leaves = history_leaves(history, lead, agreement->TIMER[i].at_most);
    kept_set(agreement, lead, i, leaves > now ? leaves : KEPT_NEVER);
  }
}

int64_t history_number(const ImageHistory *history, const int64_t *lead, int64_t now) {
  int64_t after = minus(now, history->window); /* instants later than that are in the window */
  int64_t inside = 0, outside = smaller(lead[history->slot], history->count) + 1;
  while (outside - inside > 1) {
    int64_t place = inside + (outside - inside) / 2;
    if (instant_at(history, lead, place) > after)
      inside = place;
    else
      outside = place;
  }
  return inside;
}

int64_t history_leaves(const ImageHistory *history, const int64_t *lead, int64_t place) {
  if (place > smaller(lead[history->slot], history->count)) return INT64_MAX;
  return plus(instant_at(history, lead, place), history->window);
}

/* ---- counters ---------------------------------------------------------------------------- */

/* Drops the first `gone` of what is counted. */
static void counter_drop(const ImageCounter *counter, int64_t *lead, int64_t gone) {
  int64_t kept = minus(lead[counter->slot], gone);
  MEASURE(kept);
  for (int64_t i = 0; i < kept; i++) {
    lead[counter->instants + i] = lead[counter->instants + i + gone];
    if (counter->values != NONE) lead[counter->values + i] = lead[counter->values + i + gone];
  }
  lead[counter->slot] = kept;
}

/* How many of the first lie before the window. */
static int64_t counter_gone(const ImageCounter *counter, const int64_t *lead, int64_t now) {
  int64_t gone = 0, after = minus(now, counter->window);
  if (!counter->window) return 0;
  while (gone < lead[counter->slot] && lead[counter->instants + gone] <= after) gone++;
  MEASURE(gone + 1);
  return gone;
}

uint32_t counter_progress(const ImageCounter *counter, const int64_t *lead, int64_t now) {
  return (uint32_t)minus(lead[counter->slot], counter_gone(counter, lead, now));
}

static int is_counted(const ImageCounter *counter, const int64_t *lead, int64_t value) {
  MEASURE(lead[counter->slot]);
  for (int64_t i = 0; i < lead[counter->slot]; i++)
    if (lead[counter->values + i] == value) return 1;
  return 0;
}

int counter_fills(const ImageCounter *counter, int64_t *lead, const int64_t *event, int64_t now) {
  int64_t value = counter->value == NONE ? 0 : event[counter->value];
  int64_t gone = counter_gone(counter, lead, now);
  if (gone) counter_drop(counter, lead, gone);
  if (counter->values != NONE && (value == VALUE_MISSING || is_counted(counter, lead, value)))
    return 0;
  int64_t count = lead[counter->slot];
  if (count + 1 >= counter->count) {
    lead[counter->slot] = 0;
    return 1;
  }
  if (counter->window) lead[counter->instants + count] = now;
  if (counter->values != NONE) lead[counter->values + count] = value;
  lead[counter->slot] = plus(count, 1);
  return 0;
}
