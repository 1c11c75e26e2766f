/* Slots and tables: every construct of the model becomes rows of fixed size and slots of a lead.
 * The order of rows is the order of the source wherever the language says so. */
#include "compiler/lower.h"

#include <string.h>

#include "compiler/ageing.h"
#include "compiler/image_write.h"
#include "compiler/literal_fold.h"
#include "runtime/kept.h"

#define LARGE_DERIVED 4u /* a derived field of more than so many parts has a slot */

typedef struct {
  Lowering lowering;
  int with_tests;
  TimerInput timers;
  uint32_t *score_slots, *own_slots; /* own: of its decay, if it has one */
  List event_triggers; /* of TriggerPlan, all records' */
  List move_triggers;  /* of TriggerPlan */
  List becoming_triggers; /* of TriggerPlan */
  List becoming;          /* of Definition: those that triggers wait for, by row of BECOMING */
  const Score *score;     /* whose rules are being planned, or NULL */
} Plan;

typedef struct {
  uint32_t owner; /* the event's row, that of BECOMING; of the stage's moves 0 */
  ImageTrigger row;
  Expression *where;
  uint32_t record; /* the event whose fields its `where` may read, or NONE */
} TriggerPlan;

uint32_t line_of(const Lowering *lowering, Span span) {
  return source_position(lowering->model->sources, span.file, span.start).line;
}

uint32_t file_of(const Lowering *lowering, Span span) {
  Text name = lowering->model->sources->files[span.file].used_as;
  if (!name.length) return NONE;
  uint32_t text = builder_string(lowering->builder, name);
  for (uint32_t i = 0; i < builder_count(lowering->builder, SECTION_FILE); i++)
    if (row_FILE(lowering->builder, i)->name == text) return i;
  return add_FILE(lowering->builder, (ImageFile){text});
}

static uint32_t string_of(Lowering *lowering, Text text) {
  return builder_string(lowering->builder, text);
}

/* ---- types ------------------------------------------------------------------------------- */

static const TypeCode type_codes[] = {
    [TYPE_ERROR] = CODE_INT,       [TYPE_FLAG] = CODE_FLAG,
    [TYPE_INT] = CODE_INT,         [TYPE_DECIMAL] = CODE_DECIMAL,
    [TYPE_TEXT] = CODE_TEXT,       [TYPE_EMAIL] = CODE_EMAIL,
    [TYPE_DOMAIN] = CODE_DOMAIN,   [TYPE_ENUM] = CODE_ENUM,
    [TYPE_POINTS] = CODE_POINTS,   [TYPE_DURATION] = CODE_DURATION,
    [TYPE_STAGE] = CODE_STAGE,     [TYPE_PERCENT] = CODE_PERCENT,
    [TYPE_MONEY] = CODE_MONEY,     [TYPE_DATE] = CODE_DATE,
    [TYPE_INSTANT] = CODE_INSTANT, [TYPE_URL] = CODE_URL};

TypeCode type_code(const Expression *expression) {
  return type_codes[expression->type.kind];
}

uint32_t enum_row(const Lowering *lowering, const Type *type) {
  const List *enumerations = &lowering->model->enumerations;
  const List *currencies = &lowering->model->currencies;
  for (uint32_t i = 0; type->kind == TYPE_ENUM && i < enumerations->count; i++)
    if (enumerations->items[i] == type->enumeration) return i;
  for (uint32_t i = 0; type->kind == TYPE_MONEY && i < currencies->count; i++)
    if (currencies->items[i] == type->enumeration) return enumerations->count + i;
  return NONE;
}

/* ---- slots ------------------------------------------------------------------------------- */

static uint32_t slot_take(Lowering *lowering, const char *name, Text of, TypeCode type,
                          int64_t initial) {
  if (lowering->slots.count >= MAX_LEAD_SLOTS) return lowering->slot_count++; /* see check_slots */
  SlotPlan *slot = arena_take(lowering->arena, sizeof *slot);
  Text full = of.length ? text_format(lowering->arena, "%s %.*s", name, (int)of.length, of.bytes)
                        : text_of(name);
  *slot = (SlotPlan){string_of(lowering, full), type, initial};
  list_add(lowering->arena, &lowering->slots, slot);
  return lowering->slot_count++;
}

static void header_slots(Lowering *lowering) {
  Text none = text_of("");
  slot_take(lowering, "next wake-up", none, CODE_INSTANT, INT64_MAX);
  slot_take(lowering, "present instant", none, CODE_INSTANT, VALUE_MISSING);
  slot_take(lowering, "stage", none, CODE_STAGE, VALUE_MISSING);
  slot_take(lowering, "flags", none, CODE_COUNT, 0);
  slot_take(lowering, "stage since", none, CODE_INSTANT, VALUE_MISSING);
  slot_take(lowering, "created", none, CODE_INSTANT, VALUE_MISSING);
}

/* ---- what changes with the facts alone ----------------------------------------------------- */

static int facts_alone(const Expression *e);

/* Worked out once: fields that are derived from others twice would double the work at each. */
static int field_facts_alone(Field *field) {
  if (!field->facts_alone) field->facts_alone = facts_alone(field->derived) ? 1 : -1;
  return field->facts_alone > 0;
}

/* Whether a condition changes only when a lead record comes in. */
static int facts_alone(const Expression *e) {
  if (!e) return 1;
  switch (e->kind) {
  case EXPRESSION_SCORE:
  case EXPRESSION_SINCE:
  case EXPRESSION_COUNT:
  case EXPRESSION_DAYS:
  case EXPRESSION_LAST:
  case EXPRESSION_STAGE: return 0;
  default: break;
  }
  if (e->kind == EXPRESSION_DEFINITION) return e->definition->facts_alone;
  for (uint32_t i = 0; e->call && i < e->call->arguments.count; i++)
    if (!facts_alone(e->call->arguments.items[i])) return 0;
  if (e->kind == EXPRESSION_FIELD && e->field->derived) return field_facts_alone(e->field);
  return facts_alone(e->left) && facts_alone(e->right);
}

/* Definitions stand after those that they read, so one pass is enough. */
static void mark_definitions(const Model *model) {
  for (uint32_t i = 0; i < model->definitions.count; i++) {
    Definition *definition = model->definitions.items[i];
    definition->facts_alone = facts_alone(definition->expression);
  }
}

/* Whether working it out is more than reading it from a slot: more than a few instructions. */
static uint32_t count_nodes(const Expression *e) {
  if (!e) return 0;
  if (e->kind == EXPRESSION_TABLE || e->kind == EXPRESSION_DEFINITION) return LARGE_DERIVED + 1;
  return 1 + count_nodes(e->left) + count_nodes(e->right);
}

static int is_much(const Expression *derived) {
  return count_nodes(derived) > LARGE_DERIVED;
}

/* By whether a reading looks for patterns, and by its part. */
static const char *const reading_names[2][PART_KINDS] = {
    {[PART_WHOLE] = "class of",
     [PART_DOMAIN] = "class of the domain of",
     [PART_HOST] = "class of the host of",
     [PART_PATH] = "class of the path of"},
    {[PART_WHOLE] = "patterns in",
     [PART_DOMAIN] = "patterns in the domain of",
     [PART_HOST] = "patterns in the host of",
     [PART_PATH] = "patterns in the path of"}};

