/* The two formats become cells here: build.c doesn't know which one it was. */
#include "runtime/io/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/io/bytes.h"
#include "runtime/io/csv.h"
#include "runtime/io/json.h"
#include "runtime/io/lines.h"

struct Reader {
  FileFormat format;
  Lines *lines;
  Names *names;
  Builder *builder;
  JsonParser *json;
  uint64_t block_end; /* where in the input the lines end that json has taken as a block */
  CsvReader *csv;
  const char *time_column; /* as it was asked for, or NULL */
  Name **columns; /* of the CSV header; NULL: not read yet */
  uint32_t column_count;
  Cells cells;
  uint32_t cells_room;
  Name **names_of;            /* of the fields of a JSON record */
  Name *recent[BYTES_PLACES]; /* at top level, by bytes_place */
  uint64_t records;
};

FileFormat format_of_path(const char *path, FileFormat otherwise) {
  static const struct {
    const char *ending;
    FileFormat format;
  } endings[] = {{".jsonl", FORMAT_JSON_LINES}, {".ndjson", FORMAT_JSON_LINES},
                 {".json", FORMAT_JSON_LINES},  {".csv", FORMAT_CSV}};
  size_t length = strlen(path);
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    size_t ending = strlen(endings[i].ending);
    if (length > ending && strcmp(path + length - ending, endings[i].ending) == 0)
      return endings[i].format;
  }
  return otherwise;
}

/* ---- opening ------------------------------------------------------------------------------- */

static int create_parts(Reader *reader, const mops_agreement *agreement,
                        const InputOptions *options, Tally *unlisted) {
  reader->names = names_create(agreement, options->events, options->time_column);
  reader->time_column = options->time_column;
  if (reader->names == NULL) return 0;
  BuildContext context = {.agreement = agreement, .events = options->events,
                          .time_name = options->time_column ? options->time_column : "at",
                          .time_format = options->time_format, .at = options->at,
                          .unlisted = unlisted};
  reader->builder = builder_create(&context);
  if (reader->format == FORMAT_CSV) reader->csv = csv_reader_create(reader->lines);
  else reader->json = json_parser_create();
  return reader->builder != NULL && (reader->csv != NULL || reader->json != NULL);
}

Reader *reader_open(const mops_agreement *agreement, const InputOptions *options, Tally *unlisted) {
  Reader *reader = calloc(1, sizeof *reader);
  if (reader == NULL) return NULL;
  reader->format = format_of_path(options->path, options->format);
  reader->lines = lines_open(options->path);
  if (reader->lines != NULL && create_parts(reader, agreement, options, unlisted)) return reader;
  int reason = reader->lines == NULL ? errno : ENOMEM;
  reader_close(reader);
  errno = reason;
  return NULL;
}

void reader_close(Reader *reader) {
  if (reader == NULL) return;
  builder_free(reader->builder);
  names_free(reader->names);
  json_parser_free(reader->json);
  csv_reader_free(reader->csv);
  lines_close(reader->lines);
  free(reader->columns);
  free(reader->cells.items);
  free(reader->names_of);
  free(reader);
}

void reader_count_ignored(const Reader *reader, Tally *ignored) {
  names_count_ignored(reader->names, ignored);
}

static int make_room(Reader *reader, uint32_t count) {
  if (count <= reader->cells_room) return 1;
  Cell *cells = realloc(reader->cells.items, count * 2 * sizeof *cells);
  if (cells != NULL) reader->cells.items = cells;
  Name **names_of = realloc(reader->names_of, count * 2 * sizeof(Name *));
  if (names_of != NULL) reader->names_of = names_of;
  if (cells == NULL || names_of == NULL) return 0;
  reader->cells_room = count * 2;
  return 1;
}

static ReaderResult fail(ReaderRecord *record, const char *text) {
  record_problem(&record->problem, NULL, "%s", text);
  return READER_FAILED;
}

static ReaderResult build(Reader *reader, ReaderRecord *record) {
  return builder_build(reader->builder, &reader->cells, &record->built, &record->problem)
             ? READER_RECORD
             : READER_BAD;
}

/* ---- JSON Lines ---------------------------------------------------------------------------- */

static const int json_kinds[] = {
  [JSON_NULL] = MOPS_INPUT_NULL, [JSON_TEXT] = MOPS_INPUT_TEXT, [JSON_NUMBER] = MOPS_INPUT_NUMBER,
  [JSON_FLAG] = MOPS_INPUT_FLAG, [JSON_OBJECT] = CELL_OBJECT,   [JSON_ARRAY] = CELL_LIST,
};

/* Nearly every name was there a few records before. */
static Name *name_at_top(Reader *reader, const JsonField *field) {
  Name **recent = &reader->recent[bytes_place(field->name, field->name_length)];
  if (*recent == NULL || (*recent)->length != field->name_length ||
      !bytes_equal((*recent)->path, field->name, field->name_length))
    *recent = names_find(reader->names, NULL, field->name, field->name_length);
  return *recent;
}

/* The name of a field; NULL for what stands in an object that nobody knows. */
static Name *name_field(Reader *reader, const JsonField *field) {
  if (field->parent == JSON_TOP) return name_at_top(reader, field);
  const Name *parent = reader->names_of[field->parent];
  if (parent == NULL || name_is_unknown(reader->names, parent)) return NULL;
  return names_find(reader->names, parent, field->name, field->name_length);
}

