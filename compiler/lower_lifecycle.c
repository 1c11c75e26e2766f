/* The lifecycle: stages, and moves between them. */
#include "compiler/lower_plan.h"

void lower_stages(Lowering *lowering) {
  for (uint32_t i = 0; i < lowering->model->stages.count; i++) {
    const Stage *stage = lowering->model->stages.items[i];
    add_STAGE(
        lowering->builder,
        (ImageStage){.name = lower_string(lowering, stage->name),
                     .title = stage->title.length ? lower_string(lowering, stage->title) : NONE,
                     .party = lower_string(lowering, stage->party),
                     .final = stage->final != 0,
                     .line = line_of(lowering, stage->span)});
  }
}

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

void lower_move(Plan *plan, Move *move, uint32_t index) {
  Lowering *lowering = &plan->lowering;
  Text label = move_label(lowering, move);
  ImageMove row = {.from = (int64_t)move->from,
                   .hold = move->hold,
                   .to = move->to->index,
                   .condition = NONE,
                   .hold_slot = NONE,
                   .criterion = NONE};
  Text block = move->sla.length ? move->sla : text_of("lifecycle");
  row.rule = lower_rule(lowering, block, label, move->span, RULE_CODE_MOVE);
  move->row = index;
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
