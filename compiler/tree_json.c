/* JSON as the tree writes it. */
#include "compiler/tree_part.h"

void json_comma(Json *json) {
  if (!json->first) putc(',', json->out);
  json->first = 0;
}

void json_text(Json *json, Text text) {
  putc('"', json->out);
  for (uint32_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.bytes[i];
    if (c == '"' || c == '\\')
      fprintf(json->out, "\\%c", c);
    else if (c < 0x20)
      fprintf(json->out, "\\u%04x", c);
    else
      putc(c, json->out);
  }
  putc('"', json->out);
}

void json_number(Json *json, int64_t number) {
  if (number == INT64_MIN || number == INT64_MAX)
    fputs("null", json->out);
  else
    fprintf(json->out, "%lld", (long long)number);
}

void json_key(Json *json, const char *name) {
  json_comma(json);
  fprintf(json->out, "\"%s\":", name);
}

void json_begin(Json *json, char bracket) {
  putc(bracket, json->out);
  json->first = 1;
}

void json_end(Json *json, char bracket) {
  putc(bracket, json->out);
  json->first = 0;
}

void json_key_text(Json *json, const char *name, Text text) {
  json_key(json, name);
  json_text(json, text);
}

void json_key_word(Json *json, const char *name, const char *word) {
  json_key_text(json, name, text_of(word));
}

void json_key_number(Json *json, const char *name, int64_t number) {
  json_key(json, name);
  json_number(json, number);
}

void json_key_flag(Json *json, const char *name, int flag) {
  json_key(json, name);
  fputs(flag ? "true" : "false", json->out);
}

int64_t json_line_of(const Json *json, Span span) {
  return source_position(json->sources, span.file, span.start).line;
}

void json_key_file(Json *json, Span span) {
  Text file = json->sources->files[span.file].used_as;
  if (file.length) json_key_text(json, "file", file);
}

void json_key_line(Json *json, Span span) {
  json_key_number(json, "line", json_line_of(json, span));
  json_key_file(json, span);
}

/* An item of a list, on a line of its own. */
void json_item(Json *json) {
  json_comma(json);
  fputs("\n ", json->out);
}

void json_texts(Json *json, const char *name, const List *list) {
  json_key(json, name);
  json_begin(json, '[');
  for (uint32_t i = 0; i < list->count; i++) {
    json_comma(json);
    json_text(json, *(const Text *)list->items[i]);
  }
  json_end(json, ']');
}

void json_begin_section(Json *json, const char *name) {
  json_comma(json);
  fprintf(json->out, "\n\"%s\":", name);
  json_begin(json, '[');
}
