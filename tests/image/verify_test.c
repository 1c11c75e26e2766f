/* The verifier, one fault at a time: a small image that is accepted, and for each thing that can be
 * wrong with it an image in which just that is. Faults of shapes are made from the tables of
 * shape.h, so a new opcode or field is tested without a line here. */
#include "tests/image/build_image.h"
#include "tests/lib/tap.h"

#include <stdlib.h>

/* ---- one image ----------------------------------------------------------------------------- */

static mops_status seal_draft(const Draft *draft, mops_problem *problem) {
  size_t size;
  unsigned char *image = draft_image(draft, &size);
  memset(problem, 0, sizeof *problem);
  mops_status status = image_seal(image, size, NULL, problem);
  free(image);
  return status;
}

static void accepted(const Draft *draft, const char *what) {
  mops_problem problem;
  if (!ok(seal_draft(draft, &problem) == MOPS_OK, "%s is accepted", what))
    printf("# %s\n", problem.text);
}

/* The reason must name the fault: an image that is refused for another reason proves nothing. */
static void refused(const Draft *draft, const char *reason, const char *what) {
  mops_problem problem;
  mops_status status = seal_draft(draft, &problem);
  if (!ok(status == MOPS_BAD_IMAGE && strstr(problem.text, reason) != NULL, "%s is refused", what))
    printf("# expected \"%s\"\n# found    \"%s\"\n", reason, status ? problem.text : "(accepted)");
}

/* ---- tables -------------------------------------------------------------------------------- */

static void test_tables(void) {
  for (uint32_t kind = 0; kind < SECTION_KINDS; kind++) {
    uint32_t end = 0;
    for (uint32_t i = 0; i < section_specs[kind].field_count; i++)
      if (section_specs[kind].fields[i].offset == end) end += section_specs[kind].fields[i].size;
    ok(end == section_specs[kind].row_size, "fields of %s fill its rows", section_specs[kind].name);
  }
  ok(image_hash(IMAGE_HASH_START, "foobar", 6) == UINT64_C(0x85944171f73967e8), "FNV-1a 64");
}

/* ---- shapes of fields ---------------------------------------------------------------------- */

/* Values that a field of a shape must not have; returns how many. */
static int wrong_values(const Draft *draft, const FieldSpec *field, int64_t wrong[4]) {
  const ImageMeta *meta = draft_row(draft, SECTION_META, 0);
  int count = 0;
  switch (field->shape) {
  case SHAPE_STRING:
  case SHAPE_TEXT:
  case SHAPE_INDEX:
  case SHAPE_OPTION:
  case SHAPE_BLOCK:
    wrong[count++] = draft->count[field->of];
    if (field->shape == SHAPE_TEXT || field->shape == SHAPE_INDEX) wrong[count++] = NONE;
    break;
  case SHAPE_FIRST:
  case SHAPE_COUNT:
    wrong[count++] = (int64_t)draft->count[field->of] + 1;
    wrong[count++] = UINT32_MAX;
    break;
  case SHAPE_BELOW:
    wrong[count++] = field->of;
    wrong[count++] = UINT32_MAX;
    break;
  case SHAPE_SLOT:
    wrong[count++] = 0;
    wrong[count++] = AT_FACTS + DRAFT_FACTS - 1;
    wrong[count++] = meta->slots - field->of + 1;
    wrong[count++] = (int64_t)UINT32_MAX - 1;
    break;
  case SHAPE_VALUE:
    wrong[count++] = VALUE_LIMIT + 1;
    wrong[count++] = -VALUE_LIMIT - 1;
    break;
  case SHAPE_POINTS:
  case SHAPE_BOUND:
    wrong[count++] = POINTS_LIMIT + 1;
    wrong[count++] = -POINTS_LIMIT - 1;
    break;
  case SHAPE_PERIOD:
    wrong[count++] = 0;
    wrong[count++] = -1;
    wrong[count++] = VALUE_LIMIT + 1;
    break;
  case SHAPE_STAGES:
    wrong[count++] = INT64_C(1) << draft->count[SECTION_STAGE];
    wrong[count++] = INT64_MIN;
    break;
  case SHAPE_ANY:
  case SHAPE_LINE: break;
  }
  return count;
}

static void test_shape(uint32_t kind, const FieldSpec *field) {
  int64_t wrong[4];
  Draft draft = draft_small();
  int count = wrong_values(&draft, field, wrong);
  for (int i = 0; i < count; i++) {
    char reason[80], what[120];
    unsigned char *row = draft_row(&draft, kind, 0);
    int64_t right = shape_read(field, row);
    /* a run is named by its first row */
    snprintf(reason, sizeof reason,
             "row 0, field %s:", field->shape == SHAPE_COUNT ? field[-1].name : field->name);
    snprintf(what, sizeof what, "%s.%s = %lld", section_specs[kind].name, field->name,
             (long long)wrong[i]);
    field_write(field, row, wrong[i]);
    refused(&draft, reason, what);
    field_write(field, row, right);
  }
  draft_free(&draft);
}

static void test_shapes(void) {
  for (uint32_t kind = 0; kind < SECTION_KINDS; kind++)
    for (uint32_t i = 0; i < section_specs[kind].field_count; i++)
      test_shape(kind, &section_specs[kind].fields[i]);
}

/* A line number is no part of what is decided. */
static void test_meaning(void) {
  for (int i = 0; i < 3; i++) {
    static const char *const what[] = {"a line", "a rule's label", "a limit"};
    Draft draft = draft_small();
    size_t size, other_size;
    mops_problem problem;
    unsigned char *image = draft_image(&draft, &size);
    image_seal(image, size, NULL, &problem);
    if (i == 0) ((ImageStage *)draft_row(&draft, SECTION_STAGE, 0))->line++;
    if (i == 1)
      ((ImageRule *)draft_row(&draft, SECTION_RULE, 0))->label = draft_text(&draft, "Other");
    if (i == 2) ((ImageLimit *)draft_row(&draft, SECTION_LIMIT, 0))->count++;
    unsigned char *other = draft_image(&draft, &other_size);
    image_seal(other, other_size, NULL, &problem);
    int same = ((ImageHeader *)(void *)image)->meaning == ((ImageHeader *)(void *)other)->meaning;
    ok(same == (i < 2), "%s %s the meaning", what[i], i < 2 ? "leaves" : "changes");
    free(image);
    free(other);
    draft_free(&draft);
  }
}

/* ---- rows ---------------------------------------------------------------------------------- */

/* One field of one row changed, and what the problem must say. */
typedef struct {
  uint32_t kind, row;
  const char *field;
  int64_t value;
  const char *reason;
} Fault;

