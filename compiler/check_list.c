#include "compiler/check_list.h"

#include <errno.h>
#include <string.h>

#include "compiler/check_record.h"
#include "runtime/duration.h"

/* ---- values from a file -------------------------------------------------------------------- */

/* A file stands beside the one that names it. */
static Text path_beside(Checker *checker, const Node *path) {
  Text base = checker->diagnostics->sources->files[path->span.file].path;
  uint32_t folder = base.length;
  while (folder > 0 && base.bytes[folder - 1] != '/') folder--;
  if (path->name.length > 0 && path->name.bytes[0] == '/') folder = 0;
  return text_format(checker->arena, "%.*s%.*s", (int)folder, base.bytes, SHOW(path->name));
}

static int is_digits(Text text, uint32_t first) {
  for (uint32_t i = first; i < text.length; i++)
    if (text.bytes[i] < '0' || text.bytes[i] > '9') return 0;
  return first < text.length;
}

static Node *node_of_line(Checker *checker, NodeKind kind, Text line, Span span) {
  Node *node = arena_take(checker->arena, sizeof *node);
  *node = (Node){.kind = kind, .span = span, .name_span = span, .name = line};
  return node;
}

/* "12", "-2.5" */
static Node *number_of_line(Checker *checker, Text line, Span span) {
  uint32_t sign = line.bytes[0] == '-';
  Text digits = {line.bytes + sign, line.length - sign};
  const char *point = memchr(digits.bytes, '.', digits.length);
  uint32_t whole = point ? (uint32_t)(point - digits.bytes) : digits.length;
  if (!is_digits((Text){digits.bytes, whole}, 0) || (point && !is_digits(digits, whole + 1))) {
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0306", span, "is no number",
                                        "a list of numbers has one on each line");
    diag_help(checker->diagnostics, diagnostic, "write it in digits, such as 1200 or -2.5");
    return node_of_line(checker, NODE_ERROR, line, span);
  }
  Node *number = node_of_line(checker, NODE_DECIMAL, digits, span);
  if (!sign) return number;
  Node *negation = node_of_line(checker, NODE_NEGATE, line, span);
  negation->left = number;
  return negation;
}

static Node *percentage_of_line(Checker *checker, Text line, Span span) {
  if (line.bytes[line.length - 1] == '%') line.length--;
  return node_of_line(checker, NODE_PERCENT, line, span);
}

/* "USD 500" */
static Node *money_of_line(Checker *checker, Text line, Span span) {
  int is_money = line.length > CURRENCY_LENGTH + 1 && line.bytes[CURRENCY_LENGTH] == ' ';
  return is_money ? node_of_line(checker, NODE_MONEY, line, span)
                  : number_of_line(checker, line, span);
}

/* "90 minutes", in any way that a record may write it */
static Node *duration_of_line(Checker *checker, Text line, Span span) {
  int64_t milliseconds;
  if (duration_parse(line.bytes, line.length, &milliseconds)) {
    Node *duration = node_of_line(checker, NODE_DURATION, text_of("millisecond"), span);
    duration->number = milliseconds;
    return duration;
  }
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0306", span, "is no length of time",
                                      "a number with a unit of time is expected");
  diag_help(checker->diagnostics, diagnostic, "write it like 90 minutes");
  return node_of_line(checker, NODE_ERROR, line, span);
}

/* "-5%", "-USD 500", "-30 days" */
static Node *negative_of_line(Checker *checker, Text line, Span span, TypeKind kind) {
  Node *negation = node_of_line(checker, NODE_NEGATE, line, span);
  line.bytes++, line.length--;
  negation->left = check_list_value(checker, line, span, kind);
  return negation;
}

Node *check_list_value(Checker *checker, Text line, Span span, TypeKind kind) {
  int is_amount = kind == TYPE_PERCENT || kind == TYPE_MONEY || kind == TYPE_DURATION;
  if (is_amount && line.length > 1 && line.bytes[0] == '-')
    return negative_of_line(checker, line, span, kind);
  if (kind == TYPE_PERCENT) return percentage_of_line(checker, line, span);
  if (kind == TYPE_MONEY) return money_of_line(checker, line, span);
  if (kind == TYPE_DURATION) return duration_of_line(checker, line, span);
  if (kind == TYPE_DATE) return node_of_line(checker, NODE_DATE, line, span);
  if (kind == TYPE_INSTANT) return node_of_line(checker, NODE_DATETIME, line, span);
  if (type_scale(kind)) return number_of_line(checker, line, span);
  return node_of_line(checker, type_is_text(kind) ? NODE_TEXT : NODE_NAME, line, span);
}

