#include "runtime/io/outline.h"

#include <stdlib.h>
#include <string.h>

enum {
  MOST_STEPS = 4096, /* then the tree starts anew */
  MOST_NEXT = 32,    /* after one step: names that are not from a few are not remembered */
  MOST_SPELLED = 200,
  MOST_CELLS = 256 /* of a record whose outline is kept */
};

struct Outlines {
  Names *names;
  NameStep *start;
  uint32_t steps;
  uint64_t records; /* whose outlines were worked out */
  Outline alone;
  uint32_t alone_room;
};

/* ---- the tree ------------------------------------------------------------------------------ */

/* Where a record goes whose names are not in the tree: nothing is expected there, because no cell
 * has this parent. */
#define NOWHERE &no_step, &no_step, &no_step, &no_step
static NameStep no_step = {.parent = CELL_TOP - 1, .recent = {NOWHERE, NOWHERE, NOWHERE, NOWHERE}};

/* A name is spelled in one way only if nothing in it must be escaped. */
static int is_spelled_plainly(const char *name, size_t length) {
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)name[i] < ' ' || name[i] == '"' || name[i] == '\\') return 0;
  return 1;
}

static void forget_next(NameStep *step) {
  step->first = NULL;
  step->next_count = 0;
  for (int i = 0; i < STEP_PLACES; i++) step->recent[i] = &no_step;
}

static NameStep *new_step(const char *name, uint32_t length, uint32_t parent) {
  static const char unlikely[] = "\"\"\"\"\"\"\"\""; /* no JSON has so many quotes in a row */
  /* step_place reads two bytes of any name */
  NameStep *step = calloc(1, sizeof *step + length + 3u);
  if (step == NULL) return NULL;
  step->spelled[0] = step->spelled[length + 1] = '"';
  if (length > 0) memcpy(step->spelled + 1, name, length);
  int plain = length + 2 <= BYTES_READABLE && is_spelled_plainly(name, length);
  step->quoted = plain ? expected_text(step->spelled, length + 2)
                       : expected_text(unlikely, sizeof unlikely - 1);
  step->parent = parent;
  step->length = length;
  forget_next(step);
  return step;
}

static void free_outline(Outline *outline) {
  if (outline == NULL) return;
  free(outline->used);
  free(outline->unknown);
}

/* A step and all that came next, without calling itself: a record may have many names. */
static void free_steps(NameStep *step) {
  while (step != NULL) {
    NameStep *next = step->first;
    if (next != NULL) { /* the first child's siblings, then what comes after the step */
      NameStep *last = next;
      while (last->sibling != NULL) last = last->sibling;
      last->sibling = step->sibling;
    } else {
      next = step->sibling;
    }
    free_outline(step->outline);
    free(step->outline);
    free(step);
    step = next;
  }
}

Outlines *outlines_create(Names *names) {
  Outlines *outlines = calloc(1, sizeof *outlines);
  if (outlines == NULL) return NULL;
  outlines->names = names;
  outlines->start = new_step("", 0, CELL_TOP);
  if (outlines->start != NULL) return outlines;
  outlines_free(outlines);
  return NULL;
}

void outlines_free(Outlines *outlines) {
  if (outlines == NULL) return;
  free_steps(outlines->start);
  free_outline(&outlines->alone);
  free(outlines);
}

NameStep *outlines_start(Outlines *outlines) {
  return outlines == NULL ? &no_step : outlines->start;
}

/* Names of all kinds came, so the tree starts anew. */
static void forget_all(Outlines *outlines) {
  free_steps(outlines->start->first);
  forget_next(outlines->start);
  outlines->steps = 0;
}

/* What a name stands for. */
static Name *name_of(const Outlines *outlines, const Cell *items, const Cell *cell) {
  const Name *parent = cell->parent == CELL_TOP ? NULL : items[cell->parent].name;
  if (parent != NULL && parent->unknown) return names_nowhere(outlines->names);
  return names_find(outlines->names, parent, cell->spelled, cell->spelled_length);
}

