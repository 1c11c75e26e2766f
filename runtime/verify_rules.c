/* What the rows that decide must fulfil beside their shapes: scores and their rules, triggers,
 * moves, timers, conditions taken apart, and which slots of a lead they keep for themselves. */
#include "runtime/kept.h"
#include "runtime/verify.h"

#include <string.h>

#define MAX_FIRINGS 10000u /* of a limit */
#define MAX_CRITERIA_DEPTH 64u
#define ALL_STAGES (-1) /* a timer's stages without a lifecycle */

static int check_rule(Verify *verify, uint32_t kind, uint32_t row, uint32_t rule,
                      uint32_t expected) {
  uint32_t found = verify->agreement->RULE[rule].kind;
  return found == expected || verify_bad_row(verify, kind, row, "rule",
                                             "rule %u has kind %u, not %u", rule, found, expected);
}

/* A condition taken apart may read the values of one event alone. event 0: none may be read. */
static int criterion_reads(Verify *verify, uint32_t kind, uint32_t row, uint32_t criterion,
                           uint32_t event) {
  if (criterion == NONE) return 1;
  uint32_t record = verify->agreement->CRITERION[criterion].record;
  return record == NONE || (event && record == event) ||
         verify_bad_row(verify, kind, row, "criterion", "it reads event %u", record);
}

/* ---- scores -------------------------------------------------------------------------------- */

static int check_bounds(Verify *verify, uint32_t row, const char *field, int64_t low,
                        int64_t high) {
  return (low <= high && low != INT64_MAX && high != INT64_MIN) ||
         verify_bad_row(verify, SECTION_SCORE, row, field, "the bounds leave nothing");
}

static int check_score(Verify *verify, uint32_t index) {
  const mops_agreement *agreement = verify->agreement;
  const ImageScore *row = agreement->SCORE + index;
  if (row->slot == NONE)
    return verify_bad_row(verify, SECTION_SCORE, index, "slot", "a score has slots");
  if (row->file != NONE && row->file >= agreement->count[SECTION_FILE])
    return verify_bad_row(verify, SECTION_SCORE, index, "file", "%u is not a row of file",
                          row->file);
  if (row->hand == NONE)
    return verify_bad_row(verify, SECTION_SCORE, index, "hand",
                          "a score has slots for what is by hand");
  for (uint32_t i = row->event_first; i < row->event_first + row->event_count; i++)
    if (agreement->EVENT_RULE[i].score != index)
      return verify_bad_row(verify, SECTION_EVENT_RULE, i, "score", "it is a rule of score %u",
                            index);
  for (uint32_t i = row->each_first; i < row->each_first + row->each_count; i++)
    if (agreement->EACH_RULE[i].score != index)
      return verify_bad_row(verify, SECTION_EACH_RULE, i, "score", "it is a rule of score %u",
                            index);
  for (uint32_t i = row->group_first; i < row->group_first + row->group_count; i++)
    if (agreement->GROUP[i].score != index)
      return verify_bad_row(verify, SECTION_GROUP, i, "score", "it is a group of score %u", index);
  if (row->decay != NONE && agreement->DECAY[row->decay].score != index)
    return verify_bad_row(verify, SECTION_SCORE, index, "decay", "it is another score's");
  return check_bounds(verify, index, "keep_low", row->keep_low, row->keep_high) &&
         check_bounds(verify, index, "shown_low", row->shown_low, row->shown_high);
}

static int check_scores(Verify *verify) {
  for (uint32_t i = 0; i < verify->agreement->count[SECTION_SCORE]; i++)
    if (!check_score(verify, i)) return 0;
  return 1;
}

static int check_groups(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_GROUP]; i++) {
    const ImageGroup *row = agreement->GROUP + i;
    if (row->most > POINTS_LIMIT)
      return verify_bad_row(verify, SECTION_GROUP, i, "most", "%lld is more than there can be",
                            (long long)row->most);
    if (row->slot == NONE)
      return verify_bad_row(verify, SECTION_GROUP, i, "slot", "a group has a slot");
    if (!check_rule(verify, SECTION_GROUP, i, row->rule, RULE_CODE_GROUP)) return 0;
  }
  return 1;
}

/* A group is one of the rule's score, and cuts what is read, or what is accumulated. */
static int check_group_of(Verify *verify, uint32_t kind, uint32_t row, uint32_t group,
                          uint32_t score, uint32_t read) {
  if (group == NONE) return 1;
  const ImageGroup *found = verify->agreement->GROUP + group;
  return (found->score == score && found->read == read) ||
         verify_bad_row(verify, kind, row, "group", "%u is of score %u, and read: %u", group,
                        found->score, found->read);
}

/* ---- rules --------------------------------------------------------------------------------- */

static int check_event_rules(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_EVENT_RULE]; i++) {
    const ImageEventRule *row = agreement->EVENT_RULE + i;
    if (row->slot == NONE)
      return verify_bad_row(verify, SECTION_EVENT_RULE, i, "slot", "an event rule has slots");
    if (!check_rule(verify, SECTION_EVENT_RULE, i, row->rule,
                    row->set ? RULE_CODE_SET : RULE_CODE_ADD))
      return 0;
    if (row->ageing != NONE && (row->set || agreement->AGEING[row->ageing].event_rule != i))
      return verify_bad_row(verify, SECTION_EVENT_RULE, i, "ageing", "it is another rule's");
    if (!check_group_of(verify, SECTION_EVENT_RULE, i, row->group, row->score, row->ageing != NONE))
      return 0;
  }
  return 1;
}

/* The last change lies at an award + period * count. */
static int check_ageings(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_AGEING]; i++) {
    const ImageAgeing *row = agreement->AGEING + i;
    if (agreement->EVENT_RULE[row->event_rule].ageing != i)
      return verify_bad_row(verify, SECTION_AGEING, i, "event_rule", "rule %u has another ageing",
                            row->event_rule);
    if (row->count < 1 || row->count > MAX_FIRINGS || row->count > VALUE_LIMIT / row->period)
      return verify_bad_row(verify, SECTION_AGEING, i, "count", "%u periods of %lld ms do not fit",
                            row->count, (long long)row->period);
    if (row->slot == NONE || row->live < 1 || row->live > MAX_LEAD_SLOTS ||
        row->slot + LIVE_FIRST + row->live > agreement->META->slots)
      return verify_bad_row(verify, SECTION_AGEING, i, "live", "%u awards are not the lead's",
                            row->live);
  }
  return 1;
}

