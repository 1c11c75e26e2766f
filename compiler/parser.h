/* The parser's driver, shared by its parts: bracket.c finds out which bracket belongs to
 * which, parse.c makes lines of tokens and pushes them into Bison's machine, repair.c with its
 * parts and phrase.c read past small mistakes, rewrite.c knows what to write instead of several
 * tokens, unexpected.c words the others. The machine only ever
 * gets tokens that it accepts: so it never fails by itself, and the driver decides what is a
 * mistake, what it is called, and where parsing goes on. */
#ifndef MOPS_PARSER_H
#define MOPS_PARSER_H

#include "compiler/ast_build.h"
#include "compiler/diag.h"
#include "grammar/lexer.h"
#include "grammar/mops.tab.h"

enum {
  DEEPEST_BRACKETS = 64,
  SURE_AGAIN = 3 /* this soon after a repair, a mistake is taken for its consequence */
};

typedef struct {
  Builder builder;
  Diagnostics *diagnostics;
  Tokens tokens;
  uint16_t file;
  yypstate *machine;
  uint32_t *open;        /* indices of the open brackets' tokens */
  uint32_t open_count;
  uint32_t declaration;  /* index of the token that began the present declaration */
  uint32_t clause;       /* index of the first token of the present clause */
  uint32_t line;         /* index of the last token whose line was begun before it was read */
  int declares;          /* the present declaration's word as a token, 0 before the first */
  int started;           /* something of the present declaration was pushed */
  int last;              /* kind of the last token pushed */
  int recovers;          /* after a mistake, until a token is accepted again */
  int broken;            /* the present declaration has a mistake */
  int prefixes;          /* how many `not` or `-` stand in a row */
  int sure;              /* tokens accepted since the last repair: a guess may have been wrong */
  int brace_reported;    /* a `{` too much was reported, so one that stays open is no news */
  uint32_t comma_line;   /* the clause in which a missing comma was last reported, plus 1 */
} Parser;

/* parse.c */
void parser_repaired(Parser *parser); /* something was guessed, after a report */
void parser_close_bracket(Parser *parser, uint32_t index);
int parser_accepts(const Parser *parser, int kind);
void parser_push(Parser *parser, int kind, Span span);
Span parser_span(const Parser *parser, uint32_t index);
const Token *parser_token(const Parser *parser, uint32_t index);
Text parser_text(const Parser *parser, uint32_t index);
/* "score engagement": the present declaration's head, for messages. */
Text parser_head(const Parser *parser);

/* bracket.c: sets the tokens' partners, and TOKEN_DECLARES, TOKEN_OPENS_AFTER, TOKEN_STRAY. */
void bracket_pair(Parser *parser);
/* The kind of an open bracket's token; one after which a `{` is missing counts as that `{`. */
int bracket_kind(const Parser *parser, uint32_t index);
/* In a test: this token can't begin an entry, so the entries before it should have been closed. */
int bracket_begins_test_line(const Parser *parser, uint32_t index);
int token_is_word(int kind); /* may be a name: not reserved */
int token_declares(int kind);
int token_opens(int kind);
int token_closes(int kind);
int token_closer(int opener);
int token_continues_line(int kind); /* a line that ends in it goes on in the next */

/* repair.c: whether the token at index, which can't stand there, was read all the same. It was
 * reported, what was meant was pushed, and `*next` is where to go on. */
int repair_token(Parser *parser, uint32_t index, uint32_t *next);
/* The same for a token that may stand there, when what follows shows that something else was meant:
 * `is greater than`, `in (a, b)`. */
int repair_phrase(Parser *parser, uint32_t index, uint32_t *next);
/* The same for the end of the line before the token at index. */
int repair_line_end(Parser *parser, uint32_t index);
/* A word that should begin a declaration and doesn't: the one that was meant, or 0. Reports. */
int repair_declaration(Parser *parser, uint32_t index);

/* phrase.c: the same from tables of phrases: for the words that begin a clause, for words that
 * can't stand where they are, for an event and a limit, for a comparison, for words that can stand
 * where they are but not with what follows, for how a pool shares leads, for who is at work, for
 * what ends a row of events. */
int phrase_begins_clause(Parser *parser, uint32_t index, uint32_t *next);
int phrase_in_clause(Parser *parser, uint32_t index, uint32_t *next);
int phrase_of_trigger(Parser *parser, uint32_t index, uint32_t *next);
int phrase_of_comparison(Parser *parser, uint32_t index, uint32_t *next);
int phrase_of_early_word(Parser *parser, uint32_t index, uint32_t *next);
int phrase_of_method(Parser *parser, uint32_t index, uint32_t *next);
int phrase_of_availability(Parser *parser, uint32_t index, uint32_t *next);
int phrase_of_row(Parser *parser, uint32_t index, uint32_t *next);
/* Whether these words stand from index on, on one line. Returns how many, or 0. */
uint32_t phrase_words_at(const Parser *parser, uint32_t index, const char *words);
/* `count` words from index on are written as `right`. */
void phrase_report(Parser *parser, uint32_t index, uint32_t count, const char *right);

/* Where a mistake is: at a token, or at the end of the line before it. */
enum { AT_TOKEN, AT_LINE_END };

/* rewrite.c: reports the tokens around index, if it is known what to write instead. The clause is
 * to be dropped. */
int rewrite_report(Parser *parser, uint32_t index, int where);

/* unexpected.c: reports the token at index, or the end of the line before it. */
void unexpected_token(Parser *parser, uint32_t index, int where);
/* A line that shows how the present clause is written, or empty. */
Text unexpected_shape(const Parser *parser);
/* A word of the language that this version does not know yet. */
int unexpected_is_later_word(Text word);
void unexpected_later(Parser *parser, uint32_t index);

#endif
