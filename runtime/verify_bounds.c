/* How much a worker needs at most, worked out from rows that are in order. */
#include "runtime/verify.h"

static uint32_t criteria_rows(const mops_agreement *agreement, uint32_t criterion) {
  return criterion == NONE ? 0 : agreement->CRITERION[criterion].rows;
}

/* Rows of the conditions that one run's triggers can leave to be told. */
static uint64_t run_criteria(const mops_agreement *agreement, const ImageRun *run) {
  uint64_t rows = 0;
  for (uint32_t i = run->first; i < run->first + run->count; i++)
    rows += criteria_rows(agreement, agreement->TRIGGER[agreement->CANDIDATE[i].trigger].criterion);
  return rows;
}

/* Until a decision is written there are at most two occurrences, a lead's appearing and an event,
 * and fact rules are looked at three times, those that depend on facts alone once. */
static uint64_t judged_at_most(const mops_agreement *agreement, uint64_t most_of_run) {
  uint64_t rows = 2 * most_of_run;
  for (uint32_t i = 0; i < agreement->count[SECTION_FACT_RULE]; i++) {
    unsigned times = i < agreement->META->static_facts ? 1 : 3;
    rows += times * (uint64_t)criteria_rows(agreement, agreement->FACT_RULE[i].criterion);
  }
  return rows;
}

static uint32_t most_fields(const mops_agreement *agreement) {
  uint32_t most = 0;
  for (uint32_t i = 0; i < agreement->count[SECTION_RECORD]; i++)
    most = agreement->RECORD[i].count > most ? agreement->RECORD[i].count : most;
  return most;
}

/* A target of an SLA is told with its condition, and a step that reassigns with the clauses. */
static uint64_t longest_target(const mops_agreement *agreement) {
  uint64_t most = 0;
  for (uint32_t i = 0; i < agreement->count[SECTION_SLA_TARGET]; i++) {
    uint64_t rows = criteria_rows(agreement, agreement->SLA_TARGET[i].criterion);
    most = rows > most ? rows : most;
  }
  return most + 2;
}

/* Clauses that are passed over are told with their conditions and the members of their pools. */
static uint64_t longest_route(const mops_agreement *agreement) {
  uint64_t members = 0, most = 0;
  for (uint32_t i = 0; i < agreement->count[SECTION_POOL]; i++)
    members = agreement->POOL[i].count > members ? agreement->POOL[i].count : members;
  most = 1 + members; /* of a target alone */
  for (uint32_t i = 0; i < agreement->count[SECTION_ROUTE]; i++) {
    const ImageRoute *route = agreement->ROUTE + i;
    uint64_t rows = 0;
    for (uint32_t k = route->first; k < route->first + route->count; k++)
      rows += 1 + members + criteria_rows(agreement, agreement->CLAUSE[k].criterion);
    most = rows > most ? rows : most;
  }
  return most;
}

/* An award is told as a rule and what its group and `keep` cut, and so is what a score is given by
 * hand. */
static int fill_telling(Verify *verify, uint64_t most_of_run) {
  AgreementBounds *bounds = &verify->agreement->bounds;
  const uint32_t *count = verify->agreement->count;
  uint64_t judged = judged_at_most(verify->agreement, most_of_run);
  uint64_t rules =
      (uint64_t)count[SECTION_EVENT_RULE] + count[SECTION_FACT_RULE] + count[SECTION_EACH_RULE];
  uint64_t changes = 3 * MAX_SCORES + 6 * rules + count[SECTION_GROUP],
           reasons = changes + judged + bounds->max_criteria + longest_route(verify->agreement) +
                     longest_target(verify->agreement) + most_fields(verify->agreement) + 2;
  if (judged > MAX_JUDGED || reasons >= NONE)
    return verify_refuse(verify, "its rules and conditions are too many");
  bounds->max_changes = (uint32_t)changes;
  bounds->max_judged = (uint32_t)judged;
  bounds->max_reasons = (uint32_t)reasons;
  return 1;
}

/* Of each trigger once: an event, what follows from it and a definition's turning true; and twice of
 * an assignment, which may be by hand and then by a route. */
static uint32_t most_waiting(const mops_agreement *agreement) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < agreement->count[SECTION_CANDIDATE]; i++)
    count += agreement->TRIGGER[agreement->CANDIDATE[i].trigger].effect >= EFFECT_ROUTE;
  return 2 * count;
}

/* The most of some runs: of candidates, and of rows of their conditions. */
typedef struct {
  uint64_t candidates, criteria;
} Most;

