/* Live awards: what a rule gave and time takes back. An award is worth a row of a table that the
 * compiler worked out; a lead keeps the instant of each award that is worth anything yet, what they
 * are worth together, and when that next changes, so reading a score costs nothing more. */
#ifndef MOPS_AGEING_H
#define MOPS_AGEING_H

#include "runtime/agreement.h"

/* What all live awards of a rule are worth at an instant. */
int64_t ageing_worth(const mops_agreement *agreement, const int64_t *lead,
                     const ImageAgeing *ageing, int64_t now);

/* One more award, before it is counted as a firing. Those before are as of now. Returns what goes
 * with an award whose place it takes: of two leads that became one there may be as many as there is
 * room for. */
int64_t ageing_award(const mops_agreement *agreement, int64_t *lead, const ImageEventRule *rule,
                     int64_t now);

/* Reads anew what the awards in a rule's ring are worth. Returns the change in points. */
int64_t ageing_refresh(const mops_agreement *agreement, int64_t *lead, const ImageAgeing *ageing,
                       int64_t now);

/* Ages the awards of a rule until an instant. Returns the change in points. */
int64_t ageing_pass(const mops_agreement *agreement, int64_t *lead, const ImageAgeing *ageing,
                    int64_t until);

/* Takes all live awards of a rule away. Returns what they were worth. */
int64_t ageing_clear(const mops_agreement *agreement, int64_t *lead, const ImageAgeing *ageing);

#endif
