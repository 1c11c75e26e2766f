/* What a name in a condition means: a field of the surrounding event, a field of the lead, a
 * definition, a score, `stage`; beside an enum or a stage, one of its members. Definitions are
 * checked when they are first read, so that they may stand in any order. */
#include "compiler/check_expression.h"

#include "compiler/check_history.h"
#include "compiler/check_rep.h"
#include "compiler/check_trigger.h"
#include "compiler/check_undeclared.h"
#include "compiler/check_unknown.h"

/* The path of a name (company.employees), or length 0 when the node is no plain path. */
static Text path_of(Reading *reading, const Node *node) {
  if (node->kind == NODE_NAME) return node->name;
  if (node->kind != NODE_DOT || node->left == NULL) return text_of("");
  Text left = path_of(reading, node->left);
  if (left.length == 0) return left;
  return text_format(reading->checker->arena, "%.*s.%.*s", SHOW(left), SHOW(node->name));
}

int64_t check_member(Checker *checker, Type type, Text name) {
  if (type.kind == TYPE_STAGE) {
    const StageScope *stage = symbols_value(&checker->stages, name);
    return stage ? (int64_t)stage->model.index : -1;
  }
  if (type.kind != TYPE_ENUM) return -1;
  const EnumerationScope *scope = (const EnumerationScope *)type.enumeration;
  const Symbol *symbol = symbols_find(&scope->members, name);
  return symbol ? symbol - scope->members.entries : -1;
}

static Type stage_type(const Checker *checker) {
  return (Type){.kind = TYPE_STAGE, .high = (int64_t)checker->stages.count - 1};
}

/* ---- what a path stands for ---------------------------------------------------------------- */

static Expression *read_field(Reading *reading, const Node *node, Field *field) {
  Expression *expression = expression_new(reading, EXPRESSION_FIELD, field->type, node);
  expression->field = field;
  FieldScope *scope = (FieldScope *)field;
  if (scope->dependent.kind) checker_note_read(reading->checker, &scope->dependent);
  return expression;
}

static Expression *read_definition(Reading *reading, const Node *node,
                                   DefinitionScope *definition) {
  checker_note_read(reading->checker, &definition->dependent);
  Type type = check_definition(reading->checker, definition);
  Expression *expression = check_history_of(reading, node, &definition->model);
  if (expression) return expression;
  expression = expression_new(reading, EXPRESSION_DEFINITION, type, node);
  expression->definition = &definition->model;
  return expression;
}

static Expression *read_score(Reading *reading, const Node *node, ScoreScope *score) {
  Expression *expression = expression_new(reading, EXPRESSION_SCORE, score->type, node);
  expression->score = &score->model;
  checker_note_read(reading->checker, &score->dependent);
  return expression;
}

static void warn_shadowed(Reading *reading, const Node *node, Text path, const char *taken,
                          const char *other, Span elsewhere) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic = diag_warning(diagnostics, "W0803", node->span, "could be either",
                                        "`%.*s` means %s here, not %s", SHOW(path), taken, other);
  diag_span(diagnostics, diagnostic, elsewhere, "this one is not read");
  diag_help(diagnostics, diagnostic, "rename one of them");
}

/* A field, or NULL; a path that is a whole record gives NULL too. */
static Field *find_field(Reading *reading, const Node *node, Text path, int speak) {
  Field *lead_field = symbols_value(&reading->checker->lead->fields, path);
  if (reading->event == NULL) return lead_field;
  Field *field = symbols_value(&reading->event->fields, path);
  if (field == NULL) return lead_field;
  if (lead_field && speak)
    warn_shadowed(reading, node, path, "the event's field", "the lead's", lead_field->span);
  return field;
}

