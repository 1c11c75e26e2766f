/* Reads past names and texts that are taken for each other, and names of several words. */
#include "compiler/mistake.h"
#include "compiler/names.h"
#include "compiler/repair.h"

/* ---- texts without quotes ---- */

/* Whether a label or title, which may have any words in it, ends before this token. */
static int ends_words(const Parser *parser, uint32_t index, int is_label) {
  int kind = kind_at(parser, index);
  if (is_label) {
    return kind == TOKEN_ON || kind == TOKEN_WHEN ||
           (kind == TOKEN_FOR && kind_at(parser, index + 1) == TOKEN_EACH);
  }
  int title = parser->last == TOKEN_AGREEMENT || parser->last == TOKEN_TEST;
  if (title) return kind == TOKEN_OPEN_BRACE;
  return kind != TOKEN_NAME;
}

/* The last of the words that should be one text; index - 1 if that can't be told. */
static uint32_t last_word(const Parser *parser, uint32_t index, int is_label) {
  for (uint32_t last = index;; last++) {
    const Token *next = parser_token(parser, last + 1);
    if (next->flags & TOKEN_FIRST_ON_LINE || next->kind == 0) return is_label ? index - 1 : last;
    if (is_label && next->kind == TOKEN_TEXT) return index - 1;
    if (ends_words(parser, last + 1, is_label)) return last;
  }
}

/* `from Title`, `as Software`, `+20 Pricing page on …`: words that should be a text. */
int repair_quote_words(Parser *parser, uint32_t index, uint32_t *next) {
  int is_label = parser->declares == TOKEN_SCORE &&
                 (parser->last == TOKEN_INTEGER || parser->last == TOKEN_DECIMAL);
  int wanted = is_label || parser->last == TOKEN_AS || parser->last == TOKEN_FROM ||
               parser->last == TOKEN_AGREEMENT || parser->last == TOKEN_TEST;
  if (!wanted || kind_at(parser, index) != TOKEN_NAME) return 0;
  if (!parser_accepts(parser, TOKEN_TEXT) || parser_accepts(parser, TOKEN_NAME)) return 0;
  uint32_t last = last_word(parser, index, is_label);
  if (last < index) return 0;
  Span whole = span_join(parser_span(parser, index), parser_span(parser, last));
  mistake_bare_text(parser->diagnostics, whole);
  parser_repaired(parser);
  parser_push(parser, TOKEN_TEXT, whole);
  *next = last + 1;
  return 1;
}

/* `version 2026.4`: all that is written without a blank is the version. */
int repair_quote_version(Parser *parser, uint32_t index, uint32_t *next) {
  if (parser->last != TOKEN_VERSION || kind_at(parser, index) != TOKEN_DECIMAL) return 0;
  uint32_t last = index;
  while (kind_at(parser, last + 1) && touches(parser, last + 1, last)) last++;
  Span whole = span_join(parser_span(parser, index), parser_span(parser, last));
  mistake_bare_text(parser->diagnostics, whole);
  parser_repaired(parser);
  parser_push(parser, TOKEN_TEXT, whole);
  *next = last + 1;
  return 1;
}

/* ---- names in quotes ---- */

static int is_identifier(Text text) {
  for (uint32_t i = 0; i < text.length; i++) {
    char byte = text.bytes[i];
    int letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
    int digit = byte >= '0' && byte <= '9' && i > 0;
    if (!letter && !digit) return 0;
  }
  return text.length > 0;
}

/* Not at the beginning of a field or member. */
static int inside_line(const Parser *parser, uint32_t index) {
  int before = kind_at(parser, index - 1);
  int begins = parser_token(parser, index)->flags & TOKEN_FIRST_ON_LINE || before == TOKEN_COMMA ||
               before == TOKEN_OPEN_BRACE;
  return !begins;
}

/* The words stand where one name belongs. */
static void report_name(Parser *parser, Span words, const char *label, const char *title) {
  Arena *arena = parser->diagnostics->arena;
  Text found = {parser->builder.text.bytes + words.start, words.end - words.start};
  Text name = ast_joined_name(arena, found);
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_NAME, words, label, "%s", title);
  diag_help(parser->diagnostics, diagnostic, "write `%s`", name.bytes);
  diag_fix(parser->diagnostics, diagnostic, words, name, 0);
  parser_repaired(parser);
}

/* `event "page view"`: a new name, in quotes and of several words. */
int repair_unquote_words(Parser *parser, uint32_t index) {
  Text found = parser_text(parser, index);
  int head = index == parser->declaration + 1 && parser->declares != TOKEN_USE;
  if (!head || kind_at(parser, index) != TOKEN_TEXT || found.length < 3) return 0;
  if (!parser_accepts(parser, TOKEN_NAME) || parser_accepts(parser, TOKEN_TEXT)) return 0;
  Text name =
      ast_joined_name(parser->diagnostics->arena, (Text){found.bytes + 1, found.length - 2});
  if (!is_identifier(name)) return 0;
  Span span = parser_span(parser, index);
  Span words = {span.start + 1, span.end - 1, span.file};
  report_name(parser, span, "a name, not a text", "a name is one word without quotes");
  parser_push(parser, TOKEN_NAME, words);
  return 1;
}

