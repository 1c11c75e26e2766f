#include "compiler/check_sla.h"

#include "compiler/check_amount.h"
#include "compiler/check_calendar.h"
#include "compiler/check_expression.h"
#include "compiler/check_lifecycle.h"
#include "compiler/check_rep.h"
#include "compiler/check_route.h"
#include "compiler/check_trigger.h"
#include "compiler/literal.h"

void check_sla_name(Checker *checker, const Node *node) {
  SlaScope *sla = arena_take(checker->arena, sizeof *sla);
  sla->node = node;
  sla->model.name = node->name;
  sla->model.span = node->name_span;
  if (node->left) sla->model.title = node->left->name;
  if (!checker_declare(checker, &checker->slas, "sla", node, sla)) return;
  sla->model.index = checker->model->slas.count;
  list_add(checker->arena, &checker->model->slas, &sla->model);
  if (checker->model->slas.count != SLA_LIMIT + 1) return;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0416", node->name_span, "one too many",
                 "an agreement has at most %d SLAs", SLA_LIMIT);
  diag_help(checker->diagnostics, diagnostic, "let one have several targets: `within … when …`");
}

const Sla *check_sla_named(Checker *checker, Text name, Span span) {
  const SlaScope *sla = symbols_value(&checker->slas, name);
  if (sla) return &sla->model;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0920", span, "unknown SLA",
                                      "there is no SLA `%.*s`", SHOW(name));
  Nearest nearest = checker_nearest(checker, name, &checker->slas);
  if (!checker_suggest(checker, diagnostic, span, &nearest))
    diag_help(checker->diagnostics, diagnostic, "declare `sla %.*s { starts on … }`", SHOW(name));
  return NULL;
}

/* ---- lengths of time ----------------------------------------------------------------------- */

static int read_calendar(Checker *checker, const Node *name, Length *length) {
  if (name->kind == NODE_ERROR) return 0;
  if (text_is(name->name, "owner")) {
    length->of_owner = 1;
    if (checker->reps) return 1;
    checker_refuse(checker, "E0921", name->span, "of whom?",
                   "leads have owners only where there are reps",
                   "declare them: `rep ana { hours office }`; or name a calendar");
    return 0;
  }
  length->calendar = check_calendar_named(checker, name->name, name->span);
  return length->calendar != NULL;
}

static int read_business(Checker *checker, const Node *node, Length *length) {
  const Node *duration = node->left;
  if (text_is(duration->name, "week") || text_is(duration->name, "month")) {
    checker_refuse(checker, "E0921", duration->span, "is not counted in open time",
                   "business time is in seconds, minutes, hours or days",
                   "write `5 business days` or `40 business hours`");
    return 0;
  }
  length->kind = text_is(duration->name, "day") ? LENGTH_DAYS : LENGTH_OPEN;
  length->amount = check_duration(checker, duration, "the time");
  if (length->kind == LENGTH_DAYS) length->amount = duration->number;
  if (length->amount < 0) return 0;
  if (length->kind == LENGTH_DAYS && length->amount > BUSINESS_DAY_LIMIT) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0921", duration->span, "is too long",
                   "business days are counted up to %d", BUSINESS_DAY_LIMIT);
    diag_help(checker->diagnostics, diagnostic, "write a shorter time, or count in days");
    return 0;
  }
  return read_calendar(checker, node->right, length);
}

/* Returns 0 after a message. */
static int read_length(Checker *checker, const Node *node, Length *length) {
  if (node->kind != NODE_LENGTH) return 0;
  if (text_is(node->name, "business")) return read_business(checker, node, length);
  if (text_is(node->name, "same business day")) {
    length->kind = LENGTH_CLOSING;
    return read_calendar(checker, node->right, length);
  }
  if (text_is(node->name, "same day")) {
    length->kind = LENGTH_MIDNIGHT;
    return 1;
  }
  length->kind = LENGTH_ELAPSED;
  length->amount = check_duration(checker, node->left, "the time");
  return length->amount > 0;
}

