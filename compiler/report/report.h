/* The figures of a report, finished: what the screen, JSON, CSV and the page show, each in its own
 * way (spec/16-report.md says what every figure means). Nothing is computed after this but shares
 * of what stands here. Times are milliseconds, points ten-thousandths, MOPS_MISSING is null. */
#ifndef MOPS_REPORT_REPORT_H
#define MOPS_REPORT_REPORT_H

#include "compiler/report/collect.h"
#include "runtime/io/output.h"

typedef struct {
  Text name, title; /* title: or empty */
} Named;

/* Of ranked values; count 0: the others are MOPS_MISSING. */
typedef struct {
  int64_t count, half, most; /* the median, the 95th percentile */
} Spread;

typedef struct {
  int64_t from, to; /* until just before `to`; MOPS_MISSING: without an end */
  int64_t count;
} Bin;

typedef struct {
  Bin *items;
  uint32_t count;
} Bins;

typedef struct {
  Named stage;
  int64_t count, half; /* half: median time in the stage that they left */
} NextStage;

typedef struct {
  Named stage;
  Text party;
  int final;
  int64_t entered, leads, gone, still;
  NextStage *next; /* in the order of stages */
  uint32_t next_count;
  int64_t *weeks; /* entered */
} StageFigures;

typedef struct {
  Named owner; /* name empty: nobody */
  int64_t counts[CLOCK_COUNTS];
  Spread answers;
} SlaOwner;

typedef enum { TIME_OPEN, TIME_ELAPSED, TIME_MIXED } TimeKind;

typedef struct {
  Named sla;
  TimeKind time;
  int64_t counts[CLOCK_COUNTS];
  int64_t (*weeks)[CLOCK_COUNTS];
  SlaOwner *owners; /* who had any */
  uint32_t owner_count;
  Spread answers;
  Bins bins;
} SlaFigures;

typedef struct {
  Named owner;
  Text manager; /* or empty */
  int is_queue;
  int64_t assigned, reassigned, lost, held;
  int64_t *weeks; /* assigned */
} LoadFigures;

typedef struct {
  Text value;
  int64_t count;
} Counted;

typedef struct {
  Named owner; /* of one owner; of all: empty */
  int64_t count;
  Counted *values; /* the most frequent first */
  uint32_t value_count;
} ReasonsOf;

typedef struct {
  Text event, field;
  ReasonsOf all;
  ReasonsOf *owners;
  uint32_t owner_count;
} ReasonFigures;

typedef struct {
  Named score;
  int64_t count, unknown, half;
  Bins bins;
} ScoreFigures;

typedef struct {
  Text agreement, version, zone;
  const Zone *clock; /* the zone */
  int64_t first_day, last_day;
  int64_t first, last; /* instants of decisions */
  int64_t decisions, counted, leads, set_aside;
  uint32_t week_count;
  int64_t first_week;
  StageFigures *stages;
  SlaFigures *slas;
  LoadFigures *load;
  ReasonFigures *reasons;
  ScoreFigures *scores;
  Named scored_stage; /* name empty: none */
  uint32_t stage_count, sla_count, load_count, reason_count, score_count;
} Report;

/* collect_end was called. The report lives in the collector's arena. */
Report *report_make(Collector *collector, int64_t set_aside);

/* ---- for those who show it ----------------------------------------------------------------- */

/* part / whole in thousandths, rounded half up; MOPS_MISSING if whole is 0. */
int64_t report_share(int64_t part, int64_t whole);
int64_t report_compliance(const int64_t counts[CLOCK_COUNTS]);
/* The title, or else the name, its underscores as blanks; of nobody "nobody". */
const char *report_label(Arena *arena, Named named);
/* "open", "elapsed", "mixed" */
const char *report_time_name(TimeKind kind);
/* "started", "met", … */
const char *report_clock_name(ClockCount count);

void report_write_json(const Report *report, Output *out);
void report_write_csv(const Report *report, Output *out);
void report_write_screen(Arena *arena, const Report *report, Output *out);
void report_write_page(Arena *arena, const Report *report, Output *out);

#endif
