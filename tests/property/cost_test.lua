-- What deciding costs never exceeds what `check --cost` says: a build that counts its steps runs random
-- agreements and histories.
package.path = "tests/lib/?.lua;" .. package.path
local tap = require "tap"

local build = os.getenv("BUILD") or "build"
local folder = build .. "/measured"
local cc, cxx = os.getenv("CC") or "gcc", os.getenv("CXX") or "g++"
if (os.getenv("SANITIZE") or "") ~= "" then
  print("1..0 # SKIP steps are counted in the plain build")
  os.exit(0)
end

local function run(command) return os.execute(command) == true end

run("mkdir -p " .. folder)
local objects, built = {}, true
for _, path in ipairs(tap.glob("runtime/*.c tests/property/measure.c")) do
  local object = ("%s/%s.o"):format(folder, path:match("([^/]+)%.c$"))
  objects[#objects + 1] = object
  built = built and run(("%s -std=c11 -O1 -w -DMOPS_MEASURE -D_POSIX_C_SOURCE=200809L -I. -I%s/generated -c %s -o %s"):format(cc,
    build, path, object))
end
local mopsc = folder .. "/mopsc"
built = built and run(("%s -o %s %s/objects/compiler/commands/main.o %s %s/tests/inside.a -lsimdjson -lcsv"):format(cxx, mopsc,
  build, table.concat(objects, " "), build))
tap.ok(built, "a build that counts its steps")

-- What compare.lua says of so many cases of a generator.
local function measured(generator, cases)
  local said = tap.shell(("MEASURED=yes MOPSC=%s NAME=cost GENERATE=%s CASES=%d lua5.4 tests/property/compare.lua 2>&1; echo status $?"):format(
    mopsc, generator, cases))
  tap.ok(said:find("status 0\n?$") ~= nil,
    ("%s: no record, due step or quiet lead costs more than `check --cost` says"):format(generator), said)
  print("# " .. (said:match("the nearest[^\n]*") or "nothing measured"))
  return said
end

local cases = tonumber(os.getenv("COST_CASES") or 400)
local said = measured("generate", cases)
local record, step, due = said:match("a record (%d+) %%, a due step (%d+) %%, due steps (%d+) %%")
-- Bounds that nothing comes near to would say nothing.
tap.ok(record and tonumber(record) >= 20 and tonumber(step) >= 20 and tonumber(due) >= 10, "and some come near to it", said)
measured("renewing", cases)

-- What one lead costs that does this, and what is promised.
local function cost(agreement, events, at)
  local path = folder .. "/case"
  tap.write(path .. ".mops", agreement)
  tap.write(path .. ".leads", '{"at":"2026-01-01T00:00:00Z","email":"jo@x.example"}\n')
  tap.write(path .. ".events", events)
  local ran = tap.shell(("%s run %s.mops --leads %s.leads --events %s.events --at %s --out %s.out 2>&1"):format(mopsc, path, path,
    path, at, path))
  local said = tap.shell(("%s check --cost --format json %s.mops 2>&1"):format(mopsc, path))
  local found = { record = tonumber(ran:match("record (%d+)")), due = tonumber(ran:match("due (%d+)")) }
  return found, { record = tonumber(said:match('"record_steps":(%d+)')), due = tonumber(said:match('"due_steps":(%d+)')) }
end

-- Twenty days of which each begins the whole decay anew.
local days = {}
for i = 1, 20 do days[i] = ("since(demo) >= %d days and since(demo) < %d days"):format(100 * i, 100 * i + 1) end
local found, bound = cost(([[
agreement "Windows" { timezone "UTC" }
lead { email: email key }
event demo
define d = %s
score s {
  +100 "x" on becoming d
  decay 1 every 1 day
  keep between 0 and 100
}
score t { +1 "low" when s < 50 }
]]):format(table.concat(days, " or ")), '{"at":"2026-01-01T00:00:00Z","type":"demo","lead":"jo@x.example"}\n',
  "2036-01-01T00:00:00Z")
-- Each day from day 100, when the first 100 points are given, to day 2,100, when the last one is gone.
tap.is(found.due, 2001, "what time begins anew is taken again")
tap.ok(bound.due >= found.due, "and it is promised", tostring(bound.due))

-- After an import moves are tried with the next step of any kind, and all awards of a score that is set by hand are gone.
found, bound = cost([[
agreement "By hand" { timezone "UTC" }
lead { email: email key }
event demo
score s { +5 "x" on demo  at most 400 expires after 3 days }
lifecycle {
  stage a owned by marketing
  start at a
}
]], [[
{"at":"2026-01-01T00:00:00Z","type":"demo","lead":"jo@x.example"}
{"at":"2026-01-02T00:00:00Z","type":"stage_set","lead":"jo@x.example","stage":"a","import":true}
{"at":"2026-02-02T00:00:00Z","type":"demo","lead":"jo@x.example"}
{"at":"2026-03-02T00:00:00Z","type":"score_set","lead":"jo@x.example","score":"s","value":5}
]], "2036-01-01T00:00:00Z")
tap.is(found.due, 1, "a lead waits after an import")
tap.is(bound.due, 1, "and it is promised")
-- Time passes: what is left of 400 awards, and when the next one goes. Then none is.
tap.ok(found.record >= 3 * 400, "setting a score by hand looks at its awards", tostring(found.record))
tap.ok(bound.record >= found.record, "and it is promised", tostring(bound.record))

-- Of two leads that became one there are as many live awards as there is room for: one more takes the place of the
-- oldest, whose end is no due step any more.
found, bound = cost([[
agreement "Merged" { timezone "Etc/UTC" }
lead { email: email key }
event a
score p { +16 "e" on a at most 1 per 10 days expires after 25 days }
score q { +16 "e" on a at most 1 per 10 days expires after 601 hours }
lifecycle {
  stage s1 owned by m
  stage s2 owned by m final
  start at s1
  s1 -> s2 when p >= 20 and q < 10 or q >= 20 and p < 10
}
]], [[
{"at":"2026-01-01T00:00:00Z","type":"a","lead":"x@x.io"}
{"at":"2026-01-02T00:00:00Z","type":"a","lead":"y@x.io"}
{"at":"2026-01-11T00:00:00Z","type":"a","lead":"x@x.io"}
{"at":"2026-01-12T00:00:00Z","type":"a","lead":"y@x.io"}
{"at":"2026-01-21T00:00:00Z","type":"a","lead":"x@x.io"}
{"at":"2026-01-22T00:00:00Z","type":"a","lead":"y@x.io"}
{"at":"2026-01-23T00:00:00Z","type":"lead_merged","lead":"y@x.io","into":"x@x.io"}
{"at":"2026-02-01T00:00:00Z","type":"a","lead":"x@x.io"}
]], "2027-01-01T00:00:00Z")
-- after it each score has the awards of 21 and 22 January and 1 February
tap.is(found.due, 6, "each live award ends once")
tap.ok(bound.due >= found.due, "and it is promised", tostring(bound.due))
tap.done()
