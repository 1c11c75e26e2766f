/* Texts, numbered in the order in which they first came up: leads, and the names that decisions
 * have of stages, owners, SLAs. A name costs one hash lookup. */
#ifndef MOPS_REPORT_KEYS_H
#define MOPS_REPORT_KEYS_H

#include "compiler/arena.h"

#define NO_KEY UINT32_MAX

typedef struct {
  Arena *arena;
  uint32_t most;    /* how many different texts there may be; 0: as many as come */
  uint32_t *places; /* by hash: a number + 1, or 0 */
  uint32_t place_count;
  Text *texts; /* by number */
  uint32_t count, capacity;
} Keys;

/* Starts as {.arena = …, .most = …}. The text's number: a new one if it is new; NO_KEY: there are
 * too many already. */
uint32_t keys_number(Keys *keys, const char *bytes, uint32_t length);

/* The number of a text that is there, or NO_KEY. */
uint32_t keys_find(const Keys *keys, const char *bytes, uint32_t length);

#endif
