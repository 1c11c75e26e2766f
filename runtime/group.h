/* Groups: what several rules of a score give together has a bound. What awards accumulate is cut
 * once and for good; what is read (live awards, fact rules, steps) is cut as it is read. */
#ifndef MOPS_GROUP_H
#define MOPS_GROUP_H

#include "runtime/agreement.h"

/* How much of an award's points a group lets through. */
int64_t group_room(const mops_agreement *agreement, const int64_t *lead, uint32_t group,
                   int64_t points);
/* The same, and it counts as let through. group NONE: all of it. */
int64_t group_let(const mops_agreement *agreement, int64_t *lead, uint32_t group, int64_t points);

/* What fact rules or live awards give changes. Returns by how much what is read changes, without
 * steps. group NONE: by as much. */
int64_t group_change(const mops_agreement *agreement, int64_t *lead, uint32_t group,
                     int64_t change);

/* What is cut from a group that is read, as a change of the score: 0, or of the other sign. */
int64_t group_cut(const mops_agreement *agreement, const int64_t *lead, uint32_t group,
                  int64_t now);

/* The groups of a score that count what they let through start again. */
void groups_restart(const mops_agreement *agreement, int64_t *lead, const ImageScore *score);

#endif
