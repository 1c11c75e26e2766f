-- The library: all countries are there, no two members of an enum share a spelling, nothing of it
-- that is not named is part of an agreement, and its page of the specification lists all of it.
package.path = "tests/lib/?.lua;" .. package.path
local cjson = require "cjson"
local tap = require "tap"

local scratch = tap.scratch("library")
local text = assert(tap.read("stdlib/b2b.mops"))
local path, image = scratch .. "/a.mops", scratch .. "/a.mopsb"

local function names(kind)
  local found = {}
  for name in ("\n" .. text):gmatch("\n" .. kind .. "%s+([%w_]+)") do found[#found + 1] = name end
  return found
end

-- An agreement that names everything.
local fields, rules, lists = {}, {}, {}
for i, name in ipairs(names("enum")) do fields[i] = ("  e%d: %s"):format(i, name) end
for i, name in ipairs(names("event")) do rules[i] = ('  +1 "%s" on %s'):format(name, name) end
for i, name in ipairs(names("list")) do
  local of_text = text:find("\nlist " .. name .. ": text", 1, true)
  lists[i] = ('  +1 "list %d" when %s %s'):format(i, of_text and "title has word" or "email.domain in", name)
end
local head = 'agreement "All" { timezone "Etc/UTC" }\nuse std.b2b\n'
tap.write(path, head .. "lead {\n  email: email key\n  title: text\n" .. table.concat(fields, "\n") .. "\n}\nscore s {\n" ..
  table.concat(rules, "\n") .. "\n" .. table.concat(lists, "\n") .. "\n}\n")
local output, status = tap.run("check", path)
tap.ok(status == 0, "everything in it is fine", output)

local tree = cjson.decode((tap.run("build", "--tree", path)))
local enums = {}
for _, enum in ipairs(tree.enums) do enums[enum.name] = enum end
local seen, codes = {}, 0
for _, member in ipairs(enums.country.members) do
  if member.name:find("^%u%u$") and not seen[member.name] then codes = codes + 1 end
  seen[member.name] = true
end
tap.is(codes, 250, "the 249 codes of ISO 3166-1, and Kosovo")
tap.is(#enums.country.members, 250, "and no others")
for name, enum in pairs(enums) do
  local owner, twice = {}, {}
  for _, member in ipairs(enum.members) do
    local spellings = { member.name, table.unpack(member.spellings) }
    for _, spelling in ipairs(spellings) do
      local folded = spelling:lower()
      if owner[folded] and owner[folded] ~= member.name then twice[#twice + 1] = spelling end
      owner[folded] = member.name
    end
  end
  tap.ok(#twice == 0, name .. ": no two members share a spelling", table.concat(twice, ", "))
end
local without = {}
for _, member in ipairs(enums.country.members) do
  local three = false
  for _, spelling in ipairs(member.spellings) do three = three or spelling:find("^%u%u%u$") end
  if not three then without[#without + 1] = member.name end
end
tap.ok(#without == 0, "each country has a code of three letters", table.concat(without, ", "))

-- The page: what is declared stands there, and what stands first in a row is declared. Codes of states and countries don't.
local page = tap.read("spec/11-library.md")
local declared = {}
local function row_with(name)
  declared[name] = true
  for row in page:gmatch("\n(|[^\n]*)") do
    if row:match("^|([^|]*)"):find("`" .. name .. "%f[^%w_]") then return row end
  end
  return ""
end
for _, kind in ipairs { "enum", "list", "table", "event" } do
  local lacking = {}
  for _, name in ipairs(names(kind)) do
    if row_with(name) == "" then lacking[#lacking + 1] = name end
  end
  tap.ok(#lacking == 0, ("spec/11-library.md has each %s"):format(kind), table.concat(lacking, ", "))
end
local function stand_in_row(name, parts, what)
  local row, lacking = row_with(name), {}
  for _, part in ipairs(parts) do
    if not row:find("`" .. part.name .. "`", 1, true) then lacking[#lacking + 1] = part.name end
  end
  tap.ok(#lacking == 0, ("spec/11-library.md has each %s of %s"):format(what, name), table.concat(lacking, ", "))
end
for _, name in ipairs(names("enum")) do
  if name ~= "us_state" and name ~= "country" then stand_in_row(name, enums[name].members, "member") end
end
for _, record in ipairs(tree.record_types) do
  if #record.fields > 0 and not record.standard and record.name ~= "lead" then stand_in_row(record.name, record.fields, "field") end
end
for row in page:gmatch("\n(|[^\n]*)") do
  for name in row:match("^|([^|]*)"):gmatch("`([%l_]+)`") do
    tap.ok(declared[name] or name == "title", ("spec/11-library.md: the library has `%s`"):format(name))
  end
end

-- What is not named.
tap.write(path, head .. 'lead { email: email key }\nscore s { +1 "Demo" on demo_request, activity }\n')
output, status = tap.run("check", path)
tap.ok(status == 0, "an agreement that names one event", output)
tree = cjson.decode((tap.run("build", "--tree", path)))
local enums_named, records_named = 0, 0 -- those of the standard records are always there, and have a dot
for _, enum in ipairs(tree.enums) do enums_named = enums_named + (enum.name:find(".", 1, true) and 0 or 1) end
for _, record in ipairs(tree.record_types) do records_named = records_named + (record.standard and 0 or 1) end
tap.is(enums_named, 0, "no enum is part of it")
tap.is(records_named, 2, "the lead and one event are part of it")
local events, rejects = scratch .. "/events.jsonl", scratch .. "/rejects.jsonl"
tap.write(events, '{"lead":"x@x.io","type":"page_view","at":"2026-01-01T00:00:00Z"}\n' ..
  '{"lead":"x@x.io","type":"page_vie","at":"2026-01-01T00:00:00Z"}\n')
tap.run("run", path, "--events", events, "--out", "/dev/null", "--rejects", rejects)
local said = tap.read(rejects) or ""
tap.ok(said:find([[no event \"page_view\"; std.b2b has one: use it, and name it in a rule]], 1, true), "an event of the library's that is not named", said)
tap.ok(said:find([[no event \"page_vie\""]], 1, true), "an event that nobody knows", said)
tap.done()
