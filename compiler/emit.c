/* Expressions as code. A condition is three-valued in the language but never in the code: a rule
 * asks only "is it true?", `not` asks "is it false?", and a test of something missing answers
 * neither. So `not` is pushed down to the tests, and every test is one instruction that compares
 * and skips. */
#include "compiler/draft.h"

#define INLINE_WEIGHT 64u /* larger definitions are blocks of their own */

enum { MODE_CONDITION, MODE_DENIAL, MODE_VALUE }; /* is it true, is it false, what is it */

static Operand value_operand(Draft *draft, const Expression *e);
static uint32_t block_of(Lowering *lowering, const Expression *e, uint32_t record, int mode);
static void branch(Draft *draft, const Expression *e, int want, int sense, Label *label);
static uint32_t table_block(Lowering *lowering, const Expression *e, uint32_t record);

/* ---- tests ------------------------------------------------------------------------------ */

/* What a comparison compares, constants aside: at most one side is a constant here. */
typedef struct {
  Operand left, right;
  const Expression *limit; /* the constant side, or NULL */
  int limit_left;
} Sides;

static Sides sides_of(Draft *draft, const Expression *e) {
  Sides sides = {.limit = NULL};
  int both = expression_is_constant(e->left) &&
             expression_is_constant(e->right); /* the checker only warns */
  if (!both && expression_is_constant(e->right)) sides.limit = e->right;
  if (!both && expression_is_constant(e->left)) sides.limit = e->left, sides.limit_left = 1;
  sides.left = value_operand(draft, sides.limit_left ? e->right : e->left);
  if (sides.limit) return sides;
  sides.left = draft_in_register(draft, sides.left);
  sides.right = draft_in_register(draft, value_operand(draft, e->right));
  return sides;
}

static void test_registers(Draft *draft, const Expression *e, Sides sides, int want, int sense,
                           Label *label) {
  int strict = e->comparison == COMPARE_LESS, equal = e->comparison == COMPARE_EQUAL;
  Opcode op = equal ? (want ? OP_UNLESS_EQUAL_REG : OP_UNLESS_DIFFERENT_REG)
                    : (strict == want ? OP_UNLESS_LESS_REG : OP_UNLESS_AT_MOST_REG);
  int swapped = !equal && !want; /* not (a < b) is b <= a, not (a <= b) is b < a */
  draft_test(draft, op, sense, swapped ? sides.right : sides.left,
             (swapped ? sides.left : sides.right).index, label);
}

static void test_compare(Draft *draft, const Expression *e, Sides sides, int want, int sense,
                         Label *label) {
  int strict = e->comparison == COMPARE_LESS;
  if (!sides.limit) {
    test_registers(draft, e, sides, want, sense, label);
  } else if (e->comparison == COMPARE_EQUAL) {
    draft_test(draft, want ? OP_UNLESS_EQUAL : OP_UNLESS_DIFFERENT, sense, sides.left,
               emit_within(sides.limit->constant), label);
  } else if (sides.limit_left) {
    emit_above(draft, sides.left, sides.limit->constant + strict, want, sense, label);
  } else {
    emit_below(draft, sides.left, sides.limit->constant - strict, want, sense, label);
  }
}

static void branch_compare(Draft *draft, const Expression *e, int want, int sense, Label *label) {
  test_compare(draft, e, sides_of(draft, e), want, sense, label);
}

static Operand field_slot(const Lowering *lowering, const Field *field, uint32_t slot) {
  if (field->owner->index) return (Operand){SPACE_EVENT, (uint16_t)slot};
  return (Operand){SPACE_LEAD, (uint16_t)(lowering->facts_slot + slot)};
}

static Operand reading_operand(const Lowering *lowering, const ReadingPlan *reading) {
  return field_slot(lowering, reading->field, reading->slot);
}

/* A text's class, or the first slot of its patterns, as an event or the lead has it, or as the last event
 * had it. */
static Operand class_operand(const Lowering *lowering, const Expression *text, uint32_t kind) {
  if (text->kind != EXPRESSION_LAST)
    return reading_operand(lowering, reading_of(lowering, text, kind));
  uint32_t slot = history_plan(lowering, history_of(lowering, text, kind))->slot;
  return (Operand){SPACE_LEAD, (uint16_t)slot};
}

