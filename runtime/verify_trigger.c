/* What triggers must fulfil beside their shapes, and what counts them: which candidates an event
 * looks at, in runs and choices; anchors, counters and histories. */
#include "runtime/verify.h"

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
  case EFFECT_ROUTE: return row->target < agreement->count[SECTION_ROUTE];
  case EFFECT_MET:
  case EFFECT_CANCEL:
  case EFFECT_START: return row->target < agreement->count[SECTION_SLA];
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

/* Of which moves a run is: none, each as it happens, or what they came to once all settled. */
enum { OF_NONE, OF_MOVES, OF_SETTLED };

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
  if (!verify_criterion_reads(verify, SECTION_TRIGGER, index, row->criterion, event) ||
      !remembers_event(verify, event, index))
    return 0;
  if (of_move && (((uint64_t)row->from & ~(verify->stage_bits | nowhere)) ||
                  ((uint64_t)row->to & ~verify->stage_bits)))
    return verify_bad_row(verify, SECTION_TRIGGER, index, "from", "it has bits of no stage");
  int fits = of_move == OF_SETTLED ? row->effect >= EFFECT_ROUTE : row->effect < EFFECT_MOVE;
  return of_move == OF_NONE || fits ||
         verify_bad_row(verify, SECTION_TRIGGER, index, "effect", "moves of the stage have no %u",
                        row->effect);
}

/* Whether it must be asked if a trigger fires. An event's `on` moves and routes are asked later. */
static int is_conditional(const ImageTrigger *row, uint32_t event) {
  return row->counter != NONE || row->effect == EFFECT_BREAK ||
         ((row->effect < EFFECT_MOVE || !event) && (row->where != NONE || row->value != NONE));
}

/* event 0: of the stage's moves (of_move), each of which concerns only some, or of a definition. */
static int check_run(Verify *verify, uint32_t event, int of_move, uint32_t index) {
  const mops_agreement *agreement = verify->agreement;
  const ImageRun *row = agreement->RUN + index;
  uint32_t conditional = of_move != OF_NONE, effect = 0;
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
      if (!check_run(verify, i, i == 0 ? OF_MOVES : OF_NONE, row->run_first + k)) return 0;
    if (!check_choices(verify, i)) return 0;
  }
  return 1;
}

static int check_settled(Verify *verify) {
  const ImageMeta *meta = verify->agreement->META;
  if (meta->settled_count > 1)
    return verify_bad_row(verify, SECTION_META, 0, "settled_count", "it has one run at most");
  return !meta->settled_count || check_run(verify, 0, OF_SETTLED, meta->settled_first);
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
    if ((row->window > 0 || days || last) ? !row->count : row->count > 0)
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

int verify_triggers(Verify *verify) {
  static const VerifyCheck checks[] = {check_anchors,  check_counters,   check_histories,
                                       check_triggers, check_event_runs, check_settled,
                                       check_becoming};
  return verify_all(verify, checks, sizeof checks / sizeof *checks);
}
