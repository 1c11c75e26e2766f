/* What an agreement's expressions read: fields, texts with the literals that they are compared
 * with, and triggers whose last instant is kept. Only that gets slots and prefix trees. */
#include "compiler/lower.h"

/* ---- texts ------------------------------------------------------------------------------- */

FieldPlan *field_plan(const Lowering *lowering, const Field *field) {
  return &lowering->fields[field->owner->index][field->index];
}

static ReadingPlan *find_field_reading(const Lowering *lowering, const Field *field, uint32_t part,
                                       uint32_t kind) {
  const FieldPlan *plan = field_plan(lowering, field);
  for (uint32_t i = 0; i < plan->readings.count; i++) {
    ReadingPlan *reading = plan->readings.items[i];
    if (reading->part == part && reading->kind == kind) return reading;
  }
  return NULL;
}

static Field *text_field(const Expression *operand) {
  return (uint32_t)operand->text_part == PART_WHOLE ? operand->field : operand->left->field;
}

const ReadingPlan *reading_of(const Lowering *lowering, const Expression *operand, uint32_t kind) {
  return find_field_reading(lowering, text_field(operand), (uint32_t)operand->text_part, kind);
}

static ReadingPlan *ensure_field_reading(Lowering *lowering, Field *field, uint32_t part,
                                         uint32_t kind) {
  ReadingPlan *reading = find_field_reading(lowering, field, part, kind);
  if (reading) return reading;
  reading = arena_take(lowering->arena, sizeof *reading);
  reading->part = part;
  reading->kind = kind;
  reading->field = field;
  list_add(lowering->arena, &field_plan(lowering, field)->readings, reading);
  if (part == PART_HOST) /* a url has a path always: it tells one without a host from none */
    ensure_field_reading(lowering, field, PART_PATH, READING_FORWARD);
  return reading;
}

static ReadingPlan *ensure_reading(Lowering *lowering, const Expression *operand, uint32_t kind) {
  return ensure_field_reading(lowering, text_field(operand), (uint32_t)operand->text_part, kind);
}

const ReadingPlan *fingerprint_of(const Lowering *lowering, const Field *field) {
  return find_field_reading(lowering, field, PART_WHOLE, READING_FINGERPRINT);
}

Text reading_pattern(Arena *arena, const ReadingPlan *reading, Text text) {
  if (reading->kind != READING_WORDS) return text;
  return matcher_words(arena, text, !reading_is_folded(reading));
}

static void collect_last(Lowering *lowering, const Expression *e, uint32_t kind);

static void collect_text_test(Lowering *lowering, const Expression *e) {
  uint32_t kind = text_reading_kind(e);
  ReadingPlan *reading = ensure_reading(lowering, e->left, kind);
  if (reading_matches(reading))
    ensure_reading(lowering, e->left, READING_FORWARD); /* for reasons */
  for (uint32_t i = 0; i < e->texts.count; i++) {
    Text text = *(const Text *)e->texts.items[i];
    if (reading_matches(reading)) {
      matcher_add(lowering->arena, &reading->matcher,
                  reading_pattern(lowering->arena, reading, text));
      continue;
    }
    if (kind == READING_BACKWARD) text = text_reverse(lowering->arena, text);
    lexicon_add(lowering->arena, &reading->draft, text, 0);
  }
  if (e->left->kind != EXPRESSION_LAST) return;
  collect_last(lowering, e->left, kind);
  if (reading_matches(reading)) collect_last(lowering, e->left, READING_FORWARD);
}

/* ---- triggers whose last instant is kept ------------------------------------------------- */

static void collect_triggers(Lowering *lowering, const List *triggers);

static int same_trigger(const Trigger *first, const Trigger *second) {
  if (first == second) return 1;
  return first->kind == second->kind && first->event == second->event &&
         first->from == second->from && first->to == second->to &&
         first->becoming == second->becoming && !first->where && !second->where && !first->count &&
         !second->count;
}

static int same_triggers(const List *a, const List *b) {
  if (a->count != b->count) return 0;
  for (uint32_t i = 0; i < a->count; i++)
    if (!same_trigger(a->items[i], b->items[i])) return 0;
  return 1;
}

