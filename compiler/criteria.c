/* Conditions taken apart, for reasons: every test of a condition with its own words, line, truth
 * and value, in groups of `and`, `or` and `not`, definitions opened. */
#include "compiler/format.h"
#include "compiler/lower.h"

#define CRITERIA_DEPTH 48u /* deeper conditions are told as one test; the verifier allows 64 */
#define CRITERIA_ROWS                                                                              \
  512u /* so are definitions after so many tests: they may open each other often */

/* `a != b` is a comparison under a NOT that nobody wrote. */
static const Expression *affirmed(const Expression *e) {
  while (e->kind == EXPRESSION_NOT && !e->written) e = e->left;
  return e;
}

/* The sides of a comparison as written: `a > b` is kept as b < a. */
static const Expression *written_side(const Expression *e, int second) {
  int turned = e->left->span.start > e->right->span.start;
  return turned != second ? e->right : e->left;
}

static int varies(const Expression *e) {
  return e->kind != EXPRESSION_CONSTANT;
}

/* What the right side of a comparison reads, if both vary, or NULL. */
static const Expression *other_tested(const Expression *e) {
  e = affirmed(e);
  if (e->kind != EXPRESSION_COMPARE || !varies(e->left) || !varies(e->right)) return NULL;
  return written_side(e, 1);
}

/* What a test reads: its left side, or its right side if that is what varies; a flag, or a table of
 * flags, itself. */
const Expression *expression_tested(const Expression *e) {
  e = affirmed(e);
  int is_value = e->kind == EXPRESSION_FIELD || e->kind == EXPRESSION_TABLE;
  if (is_value && e->type.kind == TYPE_FLAG) return e;
  if (e->kind == EXPRESSION_COMPARE && !varies(e->left)) return e->right;
  if (e->kind == EXPRESSION_COMPARE) return varies(e->right) ? written_side(e, 0) : e->left;
  if (e->kind == EXPRESSION_IN || e->kind == EXPRESSION_TEXT_TEST || e->kind == EXPRESSION_KNOWN)
    return e->left;
  return NULL;
}

Text source_words(Lowering *lowering, Span span) {
  const FormatFile **file = &lowering->formatted[span.file];
  if (!*file) *file = format_open(lowering->diagnostics, span.file);
  return format_words(*file, span);
}

static const Expression *opened(const Expression *e) {
  return e->kind == EXPRESSION_DEFINITION ? e->definition->expression : e;
}

/* As written; of a definition "large: staff >= 100". */
static Text named_words(Lowering *lowering, const Expression *e) {
  Text words = source_words(lowering, opened(e)->span);
  if (e->kind != EXPRESSION_DEFINITION) return words;
  return text_format(lowering->arena, "%.*s: %.*s", (int)e->definition->name.length,
                     e->definition->name.bytes, (int)words.length, words.bytes);
}

/* A `not` that is part of `!=`, `>` or `is missing` belongs to the test. */
static int is_group(const Expression *e) {
  const Expression *inside = opened(e);
  return inside->kind == EXPRESSION_AND || inside->kind == EXPRESSION_OR ||
         (inside->kind == EXPRESSION_NOT && inside->written);
}

/* Which of a text's readings tells what a test looked at: always a class. */
static uint32_t text_kind(const Expression *e) {
  e = affirmed(e);
  int backward = e->kind == EXPRESSION_TEXT_TEST && e->text_test == TEXT_ENDS;
  return backward ? READING_BACKWARD : READING_FORWARD;
}

/* Definitions read facts, never an event. */
static uint32_t record_inside(const Expression *e, uint32_t record) {
  return e->kind == EXPRESSION_DEFINITION ? NONE : record;
}

