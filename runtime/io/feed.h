/* Records that were read, given to the engine: which function takes one depends on its kind, and an
 * event whose id came before is left out. */
#ifndef MOPS_IO_FEED_H
#define MOPS_IO_FEED_H

#include "runtime/io/build.h"
#include "runtime/io/repeats.h"

typedef struct {
  const mops_agreement *agreement;
  mops_engine *engine;
  Repeats *repeats;  /* NULL: every event is taken */
  uint64_t repeated; /* events that were left out */
} Feed;

/* As mops_engine_fold, _merge, _erase, _roster or _account. */
mops_status feed_record(Feed *feed, const BuiltRecord *built, mops_problem *problem);

#endif
