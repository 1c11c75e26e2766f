/* A walk over every expression of a model that looks at what stands around each `since`. */
#include "compiler/check_since.h"

static void walk(Diagnostics *diagnostics, const Expression *e);

static void refuse(Diagnostics *diagnostics, const Expression *since) {
  Diagnostic *diagnostic =
      diag_error(diagnostics, "E0319", since->span, "compare it with a length of time",
                 "time since something happened can only be compared with a length of time");
  diag_help(diagnostics, diagnostic,
            "write `since(activity) > 30 days`, `since(activity) in 1 days..7 days` or "
            "`since(activity) is known`");
}

static int is_constant(const Expression *e) {
  return e && e->kind == EXPRESSION_CONSTANT;
}

static void walk_trigger(Diagnostics *diagnostics, const Trigger *trigger) {
  walk(diagnostics, trigger->where);
  if (trigger->broken_by) walk_trigger(diagnostics, trigger->broken_by);
}

static void walk_triggers(Diagnostics *diagnostics, const List *triggers) {
  for (uint32_t i = 0; i < triggers->count; i++) walk_trigger(diagnostics, triggers->items[i]);
}

/* A side of something that compares it. */
static void walk_side(Diagnostics *diagnostics, const Expression *side, int comparable) {
  if (side && side->kind == EXPRESSION_SINCE && comparable)
    walk_triggers(diagnostics, &side->triggers);
  else
    walk(diagnostics, side);
}

static void walk(Diagnostics *diagnostics, const Expression *e) {
  if (!e) return;
  if (e->kind == EXPRESSION_SINCE) {
    refuse(diagnostics, e);
    return;
  }
  for (uint32_t i = 0; e->call && i < e->call->arguments.count; i++)
    walk(diagnostics, e->call->arguments.items[i]);
  int compares = e->kind == EXPRESSION_COMPARE;
  if (compares && e->left->kind == EXPRESSION_SINCE && e->right->kind == EXPRESSION_SINCE) {
    refuse(diagnostics, e->left); /* one mistake, not two */
    return;
  }
  int tests = e->kind == EXPRESSION_IN || e->kind == EXPRESSION_KNOWN;
  walk_side(diagnostics, e->left, tests || (compares && is_constant(e->right)));
  walk_side(diagnostics, e->right, compares && is_constant(e->left));
}

static void walk_score(Diagnostics *diagnostics, const Score *score) {
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    walk(diagnostics, rule->condition);
    walk_triggers(diagnostics, &rule->triggers);
  }
  if (score->decay) walk_triggers(diagnostics, &score->decay->without);
}

static void walk_test(Diagnostics *diagnostics, const Test *test) {
  for (uint32_t i = 0; i < test->steps.count; i++) {
    const Step *step = test->steps.items[i];
    for (uint32_t k = 0; k < step->expectations.count; k++)
      walk(diagnostics, ((const Expectation *)step->expectations.items[k])->condition);
  }
}

void check_since_places(Diagnostics *diagnostics, const Model *model) {
  for (uint32_t i = 0; i < model->lead->fields.count; i++)
    walk(diagnostics, ((const Field *)model->lead->fields.items[i])->derived);
  for (uint32_t i = 0; i < model->definitions.count; i++)
    walk(diagnostics, ((const Definition *)model->definitions.items[i])->expression);
  for (uint32_t i = 0; i < model->scores.count; i++)
    walk_score(diagnostics, model->scores.items[i]);
  for (uint32_t i = 0; i < model->moves.count; i++) {
    const Move *move = model->moves.items[i];
    walk(diagnostics, move->condition);
    walk_triggers(diagnostics, &move->triggers);
  }
  for (uint32_t i = 0; i < model->tests.count; i++) walk_test(diagnostics, model->tests.items[i]);
}
