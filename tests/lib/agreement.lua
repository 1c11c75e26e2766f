-- Checks one agreement against what its own comments announce:
--
--   +5 "Blog" on page_vew              # error E0203: part of the title
--   stage lost owned by marketing      # warning W0801: part of the title
--   # error E0101 at line 5: …         for a line that can't carry a comment
--   … # error E0203: … # help: part of what is advised there # note: part of what is noted
--
-- The announced findings must be there, on those lines, and no others; what is announced of their
-- help and notes, too. An agreement without
-- announced errors is also run: its tests must pass, and its image must be accepted.

local cjson = require "cjson"
local tap = require "tap"

local agreement = {}

local function describe(finding)
  return ("line %d: %s %s: %s"):format(finding.line, finding.severity, finding.code, finding.title)
end

local function announced(text)
  local list, advice, errors, number = {}, {}, 0, 0
  for line in (text .. "\n"):gmatch("(.-)\r?\n") do
    number = number + 1
    for severity, code, place, title in (line .. " # "):gmatch(
        "#%s*(%l+) ([EW]%d%d%d%d)([^:#]*):%s*(.-)%s*%f[#]") do
      if severity == "error" or severity == "warning" then
        list[#list + 1] = { severity = severity, code = code, title = title,
                            line = tonumber(place:match("at line (%d+)")) or number }
        if severity == "error" then errors = errors + 1 end
      end
    end
    for kind, words in (line .. " # "):gmatch("#%s*(%l+):%s*(.-)%s*%f[#]") do
      if kind == "help" or kind == "note" then
        advice[#advice + 1] = { kind = kind, words = words, line = number }
      end
    end
  end
  return list, advice, errors
end

local function matches(expected, found)
  return expected.code == found.code and expected.line == found.line and
    expected.severity == found.severity and found.title:find(expected.title, 1, true)
end

-- Takes each announced finding out of the found ones; what stays on either side is a failure.
local function compare(expected, found)
  local notes = {}
  for _, want in ipairs(expected) do
    local at
    for i, finding in ipairs(found) do
      if not at and matches(want, finding) then at = i end
    end
    if at then table.remove(found, at) else notes[#notes + 1] = "missing:     " .. describe(want) end
  end
  for _, finding in ipairs(found) do
    notes[#notes + 1] = "unannounced: " .. describe(finding)
  end
  return notes
end

local function is_advised(want, found)
  for _, finding in ipairs(found) do
    for _, words in ipairs(finding.line == want.line and finding[want.kind == "help" and "help" or "notes"] or {}) do
      if words:find(want.words, 1, true) then return true end
    end
  end
end

local function check(path, name, expected, advice, errors)
  local output, status = tap.run("check", "--format", "json", path)
  local found, notes = {}, {}
  for line in output:gmatch("[^\n]+") do
    local good, finding = pcall(cjson.decode, line)
    if good and type(finding) == "table" and finding.code then found[#found + 1] = finding
    else notes[#notes + 1] = line end
  end
  for _, want in ipairs(advice) do
    if not is_advised(want, found) then
      notes[#notes + 1] = ("missing:     line %d: %s: %s"):format(want.line, want.kind, want.words)
    end
  end
  for _, note in ipairs(compare(expected, found)) do notes[#notes + 1] = note end
  local wanted = errors > 0 and 1 or 0
  if status ~= wanted then notes[#notes + 1] = ("exit status %d, not %d"):format(status, wanted) end
  return tap.ok(#notes == 0, name .. ": check", table.concat(notes, "\n"))
end

-- Compiled to an image, and the image loaded by `run`, which verifies it first.
local function check_image(path, name, scratch)
  local image, nothing = scratch .. "/image.mopsb", scratch .. "/nothing.jsonl"
  tap.write(nothing, "")
  local output, status = tap.run("build", path, "-o", image)
  if status == 0 then
    output, status = tap.run("run", image, "--leads", nothing, "--out", "/dev/null")
  end
  tap.ok(status == 0, name .. ": image", output)
end

-- path: where the text is; name: what to call it.
function agreement.check(path, name, scratch)
  local text = assert(tap.read(path), path)
  local expected, advice, errors = announced(text)
  if not check(path, name, expected, advice, errors) or errors > 0 then return end
  if ("\n" .. text):find('\n%s*test%s+"') then
    local output, status = tap.run("test", path)
    tap.ok(status == 0, name .. ": tests", output)
  end
  check_image(path, name, scratch)
end

return agreement
