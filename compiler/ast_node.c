/* What every function that builds a node of the tree begins with. */
#include "compiler/ast_node.h"

#include <string.h>

Node *node_new(Builder *builder, NodeKind kind, Span span) {
  Node *node = arena_take(builder->arena, sizeof *node);
  node->kind = kind;
  node->span = span;
  node->name_span = (Span){span.start, span.start, span.file};
  node->name = (Text){"", 0};
  node->doc = (Text){"", 0};
  return node;
}

Node *node_parent(Builder *builder, NodeKind kind, Span span, Node *left, Node *right) {
  Node *node = node_new(builder, kind, span);
  node->left = left;
  node->right = right;
  return node;
}

void node_take_name(Node *node, const Node *name) {
  if (!name) return;
  if (name->kind == NODE_ERROR) node->flags |= FLAG_BROKEN;
  node->name = name->name;
  node->name_span = name->span;
}

void node_take_word(Node *node, const char *word) {
  node->name = text_of(word);
  node->name_span = node->span;
}

void node_take_items(Node *node, List *where, const Node *list) {
  if (!list) return;
  *where = list->items;
  node->flags |= list->flags & FLAG_BROKEN;
  if (list->kind == NODE_ERROR) node->flags |= FLAG_BROKEN;
}

void node_add(Builder *builder, List *list, Node *item) {
  if (item) list_add(builder->arena, list, item);
}

Text node_source(const Builder *builder, Span span) {
  return text_copy(builder->arena, builder->text.bytes + span.start, span.end - span.start);
}

/* ---- documentation ---- */

/* The first comment at or after a place; comments are in the order of their tokens. */
static uint32_t first_doc_at(const Tokens *tokens, uint32_t offset) {
  uint32_t low = 0, high = tokens->doc_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (tokens->tokens[tokens->docs[middle].token].start < offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* One `##` line without its mark; `into` may be NULL to learn only its length. */
static uint32_t copy_doc_line(const Builder *builder, const DocComment *doc, char *into) {
  uint32_t start = doc->start + 2;
  if (start < doc->end && builder->text.bytes[start] == ' ') start++;
  uint32_t length = doc->end - start;
  if (into) memcpy(into, builder->text.bytes + start, length);
  return length;
}

void node_take_doc(Builder *builder, Node *node) {
  const Tokens *tokens = builder->tokens;
  uint32_t first = first_doc_at(tokens, node->span.start), end = first, length = 0;
  for (; end < tokens->doc_count; end++) {
    if (tokens->tokens[tokens->docs[end].token].start != node->span.start) break;
    length += copy_doc_line(builder, &tokens->docs[end], NULL) + 1;
  }
  if (end == first) return;
  char *text = arena_take(builder->arena, length);
  uint32_t at = 0;
  for (uint32_t i = first; i < end; i++) {
    if (i > first) text[at++] = '\n';
    at += copy_doc_line(builder, &tokens->docs[i], text + at);
  }
  node->doc = (Text){text, at};
}
