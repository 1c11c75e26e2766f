/* What an unknown name is most likely to mean: a declaration that is misspelled, something near,
 * the last part of a path, what other systems call it. The message shows only what could stand
 * there. */
#include "compiler/check_amount.h"
#include "compiler/check_unknown.h"

#include "compiler/check_undeclared.h"

#include <string.h>

/* A name that means nothing, and where it is read. */
typedef struct {
  Text path;
  List places; /* of Node */
  /* of the first place: */
  const RecordScope *event;
  const Node *compared; /* the other side of its comparison, or NULL */
  int wants_number;
  int wants_condition; /* at every place */
} UnknownName;

/* ---- what is plain at once ------------------------------------------------------------------ */

/* `true`, as other languages write `yes`. */
static int is_foreign_flag(Reading *reading, const Node *node, Text path) {
  Text folded = literal_fold(reading->checker->arena, path);
  int is_true = text_is(folded, "true");
  if (!is_true && !text_is(folded, "false")) return 0;
  Diagnostics *diagnostics = reading->checker->diagnostics;
  const char *right = is_true ? "yes" : "no";
  Diagnostic *diagnostic = diag_error(diagnostics, "E0201", node->span, "written differently here",
                                      "`%.*s` is written `%s` in an agreement", SHOW(path), right);
  diag_help(diagnostics, diagnostic, "write `%s`", right);
  diag_fix(diagnostics, diagnostic, node->span, text_of(right), 0);
  return 1;
}

/* `when demo_request` */
static int is_event(Reading *reading, const Node *node, Text path) {
  const Symbol *event = symbols_find(&reading->checker->events, path);
  if (event == NULL) return 0;
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic = diag_error(diagnostics, "E0201", node->span, "an event",
                                      "`%.*s` is an event, not a condition", SHOW(path));
  diag_span(diagnostics, diagnostic, event->span, "declared here");
  diag_help(diagnostics, diagnostic, "write `on %.*s`", SHOW(path));
  diag_help(diagnostics, diagnostic, "`since(%.*s) is known` asks whether it ever happened",
            SHOW(path));
  return 1;
}

/* `on visit where visit.page = …`: 1 after a message. */
static int names_own_event(Reading *reading, const Node *node, Text path) {
  if (reading->event == NULL) return 0;
  Text event = reading->event->model.name;
  if (path.length <= event.length + 1 || path.bytes[event.length] != '.' ||
      !text_equal((Text){path.bytes, event.length}, event))
    return 0;
  Text field = {path.bytes + event.length + 1, path.length - event.length - 1};
  if (!symbols_find(&reading->event->fields, field)) return 0;
  Diagnostics *diagnostics = reading->checker->diagnostics;
  Diagnostic *diagnostic = diag_error(diagnostics, "E0201", node->span, "the event is known here",
                                      "a field of the event is named alone");
  diag_help(diagnostics, diagnostic, "write `%.*s`", SHOW(field));
  diag_fix(diagnostics, diagnostic, node->span, field, 0);
  return 1;
}

/* ---- noting ---------------------------------------------------------------------------------- */

/* Definitions are checked before scores, wherever they stand. 1 when the last place is the first of
 * the file so far. */
static int moves_to_front(UnknownName *unknown) {
  uint32_t last = unknown->places.count - 1;
  void *added = unknown->places.items[last];
  if (last &&
      ((const Node *)added)->span.start > ((const Node *)unknown->places.items[0])->span.start)
    return 0;
  unknown->places.items[last] = unknown->places.items[0];
  unknown->places.items[0] = added;
  return 1;
}

