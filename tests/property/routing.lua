-- Who gets a lead, a second time, written from spec/14-routing.md: naive like the interpreter that it is a part of.
-- Nothing is counted along the way: who has how many leads is counted when it is asked, a pool's credits are replayed from
-- all its turns, and who last got a lead is looked up among all that were ever given.
--
-- The world is what all leads of a run share:
--   leads     those that there are
--   absences  { rep, from, until, begun }
--   left      by rep, those who have left
--   turns     by pool, { at, winner, takers } of each lead that it gave
--   given     { at, lead, owner, values } of each lead that a rep got
-- Reps and queues are positions among both, from 0, as the type `rep` has them.

local json = require "json"
local hours = require "hours"

local routing = {}
local DAY <const> = 86400000

-- What the interpreter knows: evaluate, holds, fact, where_holds, local_time, instant_text, place_text, clause_criteria.
local knows

function routing.use(tools) knows = tools end

-- Prepares an agreement: what is a name there is at hand here.
function routing.prepare(agreement)
  local function named(list)
    local names = {}
    for index, item in ipairs(list) do names[item.name], item.index = item, index - 1 end
    return names
  end
  agreement.calendar_named, agreement.owner_named = named(agreement.calendars), named(agreement.owners)
  for index, route in ipairs(agreement.routes) do route.index = index - 1 end
  for _, calendar in ipairs(agreement.calendars) do assert(calendar.zone == agreement.zone.name) end
  agreement.looked_up = {} -- fields by which it is asked who last got a lead
  for _, route in ipairs(agreement.routes) do
    for _, clause in ipairs(route.clauses) do
      if clause.target == "last owner" then agreement.looked_up[clause.field] = true end
    end
  end
  for _, one in ipairs(agreement.slas) do
    for _, step in ipairs(one.steps) do
      for _, action in ipairs(step.actions) do
        if type(action.to) == "table" and action.to.target == "last owner" then agreement.looked_up[action.to.field] = true end
      end
    end
  end
end

function routing.new_world(leads) return { leads = leads, absences = {}, left = {}, turns = {}, given = {} } end

-- ---- who is there ---------------------------------------------------------------------------------

-- Until when a rep is away at an instant; nil: she is there.
local function away_until(scene, rep, at)
  local back
  for _, absence in ipairs(scene.world.absences) do
    if absence.rep == rep and absence.from <= at and at < absence.until_ then
      back = math.max(back or absence.until_, absence.until_)
    end
  end
  return back
end

-- Why a rep can't take a lead, and until when, or nil. within: how soon she must be at work, or nil. scene.present: the owner
-- who is to be relieved of the lead.
local function unable(scene, rep, within)
  local now = scene.now
  if scene.world.left[rep] then return "left" end
  local back = away_until(scene, rep, now)
  if back then return "away", back end
  local calendar = scene.agreement.owners[rep + 1].hours
  if within and calendar then
    local opens = hours.next_opening(scene.agreement, scene.agreement.calendar_named[calendar], now)
    if not opens or opens > now + within then return "not_at_work", opens end
    back = away_until(scene, rep, opens)
    if back then return "away", back end
  end
  if rep == scene.present then return "present_owner" end
end

local MOST_ABSENCES <const> = 32

-- Whether a rep has less absences that are not over than there may be.
function routing.has_room(world, rep, now)
  local ahead = 0
  for _, absence in ipairs(world.absences) do
    if absence.rep == rep and absence.until_ > now then ahead = ahead + 1 end
  end
  return ahead < MOST_ABSENCES
end

function routing.goes_away(world, rep, from, until_, now)
  table.insert(world.absences, { rep = rep, from = from, until_ = until_, begun = from <= now })
end

function routing.comes_back(world, rep, now)
  world.left[rep] = nil
  for _, absence in ipairs(world.absences) do
    if absence.rep == rep and absence.from <= now then absence.until_ = math.min(absence.until_, now) end
  end
end

-- The instant at which the next absence begins, or nil.
function routing.next_absence(world)
  local first
  for _, absence in ipairs(world.absences) do
    if not absence.begun and (not first or absence.from < first) then first = absence.from end
  end
  return first
end

