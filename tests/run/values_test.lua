-- What comes in as a value of each type, and how it goes out again: the table of spec/5-records.md.
package.path = "tests/lib/?.lua;" .. package.path
local cjson = require "cjson"
local tap = require "tap"

local scratch = tap.scratch("values")
local agreement, leads = scratch .. "/a.mops", scratch .. "/l."
local finals, rejects = scratch .. "/finals.jsonl", scratch .. "/rejects.jsonl"

tap.write(agreement, [[
agreement "Values" { timezone "America/New_York" }
enum place { ES as "España", AT as "ÖSTERREICH", CI as "Côte d'Ivoire", GR as "Ελλάς", UA as "Україна", TR as "İzmir", other as "straße" }
lead {
  email:    email key
  discount: percent 0..100
  budget:   money USD 0..1_000_000
  renewal:  date
  seen:     instant
  page:     url up to 60
  length:   duration 1 second..3 weeks missing as "0"
  bar:      points -5..1_000
  place:    place missing as "Ågot", "NOWHERE"
}
define page_now = page.path = "/" and page.host = "acme.io"
define renewal_now = renewal
define seen_now = seen
define discount_now = discount
define budget_now = budget
define place_now = place
define length_now = length
define bar_now = bar
]])

-- Each: field, what comes in (as JSON, or as a CSV cell), and what it is, or after "!" part of what is said.
local cases = {
  { "discount", "35", "35%" }, { "discount", '"35"', "35%" }, { "discount", '"35%"', "35%" },
  { "discount", '" 12.50 % "', "12.5%" }, { "discount", "0.00005", "0%" }, { "discount", "null" },
  { "discount", "101", "!a percentage from 0 to 100, found 101" }, { "discount", '"35%%"', "!a percentage" },
  { "discount", '"%"', "!a percentage" }, { "discount", "true", "!a percentage" },
  { "discount", cell = "35%", "35%" }, { "discount", cell = "7", "7%" }, { "discount", cell = "" },

  { "budget", "5000", "USD 5000" }, { "budget", '"5000"', "USD 5000" }, { "budget", "0.00015", "USD 0.0002" },
  { "budget", '"USD 5,000.50"', "USD 5000.5" }, { "budget", '"USD5000"', "USD 5000" },
  { "budget", '"5,000"', "USD 5000" }, { "budget", '"1,000,000"', "USD 1000000" }, { "budget", '" USD  7 "', "USD 7" },
  { "budget", '"EUR 5000"', "!an amount in USD from 0 to 1,000,000, found \"EUR 5000\"" },
  { "budget", '"5,00"', "!an amount" }, { "budget", '"1,0000"', "!an amount" }, { "budget", '"1000,000"', "!an amount" },
  { "budget", '"0,500"', "!an amount" }, { "budget", '"5.000,50"', "!an amount" }, { "budget", '"1,000,00"', "!an amount" },
  { "budget", '"5.5,000"', "!an amount" }, { "budget", '",500"', "!an amount" }, { "budget", '"USD"', "!an amount" },
  { "budget", '"$5"', "!an amount" }, { "budget", "-1", "!an amount" }, { "budget", "1000001", "!an amount" },
  { "budget", '"USD 1' .. ("0"):rep(60) .. '"', "!an amount" },
  { "budget", cell = '"USD 5,000.50"', "USD 5000.5" }, { "budget", cell = "12.5", "USD 12.5" }, { "budget", cell = "" },

  { "length", '"30 minutes"', "30 minutes" }, { "length", '"1 hour 30 minutes"', "1 hour 30 minutes" },
  { "length", '" 90 Minutes "', "1 hour 30 minutes" }, { "length", '"2d 4h"', "2 days 4 hours" }, { "length", '"1 Hr, 5 Min"', "1 hour 5 minutes" },
  { "length", '"1h 5m 3s"', "1 hour 5 minutes 3 seconds" }, { "length", '"2H 5 Min"', "2 hours 5 minutes" }, { "length", '"30\\u00a0minutes"', "30 minutes" },
  { "length", '"1 h\\t5\\tmin"', "1 hour 5 minutes" }, { "length", '"1.5 hours"', "1 hour 30 minutes" },
  { "length", '"2500 ms"', "2 seconds 500 milliseconds" }, { "length", '"3 weeks"', "21 days" }, { "length", '"1 second"', "1 second" },
  { "length", '"1.0005 s"', "1 second" }, { "length", '"1.0015 s"', "1 second 2 milliseconds" }, -- half to even
  { "length", '"0.000694444 days"', "1 minute" }, { "length", '"0.0006944444444 days"', "!a length of time with its unit" },
  { "length", '"PT1H30M"', "1 hour 30 minutes" }, { "length", '"P1DT12H"', "1 day 12 hours" }, { "length", '"P2W"', "14 days" },
  { "length", '"PT90.5S"', "1 minute 30 seconds 500 milliseconds" }, { "length", '"1:30:00"', "1 hour 30 minutes" },
  { "length", '"00:05:07.25"', "5 minutes 7 seconds 250 milliseconds" }, { "length", '"100:00:00"', "4 days 4 hours" },
  { "length", '"0"' }, { "length", "0" }, { "length", "null" }, { "length", cell = "" }, { "length", cell = "45 min", "45 minutes" },
  { "length", "30", "!a length of time with its unit such as \"30 minutes\", found 30" }, { "length", '"30"', "!with its unit" },
  { "length", cell = "30", "!with its unit" }, { "length", '"1:30"', "!with its unit" }, { "length", '"1:60:00"', "!with its unit" },
  { "length", '"1:5:00"', "!with its unit" }, { "length", '"1.5:00:00"', "!with its unit" }, { "length", '"1:30:00:00"', "!with its unit" },
  { "length", '"5M"', "!with its unit" }, { "length", '"1 month"', "!with its unit" }, { "length", '"P1M"', "!with its unit" },
  { "length", '"P1Y"', "!with its unit" }, { "length", '"P"', "!with its unit" }, { "length", '"P1DT"', "!with its unit" },
  { "length", '"PT1H1H"', "!with its unit" }, { "length", '"PT1H30"', "!with its unit" }, { "length", '"P1H"', "!with its unit" },
  { "length", '"30 minutes 1 hour"', "!with its unit" }, { "length", '"1.5 hours 30 minutes"', "!with its unit" },
  { "length", '"1 hour,"', "!with its unit" }, { "length", '"hour"', "!with its unit" }, { "length", '"-5 minutes"', "!with its unit" },
  { "length", '"1. hours"', "!with its unit" }, { "length", '"10000000 days 1 ms"', "!from 1 second to 21 days, found" },
  { "length", '"99999999999999999999 days"', "!from 1 second to 21 days, found" }, { "length", "true", "!with its unit" },
  { "length", '"999 ms"', "!a length of time from 1 second to 21 days, found" }, { "length", '"10000000 days"', "!from 1 second to 21 days" },

  { "bar", "12.5", "12.5" }, { "bar", "-5", "-5" }, { "bar", "0.00005", "0" }, { "bar", "null" }, { "bar", cell = "7.25", "7.25" },
  { "bar", "1000.0001", "!a number from -5 to 1,000, found 1000.0001" }, { "bar", '"12"', "!a number" },

  { "renewal", '"2026-10-01"', "2026-10-01" }, { "renewal", '" 2024-02-29 "', "2024-02-29" }, { "renewal", "null" },
  { "renewal", '"2026-10-01T02:00:00Z"', "2026-09-30" }, { "renewal", '"2026-10-01 23:59:59.999-04:00"', "2026-10-01" },
  { "renewal", '"0000-01-01"', "0000-01-01" }, { "renewal", '"9999-12-31"', "9999-12-31" },
  { "renewal", '"2026-02-29"', "!a date such as 2026-10-01, found \"2026-02-29\"" }, { "renewal", '"2026-1-1"', "!a date" },
  { "renewal", '"10/01/2026"', "!a date" }, { "renewal", "20261001", "!a date" }, { "renewal", '"2026-10-01T10:00:00"', "!a date" },
  { "renewal", cell = "2026-10-01", "2026-10-01" }, { "renewal", cell = "" },

  { "seen", '"2026-10-01T10:00:00Z"', "2026-10-01T10:00:00Z" },
  { "seen", '"2026-10-01 10:00:00.5+02:00"', "2026-10-01T08:00:00.5Z" }, { "seen", "null" },
  { "seen", '"2026-10-01"', "!an instant such as" }, { "seen", "1720000000", "!an instant" },
  { "seen", cell = "2026-10-01T10:00:00Z", "2026-10-01T10:00:00Z" },

  { "page", '"https://acme.io/"', "true" }, { "page", '"acme.io"', "true" }, { "page", '"//ACME.io?x"', "true" },
  { "page", '"https://jo:pw@acme.io:443#x"', "true" }, { "page", '"/"' }, { "page", '"http://acme.io:/"', "true" },
  { "page", '"https://acme.io.example"', "false" }, { "page", '"ftp://localhost"', "false" }, { "page", "null" },
  { "page", '"http://[::1]:80/x"', "false" }, { "page", '"https://acme.io@evil.example/"', "false" },
  { "page", '"localhost"', "!a url such as https://acme.io/pricing, found \"localhost\"" }, { "page", '""', "!a url" },
  { "page", '"https://"', "!a url" }, { "page", '"http:///x"', "!a url" }, { "page", '"acme.io/a b"', "!a url" },
  { "page", '"?x=1.2"', "!a url" }, { "page", "5", "!a text" }, { "page", '"acme.io/' .. ("x"):rep(60) .. '"', "!at most 60 bytes" },
  { "page", cell = "acme.io", "true" }, { "page", cell = "" },

  { "place", '"ESPAÑA"', "ES" }, { "place", '" españa "', "ES" }, { "place", '"España"', "ES" }, { "place", '"Espana"' },
  { "place", '"österreich"', "AT" }, { "place", '"Österreich"', "AT" }, { "place", '"CÔTE D\'IVOIRE"', "CI" },
  { "place", '"ΕΛΛΆΣ"', "GR" }, { "place", '"ελλάσ"', "GR" }, { "place", '"ΕΛΛΑΣ"' }, { "place", '"УКРАЇНА"', "UA" },
  { "place", '"İzmir"', "TR" }, { "place", '"izmir"' }, { "place", '"İZMIR"', "TR" },
  { "place", '"STRAßE"', "other" }, { "place", '"STRASSE"' }, { "place", '"ÅGOT"' }, { "place", '"nowhere"' },
  { "place", cell = "ESPAÑA", "ES" }, { "place", cell = "CÔTE D'IVOIRE", "CI" }, { "place", cell = "" },
}