static Text trimmed(Text line) {
  while (line.length && strchr(" \t\r", line.bytes[0])) line.bytes++, line.length--;
  while (line.length && strchr(" \t\r", line.bytes[line.length - 1])) line.length--;
  return line;
}

/* Where `..` stands between two values, or 0. */
static uint32_t range_of_line(Text line) {
  for (uint32_t i = 1; i + 2 < line.length; i++)
    if (line.bytes[i] == '.' && line.bytes[i + 1] == '.') return i;
  return 0;
}

/* A value, or of what has an order a range: `50..500`. */
static Node *element_of_line(Checker *checker, Text line, Span span, TypeKind kind) {
  uint32_t dots = range_of_line(line);
  if (dots && kind == TYPE_TEXT)
    check_list_literal(checker, span, "a range of texts is none",
                       "write each text on a line of its own");
  if (!dots || type_is_text(kind)) return check_list_value(checker, line, span, kind);
  Text low = trimmed((Text){line.bytes, dots});
  Text high = trimmed((Text){line.bytes + dots + 2, line.length - dots - 2});
  Node *range = node_of_line(checker, NODE_RANGE, line, span);
  range->left = check_list_value(checker, low, span, kind);
  range->right = check_list_value(checker, high, span, kind);
  return range;
}

/* Lines that are empty or begin with # are left out. */
static void read_lines(Checker *checker, NamedList *list, uint16_t file) {
  const Source *source = &checker->diagnostics->sources->files[file];
  for (uint32_t number = 1; number <= source->line_count; number++) {
    Text line = trimmed(check_list_line(checker, file, number));
    if (line.length == 0 || line.bytes[0] == '#') continue;
    uint32_t start = (uint32_t)(line.bytes - source->text.bytes);
    Span span = {start, start + line.length, file};
    list_add(checker->arena, &list->items, element_of_line(checker, line, span, list->type.kind));
  }
}

/* 1 when the file is text in UTF-8; what a table processor writes before it is passed over. */
static int is_text_file(Checker *checker, uint16_t file) {
  Source *source = &checker->diagnostics->sources->files[file];
  uint32_t bad = diag_bad_byte(source->text);
  if (bad == source->text.length) return 1;
  Span span = {bad, bad + 1, file};
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0118", span, "not UTF-8",
                                      "these bytes are not UTF-8 text");
  diag_help(checker->diagnostics, diagnostic, "save the file with the encoding UTF-8");
  return 0;
}

Text check_list_line(Checker *checker, uint16_t file, uint32_t number) {
  Text line = source_line(checker->diagnostics->sources, file, number);
  int marked = number == 1 && line.length >= 3 && memcmp(line.bytes, "\xEF\xBB\xBF", 3) == 0;
  return marked ? (Text){line.bytes + 3, line.length - 3} : line;
}

void check_list_literal(Checker *checker, Span span, const char *title, const char *help) {
  Diagnostic *diagnostic =
      diag_warning(checker->diagnostics, "W0810", span, "taken as it is written", "%s", title);
  diag_help(checker->diagnostics, diagnostic, "%s", help);
}

int check_list_file(Checker *checker, const char *kind, Text name, const Node *path,
                    uint16_t *file) {
  Text full = path_beside(checker, path);
  if (source_read(checker->diagnostics->sources, full.bytes, file) == 0)
    return is_text_file(checker, *file);
  if (checker_is_repaired(checker, path->span)) return 0;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0215", path->span, strerror(errno),
                                      "the file of %s `%.*s` can't be read", kind, SHOW(name));
  diag_help(checker->diagnostics, diagnostic, "it is looked for at %.*s, beside the agreement",
            SHOW(full));
  return 0;
}

static int read_list_file(Checker *checker, NamedList *list, const Node *path) {
  uint16_t file;
  if (!check_list_file(checker, "list", list->name, path, &file)) return 0;
  read_lines(checker, list, file);
  return 1;
}

/* ---- values that are needless -------------------------------------------------------------- */

void check_list_domain(Checker *checker, const Node *value) {
  if (value->name.length == 0 || memchr(value->name.bytes, '.', value->name.length)) return;
  Diagnostic *diagnostic =
      diag_warning(checker->diagnostics, "W0813", value->span, "has no dot",
                   "hardly any address has the domain \"%.*s\"", SHOW(value->name));
  diag_help(checker->diagnostics, diagnostic, "write the whole domain, such as `%.*s.com`",
            SHOW(value->name));
}

