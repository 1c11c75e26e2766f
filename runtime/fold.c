/* One record or due step of one lead, in the phases of spec/4-meaning. Tables of the image say what
 * is done; conditions run on the VM; everything that is remembered is in the lead's slots. */
#include "runtime/fold.h"

#include <string.h>

#include "runtime/ageing.h"
#include "runtime/assign.h"
#include "runtime/by_hand.h"
#include "runtime/calendar.h"
#include "runtime/clock.h"
#include "runtime/decide.h"
#include "runtime/fetch.h"
#include "runtime/group.h"
#include "runtime/history.h"
#include "runtime/kept.h"
#include "runtime/measure.h"
#include "runtime/number.h"
#include "runtime/phase.h"
#include "runtime/rare.h"
#include "runtime/record.h"
#include "runtime/roster.h"
#include "runtime/route.h"
#include "runtime/timer.h"

/* ---- limits ------------------------------------------------------------------------------ */

int fold_limit_allows(const mops_agreement *agreement, const int64_t *lead,
                      const ImageEventRule *rule, const ImageLimit *limit, int64_t now) {
  int64_t fired = lead[rule->slot + FIRING_COUNT], last = lead[rule->slot + FIRING_LAST];
  MEASURE(1);
  if (limit->kind == LIMIT_CODE_TOTAL) return fired < limit->count;
  if (limit->kind == LIMIT_CODE_WINDOW) {
    int64_t oldest = lead[limit->slot + (uint64_t)fired % limit->count];
    return oldest == VALUE_MISSING || oldest <= minus(now, limit->window);
  }
  if (last == VALUE_MISSING) return 1;
  uint32_t zone = agreement->META->zone;
  return lead[limit->slot] < limit->count || calendar_period(agreement, zone, last, limit->kind) !=
                                                 calendar_period(agreement, zone, now, limit->kind);
}

static void limit_count(const mops_agreement *agreement, int64_t *lead, const ImageEventRule *rule,
                        const ImageLimit *limit, int64_t now) {
  int64_t fired = lead[rule->slot + FIRING_COUNT], last = lead[rule->slot + FIRING_LAST];
  if (limit->kind == LIMIT_CODE_TOTAL) return;
  if (limit->kind == LIMIT_CODE_WINDOW) {
    lead[limit->slot + (uint64_t)fired % limit->count] = now;
    return;
  }
  uint32_t zone = agreement->META->zone;
  int same = last != VALUE_MISSING && calendar_period(agreement, zone, last, limit->kind) ==
                                          calendar_period(agreement, zone, now, limit->kind);
  lead[limit->slot] = same ? plus(lead[limit->slot], 1) : 1;
}

/* ---- what fact rules read ---------------------------------------------------------------- */

/* Fact rules must be looked at, because something that they read changed. */
static inline void dependents_stale(mops_worker *worker, uint32_t first, uint32_t count) {
  const ImageDependent *rows = worker->agreement->DEPENDENT + first;
  MEASURE(count);
  for (uint32_t i = 0; i < count; i++)
    worker->stale[rows[i].fact_rule / 64] |= UINT64_C(1) << rows[i].fact_rule % 64;
}

/* Scores change often, so those who read them are found once, when they are looked at. */
static inline void score_changed(mops_worker *worker, uint32_t score) {
  worker->scores_stale |= UINT64_C(1) << (score & 63);
}

/* How many of a score's dependents it has reached with a value. */
static uint32_t dependents_reached(const ImageDependent *rows, uint32_t count, int64_t value) {
  return cuts_reached(&rows->from, sizeof *rows, count, value);
}

/* Those who ask whether a score is above what it passed since they were looked at, and those who
 * ask more of it. */
static void score_readers_stale(mops_worker *worker, int64_t *lead, const ImageScore *score,
                                int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  const ImageDependent *rows = agreement->DEPENDENT + score->dependent_first;
  uint32_t count = score->dependent_count;
  if (!count) return;
  uint32_t always = dependents_reached(rows, count, VALUE_MISSING);
  dependents_stale(worker, score->dependent_first, always);
  if (score->seen == NONE) return;
  int64_t value = score_read(agreement, lead, (uint32_t)(score - agreement->SCORE), now);
  int64_t seen = lead[score->seen];
  uint32_t from = dependents_reached(rows, count, smaller(value, seen));
  uint32_t until = dependents_reached(rows, count, larger(value, seen));
  MEASURE(score->each_count);
  lead[score->seen] = value;
  dependents_stale(worker, score->dependent_first + from, until - from);
}

/* All who read scores were looked at. */
static void scores_seen(mops_worker *worker, int64_t *lead, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  for (uint64_t rest = agreement->bounds.seen_scores; rest; rest &= rest - 1) {
    uint32_t score = (uint32_t)__builtin_ctzll(rest);
    MEASURE(1 + agreement->SCORE[score].each_count);
    lead[agreement->SCORE[score].seen] = score_read(agreement, lead, score, now);
  }
  worker->scores_stale = 0;
}

static void all_readers_stale(mops_worker *worker, int64_t *lead, int64_t now) {
  for (uint64_t rest = worker->scores_stale; rest; rest &= rest - 1)
    score_readers_stale(worker, lead, worker->agreement->SCORE + __builtin_ctzll(rest), now);
  worker->scores_stale = 0;
}

/* ---- awards ------------------------------------------------------------------------------ */

