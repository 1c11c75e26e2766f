/* Decisions and their reasons. */
#include "runtime/decide.h"

#include "runtime/group.h"
#include "runtime/measure.h"
#include "runtime/number.h"

void decide_remember(mops_worker *worker, const int64_t *lead, uint32_t score, int64_t now) {
  uint64_t bit = UINT64_C(1) << (score & 63);
  if (worker->touched & bit) return;
  worker->touched |= bit;
  MEASURE_TELLING(1);
  worker->before[score & 63] = score_read(worker->agreement, lead, score, now);
  MEASURE_TELLING(-1);
  const ImageScore *row = worker->agreement->SCORE + score;
  for (uint32_t i = row->group_first; i < row->group_first + row->group_count; i++)
    if (worker->agreement->GROUP[i].read)
      worker->cuts[i] = group_cut(worker->agreement, lead, i, now);
}

/* Rules' rows stand in source order, and so do changes; of one rule in the order in which they
 * happened; what was done by hand, which is no rule's, stands first. They nearly come in that
 * order, so each is put in its place as it comes. */
void decide_add(mops_worker *worker, Change change) {
  if (worker->change_count == worker->agreement->bounds.max_changes) return;
  uint32_t place = worker->change_count++;
  for (; place && worker->changes[place - 1].rule + 1 > change.rule + 1;
       place--) /* NONE + 1 is 0 */
    worker->changes[place] = worker->changes[place - 1];
  worker->changes[place] = change;
}

static const char *file_name(const mops_agreement *agreement, uint32_t file) {
  return file == NONE ? NULL : agreement_text(agreement, agreement->FILE[file].name);
}

mops_reason decide_rule_reason(const mops_agreement *agreement, mops_reason_kind kind,
                               uint32_t rule) {
  mops_reason reason = {.kind = kind, .at = MOPS_MISSING};
  const ImageRule *row = agreement->RULE + rule;
  reason.block = agreement_text(agreement, row->block);
  reason.label = agreement_text(agreement, row->label);
  if (row->kind == RULE_CODE_MOVE) reason.text = agreement_text(agreement, row->text);
  reason.line = row->line;
  reason.file = file_name(agreement, row->file);
  return reason;
}

/* What groups that are read cut more, or less, than before. */
static void add_cuts(mops_worker *worker, const int64_t *lead, uint32_t score, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  const ImageScore *row = agreement->SCORE + score;
  for (uint32_t i = row->group_first; i < row->group_first + row->group_count; i++) {
    const ImageGroup *group = agreement->GROUP + i;
    if (!group->read) continue;
    int64_t change = minus(group_cut(agreement, lead, i, now), worker->cuts[i]);
    if (change)
      decide_add(worker, (Change){MOPS_REASON_CAPPED, score, group->rule, change, i, no_cause});
  }
}

/* What `keep` and `shown` did has the score's name as its block. */
static mops_reason bound_reason(const mops_agreement *agreement, mops_reason_kind kind,
                                uint32_t score) {
  const ImageScore *row = agreement->SCORE + score;
  mops_reason reason = {.kind = kind, .at = MOPS_MISSING};
  reason.block = agreement_text(agreement, row->name);
  reason.label = kind == MOPS_REASON_KEEP ? "keep" : "shown";
  reason.line = kind == MOPS_REASON_KEEP ? row->keep_line : row->shown_line;
  reason.file = file_name(agreement, row->file);
  return reason;
}

static void add_reason(mops_worker *worker, mops_reason reason) {
  if (worker->because_count < worker->agreement->bounds.max_reasons)
    worker->because[worker->because_count++] = reason;
}

static const char *record_name(const mops_agreement *agreement, uint32_t record) {
  return agreement_text(agreement, agreement->RECORD[record].name);
}

/* ---- conditions, taken apart ------------------------------------------------------------- */

static const char *const group_words[CRITERIA] = {"and", "or", "not", ""};

/* The part of a text that a criterion reads: its tree is that of such a reading. */
static mops_part part_read(const mops_agreement *agreement, const ImageCriterion *row) {
  const ImageField *field = agreement->FIELD + row->field;
  for (uint32_t i = 0; i < field->reading_count; i++) {
    const ImageReading *reading = agreement->READING + field->reading_first + i;
    if (reading->node == row->lexicon) return (mops_part)reading->part;
  }
  return MOPS_PART_WHOLE;
}

static int is_field_of(const mops_agreement *agreement, uint32_t record, uint32_t field) {
  if (record == NONE) return 0;
  const ImageRecord *row = agreement->RECORD + record;
  return field >= row->first && field - row->first < row->count;
}

