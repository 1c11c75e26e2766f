/* Builds the nodes of the syntax tree. Most functions only put their arguments where ast.h says
 * they belong; the few that read the source do so through the span, because a token carries no
 * value. */
#include "compiler/ast_build.h"

#include <string.h>

#include "compiler/ast_node.h"
#include "compiler/literal.h"
#include "compiler/mistake.h"

/* ---- lists ---- */

Node *ast_list(Builder *builder, Span span, Node *first) {
  return ast_append(builder, node_new(builder, NODE_LIST, span), first);
}

Node *ast_append(Builder *builder, Node *list, Node *item) {
  if (!item) return list;
  if (item->kind == NODE_ERROR) list->flags |= FLAG_BROKEN;
  else list_add(builder->arena, &list->items, item);
  return list;
}

Node *ast_error(Builder *builder, Span span) {
  return node_new(builder, NODE_ERROR, span);
}

Node *ast_absent(Builder *builder) {
  (void)builder;
  return NULL;
}

/* ---- words and literals ---- */

static int is_in_name(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || (unsigned char)byte >= 0x80;
}

/* `page view`, `page-view`: what is no part of a name was reported, and `_` was meant. */
Text ast_joined_name(Arena *arena, Text words) {
  Text copy = text_copy(arena, words.bytes, words.length);
  char *bytes = (char *)(uintptr_t)copy.bytes;
  uint32_t length = 0;
  for (uint32_t i = 0; i < words.length; i++) {
    if (is_in_name(bytes[i])) bytes[length++] = bytes[i];
    else if (length > 0 && bytes[length - 1] != '_') bytes[length++] = '_';
  }
  while (length > 1 && bytes[length - 1] == '_') length--;
  return text_copy(arena, bytes, length);
}

Node *ast_name(Builder *builder, Span span) {
  Node *node = node_new(builder, NODE_NAME, span);
  Text name = node_source(builder, span);
  int joined = name.length > 0 && (memchr(name.bytes, ' ', name.length) ||
                                   memchr(name.bytes, '-', name.length));
  node->name = joined ? ast_joined_name(builder->arena, name) : name;
  node->name_span = span;
  return node;
}

static char escaped(char letter) {
  return letter == 'n' ? '\n' : letter == 't' ? '\t' : letter;
}

/* Quotes are one byte, or three if they are curly; they may be missing. Whatever is not a text
 * in straight quotes was reported. */
static uint32_t opening_size(const char *bytes) {
  if (strchr("\"'`", bytes[0])) return 1;
  return (unsigned char)bytes[0] < 0x80 ? 0 : 3;
}

static uint32_t closing_size(const char *bytes, uint32_t open, uint32_t length) {
  if (length <= open || open == 0) return 0;
  if (bytes[length - 1] == bytes[0] || bytes[length - 1] == '"') return 1;
  int curly = length >= open + 3 && memcmp(bytes + length - 3, "\xE2\x80", 2) == 0;
  return curly ? 3 : 0;
}

Node *ast_text(Builder *builder, Span span) {
  Node *node = node_new(builder, NODE_TEXT, span);
  const char *bytes = builder->text.bytes + span.start;
  uint32_t length = span.end - span.start, open = opening_size(bytes);
  uint32_t end = length - closing_size(bytes, open, length), count = 0;
  char *text = arena_take(builder->arena, length + 1);
  for (uint32_t i = open; i < end; i++) {
    int escape = bytes[i] == '\\' && i + 1 < end;
    text[count++] = escape ? escaped(bytes[++i]) : bytes[i];
  }
  node->name = (Text){text, count};
  node->name_span = span;
  return node;
}

/* Only the digits and the point, not the `_` between them or what follows them. */
static Text digits_of(Builder *builder, Span span) {
  char *digits = arena_take(builder->arena, span.end - span.start + 1);
  uint32_t count = 0;
  for (uint32_t i = span.start; i < span.end; i++) {
    char byte = builder->text.bytes[i];
    if ((byte >= '0' && byte <= '9') || byte == '.') digits[count++] = byte;
  }
  return (Text){digits, count};
}

