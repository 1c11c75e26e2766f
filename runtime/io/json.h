/* One line of JSON as a flat list of fields: the bytes of names and values stay where they are in
 * the line, numbers stay as written (decimals lose nothing). Only simdjson is fast enough, and it
 * is C++: json.cc is the one C++ file of the project, behind this header. A broken line can't harm
 * its neighbours, which simdjson's batch mode can't promise: lines are parsed by themselves as soon
 * as something is wrong. Everything on the line is checked, also what nobody will read. */
#ifndef MOPS_IO_JSON_H
#define MOPS_IO_JSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { JSON_MAX_DEPTH = 32 };

#define JSON_TOP UINT32_MAX

typedef enum {
  JSON_NULL,
  JSON_TEXT,
  JSON_NUMBER,
  JSON_FLAG,
  JSON_OBJECT, /* its fields follow; value is empty */
  JSON_ARRAY   /* checked, and not listed further; value is empty */
} JsonKind;

typedef struct {
  const char *name;  /* unescaped, without quotes */
  const char *value; /* texts unescaped, without quotes; else as written */
  uint32_t name_length, length;
  uint32_t parent; /* index of the object that it stands in, or JSON_TOP */
  JsonKind kind;
} JsonField;

typedef struct {
  const char *text; /* what was expected and found */
  uint32_t field;   /* of the list so far: where it happened, or JSON_TOP */
} JsonProblem;

typedef struct JsonParser JsonParser;

/* NULL: no memory. */
JsonParser *json_parser_create(void);
void json_parser_free(JsonParser *parser);

/* Announces whole lines, each with its newline, that json_parse gets next and in this order: finding
 * their tokens all at once takes half the time. They must stay where they are until the next
 * block; length 0: there is none. What json_parse says of a line stays the same: a lost quote makes
 * the newline a control character inside a text, and a block with an error counts for nothing. */
void json_take_block(JsonParser *parser, const char *text, size_t length);

/* Parses one object. Fields, in the order written, live until the next call and point into the line
 * or the parser. Needs no padding after the line. Returns 1, or 0 with the problem; fields up to
 * problem->field can be read then too. */
int json_parse(JsonParser *parser, const char *line, size_t length, const JsonField **fields,
               uint32_t *count, JsonProblem *problem);

int json_is_utf8(const char *bytes, size_t length);

#ifdef __cplusplus
}
#endif

#endif
