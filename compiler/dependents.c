/* Which fact rules read what, found in the code of their conditions: an event looks only at those
 * of which something changed. */
#include "compiler/lower.h"

#include <stdlib.h>

#include "runtime/shape.h"

/* What is read: a row of a section. from: of a score, as in DEPENDENT. */
typedef struct {
  uint32_t section, row, fact_rule;
  int64_t from;
} Reading;

typedef struct {
  ImageBuilder *builder;
  Arena *arena;
  Reading *readings;
  uint32_t count, capacity;
  Reading *slots; /* by slot of the lead: what it is of; section SECTION_KINDS: nothing of these */
  uint32_t *visited; /* by block: the last fact rule that it was looked at for, and 1 */
} Dependents;

static void add_reading(Dependents *all, Reading reading) {
  if (reading.section == SECTION_KINDS) return;
  all->readings = array_room(all->arena, all->readings, sizeof reading, all->count, &all->capacity);
  all->readings[all->count++] = reading;
}

/* Where the result of a comparison with a constant changes: from d on, from d + 1 on. */
typedef struct {
  uint8_t compares, at, above;
} Threshold;

static const Threshold thresholds[OPCODES] = {
    [OP_UNLESS_EQUAL] = {1, 1, 1},     [OP_IF_EQUAL] = {1, 1, 1},
    [OP_UNLESS_DIFFERENT] = {1, 1, 1}, [OP_IF_DIFFERENT] = {1, 1, 1},
    [OP_UNLESS_AT_MOST] = {1, 0, 1},   [OP_IF_AT_MOST] = {1, 0, 1},
    [OP_UNLESS_AT_LEAST] = {1, 1, 0},  [OP_IF_AT_LEAST] = {1, 1, 0},
    [OP_UNLESS_KNOWN] = {1, 0, 0},     [OP_IF_KNOWN] = {1, 0, 0},
    [OP_UNLESS_MISSING] = {1, 0, 0},   [OP_IF_MISSING] = {1, 0, 0},
};

static int reads_register(const ImageCode *code, uint32_t index) {
  return operand_specs[opcode_specs[code->op].shape].source && code->a == SPACE_REGISTER &&
         code->b == index;
}

/* Whether a register of a block only ever holds one score, which is only compared with constants.
 */
static int is_compared(const Dependents *all, const ImageBlock *block, uint32_t index,
                       int64_t score) {
  for (uint32_t i = block->first; i < block->first + block->count; i++) {
    const ImageCode *code = row_CODE(all->builder, i);
    OperandSpec operands = operand_specs[opcode_specs[code->op].shape];
    int same = operands.d == OPERAND_SCORE && code->d == score;
    if (operands.c == OPERAND_RESULT && code->c == index && !same) return 0;
    if (operands.d == OPERAND_REGISTER && code->d == index) return 0;
    if (reads_register(code, index) && !thresholds[code->op].compares) return 0;
  }
  return 1;
}

static void read_score(Dependents *all, const ImageBlock *block, const ImageCode *read,
                       uint32_t fact_rule) {
  Reading reading = {SECTION_SCORE, (uint32_t)read->d, fact_rule, VALUE_MISSING};
  if (!is_compared(all, block, read->c, read->d)) {
    add_reading(all, reading);
    return;
  }
  for (uint32_t i = block->first; i < block->first + block->count; i++) {
    const ImageCode *code = row_CODE(all->builder, i);
    if (!reads_register(code, read->c)) continue;
    reading.from = code->d;
    if (thresholds[code->op].at) add_reading(all, reading);
    reading.from = code->d + 1;
    if (thresholds[code->op].above) add_reading(all, reading);
  }
}

