/* Definitions and derived fields. A definition's type follows from its expression, so it is checked
 * before whatever reads it: the order is found beforehand from the names alone, without recursion,
 * because a thousand definitions may each read the next. */
#include "compiler/check_expression.h"
#include "compiler/check_grade.h"

/* ---- order --------------------------------------------------------------------------------- */

/* Adds the definitions whose names occur below a node. A name may turn out to be a member of an
 * enum; that only makes the order stricter than needed. */
static void find_candidates(Checker *checker, const Node *root, List *found) {
  List open = {0};
  list_add(checker->arena, &open, (void *)(uintptr_t)root);
  while (open.count > 0) {
    const Node *node = open.items[--open.count];
    if (node == NULL) continue;
    void *definition =
        node->kind == NODE_NAME ? symbols_value(&checker->definitions, node->name) : NULL;
    if (definition) list_add(checker->arena, found, definition);
    list_add(checker->arena, &open, node->left);
    list_add(checker->arena, &open, node->right);
    list_add(checker->arena, &open, node->condition);
    for (uint32_t i = 0; i < node->items.count; i++)
      list_add(checker->arena, &open, node->items.items[i]);
  }
}

/* One definition whose candidates are being visited. */
typedef struct {
  DefinitionScope *definition;
  List candidates;
  uint32_t next;
} Visit;

static void push_visit(Checker *checker, List *stack, DefinitionScope *definition, char *seen) {
  Visit *visit = arena_take(checker->arena, sizeof *visit);
  seen[definition->model.index] = 1;
  visit->definition = definition;
  find_candidates(checker, definition->node, &visit->candidates);
  list_add(checker->arena, stack, visit);
}

/* Depth first: a definition is checked after all that it may read. */
static void check_from(Checker *checker, DefinitionScope *start, char *seen) {
  List stack = {0};
  push_visit(checker, &stack, start, seen);
  while (stack.count > 0) {
    Visit *visit = stack.items[stack.count - 1];
    if (visit->next == visit->candidates.count) {
      check_definition(checker, visit->definition);
      stack.count--;
      continue;
    }
    DefinitionScope *candidate = visit->candidates.items[visit->next++];
    if (!seen[candidate->model.index]) push_visit(checker, &stack, candidate, seen);
  }
}

/* ---- one definition ------------------------------------------------------------------------ */

static Expression *too_deep(Reading *reading, DefinitionScope *definition) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic =
      diag_error(diagnostics, "E0211", definition->model.span, "reads on and on",
                 "definitions read each other through more than %d others", NESTING_LIMIT);
  diag_help(diagnostics, diagnostic, "declare a definition before those that read it");
  return expression_error(reading, definition->node);
}

Type check_definition(Checker *checker, DefinitionScope *definition) {
  if (definition->state == CHECK_DONE) return definition->model.expression->type;
  if (definition->state == CHECK_RUNNING) return type_of(TYPE_ERROR); /* cycles.c reports it */
  definition->state = CHECK_RUNNING;
  Reading reading = {.checker = checker};
  Expression *expression;
  if (checker->definition_depth == NESTING_LIMIT) {
    expression = too_deep(&reading, definition);
  } else {
    Dependent *outer = checker->reader;
    checker->reader = &definition->dependent;
    checker->definition_depth++;
    expression = definition->model.is_grade ? check_grade(&reading, definition)
                                            : check_value(&reading, definition->node->left, NULL);
    checker->definition_depth--;
    checker->reader = outer;
  }
  definition->model.expression = expression;
  definition->state = CHECK_DONE;
  return expression->type;
}

/* ---- derived fields ------------------------------------------------------------------------ */

static void check_derived(Checker *checker, Field *field, const Node *node) {
  Reading reading = {.checker = checker};
  checker->reader = &((FieldScope *)field)->dependent;
  Expression *value = check_value(&reading, node->right, &field->type);
  checker->reader = NULL;
  field->derived = value;
  if (value->type.kind == TYPE_ERROR) return;
  Text declared = type_describe(checker, field->type), got = type_describe(checker, value->type);
  if (!type_agrees(value->type, field->type)) {
    Text label = text_format(checker->arena, "is %.*s", SHOW(got));
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0303", node->right->span, label.bytes,
                   "field `%.*s` is %.*s, but is derived from %.*s", SHOW(field->name),
                   SHOW(declared), SHOW(got));
    diag_help(checker->diagnostics, diagnostic, "change the field's type or the expression");
    return;
  }
  if (value->type.low >= field->type.low && value->type.high <= field->type.high) return;
  Text low = type_show(checker, field->type.kind, value->type.low);
  Text high = type_show(checker, field->type.kind, value->type.high);
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0306", node->right->span, "can be outside the range",
                 "the derived field `%.*s` can leave its range", SHOW(field->name));
  diag_note(checker->diagnostics, diagnostic, "the expression is in %.*s..%.*s", SHOW(low),
            SHOW(high));
  diag_help(checker->diagnostics, diagnostic,
            "widen the field's range, or bound the value with `min` and `max`");
}

void check_definitions(Checker *checker) {
  uint32_t count = checker->definitions.count;
  char *seen = arena_take(checker->arena, count + 1);
  for (uint32_t i = 0; i < count; i++)
    if (!seen[i]) check_from(checker, checker->definitions.entries[i].value, seen);
  RecordScope *lead = checker->lead;
  for (uint32_t i = 0; i < lead->derived.count; i++)
    check_derived(checker, lead->derived_fields.items[i], lead->derived.items[i]);
}
