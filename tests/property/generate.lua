-- Random agreements, and random histories of leads for them. Most agreements are valid; what the checker
-- refuses, compare.lua takes out or throws away.
--
--   local case = require("generate").case(seed)
--
-- case: lines (of the agreement; what follows a line `--- PATH` stands in a file of its own), leads and events
-- (records as interpreter.lua takes them), options (at, trace, show, repeats) for the run.

local Random = require "random"
local interpreter = require "interpreter"

-- avoid: what to do without: kinds of tests, such as `email`; `eachcount`: counted events in `for each`; `files`: more
-- than one file; `library`: std.b2b; `routing`; `sla`.
local generate = { avoid = {} }
local SECOND <const>, MINUTE <const>, HOUR <const>, DAY <const> = 1000, 60000, 3600000, 86400000

-- Agreements with the library take ten times as long to check and to follow.
local LIBRARY_ONCE_IN <const> = 25

-- Durations as written, and in milliseconds.
local DURATIONS = {
  { "1 days", DAY }, { "2 days", 2 * DAY }, { "3 days", 3 * DAY }, { "1 weeks", 7 * DAY },
  { "36 hours", 36 * HOUR }, { "12 hours", 12 * HOUR }, { "7 days", 7 * DAY }, { "5 days", 5 * DAY },
  { "90 minutes", 90 * MINUTE }, { "6 hours", 6 * HOUR }, { "45 seconds", 45 * SECOND },
}
local LONG = { DURATIONS[1], DURATIONS[2], DURATIONS[3], DURATIONS[4], DURATIONS[5], DURATIONS[7] }

-- Zones, each with an instant shortly before its clocks change.
local ZONES = {
  { "Europe/Lisbon", 1774659600000 },       -- 2026-03-28
  { "America/New_York", 1793325600000 },    -- 2026-10-30
  { "Australia/Lord_Howe", 1775221200000 }, -- 2026-04-03, half an hour
  { "Asia/Kathmandu", 1772330400000 },      -- 2026-03-01
  { "America/New_York", 3771810000000 },    -- July 2089
  { "Europe/Paris", 17016822000000 },      -- 2509-03-29, long after the last listed year
  { "America/New_York", 19897329600000 },  -- July 2600
  { "Africa/Casablanca", 1771149600000 },   -- 2026-02-15
  { "Europe/Paris", -1767225600000 },       -- 1914
}

-- What is looked for inside texts, and texts to look into.
local INSIDE = { "alpha", "al", "beta", "a.l.", "pricing", "pha be", "ALPHA", "alpha beta", "x", "/", "é", "ґś ήχος", "it's", "go" }
local BROKEN = { "A.L. alpha", "go-alpha, Beta", "It’s/pricing", "É x", "al.pha a.l. x.y", "BETA–alpha beta", "its go", "A.L., ҐŚ-ΉΧΟΣ" }
local function inside_test(random, words)
  local how = random:pick { " contains ", " has word " }
  local function text() return random:pick(how == " contains " and INSIDE or { table.unpack(INSIDE, 1, 10) }) end
  if #words > 0 and random:once_in(4) then return how .. random:pick(words) end
  if random:once_in(3) then return ('%s["%s", "%s"]'):format(how, text(), text()) end
  return ('%s"%s"'):format(how, text())
end

local TEXTS = { "alpha", "beta", "alpha beta", "Alpha", "/pricing", "/pricing/x", "go alpha", "x" }
local DOMAINS = { "x.example", "mail.example", "acme.example" }

local Maker = {}
Maker.__index = Maker

-- ---- the library ----------------------------------------------------------------------------------

