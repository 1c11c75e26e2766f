-- Agreements that are as large as they may be compile to images that load; what is larger is refused
-- by check and build alike, once and where it stands.
package.path = "tests/lib/?.lua;" .. package.path
local tap = require "tap"

local scratch = tap.scratch("size")
local head = [[
agreement "Size" { timezone "Etc/UTC" }
lead { email: email key, n: int, m: int }
event visit { path: text, amount: int }
]]

-- status: of check and of build. expected: what check says, in a line, if it is refused.
local function try(name, text, expected)
  local path, image = scratch .. "/a.mops", scratch .. "/a.mopsb"
  os.remove(image)
  tap.write(path, head .. text)
  local output, status = tap.run("check", path)
  local _, built = tap.run("build", path, "-o", image)
  local refusals = select(2, output:gsub("error%[", ""))
  if expected then
    tap.ok(status == 1 and refusals == 1 and output:find(expected, 1, true),
      name .. " is refused by check, once", output)
    tap.ok(built == 1 and not tap.read(image), name .. " is not built", "exit status " .. built)
    return
  end
  tap.ok(status == 0, name .. " is fine for check", output)
  local listing, loaded = tap.run("disasm", image)
  tap.ok(built == 0 and loaded == 0, name .. " is built, and loads", listing:sub(1, 200))
  return listing
end

-- Definitions of some 70 comparisons, which are too large to stand inside others.
local function repeated(count, separator, make)
  local parts = {}
  for i = 1, count do parts[i] = make(i) end
  return table.concat(parts, separator)
end
local large = repeated(70, " or ", function(i) return "n > " .. i end)

local function chain(length)
  return ("define d1 = %s\n"):format(large) ..
    repeated(length - 1, "\n", function(i) return ("define d%d = d%d and (%s)"):format(i + 1, i, large) end)
end
try("a chain of 62 large definitions", chain(62))
try("a chain of 80 large definitions", chain(80), "more than 63 deep")

-- Each takes twice the steps of the one before.
local function doubled(count)
  return ("define d0 = %s\n"):format(large) .. repeated(count, "\n", function(i)
    return ("define d%d = d%d and n > %d or d%d and m > %d"):format(i, i - 1, i, i - 1, i)
  end)
end
try("a definition of half a million steps", doubled(11))
try("a definition of four million steps", doubled(15), "more than a million steps")

-- Events that follow twice each from the one before: 2^60 ways from the first to the last.
try("a chain of 60 events that follow", "event e0 = visit\n" .. repeated(60, "\n", function(i)
  return ("event e%d = e%d where n > 1, 2 e%d"):format(i, i - 1, i - 1)
end) .. '\ndefine big = n > 5\nscore s {\n  +1 "Last" on e60\n  +1 "Big" on becoming big\n}\n')

-- Sums that read others twice: 2^60 parts of the last, of which nothing is said of circles.
try("a chain of 60 sums", "define s0 = n\n" .. repeated(60, "\n", function(i)
  return ("define s%d = min(s%d, s%d + 1)"):format(i, i - 1, i - 1)
end) .. "\nlifecycle {\n  stage a owned by x\n  stage b owned by x\n  start at a\n" ..
  "  a -> b when s60 > 3\n  b -> a when s60 < 2\n}\n", "could move in circles")

-- Facts that are derived from others twice: 2^40 ways to the first.
local plain = head
head = head:gsub("m: int }", function()
  return "m: int\n" .. repeated(40, "\n", function(i)
    return i == 1 and "f1: int = min(n, n + 1)" or ("f%d: int = min(f%d, f%d + 1)"):format(i, i - 1, i - 1)
  end) .. "\n}"
end):gsub("n: int,", "n: int 0..10,")
try("a chain of 40 derived facts", "define big = f40 > 5\nscore s {\n  +1 \"Big\" on becoming big\n  +1 \"High\" when f40 > 3\n}\n")
head = plain

-- A lead's memory: the firings, one instant of each, and 64 KB in all.
local function window(count)
  return ('score s { +1 "Visit" on visit at most %d per 7 days }\n'):format(count)
end
try("a window of 8,000 instants", window(8000))
-- 6 slots of the header, 4 of the score, 2 of its rule and 9,000 instants, 8 bytes each
try("a window of 9,000 instants", window(9000), "would need 72096 bytes")

-- What one decision may have to tell: each `where` has 403 criteria (`and`, its own test, `or` and 400), and
-- a record can be two occurrences.
local function told(count)
  return "define wide = " .. repeated(400, " or ", function(i) return "n > " .. i end) .. "\nscore s {\n" ..
    repeated(count, "\n", function(i) return ('  +1 "Rule %d" on visit where amount > %d and wide'):format(i, i) end) .. "\n}\n"
end
try("967,200 criteria in one decision", told(1200))
try("1,047,800 criteria in one decision", told(1300), "might have to tell 1047800 tests")

-- A definition that stands deep inside what an event is asked, where the registers end.
try("a definition below 60 others", "define d = min(q, q + 5)\nscore q { +1 \"Visit\" on visit }\n" ..
  ('score s { +1 "Deep" on visit where amount > 3 and %sd%s > 5 }\n'):format(("min(q, "):rep(60), (")"):rep(60)))

-- Runs by path: as many answers as paths, and one rule in each.
local function sum_of(listing, section, field)
  local sum, rows = 0, 0
  local body = listing:match("\n" .. section .. " %(.-\n(.-)\n\n")
  for row in body:gmatch("[^\n]+") do
    sum, rows = sum + tonumber(row:match("  " .. field .. " (%d+)")), rows + 1
  end
  return sum, rows
end
local function paths(count)
  return repeated(count, "\n", function(i)
    return ('  +1 "Path %d" on visit where path = "/%d/x"'):format(i, i)
  end)
end
local listing = try("300 rules by path", "score s {\n" .. paths(300) .. "\n}\n")
if listing then
  local candidates, runs = sum_of(listing, "RUN", "count")
  tap.is(candidates, 300, "each path's run has its one rule")
  tap.ok(runs > 600, "there is a run for each answer", runs .. " runs")
end
local amounts = repeated(300, "\n", function(i)
  return ('  +1 "Amount %d" on visit where amount = %d'):format(i, i)
end)
listing = try("300 rules by path and 300 by amount", "score s {\n" .. paths(300) .. "\n" .. amounts .. "\n}\n")
if listing then
  local candidates, runs = sum_of(listing, "RUN", "count")
  tap.is(candidates, 600, "each path's run has its one rule, and so has each amount's")
end
tap.done()