Expression *check_unknown_name(Reading *reading, const Node *node, Text path, const Type *wanted) {
  Checker *checker = reading->checker;
  if (is_foreign_flag(reading, node, path) || is_event(reading, node, path) ||
      names_own_event(reading, node, path))
    return expression_error(reading, node);
  UnknownName *unknown = symbols_value(&checker->unknown, path);
  if (unknown == NULL) {
    unknown = arena_take(checker->arena, sizeof *unknown);
    unknown->path = path;
    unknown->wants_condition = 1;
    symbols_add(checker->arena, &checker->unknown, path, unknown, node->span);
  }
  list_add(checker->arena, &unknown->places, (void *)(uintptr_t)node);
  unknown->wants_condition &= wanted && wanted->kind == TYPE_FLAG && reading->compared == NULL;
  if (moves_to_front(unknown)) {
    unknown->event = reading->event;
    unknown->compared = reading->compared;
    unknown->wants_number = wanted && check_takes_numbers(wanted->kind);
  }
  checker->unknown_reads++;
  return expression_error(reading, node);
}

/* ---- a misspelled declaration ---------------------------------------------------------------- */

static const Dependent *unread_declaration(const Checker *checker, Text name) {
  const ScoreScope *score = symbols_value(&checker->scores, name);
  const DefinitionScope *definition = symbols_value(&checker->definitions, name);
  const Dependent *declared = score        ? &score->dependent
                              : definition ? &definition->dependent
                                           : NULL;
  return declared && !declared->is_read ? declared : NULL;
}

/* A name that is read again and again, and a score or definition with nearly that name that nobody
 * reads: the mistake is in the declaration. A field's name may come from outside, so it stays. */
static int report_declaration(Checker *checker, const UnknownName *unknown, Text nearest) {
  uint32_t count = unknown->places.count;
  const Node *first = unknown->places.items[0];
  const Dependent *declared = unread_declaration(checker, nearest);
  if (count < 2 || declared == NULL || declared->span.file != first->span.file) return 0;
  Diagnostics *diagnostics = checker->diagnostics;
  Diagnostic *diagnostic =
      diag_error(diagnostics, "E0201", declared->span, "is this name misspelled?",
                 "no one reads %s `%.*s`, but `%.*s` is read at %u places", declared->kind,
                 SHOW(nearest), SHOW(unknown->path), count);
  diag_span(diagnostics, diagnostic, first->span, "the first of them");
  diag_help(diagnostics, diagnostic, "did you mean `%.*s`?", SHOW(unknown->path));
  diag_fix(diagnostics, diagnostic, declared->span, unknown->path, 0);
  return 1;
}

/* ---- what was meant? ------------------------------------------------------------------------- */

/* Where the last part of a path begins: 0 when it is the only one. */
static uint32_t last_part(Text path) {
  uint32_t start = path.length;
  while (start > 0 && path.bytes[start - 1] != '.') start--;
  return start;
}

/* `stage` can be compared with a stage, not with another name. */
static int may_be_stage(const Checker *checker, const UnknownName *unknown) {
  const Node *other = unknown->compared;
  if (checker->stages.count == 0) return 0;
  return other == NULL || other->kind != NODE_NAME || symbols_find(&checker->stages, other->name);
}

/* `email.domain`, of any email. */
static void offer_domains(Checker *checker, const Symbols *fields, Nearest *nearest) {
  for (uint32_t i = 0; i < fields->count; i++) {
    const Field *field = fields->entries[i].value;
    if (field == NULL || field->type.kind != TYPE_EMAIL) continue;
    nearest_offer(nearest, text_format(checker->arena, "%.*s.domain", SHOW(field->name)));
  }
}

static Text nearest_name(Checker *checker, const UnknownName *unknown) {
  Text path = unknown->path;
  const Symbols *event = unknown->event ? &unknown->event->fields : NULL;
  Nearest nearest = checker_nearest(checker, path, event);
  symbols_offer(&checker->lead->fields, &nearest);
  symbols_offer(&checker->definitions, &nearest);
  symbols_offer(&checker->scores, &nearest);
  if (last_part(path)) offer_domains(checker, &checker->lead->fields, &nearest);
  if (last_part(path) && event) offer_domains(checker, event, &nearest);
  if (may_be_stage(checker, unknown)) nearest_offer(&nearest, text_of("stage"));
  Text best = nearest_best(&nearest);
  /* Beside a number, a word may be another number: `fifty` is not `fit`. */
  return unknown->wants_number && nearest.distance > path.length / 4 ? text_of("") : best;
}

