/* Slots and tables: every construct of the model becomes rows of fixed size and slots of a lead.
 * The order of rows is the order of the source wherever the language says so. */
#include "compiler/lower.h"

#include <string.h>

#include "compiler/image_write.h"

#define LARGE_DERIVED 4u /* a derived field of more than so many parts has a slot */

typedef struct {
  Lowering lowering;
  int with_tests;
  TimerInput timers;
  uint32_t *score_slots;
  List event_triggers; /* of TriggerPlan, all records' */
  List move_triggers;  /* of TriggerPlan */
} Plan;

typedef struct {
  const RecordType *event; /* NULL: a move */
  ImageTrigger row;
  const Expression *where;
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

/* Whether a condition changes only when a lead record comes in. */
static int facts_alone(const Expression *e) {
  if (!e) return 1;
  if (e->kind == EXPRESSION_SCORE || e->kind == EXPRESSION_SINCE || e->kind == EXPRESSION_STAGE)
    return 0;
  if (e->kind == EXPRESSION_DEFINITION) return e->definition->facts_alone;
  for (uint32_t i = 0; e->call && i < e->call->arguments.count; i++)
    if (!facts_alone(e->call->arguments.items[i])) return 0;
  if (e->kind == EXPRESSION_FIELD && e->field->derived) return facts_alone(e->field->derived);
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
    const Field *field = type->fields.items[i];
    FieldPlan *plan = field_plan(lowering, field);
    int64_t initial = field->has_default ? field->default_value : VALUE_MISSING;
    plan->slot = NONE;
    plan->kept =
        field->derived && plan->read && facts_alone(field->derived) && is_much(field->derived);
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
    lexicon_add(arena, &draft, text_lower(arena, member->name), i);
    for (uint32_t k = 0; k < member->spellings.count; k++)
      lexicon_add(arena, &draft,
                  text_lower(arena, text_inside(*(const Text *)member->spellings.items[k])), i);
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
                text_lower(lowering->arena, text_inside(*(const Text *)field->missing.items[i])),
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

static void plan_trigger(Plan *plan, List *list, const RecordType *event, ImageTrigger row,
                         const Trigger *trigger) {
  TriggerPlan *planned = arena_take(plan->lowering.arena, sizeof *planned);
  row.line = line_of(&plan->lowering, trigger->span);
  *planned = (TriggerPlan){event, row, trigger->where, record_read(trigger)};
  list_add(plan->lowering.arena, list, planned);
}

/* What a trigger does, and its `where` taken apart. */
typedef struct {
  uint32_t effect, target, criterion;
} Effect;

static void plan_event(Plan *plan, const RecordType *event, const Effect *effect, uint32_t streak,
                       uint32_t slot, const Trigger *trigger) {
  ImageTrigger row = {.effect = effect->effect,
                      .target = effect->target,
                      .streak = streak,
                      .streak_slot = slot,
                      .value = NONE,
                      .criterion = effect->criterion};
  plan_trigger(plan, &plan->event_triggers, event, row, trigger);
}

static void plan_activity(Plan *plan, const Effect *effect, const Trigger *trigger) {
  for (uint32_t i = 1; i < plan->lowering.model->record_types.count; i++) {
    const RecordType *event = plan->lowering.model->record_types.items[i];
    if (!event->passive) plan_event(plan, event, effect, 0, NONE, trigger);
  }
}

static void plan_stage_change(Plan *plan, const Effect *effect, const Trigger *trigger) {
  uint64_t all = (UINT64_C(1) << plan->lowering.model->stages.count) - 1;
  ImageTrigger row = {.effect = effect->effect,
                      .target = effect->target,
                      .streak_slot = NONE,
                      .value = NONE,
                      .criterion = effect->criterion};
  row.from = (int64_t)(all | UINT64_C(1) << STAGE_NOWHERE);
  row.to = (int64_t)all;
  if (trigger->from) row.from = (int64_t)(UINT64_C(1) << trigger->from->index);
  if (trigger->to) row.to = (int64_t)(UINT64_C(1) << trigger->to->index);
  plan_trigger(plan, &plan->move_triggers, NULL, row, trigger);
}

/* One trigger has one effect; a streak also has what breaks it. */
static void plan_effect(Plan *plan, const Trigger *trigger, const Effect *effect) {
  if (trigger->kind == TRIGGER_ACTIVITY) {
    plan_activity(plan, effect, trigger);
  } else if (trigger->kind != TRIGGER_EVENT) {
    plan_stage_change(plan, effect, trigger);
  } else if (!trigger->streak) {
    plan_event(plan, trigger->event, effect, 0, NONE, trigger);
  } else {
    Effect broken = {EFFECT_BREAK, NONE, NONE};
    uint32_t slot = slot_take(&plan->lowering, "streak of", trigger->event->name, CODE_COUNT, 0);
    plan_event(plan, trigger->event, effect, trigger->streak, slot, trigger);
    plan_event(plan, trigger->broken_by->event, &broken, 0, slot, trigger->broken_by);
  }
}

static void plan_effects(Plan *plan, const List *triggers, uint32_t effect, uint32_t target) {
  for (uint32_t i = 0; i < triggers->count; i++) {
    const Trigger *trigger = triggers->items[i];
    Effect planned = {effect, target, NONE};
    if (trigger->where && effect != EFFECT_ANCHOR)
      planned.criterion = emit_criteria(&plan->lowering, trigger->where, record_read(trigger));
    plan_effect(plan, trigger, &planned);
  }
}

static ImageTrigger trigger_row(Lowering *lowering, const TriggerPlan *planned) {
  ImageTrigger row = planned->row;
  int reads_event = planned->record != NONE;
  row.where = NONE;
  if (planned->where && !(reads_event && emit_interval(lowering, planned->where, &row)))
    row.where = emit_condition(lowering, planned->where, planned->record);
  return row;
}

static ImageTrigger *trigger_rows(Lowering *lowering, const TriggerPlan **planned, uint32_t count) {
  ImageTrigger *rows = arena_take(lowering->arena, (count + 1) * sizeof *rows);
  for (uint32_t i = 0; i < count; i++) rows[i] = trigger_row(lowering, planned[i]);
  return rows;
}

static uint32_t trigger_rank(const TriggerPlan *planned) {
  return planned->event ? planned->event->index * EFFECTS + planned->row.effect
                        : planned->row.effect;
}

/* Counting sort by event and effect: within them the order of the source stays. */
static const TriggerPlan **sort_triggers(const Plan *plan, const List *list, uint32_t ranks) {
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

/* Identities stand in source order, the decay's too: reasons are told in that order. */
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
  }
}

static void plan_score_slots(Plan *plan, const Score *score) {
  Lowering *lowering = &plan->lowering;
  uint32_t slot =
      slot_take(lowering, "accumulated part of", score->name, CODE_POINTS, resting(score));
  slot_take(lowering, "fact rules of", score->name, CODE_POINTS, 0);
  plan->score_slots[score->index] = slot;
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

static void write_event_rule(Plan *plan, const Rule *rule) {
  Lowering *lowering = &plan->lowering;
  ImageEventRule row = {.points = rule->points, .score = rule->score->index};
  row.set = rule->kind == RULE_SET;
  row.rule = rule->identity;
  row.slot = slot_take(lowering, "firings of", rule->label, CODE_COUNT, 0);
  slot_take(lowering, "last firing of", rule->label, CODE_INSTANT, VALUE_MISSING);
  row.points_slot = NONE;
  if (rule->score->keep_low != INT64_MIN || rule->score->keep_high != INT64_MAX)
    row.points_slot = slot_take(lowering, "points of", rule->label, CODE_POINTS, 0);
  write_limits(lowering, rule, &row);
  uint32_t index = add_EVENT_RULE(lowering->builder, row);
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
                                                   .next = NONE});
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
  plan_effects(plan, &anchor->triggers, EFFECT_ANCHOR, add_ANCHOR(builder, row));
}

