/* Which changes of time can lead to what. A lead is woken for a step only in stages from which a
 * `when` move could be enabled by it: a score that only sinks can't enable `score >= 50`. Fact
 * rules note since when they hold, so what they read always wakes. Anything that is not woken for
 * is caught up with at the next record, with the same result (spec/4-meaning, Due steps). */
#include "compiler/endless.h"
#include "compiler/lower.h"

enum { UP = WAY_UP, DOWN = WAY_DOWN, BOTH = WAY_BOTH };
enum { CASES_LIMIT = 10000 }; /* looked at in one visit; of further ones every change matters */

typedef struct {
  Lowering *lowering;
  const TimerInput *input;
  int64_t stages; /* those in which what is visited matters */
  uint32_t rule;  /* whose condition is visited */
  uint8_t score_directions[MAX_SCORES];
  uint8_t *names,
      *fields; /* by definition, by the lead's field: the ways in which it was visited already */
  uint32_t cases; /* looked at */
} Visit;

static void visit_condition(Visit *visit, const Expression *e, int want);
static void visit_value(Visit *visit, const Expression *e, int directions);

/* Whether a definition or a derived field is visited in a way (a bit) for the first time; chains of
 * those that read each other twice would otherwise take forever. */
static int first_visit(uint8_t *ways, int way) {
  if ((*ways & way) == way) return 0;
  *ways |= (uint8_t)way;
  return 1;
}

/* Adds a timer, or the stages to one that is there. */
static void need(Lowering *lowering, ImageTimer wanted) {
  ImageBuilder *builder = lowering->builder;
  for (uint32_t i = 0; i < builder_count(builder, SECTION_TIMER); i++) {
    ImageTimer *timer = row_TIMER(builder, i);
    if (timer->kind == wanted.kind && timer->slot == wanted.slot && timer->decay == wanted.decay &&
        timer->history == wanted.history && timer->fact == wanted.fact &&
        timer->after == wanted.after && timer->at_most == wanted.at_most) {
      timer->stages |= wanted.stages;
      return;
    }
  }
  add_TIMER(builder, wanted);
}

static void need_decay(Lowering *lowering, const TimerInput *input, const Score *score,
                       int64_t stages) {
  uint32_t decay = input->decay_rows[score->index];
  if (decay == NONE) return;
  need(lowering, (ImageTimer){.after = score->decay->every,
                              .at_most = 1,
                              .stages = stages,
                              .kind = TIMER_DECAY,
                              .slot = NONE,
                              .decay = decay,
                              .history = NONE,
                              .fact = NONE,
                              .rule = score->decay->identity});
}

static void need_each(Lowering *lowering, const EachPlan *each, int64_t stages) {
  need(lowering, (ImageTimer){.after = each->rule->period,
                              .at_most = each->rule->at_most,
                              .stages = stages,
                              .kind = TIMER_EACH,
                              .slot = each->slot,
                              .decay = NONE,
                              .history = NONE,
                              .fact = NONE,
                              .rule = each->rule->identity});
}

static void need_ageing(Lowering *lowering, const AgeingPlan *ageing, int64_t stages) {
  need(lowering, (ImageTimer){.after = ageing->rule->ageing->period,
                              .at_most = 1,
                              .stages = stages,
                              .kind = TIMER_AGEING,
                              .slot = ageing->slot + LIVE_NEXT,
                              .decay = NONE,
                              .history = NONE,
                              .fact = NONE,
                              .rule = ageing->rule->identity});
}

