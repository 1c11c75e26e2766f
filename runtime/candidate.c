/* Runs are sorted, so a few of them are merged faster than all triggers could be asked. */
#include "runtime/candidate.h"

#include <string.h>

#include "runtime/measure.h"
#include "runtime/number.h"

static const ImageRun *run_of_choice(const mops_agreement *agreement, const ImageChoice *choice,
                                     int64_t value) {
  const ImageRun *runs = agreement->RUN + choice->run_first;
  if (!choice->cut_count) return candidates_answer(runs, choice->run_count, value);
  return runs + cuts_reached(&agreement->CUT[choice->cut_first].from, sizeof(ImageCut), choice->cut_count,
                             value);
}

/* Puts a run's candidates in their places among those that are there, from the last on. */
static void merge(ImageCandidate *room, uint32_t count, const ImageCandidate *more,
                  uint32_t more_count) {
  for (uint32_t place = count + more_count; more_count; place--) {
    MEASURE(1);
    int takes_old = count && room[count - 1].trigger > more[more_count - 1].trigger;
    room[place - 1] = takes_old ? room[--count] : more[--more_count];
  }
}

static Candidates more(const mops_agreement *agreement, Candidates all, const ImageRun *run,
                       ImageCandidate *room) {
  MEASURE(1 + all.count);
  if (!run->count) return all;
  if (all.first != room) memcpy(room, all.first, all.count * sizeof *room);
  merge(room, all.count, agreement->CANDIDATE + run->first, run->count);
  return (Candidates){room, all.count + run->count, all.conditional | run->conditional};
}

static Candidates more_of_bits(const mops_agreement *agreement, Candidates all,
                               const ImageChoice *choice, int64_t value, ImageCandidate *room) {
  uint64_t bits = (uint64_t)value & ((UINT64_C(1) << choice->run_count) - 1);
  for (; bits; bits &= bits - 1)
    all = more(agreement, all, agreement->RUN + choice->run_first + __builtin_ctzll(bits), room);
  return all;
}

Candidates candidates_merged(const mops_agreement *agreement, const ImageRecord *type,
                             const int64_t *values, Candidates all, ImageCandidate *room) {
  for (uint32_t i = 0; i < type->choice_count; i++) {
    const ImageChoice *choice = agreement->CHOICE + type->choice_first + i;
    int64_t value = values[choice->value];
    all = choice->bits ? more_of_bits(agreement, all, choice, value, room)
                       : more(agreement, all, run_of_choice(agreement, choice, value), room);
  }
  return all;
}
