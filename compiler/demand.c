/* Conditions as intervals of single fields, scores and times since events. Both results (true,
 * false) of a definition are kept, in the order in which definitions read each other, so that each
 * is looked at once. */
#include "compiler/demand.h"

enum {
  VARIABLE_LIMIT = 2 * SCORE_LIMIT, /* kept of one condition: scores first; more are left out */
  INTERVAL_LIMIT = 256,             /* kept of one variable */
  WORKED_OUT_LIMIT = 1000 /* parts of a value that is worked out; larger ones are left out */
};

#define NO_VARIABLE UINT32_MAX

/* What a condition may read beside a score or a field: a time since triggers, a number of them, or a
 * value that is worked out, which changes with the scores that it reads (a bit each). */
typedef struct {
  const Expression *expression;
  uint64_t scores;
} Read;

struct Demander {
  Checker *checker;
  const Demands *nothing, *never;
  const Demands **of_definition; /* by index * 2 + truth */
  uint32_t *definition_variables; /* by index: the one that decides it, or NO_VARIABLE */
  char *definition_moves;        /* by index: reads stage, a score, or time since a move */
  char *score_moves;             /* by index */
  char *field_moves;             /* by index of the lead's field: 'y' or 'n', or 0: not known yet */
  char *event_follows;           /* by index of its type: as demand_follows says */
  int activity_follows;          /* one of them is the lead's activity */
  List read;                     /* of Read: each a variable */
};

/* ---- sets of intervals --------------------------------------------------------------------- */

static Demands *demands_new(Demander *demander, uint32_t room) {
  Arena *arena = demander->checker->arena;
  Demands *demands = arena_take(arena, sizeof *demands);
  demands->items = arena_take(arena, (room + 1) * sizeof *demands->items);
  return demands;
}

static void demands_add(Demands *demands, Demand demand) {
  if (demands->count == VARIABLE_LIMIT || demand.count > INTERVAL_LIMIT) return;
  if (demand.count == 0 && !demand.missing) {
    demands->impossible = 1;
    demands->conflict = demand.variable;
  }
  demands->items[demands->count++] = demand;
}

static Demand intersect(Demander *demander, const Demand *a, const Demand *b) {
  Demand result = {.variable = a->variable, .missing = a->missing && b->missing};
  result.intervals =
      arena_take(demander->checker->arena, (a->count + b->count + 1) * sizeof *result.intervals);
  for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
    Interval x = a->intervals[i], y = b->intervals[j];
    Interval both = {x.low > y.low ? x.low : y.low, x.high < y.high ? x.high : y.high};
    if (both.low <= both.high) result.intervals[result.count++] = both;
    if (x.high < y.high)
      i++;
    else
      j++;
  }
  return result;
}

static Demand unite(Demander *demander, const Demand *a, const Demand *b) {
  Demand result = {.variable = a->variable, .missing = a->missing || b->missing};
  result.intervals =
      arena_take(demander->checker->arena, (a->count + b->count + 1) * sizeof *result.intervals);
  for (uint32_t i = 0, j = 0; i < a->count || j < b->count;) {
    int from_a = j == b->count || (i < a->count && a->intervals[i].low <= b->intervals[j].low);
    Interval next = from_a ? a->intervals[i++] : b->intervals[j++];
    Interval *last = result.count ? &result.intervals[result.count - 1] : NULL;
    if (last && next.low <= last->high) {
      if (next.high > last->high) last->high = next.high;
    } else {
      result.intervals[result.count++] = next;
    }
  }
  return result;
}

const Demands *demand_nothing(const Demander *demander) {
  return demander->nothing;
}

static int is_missing(const Demand *demand) {
  return demand->missing && demand->count == 0;
}

static void add_both(Demander *demander, Demands *both, const Demand *a, const Demand *b) {
  int was_impossible = both->impossible;
  demands_add(both, intersect(demander, a, b));
  if (both->impossible && !was_impossible) both->by_missing = is_missing(a) || is_missing(b);
}

