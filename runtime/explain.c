/* Why a lead stands where it stands: read from its slots and the image's rules, nothing is kept for
 * it beyond what deciding needs. */
#include "runtime/ageing.h"
#include "runtime/calendar.h"
#include "runtime/decide.h"
#include "runtime/group.h"
#include "runtime/history.h"
#include "runtime/number.h"
#include "runtime/timer.h"

typedef struct {
  const mops_agreement *agreement;
  const int64_t *lead;
  mops_explainer explain;
  void *host;
} Explanation;

static void give(const Explanation *explanation, mops_reason reason) {
  explanation->explain(explanation->host, &reason);
}

/* ---- scores ------------------------------------------------------------------------------ */

/* From when a full limit lets its rule fire again if it is left to time; INT64_MAX: never. */
static int64_t limit_opens(const Explanation *explanation, const ImageEventRule *rule,
                           const ImageLimit *limit) {
  const mops_agreement *agreement = explanation->agreement;
  const int64_t *lead = explanation->lead;
  if (limit->kind == LIMIT_CODE_TOTAL) return INT64_MAX;
  if (limit->kind != LIMIT_CODE_WINDOW)
    return calendar_period_end(agreement, agreement->META->zone, lead[SLOT_LAST], limit->kind);
  uint64_t fired = (uint64_t)lead[rule->slot + FIRING_COUNT];
  return plus(lead[limit->slot + fired % limit->count], limit->window);
}

static void explain_limits(const Explanation *explanation, const ImageEventRule *rule,
                           mops_reason *reason) {
  const mops_agreement *agreement = explanation->agreement;
  for (uint32_t i = 0; i < rule->limit_count; i++) {
    const ImageLimit *limit = agreement->LIMIT + rule->limit_first + i;
    if (fold_limit_allows(agreement, explanation->lead, rule, limit, explanation->lead[SLOT_LAST]))
      continue;
    int64_t opens = limit_opens(explanation, rule, limit);
    if (reason->limit == MOPS_LIMIT_OPEN) reason->opens = opens;
    reason->opens = larger(reason->opens, opens);
    reason->limit = reason->opens == INT64_MAX ? MOPS_LIMIT_USED_UP : MOPS_LIMIT_FULL;
  }
}

/* How far the counter has come that needs least, among the triggers of one effect. */
static void explain_counter(const Explanation *explanation, uint32_t effect, uint32_t target,
                            mops_reason *reason) {
  const mops_agreement *agreement = explanation->agreement;
  int64_t now = explanation->lead[SLOT_LAST];
  for (uint32_t i = 0; i < agreement->count[SECTION_TRIGGER]; i++) {
    const ImageTrigger *trigger = agreement->TRIGGER + i;
    if (trigger->effect != effect || trigger->target != target || trigger->counter == NONE)
      continue;
    const ImageCounter *counter = agreement->COUNTER + trigger->counter;
    uint32_t progress = counter_progress(counter, explanation->lead, now);
    if (reason->events && counter->count - progress >= reason->events - reason->progress) continue;
    reason->events = counter->count;
    reason->in_a_row = counter->in_a_row != 0;
    reason->progress = progress;
  }
}

/* When the accumulated part was last set, by a rule or by hand; VALUE_MISSING: never. */
static int64_t last_set(const Explanation *explanation, const ImageScore *score) {
  int64_t last = explanation->lead[score->hand + HAND_AT];
  for (uint32_t i = 0; i < score->event_count; i++) {
    const ImageEventRule *rule = explanation->agreement->EVENT_RULE + score->event_first + i;
    if (rule->set) last = larger(last, explanation->lead[rule->slot + FIRING_LAST]);
  }
  return last;
}

/* What one firing adds now: its group and `keep` bound the accumulated part. */
static int64_t added_now(const Explanation *explanation, const ImageScore *score,
                         const ImageEventRule *rule) {
  int64_t points = rule->points;
  if (rule->group != NONE && rule->ageing == NONE)
    points = group_room(explanation->agreement, explanation->lead, rule->group, points);
  int64_t now = explanation->lead[score->slot + SCORE_ACCUMULATED];
  return minus(bounded(plus(now, points), score->keep_low, score->keep_high), now);
}

