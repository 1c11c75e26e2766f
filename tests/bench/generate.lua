-- The workload: leads and what they did in 180 days, as JSON Lines. The same on every run.
--
--   lua5.4 tests/bench/generate.lua LEADS FOLDER
--
-- writes FOLDER/leads.jsonl and FOLDER/events.jsonl. Leads have their instant in `created_at`;
-- events stand in order of time, at one instant in the order of their leads. 10,000 leads do
-- 208,525 things: the number per lead is log-normal (median 7, at most 2,000), 4 % do nothing, and
-- a third are in a buying mood.

local leads, folder = math.tointeger(tonumber(arg[1])), arg[2]

-- Numbers by chance -------------------------------------------------------------------------------
-- A linear congruential generator (Knuth's MMIX); the low bits of its state are poor and not used.

local state = 3

local function random()
  state = state * 6364136223846793005 + 1442695040888963407
  return (state >> 11) * 0x1p-53
end

-- 0 .. n - 1
local function below(n) return math.floor(random() * n) end

local function chance(share) return random() < share end

local function normal(mean, deviation)
  local radius = math.sqrt(-2 * math.log(1 - random()))
  return mean + deviation * radius * math.cos(2 * math.pi * random())
end

local function one_of(list) return list[below(#list) + 1] end

-- "a 3, b 1" becomes a function that answers a three times out of four.
local function weighted(text)
  local names, bounds, sum = {}, {}, 0
  for name, weight in text:gmatch "(%S+) ([%d.]+)" do
    sum = sum + tonumber(weight)
    names[#names + 1], bounds[#bounds + 1] = name, sum
  end
  return function()
    local at = random() * sum
    for i, bound in ipairs(bounds) do
      if at < bound then return names[i] end
    end
    return names[#names]
  end
end

local function words(text)
  local list = {}
  for word in text:gmatch "%S+" do list[#list + 1] = word end
  return list
end

-- What leads are ----------------------------------------------------------------------------------

local seniority = weighted [[unknown 8, entry 14, senior 18, manager 22, director 18, vp 13,
  c_level 7]]
local industry = weighted [[software 24, fintech 14, saas 18, healthcare 12, manufacturing 11,
  retail 11, education 10]]
local country = weighted [[US 52, CA 6, GB 7, IE 1, DE 6, AT 1, CH 1, FR 4, NL 2, BE 1, SE 2, NO 1,
  DK 1, AU 3, NZ 1, JP 2, SG 1, IN 4, BR 2, MX 1, ES 2, IT 1, PL 1]]
local states = words [[CA CA CA TX TX NY NY FL FL IL PA OH GA NC MI NJ VA WA AZ MA TN IN MO MD WI CO
  MN SC AL LA KY OR OK CT UT IA NV AR KS]]
local free_domains = words [[gmail.com yahoo.com hotmail.com outlook.com aol.com icloud.com
  proton.me gmx.com mail.com live.com msn.com yandex.com]]
local first_names = words [[ana ben carla dev eva finn gita hugo ines joe kira liam maya nils olga
  paul]]
local last_names = words [[silva smith garcia patel kim rossi novak brown larsen dubois]]
local departments = { "Marketing", "Revenue Operations", "Sales", "IT", "Finance", "Ingénierie",
  [[\"Growth\" & Ops]] }
local titles = { unknown = "", entry = "Associate ", senior = "Senior Analyst ",
  manager = "Manager ", director = "Director ", vp = "VP ", c_level = "Chief Officer " }

-- What leads do -----------------------------------------------------------------------------------

local cold = weighted [[blog 18, other 30, pricing 3, compare 1.5, email_open 22, email_skip 16,
  demo_request 0.3, case_study_download 2, webinar_attended 1.2, form_submit 3, ad_click 3]]
local hot = weighted [[blog 12, other 24, pricing 12, compare 4, email_open 24, email_skip 7,
  demo_request 2.5, case_study_download 5, webinar_attended 3, form_submit 4, ad_click 2.5]]

local other_pages = words [[/ /product /docs/start /customers /about /careers /integrations/crm
  /security /press/pricing]]
local pricing_pages = words "/pricing /pricing/enterprise /pricing?plan=pro /pricing#faq"
local campaigns = words "spring-launch nurture-01 nurture-02 q2-webinar winback"

local function page(path) return '"type":"page_view","path":"' .. path .. '"' end

local function email(kind)
  return function() return ('"type":"%s","campaign":"%s"'):format(kind, one_of(campaigns)) end
end

local function utm()
  return ('"utm_source":"%s","utm_medium":"%s","utm_campaign":"%s"'):format(
    one_of { "google", "linkedin", "newsletter" }, one_of { "cpc", "email" }, one_of(campaigns))
end

-- The fields of an event after its lead and instant.
local doings = {
  blog = function() return page("/blog/post-" .. below(997)) end,
  other = function() return page(one_of(other_pages)) end,
  pricing = function() return page(one_of(pricing_pages)) end,
  compare = function() return page("/compare/vendor-" .. below(7)) end,
  email_open = email "email_open",
  email_skip = email "email_skip",
  demo_request = function() return '"type":"demo_request"' end,
  case_study_download = function()
    return ('"type":"case_study_download","asset":"case-%d.pdf"'):format(below(30))
  end,
  webinar_attended = function()
    return ('"type":"webinar_attended","name":"webinar-%d"'):format(below(12))
  end,
  form_submit = function()
    local form = one_of { "contact", "ebook", "trial" }
    return ('"type":"form_submit","form":"%s",%s'):format(form, utm())
  end,
  ad_click = function() return '"type":"ad_click",' .. utm() end,
}

-- Time --------------------------------------------------------------------------------------------

local DAY = 86400
local STOP = 1783023300 -- 2026-07-02T20:15:00Z
local START = STOP - 180 * DAY

local dates = {}

local function instant(seconds)
  local day, rest = seconds // DAY, seconds % DAY
  dates[day] = dates[day] or os.date("!%Y-%m-%dT", day * DAY)
  return ("%s%02d:%02d:%02dZ"):format(dates[day], rest // 3600, rest // 60 % 60, rest % 60)
end

-- Writing -----------------------------------------------------------------------------------------

local function text_or_null(text) return text and '"' .. text .. '"' or "null" end

local function lead_line(number, id, created)
  local rank, land = seniority(), country()
  local state_code = land == "US" and one_of(states) or nil
  local employees = math.max(1, math.floor(math.exp(normal(4.9, 1.5))))
  local company = below(math.max(10, leads // 4))
  local domain = "acme" .. company .. ".com"
  local address = ("%s.%s%d@%s"):format(one_of(first_names), one_of(last_names), number,
    chance(0.18) and one_of(free_domains) or domain)
  local owner = chance(0.15) and "owner-" .. below(40) or nil
  return table.concat {
    '{"id":"', id, '","email":"', address, '","title":"', titles[rank], one_of(departments),
    '","seniority":"', rank, '","country":"', land, '","state":', text_or_null(state_code),
    ',"company":{"name":"Acme ', company, '","domain":"', domain, '","employees":', employees,
    ',"industry":"', industry(), '"},"account_owner":', text_or_null(owner),
    ',"in_sales_process":', tostring(chance(0.12)), ',"consent":', tostring(chance(0.85)),
    ',"created_at":"', instant(created), '"}\n' }
end

local events, order = {}, {}

-- An event's place in time and its number in one integer, to be sorted by.
local NUMBERS = 1 << 26

local function add_events(id, created)
  local count = chance(0.04) and 0 or math.min(2000, math.floor(math.exp(normal(2.0, 1.5))))
  local mood = chance(0.35) and hot or cold
  for _ = 1, count do
    local at = created + math.floor(random() * (STOP - created))
    events[#events + 1] = ('{"lead":"%s","at":"%s",%s}\n'):format(id, instant(at), doings[mood()]())
    order[#order + 1] = at * NUMBERS + #events
  end
end

local function create(name) return assert(io.open(folder .. "/" .. name, "wb")) end

local lead_file = create "leads.jsonl"
for number = 1, leads do
  local id = ("L%07d"):format(number)
  local created = START + math.floor(random() ^ 1.3 * 170 * DAY)
  lead_file:write(lead_line(number, id, created))
  add_events(id, created)
end
assert(lead_file:close())

table.sort(order)
local event_file = create "events.jsonl"
for _, key in ipairs(order) do event_file:write(events[key % NUMBERS]) end
assert(event_file:close())