/* `company.employees` for `employes`: the field of a record whose own name is near. */
static Text field_named(const Symbols *fields, Text name) {
  Nearest nearest = nearest_start(name);
  Text best = text_of("");
  for (uint32_t i = 0; i < fields->count; i++) {
    Text path = fields->entries[i].name;
    uint32_t start = last_part(path), distance = nearest.distance;
    if (start == 0 || fields->entries[i].value == NULL) continue;
    nearest_offer(&nearest, (Text){path.bytes + start, path.length - start});
    if (nearest.distance < distance) best = path;
  }
  return nearest_best(&nearest).length ? best : text_of("");
}

static int is_declared(const Checker *checker, const UnknownName *unknown, Text path) {
  return (unknown->event && symbols_value(&unknown->event->fields, path)) ||
         symbols_value(&checker->lead->fields, path) || symbols_find(&checker->definitions, path) ||
         symbols_find(&checker->scores, path) ||
         (text_is(path, "stage") && may_be_stage(checker, unknown));
}

/* Something declared that other systems call as the unknown name does, or empty. */
static Text declared_synonym(Checker *checker, const UnknownName *unknown) {
  Text path = unknown->path;
  uint32_t start = last_part(path);
  Text word = synonym_of((Text){path.bytes + start, path.length - start});
  if (word.length == 0) return word;
  Text whole = text_format(checker->arena, "%.*s%.*s", (int)start, path.bytes, SHOW(word));
  if (is_declared(checker, unknown, whole)) return whole;
  Text field = start ? text_of("") : field_named(&checker->lead->fields, word);
  start = last_part(field);
  int same = text_equal((Text){field.bytes + start, field.length - start}, word);
  return same ? field : text_of("");
}

/* The event that has a field `page` or, of this name, `visit.page`. */
static const Symbol *event_with_field(const Checker *checker, Text path) {
  for (uint32_t i = 0; i < checker->events.count; i++) {
    const Symbol *event = &checker->events.entries[i];
    const RecordScope *scope = event->value;
    uint32_t length = event->name.length;
    Text field = path;
    if (path.length > length && path.bytes[length] == '.' &&
        text_equal((Text){path.bytes, length}, event->name))
      field = (Text){path.bytes + length + 1, path.length - length - 1};
    if (symbols_find(&scope->fields, field)) return event;
  }
  return NULL;
}

/* ---- what to write --------------------------------------------------------------------------- */

static void suggest(Checker *checker, Diagnostic *diagnostic, const UnknownName *unknown,
                    Text meant) {
  diag_help(checker->diagnostics, diagnostic, "did you mean `%.*s`?", SHOW(meant));
  for (uint32_t i = 0; i < unknown->places.count; i++) {
    const Node *place = unknown->places.items[i];
    diag_fix(checker->diagnostics, diagnostic, place->span, meant, 0);
  }
}

/* Nothing is near: how such a thing is declared. */
static void help_declare(Checker *checker, Diagnostic *diagnostic, const UnknownName *unknown) {
  Diagnostics *diagnostics = checker->diagnostics;
  Text path = unknown->path;
  uint32_t start = last_part(path);
  Text base = {path.bytes, start ? start - 1 : 0};
  if (text_is(path, "stage"))
    diag_help(diagnostics, diagnostic, "declare the stages in a `lifecycle { … }` block");
  else if (text_is(path, "now") || text_is(path, "today"))
    diag_help(diagnostics, diagnostic,
              "an agreement reads no clock: how long ago a date or an event was is "
              "`since(signed) > 30 days`");
  else if (unknown->wants_number)
    diag_help(diagnostics, diagnostic,
              "write a number in digits, or declare it with `define %.*s = …`", SHOW(path));
  else if (start && is_declared(checker, unknown, base))
    diag_help(diagnostics, diagnostic, "`%.*s` is one value, without fields: write `%.*s`",
              SHOW(base), SHOW(base));
  else if (start && symbols_find(&checker->lead->fields, base))
    diag_help(diagnostics, diagnostic, "declare `%.*s` in the record of `%.*s`",
              (int)(path.length - start), path.bytes + start, SHOW(base));
  else if (start)
    diag_help(diagnostics, diagnostic,
              "declare `%.*s` as a field of the lead whose type is a record with `%.*s`",
              SHOW(base), (int)(path.length - start), path.bytes + start);
  else if (memchr(path.bytes, '-', path.length))
    diag_help(diagnostics, diagnostic,
              "a name has no `-` inside; where two values are subtracted, write blanks around it");
  else
    diag_help(diagnostics, diagnostic,
              "declare it as a field of the lead, or with `define %.*s = …`", SHOW(path));
}

