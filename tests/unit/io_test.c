/* Reading and writing below the level of records: lines, JSON, CSV, numbers and texts that go out. */
#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

#include "runtime/io/csv.h"
#include "runtime/io/json.h"
#include "runtime/io/names.h"
#include "runtime/io/output.h"
#include "runtime/io/tally.h"

/* ---- files to read ------------------------------------------------------------------------- */

static char path[] = "/tmp/mops-io-test-XXXXXX";

static Lines *lines_of(const char *bytes, size_t length) {
  FILE *file = fopen(path, "wb");
  if (file == NULL) return NULL;
  fwrite(bytes, 1, length, file);
  fclose(file);
  return lines_open(path);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

/* Fields as `name=value` with a letter for the kind; "!problem@field" if it doesn't parse. The line
 * is parsed where nothing may be read beyond its end, so that a sanitizer would see it. */
static const char *json(JsonParser *parser, const char *line) {
  static char out[4096];
  JsonRecord record;
  JsonProblem problem;
  size_t length = strlen(line), used = 0;
  char *exact = malloc(length + (length == 0));
  memcpy(exact, line, length);
  out[0] = '\0';
  if (json_parse(parser, exact, length, &record, &problem)) {
    for (uint32_t i = 0; i < record.count; i++) {
      const Cell *field = &record.cells[i];
      used += (size_t)snprintf(out + used, sizeof out - used, "%s%.*s%s=%c%.*s", i > 0 ? " " : "",
                               (int)field->spelled_length, field->spelled,
                               field->parent == CELL_TOP ? "" : "^", "ntdf-ol"[field->kind],
                               (int)field -> length, field -> bytes);
    }
  } else if (problem.cell == CELL_TOP) {
    snprintf(out, sizeof out, "!%.24s", problem.text);
  } else {
    snprintf(out, sizeof out, "!%.24s@%.*s", problem.text,
             (int)record.cells[problem.cell].spelled_length, record.cells[problem.cell].spelled);
  }
  free(exact);
  return out;
}

static void test_json(void) {
  static const struct {
    const char *line, *expected;
  } cases[] = {
    {"{}", ""},
    {" { } ", ""},
    {"{\"a\":\"b\"}", "a=tb"},
    {"{\"a\" : 12.3400000000000000000001 , \"b\":-0.5e+10}", "a=d12.3400000000000000000001 b=d-0.5e+10"},
    {"{\"a\":null,\"b\":true,\"c\":false}", "a=nnull b=ftrue c=ffalse"},
    {"{\"a\":{\"b\":1,\"c\":{\"d\":\"\"}},\"e\":{}}", "a=o b^=d1 c^=o d^=t e=o"},
    {"{\"a\":[1,{\"b\":[]},\"c\"],\"d\":[]}", "a=l d=l"},
    {"{\"\":\"\"}", "=t"},
    {"{\"\\u0061\\n\":\"\\\"\\\\\\/\\u00e9\\ud83d\\ude00\\u0041\"}", "a\n=t\"\\/\xC3\xA9\xF0\x9F\x98\x80" "A"},
    {"{\"a\":\"\xC3\xA9\"}", "a=t\xC3\xA9"},
    {"{\"a\":0,\"a\":-0}", "a=d0 a=d-0"},
    {"", "!expected one JSON object"},
    {"   ", "!expected one JSON object"},
    {"[]", "!expected one JSON object"},
    {"1", "!expected one JSON object"},
    {"{", "!broken JSON: the record "},
    {"{\"a\"", "!broken JSON: expected a @a"},
    {"{\"a\":", "!broken JSON: the record @a"},
    {"{\"a\":1", "!broken JSON: the record @a"},
    {"{\"a\":1,", "!broken JSON: the record @a"},
    {"{\"a\":1,}", "!broken JSON: expected a @a"},
    {"{\"a\":1}}", "!broken JSON: something f@a"},
    {"{\"a\":1}{}", "!broken JSON: something f@a"},
    {"{\"a\":1 2}", "!broken JSON: expected a @a"},
    {"{\"a\":\"b\"c}", "!broken JSON: expected a @a"},
    {"{\"a\":1\"b\"}", "!broken JSON: expected a @a"},
    {"{\"a\":01}", "!broken JSON: expected a @a"},
    {"{\"a\":1.}", "!broken JSON: expected a @a"},
    {"{\"a\":.5}", "!broken JSON: expected a @a"},
    {"{\"a\":+5}", "!broken JSON: expected a @a"},
    {"{\"a\":1e}", "!broken JSON: expected a @a"},
    {"{\"a\":NaN}", "!broken JSON: expected a @a"},
    {"{\"a\":nul}", "!broken JSON: expected a @a"},
    {"{\"a\":truee}", "!broken JSON: expected a @a"},
    {"{a:1}", "!broken JSON: expected a "},
    {"{1:1}", "!broken JSON: expected a "},
    {"{\"a\":[1,]}", "!broken JSON: expected a @a"},
    {"{\"a\":[1}", "!broken JSON: expected a @a"},
    {"{\"a\":{\"b\":[{\"c\":x}]}}", "!broken JSON: expected a @b"},
    {"{\"a\":\"b}", "!broken JSON: a quote is "},
    {"{\"a\":\"\\x\"}", "!broken JSON: a backslash@a"},
    {"{\"a\":\"\\u12g4\"}", "!broken JSON: a backslash@a"},
    {"{\"a\":\"\\ud800\"}", "!broken JSON: half of a s@a"},
    {"{\"a\":\"\\ude00\"}", "!broken JSON: half of a s@a"},
    {"{\"a\":\"\\ud800\\u0041\"}", "!broken JSON: half of a s@a"},
    {"{\"a\":[\"\\x\"]}", "!broken JSON: a backslash@a"},
    {"{\"a\":\"\x01\"}", "!broken JSON: a control c"},
    {"{\"a\":\"\xFF\"}", "!not valid UTF-8"},
    {"{\"a\":\"\xED\xA0\x80\"}", "!not valid UTF-8"},
    {"{\"a\":\x0C" "1}", "!broken JSON: expected a @a"},
    {"{\"a\"\x1A" "1}", "!broken JSON: expected a @a"},
  };
  JsonParser *parser = json_parser_create(NULL);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    is_text(json(parser, cases[i].line), cases[i].expected, "JSON: %zu", i);
  json_parser_free(parser);
}

/* Items of lists are cells too, for those who ask: "name=value" by the cell that it stands in. */
static void test_lists(void) {
  static const char line[] = "{\"a\":[1,[2,\"x\"],{\"b\":[true]},[]],\"c\":3}";
  static const char expected[] = "-a 0=1 0= 2=2 2=x 0= 5b 6=true 0= -c=3";
  char found[128] = "";
  JsonParser *parser = json_parser_create(NULL);
  JsonRecord record;
  JsonProblem problem;
  json_keep_lists(parser);
  int parsed = json_parse(parser, line, sizeof line - 1, &record, &problem);
  for (uint32_t i = 0; parsed && i < record.count; i++) {
    const Cell *cell = record.cells + i;
    char *end = found + strlen(found), parent[16] = "-";
    if (cell->parent != CELL_TOP) snprintf(parent, sizeof parent, "%u", cell->parent);
    snprintf(end, 32, "%s%s%.*s%s%.*s", i > 0 ? " " : "", parent, (int)cell->spelled_length,
             cell->spelled, cell->length > 0 || cell->spelled_length == 0 ? "=" : "",
             (int)cell->length, cell->bytes);
  }
  is_text(found, expected, "JSON: items of lists");
  ok(!json_parse(parser, "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 37, &record, &problem),
     "JSON: lists that nothing closes");
  json_parser_free(parser);
}

/* n objects or lists in one another */
static int nests(JsonParser *parser, const char *open, const char *close, int depth) {
  static char line[4096];
  JsonRecord record;
  JsonProblem problem;
  line[0] = '\0';
  strcat(line, "{\"a\":");
  for (int i = 1; i < depth; i++) strcat(line, open);
  strcat(line, "1");
  for (int i = 1; i < depth; i++) strcat(line, close);
  strcat(line, "}");
  return json_parse(parser, line, strlen(line), &record, &problem);
}

static void test_depth(void) {
  JsonParser *parser = json_parser_create(NULL);
  ok(nests(parser, "{\"a\":", "}", 32), "JSON: 32 objects in one another");
  ok(!nests(parser, "{\"a\":", "}", 33), "JSON: 33 are too many");
  ok(nests(parser, "[", "]", 32), "JSON: 31 lists in an object");
  ok(!nests(parser, "[", "]", 33), "JSON: 32 are too many");
  json_parser_free(parser);
}

/* Whatever the bytes are: no field reaches beyond the line, and nothing is read outside of it. */
static void test_mutations(void) {
  static const char line[] = "{\"lead\":\"jo@x.io\",\"n\":-1.5e3,\"o\":{\"p\":[true,{\"q\":null}],"
                             "\"t\":\"\\u00e9\\n\xC3\xA9\"},\"last\":\"x\"}";
  static const char alphabet[] = "\"\\{}[]:,0-.eEtfn \x01\x80\xC3\xFFu";
  JsonParser *parser = json_parser_create(NULL);
  uint32_t state = 12345;
  int parsed = 0, outside = 0, rounds = 60000;
  for (int round = 0; round < rounds; round++) {
    size_t length = sizeof line - 1;
    char *bytes = malloc(length);
    memcpy(bytes, line, length);
    for (int change = 0; change <= round % 3; change++) {
      state = state * 1664525 + 1013904223;
      bytes[(state >> 8) % length] = alphabet[(state >> 20) % (sizeof alphabet - 1)];
    }
    if (round % 5 == 0) {
      length = (state >> 4) % length;
      bytes = realloc(bytes, length + (length == 0));
    }
    JsonRecord record;
    JsonProblem problem;
    parsed += json_parse(parser, bytes, length, &record, &problem);
    for (uint32_t i = 0; i < record.count; i++)
      outside += record.cells[i].spelled_length > length ||
                 (record.cells[i].parent != CELL_TOP && record.cells[i].parent >= i);
    free(bytes);
  }
  json_parser_free(parser);
  ok(parsed > 0 && parsed < rounds, "JSON: %d of %d mutations are still records", parsed, rounds);
  is_int(outside, 0, "JSON: no field is beyond its line");
}

/* Whether two parsers say the same of one line. */
static int agree(JsonParser *one, JsonParser *other, const char *line, size_t length) {
  JsonRecord records[2];
  JsonProblem problems[2];
  int good = json_parse(one, line, length, &records[0], &problems[0]);
  if (json_parse(other, line, length, &records[1], &problems[1]) != good) return 0;
  if (!good &&
      (strcmp(problems[0].text, problems[1].text) != 0 || problems[0].cell != problems[1].cell))
    return 0;
  for (uint32_t i = 0; good && i < records[0].count; i++) {
    const Cell *a = &records[0].cells[i], *b = &records[1].cells[i];
    if (a->kind != b->kind || a->parent != b->parent || a->length != b->length ||
        a->spelled_length != b->spelled_length ||
        memcmp(a->spelled, b->spelled, a->spelled_length) != 0 ||
        memcmp(a->bytes, b->bytes, a->length) != 0)
      return 0;
  }
  return records[0].count == records[1].count;
}

/* Lines that are parsed in a block and alone: what breaks one must not change the others. */
static void test_blocks(void) {
  static const char lines[] = "{\"lead\":\"jo@x.io\",\"n\":-1.5e3}\n{\"o\":{\"p\":[1,\"}\"]}}\r\n"
                              "{\"t\":\"\\u00e9\\\\\"}\n \n{}\n{\"last\":null} \n{\"a\":\"\xC3\xA9\"}\n";
  static const char alphabet[] = "\"\"\\{}[]:,\n\n1 \x01\xC3";
  JsonParser *in_block = json_parser_create(NULL), *alone = json_parser_create(NULL);
  uint32_t state = 54321;
  int different = 0;
  for (int round = 0; round < 40000; round++) {
    size_t length = sizeof lines - 1;
    char *bytes = calloc(1, length + BYTES_READABLE);
    memcpy(bytes, lines, length);
    for (int change = 0; change < round % 4; change++) {
      state = state * 1664525 + 1013904223;
      bytes[(state >> 8) % (length - 1)] = alphabet[(state >> 20) % (sizeof alphabet - 1)];
    }
    json_take_block(in_block, bytes, length);
    for (char *line = bytes, *end; line < bytes + length; line = end + 1) {
      end = memchr(line, '\n', (size_t)(bytes + length - line));
      different += !agree(in_block, alone, line, (size_t)(end - line));
    }
    json_take_block(in_block, NULL, 0);
    free(bytes);
  }
  is_int(different, 0, "JSON: lines in a block say what they say alone");
  json_parser_free(in_block);
  json_parser_free(alone);
}

/* ---- lines --------------------------------------------------------------------------------- */

static void test_lines(void) {
  size_t length = 3 * LINES_BLOCK, total = 0;
  char *bytes = malloc(length);
  uint64_t count = 0;
  Line line;
  memset(bytes, 'x', length);
  for (size_t i = 0; i < length; i += 1 + i % 7919) bytes[i] = '\n';
  bytes[length - 1] = 'x';
  Lines *lines = lines_of(bytes, length);
  while (lines_next(lines, &line) == LINES_LINE) {
    count++;
    if (line.number != count || memcmp(line.text, bytes + total, line.length) != 0) break;
    total += line.length + (size_t)line.ended;
  }
  is_int((long long)total, (long long)length, "lines: all bytes of a file of several blocks");
  lines_close(lines);

  lines = lines_of("\xEF\xBB\xBF" "a\n\nb", 7);
  lines_next(lines, &line);
  ok(line.length == 1 && *line.text == 'a' && line.ended, "lines: a byte order mark is skipped");
  lines_next(lines, &line);
  lines_continue(lines, &line);
  ok(line.record_length == 2 && line.number == 2 && !line.ended, "lines: a record of two lines");
  lines_go_back(lines);
  lines_next(lines, &line);
  ok(line.length == 1 && line.number == 3, "lines: back to the end of its first one");
  is_int(lines_next(lines, &line), LINES_END, "lines: the end");
  lines_close(lines);
  free(bytes);
}

static void test_long_lines(void) {
  for (int extra = -1; extra <= 1; extra++) {
    size_t length = (size_t)(LINES_MAX_RECORD + extra);
    char *bytes = malloc(length + 2);
    Line line;
    memset(bytes, 'x', length);
    memcpy(bytes + length, "\ny", 2);
    Lines *lines = lines_of(bytes, length + 2);
    is_int(lines_next(lines, &line), extra > 0 ? LINES_TOO_LONG : LINES_LINE, "lines: limit %+d", extra);
    ok(lines_next(lines, &line) == LINES_LINE && line.length == 1 && *line.text == 'y' &&
           line.number == 2, "lines: and the one after it");
    lines_close(lines);
    free(bytes);
  }
}

/* ---- CSV ----------------------------------------------------------------------------------- */

/* Records as `line:cell|cell;`, broken ones as `line!`. */
static const char *csv(const char *text, uint32_t expected) {
  static char out[4096];
  size_t used = 0;
  CsvRecord record;
  CsvResult result;
  Lines *lines = lines_of(text, strlen(text));
  CsvReader *reader = csv_reader_create(lines);
  csv_reader_expect(reader, expected);
  out[0] = '\0';
  while ((result = csv_reader_next(reader, &record)) == CSV_RECORD || result == CSV_BROKEN) {
    used += (size_t)snprintf(out + used, sizeof out - used, "%d%s", (int)record.line,
                             result == CSV_BROKEN ? "!" : ":");
    for (uint32_t i = 0; result == CSV_RECORD && i < record.count; i++)
      used += (size_t)snprintf(out + used, sizeof out - used, "%s%.*s", i > 0 ? "|" : "",
                               (int)record.cells[i].length, record.cells[i].bytes);
    if (result == CSV_RECORD) used += (size_t)snprintf(out + used, sizeof out - used, ";");
  }
  csv_reader_free(reader);
  lines_close(lines);
  return out;
}

static void test_csv(void) {
  static const struct {
    const char *text;
    uint32_t expected;
    const char *records;
  } cases[] = {
    {"", 0, ""},
    {"a,b\n1,2\n", 2, "1:a|b;2:1|2;"},
    {"a,b\r\n1,2", 2, "1:a|b;2:1|2;"},
    {"\n\r\n \t\na\n", 0, "4:a;"},
    {"\"a\"\"b\",\"c\nd\r\n,\"\ne,f\n", 2, "1:a\"b|c\nd\r\n,;4:e|f;"},
    {",,\n\"\",\"\",\n", 3, "1:||;2:||;"},
    {"a,b\nc\nd,e\nf,g,h\ni,j\n", 2, "1:a|b;2!3:d|e;4!5:i|j;"},
    {"a,b\nc,d\"\ne,f\n", 2, "1:a|b;2!3:e|f;"},
    {"a,b\nc,\"d\ne,f\ng,h\n", 2, "1:a|b;2!3:e|f;4:g|h;"},
    {"a,b\nc,\"d\ne,\"f\"\ng,h\n", 2, "1:a|b;2!3:e|f;4:g|h;"},
    {"a,b\nc,\"d\n\"\",f\ng,h", 2, "1:a|b;2!3:|f;4:g|h;"},
    {"a,b\nc,\"d\"x\ne,f\n", 2, "1:a|b;2!3:e|f;"},
    {"a,b\nc,d\re,f\ng,h\n", 2, "1:a|b;2!3:g|h;"},
    {"a,b\nc,d\re", 2, "1:a|b;2!"},
    {"a,b\nc,\"d", 2, "1:a|b;2!"},
    {"a,b\n\"c\nd\",\"e\nf\"g\nh,i\n", 2, "1:a|b;2!3!4!5:h|i;"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    is_text(csv(cases[i].text, cases[i].expected), cases[i].records, "CSV: %zu", i);
}

/* A quote that is never closed costs one line, however many there are. */
static void test_csv_cap(void) {
  size_t rows = 40000, used = 0, good = 0, broken = 0;
  char *text = malloc(rows * 16);
  for (size_t i = 0; i < rows; i++)
    used += (size_t)sprintf(text + used, i % 20000 == 5 ? "\"a,%zu\n" : "a,%zu\n", i);
  Lines *lines = lines_of(text, used);
  CsvReader *reader = csv_reader_create(lines);
  CsvRecord record;
  CsvResult result;
  csv_reader_expect(reader, 2);
  while ((result = csv_reader_next(reader, &record)) == CSV_RECORD || result == CSV_BROKEN) {
    good += result == CSV_RECORD;
    broken += result == CSV_BROKEN;
  }
  is_int((long long)good, (long long)rows - 2, "CSV: all other lines live");
  is_int((long long)broken, 2, "CSV: two quotes that nothing closes");
  csv_reader_free(reader);
  lines_close(lines);
  free(text);
}

/* ---- going out ----------------------------------------------------------------------------- */

static const char *written(Output *output) {
  static char text[4096];
  size_t length;
  const char *bytes = output_bytes(output, &length);
  memcpy(text, bytes, length);
  text[length] = '\0';
  output_clear(output);
  return text;
}

static void test_numbers(Output *output) {
  static const struct {
    int64_t value;
    const char *number, *points;
  } cases[] = {
    {0, "0", "0"}, {1, "1", "0.0001"}, {-1, "-1", "-0.0001"}, {200000, "200000", "20"},
    {125000, "125000", "12.5"}, {-10500, "-10500", "-1.05"}, {10010, "10010", "1.001"},
    {INT64_MAX, "9223372036854775807", "922337203685477.5807"},
    {INT64_MIN, "-9223372036854775808", "-922337203685477.5808"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    output_number(output, cases[i].value);
    is_text(written(output), cases[i].number, "number %s", cases[i].number);
    output_points(output, cases[i].value);
    is_text(written(output), cases[i].points, "points %s", cases[i].points);
  }
}

static void test_texts(Output *output) {
  static const struct {
    const char *text;
    size_t length;
    const char *json, *cell;
  } cases[] = {
    {"", 0, "\"\"", ""},
    {"abc", 3, "\"abc\"", "abc"},
    {"a\"b\\c", 5, "\"a\\\"b\\\\c\"", "\"a\"\"b\\c\""},
    {"\n\t\r\b\f\x01\x1F\x7F", 8, "\"\\n\\t\\r\\b\\f\\u0001\\u001f\x7F\"", NULL},
    {"\0", 1, "\"\\u0000\"", NULL},
    {"\xC3\xA9\xF0\x9F\x98\x80", 6, "\"\xC3\xA9\xF0\x9F\x98\x80\"", "\xC3\xA9\xF0\x9F\x98\x80"},
    {"\xFF" "a\xC3", 3, "\"\xEF\xBF\xBD" "a\xEF\xBF\xBD\"", NULL},
    {"\xC0\x80\xED\xA0\x80", 5, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"", NULL},
    {" a", 2, "\" a\"", "\" a\""},
    {"a,b", 3, "\"a,b\"", "\"a,b\""},
    {"a\nb", 3, "\"a\\nb\"", "\"a\nb\""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    output_json(output, cases[i].text, cases[i].length);
    is_text(written(output), cases[i].json, "JSON text %zu", i);
    if (cases[i].cell == NULL) continue;
    output_cell(output, cases[i].text, cases[i].length);
    is_text(written(output), cases[i].cell, "CSV cell %zu", i);
  }
}

static void test_files(void) {
  size_t length = 700000;
  char *bytes = malloc(length);
  memset(bytes, 'x', length);
  Output *output = output_open(path);
  output_text(output, "a");
  output_add(output, bytes, length);
  for (int i = 0; i < 300000; i++) output_char(output, 'y');
  is_int(output_close(output), 0, "a large file is written");
  FILE *file = fopen(path, "rb");
  fseek(file, 0, SEEK_END);
  is_int(ftell(file), 1000001, "and whole");
  fclose(file);
  ok(output_open("/no/such/folder/file") == NULL, "a file that can't be made");
  free(bytes);
}

static void test_tally(void) {
  Tally tally = {0};
  char name[TALLY_TEXT_SIZE * 2] = "";
  for (int i = 0; i < TALLY_TEXTS + 100; i++) {
    int length = snprintf(name, sizeof name, "name %d", i);
    tally_add(&tally, name, (size_t)length, i == 7 ? 3 : 1);
  }
  memset(name, 'x', sizeof name);
  tally_add(&tally, name, sizeof name, 5);
  tally_sort(&tally);
  is_text(tally.entries[0].text, "name 7", "tally: the most frequent first");
  is_int((long long)tally.total, TALLY_TEXTS + 100 + 2 + 5, "tally: all are counted");
  is_int((long long)tally.others, 105, "tally: some not by name");
  tally_free(&tally);
}

static void test_likeness(void) {
  is_int(names_likeness("E-Mail", "email"), 2, "names that differ in case and marks alone");
  is_int(names_likeness("Größe", "GRÖßE"), 2, "beyond ASCII too");
  is_int(names_likeness("Größe", "Grosse"), 0, "letters of their own");
  is_int(names_likeness("ÉTAT", "état civil"), 1, "one in the other");
}

int main(void) {
  int file = mkstemp(path);
  if (file < 0) return 1;
  close(file);
  test_json();
  test_lists();
  test_depth();
  test_mutations();
  test_blocks();
  test_lines();
  test_long_lines();
  test_csv();
  test_csv_cap();
  Output *output = output_open_memory();
  test_numbers(output);
  test_texts(output);
  output_close(output);
  test_files();
  test_tally();
  test_likeness();
  unlink(path);
  return tap_done();
}
