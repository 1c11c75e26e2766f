#include "compiler/check_order.h"

enum { MOST_ROWS = 64 }; /* of a table that is looked at: longer ones cost too much */

/* One after the other: what was there so far, and that none of it is true. */
typedef struct {
  Checker *checker;
  Demander *demander;
  List conditions; /* of Expression */
  const Demands *passed;
} Order;

static Order order_start(Checker *checker, Demander *demander) {
  return (Order){.checker = checker, .demander = demander, .passed = demand_nothing(demander)};
}

/* Whether a condition is true only where an earlier one is. *by: the earlier one, or NULL if it
 * takes several of them. */
static int is_taken(const Order *order, const Expression *condition, const Expression **by) {
  const Demands *holds = demand_of(order->demander, condition, ANSWER_YES);
  *by = NULL;
  if (holds->impossible || !demand_both(order->demander, holds, order->passed)->impossible)
    return 0;
  for (uint32_t i = 0; i < order->conditions.count && !*by; i++) {
    const Expression *earlier = order->conditions.items[i];
    const Demands *passed = demand_of(order->demander, earlier, ANSWER_NOT_YES);
    if (demand_both(order->demander, holds, passed)->impossible) *by = earlier;
  }
  return 1;
}

static void pass(Order *order, Expression *condition) {
  list_add(order->checker->arena, &order->conditions, condition);
  order->passed = demand_both(order->demander, order->passed,
                              demand_of(order->demander, condition, ANSWER_NOT_YES));
}

static void show_earlier(const Order *order, Diagnostic *diagnostic, const Expression *by) {
  Diagnostics *diagnostics = order->checker->diagnostics;
  if (by)
    diag_span(diagnostics, diagnostic, by->span, "holds then, and comes first");
  else
    diag_note(diagnostics, diagnostic, "one of those above it holds then, and comes first");
}

/* ---- groups -------------------------------------------------------------------------------- */

static const Rule *rule_with(const Group *group, const Expression *condition) {
  for (uint32_t i = 0; i < group->rules.count; i++)
    if (((const Rule *)group->rules.items[i])->condition == condition) return group->rules.items[i];
  return NULL;
}

static void say_never_counts(const Order *order, const Group *group, const Rule *rule,
                             const Expression *by) {
  Checker *checker = order->checker;
  Text other = by ? text_format(checker->arena, "`%.*s` above it does too",
                                SHOW(rule_with(group, by)->label))
                  : text_of("one above it does too");
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0517", rule->condition->span, "never counts",
                 "`%.*s` never counts: when it holds, %.*s", SHOW(rule->label), SHOW(other));
  show_earlier(order, diagnostic, by);
  diag_help(checker->diagnostics, diagnostic,
            "of a group `first` write the rule that asks for more above the one that asks for "
            "less");
}

static void look_at_group(Checker *checker, Demander *demander, const Group *group) {
  Order order = order_start(checker, demander);
  for (uint32_t i = 0; i < group->rules.count; i++) {
    const Rule *rule = group->rules.items[i];
    const Expression *by;
    if (is_taken(&order, rule->condition, &by)) say_never_counts(&order, group, rule, by);
    pass(&order, rule->condition);
  }
}

/* ---- grades -------------------------------------------------------------------------------- */

static Text grade_of(const Expression *band) {
  return ((const Member *)band->type.enumeration->members.items[band->constant])->name;
}

static void say_never_reached(const Order *order, const Expression *first, const Expression *band,
                              const Expression *by) {
  Checker *checker = order->checker;
  const Expression *earlier = first;
  while (by && earlier->left != by) earlier = earlier->right;
  Text other = by ? text_format(checker->arena, "`%.*s` above it does too", SHOW(grade_of(earlier)))
                  : text_of("one above it does too");
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0321", band->left->span, "is never reached",
                 "grade `%.*s` is never reached: when its condition holds, "
                 "that of %.*s",
                 SHOW(grade_of(band)), SHOW(other));
  show_earlier(order, diagnostic, by);
  diag_help(checker->diagnostics, diagnostic,
            "write the grade that asks for more above the one that asks for less");
}

static void look_at_grade(Checker *checker, Demander *demander, const Expression *first) {
  Order order = order_start(checker, demander);
  for (const Expression *band = first; band->kind == EXPRESSION_CASE; band = band->right) {
    const Expression *by;
    if (is_taken(&order, band->left, &by)) say_never_reached(&order, first, band, by);
    pass(&order, band->left);
  }
}

/* ---- tables -------------------------------------------------------------------------------- */

/* Which rows the values of one call can come to: 1, in `reached`. */
static void look_at_call(Checker *checker, Demander *demander, const TableCall *call,
                         char *reached) {
  Order order = order_start(checker, demander);
  const Expression *row = call->cases;
  for (uint32_t i = 0; i < call->table->rows.count && !order.passed->impossible; i++) {
    int takes_all = row->kind != EXPRESSION_CASE;
    const Demands *holds = takes_all ? order.passed : demand_of(demander, row->left, ANSWER_YES);
    if (!demand_both(demander, holds, order.passed)->impossible) reached[i] = 1;
    if (takes_all) return;
    pass(&order, row->left);
    row = row->right;
  }
}

static void look_at_table(Checker *checker, Demander *demander, const Table *table) {
  const List *calls = &checker->model->table_calls;
  char *reached = arena_take(checker->arena, table->rows.count + 1);
  uint32_t called = 0;
  for (uint32_t i = 0; i < calls->count; i++) {
    const TableCall *call = calls->items[i];
    if (call->table != table) continue;
    called++;
    look_at_call(checker, demander, call, reached);
  }
  for (uint32_t i = 0; called && i < table->rows.count; i++) {
    if (reached[i]) continue;
    Diagnostic *diagnostic =
        diag_warning(checker->diagnostics, "W0801", ((const TableRow *)table->rows.items[i])->span,
                     "is never reached", "no value that is looked up comes to this row");
    diag_help(checker->diagnostics, diagnostic,
              "drop the row: what it takes can't be, or the rows above it take all of it");
  }
}

static int is_library(const Checker *checker, Span span) {
  return checker->model->sources->files[span.file].is_library;
}

void check_order(Checker *checker, Demander *demander) {
  const Model *model = checker->model;
  for (uint32_t i = 0; i < model->definitions.count; i++) {
    const Definition *definition = model->definitions.items[i];
    if (definition->is_grade) look_at_grade(checker, demander, definition->expression);
  }
  for (uint32_t i = 0; i < model->tables.count; i++) {
    const Table *table = model->tables.items[i];
    if (table->rows.count <= MOST_ROWS && !is_library(checker, table->span))
      look_at_table(checker, demander, table);
  }
  for (uint32_t i = 0; i < model->scores.count; i++) {
    const Score *score = model->scores.items[i];
    for (uint32_t k = 0; k < score->groups.count; k++) {
      const Group *group = score->groups.items[k];
      if (group->first) look_at_group(checker, demander, group);
    }
  }
}
