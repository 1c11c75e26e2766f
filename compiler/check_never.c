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
  }
}