int64_t fold_restart_rules(const mops_agreement *agreement, int64_t *lead,
                           const ImageScore *score) {
  int64_t gone = 0;
  for (uint32_t i = 0; i < score->event_count; i++) {
    MEASURE(1);
    const ImageEventRule *rule = agreement->EVENT_RULE + score->event_first + i;
    lead[rule->slot + FIRING_COUNT] = 0;
    lead[rule->slot + FIRING_LAST] = VALUE_MISSING;
    if (rule->points_slot != NONE) lead[rule->points_slot] = 0;
    if (rule->ageing != NONE)
      gone = plus(gone, ageing_clear(agreement, lead, agreement->AGEING + rule->ageing));
    for (uint32_t k = 0; k < rule->limit_count; k++) {
      MEASURE(1);
      const ImageLimit *limit = agreement->LIMIT + rule->limit_first + k;
      if (limit->kind != LIMIT_CODE_WINDOW) continue;
      MEASURE(limit->count);
      for (uint32_t j = 0; j < limit->count; j++) lead[limit->slot + j] = VALUE_MISSING;
    }
  }
  lead[score->hand + HAND_POINTS] = 0;
  lead[score->hand + HAND_AT] = VALUE_MISSING;
  groups_restart(agreement, lead, score);
  uint32_t row = (uint32_t)(score - agreement->SCORE);
  MEASURE(agreement->count[SECTION_COUNTER]);
  for (uint32_t i = 0; i < agreement->count[SECTION_COUNTER]; i++)
    if (agreement->COUNTER[i].score == row) lead[agreement->COUNTER[i].slot] = 0;
  return gone;
}

void fold_anchor_decay(const mops_agreement *agreement, int64_t *lead, const ImageScore *score,
                       int64_t before, int64_t now) {
  const ImageDecay *decay = agreement->DECAY + score->decay;
  int left_rest = before == score_rest(score) && lead[score->slot + SCORE_ACCUMULATED] != before;
  if (decay->anchor == NONE ? left_rest : lead[decay->own] == VALUE_MISSING) lead[decay->own] = now;
}

int64_t fold_keep(const ImageScore *score, int64_t points) {
  return bounded(bounded(points, score->keep_low, score->keep_high), -POINTS_LIMIT, POINTS_LIMIT);
}

/* A live award, which is not accumulated: neither `keep` nor decay looks at it. */
static void award_live(mops_worker *worker, int64_t *lead, const ImageEventRule *rule, Cause cause,
                       int64_t now) {
  int64_t gone = ageing_award(worker->agreement, lead, rule, now);
  lead[rule->slot + FIRING_COUNT] = plus(lead[rule->slot + FIRING_COUNT], 1);
  lead[rule->slot + FIRING_LAST] = now;
  decide_change(worker,
                (Change){MOPS_REASON_RULE, rule->score, rule->rule, rule->points, 1, cause});
  if (gone)
    decide_change(worker, (Change){MOPS_REASON_AGED, rule->score, rule->rule, gone, 0, no_cause});
}

static void award(mops_worker *worker, int64_t *lead, uint32_t index, Cause cause, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  const ImageEventRule *rule = agreement->EVENT_RULE + index;
  const ImageScore *score = agreement->SCORE + rule->score;
  const ImageLimit *limits = agreement->LIMIT + rule->limit_first;
  for (uint32_t i = 0; i < rule->limit_count; i++)
    if (!fold_limit_allows(agreement, lead, rule, limits + i, now)) return;
  decide_touch(worker, lead, rule->score, now);
  MEASURE(rule->limit_count);
  for (uint32_t i = 0; i < rule->limit_count; i++)
    limit_count(agreement, lead, rule, limits + i, now);

  worker->changed = 1;
  score_changed(worker, rule->score);
  if (rule->ageing != NONE) {
    award_live(worker, lead, rule, cause, now);
    return;
  }
  int64_t *value = &lead[score->slot + SCORE_ACCUMULATED], before = *value;
  int64_t let = rule->set ? 0 : group_let(agreement, lead, rule->group, rule->points);
  int64_t wanted = rule->set ? rule->points : plus(before, let);
  *value = fold_keep(score, wanted);
  int64_t gone = rule->set ? fold_restart_rules(agreement, lead, score) : 0;
  int64_t credited = rule->set ? *value : minus(*value, before);
  lead[rule->slot + FIRING_COUNT] = plus(lead[rule->slot + FIRING_COUNT], 1);
  lead[rule->slot + FIRING_LAST] = now;
  if (rule->points_slot != NONE) lead[rule->points_slot] = plus(lead[rule->points_slot], credited);
  if (score->decay != NONE) fold_anchor_decay(agreement, lead, score, before, now);

  mops_reason_kind kind = rule->set ? MOPS_REASON_SET : MOPS_REASON_RULE;
  int64_t points = rule->set ? minus(minus(wanted, before), gone) : rule->points;
  decide_change(worker, (Change){kind, rule->score, rule->rule, points, 1, cause});
  if (!rule->set && let != points)
    decide_change(worker, (Change){MOPS_REASON_CAPPED, rule->score, rule->rule, minus(let, points),
                                   rule->group, no_cause});
  if (*value != wanted)
    decide_change(worker, (Change){MOPS_REASON_KEEP, rule->score, rule->rule, minus(*value, wanted),
                                   0, no_cause});
}

/* ---- fact rules -------------------------------------------------------------------------- */

/* Looks at a fact rule: whether it holds now, and since when. Those that read its score stand
 * further down, so one look at each is enough. */
static void fact_refresh(mops_worker *worker, int64_t *lead, uint32_t row, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  const ImageFactRule *rule = agreement->FACT_RULE + row;
  const ImageScore *score = agreement->SCORE + rule->score;
  MEASURE(1);
  int held = lead[rule->slot] != VALUE_MISSING, held_now = fold_holds(worker, rule->condition);
  if (held == held_now) return;
  worker->changed = 1;
  decide_touch(worker, lead, rule->score, now);
  Cause cause = no_cause;
  cause.judged = decide_judge(worker, rule->criterion);
  int64_t points = held_now ? rule->points : minus(0, rule->points);
  int64_t *sum = &lead[score->slot + SCORE_FACTS];
  *sum = plus(*sum, group_change(agreement, lead, rule->group, points));
  lead[rule->slot] = held_now ? now : VALUE_MISSING;
  score_readers_stale(worker, lead, score, now);
  mops_reason_kind kind = held_now ? MOPS_REASON_HOLDS : MOPS_REASON_ENDS;
  decide_change(worker, (Change){kind, rule->score, rule->rule, points, 0, cause});
}

void fold_refresh(mops_worker *worker, int64_t *lead, uint32_t first, int64_t now) {
  uint32_t count = worker->agreement->count[SECTION_FACT_RULE];
  for (uint32_t i = first; i < count; i++) fact_refresh(worker, lead, i, now);
  scores_seen(worker, lead, now);
  memset(worker->stale, 0, (count / 64 + 1) * sizeof *worker->stale);
}

