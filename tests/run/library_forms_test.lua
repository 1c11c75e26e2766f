-- What forms send for the library's enums, as records bring it: each spelling below must become the member before it.
-- Every member of each enum stands here, so that one that is added comes with what forms call it.
package.path = "tests/lib/?.lua;" .. package.path
local cjson = require "cjson"
local tap = require "tap"

local forms = {}

forms.us_state = {
  AL = { "Alabama" }, AK = { "Alaska" }, AZ = { "Arizona", "Ariz." }, AR = { "Arkansas", "Ark." },
  CA = { "California", "Calif.", "Calif" }, CO = { "Colorado", "Colo." }, CT = { "Connecticut", "Conn." },
  DE = { "Delaware", "Del." }, DC = { "District of Columbia", "D.C.", "Washington DC", "Washington, D.C." },
  FL = { "Florida", "Fla." }, GA = { "Georgia", "Ga." }, HI = { "Hawaii", "Hawai'i" }, ID = { "Idaho" },
  IL = { "Illinois", "Ill." }, IN = { "Indiana", "Ind." }, IA = { "Iowa" }, KS = { "Kansas", "Kans." },
  KY = { "Kentucky", "Ky." }, LA = { "Louisiana", "La." }, ME = { "Maine" }, MD = { "Maryland", "Md." },
  MA = { "Massachusetts", "Mass." }, MI = { "Michigan", "Mich." }, MN = { "Minnesota", "Minn." },
  MS = { "Mississippi", "Miss." }, MO = { "Missouri", "Mo." }, MT = { "Montana", "Mont." }, NE = { "Nebraska", "Nebr.", "Neb." },
  NV = { "Nevada", "Nev." }, NH = { "New Hampshire", "N.H." }, NJ = { "New Jersey", "N.J." }, NM = { "New Mexico", "N.M." },
  NY = { "New York", "N.Y.", "New York State" }, NC = { "North Carolina", "N.C." }, ND = { "North Dakota", "N.D." },
  OH = { "Ohio" }, OK = { "Oklahoma", "Okla." }, OR = { "Oregon", "Ore." }, PA = { "Pennsylvania", "Penn.", "Pa." },
  RI = { "Rhode Island", "R.I." }, SC = { "South Carolina", "S.C." }, SD = { "South Dakota", "S.D." },
  TN = { "Tennessee", "Tenn." }, TX = { "Texas", "Tex." }, UT = { "Utah" }, VT = { "Vermont", "Vt." },
  VA = { "Virginia", "Va." }, WA = { "Washington", "Wash.", "Washington State" }, WV = { "West Virginia", "W.Va.", "W. Va." },
  WI = { "Wisconsin", "Wis." }, WY = { "Wyoming", "Wyo." },
  AS = { "American Samoa" }, GU = { "Guam" }, MP = { "Northern Mariana Islands" }, PR = { "Puerto Rico" },
  VI = { "US Virgin Islands", "U.S. Virgin Islands" },
}

