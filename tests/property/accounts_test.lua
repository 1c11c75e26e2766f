-- Random leads of random accounts: decisions are those of a run without accounts whose lead records carry
-- what the account says. What each record would have to carry is worked out here from all that the lead said.
package.path = "tests/lib/?.lua;tests/property/?.lua;" .. package.path
local cjson = require "cjson"
local tap = require "tap"
local random = require "random"

local source = [[
agreement "Random" { timezone "UTC" }
enum trade { shop, bank, farm }
record company { domain: domain, name: text, size: int 0..9, trade: trade, since: date, site: url, vip: flag }
lead { id: text key, title: text, mail: email, company: company }
event visit
score fit {
  +1    "Size"  when company.size >= 5
  +2    "Bank"  when company.trade = bank
  +4    "Name"  when company.name starts "A"
  +8    "Word"  when company.name has word "farm"
  +16   "Old"   when since(company.since) >= 100 days
  +32   "Shop"  when company.site.host starts "shop."
  +64   "Path"  when company.site.path = "/about"
  +128  "VIP"   when company.vip
  +256  "There" when company.domain is known
  +512  "Site"  when company.site is known
}
score interest { +1 "Visit" on visit where company.vip }
lifecycle {
  stage lead owned by marketing
  stage mql  owned by marketing
  start at lead
  lead -> mql when fit >= 300
  mql -> lead when fit < 200
}
]]

local fields = {
  name = { "Acme", "Acme farm", "Other", "" },
  size = { 1, 5, 9 },
  trade = { "shop", "bank", "farm", "none that is listed" },
  since = { "2020-01-01", "2026-01-01" },
  site = { "https://shop.io/about", "/about", "acme.io" },
  vip = { true, false },
}
local names = { "name", "size", "trade", "since", "site", "vip" }
local domains = { "a.io", "b.a.io", "c.b.a.io", "x.co", "www.y.co", "gmail.com", "A.IO.", "na.io", "www.b.a.io", "elsewhere.org" }

-- Without what does not tell domains apart.
local function plain(domain)
  domain = domain:lower():gsub("%.$", "")
  return (domain:gsub("^www%.", ""))
end

-- The account of a domain: its end after the fewest dots.
local function account_of(accounts, domain)
  if not domain then return {} end
  domain = plain(domain)
  while domain do
    if domain == "gmail.com" then return {} end
    if accounts[domain] then return accounts[domain] end
    domain = domain:match("%.(.*)$")
  end
  return {}
end

local function is_known(field, value) return value ~= nil and value ~= cjson.null and value ~= "none that is listed" end

-- What a lead's records must carry, after this one.
local function completed(accounts, lead, record)
  for name, value in pairs(record.company or {}) do lead[name] = is_known(name, value) and value or nil end
  for name, value in pairs(record.company or {}) do if value == false then lead[name] = false end end
  if record.mail then lead.mail = is_known("mail", record.mail) and record.mail or nil end
  local account = account_of(accounts, lead.domain or lead.mail and lead.mail:match("@(.*)$"))
  local whole = { at = record.at, id = record.id, title = record.title, mail = record.mail, company = {} }
  for _, name in ipairs { "domain", table.unpack(names) } do
    local value = lead[name]
    if value == nil then value = account[name] end
    if value == nil then value = cjson.null end
    whole.company[name] = value
  end
  return whole
end

local function some_fields(choose, target, nulls)
  for _, name in ipairs(names) do
    if choose:once_in(3) then target[name] = choose:pick(fields[name]) end
    if nulls and choose:once_in(6) then target[name] = cjson.null end
  end
  return target
end

local function write(path, records)
  local lines = {}
  for _, record in ipairs(records) do lines[#lines + 1] = cjson.encode(record) .. "\n" end
  tap.write(path, table.concat(lines))
end

local scratch = tap.scratch("accounts")
tap.write(scratch .. "/a.mops", source)
local function run(leads, out, ...)
  return tap.run("run", scratch .. "/a.mops", "--leads", scratch .. leads, "--events", scratch .. "/events.jsonl",
    "--out", scratch .. out, ...)
end

local different, said, decisions = nil, nil, 0
for seed = 1, tonumber(os.getenv("ACCOUNT_CASES") or "60") do
  local choose = random.new(seed)
  local accounts, lines, leads, given, complete, events = {}, {}, {}, {}, {}, {}
  for _, domain in ipairs(choose:some(domains)) do
    local line = some_fields(choose, { domain = domain }, true)
    if domain ~= "gmail.com" and not accounts[plain(domain)] then
      local account = {}
      for name, value in pairs(line) do if value == false or is_known(name, value) then account[name] = value end end
      accounts[plain(domain)] = account
    end
    lines[#lines + 1] = line
  end
  for day = 1, 40 do
    local id = "lead" .. choose:between(1, 6)
    local at = ("2026-%02d-%02dT00:00:00Z"):format(day // 28 + 1, day % 28 + 1)
    local record = { at = at, id = id }
    if not choose:once_in(3) then record.company = some_fields(choose, {}, true) end
    if record.company and choose:once_in(4) then record.company.domain = choose:pick { cjson.null, table.unpack(domains) } end
    if choose:once_in(2) then record.mail = choose:once_in(5) and cjson.null or "jo@" .. choose:pick(domains) end
    if record.company and not next(record.company) then record.company = nil end
    leads[id] = leads[id] or {}
    given[#given + 1] = record
    complete[#complete + 1] = completed(accounts, leads[id], record)
    if choose:once_in(2) then events[#events + 1] = { at = at, type = "visit", lead = id } end
  end
  write(scratch .. "/accounts.jsonl", lines)
  write(scratch .. "/given.jsonl", given)
  write(scratch .. "/complete.jsonl", complete)
  write(scratch .. "/events.jsonl", events)
  said = run("/given.jsonl", "/found.jsonl", "--accounts", scratch .. "/accounts.jsonl")
  run("/complete.jsonl", "/expected.jsonl")
  local found = tap.read(scratch .. "/found.jsonl")
  decisions = decisions + select(2, found:gsub("\n", ""))
  if found ~= tap.read(scratch .. "/expected.jsonl") then different = seed break end
end
tap.ok(not different, "leads of accounts are decided on as if they had said it themselves", ("seed %s\n%s"):format(different, said))
tap.ok(decisions > 1000, "there was something to decide: " .. decisions)
tap.done()
