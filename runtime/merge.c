/* Two leads that become one. */
#include "runtime/by_hand.h"
#include "runtime/decide.h"
#include "runtime/measure.h"
#include "runtime/number.h"
#include "runtime/phase.h"
#include "runtime/timer.h"

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
static void take_facts(const mops_agreement *agreement, int64_t *lead, int64_t *merged) {
  const ImageRecord *record = agreement->RECORD;
  uint32_t first = agreement->META->facts_slot;
  for (uint32_t i = 0; i < record->count; i++)
    forget_readings(agreement, agreement->FIELD + record->first + i, lead + first, merged + first);
  for (uint32_t i = first; i < first + agreement->META->facts; i++) {
    int lacks = lead[i] == VALUE_MISSING || lead[i] == agreement->INITIAL[i].value;
    if (lacks && merged[i] != VALUE_MISSING) lead[i] = merged[i];
  }
}

/* What lies beyond the merged lead's resting value is given to this one, by hand. */
static void take_points(mops_worker *worker, int64_t *lead, const int64_t *merged, uint32_t type,
                        int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_SCORE]; i++) {
    const ImageScore *score = agreement->SCORE + i;
    int64_t before = lead[score->slot + SCORE_ACCUMULATED];
    int64_t given = minus(merged[score->slot + SCORE_ACCUMULATED], score_rest(score));
    if (!given) continue;
    Change change = {MOPS_REASON_BY_HAND, i, NONE, 0, 0, {type, NONE, NONE, NONE}};
    by_hand_points(worker, lead, i, plus(before, given), 0, change, now);
    int64_t *by_hand = &lead[score->hand + HAND_POINTS];
    *by_hand = plus(*by_hand, minus(lead[score->slot + SCORE_ACCUMULATED], before));
  }
}

static uint32_t merging_type(const mops_agreement *agreement) {
  for (uint32_t i = 0; i < agreement->count[SECTION_RECORD]; i++)
    if (agreement->RECORD[i].kind == RECORD_CODE_LEAD_MERGED) return i;
  return 0; /* of a forged image */
}

void fold_merged(mops_worker *worker, int64_t *lead, int64_t *merged, const MergedKey *key,
                 int64_t now) {
  MEASURE_RECORD_BEGINS();
  if (merged) fold_until(worker, merged, now);
  fold_until(worker, lead, now);
  fold_begin(worker, lead, now);
  decide_merged(worker, key, now);
  if (merged) {
    take_facts(worker->agreement, lead, merged);
    take_points(worker, lead, merged, merging_type(worker->agreement), now);
  }
  fold_derive(worker->agreement, lead);
  fold_refresh(worker, lead, 0, now);
  fold_settle(worker, lead, 0, now);
  fold_finish(worker, lead, 0, now);
  MEASURE_RECORD_ENDS(lead);
}
