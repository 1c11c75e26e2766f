/* What libcsv calls back is copied into one buffer; cells get their addresses when the record is
 * complete, because the buffer moves when it grows. */
#include "runtime/io/csv.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/io/bytes.h"

#define STRAY_QUOTE "broken CSV: a quote inside a cell (write it twice), or one is missing"
#define OPEN_QUOTE "broken CSV: a quote is not closed before the end of the file"

struct CsvReader {
  Lines *lines;
  struct csv_parser parser;
  int parsing;        /* the parser is in use */
  uint32_t expected;  /* cells, 0: any number */
  CsvCell *cells;
  uint32_t count, cells_room;
  char *bytes;
  size_t used, bytes_room;
  int rows;           /* ended since the record began */
  int no_memory;
};

CsvReader *csv_reader_create(Lines *lines) {
  CsvReader *reader = calloc(1, sizeof *reader);
  if (reader != NULL) reader->lines = lines;
  return reader;
}

void csv_reader_free(CsvReader *reader) {
  if (reader == NULL) return;
  if (reader->parsing) csv_free(&reader->parser);
  free(reader->cells);
  free(reader->bytes);
  free(reader);
}

void csv_reader_expect(CsvReader *reader, uint32_t cells) { reader->expected = cells; }

static int make_room(CsvReader *reader, size_t length) {
  if (reader->count == reader->cells_room) {
    uint32_t room = reader->cells_room * 2 + 16;
    CsvCell *cells = realloc(reader->cells, room * sizeof *cells);
    if (cells == NULL) return 0;
    reader->cells = cells;
    reader->cells_room = room;
  }
  if (reader->used + length + BYTES_READABLE > reader->bytes_room) {
    size_t room = (reader->used + length + BYTES_READABLE) * 2;
    char *bytes = realloc(reader->bytes, room);
    if (bytes == NULL) return 0;
    reader->bytes = bytes;
    reader->bytes_room = room;
  }
  return 1;
}

static void take_cell(void *bytes, size_t length, void *host) {
  CsvReader *reader = host;
  if (!make_room(reader, length)) {
    reader->no_memory = 1;
    return;
  }
  if (length > 0) memcpy(reader->bytes + reader->used, bytes, length);
  reader->used += length;
  reader->cells[reader->count++].length = length;
}

static void take_row(int end, void *host) {
  (void)end;
  ((CsvReader *)host)->rows++;
}

static int begin(CsvReader *reader) {
  reader->count = 0;
  reader->used = 0;
  reader->rows = 0;
  if (reader->parsing) return 1;
  reader->parsing = csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI) == 0;
  return reader->parsing;
}

static void drop_parser(CsvReader *reader) {
  if (reader->parsing) csv_free(&reader->parser);
  reader->parsing = 0;
}

/* Feeds one line with its newline. Returns 0 when libcsv refuses it. */
static int feed(CsvReader *reader, const Line *line) {
  size_t length = line->length + (line->ended ? 1 : 0);
  if (csv_parse(&reader->parser, line->text, length, take_cell, take_row, reader) != length)
    return 0;
  if (line->ended) return 1;
  return csv_fini(&reader->parser, take_cell, take_row, reader) == 0;
}

static CsvResult broken(CsvReader *reader, CsvRecord *record, const char *problem) {
  drop_parser(reader);
  snprintf(record->problem, sizeof record->problem, "%s", problem);
  return CSV_BROKEN;
}

/* A problem of the quotes: where the record ends is unknown, so only its first line is lost. */
static CsvResult broken_quotes(CsvReader *reader, CsvRecord *record, const char *problem) {
  const char *newline = memchr(record->raw, '\n', record->raw_length);
  if (newline != NULL) record->raw_length = (size_t)(newline - record->raw);
  lines_go_back(reader->lines);
  return broken(reader, record, problem);
}

static CsvResult complete(CsvReader *reader, CsvRecord *record) {
  const char *bytes = reader->bytes;
  for (uint32_t i = 0; i < reader->count; i++) {
    reader->cells[i].bytes = bytes;
    bytes += reader->cells[i].length;
  }
  record->cells = reader->cells;
  record->count = reader->count;
  if (reader->expected == 0 || reader->count == reader->expected) return CSV_RECORD;
  char problem[96];
  snprintf(problem, sizeof problem, "broken CSV: expected %u cells as in the header, found %u",
           reader->expected, reader->count);
  return broken_quotes(reader, record, problem);
}

static CsvResult fail(CsvRecord *record, const char *problem) {
  snprintf(record->problem, sizeof record->problem, "%s", problem);
  return CSV_FAILED;
}

static int is_blank(const Line *line) {
  for (size_t i = 0; i < line->length; i++)
    if (line->text[i] != ' ' && line->text[i] != '\t' && line->text[i] != '\r') return 0;
  return 1;
}

/* The first line of a record; libcsv says nothing about blank ones. */
static LinesResult first_line(CsvReader *reader, Line *line) {
  LinesResult result;
  do result = lines_next(reader->lines, line);
  while (result == LINES_LINE && is_blank(line));
  return result;
}

CsvResult csv_reader_next(CsvReader *reader, CsvRecord *record) {
  Line line;
  LinesResult result = first_line(reader, &line);
  if (result == LINES_END) return CSV_END;
  if (result == LINES_FAILED) return fail(record, lines_problem(reader->lines));
  if (!begin(reader)) return fail(record, "no memory left");
  record->line = line.number;
  for (;;) {
    record->raw = line.record;
    record->raw_length = line.record_length;
    if (result == LINES_TOO_LONG) return broken(reader, record, "the line is longer than 4 MB");
    int fed = feed(reader, &line);
    if (reader->no_memory) return fail(record, "no memory left");
    if (!fed)
      return broken_quotes(reader, record,
                           line.ended ? STRAY_QUOTE : OPEN_QUOTE);
    if (reader->rows > 1)
      return broken(reader, record, "broken CSV: a carriage return inside the line");
    if (reader->rows == 1) return complete(reader, record);
    if (line.record_length > CSV_MAX_RECORD)
      return broken_quotes(reader, record, "broken CSV: a quote is not closed within 256 KB");
    result = lines_continue(reader->lines, &line);
    if (result == LINES_FAILED) return fail(record, lines_problem(reader->lines));
    if (result == LINES_END) return broken_quotes(reader, record, OPEN_QUOTE);
  }
}
