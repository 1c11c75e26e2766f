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

/* A text that others are compared with. Its first 16 bytes are compared all at once, because a loop
 * over names of all lengths is one that no processor can foresee (a tenth of the time of reading).
 */
typedef struct {
  uint64_t head[2], mask[2];
  const char *bytes;
  size_t length;
} Expected;

/* So many bytes of the other text may be read, however short it is: whatever holds texts has room
 * for them behind the last one. */
enum { BYTES_READABLE = 64 };

static inline Expected expected_text(const char *bytes, size_t length) {
  Expected text = {{0, 0}, {0, 0}, bytes, length};
  size_t head = length < sizeof text.head ? length : sizeof text.head;
  memcpy(text.head, bytes, head);
  memset(text.mask, 0xFF, head);
  return text;
}

/* Whether a text of at most BYTES_READABLE bytes stands at the beginning of other bytes. */
static inline int begins_expected(const Expected *text, const char *bytes) {
  uint64_t differ = ((bytes_word(bytes) ^ text->head[0]) & text->mask[0]) |
                    ((bytes_word(bytes + 8) ^ text->head[1]) & text->mask[1]);
  if (differ) return 0;
  return text->length <= 16 || memcmp(bytes + 16, text->bytes + 16, text->length - 16) == 0;
}

static inline int is_expected(const Expected *text, const char *bytes, size_t length) {
  if (length != text->length || length > BYTES_READABLE)
    return length == text->length && memcmp(bytes, text->bytes, length) == 0;
  return begins_expected(text, bytes);
}

/* A place in a table of what came up recently: this tells most of a few texts apart. */
enum { BYTES_PLACES = 64 };
static inline uint32_t bytes_place(const char *bytes, size_t length) {
  if (length == 0) return 0;
  unsigned char first = (unsigned char)bytes[0], last = (unsigned char)bytes[length - 1];
  return ((uint32_t)length * 7 + first + last * 3u) % BYTES_PLACES;
}

#endif