#define AT(kind) "(" kind "), row "
static const Fault faults[] = {
    {SECTION_META, 0, "slots", HEADER_SLOTS + DRAFT_FACTS - 1, "slots are not from"},
    {SECTION_META, 0, "slots", MAX_LEAD_SLOTS + 1, "slots are not from"},
    {SECTION_META, 0, "slots", SLOTS - 3, "is not from"},
    {SECTION_META, 0, "facts_slot", HEADER_SLOTS - 1, "are not slots"},
    {SECTION_META, 0, "facts_slot", SLOTS - DRAFT_FACTS + 1, "are not slots"},
    {SECTION_META, 0, "facts_slot", AT_FACTS + 1, "without the facts"},
    {SECTION_META, 0, "facts", 2, AT("record") "0, field values"},
    {SECTION_META, 0, "facts", UINT32_MAX, "slots are not from"},
    {SECTION_META, 0, "key", 3, "is not the lead's"},
    {SECTION_META, 0, "start", NONE, "a lifecycle has stages"},
    {SECTION_META, 0, "static_facts", 3, "more than all"},
    {SECTION_META, 0, "static_facts", 0, "depend on facts alone"},
    {SECTION_BYTE, 0, "byte", 'x', "no NUL follows"},
    {SECTION_BYTE, 1, "byte", 0xC3, "is not UTF-8"},
    {SECTION_BYTE, 1, "byte", 0, "is not UTF-8 without NUL"},
    {SECTION_STRING, 0, "length", 1, "is not empty"},
    {SECTION_STRING, 1, "length", 3, "no NUL follows"},
    {SECTION_ENUM, 0, "count", 1, "is in no run"},
    {SECTION_NODE, 2, "value", 2, "answers 2 of 2 members"},
    {SECTION_NODE, 2, "value", -1, "is no word's"},
    {SECTION_NODE, 3, "child_first", 3, "come after its parent"},
    {SECTION_NODE, 0, "child_count", 10, "do not lie in"},
    {SECTION_NODE, 0, "child_count", 8, "a child has a label"},
    {SECTION_NODE, 6, "child_count", 2, "come after its parent"},
    {SECTION_NODE, 1, "label_length", 0, "has a label"},
    {SECTION_NODE, 1, "exact", 1, "does not rise"},
    {SECTION_NODE, 2, "exact", 3, "does not rise"},
    {SECTION_NODE, 2, "beyond", 4, "is not above"},
    {SECTION_NODE, 2, "beyond", 21, "is not above"},
    {SECTION_RECORD, 0, "values", 4, "facts"},
    {SECTION_RECORD, 1, "values", MAX_LEAD_SLOTS + 1, "are more than"},
    {SECTION_RECORD, 1, "values", 2, "none of its record's"},
    {SECTION_RECORD, 1, "first", 2, "is in two runs"},
    {SECTION_RECORD, 0, "run_first", 1, "is in two runs"},
    {SECTION_RECORD, 0, "run_count", 0, "is in no run"},
    {SECTION_RECORD, 1, "run_count", 2, "is in no run"},
    {SECTION_RECORD, 0, "by", 0, "is not an event"},
    {SECTION_RECORD, 1, "by", 3, "do not fit value 3"},
    {SECTION_RECORD, 1, "by", NONE, "3 runs do not fit"},
    {SECTION_RECORD, 0, "kind", RECORD_CODE_EVENT, "row 0 is the lead"},
    {SECTION_RECORD, 1, "kind", RECORD_CODE_LEAD, "row 0 is the lead"},
    {SECTION_RECORD, 0, "derived", 1, "an event without values"},
    {SECTION_RECORD, 1, "derived", 1, "an event without values"},
    {SECTION_RECORD, 2, "derived", 1, "an event without values"},
    {SECTION_RECORD, 1, "kind", RECORD_CODE_STAGE_SET, "its kind has 2"},
    {SECTION_RECORD, 1, "kind", RECORD_CODE_SCORE_SET, "its kind has 3"},
    {SECTION_RECORD, 2, "kind", RECORD_CODE_SCORE_SET, "its kind has 3"},
    {SECTION_RECORD, 3, "kind", RECORD_CODE_STAGE_SET, "its kind has 2"},
    {SECTION_RECORD, 3, "values", 4, "its kind has 3"},
    {SECTION_FIELD, 5, "slot", 1, "of another type here"},
    {SECTION_FIELD, 5, "enumeration", 2, "are not the STAGE"},
    {SECTION_FIELD, 6, "type", CODE_INT, "of another type here"},
    {SECTION_FIELD, 6, "slot", NONE, "of another type here"},
    {SECTION_FIELD, 7, "enumeration", 0, "are not the SCORE"},
    {SECTION_FIELD, 8, "high", POINTS_LIMIT + 1, "are no points"},
    {SECTION_FIELD, 9, "slot", 1, "of another type here"},
    {SECTION_SCORE, 0, "hand", NONE, "for what is by hand"},
    {SECTION_SCORE, 0, "hand", AT_OWN, "it should be 0"},
    {SECTION_SCORE, 0, "hand", AT_STREAK, "serves something else"},
    {SECTION_FIELD, 2, "slot", 3, "none of its record's"},
    {SECTION_FIELD, 2, "midnight", 3, "none of its record's"},
    {SECTION_FIELD, 2, "midnight", 1, "none of its record's"},
    {SECTION_FIELD, 0, "slot", 0, "none of its record's"},
    {SECTION_FIELD, 3, "type", CODE_INT, "is no text"},
    {SECTION_FIELD, 1, "enumeration", NONE, "does not fit the type"},
    {SECTION_FIELD, 2, "enumeration", 0, "does not fit the type"},
    {SECTION_FIELD, 2, "low", 100001, "no range"},
    {SECTION_FIELD, 2, "high", INT64_MAX, "no range"},
    {SECTION_FIELD, 2, "initial", VALUE_LIMIT + 1, "is no value"},
    {SECTION_READING, 0, "slot", 3, "none of its record's"},
    {SECTION_READING, 0, "slots", 0, "do not fit"},
    {SECTION_READING, 0, "slots", 2, "do not fit"},
    {SECTION_READING, 0, "node", NONE, "does not fit the kind"},
    {SECTION_READING, 1, "state", 0, "does not fit the kind"},
    {SECTION_READING, 2, "slots", 2, "do not fit"},
    {SECTION_READING, 2, "node", 3, "does not fit the kind"},
    {SECTION_READING, 2, "state", NONE, "does not fit the kind"},
    {SECTION_READING, 2, "state", 1, "is no root"},
    {SECTION_DERIVED, 0, "value", 3, "none of the lead's 3 facts"},
    {SECTION_DERIVED, 0, "block", 4, "reads event 1"},
    {SECTION_STATE, 0, "fail", 4, "leads to itself"},
    {SECTION_STATE, 0, "output", 2, "leads to itself"},
    {SECTION_STATE, 0, "child_first", 0, "come after its parent"},
    {SECTION_STATE, 1, "child_first", 2, "two parents"},
    {SECTION_STATE, 2, "byte", 'a', "do not rise"},
    {SECTION_STATE, 3, "fail", 3, "no shorter state"},
    {SECTION_STATE, 3, "fail", 5, "no shorter state"},
    {SECTION_STATE, 5, "fail", 0, "no shorter state"},
    {SECTION_STATE, 3, "output", 1, "no shorter pattern"},
    {SECTION_STATE, 3, "output", 3, "no shorter pattern"},
    {SECTION_STATE, 5, "output", 2, "no shorter pattern"},
    {SECTION_STATE, 3, "pattern", 61, "too few for 62 patterns"},
    {SECTION_STATE, 3, "pattern", NONE - 1, "are too many"},
    {SECTION_META, 0, "owner_slot", NONE, "does not fit 2 owners"},
    {SECTION_META, 0, "owner_slot", AT_TRUE, "serves something else"},
    {SECTION_META, 0, "settled_count", 0, "is in no run"},
    {SECTION_OPEN_RANGE, 0, "from", 12 * 3600000, "are no hours"},
    {SECTION_OPEN_RANGE, 0, "to", 23 * 3600000, "not after those before"},
    {SECTION_OPEN_RANGE, 1, "from", DAY_MS, "are no hours"},
    {SECTION_OPEN_RANGE, 1, "to", 2 * DAY_MS + 1, "are no hours"},
    {SECTION_OPEN_RANGE, 1, "to", 30 * 3600000, "is not their sum"},
    {SECTION_OPEN_DAY, 1, "open", 1, "is not their sum"},
    {SECTION_YEARLY_DAY, 0, "day", 30, "there is no 30.2."},
    {SECTION_YEARLY_DAY, 0, "month", 0, "there is no 29.0."},
    {SECTION_YEARLY_DAY, 1, "month", 1, "days do not rise"},
    {SECTION_DATED_DAY, 1, "day", 20000, "days do not rise"},
    {SECTION_DATED_DAY, 1, "day", 2932897, "is no date"},
    {SECTION_DATED_DAY, 0, "day", -719529, "is no date"},
    {SECTION_OWNER, 0, "person", 0, "a queue is a rep's"},
    {SECTION_OWNER, 1, "person", 1, "a queue is a rep's"},
    {SECTION_ROLE, 0, "count", 1, "is in no run"},
    {SECTION_POOL, 0, "loaded", 4, "has bits of no stage"},
    {SECTION_POOL_MEMBER, 0, "owner", 1, "a queue is no member"},
    {SECTION_POOL_MEMBER, 0, "weight", 0, "a member has a weight"},
    {SECTION_POOL_MEMBER, 0, "weight", 1001, "is not from 0 to 1000"},
    {SECTION_LOOKUP, 0, "value", 3, "is none of a lead's"},
    {SECTION_ROUTE, 0, "count", 3, "is in no run"},
    {SECTION_CLAUSE, 0, "value", NONE, "names another target"},
    {SECTION_CLAUSE, 0, "value", 4, "names another target"},
    {SECTION_CLAUSE, 0, "condition", 4, "reads an event"},
    {SECTION_CLAUSE, 0, "criterion", 4, "reads event 1"},
    {SECTION_CLAUSE, 0, "rule", 0, "is no clause"},
    {SECTION_CLAUSE, 1, "lookup", NONE, "names another target"},
    {SECTION_CLAUSE, 1, "within", -1, "no length of time"},
    {SECTION_CLAUSE, 1, "available", INT64_MAX, "no length of time"},
    {SECTION_CLAUSE, 2, "role", NONE, "names another target"},
    {SECTION_CLAUSE, 3, "queue", 0, "names another target"},
    {SECTION_CLAUSE, 3, "condition", 1, "no queue takes what is left"},
    {SECTION_CLAUSE, 3, "kind", TARGET_CODE_OWNER, "no queue takes what is left"},
    {SECTION_RECORD, 6, "kind", RECORD_CODE_EVENT, "it has routes, but no assignment"},
    {SECTION_FIELD, 11, "type", CODE_INT, "of another type here"},
    {SECTION_FIELD, 12, "enumeration", 3, "are not the ROUTE"},
    {SECTION_TRIGGER, 15, "effect", EFFECT_RULE, "moves of the stage have no 4"},
    {SECTION_TRIGGER, 15, "target", 1, "is none of effect 6"},
    {SECTION_TRIGGER, 15, "from", 4, "bits of no stage"},
    {SECTION_RUN, 10, "conditional", 0, "say 1"},
    {SECTION_TRIGGER, 16, "target", 1, "is none of effect 9"},
    {SECTION_SLA, 0, "slot", NONE, "there are not enough"},
    {SECTION_SLA, 0, "slot", SLOTS - CLOCK_SLOTS, "there are not enough"},
    {SECTION_SLA, 0, "slot", AT_OWNER, "serves something else"},
    {SECTION_SLA, 0, "paused", 4, "reads an event"},
    {SECTION_SLA, 0, "target_count", 1, "no target always holds"},
    {SECTION_SLA_TARGET, 0, "amount", 0, "has another length"},
    {SECTION_SLA_TARGET, 0, "calendar", 0, "has another length"},
    {SECTION_SLA_TARGET, 0, "kind", LENGTH_CODE_OPEN, "has another length"},
    {SECTION_SLA_TARGET, 0, "condition", 4, "reads an event"},
    {SECTION_SLA_TARGET, 0, "criterion", 4, "reads event 1"},
    {SECTION_SLA_TARGET, 0, "rule", 0, "is of no SLA"},
    {SECTION_SLA_TARGET, 1, "of_owner", 1, "has another length"},
    {SECTION_SLA_TARGET, 1, "calendar", NONE, "has another length"},
    {SECTION_SLA_TARGET, 1, "amount", 1001, "has another length"},
    {SECTION_SLA_TARGET, 1, "kind", LENGTH_CODE_CLOSING, "has another length"},
    {SECTION_SLA_TARGET, 1, "condition", 1, "no target always holds"},
    {SECTION_SLA_STEP, 0, "share", 0, "has another length"},
    {SECTION_SLA_STEP, 0, "amount", 1, "has another length"},
    {SECTION_SLA_STEP, 1, "share", 1, "has another length"},
    {SECTION_SLA_STEP, 1, "rule", 0, "is of no SLA"},
    {SECTION_ACTION, 0, "target", 1, "is nobody"},
    {SECTION_ACTION, 0, "slot", AT_AGAIN, "serves something else"},
    {SECTION_ACTION, 0, "route", 0, "does not fit kind 0"},
    {SECTION_ACTION, 0, "move", 0, "does not fit kind 0"},
    {SECTION_ACTION, 1, "at_most", 0, "does not fit kind 1"},
    {SECTION_ACTION, 1, "route", NONE, "does not fit kind 1"},
    {SECTION_ACTION, 2, "clause_count", 0, "is in no run"},
    {SECTION_ACTION, 1, "slot", AT_AGAIN + 1, "serves something else"},
    {SECTION_ACTION, 3, "move", 1, "does not fit kind 2"},
    {SECTION_ACTION, 3, "move", NONE, "does not fit kind 2"},
    {SECTION_ZONE, 0, "count", 0, "is in no run"},
    {SECTION_ZONE, 0, "repeat_from", INT64_MAX, "is no instant"},
    {SECTION_ZONE, 0, "repeat_from", -1, "starts rise"},
    {SECTION_ZONE, 0, "repeat_from", REPEAT_MS - 1, "outside the table"},
    {SECTION_OFFSET, 0, "start", 0, "starts rise"},
    {SECTION_OFFSET, 1, "start", INT64_MIN, "starts rise"},
    {SECTION_OFFSET, 1, "start", INT64_MIN + 1, "starts rise"},
    {SECTION_OFFSET, 1, "ahead", 27 * 3600000, "26 hours"},
    {SECTION_OFFSET, 1, "ahead", INT64_MIN, "26 hours"},
    {SECTION_SCORE, 0, "slot", NONE, "a score has slots"},
    {SECTION_SCORE, 0, "slot", AT_DAY, "it should be"},
    {SECTION_SCORE, 0, "keep_low", 101 * POINT, "leave nothing"},
    {SECTION_SCORE, 0, "keep_low", INT64_MAX, "leave nothing"},
    {SECTION_SCORE, 0, "shown_high", INT64_MIN, "leave nothing"},
    {SECTION_SCORE, 0, "event_count", 1, "is in no run"},
    {SECTION_SCORE, 0, "each_count", 0, "is in no run"},
    {SECTION_SCORE, 0, "decay", NONE, "has another decay"},
    {SECTION_RULE, 0, "kind", RULE_CODE_MOVE, "has kind"},
    {SECTION_EVENT_RULE, 0, "set", 1, "has kind"},
    {SECTION_EVENT_RULE, 0, "slot", NONE, "has slots"},
    {SECTION_EVENT_RULE, 0, "slot", AT_SET, "serves something else"},
    {SECTION_EVENT_RULE, 1, "points_slot", AT_POINTS, "serves something else"},
    {SECTION_EVENT_RULE, 1, "points_slot", AT_HOLD, "it should be 0"},
    {SECTION_EVENT_RULE, 0, "limit_count", 2, "is in no run"},
    {SECTION_EVENT_RULE, 1, "limit_first", 4, "do not lie in"},
    {SECTION_EVENT_RULE, 0, "ageing", NONE, "is of score 0, and read: 1"},
    {SECTION_EVENT_RULE, 1, "group", 0, "is of score 0, and read: 1"},
    {SECTION_GROUP, 0, "most", POINTS_LIMIT + 1, "more than there can be"},
    {SECTION_GROUP, 0, "read", 0, "is of score 0, and read: 0"},
    {SECTION_GROUP, 0, "rule", 0, "has kind"},
    {SECTION_GROUP, 0, "slot", NONE, "has a slot"},
    {SECTION_GROUP, 0, "slot", AT_DAY, "serves something else"},
    {SECTION_SCORE, 0, "group_count", 0, "is in no run"},
    {SECTION_AGEING, 0, "event_rule", 1, "another rule's"},
    {SECTION_AGEING, 0, "period", VALUE_LIMIT, "do not fit"},
    {SECTION_AGEING, 0, "count", 1, "is in no run"},
    {SECTION_AGEING, 0, "live", 0, "are not the lead's"},
    {SECTION_AGEING, 0, "live", 3, "serves something else"},
    {SECTION_AGEING, 0, "live", SLOTS - AT_LIVE - LIVE_FIRST + 1, "are not the lead's"},
    {SECTION_AGEING, 0, "live", NONE, "are not the lead's"},
    {SECTION_AGEING, 0, "slot", NONE, "are not the lead's"},
    {SECTION_AGEING, 0, "slot", AT_DAY, "no awards age"},
    {SECTION_WORTH, 0, "points", POINTS_LIMIT + 1, "not from"},
    {SECTION_TIMER, 5, "slot", AT_LIVE, "no awards age"},
    {SECTION_TIMER, 5, "slot", AT_HOLD, "no awards age"},
    {SECTION_TIMER, 5, "decay", 0, "does not fit kind"},
    {SECTION_LIMIT, 0, "count", 0, "is not from 1"},
    {SECTION_LIMIT, 0, "count", 10001, "is not from 1"},
    {SECTION_LIMIT, 0, "slot", AT_DAY, "only a total"},
    {SECTION_LIMIT, 1, "slot", NONE, "only a total"},
    {SECTION_LIMIT, 1, "slot", AT_ADD, "serves something else"},
    {SECTION_LIMIT, 2, "window", 0, "are no window"},
    {SECTION_LIMIT, 2, "window", INT64_MAX, "are no window"},
    {SECTION_LIMIT, 2, "count", 3, "serves something else"},
    {SECTION_LIMIT, 2, "count", SLOTS - AT_WINDOW + 1, "are not the lead's"},
    {SECTION_FACT_RULE, 0, "depends", DEPENDS_FACTS | DEPENDS_OTHER, "depend on facts alone"},
    {SECTION_FACT_RULE, 1, "depends", DEPENDS_FACTS, "depend on facts alone"},
    {SECTION_FACT_RULE, 0, "slot", NONE, "has a slot"},
    {SECTION_FACT_RULE, 0, "slot", AT_FACT, "serves something else"},
    {SECTION_FACT_RULE, 0, "condition", 4, "reads an event"},
    {SECTION_FACT_RULE, 0, "rule", 0, "has kind"},
    {SECTION_FACT_RULE, 0, "criterion", 4, "reads event 1"},
    {SECTION_EACH_RULE, 0, "anchor", NONE, "have no anchor"},
    {SECTION_EACH_RULE, 0, "anchor", AT_STREAK, "has another anchor"},
    {SECTION_EACH_RULE, 0, "next", 0, "stands above it"},
    {SECTION_EACH_RULE, 0, "at_most", VALUE_LIMIT, "not from 0 to 10000"},
    {SECTION_DECAY, 0, "amount", POINTS_LIMIT + 1, "more than there can be"},
    {SECTION_DECAY, 0, "percent", 1, "more than there can be"},
    {SECTION_DECAY, 0, "own", NONE, "of its own"},
    {SECTION_DECAY, 0, "own", AT_ANCHOR, "serves something else"},
    {SECTION_DECAY, 0, "anchor", AT_STREAK, "serves something else"},
    {SECTION_DECAY, 0, "paused", NONE, "goes with paused"},
    {SECTION_DECAY, 0, "paused", 4, "reads an event"},
    {SECTION_DECAY, 0, "criterion", 4, "reads event 1"},
    {SECTION_DECAY, 0, "clock", NONE, "goes with paused"},
    {SECTION_DECAY, 0, "clock", AT_LIVE, "it should be"},
    {SECTION_ANCHOR, 0, "slot", NONE, "has a slot"},
    {SECTION_ANCHOR, 0, "slot", AT_HOLD, "has another anchor"},
    {SECTION_ANCHOR, 0, "merges", 2, "is not from 0 to 1"},
    {SECTION_HISTORY, 0, "merges", 2, "is not from 0 to 1"},
    {SECTION_RUN, 0, "count", 1, "is in no run"},
    {SECTION_RUN, 0, "conditional", 0, "say 1"},
    {SECTION_RUN, 1, "conditional", 0, "say 1"},
    {SECTION_RUN, 2, "conditional", 1, "say 0"},
    {SECTION_CANDIDATE, 0, "trigger", 1, "reads another event"},
    {SECTION_CANDIDATE, 1, "trigger", 5, "reads another event"},
    {SECTION_CANDIDATE, 9, "trigger", 4, "effects do not rise"},
    {SECTION_CANDIDATE, 11, "trigger", 3, "say 1"},
    {SECTION_TRIGGER, 0, "target", 1, "none of effect"},
    {SECTION_TRIGGER, 0, "counter", 0, "what breaks is not counted"},
    {SECTION_TRIGGER, 8, "target", 2, "none of effect"},
    {SECTION_TRIGGER, 10, "target", 1, "none of effect"},
    {SECTION_TRIGGER, 10, "target", 3, "none of effect"},
    {SECTION_TRIGGER, 11, "counter", 0, "it counts another event"},
    {SECTION_COUNTER, 0, "count", 1, "nothing to count to"},
    {SECTION_COUNTER, 0, "count", 4, "serves something else"},
    {SECTION_COUNTER, 0, "count", 255, "do not fit the window"},
    {SECTION_COUNTER, 0, "slot", NONE, "has a slot"},
    {SECTION_COUNTER, 0, "slot", AT_DAY, "serves something else"},
    {SECTION_COUNTER, 0, "window", -1, "are no window"},
    {SECTION_COUNTER, 0, "window", 0, "do not fit the window"},
    {SECTION_COUNTER, 0, "instants", NONE, "do not fit the window"},
    {SECTION_COUNTER, 0, "values", NONE, "do not fit the value"},
    {SECTION_COUNTER, 0, "values", SLOTS - 1, "do not fit the value"},
    {SECTION_COUNTER, 0, "value", NONE, "do not fit the value"},
    {SECTION_COUNTER, 0, "value", 3, "none of the event's"},
    {SECTION_COUNTER, 0, "event", 4, "none of the event's"},
    {SECTION_HISTORY, 0, "window", -1, "do not fit"},
    {SECTION_HISTORY, 0, "window", VALUE_LIMIT + 1, "do not fit"},
    {SECTION_HISTORY, 1, "window", 1, "do not fit"},
    {SECTION_HISTORY, 0, "slot", NONE, "has a slot"},
    {SECTION_HISTORY, 0, "ring", NONE, "does not fit its count"},
    {SECTION_HISTORY, 0, "ring", SLOTS - 1, "does not fit its count"},
    {SECTION_HISTORY, 0, "count", 3, "serves something else"},
    {SECTION_HISTORY, 0, "kind", HISTORY_LAST, "do not fit"},
    {SECTION_HISTORY, 1, "kind", HISTORY_COUNT, "do not fit kind"},
    {SECTION_HISTORY, 1, "value", NONE, "does not fit kind"},
    {SECTION_HISTORY, 1, "value", 3, "none of the event's"},
    {SECTION_HISTORY, 1, "event", 4, "none of the event's"},
    {SECTION_BECOMING, 0, "slot", NONE, "has a slot"},
    {SECTION_BECOMING, 0, "slot", AT_DAY, "serves something else"},
    {SECTION_BECOMING, 0, "condition", 4, "reads an event"},
    {SECTION_BECOMING, 0, "run_first", 0, "is in two runs"},
    {SECTION_BECOMING, 0, "run_count", 0, "is in no run"},
    {SECTION_TRIGGER, 1, "target", 2, "none of effect"},
    {SECTION_TRIGGER, 2, "effect", EFFECT_MOVE, "effects do not rise"},
    {SECTION_TRIGGER, 2, "value", 3, "none of the event's 3"},
    {SECTION_TRIGGER, 6, "value", 0, "none of the event's 0"},
    {SECTION_TRIGGER, 4, "target", 1, "none of effect"},
    {SECTION_TRIGGER, 5, "target", 1, "none of effect"},
    {SECTION_TRIGGER, 5, "target", 2, "none of effect"},
    {SECTION_TRIGGER, 6, "effect", EFFECT_MOVE, "moves of the stage have no"},
    {SECTION_TRIGGER, 6, "from", 4, "bits of no stage"},
    {SECTION_TRIGGER, 6, "to", INT64_MIN, "bits of no stage"},
    {SECTION_TRIGGER, 6, "where", 4, "reads another event"},
    {SECTION_TRIGGER, 6, "criterion", 4, "reads event 1"},
    {SECTION_TRIGGER, 7, "counter", 0, "it counts another event"},
    {SECTION_MOVE, 0, "to", 0, "moves to itself"},
    {SECTION_MOVE, 0, "hold", 5, "do not fit"},
    {SECTION_MOVE, 0, "condition", 1, "none of effect"},
    {SECTION_MOVE, 1, "hold", -1, "do not fit"},
    {SECTION_MOVE, 1, "hold", INT64_MAX, "do not fit"},
    {SECTION_MOVE, 1, "hold", 0, "goes with hold"},
    {SECTION_MOVE, 1, "hold_slot", NONE, "goes with hold"},
    {SECTION_MOVE, 1, "hold_slot", AT_ANCHOR, "serves something else"},
    {SECTION_MOVE, 1, "condition", 4, "reads an event"},
    {SECTION_MOVE, 1, "criterion", 5, "reads event 1"},
    {SECTION_SCORE, 0, "file", 1, "is not a row of file"},
    {SECTION_TIMER, 1, "decay", 0, "does not fit kind"},
    {SECTION_TIMER, 1, "after", 0, "are no time"},
    {SECTION_TIMER, 6, "fact", DRAFT_FACTS, "does not fit kind"},
    {SECTION_TIMER, 6, "fact", NONE, "does not fit kind"},
    {SECTION_TIMER, 6, "slot", AT_ANCHOR, "does not fit kind"},
    {SECTION_TIMER, 1, "fact", 0, "does not fit kind"},
    {SECTION_TIMER, 1, "slot", NONE, "does not fit kind"},
    {SECTION_TIMER, 0, "history", NONE, "is not kept for it"},
    {SECTION_TIMER, 0, "history", 1, "is not kept for it"},
    {SECTION_TIMER, 0, "slot", AT_ANCHOR, "does not fit kind"},
    {SECTION_TIMER, 1, "history", 0, "does not fit kind"},
    {SECTION_TIMER, 1, "stages", 4, "bits of no stage"},
    {SECTION_TIMER, 2, "at_most", VALUE_LIMIT, "not from 0 to 10000"},
    {SECTION_TIMER, 3, "decay", NONE, "does not fit kind"},
    {SECTION_TIMER, 3, "slot", AT_ANCHOR, "does not fit kind"},
    {SECTION_TIMER, 0, "stages", 3, "0 timers do not fit"},
    {SECTION_TIMER, 5, "ageing", NONE, "no awards age"},
    {SECTION_TIMER, 1, "ageing", 0, "no awards age"},
    {SECTION_META, 0, "kept_slot", NONE, "is not kept for it"},
    {SECTION_META, 0, "kept_slot", SLOTS - 1, "1 timers do not fit"},
    {SECTION_META, 0, "kept_slot", AT_RING, "serves something else"},
    {SECTION_AGEING, 0, "timer", 0, "is not kept for it"},
    {SECTION_AGEING, 0, "timer", 5, "is not kept for it"},
    {SECTION_HISTORY, 0, "timer_count", 0, "nothing sets it"},
    {SECTION_HISTORY, 0, "timer_first", 1, "is not kept for it"},
    {SECTION_HISTORY, 0, "dependent_count", 0, "is in no run"},
    {SECTION_ANCHOR, 0, "dependent_count", 1, "is in two runs"},
    {SECTION_SCORE, 0, "dependent_count", 1, "is in two runs"},
    {SECTION_DEPENDENT, 0, "fact_rule", 2, "fact_rule"},
    {SECTION_RECORD, 0, "choice_count", 1, "is in two runs"},
    {SECTION_CHOICE, 0, "value", 1, "none of event 5"},
    {SECTION_CHOICE, 0, "run_count", 1, "is in no run"},
    {SECTION_CHOICE, 0, "cut_count", 0, "is in no run"},
    {SECTION_CHOICE, 0, "bits", 1, "are not of 61 bits"},
    {SECTION_RUN, 12, "conditional", 1, "say 0"},
    {SECTION_CANDIDATE, 16, "trigger", 13, "do not rise"},
    {SECTION_CANDIDATE, 16, "trigger", 11, "do not rise"},
    {SECTION_CUT, 0, "from", INT64_MAX, "not from"},
    {SECTION_INITIAL, AT_KEPT, "value", 0, "should be"},
    {SECTION_INITIAL, AT_KEPT + 1, "value", 0, "should be"},
    {SECTION_DEFINITION, 0, "value", 4, "reads event 1"},
    {SECTION_DEFINITION, 0, "criterion", 4, "reads event 1"},
    {SECTION_DEFINITION, 0, "type", CODE_ENUM, "is an enum's"},
    {SECTION_CRITERION, 0, "rows", 0, "do not end inside"},
    {SECTION_CRITERION, 0, "rows", 5, "do not end inside"},
    {SECTION_CRITERION, 0, "rows", 3, "do not end inside"},
    {SECTION_CRITERION, 0, "rows", 1, "do not fit kind"},
    {SECTION_CRITERION, 0, "kind", CRITERION_NOT, "do not fit kind"},
    {SECTION_CRITERION, 0, "kind", CRITERION_TEST, "do not fit kind"},
    {SECTION_CRITERION, 1, "kind", CRITERION_ANY, "do not fit kind"},
    {SECTION_CRITERION, 1, "value", 4, "reads event 1"},
    {SECTION_CRITERION, 1, "other", 4, "reads event 1"},
    {SECTION_CRITERION, 1, "type", CODE_ENUM, "is an enum's"},
    {SECTION_CRITERION, 2, "rows", 1, "do not fit kind"},
    {SECTION_CRITERION, 2, "truth", 5, "reads event 1"},
    {SECTION_CRITERION, 4, "record", NONE, "reads event 1"},
    {SECTION_CRITERION, 5, "record", NONE, "reads event 1"},
    {SECTION_CRITERION, 6, "record", 0, "not that of the group around it"},
    {SECTION_BLOCK, 0, "count", 0, "is in no run"},
    {SECTION_BLOCK, 1, "first", 0, "is in two runs"},
    {SECTION_BLOCK, 4, "record", NONE, "is no source"},
    {SECTION_BLOCK, DRAFT_FIRST_OPCODE, "record", 0, "the lead is no event"},
    {SECTION_BLOCK, 3, "registers", 0, "is no register"},
    {SECTION_INITIAL, SLOT_NEXT, "value", 0, "a new lead has"},
    {SECTION_INITIAL, SLOT_LAST, "value", 0, "a new lead has"},
    {SECTION_INITIAL, SLOT_CREATED, "value", 0, "a new lead has"},
    {SECTION_INITIAL, SLOT_STAGE, "value", 0, "a new lead has"},
    {SECTION_INITIAL, SLOT_FLAGS, "value", 2, "a new lead has"},
    {SECTION_INITIAL, AT_FACTS, "value", VALUE_ABSENT, "a new lead has"},
    {SECTION_INITIAL, AT_FACTS + 1, "value", INT64_MAX, "a new lead has"},
    {SECTION_INITIAL, AT_SCORE, "value", POINTS_LIMIT + 1, "are no points"},
    {SECTION_INITIAL, AT_ADD + FIRING_COUNT, "value", 1, "should be 0"},
    {SECTION_INITIAL, AT_ADD + FIRING_LAST, "value", 1, "should be"},
    {SECTION_INITIAL, AT_WINDOW, "value", 1, "should be"},
    {SECTION_INITIAL, AT_STREAK, "value", 1, "should be 0"},
    {SECTION_INITIAL, AT_OWN, "value", 1, "should be"},
    {SECTION_SCOPE, 0, "slots", 5, "is not META's"},
    {SECTION_SCOPE, 1, "scope", SCOPE_LEAD, "scopes do not rise"},
};

