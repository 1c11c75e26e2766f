-- Open time of calendars a second time, written from spec/13-open-time.md: clocks are looked at minute by minute.
--
-- calendar: as the tree has it, or ALWAYS. All of them are of the agreement's zone.

local hours = {}
local MINUTE <const>, DAY <const>, YEAR <const> = 60000, 86400000, 366 * 86400000

-- What the interpreter knows: local_time, first_shown, next_change, civil.
local knows

function hours.use(tools) knows = tools end

-- Who has no hours is there around the clock.
hours.ALWAYS = { yearly = {}, dated = {}, week = {} }
for i = 1, 7 do hours.ALWAYS.week[i] = { { 0, DAY } } end

local function hours_of(calendar, day)
  for _, dated in ipairs(calendar.dated) do
    if dated.date == day then return dated.hours end
  end
  local _, month, of_month = knows.civil(day)
  for _, yearly in ipairs(calendar.yearly) do
    if yearly.month == month and yearly.day == of_month then return yearly.hours end
  end
  return calendar.week[(day + 3) % 7 + 1] -- day 0 was a Thursday
end

-- Whether the clock shows a time in a range of its day, or of the day before. Returns that day.
local function is_open(agreement, calendar, at)
  local shown = knows.local_time(agreement.zone, at)
  local day, time = shown // DAY, shown % DAY
  for back = 0, 1 do
    for _, range in ipairs(hours_of(calendar, day - back)) do
      if time + back * DAY >= range[1] and time + back * DAY < range[2] then return day - back end
    end
  end
end

-- The instant after this one at which the clock shows a full minute, or changes.
local function next_minute(zone, at)
  return math.min(at + MINUTE - knows.local_time(zone, at) % MINUTE, knows.next_change(zone, at))
end

-- What is found is kept in the calendar, by its name.
local function kept(agreement, calendar, name)
  calendar.kept = calendar.kept and calendar.kept.agreement == agreement and calendar.kept or { agreement = agreement }
  calendar.kept[name] = calendar.kept[name] or {}
  return calendar.kept[name]
end

-- The first instant from this one on that is open, or nil. Days without hours are passed over.
function hours.next_opening(agreement, calendar, at)
  local known = kept(agreement, calendar, "openings")
  if known[at] then return known[at] end
  local zone, now = agreement.zone, at
  while now <= at + 9 * YEAR do -- after eight years 29 February is there again, whatever the century
    if is_open(agreement, calendar, now) then
      known[at] = now
      return now
    end
    local day = knows.local_time(zone, now) // DAY
    if #hours_of(calendar, day) == 0 and #hours_of(calendar, day - 1) == 0 then
      now = knows.first_shown(zone, (day + 1) * DAY)
    else
      now = next_minute(zone, now)
    end
  end
end

-- ---- open time ------------------------------------------------------------------------------------

-- Of two days of UTC with this the same the open minutes are the same; nil: clocks change meanwhile.
local function likeness(agreement, calendar, start)
  local zone = agreement.zone
  if knows.next_change(zone, start) < start + DAY then return nil end
  local shown, parts = knows.local_time(zone, start), {}
  parts[1] = shown % DAY
  for day = shown // DAY - 1, shown // DAY + 1 do
    for _, range in ipairs(hours_of(calendar, day)) do parts[#parts + 1] = range[1] .. "-" .. range[2] end
    parts[#parts + 1] = "/"
  end
  return table.concat(parts, " ")
end

-- When it is open in a day of UTC: { from, to } counted from its start, looked at minute by minute.
local function open_minutes(agreement, calendar, start)
  local ranges, now = {}, start
  while now < start + DAY do
    local next_one = math.min(next_minute(agreement.zone, now), start + DAY)
    if is_open(agreement, calendar, now) then
      local last = ranges[#ranges]
      if last and last[2] == now - start then last[2] = next_one - start
      else ranges[#ranges + 1] = { now - start, next_one - start } end
    end
    now = next_one
  end
  return ranges
end

local function open_in_day(agreement, calendar, start)
  local days, alike = kept(agreement, calendar, "days"), kept(agreement, calendar, "alike")
  if days[start] then return days[start] end
  local same = likeness(agreement, calendar, start)
  local ranges = same and alike[same] or open_minutes(agreement, calendar, start)
  days[start] = ranges
  if same then alike[same] = ranges end
  return ranges
end

-- Open time between two instants.
function hours.between(agreement, calendar, from, to)
  local sum, start = 0, from // DAY * DAY
  while start < to do
    for _, range in ipairs(open_in_day(agreement, calendar, start)) do
      sum = sum + math.max(0, math.min(to, start + range[2]) - math.max(from, start + range[1]))
    end
    start = start + DAY
  end
  return sum
end

-- The earliest instant by which so much open time has passed, or nil: it never will have.
function hours.later(agreement, calendar, from, amount)
  if amount == 0 then return from end
  local start, last_open = from // DAY * DAY, from
  while start <= last_open + 9 * YEAR do
    for _, range in ipairs(open_in_day(agreement, calendar, start)) do
      local opens, closes = math.max(from, start + range[1]), start + range[2]
      if closes > opens then
        last_open = closes
        if closes - opens >= amount then return opens + amount end
        amount = amount - (closes - opens)
      end
    end
    start = start + DAY
  end
end

-- ---- business days --------------------------------------------------------------------------------

-- The day to whose hours an instant, or the next opening, belongs, and the instant or opening; or nil.
local function business_day(agreement, calendar, at)
  local opens = hours.next_opening(agreement, calendar, at)
  return opens and is_open(agreement, calendar, opens), opens
end

-- Its last closing, or nil.
function hours.end_of_business_day(agreement, calendar, at)
  local day = business_day(agreement, calendar, at)
  if not day then return nil end
  local ranges = hours_of(calendar, day)
  return knows.first_shown(agreement.zone, day * DAY + ranges[#ranges][2])
end

-- A time of the clock within ranges of hours: not before the first opening, at a closing then, in a break at its end, after
-- the last closing at that.
local function within(ranges, time)
  for _, range in ipairs(ranges) do
    if time <= range[2] then return math.max(time, range[1]) end
  end
  return ranges[#ranges][2]
end

-- The same time of the clock so many days with hours later, or nil.
function hours.business_days_later(agreement, calendar, at, count)
  local day, opens = business_day(agreement, calendar, at)
  if not day then return nil end
  local time, empty = knows.local_time(agreement.zone, opens) - day * DAY, 0
  repeat
    day = day + 1
    empty = #hours_of(calendar, day) == 0 and empty + 1 or 0
    if empty == 0 then count = count - 1 end
  until count == 0 or empty > 9 * 366
  return count == 0 and knows.first_shown(agreement.zone, day * DAY + within(hours_of(calendar, day), time)) or nil
end

-- The midnight after an instant.
function hours.end_of_day(agreement, at)
  return knows.first_shown(agreement.zone, (knows.local_time(agreement.zone, at) // DAY + 1) * DAY)
end

return hours
