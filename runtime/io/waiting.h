/* Event records of one input that came too early to be judged: each waits until one that is so much
 * later has come. So records that come out of order by no more than that are put in order. */
#ifndef MOPS_IO_WAITING_H
#define MOPS_IO_WAITING_H

#include "runtime/io/reader.h"

typedef struct Waiting Waiting;

/* lateness: milliseconds. keep_raw: also what records were read from. NULL: no memory. */
Waiting *waiting_create(int64_t lateness, int keep_raw);
void waiting_free(Waiting *waiting);

/* Takes a copy. 0: no memory. */
int waiting_add(Waiting *waiting, const ReaderRecord *record);

/* Gives the earliest, of one instant the one that came first, if nothing may come before it any
 * more: at_end, when nothing comes at all. It is good until the next call. 0: there is none. */
int waiting_take(Waiting *waiting, int at_end, ReaderRecord *record);

#endif
