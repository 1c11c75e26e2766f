/* A strict reader: a cell with a comma stands in double quotes, with `""` for a quote in it, and a
 * row ends with its line. So what is wrong in one line can't hide the next ones. */
#include "compiler/table_file.h"

#include <string.h>

#include "compiler/check_list.h"

typedef struct {
  Text text; /* without quotes and outer blanks */
  Span span;
} FileCell;

typedef struct {
  Checker *checker;
  const Table *table;
  uint16_t file;
  FileCell cells[INPUT_LIMIT + 2];
  uint32_t count; /* of the line's cells; those that are too many are not kept */
  int has_header, no_header, failed;
  List *rows;
} FileReader;

static void say(FileReader *reader, Span span, const char *label, const char *title,
                const char *help) {
  Diagnostics *diagnostics = reader->checker->diagnostics;
  Diagnostic *diagnostic = diag_error(diagnostics, "E0322", span, label, "%s", title);
  diag_help(diagnostics, diagnostic, "%s", help);
  reader->failed = 1;
}

/* ---- lines --------------------------------------------------------------------------------- */

static Span span_of(const FileReader *reader, Text text) {
  Text whole = reader->checker->diagnostics->sources->files[reader->file].text;
  uint32_t start = (uint32_t)(text.bytes - whole.bytes);
  return (Span){start, start + text.length, reader->file};
}

static int is_blank(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r';
}

static Text trimmed(Text text) {
  while (text.length && is_blank(text.bytes[0])) text.bytes++, text.length--;
  while (text.length && is_blank(text.bytes[text.length - 1])) text.length--;
  return text;
}

static void add_cell(FileReader *reader, Text text, Span span) {
  if (reader->count < sizeof reader->cells / sizeof *reader->cells)
    reader->cells[reader->count] = (FileCell){text, span};
  reader->count++;
}

/* What stands in quotes from the line's first byte on; returns how long it is with them, 0: they
 * are open. */
static uint32_t quoted(const FileReader *reader, Text line, Text *inside) {
  char *bytes = arena_take(reader->checker->arena, line.length + 1u);
  uint32_t length = 0;
  for (uint32_t i = 1; i < line.length; i++) {
    if (line.bytes[i] == '"' && i + 1 < line.length && line.bytes[i + 1] == '"')
      i++;
    else if (line.bytes[i] == '"') {
      *inside = (Text){bytes, length};
      return i + 1;
    }
    bytes[length++] = line.bytes[i];
  }
  return 0;
}

/* Reads the cell that a line begins with and returns its length, or UINT32_MAX after a message. */
static uint32_t read_cell(FileReader *reader, Text line) {
  uint32_t start = 0;
  while (start < line.length && is_blank(line.bytes[start])) start++;
  Text rest = {line.bytes + start, line.length - start}, inside;
  const char *comma = memchr(rest.bytes, ',', rest.length);
  if (rest.length == 0 || rest.bytes[0] != '"') {
    uint32_t length = comma ? (uint32_t)(comma - rest.bytes) : rest.length;
    Text cell = trimmed((Text){rest.bytes, length});
    add_cell(reader, cell, span_of(reader, cell));
    return start + length;
  }
  uint32_t length = quoted(reader, rest, &inside), end = length;
  while (length && end < rest.length && is_blank(rest.bytes[end])) end++;
  if (!length || (end < rest.length && rest.bytes[end] != ',')) {
    say(reader, span_of(reader, trimmed(rest)),
        length ? "goes on after its quotes" : "is not closed", "a cell in quotes ends with them",
        "write a quote inside of it twice: \"\"");
    return UINT32_MAX;
  }
  add_cell(reader, trimmed(inside), span_of(reader, (Text){rest.bytes, length}));
  return start + end;
}

/* 0 after a message. */
static int read_cells(FileReader *reader, Text line) {
  reader->count = 0;
  for (;;) {
    uint32_t length = read_cell(reader, line);
    if (length == UINT32_MAX) return 0;
    if (length == line.length) return 1;
    line.bytes += length + 1;
    line.length -= length + 1;
  }
}

/* ---- cells --------------------------------------------------------------------------------- */

static Node *node_of(FileReader *reader, NodeKind kind, const FileCell *cell, Text name) {
  Node *node = arena_take(reader->checker->arena, sizeof *node);
  *node = (Node){.kind = kind, .span = cell->span, .name_span = cell->span, .name = name};
  return node;
}

static int is_number(Text text) {
  uint32_t digits = 0, points = 0, i = text.length && text.bytes[0] == '-';
  for (; i < text.length; i++) {
    if (text.bytes[i] == '.')
      points++;
    else if (text.bytes[i] >= '0' && text.bytes[i] <= '9')
      digits++;
    else
      return 0;
  }
  return digits && points <= 1 && text.bytes[text.length - 1] != '.' && text.bytes[0] != '.';
}

