/* What the parts of repair.c share: small questions of tokens, and the guesses, by the module that
 * makes them. Each guess returns whether the token at index was read all the same: then it was
 * reported, and what was meant was pushed. Where it has a `next`, that is where to go on; the other
 * replacements go on after the token, the insertions at it. */
#ifndef MOPS_REPAIR_H
#define MOPS_REPAIR_H

#include "compiler/names.h"
#include "compiler/parser.h"

static inline int kind_at(const Parser *parser, uint32_t index) {
  return parser_token(parser, index)->kind;
}

static inline int same_line(const Parser *parser, uint32_t index) {
  const Token *token = parser_token(parser, index);
  return token->kind != 0 && !(token->flags & TOKEN_FIRST_ON_LINE);
}

/* Whether no blank stands between a token and the one before it. */
static inline int touches(const Parser *parser, uint32_t index, uint32_t previous) {
  return parser_token(parser, index)->start == parser_token(parser, previous)->end;
}

static inline int is_unit(int kind) {
  return kind >= TOKEN_SECOND && kind <= TOKEN_MONTH;
}

static inline Span before(const Parser *parser, uint32_t index) {
  uint32_t start = parser_token(parser, index)->start;
  return (Span){start, start, parser->file};
}

static inline Span after_previous(const Parser *parser, uint32_t index) {
  uint32_t end = index ? parser_token(parser, index - 1)->end : 0;
  return (Span){end, end, parser->file};
}

/* repair.c */
const char *repair_found_text(const Parser *parser, uint32_t index);
void repair_add_shape(Parser *parser, Diagnostic *diagnostic);
/* Nearer than names.h asks for, because this guess is acted on: one mistake per four letters. */
int repair_is_near(const Nearest *nearest);
int repair_replace(Parser *parser, uint32_t index, int meant, const char *title);
int repair_drop_word(Parser *parser, uint32_t index);
void repair_report_missing(Parser *parser, uint32_t index, Text words);

/* repair_word.c */
int repair_is_event(const Parser *parser, Text name); /* the file declares one of this name */
int repair_replace_if(Parser *parser, uint32_t index);
int repair_replace_foreign_word(Parser *parser, uint32_t index);
int repair_drop_needless_word(Parser *parser, uint32_t index);
int repair_replace_misspelled(Parser *parser, uint32_t index);
int repair_replace_confused(Parser *parser, uint32_t index);
int repair_replace_truth(Parser *parser, uint32_t index);
int repair_drop_with(Parser *parser, uint32_t index);
int repair_replace_owner(Parser *parser, uint32_t index, uint32_t *next);
int repair_join_time_zone(Parser *parser, uint32_t index, uint32_t *next);

/* repair_name.c */
int repair_quote_words(Parser *parser, uint32_t index, uint32_t *next);
int repair_quote_version(Parser *parser, uint32_t index, uint32_t *next);
int repair_unquote_words(Parser *parser, uint32_t index);
int repair_unquote_name(Parser *parser, uint32_t index);
int repair_join_words(Parser *parser, uint32_t index, uint32_t *next);

/* repair_calendar.c */
int repair_read_clock(Parser *parser, uint32_t index, uint32_t *next);
int repair_say_day(Parser *parser, uint32_t index); /* the clause is to be dropped */

/* repair_amount.c */
int repair_percent_word(Parser *parser, uint32_t index, uint32_t *next);
int repair_drop_plus(Parser *parser, uint32_t index);
int repair_replace_open_number(Parser *parser, uint32_t index, uint32_t *next);
int repair_insert_one(Parser *parser, uint32_t index);
int repair_replace_article(Parser *parser, uint32_t index);
int repair_insert_unit(Parser *parser, uint32_t index);
int repair_replace_hyphened_unit(Parser *parser, uint32_t index, uint32_t *next);
int repair_insert_at_most(Parser *parser, uint32_t index);
int repair_replace_bounds(Parser *parser, uint32_t index, uint32_t *next);
int repair_drop_before_loss(Parser *parser, uint32_t index);

/* repair_condition.c */
int repair_replace_between(Parser *parser, uint32_t index, uint32_t between, uint32_t *next);
int repair_replace_is(Parser *parser, uint32_t index, uint32_t *next);
int repair_replace_row_arrow(Parser *parser, uint32_t index);
int repair_replace_fat_arrow(Parser *parser, uint32_t index);
int repair_replace_parentheses(Parser *parser, uint32_t index, uint32_t *next);
int repair_replace_or_in_list(Parser *parser, uint32_t index);
int repair_replace_joined(Parser *parser, uint32_t index);
int repair_replace_like(Parser *parser, uint32_t index);
int repair_list_alternatives(Parser *parser, uint32_t index, uint32_t *next);
void repair_say_bar(Parser *parser, uint32_t index);
int repair_rest_of_table(Parser *parser, uint32_t index, uint32_t *next);

/* repair_missing.c */
int repair_insert_comma(Parser *parser, uint32_t index);
int repair_close_before(Parser *parser, uint32_t index);
int repair_insert_where(Parser *parser, uint32_t index);
int repair_insert_sign(Parser *parser, uint32_t index);
int repair_insert_at(Parser *parser, uint32_t index);
int repair_insert_to(Parser *parser, uint32_t index);
int repair_drop_comma(Parser *parser, uint32_t index);
int repair_end_setting(Parser *parser, uint32_t index);
int repair_drop_sign(Parser *parser, uint32_t index, uint32_t *next);
int repair_insert_stage(Parser *parser, uint32_t index, uint32_t *next);
int repair_insert_expected(Parser *parser, uint32_t index, int found, uint32_t *next);
int repair_move_address(Parser *parser, uint32_t index, uint32_t *next);

#endif
