-- The README says what is so: its agreement is the hello example, its test stands in Northwind, its
-- hand-over and its SLA in the specification, and its message is the one that the broken line gets.

package.path = "tests/lib/?.lua;" .. package.path
local tap = require "tap"

local readme = tap.read("README.md")
local northwind = tap.read("examples/northwind/northwind.mops")

local function block(fence)
  local _, start = readme:find("\n```" .. fence .. "\n", 1, true)
  return start and readme:sub(start + 1, readme:find("\n```\n", start, true))
end

local hello = tap.read("examples/hello/hello.mops")
tap.is(block("mops"), hello, "the first agreement is examples/hello")
local test = block("mops fragment")
local given = test and test:match("^(.-\n)  2026")
tap.ok(given and northwind:find(given, 1, true), "the test stands in examples/northwind", test)

-- The hand-over and the SLA are what the pages on them show, which are run.
local fragments = {}
for fragment in readme:gmatch("\n```mops fragment\n(.-\n)```\n") do fragments[#fragments + 1] = fragment end
for number, page in pairs { [2] = "spec/14-routing.md", [3] = "spec/15-sla.md" } do
  local shown = fragments[number]
  tap.ok(shown and tap.read(page):find("\n" .. shown, 1, true), "what is shown stands in " .. page, shown)
end

-- The message names the file where it was broken: a copy that stands in the same place of another
-- tree.
local place = readme:match("%-%-> (%S+):50:29")
local lines, number = {}, 0
for line in northwind:gmatch("(.-)\n") do
  number = number + 1
  lines[number] = number == 50 and line:gsub("page_view", "page_veiw") or line
end
local tree = tap.scratch("readme")
os.execute("mkdir -p " .. tree .. "/examples/northwind")
tap.write(tree .. "/" .. place, table.concat(lines, "\n") .. "\n")
local program = tap.shell("realpath " .. tap.quote(tap.mopsc)):gsub("\n", "")
local command = ("cd %s && %s check %s 2>&1"):format(tap.quote(tree), tap.quote(program), place)
local output = tap.shell(command)
local shown = readme:match("\n%$ build/mopsc check [^\n]+\n(.-)```")
tap.is(output, shown, "the message of the tour is what comes out")

-- What the tour shows of a lead is a part of the explanation, as a month of Northwind's data gives it.
local month = tap.scratch("readme-month")
tap.shell("lua5.4 examples/northwind/generate.lua " .. tap.quote(month))
local asked, told = readme:match("\n%$ build/mopsc (explain .-%-%-lead %S+)\n(.-)```")
asked = asked and asked:gsub("\\\n", ""):gsub("build/northwind", (tap.quote(month):gsub("%%", "%%%%")))
local explained = asked and tap.shell(program .. " " .. asked .. " 2>&1")
tap.ok(explained and explained:find("\n" .. told .. "\n", 1, true), "the explanation of the tour is what comes out",
       explained)

-- What it shows of the report is a part of the screen, of what the tour's run decides.
local function command(name) -- as the README has it, with the files of this month
  local text = readme:match("\n(build/mopsc " .. name .. " .-[^\\])\n```")
  return text and (text:gsub("\\\n", ""):gsub("build/northwind", (tap.quote(month):gsub("%%", "%%%%"))):gsub("build/mopsc", (tap.quote(program):gsub("%%", "%%%%")))
    :gsub("(%s)([%w]+%.[jhc][%w]+)", "%1" .. month:gsub("%%", "%%%%") .. "/%2"))
end
local said = tap.shell(command("run") .. " 2>&1 && " .. command("report") .. " 2>&1")
local screen = block("text")
tap.ok(screen and said:find("\n" .. screen, 1, true), "the screen of the tour is what comes out", said)
for _, file in ipairs { "october.html", "october.json", "october.csv" } do tap.ok(tap.read(month .. "/" .. file), "the tour writes " .. file) end

for link in readme:gmatch("%]%(([^)]+)%)") do
  local path = link:gsub("#.*", "")
  tap.ok(path:find("://") or os.rename(path, path), "README links to " .. path)
end
tap.done()
