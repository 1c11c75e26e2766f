/* From named cells, whatever their format was, to a record: its type, instant, key and fields. */
#ifndef MOPS_IO_BUILD_H
#define MOPS_IO_BUILD_H

#include "runtime/io/names.h"

/* One field as it came in. kind: a mops_input, or one of these, which no field takes. */
enum { CELL_OBJECT = MOPS_INPUT_CELL + 1, CELL_LIST };

typedef struct {
  Name *name;
  const char *bytes;
  size_t length;
  int kind;
} Cell;

/* The cells of one record, and those of them that say what every record has (NULL: none does). */
typedef struct {
  Cell *items; /* as many as their owner has room for */
  uint32_t count;
  const Cell *at, *type, *lead, *lead_too;
} Cells;

/* A cell that says nothing is as good as none. */
static inline int cell_is_empty(const Cell *cell) {
  return cell->kind == MOPS_INPUT_NULL || (cell->kind == MOPS_INPUT_CELL && cell->length == 0);
}

static inline void cells_start(Cells *cells) {
  *cells = (Cells){.items = cells->items};
}

static inline void cells_add(Cells *cells, Cell added) {
  Cell *cell = &cells->items[cells->count++];
  unsigned roles = added.name->roles;
  *cell = added;
  if (roles == 0 || cell_is_empty(cell)) return;
  if (roles & NAME_AT) cells->at = cell;
  if (roles & NAME_TYPE) cells->type = cell;
  if (roles & NAME_LEAD) cells->lead = cell;
  if (roles & NAME_LEAD_TOO) cells->lead_too = cell;
}

typedef enum { TIME_RFC3339, TIME_SECONDS, TIME_MILLISECONDS } TimeFormat;

/* What a record's maker needs to know; filled in by the reader. */
typedef struct {
  const mops_agreement *agreement;
  int events;
  const char *time_name; /* of the column with the instant */
  TimeFormat time_format;
  int64_t at;      /* of records without an instant, or MOPS_MISSING: those are bad */
  Tally *unlisted; /* counts spellings as `field "spelling"` */
} BuildContext;

typedef struct Builder Builder;

typedef struct {
  char field[128]; /* as the input names it; "": the whole record */
  char text[288];  /* what was expected and found */
} RecordProblem;

/* Until the next call with the same builder. */
typedef struct {
  const mops_record *record;
  const char *key;
  size_t key_length;
  const Cell *cells; /* what it was built from */
  uint32_t cell_count;
} BuiltRecord;

/* NULL: no memory. */
Builder *builder_create(const BuildContext *context);
void builder_free(Builder *builder);
/* 1, or 0 with the problem. No name stands twice in the cells. */
int builder_build(Builder *builder, const Cells *cells, BuiltRecord *built,
                  RecordProblem *problem);

/* Fills the problem; field may be NULL. Returns 0. */
int record_problem(RecordProblem *problem, const char *field, const char *text, ...)
    __attribute__((format(printf, 3, 4)));

/* A JSON-like rendering of at most 40 bytes for messages, cut between characters. */
enum { SHOWN_SIZE = 64 };
const char *show_bytes(const char *bytes, size_t length, char out[SHOWN_SIZE]);

#endif
