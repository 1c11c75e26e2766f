-- The productions of grammar/mops.y as text, without actions, error alternatives and C:
--
--   lua5.4 tests/lib/productions.lua        prints them, as spec/2-grammar.md shows them

local productions = {}

-- Braces inside quotes are tokens, not actions: hidden while actions are taken out.
local function without_actions(text)
  text = text:gsub('"{"', "\2"):gsub('"}"', "\3"):gsub("'{'", "\2"):gsub("'}'", "\3")
  return (text:gsub("%b{}", ""):gsub("\2", '"{"'):gsub("\3", '"}"'))
end

local function rules_text()
  local file <close> = assert(io.open("grammar/mops.y"))
  local text = file:read("a"):match("\n%%%%\n(.-)\n%%%%") or error("no rules in grammar/mops.y")
  text = text:gsub("/%*%s*%-%-%-%-%s*(.-)%s*%-%-%-%-%s*%*/", "\n\1%1\n"):gsub("/%*.-%*/", "")
  return without_actions(text)
end

-- `error` and `broken` stand for what could not be read: recovery, not language.
local function recovers(alternative)
  return alternative:gsub('"[^"]*"', ""):match("%f[%a]error%f[%A]") or
    alternative:gsub('"[^"]*"', ""):match("%f[%a]broken%f[%A]")
end

function productions.text()
  local lines, pending = {}, nil
  for line in rules_text():gmatch("[^\n]+") do
    line = line:gsub("%s+$", "")
    local heading, alternative = line:match("^\1(.*)"), line:match("^  [:|]%s*(.*)")
    if heading then
      lines[#lines + 1] = "\n# " .. heading
    elseif line:match("^[%a_]+$") then
      pending = line
    elseif alternative and not recovers(alternative) then
      alternative = alternative:gsub("%%empty", "(nothing)"):gsub("%%prec.*", ""):gsub("%s+", " "):gsub(" $", "")
      lines[#lines + 1] = (pending and pending .. "\n  : " or "  | ") .. alternative
      pending = nil
    elseif line:match("^    +[%w\"|]") then
      lines[#lines] = lines[#lines] .. " " .. line:gsub("^%s+", ""):gsub("%s+", " ")
    end
  end
  return table.concat(lines, "\n"):gsub("^\n", "") .. "\n"
end

if arg and arg[0] and arg[0]:match("productions%.lua$") then io.write(productions.text()) end
return productions
