-- mopsc fmt keeps what an agreement says: 300 agreements (random ones, and now and then an example), written
-- as nobody would (blanks, line breaks wherever the language allows one, comments, tabs, CRLF), or as many as
-- fit into SOAK_SECONDS. The formatted text has the same tree and the same image but for numbers of lines, the same
-- comments in the same order, and is formatted already.
--
-- Environment as for compare.lua: CASES, SEED, SECONDS_LIMIT, SOAK_SECONDS.

package.path = "tests/lib/?.lua;tests/property/?.lua;" .. package.path
local tap = require "tap"
local Random = require "random"
local generate = require "generate"

local soak = os.getenv("SOAK_SECONDS")
local cases = math.tointeger(tonumber(os.getenv("CASES") or soak and 0 or 300))
local first_seed = math.tointeger(tonumber(os.getenv("SEED") or soak and os.time() * 1000 or 1))
local seconds_limit = tonumber(os.getenv("SECONDS_LIMIT") or soak or math.huge)
local folder = tap.scratch("format-property")
generate.avoid.files = true

-- ---- writing badly --------------------------------------------------------------------------------

-- Texts, words and numbers, signs; `in a row` is one word, and so is a date with its time, a time of day, an amount of
-- money, and `money USD`.
local patterns = { '^"[^"]*"', "^in a row%f[^%w_]", "^money [A-Z][A-Z][A-Z]", "^[A-Z][A-Z][A-Z] [%d_]+%.%d+", "^[A-Z][A-Z][A-Z] [%d_]+", "^%d%d%d%d%-%d%d%-%d%d[ T]%d%d:[%d:]+Z?", "^%d%d%d%d%-%d%d%-%d%d", "^%d%d:%d%d", "^[%a_][%w_]*", "^%d[%d_]*%.%d+%%?",
  "^%d[%d_]*%%?", "^%.%.", "^%->", "^=>", "^[<>!]=", "^[^%s]" }

