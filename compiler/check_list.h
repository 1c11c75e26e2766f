#include "compiler/checker.h" /* Named lists: values that conditions look for, written in the agreement or one a line in a file.
 */
#ifndef MOPS_CHECK_LIST_H
#define MOPS_CHECK_LIST_H

#include "compiler/check_expression.h"

/* Enters a list's name and checks its values against its type. */
void check_list(Checker *checker, const Node *node);

/* What a text of a file, which is not empty, would be in the agreement itself: a quoted text, a
 * number, a member's name. */
Node *check_list_value(Checker *checker, Text text, Span span, TypeKind kind);

/* Reads the file that a list or table stands in; 0 after a message. */
int check_list_file(Checker *checker, const char *kind, Text name, const Node *path,
                    uint16_t *file);

/* A line of such a file; the mark with which a table processor begins it is no part of it. */
Text check_list_line(Checker *checker, uint16_t file, uint32_t number);

/* Warns that a text of such a file, which looks like something else, is taken as it is. */
void check_list_literal(Checker *checker, Span span, const char *title, const char *help);

/* What stands after `in`, `starts` or `ends`: a named list as an array of its values, everything
 * else as it is. NULL after a message. left: what is looked for in it. */
const Node *check_list_named(Reading *reading, const Node *node, const Expression *left);

/* What may be meant otherwise, and is taken as it is: a domain without a dot; in a list, those and
 * values that stand there twice. */
void check_list_domain(Checker *checker, const Node *value);
void check_list_values(Checker *checker, const List *values, Type type);

#endif