static AnchorPlan *find_anchor(const Lowering *lowering, const List *triggers) {
  for (uint32_t i = 0; i < lowering->anchors.count; i++) {
    AnchorPlan *anchor = lowering->anchors.items[i];
    if (same_triggers(&anchor->triggers, triggers)) return anchor;
  }
  return NULL;
}

const AnchorPlan *anchor_of(const Lowering *lowering, const List *triggers) {
  return find_anchor(lowering, triggers);
}

static AnchorPlan *collect_anchor(Lowering *lowering, const List *triggers) {
  AnchorPlan *anchor = find_anchor(lowering, triggers);
  collect_triggers(lowering, triggers);
  if (anchor) return anchor;
  anchor = arena_take(lowering->arena, sizeof *anchor);
  anchor->triggers = *triggers;
  list_add(lowering->arena, &lowering->anchors, anchor);
  return anchor;
}

/* ---- history ----------------------------------------------------------------------------- */

static uint32_t history_kind(const Expression *e) {
  return e->kind == EXPRESSION_COUNT  ? HISTORY_COUNT
         : e->kind == EXPRESSION_DAYS ? HISTORY_DAYS
                                      : HISTORY_LAST;
}

uint32_t history_of(const Lowering *lowering, const Expression *e, uint32_t kind) {
  const Field *field = e->kind == EXPRESSION_LAST ? e->field : NULL;
  for (uint32_t i = 0; i < lowering->histories.count; i++) {
    const HistoryPlan *history = lowering->histories.items[i];
    if (history->kind == history_kind(e) && history->window == e->window &&
        history->field == field && (!history->reading || history->reading->kind == kind) &&
        same_triggers(&history->triggers, &e->triggers))
      return i;
  }
  return NONE;
}

static HistoryPlan *ensure_history(Lowering *lowering, const Expression *e, uint32_t kind) {
  uint32_t known = history_of(lowering, e, kind);
  if (known != NONE) return lowering->histories.items[known];
  collect_triggers(lowering, &e->triggers);
  HistoryPlan *history = arena_take(lowering->arena, sizeof *history);
  *history = (HistoryPlan){.kind = history_kind(e), .triggers = e->triggers, .window = e->window};
  history->count = e->window ? 1 : 0;
  list_add(lowering->arena, &lowering->histories, history);
  return history;
}

/* kind: READING_ of a text. */
static void collect_last(Lowering *lowering, const Expression *e, uint32_t kind) {
  HistoryPlan *history = ensure_history(lowering, e, kind);
  history->field = e->field;
  if (type_reads_as_class(e->field->type.kind))
    history->reading = ensure_reading(lowering, e, kind);
  else
    field_plan(lowering, e->field)->read = 1;
}

int expression_is_timed(const Expression *e) {
  int counts = e->kind == EXPRESSION_COUNT || e->kind == EXPRESSION_DAYS;
  return e->kind == EXPRESSION_SINCE || (counts && e->window);
}

int64_t number_asked(const Expression *e, const Expression *count) {
  int64_t most = 1;
  if (e->kind == EXPRESSION_COMPARE) {
    int count_left = e->left == count;
    const Expression *limit = count_left ? e->right : e->left;
    int beyond = e->comparison == COMPARE_EQUAL || (e->comparison == COMPARE_LESS) != count_left;
    most = limit->kind == EXPRESSION_CONSTANT ? limit->constant + beyond : 1;
  }
  for (uint32_t i = 0; i < e->interval_count; i++) {
    const Interval *interval = e->intervals + i;
    int64_t asked = interval->high < count->type.high ? interval->high + 1 : interval->low;
    if (asked > most) most = asked;
  }
  return most < 1 ? 1 : most;
}

static void collect_counted(Lowering *lowering, const Expression *e, const Expression *side) {
  if (!side || side->kind == EXPRESSION_SINCE || !expression_is_timed(side)) return;
  HistoryPlan *history = ensure_history(lowering, side, READING_FORWARD);
  int64_t most = number_asked(e, side);
  if (most <= history->count) return;
  history->count = (uint32_t)most;
  history->span = e->span;
}

