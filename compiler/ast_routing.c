/* Builds the nodes of calendars, reps, pools, queues and routes. */
#include <string.h>

#include "compiler/ast_node.h"

/* ---- calendars ---- */

Node *ast_line(Builder *builder, Span span, const char *name, Node *value) {
  Node *node = node_new(builder, NODE_SETTING, span);
  node_take_word(node, name);
  node_add(builder, &node->items, value);
  return node;
}

Node *ast_open(Builder *builder, Span span, Node *weekdays, Node *hours) {
  Node *node = node_new(builder, NODE_OPEN, span);
  node_take_items(node, &node->items, weekdays);
  node_take_items(node, &node->options, hours);
  return node;
}

Node *ast_closed(Builder *builder, Span span, Node *weekdays) {
  Node *node = ast_open(builder, span, weekdays, NULL);
  node->flags |= FLAG_CLOSED;
  return node;
}

Node *ast_yearly(Builder *builder, Span span, Node *day, Node *month) {
  if (day->kind == NODE_ERROR) return day;
  Node *node = node_new(builder, NODE_YEARLY, span);
  node->number = day->number;
  node_take_name(node, month);
  return node;
}

Node *ast_days(Builder *builder, Span span, Node *first, Node *last) {
  if (first->kind == NODE_ERROR) return first;
  if (last && last->kind == NODE_ERROR) return last;
  return node_parent(builder, NODE_DAYS, span, first, last);
}

/* A part of a date and time as a node of its own. */
static Node *part_of(Builder *builder, NodeKind kind, const Node *datetime, uint32_t from,
                     uint32_t to) {
  Span span = {datetime->span.start + from, datetime->span.start + to, datetime->span.file};
  Node *node = node_new(builder, kind, span);
  node->name = (Text){datetime->name.bytes + from, to - from};
  node->name_span = span;
  return node;
}

/* Of `2026-12-24 09:00` takes the date, and leaves the time. */
static Node *date_of_hours(Builder *builder, Node *range) {
  Node *datetime = range->left;
  uint32_t length = (uint32_t)strlen("2026-12-24"), time = length;
  while (strchr(" \tT", datetime->name.bytes[time])) time++;
  range->left = part_of(builder, NODE_TIME, datetime, time, datetime->name.length);
  range->span.start = range->left->span.start;
  return part_of(builder, NODE_DATE, datetime, 0, length);
}

Node *ast_days_open(Builder *builder, Span span, Node *first, Node *hours) {
  Node *range = hours->items.count ? hours->items.items[0] : NULL, *date = NULL;
  if ((first && first->kind == NODE_ERROR) || !range || range->left->kind == NODE_ERROR)
    return ast_error(builder, span);
  if (range->left->kind == NODE_DATETIME) date = date_of_hours(builder, range);
  Node *node = ast_days(builder, span, first ? first : date, first ? date : NULL);
  node_take_items(node, &node->options, hours);
  return node;
}

Node *ast_titled(Builder *builder, Span span, Node *days, Node *title) {
  (void)builder;
  if (days->kind == NODE_ERROR) return days;
  days->span = span;
  node_take_name(days, title);
  return days;
}

/* ---- reps, queues and pools ---- */

Node *ast_rep(Builder *builder, Span span, Node *name, Node *spellings, Node *details) {
  Node *node = ast_block(builder, NODE_REP, span, name, details);
  node_take_items(node, &node->options, spellings);
  return node;
}

Node *ast_detail(Builder *builder, Span span, Node *name, Node *value) {
  Node *node = node_new(builder, NODE_SETTING, span);
  node_take_name(node, name);
  node_add(builder, &node->items, value);
  return node;
}

Node *ast_pool(Builder *builder, Span span, Node *head, Node *method, Node *caps) {
  (void)builder;
  head->span = span;
  head->left = method;
  node_take_items(head, &head->options, caps);
  return head;
}

Node *ast_pool_member(Builder *builder, Span span, Node *name, Node *weight, Node *at_most) {
  Node *node = node_parent(builder, NODE_POOL_MEMBER, span, weight, at_most);
  node_take_name(node, name);
  return node;
}

Node *ast_method(Builder *builder, Span span, const char *name, Node *stages) {
  Node *node = node_new(builder, NODE_METHOD, span);
  node_take_word(node, name);
  node_take_items(node, &node->items, stages);
  return node;
}

Node *ast_cap(Builder *builder, Span span, Node *count, Node *stages) {
  if (count->kind == NODE_ERROR) return count;
  Node *node = node_new(builder, NODE_CAP, span);
  node->number = count->number;
  node_take_items(node, &node->items, stages);
  return node;
}

/* ---- routes ---- */

Node *ast_route(Builder *builder, Span span, Node *name, Node *triggers, Node *clauses) {
  Node *node = ast_block(builder, NODE_ROUTE, span, name, clauses);
  node_take_items(node, &node->options, triggers);
  return node;
}

Node *ast_clause(Builder *builder, Span span, Node *target, Node *available, Node *condition) {
  Node *node = node_parent(builder, NODE_CLAUSE, span, target, available);
  node->condition = condition;
  return node;
}

Node *ast_otherwise(Builder *builder, Span span, Node *target) {
  Node *node = node_parent(builder, NODE_CLAUSE, span, target, NULL);
  node->flags |= FLAG_REST;
  return node;
}

Node *ast_target(Builder *builder, Span span, const char *kind, Node *of, Node *within) {
  Node *node = node_parent(builder, NODE_TARGET, span, of, within);
  node_take_word(node, kind);
  return node;
}

Node *ast_gave(Builder *builder, Span span, Node *pool, Node *rep, Node *count) {
  if (count->kind == NODE_ERROR) return count;
  Node *node = node_parent(builder, NODE_GAVE, span, rep, NULL);
  node_take_name(node, pool);
  node->number = count->number;
  return node;
}
