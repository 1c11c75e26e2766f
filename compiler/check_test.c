/* Tests: steps in the order of time, values that fit their fields, expectations of one lead each.
 */
#include "compiler/check_test.h"

#include "compiler/check_amount.h"
#include "compiler/check_expression.h"
#include "compiler/check_record.h"
#include "compiler/check_rep.h"
#include "compiler/check_sla.h"
#include "compiler/check_standard.h"
#include "compiler/check_trigger.h"
#include "compiler/check_undeclared.h"
#include "compiler/zone.h"

typedef struct {
  Checker *checker;
  Test *test;
  Symbols leads; /* by name; the one without a name is "lead" */
  int has_unnamed;
  int64_t now; /* of the last dated line */
  int started; /* there was one */
  int too_early; /* one was before the agreement takes effect */
  Span last_span;
  List undated;     /* of Step: facts that wait for the next dated line */
  Symbols supplied; /* leads whose facts were given: their first asks for required fields */
} TestScope;

/* ---- instants ------------------------------------------------------------------------------ */

static void report_twice(Checker *checker, const Node *node, const int64_t instants[2]) {
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0703", node->span, "which of the two?",
                 "the local time %.*s occurs twice in %.*s", SHOW(node->name),
                 SHOW(checker->model->zone->name));
  for (int i = 0; i < 2; i++) {
    int32_t offset = zone_offset(checker->model->zone, instants[i]);
    int32_t size = offset < 0 ? -offset : offset;
    diag_help(checker->diagnostics, diagnostic, "%s: `%.*s%c%02d:%02d`",
              i ? "the later" : "the earlier", SHOW(node->name), offset < 0 ? '-' : '+',
              (int)(size / 3600), (int)(size / 60 % 60));
  }
}

int check_instant(Checker *checker, const Node *node, int64_t *instant) {
  LiteralInstant written;
  Diagnostic *diagnostic;
  int64_t instants[2];
  if (node == NULL || node->kind != NODE_DATETIME) return 0;
  if (!literal_instant(node->name, &written)) {
    diagnostic = diag_error(checker->diagnostics, "E0704", node->span, "does not exist",
                            "there is no instant \"%.*s\"", SHOW(node->name));
    diag_help(
        checker->diagnostics, diagnostic,
        "write a day and time that exist: `2026-10-05 10:00`, with `Z` or `-04:00` if needed");
    return 0;
  }
  *instant = written.local - written.offset;
  if (written.has_offset) return 1;
  int count = zone_instants(checker->model->zone, written.local, instants);
  if (count == 2) report_twice(checker, node, instants);
  if (count == 0) {
    diagnostic = diag_error(checker->diagnostics, "E0702", node->span, "is skipped",
                            "clocks in %.*s never show %.*s", SHOW(checker->model->zone->name),
                            SHOW(node->name));
    diag_help(checker->diagnostics, diagnostic,
              "write a time before or after the change, or one "
              "with its offset");
  }
  *instant = instants[0];
  return count == 1;
}

static void advance(TestScope *scope, const Node *node, int64_t instant) {
  Checker *checker = scope->checker;
  if (scope->started && instant < scope->now) {
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0701", node->span,
                                        "is before the line above", "the test goes back in time");
    diag_span(checker->diagnostics, diagnostic, scope->last_span, "this is later");
    diag_help(checker->diagnostics, diagnostic, "put the steps into the order of time");
    return;
  }
  if (instant < checker->model->effective && !scope->too_early) {
    scope->too_early = 1; /* once for each test */
    Diagnostic *diagnostic =
        diag_warning(checker->diagnostics, "W0807", node->span, "is before `effective`",
                     "the test begins before the agreement takes effect");
    diag_help(checker->diagnostics, diagnostic,
              "date its lines later: in a run, records from before `effective` are set aside");
  }
  scope->now = instant;
  scope->started = 1;
  scope->last_span = node->span;
  for (uint32_t i = 0; i < scope->undated.count; i++)
    ((Step *)scope->undated.items[i])->at = instant;
  scope->undated.count = 0;
}

/* ---- leads --------------------------------------------------------------------------------- */

static void collect_leads(TestScope *scope, const Node *node) {
  for (uint32_t i = 0; i < node->items.count; i++) {
    const Node *item = node->items.items[i];
    if (item->kind != NODE_GIVEN) continue;
    if (item->name.length == 0) scope->has_unnamed = 1;
    symbols_add(scope->checker->arena, &scope->leads,
                item->name.length ? item->name : text_of("lead"), NULL, item->span);
  }
}

