/* Each lead has a state, which decisions change; what they change is counted on the way. A clock is
 * counted as it starts, and moved from count to count as its verdict changes. */
#include "compiler/report/collect.h"

#include <string.h>

enum { MOST_NAMES = 1000 }; /* of a kind, beside the agreement's own */

/* The clock of an SLA that started last. */
typedef struct {
  ClockCount verdict;           /* CLOCKS_STARTED: there is none */
  unsigned char counted;        /* it started in the period */
  unsigned char ended;          /* nothing more comes of it, but a correction */
  uint32_t week, owner, answer; /* answer: its number + 1, or 0 */
} Clock;

typedef struct {
  int64_t points;
  int told;
} ScoreState;

typedef struct LeadState {
  uint32_t stage, owner;
  int64_t entered;       /* when it came to its stage */
  unsigned char is_new;  /* all of it is among the decisions */
  unsigned char visits;  /* its present visit counts */
  unsigned char counted; /* it had a decision in the period */
  int64_t told_at;       /* of the events in `told` */
  uint32_t *told, told_count, told_capacity;
  unsigned char *visited; /* by stage */
  ScoreState *scores;
  Clock *clocks; /* by SLA */
  uint32_t visited_room, score_room, clock_room;
} LeadState;

/* The array itself, or a larger one whose further items are zeroed, with room for items[index]. */
static void *reach(Arena *arena, void *items, size_t size, uint32_t index, uint32_t *room) {
  if (index < *room) return items;
  uint32_t larger = *room ? *room : 4;
  while (larger <= index) larger *= 2;
  void *grown = arena_take(arena, larger * size);
  if (*room) memcpy(grown, items, *room * size);
  *room = larger;
  return grown;
}

static void add_number(Collector *collector, Numbers *numbers, uint32_t index, int64_t amount) {
  numbers->items =
      reach(collector->arena, numbers->items, sizeof *numbers->items, index, &numbers->capacity);
  numbers->items[index] += amount;
  if (numbers->count <= index) numbers->count = index + 1;
}

static void append_number(Collector *collector, Numbers *numbers, int64_t number) {
  add_number(collector, numbers, numbers->count, number);
}

/* ---- names --------------------------------------------------------------------------------- */

static void know(Keys *keys, Text name) {
  keys_number(keys, name.bytes, name.length);
}

static void know_names(Collector *collector) {
  const Model *model = collector->model;
  for (uint32_t i = 0; i < model->stages.count; i++)
    know(&collector->stages, ((const Stage *)model->stages.items[i])->name);
  for (uint32_t i = 0; i < model->owners.count; i++)
    know(&collector->owners, ((const Owner *)model->owners.items[i])->name);
  for (uint32_t i = 0; i < model->slas.count; i++)
    know(&collector->slas, ((const Sla *)model->slas.items[i])->name);
  for (uint32_t i = 0; i < model->scores.count; i++)
    know(&collector->scores, ((const Score *)model->scores.items[i])->name);
}

static uint32_t awaited_stage(const Model *model) {
  for (uint32_t i = 0; i < model->routes.count; i++) {
    const Route *route = model->routes.items[i];
    for (uint32_t j = 0; j < route->triggers.count; j++) {
      const Trigger *trigger = route->triggers.items[j];
      int enters = trigger->kind == TRIGGER_ENTERING || trigger->kind == TRIGGER_MOVE;
      if (enters && trigger->to) return trigger->to->index;
    }
  }
  return NO_KEY;
}

int collect_start(Collector *collector, Arena *arena, const Model *model, const Period *period,
                  const char *scores_at) {
  *collector = (Collector){.arena = arena, .model = model, .period = *period};
  collector->first = collector->last = MOPS_MISSING;
  Keys *bounded[] = {&collector->stages, &collector->owners, &collector->slas,  &collector->scores,
                     &collector->events, &collector->fields, &collector->values};
  collector->leads.arena = arena;
  for (size_t i = 0; i < sizeof bounded / sizeof bounded[0]; i++) bounded[i]->arena = arena;
  know_names(collector);
  for (size_t i = 0; i < sizeof bounded / sizeof bounded[0]; i++)
    bounded[i]->most = bounded[i]->count + MOST_NAMES;
  Text wanted = text_of(scores_at ? scores_at : "mql");
  collector->scored_stage = scores_at ? NO_KEY : awaited_stage(model);
  if (collector->scored_stage == NO_KEY)
    collector->scored_stage = keys_find(&collector->stages, wanted.bytes, wanted.length);
  return !scores_at || collector->scored_stage != NO_KEY;
}

