/* Conditions and values: from syntax to typed expressions with every name resolved. */
#ifndef MOPS_CHECK_EXPRESSION_H
#define MOPS_CHECK_EXPRESSION_H

#include "compiler/checker.h"
#include "compiler/literal.h"

/* Where an expression stands: what its names may mean. */
typedef struct {
  Checker *checker;
  RecordScope *event;   /* of the `where` that surrounds it, or NULL */
  Symbols *test_leads;  /* inside a test's `expect`: the names of its leads, otherwise NULL */
  Symbols *leads_read;  /* inside `expect`: which of them were named */
  const Expression *input; /* inside a cell of a table: what the cell is about, or NULL */
  const Node *compared; /* inside the first side of a comparison: the other side, or NULL */
} Reading;

/* A condition: yes, no or unknown. Never NULL; TYPE_ERROR after a reported mistake. */
Expression *check_condition(Reading *reading, const Node *node);

/* A value. wanted (or NULL) says what literals and bare member names stand for; other types are
 * returned as they are, for the caller to judge. */
Expression *check_value(Reading *reading, const Node *node, const Type *wanted);

/* What each operator of a condition means; called by check_value. */
Expression *check_comparison(Reading *reading, const Node *node);
Expression *check_membership(Reading *reading, const Node *node);
Expression *check_text_test(Reading *reading, const Node *node);
/* 1 when each of some values (a list's) can stand beside left; 0 after messages. */
int check_elements(Reading *reading, const List *values, const Expression *left);

Expression *expression_new(Reading *reading, ExpressionKind kind, Type type, const Node *node);
Expression *expression_error(Reading *reading, const Node *node);
Expression *expression_not(Reading *reading, Expression *condition, const Node *node);

/* 1 when the node is a literal, whose type depends on what it stands beside. */
int check_is_literal(const Node *node);

/* What names mean; check_name.c. wanted as for check_value. */
Expression *check_name(Reading *reading, const Node *node, const Type *wanted);

/* 1 when a name means a field (not merely something else that can be read). */
int check_names_field(Reading *reading, const Node *node);
int check_names_value(Reading *reading, const Node *node);

/* The member of an enum, or the stage, with this name: its position, or -1. */
int64_t check_member(Checker *checker, Type type, Text name);

/* The definition's expression; checks it first when nobody has. Of TYPE_ERROR in a circle. */
Type check_definition(Checker *checker, DefinitionScope *definition);

/* All definitions, and the derived fields of the lead. */
void check_definitions(Checker *checker);

#endif
