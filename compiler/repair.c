/* Reads past small mistakes. Where it is plain what was meant (a word of another language, a
 * misspelled keyword, a forgotten comma, unit or sign), the mistake is reported and what was meant
 * is pushed, so that the clause stays in the tree and nothing that refers to it becomes an error.
 * A wrong guess can only follow a report, never replace one. */
#include <string.h>

#include "compiler/mistake.h"
#include "compiler/names.h"
#include "compiler/parser.h"

/* ---- what was found, what was meant ---- */

static int kind_at(const Parser *parser, uint32_t index) {
  return parser_token(parser, index)->kind;
}

static const char *found_text(const Parser *parser, uint32_t index) {
  enum { LONGEST = 40 };
  Text text = parser_text(parser, index);
  uint32_t length = text.length > LONGEST ? LONGEST : text.length;
  return text_copy(parser->diagnostics->arena, text.bytes, length).bytes;
}

static Span before(const Parser *parser, uint32_t index) {
  uint32_t start = parser_token(parser, index)->start;
  return (Span){start, start, parser->file};
}

static Span after_previous(const Parser *parser, uint32_t index) {
  uint32_t end = index ? parser_token(parser, index - 1)->end : 0;
  return (Span){end, end, parser->file};
}

static void add_shape(Parser *parser, Diagnostic *diagnostic) {
  Text shape = unexpected_shape(parser);
  if (shape.length) diag_help(parser->diagnostics, diagnostic, "%s", shape.bytes);
}

/* Whether no blank stands between a token and the one before it. */
static int touches(const Parser *parser, uint32_t index, uint32_t previous) {
  return parser_token(parser, index)->start == parser_token(parser, previous)->end;
}

static int same_line(const Parser *parser, uint32_t index) {
  const Token *token = parser_token(parser, index);
  return token->kind != 0 && !(token->flags & TOKEN_FIRST_ON_LINE);
}

static int is_unit(int kind) {
  return kind >= TOKEN_SECOND && kind <= TOKEN_MONTH;
}

/* ---- one word for another ---- */

static int replace(Parser *parser, uint32_t index, int meant, const char *title) {
  Diagnostics *diagnostics = parser->diagnostics;
  const char *word = grammar_token_name(meant);
  const char *label = text_format(diagnostics->arena, "`%s` belongs here", word).bytes;
  Diagnostic *diagnostic =
      title ? mistake(diagnostics, E_WORD, parser_span(parser, index), label, "%s", title)
            : mistake(diagnostics, E_WORD, parser_span(parser, index), label,
                      "`%s` is written `%s` here", found_text(parser, index), word);
  const char *left = touches(parser, index, index - 1) ? " " : "";
  const char *right = touches(parser, index + 1, index) ? " " : "";
  Text written = text_format(diagnostics->arena, "%s%s%s", left, word, right);
  if (meant < TOKEN_AND) written = text_of(word);
  diag_help(diagnostics, diagnostic, "write `%s`", word);
  diag_fix(diagnostics, diagnostic, parser_span(parser, index), written, 0);
  parser_repaired(parser);
  parser_push(parser, meant, parser_span(parser, index));
  return 1;
}

/* Whether the file declares an event of this name. */
static int is_event(const Parser *parser, Text name) {
  for (uint32_t i = 0; i + 1 < parser->tokens.count; i++) {
    const Token *token = &parser->tokens.tokens[i];
    if (token->kind != TOKEN_EVENT || !(token->flags & TOKEN_DECLARES)) continue;
    Text declared = parser_text(parser, i + 1);
    int same = declared.length == name.length;
    if (same && memcmp(declared.bytes, name.bytes, name.length) == 0) return 1;
  }
  return 0;
}

/* `if demo_request once`: before an event `on` was meant, before a condition `when`. */
static int replace_if(Parser *parser, uint32_t index) {
  if (!text_is(parser_text(parser, index), "if")) return 0;
  int after = kind_at(parser, index + 2);
  int limit = after == TOKEN_ONCE || after == TOKEN_AT || after == TOKEN_WHERE;
  int event = token_is_word(kind_at(parser, index + 1)) && parser_accepts(parser, TOKEN_ON) &&
              (same_line(parser, index + 2)
                   ? limit
                   : parser->diagnostics->errors < LARGEST_NUMBER_OF_MISTAKES &&
                         is_event(parser, parser_text(parser, index + 1)));
  return event && replace(parser, index, TOKEN_ON, NULL);
}

/* Words that people use for one of ours. */
static int replace_foreign_word(Parser *parser, uint32_t index) {
  static const struct {
    const char *word;
    int meant;
  } words[] = {
      {"if", TOKEN_WHEN}, {"if", TOKEN_WHERE}, {"with", TOKEN_WHERE}, {"equals", TOKEN_EQUAL},
      {"equal", TOKEN_EQUAL}, {"begins", TOKEN_STARTS}, {"includes", TOKEN_CONTAINS},
      {"empty", TOKEN_MISSING}, {"null", TOKEN_MISSING}, {"unknown", TOKEN_MISSING},
      {"present", TOKEN_KNOWN}, {"max", TOKEN_MOST}, {"maximum", TOKEN_MOST},
      {"min", TOKEN_LEAST}, {"minimum", TOKEN_LEAST}, {"mandatory", TOKEN_REQUIRED},
      {"through", TOKEN_RANGE}, {"until", TOKEN_RANGE}, {"upon", TOKEN_ON}, {"alias", TOKEN_AS},
      {"d", TOKEN_DAY}, {"h", TOKEN_HOUR}, {"hrs", TOKEN_HOUR}, {"mins", TOKEN_MINUTE},
      {"secs", TOKEN_SECOND}, {"party", TOKEN_PARTIES}, {"tz", TOKEN_TIMEZONE},
      {"time_zone", TOKEN_TIMEZONE},
  };
  Text found = parser_text(parser, index);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (!text_is(found, words[i].word)) continue;
    if (parser_accepts(parser, words[i].meant)) return replace(parser, index, words[i].meant, NULL);
  }
  return 0;
}

static int drop_word(Parser *parser, uint32_t index) {
  const char *word = found_text(parser, index);
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_WORD, parser_span(parser, index),
                                   "not needed", "`%s` is not written here", word);
  Span gap = {after_previous(parser, index).end, parser_token(parser, index)->end, parser->file};
  int first = parser_token(parser, index)->flags & TOKEN_FIRST_ON_LINE;
  if (first || touches(parser, index + 1, index)) gap.start = parser_token(parser, index)->start;
  if (first && same_line(parser, index + 1)) gap.end = parser_token(parser, index + 1)->start;
  diag_help(parser->diagnostics, diagnostic, "remove `%s`", word);
  diag_fix(parser->diagnostics, diagnostic, gap, text_of(""), 0);
  parser_repaired(parser);
  return 1;
}

