/* Holds the texts of all files of one compilation and finds the line and column of a place. Lines
 * are found once per file; a position then costs a binary search and one walk along its line. */
#include "compiler/source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void find_lines(Arena *arena, Source *source) {
  uint32_t count = 1;
  for (uint32_t i = 0; i < source->text.length; i++) count += source->text.bytes[i] == '\n';
  source->line_starts = arena_take(arena, count * sizeof *source->line_starts);
  source->line_count = 1;
  for (uint32_t i = 0; i < source->text.length; i++) {
    if (source->text.bytes[i] == '\n') source->line_starts[source->line_count++] = i + 1;
  }
}

/* Takes over a text that is in the arena already. */
static uint16_t add_text(Sources *sources, Text path, Text text) {
  sources->files = array_room(sources->arena, sources->files, sizeof *sources->files,
                              sources->count, &sources->capacity);
  Source *source = &sources->files[sources->count];
  source->path = text_copy(sources->arena, path.bytes, path.length);
  source->text = text;
  source->used_as = text_of("");
  source->is_library = 0;
  find_lines(sources->arena, source);
  return sources->count++;
}

uint16_t source_add(Sources *sources, Text path, const char *bytes, size_t length) {
  return add_text(sources, path, text_copy(sources->arena, bytes, length));
}

/* The whole stream in the arena: read in pieces, because a pipe does not know its length. */
static int read_all(Arena *arena, FILE *stream, Text *text) {
  size_t capacity = 1 << 16, length = 0;
  char *bytes = arena_take(arena, capacity);
  for (;;) {
    length += fread(bytes + length, 1, capacity - 1 - length, stream);
    if (ferror(stream)) return -1;
    if (length < capacity - 1) break;
    if (capacity > UINT32_MAX / 4) {
      errno = EFBIG;
      return -1;
    }
    char *larger = arena_take(arena, capacity * 2);
    memcpy(larger, bytes, length);
    bytes = larger;
    capacity *= 2;
  }
  *text = (Text){bytes, (uint32_t)length};
  return 0;
}

int source_read(Sources *sources, const char *path, uint16_t *file) {
  int standard_input = strcmp(path, "-") == 0;
  FILE *stream = standard_input ? stdin : fopen(path, "rb");
  if (!stream) return -1;
  Text text;
  int result = read_all(sources->arena, stream, &text);
  int problem = errno;
  if (!standard_input) fclose(stream);
  errno = problem;
  if (result == 0) *file = add_text(sources, text_of(path), text);
  return result;
}

/* The last line that starts at or before the offset. */
static uint32_t line_of(const Source *source, uint32_t offset) {
  uint32_t low = 0, high = source->line_count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (source->line_starts[middle] <= offset) low = middle;
    else high = middle;
  }
  return low;
}

Position source_position(const Sources *sources, uint16_t file, uint32_t offset) {
  const Source *source = &sources->files[file];
  if (offset > source->text.length) offset = source->text.length;
  uint32_t line = line_of(source, offset), column = 1;
  for (uint32_t i = source->line_starts[line]; i < offset; i++) {
    int continuation = ((unsigned char)source->text.bytes[i] & 0xC0) == 0x80;
    if (!continuation) column++;
  }
  return (Position){line + 1, column};
}

Text source_line(const Sources *sources, uint16_t file, uint32_t line) {
  const Source *source = &sources->files[file];
  if (line < 1 || line > source->line_count) return (Text){"", 0};
  uint32_t start = source->line_starts[line - 1];
  uint32_t end = line < source->line_count ? source->line_starts[line] - 1 : source->text.length;
  if (end > start && source->text.bytes[end - 1] == '\r') end--;
  return (Text){source->text.bytes + start, end - start};
}

Span span_join(Span first, Span last) {
  return (Span){first.start, last.end, first.file};
}
