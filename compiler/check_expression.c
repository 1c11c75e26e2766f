/* Values and logic: literals, arithmetic with bounds, and, or, not, else, min, max, best, since.
 * Comparisons are in check_compare.c, names in check_name.c.
 *
 * Every number's type carries the interval that its values stay in. So "can this overflow?" and
 * "can this ever hold?" are answered here, once, and the program that decides needs no checks. */
#include "compiler/check_expression.h"

#include "compiler/check_amount.h"
#include "compiler/check_history.h"
#include "compiler/check_since.h"
#include "compiler/check_table.h"
#include "compiler/check_trigger.h"
#include "compiler/check_undeclared.h"
#include "runtime/number.h"

Expression *expression_new(Reading *reading, ExpressionKind kind, Type type, const Node *node) {
  Expression *expression = arena_take(reading->checker->arena, sizeof *expression);
  expression->kind = kind;
  expression->type = type;
  expression->span = node->span;
  return expression;
}

Expression *expression_error(Reading *reading, const Node *node) {
  return expression_new(reading, EXPRESSION_CONSTANT, (Type){.kind = TYPE_ERROR}, node);
}

Expression *expression_not(Reading *reading, Expression *condition, const Node *node) {
  Expression *negated = expression_new(reading, EXPRESSION_NOT, type_of(TYPE_FLAG), node);
  negated->left = condition;
  return negated;
}

static Expression *constant(Reading *reading, const Node *node, Type type, int64_t value) {
  type.low = type.high = value;
  Expression *expression = expression_new(reading, EXPRESSION_CONSTANT, type, node);
  expression->constant = value;
  return expression;
}

int check_is_literal(const Node *node) {
  switch (node->kind) {
  case NODE_INTEGER:
  case NODE_DECIMAL:
  case NODE_PERCENT:
  case NODE_MONEY:
  case NODE_DATE:
  case NODE_DATETIME:
  case NODE_TEXT:
  case NODE_FLAG:
  case NODE_DURATION: return 1;
  case NODE_NEGATE: return check_is_literal(node->left);
  case NODE_BINARY: {
    Ratio ignored;
    return literal_number(node, &ignored) != NUMBER_NONE;
  }
  default: return 0;
  }
}

/* ---- literals ------------------------------------------------------------------------------ */

static Expression *bad_number(Reading *reading, const Node *node, const char *label,
                              const char *help) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic =
      diag_error(diagnostics, "E0306", node->span, label, "the number doesn't fit where it stands");
  diag_help(diagnostics, diagnostic, "%s", help);
  return expression_error(reading, node);
}

static Expression *check_number(Reading *reading, const Node *node, Ratio value, Type wanted) {
  int64_t number;
  if (!literal_scaled(value, type_scale(wanted.kind), &number)) {
    if (wanted.kind == TYPE_INT && value.denominator != 1)
      return bad_number(reading, node, "has a fraction, beside a whole number",
                        "write a whole number, or declare the field as `decimal`");
    return bad_number(reading, node, "can't be held exactly",
                      "write a number with at most four decimals");
  }
  if (number > VALUE_LIMIT || number < -VALUE_LIMIT)
    return bad_number(reading, node, "is too large", "write a number below 1,000,000,000,000");
  return constant(reading, node, wanted, number);
}

static Expression *divided_by_zero(Reading *reading, const Node *node) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic =
      diag_error(diagnostics, "E0308", node->span, "divides by 0", "nothing can be divided by 0");
  diag_help(diagnostics, diagnostic, "divide by another number");
  return expression_error(reading, node);
}

/* A number literal, or arithmetic of literals alone. */
static Expression *check_literal_number(Reading *reading, const Node *node, const Type *wanted) {
  Ratio value;
  switch (literal_number(node, &value)) {
  case NUMBER_CONSTANT: {
    int has_numbers = wanted && check_takes_numbers(wanted->kind);
    Type type = type_of(has_numbers              ? wanted->kind
                        : value.denominator == 1 ? TYPE_INT
                                                 : TYPE_DECIMAL);
    return check_number(reading, node, value, type);
  }
  case NUMBER_DIVIDED_BY_ZERO: return divided_by_zero(reading, node);
  default:
    return bad_number(reading, node, "is too large", "write a number below 1,000,000,000,000");
  }
}

