-- The names that every record has, where one of them stands twice, says nothing, or is a field too.
package.path = "tests/lib/?.lua;" .. package.path
local tap = require "tap"
local scratch = tap.scratch("heads")

-- Runs events over one lead; returns what the summary says, and what was set aside.
local function run(agreement, leads, events, ending)
  local path = scratch .. "/a.mops"
  local lead_file = scratch .. "/leads." .. (leads:find("^{") and "jsonl" or "csv")
  local event_file, rejects = scratch .. "/events." .. ending, scratch .. "/rejects.jsonl"
  tap.write(path, agreement)
  tap.write(lead_file, leads)
  tap.write(event_file, events)
  local output = tap.run("run", path, "--leads", lead_file, "--events", event_file,
    "--out", "/dev/null", "--rejects", rejects)
  return output, tap.read(rejects) or ""
end

local renamed = [[
agreement "Heads" { timezone "Etc/UTC" }
lead { mail: email key from "E-mail" }
event hit
score s { +1 "Hit" on hit }
]]
local lead = "at,E-mail\n2026-01-01T00:00:00Z,a@b.co\n"

for _, case in ipairs { { "at,type,E-mail,mail", "hit,a@b.co," }, { "at,type,mail,E-mail", "hit,,a@b.co" } } do
  local header, row = case[1], case[2]
  local output = run(renamed, lead, header .. "\n2026-01-02T00:00:00Z," .. row .. "\n", "csv")
  tap.ok(output:find "1 scored", "the name that says something counts: " .. header, output)
end
local output = run(renamed, lead,
  '{"at":"2026-01-02T00:00:00Z","type":"hit","E-mail":"a@b.co","mail":null}\n', "jsonl")
tap.ok(output:find "1 scored", "a null says nothing", output)

-- A name met inside an unknown object a record ago must not hide a name that stands twice.
local rejects
output, rejects = run(renamed, lead,
  '{"at":"2026-01-02T00:00:00Z","type":"hit","lead":"a@b.co","x":{"y":1}}\n' ..
  '{"at":"2026-01-02T00:00:00Z","type":"hit","lead":"a@b.co","x":1,"":1,"":2}\n', "jsonl")
tap.ok(output:find "1 scored" and rejects:find "stands twice", "an empty name twice is found", output)

output, rejects = run(renamed:gsub('mail: email key from "E%-mail"', "id: text key"),
  '{"at":"2026-01-01T00:00:00Z","id":"u1"}\n',
  '{"at":"2026-01-02T00:00:00Z","type":"hit","lead":"u1","id":5}\n', "jsonl")
tap.ok(output:find "1 scored" and rejects == "", "a key field called id is no record's id", output .. rejects)
tap.done()
