/* Records: from declarations to flat lists of leaf fields. A record type is checked once, as a
 * template, and copied wherever it is used, so that a mistake in it is reported once. */
#include "compiler/check_record.h"

#include "compiler/check_amount.h"
#include "compiler/check_standard.h"
#include "compiler/check_undeclared.h"
#include "compiler/literal.h"

typedef struct RecordTemplate RecordTemplate;

/* A declared field before its path is known. */
typedef struct {
  Field field; /* name: the last part of the path */
  const Node *node;
  RecordTemplate *record; /* when its type is a record, otherwise NULL */
  int failed;             /* was reported: stands in the tree, means nothing */
} FieldTemplate;

struct RecordTemplate {
  const Node *node;
  List fields; /* of FieldTemplate */
  Symbols names;
  int open; /* being copied: meeting it again means that it holds itself */
};

/* ---- the language's own types -------------------------------------------------------------- */

static const struct {
  const char *word;
  TypeKind kind;
} plain_types[] = {{"flag", TYPE_FLAG},        {"int", TYPE_INT},     {"decimal", TYPE_DECIMAL},
                   {"text", TYPE_TEXT},        {"email", TYPE_EMAIL}, {"domain", TYPE_DOMAIN},
                   {"percent", TYPE_PERCENT},  {"money", TYPE_MONEY}, {"date", TYPE_DATE},
                   {"instant", TYPE_INSTANT},  {"url", TYPE_URL},     {"points", TYPE_POINTS},
                   {"duration", TYPE_DURATION}};

enum { PLAIN_TYPE_COUNT = sizeof plain_types / sizeof plain_types[0] };

int check_names_type(Checker *checker, const char *kind, const Node *node) {
  if (text_is(node->name, "rep") || text_is(node->name, "pool")) {
    checker_refuse_name(checker, kind, node);
    return 1;
  }
  for (size_t i = 0; i < PLAIN_TYPE_COUNT; i++) {
    if (!text_is(node->name, plain_types[i].word)) continue;
    checker_refuse_name(checker, kind, node);
    return 1;
  }
  return 0;
}

/* ---- enums --------------------------------------------------------------------------------- */

Member *check_member_spelled(Checker *checker, const EnumerationScope *scope, Text text) {
  return symbols_value(&scope->spellings, literal_fold(checker->arena, text));
}

Member *check_member_rest(const Enumeration *enumeration) {
  for (uint32_t i = 0; i < enumeration->members.count; i++) {
    Member *member = enumeration->members.items[i];
    if (member->rest) return member;
  }
  return NULL;
}

static void add_spelling(Checker *checker, EnumerationScope *scope, Member *member, Text spelling,
                         Span span) {
  Text folded = literal_fold(checker->arena, spelling);
  const Symbol *first = symbols_add(checker->arena, &scope->spellings, folded, member, span);
  if (first == NULL || first->value == member) return;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0414", span, "means two members",
                 "the spelling \"%.*s\" belongs to two members", SHOW(spelling));
  diag_span(checker->diagnostics, diagnostic, first->span, "first used here");
  diag_help(checker->diagnostics, diagnostic, "case and outer blanks don't count; remove one");
}

int check_enumeration_add(Checker *checker, EnumerationScope *scope, const Node *node) {
  if (node->kind == NODE_ERROR || node->name.length == 0) return 0;
  Member *member = arena_take(checker->arena, sizeof *member);
  const Symbol *first =
      symbols_add(checker->arena, &scope->members, node->name, member, node->name_span);
  if (first) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0208", node->name_span, "listed again here",
                   "member `%.*s` is listed twice", SHOW(node->name));
    diag_span(checker->diagnostics, diagnostic, first->span, "first listed here");
    diag_help(checker->diagnostics, diagnostic, "remove one of the two");
    return 0;
  }
  member->name = node->name;
  member->span = node->name_span;
  list_add(checker->arena, &scope->model.members, member);
  add_spelling(checker, scope, member, node->name, node->name_span);
  return 1;
}