/* A word's number; NO_KEY for null. Returns 0, with the problem, if there are too many. */
static int number_of(Keys *keys, Word word, const char *field, uint32_t *number,
                     RecordProblem *problem) {
  *number = NO_KEY;
  if (word.bytes == NULL) return 1;
  *number = keys_number(keys, word.bytes, word.length);
  if (*number != NO_KEY) return 1;
  return record_problem(problem, field,
                        "expected a name of the agreement: decisions have had %d others already",
                        MOST_NAMES);
}

/* ---- tallies ------------------------------------------------------------------------------- */

static StageTally *stage_tally(Collector *collector, uint32_t stage) {
  collector->stage_tallies = reach(collector->arena, collector->stage_tallies, sizeof(StageTally),
                                   stage, &collector->stage_room);
  return collector->stage_tallies + stage;
}

static SlaTally *sla_tally(Collector *collector, uint32_t sla) {
  collector->sla_tallies =
      reach(collector->arena, collector->sla_tallies, sizeof(SlaTally), sla, &collector->sla_room);
  return collector->sla_tallies + sla;
}

static OwnerTally *owner_tally(Collector *collector, uint32_t owner) {
  collector->owner_tallies = reach(collector->arena, collector->owner_tallies, sizeof(OwnerTally),
                                   owner, &collector->owner_room);
  return collector->owner_tallies + owner;
}

static ScoreTally *score_tally(Collector *collector, uint32_t score) {
  collector->score_tallies = reach(collector->arena, collector->score_tallies, sizeof(ScoreTally),
                                   score, &collector->score_room);
  return collector->score_tallies + score;
}

static int in_period(const Collector *collector, int64_t at) {
  const Period *period = &collector->period;
  return at >= period->from && (period->last_day == NO_DAY || at < period->end);
}

/* The week of the period that an instant in it is in, from 0. */
static uint32_t week_in_period(const Collector *collector, int64_t at) {
  const Period *period = &collector->period;
  return (uint32_t)(week_of_day(day_of(period->zone, at)) - week_of_day(period->first_day));
}

/* ---- clocks -------------------------------------------------------------------------------- */

static Clock *clock_of(Collector *collector, LeadState *lead, uint32_t sla) {
  lead->clocks =
      reach(collector->arena, lead->clocks, sizeof *lead->clocks, sla, &lead->clock_room);
  return lead->clocks + sla;
}

static int clock_runs(const Clock *clock) {
  return clock->verdict != CLOCKS_STARTED && !clock->ended;
}

static void count_clock(Collector *collector, uint32_t sla, const Clock *clock, ClockCount count,
                        int64_t amount) {
  SlaTally *tally = sla_tally(collector, sla);
  if (!clock->counted) return;
  uint32_t owner = clock->owner + 1; /* NO_KEY is nobody: 0 */
  add_number(collector, &tally->weeks, clock->week * CLOCK_COUNTS + count, amount);
  add_number(collector, &tally->owners, owner * CLOCK_COUNTS + count, amount);
}

static void set_verdict(Collector *collector, uint32_t sla, Clock *clock, ClockCount verdict) {
  count_clock(collector, sla, clock, clock->verdict, -1);
  clock->verdict = verdict;
  count_clock(collector, sla, clock, verdict, 1);
}

static void set_owner(Collector *collector, uint32_t sla, Clock *clock, uint32_t owner) {
  count_clock(collector, sla, clock, CLOCKS_STARTED, -1);
  count_clock(collector, sla, clock, clock->verdict, -1);
  clock->owner = owner;
  count_clock(collector, sla, clock, CLOCKS_STARTED, 1);
  count_clock(collector, sla, clock, clock->verdict, 1);
}

static void set_answer(Collector *collector, uint32_t sla, Clock *clock, int64_t took) {
  SlaTally *tally = sla_tally(collector, sla);
  if (!clock->counted) return;
  if (!clock->answer) {
    tally->answers = array_room(collector->arena, tally->answers, sizeof *tally->answers,
                                tally->answer_count, &tally->answer_capacity);
    clock->answer = ++tally->answer_count;
  }
  tally->answers[clock->answer - 1] = (Answer){clock->owner, took};
}

/* Its lead is gone, or another clock goes on instead of it. */
static void drop_clock(Collector *collector, uint32_t sla, Clock *clock) {
  if (clock_runs(clock) && clock->verdict == CLOCKS_OPEN)
    set_verdict(collector, sla, clock, CLOCKS_CANCELLED);
  *clock = (Clock){.verdict = CLOCKS_STARTED};
}