static void warn_ambiguous(Reading *reading, const Node *node, Text path) {
  Checker *checker = reading->checker;
  const Symbol *definition = symbols_find(&checker->definitions, path);
  const Symbol *score = symbols_find(&checker->scores, path);
  if (find_field(reading, node, path, 0)) {
    const Symbol *other = definition ? definition : score;
    if (other)
      warn_shadowed(reading, node, path, "the field", definition ? "the definition" : "the score",
                    other->span);
  } else if (definition && score) {
    warn_shadowed(reading, node, path, "the definition", "the score", score->span);
  }
}

/* The expression of a path, or NULL when it means nothing. */
static Expression *read_path(Reading *reading, const Node *node, Text path) {
  Checker *checker = reading->checker;
  warn_ambiguous(reading, node, path);
  Field *field = find_field(reading, node, path, 1);
  if (field) return read_field(reading, node, field);
  DefinitionScope *definition = symbols_value(&checker->definitions, path);
  if (definition) return read_definition(reading, node, definition);
  ScoreScope *score = symbols_value(&checker->scores, path);
  if (score) return read_score(reading, node, score);
  if (text_is(path, "stage") && checker->stages.count > 0)
    return expression_new(reading, EXPRESSION_STAGE, stage_type(checker), node);
  if (text_is(path, "owner") && checker->reps)
    return expression_new(reading, EXPRESSION_OWNER, check_rep_type(checker), node);
  return NULL;
}

int check_names_field(Reading *reading, const Node *node) {
  if (node->kind != NODE_NAME && node->kind != NODE_DOT) return 0;
  Text path = path_of(reading, node);
  return path.length > 0 && (find_field(reading, node, path, 0) != NULL || text_is(path, "stage") ||
                             text_is(path, "owner"));
}

int check_names_value(Reading *reading, const Node *node) {
  const Checker *checker = reading->checker;
  return check_names_field(reading, node) || symbols_find(&checker->definitions, node->name) ||
         symbols_find(&checker->scores, node->name);
}

/* ---- names that mean nothing --------------------------------------------------------------- */

static Expression *whole_record(Reading *reading, const Node *node, Text path) {
  Checker *checker = reading->checker;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0212", node->span, "a whole record",
                                      "`%.*s` is a record, not one value", SHOW(path));
  const Symbols *fields = &checker->lead->fields;
  for (uint32_t i = 0; i < fields->count; i++) {
    Text name = fields->entries[i].name;
    if (name.length <= path.length + 1 || name.bytes[path.length] != '.' ||
        !text_equal((Text){name.bytes, path.length}, path) || !fields->entries[i].value)
      continue;
    diag_help(checker->diagnostics, diagnostic, "name one of its fields, such as `%.*s`",
              SHOW(name));
    break;
  }
  return expression_error(reading, node);
}

static Expression *unknown_member(Reading *reading, const Node *node, Type type) {
  Checker *checker = reading->checker;
  const EnumerationScope *enumeration = (const EnumerationScope *)type.enumeration;
  if (enumeration == checker->reps)
    check_owner_named(checker, node, "a rep");
  else if (!check_may_be_member(checker, enumeration, node->name))
    check_undeclared(checker, NAME_MEMBER, enumeration, node->name, node->span);
  return expression_error(reading, node);
}

/* `company.employees`, where the type of `company` was refused. */
static int is_of_failed(Reading *reading, const Node *node, Text path) {
  for (uint32_t i = 0; i < path.length; i++) {
    if (path.bytes[i] != '.') continue;
    const Field *field = find_field(reading, node, (Text){path.bytes, i}, 0);
    if (field && field->type.kind == TYPE_ERROR) return 1;
  }
  return 0;
}

