-- Northwind's agreement a second time, as someone would write it without MOPS: one program for one
-- agreement, its rules spread over the code. The tests compare both over the whole month, and it
-- shares nothing with mopsc.
--
--   lua5.4 by_hand.lua FOLDER       reads FOLDER/leads.jsonl, events.jsonl and roster.jsonl
--
-- Prints, sorted: `move LEAD INSTANT BEFORE AFTER` for each change of stage, `owner LEAD INSTANT BEFORE
-- AFTER` for each time that it is given to somebody, `clock LEAD INSTANT SLA VERDICT DUE` for what happens
-- to a clock, `notify LEAD INSTANT SLA WHOM`, and `final LEAD STAGE ENGAGEMENT FIT OWNER` as of 1 November,
-- 00:00 in New York.

local cjson = require "cjson"
local folder = arg[1] or error("usage: lua5.4 by_hand.lua FOLDER")

local DAY, WEEK = 86400, 7 * 86400
local THE_END <const> = 31 * DAY + 4 * 3600 -- in seconds since 1 October, 00:00 UTC

local function seconds(text)
  local month, day, hour, minute, second = text:match("^2026%-(%d+)%-(%d+)T(%d+):(%d+):(%d+)Z$")
  return ((month - 10) * 31 + day - 1) * DAY + hour * 3600 + minute * 60 + math.tointeger(second)
end

