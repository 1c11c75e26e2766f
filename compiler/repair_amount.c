/* Reads past amounts that lack something or have something too much: a unit, a percent sign, a
 * limit's words. */
#include "compiler/mistake.h"
#include "compiler/repair.h"

/* `10 percent`, `50+` at the end of a condition. */
int repair_percent_word(Parser *parser, uint32_t index, uint32_t *next) {
  Text word = parser_text(parser, index + 1);
  int percent = text_is(word, "percent") || text_is(word, "pct");
  if (!percent || !same_line(parser, index + 1) || !parser_accepts(parser, TOKEN_PERCENT)) return 0;
  Text right = text_format(parser->diagnostics->arena, "%s%%", repair_found_text(parser, index));
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
int repair_drop_plus(Parser *parser, uint32_t index) {
  int after_number = parser->last == TOKEN_INTEGER && touches(parser, index, index - 1);
  if (kind_at(parser, index) != TOKEN_PLUS || !after_number) return 0;
  if (goes_on_in_next_line(parser, index + 1)) return 0;
  return ends_condition(parser, index + 1) && repair_drop_word(parser, index);
}

/* `engagement 50+` */
int repair_replace_open_number(Parser *parser, uint32_t index, uint32_t *next) {
  int open = kind_at(parser, index) == TOKEN_INTEGER && kind_at(parser, index + 1) == TOKEN_PLUS &&
             ends_condition(parser, index + 2) && parser_accepts(parser, TOKEN_GREATER_EQUAL);
  if (!open) return 0;
  Text right = text_format(parser->diagnostics->arena, ">= %s", repair_found_text(parser, index));
  phrase_report(parser, index, 2, right.bytes);
  parser_push(parser, TOKEN_GREATER_EQUAL, parser_span(parser, index));
  parser_push(parser, TOKEN_INTEGER, parser_span(parser, index));
  *next = index + 2;
  return 1;
}

/* `every week` is `every 1 week`: an empty number counts as 1. */
int repair_insert_one(Parser *parser, uint32_t index) {
  int wanted = parser->last == TOKEN_EVERY || parser->last == TOKEN_EACH;
  if (!wanted || !parser_accepts(parser, TOKEN_INTEGER)) return 0;
  if (!is_unit(kind_at(parser, index)) || kind_at(parser, index) == TOKEN_MONTH) return 0;
  const char *unit = repair_found_text(parser, index);
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_DURATION, parser_span(parser, index),
                                   "how many?", "`%s` needs a number before it", unit);
  diag_help(parser->diagnostics, diagnostic, "write `1 %s`", unit);
  diag_fix(parser->diagnostics, diagnostic, before(parser, index), text_of("1 "), 0);
  parser_repaired(parser);
  parser_push(parser, TOKEN_INTEGER, before(parser, index));
  return 1;
}

/* `decay 2 a week`, `decay 2 per week` */
int repair_replace_article(Parser *parser, uint32_t index) {
  Text word = parser_text(parser, index);
  int known =
      text_is(word, "a") || text_is(word, "an") || text_is(word, "per") || text_is(word, "each");
  if (!known || !parser_accepts(parser, TOKEN_EVERY)) return 0;
  if (!is_unit(kind_at(parser, index + 1))) return 0;
  if (kind_at(parser, index + 1) == TOKEN_MONTH) return 0; /* no length of time */
  phrase_report(parser, index, 1, "every 1");
  parser_push(parser, TOKEN_EVERY, parser_span(parser, index));
  parser_push(parser, TOKEN_INTEGER, before(parser, index + 1));
  return 1;
}

/* A word on the same line that is no keyword is rather a wrong unit; so is `business` where time simply passes. */
static int names_unit(const Parser *parser, uint32_t index) {
  const Token *token = parser_token(parser, index);
  return (token->kind == TOKEN_NAME || token->kind == TOKEN_BUSINESS) && !(token->flags & TOKEN_FIRST_ON_LINE);
}

/* Only a unit can follow: `decay 2 every 7`. */
int repair_insert_unit(Parser *parser, uint32_t index) {
  int wanted = parser->last == TOKEN_INTEGER && parser_accepts(parser, TOKEN_WEEK) &&
               !parser_accepts(parser, TOKEN_PLUS) && !parser_accepts(parser, TOKEN_NAME) &&
               !parser_accepts(parser, TOKEN_RANGE) && parser->declares != TOKEN_TABLE;
  if (!wanted || index == 0 || names_unit(parser, index)) return 0;
  const char *number = repair_found_text(parser, index - 1);
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_DURATION, parser_span(parser, index - 1),
                                   "days, hours, weeks?", "`%s` needs a unit of time", number);
  diag_help(parser->diagnostics, diagnostic, "write `%s days`, if days are meant", number);
  diag_fix(parser->diagnostics, diagnostic, after_previous(parser, index), text_of(" days"), 0);
  parser_repaired(parser);
  parser_push(parser, TOKEN_DAY, after_previous(parser, index));
  return 1;
}

/* `at most 3 per 30-day` */
int repair_replace_hyphened_unit(Parser *parser, uint32_t index, uint32_t *next) {
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
int repair_insert_at_most(Parser *parser, uint32_t index) {
  int limit = parser->declares == TOKEN_SCORE && kind_at(parser, index) == TOKEN_INTEGER &&
              parser_accepts(parser, TOKEN_ONCE) && !parser_accepts(parser, TOKEN_NOT_EQUAL);
  if (!limit) return 0;
  repair_report_missing(parser, index, text_of("at most"));
  parser_repaired(parser);
  parser_push(parser, TOKEN_AT, after_previous(parser, index));
  parser_push(parser, TOKEN_MOST, after_previous(parser, index));
  return 1;
}

/* `keep 0..100` */
int repair_replace_bounds(Parser *parser, uint32_t index, uint32_t *next) {
  int join = kind_at(parser, index + 1);
  int joined = join == TOKEN_RANGE || join == TOKEN_MINUS || join == TOKEN_TO || join == TOKEN_AND;
  int bounds = (parser->last == TOKEN_KEEP || parser->last == TOKEN_SHOWN) && joined &&
               kind_at(parser, index) == TOKEN_INTEGER &&
               kind_at(parser, index + 2) == TOKEN_INTEGER;
  if (!bounds) return 0;
  Text right = text_format(parser->diagnostics->arena, "between %s and %s",
                           repair_found_text(parser, index), repair_found_text(parser, index + 2));
  phrase_report(parser, index, 3, right.bytes);
  parser_push(parser, TOKEN_BETWEEN, before(parser, index));
  parser_push(parser, TOKEN_INTEGER, parser_span(parser, index));
  parser_push(parser, TOKEN_AND, parser_span(parser, index + 1));
  *next = index + 2;
  return 1;
}

/* `decay by 2`, `decay -2` */
int repair_drop_before_loss(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index), number = kind_at(parser, index + 1);
  int needless = parser->last == TOKEN_DECAY && (kind == TOKEN_BY || kind == TOKEN_MINUS) &&
                 (number == TOKEN_INTEGER || number == TOKEN_DECIMAL || number == TOKEN_PERCENT);
  return needless && repair_drop_word(parser, index);
}
