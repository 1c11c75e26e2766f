/* A file or standard input as lines, read in large blocks. The lines of one record (a CSV record
 * can have several) stay in memory together, and reading can go back to the end of the first of
 * them: that is how a record with a lost quote costs one line and not the rest of the file. Memory
 * is one block, or the longest record if that is larger. */
#ifndef MOPS_IO_LINES_H
#define MOPS_IO_LINES_H

#include <stddef.h>
#include <stdint.h>

enum { LINES_BLOCK = 64 * 1024, LINES_AHEAD = 16 * 1024, LINES_MAX_RECORD = 4 * 1024 * 1024 };

typedef enum {
  LINES_LINE,
  LINES_TOO_LONG, /* the record grew over LINES_MAX_RECORD: `record` is its beginning */
  LINES_END,
  LINES_FAILED /* lines_problem says why */
} LinesResult;

/* Until the next call. */
typedef struct {
  const char *text; /* the newest line, without its newline; a \r before that is kept */
  size_t length;
  int ended; /* by a newline: false for a last line without one */
  const char *record; /* from the start of the record's first line to the end of the newest */
  size_t record_length;
  uint64_t number; /* of the record's first line, from 1 */
  uint64_t place;  /* of `text` in the input, in bytes */
} Line;

typedef struct Lines Lines;

/* path "-" is standard input. NULL: errno says why. A byte order mark is skipped. */
Lines *lines_open(const char *path);
void lines_close(Lines *lines);

/* The next line, with which a record begins. */
LinesResult lines_next(Lines *lines, Line *line);
/* The next line, which goes on with the record; never LINES_TOO_LONG, but LINES_END. */
LinesResult lines_continue(Lines *lines, Line *line);
/* How many bytes of whole lines, newlines included, begin with the newest line and are in memory
 * already, LINES_AHEAD at most: reading these lines moves nothing. 0 if that line is too long. */
size_t lines_ahead(const Lines *lines, const Line *line);
/* Goes back to the end of the record's first line. */
void lines_go_back(Lines *lines);
/* Why reading failed. */
const char *lines_problem(const Lines *lines);

#endif