static void start_clock(Collector *collector, const ReadDecision *decision, uint32_t sla,
                        uint32_t owner, Clock *clock) {
  if (clock_runs(clock) && clock->verdict == CLOCKS_OPEN)
    set_verdict(collector, sla, clock, CLOCKS_PASSED_ON);
  *clock = (Clock){.verdict = CLOCKS_OPEN, .owner = owner};
  clock->counted = in_period(collector, decision->at) != 0;
  if (clock->counted) clock->week = week_in_period(collector, decision->at);
  count_clock(collector, sla, clock, CLOCKS_STARTED, 1);
  count_clock(collector, sla, clock, CLOCKS_OPEN, 1);
}

/* A verdict on a clock that has started, in the period or before. */
static void judge_clock(Collector *collector, const ReadDecision *decision, uint32_t sla,
                        uint32_t owner, Clock *clock) {
  static const ClockCount counts[] = {
      [MOPS_VERDICT_NONE] = CLOCKS_OPEN,     [MOPS_VERDICT_OPEN] = CLOCKS_OPEN,
      [MOPS_VERDICT_MET] = CLOCKS_MET,       [MOPS_VERDICT_BREACHED] = CLOCKS_BREACHED,
      [MOPS_VERDICT_MET_LATE] = CLOCKS_LATE, [MOPS_VERDICT_CANCELLED] = CLOCKS_CANCELLED};
  if (clock->verdict == CLOCKS_STARTED) return;
  if (clock->verdict == CLOCKS_OPEN && clock->owner != owner)
    set_owner(collector, sla, clock, owner);
  set_verdict(collector, sla, clock, counts[decision->verdict]);
  clock->ended |= decision->kind != MOPS_DECISION_SLA_BREACHED;
  if (decision->took != MOPS_MISSING) set_answer(collector, sla, clock, decision->took);
}

static int take_clock(Collector *collector, const ReadDecision *decision, LeadState *lead,
                      RecordProblem *problem) {
  uint32_t sla, owner;
  if (!number_of(&collector->slas, decision->sla, "sla", &sla, problem) ||
      !number_of(&collector->owners, decision->owner, "owner", &owner, problem))
    return 0;
  Clock *clock = clock_of(collector, lead, sla);
  if (decision->kind == MOPS_DECISION_SLA_STARTED)
    start_clock(collector, decision, sla, owner, clock);
  else
    judge_clock(collector, decision, sla, owner, clock);
  return 1;
}

/* ---- leads --------------------------------------------------------------------------------- */

static LeadState *lead_of(Collector *collector, Word key) {
  uint32_t number = keys_number(&collector->leads, key.bytes, key.length);
  collector->states = reach(collector->arena, collector->states, sizeof *collector->states, number,
                            &collector->state_capacity);
  if (number == collector->state_count) {
    LeadState *lead = arena_take(collector->arena, sizeof *lead);
    lead->stage = lead->owner = NO_KEY;
    lead->told_at = MOPS_MISSING;
    collector->states[collector->state_count++] = lead;
  }
  return collector->states[number];
}

/* It became one with another, or was forgotten. */
static void lose_lead(Collector *collector, LeadState *lead) {
  if (lead->stage != NO_KEY && lead->visits) stage_tally(collector, lead->stage)->gone++;
  for (uint32_t sla = 0; sla < lead->clock_room; sla++)
    drop_clock(collector, sla, lead->clocks + sla);
  for (uint32_t score = 0; score < lead->score_room; score++)
    lead->scores[score] = (ScoreState){0, 0};
  lead->stage = lead->owner = NO_KEY;
  lead->visits = 0;
}

static void take_merged(Collector *collector, const ReadDecision *decision, LeadState *lead) {
  LeadState *from = lead_of(collector, decision->from);
  if (from == lead) return;
  for (uint32_t sla = 0; sla < from->clock_room; sla++) {
    Clock *clock = clock_of(collector, lead, sla);
    if (clock_runs(clock) || !clock_runs(from->clocks + sla)) continue;
    *clock = from->clocks[sla];
    from->clocks[sla].verdict = CLOCKS_STARTED;
  }
  if (lead->owner == NO_KEY) lead->owner = from->owner;
  lose_lead(collector, from);
}

/* ---- stages -------------------------------------------------------------------------------- */

