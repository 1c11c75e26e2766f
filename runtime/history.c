/* Rings by the number of what happened: the n-th latest of `total` stands at (total - n) % count.
 */
#include "runtime/history.h"

#include "runtime/calendar.h"
#include "runtime/measure.h"
#include "runtime/number.h"

/* ---- histories --------------------------------------------------------------------------- */

/* place: 1 is the latest. */
static int64_t ring_at(const ImageHistory *history, const int64_t *lead, int64_t place) {
  return lead[history->ring + (uint64_t)(lead[history->slot] - place) % history->count];
}

static void ring_add(const ImageHistory *history, int64_t *lead, int64_t now) {
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
  if (lead[history->slot] && same_day(agreement, ring_at(history, lead, 1), now))
    lead[history->slot] = minus(lead[history->slot], 1);
  ring_add(history, lead, now);
}

void history_note(const mops_agreement *agreement, int64_t *lead, const ImageHistory *history,
                  const int64_t *event, int64_t now) {
  if (history->kind == HISTORY_LAST)
    lead[history->slot] = event[history->value];
  else if (history->kind == HISTORY_DAYS)
    day_note(agreement, lead, history, now);
  else
    ring_add(history, lead, now);
}

int64_t history_number(const ImageHistory *history, const int64_t *lead, int64_t now) {
  int64_t after = minus(now, history->window); /* instants later than that are in the window */
  int64_t inside = 0, outside = smaller(lead[history->slot], history->count) + 1;
  while (outside - inside > 1) {
    int64_t place = inside + (outside - inside) / 2;
    if (ring_at(history, lead, place) > after)
      inside = place;
    else
      outside = place;
  }
  return inside;
}

int64_t history_leaves(const ImageHistory *history, const int64_t *lead, int64_t place) {
  if (place > smaller(lead[history->slot], history->count)) return INT64_MAX;
  return plus(ring_at(history, lead, place), history->window);
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
