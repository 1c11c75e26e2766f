-- Agreements of many rules that ask about the same few fields, and events that have such fields.
--
--   lua5.4 tests/bench/rules.lua DATA FOLDER
--
-- reads the workload that generate.lua wrote to DATA and writes FOLDER/events.jsonl, in which page
-- views have a device and the seconds that they took, mails are of 200 campaigns and forms are 60, some
-- far more frequent than others. For 10, 100 and 1,000 rules it writes
--
--   FOLDER/rules-N.mops  as agreements grow: the first of a kind is about what is frequent (a whole section
--                        of the site), later ones are about a page, a campaign, a form
--   FOLDER/wide-N.mops   the same, but five kinds of rules stay wide, so that an event fires many
--   FOLDER/NAME-free-N.mops  each without limits, to count how many rules' conditions an event meets
--
-- The same on every run. Rules come in tens, each with the same kinds in the same places; the tens
-- differ in what they compare with.

local data, folder = arg[1], arg[2]
local SIZES = { 10, 100, 1000 }

-- Numbers by chance, as in generate.lua ------------------------------------------------------------

local state = 11

local function random()
  state = state * 6364136223846793005 + 1442695040888963407
  return (state >> 11) * 0x1p-53
end

-- The n-th of a list, which begins again after its last.
local function turn(list, n) return list[(n - 1) % #list + 1] end

-- Events -------------------------------------------------------------------------------------------

local function device()
  local at = random()
  return at < 0.55 and "desktop" or at < 0.95 and "mobile" or "tablet"
end

-- 1 to n, as likely to be below the square root of n as above.
local function rank(n) return math.floor(n ^ random()) end

local function write_events()
  local file = assert(io.open(folder .. "/events.jsonl", "wb"))
  for line in io.lines(data .. "/events.jsonl") do
    if line:find('"type":"page_view"', 1, true) then
      line = ('%s,"device":"%s","seconds":%d}'):format(line:sub(1, -2), device(), rank(600))
    end
    line = line:gsub('("campaign":")[^"]*', function(name) return name .. "campaign-" .. rank(200) end)
      :gsub('("form":")[^"]*', function(name) return name .. "form-" .. rank(60) end)
    file:write(line, "\n")
  end
  assert(file:close())
end

-- What rules ask -----------------------------------------------------------------------------------

local campaigns = { "spring-launch", "nurture-01", "nurture-02", "q2-webinar", "winback" }
local sections = { "/", "/blog", "/pricing", "/compare", "/docs", "/product", "/integrations/crm",
  "/customers", "/security", "/careers" }

-- A start of paths: sections, then parts of the blog, of which most are eleven posts.
local function start_of_path(n)
  return sections[n] or "/blog/post-" .. n * 7 % 100
end

-- Rules on events: from `on`. n counts those of one kind, from 1. A new kind (other tests of texts,
-- say) takes a line here and its place in `ten`.
local event_kinds = {
  path_starts = function(n) return ('page_view where path starts "%s"'):format(start_of_path(n)) end,
  path_is = function(n)
    local path = n % 5 == 1 and turn(sections, n // 5 + 6) or "/blog/post-" .. n * 13 % 997
    return ('page_view where path = "%s"'):format(path)
  end,
  path_contains = function(n)
    return ('page_view where path contains "%s"'):format(
      n % 4 == 1 and turn(sections, n // 4 + 2) or "st-" .. n * 17 % 100 .. "/")
  end,
  device = function(n)
    return ('page_view where device = %s and path starts "%s"'):format(
      turn({ "mobile", "desktop", "tablet" }, n), start_of_path(n * 3))
  end,
  seconds = function(n)
    local low = n == 1 and 60 or n * 29 % 500
    return ('page_view where seconds in %d..%d and path starts "%s"'):format(low,
      n == 1 and 600 or low + 60, start_of_path(n * 5))
  end,
  campaign = function(n)
    if n == 1 then return "email_open" end
    return ('%s where campaign = "campaign-%d"'):format(turn({ "email_open", "email_skip" }, n), n)
  end,
  form = function(n)
    return ('form_submit where form = "form-%d" and utm_source = %s'):format(n,
      turn({ "google", "linkedin", "newsletter" }, n // 3))
  end,
  advertisement = function(n)
    return ('ad_click where utm_medium = %s and utm_campaign starts "%s"'):format(
      turn({ "cpc", "email" }, n), turn(campaigns, n):sub(1, 7))
  end,
  asset = function(n)
    return ('case_study_download where asset starts "case-%d"'):format(n % 30)
  end,
  several = function(n)
    return ('%d page_view where path starts "%s" within %d days'):format(2 + n % 4, start_of_path(n),
      turn({ 7, 14, 30 }, n))
  end,
  several_mails = function(n)
    return ('%d email_open where campaign = "campaign-%d" in a row broken by email_skip'):format(
      2 + n % 2, n)
  end,
}

-- The kinds that stay wide in wide-N.
local wide_kinds = {
  device = function(n)
    return ("page_view where device = %s and seconds >= %d"):format(
      turn({ "mobile", "desktop", "tablet" }, n), 10 + (n - 1) * 37 % 400)
  end,
  seconds = function(n)
    local low = n == 1 and 60 or n * 29 % 500
    return ("page_view where seconds in %d..%d"):format(low, n == 1 and 600 or low + 60)
  end,
  campaign = function(n)
    return ('%s where campaign starts "campaign-%d"'):format(
      turn({ "email_open", "email_skip" }, n), n % 10)
  end,
  form = function(n)
    return ('form_submit where form starts "form-%d" and utm_source = %s'):format(n % 10,
      turn({ "google", "linkedin", "newsletter" }, n // 3))
  end,
  several_mails = function(n)
    return ('%d email_open where campaign starts "campaign-%d" in a row broken by email_skip'):format(
      2 + n % 2, n % 10)
  end,
}

local limits = { "once", "at most 3", "at most 10", "at most 2 per 7 days", "at most 1 per day",
  "at most 4 per 30 days" }

local industries = { "software", "fintech", "saas", "healthcare", "manufacturing", "retail",
  "education" }
local domains = { "gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "aol.com", "icloud.com" }

-- Rules on facts: from `when`.
local fact_kinds = {
  employees = function(n)
    local low = n == 1 and 50 or n * 17 % 900
    return ("company.employees in %d..%d"):format(low, low * 2 + 20)
  end,
  seniority = function(n)
    return ("seniority >= %s and company.employees >= %d"):format(
      turn({ "director", "vp", "manager" }, n), n * 31 % 600)
  end,
  industry = function(n)
    return ("company.industry in [%s, %s]"):format(turn(industries, n), turn(industries, n * 3 + 1))
  end,
  domain = function(n)
    return ('email.domain in ["%s", "%s", "acme%d.com"]'):format(turn(domains, n),
      turn(domains, n + 1), n * 5)
  end,
  title = function(n)
    return ('title starts "%s" and in_sales_process = no'):format(
      turn({ "Director", "VP", "Senior", "Chief", "Manager IT", "Associate" }, n))
  end,
  title_word = function(n)
    return ('title has word "%s" and company.employees >= %d'):format(
      turn({ "director", "marketing", "it", "head", "manager", "engineer", "data" }, n), n * 41 % 700)
  end,
  count = function(n)
    return ('count(page_view where path starts "%s" within %d days) >= %d'):format(start_of_path(n),
      turn({ 14, 30, 7 }, n), 2 + n % 4)
  end,
  score = function(n) return ("engagement >= %d and consent"):format(20 + n * 7 % 150) end,
}

-- The kinds of ten rules by their places; those of a list take turns.
local ten = {
  { on = { "path_starts" } },
  { when = { "employees", "seniority" } },
  { on = { "device", "seconds" } },
  { on = { "campaign" } },
  { when = { "domain", "title", "title_word" } },
  { on = { "path_is", "path_starts", "path_contains" } },
  { on = { "several", "several_mails" } },
  { on = { "form", "advertisement", "asset" } },
  { when = { "count", "count", "count", "count", "score" } },
  { on = { "path_starts", "seconds" }, ageing = true },
}

-- Agreements ---------------------------------------------------------------------------------------

local HEAD = [[
agreement "Many rules" { timezone "America/New_York" }

enum seniority { unknown, entry, senior, manager, director, vp, c_level }
enum industry { software, fintech, saas, healthcare, manufacturing, retail, education }
enum device { desktop, mobile, tablet }
enum source { google, linkedin, newsletter }
enum medium { cpc, email }

record company {
  employees: int 0..5_000_000
  industry:  industry
}

lead {
  id:               text key
  email:            email
  title:            text
  seniority:        seniority
  company:          company
  in_sales_process: flag default no
  consent:          flag default no
}

event page_view {
  path:    text required
  device:  device
  seconds: int 0..86_400
}
event demo_request
event case_study_download { asset: text }
event webinar_attended
event email_open { campaign: text }
event email_skip passive { campaign: text }
event form_submit {
  form:       text
  utm_source: source
}
event ad_click {
  utm_medium:   medium
  utm_campaign: text
}
]]

local TAIL = [[

define qualified = engagement >= 100 and fit >= 20 and consent and not in_sales_process

lifecycle {
  stage known owned by marketing
  stage mql   owned by sales
  start at known
  known -> mql when qualified
}
]]

local function event_rule(number, kind, n, ageing, wide, free)
  local condition = wide and wide_kinds[kind] or event_kinds[kind]
  local limit = turn(limits, number // 10 + number)
  local tail = "  " .. limit
  if ageing then
    tail = ("  at most 3 per 30 days expires after %d days"):format(turn({ 10, 30, 60 }, n))
  end
  return ('  +%d "Rule %d" on %s%s'):format(1 + number % 9, number, condition(n),
    free and "" or tail)
end

local function fact_rule(number, kind, n)
  return ('  %+d "Rule %d" when %s'):format(number % 3 == 0 and -1 or 1 + number % 5, number,
    fact_kinds[kind](n))
end

-- Facts and history score fit, all else engagement, which facts may read.
local function write_agreement(name, size, wide, free)
  local event_rules, fact_rules, seen = {}, {}, {}
  for number = 1, size do
    local place = turn(ten, number)
    local kind = turn(place.on or place.when, (number - 1) // #ten + 1)
    local n = (seen[kind] or 0) + 1
    seen[kind] = n
    if place.on then
      event_rules[#event_rules + 1] = event_rule(number, kind, n, place.ageing, wide, free)
    else
      fact_rules[#fact_rules + 1] = fact_rule(number, kind, n)
    end
  end
  local file = assert(io.open(("%s/%s-%d.mops"):format(folder, name, size), "wb"))
  file:write(HEAD, "\nscore engagement {\n", table.concat(event_rules, "\n"),
    "\n  decay 2 every 7 days without activity\n  keep between 0 and 10_000\n}\n\nscore fit {\n",
    table.concat(fact_rules, "\n"), "\n}\n", TAIL)
  assert(file:close())
end

write_events()
for _, size in ipairs(SIZES) do
  write_agreement("rules", size, false, false)
  write_agreement("rules-free", size, false, true)
  write_agreement("wide", size, true, false)
  write_agreement("wide-free", size, true, true)
end