void check_enumeration_spell(Checker *checker, EnumerationScope *scope, Text name, Text spelling,
                             Span span) {
  Member *member = symbols_value(&scope->members, name);
  Text *kept = arena_take(checker->arena, sizeof *kept);
  if (!member) return;
  *kept = spelling;
  list_add(checker->arena, &member->spellings, kept);
  add_spelling(checker, scope, member, spelling, span);
}

EnumerationScope *check_enumeration_start(Checker *checker, const char *name, Span span) {
  EnumerationScope *scope = arena_take(checker->arena, sizeof *scope);
  scope->model.name = text_of(name);
  scope->model.span = span;
  scope->model.unordered = 1;
  symbols_add(checker->arena, &checker->enumerations, scope->model.name, scope, span);
  list_add(checker->arena, &checker->model->enumerations, &scope->model);
  return scope;
}

static void take_rest(Checker *checker, EnumerationScope *scope, Member *member) {
  const Member *first = check_member_rest(&scope->model);
  if (first) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0414", member->span, "a second `as *`",
                   "two members take all other spellings");
    diag_span(checker->diagnostics, diagnostic, first->span, "the first one");
    diag_help(checker->diagnostics, diagnostic, "keep `as *` at one of the two");
    return;
  }
  member->rest = 1;
}

/* `none as ""`: an empty cell of CSV is nothing at all, before anyone asks for spellings. */
static void warn_empty_spelling(Checker *checker, const Member *member, const Node *item) {
  if (literal_fold(checker->arena, item->name).length) return;
  Diagnostic *diagnostic =
      diag_warning(checker->diagnostics, "W0815", item->span, "is empty",
                   "an empty text is a spelling of `%.*s` in JSON only", SHOW(member->name));
  diag_note(checker->diagnostics, diagnostic, "an empty cell of CSV gives no value at all");
  diag_help(checker->diagnostics, diagnostic,
            "remove it; where nothing is given, the field can say `default %.*s`",
            SHOW(member->name));
}

static void add_spellings(Checker *checker, EnumerationScope *scope, const Node *node) {
  Member *member = symbols_value(&scope->members, node->name);
  if (member && node->flags & FLAG_REST) take_rest(checker, scope, member);
  for (uint32_t i = 0; member && i < node->items.count; i++) {
    const Node *item = node->items.items[i];
    if (item->kind != NODE_TEXT) continue;
    warn_empty_spelling(checker, member, item);
    check_enumeration_spell(checker, scope, node->name, item->name, item->span);
  }
}

void check_enumeration(Checker *checker, const Node *node) {
  EnumerationScope *scope = arena_take(checker->arena, sizeof *scope);
  scope->node = node;
  scope->model.name = node->name;
  scope->model.span = node->name_span;
  if (check_names_type(checker, "enum", node) ||
      !checker_declare(checker, &checker->enumerations, "enum", node, scope))
    return;
  list_add(checker->arena, &checker->model->enumerations, &scope->model);
  for (uint32_t i = 0; i < node->items.count; i++)
    check_enumeration_add(checker, scope, node->items.items[i]);
  for (uint32_t i = 0; i < node->items.count; i++)
    add_spellings(checker, scope, node->items.items[i]);
  if (scope->model.members.count > 0 || node->flags & FLAG_BROKEN) return;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0415", node->name_span, "is empty",
                                      "enum `%.*s` has no members", SHOW(node->name));
  diag_help(checker->diagnostics, diagnostic, "list them: `enum %.*s { low, high }`",
            SHOW(node->name));
}

/* ---- types --------------------------------------------------------------------------------- */

Text check_usual_type(Text name) {
  static const char *const words[][2] = {
      {"string", "text"}, {"str", "text"},    {"boolean", "flag"},  {"bool", "flag"},
      {"number", "int"},  {"integer", "int"}, {"float", "decimal"}, {"double", "decimal"}};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (text_is(name, words[i][0])) return text_of(words[i][1]);
  return text_of("");
}

