/* A block while it is written, for the modules that write its code: emit.c (expressions),
 * emit_interval.c (tests of a value) and emit_test.c (conditions that are data). */
#ifndef MOPS_DRAFT_H
#define MOPS_DRAFT_H

#include "compiler/lower.h"

typedef struct {
  uint8_t space;
  uint16_t index;
} Operand;

typedef struct {
  ImageCode code;
  uint32_t line;
} Instruction;

typedef struct {
  Instruction *code;
  uint32_t count, capacity;
  uint32_t registers, used; /* most registers, registers in use */
  uint32_t record, line;
  const TableCall
      *call; /* whose block it is: its arguments are in registers, as far as they are worked out */
  Operand *arguments;
  BlockCost cost;
  Lowering *lowering;
} Draft;

/* Instructions that skip to a place that is not known yet. */
typedef struct {
  uint32_t *at;
  uint32_t count, capacity;
} Label;

/* draft.c */
uint32_t draft_put(Draft *draft, ImageCode code);
Operand draft_register(Draft *draft);
Operand draft_constant(Draft *draft, int64_t constant);
Operand draft_load(Draft *draft, Opcode op, Operand source, int64_t d, uint32_t used);
Operand draft_in_register(Draft *draft, Operand operand);
/* unless: one of OP_UNLESS_x. Skips to the label if the test comes to `sense`. */
void draft_test(Draft *draft, Opcode unless, int sense, Operand source, int64_t d, Label *label);
void draft_label_use(Draft *draft, Label *label, uint32_t instruction);
/* The label is here: the next instruction. */
void draft_label_here(Draft *draft, const Label *label);
void draft_return(Draft *draft, int64_t constant);
/* Writes the block; returns its row. span: to say where it is too much. */
uint32_t draft_end(Draft *draft, Span span);

static inline int expression_is_constant(const Expression *e) {
  return e->kind == EXPRESSION_CONSTANT;
}
static inline int64_t emit_within(int64_t constant) {
  return constant < -VALUE_LIMIT ? -VALUE_LIMIT : constant > VALUE_LIMIT ? VALUE_LIMIT : constant;
}

/* emit_interval.c: tests that skip to a label if they come to `sense`. want 1: inside; want 0:
 * known, and outside. */
void emit_intervals(Draft *draft, Operand source, const Interval *intervals, uint32_t count,
                    int want, int sense, Label *label);
/* At most the limit, or not; at least the limit, or not. */
void emit_below(Draft *draft, Operand source, int64_t limit, int want, int sense, Label *label);
void emit_above(Draft *draft, Operand source, int64_t limit, int want, int sense, Label *label);

/* emit_test.c */
/* The classes of the texts for which a test holds, as intervals; returns how many. */
uint32_t text_class_intervals(const Lowering *lowering, const ReadingPlan *reading,
                              const Expression *e, Interval **out);
/* The bits of a test's patterns, by the reading's slots. */
uint64_t *text_pattern_bits(Arena *arena, const ReadingPlan *reading, const Expression *e);

#endif
