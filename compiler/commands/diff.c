/* Myers' greedy algorithm ("An O(ND) Difference Algorithm and Its Variations", 1986), on lines. For
 * each number of differences it keeps how far one gets on each diagonal, so that the way can be
 * followed back; hence the limit on differences. */
#include "compiler/commands/diff.h"

#include <string.h>

enum { CONTEXT = 3, MOST_DIFFERENCES = 1024 };

typedef struct {
  Text *lines; /* with their newlines */
  uint32_t count;
} Side;

typedef struct {
  Arena *arena;
  Side from, to;
  uint32_t start; /* equal lines before the first difference */
  uint32_t from_end, to_end;
  unsigned char *gone;  /* lines that are in the first text alone */
  unsigned char *added; /* lines that are in the second text alone */
} Diff;

static Side split(Arena *arena, Text text) {
  uint32_t count = 1;
  for (uint32_t i = 0; i < text.length; i++) count += text.bytes[i] == '\n';
  Side side = {arena_take(arena, count * sizeof(Text)), 0};
  const char *at = text.bytes, *end = at + text.length;
  while (at < end) {
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    const char *next = newline ? newline + 1 : end;
    side.lines[side.count++] = (Text){at, (uint32_t)(next - at)};
    at = next;
  }
  return side;
}

static int equal(const Diff *diff, uint32_t from, uint32_t to) {
  return text_equal(diff->from.lines[from], diff->to.lines[to]);
}

static void trim(Diff *diff) {
  diff->from_end = diff->from.count;
  diff->to_end = diff->to.count;
  while (diff->start < diff->from_end && diff->start < diff->to_end &&
         equal(diff, diff->start, diff->start)) {
    diff->start++;
  }
  while (diff->from_end > diff->start && diff->to_end > diff->start &&
         equal(diff, diff->from_end - 1, diff->to_end - 1)) {
    diff->from_end--;
    diff->to_end--;
  }
}

/* ---- Myers: x counts the first text's lines, y the second's; diagonal k is x - y ---- */

/* How far x gets with d differences: reach[d][k], k from -d to d. */
typedef struct {
  int32_t *reach[MOST_DIFFERENCES + 1];
} Trace;

static int32_t reach_of(const Trace *trace, int32_t d, int32_t k) {
  return trace->reach[d][k + d];
}

/* Whether the d-th difference on diagonal k is an added line, so that it comes from k + 1. */
static int is_addition(const Trace *trace, int32_t d, int32_t k) {
  if (k == -d) return 1;
  return k != d && reach_of(trace, d - 1, k - 1) < reach_of(trace, d - 1, k + 1);
}

static int32_t step(const Trace *trace, int32_t d, int32_t k) {
  if (d == 0) return 0;
  return is_addition(trace, d, k) ? reach_of(trace, d - 1, k + 1)
                                  : reach_of(trace, d - 1, k - 1) + 1;
}

/* Goes on along equal lines. */
static int32_t slide(const Diff *diff, int32_t x, int32_t k) {
  int32_t most_x = (int32_t)(diff->from_end - diff->start);
  int32_t most_y = (int32_t)(diff->to_end - diff->start);
  while (x < most_x && x - k < most_y &&
         equal(diff, diff->start + (uint32_t)x, diff->start + (uint32_t)(x - k))) {
    x++;
  }
  return x;
}

/* The number of differences, or -1 if there are too many. */
static int32_t find_way(Diff *diff, Trace *trace) {
  int32_t last_x = (int32_t)(diff->from_end - diff->start);
  int32_t last_k = last_x - (int32_t)(diff->to_end - diff->start);
  for (int32_t d = 0; d <= MOST_DIFFERENCES; d++) {
    trace->reach[d] = arena_take(diff->arena, (2 * (size_t)d + 1) * sizeof(int32_t));
    for (int32_t k = -d; k <= d; k += 2) {
      int32_t x = slide(diff, step(trace, d, k), k);
      trace->reach[d][k + d] = x;
      if (k == last_k && x == last_x) return d;
    }
  }
  return -1;
}