const char *check_available_types(void) {
  return "`flag`, `int`, `decimal`, `percent`, `money USD`, `date`, `instant`, `text`, `email`, "
         "`domain`, `url`, `points`, `duration`, your enums and record types are available";
}

void check_offer_types(const Checker *checker, Nearest *nearest) {
  symbols_offer(&checker->records, nearest);
  for (size_t i = 0; i < PLAIN_TYPE_COUNT; i++)
    nearest_offer(nearest, text_of(plain_types[i].word));
}

static void unknown_type(Checker *checker, const Node *node) {
  if (checker_is_repaired(checker, node->name_span)) return; /* it may be no type at all */
  if (!text_is(node->name, "rep")) {
    check_undeclared(checker, NAME_TYPE, NULL, node->name, node->name_span);
    return;
  }
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0202", node->name_span, "of whom?",
                                      "there are no reps that a field could name");
  diag_help(checker->diagnostics, diagnostic, "declare them: `rep ana { name \"Ana Ruiz\" }`");
}

static void bad_range(Checker *checker, Span span, const char *label, const char *help) {
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0316", span, label, "the type can't be bounded like this");
  diag_help(checker->diagnostics, diagnostic, "%s", help);
}

/* A bound of `duration 1 day..30 days`. */
static int read_length(Checker *checker, const Node *node, int64_t *bound) {
  if (node->kind != NODE_DURATION) {
    int below = node->kind == NODE_NEGATE && node->left->kind == NODE_DURATION;
    bad_range(checker, node->span, below ? "is below nothing" : "is no length of time",
              "write lengths of time: `duration 0 days..30 days`");
    return 0;
  }
  int64_t length = check_duration(checker, node, NULL);
  if (length >= 0) *bound = length;
  return length >= 0;
}

/* One bound of `int 0..100`; keeps the widest where none is written. Returns 0 after a message. */
static int read_bound(Checker *checker, const Node *node, TypeKind kind, int64_t *bound) {
  if (node == NULL) return 1;
  Type widest = type_of(kind);
  Ratio value;
  int64_t number;
  if (node->kind == NODE_ERROR) return 0;
  if (kind == TYPE_DURATION) return read_length(checker, node, bound);
  if (literal_number(node, &value) != NUMBER_CONSTANT ||
      !literal_scaled(value, type_scale(kind), &number)) {
    bad_range(checker, node->span, "is no such number",
              kind == TYPE_INT ? "write whole numbers: `int 0..5_000_000`"
                               : "write numbers with at most four decimals: `decimal 0..1`");
    return 0;
  }
  if (number < widest.low || number > widest.high) {
    bad_range(checker, node->span, "is too large", "write bounds within ±1_000_000_000_000");
    return 0;
  }
  *bound = number;
  return 1;
}

static int check_bounds(Checker *checker, const Node *node, Type *type) {
  if (node->number > 0) {
    if ((type->kind != TYPE_TEXT && type->kind != TYPE_URL) || node->number > TEXT_LENGTH_LIMIT) {
      bad_range(checker, node->span, "is no length for it",
                "only texts and urls have a length, at most 4096 bytes: `text up to 1000`");
      return 0;
    }
    type->max_length = (uint32_t)node->number;
  }
  if (node->left == NULL && node->right == NULL) return 1;
  if (!type_is_quantity(type->kind)) {
    bad_range(checker, node->span, "has no range",
              "only numbers, percentages, money and lengths of time have one");
    return 0;
  }
  if (!read_bound(checker, node->left, type->kind, &type->low) ||
      !read_bound(checker, node->right, type->kind, &type->high))
    return 0;
  if (type->low <= type->high) return 1;
  bad_range(checker, node->span, "ends before it starts", "write the smaller bound first");
  return 0;
}

