/* The compiler's one memory: chunks that only grow, freed together. A chunk doubles in size up to a
 * limit, so that a small agreement costs little and a large one few calls. */
#include "compiler/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Chunk Chunk;
struct Chunk {
  Chunk *next;
  size_t used, size;
  max_align_t bytes[];
};

struct Arena {
  Chunk *chunks; /* the newest first: the only one that still has room */
};

enum { FIRST_CHUNK = 1 << 14, LARGEST_CHUNK = 1 << 20, EXIT_OUT_OF_MEMORY = 4 };

static void *or_exit(void *memory) {
  if (!memory) {
    fputs("mopsc: out of memory\n", stderr);
    exit(EXIT_OUT_OF_MEMORY);
  }
  return memory;
}

Arena *arena_create(void) {
  return or_exit(calloc(1, sizeof(Arena)));
}

void arena_free(Arena *arena) {
  if (!arena) return;
  for (Chunk *chunk = arena->chunks; chunk;) {
    Chunk *next = chunk->next;
    free(chunk);
    chunk = next;
  }
  free(arena);
}

static Chunk *add_chunk(Arena *arena, size_t needed) {
  size_t size = arena->chunks ? arena->chunks->size * 2 : FIRST_CHUNK;
  if (size > LARGEST_CHUNK) size = LARGEST_CHUNK;
  if (size < needed) size = needed;
  Chunk *chunk = or_exit(calloc(1, sizeof(Chunk) + size));
  chunk->size = size;
  chunk->next = arena->chunks;
  arena->chunks = chunk;
  return chunk;
}

void *arena_take(Arena *arena, size_t size) {
  size_t align = sizeof(max_align_t);
  if (size > SIZE_MAX / 2) or_exit(NULL);
  size = (size + align - 1) / align * align;
  Chunk *chunk = arena->chunks;
  if (!chunk || chunk->size - chunk->used < size) chunk = add_chunk(arena, size);
  void *memory = (char *)chunk->bytes + chunk->used;
  chunk->used += size;
  return memory;
}

Text text_copy(Arena *arena, const char *bytes, size_t length) {
  if (length > UINT32_MAX - 1) or_exit(NULL);
  char *copy = arena_take(arena, length + 1);
  if (length) memcpy(copy, bytes, length);
  return (Text){copy, (uint32_t)length};
}

static Text format_arguments(Arena *arena, const char *format, va_list arguments, int length) {
  char *bytes = arena_take(arena, (size_t)length + 1);
  vsnprintf(bytes, (size_t)length + 1, format, arguments);
  return (Text){bytes, (uint32_t)length};
}

Text text_format(Arena *arena, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  va_start(arguments, format);
  Text text = format_arguments(arena, format, arguments, length < 0 ? 0 : length);
  va_end(arguments);
  return text;
}

Text text_of(const char *literal) {
  return (Text){literal, (uint32_t)strlen(literal)};
}

int text_equal(Text a, Text b) {
  return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

int text_is(Text a, const char *literal) {
  return text_equal(a, text_of(literal));
}

void *array_room(Arena *arena, void *items, size_t size, uint32_t count, uint32_t *capacity) {
  if (count < *capacity) return items;
  *capacity = *capacity ? *capacity * 2 : 4;
  void *larger = arena_take(arena, *capacity * size);
  if (count) memcpy(larger, items, count * size);
  return larger;
}

void list_add(Arena *arena, List *list, void *item) {
  list->items = array_room(arena, list->items, sizeof item, list->count, &list->capacity);
  list->items[list->count++] = item;
}
