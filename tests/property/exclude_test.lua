-- What the checker says of conditions that exclude each other, beside all leads of a small world: a grade that it
-- calls unreachable is given to none of them, and a move that it lets pass has no way back that any of them
-- takes at once. What it can't show is only counted.
package.path = "tests/lib/?.lua;tests/property/?.lua;" .. package.path
local cjson = require "cjson"
local random = require "random"
local tap = require "tap"

local CASES, CONDITIONS = tonumber(os.getenv("EXCLUDE_CASES") or "60"), 12
local path = (os.getenv("BUILD") or "build") .. "/exclude.mops"

-- ---- the world: what a lead may be; nil is missing -------------------------------------------------

local kinds = { a = 0, b = 1, c = 2 }
local titles = { "vp", "chief", "vp chief", "vp north", "north chief", "chief vp north", "west" }

local function each_lead(visit)
  for n = -1, 5 do for m = -1, 3 do for kind = -1, 2 do for vip = -1, 1 do for title = 0, #titles do
    local function known(value, missing) if value ~= missing then return value end end
    local flag
    if vip >= 0 then flag = vip == 1 end
    visit { n = known(n, -1), m = known(m, -1), kind = known(kind, -1), vip = flag, title = titles[title] }
  end end end end end
end

-- ---- conditions: what is written, and what it gives: true, false or nil ----------------------------------

local compare = {
  ["<"] = function(a, b) return a < b end, ["<="] = function(a, b) return a <= b end,
  [">"] = function(a, b) return a > b end, [">="] = function(a, b) return a >= b end,
  ["="] = function(a, b) return a == b end, ["!="] = function(a, b) return a ~= b end,
}
local orders = { "<", "<=", ">", ">=", "=", "!=" }

local function both(a, b, test) if a ~= nil and b ~= nil then return test(a, b) end end

local function number(choose, high)
  local sign, bound = choose:pick(orders), choose:between(1, high)
  return sign, bound, compare[sign]
end

local tests = {
  function(choose)
    local sign, bound, test = number(choose, 4)
    return ("n %s %d"):format(sign, bound), function(lead) return both(lead.n, bound, test) end
  end,
  function(choose)
    local sign, bound, test = number(choose, 2)
    return ("m %s %d"):format(sign, bound), function(lead) return both(lead.m, bound, test) end
  end,
  function(choose)
    local sign, bound, test = number(choose, 7)
    local words = choose:once_in(2) and "n + m" or "m + n"
    return ("%s %s %d"):format(words, sign, bound), function(lead)
      return both(both(lead.n, lead.m, function(a, b) return a + b end), bound, test)
    end
  end,
  function(choose)
    local sign = choose:pick(orders)
    return ("n %s m"):format(sign), function(lead) return both(lead.n, lead.m, compare[sign]) end
  end,
  function(choose)
    local name = choose:pick { "a", "b", "c" }
    local sign = choose:pick { "=", "!=" }
    return ("kind %s %s"):format(sign, name), function(lead) return both(lead.kind, kinds[name], compare[sign]) end
  end,
  function() return "vip", function(lead) return lead.vip end end,
  function(choose)
    local word = choose:pick { "vp", "chief" }
    return ('title has word "%s"'):format(word), function(lead)
      if lead.title then return (" " .. lead.title .. " "):find(" " .. word .. " ", 1, true) ~= nil end
    end
  end,
  function(choose)
    local text = choose:pick { "vp", "vp chief" }
    return ('title = "%s"'):format(text), function(lead) return both(lead.title, text, compare["="]) end
  end,
  function(choose)
    local field = choose:pick { "n", "m", "kind", "vip", "title" }
    local missing = choose:once_in(2)
    return field .. (missing and " is missing" or " is known"), function(lead) return (lead[field] == nil) == missing end
  end,
}

local condition

local function joined(choose, depth, word)
  local left, left_gives = condition(choose, depth - 1)
  local right, right_gives = condition(choose, depth - 1)
  local decides = word == "or"
  return ("(%s %s %s)"):format(left, word, right), function(lead)
    local a, b = left_gives(lead), right_gives(lead)
    if a == decides or b == decides then return decides end
    if a == nil or b == nil then return nil end
    return not decides
  end
end

