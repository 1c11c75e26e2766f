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

-- Twenty days of which each begins the whole decay anew.
local days = {}
for i = 1, 20 do days[i] = ("since(demo) >= %d days and since(demo) < %d days"):format(100 * i, 100 * i + 1) end
local agreement, leads, events = folder .. "/windows.mops", folder .. "/leads.jsonl", folder .. "/events.jsonl"
tap.write(agreement, ([[
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
]]):format(table.concat(days, " or ")))
tap.write(leads, '{"at":"2026-01-01T00:00:00Z","email":"jo@x.example"}\n')
tap.write(events, '{"at":"2026-01-01T00:00:00Z","type":"demo","lead":"jo@x.example"}\n')
local ran = tap.shell(("%s run %s --leads %s --events %s --at 2036-01-01T00:00:00Z --out %s/decisions.jsonl 2>&1"):format(mopsc,
  agreement, leads, events, folder))
-- Each day from day 100, when the first 100 points are given, to day 2,100, when the last one is gone.
tap.is(ran:match("due (%d+)"), "2001", "what time begins anew is taken again")
local bound = tonumber(tap.shell(("%s check --cost --format json %s 2>&1"):format(mopsc, agreement)):match('"due_steps":(%d+)'))
tap.ok(bound and bound >= 2001, "and it is promised", tostring(bound))
tap.done()
