/* The figures as one JSON object. */
#include "compiler/report/walk.h"

typedef struct {
  Walker walker;
  Output *out;
  int first; /* nothing stands before what comes next: no comma */
} JsonWriter;

static void separate(JsonWriter *writer) {
  if (!writer->first) output_char(writer->out, ',');
  writer->first = 0;
}

static void write_name(JsonWriter *writer, const char *name) {
  separate(writer);
  output_json(writer->out, name, text_of(name).length);
  output_char(writer->out, ':');
}

static void write_value(JsonWriter *writer, const Value *value) {
  if (value->is == VALUE_IS_TEXT ? value->text.length == 0 : value->number == MOPS_MISSING) {
    output_text(writer->out, "null");
    return;
  }
  int quoted = value->is == VALUE_IS_DATE || value->is == VALUE_IS_INSTANT;
  if (value->is == VALUE_IS_TEXT) {
    output_json(writer->out, value->text.bytes, value->text.length);
    return;
  }
  if (quoted) output_char(writer->out, '"');
  value_write(value, writer->out);
  if (quoted) output_char(writer->out, '"');
}

static void tell(Walker *walker, const char *name, const Value *value) {
  JsonWriter *writer = (JsonWriter *)walker;
  write_name(writer, name);
  write_value(writer, value);
}

static void begin_list(Walker *walker, const char *name) {
  JsonWriter *writer = (JsonWriter *)walker;
  write_name(writer, name);
  output_char(writer->out, '[');
  writer->first = 1;
}

static void begin_item(Walker *walker, const char *name, const Value *value) {
  JsonWriter *writer = (JsonWriter *)walker;
  if (value)
    separate(writer);
  else
    write_name(writer, name);
  output_char(writer->out, '{');
  writer->first = 1;
  if (value) tell(walker, name, value);
}

static void end_item(Walker *walker) {
  JsonWriter *writer = (JsonWriter *)walker;
  output_char(writer->out, '}');
  writer->first = 0;
}

static void end_list(Walker *walker) {
  JsonWriter *writer = (JsonWriter *)walker;
  output_char(writer->out, ']');
  writer->first = 0;
}

void report_write_json(const Report *report, Output *out) {
  JsonWriter writer = {{begin_list, begin_item, tell, end_item, end_list}, out, 1};
  output_char(out, '{');
  walk_report(report, &writer.walker);
  output_text(out, "}\n");
}
