-- An agreement of about so many lines, to measure how long checking takes.
--
--   lua5.4 tests/bench/agreement.lua LINES > FILE
--
-- Modules of 500 lines, each like what a department would write: an enum, fields, events,
-- definitions, a score with 85 rules, a stage, and tests, which are more than half of it.

local modules = math.max(1, math.tointeger(tonumber(arg[1])) // 500)
local lines = {}

local function add(text, ...) lines[#lines + 1] = text:format(...) end

local function header()
  add "## Written by a program, to be checked by one."
  add 'agreement "Many departments" {'
  add '  timezone "America/New_York"'
  add "  effective 2025-01-01"
  add "  parties marketing, sales"
  add "}"
end

local function enum(module)
  add("enum segment_%d {", module)
  for i = 1, 18 do add('  member_%d as "Member %d", "m%d"', i, i, i) end
  add "}"
end

local function lead()
  add "lead {"
  add "  email: email key"
  for module = 1, modules do
    for i = 1, 6 do add("  size_%d_%d: int 0..1_000_000", module, i) end
    for i = 1, 3 do add("  title_%d_%d: text", module, i) end
    for i = 1, 3 do add("  agreed_%d_%d: flag default no", module, i) end
    for i = 1, 2 do add("  segment_%d_%d: segment_%d", module, i, module) end
  end
  add "}"
end

local function events(module)
  for i = 1, 12 do
    add("event visit_%d_%d {", module, i)
    add "  path: text required"
    add "}"
  end
end

local rights = { "agreed_%d_%d", 'title_%d_%d ends " of IT"',
  "segment_%d_1 in [member_%d, member_18]" }

-- A condition on two fields; differs from its neighbours in its numbers.
local function condition(module, i)
  local left = ("size_%d_%d in %d..%d"):format(module, i % 6 + 1, i * 10, i * 10 + 500)
  local right = rights[i % 3 + 1]:format(module, i % 3 + 1)
  return left .. " and " .. right
end

local function definitions(module)
  for i = 1, 50 do
    local before = i > 1 and i % 5 == 0 and (" or known_%d_%d"):format(module, i - 1) or ""
    add("define known_%d_%d = %s%s", module, i, condition(module, i), before)
  end
end

local function score(module)
  add("score interest_%d {", module)
  for i = 1, 40 do
    local limit = ({ "once", "at most 3", "at most 10", "at most 2 per day" })[i % 4 + 1]
    add('  +%d "Visit %d" on visit_%d_%d where path starts "/page-%d" %s', i % 9 + 1, i, module,
      i % 12 + 1, i, limit)
  end
  for i = 1, 45 do
    add('  %+d "Fact %d" when %s', i % 2 == 0 and i % 7 + 1 or -(i % 5) - 1, i,
      i % 3 == 0 and ("known_%d_%d"):format(module, i) or condition(module, i + 50))
  end
  add("  decay 2 every 7 days without activity")
  add("  keep between 0 and 1_000")
  add "}"
end

local function lifecycle()
  add "lifecycle {"
  for module = 1, modules do add("  stage stage_%d owned by marketing", module) end
  add "  stage done owned by sales final"
  add "  start at stage_1"
  for module = 1, modules do
    local after = module < modules and "stage_" .. module + 1 or "done"
    add("  stage_%d -> %s when interest_%d >= 50 and known_%d_1", module, after, module, module)
    add('  stage_%d -> done on visit_%d_1 where path = "/buy"', module, module)
  end
  add "}"
end

local function tests(module)
  for i = 1, 29 do
    add('test "department %d, case %d" {', module, i)
    add '  lead { email: "jo@acme.io",'
    add("         size_%d_%d: %d, agreed_%d_1: yes,", module, i % 6 + 1, i * 100, module)
    add("         segment_%d_1: member_%d }", module, i % 18 + 1)
    for hour = 9, 12 do
      add('  2026-10-05 %02d:00  visit_%d_%d { path: "/page-%d" }', hour, module,
        (i + hour) % 12 + 1, i + hour)
    end
    add("  expect interest_%d >= 0, stage = stage_1", module)
    add "}"
  end
end

header()
lead()
for module = 1, modules do
  enum(module)
  events(module)
  definitions(module)
  score(module)
end
lifecycle()
for module = 1, modules do tests(module) end
io.write(table.concat(lines, "\n"), "\n")
