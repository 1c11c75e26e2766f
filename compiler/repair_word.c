/* Reads past one word that stands for another: of another language or of daily speech, misspelled,
 * or needless. */
#include <string.h>

#include "compiler/mistake.h"
#include "compiler/names.h"
#include "compiler/repair.h"

int repair_is_event(const Parser *parser, Text name) {
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
int repair_replace_if(Parser *parser, uint32_t index) {
  if (!text_is(parser_text(parser, index), "if")) return 0;
  int after = kind_at(parser, index + 2);
  int limit = after == TOKEN_ONCE || after == TOKEN_AT || after == TOKEN_WHERE;
  int event =
      token_is_word(kind_at(parser, index + 1)) && parser_accepts(parser, TOKEN_ON) &&
      (same_line(parser, index + 2) ? limit
                                    : parser->diagnostics->errors < LARGEST_NUMBER_OF_MISTAKES &&
                                          repair_is_event(parser, parser_text(parser, index + 1)));
  return event && repair_replace(parser, index, TOKEN_ON, NULL);
}

/* Words that people use for one of ours. */
int repair_replace_foreign_word(Parser *parser, uint32_t index) {
  static const struct {
    const char *word;
    int meant;
  } words[] = {
      {"if", TOKEN_WHEN},
      {"if", TOKEN_WHERE},
      {"with", TOKEN_WHERE},
      {"equals", TOKEN_EQUAL},
      {"equal", TOKEN_EQUAL},
      {"begins", TOKEN_STARTS},
      {"includes", TOKEN_CONTAINS},
      {"empty", TOKEN_MISSING},
      {"null", TOKEN_MISSING},
      {"unknown", TOKEN_MISSING},
      {"present", TOKEN_KNOWN},
      {"max", TOKEN_MOST},
      {"maximum", TOKEN_MOST},
      {"min", TOKEN_LEAST},
      {"minimum", TOKEN_LEAST},
      {"mandatory", TOKEN_REQUIRED},
      {"through", TOKEN_RANGE},
      {"until", TOKEN_RANGE},
      {"upon", TOKEN_ON},
      {"alias", TOKEN_AS},
      {"d", TOKEN_DAY},
      {"h", TOKEN_HOUR},
      {"hrs", TOKEN_HOUR},
      {"mins", TOKEN_MINUTE},
      {"secs", TOKEN_SECOND},
      {"party", TOKEN_PARTIES},
      {"tz", TOKEN_TIMEZONE},
      {"time_zone", TOKEN_TIMEZONE},
  };
  Text found = parser_text(parser, index);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (!text_is(found, words[i].word)) continue;
    if (parser_accepts(parser, words[i].meant))
      return repair_replace(parser, index, words[i].meant, NULL);
  }
  return 0;
}

/* Words that say nothing here: `+20 points "…"`, `at most 3 times`. */
int repair_drop_needless_word(Parser *parser, uint32_t index) {
  static const char *const words[] = {"points", "point",    "pts",  "times", "time",
                                      "then",   "optional", "ever", "given"};
  Text found = parser_text(parser, index);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (text_is(found, words[i])) return repair_drop_word(parser, index);
  }
  return 0;
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
  return repair_is_near(&nearest) ? best : 0;
}

int repair_replace_misspelled(Parser *parser, uint32_t index) {
  int meant = nearest_keyword(parser, parser_text(parser, index));
  return meant ? repair_replace(parser, index, meant, NULL) : 0;
}

/* Signs and keywords that are taken for each other. */
int repair_replace_confused(Parser *parser, uint32_t index) {
  static const struct {
    int found, meant;
    const char *title;
  } pairs[] = {
      {TOKEN_WHEN, TOKEN_WHERE, "after an event, a condition begins with `where`, not `when`"},
      {TOKEN_WHERE, TOKEN_WHEN,
       "only an event is followed by `where`; "
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
      {TOKEN_ELSE, TOKEN_OTHERWISE, NULL},
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
    return repair_replace(parser, index, pairs[i].meant, pairs[i].title);
  }
  return 0;
}

/* `default false` */
int repair_replace_truth(Parser *parser, uint32_t index) {
  Text word = parser_text(parser, index);
  int yes = text_is(word, "true") || text_is(word, "True") || text_is(word, "TRUE");
  int no = text_is(word, "false") || text_is(word, "False") || text_is(word, "FALSE");
  if (parser->last != TOKEN_DEFAULT || (!yes && !no)) return 0;
  Text type = parser_text(parser, index - 2); /* an enum may have a member `true` */
  int flag = text_is(type, "flag") || text_is(type, "boolean") || text_is(type, "bool");
  if (!flag) return 0;
  return repair_replace(parser, index, yes ? TOKEN_YES : TOKEN_NO, NULL);
}

/* `starts with "/p"` */
int repair_drop_with(Parser *parser, uint32_t index) {
  int after = parser->last == TOKEN_STARTS || parser->last == TOKEN_ENDS;
  int value = kind_at(parser, index + 1);
  if (!after || (value != TOKEN_TEXT && value != TOKEN_OPEN_BRACKET)) return 0;
  return text_is(parser_text(parser, index), "with") && repair_drop_word(parser, index);
}

/* `stage sql owner sales` */
int repair_replace_owner(Parser *parser, uint32_t index, uint32_t *next) {
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

int repair_join_time_zone(Parser *parser, uint32_t index, uint32_t *next) {
  if (!parser_accepts(parser, TOKEN_TIMEZONE)) return 0;
  if (!phrase_words_at(parser, index, "time zone")) return 0;
  phrase_report(parser, index, 2, "timezone");
  parser_push(parser, TOKEN_TIMEZONE, parser_span(parser, index));
  *next = index + 2;
  return 1;
}
