/* By names alone, before anything is checked: a name that turns out to mean something else only
 * keeps more than is needed. */
#include "compiler/offered.h"

#include "compiler/symbols.h"

/* Kinds of names that don't get in each other's way. */
typedef enum {
  KIND_TYPE,
  KIND_EVENT,
  KIND_LIST,
  KIND_VALUE,
  KIND_TABLE,
  KINDS,
  KIND_OTHER = KINDS
} Kind;

typedef struct {
  Arena *arena;
  Symbols own[KINDS];   /* what the agreement declares itself */
  Symbols named[KINDS]; /* what is named where such a thing may stand */
  Symbols fields;       /* the lead's: since(FIELD) names no event */
} Offer;

static Kind kind_of(const Node *declaration) {
  switch (declaration->kind) {
  case NODE_ENUM:
  case NODE_RECORD: return KIND_TYPE;
  case NODE_EVENT: return KIND_EVENT;
  case NODE_LIST_DECLARED: return KIND_LIST;
  case NODE_TABLE: return KIND_TABLE;
  case NODE_DEFINE:
  case NODE_GRADE:
  case NODE_SCORE: return KIND_VALUE;
  default: return KIND_OTHER;
  }
}

static void name(Offer *offer, Kind kind, const Node *node) {
  symbols_add(offer->arena, &offer->named[kind], node->name, NULL, node->span);
}

static int counts_from_field(const Offer *offer, const Node *since) {
  const Node *trigger = since->items.count == 1 ? since->items.items[0] : NULL;
  return trigger && !trigger->condition && symbols_find(&offer->fields, trigger->name);
}

static void note_node(Offer *offer, const Node *node) {
  switch (node->kind) {
  case NODE_TYPE:
    name(offer, KIND_TYPE, node);
    name(offer, KIND_VALUE, node); /* of a table: a grade */
    break;
  case NODE_INPUT: name(offer, KIND_VALUE, node); break;
  case NODE_CALL: name(offer, KIND_TABLE, node); break;
  case NODE_TRIGGER:
  case NODE_STEP: name(offer, KIND_EVENT, node); break;
  case NODE_NAME:
    name(offer, KIND_LIST, node);
    name(offer, KIND_VALUE, node);
    break;
  default: break;
  }
}

static void push_all(Arena *arena, List *open, const List *nodes) {
  for (uint32_t i = 0; i < nodes->count; i++) list_add(arena, open, nodes->items[i]);
}

/* Everything that is named below a node. */
static void note_names(Offer *offer, const Node *root) {
  List open = {0};
  list_add(offer->arena, &open, (void *)(uintptr_t)root);
  while (open.count > 0) {
    const Node *node = open.items[--open.count];
    if (node == NULL || (node->kind == NODE_SINCE && counts_from_field(offer, node))) continue;
    note_node(offer, node);
    list_add(offer->arena, &open, node->left);
    list_add(offer->arena, &open, node->right);
    list_add(offer->arena, &open, node->condition);
    push_all(offer->arena, &open, &node->items);
    push_all(offer->arena, &open, &node->options);
  }
}

static void note_own(Offer *offer, const File *file) {
  for (uint32_t i = 0; i < file->declarations.count; i++) {
    const Node *node = file->declarations.items[i];
    Kind kind = kind_of(node);
    if (kind != KIND_OTHER)
      symbols_add(offer->arena, &offer->own[kind], node->name, NULL, node->span);
    for (uint32_t k = 0; node->kind == NODE_LEAD && k < node->items.count; k++) {
      const Node *field = node->items.items[k];
      symbols_add(offer->arena, &offer->fields, field->name, NULL, field->span);
    }
  }
}

static int is_taken(const Offer *offer, const Node *declaration) {
  Kind kind = kind_of(declaration);
  if (kind == KIND_OTHER) return 1;
  return symbols_find(&offer->named[kind], declaration->name) &&
         !symbols_find(&offer->own[kind], declaration->name);
}

/* Notes what newly taken declarations name themselves. Returns whether there were any. */
static int take_more(Offer *offer, const File *file, char *taken) {
  int more = 0;
  for (uint32_t i = 0; i < file->declarations.count; i++) {
    const Node *node = file->declarations.items[i];
    if (taken[i] || !is_taken(offer, node)) continue;
    taken[i] = 1;
    more = 1;
    note_names(offer, node);
  }
  return more;
}

static void take_from(Offer *offer, File *file) {
  char *taken = arena_take(offer->arena, file->declarations.count + 1);
  while (take_more(offer, file, taken)) continue;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < file->declarations.count; i++)
    if (taken[i]) file->declarations.items[kept++] = file->declarations.items[i];
  file->declarations.count = kept;
}

void offered_take(Arena *arena, const Sources *sources, const List *files) {
  Offer *offer = arena_take(arena, sizeof *offer);
  offer->arena = arena;
  for (uint32_t i = 0; i < files->count; i++) {
    const File *file = files->items[i];
    if (!sources->files[file->file].is_library) note_own(offer, file);
  }
  for (uint32_t i = 0; i < files->count; i++) {
    const File *file = files->items[i];
    if (sources->files[file->file].is_library) continue;
    for (uint32_t k = 0; k < file->declarations.count; k++)
      note_names(offer, file->declarations.items[k]);
  }
  for (uint32_t i = 0; i < files->count; i++) {
    File *file = files->items[i];
    if (sources->files[file->file].is_library) take_from(offer, file);
  }
}