/* Values of a record of one type; those of the lead are also slots. Returns how many. */
static uint32_t record_values(Lowering *lowering, const RecordType *type) {
  uint32_t values = 0;
  for (uint32_t i = 0; i < type->fields.count; i++) {
    Field *field = type->fields.items[i];
    FieldPlan *plan = field_plan(lowering, field);
    int64_t initial = field->has_default ? field->default_value : VALUE_MISSING;
    plan->slot = NONE;
    plan->kept =
        field->derived && plan->read && field_facts_alone(field) && is_much(field->derived);
    if (plan->read && (plan->kept || !field->derived)) {
      plan->slot = values++;
      if (!type->index)
        slot_take(lowering, "fact", field->name, type_codes[field->type.kind], initial);
    }
    plan->midnight = NONE;
    if (plan->counts && field->type.kind == TYPE_DATE) { /* of the lead */
      plan->midnight = values++;
      slot_take(lowering, "midnight of", field->name, CODE_INSTANT, VALUE_MISSING);
    }
    for (uint32_t k = 0; k < plan->readings.count; k++) {
      ReadingPlan *reading = plan->readings.items[k];
      reading->slot = values;
      values += reading_slots(reading);
      for (uint32_t j = 0; !type->index && j < reading_slots(reading); j++)
        slot_take(lowering, reading_names[reading_matches(reading)][reading->part], field->name,
                  CODE_TEXT, VALUE_MISSING);
    }
  }
  return values;
}

/* ---- sections ---------------------------------------------------------------------------- */

static uint32_t spellings_lexicon(Lowering *lowering, const Enumeration *enumeration) {
  LexiconDraft draft = {0};
  Arena *arena = lowering->arena;
  for (uint32_t i = 0; i < enumeration->members.count; i++) {
    const Member *member = enumeration->members.items[i];
    lexicon_add(arena, &draft, literal_fold(arena, member->name), i);
    for (uint32_t k = 0; k < member->spellings.count; k++)
      lexicon_add(arena, &draft, literal_fold(arena, *(const Text *)member->spellings.items[k]), i);
  }
  return lexicon_build(lowering->builder, &draft);
}

static uint32_t rest_row(const Enumeration *enumeration, uint32_t first) {
  for (uint32_t i = 0; i < enumeration->members.count; i++)
    if (((const Member *)enumeration->members.items[i])->rest) return first + i;
  return NONE;
}

static void write_enum(Lowering *lowering, const Enumeration *enumeration) {
  uint32_t first = builder_count(lowering->builder, SECTION_MEMBER);
  for (uint32_t k = 0; k < enumeration->members.count; k++) {
    const Member *member = enumeration->members.items[k];
    add_MEMBER(lowering->builder,
               (ImageMember){string_of(lowering, member->name), line_of(lowering, member->span)});
  }
  add_ENUM(lowering->builder, (ImageEnum){.name = string_of(lowering, enumeration->name),
                                          .first = first,
                                          .count = enumeration->members.count,
                                          .lexicon = spellings_lexicon(lowering, enumeration),
                                          .rest = rest_row(enumeration, first)});
}

static void write_enums(Lowering *lowering) {
  const Model *model = lowering->model;
  for (uint32_t i = 0; i < model->enumerations.count; i++)
    write_enum(lowering, model->enumerations.items[i]);
  for (uint32_t i = 0; i < model->currencies.count; i++)
    write_enum(lowering, model->currencies.items[i]);
}

static uint32_t missing_lexicon(Lowering *lowering, const Field *field) {
  LexiconDraft draft = {0};
  if (!field->missing.count) return NONE;
  for (uint32_t i = 0; i < field->missing.count; i++)
    lexicon_add(lowering->arena, &draft,
                literal_fold(lowering->arena, *(const Text *)field->missing.items[i]),
                VALUE_MISSING);
  return lexicon_build(lowering->builder, &draft);
}

static void write_field(Lowering *lowering, const Field *field) {
  FieldPlan *plan = field_plan(lowering, field);
  ImageField row = {.low = field->type.low, .high = field->type.high, .slot = plan->slot};
  row.midnight = plan->midnight;
  row.initial = field->has_default ? field->default_value : VALUE_MISSING;
  row.name = string_of(lowering, field->name);
  row.outside = field->outside.length ? string_of(lowering, field->outside) : NONE;
  row.type = type_codes[field->type.kind];
  row.enumeration = enum_row(lowering, &field->type);
  row.max_length = type_reads_as_class(field->type.kind) ? field->type.max_length : 0;
  row.flags = (field->required ? FIELD_REQUIRED : 0) | (field->key ? FIELD_KEY : 0) |
              (field->has_default ? FIELD_DEFAULT : 0) | (field->derived ? FIELD_DERIVED : 0);
  row.missing = missing_lexicon(lowering, field);
  row.reading_first = builder_count(lowering->builder, SECTION_READING);
  row.reading_count = plan->readings.count;
  for (uint32_t i = 0; i < plan->readings.count; i++) {
    ReadingPlan *reading = plan->readings.items[i];
    int matches = reading_matches(reading);
    reading->root = matches ? matcher_build(lowering->builder, &reading->matcher)
                            : lexicon_build(lowering->builder, &reading->draft);
    add_READING(lowering->builder, (ImageReading){.kind = reading->kind,
                                                  .part = reading->part,
                                                  .fold = (uint32_t)reading_is_folded(reading),
                                                  .node = matches ? NONE : reading->root,
                                                  .state = matches ? reading->root : NONE,
                                                  .slot = reading->slot,
                                                  .slots = reading_slots(reading)});
  }
  add_FIELD(lowering->builder, row);
}

static const uint32_t record_codes[] = {[RECORD_LEAD] = RECORD_CODE_LEAD,
                                        [RECORD_EVENT] = RECORD_CODE_EVENT,
                                        [RECORD_STAGE_SET] = RECORD_CODE_STAGE_SET,
                                        [RECORD_SCORE_SET] = RECORD_CODE_SCORE_SET,
                                        [RECORD_LEAD_MERGED] = RECORD_CODE_LEAD_MERGED,
                                        [RECORD_LEAD_ERASED] = RECORD_CODE_LEAD_ERASED};

static uint32_t write_records(Lowering *lowering) {
  uint32_t facts = 0;
  lowering->facts_slot = lowering->slots.count;
  for (uint32_t i = 0; i < lowering->model->record_types.count; i++) {
    const RecordType *type = lowering->model->record_types.items[i];
    ImageRecord row = {.name = string_of(lowering, type->name), .passive = type->passive != 0};
    row.derived = type->derived.count != 0;
    row.kind = record_codes[type->kind];
    row.line = line_of(lowering, type->span);
    row.values = record_values(lowering, type);
    row.first = builder_count(lowering->builder, SECTION_FIELD);
    row.count = type->fields.count;
    for (uint32_t k = 0; k < type->fields.count; k++) write_field(lowering, type->fields.items[k]);
    if (!i) facts = row.values;
    add_RECORD(lowering->builder, row);
  }
  return facts;
}

/* ---- derived facts ----------------------------------------------------------------------- */

static void write_derived(Lowering *lowering, const Field *field, char *seen);

