-- A month of decisions for tests of reports: random leads under month.mops, from the middle of September to the
-- middle of November 2026, so that there is something before and after each October, and clocks change.
--
--   local decisions = require("month").make(FOLDER, SEED, LEADS)     the path of JSON Lines
--
-- By hand: lua5.4 tests/report/month.lua FOLDER [SEED] [LEADS]

package.path = "tests/lib/?.lua;tests/property/?.lua;" .. package.path
local cjson = require "cjson"
local tap = require "tap"
local Random = require "random"

local month = {}
local HOUR <const>, DAY <const> = 3600, 86400

-- Seconds since 14 September 2026.
local function instant(seconds)
  local days, rest = seconds // DAY, seconds % DAY
  local y, m, d = 2026, 9, 14 + days
  for _, length in ipairs { 30, 31, 30, 31 } do
    if d <= length then break end
    d, m = d - length, m + 1
  end
  return ("%04d-%02d-%02dT%02d:%02d:%02dZ"):format(y, m, d, rest // HOUR, rest % HOUR // 60, rest % 60)
end

-- What happens to one lead, in order of time.
local function lead_events(random, key, events)
  local at = random:between(0, 52) * DAY + random:between(12, 23) * HOUR + random:between(0, HOUR - 1)
  local function say(type, fields)
    local record = { lead = key, type = type, at = instant(at), order = #events + 1 }
    for name, value in pairs(fields or {}) do record[name] = value end
    events[#events + 1] = record
  end
  local function later(most) at = at + random:between(60, most) end
  say("form_submit")
  for _ = 1, random:between(0, 9) do later(2 * DAY); say("page_view") end
  if random:once_in(2) then later(HOUR); say("demo_request", { product = random:pick { "cloud", "on_premises" } }) end
  for _ = 1, random:between(1, 2) do
    later(random:pick { 2 * HOUR, 5 * HOUR, 8 * HOUR, DAY, 6 * DAY })
    if not random:once_in(6) then say("contacted", { outcome = not random:once_in(4) and random:pick { "reached", "reached", "voicemail", "wrong_number" } or nil }) end
    later(4 * DAY)
    if random:once_in(2) then
      say("sales_accepted")
      if random:once_in(2) then later(9 * DAY); say("opportunity_opened") end
      if random:once_in(3) then later(9 * DAY); say("deal_won") end
    elseif not random:once_in(4) then
      say("sales_rejected", { reason = random:pick { "no_budget", "no_budget", "no_need", "bad_timing", "bad_data" },
                              competitor = random:once_in(3) and "cloud" or nil })
      later(3 * DAY); say("demo_request", { product = "cloud" }); say("page_view")
    end
  end
  if random:once_in(40) then later(DAY); say("lead_erased"); later(DAY); say("form_submit") end
  if random:once_in(40) then say("lead_merged", { into = ("lead%d@x.io"):format(random:between(1, 40)) }) end
  if random:once_in(30) then
    later(DAY)
    say("assignment", { owner = random:pick { "ana", "dan", "unrouted" }, import = random:once_in(2) or nil })
  end
  if random:once_in(30) then later(DAY); say("stage_set", { stage = random:pick { "mql", "sal" }, import = random:once_in(2) or nil }) end
end

local FIELDS = { sales_rejected = { "reason", "competitor" }, contacted = { "outcome" }, demo_request = { "product" } }

-- What reasons of events carry in `with`, put in as long as the decisions don't say it themselves.
local function with_fields(line, events_at)
  if line:find('"with":', 1, true) then return line end
  local at, lead = line:match('^{"at":"(.-)","lead":"(.-)"')
  return (line:gsub('"event":"([%w_]+)"', function(event)
    local known, fields = events_at[lead .. at .. event], {}
    for _, field in ipairs(known and FIELDS[event] or {}) do
      if known[field] then fields[#fields + 1] = ('"%s":"%s"'):format(field, known[field]) end
    end
    return #fields > 0 and ('"event":"%s","with":{%s}'):format(event, table.concat(fields, ",")) or nil
  end))
end

function month.make(folder, seed, leads)
  local random, events, people = Random.new(seed), {}, {}
  for i = 1, leads do
    local key = ("lead%d@x.io"):format(i)
    people[i] = cjson.encode { email = key, at = "2026-09-14T00:00:00Z", country = random:pick { "US", "US", "FR" },
      employees = random:pick { 3, 20, 80, 120, 400 }, vip = random:once_in(12) }
    lead_events(random, key, events)
  end
  table.sort(events, function(a, b) if a.at ~= b.at then return a.at < b.at end return a.order < b.order end)
  local lines, events_at = {}, {}
  for i, event in ipairs(events) do
    event.order = nil
    events_at[event.lead .. event.at .. event.type] = event
    lines[i] = cjson.encode(event)
  end
  tap.write(folder .. "/leads.jsonl", table.concat(people, "\n") .. "\n")
  tap.write(folder .. "/events.jsonl", table.concat(lines, "\n") .. "\n")
  local decided = folder .. "/decided.jsonl"
  local said, status = tap.run("run", "tests/report/month.mops", "--leads", folder .. "/leads.jsonl", "--events",
    folder .. "/events.jsonl", "--at", "2026-11-16T00:00:00Z", "--out", decided)
  assert(status == 0, said)
  local told = {}
  for line in io.lines(decided) do told[#told + 1] = with_fields(line, events_at) end
  local path = folder .. "/decisions.jsonl"
  tap.write(path, table.concat(told, "\n") .. "\n")
  return path
end

if arg and arg[0] and arg[0]:find("month%.lua$") then
  print(month.make(arg[1], math.tointeger(tonumber(arg[2] or 1)), math.tointeger(tonumber(arg[3] or 600))))
end
return month
