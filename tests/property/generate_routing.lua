-- What half of the random agreements have beside: calendars, reps, queues, pools and routes, rules and moves that look at
-- them, and the records of who has a lead and who is there.
--
-- All choices come from a stream of their own, so that the rest of a case is the same with routing and without.
--
--   require("generate_routing").extend(Maker)

local Random = require "random"
local interpreter = require "interpreter"

local routing = {}
local SECOND <const>, MINUTE <const>, HOUR <const>, DAY <const> = 1000, 60000, 3600000, 86400000

local REPS = { "ana", "ben", "cleo", "dan" }
local TITLES = { ana = "Ana Ruiz", ben = "Ben Où", cleo = "Cléo", dan = "Dan" }
local MONTHS = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" }
local WITHIN = { "1 days", "36 hours", "2 days", "12 hours", "90 minutes", "30 days" }

-- Any two of these may follow each other: no hours begin before 06:00 or end after 06:00 of the next day.
local HOURS = { "09:00..17:30", "08:00..12:00, 13:00..17:00", "06:30..24:00", "12:00..12:01", "22:00..06:00",
  "06:00..10:00, 22:00..06:00", "21:15..05:45", "06:00..06:00" }

-- Runs a function with the choices of routing.
local function with_own(maker, make)
  local others = maker.random
  maker.random = maker.routing.random
  local made = make(maker.random, maker.routing)
  maker.random = others
  return made
end