/* What live awards are worth now; `keep` does not bound the next one. */
static void make_live(const Explanation *explanation, const ImageEventRule *rule,
                      mops_reason *reason) {
  const ImageAgeing *ageing = explanation->agreement->AGEING + rule->ageing;
  reason->ages = 1;
  reason->points = explanation->lead[ageing->slot + LIVE_POINTS];
  reason->each = rule->points;
}

/* Returns the accumulated part as the rules made it, without decay, and sums what `keep` cut. */
static int64_t explain_event_rules(const Explanation *explanation, const ImageScore *score,
                                   int64_t *cut) {
  int64_t credited = plus(score_rest(score), explanation->lead[score->hand + HAND_POINTS]);
  for (uint32_t i = 0; i < score->event_count; i++) {
    const ImageEventRule *rule = explanation->agreement->EVENT_RULE + score->event_first + i;
    const int64_t *slots = explanation->lead + rule->slot;
    mops_reason_kind kind = rule->set ? MOPS_REASON_SET : MOPS_REASON_RULE;
    mops_reason reason = decide_rule_reason(explanation->agreement, kind, rule->rule);
    reason.count = slots[FIRING_COUNT];
    reason.points = times(reason.count, rule->points);
    reason.each = rule->set ? rule->points : added_now(explanation, score, rule);
    reason.at = reason.count ? slots[FIRING_LAST] : last_set(explanation, score);
    if (rule->ageing != NONE) make_live(explanation, rule, &reason);
    explain_limits(explanation, rule, &reason);
    explain_counter(explanation, EFFECT_RULE, score->event_first + i, &reason);
    int64_t points =
        rule->points_slot == NONE ? reason.points : explanation->lead[rule->points_slot];
    if (rule->ageing == NONE) credited = plus(credited, points);
    if (rule->set && reason.count) credited = minus(credited, score_rest(score));
    *cut = plus(*cut, minus(points, reason.points));
    give(explanation, reason);
  }
  return credited;
}

/* What people gave: of a score_set all that it made of the score. */
static void explain_by_hand(const Explanation *explanation, const ImageScore *score) {
  const int64_t *hand = explanation->lead + score->hand;
  int was_set = hand[HAND_AT] != VALUE_MISSING;
  if (!was_set && !hand[HAND_POINTS]) return;
  give(explanation,
       (mops_reason){.kind = MOPS_REASON_BY_HAND,
                     .text = "score_set",
                     .points = plus(hand[HAND_POINTS], was_set ? score_rest(score) : 0),
                     .at = hand[HAND_AT]});
}

static void explain_fact_rules(const Explanation *explanation, uint32_t score) {
  const mops_agreement *agreement = explanation->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_FACT_RULE]; i++) {
    const ImageFactRule *rule = agreement->FACT_RULE + i;
    if (rule->score != score) continue;
    int64_t since = explanation->lead[rule->slot];
    mops_reason_kind kind = since == VALUE_MISSING ? MOPS_REASON_ENDS : MOPS_REASON_HOLDS;
    mops_reason reason = decide_rule_reason(agreement, kind, rule->rule);
    reason.at = since;
    reason.points = since == VALUE_MISSING ? 0 : rule->points;
    reason.each = rule->points;
    VmInput input = {agreement, explanation->lead, NULL, explanation->lead[SLOT_LAST]};
    if (rule->criterion != NONE && since == VALUE_MISSING)
      reason.truth = vm_run(&input, agreement->CRITERION[rule->criterion].truth) == 1;
    give(explanation, reason);
    if (rule->criterion != NONE)
      decide_criteria(agreement, &input, rule->criterion, explanation->explain, explanation->host);
  }
}

static void explain_each_rules(const Explanation *explanation, const ImageScore *score) {
  for (uint32_t i = 0; i < score->each_count; i++) {
    const ImageEachRule *rule = explanation->agreement->EACH_RULE + score->each_first + i;
    mops_reason reason = decide_rule_reason(explanation->agreement, MOPS_REASON_EACH, rule->rule);
    reason.count = each_steps(rule, explanation->lead, explanation->lead[SLOT_LAST]);
    reason.points = times(reason.count, rule->points);
    reason.each = rule->points;
    reason.at = explanation->lead[rule->anchor];
    give(explanation, reason);
  }
}

