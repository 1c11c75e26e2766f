#include "compiler/check_amount.h"
#include "compiler/check_grade.h"

/* ---- names --------------------------------------------------------------------------------- */

static int is_otherwise(const Node *band) {
  return band->left == NULL && band->condition == NULL;
}

static void add_grade(Checker *checker, EnumerationScope *scope, const Node *band) {
  Member *member = arena_take(checker->arena, sizeof *member);
  const Symbol *first =
      symbols_add(checker->arena, &scope->members, band->name, member, band->name_span);
  if (first) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0208", band->name_span, "given again here",
                   "grade `%.*s` is given twice", SHOW(band->name));
    diag_span(checker->diagnostics, diagnostic, first->span, "given here too");
    diag_help(checker->diagnostics, diagnostic, "join the two, or call one of them something else");
    return;
  }
  *member = (Member){.name = band->name, .span = band->name_span};
  list_add(checker->arena, &scope->model.members, member);
  Text folded = literal_fold(checker->arena, band->name);
  symbols_add(checker->arena, &scope->spellings, folded, member, band->name_span);
}

/* Written from the best to the worst; members rise. */
void check_grade_names(Checker *checker, DefinitionScope *definition) {
  EnumerationScope *scope = &definition->grades;
  const Node *node = definition->node;
  scope->node = node;
  scope->model.name = node->name;
  scope->model.span = node->name_span;
  for (uint32_t i = node->items.count; i-- > 0;) {
    const Node *band = node->items.items[i];
    if (band->kind == NODE_BAND && band->name.length) add_grade(checker, scope, band);
  }
  list_add(checker->arena, &checker->model->enumerations, &scope->model);
}

/* ---- the bands ----------------------------------------------------------------------------- */

static int bad_band(Reading *reading, Span span, const char *label, const char *title,
                    const char *help) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic = diag_error(diagnostics, "E0320", span, label, "%s", title);
  diag_help(diagnostics, diagnostic, "%s", help);
  return 0;
}

/* Whether a band is what a grade of a value, or one by condition, is made of. */
static int fits(Reading *reading, const Node *band, int graded, int last, int broken) {
  if (is_otherwise(band)) {
    return last || bad_band(reading, band->span, "what follows is never reached",
                            "`otherwise` comes last", "move it to the end");
  }
  if (last && !broken)
    return bad_band(reading, band->span, "and if not even that?", "a grade ends with `otherwise`",
                    "add the grade that is left: `otherwise D`");
  if (graded ? band->left != NULL : band->condition != NULL) return 1;
  if (broken) return 0;
  return graded ? bad_band(reading, band->span, "is a condition", "this grade is given by a value",
                           "say from which value on: `A >= 90`")
                : bad_band(
                      reading, band->span, "is a number", "this grade is given by conditions",
                      "say when: `A when icp`, or from which value: `grade NAME from SCORE { … }`");
}

/* Of two neighbours the upper one begins higher. */
static int rises(Reading *reading, const Node *upper, int64_t above, const Node *band,
                 int64_t begins) {
  if (begins < above) return 1;
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic =
      diag_error(diagnostics, "E0321", band->left->span, "is never reached",
                 "grade `%.*s` begins no lower than the one above it", SHOW(band->name));
  diag_span(diagnostics, diagnostic, upper->left->span, "that one begins here");
  diag_help(diagnostics, diagnostic, "write the best grade first, and lower bounds further down");
  return 0;
}

static Expression *test_of(Reading *reading, const Node *band, Expression *value) {
  if (value == NULL) return check_condition(reading, band->condition);
  Expression *begins = check_value(reading, band->left, &value->type);
  if (begins->type.kind == TYPE_ERROR) return begins;
  Expression *test = expression_new(reading, EXPRESSION_COMPARE, (Type){.kind = TYPE_FLAG}, band);
  test->comparison = COMPARE_LESS_EQUAL;
  test->left = begins;
  test->right = value;
  return test;
}

static Type type_of_grade(DefinitionScope *definition) {
  EnumerationScope *scope = &definition->grades;
  return (Type){.kind = TYPE_ENUM,
                .enumeration = &scope->model,
                .high = (int64_t)scope->model.members.count - 1};
}

/* The cases from band `index` on; NULL after a message. */
static Expression *cases(Reading *reading, DefinitionScope *definition, Expression *value) {
  const List *bands = &definition->node->items;
  Expression *first = NULL, **end = &first;
  const Node *upper = NULL;
  int64_t above = 0;
  int fine = bands->count > 0,
      broken = (definition->node->flags & FLAG_BROKEN) != 0 ||
               checker_is_repaired(reading->checker, definition->node->span);
  for (uint32_t i = 0; i < bands->count; i++) {
    const Node *band = bands->items[i];
    if (band->kind != NODE_BAND ||
        !fits(reading, band, value != NULL, i + 1 == bands->count, broken)) {
      fine = 0;
      continue;
    }
    Expression *grade =
        expression_new(reading, is_otherwise(band) ? EXPRESSION_CONSTANT : EXPRESSION_CASE,
                       type_of_grade(definition), band);
    grade->constant = check_member(reading->checker, grade->type, band->name);
    *end = grade;
    end = &grade->right;
    if (is_otherwise(band)) continue;
    grade->left = test_of(reading, band, value);
    if (grade->left->type.kind == TYPE_ERROR) {
      fine = 0;
    } else if (value) {
      if (upper) fine &= rises(reading, upper, above, band, grade->left->left->constant);
      upper = band;
      above = grade->left->left->constant;
    }
  }
  return fine ? first : NULL;
}

Expression *check_grade(Reading *reading, DefinitionScope *definition) {
  const Node *node = definition->node;
  Expression *value = node->left ? check_value(reading, node->left, NULL) : NULL;
  if (value && value->type.kind == TYPE_ERROR) return value;
  if (value && !check_takes_numbers(value->type.kind)) {
    bad_band(reading, node->left->span, "is no number", "only numbers and scores can be graded",
             "grade by conditions instead: `grade NAME { A when …, otherwise B }`");
    return expression_error(reading, node);
  }
  if (node->items.count == 0 && !(node->flags & FLAG_BROKEN))
    bad_band(reading, node->name_span, "is empty", "a grade needs grades",
             "list them, the best first: `{ A >= 90, B >= 60, otherwise C }`");
  Expression *grade = cases(reading, definition, value);
  return grade ? grade : expression_error(reading, node);
}
