-- Every code that the compiler can report has a line in spec/7-diagnostics.md and a test that announces
-- it; the page lists no other.
package.path = "tests/lib/?.lua;" .. package.path
local tap = require "tap"

local function codes_of(command, pattern)
  local codes, list = {}, {}
  local pipe <close> = assert(io.popen(command))
  for line in pipe:lines() do
    for code in line:gmatch(pattern) do
      if not codes[code] then codes[code], list[#list + 1] = true, code end
    end
  end
  table.sort(list)
  return codes, list
end

local reported, list = codes_of("grep -rhoE '\"[EW]0[0-9]{3}\"' compiler grammar", '"([EW]%d+)"')
local listed, page = codes_of("cat spec/7-diagnostics.md", "| ([EW]%d+) |")
local announced = codes_of(
  "grep -rhoE '# (error|warning) [EW]0[0-9]{3}' tests/language spec; grep -hoE '\"[EW]0[0-9]{3}' tests/unit/parse_test.c",
  "([EW]%d+)")

-- E0129 takes more than 200 mistakes: too many to announce line by line.
local path = os.tmpname()
local file <close> = assert(io.open(path, "w"))
file:write('agreement "x" { timezone "Etc/UTC" }\n', ("enum e { a b c }\n"):rep(300))
file:close()
local many = codes_of(tap.mopsc .. " check --format json " .. path, '"code":"([EW]%d+)"')
os.remove(path)
announced.E0129 = many.E0129

-- E0907 is about a line of another file.
local days = tap.scratch("codes")
tap.shell(([[cd %s && printf 'Christmas\n' > days.txt && printf '%%s\n' 'agreement "x" { timezone "Etc/UTC" }' \
  'lead { email: email key }' 'calendar c {' 'open always' 'closed from "days.txt"' '}' > x.mops]]):format(tap.quote(days)))
announced.E0907 = codes_of(tap.mopsc .. " check --format json " .. tap.quote(days) .. "/x.mops", '"code":"([EW]%d+)"').E0907

tap.ok(#list > 50, "the compiler has codes")
for _, code in ipairs(list) do
  tap.ok(listed[code], code .. " is in spec/7-diagnostics.md")
  tap.ok(announced[code], code .. " has a test")
end
for _, code in ipairs(page) do tap.ok(reported[code], code .. " of the page exists") end
tap.done()