static Expression *nothing_found(Reading *reading, const Node *node, Text path,
                                 const Type *wanted) {
  Checker *checker = reading->checker;
  if (is_of_failed(reading, node, path)) return expression_error(reading, node);
  if (symbols_find(&checker->lead->fields, path)) return whole_record(reading, node, path);
  if (text_is(path, "owner")) {
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0201", node->span, "of whom?",
                                        "leads have owners only where there are reps");
    diag_help(checker->diagnostics, diagnostic, "declare them: `rep ana { name \"Ana Ruiz\" }`");
    return expression_error(reading, node);
  }
  if (wanted && wanted->kind == TYPE_ENUM && node->kind == NODE_NAME)
    return unknown_member(reading, node, *wanted);
  if (wanted && wanted->kind == TYPE_STAGE && node->kind == NODE_NAME) {
    check_stage(checker, node->name, node->span);
    return expression_error(reading, node);
  }
  return check_unknown_name(reading, node, path, wanted);
}

/* ---- the names of one node ----------------------------------------------------------------- */

/* `email.domain`, `page.path`: a part of any email or url. NULL when it is none. */
static Expression *read_part(Reading *reading, const Node *node, Text path) {
  static const struct {
    TypeKind of, type;
    const char *name;
    TextPart part;
  } parts[] = {{TYPE_EMAIL, TYPE_DOMAIN, "domain", TEXT_DOMAIN},
               {TYPE_URL, TYPE_DOMAIN, "host", TEXT_HOST},
               {TYPE_URL, TYPE_TEXT, "path", TEXT_PATH}};
  for (size_t i = 0; node->kind == NODE_DOT && i < sizeof parts / sizeof *parts; i++) {
    if (!text_is(node->name, parts[i].name)) continue;
    Text base = {path.bytes, path.length - node->name.length - 1};
    Field *field = find_field(reading, node, base, 0);
    if (field == NULL || field->type.kind != parts[i].of) continue;
    Expression *part = expression_new(reading, EXPRESSION_PART, type_of(parts[i].type), node);
    if (parts[i].type == TYPE_TEXT) part->type.max_length = field->type.max_length;
    part->text_part = parts[i].part;
    part->left = read_field(reading, node->left, field);
    return part;
  }
  return NULL;
}

/* In a test with several leads the first name of a path may be a lead's: jo.stage. */
static Text strip_test_lead(Reading *reading, Text path) {
  uint32_t dot = 0;
  while (dot < path.length && path.bytes[dot] != '.') dot++;
  if (reading->test_leads == NULL || dot == path.length) return path;
  Text name = {path.bytes, dot};
  const Symbol *lead = symbols_find(reading->test_leads, name);
  if (lead == NULL) return path;
  symbols_add(reading->checker->arena, reading->leads_read, lead->name, NULL, lead->span);
  return text_copy(reading->checker->arena, path.bytes + dot + 1, path.length - dot - 1);
}

static Expression *member_constant(Reading *reading, const Node *node, Type type,
                                   int64_t position) {
  type.low = type.high = position;
  Expression *expression = expression_new(reading, EXPRESSION_CONSTANT, type, node);
  expression->constant = position;
  return expression;
}

Expression *check_name(Reading *reading, const Node *node, const Type *wanted) {
  if (wanted && node->kind == NODE_NAME) {
    int64_t position = check_member(reading->checker, *wanted, node->name);
    if (position >= 0 && wanted->kind == TYPE_STAGE)
      checker_note_name(reading->checker, NAME_STAGE, node->name);
    if (position >= 0) return member_constant(reading, node, *wanted, position);
  }
  Text path = path_of(reading, node);
  if (path.length == 0) {
    Diagnostics *diagnostics = reading->checker->diagnostics;
    if (node->left && node->left->kind == NODE_ERROR) return expression_error(reading, node);
    Diagnostic *diagnostic =
        diag_error(diagnostics, "E0212", node->span, "has no fields", "only a record has fields");
    diag_help(diagnostics, diagnostic, "write the field's path: `company.employees`");
    return expression_error(reading, node);
  }
  path = strip_test_lead(reading, path);
  Expression *expression = read_path(reading, node, path);
  if (expression == NULL) expression = read_part(reading, node, path);
  return expression ? expression : nothing_found(reading, node, path, wanted);
}