static void ask_which(TestScope *scope, Span span) {
  Checker *checker = scope->checker;
  Text first = scope->leads.entries[0].name;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0709", span, "which lead?", "the test has several leads");
  diag_help(checker->diagnostics, diagnostic,
            "name the lead: `%.*s: demo_request` in a step, `%.*s.stage` in what is expected",
            SHOW(first), SHOW(first));
}

/* The lead of a line that names none. */
static Text only_lead(TestScope *scope, Span span) {
  if (scope->leads.count == 1) return scope->leads.entries[0].name;
  if (scope->leads.count > 1 && !scope->has_unnamed) ask_which(scope, span);
  return text_of("lead");
}

static Text lead_of(TestScope *scope, const Node *name, Span span) {
  Checker *checker = scope->checker;
  if (name == NULL || name->kind != NODE_NAME) return only_lead(scope, span);
  if (symbols_find(&scope->leads, name->name)) return name->name;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0709", name->span, "unknown lead",
                                      "the test has no lead `%.*s`", SHOW(name->name));
  Nearest nearest = checker_nearest(checker, name->name, &scope->leads);
  if (!checker_suggest(checker, diagnostic, name->span, &nearest))
    diag_help(checker->diagnostics, diagnostic, "add `lead %.*s { }` before it", SHOW(name->name));
  return name->name;
}

/* ---- entries ------------------------------------------------------------------------------- */

typedef struct {
  TestScope *scope;
  RecordScope *record;
  Step *step;
  Symbols given; /* by path */
} Entries;

/* A field that a record hasn't: told once, however many tests give it. */
typedef struct {
  Diagnostic *diagnostic;
  uint32_t more;
} UnknownEntry;

static int is_told(Checker *checker, Text key) {
  UnknownEntry *told = symbols_value(&checker->unknown_entries, key);
  if (told) told->more++;
  return told != NULL;
}

void check_report_entries(Checker *checker) {
  for (uint32_t i = 0; i < checker->unknown_entries.count; i++) {
    const UnknownEntry *entry = checker->unknown_entries.entries[i].value;
    if (entry->more)
      diag_note(checker->diagnostics, entry->diagnostic, "and at %u more place%s", entry->more,
                entry->more == 1 ? "" : "s");
  }
}

static int is_standard(const RecordType *record) {
  return record->kind != RECORD_LEAD && record->kind != RECORD_EVENT;
}

/* Points at a declaration, where there is one. */
static void show_declared(Checker *checker, Diagnostic *diagnostic, const RecordType *record,
                          Span span, const char *label) {
  if (!is_standard(record)) diag_span(checker->diagnostics, diagnostic, span, "%s", label);
}

static void unknown_field(Entries *entries, const Node *node, Text path) {
  Checker *checker = entries->scope->checker;
  Text owner = entries->record->model.name;
  Text key = text_format(checker->arena, "%.*s.%.*s", SHOW(owner), SHOW(path));
  if (is_told(checker, key)) return;
  UnknownEntry *entry = arena_take(checker->arena, sizeof *entry);
  symbols_add(checker->arena, &checker->unknown_entries, key, entry, node->name_span);
  Diagnostic *diagnostic = entry->diagnostic =
      diag_error(checker->diagnostics, "E0207", node->name_span, "unknown field",
                 "`%.*s` has no field `%.*s`", SHOW(owner), SHOW(path));
  show_declared(checker, diagnostic, &entries->record->model, entries->record->model.span,
                "declared here");
  Nearest nearest = checker_nearest(checker, path, &entries->record->fields);
  if (checker_suggest(checker, diagnostic, node->name_span, &nearest)) return;
  Text names = checker_names(checker, &entries->record->fields);
  if (names.length)
    diag_help(checker->diagnostics, diagnostic, "its fields are %.*s", SHOW(names));
  else
    diag_help(checker->diagnostics, diagnostic, "remove it, or declare the field");
}

static int stands_for_nothing(Checker *checker, const Field *field, const Node *value) {
  if (value->kind != NODE_TEXT) return 0;
  Text folded = literal_fold(checker->arena, value->name);
  if (!folded.length && field->type.kind == TYPE_ENUM &&
      check_member_rest(field->type.enumeration))
    return 1;
  for (uint32_t i = 0; i < field->missing.count; i++)
    if (text_equal(literal_fold(checker->arena, *(Text *)field->missing.items[i]), folded))
      return 1;
  return 0;
}