/* ---- logic --------------------------------------------------------------------------------- */

Expression *check_condition(Reading *reading, const Node *node) {
  static const Type flag = {.kind = TYPE_FLAG, .high = 1};
  Expression *expression = check_value(reading, node, &flag);
  if (expression->type.kind == TYPE_FLAG || expression->type.kind == TYPE_ERROR) return expression;
  Checker *checker = reading->checker;
  if (checker_is_repaired(checker, node->span)) return expression_error(reading, node);
  Text described = type_describe(checker, expression->type);
  Text label = text_format(checker->arena, "is %.*s", SHOW(described));
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0302", node->span, label.bytes,
                                      "a condition is needed here, something that holds or not");
  diag_help(checker->diagnostics, diagnostic,
            "compare it with something, or write `is known` after it");
  return expression_error(reading, node);
}

/* 1 for `saas` in `industry = software or saas`: a value that stands alone. */
static int is_alone(Reading *reading, const Node *node) {
  if (node->kind == NODE_NAME) return !check_names_value(reading, node);
  return check_is_literal(node) && node->kind != NODE_FLAG;
}

static int is_binary(const Node *node, const char *one, const char *other) {
  return node->kind == NODE_BINARY && node->left && node->right &&
         (text_is(node->name, one) || text_is(node->name, other));
}

/* The comparison that `industry = software or saas or retail`, or `industry != software and saas`,
 * begins with, or NULL. */
static const Node *shared_comparison(Reading *reading, const Node *node) {
  const Node *first = node;
  while (is_binary(first, "or", "and") && is_alone(reading, first->right)) first = first->left;
  int compares = first != node && is_binary(first, "=", "!=") && is_alone(reading, first->right);
  return compares ? first : NULL;
}

/* One message for the whole. */
static Expression *refuse_alternatives(Reading *reading, const Node *node, const Node *first) {
  Checker *checker = reading->checker;
  Text values = text_of("");
  for (const Node *at = node; at; at = at == first ? NULL : at->left)
    values =
        text_format(checker->arena, "%.*s%s%.*s", SHOW(checker_written(checker, at->right->span)),
                    at == node ? "" : ", ", SHOW(values));
  Text list =
      text_format(checker->arena, "%s%.*s in [%.*s]", text_is(first->name, "=") ? "" : "not ",
                  SHOW(checker_written(checker, first->left->span)), SHOW(values));
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0302", node->right->span, "a value, not a condition",
                 "`%.*s` stands between whole conditions", SHOW(node->name));
  diag_help(checker->diagnostics, diagnostic, "write `%.*s`", SHOW(list));
  diag_fix(checker->diagnostics, diagnostic, node->span, list, 0);
  return expression_error(reading, node);
}

static Expression *check_logic(Reading *reading, const Node *node) {
  const Node *shared = shared_comparison(reading, node);
  if (shared) return refuse_alternatives(reading, node, shared);
  Expression *left = check_condition(reading, node->left);
  Expression *right = check_condition(reading, node->right);
  if (left->type.kind == TYPE_ERROR || right->type.kind == TYPE_ERROR)
    return expression_error(reading, node);
  ExpressionKind kind = text_is(node->name, "and") ? EXPRESSION_AND : EXPRESSION_OR;
  Expression *both = expression_new(reading, kind, type_of(TYPE_FLAG), node);
  both->left = left;
  both->right = right;
  return both;
}

static Expression *check_not(Reading *reading, const Node *node) {
  Expression *left = check_condition(reading, node->left);
  if (left->type.kind == TYPE_ERROR) return left;
  Expression *negated = expression_not(reading, left, node);
  negated->written = 1;
  return negated;
}

static Expression *check_known(Reading *reading, const Node *node) {
  Expression *left = check_value(reading, node->left, NULL);
  if (left->type.kind == TYPE_ERROR) return left;
  Expression *known = expression_new(reading, EXPRESSION_KNOWN, type_of(TYPE_FLAG), node);
  known->left = left;
  return text_is(node->name, "missing") ? expression_not(reading, known, node) : known;
}

/* ---- arithmetic ---------------------------------------------------------------------------- */