/* Words that say nothing here: `+20 points "…"`, `at most 3 times`. */
static int drop_needless_word(Parser *parser, uint32_t index) {
  static const char *const words[] = {"points", "point", "pts",     "times",
                                      "time",   "then",  "optional"};
  Text found = parser_text(parser, index);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (text_is(found, words[i])) return drop_word(parser, index);
  }
  return 0;
}

/* Nearer than names.h asks for, because this guess is acted on: one mistake per four letters. */
static int is_near(const Nearest *nearest) {
  uint32_t length = nearest->wanted.length;
  if (nearest->best.length > length) length = nearest->best.length;
  return nearest->best.length > 0 && nearest->distance <= length / 4;
}

/* The accepted keyword that is nearest to a name, or 0. Case doesn't count, so `WHEN` is `when`. */
static int nearest_keyword(const Parser *parser, Text name) {
  Nearest nearest = nearest_start(name);
  int best = 0;
  for (int kind = TOKEN_AND; kind <= TOKEN_MONTH; kind++) {
    uint32_t distance = nearest.distance;
    if (kind == TOKEN_IN_A_ROW || !parser_accepts(parser, kind)) continue;
    nearest_offer(&nearest, text_of(grammar_token_name(kind)));
    if (nearest.distance < distance) best = kind;
  }
  return is_near(&nearest) ? best : 0;
}

static int replace_misspelled(Parser *parser, uint32_t index) {
  int meant = nearest_keyword(parser, parser_text(parser, index));
  return meant ? replace(parser, index, meant, NULL) : 0;
}

/* Signs and keywords that are taken for each other. */
static int replace_confused(Parser *parser, uint32_t index) {
  static const struct {
    int found, meant;
    const char *title;
  } pairs[] = {
      {TOKEN_WHEN, TOKEN_WHERE, "after an event, a condition begins with `where`, not `when`"},
      {TOKEN_WHERE, TOKEN_WHEN, "only an event is followed by `where`; "
                                "a condition on the lead begins with `when`"},
      {TOKEN_EQUAL, TOKEN_COLON, "a name and what it is are separated by `:`, not by `=`"},
      {TOKEN_COLON, TOKEN_EQUAL, "what a name stands for comes after `=`, not after `:`"},
      {TOKEN_MINUS, TOKEN_RANGE, "a range is written with two dots: `0..100`"},
      {TOKEN_TO, TOKEN_RANGE, "a range is written with two dots: `0..100`"},
      {TOKEN_DOT, TOKEN_RANGE, "a range is written with two dots: `0..100`"},
      {TOKEN_GREATER, TOKEN_ARROW, NULL},
      {TOKEN_COMMA, TOKEN_AND, "`and` belongs here, not a comma"},
      {TOKEN_RANGE, TOKEN_AND, "`and` belongs here: `between 0 and 100`"},
      {TOKEN_PER, TOKEN_EVERY, NULL},
      {TOKEN_EACH, TOKEN_EVERY, NULL},
      {TOKEN_FROM, TOKEN_BETWEEN, NULL},
      {TOKEN_WITHOUT, TOKEN_SINCE, NULL},
      {TOKEN_SINCE, TOKEN_WITHOUT, NULL},
      {TOKEN_TO, TOKEN_AND, "`and` belongs here: `between 0 and 100`"},
  };
  int found = kind_at(parser, index);
  int list = found == TOKEN_COMMA && index > 1 &&
             (kind_at(parser, index - 2) == TOKEN_IN || kind_at(parser, index + 1) == TOKEN_TEXT);
  if (list) return 0;
  int clause = kind_at(parser, parser->clause);
  int bounds = clause == TOKEN_KEEP || clause == TOKEN_SHOWN;
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    if (found != pairs[i].found || !parser_accepts(parser, pairs[i].meant)) continue;
    if (found == TOKEN_RANGE && !bounds) continue;
    return replace(parser, index, pairs[i].meant, pairs[i].title);
  }
  return 0;
}

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
static int quote_words(Parser *parser, uint32_t index, uint32_t *next) {
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
static int quote_version(Parser *parser, uint32_t index, uint32_t *next) {
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
  int begins = parser_token(parser, index)->flags & TOKEN_FIRST_ON_LINE ||
               before == TOKEN_COMMA || before == TOKEN_OPEN_BRACE;
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
static int unquote_words(Parser *parser, uint32_t index) {
  Text found = parser_text(parser, index);
  int head = index == parser->declaration + 1 && parser->declares != TOKEN_USE;
  if (!head || kind_at(parser, index) != TOKEN_TEXT || found.length < 3) return 0;
  if (!parser_accepts(parser, TOKEN_NAME) || parser_accepts(parser, TOKEN_TEXT)) return 0;
  Text name = ast_joined_name(parser->diagnostics->arena,
                              (Text){found.bytes + 1, found.length - 2});
  if (!is_identifier(name)) return 0;
  Span span = parser_span(parser, index);
  Span words = {span.start + 1, span.end - 1, span.file};
  report_name(parser, span, "a name, not a text", "a name is one word without quotes");
  parser_push(parser, TOKEN_NAME, words);
  return 1;
}

/* `owned by "marketing"`: a name in quotes. */
static int unquote_name(Parser *parser, uint32_t index) {
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

/* ---- several words for one ---- */

/* After `is`: a word that was meant to be `known` or `missing`. */
static int is_state(Text word) {
  static const char *const words[] = {"known", "missing", "empty", "null", "unknown", "present"};
  Nearest nearest = nearest_start(word);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    nearest_offer(&nearest, text_of(words[i]));
  }
  return is_near(&nearest);
}

/* `is` before a value: only `=` can be meant. */
static int replace_plain_is(Parser *parser, uint32_t index) {
  if (!same_line(parser, index + 1) || is_state(parser_text(parser, index + 1))) return 0;
  Span span = parser_span(parser, index);
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_WORD, span, "`=` belongs here",
                                   "`is` is only followed by `known` or `missing`");
  diag_help(parser->diagnostics, diagnostic, "to compare with a value, write `=`");
  diag_fix(parser->diagnostics, diagnostic, span, text_of("="), 0);
  parser_repaired(parser);
  parser_push(parser, TOKEN_EQUAL, span);
  return 1;
}

/* `size between 50 and 500` is a range; the words to replace begin at index. */
static int replace_between(Parser *parser, uint32_t index, uint32_t between, uint32_t *next) {
  Token *tokens = parser->tokens.tokens;
  uint32_t join = between + 1;
  if (kind_at(parser, between) != TOKEN_BETWEEN || !parser_accepts(parser, TOKEN_IN)) return 0;
  while (join < between + 5 && same_line(parser, join) && kind_at(parser, join) != TOKEN_AND) {
    join++;
  }
  if (kind_at(parser, join) != TOKEN_AND || join == between + 1) return 0;
  Span words = span_join(parser_span(parser, index), parser_span(parser, between));
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_WORD, words, "`in` belongs here",
                                   "a range is written `in 50..500`");
  Span low = span_join(parser_span(parser, between + 1), parser_span(parser, join - 1));
  Span gap = {low.end, parser_token(parser, join + 1)->start, parser->file};
  diag_help(parser->diagnostics, diagnostic, "write `in %.*s..` and the other end",
            (int)(low.end - low.start < 40 ? low.end - low.start : 40),
            parser->builder.text.bytes + low.start);
  diag_fix(parser->diagnostics, diagnostic, words, text_of("in"), 0);
  diag_fix(parser->diagnostics, diagnostic, gap, text_of(".."), 0);
  tokens[join].kind = TOKEN_RANGE;
  parser_repaired(parser);
  parser_push(parser, TOKEN_IN, words);
  *next = between + 1;
  return 1;
}