local function begin(maker, seed)
  local random = Random.new(seed * 48271 + 11)
  if not random:once_in(2) then return end
  local own = { random = random, reps = { table.unpack(REPS, 1, random:between(1, 4)) }, blocks = {}, roles = {} }
  own.queues = random:once_in(3) and { "desk", "spare" } or { "desk" }
  own.owners = table.move(own.queues, 1, #own.queues, #own.reps + 1, { table.unpack(own.reps) })
  own.pools, own.routes, own.calendars = {}, {}, {}
  for i = 1, random:between(1, 3) do own.pools[i] = "pool" .. i end
  for i = 1, random:between(1, 3) do own.routes[i] = "route" .. i end
  for i = 1, random:between(0, 2) do own.calendars[i] = "hours" .. i end
  own.seller = random:once_in(2)
  maker.routing = own
end

-- ---- conditions and triggers ----------------------------------------------------------------------

local function owner_test(random, own)
  local shape = random:between(1, 9)
  local owner = random:pick(own.owners)
  if shape == 1 then return "owner" .. random:pick { " is known", " is missing" } end
  if shape == 2 then return "owner != " .. owner end
  if shape == 3 then return ("owner in [%s]"):format(table.concat(random:some(own.owners, 3), ", ")) end
  if shape == 7 then return random:pick { "last(assigned).owner = ", "partner(f) != " } .. owner end
  if own.seller and shape == 4 then return "seller = " .. owner end
  if own.seller and shape == 5 then return "owner = seller" end
  if own.seller and shape == 6 then return "(owner else seller) = " .. owner end
  return "owner = " .. owner
end

-- A trigger that only leads with owners have. A route can't wait for what it does.
local function owner_trigger(random, own, options)
  local shape = random:between(1, 8)
  if shape == 1 or options.of_route and shape <= 4 then return "owner left" .. (random:once_in(4) and " where rep = " .. random:pick(own.reps) or "") end
  if shape == 2 or options.of_route then return "owner away" end
  local where = random:once_in(2) and " where owner " .. random:pick { "= ", "!= " } .. random:pick(own.owners) or ""
  if shape == 3 and not options.single then
    return ("%d assigned%s%s%s"):format(random:between(2, 3), where, random:once_in(3) and " by different owner" or "",
      random:once_in(2) and " within " .. random:pick(WITHIN) or "")
  end
  return "assigned" .. (random:once_in(4) and " by " .. random:pick(own.routes) or "") .. where
end

-- ---- calendars ------------------------------------------------------------------------------------

function routing.calendar_lines(maker, random, like)
  local lines = {}
  local function say(format, ...) lines[#lines + 1] = "  " .. format:format(...) end
  local function hours() return random:pick(HOURS) end
  if like then say("like %s", like) end
  if not like and random:once_in(8) then say("open always") else
    local days = { "mon..wed", "thu, fri", "sat..sun" }
    local said = 0
    for i, some in ipairs(days) do
      if random:once_in(2) or not like and i == #days and said == 0 then
        say("open %s %s", some, hours())
        said = said + 1
      elseif like and random:once_in(3) then say("closed %s", some) end
    end
  end
  local day, titles = -2, random:pick { ' "Fair"', "" }
  for _ = 1, random:between(0, 4) do
    day = day + random:between(1, 3)
    local date = interpreter.instant_text(maker.start + day * DAY):sub(1, 10)
    local shape = random:between(1, 6)
    local yearly = ("%d %s"):format(date:sub(9, 10), MONTHS[math.tointeger(tonumber(date:sub(6, 7)))])
    local last = interpreter.instant_text(maker.start + (day + 2) * DAY):sub(1, 10)
    if lines[1] == "  open always" and shape <= 3 then shape = shape + 3 end
    if shape == 1 then say("on %s %s%s", date, hours(), titles)
    elseif shape == 2 then say("on %s %s%s", yearly, hours(), titles)
    elseif shape == 3 then
      say("on %s..%s %s%s", date, last, hours(), titles)
      day = day + 2
    elseif shape == 4 then say("closed %s%s", date, titles)
    elseif shape == 5 then say("closed %s%s", yearly, titles)
    else
      say("closed %s..%s%s", date, last, titles)
      day = day + 2
    end
  end
  return lines
end

-- ---- declarations ---------------------------------------------------------------------------------

local function pool_line(random, own, stages, name)
  local method = random:pick { "round robin", "round robin", "least loaded", "in order" }
  local caps = {}
  local function some_stages() return table.concat(random:some(stages, 3), ", ") end
  if random:once_in(3) then caps[#caps + 1] = ("at most %d each per day"):format(random:between(1, 2)) end
  if stages and random:once_in(4) then
    caps[#caps + 1] = ("at most %d each in [%s]"):format(random:between(1, 2), some_stages())
  end
  local members = random:some(own.reps)
  if random:once_in(4) then members[1], members[#members] = members[#members], members[1] end
  for i, member in ipairs(members) do
    if method == "round robin" and random:once_in(2) then members[i] = members[i] .. " weight " .. random:between(1, 4) end
    if #caps == 1 and random:once_in(4) then members[i] = members[i] .. " at most " .. random:between(1, 3) end
  end
  if method == "least loaded" and stages and random:once_in(2) then method = method .. (" in [%s]"):format(some_stages()) end
  return ("pool %s { %s } %s %s"):format(name, table.concat(members, ", "), method, table.concat(caps, " ")):gsub(" $", "")
end

function routing.target(maker, random, own)
  local shape = random:between(1, 14)
  local available = random:once_in(4) and " available now" or random:once_in(6) and " available within " .. random:pick { "2 hours", "1 days", "90 minutes" } or ""
  if shape <= 4 then return random:pick(own.pools) .. available end
  if shape == 5 then return "team(n)" .. available end
  if shape == 6 then return "partner(f)" .. available end
  if shape == 7 then return "owner" .. available end
  if shape == 8 then return "previous owner" .. available end
  if shape == 9 and #own.roles > 0 then return random:pick(own.roles) .. " of owner" .. available end
  if shape == 10 and own.seller then return "seller" .. available end
  if shape <= 12 then
    local fields = { own.seller and "seller" or "n" }
    for _, field in ipairs(maker.supplied) do if field.kind ~= "flag" then fields[#fields + 1] = field.name end end
    return ("last owner by %s within %s"):format(random:pick(fields), random:pick(WITHIN))
  end
  return random:pick(own.reps) .. available
end

local function route_lines(maker, random, own, name)
  local scope = { fields = maker.fields, definitions = maker.all_definitions, scores = maker.score_names,
    where_scores = maker.score_names, stages = maker.stages, history = true }
  local triggers = {}
  for i = 1, random:between(1, 3) do
    triggers[i] = maker.stages and random:once_in(3) and random:pick { "entering ", "leaving " } .. random:pick(maker.stages) or
      maker:trigger(scope, { of_route = true })
  end
  -- Now and then the first route takes whatever happens, and asks pools: many turns.
  local event = random:pick(maker.events)
  local often = name == own.routes[1] and random:once_in(3)
  if often then triggers = { event.name } end
  local lines = { ("route %s on %s {"):format(name, table.concat(triggers, ", ")) }
  if often and random:once_in(3) then
    lines[2] = ("  to last owner by %s within %s"):format(random:pick { "n", "k", "email" }, random:pick(WITHIN))
  end
  for _ = 1, random:between(0, 2) do
    if often then lines[#lines + 1] = "  to " .. (random:once_in(2) and own.pools[1] or random:pick(own.pools)) end
  end
  for _ = 1, random:between(1, 4) do
    local when = random:once_in(3) and " when " .. maker:condition(scope, random:between(0, 1)) or ""
    local to = when ~= "" and random:once_in(8) and random:pick(own.queues) or routing.target(maker, random, own)
    lines[#lines + 1] = ("  to %s%s"):format(to, when)
  end
  lines[#lines + 1] = "  otherwise to " .. random:pick(own.queues)
  lines[#lines + 1] = "}"
  return lines
end

local function declare(maker, random, own)
  local function block(lines) own.blocks[#own.blocks + 1] = lines end
  for i, name in ipairs(own.calendars) do
    local lines = routing.calendar_lines(maker, random, i > 1 and random:once_in(2) and own.calendars[1])
    table.insert(lines, 1, ("calendar %s {"):format(name))
    lines[#lines + 1] = "}"
    block(lines)
  end
  for i, rep in ipairs(own.reps) do
    local details = {}
    if random:once_in(2) then details[1] = ('name "%s"'):format(TITLES[rep]) end
    if #own.calendars > 0 and random:once_in(2) then details[#details + 1] = "hours " .. random:pick(own.calendars) end
    for _, role in ipairs { "manager", "backup" } do
      if random:once_in(3) then
        details[#details + 1] = role .. " " .. random:pick(own.reps)
        if own.roles[#own.roles] ~= role then own.roles[#own.roles + 1] = role end
      end
    end
    local spelling = random:once_in(4) and (' as "owner-%d"'):format(i) or ""
    block { ("rep %s%s%s"):format(rep, spelling, #details > 0 and (" { %s }"):format(table.concat(details, ", ")) or "") }
  end
  for _, queue in ipairs(own.queues) do
    block { ("queue %s%s"):format(queue, random:once_in(2) and (" { owner %s }"):format(random:pick(own.reps)) or "") }
  end
  for _, pool in ipairs(own.pools) do block { (pool_line(random, own, maker.stages, pool)) } end
  block { "table team(x1: int) -> pool {", ("  >= %d => %s"):format(random:between(3, 9), random:pick(own.pools)),
    ("  %s => %s"):format(random:pick { "missing", "*", "< 3" }, random:pick(own.pools)), "}" }
  block { "table partner(x1: flag) -> rep {", "  yes => " .. random:pick(own.owners), "  no => " .. random:pick(own.owners), "}" }
  for _, route in ipairs(own.routes) do block(route_lines(maker, random, own, route)) end
end

-- ---- histories ------------------------------------------------------------------------------------

local function owner_value(random, own, owner)
  local title = TITLES[owner]
  return { "text", random:pick { owner, owner, owner, owner:upper(), " " .. owner .. " ", title or owner, "unlisted" } }
end

local function instant_value(at) return { "text", interpreter.instant_text(at) } end

-- Puts an event behind those of its instant, once in so many times further on.
function routing.insert(random, events, event, times)
  local place = 1
  while events[place] and events[place].at <= event.at do place = place + 1 end
  if random:once_in(times) then place = math.min(#events + 1, place + random:between(1, 3)) end
  table.insert(events, place, event)
end

local function add_records(maker, random, own)
  local leads, events, instants = maker.leads, maker.logged, {}
  for _, record in ipairs(leads) do
    instants[#instants + 1] = record.at
    if own.seller and random:once_in(2) then
      record.fields.seller = random:once_in(6) and "null" or owner_value(random, own, random:pick(own.owners))
    end
  end
  for _, record in ipairs(events) do instants[#instants + 1] = record.at end
  local function instant()
    return random:pick(instants) + random:pick { 0, 0, 1, -1, MINUTE, HOUR, -HOUR, 12 * HOUR, DAY }
  end
  for _ = 1, random:between(0, 8) do
    local at, shape = instant(), random:between(1, 8)
    local rep = { rep = owner_value(random, own, random:pick(random:once_in(20) and own.owners or own.reps)) }
    local event = { at = at, fields = rep }
    if shape <= 3 then
      event.type, event.lead = "assignment", random:pick(maker.keys)
      event.fields = { owner = owner_value(random, own, random:pick(own.owners)) }
      if random:once_in(4) then event.fields.import = { "flag", random:pick { "true", "false" } } end
      if random:once_in(4) then event.fields.route = { "text", random:pick(own.routes) } end
    elseif shape <= 6 then
      event.type = "rep_away"
      rep["until"] = instant_value(random:once_in(2) and instant() or at + random:pick { SECOND, HOUR, DAY, 3 * DAY, 10 * DAY })
      if random:once_in(2) then rep.from = instant_value(random:once_in(3) and instant() or at + random:pick { 0, HOUR, DAY, 36 * HOUR, -DAY }) end
    else
      event.type = shape == 7 and "rep_back" or "rep_left"
    end
    if random:once_in(12) then event.id = { "text", "a" } end
    routing.insert(random, events, event, 20)
    if event.fields.import and random:once_in(2) then -- what is held back by an import
      routing.insert(random, events, { at = at, type = "rep_left", fields = { rep = event.fields.owner } }, 20)
    end
  end
  maker.options.roster = random:once_in(4) or nil
end

-- ---- the module -----------------------------------------------------------------------------------

-- Has a Maker (generate.lua) make routing too.
function routing.extend(Maker)
  Maker.begin_routing = begin

  local test, trigger, make_clauses, make_history = Maker.test, Maker.trigger, Maker.make_clauses, Maker.make_history

  function Maker:test(scope)
    local text, own = test(self, scope), self.routing
    -- Fields that follow from others know no owner.
    if not own or not scope.definitions or not own.random:once_in(16) then return text end
    return owner_test(own.random, own)
  end

  function Maker:trigger(scope, options)
    local text, own = trigger(self, scope, options), self.routing
    if not own or not own.random:once_in(options and options.of_route and 4 or 14) then return text end
    return owner_trigger(own.random, own, options or {})
  end

  function Maker:more_fields()
    if self.routing and self.routing.seller then self:say("  seller: rep") end
  end

  function Maker:make_clauses(scope)
    make_clauses(self, scope)
    if not self.routing then return end
    with_own(self, function(random, own)
      for i = 1, random:between(0, 2) do
        if random:once_in(2) then
          self:say('  +%s "owner %d" when %s', self:points(), i, owner_test(random, own))
        else
          self:say('  +%s "owner %d" on %s %s', self:points(), i, owner_trigger(random, own, {}), self:make_limits())
        end
      end
    end)
  end

  -- Moves on what happens to owners, and as long as somebody has the lead.
  function Maker:more_moves(accepted, last)
    if not self.routing then return end
    with_own(self, function(random, own)
      for _ = 1, random:between(0, 2) do
        local from, to, when = random:between(1, last), random:between(1, #self.stages), random:once_in(4)
        if from ~= to and accepted { from = from, to = to, when = when } then
          self:say("  %s -> %s %s", self.stages[from], self.stages[to], when and "when " .. owner_test(random, own) or
            "on " .. owner_trigger(random, own, {}))
        end
      end
    end)
  end

  function Maker:declare_routing()
    if self.routing then with_own(self, function(random, own) declare(self, random, own) end) end
  end

  -- Its blocks, among the declarations of files.
  function Maker:split_routing(declared)
    for _, block in ipairs(self.routing and self.routing.blocks or {}) do
      local into = declared[self.routing.random:between(1, #declared)]
      table.move(block, 1, #block, #into + 1, into)
    end
  end

  function Maker:make_history()
    make_history(self)
    if self.routing then with_own(self, function(random, own) add_records(self, random, own) end) end
  end
end

return routing
