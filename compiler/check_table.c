#include "compiler/check_table.h"

#include "compiler/check_record.h"
#include "compiler/table_cover.h"
#include "compiler/table_file.h"

/* One mistake in a table. */
static void say(Checker *checker, Span span, const char *label, const char *title,
                const char *help) {
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0322", span, label, "%s", title);
  diag_help(checker->diagnostics, diagnostic, "%s", help);
}

/* ---- names --------------------------------------------------------------------------------- */

static int is_function(Text name) {
  return text_is(name, "min") || text_is(name, "max") || text_is(name, "best");
}

void check_table_name(Checker *checker, const Node *node) {
  TableScope *scope = arena_take(checker->arena, sizeof *scope);
  scope->node = node;
  scope->failed = 1;
  scope->model.name = node->name;
  scope->model.span = node->name_span;
  if (is_function(node->name)) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0209", node->name_span, "has a meaning of its own",
                   "`%.*s` can't be declared", SHOW(node->name));
    diag_help(checker->diagnostics, diagnostic, "give the table another name, such as `%.*s_table`",
              SHOW(node->name));
    return;
  }
  checker_declare(checker, &checker->tables, "table", node, scope);
}

/* ---- types --------------------------------------------------------------------------------- */

static Type type_of_grade(const DefinitionScope *grade) {
  Type type = type_of(TYPE_ENUM);
  type.enumeration = (Enumeration *)(uintptr_t)&grade->grades.model;
  type.high = (int64_t)grade->grades.model.members.count - 1;
  return type;
}

/* As of a field, and a grade's name. Returns 0 after a message. */
static int check_written_type(Checker *checker, const Node *node, Type *type) {
  if (node == NULL || node->kind != NODE_TYPE) return 0;
  const DefinitionScope *grade = symbols_value(&checker->definitions, node->name);
  int plain = !node->left && !node->right && !node->number;
  if (plain && grade && grade->model.is_grade &&
      !symbols_find(&checker->enumerations, node->name)) {
    *type = type_of_grade(grade);
    return 1;
  }
  return check_value_type(checker, node, type);
}

static int unknown_input(Checker *checker, const Node *node) {
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0201", node->name_span, "of which type?",
                 "there is no field, definition or score `%.*s`", SHOW(node->name));
  Nearest nearest = checker_nearest(checker, node->name, &checker->lead->fields);
  if (!checker_suggest(checker, diagnostic, node->name_span, &nearest))
    diag_help(checker->diagnostics, diagnostic, "write the input's type: `%.*s: text`",
              SHOW(node->name));
  return 0;
}

/* The type of the field, definition or score that an input is named after. */
static int check_named_type(Checker *checker, const Node *node, Type *type) {
  const Field *field = symbols_value(&checker->lead->fields, node->name);
  DefinitionScope *definition = symbols_value(&checker->definitions, node->name);
  const ScoreScope *score = symbols_value(&checker->scores, node->name);
  if (!field && !definition && !score) return unknown_input(checker, node);
  if (!field && definition && definition->state == CHECK_RUNNING) {
    say(checker, node->name_span, "is what is being worked out",
        "an input has the type of a definition that reads this table", "write the input's type");
    return 0;
  }
  *type = field                        ? field->type
          : !definition                ? score->type
          : definition->model.is_grade ? type_of_grade(definition)
                                       : check_definition(checker, definition);
  return type->kind != TYPE_ERROR;
}

static int is_input_type(TypeKind kind) {
  return kind != TYPE_STAGE;
}

/* A field that nothing supplies: what stands for the input until there are arguments. */
static Field *placeholder(Checker *checker, const Node *node, Type type) {
  FieldScope *field = arena_take(checker->arena, sizeof *field);
  field->model = (Field){
      .name = node->name, .type = type, .owner = &checker->lead->model, .span = node->name_span};
  return &field->model;
}

static int is_second(const Table *table, const Node *node) {
  for (uint32_t i = 0; i < table->inputs.count; i++)
    if (text_equal(((const TableInput *)table->inputs.items[i])->name, node->name)) return 1;
  return 0;
}

