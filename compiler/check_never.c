#include "compiler/check_never.h"

#include "compiler/demand.h"

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

/* What must be true (truth 1) or false (0) of each part for the whole to hold. */
static void look(const Never *never, const Expression *e, int truth) {
  if (e->kind == EXPRESSION_NOT) {
    look(never, e->left, !truth);
    return;
  }
  if (e->kind != EXPRESSION_AND && e->kind != EXPRESSION_OR) return;
  if ((e->kind == EXPRESSION_AND) == truth) {
    const Demands *left = demand_of(never->demander, e->left, truth);
    const Demands *right = demand_of(never->demander, e->right, truth);
    const Demands *both = demand_both(never->demander, left, right);
    if (both->impossible && !left->impossible && !right->impossible) {
      warn(never, e, both);
      return;
    }
  }
  look(never, e->left, truth);
  look(never, e->right, truth);
}

static void look_at_triggers(const Never *never, const List *triggers) {
  for (uint32_t i = 0; i < triggers->count; i++) {
    const Trigger *trigger = triggers->items[i];
    if (trigger->where) look(never, trigger->where, 1);
    if (trigger->broken_by && trigger->broken_by->where) look(never, trigger->broken_by->where, 1);
  }
}

static void look_at_score(const Never *never, const Score *score) {
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    if (rule->kind == RULE_FACT) look(never, rule->condition, 1);
    look_at_triggers(never, &rule->triggers);
  }
  if (score->decay && score->decay->paused) look(never, score->decay->paused, 1);
}

void check_never(Checker *checker) {
  const Model *model = checker->model;
  Never never = {checker, demander_create(checker)};
  for (uint32_t i = 0; i < model->definitions.count; i++) {
    const Definition *definition = model->definitions.items[i];
    if (definition->expression->type.kind == TYPE_FLAG) look(&never, definition->expression, 1);
  }
  for (uint32_t i = 0; i < model->scores.count; i++) look_at_score(&never, model->scores.items[i]);
  for (uint32_t i = 0; i < model->moves.count; i++) {
    const Move *move = model->moves.items[i];
    if (move->condition) look(&never, move->condition, 1);
    look_at_triggers(&never, &move->triggers);
  }
}