static int check_limits(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_LIMIT]; i++) {
    const ImageLimit *row = agreement->LIMIT + i;
    if (row->count < 1 || row->count > MAX_FIRINGS)
      return verify_bad_row(verify, SECTION_LIMIT, i, "count", "%u is not from 1 to %u", row->count,
                            MAX_FIRINGS);
    if (row->kind == LIMIT_CODE_WINDOW && (row->window < 1 || row->window > VALUE_LIMIT))
      return verify_bad_row(verify, SECTION_LIMIT, i, "window", "%lld ms are no window",
                            (long long)row->window);
    if ((row->kind == LIMIT_CODE_TOTAL) != (row->slot == NONE))
      return verify_bad_row(verify, SECTION_LIMIT, i, "slot", "only a total has none");
    if (row->kind == LIMIT_CODE_WINDOW && row->slot + row->count > agreement->META->slots)
      return verify_bad_row(verify, SECTION_LIMIT, i, "slot", "%u and %u more are not the lead's",
                            row->slot, row->count);
  }
  return 1;
}

static int check_fact_rules(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_FACT_RULE]; i++) {
    const ImageFactRule *row = agreement->FACT_RULE + i;
    if (row->slot == NONE)
      return verify_bad_row(verify, SECTION_FACT_RULE, i, "slot", "a fact rule has a slot");
    if (!(row->depends & DEPENDS_OTHER) != (i < agreement->META->static_facts))
      return verify_bad_row(verify, SECTION_FACT_RULE, i, "depends",
                            "%u: the first %u depend on facts alone, and no others", row->depends,
                            agreement->META->static_facts);
    if (agreement->BLOCK[row->condition].record != NONE)
      return verify_bad_row(verify, SECTION_FACT_RULE, i, "condition", "it reads an event");
    if (!check_group_of(verify, SECTION_FACT_RULE, i, row->group, row->score, 1)) return 0;
    if (!check_rule(verify, SECTION_FACT_RULE, i, row->rule, RULE_CODE_FACT) ||
        !criterion_reads(verify, SECTION_FACT_RULE, i, row->criterion, 0))
      return 0;
  }
  return 1;
}

/* The last step lies at anchor + period * at_most. */
static int check_steps(Verify *verify, uint32_t kind, uint32_t row, int64_t period,
                       int64_t at_most) {
  return at_most <= VALUE_LIMIT / period ||
         verify_bad_row(verify, kind, row, "at_most", "%lld steps of %lld ms never end",
                        (long long)at_most, (long long)period);
}

/* They are searched by halves. */
static int dependents_rise(Verify *verify, uint32_t index, const ImageScore *score) {
  int64_t before = INT64_MIN;
  for (uint32_t i = score->dependent_first; i < score->dependent_first + score->dependent_count;
       i++) {
    int64_t from = verify->agreement->DEPENDENT[i].from;
    if (from < before || (from != VALUE_MISSING && score->seen == NONE))
      return verify_bad_row(verify, SECTION_DEPENDENT, i, "from",
                            "they do not rise, or nothing is seen of score %u", index);
    before = from;
  }
  return 1;
}

/* Those who read a score stand behind the fact rules that make it up, so each is looked at once. */
static int check_dependents(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  uint32_t end[MAX_SCORES] = {0}; /* by score: behind its last fact rule */
  for (uint32_t i = 0; i < agreement->count[SECTION_FACT_RULE]; i++)
    end[agreement->FACT_RULE[i].score] = i + 1;
  for (uint32_t i = 0; i < agreement->count[SECTION_SCORE]; i++) {
    const ImageScore *row = agreement->SCORE + i;
    if (!dependents_rise(verify, i, row)) return 0;
    for (uint32_t k = row->dependent_first; k < row->dependent_first + row->dependent_count; k++)
      if (agreement->DEPENDENT[k].fact_rule < end[i])
        return verify_bad_row(verify, SECTION_DEPENDENT, k, "fact_rule",
                              "%u stands before a rule of score %u, which it reads",
                              agreement->DEPENDENT[k].fact_rule, i);
  }
  return 1;
}

static int check_each_rules(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_EACH_RULE]; i++) {
    const ImageEachRule *row = agreement->EACH_RULE + i;
    if (row->anchor == NONE)
      return verify_bad_row(verify, SECTION_EACH_RULE, i, "anchor", "its steps have no anchor");
    if (!check_group_of(verify, SECTION_EACH_RULE, i, row->group, row->score, 1)) return 0;
    if (!check_steps(verify, SECTION_EACH_RULE, i, row->period, row->at_most) ||
        !check_rule(verify, SECTION_EACH_RULE, i, row->rule, RULE_CODE_EACH))
      return 0;
  }
  return 1;
}

static int check_decays(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_DECAY]; i++) {
    const ImageDecay *row = agreement->DECAY + i;
    if (row->amount > (row->percent ? POINT : POINTS_LIMIT))
      return verify_bad_row(verify, SECTION_DECAY, i, "amount", "%lld is more than there can be",
                            (long long)row->amount);
    if (agreement->SCORE[row->score].decay != i)
      return verify_bad_row(verify, SECTION_DECAY, i, "score", "score %u has another decay",
                            row->score);
    if (row->own == NONE)
      return verify_bad_row(verify, SECTION_DECAY, i, "own", "a decay has an anchor of its own");
    if ((row->paused != NONE) != (row->clock != NONE))
      return verify_bad_row(verify, SECTION_DECAY, i, "clock", "it goes with paused");
    if (row->paused != NONE && agreement->BLOCK[row->paused].record != NONE)
      return verify_bad_row(verify, SECTION_DECAY, i, "paused", "it reads an event");
    if (!check_rule(verify, SECTION_DECAY, i, row->rule, RULE_CODE_DECAY) ||
        !criterion_reads(verify, SECTION_DECAY, i, row->criterion, 0))
      return 0;
  }
  return 1;
}

