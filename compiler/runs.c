/* An event's triggers, written as rows and laid out in runs. If some of them ask for answers of one
 * value (a text's class, an enum's member, a flag), there is a run for each answer, so that an
 * event looks only at rules that it may fire, however many there are. */
#include "compiler/lower.h"

#include <string.h>

#define MOST_ANSWERS 65536u
#define MOST_CANDIDATES(triggers) (16u * (triggers) + 1024u) /* more are not worth their memory */

typedef struct {
  Lowering *lowering;
  ImageTrigger *rows;
  uint32_t count;
  uint32_t by, answers;   /* the value that runs are chosen by, or NONE; what it can be: 0 .. */
  uint32_t trigger_first; /* row of TRIGGER of the first */
} EventTriggers;

/* How many different values 0, 1, 2 ... a value of an event can be; 0: too many, or other ones. */
static uint32_t answers_of(const Lowering *lowering, const RecordType *event, uint32_t value) {
  for (uint32_t i = 0; i < event->fields.count; i++) {
    const Field *field = event->fields.items[i];
    const FieldPlan *plan = field_plan(lowering, field);
    for (uint32_t k = 0; k < plan->readings.count; k++) {
      const ReadingPlan *reading = plan->readings.items[k];
      if (reading->slot == value) return reading->draft.classes;
    }
    if (plan->slot != value) continue;
    if (field->type.kind == TYPE_ENUM) return field->type.enumeration->members.count;
    return field->type.kind == TYPE_FLAG ? 2 : 0;
  }
  return 0;
}

static int concerns(const ImageTrigger *row, uint32_t by, int64_t answer) {
  return row->value != by || (row->low <= answer && answer <= row->high);
}

/* How many candidates all runs would have together. */
static uint64_t candidates(const EventTriggers *triggers, uint32_t by, uint32_t answers) {
  uint64_t count = 0;
  for (uint32_t i = 0; i < triggers->count; i++) {
    const ImageTrigger *row = triggers->rows + i;
    int64_t low = row->low < 0 ? 0 : row->low, high = row->high;
    if (high > (int64_t)answers - 1) high = (int64_t)answers - 1;
    if (row->value != by)
      count += answers + 1;
    else if (high >= low)
      count += (uint64_t)(high - low + 1);
  }
  return count;
}

/* The value that most triggers ask for, if its runs are not too long. */
static void choose(EventTriggers *triggers, const RecordType *event, uint32_t values) {
  uint32_t *asking = arena_take(triggers->lowering->arena, (values + 1) * sizeof *asking), most = 0;
  for (uint32_t i = 0; i < triggers->count; i++)
    if (triggers->rows[i].value != NONE) asking[triggers->rows[i].value]++;
  triggers->by = NONE;
  for (uint32_t value = 0; value < values; value++) {
    if (asking[value] <= most) continue;
    uint32_t answers = answers_of(triggers->lowering, event, value);
    if (!answers || answers > MOST_ANSWERS ||
        candidates(triggers, value, answers) > MOST_CANDIDATES(triggers->count))
      continue;
    most = asking[value];
    triggers->by = value;
    triggers->answers = answers;
  }
}

/* Whether it must be asked if a trigger of a run fires. */
static uint32_t is_conditional(const ImageTrigger *row, uint32_t by) {
  if (row->counter != NONE || row->effect == EFFECT_BREAK) return 1;
  return row->effect != EFFECT_MOVE &&
         (row->where != NONE || (row->value != NONE && row->value != by));
}

static void write_run(const EventTriggers *triggers, uint32_t conditional, int64_t answer) {
  ImageBuilder *builder = triggers->lowering->builder;
  ImageRun run = {.first = builder_count(builder, SECTION_CANDIDATE), .conditional = conditional};
  for (uint32_t i = 0; i < triggers->count; i++) {
    const ImageTrigger *row = triggers->rows + i;
    if (triggers->by != NONE && !concerns(row, triggers->by, answer)) continue;
    run.conditional |= is_conditional(row, triggers->by);
    add_CANDIDATE(builder, (ImageCandidate){triggers->trigger_first + i});
    run.count++;
  }
  add_RUN(builder, run);
}

/* What the runs answer, triggers need not ask. */
static void write_triggers(EventTriggers *triggers) {
  ImageBuilder *builder = triggers->lowering->builder;
  triggers->trigger_first = builder_count(builder, SECTION_TRIGGER);
  for (uint32_t i = 0; i < triggers->count; i++) {
    ImageTrigger row = triggers->rows[i];
    if (triggers->by != NONE && row.value == triggers->by) {
      row.value = NONE;
      row.low = row.high = 0;
    }
    add_TRIGGER(builder, row);
  }
}

void runs_of_event(Lowering *lowering, uint32_t record, ImageTrigger *rows, uint32_t count) {
  ImageBuilder *builder = lowering->builder;
  EventTriggers triggers = {.lowering = lowering, .rows = rows, .count = count};
  choose(&triggers, lowering->model->record_types.items[record],
         row_RECORD(builder, record)->values);
  write_triggers(&triggers);
  row_RECORD(builder, record)->by = triggers.by;
  row_RECORD(builder, record)->run_first = builder_count(builder, SECTION_RUN);
  write_run(&triggers, 0, VALUE_MISSING);
  for (uint32_t i = 0; triggers.by != NONE && i < triggers.answers; i++) write_run(&triggers, 0, i);
  row_RECORD(builder, record)->run_count =
      builder_count(builder, SECTION_RUN) - row_RECORD(builder, record)->run_first;
}

void run_of_moves(Lowering *lowering, ImageTrigger *rows, uint32_t count) {
  EventTriggers triggers = {.lowering = lowering, .rows = rows, .count = count, .by = NONE};
  write_triggers(&triggers);
  row_RECORD(lowering->builder, 0)->by = NONE;
  row_RECORD(lowering->builder, 0)->run_first = builder_count(lowering->builder, SECTION_RUN);
  row_RECORD(lowering->builder, 0)->run_count = 1;
  write_run(&triggers, 1, 0); /* each concerns only some moves */
}

uint32_t run_of_becoming(Lowering *lowering, ImageTrigger *rows, uint32_t count) {
  EventTriggers triggers = {.lowering = lowering, .rows = rows, .count = count, .by = NONE};
  uint32_t conditional = 0;
  for (uint32_t i = 0; i < count; i++) conditional |= rows[i].where != NONE;
  write_triggers(&triggers);
  write_run(&triggers, conditional, 0);
  return builder_count(lowering->builder, SECTION_RUN) - 1;
}