const Demands *demand_both(Demander *demander, const Demands *a, const Demands *b) {
  if (a->impossible || b->count == 0) return b->impossible ? b : a;
  if (b->impossible || a->count == 0) return b;
  Demands *both = demands_new(demander, a->count + b->count);
  for (uint32_t i = 0, j = 0; i < a->count || j < b->count;) {
    if (j == b->count || (i < a->count && a->items[i].variable < b->items[j].variable))
      demands_add(both, a->items[i++]);
    else if (i == a->count || b->items[j].variable < a->items[i].variable)
      demands_add(both, b->items[j++]);
    else
      add_both(demander, both, &a->items[i++], &b->items[j++]);
  }
  return both;
}

const Demands *demand_either(Demander *demander, const Demands *a, const Demands *b) {
  if (a->impossible) return b;
  if (b->impossible) return a;
  Demands *either = demands_new(demander, a->count < b->count ? a->count : b->count);
  for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
    if (a->items[i].variable < b->items[j].variable)
      i++;
    else if (b->items[j].variable < a->items[i].variable)
      j++;
    else
      demands_add(either, unite(demander, &a->items[i++], &b->items[j++]));
  }
  return either;
}

/* ---- scores that change on the way --------------------------------------------------------- */

/* Nothing is known of the variables from..to. */
static const Demands *forget(Demander *demander, const Demands *known, uint32_t from, uint32_t to) {
  Demands *rest = demands_new(demander, known->count);
  for (uint32_t i = 0; i < known->count; i++)
    if (known->items[i].variable < from || known->items[i].variable > to)
      demands_add(rest, known->items[i]);
  return rest;
}

static uint32_t first_read(const Demander *demander) {
  return SCORE_LIMIT + demander->checker->lead->model.fields.count;
}

static const Expression *read_of(const Demander *demander, uint32_t index) {
  return ((const Read *)demander->read.items[index])->expression;
}

/* A score changes, and with it what is worked out from it. */
static const Demands *forget_worked_out(Demander *demander, const Demands *known,
                                        const Score *score) {
  for (uint32_t i = 0; i < demander->read.count; i++) {
    uint32_t variable = first_read(demander) + i;
    if (((const Read *)demander->read.items[i])->scores >> score->index & 1)
      known = forget(demander, known, variable, variable);
  }
  return known;
}

const Demands *demand_forget(Demander *demander, const Demands *known, const Score *score) {
  known = forget_worked_out(demander, known, score);
  return forget(demander, known, score->index, score->index);
}

static const Demands *one_demand(Demander *demander, Demand demand) {
  Demands *demands = demands_new(demander, 1);
  demands_add(demands, demand);
  return demands;
}

static const Demands *set(Demander *demander, const Demands *known, uint32_t variable,
                          Interval value) {
  Demand demand = {.variable = variable, .count = 1};
  demand.intervals = arena_take(demander->checker->arena, sizeof *demand.intervals);
  demand.intervals[0] = value;
  return demand_both(demander, forget(demander, known, variable, variable),
                     one_demand(demander, demand));
}

const Demands *demand_set(Demander *demander, const Demands *known, const Score *score,
                          Interval value) {
  return set(demander, forget_worked_out(demander, known, score), score->index, value);
}

const Demands *demand_towards(Demander *demander, const Demands *known, const Score *score,
                              int64_t value) {
  for (uint32_t i = 0; i < known->count; i++) {
    const Demand *demand = &known->items[i];
    if (demand->variable != score->index || !demand->count) continue;
    Interval all = {demand->intervals[0].low, demand->intervals[demand->count - 1].high};
    if (value < all.low) all.low = value;
    if (value > all.high) all.high = value;
    return set(demander, forget_worked_out(demander, known, score), score->index, all);
  }
  return forget_worked_out(demander, known, score);
}

