-- JSON, read and written with whole numbers exact to 64 bits; other numbers become floats. Objects are
-- plain tables, lists are sequences, null is json.null.

local json = { null = setmetatable({}, { __tostring = function() return "null" end }) }

local escapes = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ['"'] = '"', ["\\"] = "\\", ["/"] = "/" }

local function unescaped(text)
  if not text:find("\\", 1, true) then return text end
  text = text:gsub("\\u(%x%x%x%x)", function(digits) return utf8.char(math.tointeger(tonumber(digits, 16))) end)
  return (text:gsub("\\(.)", escapes))
end

local value_at

local function text_at(text, position) -- position: after the opening quote
  local from = position
  while true do
    local stop = text:find('["\\]', position)
    if not stop then error("a text without an end") end
    if text:byte(stop) == 34 then return unescaped(text:sub(from, stop - 1)), stop + 1 end
    position = stop + 2
  end
end

local function object_at(text, position)
  local object = {}
  position = text:find("%S", position)
  if text:byte(position) == 125 then return object, position + 1 end
  while true do
    local name
    position = text:find('"', position, true)
    name, position = text_at(text, position + 1)
    position = text:find(":", position, true)
    object[name], position = value_at(text, position + 1)
    position = text:find("%S", position)
    if text:byte(position) == 125 then return object, position + 1 end
    position = position + 1
  end
end

local function list_at(text, position)
  local list = {}
  position = text:find("%S", position)
  if text:byte(position) == 93 then return list, position + 1 end
  while true do
    list[#list + 1], position = value_at(text, position)
    position = text:find("%S", position)
    if text:byte(position) == 93 then return list, position + 1 end
    position = position + 1
  end
end

local words = { ["true"] = true, ["false"] = false, null = json.null }

function value_at(text, position)
  position = text:find("%S", position)
  local byte = text:byte(position)
  if byte == 123 then return object_at(text, position + 1) end
  if byte == 91 then return list_at(text, position + 1) end
  if byte == 34 then return text_at(text, position + 1) end
  local token = text:match("^[%w.+-]+", position)
  local value = words[token]
  if value == nil then value = math.tointeger(token) or tonumber(token) end
  return value, position + #token
end

function json.decode(text) return (value_at(text, 1)) end

function json.quote(text)
  text = text:gsub('[%c"\\]', function(c)
    if c == '"' or c == "\\" then return "\\" .. c end
    return ("\\u%04x"):format(c:byte())
  end)
  return '"' .. text .. '"'
end

return json