forms.industry = {
  software = { "Computer Software", "Software Development" },
  saas = { "Software as a Service", "Cloud software", "SaaS" },
  fintech = { "Financial Technology", "Fin-tech", "FinTech" },
  it_services = { "IT Services", "Information Technology", "Information Technology & Services", "IT Services and IT Consulting",
    "Computer & Network Security", "Computer and Network Security" },
  hardware = { "Computer Hardware", "Electronics", "Semiconductors" },
  internet = { "Online services", "Online Media", "Technology, Information and Internet" },
  telecommunications = { "Telecom", "Telco", "Wireless" },
  banking = { "Bank", "Banks" },
  insurance = { "Insurer", "InsurTech" },
  financial_services = { "Financial Services", "Finance", "Investment Management" },
  healthcare = { "Health Care", "Hospital & Health Care", "Hospitals and Health Care", "Medical Practice", "Medical Devices" },
  pharmaceuticals = { "Pharma", "Life Sciences", "Pharmaceutical Manufacturing" },
  biotechnology = { "Biotech", "Biotechnology Research" },
  manufacturing = { "Machinery", "Machinery Manufacturing", "Industrial Automation" },
  chemicals = { "Chemical", "Chemical Manufacturing", "Chemicals" },
  mining = { "Mining & Metals", "Mining and Metals", "Mining" },
  automotive = { "Cars", "Motor Vehicle Manufacturing" },
  aerospace = { "Aviation & Aerospace", "Aviation and Aerospace", "Defense & Space", "Defence" },
  construction = { "Building Materials", "Civil Engineering" },
  real_estate = { "Real Estate", "Commercial Real Estate", "Property" },
  energy = { "Oil & Gas", "Oil & Energy", "Renewables" },
  utilities = { "Utility", "Water and power" },
  retail = { "Shops", "Supermarkets" },
  ecommerce = { "E-Commerce", "Online retail", "eCommerce" },
  consumer_goods = { "Consumer Goods", "FMCG", "CPG" },
  food_and_beverage = { "Food & Beverage", "Food & Beverages", "Food Production" },
  hospitality = { "Hotels", "Restaurants", "Hotel" },
  travel = { "Leisure, Travel & Tourism", "Travel & Tourism", "Airlines" },
  logistics = { "Logistics & Supply Chain", "Freight", "Shipping" },
  transportation = { "Transport", "Rail", "Transportation/Trucking/Railroad" },
  media = { "Media & Entertainment", "Media Production", "Publishing" },
  marketing_services = { "Marketing & Advertising", "Advertising Services", "PR" },
  education = { "Higher Education", "Education Management", "E-Learning" },
  professional_services = { "Management Consulting", "Business Consulting and Services", "Accounting" },
  legal = { "Legal Services", "Law Practice", "Law firm" },
  nonprofit = { "Non-profit", "Not-for-profit", "NGO", "Nonprofit Organization Management" },
  government = { "Public Sector", "Government Administration" },
  agriculture = { "Farming", "Agribusiness" },
}

-- Words and edges; that every range lies in its band is worked out below.
forms.company_size = {
  solo = { "1", "0-1", "Self-employed", "Freelance", "Just me", "1 employee", "1 person", "Self employed", "Freelancer", "Only me",
    "Sole trader" },
  micro = { "2-10", "2–10", "1-10", "1-10 employees", "1 - 10 employees", "2 to 10", "< 10", "<10", "Fewer than 10", "Less than 10", "Under 10", "Up to 10" },
  small = { "11-50", "11–50", "10-50", "11-50 employees", "11 - 50", "10-49", "26-50", "10+", "Small business", "SMB" },
  medium = { "51-200", "51–200", "50-200", "51 to 200", "51-200 employees", "51-100", "101-200", "50+", "100+", "Mid-size", "Midsize",
    "Medium-sized" },
  upper_medium = { "201-500", "201–500", "200-500", "201-500 employees", "251-500", "200+", "250+", "Mid-market", "Midmarket" },
  large = { "501-1000", "501–1000", "501-1,000", "500-1000", "501-1,000 employees", "500-999", "500+", "501+", "More than 500", "Over 500" },
  very_large = { "1001-5000", "1,001–5,000", "1,000-5,000", "1001-5000 employees", "1.001-5.000", "1000+", "1,000+", "1,000+ employees", "Over 1000", "Over 1,000",
    "More than 1000", "More than 1,000" },
  huge = { "5001-10000", "5,001-10,000", "5,000–10,000", "5001-10000 employees", "5001 - 10000 employees", "5.001–10.000", "5000+", "5,000+", "5,001+", "Over 5000", "Over 5,000",
    "More than 5000", "More than 5,000" },
  enterprise = { "10001+", "10,001+", "10000+", "10,000+", "10,001+ employees", "10,000+ employees", "10.000+", "Over 10000", "Over 10,000",
    "More than 10000", "More than 10,000", "10000 or more", "10,000 or more" },
}