static int is_step_to(const NameStep *step, const Cell *cell) {
  return step->parent == cell->parent && step->length == cell->spelled_length &&
         memcmp(step->spelled + 1, cell->spelled, step->length) == 0;
}

/* NULL: there is no room for it. */
static NameStep *add_step(Outlines *outlines, NameStep *at, const Cell *items, const Cell *cell) {
  if (outlines->steps == MOST_STEPS || at->next_count == MOST_NEXT ||
      cell->spelled_length > MOST_SPELLED)
    return NULL;
  NameStep *next = new_step(cell->spelled, cell->spelled_length, cell->parent);
  if (next == NULL) return NULL;
  next->name = name_of(outlines, items, cell);
  next->sibling = at->first;
  outlines->steps++;
  at->next_count++;
  return at->first = next;
}

NameStep *step_search(Outlines *outlines, NameStep *at, const Cell *items, const Cell *cell) {
  NameStep *next = at->first;
  if (at == &no_step) return at;
  while (next != NULL && !is_step_to(next, cell)) next = next->sibling;
  if (next == NULL) next = add_step(outlines, at, items, cell);
  return next ? at->recent[step_place(next->spelled + 1)] = next : &no_step;
}

/* ---- outlines ------------------------------------------------------------------------------ */

static void outline_add(Outline *outline, const Name *name, uint32_t cell) {
  if (name->used) outline->used[outline->used_count++] = cell;
  if (name->unknown) outline->unknown[outline->unknown_count++] = cell;
  for (unsigned roles = 1u << name->role | name->more_roles; roles; roles &= roles - 1) {
    int role = __builtin_ctz(roles);
    if (outline->role[role] != NO_CELL) outline->several = 1;
    outline->role[role] = cell;
  }
}

/* Has room for all cells in both lists. */
static void work_out(Outlines *outlines, Outline *outline, const Cell *items, uint32_t count) {
  *outline = (Outline){.used = outline->used, .unknown = outline->unknown};
  for (int i = 0; i < NAME_ROLES; i++) outline->role[i] = NO_CELL;
  outlines->records++;
  for (uint32_t i = 0; i < count; i++) {
    Name *name = items[i].name;
    if (name->record == outlines->records && !name->shared) {
      if (outline->twice == NULL) outline->twice = name;
      if (outline->known_twice == NULL && !name->unknown) outline->known_twice = name;
    }
    name->record = outlines->records;
    outline_add(outline, name, i);
  }
}

static int take_lists(Outline *outline, uint32_t count) {
  outline->used = malloc((count + 1u) * sizeof *outline->used);
  outline->unknown = malloc((count + 1u) * sizeof *outline->unknown);
  if (outline->used != NULL && outline->unknown != NULL) return 1;
  free_outline(outline);
  *outline = (Outline){.used = NULL};
  return 0;
}

const Outline *outlines_new(Outlines *outlines, NameStep *end, Cell *items, uint32_t count) {
  if (end == &no_step && outlines->steps == MOST_STEPS) forget_all(outlines);
  if (end == &no_step || count > MOST_CELLS) return outlines_alone(outlines, items, count);
  Outline *outline = calloc(1, sizeof *outline);
  if (outline == NULL || !take_lists(outline, count)) {
    free(outline);
    return NULL;
  }
  work_out(outlines, outline, items, count);
  return end->outline = outline;
}

const Outline *outlines_alone(Outlines *outlines, Cell *items, uint32_t count) {
  if (count >= outlines->alone_room) {
    free_outline(&outlines->alone);
    outlines->alone_room = 0;
    if (!take_lists(&outlines->alone, count * 2)) return NULL;
    outlines->alone_room = count * 2 + 1;
  }
  for (uint32_t i = 0; i < count; i++) items[i].name = name_of(outlines, items, items + i);
  work_out(outlines, &outlines->alone, items, count);
  return &outlines->alone;
}

const Cell *cells_earlier(const Cells *cells, int role, uint32_t end) {
  while (end-- > 0) {
    const Cell *cell = cells->items + end;
    if ((cell->name->role == role || (cell->name->more_roles >> role & 1)) &&
        !cell_says_nothing(cell))
      return cell;
  }
  return NULL;
}
