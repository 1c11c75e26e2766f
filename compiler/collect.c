/* What an agreement's expressions read: fields, texts with the literals that they are compared
 * with, and triggers whose last instant is kept. Only that gets slots and prefix trees. */
#include "compiler/lower.h"

/* ---- texts ------------------------------------------------------------------------------- */

FieldPlan *field_plan(const Lowering *lowering, const Field *field) {
  return &lowering->fields[field->owner->index][field->index];
}

static ReadingPlan *find_reading(const Lowering *lowering, const Expression *operand,
                                 uint32_t kind) {
  uint32_t part = (uint32_t)operand->text_part;
  const Field *field = part == PART_WHOLE ? operand->field : operand->left->field;
  const FieldPlan *plan = field_plan(lowering, field);
  for (uint32_t i = 0; i < plan->readings.count; i++) {
    ReadingPlan *reading = plan->readings.items[i];
    if (reading->part == part && reading->kind == kind) return reading;
  }
  return NULL;
}

const ReadingPlan *reading_of(const Lowering *lowering, const Expression *operand, uint32_t kind) {
  return find_reading(lowering, operand, kind);
}

static ReadingPlan *ensure_reading(Lowering *lowering, const Expression *operand, uint32_t kind) {
  ReadingPlan *reading = find_reading(lowering, operand, kind);
  if (reading) return reading;
  reading = arena_take(lowering->arena, sizeof *reading);
  reading->part = (uint32_t)operand->text_part;
  reading->kind = kind;
  reading->field = reading->part == PART_WHOLE ? operand->field : operand->left->field;
  list_add(lowering->arena, &field_plan(lowering, reading->field)->readings, reading);
  return reading;
}

Text reading_pattern(Arena *arena, const ReadingPlan *reading, Text text) {
  if (reading->kind != READING_WORDS) return text;
  return matcher_words(arena, text, !reading_is_folded(reading));
}

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
    lexicon_add(lowering->arena, &reading->draft, text, VALUE_ABSENT);
  }
}

/* ---- triggers whose last instant is kept ------------------------------------------------- */

static void collect_triggers(Lowering *lowering, const List *triggers);

static int same_trigger(const Trigger *first, const Trigger *second) {
  if (first == second) return 1;
  return first->kind == second->kind && first->event == second->event &&
         first->from == second->from && first->to == second->to && !first->where &&
         !second->where && !first->streak && !second->streak;
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
  case EXPRESSION_PART: ensure_reading(lowering, e, READING_FORWARD); return;
  case EXPRESSION_FIELD:
    if (type_reads_as_class(e->field->type.kind))
      ensure_reading(lowering, e, READING_FORWARD);
    else
      field_plan(lowering, e->field)->read = 1;
    return;
  case EXPRESSION_COMPARE:
  case EXPRESSION_IN:
    if (e->left->kind == EXPRESSION_SINCE || (e->right && e->right->kind == EXPRESSION_SINCE))
      list_add(lowering->arena, &lowering->comparisons, (void *)(uintptr_t)e);
    break;
  default: break;
  }
  collect(lowering, e->left);
  collect(lowering, e->right);
}

static void collect_trigger(Lowering *lowering, const Trigger *trigger) {
  collect(lowering, trigger->where);
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

void collect_reads(Lowering *lowering, int with_tests) {
  const Model *model = lowering->model;
  collect_standard(lowering);
  for (uint32_t i = 0; i < model->lead->fields.count; i++)
    collect(lowering, ((const Field *)model->lead->fields.items[i])->derived);
  for (uint32_t i = 0; i < model->definitions.count; i++)
    collect(lowering, ((const Definition *)model->definitions.items[i])->expression);
  for (uint32_t i = 0; i < model->scores.count; i++) {
    const Score *score = model->scores.items[i];
    for (uint32_t k = 0; k < score->rules.count; k++) collect_rule(lowering, score->rules.items[k]);
    if (!score->decay || !score->decay->without.count) continue;
    collect_triggers(lowering, &score->decay->without);
    collect_anchor(lowering, &score->decay->without);
  }
  for (uint32_t i = 0; i < model->moves.count; i++) {
    const Move *move = model->moves.items[i];
    collect(lowering, move->condition);
    collect_triggers(lowering, &move->triggers);
  }
  if (with_tests) collect_tests(lowering);
}
