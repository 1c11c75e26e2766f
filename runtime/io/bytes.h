/* Short texts compared where calling memcmp would take most of the time: the names of fields and
 * event types, some of each in every record. */
#ifndef MOPS_IO_BYTES_H
#define MOPS_IO_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t bytes_word(const char *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

/* The last word, or half of one, overlaps the one before. */
static inline int bytes_equal(const char *a, const char *b, size_t length) {
  if (length >= 8) {
    for (size_t i = 0; i < length - 8; i += 8)
      if (bytes_word(a + i) != bytes_word(b + i)) return 0;
    return bytes_word(a + length - 8) == bytes_word(b + length - 8);
  }
  if (length >= 4) {
    uint32_t first_a, first_b, last_a, last_b;
    memcpy(&first_a, a, 4), memcpy(&last_a, a + length - 4, 4);
    memcpy(&first_b, b, 4), memcpy(&last_b, b + length - 4, 4);
    return ((first_a ^ first_b) | (last_a ^ last_b)) == 0;
  }
  for (size_t i = 0; i < length; i++)
    if (a[i] != b[i]) return 0;
  return 1;
}

/* A place in a table of what came up recently: this tells most of a few texts apart. */
enum { BYTES_PLACES = 64 };
static inline uint32_t bytes_place(const char *bytes, size_t length) {
  if (length == 0) return 0;
  unsigned char first = (unsigned char)bytes[0], last = (unsigned char)bytes[length - 1];
  return ((uint32_t)length * 7 + first + last * 3u) % BYTES_PLACES;
}

#endif