static uint32_t write_decay(Plan *plan, const Score *score) {
  const Decay *decay = score->decay;
  plan->timers.decay_rows[score->index] = NONE;
  if (!decay) return NONE;
  uint32_t own =
      slot_take(&plan->lowering, "first award of", score->name, CODE_INSTANT, VALUE_MISSING);
  uint32_t anchor = decay->without.count ? anchor_of(&plan->lowering, &decay->without)->slot : NONE;
  uint32_t row = add_DECAY(plan->lowering.builder, (ImageDecay){.amount = decay->amount,
                                                                .every = decay->every,
                                                                .rule = decay->identity,
                                                                .score = score->index,
                                                                .percent = decay->percent != 0,
                                                                .anchor = anchor,
                                                                .own = own});
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
  row.event_first = builder_count(lowering->builder, SECTION_EVENT_RULE);
  row.each_first = builder_count(lowering->builder, SECTION_EACH_RULE);
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (rule->kind == RULE_ADD || rule->kind == RULE_SET) write_event_rule(plan, rule);
    if (rule->kind == RULE_EACH) write_each_rule(plan, rule);
  }
  row.event_count = builder_count(lowering->builder, SECTION_EVENT_RULE) - row.event_first;
  row.each_count = builder_count(lowering->builder, SECTION_EACH_RULE) - row.each_first;
  row.decay = write_decay(plan, score);
  row.hand = slot_take(lowering, "by hand to", score->name, CODE_POINTS, 0);
  slot_take(lowering, "set by hand:", score->name, CODE_INSTANT, VALUE_MISSING);
  add_SCORE(lowering->builder, row);
}

/* ---- fact rules -------------------------------------------------------------------------- */