static int check_input(Checker *checker, Table *table, const Node *node) {
  Type type;
  if (is_second(table, node)) {
    say(checker, node->name_span, "is there already", "a table has two inputs of one name",
        "give the second one another name, with its type: `other: text`");
    return 0;
  }
  int fine = node->left ? check_written_type(checker, node->left, &type)
                        : check_named_type(checker, node, &type);
  if (!fine) return 0;
  if (!is_input_type(type.kind)) {
    say(checker, node->span, "can't be looked up", "a table looks up no stages",
        "look up a flag, number, length of time, text, enum or grade");
    return 0;
  }
  TableInput *input = arena_take(checker->arena, sizeof *input);
  *input = (TableInput){node->name, type, placeholder(checker, node, type), node->name_span};
  list_add(checker->arena, &table->inputs, input);
  return 1;
}

static int check_inputs(Checker *checker, Table *table, const Node *node) {
  int fine = node->options.count > 0;
  if (node->options.count > INPUT_LIMIT) {
    say(checker, node->name_span, "has too many", "a table has at most 16 inputs",
        "make two tables of it, one that reads the other's result");
    return 0;
  }
  for (uint32_t i = 0; i < node->options.count; i++)
    fine &= check_input(checker, table, node->options.items[i]);
  return fine;
}

static int check_result_type(Checker *checker, Table *table, const Node *node) {
  if (!check_written_type(checker, node, &table->type)) return 0;
  if (!type_is_text(table->type.kind)) return 1;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0317", node->span, "is a text",
                                      "table `%.*s` gives a text", SHOW(table->name));
  diag_help(checker->diagnostics, diagnostic, "list what it gives in an enum");
  return 0;
}

/* ---- cells --------------------------------------------------------------------------------- */

static Node *node_at(Checker *checker, NodeKind kind, const Node *place, const Node *left,
                     const Node *right) {
  Node *node = arena_take(checker->arena, sizeof *node);
  *node = (Node){.kind = kind,
                 .span = place->span,
                 .name_span = place->span,
                 .name = place->name,
                 .left = (Node *)(uintptr_t)left,
                 .right = (Node *)(uintptr_t)right};
  return node;
}

static int is_name(const Node *node, const char *name) {
  return node && node->kind == NODE_NAME && text_is(node->name, name);
}

static int names_list(Checker *checker, const Node *operand, Type type) {
  return operand->kind == NODE_NAME && symbols_find(&checker->lists, operand->name) &&
         check_member(checker, type, operand->name) < 0;
}

/* What a cell would be as a condition: `>= 50` is `employees >= 50`. */
static const Node *condition_of(Checker *checker, const Node *cell, Type type) {
  const Node *operand = cell->left;
  Node *input = node_at(checker, NODE_CELL_INPUT, cell, NULL, NULL);
  if (text_is(cell->name, "=") && is_name(operand, "missing")) {
    Node *is = node_at(checker, NODE_IS, cell, input, NULL);
    is->name = text_of("missing");
    return is;
  }
  int within =
      text_is(cell->name, "in") || (text_is(cell->name, "=") && names_list(checker, operand, type));
  return node_at(checker, within ? NODE_IN : NODE_BINARY, cell, input, operand);
}

static int is_fixed(const Expression *e) {
  while (e->kind == EXPRESSION_NOT) e = e->left;
  if (e->kind != EXPRESSION_COMPARE) return 1;
  return e->left->kind == EXPRESSION_CONSTANT || e->right->kind == EXPRESSION_CONSTANT;
}

/* 0 after a message; *found is NULL for `*`. */
static int check_cell(Checker *checker, const TableInput *input, const Node *cell,
                      Expression **found) {
  if (text_is(cell->name, "*")) return 1;
  if (cell->left == NULL || cell->left->kind == NODE_ERROR) return 0;
  Expression stands = {.kind = EXPRESSION_FIELD, .type = input->type, .field = input->field};
  Reading reading = {.checker = checker, .input = &stands};
  Expression *e = check_value(&reading, condition_of(checker, cell, input->type), NULL);
  if (e->type.kind == TYPE_ERROR) return 0;
  if (is_fixed(e)) {
    *found = e;
    return 1;
  }
  say(checker, cell->left->span, "is no fixed value", "a cell holds fixed values",
      "write a number, a member or a quoted text; make what else is read an input");
  return 0;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static int other_result(Checker *checker, const Table *table, const Node *node, Type type) {
  Text wanted = type_describe(checker, table->type), got = type_describe(checker, type);
  Text label = text_format(checker->arena, "is %.*s", SHOW(got));
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0301", node->span, label.bytes,
                                      "table `%.*s` gives %.*s", SHOW(table->name), SHOW(wanted));
  diag_help(checker->diagnostics, diagnostic, "write %.*s, or `missing`", SHOW(wanted));
  return 0;
}