Node *ast_integer(Builder *builder, Span span) {
  Node *node = node_new(builder, NODE_INTEGER, span);
  node->name = digits_of(builder, span);
  node->name_span = span;
  if (node->name.length == 0) node->number = 1; /* `every week`, which was reported */
  for (uint32_t i = 0; i < node->name.length; i++) {
    int64_t digit = node->name.bytes[i] - '0';
    if (node->number > (INT64_MAX - digit) / 10) {
      mistake_large_number(builder->diagnostics, span);
      return ast_error(builder, span);
    }
    node->number = node->number * 10 + digit;
  }
  return node;
}

static int is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

/* What stands after a date: blanks or a T, and 10:00. */
static int has_written_time(const char *time) {
  while (*time == ' ' || *time == '\t' || *time == 'T') time++;
  return is_digit(time[0]) && is_digit(time[1]) && time[2] == ':' && is_digit(time[3]) &&
         is_digit(time[4]);
}

/* Whether it has the form of 2026-10-05 10:00; if not, that was reported. */
static int is_written_date(const Builder *builder, Span span) {
  const char *bytes = builder->text.bytes + span.start;
  uint32_t length = span.end - span.start;
  if (length < strlen("2026-10-05") || bytes[4] != '-' || bytes[7] != '-') return 0;
  if (bytes[length - 1] == 'm' || bytes[length - 1] == 'M') return 0; /* 10:00 AM */
  return length == strlen("2026-10-05") || has_written_time(bytes + strlen("2026-10-05"));
}

Node *ast_written(Builder *builder, NodeKind kind, Span span) {
  Node *node = node_new(builder, kind, span);
  int number = kind == NODE_DECIMAL || kind == NODE_PERCENT;
  int date = kind == NODE_DATE || kind == NODE_DATETIME;
  if (date && !is_written_date(builder, span)) return ast_error(builder, span);
  int time = kind != NODE_TIME || (span.end - span.start == strlen("09:00") &&
                                   node_source(builder, span).bytes[2] == ':');
  if (!time) return ast_error(builder, span); /* `9am` was reported */
  node->name = number ? digits_of(builder, span) : node_source(builder, span);
  node->name_span = span;
  return node;
}

Node *ast_money(Builder *builder, Span span) {
  Node *node = node_new(builder, NODE_MONEY, span);
  Text written =
      literal_written_amount(builder->arena, node_source(builder, span), builder->tokens->currency);
  char *digits = arena_take(builder->arena, written.length + 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < written.length; i++) {
    if (written.bytes[i] != '_') digits[count++] = written.bytes[i];
  }
  node->name = (Text){digits, count};
  node->name_span = span;
  return node;
}

Node *ast_points(Builder *builder, Span span, Node *number) {
  Node *node = node_new(builder, NODE_POINTS, span);
  int is_signed = span.start < number->span.start;
  char first = builder->text.bytes[span.start];
  const char *sign = !is_signed ? "" : first == '+' ? "+" : "-"; /* a dash may be a typeset one */
  node->name = text_format(builder->arena, "%s%s", sign, number->name.bytes);
  node->name_span = span;
  return node;
}

Node *ast_flag(Builder *builder, Span span, int value) {
  Node *node = node_new(builder, NODE_FLAG, span);
  node->number = value;
  return node;
}

Node *ast_word(Builder *builder, Span span, const char *word) {
  Node *node = node_new(builder, NODE_NAME, span);
  node_take_word(node, word);
  return node;
}

Node *ast_duration(Builder *builder, Span span, Node *number, Node *unit) {
  Node *node = node_new(builder, NODE_DURATION, span);
  node->number = number->number;
  node_take_name(node, unit);
  if (text_is(unit->name, "month")) {
    mistake_months(builder->diagnostics, span, number->number);
    return ast_error(builder, span);
  }
  return node;
}

/* ---- declarations ---- */

void ast_declare(Builder *builder, Node *declaration) {
  if (declaration->kind == NODE_ERROR) return;
  list_add(builder->arena, &builder->tree->declarations, declaration);
}