static void test_faults(void) {
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
    const Fault *fault = &faults[i];
    char what[120];
    Draft draft = draft_small();
    snprintf(what, sizeof what, "%s %u with %s = %lld", section_specs[fault->kind].name, fault->row,
             fault->field, (long long)fault->value);
    field_write(field_named(fault->kind, fault->field), draft_row(&draft, fault->kind, fault->row),
                fault->value);
    refused(&draft, fault->reason, what);
    draft_free(&draft);
  }
}

/* ---- what one field can't break ------------------------------------------------------------ */

static void test_counts(void) {
  static const struct {
    uint32_t kind;
    int change;
    const char *reason;
  } changes[] = {
      {SECTION_META, 1, "META has 2 rows"},       {SECTION_META, -1, "META has 0 rows"},
      {SECTION_INITIAL, 1, "(INITIAL) has"},      {SECTION_INITIAL, -1, "(INITIAL) has"},
      {SECTION_SLOT, -1, "(SLOT) has"},           {SECTION_LINE, -1, "(LINE) has"},
      {SECTION_SCORE, MAX_SCORES, "(SCORE) has"}, {SECTION_STAGE, MAX_STAGES, "STAGE has"},
      {SECTION_MEMBER, 1, "is in no run"},        {SECTION_RUN, 1, "is in no run"},
      {SECTION_CODE, -1, "do not lie in"},        {SECTION_LIMIT, 1, "is in no run"},
  };
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    Draft draft = draft_small();
    uint32_t kind = changes[i].kind;
    unsigned char row[128] = {0};
    memcpy(row, draft_row(&draft, kind, 0), section_specs[kind].row_size);
    for (int k = 0; k < changes[i].change; k++) draft_add(&draft, kind, row);
    if (changes[i].change < 0) draft.count[kind]--;
    refused(&draft, changes[i].reason, changes[i].reason);
    draft_free(&draft);
  }
  Draft draft = draft_small();
  draft.count[SECTION_LINE] = 0;
  accepted(&draft, "an image without lines");
  draft_free(&draft);
}

