/* Reads past small mistakes. Where it is plain what was meant (a word of another language, a
 * misspelled keyword, a forgotten comma, unit or sign), the mistake is reported and what was meant
 * is pushed, so that the clause stays in the tree and nothing that refers to it becomes an error.
 * A wrong guess can only follow a report, never replace one. Here are the doors, which say in what
 * order the guesses are tried; the guesses are in repair_*.c and phrase.c. */
#include "compiler/repair.h"

#include "compiler/mistake.h"

/* ---- what was found, what was meant ---- */

const char *repair_found_text(const Parser *parser, uint32_t index) {
  enum { LONGEST = 40 };
  Text text = parser_text(parser, index);
  uint32_t length = text.length > LONGEST ? LONGEST : text.length;
  return text_copy(parser->diagnostics->arena, text.bytes, length).bytes;
}

void repair_add_shape(Parser *parser, Diagnostic *diagnostic) {
  Text shape = unexpected_shape(parser);
  if (shape.length) diag_help(parser->diagnostics, diagnostic, "%s", shape.bytes);
}

int repair_is_near(const Nearest *nearest) {
  uint32_t length = nearest->wanted.length;
  if (nearest->best.length > length) length = nearest->best.length;
  return nearest->best.length > 0 && nearest->distance <= length / 4;
}

