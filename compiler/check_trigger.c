/* Triggers, stages, events and durations: the parts that rules, moves and clocks share. */
#include "compiler/check_trigger.h"

#include "compiler/check_amount.h"
#include "compiler/check_expression.h"
#include "compiler/check_route.h"
#include "compiler/check_standard.h"
#include "compiler/check_undeclared.h"

Stage *check_stage(Checker *checker, Text name, Span span) {
  StageScope *stage = symbols_value(&checker->stages, name);
  if (name.length == 0) return NULL; /* the parser has spoken */
  if (stage == NULL) {
    check_undeclared(checker, NAME_STAGE, NULL, name, span);
    return NULL;
  }
  checker_note_name(checker, NAME_STAGE, name);
  return &stage->model;
}

RecordScope *check_event(Checker *checker, Text name, Span span) {
  RecordScope *event = symbols_value(&checker->events, name);
  if (name.length == 0) return NULL;
  if (event) {
    checker_note_name(checker, NAME_EVENT, name);
    return event;
  }
  if (check_standard_trigger(checker, name, span)) return NULL;
  check_undeclared(checker, NAME_EVENT, NULL, name, span);
  return NULL;
}

/* ---- K of an event ------------------------------------------------------------------------- */

static Text source_text(const Checker *checker, Span span) {
  Text whole = checker->diagnostics->sources->files[span.file].text;
  return (Text){whole.bytes + span.start, span.end - span.start};
}

static Trigger *check_trigger(Checker *checker, const Node *node);

/* An event must not both count and break. Two different conditions are taken at their word. */
static int breaks_itself(const Checker *checker, const Node *node, const Trigger *counted,
                         const Node *breaker, const Trigger *breaks) {
  if (breaks->kind == TRIGGER_ACTIVITY)
    return breaker->condition == NULL && !counted->event->passive;
  if (breaks->kind != TRIGGER_EVENT || breaks->event != counted->event) return 0;
  if (node->condition == NULL || breaker->condition == NULL) return 1;
  return text_equal(source_text(checker, node->condition->span),
                    source_text(checker, breaker->condition->span));
}

static int check_breaker(Checker *checker, const Node *node, Trigger *trigger) {
  const Node *breaker = node->items.items[0];
  trigger->broken_by = check_trigger(checker, breaker);
  if (trigger->broken_by == NULL) return 0;
  if (!breaks_itself(checker, node, trigger, breaker, trigger->broken_by)) return 1;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0510", breaker->span, "counts and breaks",
                 "`%.*s` would break the row that it counts for", SHOW(node->name));
  diag_help(checker->diagnostics, diagnostic,
            "name another event, or tell them apart with "
            "different `where` conditions on both");
  return 0;
}

/* The field after `by different`: one of the event's own. */
static int check_different(Checker *checker, const Node *node, Trigger *trigger,
                           RecordScope *event) {
  Reading reading = {.checker = checker, .event = event};
  Expression *field = check_value(&reading, node->left, NULL);
  if (field->type.kind == TYPE_ERROR) return 0;
  if (field->kind == EXPRESSION_FIELD && field->field->owner == &event->model) {
    trigger->different = field->field;
    return 1;
  }
  int of_lead = field->kind == EXPRESSION_FIELD;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0510", node->left->span,
                 of_lead ? "is a field of the lead" : "is no field of the event",
                 "what must differ is a field of `%.*s`", SHOW(node->name));
  const Symbols *fields = &event->fields;
  if (fields->count) {
    diag_help(checker->diagnostics, diagnostic, "the fields of `%.*s` are %.*s", SHOW(node->name),
              SHOW(checker_names(checker, fields)));
  } else {
    diag_help(checker->diagnostics, diagnostic,
              "`%.*s` has no fields: declare the one that differs, or leave out `by different`",
              SHOW(node->name));
  }
  return 0;
}

