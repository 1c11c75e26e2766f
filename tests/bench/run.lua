-- Measures MOPS beside the same policy written by hand in C, JavaScript and Lua.
--
--   BUILD=build CC=gcc CXX=g++ lua5.4 tests/bench/run.lua
--
-- From the environment too: ROUNDS (5), LEADS (10000), BENCH (../shared/bench). Every program does the same 180 days of
-- leads and events (generate.lua) by the same policy (policy.mops) and must write the same final
-- lines, byte by byte; that is the only thing that can fail here. Programs take turns, round by
-- round, so that a busy minute hits them all; a ratio is the median of the rounds' ratios. The
-- first repetition in a process warms up and isn't counted.

package.path = "tests/lib/?.lua;" .. package.path
local tap = require "tap"

local build = os.getenv("BUILD") or "build"
local cc, cxx = os.getenv("CC") or "gcc", os.getenv("CXX") or "g++"
local rounds = math.tointeger(tonumber(os.getenv("ROUNDS") or 5))
local leads = math.tointeger(tonumber(os.getenv("LEADS") or 10000))
local folder = build .. "/bench"
local data = folder .. "/data-" .. leads
local rules = folder .. "/rules-" .. leads
local RULES = { 10, 100, 1000 }
local MONTH = 14500 -- leads of Northwind's month, for 200,000 records
local SILENT = 100000 -- leads with clocks and a year of silence
local image, idle = folder .. "/policy.mopsb", folder .. "/policy-idle.mopsb"

local PEER_FLAGS = "-O3 -march=native"
local HOST_FLAGS = "-O2"
local C_FLAGS = "-std=c11 -D_DEFAULT_SOURCE -I. -Wall -Wextra -Wshadow -Wconversion"

-- Preparing ---------------------------------------------------------------------------------------

local function give_up(...)
  io.stderr:write("bench: ", string.format(...), "\n")
  os.exit(1)
end

local function must(...)
  local command = string.format(...)
  local output, status = tap.shell(command .. " 2>&1")
  if status ~= 0 then give_up("%s\n%s", command, output) end
  return output
end

-- The policy's idle steps can lead to nothing, so no lead is woken for one. With a stage for leads
-- that have been quiet for a week, which changes no final line, every such week ends with a due step.
local function build_idle()
  local source = folder .. "/policy-idle.mops"
  local text, count = tap.read("tests/bench/policy.mops"):gsub("\n  known %-> mql[^\n]*", [[

  stage idle owned by marketing%0
  known -> idle when since(activity) >= 7 days
  idle -> known on activity]])
  if count ~= 1 then give_up "policy.mops has another lifecycle than this expects" end
  tap.write(source, text)
  must("%s/mopsc build %s -o %s", build, source, idle)
end

-- Agreements of 10, 100 and 1,000 rules: narrow ones as they grow, and wide ones, of which an event fires
-- many (rules.lua); `free` are the same without limits.
local function build_rules()
  must("mkdir -p %s && cp %s/leads.jsonl %s && lua5.4 tests/bench/rules.lua %s %s", rules, data,
    rules, data, rules)
  for _, size in ipairs(RULES) do
    for _, name in ipairs { "rules", "rules-free", "wide", "wide-free" } do
      must("%s/mopsc build %s/%s-%d.mops -o %s/%s-%d.mopsb", build, rules, name, size, rules, name,
        size)
    end
  end
end

-- Whether a file is older than what it is made from.
local function is_old(target, ...)
  for _, source in ipairs { ... } do
    local _, status = tap.shell(("test %s -nt %s"):format(tap.quote(target), tap.quote(source)))
    if status ~= 0 then return true end
  end
  return false
end