static Expression *too_large(Reading *reading, const Node *node) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic = diag_error(diagnostics, "E0307", node->span, "can be beyond all bounds",
                                      "this calculation can grow too large");
  diag_help(diagnostics, diagnostic,
            "give the fields that it reads a range, such as `int 0..1_000_000`");
  return expression_error(reading, node);
}

static int within_limit(int64_t value) {
  return value <= VALUE_LIMIT && value >= -VALUE_LIMIT;
}

/* Says that a value can't take part in a calculation. */
static Expression *no_number(Reading *reading, const Node *node, const Expression *value) {
  Checker *checker = reading->checker;
  Text described = type_describe(checker, value->type);
  Text label = text_format(checker->arena, "is %.*s", SHOW(described));
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0303", value->span, label.bytes,
                                      "only numbers and lengths of time can be calculated with");
  if (value->type.kind == TYPE_DATE || value->type.kind == TYPE_INSTANT)
    diag_help(checker->diagnostics, diagnostic,
              "`since(FIELD)` is the time since a date: `since(renewal) > 30 days`");
  else
    diag_help(checker->diagnostics, diagnostic, "`%.*s` needs a number on both sides",
              SHOW(node->name));
  return expression_error(reading, node);
}

static Expression *unlike(Reading *reading, const Node *node, Expression *left, Expression *right) {
  Checker *checker = reading->checker;
  Text first = type_describe(checker, left->type), second = type_describe(checker, right->type);
  Text label = text_format(checker->arena, "is %.*s", SHOW(second));
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0303", right->span, label.bytes,
                                      "%.*s and %.*s don't go together", SHOW(first), SHOW(second));
  diag_span(checker->diagnostics, diagnostic, left->span, "is %.*s", SHOW(first));
  const char *help = check_amount_help(left->type, right->type);
  diag_help(checker->diagnostics, diagnostic, "%s",
            help ? help
            : type_is_quantity(left->type.kind) && type_is_quantity(right->type.kind)
                ? "declare both with one type, `int` or `decimal`; nothing is converted silently"
                : "use two values of one type");
  return expression_error(reading, node);
}

/* Both sides, the one that isn't a literal first, so that a literal takes its type. Returns 0 after
 * an error. */
static int check_sides(Reading *reading, const Node *left_node, const Node *right_node,
                       const Type *wanted, Expression **left, Expression **right) {
  if (check_is_literal(left_node) && !check_is_literal(right_node)) {
    *right = check_value(reading, right_node, wanted);
    *left = check_value(reading, left_node, &(*right)->type);
  } else {
    *left = check_value(reading, left_node, wanted);
    *right = check_value(reading, right_node,
                         (*left)->type.kind == TYPE_ERROR ? wanted : &(*left)->type);
  }
  return (*left)->type.kind != TYPE_ERROR && (*right)->type.kind != TYPE_ERROR;
}

static Expression *combine(Reading *reading, ExpressionKind kind, const Node *node,
                           Expression *left, Expression *right, Type type) {
  Expression *expression = expression_new(reading, kind, type, node);
  expression->left = left;
  expression->right = right;
  return expression;
}

static Expression *add_or_subtract(Reading *reading, ExpressionKind kind, const Node *node,
                                   Expression *left, Expression *right) {
  Type type = left->type;
  /* Each side is within VALUE_LIMIT, so these can't overflow. */
  int adds = kind == EXPRESSION_ADD;
  type.low = left->type.low + (adds ? right->type.low : -right->type.high);
  type.high = left->type.high + (adds ? right->type.high : -right->type.low);
  if (!within_limit(type.low) || !within_limit(type.high)) return too_large(reading, node);
  if (left->kind == EXPRESSION_CONSTANT && right->kind == EXPRESSION_CONSTANT)
    return constant(reading, node, type, type.low); /* `3 days - 1 hour` is as good as written */
  return combine(reading, kind, node, left, right, type);
}

/* `c-level`: words joined without blanks, where nothing can be subtracted, or of which none means
 * anything by itself. */
static int is_hyphenated(Reading *reading, const Node *node, const Type *wanted) {
  int listed = wanted && (wanted->kind == TYPE_ENUM || wanted->kind == TYPE_STAGE);
  if (node->kind == NODE_NAME) return listed || !check_names_value(reading, node);
  int joined = node->kind == NODE_BINARY && text_is(node->name, "-") && node->left && node->right &&
               node->right->kind == NODE_NAME &&
               node->left->span.end + 1 == node->right->span.start;
  return joined && is_hyphenated(reading, node->left, wanted) &&
         is_hyphenated(reading, node->right, wanted);
}

