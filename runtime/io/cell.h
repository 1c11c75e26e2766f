/* One field of a record as it came in, whatever the format: json.cc and csv.c find it, reader.c
 * says what its name stands for, build.c takes its value. */
#ifndef MOPS_IO_CELL_H
#define MOPS_IO_CELL_H

#include "runtime/mops.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a value was written as: a mops_input, or one of these, which no field takes. */
enum { CELL_OBJECT = MOPS_INPUT_CELL + 1, CELL_LIST };

#define CELL_TOP UINT32_MAX

typedef struct Name Name;

/* Where a name or a text begins, BYTES_READABLE bytes can be read (bytes.h). */
typedef struct Cell Cell;
struct Cell {
  const char *spelled; /* the name as it stands there: unescaped, without quotes */
  const char
      *bytes; /* texts unescaped, without quotes; empty for objects and lists; else as written */
  uint32_t spelled_length, length;
  uint32_t parent; /* index of the object that it stands in, or CELL_TOP; CSV: CELL_TOP */
  int kind;
  Name *name; /* what it stands for: for the reader to fill */
};

#ifdef __cplusplus
}
#endif

#endif