local function outcome(path, field)
  os.remove(rejects)
  local output = tap.run("run", agreement, "--leads", path, "--at", "2026-10-05T10:00:00Z", "--out", "/dev/null",
    "--final", finals, "--rejects", rejects, "--show", field .. "_now")
  local rejected = tap.read(rejects) or ""
  if rejected ~= "" then return "!" .. cjson.decode(rejected).problem end
  local final = (tap.read(finals) or ""):match("[^\n]+")
  if not final then return output end
  local value = cjson.decode(final).show[field .. "_now"]
  if math.type(value) == "float" then return ("%.14g"):format(value) end
  return value ~= cjson.null and tostring(value) or nil
end

for _, case in ipairs(cases) do
  local field, incoming, expected = case[1], case.cell or case[2], case.cell and case[2] or case[3]
  local path = leads .. (case.cell and "csv" or "jsonl")
  tap.write(path, case.cell and ("email,%s\nx@x.io,%s\n"):format(field, incoming) or
    ('{"email":"x@x.io","%s":%s}\n'):format(field, incoming))
  local found = outcome(path, field)
  local wanted = expected and expected:match("^!(.*)")
  local good = found == expected or wanted and found and found:sub(1, 1) == "!" and found:find(wanted, 1, true)
  tap.ok(good, ("%s %s %s"):format(field, incoming:sub(1, 30), case.cell and "as a cell" or ""),
    ("expected %s, found %s"):format(expected, found))
end
tap.done()
