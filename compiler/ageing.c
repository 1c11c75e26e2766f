/* Awards that are live at one instant lie in the life of one, so each limit of the rule bounds
 * them. */
#include "compiler/ageing.h"

#define DAY INT64_C(86400000)

/* By how much clocks of a zone differ at most, summer and winter, then and now. */
static int64_t clock_change(const Zone *zone) {
  if (!zone || !zone->count) return 2 * DAY;
  int32_t least = zone->offsets[0], most = least;
  for (uint32_t i = 1; i < zone->count; i++) {
    if (zone->offsets[i] < least) least = zone->offsets[i];
    if (zone->offsets[i] > most) most = zone->offsets[i];
  }
  return (most - least) * INT64_C(1000);
}

/* Periods of a calendar that a stretch of local time touches: those that lie inside, and two. */
static int64_t periods_touched(LimitKind kind, int64_t stretch) {
  int64_t shortest = kind == LIMIT_DAY ? DAY : kind == LIMIT_WEEK ? 7 * DAY : 28 * DAY;
  return stretch / shortest + 2;
}

static int64_t most_by(const Limit *limit, int64_t life, const Zone *zone) {
  int64_t times = 1;
  if (limit->kind == LIMIT_WINDOW)
    times = limit->window > 0 ? life / limit->window + 1 : 1;
  else if (limit->kind != LIMIT_TOTAL)
    times = periods_touched(limit->kind, life + clock_change(zone));
  return times > MOST_LIVE ? MOST_LIVE : times * limit->count;
}

uint32_t ageing_most_live(const Rule *rule, const Zone *zone) {
  int64_t life = rule->ageing->period * rule->ageing->count, most = MOST_LIVE;
  for (uint32_t i = 0; i < rule->limits.count; i++) {
    int64_t by_limit = most_by(rule->limits.items[i], life, zone);
    if (by_limit < most) most = by_limit;
  }
  return (uint32_t)most;
}
