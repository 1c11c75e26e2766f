-- The figures of `mopsc report`, worked out by hand from a few decisions. Times are New York's in the comments (four
-- hours behind UTC until 1 November 2026, 06:00 UTC, five from then on).

package.path = "tests/lib/?.lua;" .. package.path
local cjson = require "cjson"
local tap = require "tap"
local scratch = tap.scratch("report-figures")

local agreement = scratch .. "/a.mops"
tap.write(agreement, [[
agreement "By hand" {
  timezone "America/New_York"
  parties marketing, sales
}
enum reason { no_budget, no_need }
lead { email: email key }
event demo
event contacted passive
event rejected passive { reason: reason }
score interest { +10 "Demo" on demo }
lifecycle {
  stage lead owned by marketing
  stage mql  owned by sales
  stage won  owned by sales  final
  start at lead
  lead -> mql on demo
  mql -> lead on rejected
  mql -> won  on contacted
}
rep maria { name "Maria Silva" }
rep ana   { manager maria }
rep ben   { manager maria }
pool all { ana, ben } round robin
queue desk
route inbound on entering mql {
  to all
  otherwise to desk
}
sla answer "First answer" {
  starts on assigned
  met    on contacted
  within 4 hours
  on reassign restart
}
]])

-- ---- decisions, shortly written -------------------------------------------------------------------

local lines, path = {}, scratch .. "/decisions.jsonl"
local function say(at, lead, decision, fields, because)
  local record = { at = at, lead = lead, decision = decision, because = because or {} }
  for name, value in pairs(fields) do record[name] = value end
  -- Keys may stand in any order; an empty list of reasons is a list.
  local text = cjson.encode(record):gsub('"because":{}', '"because":[]')
  -- In order of time, and as written at one instant.
  local place = #lines + 1
  while place > 1 and lines[place - 1].at > at do place = place - 1 end
  table.insert(lines, place, { at = at, text = text })
end
local null = cjson.null
local function stage(at, lead, before, after, because) say(at, lead, "stage", { before = before, after = after }, because) end
local function assigned(at, lead, before, after, because)
  say(at, lead, "assigned", { route = "inbound", pool = null, before = before, after = after }, because)
end
local function clock(at, lead, what, owner, after, took, because)
  say(at, lead, "sla_" .. what, { sla = "answer", owner = owner, before = null, after = after, since = at, due = null,
                                  took_seconds = took }, because)
end
local function rejected(reason) return { { rule = "lifecycle/mql -> lead", line = 13, event = "rejected", with = { reason = reason } } } end

local function report(...)
  local texts = {}
  for i, line in ipairs(lines) do texts[i] = line.text end
  tap.write(path, table.concat(texts, "\n") .. "\n")
  local said, status = tap.run("report", agreement, "--decisions", path, "--json", scratch .. "/found.json", ...)
  if status ~= 0 then return nil, said end
  return cjson.decode(tap.read(scratch .. "/found.json")), said
end
local function find(list, name, value)
  for _, item in ipairs(list) do if item[name] == value then return item end end
  error("no " .. tostring(value))
end
local function plain(value) return type(value) == "number" and ("%.14g"):format(value) or tostring(value) end
local function is(found, expected, what)
  for name, value in pairs(expected) do tap.is(plain(found[name]), plain(value), what .. ": " .. name) end
end

