-- Random agreements in which time alone makes much happen: definitions that are true again and again,
-- rules and moves that these fire, and what counts from there. Their histories are a few records and long
-- quiet times. Cases as of generate.lua.

local Random = require "random"

local renewing = { avoid = {} }
local HOUR <const>, DAY <const> = 3600000, 86400000
local START <const> = 1767225600000 -- 2026-01-01

local Maker = {}
Maker.__index = Maker

function Maker:say(format, ...) self.lines[#self.lines + 1] = select("#", ...) > 0 and format:format(...) or format end

function Maker:days(most) return self.random:between(1, most or 12) .. " days" end

-- What happens: once in a while, or whenever time makes it.
function Maker:trigger()
  local random = self.random
  local shape = random:between(1, 8)
  if shape <= 4 and #self.definitions > 0 then return "becoming " .. random:pick(self.definitions) end
  if shape == 5 and self.echo then return "echo" end
  if shape <= 7 and self.stages then
    local stage = random:pick(self.stages)
    return random:pick { "entering " .. stage, "leaving " .. stage, stage .. " -> " .. random:pick(self.stages) }
  end
  return random:pick { "demo", "demo", "ping", "2 demo", "activity" }
end

-- True for a day or so, again and again.
function Maker:windows()
  local random = self.random
  local what, apart = ("since(%s)"):format(random:once_in(3) and self:trigger() or "demo"), random:between(2, 60)
  local all = {}
  for i = 1, random:between(2, 20) do
    if random:once_in(3) then
      all[i] = ("%s in %d days..%d days"):format(what, apart * i, apart * i + random:between(0, 1))
    else
      all[i] = ("%s >= %d days and %s < %d days"):format(what, apart * i, what, apart * i + 1)
    end
  end
  return table.concat(all, " or ")
end

function Maker:test()
  local random = self.random
  local shape = random:between(1, 10)
  if shape <= 3 and #self.scores > 0 then
    local score = random:pick(self.scores)
    if random:once_in(4) then score = score .. random:pick { " + ", " - " } .. random:pick(self.scores) end
    if random:once_in(5) then return ("%s in %d..%d"):format(score, random:between(-3, 4), random:between(5, 15)) end
    return ("%s %s %d"):format(score, random:pick { ">=", "<", ">", "<=", "=", "!=" }, random:between(-2, 20))
  elseif shape <= 5 and #self.definitions > 0 then
    return random:pick { "", "", "not " } .. random:pick(self.definitions)
  elseif shape == 6 then
    local number = random:pick { "count(%s within %s)", "days(%s within %s)" }
    return number:format(self:trigger():gsub("^2 ", ""), self:days()) .. random:pick { " >= ", " < ", " = " } .. random:between(1, 3)
  elseif shape == 7 and self.stages then
    return "stage " .. random:pick { "=", "!=" } .. " " .. random:pick(self.stages)
  elseif shape == 8 then
    return "n >= " .. random:between(0, 12)
  end
  return ("since(%s) %s %s"):format(self:trigger(), random:pick { ">=", "<", "=" }, self:days(40))
end

function Maker:condition()
  local random = self.random
  local shape = random:between(1, 6)
  if shape == 1 then return self:test() .. " and " .. self:test() end
  if shape == 2 then return ("(%s or %s)"):format(self:test(), self:test()) end
  if shape == 3 then return ("not (%s and %s)"):format(self:test(), self:test()) end
  return self:test()
end

function Maker:define(condition)
  local name = "d" .. #self.definitions + 1
  self:say("define %s = %s", name, condition)
  self.definitions[#self.definitions + 1] = name
end

function Maker:make_score()
  local random = self.random
  local name = "s" .. #self.scores + 1
  self:say("score %s {", name)
  local lasts = random:once_in(2) -- what it gives takes long to decay
  if lasts then self:say('  +%d "lasts" on %s', random:between(20, 50), self:trigger()) end
  for i = 1, random:between(lasts and 0 or 1, lasts and 2 or 4) do
    local points = random:pick { "+", "+", "-" } .. random:pick { "1", "3", "10", "20", "0.5" }
    local shape = random:between(1, 8)
    if shape <= 3 then
      self:say('  %s "rule %d" on %s %s', points, i, self:trigger(), random:pick { "", "", "", "once", "at most 3" })
    elseif shape == 4 then
      self:say('  set to %s "rule %d" on %s', random:pick { "0", "5", "20", "-4" }, i, self:trigger())
    elseif shape == 5 then
      self:say('  %s "rule %d" on %s at most 2 per 3 days %s', points, i, self:trigger(),
        random:pick { "expires after 2 days", "fades over 4 days", "halves every 1 days" })
    elseif shape == 6 then
      self:say('  %s "rule %d" for each %s since %s at most %d', points, i, self:days(3), self:trigger(), random:between(1, 9))
    else
      self:say('  %s "rule %d" when %s', points, i, self:condition())
    end
  end
  if lasts or random:once_in(2) then
    self:say("  keep between %s and %s", random:pick { "0", "0", "-5" }, random:pick { "10", "20", "50" })
  end
  if lasts then
    self:say("  decay 1 every 1 days")
  elseif random:once_in(2) then
    self:say("  decay %s every %s", random:pick { "1", "1", "2", "5", "10%", "50%" }, random:pick { "1 days", "12 hours", "3 days" })
  end
  self:say("}")
  self.scores[#self.scores + 1] = name
end

function Maker:make_lifecycle()
  local random = self.random
  self:say("lifecycle {")
  for _, stage in ipairs(self.stages) do self:say("  stage %s owned by marketing", stage) end
  self:say("  start at a")
  for _ = 1, random:between(1, 4) do
    local from, to = random:pick(self.stages), random:pick(self.stages)
    local shape = random:between(1, 6)
    if from == to then goto continue end
    if shape <= 2 and #self.definitions > 0 then
      self:say("  %s -> %s on becoming %s", from, to, random:pick(self.definitions))
    elseif shape == 3 and #self.scores > 0 then
      local score, limit = random:pick(self.scores), random:between(1, 12)
      self:say("  %s -> %s when %s >= %d", from, to, score, limit)
      self:say("  %s -> %s when %s < %d", to, from, score, limit - random:between(0, 1))
    elseif shape == 4 then
      self:say("  %s -> %s when %s for %s", from, to, self:condition(), self:days())
    elseif shape == 5 then
      self:say("  %s -> %s when %s", from, to, self:condition())
    else
      self:say("  %s -> %s on %s", from, to, random:pick { "demo", "ping", self.echo and "echo" or "demo" })
    end
    ::continue::
  end
  self:say("}")
end

function Maker:make_agreement()
  local random = self.random
  self.definitions, self.scores = {}, {}
  if not random:once_in(3) then self.stages = { table.unpack({ "a", "b", "c" }, 1, random:between(2, 3)) } end
  self:say('agreement "Renewing" { timezone "UTC" }')
  self:say("lead { email: email key, n: int 0..12 }")
  self:say("event demo")
  self:say("event ping passive")
  for _ = 1, random:once_in(3) and 2 or 1 do self:define(random:once_in(4) and self:condition() or self:windows()) end
  if random:once_in(3) then
    self:say("event echo = %s", self:trigger())
    self.echo = true
  end
  for _ = 1, random:between(1, 3) do
    self:make_score()
    if random:once_in(4) then self:define(self:condition()) end
  end
  if self.stages then self:make_lifecycle() end
end

-- ---- service levels ----

function Maker:length()
  local random = self.random
  return random:pick { random:between(1, 90) .. " hours", random:between(1, 20) .. " business hours of office",
    random:between(1, 5) .. " business days of office", "the same business day of " .. random:pick { "office", "owner" }, "the same day",
    random:between(1, 9) .. " business hours of owner" }
end

function Maker:action()
  local random = self.random
  local shape = random:between(1, 5)
  if shape == 1 and self.stages then return "move to " .. random:pick(self.stages) end
  if shape == 2 then return ("reassign by inbound at most %d times"):format(random:between(1, 3)) end
  if shape == 3 then return ("reassign to %s once"):format(random:pick { "ana", "west", "previous owner", "rest" }) end
  return "notify " .. random:pick { "owner", "manager of owner", "west", "rest", "ana" }
end

function Maker:make_sla(name)
  local random = self.random
  self:say("sla %s {", name)
  self:say("  starts on %s", random:pick { self:trigger(), "assigned", "assigned by inbound" })
  self:say("  met on %s", random:pick { "ping", self:trigger() })
  if random:once_in(2) then self:say("  cancel on %s", self:trigger()) end
  if random:once_in(2) then self:say("  within %s when n > 5", self:length()) end
  self:say("  within %s otherwise", self:length())
  for _ = 1, random:between(0, 3) do
    self:say("  after %s %s%s", random:pick { random:between(1, 200) .. "%", self:length() }, self:action(),
      random:once_in(3) and ", " .. self:action() or "")
  end
  self:say("  on reassign %s", random:pick { "restart", "carry" })
  if random:once_in(3) then self:say("  paused while %s", self:condition()) end
  self:say("}")
end

-- Of a random stream of their own, so that the agreements without them stay the same.
function Maker:make_slas(seed)
  local random = Random.new(seed + 424242)
  if not random:once_in(2) then return end
  self.random, random = random, self.random
  self:say("calendar office { open mon..fri 09:00..12:00, 13:00..17:30")
  self:say("  closed 2026-03-03..2026-03-09 }")
  self:say("rep maria")
  self:say("rep ana { manager maria, hours office }")
  self:say("rep ben { hours office }")
  self:say("pool west { ana, ben } round robin")
  self:say("queue rest { owner maria }")
  self:say("route inbound on %s {", self:trigger())
  if self.random:once_in(3) then self:say("  to ana available now when n > 3") end
  self:say("  to west")
  self:say("  otherwise to rest")
  self:say("}")
  for i = 1, self.random:between(1, 3) do self:make_sla("sla" .. i) end
  self.random = random
end

-- ---- records ----

function Maker:make_history()
  local random = self.random
  local at = START
  self.leads = { { at = at, lead = "jo@x.example", fields = { n = { "number", tostring(random:between(0, 12)) } } } }
  self.events = {}
  for i = 1, random:between(1, 6) do
    self.events[i] = { at = at, lead = "jo@x.example", type = random:pick { "demo", "demo", "ping" }, fields = {} }
    at = at + (random:once_in(4) and random:between(30, 400) * DAY or random:between(0, 60) * HOUR)
  end
  self.options = { at = at + random:between(30, 1500) * DAY, trace = false, show = {} }
end

function renewing.case(seed)
  local maker = setmetatable({ random = Random.new(seed), lines = {} }, Maker)
  maker:make_agreement()
  maker:make_slas(seed)
  maker:make_history()
  return { lines = maker.lines, leads = maker.leads, events = maker.events, options = maker.options }
end

return renewing
