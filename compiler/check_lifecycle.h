/* Stages, their owners, and the moves between them. */
#ifndef MOPS_CHECK_LIFECYCLE_H
#define MOPS_CHECK_LIFECYCLE_H

#include "compiler/checker.h"

/* Enters the stages and where leads start. */
void check_lifecycle_stages(Checker *checker, const Node *node);

/* The moves, and which stages they reach. */
void check_lifecycle_moves(Checker *checker, const Node *node, const List *tests);

#endif