/* Looks at those of which something changed that they read, and at what follows from them. */
static void facts_refresh_stale(mops_worker *worker, int64_t *lead, int64_t now) {
  uint32_t words = worker->agreement->count[SECTION_FACT_RULE] / 64 + 1;
  MEASURE(words);
  all_readers_stale(worker, lead, now);
  if (worker->agreement->META->slots > SMALL_LEAD)
    fetch_facts(worker->agreement, lead, worker->stale);
  for (uint32_t i = 0; i < words; i++) {
    while (worker->stale[i]) {
      uint32_t bit = (uint32_t)__builtin_ctzll(worker->stale[i]);
      worker->stale[i] &= worker->stale[i] - 1;
      fact_refresh(worker, lead, i * 64 + bit, now);
    }
  }
}

/* ---- occurrences ------------------------------------------------------------------------- */

/* What an event, a move of the stage or a definition that turns true may fire, and what it fires:
 * rows of TRIGGER in the order of their effects. from and to are bits of the move's stages; to is 0
 * for all else. judged: the place in the worker's `judged` of what was judged of it and is not told
 * yet. */
typedef struct {
  Candidates fired;
  uint64_t from, to;
  uint32_t event, becoming, judged;
} Occurrence;

static inline int concerns(const Occurrence *occurrence, const ImageTrigger *trigger) {
  if (!occurrence->to) return 1;
  return (occurrence->from & (uint64_t)trigger->from) && (occurrence->to & (uint64_t)trigger->to);
}

int fold_where(const mops_worker *worker, const ImageTrigger *trigger) {
  if (trigger->value != NONE) {
    int64_t value = worker->input.event[trigger->value]; /* what is missing has no bit of low */
    int fits = trigger->has ? (value & trigger->low) != 0
                            : value >= trigger->low && value <= trigger->high;
    if (!fits) return 0;
  }
  return fold_holds(worker, trigger->where);
}

/* The `where` of an `on` move or route is read when that is looked for; where events are counted,
 * as they count; of a definition that turns true, at once. */
static inline int read_later(const Occurrence *occurrence, const ImageTrigger *trigger) {
  return trigger->effect >= EFFECT_MOVE && trigger->counter == NONE && occurrence->becoming == NONE;
}

/* Judges what fired for telling it, as things are before. */
static void occurrence_judge(mops_worker *worker, Occurrence *occurrence) {
  occurrence->judged = worker->judged_count;
  for (uint32_t i = 0; i < occurrence->fired.count; i++) {
    const ImageTrigger *trigger = worker->agreement->TRIGGER + occurrence->fired.first[i].trigger;
    if (!read_later(occurrence, trigger)) decide_judge(worker, trigger->criterion);
  }
}

/* What was judged of a trigger, as a cause. Triggers are asked for in their order. */
static Cause cause_of(const mops_worker *worker, Occurrence *occurrence,
                      const ImageTrigger *trigger) {
  const ImageCriterion *criteria = worker->agreement->CRITERION;
  Cause cause = {occurrence->event, occurrence->becoming, NONE, trigger->counter};
  if (!decide_wanted(worker) || trigger->criterion == NONE) return cause;
  for (uint32_t *at = &occurrence->judged; *at < worker->judged_count;) {
    uint32_t criterion = worker->judged[*at].criterion;
    if (criterion == trigger->criterion) {
      cause.judged = *at;
      break;
    }
    *at += criteria[criterion].rows;
  }
  return cause;
}

/* Which of the candidates fire. */
static void occurrence_ask(mops_worker *worker, Occurrence *occurrence) {
  const mops_agreement *agreement = worker->agreement;
  uint32_t count = 0;
  for (uint32_t i = 0; i < occurrence->fired.count; i++) {
    MEASURE(1);
    ImageCandidate candidate = occurrence->fired.first[i];
    const ImageTrigger *trigger = agreement->TRIGGER + candidate.trigger;
    if (read_later(occurrence, trigger) ||
        (concerns(occurrence, trigger) && fold_where(worker, trigger)))
      worker->fired[count++] = candidate;
  }
  occurrence->fired.first = worker->fired;
  occurrence->fired.count = count;
}

/* Step 1: conditions are read, as things are before. */
static void occurrence_read(mops_worker *worker, Occurrence *occurrence) {
  if (occurrence->fired.conditional) occurrence_ask(worker, occurrence);
  if (worker->agreement->META->slots > SMALL_LEAD)
    fetch_fired(worker->agreement, worker->input.lead, &occurrence->fired);
  if (decide_wanted(worker)) occurrence_judge(worker, occurrence);
}

/* The steps of `for each` rules start again when their trigger happens. */
static void each_restart(mops_worker *worker, const int64_t *lead, uint32_t first, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  for (uint32_t i = first; i != NONE; i = agreement->EACH_RULE[i].next) {
    MEASURE(1);
    const ImageEachRule *rule = agreement->EACH_RULE + i;
    if (!each_begun(rule, lead, now)) continue;
    worker->changed = 1;
    score_changed(worker, rule->score);
    if (!decide_wanted(worker)) continue;
    decide_touch(worker, lead, rule->score, now);
    int64_t points = minus(0, times(each_steps(rule, lead, now), rule->points));
    decide_change(worker, (Change){MOPS_REASON_EACH, rule->score, rule->rule, points, 0, no_cause});
  }
}

/* What breaks a count stands before what counts. A trigger whose counter is not full did not fire.
 */
static void counters_record(mops_worker *worker, int64_t *lead, Occurrence *occurrence,
                            int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < occurrence->fired.count; i++) {
    MEASURE(1);
    const ImageTrigger *trigger = agreement->TRIGGER + worker->fired[i].trigger;
    if (trigger->effect == EFFECT_BREAK)
      lead[agreement->COUNTER[trigger->target].slot] = 0;
    else if (trigger->counter == NONE ||
             counter_fills(agreement->COUNTER + trigger->counter, lead, worker->input.event, now))
      worker->fired[kept++] = worker->fired[i];
  }
  occurrence->fired.count = kept;
}

