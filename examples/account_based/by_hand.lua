-- Halyard's agreement a second time, as someone would write it without MOPS. The tests compare every move,
-- assignment and clock of all leads with what mopsc decides, and it shares nothing with mopsc: whether the office is
-- open is asked minute by minute.
--
--   lua5.4 by_hand.lua FOLDER       reads FOLDER/accounts.csv, leads.jsonl, events.jsonl and roster.jsonl
--
-- Prints, sorted, as of 2027-02-01 00:00 UTC (instants in UTC):
--   move LEAD INSTANT BEFORE AFTER             a change of stage
--   assigned LEAD INSTANT HOW BEFORE AFTER     HOW: the route, or the SLA that reassigns
--   kept LEAD INSTANT SLA OWNER                an SLA reassigns, but who it asks for can't take the lead
--   started LEAD INSTANT SLA OWNER DUE         a clock starts; also met, breached, cancelled
--   notify LEAD INSTANT SLA WHOM
--   final LEAD STAGE OWNER

local cjson = require "cjson"
local folder = arg[1] or error("usage: lua5.4 by_hand.lua FOLDER")

-- Time: seconds since 1 September 2026, 00:00 UTC, a Tuesday ------------------------------------

local HOUR, DAY = 3600, 24 * 3600
local THE_END <const> = 153 * DAY -- 1 February
local HORIZON <const> = 190 * DAY
local before_month = { [9] = 0, [10] = 30, [11] = 61, [12] = 91, [1] = 122, [2] = 153, [3] = 181 }

local function day_of(month, day) return before_month[month] + day - 1 end

local function seconds(text)
  local month, day, hour, minute = text:match("^202[67]%-(%d+)%-(%d+)T(%d+):(%d+):00Z$")
  return day_of(math.tointeger(month), math.tointeger(day)) * DAY + hour * HOUR + minute * 60
end