static void write_fact_rule(Plan *plan, const Rule *rule, uint32_t depends) {
  Lowering *lowering = &plan->lowering;
  ImageFactRule row = {.points = rule->points, .score = rule->score->index, .depends = depends};
  row.rule = rule->identity;
  row.slot = slot_take(lowering, "holds since:", rule->label, CODE_INSTANT, VALUE_MISSING);
  row.condition = emit_condition(lowering, rule->condition, NONE);
  row.criterion = emit_criteria(lowering, rule->condition, NONE);
  list_add(lowering->arena, &plan->timers.facts, (void *)(uintptr_t)rule);
  add_FACT_RULE(lowering->builder, row);
}

static void write_fact_rules(Plan *plan, int alone) {
  const List *scores = &plan->lowering.model->score_order;
  for (uint32_t i = 0; i < scores->count; i++) {
    const Score *score = scores->items[i];
    for (uint32_t k = 0; k < score->rules.count; k++) {
      const Rule *rule = score->rules.items[k];
      if (rule->kind == RULE_FACT && facts_alone(rule->condition) == alone)
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
  plan->timers.decay_rows = arena_take(model->arena, scores);
  plan->timers.move_rules = arena_take(model->arena, moves);
  plan->timers.hold_slots = arena_take(model->arena, moves);
}

static void take_slots(Plan *plan) {
  Lowering *lowering = &plan->lowering;
  const Model *model = lowering->model;
  for (uint32_t i = 0; i < lowering->anchors.count; i++) {
    AnchorPlan *anchor = lowering->anchors.items[i];
    anchor->slot =
        slot_take(lowering, "last instant of a trigger", text_of(""), CODE_INSTANT, VALUE_MISSING);
  }
  for (uint32_t i = 0; i < model->scores.count; i++) plan_score_slots(plan, model->scores.items[i]);
}

static uint32_t write_rules(Plan *plan) {
  const Model *model = plan->lowering.model;
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
  return static_facts;
}

static void write_all_triggers(Plan *plan) {
  Lowering *lowering = &plan->lowering;
  uint32_t records = lowering->model->record_types.count, end = 0;
  const TriggerPlan **sorted = sort_triggers(plan, &plan->move_triggers, EFFECTS);
  uint32_t moves = plan->move_triggers.count;
  run_of_moves(lowering, trigger_rows(lowering, sorted, moves), moves);
  sorted = sort_triggers(plan, &plan->event_triggers, records * EFFECTS);
  for (uint32_t i = 1; i < records; i++) {
    uint32_t first = end;
    while (end < plan->event_triggers.count && sorted[end]->event->index == i) end++;
    runs_of_event(lowering, i, trigger_rows(lowering, sorted + first, end - first), end - first);
  }
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

/* The window that needs most slots, or NULL. */
static const Limit *longest_window(const Model *model) {
  const Limit *longest = NULL;
  for (uint32_t i = 0; i < model->scores.count; i++) {
    const Score *score = model->scores.items[i];
    for (uint32_t k = 0; k < score->rules.count; k++) {
      const Rule *rule = score->rules.items[k];
      for (uint32_t j = 0; j < rule->limits.count; j++) {
        const Limit *limit = rule->limits.items[j];
        if (limit->kind == LIMIT_WINDOW && (!longest || limit->count > longest->count))
          longest = limit;
      }
    }
  }
  return longest;
}

static void check_slots(const Lowering *lowering) {
  if (lowering->slot_count <= MAX_LEAD_SLOTS) return;
  const Model *model = lowering->model;
  const Limit *window = longest_window(model);
  int by_window = window && window->count > MAX_LEAD_SLOTS / 64;
  Diagnostic *diagnostic =
      diag_error(lowering->diagnostics, "E0416", by_window ? window->span : model->lead->span,
                 by_window ? "keeps so many instants of each lead" : "is too large",
                 "a lead would need %u bytes of memory; %u are allowed", lowering->slot_count * 8,
                 MAX_LEAD_SLOTS * 8);
  diag_help(lowering->diagnostics, diagnostic, "%s",
            by_window ? "lower it, or count by calendar: `at most 100 per day`"
                      : "drop rules, or fields that rules read, or make two agreements of it");
}

static uint32_t criteria_rows(ImageBuilder *builder, uint32_t criterion) {
  return criterion == NONE ? 0 : row_CRITERION(builder, criterion)->rows;
}

/* As the verifier counts (runtime/verify_rules.c). */
static uint64_t judged_at_most(ImageBuilder *builder, uint32_t static_facts) {
  uint64_t most = 0, facts = 0;
  for (uint32_t i = 0; i < builder_count(builder, SECTION_RUN); i++) {
    const ImageRun *run = row_RUN(builder, i);
    uint64_t rows = 0;
    for (uint32_t k = run->first; k < run->first + run->count; k++) {
      uint32_t trigger = row_CANDIDATE(builder, k)->trigger;
      rows += criteria_rows(builder, row_TRIGGER(builder, trigger)->criterion);
    }
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
  take_slots(plan);
  meta.facts = write_records(lowering);
  meta.facts_slot = lowering->facts_slot;
  write_all_derived(lowering);
  write_zone(lowering);
  write_stages(lowering);
  meta.static_facts = write_rules(plan);
  write_all_triggers(plan);
  timers_plan(lowering, &plan->timers);
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
