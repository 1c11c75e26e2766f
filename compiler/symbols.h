/* Names of one kind, in the order in which they were declared, found by hash: an agreement of ten
 * thousand lines is checked in time that grows with its length. */
#ifndef MOPS_SYMBOLS_H
#define MOPS_SYMBOLS_H

#include "compiler/names.h"
#include "compiler/source.h"

typedef struct {
  Text name;
  void *value;
  Span span; /* where it was declared */
} Symbol;

/* Zeroed memory is an empty table. */
typedef struct {
  Symbol *entries; /* as declared */
  uint32_t count, capacity;
  uint32_t *slots; /* position in entries + 1, or 0 */
  uint32_t slot_count;
} Symbols;

/* Enters a name. Returns NULL, or the symbol that has the name already (nothing changes then). */
const Symbol *symbols_add(Arena *arena, Symbols *symbols, Text name, void *value, Span span);

const Symbol *symbols_find(const Symbols *symbols, Text name);

/* The value of a name, or NULL. */
void *symbols_value(const Symbols *symbols, Text name);

void symbols_offer(const Symbols *symbols, Nearest *nearest);

#endif
