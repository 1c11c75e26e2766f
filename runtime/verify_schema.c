/* What the rows about data must fulfil beside their shapes: texts, records and their fields, prefix
 * trees, time zones, the lead's slots, and that each row that one other owns is in just one run. */
#include "runtime/memory.h"
#include "runtime/text.h"
#include "runtime/verify.h"

#include <string.h>

#define MAX_AHEAD (INT64_C(26) * 3600 * 1000)   /* of a zone: no clock is a day ahead */
#define MAX_INSTANT INT64_C(100000000000000000) /* 3 million years: sums can't overflow */

/* ---- counts and texts ---------------------------------------------------------------------- */

static int check_counts(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  const uint32_t *count = agreement->count, slots = agreement->META->slots;
  const struct {
    uint32_t kind, low, high;
  } ranges[] = {
      {SECTION_STRING, 1, NONE},
      {SECTION_RECORD, 1, NONE},
      {SECTION_SCORE, 0, MAX_SCORES},
      {SECTION_INITIAL, slots, slots},
      {SECTION_SLOT, slots, slots},
      {SECTION_LINE, count[SECTION_LINE] ? count[SECTION_CODE] : 0, count[SECTION_CODE]},
  };
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
    if (count[ranges[i].kind] < ranges[i].low || count[ranges[i].kind] > ranges[i].high)
      return verify_refuse(verify, "section %u (%s) has %u rows, not %u to %u",
                           (unsigned)ranges[i].kind, section_specs[ranges[i].kind].name,
                           count[ranges[i].kind], ranges[i].low, ranges[i].high);
  return 1;
}

static int check_strings(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  const ImageString *rows = agreement->STRING;
  if (rows[0].length) return verify_bad_row(verify, SECTION_STRING, 0, "length", "it is not empty");
  for (uint32_t i = 0; i < agreement->count[SECTION_STRING]; i++) {
    uint64_t end = (uint64_t)rows[i].first + rows[i].length;
    if (end >= agreement->count[SECTION_BYTE] || agreement->BYTE[end].byte)
      return verify_bad_row(verify, SECTION_STRING, i, NULL, "no NUL follows it");
    const char *text = agreement_text(agreement, i);
    if (memchr(text, 0, rows[i].length) || !text_is_utf8(text, rows[i].length))
      return verify_bad_row(verify, SECTION_STRING, i, NULL, "it is not UTF-8 without NUL");
  }
  return 1;
}

/* ---- runs ---------------------------------------------------------------------------------- */

/* Marks the rows of a run; each may be marked once, so all the marking is linear. */
static int mark_run(Verify *verify, uint8_t *marks, uint32_t kind, uint32_t row,
                    const FieldSpec *field) {
  const unsigned char *bytes = verify->rows[kind] + (size_t)row * section_specs[kind].row_size;
  uint32_t first = (uint32_t)shape_read(field, bytes);
  uint32_t count = (uint32_t)shape_read(field + 1, bytes);
  for (uint32_t i = first; i < first + count; i++) {
    if (marks[i])
      return verify_bad_row(verify, kind, row, field->name, "row %u of %s is in two runs", i,
                            section_specs[field->of].name);
    marks[i] = 1;
  }
  return 1;
}

static int mark_runs_into(Verify *verify, uint8_t *marks, uint32_t target) {
  for (uint32_t kind = 0; kind < SECTION_KINDS; kind++)
    for (uint32_t f = 0; f < section_specs[kind].field_count; f++) {
      const FieldSpec *field = &section_specs[kind].fields[f];
      if (field->shape != SHAPE_FIRST || field->of != target) continue;
      for (uint32_t row = 0; row < verify->agreement->count[kind]; row++)
        if (!mark_run(verify, marks, kind, row, field)) return 0;
    }
  return 1;
}

static int check_owned(Verify *verify, uint32_t target) {
  uint32_t rows = verify->agreement->count[target];
  if (!rows) return 1;
  uint8_t *marks = verify_take(verify, rows, sizeof *marks);
  int fine = marks && mark_runs_into(verify, marks, target);
  for (uint32_t i = 0; fine && i < rows; i++)
    if (!marks[i]) fine = verify_bad_row(verify, target, i, NULL, "it is in no run");
  memory_free(&verify->agreement->memory, marks, rows);
  return fine;
}

