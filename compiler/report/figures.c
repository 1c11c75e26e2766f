/* From tallies to figures: names, orders, ranks, bins. */
#include <stdlib.h>
#include <string.h>

#include "compiler/report/bins.h"
#include "compiler/report/report.h"

/* ---- shares and labels --------------------------------------------------------------------- */

int64_t report_share(int64_t part, int64_t whole) {
  return whole > 0 ? (part * 2000 + whole) / (whole * 2) : MOPS_MISSING;
}

int64_t report_compliance(const int64_t counts[CLOCK_COUNTS]) {
  return report_share(counts[CLOCKS_MET],
                      counts[CLOCKS_MET] + counts[CLOCKS_LATE] + counts[CLOCKS_BREACHED]);
}

/* Of what decisions say nothing plays tricks on a terminal. */
const char *report_label(Arena *arena, Named named) {
  if (named.title.length) return named.title.bytes;
  if (!named.name.length) return "nobody";
  char *label = arena_take(arena, named.name.length + 1), *end = label;
  for (uint32_t i = 0; i < named.name.length; i++) {
    char c = named.name.bytes[i];
    if ((unsigned char)c >= 0x20 && c != 0x7F) *end++ = c == '_' ? ' ' : c;
  }
  return label;
}

const char *report_time_name(TimeKind kind) {
  static const char *const names[] = {
      [TIME_OPEN] = "open", [TIME_ELAPSED] = "elapsed", [TIME_MIXED] = "mixed"};
  return names[kind];
}

const char *report_clock_name(ClockCount count) {
  static const char *const names[CLOCK_COUNTS] = {
      [CLOCKS_STARTED] = "started",    [CLOCKS_MET] = "met",   [CLOCKS_LATE] = "late",
      [CLOCKS_BREACHED] = "breached",  [CLOCKS_OPEN] = "open", [CLOCKS_CANCELLED] = "cancelled",
      [CLOCKS_PASSED_ON] = "passed_on"};
  return names[count];
}

/* ---- what all of them need ----------------------------------------------------------------- */

static int64_t number_at(const Numbers *numbers, uint32_t index) {
  return index < numbers->count ? numbers->items[index] : 0;
}

static int64_t *by_week(Arena *arena, const Report *report, const Numbers *numbers) {
  int64_t *weeks = arena_take(arena, (report->week_count + 1) * sizeof *weeks);
  for (uint32_t week = 0; week < report->week_count; week++) weeks[week] = number_at(numbers, week);
  return weeks;
}

static Named named_stage(const Collector *collector, uint32_t stage) {
  const List *known = &collector->model->stages;
  if (stage < known->count) {
    const Stage *row = known->items[stage];
    return (Named){row->name, row->title};
  }
  return (Named){collector->stages.texts[stage], {"", 0}};
}

static const Owner *known_owner(const Collector *collector, uint32_t owner) {
  const List *known = &collector->model->owners;
  return owner < known->count ? known->items[owner] : NULL;
}

static Named named_owner(const Collector *collector, uint32_t owner) {
  const Owner *row = known_owner(collector, owner);
  if (row) return (Named){row->name, row->title};
  if (owner == NO_KEY) return (Named){{"", 0}, {"", 0}};
  return (Named){collector->owners.texts[owner], {"", 0}};
}

/* ---- stages -------------------------------------------------------------------------------- */

static int by_next(const void *left, const void *right) {
  const VisitEnd *a = left, *b = right;
  return a->next != b->next ? (a->next > b->next) - (a->next < b->next)
                            : (a->took > b->took) - (a->took < b->took);
}

static void make_next(const Collector *collector, const StageTally *tally, StageFigures *figures) {
  VisitEnd *ends = tally->ends;
  if (tally->end_count == 0) return;
  qsort(ends, tally->end_count, sizeof *ends, by_next);
  figures->next = arena_take(collector->arena, tally->end_count * sizeof *figures->next);
  for (uint32_t from = 0, to; from < tally->end_count; from = to) {
    for (to = from; to < tally->end_count && ends[to].next == ends[from].next;) to++;
    figures->next[figures->next_count++] =
        (NextStage){named_stage(collector, ends[from].next), to - from,
                    ends[from + (to - from + 1) / 2 - 1].took}; /* they are in order */
  }
}

