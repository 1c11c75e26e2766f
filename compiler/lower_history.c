/* What is remembered of events beyond scores: the last instant of a trigger, and histories. */
#include "compiler/lower_plan.h"

/* What every event may look at. */
void take_anchor_slots(Lowering *lowering) {
  for (uint32_t i = 0; i < lowering->anchors.count; i++) {
    AnchorPlan *anchor = lowering->anchors.items[i];
    anchor->slot =
        slot_take(lowering, "last instant of a trigger", text_of(""), CODE_INSTANT, VALUE_MISSING);
  }
}

void take_history_slots(Lowering *lowering, HistoryPlan *history) {
  static const char *const names[] = {"number of", "days of", "last"};
  Text none = text_of("");
  int last = history->kind == HISTORY_LAST;
  if (last || (history->kind == HISTORY_DAYS && !history->window)) history->count = 1;
  history->slot = slot_take(
      lowering, names[history->kind], last ? history->field->name : text_of("a history"),
      last ? type_kind_code(history->field->type.kind) : CODE_COUNT, last ? VALUE_MISSING : 0);
  history->ring = NONE;
  if (history->window) slots_note(lowering, TAKER_HISTORY, history->count, history->span);
  for (uint32_t i = 0; i < history->count; i++) {
    uint32_t slot = slot_take(lowering, "instant of a history", none, CODE_INSTANT, VALUE_MISSING);
    if (!i) history->ring = slot;
  }
}

/* What stages and definitions do belongs to the one lead whose they are; what events do, to whoever
 * sends them, under whichever key. */
static int merges(const List *triggers) {
  for (uint32_t i = 0; i < triggers->count; i++) {
    TriggerKind kind = ((const Trigger *)triggers->items[i])->kind;
    if (kind != TRIGGER_EVENT && kind != TRIGGER_ACTIVITY) return 0;
  }
  return 1;
}

/* After the rules that count from them; those of one anchor are chained in their order. */
void lower_anchor(Plan *plan, const AnchorPlan *anchor) {
  ImageBuilder *builder = plan->lowering.builder;
  ImageAnchor row = {.slot = anchor->slot,
                     .each = NONE,
                     .read = anchor->read != 0,
                     .merges = (uint32_t)merges(&anchor->triggers)};
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

void lower_history(Plan *plan, const HistoryPlan *history) {
  const Lowering *lowering = &plan->lowering;
  ImageHistory row = {.window = history->window,
                      .kind = history->kind,
                      .count = history->count,
                      .slot = history->slot,
                      .ring = history->ring,
                      .value = NONE,
                      .event = NONE,
                      .merges = (uint32_t)merges(&history->triggers)};
  if (history->field) {
    row.value =
        history->reading ? history->reading->slot : field_plan(lowering, history->field)->slot;
    row.event = history->field->owner->index;
  }
  plan_effects(plan, &history->triggers, EFFECT_HISTORY, add_HISTORY(plan->lowering.builder, row));
}
