/* Triggers, stages, events and durations: the parts that rules, moves and clocks share. */
#include "compiler/check_trigger.h"

#include "compiler/check_expression.h"
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

static int is_later(Text name) {
  return text_is(name, "assigned") || text_is(name, "becoming") || text_is(name, "owner");
}

RecordScope *check_event(Checker *checker, Text name, Span span) {
  RecordScope *event = symbols_value(&checker->events, name);
  if (name.length == 0) return NULL;
  if (event) {
    checker_note_name(checker, NAME_EVENT, name);
    return event;
  }
  if (check_standard_trigger(checker, name, span)) return NULL;
  if (is_later(name)) {
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0213", span, "not yet",
                                        "`%.*s` comes with a later version", SHOW(name));
    diag_help(checker->diagnostics, diagnostic,
              "use an event, `activity` or a move between stages");
    return NULL;
  }
  check_undeclared(checker, NAME_EVENT, NULL, name, span);
  return NULL;
}

int64_t check_duration(Checker *checker, const Node *node, const char *what) {
  int64_t milliseconds = 0;
  Diagnostic *diagnostic;
  if (node == NULL || node->kind != NODE_DURATION || text_is(node->name, "month"))
    return -1; /* the parser has spoken */
  if (!literal_duration(node, &milliseconds)) {
    diagnostic = diag_error(checker->diagnostics, "E0313", node->span, "is too long",
                            "a length of time is at most 10,000,000 days");
    diag_help(checker->diagnostics, diagnostic, "write a shorter one");
  } else if (what && milliseconds == 0) {
    diagnostic = diag_error(checker->diagnostics, "E0504", node->span, "is 0",
                            "%s must be longer than 0", what);
    diag_help(checker->diagnostics, diagnostic, "write a length of time such as `7 days`");
  } else {
    return milliseconds;
  }
  return -1;
}

/* ---- streaks ------------------------------------------------------------------------------- */

static Text source_text(const Checker *checker, Span span) {
  Text whole = checker->diagnostics->sources->files[span.file].text;
  return (Text){whole.bytes + span.start, span.end - span.start};
}

static Trigger *check_trigger(Checker *checker, const Node *node);

/* An event must not both count and break. Two different conditions are taken at their word. */
static int breaks_itself(const Checker *checker, const Node *node, const Node *breaker) {
  if (!text_equal(node->name, breaker->name)) return 0;
  if (node->condition == NULL || breaker->condition == NULL) return 1;
  return text_equal(source_text(checker, node->condition->span),
                    source_text(checker, breaker->condition->span));
}

static int check_streak(Checker *checker, const Node *node, Trigger *trigger) {
  Diagnostic *diagnostic;
  const Node *breaker = node->items.count ? node->items.items[0] : NULL;
  if (node->number < 2 || node->number > STREAK_LIMIT) {
    diagnostic = diag_error(checker->diagnostics, "E0510", node->span, "counts too few or too many",
                            "a row counts from 2 to %d events", STREAK_LIMIT);
    diag_help(checker->diagnostics, diagnostic, "write `3 %.*s in a row broken by …`",
              SHOW(node->name));
    return 0;
  }
  if (breaker == NULL) {
    diagnostic = diag_error(checker->diagnostics, "E0510", node->span, "what breaks it?",
                            "a row needs the event that breaks it");
    diag_help(checker->diagnostics, diagnostic, "write `%lld %.*s in a row broken by …`",
              (long long)node->number, SHOW(node->name));
    return 0;
  }
  trigger->broken_by = check_trigger(checker, breaker);
  if (trigger->broken_by == NULL) return 0;
  if (trigger->broken_by->kind != TRIGGER_EVENT || trigger->broken_by->streak) {
    diagnostic = diag_error(checker->diagnostics, "E0510", breaker->span, "is no single event",
                            "a row is broken by one event");
    diag_help(checker->diagnostics, diagnostic, "name an event, with `where` if needed");
    return 0;
  }
  if (breaks_itself(checker, node, breaker)) {
    diagnostic = diag_error(checker->diagnostics, "E0510", breaker->span, "counts and breaks",
                            "`%.*s` would break the row that it counts for", SHOW(node->name));
    diag_help(checker->diagnostics, diagnostic,
              "name another event, or tell them apart with "
              "different `where` conditions on both");
    return 0;
  }
  trigger->streak = (uint32_t)node->number;
  return 1;
}

/* ---- one trigger --------------------------------------------------------------------------- */

static Stage *stage_of(Checker *checker, const Node *node) {
  return node ? check_stage(checker, node->name, node->span) : NULL;
}

/* Kind, event and stages. Returns 0 after a message. */
static int check_kind(Checker *checker, const Node *node, Trigger *trigger, RecordScope **event) {
  if (text_is(node->name, "activity")) {
    trigger->kind = TRIGGER_ACTIVITY;
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
    trigger->from = stage_of(checker, node->left);
    trigger->to = stage_of(checker, node->right);
    return trigger->from && trigger->to;
  }
  trigger->kind = TRIGGER_EVENT;
  *event = check_event(checker, node->name, node->name_span);
  if (*event) trigger->event = &(*event)->model;
  return *event != NULL;
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
    trigger->where = check_condition(&reading, node->condition);
    fine = trigger->where->type.kind != TYPE_ERROR;
  }
  if (node->number != 0 || node->items.count > 0) {
    if (trigger->kind == TRIGGER_EVENT) {
      fine = check_streak(checker, node, trigger) && fine;
    } else {
      Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0510", node->span, "is no event",
                                          "only events come in a row");
      diag_help(checker->diagnostics, diagnostic, "name an event: `3 email_open in a row …`");
      fine = 0;
    }
  }
  return fine ? trigger : NULL;
}

void check_triggers(Checker *checker, const List *nodes, List *triggers) {
  for (uint32_t i = 0; i < nodes->count; i++) {
    Trigger *trigger = check_trigger(checker, nodes->items[i]);
    if (trigger) list_add(checker->arena, triggers, trigger);
  }
}
