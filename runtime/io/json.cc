/* simdjson finds where each token starts (its stage 1, which also checks UTF-8, closing quotes and
 * control characters, 64 bytes at a time); the walk over the tokens is here. simdjson's own second
 * stages don't fit: DOM turns decimals into doubles, On-Demand leaves what it skips unchecked and
 * needs padding after each line. */
#include "runtime/io/json.h"

#include "runtime/io/bytes.h"
#include "runtime/rare.h"

#include <simdjson.h>

#include <cstdlib>
#include <cstring>
#include <new>

/* The tokens of some text: where each of them starts. */
struct Tokens {
  simdjson::dom::parser parser;
  uint32_t *starts() { return parser.implementation->structural_indexes.get(); }
  uint32_t count() const { return parser.implementation->n_structural_indexes; }
};

/* Whole lines, and the first token that no line has taken. length 0: no block. */
struct Block {
  const char *text = nullptr;
  size_t length = 0;
  const uint32_t *next = nullptr;
  bool escapes = false; /* there is a backslash somewhere */
};

struct JsonParser {
  Outlines *outlines = nullptr;
  NameStep *start = nullptr; /* where each record begins */
  bool keeps_lists = false; /* items of lists are cells too */
  Tokens block_tokens, line_tokens;
  Block block;
  Cell *cells = nullptr;
  char *texts = nullptr; /* unescaped ones of the line */
  char *line = nullptr;  /* a copy of it, and a NUL */
  size_t cells_room = 0, texts_room = 0, line_room = 0;
};

namespace {

constexpr const char *NO_VALUE =
    "broken JSON: expected a value (a text in quotes, a number, true, false, null)";
constexpr const char *BAD_ESCAPE = "broken JSON: a backslash must be followed by one of "
                                   "\" \\ / b f n r t, or by u and four hexadecimal digits";
constexpr const char *HALF_A_PAIR = "broken JSON: half of a surrogate pair stands alone: such a "
                                    "character is written as two, as in \\ud83d\\ude00";

/* ---- scalars ------------------------------------------------------------------------------- */

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

const char *skip_digits(const char *at, const char *end) {
  while (at < end && is_digit(*at)) at++;
  return at;
}

bool is_number(const char *at, const char *end) {
  if (at < end && *at == '-') at++;
  const char *digits = at;
  at = skip_digits(at, end);
  if (at == digits || (*digits == '0' && at > digits + 1)) return false;
  if (at < end && *at == '.') {
    digits = ++at;
    at = skip_digits(at, end);
    if (at == digits) return false;
  }
  if (at < end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < end && (*at == '+' || *at == '-')) at++;
    digits = at;
    at = skip_digits(at, end);
    if (at == digits) return false;
  }
  return at == end;
}

/* ---- escapes ------------------------------------------------------------------------------- */

bool read_hexadecimal(const char *at, const char *end, uint32_t *code) {
  if (end - at < 4) return false;
  *code = 0;
  for (int i = 0; i < 4; i++) {
    char c = at[i];
    uint32_t digit = is_digit(c)              ? uint32_t(c - '0')
                     : (c >= 'a' && c <= 'f') ? uint32_t(c - 'a' + 10)
                     : (c >= 'A' && c <= 'F') ? uint32_t(c - 'A' + 10)
                                              : 16;
    if (digit == 16) return false;
    *code = *code << 4 | digit;
  }
  return true;
}