static void make_stages(const Collector *collector, Report *report) {
  report->stages =
      arena_take(collector->arena, (collector->stages.count + 1) * sizeof *report->stages);
  for (uint32_t i = 0; i < collector->stages.count; i++) {
    StageFigures *figures = report->stages + report->stage_count++;
    const List *known = &collector->model->stages;
    const Stage *row = i < known->count ? known->items[i] : NULL;
    static const StageTally nothing = {.entered = 0};
    const StageTally *tally = i < collector->stage_room ? collector->stage_tallies + i : &nothing;
    *figures = (StageFigures){.stage = named_stage(collector, i),
                              .party = row ? row->party : (Text){"", 0},
                              .final = row && row->final,
                              .entered = tally->entered,
                              .leads = tally->leads,
                              .gone = tally->gone,
                              .still = tally->entered - tally->gone - tally->end_count,
                              .weeks = by_week(collector->arena, report, &tally->weeks)};
    make_next(collector, tally, figures);
  }
}

/* ---- SLAs ---------------------------------------------------------------------------------- */

static TimeKind time_of_target(const SlaTarget *target) {
  switch (target->length.kind) {
  case LENGTH_OPEN:
  case LENGTH_DAYS:
  case LENGTH_CLOSING: return TIME_OPEN;
  default: return TIME_ELAPSED;
  }
}

static TimeKind time_of(const Sla *sla) {
  TimeKind kind = time_of_target(sla->targets.items[0]);
  for (uint32_t i = 1; i < sla->targets.count; i++)
    if (time_of_target(sla->targets.items[i]) != kind) return TIME_MIXED;
  return kind;
}

/* The answers of one owner, or of all of them. */
static uint32_t take_answers(const SlaTally *tally, int of_all, uint32_t owner, int64_t *values) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < tally->answer_count; i++)
    if (of_all || tally->answers[i].owner == owner) values[count++] = tally->answers[i].took;
  return count;
}

static void make_sla_owners(const Collector *collector, const SlaTally *tally, SlaFigures *figures,
                            int64_t *values) {
  uint32_t room = tally->owners.count / CLOCK_COUNTS + 1;
  figures->owners = arena_take(collector->arena, (room + 1) * sizeof *figures->owners);
  for (uint32_t i = 1; i <= room; i++) {
    uint32_t row = i % room; /* nobody, 0, is the last */
    if (number_at(&tally->owners, row * CLOCK_COUNTS + CLOCKS_STARTED) == 0) continue;
    SlaOwner *owner = figures->owners + figures->owner_count++;
    owner->owner = named_owner(collector, row - 1);
    for (uint32_t count = 0; count < CLOCK_COUNTS; count++)
      owner->counts[count] = number_at(&tally->owners, row * CLOCK_COUNTS + count);
    owner->answers = spread_of(values, take_answers(tally, 0, row - 1, values));
  }
}

static void make_sla_weeks(const Collector *collector, const Report *report, const SlaTally *tally,
                           SlaFigures *figures) {
  figures->weeks = arena_take(collector->arena, (report->week_count + 1) * sizeof *figures->weeks);
  for (uint32_t week = 0; week < report->week_count; week++)
    for (uint32_t count = 0; count < CLOCK_COUNTS; count++) {
      figures->weeks[week][count] = number_at(&tally->weeks, week * CLOCK_COUNTS + count);
      figures->counts[count] += figures->weeks[week][count];
    }
}