/* Sections whose every row is in exactly one run. Bytes, words and nodes may be shared. */
static int check_runs(Verify *verify) {
  static const uint32_t owned[] = {SECTION_MEMBER,      SECTION_FIELD,       SECTION_READING,
                                   SECTION_OFFSET,      SECTION_EVENT_RULE,  SECTION_EACH_RULE,
                                   SECTION_LIMIT,       SECTION_RUN,         SECTION_CANDIDATE,
                                   SECTION_CODE,        SECTION_GROUP,       SECTION_WORTH,
                                   SECTION_CHOICE,      SECTION_CUT,         SECTION_DEPENDENT,
                                   SECTION_OPEN_RANGE,  SECTION_YEARLY_DAY,  SECTION_DATED_DAY,
                                   SECTION_ROLE_HOLDER, SECTION_POOL_MEMBER, SECTION_CLAUSE};
  for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
    if (!check_owned(verify, owned[i])) return 0;
  return 1;
}

/* ---- the agreement and its records --------------------------------------------------------- */

static int check_meta(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  const ImageMeta *meta = agreement->META;
  const ImageRecord *lead = agreement->RECORD;
  if (meta->effective != INT64_MIN &&
      (meta->effective < -VALUE_LIMIT || meta->effective > VALUE_LIMIT))
    return verify_bad_row(verify, SECTION_META, 0, "effective", "it is beyond all bounds");
  if (meta->key - lead->first >= lead->count)
    return verify_bad_row(verify, SECTION_META, 0, "key", "field %u is not the lead's", meta->key);
  if ((meta->start == NONE) != !agreement->count[SECTION_STAGE])
    return verify_bad_row(verify, SECTION_META, 0, "start", "a lifecycle has stages and a start");
  if (meta->static_facts > agreement->count[SECTION_FACT_RULE])
    return verify_bad_row(verify, SECTION_META, 0, "static_facts", "%u are more than all %u",
                          meta->static_facts, agreement->count[SECTION_FACT_RULE]);
  if (lead->values != meta->facts)
    return verify_bad_row(verify, SECTION_RECORD, 0, "values", "%u is not META's %u facts",
                          lead->values, meta->facts);
  return lead->by == NONE ||
         verify_bad_row(verify, SECTION_RECORD, 0, "by", "the lead is not an event");
}

static int is_text(uint32_t type) {
  return type == CODE_TEXT || type == CODE_EMAIL || type == CODE_DOMAIN || type == CODE_URL;
}

/* Values that come in are kept within the field's bounds, so those are what arithmetic meets. */
static int is_number(uint32_t type) {
  return !is_text(type) && type != CODE_FLAG && type != CODE_ENUM && type != CODE_STAGE;
}

static int check_reading(Verify *verify, uint32_t index, uint32_t values) {
  const ImageReading *row = verify->agreement->READING + index;
  int matches = row->kind == READING_BYTES || row->kind == READING_WORDS;
  if (row->slot >= values)
    return verify_bad_row(verify, SECTION_READING, index, "slot", "%u is none of its record's %u",
                          row->slot, values);
  if (!row->slots || row->slots > values - row->slot || (!matches && row->slots != 1))
    return verify_bad_row(verify, SECTION_READING, index, "slots", "%u do not fit", row->slots);
  if ((row->node == NONE) != matches)
    return verify_bad_row(verify, SECTION_READING, index, "node", "it does not fit the kind");
  return (row->state != NONE) == matches ||
         verify_bad_row(verify, SECTION_READING, index, "state", "it does not fit the kind");
}

