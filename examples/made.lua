-- What the examples' generators make their data with: chance that is the same on every machine, and files of
-- JSON Lines in order of time.

local made = {}

-- Chance: splitmix64 (Steele, Lea, Flood 2014), in which neighbouring seeds give unrelated numbers. Drawn for each lead from
-- a seed of its own, so that a change to one leaves the others as they are.
local Chance = {}
Chance.__index = Chance

function made.chance(seed) return setmetatable({ state = seed }, Chance) end

function Chance:draw(n) -- 1 .. n
  self.state = self.state + 0x9E3779B97F4A7C15
  local z = self.state
  z = (z ~ z >> 30) * 0xBF58476D1CE4E5B9
  z = (z ~ z >> 27) * 0x94D049BB133111EB
  return ((z ~ z >> 31) >> 1) % n + 1
end

function Chance:percent(p) return self:draw(1000) <= p * 10 end

function Chance:pick(list) return list[self:draw(#list)] end

function Chance:weighted(list) -- { { weight, value }, … }
  local sum = 0
  for _, row in ipairs(list) do sum = sum + row[1] end
  local at = self:draw(sum)
  for _, row in ipairs(list) do
    at = at - row[1]
    if at <= 0 then return row[2] end
  end
end

-- JSON with keys in the order given: { "at", value, "email", value, … }.
function made.json(value)
  if type(value) ~= "table" then return type(value) == "string" and '"' .. value .. '"' or tostring(value) end
  local parts = {}
  for i = 1, #value, 2 do parts[#parts + 1] = ('"%s":%s'):format(value[i], made.json(value[i + 1])) end
  return "{" .. table.concat(parts, ",") .. "}"
end

-- files: by name a list of { at = , line = }, in the order in which they were made. Writes each to FOLDER/NAME.jsonl, in
-- the order of its instants.
function made.write(folder, files)
  for name, list in pairs(files) do
    for place, item in ipairs(list) do item.place = place end
    table.sort(list, function(a, b)
      if a.at ~= b.at then return a.at < b.at end
      return a.place < b.place
    end)
    local file <close> = assert(io.open(folder .. "/" .. name .. ".jsonl", "wb"))
    for _, item in ipairs(list) do file:write(item.line, "\n") end
  end
end

return made
