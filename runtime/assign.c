#include "runtime/assign.h"

#include "runtime/by_hand.h"
#include "runtime/decide.h"
#include "runtime/measure.h"
#include "runtime/roster.h"
#include "runtime/route.h"

/* ---- owners ------------------------------------------------------------------------------ */

static void put_owner(mops_worker *worker, int64_t *lead, uint32_t owner, int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  int64_t *slots = lead + agreement->META->owner_slot, before = slots[OWNER_NOW];
  if (before != owner) {
    roster_count(worker->roster, before, lead[SLOT_STAGE], -1);
    roster_count(worker->roster, owner, lead[SLOT_STAGE], 1);
    if (!worker->passed_on) worker->owner_before = before;
    worker->passed_on = 1;
    if (before != VALUE_MISSING) slots[OWNER_BEFORE] = before;
    slots[OWNER_NOW] = owner;
  }
  slots[OWNER_SINCE] = now;
  if (worker->roster && !agreement->OWNER[owner].queue)
    roster_note(worker->roster, lead + agreement->META->facts_slot, owner, now);
  worker->changed = 1;
}

/* Fact rules may read whose the lead is. */
static void take_owner(mops_worker *worker, int64_t *lead, uint32_t owner, int64_t now) {
  put_owner(worker, lead, owner, now);
  fold_refresh(worker, lead, worker->agreement->META->static_facts, now);
}

/* ---- what waits -------------------------------------------------------------------------- */

void assign_wait(mops_worker *worker, Waiting waiting) {
  if (worker->waiting_count < worker->agreement->bounds.max_waiting)
    worker->waiting[worker->waiting_count++] = waiting;
}

static int where_holds(mops_worker *worker, const Waiting *waiting) {
  const ImageTrigger *trigger = worker->agreement->TRIGGER + waiting->trigger;
  if (waiting->asked) return 1;
  worker->input.event = waiting->values;
  int holds = fold_where(worker, trigger);
  worker->input.event = NULL;
  return holds;
}

/* The lead was in one stage before, and settled in this one. clocks: triggers of SLAs, or else of
 * routes. */
static void wait_for_stage(mops_worker *worker, const int64_t *lead, int clocks) {
  const mops_agreement *agreement = worker->agreement;
  if (!worker->has_moved || !agreement->META->settled_count) return;
  const ImageRun *run = agreement->RUN + agreement->META->settled_first;
  uint64_t here = UINT64_C(1) << (lead[SLOT_STAGE] & 63);
  for (uint32_t i = run->first; i < run->first + run->count; i++) {
    uint32_t row = agreement->CANDIDATE[i].trigger;
    const ImageTrigger *trigger = agreement->TRIGGER + row;
    MEASURE(1);
    if ((trigger->effect > EFFECT_ROUTE) != clocks) continue;
    if ((uint64_t)trigger->from & worker->stages_left && (uint64_t)trigger->to & here)
      assign_wait(worker, (Waiting){row, NONE, NONE, NULL, 0});
  }
}

/* What makes the first route act, as written, of those that wait and whose conditions hold now.
 * NULL: none does. */
static const Waiting *route_waiting(mops_worker *worker) {
  const Waiting *found = NULL;
  uint32_t first = NONE;
  for (uint32_t i = 0; i < worker->waiting_count; i++) {
    const Waiting *waiting = worker->waiting + i;
    const ImageTrigger *trigger = worker->agreement->TRIGGER + waiting->trigger;
    MEASURE(1);
    if (trigger->effect != EFFECT_ROUTE || trigger->target >= first ||
        !where_holds(worker, waiting))
      continue;
    first = trigger->target;
    found = waiting;
  }
  return found;
}

void assign_waiting_clocks(mops_worker *worker, const int64_t *lead, uint64_t asked[EFFECTS]) {
  uint32_t kept = 0;
  wait_for_stage(worker, lead, 1);
  for (uint32_t i = 0; i < worker->waiting_count; i++) {
    Waiting waiting = worker->waiting[i];
    const ImageTrigger *trigger = worker->agreement->TRIGGER + waiting.trigger;
    MEASURE(1);
    if (trigger->effect <= EFFECT_ROUTE || !where_holds(worker, &waiting)) continue;
    asked[trigger->effect] |= UINT64_C(1) << (trigger->target & 63);
    worker->waiting[kept++] = waiting;
  }
  worker->waiting_count = kept;
}

