-- What half of the random agreements have beside: SLAs, and records around the instants at which their clocks matter.
--
-- All choices come from a stream of their own, so that the rest of a case is the same with SLAs and without.
--
--   require("generate_sla").extend(Maker)      after generate_routing, whose reps, pools and routes they name

local Random = require "random"
local interpreter = require "interpreter"
local routing = require "generate_routing"

local sla = {}
local SECOND <const>, MINUTE <const>, HOUR <const>, DAY <const> = 1000, 60000, 3600000, 86400000

local ELAPSED = { { "45 seconds", 45 * SECOND }, { "90 minutes", 90 * MINUTE }, { "2 hours", 2 * HOUR }, { "6 hours", 6 * HOUR },
  { "12 hours", 12 * HOUR }, { "1 days", DAY }, { "36 hours", 36 * HOUR }, { "3 days", 3 * DAY } }
local BUSINESS = { "30 business seconds", "45 business minutes", "1 business hours", "4 business hours", "12 business hours",
  "1 business days", "2 business days", "3 business days", "the same business day" }
local SHARES = { "0.01%", "10%", "33%", "50%", "50%", "66.67%", "99.99%", "100%", "100%", "120%", "250%" }

-- Runs a function with the choices of SLAs, those that routing makes for them too.
local function with_own(maker, make)
  local others, of_routing = maker.random, maker.routing and maker.routing.random
  maker.random = maker.sla.random
  if maker.routing then maker.routing.random = maker.random end
  make(maker.random, maker.sla)
  maker.random = others
  if maker.routing then maker.routing.random = of_routing end
end

local function begin(maker, seed)
  local random = Random.new(seed * 69621 + 7)
  if not random:once_in(maker.routing and 2 or 4) then return end
  maker.sla = { random = random, count = random:between(1, 3), hold = random:once_in(2), blocks = {}, starts = {}, answers = {},
    lengths = {} }
end

-- ---- declarations ---------------------------------------------------------------------------------

