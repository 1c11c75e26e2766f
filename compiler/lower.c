/* From the model to the rows of an image: every construct becomes rows of fixed size and slots of a
 * lead. The order of rows is the order of the source wherever the language says so. */
#include "compiler/lower_plan.h"

#include "compiler/image_write.h"

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

uint32_t lower_rule(Lowering *lowering, Text block, Text label, Span span, uint32_t kind) {
  Text text = kind == RULE_CODE_MOVE ? source_words(lowering, span) : text_of("");
  return add_RULE(lowering->builder, (ImageRule){.block = lower_string(lowering, block),
                                                 .label = lower_string(lowering, label),
                                                 .line = line_of(lowering, span),
                                                 .file = file_of(lowering, span),
                                                 .kind = kind,
                                                 .text = lower_string(lowering, text)});
}

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
  lowering->formatted =
      arena_take(model->arena, model->sources->count * sizeof *lowering->formatted);
  plan->score_slots = arena_take(model->arena, scores);
  plan->own_slots = arena_take(model->arena, scores);
  plan->timers.decay_rows = arena_take(model->arena, scores);
  plan->timers.move_rules = arena_take(model->arena, moves);
  plan->timers.hold_slots = arena_take(model->arena, moves);
}

static uint32_t write_rules(Plan *plan) {
  const Model *model = plan->lowering.model;
  plan_becoming(plan, model);
  for (uint32_t i = 0; i < model->scores.count; i++) {
    lower_identities(&plan->lowering, model->scores.items[i]);
    lower_score(plan, model->scores.items[i]);
  }
  lower_fact_rules(plan, 1);
  uint32_t static_facts = builder_count(plan->lowering.builder, SECTION_FACT_RULE);
  lower_fact_rules(plan, 0);
  for (uint32_t i = 0; i < model->moves.count; i++) lower_move(plan, model->moves.items[i], i);
  lower_routes(plan);
  lower_slas(plan);
  for (uint32_t i = 0; i < plan->lowering.anchors.count; i++)
    lower_anchor(plan, plan->lowering.anchors.items[i]);
  for (uint32_t i = 0; i < plan->lowering.histories.count; i++)
    lower_history(plan, plan->lowering.histories.items[i]);
  for (uint32_t i = 1; i < model->record_types.count; i++)
    plan_effects(plan, &((const RecordType *)model->record_types.items[i])->derived, EFFECT_DERIVE,
                 i);
  return static_facts;
}

/* The rows of an image; NULL if there is something that is larger than it may be. */
static const ImageBuilder *lower(const Model *model, Diagnostics *diagnostics, int with_tests) {
  Plan *plan = arena_take(model->arena, sizeof *plan);
  Lowering *lowering = &plan->lowering;
  plan->with_tests = with_tests;
  uint32_t errors = diagnostics->errors;
  plan_start(plan, model, diagnostics, image_builder_create(model->arena));
  ImageMeta meta = {.effective = model->effective,
                    .name = lower_string(lowering, model->name),
                    .version = lower_string(lowering, model->version),
                    .key = model->key->index,
                    .start = model->start ? model->start->index : NONE};
  collect_reads(lowering, with_tests);
  mark_facts_alone(model);
  lower_enums(lowering);
  take_header_slots(lowering);
  take_anchor_slots(lowering);
  take_owner_slots(lowering);
  for (uint32_t i = 0; i < model->scores.count; i++) take_score_slots(plan, model->scores.items[i]);
  meta.facts = lower_records(lowering);
  meta.facts_slot = lowering->facts_slot;
  for (uint32_t i = 0; i < lowering->histories.count; i++)
    take_history_slots(lowering, lowering->histories.items[i]);
  lower_derived(lowering);
  lower_zones(lowering);
  lower_calendars(lowering);
  lower_owners(lowering);
  lower_pools(lowering);
  lower_stages(lowering);
  meta.static_facts = write_rules(plan);
  meta.settled_first = lower_triggers(plan);
  meta.settled_count = meta.settled_first != NONE;
  if (!meta.settled_count) meta.settled_first = 0;
  meta.owner_slot = lowering->owner_slot;
  timers_plan(lowering, &plan->timers);
  meta.kept_slot = take_kept_slots(plan);
  dependents_write(lowering, meta.static_facts);
  take_seen_slots(lowering);
  lower_definitions(plan);
  lower_layout(plan, &meta);
  add_META(lowering->builder, meta);
  lower_check_size(lowering, meta.static_facts);
  return diagnostics->errors > errors ? NULL : lowering->builder;
}

void image_check(const Model *model, Diagnostics *diagnostics) {
  lower(model, diagnostics, 1);
}

unsigned char *image_build(const Model *model, Diagnostics *diagnostics, size_t *size) {
  const ImageBuilder *builder = lower(model, diagnostics, 0);
  return builder ? builder_image(builder, size) : NULL;
}

unsigned char *image_build_with_tests(const Model *model, Diagnostics *diagnostics, size_t *size) {
  const ImageBuilder *builder = lower(model, diagnostics, 1);
  return builder ? builder_image(builder, size) : NULL;
}
