-- Compares mopsc with the interpreter in Lua on random agreements and histories, byte for byte. A case
-- that differs is made as small as possible and printed. From the top of the tree:
--
--   lua5.4 tests/property/compare.lua
--
-- Environment: CASES (how many, 1000, with sanitizers 400; 0: no end), SEED (of the first, 1; the others follow it),
-- SECONDS_LIMIT (stop after that long), SOAK_SECONDS (the same, without end and from a fresh seed), MOPSC
-- or BUILD (what to test), STOP (stop after so many that differ; 1), NO_SHRINK=1 (print only what
-- differs), MEASURED=yes (MOPSC counts its steps, and none may exceed what `check --cost` says), DUE_SCORES=no (leave out `scored` at the instants of due steps), AVOID (what agreements are
-- to do without, see generate.lua), COVERAGE=yes (tell in how many cases clocks of SLAs did what), GENERATE (renewing: cases of renewing.lua), NAME (of the scratch folder).

local here = arg[0]:match("^(.*)/[^/]*$") or "."
package.path = here .. "/?.lua;tests/lib/?.lua;" .. package.path
local tap = require "tap"
local json = require "json"
local interpreter = require "interpreter"
local sla = require "sla"
local files = require "files"
local Random = require "random"
local generate = require(os.getenv("GENERATE") or "generate")

local soak = os.getenv("SOAK_SECONDS")
local sanitized = (os.getenv("SANITIZE") or "") ~= ""
local cases = math.tointeger(tonumber(os.getenv("CASES") or soak and 0 or sanitized and 400 or 1000))
local first_seed = math.tointeger(tonumber(os.getenv("SEED") or soak and os.time() * 1000 or 1))
local seconds_limit = tonumber(os.getenv("SECONDS_LIMIT") or soak or math.huge)
local most_failures = math.tointeger(tonumber(os.getenv("STOP") or 1))
for kind in (os.getenv("AVOID") or ""):gmatch("%a+") do generate.avoid[kind] = true end
local no_shrink = os.getenv("NO_SHRINK")

local due_scores = os.getenv("DUE_SCORES") ~= "no"
local folder = tap.scratch("property-" .. (os.getenv("NAME") or first_seed))
local AGREEMENT, TOGETHER, TREE = folder .. "/agreement.mops", folder .. "/together.mops", folder .. "/tree.json"
os.execute("mkdir -p " .. folder .. "/sub")
local LEADS, EVENTS, ROSTER = folder .. "/leads.jsonl", folder .. "/events.jsonl", folder .. "/roster.jsonl"
local DECISIONS, FINALS, ERRORS = folder .. "/decisions.jsonl", folder .. "/finals.jsonl", folder .. "/errors.txt"

-- ---- writing a case -------------------------------------------------------------------------------

local function full_path(file) return file.path == "" and AGREEMENT or folder .. "/" .. file.path end

local written = {} -- paths of the last case
local function write_agreement(all)
  for _, path in ipairs(written) do os.remove(path) end
  written = {}
  for i, file in ipairs(all) do
    tap.write(full_path(file), file.text)
    written[i] = full_path(file)
  end
end

local function raw_text(raw)
  if raw == "null" then return "null" end
  return raw[1] == "text" and json.quote(raw[2]) or raw[2]
end