static Judged judge(const VmInput *input, uint32_t criterion) {
  const ImageCriterion *row = input->agreement->CRITERION + criterion;
  MEASURE_TELLING(1);
  Judged judged = {criterion, vm_run(input, row->truth), VALUE_MISSING, VALUE_MISSING};
  if (row->value != NONE) judged.value = vm_run(input, row->value);
  if (row->other != NONE) judged.other = vm_run(input, row->other);
  MEASURE_TELLING(-1);
  return judged;
}

static mops_reason criterion_reason(const mops_agreement *agreement, const Judged *judged) {
  const ImageCriterion *row = agreement->CRITERION + judged->criterion;
  mops_reason reason = {.at = MOPS_MISSING, .line = row->line};
  reason.file = file_name(agreement, row->file);
  reason.truth = judged->truth == VALUE_MISSING ? -1 : judged->truth != 0;
  reason.kind = row->kind == CRITERION_TEST ? MOPS_REASON_CRITERION : MOPS_REASON_GROUP;
  reason.text =
      row->kind == CRITERION_TEST ? agreement_text(agreement, row->text) : group_words[row->kind];
  if (row->kind != CRITERION_TEST) reason.label = agreement_text(agreement, row->text);
  reason.count = row->rows;
  if (row->field != NONE) {
    reason.field = agreement_text(agreement, agreement->FIELD[row->field].name);
    if (is_field_of(agreement, row->record, row->field))
      reason.event = record_name(agreement, row->record);
    reason.part = part_read(agreement, row);
  }
  reason.has_value = row->value != NONE;
  if (reason.has_value)
    reason.value =
        (mops_value){(mops_type)row->type, row->enumeration, row->lexicon, judged->value};
  reason.has_other = row->other != NONE;
  reason.other = reason.value;
  reason.other.number = judged->other;
  return reason;
}

/* The groups around a row: where those that are open end. The verifier bounds the depth. */
typedef struct {
  uint32_t ends[64], depth;
} Groups;

/* How many groups a row stands in; opens its own. Rows are asked for in their order. */
static uint32_t depth_of(Groups *groups, const mops_agreement *agreement, uint32_t criterion) {
  const ImageCriterion *row = agreement->CRITERION + criterion;
  while (groups->depth && criterion >= groups->ends[groups->depth - 1]) groups->depth--;
  uint32_t depth = groups->depth;
  if (row->kind != CRITERION_TEST && depth < 64)
    groups->ends[groups->depth++] = criterion + row->rows;
  return depth;
}

void decide_criteria(const mops_agreement *agreement, const VmInput *input, uint32_t criterion,
                     void (*give)(void *host, const mops_reason *reason), void *host) {
  Groups groups = {.depth = 0};
  for (uint32_t i = 0; i < agreement->CRITERION[criterion].rows; i++) {
    Judged judged = judge(input, criterion + i);
    mops_reason reason = criterion_reason(agreement, &judged);
    reason.depth = depth_of(&groups, agreement, criterion + i);
    give(host, &reason);
  }
}

uint32_t decide_judge(mops_worker *worker, uint32_t criterion) {
  const mops_agreement *agreement = worker->agreement;
  if (!decide_wanted(worker) || criterion == NONE) return NONE;
  uint32_t first = worker->judged_count, rows = agreement->CRITERION[criterion].rows;
  if (rows > agreement->bounds.max_judged - first) return NONE;
  for (uint32_t i = 0; i < rows; i++)
    worker->judged[worker->judged_count++] = judge(&worker->input, criterion + i);
  return first;
}

/* The condition that was judged at a place, NONE: there was none. */
static void add_judged(mops_worker *worker, uint32_t first) {
  const mops_agreement *agreement = worker->agreement;
  Groups groups = {.depth = 0};
  if (first == NONE) return;
  const Judged *judged = worker->judged + first;
  for (uint32_t i = 0; i < agreement->CRITERION[judged->criterion].rows; i++) {
    mops_reason reason = criterion_reason(agreement, judged + i);
    reason.depth = depth_of(&groups, agreement, judged[i].criterion);
    add_reason(worker, reason);
  }
}

/* ---- decisions -------------------------------------------------------------------------- */

static void tell_cause(const mops_agreement *agreement, Cause cause, mops_reason *reason) {
  if (cause.becoming != NONE)
    reason->becoming = agreement_text(agreement, agreement->BECOMING[cause.becoming].name);
  if (cause.event != NONE) reason->event = record_name(agreement, cause.event);
  if (cause.counter == NONE) return;
  reason->events = agreement->COUNTER[cause.counter].count;
  reason->in_a_row = agreement->COUNTER[cause.counter].in_a_row != 0;
}