static void anchor_record(mops_worker *worker, int64_t *lead, const ImageAnchor *anchor,
                          int64_t now) {
  worker->changed |= (int)anchor->read;
  dependents_stale(worker, anchor->dependent_first, anchor->dependent_count);
  if (anchor->each != NONE) each_restart(worker, lead, anchor->each, now);
  lead[anchor->slot] = now;
}

static void history_record(mops_worker *worker, int64_t *lead, const ImageHistory *history,
                           int64_t now) {
  worker->changed = 1;
  history_note(worker->agreement, lead, history, worker->input.event, now);
  dependents_stale(worker, history->dependent_first, history->dependent_count);
  history_wait(worker->agreement, lead, history, now);
}

static void derive(mops_worker *worker, uint32_t event) {
  if (worker->derived[event] != DERIVED_NOT) return;
  worker->derived[event] = DERIVED_WAITING;
  worker->derived_waiting++;
}

/* Step 2: it is recorded; in a history once, of whose triggers several may fire: they stand side by
 * side. */
static void occurrence_record(mops_worker *worker, int64_t *lead, Occurrence *occurrence,
                              int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  uint32_t noted = NONE;
  Candidates *fired = &occurrence->fired;
  if (fired->conditional) counters_record(worker, lead, occurrence, now);
  for (; fired->count; fired->first++, fired->count--) {
    MEASURE(1);
    const ImageTrigger *trigger = agreement->TRIGGER + fired->first->trigger;
    if (trigger->effect == EFFECT_ANCHOR)
      anchor_record(worker, lead, agreement->ANCHOR + trigger->target, now);
    else if (trigger->effect == EFFECT_HISTORY && trigger->target != noted)
      history_record(worker, lead, agreement->HISTORY + (noted = trigger->target), now);
    else if (trigger->effect == EFFECT_DERIVE)
      derive(worker, trigger->target);
    else if (trigger->effect > EFFECT_DERIVE)
      break;
  }
}

/* Only last instants and histories, of triggers that fire with one move. */
static void occurrence_remember(mops_worker *worker, int64_t *lead, const Occurrence *occurrence,
                                int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  uint32_t noted = NONE;
  for (uint32_t i = 0; i < occurrence->fired.count; i++) {
    MEASURE(1);
    const ImageTrigger *trigger = agreement->TRIGGER + occurrence->fired.first[i].trigger;
    if (trigger->counter != NONE) continue;
    if (trigger->effect == EFFECT_ANCHOR)
      anchor_record(worker, lead, agreement->ANCHOR + trigger->target, now);
    else if (trigger->effect == EFFECT_HISTORY && trigger->target != noted)
      history_record(worker, lead, agreement->HISTORY + (noted = trigger->target), now);
  }
}

/* Step 3: awards, once for each rule; the triggers of one rule stand side by side. */
static void occurrence_award(mops_worker *worker, int64_t *lead, Occurrence *occurrence,
                             int64_t now) {
  uint32_t awarded = NONE;
  Candidates *fired = &occurrence->fired;
  for (; fired->count; fired->first++, fired->count--) {
    MEASURE(1);
    const ImageTrigger *trigger = worker->agreement->TRIGGER + fired->first->trigger;
    if (trigger->effect > EFFECT_RULE) break;
    if (trigger->target == awarded) continue;
    awarded = trigger->target;
    award(worker, lead, awarded, cause_of(worker, occurrence, trigger), now);
  }
}

/* ---- lifecycle --------------------------------------------------------------------------- */

static void hold_restart(const mops_agreement *agreement, int64_t *lead) {
  MEASURE(agreement->count[SECTION_MOVE]);
  for (uint32_t i = 0; i < agreement->count[SECTION_MOVE]; i++)
    if (agreement->MOVE[i].hold_slot != NONE) lead[agreement->MOVE[i].hold_slot] = VALUE_MISSING;
}

static void put_stage(const mops_worker *worker, int64_t *lead, uint32_t stage, int64_t now) {
  int64_t owner = lead_owner(worker->agreement, lead);
  if (owner != VALUE_MISSING) {
    roster_count(worker->roster, owner, lead[SLOT_STAGE], -1);
    roster_count(worker->roster, owner, stage, 1);
  }
  lead[SLOT_STAGE] = stage;
  lead[SLOT_SINCE] = now;
  hold_restart(worker->agreement, lead);
}

static Occurrence move_occurs(const mops_agreement *agreement, const int64_t *lead, uint32_t to) {
  int64_t stage = lead[SLOT_STAGE];
  uint32_t from = stage == VALUE_MISSING ? STAGE_NOWHERE : (uint32_t)stage & 63;
  return (Occurrence){
      .fired = candidates_of_run(agreement, agreement->RUN + agreement->RECORD->run_first),
      .from = UINT64_C(1) << from,
      .to = UINT64_C(1) << to,
      .event = NONE,
      .becoming = NONE};
}

void fold_enter_stage(mops_worker *worker, int64_t *lead, uint32_t to, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  Occurrence occurrence = move_occurs(agreement, lead, to);
  const int64_t *event = worker->input.event;
  worker->input.event = NULL; /* a move's triggers can't read the event */
  occurrence_read(worker, &occurrence);
  put_stage(worker, lead, to, now);
  occurrence_record(worker, lead, &occurrence, now);
  occurrence_award(worker, lead, &occurrence, now);
  fold_refresh(worker, lead, agreement->META->static_facts, now);
  worker->input.event = event;
  worker->moved = worker->has_moved = 1;
}

void fold_import_stage(mops_worker *worker, int64_t *lead, uint32_t to, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  Occurrence occurrence = move_occurs(agreement, lead, to);
  occurrence_ask(worker, &occurrence);
  put_stage(worker, lead, to, now);
  occurrence_remember(worker, lead, &occurrence, now);
  fold_refresh(worker, lead, agreement->META->static_facts, now);
}