local function tokens_of(line)
  local tokens, position = {}, line:find("%S")
  while position do
    local text
    for _, pattern in ipairs(patterns) do
      text = line:match(pattern, position)
      if text then break end
    end
    tokens[#tokens + 1] = text
    position = line:find("%S", position + #text)
  end
  return tokens
end

local goes_on = {}
for word in (", { ( [ : . = != < <= > >= + - / -> => and or not in else"):gmatch("%S+") do goes_on[word] = true end
local opens = { ["("] = true, ["["] = true, ["{"] = true }
local closes = { [")"] = true, ["]"] = true, ["}"] = true }

-- Whether the language lets a line end between the two. open: the brackets around them.
local function may_break(left, right, open)
  local inside = open[#open]
  if inside == "(" or inside == "[" or left == "{" or right == "}" then return true end
  return goes_on[left] or right == "and" or right == "or"
end

-- Whether the two may touch without becoming something else.
local function may_touch(left, right)
  local words = left:find("[%w_\"]$") and right:find("^[%w_\"]")
  local signs = left:find("[%p]$") and right:find("^[%p]") and not opens[right] and not closes[right] and
    not opens[left] and not closes[left]
  return not words and not signs
end

local Writer = {}
Writer.__index = Writer

function Writer:blanks(least)
  local random = self.random
  if random:once_in(3) then return (" "):rep(random:between(least, 4)) end
  if random:once_in(12) then return "\t" end
  return least > 0 and " " or ""
end

function Writer:comment()
  local random = self.random
  self.comments = self.comments + 1
  return random:pick { "#", "# ", "#\t", "## ", "#  # " } .. "c" .. self.comments ..
    random:pick { "", " é", ' "open', " { ( ", "  on  when", " # and more" } .. random:pick { "", "", "  ", "\t" }
end

function Writer:break_line()
  local random = self.random
  local parts = { random:once_in(5) and " " .. self:comment() or self:blanks(0) }
  for _ = 1, random:once_in(4) and random:between(1, 3) or 0 do
    parts[#parts + 1] = random:once_in(3) and self:blanks(0) .. self:comment() or self:blanks(0)
  end
  return table.concat(parts, "\n") .. "\n"
end

-- chance: how seldom a line is broken where it may be.
function Writer:line(tokens, open, chance)
  local parts = {}
  for i, token in ipairs(tokens) do
    if closes[token] then open[#open] = nil end
    if i > 1 then
      local left = tokens[i - 1]
      if may_break(left, token, open) and self.random:once_in(chance) then
        parts[#parts + 1] = self:break_line() .. self:blanks(1)
      else
        parts[#parts + 1] = self:blanks(may_touch(left, token) and 0 or 1)
      end
    end
    if opens[token] then open[#open + 1] = token end
    parts[#parts + 1] = token == "in a row" and "in" .. self:blanks(1) .. "a" .. self:blanks(1) .. "row" or token
  end
  return table.concat(parts)
end

local function badly(lines, random)
  local writer = setmetatable({ random = random, comments = 0 }, Writer)
  local open, parts, chance = {}, { random:once_in(10) and "\xEF\xBB\xBF" or "" }, random:pick { 4, 12, 40 }
  for _, line in ipairs(lines) do
    local indent = #open > 0 and writer:blanks(1) or ""
    parts[#parts + 1] = indent .. writer:line(tokens_of(line), open, chance) .. writer:break_line()
  end
  local text = table.concat(parts)
  if random:once_in(6) then text = text:gsub("\n", "\r\n") end
  if random:once_in(6) then text = text:gsub("[\r\n]+$", "") end
  return text, writer.comments
end

-- ---- comparing ------------------------------------------------------------------------------------

-- No text of the generated agreements has a #.
local function comments_of(text)
  local list = {}
  for comment in text:gmatch("#[^\r\n]*") do list[#list + 1] = comment:gsub("[ \t]+$", "") end
  return table.concat(list, "\n"), #list
end

-- All but the numbers of lines, which move where blank lines go, and with them the checksum.
local function image_rows(listing)
  return (listing:gsub("checksum %x+", ""):gsub("line %d+ *", ""))
end

local function tree(text) return (text:gsub('"([%l_]*line)":%d+', "")) end

local mopsc, quoted = tap.quote(tap.mopsc), tap.quote(folder)
local script = ([[
cd %s && rm -f *.tree *.rows once.mops twice.mops
fmt() { "$MOPSC" fmt - < $1.mops > $2.mops 2> errors; }
look() { "$MOPSC" build --tree $1.mops > $1.tree && "$MOPSC" disasm $1.mops > $1.rows; }
look bad 2> errors || exit 100
fmt bad once && fmt once twice && look once 2> errors]]):format(quoted)
if not tap.mopsc:find("^/") then mopsc = '"$PWD"/' .. mopsc end
script = "MOPSC=" .. mopsc .. "; " .. script

-- nil, or what is wrong; "refused" if the checker refuses the agreement.
local function mistake(text, comment_count)
  tap.write(folder .. "/bad.mops", text)
  local _, _, status = os.execute(script)
  local function read(name) return tap.read(folder .. "/" .. name) or "" end
  if status == 100 then return read("errors"):find("error%[E01") and "the test breaks a line where it may not" or "refused" end
  if status ~= 0 then return "mopsc fails: " .. read("errors") end
  local once = read("once.mops")
  if read("twice.mops") ~= once then return "formatting again changes it" end
  if tree(read("bad.tree")) ~= tree(read("once.tree")) then return "the tree is another one" end
  if image_rows(read("bad.rows")) ~= image_rows(read("once.rows")) then return "the image is another one" end
  local before, count = comments_of(text)
  if count ~= comment_count then return ("the test finds %d of %d comments"):format(count, comment_count) end
  if before ~= comments_of(once) then return "the comments are others" end
  local code = once:gsub("#[^\n]*", "#")
  if once:find("[ \t\r]\n") or code:find("[\t\r]") or once:find("\n\n\n") or not once:find("[^\n]\n$") then
    return "blanks are left over"
  end
end

local examples = tap.glob("examples/*/*.mops tests/bench/*.mops")
-- What they read from files beside them.
for _, path in ipairs(tap.glob("examples/*/*.txt tests/bench/*.txt")) do
  tap.write(folder .. "/" .. path:match("[^/]+$"), tap.read(path))
end

local function lines_for(seed, random)
  if not random:once_in(10) then return generate.case(seed).lines end
  local lines = {}
  for line in tap.read(random:pick(examples)):gmatch("[^\n]+") do lines[#lines + 1] = line:gsub("#.*", "") end
  return lines
end

local started, compared, refused, wrong = os.time(), 0, 0, 0
local seed = first_seed
while (cases == 0 or compared < cases) and os.time() - started < seconds_limit and wrong == 0 do
  local random = Random.new(seed + 17)
  local text, comments = badly(lines_for(seed, random), random)
  local what = mistake(text, comments)
  if what == "refused" then refused = refused + 1 else compared = compared + 1 end
  if what and what ~= "refused" then
    wrong = wrong + 1
    tap.ok(false, ("seed %d: %s"):format(seed, what), text .. "\n----\n" .. (tap.read(folder .. "/once.mops") or ""))
  end
  seed = seed + 1
  if refused > 100 and refused > 3 * compared then break end
end
tap.ok(compared > 0 and refused < 3 * compared, ("%d agreements are formatted (%d were refused)"):format(compared, refused),
  refused > 0 and tap.read(folder .. "/errors") or "")
tap.done()