static int check_result(Checker *checker, const Table *table, const Node *node, int64_t *result) {
  *result = VALUE_OF_NOTHING;
  if (node == NULL || node->kind == NODE_ERROR) return 0;
  if (is_name(node, "missing")) return 1;
  Reading reading = {.checker = checker};
  Expression *value = check_value(&reading, node, &table->type);
  if (value->type.kind == TYPE_ERROR) return 0;
  if (!type_agrees(value->type, table->type))
    return other_result(checker, table, node, value->type);
  if (value->kind != EXPRESSION_CONSTANT) {
    say(checker, node->span, "is no fixed value", "a row gives a fixed value",
        "write a number, yes or no, or a member");
    return 0;
  }
  *result = value->constant;
  if (*result >= table->type.low && *result <= table->type.high) return 1;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0306", node->span, "is outside the range",
                 "the number doesn't fit where it stands");
  diag_help(checker->diagnostics, diagnostic, "widen the range of what the table gives");
  return 0;
}

static int wrong_count(Checker *checker, const Table *table, const Node *node) {
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0322", node->span, "has too many or too few",
                 "this row has %u cell%s, and table `%.*s` has %u input%s", node->items.count,
                 node->items.count == 1 ? "" : "s", SHOW(table->name), table->inputs.count,
                 table->inputs.count == 1 ? "" : "s");
  diag_help(checker->diagnostics, diagnostic, "write one cell for each input; `*` takes anything");
  return 0;
}

static int check_row(Checker *checker, Table *table, const Node *node) {
  TableRow *row = arena_take(checker->arena, sizeof *row);
  int fine = 1;
  if (node->kind != NODE_ROW || node->flags & FLAG_BROKEN) return 0;
  if (node->items.count != table->inputs.count) return wrong_count(checker, table, node);
  row->span = node->span;
  row->cells = arena_take(checker->arena, node->items.count * sizeof *row->cells);
  for (uint32_t i = 0; i < node->items.count; i++)
    fine &= check_cell(checker, table->inputs.items[i], node->items.items[i], &row->cells[i]);
  fine &= check_result(checker, table, node->left, &row->result);
  if (fine) list_add(checker->arena, &table->rows, row);
  return fine;
}

/* Numbers are in the bounds of the results: what is calculated with them depends on it. */
static void narrow_type(Table *table) {
  int64_t low = INT64_MAX, high = INT64_MIN;
  if (!type_scale(table->type.kind)) return;
  for (uint32_t i = 0; i < table->rows.count; i++) {
    int64_t result = ((const TableRow *)table->rows.items[i])->result;
    if (result == VALUE_OF_NOTHING) continue;
    if (result < low) low = result;
    if (result > high) high = result;
  }
  if (low > high) return;
  table->type.low = low;
  table->type.high = high;
}

static int check_rows(Checker *checker, Table *table, const Node *node, const List *rows) {
  int fine = !(node->flags & FLAG_BROKEN);
  if (rows->count == 0 && fine) {
    say(checker, node->name_span, "is empty", "a table needs rows",
        "write `{`, then rows such as `software, >= 50 => A`, then `}`");
    return 0;
  }
  if (rows->count > ROW_LIMIT) {
    say(checker, node->name_span, "is too long", "a table has at most 10,000 rows",
        "make two tables of it");
    return 0;
  }
  for (uint32_t i = 0; i < rows->count; i++) fine &= check_row(checker, table, rows->items[i]);
  if (!fine) return 0;
  narrow_type(table);
  table_check_rows(checker, table);
  return 1;
}

/* A table of the library fits the library's enums. */
static int is_replaced(const Table *table) {
  const Enumeration *result = table->type.kind == TYPE_ENUM ? table->type.enumeration : NULL;
  if (result && result->span.file != table->span.file) return 1;
  for (uint32_t i = 0; i < table->inputs.count; i++) {
    const TableInput *input = table->inputs.items[i];
    if (input->type.kind == TYPE_ENUM && input->type.enumeration->span.file != table->span.file)
      return 1;
  }
  return 0;
}