/* Writes the derived facts that an expression reads. seen: definitions that were looked into. */
static void write_derived_in(Lowering *lowering, const Expression *e, char *seen) {
  if (!e) return;
  if (e->kind == EXPRESSION_FIELD && e->field->derived) write_derived(lowering, e->field, seen);
  if (e->kind == EXPRESSION_DEFINITION && !seen[e->definition->index]++)
    write_derived_in(lowering, e->definition->expression, seen);
  for (uint32_t i = 0; e->call && i < e->call->arguments.count; i++)
    write_derived_in(lowering, e->call->arguments.items[i], seen);
  write_derived_in(lowering, e->left, seen);
  write_derived_in(lowering, e->right, seen);
}

static void write_derived(Lowering *lowering, const Field *field, char *seen) {
  FieldPlan *plan = field_plan(lowering, field);
  if (plan->written) return;
  plan->written = 1;
  write_derived_in(lowering, field->derived, seen);
  if (!plan->kept) return;
  uint32_t block = emit_value(lowering, field->derived, NONE);
  add_DERIVED(lowering->builder, (ImageDerived){plan->slot, block});
}

/* Each after those that it reads. */
static void write_all_derived(Lowering *lowering) {
  const RecordType *lead = lowering->model->lead;
  char *seen = arena_take(lowering->arena, lowering->model->definitions.count + 1);
  for (uint32_t i = 0; i < lead->fields.count; i++) {
    const Field *field = lead->fields.items[i];
    if (field->derived) write_derived(lowering, field, seen);
  }
}

static void write_zone(Lowering *lowering) {
  const Zone *zone = lowering->model->zone;
  ImageZone row = {.repeat_from = zone->repeat_from,
                   .name = string_of(lowering, zone->name),
                   .version = string_of(lowering, zone->version),
                   .first = 0,
                   .count = zone->count};
  for (uint32_t i = 0; i < zone->count; i++)
    add_OFFSET(lowering->builder, (ImageOffset){zone->starts[i], zone->offsets[i] * INT64_C(1000)});
  add_ZONE(lowering->builder, row);
}

static void write_stages(Lowering *lowering) {
  for (uint32_t i = 0; i < lowering->model->stages.count; i++) {
    const Stage *stage = lowering->model->stages.items[i];
    add_STAGE(lowering->builder,
              (ImageStage){.name = string_of(lowering, stage->name),
                           .title = stage->title.length ? string_of(lowering, stage->title) : NONE,
                           .party = string_of(lowering, stage->party),
                           .final = stage->final != 0,
                           .line = line_of(lowering, stage->span)});
  }
}

static uint32_t write_rule(Lowering *lowering, Text block, Text label, Span span, uint32_t kind) {
  Text text = kind == RULE_CODE_MOVE ? source_words(lowering, span) : text_of("");
  return add_RULE(lowering->builder, (ImageRule){.block = string_of(lowering, block),
                                                 .label = string_of(lowering, label),
                                                 .line = line_of(lowering, span),
                                                 .file = file_of(lowering, span),
                                                 .kind = kind,
                                                 .text = string_of(lowering, text)});
}

/* ---- triggers ---------------------------------------------------------------------------- */

static uint32_t record_read(const Trigger *trigger) {
  return trigger->kind == TRIGGER_EVENT ? trigger->event->index : NONE;
}

/* owner: the event, or a definition's row of BECOMING; of the stage's moves 0. */
static void plan_trigger(Plan *plan, List *list, uint32_t owner, ImageTrigger row,
                         const Trigger *trigger) {
  TriggerPlan *planned = arena_take(plan->lowering.arena, sizeof *planned);
  row.line = line_of(&plan->lowering, trigger->span);
  *planned = (TriggerPlan){owner, row, trigger->where, record_read(trigger)};
  list_add(plan->lowering.arena, list, planned);
}

/* What a trigger does, and its `where` taken apart. counter: counts for it, or NONE. */
typedef struct {
  uint32_t effect, target, counter, criterion;
} Effect;

static ImageTrigger effect_row(const Effect *effect) {
  return (ImageTrigger){.effect = effect->effect,
                        .target = effect->target,
                        .counter = effect->counter,
                        .value = NONE,
                        .criterion = effect->criterion};
}

static void plan_activity(Plan *plan, const Effect *effect, const Trigger *trigger) {
  for (uint32_t i = 1; i < plan->lowering.model->record_types.count; i++) {
    const RecordType *event = plan->lowering.model->record_types.items[i];
    if (!event->passive) plan_trigger(plan, &plan->event_triggers, i, effect_row(effect), trigger);
  }
}

static void plan_stage_change(Plan *plan, const Effect *effect, const Trigger *trigger) {
  uint64_t all = (UINT64_C(1) << plan->lowering.model->stages.count) - 1;
  ImageTrigger row = effect_row(effect);
  row.from = (int64_t)(all | UINT64_C(1) << STAGE_NOWHERE);
  row.to = (int64_t)all;
  if (trigger->from) row.from = (int64_t)(UINT64_C(1) << trigger->from->index);
  if (trigger->to) row.to = (int64_t)(UINT64_C(1) << trigger->to->index);
  plan_trigger(plan, &plan->move_triggers, 0, row, trigger);
}

static uint32_t counter_slots(Lowering *lowering, const Trigger *trigger, const char *name,
                              TypeCode type) {
  uint32_t first = NONE;
  for (uint32_t i = 0; i + 1 < trigger->count; i++) {
    uint32_t slot = slot_take(lowering, name, trigger->event->name, type, VALUE_MISSING);
    if (!i) first = slot;
  }
  return first;
}

/* The index of what must differ in a record of the event. */
static uint32_t different_value(const Lowering *lowering, const Field *field) {
  if (!field) return NONE;
  const ReadingPlan *fingerprint = fingerprint_of(lowering, field);
  return fingerprint ? fingerprint->slot : field_plan(lowering, field)->slot;
}

static uint32_t write_counter(Plan *plan, const Trigger *trigger) {
  Lowering *lowering = &plan->lowering;
  Text event = trigger->event->name;
  ImageCounter row = {.window = trigger->window, .count = trigger->count};
  row.slot = slot_take(lowering, "count of", event, CODE_COUNT, 0);
  row.instants = trigger->window ? counter_slots(lowering, trigger, "counted", CODE_INSTANT) : NONE;
  row.values =
      trigger->different ? counter_slots(lowering, trigger, "value counted", CODE_COUNT) : NONE;
  row.value = different_value(lowering, trigger->different);
  row.score = plan->score ? plan->score->index : NONE;
  row.in_a_row = trigger->broken_by != NULL;
  row.event = trigger->event->index;
  return add_COUNTER(lowering->builder, row);
}

/* One trigger has one effect; one that counts may have something that breaks it too. */
static void plan_effect(Plan *plan, const Trigger *trigger, Effect effect) {
  effect.counter = trigger->count ? write_counter(plan, trigger) : NONE;
  switch (trigger->kind) {
  case TRIGGER_EVENT:
    plan_trigger(plan, &plan->event_triggers, trigger->event->index, effect_row(&effect), trigger);
    break;
  case TRIGGER_ACTIVITY: plan_activity(plan, &effect, trigger); break;
  case TRIGGER_BECOMING:
    plan_trigger(plan, &plan->becoming_triggers, trigger->becoming->becoming, effect_row(&effect),
                 trigger);
    break;
  default: plan_stage_change(plan, &effect, trigger);
  }
  if (trigger->broken_by)
    plan_effect(plan, trigger->broken_by, (Effect){EFFECT_BREAK, effect.counter, NONE, NONE});
}