Node *ast_block(Builder *builder, NodeKind kind, Span span, Node *name, Node *items) {
  Node *node = node_new(builder, kind, span);
  node_take_name(node, name);
  node_take_items(node, &node->items, items);
  node_take_doc(builder, node);
  return node;
}

/* A date that is none was reported, so its setting is left out. */
Node *ast_setting(Builder *builder, Span span, Node *name, Node *values) {
  if (values->flags & FLAG_BROKEN) return ast_error(builder, span);
  Node *node = node_new(builder, NODE_SETTING, span);
  node_take_name(node, name);
  node_take_items(node, &node->items, values);
  return node;
}

Node *ast_use(Builder *builder, Span span, Span library) {
  Node *node = node_new(builder, NODE_USE, span);
  node->name = node_source(builder, library);
  node->name_span = library;
  node_take_doc(builder, node);
  return node;
}

Node *ast_use_file(Builder *builder, Span span, Node *path) {
  Node *node = ast_block(builder, NODE_USE, span, path, NULL);
  node->flags |= FLAG_FILE;
  return node;
}

Node *ast_member(Builder *builder, Span span, Node *name, Node *spellings) {
  Node *node = ast_block(builder, NODE_MEMBER, span, name, spellings);
  if (spellings && spellings->kind == NODE_ERROR) node->flags |= FLAG_BROKEN;
  return node;
}

Node *ast_rest_member(Builder *builder, Span span, Node *name) {
  Node *node = ast_block(builder, NODE_MEMBER, span, name, NULL);
  node->flags |= FLAG_REST;
  return node;
}

Node *ast_event(Builder *builder, Span span, Node *name, uint32_t flags, Node *fields) {
  Node *node = ast_block(builder, NODE_EVENT, span, name, fields);
  node->flags |= flags;
  return node;
}

Node *ast_derived_event(Builder *builder, Span span, Node *name, uint32_t flags, Node *triggers) {
  Node *node = ast_event(builder, span, name, flags, NULL);
  node_take_items(node, &node->options, triggers);
  return node;
}

Node *ast_field(Builder *builder, Span span, Node *name, Node *type, Node *derivation,
                Node *options) {
  Node *node = node_parent(builder, NODE_FIELD, span, type, derivation);
  node_take_name(node, name);
  node_take_items(node, &node->options, options);
  node_take_doc(builder, node);
  if (type->kind == NODE_ERROR) node->flags |= FLAG_BROKEN;
  return node;
}

Node *ast_type(Builder *builder, Span span, Node *name, Node *range, Node *size) {
  Node *node = node_new(builder, NODE_TYPE, span);
  node_take_name(node, name);
  if (range) {
    node->left = range->left;
    node->right = range->right;
  }
  if (size) node->number = size->number;
  return node;
}

Node *ast_money_type(Builder *builder, Span span, Node *currency, Node *range) {
  Span code = {currency->span.end - CURRENCY_LENGTH, currency->span.end, currency->span.file};
  Span word = {currency->span.start, currency->span.start + (uint32_t)strlen("money"), code.file};
  Node *node = ast_type(builder, span, ast_name(builder, word), range, NULL);
  list_add(builder->arena, &node->options, ast_name(builder, code));
  return node;
}

Node *ast_option(Builder *builder, Span span, const char *name, Node *values) {
  Node *node = node_new(builder, NODE_OPTION, span);
  node_take_word(node, name);
  if (values && values->kind == NODE_LIST) node->items = values->items;
  else node_add(builder, &node->items, values);
  return node;
}

Node *ast_define(Builder *builder, Span span, Node *name, Node *expression) {
  Node *node = ast_block(builder, NODE_DEFINE, span, name, NULL);
  node->left = expression;
  return node;
}

Node *ast_named_list(Builder *builder, Span span, Node *name, Node *type, Node *values) {
  int in_file = values && values->kind == NODE_TEXT;
  Node *node = ast_block(builder, NODE_LIST_DECLARED, span, name, in_file ? NULL : values);
  node->left = type;
  if (in_file) node->right = values;
  if (type && type->kind == NODE_ERROR) node->flags |= FLAG_BROKEN;
  return node;
}

