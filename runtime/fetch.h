/* Asks for memory before it is needed. What the rules of a large agreement remember of themselves
 * is spread over a large lead: asked for together, the processor waits for all of it once, and
 * asked for some events ahead (mops_prefetch) not at all. Nothing that is decided depends on it. */
#ifndef MOPS_FETCH_H
#define MOPS_FETCH_H

#include "runtime/candidate.h"

/* A lead of so many slots has been fetched by the host, or is by looking at it. */
enum { SMALL_LEAD = 96 };

/* What triggers and what they fire remember. */
void fetch_fired(const mops_agreement *agreement, const int64_t *lead, const Candidates *fired);
/* Fact rules, a bit each. */
void fetch_facts(const mops_agreement *agreement, const int64_t *lead, const uint64_t *rules);

#endif
