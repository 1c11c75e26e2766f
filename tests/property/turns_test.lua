-- Whose turn it is, by a second count: pools of random weights, like and unlike, whose members go away and come back.
-- Written from spec/14-routing.md: round robin, and what a pool does whose weights would leave somebody behind.

package.path = "tests/lib/?.lua;tests/property/?.lua;" .. package.path
local tap = require "tap"
local cjson = require "cjson"
local Random = require "random"

local CASES <const>, TURNS <const> = 24, 400
local folder = tap.scratch("turns")

-- An instant of so many seconds after 2026-02-16.
local function instant(seconds) return os.date("!%Y-%m-%dT%H:%M:%SZ", 1771200000 + seconds) end

local function write_case(weights, absences)
  local reps, members, calls, roster = {}, {}, {}, {}
  for i, weight in ipairs(weights) do
    reps[i] = ("rep r%d"):format(i)
    members[i] = ("  r%d weight %d"):format(i, weight)
  end
  tap.write(folder .. "/a.mops", ('agreement "Turns" { timezone "Etc/UTC" }\nlead { email: email key }\nevent call\n' ..
    "queue nobody\n%s\npool p {\n%s\n} round robin\nroute calls on call {\n  to p\n  otherwise to nobody\n}\n"):format(
    table.concat(reps, "\n"), table.concat(members, "\n")))
  for turn = 1, TURNS do
    calls[turn] = ('{"at":"%s","lead":"l%d@x.io","type":"call"}\n'):format(instant(turn), turn)
  end
  for i, absence in ipairs(absences) do
    roster[i] = ('{"at":"%s","type":"rep_away","rep":"r%d","from":"%s","until":"%s"}\n'):format(instant(0), absence.rep,
      instant(absence.from), instant(absence.to))
  end
  tap.write(folder .. "/calls.jsonl", table.concat(calls))
  tap.write(folder .. "/roster.jsonl", table.concat(roster))
end

local function by_mopsc()
  local output = tap.run("run", folder .. "/a.mops", "--events", folder .. "/calls.jsonl", "--roster",
    folder .. "/roster.jsonl", "--out", folder .. "/out.jsonl")
  local owners = {}
  for line in io.lines(folder .. "/out.jsonl") do
    local decision = cjson.decode(line)
    if decision.decision == "assigned" then owners[#owners + 1] = decision.after end
  end
  return owners, output
end

local function most(list, credit)
  local first
  for _, i in ipairs(list) do if not first or credit[i] > credit[first] then first = i end end
  return first
end

local function without_divisor(weights, sum)
  local divisor = sum
  for _, weight in ipairs(weights) do
    local a, b = divisor, weight
    while b > 0 do a, b = b, a % b end
    divisor = a
  end
  return sum // divisor
end

-- Whether who has most would leave somebody more than a turn behind, while nobody is away.
local function leaves_behind(weights, sum)
  if without_divisor(weights, sum) > 10000 then return true end
  local credit, all = {}, {}
  for i in ipairs(weights) do credit[i], all[i] = 0, i end
  for _ = 1, sum do
    for i, weight in ipairs(weights) do credit[i] = credit[i] + weight end
    local first = most(all, credit)
    credit[first] = credit[first] - sum
    for i in ipairs(weights) do if credit[i] > sum then return true end end
  end
  return false
end

local function soonest(able, weights, credit, sum)
  local first, least
  local share = 1 / (2 * #able - 2)
  for _, i in ipairs(able) do
    local time = ((1 - share) * sum - credit[i]) / weights[i]
    local sooner = not first or time < least - 1e-9 or math.abs(time - least) <= 1e-9 and credit[i] > credit[first]
    if credit[i] >= share * sum - 1e-9 and sooner then first, least = i, time end
  end
  return first
end

local function by_hand(weights, absences)
  local credit, total, owners = {}, 0, {}
  for i, weight in ipairs(weights) do credit[i], total = 0, total + weight end
  local close = leaves_behind(weights, total)
  for turn = 1, TURNS do
    local able, sum = {}, 0
    for i, weight in ipairs(weights) do
      local away = false
      for _, absence in ipairs(absences) do
        away = away or absence.rep == i and turn >= absence.from and turn < absence.to
      end
      if not away then able[#able + 1], sum, credit[i] = i, sum + weight, credit[i] + weight end
    end
    local first = close and #able > 1 and soonest(able, weights, credit, sum) or most(able, credit)
    if first then credit[first] = credit[first] - sum end
    owners[turn] = first and "r" .. first or "nobody"
  end
  return owners, close
end

local behind = 0
for case = 1, CASES do
  local random = Random.new(case)
  local weights, absences = {}, {}
  if case % 6 == 5 then
    for i = 1, 12 do weights[i] = random:between(900, 1000) end
  else
    for i = 1, random:between(2, 16) do weights[i] = case % 3 == 0 and random:between(1, 5) or random:pick { 1, 1, 1, 10, 20, 50 } end
  end
  for i = 1, random:between(0, 6) do
    local from = random:between(1, TURNS - 50)
    absences[i] = { rep = random:between(1, #weights), from = from, to = from + random:between(1, 200) }
  end
  write_case(weights, absences)
  local expected, close = by_hand(weights, absences)
  local found, output = by_mopsc()
  if close then behind = behind + 1 end
  tap.is(table.concat(found, " "), table.concat(expected, " "),
    ("%d turns of weights %s"):format(TURNS, table.concat(weights, " ")), output)
end
tap.ok(behind >= 5 and behind <= CASES - 5, ("%d of the pools have weights that would leave somebody behind"):format(behind))
tap.done()
