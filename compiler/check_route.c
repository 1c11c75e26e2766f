#include "compiler/check_route.h"

#include "compiler/check_amount.h"
#include "compiler/check_expression.h"
#include "compiler/check_rep.h"
#include "compiler/check_trigger.h"

void check_route_name(Checker *checker, const Node *node) {
  RouteScope *route = arena_take(checker->arena, sizeof *route);
  route->node = node;
  route->model.name = node->name;
  route->model.span = node->name_span;
  if (!checker_declare(checker, &checker->routes, "route", node, route)) return;
  route->model.index = checker->model->routes.count;
  list_add(checker->arena, &checker->model->routes, &route->model);
}

const Route *check_route_named(Checker *checker, const Node *name) {
  const RouteScope *route = symbols_value(&checker->routes, name->name);
  if (route) return &route->model;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0910", name->span, "unknown route",
                                      "there is no route `%.*s`", SHOW(name->name));
  Nearest nearest = checker_nearest(checker, name->name, &checker->routes);
  if (!checker_suggest(checker, diagnostic, name->span, &nearest))
    diag_help(checker->diagnostics, diagnostic, "declare `route %.*s on entering … { … }`",
              SHOW(name->name));
  return NULL;
}

/* ---- targets ------------------------------------------------------------------------------- */

static Type pool_type(const Checker *checker) {
  Type type = type_of(TYPE_ENUM);
  type.enumeration = &checker->pools->model;
  type.high = (int64_t)checker->pools->model.members.count - 1;
  return type;
}

static int is_name(const Node *node, const char *name) {
  return node && node->kind == NODE_NAME && text_is(node->name, name);
}

static int names_pool(const Checker *checker, const Node *node) {
  return checker->pools && node->kind == NODE_NAME &&
         symbols_find(&checker->pools->members, node->name) != NULL;
}

/* A name that stands for nothing else is rather that of a rep or pool. */
static int is_unknown_name(Reading *reading, const Node *node) {
  const Checker *checker = reading->checker;
  if (node->kind != NODE_NAME || check_names_value(reading, node)) return 0;
  return !checker->reps || !symbols_find(&checker->reps->members, node->name);
}

static int refuse_unknown(Checker *checker, const Node *name) {
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0910", name->span, "unknown",
                                      "there is no rep, queue or pool `%.*s`", SHOW(name->name));
  Nearest nearest = checker_nearest(checker, name->name, NULL);
  if (checker->reps) symbols_offer(&checker->reps->members, &nearest);
  if (checker->pools) symbols_offer(&checker->pools->members, &nearest);
  if (!checker_suggest(checker, diagnostic, name->span, &nearest))
    diag_help(checker->diagnostics, diagnostic,
              "declare it: `rep %.*s`, `queue %.*s` or `pool %.*s { … } round robin`",
              SHOW(name->name), SHOW(name->name), SHOW(name->name));
  return 0;
}

/* Only a queue is always there. */
static void take_queue(const Checker *checker, Clause *clause) {
  if (clause->value->kind != EXPRESSION_CONSTANT) return;
  const Owner *owner = checker->model->owners.items[clause->value->constant];
  if (!owner->is_queue) return;
  clause->kind = TARGET_QUEUE;
  clause->queue = owner;
  clause->value = NULL;
}

/* `to owner.manager` */
static int refuse_part_of_owner(Checker *checker, const Node *dot) {
  Text role = dot->name;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0917", dot->span, "a rep's role?",
                                      "`owner` is no record: a role is asked of it by `of`");
  Text right = text_format(checker->arena, "%.*s of owner", SHOW(role));
  diag_help(checker->diagnostics, diagnostic, "write `%.*s`", SHOW(right));
  diag_fix(checker->diagnostics, diagnostic, dot->span, right, 0);
  return 0;
}