int repair_replace(Parser *parser, uint32_t index, int meant, const char *title) {
  Diagnostics *diagnostics = parser->diagnostics;
  const char *word = grammar_token_name(meant);
  const char *label = text_format(diagnostics->arena, "`%s` belongs here", word).bytes;
  Diagnostic *diagnostic =
      title ? mistake(diagnostics, E_WORD, parser_span(parser, index), label, "%s", title)
            : mistake(diagnostics, E_WORD, parser_span(parser, index), label,
                      "`%s` is written `%s` here", repair_found_text(parser, index), word);
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

int repair_drop_word(Parser *parser, uint32_t index) {
  const char *word = repair_found_text(parser, index);
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

void repair_report_missing(Parser *parser, uint32_t index, Text words) {
  const char *label = text_format(parser->diagnostics->arena, "`%s` belongs before this",
                                  words.bytes).bytes;
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_MISSING, parser_span(parser, index), label,
              "`%s` is missing before `%s`", words.bytes, repair_found_text(parser, index));
  int colon = text_is(words, ":");
  Text inserted = text_format(parser->diagnostics->arena, colon ? "%s" : " %s", words.bytes);
  diag_fix(parser->diagnostics, diagnostic, after_previous(parser, index), inserted, 0);
  repair_add_shape(parser, diagnostic);
}

/* ---- doors ---- */

/* The words that begin a clause. */
static int repair_clause(Parser *parser, uint32_t index, uint32_t *next) {
  int kind = kind_at(parser, index);
  if (parser->open_count != 1) return 0;
  if (phrase_begins_clause(parser, index, next) || repair_insert_stage(parser, index, next))
    return 1;
  int dated = parser->declares == TOKEN_TEST && kind_at(parser, index + 1) == TOKEN_DATETIME;
  return dated && (kind == TOKEN_AT || kind == TOKEN_ON) && repair_drop_word(parser, index);
}

int repair_phrase(Parser *parser, uint32_t index, uint32_t *next) {
  const Token *token = parser_token(parser, index);
  *next = index + 1;
  if (token->kind >= TOKEN_NAME && repair_join_words(parser, index, next)) return 1;
  if (index == parser->clause && repair_clause(parser, index, next)) return 1;
  int follows = parser->last == TOKEN_EQUAL && parser->declares == TOKEN_EVENT;
  int trigger = follows || parser->last == TOKEN_ON || parser->last == TOKEN_COMMA ||
                token->kind == TOKEN_AT || token->kind == TOKEN_FOR;
  if (trigger && phrase_of_trigger(parser, index, next)) return 1;
  int calendar = parser->declares == TOKEN_CALENDAR && parser->open_count == 1;
  if (calendar && repair_read_clock(parser, index, next)) return 1;
  *next = index + 1;
  if (parser->declares == TOKEN_POOL && phrase_of_method(parser, index, next)) return 1;
  int target = parser->declares == TOKEN_ROUTE && parser_accepts(parser, TOKEN_AVAILABLE);
  if (target && parser->open_count == 1 && phrase_of_availability(parser, index, next)) return 1;
  int early = token->kind == TOKEN_COMMA || token->kind == TOKEN_WHEN ||
              token->kind == TOKEN_ONCE || token->kind == TOKEN_CONTAINS ||
              token->kind == TOKEN_HAS;
  if (early && phrase_of_early_word(parser, index, next)) return 1;
  if (token->flags & TOKEN_FAT_ARROW) return repair_replace_fat_arrow(parser, index);
  int either = token->kind == TOKEN_OR || token->kind == TOKEN_ELSE;
  if (either && repair_list_alternatives(parser, index, next)) return 1;
  if (token->flags & TOKEN_BAR) repair_say_bar(parser, index);
  if (token->kind == TOKEN_COMMA && repair_end_setting(parser, index)) return 1;
  if (token->kind == TOKEN_COMMA && repair_drop_comma(parser, index)) return 1;
  if (repair_replace_row_arrow(parser, index)) return 1;
  int rest =
      token->kind == TOKEN_OTHERWISE && parser_token(parser, index + 1)->flags & TOKEN_FAT_ARROW;
  if (rest && repair_rest_of_table(parser, index, next)) return 1;
  if (token->kind == TOKEN_OPEN_PARENTHESIS) return repair_replace_parentheses(parser, index, next);
  if (token->kind == TOKEN_INTEGER || token->kind == TOKEN_DECIMAL) {
    return repair_percent_word(parser, index, next);
  }
  if (repair_drop_plus(parser, index) || repair_replace_or_in_list(parser, index)) return 1;
  int party = parser->declares == TOKEN_AGREEMENT &&
              kind_at(parser, parser->clause) == TOKEN_PARTIES;
  if (party && token->kind == TOKEN_TEXT) return repair_unquote_name(parser, index);
  if (token->kind == TOKEN_NAME)
    return repair_replace_truth(parser, index) || repair_drop_with(parser, index);
  if (token->kind != TOKEN_IS || kind_at(parser, index + 1) == TOKEN_KNOWN ||
      kind_at(parser, index + 1) == TOKEN_MISSING)
    return 0;
  return repair_replace_is(parser, index, next);
}

int repair_line_end(Parser *parser, uint32_t index) {
  if (parser->sure < SURE_AGAIN) return 0;
  return repair_insert_unit(parser, index) && parser_accepts(parser, TOKEN_NEWLINE);
}

int repair_token(Parser *parser, uint32_t index, uint32_t *next) {
  int kind = kind_at(parser, index);
  *next = index;
  if (phrase_of_row(parser, index, next)) return 1;
  if (kind == TOKEN_COMMA && repair_drop_comma(parser, index)) {
    *next = index + 1;
    return 1;
  }
  if (kind == TOKEN_ELSE && repair_rest_of_table(parser, index, next)) return 1;
  if (repair_close_before(parser, index) || repair_insert_comma(parser, index)) return 1;
  if (repair_insert_to(parser, index)) return 1;
  *next = index + 1;
  int again = parser->comma_line == parser->clause + 1 && parser->declares == TOKEN_ENUM;
  if (again && repair_replace_joined(parser, index)) return 1;
  *next = index;
  if (parser->sure < SURE_AGAIN) return 0;
  *next = index + 1;
  int replaced = repair_replace_hyphened_unit(parser, index, next) ||
                 repair_replace_open_number(parser, index, next) ||
                 repair_replace_bounds(parser, index, next) ||
                 repair_drop_before_loss(parser, index);
  if (replaced) return 1;
  *next = index;
  int inserted = repair_insert_at_most(parser, index) || repair_insert_unit(parser, index) ||
                 repair_insert_sign(parser, index) || repair_insert_at(parser, index) ||
                 repair_insert_where(parser, index) || repair_insert_one(parser, index);
  if (inserted) return 1;
  *next = index + 1;
  if (repair_drop_sign(parser, index, next)) return 1;
  *next = index + 1;
  if (repair_move_address(parser, index, next) || phrase_in_clause(parser, index, next)) return 1;
  if (repair_join_time_zone(parser, index, next) || repair_replace_owner(parser, index, next))
    return 1;
  if (phrase_of_comparison(parser, index, next)) return 1;
  if (repair_replace_between(parser, index, index, next)) return 1;
  if (repair_replace_like(parser, index)) return 1;
  *next = index + 1;
  if (repair_replace_article(parser, index) || repair_replace_joined(parser, index)) return 1;
  if (kind == TOKEN_NAME && unexpected_is_later_word(parser_text(parser, index))) return 0;
  if (repair_unquote_name(parser, index) || repair_unquote_words(parser, index)) return 1;
  if (repair_quote_words(parser, index, next) || repair_quote_version(parser, index, next))
    return 1;
  if (token_is_word(kind) && repair_drop_needless_word(parser, index)) return 1;
  if (repair_replace_if(parser, index)) return 1;
  if (token_is_word(kind) && repair_replace_foreign_word(parser, index)) return 1;
  if (repair_replace_confused(parser, index)) return 1;
  if (kind == TOKEN_NAME && repair_replace_misspelled(parser, index)) return 1;
  *next = index;
  int bracket = kind >= TOKEN_OPEN_BRACE && kind <= TOKEN_CLOSE_BRACKET;
  return bracket ? 0 : repair_insert_expected(parser, index, kind, next);
}

/* ---- declarations ---- */

static int meant_declaration(Text word) {
  static const struct {
    const char *word;
    int meant;
  } synonyms[] = {
      {"scoring", TOKEN_SCORE},
      {"pipeline", TOKEN_LIFECYCLE},
      {"funnel", TOKEN_LIFECYCLE},
      {"stages", TOKEN_LIFECYCLE},
      {"import", TOKEN_USE},
      {"include", TOKEN_USE},
      {"let", TOKEN_DEFINE},
      {"def", TOKEN_DEFINE},
      {"type", TOKEN_RECORD},
      {"struct", TOKEN_RECORD},
      {"object", TOKEN_RECORD},
      {"scenario", TOKEN_TEST},
      {"example", TOKEN_TEST},
      {"contact", TOKEN_LEAD},
      {"person", TOKEN_LEAD},
      {"schedule", TOKEN_CALENDAR},
      {"hours", TOKEN_CALENDAR},
      {"opening_hours", TOKEN_CALENDAR},
      {"business_hours", TOKEN_CALENDAR},
      {"working_hours", TOKEN_CALENDAR},
      {"holidays", TOKEN_CALENDAR},
      {"user", TOKEN_REP},
      {"salesperson", TOKEN_REP},
      {"seller", TOKEN_REP},
      {"agent", TOKEN_REP},
      {"owner", TOKEN_REP},
      {"team", TOKEN_POOL},
      {"rotation", TOKEN_POOL},
      {"round_robin", TOKEN_POOL},
      {"routing", TOKEN_ROUTE},
      {"assign", TOKEN_ROUTE},
      {"assignment", TOKEN_ROUTE},
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
  return repair_is_near(&nearest) ? best : 0;
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
  if (unexpected_is_later_word(word)) {
    unexpected_later(parser, index);
    return 0;
  }
  int meant = meant_declaration(word);
  if (meant && !fits_declaration(parser, index, meant)) meant = 0;
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_NO_DECLARATION, parser_span(parser, index),
              "no declaration begins with this", "`%s` does not begin a declaration",
              repair_found_text(parser, index));
  if (meant) {
    const char *right = grammar_token_name(meant);
    diag_help(parser->diagnostics, diagnostic, "did you mean `%s`?", right);
    diag_fix(parser->diagnostics, diagnostic, parser_span(parser, index), text_of(right), 0);
  } else {
    diag_help(
        parser->diagnostics, diagnostic,
        "a declaration begins with `agreement`, `use`, `enum`, `record`, `lead`, `event`, "
        "`define`, `list`, `grade`, `table`, `score`, `lifecycle`, `calendar`, `rep`, `queue`, "
        "`pool`, `route` or `test`");
  }
  return meant;
}
