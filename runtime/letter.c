/* The capitals beyond ASCII. Left out is what has no counterpart of two bytes, or none at all:
 * dotted and dotless I (both would be i's or I's), kra, the n after an apostrophe, the long s, and
 * sharp s. */
#include "runtime/letter.h"

#include <stdint.h>
#include <string.h>

/* Each step-th character of first .. last has its lower case so much further on. Rising. */
static const struct {
  uint16_t first, last, step;
  int16_t further;
} capitals[] = {
    {0x00C0, 0x00D6, 1, 32},   /* Latin-1: A with grave .. O with diaeresis */
    {0x00D8, 0x00DE, 1, 32},   /* O with stroke .. thorn; the multiplication sign stands between */
    {0x0100, 0x012E, 2, 1},    /* Latin Extended-A: in pairs, from A with macron on */
    {0x0132, 0x0136, 2, 1},    /* ligature IJ, after dotted and dotless I, .. K with cedilla */
    {0x0139, 0x0147, 2, 1},    /* L with acute, after kra, .. N with caron */
    {0x014A, 0x0176, 2, 1},    /* eng, after the n with an apostrophe, .. Y with circumflex */
    {0x0178, 0x0178, 1, -121}, /* Y with diaeresis: its lower case is in Latin-1 */
    {0x0179, 0x017D, 2, 1},    /* Z with acute .. Z with caron */
    {0x0218, 0x021A, 2, 1},    /* Romanian: S and T with comma below */
    {0x0386, 0x0386, 1, 38},   /* Greek, with tonos: alpha */
    {0x0388, 0x038A, 1, 37},   /* epsilon, eta, iota */
    {0x038C, 0x038C, 1, 64},   /* omicron */
    {0x038E, 0x038F, 1, 63},   /* upsilon, omega */
    {0x0391, 0x03A1, 1, 32},   /* alpha .. rho */
    {0x03A3, 0x03AB, 1, 32},   /* sigma .. upsilon with dialytika */
    {0x03C2, 0x03C2, 1, 1},    /* the final sigma is a sigma */
    {0x0400, 0x040F, 1, 80},   /* Cyrillic: ie with grave .. dzhe */
    {0x0410, 0x042F, 1, 32},   /* a .. ya */
    {0x0490, 0x0490, 1, 1},    /* Ukrainian: ghe with upturn */
};

enum { CAPITAL_ROWS = sizeof capitals / sizeof *capitals };

static unsigned lower_of(unsigned code) {
  size_t row = 0;
  for (size_t left = CAPITAL_ROWS, half; left > 1; left -= half) {
    half = left / 2;
    row = capitals[row + half].first <= code ? row + half : row;
  }
  if (code < capitals[row].first || code > capitals[row].last) return code;
  if ((code - capitals[row].first) % capitals[row].step) return code;
  return (unsigned)((int)code + capitals[row].further);
}

WideLetter letter_lower(WideLetter letter) {
  if (letter.lead < 0xC2 || letter.lead > 0xDF || (letter.tail & 0xC0) != 0x80) return letter;
  unsigned code = lower_of((letter.lead & 0x1Fu) << 6 | (letter.tail & 0x3Fu));
  return (WideLetter){(unsigned char)(0xC0 | code >> 6), (unsigned char)(0x80 | (code & 0x3F))};
}

unsigned char letter_lower_half(const unsigned char *at, const unsigned char *first,
                                const unsigned char *end) {
  int leads = *at >= 0xC0;
  if (leads ? at + 1 == end : at == first) return *at;
  if (leads) return letter_lower((WideLetter){at[0], at[1]}).lead;
  return letter_lower((WideLetter){at[-1], at[0]}).tail;
}

void letters_lower(const char *bytes, size_t length, char *out) {
  memmove(out, bytes, length);
  unsigned char *text = (unsigned char *)out;
  for (size_t i = 0; i < length; i++) {
    text[i] = letter_lower_ascii(text[i]);
    if (text[i] < 0xC0 || i + 1 == length) continue;
    WideLetter letter = letter_lower((WideLetter){text[i], text[i + 1]});
    text[i] = letter.lead;
    text[i + 1] = letter.tail;
  }
}