static int check_whole(Checker *checker, TableScope *scope) {
  const Node *node = scope->node;
  Table *table = &scope->model;
  List rows = node->items;
  int fine = check_inputs(checker, table, node);
  fine &= check_result_type(checker, table, node->left);
  scope->replaced = fine && checker_is_library(checker, node) && is_replaced(table);
  if (!fine || scope->replaced) return 0;
  int read = !node->right || table_file_read(checker, table, node->right, &rows);
  if (!read && rows.count == 0) return 0;
  return check_rows(checker, table, node, &rows) && read; /* every bad line is told */
}

static void check_table(Checker *checker, TableScope *scope) {
  Dependent *outer = checker->reader;
  scope->state = CHECK_RUNNING;
  checker->reader = NULL; /* cells read nothing */
  scope->failed = !check_whole(checker, scope);
  checker->reader = outer;
  scope->state = CHECK_DONE;
}

void check_tables(Checker *checker) {
  for (uint32_t i = 0; i < checker->tables.count; i++) {
    TableScope *scope = checker->tables.entries[i].value;
    if (scope->state == CHECK_WAITING) check_table(checker, scope);
    if (!scope->failed) list_add(checker->arena, &checker->model->tables, &scope->model);
  }
}

/* ---- calls --------------------------------------------------------------------------------- */

static int wrong_arguments(Checker *checker, const Table *table, const Node *node) {
  Text inputs = text_of("");
  for (uint32_t i = 0; i < table->inputs.count; i++)
    inputs = text_format(checker->arena, "%.*s%s%.*s", SHOW(inputs), i ? ", " : "",
                         SHOW(((const TableInput *)table->inputs.items[i])->name));
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0324", node->span, "other values are needed",
                 "table `%.*s` is looked up with %u value%s, not %u", SHOW(table->name),
                 table->inputs.count, table->inputs.count == 1 ? "" : "s", node->items.count);
  diag_span(checker->diagnostics, diagnostic, table->span, "declared here");
  diag_help(checker->diagnostics, diagnostic, "write `%.*s(%.*s)`, with what each stands for",
            SHOW(table->name), SHOW(inputs));
  return 0;
}

static int wrong_argument(Checker *checker, const TableInput *input, Span span, const char *label) {
  Text wanted = type_describe(checker, input->type);
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0324", span, label,
                                      "input `%.*s` is %.*s", SHOW(input->name), SHOW(wanted));
  diag_span(checker->diagnostics, diagnostic, input->span, "declared here");
  diag_help(checker->diagnostics, diagnostic,
            type_is_text(input->type.kind)
                ? "name a field of that type: `title`, `email.domain`"
                : "look it up with a value of that type, or change the input's type");
  return 0;
}

static int check_argument(Reading *reading, const TableInput *input, const Node *node,
                          Expression **found) {
  Checker *checker = reading->checker;
  if (type_is_text(input->type.kind) && check_is_literal(node))
    return wrong_argument(checker, input, node->span, "is no field");
  Expression *value = *found = check_value(reading, node, &input->type);
  if (value->type.kind == TYPE_ERROR) return 0;
  if (type_agrees(value->type, input->type)) return 1;
  Text described = type_describe(checker, value->type);
  Text label = text_format(checker->arena, "is %.*s", SHOW(described));
  return wrong_argument(checker, input, node->span, label.bytes);
}

/* The same whatever happens: only of what is told easily. */
static int is_same(const Expression *a, const Expression *b) {
  if (a->kind != b->kind || a->type.kind != b->type.kind) return 0;
  switch (a->kind) {
  case EXPRESSION_CONSTANT: return a->constant == b->constant;
  case EXPRESSION_FIELD: return a->field == b->field;
  case EXPRESSION_PART: return a->text_part == b->text_part && is_same(a->left, b->left);
  case EXPRESSION_SCORE: return a->score == b->score;
  case EXPRESSION_DEFINITION: return a->definition == b->definition;
  case EXPRESSION_TABLE: return a->call == b->call;
  default: return 0;
  }
}

static TableCall *find_call(const TableScope *scope, const List *arguments) {
  for (uint32_t i = 0; i < scope->calls.count; i++) {
    TableCall *call = scope->calls.items[i];
    uint32_t same = 0;
    while (same < arguments->count && is_same(call->arguments.items[same], arguments->items[same]))
      same++;
    if (same == arguments->count) return call;
  }
  return NULL;
}