forms.rejection = {
  no_budget = { "No budget", "Too expensive", "Price", "Budget" },
  no_authority = { "No authority", "Not a decision maker", "Wrong person" },
  no_need = { "No need", "Not interested", "No pain" },
  bad_timing = { "Bad timing", "Not now", "Not ready", "Too early", "Call back later" },
  competitor = { "Chose a competitor", "Lost to competitor", "Uses a competitor" },
  unreachable = { "No response", "Could not reach", "Never answered", "Ghosted" },
  bad_data = { "Bad data", "Wrong number", "Bounced", "Spam", "Fake", "Test" },
  duplicate = { "Already exists", "Duplicate lead", "Already in CRM" },
  not_a_fit = { "Not a fit", "Out of ICP", "Wrong industry", "Too small" },
  no_product = { "Missing feature", "Feature gap" },
  customer_already = { "Existing customer", "Already a customer" },
  not_a_lead = { "Job seeker", "Student", "Vendor", "Partner" },
}

forms.seniority = {
  entry = { "Entry level", "Junior", "Intern", "Trainee" },
  senior = { "Senior level", "Specialist", "Individual contributor" },
  manager = { "Manager level", "Management", "Supervisor", "Team lead" },
  director = { "Director level", "Head of department" },
  vp = { "Vice president", "V.P.", "VP level", "SVP", "EVP" },
  c_level = { "C-level", "C-suite", "CXO", "Founder", "Owner" },
}

forms.job_function = {
  marketing = { "Marketing and communications" }, sales = { "Business development" },
  it = { "Information technology", "IT support" }, engineering = { "Software engineering", "R&D" },
  product = { "Product management" }, finance = { "Accounting", "Finance and accounting" },
  hr = { "Human resources", "People", "Recruiting" }, operations = { "Supply chain", "Purchasing" },
  legal = { "Legal and compliance" }, customer_success = { "Customer support", "Support" },
  general_management = { "General manager", "Owner", "Founder" }, other = {},
}

-- Countries: those that forms write in several ways. (That all are there says library_test.lua.)
local countries = {
  AE = { "UAE", "U.A.E.", "United Arab Emirates" }, AT = { "Austria", "Österreich", "ÖSTERREICH", "österreich" },
  BA = { "Bosnia and Herzegovina", "Bosnia & Herzegovina" }, BE = { "Belgium", "BELGIË" }, BS = { "Bahamas, The", "The Bahamas" }, BO = { "Bolivia (Plurinational State of)" },
  CD = { "Congo - Kinshasa", "DR Congo", "Congo, The Democratic Republic of the" }, CG = { "Congo - Brazzaville", "Congo" },
  CH = { "Switzerland", "Schweiz" }, CI = { "Côte d'Ivoire", "CÔTE D'IVOIRE", "CÔTE D’IVOIRE", "Ivory Coast" },
  CN = { "China", "P.R. China" }, CV = { "Cape Verde", "Cabo Verde" }, CW = { "CURAÇAO", "Curacao" },
  CZ = { "Czechia", "Czech Republic", "The Czech Republic", "ČESKÁ REPUBLIKA" }, DE = { "Germany", "DEUTSCHLAND" },
  ES = { "Spain", "España", "ESPAÑA", "Espana" }, FR = { "France" },
  GB = { "UK", "U.K.", "Great Britain", "England", "Scotland", "United Kingdom (UK)" }, GR = { "Greece", "ΕΛΛΆΔΑ", "Hellas" },
  GM = { "Gambia, The" }, HK = { "Hong Kong", "Hong Kong SAR", "Hong Kong SAR, China" }, HU = { "Hungary", "MAGYARORSZÁG" }, IE = { "Ireland", "Republic of Ireland" },
  IR = { "Iran", "Iran (Islamic Republic of)" }, IS = { "ÍSLAND" }, KN = { "St. Kitts & Nevis" },
  KP = { "North Korea", "Korea (Democratic People's Republic of)" }, KR = { "Korea", "South Korea", "Republic of Korea", "Korea, Republic of", "Korea (South)" },
  MD = { "Moldova", "Moldova (Republic of)" }, MK = { "Macedonia", "FYROM", "North Macedonia" }, MM = { "Burma", "Myanmar (Burma)" },
  MO = { "Macao SAR, China" }, NZ = { "New Zealand", "New-Zealand" },
  MX = { "MÉXICO" }, NL = { "Holland", "The Netherlands", "Netherlands", "Kingdom of the Netherlands" },
  RE = { "RÉUNION" }, RO = { "Romania", "ROMÂNIA" }, RS = { "Serbia", "СРБИЈА" }, RU = { "Russia", "РОССИЯ", "Russian Federation" },
  SZ = { "Swaziland" }, TR = { "Turkey", "Türkiye", "TÜRKIYE", "Turkiye" }, TW = { "Taiwan", "Taiwan (Province of China)" },
  TZ = { "Tanzania", "United Republic of Tanzania" }, UA = { "Ukraine", "УКРАЇНА" },
  US = { "USA", "U.S.A.", "United States of America", "The United States of America", "America", "United States (US)" }, VA = { "Vatican City", "Holy See (Vatican City State)" },
  VE = { "Venezuela", "Venezuela (Bolivarian Republic of)" }, VN = { "Vietnam", "Viet Nam" }, XK = { "Kosovo", "XKX" },
}