/* `1.00001` */
static int has_too_many_decimals(const Field *field, const Node *value) {
  Ratio number;
  int64_t scaled;
  return field->type.kind == TYPE_DECIMAL && literal_number(value, &number) == NUMBER_CONSTANT &&
         !literal_scaled(number, POINT, &scaled);
}

static void unfit(Checker *checker, const Field *field, const Node *value, Fit fit) {
  if (field->type.kind == TYPE_ENUM &&
      check_may_be_member(checker, (const EnumerationScope *)field->type.enumeration, value->name))
    return;
  Text described = type_describe(checker, field->type);
  if (has_too_many_decimals(field, value))
    described = text_of("a number with at most four decimals");
  int named = field->type.kind == TYPE_ENUM && !field->type.enumeration->unordered;
  if (is_standard(field->owner) && named)
    described = text_format(checker->arena, "a %.*s", SHOW(field->name));
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0706", value->span,
                 fit == LITERAL_OUT_OF_RANGE ? "is outside its bounds" : "doesn't fit",
                 "`%.*s` can't be this: it is %.*s", SHOW(field->name), SHOW(described));
  show_declared(checker, diagnostic, field->owner, field->span, "declared here");
  switch (field->type.kind) {
  case TYPE_FLAG: diag_help(checker->diagnostics, diagnostic, "write `yes` or `no`"); break;
  case TYPE_INT:
  case TYPE_DECIMAL:
  case TYPE_POINTS: {
    Text low = type_show(checker, field->type.kind, field->type.low);
    Text high = type_show(checker, field->type.kind, field->type.high);
    diag_help(checker->diagnostics, diagnostic, "write a number in %.*s..%.*s", SHOW(low),
              SHOW(high));
    break;
  }
  case TYPE_PERCENT:
  case TYPE_MONEY: {
    Text low = type_show(checker, field->type.kind, field->type.low);
    Text high = type_show(checker, field->type.kind, field->type.high);
    if (field->type.kind == TYPE_MONEY)
      diag_help(checker->diagnostics, diagnostic,
                "write an amount with its currency: `%.*s 500`, in %.*s..%.*s",
                SHOW(field->type.enumeration->name), SHOW(low), SHOW(high));
    else
      diag_help(checker->diagnostics, diagnostic, "%s, in %.*s..%.*s",
                check_amount_written(field->type.kind), SHOW(low), SHOW(high));
    break;
  }
  case TYPE_DURATION:
    diag_help(checker->diagnostics, diagnostic, "%s, from %.*s to %.*s",
              check_amount_written(field->type.kind),
              SHOW(type_show(checker, field->type.kind, field->type.low)),
              SHOW(type_show(checker, field->type.kind, field->type.high)));
    break;
  case TYPE_DATE:
  case TYPE_INSTANT:
    diag_help(checker->diagnostics, diagnostic, "%s", check_amount_written(field->type.kind));
    break;
  case TYPE_ENUM: {
    const Symbols *members = &((const EnumerationScope *)field->type.enumeration)->members;
    Nearest nearest = checker_nearest(checker, value->name, members);
    if (checker_suggest(checker, diagnostic, value->span, &nearest)) break;
    Text names = checker_names(checker, members);
    diag_help(checker->diagnostics, diagnostic, "write one of %.*s", SHOW(names));
    break;
  }
  default:
    if (value->kind == NODE_NAME) {
      Text quoted = text_format(checker->arena, "\"%.*s\"", SHOW(value->name));
      diag_help(checker->diagnostics, diagnostic, "write it in quotes: `%.*s`", SHOW(quoted));
      diag_fix(checker->diagnostics, diagnostic, value->span, quoted, 0);
      break;
    }
    diag_help(checker->diagnostics, diagnostic, "write a quoted text of at most %u bytes",
              field->type.max_length);
  }
}

