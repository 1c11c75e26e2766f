/* Decisions as `mopsc run` wrote them (spec/5-records.md), read back in. Only what reports ask for
 * is taken; a line that is no decision is described and left behind. */
#ifndef MOPS_IO_DECISIONS_H
#define MOPS_IO_DECISIONS_H

#include "runtime/io/build.h"

/* Not NUL-terminated; bytes NULL: null, or it isn't there. */
typedef struct {
  const char *bytes;
  uint32_t length;
} Word;

/* A field of an event that a reason tells of: "with":{"reason":"no_budget"}. */
typedef struct {
  Word event, field, value;
} ToldField;

/* Until the next call. */
typedef struct {
  int64_t at;
  mops_decision_kind kind;
  Word lead, from; /* from: of `merged` */
  Word score, sla;
  Word before, after;   /* stages, owners or verdicts */
  Word owner;           /* of clocks */
  int64_t points;       /* of `scored`: after, in ten-thousandths */
  int64_t took;         /* of a clock that was met: milliseconds */
  mops_verdict verdict; /* of clocks: after */
  int imported;
  const ToldField *told;
  uint32_t told_count;
} ReadDecision;

typedef enum { DECISIONS_ONE, DECISIONS_BAD, DECISIONS_END, DECISIONS_FAILED } DecisionsResult;

typedef struct DecisionReader DecisionReader;

/* path "-" is standard input. NULL: errno says why. */
DecisionReader *decision_reader_open(const char *path);
void decision_reader_close(DecisionReader *reader);

/* BAD: `line` and the problem say what was left behind. FAILED: problem->text alone. */
DecisionsResult decision_reader_next(DecisionReader *reader, ReadDecision *decision, uint64_t *line,
                                     RecordProblem *problem);

#endif
