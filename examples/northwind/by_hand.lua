-- Northwind's agreement a second time, as someone would write it without MOPS: one program for one
-- agreement, its rules spread over the code. The tests compare both over the whole month, and it
-- shares nothing with mopsc.
--
--   lua5.4 by_hand.lua FOLDER       reads FOLDER/leads.jsonl and events.jsonl
--
-- Prints, sorted: `move LEAD INSTANT BEFORE AFTER` for each change of stage, and
-- `final LEAD STAGE ENGAGEMENT FIT` as of 1 November, 00:00 in New York.

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

local function move(lead, now, stage)
  output[#output + 1] = table.concat({ "move", lead.email, instant(now), lead.stage or "-", stage }, " ")
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
    settle(lead, lead.active + lead.steps * WEEK, {})
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
  local to = moves[record.type] and moves[record.type](lead, record)
  if to then move(lead, now, to) end
  settle(lead, now, { [to or ""] = true })
end

local function take_lead(record, now)
  local lead = leads[record.email]
  if not lead then
    lead = { email = record.email, consent = false, engagement = 0, fired = {}, opened = {}, opens = 0, unopened = 0,
             steps = 0 }
    leads[record.email], order[#order + 1] = lead, lead
    move(lead, now, "subscriber")
  end
  decay_until(lead, now)
  lead.title = record["Job Title"] or lead.title
  for _, field in ipairs { "company", "consent", "in_sales_process" } do
    if record[field] ~= nil then lead[field] = record[field] end
  end
  settle(lead, now, {})
end

local records = {}
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
  if item.input == 1 then
    take_lead(item.record, item.at)
  else
    local lead = leads[item.record.lead]
    decay_until(lead, item.at)
    take_event(lead, item.at, item.record)
  end
end
for _, lead in ipairs(order) do
  decay_until(lead, THE_END)
  output[#output + 1] = ("final %s %s %d %d"):format(lead.email, lead.stage, lead.engagement,
    fit(lead))
end
table.sort(output)
print(table.concat(output, "\n"))
