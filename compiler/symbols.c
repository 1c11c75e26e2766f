/* A hash table with open addressing beside an array in the order of declaration, so that
 * suggestions and messages never depend on hash values. */
#include "compiler/symbols.h"

#include <string.h>

static uint32_t hash_text(Text text) {
  uint32_t hash = 2166136261u; /* FNV-1a */
  for (uint32_t i = 0; i < text.length; i++)
    hash = (hash ^ (unsigned char)text.bytes[i]) * 16777619u;
  return hash;
}

/* The slot that holds the name, or the free one where it belongs. */
static uint32_t *find_slot(const Symbols *symbols, Text name) {
  uint32_t mask = symbols->slot_count - 1, at = hash_text(name) & mask;
  while (symbols->slots[at] != 0 &&
         !text_equal(symbols->entries[symbols->slots[at] - 1].name, name))
    at = (at + 1) & mask;
  return &symbols->slots[at];
}

static void grow(Arena *arena, Symbols *symbols) {
  uint32_t capacity = symbols->capacity ? symbols->capacity * 2 : 8;
  Symbol *entries = arena_take(arena, capacity * sizeof *entries);
  if (symbols->count > 0) memcpy(entries, symbols->entries, symbols->count * sizeof *entries);
  symbols->entries = entries;
  symbols->capacity = capacity;
  symbols->slot_count = capacity * 2;
  symbols->slots = arena_take(arena, symbols->slot_count * sizeof *symbols->slots);
  for (uint32_t i = 0; i < symbols->count; i++) *find_slot(symbols, entries[i].name) = i + 1;
}

const Symbol *symbols_add(Arena *arena, Symbols *symbols, Text name, void *value, Span span) {
  if (symbols->count == symbols->capacity) grow(arena, symbols);
  uint32_t *slot = find_slot(symbols, name);
  if (*slot != 0) return &symbols->entries[*slot - 1];
  symbols->entries[symbols->count] = (Symbol){name, value, span};
  *slot = ++symbols->count;
  return NULL;
}

const Symbol *symbols_find(const Symbols *symbols, Text name) {
  if (symbols->count == 0) return NULL;
  uint32_t slot = *find_slot(symbols, name);
  return slot ? &symbols->entries[slot - 1] : NULL;
}

void *symbols_value(const Symbols *symbols, Text name) {
  const Symbol *symbol = symbols_find(symbols, name);
  return symbol ? symbol->value : NULL;
}

void symbols_offer(const Symbols *symbols, Nearest *nearest) {
  for (uint32_t i = 0; i < symbols->count; i++) nearest_offer(nearest, symbols->entries[i].name);
}