/* ---- triggers ------------------------------------------------------------------------------ */

static int chain_fits(const mops_agreement *agreement, uint32_t next, uint32_t anchor) {
  return next == NONE || agreement->EACH_RULE[next].anchor == anchor;
}

/* Chains of rules with one anchor lead down the table only, so they end. */
static int check_anchors(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_ANCHOR]; i++) {
    const ImageAnchor *row = agreement->ANCHOR + i;
    if (row->slot == NONE)
      return verify_bad_row(verify, SECTION_ANCHOR, i, "slot", "an anchor has a slot");
    if (!chain_fits(agreement, row->each, row->slot))
      return verify_bad_row(verify, SECTION_ANCHOR, i, "each", "rule %u has another anchor",
                            row->each);
  }
  for (uint32_t i = 0; i < agreement->count[SECTION_EACH_RULE]; i++) {
    const ImageEachRule *row = agreement->EACH_RULE + i;
    if (row->next <= i || !chain_fits(agreement, row->next, row->anchor))
      return verify_bad_row(verify, SECTION_EACH_RULE, i, "next",
                            "rule %u stands above it or has another anchor", row->next);
  }
  return 1;
}

static int target_fits(const mops_agreement *agreement, const ImageTrigger *row) {
  switch (row->effect) {
  case EFFECT_BREAK: return row->target < agreement->count[SECTION_COUNTER];
  case EFFECT_HISTORY: return row->target < agreement->count[SECTION_HISTORY];
  case EFFECT_DERIVE:
    return row->target < agreement->count[SECTION_RECORD] && agreement->RECORD[row->target].derived;
  case EFFECT_ANCHOR: return row->target < agreement->count[SECTION_ANCHOR];
  case EFFECT_RULE: return row->target < agreement->count[SECTION_EVENT_RULE];
  default:
    return row->target < agreement->count[SECTION_MOVE] &&
           agreement->MOVE[row->target].condition == NONE;
  }
}

static int check_triggers(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_TRIGGER]; i++) {
    const ImageTrigger *row = agreement->TRIGGER + i;
    if (!target_fits(agreement, row))
      return verify_bad_row(verify, SECTION_TRIGGER, i, "target", "%u is none of effect %u",
                            row->target, row->effect);
    if (row->effect == EFFECT_BREAK && row->counter != NONE)
      return verify_bad_row(verify, SECTION_TRIGGER, i, "counter", "what breaks is not counted");
  }
  return 1;
}

/* Counters and histories read values of their own event alone. */
static int remembers_event(Verify *verify, uint32_t event, uint32_t index) {
  const mops_agreement *agreement = verify->agreement;
  const ImageTrigger *row = agreement->TRIGGER + index;
  if (row->counter != NONE && (!event || agreement->COUNTER[row->counter].event != event))
    return verify_bad_row(verify, SECTION_TRIGGER, index, "counter", "it counts another event");
  if (row->effect != EFFECT_HISTORY || agreement->HISTORY[row->target].event == NONE) return 1;
  return (event && agreement->HISTORY[row->target].event == event) ||
         verify_bad_row(verify, SECTION_TRIGGER, index, "target", "it keeps another event's value");
}

/* What a trigger reads of an event must be there; stages and definitions have no values. What an
 * event's triggers say of stages is never read. */
static int check_event_trigger(Verify *verify, uint32_t event, int of_move, uint32_t index) {
  const mops_agreement *agreement = verify->agreement;
  const ImageTrigger *row = agreement->TRIGGER + index;
  uint32_t values = event ? agreement->RECORD[event].values : 0;
  uint32_t reads = row->where == NONE ? NONE : agreement->BLOCK[row->where].record;
  uint64_t nowhere = UINT64_C(1) << STAGE_NOWHERE;
  if (row->value != NONE && row->value >= values)
    return verify_bad_row(verify, SECTION_TRIGGER, index, "value", "%u is none of the event's %u",
                          row->value, values);
  if (reads != NONE && reads != event)
    return verify_bad_row(verify, SECTION_TRIGGER, index, "where", "it reads another event, %u",
                          reads);
  if (!criterion_reads(verify, SECTION_TRIGGER, index, row->criterion, event) ||
      !remembers_event(verify, event, index))
    return 0;
  if (of_move && (((uint64_t)row->from & ~(verify->stage_bits | nowhere)) ||
                  ((uint64_t)row->to & ~verify->stage_bits)))
    return verify_bad_row(verify, SECTION_TRIGGER, index, "from", "it has bits of no stage");
  return !of_move || row->effect != EFFECT_MOVE ||
         verify_bad_row(verify, SECTION_TRIGGER, index, "effect", "moves of the stage have no %u",
                        row->effect);
}

/* Whether it must be asked if a trigger fires. An event's `on` move is asked later. */
static int is_conditional(const ImageTrigger *row, uint32_t event) {
  return row->counter != NONE || row->effect == EFFECT_BREAK ||
         ((row->effect != EFFECT_MOVE || !event) && (row->where != NONE || row->value != NONE));
}

/* event 0: of the stage's moves (of_move), each of which concerns only some, or of a definition. */
static int check_run(Verify *verify, uint32_t event, int of_move, uint32_t index) {
  const mops_agreement *agreement = verify->agreement;
  const ImageRun *row = agreement->RUN + index;
  uint32_t conditional = of_move != 0, effect = 0;
  for (uint32_t i = row->first; i < row->first + row->count; i++) {
    const ImageTrigger *trigger = agreement->TRIGGER + agreement->CANDIDATE[i].trigger;
    if (!check_event_trigger(verify, event, of_move, agreement->CANDIDATE[i].trigger)) return 0;
    if (trigger->effect < effect)
      return verify_bad_row(verify, SECTION_CANDIDATE, i, "trigger", "effects do not rise");
    effect = trigger->effect;
    if (is_conditional(trigger, event)) conditional = 1;
  }
  return row->conditional == conditional ||
         verify_bad_row(verify, SECTION_RUN, index, "conditional", "its triggers say %u",
                        conditional);
}

