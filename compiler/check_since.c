/* What `since` counts from if it is a field, and a walk over every expression of a model that looks at
 * what stands around each `since`. */
#include "compiler/check_since.h"

/* ---- fields -------------------------------------------------------------------------------- */

static void warn_event(Checker *checker, const Node *name, Span event) {
  Diagnostic *diagnostic =
      diag_warning(checker->diagnostics, "W0803", name->span, "could be either",
                   "`%.*s` means the event here, not the field", SHOW(name->name));
  diag_span(checker->diagnostics, diagnostic, event, "this one is meant");
  diag_help(checker->diagnostics, diagnostic, "rename one of them");
}

/* The node that names a field, or NULL. */
static const Node *field_named(Reading *reading, const Node *node) {
  Checker *checker = reading->checker;
  if (node->left) return node->left;
  const Node *trigger = node->items.count == 1 ? node->items.items[0] : NULL;
  if (!trigger || trigger->kind != NODE_TRIGGER || trigger->left || trigger->condition ||
      trigger->number || !symbols_value(&checker->lead->fields, trigger->name))
    return NULL;
  const Symbol *event = symbols_find(&checker->events, trigger->name);
  if (event) {
    warn_event(checker, trigger, event->span);
    return NULL;
  }
  Node *name = arena_take(checker->arena, sizeof *name);
  *name = (Node){.kind = NODE_NAME,
                 .span = trigger->name_span,
                 .name_span = trigger->name_span,
                 .name = trigger->name};
  return name;
}

static int is_counted_from(const Expression *e) {
  return e->kind == EXPRESSION_FIELD &&
         (e->type.kind == TYPE_DATE || e->type.kind == TYPE_INSTANT);
}

Expression *check_since_field(Reading *reading, const Node *node) {
  Checker *checker = reading->checker;
  const Node *name = field_named(reading, node);
  if (name == NULL) return NULL;
  Reading of_lead = *reading;
  of_lead.event = NULL;
  Expression *field = check_name(&of_lead, name, NULL);
  if (field->type.kind == TYPE_ERROR) return field;
  if (!is_counted_from(field)) {
    Text described = type_describe(checker, field->type);
    Text label = text_format(checker->arena, "is %.*s", SHOW(described));
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0319", name->span, label.bytes,
                                        "`since` counts from an event, or from a date or an instant");
    diag_help(checker->diagnostics, diagnostic,
              "name an event, or a field of the lead of type `date` or `instant`");
    return expression_error(reading, node);
  }
  Type type = type_of(TYPE_DURATION);
  type.low = -type.high; /* it may lie ahead */
  Expression *since = expression_new(reading, EXPRESSION_SINCE, type, node);
  since->left = field;
  return since;
}

/* ---- places -------------------------------------------------------------------------------- */

static void walk(Diagnostics *diagnostics, const Expression *e);

/* What changes by itself as time passes, and can only be compared. */
static int is_timed(const Expression *e) {
  int counts = e->kind == EXPRESSION_COUNT || e->kind == EXPRESSION_DAYS;
  return e->kind == EXPRESSION_SINCE || (counts && e->window);
}

static void refuse(Diagnostics *diagnostics, const Expression *e) {
  int since = e->kind == EXPRESSION_SINCE;
  const char *name = e->kind == EXPRESSION_COUNT ? "count" : "days";
  Diagnostic *diagnostic = diag_error(
      diagnostics, "E0319", e->span,
      since ? "compare it with a fixed length of time" : "compare it with a number",
      since ? "time since something happened can only be compared with a fixed length of time"
            : "a count within a time can only be compared with a number");
  if (since)
    diag_help(diagnostics, diagnostic,
              "write `since(activity) > 30 days`, `since(activity) in 1 days..7 days` or "
              "`since(activity) is known`");
  else
    diag_help(diagnostics, diagnostic,
              "write `%s(… within 7 days) >= 3`: so it is known how much must be remembered", name);
}

static int is_constant(const Expression *e) {
  return e && e->kind == EXPRESSION_CONSTANT;
}

/* A lead remembers as many instants as a number within a time is compared with. */
static void check_number(Diagnostics *diagnostics, const Expression *number, int64_t most) {
  if (number->kind == EXPRESSION_SINCE || most <= COUNT_LIMIT) return;
  Diagnostic *diagnostic =
      diag_error(diagnostics, "E0519", number->span, "is compared with a larger number",
                 "a count within a time is compared with at most %d", COUNT_LIMIT);
  diag_help(diagnostics, diagnostic, "write a smaller number, or count without `within`");
}

static void check_numbers(Diagnostics *diagnostics, const Expression *e) {
  if (e->kind == EXPRESSION_COMPARE && is_timed(e->left) && is_constant(e->right))
    check_number(diagnostics, e->left, e->right->constant);
  if (e->kind == EXPRESSION_COMPARE && is_timed(e->right) && is_constant(e->left))
    check_number(diagnostics, e->right, e->left->constant);
  for (uint32_t i = 0; i < e->interval_count && is_timed(e->left); i++) {
    const Interval *interval = e->intervals + i;
    check_number(diagnostics, e->left,
                 interval->high < e->left->type.high ? interval->high : interval->low);
  }
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
  if (side && is_timed(side) && comparable)
    walk_triggers(diagnostics, &side->triggers);
  else
    walk(diagnostics, side);
}

static void walk(Diagnostics *diagnostics, const Expression *e) {
  if (!e) return;
  if (is_timed(e)) {
    refuse(diagnostics, e);
    return;
  }
  for (uint32_t i = 0; e->call && i < e->call->arguments.count; i++)
    walk(diagnostics, e->call->arguments.items[i]);
  int compares = e->kind == EXPRESSION_COMPARE;
  if (compares && is_timed(e->left) && is_timed(e->right)) {
    refuse(diagnostics, e->left); /* one mistake, not two */
    return;
  }
  check_numbers(diagnostics, e);
  int tests = e->kind == EXPRESSION_IN || e->kind == EXPRESSION_KNOWN;
  walk_triggers(diagnostics, &e->triggers);
  walk_side(diagnostics, e->left, tests || (compares && is_constant(e->right)));
  walk_side(diagnostics, e->right, compares && is_constant(e->left));
}

static void walk_score(Diagnostics *diagnostics, const Score *score) {
  for (uint32_t i = 0; i < score->rules.count; i++) {
    const Rule *rule = score->rules.items[i];
    walk(diagnostics, rule->condition);
    walk_triggers(diagnostics, &rule->triggers);
  }
  if (!score->decay) return;
  walk_triggers(diagnostics, &score->decay->without);
  walk(diagnostics, score->decay->paused);
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
    walk_side(diagnostics, ((const Definition *)model->definitions.items[i])->expression, 1);
  for (uint32_t i = 0; i < model->record_types.count; i++)
    walk_triggers(diagnostics, &((const RecordType *)model->record_types.items[i])->derived);
  for (uint32_t i = 0; i < model->scores.count; i++)
    walk_score(diagnostics, model->scores.items[i]);
  for (uint32_t i = 0; i < model->moves.count; i++) {
    const Move *move = model->moves.items[i];
    walk(diagnostics, move->condition);
    walk_triggers(diagnostics, &move->triggers);
  }
  for (uint32_t i = 0; i < model->tests.count; i++) walk_test(diagnostics, model->tests.items[i]);
}
