-- Meridian's agreement a second time, as someone would write it without MOPS. The tests compare every move,
-- assignment and clock of all leads with what mopsc decides, and it shares nothing with mopsc: whether an office is
-- open is asked minute by minute, with the changes of the clocks written out below.
--
--   lua5.4 by_hand.lua FOLDER       reads FOLDER/leads.jsonl, events.jsonl and roster.jsonl
--
-- Prints, sorted, as of 2026-11-16 00:00 UTC (instants in UTC):
--   move LEAD INSTANT BEFORE AFTER             a change of stage
--   assigned LEAD INSTANT HOW BEFORE AFTER     HOW: the route, by_hand, or the SLA that reassigns
--   started LEAD INSTANT SLA OWNER DUE         a clock starts; also met, breached, cancelled
--   notify LEAD INSTANT SLA WHOM
--   final LEAD STAGE OWNER

local cjson = require "cjson"
local folder = arg[1] or error("usage: lua5.4 by_hand.lua FOLDER")

-- Time: minutes since 1 October, 00:00 UTC, a Thursday ------------------------------------------

local HOUR, DAY = 60, 24 * 60
local THE_END <const> = 46 * DAY -- 16 November
local HORIZON <const> = 54 * DAY

local function minutes(text)
  local month, day, hour, minute = text:match("^2026%-(%d+)%-(%d+)T(%d+):(%d+):00Z$")
  return ((month - 10) * 31 + day - 1) * DAY + hour * HOUR + math.tointeger(minute)
end

