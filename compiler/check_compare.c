/* Comparisons, `in` and text tests. The model has EQUAL, LESS and LESS_EQUAL only: the others are
 * these with sides changed or under NOT, which keeps an unknown side unknown. */
#include <stdlib.h>
#include <string.h>

#include "compiler/check_amount.h"
#include "compiler/check_expression.h"
#include "compiler/check_record.h"
#include "compiler/check_undeclared.h"

#include "compiler/check_list.h"
#include "compiler/matcher.h"
#include "runtime/url.h"

static int has_order(Type type) {
  if (type.kind == TYPE_ENUM) return !type.enumeration->unordered;
  return type_is_quantity(type.kind) || type.kind == TYPE_DATE || type.kind == TYPE_INSTANT;
}

/* ---- text tests ---------------------------------------------------------------------------- */

static void refuse_literal(Reading *reading, const Node *node, const char *title,
                           const char *help) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic =
      diag_error(diagnostics, "E0309", node->span, "can't be one", "%s", title);
  diag_help(diagnostics, diagnostic, "%s", help);
}

static int has_any(Text text, const char *bytes) {
  for (uint32_t i = 0; i < text.length; i++)
    if (text.bytes[i] && strchr(bytes, text.bytes[i])) return 1;
  return 0;
}

static int has_two_dots(Text text) {
  for (uint32_t i = 1; i < text.length; i++)
    if (text.bytes[i - 1] == '.' && text.bytes[i] == '.') return 1;
  return 0;
}

/* An address without @ compared as a whole is a slip that would never match. */
static int fits_text(Reading *reading, const Node *node, TypeKind kind, TextTest test) {
  int has_at = memchr(node->name.bytes, '@', node->name.length) != NULL;
  if (test != TEXT_EQUALS && node->name.length == 0) {
    Diagnostics *diagnostics = reading->checker->diagnostics;
    Diagnostic *diagnostic = diag_error(diagnostics, "E0310", node->span, "is empty",
                                        "an empty text says nothing in a text test");
    diag_help(diagnostics, diagnostic, "write what the text must hold, or `is known`");
    return 0;
  }
  if (test == TEXT_HAS_WORD && matcher_words(reading->checker->arena, node->name, 1).length < 3) {
    Diagnostics *diagnostics = reading->checker->diagnostics;
    Diagnostic *diagnostic = diag_error(diagnostics, "E0310", node->span, "has no word",
                                        "`has word` needs a letter or a digit");
    diag_help(diagnostics, diagnostic, "write `contains` to look for other characters");
    return 0;
  }
  if (kind == TYPE_EMAIL && test == TEXT_EQUALS && !has_at) {
    refuse_literal(reading, node, "an email address is compared with a text that has no @",
                   "write the whole address, or compare `email.domain`");
    return 0;
  }
  UrlParts parts;
  if (kind == TYPE_URL && test == TEXT_EQUALS &&
      !url_split(node->name.bytes, node->name.length, &parts)) {
    refuse_literal(reading, node, "a url is compared with a text that is none",
                   "write the whole address, such as `https://acme.io/pricing`; to look into one, "
                   "`contains`, or compare its `.host` or `.path`");
    return 0;
  }
  if (kind == TYPE_DOMAIN && test == TEXT_EQUALS && has_two_dots(node->name)) {
    refuse_literal(reading, node, "a domain is compared with a text that has two dots in a row",
                   "write one host, such as `acme.io`");
    return 0;
  }
  int has_slash = memchr(node->name.bytes, '/', node->name.length) != NULL;
  if (kind == TYPE_DOMAIN && has_slash) {
    refuse_literal(reading, node, "a domain is compared with a text that has a /",
                   "write only the host, such as `acme.io`");
    return 0;
  }
  if (kind == TYPE_DOMAIN && has_at) {
    refuse_literal(reading, node, "a domain is compared with a text that has an @",
                   "write only what stands after the @");
    return 0;
  }
  if (kind == TYPE_DOMAIN && test == TEXT_EQUALS && has_any(node->name, " \t,;\"*")) {
    refuse_literal(reading, node, "a domain is compared with a text of another kind",
                   "write one host, such as `acme.io`, without blanks, commas, quotes and stars");
    return 0;
  }
  return 1;
}