/* Candidates of several runs are merged by their triggers, whose effects then must rise: so each
 * run's triggers rise, and so do the effects of all from the first to the last of them. */
static int check_merging(Verify *verify, uint32_t event, const ImageRun *run, uint32_t *first,
                         uint32_t *last) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = run->first; i < run->first + run->count; i++) {
    uint32_t trigger = agreement->CANDIDATE[i].trigger;
    if (i > run->first && trigger <= agreement->CANDIDATE[i - 1].trigger)
      return verify_bad_row(verify, SECTION_CANDIDATE, i, "trigger",
                            "triggers of event %u that "
                            "has choices do not rise",
                            event);
    if (trigger < *first) *first = trigger;
    if (trigger > *last) *last = trigger;
  }
  return 1;
}

static int check_choice(Verify *verify, uint32_t event, uint32_t index) {
  const mops_agreement *agreement = verify->agreement;
  const ImageChoice *row = agreement->CHOICE + index;
  if (row->value >= agreement->RECORD[event].values)
    return verify_bad_row(verify, SECTION_CHOICE, index, "value", "it is none of event %u", event);
  if (row->bits && (row->cut_count || row->run_count > MATCH_BITS))
    return verify_bad_row(verify, SECTION_CHOICE, index, "bits", "%u runs are not of %u bits",
                          row->run_count, MATCH_BITS);
  if (row->cut_count ? row->run_count != row->cut_count + 1 : !row->run_count)
    return verify_bad_row(verify, SECTION_CHOICE, index, "run_count", "%u do not fit %u cuts",
                          row->run_count, row->cut_count);
  for (uint32_t i = row->cut_first + 1; i < row->cut_first + row->cut_count; i++)
    if (agreement->CUT[i].from <= agreement->CUT[i - 1].from)
      return verify_bad_row(verify, SECTION_CUT, i, "from", "cuts do not rise");
  for (uint32_t k = 0; k < row->run_count; k++)
    if (!check_run(verify, event, 0, row->run_first + k)) return 0;
  return 1;
}

static int check_choices(Verify *verify, uint32_t event) {
  const mops_agreement *agreement = verify->agreement;
  const ImageRecord *row = agreement->RECORD + event;
  uint32_t first = NONE, last = 0;
  if (!row->choice_count) return 1;
  for (uint32_t k = 0; k < row->run_count; k++)
    if (!check_merging(verify, event, agreement->RUN + row->run_first + k, &first, &last)) return 0;
  for (uint32_t i = row->choice_first; i < row->choice_first + row->choice_count; i++) {
    if (!check_choice(verify, event, i)) return 0;
    const ImageChoice *choice = agreement->CHOICE + i;
    for (uint32_t k = 0; k < choice->run_count; k++)
      if (!check_merging(verify, event, agreement->RUN + choice->run_first + k, &first, &last))
        return 0;
  }
  for (uint32_t i = first; i < last; i++) /* none if there are no triggers */
    if (agreement->TRIGGER[i + 1].effect < agreement->TRIGGER[i].effect)
      return verify_bad_row(verify, SECTION_TRIGGER, i + 1, "effect",
                            "effects of event %u do not "
                            "rise",
                            event);
  return 1;
}

static int check_event_runs(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_RECORD]; i++) {
    const ImageRecord *row = agreement->RECORD + i;
    if (row->by == NONE ? row->run_count != 1 : row->by >= row->values || !row->run_count)
      return verify_bad_row(verify, SECTION_RECORD, i, "by", "%u runs do not fit value %u",
                            row->run_count, row->by);
    for (uint32_t k = 0; k < row->run_count; k++)
      if (!check_run(verify, i, i == 0, row->run_first + k)) return 0;
    if (!check_choices(verify, i)) return 0;
  }
  return 1;
}

static int check_becoming(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_BECOMING]; i++) {
    const ImageBecoming *row = agreement->BECOMING + i;
    if (row->slot == NONE)
      return verify_bad_row(verify, SECTION_BECOMING, i, "slot", "it has a slot");
    if (agreement->BLOCK[row->condition].record != NONE)
      return verify_bad_row(verify, SECTION_BECOMING, i, "condition", "it reads an event");
    if (row->run_count != 1)
      return verify_bad_row(verify, SECTION_BECOMING, i, "run_count", "it has one run");
    if (!check_run(verify, 0, 0, row->run_first)) return 0;
  }
  return 1;
}

/* What comes after a slot is the lead's too. */
static int slots_fit(const Verify *verify, uint32_t slot, uint32_t count) {
  return slot == NONE || count <= verify->agreement->META->slots - slot;
}

static int check_counters(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_COUNTER]; i++) {
    const ImageCounter *row = agreement->COUNTER + i;
    if (row->count < 2)
      return verify_bad_row(verify, SECTION_COUNTER, i, "count", "%u is nothing to count to",
                            row->count);
    if (row->slot == NONE)
      return verify_bad_row(verify, SECTION_COUNTER, i, "slot", "a counter has a slot");
    if (row->window < 0 || row->window > VALUE_LIMIT)
      return verify_bad_row(verify, SECTION_COUNTER, i, "window", "%lld ms are no window",
                            (long long)row->window);
    if ((row->window > 0) != (row->instants != NONE) ||
        !slots_fit(verify, row->instants, row->count - 1))
      return verify_bad_row(verify, SECTION_COUNTER, i, "instants", "they do not fit the window");
    if ((row->value != NONE) != (row->values != NONE) ||
        !slots_fit(verify, row->values, row->count - 1))
      return verify_bad_row(verify, SECTION_COUNTER, i, "values", "they do not fit the value");
    if (row->value != NONE && row->value >= agreement->RECORD[row->event].values)
      return verify_bad_row(verify, SECTION_COUNTER, i, "value", "%u is none of the event's",
                            row->value);
  }
  return 1;
}

