-- Reports of random months, counted once more in another way: first the whole history, of visits, clocks and owners as
-- lists, then each figure by going through all of it. And the same figures as CSV.

package.path = "tests/lib/?.lua;tests/report/?.lua;" .. package.path
local cjson = require "cjson"
local tap = require "tap"
local month = require "month"
local scratch = tap.scratch("report-recount")
local AGREEMENT <const> = "tests/report/month.mops"
local STAGES <const> = { "subscriber", "lead", "mql", "sal", "opportunity", "nurture", "customer" }
local OWNERS <const> = { "maria", "ana", "ben", "cleo", "dan", "unrouted" }
local SLAS <const> = { "first_contact", "decision" }

-- ---- time -----------------------------------------------------------------------------------------

local DAY <const> = 86400
local function days_before_month(y, m) -- since 1 January 2026; of years without leap days
  local days = 0
  for i = 1, m - 1 do days = days + ({ 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 })[i] end
  return days + (y - 2026) * 365
end
local function seconds(instant)
  local y, m, d, h, min, s = instant:match("^(%d+)%-(%d+)%-(%d+)T(%d+):(%d+):([%d.]+)Z$")
  return (days_before_month(tonumber(y), tonumber(m)) + d - 1) * DAY + h * 3600 + min * 60 + s
end
local CHANGE <const> = seconds "2026-11-01T06:00:00Z"
local function local_day(at) return (at - (at < CHANGE and 4 or 5) * 3600) // DAY end
local function monday(day) return day - (day + 3) % 7 end -- 1 January 2026 is a Thursday
local function date(day)
  local m = 12
  while days_before_month(2026, m) > day do m = m - 1 end
  return ("2026-%02d-%02d"):format(m, day - days_before_month(2026, m) + 1)
end

-- ---- history --------------------------------------------------------------------------------------