/* One mistake, not one for each word. */
static Expression *check_hyphenated(Reading *reading, const Node *node, const Type *wanted) {
  Node *name = arena_take(reading->checker->arena, sizeof *name);
  name->kind = NODE_NAME;
  name->span = name->name_span = node->span;
  name->name = checker_written(reading->checker, node->span);
  return check_name(reading, name, wanted);
}

static Expression *check_sum(Reading *reading, const Node *node, const Type *wanted) {
  Expression *left, *right;
  if (is_hyphenated(reading, node, wanted)) return check_hyphenated(reading, node, wanted);
  if (!check_sides(reading, node->left, node->right, wanted, &left, &right))
    return expression_error(reading, node);
  if (!type_is_quantity(left->type.kind)) return no_number(reading, node, left);
  if (!type_is_quantity(right->type.kind)) return no_number(reading, node, right);
  if (!type_agrees(left->type, right->type)) return unlike(reading, node, left, right);
  ExpressionKind kind = text_is(node->name, "+") ? EXPRESSION_ADD : EXPRESSION_SUBTRACT;
  return add_or_subtract(reading, kind, node, left, right);
}

/* value * ratio, the interval rounded outwards. */
static Expression *scale(Reading *reading, const Node *node, Expression *value, Ratio ratio) {
  int64_t a, b;
  if (__builtin_mul_overflow(value->type.low, ratio.numerator, &a) ||
      __builtin_mul_overflow(value->type.high, ratio.numerator, &b) || !within_limit(a) ||
      !within_limit(b))
    return too_large(reading, node);
  Type type = value->type;
  int64_t low = a < b ? a : b, high = a < b ? b : a, denominator = ratio.denominator;
  type.low = low / denominator - (low % denominator < 0);
  type.high = high / denominator + (high % denominator > 0);
  if (value->kind == EXPRESSION_CONSTANT)
    return constant(reading, node, value->type,
                    number_scale(value->constant, ratio.numerator, denominator));
  Expression *expression = expression_new(reading, EXPRESSION_MULTIPLY, type, node);
  expression->left = value;
  expression->numerator = ratio.numerator;
  expression->denominator = denominator;
  return expression;
}

/* One side of `*` is a literal, the right side of `/` is. */
static Expression *check_product(Reading *reading, const Node *node, const Type *wanted) {
  Ratio ratio;
  int divides = text_is(node->name, "/");
  const Node *value_node = node->left, *factor = node->right;
  NumberKind kind = divides ? literal_number(factor, &ratio) : literal_factor(factor, &ratio);
  if (kind == NUMBER_NONE && !divides) {
    value_node = node->right;
    factor = node->left;
    kind = literal_factor(factor, &ratio);
  }
  Diagnostics *diagnostics = reading->checker->diagnostics;
  if (kind == NUMBER_NONE) {
    Diagnostic *diagnostic =
        diag_error(diagnostics, "E0308", node->right->span, "is not written as a number",
                   "`%.*s` works with a constant number only", SHOW(node->name));
    diag_help(diagnostics, diagnostic,
              "write a number, such as `employees * 2` or `employees / 12`");
    return expression_error(reading, node);
  }
  if (kind != NUMBER_CONSTANT) return check_literal_number(reading, factor, wanted);
  if (divides && ratio.numerator == 0) return divided_by_zero(reading, node);
  Expression *value = check_value(reading, value_node, wanted);
  if (value->type.kind == TYPE_ERROR) return value;
  if (!type_is_quantity(value->type.kind)) return no_number(reading, node, value);
  if (divides) ratio = (Ratio){ratio.denominator, ratio.numerator};
  if (ratio.denominator < 0) ratio = (Ratio){-ratio.numerator, -ratio.denominator};
  return scale(reading, node, value, ratio);
}

