/* What the names of a record say about it, before any value is looked at: which cell has the
 * instant, which ones are fields, what nobody knows. Nearly every record has the names of one
 * before it, in the same order, so that is worked out once: names are steps down a tree, and where
 * a record ends, the tree has its outline (a twentieth of the instructions of a run). */
#ifndef MOPS_IO_OUTLINE_H
#define MOPS_IO_OUTLINE_H

#include "runtime/io/names.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NO_CELL UINT32_MAX

typedef struct {
  uint32_t role[NAME_ROLES]; /* the last cell with it, or NO_CELL */
  int several;               /* some role has several cells */
  uint32_t *used;            /* cells that some record type uses; */
  uint32_t *unknown;         /* cells that nobody knows: both in the order of the record */
  uint32_t used_count, unknown_count;
  const Name *twice;       /* the first name that stands there again, or NULL; */
  const Name *known_twice; /* the first that somebody knows */
} Outline;

/* The cells of one record, with their names. */
typedef struct {
  Cell *items;
  uint32_t count;
  const Outline *outline;
} Cells;

static inline int cell_is_blank(const Cell *cell) {
  return cell->kind == MOPS_INPUT_CELL && cell->length == 0;
}

/* A cell that says nothing is as good as none. */
static inline int cell_says_nothing(const Cell *cell) {
  return cell->kind == MOPS_INPUT_NULL || cell_is_blank(cell);
}

/* The last cell before `end` that has a role and says something, or NULL. */
const Cell *cells_earlier(const Cells *cells, int role, uint32_t end);

/* The cell that has a role, or NULL: none has it. */
static inline const Cell *cells_with(const Cells *cells, int role) {
  uint32_t at = cells->outline->role[role];
  if (at == NO_CELL) return NULL;
  if (!cell_says_nothing(cells->items + at)) return cells->items + at;
  return cells->outline->several ? cells_earlier(cells, role, at) : NULL;
}

/* A name after those of the steps above it. */
typedef struct NameStep NameStep;
enum { STEP_PLACES = 16 };
struct NameStep {
  Expected quoted;               /* the name in quotes, as JSON spells it */
  uint32_t parent;               /* of the cell: the object that it stands in */
  uint32_t length;               /* without quotes */
  uint32_t next_count;           /* of what came next */
  Name *name;                    /* NULL: the names of this record are not in the tree */
  NameStep *recent[STEP_PLACES]; /* what came next lately, by step_place */
  NameStep *first, *sibling;     /* all that came next */
  Outline *outline;              /* of a record that ends here; NULL: none has */
  char spelled[];                /* in quotes */
};

/* Two bytes tell most of a few names apart. */
static inline uint32_t step_place(const char *spelled) {
  return ((unsigned char)spelled[0] * 5u + (unsigned char)spelled[1]) % STEP_PLACES;
}

typedef struct Outlines Outlines;

/* names must outlive it. NULL: no memory. */
Outlines *outlines_create(Names *names);
void outlines_free(Outlines *outlines);

/* Where every record begins. outlines NULL: its names are not asked for. */
NameStep *outlines_start(Outlines *outlines);

/* The step that nearly always comes next, if its name begins, with its quote, at these bytes; or
 * NULL. BYTES_READABLE bytes can be read there. */
static inline NameStep *step_expected(const NameStep *at, const char *quote, uint32_t parent) {
  NameStep *next = at->recent[step_place(quote + 1)];
  return next->parent == parent && begins_expected(&next->quoted, quote) ? next : NULL;
}

/* The step to the name of any cell, in the tree or new in it; items: those of its record, before it
 * with their names. */
NameStep *step_search(Outlines *outlines, NameStep *at, const Cell *items, const Cell *cell);

/* Names the cells without the tree. The outline is good until the next call. NULL: no memory. */
const Outline *outlines_alone(Outlines *outlines, Cell *items, uint32_t count);

/* The outline of a record that ends at a step. NULL: no memory. */
const Outline *outlines_new(Outlines *outlines, NameStep *end, Cell *items, uint32_t count);
static inline const Outline *outlines_at(Outlines *outlines, NameStep *end, Cell *items,
                                         uint32_t count) {
  return end->outline ? end->outline : outlines_new(outlines, end, items, count);
}

#ifdef __cplusplus
}
#endif

#endif