static void visit_score(Visit *visit, const Score *score, int directions) {
  int fresh = directions & ~visit->score_directions[score->index];
  if (!fresh) return;
  visit->score_directions[score->index] |= (uint8_t)fresh;
  if (score->decay && endless_decay_ways(score) & fresh)
    need_decay(visit->lowering, visit->input, score, visit->stages);
  for (uint32_t i = 0; i < visit->input->each.count; i++) {
    const EachPlan *each = visit->input->each.items[i];
    if (each->rule->score == score && fresh & (each->rule->points > 0 ? UP : DOWN))
      need_each(visit->lowering, each, visit->stages);
  }
  for (uint32_t i = 0; i < visit->input->ageing.count; i++) {
    const AgeingPlan *ageing = visit->input->ageing.items[i];
    if (ageing->rule->score == score && fresh & (ageing->rule->points > 0 ? DOWN : UP))
      need_ageing(visit->lowering, ageing, visit->stages);
  }
  for (uint32_t i = 0; i < score->rules.count;
       i++) { /* what its fact rules read may change it too */
    const Rule *rule = score->rules.items[i];
    if (rule->kind != RULE_FACT) continue;
    if (fresh & (rule->points > 0 ? UP : DOWN)) visit_condition(visit, rule->counts, 1);
    if (fresh & (rule->points > 0 ? DOWN : UP)) visit_condition(visit, rule->counts, 0);
  }
}

/* Time since a date or instant passes a threshold. It may lie ahead, so 0 is one too, and what is
 * less. */
static void need_since_field(Visit *visit, const Expression *since, int64_t after) {
  if (after < -VALUE_LIMIT || after > VALUE_LIMIT) return;
  need(visit->lowering, (ImageTimer){.after = after,
                                     .at_most = 1,
                                     .stages = visit->stages,
                                     .kind = TIMER_FACT,
                                     .slot = NONE,
                                     .decay = NONE,
                                     .rule = visit->rule,
                                     .history = NONE,
                                     .fact = since_fact(visit->lowering, since)});
}

/* Time since a trigger passes a threshold at `after` milliseconds. */
static void need_since(Visit *visit, const Expression *since, int64_t after) {
  if (since->left) {
    need_since_field(visit, since, after);
    return;
  }
  if (after <= 0 || after > VALUE_LIMIT) return;
  need(visit->lowering, (ImageTimer){.after = after,
                                     .at_most = 1,
                                     .stages = visit->stages,
                                     .kind = TIMER_SINCE,
                                     .slot = anchor_of(visit->lowering, &since->triggers)->slot,
                                     .decay = NONE,
                                     .rule = visit->rule,
                                     .history = NONE,
                                     .fact = NONE});
}

/* A number within a time falls below `place` when the place-th latest leaves the window. */
static void need_window(Visit *visit, const Expression *e, int64_t place) {
  uint32_t row = history_of(visit->lowering, e, READING_FORWARD);
  if (place < 1 || place > history_plan(visit->lowering, row)->count) return;
  need(visit->lowering, (ImageTimer){.after = e->window,
                                     .at_most = place,
                                     .stages = visit->stages,
                                     .kind = TIMER_WINDOW,
                                     .slot = NONE,
                                     .decay = NONE,
                                     .rule = visit->rule,
                                     .history = row,
                                     .fact = NONE});
}

static int is_windowed(const Expression *e) {
  return e->kind != EXPRESSION_SINCE && expression_is_timed(e);
}

static int is_since(const Expression *e) {
  return e->kind == EXPRESSION_SINCE;
}

/* The number only falls by itself: that ends `c <= number` and begins `number < c`. */
static void visit_number(Visit *visit, const Expression *e, int want) {
  int left = is_windowed(e->left), strict = e->comparison == COMPARE_LESS;
  const Expression *number = left ? e->left : e->right, *limit = left ? e->right : e->left;
  if (limit->kind != EXPRESSION_CONSTANT) return;
  if (e->comparison == COMPARE_EQUAL)
    need_window(visit, number, limit->constant), need_window(visit, number, limit->constant + 1);
  else if (want == left)
    need_window(visit, number, limit->constant + (strict != left));
}

/* A value by cases, seen through its names; NULL if it is none. */
static const Expression *cases_behind(const Expression *e) {
  while (e->kind == EXPRESSION_DEFINITION || (e->kind == EXPRESSION_FIELD && e->field->derived))
    e = e->kind == EXPRESSION_DEFINITION ? e->definition->expression : e->field->derived;
  return e->kind == EXPRESSION_CASE ? e : NULL;
}

