/* All inputs of a run as one sequence in order of instant, after the accounts: at one instant the
 * roster before leads and leads before events, then by input as given, then by line. Files of
 * accounts, of the roster and of leads are read whole and put in order first; event files are
 * streamed, each put in order within the lateness, so memory grows with the leads and with what
 * comes within that time, not with the events. */
#ifndef MOPS_IO_MERGE_H
#define MOPS_IO_MERGE_H

#include "runtime/io/reader.h"

/* A record that is left out, and why. */
typedef struct {
  const char *path;
  uint64_t line;
  const RecordProblem *problem;
  const char *raw; /* NULL: not kept, see MergeOptions */
  size_t raw_length;
  const char *key; /* of its lead; NULL: it has none that can be read */
  size_t key_length;
} SetAside;

typedef struct {
  const InputOptions *inputs;
  uint32_t count;
  int64_t until; /* later records are counted, not given; MOPS_MISSING: no bound */
  int64_t lateness; /* event records that come out of order by no more are put in order */
  int keep_raw;     /* keep the texts of lead records and of what waits, which set_aside may want */
  Tally *unlisted;
  void *host;
  /* Called for every bad record as it is read; other than 0 ends the reading. */
  int (*set_aside)(void *host, const SetAside *bad);
} MergeOptions;

typedef enum { MERGE_RECORD, MERGE_END, MERGE_STOPPED, MERGE_FAILED } MergeResult;

/* Until the next call. */
typedef struct {
  BuiltRecord built;
  const char *path;
  uint64_t line;
  const char *raw; /* NULL: not kept */
  size_t raw_length;
} MergedRecord;

typedef struct Merge Merge;

/* Opens all inputs. NULL: *failed is the input, or `count` for no memory, and errno says why. The
 * options must outlive it. */
Merge *merge_open(const mops_agreement *agreement, const MergeOptions *options, uint32_t *failed);
void merge_close(Merge *merge);

MergeResult merge_next(Merge *merge, MergedRecord *record);
/* A record that the engine refuses with a problem, such as a lead's first without its required fields, as
 * one that is left out. reason: room for it. */
SetAside merge_refused(const Merge *merge, const MergedRecord *record, const mops_problem *problem,
                       RecordProblem *reason);
/* After MERGE_FAILED: which input, and why. */
const char *merge_problem(const Merge *merge, const char **path);
/* Records after `until`. */
uint64_t merge_later(const Merge *merge);
void merge_count_ignored(const Merge *merge, Tally *ignored);

#endif