void check_list_values(Checker *checker, const List *values, Type type) {
  Symbols seen = {0};
  int address = type.kind == TYPE_DOMAIN || type.kind == TYPE_EMAIL;
  for (uint32_t i = 0; i < values->count; i++) {
    const Node *value = values->items[i];
    if (value->kind == NODE_ERROR) continue;
    if (type.kind == TYPE_DOMAIN && value->kind == NODE_TEXT) check_list_domain(checker, value);
    Text written = value->kind == NODE_TEXT ? value->name : checker_written(checker, value->span);
    if (address) written = literal_fold_address(checker->arena, written);
    const Symbol *first = symbols_add(checker->arena, &seen, written, NULL, value->span);
    if (first == NULL || first->span.start == value->span.start) continue; /* a cell of a file */
    Diagnostic *diagnostic = diag_warning(checker->diagnostics, "W0814", value->span,
                                          "listed again here", "a value stands in a list twice");
    diag_span(checker->diagnostics, diagnostic, first->span, "first listed here");
    diag_help(checker->diagnostics, diagnostic, "remove one of the two");
  }
}

/* ---- declarations -------------------------------------------------------------------------- */

static int check_values(Checker *checker, const NamedList *list, const Node *node) {
  Reading reading = {.checker = checker};
  Expression *left = expression_new(&reading, EXPRESSION_FIELD, list->type, node->left);
  check_list_values(checker, &list->items, list->type);
  if (list->items.count) return check_elements(&reading, &list->items, left);
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0311", node->name_span, "is empty",
                                      "nothing is in list `%.*s`", SHOW(list->name));
  diag_help(checker->diagnostics, diagnostic, "list at least one value");
  return 0;
}

static int check_list_type(Checker *checker, const Node *node, Type *type) {
  if (!check_value_type(checker, node, type)) return 0;
  if (type->kind != TYPE_FLAG) return 1;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0318", node->span, "is yes or no",
                                      "there are no lists of flags");
  diag_help(checker->diagnostics, diagnostic, "list texts, numbers or an enum's members");
  return 0;
}

void check_list(Checker *checker, const Node *node) {
  NamedList *list = arena_take(checker->arena, sizeof *list);
  list->name = node->name;
  list->failed = 1;
  if (!checker_declare(checker, &checker->lists, "list", node, list)) return;
  if (!check_list_type(checker, node->left, &list->type)) return;
  list->items = node->items;
  if (node->right && !read_list_file(checker, list, node->right)) return;
  if (node->flags & FLAG_BROKEN) return;
  list->failed = !check_values(checker, list, node);
}

/* ---- use ----------------------------------------------------------------------------------- */

static const Node *unknown_list(Checker *checker, const Node *name) {
  Nearest nearest = nearest_start(name->name);
  symbols_offer(&checker->lists, &nearest);
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0201", name->span, "unknown list",
                                      "there is no list `%.*s`", SHOW(name->name));
  if (!checker_suggest(checker, diagnostic, name->span, &nearest))
    diag_help(checker->diagnostics, diagnostic,
              "write the values out, `in [a, b, c]`, or declare `list %.*s: text = [\"a\", \"b\"]`",
              SHOW(name->name));
  return NULL;
}

static const Node *other_type(Checker *checker, const Node *name, const NamedList *list,
                              const Expression *left) {
  Text wanted = type_describe(checker, left->type), got = type_describe(checker, list->type);
  Text label = text_format(checker->arena, "is %.*s", SHOW(wanted));
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0301", left->span, label.bytes,
                                      "%.*s is looked for in a list of another type", SHOW(wanted));
  diag_span(checker->diagnostics, diagnostic, name->span, "its values are each %.*s", SHOW(got));
  diag_help(checker->diagnostics, diagnostic,
            "declare the list with the type of what is looked for");
  return NULL;
}

const Node *check_list_named(Reading *reading, const Node *node, const Expression *left) {
  Checker *checker = reading->checker;
  if (node->kind != NODE_NAME) return node;
  const NamedList *list = symbols_value(&checker->lists, node->name);
  if (list == NULL) return unknown_list(checker, node);
  if (list->failed) return NULL;
  if (left->type.kind != list->type.kind || !type_agrees(left->type, list->type))
    return other_type(checker, node, list, left);
  Node *values = arena_take(checker->arena, sizeof *values);
  *values = (Node){.kind = NODE_ARRAY, .span = node->span, .items = list->items};
  return values;
}
