/* A prefix tree: sorted literals, split where their next bytes differ. Classes are numbered in
 * preorder, rows are laid out level by level, so that children stand side by side. */
#include "compiler/lexicon.h"

#include <stdlib.h>
#include <string.h>

void lexicon_add(Arena *arena, LexiconDraft *draft, Text text, int64_t value) {
  Literal *literal = arena_take(arena, sizeof *literal);
  literal->text = text;
  literal->value = value;
  list_add(arena, &draft->literals, literal);
}

static int compare_texts(Text a, Text b) {
  uint32_t shared = a.length < b.length ? a.length : b.length;
  int order = shared ? memcmp(a.bytes, b.bytes, shared) : 0;
  return order ? order : (a.length > b.length) - (a.length < b.length);
}

static int compare_literals(const void *a, const void *b) {
  const Literal *const *first = a, *const *second = b;
  return compare_texts((*first)->text, (*second)->text);
}

/* Sorted, each text once; of equal texts the one that was added first. */
static void sort_literals(Arena *arena, LexiconDraft *draft) {
  uint32_t count = draft->literals.count, kept = 0;
  if (!count) return;
  Literal **sorted = arena_take(arena, count * sizeof *sorted), **other;
  memcpy(sorted, draft->literals.items, count * sizeof *sorted);
  /* qsort is not stable: number the literals and break ties by number */
  for (uint32_t i = 0; i < count; i++) sorted[i]->last = i;
  qsort(sorted, count, sizeof *sorted, compare_literals);
  other = arena_take(arena, count * sizeof *other);
  for (uint32_t i = 0; i < count; i++) {
    if (kept && compare_texts(other[kept - 1]->text, sorted[i]->text) == 0) {
      if (sorted[i]->last < other[kept - 1]->last) other[kept - 1] = sorted[i];
      continue;
    }
    other[kept++] = sorted[i];
  }
  draft->literals = (List){(void **)other, kept, count};
}

typedef struct Branch Branch;
struct Branch {
  uint32_t low, high;    /* literals low .. high - 1 have this branch's text as a prefix */
  uint32_t start, depth; /* the label is bytes start .. depth - 1 of any of them */
  uint32_t exact, beyond;
  Literal *literal; /* that ends here, or NULL */
  List children;    /* of Branch */
};

typedef struct {
  Arena *arena;
  Literal **literals;
  uint32_t next_class;
} Growing;

static uint32_t shared_length(Text a, Text b) {
  uint32_t i = 0, limit = a.length < b.length ? a.length : b.length;
  while (i < limit && a.bytes[i] == b.bytes[i]) i++;
  return i;
}

/* Grows the branch of literals low .. high - 1, whose first `start` bytes are above it. Depth of
 * the recursion is at most the length of a literal. */
static Branch *grow(Growing *growing, uint32_t low, uint32_t high, uint32_t start, int root) {
  Branch *branch = arena_take(growing->arena, sizeof *branch);
  Literal **literals = growing->literals;
  *branch = (Branch){.low = low, .high = high, .start = start, .depth = start};
  if (!root) branch->depth = shared_length(literals[low]->text, literals[high - 1]->text);
  branch->exact = growing->next_class++;
  branch->beyond = growing->next_class++;
  if (low < high && literals[low]->text.length == branch->depth) branch->literal = literals[low++];
  while (low < high) {
    uint32_t end = low + 1;
    while (end < high &&
           literals[end]->text.bytes[branch->depth] == literals[low]->text.bytes[branch->depth])
      end++;
    list_add(growing->arena, &branch->children, grow(growing, low, end, branch->depth, 0));
    low = end;
  }
  if (branch->literal) {
    branch->literal->exact = branch->exact;
    branch->literal->last = growing->next_class - 1;
  }
  return branch;
}

static ImageNode node_of(ImageBuilder *builder, const Growing *growing, const Branch *branch) {
  uint32_t length = branch->depth - branch->start;
  const char *label = length ? growing->literals[branch->low]->text.bytes + branch->start : "";
  return (ImageNode){.value = branch->literal ? branch->literal->value : VALUE_ABSENT,
                     .label_first = builder_bytes(builder, label, length),
                     .label_length = length,
                     .child_count = branch->children.count,
                     .exact = branch->exact,
                     .beyond = branch->beyond};
}

uint32_t lexicon_build(ImageBuilder *builder, LexiconDraft *draft) {
  sort_literals(builder->arena, draft);
  Growing growing = {builder->arena, (Literal **)draft->literals.items, 0};
  List level = {0};
  list_add(builder->arena, &level, grow(&growing, 0, draft->literals.count, 0, 1));
  draft->classes = growing.next_class;
  uint32_t root = builder_count(builder, SECTION_NODE), row = root;
  add_NODE(builder, node_of(builder, &growing, level.items[0]));
  for (uint32_t i = 0; i < level.count; i++, row++) { /* level grows while it is walked */
    const Branch *branch = level.items[i];
    row_NODE(builder, row)->child_first = builder_count(builder, SECTION_NODE);
    for (uint32_t k = 0; k < branch->children.count; k++) {
      add_NODE(builder, node_of(builder, &growing, branch->children.items[k]));
      list_add(builder->arena, &level, branch->children.items[k]);
    }
  }
  return root;
}

const Literal *lexicon_find(const LexiconDraft *draft, Text text) {
  uint32_t low = 0, high = draft->literals.count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    const Literal *literal = draft->literals.items[middle];
    int order = compare_texts(literal->text, text);
    if (!order) return literal;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

Text text_reverse(Arena *arena, Text text) {
  char *bytes = arena_take(arena, text.length + 1u);
  for (uint32_t i = 0; i < text.length; i++) bytes[i] = text.bytes[text.length - 1 - i];
  return (Text){bytes, text.length};
}