/* How many values of a type there are, if that is fewer than what can be counted; else 0. */
static int64_t count_values(Type type) {
  if (type.kind == TYPE_FLAG) return 2;
  if (type.kind == TYPE_ENUM) return type.enumeration->members.count;
  if (type.kind != TYPE_INT && type.kind != TYPE_DATE) return 0;
  return type.high - type.low < COUNTED_LIMIT ? type.high - type.low + 1 : 0;
}

/* `7 visit by different ok`: a flag has two values, so there are never seven. */
static void check_values_suffice(Checker *checker, const Node *node, const Trigger *trigger) {
  const Field *field = trigger->different;
  int64_t values = count_values(field->type);
  if (values == 0 || values >= trigger->count) return;
  Diagnostic *diagnostic =
      diag_warning(checker->diagnostics, "W0801", node->span, "never so many",
                   "this never happens: `%.*s` has only %lld different value%s", SHOW(field->name),
                   (long long)values, values == 1 ? "" : "s");
  diag_span(checker->diagnostics, diagnostic, field->span, "declared here");
  diag_help(checker->diagnostics, diagnostic,
            "count at most as many as there are values, or leave out `by different %.*s`",
            SHOW(field->name));
}

static int check_counted(Checker *checker, const Node *node, Trigger *trigger, RecordScope *event) {
  if (node->number < 2 || node->number > COUNTED_LIMIT) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0510", node->span, "counts too few or too many",
                   "what is counted is from 2 to %d events", COUNTED_LIMIT);
    diag_help(checker->diagnostics, diagnostic, "write `3 %.*s`, or name the event alone",
              SHOW(node->name));
    return 0;
  }
  trigger->count = (uint32_t)node->number;
  if (node->right)
    trigger->window = check_duration(checker, node->right, "the time after `within`");
  int fine = trigger->window >= 0;
  if (node->left) fine = check_different(checker, node, trigger, event) && fine;
  if (trigger->different) check_values_suffice(checker, node, trigger);
  if (node->items.count) fine = check_breaker(checker, node, trigger) && fine;
  return fine;
}

/* ---- definitions that turn true ------------------------------------------------------------ */

static int check_becoming(Checker *checker, const Node *node, Trigger *trigger) {
  Reading reading = {.checker = checker};
  trigger->kind = TRIGGER_BECOMING;
  const Node *name = node->left;
  DefinitionScope *definition = symbols_value(&checker->definitions, name->name);
  if (definition == NULL || definition->model.is_grade) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0518", name->span, "is no condition by name",
                   "`becoming` needs the name of a definition");
    diag_help(checker->diagnostics, diagnostic,
              "define the condition: `define hot = …`, and write `becoming hot`");
    return 0;
  }
  checker_note_read(checker, &definition->dependent);
  Type type = check_definition(reading.checker, definition);
  definition->model.is_awaited = 1;
  trigger->becoming = &definition->model;
  if (type.kind == TYPE_FLAG || type.kind == TYPE_ERROR) return type.kind == TYPE_FLAG;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0518", name->span, "is no condition",
                                      "only a condition can turn true");
  diag_help(checker->diagnostics, diagnostic, "define when it is so: `define NAME = %.*s >= …`",
            SHOW(name->name));
  return 0;
}

/* ---- one trigger --------------------------------------------------------------------------- */

static Stage *stage_of(Checker *checker, const Node *node) {
  return node ? check_stage(checker, node->name, node->span) : NULL;
}

/* What follows from others makes whatever reads it follow from them too. */
static void note_event(Checker *checker, RecordScope *event) {
  if (event->dependent.kind) checker_note_read(checker, &event->dependent);
}

static void note_activity(Checker *checker) {
  for (uint32_t i = 0; i < checker->events.count; i++) {
    RecordScope *event = checker->events.entries[i].value;
    if (!event->model.passive) note_event(checker, event);
  }
}

/* `any -> mql`: `any` stands before the arrow of a move, not of a trigger. Returns 1 after a
 * message. */