static int is_amount(TypeKind kind) {
  return kind == TYPE_PERCENT || kind == TYPE_MONEY || kind == TYPE_DURATION || kind == TYPE_DATE ||
         kind == TYPE_INSTANT;
}

/* In a column of numbers or dates: the name of a list of them. */
static int is_name(const FileReader *reader, Text text) {
  return symbols_find(&reader->checker->lists, text) || text_is(text, "missing");
}

static Node *name_or_nothing(FileReader *reader, const FileCell *cell, Text text) {
  Checker *checker = reader->checker;
  if (is_name(reader, text)) return node_of(reader, NODE_NAME, cell, text);
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0306", cell->span, "is no number",
                                      "this column holds numbers");
  diag_help(checker->diagnostics, diagnostic, "write it in digits, such as 1200 or -2.5");
  reader->failed = 1;
  return node_of(reader, NODE_ERROR, cell, text);
}

/* One value as it would be in the agreement: a quoted text, a number, yes, a name. */
static Node *value_of(FileReader *reader, const FileCell *cell, Text text, TypeKind kind) {
  int yes = text_is(text, "yes");
  text = trimmed(text);
  if (text.length == 0) {
    say(reader, cell->span, "is empty", "a cell is empty", "write `*` for anything, or `missing`");
    return node_of(reader, NODE_ERROR, cell, text);
  }
  if (kind == TYPE_FLAG && (yes || text_is(text, "no"))) {
    Node *flag = node_of(reader, NODE_FLAG, cell, text);
    flag->number = yes;
    return flag;
  }
  if (is_amount(kind) && !is_name(reader, text))
    return check_list_value(reader->checker, text, cell->span, kind);
  if (!type_scale(kind))
    return node_of(reader, type_is_text(kind) ? NODE_TEXT : NODE_NAME, cell, text);
  if (!is_number(text)) return name_or_nothing(reader, cell, text);
  uint32_t sign = text.bytes[0] == '-';
  Node *number = node_of(reader, NODE_DECIMAL, cell, (Text){text.bytes + sign, text.length - sign});
  if (!sign) return number;
  Node *negation = node_of(reader, NODE_NEGATE, cell, text);
  negation->left = number;
  return negation;
}

/* A value, or of numbers and members a range. */
static Node *element_of(FileReader *reader, const FileCell *cell, Text text, TypeKind kind) {
  for (uint32_t i = 0; !type_is_text(kind) && i + 1 < text.length; i++) {
    if (text.bytes[i] != '.' || text.bytes[i + 1] != '.') continue;
    Text low = trimmed((Text){text.bytes, i});
    Text high = trimmed((Text){text.bytes + i + 2, text.length - i - 2});
    Node *range = node_of(reader, NODE_RANGE, cell, text);
    if (low.length || !high.length) range->left = value_of(reader, cell, low, kind);
    if (high.length) range->right = value_of(reader, cell, high, kind);
    return range;
  }
  return value_of(reader, cell, text, kind);
}

/* `a|b|c` as a list; one value as it is. */
static Node *elements_of(FileReader *reader, const FileCell *cell, Text text, TypeKind kind) {
  if (!memchr(text.bytes, '|', text.length)) return element_of(reader, cell, text, kind);
  Node *list = node_of(reader, NODE_ARRAY, cell, text);
  for (uint32_t start = 0; start <= text.length;) {
    const char *bar = memchr(text.bytes + start, '|', text.length - start);
    uint32_t end = bar ? (uint32_t)(bar - text.bytes) : text.length;
    Text part = trimmed((Text){text.bytes + start, end - start});
    list_add(reader->checker->arena, &list->items, element_of(reader, cell, part, kind));
    start = end + 1;
  }
  return list;
}

/* The operation that a cell begins with, or NULL. */
static const char *operation_of(Text text, TypeKind kind) {
  static const char *const of_texts[] = {"starts ", "ends ", "contains ", "has word ", "!="};
  static const char *const of_values[] = {"!=", "<=", ">=", "<", ">"};
  for (size_t i = 0; i < 5; i++) {
    const char *word = type_is_text(kind) ? of_texts[i] : of_values[i];
    if (text.length >= strlen(word) && memcmp(text.bytes, word, strlen(word)) == 0) return word;
  }
  return NULL;
}

