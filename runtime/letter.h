/* Upper and lower case, as both sides know it: where case does not count, the compiler writes what
 * is looked for in lower case, and the runtime reads what comes in as lower case. The letters are
 * those of ASCII and of letter.c's table; a letter and its capital take equally many bytes, so no
 * text becomes longer or shorter. */
#ifndef MOPS_LETTER_H
#define MOPS_LETTER_H

#include <stddef.h>

/* A character of two bytes in UTF-8. */
typedef struct {
  unsigned char lead, tail;
} WideLetter;

static inline unsigned char letter_lower_ascii(unsigned char byte) {
  return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + 32) : byte;
}

/* Its lower case; itself if it has none, also if these two bytes are no character. */
WideLetter letter_lower(WideLetter letter);

/* The byte at `at` of the text first .. end - 1 in lower case, where it is beyond ASCII: half of a
 * character. */
unsigned char letter_lower_half(const unsigned char *at, const unsigned char *first,
                                const unsigned char *end);

/* Writes a text in lower case; out has room for its length, and may be the text itself. */
void letters_lower(const char *bytes, size_t length, char *out);

#endif