static void fill_entry(Checker *checker, Entry *entry, const Node *value, int64_t number) {
  const Type *type = &entry->field->type;
  switch (type->kind) {
  case TYPE_FLAG:
    entry->kind = LITERAL_FLAG;
    entry->value = text_of(number ? "yes" : "no");
    break;
  case TYPE_INT:
  case TYPE_DECIMAL:
  case TYPE_POINTS:
    entry->kind = LITERAL_NUMBER;
    entry->value = literal_show(checker->arena, number, type_scale(type->kind));
    break;
  case TYPE_PERCENT:
    entry->kind = LITERAL_TEXT;
    entry->value =
        text_format(checker->arena, "%.*s%%", SHOW(literal_show(checker->arena, number, POINT)));
    break;
  case TYPE_MONEY:
    entry->kind = LITERAL_TEXT;
    entry->value = text_format(checker->arena, "%.*s %.*s", SHOW(type->enumeration->name),
                               SHOW(literal_show(checker->arena, number, POINT)));
    break;
  case TYPE_DURATION:
    entry->kind = LITERAL_TEXT;
    entry->value = literal_show_duration(checker->arena, number);
    break;
  case TYPE_DATE:
    entry->kind = LITERAL_TEXT;
    entry->value = literal_show_date(checker->arena, number);
    break;
  case TYPE_INSTANT:
    entry->kind = LITERAL_TEXT;
    entry->value = literal_show_instant(checker->arena, number);
    break;
  case TYPE_ENUM:
    entry->kind = LITERAL_TEXT;
    entry->value = ((const Member *)type->enumeration->members.items[number])->name;
    break;
  default: entry->kind = LITERAL_TEXT; entry->value = value->name;
  }
}

static void add_value(Entries *entries, Field *field, const Node *node) {
  Checker *checker = entries->scope->checker;
  const Node *value = node->left;
  int64_t number = 0;
  if (value == NULL || value->kind == NODE_ERROR || field->type.kind == TYPE_ERROR) return;
  if (field->derived) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0710", node->span, "is derived",
                   "`%.*s` can't be given, because it is derived", SHOW(field->name));
    diag_span(checker->diagnostics, diagnostic, field->span, "derived here");
    diag_help(checker->diagnostics, diagnostic, "give the fields that it is derived from");
    return;
  }
  Entry *entry = arena_take(checker->arena, sizeof *entry);
  entry->field = field;
  entry->span = node->span;
  if (stands_for_nothing(checker, field, value)) {
    entry->kind = LITERAL_TEXT;
    entry->value = value->name;
  } else {
    Fit fit = check_literal(checker, &field->type, value, &number);
    if (fit == LITERAL_REPORTED) return;
    if (fit != LITERAL_FITS) {
      unfit(checker, field, value, fit);
      return;
    }
    fill_entry(checker, entry, value, number);
  }
  list_add(checker->arena, &entries->step->entries, entry);
}

static void add_entries(Entries *entries, const List *nodes, Text prefix);

static void add_entry(Entries *entries, const Node *node, Text path) {
  Checker *checker = entries->scope->checker;
  Diagnostic *diagnostic;
  const Symbol *symbol = symbols_find(&entries->record->fields, path);
  int is_record = node->left && node->left->kind == NODE_LITERAL_RECORD;
  const Symbol *first = symbols_add(checker->arena, &entries->given, path, NULL, node->name_span);
  if (symbol == NULL) {
    unknown_field(entries, node, path);
  } else if (first) {
    diagnostic = diag_error(checker->diagnostics, "E0708", node->name_span, "given again here",
                            "`%.*s` is given twice", SHOW(path));
    diag_span(checker->diagnostics, diagnostic, first->span, "first given here");
    diag_help(checker->diagnostics, diagnostic, "remove one of the two");
  } else if (is_record != (symbol->value == NULL)) {
    const Field *field = symbol->value;
    if (node->left == NULL || node->left->kind == NODE_ERROR) return;
    if (field && field->type.kind == TYPE_ERROR) return;
    diagnostic = diag_error(checker->diagnostics, "E0706", node->left->span, "doesn't fit",
                            is_record ? "`%.*s` is one value" : "`%.*s` is a record", SHOW(path));
    diag_help(checker->diagnostics, diagnostic,
              is_record ? "write its value alone"
                        : "write its fields: `company: { employees: 120 }`");
  } else if (is_record) {
    add_entries(entries, &node->left->items, path);
  } else {
    add_value(entries, symbol->value, node);
  }
}

static void add_entries(Entries *entries, const List *nodes, Text prefix) {
  Arena *arena = entries->scope->checker->arena;
  for (uint32_t i = 0; i < nodes->count; i++) {
    const Node *node = nodes->items[i];
    if (node->kind != NODE_ENTRY || node->name.length == 0) continue;
    Text path = node->name;
    if (prefix.length) path = text_format(arena, "%.*s.%.*s", SHOW(prefix), SHOW(path));
    add_entry(entries, node, path);
  }
}

