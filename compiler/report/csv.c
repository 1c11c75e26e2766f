/* The figures as CSV, one in a row. Where it belongs stands before it: the section and its item,
 * then the list in the item and the item of that list; further ones are joined by slashes. */
#include "compiler/report/walk.h"

enum { MOST_DEPTH = 4 };

typedef struct {
  Walker walker;
  Output *out;
  int depth;
  const char *lists[MOST_DEPTH];
  Value items[MOST_DEPTH];
} CsvWriter;

static void write_cell(Output *out, const Value *value) {
  if (value->is == VALUE_IS_TEXT)
    output_cell(out, value->text.bytes, value->text.length);
  else
    value_write(value, out);
}

static void begin_list(Walker *walker, const char *name) {
  CsvWriter *writer = (CsvWriter *)walker;
  writer->lists[writer->depth] = name;
}

static void begin_item(Walker *walker, const char *name, const Value *value) {
  CsvWriter *writer = (CsvWriter *)walker;
  if (!value) writer->lists[writer->depth] = name;
  writer->items[writer->depth++] = value ? *value : (Value){.is = VALUE_IS_TEXT};
}

static void write_lists(const CsvWriter *writer) {
  for (int i = 1; i < writer->depth; i++) {
    if (i > 1) output_char(writer->out, '/');
    output_text(writer->out, writer->lists[i]);
  }
}

static void write_items(const CsvWriter *writer) {
  Output *joined = writer->depth > 2 ? output_open_memory() : NULL;
  if (!joined) {
    if (writer->depth == 2) write_cell(writer->out, &writer->items[1]);
    return;
  }
  for (int i = 1; i < writer->depth; i++) {
    if (i > 1) output_char(joined, '/');
    value_write(&writer->items[i], joined);
  }
  size_t length;
  const char *bytes = output_bytes(joined, &length);
  output_cell(writer->out, bytes, length);
  output_close(joined);
}

static void tell(Walker *walker, const char *name, const Value *value) {
  CsvWriter *writer = (CsvWriter *)walker;
  Output *out = writer->out;
  output_text(out, writer->lists[0]);
  output_char(out, ',');
  write_cell(out, &writer->items[0]);
  output_char(out, ',');
  write_lists(writer);
  output_char(out, ',');
  write_items(writer);
  output_char(out, ',');
  output_text(out, name);
  output_char(out, ',');
  if (value->is == VALUE_IS_FLAG)
    output_text(out, value->number ? "yes" : "no");
  else
    write_cell(out, value);
  output_char(out, '\n');
}

static void end_item(Walker *walker) {
  ((CsvWriter *)walker)->depth--;
}

static void end_list(Walker *walker) {
  (void)walker;
}

void report_write_csv(const Report *report, Output *out) {
  CsvWriter writer = {.walker = {begin_list, begin_item, tell, end_item, end_list}, .out = out};
  output_text(out, "section,item,list,of,figure,value\n");
  walk_report(report, &writer.walker);
}
