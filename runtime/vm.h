/* The VM: runs one block of an image's code on a lead, an event's values and an instant, and gives
 * one value. It reads and never writes, so conditions have no order of their own. The verifier made
 * sure of every operand; there is nothing to check here and nothing that can fail. */
#ifndef MOPS_VM_H
#define MOPS_VM_H

#include "runtime/agreement.h"
#include "runtime/measure.h"
#include "runtime/number.h"

typedef struct {
  const mops_agreement *agreement;
  const int64_t *lead;
  const int64_t *event; /* values of the record; NULL where no block may read them */
  int64_t now;
} VmInput;

int64_t vm_run(const VmInput *input, uint32_t block);

/* Whether a condition is true. Most fail at one of their first comparisons with a fact; those are
 * made here, which saves the call of the VM (a tenth of the time of an event in `make bench`). */
static inline int vm_holds(const VmInput *input, uint32_t block) {
  const ImageCode *i = input->agreement->CODE + input->agreement->BLOCK[block].first;
  for (; i->a == SPACE_LEAD; i++) {
    MEASURE(1);
    int64_t value = input->lead[i->b];
    int holds = value != VALUE_MISSING;
    if (i->op == OP_UNLESS_AT_LEAST)
      holds &= value >= i->d;
    else if (i->op == OP_UNLESS_AT_MOST)
      holds &= value <= i->d;
    else if (i->op == OP_UNLESS_EQUAL)
      holds &= value == i->d;
    else
      break;
    if (!holds) i += i->c;
  }
  return i->op == OP_RETURN_CONSTANT ? i->d == 1 : vm_run(input, block) == 1;
}

/* What a score reads now: accumulated part, fact rules, steps; bounded by `shown`. */
int64_t score_read(const mops_agreement *agreement, const int64_t *lead, uint32_t score,
                   int64_t now);
/* The same before `shown` bounds it. */
int64_t score_read_whole(const mops_agreement *agreement, const int64_t *lead, uint32_t score,
                         int64_t now);
/* What of a sum a group lets be read. */
static inline int64_t group_bounded(const ImageGroup *group, int64_t sum) {
  return bounded(sum, minus(0, group->most), group->most);
}
/* Steps of a `for each` rule at an instant. */
int64_t each_steps(const ImageEachRule *rule, const int64_t *lead, int64_t now);
/* Whether it has any. */
static inline int each_begun(const ImageEachRule *rule, const int64_t *lead, int64_t now) {
  int64_t anchor = lead[rule->anchor];
  return anchor != VALUE_MISSING && minus(now, rule->period) >= anchor;
}

#endif