/* A text that begins like a test, but in other words, is compared as a whole. */
static void warn_literal(FileReader *reader, const FileCell *cell, Text text,
                         const char *operation) {
  static const struct {
    const char *words, *right;
  } near[] = {
      {"has words ", "has word "},
      {"have word ", "has word "},
      {"has the word ", "has word "},
      {"contains word ", "has word "},
      {"word ", "has word "},
      {"has ", "has word "},
      {"contain ", "contains "},
      {"contains the ", "contains "},
      {"containing ", "contains "},
      {"includes ", "contains "},
      {"like ", "contains "},
      {"starts with ", "starts "},
      {"start with ", "starts "},
      {"starting with ", "starts "},
      {"begins with ", "starts "},
      {"begins ", "starts "},
      {"start ", "starts "},
      {"ends with ", "ends "},
      {"end with ", "ends "},
      {"ending with ", "ends "},
      {"end ", "ends "},
      {"is ", ""},
      {"= ", ""},
      {"not ", "!="},
  };
  Checker *checker = reader->checker;
  for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
    uint32_t length = (uint32_t)strlen(near[i].words);
    if (operation && length <= strlen(operation)) continue;
    if (text.length <= length || memcmp(text.bytes, near[i].words, length) != 0) continue;
    Text help = text_format(checker->arena, "if a test is meant, write `%s%.*s`", near[i].right,
                            (int)(text.length - length), text.bytes + length);
    check_list_literal(checker, cell->span, "this cell is not the test that it looks like",
                       help.bytes);
    return;
  }
}

static Node *cell_node(FileReader *reader, const FileCell *cell, TypeKind kind) {
  Text text = cell->text;
  const char *operation = operation_of(text, kind);
  Node *node = node_of(reader, NODE_CELL, cell, text_of("="));
  if (type_is_text(kind)) warn_literal(reader, cell, text, operation);
  if (text_is(text, "*")) {
    node->name = text;
  } else if (text_is(text, "missing")) {
    node->left = node_of(reader, NODE_NAME, cell, text);
  } else if (operation) {
    uint32_t length = (uint32_t)strlen(operation);
    node->name = trimmed((Text){operation, length});
    Text rest = trimmed((Text){text.bytes + length, text.length - length});
    node->left = text_is(node->name, "!=") ? value_of(reader, cell, rest, kind)
                                           : elements_of(reader, cell, rest, kind);
  } else {
    node->left = elements_of(reader, cell, text, kind);
    if (node->left->kind == NODE_ARRAY || node->left->kind == NODE_RANGE)
      node->name = text_of("in");
  }
  return node;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static int is_header(const FileReader *reader) {
  const Table *table = reader->table;
  if (reader->count != table->inputs.count + 1) return 0;
  for (uint32_t i = 0; i < table->inputs.count; i++)
    if (!text_equal(reader->cells[i].text, ((const TableInput *)table->inputs.items[i])->name))
      return 0;
  Text last = reader->cells[table->inputs.count].text;
  return text_is(last, "result") || text_equal(last, table->name);
}

static void read_header(FileReader *reader, Span span) {
  Arena *arena = reader->checker->arena;
  Text names = text_of("");
  reader->has_header = 1;
  if (is_header(reader)) return;
  for (uint32_t i = 0; i < reader->table->inputs.count; i++)
    names = text_format(arena, "%.*s%.*s,", SHOW(names),
                        SHOW(((const TableInput *)reader->table->inputs.items[i])->name));
  Text help = text_format(arena, "write `%.*sresult`", SHOW(names));
  reader->no_header = 1;
  say(reader, span, "does not name them", "the first line names the inputs and the result",
      help.bytes);
}

static void read_row(FileReader *reader, Span span) {
  uint32_t inputs = reader->table->inputs.count;
  if (reader->count != inputs + 1) {
    Text title = text_format(reader->checker->arena, "this line has %u cells, not %u",
                             reader->count, inputs + 1);
    say(reader, span, "has too many or too few", title.bytes,
        "write one cell for each input, then the result; `*` takes anything");
    return;
  }
  Node *row = node_of(reader, NODE_ROW, &(FileCell){text_of(""), span}, text_of(""));
  for (uint32_t i = 0; i < inputs; i++) {
    const TableInput *input = reader->table->inputs.items[i];
    list_add(reader->checker->arena, &row->items,
             cell_node(reader, &reader->cells[i], input->type.kind));
  }
  row->left = value_of(reader, &reader->cells[inputs], reader->cells[inputs].text,
                       reader->table->type.kind);
  list_add(reader->checker->arena, reader->rows, row);
}

/* Lines that are empty or begin with # are left out. */
static void read_line(FileReader *reader, Text line) {
  Text text = trimmed(line);
  if (text.length == 0 || text.bytes[0] == '#' || !read_cells(reader, text)) return;
  if (reader->has_header)
    read_row(reader, span_of(reader, text));
  else
    read_header(reader, span_of(reader, text));
}

int table_file_read(Checker *checker, const Table *table, const Node *path, List *rows) {
  FileReader reader = {.checker = checker, .table = table, .rows = rows};
  if (!check_list_file(checker, "table", table->name, path, &reader.file)) return 0;
  uint32_t lines = checker->diagnostics->sources->files[reader.file].line_count;
  for (uint32_t number = 1; number <= lines && !reader.no_header; number++)
    read_line(&reader, check_list_line(checker, reader.file, number));
  return !reader.failed;
}
