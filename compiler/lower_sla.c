/* Service levels: their clocks, targets and steps. */
#include "compiler/lower_plan.h"

static const uint32_t length_codes[] = {[LENGTH_ELAPSED] = LENGTH_CODE_ELAPSED,
                                        [LENGTH_OPEN] = LENGTH_CODE_OPEN,
                                        [LENGTH_DAYS] = LENGTH_CODE_DAYS,
                                        [LENGTH_CLOSING] = LENGTH_CODE_CLOSING,
                                        [LENGTH_MIDNIGHT] = LENGTH_CODE_MIDNIGHT};

static uint32_t calendar_of(const Length *length) {
  return length->calendar ? length->calendar->index : NONE;
}

static uint32_t identity(Lowering *lowering, const Sla *sla, Span span) {
  return lower_rule(lowering, sla->name, source_words(lowering, span), span, RULE_CODE_SLA);
}

/* ---- slots --------------------------------------------------------------------------------- */

static uint32_t take_clock(Lowering *lowering, const Sla *sla) {
  static const struct {
    const char *name;
    TypeCode type;
    int64_t initial;
  } slots[CLOCK_SLOTS] = {
      [CLOCK_STARTED] = {"started:", CODE_INSTANT, VALUE_MISSING},
      [CLOCK_SINCE] = {"counts since:", CODE_INSTANT, VALUE_MISSING},
      [CLOCK_DUE] = {"due:", CODE_INSTANT, VALUE_MISSING},
      [CLOCK_TARGET] = {"target:", CODE_COUNT, 0},
      [CLOCK_VERDICT] = {"verdict:", CODE_COUNT, VERDICT_CODE_NONE},
      [CLOCK_RUNS] = {"runs:", CODE_COUNT, 0},
      [CLOCK_PAUSED] = {"paused since:", CODE_INSTANT, VALUE_MISSING},
      [CLOCK_HOURS] = {"hours of:", CODE_COUNT, VALUE_MISSING},
      [CLOCK_ENDED] = {"ended:", CODE_INSTANT, VALUE_MISSING},
      [CLOCK_HELD] = {"held:", CODE_DURATION, 0},
  };
  uint32_t first = NONE;
  for (uint32_t i = 0; i < CLOCK_SLOTS; i++) {
    uint32_t slot = slot_take(lowering, slots[i].name, sla->name, slots[i].type, slots[i].initial);
    if (!i) first = slot;
  }
  for (uint32_t i = 0; i < sla->steps.count; i++)
    slot_take(lowering, "step of:", sla->name, CODE_INSTANT, VALUE_MISSING);
  return first;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void lower_target(Lowering *lowering, const Sla *sla, const SlaTarget *target) {
  ImageSlaTarget row = {.amount = target->length.amount,
                        .kind = length_codes[target->length.kind],
                        .calendar = calendar_of(&target->length),
                        .of_owner = target->length.of_owner != 0,
                        .condition = NONE,
                        .criterion = NONE};
  if (target->condition) {
    row.condition = emit_condition(lowering, target->condition, NONE);
    row.criterion = emit_criteria(lowering, target->condition, NONE);
  }
  row.rule = identity(lowering, sla, target->span);
  add_SLA_TARGET(lowering->builder, row);
}

static const uint32_t who_codes[] = {[WHO_OWNER] = WHO_CODE_OWNER,
                                     [WHO_ROLE] = WHO_CODE_ROLE,
                                     [WHO_REP] = WHO_CODE_REP,
                                     [WHO_POOL] = WHO_CODE_POOL,
                                     [WHO_PARTY] = WHO_CODE_PARTY};

static uint32_t whom(Lowering *lowering, const Action *action) {
  switch (action->who) {
  case WHO_ROLE: return role_row(lowering->model, action->role);
  case WHO_REP: return action->owner->index;
  case WHO_POOL: return action->pool->index;
  case WHO_PARTY: return lower_string(lowering, action->party);
  default: return 0;
  }
}

static ImageAction action_row(Plan *plan, const Sla *sla, const Action *action) {
  Lowering *lowering = &plan->lowering;
  ImageAction row = {.route = NONE, .slot = NONE, .move = NONE};
  switch (action->kind) {
  case ACTION_NOTIFY:
    row.kind = ACTION_CODE_NOTIFY;
    row.who = who_codes[action->who];
    row.target = whom(lowering, action);
    break;
  case ACTION_REASSIGN:
    row.kind = ACTION_CODE_REASSIGN;
    row.at_most = action->at_most;
    row.slot = slot_take(lowering, "reassigned:", sla->name, CODE_COUNT, 0);
    if (action->route) {
      row.route = action->route->index;
    } else {
      row.clause_first = lower_clause(lowering, sla->name, action->clause);
      row.clause_count = 1;
    }
    break;
  default: row.kind = ACTION_CODE_MOVE; row.move = action->move->row;
  }
  return row;
}

static void lower_step(Plan *plan, const Sla *sla, const SlaStep *step) {
  Lowering *lowering = &plan->lowering;
  ImageSlaStep row = {.share = step->share,
                      .amount = step->length.amount,
                      .kind = length_codes[step->length.kind],
                      .calendar = calendar_of(&step->length),
                      .of_owner = step->length.of_owner != 0,
                      .action_first = builder_count(lowering->builder, SECTION_ACTION),
                      .action_count = step->actions.count};
  row.rule = identity(lowering, sla, step->span);
  for (uint32_t i = 0; i < step->actions.count; i++)
    add_ACTION(lowering->builder, action_row(plan, sla, step->actions.items[i]));
  add_SLA_STEP(lowering->builder, row);
}

void lower_slas(Plan *plan) {
  Lowering *lowering = &plan->lowering;
  for (uint32_t i = 0; i < lowering->model->slas.count; i++) {
    const Sla *sla = lowering->model->slas.items[i];
    ImageSla row = {.name = lower_string(lowering, sla->name),
                    .title = lower_string(lowering, sla->title),
                    .target_first = builder_count(lowering->builder, SECTION_SLA_TARGET),
                    .target_count = sla->targets.count,
                    .step_first = builder_count(lowering->builder, SECTION_SLA_STEP),
                    .step_count = sla->steps.count,
                    .slot = take_clock(lowering, sla),
                    .paused = NONE,
                    .restarts = sla->restarts != 0,
                    .line = line_of(lowering, sla->span)};
    if (sla->paused) row.paused = emit_condition(lowering, sla->paused, NONE);
    for (uint32_t k = 0; k < sla->targets.count; k++)
      lower_target(lowering, sla, sla->targets.items[k]);
    for (uint32_t k = 0; k < sla->steps.count; k++) lower_step(plan, sla, sla->steps.items[k]);
    add_SLA(lowering->builder, row);
    plan_effects(plan, &sla->met, EFFECT_MET, i);
    plan_effects(plan, &sla->cancel, EFFECT_CANCEL, i);
    plan_effects(plan, &sla->starts, EFFECT_START, i);
  }
}