/* Blocks call earlier ones alone, so this ends; each is looked at once for a rule. */
static void read_block(Dependents *all, uint32_t block, uint32_t fact_rule) {
  if (all->visited[block] == fact_rule + 1) return;
  all->visited[block] = fact_rule + 1;
  const ImageBlock *row = row_BLOCK(all->builder, block);
  for (uint32_t i = row->first; i < row->first + row->count; i++) {
    const ImageCode *code = row_CODE(all->builder, i);
    OperandSpec operands = operand_specs[opcode_specs[code->op].shape];
    uint32_t target = (uint32_t)code->d;
    if (operands.source && code->a == SPACE_LEAD) {
      Reading reading = all->slots[code->b];
      reading.fact_rule = fact_rule;
      add_reading(all, reading);
    }
    if (operands.d == OPERAND_SCORE) read_score(all, row, code, fact_rule);
    if (operands.d == OPERAND_HISTORY)
      add_reading(all, (Reading){SECTION_HISTORY, target, fact_rule, VALUE_MISSING});
    if (operands.d == OPERAND_BLOCK) read_block(all, target, fact_rule);
  }
}

static void find_slots(Dependents *all, uint32_t slots) {
  for (uint32_t i = 0; i < slots; i++) all->slots[i].section = SECTION_KINDS;
  for (uint32_t i = 0; i < builder_count(all->builder, SECTION_HISTORY); i++)
    all->slots[row_HISTORY(all->builder, i)->slot] =
        (Reading){SECTION_HISTORY, i, 0, VALUE_MISSING};
  for (uint32_t i = 0; i < builder_count(all->builder, SECTION_ANCHOR); i++)
    all->slots[row_ANCHOR(all->builder, i)->slot] = (Reading){SECTION_ANCHOR, i, 0, VALUE_MISSING};
}

static int compare(const void *a, const void *b) {
  const Reading *left = a, *right = b;
  if (left->section != right->section) return left->section < right->section ? -1 : 1;
  if (left->row != right->row) return left->row < right->row ? -1 : 1;
  if (left->from != right->from) return left->from < right->from ? -1 : 1;
  return (left->fact_rule > right->fact_rule) - (left->fact_rule < right->fact_rule);
}

/* Writes the readings of one row, each once, from *place on; *place goes behind them. */
static uint32_t write_dependents(Dependents *all, uint32_t section, uint32_t row, uint32_t *place) {
  uint32_t first = builder_count(all->builder, SECTION_DEPENDENT);
  const Reading *last = NULL;
  for (; *place < all->count; ++*place) {
    const Reading *reading = all->readings + *place;
    if (reading->section != section || reading->row != row) break;
    if (!last || compare(last, reading) != 0)
      add_DEPENDENT(all->builder, (ImageDependent){reading->from, reading->fact_rule, 0});
    last = reading;
  }
  return first;
}

#define WRITE(kind)                                                                                \
  for (uint32_t i = 0; i < builder_count(all->builder, SECTION_##kind); i++) {                     \
    uint32_t first = write_dependents(all, SECTION_##kind, i, &place);                             \
    row_##kind(all->builder, i)->dependent_first = first;                                          \
    row_##kind(all->builder, i)->dependent_count =                                                 \
        builder_count(all->builder, SECTION_DEPENDENT) - first;                                    \
  }

/* In the order of the sections. */
static void write_all(Dependents *all) {
  uint32_t place = 0;
  WRITE(SCORE)
  WRITE(ANCHOR)
  WRITE(HISTORY)
}

void dependents_write(Lowering *lowering, uint32_t static_facts) {
  ImageBuilder *builder = lowering->builder;
  Dependents all = {.builder = builder, .arena = lowering->arena};
  if (lowering->slot_count > MAX_LEAD_SLOTS) return; /* it was told */
  all.slots = arena_take(all.arena, lowering->slot_count * sizeof *all.slots);
  all.visited =
      arena_take(all.arena, (builder_count(builder, SECTION_BLOCK) + 1) * sizeof *all.visited);
  find_slots(&all, lowering->slot_count);
  for (uint32_t i = static_facts; i < builder_count(builder, SECTION_FACT_RULE); i++)
    read_block(&all, row_FACT_RULE(builder, i)->condition, i);
  if (all.count) qsort(all.readings, all.count, sizeof *all.readings, compare);
  write_all(&all);
}