/* The type of a field, or the record that it is. Returns 0 after a message. */
static int check_type(Checker *checker, const Node *node, Type *type, RecordTemplate **record) {
  *record = NULL;
  if (node == NULL || node->kind != NODE_TYPE || node->name.length == 0) return 0;
  for (size_t i = 0; i < PLAIN_TYPE_COUNT; i++) {
    if (!text_is(node->name, plain_types[i].word)) continue;
    *type = type_of(plain_types[i].kind);
    if (type->kind == TYPE_MONEY && !check_money(checker, node, type)) return 0;
    return check_bounds(checker, node, type);
  }
  checker_note_name(checker, NAME_TYPE, node->name);
  EnumerationScope *scope = symbols_value(&checker->enumerations, node->name);
  if (scope) {
    *type = type_of(TYPE_ENUM);
    type->enumeration = &scope->model;
    type->high = (int64_t)scope->model.members.count - 1;
    return check_bounds(checker, node, type);
  }
  *record = symbols_value(&checker->records, node->name);
  if (*record) return 1;
  unknown_type(checker, node);
  return 0;
}

int check_value_type(Checker *checker, const Node *node, Type *type) {
  RecordTemplate *record;
  if (!check_type(checker, node, type, &record)) return 0;
  if (record == NULL) return 1;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0212", node->span, "is a record",
                                      "`%.*s` is a record, not a value", SHOW(node->name));
  diag_help(checker->diagnostics, diagnostic, "name the type of one of its fields");
  return 0;
}

/* ---- values that stand in the agreement ---------------------------------------------------- */

static Fit fit_number(const Type *type, const Node *node, int64_t *number) {
  Ratio value;
  if (literal_number(node, &value) != NUMBER_CONSTANT) return LITERAL_OTHER_KIND;
  if (!literal_scaled(value, type_scale(type->kind), number)) return LITERAL_OTHER_KIND;
  return *number < type->low || *number > type->high ? LITERAL_OUT_OF_RANGE : LITERAL_FITS;
}

static Fit fit_amount(Checker *checker, const Type *type, const Node *node, int64_t *number) {
  Type found;
  switch (check_amount(checker, node, &found, number)) {
  case AMOUNT_NONE: return LITERAL_OTHER_KIND;
  case AMOUNT_REPORTED: return LITERAL_REPORTED;
  case AMOUNT_FITS: break;
  }
  if (!type_agrees(found, *type)) return LITERAL_OTHER_KIND;
  return *number < type->low || *number > type->high ? LITERAL_OUT_OF_RANGE : LITERAL_FITS;
}

static Fit fit_member(Checker *checker, const Type *type, const Node *node, int64_t *number) {
  const EnumerationScope *scope = (const EnumerationScope *)type->enumeration;
  const Symbol *symbol = NULL;
  if (node->kind == NODE_NAME) {
    symbol = symbols_find(&scope->members, node->name);
  } else if (node->kind == NODE_TEXT) {
    const Member *member = check_member_spelled(checker, scope, node->name);
    if (member == NULL) member = check_member_rest(&scope->model);
    if (member) symbol = symbols_find(&scope->members, member->name);
  } else {
    return LITERAL_OTHER_KIND;
  }
  if (symbol == NULL) return LITERAL_UNKNOWN_MEMBER;
  *number = symbol - scope->members.entries;
  return LITERAL_FITS;
}

Fit check_literal(Checker *checker, const Type *type, const Node *node, int64_t *number) {
  switch (type->kind) {
  case TYPE_FLAG:
    *number = node->number;
    return node->kind == NODE_FLAG ? LITERAL_FITS : LITERAL_OTHER_KIND;
  case TYPE_INT:
  case TYPE_DECIMAL:
  case TYPE_POINTS: return fit_number(type, node, number);
  case TYPE_ENUM: return fit_member(checker, type, node, number);
  case TYPE_PERCENT:
  case TYPE_MONEY:
  case TYPE_DURATION:
  case TYPE_DATE:
  case TYPE_INSTANT: return fit_amount(checker, type, node, number);
  default:
    if (node->kind != NODE_TEXT) return LITERAL_OTHER_KIND;
    return node->name.length > type->max_length ? LITERAL_OUT_OF_RANGE : LITERAL_FITS;
  }
}