static ReaderResult take_fields(Reader *reader, const JsonField *fields, uint32_t count,
                                ReaderRecord *record) {
  cells_start(&reader->cells);
  for (uint32_t i = 0; i < count; i++) {
    Name *name = name_field(reader, &fields[i]);
    reader->names_of[i] = name;
    if (name == NULL) continue;
    if (name->record == reader->records && strcmp(name->path, OTHER_NAMES) != 0) {
      record_problem(&record->problem, name->path, "the field stands twice in the record");
      return READER_BAD;
    }
    name->record = reader->records;
    cells_add(&reader->cells,
              (Cell){name, fields[i].value, fields[i].length, json_kinds[fields[i].kind]});
  }
  return build(reader, record);
}

/* The path of the field in which the JSON breaks. */
static void describe_broken(const JsonField *fields, const JsonProblem *found,
                            RecordProblem *problem) {
  char path[sizeof problem->field] = "";
  for (uint32_t at = found->field; at != JSON_TOP; at = fields[at].parent) {
    char rest[sizeof path];
    size_t length = fields[at].name_length, after = strlen(path);
    if (length + 1 + after + 1 > sizeof path) break;
    memcpy(rest, path, after + 1);
    memcpy(path, fields[at].name, length);
    path[length] = after > 0 ? '.' : '\0';
    memcpy(path + length + (after > 0 ? 1 : 0), rest, after + 1);
  }
  record_problem(problem, path, "%s", found->text);
}

static int is_blank_line(const Line *line) {
  for (size_t i = 0; i < line->length; i++)
    if (line->text[i] != ' ' && line->text[i] != '\t' && line->text[i] != '\r') return 0;
  return 1;
}

static ReaderResult next_json(Reader *reader, ReaderRecord *record) {
  Line line;
  LinesResult result;
  do result = lines_next(reader->lines, &line);
  while (result == LINES_LINE && is_blank_line(&line));
  if (result == LINES_END) return READER_END;
  if (result == LINES_FAILED) return fail(record, lines_problem(reader->lines));
  record->line = line.number;
  record->raw = line.record;
  record->raw_length = line.record_length;
  if (result == LINES_TOO_LONG) {
    record_problem(&record->problem, NULL, "the line is longer than 4 MB");
    return READER_BAD;
  }
  if (line.place >= reader->block_end) {
    size_t length = lines_ahead(reader->lines, &line);
    json_take_block(reader->json, line.text, length);
    reader->block_end = line.place + length;
  }
  const JsonField *fields;
  uint32_t count;
  JsonProblem problem;
  if (!json_parse(reader->json, line.text, line.length, &fields, &count, &problem)) {
    describe_broken(fields, &problem, &record->problem);
    return READER_BAD;
  }
  if (!make_room(reader, count)) return fail(record, "no memory left");
  return take_fields(reader, fields, count, record);
}

/* ---- CSV ----------------------------------------------------------------------------------- */

/* A column that was asked for by name and is not there is a slip of the pen, not a bad record. */
static int has_time_column(const Reader *reader) {
  for (uint32_t i = 0; i < reader->column_count; i++)
    if (reader->columns[i]->roles & NAME_AT) return 1;
  return reader->time_column == NULL;
}

static ReaderResult read_header(Reader *reader, ReaderRecord *record) {
  CsvRecord row;
  CsvResult result = csv_reader_next(reader->csv, &row);
  if (result == CSV_END) return READER_END;
  if (result != CSV_RECORD) return fail(record, row.problem);
  if (!json_is_utf8(row.raw, row.raw_length)) return fail(record, "the header is not valid UTF-8");
  if (row.count == 1 && memchr(row.raw, ';', row.raw_length) != NULL)
    return fail(record, "the header has one column: expected commas between cells, not semicolons");
  reader->columns = malloc(row.count * sizeof(Name *));
  if (reader->columns == NULL || !make_room(reader, row.count))
    return fail(record, "no memory left");
  for (uint32_t i = 0; i < row.count; i++) {
    Name *name = names_find(reader->names, NULL, row.cells[i].bytes, row.cells[i].length);
    if (name->record != 0 && !name_is_unknown(reader->names, name)) {
      record_problem(&record->problem, name->path, "the header has the column %s twice",
                     name->path);
      return READER_FAILED;
    }
    name->record = 1;
    reader->columns[i] = name;
  }
  reader->column_count = row.count;
  csv_reader_expect(reader->csv, row.count);
  if (has_time_column(reader)) return READER_RECORD;
  record_problem(&record->problem, reader->time_column,
                 "the header has no column %s, which --time-column names", reader->time_column);
  return READER_FAILED;
}

static ReaderResult next_csv(Reader *reader, ReaderRecord *record) {
  if (reader->columns == NULL) {
    ReaderResult result = read_header(reader, record);
    if (result != READER_RECORD) return result;
  }
  CsvRecord row;
  CsvResult result = csv_reader_next(reader->csv, &row);
  if (result == CSV_END) return READER_END;
  if (result == CSV_FAILED) return fail(record, row.problem);
  record->line = row.line;
  record->raw = row.raw;
  record->raw_length = row.raw_length;
  if (result == CSV_BROKEN || !json_is_utf8(row.raw, row.raw_length)) {
    record_problem(&record->problem, NULL, "%s",
                   result == CSV_BROKEN ? row.problem : "not valid UTF-8");
    return READER_BAD;
  }
  cells_start(&reader->cells);
  for (uint32_t i = 0; i < row.count; i++)
    cells_add(&reader->cells, (Cell){reader->columns[i], row.cells[i].bytes, row.cells[i].length,
                                     MOPS_INPUT_CELL});
  return build(reader, record);
}

ReaderResult reader_next(Reader *reader, ReaderRecord *record) {
  reader->records++;
  return reader->format == FORMAT_CSV ? next_csv(reader, record) : next_json(reader, record);
}