static void add_text(Reading *reading, Expression *test, const Node *node) {
  Arena *arena = reading->checker->arena;
  Text *text = arena_take(arena, sizeof *text);
  *text = node->name;
  TypeKind kind = test->left->type.kind;
  if (kind == TYPE_EMAIL || kind == TYPE_DOMAIN) *text = literal_fold_address(arena, node->name);
  list_add(arena, &test->texts, text);
  if (test->text_test == TEXT_HAS_WORD || node->name.length <= test->left->type.max_length) return;
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic = diag_warning(diagnostics, "W0801", node->span, "longer than the field",
                                        "this comparison never holds");
  diag_help(diagnostics, diagnostic, "the field has at most %u bytes; declare it `text up to %u`",
            test->left->type.max_length, node->name.length);
}

static Expression *text_test_new(Reading *reading, const Node *node, Expression *left,
                                 TextTest kind) {
  Expression *test = expression_new(reading, EXPRESSION_TEXT_TEST, type_of(TYPE_FLAG), node);
  test->left = left;
  test->text_test = kind;
  return test;
}

static Expression *one_text(Reading *reading, const Node *node, Expression *left, TextTest kind,
                            const Node *literal) {
  if (!fits_text(reading, literal, left->type.kind, kind)) return expression_error(reading, node);
  if (left->type.kind == TYPE_DOMAIN && kind == TEXT_EQUALS)
    check_list_domain(reading->checker, literal);
  Expression *test = text_test_new(reading, node, left, kind);
  add_text(reading, test, literal);
  return test;
}

static TextTest text_test_of(Text name) {
  if (text_is(name, "starts")) return TEXT_STARTS;
  if (text_is(name, "ends")) return TEXT_ENDS;
  if (text_is(name, "contains")) return TEXT_CONTAINS;
  return TEXT_HAS_WORD;
}

static Expression *needs_quotes(Reading *reading, const Node *node, const Node *literal) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic = diag_error(diagnostics, "E0304", literal->span, "is no quoted text",
                                      "a text can only be compared with quoted texts");
  if (literal->kind == NODE_NAME) {
    Text quoted = text_format(diagnostics->arena, "\"%.*s\"", SHOW(literal->name));
    diag_help(diagnostics, diagnostic,
              "write `%.*s`; values that are known beforehand belong into an enum", SHOW(quoted));
    diag_fix(diagnostics, diagnostic, literal->span, quoted, 0);
  } else {
    diag_help(diagnostics, diagnostic,
              "write the text in quotes; values that are known beforehand belong into an enum");
  }
  return expression_error(reading, node);
}

/* A named list, or what is written. NULL after a message. */
static const Node *named_or_written(Reading *reading, const Node *node, const Expression *left) {
  const Node *right = node->right;
  int named = right->kind == NODE_NAME && symbols_find(&reading->checker->lists, right->name);
  return named ? check_list_named(reading, right, left) : right;
}

static Expression *check_text_list(Reading *reading, const Node *node, Expression *left,
                                   const Node *values, TextTest kind);

/* `path starts "/pricing"`, `title has word ["director", "head"]` */
Expression *check_text_test(Reading *reading, const Node *node) {
  Expression *left = check_value(reading, node->left, NULL);
  if (left->type.kind == TYPE_ERROR || node->right == NULL) return expression_error(reading, node);
  Checker *checker = reading->checker;
  if (!type_is_text(left->type.kind)) {
    Text described = type_describe(checker, left->type);
    Text label = text_format(checker->arena, "is %.*s", SHOW(described));
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0312", left->span, label.bytes,
                                        "`%.*s` works with texts only", SHOW(node->name));
    diag_help(checker->diagnostics, diagnostic, "compare it with `=`, `<` or `in`");
    return expression_error(reading, node);
  }
  TextTest kind = text_test_of(node->name);
  if (node->right->kind == NODE_TEXT) return one_text(reading, node, left, kind, node->right);
  const Node *values = named_or_written(reading, node, left);
  if (values == NULL) return expression_error(reading, node);
  if (values->kind != NODE_ARRAY || values->items.count == 0)
    return needs_quotes(reading, node, values);
  return check_text_list(reading, node, left, values, kind);
}

