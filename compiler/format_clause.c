/* Finds where clauses begin, what kind each is of, and which of its pieces readers compare with the
 * lines above and below. All that depends on the language's constructs is in the three tables. */
#include "compiler/format_lines.h"

/* ---- tables ---- */

enum { ANY = -1, WORD = -2 }; /* in place of a token: each one, each one that may be a name */

enum { /* kinds of clauses */
  OTHER, SETTING, MEMBER, FIELD, EVENT, DEFINITION, LIST, BAND, RULE, SET_RULE, STAGE, MOVE, REP, POOL, QUEUE, CLAUSE, SERVICE, STEP
};

/* A clause is of the first kind whose row it matches: in the block of this declaration (0: outside
 * of all blocks), beginning with these two. */
static const struct {
  int block, first, second, kind;
} kinds[] = {
  {0, TOKEN_EVENT, ANY, EVENT},
  {0, TOKEN_DEFINE, ANY, DEFINITION},
  {0, TOKEN_LIST, ANY, LIST},
  {0, TOKEN_REP, ANY, REP},
  {0, TOKEN_POOL, ANY, POOL},
  {0, TOKEN_QUEUE, ANY, QUEUE},
  {TOKEN_AGREEMENT, WORD, ANY, SETTING},
  {TOKEN_ENUM, WORD, ANY, MEMBER},
  {TOKEN_GRADE, WORD, TOKEN_GREATER_EQUAL, BAND},
  {TOKEN_GRADE, WORD, TOKEN_WHEN, BAND},
  {TOKEN_SCORE, TOKEN_PLUS, ANY, RULE},
  {TOKEN_SCORE, TOKEN_MINUS, ANY, RULE},
  {TOKEN_SCORE, TOKEN_SET, TOKEN_TO, SET_RULE},
  {TOKEN_LIFECYCLE, TOKEN_STAGE, WORD, STAGE},
  {TOKEN_LIFECYCLE, TOKEN_START, TOKEN_AT, OTHER},
  {TOKEN_LIFECYCLE, WORD, ANY, MOVE},
  {TOKEN_ROUTE, TOKEN_TO, ANY, CLAUSE},
  {TOKEN_SLA, TOKEN_STARTS, TOKEN_ON, SERVICE},
  {TOKEN_SLA, TOKEN_MET, TOKEN_ON, SERVICE},
  {TOKEN_SLA, TOKEN_CANCEL, TOKEN_ON, SERVICE},
  {TOKEN_SLA, TOKEN_WITHIN, ANY, SERVICE},
  {TOKEN_SLA, TOKEN_AFTER, ANY, SERVICE},
  {TOKEN_TEST, TOKEN_DATETIME, ANY, STEP},
  {ANY, WORD, TOKEN_COLON, FIELD},
};

/* In a clause of this kind this token (the at-th, or 0: wherever it stands) has so many blanks
 * before it and begins the column-th column, counted from the left, if the clause has its line to
 * itself; or has so many blanks before it anywhere (column 0). */
static const struct {
  int kind, token, at, gap, column;
} stops[] = {
  {SETTING, ANY, 1, 1, 1},
  {MEMBER, TOKEN_AS, 1, 1, 1},
  {FIELD, ANY, 2, 1, 1},
  {FIELD, TOKEN_FROM, 0, 2, 2},
  {FIELD, TOKEN_MISSING, 0, 2, 3},
  {EVENT, TOKEN_OPEN_BRACE, 0, 1, 1},
  {DEFINITION, TOKEN_EQUAL, 2, 1, 1},
  {LIST, ANY, 3, 1, 1},
  {LIST, TOKEN_EQUAL, 0, 1, 2},
  {LIST, TOKEN_FROM, 0, 1, 2},
  {BAND, TOKEN_GREATER_EQUAL, 1, 1, 1},
  {BAND, TOKEN_WHEN, 1, 1, 1},
  {RULE, TOKEN_TEXT, 2, 1, 1},
  {RULE, TOKEN_ON, 0, 1, 2},
  {RULE, TOKEN_WHEN, 0, 1, 2},
  {RULE, TOKEN_FOR, 0, 1, 2},
  {RULE, TOKEN_ONCE, 0, 2, 0},
  {RULE, TOKEN_AT, 0, 2, 0},
  {RULE, TOKEN_EXPIRES, 0, 2, 0},
  {RULE, TOKEN_FADES, 0, 2, 0},
  {RULE, TOKEN_HALVES, 0, 2, 0},
  {RULE, TOKEN_LOSES, 0, 2, 0},
  {SET_RULE, TOKEN_ON, 0, 1, 2},
  {STAGE, TOKEN_OWNED, 2, 1, 1},
  {STAGE, TOKEN_TEXT, 0, 2, 2},
  {STAGE, TOKEN_FINAL, 0, 2, 2},
  {MOVE, TOKEN_ON, 0, 1, 1},
  {MOVE, TOKEN_WHEN, 0, 1, 1},
  {REP, TOKEN_OPEN_BRACE, 0, 1, 1},
  {POOL, TOKEN_OPEN_BRACE, 0, 1, 1},
  {POOL, TOKEN_AT, 0, 2, 0},
  {QUEUE, TOKEN_OPEN_BRACE, 0, 1, 1},
  {CLAUSE, TOKEN_WHEN, 0, 1, 1},
  {SERVICE, ANY, 1, 1, 1},
  {SERVICE, TOKEN_WHEN, 0, 2, 2},
  {SERVICE, TOKEN_OTHERWISE, 0, 2, 2},
  {STEP, ANY, 1, 2, 1},
};