static void test_unsorted_children(void) {
  Draft draft = draft_small();
  ImageNode *nodes = draft_row(&draft, SECTION_NODE, 0);
  uint32_t first = nodes[1].label_first;
  nodes[1].label_first = nodes[2].label_first;
  refused(&draft, "do not rise", "two children with one first byte");
  nodes[1].label_first = first;
  nodes[3].child_first = 1;
  nodes[3].child_count = 6;
  refused(&draft, "come after its parent", "a child above its parent");
  draft_free(&draft);
}

/* Criteria deeper than the stack that explains them. */
static void test_deep_criteria(void) {
  for (uint32_t depth = 64; depth <= 65; depth++) {
    Draft draft = draft_small();
    ImageCriterion row = *(ImageCriterion *)draft_row(&draft, SECTION_CRITERION, 2);
    for (uint32_t i = 1; i < depth; i++) {
      row.rows = depth - i + 1;
      draft_add(&draft, SECTION_CRITERION, &row);
    }
    row.kind = CRITERION_TEST;
    row.rows = 1;
    draft_add(&draft, SECTION_CRITERION, &row);
    if (depth == 64)
      accepted(&draft, "64 criteria, one in the other");
    else
      refused(&draft, "more than 64 deep", "65 criteria, one in the other");
    draft_free(&draft);
  }
}

