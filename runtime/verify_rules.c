/* What the rows that decide must fulfil beside their shapes: scores and their rules, moves, timers,
 * definitions and conditions taken apart. */
#include "runtime/kept.h"
#include "runtime/verify.h"

#define MAX_FIRINGS 10000u /* of a limit */
#define MAX_CRITERIA_DEPTH 64u
#define ALL_STAGES (-1) /* a timer's stages without a lifecycle */

static int check_rule(Verify *verify, uint32_t kind, uint32_t row, uint32_t rule,
                      uint32_t expected) {
  uint32_t found = verify->agreement->RULE[rule].kind;
  return found == expected || verify_bad_row(verify, kind, row, "rule",
                                             "rule %u has kind %u, not %u", rule, found, expected);
}

int verify_criterion_reads(Verify *verify, uint32_t kind, uint32_t row, uint32_t criterion,
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
        !verify_criterion_reads(verify, SECTION_FACT_RULE, i, row->criterion, 0))
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
        !verify_criterion_reads(verify, SECTION_DECAY, i, row->criterion, 0))
      return 0;
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
        !verify_criterion_reads(verify, SECTION_MOVE, i, row->criterion, 0))
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
        !verify_criterion_reads(verify, SECTION_DEFINITION, i, row->criterion, 0))
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

int verify_rules(Verify *verify) {
  static const VerifyCheck checks[] = {
      check_scores,     check_groups,     check_event_rules, check_ageings,     check_limits,
      check_fact_rules, check_dependents, check_each_rules,  check_decays,      verify_triggers,
      check_moves,      check_timers,     check_derived,     check_definitions, check_criteria,
      verify_slots,     verify_bounds};
  return verify_all(verify, checks, sizeof checks / sizeof *checks);
}