/* ---- options of a field -------------------------------------------------------------------- */

static void bad_option(Checker *checker, const Node *node, const char *label, const char *help) {
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0409", node->span, label,
                                      "`%.*s` can't be said of this field", SHOW(node->name));
  diag_help(checker->diagnostics, diagnostic, "%s", help);
}

static void read_default(Checker *checker, FieldTemplate *template, const Node *option) {
  Field *field = &template->field;
  const Node *value = option->items.count ? option->items.items[0] : NULL;
  Diagnostic *diagnostic;
  if (value == NULL || value->kind == NODE_ERROR) return;
  if (!type_is_quantity(field->type.kind) && field->type.kind != TYPE_FLAG &&
      field->type.kind != TYPE_ENUM) {
    diagnostic = diag_error(checker->diagnostics, "E0410", value->span,
                            type_is_text(field->type.kind) ? "of a text" : "of a date",
                            "only flags, numbers, lengths of time and enums can have a default");
    diag_help(checker->diagnostics, diagnostic, "leave it out, and ask with `is missing`");
    return;
  }
  field->has_default = 1;
  Fit fit = check_literal(checker, &field->type, value, &field->default_value);
  if (fit == LITERAL_FITS || fit == LITERAL_REPORTED) return;
  if (field->type.kind == TYPE_ENUM &&
      check_may_be_member(checker, (const EnumerationScope *)field->type.enumeration, value->name))
    return;
  Text described = type_describe(checker, field->type);
  diagnostic = diag_error(checker->diagnostics, "E0410", value->span, "doesn't fit the field",
                          "the default of `%.*s` is not one of its values", SHOW(field->name));
  diag_span(checker->diagnostics, diagnostic, template->node->left->span, "%.*s", SHOW(described));
  if (field->type.kind == TYPE_ENUM && value->kind == NODE_NAME) {
    Nearest nearest = checker_nearest(
        checker, value->name, &((const EnumerationScope *)field->type.enumeration)->members);
    if (checker_suggest(checker, diagnostic, value->span, &nearest)) return;
  }
  if (value->kind == NODE_TEXT && check_amount_written(field->type.kind)) {
    diag_help(checker->diagnostics, diagnostic, "%s, without quotes",
              check_amount_written(field->type.kind));
    return;
  }
  diag_help(checker->diagnostics, diagnostic,
            type_is_quantity(field->type.kind) ? "write %.*s within the field's range"
                                               : "write %.*s",
            SHOW(described));
}

/* `missing as "y"`, where a member is spelled so: it can't be both. */
static void check_missing_spelling(Checker *checker, const Field *field, const Node *item) {
  if (field->type.kind != TYPE_ENUM) return;
  const EnumerationScope *scope = (const EnumerationScope *)field->type.enumeration;
  const Member *member = check_member_spelled(checker, scope, item->name);
  if (member == NULL) return;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0414", item->span, "means two things",
                                      "\"%.*s\" stands for nothing, and is a spelling of `%.*s`",
                                      SHOW(item->name), SHOW(member->name));
  diag_span(checker->diagnostics, diagnostic, member->span, "the member");
  diag_help(checker->diagnostics, diagnostic,
            "case and outer blanks don't count; remove it here, or from the member");
}

