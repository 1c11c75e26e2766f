/* Which triggers an event may fire, by its values: the run that its record's `by` gives and those
 * of its choices, put together in the order of the triggers. */
#ifndef MOPS_CANDIDATE_H
#define MOPS_CANDIDATE_H

#include "runtime/agreement.h"

typedef struct {
  const ImageCandidate *first;
  uint32_t count;
  uint32_t conditional; /* it must be asked which of them fire */
} Candidates;

static inline Candidates candidates_of_run(const mops_agreement *agreement, const ImageRun *run) {
  return (Candidates){agreement->CANDIDATE + run->first, run->count, run->conditional};
}

/* The run of an answer; the first is that of all other values. */
static inline const ImageRun *candidates_answer(const ImageRun *runs, uint32_t count,
                                                int64_t value) {
  return (uint64_t)value < count - 1 ? runs + 1 + value : runs;
}

/* Puts those of an event's choices among them, in `room`: for the longest runs of one event. */
Candidates candidates_merged(const mops_agreement *agreement, const ImageRecord *type,
                             const int64_t *values, Candidates all, ImageCandidate *room);

/* values: of the event, NULL if it has none. */
static inline Candidates candidates_of_event(const mops_agreement *agreement, uint32_t event,
                                             const int64_t *values, ImageCandidate *room) {
  const ImageRecord *type = agreement->RECORD + event;
  const ImageRun *run = agreement->RUN + type->run_first;
  if (type->by != NONE) run = candidates_answer(run, type->run_count, values[type->by]);
  Candidates all = candidates_of_run(agreement, run);
  return type->choice_count ? candidates_merged(agreement, type, values, all, room) : all;
}

#endif