char *write_utf8(uint32_t code, char *out) {
  if (code < 0x80) {
    *out++ = char(code);
  } else if (code < 0x800) {
    *out++ = char(0xC0 | code >> 6);
    *out++ = char(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    *out++ = char(0xE0 | code >> 12);
    *out++ = char(0x80 | (code >> 6 & 0x3F));
    *out++ = char(0x80 | (code & 0x3F));
  } else {
    *out++ = char(0xF0 | code >> 18);
    *out++ = char(0x80 | (code >> 12 & 0x3F));
    *out++ = char(0x80 | (code >> 6 & 0x3F));
    *out++ = char(0x80 | (code & 0x3F));
  }
  return out;
}

/* What follows `\u`: four digits, or a surrogate pair. Advances *at. nullptr, or what is wrong with
 * it. */
const char *read_code(const char **at, const char *end, uint32_t *code) {
  if (!read_hexadecimal(*at, end, code)) return BAD_ESCAPE;
  *at += 4;
  if (*code < 0xD800 || *code > 0xDFFF) return nullptr;
  uint32_t low;
  if (*code > 0xDBFF || end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u') return HALF_A_PAIR;
  if (!read_hexadecimal(*at + 2, end, &low)) return BAD_ESCAPE;
  if (low < 0xDC00 || low > 0xDFFF) return HALF_A_PAIR;
  *at += 6;
  *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
  return nullptr;
}

/* Returns the end of what was written, never longer than what was read; nullptr: broken, which the
 * problem tells. */
char *unescape(const char *at, const char *end, char *out, const char **problem) {
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  *problem = BAD_ESCAPE;
  while (at < end) {
    if (*at != '\\') {
      *out++ = *at++;
      continue;
    }
    if (end - at < 2) return nullptr;
    char letter = at[1];
    at += 2;
    if (letter == 'u') {
      uint32_t code;
      const char *wrong = read_code(&at, end, &code);
      if (wrong != nullptr) {
        *problem = wrong;
        return nullptr;
      }
      out = write_utf8(code, out);
      continue;
    }
    const char *found = letter == 0 ? nullptr : std::strchr(letters, letter);
    if (found == nullptr) return nullptr;
    *out++ = meanings[found - letters];
  }
  return out;
}

/* ---- the walk ------------------------------------------------------------------------------ */

/* A place in the list of the tokens' starts. Functions take the token that they begin at and return
 * the one after what they have read; nullptr: broken. */
using Token = const uint32_t *;

class Walk {
public:
  /* Tokens' starts count from `base`. After the last one stands the place of a byte that is no
   * token and ends the last one: a newline or a NUL. */
  Walk(const char *base, bool escapes, JsonParser *parser)
      : base(base), parser(parser), step(parser->start), next(parser->cells), texts(parser->texts),
        escapes(escapes) {
  }

  /* Returns the token after the object. */
  Token record(Token token) {
    if (peek(token) == '{') return object<true>(token + 1, CELL_TOP, 1);
    return fail(peek(token) == '[' ? "expected one JSON object, found a list"
                                   : "expected one JSON object, such as {\"at\": …}");
  }

  RARE Token fail(const char *text) {
    problem.text = text;
    problem.cell = next == parser->cells ? CELL_TOP : count() - 1;
    return nullptr;
  }

  uint32_t count() const {
    return uint32_t(next - parser->cells);
  }
  NameStep *end() const {
    return step;
  }
  JsonProblem problem; /* once it failed */

private:
  const char *base;
  JsonParser *parser;
  NameStep *step; /* to the newest name */
  Cell *next;     /* the newest one is before it */
  char *texts;
  bool escapes; /* there is a backslash somewhere */

  char peek(Token token) const { return base[*token]; }

  /* The token is a text: stage 1 has made sure that its quotes are closed, and white space is all
   * that can stand between it and the next token. */
  Token text(Token token, const char **bytes, uint32_t *size) {
    const char *start = base + token[0] + 1, *end = base + token[1] - 1;
    while (*end != '"') end--;
    *bytes = start;
    *size = uint32_t(end - start);
    bool plain = !escapes || std::memchr(start, '\\', *size) == nullptr;
    const char *wrong = plain ? nullptr : unescape_text(bytes, size);
    return wrong == nullptr ? token + 1 : fail(wrong);
  }

  /* nullptr, or what is wrong with it. */
  APART const char *unescape_text(const char **bytes, uint32_t *size) {
    const char *wrong;
    char *written = unescape(*bytes, *bytes + *size, texts, &wrong);
    if (written == nullptr) return wrong;
    *bytes = texts;
    *size = uint32_t(written - texts);
    texts = written;
    return nullptr;
  }

  Token scalar(Token token, Cell *cell) {
    const char *start = base + token[0], *end = base + token[1];
    while (is_space(end[-1])) end--;
    size_t size = size_t(end - start);
    cell->bytes = start;
    cell->length = uint32_t(size);
    auto is = [&](const char *word) {
      return size == std::strlen(word) && std::memcmp(start, word, size) == 0;
    };
    if (is_number(start, end)) cell->kind = MOPS_INPUT_NUMBER;
    else if (is("null")) cell->kind = MOPS_INPUT_NULL;
    else if (is("true") || is("false")) cell->kind = MOPS_INPUT_FLAG;
    else return fail(NO_VALUE);
    return token + 1;
  }

  /* Listed: not inside lists, which are only checked; `cell` is a scratch then. */
  template <bool Listed> inline Token value(Token token, Cell *cell, int depth) {
    if (peek(token) == '"') {
      cell->kind = MOPS_INPUT_TEXT;
      return text(token, &cell->bytes, &cell->length);
    }
    return other_value<Listed>(token, cell, depth);
  }

  template <bool Listed> Token other_value(Token token, Cell *cell, int depth) {
    uint32_t index = Listed ? uint32_t(cell - parser->cells) : CELL_TOP;
    cell->bytes = "";
    cell->length = 0;
    switch (peek(token)) {
    case '{': cell->kind = CELL_OBJECT; return object<Listed>(token + 1, index, depth + 1);
    case '[':
      cell->kind = CELL_LIST;
      if (Listed && parser->keeps_lists) return array<true>(token + 1, index, depth + 1);
      return array<false>(token + 1, index, depth + 1);
    case '\0': return fail("broken JSON: the record is cut off");
    default: return scalar(token, cell);
    }
  }

  /* Neither a comma nor the closing bracket. */
  RARE Token no_separator(Token token, const char *expected) {
    return fail(peek(token) == '\0' ? "broken JSON: the record is cut off" : expected);
  }

  Token no_name(Token token) {
    return no_separator(token, "broken JSON: expected a field's name in quotes");
  }

  /* Nearly always the name is the one that came after those before it the last time. */
  Token name(Token token, Cell *cell) {
    NameStep *expected = step_expected(step, base + *token, cell->parent);
    if (expected != nullptr) {
      cell->spelled = base + *token + 1;
      cell->spelled_length = expected->length;
      step = expected;
      token++;
    } else {
      if (peek(token) != '"') return no_name(token);
      if ((token = text(token, &cell->spelled, &cell->spelled_length)) == nullptr) return nullptr;
      step = step_search(parser->outlines, step, parser->cells, cell);
    }
    cell->name = step->name;
    next++;
    return token;
  }

  Token unlisted_name(Token token) {
    Cell scratch;
    if (peek(token) != '"') return no_name(token);
    return text(token, &scratch.spelled, &scratch.spelled_length);
  }

  template <bool Listed> Token object(Token token, uint32_t parent, int depth) {
    if (depth > JSON_MAX_DEPTH) return fail("nested deeper than 32 levels");
    if (peek(token) == '}') return token + 1;
    for (;; token++) {
      Cell scratch, *cell = Listed ? next : &scratch;
      cell->parent = parent;
      token = Listed ? name(token, cell) : unlisted_name(token);
      if (token == nullptr) return nullptr;
      if (peek(token) != ':') return fail("broken JSON: expected a colon after the field's name");
      if ((token = value<Listed>(token + 1, cell, depth)) == nullptr) return nullptr;
      if (peek(token) == '}') return token + 1;
      if (peek(token) != ',')
        return no_separator(token, "broken JSON: expected a comma or } after the value");
    }
  }

  template <bool Listed> Token array(Token token, uint32_t parent, int depth) {
    if (depth > JSON_MAX_DEPTH) return fail("nested deeper than 32 levels");
    if (peek(token) == ']') return token + 1;
    for (;; token++) {
      Cell scratch, *cell = Listed ? next++ : &scratch;
      cell->parent = parent;
      cell->spelled = "";
      cell->spelled_length = 0;
      cell->name = nullptr;
      if ((token = value<Listed>(token, cell, depth)) == nullptr) return nullptr;
      if (peek(token) == ']') return token + 1;
      if (peek(token) != ',')
        return no_separator(token, "broken JSON: expected a comma or ] in the list");
    }
  }
};

/* ---- room ---------------------------------------------------------------------------------- */

/* What is new is 0. */
template <typename Item> bool make_room(Item **items, size_t *room, size_t needed) {
  if (needed <= *room) return true;
  size_t larger = needed + needed / 2 + 64;
  Item *grown = static_cast<Item *>(std::realloc(*items, larger * sizeof(Item)));
  if (grown == nullptr) return false;
  std::memset(static_cast<void *>(grown + *room), 0, (larger - *room) * sizeof(Item));
  *items = grown;
  *room = larger;
  return true;
}

const char *describe(simdjson::error_code error) {
  switch (error) {
  case simdjson::UTF8_ERROR: return "not valid UTF-8";
  case simdjson::UNCLOSED_STRING: return "broken JSON: a quote is missing";
  case simdjson::UNESCAPED_CHARS:
    return "broken JSON: a control character inside a text (or a quote is missing)";
  case simdjson::EMPTY: return "expected one JSON object, found nothing";
  case simdjson::MEMALLOC: return "no memory left for so long a record";
  default: return "broken JSON";
  }
}

/* Stage 1, and room for what the walk can find. */
simdjson::error_code find_tokens(JsonParser *parser, Tokens *tokens, const char *text,
                                 size_t length) {
  simdjson::error_code error = simdjson::SUCCESS;
  if (length >= tokens->parser.capacity())
    error = tokens->parser.allocate(length + length / 2 + 4096);
  if (error == simdjson::SUCCESS)
    error = tokens->parser.implementation->stage1(reinterpret_cast<const uint8_t *>(text), length,
                                                  simdjson::stage1_mode::regular);
  /* A field takes at least three tokens, its name, a colon and a value; an item of a list two, but
   * the last one of each list that a broken line leaves open. */
  if (error == simdjson::SUCCESS &&
      (!make_room(&parser->texts, &parser->texts_room, length + BYTES_READABLE) ||
       !make_room(&parser->cells, &parser->cells_room, tokens->count() / 2 + JSON_MAX_DEPTH + 2)))
    error = simdjson::MEMALLOC;
  return error;
}

/* The walk doesn't look where the line ends: a broken record may go on into the next line, at worst
 * to the newline that ends the block. So a good one must turn out to end where its line does.
 * Returns 0 for everything else, which the line by itself will explain. */
bool parse_in_block(JsonParser *parser, const char *line, size_t length, JsonRecord *record) {
  Block *block = &parser->block;
  if (line < block->text || line + length >= block->text + block->length) return false;
  uint32_t start = uint32_t(line - block->text), end = start + uint32_t(length);
  while (*block->next < start) block->next++;
  Walk walk(block->text, block->escapes && std::memchr(line, '\\', length) != nullptr, parser);
  Token after = walk.record(block->next);
  if (after == nullptr || after[-1] >= end || after[0] < end) return false;
  block->next = after;
  *record = {parser->cells, walk.count(), walk.end()};
  return true;
}

/* With a copy of the line, so that a NUL can follow it. */
RARE bool parse_alone(JsonParser *parser, const char *line, size_t length, JsonRecord *record,
                      JsonProblem *problem) {
  Tokens *tokens = &parser->line_tokens;
  simdjson::error_code error = find_tokens(parser, tokens, line, length);
  *record = {parser->cells, 0, nullptr};
  if (error == simdjson::SUCCESS && !make_room(&parser->line, &parser->line_room, length + 1 + BYTES_READABLE))
    error = simdjson::MEMALLOC;
  if (error != simdjson::SUCCESS) {
    *problem = {describe(error), CELL_TOP};
    return false;
  }
  std::memcpy(parser->line, line, length);
  parser->line[length] = '\0';
  Walk walk(parser->line, std::memchr(line, '\\', length) != nullptr, parser);
  Token after = walk.record(tokens->starts());
  if (after != nullptr && after != tokens->starts() + tokens->count())
    after = walk.fail("broken JSON: something follows the object's closing brace");
  *record = {parser->cells, walk.count(), walk.end()};
  if (after == nullptr) *problem = walk.problem;
  return after != nullptr;
}

} // namespace

extern "C" JsonParser *json_parser_create(Outlines *outlines) {
  JsonParser *parser = new (std::nothrow) JsonParser;
  if (parser == nullptr) return nullptr;
  parser->outlines = outlines;
  parser->start = outlines_start(outlines);
  return parser;
}

extern "C" void json_keep_lists(JsonParser *parser) {
  parser->keeps_lists = true;
}

extern "C" void json_parser_free(JsonParser *parser) {
  if (parser == nullptr) return;
  std::free(parser->cells);
  std::free(parser->texts);
  std::free(parser->line);
  delete parser;
}

extern "C" void json_take_block(JsonParser *parser, const char *text, size_t length) {
  Tokens *tokens = &parser->block_tokens;
  Block *block = &parser->block;
  block->length = 0;
  if (length == 0 || find_tokens(parser, tokens, text, length) != simdjson::SUCCESS) return;
  *block = {text, length, tokens->starts(), std::memchr(text, '\\', length) != nullptr};
  tokens->starts()[tokens->count()] = uint32_t(length - 1); /* the newline */
}

extern "C" int json_parse(JsonParser *parser, const char *line, size_t length, JsonRecord *record,
                          JsonProblem *problem) {
  return parse_in_block(parser, line, length, record) ||
         parse_alone(parser, line, length, record, problem);
}

extern "C" int json_is_utf8(const char *bytes, size_t length) {
  return simdjson::validate_utf8(bytes, length);
}