/* In: the bits of one slot or of another; not in: none of any. */
static void branch_patterns(Draft *draft, const ReadingPlan *reading, const Expression *e, int want,
                            int sense, Label *label) {
  Label skip = {0};
  Operand source = class_operand(draft->lowering, e->left, text_reading_kind(e));
  const uint64_t *bits = text_pattern_bits(draft->lowering->arena, reading, e);
  uint32_t last = reading_slots(reading) - 1;
  while (!bits[last]) last--;
  for (uint32_t i = 0; i <= last; i++, source.index++) {
    if (!bits[i]) continue;
    draft_test(draft, want ? OP_UNLESS_HAS : OP_UNLESS_LACKS, i < last ? want : sense, source,
               (int64_t)bits[i], i < last && want != sense ? &skip : label);
  }
  draft_label_here(draft, &skip);
}

static void branch_text(Draft *draft, const Expression *e, int want, int sense, Label *label) {
  Interval *intervals;
  uint32_t kind = text_reading_kind(e);
  const ReadingPlan *reading = reading_of(draft->lowering, e->left, kind);
  if (reading_matches(reading)) {
    branch_patterns(draft, reading, e, want, sense, label);
    return;
  }
  uint32_t count = text_class_intervals(draft->lowering, reading, e, &intervals);
  emit_intervals(draft, class_operand(draft->lowering, e->left, kind), intervals, count, want,
                 sense, label);
}

static void branch_known(Draft *draft, const Expression *e, int want, int sense, Label *label) {
  Operand operand = type_reads_as_class(e->left->type.kind)
                        ? class_operand(draft->lowering, e->left, READING_FORWARD)
                        : value_operand(draft, e->left);
  draft_test(draft, want ? OP_UNLESS_KNOWN : OP_UNLESS_MISSING, sense, operand, 0, label);
}

/* ---- conditions ------------------------------------------------------------------------- */

/* How much code an expression becomes; definitions and derived fields that are blocks count 1. */
static uint32_t weight(Lowering *lowering, const Expression *e);

static uint32_t inside_weight(Lowering *lowering, const Expression *inside, uint32_t *known) {
  if (!*known) *known = weight(lowering, inside);
  return *known > INLINE_WEIGHT ? 1 : *known;
}

static uint32_t *definition_weight(Lowering *lowering, const Definition *definition) {
  return &lowering->definition_weights[definition->index];
}

static uint32_t *field_weight(Lowering *lowering, const Field *field) {
  return &lowering->fields[field->owner->index][field->index].weight;
}

static uint32_t weight(Lowering *lowering, const Expression *e) {
  if (!e || e->kind == EXPRESSION_TABLE) return e != NULL; /* always a block */
  if (e->kind == EXPRESSION_DEFINITION)
    return inside_weight(lowering, e->definition->expression,
                         definition_weight(lowering, e->definition));
  if (e->kind == EXPRESSION_FIELD && is_worked_out(lowering, e->field))
    return inside_weight(lowering, e->field->derived, field_weight(lowering, e->field));
  return 1 + weight(lowering, e->left) + weight(lowering, e->right);
}

/* The expression behind a name if it is small enough to stand where the name does, else NULL. */
static const Expression *inlined(Lowering *lowering, const Expression *e) {
  weight(lowering, e);
  if (e->kind == EXPRESSION_DEFINITION &&
      *definition_weight(lowering, e->definition) <= INLINE_WEIGHT)
    return e->definition->expression;
  if (e->kind == EXPRESSION_FIELD && is_worked_out(lowering, e->field) &&
      *field_weight(lowering, e->field) <= INLINE_WEIGHT)
    return e->field->derived;
  return NULL;
}

static void branch_both(Draft *draft, const Expression *e, int want, int sense, Label *label) {
  int all = (e->kind == EXPRESSION_AND) == want; /* else any */
  Label skip = {0};
  Label *early = all == sense ? &skip : label;
  branch(draft, e->left, want, !all, early);
  branch(draft, e->right, want, sense, label);
  draft_label_here(draft, &skip);
}

