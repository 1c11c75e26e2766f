/* How many due steps a lead can have at most. */
#ifndef MOPS_DUE_H
#define MOPS_DUE_H

#include "runtime/agreement.h"

/* From a lead's last record until it is quiet; INT64_MAX: no bound is known. MOPS_NO_MEMORY or
 * MOPS_OK. */
mops_status due_steps(const mops_agreement *agreement, int64_t *steps);
/* Of one timer, if nothing begins it anew. */
int64_t due_timer_steps(const mops_agreement *agreement, const ImageTimer *timer);
/* Whether it wakes leads in some stage. */
int due_wakes(const ImageTimer *timer);

/* How many deadlines clocks of SLAs can have after a record: each its breach and steps. */
int64_t due_clock_steps(const mops_agreement *agreement);

#endif