/* What a group let through, less than what its awards were. */
static int64_t group_lost(const Explanation *explanation, uint32_t group) {
  const mops_agreement *agreement = explanation->agreement;
  const ImageGroup *row = agreement->GROUP + group;
  const ImageScore *score = agreement->SCORE + row->score;
  int64_t given = 0, let = explanation->lead[row->slot];
  for (uint32_t i = 0; i < score->event_count; i++) {
    const ImageEventRule *rule = agreement->EVENT_RULE + score->event_first + i;
    int64_t firings = explanation->lead[rule->slot + FIRING_COUNT];
    if (rule->group == group) given = plus(given, times(firings, rule->points));
  }
  return minus(given < 0 ? minus(0, let) : let, given);
}

/* Returns what of it was lost for good. */
static int64_t explain_groups(const Explanation *explanation, const ImageScore *score) {
  const mops_agreement *agreement = explanation->agreement;
  int64_t lost = 0;
  for (uint32_t i = score->group_first; i < score->group_first + score->group_count; i++) {
    const ImageGroup *group = agreement->GROUP + i;
    mops_reason reason = decide_rule_reason(agreement, MOPS_REASON_CAPPED, group->rule);
    reason.points = group->read
                        ? group_cut(agreement, explanation->lead, i, explanation->lead[SLOT_LAST])
                        : group_lost(explanation, i);
    if (!group->read) lost = plus(lost, reason.points);
    if (reason.points) give(explanation, reason);
  }
  return lost;
}

/* count: 1 of what `keep` gave rather than cut. */
static void explain_bound(const Explanation *explanation, const ImageScore *score,
                          mops_reason_kind kind, int64_t points, int64_t count) {
  if (!points) return;
  int keep = kind == MOPS_REASON_KEEP;
  const mops_agreement *agreement = explanation->agreement;
  give(explanation,
       (mops_reason){.kind = kind,
                     .file = score->file == NONE
                                 ? NULL
                                 : agreement_text(agreement, agreement->FILE[score->file].name),
                     .block = agreement_text(agreement, score->name),
                     .label = keep ? "keep" : "shown",
                     .line = keep ? score->keep_line : score->shown_line,
                     .points = points,
                     .count = count,
                     .at = MOPS_MISSING});
}

/* What `keep` gives a score that was never set: it starts there. */
static void explain_rest(const Explanation *explanation, const ImageScore *score) {
  if (last_set(explanation, score) != VALUE_MISSING) return;
  explain_bound(explanation, score, MOPS_REASON_KEEP, score_rest(score), 1);
}

/* What decay took, and what holds its clock. */
static void explain_decay(const Explanation *explanation, const ImageDecay *decay, int64_t points) {
  const mops_agreement *agreement = explanation->agreement;
  const int64_t *lead = explanation->lead;
  mops_reason reason = decide_rule_reason(agreement, MOPS_REASON_DECAY, decay->rule);
  if (decay->clock != NONE) reason.at = lead[decay->clock + PAUSE_SINCE];
  reason.points = points;
  if (!points && reason.at == MOPS_MISSING) return;
  give(explanation, reason);
  VmInput input = {agreement, lead, NULL, lead[SLOT_LAST]};
  if (reason.at != MOPS_MISSING && decay->criterion != NONE)
    decide_criteria(agreement, &input, decay->criterion, explanation->explain, explanation->host);
}

void mops_explain_score(mops_worker *worker, const mops_lead *lead, uint32_t score,
                        mops_explainer explain, void *host) {
  const mops_agreement *agreement = worker->agreement;
  if (score >= agreement->count[SECTION_SCORE]) return;
  const ImageScore *row = agreement->SCORE + score;
  Explanation explanation = {agreement, lead_slots_const(lead), explain, host};
  int64_t now = explanation.lead[SLOT_LAST], cut = 0;
  explain_by_hand(&explanation, row);
  explain_rest(&explanation, row);
  int64_t credited = explain_event_rules(&explanation, row, &cut);
  explain_fact_rules(&explanation, score);
  explain_each_rules(&explanation, row);
  cut = minus(cut, explain_groups(&explanation, row));
  explain_bound(&explanation, row, MOPS_REASON_KEEP, cut, 0);
  int64_t decayed = minus(explanation.lead[row->slot + SCORE_ACCUMULATED], credited);
  if (row->decay != NONE) explain_decay(&explanation, agreement->DECAY + row->decay, decayed);
  explain_bound(&explanation, row, MOPS_REASON_SHOWN,
                minus(score_read(agreement, explanation.lead, score, now),
                      score_read_whole(agreement, explanation.lead, score, now)),
                0);
}