/* Enters a stage by a move, or with move NONE because the lead appears. cause: of an `on` move. */
static void enter(mops_worker *worker, int64_t *lead, uint32_t move, Cause cause, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  if (move != NONE) decide_scores(worker, lead, now);
  decide_move(worker, lead, move, cause, now);
  fold_enter_stage(worker, lead, move == NONE ? agreement->META->start : agreement->MOVE[move].to,
                   now);
}

/* Whether a `when` move is to be taken now, as far as its condition goes. */
static int when_due(mops_worker *worker, int64_t *lead, const ImageMove *move, int64_t now) {
  int true_now = fold_holds(worker, move->condition);
  if (move->hold_slot == NONE) return true_now;
  int64_t *since = &lead[move->hold_slot];
  if (!true_now)
    *since = VALUE_MISSING;
  else if (*since == VALUE_MISSING)
    *since = now;
  return true_now && minus(now, *since) >= move->hold;
}

/* The first `when` move that is taken, or NONE. Sets LEAD_HELD_BACK if one is held back. */
static uint32_t when_move(mops_worker *worker, int64_t *lead, uint64_t entered, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  uint64_t here = UINT64_C(1) << (lead[SLOT_STAGE] & 63);
  lead[SLOT_FLAGS] &= ~(int64_t)(LEAD_HELD_BACK | LEAD_UNSETTLED);
  for (uint32_t i = 0; i < agreement->count[SECTION_MOVE]; i++) {
    MEASURE(1);
    const ImageMove *move = agreement->MOVE + i;
    if (move->condition == NONE || !((uint64_t)move->from & here)) continue;
    if (!when_due(worker, lead, move, now)) continue;
    if (!(entered >> move->to & 1)) return i;
    lead[SLOT_FLAGS] |= LEAD_HELD_BACK;
  }
  return NONE;
}

void fold_settle(mops_worker *worker, int64_t *lead, uint64_t entered, int64_t now) {
  if (lead[SLOT_STAGE] == VALUE_MISSING) return;
  for (uint32_t move; (move = when_move(worker, lead, entered, now)) != NONE;) {
    entered |= UINT64_C(1) << worker->agreement->MOVE[move].to;
    enter(worker, lead, move, no_cause, now);
  }
}

void fold_move(mops_worker *worker, int64_t *lead, uint32_t move, int64_t now) {
  enter(worker, lead, move, no_cause, now);
  fold_settle(worker, lead, UINT64_C(1) << worker->agreement->MOVE[move].to, now);
}

/* What makes the `on` move that an occurrence makes, or NULL: the first move as written. They are
 * what is left of what it fires after the awards. */
static const ImageTrigger *on_move(const mops_worker *worker, const int64_t *lead,
                                   const Occurrence *occurrence) {
  const mops_agreement *agreement = worker->agreement;
  const ImageTrigger *taken = NULL;
  if (!occurrence->fired.count || lead[SLOT_STAGE] == VALUE_MISSING) return NULL;
  uint64_t here = UINT64_C(1) << (lead[SLOT_STAGE] & 63);
  for (uint32_t i = 0; i < occurrence->fired.count; i++) {
    MEASURE(1);
    const ImageTrigger *trigger = agreement->TRIGGER + occurrence->fired.first[i].trigger;
    if (trigger->effect > EFFECT_MOVE) break;
    if (taken && trigger->target >= taken->target) continue;
    if (!((uint64_t)agreement->MOVE[trigger->target].from & here)) continue;
    if (!read_later(occurrence, trigger) || fold_where(worker, trigger)) taken = trigger;
  }
  return taken;
}

/* ---- a record ---------------------------------------------------------------------------- */

void fold_derive(const mops_agreement *agreement, int64_t *lead) {
  VmInput input = {agreement, lead, NULL, 0};
  for (uint32_t i = 0; i < agreement->count[SECTION_DERIVED]; i++) {
    const ImageDerived *row = agreement->DERIVED + i;
    MEASURE(1);
    lead[agreement->META->facts_slot + row->value] = vm_run(&input, row->block);
  }
}

/* An engine's lead has the key that the engine knows, whichever of its keys the record names. */
static void set_facts(const mops_worker *worker, int64_t *lead, const mops_record *record) {
  int64_t *facts = lead + worker->agreement->META->facts_slot;
  MEASURE(record->values);
  for (uint32_t i = 0; i < record->values; i++)
    if (record->value[i] != VALUE_ABSENT) facts[i] = record->value[i];
  if (worker->key) record_key(worker->agreement, facts, worker->key, worker->key_length);
  fold_derive(worker->agreement, lead);
}

/* A lead whose first record imports its stage appears in that one; by an import nothing is entered.
 */
static uint64_t appear(mops_worker *worker, int64_t *lead, const mops_record *record, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  lead[SLOT_CREATED] = now;
  fold_refresh(worker, lead, 0, now);
  if (agreement->META->start == NONE) return 0;
  if (by_hand_is_import(worker, record)) return by_hand_appear(worker, lead, record, now);
  enter(worker, lead, NONE, no_cause, now);
  return UINT64_C(1) << agreement->META->start;
}

/* Triggers of routes and SLAs wait until all has settled. */
static void leave_waiting(mops_worker *worker, const Occurrence *occurrence) {
  if (!worker->agreement->bounds.max_waiting) return;
  for (uint32_t i = 0; i < occurrence->fired.count; i++) {
    uint32_t row = occurrence->fired.first[i].trigger;
    const ImageTrigger *trigger = worker->agreement->TRIGGER + row;
    MEASURE(1);
    if (trigger->effect >= EFFECT_ROUTE)
      assign_wait(worker, (Waiting){row, occurrence->event, occurrence->becoming,
                                    worker->input.event, !read_later(occurrence, trigger)});
  }
}

/* Steps 1 to 3 and the `on` move. Returns the stage that it enters, as a bit. */
static uint64_t occur(mops_worker *worker, int64_t *lead, Occurrence *occurrence, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  occurrence_read(worker, occurrence);
  occurrence_record(worker, lead, occurrence, now);
  occurrence_award(worker, lead, occurrence, now);
  if (agreement->META->static_facts < agreement->count[SECTION_FACT_RULE])
    facts_refresh_stale(worker, lead, now);
  leave_waiting(worker, occurrence);
  const ImageTrigger *moving = on_move(worker, lead, occurrence);
  if (!moving) return 0;
  Cause cause = {occurrence->event, NONE, NONE, NONE};
  if (read_later(occurrence, moving))
    cause.judged = decide_judge(worker, moving->criterion);
  else
    cause = cause_of(worker, occurrence, moving);
  enter(worker, lead, moving->target, cause, now);
  return UINT64_C(1) << agreement->MOVE[moving->target].to;
}

