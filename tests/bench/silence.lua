-- Leads that ask for a demo within one day, one after the other.
--
--   lua5.4 tests/bench/silence.lua LEADS > EVENTS

local leads = math.tointeger(tonumber(arg[1]))
local START, DAY = 1767711600, 86400 -- 2026-01-06T15:00:00Z

for number = 1, leads do
  local at = START + number * DAY // leads
  io.write(('{"lead":"lead%d@acme.io","type":"demo_request","at":"%s"}\n'):format(number,
    os.date("!%Y-%m-%dT%H:%M:%SZ", at)))
end
