/* When something next changes by itself: decay steps, steps of `for each`, thresholds of `since`,
 * the end of `when C for D`. Every answer is worked out from an anchor, so a lead stores anchors,
 * never lists of instants. */
#ifndef MOPS_TIMER_H
#define MOPS_TIMER_H

#include "runtime/agreement.h"

/* The next due step after the lead's present instant, INT64_MAX if it is quiet. all: also those
 * that can lead to nothing in the present stage. */
int64_t timer_next(const mops_agreement *agreement, const int64_t *lead, int all);

/* The next step of one timer, INT64_MAX if it has none. */
int64_t timer_instant(const mops_agreement *agreement, const int64_t *lead,
                      const ImageTimer *timer);

/* The accumulated part of a decay's score after the steps in (the lead's present instant, until].
 */
int64_t decay_value(const mops_agreement *agreement, const int64_t *lead, const ImageDecay *decay,
                    int64_t until);

/* Stops the clock of a decay that has a condition for it, or lets it go on. */
void decay_pause(int64_t *lead, const ImageDecay *decay, int paused, int64_t now);

/* A score's resting value: 0, bounded by `keep`. */
int64_t score_rest(const ImageScore *score);

#endif
