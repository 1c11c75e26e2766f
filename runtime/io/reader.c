/* The two formats become cells here: build.c doesn't know which one it was. */
#include "runtime/io/reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/io/bytes.h"
#include "runtime/io/csv.h"
#include "runtime/io/json_lines.h"
#include "runtime/rare.h"

struct Reader {
  const mops_agreement *agreement;
  int events, roster, accounts;
  FileFormat format;
  Lines *lines;
  Names *names;
  Outlines *outlines;
  Builder *builder;
  JsonLines json;
  CsvReader *csv;
  const char *time_column; /* as it was asked for, or NULL */
  Cell *row; /* one for each column of the CSV header, with its name; NULL: not read yet */
  uint32_t column_count;
  const Outline *columns;
  int needs_instants; /* records have no other than their own */
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
  NamesOf of = options->accounts ? NAMES_OF_ACCOUNTS
               : options->events ? NAMES_OF_EVENTS
                                 : NAMES_OF_LEADS;
  reader->names = names_create(agreement, of, options->time_column);
  reader->agreement = agreement;
  reader->events = options->events;
  reader->roster = options->roster;
  reader->accounts = options->accounts;
  reader->time_column = options->time_column;
  reader->needs_instants = options->at == MOPS_MISSING;
  reader->outlines = reader->names ? outlines_create(reader->names) : NULL;
  if (reader->outlines == NULL) return 0;
  BuildContext context = {.agreement = agreement,
                          .events = options->events,
                          .roster = options->roster,
                          .accounts = options->accounts,
                          .time_name = options->time_column ? options->time_column : "at",
                          .time_format = options->time_format,
                          .at = options->at,
                          .elsewhere = options->elsewhere,
                          .unlisted = unlisted};
  reader->builder = builder_create(&context);
  if (reader->format == FORMAT_CSV) reader->csv = csv_reader_create(reader->lines);
  else
    reader->json = (JsonLines){reader->lines, json_parser_create(reader->outlines), 0};
  return reader->builder != NULL && (reader->csv != NULL || reader->json.parser != NULL);
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
  outlines_free(reader->outlines);
  names_free(reader->names);
  json_parser_free(reader->json.parser);
  csv_reader_free(reader->csv);
  lines_close(reader->lines);
  free(reader->row);
  free(reader);
}

void reader_count_ignored(const Reader *reader, Tally *ignored) {
  names_count_ignored(reader->names, ignored);
}

static RARE ReaderResult fail(ReaderRecord *record, const char *text) {
  record_problem(&record->problem, NULL, "%s", text);
  return READER_FAILED;
}

static ReaderResult build(Reader *reader, const Cells *cells, ReaderRecord *record) {
  return builder_build(reader->builder, cells, &record->built, &record->problem) ? READER_RECORD
                                                                                 : READER_BAD;
}

/* ---- JSON Lines ---------------------------------------------------------------------------- */

static inline void count_unknown(const Cells *cells) {
  const Outline *outline = cells->outline;
  for (uint32_t i = 0; i < outline->unknown_count; i++) {
    const Cell *cell = cells->items + outline->unknown[i];
    cell->name->ignored += (unsigned)!cell_is_blank(cell);
  }
}

static RARE ReaderResult twice(const Outline *outline, ReaderRecord *record) {
  record_problem(&record->problem, outline->twice->path, "the field stands twice in the record");
  return READER_BAD;
}

static ReaderResult take_object(Reader *reader, const JsonRecord *object, ReaderRecord *record) {
  Cells cells = {object->cells, object->count, NULL};
  cells.outline = outlines_at(reader->outlines, object->end, object->cells, object->count);
  if (cells.outline == NULL) return fail(record, "no memory left");
  count_unknown(&cells);
  if (cells.outline->twice != NULL) return twice(cells.outline, record);
  return build(reader, &cells, record);
}

static ReaderResult next_json(Reader *reader, ReaderRecord *record) {
  Line line;
  JsonRecord object;
  JsonLinesResult result = json_lines_next(&reader->json, &line, &object, &record->problem);
  if (result == JSON_LINES_END) return READER_END;
  if (result == JSON_LINES_FAILED) return READER_FAILED;
  record->line = line.number;
  record->raw = line.record;
  record->raw_length = line.record_length;
  return result == JSON_LINES_BAD ? READER_BAD : take_object(reader, &object, record);
}

/* ---- CSV ----------------------------------------------------------------------------------- */

static int has_role(const Name *name, int role) {
  return name->role == role || (name->more_roles >> role & 1);
}

static int has_column(const Reader *reader, int role) {
  for (uint32_t i = 0; i < reader->column_count; i++)
    if (has_role(reader->row[i].name, role)) return 1;
  return 0;
}

/* The header's column that is most like one of these, or NULL. */
static const char *likely_column(const Reader *reader, const char *const *wanted, size_t count) {
  const char *best = NULL;
  int best_likeness = 0;
  for (uint32_t i = 0; i < reader->column_count; i++)
    for (size_t k = 0; k < count; k++) {
      const Name *name = reader->row[i].name;
      int now = name->unknown && !name->shared ? names_likeness(name->path, wanted[k]) : 0;
      if (now <= best_likeness) continue;
      best_likeness = now;
      best = name->path;
    }
  return best;
}

