/* What tests/property/cost_test.lua links beside a build with -DMOPS_MEASURE: the most steps of a
 * record and of a due step, and the most due steps of a lead after one record, on standard error at
 * the end. */
#include <stdio.h>

#include "runtime/measure.h"

#ifdef MOPS_MEASURE

enum { LEADS = 64 };

Measured measured;
static uint64_t record_most, step_most, due_most;
static const void *leads[LEADS]; /* those of a case are few */
static uint64_t due[LEADS];

static uint64_t larger(uint64_t a, uint64_t b) {
  return a > b ? a : b;
}

static uint64_t *due_of(const void *lead) {
  int i = 0;
  while (i < LEADS - 1 && leads[i] && leads[i] != lead) i++;
  leads[i] = lead;
  return &due[i];
}

void measure_record_ends(const void *lead) {
  record_most = larger(record_most, measured.steps);
  *due_of(lead) = 0;
}

void measure_step_ends(const void *lead) {
  step_most = larger(step_most, measured.steps);
  due_most = larger(due_most, ++*due_of(lead));
  measured.steps = measured.outer;
}

__attribute__((destructor)) static void say(void) {
  fprintf(stderr, "\nmeasured: record %llu, step %llu, due %llu\n", (unsigned long long)record_most,
          (unsigned long long)step_most, (unsigned long long)due_most);
}

#endif
