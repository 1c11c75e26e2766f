-- Bugs of the verdicts of SLAs and of what their steps do; see planted.lua.
package.path = "tests/lib/?.lua;tests/property/?.lua;" .. package.path
local planted = require "planted"

planted.test("planted-sla-steps", "", {
  { seed = 383, "no late answer corrects", "runtime/clock.c", "if (at == now || !in_time || before == VERDICT_CODE_MET || at > clock[CLOCK_ENDED]) return;",
    "return;" },
  { "an answer counts from when it is told", "runtime/fold.c", "if (record->at < now) worker->happened = record->at;", "" },
  { "a breach ends the clock", "runtime/clock.c", "clock[CLOCK_VERDICT] = breached.after = VERDICT_CODE_BREACHED;",
    "clock[CLOCK_VERDICT] = breached.after = VERDICT_CODE_BREACHED;\n  clock[CLOCK_RUNS] = 0;" },
  { "what was breached is cancelled", "runtime/clock.c", "before == VERDICT_CODE_BREACHED ? VERDICT_CODE_BREACHED : VERDICT_CODE_CANCELLED",
    "VERDICT_CODE_CANCELLED" },
  { "a cancellation is not told", "runtime/clock.c", "  tell_end(worker, lead, MOPS_DECISION_SLA_CANCELLED, sla, before, now);\n", "  (void)before;\n" },
  { "the present owner gets it again", "runtime/assign.c", "uint32_t present = route_owner(worker->agreement, before);",
    "uint32_t present = NONE;" },
  { seed = 102, "what a reassignment does to scores is not told", "runtime/clock.c",
    "action->clause_first, now);\n  fold_finish(worker, lead, 0, now);", "action->clause_first, now);\n  fold_finish(worker, lead, 1, now);" },
  { "a step reassigns for ever", "runtime/clock.c", "if (*count >= action->at_most) return;", "" },
  { "the last target holds", "runtime/clock.c", "SLA_TARGET[sla->target_first + place].condition))\n      break;",
    "SLA_TARGET[sla->target_first + place].condition))\n      continue;" },
  { seed = 235, "a queue has no hours", "runtime/clock.c", "if (row->queue && row->person != NONE) row =", "if (0) row =" },
  { "days of who has no hours are 24 hours long", "runtime/clock.c",
    "if (!span->hours) return bounded_instant(days_later(agreement, from, span->amount));",
    "if (!span->hours) return plus(from, times(span->amount, DAY_MS));" },
  { "a deadline lies in a break", "runtime/open_time.c", "if (time <= ranges[i].to) return larger(time, ranges[i].from);",
    "if (time <= ranges[i].to) return time;" },
  { "an end at a closing is at the next opening", "runtime/clock.c", "if (!time || from == VALUE_LIMIT) return from;",
    "if (from == VALUE_LIMIT) return from;\n  if (span->hours) return open_time_opening(span->hours, bounded_instant(open_time_add(span->hours, from, time)));" },
  { seed = 74, "a merged lead's clock is lost", "runtime/clock.c", "if (!takes) continue;", "if (takes || !takes) continue;" },
  { seed = 80, "moves of steps start nothing", "runtime/clock.c", "  fold_move(worker, lead, row, now);\n",
    "  fold_move(worker, lead, row, now);\n  worker->has_moved = 0;\n" },
}, {})
