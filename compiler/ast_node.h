/* Nodes in the making, for ast.c and ast_routing.c. */
#ifndef MOPS_AST_NODE_H
#define MOPS_AST_NODE_H

#include "compiler/ast_build.h"

Node *node_new(Builder *builder, NodeKind kind, Span span);
Node *node_parent(Builder *builder, NodeKind kind, Span span, Node *left, Node *right);

/* A name that did not parse leaves the node nameless and marked. name may be NULL. */
void node_take_name(Node *node, const Node *name);
void node_take_word(Node *node, const char *word);
void node_take_items(Node *node, List *where, const Node *list);
/* item may be NULL. */
void node_add(Builder *builder, List *list, Node *item);
/* The `##` lines right before the node. */
void node_take_doc(Builder *builder, Node *node);

/* What stands in the source. */
Text node_source(const Builder *builder, Span span);

#endif
