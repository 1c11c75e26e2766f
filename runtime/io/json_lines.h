/* JSON Lines as objects, whatever they are about: blank lines are left out, a broken line costs
 * itself alone, and tokens are found for many lines at once. */
#ifndef MOPS_IO_JSON_LINES_H
#define MOPS_IO_JSON_LINES_H

#include "runtime/io/build.h"
#include "runtime/io/json.h"
#include "runtime/io/lines.h"

typedef struct {
  Lines *lines;
  JsonParser *parser;
  uint64_t block_end; /* where in the input the lines end that the parser has taken as a block */
} JsonLines;

typedef enum {
  JSON_LINES_OBJECT,
  JSON_LINES_BAD, /* problem says why; the next call goes on */
  JSON_LINES_END,
  JSON_LINES_FAILED /* problem->text: why reading can't go on */
} JsonLinesResult;

/* block_end begins as 0. The line and the object live until the next call. */
JsonLinesResult json_lines_next(JsonLines *input, Line *line, JsonRecord *object,
                                RecordProblem *problem);

#endif