local function instant(t)
  local day = t // DAY
  return ("2026-%02d-%02dT%02d:%02d:%02dZ"):format(10 + day // 31, day % 31 + 1, t % DAY // 3600,
    t % 3600 // 60, t % 60)
end

-- Sales' hours --------------------------------------------------------------------------------------

local HOUR = 3600
local OPENS, CLOSES = 9 * HOUR, 17 * HOUR + HOUR // 2

-- Clocks are four hours behind UTC until the first Sunday of November at 02:00, then five.
local function behind(day) return (day >= 32 and 5 or 4) * HOUR end
local function local_day(t) return (t - (t >= 31 * DAY + 6 * HOUR and 5 or 4) * HOUR) // DAY end
local function is_closed(day) return (day + 3) % 7 >= 5 or day == 11 end -- Columbus Day is the 12th

local function hours_of(day) return day * DAY + OPENS + behind(day), day * DAY + CLOSES + behind(day) end

local function business_hours_later(t, hours)
  local left, day = hours * HOUR, local_day(t)
  while true do
    local opens, closes = hours_of(day)
    local from = math.max(t, opens)
    if not is_closed(day) and from < closes then
      if left <= closes - from then return from + left end
      left = left - (closes - from)
    end
    day = day + 1
  end
end

-- The same time of the clock, of who calls during hours.
local function business_days_later(t, days)
  local day = local_day(t)
  local clock = t - day * DAY - behind(day)
  for _ = 1, days do
    repeat day = day + 1 until not is_closed(day)
  end
  return day * DAY + clock + behind(day)
end

-- What is known -------------------------------------------------------------------------------------

local function set(...)
  local members = {}
  for _, member in ipairs { ... } do members[member] = true end
  return members
end

local top = set("CTO", "VP Engineering", "Vice President, Sales")
local heads = set("Director of IT", "Head of Operations")
local software = set("Software", "FinTech", "SaaS")
local personal = set("gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "aol.com",
  "icloud.com")
local passive = set("email_sent", "contacted", "sales_accepted", "sales_rejected",
  "deal_won")

local leads, order, output = {}, {}, {}

local function tell(...) output[#output + 1] = table.concat({ ... }, " ") end

local function fit(lead)
  local points, company = 0, lead.company or {}
  if top[lead.title] then points = points + 15 end
  if company.employees and company.employees >= 50 and company.employees <= 500 then
    points = points + 10
  end
  if software[company.industry] then points = points + 10 end
  if personal[lead.email:match("@(.*)")] then points = points - 20 end
  if company.employees and company.employees < 10 then points = points - 10 end
  return points
end

local function icp(lead)
  local company = lead.company or {}
  return (top[lead.title] or heads[lead.title]) and software[company.industry] and company.employees and
    company.employees >= 50 and company.employees <= 500
end

-- Who gets a lead -----------------------------------------------------------------------------------

local away = {} -- by rep: the instants from and until
local known = {} -- by the domain of a company: who last got a lead of it, and when
local pools = {
  west = { { "ana", 1 }, { "ben", 1 } },
  sdr = { { "ana", 3 }, { "ben", 2 }, { "chidi", 1 }, most = 25 },
}
for _, pool in pairs(pools) do
  for _, member in ipairs(pool) do member.credit, member.given = 0, {} end
end
local manager = { ana = "maria", ben = "maria", chidi = "maria" }
local reps = { ["Ana Ruiz"] = "ana", ["Ben Okoro"] = "ben", ["Chidi Eze"] = "chidi", ["Maria Silva"] = "maria" }
local western = set("California", "CA", "Oregon", "OR", "WA", "NV")
local american = set("US", "United States")

local function is_away(rep, now)
  for _, absence in ipairs(away[rep] or {}) do
    if now >= absence[1] and now < absence[2] then return true end
  end
end

local function turn(pool, except, now)
  local best, sum, day = nil, 0, local_day(now)
  for _, member in ipairs(pool) do
    local full = pool.most and (member.given[day] or 0) >= pool.most
    if member[1] ~= except and not is_away(member[1], now) and not full then
      member.credit, sum = member.credit + member[2], sum + member[2]
      if not best or member.credit > best.credit then best = member end
    end
  end
  if not best then return nil end
  best.credit = best.credit - sum
  best.given[day] = (best.given[day] or 0) + 1
  return best[1]
end

-- The route `inbound`. except: whose the lead is and shall not be any more.
local function choose(lead, except, now)
  local company = lead.company or {}
  local function able(rep) return rep and rep ~= except and not is_away(rep, now) and rep or nil end
  local last = known[company.domain or 0]
  return able(reps[company.owner or 0]) or
    last and last[2] > now - 120 * DAY and able(last[1]) or
    company.employees and company.employees > 1000 and able "maria" or
    american[lead.country] and turn(western[lead.state] and pools.west or pools.sdr, except, now) or
    turn(pools.sdr, except, now) or "unrouted"
end

local function give(lead, except, now)
  local owner = choose(lead, except, now)
  tell("owner", lead.email, instant(now), lead.owner or "-", owner)
  lead.owner = owner
  if owner ~= "unrouted" and lead.company then known[lead.company.domain] = { owner, now } end
end

-- Service levels ------------------------------------------------------------------------------------

local function tell_clock(lead, now, sla)
  local clock = lead.clocks[sla]
  tell("clock", lead.email, instant(now), sla, clock.verdict, instant(clock.due))
end

-- passed: how often the lead was passed on since the clock started first.
local function start_first_contact(lead, now, passed)
  local hot = lead.engagement + fit(lead) >= 90
  lead.clocks.first_contact = {
    verdict = "open", runs = true, passed = passed,
    due = business_hours_later(now, hot and 2 or 4),
    steps = { { business_hours_later(now, hot and 1 or 2), "half" },
              { business_hours_later(now, hot and 2 or 4), "whole" },
              { business_hours_later(now, 12), "pass_on" } },
  }
  tell_clock(lead, now, "first_contact")
end

local function start_verdict(lead, now)
  local due = business_days_later(now, 2)
  lead.clocks.verdict = { verdict = "open", runs = true, due = due, steps = { { due, "whole" } } }
  tell_clock(lead, now, "verdict")
end

local function end_clock(lead, now, sla, answered)
  local clock = lead.clocks[sla]
  if not clock or not clock.runs then return end
  clock.runs = false
  if answered then clock.verdict = clock.verdict == "open" and "met" or "breached_then_met"
  elseif clock.verdict == "open" then clock.verdict = "cancelled" end
  tell_clock(lead, now, sla)
end

-- What follows from a record or a step of decay, once its moves are made. from: the stage before it;
-- event: what it was, if it was one.
local function follow(lead, now, from, event)
  local left, entered = from == "mql" and lead.stage ~= "mql", from ~= "mql" and lead.stage == "mql"
  if entered then give(lead, nil, now) end
  if event == "contacted" then end_clock(lead, now, "first_contact", true) end
  if left then end_clock(lead, now, "first_contact") end
  if entered then start_first_contact(lead, now, 0) end
  if event == "sales_accepted" or event == "sales_rejected" then end_clock(lead, now, "verdict", true) end
  if left then end_clock(lead, now, "verdict") end
  local calls = event == "contacted" and lead.stage == "mql"
  if calls and not (lead.clocks.verdict and lead.clocks.verdict.runs) then start_verdict(lead, now) end
end

-- Moves and decay -----------------------------------------------------------------------------------

local function move(lead, now, stage)
  tell("move", lead.email, instant(now), lead.stage or "-", stage)
  lead.stage = stage
  if stage == "nurture" then lead.engagement, lead.fired, lead.opened, lead.opens = 0, {}, {}, 0 end
end

local function settle(lead, now, entered)
  for _ = 1, 10 do
    local to
    if (lead.stage == "lead" or lead.stage == "nurture") and icp(lead) and lead.engagement >= 50 and
        lead.consent and not lead.in_sales_process then
      to = "mql"
    elseif lead.stage == "mql" and lead.engagement < 30 then
      to = "lead"
    end
    if not to or entered[to] then return end
    entered[to] = true
    move(lead, now, to)
  end
end

local function decay_until(lead, now)
  while lead.active and lead.engagement > 0 and lead.active + (lead.steps + 1) * WEEK <= now do
    lead.steps = lead.steps + 1
    lead.engagement = math.max(0, lead.engagement - 2)
    local from, at = lead.stage, lead.active + lead.steps * WEEK
    settle(lead, at, {})
    follow(lead, at, from)
  end
end

local function award(lead, now, rule, points, most, window)
  local fired = lead.fired[rule] or {}
  local counted = 0
  for _, t in ipairs(fired) do
    if not window or t > now - window then counted = counted + 1 end
  end
  if counted >= most then return end
  fired[#fired + 1] = now
  lead.fired[rule] = fired
  lead.engagement = math.min(100, lead.engagement + points)
end

local awards = {}
function awards.page_view(lead, now, record)
  if record.path:sub(1, 8) == "/pricing" then award(lead, now, "pricing", 20, 3, 30 * DAY) end
  if record.path:sub(1, 8) == "/compare" then award(lead, now, "compare", 15, 1) end
  if record.path:sub(1, 5) == "/blog" then award(lead, now, "blog", 2, 10) end
end
function awards.demo_request(lead, now) award(lead, now, "demo", 30, 1) end
function awards.case_study_download(lead, now) award(lead, now, "case", 10, 3) end
function awards.webinar_attended(lead, now) award(lead, now, "webinar", 15, 2) end
function awards.email_sent(lead) -- the second in a row that was not opened breaks the row of opens
  lead.unopened = lead.unopened + 1
  if lead.unopened == 2 then lead.unopened, lead.opened, lead.opens = 0, {}, 0 end
end
function awards.email_open(lead, now, record)
  lead.unopened = 0
  if lead.opened[record.campaign] then return end
  lead.opened[record.campaign], lead.opens = true, lead.opens + 1
  if lead.opens < 3 then return end
  lead.opened, lead.opens = {}, 0
  award(lead, now, "opens", 5, 4)
end

local moves = {}
function moves.form_submit(lead, record)
  return lead.stage == "subscriber" and record.form ~= "newsletter" and "lead"
end
function moves.sales_accepted(lead) return lead.stage == "mql" and "sql" end
function moves.sales_rejected(lead, record)
  return lead.stage == "mql" and record.reason ~= "bad_data" and "nurture"
end
function moves.deal_won(lead) return lead.stage ~= "customer" and "customer" end

local function take_event(lead, now, record)
  if not passive[record.type] then lead.active, lead.steps = now, 0 end
  if awards[record.type] then awards[record.type](lead, now, record) end
  local from, to = lead.stage, moves[record.type] and moves[record.type](lead, record)
  if to then move(lead, now, to) end
  settle(lead, now, { [to or ""] = true })
  follow(lead, now, from, record.type)
end

local function take_lead(record, now)
  local lead = leads[record.email]
  if not lead then
    lead = { email = record.email, consent = false, engagement = 0, fired = {}, opened = {}, opens = 0, unopened = 0,
             steps = 0, clocks = {} }
    leads[record.email], order[#order + 1] = lead, lead
    move(lead, now, "subscriber")
  end
  decay_until(lead, now)
  lead.title = record["Job Title"] or lead.title
  for _, field in ipairs { "company", "country", "state", "consent", "in_sales_process" } do
    if record[field] ~= nil then lead[field] = record[field] end
  end
  local from = lead.stage
  settle(lead, now, {})
  follow(lead, now, from)
end

-- Deadlines -----------------------------------------------------------------------------------------

-- The next instant at which a lead's clock is due or acts.
local function next_deadline(lead)
  local first
  for _, clock in pairs(lead.clocks) do
    if clock.runs then
      if clock.verdict == "open" and (not first or clock.due < first) then first = clock.due end
      for _, step in ipairs(clock.steps) do
        if not step.done and (not first or step[1] < first) then first = step[1] end
      end
    end
  end
  return first
end

local steps = {}
function steps.half(lead, now, sla) tell("notify", lead.email, instant(now), sla, lead.owner) end
function steps.whole(lead, now, sla)
  tell("notify", lead.email, instant(now), sla, manager[lead.owner] or "-")
end
function steps.pass_on(lead, now, sla)
  local clock = lead.clocks[sla]
  if clock.passed < 2 then
    give(lead, lead.owner, now)
    start_first_contact(lead, now, clock.passed + 1)
  end
  tell("notify", lead.email, instant(now), sla, "marketing")
end

-- What is due at an instant which is over: breaches, then steps.
local function deadline(lead, now)
  decay_until(lead, now)
  for _, sla in ipairs { "first_contact", "verdict" } do
    local clock = lead.clocks[sla]
    if clock and clock.runs and clock.verdict == "open" and clock.due == now then
      clock.verdict = "breached"
      tell_clock(lead, now, sla)
    end
    for _, step in ipairs(clock and clock.steps or {}) do
      if clock.runs and not step.done and step[1] == now then
        step.done = true
        steps[step[2]](lead, now, sla)
      end
    end
  end
end

-- All deadlines before an instant, in the order of instants and keys.
local function deadlines_before(now)
  while true do
    local first, whose
    for _, lead in ipairs(order) do
      local t = lead.stage == "mql" and next_deadline(lead)
      if t and t < now and (not first or t < first or t == first and lead.email < whose.email) then
        first, whose = t, lead
      end
    end
    if not first then return end
    deadline(whose, first)
  end
end

local records = {}
for line in io.lines(folder .. "/roster.jsonl") do
  local record = cjson.decode(line)
  local at, list = seconds(record.at), away[record.rep] or {}
  if record.type == "rep_away" then
    list[#list + 1] = { record.from and seconds(record.from) or at, seconds(record["until"]) }
  else -- rep_back
    list[#list][2] = at
  end
  away[record.rep] = list
end
for input, name in ipairs { "leads.jsonl", "events.jsonl" } do
  local number = 0
  for line in io.lines(folder .. "/" .. name) do
    number = number + 1
    local record = cjson.decode(line)
    local at = seconds(record.at)
    records[#records + 1] = { at = at, input = input, number = number, record = record }
  end
end
table.sort(records, function(a, b)
  if a.at ~= b.at then return a.at < b.at end
  if a.input ~= b.input then return a.input < b.input end
  return a.number < b.number
end)

for _, item in ipairs(records) do
  deadlines_before(item.at)
  if item.input == 1 then
    take_lead(item.record, item.at)
  else
    local lead = leads[item.record.lead]
    decay_until(lead, item.at)
    take_event(lead, item.at, item.record)
  end
end
deadlines_before(THE_END)
for _, lead in ipairs(order) do
  decay_until(lead, THE_END)
  tell("final", lead.email, lead.stage, lead.engagement, fit(lead), lead.owner or "-")
end
table.sort(output)
print(table.concat(output, "\n"))