static void make_slas(const Collector *collector, Report *report) {
  report->slas = arena_take(collector->arena, (collector->slas.count + 1) * sizeof *report->slas);
  for (uint32_t i = 0; i < collector->slas.count; i++) {
    SlaFigures *figures = report->slas + report->sla_count++;
    const List *known = &collector->model->slas;
    const Sla *row = i < known->count ? known->items[i] : NULL;
    static const SlaTally nothing = {.answers = NULL};
    const SlaTally *tally = i < collector->sla_room ? collector->sla_tallies + i : &nothing;
    figures->sla = (Named){collector->slas.texts[i], row ? row->title : (Text){"", 0}};
    figures->time = row ? time_of(row) : TIME_MIXED;
    int64_t *values = arena_take(collector->arena, (tally->answer_count + 1) * sizeof *values);
    make_sla_weeks(collector, report, tally, figures);
    make_sla_owners(collector, tally, figures, values);
    uint32_t count = take_answers(tally, 1, 0, values);
    figures->answers = spread_of(values, count);
    figures->bins = bins_of_times(collector->arena, values, count);
  }
}

/* ---- load ---------------------------------------------------------------------------------- */

static Text manager_of(const Model *model, uint32_t owner) {
  for (uint32_t i = 0; i < model->roles.count; i++) {
    const Role *role = model->roles.items[i];
    if (text_is(role->name, "manager") && role->of[owner]) return role->of[owner]->name;
  }
  return (Text){"", 0};
}

static void make_load(const Collector *collector, Report *report) {
  uint32_t count = collector->owners.count;
  report->load = arena_take(collector->arena, (count + 1) * sizeof *report->load);
  for (uint32_t i = 0; i < count; i++) {
    const Owner *row = known_owner(collector, i);
    static const OwnerTally nothing = {.assigned = 0};
    const OwnerTally *tally = i < collector->owner_room ? collector->owner_tallies + i : &nothing;
    LoadFigures *figures = report->load + report->load_count++;
    *figures = (LoadFigures){.owner = named_owner(collector, i),
                             .is_queue = row && row->is_queue,
                             .assigned = tally->assigned,
                             .reassigned = tally->reassigned,
                             .lost = tally->lost,
                             .held = tally->held,
                             .weeks = by_week(collector->arena, report, &tally->weeks)};
    if (row) figures->manager = manager_of(collector->model, i);
  }
}

/* ---- reasons ------------------------------------------------------------------------------- */

/* Events that people report come first, each as declared; others as they came up. */
static uint32_t event_rank(const Collector *collector, uint32_t event) {
  const List *types = &collector->model->record_types;
  for (uint32_t i = 0; i < types->count; i++) {
    const RecordType *type = types->items[i];
    if (type->kind == RECORD_EVENT && text_equal(type->name, collector->events.texts[event]))
      return type->passive ? i : types->count + i;
  }
  return 2 * types->count + event;
}

typedef struct {
  Sighting sighting;
  uint32_t rank;
} Ranked;

static int by_event(const void *left, const void *right) {
  const Ranked *a = left, *b = right;
  if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
  if (a->sighting.field != b->sighting.field) return a->sighting.field < b->sighting.field ? -1 : 1;
  if (a->sighting.owner != b->sighting.owner) return a->sighting.owner < b->sighting.owner ? -1 : 1;
  return (a->sighting.value > b->sighting.value) - (a->sighting.value < b->sighting.value);
}

static int by_frequency(const void *left, const void *right) {
  const Counted *a = left, *b = right;
  if (a->count != b->count) return a->count > b->count ? -1 : 1;
  return strcmp(a->value.bytes, b->value.bytes);
}

/* `items` are of one event and field, in the order of values if they are one owner's. */
static ReasonsOf count_values(const Collector *collector, const Ranked *items, uint32_t count) {
  ReasonsOf reasons = {.count = count};
  int64_t *times = arena_take(collector->arena, collector->values.count * sizeof *times);
  for (uint32_t i = 0; i < count; i++) reasons.value_count += times[items[i].sighting.value]++ == 0;
  reasons.values = arena_take(collector->arena, reasons.value_count * sizeof *reasons.values);
  uint32_t at = 0;
  for (uint32_t value = 0; value < collector->values.count; value++)
    if (times[value] > 0)
      reasons.values[at++] = (Counted){collector->values.texts[value], times[value]};
  qsort(reasons.values, reasons.value_count, sizeof *reasons.values, by_frequency);
  return reasons;
}

