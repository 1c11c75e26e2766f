/* Two leads that become one. */
#include "runtime/ageing.h"
#include "runtime/assign.h"
#include "runtime/by_hand.h"
#include "runtime/calendar.h"
#include "runtime/clock.h"
#include "runtime/decide.h"
#include "runtime/history.h"
#include "runtime/phase.h"
#include "runtime/ring.h"
#include "runtime/timer.h"

/* ---- facts ------------------------------------------------------------------------------- */

/* Of a text that the lead has, nothing is taken over: of a url no host that it lacks either. */
static void forget_readings(const mops_agreement *agreement, const ImageField *field,
                            const int64_t *facts, int64_t *merged_facts) {
  const ImageReading *readings = agreement->READING + field->reading_first;
  int known = 0;
  for (uint32_t i = 0; i < field->reading_count; i++)
    known |= facts[readings[i].slot] != VALUE_MISSING;
  for (uint32_t i = 0; known && i < field->reading_count; i++)
    for (uint32_t k = 0; k < readings[i].slots; k++)
      merged_facts[readings[i].slot + k] = VALUE_MISSING;
}

/* Facts that the lead lacks, or that nothing but a default gave it, are the merged one's if that knows
 * them. */
void fold_merge_facts(const mops_agreement *agreement, int64_t *lead, int64_t *merged) {
  const ImageRecord *record = agreement->RECORD;
  uint32_t first = agreement->META->facts_slot;
  for (uint32_t i = 0; i < record->count; i++)
    forget_readings(agreement, agreement->FIELD + record->first + i, lead + first, merged + first);
  for (uint32_t i = first; i < first + agreement->META->facts; i++) {
    int lacks = lead[i] == VALUE_MISSING || lead[i] == agreement->INITIAL[i].value;
    if (lacks && merged[i] != VALUE_MISSING) lead[i] = merged[i];
  }
}

/* ---- what events did ------------------------------------------------------------------------ */

/* Steps of `for each` rules count from the later of two instants, and may be other ones. */
static void take_anchor(mops_worker *worker, int64_t *lead, const ImageAnchor *anchor, int64_t at,
                        int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  int64_t before = lead[anchor->slot];
  MEASURE(1);
  if (!anchor->merges || at <= before) return; /* VALUE_MISSING is before all instants */
  for (uint32_t i = anchor->each; i != NONE; i = agreement->EACH_RULE[i].next) {
    const ImageEachRule *rule = agreement->EACH_RULE + i;
    MEASURE(1);
    decide_touch(worker, lead, rule->score, now);
    int64_t had = each_steps(rule, lead, now);
    lead[anchor->slot] = at;
    int64_t steps = each_steps(rule, lead, now), points = times(minus(steps, had), rule->points);
    lead[anchor->slot] = before;
    if (steps != had)
      decide_change(worker,
                    (Change){MOPS_REASON_EACH, rule->score, rule->rule, points, steps, no_cause});
  }
  lead[anchor->slot] = at;
}

static void take_past(mops_worker *worker, int64_t *lead, const int64_t *merged, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_ANCHOR]; i++)
    take_anchor(worker, lead, agreement->ANCHOR + i, merged[agreement->ANCHOR[i].slot], now);
  for (uint32_t i = 0; i < agreement->count[SECTION_HISTORY]; i++) {
    const ImageHistory *history = agreement->HISTORY + i;
    MEASURE(1);
    if (!history->merges) continue;
    history_join(agreement, lead, merged, history, worker->instants);
    history_wait(agreement, lead, history, now);
  }
}

/* ---- awards ------------------------------------------------------------------------------ */

static int same_period(const mops_agreement *agreement, int64_t a, int64_t b, uint32_t kind) {
  uint32_t zone = agreement->META->zone;
  return a != VALUE_MISSING && b != VALUE_MISSING &&
         calendar_period(agreement, zone, a, kind) == calendar_period(agreement, zone, b, kind);
}

/* What a limit counted of both. Call before the firings themselves are put together. */
static void take_limit(mops_worker *worker, int64_t *lead, const int64_t *merged,
                       const ImageEventRule *rule, const ImageLimit *limit) {
  int64_t last = lead[rule->slot + FIRING_LAST], other_last = merged[rule->slot + FIRING_LAST];
  MEASURE(1);
  if (limit->kind == LIMIT_CODE_TOTAL) return;
  if (limit->kind == LIMIT_CODE_WINDOW)
    ring_join(lead + limit->slot, lead[rule->slot + FIRING_COUNT], merged + limit->slot,
              merged[rule->slot + FIRING_COUNT], limit->count, worker->instants);
  else if (same_period(worker->agreement, last, other_last, limit->kind))
    lead[limit->slot] = plus(lead[limit->slot], merged[limit->slot]);
  else if (other_last > last)
    lead[limit->slot] = merged[limit->slot];
}

