#include "runtime/route.h"

#include "runtime/decide.h"
#include "runtime/measure.h"
#include "runtime/roster.h"

/* A clause that is asked, and what comes of it. */
typedef struct {
  mops_worker *worker;
  const int64_t *lead;
  const ImageClause *clause;
  uint32_t except;
  int64_t now;
  mops_reason reason;
} Asked;

/* ---- whom a clause names ----------------------------------------------------------------- */

uint32_t route_owner(const mops_agreement *agreement, int64_t value) {
  return value >= 0 && value < agreement->count[SECTION_OWNER] ? (uint32_t)value : NONE;
}

uint32_t route_holder(const mops_agreement *agreement, uint32_t role, uint32_t owner) {
  if (owner == NONE) return NONE;
  if (agreement->OWNER[owner].queue) owner = agreement->OWNER[owner].person;
  return owner == NONE ? NONE : agreement->ROLE_HOLDER[agreement->ROLE[role].first + owner].owner;
}

static uint32_t last_owner(const Asked *asked) {
  const mops_agreement *agreement = asked->worker->agreement;
  uint32_t lookup = asked->clause->lookup;
  int64_t value = asked->lead[agreement->META->facts_slot + agreement->LOOKUP[lookup].value];
  return roster_last(asked->worker->roster, lookup, value, asked->clause->within, asked->now);
}

static uint32_t named(Asked *asked) {
  const mops_agreement *agreement = asked->worker->agreement;
  const int64_t *owner = asked->lead + agreement->META->owner_slot;
  switch (asked->clause->kind) {
  case TARGET_CODE_OWNER: return route_owner(agreement, owner[OWNER_NOW]);
  case TARGET_CODE_PREVIOUS: return route_owner(agreement, owner[OWNER_BEFORE]);
  case TARGET_CODE_LAST: return last_owner(asked);
  case TARGET_CODE_ROLE:
    return route_holder(agreement, asked->clause->role, route_owner(agreement, owner[OWNER_NOW]));
  case TARGET_CODE_QUEUE: return asked->clause->queue;
  default: return route_owner(agreement, vm_run(&asked->worker->input, asked->clause->value));
  }
}

/* ---- whether it takes the lead ------------------------------------------------------------- */

/* Queues take leads where they are named; reps if they are there. */
static uint32_t ask_owner(Asked *asked) {
  const mops_agreement *agreement = asked->worker->agreement;
  uint32_t owner = named(asked);
  mops_reason *reason = &asked->reason;
  reason->owner = owner;
  if (owner == NONE) {
    reason->passed = MOPS_PASSED_NOBODY;
  } else if (agreement->OWNER[owner].queue && owner == asked->except) {
    reason->passed = MOPS_PASSED_PRESENT;
  } else if (agreement->OWNER[owner].queue) {
    int keeps =
        asked->clause->kind == TARGET_CODE_QUEUE || asked->clause->kind == TARGET_CODE_OWNER;
    reason->passed = keeps ? MOPS_PASSED_NOT : MOPS_PASSED_QUEUE;
  } else {
    reason->passed = roster_able(agreement, asked->worker->roster, owner, asked->clause->available,
                                 asked->now, reason);
    if (reason->passed == MOPS_PASSED_NOT && owner == asked->except)
      reason->passed = MOPS_PASSED_PRESENT;
  }
  return reason->passed == MOPS_PASSED_NOT ? owner : NONE;
}

/* A clause is told with its criteria. Returns its place, for what comes of it only later. */
static uint32_t tell_clause(Asked *asked) {
  uint32_t place = decide_reason(asked->worker, &asked->reason);
  decide_condition(asked->worker, asked->clause->criterion);
  return place;
}

/* What members of a pool could do is told after that. */
static void tell_member(void *host, const mops_reason *reason) {
  decide_reason(host, reason);
}

static uint32_t ask_pool(Asked *asked) {
  const mops_agreement *agreement = asked->worker->agreement;
  int64_t pool = vm_run(&asked->worker->input, asked->clause->value);
  int is_one = pool >= 0 && pool < agreement->count[SECTION_POOL];
  asked->reason.passed = is_one ? MOPS_PASSED_POOL : MOPS_PASSED_NOBODY;
  if (is_one) asked->reason.pool = (uint32_t)pool;
  uint32_t place = tell_clause(asked);
  if (!is_one) return NONE;
  if (!asked->worker->roster) return NONE; /* whoever holds the pool picks the member */
  Turn turn = {.pool = (uint32_t)pool,
               .except = asked->except,
               .within = asked->clause->available,
               .now = asked->now,
               .host = asked->worker};
  if (decide_wanted(asked->worker)) turn.tell = tell_member;
  uint32_t owner = roster_turn(asked->worker->roster, &turn);
  if (owner != NONE) asked->reason.passed = MOPS_PASSED_NOT;
  asked->reason.owner = owner;
  asked->reason.truth = owner != NONE;
  decide_amend(asked->worker, place, &asked->reason);
  return owner;
}

static uint32_t ask(Asked *asked) {
  const mops_agreement *agreement = asked->worker->agreement;
  const ImageClause *clause = asked->clause;
  MEASURE(1);
  asked->reason = decide_rule_reason(agreement, MOPS_REASON_CLAUSE, clause->rule);
  asked->reason.owner = asked->reason.pool = MOPS_NOT_FOUND;
  if (!fold_holds(asked->worker, clause->condition)) {
    asked->reason.passed = MOPS_PASSED_CONDITION;
    tell_clause(asked);
    return NONE;
  }
  if (clause->kind == TARGET_CODE_POOL) return ask_pool(asked);
  uint32_t owner = ask_owner(asked);
  asked->reason.truth = owner != NONE;
  tell_clause(asked);
  return owner;
}

uint32_t route_choose(mops_worker *worker, const int64_t *lead, uint32_t route, uint32_t except,
                      uint32_t *pool, int64_t now) {
  const ImageRoute *row = worker->agreement->ROUTE + route;
  Asked asked = {.worker = worker, .lead = lead, .except = except, .now = now};
  uint32_t owner = NONE;
  for (uint32_t i = row->first; i < row->first + row->count && owner == NONE; i++) {
    asked.clause = worker->agreement->CLAUSE + i;
    owner = ask(&asked);
  }
  *pool = asked.reason.pool;
  return owner;
}

uint32_t route_ask(mops_worker *worker, const int64_t *lead, uint32_t clause, uint32_t except,
                   uint32_t *pool, int64_t now) {
  Asked asked = {.worker = worker,
                 .lead = lead,
                 .clause = worker->agreement->CLAUSE + clause,
                 .except = except,
                 .now = now};
  uint32_t owner = ask(&asked);
  *pool = asked.reason.pool;
  return owner;
}
