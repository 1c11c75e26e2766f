-- Service levels, a second time, written from spec/15-sla.md: naive like the interpreter that it is a part of.
--
-- A lead's clocks, by SLA:
--   verdict           as outputs tell it
--   runs              whether it still does
--   since, due        due: nil is never
--   started           when it first did, before it started again for other owners
--   target            the line that says by when
--   calendar          that its target counts with; nil: elapsed time
--   steps             what is still to come: { step, at, calendar }
--   reassigned        by action, how often it was since the clock started
--   pauses            { from, to }; the last one may have no `to` yet
--   ended, took       once it has ended; took: of one that was met

local json = require "json"
local routing = require "routing"
local hours = require "hours"

local sla = {}
local WHOLE <const> = 10000 -- of a share
local SECOND <const> = 1000

-- What the interpreter knows: holds, decide, instant_text, place_text, decimal, scaled, clause_criteria, and what happens to a
-- lead: tell_reassigned, reassign, move.
local knows

function sla.use(tools) knows = tools end

-- What clocks did in a run, by name: so it can be told what random cases reach.
sla.reached = {}
local function reached(name) sla.reached[name] = true end

-- Prepares an agreement. Time alone starts clocks only so often between two records of a lead.
function sla.prepare(agreement)
  agreement.most_starts = 100 * #agreement.slas
  for _, one in ipairs(agreement.slas) do
    for _, step in ipairs(one.steps) do
      for _, action in ipairs(step.actions) do
        if action.action == "reassign" then agreement.most_starts = agreement.most_starts + action.at_most end
        for _, move in ipairs(action.action == "move" and agreement.moves or {}) do
          if move.sla == one.name and move.line == step.line and move.to == action.to then action.move = move end
        end
      end
    end
  end
end

-- ---- lengths of time ------------------------------------------------------------------------------

local function between(scene, calendar, from, to)
  return calendar and hours.between(scene.agreement, calendar, from, to) or to - from
end

local function later(scene, calendar, from, amount)
  if not calendar then return from + amount end
  return hours.later(scene.agreement, calendar, from, amount)
end

-- The calendar that a length counts with as the clock starts; nil: elapsed time.
local function calendar_of(scene, length)
  if length.length == "elapsed" or length.length == "same day" then return nil end
  if not length.of_owner then return scene.agreement.calendar_named[length.calendar] end
  local person = routing.person(scene)
  return person and person.hours and scene.agreement.calendar_named[person.hours] or hours.ALWAYS
end

local ends = {} -- by length: the instant at which it ends, or nil

function ends.elapsed(_, length, _, from) return from + length.amount end
ends["same day"] = function(scene, _, _, from) return hours.end_of_day(scene.agreement, from) end
function ends.business(scene, length, calendar, from)
  return hours.later(scene.agreement, calendar, from, length.amount)
end
ends["business days"] = function(scene, length, calendar, from)
  return hours.business_days_later(scene.agreement, calendar, from, length.amount)
end
ends["same business day"] = function(scene, _, calendar, from)
  return hours.end_of_business_day(scene.agreement, calendar, from)
end

local function end_of(scene, length, calendar, from) return ends[length.length](scene, length, calendar, from) end

-- ---- decisions ------------------------------------------------------------------------------------

local function instant(at) return at and json.quote(knows.instant_text(at)) or "null" end

local function owner_text(scene)
  local owner = scene.lead.owner
  return owner and json.quote(scene.agreement.owners[owner + 1].name) or "null"
end

