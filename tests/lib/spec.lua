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
-- image accepted; or with the mistakes that `# error E0203: …` comments announce. Other fences
-- (json, sh, text, or none) are not run. `mops ignore` marks what can't be: say why beside it.

package.path = "tests/lib/?.lua;" .. package.path
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
for _, example in ipairs(examples(page)) do
  local kind = example.info:match("^mops%s*(.*)$")
  local name = ("line %d"):format(example.line)
  if kind and makers[kind] then
    local path = ("%s/line-%d.mops"):format(scratch, example.line)
    tap.write(path, makers[kind](example.text))
    agreement.check(path, name, scratch)
  elseif kind and kind ~= "ignore" then
    tap.ok(false, ("%s: there is no kind of example `mops %s`"):format(name, kind))
  end
end
tap.done()