/* values: NULL of an event that follows from others, which has none. */
uint64_t fold_event_occurs(mops_worker *worker, int64_t *lead, uint32_t event,
                           const int64_t *values, int64_t now) {
  Occurrence occurrence = {.fired =
                               candidates_of_event(worker->agreement, event, values, worker->fired),
                           .event = event,
                           .becoming = NONE};
  worker->input.event = values;
  uint64_t entered = occur(worker, lead, &occurrence, now);
  worker->input.event = NULL;
  return entered;
}

void fold_event_remember(mops_worker *worker, int64_t *lead, uint32_t event, const int64_t *values,
                         int64_t now) {
  Occurrence occurrence = {.fired =
                               candidates_of_event(worker->agreement, event, values, worker->fired),
                           .event = event,
                           .becoming = NONE};
  worker->input.event = values;
  if (occurrence.fired.conditional) occurrence_ask(worker, &occurrence);
  occurrence_remember(worker, lead, &occurrence, now);
  worker->input.event = NULL;
}

static void pass_begin(mops_worker *worker, const int64_t *lead, int64_t now) {
  worker->input = (VmInput){worker->agreement, lead, NULL, now};
  worker->moved = worker->changed = 0;
  worker->judged_count = 0;
  decide_forget(worker);
}

static inline int has_clocks(const mops_agreement *agreement) {
  return agreement->count[SECTION_SLA] != 0;
}

/* What time alone did before a record of the lead counts no more (those of reps are no lead's); one
 * that came late happened before. */
static void clocks_record(mops_worker *worker, int64_t *lead, const mops_record *record,
                          int64_t now) {
  worker->silent = 0;
  if (by_hand_kind(worker, record) < RECORD_CODE_REP_AWAY) lead[SLOT_FLAGS] &= LEAD_SILENT - 1;
  if (record->at < now) worker->happened = record->at;
}

void fold_begin(mops_worker *worker, const int64_t *lead, int64_t now) {
  int64_t stage = lead[SLOT_STAGE];
  worker->stages_left = UINT64_C(1) << (stage == VALUE_MISSING ? STAGE_NOWHERE : stage & 63);
  worker->has_moved = 0;
  worker->waiting_count = 0;
  worker->routed = 0;
  worker->passed_on = 0;
  worker->happened = now;
  pass_begin(worker, lead, now);
}

/* Whether the clocks of decays stand is read when all else has settled. */
static APART void pauses_refresh(const mops_worker *worker, int64_t *lead) {
  const mops_agreement *agreement = worker->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_DECAY]; i++) {
    MEASURE(1);
    const ImageDecay *decay = agreement->DECAY + i;
    if (decay->paused != NONE)
      decay_pause(lead, decay, fold_holds(worker, decay->paused), lead[SLOT_LAST]);
  }
}

/* Deadlines of an instant happen once it is over, before all else of the next. */
static APART void wait_for_deadlines(const mops_worker *worker, int64_t *lead) {
  const mops_agreement *agreement = worker->agreement;
  clocks_pause(worker, lead);
  int64_t next = clocks_next(agreement, lead);
  lead[SLOT_FLAGS] &= ~(int64_t)LEAD_DEADLINE;
  if (next == INT64_MAX) {
    if (!clocks_run(agreement, lead)) lead[SLOT_FLAGS] &= ~(int64_t)LEAD_RUNS;
  } else if (next < lead[SLOT_NEXT]) {
    lead[SLOT_NEXT] = plus(next, 1);
    lead[SLOT_FLAGS] |= LEAD_DEADLINE;
  }
}

void fold_end(mops_worker *worker, int64_t *lead) {
  if (worker->agreement->count[SECTION_DECAY]) pauses_refresh(worker, lead);
  int all = worker->trace || (lead[SLOT_FLAGS] & LEAD_HELD_BACK);
  int waits = all || worker->agreement->bounds.waking_timers;
  lead[SLOT_NEXT] = waits ? timer_next(worker->agreement, lead, all) : INT64_MAX;
  if (lead[SLOT_FLAGS] & LEAD_UNSETTLED)
    lead[SLOT_NEXT] = smaller(lead[SLOT_NEXT], plus(lead[SLOT_LAST], 1));
  if (lead[SLOT_FLAGS] & LEAD_RUNS) wait_for_deadlines(worker, lead);
}

/* Due steps first; most leads have none at most records. */
static inline void pass_time(mops_worker *worker, int64_t *lead, int64_t now) {
  const uint32_t *count = worker->agreement->count;
  if (lead[SLOT_NEXT] <= now || count[SECTION_DECAY] || worker->agreement->bounds.loose_ageings)
    fold_until(worker, lead, now);
  else if (now > lead[SLOT_LAST])
    lead[SLOT_LAST] = now;
}

/* An event that changed nothing that a `when` move reads leaves them as they were settled last:
 * what time changes by itself either wakes the lead or can't enable a move (compiler/timer_plan.c).
 */
static int must_settle(const mops_worker *worker, const int64_t *lead) {
  return worker->changed || worker->moved || (lead[SLOT_FLAGS] & LEAD_HELD_BACK);
}

/* ---- what follows from it ---------------------------------------------------------------- */

void fold_pass_again(mops_worker *worker, const int64_t *lead, int64_t now) {
  if (worker->touched) decide_scores(worker, lead, now);
  pass_begin(worker, lead, now);
}

static void derived_occurs(mops_worker *worker, int64_t *lead, uint32_t event, int64_t now) {
  worker->derived[event] = DERIVED_DONE;
  worker->derived_waiting--;
  fold_pass_again(worker, lead, now);
  uint64_t entered = fold_event_occurs(worker, lead, event, NULL, now);
  if (must_settle(worker, lead)) fold_settle(worker, lead, entered, now);
}