static void require_fields(Entries *entries, Span span) {
  Checker *checker = entries->scope->checker;
  const List *fields = &entries->record->model.fields;
  for (uint32_t i = 0; i < fields->count; i++) {
    const Field *field = fields->items[i];
    if (!field->required || symbols_find(&entries->given, field->name)) continue;
    Text owner = entries->record->model.name;
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0707", span, "leaves it out",
                   "`%.*s` needs its field `%.*s`", SHOW(owner), SHOW(field->name));
    show_declared(checker, diagnostic, field->owner, field->span, "required here");
    diag_help(checker->diagnostics, diagnostic, "add `%.*s: …`", SHOW(field->name));
  }
}

static void read_entries(TestScope *scope, RecordScope *record, Step *step, const Node *node,
                         int complete) {
  Entries entries = {.scope = scope, .record = record, .step = step};
  add_entries(&entries, &node->items, text_of(""));
  if (complete && !(node->flags & FLAG_BROKEN)) require_fields(&entries, node->span);
}

/* ---- steps --------------------------------------------------------------------------------- */

static Step *add_step(TestScope *scope, StepKind kind, const Node *node) {
  Step *step = arena_take(scope->checker->arena, sizeof *step);
  step->kind = kind;
  step->at = scope->now;
  step->lead = text_of("lead");
  step->span = node->span;
  list_add(scope->checker->arena, &scope->test->steps, step);
  return step;
}

static void check_given(TestScope *scope, const Node *node) {
  Checker *checker = scope->checker;
  Step *step = add_step(scope, STEP_GIVEN, node);
  if (node->name.length) step->lead = node->name;
  int first = symbols_add(checker->arena, &scope->supplied, step->lead, NULL, node->span) == NULL;
  read_entries(scope, checker->lead, step, node, first);
  list_add(checker->arena, &scope->undated, step);
}

/* `jo: rep_away { … }` */
static void refuse_lead(Checker *checker, const Node *node) {
  if (node->right == NULL) return;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0709", node->right->span, "of a rep, not of a lead",
                 "`%.*s` is no lead's", SHOW(node->name));
  diag_help(checker->diagnostics, diagnostic, "leave out the lead");
}

static void check_step(TestScope *scope, const Node *node) {
  Checker *checker = scope->checker;
  int64_t instant;
  int is_tick = text_is(node->name, "tick");
  if (check_instant(checker, node->left, &instant))
    advance(scope, node->left, instant);
  else
    scope->undated.count = 0;
  Step *step = add_step(scope, is_tick ? STEP_TICK : STEP_EVENT, node);
  if (is_tick) return;
  RecordScope *event;
  if (!check_standard_given(checker, node->name, node->name_span, &event))
    event = check_event(checker, node->name, node->name_span);
  if (event && event->model.kind >= RECORD_REP_AWAY)
    refuse_lead(checker, node);
  else
    step->lead = lead_of(scope, node->right, node->span);
  if (event == NULL) return;
  if (event->dependent.kind) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0710", node->name_span, "happens by itself",
                   "event `%.*s` follows from others", SHOW(node->name));
    diag_span(checker->diagnostics, diagnostic, event->model.span, "declared here");
    diag_help(checker->diagnostics, diagnostic, "write the events that it follows from");
    return;
  }
  step->event = &event->model;
  read_entries(scope, event, step, node, 1);
}

/* `west gave ana 3` */
static void check_gave(TestScope *scope, Step *step, const Node *node) {
  Checker *checker = scope->checker;
  const Symbols *pools = checker->pools ? &checker->pools->members : NULL;
  const Owner *rep = check_owner_named(checker, node->left, "a rep");
  if (!pools || !symbols_find(pools, node->name)) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0910", node->name_span, "unknown pool",
                   "there is no pool `%.*s`", SHOW(node->name));
    Nearest nearest = checker_nearest(checker, node->name, pools);
    if (!checker_suggest(checker, diagnostic, node->name_span, &nearest))
      diag_help(checker->diagnostics, diagnostic, "only a pool gives leads to its members");
    return;
  }
  if (!rep) return;
  Expectation *expectation = arena_take(checker->arena, sizeof *expectation);
  *expectation =
      (Expectation){.pool = node->name, .rep = rep->name, .gave = node->number, .span = node->span};
  list_add(checker->arena, &step->expectations, expectation);
}