const Waiting *assign_asking(const mops_worker *worker, uint32_t effect, uint32_t sla) {
  for (uint32_t i = 0; i < worker->waiting_count; i++) {
    const ImageTrigger *trigger = worker->agreement->TRIGGER + worker->waiting[i].trigger;
    if (trigger->effect == effect && trigger->target == sla) return worker->waiting + i;
  }
  return NULL;
}

/* ---- assigning --------------------------------------------------------------------------- */

/* That a lead is assigned happens to it like an event. */
static void assigned(mops_worker *worker, int64_t *lead, uint32_t owner, uint32_t route,
                     int64_t now) {
  int64_t *values = worker->assignment; /* triggers of SLAs that wait read them later */
  values[ASSIGNMENT_OWNER] = owner;
  values[ASSIGNMENT_IMPORT] = 0;
  values[ASSIGNMENT_ROUTE] = route == NONE ? VALUE_MISSING : (int64_t)route;
  worker->routed = 1;
  uint64_t entered =
      fold_event_occurs(worker, lead, worker->agreement->bounds.assignment, values, now);
  fold_settle(worker, lead, entered, now);
}

int assign_settled(mops_worker *worker, int64_t *lead, int64_t now) {
  if (!worker->agreement->count[SECTION_ROUTE] || worker->routed) return 0;
  wait_for_stage(worker, lead, 0);
  const Waiting *waiting = route_waiting(worker);
  if (!waiting) return 0;
  uint32_t route = worker->agreement->TRIGGER[waiting->trigger].target;
  fold_pass_again(worker, lead, now);
  decide_begin(worker);
  decide_cause(worker, lead, waiting);
  Assigned told = {.route = route, .before = lead_owner(worker->agreement, lead)};
  uint32_t owner = route_choose(worker, lead, route, NONE, &told.pool, now);
  told.after = owner == NONE ? VALUE_MISSING : owner;
  decide_assigned(worker, &told, now);
  if (owner == NONE) return 1;
  take_owner(worker, lead, owner, now);
  assigned(worker, lead, owner, route, now);
  return 1;
}

void assign_again(mops_worker *worker, int64_t *lead, uint32_t sla, uint32_t route, uint32_t clause,
                  int64_t now) {
  int64_t before = lead_owner(worker->agreement, lead);
  uint32_t present = route_owner(worker->agreement, before);
  Assigned told = {.route = route, .pool = NONE, .before = before, .sla = sla, .again = 1};
  uint32_t owner = route == NONE ? route_ask(worker, lead, clause, present, &told.pool, now)
                                 : route_choose(worker, lead, route, present, &told.pool, now);
  told.after = owner == NONE ? before : owner;
  decide_assigned(worker, &told, now);
  if (owner == NONE) return;
  take_owner(worker, lead, owner, now);
  assigned(worker, lead, owner, route, now);
}

uint64_t assign_by_hand(mops_worker *worker, int64_t *lead, const mops_record *record,
                        int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  int64_t owner = record->value[ASSIGNMENT_OWNER], route = record->value[ASSIGNMENT_ROUTE];
  int import = by_hand_is_import(worker, record);
  if (owner < 0 || owner >= agreement->count[SECTION_OWNER]) return 0; /* a host may set any */
  int known = route >= 0 && route < agreement->count[SECTION_ROUTE];
  Assigned told = {.route = known ? (uint32_t)route : NONE,
                   .pool = NONE,
                   .before = lead_owner(agreement, lead),
                   .after = owner};
  decide_scores(worker, lead, now);
  decide_assigned_by_hand(worker, record->type, &told, import, now);
  take_owner(worker, lead, (uint32_t)owner, now);
  if (!import) return fold_event_occurs(worker, lead, record->type, record->value, now);
  worker->owner_before = owner;
  fold_event_remember(worker, lead, record->type, record->value, now);
  fold_refresh(worker, lead, agreement->META->static_facts, now);
  return 0;
}

void assign_merged(mops_worker *worker, int64_t *lead, const int64_t *merged, uint32_t type,
                   int64_t now) {
  const mops_agreement *agreement = worker->agreement;
  int64_t owner = lead_owner(agreement, merged);
  if (owner < 0 || owner >= agreement->count[SECTION_OWNER]) return;
  if (lead_owner(agreement, lead) != VALUE_MISSING) return;
  Assigned told = {.route = NONE, .pool = NONE, .before = VALUE_MISSING, .after = owner};
  decide_assigned_by_hand(worker, type, &told, 0, now);
  put_owner(worker, lead, (uint32_t)owner, now);
  worker->owner_before = owner;
}
