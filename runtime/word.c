/* One pass over the characters of a text. It is UTF-8, but nothing here relies on it. */
#include "runtime/word.h"

#include <string.h>

#include "runtime/letter.h"

typedef enum { MARK_SEPARATOR, MARK_LETTER, MARK_DIGIT, MARK_DOT, MARK_APOSTROPHE } Mark;

static Mark ascii_mark(unsigned char byte) {
  if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')) return MARK_LETTER;
  if (byte >= '0' && byte <= '9') return MARK_DIGIT;
  return byte == '.' ? MARK_DOT : byte == '\'' ? MARK_APOSTROPHE : MARK_SEPARATOR;
}

static int starts_with(const unsigned char *text, size_t left, const char *bytes) {
  size_t length = strlen(bytes);
  return left >= length && memcmp(text, bytes, length) == 0;
}

/* Beyond ASCII everything is a letter but Latin-1's marks and general punctuation: dashes, curly
 * quotes. */
static Mark wide_mark(const unsigned char *text, size_t left) {
  if (text[0] == 0xC2 || starts_with(text, left, "\xC3\x97") || starts_with(text, left, "\xC3\xB7"))
    return MARK_SEPARATOR;
  if (starts_with(text, left, "\xE2\x80\x99")) return MARK_APOSTROPHE;
  if (starts_with(text, left, "\xE2\x80")) return MARK_SEPARATOR;
  if (starts_with(text, left, "\xE2\x81") && left > 2 && text[2] < 0xB0) return MARK_SEPARATOR;
  return MARK_LETTER;
}

/* What the character at the start of a text is, and how many bytes it has. */
static Mark mark_at(const unsigned char *text, size_t left, size_t *size) {
  *size = 1;
  if (text[0] < 0x80) return ascii_mark(text[0]);
  while (*size < left && (text[*size] & 0xC0) == 0x80) ++*size;
  return wide_mark(text, left);
}

static int is_letter(const unsigned char *text, size_t left) {
  size_t size;
  return left > 0 && mark_at(text, left, &size) == MARK_LETTER;
}

size_t word_fold(const char *bytes, size_t length, int dots, char *out) {
  const unsigned char *text = (const unsigned char *)bytes;
  size_t written = 0, run = 0; /* characters since the last separator or dot */
  Mark last = MARK_SEPARATOR;
  out[written++] = ' ';
  for (size_t i = 0, size; i < length; i += size) {
    Mark mark = mark_at(text + i, length - i, &size);
    if (mark == MARK_LETTER || mark == MARK_DIGIT) {
      if (size == 1)
        out[written] = (char)letter_lower_ascii(text[i]);
      else
        letters_lower(bytes + i, size, out + written);
      written += size;
      run++;
    } else {
      int after_letter = last == MARK_LETTER && (mark == MARK_APOSTROPHE || run == 1);
      int joins = mark == MARK_DOT ? dots && after_letter
                  : mark == MARK_APOSTROPHE
                      ? after_letter && is_letter(text + i + size, length - i - size)
                      : 0;
      if (!joins && out[written - 1] != ' ') out[written++] = ' ';
      if (!joins || mark == MARK_DOT) run = 0;
    }
    last = mark;
  }
  if (out[written - 1] != ' ') out[written++] = ' ';
  return written;
}