/* ---- comparisons --------------------------------------------------------------------------- */

/* `saas`, `mql`: what could only be the value that something is compared with. */
static int is_member(const Checker *checker, const Node *node) {
  if (symbols_find(&checker->stages, node->name)) return 1;
  for (uint32_t i = 0; i < checker->enumerations.count; i++) {
    const EnumerationScope *scope = checker->enumerations.entries[i].value;
    if (symbols_find(&scope->members, node->name)) return 1;
  }
  return 0;
}

/* Whether the right side says what the left one means, as in `saas = industry`. Of two names that
 * both mean nothing, the left one should have been declared. */
static int begins_right(Reading *reading, const Node *a, const Node *b) {
  if (a->kind != NODE_NAME || check_is_literal(b))
    return check_is_literal(a) && !check_is_literal(b);
  if (check_names_field(reading, a)) return 0;
  if (check_names_field(reading, b)) return 1;
  int known = check_names_value(reading, a);
  if (b->kind != NODE_NAME) return known || is_member(reading->checker, a);
  return !known && (check_names_value(reading, b) || is_member(reading->checker, a));
}

/* `size = null`, as other languages ask for what is missing: 1 after a message. */
static int refuse_null(Reading *reading, const Node *node, const Node *value, const Node *other) {
  static const char *const words[] = {"null", "nil", "undefined", "missing"};
  Checker *checker = reading->checker;
  int equal = text_is(node->name, "="), found = 0;
  if (other->kind != NODE_NAME || (!equal && !text_is(node->name, "!="))) return 0;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (text_is(literal_fold(checker->arena, other->name), words[i])) found = 1;
  if (!found || check_names_value(reading, other)) return 0;
  Text right =
      text_format(checker->arena, "%.*s is %s", SHOW(checker_written(checker, value->span)),
                  equal ? "missing" : "known");
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0201", other->span, "written differently here",
                 "a missing value is asked for with `is`, not with `%.*s %.*s`", SHOW(node->name),
                 SHOW(other->name));
  diag_help(checker->diagnostics, diagnostic, "write `%.*s`", SHOW(right));
  diag_fix(checker->diagnostics, diagnostic, node->span, right, 0);
  return 1;
}

/* Checks the side first that says what the other means. Returns 0 after an error. */
static int check_sides(Reading *reading, const Node *node, Expression **left, Expression **right) {
  const Node *a = node->left, *b = node->right, *outer = reading->compared;
  int from_right = begins_right(reading, a, b);
  Expression **first = from_right ? right : left, **second = from_right ? left : right;
  const Node *other = from_right ? a : b;
  reading->compared = other;
  *first = check_value(reading, from_right ? b : a, NULL);
  reading->compared = outer;
  /* After an error, a bare name or text on the other side would only invent a second one. */
  if ((*first)->type.kind == TYPE_ERROR && (other->kind == NODE_NAME || check_is_literal(other)))
    return 0;
  if (check_member(reading->checker, (*first)->type, other->name) < 0 &&
      refuse_null(reading, node, from_right ? b : a, other))
    return 0;
  if (other->kind == NODE_TEXT) {
    *second = NULL;
    return 1;
  }
  if (other->kind == NODE_NAME && type_is_text((*first)->type.kind) &&
      !check_names_value(reading, other)) {
    needs_quotes(reading, node, other);
    return 0;
  }
  *second = check_value(reading, other, &(*first)->type);
  return (*first)->type.kind != TYPE_ERROR && (*second)->type.kind != TYPE_ERROR;
}

