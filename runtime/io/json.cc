/* simdjson finds where each token starts (its stage 1, which also checks UTF-8, closing quotes and
 * control characters, 64 bytes at a time); the walk over the tokens is here. simdjson's own second
 * stages don't fit: DOM turns decimals into doubles, On-Demand leaves what it skips unchecked and
 * needs padding after each line. */
#include "runtime/io/json.h"

#include <simdjson.h>

#include <cstdlib>
#include <cstring>
#include <new>

struct JsonParser {
  simdjson::dom::parser tokens;
  JsonField *fields = nullptr;
  char *texts = nullptr; /* unescaped ones of the line */
  size_t fields_room = 0, texts_room = 0;
};

namespace {

constexpr const char *NO_VALUE =
    "broken JSON: expected a value (a text in quotes, a number, true, false, null)";
constexpr const char *BAD_ESCAPE = "broken JSON: a backslash must be followed by one of "
                                   "\" \\ / b f n r t, or by u and four hexadecimal digits";

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

/* What follows `\u`: four digits, or a surrogate pair. Advances *at; false for half a pair. */
bool read_code(const char **at, const char *end, uint32_t *code) {
  if (!read_hexadecimal(*at, end, code)) return false;
  *at += 4;
  if (*code < 0xD800 || *code > 0xDFFF) return true;
  uint32_t low;
  if (*code > 0xDBFF || end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u' ||
      !read_hexadecimal(*at + 2, end, &low) || low < 0xDC00 || low > 0xDFFF)
    return false;
  *at += 6;
  *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
  return true;
}

/* Returns the end of what was written, never longer than what was read; nullptr: broken. */
char *unescape(const char *at, const char *end, char *out) {
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
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
      if (!read_code(&at, end, &code)) return nullptr;
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

class Walk {
public:
  Walk(JsonParser *parser, const char *text, size_t length)
      : line(text), starts(parser->tokens.implementation->structural_indexes.get()),
        tokens(parser->tokens.implementation->n_structural_indexes), fields(parser->fields),
        texts(parser->texts), escapes(std::memchr(text, '\\', length) != nullptr) {}

  bool record() {
    if (peek() != '{')
      return fail(peek() == '[' ? "expected one JSON object, found a list"
                                : "expected one JSON object, such as {\"at\": …}");
    token++;
    if (!object(JSON_TOP, true, 1)) return false;
    return token == tokens || fail("broken JSON: something follows the object's closing brace");
  }

  uint32_t count = 0;
  JsonProblem problem = {nullptr, JSON_TOP};

private:
  const char *line;
  const uint32_t *starts; /* where each token starts, then the length of the line */
  uint32_t tokens, token = 0;
  JsonField *fields;
  char *texts;
  bool escapes; /* there is a backslash somewhere */
  uint32_t current = JSON_TOP; /* the field that we are in */

  char peek() const { return token < tokens ? line[starts[token]] : '\0'; }

  /* Where the present token ends: white space before the next one doesn't count. */
  const char *token_end() const {
    const char *end = line + starts[token + 1];
    while (is_space(end[-1])) end--;
    return end;
  }

  bool fail(const char *text) {
    problem.text = text;
    problem.field = current;
    return false;
  }

  /* The present token is a text: stage 1 has made sure that its quotes are closed. */
  bool text(const char **bytes, uint32_t *size) {
    const char *start = line + starts[token] + 1, *end = token_end() - 1;
    token++;
    *bytes = start;
    *size = uint32_t(end - start);
    if (!escapes || std::memchr(start, '\\', size_t(end - start)) == nullptr) return true;
    char *written = unescape(start, end, texts);
    if (written == nullptr) return fail(BAD_ESCAPE);
    *bytes = texts;
    *size = uint32_t(written - texts);
    texts = written;
    return true;
  }

  bool scalar(JsonField *field) {
    const char *start = line + starts[token], *end = token_end();
    size_t size = size_t(end - start);
    field->value = start;
    field->length = uint32_t(size);
    token++;
    auto is = [&](const char *word) {
      return size == std::strlen(word) && std::memcmp(start, word, size) == 0;
    };
    if (is_number(start, end)) field->kind = JSON_NUMBER;
    else if (is("null")) field->kind = JSON_NULL;
    else if (is("true") || is("false")) field->kind = JSON_FLAG;
    else return fail(NO_VALUE);
    return true;
  }

  /* listed: false inside lists, which are only checked; `field` is a scratch then. */
  bool value(JsonField *field, uint32_t index, bool listed, int depth) {
    field->value = "";
    field->length = 0;
    switch (peek()) {
    case '"': field->kind = JSON_TEXT; return text(&field->value, &field->length);
    case '{': field->kind = JSON_OBJECT; token++; return object(index, listed, depth + 1);
    case '[': field->kind = JSON_ARRAY; token++; return array(depth + 1);
    case '\0': return fail("broken JSON: the record is cut off");
    default: return scalar(field);
    }
  }

  /* After a value: 1 for a comma, 0 for the closing bracket, -1 for anything else. */
  int separator(char closing, const char *expected) {
    char found = peek();
    if (found == ',' || found == closing) return token++, found == ',';
    return fail(found == '\0' ? "broken JSON: the record is cut off" : expected), -1;
  }

  bool object(uint32_t parent, bool listed, int depth) {
    if (depth > JSON_MAX_DEPTH) return fail("nested deeper than 32 levels");
    if (peek() == '}') return token++, true;
    for (;;) {
      JsonField scratch, *field = listed ? &fields[count] : &scratch;
      uint32_t index = listed ? count : parent;
      if (peek() != '"')
        return fail(peek() == '\0' ? "broken JSON: the record is cut off"
                                   : "broken JSON: expected a field's name in quotes");
      field->parent = parent;
      if (!text(&field->name, &field->name_length)) return false;
      if (listed) current = count++;
      if (peek() != ':') return fail("broken JSON: expected a colon after the field's name");
      token++;
      if (!value(field, index, listed, depth)) return false;
      int more = separator('}', "broken JSON: expected a comma or } after the value");
      if (more <= 0) return more == 0;
    }
  }

  bool array(int depth) {
    if (depth > JSON_MAX_DEPTH) return fail("nested deeper than 32 levels");
    if (peek() == ']') return token++, true;
    for (;;) {
      JsonField scratch;
      if (!value(&scratch, JSON_TOP, false, depth)) return false;
      int more = separator(']', "broken JSON: expected a comma or ] in the list");
      if (more <= 0) return more == 0;
    }
  }
};

/* ---- room ---------------------------------------------------------------------------------- */

template <typename Item> bool make_room(Item **items, size_t *room, size_t needed) {
  if (needed <= *room) return true;
  size_t larger = needed + needed / 2 + 64;
  Item *grown = static_cast<Item *>(std::realloc(*items, larger * sizeof(Item)));
  if (grown == nullptr) return false;
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

bool find_tokens(JsonParser *parser, const char *line, size_t length, JsonProblem *problem) {
  simdjson::error_code error = simdjson::SUCCESS;
  if (length >= parser->tokens.capacity())
    error = parser->tokens.allocate(length + length / 2 + 4096);
  if (error == simdjson::SUCCESS)
    error = parser->tokens.implementation->stage1(reinterpret_cast<const uint8_t *>(line), length,
                                                  simdjson::stage1_mode::regular);
  /* A field takes at least three tokens: its name, a colon, a value. */
  if (error == simdjson::SUCCESS &&
      (!make_room(&parser->texts, &parser->texts_room, length) ||
       !make_room(&parser->fields, &parser->fields_room,
                  parser->tokens.implementation->n_structural_indexes / 3 + 2)))
    error = simdjson::MEMALLOC;
  if (error != simdjson::SUCCESS) *problem = {describe(error), JSON_TOP};
  return error == simdjson::SUCCESS;
}

} // namespace

extern "C" JsonParser *json_parser_create(void) { return new (std::nothrow) JsonParser; }

extern "C" void json_parser_free(JsonParser *parser) {
  if (parser == nullptr) return;
  std::free(parser->fields);
  std::free(parser->texts);
  delete parser;
}

extern "C" int json_parse(JsonParser *parser, const char *line, size_t length,
                          const JsonField **fields, uint32_t *count, JsonProblem *problem) {
  *count = 0;
  *fields = parser->fields;
  if (!find_tokens(parser, line, length, problem)) return 0;
  Walk walk(parser, line, length);
  bool good = walk.record();
  *fields = parser->fields;
  *count = walk.count;
  *problem = walk.problem;
  return good;
}

extern "C" int json_is_utf8(const char *bytes, size_t length) {
  return simdjson::validate_utf8(bytes, length);
}