/* A cell's condition with the argument where the input stands. */
static Expression *with_argument(Checker *checker, const Expression *e, const Field *input,
                                 Expression *argument) {
  if (e == NULL) return NULL;
  if (e->kind == EXPRESSION_FIELD && e->field == input) return argument;
  Expression *copy = arena_take(checker->arena, sizeof *copy);
  *copy = *e;
  copy->left = with_argument(checker, e->left, input, argument);
  copy->right = with_argument(checker, e->right, input, argument);
  return copy;
}

static Expression *row_condition(Reading *reading, const Table *table, const TableRow *row,
                                 const List *arguments) {
  Expression *condition = NULL;
  for (uint32_t i = 0; i < table->inputs.count; i++) {
    const TableInput *input = table->inputs.items[i];
    Expression *cell =
        with_argument(reading->checker, row->cells[i], input->field, arguments->items[i]);
    if (cell && condition) {
      Expression *both =
          expression_new(reading, EXPRESSION_AND, type_of(TYPE_FLAG), &(Node){.span = row->span});
      both->left = condition;
      both->right = cell;
      condition = both;
    } else if (cell) {
      condition = cell;
    }
  }
  return condition;
}

/* The rows from the last to the first; after them nothing is left but a missing result. */
static Expression *cases_of(Reading *reading, const Table *table, const List *arguments) {
  const Node place = {.span = table->span};
  Expression *rest = expression_new(reading, EXPRESSION_CONSTANT, table->type, &place);
  rest->constant = VALUE_OF_NOTHING;
  for (uint32_t i = table->rows.count; i-- > 0;) {
    const TableRow *row = table->rows.items[i];
    Expression *condition = row_condition(reading, table, row, arguments);
    Expression *found = expression_new(reading, condition ? EXPRESSION_CASE : EXPRESSION_CONSTANT,
                                       table->type, &(Node){.span = row->span});
    found->constant = row->result;
    found->left = condition;
    if (condition) found->right = rest;
    rest = found;
  }
  return rest;
}

static TableCall *new_call(Reading *reading, TableScope *scope, const List *arguments) {
  Checker *checker = reading->checker;
  TableCall *call = arena_take(checker->arena, sizeof *call);
  call->table = &scope->model;
  call->arguments = *arguments;
  call->cases = cases_of(reading, &scope->model, arguments);
  call->index = checker->model->table_calls.count;
  list_add(checker->arena, &checker->model->table_calls, call);
  list_add(checker->arena, &scope->calls, call);
  return call;
}

static int check_arguments(Reading *reading, const Table *table, const Node *node,
                           List *arguments) {
  int fine = 1;
  if (node->items.count != table->inputs.count)
    return wrong_arguments(reading->checker, table, node);
  for (uint32_t i = 0; i < node->items.count; i++) {
    Expression *argument = NULL;
    fine &= check_argument(reading, table->inputs.items[i], node->items.items[i], &argument);
    list_add(reading->checker->arena, arguments, argument);
  }
  return fine;
}

static void say_replaced(Checker *checker, const Node *node) {
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0324", node->span, "is the library's",
                 "`%.*s` is made for the library's enum, and this agreement declares its own",
                 SHOW(node->name));
  diag_help(checker->diagnostics, diagnostic,
            "leave your enum out, or declare the table yourself: `table %.*s(title: text) -> …`",
            SHOW(node->name));
}

Expression *check_table_call(Reading *reading, const Node *node) {
  Checker *checker = reading->checker;
  TableScope *scope = symbols_value(&checker->tables, node->name);
  List arguments = {0};
  if (scope == NULL) return NULL;
  if (scope->state == CHECK_RUNNING) {
    say(checker, node->span, "is being worked out",
        "an input has the type of a definition that reads this table", "write the input's type");
    return expression_error(reading, node);
  }
  if (scope->state == CHECK_WAITING) check_table(checker, scope);
  if (scope->replaced) say_replaced(checker, node);
  if (scope->failed || !check_arguments(reading, &scope->model, node, &arguments))
    return expression_error(reading, node);
  TableCall *call = find_call(scope, &arguments);
  Expression *result = expression_new(reading, EXPRESSION_TABLE, scope->model.type, node);
  result->call = call ? call : new_call(reading, scope, &arguments);
  return result;
}
