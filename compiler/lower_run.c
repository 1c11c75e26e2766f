/* Rows of triggers: what lower_trigger.c planned, sorted by owner and effect, and the test that
 * fewest events meet written into the row. runs.c makes runs of them. */
#include "compiler/lower_plan.h"

/* ---- conditions ----------------------------------------------------------------------------- */

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

/* ---- order ---------------------------------------------------------------------------------- */

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

/* The rows of one owner's triggers; *place: where they begin among the sorted, and then end. */
static ImageTrigger *rows_of(Plan *plan, const List *list, const TriggerPlan **sorted,
                             uint32_t owner, uint32_t *place, uint32_t *count) {
  uint32_t first = *place;
  while (*place < list->count && sorted[*place]->owner == owner) ++*place;
  *count = *place - first;
  return trigger_rows(&plan->lowering, sorted + first, *count);
}

static int stands_before(Span a, Span b) {
  return a.file != b.file ? a.file < b.file : a.start < b.start;
}

/* In the order of the source. */
void plan_becoming(Plan *plan, const Model *model) {
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

/* ---- all of them ---------------------------------------------------------------------------- */

static void write_becoming(Plan *plan) {
  Lowering *lowering = &plan->lowering;
  const List *list = &plan->becoming_triggers;
  const TriggerPlan **sorted = sort_triggers(plan, list, plan->becoming.count);
  uint32_t place = 0, count;
  for (uint32_t i = 0; i < plan->becoming.count; i++) {
    const Definition *definition = plan->becoming.items[i];
    ImageTrigger *rows = rows_of(plan, list, sorted, i, &place, &count);
    ImageBecoming row = {.name = lower_string(lowering, definition->name)};
    row.slot = slot_take(lowering, "was true:", definition->name, CODE_COUNT, 0);
    row.condition = emit_condition(lowering, definition->expression, NONE);
    row.run_first = run_of_becoming(lowering, rows, count);
    row.run_count = 1;
    add_BECOMING(lowering->builder, row);
  }
}

static uint32_t write_settled(Plan *plan) {
  const List *list = &plan->settled_triggers;
  uint32_t place = 0, count;
  const TriggerPlan **sorted = sort_triggers(plan, list, 1);
  ImageTrigger *rows = rows_of(plan, list, sorted, 0, &place, &count);
  return count ? run_of_settled(&plan->lowering, rows, count) : NONE;
}

uint32_t lower_triggers(Plan *plan) {
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
  return write_settled(plan);
}