/* Firings of a rule that adds. Returns what live awards that the lead takes over are worth. */
static int64_t take_firings(mops_worker *worker, int64_t *lead, const int64_t *merged,
                            const ImageEventRule *rule, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  int64_t *firings = lead + rule->slot, gained = 0;
  const int64_t *others = merged + rule->slot;
  for (uint32_t i = 0; i < rule->limit_count; i++)
    take_limit(worker, lead, merged, rule, agreement->LIMIT + rule->limit_first + i);
  if (rule->ageing != NONE && others[FIRING_COUNT]) {
    const ImageAgeing *ageing = agreement->AGEING + rule->ageing;
    uint32_t first = ageing->slot + LIVE_FIRST;
    ring_join(lead + first, firings[FIRING_COUNT], merged + first, others[FIRING_COUNT],
              ageing->live, worker->instants);
    gained = ageing_refresh(agreement, lead, ageing, now);
  }
  firings[FIRING_COUNT] = plus(firings[FIRING_COUNT], others[FIRING_COUNT]);
  firings[FIRING_LAST] = larger(firings[FIRING_LAST], others[FIRING_LAST]);
  if (rule->points_slot != NONE)
    lead[rule->points_slot] = plus(lead[rule->points_slot], merged[rule->points_slot]);
  return gained;
}

/* What a rule that sets made of the merged lead's score is as if given by hand. */
static int64_t set_of(const ImageScore *score, const ImageEventRule *rule, const int64_t *merged) {
  int64_t count = merged[rule->slot + FIRING_COUNT];
  if (!count) return 0;
  int64_t made = rule->points_slot == NONE ? times(count, rule->points) : merged[rule->points_slot];
  return minus(made, score_rest(score));
}

static void take_groups(const mops_agreement *agreement, int64_t *lead, const int64_t *merged,
                        const ImageScore *score) {
  MEASURE(score->group_count);
  for (uint32_t i = 0; i < score->group_count; i++) {
    const ImageGroup *group = agreement->GROUP + score->group_first + i;
    if (!group->read) lead[group->slot] = plus(lead[group->slot], merged[group->slot]);
  }
}

/* What `keep` cut is told as such of a rule that counts its points; without one it was given by
 * hand. */
static void book_cut(const mops_agreement *agreement, int64_t *lead, const ImageScore *score,
                     int64_t cut) {
  int64_t *points = &lead[score->hand + HAND_POINTS];
  for (uint32_t i = 0; i < score->event_count; i++) {
    const ImageEventRule *rule = agreement->EVENT_RULE + score->event_first + i;
    MEASURE(1);
    if (rule->points_slot != NONE && !rule->set && rule->ageing == NONE)
      points = &lead[rule->points_slot];
  }
  *points = plus(*points, cut);
}

/* Firings of both count, and what lies beyond the merged lead's resting value is given to this one.
 * For explain it came of the same rules as there. */
static void take_score(mops_worker *worker, int64_t *lead, const int64_t *merged, uint32_t row,
                       uint32_t type, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  const ImageScore *score = agreement->SCORE + row;
  int64_t gained = 0, hand = merged[score->hand + HAND_POINTS];
  decide_touch(worker, lead, row, now);
  for (uint32_t i = 0; i < score->event_count; i++) {
    const ImageEventRule *rule = agreement->EVENT_RULE + score->event_first + i;
    MEASURE(1);
    if (rule->set)
      hand = plus(hand, set_of(score, rule, merged));
    else
      gained = plus(gained, take_firings(worker, lead, merged, rule, now));
  }
  take_groups(agreement, lead, merged, score);
  int64_t before = lead[score->slot + SCORE_ACCUMULATED];
  int64_t given = minus(merged[score->slot + SCORE_ACCUMULATED], score_rest(score));
  Change change = {MOPS_REASON_BY_HAND, row, NONE, gained, 0, {type, NONE, NONE, NONE}};
  if (given)
    by_hand_points(worker, lead, row, plus(before, given), minus(0, gained), change, now);
  else if (gained)
    decide_change(worker, change);
  int64_t *by_hand = &lead[score->hand + HAND_POINTS];
  *by_hand = plus(*by_hand, hand);
  book_cut(agreement, lead, score,
           minus(minus(lead[score->slot + SCORE_ACCUMULATED], before), given));
}

static uint32_t merging_type(const mops_agreement *agreement) {
  for (uint32_t i = 0; i < agreement->count[SECTION_RECORD]; i++)
    if (agreement->RECORD[i].kind == RECORD_CODE_LEAD_MERGED) return i;
  return 0; /* of a forged image */
}

/* ---- the module -------------------------------------------------------------------------- */

static void take_over(mops_worker *worker, int64_t *lead, int64_t *merged, int64_t now) {
  uint32_t type = merging_type(worker->agreement);
  fold_merge_facts(worker->agreement, lead, merged);
  assign_merged(worker, lead, merged, type, now);
  take_past(worker, lead, merged, now);
  clocks_merge(worker->agreement, lead, merged);
  for (uint32_t i = 0; i < worker->agreement->count[SECTION_SCORE]; i++)
    take_score(worker, lead, merged, i, type, now);
}

void fold_merged(mops_worker *worker, int64_t *lead, int64_t *merged, const MergedKey *key,
                 int64_t now) {
  MEASURE_RECORD_BEGINS();
  if (merged) fold_until(worker, merged, now);
  fold_until(worker, lead, now);
  fold_begin(worker, lead, now);
  worker->silent = 0;
  lead[SLOT_FLAGS] &= LEAD_SILENT - 1;
  decide_merged(worker, key, now);
  if (merged) take_over(worker, lead, merged, now);
  fold_derive(worker->agreement, lead);
  fold_refresh(worker, lead, 0, now);
  fold_settle(worker, lead, 0, now);
  fold_finish(worker, lead, 0, now);
  MEASURE_RECORD_ENDS(lead);
}
