-- What `check` offers as a fix must be right: applied, it leaves no mistake of the syntax in the
-- lines that it touched but those that were told before. Asked of every file of tests/language that
-- announces such mistakes, with all fixes of a file applied at once. Of a line only one mistake is
-- told at a time, so this goes on while there are fixes.
package.path = "tests/lib/?.lua;" .. package.path
local cjson = require "cjson"
local tap = require "tap"

local scratch = tap.scratch("fixes")

local function check(path)
  local found = {}
  for line in tap.run("check", "--format", "json", path):gmatch("[^\n]+") do
    local good, finding = pcall(cjson.decode, line)
    if good and type(finding) == "table" and finding.code then found[#found + 1] = finding end
  end
  return found
end

-- The edits from the last to the first, so that offsets stay right.
local function edits_of(found)
  local edits = {}
  for _, finding in ipairs(found) do
    if finding.code:match("^E01") then
      for _, fix in ipairs(finding.fixes) do edits[#edits + 1] = { fix = fix, line = finding.line } end
    end
  end
  table.sort(edits, function(a, b)
    if a.fix.start ~= b.fix.start then return a.fix.start > b.fix.start end
    return a.fix["end"] > b.fix["end"]
  end)
  return edits
end

local function apply(text, edits)
  for _, edit in ipairs(edits) do
    text = text:sub(1, edit.fix.start) .. edit.fix.replacement .. text:sub(edit.fix["end"] + 1)
  end
  return text
end

local function lines_of(text)
  local lines = {}
  for line in (text .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = line end
  return lines
end

-- The fixes of one round. Returns the text with them, or nil if there are none, and what is left.
local function round(text, copy, touched)
  tap.write(copy, text)
  local found = check(copy)
  local edits = edits_of(found)
  for _, edit in ipairs(edits) do touched[edit.line] = true end
  return #edits > 0 and apply(text, edits), found
end

-- Of a line that lacks more than its fix gives, the rest is told next.
local function is_left(finding, before, touched)
  if not finding.code:match("^E01") or finding.title:find("^the line ends too early") then return end
  for _, known in ipairs(before) do
    if known.title == finding.title then return end
  end
  return touched[finding.line]
end

local function try(path)
  local copy, touched, notes = scratch .. "/fixed.mops", {}, {}
  local text, before = round(tap.read(path), copy, touched)
  if not text then return end
  local left
  for _ = 1, 4 do
    local better
    better, left = round(text, copy, touched)
    if not better then break end
    text = better
  end
  local lines = lines_of(text)
  for _, finding in ipairs(left) do
    if is_left(finding, before, touched) then
      notes[#notes + 1] = ("%d: %s %s\n    %s"):format(finding.line, finding.code, finding.title,
        lines[finding.line] or "")
    end
  end
  tap.ok(#notes == 0, "the fixes of " .. path .. " are right", table.concat(notes, "\n"))
end

for _, path in ipairs(tap.glob("tests/language/*/*.mops")) do
  if tap.read(path):find("error E01") then try(path) end
end
tap.done()