static Most most_of_runs(const mops_agreement *agreement, uint32_t first, uint32_t count) {
  Most most = {0, 0};
  for (uint32_t i = first; i < first + count; i++) {
    uint64_t rows = run_criteria(agreement, agreement->RUN + i);
    if (rows > most.criteria) most.criteria = rows;
    if (agreement->RUN[i].count > most.candidates) most.candidates = agreement->RUN[i].count;
  }
  return most;
}

/* Of runs that may all be put together. */
static Most sum_of_runs(const mops_agreement *agreement, uint32_t first, uint32_t count) {
  Most sum = {0, 0};
  for (uint32_t i = first; i < first + count; i++) {
    sum.candidates += agreement->RUN[i].count;
    sum.criteria += run_criteria(agreement, agreement->RUN + i);
  }
  return sum;
}

/* An event may have candidates of one of its own runs and of one of each choice, or all by bits. */
static Most most_of_event(const mops_agreement *agreement, const ImageRecord *event) {
  Most most = most_of_runs(agreement, event->run_first, event->run_count);
  for (uint32_t i = event->choice_first; i < event->choice_first + event->choice_count; i++) {
    const ImageChoice *choice = agreement->CHOICE + i;
    Most more = choice->bits ? sum_of_runs(agreement, choice->run_first, choice->run_count)
                             : most_of_runs(agreement, choice->run_first, choice->run_count);
    most.candidates += more.candidates;
    most.criteria += more.criteria;
  }
  return most;
}

static uint32_t later(uint32_t slot, uint32_t other) {
  return slot > other ? slot : other;
}

static uint32_t longest_ring(const mops_agreement *agreement) {
  uint32_t most = 0;
  for (uint32_t i = 0; i < agreement->count[SECTION_HISTORY]; i++)
    most = agreement->HISTORY[i].count > most ? agreement->HISTORY[i].count : most;
  for (uint32_t i = 0; i < agreement->count[SECTION_AGEING]; i++)
    most = agreement->AGEING[i].live > most ? agreement->AGEING[i].live : most;
  for (uint32_t i = 0; i < agreement->count[SECTION_LIMIT]; i++)
    if (agreement->LIMIT[i].kind == LIMIT_CODE_WINDOW && agreement->LIMIT[i].count > most)
      most = agreement->LIMIT[i].count;
  return most;
}

static uint32_t event_slots(const mops_agreement *agreement) {
  uint32_t end = agreement->META->facts_slot + agreement->META->facts;
  for (uint32_t i = 0; i < agreement->count[SECTION_EVENT_RULE]; i++)
    end = later(end, agreement->EVENT_RULE[i].slot + FIRING_SLOTS);
  for (uint32_t i = agreement->META->static_facts; i < agreement->count[SECTION_FACT_RULE]; i++)
    end = later(end, agreement->FACT_RULE[i].slot + 1);
  for (uint32_t i = 0; i < agreement->count[SECTION_COUNTER]; i++)
    end = later(end, agreement->COUNTER[i].slot + 1);
  for (uint32_t i = 0; i < agreement->count[SECTION_ANCHOR]; i++)
    end = later(end, agreement->ANCHOR[i].slot + 1);
  for (uint32_t i = 0; i < agreement->count[SECTION_HISTORY]; i++)
    end = later(end, agreement->HISTORY[i].slot + 1);
  return end;
}

/* How much a worker needs at most: of an event's triggers, and for telling. */
int verify_bounds(Verify *verify) {
  mops_agreement *agreement = verify->agreement;
  AgreementBounds *bounds = &agreement->bounds;
  Most most = most_of_runs(agreement, 0, agreement->count[SECTION_RUN]);
  for (uint32_t i = 0; i < agreement->count[SECTION_RECORD]; i++) {
    Most more = most_of_event(agreement, agreement->RECORD + i);
    if (more.candidates > most.candidates) most.candidates = more.candidates;
    if (more.criteria > most.criteria) most.criteria = more.criteria;
  }
  if (!fill_telling(verify, most.criteria)) return 0;
  bounds->max_candidates = (uint32_t)most.candidates; /* each stands in one run */
  bounds->max_ring = longest_ring(agreement);
  bounds->event_slots = event_slots(agreement);
  bounds->max_waiting = most_waiting(agreement);
  for (uint32_t i = 0; i < agreement->count[SECTION_TIMER]; i++)
    if (agreement->TIMER[i].stages) bounds->waking_timers = i + 1;
  for (uint32_t i = 0; i < agreement->count[SECTION_SCORE]; i++)
    if (agreement->SCORE[i].seen != NONE) bounds->seen_scores |= UINT64_C(1) << i;
  return 1;
}