int demand_is_moving(const Demander *demander, const Score *score) {
  return demander->score_moves[score->index];
}

static int is_move(const Trigger *trigger) {
  return trigger->kind == TRIGGER_ENTERING || trigger->kind == TRIGGER_LEAVING ||
         trigger->kind == TRIGGER_MOVE;
}

static int any_move(const Demander *demander, const List *triggers) {
  for (uint32_t i = 0; i < triggers->count; i++)
    if (is_move(triggers->items[i]) || demand_follows(demander, triggers->items[i])) return 1;
  return 0;
}

static int reads_moving(const Demander *demander, const Expression *expression);

static int arguments_moving(const Demander *demander, const TableCall *call) {
  for (uint32_t i = 0; i < call->arguments.count; i++)
    if (reads_moving(demander, call->arguments.items[i])) return 1;
  return 0;
}

/* Looked at once, because fields may read others twice. */
static int field_moves(const Demander *demander, const Field *field) {
  if (!field->derived) return 0;
  char *known = &demander->field_moves[field->index];
  if (!*known) *known = reads_moving(demander, field->derived) ? 'y' : 'n';
  return *known == 'y';
}

static int reads_moving(const Demander *demander, const Expression *expression) {
  if (expression == NULL) return 0;
  switch (expression->kind) {
  case EXPRESSION_STAGE:
  case EXPRESSION_SCORE: return 1;
  case EXPRESSION_SINCE:
  case EXPRESSION_COUNT:
  case EXPRESSION_DAYS:
  case EXPRESSION_LAST: return any_move(demander, &expression->triggers);
  case EXPRESSION_DEFINITION: return demander->definition_moves[expression->definition->index];
  case EXPRESSION_FIELD: return field_moves(demander, expression->field);
  case EXPRESSION_TABLE: return arguments_moving(demander, expression->call);
  default:
    return reads_moving(demander, expression->left) || reads_moving(demander, expression->right);
  }
}

static int score_moves(const Demander *demander, const Score *score) {
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (rule->kind == RULE_FACT && reads_moving(demander, rule->condition)) return 1;
    if (rule->kind == RULE_EACH && any_move(demander, &rule->triggers)) return 1;
  }
  return 0;
}

/* ---- time since events, and numbers of them
 * --------------------------------------------------------------------- */

/* Where a trigger has no `where` and counts nothing, all others of its event are the same. */
static int is_plain(const Trigger *trigger) {
  return trigger->where == NULL && !trigger->count;
}

static int is_same(const Trigger *a, const Trigger *b) {
  return a == b || (a->kind == b->kind && a->event == b->event && a->from == b->from &&
                    a->to == b->to && a->becoming == b->becoming && is_plain(a) && is_plain(b));
}

static int all_same(const List *a, const List *b) {
  if (a->count != b->count) return 0;
  for (uint32_t i = 0; i < a->count; i++)
    if (!is_same(a->items[i], b->items[i])) return 0;
  return 1;
}

static const Expression *meant(const Expression *e) {
  while (e->kind == EXPRESSION_DEFINITION || e->kind == EXPRESSION_TABLE)
    e = e->kind == EXPRESSION_TABLE ? e->call->cases : e->definition->expression;
  return e;
}

/* Whether two values are worked out in the same way. */
static int same_value(const Expression *a, const Expression *b) {
  if (!a || !b) return a == b;
  a = meant(a);
  b = meant(b);
  if (a->kind == EXPRESSION_CASE) return a == b;
  return a->kind == b->kind && a->constant == b->constant && a->field == b->field &&
         a->score == b->score && a->numerator == b->numerator &&
         a->denominator == b->denominator && a->window == b->window &&
         all_same(&a->triggers, &b->triggers) && same_value(a->left, b->left) &&
         same_value(a->right, b->right);
}

