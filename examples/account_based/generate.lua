-- Makes five months of Halyard: September 2026 to January 2027, in which clocks go back on 1 November.
--
--   lua5.4 generate.lua FOLDER        writes FOLDER/leads.jsonl, events.jsonl, roster.jsonl and accounts.csv
--
-- All companies and people are invented. The same files come out on every machine: chance is drawn for each
-- lead from its own seed. All instants are whole minutes.

local folder = arg[1] or error("usage: lua5.4 generate.lua FOLDER")

local made = dofile((arg[0]:match "^(.*)/" or ".") .. "/../made.lua")
local chance, json = made.chance, made.json

-- Time: minutes since 1 September, 00:00 UTC ----------------------------------------------------

local HOUR, DAY = 60, 24 * 60
local months = { { 9, 30, 2026 }, { 10, 31, 2026 }, { 11, 30, 2026 }, { 12, 31, 2026 }, { 1, 31, 2027 }, { 2, 28, 2027 },
  { 3, 31, 2027 }, { 4, 30, 2027 }, { 5, 31, 2027 }, { 6, 30, 2027 }, { 7, 31, 2027 }, { 8, 31, 2027 } }

local function utc(t)
  local day, month = t // DAY, 1
  while day >= months[month][2] do day, month = day - months[month][2], month + 1 end
  return ("%d-%02d-%02dT%02d:%02d:00Z"):format(months[month][3], months[month][1], day + 1, t % DAY // HOUR, t % HOUR)
end

local function at(month, day, hour, minute)
  local days = day - 1
  for _, row in ipairs(months) do
    if row[1] == month then break end
    days = days + row[2]
  end
  return days * DAY + hour * HOUR + (minute or 0)
end

local THE_END = at(1, 31, 0)

local files = { leads = {}, events = {}, roster = {} }

local function put(file, t, object)
  local list = files[file]
  if t < THE_END then list[#list + 1] = { at = t, line = json(object) } end
end

local function event(t, email, kind, ...) put("events", t, { "at", utc(t), "type", kind, "lead", email, ... }) end

local function roster(t, kind, rep, ...) put("roster", t, { "at", utc(t), "type", kind, "rep", rep, ... }) end

-- The list of accounts, as sales keeps it -------------------------------------------------------

local front = { "amber", "birch", "cobalt", "delta", "ember", "fjord", "granite", "harbor", "indigo", "juniper" }
local back = { "works", "labs", "systems", "foods", "bank", "steel" }
local owners = { "rita", "Rita Soto", "sam", "Sam Boyd", "tara", "ugo", "paula" }

local domains, accounts = {}, { "domain,name,tier,owner" }
for i, a in ipairs(front) do
  for j, b in ipairs(back) do
    local c = chance(100 * i + j)
    domains[#domains + 1] = a .. b .. ".example"
    if c:percent(60) then -- of the others there are leads, but nobody named them
      accounts[#accounts + 1] = ("%s%s.example,%s %s,%d,%s"):format(a, b, a, b, ({ 1, 2, 2, 3, 3, 3 })[c:draw(6)],
        c:percent(90) and c:pick(owners) or "")
    end
  end
end
for _, line in ipairs {
  "acme.example,Acme,1,rita",
  "eu.acme.example,Acme Europe,2,Sam Boyd",
  "gmail.com,Somebody's aunt,1,rita", -- set aside: everybody has an address there
  "acme.example,Acme again,3,ugo",    -- set aside: there is one already
} do accounts[#accounts + 1] = line end

-- Who asks, and what sales does -----------------------------------------------------------------

local first_names = { "ada", "bo", "cleo", "dan", "edie", "finn", "gus", "hana", "ivo", "june", "kofi", "lia",
  "milo", "nina", "omar", "pia", "quin", "rosa", "sam", "tess", "uma", "vik", "wren", "yara", "zeke" }
local hosts = { "gmail.com", "yahoo.com", "outlook.com" }

-- Sales answers in its hours, as good as it can: 14:00 to 22:00 UTC on weekdays; 1 September is a Tuesday.
local function in_hours(t)
  local minute = t % DAY
  if minute >= 22 * HOUR then t = t - minute + DAY + 14 * HOUR + minute % 90 end
  if t % DAY < 14 * HOUR then t = t - t % DAY + 14 * HOUR + minute % 90 end
  while (t // DAY + 1) % 7 >= 5 do t = t + DAY end
  return t
end

local function look_around(c, t, email)
  for _ = 1, c:draw(4) do
    event(t, email, "page_view", "path", c:pick { "/", "/about", "/customers/acme", "/pricing", "/pricing/teams", "/blog" })
    t = t + c:draw(40)
  end
  if c:percent(25) then event(t + c:draw(DAY), email, "webinar_attended", "name", "Autumn") end
  if c:percent(35) then event(t, email, "demo_request") end
  return t
end

-- One attempt of sales, beginning at t; whether and when it turned the lead down.
local function work_on(c, t, email)
  if c:percent(12) then return end -- nobody calls
  local contacted = in_hours(t + 5 + (c:percent(65) and c:draw(50) or c:draw(14 * HOUR)))
  event(contacted, email, "contacted")
  if c:percent(10) then return end -- nobody says how it went
  local answered = in_hours(contacted + HOUR + c:draw(c:percent(75) and 3 * DAY or 12 * DAY))
  if c:percent(35) then
    event(answered, email, "sales_accepted")
    if c:percent(50) then event(in_hours(answered + 10 * DAY + c:draw(40 * DAY)), email, "deal_won") end
    return
  end
  if c:percent(3) then event(answered - 1, email, "sales_rejected") end -- why? set aside, and said again with a reason
  event(answered, email, "sales_rejected", "reason",
    c:pick { "bad_timing", "Not now", "no_budget", "No budget", "no_fit", "No answer" })
  return answered
end

local function live(number)
  local c = chance(20260901 + number)
  local host = c:percent(12) and c:pick(hosts) or c:percent(8) and c:pick { "acme.example", "eu.acme.example", "lab.acme.example" }
    or (c:percent(10) and "mail." or "") .. c:pick(domains)
  local email = ("%s.%d@%s"):format(c:pick(first_names), number, host)
  local t = at(9, 3, 13) + c:draw(108 * DAY)
  put("leads", t, { "at", utc(t), "email", email })
  t = look_around(c, t, email)
  local turned_down = work_on(c, t, email)
  for _ = 1, 2 do -- some look around again in the months after
    if not turned_down then return end
    if c:percent(55) then
      t = look_around(c, turned_down + 5 * DAY + c:draw(80 * DAY), email)
      turned_down = work_on(c, math.max(t, turned_down + c:draw(100) * DAY), email)
    end
  end
end

for number = 1, 400 do live(number) end

roster(at(9, 10, 15), "rep_away", "sam", "from", utc(at(9, 14, 5)), "until", utc(at(9, 28, 5)))
roster(at(10, 5, 13, 30), "rep_away", "rita", "until", utc(at(10, 8, 5)))
roster(at(11, 2, 14), "rep_away", "Paula Kent", "until", utc(at(11, 9, 6)))
roster(at(11, 4, 14), "rep_back", "Paula Kent")
roster(at(11, 16, 15), "rep_left", "Ugo Bassi")
roster(at(12, 7, 16), "rep_away", "tara", "until", utc(at(12, 12, 6)))

-- Four of the first two days, before all others, when the pool is fresh: expected.txt tells what must become of them,
-- worked out by hand ---------------------------------------------------------------------------------------------

local function named(email, day, hour, minute)
  put("leads", at(9, day, hour, minute), { "at", utc(at(9, day, hour, minute)), "email", email })
  event(at(9, day, hour, minute), email, "demo_request")
end

named("jo@acme.example", 1, 14, 0)
event(at(9, 1, 18, 0), "jo@acme.example", "contacted")
event(at(9, 3, 18, 0), "jo@acme.example", "sales_accepted")
event(at(9, 21, 15, 0), "jo@acme.example", "deal_won")
named("eva@eu.acme.example", 1, 20, 30)
event(at(9, 2, 15, 30), "eva@eu.acme.example", "contacted")
event(at(9, 2, 16, 0), "eva@eu.acme.example", "sales_rejected", "reason", "Not now")
named("max@gmail.com", 1, 22, 0)
event(at(9, 1, 22, 20), "max@gmail.com", "contacted")
event(at(9, 2, 15, 0), "max@gmail.com", "sales_rejected", "reason", "no_fit")
event(at(9, 3, 12, 0), "max@gmail.com", "demo_request")
named("nia@nobody.example", 2, 23, 0)
event(at(9, 8, 16, 0), "nia@nobody.example", "contacted")
event(at(9, 14, 16, 0), "nia@nobody.example", "sales_rejected", "reason", "No budget")

made.write(folder, files)

local file <close> = assert(io.open(folder .. "/accounts.csv", "wb"))
file:write(table.concat(accounts, "\n"), "\n")