-- Absences that begin at an instant: one of each rep, in the order of reps.
function routing.begin_absences(world, at)
  local of_rep, reps = {}, {}
  for _, absence in ipairs(world.absences) do
    if not absence.begun and absence.from == at then
      absence.begun = true
      if not of_rep[absence.rep] then reps[#reps + 1] = absence.rep end
      of_rep[absence.rep] = of_rep[absence.rep] or absence
    end
  end
  table.sort(reps)
  for i, rep in ipairs(reps) do reps[i] = of_rep[rep] end
  return reps
end

-- A rep's leads, in the order of keys.
function routing.leads_of(world, rep)
  local leads = {}
  for _, lead in ipairs(world.leads) do
    if lead.owner == rep then leads[#leads + 1] = lead end
  end
  table.sort(leads, function(a, b) return a.key < b.key end)
  return leads
end

-- ---- pools ----------------------------------------------------------------------------------------

local function has(scene, rep, stages)
  local agreement, counted, sum = scene.agreement, {}, 0
  for _, name in ipairs(stages) do counted[agreement.stage_named[name].index] = true end
  for _, lead in ipairs(scene.world.leads) do
    if lead.owner == rep and (#agreement.stages == 0 or counted[lead.stage]) then sum = sum + 1 end
  end
  return sum
end

local function credit_of(pool, turns, member)
  local credit = 0
  for _, turn in ipairs(turns) do
    if turn.takers[member] then credit = credit + member.weight end
    if turn.winner == member then
      for other in pairs(turn.takers) do credit = credit - other.weight end
    end
  end
  return pool.method == "round robin" and credit or 0
end

local function got_on(scene, turns, member, day)
  local sum = 0
  for _, turn in ipairs(turns) do
    if turn.winner == member and knows.local_time(scene.agreement.zone, turn.at) // DAY == day then sum = sum + 1 end
  end
  return sum
end

local function last_turn(turns, member)
  local last = math.mininteger
  for _, turn in ipairs(turns) do
    if turn.winner == member then last = turn.at end
  end
  return last
end

-- Why a member is passed over, until when, and the leads that count.
local function asked_member(scene, pool, turns, member, within)
  local rep = scene.agreement.owner_named[member.rep].index
  local passed, until_ = unable(scene, rep, within)
  local leads, today
  if not passed and member.day_cap then
    leads, today = got_on(scene, turns, member, knows.local_time(scene.agreement.zone, scene.now) // DAY), true
    if leads >= member.day_cap then passed = "day_full" end
  end
  if not passed and member.held_cap then
    leads, today = has(scene, rep, pool.held), false
    if leads >= member.held_cap then passed = "full" end
  end
  if pool.method == "least loaded" then leads, today = has(scene, rep, pool.loaded), false end
  return { member = member, rep = rep, passed = passed, until_ = until_, leads = leads, today = today }
end

-- Whether turns by credits alone leave somebody more than a whole turn behind its share: counted turn by turn. No random
-- pool has weights that add up to more than 10,000.
local behind = setmetatable({}, { __mode = "k" })
local function leaves_behind(pool)
  if behind[pool] == nil then
    local sum, got = 0, {}
    for _, member in ipairs(pool.members) do sum, got[member] = sum + member.weight, 0 end
    behind[pool] = false
    for turn = 1, sum do
      local next_one
      local function lag(member) return turn * member.weight - got[member] * sum end
      for _, member in ipairs(pool.members) do
        if not next_one or lag(member) > lag(next_one) then next_one = member end
      end
      got[next_one] = got[next_one] + 1
      for _, member in ipairs(pool.members) do
        if lag(member) > sum then behind[pool] = true end
      end
    end
  end
  return behind[pool]
end

-- Of those whose turn it may be, who would be too far behind soonest: with k of them after (1 - 1 / (2 k - 2) - credit / sum) /
-- (weight / sum) turns.
local function soonest(able)
  local sum, first = 0, nil
  for _, asked in ipairs(able) do sum = sum + asked.member.weight end
  local parts = 2 * #able - 2
  for _, asked in ipairs(able) do
    asked.left = (parts - 1) * sum - parts * asked.credit
    if parts * asked.credit >= sum then
      local sooner = first and first.left * asked.member.weight - asked.left * first.member.weight
      if not first or sooner > 0 or sooner == 0 and asked.credit > first.credit then first = asked end
    end
  end
  return first
end

local first_of = {}
first_of["in order"] = function(able) return able[1] end
first_of["round robin"] = function(able, pool)
  local first = #able > 1 and leaves_behind(pool) and soonest(able)
  if first then return first end
  for _, asked in ipairs(able) do
    if not first or asked.credit > first.credit then first = asked end
  end
  return first
end
first_of["least loaded"] = function(able)
  local first
  for _, asked in ipairs(able) do
    if not first or asked.leads < first.leads or (asked.leads == first.leads and asked.last < first.last) then
      first = asked
    end
  end
  return first
end

local function passed_text(passed, until_)
  return (passed and (',"passed":"%s"'):format(passed) or "") ..
    (passed and until_ and (',"until":"%s"'):format(knows.instant_text(until_)) or "")
end

-- Whose turn it is, or nil; and what is told of each member.
local function take_turn(scene, pool, within)
  local turns = scene.world.turns[pool] or {}
  scene.world.turns[pool] = turns
  local able, takers, told = {}, {}, {}
  for _, member in ipairs(pool.members) do
    local asked = asked_member(scene, pool, turns, member, within)
    asked.credit, asked.last = credit_of(pool, turns, member), last_turn(turns, member)
    if not asked.passed then
      able[#able + 1], takers[member] = asked, true
      if pool.method == "round robin" then asked.credit = asked.credit + member.weight end
    end
    told[#told + 1] = ('{"member":%s%s%s%s}'):format(json.quote(member.rep),
      pool.method == "round robin" and (',"weight":%d,"credit":%d'):format(member.weight, asked.credit) or "",
      asked.leads and (',"%s":%d'):format(asked.today and "leads_today" or "leads", asked.leads) or "",
      passed_text(asked.passed, asked.until_))
  end
  local first = first_of[pool.method](able, pool)
  if not first then return nil, told end
  turns[#turns + 1] = { at = scene.now, winner = first.member, takers = takers }
  return first.rep, told
end

-- ---- clauses --------------------------------------------------------------------------------------

local names = {} -- by target: whom a clause names, or nil

function names.owner(scene) return scene.lead.owner end
names["previous owner"] = function(scene) return scene.lead.owner_before end
function names.rep(scene, clause) return knows.evaluate(scene, clause.value) end
function names.queue(scene, clause) return scene.agreement.owner_named[clause.queue].index end

names["last owner"] = function(scene, clause)
  local value, last = knows.fact(scene, clause.field), nil
  if value == nil then return nil end
  for _, one in ipairs(scene.world.given) do
    if one.values[clause.field] == value then last = one end
  end
  return last and last.at > scene.now - clause.within and last.owner or nil
end

-- The lead's owner, of a queue the rep whose it is, or nil.
function routing.person(scene)
  local agreement = scene.agreement
  local owner = scene.lead.owner and agreement.owners[scene.lead.owner + 1]
  if owner and owner.queue then return agreement.owner_named[owner.person] end
  return owner
end

-- A queue's roles are those of its owner.
function names.role(scene, clause)
  local person = routing.person(scene)
  local holder = person and person.roles[clause.role]
  return holder and scene.agreement.owner_named[holder].index
end
routing.of_role = names.role

-- A line as written.
function routing.line_text(agreement, line)
  local at = 0
  for text in agreement.source:gmatch("([^\n]*)\n") do
    at = at + 1
    if at == line then return text:match("^%s*(.-)%s*$") end
  end
end

-- Who gets the lead from a clause, or nil; the position of its pool, or nil. Adds what is told of it. text: as written, or
-- nil: its whole line.
function routing.ask(scene, clause, because, text)
  local agreement, owner, pool, passed, until_ = scene.agreement, nil, nil, nil, nil
  local members = {}
  local criteria = clause.condition and knows.clause_criteria(scene, clause) or {}
  if clause.condition and not knows.holds(scene, clause.condition) then
    passed = "condition"
  elseif clause.target == "pool" then
    pool = knows.evaluate(scene, clause.value)
    passed = "nobody"
    if pool then
      owner, members = take_turn(scene, agreement.pools[pool + 1], clause.available)
      passed = not owner and "nobody_free" or nil
    end
  else
    owner = names[clause.target](scene, clause)
    if not owner then
      passed = "nobody"
    elseif agreement.owners[owner + 1].queue then
      passed = owner == scene.present and "present_owner" or
        clause.target ~= "queue" and clause.target ~= "owner" and "queue" or nil
    else
      passed, until_ = unable(scene, owner, clause.available)
    end
  end
  because[#because + 1] = ('{"clause":%s,%s%s%s%s}'):format(json.quote(text or routing.line_text(agreement, clause.line)),
    knows.place_text(agreement, clause.line), pool and ',"pool":' .. json.quote(agreement.pools[pool + 1].name) or "",
    owner and ',"owner":' .. json.quote(agreement.owners[owner + 1].name) or "", passed_text(passed, until_))
  table.move(criteria, 1, #criteria, #because + 1, because)
  table.move(members, 1, #members, #because + 1, because)
  return not passed and owner or nil, pool
end

-- Who gets the lead from a route, from which pool, and why. Only if a present owner may not get it there may be nobody.
function routing.choose(scene, route)
  local because, owner, pool = {}, nil, nil
  for _, clause in ipairs(route.clauses) do
    owner, pool = routing.ask(scene, clause, because)
    if owner then break end
  end
  return owner, pool, because
end

-- ---- routes ---------------------------------------------------------------------------------------

-- Whether a trigger of a move of the stage fires: from where the lead was before all to where it is now.
local function has_settled(scene, trigger)
  local stage_named = scene.agreement.stage_named
  local from, to = trigger.from and stage_named[trigger.from].index, trigger.to and stage_named[trigger.to].index
  local was, is = scene.was, scene.lead.stage
  if trigger.kind == "entering" then return is == to end
  if trigger.kind == "leaving" then return was == from and is ~= from end
  return trigger.kind == "move" and was == from and is == to
end

-- What makes one of these triggers fire, once all has settled: of what happened the first, and of the triggers that it fires the
-- first as written; then that the lead is in another stage, an empty table; nil: none fires. scene.waiting: { trigger, occurrence,
-- fields, asked } of what fired, or may; asked: its `where` was read as it happened.
function routing.any_fires(scene, triggers)
  local place, first = {}, nil
  for i, trigger in ipairs(triggers) do place[trigger] = i end
  for _, waits in ipairs(scene.waiting) do
    local sooner = not first or waits.occurrence == first.occurrence and place[waits.trigger] and
      place[waits.trigger] < place[first.trigger]
    local fires = place[waits.trigger] and sooner
    if fires and (waits.asked or knows.where_holds(scene, waits.trigger, waits.fields)) then first = waits end
  end
  if first then return first end
  for _, trigger in ipairs(triggers) do
    local by_stage = trigger.count == 0 and scene.has_moved and has_settled(scene, trigger)
    if by_stage and knows.where_holds(scene, trigger) then return {} end
  end
end

-- The first route as written that something makes act, and what does.
function routing.first(scene)
  for _, route in ipairs(scene.agreement.routes) do
    local cause = routing.any_fires(scene, route.triggers)
    if cause then return route, cause end
  end
end

function routing.give(scene, owner)
  local lead, values = scene.lead, {}
  if lead.owner and lead.owner ~= owner then lead.owner_before = lead.owner end
  lead.owner, lead.owner_since = owner, scene.now
  if scene.agreement.owners[owner + 1].queue then return end
  for field in pairs(scene.agreement.looked_up) do values[field] = knows.fact(scene, field) end
  table.insert(scene.world.given, { at = scene.now, owner = owner, values = values })
end

-- Of a lead that is erased it is forgotten who got it last, if the value by which it would be looked up is still the same.
function routing.forget(scene)
  local lead, last = scene.lead, {}
  for field in pairs(scene.agreement.looked_up) do
    local value = knows.fact(scene, field)
    for _, one in ipairs(scene.world.given) do
      if value ~= nil and one.values[field] == value then last[field] = one end
    end
  end
  for field, one in pairs(last) do
    if one.at == lead.owner_since then
      for _, before in ipairs(scene.world.given) do
        if before.values[field] == one.values[field] and before ~= one then before.values[field] = nil end
      end
      one.values[field] = nil
    end
  end
end

-- The decision that a lead is assigned, after its instant and lead.
function routing.decision(agreement, route, pool, before, after, because)
  local function name(list, position) return position and json.quote(list[position + 1].name) or "null" end
  return ('"route":%s,"pool":%s,"before":%s,"after":%s,"because":[%s]'):format(name(agreement.routes, route),
    name(agreement.pools, pool), name(agreement.owners, before), name(agreement.owners, after), table.concat(because, ","))
end

return routing
