/* The next instants of a lead's kept timers: those of windows and of live awards that matter in all
 * stages, the first rows of TIMER. There may be a thousand, and an event touches few of them, so
 * their instants stand in the lead, with the earliest of each group of 16 behind them:
 *
 *   kept_slot   instant of timer 0, 1 ... n - 1   earliest of timers 0 .. 15, 16 .. 31 ...
 *
 * An instant that is not after the lead's present one, or will not come, is KEPT_NEVER. */
#ifndef MOPS_KEPT_H
#define MOPS_KEPT_H

#include "runtime/agreement.h"

enum { KEPT_GROUP = 16 };
#define KEPT_NEVER VALUE_LIMIT

static inline uint32_t kept_groups(uint32_t timers) {
  return (timers + KEPT_GROUP - 1) / KEPT_GROUP;
}
/* Whether a timer can be kept. */
static inline int kept_fits(const ImageTimer *timer) {
  return timer->stages == -1 && (timer->kind == TIMER_WINDOW || timer->kind == TIMER_AGEING);
}

/* instant: anything from KEPT_NEVER on will not come. */
void kept_set(const mops_agreement *agreement, int64_t *lead, uint32_t timer, int64_t instant);
/* The earliest of all, INT64_MAX: none. */
int64_t kept_next(const mops_agreement *agreement, const int64_t *lead);
/* Takes one that is due out of them, the first row first, and returns it; NONE: there is none. */
uint32_t kept_take_due(const mops_agreement *agreement, int64_t *lead, int64_t now);

#endif