/* `is not in [a, b]`: `not` stands too late. */
static int replace_is_not_in(Parser *parser, uint32_t index, uint32_t *next) {
  if (!phrase_words_at(parser, index, "is not in")) return 0;
  Span words = span_join(parser_span(parser, index), parser_span(parser, index + 2));
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_UNEXPECTED, words, "`not` stands too late",
              "`not` stands before the whole comparison");
  diag_help(parser->diagnostics, diagnostic, "write `not industry in [software, saas]`");
  parser_repaired(parser);
  parser_push(parser, TOKEN_IN, words);
  *next = index + 3;
  return 1;
}

/* `size is greater than 50`, `size more than 50`, `region is not missing`. */
static int replace_comparison(Parser *parser, uint32_t index, uint32_t *next) {
  static const struct {
    const char *words, *right;
    int meant;
  } phrases[] = {
      {"is not missing", "is known", TOKEN_KNOWN},
      {"is not empty", "is known", TOKEN_KNOWN},
      {"is not null", "is known", TOKEN_KNOWN},
      {"is not known", "is missing", TOKEN_MISSING},
      {"is greater than or equal to", ">=", TOKEN_GREATER_EQUAL},
      {"is less than or equal to", "<=", TOKEN_LESS_EQUAL},
      {"is greater than", ">", TOKEN_GREATER},
      {"is more than", ">", TOKEN_GREATER},
      {"is above", ">", TOKEN_GREATER},
      {"is over", ">", TOKEN_GREATER},
      {"is less than", "<", TOKEN_LESS},
      {"is fewer than", "<", TOKEN_LESS},
      {"is below", "<", TOKEN_LESS},
      {"is under", "<", TOKEN_LESS},
      {"is at least", ">=", TOKEN_GREATER_EQUAL},
      {"is at most", "<=", TOKEN_LESS_EQUAL},
      {"is equal to", "=", TOKEN_EQUAL},
      {"is one of", "in", TOKEN_IN},
      {"is in", "in", TOKEN_IN},
      {"is not", "!=", TOKEN_NOT_EQUAL},
      {"greater than or equal to", ">=", TOKEN_GREATER_EQUAL},
      {"less than or equal to", "<=", TOKEN_LESS_EQUAL},
      {"more than or equal to", ">=", TOKEN_GREATER_EQUAL},
      {"greater than or equal", ">=", TOKEN_GREATER_EQUAL},
      {"more than or equal", ">=", TOKEN_GREATER_EQUAL},
      {"less than or equal", "<=", TOKEN_LESS_EQUAL},
      {"at least", ">=", TOKEN_GREATER_EQUAL},
      {"at most", "<=", TOKEN_LESS_EQUAL},
      {"reaches", ">=", TOKEN_GREATER_EQUAL},
      {"above", ">", TOKEN_GREATER},
      {"over", ">", TOKEN_GREATER},
      {"exceeds", ">", TOKEN_GREATER},
      {"below", "<", TOKEN_LESS},
      {"under", "<", TOKEN_LESS},
      {"one of", "in", TOKEN_IN},
      {"greater than", ">", TOKEN_GREATER},
      {"more than", ">", TOKEN_GREATER},
      {"less than", "<", TOKEN_LESS},
      {"fewer than", "<", TOKEN_LESS},
  };
  if (!parser_accepts(parser, TOKEN_NOT_EQUAL)) return 0; /* a name */
  for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
    uint32_t count = phrase_words_at(parser, index, phrases[i].words);
    if (count == 0) continue;
    phrase_report(parser, index, count, phrases[i].right);
    int state = phrases[i].meant == TOKEN_KNOWN || phrases[i].meant == TOKEN_MISSING;
    if (state) parser_push(parser, TOKEN_IS, parser_span(parser, index));
    parser_push(parser, phrases[i].meant, parser_span(parser, index + count - 1));
    *next = index + count;
    return 1;
  }
  return 0;
}

static int replace_is(Parser *parser, uint32_t index, uint32_t *next) {
  if (!parser_accepts(parser, TOKEN_NOT_EQUAL)) return 0; /* a name */
  return replace_is_not_in(parser, index, next) || replace_comparison(parser, index, next) ||
         replace_between(parser, index, index + 1, next) || replace_plain_is(parser, index);
}

/* `=>`: an arrow between stages, `>=` between values. */
/* `->`, `=` or `:` for the arrow of a table's row. */
static int replace_row_arrow(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  int meant = kind == TOKEN_ARROW || kind == TOKEN_EQUAL || kind == TOKEN_COLON;
  if (!meant || parser_accepts(parser, kind) || !parser_accepts(parser, TOKEN_RESULT)) return 0;
  mistake_operator(parser->diagnostics, parser_span(parser, index),
                   grammar_token_name(TOKEN_RESULT));
  parser_repaired(parser);
  parser_push(parser, TOKEN_RESULT, parser_span(parser, index));
  return 1;
}

static int replace_fat_arrow(Parser *parser, uint32_t index) {
  if (parser_accepts(parser, TOKEN_RESULT)) {
    parser_push(parser, TOKEN_RESULT, parser_span(parser, index));
    return 1;
  }
  int meant = parser_accepts(parser, TOKEN_ARROW) ? TOKEN_ARROW : TOKEN_GREATER_EQUAL;
  if (!parser_accepts(parser, meant)) return 0;
  mistake_operator(parser->diagnostics, parser_span(parser, index), grammar_token_name(meant));
  parser_repaired(parser);
  parser_push(parser, meant, parser_span(parser, index));
  return 1;
}