/* In these declarations' blocks a word after a comma is the next item, as elsewhere `name:` is. */
static const int comma_blocks[] = {TOKEN_ENUM, TOKEN_GRADE, TOKEN_REP, TOKEN_POOL, TOKEN_QUEUE};

/* Kinds whose lines stand in one run. */
static int run_of(int kind) {
  return kind == SET_RULE ? RULE : kind;
}

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* ---- what is open ---- */

/* A bracket, or the file itself, and the clause that is being read in it. */
typedef struct {
  uint32_t opener, clause, anchor, last; /* last: the line of the clause before */
  int block;                             /* its declaration's word */
  int kind;                              /* of the clause */
  int column;                            /* the last one that the clause has a stop for */
  int last_run;
} Frame;

typedef struct {
  Layout *layout;
  Frame frames[DEEPEST_BRACKETS + 1], *top;
} Finder;

static int kind_at(const Finder *finder, uint32_t piece) {
  return piece < finder->layout->piece_count ? finder->layout->pieces[piece].kind : 0;
}

static Line *line_of(const Finder *finder, uint32_t piece) {
  return &finder->layout->lines[finder->layout->pieces[piece].line];
}

static int is_first(const Finder *finder, uint32_t piece) {
  return line_of(finder, piece)->first == piece;
}

static int in_brackets(const Finder *finder) {
  uint32_t opener = finder->top->opener;
  return opener != NOWHERE && kind_at(finder, opener) != TOKEN_OPEN_BRACE;
}

/* ---- clauses ---- */

static int is_comma_block(int block) {
  for (size_t i = 0; i < COUNT(comma_blocks); i++)
    if (comma_blocks[i] == block) return 1;
  return 0;
}

static int begins_item(const Finder *finder, uint32_t piece) {
  if (!token_is_word(kind_at(finder, piece))) return 0;
  return is_comma_block(finder->top->block) || kind_at(finder, piece + 1) == TOKEN_COLON;
}

/* The same answers as the parser's, for which see compiler/parse.c. */
static int begins_clause(const Finder *finder, uint32_t piece) {
  int kind = kind_at(finder, piece);
  if (in_brackets(finder) || token_closes(kind)) return 0;
  if (piece == 0 || piece - 1 == finder->top->opener) return 1;
  int before = kind_at(finder, piece - 1);
  if (before == TOKEN_COMMA) return begins_item(finder, piece);
  int joins = kind == TOKEN_AND || kind == TOKEN_OR;
  if (joins && kind_at(finder, piece + 1) != TOKEN_COLON) return 0;
  return is_first(finder, piece) && !token_continues_line(before);
}

static int matches(int pattern, int kind) {
  return pattern == ANY || pattern == kind || (pattern == WORD && token_is_word(kind));
}

static int kind_of_clause(const Finder *finder, uint32_t piece) {
  int first = kind_at(finder, piece), second = kind_at(finder, piece + 1);
  for (size_t i = 0; i < COUNT(kinds); i++)
    if (matches(kinds[i].block, finder->top->block) && matches(kinds[i].first, first) &&
        matches(kinds[i].second, second))
      return kinds[i].kind;
  return OTHER;
}

/* A bracket after which its line goes on: what follows on later lines stands below that. */
static int is_inline(const Finder *finder, uint32_t opener) {
  return opener != NOWHERE && !is_first(finder, opener + 1);
}

