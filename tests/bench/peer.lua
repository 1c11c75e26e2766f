-- The reference policy, policy.mops, by hand for Lua 5.4 with lua-cjson.
--
--   lua5.4 peer.lua core|e2e FOLDER OUT REPETITIONS
--
-- core: events parsed before; e2e: from the text of events.jsonl to the final lines in OUT. Prints
-- a line for each repetition, `TRACK EVENTS NANOSECONDS`: of processor time, as Lua has no finer
-- clock.

local decode = require("cjson").decode
local sub, byte, format = string.sub, string.byte, string.format

local track, folder, out, repetitions = arg[1], arg[2], arg[3], tonumber(arg[4])

local SENIORITY = { unknown = 0, entry = 1, senior = 2, manager = 3, director = 4, vp = 5,
  c_level = 6 }
local SOFTWARE = { software = true, fintech = true, saas = true }
local FREE_MAIL = {}
for domain in ([[gmail.com yahoo.com hotmail.com outlook.com aol.com icloud.com proton.me gmx.com
  mail.com live.com msn.com yandex.com]]):gmatch "%S+" do FREE_MAIL[domain] = true end

-- Time --------------------------------------------------------------------------------------------

local function days_of(year, month, day)
  if month <= 2 then year = year - 1 end
  local year_of_era = year % 400
  local day_of_year = (153 * (month + (month > 2 and -3 or 9)) + 2) // 5 + day - 1
  return year // 400 * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 +
    day_of_year - 719468
end

local days = {} -- seconds by date: there are few

local function seconds(instant)
  local date = sub(instant, 1, 10)
  local day = days[date]
  if not day then
    local y, m, d = date:match "(%d+)-(%d+)-(%d+)"
    day = days_of(math.tointeger(y), math.tointeger(m), math.tointeger(d)) * 86400
    days[date] = day
  end
  local h1, h2, m1, m2, s1, s2 = byte(instant, 12), byte(instant, 13), byte(instant, 15),
    byte(instant, 16), byte(instant, 18), byte(instant, 19)
  return day + ((h1 - 48) * 10 + h2 - 48) * 3600 + ((m1 - 48) * 10 + m2 - 48) * 60 +
    (s1 - 48) * 10 + s2 - 48
end

-- Business hours: New York, Monday to Friday, 09:00 to 17:30, but for three holidays ----------------

local DAY, HOUR, CLOSED = 86400, 3600, { [20472] = true, [20598] = true, [20637] = true }

local function nth_sunday(year, month, nth)
  local first = days_of(year, month, 1)
  return first + (7 - (first + 4) % 7) % 7 + 7 * (nth - 1)
end

local function behind_utc(instant)
  local year = math.tointeger(tonumber(os.date("!%Y", instant)))
  local summer = instant >= nth_sunday(year, 3, 2) * DAY + 7 * HOUR and
    instant < nth_sunday(year, 11, 1) * DAY + 6 * HOUR
  return (summer and 4 or 5) * HOUR
end