static void read_option(Checker *checker, FieldTemplate *template, const Node *option,
                        int in_lead) {
  Field *field = &template->field;
  if (template->record) {
    bad_option(checker, option, "is a whole record", "say it of the record type's own fields");
  } else if (template->node->right) {
    bad_option(checker, option, "is derived", "a derived field is never supplied; remove this");
  } else if (text_is(option->name, "key")) {
    if (!in_lead)
      bad_option(checker, option, "is not the lead's",
                 "only a field that stands in `lead { … }` itself can be the key");
    field->key = in_lead;
  } else if (text_is(option->name, "required")) {
    field->required = 1;
  } else if (text_is(option->name, "from") && option->items.count) {
    field->outside = ((const Node *)option->items.items[0])->name;
  } else if (text_is(option->name, "default")) {
    read_default(checker, template, option);
  } else if (text_is(option->name, "missing")) {
    for (uint32_t i = 0; i < option->items.count; i++) {
      const Node *item = option->items.items[i];
      if (item->kind != NODE_TEXT) continue;
      check_missing_spelling(checker, field, item);
      list_add(checker->arena, &field->missing, (void *)(uintptr_t)&item->name);
    }
  }
}

static void read_options(Checker *checker, FieldTemplate *template, int in_lead) {
  const List *options = &template->node->options;
  Symbols seen = {0};
  for (uint32_t i = 0; i < options->count; i++) {
    const Node *option = options->items[i];
    if (option->kind != NODE_OPTION) continue;
    if (symbols_add(checker->arena, &seen, option->name, NULL, option->span))
      bad_option(checker, option, "is said twice", "say it once");
    else
      read_option(checker, template, option, in_lead);
  }
  if (!template->field.has_default || !(template->field.required || template->field.key)) return;
  bad_option(checker, &(Node){.name = text_of("default"), .span = template->node->span},
             "is always supplied", "a field that must be supplied needs no default; keep one");
}

/* ---- templates ----------------------------------------------------------------------------- */

static void check_derivable(Checker *checker, FieldTemplate *template, int in_lead) {
  TypeKind kind = template->field.type.kind;
  Diagnostic *diagnostic;
  if (template->failed) return;
  int is_value =
      !template->record && (type_is_quantity(kind) || kind == TYPE_FLAG || kind == TYPE_ENUM);
  if (in_lead && is_value) return;
  template->failed = 1;
  diagnostic = diag_error(checker->diagnostics, "E0413", template->node->right->span,
                          in_lead ? "is a text, a date or a record" : "is not the lead's",
                          "field `%.*s` can't be derived", SHOW(template->field.name));
  diag_help(checker->diagnostics, diagnostic,
            "flags, numbers, lengths of time and enums in `lead { … }` itself can be derived");
}

static void add_field(Checker *checker, RecordTemplate *record, const Node *node, int in_lead) {
  if (node->kind != NODE_FIELD) return;
  FieldTemplate *template = arena_take(checker->arena, sizeof *template);
  template->node = node;
  template->field.name = node->name;
  template->field.span = node->name_span;
  if (!checker_declare(checker, &record->names, "field", node, template)) return;
  template->failed = !check_type(checker, node->left, &template->field.type, &template->record);
  if (node->right) check_derivable(checker, template, in_lead);
  if (node->right && template->field.type.kind == TYPE_DURATION && !node->left->left)
    template->field.type.low = -DURATION_MAX; /* what is derived may lie below nothing */
  if (!template->failed) read_options(checker, template, in_lead);
  if (template->failed) template->field.type = type_of(TYPE_ERROR);
  list_add(checker->arena, &record->fields, template);
}

void check_record_name(Checker *checker, const Node *node) {
  RecordTemplate *record = arena_take(checker->arena, sizeof *record);
  record->node = node;
  const Symbol *other = symbols_find(&checker->enumerations, node->name);
  if (other && checker_is_library(checker, node)) return;
  if (other && !checker->diagnostics->sources->files[other->span.file].is_library) {
    Diagnostic *diagnostic =
        diag_error(checker->diagnostics, "E0208", node->name_span, "declared again here",
                   "type `%.*s` is declared twice", SHOW(node->name));
    diag_span(checker->diagnostics, diagnostic, other->span, "first declared here, as an enum");
    diag_help(checker->diagnostics, diagnostic, "rename one of the two");
    return;
  }
  if (!check_names_type(checker, "record", node))
    checker_declare(checker, &checker->records, "record", node, record);
}