static void became(mops_worker *worker, int64_t *lead, uint32_t row, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  const ImageRun *run = agreement->RUN + agreement->BECOMING[row].run_first;
  Occurrence occurrence = {
      .fired = candidates_of_run(agreement, run), .event = NONE, .becoming = row};
  worker->became[row] = 1;
  fold_pass_again(worker, lead, now);
  uint64_t entered = occur(worker, lead, &occurrence, now);
  if (must_settle(worker, lead)) fold_settle(worker, lead, entered, now);
}

/* Compares all definitions that triggers wait for with what they were; the first that turned true
 * happens, unless it did in this record. Returns 0 when none does. */
static int becoming_next(mops_worker *worker, int64_t *lead, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_BECOMING]; i++) {
    MEASURE(1);
    const ImageBecoming *row = agreement->BECOMING + i;
    int held = lead[row->slot] != 0, holds_now = fold_holds(worker, row->condition);
    if (held == holds_now) continue;
    lead[row->slot] = holds_now;
    if (!holds_now || worker->became[i]) continue;
    became(worker, lead, i, now);
    return 1;
  }
  return 0;
}

static uint32_t derived_next(const mops_worker *worker) {
  uint32_t event = 0;
  MEASURE(worker->agreement->count[SECTION_RECORD]);
  while (worker->derived[event] != DERIVED_WAITING) event++;
  return event;
}

/* Events that follow from what happened, in the order of their declarations, and then definitions
 * that turned true, until nothing more happens: each at most once. Returns whether anything did. */
static APART int follow_all(mops_worker *worker, int64_t *lead, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  int happened = 0, again;
  do {
    for (; worker->derived_waiting; happened = 1)
      derived_occurs(worker, lead, derived_next(worker), now);
    again = becoming_next(worker, lead, now);
    happened |= again;
  } while (again);
  memset(worker->derived, DERIVED_NOT, agreement->count[SECTION_RECORD]);
  memset(worker->became, 0, agreement->count[SECTION_BECOMING]);
  return happened;
}

static inline int follow(mops_worker *worker, int64_t *lead, int64_t now) {
  if (!worker->derived_waiting && !worker->agreement->count[SECTION_BECOMING]) return 0;
  return follow_all(worker, lead, now);
}

/* Whether anything happened that can make a route act, or a clock start or end: at most events
 * nothing did. */
static inline int settled_anew(const mops_worker *worker) {
  return worker->waiting_count || worker->has_moved || worker->passed_on;
}

/* Routes act once, and what follows from that follows too. */
static APART int route_and_follow(mops_worker *worker, int64_t *lead, int64_t now) {
  if (!assign_settled(worker, lead, now)) return 0;
  follow(worker, lead, now);
  return 1;
}

void fold_finish(mops_worker *worker, int64_t *lead, int quiet, int64_t now) {
  int happened = follow(worker, lead, now) || worker->moved || worker->trace;
  int anew = settled_anew(worker);
  if (anew) happened |= route_and_follow(worker, lead, now);
  if (worker->touched && (happened || !quiet)) decide_scores(worker, lead, now);
  if (anew && has_clocks(worker->agreement)) clocks_settled(worker, lead, now);
  fold_end(worker, lead);
}

static APART void fold_first(mops_worker *worker, int64_t *lead, const mops_record *record,
                             int64_t now) {
  lead[SLOT_LAST] = now;
  fold_begin(worker, lead, now);
  if (record->type == 0) set_facts(worker, lead, record);
  uint64_t entered = appear(worker, lead, record, now);
  if (by_hand_kind(worker, record) > RECORD_CODE_EVENT)
    entered |= by_hand_occurs(worker, lead, record, now);
  else if (record->type != 0)
    entered |= fold_event_occurs(worker, lead, record->type, record->value, now);
  by_hand_settle(worker, lead, record, entered, now);
}

static APART void fold_hand(mops_worker *worker, int64_t *lead, const mops_record *record,
                            int64_t now) {
  uint64_t entered = by_hand_occurs(worker, lead, record, now);
  by_hand_settle(worker, lead, record, entered, now);
}

static APART void fold_facts(mops_worker *worker, int64_t *lead, const mops_record *record,
                             int64_t now) {
  set_facts(worker, lead, record);
  fold_refresh(worker, lead, 0, now);
  fold_settle(worker, lead, 0, now);
}

/* Records of a rep that goes away or leaves happen to its leads like events. */
static int is_by_hand(const mops_worker *worker, const mops_record *record) {
  uint32_t kind = by_hand_kind(worker, record);
  return kind > RECORD_CODE_EVENT && kind < RECORD_CODE_REP_AWAY;
}

static void fold_event(mops_worker *worker, int64_t *lead, const mops_record *record, int64_t now) {
  uint64_t entered = fold_event_occurs(worker, lead, record->type, record->value, now);
  if (must_settle(worker, lead)) fold_settle(worker, lead, entered, now);
}

void fold_record(mops_worker *worker, int64_t *lead, const mops_record *record, int64_t now) {
  int by_hand = is_by_hand(worker, record);
  MEASURE_RECORD_BEGINS();
  if (lead[SLOT_LAST] == VALUE_MISSING) {
    fold_first(worker, lead, record, now);
  } else {
    pass_time(worker, lead, now);
    fold_begin(worker, lead, now);
    if (!record->type)
      fold_facts(worker, lead, record, now);
    else if (by_hand)
      fold_hand(worker, lead, record, now);
    else
      fold_event(worker, lead, record, now);
  }
  if (has_clocks(worker->agreement)) clocks_record(worker, lead, record, now);
  if (by_hand && by_hand_is_import(worker, record)) by_hand_follow(worker, lead);
  fold_finish(worker, lead, 0, now);
  MEASURE_RECORD_ENDS(lead);
}

/* ---- due steps --------------------------------------------------------------------------- */