static const Symbols *symbols_of(const Checker *checker, Type type) {
  if (type.kind == TYPE_STAGE) return &checker->stages;
  return &((const EnumerationScope *)type.enumeration)->members;
}

/* The member or stage that a quoted text means or is near, or empty. */
static Text name_meant(Checker *checker, Type type, Text text) {
  if (type.kind != TYPE_ENUM && type.kind != TYPE_STAGE) return text_of("");
  const Member *member =
      type.kind == TYPE_ENUM
          ? check_member_spelled(checker, (const EnumerationScope *)type.enumeration, text)
          : NULL;
  if (member) return member->name;
  Text folded = literal_fold(checker->arena, text);
  Nearest nearest = checker_nearest(checker, folded, symbols_of(checker, type));
  return nearest_best(&nearest);
}

/* A quoted text beside something that isn't a text. */
static Expression *unwanted_text(Reading *reading, const Node *node, const Expression *value,
                                 const Node *literal) {
  Checker *checker = reading->checker;
  Text described = type_describe(checker, value->type);
  if (value->type.kind == TYPE_ENUM &&
      check_may_be_member(checker, (const EnumerationScope *)value->type.enumeration,
                          literal->name))
    return expression_error(reading, node);
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0318", literal->span, "a quoted text",
                                      "%.*s is compared with a quoted text", SHOW(described));
  diag_span(checker->diagnostics, diagnostic, value->span, "is %.*s", SHOW(described));
  Text name = name_meant(checker, value->type, literal->name);
  if (name.length) {
    diag_help(checker->diagnostics, diagnostic, "write `%.*s`, without quotes", SHOW(name));
    diag_fix(checker->diagnostics, diagnostic, literal->span, name, 0);
  } else if (value->type.kind == TYPE_ENUM || value->type.kind == TYPE_STAGE)
    diag_help(checker->diagnostics, diagnostic, "write its name without quotes, one of %.*s",
              SHOW(checker_names(checker, symbols_of(checker, value->type))));
  else if (value->type.kind == TYPE_FLAG)
    diag_help(checker->diagnostics, diagnostic, "write `yes` or `no`");
  else if (check_amount_written(value->type.kind))
    diag_help(checker->diagnostics, diagnostic, "%s, without quotes",
              check_amount_written(value->type.kind));
  else
    diag_help(checker->diagnostics, diagnostic, "write the number without quotes");
  return expression_error(reading, node);
}

static Expression *no_order(Reading *reading, const Node *node, const Expression *value) {
  Checker *checker = reading->checker;
  Text described = type_describe(checker, value->type);
  Text label = text_format(checker->arena, "is %.*s", SHOW(described));
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0305", value->span, label.bytes,
                                      "`%.*s` needs values with an order", SHOW(node->name));
  diag_help(checker->diagnostics, diagnostic,
            value->type.kind == TYPE_STAGE ? "list the stages: `stage in [mql, sql]`"
                                           : "compare with `=`, `!=` or `in`");
  return expression_error(reading, node);
}

static Expression *different_types(Reading *reading, const Node *node, const Expression *left,
                                   const Expression *right) {
  Checker *checker = reading->checker;
  Text a = type_describe(checker, left->type), b = type_describe(checker, right->type);
  Text label = text_format(checker->arena, "is %.*s", SHOW(b));
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0301", right->span, label.bytes,
                                      "%.*s is compared with %.*s", SHOW(a), SHOW(b));
  diag_span(checker->diagnostics, diagnostic, left->span, "is %.*s", SHOW(a));
  const char *help = check_amount_help(left->type, right->type);
  if (help)
    diag_help(checker->diagnostics, diagnostic, "%s", help);
  else if (type_scale(left->type.kind) && type_scale(right->type.kind))
    diag_help(checker->diagnostics, diagnostic,
              "declare both with one type, `int` or `decimal`; nothing is converted silently");
  else if (left->type.kind == TYPE_FLAG || right->type.kind == TYPE_FLAG)
    diag_help(checker->diagnostics, diagnostic,
              "a condition stands alone, or beside `yes` or `no`");
  else
    diag_help(checker->diagnostics, diagnostic, "compare it with %.*s", SHOW(a));
  return expression_error(reading, node);
}

