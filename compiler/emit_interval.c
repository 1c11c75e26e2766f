/* Tests of a value against intervals and sets, as code. */
#include "compiler/draft.h"

#define SET_SPAN INT64_C(65536)
#define RECENT_SETS 16u

static void test_at_most(Draft *draft, Operand source, int64_t bound, int sense, Label *label) {
  draft_test(draft, OP_UNLESS_AT_MOST, sense, source, emit_within(bound), label);
}

static void test_at_least(Draft *draft, Operand source, int64_t bound, int sense, Label *label) {
  draft_test(draft, OP_UNLESS_AT_LEAST, sense, source, emit_within(bound), label);
}

/* low <= source <= high, or of want 0: known, and outside. */
static void emit_interval(Draft *draft, Operand source, Interval range, int want, int sense,
                          Label *label) {
  int open_low = range.low <= -VALUE_LIMIT, open_high = range.high >= VALUE_LIMIT;
  if (range.low == range.high) {
    draft_test(draft, want ? OP_UNLESS_EQUAL : OP_UNLESS_DIFFERENT, sense, source, range.low,
               label);
  } else if (want && sense) {
    Label skip = {0};
    if (!open_low) test_at_least(draft, source, range.low, 0, &skip);
    test_at_most(draft, source, open_high ? VALUE_LIMIT : range.high, 1, label);
    draft_label_here(draft, &skip);
  } else if (want) {
    if (!open_low) test_at_least(draft, source, range.low, 0, label);
    test_at_most(draft, source, open_high ? VALUE_LIMIT : range.high, 0, label);
  } else if (sense) {
    if (!open_low) test_at_most(draft, source, range.low - 1, 1, label);
    if (!open_high) test_at_least(draft, source, range.high + 1, 1, label);
  } else {
    Label skip = {0};
    if (!open_low) test_at_most(draft, source, range.low - 1, 1, &skip);
    test_at_least(draft, source, open_high ? VALUE_LIMIT : range.high + 1, 0, label);
    draft_label_here(draft, &skip);
  }
}

static int same_set(ImageBuilder *builder, const ImageSet *set, int64_t low, const uint64_t *bits,
                    int64_t words) {
  if (set->low != low || set->count != words) return 0;
  for (uint32_t i = 0; i < set->count; i++)
    if ((uint64_t)row_WORD(builder, set->first + i)->bits != bits[i]) return 0;
  return 1;
}

/* The row of a set. Only the latest are looked at: a condition's sets come again for its criteria.
 */
static uint32_t set_row(Lowering *lowering, const Interval *intervals, uint32_t count) {
  int64_t low = intervals[0].low, words = (intervals[count - 1].high - low) / 64 + 1;
  uint64_t *bits = arena_take(lowering->arena, (size_t)words * sizeof *bits);
  for (uint32_t i = 0; i < count; i++)
    for (int64_t value = intervals[i].low; value <= intervals[i].high; value++)
      bits[(value - low) / 64] |= UINT64_C(1) << ((value - low) % 64);
  uint32_t sets = builder_count(lowering->builder, SECTION_SET);
  for (uint32_t i = sets > RECENT_SETS ? sets - RECENT_SETS : 0; i < sets; i++)
    if (same_set(lowering->builder, row_SET(lowering->builder, i), low, bits, words)) return i;
  uint32_t first = builder_count(lowering->builder, SECTION_WORD);
  for (int64_t i = 0; i < words; i++) add_WORD(lowering->builder, (ImageWord){(int64_t)bits[i]});
  return add_SET(lowering->builder, (ImageSet){low, first, (uint32_t)words});
}

void emit_intervals(Draft *draft, Operand source, const Interval *intervals, uint32_t count,
                    int want, int sense, Label *label) {
  if (count == 1) {
    emit_interval(draft, source, intervals[0], want, sense, label);
    return;
  }
  int bounded = intervals[0].low > -VALUE_LIMIT && intervals[count - 1].high < VALUE_LIMIT;
  if (bounded && intervals[count - 1].high - intervals[0].low < SET_SPAN) {
    int64_t set = set_row(draft->lowering, intervals, count);
    draft_test(draft, want ? OP_UNLESS_IN : OP_UNLESS_OUTSIDE, sense, source, set, label);
    return;
  }
  /* in: the first or the rest; outside: outside the first and outside the rest */
  Label skip = {0};
  int any = want == 1;
  Label *early = any == sense ? label : &skip;
  emit_interval(draft, source, intervals[0], want, any, early);
  emit_intervals(draft, source, intervals + 1, count - 1, want, sense, label);
  draft_label_here(draft, &skip);
}

void emit_below(Draft *draft, Operand source, int64_t limit, int want, int sense, Label *label) {
  if (want)
    test_at_most(draft, source, limit, sense, label);
  else
    test_at_least(draft, source, limit + 1, sense, label);
}

void emit_above(Draft *draft, Operand source, int64_t limit, int want, int sense, Label *label) {
  if (want)
    test_at_least(draft, source, limit, sense, label);
  else
    test_at_most(draft, source, limit - 1, sense, label);
}
