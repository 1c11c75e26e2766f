/* What conditions read of the past: count(…), days(…) and last(…).field. */
#ifndef MOPS_CHECK_HISTORY_H
#define MOPS_CHECK_HISTORY_H

#include "compiler/check_expression.h"

/* A NODE_HISTORY: count or days; last alone is an error. */
Expression *check_history(Reading *reading, const Node *node);

/* `last(EVENT).field`: node is the dot. NULL if its left side is no `last`. */
Expression *check_last(Reading *reading, const Node *node);

/* The definition's expression itself where it can only be read in place, because what it is compared
 * with decides what is remembered: since(…), count and days within a time, and texts. Otherwise NULL. */
Expression *check_history_of(Reading *reading, const Node *node, const Definition *definition);

#endif