/* ---- moves, definitions, what comes next ------------------------------------------------- */

static uint64_t stage_bit(int64_t stage) {
  return UINT64_C(1) << (stage & 63);
}

/* The definition that a move waits for and the criterion that tells it (NONE: none). */
static uint32_t explain_becoming(const mops_agreement *agreement, uint32_t move,
                                 mops_reason *reason) {
  for (uint32_t i = 0; i < agreement->count[SECTION_BECOMING]; i++) {
    const ImageBecoming *becoming = agreement->BECOMING + i;
    const ImageRun *run = agreement->RUN + becoming->run_first;
    for (uint32_t k = 0; k < run->count; k++) {
      const ImageTrigger *trigger = agreement->TRIGGER + agreement->CANDIDATE[run->first + k].trigger;
      if (trigger->effect != EFFECT_MOVE || trigger->target != move) continue;
      reason->becoming = agreement_text(agreement, becoming->name);
      return trigger->criterion;
    }
  }
  return NONE;
}

static void explain_move(const Explanation *explanation, const ImageMove *move) {
  const mops_agreement *agreement = explanation->agreement;
  const int64_t *slots = explanation->lead;
  VmInput input = {agreement, slots, NULL, slots[SLOT_LAST]};
  mops_reason reason = decide_rule_reason(agreement, MOPS_REASON_MOVE, move->rule);
  reason.truth = move->condition == NONE ? -1 : vm_run(&input, move->condition) == 1;
  reason.at = move->hold_slot == NONE ? MOPS_MISSING : slots[move->hold_slot];
  uint32_t row = (uint32_t)(move - agreement->MOVE);
  explain_counter(explanation, EFFECT_MOVE, row, &reason);
  uint32_t becoming = explain_becoming(agreement, row, &reason);
  uint32_t criterion = move->criterion != NONE ? move->criterion : becoming;
  give(explanation, reason);
  if (criterion != NONE)
    decide_criteria(agreement, &input, criterion, explanation->explain, explanation->host);
}

static int makes_move(const mops_agreement *agreement, const ImageSlaStep *step, uint32_t move) {
  for (uint32_t i = 0; i < step->action_count; i++)
    if (agreement->ACTION[step->action_first + i].move == move) return 1;
  return 0;
}

/* Of a move that a step of an SLA makes that step, while it is still to come. Whether it is one. */
static int explain_step_move(const Explanation *explanation, uint32_t move) {
  const mops_agreement *agreement = explanation->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_SLA]; i++) {
    const ImageSla *sla = agreement->SLA + i;
    const int64_t *clock = explanation->lead + sla->slot;
    for (uint32_t k = 0; k < sla->step_count; k++) {
      const ImageSlaStep *step = agreement->SLA_STEP + sla->step_first + k;
      if (!makes_move(agreement, step, move)) continue;
      if (clock[CLOCK_RUNS] && clock[CLOCK_SLOTS + k] != VALUE_MISSING)
        give(explanation, decide_rule_reason(agreement, MOPS_REASON_SLA, step->rule));
      return 1;
    }
  }
  return 0;
}

void mops_explain_moves(mops_worker *worker, const mops_lead *lead, mops_explainer explain,
                        void *host) {
  const mops_agreement *agreement = worker->agreement;
  Explanation explanation = {agreement, lead_slots_const(lead), explain, host};
  int64_t stage = explanation.lead[SLOT_STAGE];
  if (stage == VALUE_MISSING) return;
  for (uint32_t i = 0; i < agreement->count[SECTION_MOVE]; i++) {
    const ImageMove *move = agreement->MOVE + i;
    if (!((uint64_t)move->from & stage_bit(stage))) continue;
    if (!explain_step_move(&explanation, i)) explain_move(&explanation, move);
  }
}