/* `in (software, saas)`: reads both parentheses as brackets. */
static int replace_parentheses(Parser *parser, uint32_t index, uint32_t *next) {
  Token *tokens = parser->tokens.tokens;
  uint32_t end = tokens[index].partner, comma = end == index + 2 ? index : 0;
  if (parser->last != TOKEN_IN || !end) return 0;
  for (uint32_t i = index + 1; i < end && !comma; i++) {
    if (tokens[i].kind == TOKEN_COMMA) comma = i;
    if (tokens[i].kind == TOKEN_TEXT && tokens[i + 1].kind == TOKEN_TEXT) comma = i;
    if (token_opens(tokens[i].kind) && tokens[i].partner) i = tokens[i].partner;
  }
  if (!comma) return 0;
  Span first = parser_span(parser, index), last = parser_span(parser, end);
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_OPERATOR, span_join(first, last),
                                   "`[` and `]` belong here", "a list stands in brackets");
  diag_help(parser->diagnostics, diagnostic, "write `[…]` instead of `(…)`");
  diag_fix(parser->diagnostics, diagnostic, first, text_of("["), 0);
  diag_fix(parser->diagnostics, diagnostic, last, text_of("]"), 0);
  tokens[index].kind = TOKEN_OPEN_BRACKET;
  tokens[end].kind = TOKEN_CLOSE_BRACKET;
  *next = index;
  parser_repaired(parser);
  return 1;
}

/* `10 percent`, `50+` at the end of a condition. */
static int replace_amount(Parser *parser, uint32_t index, uint32_t *next) {
  Text word = parser_text(parser, index + 1);
  int percent = text_is(word, "percent") || text_is(word, "pct");
  if (!percent || !same_line(parser, index + 1) || !parser_accepts(parser, TOKEN_PERCENT)) return 0;
  Text right = text_format(parser->diagnostics->arena, "%s%%", found_text(parser, index));
  phrase_report(parser, index, 2, right.bytes);
  parser_push(parser, TOKEN_PERCENT, parser_span(parser, index));
  *next = index + 2;
  return 1;
}

static int ends_condition(const Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  return !same_line(parser, index) || kind == TOKEN_AND || kind == TOKEN_OR || kind == TOKEN_FOR ||
         kind == TOKEN_AT || kind == TOKEN_ONCE || kind == TOKEN_COMMA || token_closes(kind);
}

/* A sum may go on in the next line, but not with what can't be a value. */
static int goes_on_in_next_line(const Parser *parser, uint32_t index) {
  const Token *token = parser_token(parser, index);
  int second = kind_at(parser, index + 1);
  int clause = token_closes(token->kind) || token->kind == TOKEN_PLUS || token->kind == 0 ||
               token->flags & TOKEN_DECLARES || second == TOKEN_ARROW;
  return token->flags & TOKEN_FIRST_ON_LINE && !clause;
}

/* `>= 50+` */
static int drop_plus(Parser *parser, uint32_t index) {
  int after_number = parser->last == TOKEN_INTEGER && touches(parser, index, index - 1);
  if (kind_at(parser, index) != TOKEN_PLUS || !after_number) return 0;
  if (goes_on_in_next_line(parser, index + 1)) return 0;
  return ends_condition(parser, index + 1) && drop_word(parser, index);
}

/* `engagement 50+` */
static int replace_open_number(Parser *parser, uint32_t index, uint32_t *next) {
  int open = kind_at(parser, index) == TOKEN_INTEGER && kind_at(parser, index + 1) == TOKEN_PLUS &&
             ends_condition(parser, index + 2) && parser_accepts(parser, TOKEN_GREATER_EQUAL);
  if (!open) return 0;
  Text right = text_format(parser->diagnostics->arena, ">= %s", found_text(parser, index));
  phrase_report(parser, index, 2, right.bytes);
  parser_push(parser, TOKEN_GREATER_EQUAL, parser_span(parser, index));
  parser_push(parser, TOKEN_INTEGER, parser_span(parser, index));
  *next = index + 2;
  return 1;
}

/* `default false` */
static int replace_truth(Parser *parser, uint32_t index) {
  Text word = parser_text(parser, index);
  int yes = text_is(word, "true") || text_is(word, "True") || text_is(word, "TRUE");
  int no = text_is(word, "false") || text_is(word, "False") || text_is(word, "FALSE");
  if (parser->last != TOKEN_DEFAULT || (!yes && !no)) return 0;
  Text type = parser_text(parser, index - 2); /* an enum may have a member `true` */
  int flag = text_is(type, "flag") || text_is(type, "boolean") || text_is(type, "bool");
  if (!flag) return 0;
  return replace(parser, index, yes ? TOKEN_YES : TOKEN_NO, NULL);
}

/* `in [software or fintech]`, `in [software, fintech, or saas]` */
static int replace_or_in_list(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  if ((kind != TOKEN_OR && kind != TOKEN_AND) || parser->open_count == 0) return 0;
  uint32_t opener = parser->open[parser->open_count - 1];
  int list = kind_at(parser, opener) == TOKEN_OPEN_BRACKET &&
             kind_at(parser, opener - 1) == TOKEN_IN;
  int next = kind_at(parser, index + 1), after = kind_at(parser, index + 2);
  int simple = (token_is_word(next) || next == TOKEN_TEXT) &&
               (after == TOKEN_CLOSE_BRACKET || after == TOKEN_COMMA || after == TOKEN_OR ||
                after == TOKEN_AND);
  if (!list || !simple) return 0;
  if (parser->last == TOKEN_COMMA) return drop_word(parser, index);
  if (parser->comma_line != parser->clause + 1) {
    Diagnostic *diagnostic =
        mistake(parser->diagnostics, E_WORD, parser_span(parser, index), "a comma belongs here",
                "`%s` stands between conditions only", grammar_token_name(kind));
    diag_help(parser->diagnostics, diagnostic, "write `, %s`", found_text(parser, index + 1));
    Span gap = {after_previous(parser, index).end, parser_token(parser, index)->end, parser->file};
    diag_fix(parser->diagnostics, diagnostic, gap, text_of(","), 0);
  }
  parser->comma_line = parser->clause + 1;
  parser_repaired(parser);
  parser_push(parser, TOKEN_COMMA, parser_span(parser, index));
  return 1;
}

/* `starts with "/p"` */
static int drop_with(Parser *parser, uint32_t index) {
  int after = parser->last == TOKEN_STARTS || parser->last == TOKEN_ENDS;
  int value = kind_at(parser, index + 1);
  if (!after || (value != TOKEN_TEXT && value != TOKEN_OPEN_BRACKET)) return 0;
  return text_is(parser_text(parser, index), "with") && drop_word(parser, index);
}

/* `on visit and demo`, `parties marketing and sales` */
static int replace_joined(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index), join = kind == TOKEN_AND || kind == TOKEN_OR;
  if (!join || !parser_accepts(parser, TOKEN_COMMA)) return 0;
  if (!token_is_word(kind_at(parser, index + 1)) || index == 0) return 0;
  int stages = parser->declares == TOKEN_LIFECYCLE && parser->clause + 1 == index;
  int events = parser->declares == TOKEN_SCORE || parser->declares == TOKEN_LIFECYCLE;
  if (parser->comma_line != parser->clause + 1) {
    Diagnostic *diagnostic = mistake(parser->diagnostics, E_WORD, parser_span(parser, index),
                                     "a comma belongs here", "`%s` stands between conditions only",
                                     grammar_token_name(kind));
    diag_help(parser->diagnostics, diagnostic,
              stages ? "write a comma between stages"
              : events ? "write a comma between events: each of them is enough"
                       : "write a comma");
    Span gap = {after_previous(parser, index).end, parser_token(parser, index)->end, parser->file};
    diag_fix(parser->diagnostics, diagnostic, gap, text_of(","), 0);
    if (!events) add_shape(parser, diagnostic);
  }
  parser->comma_line = parser->clause + 1;
  parser_repaired(parser);
  parser_push(parser, TOKEN_COMMA, parser_span(parser, index));
  return 1;
}