static void warn_outcome(Reading *reading, const Node *node, int holds, Expression *value) {
  Checker *checker = reading->checker;
  /* an example may state the obvious; in a cell it says that the value is known */
  if (holds && (reading->test_leads || reading->input)) return;
  /* what people give by hand, or two leads that become one have, may lie beyond what rules give */
  int of_score = value->type.kind == TYPE_POINTS && value->kind != EXPRESSION_FIELD;
  if (reading->test_leads && of_score) return;
  if (checker_is_repaired(checker, node->span)) return;
  Diagnostic *diagnostic = holds ? diag_warning(checker->diagnostics, "W0802", node->span,
                                                "always holds", "this comparison always holds")
                                 : diag_warning(checker->diagnostics, "W0801", node->span,
                                                "never holds", "this comparison never holds");
  if (type_is_quantity(value->type.kind)) {
    Text low = type_show(checker, value->type.kind, value->type.low);
    Text high = type_show(checker, value->type.kind, value->type.high);
    diag_span(checker->diagnostics, diagnostic, value->span, "is always in %.*s..%.*s", SHOW(low),
              SHOW(high));
  }
  diag_help(checker->diagnostics, diagnostic,
            holds ? "remove it, or write `is known` if a missing value was meant"
                  : "change the number, or the range of what is compared");
}

/* `<` or `<=` of two intervals: does it hold for all values, for none, or depends it? */
static void judge_order(Reading *reading, const Node *node, const Expression *left,
                        const Expression *right, Expression *shown, int or_equal) {
  int always = or_equal ? left->type.high <= right->type.low : left->type.high < right->type.low;
  int never = or_equal ? left->type.low > right->type.high : left->type.low >= right->type.high;
  if (always || never) warn_outcome(reading, node, always, shown);
}

static Expression *compare(Reading *reading, const Node *node, Comparison comparison,
                           Expression *left, Expression *right) {
  Expression *result = expression_new(reading, EXPRESSION_COMPARE, type_of(TYPE_FLAG), node);
  result->comparison = comparison;
  result->left = left;
  result->right = right;
  return result;
}

static Expression *compare_order(Reading *reading, const Node *node, Expression *left,
                                 Expression *right) {
  if (!has_order(left->type)) return no_order(reading, node, left);
  int or_equal = node->name.length == 2, greater = node->name.bytes[0] == '>';
  Expression *shown = left->kind == EXPRESSION_CONSTANT ? right : left;
  Expression *low = greater ? right : left, *high = greater ? left : right;
  judge_order(reading, node, low, high, shown, or_equal);
  return compare(reading, node, or_equal ? COMPARE_LESS_EQUAL : COMPARE_LESS, low, high);
}

/* `consent = yes` is the flag itself, in these words. Of what is no field or table the denial is a `not`
 * that is told with what stands under it. */
static Expression *compare_flag(Reading *reading, const Node *node, Expression *flag, int wants) {
  if (!wants) {
    Expression *denied = expression_not(reading, flag, node);
    denied->written = flag->kind != EXPRESSION_FIELD && flag->kind != EXPRESSION_TABLE;
    return denied;
  }
  flag->span = node->span;
  return flag;
}

static Expression *compare_equal(Reading *reading, const Node *node, Expression *left,
                                 Expression *right, int differs) {
  Expression *result;
  Expression *fixed = right->kind == EXPRESSION_CONSTANT  ? right
                      : left->kind == EXPRESSION_CONSTANT ? left
                                                          : NULL;
  Expression *other = fixed == right ? left : right;
  if (left->type.kind == TYPE_FLAG && fixed)
    return compare_flag(reading, node, other, (fixed->constant != 0) != differs);
  if (left->type.high < right->type.low || right->type.high < left->type.low)
    warn_outcome(reading, node, differs, other);
  else if (left->type.low == left->type.high && right->type.low == right->type.high &&
           left->type.low == right->type.low && type_scale(left->type.kind))
    warn_outcome(reading, node, !differs, other);
  result = compare(reading, node, COMPARE_EQUAL, left, right);
  return differs ? expression_not(reading, result, node) : result;
}

