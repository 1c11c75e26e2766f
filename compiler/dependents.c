/* Which fact rules read what, found in the code of their conditions: an event looks only at those
 * of which something changed. */
#include "compiler/lower.h"

#include <stdlib.h>

#include "runtime/shape.h"

/* What is read: a row of a section. */
typedef struct {
  uint32_t section, row, fact_rule;
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
  if (all->count == all->capacity) {
    uint32_t capacity = all->capacity ? all->capacity * 2 : 64;
    Reading *larger = arena_take(all->arena, capacity * sizeof *larger);
    for (uint32_t i = 0; i < all->count; i++) larger[i] = all->readings[i];
    all->readings = larger;
    all->capacity = capacity;
  }
  all->readings[all->count++] = reading;
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
    if (operands.d == OPERAND_SCORE) add_reading(all, (Reading){SECTION_SCORE, target, fact_rule});
    if (operands.d == OPERAND_HISTORY)
      add_reading(all, (Reading){SECTION_HISTORY, target, fact_rule});
    if (operands.d == OPERAND_BLOCK) read_block(all, target, fact_rule);
  }
}

static void find_slots(Dependents *all, uint32_t slots) {
  for (uint32_t i = 0; i < slots; i++) all->slots[i].section = SECTION_KINDS;
  for (uint32_t i = 0; i < builder_count(all->builder, SECTION_HISTORY); i++)
    all->slots[row_HISTORY(all->builder, i)->slot] = (Reading){SECTION_HISTORY, i, 0};
  for (uint32_t i = 0; i < builder_count(all->builder, SECTION_ANCHOR); i++)
    all->slots[row_ANCHOR(all->builder, i)->slot] = (Reading){SECTION_ANCHOR, i, 0};
}

static int compare(const void *a, const void *b) {
  const Reading *left = a, *right = b;
  if (left->section != right->section) return left->section < right->section ? -1 : 1;
  if (left->row != right->row) return left->row < right->row ? -1 : 1;
  return (left->fact_rule > right->fact_rule) - (left->fact_rule < right->fact_rule);
}

/* Writes the readings of one row from *place on; *place goes behind them. */
static uint32_t write_dependents(Dependents *all, uint32_t section, uint32_t row, uint32_t *place) {
  uint32_t first = builder_count(all->builder, SECTION_DEPENDENT), last = NONE;
  for (; *place < all->count; ++*place) {
    Reading reading = all->readings[*place];
    if (reading.section != section || reading.row != row) break;
    if (reading.fact_rule != last)
      add_DEPENDENT(all->builder, (ImageDependent){last = reading.fact_rule});
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