/* `every week` is `every 1 week`: an empty number counts as 1. */
static int insert_one(Parser *parser, uint32_t index) {
  int wanted = parser->last == TOKEN_EVERY || parser->last == TOKEN_EACH;
  if (!wanted || !parser_accepts(parser, TOKEN_INTEGER)) return 0;
  if (!is_unit(kind_at(parser, index))) return 0;
  const char *unit = found_text(parser, index);
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_DURATION, parser_span(parser, index),
                                   "how many?", "`%s` needs a number before it", unit);
  diag_help(parser->diagnostics, diagnostic, "write `1 %s`", unit);
  diag_fix(parser->diagnostics, diagnostic, before(parser, index), text_of("1 "), 0);
  parser_repaired(parser);
  parser_push(parser, TOKEN_INTEGER, before(parser, index));
  return 1;
}

/* `decay 2 a week`, `decay 2 per week` */
static int replace_article(Parser *parser, uint32_t index) {
  Text word = parser_text(parser, index);
  int known = text_is(word, "a") || text_is(word, "an") || text_is(word, "per") ||
              text_is(word, "each");
  if (!known || !parser_accepts(parser, TOKEN_EVERY)) return 0;
  if (!is_unit(kind_at(parser, index + 1))) return 0;
  phrase_report(parser, index, 1, "every 1");
  parser_push(parser, TOKEN_EVERY, parser_span(parser, index));
  parser_push(parser, TOKEN_INTEGER, before(parser, index + 1));
  return 1;
}

/* `stage sql owner sales` */
static int replace_owner(Parser *parser, uint32_t index, uint32_t *next) {
  Text word = parser_text(parser, index);
  int known = text_is(word, "owner") || text_is(word, "owns") || text_is(word, "owned_by") ||
              text_is(word, "by");
  if (!known || !parser_accepts(parser, TOKEN_OWNED)) return 0;
  phrase_report(parser, index, 1, "owned by");
  parser_push(parser, TOKEN_OWNED, parser_span(parser, index));
  parser_push(parser, TOKEN_BY, parser_span(parser, index));
  *next = index + 1;
  return 1;
}

static int join_time_zone(Parser *parser, uint32_t index, uint32_t *next) {
  if (!parser_accepts(parser, TOKEN_TIMEZONE)) return 0;
  if (!phrase_words_at(parser, index, "time zone")) return 0;
  phrase_report(parser, index, 2, "timezone");
  parser_push(parser, TOKEN_TIMEZONE, parser_span(parser, index));
  *next = index + 2;
  return 1;
}

/* ---- something is missing ---- */

static void report_missing(Parser *parser, uint32_t index, Text words) {
  const char *label = text_format(parser->diagnostics->arena, "`%s` belongs before this",
                                  words.bytes).bytes;
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_MISSING, parser_span(parser, index), label,
              "`%s` is missing before `%s`", words.bytes, found_text(parser, index));
  int colon = text_is(words, ":");
  Text inserted = text_format(parser->diagnostics->arena, colon ? "%s" : " %s", words.bytes);
  diag_fix(parser->diagnostics, diagnostic, after_previous(parser, index), inserted, 0);
  add_shape(parser, diagnostic);
}

static int begins_value(int kind) {
  return token_is_word(kind) || kind == TOKEN_TEXT || kind == TOKEN_INTEGER ||
         kind == TOKEN_DECIMAL || kind == TOKEN_DATE || kind == TOKEN_DATETIME;
}

static int lacks_comma(const Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  if (!parser_accepts(parser, TOKEN_COMMA) || parser->open_count == 0) return 0;
  int opener = kind_at(parser, parser->open[parser->open_count - 1]);
  if (opener == TOKEN_OPEN_BRACKET || opener == TOKEN_OPEN_PARENTHESIS) return begins_value(kind);
  int next_entry = token_is_word(kind) && kind_at(parser, index + 1) == TOKEN_COLON;
  int in_test = parser->declares == TOKEN_TEST && parser->open_count == 1;
  int next_member = token_is_word(kind) && parser->declares == TOKEN_ENUM;
  return (next_entry && !in_test) || next_member;
}

/* `[a b c]` lacks two commas, but it is one mistake. */
static int insert_comma(Parser *parser, uint32_t index) {
  if (!lacks_comma(parser, index)) return 0;
  if (parser->comma_line != parser->clause + 1) {
    Diagnostic *diagnostic =
        mistake(parser->diagnostics, E_MISSING, parser_span(parser, index),
                "a comma belongs before this", "a comma is missing before `%s`",
                found_text(parser, index));
    diag_help(parser->diagnostics, diagnostic, "write `, %s`", found_text(parser, index));
    diag_fix(parser->diagnostics, diagnostic, after_previous(parser, index), text_of(","), 0);
  }
  parser->comma_line = parser->clause + 1;
  parser_repaired(parser);
  parser_push(parser, TOKEN_COMMA, after_previous(parser, index));
  return 1;
}

/* `[a, b at most 3`: what was opened and is never closed must end before what can't stand in it. */
static int close_before(Parser *parser, uint32_t index) {
  if (parser->open_count == 0) return 0;
  uint32_t opener = parser->open[parser->open_count - 1];
  int kind = kind_at(parser, opener);
  int closer = kind == TOKEN_OPEN_PARENTHESIS ? TOKEN_CLOSE_PARENTHESIS : TOKEN_CLOSE_BRACKET;
  int bracket = kind == TOKEN_OPEN_PARENTHESIS || kind == TOKEN_OPEN_BRACKET;
  if (!bracket || parser_token(parser, opener)->partner) return 0;
  if (!parser_accepts(parser, closer)) return 0;
  parser_close_bracket(parser, index);
  parser_repaired(parser);
  return 1;
}

/* `on page_view path starts "/a"`: a comparison after an event. */
static int insert_where(Parser *parser, uint32_t index) {
  int next = kind_at(parser, index + 1);
  int compares = (next >= TOKEN_EQUAL && next <= TOKEN_GREATER_EQUAL) ||
                 (next >= TOKEN_STARTS && next <= TOKEN_CONTAINS) || next == TOKEN_IN;
  if (!compares || !token_is_word(kind_at(parser, index))) return 0;
  if (!parser_accepts(parser, TOKEN_WHERE) || parser_accepts(parser, TOKEN_NAME)) return 0;
  report_missing(parser, index, text_of("where"));
  parser_repaired(parser);
  parser_push(parser, TOKEN_WHERE, after_previous(parser, index));
  return 1;
}