static int check_histories(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_HISTORY]; i++) {
    const ImageHistory *row = agreement->HISTORY + i;
    int last = row->kind == HISTORY_LAST, days = row->kind == HISTORY_DAYS;
    if (row->slot == NONE)
      return verify_bad_row(verify, SECTION_HISTORY, i, "slot", "a history has a slot");
    if (row->window < 0 || row->window > VALUE_LIMIT || (last && row->window))
      return verify_bad_row(verify, SECTION_HISTORY, i, "window", "%lld ms do not fit",
                            (long long)row->window);
    if ((row->count > 0) != (row->ring != NONE) || !slots_fit(verify, row->ring, row->count))
      return verify_bad_row(verify, SECTION_HISTORY, i, "ring", "it does not fit its count");
    if ((row->window > 0 || days) ? !row->count : row->count > 0)
      return verify_bad_row(verify, SECTION_HISTORY, i, "count", "%u do not fit kind %u",
                            row->count, row->kind);
    if (last != (row->value != NONE) || last != (row->event != NONE))
      return verify_bad_row(verify, SECTION_HISTORY, i, "value", "it does not fit kind %u",
                            row->kind);
    if (last && row->value >= agreement->RECORD[row->event].values)
      return verify_bad_row(verify, SECTION_HISTORY, i, "value", "%u is none of the event's",
                            row->value);
  }
  return 1;
}

/* ---- lifecycle and timers ------------------------------------------------------------------ */

static int check_moves(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_MOVE]; i++) {
    const ImageMove *row = agreement->MOVE + i;
    if (row->condition != NONE && agreement->BLOCK[row->condition].record != NONE)
      return verify_bad_row(verify, SECTION_MOVE, i, "condition", "it reads an event");
    if (row->hold < 0 || row->hold > VALUE_LIMIT || (row->hold && row->condition == NONE))
      return verify_bad_row(verify, SECTION_MOVE, i, "hold", "%lld ms do not fit",
                            (long long)row->hold);
    if ((row->hold > 0) != (row->hold_slot != NONE))
      return verify_bad_row(verify, SECTION_MOVE, i, "hold_slot", "it goes with hold");
    if ((uint64_t)row->from >> row->to & 1)
      return verify_bad_row(verify, SECTION_MOVE, i, "to", "stage %u moves to itself", row->to);
    if (!check_rule(verify, SECTION_MOVE, i, row->rule, RULE_CODE_MOVE) ||
        !criterion_reads(verify, SECTION_MOVE, i, row->criterion, 0))
      return 0;
  }
  return 1;
}

/* The kept timers' instants and the earliest of their groups. */
static int check_kept(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  uint32_t slot = agreement->META->kept_slot, count = 0;
  if (slot == NONE) return 1;
  while (count < agreement->count[SECTION_TIMER] && kept_fits(agreement->TIMER + count)) count++;
  if (!count || slot + (uint64_t)count + kept_groups(count) > agreement->META->slots)
    return verify_bad_row(verify, SECTION_META, 0, "kept_slot",
                          "%u timers do not fit the lead's "
                          "slots",
                          count);
  verify->agreement->bounds.kept_timers = count;
  return 1;
}

/* Timers that something sets are kept, and its own. */
static int check_setting(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  uint32_t kept = agreement->bounds.kept_timers;
  for (uint32_t i = 0; i < agreement->count[SECTION_AGEING]; i++) {
    uint32_t timer = agreement->AGEING[i].timer;
    if (timer != NONE && (timer >= kept || agreement->TIMER[timer].ageing != i))
      return verify_bad_row(verify, SECTION_AGEING, i, "timer", "%u is not kept for it", timer);
    verify->agreement->bounds.loose_ageings += timer == NONE;
  }
  for (uint32_t i = 0; i < agreement->count[SECTION_HISTORY]; i++) {
    const ImageHistory *row = agreement->HISTORY + i;
    for (uint32_t k = row->timer_first; k < row->timer_first + row->timer_count; k++)
      if (k >= kept || agreement->TIMER[k].history != i)
        return verify_bad_row(verify, SECTION_HISTORY, i, "timer_first", "%u is not kept for it",
                              k);
  }
  return 1;
}

/* What is kept is set by what it waits for. */
static int is_set(const mops_agreement *agreement, uint32_t timer) {
  const ImageTimer *row = agreement->TIMER + timer;
  if (timer >= agreement->bounds.kept_timers) return 1;
  if (row->kind == TIMER_AGEING) return agreement->AGEING[row->ageing].timer == timer;
  const ImageHistory *history = agreement->HISTORY + row->history;
  return timer - history->timer_first < history->timer_count;
}

static int check_timers(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  if (!check_kept(verify) || !check_setting(verify)) return 0;
  for (uint32_t i = 0; i < agreement->count[SECTION_TIMER]; i++) {
    const ImageTimer *row = agreement->TIMER + i;
    int decays = row->kind == TIMER_DECAY, windows = row->kind == TIMER_WINDOW;
    if (decays != (row->decay != NONE))
      return verify_bad_row(verify, SECTION_TIMER, i, "decay", "it does not fit kind %u",
                            row->kind);
    if (windows != (row->history != NONE) ||
        (windows && (!agreement->HISTORY[row->history].window || !row->at_most)))
      return verify_bad_row(verify, SECTION_TIMER, i, "history", "it does not fit kind %u",
                            row->kind);
    int counts = row->kind == TIMER_FACT;
    if (counts ? row->fact >= agreement->META->facts : row->fact != NONE)
      return verify_bad_row(verify, SECTION_TIMER, i, "fact", "it does not fit kind %u", row->kind);
    if (!counts && row->after < 1)
      return verify_bad_row(verify, SECTION_TIMER, i, "after", "%lld ms are no time",
                            (long long)row->after);
    if ((row->kind == TIMER_AGEING) != (row->ageing != NONE) ||
        (row->ageing != NONE && row->slot != agreement->AGEING[row->ageing].slot + LIVE_NEXT))
      return verify_bad_row(verify, SECTION_TIMER, i, "ageing", "no awards age at slot %u",
                            row->slot);
    if (!is_set(agreement, i))
      return verify_bad_row(verify, SECTION_TIMER, i, NULL, "it is kept, but nothing sets it");
    if ((decays || windows || counts) != (row->slot == NONE))
      return verify_bad_row(verify, SECTION_TIMER, i, "slot", "it does not fit kind %u", row->kind);
    if (row->stages != ALL_STAGES && ((uint64_t)row->stages & ~verify->stage_bits))
      return verify_bad_row(verify, SECTION_TIMER, i, "stages", "it has bits of no stage");
    if (!counts && !check_steps(verify, SECTION_TIMER, i, row->after, row->at_most)) return 0;
  }
  return 1;
}