local function instant(t)
  local day = t // DAY
  return ("2026-%02d-%02dT%02d:%02d:00Z"):format(10 + day // 31, day % 31 + 1, t % DAY // HOUR, t % HOUR)
end

-- How many hours each city's clock is ahead of UTC; from when on how many.
local zones = {
  new_york = { -4, minutes "2026-11-01T06:00:00Z", -5 },
  los_angeles = { -7, minutes "2026-11-01T09:00:00Z", -8 },
  manila = { 8 }, riyadh = { 3 }, singapore = { 8 },
  london = { 1, minutes "2026-10-25T01:00:00Z", 0 },
  paris = { 2, minutes "2026-10-25T01:00:00Z", 1 },
  sydney = { 10, minutes "2026-10-03T16:00:00Z", 11 },
}

local function local_time(city, t)
  local zone = zones[city]
  local hours = zone[2] and t >= zone[2] and zone[3] or zone[1]
  return t + hours * HOUR
end

-- Hours of an office: which minutes of a day, from its midnight; 0 is Monday.
local function time(hour, minute) return hour * HOUR + (minute or 0) end
local weekdays = { [0] = true, true, true, true, true, false, false }
local sunday_to_thursday = { [0] = true, true, true, true, false, false, true }
local function october(day) return day - 1 end
local function november(day) return 31 + day - 1 end

local american = { [october(12)] = {}, [november(26)] = {}, [november(27)] = { { time(9), time(13) } } }
local offices = {
  new_york = { days = weekdays, { time(8, 30), time(18) }, own = american },
  los_angeles = { days = weekdays, { time(8, 30), time(18) }, own = american },
  manila = { days = weekdays, { time(21), time(29) }, own = { [november(2)] = {} } },
  london = { days = weekdays, { time(8, 30), time(17, 30) }, own = {} },
  paris = { days = weekdays, { time(9), time(12, 30) }, { time(13, 30), time(18) }, own = { [november(11)] = {} } },
  riyadh = { days = sunday_to_thursday, { time(8), time(17) }, own = {} },
  sydney = { days = weekdays, { time(8, 30), time(17, 30) },
    own = { [october(5)] = {}, [november(3)] = { { time(8, 30), time(12) } } } },
  singapore = { days = weekdays, { time(9), time(18) }, own = { [november(9)] = {} } },
}

local function hours_of_day(office, day)
  return office.own[day] or office.days[(day + 3) % 7] and office or {}
end

-- Of each city the day to whose hours each minute belongs, nil where the office is closed.
local open = {}
for city, office in pairs(offices) do
  local days, today, ranges, ranges_before = {}, nil, nil, nil
  for t = 0, HORIZON do
    local shown = local_time(city, t)
    if shown // DAY ~= today then
      today = shown // DAY
      ranges, ranges_before = hours_of_day(office, today), hours_of_day(office, today - 1)
    end
    local minute = shown - today * DAY
    for _, range in ipairs(ranges) do
      if minute >= range[1] and minute < range[2] then days[t] = today end
    end
    for _, range in ipairs(ranges_before) do
      if minute + DAY < range[2] then days[t] = today - 1 end
    end
  end
  open[city] = days
end

local function next_open(city, t)
  while not open[city][t] do t = t + 1 end
  return t
end

local function open_time_later(city, t, amount)
  local days = open[city]
  while amount > 0 do
    if days[t] then amount = amount - 1 end
    t = t + 1
  end
  return t
end

local function open_time_between(city, from, to)
  local amount = 0
  for t = from, to - 1 do
    if open[city][t] then amount = amount + 1 end
  end
  return amount
end

-- The minute at which a city's clock shows a time of a day; a day's time may go on after its midnight.
local function when_shown(city, shown)
  for t = shown - 15 * HOUR, shown + 15 * HOUR do
    if local_time(city, t) == shown then return t end
  end
end

local function business_days_later(city, t, amount)
  t = next_open(city, t)
  local day = open[city][t]
  local minute = local_time(city, t) - day * DAY
  while amount > 0 do
    day = day + 1
    if #hours_of_day(offices[city], day) > 0 then amount = amount - 1 end
  end
  local ranges = hours_of_day(offices[city], day)
  minute = math.min(minute, ranges[#ranges][2])
  for i, range in ipairs(ranges) do -- before it opens, or in a break: when it opens
    if minute < range[1] and (i == 1 or minute > ranges[i - 1][2]) then minute = range[1] end
  end
  return when_shown(city, day * DAY + minute)
end

-- People ----------------------------------------------------------------------------------------

local reps = {
  dana = { city = "new_york" }, alice = { city = "new_york", manager = "dana" },
  bruno = { city = "new_york", manager = "dana" }, carla = { city = "los_angeles", manager = "dana" },
  mayu = { city = "manila", manager = "dana" },
  elena = { city = "london" }, femi = { city = "london", manager = "elena" }, gita = { city = "london", manager = "elena" },
  henri = { city = "paris", manager = "elena" }, noor = { city = "riyadh", manager = "elena" },
  khalid = { city = "riyadh", manager = "elena" },
  jun = { city = "sydney" }, kiri = { city = "sydney", manager = "jun" }, liam = { city = "sydney", manager = "jun" },
  mei = { city = "singapore", manager = "jun" },
}
for name, rep in pairs(reps) do rep.name, rep.absences = name, {} end
local names = { ["Gita Patel"] = "gita", ["Jun Park"] = "jun" }

local function members(...)
  local list = {}
  for i, row in ipairs { ... } do list[i] = { rep = reps[row[1]], weight = row[2] or 1, credit = 0, given = {}, place = i } end
  return list
end
local pools = {
  americas = { method = "turns", members = members({ "alice", 2 }, { "bruno", 2 }, { "carla" }, { "mayu" }), a_day = 6 },
  emea = { method = "turns", members = members({ "femi" }, { "gita" }, { "henri" }), a_day = 6 },
  gulf = { method = "first", members = members({ "noor" }, { "khalid" }), at_once = 8 },
  apac = { method = "fewest", members = members({ "kiri" }, { "liam" }, { "mei" }) },
}
local desk_of = {}
for desk, countries in pairs {
  americas = "US CA MX BR AR CL CO", emea = "GB IE FR DE NL ES IT SE PL",
  gulf = "SA AE QA KW BH OM EG JO", apac = "AU NZ SG JP KR IN PH" } do
  for country in countries:gmatch("%u+") do desk_of[country] = desk end
end

-- What happens ----------------------------------------------------------------------------------

local now
local leads, order, output = {}, {}, {}
local known = {} -- of a company's domain: who had its last lead

local function say(...) output[#output + 1] = table.concat({ ... }, " ") end

local function load_of(rep)
  local count = 0
  for _, lead in ipairs(order) do
    if lead.owner == rep.name and (lead.stage == "mql" or lead.stage == "working") then count = count + 1 end
  end
  return count
end

local function is_away(rep, at)
  for _, absence in ipairs(rep.absences) do
    if at >= absence.from and at < absence.to then return true end
  end
  return rep.gone
end

-- When the city's office is open next, within so many minutes; nil: not so soon.
local function opens_within(city, amount)
  for t = now, now + amount do
    if open[city][t] then return t end
  end
end

-- May this rep take a lead that another must not keep, within so many minutes? Who is away as the office opens may not.
local function can_take(rep, within, except)
  if not rep or rep.name == except or is_away(rep, now) then return false end
  local opens = opens_within(rep.city, within)
  return opens ~= nil and not is_away(rep, opens)
end

local function ask_pool(pool, within, except)
  local free, today = {}, local_time("london", now) // DAY
  for _, member in ipairs(pool.members) do
    local leads_now = pool.method ~= "turns" and load_of(member.rep)
    if can_take(member.rep, within, except) and not (pool.a_day and (member.given[today] or 0) >= pool.a_day) and
        not (pool.at_once and leads_now >= pool.at_once) then
      free[#free + 1] = member
      member.leads = leads_now
    end
  end
  if #free == 0 then return end
  local best
  if pool.method == "first" then
    best = free[1]
  elseif pool.method == "fewest" then
    for _, member in ipairs(free) do
      if not best or member.leads < best.leads or member.leads == best.leads and
          (member.last or -1) < (best.last or -1) then best = member end
    end
    best.last = now
  else
    local sum = 0
    for _, member in ipairs(free) do
      member.credit, sum = member.credit + member.weight, sum + member.weight
      if not best or member.credit > best.credit then best = member end
    end
    best.credit = best.credit - sum
  end
  best.given[today] = (best.given[today] or 0) + 1
  return best.rep.name
end

local function ask_desk(lead, within, except)
  local desk = desk_of[lead.country]
  return desk and ask_pool(pools[desk], within, except)
end

local function inbound(lead, except)
  local last = lead.domain and known[lead.domain]
  if last and last.at > now - 90 * DAY and can_take(reps[last.rep], 0, except) then return last.rep end
  local who = ask_desk(lead, 0, except)
  for _, desk in ipairs { "emea", "americas", "apac", "gulf" } do who = who or ask_pool(pools[desk], 0, except) end
  return who or ask_desk(lead, 4 * DAY, except) or "front_desk"
end

local function cover(lead)
  local who = ask_desk(lead, 4 * DAY)
  local boss = reps[lead.owner] and reps[reps[lead.owner].manager]
  return who or boss and can_take(boss, 4 * DAY) and boss.name or "front_desk"
end

-- Clocks ----------------------------------------------------------------------------------------

local slas = { "first_contact", "outcome", "picked_up" }

local function clock_says(what, lead, sla)
  local clock = lead.clocks[sla]
  say(what, lead.email, instant(now), sla, lead.owner or "-", instant(clock.due))
end

local alarms = {} -- the minutes at which something is due

local function alarm(t)
  alarms[t] = true
  return t
end

local function start_clock(lead, sla, times)
  local city = sla == "picked_up" and "london" or (reps[lead.owner] or reps.elena).city
  local clock = { runs = true, city = city, times = times, steps = {} }
  lead.clocks[sla] = clock
  if sla == "first_contact" then
    local target = lead.large and 30 or 120
    clock.due = open_time_later(city, now, target)
    clock.steps = { { open_time_later(city, now, target // 2), "owner" }, { clock.due, "manager" },
                    { open_time_later(city, now, 2 * target), "reassign" } }
  elseif sla == "outcome" then
    clock.due = business_days_later(city, now, 3)
    clock.steps = { { clock.due, "both" } }
  else
    clock.due = open_time_later(city, now, 15)
    clock.steps = { { open_time_later(city, now, 1), "reassign" } }
  end
  alarm(clock.due)
  for _, step in ipairs(clock.steps) do alarm(step[1]) end
  clock_says("started", lead, sla)
end

local function hold_clocks(lead)
  for _, sla in ipairs { "first_contact", "outcome" } do
    local clock = lead.clocks[sla]
    if clock and clock.runs and lead.on_hold and not clock.held then clock.held = now end
    if clock and clock.runs and not lead.on_hold and clock.held then
      local held = open_time_between(clock.city, clock.held, now)
      clock.held = nil
      if not clock.breached then clock.due = alarm(open_time_later(clock.city, clock.due, held)) end
      for _, step in ipairs(clock.steps) do
        step[1] = step[1] and alarm(open_time_later(clock.city, step[1], held))
      end
    end
  end
end

local function end_clock(lead, sla, what)
  local clock = lead.clocks[sla]
  if not clock or not clock.runs then return end
  if clock.held then -- it stood until now
    local on_hold = lead.on_hold
    lead.on_hold = false
    hold_clocks(lead)
    lead.on_hold = on_hold
  end
  clock.runs = false
  clock_says(what, lead, sla)
end

-- After a record or a step: what meets, cancels, restarts and starts each clock. happened: what did, as words.
local function settle_clocks(lead, happened, owner_before)
  local handed = lead.owner ~= owner_before
  if happened.contacted then end_clock(lead, "first_contact", "met") end
  if happened.left_mql then end_clock(lead, "first_contact", "cancelled") end
  local first = lead.clocks.first_contact
  if handed and first and first.runs then start_clock(lead, "first_contact", first.times) end
  if happened.assigned and lead.stage == "mql" and not (lead.clocks.first_contact and lead.clocks.first_contact.runs) then
    start_clock(lead, "first_contact", 2)
  end

  if happened.sales_accepted or happened.sales_rejected then end_clock(lead, "outcome", "met") end
  if happened.entered_working and not (lead.clocks.outcome and lead.clocks.outcome.runs) then
    start_clock(lead, "outcome", 0)
  end

  if happened.assigned and lead.owner ~= "front_desk" then end_clock(lead, "picked_up", "met") end
  if happened.left_mql then end_clock(lead, "picked_up", "cancelled") end
  if happened.assigned and lead.owner == "front_desk" and not (lead.clocks.picked_up and lead.clocks.picked_up.runs) then
    start_clock(lead, "picked_up", 1)
  end
  hold_clocks(lead)
end

local function assign(lead, how, to)
  say("assigned", lead.email, instant(now), how, lead.owner or "-", to)
  lead.owner = to
  if reps[to] and lead.domain then known[lead.domain] = { rep = to, at = now } end
end

local function manager_of(owner) return owner == "front_desk" and "-" or owner and reps[owner].manager or "-" end

local function step(lead, sla, what)
  local before = lead.owner
  if what == "owner" or what == "both" then say("notify", lead.email, instant(now), sla, before or "-") end
  if what == "manager" or what == "both" then say("notify", lead.email, instant(now), sla, manager_of(before)) end
  if what ~= "reassign" then return end
  local clock = lead.clocks[sla]
  if clock.times > 0 then
    clock.times = clock.times - 1
    assign(lead, sla, inbound(lead, before))
    settle_clocks(lead, { assigned = true }, before)
  end
  if sla == "first_contact" then say("notify", lead.email, instant(now), sla, "marketing") end
end

local function deadlines(lead)
  for _, sla in ipairs(slas) do
    local clock = lead.clocks[sla]
    if clock and clock.runs and not clock.held and not clock.breached and clock.due == now then
      clock.breached = true
      clock_says("breached", lead, sla)
    end
    for _, row in ipairs(clock and clock.steps or {}) do
      if clock.runs and not clock.held and row[1] == now then
        row[1] = false
        step(lead, sla, row[2])
      end
    end
  end
end

-- Records ---------------------------------------------------------------------------------------

local function move(lead, to)
  say("move", lead.email, instant(now), lead.stage or "-", to)
  lead.stage = to
end

local function take_lead(record)
  local lead = leads[record.email]
  if not lead then
    lead = { email = record.email, clocks = {} }
    leads[record.email], order[#order + 1] = lead, lead
    move(lead, "lead")
  end
  lead.country = record.country or lead.country
  if record.company then
    lead.domain, lead.large = record.company.domain, record.company.employees >= 1000
  end
  if record.on_hold ~= nil then lead.on_hold = record.on_hold end
  hold_clocks(lead)
end

local function take_event(record)
  local lead, kind = leads[record.lead], record.type
  local happened, owner, stage = { [kind] = true }, lead.owner, lead.stage
  if kind == "assignment" then
    assign(lead, "by_hand", names[record.owner] or record.owner)
    happened.assigned = true
  elseif (kind == "demo_request" or kind == "contact_request") and (stage == "lead" or stage == "nurture") then
    move(lead, "mql")
    assign(lead, "inbound", inbound(lead))
    happened.assigned = true
  elseif kind == "contacted" and stage == "mql" then
    move(lead, "working")
    happened.left_mql, happened.entered_working = true, true
  elseif kind == "sales_accepted" and stage == "working" then
    move(lead, "sql")
  elseif kind == "sales_rejected" and (stage == "mql" or stage == "working") then
    move(lead, "nurture")
    happened.left_mql = stage == "mql"
  end
  settle_clocks(lead, happened, owner)
end

local sorted = {}
local function by_key() -- leads in the order of their keys
  if #sorted < #order then
    sorted = table.move(order, 1, #order, 1, {})
    table.sort(sorted, function(a, b) return a.email < b.email end)
  end
  return sorted
end

local function hand_over(rep)
  for _, lead in ipairs(by_key()) do
    if lead.owner == rep.name and (lead.stage == "mql" or lead.stage == "working") then
      assign(lead, "cover", cover(lead))
      settle_clocks(lead, { assigned = true }, rep.name)
    end
  end
end

local leaving = {} -- who goes away later, by the minute

local function take_roster(record)
  local rep = reps[names[record.rep] or record.rep]
  if record.type == "rep_left" then
    rep.gone = true
    hand_over(rep)
  elseif record.type == "rep_back" then
    for _, absence in ipairs(rep.absences) do
      if absence.from <= now then absence.to = math.min(absence.to, now) end
    end
  else
    local absence = { from = record.from and minutes(record.from) or now, to = minutes(record["until"]) }
    rep.absences[#rep.absences + 1] = absence
    if absence.from <= now then hand_over(rep)
    else leaving[absence.from] = { rep } end -- of these only one goes at one instant
  end
end

local agenda = {}
for input, name in ipairs { "roster.jsonl", "leads.jsonl", "events.jsonl" } do
  for line in io.lines(folder .. "/" .. name) do
    local record = cjson.decode(line)
    local at = minutes(record.at)
    agenda[at] = agenda[at] or { {}, {}, {} }
    table.insert(agenda[at][input], record)
  end
end

for t = 0, THE_END do
  now = t
  for _, rep in ipairs(leaving[now] or {}) do hand_over(rep) end
  if agenda[now] then
    for _, record in ipairs(agenda[now][1]) do take_roster(record) end
    for _, record in ipairs(agenda[now][2]) do take_lead(record) end
    for _, record in ipairs(agenda[now][3]) do take_event(record) end
  end
  if alarms[now] and now < THE_END then -- what is due at the end stays open
    for _, lead in ipairs(by_key()) do deadlines(lead) end
  end
end

for _, lead in ipairs(order) do say("final", lead.email, lead.stage, lead.owner or "-") end
table.sort(output)
print(table.concat(output, "\n"))
