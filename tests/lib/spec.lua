-- Runs the examples of one page of the specification:
--
--   lua5.4 tests/lib/spec.lua spec/4-meaning.md
--
-- An example is a block whose fence says `mops`. What stands after that word tells how to complete
-- it:
--
--   ```mops                a whole agreement
--   ```mops fragment       declarations: whatever of the skeleton below they don't declare is added
--   ```mops score          rules and clauses: put into `score engagement { … }`
--   ```mops lifecycle      moves: put into a lifecycle with the skeleton's stages
--   ```mops condition      one condition a line: each becomes a `define`
--
-- The result is checked like any agreement (tests/lib/agreement.lua): clean, its tests passing, its
-- image accepted; or with the mistakes that `# error E0203: …` comments announce. `mops ignore` marks
-- what can't be: say why beside it.
--
-- What an example reads from files stands above it:
--
--   ```text file titles.csv      a file beside the examples that follow, by this name; so also
--   ```mops file scoring.mops    which is no agreement of its own
--
-- Other blocks are about the agreement above them, `agreement.mops`:
--
--   ```json leads          records for it, in leads.jsonl (```csv leads: leads.csv); so also `events`,
--                          `accounts` and `roster`
--   ```json decisions      exactly what `mopsc run` writes about these; so also `csv decisions`,
--                          `json final`, `csv final` and `json rejects`; what follows in the fence are
--                          further arguments of `run`
--   ```json given          decisions for reports, as they stand
--   ```text report         exactly the screen of `mopsc report` about these; `json report`: what it writes with --json,
--                          here in several lines; `csv report`: rows of what it writes with --csv; what follows are
--                          further arguments
--   ```json diagnostics    exactly what `mopsc check --format json` writes
--   ```text explain        a part of what `mopsc explain` says; what follows are its further arguments
--   ```json                anything else, which must be one value, or one a line
--
-- Other fences (sh, text, or none) are not run.

package.path = "tests/lib/?.lua;" .. package.path
local cjson = require "cjson"
local tap = require "tap"
local agreement = require "agreement"

-- The skeleton: what examples may take for granted. Each piece stands for the declaration that its
-- first line begins, and is left out where the example makes that declaration itself.
local skeleton = {
  { "agreement", [[
agreement "Example" {
  timezone "America/New_York"
  parties marketing, sales, success
}]] },
  { "use std.b2b", "use std.b2b" },
  { "enum rejection", "enum rejection { no_budget, no_authority, no_need, bad_timing, bad_data }" },
  { "record company", [[
record company {
  name: text
  employees: int 0..5_000_000
  industry: industry
}]] },
  { "lead", [[
lead {
  email: email key
  title: text
  seniority: seniority
  state: us_state
  company: company
  consent: flag default no
  in_sales_process: flag default no
}]] },
  { "event page_view", "event page_view { path: text required }" },
  { "event demo_request", "event demo_request" },
  { "event case_study_download", "event case_study_download { asset: text }" },
  { "event webinar_attended", "event webinar_attended { name: text }" },
  { "event form_submit", "event form_submit { form: text required }" },
  { "event email_sent", "event email_sent passive { campaign: text }" },
  { "event email_open", "event email_open { campaign: text }" },
  { "event email_ignored", "event email_ignored passive { campaign: text }" },
  { "event contacted", "event contacted passive" },
  { "event sales_accepted", "event sales_accepted passive" },
  { "event sales_rejected", "event sales_rejected passive { reason: rejection required }" },
  { "event deal_won", "event deal_won passive" },
  { "score engagement", 'score engagement {\n  +30 "Asked for a demo" on demo_request once\n}' },
  { "lifecycle", [[
lifecycle {
  stage subscriber owned by marketing
  stage lead       owned by marketing
  stage mql        owned by marketing
  stage sql        owned by sales
  stage nurture    owned by marketing
  stage customer   owned by success  final
  start at subscriber
  subscriber -> lead on form_submit
  lead -> mql        when engagement >= 30
  mql -> sql         on sales_accepted
  sql -> nurture     on sales_rejected
  any -> customer    on deal_won
}]] },
}

local function declares(example, head)
  local pattern = "\n" .. head:gsub("%p", "%%%0"):gsub(" ", "%%s+") .. "%f[^%w_]"
  return ("\n" .. example .. "\n"):find(pattern) ~= nil
end

