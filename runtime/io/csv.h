/* CSV records (RFC 4180) over libcsv in its strict mode, which alone notices stray quotes but then
 * stops for good, and whose lax mode swallows lines. So lines are fed to it one at a time, and
 * after a broken record a fresh parser goes on with the line after the record's first one: a lost
 * quote costs the lines that it stands in. */
#ifndef MOPS_IO_CSV_H
#define MOPS_IO_CSV_H

#include "runtime/io/lines.h"

/* A record that has several lines is given up beyond this, so that a lost quote in a long file
 * costs little time. */
enum { CSV_MAX_RECORD = 256 * 1024 };

typedef struct {
  const char *bytes;
  size_t length;
} CsvCell;

typedef enum { CSV_RECORD, CSV_BROKEN, CSV_END, CSV_FAILED } CsvResult;

/* Until the next call. */
typedef struct {
  const CsvCell *cells;
  uint32_t count;
  uint64_t line; /* of its first line */
  const char *raw; /* as written, without the last newline */
  size_t raw_length;
  char problem[128]; /* of CSV_BROKEN and CSV_FAILED */
} CsvRecord;

typedef struct CsvReader CsvReader;

/* The lines stay the caller's and must outlive it. NULL: no memory. */
CsvReader *csv_reader_create(Lines *lines);
void csv_reader_free(CsvReader *reader);
/* From now on a record must have so many cells. */
void csv_reader_expect(CsvReader *reader, uint32_t cells);
CsvResult csv_reader_next(CsvReader *reader, CsvRecord *record);

#endif
