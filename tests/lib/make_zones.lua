-- Writes time zone files (RFC 8536, version 2) for tests, so that no test depends on the zone data
-- of the machine that it runs on:
--
--   lua5.4 tests/lib/make_zones.lua FOLDER
--
-- Fat/X and Slim/X are one zone, packed with the changes up to 2037 listed and not listed. Rule/X
-- lists nothing and has only a rule. Bad/X must be refused. Changes are computed here by a plain
-- search through the days of a month, on purpose not in the way of compiler/zone_rule.c.

local folder = arg[1] or error("usage: make_zones.lua FOLDER")

local function write(name, bytes)
  local file <close> = assert(io.open(folder .. "/" .. name, "wb"))
  file:write(bytes)
end

-- Calendar ---------------------------------------------------------------------------------------

local function days(year, month, day)
  local before = 0
  for y = 1970, year - 1 do
    before = before + ((y % 4 == 0 and y % 100 ~= 0 or y % 400 == 0) and 366 or 365)
  end
  for y = year, 1969 do
    before = before - ((y % 4 == 0 and y % 100 ~= 0 or y % 400 == 0) and 366 or 365)
  end
  local leap = year % 4 == 0 and year % 100 ~= 0 or year % 400 == 0
  local lengths = { 31, leap and 29 or 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
  for m = 1, month - 1 do before = before + lengths[m] end
  return before + day - 1, lengths[month]
end

-- UTC seconds of a local clock reading that is `offset` seconds east of UTC.
local function instant(offset, year, month, day, hour, minute, second)
  return days(year, month, day) * 86400 + (hour or 0) * 3600 + (minute or 0) * 60 + (second or 0)
      - offset
end

-- The Sundays of a month; Sundays(...)[1] is the first, [#...] the last.
local function sundays(year, month)
  local found = {}
  local first, length = days(year, month, 1)
  for day = 1, length do
    if (first + day - 1 + 4) % 7 == 0 then found[#found + 1] = day end
  end
  return found
end

-- Files ------------------------------------------------------------------------------------------

-- zone.types: { offset, daylight, abbreviation }; zone.changes: { instant, type from 1 };
-- zone.footer. Everything else overrides a part, to forge bad files.
local function block(zone)
  local times, indices, types, names, places = {}, {}, {}, "", {}
  for _, change in ipairs(zone.changes) do
    times[#times + 1] = string.pack(">i8", change[1])
    indices[#indices + 1] = string.char(change[2] - 1)
  end
  for _, type in ipairs(zone.types) do
    if not places[type[3]] then
      places[type[3]] = #names
      names = names .. type[3] .. "\0"
    end
    types[#types + 1] = string.pack(">i4BB", type[1], type[2], type[4] or places[type[3]])
  end
  names = zone.names or names
  local counts = zone.counts or {}
  local header = (zone.magic or "TZif") .. (zone.version or "2") .. ("\0"):rep(15) ..
      string.pack(">I4I4I4I4I4I4", counts.universals or 0, counts.standards or 0,
        counts.leaps or 0, counts.times or #times, counts.types or #types,
        counts.names or #names)
  return header .. table.concat(times) .. table.concat(indices) .. table.concat(types) .. names ..
      (zone.leaps or "") .. (zone.flags or "")
end

-- The first block is the least that RFC 8536 allows: readers of version 2 skip it.
local function file(zone)
  local first = zone.first or (
    "TZif" .. (zone.first_version or "2") .. ("\0"):rep(15) ..
    string.pack(">I4I4I4I4I4I4", 0, 0, 0, 0, 1, 1) .. ("\0"):rep(6) .. "\0")
  return first .. block(zone) .. (zone.tail or "\n" .. zone.footer .. "\n")
end

-- A zone whose changes of 2008 to 2037 follow its footer: slim stops before them. fat begins with a
-- change at the big bang that changes nothing, and may end with one of the kind in 2038, as zic's
-- fat files do.
local function pair(name, zone, ruled, last_nothing)
  local history = zone.changes
  write("Slim/" .. name, file(zone))
  local fat = { { -(1 << 59), 1 } }
  table.move(history, 1, #history, 2, fat)
  for year = 2008, 2037 do
    for _, change in ipairs(ruled(year)) do fat[#fat + 1] = change end
  end
  if last_nothing then fat[#fat + 1] = { (1 << 31) - 1, fat[#fat][2] } end
  write("Fat/" .. name, file({ types = zone.types, changes = fat, footer = zone.footer,
    counts = { standards = #zone.types, universals = #zone.types },
    flags = ("\1"):rep(#zone.types) .. ("\0"):rep(#zone.types) }))
end

-- Adds what `ruled` says of some years to the history.
local function extend(history, first, last, ruled)
  for year = first, last do
    for _, change in ipairs(ruled(year)) do history[#history + 1] = change end
  end
  return history
end

local HOUR = 3600

-- Good zones -------------------------------------------------------------------------------------

local function make_pairs()
  local east, east_day = -5 * HOUR, -4 * HOUR
  local function northern(year)
    return {
      { instant(east, year, 3, sundays(year, 3)[2], 2), 3 },
      { instant(east_day, year, 11, sundays(year, 11)[1], 2), 2 } }
  end
  local function northern_before(year)
    local april, october = sundays(year, 4), sundays(year, 10)
    return {
      { instant(east, year, 4, april[#april], 2), 3 },
      { instant(east_day, year, 10, october[#october], 2), 2 } }
  end
  local history = { { instant(-17762, 1883, 11, 18, 12, 3, 58), 2 } }
  extend(history, 1967, 2006, northern_before)
  pair("Northern", { types = { { -17762, 0, "LMT" }, { east, 0, "EST" }, { east_day, 1, "EDT" } },
    changes = extend(history, 2007, 2007, northern), footer = "EST5EDT,M3.2.0,M11.1.0" }, northern)

  local function southern(year)
    return {
      { instant(11 * HOUR, year, 4, sundays(year, 4)[1], 3), 1 },
      { instant(10 * HOUR, year, 10, sundays(year, 10)[1], 2), 2 } }
  end
  pair("Southern", { types = { { 10 * HOUR, 0, "AEST" }, { 11 * HOUR, 1, "AEDT" } },
    changes = { { instant(10 * HOUR, 2007, 10, 7, 2), 2 } },
    footer = "AEST-10AEDT,M10.1.0,M4.1.0/3" }, southern)

  local function dublin(year) -- winter time is the daylight time, an hour less
    local march, october = sundays(year, 3), sundays(year, 10)
    return {
      { instant(0, year, 3, march[#march], 1), 1 },
      { instant(HOUR, year, 10, october[#october], 2), 2 } }
  end
  pair("Dublin", { types = { { HOUR, 0, "IST" }, { 0, 1, "GMT" } },
    changes = { { instant(HOUR, 2007, 10, 28, 2), 2 } },
    footer = "IST-1GMT0,M10.5.0,M3.5.0/1" }, dublin)

  local half, full = 37800, 11 * HOUR -- daylight saving of half an hour
  local function lord_howe(year)
    return {
      { instant(full, year, 4, sundays(year, 4)[1], 2), 1 },
      { instant(half, year, 10, sundays(year, 10)[1], 2), 2 } }
  end
  pair("Lord_Howe", { types = { { half, 0, "+1030" }, { full, 1, "+11" } },
    changes = { { instant(half, 2007, 10, 28, 2), 2 } },
    footer = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0" }, lord_howe, true)

  local function none() return {} end
  pair("Fixed", { types = { { 10000, 0, "LMT" }, { 3 * HOUR, 0, "+03" } },
    changes = { { instant(10000, 1947, 3, 14), 2 } }, footer = "<+03>-3" }, none, true)
  pair("UTC", { types = { { 0, 0, "UTC" } }, changes = {}, footer = "UTC0" }, none)
end

-- An hour less every spring, as listed to 2087, whatever the rule says: Casablanca was so.
local function make_long()
  local changes = {}
  for year = 2008, 2087 do
    changes[#changes + 1] = { instant(HOUR, year, 4, 1 + year % 28, 3), 2 }
    changes[#changes + 1] = { instant(0, year, 5, 1 + year % 28, 2), 1 }
  end
  write("Long", file({ types = { { HOUR, 0, "+01" }, { 0, 1, "+00" } }, changes = changes,
    footer = "<+01>-1" }))
end

-- Zones that keep to their rule only from 2061 on. The fat ones list ten more years of it.
local function make_far_pairs()
  local types = { { 0, 0, "+00" }, { HOUR, 1, "+01" }, { 5 * HOUR, 0, "+05" } }
  local function far_pair(name, footer, start_day, changes)
    write("Slim/" .. name, file({ types = types, changes = changes, footer = footer }))
    for year = 2061, 2070 do
      if year > 2061 then changes[#changes + 1] = { instant(HOUR, year, 4, 10, 2), 1 } end
      if start_day > 100 or year > 2061 then
        local day = days(year, 1, 1) + start_day - 1
        if year % 4 == 0 and start_day >= 60 then day = day + 1 end
        local at = day * 86400 + 2 * HOUR
        if start_day < 100 then table.insert(changes, #changes, { at, 2 })
        else changes[#changes + 1] = { at, 2 } end
      end
    end
    write("Fat/" .. name, file({ types = types, changes = changes, footer = footer }))
  end
  local april = instant(HOUR, 2061, 4, 10, 2)
  far_pair("Late_Start", "<+00>0<+01>,J350,J100", 350,
    { { instant(0, 2061, 1, 20, 2), 2 }, { april, 1 } })
  far_pair("Early_Start", "<+00>0<+01>,J364,J100", 364,
    { { instant(0, 2060, 11, 20, 2), 2 }, { april, 1 } })
  far_pair("Other_Offset", "<+00>0<+01>,J5,J100", 5,
    { { instant(0, 2060, 6, 1, 2), 3 }, { instant(0, 2061, 1, 5, 2), 2 }, { april, 1 } })
end

-- Clocks that skip a whole day (Samoa in 2011), repeat one, and change at midnight.
local function make_odd()
  write("Skips_Day", file({ types = { { -10 * HOUR, 0, "-10" }, { 14 * HOUR, 0, "+14" } },
    changes = { { instant(-10 * HOUR, 2011, 12, 30), 2 } }, footer = "<+14>-14" }))
  write("Repeats_Day", file({ types = { { 12 * HOUR, 0, "+12" }, { -12 * HOUR, 0, "-12" } },
    changes = { { instant(12 * HOUR, 1993, 8, 22), 2 } }, footer = "<-12>12" }))
  write("Midnight", file({ types = { { 0, 0, "+00" }, { HOUR, 1, "+01" } },
    changes = { { instant(0, 2007, 3, 25), 2 }, { instant(HOUR, 2007, 10, 28), 1 } },
    footer = "<+00>0<+01>,M3.5.0/0,M10.5.0/0" }))
  write("Unruled", file({ types = { { 0, 0, "+00" }, { -HOUR, 0, "-01" } },
    changes = { { instant(0, 1990, 1, 1), 2 } }, footer = "" }))
  write("Old", file({ types = { { -17762, 0, "LMT" }, { -5 * HOUR, 0, "EST" } },
    changes = { { instant(-17762, 1883, 11, 18, 12, 3, 58), 2 } },
    footer = "EST5EDT,M3.2.0,M11.1.0" }))
  write("Old_Southern", file({ types = { { 0, 0, "LMT" }, { 10 * HOUR, 0, "AEST" } },
    changes = { { instant(0, 1895, 2, 1), 2 } }, footer = "AEST-10AEDT,M10.1.0,M4.1.0/3" }))
  write("Big_Bang", file({ types = { { 0, 0, "LMT" }, { -4 * HOUR, 0, "-04" } },
    changes = { { -(1 << 59), 2 } }, footer = "<-04>4" }))
  write("New_Years_Eve", file({ types = { { 0, 0, "+00" }, { HOUR, 1, "+01" } },
    changes = { { instant(0, 2060, 12, 20), 2 }, { instant(HOUR, 2060, 12, 30), 1 } },
    footer = "<+00>0" }))
end

local rules = {
  Julian = "AAA3BBB,J60/2,J300/2",
  Zero_Based = "AAA3BBB,59/2,299/2",
  Far_Hours = "AAA3BBB,M3.2.0/-167,M11.1.0/+167",
  Seconds = "<-0330>3:30:15<+02>-2:00:01,M3.5.6/1:02:03,M9.4.4/26:59:59",
  All_Daylight = "EST5EDT,0/0,J365/25",
  All_Daylight_Negative = "XXX3EDT4,0/0,J365/23",
  More_Than_All = "EST5EDT,0/0,J365/30",
  Evening_Edge = "AAA8BBB,M6.1.0,J365/22",
  Only_Fixed = "<+03>-3",
  Year_Edge = "AAA-14BBB,J1/0,M12.5.6/23",
  Last_Day = "AAA0BBB,365/0,J60/0",
  Leap_Day = "AAA0BBB,59/0,J60/3",
  Only_Rule = "CET-1CEST,M3.5.0,M10.5.0/3",
  Only_Southern = "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45",
}

-- Bad zones --------------------------------------------------------------------------------------

local function make_bad()
  local function zone(part)
    local made = { types = { { HOUR, 0, "CET" }, { 2 * HOUR, 1, "CEST" } },
      changes = { { 0, 2 }, { 1000, 1 } }, footer = "CET-1" }
    for key, value in pairs(part) do made[key] = value end
    return made
  end
  local bad = {
    Magic = { magic = "TZix" },
    First_Version = { first_version = "\0" },
    Second_Version = { version = "\0" },
    Later_Version = { first_version = "9", version = "9" },
    Wrapping_Size = { counts = { times = 0x1c71c71d } }, -- times 9: 5 more than 32 bits hold
    Huge_Times = { counts = { times = 0xffffffff } },
    Huge_Everything = { counts = { times = 0xffffffff, types = 0xffffffff, names = 0xffffffff,
      leaps = 0xffffffff, standards = 0xffffffff, universals = 0xffffffff } },
    No_Types = { types = {}, changes = {}, names = "A\0" },
    No_Names = { names = "" },
    Name_Missing = { types = { { HOUR, 0, "CET", 4 } }, changes = {} },
    Name_Unended = { names = "CET\0CEST" },
    Index = { changes = { { 0, 3 } } },
    Falling = { changes = { { 1000, 2 }, { 999, 1 } } },
    Standing = { changes = { { 1000, 2 }, { 1000, 1 } } },
    Too_Late = { changes = { { 253402300800, 1 } } },
    Offset = { types = { { 93600, 0, "CET" }, { HOUR, 0, "CEST" } } },
    Offset_Lowest = { types = { { -(1 << 31), 0, "CET" }, { HOUR, 0, "CEST" } } },
    Daylight_Flag = { types = { { HOUR, 2, "CET" }, { HOUR, 0, "CEST" } } },
    Standard_Count = { counts = { standards = 1 }, flags = "\0" },
    Universal_Count = { counts = { universals = 1 }, flags = "\0" },
    Standard_Flag = { counts = { standards = 2 }, flags = "\0\2" },
    Universal_Flag = { counts = { standards = 2, universals = 2 }, flags = "\0\0\0\1" },
    Leaps = { counts = { leaps = 1 }, leaps = ("\0"):rep(12) },
    No_Footer = { tail = "" },
    Half_Footer = { tail = "\nCET-1" },
    Long_Footer = { tail = "\nCET-1\nCET-1\n" },
    Zero_Footer = { tail = "\nCET-1\0\n" },
    Contradiction = { footer = "CET-2" },
    No_Dates = { footer = "CET-1CEST" },
    One_Date = { footer = "CET-1CEST,M3.5.0" },
    Month = { footer = "CET-1CEST,M13.5.0,M10.5.0" },
    Week = { footer = "CET-1CEST,M3.6.0,M10.5.0" },
    Weekday = { footer = "CET-1CEST,M3.5.7,M10.5.0" },
    Julian_Zero = { footer = "CET-1CEST,J0,J300" },
    Julian_More = { footer = "CET-1CEST,J1,J366" },
    Day_More = { footer = "CET-1CEST,0,366" },
    Hours = { footer = "CET-1CEST,0/168,300" },
    Minutes = { footer = "CET-1:60" },
    Far_Offset = { footer = "CET-25" },
    Short_Name = { footer = "CE-1" },
    Open_Quote = { footer = "<CET-1" },
    Rule_Rest = { footer = "CET-1CEST,M3.5.0,M10.5.0/3x" },
    Rule_Digits = { footer = "CET-99999999999999999999" },
  }
  for name, part in pairs(bad) do write("Bad/" .. name, file(zone(part))) end
  local whole = file(zone({}))
  write("Bad/Empty", "")
  write("Bad/Cut_Header", whole:sub(1, 43))
  write("Bad/Cut_First_Block", whole:sub(1, 50))
  write("Bad/Cut_Second_Header", whole:sub(1, 90))
  write("Bad/Cut_Second_Block", whole:sub(1, 100))
  write("Bad/Large", whole .. ("\n"):rep(1 << 16))
  write("Bad/Text", "This is no time zone file, but as long as a header would be.\n")
end

assert(os.execute(("mkdir -p '%s/Fat' '%s/Slim' '%s/Rule' '%s/Bad'"):gsub("%%s", folder)))
make_pairs()
make_far_pairs()
make_long()
make_odd()
for name, footer in pairs(rules) do
  write("Rule/" .. name, file({ types = { { 0, 0, "-00" } }, changes = {}, footer = footer }))
end
make_bad()
write("tzdata.zi", "# version 2026a\n# made for tests\n")
write("Slim/+VERSION", "2026b\n")