static int refuse_any(Checker *checker, const Node *node) {
  const Node *from = node->left, *to = node->right;
  int enters = from && text_is(from->name, "any"), leaves = to && text_is(to->name, "any");
  if (!from || !to || enters == leaves) return 0;
  const Node *any = enters ? from : to, *stage = enters ? to : from;
  Text right =
      text_format(checker->arena, "%s %.*s", enters ? "entering" : "leaving", SHOW(stage->name));
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0204", any->span, "is no one stage",
                                      "`any` stands for stages only at the head of a move");
  diag_help(checker->diagnostics, diagnostic, "write `%.*s`", SHOW(right));
  diag_fix(checker->diagnostics, diagnostic, span_join(from->span, to->span), right, 0);
  return 1;
}

/* ---- owners ------------------------------------------------------------------------------ */

/* What a standard record does to a lead. Returns 0 after a message. */
static int check_happening(Checker *checker, const char *record, const Node *node, Trigger *trigger,
                           RecordScope **event) {
  *event = symbols_value(&checker->standard, text_of(record));
  trigger->kind = TRIGGER_EVENT;
  if (*event) {
    trigger->event = &(*event)->model;
    return 1;
  }
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0203", node->span, "of whom?",
                                      "leads have owners only where there are reps");
  diag_help(checker->diagnostics, diagnostic, "declare them: `rep ana { name \"Ana Ruiz\" }`");
  return 0;
}

/* `assigned by inbound`: the record's route is that one. */
static int check_assigned_by(Checker *checker, const Node *node, Trigger *trigger,
                             RecordScope **event) {
  if (!text_is(node->left->name, "assigned")) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0203", node->left->span, "is not `assigned`",
                   "only what is assigned is so by a route");
    diag_help(checker->diagnostics, diagnostic, "write `assigned by %.*s`",
              SHOW(node->right->name));
    return 0;
  }
  if (!check_happening(checker, "assignment", node, trigger, event)) return 0;
  const Route *route = check_route_named(checker, node->right);
  Field *field = symbols_value(&(*event)->fields, text_of("route"));
  if (!route || !field) return 0;
  Reading reading = {.checker = checker, .event = *event};
  const Node both = {.span = span_join(node->left->span, node->right->span)};
  Expression *is = expression_new(&reading, EXPRESSION_COMPARE, type_of(TYPE_FLAG), &both);
  is->comparison = COMPARE_EQUAL;
  is->left = expression_new(&reading, EXPRESSION_FIELD, field->type, &both);
  is->left->field = field;
  is->right = expression_new(&reading, EXPRESSION_CONSTANT, field->type, &both);
  is->right->constant = route->index;
  is->right->type.low = is->right->type.high = route->index;
  trigger->where = is;
  return 1;
}

/* Kind, event and stages. Returns 0 after a message. */
static int check_kind(Checker *checker, const Node *node, Trigger *trigger, RecordScope **event) {
  if (text_is(node->name, "activity")) {
    trigger->kind = TRIGGER_ACTIVITY;
    note_activity(checker);
    return 1;
  }
  if (text_is(node->name, "entering")) {
    trigger->kind = TRIGGER_ENTERING;
    return (trigger->to = stage_of(checker, node->left)) != NULL;
  }
  if (text_is(node->name, "leaving")) {
    trigger->kind = TRIGGER_LEAVING;
    return (trigger->from = stage_of(checker, node->left)) != NULL;
  }
  if (text_is(node->name, "->")) {
    trigger->kind = TRIGGER_MOVE;
    if (refuse_any(checker, node)) return 0;
    trigger->from = stage_of(checker, node->left);
    trigger->to = stage_of(checker, node->right);
    return trigger->from && trigger->to;
  }
  if (text_is(node->name, "becoming")) return check_becoming(checker, node, trigger);
  if (text_is(node->name, "by")) return check_assigned_by(checker, node, trigger, event);
  if (text_is(node->name, "assigned"))
    return check_happening(checker, "assignment", node, trigger, event);
  if (text_is(node->name, "owner left"))
    return check_happening(checker, "rep_left", node, trigger, event);
  if (text_is(node->name, "owner away"))
    return check_happening(checker, "rep_away", node, trigger, event);
  trigger->kind = TRIGGER_EVENT;
  *event = check_event(checker, node->name, node->name_span);
  if (*event == NULL) return 0;
  trigger->event = &(*event)->model;
  note_event(checker, *event);
  return 1;
}