-- ---- records ----------------------------------------------------------------------------------------

local scratch = tap.scratch("library-forms")
local agreement, leads, finals = scratch .. "/a.mops", scratch .. "/leads.csv", scratch .. "/finals.jsonl"
local fields = { us_state = "state", industry = "industry", company_size = "size", rejection = "reason", country = "country",
  seniority = "seniority", job_function = "job" }
local written, shown = {}, {}
for enum, field in pairs(fields) do
  written[#written + 1] = ("  %s: %s"):format(field, enum)
  shown[#shown + 1] = ("define %s_now = %s"):format(field, field)
end
tap.write(agreement, 'agreement "Forms" { timezone "Etc/UTC" }\nuse std.b2b\nlead {\n  email: email key\n' ..
  table.concat(written, "\n") .. "\n}\n" .. table.concat(shown, "\n") .. "\n")
local tree = cjson.decode((tap.run("build", "--tree", agreement)))
local enums = {}
for _, enum in ipairs(tree.enums) do enums[enum.name] = enum end

-- What each spelling, a lead each, becomes.
local function values_of(field, spellings)
  local lines, values = { "at,email," .. field }, {}
  for i, spelling in ipairs(spellings) do
    lines[i + 1] = ('2026-01-01T00:00:00Z,%d@x.example,"%s"'):format(i, spelling)
  end
  tap.write(leads, table.concat(lines, "\n") .. "\n")
  tap.run("run", agreement, "--leads", leads, "--out", "/dev/null", "--final", finals, "--show", field .. "_now")
  for line in (tap.read(finals) or ""):gmatch("[^\n]+") do
    local final = cjson.decode(line)
    values[tonumber(final.lead:match("^%d+"))] = final.show[field .. "_now"]
  end
  return values
end

local function check(enum, expected, what)
  local spellings, members, wrong = {}, {}, {}
  local function add(spelling, member)
    spellings[#spellings + 1], members[#members + 1] = spelling, member
  end
  for member, forms_of in pairs(expected) do
    add(member, member)
    add(member:lower(), member)
    for _, spelling in ipairs(forms_of) do
      add(spelling, member)
      add(spelling:upper(), member)
      add(" " .. spelling:lower() .. " ", member)
    end
  end
  local values = values_of(fields[enum], spellings)
  for i, spelling in ipairs(spellings) do
    if values[i] ~= members[i] then wrong[#wrong + 1] = ("%q is %s, not %s"):format(spelling, tostring(values[i]), members[i]) end
  end
  table.sort(wrong)
  tap.ok(#wrong == 0, ("%s: %s, %d spellings"):format(enum, what, #spellings), table.concat(wrong, "\n"))
end

for enum, expected in pairs(forms) do
  local lacking = {}
  for _, member in ipairs(enums[enum].members) do
    if not expected[member.name] then lacking[#lacking + 1] = member.name end
  end
  tap.ok(#lacking == 0, enum .. ": every member stands in this test", table.concat(lacking, ", "))
  check(enum, expected, "members and forms")
end
check("country", countries, "usual forms")

local states = 0
for code in pairs(forms.us_state) do states = states + (code:find("^%u%u$") and 1 or 0) end
tap.is(states, 56, "us_state: fifty states, the District and five territories")

-- ---- the ranges of company sizes ----------------------------------------------------------------------
-- The first and the last number of people of each band, rising.
local bands = { { "solo", 1, 1 }, { "micro", 2, 10 }, { "small", 11, 50 }, { "medium", 51, 200 }, { "upper_medium", 201, 500 },
  { "large", 501, 1000 }, { "very_large", 1001, 5000 }, { "huge", 5001, 10000 }, { "enterprise", 10001, math.huge } }

local order = {}
for i, member in ipairs(enums.company_size.members) do order[i] = member.name end
local expected_order = {}
for i, band in ipairs(bands) do expected_order[i] = band[1] end
tap.is(table.concat(order, " "), table.concat(expected_order, " "), "company_size: the bands rise")

-- A number at a band's end that a range begins with belongs to the band above; none is as good as one.
local function band_of(low, high)
  low = math.max(low, 1)
  for _, band in ipairs(bands) do
    if high <= band[3] and high >= band[2] then return low >= band[2] - 1 and band[1] or "two bands" end
  end
end

local function band_from(low)
  for _, band in ipairs(bands) do
    if low + (low % 10 == 0 and 1 or 0) <= band[3] then return band[1] end
  end
end

local words = {}
for _, spellings in pairs(forms.company_size) do
  for _, spelling in ipairs(spellings) do words[spelling] = true end
end
local ranges, wrong = 0, {}
for _, member in ipairs(enums.company_size.members) do
  for _, spelling in ipairs(member.spellings) do
    local plain = spelling:gsub("[,.]", ""):gsub("–", "-"):gsub(" to ", "-"):gsub(" ", ""):gsub("employees$", "")
    local low, high = plain:match("^(%d+)%-(%d+)$")
    local open = plain:match("^(%d+)%+$")
    local band = low and band_of(tonumber(low), tonumber(high)) or open and band_from(tonumber(open))
    if band then ranges = ranges + 1
    elseif not words[spelling] then wrong[#wrong + 1] = ("%q is no range, and not in this test"):format(spelling) end
    if band and band ~= member.name then wrong[#wrong + 1] = ("%q: %s, not %s"):format(spelling, member.name, band) end
  end
end
tap.ok(#wrong == 0 and ranges > 150, ("company_size: %d ranges lie in their bands"):format(ranges), table.concat(wrong, "\n"))

-- Every spelling that the library lists, not only those above, is found in a record.
for enum in pairs(fields) do
  local all = {}
  for _, member in ipairs(enums[enum].members) do all[member.name] = member.spellings end
  check(enum, all, "all that is listed")
end

-- What lies in two bands, or says nothing.
local unlisted = values_of("size", { "1-50", "100-500", "0", "many", "", "50-249" })
tap.ok(#unlisted == 6 and unlisted[6] == cjson.null and unlisted[1] == cjson.null and unlisted[2] == cjson.null and unlisted[3] == cjson.null and
  unlisted[4] == cjson.null and unlisted[5] == cjson.null, "company_size: a range in two bands is not listed")
tap.done()