/* Of a definition that turns true, its condition and what is asked beside it. */
static const Expression *becoming_condition(Lowering *lowering, const Trigger *trigger) {
  Expression *e = arena_take(lowering->arena, sizeof *e);
  *e = (Expression){.kind = EXPRESSION_DEFINITION,
                    .type = {.kind = TYPE_FLAG, .high = 1},
                    .span = trigger->span,
                    .definition = trigger->becoming};
  if (!trigger->where) return e;
  Expression *both = arena_take(lowering->arena, sizeof *both);
  *both = (Expression){.kind = EXPRESSION_AND,
                       .type = e->type,
                       .span = trigger->span,
                       .left = e,
                       .right = trigger->where};
  return both;
}

static uint32_t trigger_criterion(Lowering *lowering, const Trigger *trigger) {
  if (trigger->kind == TRIGGER_BECOMING)
    return emit_criteria(lowering, becoming_condition(lowering, trigger), NONE);
  if (!trigger->where) return NONE;
  return emit_criteria(lowering, trigger->where, record_read(trigger));
}

static void plan_effects(Plan *plan, const List *triggers, uint32_t effect, uint32_t target) {
  for (uint32_t i = 0; i < triggers->count; i++) {
    const Trigger *trigger = triggers->items[i];
    Effect planned = {effect, target, NONE, NONE};
    if (effect == EFFECT_RULE || effect == EFFECT_MOVE)
      planned.criterion = trigger_criterion(&plan->lowering, trigger);
    plan_effect(plan, trigger, planned);
  }
}

/* Takes the test that fewest events meet, as far as one can know, of those from `where` down that
 * must all hold: it is written into the trigger. *share: of the events that meet it, of 1,000. */
static void take_test(const Lowering *lowering, const Expression *where, const RecordType *event,
                      ImageTrigger *row, const Expression **taken, uint32_t *share) {
  if (where->kind == EXPRESSION_AND) {
    take_test(lowering, where->left, event, row, taken, share);
    take_test(lowering, where->right, event, row, taken, share);
    return;
  }
  ImageTrigger test = *row;
  test.has = 0;
  if (!emit_test(lowering, where, &test)) return;
  uint32_t met = share_of_test(lowering, event, &test);
  if (*taken && met >= *share) return;
  *row = test;
  *taken = where;
  *share = met;
}

/* A conjunction without one of its tests; NULL: nothing is left. */
static Expression *without(Arena *arena, Expression *where, const Expression *taken) {
  if (where == taken) return NULL;
  if (where->kind != EXPRESSION_AND) return where;
  Expression *left = without(arena, where->left, taken);
  Expression *right = without(arena, where->right, taken);
  if (left == where->left && right == where->right) return where;
  if (!left || !right) return left ? left : right;
  Expression *both = arena_take(arena, sizeof *both);
  *both = *where;
  both->left = left;
  both->right = right;
  return both;
}

static ImageTrigger trigger_row(Lowering *lowering, const TriggerPlan *planned) {
  ImageTrigger row = planned->row;
  Expression *where = planned->where;
  row.where = NONE;
  if (where && planned->record != NONE) {
    const Expression *taken = NULL;
    uint32_t share = 0;
    take_test(lowering, where, lowering->model->record_types.items[planned->record], &row, &taken,
              &share);
    if (taken) where = without(lowering->arena, where, taken);
  }
  if (where) row.where = emit_condition(lowering, where, planned->record);
  return row;
}

static ImageTrigger *trigger_rows(Lowering *lowering, const TriggerPlan **planned, uint32_t count) {
  ImageTrigger *rows = arena_take(lowering->arena, (count + 1) * sizeof *rows);
  for (uint32_t i = 0; i < count; i++) rows[i] = trigger_row(lowering, planned[i]);
  return rows;
}

static uint32_t trigger_rank(const TriggerPlan *planned) {
  return planned->owner * EFFECTS + planned->row.effect;
}

/* Counting sort by owner and effect: within them the order of the source stays. */
static const TriggerPlan **sort_triggers(const Plan *plan, const List *list, uint32_t owners) {
  uint32_t ranks = owners * EFFECTS;
  Arena *arena = plan->lowering.arena;
  const TriggerPlan **sorted = arena_take(arena, (list->count + 1) * sizeof *sorted);
  uint32_t *place = arena_take(arena, (ranks + 1) * sizeof *place);
  for (uint32_t i = 0; i < list->count; i++) place[trigger_rank(list->items[i]) + 1]++;
  for (uint32_t i = 0; i < ranks; i++) place[i + 1] += place[i];
  for (uint32_t i = 0; i < list->count; i++) {
    const TriggerPlan *planned = list->items[i];
    sorted[place[trigger_rank(planned)]++] = planned;
  }
  return sorted;
}

/* ---- scores ------------------------------------------------------------------------------ */

static int64_t resting(const Score *score) {
  return score->keep_low > 0 ? score->keep_low : score->keep_high < 0 ? score->keep_high : 0;
}

static const uint32_t rule_codes[] = {[RULE_ADD] = RULE_CODE_ADD,
                                      [RULE_SET] = RULE_CODE_SET,
                                      [RULE_FACT] = RULE_CODE_FACT,
                                      [RULE_EACH] = RULE_CODE_EACH};

static int ends_group(const Score *score, uint32_t rule) {
  const Rule *last = score->rules.items[rule];
  const Rule *next = rule + 1 < score->rules.count ? score->rules.items[rule + 1] : NULL;
  return last->group && (!next || next->group != last->group);
}

/* Identities stand in source order, the decay's too: reasons are told in that order. What a group
 * cuts is told after its rules. */
static void write_identities(Lowering *lowering, const Score *score) {
  Decay *decay = score->decay;
  for (uint32_t i = 0; i <= score->rules.count; i++) {
    Rule *rule = i < score->rules.count ? score->rules.items[i] : NULL;
    if (decay && (!rule || decay->span.start < rule->span.start)) {
      decay->identity =
          write_rule(lowering, score->name, text_of("decay"), decay->span, RULE_CODE_DECAY);
      decay = NULL;
    }
    if (rule)
      rule->identity =
          write_rule(lowering, score->name, rule->label, rule->span, rule_codes[rule->kind]);
    if (rule && ends_group(score, i))
      rule->group->identity =
          write_rule(lowering, score->name, rule->group->name, rule->group->span, RULE_CODE_GROUP);
  }
}

static void plan_score_slots(Plan *plan, const Score *score) {
  Lowering *lowering = &plan->lowering;
  uint32_t slot =
      slot_take(lowering, "accumulated part of", score->name, CODE_POINTS, resting(score));
  slot_take(lowering, "fact rules of", score->name, CODE_POINTS, 0);
  plan->score_slots[score->index] = slot;
  if (score->decay)
    plan->own_slots[score->index] =
        slot_take(lowering, "first award of", score->name, CODE_INSTANT, VALUE_MISSING);
}

/* A group `first` is all in the conditions of its rules. */
static void write_groups(Lowering *lowering, const Score *score, ImageScore *row) {
  row->group_first = builder_count(lowering->builder, SECTION_GROUP);
  for (uint32_t i = 0; i < score->groups.count; i++) {
    Group *group = score->groups.items[i];
    if (group->first) continue;
    ImageGroup group_row = {.most = group->most,
                            .rule = group->identity,
                            .score = score->index,
                            .read = group->read != 0};
    group_row.slot = slot_take(lowering, "given by", group->name, CODE_POINTS, 0);
    group->row = add_GROUP(lowering->builder, group_row);
  }
  row->group_count = builder_count(lowering->builder, SECTION_GROUP) - row->group_first;
}