local function prepare()
  must("mkdir -p %s", data)
  if is_old(data .. "/events.jsonl", "tests/bench/generate.lua") then
    must("lua5.4 tests/bench/generate.lua %d %s", leads, data)
  end
  if is_old(folder .. "/peer_host", "tests/bench/peer.c", "tests/bench/peer.h",
      "tests/bench/peer_host.cc", "tests/bench/run.lua") then
    must("%s %s %s -c tests/bench/peer.c -o %s/peer.o", cc, C_FLAGS, PEER_FLAGS, folder)
    must("%s -std=c++17 %s tests/bench/peer_host.cc %s/peer.o -lsimdjson -o %s/peer_host", cxx,
      PEER_FLAGS, folder, folder)
  end
  must("%s %s %s tests/bench/watch.c -o %s/watch", cc, C_FLAGS, HOST_FLAGS, folder)
  must("%s %s %s -c tests/bench/host.c -o %s/host.o", cc, C_FLAGS, HOST_FLAGS, folder)
  must("%s %s/host.o %s/objects/runtime/io/*.o %s/objects/runtime/letter.o %s/libmops.a " ..
    "-lsimdjson -lcsv -o %s/host", cxx, folder, build, build, build, folder)
  must("%s/mopsc build tests/bench/policy.mops -o %s", build, image)
  must("%s %s %s tests/bench/hours.c %s/objects/runtime/*.o -o %s/hours", cc, C_FLAGS, HOST_FLAGS,
    build, folder)
  must("%s/mopsc build tests/bench/hours.mops -o %s/hours.mopsb", build, folder)
  must("mkdir -p %s/northwind && lua5.4 examples/northwind/generate.lua %s/northwind %d", folder,
    folder, MONTH)
  must("lua5.4 tests/bench/silence.lua %d > %s/silence.jsonl", SILENT, folder)
  build_idle()
  build_rules()
  for _, size in ipairs { 10000, 20000 } do
    must("lua5.4 tests/bench/agreement.lua %d > %s/lines-%d.mops", size, folder, size)
  end
end

local function has(command) return select(2, tap.shell(command .. " >/dev/null 2>&1")) == 0 end

-- Numbers -----------------------------------------------------------------------------------------