static uint64_t scores_read(const Expression *e) {
  if (!e) return 0;
  e = meant(e);
  if (e->kind == EXPRESSION_SCORE) return UINT64_C(1) << e->score->index;
  if (e->kind == EXPRESSION_FIELD) return scores_read(e->field->derived);
  return scores_read(e->left) | scores_read(e->right);
}

static uint32_t read_variable(Demander *demander, const Expression *e) {
  uint32_t i = 0;
  while (i < demander->read.count && !same_value(read_of(demander, i), e)) i++;
  if (i == demander->read.count) {
    Read *read = arena_take(demander->checker->arena, sizeof *read);
    *read = (Read){e, scores_read(e)};
    list_add(demander->checker->arena, &demander->read, read);
  }
  return first_read(demander) + i;
}

static int is_place(const Demander *demander, const Expression *e) {
  return e->kind == EXPRESSION_STAGE || any_move(demander, &e->triggers);
}

static int is_timed(const Demander *demander, const Expression *e) {
  (void)demander;
  return e->kind == EXPRESSION_SINCE || e->window;
}

typedef int Sort(const Demander *demander, const Expression *e);

/* Whether an expression, or what it reads, is of some sort. */
static int reads_any(const Demander *demander, const Expression *e, Sort *is_so) {
  if (!e) return 0;
  e = meant(e);
  if (e->kind == EXPRESSION_FIELD) return reads_any(demander, e->field->derived, is_so);
  return is_so(demander, e) || reads_any(demander, e->left, is_so) ||
         reads_any(demander, e->right, is_so);
}

/* Whether what an expression means has room: definitions that read others twice grow beyond all
 * bounds.
 */
static int fits(const Expression *e, uint32_t *room) {
  if (!e) return 1;
  if (!*room) return 0;
  --*room;
  e = meant(e);
  if (e->kind == EXPRESSION_FIELD) return fits(e->field->derived, room);
  return fits(e->left, room) && fits(e->right, room);
}

/* A sum, a grade and the like of what events alone change: scores, facts, histories. */
static int is_worked_out(const Demander *demander, const Expression *e) {
  e = meant(e);
  switch (e->kind) {
  case EXPRESSION_CONSTANT:
  case EXPRESSION_SCORE: return 1;
  case EXPRESSION_FIELD: return e->field->owner->index == 0 && !e->field->derived;
  case EXPRESSION_MULTIPLY: return is_worked_out(demander, e->left);
  case EXPRESSION_ADD:
  case EXPRESSION_SUBTRACT:
  case EXPRESSION_MINIMUM:
  case EXPRESSION_MAXIMUM:
  case EXPRESSION_BEST:
  case EXPRESSION_ELSE:
    return is_worked_out(demander, e->left) && is_worked_out(demander, e->right);
  case EXPRESSION_CASE: return !reads_any(demander, e, is_place);
  default: return 0;
  }
}

/* Whether what fires one trigger always fires the other. */
static int implies(const Trigger *happened, const Trigger *other) {
  if (!is_plain(other)) return happened == other;
  if (happened->kind == TRIGGER_BECOMING || other->kind == TRIGGER_BECOMING)
    return happened->becoming == other->becoming;
  if (other->kind == TRIGGER_ACTIVITY)
    return happened->kind == TRIGGER_ACTIVITY || !happened->event->passive;
  return happened->kind == TRIGGER_EVENT && happened->event == other->event;
}

const Demands *demand_happened(Demander *demander, const Demands *known, const Trigger *trigger) {
  for (uint32_t i = 0; i < demander->read.count; i++) {
    const Expression *e = read_of(demander, i);
    uint32_t variable = first_read(demander) + i;
    int happened = 0;
    for (uint32_t k = 0; k < e->triggers.count; k++)
      happened |= implies(trigger, e->triggers.items[k]);
    int read_before = trigger->count || (trigger->kind == TRIGGER_BECOMING && happened);
    if (e->kind != EXPRESSION_SINCE && read_before)
      known = forget(demander, known, variable, variable);
    else if (e->kind == EXPRESSION_SINCE && happened)
      known = set(demander, known, variable, (Interval){0, 0});
  }
  return known;
}