static uint32_t criterion_test(Lowering *lowering, const Expression *e, uint32_t record) {
  const Expression *value = expression_tested(opened(e));
  uint32_t inside = record_inside(e, record);
  ImageCriterion row = {.kind = CRITERION_TEST,
                        .rows = 1,
                        .value = NONE,
                        .enumeration = NONE,
                        .lexicon = NONE,
                        .field = NONE,
                        .record = record, .other = NONE};
  const Expression *other = other_tested(opened(e));
  row.text = builder_string(lowering->builder, named_words(lowering, e));
  row.line = line_of(lowering, opened(e)->span);
  row.file = file_of(lowering, opened(e)->span);
  row.truth = emit_value(lowering, e, record);
  if (value && type_reads_as_class(value->type.kind)) {
    uint32_t kind = text_kind(opened(e));
    const ReadingPlan *reading = reading_of(lowering, value, kind);
    const ImageRecord *owner = row_RECORD(lowering->builder, reading->field->owner->index);
    row.value = emit_class(lowering, value, kind, inside, row.line);
    row.type = CODE_TEXT;
    row.lexicon = reading->root;
    row.field = owner->first + reading->field->index;
  } else if (value) {
    int number = value->kind != EXPRESSION_SINCE && expression_is_timed(value);
    row.value = number ? emit_number(lowering, value, affirmed(opened(e)), inside)
                       : emit_value(lowering, value, inside);
    row.type = type_code(value);
    row.enumeration = enum_row(lowering, &value->type);
    if (other) row.other = emit_value(lowering, other, inside);
  }
  return add_CRITERION(lowering->builder, row);
}

static uint32_t criteria(Lowering *lowering, const Expression *e, uint32_t record, uint32_t depth);

/* `a and b and c` is one group of three. */
static void criteria_members(Lowering *lowering, const Expression *e, ExpressionKind kind,
                             uint32_t record, uint32_t depth) {
  if (e->kind == kind && kind != EXPRESSION_NOT) {
    criteria_members(lowering, e->left, kind, record, depth);
    criteria_members(lowering, e->right, kind, record, depth);
  } else {
    criteria(lowering, e, record, depth);
  }
}

static uint32_t criteria(Lowering *lowering, const Expression *e, uint32_t record, uint32_t depth) {
  for (; opened(e)->kind == EXPRESSION_DEFINITION; e = opened(e)) /* a name for a name */
    record = record_inside(e, record);
  const Expression *inside = opened(e);
  uint32_t rows = builder_count(lowering->builder, SECTION_CRITERION) - lowering->criteria_first;
  if (!is_group(e) || depth >= CRITERIA_DEPTH || rows >= CRITERIA_ROWS)
    return criterion_test(lowering, e, record);
  Text name = e->kind == EXPRESSION_DEFINITION ? e->definition->name : text_of("");
  ImageCriterion row = {
      .value = NONE, .enumeration = NONE, .lexicon = NONE, .field = NONE, .record = record, .other = NONE};
  row.kind = inside->kind == EXPRESSION_AND  ? CRITERION_ALL
             : inside->kind == EXPRESSION_OR ? CRITERION_ANY
                                             : CRITERION_NOT;
  if (row.kind == CRITERION_NOT) name = named_words(lowering, e);
  row.text = builder_string(lowering->builder, name);
  row.line = line_of(lowering, inside->span);
  row.file = file_of(lowering, inside->span);
  row.truth = emit_value(lowering, e, record);
  uint32_t group = add_CRITERION(lowering->builder, row);
  record = record_inside(e, record);
  if (inside->kind == EXPRESSION_NOT) {
    criteria(lowering, inside->left, record, depth + 1);
  } else {
    criteria_members(lowering, inside->left, inside->kind, record, depth + 1);
    criteria_members(lowering, inside->right, inside->kind, record, depth + 1);
  }
  row_CRITERION(lowering->builder, group)->rows =
      builder_count(lowering->builder, SECTION_CRITERION) - group;
  return group;
}

uint32_t emit_criteria(Lowering *lowering, const Expression *condition, uint32_t record) {
  lowering->criteria_first = builder_count(lowering->builder, SECTION_CRITERION);
  return criteria(lowering, condition, record, 0);
}
