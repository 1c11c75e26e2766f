-- Bugs of SLAs; see planted.lua.
package.path = "tests/lib/?.lua;tests/property/?.lua;" .. package.path
local planted = require "planted"

planted.test("planted-sla", "", {
  { "a clock is due a millisecond early", "runtime/clock.c", "if (!span->hours) return plus(from, span->amount);",
    "if (!span->hours) return plus(from, span->amount) - 1;" },
  { seed = 62, "clocks are due before records of the instant", "runtime/fold.c", "  while (lead[SLOT_NEXT] <= until) fold_wake(worker, lead);",
    "  while (lead[SLOT_NEXT] - !!(lead[SLOT_FLAGS] & LEAD_DEADLINE) <= until) fold_wake(worker, lead);" },
  { seed = 1356, "the next millisecond comes before what other leads have due", "runtime/engine.c",
    "if (is_due_a != is_due_b) return is_due_a < is_due_b;", "(void)is_due_a, (void)is_due_b;" },
  { "what stood counts", "runtime/clock.c", "clock[CLOCK_HELD] = plus(clock[CLOCK_HELD], held);", "" },
  { "a pause moves nothing that is due", "runtime/clock.c", "clock[CLOCK_DUE] = span_after(&span, clock[CLOCK_DUE], held);", ";" },
  { seed = 53, "a pause moves what was breached", "runtime/clock.c", "  if (clock[CLOCK_VERDICT] == VERDICT_CODE_OPEN)\n    clock[CLOCK_DUE]",
    "    clock[CLOCK_DUE]" },
  { "a pause moves no steps", "runtime/clock.c", "*instant = span_after(&own, *instant, span_between(&own, paused, now));", "(void)own;" },
  { "time ends no pause", "compiler/timer_plan.c", "plan_pause(lowering, input, ((const Sla *)model->slas.items[i])->paused, NONE);", ";" },
  { "another owner always begins anew", "runtime/clock.c", "if (passed_on && agreement->SLA[i].restarts)", "if (passed_on)" },
  { "another owner never begins anew", "compiler/lower_sla.c", ".restarts = sla->restarts != 0,", ".restarts = 0," },
  { "a restart counts reassignments anew", "runtime/clock.c", "if (clock[CLOCK_RUNS] && may_start(worker, lead)) run_clock(",
    "if (clock[CLOCK_RUNS] && may_start(worker, lead)) count_afresh(worker->agreement, lead, worker->agreement->SLA + sla), run_clock(" },
  { seed = 80, "an import begins anew", "runtime/assign.c", "  worker->owner_before = owner;\n  fold_event_remember", "  fold_event_remember" },
  { "what cancels beats what meets", "runtime/clock.c",
    "    if (asked[EFFECT_MET] & bit) meet(worker, lead, i, now);\n    if (asked[EFFECT_CANCEL] & bit) cancel(worker, lead, i, now);\n",
    "    if (asked[EFFECT_CANCEL] & bit) cancel(worker, lead, i, now);\n    if (asked[EFFECT_MET] & bit) meet(worker, lead, i, now);\n" },
  { "a clock that runs starts again", "runtime/clock.c", "if (clock[CLOCK_RUNS] || !may_start(worker, lead)) return;",
    "if (!may_start(worker, lead)) return;" },
  { "shares are rounded down", "runtime/clock.c", "number_scale(all, step->share, 10000)", "all * step->share / 10000" },
  { "the last of what is due at an instant comes first", "runtime/clock.c", "instant == VALUE_LIMIT || instant >= next)",
    "instant == VALUE_LIMIT || instant > next)" },
}, {})