/* Candidates are merged by their triggers, so the effects of all must rise. */
static void test_merging(void) {
  Draft draft = draft_small();
  ImageTrigger *trigger = draft_row(&draft, SECTION_TRIGGER, 13);
  trigger->effect = EFFECT_ANCHOR;
  trigger->target = 0;
  refused(&draft, "effects of event 5 do not rise", "an anchor behind a rule of another run");
  draft_free(&draft);
}

/* A night may last until the next day opens, and no longer. */
static void test_nights(void) {
  Draft draft = draft_small();
  ImageOpenRange *night = draft_row(&draft, SECTION_OPEN_RANGE, 1);
  ImageOpenDay *day = draft_row(&draft, SECTION_OPEN_DAY, 1);
  night->to = 33 * 3600000;
  day->open = 14 * 3600000;
  accepted(&draft, "a night until the next day opens");
  night->to++;
  day->open++;
  refused(&draft, "hours of two days overlap", "a night until after the next day opens");
  draft_free(&draft);
}

/* Cuts are searched by halves. */
static void test_cuts(void) {
  Draft draft = draft_small();
  draft_add(&draft, SECTION_CUT, &(ImageCut){5});
  ImageChoice *choice = draft_row(&draft, SECTION_CHOICE, 0);
  choice->cut_count = 2;
  refused(&draft, "2 do not fit 2 cuts", "two cuts and two runs");
  draft_add(&draft, SECTION_RUN, &(ImageRun){17, 0, 0});
  choice->run_count = 3;
  refused(&draft, "cuts do not rise", "the same cut twice");
  ((ImageCut *)draft_row(&draft, SECTION_CUT, 1))->from = 6;
  accepted(&draft, "two cuts and three runs");
  draft_free(&draft);
}

