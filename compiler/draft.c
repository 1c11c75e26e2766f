/* A block while it is written: its instructions, registers and labels, and what it costs. */
#include "compiler/draft.h"

static uint32_t each_rules(const Score *score) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < score->rules.count; i++)
    count += ((const Rule *)score->rules.items[i])->kind == RULE_EACH;
  return count;
}

/* As the verifier counts (runtime/verify_code.c). */
static void add_cost(Draft *draft, ImageCode code) {
  const Lowering *lowering = draft->lowering;
  draft->cost.steps += code.op == OP_READ_HISTORY ? HISTORY_COST : 1;
  if (code.op == OP_READ_SCORE)
    draft->cost.steps += each_rules(lowering->model->scores.items[code.d]);
  if (code.op != OP_EVALUATE) return;
  const BlockCost *evaluated = &lowering->costs[code.d];
  draft->cost.steps += evaluated->steps;
  if (evaluated->depth > draft->cost.depth) draft->cost.depth = evaluated->depth;
}

uint32_t draft_put(Draft *draft, ImageCode code) {
  draft->code = array_room(draft->lowering->arena, draft->code, sizeof *draft->code, draft->count,
                           &draft->capacity);
  add_cost(draft, code);
  draft->code[draft->count] = (Instruction){code, draft->line};
  return draft->count++;
}

void draft_label_use(Draft *draft, Label *label, uint32_t instruction) {
  label->at = array_room(draft->lowering->arena, label->at, sizeof *label->at, label->count,
                         &label->capacity);
  label->at[label->count++] = instruction;
}

void draft_label_here(Draft *draft, const Label *label) {
  for (uint32_t i = 0; i < label->count; i++)
    draft->code[label->at[i]].code.c = draft->count - label->at[i] - 1;
}

Operand draft_register(Draft *draft) {
  Operand operand = {SPACE_REGISTER, (uint16_t)draft->used++};
  if (draft->used > draft->registers) draft->registers = draft->used;
  return operand;
}

/* unless, one of OP_UNLESS_x; its IF_x stands as many rows further as IF_EQUAL from UNLESS_EQUAL.
 */
void draft_test(Draft *draft, Opcode unless, int sense, Operand source, int64_t d, Label *label) {
  Opcode op = sense ? (Opcode)(unless + (OP_IF_EQUAL - OP_UNLESS_EQUAL)) : unless;
  draft_label_use(draft, label,
                  draft_put(draft, (ImageCode){(uint8_t)op, source.space, source.index, 0, d}));
}

Operand draft_load(Draft *draft, Opcode op, Operand source, int64_t d, uint32_t used) {
  draft->used = used; /* operands are read before the result is written */
  Operand result = draft_register(draft);
  draft_put(draft, (ImageCode){(uint8_t)op, source.space, source.index, result.index, d});
  return result;
}

Operand draft_in_register(Draft *draft, Operand operand) {
  if (operand.space == SPACE_REGISTER) return operand;
  return draft_load(draft, OP_LOAD, operand, 0, draft->used);
}

Operand draft_constant(Draft *draft, int64_t constant) {
  Operand result = draft_register(draft);
  draft_put(draft, (ImageCode){.op = OP_CONSTANT, .c = result.index, .d = constant});
  return result;
}

void draft_return(Draft *draft, int64_t constant) {
  draft_put(draft, (ImageCode){.op = OP_RETURN_CONSTANT, .d = constant});
}

/* Says of the first block that is too large, which stands before those that evaluate it. */
static void check_cost(Lowering *lowering, const BlockCost *cost, Span span) {
  int deep = cost->depth > MAX_CALL_DEPTH;
  if (lowering->too_costly || (cost->steps <= MAX_BLOCK_COST && !deep)) return;
  lowering->too_costly = 1;
  Diagnostic *diagnostic =
      diag_error(lowering->diagnostics, "E0416", span, "is too much to decide at once", "%s",
                 deep ? "this reads large definitions that read others, more than 63 deep"
                      : "this can take more than a million steps, with all that it reads");
  diag_help(
      lowering->diagnostics, diagnostic,
      "make a part of it the fact rule of a score: `+1 \"Fits\" when …`, and compare the score");
}

static void remember_cost(Lowering *lowering, uint32_t block, BlockCost cost) {
  lowering->costs =
      array_room(lowering->arena, lowering->costs, sizeof cost, block, &lowering->costs_room);
  lowering->costs[block] = cost;
}

uint32_t draft_end(Draft *draft, Span span) {
  ImageBuilder *builder = draft->lowering->builder;
  draft->cost.depth++;
  check_cost(draft->lowering, &draft->cost, span);
  remember_cost(draft->lowering, builder_count(builder, SECTION_BLOCK), draft->cost);
  uint32_t first = builder_count(builder, SECTION_CODE);
  for (uint32_t i = 0; i < draft->count; i++) {
    add_CODE(builder, draft->code[i].code);
    add_LINE(builder, (ImageLine){draft->code[i].line});
  }
  return add_BLOCK(builder, (ImageBlock){first, draft->count, draft->registers, draft->record});
}
