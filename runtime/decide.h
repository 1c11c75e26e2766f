/* Telling what was decided: collects what a record changes and writes decisions with their reasons.
 * Without a sink nothing is collected. */
#ifndef MOPS_DECIDE_H
#define MOPS_DECIDE_H

#include "runtime/fold.h"

static inline int decide_wanted(const mops_worker *worker) {
  return worker->sink.decide != NULL;
}

/* Call before the first change of a score: remembers what it reads now. */
void decide_remember(mops_worker *worker, const int64_t *lead, uint32_t score, int64_t now);
static inline void decide_touch(mops_worker *worker, const int64_t *lead, uint32_t score,
                                int64_t now) {
  if (decide_wanted(worker)) decide_remember(worker, lead, score, now);
}

/* What a score's value came from. */
void decide_add(mops_worker *worker, Change change);
static inline void decide_change(mops_worker *worker, Change change) {
  if (decide_wanted(worker)) decide_add(worker, change);
}

/* Writes a `scored` decision for every score that something happened to, in source order. */
void decide_scores(mops_worker *worker, const int64_t *lead, int64_t now);
static inline void decide_forget(mops_worker *worker) {
  worker->touched = 0;
  worker->change_count = 0;
}

/* Writes a `stage` decision. move NONE: the lead appears. cause: of an `on` move. Call before the
 * stage changes. What was judged before a move is told with it, or not at all. */
void decide_move(mops_worker *worker, const int64_t *lead, uint32_t move, Cause cause, int64_t now);

/* The same of a stage that a record of `type` sets by hand. */
void decide_stage_set(mops_worker *worker, const int64_t *lead, uint32_t type, uint32_t stage,
                      int import, int64_t now);

/* An `assigned` decision: begin, reasons, then the decision itself. cause: what made the route act.
 * Reasons: decide_reason returns the place of one, which decide_amend writes anew; decide_condition
 * adds those of a condition as things are now. */
void decide_begin(mops_worker *worker);
uint32_t decide_reason(mops_worker *worker, const mops_reason *reason);
void decide_amend(mops_worker *worker, uint32_t place, const mops_reason *reason);
void decide_condition(mops_worker *worker, uint32_t criterion);
/* What made a route act, or ended a clock. */
void decide_cause(mops_worker *worker, const int64_t *lead, const Waiting *waiting);
/* route, pool: NONE for none. before, after: owners, or VALUE_MISSING. */
typedef struct {
  uint32_t route, pool;
  int64_t before, after;
  uint32_t sla;
  int again; /* a step of the SLA reassigns it */
} Assigned;
void decide_assigned(mops_worker *worker, const Assigned *assigned, int64_t now);
/* The same of one that a record of `type` makes by hand. */
void decide_assigned_by_hand(mops_worker *worker, uint32_t type, const Assigned *assigned,
                             int import, int64_t now);

/* What happens to an SLA's clock, or somebody is notified of (whom: NULL for nobody); its reasons
 * were begun. Instants and lengths: VALUE_MISSING for none. before, after: verdicts. */
typedef struct {
  uint32_t sla;
  int64_t since, due, ended, took, owner, before, after;
  const char *whom;
} Clock;
void decide_clock(mops_worker *worker, mops_decision_kind kind, const Clock *clock, int64_t now);

/* Writes that a lead whose key was another is this one now. */
void decide_merged(mops_worker *worker, const MergedKey *from, int64_t now);

/* Judges a condition as things are now, for telling it later. criterion: a row, or NONE. Returns
 * its place in the worker's `judged`, NONE: there is nothing to tell. */
uint32_t decide_judge(mops_worker *worker, uint32_t criterion);

/* One reason per row of a condition, as things are now. */
void decide_criteria(const mops_agreement *agreement, const VmInput *input, uint32_t criterion,
                     void (*give)(void *host, const mops_reason *reason), void *host);

/* A reason with the identity of a rule. */
mops_reason decide_rule_reason(const mops_agreement *agreement, mops_reason_kind kind,
                               uint32_t rule);

#endif
