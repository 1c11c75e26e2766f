#include "compiler/check_standard.h"

#include "compiler/check_rep.h"

/* ---- what there is ------------------------------------------------------------------------- */

/* of: what an agreement must have; instead: what a trigger can wait for. */
static const struct {
  const char *name, *of, *instead;
} standard[] = {
    {"stage_set", "lifecycle",
     "write `entering …`, `leaving …` or `a -> b`: a stage that is set by hand is entered like any "
     "other"},
    {"lead_merged", NULL,
     "what is merged shows in the facts and scores: ask for them with `when …`"},
    {"lead_erased", NULL, "nothing is left of an erased lead that could wait"},
    {"score_set", "score", "compare the score in a condition: `when … >= 50`"},
    {"assignment", "rep", "write `assigned`, or `assigned by` a route"},
    {"rep_away", "rep", "write `owner away`: it happens to the leads of a rep who goes away"},
    {"rep_left", "rep", "write `owner left`: it happens to the leads of a rep who leaves"},
    {"rep_back", "rep", "nothing happens to leads when a rep comes back"},
};
enum { STANDARD_COUNT = sizeof standard / sizeof standard[0] };

static int standard_index(Text name) {
  for (int i = 0; i < STANDARD_COUNT; i++)
    if (text_is(name, standard[i].name)) return i;
  return -1;
}

int check_standard_given(Checker *checker, Text name, Span span, RecordScope **record) {
  int index = standard_index(name);
  if (index < 0) return 0;
  *record = symbols_value(&checker->standard, name);
  if (*record || checker->syntax_errors) return 1;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0203", span, "sets what isn't there",
                                      "`%.*s` needs a %s", SHOW(name), standard[index].of);
  diag_help(checker->diagnostics, diagnostic, "declare a `%s%s { … }` block", standard[index].of,
            text_is(text_of(standard[index].of), "rep") ? " ana" : "");
  return 1;
}

int check_standard_declared(Checker *checker, const Node *node) {
  if (standard_index(node->name) < 0) return 0;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0209", node->name_span, "is a standard record",
                 "`%.*s` can't be declared", SHOW(node->name));
  diag_help(checker->diagnostics, diagnostic,
            "remove the declaration: it is always there; or give the event another name");
  return 1;
}

int check_standard_trigger(Checker *checker, Text name, Span span) {
  int index = standard_index(name);
  if (index < 0) return 0;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0203", span, "is a standard record",
                                      "`%.*s` is no event that a trigger can wait for", SHOW(name));
  diag_help(checker->diagnostics, diagnostic, "%s", standard[index].instead);
  return 1;
}

/* ---- records and their fields -------------------------------------------------------------- */

static RecordScope *add_record(Checker *checker, const char *name, RecordKind kind) {
  RecordScope *record = arena_take(checker->arena, sizeof *record);
  record->model.name = text_of(name);
  record->model.kind = kind;
  record->model.passive = 1; /* what sales does is not the lead's activity */
  record->model.index = checker->model->record_types.count;
  list_add(checker->arena, &checker->model->record_types, &record->model);
  symbols_add(checker->arena, &checker->standard, record->model.name, record, (Span){0});
  return record;
}

static Field *add_field(Checker *checker, RecordScope *record, const char *name, Type type) {
  FieldScope *field = arena_take(checker->arena, sizeof *field);
  field->model.name = text_of(name);
  field->model.type = type;
  field->model.owner = &record->model;
  field->model.index = record->model.fields.count;
  symbols_add(checker->arena, &record->fields, field->model.name, field, (Span){0});
  symbols_add(checker->arena, &record->outside, field->model.name, field, (Span){0});
  list_add(checker->arena, &record->model.fields, field);
  return &field->model;
}

static void add_import(Checker *checker, RecordScope *record) {
  Field *import = add_field(checker, record, "import", type_of(TYPE_FLAG));
  import->has_default = 1;
  import->default_value = 0;
}

