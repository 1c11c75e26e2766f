/* Pools of reps that share the leads that come to them. */
#ifndef MOPS_CHECK_POOL_H
#define MOPS_CHECK_POOL_H

#include "compiler/checker.h"

/* Enters a name, as a member of the enum `pool`. */
void check_pool_name(Checker *checker, const Node *node);
/* After the names and the stages: what they say. */
void check_pools(Checker *checker);

#endif