/* `sla first_contact of jo due …`, `sla first_contact met` */
static void check_clock(TestScope *scope, Step *step, const Node *node) {
  Checker *checker = scope->checker;
  Expectation *expectation = arena_take(checker->arena, sizeof *expectation);
  expectation->span = node->span;
  expectation->sla = check_sla_named(checker, node->name, node->name_span);
  expectation->lead = lead_of(scope, node->right, node->span);
  if (node->condition)
    expectation->verdict = node->condition->name;
  else if (!check_instant(checker, node->left, &expectation->due))
    return;
  if (expectation->sla) list_add(checker->arena, &step->expectations, expectation);
}

static void check_expectation(TestScope *scope, Step *step, const Node *node) {
  Checker *checker = scope->checker;
  if (node->kind == NODE_GAVE) {
    check_gave(scope, step, node);
    return;
  }
  if (node->kind == NODE_CLOCK) {
    check_clock(scope, step, node);
    return;
  }
  Symbols leads_read = {0};
  Reading reading = {.checker = checker, .test_leads = &scope->leads, .leads_read = &leads_read};
  Expression *condition = check_condition(&reading, node);
  if (condition->type.kind == TYPE_ERROR) return;
  Expectation *expectation = arena_take(checker->arena, sizeof *expectation);
  expectation->condition = condition;
  expectation->span = node->span;
  if (leads_read.count > 1) {
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0709", node->span, "reads several",
                                        "one expectation is of one lead");
    diag_help(checker->diagnostics, diagnostic, "write one for each lead, separated by commas");
  }
  expectation->lead = leads_read.count ? leads_read.entries[0].name : only_lead(scope, node->span);
  list_add(checker->arena, &step->expectations, expectation);
}

static void check_expect(TestScope *scope, const Node *node) {
  Step *step = add_step(scope, STEP_EXPECT, node);
  for (uint32_t i = 0; i < node->items.count; i++)
    check_expectation(scope, step, node->items.items[i]);
}

static void report_undated(const TestScope *scope, const Node *node) {
  Checker *checker = scope->checker;
  if (node->flags & FLAG_BROKEN || scope->undated.count == 0) return;
  const Step *given = scope->undated.items[0];
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0705", given->span,
                                      "at which instant?", "no dated line follows these facts");
  diag_help(checker->diagnostics, diagnostic,
            "add one after them, such as `2026-10-05 10:00  tick`");
}

/* Something that this agreement's tests can expect. */
static Text expectable(const Checker *checker) {
  const Model *model = checker->model;
  if (model->start) return text_format(checker->arena, "stage = %.*s", SHOW(model->start->name));
  if (model->scores.count)
    return text_format(checker->arena, "%.*s >= 10",
                       SHOW(((const Score *)model->scores.items[0])->name));
  if (model->key) return text_format(checker->arena, "%.*s is known", SHOW(model->key->name));
  return text_of("…");
}

/* Where something failed, it may be the `expect`. */
static void check_expects(TestScope *scope, const Node *node, uint32_t mistakes) {
  Checker *checker = scope->checker;
  if (checker_is_repaired(checker, node->span) || checker_mistakes(checker) > mistakes) return;
  for (uint32_t i = 0; i < scope->test->steps.count; i++)
    if (((const Step *)scope->test->steps.items[i])->kind == STEP_EXPECT) return;
  Diagnostic *diagnostic = diag_warning(checker->diagnostics, "W0808", node->name_span,
                                        "always passes", "the test expects nothing");
  diag_help(checker->diagnostics, diagnostic,
            "say what should be true after a step, such as `expect %.*s`",
            SHOW(expectable(checker)));
}

void check_test(Checker *checker, const Node *node) {
  uint32_t mistakes = checker_mistakes(checker);
  TestScope scope = {.checker = checker};
  scope.test = arena_take(checker->arena, sizeof *scope.test);
  scope.test->title = node->name;
  scope.test->span = node->span;
  list_add(checker->arena, &checker->model->tests, scope.test);
  collect_leads(&scope, node);
  for (uint32_t i = 0; i < node->items.count; i++) {
    const Node *item = node->items.items[i];
    if (item->kind == NODE_GIVEN)
      check_given(&scope, item);
    else if (item->kind == NODE_STEP)
      check_step(&scope, item);
    else if (item->kind == NODE_EXPECT)
      check_expect(&scope, item);
  }
  report_undated(&scope, node);
  check_expects(&scope, node, mistakes);
}