/* ---- targets ------------------------------------------------------------------------------- */

static void read_target(Checker *checker, Sla *sla, const Node *node) {
  SlaTarget *target = arena_take(checker->arena, sizeof *target);
  target->span = node->span;
  int fine = read_length(checker, node->left, &target->length);
  if (node->condition) {
    Reading reading = {.checker = checker};
    target->condition = check_condition(&reading, node->condition);
    fine &= target->condition->type.kind != TYPE_ERROR;
  }
  if (fine) list_add(checker->arena, &sla->targets, target);
}

/* The last of several takes what is left, and no other one does. */
static void check_targets(Checker *checker, const SlaScope *scope, const List *lines) {
  for (uint32_t i = 0; i < lines->count; i++) {
    const Node *line = lines->items[i];
    int last = i + 1 == lines->count, rest = (line->flags & FLAG_REST) != 0;
    if (!last && !line->condition) {
      checker_refuse(checker, "E0922", ((const Node *)lines->items[i + 1])->span,
                     "is never reached", "no target comes after one that always holds",
                     "put it last, or say when it holds: `within … when …`");
      return;
    }
    if (last && line->condition && !rest)
      checker_refuse(checker, "E0922", scope->model.span, "and otherwise?",
                     "the SLA does not say by when all other leads are answered",
                     "end the targets with `within … otherwise`");
    if (last && lines->count > TARGET_LIMIT)
      checker_refuse(checker, "E0416", line->span, "too many", "an SLA has at most 100 targets",
                     "let a table or grade tell the cases apart, and ask that");
  }
}

/* ---- steps --------------------------------------------------------------------------------- */

static int is_party(const Checker *checker, Text name) {
  return symbols_find(&checker->parties, name) != NULL;
}

static int refuse_whom(Checker *checker, const Node *name) {
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0923", name->span, "unknown",
                 "there is no rep, queue, pool or party `%.*s`", SHOW(name->name));
  Nearest nearest = checker_nearest(checker, name->name, &checker->parties);
  if (checker->reps) symbols_offer(&checker->reps->members, &nearest);
  if (checker->pools) symbols_offer(&checker->pools->members, &nearest);
  if (!checker_suggest(checker, diagnostic, name->span, &nearest))
    diag_help(checker->diagnostics, diagnostic,
              "name `owner`, a role (`manager of owner`), a rep, a queue, a pool or a party");
  return 0;
}

static int read_whom(Checker *checker, Action *action, const Node *target) {
  const Node *name = target->left;
  if (name->kind == NODE_ERROR) return 0;
  if (text_is(target->name, "of owner")) {
    action->who = WHO_ROLE;
    return (action->role = check_role_named(checker, name)) != NULL;
  }
  const Enumeration *reps = checker->reps ? &checker->reps->model : NULL;
  const Enumeration *pools = checker->pools ? &checker->pools->model : NULL;
  if (text_is(name->name, "owner")) {
    action->who = WHO_OWNER;
    if (reps) return 1;
    checker_refuse(checker, "E0923", name->span, "of whom?",
                   "leads have owners only where there are reps",
                   "declare them: `rep ana`; or notify a party");
    return 0;
  }
  for (uint32_t i = 0; reps && i < checker->model->owners.count; i++) {
    const Owner *owner = checker->model->owners.items[i];
    if (!text_equal(owner->name, name->name)) continue;
    action->who = WHO_REP;
    action->owner = owner;
    return 1;
  }
  for (uint32_t i = 0; pools && i < checker->model->pools.count; i++) {
    const Pool *pool = checker->model->pools.items[i];
    if (!text_equal(pool->name, name->name)) continue;
    action->who = WHO_POOL;
    action->pool = pool;
    return 1;
  }
  action->who = WHO_PARTY;
  action->party = name->name;
  return is_party(checker, name->name) || refuse_whom(checker, name);
}

