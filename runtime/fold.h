/* Deciding: one record, or one due step, of one lead, in the phases of spec/4-meaning. */
#ifndef MOPS_FOLD_H
#define MOPS_FOLD_H

#include "runtime/vm.h"

/* One row of a condition with what it came to, until it is told. Those of one condition stand side
 * by side. */
typedef struct {
  uint32_t criterion;
  int64_t truth, value, other;
} Judged;

/* What made a rule fire or an `on` move happen. */
typedef struct {
  uint32_t event;    /* row of RECORD, NONE: no event */
  uint32_t becoming; /* row of BECOMING, NONE: nothing turned true */
  uint32_t judged;   /* its condition, in the worker's `judged`, or NONE */
  uint32_t counter;  /* row of COUNTER, NONE: it took only one event */
} Cause;

static const Cause no_cause = {NONE, NONE, NONE, NONE};

/* Something that a score's value came from, before it is written as a mops_reason. */
typedef struct {
  mops_reason_kind kind;
  uint32_t score, rule; /* rows; of `keep` the rule whose points it cut */
  int64_t points, count; /* count: steps; of CAPPED the row of GROUP */
  Cause cause;
} Change;

/* An event that follows from others happens at most once in one record or step. */
enum { DERIVED_NOT, DERIVED_WAITING, DERIVED_DONE };

/* A trigger of a route or SLA that happened, until all has settled. values: of the event, or NULL.
 * asked: its condition was read already. */
typedef struct {
  uint32_t trigger, event, becoming;
  const int64_t *values;
  int asked;
} Waiting;

typedef struct Roster Roster;

/* One thread's scratch memory; every array has the bound that the image gives. */
struct mops_worker {
  const mops_agreement *agreement;
  mops_memory memory;
  mops_sink sink;
  int trace;
  const char *key; /* of the lead that is decided on, for its decisions */
  size_t key_length;
  VmInput input;
  ImageCandidate *fired; /* those of a conditional run that fire */
  Change *changes; /* since the last `scored` decisions */
  uint32_t change_count;
  Judged *judged; /* since the record or step began, or the last move */
  uint32_t judged_count;
  uint64_t touched; /* scores that changed since, a bit each */
  int64_t before[MAX_SCORES];
  int64_t *cuts;          /* what each group cut before, as it is read: of scores that are touched */
  unsigned char *derived; /* by row of RECORD: what follows from the record or step, DERIVED_ */
  uint32_t derived_waiting;
  unsigned char *became; /* by row of BECOMING: it turned true in this record or step */
  int64_t *instants;     /* room for those of one ring */
  uint64_t scores_stale; /* scores that changed since fact rules were looked at, a bit each */
  uint64_t *stale;       /* fact rules that must be looked at, a bit each: what they read changed */
  int moved;             /* a stage changed in this pass */
  int changed;           /* something that a `when` move may read changed in this pass */
  Roster *roster;        /* the engine's; NULL: there is none */
  Waiting *waiting;      /* triggers of routes and SLAs that happened in this record or step */
  uint32_t waiting_count;
  uint64_t stages_left; /* the stage in which the lead was before it, as a bit */
  int has_moved;        /* a stage changed in it */
  int routed;           /* a lead was assigned in it: routes act no more */
  int silent;           /* it is no record: time alone does it */
  int passed_on;        /* its owner changed in it; owner_before: whose the lead was before it */
  int64_t owner_before;
  int64_t happened;     /* when: before the present instant, of a record that came late */
  int64_t assignment[ASSIGNMENT_ROUTE + 1]; /* values of the last one by a route */
  mops_reason *because; /* of the decision that is being written */
  uint32_t because_count;
};

/* The lead's state, slot by slot. */
static inline int64_t *lead_slots(mops_lead *lead) {
  return (int64_t *)(void *)lead;
}
static inline const int64_t *lead_slots_const(const mops_lead *lead) {
  return (const int64_t *)(const void *)lead;
}

/* Works out the facts that follow from others. */
void fold_derive(const mops_agreement *agreement, int64_t *lead);

/* Whether records of a type are of one lead alone. Others are the engine's: they need several. */
static inline int fold_takes(const mops_agreement *agreement, uint32_t type) {
  return agreement->RECORD[type].kind < RECORD_CODE_LEAD_MERGED;
}

/* The key of a lead that is merged into another. */
typedef struct {
  const char *bytes;
  size_t length;
} MergedKey;

/* Facts that a lead lacks are the merged one's. */
void fold_merge_facts(const mops_agreement *agreement, int64_t *lead, int64_t *merged);
/* The lead `merged` becomes one with this one, whose key stands in the worker. merged NULL: the
 * lead is the same as before, but its key was `key`. */
void fold_merged(mops_worker *worker, int64_t *lead, int64_t *merged, const MergedKey *key,
                 int64_t now);

/* A record judged at `now`, which is not before the lead's present instant. */
void fold_record(mops_worker *worker, int64_t *lead, const mops_record *record, int64_t now);
/* Whether a limit lets its rule fire now. */
int fold_limit_allows(const mops_agreement *agreement, const int64_t *lead,
                      const ImageEventRule *rule, const ImageLimit *limit, int64_t now);
/* What a lead waits for: its next due step, or its deadlines of the millisecond before. */
void fold_wake(mops_worker *worker, int64_t *lead);
/* Due steps up to and including `until`, and time itself. */
void fold_until(mops_worker *worker, int64_t *lead, int64_t until);

#endif