/* `to "Ana Ruiz"`: texts come from outside, an agreement has names. */
static int refuse_text(Checker *checker, const Node *text) {
  Diagnostic *diagnostic = checker_refuse(
      checker, "E0917", text->span, "is a text", "a lead goes to a rep, a queue or a pool",
      "write its name without quotes, as it is declared: `to ana`");
  for (uint32_t i = 0; i < checker->model->owners.count; i++) {
    const Owner *owner = checker->model->owners.items[i];
    if (!text_equal(owner->name, text->name) && !text_equal(owner->title, text->name)) continue;
    diag_fix(checker->diagnostics, diagnostic, text->span, owner->name, 0);
    break;
  }
  return 0;
}

/* A rep, a pool, or something that is one of them. */
static int read_value(Checker *checker, Clause *clause, const Node *node) {
  Reading reading = {.checker = checker};
  if (node->kind == NODE_TEXT) return refuse_text(checker, node);
  if (node->kind == NODE_DOT && is_name(node->left, "owner"))
    return refuse_part_of_owner(checker, node);
  if (names_pool(checker, node)) {
    Type pool = pool_type(checker);
    clause->kind = TARGET_POOL;
    clause->value = check_value(&reading, node, &pool);
    return clause->value->type.kind != TYPE_ERROR;
  }
  if (is_unknown_name(&reading, node)) return refuse_unknown(checker, node);
  Type rep = check_rep_type(checker);
  clause->value = check_value(&reading, node, checker->reps ? &rep : NULL);
  Type type = clause->value->type;
  if (type.kind == TYPE_ERROR) return 0;
  int is_pool = checker->pools && type.enumeration == &checker->pools->model;
  clause->kind = is_pool ? TARGET_POOL : TARGET_REP;
  if (is_pool) return 1;
  if (checker->reps && type.enumeration == &checker->reps->model) {
    take_queue(checker, clause);
    return 1;
  }
  Text described = type_describe(checker, type);
  Text label = text_format(checker->arena, "is %.*s", SHOW(described));
  checker_refuse(checker, "E0917", node->span, label.bytes,
                 "a lead goes to a rep, a queue or a pool",
                 "name one, a field of type `rep`, or a table that gives one: `-> rep`, `-> pool`");
  return 0;
}

static int read_last(Checker *checker, Clause *clause, const Node *target) {
  Reading reading = {.checker = checker};
  clause->kind = TARGET_LAST;
  clause->within = check_duration(checker, target->right, "the time after `within`");
  Expression *field = check_value(&reading, target->left, NULL);
  if (field->type.kind == TYPE_ERROR || clause->within < 0) return 0;
  clause->field = field->kind == EXPRESSION_FIELD ? field->field : NULL;
  if (clause->field && !clause->field->derived && clause->field->type.kind != TYPE_FLAG) return 1;
  checker_refuse(checker, "E0917", target->left->span, "is no such field",
                 "leads that belong together have a field of the lead in common",
                 "name a field that comes in, such as `company.domain`");
  return 0;
}

static int read_role(Checker *checker, Clause *clause, const Node *target) {
  const Node *name = target->left;
  clause->kind = TARGET_ROLE;
  clause->role = check_role_named(checker, name);
  return clause->role != NULL;
}

static int read_target(Checker *checker, Clause *clause, const Node *target) {
  if (text_is(target->name, "previous owner")) {
    clause->kind = TARGET_PREVIOUS;
    return 1;
  }
  if (text_is(target->name, "last owner")) return read_last(checker, clause, target);
  if (text_is(target->name, "of owner")) return read_role(checker, clause, target);
  if (is_name(target->left, "owner")) {
    clause->kind = TARGET_OWNER;
    return 1;
  }
  return read_value(checker, clause, target->left);
}

Clause *check_route_target(Checker *checker, const Node *target) {
  Clause *clause = arena_take(checker->arena, sizeof *clause);
  clause->span = target->span;
  clause->available = -1;
  return read_target(checker, clause, target) ? clause : NULL;
}

/* ---- clauses ------------------------------------------------------------------------------- */