static int read_reassign(Checker *checker, Action *action, const Node *node) {
  action->kind = ACTION_REASSIGN;
  if (node->number < 1 || node->number > REASSIGN_LIMIT) {
    checker_refuse(checker, "E0924", node->span, "how often?",
                   "a lead is reassigned 1 to 100 times", "write `once` or `at most 2 times`");
    return 0;
  }
  action->at_most = (uint32_t)node->number;
  if (node->left->kind == NODE_ERROR) return 0;
  if (text_is(node->name, "reassign by"))
    return (action->route = check_route_named(checker, node->left)) != NULL;
  return (action->clause = check_route_target(checker, node->left)) != NULL;
}

static int read_move(Checker *checker, const Sla *sla, Action *action, const Node *node) {
  action->kind = ACTION_MOVE;
  Stage *to = check_stage(checker, node->left->name, node->left->span);
  if (!to) return 0;
  Move *move = arena_take(checker->arena, sizeof *move);
  *move =
      (Move){.from = check_any_stage(checker, to), .to = to, .sla = sla->name, .span = node->span};
  list_add(checker->arena, &checker->model->moves, move);
  action->move = move;
  return 1;
}

static void read_action(Checker *checker, const Sla *sla, SlaStep *step, const Node *node) {
  if (node->kind != NODE_ACTION) return;
  Action *action = arena_take(checker->arena, sizeof *action);
  action->span = node->span;
  int fine = text_is(node->name, "notify")    ? read_whom(checker, action, node->left)
             : text_is(node->name, "move to") ? read_move(checker, sla, action, node)
                                              : read_reassign(checker, action, node);
  if (fine) list_add(checker->arena, &step->actions, action);
}

static int read_share(Checker *checker, SlaStep *step, const Node *node) {
  Type type = type_of(TYPE_PERCENT);
  if (check_amount(checker, node, &type, &step->share) != AMOUNT_FITS) return 0;
  step->share /= type_scale(TYPE_PERCENT) / 100; /* ten-thousandths of the whole */
  if (step->share > 0 && step->share <= 1000 * 10000) return 1;
  checker_refuse(checker, "E0924", node->span, "is no share",
                 "a step comes after more than 0% of the time",
                 "write it like `after 50%`; `after 100%` is when it is due");
  return 0;
}

static void read_step(Checker *checker, Sla *sla, const Node *node) {
  SlaStep *step = arena_take(checker->arena, sizeof *step);
  step->span = node->span;
  int fine = node->left->kind == NODE_PERCENT ? read_share(checker, step, node->left)
                                              : read_length(checker, node->left, &step->length);
  for (uint32_t i = 0; i < node->items.count; i++)
    read_action(checker, sla, step, node->items.items[i]);
  if (fine) list_add(checker->arena, &sla->steps, step);
  if (sla->steps.count == STEP_LIMIT + 1)
    checker_refuse(checker, "E0416", node->span, "one too many", "an SLA has at most 32 steps",
                   "do several things in one step: `after 100% notify owner, reassign by …`");
}

/* ---- the whole ----------------------------------------------------------------------------- */

typedef struct {
  const Node *starts, *met, *cancel, *reassigned, *paused;
  List targets; /* of Node */
} Lines;

/* A line that may stand once. */
static int only_one(Checker *checker, const Node **first, const Node *line, const char *what) {
  if (*first == NULL) {
    *first = line;
    return 1;
  }
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0922", line->span, "again here",
                                      "`%s` is said twice", what);
  diag_span(checker->diagnostics, diagnostic, (*first)->span, "first said here");
  diag_help(checker->diagnostics, diagnostic, "join the two: triggers are separated by commas");
  return 0;
}