static void make_reason(const Collector *collector, Report *report, const Ranked *items,
                        uint32_t count) {
  ReasonFigures *figures = report->reasons + report->reason_count++;
  figures->event = collector->events.texts[items[0].sighting.event];
  figures->field = collector->fields.texts[items[0].sighting.field];
  figures->all = count_values(collector, items, count);
  figures->owners =
      arena_take(collector->arena, (collector->owners.count + 1) * sizeof *figures->owners);
  for (uint32_t from = 0, to; from < count; from = to) {
    uint32_t owner = items[from].sighting.owner;
    for (to = from; to < count && items[to].sighting.owner == owner;) to++;
    ReasonsOf *of = figures->owners + figures->owner_count++;
    *of = count_values(collector, items + from, to - from);
    of->owner = named_owner(collector, owner);
  }
}

static void make_reasons(const Collector *collector, Report *report) {
  uint32_t count = collector->sighting_count;
  Ranked *items = arena_take(collector->arena, (count + 1) * sizeof *items);
  for (uint32_t i = 0; i < count; i++)
    items[i] =
        (Ranked){collector->sightings[i], event_rank(collector, collector->sightings[i].event)};
  if (count > 0) qsort(items, count, sizeof *items, by_event);
  report->reasons = arena_take(collector->arena, (count + 1) * sizeof *report->reasons);
  for (uint32_t from = 0, to; from < count; from = to) {
    for (to = from; to < count && items[to].rank == items[from].rank &&
                    items[to].sighting.field == items[from].sighting.field;)
      to++;
    make_reason(collector, report, items + from, to - from);
  }
}

/* ---- scores -------------------------------------------------------------------------------- */

static void make_scores(const Collector *collector, Report *report) {
  if (collector->scored_stage == NO_KEY) return;
  report->scored_stage = named_stage(collector, collector->scored_stage);
  report->scores =
      arena_take(collector->arena, (collector->scores.count + 1) * sizeof *report->scores);
  for (uint32_t i = 0; i < collector->scores.count; i++) {
    ScoreFigures *figures = report->scores + report->score_count++;
    static const ScoreTally nothing = {.unknown = 0};
    const ScoreTally *tally = i < collector->score_room ? collector->score_tallies + i : &nothing;
    Spread spread = spread_of(tally->values.items, tally->values.count);
    *figures = (ScoreFigures){
        .score = {collector->scores.texts[i], {"", 0}},
        .count = spread.count,
        .unknown = tally->unknown,
        .half = spread.half,
        .bins = bins_of_points(collector->arena, tally->values.items, tally->values.count)};
  }
}

/* ---- all of it ----------------------------------------------------------------------------- */

Report *report_make(Collector *collector, int64_t set_aside) {
  Report *report = arena_take(collector->arena, sizeof *report);
  const Period *period = &collector->period;
  *report = (Report){.agreement = collector->model->name,
                     .version = collector->model->version,
                     .zone = collector->model->zone->name,
                     .clock = collector->model->zone,
                     .first_day = period->first_day,
                     .last_day = period->last_day,
                     .first = collector->first,
                     .last = collector->last,
                     .decisions = collector->decisions,
                     .counted = collector->counted,
                     .leads = collector->leads_counted,
                     .set_aside = set_aside,
                     .first_week = week_of_day(period->first_day)};
  report->week_count = (uint32_t)(week_of_day(period->last_day) - report->first_week) + 1;
  make_stages(collector, report);
  make_slas(collector, report);
  make_load(collector, report);
  make_reasons(collector, report);
  make_scores(collector, report);
  return report;
}