static Expression *compare_texts(Reading *reading, const Node *node, Expression *left) {
  const Node *literal = node->right->kind == NODE_TEXT ? node->right : node->left;
  int differs = text_is(node->name, "!=");
  if (!differs && !text_is(node->name, "=")) return no_order(reading, node, left);
  Expression *test = one_text(reading, node, left, TEXT_EQUALS, literal);
  if (!differs || test->type.kind == TYPE_ERROR) return test;
  return expression_not(reading, test, node);
}

/* Whether a name stands for a list and for nothing that could be compared. */
static int only_names_list(const Reading *reading, const Node *node) {
  const Checker *checker = reading->checker;
  if (node == NULL || node->kind != NODE_NAME || !symbols_find(&checker->lists, node->name))
    return 0;
  int value = symbols_find(&checker->lead->fields, node->name) ||
              (reading->event && symbols_find(&reading->event->fields, node->name)) ||
              symbols_find(&checker->definitions, node->name) ||
              symbols_find(&checker->scores, node->name);
  return !value && !is_member(checker, node);
}

/* `email.domain = mails`: in a list a value is looked for. */
static Expression *needs_in(Reading *reading, const Node *node, const Node *list) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic = diag_error(diagnostics, "E0318", list->span, "is a list",
                                      "`%.*s` is a list: a value is not compared with it, but "
                                      "looked for `in` it",
                                      SHOW(list->name));
  int differs = text_is(node->name, "!=");
  if (list != node->right || (!differs && !text_is(node->name, "="))) {
    diag_help(diagnostics, diagnostic, "write it like `email.domain in %.*s`", SHOW(list->name));
    return expression_error(reading, node);
  }
  Text value = checker_written(reading->checker, node->left->span);
  diag_help(diagnostics, diagnostic, "write `%s%.*s in %.*s`", differs ? "not " : "", SHOW(value),
            SHOW(list->name));
  Span start = {node->span.start, node->span.start, node->span.file};
  Span sign = {node->left->span.end, list->span.start, list->span.file};
  if (differs) diag_fix(diagnostics, diagnostic, start, text_of("not "), 0);
  diag_fix(diagnostics, diagnostic, sign, text_of(" in "), 0);
  return expression_error(reading, node);
}

Expression *check_comparison(Reading *reading, const Node *node) {
  Expression *left = NULL, *right = NULL;
  if (only_names_list(reading, node->right)) return needs_in(reading, node, node->right);
  if (only_names_list(reading, node->left)) return needs_in(reading, node, node->left);
  if (node->left == NULL || node->right == NULL || !check_sides(reading, node, &left, &right))
    return expression_error(reading, node);
  if (left == NULL || right == NULL) { /* a quoted text on one side */
    Expression *value = left ? left : right;
    if (value->type.kind == TYPE_ERROR) return value;
    if (type_is_text(value->type.kind)) return compare_texts(reading, node, value);
    return unwanted_text(reading, node, value, left ? node->right : node->left);
  }
  if (type_is_text(left->type.kind) && type_is_text(right->type.kind)) {
    Diagnostics *diagnostics = reading->checker->diagnostics;
    Diagnostic *diagnostic = diag_error(diagnostics, "E0304", node->span, "compares two texts",
                                        "two text fields can't be compared with each other");
    diag_help(diagnostics, diagnostic,
              "compare a text with quoted texts; list the values in an enum to compare fields");
    return expression_error(reading, node);
  }
  if (!type_agrees(left->type, right->type)) return different_types(reading, node, left, right);
  if (text_is(node->name, "=") || text_is(node->name, "!="))
    return compare_equal(reading, node, left, right, text_is(node->name, "!="));
  return compare_order(reading, node, left, right);
}

