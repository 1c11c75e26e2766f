/* The one allocation path of the library. */
#include "runtime/memory.h"

#include <stdlib.h>
#include <string.h>

static void *resize_default(void *host, void *memory, size_t old_size, size_t size) {
  (void)host, (void)old_size;
  if (size) return realloc(memory, size);
  free(memory);
  return NULL;
}

mops_memory memory_or_default(const mops_memory *memory) {
  return memory && memory->resize ? *memory : (mops_memory){NULL, resize_default};
}

void *memory_resize(const mops_memory *memory, void *block, size_t old_size, size_t size) {
  return memory->resize(memory->host, block, old_size, size);
}

void *memory_take(const mops_memory *memory, size_t count, size_t size) {
  if (!count || !size) count = size = 1;
  if (count > SIZE_MAX / size) return NULL;
  void *block = memory->resize(memory->host, NULL, 0, count * size);
  if (block) memset(block, 0, count * size);
  return block;
}

void memory_free(const mops_memory *memory, void *block, size_t size) {
  if (block) memory->resize(memory->host, block, size ? size : 1, 0);
}