/* The line stands below the clause before it, and both are of one kind. */
static void join_run(Finder *finder, Line *line) {
  Frame *top = finder->top;
  int run = is_inline(finder, top->opener) ? OTHER : run_of(top->kind);
  Line *last = top->last == NOWHERE ? NULL : &finder->layout->lines[top->last];
  int joins = last && run != OTHER && run == top->last_run && last->section == line->section;
  if (joins) last->next = (uint32_t)(line - finder->layout->lines);
  line->heads_run = !joins && run != OTHER;
  top->last = (uint32_t)(line - finder->layout->lines);
  top->last_run = run;
}

/* A line with several items is read along, not compared. */
static void leave_columns(Line *line) {
  for (int i = 0; i < MOST_COLUMNS; i++) line->stops[i] = NOWHERE;
}

static void begin_clause(Finder *finder, uint32_t piece) {
  Frame *top = finder->top;
  Line *line = line_of(finder, piece);
  uint32_t before = top->clause;
  top->clause = piece;
  top->anchor = NOWHERE;
  top->column = 0;
  top->kind = kind_of_clause(finder, piece);
  if (is_first(finder, piece)) {
    line->starts_clause = 1;
    join_run(finder, line);
  } else if (line->first == before) {
    leave_columns(line);
  }
}

/* ---- stops ---- */

static int fits_stop(const Finder *finder, size_t stop, uint32_t piece) {
  uint32_t at = (uint32_t)stops[stop].at;
  if (!matches(stops[stop].token, kind_at(finder, piece))) return 0;
  if (at > 0) return piece - finder->top->clause == at;
  return piece > finder->top->clause && !format_names_next(finder->layout, piece - 1);
}

static int closes_later(const Finder *finder, uint32_t piece) {
  return kind_at(finder, piece) == TOKEN_OPEN_BRACE &&
         line_of(finder, finder->layout->pieces[piece].partner) != line_of(finder, piece);
}

static void set_stop(Finder *finder, size_t stop, uint32_t piece) {
  Frame *top = finder->top;
  Line *line = line_of(finder, piece);
  int column = stops[stop].column;
  int compared = line->first == top->clause && !is_inline(finder, top->opener);
  if (column > 0 && !compared) return;
  finder->layout->pieces[piece].gap = (uint32_t)stops[stop].gap;
  if (column <= top->column || closes_later(finder, piece)) return;
  top->column = column;
  line->stops[column - 1] = piece;
}

static void find_stop(Finder *finder, uint32_t piece) {
  if (in_brackets(finder) || is_first(finder, piece)) return;
  for (size_t i = 0; i < COUNT(stops); i++) {
    if (stops[i].kind != finder->top->kind || !fits_stop(finder, i, piece)) continue;
    set_stop(finder, i, piece);
    return;
  }
}

/* ---- the walk ---- */

static void open_frame(Finder *finder, uint32_t piece) {
  const Frame *outer = finder->top;
  int outermost = outer->opener == NOWHERE && outer->clause != NOWHERE;
  Frame *top = ++finder->top;
  *top = (Frame){.opener = piece, .clause = NOWHERE, .anchor = NOWHERE, .last = NOWHERE};
  if (in_brackets(finder)) top->clause = outer->clause;
  top->block = outermost ? kind_at(finder, outer->clause) : outer->block;
}

/* Where the condition begins that `and` and `or` on later lines go on with. */
static void find_anchor(Finder *finder, uint32_t piece) {
  Frame *top = finder->top;
  int kind = kind_at(finder, piece), derives = top->kind == FIELD || top->kind == DEFINITION;
  int begins = format_begins_condition(kind) ||
               (kind == TOKEN_EQUAL && derives && top->anchor == NOWHERE);
  if (begins && !is_first(finder, piece + 1)) top->anchor = piece + 1;
}

static void read_piece(Finder *finder, uint32_t index) {
  Piece *piece = &finder->layout->pieces[index];
  Line *line = line_of(finder, index);
  if (line->first == index) {
    line->inside = finder->top->opener;
    line->anchor = finder->top->anchor;
  }
  if (token_closes(piece->kind)) finder->top--;
  if (begins_clause(finder, index)) begin_clause(finder, index);
  piece->clause = finder->top->clause;
  if (line->first != index) piece->gap = format_gap(finder->layout, index);
  find_stop(finder, index);
  find_anchor(finder, index);
  if (token_opens(piece->kind)) open_frame(finder, index);
}

void format_find_clauses(Layout *layout) {
  Finder finder = {.layout = layout};
  finder.top = finder.frames;
  *finder.top = (Frame){.opener = NOWHERE, .clause = NOWHERE, .anchor = NOWHERE, .last = NOWHERE};
  for (uint32_t i = 0; i < layout->piece_count; i++) read_piece(&finder, i);
}
