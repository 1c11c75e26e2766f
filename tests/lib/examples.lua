-- Runs one example: its agreement must check clean, pass its tests and make an image; then what its
-- README promises is looked at below.
--
--   lua5.4 tests/lib/examples.lua examples/hello

package.path = "tests/lib/?.lua;" .. package.path
local cjson = require "cjson"
local tap = require "tap"
local agreement = require "agreement"

local folder = arg[1]:gsub("/$", "")
local example = folder:match("[^/]+$")
local scratch = tap.scratch("example-" .. example)
local source = ("%s/%s.mops"):format(folder, example)

-- `mopsc run` with further arguments; returns the texts of --out and --final.
local function decide(what, ...)
  local out, final = scratch .. "/out.jsonl", scratch .. "/final.jsonl"
  local output, status = tap.run("run", what, "--out", out, "--final", final, ...)
  tap.ok(status == 0, "run " .. what, output)
  return tap.read(out) or "", tap.read(final) or ""
end

local function image()
  local path = scratch .. "/it.mopsb"
  tap.run("build", source, "-o", path)
  return path
end

local checks = {}

function checks.hello()
  local inputs = { "--leads", folder .. "/leads.jsonl", "--events", folder .. "/events.jsonl" }
  local expected = tap.read(folder .. "/expected.jsonl")
  tap.is(decide(source, table.unpack(inputs)), expected, "decisions are the expected ones")
  tap.is(decide(image(), table.unpack(inputs)), expected, "the image decides the same")
end

-- Decisions and final objects in the words of by_hand.lua and expected.txt, sorted.
local function nothing(value) return value == cjson.null and "-" or value end

local told = {}
function told.stage(decision) return "move", nothing(decision.before), decision.after end
function told.assigned(decision) return "owner", nothing(decision.before), nothing(decision.after) end
told.reassigned = told.assigned
function told.notify(decision) return "notify", decision.sla, nothing(decision.whom) end
function told.clock(decision)
  return "clock", decision.sla, (decision.after:gsub(" ", "_")), decision.due
end