-- What std.b2b has, as far as it is used here: enums (members as tests name them, spellings from outside), words of titles.
local function read_library()
  local file <close> = assert(io.open("stdlib/b2b.mops"))
  local text, library = file:read("a"), { titles = {} }
  for name, members in text:gmatch("\nenum ([%w_]+) {\n(.-)\n}") do
    local enum = { name = name, members = {}, spellings = {} }
    for member, spellings in (members .. "\n"):gmatch("  ([%w_]+)([^\n]*)\n") do
      enum.members[#enum.members + 1] = member
      for spelling in (' "' .. member .. '"' .. spellings):gmatch('"(.-)"') do enum.spellings[#enum.spellings + 1] = spelling end
    end
    library[name] = enum
  end
  for rows in text:gmatch("\ntable [^\n]*\n(.-)\n}") do
    for words in rows:gmatch('"(.-)"') do library.titles[#library.titles + 1] = words end
  end
  return library
end

-- A spelling as forms have it.
local function any_case(random, text)
  local how = random:between(1, 6)
  return how == 1 and text:upper() or how == 2 and text:lower() or how == 3 and " " .. text .. " " or text
end

function Maker:title()
  local random = self.random
  local title = any_case(random, random:pick(self.library.titles))
  for _ = 2, random:between(1, 3) do
    title = title .. random:pick { " ", ", ", " of ", " & ", "-", " to the " } .. any_case(random, random:pick(self.library.titles))
  end
  return title
end

-- An enum of the library with some of its members for tests.
function Maker:library_enum(name)
  local enum = self.library[name]
  return { name = name, members = self.random:some(enum.members, 9), spellings = enum.spellings }
end

-- ---- expressions ----------------------------------------------------------------------------------
-- scope: what may be read: fields (the lead's), event (a declared event, inside its `where`), scores
-- (names), definitions, stages, history (since may stand here).

function Maker:duration(list) return self.random:pick(list or DURATIONS) end

function Maker:fields_of(scope, kind)
  local found = {}
  for _, field in ipairs(scope.event and scope.event.fields or {}) do
    if field.kind == kind then found[#found + 1] = field end
  end
  for _, field in ipairs(scope.fields or {}) do
    if field.kind == kind then found[#found + 1] = field end
  end
  return found
end

function Maker:operator() return self.random:pick { "=", "!=", "<", "<=", ">", ">=" } end

-- Arithmetic over ints or decimals.
function Maker:sum(scope, kind)
  local random, fields = self.random, self:fields_of(scope, kind)
  local one, other = random:pick(fields).name, random:pick(fields).name
  local shape = random:between(1, 14)
  if shape == 1 then return one .. " + " .. other end
  if shape == 2 then return one .. " - " .. other end
  if shape == 3 then return one .. " * " .. random:pick { "2", "3", "0.5", "1.25" } end
  if shape == 4 then return one .. " / " .. random:pick { "2", "4", "3" } end
  if shape == 5 then return ("min(%s, %s)"):format(one, other) end
  if shape == 6 then return ("max(%s, %s)"):format(one, other) end
  if shape == 7 then return ("(%s else %s)"):format(one, random:between(0, 6)) end
  return one
end

function Maker:number_test(scope, kind)
  local random = self.random
  local function number()
    if kind == "int" then return tostring(random:between(0, 10)) end
    return random:pick { "0", "0.5", "1", "1.25", "2.5", "3", "5", "7.5" }
  end
  local shape = random:between(1, 10)
  local sum = self:sum(scope, kind)
  if shape == 1 then return ("%s in %s..%d"):format(sum, number(), random:between(10, 12)) end
  if shape == 2 and kind == "int" then return ("%s in [%s, %s, %s]"):format(sum, number(), number(), number()) end
  if shape == 5 and kind == "int" and #self.numbers > 0 then return ("%s in %s"):format(sum, random:pick(self.numbers)) end
  if shape == 3 then return ("%s %s %s"):format(sum, self:operator(), self:sum(scope, kind)) end
  if shape == 4 then return ("%s %s %s"):format(number(), self:operator(), sum) end
  return ("%s %s %s"):format(sum, self:operator(), number())
end

function Maker:since_test(scope)
  local random = self.random
  local what = "since(" .. self:triggers(scope, { inside = true }) .. ")"
  local shape = random:between(1, 8)
  local one = self:duration()
  if shape == 1 then
    local other = self:duration()
    if other[2] < one[2] then one, other = other, one end
    return ("%s in %s..%s"):format(what, one[1], other[1])
  elseif shape == 2 then return ("%s %s %s"):format(one[1], self:operator(), what)
  elseif shape == 3 then return what .. random:pick { " is known", " is missing" }
  end
  return ("%s %s %s"):format(what, self:operator(), one[1])
end

-- ---- amounts: percentages, money, lengths of time, points ----

local amounts = {
  percent = { written = "percent 0..40", literals = { "0%", "2.5%", "10%", "12.5%", "33.3333%", "40%" },
    incoming = { { "number", "10" }, { "text", "2.5" }, { "text", "12.5%" }, { "number", "33.3333" }, { "text", "40 %" } } },
  money = { written = "money USD -10..5_000", literals = { "USD 0", "-USD 5", "USD 0.50", "USD 100", "USD 1_234.5", "USD 5_000" },
    incoming = { { "number", "100" }, { "text", "USD 1,234.50" }, { "text", "5000" }, { "number", "-5" }, { "text", "USD 0.5" } } },
  duration = { written = "duration ..3 days", literals = { "0 days", "90 seconds", "30 minutes", "2 hours", "1 day", "3 days" },
    incoming = { { "text", "30 minutes" }, { "text", "1 Hour, 59 min" }, { "text", "PT2H" }, { "text", "P1DT0.5S" }, { "text", "0:01:30" },
      { "text", "1d 4h" }, { "text", "72:00:00" }, { "text", "1.5 h" }, { "text", "0 s" } } },
  points = { written = "points -5..40", literals = { "0", "-2.5", "3", "7.5", "12", "40" },
    incoming = { { "number", "0" }, { "number", "-2.5" }, { "number", "7.5" }, { "number", "12.0001" }, { "number", "40" } } },
}
local amount_kinds = { "percent", "money", "duration", "points" }

function Maker:amount_test(fields, kind)
  local random, literals = self.random, amounts[kind].literals
  local field, literal = random:pick(fields).name, random:pick(literals)
  local shape = random:between(1, 9)
  if shape == 1 then return ("%s in %s..%s"):format(field, literals[2], literals[5]) end
  if shape == 2 then return ("%s in [%s, %s]"):format(field, literal, random:pick(literals)) end
  if shape == 3 then return ("%s * %s %s %s"):format(field, random:pick { "2", "35%", "0.5" }, self:operator(), literal) end
  if shape == 4 then return ("max(%s, %s) %s %s"):format(field, random:pick(literals), self:operator(), literal) end
  if shape == 5 then return ("(%s else %s) %s %s"):format(field, random:pick(literals), self:operator(), literal) end
  if shape == 6 then return ("%s - %s %s %s"):format(field, random:pick(fields).name, self:operator(), literal) end
  if shape == 7 then return field .. random:pick { " is known", " is missing" } end
  return ("%s %s %s"):format(field, self:operator(), literal)
end

-- ---- dates and instants: around the beginning of the history ----

local function date_text(at) return interpreter.instant_text(at):sub(1, 10) end

function Maker:moment(kind)
  local random = self.random
  local at = self.start + random:between(-4, 12) * DAY
  if kind == "date" then return date_text(at) end
  return interpreter.instant_text(at + random:pick { 0, 0, 6 * HOUR, 90 * MINUTE }):sub(1, 16):gsub("T", " ") .. "Z"
end

function Maker:date_test(scope, fields, kind)
  local random = self.random
  local field, literal = random:pick(fields), self:moment(kind)
  local counts = scope.history and not field.of_event
  local shape = random:between(counts and 1 or 4, 9)
  if shape <= 3 then
    local one = random:pick { "0 days", "0 days", self:duration()[1], "-" .. self:duration()[1], "-" .. self:duration()[1] }
    if shape == 1 then return ("since(%s) in %s..%s"):format(field.name, one, one:sub(1, 1) == "-" and random:pick { "0 days", "2 days" } or "30 days") end
    return ("since(%s) %s %s"):format(field.name, self:operator(), one)
  end
  if shape == 4 then return ("%s in [%s, %s]"):format(field.name, literal, self:moment(kind)) end
  if shape == 5 then return ("%s in %s.."):format(field.name, literal) end
  if shape == 6 then return ("(%s else %s) %s %s"):format(field.name, literal, self:operator(), self:moment(kind)) end
  if shape == 7 then return field.name .. random:pick { " is known", " is missing" } end
  if shape == 8 then return ("%s %s %s"):format(field.name, self:operator(), random:pick(fields).name) end
  return ("%s %s %s"):format(field.name, self:operator(), literal)
end

-- ---- urls ----

local URLS = { "https://acme.io", "HTTP://Jo@Acme.IO:8080/pricing/teams?x=1", "acme.io/pricing", "/pricing", "//x.example/",
  "/blog?/pricing", "https://x.example?q", "ftp://localhost/Pricing" }

function Maker:url_test(fields)
  local random, field = self.random, self.random:pick(fields).name
  local shape = random:between(1, 5)
  if shape == 1 then return field .. random:pick { " is known", ".host is known", ".path is missing" } end
  if shape == 2 then return field .. random:pick { " starts ", " ends ", " = ", " contains ", " has word " } .. '"' .. random:pick(URLS) .. '"' end
  if shape == 3 then return field .. ".host" .. random:pick { " = ", " ends ", " != ", " contains ", " has word " } .. '"' .. random:pick { "acme.io", "Acme.IO", "example" } .. '"' end
  if shape == 4 then return field .. ".path" .. random:pick { " contains ", " has word " } .. '"' .. random:pick { "/pricing", "pricing", "PRICING", "teams" } .. '"' end
  return field .. ".path" .. random:pick { " = ", " starts ", " ends " } .. '"' .. random:pick { "/", "/pricing", "/Pricing", "teams" } .. '"'
end

local test_kinds = {
  "int", "int", "int", "decimal", "flag", "enum", "enum", "text", "text", "email", "domain", "score", "score", "definition", "stage",
  "since", "since", "history", "history", "grade", "percent", "money", "duration", "points", "date", "instant", "url", "table",
}

-- Numbers of events or days, and a field of the last event.
function Maker:history_test(scope)
  local random = self.random
  local shape = random:between(1, 5)
  local event = random:pick(self.events)
  if shape == 1 and #event.fields > 0 then
    local field = random:pick(event.fields)
    local text = ("last(%s).%s"):format(event.name, field.name)
    if field.kind == "int" then return text .. " " .. self:operator() .. " " .. random:between(0, 12) end
    if field.kind == "text" then return text .. random:pick { " = ", " starts ", " ends " } .. '"' .. random:pick(TEXTS) .. '"' end
    return text .. random:pick { " is known", " is missing" }
  end
  local what = random:pick { "count", "count", "days" } .. "(" .. self:trigger(scope, { inside = true, single = true })
  if random:once_in(4) then what = what .. ", " .. self:trigger(scope, { inside = true, single = true }) end
  if not random:once_in(3) then what = what .. " within " .. self:duration()[1] end
  what = what .. ")"
  if random:once_in(5) then
    local low = random:between(0, 3)
    return ("%s in %d..%s"):format(what, low, random:once_in(3) and "" or low + random:between(0, 2))
  end
  if random:once_in(5) then return ("%d %s %s"):format(random:between(0, 4), self:operator(), what) end
  return ("%s %s %d"):format(what, self:operator(), random:between(0, 4))
end

function Maker:test(scope)
  local random = self.random
  while true do
    local kind = random:pick(test_kinds)
    if generate.avoid[kind] then kind = "none" end
    local fields = self:fields_of(scope, kind)
    if (kind == "int" or kind == "decimal") and #fields > 0 then
      return self:number_test(scope, kind)
    elseif kind == "flag" and #fields > 0 then
      local field = random:pick(fields).name
      return field .. random:pick { "", "", " = yes", " = no", " != no", " is known", " is missing" }
    elseif kind == "enum" and #fields > 0 then
      local field = random:pick(fields)
      local members = field.enum.members
      local shape = random:between(1, 6)
      if shape == 1 then return ("%s in [%s]"):format(field.name, table.concat(random:some(members), ", ")) end
      if shape == 2 then return field.name .. random:pick { " is known", " is missing" } end
      if shape == 3 then
        return ("(%s else %s) %s %s"):format(field.name, random:pick(members), self:operator(),
          random:pick(members))
      end
      if shape == 4 then
        local others = {}
        for _, other in ipairs(fields) do if other.enum == field.enum then others[#others + 1] = other.name end end
        return ("best(%s, %s, %s) %s %s"):format(random:pick(others), random:pick(others), random:pick(others),
          self:operator(), random:pick(members))
      end
      return ("%s %s %s"):format(field.name, self:operator(), random:pick(members))
    elseif kind == "text" and #fields > 0 then
      local field, text = random:pick(fields).name, '"' .. random:pick(TEXTS) .. '"'
      if random:once_in(2) then return field .. inside_test(random, self.words) end
      local shape = random:between(1, 7)
      if shape == 1 then return ('%s in [%s, "%s"]'):format(field, text, random:pick(TEXTS)) end
      if shape == 2 then return field .. " is known" end
      if shape == 3 and #self.words > 0 then
        return field .. random:pick { " in ", " starts ", " ends " } .. random:pick(self.words)
      end
      return field .. random:pick { " starts ", " ends ", " = " } .. text
    elseif kind == "domain" and #fields > 0 then
      return random:pick(fields).name .. random:pick { " = ", " starts ", " ends ", " contains ", " has word " } .. '"' .. random:pick(DOMAINS) .. '"'
    elseif kind == "email" and scope.fields then
      if #self.hosts > 0 and random:once_in(3) then return "email.domain in " .. random:pick(self.hosts) end
      return 'email.domain ' .. random:pick { "= ", "starts ", "ends ", "contains ", "has word " } .. '"' .. random:pick(DOMAINS) .. '"'
    elseif kind == "points" and #fields > 0 and #(scope.scores or {}) > 0 and random:once_in(2) then
      local score, field = random:pick(scope.scores), random:pick(fields).name
      if random:once_in(3) then return ("%s + %s > 12"):format(score, field) end
      return ("%s %s %s"):format(score, self:operator(), field)
    elseif amounts[kind] and #fields > 0 then return self:amount_test(fields, kind)
    elseif (kind == "date" or kind == "instant") and #fields > 0 then return self:date_test(scope, fields, kind)
    elseif kind == "url" and #fields > 0 then return self:url_test(fields)
    elseif kind == "score" and #(scope.scores or {}) > 0 then
      local score = random:pick(scope.scores)
      if random:once_in(5) then score = score .. " + " .. random:pick(scope.scores) end
      if random:once_in(6) then return ("%s in %d..%d"):format(score, random:between(-5, 10), random:between(11, 40)) end
      return ("%s %s %s"):format(score, self:operator(), random:pick { "0", "3", "5", "7.5", "10", "12", "20", "30" })
    elseif kind == "grade" and self.grades and #self.grades > 0 and scope.scores == self.score_names then
      local grade = random:pick(self.grades)
      if random:once_in(3) then return grade .. " in [A, C]" end
      if random:once_in(3) then grade = ("best(%s, %s)"):format(grade, random:pick(self.grades)) end
      return ("%s %s %s"):format(grade, self:operator(), random:pick { "A", "B", "C" })
    elseif kind == "table" and #self.tables > 0 then
      local lookup = self:lookup(scope)
      if lookup then return lookup end
    elseif kind == "definition" and #(scope.definitions or {}) > 0 then
      return random:pick(scope.definitions)
    elseif kind == "stage" and scope.stages then
      if random:once_in(3) then
        return ("stage in [%s]"):format(table.concat(random:some(scope.stages, 3), ", "))
      end
      return ("stage %s %s"):format(random:pick { "=", "!=" }, random:pick(scope.stages))
    elseif kind == "since" and scope.history then
      return self:since_test(scope)
    elseif kind == "history" and scope.history then
      return self:history_test(scope)
    end
  end
end

-- ---- tables ---------------------------------------------------------------------------------------

-- A cell for an input of a kind.
function Maker:cell(input)
  local random = self.random
  local shape = random:between(1, 8)
  if shape <= 2 then return "*" end
  if shape == 3 then return "missing" end
  if input.kind == "flag" then return random:pick { "yes", "no" } end
  if input.kind == "enum" then
    local member = random:pick(input.enum.members)
    if shape == 4 then return ("[%s]"):format(table.concat(random:some(input.enum.members), ", ")) end
    return random:pick { "", "", ">= ", "< ", "!= " } .. member
  end
  if amounts[input.kind] or input.kind == "date" then
    local function literal() return amounts[input.kind] and random:pick(amounts[input.kind].literals) or self:moment("date") end
    if shape == 4 then return ("[%s, %s]"):format(literal(), literal()) end
    return random:pick { "", ">= ", "<= ", "< ", "> ", "!= " } .. literal()
  end
  if input.kind == "url" then
    return random:pick { "", "starts ", "ends ", "contains ", "has word " } .. '"' .. random:pick(URLS) .. '"'
  end
  if input.kind == "text" or input.kind == "domain" then
    if shape == 4 and #self.words > 0 and input.kind == "text" and not input.in_file then
      return random:pick { "", "starts ", "has word " } .. random:pick(self.words)
    end
    local text = '"' .. random:pick(input.kind == "domain" and DOMAINS or TEXTS) .. '"'
    return random:pick { "", "!= ", "starts ", "ends ", "contains ", "has word " } .. text
  end
  local low = random:between(0, 10)
  if shape == 4 then return ("%d..%d"):format(low, low + random:between(0, 6)) end
  if shape == 5 then return ("[%d, %d..%d]"):format(low, low + 2, low + 4) end
  return random:pick { "", ">= ", "<= ", "< ", "> ", "!= " } .. low
end

-- A row as a table's file has it: texts without quotes, several values with bars between them.
local function row_in_file(random, cells, result)
  local line = {}
  for i = 1, #cells + 1 do
    local cell = cells[i] or result
    local text = cell:gsub("^%[(.*)%]$", function(list) return (list:gsub(", ", "|")) end):gsub('"', "")
    line[i] = random:once_in(6) and ('"%s"'):format(text) or random:once_in(6) and " " .. text .. " " or text
  end
  return table.concat(line, ",")
end

function Maker:make_table(i)
  local random = self.random
  local file = not generate.avoid.files and random:once_in(4) and ("look%d.csv"):format(i)
  local made = { name = "look" .. i, inputs = {}, flag = random:once_in(3) }
  local written = {}
  for k = 1, random:between(1, 3) do
    local input = { kind = random:pick { "int", "int", "flag", "enum", "text", "domain", "percent", "money", "duration", "points", "date", "url" }, in_file = file }
    if input.kind == "enum" then input.enum = random:pick(self.enums) end
    made.inputs[k] = input
    local written_type = input.enum and input.enum.name or input.kind == "money" and "money USD" or input.kind
    written[k] = ("x%d: %s"):format(k, written_type)
  end
  self:say("table %s(%s) -> %s %s", made.name, table.concat(written, ", "), made.flag and "flag" or "int",
    file and ('from "%s"'):format(file) or "{")
  local names = {}
  for k = 1, #made.inputs do names[k] = "x" .. k end
  local lines = { table.concat(names, ",") .. random:pick { ",result", "," .. made.name } }
  local seen = {} -- a row that is written twice is never reached, nor is one after a row that takes anything
  for _ = 1, random:between(1, 6) do
    local cells, anything = {}, true
    for k, input in ipairs(made.inputs) do
      cells[k] = self:cell(input)
      anything = anything and cells[k] == "*"
    end
    local row = table.concat(cells, ", ")
    local result = made.flag and random:pick { "yes", "no", "missing" } or random:pick { "1", "2", "5", "-3", "missing" }
    if not seen[row] and file then lines[#lines + 1] = row_in_file(random, cells, result) end
    if not seen[row] and not file then self:say("  %s => %s", row, result) end
    if file and random:once_in(6) then lines[#lines + 1] = random:pick { "", "# a comment" } end
    seen[row] = true
    if anything then break end
  end
  if file then self.data[file] = lines else self:say("}") end
  self.tables[#self.tables + 1] = made
end

-- A test of what a table gives; nil: the scope has nothing to look it up with.
function Maker:lookup(scope)
  local random = self.random
  local made, arguments = random:pick(self.tables), {}
  for i, input in ipairs(made.inputs) do
    local fields = {}
    for _, field in ipairs(self:fields_of(scope, input.kind)) do
      if field.enum == input.enum then fields[#fields + 1] = field.name end
    end
    if input.kind == "domain" then fields[#fields + 1] = scope.fields and "email.domain" or nil end
    if input.kind == "domain" or input.kind == "text" then
      local part = input.kind == "domain" and ".host" or ".path"
      for _, field in ipairs(self:fields_of(scope, "url")) do fields[#fields + 1] = field.name .. part end
    end
    if #fields == 0 then return nil end
    arguments[i] = random:pick(fields)
    if input.kind == "int" and random:once_in(2) then arguments[i] = self:sum(scope, "int") end
    if input.kind == "flag" and #(scope.definitions or {}) > 0 and random:once_in(2) then
      arguments[i] = random:pick(scope.definitions)
    end
  end
  local call = ("%s(%s)"):format(made.name, table.concat(arguments, ", "))
  if made.flag then return call .. random:pick { "", " = no", " is known" } end
  if made.members then
    local member = random:pick(made.members)
    return call .. random:pick { " is missing", " = " .. member, " >= " .. member, " < " .. member, (" in [%s]"):format(member) }
  end
  return call .. random:pick { " is missing", " = 2", " >= 2", " < 2", " != 5", " + n in 3..6" }
end

function Maker:condition(scope, depth)
  local random = self.random
  depth = depth or random:between(0, 2)
  if depth == 0 then return self:test(scope) end
  local shape = random:between(1, 6)
  if shape <= 2 then return self:condition(scope, depth - 1) .. " and " .. self:condition(scope, depth - 1) end
  if shape == 3 then return ("(%s or %s)"):format(self:condition(scope, depth - 1), self:condition(scope, depth - 1)) end
  if shape == 4 then return ("not (%s)"):format(self:condition(scope, depth - 1)) end
  if shape == 5 then
    return ("(%s or %s or %s)"):format(self:condition(scope, depth - 1), self:test(scope), self:test(scope))
  end
  return self:test(scope)
end

-- options: inside (of `since`), of_each (of a `for each` rule), event_only.
function Maker:trigger(scope, options)
  local random = self.random
  options = options or {}
  local function where(event, chance)
    if not random:once_in(chance) then return "" end
    local inside = { fields = scope.fields, event = event, definitions = scope.definitions,
      scores = options.inside and scope.scores or scope.where_scores,
      stages = scope.stages, history = scope.history and not options.inside }
    return " where " .. self:condition(inside, random:between(0, 1))
  end
  local function event_trigger(chance, event)
    event = event or random:pick(self.events)
    return event.name .. where(event, chance)
  end
  local shape = random:between(1, 12)
  if shape == 1 then return "activity" .. where(nil, 6) end
  if shape <= 3 and not options.single and not (options.of_each and generate.avoid.eachcount) then
    return self:counted(scope, options, event_trigger)
  end
  if shape == 12 and #(scope.definitions or {}) > 0 and random:once_in(2) then
    return "becoming " .. random:pick(scope.definitions) .. where(nil, 4)
  end
  if shape <= 6 and scope.stages and not options.event_only then
    local stage = random:pick(scope.stages)
    local kind = random:between(1, 3)
    if kind == 1 then return "entering " .. stage .. where(nil, 4) end
    if kind == 2 then return "leaving " .. stage .. where(nil, 4) end
    return ("%s -> %s%s"):format(stage, random:pick(scope.stages), where(nil, 5))
  end
  return event_trigger(options.inside and 4 or 2)
end

-- `K EVENT`, among different values, within a time, in a row.
function Maker:counted(scope, options, event_trigger)
  local random = self.random
  local counted = random:between(1, #self.events)
  local event = self.events[counted]
  local text = ("%d %s"):format(random:between(2, 3), event_trigger(3, event))
  if #event.fields > 0 and random:once_in(3) then text = text .. " by different " .. random:pick(event.fields).name end
  if random:once_in(3) then text = text .. " within " .. self:duration()[1] end
  if random:once_in(3) then return text end
  local breaking = (counted + random:between(0, #self.events - 2)) % #self.events + 1
  local breaker = random:once_in(3) and self:trigger(scope, { single = true, event_only = options.event_only, inside = options.inside })
  return text .. " in a row broken by " .. (breaker or event_trigger(3, self.events[breaking]))
end

function Maker:triggers(scope, options)
  local random = self.random
  local first = self:trigger(scope, options)
  if not random:once_in(4) then return first end
  local second = self:trigger(scope, options)
  -- What follows a row would be taken for what breaks it too.
  if first:find(" broken by ", 1, true) and not second:find("^%d") then first, second = second, first end
  return first .. ", " .. second
end

-- ---- an agreement ---------------------------------------------------------------------------------

function Maker:say(format, ...) self.lines[#self.lines + 1] = select("#", ...) > 0 and format:format(...) or format end

-- The longest that a text may be.
function Maker:length() return self.random:once_in(4) and " up to " .. self.random:pick { 5, 9, 10, 14 } or "" end

-- Fields of the library's types, and what its tables read in a title.
function Maker:make_library_fields(field)
  local random = self.random
  field("title", "text", "text", { title = true })
  for _, name in ipairs { "company_size", "industry", "us_state", "country", "seniority" } do
    if random:once_in(2) then
      local enum = self:library_enum(name)
      self.enums[#self.enums + 1] = enum
      field(name, "enum", name .. random:pick { "", ' missing as "n/a"' }, { enum = enum })
    end
  end
end

function Maker:make_titles_read(field)
  for _, name in ipairs { "seniority", "job_function" } do
    local enum, of = self:library_enum(name), name == "seniority" and "seniority_of" or "function_of"
    if self.random:once_in(2) then field("own_" .. name, "enum", ("%s = %s(title)"):format(name, of), { enum = enum }) end
    self.tables[#self.tables + 1] = { name = of, inputs = { { kind = "text" } }, members = enum.members }
  end
end

function Maker:make_fields()
  local random = self.random
  self.enums = {}
  for i = 1, random:between(1, 2) do
    local enum = { name = "kind" .. i, members = random:some({ "red", "green", "blue", "grey" }, 4) }
    if #enum.members < 2 then enum.members = { "red", "green" } end
    if i == 2 then for j, member in ipairs(enum.members) do enum.members[j] = member .. "ish" end end
    self.enums[i] = enum
    local members = {}
    for j, member in ipairs(enum.members) do
      members[j] = random:once_in(3) and ('%s as "%s%d", "The %s", "Où Ÿ-Й %s"'):format(member, member:upper(), i, member, member) or member
    end
    if random:once_in(4) then
      local rest = random:between(1, #members)
      members[rest] = enum.members[rest] .. " as *"
    end
    self:say("enum %s { %s }", enum.name, table.concat(members, ", "))
  end
  if random:once_in(2) then
    self:say("record company { size: int 0..20, title: text }")
    self.record = true
  end
  self:say("lead {")
  self:say("  email: email key")
  self.fields, self.derived = {}, {}
  local function field(name, kind, written, extra)
    local made = extra or {}
    made.name, made.kind = name, kind
    self.fields[#self.fields + 1] = made
    self:say("  %s: %s", name, written)
  end
  field("n", "int", "int 0..12" .. (random:once_in(2) and " default " .. random:between(0, 6) or ""))
  local outside = random:once_in(3)
  field("k", "int", "int 0..12" .. (outside and ' from "K outside"' or ""), { outside = outside and "K outside" })
  if random:once_in(2) then field("d", "decimal", "decimal 0..10.5" .. (random:once_in(2) and " default 2.5" or "")) end
  field("f", "flag", "flag" .. (random:once_in(2) and " default no" or ""))
  if random:once_in(2) then field("g", "flag", 'flag missing as "n/a"') end
  for i, enum in ipairs(self.enums) do
    local default = random:once_in(3) and " default " .. random:pick(enum.members) or ""
    field("c" .. i, "enum", enum.name .. ' missing as "Select", ""' .. default, { enum = enum })
  end
  field("t", "text", "text" .. self:length() .. (random:once_in(2) and ' missing as "none"' or ""))
  if random:once_in(4) then field("w", "domain", "domain") end
  if random:once_in(4) then field("u", "url", "url" .. self:length()) end
  for _, kind in ipairs { "date", "instant" } do
    if random:once_in(3) then field(kind .. "1", kind, kind) end
  end
  for _, kind in ipairs(amount_kinds) do
    if random:once_in(4) then field(kind .. "1", kind, amounts[kind].written) end
  end
  if random:once_in(8) then field("r", "int", "int 0..12 required", { usual = true }) end
  if self.record then
    self:say("  company: company")
    self.fields[#self.fields + 1] = { name = "company.size", kind = "int" }
    self.fields[#self.fields + 1] = { name = "company.title", kind = "text" }
  end
  if self.library then self:make_library_fields(field) end
  self.supplied = { table.unpack(self.fields) }
  if self.library then self:make_titles_read(field) end
  if random:once_in(2) then
    field("half", "int", "int = " .. self:sum({ fields = self.supplied }, "int"))
  end
  if random:once_in(2) then
    field("big", "flag", "flag = " .. self:condition({ fields = self.supplied }, random:between(0, 1)))
  end
  self:more_fields()
  self:say("}")
end

function Maker:make_events()
  local random = self.random
  self.events = {}
  for i, name in ipairs { "demo", "view", "open", "ping" } do
    if i <= 2 or random:once_in(2) then
      local event = { name = name, fields = {}, passive = random:once_in(3) }
      local fields = {}
      local function field(short, kind, written, extra)
        local made = extra or {}
        made.kind, made.name = kind, random:once_in(12) and short or short .. "_" .. name
        event.fields[#event.fields + 1] = made
        fields[#fields + 1] = made.name .. ": " .. written
      end
      if random:once_in(2) then field("n", "int", "int 0..12" .. (random:once_in(3) and " default 4" or "")) end
      if random:once_in(2) then
        local required = random:once_in(3)
        field("t", "text", "text" .. self:length() .. (required and " required" or ""), { required = required })
      end
      if random:once_in(3) then field("f", "flag", "flag") end
      if random:once_in(6) then field("d", "duration", amounts.duration.written .. (random:once_in(3) and " default 30 minutes" or "")) end
      if random:once_in(8) then field("p", "points", amounts.points.written) end
      if random:once_in(3) then field("c1", "enum", self.enums[1].name, { enum = self.enums[1] }) end
      self.events[#self.events + 1] = event
      self:say("event %s%s%s", name, event.passive and " passive" or "",
        #fields > 0 and " { " .. table.concat(fields, ", ") .. " }" or "")
    end
  end
  if self.library then -- those that no rule names are unknown
    self.events[#self.events + 1] = random:pick {
      { name = "demo_request", fields = { { name = "form", kind = "text" } } },
      { name = "form_submit", fields = { { name = "form", kind = "text", required = true }, { name = "campaign", kind = "text" } } },
      { name = "video_watched", fields = { { name = "video", kind = "text" }, { name = "watched", kind = "percent" } } },
      { name = "contacted", passive = true, fields = { { name = "channel", kind = "text" } } },
    }
  end
end

-- Events that follow from others; nothing of them comes in.
function Maker:make_derived()
  local random = self.random
  local names = {}
  for i = 1, 3 do names[i] = "early" .. i end
  local scope = { fields = self.fields, stages = self.stages, where_scores = {}, definitions = random:once_in(3) and names or {} }
  for _, name in ipairs { "twice", "echo" } do
    if random:once_in(4) then
      self:say("event %s%s = %s", name, random:once_in(2) and " passive" or "", self:triggers(scope))
      self.events[#self.events + 1] = { name = name, fields = {}, derived = true }
    end
  end
end

function Maker:make_limits()
  local random = self.random
  local limits = {}
  if random:once_in(6) then limits[#limits + 1] = "once" elseif random:once_in(3) then
    limits[#limits + 1] = "at most " .. random:between(1, 4)
  end
  for _, name in ipairs { "day", "week", "month" } do
    if random:once_in(6) then limits[#limits + 1] = ("at most %d per %s"):format(random:between(1, 3), name) end
  end
  if random:once_in(4) then limits[#limits + 1] = ("at most %d per %s"):format(random:between(1, 3), self:duration()[1]) end
  return table.concat(limits, " ")
end

-- How the awards of a rule with these limits age.
function Maker:make_ageing(limits)
  local random = self.random
  local short = limits:find("seconds") or limits:find("minutes") or limits:find("hours") -- too many to remember
  if limits == "" or short or not random:once_in(2) then return "" end
  local shape = random:between(1, 4)
  if shape == 1 then return " expires after " .. self:duration()[1] end
  if shape == 2 then return (" fades over %d days"):format(random:between(1, 6)) end
  if shape == 3 then return " halves every " .. self:duration(LONG)[1] end
  return (" loses %s every %s"):format(random:pick { "10%", "25%", "33.3%", "100%" }, self:duration(LONG)[1])
end

function Maker:points() return self.random:pick { "1", "2", "3", "5", "7.5", "10", "0.0001", "12.3456", "20" } end

-- What a decay's clock stands for: read after all else, so it may read any score.
function Maker:make_pause()
  if not self.random:once_in(3) then return "" end
  return " paused while " .. self:condition({ fields = self.fields, definitions = self.early, scores = self.score_names,
    stages = self.stages, history = true })
end

function Maker:make_clauses(scope)
  local random = self.random
  if random:once_in(2) then
    local low, high = random:pick { -10, -2.5, 0, 0, 0, 3 }, random:pick { 10, 20, 30, 100, 33.3333 }
    local shape = random:between(1, 5)
    if shape == 1 then self:say("  keep at least %s", low)
    elseif shape == 2 then self:say("  keep at most %s", random:pick { high, high, -4 })
    else self:say("  keep between %s and %s", low, high) end
  end
  if random:once_in(2) then
    local loss = random:once_in(3) and random:pick { "10%", "25%", "33.3%", "50%", "100%", "12.5%" } or
      random:pick { "1", "2", "2.5", "5", "10", "0.75" }
    self:say("  decay %s every %s%s%s", loss, self:duration(random:once_in(4) and DURATIONS or LONG)[1],
      random:once_in(3) and "" or " without " .. self:triggers(scope), self:make_pause())
  end
  if random:once_in(4) then
    self:say("  shown " .. random:pick { "between 0 and 15", "at least 0", "at most 12", "between 2 and 20" })
  end
end

-- A group of rules, whose labels begin with `label`.
function Maker:make_group(scope, label)
  local random = self.random
  local sort, sign = random:pick { "accumulates", "read", "first" }, random:once_in(4) and "-" or "+"
  self:say('  group "%s" %s {', label, sort == "first" and "first" or "at most " .. random:pick { "5", "10", "12.5", "20" })
  for i = 1, random:between(1, 4) do
    local name = ('"%s %d"'):format(label, i)
    local shape = sort == "accumulates" and 1 or sort == "first" and 4 or random:between(2, 4)
    if shape <= 2 then
      local triggers, limits = self:triggers(scope), shape == 1 and self:make_limits() or "at most 3 per 2 days"
      self:say("    %s%s %s on %s %s%s", sign, self:points(), name, triggers, limits,
        shape == 2 and random:pick { " expires after 2 days", " halves every 1 days", " fades over 3 days" } or "")
    elseif shape == 3 then
      self:say("    %s%s %s for each %s since %s at most %d", sign, self:points(), name, self:duration()[1],
        self:triggers(scope, { of_each = true }), random:between(1, 5))
    else
      self:say("    %s%s %s when %s", sort == "first" and random:pick { "+", "-" } or sign, self:points(), name,
        self:condition(scope))
    end
  end
  self:say("  }")
end

function Maker:make_score(index)
  local random = self.random
  local name = "s" .. index
  local earlier = {}
  for i = 1, index - 1 do earlier[i] = "s" .. i end
  local scope = { fields = self.fields, definitions = self.early, scores = earlier, where_scores = self.score_names,
    stages = self.stages, history = true }
  self:say("score %s {", name)
  local clauses_first = random:once_in(4)
  if clauses_first then self:make_clauses(scope) end
  for i = 1, random:between(0, 3) - 1 do self:make_group(scope, "group " .. i) end
  for i = 1, random:between(1, 6) do
    local label = ('"rule %d"'):format(i)
    local sign = random:once_in(4) and "-" or "+"
    local shape = random:between(1, 12)
    if shape <= 6 then
      local triggers, limits = self:triggers(scope), self:make_limits()
      self:say("  %s%s %s on %s %s%s", sign, self:points(), label, triggers, limits, self:make_ageing(limits))
    elseif shape == 7 then
      self:say("  set to %s %s on %s", random:pick { "0", "-3", "5", "30", "1.5" }, label, self:triggers(scope))
    elseif shape <= 9 then
      self:say("  %s%s %s for each %s since %s at most %d", sign, self:points(), label, self:duration()[1],
        self:triggers(scope, { of_each = true }), random:between(1, 5))
    else
      self:say("  %s%s %s when %s", sign, self:points(), label, self:condition(scope))
    end
  end
  for i = 1, self.stages and random:between(0, 4) - 2 or 0 do -- so that moves take what moved the lead
    self:say('  %s "swing %d" on entering %s', random:pick { "set to 0", "set to 12", "+9", "-9" }, i,
      random:pick(self.stages))
  end
  if not clauses_first then self:make_clauses(scope) end
  self:say("}")
end

-- Whether `when` moves (of those that wait, only if `waiting`) lead from one stage to another, leaving out
-- one of them.
local function leads_to(moves, from, to, left_out, waiting, seen)
  if from == to then return true end
  seen = seen or {}
  if seen[from] then return false end
  seen[from] = true
  for _, move in ipairs(moves) do
    if (move.when or waiting and move.waits) and move ~= left_out and move.from == from and
        leads_to(moves, move.to, to, left_out, waiting, seen) then
      return true
    end
  end
  return false
end

-- Whether no lead can go round in circles, as far as the generator cares: a `when` move has no way back
-- but its twin (the other one of a pair whose conditions exclude each other), an `on` move none.
local function no_circle(moves)
  for _, move in ipairs(moves) do
    if not move.waits and leads_to(moves, move.to, move.from, move.twin) then return false end
  end
  return true
end

function Maker:make_lifecycle()
  local random = self.random
  local stages = self.stages
  local final = random:once_in(2)
  self:say("lifecycle {")
  for i, stage in ipairs(stages) do
    self:say("  stage %s owned by marketing%s", stage, i == #stages and final and " final" or "")
  end
  self:say("  start at %s", stages[1])
  local scope = { fields = self.fields, definitions = self.all_definitions, scores = self.score_names,
    where_scores = self.score_names, stages = stages, history = true }
  local function condition(depth) return self:condition(scope, depth) end
  local last = final and #stages - 1 or #stages
  local moves = {}
  local function accepted(...) -- moves that may join the others
    local old = #moves
    for _, move in ipairs { ... } do moves[#moves + 1] = move end
    if no_circle(moves) then return true end
    for i = #moves, old + 1, -1 do moves[i] = nil end
  end
  for _ = 1, random:between(2, 7) do
    local from, to = random:between(1, last), random:between(1, #stages)
    while from == to do to = random:between(1, #stages) end
    local shape, score = random:between(1, 13), random:pick(self.score_names)
    if shape <= 3 then
      if accepted { from = from, to = to, when = true } then
        local sources = stages[from]
        local other = random:between(1, last)
        if random:once_in(3) and other ~= from and other ~= to and accepted { from = other, to = to, when = true } then
          sources = stages[math.min(from, other)] .. ", " .. stages[math.max(from, other)]
        end
        self:say("  %s -> %s when %s", sources, stages[to], condition())
      end
    elseif shape <= 6 then -- a wait is long if leads might go round in circles for ever
      local duration = self:duration()
      local short = duration[2] < 12 * HOUR
      if accepted { from = from, to = to, when = short, waits = not short } then
        self:say("  %s -> %s when %s for %s", stages[from], stages[to], condition(random:between(0, 1)), duration[1])
      end
    elseif shape <= 8 then -- a pair
      local there, back = { from = from, to = to, when = true }, { from = to, to = from, when = true }
      there.twin, back.twin = back, there
      local limit = random:between(2, 8)
      if to <= last and accepted(there, back) then
        self:say("  %s -> %s when %s >= %d", stages[from], stages[to], score, limit)
        self:say("  %s -> %s when %s < %d%s", stages[to], stages[from], score, limit,
          random:once_in(3) and " and " .. condition(0) or "")
      end
    elseif shape == 9 then
      local all = {}
      for i = 1, last do if i ~= to then all[#all + 1] = { from = i, to = to } end end
      if accepted(table.unpack(all)) then
        self:say("  any -> %s on %s", stages[to], self:triggers(scope, { event_only = true }))
      end
    elseif shape == 13 and to <= last then -- there on an event, back after a time
      local back = { from = to, to = from, when = true }
      local there = { from = from, to = to, twin = back }
      local since = random:pick { "entering " .. stages[to], "leaving " .. stages[from],
        stages[from] .. " -> " .. stages[to], random:pick(self.events).name .. ", entering " .. stages[to] }
      if accepted(there, back) then
        self:say("  %s -> %s on %s", stages[from], stages[to], self:triggers(scope, { event_only = true }))
        self:say("  %s -> %s when since(%s) >= %s", stages[to], stages[from], since, self:duration()[1])
      end
    elseif shape == 10 and to <= last then -- there on an event, back as soon as a score is low
      local back = { from = to, to = from, when = true }
      local there = { from = from, to = to, twin = back }
      local limit = random:between(1, 6)
      if accepted(there, back) then
        self:say("  %s -> %s on %s where %s >= %d", stages[from], stages[to], random:pick(self.events).name, score, limit)
        self:say("  %s -> %s when %s < %d", stages[to], stages[from], score, limit)
        local again = { from = from, to = to, when = true, twin = back }
        back.twin = again
        if random:once_in(2) and accepted(again) then
          self:say("  %s -> %s when %s >= %d", stages[from], stages[to], score, limit)
        end
      end
    elseif accepted { from = from, to = to } then
      self:say("  %s -> %s on %s", stages[from], stages[to], self:triggers(scope, { event_only = true }))
    end
  end
  for _, move in ipairs(moves) do
    if move.waits and leads_to(moves, move.to, move.from, nil, true) then self.restless = true end
  end
  self:more_moves(accepted, last)
  self:say("}")
end

-- A list, in the agreement or from a file.
function Maker:make_list(names, name, kind, values)
  local random = self.random
  names[#names + 1] = name
  if generate.avoid.files or not random:once_in(4) then
    self:say("list %s: %s = [%s]", name, kind, table.concat(values, ", "))
    return
  end
  local lines = {}
  for _, value in ipairs(values) do
    if random:once_in(4) then lines[#lines + 1] = random:pick { "", "# a comment" } end
    lines[#lines + 1] = (random:once_in(4) and " " or "") .. value:gsub('"', "")
  end
  self:say('list %s: %s from "%s.txt"', name, kind, name)
  self.data[name .. ".txt"] = lines
end

function Maker:make_lists()
  local random = self.random
  local function text(list) return '"' .. random:pick(list) .. '"' end
  for i = 1, random:between(0, 2) do self:make_list(self.words, "words" .. i, "text", { text(TEXTS), text(TEXTS) }) end
  for i = 1, random:between(0, 2) do
    local low = random:between(0, 8)
    self:make_list(self.numbers, "numbers" .. i, "int", { tostring(random:between(0, 10)),
      ("%d..%d"):format(low, low + random:between(0, 3)) })
  end
  if random:once_in(4) then self:make_list(self.hosts, "hosts", "domain", { text(DOMAINS), text(DOMAINS) }) end
  if self.library then table.move({ "free_email_domains", "disposable_email_domains" }, 1, 2, #self.hosts + 1, self.hosts) end
end

-- Of a score, or by conditions. What is made later reads it.
function Maker:make_grade(i)
  local random, name = self.random, "g" .. i
  if random:once_in(2) then
    local high = random:between(3, 9)
    self:say("grade %s from %s { A >= %d, B >= %s, otherwise C }", name, random:pick(self.score_names), high,
      random:pick { "-1", "0.5", "2" })
  else
    local scope = { fields = self.fields, definitions = { table.unpack(self.all_definitions) }, history = true,
      stages = self.stages, scores = self.score_names }
    self:say("grade %s {", name)
    self:say("  A when %s", self:condition(scope))
    self:say("  B when %s", self:condition(scope))
    self:say("  otherwise C")
    self:say("}")
  end
  self.grades[i] = name
end

function Maker:make_agreement()
  local random = self.random
  local zone = random:pick(ZONES)
  self.start = zone[2]
  self:say('agreement "Case" {')
  self:say('  timezone "%s"', zone[1])
  if self.start == ZONES[1][2] and random:once_in(4) then self:say("  effective 2026-03-29") end
  self:say("}")
  self.words, self.numbers, self.hosts, self.tables = {}, {}, {}, {} -- once they are declared
  self.data = {} -- the lines of files of values, by their names
  self.domains = DOMAINS
  if not generate.avoid.library and random:once_in(LIBRARY_ONCE_IN) then
    self.library = read_library()
    self.domains = { "x.example", "gmail.com", "web.de", "mailinator.com" }
    self:say("use std.b2b")
  end
  self:make_fields()
  self:make_events()
  self:make_lists()
  for i = 1, random:between(0, 2) do self:make_table(i) end
  self.score_names = {}
  for i = 1, random:between(1, 3) do self.score_names[i] = "s" .. i end
  if not random:once_in(6) then
    self.stages = {}
    for i = 1, random:between(2, 5) do self.stages[i] = ({ "a", "b", "c", "d", "e" })[i] end
  end
  self:make_derived()
  self.early, self.all_definitions = {}, {}
  for i = 1, random:between(0, 3) do
    local scope = { fields = self.fields, definitions = { table.unpack(self.early) }, history = true, stages = self.stages }
    self:say("define early%d = %s", i, self:condition(scope))
    self.early[i] = "early" .. i
    self.all_definitions[#self.all_definitions + 1] = "early" .. i
  end
  for i = 1, #self.score_names do self:make_score(i) end
  self.grades = {}
  for i = 1, random:between(0, 2) do self:make_grade(i) end
  for i = 1, random:between(0, 2) do
    local scope = { fields = self.fields, definitions = { table.unpack(self.all_definitions) }, history = true,
      stages = self.stages, scores = self.score_names }
    self:say("define late%d = %s", i, self:condition(scope))
    self.all_definitions[#self.all_definitions + 1] = "late" .. i
  end
  if self.stages then self:make_lifecycle() end
  self:declare_routing()
end

-- ---- files ----------------------------------------------------------------------------------------

-- The agreement as its declarations stand in several files: which uses which, as written there. The last is used
-- twice.
local SHAPES = {
  { { "" } },
  { { "", "one.mops" }, { "one.mops" } },
  { { "", "one.mops", "sub/two.mops" }, { "one.mops" }, { "sub/two.mops", "../one.mops" } },
  { { "", "sub/two.mops", "one.mops" }, { "sub/two.mops", "three.mops" }, { "one.mops", "sub/three.mops" }, { "sub/three.mops" } },
}

function Maker:split()
  local random = self.random
  local shape = SHAPES[not generate.avoid.files and random:once_in(5) and random:between(2, #SHAPES) or 1]
  local declared, into = {}, 1 -- lines of each file; the `agreement` block stands in the first
  for i = 1, #shape do declared[i] = {} end
  for i, line in ipairs(self.lines) do
    if i > 1 and line:find("^%l") then into = random:between(1, #shape) end
    table.insert(declared[into], line)
  end
  self:split_routing(declared)
  local lines = {}
  for i, file in ipairs(shape) do
    if file[1] ~= "" then lines[#lines + 1] = "--- " .. file[1] end
    local uses = {}
    for k = 2, #file do uses[k - 1] = ('use "%s"'):format(file[k]) end
    local first = random:once_in(2) and declared[i] or uses
    for _, part in ipairs { first, first == uses and declared[i] or uses } do
      table.move(part, 1, #part, #lines + 1, lines)
    end
    for _, line in ipairs(declared[i]) do
      local values = self.data[line:match('^%l.* from "([^"]*)"$')]
      if values then
        lines[#lines + 1] = "--- " .. (file[1]:match("^.*/") or "") .. line:match('"([^"]*)"$')
        table.move(values, 1, #values, #lines + 1, lines)
      end
    end
  end
  self.lines = lines
end

-- ---- histories ------------------------------------------------------------------------------------

-- What comes in for a field; nil: it is not in the record.
function Maker:value(field, kind)
  local random = self.random
  if random:once_in(field.usual and 12 or 3) and not field.required then return nil end
  if random:once_in(field.usual and 24 or 8) and not field.required then return "null" end
  if kind == "int" then return { "number", tostring(random:between(0, 12)) } end
  if kind == "decimal" then return { "number", random:pick { "0", "0.5", "1", "1.25", "2.5", "3", "5.0001", "10.5" } } end
  if kind == "flag" then
    return random:pick { { "flag", "true" }, { "flag", "false" }, { "flag", "true" }, { "text", "Yes" }, { "text", "no" } }
  end
  if field.title and not random:once_in(6) then return { "text", self:title() } end
  if kind == "text" then return { "text", random:pick(random:once_in(3) and BROKEN or TEXTS) } end
  if kind == "url" then return { "text", random:pick(URLS) } end
  if kind == "date" then
    local at = self.start + random:between(-4, 12) * DAY
    if random:once_in(3) then return { "text", interpreter.instant_text(at + random:between(0, 23) * HOUR) } end
    return { "text", date_text(at) }
  end
  if kind == "instant" then
    local at = self.start + random:between(-4, 12) * DAY + random:between(0, 5) * HOUR
    return { "text", interpreter.instant_text(at) }
  end
  if amounts[kind] then return random:pick(amounts[kind].incoming) end
  if kind == "domain" then return { "text", random:pick { "x.example", "X.Example", "mail.example", "other.example" } } end
  if field.enum.spellings and not random:once_in(6) then return { "text", any_case(random, random:pick(field.enum.spellings)) } end
  local member = random:pick(field.enum.members)
  return { "text", random:pick { member, member, member, "The " .. member, member:upper(), " " .. member .. " ", "oÙ ÿ-й " .. member, "unlisted", "" } }
end

function Maker:fields_for(fields)
  local values = {}
  for _, field in ipairs(fields) do values[field.name] = self:value(field, field.kind) end
  return values
end

-- Instants: clustered, many of them equal, at multiples of durations, a millisecond off.
function Maker:instants()
  local random = self.random
  local at = self.start + random:between(0, 3) * HOUR
  local all = { at }
  for _ = 1, random:between(4, 14) do
    local shape = random:between(1, 10)
    local duration = self:duration()[2]
    if shape <= 2 then at = at
    elseif shape <= 5 then at = at + duration
    elseif shape == 6 then at = at + duration - 1
    elseif shape == 7 then at = at + duration + 1
    elseif shape == 8 then at = all[random:between(1, #all)] + duration
    elseif shape == 9 then at = (at // DAY + 1) * DAY + random:pick { 0, 4, 5, -1, 23 } * HOUR + random:pick { 0, 0, -1, 1 }
    elseif random:once_in(4) and not self.restless then at = at + random:pick { 30 * DAY, 31 * DAY, 365 * DAY, 371 * DAY }
    else at = at + random:between(0, 3 * DAY) end
    all[#all + 1] = at
  end
  table.sort(all)
  return all
end

-- Now and then what people do by hand, or nil: the type and the fields of a standard record.
function Maker:by_hand()
  local random = self.random
  if random:once_in(15) then
    local other = ({ "jo", "Ann", "b-b", "zoe", "new" })[random:between(1, 5)] .. "@" .. random:pick(self.domains)
    return "lead_merged", { into = { "text", random:once_in(2) and random:pick(self.keys) or other } }
  end
  if random:once_in(80) then return "lead_erased", {} end
  if not random:once_in(8) then return nil end
  local fields = { import = random:pick { { "flag", "true" }, { "flag", "false" }, { "text", "Yes" }, "null" } }
  if random:once_in(3) then fields.import = nil end
  if self.stages and random:once_in(2) then
    fields.stage = { "text", random:once_in(15) and "unlisted" or random:pick(self.stages) }
    return "stage_set", fields
  end
  fields.score = { "text", random:pick(self.score_names) }
  fields.value = { "number", random:pick { "0", "5", "10", "12.3456", "-3", "30", "50", "-20", "1000" } }
  return "score_set", fields
end

-- Ids that come again, and events that are sent again with theirs.
function Maker:repeat_ids(events)
  local random = self.random
  local ids = { { "text", "a" }, { "text", "a\"b" }, { "number", "7" }, { "text", "7" }, { "number", "70" }, { "text", "" } }
  for _, record in ipairs(events) do
    if random:once_in(2) then record.id = random:pick(ids) end
  end
  for i = #events, 1, -1 do
    local record = events[i]
    if random:once_in(4) then
      record.id = record.id or { "text", "e" .. i }
      local again = { at = record.at, lead = record.lead, type = record.type, id = record.id, fields = record.fields }
      if random:once_in(2) then again.at = record.at + random:pick { DAY - 1, DAY, 36 * HOUR, HOUR } end
      table.insert(events, i + 1, again)
    end
  end
end

function Maker:make_history()
  local random = self.random
  local leads, events = {}, {}
  local last = self.start
  self.keys = {}
  for i = 1, random:between(1, 4) do
    local key = ({ "jo", "Ann", "b-b", "zoe" })[i] .. "@" .. random:pick(self.domains)
    self.keys[i] = key
    for _, at in ipairs(self:instants()) do
      last = math.max(last, at)
      if random:once_in(3) then
        leads[#leads + 1] = { at = at, lead = key, fields = self:fields_for(self.supplied) }
      else
        local by_hand, fields = self:by_hand()
        local event
        repeat event = random:pick(self.events) until not event.derived
        events[#events + 1] = { at = at, lead = key, type = by_hand or event.name,
          fields = fields or self:fields_for(event.fields) }
      end
    end
  end
  local retried = random:once_in(4)
  if retried then self:repeat_ids(events) end
  local order = {}
  for i, record in ipairs(events) do order[record] = i end
  table.sort(events, function(a, b) return a.at < b.at or (a.at == b.at and order[a] < order[b]) end)
  if random:once_in(4) and #events > 2 then -- out of order
    local from = random:between(1, #events)
    local late = table.remove(events, from)
    table.insert(events, math.min(#events + 1, from + random:between(1, 4)), late)
  end
  self.leads, self.logged = leads, events
  self.options = { trace = random:once_in(2), show = { table.unpack(self.all_definitions) } }
  if retried and random:once_in(3) then self.options.repeats = random:pick { 36 * HOUR, 12 * HOUR, SECOND, 0 } end
  if not random:once_in(4) then self.options.at = last + random:pick { -DAY, 0, 1, DAY, 30 * DAY, (self.restless and 10 or 400) * DAY } end
end

require("generate_routing").extend(Maker)
require("generate_sla").extend(Maker)

function generate.case(seed)
  local maker = setmetatable({ random = Random.new(seed), lines = {} }, Maker)
  if not generate.avoid.routing then maker:begin_routing(seed) end
  if not generate.avoid.sla then maker:begin_slas(seed) end
  maker:make_agreement()
  maker:split()
  maker:make_history()
  return { lines = maker.lines, leads = maker.leads, events = maker.logged, options = maker.options }
end

return generate