local function record_text(case, record)
  local parts = { '"at":' .. json.quote(interpreter.instant_text(record.at)) }
  if record.type then parts[2] = '"type":' .. json.quote(record.type) end
  if record.id then parts[#parts + 1] = '"id":' .. raw_text(record.id) end
  if record.lead then parts[#parts + 1] = ('"%s":%s'):format(record.type and "lead" or "email", json.quote(record.lead)) end
  local names = {}
  for name in pairs(record.fields) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local outside = not record.type and case.outside[name] or name
    parts[#parts + 1] = json.quote(outside) .. ":" .. raw_text(record.fields[name])
  end
  return "{" .. table.concat(parts, ",") .. "}\n"
end

local function records_text(case, records)
  local lines = {}
  for i, record in ipairs(records) do lines[i] = record_text(case, record) end
  return table.concat(lines)
end

-- ---- events that come late ------------------------------------------------------------------------

local LATENESSES = { 1, 3600000, 86400000, 30 * 86400000 }

-- Of every third case the events come in another order, out of order by no more than the lateness: it decides the same
-- as in order. Events of one instant stay in theirs.
local function make_late(case, seed)
  if seed % 3 ~= 0 then return end
  local order = {}
  for i, event in ipairs(case.events) do order[event] = i end
  table.sort(case.events, function(a, b) return a.at < b.at or (a.at == b.at and order[a] < order[b]) end)
  case.options.lateness = LATENESSES[seed // 3 % #LATENESSES + 1]
end

local function as_they_come(case)
  local lateness = case.options.lateness
  if not lateness then return case.events end
  local arrives, order, events = {}, {}, {}
  for i, event in ipairs(case.events) do
    arrives[event] = event.at + Random.new(event.at):between(0, lateness)
    order[event], events[i] = i, event
  end
  table.sort(events, function(a, b) return arrives[a] < arrives[b] or (arrives[a] == arrives[b] and order[a] < order[b]) end)
  return events
end

local function arguments(case)
  local words = { "--leads", LEADS, "--events", EVENTS, "--out", DECISIONS, "--final", FINALS }
  if case.options.roster then table.move({ "--roster", ROSTER }, 1, 2, #words + 1, words) end
  if case.options.trace then words[#words + 1] = "--trace" end
  if case.options.repeats then table.move({ "--repeats", case.options.repeats // 1000 .. " seconds" }, 1, 2, #words + 1, words) end
  if case.options.lateness then table.move({ "--lateness", case.options.lateness .. " ms" }, 1, 2, #words + 1, words) end
  if case.options.at then table.move({ "--at", interpreter.instant_text(case.options.at) }, 1, 2, #words + 1, words) end
  for _, name in ipairs(case.options.show) do table.move({ "--show", name }, 1, 2, #words + 1, words) end
  for i, word in ipairs(words) do words[i] = tap.quote(word) end
  return table.concat(words, " ")
end

-- ---- running a case -------------------------------------------------------------------------------

local mopsc = tap.quote(tap.mopsc)

-- Runs mopsc. Returns "refused" (and its errors), "failed" (and why), or "done".
local function run_mopsc(case)
  local all = files.of(case.lines)
  write_agreement(all)
  tap.write(LEADS, records_text(case, case.leads))
  local events, roster = {}, {}
  for _, record in ipairs(as_they_come(case)) do
    table.insert(case.options.roster and interpreter.is_of_rep(record) and roster or events, record)
  end
  tap.write(EVENTS, records_text(case, events))
  tap.write(ROSTER, records_text(case, roster))
  local _, _, status = os.execute(("%s build --tree %s -o %s 2>%s || exit 100; exec %s run %s %s 2>%s"):format(mopsc,
    AGREEMENT, TREE, ERRORS, mopsc, AGREEMENT, arguments(case), ERRORS))
  if status == 0 and #all > 1 then -- the interpreter reads what the same means in one file
    tap.write(TOGETHER, files.together(all))
    local said, refused = tap.shell(("%s build --tree %s -o %s 2>&1"):format(mopsc, TOGETHER, TREE))
    if refused ~= 0 then return "failed", "written together it is refused: " .. said end
  end
  if status == 0 then return "done" end
  local said = tap.read(ERRORS)
  if status == 1 and said:find("\nset aside: ", 1, true) then return "done" end -- all records were
  return status == 100 and "refused" or "failed", said
end

-- Of a text in a reason mopsc knows only as much as the agreement's literals tell. So where the
-- interpreter's line has "…", the value is left out of both lines.
local function without_texts(found, expected)
  if not expected:find('"value":"…"', 1, true) then return found, expected end
  local texts, i = {}, 0
  expected = expected:gsub('{"criterion"[^{}]*}', function(criterion)
    texts[#texts + 1] = criterion:find('"value":"…"', 1, true) ~= nil
    return texts[#texts] and criterion:gsub(',"value":"…"', "") or nil
  end)
  found = found:gsub('{"criterion"[^{}]*}', function(criterion)
    i = i + 1
    return texts[i] and criterion:gsub(',"value":"[^{}]*"}', "}") or nil
  end)
  return found, expected
end

local function first_difference(kind, found, expected)
  local line, of_found, of_expected = 0, (found .. "\n"):gmatch("(.-)\n"), (expected .. "\n"):gmatch("(.-)\n")
  while true do
    local a, b = of_found(), of_expected()
    line = line + 1
    if a and b then a, b = without_texts(a, b) end
    if a ~= b then
      return ("%s, line %d:\n  mopsc:       %s\n  interpreter: %s"):format(kind, line, a or "(end)", b or "(end)")
    elseif a == nil then return nil end
  end
end

-- ---- what it costs ----------------------------------------------------------------------------------

local nearest = { record = 0, step = 0, due = 0 } -- how near a measure came to its bound, in percent

-- nil, or which bound of `check --cost` the last run exceeded.
local function exceeded()
  local found = {}
  found.record, found.step, found.due = tap.read(ERRORS):match("measured: record (%d+), step (%d+), due (%d+)")
  local said = tap.shell(("%s check --cost --format json %s 2>&1"):format(mopsc, AGREEMENT))
  local bounds = {}
  for name, key in pairs { record = "record_steps", step = "step_steps", due = "due_steps" } do
    bounds[name] = said:match('{"cost":[^\n]-"' .. key .. '":(%d+)')
    local most, least = tonumber(bounds[name]), tonumber(found[name])
    if not least or not bounds[name] then return "no measure of " .. name .. ": " .. said end
    if most and least > most then return ("%s: %d steps, and %d at most"):format(name, least, most) end
    if most and most > 0 then nearest[name] = math.max(nearest[name], 100 * least // most) end
  end
end

local cases_reached = {} -- by name: in how many cases clocks of SLAs did it

local function note_reached()
  for name in pairs(sla.reached) do cases_reached[name] = (cases_reached[name] or 0) + 1 end
  sla.reached = {}
end

local function print_reached(compared)
  local names = {}
  for name in pairs(cases_reached) do names[#names + 1] = name end
  table.sort(names, function(a, b) return cases_reached[a] > cases_reached[b] or (cases_reached[a] == cases_reached[b] and a < b) end)
  for _, name in ipairs(names) do print(("# %5.1f %%  %s"):format(100 * cases_reached[name] / compared, name)) end
end

-- What the naive interpreter is given: no lead that goes round and round for thousands of decisions.
local MOST_DECISIONS <const> = 1 << 20 -- bytes
local too_long = 0

-- nil when both agree; otherwise what differs. "refused" when the checker refuses.
local function difference(case)
  local outcome, errors = run_mopsc(case)
  if outcome == "refused" then return "refused", errors end
  if outcome == "failed" then return "mopsc fails: " .. errors end
  local written = tap.read(DECISIONS)
  if #written > MOST_DECISIONS then
    too_long = too_long + 1
    return nil
  end
  local over = os.getenv("MEASURED") and exceeded()
  if over then return over end
  if os.getenv("MEASURED") then return nil end
  local worked, decisions, finals, due = xpcall(function()
    local agreement = interpreter.agreement(json.decode(tap.read(TREE)), files.in_use(files.of(case.lines)))
    return interpreter.run(agreement, case.leads, case.events, case.options)
  end, debug.traceback)
  if not worked then return "the interpreter fails: " .. decisions end
  note_reached()
  local function joined(lines) return #lines > 0 and table.concat(lines, "\n") .. "\n" or "" end
  local function compared(text)
    if due_scores then return text end
    return (text:gsub("[^\n]*\n", function(line)
      local at, lead = line:match('^{"at":"(.-)","lead":"(.-)","decision":"scored"')
      return at and due[at .. " " .. lead] and "" or nil
    end))
  end
  return first_difference("decisions", compared(written), compared(joined(decisions))) or
    first_difference("finals", tap.read(FINALS), joined(finals))
end

-- ---- shrinking ------------------------------------------------------------------------------------

local function without(list, from, count)
  local rest = {}
  for i, item in ipairs(list) do if i < from or i >= from + count then rest[#rest + 1] = item end end
  return rest
end

local function with(case, changes)
  local copy = {}
  for name, value in pairs(case) do copy[name] = value end
  for name, value in pairs(changes) do copy[name] = value end
  -- A definition that is gone can't be shown.
  local text = table.concat(copy.lines, "\n")
  local show = {}
  for _, name in ipairs(copy.options.show) do
    if text:find("define " .. name .. " ", 1, true) then show[#show + 1] = name end
  end
  copy.options = { at = copy.options.at, trace = copy.options.trace, repeats = copy.options.repeats, show = show,
    roster = copy.options.roster }
  local events = {} -- nor can an event happen that is no longer declared
  for _, record in ipairs(copy.events) do
    local declared = record.type == "stage_set" and "\nlifecycle " or record.type == "score_set" and "\nscore " or
      record.type:find("^lead_") and "\nlead " or
      (record.type == "assignment" or interpreter.is_of_rep(record)) and "\nrep " or
      text:find("use std.b2b", 1, true) and "" or
      "\nevent " .. record.type .. "[ \n]"
    if ("\n" .. text .. "\n"):find(declared) then events[#events + 1] = record end
  end
  copy.events = events
  return copy
end

local function differs(case)
  local found = difference(case)
  return found ~= nil and found ~= "refused" and not found:find("^the interpreter fails") and found or nil
end

local function shrink_list(case, name, found)
  local size = math.max(1, #case[name] // 2)
  while size >= 1 do
    local from = 1
    while from <= #case[name] do
      local smaller = with(case, { [name] = without(case[name], from, size) })
      local still = differs(smaller)
      if still then case, found = smaller, still else from = from + size end
    end
    size = size // 2
  end
  return case, found
end

-- Shorter lines: without a limit, a `where`, one side of `and` and `or`, a second trigger.
local simpler = {
  { " where .*$", "" }, { " where .- in a row", " in a row" }, { " where .-,", "," }, { ",[^,]*$", "" }, { " without .*$", "" },
  { " at most %d+ per %d+ %a+", "" }, { " at most %d+ per %a+", "" }, { " at most %d+", "" }, { " once", "" },
  { "= .- and ", "= " }, { " and .*$", "" }, { "when .- and ", "when " }, { "when .- or ", "when " }, { " for %d+ %a+$", "" },
  { " or .*%)", ")" }, { "%(.- or ", "(" }, { "not %((.*)%)", "%1" }, { "= .* %+ ", "= " }, { " default %w+", "" },
  { " missing as .*$", "" }, { " passive", "" }, { "^  within (.-) when .*$", "  within %1" }, { " broken by .*$", " broken by activity" },
}

local function shrink_lines(case, found)
  for i = 1, #case.lines do
    for _, change in ipairs(simpler) do
      local line = case.lines[i]:gsub(change[1], change[2])
      if line ~= case.lines[i] then
        local lines = { table.unpack(case.lines) }
        lines[i] = line
        local smaller = with(case, { lines = lines })
        local still = differs(smaller)
        if still then case, found = smaller, still end
      end
    end
  end
  return case, found
end

local function shrink_records(case, name, found)
  for i = 1, #case[name] do
    if case[name][i].id then
      local records, record = { table.unpack(case[name]) }, {}
      for key, item in pairs(records[i]) do record[key] = item end
      records[i], record.id = record, nil
      local smaller = with(case, { [name] = records })
      local still = differs(smaller)
      if still then case, found = smaller, still end
    end
    for _, field in ipairs((function(fields)
      local names = {}
      for path in pairs(fields) do names[#names + 1] = path end
      table.sort(names)
      return names
    end)(case[name][i].fields)) do
      if table.concat(case.lines, "\n"):find(field .. ": %w+ required") then goto continue end
      local records = { table.unpack(case[name]) }
      local fields = {}
      for path, raw in pairs(records[i].fields) do if path ~= field then fields[path] = raw end end
      records[i] = { at = records[i].at, lead = records[i].lead, type = records[i].type, id = records[i].id, fields = fields }
      local smaller = with(case, { [name] = records })
      local still = differs(smaller)
      if still then case, found = smaller, still end
      ::continue::
    end
  end
  return case, found
end

-- Whole blocks of an agreement: from a line that ends in { to the line }.
local function shrink_blocks(case, found)
  local from = 1
  while from <= #case.lines do
    local to = from
    if case.lines[from]:find("{$") then
      while case.lines[to] and case.lines[to] ~= "}" do to = to + 1 end
      local smaller = with(case, { lines = without(case.lines, from, to - from + 1) })
      local still = differs(smaller)
      if still then case, found, to = smaller, still, from - 1 end
    end
    from = to + 1
  end
  return case, found
end

-- The same in one file, but for lists and tables from files.
local function shrink_files(case, found)
  local lines, data = {}, {}
  for _, file in ipairs(files.of(case.lines)) do
    local into = lines
    if not file.path:find("%.mops$") and file.path ~= "" then
      into = data
      data[#data + 1] = "--- " .. file.path:match("[^/]*$")
    end
    for _, number in ipairs(file.numbers) do
      if not case.lines[number]:find('^use "') then into[#into + 1] = case.lines[number] end
    end
  end
  local smaller = with(case, { lines = table.move(data, 1, #data, #lines + 1, lines) })
  local still = differs(smaller)
  if still then return smaller, still end
  return case, found
end

local function shrink(case, found)
  case, found = shrink_files(case, found)
  for _ = 1, 2 do
    case, found = shrink_list(case, "events", found)
    case, found = shrink_list(case, "leads", found)
    case, found = shrink_blocks(case, found)
    case, found = shrink_list(case, "lines", found)
    case, found = shrink_lines(case, found)
    case, found = shrink_records(case, "events", found)
    case, found = shrink_records(case, "leads", found)
  end
  for _, option in ipairs { "trace", "at", "repeats", "roster" } do
    local smaller = with(case, {})
    smaller.options[option] = nil
    local still = differs(smaller)
    if still then case, found = smaller, still end
  end
  return case, found
end

local function case_text(case)
  return ("%s\n--- leads\n%s--- events\n%s--- mopsc run … %s"):format(table.concat(case.lines, "\n"),
    records_text(case, case.leads), records_text(case, case.events),
    arguments(case):gsub("'%-%-[lefo]%a+' '[^']*' ", ""):gsub("'%-%-[lefo]%a+' '[^']*'$", ""))
end

-- ---- all cases ------------------------------------------------------------------------------------

-- A case that the checker takes: lines with mistakes are left out.
local function accepted_case(seed)
  local case = generate.case(seed)
  make_late(case, seed)
  if os.getenv("MEASURED") then case.options.trace = false end -- it wakes leads for every step
  case.outside = {}
  for _, line in ipairs(case.lines) do
    local name, outside = line:match('^  ([%w.]+): .* from "(.-)"')
    if name then case.outside[name] = outside end
  end
  local refusals = 0
  while refusals <= 8 do
    local found, errors = difference(case)
    if found ~= "refused" then return case, found, refusals end
    refusals = refusals + 1
    local mistaken, numbers = {}, {}
    for _, file in ipairs(files.of(case.lines)) do numbers[full_path(file)] = file.numbers end
    for path, number in errors:gmatch("error%[E%d+%][^\n]*\n +%-%-> ([^\n]-):(%d+):%d+\n") do
      path = path:gsub("/sub/%.%./", "/")
      local own = numbers[path]
      if own and own[math.tointeger(number)] then mistaken[own[math.tointeger(number)]] = true end
    end
    local lines = {}
    for number, line in ipairs(case.lines) do if not mistaken[number] then lines[#lines + 1] = line end end
    if #lines == #case.lines then return nil, errors, refusals end
    case = with(case, { lines = lines })
  end
  return nil, nil, refusals
end

local began = os.time()
local compared, at_once, decided, never, failures = 0, 0, 0, 0, 0
local seed = first_seed
while (cases == 0 or compared < cases) and os.difftime(os.time(), began) < seconds_limit and failures < most_failures do
  local case, found, refusals = accepted_case(seed)
  if not case then
    never = never + 1
  else
    compared = compared + 1
    if refusals == 0 then at_once = at_once + 1 end
    if found then
      failures = failures + 1
      local notes = found
      if not no_shrink then
        case, found = shrink(case, found)
        notes = case_text(case) .. "\n\n" .. found
      end
      tap.ok(false, ("seed %d"):format(seed), notes)
    end
  end
  seed = seed + 1
end

print(("# %d cases from seed %d in %d s; the checker took %d of %d agreements as generated, %d with lines left out; %d too long")
  :format(compared, first_seed, os.difftime(os.time(), began), at_once, compared + never, compared - at_once, too_long))
if os.getenv("MEASURED") then
  print(("# the nearest to its bound: a record %d %%, a due step %d %%, due steps %d %%"):format(nearest.record,
    nearest.step, nearest.due))
end
if os.getenv("COVERAGE") then print_reached(compared) end
tap.ok(failures == 0 and compared > 0, ("%d cases: mopsc and the interpreter decide the same"):format(compared))
tap.done()
