/* Groups of a score: `group "name" at most N { … }` and `group "name" first { … }`. */
#ifndef MOPS_CHECK_GROUP_H
#define MOPS_CHECK_GROUP_H

#include "compiler/checker.h"

/* The head of a group, all but its number, which must not be 0. */
void check_group(Checker *checker, Symbols *names, Group *group, const Node *node);
void check_group_most(Checker *checker, const Node *node);

/* 1 when a clause is a rule that may stand in the group; 0 after a message. */
int check_group_clause(Checker *checker, const Group *group, const Node *item);

/* Adds a rule, whose points and ageing were read, if it goes with those before it. */
void check_group_rule(Checker *checker, Group *group, Rule *rule);

/* When a fact rule counts; the conditions of those before it in its score were checked. */
Expression *check_group_condition(Checker *checker, Rule *rule);

#endif
