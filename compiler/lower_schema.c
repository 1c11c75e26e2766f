/* What records look like: enums with their spellings, records with their fields and what is read of
 * them, and the zone that days are counted in. */
#include "compiler/lower_plan.h"

#include "compiler/literal_fold.h"

#define LARGE_DERIVED 4u /* a derived field of more than so many parts has a slot */

/* ---- types ---------------------------------------------------------------------------------- */

static const TypeCode type_codes[] = {
    [TYPE_ERROR] = CODE_INT,       [TYPE_FLAG] = CODE_FLAG,
    [TYPE_INT] = CODE_INT,         [TYPE_DECIMAL] = CODE_DECIMAL,
    [TYPE_TEXT] = CODE_TEXT,       [TYPE_EMAIL] = CODE_EMAIL,
    [TYPE_DOMAIN] = CODE_DOMAIN,   [TYPE_ENUM] = CODE_ENUM,
    [TYPE_POINTS] = CODE_POINTS,   [TYPE_DURATION] = CODE_DURATION,
    [TYPE_STAGE] = CODE_STAGE,     [TYPE_PERCENT] = CODE_PERCENT,
    [TYPE_MONEY] = CODE_MONEY,     [TYPE_DATE] = CODE_DATE,
    [TYPE_INSTANT] = CODE_INSTANT, [TYPE_URL] = CODE_URL};

TypeCode type_kind_code(TypeKind kind) {
  return type_codes[kind];
}

TypeCode type_code(const Expression *expression) {
  return type_kind_code(expression->type.kind);
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

/* ---- values of records ---------------------------------------------------------------------- */

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

/* Members that come with an event are told with what it does, whoever reads them. */
static int is_told(const Field *field) {
  return field->owner->index && field->type.kind == TYPE_ENUM;
}

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
    if ((plan->read || is_told(field)) && (plan->kept || !field->derived)) {
      plan->slot = values++;
      if (!type->index)
        slot_take(lowering, "fact", field->name, type_kind_code(field->type.kind), initial);
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

/* ---- enums ---------------------------------------------------------------------------------- */

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
    add_MEMBER(lowering->builder, (ImageMember){lower_string(lowering, member->name),
                                                line_of(lowering, member->span)});
  }
  add_ENUM(lowering->builder, (ImageEnum){.name = lower_string(lowering, enumeration->name),
                                          .first = first,
                                          .count = enumeration->members.count,
                                          .lexicon = spellings_lexicon(lowering, enumeration),
                                          .rest = rest_row(enumeration, first)});
}

void lower_enums(Lowering *lowering) {
  const Model *model = lowering->model;
  for (uint32_t i = 0; i < model->enumerations.count; i++)
    write_enum(lowering, model->enumerations.items[i]);
  for (uint32_t i = 0; i < model->currencies.count; i++)
    write_enum(lowering, model->currencies.items[i]);
}

/* ---- records -------------------------------------------------------------------------------- */

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
  row.name = lower_string(lowering, field->name);
  row.outside = field->outside.length ? lower_string(lowering, field->outside) : NONE;
  row.type = type_kind_code(field->type.kind);
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
                                        [RECORD_ASSIGNMENT] = RECORD_CODE_ASSIGNMENT,
                                        [RECORD_LEAD_MERGED] = RECORD_CODE_LEAD_MERGED,
                                        [RECORD_LEAD_ERASED] = RECORD_CODE_LEAD_ERASED,
                                        [RECORD_REP_AWAY] = RECORD_CODE_REP_AWAY,
                                        [RECORD_REP_BACK] = RECORD_CODE_REP_BACK,
                                        [RECORD_REP_LEFT] = RECORD_CODE_REP_LEFT};

uint32_t lower_records(Lowering *lowering) {
  uint32_t facts = 0;
  lowering->facts_slot = lowering->slots.count;
  for (uint32_t i = 0; i < lowering->model->record_types.count; i++) {
    const RecordType *type = lowering->model->record_types.items[i];
    ImageRecord row = {.name = lower_string(lowering, type->name), .passive = type->passive != 0};
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

/* ---- zones and calendars
 * ----------------------------------------------------------------------------------- */

void lower_zones(Lowering *lowering) {
  const List *zones = &lowering->model->zones;
  for (uint32_t i = 0; i < zones->count; i++) zone_rows(lowering->builder, zones->items[i]);
}

static uint32_t zone_row(const Model *model, const Zone *zone) {
  uint32_t row = 0;
  while (model->zones.items[row] != zone) row++;
  return row;
}

void lower_calendars(Lowering *lowering) {
  const Model *model = lowering->model;
  for (uint32_t i = 0; i < model->calendars.count; i++) {
    const Calendar *calendar = model->calendars.items[i];
    calendar_rows(lowering->builder, calendar, zone_row(model, calendar->zone));
  }
}
