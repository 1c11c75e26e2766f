/* What decisions add up to, as they come in order of time. Memory goes by leads, and by what is
 * ranked or binned in the end: times to answer, times in a stage, scores on entering a stage. */
#ifndef MOPS_REPORT_COLLECT_H
#define MOPS_REPORT_COLLECT_H

#include "compiler/report/keys.h"
#include "compiler/report/period.h"
#include "runtime/io/decisions.h"

/* What became of a clock, and first of all how many there are. */
typedef enum {
  CLOCKS_STARTED,
  CLOCKS_MET,
  CLOCKS_LATE,
  CLOCKS_BREACHED,
  CLOCKS_OPEN,
  CLOCKS_CANCELLED,
  CLOCKS_PASSED_ON,
  CLOCK_COUNTS
} ClockCount;

/* Numbers by position, which grow as they are asked for. */
typedef struct {
  int64_t *items;
  uint32_t count, capacity;
} Numbers;

/* A visit of a stage that ended by entering another. */
typedef struct {
  uint32_t next;
  int64_t took;
} VisitEnd;

typedef struct {
  int64_t entered, leads, gone;
  Numbers weeks; /* entered, by week of the period */
  VisitEnd *ends;
  uint32_t end_count, end_capacity;
} StageTally;

typedef struct {
  uint32_t owner; /* or NO_KEY */
  int64_t took;   /* MOPS_MISSING: not told, or no longer so */
} Answer;

typedef struct {
  Numbers weeks, owners; /* CLOCK_COUNTS numbers for each; owners from 1 on, 0 is nobody */
  Answer *answers;
  uint32_t answer_count, answer_capacity;
} SlaTally;

typedef struct {
  int64_t assigned, reassigned, lost, held;
  Numbers weeks;
} OwnerTally;

/* An event with a field, as somebody told it. */
typedef struct {
  uint32_t event, field, value, owner; /* numbers in keys; owner may be NO_KEY */
} Sighting;

typedef struct {
  Numbers values;
  int64_t unknown;
} ScoreTally;

/* Names first as the agreement has them, in its order, then those that only decisions have. */
typedef struct {
  Arena *arena;
  const Model *model;
  Period period;
  uint32_t scored_stage; /* whose entering tells scores, or NO_KEY */
  Keys leads, stages, owners, slas, scores, events, fields, values;
  struct LeadState **states; /* by lead */
  uint32_t state_count, state_capacity;
  StageTally *stage_tallies;
  SlaTally *sla_tallies;
  OwnerTally *owner_tallies;
  ScoreTally *score_tallies;
  uint32_t stage_room, sla_room, owner_room, score_room;
  Sighting *sightings;
  uint32_t sighting_count, sighting_capacity;
  int64_t first, last; /* instants of decisions, MOPS_MISSING: there was none */
  int64_t decisions, counted, leads_counted; /* counted: in the period */
  int holds_counted;                         /* the period is over: `held` is set */
} Collector;

/* scores_at: the stage whose entering tells scores; NULL: as the agreement suggests. Returns 0 if
 * the agreement has no such stage. */
int collect_start(Collector *collector, Arena *arena, const Model *model, const Period *period,
                  const char *scores_at);

/* Returns 0, with the problem, if the decision must be set aside. */
int collect_take(Collector *collector, const ReadDecision *decision, RecordProblem *problem);

/* After the last one: the period's last day is known. */
void collect_end(Collector *collector);

#endif