local function history(path)
  local h = { visits = {}, clocks = {}, gets = {}, losses = {}, told = {}, owners = {}, days = {}, entries = {} }
  local visit, clock, owner, scores = {}, {}, {}, {} -- the present ones, by lead (and SLA)
  local known, last_told = {}, {}
  local function gone(lead)
    if visit[lead] then visit[lead].gone = true end
    for _, sla in ipairs(SLAS) do
      local c = clock[lead .. sla]
      if c and not c.over and c.verdict == "open" then c.verdict = "cancelled" end
      clock[lead .. sla] = nil
    end
    visit[lead], owner[lead], scores[lead] = nil, nil, {}
    h.owners[#h.owners + 1] = { lead = lead, at = h.at }
  end
  for line in io.lines(path) do
    local d = cjson.decode(line)
    local at, lead = seconds(d.at), d.lead
    local import = d.because[1] and d.because[1].import
    h.at = at
    h.days[#h.days + 1] = { at = at, lead = lead }
    scores[lead] = scores[lead] or {}
    for _, reason in ipairs(d.because) do
      local mark = lead .. d.at .. tostring(reason.event)
      if reason.with and not last_told[mark] then
        for field, value in pairs(reason.with) do
          h.told[#h.told + 1] = { at = at, what = reason.event .. "." .. field, value = value, owner = owner[lead] or d.owner or "" }
        end
      end
      if reason.event then last_told[mark] = true end
    end
    if d.decision == "stage" then
      if d.before == cjson.null then gone(lead); known[lead] = true end
      if visit[lead] then visit[lead].next, visit[lead].left = d.after, at end
      visit[lead] = { lead = lead, stage = d.after, at = at, import = import }
      h.visits[#h.visits + 1] = visit[lead]
      local now = {}
      for _, score in ipairs { "engagement", "fit" } do now[score] = scores[lead][score] or known[lead] and 0 or nil end
      visit[lead].scores = now
    elseif d.decision == "scored" then scores[lead][d.score] = d.after
    elseif d.decision == "merged" then
      for _, sla in ipairs(SLAS) do
        local mine, other = clock[lead .. sla], clock[d.from .. sla]
        if other and not other.over and not (mine and not mine.over) then
          clock[lead .. sla], clock[d.from .. sla] = other, nil
        end
      end
      if not owner[lead] and owner[d.from] then
        owner[lead] = owner[d.from]
        h.owners[#h.owners + 1] = { lead = lead, owner = owner[lead], at = at }
      end
      gone(d.from)
    elseif d.decision == "assigned" or d.decision == "reassigned" then
      owner[lead] = d.after
      h.owners[#h.owners + 1] = { lead = lead, owner = d.after, at = at }
      if not import then h.gets[#h.gets + 1] = { owner = d.after, at = at, taken = d.decision == "reassigned" } end
      if d.decision == "reassigned" then h.losses[#h.losses + 1] = { owner = d.before, at = at } end
    elseif d.decision:find("^sla_") then
      local key = lead .. d.sla
      local c = clock[key]
      if d.decision == "sla_started" then
        if c and not c.over and c.verdict == "open" then c.verdict = "passed_on" end
        clock[key] = { sla = d.sla, owner = d.owner, at = at, verdict = "open" }
        h.clocks[#h.clocks + 1] = clock[key]
      elseif c then
        if c.verdict == "open" then c.owner = d.owner end
        c.verdict = d.after == "breached then met" and "late" or d.after
        c.over = c.over or d.decision ~= "sla_breached"
        c.took = d.took_seconds or c.took
      end
    end
  end
  return h
end

-- ---- figures, as a flat list of names -------------------------------------------------------------

local function recount(h, from, to) -- local days
  local found = {}
  local function within(item) local day = local_day(item.at); return day >= from and day <= to end
  local function add(name, n) found[name] = (found[name] or 0) + (n or 1) end
  local function ranked(list, percent) table.sort(list); return list[(#list * percent + 99) // 100] end
  local function percent(part, whole) return (part * 2000 + whole) // (whole * 2) / 10 end

  local stays, seen = {}, {}
  for _, visit in ipairs(h.visits) do
    if within(visit) and not visit.import then
      local name = "stages/" .. visit.stage
      add(name .. "/entered")
      add(name .. "/weeks/" .. date(monday(local_day(visit.at))) .. "/entered")
      if not seen[visit.stage .. visit.lead] then add(name .. "/leads") end
      seen[visit.stage .. visit.lead] = true
      if visit.next then
        local next_name = name .. "/next/" .. visit.next
        add(next_name .. "/count")
        stays[next_name] = stays[next_name] or {}
        table.insert(stays[next_name], visit.left - visit.at)
      else add(name .. (visit.gone and "/gone" or "/still")) end
      if visit.stage == "mql" then
        for _, score in ipairs { "engagement", "fit" } do
          local value = visit.scores[score]
          add("scores/" .. score .. (value and "/count" or "/unknown"))
          if value then
            stays[score] = stays[score] or {}
            table.insert(stays[score], value)
          end
        end
      end
    end
  end
  for _, score in ipairs { "engagement", "fit" } do
    found["scores/" .. score .. "/median"] = stays[score] and ranked(stays[score], 50)
    found["values/" .. score], stays[score] = stays[score], nil
  end
  for name, list in pairs(stays) do
    found[name .. "/median_seconds"] = ranked(list, 50)
    found[name .. "/percent"] = percent(#list, found[name:match("^stages/[^/]+") .. "/entered"])
  end

  local took = {}
  for _, clock in ipairs(h.clocks) do
    if within(clock) then
      local sla = "slas/" .. clock.sla
      local names = { sla, sla .. "/weeks/" .. date(monday(local_day(clock.at))), sla .. "/owners/" .. tostring(clock.owner) }
      for _, name in ipairs(names) do
        add(name .. "/started")
        add(name .. "/" .. clock.verdict)
        if clock.took and not name:find("/weeks/") then
          took[name] = took[name] or {}
          table.insert(took[name], clock.took)
        end
      end
    end
  end
  for name, list in pairs(took) do
    found[name .. "/answers"], found[name .. "/median_seconds"], found[name .. "/p95_seconds"] = #list, ranked(list, 50), ranked(list, 95)
    found["values/" .. name] = list
  end
  local names = {}
  for name in pairs(found) do names[#names + 1] = name:match("^(slas/.*)/started$") end
  for _, name in ipairs(names) do
    local met = found[name .. "/met"] or 0
    local all = met + (found[name .. "/late"] or 0) + (found[name .. "/breached"] or 0)
    if all > 0 then found[name .. "/compliance"] = percent(met, all) end
  end

  for _, get in ipairs(h.gets) do
    if within(get) then
      add("load/" .. get.owner .. "/assigned")
      add("load/" .. get.owner .. "/weeks/" .. date(monday(local_day(get.at))) .. "/assigned")
      if get.taken then add("load/" .. get.owner .. "/reassigned") end
    end
  end
  for _, loss in ipairs(h.losses) do if within(loss) then add("load/" .. loss.owner .. "/lost") end end
  local holder, stage = {}, {}
  for _, o in ipairs(h.owners) do if local_day(o.at) <= to then holder[o.lead] = o.owner end end
  for _, visit in ipairs(h.visits) do if local_day(visit.at) <= to then stage[visit.lead] = visit.stage end end
  for lead, who in pairs(holder) do if stage[lead] ~= "customer" then add("load/" .. who .. "/held") end end

  for _, told in ipairs(h.told) do
    if within(told) then
      local name = "reasons/" .. told.what
      add(name .. "/count")
      add(name .. "/values/" .. told.value .. "/count")
      add(name .. "/owners/" .. tostring(told.owner) .. "/count")
      add(name .. "/owners/" .. tostring(told.owner) .. "/values/" .. told.value .. "/count")
    end
  end
  local leads, count = {}, 0
  for _, decision in ipairs(h.days) do
    if within(decision) then
      if not leads[decision.lead] then count = count + 1 end
      leads[decision.lead] = true
      add("period/decisions")
    end
  end
  found["period/leads"], found["read/decisions"] = count, #h.days
  return found
end

-- ---- what the report says, flat -------------------------------------------------------------------

local KEYS <const> = { "score", "stage", "sla", "week", "owner", "told", "value", "from_seconds", "from" }
local function flatten(value, name, into)
  for key, item in pairs(value) do
    if type(item) ~= "table" then into[name .. key] = item
    elseif #item == 0 and next(item) ~= nil then flatten(item, name .. key .. "/", into)
    else
      for _, row in ipairs(item) do
        local id
        for _, candidate in ipairs(KEYS) do
          if row[candidate] ~= nil then id, row[candidate] = row[candidate], nil; break end
        end
        id = id == cjson.null and "" or type(id) == "number" and ("%.14g"):format(id) or id
        flatten(row, ("%s%s/%s/"):format(name, key, id), into)
      end
    end
  end
  return into
end

local function plain(value)
  if value == nil or value == cjson.null then return "" end
  if value == true then return "yes" elseif value == false then return "no" end
  return type(value) == "number" and ("%.14g"):format(value) or value
end

-- Texts of the agreement, which nothing counts.
local NOT_COUNTED <const> = { title = true, owned_by = true, final = true, time = true, manager = true, queue = true, stage = true }

local function compare_counts(said, found, what)
  local wrong, compared = {}, 0
  for name, value in pairs(said) do
    local part = name:match("[^/]+$")
    if not NOT_COUNTED[part] and not name:find("/bins/") and not name:find("^agreement") and not name:find("^period/[ft]") and
       not name:find("^read/[fls]") then
      compared = compared + 1
      local mine = found[name] or (part:find("median") or part:find("p95") or part == "compliance") and "" or 0
      if plain(mine) ~= plain(value) then wrong[#wrong + 1] = ("%s: said %s, counted %s"):format(name, plain(value), plain(mine)) end
      found[name] = nil
    end
  end
  for name, value in pairs(found) do
    if not name:find("^values/") then wrong[#wrong + 1] = ("%s: not said, counted %s"):format(name, plain(value)) end
  end
  table.sort(wrong)
  tap.ok(#wrong == 0 and compared > 100, ("%s: %d figures, counted anew"):format(what, compared), table.concat(wrong, "\n"))
end

-- Bins: they hold all the values, each the right ones, without gaps.
local function compare_bins(report, found, what)
  local wrong = {}
  local function check(name, bins, from, to, values)
    local edge
    for i, bin in ipairs(bins) do
      local n = 0
      for _, value in ipairs(values or {}) do
        if value >= bin[from] and (bin[to] == cjson.null or value < bin[to]) then n = n + 1 end
      end
      if n ~= bin.count or edge and edge ~= bin[from] or i < #bins and bin[to] == cjson.null then wrong[#wrong + 1] = name .. ": bin " .. i end
      edge = bin[to]
    end
    if #bins > 13 or (#bins == 0) ~= (values == nil) then wrong[#wrong + 1] = name .. ": number of bins" end
  end
  for _, sla in ipairs(report.slas) do check(sla.sla, sla.bins, "from_seconds", "to_seconds", found["values/slas/" .. sla.sla]) end
  for _, score in ipairs(report.scores) do check(score.score, score.bins, "from", "to", found["values/" .. score.score]) end
  tap.is(table.concat(wrong, ", "), "", what .. ": bins")
end

local function compare_csv(said, path, what)
  local wrong, rows, in_csv = {}, 0, 0
  for line in io.lines(path) do
    rows = rows + 1
    local section, item, list, of, figure, value = line:match('^([^,]*),([^,]*),([^,]*),([^,]*),([^,]*),"?(.-)"?$')
    if rows == 1 then tap.is(line, "section,item,list,of,figure,value", what .. ": CSV's header")
    else
      local name = section .. "/" .. (item ~= "" and item .. "/" or "")
      local lists, ofs = {}, {}
      for part in list:gmatch("[^/]+") do lists[#lists + 1] = part end
      for part in (of .. "/"):gmatch("([^/]*)/") do ofs[#ofs + 1] = part end
      for i, part in ipairs(lists) do name = name .. part .. "/" .. ofs[i] .. "/" end
      name = name .. figure
      if plain(said[name]) ~= value then wrong[#wrong + 1] = ("%s: %s in CSV, %s in JSON"):format(name, value, plain(said[name])) end
      in_csv = in_csv + 1
    end
  end
  local in_json = 0
  for _ in pairs(said) do in_json = in_json + 1 end
  tap.is(table.concat(wrong, "\n"), "", what .. ": CSV says the same as JSON")
  tap.is(in_csv, in_json, what .. ": CSV has as many figures as JSON")
end

local function check(seed, leads, from, to)
  local what = ("seed %d%s"):format(seed, from and (", %s to %s"):format(from, to) or "")
  local decisions = month.make(scratch, seed, leads)
  local words = { "report", AGREEMENT, "--decisions", decisions, "--json", scratch .. "/r.json", "--csv", scratch .. "/r.csv" }
  if from then for _, word in ipairs { "--from", from, "--to", to } do words[#words + 1] = word end end
  local said, status = tap.run(table.unpack(words))
  if not tap.ok(status == 0, what .. ": a report", said) then return end
  local report = cjson.decode(tap.read(scratch .. "/r.json"))
  local h = history(decisions)
  local function day(text) return local_day(seconds(text .. "T12:00:00Z")) end
  tap.is(report.period.from, from or date(local_day(h.days[1].at)), what .. ": the first day")
  tap.is(report.period.to, to or date(local_day(h.at)), what .. ": the last day")
  local found = recount(h, day(report.period.from), day(report.period.to))
  compare_bins(report, found, what)
  local flat = flatten(report, "", {})
  compare_csv(flat, scratch .. "/r.csv", what)
  compare_counts(flat, found, what)
end

check(1, 300)
check(2, 300, "2026-10-01", "2026-10-31")
check(3, 200, "2026-10-30", "2026-11-03")
check(4, 40, "2026-09-28", "2026-09-28")
tap.done()