/* The stages that moves lead to from some stages, step by step, and these themselves. */
static uint64_t stages_reached(const mops_agreement *agreement, uint64_t from) {
  uint64_t reached = from, before;
  do {
    before = reached;
    for (uint32_t i = 0; i < agreement->count[SECTION_MOVE]; i++) {
      const ImageMove *move = agreement->MOVE + i;
      if ((uint64_t)move->from & reached) reached |= stage_bit(move->to);
    }
  } while (reached != before);
  return reached;
}

void mops_explain_further(mops_worker *worker, const mops_lead *lead, mops_explainer explain,
                          void *host) {
  const mops_agreement *agreement = worker->agreement;
  Explanation explanation = {agreement, lead_slots_const(lead), explain, host};
  if (explanation.lead[SLOT_STAGE] == VALUE_MISSING) return;
  uint64_t here = stage_bit(explanation.lead[SLOT_STAGE]);
  uint64_t reached = stages_reached(agreement, here);
  for (uint32_t i = 0; i < agreement->count[SECTION_MOVE]; i++) {
    const ImageMove *move = agreement->MOVE + i;
    uint64_t from = (uint64_t)move->from, to = stage_bit(move->to), above = to - 1;
    if (move->condition == NONE || from & here || to == here) continue;
    if (from & reached & above) explain_move(&explanation, move);
  }
}

void mops_explain_definition(mops_worker *worker, const mops_lead *lead, uint32_t definition,
                             mops_explainer explain, void *host) {
  const mops_agreement *agreement = worker->agreement;
  const int64_t *slots = lead_slots_const(lead);
  if (definition >= agreement->count[SECTION_DEFINITION]) return;
  const ImageDefinition *row = agreement->DEFINITION + definition;
  VmInput input = {agreement, slots, NULL, slots[SLOT_LAST]};
  if (row->criterion != NONE) decide_criteria(agreement, &input, row->criterion, explain, host);
}

static const mops_reason_kind timer_reasons[TIMERS] = {
    [TIMER_SINCE] = MOPS_REASON_HOLDS,  [TIMER_EACH] = MOPS_REASON_EACH,
    [TIMER_DECAY] = MOPS_REASON_DECAY,  [TIMER_HOLD] = MOPS_REASON_MOVE,
    [TIMER_WINDOW] = MOPS_REASON_HOLDS, [TIMER_AGEING] = MOPS_REASON_AGED,
    [TIMER_FACT] = MOPS_REASON_HOLDS};

/* By how much live awards change at their next step. */
static int64_t aged_points(const mops_agreement *agreement, const int64_t *lead,
                           const ImageTimer *timer) {
  for (uint32_t i = 0; i < agreement->count[SECTION_AGEING]; i++) {
    const ImageAgeing *ageing = agreement->AGEING + i;
    if (ageing->slot + LIVE_NEXT != timer->slot) continue;
    return minus(ageing_worth(agreement, lead, ageing, lead[timer->slot]),
                 lead[ageing->slot + LIVE_POINTS]);
  }
  return 0;
}

/* What one step of a `for each` rule adds. */
static int64_t each_points(const mops_agreement *agreement, uint32_t rule) {
  for (uint32_t i = 0; i < agreement->count[SECTION_EACH_RULE]; i++)
    if (agreement->EACH_RULE[i].rule == rule) return agreement->EACH_RULE[i].points;
  return 0;
}

/* Whether a timer is that of another stage's moves, which can't happen from here. */
static int is_elsewhere(const mops_agreement *agreement, const int64_t *lead,
                        const ImageTimer *timer) {
  if (agreement->RULE[timer->rule].kind != RULE_CODE_MOVE || lead[SLOT_STAGE] == VALUE_MISSING)
    return 0;
  return !((uint64_t)timer->stages >> (lead[SLOT_STAGE] & 63) & 1);
}

/* The instant at which the pause of a decay ends, or begins, as things are now; INT64_MAX: none. */
static int64_t pause_changes(const Explanation *explanation, const ImageDecay *decay) {
  const mops_agreement *agreement = explanation->agreement;
  const int64_t *lead = explanation->lead;
  int paused = lead[decay->clock + PAUSE_SINCE] != VALUE_MISSING;
  int64_t earliest = INT64_MAX;
  for (uint32_t i = 0; i < agreement->count[SECTION_TIMER]; i++) {
    const ImageTimer *timer = agreement->TIMER + i;
    if (timer->kind != TIMER_SINCE && timer->kind != TIMER_WINDOW && timer->kind != TIMER_FACT)
      continue;
    int64_t instant = timer_instant(agreement, lead, timer);
    if (instant >= earliest) continue;
    VmInput then = {agreement, lead, NULL, instant};
    if ((vm_run(&then, decay->paused) == 1) != paused) earliest = instant;
  }
  return earliest;
}