local function business_hours_later(instant, left)
  local day = (instant - behind_utc(instant)) // DAY - 1
  while true do
    day = day + 1
    local weekday = (day + 4) % 7
    if weekday ~= 0 and weekday ~= 6 and not CLOSED[day] then
      local opens = day * DAY + 9 * HOUR + behind_utc(day * DAY + DAY // 2)
      local from, closes = math.max(opens, instant), opens + 8 * HOUR + HOUR // 2
      if from < closes then
        if left <= closes - from then return from + left end
        left = left - (closes - from)
      end
    end
  end
end

-- The hand-over -----------------------------------------------------------------------------------

local function by_code(lists)
  local names = {}
  for name, codes in pairs(lists) do
    for code in codes:gmatch "%S+" do names[code] = "terr:" .. name end
  end
  return names
end

local STATE = by_code { ["us-west"] = "CA OR WA NV AZ HI AK", ["us-southcentral"] = "TX OK LA AR NM",
  ["us-northeast"] = "NY NJ CT MA PA RI NH VT ME", ["us-midwest"] = "IL OH MI IN WI MN IA MO",
  ["us-southeast"] = "FL GA NC SC VA TN AL" }
local COUNTRY = by_code { canada = "CA", uki = "GB IE", dach = "DE AT CH",
  ["fr-benelux"] = "FR BE NL LU", nordics = "SE NO DK FI IS", anz = "AU NZ", apac = "JP KR SG HK IN" }
local IN_TURN = { 1, 2, 3, 4, 5, 1, 6, 7, 8, 2, 1 } -- weights 3, 2, 1 … 1
local turns = 0

local function hand_over(lead, at)
  lead.due = os.date("!%Y-%m-%dT%H:%M:%SZ", business_hours_later(at, 4 * HOUR))
  if lead.account then
    lead.route = lead.account
  elseif lead.employees > 1000 then
    lead.route = "pool:enterprise"
  elseif lead.territory then
    lead.route = lead.territory
  else
    lead.route = "rep-" .. IN_TURN[turns % 11 + 1]
    turns = turns + 1
  end
end

-- The policy --------------------------------------------------------------------------------------

local function is_mid_size(lead) return lead.employees >= 50 and lead.employees <= 500 end

local function read_fit(lead)
  return (lead.seniority >= 5 and 15 or 0) + (is_mid_size(lead) and 10 or 0) +
    (lead.software and 10 or 0) - (lead.free_mail and 20 or 0) - (lead.employees < 10 and 10 or 0)
end

local function at_most(number, limit) return number < limit and number or limit end

local function read_engagement(lead, at)
  if lead.last < 0 then return 0 end
  local points = 20 * at_most(lead.pricing, 3) + (lead.demo > 0 and 30 or 0) +
    10 * at_most(lead.case_study, 3) + 15 * at_most(lead.webinar, 2) +
    (lead.compare > 0 and 15 or 0) + 2 * at_most(lead.blog, 10) + 5 * at_most(lead.streaks, 4) -
    2 * ((at - lead.last) // 604800)
  return points < 0 and 0 or points > 100 and 100 or points
end

local function count_page(lead, path)
  local second = byte(path, 2)
  if second == 112 then -- p
    if sub(path, 1, 8) == "/pricing" then lead.pricing = lead.pricing + 1 end
  elseif second == 98 then -- b
    if sub(path, 1, 5) == "/blog" then lead.blog = lead.blog + 1 end
  elseif second == 99 then -- c
    if sub(path, 1, 8) == "/compare" then lead.compare = lead.compare + 1 end
  end
end

local function count_open(lead)
  lead.opens = lead.opens + 1
  if lead.opens < 3 then return end
  lead.streaks = lead.streaks + 1
  lead.opens = 0
end

local function apply(lead, event, at)
  local type = event.type
  if type == "email_skip" then
    lead.opens = 0
  else
    lead.last = at
    if type == "page_view" then count_page(lead, event.path)
    elseif type == "email_open" then count_open(lead)
    elseif type == "demo_request" then lead.demo = lead.demo + 1
    elseif type == "case_study_download" then lead.case_study = lead.case_study + 1
    elseif type == "webinar_attended" then lead.webinar = lead.webinar + 1
    end
  end
  lead.engagement = read_engagement(lead, at)
  lead.mql = lead.seniority >= 4 and lead.software and is_mid_size(lead) and lead.engagement >= 50
    and not lead.in_sales_process and lead.consent
  if lead.engagement > lead.peak then lead.peak = lead.engagement end
  if lead.mql and not lead.due then hand_over(lead, at) end
end

-- As a lead is before its first event.
local function start(lead)
  lead.pricing, lead.demo, lead.case_study, lead.webinar, lead.compare, lead.blog = 0, 0, 0, 0, 0, 0
  lead.streaks, lead.opens, lead.last, lead.engagement, lead.mql = 0, 0, -1, 0, false
  lead.peak, lead.route, lead.due = 0, nil, nil
end

-- A JSON null is no text.
local function text_of(value) return type(value) == "string" and value or nil end

local function lead_of(facts)
  local place = facts.country == "US" and (text_of(facts.state) or "") or facts.country
  local lead = { id = facts.id, seniority = SENIORITY[facts.seniority],
    software = SOFTWARE[facts.company.industry] or false, employees = facts.company.employees,
    free_mail = FREE_MAIL[facts.email:match "@(.*)"] or false,
    in_sales_process = facts.in_sales_process, consent = facts.consent,
    account = text_of(facts.account_owner),
    territory = (facts.country == "US" and STATE or COUNTRY)[place] }
  lead.fit = read_fit(lead)
  start(lead)
  return lead
end

-- The tracks --------------------------------------------------------------------------------------

local leads, by_id = {}, {}
for line in io.lines(folder .. "/leads.jsonl") do
  local lead = lead_of(decode(line))
  leads[#leads + 1], by_id[lead.id] = lead, lead
end

local events = {}
if track == "core" then
  for line in io.lines(folder .. "/events.jsonl") do
    local event = decode(line)
    event.lead, event.at = by_id[event.lead], seconds(event.at)
    events[#events + 1] = event
  end
end

local function quoted(text) return text and '"' .. text .. '"' or "null" end

local function write_lines()
  local file = assert(io.open(out, "wb"))
  file:setvbuf("full", 1 << 20)
  for _, lead in ipairs(leads) do
    file:write(format('{"id":"%s","engagement":%d,"fit":%d,"mql":%s,"route":%s,"due":%s,"peak":%d}\n',
      lead.id, lead.engagement, lead.fit, lead.mql, quoted(lead.route), quoted(lead.due), lead.peak))
  end
  assert(file:close())
end

local tracks = {}

function tracks.core()
  for i = 1, #events do
    local event = events[i]
    apply(event.lead, event, event.at)
  end
  return #events
end

function tracks.e2e()
  local count = 0
  for line in io.lines(folder .. "/events.jsonl") do
    local event = decode(line)
    apply(by_id[event.lead], event, seconds(event.at))
    count = count + 1
  end
  write_lines()
  return count
end

for _ = 1, repetitions do
  turns = 0
  for _, lead in ipairs(leads) do start(lead) end
  local before = os.clock()
  local count = tracks[track]()
  print(track, count, format("%.0f", (os.clock() - before) * 1e9))
end
if track == "core" then write_lines() end