static Expression *check_negation(Reading *reading, const Node *node, const Type *wanted) {
  Type type;
  int64_t negative;
  if (check_amount(reading->checker, node, &type, &negative) == AMOUNT_FITS)
    return constant(reading, node, type, negative);
  Expression *value = check_value(reading, node->left, wanted);
  if (value->type.kind == TYPE_ERROR) return value;
  if (!type_is_quantity(value->type.kind)) return no_number(reading, node, value);
  return scale(reading, node, value, (Ratio){-1, 1});
}

static Expression *refuse_text(Reading *reading, const Node *node) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic =
      diag_error(diagnostics, "E0303", node->span, "is a text", "`else` doesn't work with texts");
  diag_help(diagnostics, diagnostic, "ask for it where it is read: `title is missing or …`");
  return expression_error(reading, node);
}

/* `n > 5 else 3`: another language's way to say what else to give. */
static Expression *never_missing(Reading *reading, const Node *node, const Expression *left) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic = diag_error(diagnostics, "E0303", left->span, "is never missing",
                                      "`else` stands after what may be missing");
  diag_help(diagnostics, diagnostic,
            "write it like `(company.employees else 0) >= 50`; what a rule gives otherwise is "
            "another rule, `when not (…)`");
  return expression_error(reading, node);
}

/* `company.employees else 0` */
static Expression *check_else(Reading *reading, const Node *node, const Type *wanted) {
  Expression *left, *right;
  if (node->right->kind == NODE_TEXT) return refuse_text(reading, node);
  if (!check_sides(reading, node->left, node->right, wanted, &left, &right))
    return expression_error(reading, node);
  if (type_is_text(left->type.kind)) return refuse_text(reading, node);
  if (left->kind == EXPRESSION_CONSTANT) return never_missing(reading, node, left);
  if (!type_agrees(left->type, right->type)) return unlike(reading, node, left, right);
  Type type = left->type;
  if (right->type.low < type.low) type.low = right->type.low;
  if (right->type.high > type.high) type.high = right->type.high;
  return combine(reading, EXPRESSION_ELSE, node, left, right, type);
}

static Expression *choose(Reading *reading, const Node *node, Expression *left, Expression *right) {
  int minimum = text_is(node->name, "min");
  if (!type_is_quantity(left->type.kind)) return no_number(reading, node, left);
  if (!type_is_quantity(right->type.kind)) return no_number(reading, node, right);
  if (!type_agrees(left->type, right->type)) return unlike(reading, node, left, right);
  Type type = left->type;
  int64_t (*pick)(int64_t, int64_t) = minimum ? smaller : larger;
  type.low = pick(left->type.low, right->type.low);
  type.high = pick(left->type.high, right->type.high);
  return combine(reading, minimum ? EXPRESSION_MINIMUM : EXPRESSION_MAXIMUM, node, left, right,
                 type);
}

static int same_members(const Enumeration *a, const Enumeration *b) {
  if (a == b) return 1;
  if (a->members.count != b->members.count) return 0;
  for (uint32_t i = 0; i < a->members.count; i++) {
    const Member *first = a->members.items[i], *second = b->members.items[i];
    if (!text_equal(first->name, second->name)) return 0;
  }
  return 1;
}

static Expression *not_ranked(Reading *reading, const Expression *value) {
  Checker *checker = reading->checker;
  Text described = type_describe(checker, value->type);
  Text label = text_format(checker->arena, "is %.*s", SHOW(described));
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0303", value->span, label.bytes,
                                      "`best` chooses among grades, or members of one enum");
  diag_help(checker->diagnostics, diagnostic, "%s",
            type_is_quantity(value->type.kind) ? "write `max` for the largest number"
                                               : "list the values in an enum, the best one last");
  return expression_error(reading, &(Node){.span = value->span});
}

static Expression *choose_best(Reading *reading, const Node *node, Expression *left,
                               Expression *right) {
  if (left->type.kind != TYPE_ENUM) return not_ranked(reading, left);
  if (right->type.kind != TYPE_ENUM) return not_ranked(reading, right);
  if (!same_members(left->type.enumeration, right->type.enumeration))
    return unlike(reading, node, left, right);
  Type type = left->type;
  type.low = smaller(left->type.low, right->type.low);
  type.high = larger(left->type.high, right->type.high);
  return combine(reading, EXPRESSION_BEST, node, left, right, type);
}

static Expression *choose_one(Reading *reading, const Node *node, Expression *left,
                              Expression *right) {
  if (text_is(node->name, "best")) return choose_best(reading, node, left, right);
  return choose(reading, node, left, right);
}

