/* Reads past what is missing and can only be one thing: a comma, a word, a sign. */
#include "compiler/mistake.h"
#include "compiler/repair.h"

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
  int one_line = parser->declares == TOKEN_REP || parser->declares == TOKEN_QUEUE ||
                 parser->declares == TOKEN_POOL;
  int next_member = token_is_word(kind) && (parser->declares == TOKEN_ENUM || one_line);
  return (next_entry && !in_test) || next_member;
}

/* `[a b c]` lacks two commas, but it is one mistake. */
int repair_insert_comma(Parser *parser, uint32_t index) {
  if (!lacks_comma(parser, index)) return 0;
  if (parser->comma_line != parser->clause + 1) {
    Diagnostic *diagnostic = mistake(
        parser->diagnostics, E_MISSING, parser_span(parser, index), "a comma belongs before this",
        "a comma is missing before `%s`", repair_found_text(parser, index));
    diag_help(parser->diagnostics, diagnostic, "write `, %s`", repair_found_text(parser, index));
    diag_fix(parser->diagnostics, diagnostic, after_previous(parser, index), text_of(","), 0);
  }
  parser->comma_line = parser->clause + 1;
  parser_repaired(parser);
  parser_push(parser, TOKEN_COMMA, after_previous(parser, index));
  return 1;
}

/* `[a, b at most 3`: what was opened and is never closed must end before what can't stand in it. */
int repair_close_before(Parser *parser, uint32_t index) {
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
int repair_insert_where(Parser *parser, uint32_t index) {
  int next = kind_at(parser, index + 1);
  int compares = (next >= TOKEN_EQUAL && next <= TOKEN_GREATER_EQUAL) ||
                 (next >= TOKEN_STARTS && next <= TOKEN_CONTAINS) || next == TOKEN_IN;
  int duration = kind_at(parser, index + 2) == TOKEN_INTEGER && is_unit(kind_at(parser, index + 3));
  if (next == TOKEN_IN && duration) return 0; /* `expiring in 30 days` */
  if (!compares || !token_is_word(kind_at(parser, index))) return 0;
  if (!parser_accepts(parser, TOKEN_WHERE) || parser_accepts(parser, TOKEN_NAME)) return 0;
  repair_report_missing(parser, index, text_of("where"));
  parser_repaired(parser);
  parser_push(parser, TOKEN_WHERE, after_previous(parser, index));
  return 1;
}

int repair_insert_sign(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  int number = kind == TOKEN_INTEGER || kind == TOKEN_DECIMAL;
  int begins = parser->clause == index && parser->declares == TOKEN_SCORE &&
               kind_at(parser, index + 1) == TOKEN_TEXT;
  if (!number || !begins || !parser_accepts(parser, TOKEN_PLUS)) return 0;
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_NO_SIGN, parser_span(parser, index),
                                   "plus or minus?", "a rule's points begin with `+` or `-`");
  diag_help(parser->diagnostics, diagnostic, "write `+%s`", repair_found_text(parser, index));
  diag_fix(parser->diagnostics, diagnostic, before(parser, index), text_of("+"), 0);
  parser_repaired(parser);
  parser_push(parser, TOKEN_PLUS, before(parser, index));
  return 1;
}

/* `sdr when country = "US"` in a route. */
int repair_insert_to(Parser *parser, uint32_t index) {
  int next = kind_at(parser, index + 1);
  int begins = parser->declares == TOKEN_ROUTE && parser->clause == index &&
               parser->open_count == 1 && kind_at(parser, index) == TOKEN_NAME;
  int ends = !same_line(parser, index + 1) || next == TOKEN_WHEN || next == TOKEN_AVAILABLE;
  if (!begins || !ends || !parser_accepts(parser, TOKEN_TO)) return 0;
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_MISSING, parser_span(parser, index),
                                   "`to` belongs before this", "`to` is missing before `%s`",
                                   repair_found_text(parser, index));
  diag_help(parser->diagnostics, diagnostic, "write `to %s`", repair_found_text(parser, index));
  diag_fix(parser->diagnostics, diagnostic, before(parser, index), text_of("to "), 0);
  parser_repaired(parser);
  parser_push(parser, TOKEN_TO, before(parser, index));
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
int repair_insert_at(Parser *parser, uint32_t index) {
  int start = parser->last == TOKEN_START && parser->clause + 1 == index &&
              token_is_word(kind_at(parser, index)) && parser_accepts(parser, TOKEN_AT);
  if (!start) return 0;
  repair_report_missing(parser, index, text_of("at"));
  parser_repaired(parser);
  parser_push(parser, TOKEN_AT, after_previous(parser, index));
  return 1;
}

