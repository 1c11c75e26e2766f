-- Random choices that are the same on every machine: a linear congruential generator of 64 bits.

local random = {}
random.__index = random

function random.new(seed)
  local self = setmetatable({ state = seed * 6364136223846793005 + 1442695040888963407 }, random)
  for _ = 1, 4 do self:bits() end
  return self
end

function random:bits()
  self.state = self.state * 6364136223846793005 + 1442695040888963407
  return self.state >> 33
end

-- A whole number from low to high.
function random:between(low, high) return low + self:bits() % (high - low + 1) end

-- True once in `times`.
function random:once_in(times) return self:bits() % times == 0 end

function random:pick(list) return list[self:between(1, #list)] end

-- Some of a list, in its order, at least one.
function random:some(list, most)
  local wanted, chosen = self:between(1, math.min(most or #list, #list)), {}
  for index, item in ipairs(list) do
    if self:between(1, #list - index + 1) <= wanted - #chosen then chosen[#chosen + 1] = item end
  end
  return chosen
end

return random