static void tell_scores(Collector *collector, const LeadState *lead) {
  for (uint32_t score = 0; score < collector->scores.count; score++) {
    int told = score < lead->score_room && lead->scores[score].told;
    ScoreTally *tally = score_tally(collector, score);
    if (told || lead->is_new)
      append_number(collector, &tally->values, told ? lead->scores[score].points : 0);
    else
      tally->unknown++;
  }
}

static void begin_visit(Collector *collector, const ReadDecision *decision, LeadState *lead) {
  lead->entered = decision->at;
  lead->visits = in_period(collector, decision->at) && !decision->imported;
  if (!lead->visits) return;
  StageTally *tally = stage_tally(collector, lead->stage);
  tally->entered++;
  add_number(collector, &tally->weeks, week_in_period(collector, decision->at), 1);
  lead->visited = reach(collector->arena, lead->visited, 1, lead->stage, &lead->visited_room);
  tally->leads += !lead->visited[lead->stage];
  lead->visited[lead->stage] = 1;
  if (lead->stage == collector->scored_stage) tell_scores(collector, lead);
}

static void end_visit(Collector *collector, const ReadDecision *decision, LeadState *lead,
                      uint32_t next) {
  if (lead->stage == NO_KEY || !lead->visits) return;
  StageTally *tally = stage_tally(collector, lead->stage);
  tally->ends = array_room(collector->arena, tally->ends, sizeof *tally->ends, tally->end_count,
                           &tally->end_capacity);
  tally->ends[tally->end_count++] = (VisitEnd){next, decision->at - lead->entered};
}

static int take_stage(Collector *collector, const ReadDecision *decision, LeadState *lead,
                      RecordProblem *problem) {
  uint32_t next;
  if (!number_of(&collector->stages, decision->after, "after", &next, problem)) return 0;
  if (decision->before.bytes == NULL) {
    lose_lead(collector, lead);
    lead->is_new = 1;
  }
  end_visit(collector, decision, lead, next);
  lead->stage = next;
  begin_visit(collector, decision, lead);
  return 1;
}

/* ---- owners -------------------------------------------------------------------------------- */

static int take_assigned(Collector *collector, const ReadDecision *decision, LeadState *lead,
                         RecordProblem *problem) {
  uint32_t before, after;
  if (!number_of(&collector->owners, decision->before, "before", &before, problem) ||
      !number_of(&collector->owners, decision->after, "after", &after, problem))
    return 0;
  lead->owner = after;
  if (!in_period(collector, decision->at) || decision->imported) return 1;
  int by_sla = decision->kind == MOPS_DECISION_REASSIGNED;
  if (after != NO_KEY) {
    OwnerTally *tally = owner_tally(collector, after);
    tally->assigned++;
    tally->reassigned += by_sla;
    add_number(collector, &tally->weeks, week_in_period(collector, decision->at), 1);
  }
  if (by_sla && before != NO_KEY && before != after) owner_tally(collector, before)->lost++;
  return 1;
}

static int is_final(const Model *model, uint32_t stage) {
  return stage < model->stages.count && ((const Stage *)model->stages.items[stage])->final;
}

/* Who has which leads as the period ends. */
static void count_holds(Collector *collector) {
  collector->holds_counted = 1;
  for (uint32_t i = 0; i < collector->state_count; i++) {
    const LeadState *lead = collector->states[i];
    if (lead->owner != NO_KEY && !is_final(collector->model, lead->stage))
      owner_tally(collector, lead->owner)->held++;
  }
}

/* ---- events that reasons tell of ----------------------------------------------------------- */

/* Records of who has a lead and who is there are no reasons, though they have reps and routes. */
static int is_standard(const Collector *collector, Text event) {
  const List *types = &collector->model->record_types;
  for (uint32_t i = 0; i < types->count; i++) {
    const RecordType *type = types->items[i];
    if (type->kind > RECORD_EVENT && text_equal(type->name, event)) return 1;
  }
  return 0;
}

/* Whether an event of the lead at this instant is told for the first time. */
static int is_new_event(Collector *collector, LeadState *lead, int64_t at, uint32_t event) {
  if (lead->told_at != at) lead->told_count = 0;
  lead->told_at = at;
  for (uint32_t i = 0; i < lead->told_count; i++)
    if (lead->told[i] == event) return 0;
  lead->told = array_room(collector->arena, lead->told, sizeof *lead->told, lead->told_count,
                          &lead->told_capacity);
  lead->told[lead->told_count++] = event;
  return 1;
}

