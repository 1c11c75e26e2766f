#include "compiler/check_never.h"

typedef struct {
  Checker *checker;
  Demander *demander;
} Never;

static void warn(const Never *never, const Expression *e, const Demands *demands) {
  Diagnostics *diagnostics = never->checker->diagnostics;
  Text name = demand_name(never->demander, demands->conflict);
  Diagnostic *diagnostic =
      diag_warning(diagnostics, "W0801", e->span, "never holds", "this condition never holds");
  if (demands->by_missing)
    diag_help(
        diagnostics, diagnostic,
        "a comparison with a missing `%.*s` is never true: join the two with `or`, or drop one",
        SHOW(name));
  else
    diag_help(diagnostics, diagnostic, "`%.*s` can't be all of this at once: was `or` meant?",
              SHOW(name));
}

/* `is missing` is written as one: a `not` that nobody wrote. */
static int asks_missing(const Expression *e) {
  return e->kind == EXPRESSION_NOT && e->left->kind == EXPRESSION_KNOWN && !e->written;
}

/* `grade is missing`, of what is always there. Of a field that records must bring it may be said.
 */
static void look_at_known(const Never *never, const Expression *known, int missing) {
  const Expression *value = known->left;
  Diagnostics *diagnostics = never->checker->diagnostics;
  if (value->kind == EXPRESSION_CONSTANT || value->kind == EXPRESSION_FIELD) return;
  if (demand_may_miss(never->demander, value)) return;
  Text name = checker_written(never->checker, value->span);
  Diagnostic *diagnostic = missing ? diag_warning(diagnostics, "W0801", known->span, "never holds",
                                                  "`%.*s` is never missing", SHOW(name))
                                   : diag_warning(diagnostics, "W0802", known->span, "always holds",
                                                  "`%.*s` is never missing", SHOW(name));
  diag_help(diagnostics, diagnostic,
            missing ? "drop it, or ask for what it is worked out from" : "drop it");
}

/* What must be for a condition, or a part of one, to be true (YES) or false (NO). Its parts are
 * looked at first: of what never holds the smallest is named. */
static const Demands *look(const Never *never, const Expression *e, Answer answer) {
  if (asks_missing(e) || e->kind == EXPRESSION_KNOWN)
    look_at_known(never, asks_missing(e) ? e->left : e, asks_missing(e));
  else if (e->kind == EXPRESSION_NOT)
    return look(never, e->left, answer == ANSWER_YES ? ANSWER_NO : ANSWER_YES);
  if (e->kind != EXPRESSION_AND && e->kind != EXPRESSION_OR)
    return demand_of(never->demander, e, answer);
  const Demands *left = look(never, e->left, answer), *right = look(never, e->right, answer);
  if ((e->kind == EXPRESSION_AND) != (answer == ANSWER_YES))
    return demand_either(never->demander, left, right);
  const Demands *both = demand_both(never->demander, left, right);
  if (both->impossible && !left->impossible && !right->impossible) warn(never, e, both);
  return both;
}

static void look_at_triggers(const Never *never, const List *triggers) {
  for (uint32_t i = 0; i < triggers->count; i++) {
    const Trigger *trigger = triggers->items[i];
    if (trigger->where) look(never, trigger->where, ANSWER_YES);
    if (trigger->broken_by && trigger->broken_by->where)
      look(never, trigger->broken_by->where, ANSWER_YES);
  }
}

static void look_at_score(const Never *never, const Score *score) {
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (rule->kind == RULE_FACT) look(never, rule->condition, ANSWER_YES);
    look_at_triggers(never, &rule->triggers);
  }
  if (score->decay && score->decay->paused) look(never, score->decay->paused, ANSWER_YES);
}

static void look_at_definition(const Never *never, const Definition *definition) {
  const Expression *e = definition->expression;
  if (e->type.kind == TYPE_FLAG) look(never, e, ANSWER_YES);
  for (; definition->is_grade && e->kind == EXPRESSION_CASE; e = e->right)
    look(never, e->left, ANSWER_YES);
}

/* ---- moves that ask for another stage ------------------------------------------------------ */

static uint64_t stages_in(const Expression *in) {
  uint64_t stages = 0;
  for (uint32_t i = 0; i < in->interval_count; i++)
    for (int64_t stage = in->intervals[i].low;
         stage <= in->intervals[i].high && stage < STAGE_LIMIT; stage++)
      if (stage >= 0) stages |= UINT64_C(1) << stage;
  return stages;
}