/* A word on the same line that is no keyword is rather a wrong unit. */
static int names_unit(const Parser *parser, uint32_t index) {
  const Token *token = parser_token(parser, index);
  return token->kind == TOKEN_NAME && !(token->flags & TOKEN_FIRST_ON_LINE);
}

/* Only a unit can follow: `decay 2 every 7`. */
static int insert_unit(Parser *parser, uint32_t index) {
  int wanted = parser->last == TOKEN_INTEGER && parser_accepts(parser, TOKEN_WEEK) &&
               !parser_accepts(parser, TOKEN_PLUS) && !parser_accepts(parser, TOKEN_NAME) &&
               parser->declares != TOKEN_TABLE;
  if (!wanted || index == 0 || names_unit(parser, index)) return 0;
  const char *number = found_text(parser, index - 1);
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_DURATION, parser_span(parser, index - 1),
              "days, hours, weeks?", "`%s` needs a unit of time", number);
  diag_help(parser->diagnostics, diagnostic, "write `%s days`, if days are meant", number);
  diag_fix(parser->diagnostics, diagnostic, after_previous(parser, index), text_of(" days"), 0);
  parser_repaired(parser);
  parser_push(parser, TOKEN_DAY, after_previous(parser, index));
  return 1;
}

/* `at most 3 per 30-day` */
static int replace_hyphened_unit(Parser *parser, uint32_t index, uint32_t *next) {
  int unit = kind_at(parser, index + 1);
  int joined = kind_at(parser, index) == TOKEN_MINUS && parser->last == TOKEN_INTEGER &&
               touches(parser, index, index - 1) && is_unit(unit) && parser_accepts(parser, unit);
  if (!joined) return 0;
  phrase_report(parser, index, 2, grammar_token_name(unit));
  parser_push(parser, unit, parser_span(parser, index + 1));
  *next = index + 2;
  return 1;
}

/* `on demo_request 3 per 30 days` */
static int insert_at_most(Parser *parser, uint32_t index) {
  int limit = parser->declares == TOKEN_SCORE && kind_at(parser, index) == TOKEN_INTEGER &&
              parser_accepts(parser, TOKEN_ONCE) && !parser_accepts(parser, TOKEN_NOT_EQUAL);
  if (!limit) return 0;
  report_missing(parser, index, text_of("at most"));
  parser_repaired(parser);
  parser_push(parser, TOKEN_AT, after_previous(parser, index));
  parser_push(parser, TOKEN_MOST, after_previous(parser, index));
  return 1;
}

/* `keep 0..100` */
static int replace_bounds(Parser *parser, uint32_t index, uint32_t *next) {
  int join = kind_at(parser, index + 1);
  int joined = join == TOKEN_RANGE || join == TOKEN_MINUS || join == TOKEN_TO || join == TOKEN_AND;
  int bounds = (parser->last == TOKEN_KEEP || parser->last == TOKEN_SHOWN) && joined &&
               kind_at(parser, index) == TOKEN_INTEGER &&
               kind_at(parser, index + 2) == TOKEN_INTEGER;
  if (!bounds) return 0;
  Text right = text_format(parser->diagnostics->arena, "between %s and %s",
                           found_text(parser, index), found_text(parser, index + 2));
  phrase_report(parser, index, 3, right.bytes);
  parser_push(parser, TOKEN_BETWEEN, before(parser, index));
  parser_push(parser, TOKEN_INTEGER, parser_span(parser, index));
  parser_push(parser, TOKEN_AND, parser_span(parser, index + 1));
  *next = index + 2;
  return 1;
}

/* `decay by 2`, `decay -2` */
static int drop_before_loss(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index), number = kind_at(parser, index + 1);
  int needless = parser->last == TOKEN_DECAY && (kind == TOKEN_BY || kind == TOKEN_MINUS) &&
                 (number == TOKEN_INTEGER || number == TOKEN_DECIMAL || number == TOKEN_PERCENT);
  return needless && drop_word(parser, index);
}

static int insert_sign(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  int number = kind == TOKEN_INTEGER || kind == TOKEN_DECIMAL;
  int begins = parser->clause == index && parser->declares == TOKEN_SCORE &&
               kind_at(parser, index + 1) == TOKEN_TEXT;
  if (!number || !begins || !parser_accepts(parser, TOKEN_PLUS)) return 0;
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_NO_SIGN, parser_span(parser, index), "plus or minus?",
              "a rule's points begin with `+` or `-`");
  diag_help(parser->diagnostics, diagnostic, "write `+%s`", found_text(parser, index));
  diag_fix(parser->diagnostics, diagnostic, before(parser, index), text_of("+"), 0);
  parser_repaired(parser);
  parser_push(parser, TOKEN_PLUS, before(parser, index));
  return 1;
}

/* The only token that can follow, if it is a word or sign (and no brace, name, text, number). */
static int only_expected(const Parser *parser) {
  int only = 0;
  for (int kind = 0; kind <= TOKEN_MONTH; kind++) {
    int real = kind == 0 || kind >= TOKEN_NEWLINE;
    if (!real || !parser_accepts(parser, kind)) continue;
    if (only || kind == 0) return 0;
    only = kind;
  }
  int sign = only == TOKEN_COLON || only == TOKEN_EQUAL || only == TOKEN_ARROW;
  return sign || only >= TOKEN_AND ? only : 0;
}

/* `start lead`, where `start` might also be a stage's name. */
static int insert_at(Parser *parser, uint32_t index) {
  int start = parser->last == TOKEN_START && parser->clause + 1 == index &&
              token_is_word(kind_at(parser, index)) && parser_accepts(parser, TOKEN_AT);
  if (!start) return 0;
  report_missing(parser, index, text_of("at"));
  parser_repaired(parser);
  parser_push(parser, TOKEN_AT, after_previous(parser, index));
  return 1;
}

/* `lifecycle:`, `score fit = {`, `effective: 2026-10-01`, `expect: icp`: a `:` too much. */
static int drop_sign(Parser *parser, uint32_t index, uint32_t *next) {
  Token *token = &parser->tokens.tokens[index];
  int head = parser->open_count == 0 && parser_accepts(parser, TOKEN_OPEN_BRACE);
  if (token->kind != TOKEN_COLON && !(token->kind == TOKEN_EQUAL && head)) return 0;
  int opens = token->flags & TOKEN_OPENS_AFTER;
  int needless = opens || (same_line(parser, index + 1) &&
                           parser_accepts(parser, kind_at(parser, index + 1)));
  int after_word = parser->last >= TOKEN_AGREEMENT || parser->last == TOKEN_INTEGER;
  if (!needless || (!after_word && !head)) return 0;
  if (!opens) return drop_word(parser, index);
  mistake_no_sign(parser->diagnostics, parser_span(parser, index), after_previous(parser, index),
                  parser_head(parser));
  token->kind = TOKEN_OPEN_BRACE;
  token->flags &= (uint16_t)~TOKEN_OPENS_AFTER;
  parser_repaired(parser);
  *next = index;
  return 1;
}

