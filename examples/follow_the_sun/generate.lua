-- Makes six weeks of Meridian: 1 October to 15 November 2026, in which clocks change in Europe (25 October) and
-- in America (1 November).
--
--   lua5.4 generate.lua FOLDER        writes FOLDER/leads.jsonl, events.jsonl and roster.jsonl
--
-- All companies and people are invented. The same files come out on every machine: chance is drawn for each
-- lead from its own seed. All instants are whole minutes.

local folder = arg[1] or error("usage: lua5.4 generate.lua FOLDER")

local made = dofile((arg[0]:match "^(.*)/" or ".") .. "/../made.lua")
local chance, json = made.chance, made.json

-- Time: minutes since 1 October, 00:00 UTC ------------------------------------------------------

local HOUR, DAY = 60, 24 * 60

local function utc(t)
  local day = t // DAY
  return ("2026-%02d-%02dT%02d:%02d:00Z"):format(10 + day // 31, day % 31 + 1, t % DAY // HOUR, t % HOUR)
end

local function at(month, day, hour, minute)
  return ((month - 10) * 31 + day - 1) * DAY + hour * HOUR + (minute or 0)
end

local FIRST, LAST = at(10, 5, 0), at(11, 8, 23)

local files = { leads = {}, events = {}, roster = {} }

local function put(file, t, object)
  local list = files[file]
  list[#list + 1] = { at = t, line = json(object) }
end

local function lead_record(t, email, ...) put("leads", t, { "at", utc(t), "email", email, ... }) end

local function event(t, email, kind, ...) put("events", t, { "at", utc(t), "type", kind, "lead", email, ... }) end

local function roster(t, kind, rep, ...) put("roster", t, { "at", utc(t), "type", kind, "rep", rep, ... }) end

-- Who asks: countries with the hour, in UTC, of their midday ------------------------------------

local countries = {
  { "US", 17 }, { "US", 19 }, { "US", 17 }, { "CA", 17 }, { "BR", 15 }, { "MX", 18 },
  { "GB", 12 }, { "DE", 11 }, { "FR", 11 }, { "IE", 12 }, { "PL", 11 },
  { "SA", 9 }, { "AE", 8 },
  { "AU", 1 }, { "AU", 1 }, { "SG", 4 }, { "JP", 3 }, { "IN", 6 },
  { "ZA", 10 }, -- in nobody's territory
}
local first_names = { "ada", "bo", "cleo", "dan", "edie", "finn", "gus", "hana", "ivo", "june", "kofi", "lia",
  "milo", "nina", "omar", "pia", "quin", "rosa", "sam", "tess", "uma", "vik", "wren", "yara", "zeke" }
local front = { "amber", "birch", "cobalt", "delta", "ember", "fjord", "granite", "harbor", "indigo", "juniper" }
local back = { "works", "labs", "systems", "logic", "foods", "bank" }

-- Some write at any hour, most by day; one in three has colleagues who wrote before.
local function live(number)
  local c = chance(20261005 + number)
  local country = c:pick(countries)
  local name, domain = c:pick(first_names), c:pick(front) .. c:pick(back) .. ".example"
  local email = ("%s.%d@%s"):format(name, number, domain)
  local day = at(10, 5, 0) + (c:draw(35) - 1) * DAY
  local t = day + c:draw(DAY) - 1
  if c:percent(60) then t = day + (country[2] * HOUR - 4 * HOUR + c:draw(9 * HOUR)) end
  t = math.max(FIRST, math.min(LAST, t))

  local fields = {}
  if not c:percent(5) then fields = { "country", country[1] } end
  if c:percent(70) then
    fields[#fields + 1] = "company"
    fields[#fields + 1] = { "domain", domain, "employees", c:percent(20) and 1000 + c:draw(9000) or c:draw(999) }
  end
  lead_record(t, email, table.unpack(fields))
  event(t + c:draw(3) - 1, email, c:percent(60) and "demo_request" or "contact_request")

  if c:percent(8) then -- asks to wait
    local from = t + c:draw(2 * HOUR)
    lead_record(from, email, "on_hold", true)
    lead_record(from + c:draw(3 * DAY), email, "on_hold", false)
  end
  if c:percent(3) then event(t + 20 + c:draw(3 * HOUR), email, "assignment", "owner", c:pick { "dana", "elena", "Jun Park" }) end
  if c:percent(12) then return end -- nobody gets to it

  local contacted = t + 3 + (c:percent(75) and c:draw(100) or c:draw(14 * HOUR))
  event(contacted, email, "contacted")
  if c:percent(20) then return end
  local answered = contacted + HOUR + c:draw(c:percent(80) and 3 * DAY or 7 * DAY)
  if c:percent(60) then
    event(answered, email, "sales_accepted")
  else
    event(answered, email, "sales_rejected", "reason", c:pick { "no_budget", "bad_timing", "no_need" })
    if c:percent(35) then -- asks again
      local again = answered + DAY + c:draw(10 * DAY)
      event(again, email, "demo_request")
      if c:percent(70) then event(again + c:draw(4 * HOUR), email, "contacted") end
    end
  end
end

for number = 1, 360 do live(number) end

-- Who is away, and who leaves -------------------------------------------------------------------

roster(at(10, 1, 9), "rep_away", "alice", "from", utc(at(10, 19, 18)), "until", utc(at(10, 26, 12, 30)))
roster(at(10, 7, 6, 45), "rep_away", "henri", "until", utc(at(10, 9, 7)))
roster(at(10, 9, 9), "rep_away", "mayu", "from", utc(at(10, 12, 13)), "until", utc(at(10, 16, 21)))
roster(at(10, 14, 8), "rep_away", "Gita Patel", "until", utc(at(10, 21, 7, 30)))
roster(at(10, 16, 11), "rep_back", "Gita Patel") -- well again
roster(at(10, 20, 4), "rep_away", "mei", "from", utc(at(10, 26, 0)), "until", utc(at(11, 1, 16)))
roster(at(10, 21, 7), "rep_left", "liam")
roster(at(10, 28, 10), "rep_away", "noor", "from", utc(at(11, 1, 5)), "until", utc(at(11, 6, 0)))
roster(at(11, 2, 9), "rep_away", "kiri", "until", utc(at(11, 4, 21))) -- beside mei: Sydney has nobody for two days
roster(at(11, 2, 9), "rep_away", "mei", "until", utc(at(11, 4, 1)))

-- Four of the first two days, before all others, when every pool is fresh: expected.txt tells what must become of
-- them, worked out by hand --------------------------------------------------------------------------------------

local function named(email, country, day, hour, minute, ...)
  lead_record(at(10, day, hour, minute), email, "country", country, ...)
  event(at(10, day, hour, minute), email, "demo_request")
end

named("ann@acme.example", "US", 1, 15, 0, "company", { "domain", "acme.example", "employees", 5000 })
event(at(10, 1, 15, 30), "ann@acme.example", "contacted")
event(at(10, 2, 14, 0), "ann@acme.example", "sales_accepted")
named("amy@acme.example", "US", 1, 15, 40, "company", { "domain", "acme.example", "employees", 5000 })
event(at(10, 1, 15, 50), "amy@acme.example", "contacted")
event(at(10, 6, 19, 30), "amy@acme.example", "sales_rejected", "reason", "no_budget")
named("sol@sol.example", "SA", 1, 13, 10)
event(at(10, 4, 7, 30), "sol@sol.example", "contacted")
event(at(10, 7, 7, 30), "sol@sol.example", "sales_accepted")
named("tom@tui.example", "FR", 2, 7, 10)
lead_record(at(10, 2, 8, 0), "tom@tui.example", "on_hold", true)
lead_record(at(10, 2, 12, 0), "tom@tui.example", "on_hold", false)
event(at(10, 2, 13, 15), "tom@tui.example", "contacted")
event(at(10, 6, 9, 0), "tom@tui.example", "sales_accepted")

made.write(folder, files)
