/* Did you mean: the nearest of some names by edit distance, or nothing when none is near. */
#ifndef MOPS_NAMES_H
#define MOPS_NAMES_H

#include "compiler/arena.h"

typedef struct {
  Text wanted, best;
  uint32_t distance;
} Nearest;

Nearest nearest_start(Text wanted);
void nearest_offer(Nearest *nearest, Text candidate);
/* Length 0 when nothing was close enough (about one mistake per three letters). */
Text nearest_best(const Nearest *nearest);

/* The field's word for a usual synonym ("status" -> "stage", "points" -> "score"), or length 0. */
Text synonym_of(Text word);

#endif