Node *ast_grade(Builder *builder, Span span, Node *name, Node *of, Node *bands) {
  Node *node = ast_block(builder, NODE_GRADE, span, name, bands);
  node->left = of;
  return node;
}

Node *ast_band(Builder *builder, Span span, Node *name, Node *begins, Node *condition) {
  Node *node = node_parent(builder, NODE_BAND, span, begins, NULL);
  node_take_name(node, name);
  node->condition = condition;
  return node;
}

/* ---- tables ---- */

Node *ast_table(Builder *builder, Span span, Node *name, Node *inputs, Node *result, Node *rows) {
  int in_file = rows && rows->kind == NODE_TEXT;
  Node *node = ast_block(builder, NODE_TABLE, span, name, in_file ? NULL : rows);
  node_take_items(node, &node->options, inputs);
  node->left = result;
  if (in_file) node->right = rows;
  if (result && result->kind == NODE_ERROR) node->flags |= FLAG_BROKEN;
  return node;
}

Node *ast_input(Builder *builder, Span span, Node *name, Node *type) {
  Node *node = node_parent(builder, NODE_INPUT, span, type, NULL);
  node_take_name(node, name);
  return node;
}

Node *ast_row(Builder *builder, Span span, Node *cells, Node *result) {
  Node *node = node_parent(builder, NODE_ROW, span, result, NULL);
  node_take_items(node, &node->items, cells);
  return node;
}

Node *ast_cell(Builder *builder, Span span, const char *operation, Node *operand) {
  Node *node = node_parent(builder, NODE_CELL, span, operand, NULL);
  node_take_word(node, operation);
  return node;
}

/* ---- scores ---- */

static Node *new_rule(Builder *builder, NodeKind kind, Span span, Node *points, Node *label) {
  Node *node = node_parent(builder, kind, span, points, NULL);
  node_take_name(node, label);
  return node;
}

Node *ast_add_rule(Builder *builder, Span span, Node *points, Node *label, Node *triggers,
                   Node *limits, Node *ageing) {
  Node *node = new_rule(builder, NODE_ADD_RULE, span, points, label);
  node->right = ageing;
  node_take_items(node, &node->items, triggers);
  node_take_items(node, &node->options, limits);
  return node;
}

Node *ast_group(Builder *builder, Span span, Node *name, Node *most, Node *clauses) {
  Node *node = ast_block(builder, NODE_GROUP, span, name, clauses);
  node->left = most;
  return node;
}

Node *ast_ageing(Builder *builder, Span span, const char *kind, Node *period, Node *share) {
  Node *node = node_parent(builder, NODE_AGEING, span, period, share);
  node_take_word(node, kind);
  return node;
}

Node *ast_set_rule(Builder *builder, Span span, Node *points, Node *label, Node *triggers) {
  Node *node = new_rule(builder, NODE_SET_RULE, span, points, label);
  node_take_items(node, &node->items, triggers);
  return node;
}

Node *ast_fact_rule(Builder *builder, Span span, Node *points, Node *label, Node *condition) {
  Node *node = new_rule(builder, NODE_FACT_RULE, span, points, label);
  node->right = condition;
  return node;
}

/* `each D since T at most K` becomes the rule's node, which lacks only its points and label. */
Node *ast_steps(Builder *builder, Span span, Node *every, Node *triggers, Node *at_most) {
  Node *node = node_parent(builder, NODE_EACH_RULE, span, NULL, every);
  node_take_items(node, &node->items, triggers);
  node->number = at_most ? at_most->number : -1;
  return node;
}

Node *ast_each_rule(Builder *builder, Span span, Node *points, Node *label, Node *steps) {
  (void)builder;
  steps->span = span;
  steps->left = points;
  node_take_name(steps, label);
  return steps;
}