/* `lifecycle:`, `score fit = {`, `effective: 2026-10-01`, `expect: icp`: a `:` too much. */
int repair_drop_sign(Parser *parser, uint32_t index, uint32_t *next) {
  Token *token = &parser->tokens.tokens[index];
  int head = parser->open_count == 0 && parser_accepts(parser, TOKEN_OPEN_BRACE);
  int detailed = parser->declares == TOKEN_REP || parser->declares == TOKEN_QUEUE;
  int arrow = token->kind == TOKEN_ARROW && kind_at(parser, index + 1) == TOKEN_OPEN_BRACE;
  int needless_sign = token->kind == TOKEN_EQUAL ? head || detailed : arrow && head;
  if (token->kind != TOKEN_COLON && !needless_sign) return 0;
  int opens = token->flags & TOKEN_OPENS_AFTER;
  int needless =
      opens || (same_line(parser, index + 1) && parser_accepts(parser, kind_at(parser, index + 1)));
  int after_word = parser->last >= TOKEN_AGREEMENT || parser->last == TOKEN_INTEGER || detailed;
  if (!needless || (!after_word && !head)) return 0;
  if (!opens) return repair_drop_word(parser, index);
  mistake_no_sign(parser->diagnostics, parser_span(parser, index), after_previous(parser, index),
                  parser_head(parser));
  token->kind = TOKEN_OPEN_BRACE;
  token->flags &= (uint16_t)~TOKEN_OPENS_AFTER;
  parser_repaired(parser);
  *next = index;
  return 1;
}

/* `at most 3, expires after 90 days`, `stage mql, owned by sales`: a comma where none stands. */
int repair_drop_comma(Parser *parser, uint32_t index) {
  int next = kind_at(parser, index + 1), score = parser->declares == TOKEN_SCORE;
  int limit = next == TOKEN_ONCE ||
              (next == TOKEN_AT && kind_at(parser, index + 2) == TOKEN_MOST) ||
              (next >= TOKEN_EXPIRES && next <= TOKEN_LOSES);
  int owned = parser->declares == TOKEN_LIFECYCLE && next == TOKEN_OWNED;
  int needless = ((score && limit) || owned) && parser_accepts(parser, next) &&
                 parser->diagnostics->errors < LARGEST_NUMBER_OF_MISTAKES &&
                 !repair_is_event(parser, parser_text(parser, index + 1));
  return needless && repair_drop_word(parser, index);
}

/* `timezone "UTC", effective 2026-10-01`: a comma goes on with the setting's values. */
int repair_end_setting(Parser *parser, uint32_t index) {
  int next = kind_at(parser, index + 1), value = kind_at(parser, index + 2);
  int setting = parser->declares == TOKEN_AGREEMENT && next >= TOKEN_LANGUAGE &&
                next <= TOKEN_PARTIES && same_line(parser, index + 1) &&
                same_line(parser, index + 2) &&
                (value == TOKEN_TEXT || value == TOKEN_INTEGER || value == TOKEN_DECIMAL ||
                 value == TOKEN_DATE || value == TOKEN_DATETIME || value == TOKEN_NAME);
  if (!setting || !parser_accepts(parser, TOKEN_NEWLINE)) return 0;
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_WORD, parser_span(parser, index), "a new line belongs here",
              "each setting stands on a line of its own");
  diag_help(parser->diagnostics, diagnostic, "write `%s` on the next line",
            repair_found_text(parser, index + 1));
  Span gap = {parser_token(parser, index)->start, parser_token(parser, index + 1)->start,
              parser->file};
  diag_fix(parser->diagnostics, diagnostic, gap, text_of("\n  "), 0);
  parser_repaired(parser);
  parser_push(parser, TOKEN_NEWLINE, parser_span(parser, index));
  parser->clause = index + 1;
  return 1;
}