/* Where the block of a table keeps an argument, or NULL. */
static const Operand *argument_of(const Draft *draft, const Expression *e) {
  for (uint32_t i = 0; draft->call && i < draft->call->arguments.count; i++)
    if (draft->call->arguments.items[i] == e && draft->arguments[i].space == SPACE_REGISTER)
      return &draft->arguments[i];
  return NULL;
}

static void branch_value(Draft *draft, const Expression *e, int want, int sense, Label *label) {
  draft_test(draft, OP_UNLESS_EQUAL, sense, value_operand(draft, e), want, label);
}

/* A large definition is two blocks, "is it true?" and "is it false?": a chain of them costs the sum
 * of its parts, where one block with three answers would ask each part twice. */
static void branch_name(Draft *draft, const Expression *e, int want, int sense, Label *label) {
  const Expression *inside = inlined(draft->lowering, e);
  if (inside) {
    uint32_t record = draft->record;
    draft->record = NONE;
    branch(draft, inside, want, sense, label);
    draft->record = record;
    return;
  }
  if (e->kind == EXPRESSION_FIELD && !is_worked_out(draft->lowering, e->field)) {
    branch_value(draft, e, want, sense, label);
    return;
  }
  inside = e->kind == EXPRESSION_FIELD ? e->field->derived : e->definition->expression;
  int64_t block = block_of(draft->lowering, inside, NONE, want ? MODE_CONDITION : MODE_DENIAL);
  Operand result = draft_register(draft);
  draft_put(draft, (ImageCode){.op = OP_EVALUATE, .c = result.index, .d = block});
  draft_test(draft, OP_UNLESS_EQUAL, sense, result, 1, label);
}

/* Goes to the label if "e is `want`" is `sense`, and on otherwise. */
static void branch(Draft *draft, const Expression *e, int want, int sense, Label *label) {
  uint32_t used = draft->used;
  switch (argument_of(draft, e) ? EXPRESSION_CONSTANT : e->kind) {
  case EXPRESSION_NOT: branch(draft, e->left, !want, sense, label); break;
  case EXPRESSION_AND:
  case EXPRESSION_OR: branch_both(draft, e, want, sense, label); break;
  case EXPRESSION_COMPARE: branch_compare(draft, e, want, sense, label); break;
  case EXPRESSION_IN:
    emit_intervals(draft, value_operand(draft, e->left), e->intervals, e->interval_count, want,
                   sense, label);
    break;
  case EXPRESSION_TEXT_TEST: branch_text(draft, e, want, sense, label); break;
  case EXPRESSION_KNOWN: branch_known(draft, e, want, sense, label); break;
  case EXPRESSION_DEFINITION:
  case EXPRESSION_FIELD: branch_name(draft, e, want, sense, label); break;
  default: branch_value(draft, e, want, sense, label);
  }
  draft->used = used;
}

/* One arm of a truth: `e is want`, of what was read before if it is a comparison. */
static void branch_arm(Draft *draft, const Expression *e, const Sides *sides, int want,
                       Label *label) {
  if (sides)
    test_compare(draft, e, *sides, want, 0, label);
  else
    branch(draft, e, want, 0, label);
}

/* A condition as a value: 1, 0 or missing. */
static Operand truth_operand(Draft *draft, const Expression *e) {
  Label not_true = {0}, not_false = {0}, done = {0};
  Operand result = draft_register(draft);
  Sides sides, *read = NULL;
  if (e->kind == EXPRESSION_COMPARE) sides = sides_of(draft, e), read = &sides;
  branch_arm(draft, e, read, 1, &not_true);
  draft_put(draft, (ImageCode){.op = OP_CONSTANT, .c = result.index, .d = 1});
  draft_label_use(draft, &done, draft_put(draft, (ImageCode){.op = OP_SKIP}));
  draft_label_here(draft, &not_true);
  branch_arm(draft, e, read, 0, &not_false);
  draft_put(draft, (ImageCode){.op = OP_CONSTANT, .c = result.index, .d = 0});
  draft_label_use(draft, &done, draft_put(draft, (ImageCode){.op = OP_SKIP}));
  draft_label_here(draft, &not_false);
  draft_put(draft, (ImageCode){.op = OP_CONSTANT, .c = result.index, .d = VALUE_MISSING});
  draft_label_here(draft, &done);
  draft->used = result.index + 1u;
  return result;
}

