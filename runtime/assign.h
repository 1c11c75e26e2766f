/* Whose a lead is: routes, once all that a record did has settled, and assignments by hand. */
#ifndef MOPS_ASSIGN_H
#define MOPS_ASSIGN_H

#include "runtime/phase.h"

/* A trigger of a route or an SLA happened: it waits until all has settled. */
void assign_wait(mops_worker *worker, Waiting waiting);

/* The first route as written of those whose triggers happened gives the lead to somebody. Returns
 * whether one did. */
int assign_settled(mops_worker *worker, int64_t *lead, int64_t now);

/* Which SLAs are asked for by the triggers that wait: by effect a bit for each. Afterwards those
 * whose conditions don't hold no longer wait. */
void assign_waiting_clocks(mops_worker *worker, const int64_t *lead, uint64_t asked[EFFECTS]);
/* Of these what happened first, of those that ask for an effect on an SLA. */
const Waiting *assign_asking(const mops_worker *worker, uint32_t effect, uint32_t sla);

/* A step of an SLA gives the lead to another, by a route or (NONE) to a clause's target. Its
 * decision was begun. */
void assign_again(mops_worker *worker, int64_t *lead, uint32_t sla, uint32_t route, uint32_t clause,
                  int64_t now);

/* An assignment by hand. Returns the stages that it entered, a bit each. */
uint64_t assign_by_hand(mops_worker *worker, int64_t *lead, const mops_record *record, int64_t now);

/* A lead without an owner takes over that of one that is merged into it. */
void assign_merged(mops_worker *worker, int64_t *lead, const int64_t *merged, uint32_t type,
                   int64_t now);

#endif