/* `mql owned by marketing`, `mql: marketing` */
int repair_insert_stage(Parser *parser, uint32_t index, uint32_t *next) {
  int kind = kind_at(parser, index); /* `stage owned owned by` names a stage `owned` */
  if (parser->declares != TOKEN_LIFECYCLE || !token_is_word(kind) || kind == TOKEN_STAGE) return 0;
  Span name = parser_span(parser, index);
  if (kind_at(parser, index + 1) == TOKEN_OWNED) {
    const char *right =
        text_format(parser->diagnostics->arena, "stage %s", repair_found_text(parser, index)).bytes;
    phrase_report(parser, index, 1, right);
    parser_push(parser, TOKEN_STAGE, before(parser, index));
    parser_push(parser, TOKEN_NAME, name);
    *next = index + 1;
    return 1;
  }
  int owned = kind_at(parser, index + 1) == TOKEN_COLON && same_line(parser, index + 2) &&
              token_is_word(kind_at(parser, index + 2));
  if (!owned) return 0;
  const char *stage = repair_found_text(parser, index),
             *owner = repair_found_text(parser, index + 2);
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
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_NAME, whole, "two words", "a name is one word");
  Text name = text_format(parser->diagnostics->arena, "%s_%s", repair_found_text(parser, index - 1),
                          repair_found_text(parser, index));
  diag_help(parser->diagnostics, diagnostic, "write `%s`", name.bytes);
  diag_fix(parser->diagnostics, diagnostic, whole, name, 0);
  parser_repaired(parser);
  *next = index + 1;
  return 1;
}

enum { LONGEST_CHAIN = 3 };

/* `stage lead marketing`: what must come is pushed until the token fits. If it never does, the
 * clause is dropped, without another word. */
int repair_insert_expected(Parser *parser, uint32_t index, int found, uint32_t *next) {
  Arena *arena = parser->diagnostics->arena;
  Text words = {"", 0};
  int only = only_expected(parser);
  if (!only || found == TOKEN_DOT) return 0;
  int separator = only == TOKEN_COLON || only == TOKEN_EQUAL;
  int two_words =
      separator && token_is_word(found) && index > 0 && kind_at(parser, index + 1) == only;
  if (two_words) return join_name(parser, index, next);
  parser_repaired(parser);
  for (int i = 0; i < LONGEST_CHAIN && only; i++) {
    parser_push(parser, only, after_previous(parser, index));
    words = text_format(arena, "%s%s%s", words.bytes, i ? " " : "", grammar_token_name(only));
    if (parser_accepts(parser, found)) break;
    if (i == 0 && token_is_word(found) && parser_accepts(parser, kind_at(parser, index + 1))) {
      Diagnostic *diagnostic = mistake(parser->diagnostics, E_WORD, parser_span(parser, index),
                                       "another word belongs here", "expected `%s`, found `%s`",
                                       words.bytes, repair_found_text(parser, index));
      repair_add_shape(parser, diagnostic);
      diag_fix(parser->diagnostics, diagnostic, parser_span(parser, index), words, 0);
      *next = index + 1;
      return 1;
    }
    only = only_expected(parser);
  }
  repair_report_missing(parser, index, words);
  if (!parser_accepts(parser, found)) {
    parser_push(parser, TOKEN_YYerror, before(parser, index));
    parser->recovers = 1;
  }
  return 1;
}

/* `lead jo@acme.io { … }`, `lead "jo@acme.io" { … }`: the address stands before the brace. */
int repair_move_address(Parser *parser, uint32_t index, uint32_t *next) {
  if (parser->declares != TOKEN_TEST || parser->last != TOKEN_LEAD) return 0;
  int braces = kind_at(parser, index + 1) == TOKEN_OPEN_BRACE;
  if (kind_at(parser, index) != TOKEN_TEXT || !braces) return 0;
  Diagnostics *diagnostics = parser->diagnostics;
  Text text = parser_text(parser, index);
  const char *quote = text.bytes[0] == '"' ? "" : "\"";
  Text entry = text_format(diagnostics->arena, "email: %s%.*s%s", quote, (int)text.length,
                           text.bytes, quote);
  Diagnostic *diagnostic =
      mistake(diagnostics, E_UNEXPECTED, parser_span(parser, index), "belongs into the braces",
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
