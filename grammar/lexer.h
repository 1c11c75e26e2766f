/* From bytes to tokens. The whole file is read before parsing begins, so that the parser's driver
 * can look ahead: which bracket has no partner, which word begins a declaration. A token is a kind
 * and two offsets; what it says is read from the source when a node is built. */
#ifndef MOPS_GRAMMAR_LEXER_H
#define MOPS_GRAMMAR_LEXER_H

#include "compiler/diag.h"

enum {
  TOKEN_FIRST_ON_LINE = 1, /* a line break stands before it */
  TOKEN_COLUMN_ONE = 2,
  TOKEN_SPOILED = 4,      /* on a line with an open text, which was reported: maybe nonsense */
  TOKEN_DECLARES = 8,     /* begins a declaration (set by the driver) */
  TOKEN_OPENS_AFTER = 16, /* a `{` is missing after it (set by the driver) */
  TOKEN_STRAY = 32,       /* closes nothing (set by the driver) */
  TOKEN_MISWRITTEN = 128, /* a bracket of another kind than the written one (set by the driver) */
  TOKEN_BAR = 256,        /* an `or` that is written `|` */
  TOKEN_FAT_ARROW = 64    /* written `=>`: a row's, an arrow, or `>=`; only the driver knows */
};

typedef struct {
  uint32_t start, end; /* byte offsets */
  uint32_t partner;    /* of a bracket: index of the other one, or 0 (set by the driver) */
  uint16_t kind;       /* TOKEN_ of grammar/mops.y; 0 is the end of the file */
  uint16_t flags;
} Token;

/* A `##` comment and the token before which it stands. */
typedef struct {
  uint32_t start, end;
  uint32_t token;
} DocComment;

typedef struct {
  Token *tokens; /* the last one is of kind 0 */
  uint32_t count, capacity;
  DocComment *docs;
  uint32_t doc_count, doc_capacity;
  Text currency; /* of the first `money USD`, or empty */
} Tokens;

/* Every lexical mistake is reported, and read as what was meant. */
Tokens lexer_read(Diagnostics *diagnostics, uint16_t file);

#endif