-- When and how a clock ended, as keys.
local function end_text(clock)
  return (clock.ended and ',"ended":' .. instant(clock.ended) or "") ..
    (clock.took and ',"took_seconds":' .. knows.decimal(clock.took * WHOLE // SECOND) or "")
end

-- The line of a target or step as a reason.
local function line_reason(scene, one, line)
  local agreement = scene.agreement
  local text = one.name .. "/" .. routing.line_text(agreement, line)
  return ('{"rule":%s,%s}'):format(json.quote(text), knows.place_text(agreement, line))
end

-- more: keys after the owner.
local function tell(scene, one, kind, before, because, more)
  local clock = scene.lead.clocks[one]
  knows.decide(scene, kind, ('"sla":%s,"owner":%s%s,"before":%s,"after":%s,"since":%s,"due":%s%s,"because":[%s]'):format(
    json.quote(one.name), owner_text(scene), more or "", before and json.quote(before) or "null", json.quote(clock.verdict),
    instant(clock.since), instant(clock.due), kind ~= "notify" and end_text(clock) or "", table.concat(because, ",")))
end

-- ended: what of the SLA's triggers ended the clock, as routing.any_fires gives it, or nil.
local function tell_target(scene, one, kind, before, ended)
  local because = { line_reason(scene, one, scene.lead.clocks[one].target.line) }
  if ended then table.insert(because, 1, knows.cause_reason(scene, ended)) end
  tell(scene, one, kind, before, because)
end

-- ---- starting and ending --------------------------------------------------------------------------

local function target_of(scene, one)
  for _, target in ipairs(one.targets) do
    if not target.condition or knows.holds(scene, target.condition) then return target end
  end
end

-- When a step comes: after its own length, or a part of the time to the target.
local function step_at(scene, clock, step)
  if not step.share then
    local calendar = calendar_of(scene, step)
    return { step = step, calendar = calendar, at = end_of(scene, step, calendar, clock.since) }
  end
  local at = clock.due
  if at and step.share ~= WHOLE then
    local whole = between(scene, clock.calendar, clock.since, clock.due)
    at = later(scene, clock.calendar, clock.since, knows.scaled(whole, step.share, WHOLE))
  end
  return { step = step, calendar = clock.calendar, at = at }
end

-- The clock starts, or starts again: then it counts on how often it reassigned.
local function start(scene, one, again)
  local lead, before = scene.lead, scene.lead.clocks[one]
  if scene.by_time then
    if lead.starts_left == 0 then reached "a start left out" return end
    lead.starts_left = lead.starts_left - 1
  end
  reached(again and "restart" or before and "started anew" or "start")
  local target = target_of(scene, one)
  local clock = { verdict = "open", runs = true, since = scene.now, target = target, calendar = calendar_of(scene, target),
    steps = {}, started = again and before.started or scene.now, reassigned = again and before.reassigned or {}, pauses = {} }
  lead.clocks[one] = clock
  clock.due = end_of(scene, target, clock.calendar, clock.since)
  if not clock.due then reached "never due" end
  for i, step in ipairs(one.steps) do clock.steps[i] = step_at(scene, clock, step) end
  local because = { line_reason(scene, one, target.line) }
  local criteria = target.condition and knows.clause_criteria(scene, target) or {}
  table.move(criteria, 1, #criteria, 2, because)
  tell(scene, one, "sla_started", before and before.verdict, because)
end

-- What is due, and each step that is still to come, moves by the time held.
local function move_on(scene, clock, pause)
  local function moved(at, calendar)
    local held = between(scene, calendar, pause.from, pause.to)
    return at and later(scene, calendar, at, held)
  end
  if clock.verdict == "open" then
    if between(scene, clock.calendar, pause.from, pause.to) > 0 then reached "due moved" end
    clock.due = moved(clock.due, clock.calendar)
  end
  for _, coming in ipairs(clock.steps) do coming.at = moved(coming.at, coming.calendar) end
end

local function stands(clock)
  local last = clock.pauses[#clock.pauses]
  return last ~= nil and last.to == nil
end

-- If the clock stands it no longer does from then on.
local function stop_pause(scene, clock, at)
  if not stands(clock) then return end
  local pause = clock.pauses[#clock.pauses]
  pause.to = math.max(at, pause.from)
  move_on(scene, clock, pause)
end

-- How long a clock stood until an instant, in its target's time.
local function stood(scene, clock, at)
  local sum = 0
  for _, pause in ipairs(clock.pauses) do
    if pause.from < at then
      sum = sum + between(scene, clock.calendar, pause.from, math.min(pause.to or at, at))
    end
  end
  return sum
end

local function in_time(clock, at) return not clock.due or at <= clock.due end

-- An answer that happened then. scene.happened: when the record says that it did.
local function answer(scene, one, ended)
  local clock, at = scene.lead.clocks[one], scene.happened
  if not clock or at < clock.started then return end
  local comes_late = not clock.runs and at < scene.now and at <= clock.ended and clock.verdict ~= "met" and in_time(clock, at)
  if not clock.runs and not comes_late then return end
  local before = clock.verdict
  if clock.runs then stop_pause(scene, clock, scene.now) end
  local verdict = in_time(clock, at) and "met" or "breached then met"
  clock.took = math.max(0, between(scene, clock.calendar, clock.since, at) - stood(scene, clock, scene.now))
  clock.verdict, clock.runs, clock.ended = verdict, false, at
  local corrects = verdict == "met" and before ~= "open"
  if at < scene.now then reached(corrects and "corrected" or "late answer") end
  if at == clock.due then reached "met as it is due" end
  if #clock.pauses > 0 then reached "met after a pause" end
  reached(verdict)
  tell_target(scene, one, corrects and "sla_corrected" or "sla_met", before, ended)
end

local function cancel(scene, one, ended)
  local clock = scene.lead.clocks[one]
  local before = clock.verdict
  stop_pause(scene, clock, scene.now)
  clock.runs, clock.ended = false, scene.now
  if before == "open" then clock.verdict = "cancelled" end
  reached(before == "open" and "cancelled" or "cancelled after a breach")
  tell_target(scene, one, "sla_cancelled", before, ended)
end

-- Once all that a record or due step did has settled: each is met, cancelled, started again for another owner, and started.
function sla.settled(scene)
  local lead = scene.lead
  for _, one in ipairs(scene.agreement.slas) do
    local function runs() return lead.clocks[one] and lead.clocks[one].runs end
    local met, cancelled = routing.any_fires(scene, one.met), routing.any_fires(scene, one.cancel)
    if met then answer(scene, one, met) end
    if runs() and cancelled then cancel(scene, one, cancelled) end
    if runs() and lead.owner ~= scene.owner_was then
      if one.restarts then start(scene, one, true) else reached "carried" end
    end
    if not runs() and routing.any_fires(scene, one.starts) then start(scene, one) end
  end
end

-- ---- pauses ---------------------------------------------------------------------------------------

function sla.read_pauses(scene)
  for _, one in ipairs(scene.agreement.slas) do
    local clock = scene.lead.clocks[one]
    if one.paused and clock and clock.runs then
      local paused = knows.holds(scene, one.paused)
      if paused and not stands(clock) then
        clock.pauses[#clock.pauses + 1] = { from = scene.now }
        reached "paused"
      elseif not paused then
        stop_pause(scene, clock, scene.now)
      end
    end
  end
end

-- ---- what time does -------------------------------------------------------------------------------

-- The instant at which something is due next of a lead's clocks, or nil.
function sla.next_due(agreement, lead)
  local first
  for _, one in ipairs(agreement.slas) do
    local clock = lead.clocks[one]
    if clock and clock.runs and not stands(clock) then
      local function consider(at) if at and (not first or at < first) then first = at end end
      if clock.verdict == "open" then consider(clock.due) end
      for _, coming in ipairs(clock.steps) do consider(coming.at) end
    end
  end
  return first and math.max(first, lead.last)
end

local whom = {} -- whose name a `notify` tells, or nil

function whom.owner(scene) return scene.lead.owner and scene.agreement.owners[scene.lead.owner + 1].name end
function whom.role(scene, action)
  local holder = routing.of_role(scene, action)
  return holder and scene.agreement.owners[holder + 1].name
end

local acts = {} -- by action

function acts.notify(scene, one, _, action, reason)
  local name
  if action.owner then name = whom.owner(scene)
  elseif action.role ~= "" then name = whom.role(scene, action)
  else name = action.rep or action.pool ~= "" and action.pool or action.party end
  reached(name and "notify" or "notify nobody")
  local verdict = scene.lead.clocks[one].verdict
  tell(scene, one, "notify", verdict, { reason }, ',"whom":' .. (name and json.quote(name) or "null"))
end

-- To whom a step's action reassigns, as written.
local function target_text(agreement, step, action)
  local place, line = 1, routing.line_text(agreement, step.line)
  for _, other in ipairs(step.actions) do
    if other.to and other.action == "reassign" then
      local from = select(2, line:find("reassign to ", place, true)) + 1
      local to = math.min(line:find(" once", from, true) or #line, line:find(" at most ", from, true) or #line)
      if other == action then return line:sub(from, to - 1) end
      place = to
    end
  end
end

function acts.reassign(scene, one, step, action, reason)
  local clock, because = scene.lead.clocks[one], { reason }
  local so_far = clock.reassigned[action] or 0
  if so_far == action.at_most then reached "no reassigning any more" return end
  clock.reassigned[action] = so_far + 1
  local owner, pool, route
  scene.present = scene.lead.owner
  if action.to then
    owner, pool = routing.ask(scene, action.to, because, target_text(scene.agreement, step, action))
  else
    local told
    for _, other in ipairs(scene.agreement.routes) do
      if other.name == action.route then route = other end
    end
    owner, pool, told = routing.choose(scene, route)
    table.move(told, 1, #told, 2, because)
  end
  scene.present = nil
  if not owner then
    reached "nobody to reassign to"
    return knows.tell_reassigned(scene, { owner = scene.lead.owner, route = route and route.index, pool = pool }, because, one)
  end
  reached(route and "reassigned by a route" or "reassigned to a target")
  knows.reassign(scene, { owner = owner, route = route and route.index, pool = pool }, because, one)
end

function acts.move(scene, one, _, action)
  if not action.move.sources[scene.lead.stage] then return end
  reached "moved"
  local from = table.concat(action.move.from, ", ")
  knows.move(scene, action.move, ('{"rule":%s,%s}'):format(
    json.quote(("%s/%s -> %s"):format(one.name, from, action.move.to)),
    knows.place_text(scene.agreement, action.move.line)))
end

-- An instant of a lead is over: its breaches, then its steps. new_scene() gives one for each thing that is done.
function sla.instant_over(agreement, lead, now, new_scene)
  local function breach(one, clock)
    if clock.verdict ~= "open" or not clock.due or clock.due > now then return false end
    clock.verdict = "breached"
    reached "breached"
    tell_target(new_scene(), one, "sla_breached", "open")
    return true
  end
  local function step(one, clock)
    local first
    for i, coming in ipairs(clock.steps) do
      if coming.at and coming.at <= now and (not first or coming.at < clock.steps[first].at) then first = i end
    end
    if not first then return false end
    local coming = table.remove(clock.steps, first)
    local reason = line_reason({ agreement = agreement }, one, coming.step.line)
    for _, action in ipairs(coming.step.actions) do
      acts[action.action](new_scene(), one, coming.step, action, reason)
    end
    return true
  end
  local function next_one()
    for _, one in ipairs(agreement.slas) do
      local clock = lead.clocks[one]
      if clock and clock.runs and not stands(clock) and (breach(one, clock) or step(one, clock)) then return true end
    end
  end
  while next_one() do end
end

-- ---- leads --------------------------------------------------------------------------------------

-- Of an SLA that does not run for a lead the clock of another one, which it becomes one with, goes on; of one that never
-- started it is as the other's.
function sla.join(agreement, lead, other)
  for _, one in ipairs(agreement.slas) do
    local own, others = lead.clocks[one], other.clocks[one]
    if others and (not own or others.runs and not own.runs) then
      reached "a merged lead's clock"
      lead.clocks[one] = others
    end
  end
end

-- A lead's clocks as its final object tells them.
function sla.final_text(agreement, lead)
  local texts = {}
  for _, one in ipairs(agreement.slas) do
    local clock = lead.clocks[one]
    if clock then
      local paused = clock.runs and stands(clock) and ',"paused":true' or ""
      texts[#texts + 1] = ('%s:{"verdict":%s,"since":%s,"due":%s%s%s}'):format(json.quote(one.name),
        json.quote(clock.verdict), instant(clock.since), instant(clock.due), end_text(clock), paused)
    end
  end
  return table.concat(texts, ",")
end

return sla