static int check_field(Verify *verify, uint32_t index, uint32_t values) {
  const ImageField *row = verify->agreement->FIELD + index;
  if (row->slot != NONE && (row->slot >= values || is_text(row->type)))
    return verify_bad_row(verify, SECTION_FIELD, index, "slot", "%u is none of its record's %u",
                          row->slot, values);
  if (row->midnight != NONE && (row->midnight >= values || row->type != CODE_DATE))
    return verify_bad_row(verify, SECTION_FIELD, index, "midnight", "%u is none of its record's %u",
                          row->midnight, values);
  if (row->reading_count && !is_text(row->type))
    return verify_bad_row(verify, SECTION_FIELD, index, "reading_count", "it is no text");
  int is_of_enum = row->type == CODE_ENUM || row->type == CODE_MONEY;
  if (is_of_enum != (row->enumeration != NONE))
    return verify_bad_row(verify, SECTION_FIELD, index, "enumeration", "it does not fit the type");
  if (is_number(row->type) &&
      (row->low > row->high || row->low < -VALUE_LIMIT || row->high > VALUE_LIMIT))
    return verify_bad_row(verify, SECTION_FIELD, index, "low", "the bounds are no range of values");
  if (row->initial != VALUE_MISSING && (row->initial < -VALUE_LIMIT || row->initial > VALUE_LIMIT))
    return verify_bad_row(verify, SECTION_FIELD, index, "initial", "it is no value");
  for (uint32_t i = row->reading_first; i < row->reading_first + row->reading_count; i++)
    if (!check_reading(verify, i, values)) return 0;
  return 1;
}

/* Rows of a section that a value must name; SECTION_KINDS: it names none. */
typedef struct {
  TypeCode type;
  uint32_t names;
} StandardField;

/* The values of a standard record, in the order in which the engine reads them. */
static const struct {
  uint32_t count;
  StandardField fields[3];
} standard[RECORD_CODES] = {
    [RECORD_CODE_STAGE_SET] = {STAGE_SET_VALUES,
                               {{CODE_ENUM, SECTION_STAGE}, {CODE_FLAG, SECTION_KINDS}}},
    [RECORD_CODE_SCORE_SET] = {SCORE_SET_VALUES,
                               {{CODE_ENUM, SECTION_SCORE},
                                {CODE_DECIMAL, SECTION_KINDS},
                                {CODE_FLAG, SECTION_KINDS}}},
    [RECORD_CODE_ASSIGNMENT] =
        {3, {{CODE_ENUM, SECTION_OWNER}, {CODE_FLAG, SECTION_KINDS}, {CODE_ENUM, SECTION_ROUTE}}},
    [RECORD_CODE_REP_AWAY] = {REP_AWAY_VALUES,
                              {{CODE_ENUM, SECTION_OWNER},
                               {CODE_INSTANT, SECTION_KINDS},
                               {CODE_INSTANT, SECTION_KINDS}}},
    [RECORD_CODE_REP_BACK] = {1, {{CODE_ENUM, SECTION_OWNER}}},
    [RECORD_CODE_REP_LEFT] = {1, {{CODE_ENUM, SECTION_OWNER}}},
    [RECORD_CODE_LEAD_MERGED] = {0}, /* a key is no value */
    [RECORD_CODE_LEAD_ERASED] = {0},
};

static int check_standard_field(Verify *verify, uint32_t index, uint32_t slot,
                                const StandardField *expected) {
  const mops_agreement *agreement = verify->agreement;
  const ImageField *row = agreement->FIELD + index;
  if (row->type != (uint32_t)expected->type || row->slot != slot)
    return verify_bad_row(verify, SECTION_FIELD, index, "slot",
                          "a standard record has %u of another type here", row->slot);
  if (row->type == CODE_DECIMAL && (row->low < -POINTS_LIMIT || row->high > POINTS_LIMIT))
    return verify_bad_row(verify, SECTION_FIELD, index, "low", "the bounds are no points");
  if (expected->names == SECTION_KINDS) return 1;
  uint32_t members = agreement->ENUM[row->enumeration].count;
  return members == agreement->count[expected->names] ||
         verify_bad_row(verify, SECTION_FIELD, index, "enumeration",
                        "its %u members are not the %s", members,
                        section_specs[expected->names].name);
}

