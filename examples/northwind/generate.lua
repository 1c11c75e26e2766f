-- Makes a month of Northwind: what a CRM and a web tracker would hand over for October 2026.
--
--   lua5.4 generate.lua FOLDER [LEADS]      writes FOLDER/leads.jsonl, events.jsonl, roster.jsonl
--
-- All companies and people are invented. The same files come out on every machine.

local folder = arg[1] or error("usage: lua5.4 generate.lua FOLDER [LEADS]")
local count = math.tointeger(tonumber(arg[2] or 1200))

local made = dofile((arg[0]:match "^(.*)/" or ".") .. "/../made.lua")
local chance, json = made.chance, made.json

-- Time: seconds since 1 October, 00:00 in New York, which is four hours behind UTC all month ----

local HOUR, DAY = 3600, 86400
local MONTH = 31 * DAY

local function utc(t)
  local seconds = t + 4 * HOUR
  local day = seconds // DAY
  return ("2026-%02d-%02dT%02d:%02d:%02dZ"):format(day < 31 and 10 or 11, day % 31 + 1,
    seconds % DAY // HOUR, seconds % HOUR // 60, seconds % 60)
end

local function at(day, hour, minute) return (day - 1) * DAY + hour * HOUR + (minute or 0) * 60 end

local function weekday(t) return (t // DAY + 3) % 7 end -- 0 is Monday; 1 October 2026 is a Thursday

-- Sales' hours: 09:00 to 17:30 from Monday to Friday, but for Columbus Day.
local OPENS, CLOSES = 9 * HOUR, 17 * HOUR + HOUR // 2
local function is_closed(t) return weekday(t) >= 5 or t // DAY == 11 end

-- So much time at work later.
local function at_work_later(t, left)
  while true do
    local midnight = t - t % DAY
    local from, closes = math.max(t, midnight + OPENS), midnight + CLOSES
    if not is_closed(t) and from < closes then
      if left <= closes - from then return from + left end
      left = left - (closes - from)
    end
    t = midnight + DAY
  end
end

local leads, events, roster = {}, {}, {} -- { at, line }

local function put(list, t, object)
  if t < MONTH then
    list[#list + 1] = { at = t, line = json(object) }
  end
end

local function lead_record(t, email, fields)
  put(leads, t, { "at", utc(t), "email", email, table.unpack(fields) })
end

local function event(t, email, kind, field, value)
  put(events, t, { "at", utc(t), "type", kind, "lead", email, field, value })
end

-- Companies and people --------------------------------------------------------------------------

local industries = { "Software", "SaaS", "FinTech", "Healthcare", "Manufacturing", "Retail", "Education" }
local states = { "California", "NY", "Texas", "WA", "Massachusetts", "IL", "Florida", "CO", "Oregon", "GA" }
local first_names = { "Ada", "Bo", "Cleo", "Dan", "Edie", "Finn", "Gus", "Hana", "Ivo", "June", "Kofi", "Lia",
  "Milo", "Nina", "Omar", "Pia", "Quin", "Rosa", "Sam", "Tess", "Uma", "Vik", "Wren", "Yara", "Zeke" }
local last_names = { "Abbott", "Baker", "Castro", "Diaz", "Evans", "Fischer", "Gupta", "Hayes", "Ito", "Jones",
  "Khan", "Lopez", "Moreau", "Novak", "Okafor", "Perez", "Quist", "Reyes", "Singh", "Torres", "Ueda", "Vance",
  "Weber", "Young" }
local front = { "Amber", "Birch", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Indigo", "Juniper",
  "Krill", "Lumen", "Maple", "Nimbus" }
local back = { "Works", "Labs", "Systems", "Logic", "Health", "Foods", "Bank", "Learning" }

local reps = { "Ana Ruiz", "Ana Ruiz", "Ben Okoro", "Chidi Eze" }

local companies = {}
do
  local c = chance(1)
  for _, a in ipairs(front) do
    for _, b in ipairs(back) do
      companies[#companies + 1] = {
        name = a .. " " .. b,
        domain = (a .. b):lower() .. ".example",
        employees = c:weighted { { 2, c:draw(9) }, { 3, 9 + c:draw(40) }, { 16, 49 + c:draw(451) },
                                 { 3, 500 + c:draw(9000) } },
        industry = c:weighted { { 6, industries[1] }, { 6, industries[2] }, { 4, industries[3] },
                                { 3, industries[3 + c:draw(4)] } },
        state = c:pick(states),
        owner = c:percent(12) and c:pick(reps) or nil,
      }
    end
  end
end

-- Titles as people type them, how often, and whether one decides there about what Northwind sells.
local titles = {
  { 10, { "CTO", true } }, { 12, { "VP Engineering", true } }, { 10, { "Vice President, Sales", true } },
  { 28, { "Director of IT", true } }, { 22, { "Head of Operations", true } },
  { 16, { "Product Manager" } }, { 14, { "Assistant to the CEO" } },
  { 12, { "Software Engineer" } }, { 10, { "Analyst" } }, { 8, { "Student" } }, { 6, { "Select" } },
}

local mail_hosts = { "gmail.com", "gmail.com", "yahoo.com", "outlook.com", "icloud.com" }

local function person(c, number)
  local first, last = c:pick(first_names), c:pick(last_names)
  local company = c:percent(82) and c:pick(companies) or nil
  local title = c:weighted(titles)
  local host = company and not c:percent(5) and company.domain or c:pick(mail_hosts)
  local who = {
    email = ("%s.%s.%d@%s"):format(first:lower(), last:lower(), number, host),
    company = company, title = title[1], consent = c:percent(84),
    in_sales_process = company and c:percent(4),
  }
  who.suits = company and title[2] and company.employees >= 50 and
    company.employees <= 500 and (company.industry == "Software" or company.industry == "SaaS" or
    company.industry == "FinTech")
  return who
end

local function introduce(t, who)
  local fields = { "Job Title", who.title }
  local function add(name, value)
    fields[#fields + 1], fields[#fields + 2] = name, value
  end
  add("country", "United States")
  if who.company then
    add("state", who.company.state)
    add("company", { "Company Name", who.company.name, "domain", who.company.domain,
                     "employees", who.company.employees, "industry", who.company.industry,
                     who.company.owner and "owner", who.company.owner })
  end
  add("consent", who.consent)
  if who.in_sales_process then add("in_sales_process", true) end
  lead_record(t, who.email, fields)
end

-- What people do --------------------------------------------------------------------------------

local blogs = { "/blog/hiring", "/blog/roi-of-handover", "/blog/lead-scoring-basics", "/blog/q3-notes" }
local others = { "/", "/about", "/product", "/product/integrations", "/customers", "/careers" }
local assets = { "acme-story", "finly-story", "how-cobalt-saved-a-quarter" }
local webinars = { { at(8, 14), "Scoring that sales believes" }, { at(22, 14), "Ask us anything" } }

-- How likely in percent each thing is when someone of that kind visits.
local kinds = {
  { 28, { visits = 5, blog = 60, case = 3, compare = 1, pricing = 3, demo = 0, webinar = 10, form = "newsletter" } },
  { 30, { visits = 5, blog = 25, case = 16, compare = 12, pricing = 18, demo = 4, webinar = 35, form = "ebook" } },
  { 26, { visits = 5, blog = 8, case = 18, compare = 15, pricing = 40, demo = 26, webinar = 20, form = "contact" } },
  { 16, { visits = 2, blog = 30, case = 1, compare = 1, pricing = 2, demo = 0, webinar = 2 } },
}

-- What sales thinks of it, and how often it is impressed by the same.
local impressive = { case_study_download = { 10, 3 }, webinar_attended = { 15, 2 }, demo_request = { 30, 1 },
                     ["/pricing"] = { 20, 3 }, ["/compare/others"] = { 15, 1 }, ["/blog"] = { 2, 10 } }

-- One lead's month as a list of { t, kind, field, value }, before sales reacts.
local function visit(c, t, kind, add)
  for _ = 1, c:draw(3) do
    t = t + 20 + c:draw(400)
    if c:percent(kind.blog) then add(t, "page_view", "path", c:pick(blogs))
    else add(t, "page_view", "path", c:pick(others)) end
  end
  if c:percent(kind.compare) then add(t + 60, "page_view", "path", "/compare/others") end
  if c:percent(kind.case) then add(t + 120, "case_study_download", "asset", c:pick(assets)) end
  if c:percent(kind.pricing) then add(t + 180, "page_view", "path", "/pricing") end
  if c:percent(kind.demo) then
    add(t + 240, "form_submit", "form", "demo")
    add(t + 240, "demo_request")
  end
end

local function month_of(c, start, kind)
  local list = {}
  local function add(t, ...) list[#list + 1] = { t, ... } end
  if kind.form then add(start + 30, "form_submit", "form", kind.form) end
  visit(c, start + 60, kind, add)
  local t = start
  for _ = 1, c:draw(kind.visits) do
    t = t + c:draw(6 * DAY)
    visit(c, t, kind, add)
  end
  for _, webinar in ipairs(webinars) do
    if webinar[1] > start and c:percent(kind.webinar) then
      add(math.max(start + 90, webinar[1] - c:draw(3 * DAY)), "form_submit", "form", "webinar")
      if c:percent(65) then
        add(webinar[1] + c:draw(600), "webinar_attended", "name", webinar[2])
      end
    end
  end
  return list
end

-- A mail every Tuesday to those who agreed.
local function mails_of(c, start, kind, add)
  local opens = kind.form and 35 + c:draw(45) or 12
  for week = 1, 4 do
    local sent, campaign = at(7 * week - 1, 10), "october-" .. week
    if sent > start then
      add(sent, "email_sent", "campaign", campaign)
      if c:percent(opens) then add(sent + c:draw(40 * HOUR), "email_open", "campaign", campaign) end
    end
  end
end

-- What sales does about those who look hot to it: a rough count of its own, not the agreement's. Most are
-- called soon, some late, and now and then nobody calls.
local function call_after(c)
  return c:weighted { { 66, 300 + c:draw(100 * 60) }, { 20, 100 * 60 + c:draw(130 * 60) },
                      { 10, 4 * HOUR + c:draw(16 * HOUR) }, { 4, false } }
end

local function reactions_to(c, who, list, consent)
  local heat, busy, more, seen, asked, last = 0, 0, {}, {}, false, 0
  for _, row in ipairs(list) do
    local t, kind, _, value = table.unpack(row)
    local what = impressive[kind] and kind or value and value:match("^/blog") or value
    asked = asked or kind == "form_submit" and value ~= "newsletter"
    if kind ~= "email_sent" then heat, last = math.max(0, heat - (t - last) // (7 * DAY) * 2), t end
    seen[what or 0] = (seen[what or 0] or 0) + 1
    if impressive[what] and seen[what] <= impressive[what][2] then heat = heat + impressive[what][1] end
    if heat >= 50 and asked and who.suits and consent and not who.in_sales_process and t >= busy then
      local after = call_after(c)
      t = math.max(t, consent)
      if not after then return more end
      local contact = at_work_later(t, after)
      local answer = at_work_later(contact, c:draw(c:percent(85) and 14 * HOUR or 30 * HOUR))
      more[#more + 1] = { contact, "contacted" }
      if c:percent(60) then
        more[#more + 1] = { answer, "sales_accepted" }
        if c:percent(30) then
          more[#more + 1] = { at_work_later(answer, 25 * HOUR + c:draw(60 * HOUR)), "deal_won" }
        end
        return more
      end
      more[#more + 1] = { answer, "sales_rejected", "reason",
        c:pick { "no_budget", "no_authority", "no_need", "bad_timing", "bad_timing", "bad_data" } }
      heat, busy, seen = 0, answer, {}
    end
  end
  return more
end

local function in_order(list)
  for i, row in ipairs(list) do row.place = i end
  table.sort(list, function(a, b)
    if a[1] ~= b[1] then return a[1] < b[1] end
    return a.place < b.place
  end)
end

local function live(number)
  local c = chance(1000 + number)
  local who = person(c, number)
  -- Campaigns aim at some of those who suit.
  local kind = who.suits and c:percent(25) and kinds[3][2] or c:weighted(kinds)
  -- A third were known before and are loaded on the first morning; the others arrive, mostly on
  -- weekdays.
  local start = number % 3 == 0 and at(1, 8) or at(1, 9) + c:draw(28 * DAY)
  if weekday(start) >= 5 and c:percent(70) then start = start + 2 * DAY end
  introduce(start, who)
  local list = month_of(c, start, kind)
  if who.consent then mails_of(c, start, kind, function(...) list[#list + 1] = { ... } end) end
  in_order(list)
  local later = not who.consent and c:percent(30) and start + DAY + c:draw(10 * DAY)
  for _, row in ipairs(reactions_to(c, who, list, who.consent and 0 or later)) do list[#list + 1] = row end
  in_order(list)
  for _, row in ipairs(list) do event(row[1], who.email, table.unpack(row, 2)) end
  if later then lead_record(later, who.email, { "consent", true }) end -- agreed later
end

-- Five whose month is written out: expected.txt tells what must become of them ------------------

local function named(email, fields, rows)
  lead_record(at(2, 9), email, fields)
  for _, row in ipairs(rows) do
    if row[2] == "lead" then lead_record(row[1], email, table.pack(table.unpack(row, 3)))
    else event(row[1], email, table.unpack(row, 2)) end
  end
end

local finly_of_chidi = { "Company Name", "Finly", "domain", "finly.example", "employees", 500, "industry", "FinTech",
                         "owner", "Chidi Eze" }
local acme_of_ana = { "Company Name", "Acme", "domain", "acme.example", "employees", 120, "industry", "SaaS",
                      "owner", "Ana Ruiz" }
local acme = { "Company Name", "Acme", "domain", "acme.example", "employees", 120, "industry", "SaaS" }
local finly = { "Company Name", "Finly", "domain", "finly.example", "employees", 500, "industry", "FinTech" }

named("jo.rivera@acme.example",
  { "Job Title", "Director of IT", "country", "US", "state", "California",
    "company", acme_of_ana, "consent", true }, {
  { at(5, 10), "form_submit", "form", "demo" },
  { at(5, 10), "demo_request" },
  { at(5, 10, 5), "page_view", "path", "/pricing/teams" },
  { at(5, 14), "contacted" },
  { at(6, 9, 30), "sales_accepted" },
  { at(19, 16), "deal_won" } })

named("kim.osei@finly.example",
  { "Job Title", "VP Engineering", "country", "US", "state", "NY",
    "company", finly_of_chidi, "consent", false }, {
  { at(6, 11), "form_submit", "form", "demo" },
  { at(6, 11), "demo_request" },
  { at(6, 11, 10), "page_view", "path", "/pricing" },
  { at(7, 15), "page_view", "path", "/pricing" },
  { at(16, 12), "lead", "consent", true } })

named("ben.marsh@acme.example",
  { "Job Title", "CTO", "country", "US", "state", "Texas",
    "company", acme, "consent", true }, {
  { at(5, 9), "form_submit", "form", "ebook" },
  { at(5, 9, 1), "case_study_download", "asset", "acme-story" },
  { at(8, 14, 2), "webinar_attended", "name", "Scoring that sales believes" },
  { at(9, 9), "page_view", "path", "/compare/others" },
  { at(9, 9, 5), "page_view", "path", "/pricing" },
  { at(9, 15), "contacted" },
  { at(13, 10), "sales_rejected", "reason", "bad_timing" },
  { at(26, 8), "page_view", "path", "/pricing" },
  { at(26, 8, 10), "form_submit", "form", "demo" },
  { at(26, 8, 10), "demo_request" } })

named("lee.tan@gmail.com",
  { "Job Title", "Student", "country", "US", "consent", true }, {
  { at(3, 20), "form_submit", "form", "newsletter" },
  { at(3, 20, 5), "page_view", "path", "/blog/hiring" },
  { at(6, 21), "email_open", "campaign", "october-1" },
  { at(13, 21), "email_open", "campaign", "october-2" },
  { at(20, 21), "email_open", "campaign", "october-3" },
  { at(21, 21), "page_view", "path", "/blog/q3-notes" } })

named("ana.silva@finly.example",
  { "Job Title", "Head of Operations", "country", "US", "state", "WA",
    "company", finly, "consent", true }, {
  { at(2, 10), "form_submit", "form", "contact" },
  { at(2, 10, 30), "demo_request" },
  { at(5, 17), "page_view", "path", "/pricing" } })

for number = 1, count - 5 do live(number) end

-- Who is away: Ben is on leave for a week, as everybody has long known; Chidi is ill for three days,
-- and back a day early.
local function absent(t, kind, rep, ...)
  put(roster, t, { "at", utc(t), "type", kind, "rep", rep, ... })
end
absent(at(1, 8), "rep_away", "ben", "from", utc(at(19, 0)), "until", utc(at(24, 0)))
absent(at(7, 8, 40), "rep_away", "chidi", "until", utc(at(10, 0)))
absent(at(9, 8, 50), "rep_back", "chidi")

made.write(folder, { leads = leads, events = events, roster = roster })
