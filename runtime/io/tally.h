/* How often each of a number of texts came up: ignored fields, unlisted spellings. Bounded: what
 * comes after TALLY_TEXTS different texts, or is long, is counted together. */
#ifndef MOPS_IO_TALLY_H
#define MOPS_IO_TALLY_H

#include <stddef.h>
#include <stdint.h>

enum { TALLY_TEXTS = 500, TALLY_TEXT_SIZE = 120 };

typedef struct {
  char text[TALLY_TEXT_SIZE];
  uint64_t times;
} TallyEntry;

/* Starts as {0}. */
typedef struct {
  TallyEntry *entries;
  uint32_t count, room;
  uint64_t total, others; /* others: counted, but not by text */
} Tally;

void tally_add(Tally *tally, const char *text, size_t length, uint64_t times);
/* The most frequent first, at one frequency by text. */
void tally_sort(Tally *tally);
void tally_free(Tally *tally);

#endif
