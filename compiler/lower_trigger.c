/* What triggers do: each is planned for every event that may fire it, with its effect, what it
 * counts and its condition taken apart. lower_run.c makes rows of what was planned. */
#include "compiler/lower_plan.h"

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
  int settled = effect->effect >= EFFECT_ROUTE;
  if (settled && trigger->kind == TRIGGER_LEAVING) row.to &= ~row.from; /* back there is not left */
  plan_trigger(plan, settled ? &plan->settled_triggers : &plan->move_triggers, 0, row, trigger);
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
  uint32_t rings = (row.instants != NONE ? 1u : 0u) + (row.values != NONE ? 1u : 0u);
  if (rings) slots_note(lowering, TAKER_COUNTER, rings * (trigger->count - 1), trigger->span);
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

void plan_effects(Plan *plan, const List *triggers, uint32_t effect, uint32_t target) {
  for (uint32_t i = 0; i < triggers->count; i++) {
    const Trigger *trigger = triggers->items[i];
    Effect planned = {effect, target, NONE, NONE};
    if (effect >= EFFECT_RULE && effect <= EFFECT_ROUTE)
      planned.criterion = trigger_criterion(&plan->lowering, trigger);
    plan_effect(plan, trigger, planned);
  }
}
