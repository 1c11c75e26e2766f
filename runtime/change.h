/* How often time alone can change what conditions read, until the lead's next record: worked out
 * from how often time makes stages entered, definitions turn true and derived events happen. All
 * numbers are bounds; INT64_MAX stands for none. */
#ifndef MOPS_CHANGE_H
#define MOPS_CHANGE_H

#include "runtime/agreement.h"

/* own: also because of what is being asked about (runtime/due.c), which `count` leaves out. */
typedef struct {
  int64_t count;
  int own;
} Happened;

/* How often a value can rise and fall. */
typedef struct {
  int64_t ups, downs;
  int64_t turns; /* how often it can come to a bound from one side, if that is known to be less */
  int own;       /* as above; then it may come to a bound whenever it moves there */
  int truth;     /* it is 0 or 1 */
} Change;

typedef struct {
  const mops_agreement *agreement;
  Happened *stages, *becomings, *events; /* given: entered, turned true, happened, by row */
  Happened *anchors, *histories, *rules, *moves, *derived; /* what these fire, by row */
  Change *slots, *scores, *given, *facts, *blocks;         /* by row; given: without fact rules */
  int64_t *decays, *awards; /* steps of a decay; awards that are accumulated, by score */
  char *asked;              /* by block: what is to be worked out of it */
  uint32_t *bypassed;       /* by instruction of one block: from where it is skipped to, + 1 */
} Changes;

/* Whether routes, or steps of SLAs, give leads to somebody. */
static inline int change_assigns(const mops_agreement *agreement) {
  return agreement->count[SECTION_ROUTE] ||
         agreement->bounds.silent_starts > SILENT_STARTS * agreement->count[SECTION_SLA];
}

/* Whether a record's event follows from what happens: of one that follows from others, and that a
 * lead is assigned. */
static inline int change_follows(const mops_agreement *agreement, uint32_t record) {
  int assigned = change_assigns(agreement) && record == agreement->bounds.assignment;
  return agreement->RECORD[record].derived || assigned;
}

/* How often one thing that an SLA's clock does can be done: by the clock that runs already, and by
 * those that time starts. */
static inline int64_t change_clock_runs(const mops_agreement *agreement) {
  return 1 + (int64_t)agreement->bounds.silent_starts;
}

/* Once, before all else: finds the blocks that follow what happens. All of it is taken to happen,
 * and is given as own. */
void changes_begin(Changes *changes);
/* Fills all that is not given. */
void changes_work_out(Changes *changes);
/* How often a condition turns true. */
int64_t change_rises(Change change);

/* Steps of a decay from the most that there can be. */
int64_t decay_steps_most(const mops_agreement *agreement, const ImageDecay *decay);
/* Steps of a percentage until nothing is left of it. */
int64_t decay_percent_steps(const mops_agreement *agreement, const ImageDecay *decay);

#endif
