#include "runtime/domain.h"

#include <string.h>

#include "runtime/letter.h"

/* Without what does not tell domains apart: a dot at the end, www at the beginning. */
static void strip(const char **bytes, size_t *length) {
  if (*length && (*bytes)[*length - 1] == '.') --*length;
  if (*length < 5 || !memchr(*bytes + 4, '.', *length - 4)) return; /* www.io has no other name */
  for (int i = 0; i < 4; i++)
    if (letter_lower_ascii((unsigned char)(*bytes)[i]) != (unsigned char)"www."[i]) return;
  *bytes += 4;
  *length -= 4;
}

static uint64_t mixed(uint64_t hash) {
  hash ^= hash >> 32;
  return hash ? hash : 1;
}

static void add_end(uint64_t ends[DOMAIN_WORDS], uint64_t labels, uint64_t hash) {
  if (labels >= 2 && labels - 2 < DOMAIN_ENDS) ends[DOMAIN_FIRST_END + labels - 2] = mixed(hash);
}

/* How many labels it has; 0: one is empty, or has what urls have around a domain. FNV-1a 64 from
 * the last byte to the first, so that each end is a step on the way. */
static uint64_t read_ends(const char *bytes, size_t length, uint64_t ends[DOMAIN_WORDS]) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325), labels = 1;
  size_t label_end = length;
  for (size_t i = length; i-- > 0;) {
    unsigned char byte = letter_lower_ascii((unsigned char)bytes[i]);
    if (byte == '/' || byte == ':') return 0;
    if (byte == '.') {
      if (i + 1 == label_end) return 0;
      add_end(ends, labels++, hash);
      label_end = i;
    }
    hash = (hash ^ byte) * UINT64_C(0x100000001b3);
  }
  if (!label_end) return 0;
  add_end(ends, labels, hash);
  return labels;
}

void domain_ends(const char *bytes, size_t length, uint64_t ends[DOMAIN_WORDS]) {
  memset(ends, 0, DOMAIN_WORDS * sizeof *ends);
  strip(&bytes, &length);
  ends[DOMAIN_LABELS] = read_ends(bytes, length, ends);
  if (!ends[DOMAIN_LABELS]) memset(ends, 0, DOMAIN_WORDS * sizeof *ends);
}

void domain_of_address(const char *bytes, size_t length, uint64_t ends[DOMAIN_WORDS]) {
  const char *at = memchr(bytes, '@', length);
  size_t before = at ? (size_t)(at + 1 - bytes) : length;
  domain_ends(bytes + before, length - before, ends);
}

uint64_t domain_whole(const uint64_t ends[DOMAIN_WORDS]) {
  uint64_t labels = ends[DOMAIN_LABELS];
  return labels >= 2 && labels - 2 < DOMAIN_ENDS ? ends[DOMAIN_FIRST_END + labels - 2] : 0;
}