-- A length as written; notes how long those of elapsed time are.
local function length(maker, random, own)
  local shape = random:between(1, 8)
  if shape <= 3 then
    local one = random:pick(ELAPSED)
    own.lengths[#own.lengths + 1] = one[2]
    return one[1]
  end
  if shape == 4 then return "the same day" end
  local whose = maker.routing and random:once_in(2) and "owner" or random:pick(own.calendars)
  return ("%s of %s"):format(random:pick(BUSINESS), whose)
end

local function scope_of(maker)
  return { fields = maker.fields, definitions = maker.all_definitions, scores = maker.score_names,
    where_scores = maker.score_names, stages = maker.stages, history = true }
end

local function condition(maker, random, own)
  if own.hold and random:once_in(2) then return random:pick { "on_hold", "not on_hold" } end
  return maker:condition(scope_of(maker), random:between(0, 1))
end

-- A trigger; notes the event of which records are to be made.
local function trigger(maker, random, own, events)
  local shape = random:between(1, 9)
  if shape <= 3 then
    local event = random:pick(maker.events)
    if not event.derived then events[#events + 1] = event end
    return event.name
  end
  if shape <= 5 and maker.stages then return random:pick { "entering ", "leaving " } .. random:pick(maker.stages) end
  if shape == 6 and maker.routing then return random:pick { "assigned", "assigned by " .. random:pick(maker.routing.routes) } end
  return maker:trigger(scope_of(maker), {})
end

local function triggers(maker, random, own, events)
  local first = trigger(maker, random, own, events)
  if not random:once_in(4) or first:find(" broken by ", 1, true) then return first end
  return first .. ", " .. trigger(maker, random, own, events)
end

local function so_often(random) return random:once_in(2) and "once" or ("at most %d times"):format(random:between(1, 3)) end

local function action(maker, random)
  local shape, other = random:between(1, 8), maker.routing
  if shape <= 2 and other then return ("reassign by %s %s"):format(random:pick(other.routes), so_often(random)) end
  if shape == 3 and other then
    local target = routing.target(maker, random, other):gsub(" available .*$", "") -- which only clauses of routes ask
    return ("reassign to %s %s"):format(target, so_often(random))
  end
  if shape <= 5 and maker.stages then return "move to " .. random:pick(maker.stages) end
  local whom = { maker.stages and "marketing" or nil }
  if other then
    table.move({ "owner", random:pick(other.owners), random:pick(other.pools) }, 1, 3, #whom + 1, whom)
    if #other.roles > 0 then whom[#whom + 1] = random:pick(other.roles) .. " of owner" end
  end
  return #whom > 0 and "notify " .. random:pick(whom) or nil
end

local function sla_lines(maker, random, own, name)
  local lines = { ("sla %s%s {"):format(name, random:once_in(3) and ' "A promise"' or "") }
  local function say(format, ...) lines[#lines + 1] = "  " .. format:format(...) end
  say("starts on %s", triggers(maker, random, own, own.starts))
  say("met on %s", triggers(maker, random, own, own.answers))
  if random:once_in(2) then say("cancel on %s", triggers(maker, random, own, own.answers)) end
  for _ = 1, random:between(0, 4) - 2 do say("within %s when %s", length(maker, random, own), condition(maker, random, own)) end
  say("within %s%s", length(maker, random, own), random:pick { "", " otherwise" })
  for _ = 1, random:between(0, 3) do
    local actions = {}
    for _ = 1, random:between(1, 2) do actions[#actions + 1] = action(maker, random) end
    if #actions > 0 then
      say("after %s %s", random:once_in(2) and random:pick(SHARES) or length(maker, random, own), table.concat(actions, ", "))
    end
  end
  if maker.routing then say("on reassign %s", random:pick { "restart", "carry" }) end
  if random:once_in(2) then say("paused while %s", condition(maker, random, own)) end
  lines[#lines + 1] = "}"
  return lines
end

-- Hours of a calendar that opens a few times, and then never again.
local function few_days(maker, random)
  local lines = {}
  for i = 1, random:between(1, 3) do
    local at = maker.start + (3 * i - random:between(1, 3)) * DAY
    lines[i] = ("  on %s 06:00..12:00, 13:00..22:00"):format(interpreter.instant_text(at):sub(1, 10))
  end
  return lines
end

local function declare(maker, random, own)
  local function block(lines) own.blocks[#own.blocks + 1] = lines end
  own.calendars = maker.routing and { table.unpack(maker.routing.calendars) } or {}
  if #own.calendars == 0 or random:once_in(3) then
    local lines = random:once_in(4) and few_days(maker, random) or routing.calendar_lines(maker, random)
    table.insert(lines, 1, "calendar office {")
    lines[#lines + 1] = "}"
    block(lines)
    own.calendars[#own.calendars + 1] = "office"
  end
  for i = 1, own.count do block(sla_lines(maker, random, own, "sla" .. i)) end
end

-- ---- histories ------------------------------------------------------------------------------------

-- Events that start clocks, and answers: some of them just as they are due, some told late; and leads that are put on hold.
local function add_records(maker, random, own)
  local leads, events, instants = maker.leads, maker.logged, {}
  for _, record in ipairs(leads) do instants[#instants + 1] = record.at end
  for _, record in ipairs(events) do instants[#instants + 1] = record.at end
  local function soon(at)
    if #own.lengths == 0 or random:once_in(3) then return at + random:pick { 0, 1, MINUTE, HOUR, 2 * HOUR, 12 * HOUR, DAY } end
    return at + random:pick(own.lengths) // random:pick { 1, 1, 2 } + random:pick { 0, 0, 1, -1 }
  end
  local function add(event, at, lead)
    local made = { at = at, lead = lead, type = event.name, fields = maker:fields_for(event.fields) }
    if random:once_in(3) then table.insert(events, #events + 1 - random:between(0, math.min(3, #events)), made)
    else routing.insert(random, events, made, 20) end
  end
  for _ = 1, random:between(0, 6) do
    local at, lead = random:pick(instants), random:pick(maker.keys)
    if #own.starts > 0 then add(random:pick(own.starts), at, lead) end
    if #own.answers > 0 then add(random:pick(own.answers), soon(at), lead) end
  end
  for _ = 1, own.hold and random:between(1, 6) or 0 do
    local fields = { on_hold = { "flag", random:pick { "true", "true", "false" } } }
    for _, field in ipairs(maker.supplied) do
      if field.required then fields[field.name] = maker:value(field, field.kind) end
    end
    table.insert(leads, { at = soon(random:pick(instants)), lead = random:pick(maker.keys), fields = fields })
  end
end

-- ---- the module -----------------------------------------------------------------------------------

-- Has a Maker (generate.lua) make SLAs too.
function sla.extend(Maker)
  Maker.begin_slas = begin

  local more_fields, declare_routing, split_routing, make_history =
    Maker.more_fields, Maker.declare_routing, Maker.split_routing, Maker.make_history

  function Maker:more_fields()
    more_fields(self)
    if self.sla and self.sla.hold then self:say("  on_hold: flag default no") end
  end

  function Maker:declare_routing()
    declare_routing(self)
    if self.sla then with_own(self, function(random, own) declare(self, random, own) end) end
  end

  function Maker:split_routing(declared)
    split_routing(self, declared)
    for _, block in ipairs(self.sla and self.sla.blocks or {}) do
      local into = declared[self.sla.random:between(1, #declared)]
      table.move(block, 1, #block, #into + 1, into)
    end
  end

  function Maker:make_history()
    make_history(self)
    if self.sla then with_own(self, function(random, own) add_records(self, random, own) end) end
  end
end

return sla
