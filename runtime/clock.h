/* Clocks of SLAs: what starts, meets and cancels them, when they are due, and what their steps do.
 */
#ifndef MOPS_CLOCK_H
#define MOPS_CLOCK_H

#include "runtime/phase.h"

/* Once all of a record or due step has settled: clocks are met, cancelled and started, and another
 * owner has them start again. */
void clocks_settled(mops_worker *worker, int64_t *lead, int64_t now);

/* Whether clocks stand, when all else is settled. */
void clocks_pause(const mops_worker *worker, int64_t *lead);

/* The next deadline that is not before the lead's present instant; INT64_MAX: no clock waits. */
int64_t clocks_next(const mops_agreement *agreement, const int64_t *lead);

/* Whether any clock runs. */
int clocks_run(const mops_agreement *agreement, const int64_t *lead);

/* Breaches and steps that are due at an instant, which is over. */
void clocks_due(mops_worker *worker, int64_t *lead, int64_t now);

/* Of leads that become one: the survivor's clocks run on, else those of the merged lead. */
void clocks_merge(const mops_agreement *agreement, int64_t *lead, const int64_t *merged);

/* The calendar that a clock's target counts in, a row; NONE: around the clock. */
uint32_t clock_calendar(const mops_agreement *agreement, const int64_t *lead, uint32_t sla);

/* From the start of a clock's run to an instant, in its target's time, without what it stood. */
int64_t clock_took(const mops_agreement *agreement, const int64_t *lead, uint32_t sla,
                   int64_t until);

#endif
