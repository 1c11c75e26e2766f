/* One line of JSON as a flat list of cells: the bytes of names and values stay where they are in
 * the line, numbers stay as written (decimals lose nothing). Only simdjson is fast enough, and it
 * is C++: json.cc is the one C++ file of the project, behind this header. A broken line can't harm
 * its neighbours, which simdjson's batch mode can't promise: lines are parsed by themselves as soon
 * as something is wrong. Everything on the line is checked, also what nobody will read. */
#ifndef MOPS_IO_JSON_H
#define MOPS_IO_JSON_H

#include "runtime/io/outline.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { JSON_MAX_DEPTH = 32 };

typedef struct {
  const char *text; /* what was expected and found */
  uint32_t cell;    /* of the list so far: where it happened, or CELL_TOP */
} JsonProblem;

typedef struct JsonParser JsonParser;

/* One object: its cells in the order written, with their names; those inside an object follow it,
 * those inside a list are checked and not listed (but see json_keep_lists). end: the step to the
 * last name. */
typedef struct {
  Cell *cells;
  uint32_t count;
  NameStep *end;
} JsonRecord;

/* outlines: says what names stand for, or NULL: cells get none. NULL: no memory. */
JsonParser *json_parser_create(Outlines *outlines);
void json_parser_free(JsonParser *parser);

/* From now on what is inside lists is listed too: an item is a cell without a name. For parsers
 * without outlines. */
void json_keep_lists(JsonParser *parser);

/* Announces whole lines, each with its newline, that json_parse gets next and in this order:
 * finding their tokens all at once takes half the time. They must stay where they are until the
 * next block, with BYTES_READABLE readable bytes behind them; length 0: there is none. What
 * json_parse says of a line stays the same: a lost quote makes the newline a control character
 * inside a text, and a block with an error counts for nothing. */
void json_take_block(JsonParser *parser, const char *text, size_t length);

/* Parses one object. What is found lives until the next call and points into the line or the
 * parser. Needs no padding after the line. Returns 1, or 0 with the problem; cells up to
 * problem->cell can be read then too. */
int json_parse(JsonParser *parser, const char *line, size_t length, JsonRecord *record,
               JsonProblem *problem);

int json_is_utf8(const char *bytes, size_t length);

#ifdef __cplusplus
}
#endif

#endif
