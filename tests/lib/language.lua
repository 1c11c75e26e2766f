-- Runs the agreements of one folder against what their comments announce (tests/lib/agreement.lua):
--
--   lua5.4 tests/lib/language.lua tests/language/score
--
-- What stands in a folder `parts` is used by others, and no agreement by itself.

package.path = "tests/lib/?.lua;" .. package.path
local tap = require "tap"
local agreement = require "agreement"

local folder = arg[1]:gsub("/$", "")
local scratch = tap.scratch(folder:gsub("/", "-"))
local files = {}
for path in tap.shell("find " .. tap.quote(folder) .. " -name '*.mops' -not -path '*/parts/*'"):gmatch("[^\n]+") do
  files[#files + 1] = path
end
table.sort(files)
for _, path in ipairs(files) do agreement.check(path, path:sub(#folder + 2), scratch) end
tap.done()