/* ---- dates and instants that time is counted from ---------------------------------------- */

uint32_t since_fact(const Lowering *lowering, const Expression *since) {
  const FieldPlan *plan = field_plan(lowering, since->left->field);
  return since->left->type.kind == TYPE_DATE ? plan->midnight : plan->slot;
}

static void collect_since_field(Lowering *lowering, const Field *field) {
  FieldPlan *plan = field_plan(lowering, field);
  plan->counts = 1;
  if (field->type.kind == TYPE_INSTANT) plan->read = 1;
}

/* ---- expressions ------------------------------------------------------------------------- */

static void collect(Lowering *lowering, const Expression *e);

/* Once for all calls that are the same. */
static void collect_call(Lowering *lowering, const TableCall *call) {
  if (lowering->calls[call->index].collected) return;
  lowering->calls[call->index].collected = 1;
  for (uint32_t i = 0; i < call->arguments.count; i++) collect(lowering, call->arguments.items[i]);
  for (const Expression *e = call->cases; e->kind == EXPRESSION_CASE; e = e->right)
    collect(lowering, e->left);
}

/* Notes what an expression reads. Definitions and derived fields are collected on their own. */
static void collect(Lowering *lowering, const Expression *e) {
  if (!e) return;
  switch (e->kind) {
  case EXPRESSION_TEXT_TEST: collect_text_test(lowering, e); return;
  case EXPRESSION_TABLE: collect_call(lowering, e->call); return;
  case EXPRESSION_SINCE:
    if (e->left)
      collect_since_field(lowering, e->left->field);
    else
      collect_anchor(lowering, &e->triggers)->read = 1;
    return;
  case EXPRESSION_COUNT:
  case EXPRESSION_DAYS: ensure_history(lowering, e, READING_FORWARD); return;
  case EXPRESSION_LAST: collect_last(lowering, e, READING_FORWARD); return;
  case EXPRESSION_PART: ensure_reading(lowering, e, READING_FORWARD); return;
  case EXPRESSION_FIELD:
    if (type_reads_as_class(e->field->type.kind))
      ensure_reading(lowering, e, READING_FORWARD);
    else
      field_plan(lowering, e->field)->read = 1;
    return;
  case EXPRESSION_COMPARE:
  case EXPRESSION_IN:
    if (expression_is_timed(e->left) || (e->right && expression_is_timed(e->right)))
      list_add(lowering->arena, &lowering->comparisons, (void *)(uintptr_t)e);
    collect_counted(lowering, e, e->left);
    collect_counted(lowering, e, e->right);
    break;
  default: break;
  }
  collect(lowering, e->left);
  collect(lowering, e->right);
}

static void collect_trigger(Lowering *lowering, const Trigger *trigger) {
  collect(lowering, trigger->where);
  if (trigger->different && type_reads_as_class(trigger->different->type.kind))
    ensure_field_reading(lowering, trigger->different, PART_WHOLE, READING_FINGERPRINT);
  else if (trigger->different)
    field_plan(lowering, trigger->different)->read = 1;
  if (trigger->broken_by) collect_trigger(lowering, trigger->broken_by);
}

static void collect_triggers(Lowering *lowering, const List *triggers) {
  for (uint32_t i = 0; i < triggers->count; i++) collect_trigger(lowering, triggers->items[i]);
}

static void collect_rule(Lowering *lowering, const Rule *rule) {
  collect(lowering, rule->condition);
  collect_triggers(lowering, &rule->triggers);
  if (rule->kind == RULE_EACH) collect_anchor(lowering, &rule->triggers);
}

/* An expectation reads, but adds no due step: a test must not change what happens. */
static void collect_tests(Lowering *lowering) {
  uint32_t comparisons = lowering->comparisons.count;
  for (uint32_t i = 0; i < lowering->model->tests.count; i++) {
    const Test *test = lowering->model->tests.items[i];
    for (uint32_t k = 0; k < test->steps.count; k++) {
      const Step *step = test->steps.items[k];
      for (uint32_t j = 0; j < step->expectations.count; j++)
        collect(lowering, ((const Expectation *)step->expectations.items[j])->condition);
    }
  }
  lowering->comparisons.count = comparisons;
}