static uint32_t group_row(const Rule *rule) {
  return rule->group && !rule->group->first ? rule->group->row : NONE;
}

/* Whether all firings of a rule may have given less than its points. */
static int may_be_cut(const Rule *rule) {
  const Score *score = rule->score;
  if (rule->ageing) return 0;
  return rule->group || score->keep_low != INT64_MIN || score->keep_high != INT64_MAX;
}

static void write_limits(Lowering *lowering, const Rule *rule, ImageEventRule *row) {
  row->limit_first = builder_count(lowering->builder, SECTION_LIMIT);
  row->limit_count = rule->limits.count;
  for (uint32_t i = 0; i < rule->limits.count; i++) {
    const Limit *limit = rule->limits.items[i];
    ImageLimit limit_row = {.kind = limit->kind, .count = limit->count, .slot = NONE};
    if (limit->kind == LIMIT_WINDOW) {
      limit_row.window = limit->window;
      for (uint32_t k = 0; k < limit->count; k++) {
        uint32_t slot = slot_take(lowering, "window of", rule->label, CODE_INSTANT, VALUE_MISSING);
        if (!k) limit_row.slot = slot;
      }
    } else if (limit->kind != LIMIT_TOTAL) {
      limit_row.slot = slot_take(lowering, "this period of", rule->label, CODE_COUNT, 0);
    }
    add_LIMIT(lowering->builder, limit_row);
  }
}

/* After the rule's row, which stands in row `event_rule`. */
static void write_ageing(Plan *plan, const Rule *rule, uint32_t event_rule) {
  Lowering *lowering = &plan->lowering;
  const Ageing *ageing = rule->ageing;
  ImageAgeing row = {.period = ageing->period, .event_rule = event_rule, .count = ageing->count};
  row.live = ageing_most_live(rule, lowering->model->zone);
  row.first = builder_count(lowering->builder, SECTION_WORTH);
  row.slot = slot_take(lowering, "live points of", rule->label, CODE_POINTS, 0);
  slot_take(lowering, "next ageing of", rule->label, CODE_INSTANT, VALUE_MISSING);
  for (uint32_t i = 0; i < row.live; i++)
    slot_take(lowering, "live award of", rule->label, CODE_INSTANT, VALUE_MISSING);
  for (uint32_t i = 0; i < ageing->count; i++)
    add_WORTH(lowering->builder, (ImageWorth){ageing->values[i]});
  row_EVENT_RULE(lowering->builder, event_rule)->ageing = add_AGEING(lowering->builder, row);
  AgeingPlan *planned = arena_take(lowering->arena, sizeof *planned);
  *planned = (AgeingPlan){rule, row.slot};
  list_add(lowering->arena, &plan->timers.ageing, planned);
}

static void write_event_rule(Plan *plan, const Rule *rule) {
  Lowering *lowering = &plan->lowering;
  ImageEventRule row = {.points = rule->points, .score = rule->score->index};
  row.set = rule->kind == RULE_SET;
  row.rule = rule->identity;
  row.slot = slot_take(lowering, "firings of", rule->label, CODE_COUNT, 0);
  slot_take(lowering, "last firing of", rule->label, CODE_INSTANT, VALUE_MISSING);
  row.points_slot = NONE;
  row.ageing = NONE;
  row.group = group_row(rule);
  if (may_be_cut(rule))
    row.points_slot = slot_take(lowering, "points of", rule->label, CODE_POINTS, 0);
  write_limits(lowering, rule, &row);
  uint32_t index = add_EVENT_RULE(lowering->builder, row);
  if (rule->ageing) write_ageing(plan, rule, index);
  plan_effects(plan, &rule->triggers, EFFECT_RULE, index);
}

static void write_each_rule(Plan *plan, const Rule *rule) {
  Lowering *lowering = &plan->lowering;
  EachPlan *each = arena_take(lowering->arena, sizeof *each);
  *each = (EachPlan){rule, anchor_of(lowering, &rule->triggers)->slot};
  list_add(lowering->arena, &plan->timers.each, each);
  add_EACH_RULE(lowering->builder, (ImageEachRule){.points = rule->points,
                                                   .period = rule->period,
                                                   .at_most = rule->at_most,
                                                   .rule = rule->identity,
                                                   .score = rule->score->index,
                                                   .anchor = each->slot,
                                                   .next = NONE,
                                                   .group = group_row(rule)});
}

/* After the rules that count from them; those of one anchor are chained in their order. */
static void write_anchor(Plan *plan, const AnchorPlan *anchor) {
  ImageBuilder *builder = plan->lowering.builder;
  ImageAnchor row = {.slot = anchor->slot, .each = NONE, .read = anchor->read != 0};
  for (uint32_t i = builder_count(builder, SECTION_EACH_RULE); i-- > 0;) {
    if (row_EACH_RULE(builder, i)->anchor != anchor->slot) continue;
    row_EACH_RULE(builder, i)->next = row.each;
    row.each = i;
  }
  if (row.each != NONE)
    plan->score = plan->lowering.model->scores.items[row_EACH_RULE(builder, row.each)->score];
  plan_effects(plan, &anchor->triggers, EFFECT_ANCHOR, add_ANCHOR(builder, row));
  plan->score = NULL;
}

static void write_history(Plan *plan, const HistoryPlan *history) {
  const Lowering *lowering = &plan->lowering;
  ImageHistory row = {.window = history->window,
                      .kind = history->kind,
                      .count = history->count,
                      .slot = history->slot,
                      .ring = history->ring,
                      .value = NONE,
                      .event = NONE};
  if (history->field) {
    row.value =
        history->reading ? history->reading->slot : field_plan(lowering, history->field)->slot;
    row.event = history->field->owner->index;
  }
  plan_effects(plan, &history->triggers, EFFECT_HISTORY, add_HISTORY(plan->lowering.builder, row));
}

static void write_pause(Lowering *lowering, const Score *score, ImageDecay *row) {
  const Expression *paused = score->decay->paused;
  row->paused = row->clock = row->criterion = NONE;
  if (!paused) return;
  row->paused = emit_condition(lowering, paused, NONE);
  row->criterion = emit_criteria(lowering, paused, NONE);
  row->clock =
      slot_take(lowering, "decay paused since, of", score->name, CODE_INSTANT, VALUE_MISSING);
  slot_take(lowering, "decay was paused for, of", score->name, CODE_DURATION, 0);
  slot_take(lowering, "decay was paused after, of", score->name, CODE_INSTANT, VALUE_MISSING);
}

static uint32_t write_decay(Plan *plan, const Score *score) {
  const Decay *decay = score->decay;
  plan->timers.decay_rows[score->index] = NONE;
  if (!decay) return NONE;
  uint32_t anchor = decay->without.count ? anchor_of(&plan->lowering, &decay->without)->slot : NONE;
  ImageDecay decay_row = {.amount = decay->amount,
                          .every = decay->every,
                          .rule = decay->identity,
                          .score = score->index,
                          .percent = decay->percent != 0,
                          .anchor = anchor,
                          .own = plan->own_slots[score->index]};
  write_pause(&plan->lowering, score, &decay_row);
  uint32_t row = add_DECAY(plan->lowering.builder, decay_row);
  plan->timers.decay_rows[score->index] = row;
  return row;
}