/* ---- in ------------------------------------------------------------------------------------ */

/* A constant beside `in`; 0 after a message. */
static int check_bound(Reading *reading, const Node *node, const Expression *left, int64_t *value) {
  if (node->kind == NODE_TEXT) {
    unwanted_text(reading, node, left, node);
    return 0;
  }
  Type wanted = left->type;
  Expression *bound = check_value(reading, node, &wanted);
  if (bound->type.kind == TYPE_ERROR) return 0;
  if (!type_agrees(bound->type, left->type)) {
    different_types(reading, node, left, bound);
    return 0;
  }
  if (bound->kind != EXPRESSION_CONSTANT) {
    Diagnostics *diagnostics = reading->checker->diagnostics;
    Diagnostic *diagnostic = diag_error(diagnostics, "E0311", node->span, "is no fixed value",
                                        "`in` works with fixed values only");
    diag_help(diagnostics, diagnostic, "compare the two with `>=` and `<=`");
    return 0;
  }
  *value = bound->constant;
  return 1;
}

static int check_interval(Reading *reading, const Node *node, const Expression *left,
                          Interval *interval) {
  if (node->kind != NODE_RANGE) {
    if (!check_bound(reading, node, left, &interval->low)) return 0;
    interval->high = interval->low;
    return 1;
  }
  int by_hand = left->type.kind == TYPE_POINTS; /* may lie beyond what the rules give */
  interval->low = by_hand ? -VALUE_LIMIT : left->type.low;
  interval->high = by_hand || left->type.kind == TYPE_DURATION ? VALUE_LIMIT : left->type.high;
  if (node->left && !check_bound(reading, node->left, left, &interval->low)) return 0;
  if (node->right && !check_bound(reading, node->right, left, &interval->high)) return 0;
  int unordered = left->type.kind == TYPE_ENUM && left->type.enumeration->unordered;
  if (left->type.kind == TYPE_STAGE || unordered) {
    no_order(reading, &(Node){.name = text_of("..")}, left);
    return 0;
  }
  if (node->left && node->right && interval->low > interval->high) {
    Diagnostics *diagnostics = reading->checker->diagnostics;
    Diagnostic *diagnostic = diag_error(diagnostics, "E0311", node->span, "ends before it starts",
                                        "the range is backwards");
    diag_help(diagnostics, diagnostic, "write the smaller value first");
    return 0;
  }
  return 1;
}

static int order_intervals(const void *a, const void *b) {
  const Interval *first = a, *second = b;
  if (first->low != second->low) return first->low < second->low ? -1 : 1;
  return (first->high > second->high) - (first->high < second->high);
}

/* Sorts and joins what overlaps or touches. */
static uint32_t normalise(Interval *intervals, uint32_t count) {
  qsort(intervals, count, sizeof *intervals, order_intervals);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (intervals[i].low > intervals[i].high) continue; /* `..5` of a field that starts at 10 */
    if (kept > 0 && intervals[kept - 1].high + 1 >= intervals[i].low) {
      if (intervals[i].high > intervals[kept - 1].high)
        intervals[kept - 1].high = intervals[i].high;
    } else {
      intervals[kept++] = intervals[i];
    }
  }
  return kept;
}

static void judge_intervals(Reading *reading, const Node *node, Expression *in) {
  const Type *type = &in->left->type;
  int never = 1, always = 0;
  for (uint32_t i = 0; i < in->interval_count; i++) {
    if (in->intervals[i].high >= type->low && in->intervals[i].low <= type->high) never = 0;
    if (in->intervals[i].low <= type->low && in->intervals[i].high >= type->high) always = 1;
  }
  if (never || always) warn_outcome(reading, node, always, in->left);
}

