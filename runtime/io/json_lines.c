#include "runtime/io/json_lines.h"

#include <string.h>

#include "runtime/rare.h"

/* The path of the field in which the JSON breaks. */
static RARE JsonLinesResult broken(const Cell *cells, const JsonProblem *found,
                                   RecordProblem *problem) {
  char path[sizeof problem->field] = "";
  for (uint32_t at = found->cell; at != CELL_TOP; at = cells[at].parent) {
    char rest[sizeof path];
    size_t length = cells[at].spelled_length, after = strlen(path);
    if (length + 1 + after + 1 > sizeof path) break;
    memcpy(rest, path, after + 1);
    memcpy(path, cells[at].spelled, length);
    path[length] = after > 0 ? '.' : '\0';
    memcpy(path + length + (after > 0 ? 1 : 0), rest, after + 1);
  }
  record_problem(problem, path, "%s", found->text);
  return JSON_LINES_BAD;
}

/* The end, or what is wrong. */
static RARE JsonLinesResult no_line(const Lines *lines, LinesResult result,
                                    RecordProblem *problem) {
  if (result == LINES_END) return JSON_LINES_END;
  if (result == LINES_FAILED) {
    record_problem(problem, NULL, "%s", lines_problem(lines));
    return JSON_LINES_FAILED;
  }
  record_problem(problem, NULL, "the line is longer than 4 MB");
  return JSON_LINES_BAD;
}

static APART void take_block(JsonLines *input, const Line *line) {
  size_t length = lines_ahead(input->lines, line);
  json_take_block(input->parser, line->text, length);
  input->block_end = line->place + length;
}

static int is_blank_line(const Line *line) {
  for (size_t i = 0; i < line->length; i++)
    if (line->text[i] != ' ' && line->text[i] != '\t' && line->text[i] != '\r') return 0;
  return 1;
}

JsonLinesResult json_lines_next(JsonLines *input, Line *line, JsonRecord *object,
                                RecordProblem *problem) {
  LinesResult result;
  do result = lines_next(input->lines, line);
  while (result == LINES_LINE && line->text[0] != '{' && is_blank_line(line));
  if (result != LINES_LINE) return no_line(input->lines, result, problem);
  if (line->place >= input->block_end) take_block(input, line);
  JsonProblem found;
  if (json_parse(input->parser, line->text, line->length, object, &found)) return JSON_LINES_OBJECT;
  return broken(object->cells, &found, problem);
}