/* ---- values ----------------------------------------------------------------------------- */

static Operand put_evaluate(Draft *draft, const Expression *e, uint32_t record) {
  uint32_t block = emit_value(draft->lowering, e, record);
  Operand result = draft_register(draft);
  draft_put(draft, (ImageCode){.op = OP_EVALUATE, .c = result.index, .d = block});
  return result;
}

static Operand two_operands(Draft *draft, const Expression *e, Opcode op) {
  uint32_t used = draft->used;
  if (used + 4 > MAX_REGISTERS) return put_evaluate(draft, e, draft->record);
  Operand left = value_operand(draft, e->left);
  Operand right = draft_in_register(draft, value_operand(draft, e->right));
  return draft_load(draft, op, left, right.index, used);
}

/* The larger one if both are known, otherwise the one that is. */
static Operand best_operand(Draft *draft, const Expression *e) {
  uint32_t used = draft->used;
  if (used + 6 > MAX_REGISTERS) return put_evaluate(draft, e, draft->record);
  Operand left = draft_in_register(draft, value_operand(draft, e->left));
  Operand right = draft_in_register(draft, value_operand(draft, e->right));
  uint32_t both = draft->used;
  Operand known = draft_load(draft, OP_ELSE, left, right.index, both);
  Operand larger = draft_load(draft, OP_MAXIMUM, left, right.index, both + 1);
  return draft_load(draft, OP_ELSE, larger, known.index, used);
}

static Operand scaled(Draft *draft, const Expression *e) {
  uint32_t used = draft->used;
  uint32_t ratio = add_RATIO(draft->lowering->builder, (ImageRatio){e->numerator, e->denominator});
  return draft_load(draft, OP_SCALE, value_operand(draft, e->left), ratio, used);
}

static Operand field_operand(Draft *draft, const Expression *e) {
  const Field *field = e->field;
  if (type_reads_as_class(field->type.kind))
    return reading_operand(draft->lowering, reading_of(draft->lowering, e, READING_FORWARD));
  return field_slot(draft->lowering, field,
                    draft->lowering->fields[field->owner->index][field->index].slot);
}

static Operand age_operand(Draft *draft, const Expression *e) {
  if (e->left) {
    Operand fact = field_slot(draft->lowering, e->left->field, since_fact(draft->lowering, e));
    return draft_load(draft, OP_AGE, fact, 0, draft->used);
  }
  const AnchorPlan *anchor = anchor_of(draft->lowering, &e->triggers);
  return draft_load(draft, OP_AGE, (Operand){SPACE_LEAD, (uint16_t)anchor->slot}, 0, draft->used);
}

/* A number within a time depends on the clock; all else is a slot. */
static Operand history_operand(Draft *draft, const Expression *e) {
  uint32_t row = history_of(draft->lowering, e, READING_FORWARD);
  if (!e->window) return (Operand){SPACE_LEAD, (uint16_t)history_plan(draft->lowering, row)->slot};
  Operand result = draft_register(draft);
  draft_put(draft, (ImageCode){.op = OP_READ_HISTORY, .c = result.index, .d = row});
  return result;
}

static Operand score_operand(Draft *draft, const Score *score) {
  Operand result = draft_register(draft);
  draft_put(draft, (ImageCode){.op = OP_READ_SCORE, .c = result.index, .d = score->index});
  return result;
}

/* Definitions and derived fields read facts, never an event: whatever of them becomes a block of
 * its own serves all that read them. */
static Operand named_operand(Draft *draft, const Expression *e, const Expression *inside) {
  if (!inlined(draft->lowering, e)) return put_evaluate(draft, inside, NONE);
  uint32_t record = draft->record;
  draft->record = NONE;
  Operand operand = value_operand(draft, inside);
  draft->record = record;
  return operand;
}

/* The first case whose condition is true. */
static Operand case_operand(Draft *draft, const Expression *e) {
  Operand result = draft_register(draft);
  Label done = {0};
  for (; e->kind == EXPRESSION_CASE; e = e->right) {
    Label next = {0};
    branch(draft, e->left, 1, 0, &next);
    draft_put(draft, (ImageCode){.op = OP_CONSTANT, .c = result.index, .d = e->constant});
    draft_label_use(draft, &done, draft_put(draft, (ImageCode){.op = OP_SKIP}));
    draft_label_here(draft, &next);
  }
  draft_put(draft, (ImageCode){.op = OP_CONSTANT, .c = result.index, .d = e->constant});
  draft_label_here(draft, &done);
  draft->used = result.index + 1u;
  return result;
}

