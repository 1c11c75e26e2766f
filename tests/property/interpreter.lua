-- The meaning of the language a second time, written from spec/4-meaning.md alone: naive, and kept
-- simple on purpose. What the program folds, this recomputes. It keeps whole histories (the instants
-- at which a rule fired, a trigger happened, an event was counted; the awards of a score)
-- and works out everything from them when it is asked:
--
--   a limit      counts the firings in the list
--   a count      (`K EVENT`) is made back to where it last started again
--   a score      is replayed from its first award, decay in between
--   a due step   is the earliest of all instants at which something may change
--
-- Values: whole numbers as in the checked tree (flags 0 and 1; decimals and points in
-- ten-thousandths; instants and durations in milliseconds; enum members and stages by position, from
-- 0); texts are strings; nil is a missing value, and the unknown truth.
--
--   local interpreter = require "interpreter"
--   local decisions, finals = interpreter.run(agreement, leads, events, options)
--
-- agreement: interpreter.agreement(tree, files). leads, events: records in the order of their lines,
-- each { at = instant, lead = KEY (nil of a rep's), type = EVENT or nil, id = raw or nil, fields = { PATH = raw } } where raw is
-- { "text" | "number" | "flag", TEXT } or "null". options: at (how far time runs), trace, show (names), repeats
-- (for how long ids count, a day), roster (records of reps come in a file of their own).
-- The results are lists of lines as `mopsc run` writes them.

local json = require "json"
local routing = require "routing"
local hours = require "hours"
local sla = require "sla"

local interpreter = {}
local UNIT <const> = 10000
local DAY <const> = 86400000
local NEVER <const> = math.maxinteger

-- ---- numbers --------------------------------------------------------------------------------------

-- number * numerator / denominator, half to even.
local function scaled(number, numerator, denominator)
  local product = number * numerator
  local quotient, rest = product // denominator, product % denominator
  if rest * 2 > denominator or (rest * 2 == denominator and quotient % 2 == 1) then quotient = quotient + 1 end
  return quotient
end

local function bounded(number, low, high)
  if low and number < low then return low end
  if high and number > high then return high end
  return number
end

-- Ten-thousandths as the shortest decimal.
local function decimal(number)
  local sign, size = "", number
  if number < 0 then sign, size = "-", -number end
  local fraction = size % UNIT
  if fraction == 0 then return ("%s%d"):format(sign, size // UNIT) end
  return (("%s%d.%04d"):format(sign, size // UNIT, fraction):gsub("0+$", ""))
end

-- ---- the calendar ---------------------------------------------------------------------------------

-- Year, month and day of a day counted from 1 January 1970.
local function civil(days)
  local shifted = days + 719468 -- from 1 March of the year 0
  local era, day_of_era = shifted // 146097, shifted % 146097
  local year = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
  local day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
  local month = (5 * day_of_year + 2) // 153
  local day = day_of_year - (153 * month + 2) // 5 + 1
  month = month < 10 and month + 3 or month - 9
  return year + era * 400 + (month <= 2 and 1 or 0), month, day
end

local function instant_text(at)
  local year, month, day = civil(at // DAY)
  local time = at % DAY
  local text = ("%04d-%02d-%02dT%02d:%02d:%02d"):format(year, month, day, time // 3600000,
    time // 60000 % 60, time // 1000 % 60)
  if time % 1000 ~= 0 then text = text .. (".%03d"):format(time % 1000):gsub("0+$", "") end
  return text .. "Z"
end

-- The time around an instant in which clocks of the zone do not change: { from, to, offset }.
local function span_around(zone, at)
  local span = zone.span -- the last one is asked for most
  if span and at >= span.from and at < span.to then return span end
  local judged, first = at, math.mininteger
  while zone.repeat_from and judged >= zone.repeat_from do
    judged, first = judged - 146097 * DAY, zone.repeat_from - 146097 * DAY
  end
  local later, place = at - judged, #zone.starts
  while place > 1 and zone.starts[place] > judged do place = place - 1 end
  local to = zone.starts[place + 1] or zone.repeat_from or NEVER
  span = { from = math.max(zone.starts[place], first), to = to == NEVER and NEVER or to + later, offset = zone.offsets[place] }
  if later > 0 then span.from = span.from + later end
  zone.span = span
  return span
end

-- What clocks of the agreement's zone show at an instant, as one of UTC.
local function local_time(zone, at) return at + span_around(zone, at).offset * 1000 end

-- The local day of an instant: days since 1 January 1970 in the agreement's zone.
local function local_day(zone, at) return local_time(zone, at) // DAY end

-- When clocks of the zone change next after an instant.
local function next_change(zone, at) return span_around(zone, at).to end

-- The first instant at which clocks of the zone show a local time, or have skipped it: one at which it may be is when clocks
-- that are so much ahead show it, or when they change.
local function first_shown(zone, time)
  zone.first_shown = zone.first_shown or {} -- found before
  local first = zone.first_shown[time]
  if first then return first end
  local function consider(at)
    if local_time(zone, at) >= time and local_time(zone, at - 1) < time and (not first or at < first) then first = at end
  end
  local now = time - 2 * DAY -- no clock is as much ahead, or behind
  repeat
    local span = span_around(zone, now)
    consider(time - span.offset * 1000)
    if span.from > math.mininteger then consider(span.from) end
    now = span.to
  until now > time + 2 * DAY
  zone.first_shown[time] = first
  return first
end

-- When the local day begins.
local function day_start(zone, day) return first_shown(zone, day * DAY) end

-- "2026-10-01" as days since 1 January 1970.
local function day_number(text)
  local year, month, day = text:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)")
  year, month, day = math.tointeger(year), math.tointeger(month), math.tointeger(day)
  if month <= 2 then year, month = year - 1, month + 12 end
  return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 1 - 719468
end

-- "2026-10-01T10:00:00-04:00"
local function instant_number(text)
  local hour, minute, second, fraction, sign, ahead, more = text:match("[T ](%d+):(%d+):(%d+)%.?(%d*)([Z+-])(%d*):?(%d*)$")
  local offset = sign == "Z" and 0 or (ahead * 60 + more) * 60000 * (sign == "-" and -1 or 1)
  local ms = math.tointeger(tonumber((fraction .. "000"):sub(1, 3)))
  return math.tointeger(day_number(text) * DAY + ((hour * 60 + minute) * 60 + second) * 1000 + ms - offset)
end

-- What names the local day, week or month of an instant.
local period = {}
function period.day(zone, at) return local_day(zone, at) end
function period.week(zone, at) return (local_day(zone, at) + 3) // 7 end -- day 0 was a Thursday
function period.month(zone, at)
  local year, month = civil(local_day(zone, at))
  return year * 12 + month
end

-- ---- the agreement --------------------------------------------------------------------------------

local function without_null(value)
  if type(value) ~= "table" then return value end
  for name, item in pairs(value) do
    if item == json.null then value[name] = nil else without_null(item) end
  end
  return value
end

local function by_name(list)
  local names = {}
  for index, item in ipairs(list) do
    names[item.name], item.index = item, index - 1
  end
  return names
end

-- Calls visit with every table inside an agreement's part.
local function walk(part, visit)
  if type(part) ~= "table" then return end
  visit(part)
  for _, item in pairs(part) do walk(item, visit) end
end

local function is_windowed(expression)
  return (expression.kind == "count" or expression.kind == "days") and expression.within > 0
end

-- For a comparison of a number within a time with constants: the number, and which of its latest instants
-- change the answer as they leave the window (1: the latest).
local function leaving_places(comparison)
  local left, right = comparison.left, comparison.right
  if comparison.kind == "in" then
    if not is_windowed(left) then return end
    local places = {}
    for _, interval in ipairs(comparison.intervals) do
      if interval[1] then places[#places + 1] = interval[1] end
      if interval[2] and interval[2] < 10 ^ 12 then places[#places + 1] = interval[2] + 1 end
    end
    return left, places
  end
  local number, limit = left, right
  if right and is_windowed(right) then number, limit = right, left end
  if not is_windowed(number) then return end
  if comparison.comparison == "equal" then return number, { limit.constant, limit.constant + 1 } end
  local at_limit = (comparison.comparison == "less") == (number == left)
  return number, { at_limit and limit.constant or limit.constant + 1 }
end

-- How long after what `since` counts from a comparison of it with durations may change: `since`, delays.
local function changes_after(expression)
  local left, right = expression.left, expression.right
  if expression.kind == "in" then
    if left.kind ~= "since" then return end
    local delays = {}
    for _, interval in ipairs(expression.intervals) do
      if interval[1] then delays[#delays + 1] = interval[1] end
      if interval[2] then delays[#delays + 1] = interval[2] + 1 end
    end
    return left, delays
  end
  local since, limit = left, right
  if right.kind == "since" then since, limit = right, left end
  if since.kind ~= "since" then return end
  if expression.comparison == "equal" then return since, { limit.constant, limit.constant + 1 } end
  -- since < c and c <= since change at c; since <= c and c < since a millisecond later.
  local at_limit = (expression.comparison == "less") == (since == left)
  return since, { at_limit and limit.constant or limit.constant + 1 }
end

local note_places -- (agreement): below
local note_groups -- (score): below

-- Events that follow from others, and the names that triggers wait for, each in the order of the source.
local function note_following(agreement)
  agreement.derived, agreement.awaited = {}, {}
  for _, record_type in ipairs(agreement.record_types) do
    if record_type.derived then table.insert(agreement.derived, record_type) end
  end
  local names = {}
  walk(agreement, function(part) if part.kind == "becoming" then names[part.becoming] = true end end)
  for _, definition in ipairs(agreement.definitions) do
    if names[definition.name] then table.insert(agreement.awaited, definition) end
  end
  local function place(definition)
    return (("\n" .. agreement.source):find("\ndefine%s+" .. definition.name .. "%s*="))
  end
  table.sort(agreement.awaited, function(a, b) return place(a) < place(b) end)
end

-- A line as reasons tell it.
local function place_text(agreement, line)
  local file
  for _, other in ipairs(agreement.files) do if other.before < line then file = other end end
  local name = file.path ~= "" and (',"file":%s'):format(json.quote(file.path)) or ""
  return ('"line":%d%s'):format(line - file.before, name)
end

-- Prepares a decoded tree. files: the agreement's own as { path ("" of the first), text }, in whose lines, one file after
-- the other, the tree's lines count. They are used for nothing but the words and lines that reasons show.
function interpreter.agreement(tree, files)
  local source, lines = "", 0
  for _, file in ipairs(files) do
    source, file.before = source .. file.text, lines
    lines = lines + select(2, file.text:gsub("\n", ""))
  end
  -- A zone's first start is null, for the beginning of time.
  tree.zone.starts[1] = math.mininteger
  local intervals = {}
  walk(tree, function(part) -- an interval without a bound keeps its place
    if part.kind ~= "in" then return end
    for _, interval in ipairs(part.intervals) do
      intervals[#intervals + 1] = interval
      for side = 1, 2 do if interval[side] == json.null then interval[side] = false end end
    end
  end)
  local agreement = without_null(tree)
  agreement.watched = {} -- lists of triggers of which is remembered when one of them happened
  agreement.watching = {} -- by such a list: what reads it
  agreement.counters = {} -- triggers `K EVENT`, wherever they stand
  local comparisons = {}
  local reads_past = { since = true, each = true, count = true, days = true, last = true }
  local function collect(part)
    if reads_past[part.kind] and part.triggers then
      table.insert(agreement.watched, part.triggers)
      agreement.watching[part.triggers] = part
    end
    if part.kind == "event" and part.count and part.count > 0 then table.insert(agreement.counters, part) end
    if part.kind == "compare" or part.kind == "in" then table.insert(comparisons, part) end
  end
  walk(agreement.record_types, collect)
  walk(agreement.definitions, collect)
  walk(agreement.scores, collect)
  walk(agreement.moves, collect)
  walk(agreement.routes, collect)
  walk(agreement.slas, collect)

  agreement.source, agreement.files = source, files
  agreement.definition_named = by_name(agreement.definitions)
  agreement.score_named = by_name(agreement.scores)
  agreement.table_named = by_name(agreement.tables)
  agreement.stage_named = by_name(agreement.stages)
  agreement.enum_named = by_name(agreement.enums)
  agreement.record_named = by_name(agreement.record_types)
  agreement.lead_type = agreement.record_types[1]
  for _, record_type in ipairs(agreement.record_types) do record_type.field_named = by_name(record_type.fields) end

  agreement.since = {} -- comparisons of `since`: { since, delays }
  agreement.numbers = {} -- comparisons of numbers within a time: { number, places }
  for _, comparison in ipairs(comparisons) do
    local since, delays = changes_after(comparison)
    if since then table.insert(agreement.since, { since = since, delays = delays }) end
    local number, places = leaving_places(comparison)
    if number then table.insert(agreement.numbers, { number = number, places = places }) end
  end
  note_following(agreement)

  for _, score in ipairs(agreement.scores) do
    score.rest = bounded(0, score.keep_low, score.keep_high)
    score.agreement = agreement
    for _, rule in ipairs(score.rules) do rule.score = score end
    note_groups(score)
  end
  for _, move in ipairs(agreement.moves) do
    move.sources = {}
    for _, name in ipairs(move.from) do move.sources[agreement.stage_named[name].index] = true end
    move.target = agreement.stage_named[move.to].index
  end
  note_places(agreement)
  routing.prepare(agreement)
  sla.prepare(agreement)
  return agreement
end

-- ---- values and conditions ------------------------------------------------------------------------

local read_score, accumulated, reason -- below

local function last_of(list) return list[#list] end

-- When one of these triggers last happened to a lead.
local function last_of_any(lead, triggers)
  local last = last_of(lead.happened[triggers])
  return last and last.at
end

-- The instants of a `count`, or the last ones of each day of `days`, from the latest on; within a time only
-- those in its window.
local function instants_of(scene, expression)
  local instants, day = {}, nil
  local happened = scene.lead.happened[expression.triggers]
  for i = #happened, 1, -1 do
    local at = happened[i].at
    if expression.within > 0 and at <= scene.now - expression.within then break end
    local its_day = expression.kind == "days" and local_day(scene.agreement.zone, at)
    if not its_day or its_day ~= day then instants[#instants + 1] = at end
    day = its_day
  end
  return instants
end

local evaluate

-- Capitals and their letters beyond ASCII, where case does not count.
local capitals = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ" ..
  "ΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫςЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҐ"
local letters_of = "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżžșț" ..
  "άέήίόύώαβγδεζηθικλμνξοπρστυφχψωϊϋσѐёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщъыьэюяґ"
local letter_of = {}
for at, code in utf8.codes(capitals) do letter_of[utf8.char(code)] = letters_of:sub(at, at + 1) end
local function lower(text) return (text:lower():gsub(utf8.charpattern, letter_of)) end

local test = {} -- of a text
function test.equals(text, other) return text == other end
function test.starts(text, other) return text:sub(1, #other) == other end
function test.ends(text, other) return other == "" or text:sub(-#other) == other end

function test.contains(text, other) return text:find(other, 1, true) ~= nil end

-- A function of a text that is asked for the same ones again and again.
local function remembered(of)
  local known = {}
  return function(text)
    if not known[text] then known[text] = of(text) end
    return known[text]
  end
end

-- The words of a text: a list. A character is a letter unless it is listed as something else.
local separators = { [0xD7] = true, [0xF7] = true }
local function words_of(text, dots)
  local words, word, letters = {}, "", 0 -- letters: of the word, since the last dot in it
  local characters = {}
  for _, code in utf8.codes(text) do characters[#characters + 1] = code end
  local function letter(code)
    if not code or code == 0x2019 or separators[code] then return false end
    if code < 0x80 then return utf8.char(code):match("%a") ~= nil end
    return code > 0xBF and not (code >= 0x2000 and code <= 0x206F)
  end
  for i, code in ipairs(characters) do
    if letter(code) or (code >= 48 and code <= 57) then
      word, letters = word .. lower(utf8.char(code)), letters + 1
    elseif code == 46 and dots and letters == 1 and letter(characters[i - 1]) then letters = 0
    elseif not ((code == 39 or code == 0x2019) and letter(characters[i - 1]) and letter(characters[i + 1])) then
      if word ~= "" then words[#words + 1] = word end
      word, letters = "", 0
    end
  end
  if word ~= "" then words[#words + 1] = word end
  return words
end

local words_with_dots = remembered(function(text) return words_of(text, true) end)
local words_without = remembered(function(text) return words_of(text, false) end)

function test.has_word(text, other, dots)
  local all = dots and words_with_dots or words_without
  local words, wanted = all(text), all(other)
  for first = 0, #words - #wanted do
    local same = true
    for i, word in ipairs(wanted) do same = same and words[first + i] == word end
    if same then return true end
  end
  return false
end

local evaluate

local evaluators = {}

function evaluators.constant(_, expression) return expression.constant end

function evaluators.field(scene, expression)
  if rawget(scene, "inputs") then return scene.inputs[expression.field][1] end -- of a table
  local agreement = scene.agreement
  if expression.of_event then return scene.event_fields[expression.field] end
  local field = agreement.lead_type.field_named[expression.field]
  if field.derived then return evaluate(scene, field.derived) end
  return scene.lead.facts[expression.field]
end

-- The host (or nil) and the path of a web address.
local function url_parts(url)
  local rest = url:match("^%a[%w+.-]*://(.*)$") or url:match("^//(.*)$")
  if not rest and url:sub(1, 1) == "/" then return nil, url:match("^[^?#]*") end
  local host, path = (rest or url):match("^([^/?#]*)([^?#]*)")
  host = host:gsub("^.*@", ""):gsub(":%d*$", ""):lower()
  return host, path ~= "" and path or "/"
end

function evaluators.part(scene, expression)
  local text = evaluate(scene, expression.left)
  if not text then return nil end
  if expression.part == "domain" then return text:match("@([^@]*)$") end
  local host, path = url_parts(text)
  if expression.part == "host" then return host end
  return path
end

function evaluators.stage(scene) return scene.lead.stage end

function evaluators.owner(scene) return scene.lead.owner end

function evaluators.score(scene, expression)
  return read_score(scene, scene.agreement.score_named[expression.score])
end

function evaluators.definition(scene, expression)
  return evaluate(scene, scene.agreement.definition_named[expression.definition].expression)
end

-- The instant that `since` counts from.
local function counted_from(scene, since)
  if not since.left then return last_of_any(scene.lead, since.triggers) end
  local value = evaluate(scene, since.left)
  return value and since.left.type.kind == "date" and day_start(scene.agreement.zone, value) or value
end

function evaluators.since(scene, expression)
  local happened = counted_from(scene, expression)
  return happened and scene.now - happened
end

function evaluators.count(scene, expression) return #instants_of(scene, expression) end
evaluators.days = evaluators.count

function evaluators.last(scene, expression)
  local happened = last_of(scene.lead.happened[expression.triggers])
  return happened and happened.fields[expression.field]
end

function evaluators.compare(scene, expression)
  local left, right = evaluate(scene, expression.left), evaluate(scene, expression.right)
  if left == nil or right == nil then return nil end
  local holds
  if expression.comparison == "equal" then holds = left == right
  elseif expression.comparison == "less" then holds = left < right
  else holds = left <= right end
  return holds and 1 or 0
end

evaluators["in"] = function(scene, expression)
  local value = evaluate(scene, expression.left)
  if value == nil then return nil end
  for _, interval in ipairs(expression.intervals) do
    if (not interval[1] or value >= interval[1]) and (not interval[2] or value <= interval[2]) then return 1 end
  end
  return 0
end

function evaluators.text_test(scene, expression)
  local value = evaluate(scene, expression.left)
  if value == nil then return nil end
  local kind = expression.left.type.kind
  for _, text in ipairs(expression.texts) do
    if test[expression.text_test](value, text, kind == "text" or kind == "url") then return 1 end
  end
  return 0
end

function evaluators.known(scene, expression) return evaluate(scene, expression.left) ~= nil and 1 or 0 end

evaluators["and"] = function(scene, expression)
  local left, right = evaluate(scene, expression.left), evaluate(scene, expression.right)
  if left == 0 or right == 0 then return 0 end
  if left == nil or right == nil then return nil end
  return 1
end

evaluators["or"] = function(scene, expression)
  local left, right = evaluate(scene, expression.left), evaluate(scene, expression.right)
  if left == 1 or right == 1 then return 1 end
  if left == nil or right == nil then return nil end
  return 0
end

evaluators["not"] = function(scene, expression)
  local value = evaluate(scene, expression.left)
  return value and 1 - value
end

-- The first row whose cells are all true, with the arguments where the inputs' names stand.
function evaluators.table(scene, expression)
  local looked_up = scene.agreement.table_named[expression.table]
  local inputs = {}
  for i, input in ipairs(looked_up.inputs) do inputs[input.name] = { evaluate(scene, expression.arguments[i]) } end
  local inside = setmetatable({ inputs = inputs }, { __index = scene })
  for _, row in ipairs(looked_up.rows) do
    local fits = true
    for i = 1, #looked_up.inputs do fits = fits and (not row.cells[i] or evaluate(inside, row.cells[i]) == 1) end
    if fits then return row.result end
  end
end

evaluators["case"] = function(scene, expression)
  if evaluate(scene, expression.left) == 1 then return expression.constant end
  return evaluate(scene, expression.right)
end

function evaluators.best(scene, expression)
  local left, right = evaluate(scene, expression.left), evaluate(scene, expression.right)
  return left and right and math.max(left, right) or left or right
end

evaluators["else"] = function(scene, expression)
  local left = evaluate(scene, expression.left)
  if left ~= nil then return left end
  return evaluate(scene, expression.right)
end

function evaluators.multiply(scene, expression)
  local value = evaluate(scene, expression.left)
  return value and scaled(value, expression.numerator, expression.denominator)
end

local function of_both(operation)
  return function(scene, expression)
    local left, right = evaluate(scene, expression.left), evaluate(scene, expression.right)
    if left == nil or right == nil then return nil end
    return operation(left, right)
  end
end
evaluators.add = of_both(function(a, b) return a + b end)
evaluators.subtract = of_both(function(a, b) return a - b end)
evaluators.minimum = of_both(math.min)
evaluators.maximum = of_both(math.max)

-- scene: agreement, lead, now, and event_fields inside a `where`.
function evaluate(scene, expression) return evaluators[expression.kind](scene, expression) end

local function holds(scene, condition) return evaluate(scene, condition) == 1 end

local follow -- (scene, first): below

-- ---- scores ---------------------------------------------------------------------------------------

-- `steps` of decay.
local function decayed(score, value, steps)
  local decay, rest = score.decay, score.rest
  while steps > 0 and value ~= rest do
    local loss = decay.amount
    if decay.percent then
      loss = math.max(1, scaled(math.abs(value), decay.amount, UNIT))
    end
    if value > rest then value = math.max(rest, value - loss) else value = math.min(rest, value + loss) end
    steps = steps - 1
  end
  return value
end

-- How long the clock of a score's decay stood between its anchor and an instant.
local function stood(scene, score, anchor, to)
  local sum = 0
  for _, pause in ipairs(scene.lead.pauses[score]) do
    local stands = math.max(0, math.min(pause.to or to, to) - math.max(pause.from, anchor))
    if not pause.not_of[anchor] then sum = sum + stands end
  end
  return sum
end

-- What the clock of a decay shows at an instant: time since its anchor, without pauses.
local function clock(scene, score, anchor, at)
  return at > anchor and at - anchor - stood(scene, score, anchor, at) or 0
end

-- Reads, when all else has settled, whether the clocks of decays and SLAs stand from now on.
local function read_pauses(scene)
  for _, score in ipairs(scene.agreement.scores) do
    local pauses = scene.lead.pauses[score]
    local open = #pauses > 0 and not pauses[#pauses].to and pauses[#pauses]
    if score.decay and score.decay.paused then
      local paused = holds(scene, score.decay.paused)
      if paused and not open then pauses[#pauses + 1] = { from = scene.now, not_of = {} } end
      if open and not paused then open.to = scene.now end
    end
  end
  sla.read_pauses(scene)
end

-- The next step of a decay after an instant as things are, or nil while its clock stands.
local function decays_next(scene, score, anchor, after)
  local pauses, every = scene.lead.pauses[score], score.decay.every
  if #pauses > 0 and not pauses[#pauses].to then return nil end
  return anchor + stood(scene, score, anchor, after) + (clock(scene, score, anchor, after) // every + 1) * every
end

-- The accumulated part at an instant, replayed from the score's ledger: its awards, and the instants
-- at which a `without` trigger happened. Also returns the anchor of its decay.
function accumulated(scene, score)
  local value, reached, anchor = score.rest, nil, nil
  local decay = score.decay
  local function pass(until_)
    if anchor and until_ > reached then
      local steps = clock(scene, score, anchor, until_) // decay.every - clock(scene, score, anchor, reached) // decay.every
      value = decayed(score, value, steps)
    end
    reached = until_
  end
  local awarded = false
  for _, entry in ipairs(scene.lead.ledger[score]) do
    if entry.at > scene.now then break end
    pass(entry.at)
    if entry.kind == "anchor" then
      anchor = entry.from or entry.at
    elseif entry.kind ~= "let" then -- what groups let a merged lead have is points already
      local before = value
      value = bounded(entry.kind == "set" and entry.points or value + entry.points, score.keep_low, score.keep_high)
      if decay and #decay.without == 0 then
        if before == score.rest and value ~= score.rest then anchor = entry.at end
      elseif decay and not awarded and not anchor then
        anchor = entry.at
      end
      awarded = true
    end
  end
  if reached then pass(scene.now) end
  return value, anchor
end

-- What an award of an ageing rule is worth when it is so old.
local function worth(rule, age)
  local ageing, left = rule.ageing, rule.points
  if ageing.kind == "expires" then return age < ageing.length and left or 0 end
  if ageing.kind == "fades" then
    local days, passed = ageing.length // DAY, age // DAY
    return passed < days and scaled(left, days - passed, days) or 0
  end
  for _ = 1, age // ageing.length do
    local loss = math.max(1, scaled(math.abs(left), ageing.share, UNIT))
    left = left < 0 and math.min(0, left + loss) or math.max(0, left - loss)
    if left == 0 then break end
  end
  return left
end

-- When an ageing rule's awards were given: the latest, as many as can be worth something. (Without merged leads
-- those before are worth nothing.)
local function awards_of(lead, rule)
  local awards = {}
  if not rule.ageing then return awards end
  local firings = lead.firings[rule]
  for i = math.max(1, #firings - rule.ageing.live + 1), #firings do awards[#awards + 1] = firings[i] end
  return awards
end

-- All of them together.
local function live_of(scene, rule)
  local sum = 0
  for _, at in ipairs(awards_of(scene.lead, rule)) do
    if at <= scene.now then sum = sum + worth(rule, scene.now - at) end
  end
  return sum
end

-- When an award of an ageing rule ages next after an instant, or nil.
local function ages_next(rule, at, after)
  local period = rule.ageing.kind == "fades" and DAY or rule.ageing.length
  local passed = math.max(0, (after - at) // period)
  return worth(rule, passed * period) ~= 0 and at + (passed + 1) * period or nil
end

-- Gives the rules of a score their groups, and each group its rules.
function note_groups(score)
  local named = by_name(score.groups)
  for _, group in ipairs(score.groups) do group.rules = {} end
  for _, rule in ipairs(score.rules) do
    rule.group = named[rule.group]
    if rule.group then table.insert(rule.group.rules, rule) end
  end
end

-- Whether a group bounds what is read, not what is accumulated.
local function is_read(group)
  local rule = group.rules[1]
  return not group.first and (rule.kind ~= "add" or rule.ageing ~= nil)
end

-- How much of an award's points its group lets through, after what it let through since the last `set to`.
local function let_through(scene, rule)
  if not rule.group then return rule.points end
  local given = 0
  for _, entry in ipairs(scene.lead.ledger[rule.score]) do
    if entry.kind == "set" then given = 0 end
    if entry.group == rule.group then given = given + math.abs(entry.points) end
  end
  local room = math.max(0, rule.group.most - given) -- of merged leads more may have been let through
  return bounded(rule.points, -room, room)
end

-- Whether a fact rule counts: of a group `first` the first that holds.
local function counts(scene, rule)
  for _, earlier in ipairs(rule.group and rule.group.first and rule.group.rules or {}) do
    if earlier == rule then break end
    if holds(scene, earlier.condition) then return false end
  end
  return holds(scene, rule.condition)
end

-- What groups cut from a score whose rules give these points.
local function cut_by_groups(score, points)
  local cuts = {}
  for _, group in ipairs(score.groups) do
    local sum = 0
    for _, rule in ipairs(group.rules) do sum = sum + (points[rule] or 0) end
    cuts[group] = is_read(group) and bounded(sum, -group.most, group.most) - sum or 0
  end
  return cuts
end

-- Tells what groups that are read cut more, or less, than before, after the last of their rules.
local function tell_cuts(score, before, after, because)
  for _, group in ipairs(score.groups) do
    local change = after.cuts[group] - (before.cuts[group] or 0)
    if change ~= 0 then
      because[#because + 1] = reason(score, group.name, group.line, '"capped":true,', change,
        group.rules[#group.rules].line)
    end
  end
end

local function steps_of(scene, rule)
  local happened = last_of_any(scene.lead, rule.triggers)
  return happened and math.min(rule.at_most, (scene.now - happened) // rule.period) or 0
end

-- A score with all that it is made of.
local function parts_of(scene, score)
  local parts = { facts = {}, steps = {}, live = {}, points = {} }
  parts.accumulated = accumulated(scene, score)
  parts.sum = parts.accumulated
  for _, rule in ipairs(score.rules) do
    if rule.kind == "fact" then
      parts.facts[rule] = counts(scene, rule)
      parts.points[rule] = parts.facts[rule] and rule.points or 0
    elseif rule.kind == "each" then
      parts.steps[rule] = steps_of(scene, rule)
      parts.points[rule] = rule.points * parts.steps[rule]
    else
      parts.live[rule] = live_of(scene, rule)
      parts.points[rule] = parts.live[rule]
    end
    parts.sum = parts.sum + parts.points[rule]
  end
  parts.cuts = cut_by_groups(score, parts.points)
  for _, cut in pairs(parts.cuts) do parts.sum = parts.sum + cut end
  parts.value = bounded(parts.sum, score.shown_low, score.shown_high)
  return parts
end

function read_score(scene, score) return parts_of(scene, score).value end

-- ---- decisions ------------------------------------------------------------------------------------

local function line_of(agreement, position)
  local line = 1
  for _ in agreement.source:sub(1, position - 1):gmatch("\n") do line = line + 1 end
  return line
end

-- The line of a score's `decay`, which the tree doesn't tell.
local function line_of_decay(agreement, score)
  local source = agreement.source
  local block = ("\n" .. source):find("\n%s*score%s+" .. score.name .. "%s*{")
  return line_of(agreement, source:find("%f[%w]decay%s+[%d.]+%%?%s+every", block))
end

-- A reason of a `scored` decision. place: the line that says where it stands among the others, if not its
-- own. tests: of its condition, as texts, or nil.
function reason(score, label, line, extra, points, place, tests)
  local texts = { ('{"rule":%s,%s,%s"points":%s}'):format(json.quote(score.name .. "/" .. label),
    place_text(score.agreement, line), extra, decimal(points)), table.unpack(tests or {}) }
  return { place = place or line, text = table.concat(texts, ",") }
end

-- Reasons as a list, in the order of their places; what has the same place stays as it is.
local function in_order(reasons)
  local texts, order = {}, {}
  for i, item in ipairs(reasons) do order[item] = i end
  table.sort(reasons, function(a, b) return a.place < b.place or (a.place == b.place and order[a] < order[b]) end)
  for i, item in ipairs(reasons) do texts[i] = item.text end
  return table.concat(texts, ",")
end

local function decide(scene, kind, rest)
  local decisions = scene.decisions
  decisions[#decisions + 1] = ('{"at":"%s","lead":%s,"decision":"%s",%s}'):format(instant_text(scene.now),
    json.quote(scene.lead.key), kind, rest)
end

local function pictures(scene)
  local all = {}
  for _, score in ipairs(scene.agreement.scores) do all[score] = parts_of(scene, score) end
  return all
end

-- Before a lead's first record no fact rule holds: one that is true of its defaults turns true.
local function nothing_yet(agreement)
  local all = {}
  for _, score in ipairs(agreement.scores) do
    local parts = { facts = {}, steps = {}, live = {}, cuts = {}, accumulated = score.rest, sum = score.rest }
    for _, rule in ipairs(score.rules) do
      if rule.kind == "fact" then parts.facts[rule] = false end
      if rule.kind == "each" then parts.steps[rule] = 0 end
    end
    parts.value = bounded(parts.sum, score.shown_low, score.shown_high)
    all[score] = parts
  end
  return all
end

local condition_reasons -- (scene, written, expression): below
local piece_reasons -- (scene, piece, expression): the same of a condition that was read already

-- What happened to each score, in order: a list of reasons per score.
local function new_story(agreement)
  local story = {}
  for _, score in ipairs(agreement.scores) do story[score] = {} end
  return story
end

-- Tells what changed between two pictures: first the steps of `for each` rules, then the awards between
-- them (their reasons), then the fact rules that turned. decay: whether what the accumulated parts
-- differ by is decay's.
local function tell(scene, story, was, is, awards, decay)
  local agreement = scene.agreement
  for _, score in ipairs(agreement.scores) do
    local reasons = story[score]
    local before, after = was[score], is[score]
    for _, rule in ipairs(score.rules) do
      if rule.kind == "each" and before.steps[rule] ~= after.steps[rule] then
        reasons[#reasons + 1] = reason(score, rule.label, rule.line,
          ('"steps":%d,'):format(after.steps[rule]), rule.points * (after.steps[rule] - before.steps[rule]))
      end
    end
    for _, award in ipairs(awards and awards[score] or {}) do reasons[#reasons + 1] = award end
    for _, rule in ipairs(score.rules) do
      if rule.kind == "fact" and before.facts[rule] ~= after.facts[rule] then
        reasons[#reasons + 1] = reason(score, rule.label, rule.line,
          ('"holds":%s,'):format(after.facts[rule]), after.facts[rule] and rule.points or -rule.points, nil,
          condition_reasons(scene, rule.written, rule.condition))
      end
    end
    if decay and before.accumulated ~= after.accumulated then
      reasons[#reasons + 1] = reason(score, "decay", line_of_decay(agreement, score), "",
        after.accumulated - before.accumulated)
    end
    for _, rule in ipairs(decay and score.rules or {}) do
      if rule.ageing and before.live[rule] ~= after.live[rule] then
        reasons[#reasons + 1] = reason(score, rule.label, rule.line, '"aged":true,', after.live[rule] - before.live[rule])
      end
    end
  end
end

-- Decides `scored` for each score to which something happened between two pictures.
local function decide_scores(scene, story, was, is)
  local agreement = scene.agreement
  for _, score in ipairs(agreement.scores) do
    local before, after, because = was[score], is[score], story[score]
    tell_cuts(score, before, after, because)
    if #because > 0 then
      local shown = (after.value - after.sum) - (before.value - before.sum)
      if shown ~= 0 then
        because[#because + 1] = reason(score, "shown", score.shown_line, "", shown, NEVER)
      end
      decide(scene, "scored", ('"score":%s,"before":%s,"after":%s,"because":[%s]'):format(json.quote(score.name),
        decimal(before.value), decimal(after.value), in_order(because)))
    end
  end
end

-- ---- the tests of a condition, as written ---------------------------------------------------------

-- Words, texts, numbers and signs of the source from a position on: { text, from, to }.
local function next_token(source, position)
  local comment
  repeat
    position = source:find("[^ \t\r]", position)
    if not position then return { text = "", from = #source + 1, to = #source } end
    comment = source:byte(position) == 35
    if comment then position = source:find("\n", position, true) or #source + 1 end
  until not comment
  local byte = source:sub(position, position)
  local to
  if byte == '"' then
    to = position
    repeat
      to = source:find('["\\]', to + 1)
      local escaped = source:byte(to) == 92
      if escaped then to = to + 1 end
    until not escaped
  elseif byte:find("[%w_]") then
    to = select(2, source:find("^[%w_]+", position))
  else
    to = select(2, source:find("^[<>!=-][=>]", position)) or select(2, source:find("^%.%.", position)) or position
  end
  return { text = source:sub(position, to), from = position, to = to }
end

-- Where the words `word` of the rule or move on a line end, in order, but not those in brackets: a
-- function that gives the next.
local function places_of(source, line, word)
  local position, depth = 1, 0
  for _ = 2, line do position = source:find("\n", position, true) + 1 end
  return function()
    local token
    repeat
      token = next_token(source, position)
      position = token.to + 1
      depth = depth + (token.text == "(" and 1 or token.text == ")" and -1 or 0)
    until depth == 0 and token.text == word or token.text == ""
    return position
  end
end

-- Notes of every fact rule, of the triggers of the others and of `on` moves, and of clauses, where their conditions
-- are written. What is assigned by a route is a condition too.
function note_places(agreement)
  local source = agreement.source
  local function note(line, triggers)
    local next_where, next_assigned = places_of(source, line, "where"), places_of(source, line, "assigned")
    local function place(trigger)
      local has_where, by_route = trigger.where, nil
      if trigger.event == "assignment" then
        local first = next_assigned()
        local by = next_token(source, first)
        local route = next_token(source, by.to + 1)
        if by.text == "by" and route.text ~= "different" then
          by_route = { kind = "test", from = first - #"assigned", text = "assigned by " .. route.text }
          has_where = next_token(source, route.to + 1).text == "where"
        end
      end
      return has_where and next_where() or nil, by_route
    end
    for _, trigger in ipairs(triggers) do
      trigger.written, trigger.by_route = place(trigger)
      if trigger.broken_by then place(trigger.broken_by) end
    end
  end
  for _, score in ipairs(agreement.scores) do
    for _, rule in ipairs(score.rules) do
      if rule.kind == "fact" then rule.written = places_of(agreement.source, rule.line, "when")()
      elseif rule.kind ~= "each" then note(rule.line, rule.triggers) end
    end
  end
  for _, move in ipairs(agreement.moves) do note(move.line, move.triggers) end
  for _, route in ipairs(agreement.routes) do
    for _, clause in ipairs(route.clauses) do
      if clause.condition then clause.written = places_of(source, clause.line, "when")() end
    end
  end
  for _, one in ipairs(agreement.slas) do
    for _, target in ipairs(one.targets) do
      if target.condition then target.written = places_of(source, target.line, "when")() end
    end
  end
end

-- What may follow a condition on its line, beside `in a row`.
local ends_clause = { ["for"] = true, [","] = true, once = true, at = true, by = true, within = true, expires = true,
  fades = true, paused = true, halves = true, loses = true }

-- Reads the condition that starts at a position into { kind = "and" | "or" | "not" | "test", ... }.
local function condition_at(source, start)
  local tokens, position, depth = {}, start, 0
  while true do -- up to the end of the clause
    local token = next_token(source, position)
    if token.text == "" or token.text == "}" then break end
    if depth == 0 and (ends_clause[token.text] or source:find("^in%s+a%s+row%f[%W]", token.from)) then break end
    if token.text == "\n" then
      local last = tokens[#tokens].text
      local ahead = next_token(source, token.to + 1)
      while ahead.text == "\n" do ahead = next_token(source, ahead.to + 1) end
      if depth == 0 and ahead.text ~= "and" and ahead.text ~= "or" and
          not (last ~= ".." and last:find("^[,=<>+/:.-]")) and not ({ ["!="] = 1, ["and"] = 1, ["or"] = 1, ["not"] = 1, ["in"] = 1, ["else"] = 1 })[last] then
        break
      end
    else
      if token.text == "(" or token.text == "[" then depth = depth + 1 end
      if token.text == ")" or token.text == "]" then depth = depth - 1 end
      tokens[#tokens + 1] = token
    end
    position = token.to + 1
  end

  local at = 1
  local either
  local function matching(from) -- the parenthesis that closes the one at `from`
    local inside = 0
    for i = from, #tokens do
      local text = tokens[i].text
      if text == "(" or text == "[" then inside = inside + 1 end
      if text == ")" or text == "]" then inside = inside - 1 end
      if inside == 0 then return i end
    end
  end
  local function ends_test(token) return not token or token.text == "and" or token.text == "or" or token.text == ")" end
  local function negation()
    local token = tokens[at]
    if token.text == "not" then
      at = at + 1
      return { kind = "not", from = token.from, negation() }
    elseif token.text == "(" and ends_test(tokens[matching(at) + 1]) then
      at = at + 1
      local inner = either()
      at = at + 1
      return inner
    end
    while not ends_test(tokens[at]) do
      at = (tokens[at].text == "(" or tokens[at].text == "[") and matching(at) + 1 or at + 1
    end
    return { kind = "test", from = token.from, text = source:sub(token.from, tokens[at - 1].to) }
  end
  local function chain(kind, part)
    local list = { kind = kind, part() }
    list.from = list[1].from
    while tokens[at] and tokens[at].text == kind do
      at = at + 1
      list[#list + 1] = part()
    end
    return #list == 1 and list[1] or list
  end
  local function conjunction() return chain("and", negation) end
  function either() return chain("or", conjunction) end
  return either()
end

-- The parts of a chain of `and` or `or`, however it is bracketed: of what is written, and of the tree.
local function written_parts(piece, kind, parts)
  if piece.kind ~= kind then parts[#parts + 1] = piece return parts end
  for _, part in ipairs(piece) do written_parts(part, kind, parts) end
  return parts
end
local function tree_parts(expression, kind, parts)
  if expression.kind ~= kind then parts[#parts + 1] = expression return parts end
  tree_parts(expression.left, kind, parts)
  tree_parts(expression.right, kind, parts)
  return parts
end

local units = { { DAY, "day" }, { 3600000, "hour" }, { 60000, "minute" }, { 1000, "second" }, { 1, "millisecond" } }

local duration_text
function duration_text(duration)
  local parts = {}
  if duration < 0 then return "-" .. duration_text(-duration) end
  for _, unit in ipairs(units) do
    local count = duration // unit[1]
    if count > 0 then parts[#parts + 1] = ("%d %s%s"):format(count, unit[2], count == 1 and "" or "s") end
    duration = duration % unit[1]
  end
  return #parts > 0 and table.concat(parts, " ") or "0 seconds"
end

local function value_text(agreement, value_type, value)
  if value == nil then return "null" end
  local kind = value_type.kind
  if kind == "flag" then return value == 1 and "true" or "false" end
  if kind == "int" then return ("%d"):format(value) end
  if kind == "decimal" or kind == "points" then return decimal(value) end
  if kind == "date" then return json.quote(instant_text(value * DAY):sub(1, 10)) end
  if kind == "instant" then return json.quote(instant_text(value)) end
  if kind == "percent" then return json.quote(decimal(value) .. "%") end
  if kind == "money" then return json.quote(value_type.currency .. " " .. decimal(value)) end
  if kind == "enum" then return json.quote(agreement.enum_named[value_type.enum].members[value + 1].name) end
  if kind == "stage" then return json.quote(agreement.stages[value + 1].name) end
  if kind == "duration" then return json.quote(duration_text(value)) end
  return '"…"' -- of a text only that there is one
end

-- Whether a comparison is written with > or >=: the tree has its sides turned.
local function is_turned(text)
  local position, depth, token = 1, 0, nil
  repeat
    token = next_token(text, position)
    position = token.to + 1
    if depth == 0 and (token.text == ">" or token.text == ">=") then return true end
    if token.text == "(" or token.text == "[" then depth = depth + 1 end
    if token.text == ")" or token.text == "]" then depth = depth - 1 end
  until token.text == ""
  return false
end

-- What a test looks at: its side that is no constant; if both vary, first the left one as written, then
-- the right one.
local function looked_at(expression, text)
  while expression.kind == "not" do expression = expression.left end -- `is missing`, `!=`
  if expression.kind == "compare" then
    local left, right = expression.left, expression.right
    if left.kind == "constant" then return right end
    if right.kind == "constant" then return left end
    if is_turned(text) then return right, left end
    return left, right
  elseif expression.kind == "in" or expression.kind == "text_test" or expression.kind == "known" then
    return expression.left
  end
  return expression
end

-- A number within a time is told as far as its comparison needs it.
local function most_told(expression)
  while expression.kind == "not" do expression = expression.left end
  local _, places = leaving_places(expression)
  return math.max(1, table.unpack(places))
end

local truths = { [0] = "false", [1] = "true" }

local function written_definition(agreement, name)
  local _, stop = ("\n" .. agreement.source):find("\ndefine%s+" .. name .. "%s*=")
  return condition_at(agreement.source, stop)
end

local function write_criteria(scene, out, piece, expression, depth)
  local agreement = scene.agreement
  local place = ('%s,%s"holds":%s'):format(place_text(agreement, line_of(agreement, piece.from)),
    depth > 0 and ('"depth":%d,'):format(depth) or "", truths[evaluate(scene, expression)] or "null")
  if piece.kind == "test" and expression.kind == "definition" then
    local name = expression.definition
    local inner = written_definition(agreement, name)
    if inner.kind == "test" then inner.text = name .. ": " .. inner.text end
    return write_criteria(scene, out, inner, agreement.definition_named[name].expression, depth)
  elseif piece.kind == "test" then
    local looked, other = looked_at(expression, piece.text:gsub("^[%w_]+: ", ""))
    local value = evaluate(scene, looked)
    if is_windowed(looked) then value = math.min(value, most_told(expression)) end
    out[#out + 1] = ('{"criterion":%s,%s,"value":%s%s}'):format(json.quote(piece.text), place,
      value_text(agreement, looked.type, value),
      other and ',"other":' .. value_text(agreement, other.type, evaluate(scene, other)) or "")
    return
  end
  out[#out + 1] = ('{"group":"%s",%s}'):format(piece.kind, place)
  if piece.kind == "not" then return write_criteria(scene, out, piece[1], expression.left, depth + 1) end
  local trees = tree_parts(expression, piece.kind, {})
  for i, part in ipairs(written_parts(piece, piece.kind, {})) do
    write_criteria(scene, out, part, trees[i], depth + 1)
  end
end

-- The tests of a whole condition, as texts. written: where it begins in the source.
function condition_reasons(scene, written, expression)
  return piece_reasons(scene, condition_at(scene.agreement.source, written), expression)
end

function piece_reasons(scene, piece, expression)
  local agreement, texts = scene.agreement, {}
  while piece.kind == "test" and expression.kind == "definition" do -- opened, through names for names
    local inner = written_definition(agreement, expression.definition)
    local inside = agreement.definition_named[expression.definition].expression
    if inner.kind ~= "and" and not (inner.kind == "test" and inside.kind == "definition") then break end
    piece, expression = inner, inside
  end
  if piece.kind == "and" then -- no group around its tests
    local trees = tree_parts(expression, "and", {})
    for i, part in ipairs(written_parts(piece, "and", {})) do write_criteria(scene, texts, part, trees[i], 0) end
  else
    write_criteria(scene, texts, piece, expression, 0)
  end
  return texts
end

-- What a lead and an event that occurs to it look like to a `where`.
local function inside_where(scene, occurrence)
  return { agreement = scene.agreement, lead = scene.lead, now = scene.now, event_fields = occurrence.fields }
end

local function where_reasons(scene, trigger, occurrence)
  if not trigger.where then return nil end
  local piece = trigger.written and condition_at(scene.agreement.source, trigger.written)
  if trigger.by_route then
    piece = piece and { kind = "and", from = trigger.by_route.from, trigger.by_route, piece } or trigger.by_route
  end
  return piece_reasons(inside_where(scene, occurrence), piece, trigger.where)
end

-- What is told of a trigger of a rule or move: its `where`; of a definition that turned true its tests too.
local function trigger_reasons(scene, trigger, occurrence)
  if not occurrence.becoming then
    return (trigger.written or trigger.by_route) and where_reasons(scene, trigger, occurrence)
  end
  local name = trigger.becoming
  local piece = { kind = "test", text = name, from = written_definition(scene.agreement, name).from }
  local expression = { kind = "definition", definition = name }
  if trigger.where then
    piece = { kind = "and", from = piece.from, piece, condition_at(scene.agreement.source, trigger.written) }
    expression = { kind = "and", left = expression, right = trigger.where }
  end
  return piece_reasons(scene, piece, expression)
end

-- A move as a reason. cause: of an `on` move, as keys, or nil; tests: of its condition, or nil.
local function move_reasons(scene, move, cause, tests)
  if move.hold > 0 then cause = ('"since":"%s",'):format(instant_text(scene.lead.held[move])) end
  local agreement = scene.agreement
  local from = 1
  for _ = 2, move.line do from = agreement.source:find("\n", from, true) + 1 end
  local head, condition = agreement.source:match("^%s*(.-)%s+on%s()", from)
  if move.condition then head, condition = agreement.source:match("^%s*(.-)%s+when%s()", from) end
  if head:find("^any%f[%W]") then head = table.concat(move.from, ", ") .. " -> " .. move.to end
  local reasons = { ('{"rule":%s,%s%s}'):format(json.quote("lifecycle/" .. head), place_text(agreement, move.line),
    cause and "," .. cause:sub(1, -2) or "") }
  if move.condition then tests = condition_reasons(scene, condition, move.condition) end
  table.move(tests or {}, 1, #(tests or {}), 2, reasons)
  return table.concat(reasons, ",")
end

-- ---- occurrences ----------------------------------------------------------------------------------

-- What a counter has counted since it last started again, as far as its window reaches.
local function counted(scene, trigger)
  local list, marks = {}, scene.lead.marks[trigger]
  for i = #marks, 1, -1 do
    local mark = marks[i]
    if mark == "afresh" or trigger.within > 0 and mark.at <= scene.now - trigger.within then break end
    list[#list + 1] = mark
  end
  return list
end

-- Counts an event that matches, unless its value is missing or was counted. Whether the counter is full.
local function count_one(scene, trigger, occurrence)
  local so_far, value = counted(scene, trigger), nil
  if trigger.different then
    value = occurrence.fields[trigger.different]
    if value == nil then return false end
    for _, mark in ipairs(so_far) do if mark.value == value then return false end end
  end
  local full = #so_far + 1 == trigger.count
  table.insert(scene.lead.marks[trigger], full and "afresh" or { at = scene.now, value = value })
  return full
end

-- occurrence: { event, fields }, { from, to }, stages by position, or { becoming }, a name.
local function could_fire(agreement, trigger, occurrence)
  local kind = trigger.kind
  if kind == "event" then return occurrence.event and occurrence.event.name == trigger.event end
  if kind == "activity" then return occurrence.event and not occurrence.event.passive end
  if kind == "becoming" then return occurrence.becoming == trigger.becoming end
  if not occurrence.to then return false end
  local from = trigger.from and agreement.stage_named[trigger.from].index
  local to = trigger.to and agreement.stage_named[trigger.to].index
  return (kind == "entering" or occurrence.from == from) and (kind == "leaving" or occurrence.to == to)
end

local function matches(scene, trigger, occurrence)
  if not could_fire(scene.agreement, trigger, occurrence) then return false end
  if not trigger.where then return true end
  return holds(inside_where(scene, occurrence), trigger.where)
end

local function allowed(scene, rule)
  local zone = scene.agreement.zone
  for _, limit in ipairs(rule.limits) do
    local count = 0
    for _, at in ipairs(scene.lead.firings[rule]) do
      local counts
      if limit.kind == "total" then counts = true
      elseif limit.kind == "window" then counts = at > scene.now - limit.window and at <= scene.now
      else counts = period[limit.kind](zone, at) == period[limit.kind](zone, scene.now) end
      if counts then count = count + 1 end
    end
    if count >= limit.count then return false end
  end
  return true
end

-- What made a rule fire or an `on` move happen, as keys of a reason. Of a move of the stage: nothing.
local function cause_text(occurrence, trigger)
  if occurrence.becoming then return ('"becoming":%s,'):format(json.quote(occurrence.becoming)) end
  if not occurrence.event then return "" end
  return ('"event":%s,'):format(json.quote(occurrence.event.name)) ..
    (trigger.count > 0 and ('"%s":%d,'):format(trigger.broken_by and "in_a_row" or "events", trigger.count) or "")
end

-- The members of enums that an event came with, as one more key of a reason.
local function with_text(agreement, occurrence)
  local parts = {}
  for _, field in ipairs(occurrence.event and occurrence.event.fields or {}) do
    local value = field.type.kind == "enum" and occurrence.fields[field.name]
    if value then parts[#parts + 1] = json.quote(field.name) .. ":" .. value_text(agreement, field.type, value) end
  end
  return #parts > 0 and ('"with":{%s},'):format(table.concat(parts, ",")) or ""
end

-- The firings and counts of a score's rules start again. Returns what live awards that go were worth.
local function restart(scene, score)
  local gone = 0
  for _, rule in ipairs(score.rules) do
    gone = gone + live_of(scene, rule)
    scene.lead.firings[rule] = {}
    for _, trigger in ipairs(rule.triggers or {}) do
      if trigger.count > 0 then table.insert(scene.lead.marks[trigger], "afresh") end
    end
  end
  return gone
end

-- Gives an award and adds its reasons. cause: as keys; tests: of the `where`, or nil.
local function award(scene, rule, reasons, cause, tests)
  local lead, score = scene.lead, rule.score
  if rule.ageing then
    local live = live_of(scene, rule)
    table.insert(lead.firings[rule], scene.now)
    reasons[#reasons + 1] = reason(score, rule.label, rule.line, cause, rule.points, nil, tests)
    local gone = live_of(scene, rule) - live - rule.points -- with the oldest award of merged leads
    if gone ~= 0 then reasons[#reasons + 1] = reason(score, rule.label, rule.line, '"aged":true,', gone) end
    return
  end
  local before, gone = accumulated(scene, score), 0
  local ledger, let = lead.ledger[score], rule.kind == "set" and rule.points or let_through(scene, rule)
  ledger[#ledger + 1] = { at = scene.now, kind = rule.kind, points = let, group = rule.group }
  local change = accumulated(scene, score) - before
  if rule.kind == "set" then
    gone = restart(scene, score)
  else
    table.insert(lead.firings[rule], scene.now)
  end
  local wanted = rule.kind == "set" and rule.points - before or rule.points
  reasons[#reasons + 1] = reason(score, rule.label, rule.line, cause, wanted - gone, nil, tests)
  if rule.kind ~= "set" and let ~= rule.points then
    reasons[#reasons + 1] = reason(score, rule.group.name, rule.group.line, '"capped":true,', let - wanted, rule.line)
    wanted = let
  end
  if change ~= wanted then
    reasons[#reasons + 1] = reason(score, "keep", score.keep_line, "", change - wanted, rule.line)
  end
end

-- Notes a trigger of a route or an SLA that fires once all has settled, if its `where` holds then; that of a definition that turns
-- true is read at once, and moves of the stage are looked at later.
local function wait_for(scene, trigger, occurrence)
  if trigger.count > 0 or occurrence.to or not could_fire(scene.agreement, trigger, occurrence) then return end
  if occurrence.becoming and not matches(scene, trigger, occurrence) then return end
  table.insert(scene.waiting, { trigger = trigger, fields = occurrence.fields, asked = occurrence.becoming ~= nil,
    occurrence = occurrence })
end

-- An event, or a move of the stage, occurs. Returns which triggers fired, the reasons of awards, and the
-- tests of the `where` of what could fire, as things were before.
local function occur(scene, occurrence)
  local agreement, lead, now = scene.agreement, scene.lead, scene.now

  -- 1. Conditions are read, as things are before it.
  local fired, breaks, counts, tests = {}, {}, {}, {}
  local function look(trigger)
    if trigger.count == 0 then fired[trigger] = matches(scene, trigger, occurrence) end
    if fired[trigger] then tests[trigger] = trigger_reasons(scene, trigger, occurrence) end
  end
  for _, trigger in ipairs(occurrence.import and {} or agreement.counters) do
    breaks[trigger] = trigger.broken_by and matches(scene, trigger.broken_by, occurrence)
    counts[trigger] = matches(scene, trigger, occurrence)
    if counts[trigger] then tests[trigger] = trigger_reasons(scene, trigger, occurrence) end
  end
  for _, route in ipairs(occurrence.import and {} or agreement.routes) do
    for _, trigger in ipairs(route.triggers) do wait_for(scene, trigger, occurrence) end
  end
  for _, one in ipairs(occurrence.import and {} or agreement.slas) do
    for _, triggers in ipairs { one.starts, one.met, one.cancel } do
      for _, trigger in ipairs(triggers) do wait_for(scene, trigger, occurrence) end
    end
  end
  for _, triggers in ipairs(agreement.watched) do
    for _, trigger in ipairs(triggers) do look(trigger) end
  end
  for _, event in ipairs(agreement.derived) do
    for _, trigger in ipairs(event.derived) do look(trigger) end
  end
  for _, score in ipairs(agreement.scores) do
    for _, rule in ipairs(score.rules) do
      for _, trigger in ipairs(rule.triggers or {}) do look(trigger) end
    end
    for _, trigger in ipairs(score.decay and score.decay.without or {}) do look(trigger) end
  end
  if occurrence.becoming then
    for _, move in ipairs(agreement.moves) do
      for _, trigger in ipairs(move.triggers) do look(trigger) end
    end
  end

  -- 2. It is recorded.
  for _, trigger in ipairs(agreement.counters) do
    if breaks[trigger] then table.insert(lead.marks[trigger], "afresh") end
    if counts[trigger] then fired[trigger] = count_one(scene, trigger, occurrence) end
    if fired[trigger] then table.insert(scene.waiting, { trigger = trigger, asked = true, occurrence = occurrence }) end
  end
  local function any(triggers)
    for _, trigger in ipairs(triggers) do if fired[trigger] then return true end end
    return false
  end
  for _, triggers in ipairs(agreement.watched) do
    if any(triggers) then table.insert(lead.happened[triggers], { at = now, fields = occurrence.fields }) end
  end
  for _, event in ipairs(agreement.derived) do
    if any(event.derived) and not scene.derived[event] and not occurrence.import then scene.derived[event] = "waiting" end
  end
  for _, score in ipairs(agreement.scores) do
    for _, trigger in ipairs(score.decay and score.decay.without or {}) do
      if fired[trigger] then
        table.insert(lead.ledger[score], { at = now, kind = "anchor" })
        break
      end
    end
  end
  if occurrence.to then
    lead.stage, lead.entered, lead.held = occurrence.to, now, {}
    scene.has_moved = scene.has_moved or not occurrence.import
  end

  -- 3. Awards, in source order.
  local awards = {}
  for _, score in ipairs(agreement.scores) do
    awards[score] = {}
    for _, rule in ipairs(score.rules) do
      local fires
      if rule.kind == "add" or rule.kind == "set" then
        for _, trigger in ipairs(rule.triggers) do fires = fires or (fired[trigger] and trigger) end
      end
      if fires and not occurrence.import and (rule.kind == "set" or allowed(scene, rule)) then
        award(scene, rule, awards[score], cause_text(occurrence, fires), tests[fires])
      end
    end
  end
  return fired, awards, tests
end

-- ---- by hand --------------------------------------------------------------------------------------

-- What a standard record says: { type, import, stage (by position) }, { type, import, score, points } or
-- { type, import, owner, route } (by position); nil of any other record.
local function hand_of(agreement, record, values_of)
  if record.type ~= "stage_set" and record.type ~= "score_set" and record.type ~= "assignment" then return nil end
  local values = values_of(agreement, agreement.record_named[record.type], record.fields)
  return { type = record.type, import = values.import == 1, stage = values.stage,
    score = values.score and agreement.scores[values.score + 1], points = values.value,
    owner = values.owner, route = values.route }
end

local function hand_reason(hand, points)
  return ('{"by_hand":"%s"%s%s}'):format(hand.type, hand.import and ',"import":true' or "",
    points and ',"points":' .. decimal(points) or "")
end

-- A score is set: its rules' firings and counts start again. Returns the reasons by score.
local function set_by_hand(scene, hand)
  local lead, score = scene.lead, hand.score
  local before = accumulated(scene, score)
  table.insert(lead.ledger[score], { at = scene.now, kind = "set", points = hand.points })
  local change, wanted = accumulated(scene, score) - before, hand.points - before
  local gone = restart(scene, score)
  local reasons = { { place = 0, text = hand_reason(hand, wanted - gone) } }
  if change ~= wanted then reasons[2] = reason(score, "keep", score.keep_line, "", change - wanted, 0) end
  return { [score] = reasons }
end

-- Points of a merged lead, and what its live awards add. Returns the reasons.
local function give_by_hand(scene, score, points, live)
  local before = accumulated(scene, score)
  if points ~= 0 then table.insert(scene.lead.ledger[score], { at = scene.now, kind = "add", points = points }) end
  local change = accumulated(scene, score) - before
  local reasons = { { place = 0, text = hand_reason({ type = "lead_merged" }, points + live) } }
  if change ~= points then reasons[2] = reason(score, "keep", score.keep_line, "", change - points, 0) end
  return reasons
end

-- A stage is set: by an import it is remembered, and triggers nothing.
local function enter_by_hand(scene, hand)
  local agreement, lead = scene.agreement, scene.lead
  local was = lead.stage and json.quote(agreement.stages[lead.stage + 1].name) or "null"
  decide(scene, "stage", ('"before":%s,"after":%s,"because":[%s]'):format(was,
    json.quote(agreement.stages[hand.stage + 1].name), hand_reason(hand)))
  local _, awards = occur(scene, { from = lead.stage, to = hand.stage, import = hand.import })
  return not hand.import and awards or nil
end

-- The same for a lead that has a stage, with what follows for its scores.
local function take_by_hand(scene, hand)
  local before = pictures(scene)
  local awards = enter_by_hand(scene, hand)
  local after, story = pictures(scene), new_story(scene.agreement)
  tell(scene, story, before, after, awards)
  decide_scores(scene, story, before, after)
end

-- ---- the lifecycle --------------------------------------------------------------------------------

-- reasons: as one text.
local function take_for(scene, move, reasons)
  local agreement, lead = scene.agreement, scene.lead
  decide(scene, "stage", ('"before":%s,"after":%s,"because":[%s]'):format(
    json.quote(agreement.stages[lead.stage + 1].name), json.quote(move.to), reasons))
  local before = pictures(scene)
  local _, awards = occur(scene, { from = lead.stage, to = move.target })
  local after, story = pictures(scene), new_story(agreement)
  tell(scene, story, before, after, awards)
  decide_scores(scene, story, before, after)
end

-- cause: of an `on` move, as keys; tests: of the `where` of its trigger, or nil.
local function take(scene, move, cause, tests) take_for(scene, move, move_reasons(scene, move, cause, tests)) end

-- entered: stages that were entered in this settling. Calls first before the first move that is taken.
local function settle(scene, entered, first)
  local lead = scene.lead
  local taken
  repeat
    taken = nil
    for _, move in ipairs(scene.agreement.moves) do
      if move.condition and lead.stage and move.sources[lead.stage] then
        local true_now = holds(scene, move.condition)
        if move.hold > 0 then
          if true_now then lead.held[move] = lead.held[move] or scene.now else lead.held[move] = nil end
          true_now = true_now and lead.held[move] + move.hold <= scene.now
        end
        if true_now and not entered[move.target] then
          taken = move
          break
        end
      end
    end
    if taken then
      if first then first() first = nil end
      entered[taken.target] = true
      take(scene, taken)
    end
  until not taken
end

-- 4. The first `on` move that the occurrence makes, and the `when` moves. entered: before, by appearing.
local function move_on(scene, occurrence, fired, tests, entered)
  local lead = scene.lead
  for _, move in ipairs(occurrence and lead.stage and scene.agreement.moves or {}) do
    local moves, told
    if not move.condition and move.sources[lead.stage] then
      for _, trigger in ipairs(move.triggers) do
        if not moves and (trigger.count > 0 or occurrence.becoming) then
          moves, told = fired[trigger] and trigger, tests[trigger]
        elseif not moves and matches(scene, trigger, occurrence) then
          moves, told = trigger, where_reasons(scene, trigger, occurrence)
        end
      end
    end
    if moves then
      entered = { [move.target] = true }
      take(scene, move, cause_text(occurrence, moves) .. with_text(scene.agreement, occurrence), told)
      break
    end
  end
  settle(scene, entered)
end

-- ---- what follows ---------------------------------------------------------------------------------

local function pass(scene, occurrence)
  local before, story = pictures(scene), new_story(scene.agreement)
  local fired, awards, tests = occur(scene, occurrence)
  local after = pictures(scene)
  tell(scene, story, before, after, awards)
  decide_scores(scene, story, before, after)
  move_on(scene, occurrence, fired, tests, {})
end

-- Events that follow from what happened, then the first definition that turned true, and again; each at
-- most once. first: is called before the first of them.
function follow(scene, first)
  local agreement, truth, became = scene.agreement, scene.lead.truth, {}
  local function happens(occurrence)
    if first then first() end
    pass(scene, occurrence)
    return true
  end
  local function next_derived()
    for _, event in ipairs(agreement.derived) do
      if scene.derived[event] == "waiting" then
        scene.derived[event] = "done"
        return happens { event = event, fields = {} }
      end
    end
  end
  local function next_becoming()
    for _, definition in ipairs(agreement.awaited) do
      local before, now = truth[definition], holds(scene, definition.expression)
      truth[definition] = now
      if now and not before and not became[definition] then
        became[definition] = true
        return happens { becoming = definition.name }
      end
    end
  end
  while next_derived() or next_becoming() do end
end

-- After an import what is true is noted, and nothing has turned true.
local function follow_nothing(scene)
  for _, definition in ipairs(scene.agreement.awaited) do
    scene.lead.truth[definition] = holds(scene, definition.expression)
  end
  scene.derived = {}
end

-- ---- who gets a lead ------------------------------------------------------------------------------

-- one: the SLA that reassigns the lead, or nil.
local function decide_assigned(scene, assigned, because, one)
  decide(scene, one and "reassigned" or "assigned", (one and '"sla":' .. json.quote(one.name) .. "," or "") ..
    routing.decision(scene.agreement, assigned.route, assigned.pool, scene.lead.owner, assigned.owner, because))
end

-- The lead is assigned: it has the owner, and then that occurs like an event. Returns the occurrence, what it fired, and the
-- tests of that. because: of the decision. one: the SLA that reassigns it, or nil.
local function assign(scene, assigned, because, one)
  local agreement, lead = scene.agreement, scene.lead
  decide_assigned(scene, assigned, because, one)
  local before, story = pictures(scene), new_story(agreement)
  routing.give(scene, assigned.owner)
  local given = pictures(scene)
  tell(scene, story, before, given)
  local occurrence = { event = agreement.record_named.assignment, import = assigned.import,
    fields = { owner = assigned.owner, import = assigned.import and 1 or 0, route = assigned.route } }
  local fired, awards, tests = occur(scene, occurrence)
  local after = pictures(scene)
  tell(scene, story, given, after, awards)
  decide_scores(scene, story, before, after)
  return occurrence, fired, tests
end

-- What made a route act, or ended a clock, as routing.any_fires gives it.
local function cause_reason(scene, cause)
  local happened = cause.occurrence
  local keys = happened and cause_text(happened, cause.trigger) .. with_text(scene.agreement, happened) or
    ('"stage":%s,'):format(json.quote(scene.agreement.stages[scene.lead.stage + 1].name))
  return "{" .. keys:sub(1, -2) .. "}"
end

-- The first route that something made act, when all has settled; none acts on what follows from that.
local function take_route(scene)
  local route, cause = routing.first(scene)
  if not route then return end
  local owner, pool, because = routing.choose(scene, route)
  table.insert(because, 1, cause_reason(scene, cause))
  scene.derived = {} -- each event may happen once more
  local occurrence, fired, tests = assign(scene, { owner = owner, route = route.index, pool = pool }, because)
  move_on(scene, occurrence, fired, tests, {})
  follow(scene)
end

-- What follows once all else has happened: routes, service levels, pauses.
local function conclude(scene)
  take_route(scene)
  sla.settled(scene)
  read_pauses(scene)
end

-- ---- due steps ------------------------------------------------------------------------------------

-- The earliest instant after `last` at which something may change by itself.
local function next_due(agreement, lead)
  local due, last = NEVER, lead.last
  local function consider(at) if at > last and at < due then due = at end end
  local scene = { agreement = agreement, lead = lead, now = last }
  for _, score in ipairs(agreement.scores) do
    if score.decay then
      local value, anchor = accumulated(scene, score)
      if value ~= score.rest and anchor then
        consider(decays_next(scene, score, anchor, last) or last)
      end
    end
    for _, rule in ipairs(score.rules) do
      local happened = rule.kind == "each" and last_of_any(lead, rule.triggers)
      for k = 1, happened and rule.at_most or 0 do consider(happened + k * rule.period) end
      for _, at in ipairs(awards_of(lead, rule)) do consider(ages_next(rule, at, last) or last) end
    end
  end
  for _, comparison in ipairs(agreement.since) do
    local happened = counted_from(scene, comparison.since)
    for _, delay in ipairs(happened and comparison.delays or {}) do consider(happened + delay) end
  end
  for _, comparison in ipairs(agreement.numbers) do
    local instants = instants_of(scene, comparison.number)
    for _, place in ipairs(comparison.places) do
      if instants[place] then consider(instants[place] + comparison.number.within) end
    end
  end
  for move, since in pairs(lead.held) do consider(since + move.hold) end
  if lead.imported then consider(lead.imported + 1) end
  return due
end

-- ---- leads that are one ---------------------------------------------------------------------------

local function by_events(triggers)
  for _, trigger in ipairs(triggers) do
    if trigger.kind ~= "event" and trigger.kind ~= "activity" then return false end
  end
  return true
end

-- What a lead knows of its past with that of another. Of days without a time only the last ones are compared.
local function join_past(scene, scene_of_other, triggers)
  local agreement, reader = scene.agreement, scene.agreement.watching[triggers]
  local own, others = scene.lead.happened[triggers], scene_of_other.lead.happened[triggers]
  if #others == 0 or not by_events(triggers) then return end
  local both
  if reader.kind == "days" and reader.within == 0 and #own > 0 then
    local last = math.max(last_of(own).at, last_of(others).at)
    local same = local_day(agreement.zone, last_of(own).at) == local_day(agreement.zone, last_of(others).at)
    both = {}
    for i = #instants_of(scene, reader) + #instants_of(scene_of_other, reader) - (same and 1 or 0), 1, -1 do
      both[#both + 1] = { at = last - (i - 1) * 2 * DAY } -- as many other days
    end
  else
    local rank = {}
    both = table.move(own, 1, #own, #others + 1, table.move(others, 1, #others, 1, {}))
    for i, entry in ipairs(both) do rank[entry] = i end -- of one instant the survivor's own is the last
    table.sort(both, function(a, b) return a.at < b.at or (a.at == b.at and rank[a] < rank[b]) end)
  end
  scene.lead.happened[triggers] = both
end

-- The firings of rules that add, and what groups let through. Returns what live awards add.
local function join_awards(scene, other, score)
  local lead, live = scene.lead, 0
  for _, rule in ipairs(score.rules) do
    if rule.kind == "add" then
      local firings = lead.firings[rule]
      live = live - live_of(scene, rule)
      table.move(other.firings[rule], 1, #other.firings[rule], #firings + 1, firings)
      table.sort(firings)
      live = live + live_of(scene, rule)
    end
  end
  local let, start = {}, 1
  for i, entry in ipairs(other.ledger[score]) do
    if entry.kind == "set" then start = i + 1 end
  end
  for i = start, #other.ledger[score] do
    local entry = other.ledger[score][i]
    if entry.group then let[entry.group] = (let[entry.group] or 0) + math.abs(entry.points) end
  end
  for _, group in ipairs(score.groups) do
    if let[group] then table.insert(lead.ledger[score], { at = scene.now, kind = "let", points = let[group], group = group }) end
  end
  return live
end

-- Decay counts from the later last instant of what keeps it away; how long its clock stood before means nothing then.
local function join_clock(lead, other, score, now)
  local function last_anchor(ledger)
    for i = #ledger, 1, -1 do
      if ledger[i].kind == "anchor" then return ledger[i].from or ledger[i].at end
    end
  end
  if not score.decay or not by_events(score.decay.without) then return end
  local own, others = last_anchor(lead.ledger[score]), last_anchor(other.ledger[score])
  if not others or (own and own >= others) then return end
  table.insert(lead.ledger[score], { at = now, kind = "anchor", from = others })
  for _, pause in ipairs(lead.pauses[score]) do
    if pause.to then pause.not_of[others] = true end -- it was another anchor's
  end
end

local function take_due_step(scene, trace)
  local before = { agreement = scene.agreement, lead = scene.lead, now = scene.now - 1 }
  local was, is, story = pictures(before), pictures(scene), new_story(scene.agreement)
  tell(scene, story, was, is, nil, true)
  local written = false
  local function write()
    if not written then decide_scores(scene, story, was, is) end
    written = true
  end
  scene.lead.last = scene.now
  if trace then write() end
  settle(scene, {}, write)
  follow(scene, write)
  conclude(scene)
end

-- ---- one record -----------------------------------------------------------------------------------

local lower_trimmed = remembered(function(text) return (lower(text):gsub("^%s+", ""):gsub("%s+$", "")) end)

-- "35%", "USD 5,000.50", "12": the number in ten-thousandths.
local function amount_of(text)
  local sign, whole, fraction = text:gsub("[%%,A-Z ]", ""):match("^(%-?)(%d+)%.?(%d*)$")
  local number = math.tointeger(whole) * UNIT + math.tointeger((fraction .. "0000"):sub(1, 4))
  return sign == "-" and -number or number
end

-- "1 hour 30 min", "PT1H30M", "1:30:00": in milliseconds; of a fraction of a unit only such as make whole ones.
local length_units = { w = 7 * DAY, d = DAY, h = 3600000, m = 60000, s = 1000 }
local function length_of(text)
  local hours, minutes, seconds = text:match("^(%d+):(%d%d):(%d%d)$")
  if hours then return (hours * 3600 + minutes * 60 + seconds) * 1000 end
  local total = 0
  for number, unit in text:lower():gsub("^p", ""):gmatch("([%d.]+)%s*(%a)") do total = total + number * length_units[unit] end
  return math.tointeger(total)
end

-- The value of a field from what came in.
local function value_of(agreement, field, raw)
  if raw == "null" then return nil end
  local kind, text = raw[1], raw[2]
  if kind == "text" then
    for _, spelling in ipairs(field.missing) do
      if lower_trimmed(spelling) == lower_trimmed(text) then return nil end
    end
  end
  local field_kind = field.type.kind
  if field_kind == "flag" then
    text = text:lower()
    return (text == "yes" or text == "true" or text == "1") and 1 or 0
  elseif field_kind == "int" then return math.tointeger(text)
  elseif field_kind == "decimal" or field_kind == "points" then
    local sign, whole, fraction = text:match("^(%-?)(%d+)%.?(%d*)$")
    local number = math.tointeger(whole) * UNIT + math.tointeger((fraction .. "0000"):sub(1, 4))
    return sign == "-" and -number or number
  elseif field_kind == "date" then return #text == 10 and day_number(text) or local_day(agreement.zone, instant_number(text))
  elseif field_kind == "instant" then return instant_number(text)
  elseif field_kind == "percent" or field_kind == "money" then return amount_of(text)
  elseif field_kind == "duration" then return length_of(text)
  elseif field_kind == "enum" then
    for index, member in ipairs(agreement.enum_named[field.type.enum].members) do
      if lower_trimmed(member.name) == lower_trimmed(text) then return index - 1 end
      for _, spelling in ipairs(member.spellings) do
        if lower_trimmed(spelling) == lower_trimmed(text) then return index - 1 end
      end
    end
    for index, member in ipairs(agreement.enum_named[field.type.enum].members) do
      if member.rest and lower_trimmed(text) ~= "" then return index - 1 end
    end
    return nil
  elseif field_kind == "email" or field_kind == "domain" then return text:lower()
  end
  return text
end

local function values_of(agreement, record_type, fields)
  local values = {}
  for path, raw in pairs(fields) do
    local field = record_type.field_named[path]
    if field then values[path] = value_of(agreement, field, raw) end -- others are counted only
  end
  return values
end

local function new_lead(agreement, key)
  local lead = { key = key, facts = {}, last = math.mininteger, held = {},
    happened = {}, marks = {}, ledger = {}, firings = {}, truth = {}, pauses = {}, clocks = {} }
  for _, field in ipairs(agreement.lead_type.fields) do lead.facts[field.name] = field.default end
  lead.facts[agreement.agreement.key] = key
  for _, triggers in ipairs(agreement.watched) do lead.happened[triggers] = {} end
  for _, trigger in ipairs(agreement.counters) do lead.marks[trigger] = {} end
  for _, score in ipairs(agreement.scores) do
    lead.ledger[score], lead.pauses[score] = {}, {}
    for _, rule in ipairs(score.rules) do lead.firings[rule] = {} end
  end
  return lead
end

-- Whether a record lacks a required field: of those that it carries, if only these are asked for.
local function lacks(agreement, record_type, fields, only_carried)
  local values = values_of(agreement, record_type, fields)
  for _, field in ipairs(record_type.fields) do
    local asked = not only_carried or fields[field.name] ~= nil
    if asked and field.required and not field.key and values[field.name] == nil then return true end
  end
  return false
end

-- A text that is too long, an event that lacks a required field and one that nobody knows: the record is set aside
-- where it is read, before it is put in order.
local function is_whole(agreement, record)
  local record_type = agreement.record_named[record.type] or not record.type and agreement.lead_type
  if not record_type then return false end
  for path, raw in pairs(record.fields) do
    local field = record_type.field_named[path]
    local most = field and field.type.max_length
    if most and raw ~= "null" and #raw[2] > most then return false end
  end
  return not record.type or not lacks(agreement, record_type, record.fields)
end

-- Whether a record is not judged at all: before the agreement is in force, or a required field of the
-- event, or of the lead in its first record, isn't there, or a later record of the lead would clear it.
local function set_aside(agreement, record, is_new)
  if record.at < (agreement.agreement.effective or math.mininteger) then return true end
  if is_new then return lacks(agreement, agreement.lead_type, record.type and {} or record.fields) end
  return not record.type and lacks(agreement, agreement.lead_type, record.fields, true)
end

local function judge(scene, record, is_new)
  local agreement, lead = scene.agreement, scene.lead
  local entered = {}
  local before, story = is_new and nothing_yet(agreement) or pictures(scene), new_story(agreement)
  local seen = before
  local hand = hand_of(agreement, record, values_of)
  local function look(awards)
    local now_seen = pictures(scene)
    tell(scene, story, seen, now_seen, awards)
    seen = now_seen
  end

  -- 1. Facts.
  if not record.type then
    local values = values_of(agreement, agreement.lead_type, record.fields)
    for path in pairs(record.fields) do lead.facts[path] = values[path] end
  end
  look()

  -- 2. Appearing.
  if is_new and agreement.start and hand and hand.import and hand.stage then
    enter_by_hand(scene, hand)
    look()
  elseif is_new and agreement.start then
    local start = agreement.stage_named[agreement.start].index
    decide(scene, "stage", ('"before":null,"after":%s,"because":[]'):format(json.quote(agreement.start)))
    entered = { [start] = true }
    if hand and hand.import then
      occur(scene, { to = start, import = true })
      look()
    else
      local _, awards = occur(scene, { to = start })
      look(awards)
    end
  end

  -- 3. Occurrence.
  local occurrence, fired, tests
  if hand then
    if hand.score then look(set_by_hand(scene, hand)) end
  elseif record.type then
    local event = agreement.record_named[record.type]
    local fields = record.values or values_of(agreement, event, record.fields)
    for _, field in ipairs(event.fields) do
      if not record.values and record.fields[field.name] == nil then fields[field.name] = field.default end
    end
    occurrence = { event = event, fields = fields }
    local awards
    fired, awards, tests = occur(scene, occurrence)
    look(awards)
  end
  decide_scores(scene, story, before, seen)

  if hand and hand.stage and hand.stage ~= lead.stage then
    entered[hand.stage] = true
    take_by_hand(scene, hand)
  end
  if hand and hand.owner then occurrence, fired, tests = assign(scene, hand, { hand_reason(hand) }) end
  lead.imported = hand and hand.import and lead.stage and scene.now or nil
  if hand and hand.import then
    follow_nothing(scene)
  else
    move_on(scene, occurrence, fired, tests, entered)
    follow(scene)
    take_route(scene)
    sla.settled(scene)
  end
  read_pauses(scene)
end

-- ---- a run ----------------------------------------------------------------------------------------

-- Records in the order in which they are judged: leads by instant; then of the next lead and the next
-- event the earlier, at one instant the lead; before both those of a roster, by instant too. What is later than `at` is
-- not read.
local function merged(agreement, leads, events, options)
  local function read(records, of_roster)
    local early = {}
    for _, record in ipairs(records) do
      local belongs = of_roster == nil or of_roster == (options.roster == true and interpreter.is_of_rep(record))
      if belongs and record.at <= (options.at or NEVER) and is_whole(agreement, record) then early[#early + 1] = record end
    end
    return early
  end
  local function by_instant(records)
    local sorted, order = {}, {}
    for index, record in ipairs(records) do sorted[index], order[record] = record, index end
    table.sort(sorted, function(a, b) return a.at < b.at or (a.at == b.at and order[a] < order[b]) end)
    return sorted
  end
  local sources = { by_instant(read(events, true)), by_instant(read(leads)), read(events, false) }
  local all, places = {}, { 1, 1, 1 }
  while true do
    local first, from
    for i, records in ipairs(sources) do
      local record = records[places[i]]
      if record and (not first or record.at < first.at) then first, from = record, i end
    end
    if not first then return all end
    all[#all + 1], places[from] = first, places[from] + 1
  end
end

function interpreter.is_of_rep(record)
  return record.type == "rep_away" or record.type == "rep_back" or record.type == "rep_left"
end

function interpreter.run(agreement, leads, events, options)
  local decisions, all, by_key, present = {}, {}, {}, math.mininteger
  local due, world = {}, routing.new_world(all)

  -- was, owner_was: the stage and the owner before it; waiting: see routing.lua; happened: when what happens did
  local function scene_of(lead, now, happened)
    return { agreement = agreement, lead = lead, now = now, happened = happened or now, decisions = decisions, derived = {},
      world = world, was = lead.stage, owner_was = lead.owner, waiting = {} }
  end
  local function step(lead, now, trace)
    due[instant_text(now) .. " " .. lead.key] = true
    local scene = scene_of(lead, now)
    scene.by_time = true
    take_due_step(scene, trace)
  end

  -- What is due of a lead's clocks, once the instant is over.
  local function instant_over(lead, now)
    lead.last = now
    sla.instant_over(agreement, lead, now, function()
      local scene = scene_of(lead, now)
      scene.by_time = true
      return scene
    end)
  end

  -- Time alone starts clocks only so often between two records of a lead; those of reps are no lead's.
  local function judge_record(lead, record, now, is_new)
    lead.last, lead.due = now, nil
    if not interpreter.is_of_rep(record) then lead.starts_left = agreement.most_starts end
    judge(scene_of(lead, now, record.at), record, is_new)
  end

  -- What happens to a rep, to each of the leads that she has.
  local function happens_to_leads(record, rep, now)
    for _, lead in ipairs(routing.leads_of(world, rep)) do
      judge_record(lead, record, now, false)
    end
  end

  -- What happens by itself at an instant: due steps, then absences begin; once it is over, and so are its records, what is due
  -- of clocks. Of several leads in the order of keys.
  local function let_pass(until_)
    while true do
      local first
      local function consider(at, rank, lead)
        if first and (at > first.at or at == first.at and (rank > first.rank or rank == first.rank and lead.key > first.lead.key)) then
          return
        end
        first = { at = at, rank = rank, lead = lead }
      end
      for _, lead in ipairs(all) do
        lead.due = lead.due or next_due(agreement, lead)
        if lead.due <= until_ then consider(lead.due, 1, lead) end
        local clock_due = sla.next_due(agreement, lead)
        if clock_due and clock_due < until_ then consider(clock_due, 3, lead) end
      end
      local begins = routing.next_absence(world)
      if begins and begins <= until_ then consider(begins, 2) end
      if not first then break end
      if first.rank == 1 then
        step(first.lead, first.at, options.trace)
      elseif first.rank == 3 then
        instant_over(first.lead, first.at)
      else
        for _, absence in ipairs(routing.begin_absences(world, begins)) do
          happens_to_leads({ at = begins, type = "rep_away",
            values = { rep = absence.rep, from = begins, ["until"] = absence.until_ } }, absence.rep, begins)
        end
      end
      if first.lead then first.lead.due = nil end
    end
    present = math.max(present, until_)
  end

  -- Keys that were merged away, each to the key that it goes on with.
  local goes_on = {}
  local function key_of(written)
    local key = written:lower()
    while goes_on[key] do key = goes_on[key] end
    return key
  end

  -- When keys first came: leads stand in that order at the end.
  local first_came, keys_came = {}, 0
  local function note_key(key)
    if first_came[key] then return end
    keys_came = keys_came + 1
    first_came[key] = keys_came
  end

  local function remove(list, item)
    for i, other in ipairs(list) do
      if other == item then table.remove(list, i) end
    end
  end

  -- Two leads become one: the survivor takes over the facts that it lacks and the points.
  local function join(lead, other, now)
    local scene = scene_of(lead, now)
    local before, story = pictures(scene), new_story(agreement)
    local given = {}
    lead.facts[agreement.agreement.key] = lead.key
    if other then
      local defaults = {}
      for _, field in ipairs(agreement.lead_type.fields) do defaults[field.name] = field.default end
      for name, value in pairs(other.facts) do
        if lead.facts[name] == nil or lead.facts[name] == defaults[name] then lead.facts[name] = value end
      end
      if other.owner and not lead.owner then
        decide(scene, "assigned", routing.decision(agreement, nil, nil, nil, other.owner, { hand_reason { type = "lead_merged" } }))
        routing.give(scene, other.owner)
        scene.owner_was = other.owner
      end
      sla.join(agreement, lead, other)
      local scene_of_other = scene_of(other, now)
      for _, triggers in ipairs(agreement.watched) do join_past(scene, scene_of_other, triggers) end
      for _, score in ipairs(agreement.scores) do
        local points, live = accumulated(scene_of_other, score) - score.rest, join_awards(scene, other, score)
        join_clock(lead, other, score, now)
        if points ~= 0 or live ~= 0 then given[score] = give_by_hand(scene, score, points, live) end
      end
    end
    local after = pictures(scene)
    tell(scene, story, before, after, given)
    lead.last, lead.due, lead.starts_left = now, nil, agreement.most_starts
    local function write() decide_scores(scene, story, before, after) end
    write()
    settle(scene, {})
    follow(scene)
    conclude(scene)
  end

  local function merge(from, into, written, now)
    local lead, other = by_key[into], by_key[from]
    note_key(into)
    goes_on[from], by_key[from] = into, nil
    if other and not lead then
      lead, other.key = other, into
      remove(all, other)
      by_key[into], all[#all + 1] = other, other
      decide(scene_of(lead, now), "merged", '"from":' .. json.quote(written) .. ',"because":[]')
      join(lead, nil, now)
    elseif other then
      remove(all, other)
      decide(scene_of(lead, now), "merged", '"from":' .. json.quote(written) .. ',"because":[]')
      join(lead, other, now)
    end
  end

  local function erase(key)
    if by_key[key] then
      routing.forget(scene_of(by_key[key], present))
      remove(all, by_key[key])
    end
    by_key[key], first_came[key] = nil, nil
    for from in pairs(goes_on) do
      if from ~= key and key_of(from) == key then goes_on[from] = key end
    end
    for from, into in pairs(goes_on) do
      if into == key then goes_on[from], first_came[from] = nil, nil end
    end
  end

  -- Each returns whether the record is accepted.
  local takes = {}
  function takes.lead_erased(record, now)
    let_pass(now)
    erase(key_of(record.lead))
    return true
  end
  function takes.lead_merged(record, now)
    if record.at < (agreement.agreement.effective or math.mininteger) then return false end
    local from, into = key_of(record.lead), key_of(record.fields.into[2])
    if into == from then return false end
    let_pass(now)
    merge(from, into, record.lead:lower(), now)
    return true
  end
  -- The rep of a record and its fields, if there can be one now; else nil.
  local function rep_of(record)
    local values = values_of(agreement, agreement.record_named[record.type], record.fields)
    local is_early = record.at < (agreement.agreement.effective or math.mininteger) and record.type ~= "rep_away"
    return not is_early and not agreement.owners[values.rep + 1].queue and values.rep or nil, values
  end
  function takes.rep_away(record, now)
    local rep, values = rep_of(record)
    local until_ = values["until"]
    if not rep or until_ <= record.at or (values.from and until_ <= values.from) then return false end
    local from = math.max(values.from or now, now)
    if not routing.has_room(world, rep, now) then return false end
    let_pass(now)
    routing.goes_away(world, rep, from, until_, now)
    if from == now and until_ > now then happens_to_leads(record, rep, now) end
    return true
  end
  function takes.rep_back(record, now)
    local rep = rep_of(record)
    if not rep then return false end
    let_pass(now)
    routing.comes_back(world, rep, now)
    return true
  end
  function takes.rep_left(record, now)
    local rep = rep_of(record)
    if not rep then return false end
    let_pass(now)
    world.left[rep] = true
    happens_to_leads(record, rep, now)
    return true
  end
  local function takes_one(record, now)
    local key = key_of(record.lead)
    local lead = by_key[key]
    local is_new = lead == nil
    if set_aside(agreement, record, is_new) then return false end
    let_pass(now)
    if is_new then
      lead = new_lead(agreement, key)
      by_key[key], all[#all + 1] = lead, lead
      note_key(key)
    end
    judge_record(lead, record, now, is_new)
    return true
  end

  -- The ids of the events that were accepted: { id, at }.
  local ids = {}
  local function id_of(record)
    local id = record.type and record.id and record.id[2]
    local counts = id ~= "" and not (options.roster and interpreter.is_of_rep(record))
    return counts and id or nil
  end
  local function is_repeated(record, now)
    for _, before in ipairs(ids) do
      if before.id == id_of(record) and now - before.at < (options.repeats or DAY) then return true end
    end
  end

  for _, record in ipairs(merged(agreement, leads, events, options)) do
    local now = math.max(record.at, present)
    if not is_repeated(record, now) and (takes[record.type] or takes_one)(record, now) and id_of(record) then
      ids[#ids + 1] = { id = id_of(record), at = now }
    end
  end
  if options.at then let_pass(options.at) end

  local finals = {}
  table.sort(all, function(a, b) return first_came[a.key] < first_came[b.key] end)
  for _, lead in ipairs(all) do
    local scene = scene_of(lead, present)
    local scores, grades, shown = {}, {}, {}
    for _, score in ipairs(agreement.scores) do
      scores[#scores + 1] = json.quote(score.name) .. ":" .. decimal(read_score(scene, score))
    end
    for _, definition in ipairs(agreement.definitions) do
      if definition.grade then
        grades[#grades + 1] = json.quote(definition.name) .. ":" ..
          value_text(agreement, definition.expression.type, evaluate(scene, definition.expression))
      end
    end
    for _, name in ipairs(options.show or {}) do
      local expression = agreement.definition_named[name].expression
      shown[#shown + 1] = json.quote(name) .. ":" .. value_text(agreement, expression.type, evaluate(scene, expression))
    end
    finals[#finals + 1] = ('{"lead":%s,"at":"%s","stage":%s,"owner":%s,"scores":{%s},"grades":{%s},"clocks":{%s}%s}')
      :format(json.quote(lead.key), instant_text(present),
        lead.stage and json.quote(agreement.stages[lead.stage + 1].name) or "null",
        lead.owner and json.quote(agreement.owners[lead.owner + 1].name) or "null", table.concat(scores, ","),
        table.concat(grades, ","), sla.final_text(agreement, lead), options.show and #options.show > 0 and (',"show":{%s}'):format(table.concat(shown, ",")) or "")
  end
  return decisions, finals, due
end

interpreter.instant_text = instant_text

local function clause_criteria(scene, clause) return condition_reasons(scene, clause.written, clause.condition) end

hours.use { local_time = local_time, first_shown = first_shown, next_change = next_change, civil = civil }

routing.use {
  evaluate = evaluate, holds = holds, local_time = local_time, instant_text = instant_text, place_text = place_text,
  fact = function(scene, name) return evaluators.field(scene, { field = name }) end,
  where_holds = function(scene, trigger, fields)
    return not trigger.where or holds(inside_where(scene, { fields = fields }), trigger.where)
  end,
  clause_criteria = clause_criteria,
}

sla.use {
  holds = holds, decide = decide, instant_text = instant_text, place_text = place_text, decimal = decimal, scaled = scaled,
  clause_criteria = clause_criteria, tell_reassigned = decide_assigned,
  cause_reason = cause_reason,
  reassign = function(scene, assigned, because, one)
    local occurrence, fired, tests = assign(scene, assigned, because, one)
    move_on(scene, occurrence, fired, tests, {})
    follow(scene)
    sla.settled(scene)
    read_pauses(scene)
  end,
  move = function(scene, move, reasons)
    take_for(scene, move, reasons)
    settle(scene, { [move.target] = true })
    follow(scene)
    conclude(scene)
  end,
}

return interpreter
