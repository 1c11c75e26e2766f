/* Counting the steps of deciding, in a build of its own (-DMOPS_MEASURE,
 * tests/property/cost_test.lua): a step is one instruction of the VM or one look at a row of the
 * agreement or at a slot of a ring. What is done only to tell reasons does not count. In every
 * other build all of this is nothing. */
#ifndef MOPS_MEASURE_H
#define MOPS_MEASURE_H

#ifdef MOPS_MEASURE

#include <stdint.h>

typedef struct {
  uint64_t steps, outer; /* of the record or due step; of the record that a due step comes before */
  int telling;           /* deeper than 0: they are not counted */
} Measured;
extern Measured measured;
void measure_record_ends(const void *lead);
void measure_step_ends(const void *lead);

#define MEASURE(count) ((void)(measured.telling || (measured.steps += (uint64_t)(count))))
#define MEASURE_TELLING(by) ((void)(measured.telling += (by)))
#define MEASURE_RECORD_BEGINS() ((void)(measured.steps = 0))
#define MEASURE_RECORD_ENDS(lead) measure_record_ends(lead)
#define MEASURE_STEP_BEGINS() ((void)(measured.outer = measured.steps, measured.steps = 0))
#define MEASURE_STEP_ENDS(lead) measure_step_ends(lead)

#else

#define MEASURE(count) ((void)0)
#define MEASURE_TELLING(by) ((void)0)
#define MEASURE_RECORD_BEGINS() ((void)0)
#define MEASURE_RECORD_ENDS(lead) ((void)0)
#define MEASURE_STEP_BEGINS() ((void)0)
#define MEASURE_STEP_ENDS(lead) ((void)0)

#endif
#endif