/* min(a, b, …): the first argument that is no literal says what the literals are. */
static Expression *check_choice(Reading *reading, const Node *node, const Type *wanted) {
  Type type = wanted ? *wanted : type_of(TYPE_ERROR);
  Expression *typed = NULL, *result = NULL;
  uint32_t first = 0;
  while (first < node->items.count && check_is_literal(node->items.items[first])) first++;
  if (first < node->items.count) {
    typed = check_value(reading, node->items.items[first], wanted);
    type = typed->type;
  }
  int failed = 0;
  for (uint32_t i = 0; i < node->items.count; i++) {
    Expression *value =
        typed && i == first ? typed : check_value(reading, node->items.items[i], &type);
    if (value->type.kind == TYPE_ERROR) failed = 1;
    if (!failed) result = result ? choose_one(reading, node, result, value) : value;
    if (!failed && result->type.kind == TYPE_ERROR) failed = 1;
  }
  return failed ? expression_error(reading, node) : result;
}

static Expression *check_call(Reading *reading, const Node *node, const Type *wanted) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  int known =
      text_is(node->name, "min") || text_is(node->name, "max") || text_is(node->name, "best");
  if (known && node->items.count >= 2) return check_choice(reading, node, wanted);
  Expression *of_table = known ? NULL : check_table_call(reading, node);
  if (of_table) return of_table;
  Diagnostic *diagnostic;
  if (known) {
    diagnostic = diag_error(diagnostics, "E0213", node->span, "too few values",
                            "`%.*s` chooses among at least two values", SHOW(node->name));
    diag_help(diagnostics, diagnostic, "write `%.*s(a, b)`", SHOW(node->name));
    return expression_error(reading, node);
  }
  diagnostic = diag_error(diagnostics, "E0213", node->name_span, "unknown",
                          "there is no function `%.*s`", SHOW(node->name));
  Nearest nearest = checker_nearest(reading->checker, node->name, &reading->checker->tables);
  nearest_offer(&nearest, text_of("min"));
  nearest_offer(&nearest, text_of("max"));
  nearest_offer(&nearest, text_of("best"));
  nearest_offer(&nearest, text_of("since"));
  check_offer_library(reading->checker, "table", &nearest);
  const char *part = check_library_with("table", node->name);
  if (part)
    diag_help(diagnostics, diagnostic, "add `use %s`, which has this table", part);
  else if (text_is(node->name, "until"))
    diag_help(diagnostics, diagnostic,
              "before a date the time since it is negative: within 90 days of `renewal` is "
              "`since(renewal) in -90 days..0 days`");
  else if (!checker_suggest(reading->checker, diagnostic, node->name_span, &nearest))
    diag_help(diagnostics, diagnostic,
              "`min`, `max`, `best`, `since`, `count`, `days`, `last` and tables are there");
  return expression_error(reading, node);
}

static Expression *check_since(Reading *reading, const Node *node) {
  List triggers = {0};
  Expression *of_field = check_since_field(reading, node);
  if (of_field) return of_field;
  check_triggers(reading->checker, &node->items, &triggers);
  if (!triggers.count || triggers.count < node->items.count) return expression_error(reading, node);
  Expression *since = expression_new(reading, EXPRESSION_SINCE, type_of(TYPE_DURATION), node);
  since->triggers = triggers;
  return since;
}

/* ---- all of them --------------------------------------------------------------------------- */

static Expression *check_binary(Reading *reading, const Node *node, const Type *wanted) {
  Text name = node->name;
  if (text_is(name, "and") || text_is(name, "or")) return check_logic(reading, node);
  if (text_is(name, "+") || text_is(name, "-")) return check_sum(reading, node, wanted);
  if (text_is(name, "*") || text_is(name, "/")) return check_product(reading, node, wanted);
  if (text_is(name, "else")) return check_else(reading, node, wanted);
  if (text_is(name, "starts") || text_is(name, "ends") || text_is(name, "contains") ||
      text_is(name, "has word"))
    return check_text_test(reading, node);
  return check_comparison(reading, node);
}