int demand_follows(const Demander *demander, const Trigger *trigger) {
  switch (trigger->kind) {
  case TRIGGER_BECOMING: return 1;
  case TRIGGER_ACTIVITY: return demander->activity_follows;
  case TRIGGER_EVENT: return demander->event_follows[trigger->event->index];
  default: return 0;
  }
}

typedef enum { FIRED_NOT, FIRED_MAYBE, FIRED_SURELY } Fired;

static Fired is_fired(const Demander *demander, const List *triggers, uint32_t from, uint32_t to) {
  Fired fired = FIRED_NOT;
  for (uint32_t i = 0; i < triggers->count; i++) {
    const Trigger *trigger = triggers->items[i];
    if (demand_follows(demander, trigger)) fired = FIRED_MAYBE;
    if (!demand_is_caused(trigger, from, to)) continue;
    if (trigger->where == NULL) return FIRED_SURELY;
    fired = FIRED_MAYBE;
  }
  return fired;
}

static int is_known(const Demands *known, uint32_t variable) {
  for (uint32_t i = 0; i < known->count; i++)
    if (known->items[i].variable == variable) return !known->items[i].missing;
  return 0;
}

const Demands *demand_moved(Demander *demander, const Demands *known, uint32_t from, uint32_t to,
                            int later) {
  Interval past = {0, later ? INT64_MAX : 0};
  for (uint32_t i = 0; i < demander->read.count; i++) {
    const Expression *e = read_of(demander, i);
    const List *triggers = &e->triggers;
    uint32_t variable = first_read(demander) + i;
    Fired fired = is_fired(demander, triggers, from, to);
    if (e->kind != EXPRESSION_SINCE) {
      if (fired != FIRED_NOT || (later && any_move(demander, triggers)))
        known = forget(demander, known, variable, variable);
      continue;
    }
    int unsure = fired == FIRED_MAYBE || (later && any_move(demander, triggers));
    if (fired == FIRED_SURELY || (later && unsure && is_known(known, variable)))
      known = set(demander, known, variable, past);
    else if (unsure)
      known = forget(demander, known, variable, variable);
  }
  return known;
}

int demand_is_caused(const Trigger *trigger, uint32_t from, uint32_t to) {
  switch (trigger->kind) {
  case TRIGGER_ENTERING: return trigger->to->index == to;
  case TRIGGER_LEAVING: return trigger->from->index == from;
  case TRIGGER_MOVE: return trigger->from->index == from && trigger->to->index == to;
  default: return 0;
  }
}

const Demands *demand_later(Demander *demander, const Demands *known) {
  Demands *later = demands_new(demander, known->count);
  for (uint32_t i = 0; i < known->count; i++) {
    Demand demand = known->items[i];
    const Expression *e = demand.variable < first_read(demander)
                              ? NULL
                              : read_of(demander, demand.variable - first_read(demander));
    if (e && e->kind == EXPRESSION_CASE && reads_any(demander, e, is_timed)) continue;
    if (e && demand.count && is_timed(demander, e)) {
      Interval *grown = arena_take(demander->checker->arena, sizeof *grown);
      *grown = e->kind == EXPRESSION_SINCE ? (Interval){demand.intervals[0].low, INT64_MAX}
                                           : (Interval){0, demand.intervals[demand.count - 1].high};
      demand.intervals = grown;
      demand.count = 1;
    }
    demands_add(later, demand);
  }
  return later;
}