/* `stage = mql`: the one of them; 0 of any other comparison. */
static uint64_t stage_compared(const Expression *e) {
  if (e->comparison != COMPARE_EQUAL) return 0;
  int first = e->left->kind == EXPRESSION_STAGE;
  const Expression *stage = first ? e->left : e->right, *value = first ? e->right : e->left;
  int fits = stage->kind == EXPRESSION_STAGE && value->kind == EXPRESSION_CONSTANT &&
             value->constant >= 0 && value->constant < STAGE_LIMIT;
  return fits ? UINT64_C(1) << value->constant : 0;
}

/* The stages in which a condition may be true (yes) or false, as far as it says. */
static uint64_t stages_for(const Expression *e, int yes) {
  uint64_t stages = 0;
  switch (e->kind) {
  case EXPRESSION_NOT: return stages_for(e->left, !yes);
  case EXPRESSION_AND:
  case EXPRESSION_OR: {
    uint64_t left = stages_for(e->left, yes), right = stages_for(e->right, yes);
    return (e->kind == EXPRESSION_AND) == yes ? left & right : left | right;
  }
  case EXPRESSION_COMPARE: stages = stage_compared(e); break;
  case EXPRESSION_IN:
    if (e->left->kind == EXPRESSION_STAGE) stages = stages_in(e);
    break;
  default: break;
  }
  return !stages ? ~UINT64_C(0) : yes ? stages : ~stages;
}

/* `a -> b on visit where stage = b`: the move is looked at in stage a alone. */
static void look_at_stages(const Never *never, const Move *move, const Expression *condition) {
  Diagnostics *diagnostics = never->checker->diagnostics;
  if (stages_for(condition, 1) & move->from) return;
  Diagnostic *diagnostic = diag_warning(diagnostics, "W0801", condition->span, "never holds here",
                                        "this move is never made: it asks for another stage");
  diag_span(diagnostics, diagnostic, move->span, "is made from the stage before `->`");
  diag_help(diagnostics, diagnostic,
            "leave out what it asks of the stage, or name that stage before `->`");
}

static void look_at_move(const Never *never, const Move *move) {
  if (move->condition) look_at_stages(never, move, move->condition);
  for (uint32_t i = 0; i < move->triggers.count; i++) {
    const Trigger *trigger = move->triggers.items[i];
    if (trigger->where) look_at_stages(never, move, trigger->where);
  }
}

/* In which stages a lead can be when the route acts: all, unless it only waits for leads that enter
 * some. */
static uint64_t stages_of_route(const Route *route) {
  uint64_t stages = 0;
  for (uint32_t i = 0; i < route->triggers.count; i++) {
    const Trigger *trigger = route->triggers.items[i];
    int comes = trigger->kind == TRIGGER_ENTERING && trigger->to && !trigger->count;
    if (!comes || trigger->to->index >= STAGE_LIMIT) return ~UINT64_C(0);
    stages |= UINT64_C(1) << trigger->to->index;
  }
  return stages;
}

static void look_at_route(const Never *never, const Route *route) {
  Diagnostics *diagnostics = never->checker->diagnostics;
  uint64_t stages = stages_of_route(route);
  look_at_triggers(never, &route->triggers);
  for (uint32_t i = 0; i < route->clauses.count; i++) {
    const Clause *clause = route->clauses.items[i];
    if (!clause->condition || look(never, clause->condition, ANSWER_YES)->impossible) continue;
    if (stages_for(clause->condition, 1) & stages) continue;
    Diagnostic *diagnostic =
        diag_warning(diagnostics, "W0801", clause->condition->span, "never holds here",
                     "nobody gets a lead by this: it asks for another stage");
    diag_help(diagnostics, diagnostic,
              "the route acts on leads that have come to a stage: ask for that one, "
              "or leave out what it asks of the stage");
  }
}

void check_never(Checker *checker, Demander *demander) {
  const Model *model = checker->model;
  Never never = {checker, demander};
  for (uint32_t i = 0; i < model->definitions.count; i++)
    look_at_definition(&never, model->definitions.items[i]);
  for (uint32_t i = 0; i < model->scores.count; i++) look_at_score(&never, model->scores.items[i]);
  for (uint32_t i = 0; i < model->moves.count; i++) {
    const Move *move = model->moves.items[i];
    if (move->condition) look(&never, move->condition, ANSWER_YES);
    look_at_triggers(&never, &move->triggers);
    look_at_move(&never, move);
  }
  for (uint32_t i = 0; i < model->routes.count; i++) look_at_route(&never, model->routes.items[i]);
}