/* Whether the value of one case can be in the intervals, or (inside 0) not. */
static int is_so(const Expression *e, const Interval *intervals, uint32_t count, int inside) {
  int within = 0;
  if (e->constant == VALUE_OF_NOTHING) return 1;
  for (uint32_t i = 0; i < count; i++)
    within |= intervals[i].low <= e->constant && e->constant <= intervals[i].high;
  return within == inside;
}

static int any_so(const Expression *e, const Interval *intervals, uint32_t count, int inside) {
  while (e->kind == EXPRESSION_CASE && !is_so(e, intervals, count, inside)) e = e->right;
  return is_so(e, intervals, count, inside);
}

/* A case gives what is wanted when it turns true and one below it did not, or when it ends and one
 * below it does. Returns 0 if the value is none by cases, or there is no room to look at them. */
static int visit_cases(Visit *visit, const Expression *value, const Interval *intervals,
                       uint32_t count, int want) {
  const Expression *e = cases_behind(value);
  if (!e) return 0;
  for (const Expression *next = e; next->kind == EXPRESSION_CASE; next = next->right)
    if (visit->cases++ >= CASES_LIMIT) return 0;
  for (; e->kind == EXPRESSION_CASE; e = e->right) {
    if (is_so(e, intervals, count, want) && any_so(e->right, intervals, count, !want))
      visit_condition(visit, e->left, 1);
    if (is_so(e, intervals, count, !want) && any_so(e->right, intervals, count, want))
      visit_condition(visit, e->left, 0);
  }
  return 1;
}

static int visit_compared_cases(Visit *visit, const Expression *e, int want) {
  int turned = e->left->kind == EXPRESSION_CONSTANT, edge = e->comparison == COMPARE_LESS;
  const Expression *value = turned ? e->right : e->left, *fixed = turned ? e->left : e->right;
  if (fixed->kind != EXPRESSION_CONSTANT) return 0;
  Interval asked = {fixed->constant, fixed->constant};
  if (e->comparison != COMPARE_EQUAL)
    asked = turned ? (Interval){fixed->constant + edge, INT64_MAX}
                   : (Interval){INT64_MIN, fixed->constant - edge};
  return visit_cases(visit, value, &asked, 1, want);
}

static void visit_compare(Visit *visit, const Expression *e, int want) {
  if (visit_compared_cases(visit, e, want)) return;
  if (is_windowed(e->left) || is_windowed(e->right)) {
    visit_number(visit, e, want);
    return;
  }
  int strict = e->comparison == COMPARE_LESS, equal = e->comparison == COMPARE_EQUAL;
  const Expression *left = e->left, *right = e->right;
  if (is_since(left) &&
      right->kind == EXPRESSION_CONSTANT) { /* since < c ends, not (since < c) begins */
    if (equal)
      need_since(visit, left, right->constant), need_since(visit, left, right->constant + 1);
    else if (!want)
      need_since(visit, left, right->constant + !strict);
  } else if (is_since(right) && left->kind == EXPRESSION_CONSTANT) { /* c < since begins */
    if (equal)
      need_since(visit, right, left->constant), need_since(visit, right, left->constant + 1);
    else if (want)
      need_since(visit, right, left->constant + strict);
  } else if (equal) {
    visit_value(visit, left, BOTH);
    visit_value(visit, right, BOTH);
  } else {
    visit_value(visit, left, want ? DOWN : UP);
    visit_value(visit, right, want ? UP : DOWN);
  }
}