/* Stages or scores as an enum, so that a record names them as it names a member. */
static EnumerationScope *add_enumeration(Checker *checker, const char *name) {
  EnumerationScope *scope = arena_take(checker->arena, sizeof *scope);
  scope->model.name = text_of(name); /* has a dot, as no declared name has */
  list_add(checker->arena, &checker->model->enumerations, &scope->model);
  return scope;
}

static void add_member(Checker *checker, EnumerationScope *scope, Text name, Span span) {
  Member *member = arena_take(checker->arena, sizeof *member);
  member->name = name;
  member->span = span;
  symbols_add(checker->arena, &scope->members, name, member, span);
  symbols_add(checker->arena, &scope->spellings, name, member, span);
  list_add(checker->arena, &scope->model.members, member);
}

static Type enum_type(const EnumerationScope *scope) {
  Type type = type_of(TYPE_ENUM);
  type.enumeration = (Enumeration *)(uintptr_t)&scope->model;
  type.high = (int64_t)scope->model.members.count - 1;
  return type;
}

static void add_stage_set(Checker *checker) {
  const List *stages = &checker->model->stages;
  if (stages->count == 0) return;
  EnumerationScope *names = add_enumeration(checker, "stage_set.stage");
  for (uint32_t i = 0; i < stages->count; i++) {
    const Stage *stage = stages->items[i];
    add_member(checker, names, stage->name, stage->span);
  }
  RecordScope *record = add_record(checker, "stage_set", RECORD_STAGE_SET);
  add_field(checker, record, "stage", enum_type(names))->required = 1;
  add_import(checker, record);
}

static void add_score_set(Checker *checker) {
  const List *scores = &checker->model->scores;
  if (scores->count == 0) return;
  EnumerationScope *names = add_enumeration(checker, "score_set.score");
  for (uint32_t i = 0; i < scores->count; i++) {
    const Score *score = scores->items[i];
    add_member(checker, names, score->name, score->span);
  }
  Type points = type_of(TYPE_DECIMAL);
  points.high = POINTS_BOUND * type_scale(TYPE_DECIMAL);
  points.low = -points.high;
  RecordScope *record = add_record(checker, "score_set", RECORD_SCORE_SET);
  add_field(checker, record, "score", enum_type(names))->required = 1;
  add_field(checker, record, "value", points)->required = 1;
  add_import(checker, record);
}

static void add_assignment(Checker *checker) {
  const List *routes = &checker->model->routes;
  RecordScope *record = add_record(checker, "assignment", RECORD_ASSIGNMENT);
  add_field(checker, record, "owner", check_rep_type(checker))->required = 1;
  add_import(checker, record);
  EnumerationScope *names = add_enumeration(checker, "assignment.route");
  for (uint32_t i = 0; i < routes->count; i++) {
    const Route *route = routes->items[i];
    add_member(checker, names, route->name, route->span);
  }
  add_field(checker, record, "route", enum_type(names));
}

static void add_absences(Checker *checker) {
  Type rep = check_rep_type(checker), instant = type_of(TYPE_INSTANT);
  RecordScope *away = add_record(checker, "rep_away", RECORD_REP_AWAY);
  add_field(checker, away, "rep", rep)->required = 1;
  add_field(checker, away, "from", instant);
  add_field(checker, away, "until", instant)->required = 1;
  RecordScope *back = add_record(checker, "rep_back", RECORD_REP_BACK);
  add_field(checker, back, "rep", rep)->required = 1;
  RecordScope *left = add_record(checker, "rep_left", RECORD_REP_LEFT);
  add_field(checker, left, "rep", rep)->required = 1;
}

static void add_lead_merged(Checker *checker) {
  RecordScope *record = add_record(checker, "lead_merged", RECORD_LEAD_MERGED);
  const Field *key = checker->model->key;
  add_field(checker, record, "into", key ? key->type : type_of(TYPE_ERROR))->required = 1;
}

void check_standard_records(Checker *checker) {
  add_stage_set(checker);
  add_score_set(checker);
  add_lead_merged(checker);
  add_record(checker, "lead_erased", RECORD_LEAD_ERASED);
  if (!checker->reps) return;
  add_assignment(checker);
  add_absences(checker);
}
