/* First the cells that every record has, then the fields of the record's type. */
#include "runtime/io/build.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/io/bytes.h"
#include "runtime/rare.h"

/* 0001-01-01 and the last instant of 9999: what RFC 3339 can write. */
#define FIRST_INSTANT INT64_C(-62135596800000)
#define LAST_INSTANT INT64_C(253402300799999)

/* A type of records. */
typedef struct {
  Expected name;      /* the library's own search is not made for every record */
  mops_record *fresh; /* one without values yet */
  size_t size;        /* of that, in bytes */
  char requires;      /* it has required fields */
  char derived;       /* it never comes in */
  char of_reps;       /* it is no lead's */
  char merging;       /* it is lead_merged */
} Type;

struct Builder {
  BuildContext context;
  mops_type key_type;
  const char *key_name;
  uint32_t type_count;
  Type *types;
  uint32_t recent[BYTES_PLACES]; /* types, by bytes_place; 0: none yet */
  mops_instant_day day;          /* of the last instant */
  mops_record *record;           /* room for the largest type */
  char key[MOPS_KEY_MAX], into[MOPS_KEY_MAX];
};

/* ---- messages ------------------------------------------------------------------------------ */

RARE int record_problem(RecordProblem *problem, const char *field, const char *text, ...) {
  va_list arguments;
  snprintf(problem->field, sizeof problem->field, "%s", field ? field : "");
  va_start(arguments, text);
  vsnprintf(problem->text, sizeof problem->text, text, arguments);
  va_end(arguments);
  return 0;
}

