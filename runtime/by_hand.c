/* Records of what people do by hand: stages and scores that are set, and imports. */
#include "runtime/by_hand.h"

#include <string.h>

#include "runtime/assign.h"
#include "runtime/decide.h"
#include "runtime/measure.h"
#include "runtime/number.h"
#include "runtime/phase.h"
#include "runtime/timer.h"

int by_hand_is_import(const mops_worker *worker, const mops_record *record) {
  switch (by_hand_kind(worker, record)) {
  case RECORD_CODE_STAGE_SET: return record->value[STAGE_SET_IMPORT] == 1;
  case RECORD_CODE_SCORE_SET: return record->value[SCORE_SET_IMPORT] == 1;
  case RECORD_CODE_ASSIGNMENT: return record->value[ASSIGNMENT_IMPORT] == 1;
  default: return 0;
  }
}

/* The stage that a record sets, or NONE. Its value is a host's, so it may be any. */
static uint32_t stage_wanted(const mops_worker *worker, const mops_record *record) {
  if (by_hand_kind(worker, record) != RECORD_CODE_STAGE_SET) return NONE;
  int64_t stage = record->value[STAGE_SET_STAGE];
  return stage >= 0 && stage < worker->agreement->count[SECTION_STAGE] ? (uint32_t)stage : NONE;
}

/* Puts the lead into the record's stage, unless it is there. Returns the stage's bit, or 0. */
static uint64_t set_stage(mops_worker *worker, int64_t *lead, const mops_record *record,
                          int64_t now) {
  uint32_t stage = stage_wanted(worker, record);
  int import = by_hand_is_import(worker, record);
  if (stage == NONE || lead[SLOT_STAGE] == stage) return 0;
  if (lead[SLOT_STAGE] != VALUE_MISSING) decide_scores(worker, lead, now);
  decide_stage_set(worker, lead, record->type, stage, import, now);
  if (import)
    fold_import_stage(worker, lead, stage, now);
  else
    fold_enter_stage(worker, lead, stage, now);
  return UINT64_C(1) << stage;
}

void by_hand_points(mops_worker *worker, int64_t *lead, uint32_t index, int64_t wanted,
                    int64_t gone, Change change, int64_t now) {
  const ImageScore *score = worker->agreement->SCORE + index;
  int64_t *value = &lead[score->slot + SCORE_ACCUMULATED], before = *value;
  decide_touch(worker, lead, index, now);
  worker->changed = 1;
  *value = fold_keep(score, wanted);
  if (score->decay != NONE) fold_anchor_decay(worker->agreement, lead, score, before, now);
  change.points = minus(minus(wanted, before), gone);
  decide_change(worker, change);
  if (*value != wanted)
    decide_change(worker,
                  (Change){MOPS_REASON_KEEP, index, NONE, minus(*value, wanted), 0, no_cause});
}

static void set_score(mops_worker *worker, int64_t *lead, const mops_record *record, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  int64_t index = record->value[SCORE_SET_SCORE], wanted = record->value[SCORE_SET_VALUE];
  if (index < 0 || index >= agreement->count[SECTION_SCORE] || wanted == VALUE_MISSING) return;
  uint32_t row = (uint32_t)index;
  const ImageScore *score = agreement->SCORE + row;
  Cause cause = no_cause;
  cause.event = record->type;
  Change change = {MOPS_REASON_BY_HAND, row, NONE, 0, by_hand_is_import(worker, record), cause};
  decide_touch(worker, lead, row, now);
  int64_t gone = fold_restart_rules(agreement, lead, score);
  wanted = bounded(wanted, -POINTS_LIMIT, POINTS_LIMIT);
  by_hand_points(worker, lead, row, wanted, gone, change, now);
  lead[score->hand + HAND_POINTS] = minus(lead[score->slot + SCORE_ACCUMULATED], score_rest(score));
  lead[score->hand + HAND_AT] = now;
  fold_refresh(worker, lead, agreement->META->static_facts, now);
}

uint64_t by_hand_occurs(mops_worker *worker, int64_t *lead, const mops_record *record,
                        int64_t now) {
  if (by_hand_kind(worker, record) == RECORD_CODE_STAGE_SET)
    return set_stage(worker, lead, record, now);
  if (by_hand_kind(worker, record) == RECORD_CODE_ASSIGNMENT)
    return assign_by_hand(worker, lead, record, now);
  set_score(worker, lead, record, now);
  return 0;
}

uint64_t by_hand_appear(mops_worker *worker, int64_t *lead, const mops_record *record,
                        int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  if (stage_wanted(worker, record) != NONE) return set_stage(worker, lead, record, now);
  decide_move(worker, lead, NONE, no_cause, now);
  fold_import_stage(worker, lead, agreement->META->start, now);
  return UINT64_C(1) << agreement->META->start;
}

void by_hand_settle(mops_worker *worker, int64_t *lead, const mops_record *record, uint64_t entered,
                    int64_t now) {
  if (!by_hand_is_import(worker, record))
    fold_settle(worker, lead, entered, now);
  else if (lead[SLOT_STAGE] != VALUE_MISSING)
    lead[SLOT_FLAGS] |= LEAD_HELD_BACK | LEAD_UNSETTLED;
}

void by_hand_follow(mops_worker *worker, int64_t *lead) {
  const mops_agreement *agreement = worker->agreement;
  MEASURE(agreement->count[SECTION_BECOMING]);
  for (uint32_t i = 0; i < agreement->count[SECTION_BECOMING]; i++)
    lead[agreement->BECOMING[i].slot] = fold_holds(worker, agreement->BECOMING[i].condition);
  memset(worker->derived, DERIVED_NOT, agreement->count[SECTION_RECORD]);
  worker->derived_waiting = 0;
}
