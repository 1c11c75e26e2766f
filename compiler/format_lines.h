/* A file as lines of pieces, shared by the formatter's four parts: format_read.c makes them of
 * tokens and comments, format_clause.c finds clauses and what is aligned in them, format_blank.c
 * says what stands between two pieces, format.c lays everything out.
 *
 *     +2  "Blog"      on page_view where path starts "/blog"  at most 10   # rarely
 *     ^   ^ stop 1    ^ stop 2                                ^ two blanks  ^ comment
 *     first piece     pieces[stop].gap grows until the run's lines agree                     */
#ifndef MOPS_FORMAT_LINES_H
#define MOPS_FORMAT_LINES_H

#include "compiler/parser.h"

enum {
  NOWHERE = UINT32_MAX,
  LONGEST_LINE = 100,  /* no column makes a line longer */
  DEEPEST_INDENT = 72, /* what would stand further right is indented like anything else */
  INDENT = 2,
  CONTINUATION = 4,
  MOST_COLUMNS = 3
};

typedef struct {
  Text text;      /* as written, but for blanks inside a token */
  uint32_t width; /* in characters */
  uint32_t line;
  uint32_t partner; /* of a bracket: the other one */
  uint32_t clause;  /* the first piece of its clause */
  uint32_t column;  /* from 0, once laid out */
  uint32_t gap;     /* blanks before it, unless it is first on its line */
  int kind;         /* TOKEN_ */
} Piece;

/* A line of the source that is not blank. */
typedef struct {
  uint32_t first, end; /* its pieces; none: only a comment */
  Text comment;        /* bytes NULL if there is none */
  int blank_before;    /* at least one blank line, and it stays */
  uint32_t section;    /* lines between which no other line breaks a run have the same */
  uint32_t inside;     /* the innermost bracket open at its beginning, or NOWHERE */
  uint32_t anchor;     /* where the condition begins that it goes on with, or NOWHERE */
  int starts_clause;
  int heads_run;                /* its columns are aligned with those of the lines after it … */
  uint32_t next;                /* … each of which names the next one, or NOWHERE */
  uint32_t stops[MOST_COLUMNS]; /* the piece that each column aligns, or NOWHERE */
  uint32_t indent, width;       /* once laid out; without the comment */
} Line;

typedef struct {
  Arena *arena;
  Text source;
  Piece *pieces;
  Line *lines;
  uint32_t piece_count, line_count;
} Layout;

/* format_read.c: lines, pieces, comments and brackets. The source has no syntax errors. */
void format_read(Layout *layout, const Tokens *tokens);
/* Characters, not bytes. */
uint32_t format_width(Text text);
/* Whether a line ends with an opening bracket, or begins with a closing one. */
int format_opens(const Layout *layout, const Line *line);
int format_closes(const Layout *layout, const Line *line);

/* format_clause.c: clauses, gaps, stops and runs. */
void format_find_clauses(Layout *layout);

/* format_blank.c: how many blanks belong between a piece and the one before it on its line. */
uint32_t format_gap(const Layout *layout, uint32_t piece);
/* Whether a word after this piece is somebody's name, whatever it is called. */
int format_names_next(const Layout *layout, uint32_t piece);
/* Whether a condition begins after it. */
int format_begins_condition(int kind);

#endif