/* ---- definitions and criteria -------------------------------------------------------------- */

/* record: the event that may be read, or NONE. An enum's value needs its enum's names. */
static int check_answer(Verify *verify, uint32_t kind, uint32_t row, uint32_t block,
                        uint32_t record, uint32_t type, uint32_t enumeration) {
  uint32_t reads = block == NONE ? NONE : verify->agreement->BLOCK[block].record;
  if (reads != NONE && reads != record)
    return verify_bad_row(verify, kind, row, NULL, "block %u reads event %u", block, reads);
  return type != CODE_ENUM || enumeration != NONE ||
         verify_bad_row(verify, kind, row, "enumeration", "the type is an enum's");
}

static int check_derived(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_DERIVED]; i++) {
    const ImageDerived *row = agreement->DERIVED + i;
    if (row->value >= agreement->META->facts)
      return verify_bad_row(verify, SECTION_DERIVED, i, "value", "%u is none of the lead's %u facts",
                            row->value, agreement->META->facts);
    if (!check_answer(verify, SECTION_DERIVED, i, row->block, NONE, CODE_INT, NONE)) return 0;
  }
  return 1;
}

static int check_definitions(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_DEFINITION]; i++) {
    const ImageDefinition *row = agreement->DEFINITION + i;
    if (!check_answer(verify, SECTION_DEFINITION, i, row->value, NONE, row->type,
                      row->enumeration) ||
        !criterion_reads(verify, SECTION_DEFINITION, i, row->criterion, 0))
      return 0;
  }
  return 1;
}

/* The groups around a row, the outermost first. */
typedef struct {
  uint32_t row, end, children;
} CriteriaGroup;

static int check_group_end(Verify *verify, const CriteriaGroup *group) {
  uint32_t kind = verify->agreement->CRITERION[group->row].kind;
  int fine =
      kind == CRITERION_NOT ? group->children == 1 : (kind == CRITERION_TEST) == !group->children;
  return fine || verify_bad_row(verify, SECTION_CRITERION, group->row, "rows",
                                "%u criteria do not fit kind %u", group->children, kind);
}

/* group: around it, or NULL. */
static int check_criterion(Verify *verify, uint32_t index, const CriteriaGroup *group) {
  const mops_agreement *agreement = verify->agreement;
  const ImageCriterion *row = agreement->CRITERION + index;
  uint32_t end = group ? group->end : agreement->count[SECTION_CRITERION];
  if (row->rows < 1 || row->rows > end - index)
    return verify_bad_row(verify, SECTION_CRITERION, index, "rows",
                          "%u do not end inside the group around it", row->rows);
  if (group && row->record != NONE && row->record != agreement->CRITERION[group->row].record)
    return verify_bad_row(verify, SECTION_CRITERION, index, "record",
                          "%u is not that of the group around it", row->record);
  return check_answer(verify, SECTION_CRITERION, index, row->truth, row->record, CODE_FLAG, NONE) &&
         check_answer(verify, SECTION_CRITERION, index, row->value, row->record, row->type,
                      row->enumeration) &&
         check_answer(verify, SECTION_CRITERION, index, row->other, row->record, row->type,
                      row->enumeration);
}

static int check_criteria(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  uint32_t rows = agreement->count[SECTION_CRITERION], depth = 0;
  CriteriaGroup groups[MAX_CRITERIA_DEPTH];
  for (uint32_t i = 0; i < rows; i++) {
    for (; depth && i == groups[depth - 1].end; depth--)
      if (!check_group_end(verify, &groups[depth - 1])) return 0;
    if (depth == MAX_CRITERIA_DEPTH)
      return verify_bad_row(verify, SECTION_CRITERION, i, NULL, "it is more than %u deep",
                            MAX_CRITERIA_DEPTH);
    if (!check_criterion(verify, i, depth ? &groups[depth - 1] : NULL)) return 0;
    if (depth)
      groups[depth - 1].children++;
    else if (agreement->CRITERION[i].rows > verify->agreement->bounds.max_criteria)
      verify->agreement->bounds.max_criteria = agreement->CRITERION[i].rows;
    groups[depth++] = (CriteriaGroup){i, i + agreement->CRITERION[i].rows, 0};
  }
  while (depth)
    if (!check_group_end(verify, &groups[--depth])) return 0;
  return 1;
}

/* ---- slots --------------------------------------------------------------------------------- */

/* What a slot is used for: by one row alone, or by several as an instant. */
typedef enum { USE_NOTHING, USE_ALONE, USE_INSTANT } SlotUse;

typedef struct {
  Verify *verify;
  uint8_t used[MAX_LEAD_SLOTS]; /* SlotUse */
} SlotUses;

static int use(SlotUses *uses, uint32_t kind, uint32_t row, uint32_t slot, SlotUse how,
               int64_t initial) {
  if (slot == NONE) return 1;
  if (uses->used[slot] && (how == USE_ALONE || uses->used[slot] != how))
    return verify_bad_row(uses->verify, kind, row, NULL, "slot %u serves something else", slot);
  uses->used[slot] = (uint8_t)how;
  return uses->verify->agreement->INITIAL[slot].value == initial ||
         verify_bad_row(uses->verify, SECTION_INITIAL, slot, "value", "it should be %lld",
                        (long long)initial);
}