Text demand_name(const Demander *demander, uint32_t variable) {
  const Checker *checker = demander->checker;
  if (variable >= first_read(demander)) {
    const Expression *e = read_of(demander, variable - first_read(demander));
    if (e->kind == EXPRESSION_SINCE) return text_of("since(…)");
    if (e->kind == EXPRESSION_COUNT) return text_of("count(…)");
    if (e->kind == EXPRESSION_DAYS) return text_of("days(…)");
    return checker_written(checker, e->span);
  }
  if (variable < SCORE_LIMIT)
    return ((const Score *)checker->model->scores.items[variable])->name;
  return ((const Field *)checker->lead->model.fields.items[variable - SCORE_LIMIT])->name;
}

/* ---- conditions ---------------------------------------------------------------------------- */

/* The field, score or time that an expression simply reads. */
static uint32_t variable_of(Demander *demander, const Expression *expression) {
  const RecordType *lead = &demander->checker->lead->model;
  while (expression->kind == EXPRESSION_DEFINITION) expression = expression->definition->expression;
  if (expression->kind == EXPRESSION_SCORE) return expression->score->index;
  if (expression->kind == EXPRESSION_SINCE || expression->kind == EXPRESSION_COUNT ||
      expression->kind == EXPRESSION_DAYS)
    return read_variable(demander, expression);
  uint32_t room = WORKED_OUT_LIMIT;
  if (expression->kind != EXPRESSION_FIELD && fits(expression, &room) &&
      is_worked_out(demander, expression))
    return read_variable(demander, expression);
  if (expression->kind != EXPRESSION_FIELD || expression->field->owner != lead ||
      field_moves(demander, expression->field))
    return NO_VARIABLE;
  return SCORE_LIMIT + expression->field->index;
}

/* Whether a condition is never unknown: scores and the stage are always there. */
static int is_never_missing(const Expression *e) {
  if (e == NULL) return 1;
  if (e->kind == EXPRESSION_FIELD || e->kind == EXPRESSION_PART || e->kind == EXPRESSION_SINCE ||
      e->kind == EXPRESSION_LAST || e->kind == EXPRESSION_DEFINITION || e->kind == EXPRESSION_TABLE)
    return 0;
  return is_never_missing(e->left) && is_never_missing(e->right);
}

static int is_in(int64_t value, const Interval *intervals, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (intervals[i].low <= value && value <= intervals[i].high) return 1;
  return 0;
}

/* The cases whose value is in the intervals (truth 1) or outside of them: one of them is the first
 * that is true. */
static const Demands *demand_cases(Demander *demander, const Expression *first,
                                   const Interval *intervals, uint32_t count, int truth) {
  const Demands *found = demander->never, *passed = demander->nothing;
  for (const Expression *e = first; e; e = e->right) {
    int last = e->kind != EXPRESSION_CASE;
    const Demands *chosen = last ? demander->nothing : demand_of(demander, e->left, 1);
    if (is_in(e->constant, intervals, count) == truth)
      found = demand_either(demander, found, demand_both(demander, passed, chosen));
    if (last) break;
    if (is_never_missing(e->left))
      passed = demand_both(demander, passed, demand_of(demander, e->left, 0));
  }
  return found;
}

/* The variable is in the intervals (truth 1), or known and outside of them. */
static const Demands *demand_intervals(Demander *demander, const Expression *value,
                                       const Interval *intervals, uint32_t count, int truth) {
  while (value->kind == EXPRESSION_DEFINITION) value = value->definition->expression;
  const Demands *cases = value->kind == EXPRESSION_CASE
                             ? demand_cases(demander, value, intervals, count, truth)
                             : demander->nothing;
  uint32_t variable = variable_of(demander, value);
  if (variable == NO_VARIABLE) return cases;
  Demand all = {.variable = variable, .count = 1}, wanted = {.variable = variable};
  Interval range = {value->type.low, value->type.high};
  if (value->type.kind == TYPE_DURATION) range.high = INT64_MAX;
  all.intervals = &range;
  wanted.intervals = arena_take(demander->checker->arena, (count + 1) * sizeof *wanted.intervals);
  int64_t from = INT64_MIN;
  for (uint32_t i = 0; i < count; i++) {
    if (truth) {
      wanted.intervals[wanted.count++] = intervals[i];
      continue;
    }
    if (intervals[i].low > from)
      wanted.intervals[wanted.count++] = (Interval){from, intervals[i].low - 1};
    from = intervals[i].high == INT64_MAX ? INT64_MAX : intervals[i].high + 1;
  }
  if (!truth && from < INT64_MAX) wanted.intervals[wanted.count++] = (Interval){from, INT64_MAX};
  return demand_both(demander, cases, one_demand(demander, intersect(demander, &all, &wanted)));
}

