-- Agreements in several files, and lists and tables from files, a second time: the same agreement written together.
--
-- The lines of a case are those of its first file, and after a line `--- PATH` those of another.

local files = {}

-- The files of these lines: each has its path ("" of the first), its text, and the numbers of its lines in the whole.
function files.of(lines)
  local all = { { path = "", numbers = {}, text = "" } }
  for number, line in ipairs(lines) do
    local path, file = line:match("^%-%-%- (.*)"), all[#all]
    if path then
      all[#all + 1] = { path = path, numbers = {}, text = "" }
    else
      file.numbers[#file.numbers + 1] = number
      file.text = file.text .. line .. "\n"
    end
  end
  return all
end

-- The file that another one names.
local function find(all, user, path)
  local whole = ((user.path:match("^.*/") or "") .. path):gsub("[^/]+/%.%./", "")
  for _, file in ipairs(all) do if file.path == whole then return file end end
end

-- Those with declarations, each once: the first one first, and each before those that it uses.
function files.in_use(all)
  local used = {}
  local function take(file)
    if not file or used[file] then return end
    used[#used + 1], used[file] = file, true
    for path in ("\n" .. file.text):gmatch '\nuse "([^\n]*)"' do take(find(all, file, path)) end
  end
  take(all[1])
  return used
end

-- ---- values from files ----------------------------------------------------------------------------

local function trimmed(text) return (text:gsub("^%s+", ""):gsub("%s+$", "")) end

local is_text = { text = true, domain = true, url = true }

local function literal(text, kind) return is_text[kind] and ('"%s"'):format(trimmed(text)) or trimmed(text) end

-- The lines of a file that say something.
local function said(file)
  local lines = {}
  for line in file.text:gmatch("([^\n]*)\n") do
    line = trimmed(line)
    if line ~= "" and line:sub(1, 1) ~= "#" then lines[#lines + 1] = line end
  end
  return lines
end

local function cells_of(line)
  local cells = {}
  for cell in (line .. ","):gmatch("([^,]*),") do -- no value has a comma
    cell = trimmed(cell)
    cells[#cells + 1] = cell:match('^"(.*)"$') and trimmed(cell:sub(2, -2)) or cell
  end
  return cells
end

local operations = { "starts ", "ends ", "contains ", "has word ", "!=", "<=", ">=", "<", ">" }

local function cell_text(cell, kind)
  if cell == "*" or cell == "missing" then return cell end
  local operation = ""
  for _, word in ipairs(operations) do
    if operation == "" and cell:sub(1, #word) == word then operation = word end
  end
  local values = {}
  for value in (cell:sub(#operation + 1) .. "|"):gmatch("([^|]*)|") do values[#values + 1] = literal(value, kind) end
  return operation .. (#values > 1 and "[" .. table.concat(values, ", ") .. "]" or values[1])
end

-- `table NAME(INPUTS) -> TYPE` with its rows.
local function table_lines(head, file)
  local kinds, lines = {}, { head .. " {" }
  for kind in head:gmatch("x%d+: ([%w_]+)") do kinds[#kinds + 1] = kind end
  for number, line in ipairs(said(file)) do
    local cells = cells_of(line)
    local result = table.remove(cells)
    for i, cell in ipairs(cells) do cells[i] = cell_text(cell, kinds[i]) end
    if number > 1 then lines[#lines + 1] = ("  %s => %s"):format(table.concat(cells, ", "), result) end
  end
  lines[#lines + 1] = "}"
  return lines
end

local function list_line(head, file)
  local values = said(file)
  for i, value in ipairs(values) do values[i] = literal(value, head:match(": (%l+)")) end
  return ("%s = [%s]"):format(head, table.concat(values, ", "))
end

-- The agreement as one text: its lines stand where they stand in the files, one after the other, and the rows of tables
-- from files follow.
function files.together(all)
  local lines, more = {}, {}
  for _, file in ipairs(files.in_use(all)) do
    for line in file.text:gmatch("([^\n]*)\n") do
      local head, path = line:match('^(%l.*) from "([^"]*)"$')
      local values = path and find(all, file, path)
      if line:find('^use "') then
        line = "#"
      elseif values and line:find("^list ") then
        line = list_line(head, values)
      elseif values then
        local rows = table_lines(head, values)
        table.move(rows, 1, #rows, #more + 1, more)
        line = "#"
      end
      lines[#lines + 1] = line
    end
  end
  return table.concat(table.move(more, 1, #more, #lines + 1, lines), "\n") .. "\n"
end

return files
