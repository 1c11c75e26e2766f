/* Routes: who gets a lead, and when that is asked. */
#ifndef MOPS_CHECK_ROUTE_H
#define MOPS_CHECK_ROUTE_H

#include "compiler/checker.h"

/* Enters a name. */
void check_route_name(Checker *checker, const Node *node);
/* After all else that conditions read. */
void check_routes(Checker *checker);

/* The target of a clause by itself, as what `to` means; NULL after a message. */
Clause *check_route_target(Checker *checker, const Node *target);

/* The route of a name, NULL after a message. */
const Route *check_route_named(Checker *checker, const Node *name);

#endif