static void explain_next_pauses(const Explanation *explanation) {
  const mops_agreement *agreement = explanation->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_DECAY]; i++) {
    const ImageDecay *decay = agreement->DECAY + i;
    int64_t instant = decay->paused == NONE ? INT64_MAX : pause_changes(explanation, decay);
    if (instant == INT64_MAX) continue;
    int paused = explanation->lead[decay->clock + PAUSE_SINCE] != VALUE_MISSING;
    mops_reason reason = decide_rule_reason(
        agreement, paused ? MOPS_REASON_UNPAUSED : MOPS_REASON_PAUSED, decay->rule);
    reason.at = instant;
    give(explanation, reason);
  }
}

/* Whether a timer is there for the pause of a decay, not for its steps. */
static int is_of_pause(const mops_agreement *agreement, const ImageTimer *timer) {
  return agreement->RULE[timer->rule].kind == RULE_CODE_DECAY && timer->kind != TIMER_DECAY;
}

/* What clocks that run wait for: that they are due, and their steps. */
static void explain_next_deadlines(const Explanation *explanation) {
  const mops_agreement *agreement = explanation->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_SLA]; i++) {
    const ImageSla *row = agreement->SLA + i;
    const int64_t *clock = explanation->lead + row->slot;
    if (!clock[CLOCK_RUNS] || clock[CLOCK_PAUSED] != VALUE_MISSING) continue;
    if (clock[CLOCK_VERDICT] == VERDICT_CODE_OPEN && clock[CLOCK_DUE] < VALUE_LIMIT) {
      uint32_t target = row->target_first + (uint32_t)clock[CLOCK_TARGET] % row->target_count;
      mops_reason due =
          decide_rule_reason(agreement, MOPS_REASON_SLA, agreement->SLA_TARGET[target].rule);
      due.at = clock[CLOCK_DUE];
      due.truth = 1;
      give(explanation, due);
    }
    for (uint32_t k = 0; k < row->step_count; k++) {
      int64_t at = clock[CLOCK_SLOTS + k];
      if (at == VALUE_MISSING || at == VALUE_LIMIT) continue;
      mops_reason step = decide_rule_reason(agreement, MOPS_REASON_SLA,
                                            agreement->SLA_STEP[row->step_first + k].rule);
      step.at = at;
      give(explanation, step);
    }
  }
}

void mops_explain_next(mops_worker *worker, const mops_lead *lead, mops_explainer explain,
                       void *host) {
  const mops_agreement *agreement = worker->agreement;
  Explanation explanation = {agreement, lead_slots_const(lead), explain, host};
  if (explanation.lead[SLOT_LAST] == VALUE_MISSING) return;
  for (uint32_t i = 0; i < agreement->count[SECTION_TIMER]; i++) {
    const ImageTimer *timer = agreement->TIMER + i;
    int64_t instant = timer_instant(agreement, explanation.lead, timer);
    if (instant == INT64_MAX || timer->rule == NONE) continue;
    if (is_elsewhere(agreement, explanation.lead, timer)) continue;
    if (is_of_pause(agreement, timer)) continue;
    mops_reason reason = decide_rule_reason(agreement, timer_reasons[timer->kind], timer->rule);
    reason.at = instant;
    if (timer->kind == TIMER_EACH) reason.points = each_points(agreement, timer->rule);
    if (timer->kind == TIMER_AGEING)
      reason.points = aged_points(agreement, explanation.lead, timer);
    if (timer->kind == TIMER_DECAY) {
      const ImageDecay *decay = agreement->DECAY + timer->decay;
      const ImageScore *score = agreement->SCORE + decay->score;
      reason.points = minus(decay_value(agreement, explanation.lead, decay, instant),
                            explanation.lead[score->slot + SCORE_ACCUMULATED]);
    }
    give(&explanation, reason);
  }
  explain_next_pauses(&explanation);
  explain_next_deadlines(&explanation);
}
