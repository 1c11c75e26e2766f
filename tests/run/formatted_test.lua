-- The agreements of this tree are written in the one style: examples, library, benchmark, tests, and those in
-- the README and the specification. What announces a mistake of syntax is left as it is.
package.path = "tests/lib/?.lua;" .. package.path
local tap = require "tap"

local scratch = tap.scratch("formatted")

for _, path in ipairs(tap.glob("examples/*/*.mops stdlib/*.mops tests/bench/*.mops tests/policies/*.mops")) do
  local difference, status = tap.run("fmt", "--check", path)
  tap.ok(status == 0, path, difference)
end

-- Tests of the language too, but those of its syntax, and what does not parse.
for _, path in ipairs(tap.glob("tests/language/*/*.mops")) do
  if not path:find("/syntax/") and not tap.read(path):find("# error E01") then
    local difference, status = tap.run("fmt", "--check", path)
    tap.ok(status == 0, path, difference)
  end
end

local function format(text)
  tap.write(scratch .. "/a.mops", text)
  local errors, status = tap.run("fmt", scratch .. "/a.mops")
  return status == 0 and tap.read(scratch .. "/a.mops") or errors
end

-- The kinds of fences that tests/lib/spec.lua knows: a part is formatted in what it is a part of.
local function format_in(head)
  return function(text)
    local block = format(head .. " {\n" .. text .. "}\n"):match("^[^\n]*\n(.*)}\n$")
    return block and block:gsub("%f[^\n\0]  ", "")
  end
end

local function format_conditions(text)
  return (text:gsub("[^\n]+", function(line)
    return (format("define condition = " .. line .. "\n"):gsub("^define condition = ", ""):gsub("\n$", ""))
  end))
end

local formatters = { [""] = format, fragment = format, score = format_in("score engagement"),
  lifecycle = format_in("lifecycle"), condition = format_conditions }

local function check_page(page)
  for kind, text in tap.read(page):gmatch("\n```mops *(%l*)[^\n]*\n(.-)```") do
    local name = ("%s: %s"):format(page, text:match("[^\n]*"))
    if formatters[kind] and not text:find("# error E01") then tap.is(formatters[kind](text), text, name) end
  end
end
-- The worked example: a text and what becomes of it.
for before, after in tap.read("spec/9-format.md"):gmatch("\n```text unformatted\n(.-)```.-```mops fragment\n(.-)```") do
  tap.is(format(before), after, "spec/9-format.md: what becomes of it")
end

for _, page in ipairs(tap.glob("README.md examples/*/README.md spec/*.md")) do check_page(page) end
tap.done()