local function instant(t)
  local day = t // DAY
  for _, month in ipairs { 3, 2, 1, 12, 11, 10, 9 } do
    if day >= before_month[month] then
      return ("%d-%02d-%02dT%02d:%02d:%02dZ"):format(month < 9 and 2027 or 2026, month,
        day - before_month[month] + 1, t % DAY // HOUR, t % HOUR // 60, t % 60)
    end
  end
end

-- Chicago is five hours behind UTC, from 1 November at 07:00 UTC on six.
local NOVEMBER <const> = seconds "2026-11-01T07:00:00Z"
local function chicago(t) return t - (t >= NOVEMBER and 6 or 5) * HOUR end

-- Days on which nobody works.
local closed = { [day_of(9, 7)] = true, [day_of(11, 26)] = true, [day_of(11, 27)] = true, [day_of(1, 18)] = true }
for day = day_of(12, 24), day_of(1, 1) do closed[day] = true end

local OPENING <const> = 8.5 * HOUR

local function closing(day) -- nil: closed all day
  local weekday = (day + 1) % 7 -- 0 is Monday
  if closed[day] or weekday >= 5 then return nil end
  return weekday == 4 and 16 * HOUR or 17 * HOUR + HOUR // 2
end

local open = {} -- of each minute
for t = 0, HORIZON, 60 do
  local shown = chicago(t)
  local minute, ends = shown % DAY, closing(shown // DAY)
  open[t // 60] = ends and minute >= OPENING and minute < ends or false
end

local function next_open(t)
  while not open[t // 60] do t = t + 60 end
  return t
end

local function open_time_later(t, amount) -- t: a whole minute
  while amount > 60 or not open[t // 60] do
    if open[t // 60] then amount = amount - 60 end
    t = t + 60
  end
  return t + amount
end

local function open_time_between(from, to)
  local amount = 0
  for t = from, to - 1, 60 do
    if open[t // 60] then amount = amount + 60 end
  end
  return amount
end

local function when_shown(shown) -- no office hour is shown twice
  local t = shown + 5 * HOUR
  return chicago(t) == shown and t or t + HOUR
end

local function business_days_later(t, amount)
  local shown = chicago(next_open(t))
  local day = shown // DAY
  while amount > 0 do
    day = day + 1
    if closing(day) then amount = amount - 1 end
  end
  return when_shown(day * DAY + math.min(shown % DAY, closing(day)))
end

local function end_of_business_day(t)
  local day = chicago(next_open(t)) // DAY
  return when_shown(day * DAY + closing(day))
end

-- People, and the list of accounts --------------------------------------------------------------

local reps = {
  victor = {}, paula = { manager = "victor" },
  rita = { manager = "paula", backup = "sam" }, sam = { manager = "paula", backup = "rita" },
  tara = { manager = "victor", backup = "rita" }, ugo = { manager = "victor", backup = "tara" },
}
for name, rep in pairs(reps) do rep.name, rep.absences = name, {} end
local names = { ["Rita Soto"] = "rita", ["Sam Boyd"] = "sam", ["Paula Kent"] = "paula", ["Ugo Bassi"] = "ugo" }
local hunters = { { rep = reps.tara, credit = 0 }, { rep = reps.ugo, credit = 0 } }

local accounts = {}
for line in io.lines(folder .. "/accounts.csv") do
  local domain, tier, owner = line:match("^([^,]*),[^,]*,(%d),([^,]*)$")
  if domain and domain ~= "gmail.com" and not accounts[domain] then
    accounts[domain] = { domain = domain, tier = math.tointeger(tier), owner = names[owner] or owner }
  end
end

local function account_of(email) -- of the domain, or of what stands there after a dot
  local domain = email:match("@(.*)$")
  while domain and not accounts[domain] do domain = domain:match("^[^.]*%.(.*)$") end
  return accounts[domain] or {}
end

-- What happens ----------------------------------------------------------------------------------

local now
local leads, order, output = {}, {}, {}
local known = {} -- of an account's domain: who had its last lead

local function say(...) output[#output + 1] = table.concat({ ... }, " ") end

local function can_take(name, except)
  local rep = reps[name]
  if not rep or name == except or rep.gone then return false end
  for _, absence in ipairs(rep.absences) do
    if now >= absence.from and now < absence.to then return false end
  end
  return true
end

local function ask_hunters(except) -- each who can take it gains a point; who has most pays what all gained
  local best, sum = nil, 0
  for _, member in ipairs(hunters) do
    if can_take(member.rep.name, except) then
      member.credit, sum = member.credit + 1, sum + 1
      if not best or member.credit > best.credit then best = member end
    end
  end
  if not best then return end
  best.credit = best.credit - sum
  return best.rep.name
end

local function inbound(lead)
  local last = known[lead.account.domain]
  if can_take(lead.account.owner) then return lead.account.owner end
  if last and last.at > now - 180 * DAY and can_take(last.rep) then return last.rep end
  return ask_hunters() or "triage"
end

local function role_of(owner, role)
  if owner == "triage" then owner = "paula" end
  return reps[owner] and reps[owner][role]
end

local function rescue(lead, except)
  local backup = role_of(lead.owner, "backup")
  return can_take(backup, except) and backup or ask_hunters(except) or "triage"
end

-- Clocks ----------------------------------------------------------------------------------------

local slas = { "first_contact", "verdict" }
local alarms = {} -- of minutes in which something is due the instants

local function alarm(t)
  alarms[t // 60] = alarms[t // 60] or {}
  alarms[t // 60][t] = true
  return t
end

local function clock_says(what, lead, sla)
  say(what, lead.email, instant(now), sla, lead.owner or "-", instant(lead.clocks[sla].due))
end

local function start_clock(lead, sla)
  local clock, tier = { runs = true }, lead.account.tier
  if lead.clocks[sla] and lead.clocks[sla].runs then return end
  lead.clocks[sla] = clock
  if sla == "first_contact" then
    clock.due = tier == 1 and open_time_later(now, HOUR) or tier == 2 and open_time_later(now, 4 * HOUR) or
      end_of_business_day(now)
  else
    clock.due = business_days_later(now, tier == 1 and 2 or 5)
  end
  local all = open_time_between(now, clock.due)
  local function share(percent) return alarm(open_time_later(now, all * percent // 100)) end
  if sla == "first_contact" then
    clock.steps = { { share(50), "owner" }, { alarm(clock.due), "manager" }, { clock.due, "to backup" },
                    { share(200), "to manager" }, { share(300), "rescue" } }
  else
    clock.steps = { { share(80), "owner" }, { alarm(clock.due), "manager" },
                    { alarm(business_days_later(now, 15)), "nurture" } }
  end
  clock_says("started", lead, sla)
end

local function end_clock(lead, sla, what)
  local clock = lead.clocks[sla]
  if not clock or not clock.runs then return end
  clock.runs = false
  clock_says(what, lead, sla)
end

-- After a record or a step. happened: what did, as words.
local function settle_clocks(lead, happened)
  local answered = happened.sales_accepted or happened.sales_rejected
  if happened.contacted or answered then end_clock(lead, "first_contact", "met") end
  if happened.left == "mql" then end_clock(lead, "first_contact", "cancelled") end
  if happened.by_inbound then start_clock(lead, "first_contact") end
  if answered then end_clock(lead, "verdict", "met") end
  if happened.left == "working" then end_clock(lead, "verdict", "cancelled") end
  if lead.stage == "working" and happened.moved then start_clock(lead, "verdict") end
end

-- Points, moves and owners ----------------------------------------------------------------------

local function award(lead, rule, points, most)
  if (lead.fired[rule] or 0) >= most then return end
  lead.fired[rule] = (lead.fired[rule] or 0) + 1
  lead.interest = math.min(100, lead.interest + points)
end

local COMES_BACK <const> = { bad_timing = 60 * DAY, no_budget = 90 * DAY }

local function move(lead, to)
  say("move", lead.email, instant(now), lead.stage or "-", to)
  lead.stage = to
  if to == "nurture" then
    lead.interest, lead.fired, lead.since = 0, {}, now
    for _, after in pairs(COMES_BACK) do alarm(now + after) end
  end
end

local function settle(lead)
  local after = COMES_BACK[lead.turned_down]
  if lead.stage == "nurture" and after and now - lead.since >= after then move(lead, "lead") end
  if lead.stage == "lead" and (lead.interest >= 40 or lead.account.tier and lead.interest >= 20) then move(lead, "mql") end
end

local function assign(lead, how, to)
  say("assigned", lead.email, instant(now), how, lead.owner or "-", to)
  lead.owner = to
  if reps[to] and lead.account.domain then known[lead.account.domain] = { rep = to, at = now } end
end

-- All that follows once a record or step has moved a lead, or not.
local function follow(lead, happened, before)
  settle(lead)
  happened.moved = lead.stage ~= before
  happened.left = happened.moved and before
  if happened.moved and lead.stage == "mql" then
    assign(lead, "inbound", inbound(lead))
    happened.by_inbound = true
  end
  settle_clocks(lead, happened)
end

local function step(lead, what)
  local owner = lead.owner
  local manager, backup = role_of(owner, "manager"), role_of(owner, "backup")
  local function notify(sla, whom) say("notify", lead.email, instant(now), sla, whom or "-") end
  if what == "owner" then notify(lead.stage == "mql" and "first_contact" or "verdict", owner)
  elseif what == "manager" then notify(lead.stage == "mql" and "first_contact" or "verdict", manager)
  elseif what == "to backup" or what == "to manager" then
    local whom = what == "to backup" and backup
    if what == "to manager" then whom = manager end
    if can_take(whom, owner) then assign(lead, "first_contact", whom)
    else say("kept", lead.email, instant(now), "first_contact", owner) end
  elseif what == "rescue" then
    assign(lead, "first_contact", rescue(lead, owner))
    notify("first_contact", "marketing")
  else
    move(lead, "nurture")
    follow(lead, {}, "working")
    notify("verdict", "marketing")
  end
end

local function deadlines(lead)
  for _, sla in ipairs(slas) do
    local clock = lead.clocks[sla]
    if clock and clock.runs and not clock.breached and clock.due == now then
      clock.breached = true
      clock_says("breached", lead, sla)
    end
    for _, row in ipairs(clock and clock.steps or {}) do
      if clock.runs and row[1] == now then step(lead, row[2]) end
    end
  end
end

-- Records ---------------------------------------------------------------------------------------

local function take_lead(record)
  if leads[record.email] then return end
  local lead = { email = record.email, account = account_of(record.email), clocks = {}, fired = {}, interest = 0 }
  leads[record.email], order[#order + 1] = lead, lead
  move(lead, "lead")
end

local function take_event(record)
  local lead, kind, happened = leads[record.lead], record.type, { [record.type] = true }
  local before = lead.stage
  if kind == "sales_rejected" and not record.reason then return end -- set aside
  local open_stage = before == "mql" or before == "working"
  if kind == "demo_request" then award(lead, "demo", 40, 1)
  elseif kind == "webinar_attended" then award(lead, "webinar", 15, 2)
  elseif kind == "page_view" and record.path:find("^/pricing") then award(lead, "pricing", 20, 2)
  elseif kind == "page_view" and record.path:find("^/customers") then award(lead, "customers", 5, 3)
  elseif kind == "sales_rejected" then
    lead.turned_down = record.reason:lower():gsub(" ", "_"):gsub("not_now", "bad_timing")
  end
  if kind == "contacted" and before == "mql" then move(lead, "working")
  elseif kind == "sales_accepted" and open_stage then move(lead, "sql")
  elseif kind == "sales_rejected" and open_stage then move(lead, lead.turned_down == "no_fit" and "no_match" or "nurture")
  elseif kind == "demo_request" and before == "nurture" then move(lead, "mql")
  elseif kind == "deal_won" and before == "sql" then move(lead, "customer")
  end
  follow(lead, happened, before)
end

local sorted = {}
local function by_key() -- leads in the order of their keys
  if #sorted < #order then
    sorted = table.move(order, 1, #order, 1, {})
    table.sort(sorted, function(a, b) return a.email < b.email end)
  end
  return sorted
end

local function take_roster(record)
  local rep = reps[names[record.rep] or record.rep]
  if record.type == "rep_away" then
    rep.absences[#rep.absences + 1] = { from = record.from and seconds(record.from) or now, to = seconds(record["until"]) }
  elseif record.type == "rep_back" then
    for _, absence in ipairs(rep.absences) do
      if absence.from <= now then absence.to = math.min(absence.to, now) end
    end
  else
    rep.gone = true
    for _, lead in ipairs(by_key()) do
      if lead.owner == rep.name and (lead.stage == "mql" or lead.stage == "working") then
        assign(lead, "rescue", rescue(lead))
      end
    end
  end
end

local agenda = {}
for input, name in ipairs { "roster.jsonl", "leads.jsonl", "events.jsonl" } do
  for line in io.lines(folder .. "/" .. name) do
    local record = cjson.decode(line)
    local at = seconds(record.at)
    agenda[at] = agenda[at] or { {}, {}, {} }
    table.insert(agenda[at][input], record)
  end
end

local function pass(t, due)
  now = t
  if due then -- what comes back by itself comes before records
    for _, lead in ipairs(by_key()) do
      if lead.stage == "nurture" then follow(lead, {}, "nurture") end
    end
  end
  if agenda[t] then
    for _, record in ipairs(agenda[t][1]) do take_roster(record) end
    for _, record in ipairs(agenda[t][2]) do take_lead(record) end
    for _, record in ipairs(agenda[t][3]) do take_event(record) end
  end
  if t == THE_END then return end -- what is due then stays open
  local minute = alarms[t // 60]
  if minute and minute[t] then
    for _, lead in ipairs(by_key()) do deadlines(lead) end
  end
end

for t = 0, THE_END, 60 do
  if alarms[t // 60] or agenda[t] then
    pass(t, alarms[t // 60] and alarms[t // 60][t])
    for second = t + 1, alarms[t // 60] and t + 59 or t do
      if alarms[t // 60][second] then pass(second, true) end
    end
  end
end

for _, lead in ipairs(order) do say("final", lead.email, lead.stage, lead.owner or "-") end
table.sort(output)
print(table.concat(output, "\n"))
