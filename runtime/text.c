/* Walking the prefix trees of an image. The verifier made sure that children follow their parents
 * and that labels are not empty, so every walk ends. */
#include "runtime/text.h"

#include <string.h>

#include "runtime/letter.h"
#include "runtime/rare.h"

static inline unsigned char first_byte(const mops_agreement *agreement, const ImageNode *node) {
  return agreement->BYTE[node->label_first].byte;
}

/* A text that is read byte by byte, in lower case where it is folded. */
typedef struct {
  const unsigned char *first, *end;
  Folding folding;
} Reader;

static inline unsigned char byte_read(const Reader *reader, const unsigned char *at) {
  if (reader->folding == FOLD_NOTHING) return *at;
  if (*at < 0x80 || reader->folding == FOLD_ASCII) return letter_lower_ascii(*at);
  return letter_lower_half(at, reader->first, reader->end);
}

/* Halves what is left without a branch on the byte, which nothing could foresee. */
static const ImageNode *child_with(const mops_agreement *agreement, const ImageNode *node,
                                   unsigned char byte) {
  const ImageNode *child = agreement->NODE + node->child_first;
  if (!node->child_count) return NULL;
  for (uint32_t left = node->child_count, half; left > 1; left -= half) {
    half = left / 2;
    child = first_byte(agreement, child + half) <= byte ? child + half : child;
  }
  return first_byte(agreement, child) == byte ? child : NULL;
}

static WITHIN TextEnd walk(const mops_agreement *agreement, uint32_t root, const char *bytes,
                           size_t length, Folding folding) {
  const unsigned char *text = (const unsigned char *)bytes, *end = text + length;
  const Reader reader = {text, end, folding};
  const ImageNode *node = agreement->NODE + root;
  while (text < end) {
    const ImageNode *child = child_with(agreement, node, byte_read(&reader, text));
    if (!child || (size_t)(end - text) < child->label_length) break;
    const unsigned char *label = &agreement->BYTE[child->label_first].byte;
    uint32_t i = 1;
    while (i < child->label_length && byte_read(&reader, text + i) == label[i]) i++;
    if (i < child->label_length) break;
    text += i;
    node = child;
  }
  return (TextEnd){(uint32_t)(node - agreement->NODE), text < end};
}

/* Where nothing is folded, nothing asks about it byte by byte. */
TextEnd text_walk(const mops_agreement *agreement, uint32_t root, const char *bytes, size_t length,
                  Folding folding) {
  if (folding == FOLD_NOTHING) return walk(agreement, root, bytes, length, FOLD_NOTHING);
  return walk(agreement, root, bytes, length, folding);
}

TextEnd text_walk_backward(const mops_agreement *agreement, uint32_t root, const char *bytes,
                           size_t length, Folding folding) {
  char reversed[MAX_TEXT];
  if (length > sizeof reversed) { /* no literal is longer than a text may be */
    bytes += length - sizeof reversed;
    length = sizeof reversed;
  }
  for (size_t i = 0; i < length; i++) reversed[i] = bytes[length - 1 - i];
  return text_walk(agreement, root, reversed, length, folding);
}

int64_t text_class(const mops_agreement *agreement, TextEnd end) {
  const ImageNode *node = agreement->NODE + end.node;
  return end.beyond ? node->beyond : node->exact;
}

int64_t text_lookup(const mops_agreement *agreement, uint32_t root, const char *bytes,
                    size_t length) {
  text_trim(&bytes, &length);
  TextEnd end = text_walk(agreement, root, bytes, length, FOLD_LETTERS);
  return end.beyond ? VALUE_ABSENT : agreement->NODE[end.node].value;
}

/* The child whose subtree holds the class, or NULL: classes rise in preorder but children stand in
 * the order of their bytes, which is the same order. */
static const ImageNode *child_of_class(const mops_agreement *agreement, const ImageNode *node,
                                       int64_t class_number) {
  const ImageNode *found = NULL;
  for (uint32_t i = 0; i < node->child_count; i++) {
    const ImageNode *child = agreement->NODE + node->child_first + i;
    if (child->exact <= class_number) found = child;
  }
  return found;
}

size_t text_of_class(const mops_agreement *agreement, uint32_t root, int64_t class_number,
                     char *out, size_t size, int *whole) {
  const ImageNode *node = agreement->NODE + root;
  size_t length = 0, literal = 0;
  while (node->exact != class_number && node->beyond != class_number) {
    node = child_of_class(agreement, node, class_number);
    if (!node) break;
    size_t part = node->label_length;
    if (length + part + 1 > size) part = size > length + 1 ? size - length - 1 : 0;
    memcpy(out + length, &agreement->BYTE[node->label_first].byte, part);
    length += part;
    if (node->value != VALUE_ABSENT) literal = length;
  }
  if (size) out[literal] = 0;
  *whole = node && node->exact == class_number && node->value != VALUE_ABSENT;
  return literal;
}

/* Bytes that must follow a leading byte, or -1; *low is the least second byte that is allowed. */
static int utf8_tail(unsigned char lead, unsigned char *low, unsigned char *high) {
  *low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  *high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (lead < 0x80) return 0;
  if (lead >= 0xC2 && lead <= 0xDF) return 1;
  if (lead >= 0xE0 && lead <= 0xEF) return 2;
  if (lead >= 0xF0 && lead <= 0xF4) return 3;
  return -1;
}

int text_is_utf8(const char *bytes, size_t length) {
  const unsigned char *text = (const unsigned char *)bytes;
  if (text_is_ascii(bytes, length)) return 1;
  for (size_t i = 0; i < length;) {
    unsigned char low, high;
    int tail = utf8_tail(text[i], &low, &high);
    if (tail < 0 || (size_t)tail >= length - i) return 0;
    for (int k = 1; k <= tail; k++, low = 0x80, high = 0xBF)
      if (text[i + (size_t)k] < low || text[i + (size_t)k] > high) return 0;
    i += (size_t)tail + 1;
  }
  return 1;
}

int64_t text_fingerprint(const char *bytes, size_t length, Folding folding) {
  uint64_t hash = UINT64_C(14695981039346656037);
  for (size_t i = 0; i < length; i++) {
    unsigned char byte = (unsigned char)bytes[i];
    if (folding == FOLD_ASCII) byte = letter_lower_ascii(byte);
    hash = (hash ^ byte) * UINT64_C(1099511628211);
  }
  return (int64_t)(hash & INT64_MAX);
}