/* The engine reads the fields of standard records; texts, which are keys, reach it apart. */
static void collect_standard(Lowering *lowering) {
  for (uint32_t i = 1; i < lowering->model->record_types.count; i++) {
    const RecordType *type = lowering->model->record_types.items[i];
    for (uint32_t k = 0; type->kind != RECORD_EVENT && k < type->fields.count; k++) {
      const Field *field = type->fields.items[k];
      if (!type_reads_as_class(field->type.kind)) field_plan(lowering, field)->read = 1;
    }
  }
}

/* Leads that have the same value of a field belong together. */
static void collect_lookup(Lowering *lowering, Field *field) {
  if (type_reads_as_class(field->type.kind))
    ensure_field_reading(lowering, field, PART_WHOLE, READING_FINGERPRINT);
  else
    field_plan(lowering, field)->read = 1;
}

uint32_t lookup_value(const Lowering *lowering, const Field *field) {
  const ReadingPlan *fingerprint = fingerprint_of(lowering, field);
  return fingerprint ? fingerprint->slot : field_plan(lowering, field)->slot;
}

static void collect_target(Lowering *lowering, const Clause *clause) {
  collect(lowering, clause->value);
  collect(lowering, clause->condition);
  if (clause->field) collect_lookup(lowering, clause->field);
}

static void collect_route(Lowering *lowering, const Route *route) {
  collect_triggers(lowering, &route->triggers);
  for (uint32_t i = 0; i < route->clauses.count; i++)
    collect_target(lowering, route->clauses.items[i]);
}

static void collect_sla(Lowering *lowering, const Sla *sla) {
  collect_triggers(lowering, &sla->starts);
  collect_triggers(lowering, &sla->met);
  collect_triggers(lowering, &sla->cancel);
  collect(lowering, sla->paused);
  for (uint32_t i = 0; i < sla->targets.count; i++)
    collect(lowering, ((const SlaTarget *)sla->targets.items[i])->condition);
  for (uint32_t i = 0; i < sla->steps.count; i++) {
    const SlaStep *step = sla->steps.items[i];
    for (uint32_t k = 0; k < step->actions.count; k++) {
      const Action *action = step->actions.items[k];
      if (action->clause) collect_target(lowering, action->clause);
    }
  }
}

void collect_reads(Lowering *lowering, int with_tests) {
  const Model *model = lowering->model;
  collect_standard(lowering);
  for (uint32_t i = 0; i < model->lead->fields.count; i++)
    collect(lowering, ((const Field *)model->lead->fields.items[i])->derived);
  for (uint32_t i = 1; i < model->record_types.count; i++)
    collect_triggers(lowering, &((const RecordType *)model->record_types.items[i])->derived);
  for (uint32_t i = 0; i < model->definitions.count; i++) {
    const Expression *e = ((const Definition *)model->definitions.items[i])->expression;
    if (!type_reads_as_class(e->type.kind)) collect(lowering, e);
  }
  for (uint32_t i = 0; i < model->scores.count; i++) {
    const Score *score = model->scores.items[i];
    for (uint32_t k = 0; k < score->rules.count; k++) collect_rule(lowering, score->rules.items[k]);
    if (score->decay) collect(lowering, score->decay->paused);
    if (!score->decay || !score->decay->without.count) continue;
    collect_triggers(lowering, &score->decay->without);
    collect_anchor(lowering, &score->decay->without);
  }
  for (uint32_t i = 0; i < model->moves.count; i++) {
    const Move *move = model->moves.items[i];
    collect(lowering, move->condition);
    collect_triggers(lowering, &move->triggers);
  }
  for (uint32_t i = 0; i < model->routes.count; i++)
    collect_route(lowering, model->routes.items[i]);
  for (uint32_t i = 0; i < model->slas.count; i++) collect_sla(lowering, model->slas.items[i]);
  if (with_tests) collect_tests(lowering);
}
