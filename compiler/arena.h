/* One arena holds everything that a compilation allocates: sources, names, the syntax tree, the
 * model, diagnostics, code. It is freed in one call, so no module of the compiler frees a node and
 * none asks who owns one. Given up for it: memory of dropped nodes is kept until the end.
 * Exhausted memory ends the process with exit status 4: a compiler has nobody to hand it to. */
#ifndef MOPS_ARENA_H
#define MOPS_ARENA_H

#include <stddef.h>
#include <stdint.h>

typedef struct Arena Arena;

Arena *arena_create(void);
void arena_free(Arena *arena);

/* Zeroed memory, aligned for any object; lives until arena_free. */
void *arena_take(Arena *arena, size_t size);

/* A run of bytes with its length; always followed by a NUL that the length does not count. */
typedef struct {
  const char *bytes;
  uint32_t length;
} Text;

Text text_copy(Arena *arena, const char *bytes, size_t length);
Text text_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
Text text_of(const char *literal);
int text_equal(Text a, Text b);
int text_is(Text a, const char *literal);

/* Room for one more in an array of `count` items of a size: the array itself if it has room for
 * *capacity, or else a larger copy, whose further items are zeroed. At first both are 0 and NULL.
 */
void *array_room(Arena *arena, void *items, size_t size, uint32_t count, uint32_t *capacity);

/* A growing array of pointers in an arena. items is NULL while count is 0. */
typedef struct {
  void **items;
  uint32_t count, capacity;
} List;

void list_add(Arena *arena, List *list, void *item);

#endif
