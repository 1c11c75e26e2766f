/* An event's triggers, written as rows and laid out in runs. If some of them ask for answers of one
 * value (a text's class, an enum's member, a flag), there is a run for each answer, so that an
 * event looks only at rules that it may fire, however many there are. Where many ask for another
 * value, or for a part of the numbers, they stand in the runs of a choice by that. */
#include "compiler/lower.h"

#include <stdlib.h>

#define MOST_ANSWERS 65536u
#define MOST_CANDIDATES(triggers) (16u * (triggers) + 1024u) /* more are not worth their memory */
#define FEWEST_OF_CHOICE 8u /* fewer are asked faster than merged */

/* What triggers ask of one value. answers: what it can be, 0 .., or 0: a number. bits: it is
 * patterns, of which `asking` triggers ask for one alone. */
typedef struct {
  uint32_t asking, answers;
  int bits, may_split, is_choice;
} Asked;

typedef struct {
  Lowering *lowering;
  ImageTrigger *rows;
  uint32_t count;
  Asked *asked; /* by value of the event */
  uint32_t values;
  uint32_t by;            /* the value that runs are chosen by, or NONE */
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

/* In how many runs of a value's answers a trigger that asks for it stands. */
static uint64_t runs_with(const ImageTrigger *row, uint32_t answers) {
  int64_t low = row->low < 0 ? 0 : row->low, high = row->high;
  if (high > (int64_t)answers - 1) high = (int64_t)answers - 1;
  return high >= low ? (uint64_t)(high - low + 1) : 0;
}

uint32_t share_of_test(const Lowering *lowering, const RecordType *event, const ImageTrigger *row) {
  enum { PATTERN = 50, PART_OF_NUMBERS = 200, HALF_OF_NUMBERS = 400 };
  if (row->has) return PATTERN;
  uint32_t answers = answers_of(lowering, event, row->value);
  if (answers) return (uint32_t)(runs_with(row, answers) * 1000 / answers);
  int bounded = row->low > -VALUE_LIMIT && row->high < VALUE_LIMIT;
  return row->low == row->high ? 0 : bounded ? PART_OF_NUMBERS : HALF_OF_NUMBERS;
}

/* answer: of patterns the number of a bit. */
static int concerns(const ImageTrigger *row, int64_t answer) {
  if (row->has) return row->low == INT64_C(1) << answer;
  return row->low <= answer && answer <= row->high;
}

/* One of several patterns would stand in several runs of which more than one can be the event's. */
static int may_choose(const ImageTrigger *row) {
  return row->value != NONE && (!row->has || !(row->low & (row->low - 1)));
}

static int in_choice(const EventTriggers *triggers, const ImageTrigger *row) {
  return may_choose(row) && triggers->asked[row->value].is_choice;
}

/* How many candidates all runs by a value would have together, without those of choices. */
static uint64_t candidates(const EventTriggers *triggers, uint32_t by) {
  uint64_t count = 0;
  for (uint32_t i = 0; i < triggers->count; i++) {
    const ImageTrigger *row = triggers->rows + i;
    if (row->value == by)
      count += runs_with(row, triggers->asked[by].answers);
    else if (!may_choose(row) || !triggers->asked[row->value].may_split)
      count += triggers->asked[by].answers + 1;
  }
  return count;
}

/* A number's parts are at most twice as many as its triggers, and one more. */
static uint64_t candidates_of_choice(const EventTriggers *triggers, uint32_t value) {
  const Asked *asked = &triggers->asked[value];
  uint64_t count = 0;
  if (asked->bits) return asked->asking;
  if (!asked->answers) return (2 * (uint64_t)asked->asking + 1) * asked->asking / 4;
  for (uint32_t i = 0; i < triggers->count; i++)
    if (triggers->rows[i].value == value) count += runs_with(triggers->rows + i, asked->answers);
  return count;
}

static void ask(EventTriggers *triggers, const RecordType *event) {
  triggers->asked =
      arena_take(triggers->lowering->arena, (triggers->values + 1) * sizeof *triggers->asked);
  for (uint32_t i = 0; i < triggers->count; i++) {
    const ImageTrigger *row = triggers->rows + i;
    if (!may_choose(row)) continue;
    triggers->asked[row->value].asking++;
    triggers->asked[row->value].bits = (int)row->has;
  }
  for (uint32_t value = 0; value < triggers->values; value++) {
    Asked *asked = &triggers->asked[value];
    asked->answers = answers_of(triggers->lowering, event, value);
    asked->may_split = asked->asking >= FEWEST_OF_CHOICE && asked->answers <= MOST_ANSWERS &&
                       candidates_of_choice(triggers, value) <= MOST_CANDIDATES(triggers->count);
  }
}

/* The value that most triggers ask for, if its runs are not too long; then choices by others. */
static void choose(EventTriggers *triggers) {
  uint32_t most = 0;
  triggers->by = NONE;
  for (uint32_t value = 0; value < triggers->values; value++) {
    const Asked *asked = &triggers->asked[value];
    if (asked->asking <= most || !asked->answers || asked->answers > MOST_ANSWERS ||
        candidates(triggers, value) > MOST_CANDIDATES(triggers->count))
      continue;
    most = asked->asking;
    triggers->by = value;
  }
  for (uint32_t value = 0; value < triggers->values; value++)
    triggers->asked[value].is_choice = value != triggers->by && triggers->asked[value].may_split;
}

/* Whether it must be asked if a trigger of a run fires. */
static uint32_t is_conditional(const EventTriggers *triggers, const ImageTrigger *row) {
  if (row->counter != NONE || row->effect == EFFECT_BREAK) return 1;
  int asked_by_run = row->value == triggers->by || in_choice(triggers, row);
  return row->effect < EFFECT_MOVE && (row->where != NONE || (row->value != NONE && !asked_by_run));
}

static void add_candidate(const EventTriggers *triggers, ImageRun *run, uint32_t i) {
  ImageBuilder *builder = triggers->lowering->builder;
  run->conditional |= is_conditional(triggers, triggers->rows + i);
  add_CANDIDATE(builder, (ImageCandidate){triggers->trigger_first + i});
  run->count++;
}

static ImageRun new_run(const EventTriggers *triggers, uint32_t conditional) {
  return (ImageRun){.first = builder_count(triggers->lowering->builder, SECTION_CANDIDATE),
                    .conditional = conditional};
}

static void write_run(const EventTriggers *triggers, uint32_t conditional, int64_t answer) {
  ImageRun run = new_run(triggers, conditional);
  for (uint32_t i = 0; i < triggers->count; i++) {
    const ImageTrigger *row = triggers->rows + i;
    if (in_choice(triggers, row)) continue;
    if (triggers->by != NONE && row->value == triggers->by && !concerns(row, answer)) continue;
    add_candidate(triggers, &run, i);
  }
  add_RUN(triggers->lowering->builder, run);
}

static void write_run_of_choice(const EventTriggers *triggers, uint32_t value, int64_t answer) {
  ImageRun run = new_run(triggers, 0);
  for (uint32_t i = 0; i < triggers->count; i++)
    if (triggers->rows[i].value == value && concerns(triggers->rows + i, answer))
      add_candidate(triggers, &run, i);
  add_RUN(triggers->lowering->builder, run);
}

static int compare_cuts(const void *a, const void *b) {
  int64_t left = ((const ImageCut *)a)->from, right = ((const ImageCut *)b)->from;
  return (left > right) - (left < right);
}

/* Where the numbers that a trigger asks for begin, and where they have ended. */
static uint32_t cuts_of(const EventTriggers *triggers, uint32_t value, ImageCut *cuts) {
  uint32_t count = 0, kept = 0;
  for (uint32_t i = 0; i < triggers->count; i++) {
    const ImageTrigger *row = triggers->rows + i;
    if (row->value != value) continue;
    cuts[count++].from = row->low;
    if (row->high < VALUE_LIMIT) cuts[count++].from = row->high + 1;
  }
  qsort(cuts, count, sizeof *cuts, compare_cuts);
  for (uint32_t i = 0; i < count; i++)
    if (!kept || cuts[kept - 1].from != cuts[i].from) cuts[kept++] = cuts[i];
  return kept;
}

static void write_parts(const EventTriggers *triggers, uint32_t value, ImageChoice *choice) {
  ImageBuilder *builder = triggers->lowering->builder;
  ImageCut *cuts = arena_take(triggers->lowering->arena, 2 * triggers->count * sizeof *cuts);
  choice->cut_count = cuts_of(triggers, value, cuts);
  for (uint32_t i = 0; i < choice->cut_count; i++) {
    add_CUT(builder, cuts[i]);
    write_run_of_choice(triggers, value, cuts[i].from);
  }
}

/* A run for each bit that is asked for, and those below. */
static void write_bits(const EventTriggers *triggers, uint32_t value) {
  int64_t all = 0;
  for (uint32_t i = 0; i < triggers->count; i++)
    if (triggers->rows[i].value == value && may_choose(triggers->rows + i))
      all |= triggers->rows[i].low;
  for (int64_t bit = 0; all >> bit; bit++) write_run_of_choice(triggers, value, bit);
}

static void write_choice(const EventTriggers *triggers, uint32_t value) {
  ImageBuilder *builder = triggers->lowering->builder;
  uint32_t answers = triggers->asked[value].answers;
  ImageChoice choice = {.value = value,
                        .run_first = builder_count(builder, SECTION_RUN),
                        .cut_first = builder_count(builder, SECTION_CUT),
                        .bits = (uint32_t)triggers->asked[value].bits};
  if (choice.bits) {
    write_bits(triggers, value);
  } else {
    write_run_of_choice(triggers, value, VALUE_MISSING);
    for (uint32_t i = 0; i < answers; i++) write_run_of_choice(triggers, value, i);
    if (!answers) write_parts(triggers, value, &choice);
  }
  choice.run_count = builder_count(builder, SECTION_RUN) - choice.run_first;
  add_CHOICE(builder, choice);
}

/* What the runs answer, triggers need not ask. */
static void write_triggers(EventTriggers *triggers) {
  ImageBuilder *builder = triggers->lowering->builder;
  triggers->trigger_first = builder_count(builder, SECTION_TRIGGER);
  for (uint32_t i = 0; i < triggers->count; i++) {
    ImageTrigger row = triggers->rows[i];
    if (row.value != NONE && (row.value == triggers->by || in_choice(triggers, &row))) {
      row.value = NONE;
      row.low = row.high = 0;
      row.has = 0;
    }
    add_TRIGGER(builder, row);
  }
}

void runs_of_event(Lowering *lowering, uint32_t record, ImageTrigger *rows, uint32_t count) {
  ImageBuilder *builder = lowering->builder;
  EventTriggers triggers = {.lowering = lowering, .rows = rows, .count = count};
  triggers.values = row_RECORD(builder, record)->values;
  ask(&triggers, lowering->model->record_types.items[record]);
  choose(&triggers);
  write_triggers(&triggers);
  uint32_t first = builder_count(builder, SECTION_RUN);
  uint32_t answers = triggers.by == NONE ? 0 : triggers.asked[triggers.by].answers;
  write_run(&triggers, 0, VALUE_MISSING);
  for (uint32_t i = 0; i < answers; i++) write_run(&triggers, 0, i);
  ImageRecord *row = row_RECORD(builder, record);
  row->by = triggers.by;
  row->run_first = first;
  row->run_count = builder_count(builder, SECTION_RUN) - first;
  row->choice_first = builder_count(builder, SECTION_CHOICE);
  for (uint32_t value = 0; value < triggers.values; value++)
    if (triggers.asked[value].is_choice) write_choice(&triggers, value);
  row->choice_count = builder_count(builder, SECTION_CHOICE) - row->choice_first;
}

/* Triggers that no event's values choose between. */
static EventTriggers unasked(Lowering *lowering, ImageTrigger *rows, uint32_t count) {
  return (EventTriggers){.lowering = lowering, .rows = rows, .count = count, .by = NONE};
}

void run_of_moves(Lowering *lowering, ImageTrigger *rows, uint32_t count) {
  EventTriggers triggers = unasked(lowering, rows, count);
  write_triggers(&triggers);
  row_RECORD(lowering->builder, 0)->by = NONE;
  row_RECORD(lowering->builder, 0)->run_first = builder_count(lowering->builder, SECTION_RUN);
  row_RECORD(lowering->builder, 0)->run_count = 1;
  write_run(&triggers, 1, 0); /* each concerns only some moves */
}

uint32_t run_of_settled(Lowering *lowering, ImageTrigger *rows, uint32_t count) {
  EventTriggers triggers = unasked(lowering, rows, count);
  write_triggers(&triggers);
  write_run(&triggers, 1, 0); /* each concerns only some moves */
  return builder_count(lowering->builder, SECTION_RUN) - 1;
}

uint32_t run_of_becoming(Lowering *lowering, ImageTrigger *rows, uint32_t count) {
  EventTriggers triggers = unasked(lowering, rows, count);
  uint32_t conditional = 0;
  for (uint32_t i = 0; i < count; i++) conditional |= rows[i].where != NONE;
  write_triggers(&triggers);
  write_run(&triggers, conditional, 0);
  return builder_count(lowering->builder, SECTION_RUN) - 1;
}