/* `engagement >= 50%` */
static Expression *refuse_percent(Reading *reading, const Node *node, const Type *wanted) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Text number = checker_written(reading->checker, node->span);
  while (number.length &&
         (number.bytes[number.length - 1] == '%' || number.bytes[number.length - 1] == ' '))
    number.length--;
  const char *what = wanted->kind == TYPE_POINTS ? "points have" : "this has";
  Diagnostic *diagnostic =
      diag_error(diagnostics, "E0213", node->span, "is no percentage", "%s no `%%`", what);
  diag_help(diagnostics, diagnostic, "write `%.*s`", SHOW(number));
  diag_fix(diagnostics, diagnostic, node->span, number, 0);
  return expression_error(reading, node);
}

static Expression *check_amount_value(Reading *reading, const Node *node, const Type *wanted) {
  Type type;
  int64_t value;
  if (node->kind == NODE_PERCENT && wanted && check_takes_numbers(wanted->kind))
    return refuse_percent(reading, node, wanted);
  if (check_amount(reading->checker, node, &type, &value) != AMOUNT_FITS)
    return expression_error(reading, node);
  return constant(reading, node, type, value);
}

static Expression *check_misplaced(Reading *reading, const Node *node) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic;
  switch (node->kind) {
  case NODE_TEXT:
    diagnostic = diag_error(diagnostics, "E0318", node->span, "a quoted text",
                            "a quoted text can't stand here");
    diag_help(diagnostics, diagnostic,
              "compare a text field with it: `title = \"…\"`, `path starts \"…\"`");
    break;
  case NODE_ARRAY:
  case NODE_RANGE:
    diagnostic = diag_error(diagnostics, "E0318", node->span, "only after `in`",
                            "a list or range stands only after `in`");
    diag_help(diagnostics, diagnostic,
              "write `employees in 50..500`, `industry in [saas, retail]`");
    break;
  default:
    diagnostic = diag_error(diagnostics, "E0213", node->span, "not understood yet",
                            "this comes with a later version");
    diag_help(diagnostics, diagnostic,
              "numbers, dates, yes and no, members of enums and durations can be compared");
  }
  return expression_error(reading, node);
}

static Expression *check_dot(Reading *reading, const Node *node, const Type *wanted) {
  Expression *last = check_last(reading, node);
  return last ? last : check_name(reading, node, wanted);
}

/* A copy for each cell, whose span it has. */
static Expression *cell_input(Reading *reading, const Node *node) {
  Expression *input = expression_new(reading, reading->input->kind, reading->input->type, node);
  input->field = reading->input->field;
  return input;
}

static Expression *check_kind(Reading *reading, const Node *node, const Type *wanted) {
  Ratio ignored;
  switch (node->kind) {
  case NODE_ERROR: return expression_error(reading, node);
  case NODE_NAME: return check_name(reading, node, wanted);
  case NODE_DOT: return check_dot(reading, node, wanted);
  case NODE_INTEGER:
  case NODE_DECIMAL: return check_literal_number(reading, node, wanted);
  case NODE_PERCENT:
  case NODE_MONEY:
  case NODE_DURATION:
  case NODE_DATE:
  case NODE_DATETIME: return check_amount_value(reading, node, wanted);
  case NODE_FLAG: return constant(reading, node, type_of(TYPE_FLAG), node->number != 0);
  case NODE_NOT: return check_not(reading, node);
  case NODE_IN: return check_membership(reading, node);
  case NODE_IS: return check_known(reading, node);
  case NODE_CALL: return check_call(reading, node, wanted);
  case NODE_CELL_INPUT: return cell_input(reading, node);
  case NODE_SINCE: return check_since(reading, node);
  case NODE_HISTORY: return check_history(reading, node);
  case NODE_NEGATE:
    if (literal_number(node, &ignored) != NUMBER_NONE)
      return check_literal_number(reading, node, wanted);
    return check_negation(reading, node, wanted);
  case NODE_BINARY:
    if (literal_number(node, &ignored) != NUMBER_NONE)
      return check_literal_number(reading, node, wanted);
    return check_binary(reading, node, wanted);
  default: return check_misplaced(reading, node);
  }
}

Expression *check_value(Reading *reading, const Node *node, const Type *wanted) {
  if (node == NULL) return expression_error(reading, &(Node){.kind = NODE_ERROR});
  return check_kind(reading, node, wanted);
}
