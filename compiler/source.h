/* Source files as text, and where in them something stands. A span is two byte offsets into one
 * file; line and column are computed only when a message is shown. */
#ifndef MOPS_SOURCE_H
#define MOPS_SOURCE_H

#include "compiler/arena.h"

typedef struct {
  uint32_t start, end; /* byte offsets, end exclusive */
  uint16_t file;       /* index into Sources */
} Span;

typedef struct {
  Text path; /* as the user wrote it; "std.b2b" for the library's */
  Text text;
  Text used_as; /* of a file that another uses: its path from the first one's folder; else empty */
  int is_library;
  uint32_t *line_starts; /* byte offset of each line's first byte */
  uint32_t line_count;
} Source;

typedef struct {
  Arena *arena;
  Source *files;
  uint16_t count;
  uint32_t capacity;
} Sources;

/* Adds a text that is already in memory (copied); returns its file index. */
uint16_t source_add(Sources *sources, Text path, const char *bytes, size_t length);

/* Reads a file ("-" is standard input). Returns 0, or -1 with errno set. */
int source_read(Sources *sources, const char *path, uint16_t *file);

/* Line and column count from 1; the column counts UTF-8 characters. */
typedef struct {
  uint32_t line, column;
} Position;
Position source_position(const Sources *sources, uint16_t file, uint32_t offset);

/* The text of one line without its newline. */
Text source_line(const Sources *sources, uint16_t file, uint32_t line);

Span span_join(Span first, Span last);

#endif
