/* Edit distance between names, case aside, with two neighbouring letters swapped counting as one
 * mistake. Three rows of a fixed length are enough: nobody misspells a name of sixty letters into
 * another one. */
#include "compiler/names.h"

enum { LONGEST = 60 };

static unsigned char folded(char byte) {
  unsigned char letter = (unsigned char)byte;
  return letter >= 'A' && letter <= 'Z' ? (unsigned char)(letter - 'A' + 'a') : letter;
}

static uint32_t least(uint32_t a, uint32_t b) {
  return a < b ? a : b;
}

/* One row of the usual table: row[j] is the distance of a's first i letters to b's first j. */
static void fill_row(Text a, Text b, uint32_t i, uint32_t rows[3][LONGEST + 1]) {
  const uint32_t *before_last = rows[(i + 1) % 3], *last = rows[(i + 2) % 3];
  uint32_t *row = rows[i % 3];
  row[0] = i;
  for (uint32_t j = 1; j <= b.length; j++) {
    unsigned char here = folded(a.bytes[i - 1]), there = folded(b.bytes[j - 1]);
    row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + (here != there));
    int swapped = i > 1 && j > 1 && here == folded(b.bytes[j - 2]) &&
                  there == folded(a.bytes[i - 2]);
    if (swapped) row[j] = least(row[j], before_last[j - 2] + 1);
  }
}

static uint32_t distance_between(Text a, Text b) {
  uint32_t rows[3][LONGEST + 1];
  if (a.length > LONGEST || b.length > LONGEST) return UINT32_MAX;
  for (uint32_t j = 0; j <= b.length; j++) rows[0][j] = j;
  for (uint32_t i = 1; i <= a.length; i++) fill_row(a, b, i, rows);
  return rows[a.length % 3][b.length];
}

Nearest nearest_start(Text wanted) {
  return (Nearest){wanted, {"", 0}, UINT32_MAX};
}

void nearest_offer(Nearest *nearest, Text candidate) {
  uint32_t distance = distance_between(nearest->wanted, candidate);
  if (distance >= nearest->distance) return;
  nearest->distance = distance;
  nearest->best = candidate;
}

Text nearest_best(const Nearest *nearest) {
  uint32_t allowed = (nearest->wanted.length + 2) / 3;
  int nothing_left = nearest->distance >= nearest->wanted.length;
  if (nearest->distance > allowed || nothing_left) return (Text){"", 0};
  return nearest->best;
}

Text synonym_of(Text word) {
  static const char *const pairs[][2] = {
      {"status", "stage"},      {"state", "stage"},       {"phase", "stage"},
      {"points", "score"},      {"assignee", "owner"},    {"rep", "owner"},
      {"salesperson", "owner"}, {"account", "company"},   {"organization", "company"},
      {"headcount", "employees"}, {"size", "employees"},  {"mail", "email"},
      {"job_title", "title"},   {"position", "title"},    {"role", "title"},
      {"sector", "industry"},   {"vertical", "industry"}, {"level", "seniority"},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    if (text_is(word, pairs[i][0])) return text_of(pairs[i][1]);
  }
  return (Text){"", 0};
}
