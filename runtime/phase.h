/* The steps that a record by hand (by_hand.c), an assignment (assign.c), clocks (clock.c) and leads
 * that become one (merge.c) share with events (fold.c): from fold_begin to fold_finish, with what
 * happens between them. For these modules only.
 */
#ifndef MOPS_PHASE_H
#define MOPS_PHASE_H

#include "runtime/fold.h"

static inline int fold_holds(const mops_worker *worker, uint32_t block) {
  return block == NONE || vm_holds(&worker->input, block);
}

/* Of a trigger: whether what it asks of the event, and its condition, hold now. */
int fold_where(const mops_worker *worker, const ImageTrigger *trigger);

void fold_begin(mops_worker *worker, const int64_t *lead, int64_t now);
/* Tells what the pass before did, and begins another at the same instant. */
void fold_pass_again(mops_worker *worker, const int64_t *lead, int64_t now);
/* An event of values happens: awards, the `on` move. Returns the stage that it enters, as a bit. */
uint64_t fold_event_occurs(mops_worker *worker, int64_t *lead, uint32_t event,
                           const int64_t *values, int64_t now);
/* It happened earlier: that is remembered, but triggers nothing. */
void fold_event_remember(mops_worker *worker, int64_t *lead, uint32_t event, const int64_t *values,
                         int64_t now);
/* Looks at the fact rules from row `first` on: all, or those that read more than facts. */
void fold_refresh(mops_worker *worker, int64_t *lead, uint32_t first, int64_t now);
/* Takes `when` moves until none is left to take. entered: stages that can't be entered again. */
void fold_settle(mops_worker *worker, int64_t *lead, uint64_t entered, int64_t now);
/* What follows; then scores that changed are told (quiet: only if something happened beside them),
 * and when the lead wakes up next is worked out. */
void fold_finish(mops_worker *worker, int64_t *lead, int quiet, int64_t now);

/* A move that a step of an SLA makes, and what `when` moves follow. */
void fold_move(mops_worker *worker, int64_t *lead, uint32_t move, int64_t now);
/* Pauses are read, and when the lead wakes up next is worked out. */
void fold_end(mops_worker *worker, int64_t *lead);

/* Puts a lead into a stage that it was in before: that is remembered, but triggers nothing. */
void fold_import_stage(mops_worker *worker, int64_t *lead, uint32_t to, int64_t now);
/* A move to a stage occurs; a lead that has none appears in it. */
void fold_enter_stage(mops_worker *worker, int64_t *lead, uint32_t to, int64_t now);

/* Points within the score's `keep`. */
int64_t fold_keep(const ImageScore *score, int64_t points);
/* Decay counts from here if nothing else anchors it. before: the accumulated part. */
void fold_anchor_decay(const mops_agreement *agreement, int64_t *lead, const ImageScore *score,
                       int64_t before, int64_t now);
/* Firings and counts of a score's rules start again, and what was given by hand is gone. Returns
 * what live awards that go were worth. */
int64_t fold_restart_rules(const mops_agreement *agreement, int64_t *lead, const ImageScore *score);

#endif
