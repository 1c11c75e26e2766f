/* From named cells, whatever their format was, to a record: its type, instant, key and fields. */
#ifndef MOPS_IO_BUILD_H
#define MOPS_IO_BUILD_H

#include "runtime/io/names.h"

/* The cells of one record that matter: those that say what every record has, and a list of those
 * that some record type uses. No name stands twice among them. */
typedef struct {
  const Cell *with_role[NAME_ROLES]; /* NULL: none has it */
  Cell *used;
  Cell **end; /* where the list goes on */
} Cells;

static inline int cell_is_blank(const Cell *cell) {
  return cell->kind == MOPS_INPUT_CELL && cell->length == 0;
}

/* A cell that says nothing is as good as none. */
static inline int cell_says_nothing(const Cell *cell) {
  return cell->kind == MOPS_INPUT_NULL || cell_is_blank(cell);
}

static inline void cells_start(Cells *cells) {
  *cells = (Cells){.end = NULL};
  cells->end = &cells->used;
}

/* Takes a cell that has its name, without a branch for what differs from cell to cell. Two names may
 * have one role; the last that says something counts. */
static inline void cells_add(Cells *cells, Cell *cell) {
  Name *name = cell->name;
  const Cell **role = &cells->with_role[name->role];
  name->ignored += (unsigned)(name->unknown & !cell_is_blank(cell));
  *cells->end = cell;
  cells->end = name->used ? &cell->next : cells->end;
  *role = cell_says_nothing(cell) ? *role : cell;
  for (unsigned more = cell_says_nothing(cell) ? 0 : name->more_roles; more; more &= more - 1)
    cells->with_role[__builtin_ctz(more)] = cell;
}

static inline void cells_end(Cells *cells) {
  *cells->end = NULL;
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
  const Cell *cells; /* the list that it was built from */
} BuiltRecord;

/* NULL: no memory. */
Builder *builder_create(const BuildContext *context);
void builder_free(Builder *builder);
/* 1, or 0 with the problem. */
int builder_build(Builder *builder, const Cells *cells, BuiltRecord *built,
                  RecordProblem *problem);

/* Fills the problem; field may be NULL. Returns 0. */
int record_problem(RecordProblem *problem, const char *field, const char *text, ...)
    __attribute__((format(printf, 3, 4)));

/* A JSON-like rendering of at most 40 bytes for messages, cut between characters. */
enum { SHOWN_SIZE = 64 };
const char *show_bytes(const char *bytes, size_t length, char out[SHOWN_SIZE]);

#endif