static const Demands *demand_comparison(Demander *demander, const Expression *condition,
                                        int truth) {
  const Expression *left = condition->left, *right = condition->right;
  int swapped = left->kind == EXPRESSION_CONSTANT;
  const Expression *value = swapped ? right : left, *fixed = swapped ? left : right;
  if (fixed->kind != EXPRESSION_CONSTANT) return demander->nothing;
  int64_t bound = fixed->constant; /* within VALUE_LIMIT, so the neighbours exist */
  Interval interval = {bound, bound};
  if (condition->comparison != COMPARE_EQUAL) {
    int64_t edge = condition->comparison == COMPARE_LESS ? 1 : 0;
    interval = swapped ? (Interval){bound + edge, INT64_MAX} : (Interval){INT64_MIN, bound - edge};
  }
  return demand_intervals(demander, value, &interval, 1, truth);
}

static const Demands *demand_known(Demander *demander, const Expression *condition, int truth) {
  uint32_t variable = variable_of(demander, condition->left);
  if (variable == NO_VARIABLE) return demander->nothing;
  Demand demand = {.variable = variable, .missing = !truth};
  demand.intervals = arena_take(demander->checker->arena, sizeof *demand.intervals);
  demand.intervals[0] = (Interval){INT64_MIN, INT64_MAX};
  demand.count = truth ? 1 : 0;
  return one_demand(demander, demand);
}

/* A flag that is read: a field is its own variable, a definition or derived field what it means. */
static const Demands *demand_flag(Demander *demander, const Expression *condition, int truth) {
  if (condition->kind == EXPRESSION_DEFINITION)
    return demander->of_definition[condition->definition->index * 2 + (uint32_t)truth];
  if (condition->field->derived) return demand_of(demander, condition->field->derived, truth);
  Interval yes = {1, 1};
  return demand_intervals(demander, condition, &yes, 1, truth);
}

const Demands *demand_of(Demander *demander, const Expression *condition, int truth) {
  const Demands *left;
  switch (condition->kind) {
  case EXPRESSION_CONSTANT:
    return (condition->constant != 0) == truth ? demander->nothing : demander->never;
  case EXPRESSION_FIELD:
  case EXPRESSION_DEFINITION: return demand_flag(demander, condition, truth);
  case EXPRESSION_COMPARE: return demand_comparison(demander, condition, truth);
  case EXPRESSION_IN:
    return demand_intervals(demander, condition->left, condition->intervals,
                            condition->interval_count, truth);
  case EXPRESSION_KNOWN: return demand_known(demander, condition, truth);
  case EXPRESSION_NOT: return demand_of(demander, condition->left, !truth);
  case EXPRESSION_AND:
  case EXPRESSION_OR:
    left = demand_of(demander, condition->left, truth);
    /* A false `and` is an `or` of falses. */
    if ((condition->kind == EXPRESSION_AND) == truth)
      return demand_both(demander, left, demand_of(demander, condition->right, truth));
    return demand_either(demander, left, demand_of(demander, condition->right, truth));
  default: return demander->nothing;
  }
}

/* ---- one condition inside another ---------------------------------------------------------- */