static void read_on(Checker *checker, Sla *sla, Lines *lines, const Node *line) {
  if (text_is(line->name, "starts")) {
    if (only_one(checker, &lines->starts, line, "starts on"))
      check_triggers(checker, &line->items, &sla->starts);
  } else if (text_is(line->name, "met")) {
    if (only_one(checker, &lines->met, line, "met on"))
      check_triggers(checker, &line->items, &sla->met);
  } else if (only_one(checker, &lines->cancel, line, "cancel on")) {
    check_triggers(checker, &line->items, &sla->cancel);
  }
}

static void read_line(Checker *checker, Sla *sla, Lines *lines, const Node *line) {
  switch (line->kind) {
  case NODE_SLA_ON: read_on(checker, sla, lines, line); break;
  case NODE_WITHIN:
    list_add(checker->arena, &lines->targets, (Node *)(uintptr_t)line);
    read_target(checker, sla, line);
    break;
  case NODE_AFTER: read_step(checker, sla, line); break;
  case NODE_REASSIGNED:
    if (only_one(checker, &lines->reassigned, line, "on reassign"))
      sla->restarts = text_is(line->name, "restart");
    break;
  case NODE_PAUSED:
    if (only_one(checker, &lines->paused, line, "paused while")) {
      Reading reading = {.checker = checker};
      sla->paused = check_condition(&reading, line->condition);
    }
    break;
  default: break;
  }
}

static int may_reassign(const Sla *sla) {
  for (uint32_t i = 0; i < sla->steps.count; i++) {
    const SlaStep *step = sla->steps.items[i];
    for (uint32_t k = 0; k < step->actions.count; k++)
      if (((const Action *)step->actions.items[k])->kind == ACTION_REASSIGN) return 1;
  }
  for (uint32_t i = 0; i < sla->starts.count; i++) {
    const Trigger *trigger = sla->starts.items[i];
    if (trigger->kind == TRIGGER_EVENT && trigger->event->kind == RECORD_ASSIGNMENT) return 1;
  }
  return 0;
}

static void check_whole(Checker *checker, const SlaScope *scope, const Lines *lines) {
  Span span = scope->model.span;
  if (!lines->starts)
    checker_refuse(checker, "E0922", span, "when does it start?",
                   "the SLA does not say what starts it",
                   "add `starts on assigned` or `starts on entering mql`");
  if (!lines->met)
    checker_refuse(checker, "E0922", span, "what is waited for?",
                   "the SLA does not say what meets it",
                   "add `met on contacted`, the event of the answer");
  if (!lines->targets.count)
    checker_refuse(checker, "E0922", span, "by when?", "the SLA does not say how long it may take",
                   "add `within 4 business hours of office`, or `within 4 hours`");
  check_targets(checker, scope, &lines->targets);
  if (!lines->reassigned && may_reassign(&scope->model))
    checker_refuse(
        checker, "E0925", span, "and with another owner?",
        "the SLA does not say what becomes of it when the lead gets another owner",
        "add `on reassign restart` (the new owner has all the time) or `on reassign carry`");
}

static void check_sla(Checker *checker, SlaScope *scope) {
  const Node *node = scope->node;
  Lines lines = {0};
  uint32_t mistakes = checker_mistakes(checker);
  for (uint32_t i = 0; i < node->items.count; i++)
    read_line(checker, &scope->model, &lines, node->items.items[i]);
  if (node->flags & FLAG_BROKEN || checker_is_repaired(checker, node->span)) return;
  if (checker_mistakes(checker) == mistakes) check_whole(checker, scope, &lines);
}

/* An assignment may follow from what starts a clock. */
static void note_assignments(Checker *checker, const Sla *sla) {
  RecordScope *assignment = symbols_value(&checker->standard, text_of("assignment"));
  for (uint32_t i = 0; assignment && may_reassign(sla) && i < sla->starts.count; i++)
    list_add(checker->arena, &assignment->model.routed, sla->starts.items[i]);
}

void check_slas(Checker *checker) {
  for (uint32_t i = 0; i < checker->slas.count; i++) {
    SlaScope *scope = checker->slas.entries[i].value;
    check_sla(checker, scope);
    note_assignments(checker, &scope->model);
  }
}