static void write_score(Plan *plan, const Score *score) {
  Lowering *lowering = &plan->lowering;
  ImageScore row = {.keep_low = score->keep_low,
                    .keep_high = score->keep_high,
                    .shown_low = score->shown_low,
                    .shown_high = score->shown_high,
                    .slot = plan->score_slots[score->index]};
  row.name = string_of(lowering, score->name);
  row.line = line_of(lowering, score->span);
  row.file = file_of(lowering, score->span);
  row.keep_line = line_of(lowering, score->keep_span);
  row.shown_line = line_of(lowering, score->shown_span);
  write_groups(lowering, score, &row);
  row.event_first = builder_count(lowering->builder, SECTION_EVENT_RULE);
  row.each_first = builder_count(lowering->builder, SECTION_EACH_RULE);
  plan->score = score;
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (rule->kind == RULE_ADD || rule->kind == RULE_SET) write_event_rule(plan, rule);
    if (rule->kind == RULE_EACH) write_each_rule(plan, rule);
  }
  plan->score = NULL;
  row.event_count = builder_count(lowering->builder, SECTION_EVENT_RULE) - row.event_first;
  row.each_count = builder_count(lowering->builder, SECTION_EACH_RULE) - row.each_first;
  row.decay = write_decay(plan, score);
  row.hand = slot_take(lowering, "by hand to", score->name, CODE_POINTS, 0);
  slot_take(lowering, "set by hand:", score->name, CODE_INSTANT, VALUE_MISSING);
  add_SCORE(lowering->builder, row);
}

/* ---- fact rules -------------------------------------------------------------------------- */

static int stands_before(Span a, Span b) {
  return a.file != b.file ? a.file < b.file : a.start < b.start;
}

/* In the order of the source. */
static void number_becoming(Plan *plan, const Model *model) {
  for (uint32_t i = 0; i < model->definitions.count; i++) {
    Definition *definition = model->definitions.items[i];
    if (!definition->is_awaited) continue;
    uint32_t place = plan->becoming.count;
    list_add(plan->lowering.arena, &plan->becoming, definition);
    const Definition **items = (const Definition **)plan->becoming.items;
    for (; place && stands_before(definition->span, items[place - 1]->span); place--)
      items[place] = items[place - 1];
    items[place] = definition;
  }
  for (uint32_t i = 0; i < plan->becoming.count; i++)
    ((Definition *)plan->becoming.items[i])->becoming = i;
}

static void write_fact_rule(Plan *plan, const Rule *rule, uint32_t depends) {
  Lowering *lowering = &plan->lowering;
  ImageFactRule row = {.points = rule->points, .score = rule->score->index, .depends = depends};
  row.rule = rule->identity;
  row.slot = slot_take(lowering, "holds since:", rule->label, CODE_INSTANT, VALUE_MISSING);
  row.condition = emit_condition(lowering, rule->counts, NONE);
  row.criterion = emit_criteria(lowering, rule->condition, NONE);
  row.group = group_row(rule);
  list_add(lowering->arena, &plan->timers.facts, (void *)(uintptr_t)rule);
  add_FACT_RULE(lowering->builder, row);
}

static void write_fact_rules(Plan *plan, int alone) {
  const List *scores = &plan->lowering.model->score_order;
  for (uint32_t i = 0; i < scores->count; i++) {
    const Score *score = scores->items[i];
    for (uint32_t k = 0; k < score->rules.count; k++) {
      const Rule *rule = score->rules.items[k];
      if (rule->kind == RULE_FACT && facts_alone(rule->counts) == alone)
        write_fact_rule(plan, rule, alone ? DEPENDS_FACTS : DEPENDS_FACTS | DEPENDS_OTHER);
    }
  }
}

/* ---- lifecycle --------------------------------------------------------------------------- */

/* The move as written up to its condition: "lead, nurture -> mql". */
static Text move_label(const Lowering *lowering, const Move *move) {
  Text label = text_of("");
  for (uint32_t i = 0; i < lowering->model->stages.count; i++) {
    const Stage *stage = lowering->model->stages.items[i];
    if (!(move->from >> i & 1)) continue;
    label = text_format(lowering->arena, "%.*s%s%.*s", (int)label.length, label.bytes,
                        label.length ? ", " : "", (int)stage->name.length, stage->name.bytes);
  }
  return text_format(lowering->arena, "%.*s -> %.*s", (int)label.length, label.bytes,
                     (int)move->to->name.length, move->to->name.bytes);
}

static void write_move(Plan *plan, const Move *move, uint32_t index) {
  Lowering *lowering = &plan->lowering;
  Text label = move_label(lowering, move);
  ImageMove row = {.from = (int64_t)move->from,
                   .hold = move->hold,
                   .to = move->to->index,
                   .condition = NONE,
                   .hold_slot = NONE,
                   .criterion = NONE};
  row.rule = write_rule(lowering, text_of("lifecycle"), label, move->span, RULE_CODE_MOVE);
  if (move->condition) {
    row.condition = emit_condition(lowering, move->condition, NONE);
    row.criterion = emit_criteria(lowering, move->condition, NONE);
    if (move->hold)
      row.hold_slot = slot_take(lowering, "holds since:", label, CODE_INSTANT, VALUE_MISSING);
  }
  plan->timers.move_rules[index] = row.rule;
  plan->timers.hold_slots[index] = row.hold_slot;
  add_MOVE(lowering->builder, row);
  plan_effects(plan, &move->triggers, EFFECT_MOVE, index);
}

/* ---- definitions ------------------------------------------------------------------------- */

static void write_definition(Lowering *lowering, Text name, const Expression *e, Span span,
                             int is_grade) {
  ImageDefinition row = {.name = string_of(lowering, name),
                         .type = type_code(e),
                         .enumeration = enum_row(lowering, &e->type),
                         .criterion = NONE,
                         .grade = is_grade != 0};
  row.value = emit_value(lowering, e, NONE);
  row.line = line_of(lowering, span);
  if (e->type.kind == TYPE_FLAG) row.criterion = emit_criteria(lowering, e, NONE);
  add_DEFINITION(lowering->builder, row);
}

Text expectation_name(Arena *arena, const Model *model, const Expectation *expectation) {
  Position position =
      source_position(model->sources, expectation->span.file, expectation->span.start);
  return text_format(arena, "expect %u:%u:%u", expectation->span.file, position.line,
                     position.column);
}

static void write_expectations(Lowering *lowering, const Test *test) {
  for (uint32_t k = 0; k < test->steps.count; k++) {
    const Step *step = test->steps.items[k];
    for (uint32_t j = 0; j < step->expectations.count; j++) {
      const Expectation *expectation = step->expectations.items[j];
      write_definition(lowering, expectation_name(lowering->arena, lowering->model, expectation),
                       expectation->condition, expectation->span, 0);
    }
  }
}

static void write_definitions(Plan *plan) {
  Lowering *lowering = &plan->lowering;
  const Model *model = lowering->model;
  for (uint32_t i = 0; i < model->definitions.count; i++) {
    const Definition *definition = model->definitions.items[i];
    if (type_reads_as_class(definition->expression->type.kind)) continue; /* a name for a text */
    write_definition(lowering, definition->name, definition->expression, definition->span,
                     definition->is_grade);
  }
  for (uint32_t i = 0; plan->with_tests && i < model->tests.count; i++)
    write_expectations(lowering, model->tests.items[i]);
}