static int use_by_scores(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_SCORE]; i++) {
    uint32_t slot = agreement->SCORE[i].slot, hand = agreement->SCORE[i].hand;
    int64_t start = agreement->INITIAL[slot + SCORE_ACCUMULATED].value;
    if (start < -POINTS_LIMIT || start > POINTS_LIMIT)
      return verify_bad_row(uses->verify, SECTION_INITIAL, slot, "value", "%lld are no points",
                            (long long)start);
    if (!use(uses, SECTION_SCORE, i, slot + SCORE_ACCUMULATED, USE_ALONE, start) ||
        !use(uses, SECTION_SCORE, i, slot + SCORE_FACTS, USE_ALONE, 0) ||
        !use(uses, SECTION_SCORE, i, hand + HAND_POINTS, USE_ALONE, 0) ||
        !use(uses, SECTION_SCORE, i, hand + HAND_AT, USE_ALONE, VALUE_MISSING) ||
        !use(uses, SECTION_SCORE, i, agreement->SCORE[i].seen, USE_ALONE, 0))
      return 0;
  }
  return 1;
}

static int use_by_event_rules(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_EVENT_RULE]; i++) {
    const ImageEventRule *row = agreement->EVENT_RULE + i;
    if (!use(uses, SECTION_EVENT_RULE, i, row->slot + FIRING_COUNT, USE_ALONE, 0) ||
        !use(uses, SECTION_EVENT_RULE, i, row->slot + FIRING_LAST, USE_ALONE, VALUE_MISSING) ||
        !use(uses, SECTION_EVENT_RULE, i, row->points_slot, USE_ALONE, 0))
      return 0;
  }
  return 1;
}

static int use_by_clocks(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_DECAY]; i++) {
    uint32_t slot = agreement->DECAY[i].clock;
    for (uint32_t k = 0; slot != NONE && k < PAUSE_SLOTS; k++)
      if (!use(uses, SECTION_DECAY, i, slot + k, USE_ALONE, k == PAUSE_HELD ? 0 : VALUE_MISSING))
        return 0;
  }
  return 1;
}

static int use_by_groups(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_GROUP]; i++)
    if (!use(uses, SECTION_GROUP, i, agreement->GROUP[i].slot, USE_ALONE, 0)) return 0;
  return 1;
}

static int use_by_ageings(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_AGEING]; i++) {
    uint32_t slot = agreement->AGEING[i].slot;
    for (uint32_t k = 0; k < LIVE_FIRST + agreement->AGEING[i].live; k++) {
      int64_t initial = k == LIVE_POINTS ? 0 : VALUE_MISSING;
      if (!use(uses, SECTION_AGEING, i, slot + k, USE_ALONE, initial)) return 0;
    }
  }
  return 1;
}

static int use_by_limits(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_LIMIT]; i++) {
    const ImageLimit *row = agreement->LIMIT + i;
    int window = row->kind == LIMIT_CODE_WINDOW;
    uint32_t count = row->slot == NONE ? 0 : window ? row->count : 1;
    for (uint32_t k = 0; k < count; k++)
      if (!use(uses, SECTION_LIMIT, i, row->slot + k, USE_ALONE, window ? VALUE_MISSING : 0))
        return 0;
  }
  return 1;
}

/* What is kept begins with nothing to wait for. */
static int use_by_kept(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  uint32_t count = agreement->bounds.kept_timers;
  for (uint32_t k = 0; count && k < count + kept_groups(count); k++)
    if (!use(uses, SECTION_META, 0, agreement->META->kept_slot + k, USE_ALONE, KEPT_NEVER))
      return 0;
  return 1;
}

/* Slots side by side, missing in a new lead. */
static int use_run(SlotUses *uses, uint32_t kind, uint32_t row, uint32_t slot, uint32_t count) {
  for (uint32_t k = 0; slot != NONE && k < count; k++)
    if (!use(uses, kind, row, slot + k, USE_ALONE, VALUE_MISSING)) return 0;
  return 1;
}

static int use_by_counters(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_COUNTER]; i++) {
    const ImageCounter *row = agreement->COUNTER + i;
    if (!use(uses, SECTION_COUNTER, i, row->slot, USE_ALONE, 0) ||
        !use_run(uses, SECTION_COUNTER, i, row->instants, row->count - 1) ||
        !use_run(uses, SECTION_COUNTER, i, row->values, row->count - 1))
      return 0;
  }
  return 1;
}

static int use_by_histories(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_HISTORY]; i++) {
    const ImageHistory *row = agreement->HISTORY + i;
    int64_t initial = row->kind == HISTORY_LAST ? VALUE_MISSING : 0;
    if (!use(uses, SECTION_HISTORY, i, row->slot, USE_ALONE, initial) ||
        !use_run(uses, SECTION_HISTORY, i, row->ring, row->count))
      return 0;
  }
  for (uint32_t i = 0; i < agreement->count[SECTION_BECOMING]; i++)
    if (!use(uses, SECTION_BECOMING, i, agreement->BECOMING[i].slot, USE_ALONE, 0)) return 0;
  return 1;
}

