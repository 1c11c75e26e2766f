/* Routing: which of a route's clauses takes a lead, and whom it gives it to. */
#ifndef MOPS_ROUTE_H
#define MOPS_ROUTE_H

#include "runtime/phase.h"

/* The first clause that can take the lead takes it; the last one always can. Tells why in the
 * decision that is being written. Returns the owner; *pool: whose turn it was, or NONE. `except`:
 * an owner who is not to get it, or NONE. */
uint32_t route_choose(mops_worker *worker, const int64_t *lead, uint32_t route, uint32_t except,
                      uint32_t *pool, int64_t now);

/* The same of one clause alone, which may be unable: NONE. */
uint32_t route_ask(mops_worker *worker, const int64_t *lead, uint32_t clause, uint32_t except,
                   uint32_t *pool, int64_t now);

/* A number as an owner's row, NONE: nobody's. */
uint32_t route_owner(const mops_agreement *agreement, int64_t value);
/* Who has a role for an owner, NONE: nobody. A queue's roles are those of the rep whose it is. */
uint32_t route_holder(const mops_agreement *agreement, uint32_t role, uint32_t owner);

/* Whose the lead is, VALUE_MISSING: nobody's. */
static inline int64_t lead_owner(const mops_agreement *agreement, const int64_t *lead) {
  uint32_t slot = agreement->META->owner_slot;
  return slot == NONE ? VALUE_MISSING : lead[slot + OWNER_NOW];
}

#endif