static int reads_event(const Expression *e) {
  if (!e) return 0;
  if (e->kind == EXPRESSION_FIELD) return e->field->owner->index != 0;
  for (uint32_t i = 0; e->call && i < e->call->arguments.count; i++)
    if (reads_event(e->call->arguments.items[i])) return 1;
  return reads_event(e->left) || reads_event(e->right);
}

/* The row of the block that looks a table up: one for all calls that are the same. */
static Operand table_operand(Draft *draft, const Expression *e) {
  uint32_t block = table_block(draft->lowering, e, reads_event(e) ? draft->record : NONE);
  Operand result = draft_register(draft);
  draft_put(draft, (ImageCode){.op = OP_EVALUATE, .c = result.index, .d = block});
  return result;
}

static Operand value_operand(Draft *draft, const Expression *e) {
  const Operand *kept = argument_of(draft, e);
  if (kept) return *kept;
  switch (e->kind) {
  case EXPRESSION_CONSTANT: return draft_constant(draft, e->constant);
  case EXPRESSION_FIELD:
    if (is_worked_out(draft->lowering, e->field)) return named_operand(draft, e, e->field->derived);
    return field_operand(draft, e);
  case EXPRESSION_PART:
    return reading_operand(draft->lowering, reading_of(draft->lowering, e, READING_FORWARD));
  case EXPRESSION_STAGE: return (Operand){SPACE_LEAD, SLOT_STAGE};
  case EXPRESSION_OWNER:
    return (Operand){SPACE_LEAD, (uint16_t)(draft->lowering->owner_slot + OWNER_NOW)};
  case EXPRESSION_SCORE: return score_operand(draft, e->score);
  case EXPRESSION_SINCE: return age_operand(draft, e);
  case EXPRESSION_TABLE: return table_operand(draft, e);
  case EXPRESSION_COUNT:
  case EXPRESSION_DAYS:
  case EXPRESSION_LAST: return history_operand(draft, e);
  case EXPRESSION_DEFINITION: return named_operand(draft, e, e->definition->expression);
  case EXPRESSION_ADD: return two_operands(draft, e, OP_ADD);
  case EXPRESSION_SUBTRACT: return two_operands(draft, e, OP_SUBTRACT);
  case EXPRESSION_MULTIPLY: return scaled(draft, e);
  case EXPRESSION_MINIMUM: return two_operands(draft, e, OP_MINIMUM);
  case EXPRESSION_MAXIMUM: return two_operands(draft, e, OP_MAXIMUM);
  case EXPRESSION_ELSE: return two_operands(draft, e, OP_ELSE);
  case EXPRESSION_BEST: return best_operand(draft, e);
  default:
    if (draft->used + 6 > MAX_REGISTERS) return put_evaluate(draft, e, draft->record);
    return e->kind == EXPRESSION_CASE ? case_operand(draft, e) : truth_operand(draft, e);
  }
}

/* ---- blocks ----------------------------------------------------------------------------- */

static BlockPlan *block_place(Lowering *lowering, const void *key, int mode) {
  uint32_t mask = lowering->block_table_size - 1;
  uint32_t place = (uint32_t)(((uintptr_t)key >> 4) * 2654435761u + (uint32_t)mode) & mask;
  while (lowering->blocks[place].key &&
         (lowering->blocks[place].key != key || lowering->blocks[place].mode != mode))
    place = (place + 1) & mask;
  return &lowering->blocks[place];
}

static void block_remember(Lowering *lowering, const void *key, int mode, uint32_t block) {
  if (lowering->block_count * 2 >= lowering->block_table_size) {
    BlockPlan *old = lowering->blocks;
    uint32_t size = lowering->block_table_size;
    lowering->block_table_size = size ? size * 2 : 1024;
    lowering->blocks = arena_take(lowering->arena, lowering->block_table_size * sizeof *old);
    for (uint32_t i = 0; i < size; i++)
      if (old[i].key) *block_place(lowering, old[i].key, old[i].mode) = old[i];
  }
  *block_place(lowering, key, mode) = (BlockPlan){key, mode, block};
  lowering->block_count++;
}