/* Sections that have one slot in each row, an instant that is missing in a new lead. */
static int use_by_instants(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
#define USE(section, field, how)                                                                   \
  for (uint32_t i = 0; i < agreement->count[SECTION_##section]; i++)                               \
    if (!use(uses, SECTION_##section, i, agreement->section[i].field, how, VALUE_MISSING)) return 0;
  USE(FACT_RULE, slot, USE_ALONE)
  USE(MOVE, hold_slot, USE_ALONE)
  USE(ANCHOR, slot, USE_INSTANT)
  USE(EACH_RULE, anchor, USE_INSTANT)
  USE(DECAY, anchor, USE_INSTANT)
  USE(DECAY, own, USE_ALONE)
#undef USE
  return 1;
}

/* A forged image in which two rows write one slot would break what each of them relies on. */
static int check_slots(Verify *verify) {
  SlotUses uses = {.verify = verify};
  const ImageMeta *meta = verify->agreement->META;
  memset(uses.used, USE_ALONE, HEADER_SLOTS);
  memset(uses.used + meta->facts_slot, USE_ALONE, meta->facts);
  return use_by_scores(&uses) && use_by_event_rules(&uses) && use_by_limits(&uses) &&
         use_by_clocks(&uses) && use_by_groups(&uses) && use_by_ageings(&uses) &&
         use_by_counters(&uses) && use_by_histories(&uses) && use_by_instants(&uses) &&
         use_by_kept(&uses);
}

/* ---- bounds -------------------------------------------------------------------------------- */

static uint32_t criteria_rows(const mops_agreement *agreement, uint32_t criterion) {
  return criterion == NONE ? 0 : agreement->CRITERION[criterion].rows;
}

/* Rows of the conditions that one run's triggers can leave to be told. */
static uint64_t run_criteria(const mops_agreement *agreement, const ImageRun *run) {
  uint64_t rows = 0;
  for (uint32_t i = run->first; i < run->first + run->count; i++)
    rows += criteria_rows(agreement, agreement->TRIGGER[agreement->CANDIDATE[i].trigger].criterion);
  return rows;
}

/* Until a decision is written there are at most two occurrences, a lead's appearing and an event,
 * and fact rules are looked at three times, those that depend on facts alone once. */
static uint64_t judged_at_most(const mops_agreement *agreement, uint64_t most_of_run) {
  uint64_t rows = 2 * most_of_run;
  for (uint32_t i = 0; i < agreement->count[SECTION_FACT_RULE]; i++) {
    unsigned times = i < agreement->META->static_facts ? 1 : 3;
    rows += times * (uint64_t)criteria_rows(agreement, agreement->FACT_RULE[i].criterion);
  }
  return rows;
}

/* An award is told as a rule and what its group and `keep` cut, and so is what a score is given by hand. */
static int fill_telling(Verify *verify, uint64_t most_of_run) {
  AgreementBounds *bounds = &verify->agreement->bounds;
  const uint32_t *count = verify->agreement->count;
  uint64_t judged = judged_at_most(verify->agreement, most_of_run);
  uint64_t rules =
      (uint64_t)count[SECTION_EVENT_RULE] + count[SECTION_FACT_RULE] + count[SECTION_EACH_RULE];
  uint64_t changes = 3 * MAX_SCORES + 6 * rules + count[SECTION_GROUP],
           reasons = changes + judged + bounds->max_criteria + 1;
  if (judged > MAX_JUDGED || reasons >= NONE)
    return verify_refuse(verify, "its rules and conditions are too many");
  bounds->max_changes = (uint32_t)changes;
  bounds->max_judged = (uint32_t)judged;
  bounds->max_reasons = (uint32_t)reasons;
  return 1;
}

/* The most of some runs: of candidates, and of rows of their conditions. */
typedef struct {
  uint64_t candidates, criteria;
} Most;

static Most most_of_runs(const mops_agreement *agreement, uint32_t first, uint32_t count) {
  Most most = {0, 0};
  for (uint32_t i = first; i < first + count; i++) {
    uint64_t rows = run_criteria(agreement, agreement->RUN + i);
    if (rows > most.criteria) most.criteria = rows;
    if (agreement->RUN[i].count > most.candidates) most.candidates = agreement->RUN[i].count;
  }
  return most;
}

/* Of runs that may all be put together. */
static Most sum_of_runs(const mops_agreement *agreement, uint32_t first, uint32_t count) {
  Most sum = {0, 0};
  for (uint32_t i = first; i < first + count; i++) {
    sum.candidates += agreement->RUN[i].count;
    sum.criteria += run_criteria(agreement, agreement->RUN + i);
  }
  return sum;
}

/* An event may have candidates of one of its own runs and of one of each choice, or all by bits. */
static Most most_of_event(const mops_agreement *agreement, const ImageRecord *event) {
  Most most = most_of_runs(agreement, event->run_first, event->run_count);
  for (uint32_t i = event->choice_first; i < event->choice_first + event->choice_count; i++) {
    const ImageChoice *choice = agreement->CHOICE + i;
    Most more = choice->bits ? sum_of_runs(agreement, choice->run_first, choice->run_count)
                             : most_of_runs(agreement, choice->run_first, choice->run_count);
    most.candidates += more.candidates;
    most.criteria += more.criteria;
  }
  return most;
}

/* How much a worker needs at most: of an event's triggers, and for telling. */
static int fill_bounds(Verify *verify) {
  mops_agreement *agreement = verify->agreement;
  AgreementBounds *bounds = &agreement->bounds;
  Most most = most_of_runs(agreement, 0, agreement->count[SECTION_RUN]);
  for (uint32_t i = 0; i < agreement->count[SECTION_RECORD]; i++) {
    Most more = most_of_event(agreement, agreement->RECORD + i);
    if (more.candidates > most.candidates) most.candidates = more.candidates;
    if (more.criteria > most.criteria) most.criteria = more.criteria;
  }
  if (!fill_telling(verify, most.criteria)) return 0;
  bounds->max_candidates = (uint32_t)most.candidates; /* each stands in one run */
  for (uint32_t i = 0; i < agreement->count[SECTION_TIMER]; i++)
    if (agreement->TIMER[i].stages) bounds->waking_timers = i + 1;
  for (uint32_t i = 0; i < agreement->count[SECTION_SCORE]; i++)
    if (agreement->SCORE[i].seen != NONE) bounds->seen_scores |= UINT64_C(1) << i;
  return 1;
}

int verify_rules(Verify *verify) {
  static const VerifyCheck checks[] = {
      check_scores,     check_groups,     check_event_rules, check_ageings,     check_limits,
      check_fact_rules, check_dependents, check_each_rules,  check_decays,      check_anchors,
      check_counters,   check_histories,  check_triggers,    check_event_runs,  check_becoming,
      check_moves,      check_timers,     check_derived,     check_definitions, check_criteria,
      check_slots,      fill_bounds};
  verify->agreement->bounds = (AgreementBounds){0};
  return verify_all(verify, checks, sizeof checks / sizeof *checks);
}