static void visit_in(Visit *visit, const Expression *e, int want) {
  if (visit_cases(visit, e->left, e->intervals, e->interval_count, want)) return;
  for (uint32_t i = 0; is_windowed(e->left) && i < e->interval_count; i++) {
    need_window(visit, e->left, e->intervals[i].low);
    if (e->intervals[i].high < e->left->type.high)
      need_window(visit, e->left, e->intervals[i].high + 1);
  }
  if (!is_since(e->left)) {
    visit_value(visit, e->left, BOTH);
    return;
  }
  for (uint32_t i = 0; i < e->interval_count; i++) {
    need_since(visit, e->left, e->intervals[i].low);
    if (e->intervals[i].high < VALUE_LIMIT) need_since(visit, e->left, e->intervals[i].high + 1);
  }
}

static void visit_condition(Visit *visit, const Expression *e, int want) {
  switch (e->kind) {
  case EXPRESSION_NOT: visit_condition(visit, e->left, !want); break;
  case EXPRESSION_AND:
  case EXPRESSION_OR:
    visit_condition(visit, e->left, want);
    visit_condition(visit, e->right, want);
    break;
  case EXPRESSION_COMPARE: visit_compare(visit, e, want); break;
  case EXPRESSION_IN: visit_in(visit, e, want); break;
  case EXPRESSION_DEFINITION:
    if (first_visit(&visit->names[e->definition->index], want ? 1 : 2))
      visit_condition(visit, e->definition->expression, want);
    break;
  case EXPRESSION_FIELD:
    if (e->field->derived && first_visit(&visit->fields[e->field->index], want ? 1 : 2))
      visit_condition(visit, e->field->derived, want);
    break;
  case EXPRESSION_KNOWN: /* a condition may become unknown, or stop being so */
    if (!is_since(e->left)) visit_value(visit, e->left, BOTH);
    break;
  case EXPRESSION_TEXT_TEST:
  case EXPRESSION_CONSTANT: break;
  default: visit_value(visit, e, BOTH);
  }
}

/* directions: UP, a rise of the value could matter; DOWN, a fall. */
static void visit_value(Visit *visit, const Expression *e, int directions) {
  int turned = (directions & UP ? DOWN : 0) | (directions & DOWN ? UP : 0);
  switch (e->kind) {
  case EXPRESSION_SCORE: visit_score(visit, e->score, directions); break;
  case EXPRESSION_DEFINITION:
    if (first_visit(&visit->names[e->definition->index], directions << 2))
      visit_value(visit, e->definition->expression, directions);
    break;
  case EXPRESSION_FIELD:
    if (e->field->derived && first_visit(&visit->fields[e->field->index], directions << 2))
      visit_value(visit, e->field->derived, directions);
    break;
  case EXPRESSION_MULTIPLY:
    visit_value(visit, e->left, e->numerator < 0 ? turned : directions);
    break;
  case EXPRESSION_SUBTRACT:
    visit_value(visit, e->left, directions);
    visit_value(visit, e->right, turned);
    break;
  case EXPRESSION_ADD:
  case EXPRESSION_MINIMUM:
  case EXPRESSION_MAXIMUM:
  case EXPRESSION_BEST:
  case EXPRESSION_ELSE:
    visit_value(visit, e->left, directions);
    visit_value(visit, e->right, directions);
    break;
  case EXPRESSION_CASE:
    visit_condition(visit, e->left, 0);
    visit_condition(visit, e->left, 1);
    visit_value(visit, e->right, directions);
    break;
  case EXPRESSION_TABLE:
    for (uint32_t i = 0; i < e->call->arguments.count; i++)
      visit_value(visit, e->call->arguments.items[i], BOTH);
    break;
  case EXPRESSION_CONSTANT:
  case EXPRESSION_STAGE:
  case EXPRESSION_OWNER:
  case EXPRESSION_PART:
  case EXPRESSION_COUNT:
  case EXPRESSION_DAYS:
  case EXPRESSION_LAST:
  case EXPRESSION_SINCE: break; /* the checker lets `since` be compared with constants only */
  default: /* a condition as a value */ visit_condition(visit, e, 0); visit_condition(visit, e, 1);
  }
}

