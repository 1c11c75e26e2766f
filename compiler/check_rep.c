#include "compiler/check_rep.h"

#include "compiler/check_calendar.h"
#include "compiler/check_record.h"

/* ---- names --------------------------------------------------------------------------------- */

static void add_owner(Checker *checker, const Node *node, int is_queue) {
  if (!checker->reps) {
    checker->reps = check_enumeration_start(checker, "rep", node->name_span);
    checker->model->reps = &checker->reps->model;
  }
  if (checker_is_library(checker, node) || !check_enumeration_add(checker, checker->reps, node))
    return;
  Owner *owner = arena_take(checker->arena, sizeof *owner);
  *owner = (Owner){.name = node->name,
                   .is_queue = is_queue,
                   .index = checker->model->owners.count,
                   .span = node->name_span};
  list_add(checker->arena, &checker->model->owners, owner);
  list_add(checker->arena, &checker->rep_nodes, (void *)(uintptr_t)node);
  if (owner->index != OWNER_LIMIT) return;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0416", node->name_span, "one too many",
                 "there are at most %d reps and queues", OWNER_LIMIT);
  diag_help(checker->diagnostics, diagnostic, "leave out who gets no leads");
}

void check_rep_name(Checker *checker, const Node *node) {
  add_owner(checker, node, 0);
}

void check_queue_name(Checker *checker, const Node *node) {
  add_owner(checker, node, 1);
}

Type check_rep_type(const Checker *checker) {
  Type type = type_of(checker->reps ? TYPE_ENUM : TYPE_ERROR);
  if (!checker->reps) return type;
  type.enumeration = &checker->reps->model;
  type.high = (int64_t)checker->reps->model.members.count - 1;
  return type;
}

Owner *check_owner_named(Checker *checker, const Node *name, const char *expected) {
  const Symbols *names = checker->reps ? &checker->reps->members : NULL;
  const Symbol *symbol = names ? symbols_find(names, name->name) : NULL;
  if (symbol) return checker->model->owners.items[symbol - names->entries];
  if (name->kind == NODE_ERROR || name->name.length == 0) return NULL;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0910", name->span, "unknown",
                                      "there is no rep or queue `%.*s`", SHOW(name->name));
  Nearest nearest = checker_nearest(checker, name->name, names);
  if (!checker_suggest(checker, diagnostic, name->span, &nearest))
    diag_help(checker->diagnostics, diagnostic, "name %s, or declare `rep %.*s`", expected,
              SHOW(name->name));
  return NULL;
}

/* ---- what they say ------------------------------------------------------------------------- */

static void refuse(Checker *checker, Span span, const char *label, const char *title,
                   const char *help) {
  if (checker_is_repaired(checker, span)) return;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0911", span, label, "%s", title);
  diag_help(checker->diagnostics, diagnostic, "%s", help);
}

/* `calendar office`: of what a rep has only the hours are no person. */
static int is_calendar(Checker *checker, const Node *detail, const Node *value) {
  int known = checker->reps && symbols_find(&checker->reps->members, value->name);
  if (known || !symbols_find(&checker->calendars, value->name)) return 0;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0911", detail->name_span, "of a calendar?",
                 "`%.*s` is a calendar: when somebody works is said by `hours`", SHOW(value->name));
  diag_help(checker->diagnostics, diagnostic, "write `hours %.*s`", SHOW(value->name));
  diag_fix(checker->diagnostics, diagnostic, detail->name_span, text_of("hours"), 0);
  return 1;
}

static Owner *rep_named(Checker *checker, const Node *name) {
  if (checker_is_repaired(checker, name->span)) return NULL;
  Owner *rep = check_owner_named(checker, name, "a rep");
  if (!rep || !rep->is_queue) return rep;
  refuse(checker, name->span, "is a queue", "a person is needed here", "name a rep");
  return NULL;
}

