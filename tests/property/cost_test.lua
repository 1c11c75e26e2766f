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
local said = tap.shell(("MEASURED=yes MOPSC=%s NAME=cost CASES=%s lua5.4 tests/property/compare.lua 2>&1; echo status $?"):format(
  mopsc, os.getenv("COST_CASES") or "400"))
tap.ok(said:find("status 0\n?$") ~= nil, "no record, due step or quiet lead costs more than `check --cost` says", said)
local record, step, due = said:match("a record (%d+) %%, a due step (%d+) %%, due steps (%d+) %%")
-- Bounds that nothing comes near to would say nothing.
tap.ok(record and tonumber(record) >= 20 and tonumber(step) >= 20 and tonumber(due) >= 10, "and some come near to it", said)
print("# " .. (said:match("the nearest[^\n]*") or "nothing measured"))
tap.done()