/* `owned by "marketing"`: a name in quotes. */
int repair_unquote_name(Parser *parser, uint32_t index) {
  Text found = parser_text(parser, index);
  if (kind_at(parser, index) != TOKEN_TEXT || found.length < 3) return 0;
  if (index == parser->clause && kind_at(parser, index + 1) != TOKEN_COLON) return 0;
  Text name = {found.bytes + 1, found.length - 2};
  if (!parser_accepts(parser, TOKEN_NAME) || !is_identifier(name)) return 0;
  Span span = parser_span(parser, index);
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_QUOTES, span, "a name, not a text",
                                   "a name stands without quotes");
  name = text_copy(parser->diagnostics->arena, name.bytes, name.length);
  diag_help(parser->diagnostics, diagnostic, "write `%s`", name.bytes);
  diag_fix(parser->diagnostics, diagnostic, span, name, 0);
  parser_repaired(parser);
  parser_push(parser, TOKEN_NAME, (Span){span.start + 1, span.end - 1, span.file});
  return 1;
}

/* ---- a name of several words ---- */

enum { LONGEST_NAME = 8 }; /* tokens */

/* `page-view`: the last of the words that hyphens join to the one at index. */
static uint32_t last_hyphened(const Parser *parser, uint32_t index) {
  uint32_t last = index;
  while (last < index + LONGEST_NAME && kind_at(parser, last + 1) == TOKEN_MINUS &&
         touches(parser, last + 1, last) && touches(parser, last + 2, last + 1) &&
         kind_at(parser, last + 2) >= TOKEN_NAME) {
    last += 2;
  }
  return last;
}

static int goes_on_name(const Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  if (parser->last == TOKEN_GRADE && text_is(parser_text(parser, index), "of")) return 0;
  return kind == TOKEN_NAME || (parser->last == TOKEN_STAGE && token_declares(kind));
}

/* `event page view {`, `stage sales ready owned`: the last of the words before what follows a new
 * name; the first one if the words can be something else. */
static uint32_t last_of_new_name(const Parser *parser, uint32_t index) {
  uint32_t last = last_hyphened(parser, index);
  while (last < index + LONGEST_NAME && same_line(parser, last + 1) &&
         goes_on_name(parser, last + 1)) {
    last = last_hyphened(parser, last + 1);
  }
  const Token *after = parser_token(parser, last + 1);
  int line_ends = after->flags & TOKEN_FIRST_ON_LINE || after->kind == 0;
  if (parser->last == TOKEN_STAGE) return after->kind == TOKEN_OWNED ? last : index;
  if (parser->last == TOKEN_DEFINE) return after->kind == TOKEN_EQUAL ? last : index;
  if (parser->last != TOKEN_EVENT) return after->kind == TOKEN_OPEN_BRACE ? last : index;
  Nearest nearest = nearest_start(parser_text(parser, last));
  nearest_offer(&nearest, text_of("passive"));
  if (repair_is_near(&nearest) && kind_at(parser, last) == TOKEN_NAME) return index;
  int ends = line_ends || after->kind == TOKEN_OPEN_BRACE || after->kind == TOKEN_PASSIVE;
  return ends ? last : index;
}

static int has_fields(int declaration) {
  return declaration == TOKEN_RECORD || declaration == TOKEN_LEAD || declaration == TOKEN_EVENT;
}

/* The last token of a name that is declared here and written in several words, or index. */
static uint32_t last_of_name(const Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  int head = index == parser->declaration + 1 && parser->declares != TOKEN_USE;
  int stage = parser->last == TOKEN_STAGE && index == parser->clause + 1;
  if (head && token_is_word(kind)) return last_of_new_name(parser, index);
  if (stage && kind == TOKEN_NAME) return last_of_new_name(parser, index);
  int item = parser->open_count == 1 && kind >= TOKEN_NAME && !inside_line(parser, index);
  if (item && has_fields(parser->declares)) {
    uint32_t last = last_hyphened(parser, index);
    return kind_at(parser, last + 1) == TOKEN_COLON ? last : index;
  }
  return item && parser->declares == TOKEN_ENUM ? last_hyphened(parser, index) : index;
}

/* `on demo request`, where the file declares demo_request. */
static uint32_t last_of_event(const Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index + 1);
  int words = parser->last == TOKEN_ON && kind == TOKEN_NAME && same_line(parser, index + 1) &&
              parser->diagnostics->errors < LARGEST_NUMBER_OF_MISTAKES;
  if (!words) return index;
  Span whole = span_join(parser_span(parser, index), parser_span(parser, index + 1));
  Text found = {parser->builder.text.bytes + whole.start, whole.end - whole.start};
  return repair_is_event(parser, ast_joined_name(parser->diagnostics->arena, found)) ? index + 1
                                                                                     : index;
}

int repair_join_words(Parser *parser, uint32_t index, uint32_t *next) {
  uint32_t last = last_of_name(parser, index);
  if (last == index) last = last_of_event(parser, index);
  if (last == index || !parser_accepts(parser, TOKEN_NAME)) return 0;
  Span whole = span_join(parser_span(parser, index), parser_span(parser, last));
  int hyphen = kind_at(parser, index + 1) == TOKEN_MINUS;
  report_name(parser, whole, hyphen ? "not a name" : "several words",
              hyphen ? "a name has no `-` inside" : "a name is one word");
  parser_push(parser, TOKEN_NAME, whole);
  *next = last + 1;
  return 1;
}