/* The engine reads what standard records carry without asking what it is. */
static int check_kind(Verify *verify, uint32_t index) {
  const ImageRecord *row = verify->agreement->RECORD + index;
  if ((row->kind == RECORD_CODE_LEAD) != (index == 0))
    return verify_bad_row(verify, SECTION_RECORD, index, "kind", "row 0 is the lead, and no other");
  if (row->derived && (row->kind != RECORD_CODE_EVENT || row->values))
    return verify_bad_row(verify, SECTION_RECORD, index, "derived",
                          "what follows from others is an event without values");
  if (row->kind <= RECORD_CODE_EVENT) return 1;
  uint32_t count = standard[row->kind].count;
  uint32_t fields = row->kind == RECORD_CODE_LEAD_MERGED ? 1 : count;
  if (row->count != fields || row->values != count)
    return verify_bad_row(verify, SECTION_RECORD, index, "values", "its kind has %u", count);
  for (uint32_t i = 0; i < count; i++)
    if (!check_standard_field(verify, row->first + i, i, &standard[row->kind].fields[i])) return 0;
  return 1;
}

static int check_records(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_RECORD]; i++) {
    const ImageRecord *row = agreement->RECORD + i;
    if (row->values > MAX_LEAD_SLOTS)
      return verify_bad_row(verify, SECTION_RECORD, i, "values", "%u are more than %u", row->values,
                            MAX_LEAD_SLOTS);
    for (uint32_t k = 0; k < row->count; k++)
      if (!check_field(verify, row->first + k, row->values)) return 0;
    if (!check_kind(verify, i)) return 0;
  }
  return 1;
}

/* ---- prefix trees -------------------------------------------------------------------------- */

static int check_children(Verify *verify, uint32_t parent) {
  const mops_agreement *agreement = verify->agreement;
  const ImageNode *node = agreement->NODE + parent;
  int64_t last_byte = -1, last_class = node->beyond;
  for (uint32_t i = node->child_first; i < node->child_first + node->child_count; i++) {
    const ImageNode *child = agreement->NODE + i;
    if (!child->label_length)
      return verify_bad_row(verify, SECTION_NODE, i, "label_length", "a child has a label");
    uint8_t byte = agreement->BYTE[child->label_first].byte;
    if (byte <= last_byte)
      return verify_bad_row(verify, SECTION_NODE, i, "label_first",
                            "the children of %u do not rise", parent);
    if (child->exact <= last_class)
      return verify_bad_row(verify, SECTION_NODE, i, "exact", "class %u does not rise",
                            child->exact);
    last_byte = byte;
    last_class = child->beyond;
  }
  return 1;
}

static int check_node(Verify *verify, uint32_t index) {
  const ImageNode *node = verify->agreement->NODE + index;
  uint64_t classes = (uint64_t)verify->agreement->count[SECTION_NODE] * 2;
  if (node->child_count && node->child_first <= index)
    return verify_bad_row(verify, SECTION_NODE, index, "child_first",
                          "%u does not come after its parent", node->child_first);
  if (node->exact >= node->beyond || node->beyond > classes)
    return verify_bad_row(verify, SECTION_NODE, index, "beyond",
                          "%u is not above %u and up to %llu", node->beyond, node->exact,
                          (unsigned long long)classes);
  if (node->value != VALUE_MISSING && node->value != VALUE_ABSENT &&
      (node->value < 0 || node->value >= NONE))
    return verify_bad_row(verify, SECTION_NODE, index, "value", "%lld is no word's",
                          (long long)node->value);
  return 1;
}

/* No two nodes share a child, so looking at all children is linear, and every walk down ends. */
static int check_nodes(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  uint32_t rows = agreement->count[SECTION_NODE];
  uint64_t children = 0;
  for (uint32_t i = 0; i < rows; i++) {
    children += agreement->NODE[i].child_count;
    if (children > rows)
      return verify_bad_row(verify, SECTION_NODE, i, "child_count", "nodes share children");
    if (!check_node(verify, i) || !check_children(verify, i)) return 0;
  }
  return 1;
}

/* The largest value at or below each node: children have higher rows, so from the end. */
static void fill_highest(const mops_agreement *agreement, int64_t *highest) {
  for (uint32_t i = agreement->count[SECTION_NODE]; i-- > 0;) {
    const ImageNode *node = agreement->NODE + i;
    highest[i] = node->value;
    for (uint32_t k = node->child_first; k < node->child_first + node->child_count; k++)
      if (highest[k] > highest[i]) highest[i] = highest[k];
  }
}