/* Who reads a score stands behind its fact rules, and is found by halves. */
static void test_dependents(void) {
  Draft draft = draft_small();
  ImageScore *score = draft_row(&draft, SECTION_SCORE, 0);
  score->dependent_first = draft_add(&draft, SECTION_DEPENDENT, &(ImageDependent){5, 1, 0});
  score->dependent_count = 1;
  refused(&draft, "nothing is seen of score 0", "a number without what was seen");
  score->seen = AT_SEEN;
  refused(&draft, "1 stands before a rule of score 0", "a fact rule that reads its own score");
  draft_add(&draft, SECTION_DEPENDENT, &(ImageDependent){4, 1, 0});
  score->dependent_count = 2;
  refused(&draft, "they do not rise", "a smaller number behind a larger one");
  draft_free(&draft);
}

/* What one decision tells is kept in memory, so there is a bound to it. */
static void test_too_much_to_tell(void) {
  for (uint32_t candidates = 700; candidates <= 720; candidates += 20) {
    Draft draft = draft_small();
    ImageCriterion row = *(ImageCriterion *)draft_row(&draft, SECTION_CRITERION, 0);
    row.rows = 700;
    ((ImageTrigger *)draft_row(&draft, SECTION_TRIGGER, 3))->criterion =
        draft_add(&draft, SECTION_CRITERION, &row);
    row = *(ImageCriterion *)draft_row(&draft, SECTION_CRITERION, 1);
    for (uint32_t i = 1; i < 700; i++) draft_add(&draft, SECTION_CRITERION, &row);
    ImageRun *run = draft_row(&draft, SECTION_RUN, 3);
    run->first = draft.count[SECTION_CANDIDATE];
    run->count = candidates;
    run->conditional = 1;
    for (uint32_t i = 0; i < candidates; i++)
      draft_add(&draft, SECTION_CANDIDATE, &(ImageCandidate){3});
    if (candidates == 700)
      accepted(&draft, "twice 700 times 700 criteria to tell");
    else
      refused(&draft, "conditions are too many", "twice 720 times 700 criteria to tell");
    draft_free(&draft);
  }
}

/* Only a window's first slot is the row's own: its others must not reach the facts. */
static void test_window_over_facts(void) {
  Draft draft = draft_small();
  ImageInitial nothing = {VALUE_MISSING};
  ImageSlot slot = {draft_text(&draft, "a slot"), CODE_INT};
  for (int i = 0; i < 4; i++) {
    draft_add(&draft, SECTION_INITIAL, &nothing);
    draft_add(&draft, SECTION_SLOT, &slot);
  }
  ImageMeta *meta = draft_row(&draft, SECTION_META, 0);
  meta->slots = SLOTS + 4;
  ((ImageScope *)draft_row(&draft, SECTION_SCOPE, 0))->slots = meta->slots;
  ((ImageLimit *)draft_row(&draft, SECTION_LIMIT, 2))->slot = SLOTS;
  meta->facts_slot = SLOTS + 2 - 1;
  refused(&draft, "serves something else", "a window that reaches into the facts");
  draft_free(&draft);
}

/* What takes all other spellings is a member of the same enum. */
static void test_rest(void) {
  Draft draft = draft_small();
  ImageMember member = {draft_text(&draft, "europe"), 0};
  ImageEnum row = *(ImageEnum *)draft_row(&draft, SECTION_ENUM, 0);
  row.first = draft.count[SECTION_MEMBER];
  row.count = 2;
  row.rest = row.first + 1;
  for (uint32_t i = 0; i < row.count; i++) draft_add(&draft, SECTION_MEMBER, &member);
  draft_add(&draft, SECTION_ENUM, &row);
  accepted(&draft, "a second enum with its own rest");
  ((ImageEnum *)draft_row(&draft, SECTION_ENUM, 1))->rest = row.first - 1;
  refused(&draft, "is not its own", "a rest before the enum's members");
  ((ImageEnum *)draft_row(&draft, SECTION_ENUM, 1))->rest = row.first + 1;
  ((ImageEnum *)draft_row(&draft, SECTION_ENUM, 0))->rest = row.first;
  refused(&draft, "is not its own", "a rest after the enum's members");
  draft_free(&draft);
}

/* Many small rows that share one long text would make loading slow. */
static void test_shared_text(void) {
  Draft draft = draft_small();
  char long_text[4001];
  memset(long_text, 'x', sizeof long_text - 1);
  long_text[4000] = 0;
  ImageMember member = {draft_text(&draft, long_text), 0};
  ImageEnum row = *(ImageEnum *)draft_row(&draft, SECTION_ENUM, 0);
  row.first = draft.count[SECTION_MEMBER];
  row.count = 2000;
  for (uint32_t i = 0; i < row.count; i++) draft_add(&draft, SECTION_MEMBER, &member);
  draft_add(&draft, SECTION_ENUM, &row);
  refused(&draft, "shared too often", "one text in 2,000 rows");
  draft_free(&draft);
}

/* ---- code ---------------------------------------------------------------------------------- */

static void code_case(Opcode op, ImageCode code, const char *reason, const char *what) {
  Draft draft = draft_small();
  char name[160];
  *draft_opcode(&draft, op) = code;
  snprintf(name, sizeof name, "%s with %s", opcode_specs[op].name, what);
  if (reason)
    refused(&draft, reason, name);
  else
    accepted(&draft, name);
  draft_free(&draft);
}

static void test_source(Opcode op, ImageCode right) {
  static const struct {
    uint8_t space;
    uint16_t index;
    const char *reason, *what;
  } sources[] = {
      {SPACE_REGISTER, 1, NULL, "a register"},
      {SPACE_LEAD, AT_FACTS, NULL, "a fact"},
      {SPACE_LEAD, AT_ANCHOR, NULL, "a slot with an instant"},
      {SPACE_EVENT, 1, NULL, "an event's value"},
      {SPACE_CLOCK, 0, NULL, "the clock"},
      {SPACE_REGISTER, DRAFT_UNWRITTEN, "is no source", "a register that was not written"},
      {SPACE_REGISTER, DRAFT_REGISTERS, "is no source", "a register that the block has not"},
      {SPACE_REGISTER, 65535, "is no source", "register 65535"},
      {SPACE_LEAD, SLOTS, "is no source", "a slot that the lead has not"},
      {SPACE_EVENT, 3, "is no source", "a value that the event has not"},
      {SPACE_CLOCK, 1, "is no source", "a second clock"},
      {SPACES, 0, "is no space", "an unknown space"},
      {255, 0, "is no space", "space 255"},
  };
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
    ImageCode code = right;
    code.a = sources[i].space;
    code.b = sources[i].index;
    code_case(op, code, sources[i].reason, sources[i].what);
  }
}

static void test_no_source(Opcode op, ImageCode right) {
  ImageCode code = right;
  code.a = 1;
  code_case(op, code, "field a: 1 should be 0", "a space it does not use");
  code = right;
  code.b = 1;
  code_case(op, code, "field b: 1 should be 0", "an index it does not use");
}

/* Wrong values of an operand, for c and d alike. */
static int wrong_operands(const Draft *draft, Opcode op, Operand operand, int64_t wrong[4]) {
  int count = 0;
  switch (operand) {
  case OPERAND_NONE: wrong[count++] = 1; break;
  case OPERAND_SKIP:
    wrong[count++] = 1; /* past the last instruction */
    wrong[count++] = UINT32_MAX;
    break;
  case OPERAND_RESULT:
    wrong[count++] = DRAFT_REGISTERS;
    wrong[count++] = UINT32_MAX;
    break;
  case OPERAND_REGISTER:
    wrong[count++] = DRAFT_UNWRITTEN;
    wrong[count++] = DRAFT_REGISTERS;
    wrong[count++] = 64;
    wrong[count++] = -1;
    break;
  case OPERAND_CONSTANT:
    wrong[count++] = VALUE_LIMIT + 1;
    wrong[count++] = -VALUE_LIMIT - 1;
    wrong[count++] = VALUE_ABSENT;
    wrong[count++] = INT64_MAX;
    break;
  case OPERAND_SET: wrong[count++] = draft->count[SECTION_SET]; break;
  case OPERAND_RATIO: wrong[count++] = draft->count[SECTION_RATIO]; break;
  case OPERAND_SCORE: wrong[count++] = draft->count[SECTION_SCORE]; break;
  case OPERAND_HISTORY:
    wrong[count++] = draft->count[SECTION_HISTORY];
    wrong[count++] = 1; /* it has no window */
    break;
  case OPERAND_BLOCK:
    wrong[count++] = DRAFT_FIRST_OPCODE + op; /* itself */
    wrong[count++] = draft->count[SECTION_BLOCK];
    break;
  case OPERANDS: break;
  }
  if (operand == OPERAND_SET || operand == OPERAND_RATIO || operand == OPERAND_SCORE ||
      operand == OPERAND_HISTORY || operand == OPERAND_BLOCK) {
    wrong[count++] = -1;
    wrong[count++] = INT64_C(1) << 32; /* 0, cut to 32 bits */
  }
  return count;
}

