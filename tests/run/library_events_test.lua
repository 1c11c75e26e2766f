-- The library's usual events: each with its fields, what they take, and whether it is the lead's own activity.
package.path = "tests/lib/?.lua;" .. package.path
local cjson = require "cjson"
local tap = require "tap"

-- A line for each event: its name, `passive` or nothing, its fields with their types as they are written.
local expected = [[
page_view: path text up to 2048 required, title text, url url, referrer url up to 4096
form_submit: form text required, path text up to 2048, campaign text
email_sent passive: campaign text
email_delivered passive: campaign text
email_bounced passive: campaign text, reason text
email_open: campaign text
email_click: campaign text, link url up to 4096
email_replied: campaign text
subscribed: list text
unsubscribed: list text, campaign text
spam_complaint: campaign text
ad_click: campaign text, source text, medium text
social_engaged: network text, campaign text
content_download: asset text, campaign text
case_study_download: asset text
video_watched: video text, watched percent 0..100
webinar_registered: name text
webinar_attended: name text
event_registered: name text
event_attended: name text
chat_started: page text up to 2048
contact_request: form text, message text up to 4096
demo_request: form text
pricing_request: form text
trial_started: product text
trial_ended passive: product text
product_used: feature text
meeting_booked: kind text
meeting_held: kind text
meeting_missed passive: kind text
call_attempted passive:
call_connected: length int 0..1_000_000
contacted passive: channel text
sales_accepted passive:
sales_rejected passive: reason rejection, note text up to 4096
opportunity_created passive: amount decimal
deal_won passive: amount decimal
deal_lost passive: amount decimal, reason text
]]

local events, longest = {}, { text = 255, url = 2048 }
for line in expected:gmatch("[^\n]+") do
  local event = { fields = {} }
  event.name, event.passive = line:match("^([%w_]+) ?(%l*):")
  for piece in line:match(":(.*)$"):gmatch("[^,]+") do
    local name, type = piece:match("^ *([%w_]+) (.*)$")
    local kind = type:match("^%l+")
    event.fields[#event.fields + 1] = { name = name, kind = kind, required = type:find(" required$") ~= nil,
      longest = tonumber(type:match("up to (%d+)")) or longest[kind] }
  end
  events[#events + 1] = event
end

local scratch = tap.scratch("library-events")
local agreement, incoming = scratch .. "/a.mops", scratch .. "/events.jsonl"
local finals, rejects = scratch .. "/finals.jsonl", scratch .. "/rejects.jsonl"
local rules = {}
for i, event in ipairs(events) do rules[i] = ('  +1 "%s" on %s'):format(event.name, event.name) end
tap.write(agreement, 'agreement "Events" { timezone "Etc/UTC" }\nuse std.b2b\nlead { email: email key }\nscore happened {\n' ..
  table.concat(rules, "\n") .. '\n}\nscore active { +1 "Activity" on activity }\n')
local said, status = tap.run("check", agreement)
tap.ok(status == 0, "an agreement that names all of them", said)

-- The list above is all that the library has.
local have, listed = {}, {}
for name in tap.read("stdlib/b2b.mops"):gmatch("\nevent%s+([%w_]+)") do have[#have + 1] = name end
local tree, fields_of = cjson.decode((tap.run("build", "--tree", agreement))), {}
for _, record in ipairs(tree.record_types) do fields_of[record.name] = record.fields end
local function names_of(fields)
  local names = {}
  for i, field in ipairs(fields) do names[i] = field.name end
  return table.concat(names, " ")
end
for i, event in ipairs(events) do
  listed[i] = event.name
  tap.is(names_of(fields_of[event.name]), names_of(event.fields), event.name .. " has these fields")
end
table.sort(have)
table.sort(listed)
tap.is(table.concat(have, " "), table.concat(listed, " "), "the library has these events")

-- The longest value that a field takes, or one that fits.
local function value_of(field)
  if field.kind == "text" then return ("x"):rep(field.longest) end
  if field.kind == "url" then return "https://acme.io/" .. ("x"):rep(field.longest - #"https://acme.io/") end
  return ({ percent = 100, int = 1000000, rejection = "Too expensive", decimal = 12.5 })[field.kind]
end

local function run(records)
  local lines = {}
  for i, record in ipairs(records) do lines[i] = cjson.encode(record) end
  tap.write(incoming, table.concat(lines, "\n") .. "\n")
  os.remove(rejects)
  tap.run("run", agreement, "--events", incoming, "--out", "/dev/null", "--final", finals, "--rejects", rejects)
  local rows, refused = {}, {}
  for line in (tap.read(finals) or ""):gmatch("[^\n]+") do
    local final = cjson.decode(line)
    rows[final.lead] = final
  end
  for line in (tap.read(rejects) or ""):gmatch("[^\n]+") do
    local reject = cjson.decode(line)
    refused[reject.line] = reject.problem
  end
  return rows, refused
end

local function record_of(event, i)
  return { type = event.name, lead = i .. "@x.example", at = "2026-01-01T00:00:00Z" }
end

-- Each with all its fields, at their longest: it happens, and is an activity unless it is passive.
local whole = {}
for i, event in ipairs(events) do
  whole[i] = record_of(event, i)
  for _, field in ipairs(event.fields) do whole[i][field.name] = value_of(field) end
end
local rows, refused = run(whole)
for i, event in ipairs(events) do
  local row = rows[i .. "@x.example"]
  tap.ok(not refused[i] and row and row.scores.happened == 1, event.name .. " happens", refused[i])
  tap.is(row and row.scores.active, event.passive == "passive" and 0 or 1,
    event.name .. (event.passive == "passive" and " is passive" or " is an activity"))
end

-- Each with a field too long, or of another type: set aside. And each field alone is not needed, unless it is required.
local wrong, expectations = {}, {}
for _, event in ipairs(events) do
  for _, field in ipairs(event.fields) do
    local record = record_of(event, #wrong + 1)
    for _, other in ipairs(event.fields) do
      if other.required then record[other.name] = value_of(other) end
    end
    record[field.name] = field.longest and value_of(field) .. "x" or field.kind == "rejection" and 5 or "x"
    wrong[#wrong + 1], expectations[#expectations + 1] = record, ("%s.%s: %s"):format(event.name, field.name, field.kind)
  end
end
rows, refused = run(wrong)
for i, what in ipairs(expectations) do
  tap.ok(refused[i], what .. " takes nothing longer, and nothing else")
end

local bare, needs = {}, {}
for i, event in ipairs(events) do
  bare[i] = record_of(event, i)
  for _, field in ipairs(event.fields) do needs[i] = needs[i] or field.required and field.name end
end
rows, refused = run(bare)
for i, event in ipairs(events) do
  if needs[i] then
    tap.ok(refused[i] and refused[i]:find(needs[i], 1, true), ("%s needs its %s"):format(event.name, needs[i]), refused[i])
  else
    tap.ok(not refused[i] and rows[i .. "@x.example"], event.name .. " needs none of its fields", refused[i])
  end
end
tap.done()
