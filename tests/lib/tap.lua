-- TAP (Test Anything Protocol) for tests in Lua, and what they all need: running a program, reading
-- a file. Tests start at the top of the tree:
--
--   package.path = "tests/lib/?.lua;" .. package.path
--   local tap = require "tap"
--   tap.ok(1 + 1 == 2, "sums")
--   tap.is(found, "abc", "text")
--   tap.done()

local tap = { mopsc = os.getenv("MOPSC") or (os.getenv("BUILD") or "build") .. "/mopsc" }
local run, failed = 0, 0

local function comment(text)
  for line in (tostring(text) .. "\n"):gmatch("(.-)\n") do
    if line ~= "" then print("# " .. line) end
  end
end

-- notes: what helps when it fails.
function tap.ok(passed, what, notes)
  run = run + 1
  if not passed then failed = failed + 1 end
  print(("%s %d - %s"):format(passed and "ok" or "not ok", run, what))
  if not passed and notes then comment(notes) end
  return passed
end

function tap.is(found, expected, what)
  return tap.ok(found == expected, what,
    ("expected: %s\nfound:    %s"):format(tostring(expected), tostring(found)))
end

-- Something that could not be checked here, and why. The harness shows it.
function tap.left_out(what)
  run = run + 1
  print(("ok %d - # SKIP %s"):format(run, what))
end

function tap.done()
  print("1.." .. run)
  os.exit(failed == 0 and 0 or 1, true)
end

-- A word for the shell.
function tap.quote(word) return "'" .. tostring(word):gsub("'", "'\\''") .. "'" end

-- Runs a shell command; returns what it wrote and its exit status.
function tap.shell(command)
  local pipe = assert(io.popen(command, "r"))
  local output = pipe:read("a")
  local _, _, status = pipe:close()
  return output, status
end

-- mopsc with arguments; errors go where the output goes unless the last argument redirects them.
function tap.run(...)
  local words = { tap.quote(tap.mopsc) }
  for _, argument in ipairs { ... } do words[#words + 1] = tap.quote(argument) end
  return tap.shell(table.concat(words, " ") .. " 2>&1 </dev/null")
end

function tap.read(path)
  local file = io.open(path, "rb")
  if not file then return nil end
  local text = file:read("a")
  file:close()
  return text
end

function tap.write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  file:write(text)
end

-- Files that a shell pattern names, sorted.
function tap.glob(pattern)
  local files = {}
  for line in tap.shell("ls -d " .. pattern .. " 2>/dev/null"):gmatch("[^\n]+") do
    files[#files + 1] = line
  end
  table.sort(files)
  return files
end

-- A folder for this run, removed by the harness with everything in BUILD/tests/scratch.
function tap.scratch(name)
  local folder = (os.getenv("BUILD") or "build") .. "/tests/scratch/" .. name
  assert(os.execute("rm -rf " .. tap.quote(folder) .. " && mkdir -p " .. tap.quote(folder)))
  return folder
end

return tap