/* The members of enums that an event came with, such as the reason of a rejection. */
static void add_fields(mops_worker *worker, uint32_t event, const int64_t *values) {
  const mops_agreement *agreement = worker->agreement;
  if (event == NONE || !values) return;
  const ImageRecord *record = agreement->RECORD + event;
  for (uint32_t i = 0; i < record->count; i++) {
    const ImageField *field = agreement->FIELD + record->first + i;
    int64_t value = field->slot == NONE ? VALUE_MISSING : values[field->slot];
    if (field->type != CODE_ENUM || value == VALUE_MISSING) continue;
    add_reason(worker, (mops_reason){.kind = MOPS_REASON_WITH,
                                     .label = agreement_text(agreement, field->name),
                                     .at = MOPS_MISSING,
                                     .has_value = 1,
                                     .value = {MOPS_ENUM, field->enumeration, NONE, value}});
  }
}

/* cause: the standard record. */
static mops_reason hand_reason(const mops_agreement *agreement, Cause cause, int import) {
  return (mops_reason){.kind = MOPS_REASON_BY_HAND,
                       .text = record_name(agreement, cause.event),
                       .import = import,
                       .at = MOPS_MISSING};
}

static mops_reason reason_of_change(const mops_agreement *agreement, const Change *change) {
  if (change->kind == MOPS_REASON_CAPPED) {
    mops_reason capped =
        decide_rule_reason(agreement, change->kind, agreement->GROUP[change->count].rule);
    capped.points = change->points;
    return capped;
  }
  if (change->kind == MOPS_REASON_BY_HAND) {
    mops_reason by_hand = hand_reason(agreement, change->cause, change->count != 0);
    by_hand.points = change->points;
    return by_hand;
  }
  mops_reason reason = change->kind == MOPS_REASON_KEEP
                           ? bound_reason(agreement, change->kind, change->score)
                           : decide_rule_reason(agreement, change->kind, change->rule);
  tell_cause(agreement, change->cause, &reason);
  reason.points = change->points;
  reason.count = change->count;
  return reason;
}

static void write_decision(mops_worker *worker, mops_decision decision) {
  decision.lead = worker->key;
  decision.lead_length = worker->key_length;
  decision.because = worker->because;
  decision.because_count = worker->because_count;
  worker->sink.decide(worker->sink.host, &decision);
}

static void decide_score(mops_worker *worker, const int64_t *lead, uint32_t score, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  MEASURE_TELLING(1);
  int64_t before = worker->before[score], after = score_read(agreement, lead, score, now);
  MEASURE_TELLING(-1);
  int64_t unexplained = minus(after, before);
  worker->because_count = 0;
  add_cuts(worker, lead, score, now);
  for (uint32_t i = 0; i < worker->change_count; i++) {
    const Change *change = worker->changes + i;
    if (change->score != score) continue;
    add_reason(worker, reason_of_change(agreement, change));
    add_judged(worker, change->cause.judged);
    unexplained = minus(unexplained, change->points);
  }
  if (!worker->because_count) return;
  if (unexplained) {
    mops_reason shown = bound_reason(agreement, MOPS_REASON_SHOWN, score);
    shown.points = unexplained;
    add_reason(worker, shown);
  }
  write_decision(worker, (mops_decision){.at = now,
                                         .pool = MOPS_NOT_FOUND,
                                         .kind = MOPS_DECISION_SCORED,
                                         .subject = score,
                                         .before = before,
                                         .after = after});
}

void decide_scores(mops_worker *worker, const int64_t *lead, int64_t now) {
  for (uint64_t rest = worker->touched; rest; rest &= rest - 1)
    decide_score(worker, lead, (uint32_t)__builtin_ctzll(rest), now);
  decide_forget(worker);
}

static void give_because(void *host, const mops_reason *reason) {
  add_reason(host, *reason);
}

void decide_move(mops_worker *worker, const int64_t *lead, uint32_t move, Cause cause,
                 int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  const ImageMove *row = move == NONE ? NULL : agreement->MOVE + move;
  if (!decide_wanted(worker)) return;
  worker->because_count = 0;
  if (row) {
    VmInput input = {agreement, lead, NULL, now};
    mops_reason reason = decide_rule_reason(agreement, MOPS_REASON_MOVE, row->rule);
    tell_cause(agreement, cause, &reason);
    if (row->hold_slot != NONE) reason.at = lead[row->hold_slot];
    add_reason(worker, reason);
    add_fields(worker, cause.event, worker->input.event);
    add_judged(worker, cause.judged);
    worker->judged_count = 0;
    if (row->criterion != NONE)
      decide_criteria(agreement, &input, row->criterion, give_because, worker);
  }
  write_decision(worker, (mops_decision){.at = now,
                                         .kind = MOPS_DECISION_STAGE,
                                         .before = lead[SLOT_STAGE],
                                         .after = row ? row->to : agreement->META->start});
}