Node *ast_limit(Builder *builder, Span span, Node *count, Node *period) {
  Node *node = node_new(builder, NODE_LIMIT, span);
  node->number = count ? count->number : 1;
  if (period && period->kind == NODE_NAME) node_take_name(node, period);
  else node->left = period;
  return node;
}

Node *ast_decay(Builder *builder, Span span, Node *amount, Node *every, Node *triggers,
                Node *paused) {
  Node *node = node_parent(builder, NODE_DECAY, span, amount, every);
  node->condition = paused;
  node_take_items(node, &node->items, triggers);
  return node;
}

Node *ast_bounds(Builder *builder, NodeKind kind, Span span, Node *range) {
  return node_parent(builder, kind, span, range->left, range->right);
}

/* ---- lifecycles ---- */

Node *ast_stage(Builder *builder, Span span, Node *name, Node *party, Node *title, Node *final) {
  Node *node = ast_block(builder, NODE_STAGE, span, name, NULL);
  if (party->kind == NODE_ERROR) node->flags |= FLAG_BROKEN;
  else node_add(builder, &node->options, party);
  node->left = title;
  if (final) node->flags |= FLAG_FINAL;
  return node;
}

Node *ast_start(Builder *builder, Span span, Node *stage) {
  Node *node = node_new(builder, NODE_START, span);
  node_take_name(node, stage);
  return node;
}

Node *ast_move_on(Builder *builder, Span span, Node *sources, Node *target, Node *triggers) {
  Node *node = node_new(builder, NODE_MOVE, span);
  node_take_name(node, target);
  node_take_items(node, &node->options, sources);
  node_take_items(node, &node->items, triggers);
  return node;
}

Node *ast_move_when(Builder *builder, Span span, Node *sources, Node *target, Node *condition,
                    Node *hold) {
  Node *node = node_parent(builder, NODE_MOVE, span, condition, hold);
  node_take_name(node, target);
  node_take_items(node, &node->options, sources);
  return node;
}

/* ---- tests ---- */

Node *ast_given(Builder *builder, Span span, Node *lead, Node *entries) {
  return ast_block(builder, NODE_GIVEN, span, lead, entries);
}

Node *ast_step(Builder *builder, Span span, Node *at, Node *lead, Node *event, Node *entries) {
  Node *node = ast_block(builder, NODE_STEP, span, event, entries);
  node->left = at;
  node->right = lead;
  return node;
}

Node *ast_expect(Builder *builder, Span span, Node *conditions) {
  return ast_block(builder, NODE_EXPECT, span, NULL, conditions);
}

Node *ast_entry(Builder *builder, Span span, Node *name, Node *value) {
  Node *node = node_parent(builder, NODE_ENTRY, span, value, NULL);
  node_take_name(node, name);
  return node;
}

Node *ast_literal_record(Builder *builder, Span span, Node *entries) {
  return ast_block(builder, NODE_LITERAL_RECORD, span, NULL, entries);
}

/* ---- triggers ---- */

Node *ast_trigger(Builder *builder, Span span, Node *name, Node *condition) {
  Node *node = node_new(builder, NODE_TRIGGER, span);
  node_take_name(node, name);
  node->condition = condition;
  return node;
}

Node *ast_stage_trigger(Builder *builder, Span span, const char *kind, Node *from, Node *to,
                        Node *condition) {
  Node *node = node_parent(builder, NODE_TRIGGER, span, from, to);
  node_take_word(node, kind);
  node->condition = condition;
  return node;
}

Node *ast_counted(Builder *builder, Span span, Node *count, Node *trigger, Node *field,
                  Node *within, Node *broken_by) {
  trigger->span = span;
  trigger->number = count->number;
  trigger->left = field;
  trigger->right = within;
  if (broken_by) node_add(builder, &trigger->items, broken_by);
  return trigger;
}

/* ---- expressions ---- */

static uint32_t depth_of(const Node *node) {
  return node ? node->depth : 0;
}

/* A node of an expression. One that would be too deep to walk is reported and becomes an error
 * that swallows everything around it, so that it is reported once. */
