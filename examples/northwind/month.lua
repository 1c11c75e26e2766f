-- Tells a month at Northwind on one screen, from what mopsc decided:
--
--   lua5.4 month.lua DECISIONS FINAL [LEAD]
--
-- DECISIONS and FINAL: what `mopsc run` wrote to --out and --final; LEAD: whose story to tell.

local cjson = require "cjson"

local function read(path)
  local list = {}
  for line in io.lines(path) do list[#list + 1] = cjson.decode(line) end
  return list
end

local decisions, finals = read(arg[1]), read(arg[2])
local hero = arg[3] or "ben.marsh@acme.example"

-- Time: New York is four hours behind UTC all October -------------------------------------------

local HOUR, DAY = 3600, 86400

local function local_time(instant) -- seconds since 1 October, 00:00
  local month, day, hour, minute = instant:match("^%d+%-(%d+)%-(%d+)T(%d+):(%d+)")
  return ((month - 10) * 31 + day - 1) * DAY + hour * HOUR + minute * 60 - 4 * HOUR
end

local function show_time(t)
  return ("%2d Oct %02d:%02d"):format(t // DAY + 1, t % DAY // HOUR, t % HOUR // 60)
end

local function show_length(seconds)
  if seconds >= 2 * DAY then return ("%.1f days"):format(seconds / DAY) end
  return ("%.1f hours"):format(seconds / HOUR)
end

-- What happened ---------------------------------------------------------------------------------

local reached, answers, weeks, waits, since, rules = {}, {}, {}, {}, {}, {}
local story, recycled = {}, 0

-- The rule's label: "engagement/Blog" is rule "Blog" of score engagement.
local function label(rule) return rule:match("/(.*)") or rule end

for _, decision in ipairs(decisions) do
  local t = local_time(decision.at)
  if decision.decision == "stage" then
    local leads = reached[decision.after] or {}
    leads[decision.lead] = true
    reached[decision.after] = leads
    if decision.before == "mql" then
      answers[decision.after] = (answers[decision.after] or 0) + 1
      waits[#waits + 1] = t - since[decision.lead]
    end
    if decision.after == "mql" then
      since[decision.lead] = t
      local week = (t // DAY + 3) // 7 -- weeks begin on Monday; 1 October is a Thursday
      weeks[week] = (weeks[week] or 0) + 1
      if decision.before == "nurture" then recycled = recycled + 1 end
    end
  end
  for _, reason in ipairs(decision.because) do
    if decision.decision == "scored" and decision.score == "engagement" and reason.rule then
      local rule = rules[reason.rule] or { name = label(reason.rule), times = 0, points = 0 }
      rule.times, rule.points = rule.times + 1, rule.points + reason.points
      rules[reason.rule] = rule
    end
  end
  if decision.lead == hero and (decision.score or decision.decision == "stage") then story[#story + 1] = decision end
end

local function count(set)
  local n = 0
  for _ in pairs(set or {}) do n = n + 1 end
  return n
end

-- The screen: two columns, then the story -------------------------------------------------------

local left, right = {}, {}
local function say(column, ...) column[#column + 1] = string.format(...) end

local function bar(n, most, width)
  local length = n * width // most
  return ("#"):rep(n > 0 and math.max(1, length) or 0)
end

local function thousands(n)
  return (tostring(n):reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", ""))
end

local standing = {}
for _, final in ipairs(finals) do standing[final.stage] = (standing[final.stage] or 0) + 1 end

say(left, "HOW FAR THEY CAME            on 1 November")
local before
for _, row in ipairs { { "subscriber", "subscribers" }, { "lead", "leads" }, { "mql", "MQLs" },
                       { "sql", "accepted by sales" }, { "customer", "customers" } } do
  local n = count(reached[row[1]])
  local share = before and ("%d%%"):format((100 * n + before // 2) // before) or ""
  say(left, "%-18s %4d %5s  %4d are", row[2], n, share, standing[row[1]] or 0)
  before = n
end
say(left, "%-18s %4d        %4d are", "in nurture", count(reached.nurture), standing.nurture or 0)
say(left, "")
say(left, "NEW MQLs EACH WEEK")
local names = { [0] = " 1 -  4 Oct", " 5 - 11 Oct", "12 - 18 Oct", "19 - 25 Oct", "26 - 31 Oct" }
for week = 0, 4 do
  local n = weeks[week] or 0
  say(left, "%s %3d %s", names[week], n, bar(n, 40, 24))
end
say(left, "")
table.sort(waits)
say(left, "SALES' ANSWERS")
say(left, "%d accepted, %d rejected, %d still open", answers.sql or 0, answers.nurture or 0,
  standing.mql or 0)
say(left, "half answered within %s", show_length(waits[(#waits + 1) // 2] or 0))
say(left, "%d came back from nurture as MQLs", recycled)

say(right, "WHAT ENGAGEMENT CAME FROM   times  points")
local ranked = {}
for _, rule in pairs(rules) do ranked[#ranked + 1] = rule end
table.sort(ranked, function(a, b)
  if a.points ~= b.points then return a.points > b.points end
  return a.name < b.name
end)
for i = 1, math.min(7, #ranked) do
  say(right, "%-27s %5d %7.0f", ranked[i].name, ranked[i].times, ranked[i].points)
end
say(right, "")
say(right, "ENGAGEMENT ON 1 NOVEMBER")
local histogram, most = {}, 1
for _, final in ipairs(finals) do
  local slot = math.min(9, final.scores.engagement // 10)
  histogram[slot] = (histogram[slot] or 0) + 1
  most = math.max(most, histogram[slot])
end
for slot = 0, 9 do
  local n = histogram[slot] or 0
  say(right, "%3d - %-3d %4d %s", slot * 10, slot < 9 and slot * 10 + 9 or 100, n, bar(n, most, 25))
end

print(("NORTHWIND, OCTOBER 2026: %s leads, %s decisions, each with its reasons"):format(
  thousands(#finals), thousands(#decisions)))
print()
for i = 1, math.max(#left, #right) do
  print((("%-44s%s"):format(left[i] or "", right[i] or ""):gsub("%s+$", "")))
end

local function show(value)
  if value == cjson.null then return "new" end
  return type(value) == "number" and ("%g"):format(value) or value
end

print(("\nONE STORY: %s"):format(hero))
for _, decision in ipairs(story) do
  local why = {}
  for _, reason in ipairs(decision.because) do
    if decision.decision == "scored" and reason.rule then
      why[#why + 1] = ("%s %+g"):format(label(reason.rule), reason.points or 0)
    elseif reason.line and #why == 0 then
      why[1] = ("%sline %d"):format(reason.event and "on " .. reason.event .. ", " or "", reason.line)
    end
  end
  local what = decision.decision == "stage" and "stage" or decision.score
  local line = ("%s  %-11s %10s -> %-10s %s"):format(show_time(local_time(decision.at)), what,
    show(decision.before), show(decision.after), table.concat(why, ", "))
  print((line:gsub("%s+$", "")))
end
