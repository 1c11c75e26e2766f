/* Scores: their rules with limits, groups, ageing and decay. */
#include "compiler/lower_plan.h"

#include "compiler/ageing.h"

/* ---- names of rules ------------------------------------------------------------------------- */

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
void lower_identities(Lowering *lowering, const Score *score) {
  Decay *decay = score->decay;
  for (uint32_t i = 0; i <= score->rules.count; i++) {
    Rule *rule = i < score->rules.count ? score->rules.items[i] : NULL;
    if (decay && (!rule || decay->span.start < rule->span.start)) {
      decay->identity =
          lower_rule(lowering, score->name, text_of("decay"), decay->span, RULE_CODE_DECAY);
      decay = NULL;
    }
    if (rule)
      rule->identity =
          lower_rule(lowering, score->name, rule->label, rule->span, rule_codes[rule->kind]);
    if (rule && ends_group(score, i))
      rule->group->identity =
          lower_rule(lowering, score->name, rule->group->name, rule->group->span, RULE_CODE_GROUP);
  }
}

/* ---- groups --------------------------------------------------------------------------------- */

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

/* ---- rules on events ------------------------------------------------------------------------ */

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
      slots_note(lowering, TAKER_WINDOW, limit->count, limit->span);
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
  slots_note(lowering, TAKER_AGEING, row.live, ageing->span);
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

/* ---- decay ---------------------------------------------------------------------------------- */

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

/* ---- scores --------------------------------------------------------------------------------- */

static int64_t resting(const Score *score) {
  return score->keep_low > 0 ? score->keep_low : score->keep_high < 0 ? score->keep_high : 0;
}

void take_score_slots(Plan *plan, const Score *score) {
  Lowering *lowering = &plan->lowering;
  uint32_t slot =
      slot_take(lowering, "accumulated part of", score->name, CODE_POINTS, resting(score));
  slot_take(lowering, "fact rules of", score->name, CODE_POINTS, 0);
  plan->score_slots[score->index] = slot;
  if (score->decay)
    plan->own_slots[score->index] =
        slot_take(lowering, "first award of", score->name, CODE_INSTANT, VALUE_MISSING);
}

void lower_score(Plan *plan, const Score *score) {
  Lowering *lowering = &plan->lowering;
  ImageScore row = {.keep_low = score->keep_low,
                    .keep_high = score->keep_high,
                    .shown_low = score->shown_low,
                    .shown_high = score->shown_high,
                    .slot = plan->score_slots[score->index]};
  row.name = lower_string(lowering, score->name);
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

/* Of scores of which some dependents are looked at only when it passes a number: these stand last.
 */
void take_seen_slots(Lowering *lowering) {
  for (uint32_t i = 0; i < lowering->model->scores.count; i++) {
    const Score *score = lowering->model->scores.items[i];
    ImageScore *row = row_SCORE(lowering->builder, i);
    uint32_t end = row->dependent_first + row->dependent_count;
    row->seen = NONE;
    if (row->dependent_count && row_DEPENDENT(lowering->builder, end - 1)->from != VALUE_MISSING)
      row->seen = slot_take(lowering, "value that readers saw of", score->name, CODE_POINTS, 0);
  }
}

/* ---- fact rules ----------------------------------------------------------------------------- */

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

void lower_fact_rules(Plan *plan, int alone) {
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