static int read_available(Checker *checker, Clause *clause, const Node *node) {
  clause->available = -1;
  if (!node) return 1;
  clause->available = 0;
  if (node->kind != NODE_NAME)
    clause->available = check_duration(checker, node, "the time after `within`");
  return clause->available >= 0;
}

static Clause *read_clause(Checker *checker, const Node *node) {
  Clause *clause = arena_take(checker->arena, sizeof *clause);
  clause->span = node->span;
  clause->otherwise = (node->flags & FLAG_REST) != 0;
  int fine = read_target(checker, clause, node->left);
  fine &= read_available(checker, clause, node->right);
  if (node->condition) {
    Reading reading = {.checker = checker};
    clause->condition = check_condition(&reading, node->condition);
    fine &= clause->condition->type.kind != TYPE_ERROR;
  }
  if (fine && clause->otherwise && clause->kind != TARGET_QUEUE) {
    checker_refuse(checker, "E0916", node->left->span, "may be unable",
                   "`otherwise` needs somebody who can always take the lead",
                   "name a queue: reps may be away, and pools have nobody free");
    fine = 0;
  }
  return fine ? clause : NULL;
}

/* A queue takes every lead, so nothing after it is reached. */
static int takes_all(const Clause *clause) {
  return !clause->condition && clause->kind == TARGET_QUEUE;
}

static void check_end(Checker *checker, const Route *route, const Node *node, uint32_t mistakes) {
  if (node->flags & FLAG_BROKEN || checker_mistakes(checker) > mistakes) return;
  const Clause *last = NULL;
  for (uint32_t i = 0; i < route->clauses.count; i++) {
    const Clause *clause = route->clauses.items[i];
    if (last && takes_all(last)) {
      Diagnostic *diagnostic = checker_refuse(checker, "E0916", clause->span, "is never reached",
                                              "nothing comes after what takes every lead",
                                              "put it last, or remove this");
      diag_span(checker->diagnostics, diagnostic, last->span, "this takes every lead");
      return;
    }
    last = clause;
  }
  if (last && last->otherwise) return;
  checker_refuse(checker, "E0916", route->span, "who gets the rest?",
                 "the route does not say who gets a lead that nobody can take",
                 "end it with `otherwise to unrouted`, and declare `queue unrouted`");
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* What comes of a route can't start one: that might go on for ever. */
static void check_starts(Checker *checker, const Route *route) {
  for (uint32_t i = 0; i < route->triggers.count; i++) {
    const Trigger *trigger = route->triggers.items[i];
    if (trigger->kind != TRIGGER_EVENT || trigger->event->kind != RECORD_ASSIGNMENT) continue;
    checker_refuse(checker, "E0918", trigger->span, "is what routes do",
                   "a route can't wait for an assignment",
                   "name what makes the lead need an owner, such as `entering mql`");
  }
}

static void check_route(Checker *checker, RouteScope *scope) {
  Route *route = &scope->model;
  uint32_t mistakes = checker_mistakes(checker);
  check_triggers(checker, &scope->node->options, &route->triggers);
  check_starts(checker, route);
  for (uint32_t i = 0; i < scope->node->items.count; i++) {
    const Node *node = scope->node->items.items[i];
    Clause *clause = node->kind == NODE_CLAUSE ? read_clause(checker, node) : NULL;
    if (clause) list_add(checker->arena, &route->clauses, clause);
  }
  check_end(checker, route, scope->node, mistakes);
}

static void note_assignments(Checker *checker, const Route *route) {
  RecordScope *assignment = symbols_value(&checker->standard, text_of("assignment"));
  for (uint32_t i = 0; assignment && i < route->triggers.count; i++)
    list_add(checker->arena, &assignment->model.routed, route->triggers.items[i]);
}

void check_routes(Checker *checker) {
  for (uint32_t i = 0; i < checker->routes.count; i++) {
    RouteScope *route = checker->routes.entries[i].value;
    check_route(checker, route);
    note_assignments(checker, &route->model);
  }
}