static Node *new_level(Builder *builder, NodeKind kind, Span span, Node *left, Node *right) {
  Node *deeper = depth_of(left) >= depth_of(right) ? left : right;
  if (depth_of(deeper) > DEEPEST_EXPRESSION) return deeper;
  Node *node = node_parent(builder, kind, span, left, right);
  node->depth = depth_of(deeper) + 1;
  if (node->depth > DEEPEST_EXPRESSION) {
    mistake_too_deep(builder->diagnostics, span);
    node->kind = NODE_ERROR;
    node->left = node->right = NULL;
  }
  return node;
}

static Node *named_level(Builder *builder, NodeKind kind, Span span, Text name, Node *left,
                         Node *right) {
  Node *node = new_level(builder, kind, span, left, right);
  if (node->kind == kind) node->name = name;
  return node;
}

Node *ast_binary(Builder *builder, Span span, const char *operation, Node *left, Node *right) {
  return named_level(builder, NODE_BINARY, span, text_of(operation), left, right);
}

Node *ast_not(Builder *builder, Span span, Node *operand) {
  return new_level(builder, NODE_NOT, span, operand, NULL);
}

Node *ast_negate(Builder *builder, Span span, Node *operand) {
  return new_level(builder, NODE_NEGATE, span, operand, NULL);
}

Node *ast_in(Builder *builder, Span span, Node *value, Node *set) {
  return new_level(builder, NODE_IN, span, value, set);
}

Node *ast_is(Builder *builder, Span span, Node *value, const char *state) {
  return named_level(builder, NODE_IS, span, text_of(state), value, NULL);
}

Node *ast_dot(Builder *builder, Span span, Node *left, Node *name) {
  Node *node = named_level(builder, NODE_DOT, span, name->name, left, NULL);
  if (node->kind == NODE_DOT) node->name_span = name->span;
  return node;
}

/* The deepest of a list, so that nesting through arguments counts too. */
static uint32_t deepest_of(const Node *list) {
  uint32_t depth = 0;
  for (uint32_t i = 0; list && i < list->items.count; i++) {
    const Node *item = list->items.items[i];
    if (item->depth > depth) depth = item->depth;
  }
  return depth;
}

static Node *new_group(Builder *builder, NodeKind kind, Span span, Node *list) {
  Node *node = node_new(builder, kind, span);
  node_take_items(node, &node->items, list);
  node->depth = deepest_of(list) + 1;
  return node;
}

Node *ast_call(Builder *builder, Span span, Node *name, Node *arguments) {
  Node *node = new_group(builder, NODE_CALL, span, arguments);
  node_take_name(node, name);
  return node;
}

Node *ast_since_field(Builder *builder, Span span, Node *path) {
  return node_parent(builder, NODE_SINCE, span, path, NULL);
}

/* What is read of triggers; as deep as the deepest of their conditions. */
static Node *new_reading(Builder *builder, NodeKind kind, Span span, Node *triggers) {
  Node *node = node_new(builder, kind, span);
  if (triggers->kind == NODE_TRIGGER)
    node_add(builder, &node->items, triggers);
  else
    node_take_items(node, &node->items, triggers);
  for (uint32_t i = 0; i < node->items.count; i++) {
    const Node *trigger = node->items.items[i];
    if (depth_of(trigger->condition) > node->depth) node->depth = depth_of(trigger->condition);
  }
  node->depth++;
  return node;
}

Node *ast_since(Builder *builder, Span span, Node *triggers) {
  return new_reading(builder, NODE_SINCE, span, triggers);
}

Node *ast_history(Builder *builder, Span span, const char *what, Node *triggers, Node *within) {
  Node *node = new_reading(builder, NODE_HISTORY, span, triggers);
  node->name = text_of(what);
  node->right = within;
  return node;
}

Node *ast_array(Builder *builder, Span span, Node *items) {
  return new_group(builder, NODE_ARRAY, span, items);
}

Node *ast_range(Builder *builder, Span span, Node *low, Node *high) {
  return new_level(builder, NODE_RANGE, span, low, high);
}