void decide_stage_set(mops_worker *worker, const int64_t *lead, uint32_t type, uint32_t stage,
                      int import, int64_t now) {
  if (!decide_wanted(worker)) return;
  worker->because_count = 0;
  if (lead[SLOT_STAGE] != VALUE_MISSING) worker->judged_count = 0;
  add_reason(worker, hand_reason(worker->agreement, (Cause){type, NONE, NONE, NONE}, import));
  write_decision(worker, (mops_decision){.at = now,
                                         .kind = MOPS_DECISION_STAGE,
                                         .before = lead[SLOT_STAGE],
                                         .after = stage});
}

/* ---- owners ------------------------------------------------------------------------------ */

void decide_begin(mops_worker *worker) {
  worker->because_count = 0;
}

uint32_t decide_reason(mops_worker *worker, const mops_reason *reason) {
  if (decide_wanted(worker)) add_reason(worker, *reason);
  return worker->because_count - 1;
}

void decide_amend(mops_worker *worker, uint32_t place, const mops_reason *reason) {
  if (decide_wanted(worker)) worker->because[place] = *reason;
}

void decide_condition(mops_worker *worker, uint32_t criterion) {
  if (decide_wanted(worker) && criterion != NONE)
    decide_criteria(worker->agreement, &worker->input, criterion, give_because, worker);
}

void decide_cause(mops_worker *worker, const int64_t *lead, const Waiting *waiting) {
  const mops_agreement *agreement = worker->agreement;
  if (!decide_wanted(worker)) return;
  uint32_t counter = agreement->TRIGGER[waiting->trigger].counter;
  mops_reason reason = {.kind = MOPS_REASON_CAUSE, .at = MOPS_MISSING};
  tell_cause(agreement, (Cause){waiting->event, waiting->becoming, NONE, counter}, &reason);
  if (!reason.event && !reason.becoming)
    reason.text = mops_stage_name(agreement, (uint32_t)lead[SLOT_STAGE]);
  add_reason(worker, reason);
  add_fields(worker, waiting->event, waiting->values);
}

void decide_assigned(mops_worker *worker, const Assigned *assigned, int64_t now) {
  if (!decide_wanted(worker)) return;
  write_decision(worker, (mops_decision){.at = now,
                                         .kind = assigned->again ? MOPS_DECISION_REASSIGNED
                                                                 : MOPS_DECISION_ASSIGNED,
                                         .subject = assigned->route,
                                         .sla = assigned->sla,
                                         .pool = assigned->pool,
                                         .before = assigned->before,
                                         .after = assigned->after});
}

void decide_assigned_by_hand(mops_worker *worker, uint32_t type, const Assigned *assigned,
                             int import, int64_t now) {
  if (!decide_wanted(worker)) return;
  decide_begin(worker);
  add_reason(worker, hand_reason(worker->agreement, (Cause){type, NONE, NONE, NONE}, import));
  decide_assigned(worker, assigned, now);
}

void decide_clock(mops_worker *worker, mops_decision_kind kind, const Clock *clock, int64_t now) {
  if (!decide_wanted(worker)) return;
  uint32_t owner = clock->owner == VALUE_MISSING ? MOPS_NOT_FOUND : (uint32_t)clock->owner;
  write_decision(worker, (mops_decision){.at = now,
                                         .kind = kind,
                                         .subject = MOPS_NOT_FOUND,
                                         .pool = MOPS_NOT_FOUND,
                                         .sla = clock->sla,
                                         .owner = owner,
                                         .before = clock->before,
                                         .after = clock->after,
                                         .since = clock->since,
                                         .due = clock->due,
                                         .ended = clock->ended,
                                         .took = clock->took,
                                         .whom = clock->whom});
}

void decide_merged(mops_worker *worker, const MergedKey *from, int64_t now) {
  if (!decide_wanted(worker)) return;
  worker->because_count = 0;
  write_decision(worker, (mops_decision){.at = now,
                                         .kind = MOPS_DECISION_MERGED,
                                         .before = MOPS_MISSING,
                                         .after = MOPS_MISSING,
                                         .from = from->bytes,
                                         .from_length = from->length});
}
