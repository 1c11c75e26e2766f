-- How the MQLs of xeducation.mops did against what became of the leads:
--
--   lua5.4 compare.lua FINAL LEADS       FINAL: what `mopsc run --final` wrote; LEADS: the CSV file
--
-- The points were chosen by looking at the leads with an odd Lead Number. So what counts is the row
-- of the even ones.

local cjson = require "cjson"

-- CSV as in RFC 4180: calls take(row) with each record as a list of cells.
local function read_csv(text, take)
  local at, row = 1, {}
  while at <= #text do
    local cell, stop
    if text:sub(at, at) == '"' then
      local from = at + 1
      stop = from
      repeat
        stop = assert(text:find('"', stop, true), "a quote is not closed")
        local doubled = text:sub(stop + 1, stop + 1) == '"'
        stop = stop + (doubled and 2 or 1)
      until not doubled
      cell = text:sub(from, stop - 2):gsub('""', '"')
    else
      stop = text:find("[,\r\n]", at) or #text + 1
      cell = text:sub(at, stop - 1)
    end
    row[#row + 1] = cell
    if text:sub(stop, stop) == "," then at = stop + 1
    else
      at = text:match("^\r?\n?()", stop)
      take(row)
      row = {}
    end
  end
end

local function read_leads(path)
  local file <close> = assert(io.open(path, "rb"))
  local leads, header = {}, nil
  read_csv(file:read("a"), function(row)
    if not header then
      header = {}
      for i, name in ipairs(row) do header[name] = i end
      return
    end
    leads[row[header["Prospect ID"]]] = { converted = row[header["Converted"]] == "1",
      odd = tonumber(row[header["Lead Number"]]) % 2 == 1 }
  end)
  return leads
end

local leads, parts = read_leads(arg[2]), {}
for line in io.lines(arg[1]) do
  local final = cjson.decode(line)
  local lead = assert(leads[final.lead], "a lead that is not in the file")
  for _, name in ipairs { lead.odd and "odd" or "even", "all" } do
    local part = parts[name] or { leads = 0, converted = 0, mqls = 0, hits = 0 }
    local mql = final.stage == "mql"
    part.leads = part.leads + 1
    part.converted = part.converted + (lead.converted and 1 or 0)
    part.mqls = part.mqls + (mql and 1 or 0)
    part.hits = part.hits + (mql and lead.converted and 1 or 0)
    parts[name] = part
  end
end

print("| Lead Number | leads | converted | MQLs | of them converted | of all others | lift | found |")
print("|---|---|---|---|---|---|---|---|")
local rows = { { "odd (points chosen here)", "odd" }, { "even (not used for points)", "even" },
               { "all", "all" } }
for _, row in ipairs(rows) do
  local p = parts[row[2]]
  local precision, base = p.hits / p.mqls, p.converted / p.leads
  local others = (p.converted - p.hits) / (p.leads - p.mqls)
  print(("| %s | %d | %.1f%% | %d | %.1f%% | %.1f%% | %.2f | %.1f%% |"):format(row[1], p.leads,
    100 * base, p.mqls, 100 * precision, 100 * others, precision / base,
    100 * p.hits / p.converted))
end
