/* Stages, their owners, and the moves between them. */
#ifndef MOPS_CHECK_LIFECYCLE_H
#define MOPS_CHECK_LIFECYCLE_H

#include "compiler/checker.h"

/* Enters the stages and where leads start. */
void check_lifecycle_stages(Checker *checker, const Node *node);

void check_lifecycle_moves(Checker *checker, const Node *node);
/* Which stages moves reach, those of SLAs too. tests: of Node. */
void check_lifecycle_reached(Checker *checker, const List *tests);

/* `any`: every stage but the target and the final ones, a bit each. */
uint64_t check_any_stage(const Checker *checker, const Stage *target);

#endif