-- Sunday 25 October to Tuesday 3 November; Monday the 26th begins a week, and so does the 2nd.
--
-- a: lead on the 25th at 23:59:59 (still the week of the 19th), MQL a second later (the week of the 26th), ana's;
--    answered in 3 hours. Won.
stage("2026-10-26T03:59:59Z", "a", null, "lead")
say("2026-10-26T04:00:00Z", "a", "scored", { score = "interest", before = 0, after = 10 })
stage("2026-10-26T04:00:00Z", "a", "lead", "mql")
assigned("2026-10-26T04:00:00Z", "a", null, "ana")
clock("2026-10-26T04:00:00Z", "a", "started", "ana", "open")
clock("2026-10-26T07:00:00Z", "a", "met", "ana", "met", 10800)
stage("2026-10-26T07:00:00Z", "a", "mql", "won")
-- b: MQL on the 27th, ben's; breached, and then taken over by ana, who is late too. Then rejected, told by a move and by a
--    clock: once. The second rejection, of the second time as MQL, has another reason; then it is ana's by hand.
stage("2026-10-27T14:00:00Z", "b", null, "mql")
assigned("2026-10-27T14:00:00Z", "b", null, "ben")
clock("2026-10-27T14:00:00Z", "b", "started", "ben", "open")
clock("2026-10-27T18:00:00Z", "b", "breached", "ben", "breached")
say("2026-10-28T14:00:00Z", "b", "reassigned", { sla = "answer", route = "inbound", pool = null, before = "ben", after = "ana" })
clock("2026-10-28T14:00:00Z", "b", "started", "ana", "open")
clock("2026-10-28T18:00:00Z", "b", "breached", "ana", "breached")
stage("2026-10-28T19:00:00Z", "b", "mql", "lead", rejected("no_need"))
clock("2026-10-28T19:00:00Z", "b", "met", "ana", "breached then met", 18000, rejected("no_need"))
stage("2026-10-30T19:00:00Z", "b", "lead", "mql")
stage("2026-10-30T20:00:00Z", "b", "mql", "lead", rejected("no_budget"))
-- c: MQL on the 29th, ben's; passed on as he leaves, before it is due. In the end c is a, whose clock is over: c's goes on there.
stage("2026-10-29T14:00:00Z", "c", null, "mql")
assigned("2026-10-29T14:00:00Z", "c", null, "ben")
clock("2026-10-29T14:00:00Z", "c", "started", "ben", "open")
assigned("2026-10-29T15:00:00Z", "c", "ben", "ana", { { event = "rep_left", with = { rep = "ben" } } })
clock("2026-10-29T15:00:00Z", "c", "started", "ana", "open")
-- d: imported: in mql, and ana's, but nobody came to it; e: imported owner, then breached, and corrected.
stage("2026-10-30T21:00:00Z", "d", null, "mql", { { by_hand = "stage_set", import = true } })
assigned("2026-10-30T21:00:00Z", "d", null, "ana", { { by_hand = "assignment", import = true } })
-- Sunday, 1 November, 01:30 by the clock, twice: 05:30Z and 06:30Z. Monday begins at 05:00Z.
stage("2026-11-01T05:30:00Z", "e", null, "mql")
assigned("2026-11-01T06:30:00Z", "e", null, "ben")
clock("2026-11-01T06:30:00Z", "e", "started", "ben", "open")
clock("2026-11-01T10:30:00Z", "e", "breached", "ben", "breached")
clock("2026-11-01T10:31:00Z", "e", "met", "ben", "breached then met", 14460)
clock("2026-11-01T10:32:00Z", "e", "corrected", "ben", "met", 60)
stage("2026-11-02T04:59:59Z", "f", null, "mql")
stage("2026-11-02T05:00:00Z", "g", null, "mql")
say("2026-11-03T15:00:00Z", "a", "merged", { from = "c" })

