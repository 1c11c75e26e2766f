-- The harness: runs every check there is and sums it all up.
--
--   lua5.4 tests/run.lua [PREFIX...]      only what begins with one of the prefixes: tests/unit
--
-- It finds what to run by where it stands:
--   tests/FOLDER/*_test.c      compiled by make to $BUILD/tests/FOLDER/
--   tests/FOLDER/*_test.lua, tests/FOLDER/*_test.sh, tests/run/*.sh
--   tests/language/FOLDER      agreements with expectations, by tests/lib/language.lua
--   tests/policies             published policies as agreements, the same way
--   spec/*.md                  every example in the specification, by tests/lib/spec.lua
--   examples/FOLDER            by tests/lib/examples.lua
-- and, of a whole run, at what it leaves at the top of the tree.
--
-- Every runner starts at the top of the tree, prints TAP, and finds in its environment: MOPSC (the
-- program), BUILD, CC, CXX, SANITIZE, DATA (the folder of real data), SOAK_SECONDS (in a soak: how
-- long to go on). It fails as a whole if it prints no plan, ends with a status although no check
-- failed, or takes longer than TEST_SECONDS. `# SKIP` marks what could not be checked here.
--
-- Shown are a line for each runner, the failures, and what was left out. The last line is always
-- `N passed, N failed`.

package.path = "tests/lib/?.lua;" .. package.path
local tap = require "tap"

local build = os.getenv("BUILD") or "build"
local scratch = build .. "/tests/scratch"
local soak = tonumber(os.getenv("SOAK_SECONDS"))
local limit = tonumber(os.getenv("TEST_SECONDS")) or (soak and soak * 2 or 300)
local SHOWN = 60 -- lines of failures for each runner
local jobs = tonumber(os.getenv("JOBS")) or tonumber((tap.shell("nproc"))) or 2

-- What to run: a name to show, and a command ----------------------------------------------------

local runners = {}

local function wanted(name)
  if #arg == 0 then return true end
  for _, prefix in ipairs(arg) do
    if name:sub(1, #prefix) == prefix then return true end
  end
  return false
end

local function add(name, ...)
  if not wanted(name) then return end
  local words = {}
  for i, word in ipairs { ... } do words[i] = tap.quote(word) end
  runners[#runners + 1] = { name = name, command = table.concat(words, " ") }
end

-- The slow ones first, so that they overlap with the many quick ones.
for _, path in ipairs(tap.glob("tests/property/*_test.* tests/image/*_test.* tests/run/*.sh " ..
    "examples/*/ tests/*/*_test.* tests/language/*/ tests/policies/ spec/*.md")) do
  local folder, kind = path:match("^tests/([^/]+)/.*%.(%w+)$")
  path = path:gsub("/$", "")
  if path:find("^examples/") then add(path, "lua5.4", "tests/lib/examples.lua", path)
  elseif path:find("^spec/") then add(path, "lua5.4", "tests/lib/spec.lua", path)
  elseif path:find("^tests/language/") or path == "tests/policies" then add(path, "lua5.4", "tests/lib/language.lua", path)
  elseif folder == "bench" or folder == "lib" then -- not a check
  elseif kind == "c" then add(path, (path:gsub("^tests", build .. "/tests"):gsub("%.c$", "")))
  elseif kind == "lua" then add(path, "lua5.4", path)
  elseif kind == "sh" then add(path, "sh", path)
  end
end

local order = { "tests/property", "tests/image", "tests/run", "examples", "tests/" }
local function rank(name)
  for i, prefix in ipairs(order) do
    if name:sub(1, #prefix) == prefix then return i end
  end
  return #order + 1
end
do -- each once, in that order
  local seen, kept = {}, {}
  for i, runner in ipairs(runners) do
    if not seen[runner.name] then
      seen[runner.name], runner.place, kept[#kept + 1] = true, i, runner
    end
  end
  table.sort(kept, function(a, b)
    local first, second = rank(a.name), rank(b.name)
    if first ~= second then return first < second end
    return a.place < b.place
  end)
  runners = kept
end

-- Running: several at once; each writes its TAP and its status to files -------------------------

assert(os.execute("rm -rf " .. tap.quote(scratch) .. " && mkdir -p " .. tap.quote(scratch)))
local environment = table.concat({
  "MOPSC=" .. tap.quote(tap.mopsc), "BUILD=" .. tap.quote(build), "NO_COLOR=1", "LC_ALL=C",
  "TZ=Asia/Kolkata", -- no output may depend on where the machine stands
  "UBSAN_OPTIONS=print_stacktrace=1",
  soak and ("CASES=0 SECONDS_LIMIT=%d"):format(soak) or "" }, " ")

local list = {}
for i, runner in ipairs(runners) do
  runner.output = ("%s/%d.tap"):format(scratch, i)
  list[i] = ("%s timeout -k 5 %d %s > %s 2>&1 < /dev/null; echo %d $?"):format(
    environment, limit, runner.command, tap.quote(runner.output), i)
end
tap.write(scratch .. "/list", table.concat(list, "\0"))

-- Reading TAP -----------------------------------------------------------------------------------

local function judge(runner, status)
  local passed, failed, failures, left_out, tail = 0, 0, {}, {}, {}
  local planned, made, failing = nil, 0, false
  for line in io.lines(runner.output) do
    local no, rest = line:match("^(n?o?t? ?)ok%f[%W]%s*%d*%s*%-?%s*(.*)$")
    if no == "" or no == "not " then
      made = made + 1
      local skipped = rest:match("#%s*[Ss][Kk][Ii][Pp]%S*%s*(.*)$")
      failing = no == "not " and not skipped
      if skipped then left_out[#left_out + 1] = skipped
      elseif failing then failed = failed + 1; failures[#failures + 1] = "  not ok - " .. rest
      else passed = passed + 1 end
    elseif line:find("^1%.%.%d+") then
      planned, failing = tonumber(line:match("^1%.%.(%d+)")), false
      local skipped = line:match("^1%.%.0%s*#%s*[Ss][Kk][Ii][Pp]%S*%s*(.*)$")
      if skipped then left_out[#left_out + 1] = skipped end
    elseif line:find("^#") then
      if failing then failures[#failures + 1] = "    " .. line:sub(3) end
    else
      tail[#tail + 1] = line
      if failing then failures[#failures + 1] = "    " .. line end
    end
  end
  local broken
  if status == 124 or status == 137 then broken = ("was stopped after %d seconds"):format(limit)
  elseif not planned then broken = ("ended early, with status %d"):format(status)
  elseif planned ~= made then broken = ("planned %d checks and made %d"):format(planned, made)
  elseif status ~= 0 and failed == 0 then broken = ("ended with status %d"):format(status)
  end
  if broken then
    failed = failed + 1
    failures[#failures + 1] = "  not ok - the runner " .. broken
    for i = math.max(1, #tail - 25), #tail do failures[#failures + 1] = "    " .. tail[i] end
  end
  return passed, failed, failures, left_out
end

-- The sum ---------------------------------------------------------------------------------------

if not os.execute("test -x " .. tap.quote(tap.mopsc)) then
  print(("there is no %s: `make tests` first\n0 passed, 1 failed"):format(tap.mopsc))
  os.exit(1)
end
local passed, failed, left_out = 0, 0, {}
local pool = ("xargs -0 -r -P %d -n 1 sh -c < %s"):format(jobs, tap.quote(scratch .. "/list"))
local pipe = assert(io.popen(pool))
for line in pipe:lines() do
  local index, status = line:match("^(%d+) (%d+)$")
  local runner = runners[tonumber(index)]
  local good, bad, failures, skipped = judge(runner, tonumber(status))
  runner.judged = true
  passed, failed = passed + good, failed + bad
  local failures_too = bad > 0 and (", %d FAILED"):format(bad) or ""
  print(("%-44s %5d passed%s"):format(runner.name, good, failures_too))
  for i = 1, math.min(#failures, SHOWN) do print(failures[i]) end
  if #failures > SHOWN then
    print(("  … %d more lines: %s"):format(#failures - SHOWN, runner.output))
  end
  for _, what in ipairs(skipped) do
    left_out[#left_out + 1] = ("LEFT OUT: %s (%s)"):format(what, runner.name)
  end
  io.stdout:flush()
end
pipe:close()
-- What stands at the top of the tree beside dot-files and the build; a test that leaves more there is wrong.
if #arg == 0 then
  local agreed = { [build:match "^[^/]*"] = true }
  for name in ("Makefile README.md LICENSE compiler runtime grammar stdlib examples tests spec build"):gmatch "%S+" do
    agreed[name] = true
  end
  for name in tap.shell("ls"):gmatch "[^\n]+" do
    if not agreed[name] then
      failed = failed + 1
      print(name .. ": does not belong at the top of the tree")
    end
  end
end
for _, runner in ipairs(runners) do
  if not runner.judged then
    failed = failed + 1
    print(runner.name .. ": could not be run")
  end
end
if #runners == 0 then
  failed = failed + 1
  print("nothing to run")
end
table.sort(left_out)
for _, line in ipairs(left_out) do print(line) end
print(("%d passed, %d failed"):format(passed, failed))
os.exit(failed == 0 and 0 or 1, true)
