-- Names of fields in any order, spelled in any way JSON has, among names that nobody knows: the decisions
-- are those of plain records, and what nobody knows is counted.
package.path = "tests/lib/?.lua;tests/property/?.lua;" .. package.path
local tap = require "tap"
local random = require("random").new(7)

local scratch = tap.scratch("names")
local agreement = scratch .. "/a.mops"
tap.write(agreement, [[
agreement "Names" { timezone "Etc/UTC" }
record where { city: text, zone: text from "Time Zone" }
lead { email: email key }
event visit { path: text required, a_name_of_more_than_sixteen_letters: int 0..9, a_name_of_more_than_sixteen_digits: int 0..9, at_place: where }
event call
score s {
  +1 "Visit" on visit where path = "/x" and a_name_of_more_than_sixteen_letters >= 5
  +2 "Digits" on visit where a_name_of_more_than_sixteen_digits >= 5
  +4 "Call" on call
  +8 "Place" on visit where at_place.city = "Rome" and at_place.zone = "CET"
}
]])

-- A name in quotes; sometimes with a letter written as \uXXXX.
local function spelled(name)
  if not random:once_in(6) then return '"' .. name .. '"' end
  local place = random:between(1, #name)
  return ('"%s\\u%04x%s"'):format(name:sub(1, place - 1), name:byte(place), name:sub(place + 1))
end

local function joined(members)
  return table.concat(members, random:once_in(3) and " , " or ",")
end

local function shuffle(list)
  for i = #list, 2, -1 do
    local other = random:between(1, i)
    list[i], list[other] = list[other], list[i]
  end
end

-- Unknown names: some often, some once, some inside what somebody knows and what nobody does.
local unknown, numbered = 0, 0
local function strange()
  local kind = random:between(1, 4)
  unknown = unknown + 1
  if kind == 1 then return spelled("utm") .. ':"x"' end
  if kind == 2 then return spelled(("n"):rep(random:between(60, 70))) .. ":[1]" end
  if kind == 3 then return spelled("nobody") .. ':{"path":"/y","at":1}' end
  numbered = numbered + 1
  return spelled("n" .. numbered) .. ":null"
end

local plain, other = {}, {}
for i = 1, 6000 do
  local at = ("2026-10-%02dT%02d:%02d:%02dZ"):format(i // 1440 + 1, i // 60 % 24, i % 60, 0)
  local members = { { "lead", ('"l%d@x.io"'):format(i % 50) }, { "at", '"' .. at .. '"' } }
  if random:once_in(3) then
    members[3] = { "type", '"call"' }
  else
    members[3] = { "type", '"visit"' }
    members[4] = { "path", random:once_in(2) and '"/x"' or '"/z"' }
    if random:once_in(2) then
      members[5] = { "a_name_of_more_than_sixteen_letters", tostring(random:between(0, 9)) }
    end
    if random:once_in(2) then
      members[#members + 1] = { "a_name_of_more_than_sixteen_digits", tostring(random:between(0, 9)) }
    end
  end
  local inside = { { "city", random:once_in(2) and '"Rome"' or '"Oslo"' }, { "Time Zone", '"CET"' } }
  local is_visit, one, two = #members > 3, {}, {}
  for _, member in ipairs(members) do one[#one + 1] = ('"%s":%s'):format(member[1], member[2]) end
  if is_visit then
    one[#one + 1] = ('"at_place":{"%s":%s,"%s":%s}'):format(inside[1][1], inside[1][2], inside[2][1], inside[2][2])
  end
  plain[i] = "{" .. table.concat(one, ",") .. "}"
  if random:once_in(2) then shuffle(members) end
  for _, member in ipairs(members) do two[#two + 1] = spelled(member[1]) .. ":" .. member[2] end
  if is_visit then
    local parts = {}
    if random:once_in(2) then shuffle(inside) end
    for _, member in ipairs(inside) do parts[#parts + 1] = spelled(member[1]) .. ":" .. member[2] end
    if random:once_in(5) then
      parts[#parts + 1] = spelled("path") .. ':"/x"' -- at_place.path: nobody knows it
      unknown = unknown + 1
    end
    two[#two + 1] = spelled("at_place") .. ":{" .. joined(parts) .. "}"
  end
  if random:once_in(4) then table.insert(two, random:between(1, #two + 1), strange()) end
  if random:once_in(2) then shuffle(two) end
  other[i] = "{" .. joined(two) .. "}"
end

-- A record of more names than are remembered, and one of names that are too long to be.
local many = {}
for i = 1, 5000 do many[i] = ('"m%d":%d'):format(i, i) end
plain[#plain + 1] = '{"lead":"l1@x.io","at":"2026-10-09T00:00:00Z","type":"call"}'
other[#other + 1] = ('{%s,"lead":"l1@x.io","at":"2026-10-09T00:00:00Z","type":"call"}'):format(table.concat(many, ","))
plain[#plain + 1] = plain[#plain]
other[#other + 1] = ('{"%s":1,"lead":"l1@x.io","at":"2026-10-09T00:00:00Z","type":"call"}'):format(("q"):rep(300))
unknown = unknown + #many + 1

-- Returns the decisions and the summary.
local function decided(name, lines)
  local records, out = scratch .. "/" .. name .. ".jsonl", scratch .. "/" .. name .. ".out"
  tap.write(records, table.concat(lines, "\n") .. "\n")
  local summary, status = tap.run("run", agreement, "--events", records, "--out", out)
  return status == 0 and tap.read(out) or "", summary
end

local expected = decided("plain", plain)
tap.ok(expected:find('"rule":"s/Place"', 1, true) and expected:find('"rule":"s/Digits"', 1, true),
  "plain records are decided", expected:sub(1, 300))
local found, summary = decided("other", other)
tap.ok(found == expected, "the same records are decided the same, however their names are written", summary)
local counted = 0
for count in (summary:match("fields ignored:[^\n]*") or ""):gmatch("%(([%d,]+)%)") do
  counted = counted + tonumber((count:gsub(",", "")))
end
tap.ok(counted == unknown, "what nobody knows is counted", ("%d, not %d: %s"):format(counted, unknown, summary))
tap.done()