/* A column that every line needs is missed once, not on every line. `what` is its name, and what it
 * is there for. */
static ReaderResult lacks_column(const Reader *reader, ReaderRecord *record, const char *what,
                                 const char *const *wanted, size_t count) {
  char shown[SHOWN_SIZE];
  const char *likely = likely_column(reader, wanted, count);
  const char *asked = likely ? "; did you mean " : "", *end = likely ? "?" : "";
  record_problem(&record->problem, wanted[0], "the header has no column %s%s%s%s", what, asked,
                 likely ? show_bytes(likely, strlen(likely), shown) : "", end);
  return READER_FAILED;
}

static ReaderResult check_key_column(const Reader *reader, ReaderRecord *record) {
  if (reader->roster || has_column(reader, NAME_LEAD) || has_column(reader, NAME_LEAD_TOO))
    return READER_RECORD;
  mops_agreement_info info;
  mops_field_info key;
  mops_agreement_describe(reader->agreement, &info);
  mops_field_describe(reader->agreement, 0, info.key_field, &key);
  const char *name = key.outside[0] ? key.outside : key.name;
  const char *wanted[] = {name, key.name, "lead"};
  char what[160];
  const char *format = reader->events ? "lead (or %s), the lead's key" : "%s, the lead's key";
  snprintf(what, sizeof what, format, name);
  return lacks_column(reader, record, what, wanted, reader->events ? 3 : 2);
}

static ReaderResult check_domain_column(const Reader *reader, ReaderRecord *record) {
  mops_account_info account;
  mops_field_info domain;
  mops_account_describe(reader->agreement, &account);
  mops_field_describe(reader->agreement, 0, account.domain, &domain);
  for (uint32_t i = 0; i < reader->column_count; i++) {
    const Name *name = reader->row[i].name;
    if (name->uses[0] == USE_FIELD && name->fields[0] == account.domain) return READER_RECORD;
  }
  const char *name = domain.outside[0] ? domain.outside : domain.name + account.prefix;
  const char *wanted[] = {name, domain.name + account.prefix, "website"};
  char what[160];
  snprintf(what, sizeof what, "%s, which tells accounts apart", name);
  return lacks_column(reader, record, what, wanted, 3);
}

static ReaderResult check_columns(const Reader *reader, ReaderRecord *record) {
  static const char *const type[] = {"type"}, *const at[] = {"at", "created", "date"};
  if (reader->accounts) return check_domain_column(reader, record);
  if (reader->time_column != NULL && !has_column(reader, NAME_AT)) {
    char what[160];
    snprintf(what, sizeof what, "%s, which --time-column names", reader->time_column);
    return lacks_column(reader, record, what, &reader->time_column, 1);
  }
  if (reader->events && !has_column(reader, NAME_TYPE))
    return lacks_column(reader, record, "type, which names the event", type, 1);
  if (check_key_column(reader, record) != READER_RECORD) return READER_FAILED;
  if (has_column(reader, NAME_AT) || !reader->needs_instants) return READER_RECORD;
  return lacks_column(reader, record,
                      "at, the instant of each record: name one with --time-column FILE:COLUMN, or "
                      "give all records one with --at",
                      at, 3);
}

static ReaderResult read_header(Reader *reader, ReaderRecord *record) {
  CsvRecord row;
  CsvResult result = csv_reader_next(reader->csv, &row);
  if (result == CSV_END) return READER_END;
  if (result != CSV_RECORD) return fail(record, row.problem);
  if (!json_is_utf8(row.raw, row.raw_length)) return fail(record, "the header is not valid UTF-8");
  if (row.count == 1 && memchr(row.raw, ';', row.raw_length) != NULL)
    return fail(record, "the header has one column: expected commas between cells, not semicolons");
  reader->row = malloc(row.count * sizeof(Cell));
  if (reader->row == NULL) return fail(record, "no memory left");
  for (uint32_t i = 0; i < row.count; i++) {
    reader->row[i] = (Cell){.spelled = row.cells[i].bytes,
                            .spelled_length = (uint32_t)row.cells[i].length,
                            .parent = CELL_TOP,
                            .kind = MOPS_INPUT_CELL};
  }
  reader->columns = outlines_alone(reader->outlines, reader->row, row.count);
  if (reader->columns == NULL) return fail(record, "no memory left");
  const Name *twice = reader->columns->known_twice;
  if (twice != NULL) {
    record_problem(&record->problem, twice->path, "the header has the column %s twice",
                   twice->path);
    return READER_FAILED;
  }
  reader->column_count = row.count;
  csv_reader_expect(reader->csv, row.count);
  return check_columns(reader, record);
}

static APART ReaderResult next_csv(Reader *reader, ReaderRecord *record) {
  if (reader->row == NULL) {
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
  for (uint32_t i = 0; i < row.count; i++) {
    reader->row[i].bytes = row.cells[i].bytes;
    reader->row[i].length = (uint32_t)row.cells[i].length; /* a record has at most 4 MB */
  }
  Cells cells = {reader->row, row.count, reader->columns};
  count_unknown(&cells);
  return build(reader, &cells, record);
}

ReaderResult reader_next(Reader *reader, ReaderRecord *record) {
  record->built.key = NULL;
  return reader->format == FORMAT_CSV ? next_csv(reader, record) : next_json(reader, record);
}
