/* History in conditions. What a lead must remember for it follows from what it is compared with,
 * so a count within a time can only be compared (check_since.c looks after that). */
#include "compiler/check_history.h"

#include "compiler/check_amount.h"
#include "compiler/check_trigger.h"

static Expression *counted(Reading *reading, const Node *node) {
  Checker *checker = reading->checker;
  int of_days = text_is(node->name, "days");
  List triggers = {0};
  int64_t window = 0;
  check_triggers(checker, &node->items, &triggers);
  if (node->right) window = check_duration(checker, node->right, "the time after `within`");
  if (window < 0 || !triggers.count || triggers.count < node->items.count)
    return expression_error(reading, node);
  Type type = type_of(TYPE_INT);
  type.low = 0;
  Expression *count =
      expression_new(reading, of_days ? EXPRESSION_DAYS : EXPRESSION_COUNT, type, node);
  count->triggers = triggers;
  count->window = window;
  return count;
}

/* `entering mql`, `becoming icp`: what happens, but no event. */
static int is_no_event(const Node *trigger) {
  return text_is(trigger->name, "entering") || text_is(trigger->name, "leaving") ||
         text_is(trigger->name, "becoming") || text_is(trigger->name, "->");
}

static void say_no_event(Checker *checker, const Node *trigger) {
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0212", trigger->span, "has no fields",
                                      "`last(…)` reads a field of an event, and this is none");
  diag_help(checker->diagnostics, diagnostic, "for how long ago it was, write `since(%.*s)`",
            SHOW(checker_written(checker, trigger->span)));
}

Expression *check_history(Reading *reading, const Node *node) {
  if (!text_is(node->name, "last")) return counted(reading, node);
  Diagnostics *diagnostics = reading->checker->diagnostics;
  const Node *trigger = node->items.count ? node->items.items[0] : NULL;
  if (trigger && is_no_event(trigger)) {
    say_no_event(reading->checker, trigger);
    return expression_error(reading, node);
  }
  Diagnostic *diagnostic = diag_error(diagnostics, "E0212", node->span, "a whole event",
                                      "`last(…)` is an event, not one value");
  RecordScope *event = trigger ? symbols_value(&reading->checker->events, trigger->name) : NULL;
  if (event && event->fields.count == 0) {
    diag_help(diagnostics, diagnostic,
              "`%.*s` has no fields; whether it ever happened is `count(%.*s) >= 1`, "
              "how long ago `since(%.*s)`",
              SHOW(trigger->name), SHOW(trigger->name), SHOW(trigger->name));
  } else if (event) {
    diag_help(diagnostics, diagnostic, "name one of its fields: `last(%.*s).%.*s`",
              SHOW(trigger->name), SHOW(event->fields.entries[0].name));
  } else {
    diag_help(diagnostics, diagnostic, "name one of its fields: `last(form_submit).form`");
  }
  return expression_error(reading, node);
}

/* The event of `last(…)` whose fields can be read: NULL after a message. */
static RecordScope *last_event(Reading *reading, const Node *last) {
  const Node *trigger = last->items.count ? last->items.items[0] : NULL;
  if (trigger == NULL || trigger->kind != NODE_TRIGGER) return NULL;
  if (is_no_event(trigger)) {
    say_no_event(reading->checker, trigger);
    return NULL;
  }
  RecordScope *event = symbols_value(&reading->checker->events, trigger->name);
  if (event || !text_is(trigger->name, "activity"))
    return event ? event : check_event(reading->checker, trigger->name, trigger->name_span);
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic = diag_error(diagnostics, "E0212", trigger->span, "is no one event",
                                      "`last(…)` reads a field of one event");
  diag_help(diagnostics, diagnostic, "name the event: `last(form_submit).form`");
  return NULL;
}

static const Node *last_of(const Node *node) {
  for (; node && node->kind == NODE_DOT; node = node->left) continue;
  return node && node->kind == NODE_HISTORY && text_is(node->name, "last") ? node : NULL;
}

/* The path after `last(…)`: company.name. */
static Text path_of(Reading *reading, const Node *node) {
  if (node->left->kind != NODE_DOT) return node->name;
  Text left = path_of(reading, node->left);
  return text_format(reading->checker->arena, "%.*s.%.*s", SHOW(left), SHOW(node->name));
}

Expression *check_last(Reading *reading, const Node *node) {
  const Node *last = last_of(node);
  if (last == NULL) return NULL;
  Checker *checker = reading->checker;
  List triggers = {0};
  RecordScope *event = last_event(reading, last);
  if (event) check_triggers(checker, &last->items, &triggers);
  if (!triggers.count) return expression_error(reading, node);
  Text path = path_of(reading, node);
  Field *field = symbols_value(&event->fields, path);
  if (field == NULL) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0201", node->name_span, "unknown",
                   "event `%.*s` has no field `%.*s`", SHOW(event->model.name), SHOW(path));
    if (event->fields.count)
      diag_help(checker->diagnostics, diagnostic, "it has `%.*s`",
                SHOW(event->fields.entries[0].name));
    else
      diag_help(checker->diagnostics, diagnostic, "give the event the field: `event %.*s { … }`",
                SHOW(event->model.name));
    return expression_error(reading, node);
  }
  Expression *expression = expression_new(reading, EXPRESSION_LAST, field->type, node);
  expression->field = field;
  expression->triggers = triggers;
  return expression;
}

Expression *check_history_of(Reading *reading, const Node *node, const Definition *definition) {
  const Expression *e = definition->expression;
  if (e == NULL) return NULL;
  int counts = e->kind == EXPRESSION_COUNT || e->kind == EXPRESSION_DAYS;
  int timed = e->kind == EXPRESSION_SINCE || (counts && e->window);
  if (!timed && !type_is_text(e->type.kind)) return NULL;
  Expression *copy = expression_new(reading, e->kind, e->type, node);
  Span span = copy->span;
  *copy = *e;
  copy->span = span;
  return copy;
}
