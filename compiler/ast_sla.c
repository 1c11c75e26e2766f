/* Builds the nodes of service levels. */
#include "compiler/ast_node.h"

Node *ast_sla(Builder *builder, Span span, Node *name, Node *title, Node *lines) {
  Node *node = ast_block(builder, NODE_SLA, span, name, lines);
  node->left = title;
  return node;
}

Node *ast_sla_on(Builder *builder, Span span, const char *what, Node *triggers) {
  Node *node = node_new(builder, NODE_SLA_ON, span);
  node_take_word(node, what);
  node_take_items(node, &node->items, triggers);
  return node;
}

Node *ast_within(Builder *builder, Span span, Node *length, Node *condition, int otherwise) {
  if (length->kind == NODE_ERROR) return length;
  Node *node = node_parent(builder, NODE_WITHIN, span, length, NULL);
  node->condition = condition;
  if (otherwise) node->flags |= FLAG_REST;
  return node;
}

Node *ast_after(Builder *builder, Span span, Node *length, Node *actions) {
  if (length->kind == NODE_ERROR) return length;
  Node *node = node_parent(builder, NODE_AFTER, span, length, NULL);
  node_take_items(node, &node->items, actions);
  return node;
}

Node *ast_sla_word(Builder *builder, Span span, const char *word) {
  Node *node = node_new(builder, NODE_REASSIGNED, span);
  node_take_word(node, word);
  return node;
}

Node *ast_sla_paused(Builder *builder, Span span, Node *condition) {
  Node *node = node_new(builder, NODE_PAUSED, span);
  node->condition = condition;
  return node;
}

Node *ast_length(Builder *builder, Span span, const char *kind, Node *duration, Node *of) {
  if (duration && duration->kind == NODE_ERROR) return duration;
  Node *node = node_parent(builder, NODE_LENGTH, span, duration, of);
  node_take_word(node, kind);
  return node;
}

Node *ast_action(Builder *builder, Span span, const char *kind, Node *target, Node *at_most) {
  if (at_most && at_most->kind == NODE_ERROR) return at_most;
  Node *node = node_parent(builder, NODE_ACTION, span, target, NULL);
  node_take_word(node, kind);
  if (at_most) node->number = at_most->number;
  return node;
}

Node *ast_number(Builder *builder, Span span, int64_t number) {
  Node *node = node_new(builder, NODE_INTEGER, span);
  node->number = number;
  return node;
}

Node *ast_clock(Builder *builder, Span span, Node *name, Node *lead, const char *verdict,
                Node *due) {
  Node *node = node_parent(builder, NODE_CLOCK, span, due, lead);
  node_take_name(node, name);
  if (!due) {
    node->condition = node_new(builder, NODE_NAME, span);
    node_take_word(node->condition, verdict);
  }
  return node;
}
