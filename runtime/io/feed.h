/* A record that was read, given to the engine: which function takes it depends on its kind. */
#ifndef MOPS_IO_FEED_H
#define MOPS_IO_FEED_H

#include "runtime/io/build.h"

/* As mops_engine_fold, mops_engine_merge or mops_engine_erase. */
mops_status feed_record(const mops_agreement *agreement, mops_engine *engine,
                        const BuiltRecord *built, mops_problem *problem);

#endif