/* `expect mql` */
static int is_stage(const Checker *checker, const UnknownName *unknown) {
  return unknown->wants_condition && symbols_find(&checker->stages, unknown->path);
}

/* In `on page_view where …` nothing is near: what the event has. */
static void help_event_fields(Checker *checker, Diagnostic *diagnostic,
                              const UnknownName *unknown) {
  if (unknown->event == NULL || last_part(unknown->path)) return;
  Text names = checker_names(checker, &unknown->event->fields);
  Text event = unknown->event->model.name;
  if (names.length)
    diag_help(checker->diagnostics, diagnostic, "the fields of %.*s are %.*s", SHOW(event),
              SHOW(names));
  else
    diag_help(checker->diagnostics, diagnostic, "%.*s has no fields", SHOW(event));
}

static void advise(Checker *checker, Diagnostic *diagnostic, const UnknownName *unknown,
                   Text nearest) {
  Text path = unknown->path;
  const Symbol *event = event_with_field(checker, path);
  Text field = last_part(path) ? text_of("") : field_named(&checker->lead->fields, path);
  Text synonym = declared_synonym(checker, unknown);
  if (is_stage(checker, unknown)) {
    suggest(checker, diagnostic, unknown, text_format(checker->arena, "stage = %.*s", SHOW(path)));
    return;
  }
  if (!nearest.length) help_event_fields(checker, diagnostic, unknown);
  if (event)
    diag_help(checker->diagnostics, diagnostic,
              "`%.*s` is a field of event %.*s: it can be read in `on %.*s where …`", SHOW(path),
              SHOW(event->name), SHOW(event->name));
  else if (nearest.length)
    suggest(checker, diagnostic, unknown, nearest);
  else if (field.length && !unknown->wants_number)
    suggest(checker, diagnostic, unknown, field);
  else if (synonym.length)
    diag_help(checker->diagnostics, diagnostic, "did you mean `%.*s`?", SHOW(synonym));
  else
    help_declare(checker, diagnostic, unknown);
}

static void report(Checker *checker, const UnknownName *unknown) {
  const Node *first = unknown->places.items[0];
  uint32_t more = unknown->places.count - 1;
  int stage = text_is(unknown->path, "stage"); /* nothing near is meant: the lifecycle is missing */
  int may_suggest = checker_may_suggest(checker) && !stage;
  Text nearest = may_suggest ? nearest_name(checker, unknown) : text_of("");
  if (report_declaration(checker, unknown, nearest)) return;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0201", first->span, "unknown name",
                                      stage ? "there is no `%.*s`, because there is no lifecycle"
                                            : "there is no field, definition or score `%.*s`",
                                      SHOW(unknown->path));
  if (more)
    diag_note(checker->diagnostics, diagnostic, "and at %u more place%s", more,
              more == 1 ? "" : "s");
  if (may_suggest)
    advise(checker, diagnostic, unknown, nearest);
  else
    help_declare(checker, diagnostic, unknown);
}

void check_report_unknown(Checker *checker) {
  for (uint32_t i = 0; i < checker->unknown.count; i++) {
    const UnknownName *unknown = checker->unknown.entries[i].value;
    const Node *first = unknown->places.items[0];
    if (i >= SEARCH_LIMIT || !check_may_be_value(checker, unknown->path, first->span))
      report(checker, unknown);
  }
}