static uint32_t build_block(Lowering *lowering, const Expression *e, uint32_t record, int mode) {
  Draft draft = {.lowering = lowering, .record = record, .line = line_of(lowering, e->span)};
  if (mode != MODE_VALUE) {
    Label fails = {0};
    branch(&draft, e, mode == MODE_CONDITION, 0, &fails);
    draft_return(&draft, 1);
    draft_label_here(&draft, &fails);
    if (fails.count) draft_return(&draft, 0);
  } else {
    Operand result = value_operand(&draft, e);
    draft_put(&draft, (ImageCode){.op = OP_RETURN, .a = result.space, .b = result.index});
  }
  return draft_end(&draft, e->span);
}

/* What is more than a slot is worked out once, before the rows. */
static void keep_arguments(Draft *draft, const TableCall *call) {
  Operand *arguments =
      arena_take(draft->lowering->arena, (call->arguments.count + 1) * sizeof *arguments);
  for (uint32_t i = 0; i < call->arguments.count; i++) {
    const Expression *e = call->arguments.items[i];
    arguments[i].space = SPACES;
    if (type_reads_as_class(e->type.kind) ||
        (e->kind == EXPRESSION_FIELD && !is_worked_out(draft->lowering, e->field)))
      continue;
    arguments[i] = draft_in_register(draft, value_operand(draft, e));
    draft->used = arguments[i].index + 1u;
  }
  draft->arguments = arguments;
  draft->call = call;
}

static uint32_t table_block(Lowering *lowering, const Expression *e, uint32_t record) {
  CallPlan *plan = &lowering->calls[e->call->index];
  if (plan->block) return plan->block - 1;
  Draft draft = {
      .lowering = lowering, .record = record, .line = line_of(lowering, e->call->table->span)};
  keep_arguments(&draft, e->call);
  for (const Expression *row = e->call->cases;; row = row->right) {
    Label next = {0};
    draft.line = line_of(lowering, row->span);
    if (row->kind == EXPRESSION_CASE) branch(&draft, row->left, 1, 0, &next);
    draft_return(&draft, row->constant);
    draft_label_here(&draft, &next);
    if (row->kind != EXPRESSION_CASE) break;
  }
  uint32_t block = draft_end(&draft, e->span);
  lowering->calls[e->call->index].block = block + 1;
  return block;
}

static uint32_t block_of(Lowering *lowering, const Expression *e, uint32_t record, int mode) {
  if (lowering->block_table_size) {
    const BlockPlan *known = block_place(lowering, e, mode);
    if (known->key) return known->block;
  }
  uint32_t block = build_block(lowering, e, record, mode);
  block_remember(lowering, e, mode, block);
  return block;
}

uint32_t emit_condition(Lowering *lowering, const Expression *condition, uint32_t record) {
  return block_of(lowering, condition, record, MODE_CONDITION);
}

uint32_t emit_value(Lowering *lowering, const Expression *value, uint32_t record) {
  return block_of(lowering, value, record, MODE_VALUE);
}

uint32_t emit_class(Lowering *lowering, const Expression *text, uint32_t kind, uint32_t record,
                    uint32_t line) {
  Draft draft = {.lowering = lowering, .record = record, .line = line};
  Operand operand = class_operand(lowering, text, kind);
  draft_put(&draft, (ImageCode){.op = OP_RETURN, .a = operand.space, .b = operand.index});
  return draft_end(&draft, (Span){0});
}

uint32_t emit_number(Lowering *lowering, const Expression *number, const Expression *comparison,
                     uint32_t record) {
  Draft draft = {.lowering = lowering, .record = record, .line = line_of(lowering, number->span)};
  Operand most = draft_constant(&draft, number_asked(comparison, number));
  Operand told = draft_load(&draft, OP_MINIMUM, history_operand(&draft, number), most.index, 0);
  draft_put(&draft, (ImageCode){.op = OP_RETURN, .a = told.space, .b = told.index});
  return draft_end(&draft, number->span);
}