static Expression *check_intervals(Reading *reading, const Node *node, Expression *left,
                                   const Node *right) {
  uint32_t count = right->kind == NODE_ARRAY ? right->items.count : 1;
  Interval *intervals = arena_take(reading->checker->arena, (count + 1) * sizeof *intervals);
  int fine = 1;
  for (uint32_t i = 0; i < count; i++) {
    const Node *item = right->kind == NODE_ARRAY ? right->items.items[i] : right;
    if (item->kind == NODE_ERROR || !check_interval(reading, item, left, &intervals[i])) fine = 0;
  }
  if (!fine) return expression_error(reading, node);
  Expression *in = expression_new(reading, EXPRESSION_IN, type_of(TYPE_FLAG), node);
  in->left = left;
  in->intervals = intervals;
  in->interval_count = normalise(intervals, count);
  judge_intervals(reading, node, in);
  return in;
}

/* One text of several beside a text. */
static int fits_list(Reading *reading, const Node *node, const Node *literal, TypeKind kind,
                     TextTest test) {
  if (literal->kind == NODE_TEXT) return fits_text(reading, literal, kind, test);
  if (literal->kind != NODE_ERROR) needs_quotes(reading, node, literal);
  return 0;
}

/* `in ["a", "b"]`, `starts ["/a", "/b"]` */
static Expression *check_text_list(Reading *reading, const Node *node, Expression *left,
                                   const Node *values, TextTest kind) {
  Expression *test = text_test_new(reading, node, left, kind);
  int fine = 1;
  for (uint32_t i = 0; i < values->items.count; i++) {
    const Node *literal = values->items.items[i];
    if (fits_list(reading, node, literal, left->type.kind, kind))
      add_text(reading, test, literal);
    else
      fine = 0;
  }
  return fine ? test : expression_error(reading, node);
}

int check_elements(Reading *reading, const List *values, const Expression *left) {
  int fine = 1;
  for (uint32_t i = 0; i < values->count; i++) {
    const Node *value = values->items[i];
    Interval interval;
    if (type_is_text(left->type.kind))
      fine &= fits_list(reading, value, value, left->type.kind, TEXT_EQUALS);
    else
      fine &= value->kind != NODE_ERROR && check_interval(reading, value, left, &interval);
  }
  return fine;
}

static Expression *flag_in_list(Reading *reading, const Node *node, const Expression *flag) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic = diag_error(diagnostics, "E0305", flag->span, "is yes or no",
                                      "a condition is not looked for in a list");
  diag_help(diagnostics, diagnostic, "write it alone, or beside `yes` or `no`: `consent = yes`");
  return expression_error(reading, node);
}

static Expression *no_list(Reading *reading, const Node *node, const Node *values,
                           const char *label, const char *title, const char *help) {
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic = diag_error(diagnostics, "E0311", values->span, label, "%s", title);
  diag_help(diagnostics, diagnostic, "%s", help);
  return expression_error(reading, node);
}

Expression *check_membership(Reading *reading, const Node *node) {
  Expression *left = check_value(reading, node->left, NULL);
  if (left->type.kind == TYPE_ERROR || node->right == NULL) return expression_error(reading, node);
  if (left->type.kind == TYPE_FLAG) return flag_in_list(reading, node, left);
  const Node *values = check_list_named(reading, node->right, left);
  if (values == NULL) return expression_error(reading, node);
  if (node->right->kind == NODE_ARRAY)
    check_list_values(reading->checker, &node->right->items, left->type);
  if (values->kind == NODE_ARRAY && values->items.count == 0)
    return no_list(reading, node, values, "is empty", "nothing is in an empty list",
                   "list at least one value");
  if (type_is_text(left->type.kind)) {
    if (values->kind != NODE_ARRAY) return needs_quotes(reading, node, values);
    return check_text_list(reading, node, left, values, TEXT_EQUALS);
  }
  if (values->kind != NODE_ARRAY && values->kind != NODE_RANGE)
    return no_list(reading, node, values, "is no list", "`in` needs a list or a range",
                   "write `in [a, b]` or `in 50..500`");
  return check_intervals(reading, node, left, values);
}