local function median(numbers)
  local sorted = table.move(numbers, 1, #numbers, 1, {})
  table.sort(sorted)
  local half = #sorted // 2
  if #sorted % 2 == 1 then return sorted[half + 1] end
  return #sorted > 0 and (sorted[half] + sorted[half + 1]) / 2 or nil
end

-- What was measured: name -> a list of rounds, each a list of nanoseconds a piece.
local measured = {}
local remarks = {}

local function remember(program, round, output)
  local seen = {}
  for line in output:gmatch "[^\n]+" do
    local name, count, nanoseconds = line:match "^(%S+)%s+(%d+)%s+(%-?%d+)$"
    if line:find "^#" then
      remarks[line] = true
    elseif not name then
      give_up("%s says: %s", program, line)
    elseif seen[name] then
      local key = program .. " " .. name
      measured[key] = measured[key] or {}
      measured[key][round] = measured[key][round] or {}
      table.insert(measured[key][round], tonumber(nanoseconds) / tonumber(count))
    end
    if name then seen[name] = true end
  end
end

-- The median of all repetitions, and the best one.
local function time_of(key)
  local all = {}
  for _, round in ipairs(measured[key] or {}) do table.move(round, 1, #round, #all + 1, all) end
  if #all == 0 then return nil end
  return median(all), math.min(table.unpack(all))
end

local function ratio_of(key, other)
  local ratios = {}
  for round, times in ipairs(measured[key] or {}) do
    local others = measured[other] and measured[other][round]
    if others then ratios[#ratios + 1] = median(times) / median(others) end
  end
  return median(ratios)
end

-- Running -----------------------------------------------------------------------------------------

local host = ("%s/host %%s %s %s"):format(folder, image, data)
local idle_host = ("%s/host %%s %s %s"):format(folder, idle, data)
local programs = {
  { name = "C", command = ("%s/peer_host %%s %s"):format(folder, data),
    tracks = { core = 20, e2e = 6 } },
  { name = "MOPS", command = host, tracks = { core = 6, e2e = 4, engine = 4 } },
  { name = "MOPS-idle", command = idle_host, tracks = { core = 6 } },
  { name = "Node.js", command = ("node tests/bench/peer.js %%s %s"):format(data),
    needs = "node --version", missing = "nodejs", tracks = { core = 8, classes = 8, e2e = 4 } },
  { name = "Lua", command = ("lua5.4 tests/bench/peer.lua %%s %s"):format(data),
    needs = "lua5.4 -l cjson -e ''", missing = "lua-cjson", tracks = { core = 3, e2e = 2 } },
}

local expected, differs -- the final lines, which are the C's in the first run

local function compare(program, track, path)
  local lines = tap.read(path)
  expected = expected or lines
  if lines == expected then return end
  differs = true
  print(("%s, %s: other final lines than the C's: compare %s"):format(program, track, path))
end

local function run(program, track, round)
  local repetitions = program.tracks[track]
  if not repetitions or program.left_out then return end
  local out = ("%s/%s-%s.jsonl"):format(folder, program.name, track)
  local command = program.command:format(track) .. (" %s %d"):format(out, repetitions)
  os.remove(out)
  remember(program.name, round, must("%s", command))
  if track ~= "engine" then compare(program.name, track, out) end
end

-- The program in C of the yardstick, if it stands beside the project (BENCH=FOLDER), on its own 10,000 leads: MOPS must write
-- the same bytes.
local function compare_yardstick()
  local yardstick = os.getenv("BENCH") or "../shared/bench"
  local work, c = folder .. "/yardstick", yardstick .. "/c"
  if not tap.read(c .. "/core.c") or not has("python3 --version") then
    return print(("\nThe yardstick's own program is left out: no %s, or no python3."):format(yardstick))
  end
  must("mkdir -p %s && cd %s && [ -f events.jsonl ] || python3 %s/gen.py 10000 %s", work, work,
    yardstick:find "^/" and yardstick or "$OLDPWD/" .. yardstick, ".")
  must("%s %s -c %s/core.c -o %s/core.o && %s %s -fno-gcse -c %s/minivm.c -o %s/minivm.o", cc, PEER_FLAGS, c, work, cc,
    PEER_FLAGS, c, work)
  must("%s %s -std=c++17 -I%s %s/main.cc %s/core.o %s/minivm.o -lsimdjson -o %s/program", cxx, PEER_FLAGS, c, c, work, work,
    work)
  must("%s/program incr-core %s %s/expected.jsonl 1", work, work, work)
  must("%s/host e2e %s %s %s/found.jsonl 1", folder, image, work, work)
  local same = tap.read(work .. "/found.jsonl") == tap.read(work .. "/expected.jsonl")
  differs = differs or not same
  print(("\nThe yardstick's own program in C, on its own leads: %s"):format(same and "the same lines" or
    ("other lines: compare %s/found.jsonl and expected.jsonl"):format(work)))
end

local function leave_out()
  for _, program in ipairs(programs) do
    program.left_out = program.needs and not has(program.needs)
    if program.left_out then
      print(("%s is left out: %s is not installed"):format(program.name, program.missing))
    end
  end
end

local function watch(round, name, ...)
  local output = must("%s/watch %s", folder, string.format(...))
  local nanoseconds, kilobytes, status = output:match "watch (%d+) (%d+) (%d+)"
  if status ~= "0" then give_up("%s", output) end
  measured[name] = measured[name] or {}
  measured[name][round] = { tonumber(nanoseconds) }
  return output, tonumber(kilobytes)
end

local whole = {} -- of `mopsc run`: records, records a second, kilobytes

local function run_mopsc(round)
  for _, size in ipairs { 10000, 20000 } do
    watch(round, "check " .. size, "%s/mopsc check %s/lines-%d.mops", build, folder, size)
  end
  local command = "%s/mopsc run tests/bench/policy.mops --leads %s/leads.jsonl " ..
    "--time-column %s/leads.jsonl:created_at --events %s/events.jsonl " ..
    "--out %s/decisions.jsonl --final %s/final.jsonl 2>&1"
  local output, kilobytes = watch(round, "run", command, build, data, data, data, folder, folder)
  local records, speed = output:match "([%d,]+) records, ([%d,]+) a second"
  speed = tonumber((speed:gsub(",", "")))
  whole[round] = { records = records, speed = speed, kilobytes = kilobytes }
end

-- Northwind's month, with more leads than the example's.
local month

local function run_month(round)
  local command = "%s/mopsc run examples/northwind/northwind.mops --leads %s/northwind/leads.jsonl " ..
    "--events %s/northwind/events.jsonl --roster %s/northwind/roster.jsonl --at 2026-11-01T04:00:00Z " ..
    "--out %s/northwind/decisions.jsonl --final %s/northwind/final.jsonl 2>&1"
  local output = watch(round, "month", command, build, folder, folder, folder, folder, folder)
  month = output:match "[%d,]+ leads, [%d,]+ records"
end

-- A year in which nobody says anything: only clocks, decays and steps of SLAs.
local silent = { kilobytes = 0 }

local function run_silence(round)
  local command = "%s/mopsc run tests/bench/silence.mops --events %s/silence.jsonl " ..
    "--at 2027-01-07T15:00:00Z --out %s/silence-out.jsonl 2>&1"
  local _, kilobytes = watch(round, "silence", command, build, folder, folder)
  silent.kilobytes = math.max(silent.kilobytes, kilobytes)
  silent.decisions = tonumber((must("wc -l < %s/silence-out.jsonl", folder)))
end

-- What was counted in `core` by the host, by agreement: how many rules fired, bytes of a lead.
local counted = {}

local function run_rules(round, name, size, repetitions)
  local key = ("%s-%d"):format(name, size)
  local output = must("%s/host core %s/%s.mopsb %s %s/MOPS-%s.jsonl %d", folder, rules, key, rules,
    folder, key, repetitions)
  counted[key] = { fired = tonumber((output:match "(%d+) of them rules that fired")),
    bytes = tonumber((output:match "a lead takes (%d+) bytes")) }
  if round then remember(key, round, (output:gsub("#[^\n]*\n", ""))) end
end

local function run_round(round)
  for _, track in ipairs { "core", "classes", "e2e", "engine" } do
    for _, program in ipairs(programs) do run(program, track, round) end
  end
  for _, track in ipairs { "parts", "history" } do
    local out = ("%s/MOPS-%s.jsonl"):format(folder, track)
    remember("MOPS", round, must(host .. " %s 4", track, out))
  end
  local out = folder .. "/MOPS-idle-parts.jsonl"
  remember("MOPS-idle", round, must(idle_host .. " %s 4", "parts", out))
  for _, name in ipairs { "rules", "wide" } do
    for _, size in ipairs(RULES) do run_rules(round, name, size, 4) end
  end
  run_mopsc(round)
  run_month(round)
  run_silence(round)
  remember("calendar", round, must("%s/hours %s/hours.mopsb 6", folder, folder))
end

-- The table ---------------------------------------------------------------------------------------

local function with_commas(number)
  local text = ("%.0f"):format(number)
  repeat
    local changed
    text, changed = text:gsub("^(%d+)(%d%d%d)", "%1,%2")
  until changed == 0
  return text
end

local function verdict(good) return good and "PASS" or "MISS" end

-- bars: a function of the ratios to C and to Node.js that returns what to print behind the row.
local function print_row(label, key, suffix, bars)
  local middle, best = time_of(key)
  if not middle then return end
  local to_c, to_node = ratio_of(key, "C " .. suffix), ratio_of(key, "Node.js " .. suffix)
  local _, best_c = time_of("C " .. suffix)
  print(("  %-28s %8.1f %8.1f %8.2f %8s %8.2f   %s"):format(label, middle, best, to_c,
    to_node and ("%.2f"):format(to_node) or "-", best / best_c, bars and bars(to_c, to_node) or ""))
end

local function print_head(title)
  print(("\n%s"):format(title))
  print(("  %-28s %8s %8s %8s %8s %8s"):format("nanoseconds an event", "median", "best", "x C",
    "x Node", "best x C"))
end

local function core_bars(to_c, to_node)
  local node = to_node and ("  faster than Node.js: " .. verdict(to_node < 1)) or ""
  return "at most 3 x C: " .. verdict(to_c <= 3) .. node
end

local function e2e_bars(to_c, to_node)
  local node = to_node and ("  4 to 6 times faster than Node.js: %s (%.1f)")
    :format(verdict(to_node <= 1 / 4), 1 / to_node) or ""
  return "at most 2 x C: " .. verdict(to_c <= 2) .. node
end

local function print_core()
  print_head "Events parsed before, folded one by one, due steps included"
  print_row("C", "C core", "core")
  print_row("MOPS", "MOPS core", "core", core_bars)
  print_row("MOPS, reasons read", "MOPS core+reasons", "core")
  print_row("MOPS, leads that fall idle", "MOPS-idle core", "core")
  print_row("Node.js", "Node.js core", "core")
  print_row("Node.js, texts resolved", "Node.js classes", "core")
  print_row("Lua 5.4", "Lua core", "core")
end

local function print_e2e()
  print_head "JSON Lines in and out: parse, find the lead, fold; final lines"
  print_row("C and simdjson", "C e2e", "e2e")
  print_row("MOPS, fold", "MOPS e2e", "e2e", e2e_bars)
  print_row("MOPS, fold, reasons read", "MOPS e2e+reasons", "e2e")
  print_row("MOPS, engine", "MOPS engine", "e2e")
  print_row("MOPS, engine, reasons read", "MOPS engine+reasons", "e2e")
  print_row("Node.js", "Node.js e2e", "e2e")
  print_row("Lua 5.4 and cjson", "Lua e2e", "e2e")
end

-- The steps of MOPS from text to final lines, by subtracting what was done without them.
local function print_parts()
  local time = {}
  for _, name in ipairs { "part-lines", "part-json", "part-records", "part-lookup", "part-writing",
      "part-due", "core", "core+reasons", "e2e" } do
    time[name:gsub("part%-", "")] = time_of("MOPS " .. name)
  end
  local explained = time.records + time.lookup + time.core + time.writing
  local parts = {
    { "read and split into lines", time.lines },
    { "parse JSON", time.json - time.lines },
    { "names, types, texts: records", time.records - time.json },
    { "find the lead", time.lookup },
    { "fold: the record", time.core - time.due },
    { "fold: due steps", time.due },
    { "due steps of leads that fall idle", (time_of "MOPS-idle part-due") },
    { "final lines", time.writing },
    { "not explained (caches, noise)", time.e2e - explained },
    { "in all", time.e2e },
    { "decisions with reasons, more", time["core+reasons"] - time.core },
  }
  print "\nWhat the time of MOPS goes to"
  print(("  %-34s %8s"):format("nanoseconds an event", "median"))
  for _, part in ipairs(parts) do print(("  %-34s %8.1f"):format(part[1], part[2])) end
end

local function print_history()
  local base = time_of "MOPS history-10"
  print "\nOne more record, by how many events the lead has had"
  print(("  %-28s %8s %8s %8s"):format("nanoseconds a record", "median", "best", "x 10"))
  for _, behind in ipairs { 10, 1000, 100000 } do
    local key = "MOPS history-" .. behind
    local middle, best = time_of(key)
    local ratio = middle / base
    local bar = behind > 10 and "flat, at most 1.25: " .. verdict(ratio <= 1.25) or ""
    print(("  %-28s %8.1f %8.1f %8.2f   %s"):format(with_commas(behind), middle, best, ratio, bar))
  end
end

local function print_rules(name, title, bar)
  local count = tonumber((must("wc -l < %s/events.jsonl", data)))
  print("\n" .. title)
  print(("  %-14s %8s %8s %8s %9s %10s %10s %12s"):format("ns an event", "median", "best", "x 10",
    "best x 10", "fire", "conditions", "bytes a lead"))
  for _, size in ipairs(RULES) do
    local key = ("%s-%d"):format(name, size)
    local middle, best = time_of(key .. " core")
    local _, best_of_ten = time_of(name .. "-10 core")
    local ratio = ratio_of(key .. " core", name .. "-10 core")
    print(("  %-14s %8.1f %8.1f %8.2f %9.2f %10.2f %10.2f %12s   %s"):format(with_commas(size),
      middle, best, ratio, best / best_of_ten, counted[key].fired / count,
      counted[("%s-free-%d"):format(name, size)].fired / count, with_commas(counted[key].bytes),
      bar and size == 1000 and "at most 8: " .. verdict(ratio <= 8) or ""))
  end
end

-- Bar of the specification: a thousand rules cost at most eight times what ten do.
local function print_all_rules()
  print_rules("rules", "Rules over the same fields, by how many there are; events parsed before", true)
  print_rules("wide", "The same with wide rules, so that many fire at each event", false)
  print "  fire: rules that fire an event; conditions: those that would, without limits"
end

local function print_check()
  print "\nmopsc check"
  local small, small_best = time_of "check 10000"
  local large, large_best = time_of "check 20000"
  local ratio = ratio_of("check 20000", "check 10000")
  print(("  10,000 lines: %.0f ms (best %.0f)   at most 200 ms: %s")
    :format(small / 1e6, small_best / 1e6, verdict(small <= 200e6)))
  print(("  20,000 lines: %.0f ms (best %.0f), %.2f times that   at most 2.2: %s")
    :format(large / 1e6, large_best / 1e6, ratio, verdict(ratio <= 2.2)))
end

local function print_whole()
  local speeds, memories = {}, {}
  for round, one in ipairs(whole) do speeds[round], memories[round] = one.speed, one.kilobytes end
  print "\nmopsc run, all decisions written with their reasons"
  print(("  %s records, %s a second, %.1f MB at most"):format(whole[1].records,
    with_commas(median(speeds)), median(memories) / 1024))
end

local function print_calendar()
  local middle, best = time_of "calendar hours"
  print "\n4 business hours later, with lunch, short days and 18 holidays; instants by chance over 3 years"
  print(("  %.1f ns (best %.1f)   at most 100 ns: %s"):format(middle, best, verdict(middle <= 100)))
end

local function print_month()
  local middle, best = time_of "month"
  print "\nmopsc run, a month of Northwind: routes, SLAs, all decisions and final objects written"
  print(("  %s in %.2f s (best %.2f)   at most 1 s: %s"):format(month, middle / 1e9, best / 1e9,
    verdict(middle <= 1e9)))
end

local function print_silence()
  local middle, best = time_of "silence"
  print(("\n%s leads with clocks, a year of silence, all decisions written"):format(with_commas(SILENT)))
  print(("  %s decisions in %.2f s (best %.2f), %.0f ns each; %.1f MB at most, %.0f bytes a lead")
    :format(with_commas(silent.decisions), middle / 1e9, best / 1e9, middle / silent.decisions,
      silent.kilobytes / 1024, silent.kilobytes * 1024 / SILENT))
end

local function print_conditions()
  local flags = tap.read(build .. "/flags") or ""
  local load = (tap.read "/proc/loadavg" or "0"):match "^%S+"
  local processors = tonumber((tap.shell "nproc"))
  print(("%s leads, %s events; medians of %d rounds"):format(with_commas(leads),
    with_commas(tonumber((must("wc -l < %s/events.jsonl", data)))), rounds))
  print(("C: %s %s; MOPS: %s, as make builds it"):format(cc, PEER_FLAGS,
    (flags:match "^(%S+)" or cc) .. " " .. (flags:match "%-O%S*" or "-O2")))
  if processors and tonumber(load) > processors then
    print(("The machine is busy (load %s on %d processors): best times say more than medians.")
      :format(load, processors))
  end
end

local function print_remarks()
  local sorted = {}
  for remark in pairs(remarks) do sorted[#sorted + 1] = remark end
  table.sort(sorted)
  print()
  for _, remark in ipairs(sorted) do print("  " .. remark:sub(3)) end
end

-- The program -------------------------------------------------------------------------------------

io.stdout:setvbuf "line"
prepare()
leave_out()
for _, name in ipairs { "rules-free", "wide-free" } do
  for _, size in ipairs(RULES) do run_rules(nil, name, size, 0) end
end
for round = 1, rounds do
  io.stderr:write(("round %d of %d\n"):format(round, rounds))
  run_round(round)
end
print_conditions()
print_core()
print_e2e()
print_parts()
print_history()
print_all_rules()
print_check()
print_whole()
print_calendar()
print_month()
print_silence()
print_remarks()
compare_yardstick()
print(differs and "\nThe final lines DIFFER." or "\nAll programs wrote the same final lines.")
os.exit(not differs)
