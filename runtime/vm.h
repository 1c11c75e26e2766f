/* The VM: runs one block of an image's code on a lead, an event's values and an instant, and gives
 * one value. It reads and never writes, so conditions have no order of their own. The verifier made
 * sure of every operand; there is nothing to check here and nothing that can fail. */
#ifndef MOPS_VM_H
#define MOPS_VM_H

#include "runtime/agreement.h"

typedef struct {
  const mops_agreement *agreement;
  const int64_t *lead;
  const int64_t *event; /* values of the record; NULL where no block may read them */
  int64_t now;
} VmInput;

int64_t vm_run(const VmInput *input, uint32_t block);

/* What a score reads now: accumulated part, fact rules, steps; bounded by `shown`. */
int64_t score_read(const mops_agreement *agreement, const int64_t *lead, uint32_t score, int64_t now);
/* The same before `shown` bounds it. */
int64_t score_read_whole(const mops_agreement *agreement, const int64_t *lead, uint32_t score,
                         int64_t now);
/* Steps of a `for each` rule at an instant. */
int64_t each_steps(const ImageEachRule *rule, const int64_t *lead, int64_t now);

#endif
