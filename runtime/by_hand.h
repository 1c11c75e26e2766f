/* What people do by hand: a record that sets a stage or a score. As an import such a record
 * triggers nothing: that is how existing leads come in. */
#ifndef MOPS_BY_HAND_H
#define MOPS_BY_HAND_H

#include "runtime/fold.h"

/* RECORD_CODE_: those above RECORD_CODE_EVENT are entries of standard records rather than something
 * that the lead did. */
static inline uint32_t by_hand_kind(const mops_worker *worker, const mops_record *record) {
  return worker->agreement->RECORD[record->type].kind;
}
/* Whether a record triggers nothing. */
int by_hand_is_import(const mops_worker *worker, const mops_record *record);

/* A lead appears by an import, by which nothing is entered. Returns the stage's bit, or 0. */
uint64_t by_hand_appear(mops_worker *worker, int64_t *lead, const mops_record *record, int64_t now);
/* What a record by hand does; returns the stages that it entered, a bit each. */
uint64_t by_hand_occurs(mops_worker *worker, int64_t *lead, const mops_record *record, int64_t now);
/* Makes the accumulated part of a score what `wanted` is within `keep`, which is no rule's doing.
 * gone: what live awards were worth that go with it. */
void by_hand_points(mops_worker *worker, int64_t *lead, uint32_t index, int64_t wanted,
                    int64_t gone, Change change, int64_t now);
/* Settles; after an import not until the lead's next record or due step. */
void by_hand_settle(mops_worker *worker, int64_t *lead, const mops_record *record, uint64_t entered,
                    int64_t now);
/* After an import nothing follows: what is true is noted, and nothing has turned true. */
void by_hand_follow(mops_worker *worker, int64_t *lead);

#endif