local function complete(example)
  local parts = {}
  for _, piece in ipairs(skeleton) do
    if not declares(example, piece[1]) then parts[#parts + 1] = piece[2] end
  end
  parts[#parts + 1] = example
  return table.concat(parts, "\n") .. "\n"
end

local function with_moves(example)
  local stages = skeleton[#skeleton][2]:match("^(.*start at subscriber\n)")
  return complete(stages .. example .. "\n}")
end

local function with_conditions(example)
  local lines = {}
  for line in example:gmatch("[^\n]+") do
    if not line:find("^%s*#") then
      lines[#lines + 1] = ("define example_%d = %s"):format(#lines + 1, line)
    end
  end
  return complete(table.concat(lines, "\n"))
end

local makers = {
  [""] = function(example) return example .. "\n" end,
  fragment = complete,
  score = function(example) return complete("score engagement {\n" .. example .. "\n}") end,
  lifecycle = with_moves,
  condition = with_conditions,
}

local function examples(page)
  local list, open, number = {}, nil, 0
  for line in (tap.read(page) .. "\n"):gmatch("(.-)\r?\n") do
    number = number + 1
    local info = line:match("^%s*```%s*(.-)%s*$")
    if open and info then
      open.text = table.concat(open, "\n")
      list[#list + 1], open = open, nil
    elseif info then open = { info = info, line = number }
    elseif open then open[#open + 1] = line end
  end
  assert(not open, page .. ": a block is not closed")
  return list
end

local page = arg[1]
local scratch = tap.scratch(page:gsub("/", "-"))
local inputs = {} -- of the agreement above: the names of its files, by option

-- mopsc where the files are, so that what it says of them has no path before the name.
local function run_here(arguments)
  local top = tap.mopsc:find("^/") and "" or '"$OLDPWD"/'
  return tap.shell(("cd %s && %s%s %s 2>&1 </dev/null"):format(tap.quote(scratch), top, tap.quote(tap.mopsc), arguments))
end

local ending = { json = "jsonl", csv = "csv" }

local function keep_input(language, what, _, example)
  inputs[what] = what .. "." .. ending[language]
  tap.write(scratch .. "/" .. inputs[what], example.text .. "\n")
end

local function compare_output(language, what, arguments, example, name)
  local option = what == "decisions" and "out" or what
  local file = "found." .. ending[language]
  local words = { "run agreement.mops", option ~= "out" and "--out other.jsonl" or "", "--" .. option, file, arguments }
  for input, path in pairs(inputs) do words[#words + 1] = ("--%s %s"):format(input, path) end
  local said, status = run_here(table.concat(words, " "))
  if status ~= 0 then return tap.ok(false, ("%s: %s"):format(name, what), said) end
  tap.is(tap.read(scratch .. "/" .. file), example.text .. "\n", ("%s: %s"):format(name, what))
end

local function compare_findings(_, _, _, example, name)
  tap.is(run_here("check --format json agreement.mops"), example.text .. "\n", name .. ": diagnostics")
end

local function parse(_, _, _, example, name)
  local good, problem = pcall(cjson.decode, example.text)
  if good then return tap.ok(true, name .. ": one value") end
  for line in example.text:gmatch("[^\n]+") do
    good, problem = pcall(cjson.decode, line)
    if not good then break end
  end
  tap.ok(good, name .. ": a value on each line", problem)
end

local function compare_explanation(_, _, arguments, example, name)
  local words = { "explain agreement.mops", arguments }
  for input, path in pairs(inputs) do words[#words + 1] = ("--%s %s"):format(input, path) end
  local said = run_here(table.concat(words, " "))
  tap.ok(("\n" .. said):find("\n" .. example.text .. "\n", 1, true), name .. ": explain", said)
end

local given -- the decisions that reports are about

local function keep_given(_, _, _, example)
  given = "given.jsonl"
  tap.write(scratch .. "/" .. given, example.text .. "\n")
end

local function compare_report(language, _, arguments, example, name)
  local words = { "report agreement.mops --decisions", given, arguments, language ~= "text" and ("--%s -"):format(language) or "" }
  local said = run_here(table.concat(words, " "))
  if language == "csv" then
    return tap.ok(("\n" .. said):find("\n" .. example.text .. "\n", 1, true), name .. ": rows of a report", said)
  end
  local expected = language == "json" and example.text:gsub("\n%s*", "") or example.text
  tap.is(said, expected .. "\n", name .. ": report")
end

local uses = { [""] = parse, leads = keep_input, events = keep_input, roster = keep_input, accounts = keep_input, given = keep_given, report = compare_report, decisions = compare_output,
  final = compare_output, rejects = compare_output, diagnostics = compare_findings }

local function check_agreement(example, kind, name)
  local make = makers[kind]
  if kind == "ignore" then return end
  if not make then return tap.ok(false, ("%s: there is no kind of example `mops %s`"):format(name, kind)) end
  local path = ("%s/line-%d.mops"):format(scratch, example.line)
  tap.write(path, make(example.text))
  tap.write(scratch .. "/agreement.mops", make(example.text))
  inputs = {}
  agreement.check(path, name, scratch)
end

for _, example in ipairs(examples(page)) do
  local name = ("line %d"):format(example.line)
  local language, what, rest = example.info:match("^(%l*)%s*(%l*)%s*(.*)$")
  if what == "file" then tap.write(scratch .. "/" .. rest, example.text .. "\n")
  elseif language == "text" and what == "explain" then compare_explanation(nil, nil, rest, example, name)
  elseif language == "text" and what == "report" then compare_report(language, what, rest, example, name)
  elseif language == "mops" then check_agreement(example, what .. rest, name)
  elseif language == "json" or (language == "csv" and what ~= "") then
    local use = uses[what]
    if use then use(language, what, rest, example, name)
    else tap.ok(false, ("%s: there is no block `%s`"):format(name, example.info)) end
  end
end
tap.done()
