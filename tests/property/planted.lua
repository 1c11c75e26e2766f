-- Bugs planted in a test build of the VM and its neighbours: the comparison with the second interpreter
-- must find each of them. What is planted is a change of one place of a file (three columns, or six for
-- two files; seed: of the first case, where few cases show it; avoid: what these are without); the files are compiled anew and linked
-- before the library's own objects, everything else stays. Variants are planted in the same way, change
-- only how something is done, and must not be found.
--
--   require("planted").test(NAME, avoid, bugs, variants)     the name is that of the folders it works in; avoid: what all
--                                                            cases are without

local tap = require "tap"

local planted = {}
local build = os.getenv("BUILD") or "build"
local cases = os.getenv("PLANTED_CASES") or "1000"
local folder, scratch, avoided

local function run(command)
  local ok = os.execute(command)
  return ok == true
end

-- The file with a change; nil if its place is not there, or twice.
local function changed(path, from, to)
  local file <close> = assert(io.open(path))
  local source = file:read("a")
  local first, last = source:find(from, 1, true)
  if not first or source:find(from, last + 1, true) then return nil end
  return source:sub(1, first - 1) .. to .. source:sub(last + 1)
end

-- The object of a change, or nil and why there is none.
local function compile(name, path, from, to)
  local text = changed(path, from, to)
  if not text then return nil, "its place is not there, or twice" end
  local source = ("%s/%s.c"):format(folder, name)
  local out <close> = assert(io.open(source, "w"))
  out:write(text)
  out:close()
  local object = ("%s/%s.o"):format(folder, name)
  local built = run(("%s -std=c11 -O1 -w -D_POSIX_C_SOURCE=200809L -I. -I%s/generated -c %s -o %s"):format(
    os.getenv("CC") or "gcc", build, source, object))
  return built and object, "it does not build"
end

local function plant(name, bug)
  local objects = {}
  for i = 2, #bug, 3 do
    local object, problem = compile(("%s-%d"):format(name, i), bug[i], bug[i + 1], bug[i + 2])
    if not object then return nil, problem end
    objects[#objects + 1] = object
  end
  local mopsc = ("%s/mopsc-%s"):format(folder, name)
  local built = run(("%s -o %s %s/objects/compiler/commands/main.o %s %s/tests/inside.a -lsimdjson -lcsv"):format(
    os.getenv("CXX") or "g++", mopsc, build, table.concat(objects, " "), build))
  return built and mopsc, "it does not link"
end

-- Whether a case of the comparison differs; a comparison that breaks is none. Returns what it said too.
local function differs(name, mopsc, cases, bug)
  local said = ("%s/%s.txt"):format(folder, name)
  run(("MOPSC=%s CASES=%s SEED=%d AVOID='%s' NO_SHRINK=1 NAME=%s timeout 300 lua5.4 tests/property/compare.lua > %s 2>&1")
    :format(mopsc, cases, bug.seed or 1, avoided .. " " .. (bug.avoid or ""), scratch, said))
  local text = tap.read(said)
  return text:find("not ok %d+ %- seed %d+") ~= nil, text
end

function planted.test(name, avoid, bugs, variants)
  folder, scratch, avoided = build .. "/" .. name, name, avoid
  if (os.getenv("SANITIZE") or "") ~= "" then
    print("1..0 # SKIP bugs are planted in the plain build")
    os.exit(0)
  end
  run("mkdir -p " .. folder)
  for number, bug in ipairs(bugs) do
    local mopsc, problem = plant(tostring(number), bug)
    if mopsc then
      tap.ok(differs(tostring(number), mopsc, cases, bug), "found: " .. bug[1], "not in " .. cases .. " cases")
    else
      tap.ok(false, bug[1], problem)
    end
  end
  for number, variant in ipairs(variants) do
    local name = "variant-" .. number
    local mopsc, problem = plant(name, variant)
    local differing, said = false, problem
    if mopsc then differing, said = differs(name, mopsc, 200, variant) end
    tap.ok(mopsc and not differing and said:find "\nok 1 ", "the same: " .. variant[1], said)
  end
  tap.done()
end

return planted