local function in_short(decisions, finals)
  local lines = {}
  for line in decisions:gmatch("[^\n]+") do
    local decision = cjson.decode(line)
    local tell = told[decision.decision] or decision.decision:find "^sla_" and told.clock
    if tell then
      local words = { tell(decision) }
      lines[#lines + 1] = table.concat({ words[1], decision.lead, decision.at, table.unpack(words, 2) }, " ")
    end
  end
  for line in finals:gmatch("[^\n]+") do
    local final = cjson.decode(line)
    lines[#lines + 1] = ("final %s %s %g %g %s"):format(final.lead, final.stage,
      final.scores.engagement, final.scores.fit, nothing(final.owner))
  end
  table.sort(lines)
  return lines
end

local function differences(found, expected)
  local have, notes = {}, {}
  for _, line in ipairs(found) do have[line] = (have[line] or 0) + 1 end
  for _, line in ipairs(expected) do
    if (have[line] or 0) > 0 then have[line] = have[line] - 1
    else notes[#notes + 1] = "missing: " .. line end
  end
  for line, times in pairs(have) do
    if times > 0 then notes[#notes + 1] = "not expected: " .. line end
  end
  table.sort(notes)
  return #notes, table.concat(notes, "\n", 1, math.min(20, #notes))
end

local function lines_of(text)
  local lines = {}
  for line in text:gmatch("[^\n]+") do
    if not line:find("^#") then lines[#lines + 1] = line end
  end
  return lines
end

function checks.northwind()
  local data = scratch .. "/data"
  os.execute("mkdir -p " .. tap.quote(data))
  tap.shell(("lua5.4 %s/generate.lua %s"):format(folder, tap.quote(data)))
  local inputs = { "--leads", data .. "/leads.jsonl", "--events", data .. "/events.jsonl",
                   "--roster", data .. "/roster.jsonl", "--at", "2026-11-01T04:00:00Z", "--rejects", scratch .. "/rejects.jsonl" }
  local decisions, finals = decide(source, table.unpack(inputs))
  tap.is(tap.read(scratch .. "/rejects.jsonl"), "", "no record is set aside")
  local found = in_short(decisions, finals)

  local by_hand = lines_of(tap.shell(("lua5.4 %s/by_hand.lua %s"):format(folder, tap.quote(data))))
  local count, notes = differences(found, by_hand)
  tap.ok(#by_hand > 400 and count == 0,
    ("%d moves, owners, clocks and final states, as worked out without mopsc"):format(#by_hand), notes)
  for _, line in ipairs(lines_of(tap.read(folder .. "/expected.txt"))) do
    local missing = differences(found, { line }) > #found - 1
    tap.ok(not missing, "expected: " .. line)
  end

  local again, finals_again = decide(image(), table.unpack(inputs))
  tap.ok(again == decisions and finals_again == finals, "the image decides the same")
  local screen, status = tap.run("report", source, "--decisions", scratch .. "/out.jsonl")
  local _, height = screen:gsub("\n", "\n")
  tap.ok(status == 0 and height > 20 and height <= 50, "the month fits on a screen", screen)
end

-- Decisions and final objects of a hand-over in the words of its by_hand.lua and expected.txt, sorted.
local function hand_over_in_short(decisions, finals)
  local lines = {}
  local function say(...)
    local words = { ... }
    for i, word in ipairs(words) do words[i] = word == cjson.null and "-" or word end
    lines[#lines + 1] = table.concat(words, " ")
  end
  for line in decisions:gmatch("[^\n]+") do
    local d = cjson.decode(line)
    local clock = d.decision:match("^sla_(.*)")
    if d.decision == "stage" then say("move", d.lead, d.at, d.before, d.after)
    elseif d.decision == "assigned" then
      say("assigned", d.lead, d.at, d.because[1].by_hand and "by_hand" or d.route, d.before, d.after)
    elseif d.decision == "reassigned" and d.before == d.after then say("kept", d.lead, d.at, d.sla, d.after)
    elseif d.decision == "reassigned" then say("assigned", d.lead, d.at, d.sla, d.before, d.after)
    elseif d.decision == "notify" then say("notify", d.lead, d.at, d.sla, d.whom)
    elseif clock then say(clock, d.lead, d.at, d.sla, d.owner, d.due)
    end
  end
  for line in finals:gmatch("[^\n]+") do
    local final = cjson.decode(line)
    say("final", final.lead, final.stage, final.owner)
  end
  table.sort(lines)
  return lines
end

-- A hand-over's generated life: what is decided is what by_hand.lua works out, and expected.txt tells. Returns the
-- records set aside, and the folder of the data.
local function check_hand_over(at, ...)
  local data = scratch .. "/data"
  os.execute("mkdir -p " .. tap.quote(data))
  tap.shell(("lua5.4 %s/generate.lua %s"):format(folder, tap.quote(data)))
  local inputs = { "--leads", data .. "/leads.jsonl", "--events", data .. "/events.jsonl", "--at", at,
                   "--rejects", scratch .. "/rejects.jsonl" }
  for i, word in ipairs { ... } do inputs[#inputs + 1] = i % 2 == 0 and data .. "/" .. word or word end
  local decisions, finals = decide(source, table.unpack(inputs))
  local found = hand_over_in_short(decisions, finals)
  local by_hand = lines_of(tap.shell(("lua5.4 %s/by_hand.lua %s 2>&1"):format(folder, tap.quote(data))))
  local count, notes = differences(found, by_hand)
  tap.ok(#by_hand > 1000 and count == 0,
    ("%d moves, assignments and clocks, as worked out without mopsc"):format(#by_hand), notes)
  count, notes = differences(found, lines_of(tap.read(folder .. "/expected.txt")))
  tap.ok(not notes:find("missing: "), "those that expected.txt works out", notes)
  local again, finals_again = decide(image(), table.unpack(inputs))
  tap.ok(again == decisions and finals_again == finals, "the image decides the same")
  return tap.read(scratch .. "/rejects.jsonl"), data
end

function checks.follow_the_sun()
  local rejects, data = check_hand_over("2026-11-16T00:00:00Z", "--roster", "roster.jsonl")
  tap.is(rejects, "", "no record is set aside")
  local name, asked = tap.read(folder .. "/README.md"):match("\nWhy has (%u%l+) .-\n%$?[^\n]*(explain .-%-%-lead %S+)")
  local explained = tap.shell(tap.mopsc .. " " .. asked:gsub("\\\n", ""):gsub("build/sun", (tap.quote(data):gsub("%%", "%%%%"))))
  tap.ok(explained:find("\nWhy " .. name:lower() .. " has it\n", 1, true), "it is " .. name .. "'s, as the README asks", explained)
end

-- Set aside are two lines of the accounts, and who was turned down without a reason.
function checks.account_based()
  local rejects, data = check_hand_over("2027-02-01T00:00:00Z", "--accounts", "accounts.csv", "--roster", "roster.jsonl")
  local expected, found, number = {}, {}, 0
  for line in io.lines(data .. "/accounts.csv") do
    number = number + 1
    if line:find("^gmail%.com") or line:find("^acme%.example,Acme again") then
      expected[#expected + 1] = ("accounts.csv %d domain"):format(number)
    end
  end
  number = 0
  for line in io.lines(data .. "/events.jsonl") do
    number = number + 1
    if line:find('"sales_rejected"', 1, true) and not line:find('"reason"', 1, true) then
      expected[#expected + 1] = ("events.jsonl %d reason"):format(number)
    end
  end
  for line in rejects:gmatch("[^\n]+") do
    local reject = cjson.decode(line)
    found[#found + 1] = ("%s %d %s"):format(reject.file:match("[^/]*$"), reject.line, reject.field)
  end
  tap.ok(#expected > 4, "some are to be set aside")
  tap.is(table.concat(found, "\n"), table.concat(expected, "\n"), "those are set aside, and no others")
end

function checks.xeducation()
  local data = os.getenv("DATA") or "../shared/data"
  local leads = data .. "/xeducation_leads.csv"
  if not tap.read(leads) then
    tap.left_out(("9,240 real leads: there is no %s (say DATA=FOLDER)"):format(leads))
    return
  end
  local rejects = scratch .. "/rejects.jsonl"
  local _, finals = decide(source, "--leads", leads, "--at", "2026-01-05T00:00:00Z",
    "--rejects", rejects)
  local _, count = finals:gsub("\n", "\n")
  tap.is(count, 9240, "every lead of the real file has a final state")
  tap.is(tap.read(rejects), "", "none is set aside")
  tap.write(scratch .. "/final.jsonl", finals)
  local found = tap.shell(("lua5.4 %s/compare.lua %s/final.jsonl %s 2>&1"):format(
    folder, scratch, tap.quote(leads)))
  local readme = tap.read(folder .. "/README.md") or ""
  tap.ok(readme:find(found, 1, true), "the README's table is what comes out", found)
end

agreement.check(source, example, scratch)
if checks[example] then checks[example]() end
tap.done()