static void test_operand(Opcode op, ImageCode right, int is_d, Operand operand) {
  int64_t wrong[4];
  Draft draft = draft_small();
  int count = wrong_operands(&draft, op, operand, wrong);
  draft_free(&draft);
  for (int i = 0; i < count; i++) {
    ImageCode code = right;
    char what[40];
    if (is_d)
      code.d = wrong[i];
    else
      code.c = (uint32_t)wrong[i];
    snprintf(what, sizeof what, "%c = %lld", is_d ? 'd' : 'c', (long long)wrong[i]);
    code_case(op, code, is_d ? "field d:" : "field c:", what);
  }
  if (operand != OPERAND_CONSTANT) return;
  right.d = VALUE_MISSING;
  code_case(op, right, NULL, "a missing constant");
}

static void test_opcode(Opcode op) {
  Draft draft = draft_small();
  ImageCode right = *draft_opcode(&draft, op);
  draft_free(&draft);
  const OperandSpec *spec = &operand_specs[opcode_specs[op].shape];
  code_case(op, right, NULL, "its operands");
  if (spec->source)
    test_source(op, right);
  else
    test_no_source(op, right);
  test_operand(op, right, 0, spec->c);
  test_operand(op, right, 1, spec->d);
}

/* ---- flow ---------------------------------------------------------------------------------- */

/* The last block of a draft, replaced by these instructions. */
static Draft draft_with_code(const ImageCode *codes, uint32_t count, uint32_t record) {
  Draft draft = draft_small();
  ImageLine line = {60};
  ImageBlock block = {draft.count[SECTION_CODE], count, DRAFT_REGISTERS, record};
  for (uint32_t i = 0; i < count; i++) {
    draft_add(&draft, SECTION_CODE, &codes[i]);
    draft_add(&draft, SECTION_LINE, &line);
  }
  draft_add(&draft, SECTION_BLOCK, &block);
  return draft;
}

#define CODE(...) (const ImageCode[]){__VA_ARGS__}
static const struct {
  const char *what, *reason; /* NULL: accepted */
  uint32_t count, record;
  ImageCode codes[5];
} flows[] = {
    {"a register written on both ways",
     NULL,
     5,
     NONE,
     {{OP_UNLESS_KNOWN, SPACE_CLOCK, 0, 2, 0},
      {OP_CONSTANT, 0, 0, 0, 1},
      {OP_SKIP, 0, 0, 1, 0},
      {OP_CONSTANT, 0, 0, 0, 2},
      {OP_RETURN, SPACE_REGISTER, 0, 0, 0}}},
    {"a register written on one way",
     "is no source",
     3,
     NONE,
     {{OP_UNLESS_KNOWN, SPACE_CLOCK, 0, 1, 0},
      {OP_CONSTANT, 0, 0, 0, 1},
      {OP_RETURN, SPACE_REGISTER, 0, 0, 0}}},
    {"a register that reads itself first",
     "is no source",
     2,
     NONE,
     {{OP_ADD_CONSTANT, SPACE_REGISTER, 0, 0, 1}, {OP_RETURN, SPACE_REGISTER, 0, 0, 0}}},
    {"an end without a result", "without a result", 1, NONE, {{OP_CONSTANT, 0, 0, 0, 1}}},
    {"a test at the end", "skips out of", 1, NONE, {{OP_IF_KNOWN, SPACE_CLOCK, 0, 0, 0}}},
    {"a skip to the end",
     "skips out of",
     2,
     NONE,
     {{OP_IF_KNOWN, SPACE_CLOCK, 0, 1, 0}, {OP_RETURN_CONSTANT, 0, 0, 0, 0}}},
    {"what follows a result",
     "is never reached",
     2,
     NONE,
     {{OP_RETURN_CONSTANT, 0, 0, 0, 0}, {OP_RETURN_CONSTANT, 0, 0, 0, 0}}},
    {"what a skip passes",
     "is never reached",
     3,
     NONE,
     {{OP_SKIP, 0, 0, 1, 0}, {OP_RETURN_CONSTANT, 0, 0, 0, 0}, {OP_RETURN_CONSTANT, 0, 0, 0, 0}}},
    {"an unknown opcode", "is not known", 1, NONE, {{OPCODES, 0, 0, 0, 0}}},
    {"opcode 255", "is not known", 1, NONE, {{255, 0, 0, 0, 0}}},
    {"an event's value without an event",
     "is no source",
     1,
     NONE,
     {{OP_RETURN, SPACE_EVENT, 0, 0, 0}}},
    {"a block that evaluates one with its event",
     NULL,
     2,
     DRAFT_EVENT,
     {{OP_EVALUATE, 0, 0, 0, DRAFT_FIRST_OPCODE}, {OP_RETURN, SPACE_REGISTER, 0, 0, 0}}},
    {"a block that evaluates one with another event",
     "no earlier block",
     2,
     NONE,
     {{OP_EVALUATE, 0, 0, 0, DRAFT_FIRST_OPCODE}, {OP_RETURN, SPACE_REGISTER, 0, 0, 0}}},
    {"the age of a slot that holds no instant",
     "is no source",
     2,
     NONE,
     {{OP_AGE, SPACE_LEAD, AT_ADD, 0, 0}, {OP_RETURN, SPACE_REGISTER, 0, 0, 0}}},
};

static void test_flows(void) {
  for (size_t i = 0; i < sizeof flows / sizeof *flows; i++) {
    Draft draft = draft_with_code(flows[i].codes, flows[i].count, flows[i].record);
    if (flows[i].reason)
      refused(&draft, flows[i].reason, flows[i].what);
    else
      accepted(&draft, flows[i].what);
    draft_free(&draft);
  }
}

/* Blocks that each evaluate the one before, `times` times. */
static void test_chain(uint32_t blocks, uint32_t times, const char *reason, const char *what) {
  Draft draft = draft_with_code(CODE({OP_RETURN_CONSTANT, 0, 0, 0, 1}), 1, NONE);
  ImageLine line = {60};
  for (uint32_t i = 1; i < blocks; i++) {
    ImageCode call = {OP_EVALUATE, 0, 0, 0, draft.count[SECTION_BLOCK] - 1};
    ImageCode last = {OP_RETURN, SPACE_REGISTER, 0, 0, 0};
    ImageBlock block = {draft.count[SECTION_CODE], times + 1, 1, NONE};
    for (uint32_t k = 0; k <= times; k++) {
      draft_add(&draft, SECTION_CODE, k < times ? &call : &last);
      draft_add(&draft, SECTION_LINE, &line);
    }
    draft_add(&draft, SECTION_BLOCK, &block);
  }
  if (reason)
    refused(&draft, reason, what);
  else
    accepted(&draft, what);
  draft_free(&draft);
}

static void test_registers(void) {
  Draft draft = draft_with_code(
      CODE({OP_CONSTANT, 0, 0, 63, 1}, {OP_RETURN, SPACE_REGISTER, 63, 0, 0}), 2, NONE);
  ImageBlock *block = draft_row(&draft, SECTION_BLOCK, draft.count[SECTION_BLOCK] - 1);
  block->registers = 64;
  accepted(&draft, "register 63");
  block->registers = 65;
  refused(&draft, "field registers:", "a block of 65 registers");
  draft_free(&draft);
}

/* ---- container ----------------------------------------------------------------------------- */

static unsigned char *small_image(size_t *size) {
  Draft draft = draft_small();
  mops_problem problem;
  unsigned char *image = draft_image(&draft, size);
  image_seal(image, *size, NULL, &problem);
  draft_free(&draft);
  return image;
}

/* Each copy has its own size, so that a sanitizer sees every read past its end. */
static mops_status load_copy(const unsigned char *image, size_t size, mops_problem *problem) {
  mops_agreement *agreement;
  unsigned char *copy = malloc(size ? size : 1);
  if (!copy) abort();
  memcpy(copy, image, size);
  mops_status status = mops_agreement_load(copy, size, NULL, &agreement, problem);
  mops_agreement_free(agreement);
  free(copy);
  return status;
}

static void test_truncation(void) {
  size_t size, accepted_count = 0, sealed_count = 0;
  mops_problem problem;
  unsigned char *image = small_image(&size);
  ImageHeader header;
  for (size_t length = 0; length < size; length++) {
    accepted_count += load_copy(image, length, &problem) == MOPS_OK;
    if (length < sizeof header) continue;
    unsigned char *cut = malloc(length);
    if (!cut) abort();
    memcpy(cut, image, length);
    memcpy(&header, cut, sizeof header);
    header.length = length;
    memcpy(cut, &header, sizeof header);
    header.checksum = image_checksum(cut, length);
    memcpy(cut, &header, sizeof header);
    sealed_count += load_copy(cut, length, &problem) == MOPS_OK;
    free(cut);
  }
  is_int((long long)accepted_count, 0, "an image cut at any of %zu bytes is refused", size);
  is_int((long long)sealed_count, 0, "also with a header that fits");
  free(image);
}