void check_record_fields(Checker *checker) {
  for (uint32_t i = 0; i < checker->records.count; i++) {
    RecordTemplate *record = checker->records.entries[i].value;
    for (uint32_t j = 0; j < record->node->items.count; j++)
      add_field(checker, record, record->node->items.items[j], 0);
  }
}

/* ---- leaves -------------------------------------------------------------------------------- */

static void check_outside(Checker *checker, RecordScope *scope, Field *field) {
  Text name = field->outside.length ? field->outside : field->name;
  const Symbol *first = symbols_add(checker->arena, &scope->outside, name, field, field->span);
  if (first == NULL) return;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0414", field->span, "the same name outside",
                 "two fields come from \"%.*s\"", SHOW(name));
  diag_span(checker->diagnostics, diagnostic, first->span, "the other one");
  diag_help(checker->diagnostics, diagnostic, "give each field its own name after `from`");
}

static void add_leaf(Checker *checker, RecordScope *scope, const FieldTemplate *template,
                     Text path) {
  FieldScope *field = arena_take(checker->arena, sizeof *field);
  field->model = template->field;
  field->model.name = path;
  field->model.owner = &scope->model;
  field->model.index = scope->model.fields.count;
  if (symbols_add(checker->arena, &scope->fields, path, field, template->field.span)) return;
  list_add(checker->arena, &scope->model.fields, field);
  if (template->node->right && !template->failed) {
    field->dependent = (Dependent){.kind = "field", .name = path, .span = template->field.span};
    list_add(checker->arena, &scope->derived, (void *)(uintptr_t) template->node);
    list_add(checker->arena, &scope->derived_fields, field);
  } else {
    check_outside(checker, scope, &field->model);
  }
}

static void report_many_fields(Checker *checker, const RecordScope *scope) {
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0416", scope->model.span, "is too large",
                 "`%.*s` has more than %d fields", SHOW(scope->model.name), FIELD_LIMIT);
  diag_help(checker->diagnostics, diagnostic, "keep only the fields that rules read");
}

static void report_recursion(Checker *checker, RecordTemplate *record, const Node *node) {
  if (record->open > 1) return; /* once for each record type */
  record->open = 2;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0412", node->left->span, "is inside itself",
                 "record `%.*s` holds itself", SHOW(record->node->name));
  diag_span(checker->diagnostics, diagnostic, record->node->name_span, "declared here");
  diag_help(checker->diagnostics, diagnostic, "name the fields that are needed instead");
}

/* Copies a template's fields below a path. Returns 0 when there are too many. */
static int expand(Checker *checker, RecordScope *scope, RecordTemplate *record, Text prefix) {
  if (record->open == 0) record->open = 1;
  for (uint32_t i = 0; i < record->fields.count; i++) {
    const FieldTemplate *template = record->fields.items[i];
    Text path = template->field.name;
    if (prefix.length) path = text_format(checker->arena, "%.*s.%.*s", SHOW(prefix), SHOW(path));
    if (template->record == NULL) {
      add_leaf(checker, scope, template, path);
    } else if (template->record->open) {
      report_recursion(checker, template->record, template->node);
    } else {
      symbols_add(checker->arena, &scope->fields, path, NULL, template->field.span);
      if (!expand(checker, scope, template->record, path)) return 0;
    }
    if (scope->model.fields.count > FIELD_LIMIT) return 0;
  }
  if (record->open == 1) record->open = 0;
  return 1;
}

static void fill(Checker *checker, RecordScope *scope, RecordTemplate *record) {
  if (!expand(checker, scope, record, text_of(""))) report_many_fields(checker, scope);
}

/* ---- the lead and its events --------------------------------------------------------------- */

static void refuse_own_name(Checker *checker, const Node *node, const char *help) {
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0411", node->name_span, "belongs to every record",
                 "no field can be called `%.*s`", SHOW(node->name));
  diag_help(checker->diagnostics, diagnostic, "%s", help);
}