/* What time did to a score since the lead's present instant. */
static void each_passed(mops_worker *worker, const int64_t *lead, int64_t last, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_EACH_RULE]; i++) {
    MEASURE(1);
    const ImageEachRule *rule = agreement->EACH_RULE + i;
    int64_t steps = each_steps(rule, lead, now),
            passed = minus(steps, each_steps(rule, lead, last));
    if (!passed) continue;
    score_changed(worker, rule->score);
    decide_touch(worker, lead, rule->score, last);
    Change change = {MOPS_REASON_EACH, rule->score, rule->rule, times(passed, rule->points), steps,
                     no_cause};
    decide_change(worker, change);
  }
}

/* Takes what a decay takes until an instant; returns the change in points. */
static int64_t decay_take(const mops_agreement *agreement, int64_t *lead, const ImageDecay *decay,
                          int64_t until) {
  int64_t *value = &lead[agreement->SCORE[decay->score].slot + SCORE_ACCUMULATED], before = *value;
  *value = decay_value(agreement, lead, decay, until);
  return minus(*value, before);
}

static void decay_passed(mops_worker *worker, int64_t *lead, int64_t last, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_DECAY]; i++) {
    MEASURE(1);
    const ImageDecay *decay = agreement->DECAY + i;
    decide_touch(worker, lead, decay->score, last);
    int64_t change = decay_take(agreement, lead, decay, now);
    if (!change) continue;
    score_changed(worker, decay->score);
    decide_change(worker,
                  (Change){MOPS_REASON_DECAY, decay->score, decay->rule, change, 0, no_cause});
  }
}

static void award_ages(mops_worker *worker, int64_t *lead, const ImageAgeing *ageing, int64_t last,
                       int64_t now) {
  MEASURE(1);
  const mops_agreement *agreement = worker->agreement;
  const ImageEventRule *rule = agreement->EVENT_RULE + ageing->event_rule;
  decide_touch(worker, lead, rule->score, last);
  int64_t change = ageing_pass(agreement, lead, ageing, now);
  if (!change) return;
  score_changed(worker, rule->score);
  decide_change(worker, (Change){MOPS_REASON_AGED, rule->score, rule->rule, change, 0, no_cause});
}

/* Those that no kept timer waits for. */
static void awards_age(mops_worker *worker, int64_t *lead, int64_t last, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  if (!agreement->bounds.loose_ageings) return;
  for (uint32_t i = 0; i < agreement->count[SECTION_AGEING]; i++)
    if (agreement->AGEING[i].timer == NONE)
      award_ages(worker, lead, agreement->AGEING + i, last, now);
}

static void kept_passed(mops_worker *worker, int64_t *lead, int64_t last, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  for (uint32_t i; (i = kept_take_due(agreement, lead, now)) != NONE;) {
    const ImageTimer *timer = agreement->TIMER + i;
    if (timer->kind == TIMER_AGEING) {
      award_ages(worker, lead, agreement->AGEING + timer->ageing, last, now);
    } else {
      const ImageHistory *history = agreement->HISTORY + timer->history;
      dependents_stale(worker, history->dependent_first, history->dependent_count);
    }
  }
}

/* Steps that could lead to nothing are caught up with at once, and not told. */
static void catch_up(const mops_agreement *agreement, int64_t *lead, int64_t until) {
  if (until <= lead[SLOT_LAST]) return;
  MEASURE(agreement->count[SECTION_DECAY]);
  for (uint32_t i = 0; i < agreement->count[SECTION_DECAY]; i++)
    decay_take(agreement, lead, agreement->DECAY + i, until);
  for (uint32_t i = 0; agreement->bounds.loose_ageings && i < agreement->count[SECTION_AGEING]; i++) {
    MEASURE(1);
    if (agreement->AGEING[i].timer == NONE)
      ageing_pass(agreement, lead, agreement->AGEING + i, until);
  }
  lead[SLOT_LAST] = until;
}

/* Whether time since something passes a threshold, which any fact rule may read. */
static int since_passes(const mops_agreement *agreement, const int64_t *lead, int64_t now) {
  for (uint32_t i = agreement->bounds.kept_timers; i < agreement->bounds.waking_timers; i++) {
    MEASURE(1);
    const ImageTimer *timer = agreement->TIMER + i;
    int counts = timer->kind == TIMER_SINCE || timer->kind == TIMER_FACT;
    if (counts && timer_instant(agreement, lead, timer) == now) return 1;
  }
  return 0;
}

static void due_step(mops_worker *worker, int64_t *lead, int64_t now) {
  MEASURE_STEP_BEGINS();
  worker->silent = 1;
  const mops_agreement *agreement = worker->agreement;
  int any = worker->trace || (lead[SLOT_FLAGS] & LEAD_HELD_BACK);
  catch_up(agreement, lead, now - 1);
  any |= since_passes(agreement, lead, now);
  int64_t last = lead[SLOT_LAST];
  fold_begin(worker, lead, now);
  each_passed(worker, lead, last, now);
  decay_passed(worker, lead, last, now);
  awards_age(worker, lead, last, now);
  kept_passed(worker, lead, last, now);
  lead[SLOT_LAST] = now;
  if (any)
    fold_refresh(worker, lead, agreement->META->static_facts, now);
  else
    facts_refresh_stale(worker, lead, now);
  fold_settle(worker, lead, 0, now);
  fold_finish(worker, lead, 1, now);
  MEASURE_STEP_ENDS(lead);
}

/* A breach or steps of SLAs. */
static void deadline_step(mops_worker *worker, int64_t *lead, int64_t now) {
  MEASURE_STEP_BEGINS();
  worker->silent = 1;
  catch_up(worker->agreement, lead, now);
  clocks_due(worker, lead, now);
  MEASURE_STEP_ENDS(lead);
}

void fold_wake(mops_worker *worker, int64_t *lead) {
  int64_t next = lead[SLOT_NEXT];
  if (lead[SLOT_FLAGS] & LEAD_DEADLINE)
    deadline_step(worker, lead, next - 1);
  else
    due_step(worker, lead, next);
}

void fold_until(mops_worker *worker, int64_t *lead, int64_t until) {
  while (lead[SLOT_NEXT] <= until) fold_wake(worker, lead);
  catch_up(worker->agreement, lead, until);
}
