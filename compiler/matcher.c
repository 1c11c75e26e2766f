/* Aho-Corasick over sorted patterns: states are written breadth first, so that children stand side
 * by side after their parent, and a state's fail link, which leads to a shorter text, before it. */
#include "compiler/matcher.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/word.h"

void matcher_add(Arena *arena, MatcherDraft *draft, Text pattern) {
  symbols_add(arena, &draft->patterns, pattern, NULL, (Span){0});
}

uint32_t matcher_number(const MatcherDraft *draft, Text pattern) {
  return (uint32_t)(symbols_find(&draft->patterns, pattern) - draft->patterns.entries);
}

Text matcher_words(Arena *arena, Text text, int dots) {
  char *words = arena_take(arena, text.length + 3u);
  return (Text){words, (uint32_t)word_fold(text.bytes, text.length, dots, words)};
}

/* ---- states -------------------------------------------------------------------------------- */

/* The patterns low .. high - 1, which share their first bytes: a state. */
typedef struct {
  uint32_t low, high, depth, parent;
} Range;

typedef struct {
  ImageBuilder *builder;
  const Symbol **sorted;
  const MatcherDraft *draft;
  Range *ranges; /* by state, from the root on */
  uint32_t count, capacity, root;
} Growing;

static int compare_patterns(const void *a, const void *b) {
  Text first = (*(const Symbol *const *)a)->name, second = (*(const Symbol *const *)b)->name;
  uint32_t shared = first.length < second.length ? first.length : second.length;
  int order = memcmp(first.bytes, second.bytes, shared);
  return order ? order : (first.length > second.length) - (first.length < second.length);
}

static void add_state(Growing *growing, Range range, uint32_t byte) {
  growing->ranges = array_room(growing->builder->arena, growing->ranges, sizeof range,
                               growing->count, &growing->capacity);
  growing->ranges[growing->count++] = range;
  add_STATE(growing->builder,
            (ImageState){.byte = byte, .fail = growing->root, .output = NONE, .pattern = NONE});
}

static unsigned char byte_at(const Growing *growing, uint32_t pattern, uint32_t depth) {
  return (unsigned char)growing->sorted[pattern]->name.bytes[depth];
}

static void add_children(Growing *growing, uint32_t index) {
  Range range = growing->ranges[index];
  uint32_t first = builder_count(growing->builder, SECTION_STATE), low = range.low;
  if (low < range.high && growing->sorted[low]->name.length == range.depth) {
    const Symbol *ends = growing->sorted[low++];
    row_STATE(growing->builder, growing->root + index)->pattern =
        (uint32_t)(ends - growing->draft->patterns.entries);
  }
  while (low < range.high) {
    uint32_t high = low + 1, byte = byte_at(growing, low, range.depth);
    while (high < range.high && byte_at(growing, high, range.depth) == byte) high++;
    add_state(growing, (Range){low, high, range.depth + 1, index}, byte);
    low = high;
  }
  ImageState *row = row_STATE(growing->builder, growing->root + index);
  row->child_first = first;
  row->child_count = builder_count(growing->builder, SECTION_STATE) - first;
}

/* ---- links --------------------------------------------------------------------------------- */

static uint32_t child_by(const Growing *growing, uint32_t state, uint32_t byte) {
  const ImageState *row = row_STATE(growing->builder, state);
  uint32_t low = row->child_first, high = low + row->child_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2, found = row_STATE(growing->builder, middle)->byte;
    if (found == byte) return middle;
    if (found < byte)
      low = middle + 1;
    else
      high = middle;
  }
  return NONE;
}

/* Of a state below another whose own link is known: the longest end of its text that is a state. */
static void link_state(const Growing *growing, uint32_t index) {
  uint32_t parent = growing->root + growing->ranges[index].parent, root = growing->root;
  ImageState *row = row_STATE(growing->builder, root + index);
  uint32_t found = NONE;
  while (parent != root && found == NONE) {
    parent = row_STATE(growing->builder, parent)->fail;
    found = child_by(growing, parent, row->byte);
  }
  if (found == NONE) return;
  const ImageState *fail = row_STATE(growing->builder, found);
  row->fail = found;
  row->output = fail->pattern != NONE ? found : fail->output;
}

uint32_t matcher_build(ImageBuilder *builder, const MatcherDraft *draft) {
  uint32_t count = draft->patterns.count;
  Growing growing = {.builder = builder, .draft = draft};
  growing.sorted = arena_take(builder->arena, (count + 1) * sizeof *growing.sorted);
  growing.root = builder_count(builder, SECTION_STATE);
  for (uint32_t i = 0; i < count; i++) growing.sorted[i] = &draft->patterns.entries[i];
  qsort(growing.sorted, count, sizeof *growing.sorted, compare_patterns);
  add_state(&growing, (Range){0, count, 0, 0}, 0);
  for (uint32_t i = 0; i < growing.count; i++) add_children(&growing, i); /* it grows meanwhile */
  for (uint32_t i = 1; i < growing.count; i++) link_state(&growing, i);
  return growing.root;
}