/* ---- all of it --------------------------------------------------------------------------- */

static void plan_start(Plan *plan, const Model *model, Diagnostics *diagnostics,
                       ImageBuilder *builder) {
  Lowering *lowering = &plan->lowering;
  lowering->diagnostics = diagnostics;
  lowering->arena = model->arena;
  lowering->model = model;
  lowering->builder = builder;
  lowering->fields = arena_take(model->arena, model->record_types.count * sizeof *lowering->fields);
  for (uint32_t i = 0; i < model->record_types.count; i++) {
    const RecordType *type = model->record_types.items[i];
    lowering->fields[i] = arena_take(model->arena, (type->fields.count + 1) * sizeof(FieldPlan));
  }
  size_t scores = (model->scores.count + 1) * sizeof(uint32_t);
  size_t moves = (model->moves.count + 1) * sizeof(uint32_t);
  lowering->calls =
      arena_take(model->arena, (model->table_calls.count + 1u) * sizeof *lowering->calls);
  lowering->definition_weights =
      arena_take(model->arena, (model->definitions.count + 1) * sizeof(uint32_t));
  plan->score_slots = arena_take(model->arena, scores);
  plan->own_slots = arena_take(model->arena, scores);
  plan->timers.decay_rows = arena_take(model->arena, scores);
  plan->timers.move_rules = arena_take(model->arena, moves);
  plan->timers.hold_slots = arena_take(model->arena, moves);
}

static void take_history_slots(Lowering *lowering, HistoryPlan *history) {
  static const char *const names[] = {"number of", "days of", "last"};
  Text none = text_of("");
  int last = history->kind == HISTORY_LAST;
  if (history->kind == HISTORY_DAYS && !history->window) history->count = 1;
  history->slot = slot_take(
      lowering, names[history->kind], last ? history->field->name : text_of("a history"),
      last ? type_codes[history->field->type.kind] : CODE_COUNT, last ? VALUE_MISSING : 0);
  history->ring = NONE;
  for (uint32_t i = 0; i < history->count; i++) {
    uint32_t slot = slot_take(lowering, "instant of a history", none, CODE_INSTANT, VALUE_MISSING);
    if (!i) history->ring = slot;
  }
}

/* What every event may look at. */
static void take_first_slots(Plan *plan) {
  Lowering *lowering = &plan->lowering;
  const Model *model = lowering->model;
  for (uint32_t i = 0; i < lowering->anchors.count; i++) {
    AnchorPlan *anchor = lowering->anchors.items[i];
    anchor->slot =
        slot_take(lowering, "last instant of a trigger", text_of(""), CODE_INSTANT, VALUE_MISSING);
  }
  for (uint32_t i = 0; i < model->scores.count; i++) plan_score_slots(plan, model->scores.items[i]);
}

/* Of scores of which some dependents are looked at only when it passes a number: these stand last.
 */
static void take_seen(Lowering *lowering) {
  for (uint32_t i = 0; i < lowering->model->scores.count; i++) {
    const Score *score = lowering->model->scores.items[i];
    ImageScore *row = row_SCORE(lowering->builder, i);
    uint32_t end = row->dependent_first + row->dependent_count;
    row->seen = NONE;
    if (row->dependent_count && row_DEPENDENT(lowering->builder, end - 1)->from != VALUE_MISSING)
      row->seen = slot_take(lowering, "value that readers saw of", score->name, CODE_POINTS, 0);
  }
}

static uint32_t write_rules(Plan *plan) {
  const Model *model = plan->lowering.model;
  number_becoming(plan, model);
  for (uint32_t i = 0; i < model->scores.count; i++) {
    write_identities(&plan->lowering, model->scores.items[i]);
    write_score(plan, model->scores.items[i]);
  }
  write_fact_rules(plan, 1);
  uint32_t static_facts = builder_count(plan->lowering.builder, SECTION_FACT_RULE);
  write_fact_rules(plan, 0);
  for (uint32_t i = 0; i < model->moves.count; i++) write_move(plan, model->moves.items[i], i);
  for (uint32_t i = 0; i < plan->lowering.anchors.count; i++)
    write_anchor(plan, plan->lowering.anchors.items[i]);
  for (uint32_t i = 0; i < plan->lowering.histories.count; i++)
    write_history(plan, plan->lowering.histories.items[i]);
  for (uint32_t i = 1; i < model->record_types.count; i++)
    plan_effects(plan, &((const RecordType *)model->record_types.items[i])->derived, EFFECT_DERIVE,
                 i);
  return static_facts;
}

/* The rows of one owner's triggers; *place: where they begin among the sorted, and then end. */
static ImageTrigger *rows_of(Plan *plan, const List *list, const TriggerPlan **sorted,
                             uint32_t owner, uint32_t *place, uint32_t *count) {
  uint32_t first = *place;
  while (*place < list->count && sorted[*place]->owner == owner) ++*place;
  *count = *place - first;
  return trigger_rows(&plan->lowering, sorted + first, *count);
}

static void write_becoming(Plan *plan) {
  Lowering *lowering = &plan->lowering;
  const List *list = &plan->becoming_triggers;
  const TriggerPlan **sorted = sort_triggers(plan, list, plan->becoming.count);
  uint32_t place = 0, count;
  for (uint32_t i = 0; i < plan->becoming.count; i++) {
    const Definition *definition = plan->becoming.items[i];
    ImageTrigger *rows = rows_of(plan, list, sorted, i, &place, &count);
    ImageBecoming row = {.name = string_of(lowering, definition->name)};
    row.slot = slot_take(lowering, "was true:", definition->name, CODE_COUNT, 0);
    row.condition = emit_condition(lowering, definition->expression, NONE);
    row.run_first = run_of_becoming(lowering, rows, count);
    row.run_count = 1;
    add_BECOMING(lowering->builder, row);
  }
}

static void write_all_triggers(Plan *plan) {
  Lowering *lowering = &plan->lowering;
  uint32_t records = lowering->model->record_types.count, place = 0, count;
  const TriggerPlan **sorted = sort_triggers(plan, &plan->move_triggers, 1);
  ImageTrigger *rows = rows_of(plan, &plan->move_triggers, sorted, 0, &place, &count);
  run_of_moves(lowering, rows, count);
  sorted = sort_triggers(plan, &plan->event_triggers, records);
  place = 0;
  for (uint32_t i = 1; i < records; i++) {
    rows = rows_of(plan, &plan->event_triggers, sorted, i, &place, &count);
    runs_of_event(lowering, i, rows, count);
  }
  write_becoming(plan);
}

/* The kept timers' instants, and the earliest of their groups. */
static uint32_t take_kept(Plan *plan) {
  Lowering *lowering = &plan->lowering;
  uint32_t timers = timers_keep(lowering), first = NONE;
  for (uint32_t i = 0; timers && i < timers + kept_groups(timers); i++) {
    const char *name = i < timers ? "next of a timer" : "earliest of timers";
    uint32_t slot = slot_take(lowering, name, text_of(""), CODE_INSTANT, KEPT_NEVER);
    if (!i) first = slot;
  }
  return first;
}