static int take_told(Collector *collector, const ReadDecision *decision, LeadState *lead,
                     RecordProblem *problem) {
  uint32_t before = NO_KEY, owner = lead->owner;
  int counts = 0;
  if (!in_period(collector, decision->at) || decision->imported) return 1;
  if (owner == NO_KEY && !number_of(&collector->owners, decision->owner, "owner", &owner, problem))
    return 0;
  for (uint32_t i = 0; i < decision->told_count; i++) {
    Sighting sighting = {.owner = owner};
    const ToldField *told = decision->told + i;
    if (is_standard(collector, (Text){told->event.bytes, told->event.length})) continue;
    if (!number_of(&collector->events, told->event, "because", &sighting.event, problem) ||
        !number_of(&collector->fields, told->field, "because", &sighting.field, problem) ||
        !number_of(&collector->values, told->value, "because", &sighting.value, problem))
      return 0;
    /* The fields of one event follow each other. */
    if (sighting.event != before)
      counts = is_new_event(collector, lead, decision->at, sighting.event);
    before = sighting.event;
    if (!counts) continue;
    collector->sightings =
        array_room(collector->arena, collector->sightings, sizeof *collector->sightings,
                   collector->sighting_count, &collector->sighting_capacity);
    collector->sightings[collector->sighting_count++] = sighting;
  }
  return 1;
}

/* ---- decisions ----------------------------------------------------------------------------- */

static int take_scored(Collector *collector, const ReadDecision *decision, LeadState *lead,
                       RecordProblem *problem) {
  uint32_t score;
  if (!number_of(&collector->scores, decision->score, "score", &score, problem)) return 0;
  lead->scores =
      reach(collector->arena, lead->scores, sizeof *lead->scores, score, &lead->score_room);
  lead->scores[score] = (ScoreState){decision->points, 1};
  return 1;
}

static int take_by_kind(Collector *collector, const ReadDecision *decision, LeadState *lead,
                        RecordProblem *problem) {
  switch (decision->kind) {
  case MOPS_DECISION_SCORED: return take_scored(collector, decision, lead, problem);
  case MOPS_DECISION_STAGE: return take_stage(collector, decision, lead, problem);
  case MOPS_DECISION_ASSIGNED:
  case MOPS_DECISION_REASSIGNED: return take_assigned(collector, decision, lead, problem);
  case MOPS_DECISION_MERGED: take_merged(collector, decision, lead); return 1;
  case MOPS_DECISION_NOTIFY: return 1;
  default: return take_clock(collector, decision, lead, problem);
  }
}

/* Days and order: whether the decision's instant is one that can be counted. */
static int fits(Collector *collector, const ReadDecision *decision, RecordProblem *problem) {
  Period *period = &collector->period;
  if (collector->last != MOPS_MISSING && decision->at < collector->last)
    return record_problem(
        problem, "at",
        "expected decisions in order of time: this one is earlier than the one before");
  if (period->first_day == NO_DAY) {
    period->first_day = day_of(period->zone, decision->at);
    period_set(period);
  }
  char date[DATE_SIZE];
  if (in_period(collector, decision->at) &&
      day_of(period->zone, decision->at) - period->first_day >= PERIOD_MOST_DAYS)
    return record_problem(
        problem, "at", "expected an instant of the %d days from %s on: --from and --to say which",
        PERIOD_MOST_DAYS, day_format(period->first_day, date));
  return 1;
}

int collect_take(Collector *collector, const ReadDecision *decision, RecordProblem *problem) {
  if (!fits(collector, decision, problem)) return 0;
  const Period *period = &collector->period;
  if (period->last_day != NO_DAY && decision->at >= period->end && !collector->holds_counted)
    count_holds(collector);
  LeadState *lead = lead_of(collector, decision->lead);
  /* Before the lead changes hands by it. */
  if (!take_told(collector, decision, lead, problem) ||
      !take_by_kind(collector, decision, lead, problem))
    return 0;
  if (collector->first == MOPS_MISSING) collector->first = decision->at;
  collector->last = decision->at;
  collector->decisions++;
  if (!in_period(collector, decision->at)) return 1;
  collector->counted++;
  collector->leads_counted += !lead->counted;
  lead->counted = 1;
  return 1;
}

void collect_end(Collector *collector) {
  Period *period = &collector->period;
  if (!collector->holds_counted) count_holds(collector);
  if (period->last_day == NO_DAY && collector->last != MOPS_MISSING) {
    period->last_day = day_of(period->zone, collector->last);
    if (period->last_day < period->first_day) period->last_day = period->first_day;
    period_set(period);
  }
}
