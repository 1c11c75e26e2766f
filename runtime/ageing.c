/* Awards in a ring by firing count. What an award is worth is looked up by the periods that passed.
 */
#include "runtime/ageing.h"

#include "runtime/group.h"
#include "runtime/kept.h"
#include "runtime/measure.h"
#include "runtime/number.h"

static int64_t *facts_of(const mops_agreement *agreement, int64_t *lead,
                         const ImageAgeing *ageing) {
  const ImageEventRule *rule = agreement->EVENT_RULE + ageing->event_rule;
  return &lead[agreement->SCORE[rule->score].slot + SCORE_FACTS];
}

/* How many periods of an award have passed. */
static uint64_t age_of(const ImageAgeing *ageing, int64_t awarded, int64_t now) {
  int64_t passed = minus(now, awarded);
  return passed < ageing->period ? 0 : (uint64_t)(passed / ageing->period);
}

static int is_live(const ImageAgeing *ageing, int64_t awarded, int64_t now) {
  return awarded != VALUE_MISSING && age_of(ageing, awarded, now) < ageing->count;
}

static int64_t award_worth(const mops_agreement *agreement, const ImageAgeing *ageing,
                           int64_t awarded, int64_t now) {
  if (!is_live(ageing, awarded, now)) return 0;
  return agreement->WORTH[ageing->first + age_of(ageing, awarded, now)].points;
}

int64_t ageing_worth(const mops_agreement *agreement, const int64_t *lead,
                     const ImageAgeing *ageing, int64_t now) {
  const int64_t *awards = lead + ageing->slot + LIVE_FIRST;
  int64_t worth = 0;
  MEASURE(ageing->live);
  for (uint32_t i = 0; i < ageing->live; i++)
    worth = plus(worth, award_worth(agreement, ageing, awards[i], now));
  return worth;
}

/* The next instant at which a live award is worth something else; VALUE_MISSING: none is left. */
static int64_t next_change(const int64_t *lead, const ImageAgeing *ageing, int64_t now) {
  const int64_t *awards = lead + ageing->slot + LIVE_FIRST;
  int64_t next = VALUE_MISSING;
  MEASURE(ageing->live);
  for (uint32_t i = 0; i < ageing->live; i++) {
    if (!is_live(ageing, awards[i], now)) continue;
    int64_t age = (int64_t)age_of(ageing, awards[i], now);
    int64_t change = plus(awards[i], times(plus(age, 1), ageing->period));
    if (next == VALUE_MISSING || change < next) next = change;
  }
  return next;
}

static void set_next(const mops_agreement *agreement, int64_t *lead, const ImageAgeing *ageing,
                     int64_t next) {
  lead[ageing->slot + LIVE_NEXT] = next;
  if (ageing->timer != NONE)
    kept_set(agreement, lead, ageing->timer, next == VALUE_MISSING ? KEPT_NEVER : next);
}

static int64_t set_worth(const mops_agreement *agreement, int64_t *lead, const ImageAgeing *ageing,
                         int64_t worth) {
  int64_t change = minus(worth, lead[ageing->slot + LIVE_POINTS]);
  int64_t *facts = facts_of(agreement, lead, ageing);
  lead[ageing->slot + LIVE_POINTS] = worth;
  uint32_t group = agreement->EVENT_RULE[ageing->event_rule].group;
  *facts = plus(*facts, group_change(agreement, lead, group, change));
  return change;
}

int64_t ageing_refresh(const mops_agreement *agreement, int64_t *lead, const ImageAgeing *ageing,
                       int64_t now) {
  set_next(agreement, lead, ageing, next_change(lead, ageing, now));
  return set_worth(agreement, lead, ageing, ageing_worth(agreement, lead, ageing, now));
}

int64_t ageing_award(const mops_agreement *agreement, int64_t *lead, const ImageEventRule *rule,
                     int64_t now) {
  const ImageAgeing *ageing = agreement->AGEING + rule->ageing;
  uint64_t place = (uint64_t)lead[rule->slot + FIRING_COUNT] % ageing->live;
  int64_t *award = &lead[ageing->slot + LIVE_FIRST + place];
  int64_t next = lead[ageing->slot + LIVE_NEXT], change = plus(now, ageing->period);
  int64_t lost = award_worth(agreement, ageing, *award, now);
  int64_t worth = minus(lead[ageing->slot + LIVE_POINTS], lost);
  *award = now;
  if (next == VALUE_MISSING || change < next) set_next(agreement, lead, ageing, change);
  set_worth(agreement, lead, ageing, plus(worth, award_worth(agreement, ageing, now, now)));
  if (lost) ageing_refresh(agreement, lead, ageing, now); /* its next step is none any more */
  return minus(0, lost);
}

int64_t ageing_pass(const mops_agreement *agreement, int64_t *lead, const ImageAgeing *ageing,
                    int64_t until) {
  int64_t next = lead[ageing->slot + LIVE_NEXT];
  if (next == VALUE_MISSING || next > until) return 0;
  return ageing_refresh(agreement, lead, ageing, until);
}

int64_t ageing_clear(const mops_agreement *agreement, int64_t *lead, const ImageAgeing *ageing) {
  MEASURE(ageing->live);
  for (uint32_t i = 0; i < ageing->live; i++) lead[ageing->slot + LIVE_FIRST + i] = VALUE_MISSING;
  set_next(agreement, lead, ageing, VALUE_MISSING);
  return minus(0, set_worth(agreement, lead, ageing, 0));
}