const char *show_bytes(const char *bytes, size_t length, char out[SHOWN_SIZE]) {
  size_t shown = length <= 40 ? length : 40;
  if (shown < length)
    while (shown > 0 && ((unsigned char)bytes[shown] & 0xC0) == 0x80) shown--;
  out[0] = '"';
  for (size_t i = 0; i < shown; i++)
    out[1 + i] = (unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7F ? ' ' : bytes[i];
  strcpy(out + 1 + shown, shown < length ? "\"…" : "\"");
  return out;
}

/* "a list", "null", "12", "\"abc\"" */
static const char *show_cell(const Cell *cell, char out[SHOWN_SIZE]) {
  switch (cell->kind) {
  case CELL_OBJECT: return "an object";
  case CELL_LIST: return "a list";
  case MOPS_INPUT_NULL: return "null";
  case MOPS_INPUT_NUMBER:
  case MOPS_INPUT_FLAG:
    snprintf(out, SHOWN_SIZE, "%.*s", (int)(cell->length < 40 ? cell->length : 40), cell->bytes);
    return out;
  default: return show_bytes(cell->bytes, cell->length, out);
  }
}

static RARE int expected(RecordProblem *problem, const Cell *cell, const char *what) {
  char found[SHOWN_SIZE];
  return record_problem(problem, cell->name->path, "expected %s, found %s", what,
                        show_cell(cell, found));
}

static const char *const type_names[] = {
    [MOPS_FLAG] = "yes or no",
    [MOPS_INT] = "a whole number",
    [MOPS_DECIMAL] = "a number",
    [MOPS_TEXT] = "a text",
    [MOPS_EMAIL] = "an email address",
    [MOPS_DOMAIN] = "a domain",
    [MOPS_ENUM] = "a text",
    [MOPS_POINTS] = "points",
    [MOPS_DURATION] = "a length of time",
    [MOPS_STAGE] = "a stage",
    [MOPS_INSTANT] = "an instant",
    [MOPS_COUNT] = "a count",
    [MOPS_PERCENT] = "a percentage",
    [MOPS_MONEY] = "an amount",
    [MOPS_DATE] = "a date",
    [MOPS_URL] = "a url",
};

/* ---- the cells that every record has ------------------------------------------------------- */

static int is_text(const Cell *cell) {
  return cell->kind == MOPS_INPUT_TEXT || cell->kind == MOPS_INPUT_CELL;
}

/* A number that is written with digits alone. */
static int is_whole(const Cell *cell) {
  size_t digits = 0;
  while (digits < cell->length && cell->bytes[digits] >= '0' && cell->bytes[digits] <= '9') digits++;
  return cell->kind == MOPS_INPUT_NUMBER && digits > 0 && digits == cell->length;
}

/* The event type with a name; type_count if there is none. */
static APART uint32_t search_type(const Builder *builder, const Cell *cell) {
  uint32_t type = 1;
  while (type < builder->type_count &&
         !is_expected(&builder->types[type].name, cell->bytes, cell->length))
    type++;
  return type;
}

static inline uint32_t type_named(Builder *builder, const Cell *cell) {
  uint32_t *recent = &builder->recent[bytes_place(cell->bytes, cell->length)];
  if (is_expected(&builder->types[*recent].name, cell->bytes, cell->length)) return *recent;
  uint32_t type = search_type(builder, cell);
  if (type < builder->type_count) *recent = type;
  return type;
}

static inline int is_taken(const Builder *builder, uint32_t type) {
  if (type >= builder->type_count || builder->types[type].derived) return 0;
  return !builder->context.roster || builder->types[type].of_reps;
}

static RARE int not_taken(const Builder *builder, const Cell *cell, uint32_t type,
                          RecordProblem *problem) {
  char found[SHOWN_SIZE];
  show_bytes(cell->bytes, cell->length, found);
  if (type < builder->type_count && builder->types[type].derived)
    return record_problem(problem, cell->name->path,
                          "event %s follows from others and can't come in itself", found);
  if (type < builder->type_count)
    return record_problem(problem, cell->name->path,
                          "a roster has rep_away, rep_back and rep_left, not %s", found);
  const char *(*elsewhere)(const char *, size_t) = builder->context.elsewhere;
  const char *part = elsewhere ? elsewhere(cell->bytes, cell->length) : NULL;
  if (part)
    return record_problem(
        problem, cell->name->path,
        "the agreement has no event %s; %s has one: use it, and name it in a rule", found, part);
  return record_problem(problem, cell->name->path, "the agreement has no event %s", found);
}

static inline int find_type(Builder *builder, const Cell *cell, uint32_t *type,
                            RecordProblem *problem) {
  *type = 0;
  if (!builder->context.events) return 1;
  if (cell == NULL) return record_problem(problem, "type", "the event's type is missing");
  if (!is_text(cell)) return expected(problem, cell, "the event's type, a text");
  *type = type_named(builder, cell);
  return is_taken(builder, *type) || not_taken(builder, cell, *type, problem);
}

/* "1720000000.25" seconds (scale 1000) as milliseconds; what is finer is dropped, to the past. */
static APART int parse_epoch(const Cell *cell, int64_t scale, int64_t *instant) {
  const char *at = cell->bytes, *end = at + cell->length;
  int negative = at < end && *at == '-', finer = 0;
  int64_t value = 0;
  const char *digits = at += negative;
  for (; at < end && *at >= '0' && *at <= '9' && value <= LAST_INSTANT; at++)
    value = value * 10 + (*at - '0');
  if (at == digits) return 0;
  value *= scale;
  if (at < end && *at == '.' && at + 1 < end)
    for (at++; at < end && *at >= '0' && *at <= '9'; at++) {
      scale /= 10;
      value += (*at - '0') * scale;
      finer |= scale == 0 && *at != '0';
    }
  *instant = negative ? -value - finer : value;
  return at == end && *instant >= FIRST_INSTANT && *instant <= LAST_INSTANT;
}

static inline int find_instant(Builder *builder, const Cell *cell, int64_t *at,
                               RecordProblem *problem) {
  static const char *const expectations[] = {
    [TIME_RFC3339] = "an instant such as \"2026-10-05T14:00:00Z\" (or --time-format)",
    [TIME_SECONDS] = "seconds since 1970, up to the year 9999",
    [TIME_MILLISECONDS] = "milliseconds since 1970, up to the year 9999",
  };
  TimeFormat format = builder->context.time_format;
  *at = builder->context.at;
  if (cell == NULL) {
    if (*at != MOPS_MISSING) return 1;
    return record_problem(problem, builder->context.time_name,
                          "the instant is missing: give the record one, "
                          "name its column with --time-column, or all one with --at");
  }
  int good = format == TIME_RFC3339
                 ? is_text(cell) && mops_instant_parse_day(cell->bytes, cell->length, &builder->day,
                                                           at) == MOPS_OK
                 : (is_text(cell) || cell->kind == MOPS_INPUT_NUMBER) &&
                       parse_epoch(cell, format == TIME_SECONDS ? 1000 : 1, at);
  return good || expected(problem, cell, expectations[format]);
}

static RARE int no_key(const Builder *builder, const Cell *cell, RecordProblem *problem) {
  if (cell == NULL)
    return record_problem(problem, builder->context.events ? "lead" : builder->key_name,
                          "the lead's key is missing");
  int quoted = builder->key_type == MOPS_TEXT && cell->kind == MOPS_INPUT_NUMBER;
  return expected(problem, cell, quoted ? "a text in quotes" : type_names[builder->key_type]);
}

/* The same lead must get the same key, however it is spelled. */
static WITHIN int find_key(Builder *builder, const Cell *cell, BuiltRecord *built,
                           RecordProblem *problem) {
  mops_problem reason;
  if (cell == NULL || !is_text(cell)) return no_key(builder, cell, problem);
  if (mops_key_read(builder->context.agreement, cell->bytes, cell->length, builder->key,
                    &built->key_length, &reason) == MOPS_OK) {
    built->key = builder->key;
    return 1;
  }
  return record_problem(problem, cell->name->path, "%s", reason.text);
}

/* The key that a merged lead goes on with is the one text field of its record, which was set. */
static APART int find_into(Builder *builder, const Cells *cells, uint32_t type, BuiltRecord *built,
                     RecordProblem *problem) {
  mops_problem reason;
  for (uint32_t i = 0; i < cells->outline->used_count; i++) {
    const Cell *cell = cells->items + cells->outline->used[i];
    if (cell->name->uses[type] != USE_FIELD) continue;
    if (mops_key_read(builder->context.agreement, cell->bytes, cell->length, builder->into,
                      &built->into_length, &reason) != MOPS_OK)
      return record_problem(problem, cell->name->path, "%s", reason.text);
    built->into = builder->into;
  }
  return 1;
}

/* What the record's type calls `id` is a field like any other; so is the lead's key or the instant.
 * A lead record's is who it is about, which repeats with every record. A whole number is an id like
 * the text of its digits. */
static int find_id(const Builder *builder, const Cell *cell, uint32_t type, BuiltRecord *built,
                   RecordProblem *problem) {
  built->id_length = 0;
  if (cell == NULL || cell->name->uses[type] != USE_IGNORE) return 1;
  if (cell->name->role != NAME_ID || cell->name->more_roles) return 1;
  if (!is_text(cell) && !is_whole(cell))
    return expected(problem, cell, "a text or a whole number");
  if (!builder->context.events) return 1;
  built->id = cell->bytes;
  built->id_length = cell->length;
  return 1;
}

/* ---- fields -------------------------------------------------------------------------------- */

/* A null or a record where the agreement has a record of fields: null clears them all. */
static APART int set_object(Builder *builder, const Cell *cell, uint32_t type, RecordProblem *problem) {
  if (cell->kind == CELL_OBJECT || (cell->kind == MOPS_INPUT_CELL && cell->length == 0)) return 1;
  if (cell->kind != MOPS_INPUT_NULL) return expected(problem, cell, "an object");
  const mops_agreement *agreement = builder->context.agreement;
  size_t length = strlen(cell->name->path);
  for (uint32_t field = 0; field < mops_field_count(agreement, type); field++) {
    mops_field_info info;
    mops_problem reason = {.text = ""};
    mops_field_describe(agreement, type, field, &info);
    if (info.derived || strncmp(info.name, cell->name->path, length) != 0 ||
        info.name[length] != '.')
      continue;
    if (mops_record_set(agreement, builder->record, field, MOPS_INPUT_NULL, "", 0, &reason) ==
        MOPS_BAD_RECORD)
      return record_problem(problem, info.name, "%s", reason.text);
  }
  return 1;
}

/* A field of other types. An event's empty CSV cell belongs to events of one of those. */
static int ignore(const Cell *cell) {
  if (cell->name->role == NAME_NO_ROLE) cell->name->ignored += !cell_is_blank(cell);
  return 1;
}

static RARE void count_unlisted(Builder *builder, const Cell *cell) {
  char text[SHOWN_SIZE + TALLY_TEXT_SIZE], spelling[SHOWN_SIZE];
  int length = snprintf(text, sizeof text, "%s %s", cell->name->path, show_cell(cell, spelling));
  if (length >= (int)sizeof text) length = (int)sizeof text - 1;
  tally_add(builder->context.unlisted, text, (size_t)length, 1);
}

static WITHIN int set_field(Builder *builder, const Cell *cell, uint32_t type, RecordProblem *problem) {
  const mops_agreement *agreement = builder->context.agreement;
  uint32_t field = cell->name->fields[type];
  mops_problem reason; /* not cleared: this runs for every field */
  reason.text[0] = '\0';
  if (cell->kind >= CELL_OBJECT) {
    mops_field_info info;
    mops_field_describe(agreement, type, field, &info);
    return expected(problem, cell, type_names[info.type]);
  }
  mops_status status = mops_record_set(agreement, builder->record, field, (mops_input)cell->kind,
                                       cell->bytes, cell->length, &reason);
  if (status == MOPS_OK) return 1;
  if (status != MOPS_UNLISTED) return record_problem(problem, cell->name->path, "%s", reason.text);
  count_unlisted(builder, cell);
  return 1;
}

static inline int take_cell(Builder *builder, const Cell *cell, uint32_t type,
                            RecordProblem *problem) {
  switch (cell->name->uses[type]) {
  case USE_FIELD: return set_field(builder, cell, type, problem);
  case USE_OBJECT: return set_object(builder, cell, type, problem);
  default: return ignore(cell);
  }
}

static RARE int lacks_field(const Builder *builder, uint32_t type, const mops_problem *reason,
                       RecordProblem *problem) {
  mops_field_info info = {.name = ""};
  if (reason->field != MOPS_NOT_FOUND)
    mops_field_describe(builder->context.agreement, type, reason->field, &info);
  return record_problem(problem, info.name, "%s", reason->text);
}

static WITHIN int finish(const Builder *builder, uint32_t type, RecordProblem *problem) {
  mops_problem reason; /* not cleared: this runs for every record */
  reason.text[0] = '\0';
  reason.field = MOPS_NOT_FOUND;
  if (mops_record_finish(builder->context.agreement, builder->record, &reason) == MOPS_OK) return 1;
  return lacks_field(builder, type, &reason, problem);
}

/* ---- the module ---------------------------------------------------------------------------- */

static int create_type(Builder *builder, uint32_t type) {
  const mops_agreement *agreement = builder->context.agreement;
  const char *name = mops_record_type_name(agreement, type);
  mops_record_kind kind = mops_record_type_kind(agreement, type);
  Type *row = builder->types + type;
  /* the lead is no event's type, so nothing is expected to have its name */
  row->name = type ? expected_text(name, strlen(name)) : (Expected){.length = SIZE_MAX};
  row->size = mops_record_size(agreement, type);
  row->merging = kind == MOPS_RECORD_LEAD_MERGED;
  row->of_reps = kind >= MOPS_RECORD_REP_AWAY;
  row->derived = (char)mops_record_type_is_derived(agreement, type);
  for (uint32_t field = 0; field < mops_field_count(agreement, type); field++) {
    mops_field_info info;
    mops_field_describe(agreement, type, field, &info);
    row->requires |= (char)(info.required != 0);
  }
  row->fresh = malloc(row->size);
  return row->fresh != NULL && mops_record_start(agreement, type, 0, row->fresh) == MOPS_OK;
}

/* The types, and a record with room for the largest. */
static int create_types(Builder *builder) {
  size_t size = 0;
  builder->types = calloc(builder->type_count, sizeof *builder->types);
  if (builder->types == NULL) return 0;
  for (uint32_t type = 0; type < builder->type_count; type++) {
    if (!create_type(builder, type)) return 0;
    if (builder->types[type].size > size) size = builder->types[type].size;
  }
  builder->record = malloc(size);
  return builder->record != NULL;
}

Builder *builder_create(const BuildContext *context) {
  Builder *builder = calloc(1, sizeof *builder);
  if (builder == NULL) return NULL;
  mops_agreement_info info;
  mops_field_info key;
  mops_agreement_describe(context->agreement, &info);
  mops_field_describe(context->agreement, 0, info.key_field, &key);
  builder->context = *context;
  builder->key_type = key.type;
  builder->key_name = key.name;
  builder->type_count = info.record_types;
  if (create_types(builder)) return builder;
  builder_free(builder);
  return NULL;
}

void builder_free(Builder *builder) {
  if (builder == NULL) return;
  for (uint32_t type = 0; builder->types != NULL && type < builder->type_count; type++)
    free(builder->types[type].fresh);
  free(builder->types);
  free(builder->record);
  free(builder);
}

/* What says nothing of an account clears nothing: the field is as if it were not there. */
static APART int build_account(Builder *builder, const Cells *cells, BuiltRecord *built,
                         RecordProblem *problem) {
  const Outline *outline = cells->outline;
  memcpy(builder->record, builder->types->fresh, builder->types->size);
  builder->record->at = MOPS_MISSING;
  for (uint32_t i = 0; i < outline->used_count; i++) {
    const Cell *cell = cells->items + outline->used[i];
    if (!cell_says_nothing(cell) && !take_cell(builder, cell, 0, problem)) return 0;
  }
  *built = (BuiltRecord){.record = builder->record,
                         .record_size = builder->types->size,
                         .account = 1,
                         .key = "",
                         .cells = *cells};
  return 1;
}

/* Whose record it is, is worth knowing of a bad one too. */
static RARE int keyed_alone(Builder *builder, const Cell *lead, BuiltRecord *built) {
  RecordProblem other;
  find_key(builder, lead, built, &other);
  return 0;
}

int builder_build(Builder *builder, const Cells *cells, BuiltRecord *built,
                  RecordProblem *problem) {
  uint32_t type;
  int64_t at;
  if (builder->context.accounts) return build_account(builder, cells, built, problem);
  built->account = 0;
  const Outline *outline = cells->outline;
  const Cell *lead = cells_with(cells, NAME_LEAD);
  if (lead == NULL) lead = cells_with(cells, NAME_LEAD_TOO);
  if (!find_type(builder, cells_with(cells, NAME_TYPE), &type, problem) ||
      !find_instant(builder, cells_with(cells, NAME_AT), &at, problem))
    return keyed_alone(builder, lead, built);
  const Type *row = builder->types + type;
  if (row->of_reps) {
    built->key = "";
    built->key_length = 0;
  } else if (!find_key(builder, lead, built, problem)) {
    return 0;
  }
  if (!find_id(builder, cells_with(cells, NAME_ID), type, built, problem))
    return 0;
  memcpy(builder->record, row->fresh, row->size);
  builder->record->at = at;
  for (uint32_t i = 0; i < outline->used_count; i++)
    if (!take_cell(builder, cells->items + outline->used[i], type, problem)) return 0;
  built->record = builder->record;
  built->record_size = row->size;
  built->cells = *cells;
  if (row->requires && !finish(builder, type, problem)) return 0;
  return !row->merging || find_into(builder, cells, type, built, problem);
}