function condition(choose, depth)
  if depth == 0 then return choose:pick(tests)(choose) end
  local kind = choose:between(1, 5)
  if kind <= 2 then return joined(choose, depth, "and") end
  if kind <= 4 then return joined(choose, depth, "or") end
  local words, gives = condition(choose, depth - 1)
  return ("not (%s)"):format(words), function(lead)
    local answer = gives(lead)
    if answer ~= nil then return not answer end
  end
end

-- ---- an agreement ------------------------------------------------------------------------------------

local head = [[
agreement "World" { timezone "UTC" }
enum kind { a, b, c }
lead { email: email key, n: int 0..5, m: int 0..3, kind: kind, vip: flag, title: text }
event visit
]]

local function some_conditions(choose, count)
  local list = {}
  for i = 1, count do
    local words, gives = condition(choose, choose:between(0, 2))
    list[i] = { words = words, gives = gives }
  end
  return list
end

-- Errors of a code, by line.
local function errors_of(lines, code)
  local file = assert(io.open(path, "w"))
  file:write(table.concat(lines, "\n"), "\n")
  file:close()
  local found, others = {}, nil
  for line in tap.run("check", path, "--format", "json"):gmatch("[^\n]+") do
    local read, finding = pcall(cjson.decode, line)
    if read and finding.code == code then found[finding.line] = true end
    if read and finding.severity == "error" and finding.code ~= code then others = line end
  end
  return found, others
end

local function source()
  local lines = {}
  for line in head:gmatch("[^\n]+") do lines[#lines + 1] = line end
  return lines
end

-- The bands that some lead is given.
local function reached(bands)
  local given = {}
  each_lead(function(lead)
    for i, band in ipairs(bands) do
      if band.gives(lead) then given[i] = true return end
    end
  end)
  return given
end

local function meet(a, b)
  local found = false
  each_lead(function(lead) found = found or (a.gives(lead) and b.gives(lead)) end)
  return found
end

local function is_ever(a) return meet(a, a) end

local dead, dead_said, apart, apart_passed = 0, 0, 0, 0

local function try_grade(choose)
  local bands, lines = some_conditions(choose, 5), source()
  lines[#lines + 1] = "grade g {"
  local first = #lines
  for i, band in ipairs(bands) do lines[#lines + 1] = ("  g%d when %s"):format(i, band.words) end
  lines[#lines + 1] = "  otherwise rest\n}"
  local said, others = errors_of(lines, "E0321")
  local given = reached(bands)
  for i, band in ipairs(bands) do
    if said[first + i] and given[i] then return lines[first + i] end
    if not given[i] and is_ever(band) then
      dead = dead + 1
      if said[first + i] then dead_said = dead_said + 1 end
    end
  end
  return others
end

local function try_moves(choose)
  local there, back, lines = some_conditions(choose, CONDITIONS), some_conditions(choose, CONDITIONS), source()
  lines[#lines + 1] = "lifecycle {\n  stage start owned by sales\n  start at start"
  for i = 1, CONDITIONS do lines[#lines + 1] = ("  stage s%d owned by sales"):format(i) end
  local _, first = table.concat(lines, "\n"):gsub("\n", "\n")
  for i = 1, CONDITIONS do
    lines[#lines + 1] = ("  start -> s%d on visit where %s\n  s%d -> start when %s"):format(i, there[i].words, i, back[i].words)
  end
  lines[#lines + 1] = "}"
  local said, others = errors_of(lines, "E0607")
  for i = 1, CONDITIONS do
    local meets, refused = meet(there[i], back[i]), said[first + 2 * i]
    if meets and not refused then return there[i].words .. "   and   " .. back[i].words end
    if not meets then
      apart = apart + 1
      if not refused then apart_passed = apart_passed + 1 end
    end
  end
  return others
end

local wrong
for case = 1, CASES do
  local choose = random.new(case)
  wrong = wrong or try_grade(choose) or try_moves(choose)
end
os.remove(path)
tap.ok(not wrong, ("%d cases: what is shown to exclude each other does"):format(CASES), wrong)
-- What shows nothing would be right, too. (How a sum, or one number beside another, bounds its parts is not shown.)
tap.ok(dead > 20 and dead_said * 10 >= dead * 8, "most grades that nobody is given are told",
  ("%d of %d"):format(dead_said, dead))
tap.ok(apart > 20 and apart_passed * 10 >= apart * 6, "most moves that nobody goes back are let pass",
  ("%d of %d"):format(apart_passed, apart))
print(("# grades: %d of %d; moves: %d of %d"):format(dead_said, dead, apart_passed, apart))
tap.done()
