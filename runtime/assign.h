/* Whose a lead is: routes, once all that a record did has settled, and assignments by hand. */
#ifndef MOPS_ASSIGN_H
#define MOPS_ASSIGN_H

#include "runtime/phase.h"

/* A trigger of a route happened: it waits until all has settled. */
void assign_wait(mops_worker *worker, Waiting waiting);

/* The first route as written of those whose triggers happened gives the lead to somebody. Returns
 * whether one did. */
int assign_settled(mops_worker *worker, int64_t *lead, int64_t now);

/* An assignment by hand. Returns the stages that it entered, a bit each. */
uint64_t assign_by_hand(mops_worker *worker, int64_t *lead, const mops_record *record, int64_t now);

/* A lead without an owner takes over that of one that is merged into it. */
void assign_merged(mops_worker *worker, int64_t *lead, const int64_t *merged, uint32_t type,
                   int64_t now);

#endif