static int lead_refuses(Text name) {
  return text_is(name, "at") || text_is(name, "type") || text_is(name, "stage") ||
         text_is(name, "owner");
}

static int event_refuses(Text name) {
  return text_is(name, "at") || text_is(name, "type") || text_is(name, "lead") ||
         text_is(name, "id");
}

/* missing: the node to blame when there is no key, or NULL when a field failed that may be it. */
static void check_key(Checker *checker, const RecordScope *lead, const Node *missing) {
  Field *key = NULL;
  Diagnostic *diagnostic;
  for (uint32_t i = 0; i < lead->model.fields.count; i++) {
    Field *field = lead->model.fields.items[i];
    if (!field->key) continue;
    if (key) {
      diagnostic = diag_error(checker->diagnostics, "E0407", field->span, "a second key",
                              "a lead has exactly one key");
      diag_span(checker->diagnostics, diagnostic, key->span, "the first key");
      diag_help(checker->diagnostics, diagnostic, "remove `key` from one of the two");
      continue;
    }
    key = field;
    if (key->type.kind == TYPE_TEXT || key->type.kind == TYPE_EMAIL) continue;
    diagnostic = diag_error(checker->diagnostics, "E0408", field->span, "is neither",
                            "the key must be a text or an email");
    diag_help(checker->diagnostics, diagnostic, "declare it as `text` or `email`");
  }
  checker->model->key = key;
  if (key || missing == NULL) return;
  diagnostic = diag_error(checker->diagnostics, "E0407", missing->span, "has no key",
                          "the lead needs a key, the field that identifies it");
  diag_help(checker->diagnostics, diagnostic, "add `key` to one field: `email: email key`");
}

void check_lead(Checker *checker, const Node *node) {
  RecordTemplate record = {.node = node};
  RecordScope *lead = checker->lead;
  int failed = (node->flags & FLAG_BROKEN) != 0;
  lead->model.span = node->span;
  for (uint32_t i = 0; i < node->items.count; i++) {
    const Node *field = node->items.items[i];
    if (field->kind == NODE_FIELD && lead_refuses(field->name)) {
      refuse_own_name(checker, field, "rename it, and keep the outside name with `from`");
      failed = 1;
    } else {
      add_field(checker, &record, field, 1);
    }
  }
  fill(checker, lead, &record);
  for (uint32_t i = 0; i < lead->model.fields.count; i++)
    if (((Field *)lead->model.fields.items[i])->type.kind == TYPE_ERROR) failed = 1;
  check_key(checker, lead, failed ? NULL : node);
}

static void check_event_fields(Checker *checker, RecordScope *event, const Node *node) {
  RecordTemplate record = {.node = node};
  for (uint32_t i = 0; i < node->items.count; i++) {
    const Node *field = node->items.items[i];
    if (field->kind == NODE_FIELD && event_refuses(field->name))
      refuse_own_name(checker, field,
                      "every event has `type`, `at`, `lead` and `id` already; "
                      "rename it, and keep the outside name with `from`");
    else
      add_field(checker, &record, field, 0);
  }
  fill(checker, event, &record);
}

void check_event_declaration(Checker *checker, const Node *node) {
  if (check_standard_declared(checker, node)) return;
  RecordScope *event = arena_take(checker->arena, sizeof *event);
  event->model.kind = RECORD_EVENT;
  event->model.name = node->name;
  event->model.passive = (node->flags & FLAG_PASSIVE) != 0;
  event->node = node;
  if (node->options.count)
    event->dependent = (Dependent){
        .kind = "event", .name = node->name, .span = node->name_span, .model = &event->model};
  event->model.span = node->name_span;
  if (!checker_declare(checker, &checker->events, "event", node, event)) return;
  list_add(checker->arena, &checker->model->record_types, &event->model);
  event->model.index = checker->model->record_types.count - 1;
  check_event_fields(checker, event, node);
}