static void write_layout(Plan *plan, ImageMeta *meta) {
  ImageBuilder *builder = plan->lowering.builder;
  const List *slots = &plan->lowering.slots;
  meta->slots = slots->count;
  for (uint32_t i = 0; i < slots->count; i++) {
    const SlotPlan *slot = slots->items[i];
    add_INITIAL(builder, (ImageInitial){slot->initial});
    add_SLOT(builder, (ImageSlot){slot->name, slot->type});
  }
  add_SCOPE(builder, (ImageScope){SCOPE_LEAD, slots->count});
  add_SCOPE(builder, (ImageScope){SCOPE_POOL, 0});
  add_SCOPE(builder, (ImageScope){SCOPE_ENGINE, 0});
}

/* What makes a lead large, and what to do about it. */
typedef struct {
  uint32_t slots;
  Span span;
  const char *label, *help;
} Largest;

static void largest_of_rule(Largest *largest, const Rule *rule, const Zone *zone) {
  for (uint32_t i = 0; i < rule->limits.count; i++) {
    const Limit *limit = rule->limits.items[i];
    if (limit->kind == LIMIT_WINDOW && limit->count > largest->slots)
      *largest = (Largest){limit->count, limit->span, "keeps so many instants of each lead",
                           "lower it, or count by calendar: `at most 100 per day`"};
  }
  uint32_t live = rule->ageing ? ageing_most_live(rule, zone) : 0;
  if (live > largest->slots)
    *largest = (Largest){live, rule->ageing->span, "so many awards are live at once",
                         "bound the rule more, such as `at most 5 per 30 days`, or let its awards "
                         "live shorter"};
}

static void check_slots(const Lowering *lowering) {
  if (lowering->slot_count <= MAX_LEAD_SLOTS) return;
  const Model *model = lowering->model;
  Largest largest = {MAX_LEAD_SLOTS / 64, model->lead->span, "is too large",
                     "drop rules, or fields that rules read, or make two agreements of it"};
  for (uint32_t i = 0; i < model->scores.count; i++) {
    const Score *score = model->scores.items[i];
    for (uint32_t k = 0; k < score->rules.count; k++)
      largest_of_rule(&largest, score->rules.items[k], model->zone);
  }
  Diagnostic *diagnostic = diag_error(lowering->diagnostics, "E0416", largest.span, largest.label,
                                      "a lead would need %u bytes of memory; %u are allowed",
                                      lowering->slot_count * 8, MAX_LEAD_SLOTS * 8);
  diag_help(lowering->diagnostics, diagnostic, "%s", largest.help);
}

static uint32_t criteria_rows(ImageBuilder *builder, uint32_t criterion) {
  return criterion == NONE ? 0 : row_CRITERION(builder, criterion)->rows;
}

/* The rows of the conditions of one of some runs, at most, or of all together. */
static uint64_t judged_of_runs(ImageBuilder *builder, uint32_t first, uint32_t count, int all) {
  uint64_t most = 0, sum = 0;
  for (uint32_t i = first; i < first + count; i++) {
    const ImageRun *run = row_RUN(builder, i);
    uint64_t rows = 0;
    for (uint32_t k = run->first; k < run->first + run->count; k++) {
      uint32_t trigger = row_CANDIDATE(builder, k)->trigger;
      rows += criteria_rows(builder, row_TRIGGER(builder, trigger)->criterion);
    }
    if (rows > most) most = rows;
    sum += rows;
  }
  return all ? sum : most;
}

/* Of an event: of one of its runs, and of one of each choice, or of all by bits. */
static uint64_t judged_of_event(ImageBuilder *builder, const ImageRecord *event) {
  uint64_t rows = judged_of_runs(builder, event->run_first, event->run_count, 0);
  for (uint32_t i = event->choice_first; i < event->choice_first + event->choice_count; i++) {
    const ImageChoice *choice = row_CHOICE(builder, i);
    rows += judged_of_runs(builder, choice->run_first, choice->run_count, (int)choice->bits);
  }
  return rows;
}

/* As the verifier counts (runtime/verify_rules.c). */
static uint64_t judged_at_most(ImageBuilder *builder, uint32_t static_facts) {
  uint64_t most = judged_of_runs(builder, 0, builder_count(builder, SECTION_RUN), 0), facts = 0;
  for (uint32_t i = 0; i < builder_count(builder, SECTION_RECORD); i++) {
    uint64_t rows = judged_of_event(builder, row_RECORD(builder, i));
    if (rows > most) most = rows;
  }
  for (uint32_t i = 0; i < builder_count(builder, SECTION_FACT_RULE); i++)
    facts += (i < static_facts ? 1u : 3u) *
             (uint64_t)criteria_rows(builder, row_FACT_RULE(builder, i)->criterion);
  return 2 * most + facts;
}

static void check_telling(const Lowering *lowering, uint32_t static_facts) {
  uint64_t rows = judged_at_most(lowering->builder, static_facts);
  if (rows <= MAX_JUDGED) return;
  Diagnostic *diagnostic = diag_error(lowering->diagnostics, "E0416", lowering->model->lead->span,
                                      "is judged by too much",
                                      "one decision might have to tell %llu tests; %u are allowed",
                                      (unsigned long long)rows, MAX_JUDGED);
  diag_help(lowering->diagnostics, diagnostic,
            "make what many rules ask the fact rule of a score, `+1 \"Fits\" when …`, and ask for "
            "the score");
}

/* The rows of an image; NULL if there is something that is larger than it may be. */
static const ImageBuilder *build(const Model *model, Diagnostics *diagnostics, int with_tests) {
  Plan *plan = arena_take(model->arena, sizeof *plan);
  Lowering *lowering = &plan->lowering;
  plan->with_tests = with_tests;
  uint32_t errors = diagnostics->errors;
  plan_start(plan, model, diagnostics, image_builder_create(model->arena));
  ImageMeta meta = {.effective = model->effective,
                    .name = string_of(lowering, model->name),
                    .version = string_of(lowering, model->version),
                    .key = model->key->index,
                    .start = model->start ? model->start->index : NONE};
  collect_reads(lowering, with_tests);
  mark_definitions(model);
  write_enums(lowering);
  header_slots(lowering);
  take_first_slots(plan);
  meta.facts = write_records(lowering);
  meta.facts_slot = lowering->facts_slot;
  for (uint32_t i = 0; i < lowering->histories.count; i++)
    take_history_slots(lowering, lowering->histories.items[i]);
  write_all_derived(lowering);
  write_zone(lowering);
  write_stages(lowering);
  meta.static_facts = write_rules(plan);
  write_all_triggers(plan);
  timers_plan(lowering, &plan->timers);
  meta.kept_slot = take_kept(plan);
  dependents_write(lowering, meta.static_facts);
  take_seen(lowering);
  write_definitions(plan);
  write_layout(plan, &meta);
  add_META(lowering->builder, meta);
  check_slots(lowering);
  check_telling(lowering, meta.static_facts);
  return diagnostics->errors > errors ? NULL : lowering->builder;
}

void image_check(const Model *model, Diagnostics *diagnostics) {
  build(model, diagnostics, 1);
}

unsigned char *image_build(const Model *model, Diagnostics *diagnostics, size_t *size) {
  const ImageBuilder *builder = build(model, diagnostics, 0);
  return builder ? builder_image(builder, size) : NULL;
}

unsigned char *image_build_with_tests(const Model *model, Diagnostics *diagnostics, size_t *size) {
  const ImageBuilder *builder = build(model, diagnostics, 1);
  return builder ? builder_image(builder, size) : NULL;
}