/* What a lexicon answers is a member of its enum. */
static int check_lexicons(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  uint32_t nodes = agreement->count[SECTION_NODE];
  int fine = 1;
  if (!agreement->count[SECTION_ENUM]) return 1;
  int64_t *highest =
      verify_take(verify, nodes, sizeof *highest); /* a lexicon is a node, so there is one */
  if (!highest) return 0;
  fill_highest(agreement, highest);
  for (uint32_t i = 0; fine && i < agreement->count[SECTION_ENUM]; i++) {
    const ImageEnum *row = agreement->ENUM + i;
    if (highest[row->lexicon] >= (int64_t)row->count)
      fine = verify_bad_row(verify, SECTION_ENUM, i, "lexicon", "it answers %lld of %u members",
                            (long long)highest[row->lexicon], row->count);
    else if (row->rest != NONE && row->rest - row->first >= row->count)
      fine = verify_bad_row(verify, SECTION_ENUM, i, "rest", "member %u is not its own", row->rest);
  }
  memory_free(&agreement->memory, highest, nodes * sizeof *highest);
  return fine;
}

/* ---- automata ------------------------------------------------------------------------------- */

/* What is known of each state while they are looked at in their order, parents first. */
typedef struct {
  uint32_t parent; /* or NONE: a root */
  uint32_t root, depth;
  uint32_t patterns; /* of a root: one more than the highest of its states */
} StateBound;

static int check_state_links(Verify *verify, const StateBound *bounds, uint32_t index) {
  const ImageState *states = verify->agreement->STATE, *row = states + index;
  if (bounds[index].parent == NONE)
    return (row->fail == index && row->output == NONE) ||
           verify_bad_row(verify, SECTION_STATE, index, "fail", "a root leads to itself");
  const StateBound *bound = bounds + index, *fail = bounds + row->fail;
  if (row->fail >= index || fail->root != bound->root || fail->depth >= bound->depth)
    return verify_bad_row(verify, SECTION_STATE, index, "fail", "%u is no shorter state",
                          row->fail);
  if (row->output == NONE) return 1;
  const StateBound *output = bounds + row->output;
  int ends = row->output < index && states[row->output].pattern != NONE;
  return (ends && output->root == bound->root && output->depth < bound->depth) ||
         verify_bad_row(verify, SECTION_STATE, index, "output", "%u is no shorter pattern",
                        row->output);
}

static int claim_children(Verify *verify, StateBound *bounds, uint32_t parent) {
  const ImageState *states = verify->agreement->STATE, *row = states + parent;
  if (row->child_count && row->child_first <= parent)
    return verify_bad_row(verify, SECTION_STATE, parent, "child_first",
                          "%u does not come after its parent", row->child_first);
  for (uint32_t i = row->child_first; i < row->child_first + row->child_count; i++) {
    if (bounds[i].parent != NONE)
      return verify_bad_row(verify, SECTION_STATE, i, NULL, "it has two parents");
    if (i > row->child_first && states[i].byte <= states[i - 1].byte)
      return verify_bad_row(verify, SECTION_STATE, i, "byte", "the children of %u do not rise",
                            parent);
    bounds[i] = (StateBound){parent, bounds[parent].root, bounds[parent].depth + 1, 0};
  }
  return 1;
}

static int check_state(Verify *verify, StateBound *bounds, uint32_t index) {
  const ImageState *row = verify->agreement->STATE + index;
  if (bounds[index].parent == NONE) bounds[index].root = index;
  StateBound *root = bounds + bounds[index].root;
  if (row->pattern != NONE && row->pattern >= MAX_LEAD_SLOTS * MATCH_BITS)
    return verify_bad_row(verify, SECTION_STATE, index, "pattern", "%u are too many", row->pattern);
  if (row->pattern != NONE && row->pattern >= root->patterns) root->patterns = row->pattern + 1;
  return check_state_links(verify, bounds, index) && claim_children(verify, bounds, index);
}

/* A reading starts at a root, and has a bit for each of its patterns. */
static int check_reading_states(Verify *verify, const StateBound *bounds) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_READING]; i++) {
    const ImageReading *row = agreement->READING + i;
    if (row->state == NONE) continue;
    if (bounds[row->state].parent != NONE)
      return verify_bad_row(verify, SECTION_READING, i, "state", "%u is no root", row->state);
    if (bounds[row->state].patterns > row->slots * MATCH_BITS)
      return verify_bad_row(verify, SECTION_READING, i, "slots", "%u are too few for %u patterns",
                            row->slots, bounds[row->state].patterns);
  }
  return 1;
}

