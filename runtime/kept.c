#include "runtime/kept.h"

#include "runtime/measure.h"
#include "runtime/number.h"

static int64_t earliest(const int64_t *instants, uint32_t count) {
  int64_t next = KEPT_NEVER;
  MEASURE(count);
  for (uint32_t i = 0; i < count; i++) next = smaller(next, instants[i]);
  return next;
}

void kept_set(const mops_agreement *agreement, int64_t *lead, uint32_t timer, int64_t instant) {
  uint32_t count = agreement->bounds.kept_timers, group = timer / KEPT_GROUP;
  uint32_t first = group * KEPT_GROUP, rest = count - first;
  int64_t *instants = lead + agreement->META->kept_slot, *next = &instants[count + group];
  int64_t before = instants[timer];
  instant = smaller(instant, KEPT_NEVER);
  instants[timer] = instant;
  if (instant <= *next)
    *next = instant;
  else if (before == *next)
    *next = earliest(instants + first, rest < KEPT_GROUP ? rest : KEPT_GROUP);
}

int64_t kept_next(const mops_agreement *agreement, const int64_t *lead) {
  uint32_t count = agreement->bounds.kept_timers;
  if (!count) return INT64_MAX;
  int64_t next = earliest(lead + agreement->META->kept_slot + count, kept_groups(count));
  return next == KEPT_NEVER ? INT64_MAX : next;
}

uint32_t kept_take_due(const mops_agreement *agreement, int64_t *lead, int64_t now) {
  uint32_t count = agreement->bounds.kept_timers;
  const int64_t *instants = lead + agreement->META->kept_slot;
  for (uint32_t group = 0; group < kept_groups(count); group++) {
    MEASURE(1);
    if (instants[count + group] > now) continue;
    uint32_t timer = group * KEPT_GROUP;
    while (instants[timer] > now) timer++;
    MEASURE(KEPT_GROUP);
    kept_set(agreement, lead, timer, KEPT_NEVER);
    return timer;
  }
  return NONE;
}