static Visit visit_start(Lowering *lowering, const TimerInput *input, int64_t stages,
                         uint32_t rule) {
  return (Visit){.lowering = lowering,
                 .input = input,
                 .stages = stages,
                 .rule = rule,
                 .names = arena_take(lowering->arena, lowering->model->definitions.count + 1u),
                 .fields = arena_take(lowering->arena, lowering->model->lead->fields.count + 1u)};
}

static void plan_move(Lowering *lowering, const TimerInput *input, uint32_t index) {
  const Move *move = lowering->model->moves.items[index];
  int64_t from = (int64_t)move->from;
  Visit visit = visit_start(lowering, input, from, input->move_rules[index]);
  if (!move->condition) return;
  visit_condition(&visit, move->condition, 1);
  if (!move->hold) return;
  visit_condition(&visit, move->condition, 0); /* what ends it matters too */
  need(lowering, (ImageTimer){.after = move->hold,
                              .at_most = 1,
                              .stages = from,
                              .kind = TIMER_HOLD,
                              .slot = input->hold_slots[index],
                              .decay = NONE,
                              .history = NONE,
                              .fact = NONE,
                              .rule = visit.rule});
}

/* Both ways: what turns it false lets it turn true again. */
static void plan_becoming(Lowering *lowering, const TimerInput *input,
                          const Definition *definition) {
  Visit visit = visit_start(lowering, input, -1, NONE);
  visit_condition(&visit, definition->expression, 1);
  endless_check(lowering, definition, visit.score_directions);
  visit = visit_start(lowering, input, -1, NONE);
  visit_condition(&visit, definition->expression, 0);
}

/* When the clock of a decay or SLA stands and when it goes on decides about all that is to come of
 * it. rule: whose, NONE of an SLA. */
static void plan_pause(Lowering *lowering, const TimerInput *input, const Expression *paused,
                       uint32_t rule) {
  Visit visit = visit_start(lowering, input, -1, rule);
  if (!paused) return;
  visit_condition(&visit, paused, 0);
  visit_condition(&visit, paused, 1);
}

void timers_plan(Lowering *lowering, const TimerInput *input) {
  const Model *model = lowering->model;
  for (uint32_t i = 0; i < model->definitions.count; i++) {
    const Definition *definition = model->definitions.items[i];
    if (definition->is_awaited) plan_becoming(lowering, input, definition);
  }
  for (uint32_t i = 0; i < input->facts.count; i++) {
    const Rule *rule = input->facts.items[i];
    Visit visit = visit_start(lowering, input, -1, rule->identity);
    visit_condition(&visit, rule->counts, 0);
    visit_condition(&visit, rule->counts, 1);
  }
  for (uint32_t i = 0; i < model->moves.count; i++) plan_move(lowering, input, i);
  for (uint32_t i = 0; i < model->scores.count; i++) {
    const Decay *decay = ((const Score *)model->scores.items[i])->decay;
    if (decay) plan_pause(lowering, input, decay->paused, decay->identity);
  }
  for (uint32_t i = 0; i < model->slas.count; i++)
    plan_pause(lowering, input, ((const Sla *)model->slas.items[i])->paused, NONE);
  /* every other step is there too, in no stage: for explain, --trace and leads that are held back
   */
  for (uint32_t i = 0; i < model->scores.count; i++)
    need_decay(lowering, input, model->scores.items[i], 0);
  for (uint32_t i = 0; i < input->each.count; i++) need_each(lowering, input->each.items[i], 0);
  for (uint32_t i = 0; i < input->ageing.count; i++)
    need_ageing(lowering, input->ageing.items[i], 0);
  Visit rest = visit_start(lowering, input, 0, NONE);
  for (uint32_t i = 0; i < lowering->comparisons.count; i++) {
    const Expression *e = lowering->comparisons.items[i];
    if (e->kind == EXPRESSION_IN)
      visit_in(&rest, e, 0), visit_in(&rest, e, 1);
    else
      visit_compare(&rest, e, 0), visit_compare(&rest, e, 1);
  }
}