/* One trigger, or NULL after a reported mistake. */
static Trigger *check_trigger(Checker *checker, const Node *node) {
  if (node->kind != NODE_TRIGGER) return NULL;
  Trigger *trigger = arena_take(checker->arena, sizeof *trigger);
  RecordScope *event = NULL;
  trigger->span = node->span;
  if (!check_kind(checker, node, trigger, &event)) return NULL;
  int fine = 1;
  if (node->condition) {
    Reading reading = {.checker = checker, .event = event};
    Expression *route = trigger->where, *where = check_condition(&reading, node->condition);
    fine = where->type.kind != TYPE_ERROR;
    trigger->where = where;
    if (route) {
      trigger->where = expression_new(&reading, EXPRESSION_AND, type_of(TYPE_FLAG), node);
      trigger->where->left = route;
      trigger->where->right = where;
    }
  }
  if (node->number && trigger->kind == TRIGGER_EVENT) {
    fine = check_counted(checker, node, trigger, event) && fine;
  } else if (node->number) {
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0510", node->span, "is no event",
                                        "only events can be counted");
    diag_help(checker->diagnostics, diagnostic,
              "name an event: `3 email_open`; or give this one a name, "
              "`event done passive = …`, and count that: `3 done`");
    fine = 0;
  }
  return fine ? trigger : NULL;
}

/* `3 demo in a row broken by v, w`: read aloud, w would break the row too; by the grammar it fires
 * by itself. Neither is taken. What is counted can't break a row, so after it nothing is in doubt.
 */
static void check_after_row(Checker *checker, const Node *row, const Node *next) {
  if (row->kind != NODE_TRIGGER || row->items.count == 0) return;
  if (next->kind != NODE_TRIGGER || next->number) return;
  Span both = {row->span.start, next->span.end, row->span.file};
  if (checker_is_repaired(checker, both)) return;
  const Node *breaker = row->items.items[0];
  Text counted = source_text(checker, row->span), breaks = source_text(checker, breaker->span);
  Text other = source_text(checker, next->span);
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0520", next->span, "breaks the row, or happens instead?",
                 "what stands after `broken by` and a comma can mean two things");
  diag_span(checker->diagnostics, diagnostic, breaker->span, "breaks the row");
  diag_help(checker->diagnostics, diagnostic,
            "if either breaks the row, declare `event stop passive = %.*s, %.*s`, and write "
            "`broken by stop`",
            SHOW(breaks), SHOW(other));
  diag_help(checker->diagnostics, diagnostic,
            "if either is enough, write the row last: `%.*s, %.*s`", SHOW(other), SHOW(counted));
}

void check_triggers(Checker *checker, const List *nodes, List *triggers) {
  for (uint32_t i = 0; i < nodes->count; i++) {
    Trigger *trigger = check_trigger(checker, nodes->items[i]);
    if (i > 0) check_after_row(checker, nodes->items[i - 1], nodes->items[i]);
    if (trigger) list_add(checker->arena, triggers, trigger);
  }
}

void check_derived_events(Checker *checker) {
  for (uint32_t i = 0; i < checker->events.count; i++) {
    RecordScope *event = checker->events.entries[i].value;
    if (!event->dependent.kind) continue;
    checker->reader = &event->dependent;
    check_triggers(checker, &event->node->options, &event->model.derived);
    checker->reader = NULL;
  }
}
