-- Bugs of routing; see planted.lua.
package.path = "tests/lib/?.lua;tests/property/?.lua;" .. package.path
local planted = require "planted"

planted.test("planted-routing", "sla", {
  { seed = 33, "weights are forgotten", "runtime/roster.c", "roster->standing[member].credit += reason.each;\n      turns += reason.each;",
    "roster->standing[member].credit += 1;\n      turns += 1;" },
  { seed = 52, "who gets a lead pays only for herself", "runtime/roster.c", "give(roster, best, turns, day, turn->now);",
    "give(roster, best, turns ? best_reason.each : 0, day, turn->now);" },
  { "who can't take a lead gains all the same", "runtime/roster.c", "if (reason.passed == MOPS_PASSED_NOT && in_turns(pool)) {",
    "if (in_turns(pool)) {" },
  { seed = 33, "yesterday's leads count for today", "runtime/roster.c", "standing->today = standing->day == day ? standing->today + 1 : 1;", "standing->today++;" },
  { "a day's cap is one too many", "runtime/roster.c", "reason->count >= row->day_cap", "reason->count > row->day_cap" },
  { seed = 57, "a cap counts leads in all stages", "runtime/roster.c", "reason->count = held_in(roster, row->owner, pool->held);",
    "reason->count = held_in(roster, row->owner, -1);" },
  { seed = 100, "of those with as few leads the first gets the next", "runtime/roster.c", "roster->standing[member].last < roster->standing[best].last; /*", "0; /*" },
  { seed = 264, "the last owner is known an instant too long", "runtime/roster.c", "entry->at > minus(now, within)", "entry->at >= minus(now, within)" },
  { seed = 238, "an absence ends an instant late", "runtime/roster.c", "presence->absence[i].until > now)\n      until =",
    "presence->absence[i].until >= now)\n      until =" },
  { seed = 164, "an absence begins unseen", "runtime/engine.c", "  while (engine->next_away <= until) {", "  while (engine->next_away < until) {" },
  { "the last route as written acts", "runtime/assign.c", "trigger->target >= first ||", "(trigger->target <= first && first != NONE) ||" },
  { "a stage that was passed through makes routes act", "runtime/assign.c", "(uint64_t)trigger->from & worker->stages_left && (uint64_t)trigger->to & here",
    "(uint64_t)trigger->from & worker->stages_left" },
  { seed = 53, "a merged lead's owner is lost", "runtime/assign.c", "if (lead_owner(agreement, lead) != VALUE_MISSING) return;", "return;" },
  { "who has the lead had it before", "runtime/assign.c", "if (before != VALUE_MISSING) slots[OWNER_BEFORE] = before;", "slots[OWNER_BEFORE] = owner;" },
  { "leads of queues are remembered", "runtime/assign.c", "if (worker->roster && !agreement->OWNER[owner].queue)", "if (worker->roster)" },
  { "rules do not see whose a lead is", "runtime/assign.c", "  fold_refresh(worker, lead, worker->agreement->META->static_facts, now);", "  (void)now;" },
  { seed = 299, "a queue has no roles", "runtime/route.c", "if (agreement->OWNER[owner].queue) owner = agreement->OWNER[owner].person;",
    "if (agreement->OWNER[owner].queue) return NONE;" },
  { "a second route acts", "runtime/fold.c", "  follow(worker, lead, now);\n  return 1;",
    "  follow(worker, lead, now);\n  worker->routed = 0;\n  assign_settled(worker, lead, now);\n  return 1;" },
  { "who comes back is away all the same", "runtime/roster.c", "if (presence->absence[i].from <= now) presence->absence[i].until = now;", ";" },
}, {})