/* `mql owned by marketing`, `mql: marketing` */
static int insert_stage(Parser *parser, uint32_t index, uint32_t *next) {
  int kind = kind_at(parser, index); /* `stage owned owned by` names a stage `owned` */
  if (parser->declares != TOKEN_LIFECYCLE || !token_is_word(kind) || kind == TOKEN_STAGE) return 0;
  Span name = parser_span(parser, index);
  if (kind_at(parser, index + 1) == TOKEN_OWNED) {
    const char *right = text_format(parser->diagnostics->arena, "stage %s",
                                    found_text(parser, index)).bytes;
    phrase_report(parser, index, 1, right);
    parser_push(parser, TOKEN_STAGE, before(parser, index));
    parser_push(parser, TOKEN_NAME, name);
    *next = index + 1;
    return 1;
  }
  int owned = kind_at(parser, index + 1) == TOKEN_COLON && same_line(parser, index + 2) &&
              token_is_word(kind_at(parser, index + 2));
  if (!owned) return 0;
  const char *stage = found_text(parser, index), *owner = found_text(parser, index + 2);
  Text right = text_format(parser->diagnostics->arena, "stage %s owned by %s", stage, owner);
  phrase_report(parser, index, 3, right.bytes);
  parser_push(parser, TOKEN_STAGE, before(parser, index));
  parser_push(parser, TOKEN_NAME, name);
  parser_push(parser, TOKEN_OWNED, name);
  parser_push(parser, TOKEN_BY, name);
  *next = index + 2;
  return 1;
}

/* `company size: int`: a name of two words. */
static int join_name(Parser *parser, uint32_t index, uint32_t *next) {
  Span whole = span_join(parser_span(parser, index - 1), parser_span(parser, index));
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_NAME, whole, "two words",
                                   "a name is one word");
  Text name = text_format(parser->diagnostics->arena, "%s_%s", found_text(parser, index - 1),
                          found_text(parser, index));
  diag_help(parser->diagnostics, diagnostic, "write `%s`", name.bytes);
  diag_fix(parser->diagnostics, diagnostic, whole, name, 0);
  parser_repaired(parser);
  *next = index + 1;
  return 1;
}

enum { LONGEST_CHAIN = 3 };

/* `stage lead marketing`: what must come is pushed until the token fits. If it never does, the
 * clause is dropped, without another word. */
static int insert_expected(Parser *parser, uint32_t index, int found, uint32_t *next) {
  Arena *arena = parser->diagnostics->arena;
  Text words = {"", 0};
  int only = only_expected(parser);
  if (!only || found == TOKEN_DOT) return 0;
  int separator = only == TOKEN_COLON || only == TOKEN_EQUAL;
  int two_words = separator && token_is_word(found) && index > 0 &&
                  kind_at(parser, index + 1) == only;
  if (two_words) return join_name(parser, index, next);
  parser_repaired(parser);
  for (int i = 0; i < LONGEST_CHAIN && only; i++) {
    parser_push(parser, only, after_previous(parser, index));
    words = text_format(arena, "%s%s%s", words.bytes, i ? " " : "", grammar_token_name(only));
    if (parser_accepts(parser, found)) break;
    if (i == 0 && token_is_word(found) && parser_accepts(parser, kind_at(parser, index + 1))) {
      Diagnostic *diagnostic = mistake(parser->diagnostics, E_WORD, parser_span(parser, index),
                                       "another word belongs here", "expected `%s`, found `%s`",
                                       words.bytes, found_text(parser, index));
      add_shape(parser, diagnostic);
      diag_fix(parser->diagnostics, diagnostic, parser_span(parser, index), words, 0);
      *next = index + 1;
      return 1;
    }
    only = only_expected(parser);
  }
  report_missing(parser, index, words);
  if (!parser_accepts(parser, found)) {
    parser_push(parser, TOKEN_YYerror, before(parser, index));
    parser->recovers = 1;
  }
  return 1;
}

/* `lead jo@acme.io { … }`, `lead "jo@acme.io" { … }`: the address stands before the brace. */
static int move_address(Parser *parser, uint32_t index, uint32_t *next) {
  if (parser->declares != TOKEN_TEST || parser->last != TOKEN_LEAD) return 0;
  int braces = kind_at(parser, index + 1) == TOKEN_OPEN_BRACE;
  if (kind_at(parser, index) != TOKEN_TEXT || !braces) return 0;
  Diagnostics *diagnostics = parser->diagnostics;
  Text text = parser_text(parser, index);
  const char *quote = text.bytes[0] == '"' ? "" : "\"";
  Text entry = text_format(diagnostics->arena, "email: %s%.*s%s", quote, (int)text.length,
                           text.bytes, quote);
  Diagnostic *diagnostic = mistake(diagnostics, E_UNEXPECTED, parser_span(parser, index),
                                   "belongs into the braces",
                                   "a lead's address stands in braces, with the field's name");
  diag_help(diagnostics, diagnostic, "write `lead { %s }`", entry.bytes);
  int empty = kind_at(parser, index + 2) == TOKEN_CLOSE_BRACE;
  Text inside = text_format(diagnostics->arena, " %s%s", entry.bytes, empty ? " " : ",");
  Span brace = parser_span(parser, index + 1), after = {brace.end, brace.end, brace.file};
  Span gap = {parser_span(parser, index).start, brace.start, brace.file};
  diag_fix(diagnostics, diagnostic, gap, text_of(""), 0);
  diag_fix(diagnostics, diagnostic, after, inside, 0);
  parser_repaired(parser);
  *next = index + 1;
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
  if (is_near(&nearest) && kind_at(parser, last) == TOKEN_NAME) return index;
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
  return is_event(parser, ast_joined_name(parser->diagnostics->arena, found)) ? index + 1 : index;
}

