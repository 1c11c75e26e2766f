/* Texts as numbers. Rules never compare bytes: when a record comes in, each text is looked up once
 * in the prefix tree of the literals that its field is compared with, and only its class is kept.
 */
#ifndef MOPS_TEXT_H
#define MOPS_TEXT_H

#include <stddef.h>
#include <string.h>

#include "runtime/agreement.h"

/* Where a text ends in a tree: the node, and whether the text goes on beyond it. */
typedef struct {
  uint32_t node;
  int beyond;
} TextEnd;

/* Which letters' case does not count. What is folded is compared with a tree whose labels are lower
 * case. The first two are an image's `fold`: addresses and domains have letters of ASCII alone. */
typedef enum { FOLD_NOTHING, FOLD_ASCII, FOLD_LETTERS } Folding;

TextEnd text_walk(const mops_agreement *agreement, uint32_t root, const char *bytes, size_t length,
                  Folding folding);
/* folding: nothing or ASCII, because characters of two bytes stand reversed. */
TextEnd text_walk_backward(const mops_agreement *agreement, uint32_t root, const char *bytes,
                           size_t length, Folding folding);
int64_t text_class(const mops_agreement *agreement, TextEnd end);

/* A lexicon's answer for an outside spelling, without case and outer blanks: a value,
 * VALUE_MISSING, or VALUE_ABSENT if it is not listed. */
int64_t text_lookup(const mops_agreement *agreement, uint32_t root, const char *bytes,
                    size_t length);

/* What a class tells of its text: the longest literal that it starts with (backward: ends with).
 * Writes at most size bytes with the NUL, returns the length; *whole: the text is that literal. */
size_t text_of_class(const mops_agreement *agreement, uint32_t root, int64_t class_number,
                     char *out, size_t size, int *whole);

int text_is_utf8(const char *bytes, size_t length);

/* Eight bytes at a time, the last ones once more if need be: most texts are nothing else. */
static inline int text_is_ascii(const char *bytes, size_t length) {
  uint64_t word, all = 0;
  size_t i = 0;
  for (; i + sizeof word <= length; i += sizeof word) {
    memcpy(&word, bytes + i, sizeof word);
    all |= word;
  }
  if (i > 0 && i < length) {
    memcpy(&word, bytes + length - sizeof word, sizeof word);
    all |= word;
    i = length;
  }
  for (; i < length; i++) all |= (unsigned char)bytes[i];
  return (all & UINT64_C(0x8080808080808080)) == 0;
}

static inline int text_is_blank(char byte) {
  return (unsigned char)byte <= ' ' &&
         (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n');
}

/* Narrows a text to what stands between its outer blanks. */
static inline void text_trim(const char **bytes, size_t *length) {
  while (*length && text_is_blank(**bytes)) ++*bytes, --*length;
  while (*length && text_is_blank((*bytes)[*length - 1])) --*length;
}

/* 63 bits that tell texts apart: FNV-1a 64 without its highest bit. folding: nothing or ASCII. */
int64_t text_fingerprint(const char *bytes, size_t length, Folding folding);

#endif