/* The one variable that decides a condition; NO_VARIABLE if there are others, or other things. */
static uint32_t decided_by(Demander *demander, const Expression *e) {
  uint32_t left, right;
  switch (e->kind) {
  case EXPRESSION_COMPARE:
    if (e->left->kind == EXPRESSION_CONSTANT) return variable_of(demander, e->right);
    return e->right->kind == EXPRESSION_CONSTANT ? variable_of(demander, e->left) : NO_VARIABLE;
  case EXPRESSION_IN: return variable_of(demander, e->left);
  case EXPRESSION_NOT: return decided_by(demander, e->left);
  case EXPRESSION_FIELD: return e->field->derived ? NO_VARIABLE : variable_of(demander, e);
  case EXPRESSION_DEFINITION: return demander->definition_variables[e->definition->index];
  case EXPRESSION_AND:
  case EXPRESSION_OR:
    left = decided_by(demander, e->left);
    right = decided_by(demander, e->right);
    return left == right ? left : NO_VARIABLE;
  default: return NO_VARIABLE;
  }
}

static int is_demanded_known(const Demands *demands, uint32_t variable) {
  for (uint32_t i = 0; i < demands->count; i++)
    if (demands->items[i].variable == variable) return !demands->items[i].missing;
  return 0;
}

/* Of a variable that is known the second one is true or false; and it can't be false. */
int demand_implies(Demander *demander, const Expression *first, const Expression *second) {
  uint32_t variable = decided_by(demander, second);
  const Demands *holds = demand_of(demander, first, 1);
  if (variable == NO_VARIABLE || holds->impossible || !is_demanded_known(holds, variable)) return 0;
  return demand_both(demander, holds, demand_of(demander, second, 0))->impossible;
}

/* ---- start --------------------------------------------------------------------------------- */

/* Events that follow from a move or a definition, through other events too: until no more are
 * found, because they are declared in any order. */
static void fill_followers(Demander *demander) {
  const List *types = &demander->checker->model->record_types;
  int found = 1;
  demander->event_follows = arena_take(demander->checker->arena, types->count);
  while (found) {
    found = 0;
    for (uint32_t i = 1; i < types->count; i++) {
      const RecordType *type = types->items[i];
      if (demander->event_follows[type->index] || !any_move(demander, &type->derived)) continue;
      demander->event_follows[type->index] = 1;
      demander->activity_follows |= !type->passive;
      found = 1;
    }
  }
}

Demander *demander_create(Checker *checker) {
  const Model *model = checker->model;
  Demander *demander = arena_take(checker->arena, sizeof *demander);
  uint32_t count = model->definitions.count;
  demander->checker = checker;
  demander->nothing = demands_new(demander, 0);
  Demands *never = demands_new(demander, 0);
  never->impossible = 1;
  demander->never = never;
  demander->of_definition =
      arena_take(checker->arena, (count * 2 + 1) * sizeof *demander->of_definition);
  demander->definition_variables =
      arena_take(checker->arena, (count + 1) * sizeof *demander->definition_variables);
  demander->definition_moves = arena_take(checker->arena, count + 1);
  demander->score_moves = arena_take(checker->arena, model->scores.count + 1);
  demander->field_moves = arena_take(checker->arena, checker->lead->model.fields.count + 1);
  fill_followers(demander);
  for (uint32_t i = 0; i < count; i++) { /* each after those that it reads */
    const Definition *definition = model->definitions.items[i];
    demander->definition_moves[definition->index] =
        (char)reads_moving(demander, definition->expression);
    demander->definition_variables[definition->index] =
        decided_by(demander, definition->expression);
    if (definition->expression->type.kind != TYPE_FLAG) continue;
    for (uint32_t truth = 0; truth < 2; truth++)
      demander->of_definition[definition->index * 2 + truth] =
          demand_of(demander, definition->expression, (int)truth);
  }
  for (uint32_t i = 0; i < model->scores.count; i++)
    demander->score_moves[i] = (char)score_moves(demander, model->scores.items[i]);
  return demander;
}
