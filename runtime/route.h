/* Routing: which of a route's clauses takes a lead, and whom it gives it to. */
#ifndef MOPS_ROUTE_H
#define MOPS_ROUTE_H

#include "runtime/phase.h"

/* The first clause that can take the lead takes it; the last one always can. Tells why in the
 * decision that is being written. Returns the owner; *pool: whose turn it was, or NONE. `except`:
 * an owner who is not to get it, or NONE. */
uint32_t route_choose(mops_worker *worker, const int64_t *lead, uint32_t route, uint32_t except,
                      uint32_t *pool, int64_t now);

/* Whose the lead is, VALUE_MISSING: nobody's. */
static inline int64_t lead_owner(const mops_agreement *agreement, const int64_t *lead) {
  uint32_t slot = agreement->META->owner_slot;
  return slot == NONE ? VALUE_MISSING : lead[slot + OWNER_NOW];
}

#endif
