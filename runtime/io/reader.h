/* One input (a file or standard input) as a sequence of records. A bad record is described and left
 * behind; the next call goes on after it. */
#ifndef MOPS_IO_READER_H
#define MOPS_IO_READER_H

#include "runtime/io/build.h"

typedef enum { FORMAT_BY_NAME, FORMAT_JSON_LINES, FORMAT_CSV } FileFormat;

typedef struct {
  const char *path; /* "-": standard input */
  int events;       /* or leads */
  int roster;       /* then: records of reps alone, which are no lead's */
  int accounts;     /* then neither: the agreement must have a place for them */
  FileFormat format;
  const char *time_column; /* NULL: "at" */
  TimeFormat time_format;
  int64_t at; /* the instant of records without one, or MOPS_MISSING */
  const char *(*elsewhere)(const char *name, size_t length); /* see build.h; NULL: no hints */
} InputOptions;

/* .csv is CSV; .jsonl, .ndjson and .json are JSON Lines; else `otherwise`. */
FileFormat format_of_path(const char *path, FileFormat otherwise);

typedef enum {
  READER_RECORD,
  READER_BAD, /* problem, line and raw say what was left behind */
  READER_END,
  READER_FAILED /* the input can't be read (further): problem.text says why */
} ReaderResult;

/* Until the next call with the same reader. */
typedef struct {
  BuiltRecord built; /* of a bad record only the key, or NULL */
  RecordProblem problem;
  uint64_t line;
  const char *raw; /* as it stood in the input */
  size_t raw_length;
} ReaderRecord;

typedef struct Reader Reader;

/* The agreement, the options' texts and the tally of unlisted spellings must outlive the reader.
 * NULL: errno says why. */
Reader *reader_open(const mops_agreement *agreement, const InputOptions *options, Tally *unlisted);
/* Adds to the tally what was ignored. */
void reader_count_ignored(const Reader *reader, Tally *ignored);
void reader_close(Reader *reader);

ReaderResult reader_next(Reader *reader, ReaderRecord *record);

#endif
