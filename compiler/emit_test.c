/* Conditions that are data: the classes and patterns that a test of a text means, and a test that
 * is written into its trigger. */
#include "compiler/draft.h"

uint32_t text_class_intervals(const Lowering *lowering, const ReadingPlan *reading,
                              const Expression *e, Interval **out) {
  Interval *intervals = arena_take(lowering->arena, (e->texts.count + 1) * sizeof *intervals);
  uint32_t count = 0;
  for (uint32_t i = 0; i < e->texts.count; i++) {
    Text text = *(const Text *)e->texts.items[i];
    if (reading->kind == READING_BACKWARD) text = text_reverse(lowering->arena, text);
    const Literal *literal = lexicon_find(&reading->draft, text);
    uint32_t last = e->text_test == TEXT_EQUALS ? literal->exact : literal->last;
    Interval interval = {literal->exact, last};
    uint32_t place = count++;
    for (; place && intervals[place - 1].low > interval.low; place--)
      intervals[place] = intervals[place - 1];
    intervals[place] = interval;
  }
  uint32_t kept = 0; /* one may lie inside another, or be the same */
  for (uint32_t i = 0; i < count; i++) {
    if (kept && intervals[i].low <= intervals[kept - 1].high + 1) {
      if (intervals[i].high > intervals[kept - 1].high)
        intervals[kept - 1].high = intervals[i].high;
    } else {
      intervals[kept++] = intervals[i];
    }
  }
  *out = intervals;
  return kept;
}

uint64_t *text_pattern_bits(Arena *arena, const ReadingPlan *reading, const Expression *e) {
  uint64_t *bits = arena_take(arena, (reading_slots(reading) + 1) * sizeof *bits);
  for (uint32_t i = 0; i < e->texts.count; i++) {
    Text pattern = reading_pattern(arena, reading, *(const Text *)e->texts.items[i]);
    uint32_t number = matcher_number(&reading->matcher, pattern);
    bits[number / MATCH_BITS] |= UINT64_C(1) << number % MATCH_BITS;
  }
  return bits;
}

/* The interval of a comparison of a value with a constant; 0 if it is none. */
static int compared_interval(const Expression *e, Interval *interval) {
  int strict = e->comparison == COMPARE_LESS;
  *interval = (Interval){-VALUE_LIMIT, VALUE_LIMIT};
  if (expression_is_constant(e->right) && !expression_is_constant(e->left)) {
    interval->high = e->right->constant - strict;
    if (e->comparison == COMPARE_EQUAL) interval->low = interval->high;
    return 1;
  }
  if (!expression_is_constant(e->left) || expression_is_constant(e->right)) return 0;
  interval->low = e->left->constant + strict;
  if (e->comparison == COMPARE_EQUAL) interval->high = interval->low;
  return 1;
}

/* 0 if its patterns are bits of several slots. */
static int emit_patterns(const Lowering *lowering, const ReadingPlan *reading, const Expression *e,
                         ImageTrigger *trigger) {
  const uint64_t *bits = text_pattern_bits(lowering->arena, reading, e);
  uint32_t slots = 0;
  for (uint32_t i = 0; i < reading_slots(reading); i++) {
    if (!bits[i]) continue;
    slots++;
    trigger->value = reading->slot + i;
    trigger->low = (int64_t)bits[i];
  }
  trigger->high = trigger->low;
  trigger->has = slots == 1;
  if (slots != 1) trigger->value = NONE;
  return slots == 1;
}

int emit_test(const Lowering *lowering, const Expression *e, ImageTrigger *trigger) {
  const Expression *value = expression_tested(e);
  Interval interval, *intervals = &interval;
  if (!value || value == e || value->kind != EXPRESSION_FIELD || !value->field->owner->index)
    return 0;
  if (e->kind == EXPRESSION_TEXT_TEST) {
    const ReadingPlan *reading = reading_of(lowering, value, text_reading_kind(e));
    if (reading_matches(reading)) return emit_patterns(lowering, reading, e, trigger);
    if (text_class_intervals(lowering, reading, e, &intervals) != 1) return 0;
    trigger->value = reading->slot;
  } else {
    if (type_reads_as_class(value->type.kind)) return 0;
    if (e->kind == EXPRESSION_IN && e->interval_count == 1)
      interval = e->intervals[0];
    else if (e->kind != EXPRESSION_COMPARE || !compared_interval(e, &interval))
      return 0;
    trigger->value = lowering->fields[value->field->owner->index][value->field->index].slot;
  }
  trigger->low = emit_within(intervals->low);
  trigger->high = emit_within(intervals->high);
  return 1;
}