static int join_words(Parser *parser, uint32_t index, uint32_t *next) {
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

/* ---- doors ---- */

/* The words that begin a clause. */
static int repair_clause(Parser *parser, uint32_t index, uint32_t *next) {
  int kind = kind_at(parser, index);
  if (parser->open_count != 1) return 0;
  if (phrase_begins_clause(parser, index, next) || insert_stage(parser, index, next)) return 1;
  int dated = parser->declares == TOKEN_TEST && kind_at(parser, index + 1) == TOKEN_DATETIME;
  return dated && (kind == TOKEN_AT || kind == TOKEN_ON) && drop_word(parser, index);
}

int repair_phrase(Parser *parser, uint32_t index, uint32_t *next) {
  const Token *token = parser_token(parser, index);
  *next = index + 1;
  if (token->kind >= TOKEN_NAME && join_words(parser, index, next)) return 1;
  if (index == parser->clause && repair_clause(parser, index, next)) return 1;
  int trigger = parser->last == TOKEN_ON || parser->last == TOKEN_COMMA ||
                token->kind == TOKEN_AT || token->kind == TOKEN_FOR;
  if (trigger && phrase_of_trigger(parser, index, next)) return 1;
  if (token->flags & TOKEN_FAT_ARROW) return replace_fat_arrow(parser, index);
  if (replace_row_arrow(parser, index)) return 1;
  if (token->kind == TOKEN_OPEN_PARENTHESIS) return replace_parentheses(parser, index, next);
  if (token->kind == TOKEN_INTEGER || token->kind == TOKEN_DECIMAL) {
    return replace_amount(parser, index, next);
  }
  if (drop_plus(parser, index) || replace_or_in_list(parser, index)) return 1;
  int party = parser->declares == TOKEN_AGREEMENT &&
              kind_at(parser, parser->clause) == TOKEN_PARTIES;
  if (party && token->kind == TOKEN_TEXT) return unquote_name(parser, index);
  if (token->kind == TOKEN_NAME) return replace_truth(parser, index) || drop_with(parser, index);
  if (token->kind != TOKEN_IS || kind_at(parser, index + 1) == TOKEN_KNOWN ||
      kind_at(parser, index + 1) == TOKEN_MISSING)
    return 0;
  return replace_is(parser, index, next);
}

int repair_line_end(Parser *parser, uint32_t index) {
  if (parser->sure < SURE_AGAIN) return 0;
  return insert_unit(parser, index) && parser_accepts(parser, TOKEN_NEWLINE);
}

int repair_token(Parser *parser, uint32_t index, uint32_t *next) {
  int kind = kind_at(parser, index);
  *next = index;
  if (close_before(parser, index) || insert_comma(parser, index)) return 1;
  *next = index + 1;
  int again = parser->comma_line == parser->clause + 1 && parser->declares == TOKEN_ENUM;
  if (again && replace_joined(parser, index)) return 1;
  *next = index;
  if (parser->sure < SURE_AGAIN) return 0;
  *next = index + 1;
  int replaced = replace_hyphened_unit(parser, index, next) ||
                 replace_open_number(parser, index, next) || replace_bounds(parser, index, next) ||
                 drop_before_loss(parser, index);
  if (replaced) return 1;
  *next = index;
  int inserted = insert_at_most(parser, index) || insert_unit(parser, index) ||
                 insert_sign(parser, index) || insert_at(parser, index) || insert_where(parser, index) ||
                 insert_one(parser, index);
  if (inserted) return 1;
  *next = index + 1;
  if (drop_sign(parser, index, next)) return 1;
  *next = index + 1;
  if (move_address(parser, index, next) || phrase_in_clause(parser, index, next)) return 1;
  if (join_time_zone(parser, index, next) || replace_owner(parser, index, next)) return 1;
  if (replace_comparison(parser, index, next)) return 1;
  if (replace_between(parser, index, index, next)) return 1;
  *next = index + 1;
  if (replace_article(parser, index) || replace_joined(parser, index)) return 1;
  if (kind == TOKEN_NAME && unexpected_is_later_word(parser_text(parser, index))) return 0;
  if (unquote_name(parser, index) || unquote_words(parser, index)) return 1;
  if (quote_words(parser, index, next) || quote_version(parser, index, next)) return 1;
  if (token_is_word(kind) && drop_needless_word(parser, index)) return 1;
  if (replace_if(parser, index)) return 1;
  if (token_is_word(kind) && replace_foreign_word(parser, index)) return 1;
  if (replace_confused(parser, index)) return 1;
  if (kind == TOKEN_NAME && replace_misspelled(parser, index)) return 1;
  *next = index;
  int bracket = kind >= TOKEN_OPEN_BRACE && kind <= TOKEN_CLOSE_BRACKET;
  return bracket ? 0 : insert_expected(parser, index, kind, next);
}

/* ---- declarations ---- */

static int meant_declaration(Text word) {
  static const struct {
    const char *word;
    int meant;
  } synonyms[] = {
      {"scoring", TOKEN_SCORE},    {"pipeline", TOKEN_LIFECYCLE}, {"funnel", TOKEN_LIFECYCLE},
      {"stages", TOKEN_LIFECYCLE}, {"import", TOKEN_USE},         {"include", TOKEN_USE},
      {"let", TOKEN_DEFINE},       {"def", TOKEN_DEFINE},         {"type", TOKEN_RECORD},
      {"struct", TOKEN_RECORD},    {"object", TOKEN_RECORD},      {"scenario", TOKEN_TEST},
      {"example", TOKEN_TEST},     {"contact", TOKEN_LEAD},       {"person", TOKEN_LEAD},
  };
  Nearest nearest = nearest_start(word);
  int best = 0;
  for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++) {
    if (text_is(word, synonyms[i].word)) return synonyms[i].meant;
  }
  for (int kind = TOKEN_AGREEMENT; kind <= TOKEN_TEST; kind++) {
    uint32_t distance = nearest.distance;
    nearest_offer(&nearest, text_of(grammar_token_name(kind)));
    if (nearest.distance < distance) best = kind;
  }
  return is_near(&nearest) ? best : 0;
}

/* Whether what follows the word is what follows that declaration's word. */
static int fits_declaration(const Parser *parser, uint32_t index, int meant) {
  int next = kind_at(parser, index + 1);
  if (meant == TOKEN_LEAD || meant == TOKEN_LIFECYCLE) return next == TOKEN_OPEN_BRACE;
  if (meant == TOKEN_AGREEMENT || meant == TOKEN_TEST) return next == TOKEN_TEXT;
  return token_is_word(next);
}

int repair_declaration(Parser *parser, uint32_t index) {
  Text word = parser_text(parser, index);
  if (kind_at(parser, index) == TOKEN_SLA || unexpected_is_later_word(word)) {
    unexpected_later(parser, index);
    return 0;
  }
  int meant = meant_declaration(word);
  if (meant && !fits_declaration(parser, index, meant)) meant = 0;
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_NO_DECLARATION, parser_span(parser, index),
              "no declaration begins with this", "`%s` does not begin a declaration",
              found_text(parser, index));
  if (meant) {
    const char *right = grammar_token_name(meant);
    diag_help(parser->diagnostics, diagnostic, "did you mean `%s`?", right);
    diag_fix(parser->diagnostics, diagnostic, parser_span(parser, index), text_of(right), 0);
  } else {
    diag_help(parser->diagnostics, diagnostic,
              "a declaration begins with `agreement`, `use`, `enum`, `record`, `lead`, `event`, "
              "`define`, `list`, `grade`, `table`, `score`, `lifecycle` or `test`");
  }
  return meant;
}