static void test_flips(void) {
  size_t size, accepted_count = 0;
  mops_problem problem;
  unsigned char *image = small_image(&size);
  for (size_t bit = 0; bit < size * 8; bit++) {
    image[bit / 8] ^= (unsigned char)(1 << bit % 8);
    mops_agreement *agreement;
    accepted_count += mops_agreement_load(image, size, NULL, &agreement, &problem) == MOPS_OK;
    mops_agreement_free(agreement);
    image[bit / 8] ^= (unsigned char)(1 << bit % 8);
  }
  is_int((long long)accepted_count, 0, "an image with any of %zu bits flipped is refused",
         size * 8);
  free(image);
}

/* A field of the header or of the section table changed, and the checksum made to fit. */
static void container_case(size_t offset, size_t bytes, uint64_t value, const char *reason,
                           const char *what) {
  size_t size;
  mops_problem problem = {0};
  unsigned char *image = small_image(&size);
  memcpy(image + offset, &value, bytes);
  mops_status status = image_seal(image, size, NULL, &problem);
  if (!ok(reason ? status == MOPS_BAD_IMAGE && strstr(problem.text, reason) : status == MOPS_OK,
          "%s is %s", what, reason ? "refused" : "accepted"))
    printf("# %s\n", problem.text);
  free(image);
}

#define IN_HEADER(field) offsetof(ImageHeader, field), sizeof((ImageHeader *)0)->field
#define IN_TABLE(row, field)                                                                       \
  sizeof(ImageHeader) + (row) * sizeof(ImageSection) + offsetof(ImageSection, field),              \
      sizeof((ImageSection *)0)->field
static void test_container(void) {
  const size_t last = SECTION_KINDS - 1;
  container_case(IN_HEADER(magic), 0, "does not begin like", "another magic");
  container_case(IN_HEADER(format), 2, "format 2", "another format");
  container_case(IN_HEADER(length), 8, "its length", "a wrong length");
  container_case(IN_HEADER(section_count), SECTION_KINDS - 1, "offset", "a section left out");
  container_case(IN_HEADER(section_count), SECTION_KINDS + 1, "section table, row", "one too many");
  container_case(IN_HEADER(section_count), UINT32_MAX, "do not fit", "a table past the end");
  container_case(IN_TABLE(1, kind), 0, "follows", "one kind twice");
  container_case(IN_TABLE(0, kind), SECTION_KINDS, "kind", "a required kind that is not known");
  container_case(IN_TABLE(last, kind), SECTION_KINDS, NULL, "an unknown kind instead of LINE");
  container_case(IN_TABLE(0, version), 2, "version 2", "a newer section");
  container_case(IN_TABLE(0, required), 0, "required of", "a required section that is optional");
  container_case(IN_TABLE(last, required), 1, "required of",
                 "an optional section that is required");
  container_case(IN_TABLE(0, row_size), 8, "instead of", "a wrong row size");
  container_case(IN_TABLE(2, offset), 12, "offset 12", "a section in the header");
  container_case(IN_TABLE(2, offset), UINT64_MAX - 7, "offset", "a section past the end");
  container_case(IN_TABLE(2, rows), UINT64_MAX / 8 + 2, "are too many", "rows that overflow");
  container_case(IN_TABLE(1, rows), 100000, "are too many", "rows past the end");
  container_case(IN_TABLE(3, rows), 2, "offset", "sections that overlap");
}

/* Kinds rise, so a kind is missing if the rows of the table from it on have later ones. */
static void test_missing_section(void) {
  size_t size;
  mops_problem problem = {0};
  unsigned char *image = small_image(&size);
  ImageSection *table = (ImageSection *)(void *)(image + sizeof(ImageHeader));
  for (uint32_t i = SECTION_SCOPE; i < SECTION_KINDS; i++) {
    table[i].kind = SECTION_KINDS + i;
    table[i].required = 0;
  }
  char lacking[64];
  snprintf(lacking, sizeof lacking, "there is no section %d (SCOPE)", SECTION_SCOPE);
  ok(image_seal(image, size, NULL, &problem) == MOPS_BAD_IMAGE && strstr(problem.text, lacking),
     "an image without a section is refused");
  free(image);
}

/* What pads the sections can hide nothing. */
static void test_padding(void) {
  size_t size;
  mops_problem problem = {0};
  unsigned char *image = small_image(&size);
  const ImageSection *section = (const ImageSection *)(const void *)(image + sizeof(ImageHeader));
  while (section->rows * section->row_size % 8 == 0) section++;
  image[section->offset + section->rows * section->row_size] = 1;
  ok(image_seal(image, size, NULL, &problem) == MOPS_BAD_IMAGE &&
         strstr(problem.text, "between two sections"),
     "a byte between sections is refused");
  free(image);
}

static void test_alignment(void) {
  size_t size;
  mops_problem problem = {0};
  mops_agreement *agreement;
  unsigned char *image = small_image(&size), *moved = malloc(size + 1);
  if (!moved) abort();
  memcpy(moved + 1, image, size);
  is_int(mops_agreement_load(moved + 1, size, NULL, &agreement, &problem), MOPS_BAD_IMAGE,
         "an image that is not aligned is refused");
  free(moved);
  free(image);
}

/* ---- loading ------------------------------------------------------------------------------- */

/* An allocator that fails at the n-th request and counts what is held. */
typedef struct {
  int requests, fail_at;
  long long held;
} Failing;

static void *failing_resize(void *host, void *memory, size_t old_size, size_t size) {
  Failing *failing = host;
  if (size && ++failing->requests == failing->fail_at) return NULL;
  failing->held += (long long)size - (memory ? (long long)old_size : 0);
  if (size) return realloc(memory, size);
  free(memory);
  return NULL;
}

static void test_memory(void) {
  size_t size;
  mops_problem problem = {0};
  unsigned char *image = small_image(&size);
  mops_status status = MOPS_NO_MEMORY;
  int failed = 0, leaked = 0, wrong = 0;
  for (int i = 1; i < 100 && status == MOPS_NO_MEMORY; i++) {
    Failing failing = {0, i, 0};
    mops_memory memory = {&failing, failing_resize};
    mops_agreement *agreement;
    status = mops_agreement_load(image, size, &memory, &agreement, &problem);
    mops_agreement_free(agreement);
    failed += status == MOPS_NO_MEMORY;
    wrong += (status == MOPS_OK) != (agreement != NULL);
    leaked += failing.held != 0;
  }
  ok(status == MOPS_OK && failed > 2, "each of %d requests for memory may fail", failed);
  is_int(leaked, 0, "nothing leaks");
  is_int(wrong, 0, "an agreement is given only with MOPS_OK");
  free(image);
}

static void test_describe(void) {
  size_t size;
  mops_problem problem = {0};
  mops_agreement *agreement;
  mops_agreement_info info;
  unsigned char *image = small_image(&size);
  mops_agreement_load(image, size, NULL, &agreement, &problem);
  mops_agreement_describe(agreement, &info);
  is_text(info.name, "Small", "name");
  is_text(info.zone, "Europe/Lisbon", "zone");
  is_int(info.record_types, 7, "record types");
  is_int((long long)info.lead_size, SLOTS * 8, "size of a lead");
  is_int(agreement->bounds.max_candidates, 9, "the longest run");
  is_int(agreement->bounds.max_criteria, 4, "the largest condition");
  is_int(agreement->bounds.max_judged, 2 * (3 + 3) + 3 * 4, "two runs, three times the fact rules");
  is_int(agreement->bounds.max_changes, 3 * 64 + 6 * 5 + 1, "five rules, a group, by hand");
  mops_agreement_free(agreement);
  free(image);
  ok(mops_agreement_load(NULL, 0, NULL, &agreement, &problem) == MOPS_MISUSE, "no image is misuse");
}

static void test_problem_text(void) {
  Draft draft = draft_small();
  mops_problem problem;
  ((ImageStage *)draft_row(&draft, SECTION_STAGE, 1))->party = 88;
  char expected[160];
  snprintf(expected, sizeof expected,
           "image refused: section %d (stage), row 1, field party: 88 is not a text (%u texts)",
           SECTION_STAGE, draft.count[SECTION_STRING]);
  seal_draft(&draft, &problem);
  is_text(problem.text, expected, "a problem says what and where");
  draft_free(&draft);
}

int main(void) {
  Draft draft = draft_small();
  accepted(&draft, "the small image");
  draft_free(&draft);
  test_tables();
  test_problem_text();
  test_shapes();
  test_meaning();
  test_faults();
  test_counts();
  test_unsorted_children();
  test_deep_criteria();
  test_merging();
  test_nights();
  test_cuts();
  test_dependents();
  test_too_much_to_tell();
  test_rest();
  test_shared_text();
  test_window_over_facts();
  for (Opcode op = 0; op < OPCODES; op++) test_opcode(op);
  test_flows();
  test_chain(64, 1, NULL, "64 blocks, each evaluated by the next");
  test_chain(65, 1, "65 blocks deep", "65 blocks, each evaluated by the next");
  test_chain(18, 2, NULL, "2^18 evaluations");
  test_chain(30, 2, "are exceeded", "2^30 evaluations");
  test_registers();
  test_truncation();
  test_flips();
  test_container();
  test_missing_section();
  test_padding();
  test_alignment();
  test_memory();
  test_describe();
  return tap_done();
}