static void follow_back(Diff *diff, const Trace *trace, int32_t d) {
  int32_t x = (int32_t)(diff->from_end - diff->start);
  int32_t k = x - (int32_t)(diff->to_end - diff->start);
  for (; d > 0; d--) {
    int addition = is_addition(trace, d, k);
    k += addition ? 1 : -1;
    x = reach_of(trace, d - 1, k);
    if (addition)
      diff->added[diff->start + (uint32_t)(x - k)] = 1;
    else
      diff->gone[diff->start + (uint32_t)x] = 1;
  }
}

static void compare(Diff *diff) {
  Trace trace;
  trim(diff);
  diff->gone = arena_take(diff->arena, diff->from.count + 1);
  diff->added = arena_take(diff->arena, diff->to.count + 1);
  int32_t differences = find_way(diff, &trace);
  if (differences >= 0) {
    follow_back(diff, &trace, differences);
    return;
  }
  memset(diff->gone + diff->start, 1, diff->from_end - diff->start);
  memset(diff->added + diff->start, 1, diff->to_end - diff->start);
}

/* ---- writing ---- */

static void write_line(char sign, Text line, FILE *out) {
  fputc(sign, out);
  fwrite(line.bytes, 1, line.length, out);
  int ended = line.length > 0 && line.bytes[line.length - 1] == '\n';
  if (!ended) fputs("\n\\ No newline at end of file\n", out);
}

/* A place in both texts: that many lines of each are behind it. */
typedef struct {
  uint32_t from, to;
} Place;

static int differs(const Diff *diff, Place place) {
  return diff->gone[place.from] || diff->added[place.to];
}

static int at_end(const Diff *diff, Place place) {
  return place.from == diff->from.count && place.to == diff->to.count;
}

static Place after_change(const Diff *diff, Place place) {
  while (diff->gone[place.from]) place.from++;
  while (diff->added[place.to]) place.to++;
  return place;
}

/* Lines that are equal from here on, at most `most`. */
static uint32_t equal_lines(const Diff *diff, Place place, uint32_t most) {
  uint32_t count = 0;
  while (count < most && !at_end(diff, place) && !differs(diff, place)) {
    place.from++;
    place.to++;
    count++;
  }
  return count;
}

/* Where the hunk ends whose first change is at this place: changes with few lines between them are
 * told together. */
static Place end_of_hunk(const Diff *diff, Place place) {
  for (;;) {
    place = after_change(diff, place);
    uint32_t between = equal_lines(diff, place, 2 * CONTEXT + 1);
    Place next = {place.from + between, place.to + between};
    int goes_on = between <= 2 * CONTEXT && !at_end(diff, next);
    if (!goes_on && between > CONTEXT) between = CONTEXT;
    place.from += between;
    place.to += between;
    if (!goes_on) return place;
  }
}

/* A range of no lines is named by the line before it. */
static void write_range(char sign, uint32_t start, uint32_t end, FILE *out) {
  uint32_t count = end - start;
  fprintf(out, "%c%u", sign, start + (count > 0));
  if (count != 1) fprintf(out, ",%u", count);
}

static void write_hunk(const Diff *diff, Place start, Place end, FILE *out) {
  fputs("@@ ", out);
  write_range('-', start.from, end.from, out);
  fputc(' ', out);
  write_range('+', start.to, end.to, out);
  fputs(" @@\n", out);
  for (Place place = start; place.from < end.from || place.to < end.to;) {
    for (; diff->gone[place.from]; place.from++) write_line('-', diff->from.lines[place.from], out);
    for (; diff->added[place.to]; place.to++) write_line('+', diff->to.lines[place.to], out);
    if (place.from == end.from) break;
    write_line(' ', diff->from.lines[place.from++], out);
    place.to++;
  }
}

void diff_write(Arena *arena, const char *path, Text from, Text to, FILE *out) {
  Diff diff = {.arena = arena, .from = split(arena, from), .to = split(arena, to)};
  compare(&diff);
  Place place = {diff.start, diff.start};
  if (at_end(&diff, place)) return;
  fprintf(out, "--- %s\n+++ %s\n", path, path);
  while (!at_end(&diff, place)) {
    uint32_t before = place.from < CONTEXT ? place.from : CONTEXT;
    Place end = end_of_hunk(&diff, place);
    write_hunk(&diff, (Place){place.from - before, place.to - before}, end, out);
    uint32_t equal_after = equal_lines(&diff, end, UINT32_MAX);
    place = (Place){end.from + equal_after, end.to + equal_after};
  }
}
