/* The one allocation path of the library: the host's allocator, or the C library's. */
#ifndef MOPS_MEMORY_H
#define MOPS_MEMORY_H

#include "runtime/mops.h"

mops_memory memory_or_default(const mops_memory *memory);
/* NULL when memory is exhausted; old_size 0 and memory NULL for a new block. */
void *memory_resize(const mops_memory *memory, void *block, size_t old_size, size_t size);
/* A zeroed block of count * size bytes; NULL also when that overflows. */
void *memory_take(const mops_memory *memory, size_t count, size_t size);
void memory_free(const mops_memory *memory, void *block, size_t size);

#endif
