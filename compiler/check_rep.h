/* Reps and queues, whom leads can belong to, and the roles that reps have for others. */
#ifndef MOPS_CHECK_REP_H
#define MOPS_CHECK_REP_H

#include "compiler/checker.h"

/* Enter names: reps first, then queues. A rep is a member of the enum `rep`. */
void check_rep_name(Checker *checker, const Node *node);
void check_queue_name(Checker *checker, const Node *node);
/* After the names and the calendars: what they say. */
void check_reps(Checker *checker);

/* The rep or queue of a name, NULL after a message that says what was expected: "a rep". */
Owner *check_owner_named(Checker *checker, const Node *name, const char *expected);

/* What reps are to others: `manager`. NULL after a message. */
Role *check_role_named(Checker *checker, const Node *name);

/* The type `rep`; of TYPE_ERROR if there is none. */
Type check_rep_type(const Checker *checker);

#endif