local whole, said = report()
tap.ok(whole, "a report of all decisions", said)
is(whole.period, { from = "2026-10-25", to = "2026-11-03", leads = 7, decisions = #lines }, "the period")
tap.is(#whole.stages[1].weeks, 3, "weeks of the 19th and 26th of October, and of 2 November, of which two days count")

local lead, mql, won = table.unpack(whole.stages)
is(lead, { entered = 3, leads = 2, gone = 0, still = 1, final = false }, "lead") -- a, b twice; b is there
is(lead.next[1], { stage = "mql", count = 2, percent = 66.7, median_seconds = 1 }, "lead -> mql") -- 1 s, 2 days: the lower one
is(mql, { entered = 7, leads = 6, gone = 1, still = 3 }, "mql") -- a, b twice, c, e, f, g; c is gone; e, f, g
is(find(mql.next, "stage", "lead"), { count = 2, percent = 28.6, median_seconds = 3600 }, "mql -> lead") -- 1 h, 29 h
is(find(mql.next, "stage", "won"), { count = 1, percent = 14.3, median_seconds = 10800 }, "mql -> won")
is(won, { entered = 1, leads = 1, gone = 0, still = 1, final = true }, "won")
tap.is(lead.weeks[1].week .. " " .. plain(lead.weeks[1].entered), "2026-10-19 1", "23:59:59 on Sunday is the old week")
tap.is(("%.0f %.0f %.0f"):format(mql.weeks[1].entered, mql.weeks[2].entered, mql.weeks[3].entered), "0 6 1",
  "midnight on Monday is the new one, also after the clocks changed")

local answer = whole.slas[1]
-- a; b for ben and for ana; c for ben and for ana; e
is(answer, { started = 6, met = 2, late = 1, breached = 1, open = 1, cancelled = 0, passed_on = 1, compliance = 50,
             answers = 3, median_seconds = 10800, p95_seconds = 18000, time = "elapsed", title = "First answer" }, "the SLA")
is(find(answer.owners, "owner", "ana"), { started = 3, met = 1, late = 1, breached = 0, open = 1, compliance = 50,
             answers = 2, median_seconds = 10800, p95_seconds = 18000 }, "ana")
is(find(answer.owners, "owner", "ben"), { started = 3, met = 1, late = 0, breached = 1, passed_on = 1, compliance = 50,
             answers = 1, median_seconds = 60, p95_seconds = 60 }, "ben")
is(answer.weeks[1], { started = 0, compliance = null }, "the week without clocks")
is(answer.weeks[2], { started = 6, met = 2 }, "the week of the change of clocks")
-- 60 s, 3 h, 5 h: the 95th percentile is 5 h, so bins of 30 minutes
tap.is(("%d %.0f %.0f %.0f %.0f"):format(#answer.bins, answer.bins[2].from_seconds, answer.bins[1].count, answer.bins[7].count,
  answer.bins[11].count), "11 1800 1 1 1", "bins of half an hour")

is(find(whole.load, "owner", "ana"), { assigned = 3, reassigned = 1, lost = 0, held = 2, manager = "maria" }, "ana's load") -- b, d; a is won
is(find(whole.load, "owner", "ben"), { assigned = 3, reassigned = 0, lost = 1, held = 1 }, "ben's load") -- e
is(find(whole.load, "owner", "maria"), { assigned = 0, held = 0, title = "Maria Silva", manager = null }, "who got nothing")
is(find(whole.load, "owner", "desk"), { queue = true, assigned = 0 }, "the queue")
tap.is(plain(find(whole.load, "owner", "ana").weeks[2].assigned), "3", "ana's week")

tap.is(#whole.reasons, 1, "who has left is no reason")
local reasons = whole.reasons[1]
is(reasons, { told = "rejected.reason", count = 2 }, "each event once, however many decisions tell it")
is(reasons.values[1], { value = "no_budget", count = 1 }, "of equals the first by name")
is(reasons.owners[1], { owner = "ana", count = 2 }, "whose the lead was")

is(whole.scores[1], { score = "interest", stage = "mql", count = 7, unknown = 0, median = 0 }, "scores")
tap.is(("%.0f %.0f %.0f"):format(whole.scores[1].bins[1].from, whole.scores[1].bins[1].count, #whole.scores[1].bins), "0 6 11", "score bins")

-- ---- a part of it ---------------------------------------------------------------------------------

-- From the 27th to the 28th: what begins then, with what became of it later; `held` is of the period's end.
local part = report("--from", "2026-10-27", "--to", "2026-10-28")
is(part.period, { from = "2026-10-27", to = "2026-10-28", leads = 1, decisions = 9 }, "a part: the period")
is(part.read, { decisions = #lines, first = "2026-10-26T03:59:59Z", last = "2026-11-03T15:00:00Z" }, "a part: what was read")
is(part.stages[1], { entered = 1, still = 0 }, "a part: lead") -- b, who went on on the 30th
is(part.stages[1].next[1], { stage = "mql", count = 1, median_seconds = 172800 }, "a part: what came after it")
is(part.slas[1], { started = 2, met = 0, late = 1, breached = 1, compliance = 0 }, "a part: the SLA")
is(find(part.load, "owner", "ana"), { assigned = 1, reassigned = 1, held = 1 }, "a part: b is ana's on the 28th")
is(part.reasons[1], { count = 1 }, "a part: reasons")
is(part.scores[1], { count = 1, unknown = 0 }, "a part: scores")
local before = report("--to", "2026-10-26")
is(before.stages[2], { entered = 1, still = 0 }, "until the 26th: mql")
is(find(before.load, "owner", "ana"), { assigned = 1, held = 0 }, "until the 26th: a is won already")
local empty = report("--from", "2026-12-01", "--to", "2026-12-31")
is(empty.period, { leads = 0, decisions = 0 }, "a month without decisions")
is(find(empty.load, "owner", "ana"), { assigned = 0, held = 2 }, "and who still has leads")

-- ---- beginnings that are not told -----------------------------------------------------------------

lines = {}
stage("2026-10-27T14:00:00Z", "x", "lead", "mql") -- its score is not known
clock("2026-10-27T15:00:00Z", "x", "met", "ana", "met", 60) -- nor when this clock began
stage("2026-10-27T16:00:00Z", "x", "mql", "old_stage") -- of another version
clock("2026-10-27T17:00:00Z", "y", "started", null, "open")
say("2026-10-27T17:00:00Z", "y", "notify", { sla = "answer", owner = null, whom = null, before = "open", after = "open" })
say("2026-10-27T17:00:00Z", "y", "sla_started", { sla = "old_sla", owner = "zoe", before = null, after = "open" })
stage("2026-10-28T17:00:00Z", "y", null, "mql")
stage("2026-10-28T18:00:00Z", "y", null, "lead") -- forgotten, and new again
local found, notes = report()
is(found.scores[1], { count = 1, unknown = 1, median = 0 }, "a score of which nothing is known")
is(found.slas[1], { started = 1, met = 0, cancelled = 1, answers = 0, median_seconds = null }, "a clock of which the start is not known, and a lead that is gone")
is(found.slas[1].owners[1], { owner = null, started = 1 }, "nobody's clock")
is(found.slas[2], { sla = "old_sla", title = null, started = 1, open = 0, cancelled = 1, time = "mixed" }, "an SLA of another version")
is(found.stages[4], { stage = "old_stage", entered = 1, owned_by = null }, "a stage of another version")
is(found.stages[2], { entered = 2, gone = 1 }, "a lead that was forgotten")
is(find(found.load, "owner", "zoe"), { assigned = 0, manager = null }, "an owner of another version")
for _, said_once in ipairs { "stage old_stage", "SLA old_sla", "owner zoe" } do
  tap.ok(notes:find("not of this agreement, counted under their names: " .. said_once .. "\n", 1, true), "said: " .. said_once, notes)
end

lines = {}
for _, lead in ipairs { "p", "q" } do clock("2026-10-27T10:00:00Z", lead, "started", "ana", "open") end
assigned("2026-10-27T10:00:00Z", "q", null, "ana")
say("2026-10-27T11:00:00Z", "p", "merged", { from = "q" })
clock("2026-10-27T12:00:00Z", "p", "cancelled", "ana", "cancelled")
clock("2026-10-27T12:01:00Z", "p", "corrected", "ana", "met", 60)
local merged = report()
is(find(merged.load, "owner", "ana"), { held = 1 }, "who had the one lead has both")
is(merged.slas[1], { started = 2, met = 1, open = 0, cancelled = 1 }, "of two clocks that run the other lead's is dropped; a cancelled one is corrected")

-- An SLA that goes on with another owner: the verdict is the later one's, a breach the earlier one's.
lines = {}
for _, lead in ipairs { "p", "q" } do clock("2026-10-27T10:00:00Z", lead, "started", "ana", "open") end
clock("2026-10-27T11:00:00Z", "p", "met", "ben", "met", 3600)
clock("2026-10-27T14:00:00Z", "q", "breached", "ana", "breached")
clock("2026-10-27T15:00:00Z", "q", "met", "ben", "breached then met", 18000)
local carried = report().slas[1].owners
is(find(carried, "owner", "ana"), { started = 1, met = 0, late = 1, answers = 1, p95_seconds = 18000 }, "carried on: whose it was as it was breached")
is(find(carried, "owner", "ben"), { started = 1, met = 1, late = 0, answers = 1, p95_seconds = 3600 }, "carried on: who answered in time")

-- ---- percentiles of few values --------------------------------------------------------------------

local function ranks(...)
  lines = {}
  for i, took in ipairs { ... } do
    clock(("2026-10-27T10:%02d:00Z"):format(i), "l" .. i, "started", "ana", "open")
    clock(("2026-10-27T10:%02d:00Z"):format(i), "l" .. i, "met", "ana", "met", took)
  end
  local sla = report().slas[1]
  return plain(sla.median_seconds) .. " " .. plain(sla.p95_seconds)
end
tap.is(ranks(5), "5 5", "one value")
tap.is(ranks(9, 5), "5 9", "two values")
tap.is(ranks(30, 10, 20), "20 30", "three values")
tap.is(ranks(0.25, 0.5), "0.25 0.5", "milliseconds")
tap.is(ranks(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20), "10 19", "twenty values")
tap.is(ranks(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21), "11 20", "21 values")
tap.done()