/* Each state has one parent at most, so looking at all children is linear. */
static int check_states(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  uint32_t rows = agreement->count[SECTION_STATE];
  if (!rows) return 1;
  StateBound *bounds = verify_take(verify, rows, sizeof *bounds);
  int fine = bounds != NULL;
  for (uint32_t i = 0; fine && i < rows; i++) bounds[i] = (StateBound){.parent = NONE};
  for (uint32_t i = 0; fine && i < rows; i++) fine = check_state(verify, bounds, i);
  if (fine) fine = check_reading_states(verify, bounds);
  memory_free(&agreement->memory, bounds, rows * sizeof *bounds);
  return fine;
}

/* ---- time zones ---------------------------------------------------------------------------- */

static int check_offset(Verify *verify, const ImageZone *zone, uint32_t index) {
  const ImageOffset *row = verify->agreement->OFFSET + index;
  int fine = index == zone->first ? row->start == INT64_MIN
                                  : row->start > row[-1].start && row->start >= -MAX_INSTANT &&
                                        row->start <= zone->repeat_from;
  if (!fine)
    return verify_bad_row(verify, SECTION_OFFSET, index, "start",
                          "starts rise from the beginning of time to repeat_from");
  return (row->ahead >= -MAX_AHEAD && row->ahead <= MAX_AHEAD) ||
         verify_bad_row(verify, SECTION_OFFSET, index, "ahead", "%lld ms are more than 26 hours",
                        (long long)row->ahead);
}

static int check_zones(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_ZONE]; i++) {
    const ImageZone *row = agreement->ZONE + i;
    if (!row->count) return verify_bad_row(verify, SECTION_ZONE, i, "count", "there is no offset");
    if (row->repeat_from < -MAX_INSTANT || row->repeat_from > MAX_INSTANT)
      return verify_bad_row(verify, SECTION_ZONE, i, "repeat_from", "it is no instant");
    for (uint32_t k = 0; k < row->count; k++)
      if (!check_offset(verify, row, row->first + k)) return 0;
    if (row->count > 1 && row->repeat_from - REPEAT_MS < agreement->OFFSET[row->first + 1].start)
      return verify_bad_row(verify, SECTION_ZONE, i, "repeat_from",
                            "400 years before it lie outside the table");
  }
  return 1;
}

/* ---- the lead's slots ---------------------------------------------------------------------- */

static int check_initial(Verify *verify) {
  static const int64_t header[HEADER_SLOTS] = {INT64_MAX, VALUE_MISSING, VALUE_MISSING,
                                               0,         VALUE_MISSING, VALUE_MISSING};
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->META->slots; i++) {
    int64_t value = agreement->INITIAL[i].value;
    int fine = i < HEADER_SLOTS
                   ? value == header[i]
                   : value == VALUE_MISSING || (value >= -VALUE_LIMIT && value <= VALUE_LIMIT);
    if (!fine)
      return verify_bad_row(verify, SECTION_INITIAL, i, "value", "a new lead has no %lld here",
                            (long long)value);
  }
  return 1;
}

static int check_scopes(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  const ImageScope *rows = agreement->SCOPE;
  for (uint32_t i = 0; i < agreement->count[SECTION_SCOPE]; i++) {
    if (i > 0 && rows[i].scope <= rows[i - 1].scope)
      return verify_bad_row(verify, SECTION_SCOPE, i, "scope", "scopes do not rise");
    if (rows[i].scope == SCOPE_LEAD && rows[i].slots != agreement->META->slots)
      return verify_bad_row(verify, SECTION_SCOPE, i, "slots", "%u is not META's %u", rows[i].slots,
                            agreement->META->slots);
  }
  return 1;
}

int verify_schema(Verify *verify) {
  static const VerifyCheck checks[] = {check_counts,  check_strings, check_runs,     check_meta,
                                       check_records, check_nodes,   check_lexicons, check_states,
                                       check_zones,   check_initial, check_scopes};
  return verify_all(verify, checks, sizeof checks / sizeof *checks);
}