static void read_title(Checker *checker, Owner *owner, const Node *value) {
  if (value->kind != NODE_TEXT) {
    refuse(checker, value->span, "is no text", "a name stands in quotes",
           "write it like `name \"Ana Ruiz\"`");
    return;
  }
  owner->title = value->name;
  check_enumeration_spell(checker, checker->reps, owner->name, value->name, value->span);
}

static Role *role_named(Checker *checker, Text name) {
  Role *role = symbols_value(&checker->roles, name);
  if (role) return role;
  role = arena_take(checker->arena, sizeof *role);
  role->name = name;
  role->of = arena_take(checker->arena, checker->model->owners.count * sizeof *role->of);
  symbols_add(checker->arena, &checker->roles, name, role, (Span){0});
  list_add(checker->arena, &checker->model->roles, role);
  return role;
}

Role *check_role_named(Checker *checker, const Node *name) {
  Role *role = symbols_value(&checker->roles, name->name);
  if (role) return role;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0919", name->span, "nobody has one",
                                      "no rep has a `%.*s`", SHOW(name->name));
  Nearest nearest = checker_nearest(checker, name->name, &checker->roles);
  if (!checker_suggest(checker, diagnostic, name->span, &nearest))
    diag_help(checker->diagnostics, diagnostic, "say who it is: `rep ana { %.*s maria }`",
              SHOW(name->name));
  return NULL;
}

static void read_role(Checker *checker, const Owner *owner, const Node *detail, const Node *value) {
  int person = value->kind == NODE_NAME && !is_calendar(checker, detail, value);
  Owner *rep = person ? rep_named(checker, value) : NULL;
  if (value->kind == NODE_TEXT)
    refuse(checker, value->span, "is a text", "a rep's detail is another rep, by name",
           "write it like `manager maria`; only `name` takes a text");
  if (rep) role_named(checker, detail->name)->of[owner->index] = rep;
}

static void read_queue_detail(Checker *checker, Owner *queue, const Node *detail,
                              const Node *value) {
  if (text_is(detail->name, "owner") && value->kind == NODE_NAME)
    queue->person = rep_named(checker, value);
  else
    refuse(checker, detail->span, "not of a queue", "a queue has a `name` and an `owner`",
           "write it like `queue unrouted { owner maria }`");
}

static void read_detail(Checker *checker, Owner *owner, const Node *detail) {
  const Node *value = detail->items.items[0];
  if (text_is(detail->name, "name"))
    read_title(checker, owner, value);
  else if (owner->is_queue)
    read_queue_detail(checker, owner, detail, value);
  else if (text_is(detail->name, "hours") && value->kind == NODE_NAME)
    owner->hours = check_calendar_named(checker, value->name, value->span);
  else
    read_role(checker, owner, detail, value);
}

static void read_details(Checker *checker, Owner *owner, const Node *node) {
  Symbols seen = {0};
  for (uint32_t i = 0; i < node->options.count; i++) {
    const Node *spelling = node->options.items[i];
    if (spelling->kind == NODE_TEXT)
      check_enumeration_spell(checker, checker->reps, owner->name, spelling->name, spelling->span);
  }
  for (uint32_t i = 0; i < node->items.count; i++) {
    const Node *detail = node->items.items[i];
    if (detail->kind != NODE_SETTING || !detail->name.length || !detail->items.count) continue;
    const Symbol *first = symbols_add(checker->arena, &seen, detail->name, NULL, detail->name_span);
    if (!first) {
      read_detail(checker, owner, detail);
      continue;
    }
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0208", detail->span, "again here",
                                        "`%.*s` is said twice", SHOW(detail->name));
    diag_span(checker->diagnostics, diagnostic, first->span, "first said here");
    diag_help(checker->diagnostics, diagnostic, "remove one of the two");
  }
}

void check_reps(Checker *checker) {
  for (uint32_t i = 0; i < checker->model->owners.count; i++)
    read_details(checker, checker->model->owners.items[i], checker->rep_nodes.items[i]);
}
