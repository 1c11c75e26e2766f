/* The small image, section by section. */
#include "tests/image/build_image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- drafts -------------------------------------------------------------------------------- */

uint32_t draft_add(Draft *draft, uint32_t kind, const void *row) {
  size_t size = section_specs[kind].row_size, old = draft->count[kind] * size;
  unsigned char *rows = realloc(draft->rows[kind], old + size);
  if (!rows) abort();
  memcpy(rows + old, row, size);
  draft->rows[kind] = rows;
  return draft->count[kind]++;
}

void *draft_row(const Draft *draft, uint32_t kind, uint32_t row) {
  if (row >= draft->count[kind]) abort();
  return draft->rows[kind] + (size_t)row * section_specs[kind].row_size;
}

static uint32_t draft_bytes(Draft *draft, const char *bytes, size_t length) {
  uint32_t first = draft->count[SECTION_BYTE];
  for (size_t i = 0; i < length; i++) draft_add(draft, SECTION_BYTE, bytes + i);
  return first;
}

uint32_t draft_text(Draft *draft, const char *text) {
  uint32_t length = (uint32_t)strlen(text);
  ImageString row = {draft_bytes(draft, text, length + 1u), length};
  return draft_add(draft, SECTION_STRING, &row);
}

void draft_free(Draft *draft) {
  for (uint32_t kind = 0; kind < SECTION_KINDS; kind++) free(draft->rows[kind]);
  memset(draft, 0, sizeof *draft);
}

unsigned char *draft_image(const Draft *draft, size_t *size) {
  ImageHeader header = {IMAGE_MAGIC, IMAGE_FORMAT, SECTION_KINDS, 0, 0, 0};
  ImageSection table[SECTION_KINDS];
  uint64_t end = sizeof header + sizeof table;
  for (uint32_t kind = 0; kind < SECTION_KINDS; kind++) {
    const SectionSpec *spec = &section_specs[kind];
    table[kind] =
        (ImageSection){kind, 1, (uint32_t)spec->required, spec->row_size, end, draft->count[kind]};
    end = (end + (uint64_t)draft->count[kind] * spec->row_size + 7) / 8 * 8;
  }
  unsigned char *image = calloc(1, end);
  if (!image) abort();
  header.length = end;
  memcpy(image, &header, sizeof header);
  memcpy(image + sizeof header, table, sizeof table);
  for (uint32_t kind = 0; kind < SECTION_KINDS; kind++)
    if (draft->count[kind])
      memcpy(image + table[kind].offset, draft->rows[kind],
             table[kind].rows * table[kind].row_size);
  *size = end;
  return image;
}

/* The meaning may only be hashed when the sections are known to be sound, and it is the last thing
 * that the verifier looks at: so its word for a wrong one tells. */
mops_status image_seal(unsigned char *image, size_t size, mops_agreement **agreement,
                       mops_problem *problem) {
  ImageHeader *header = (ImageHeader *)(void *)image;
  mops_agreement *opened = NULL;
  if (size >= sizeof *header) header->checksum = image_checksum(image, size);
  mops_status status = mops_agreement_load(image, size, NULL, &opened, problem);
  if (status == MOPS_BAD_IMAGE && strstr(problem->text, "hash of its meaning")) {
    header->meaning = image_meaning(image);
    header->checksum = image_checksum(image, size);
    status = mops_agreement_load(image, size, NULL, &opened, problem);
  }
  if (agreement)
    *agreement = opened;
  else
    mops_agreement_free(opened);
  return status;
}

const FieldSpec *field_named(uint32_t kind, const char *name) {
  for (uint32_t i = 0; i < section_specs[kind].field_count; i++)
    if (!strcmp(section_specs[kind].fields[i].name, name)) return &section_specs[kind].fields[i];
  fprintf(stderr, "no field %s in %s\n", name, section_specs[kind].name);
  abort();
}

void field_write(const FieldSpec *field, void *row, int64_t value) {
  memcpy((unsigned char *)row + field->offset, &value, field->size); /* little-endian */
}

/* ---- the small image ----------------------------------------------------------------------- */

#define ADD(kind, row, ...) draft_add(draft, SECTION_##kind, &(row){__VA_ARGS__})

/* Rules by their row. */
enum {
  IS_ADD,
  IS_SET,
  IS_STATIC,
  IS_FACT,
  IS_EACH,
  IS_ON,
  IS_WHEN,
  IS_DECAY,
  IS_GROUP,
  IS_CLAUSE,
  IS_SLA
};

/* Blocks by their row, before those of the opcodes. */
enum { BLOCK_YES, BLOCK_BIG, BLOCK_VALUE, BLOCK_SCORE, BLOCK_WHERE, BLOCK_NOT };

static uint32_t add_node(Draft *draft, const char *label, uint32_t child_first,
                         uint32_t child_count, uint32_t exact, int64_t value) {
  uint32_t length = (uint32_t)strlen(label);
  return ADD(NODE, ImageNode, value, draft_bytes(draft, label, length), length, child_first,
             child_count, exact, exact + 1);
}

/* Rows 0: a lexicon of two words; 3: two paths and one below the first; 7: what stands for nothing;
 * 9: a lexicon of one word. */
static void add_trees(Draft *draft) {
  add_node(draft, "", 1, 2, 0, VALUE_ABSENT);
  add_node(draft, "retail", 0, 0, 2, 0);
  add_node(draft, "software", 0, 0, 4, 1);
  add_node(draft, "", 4, 2, 0, VALUE_ABSENT);
  add_node(draft, "/blog", 6, 1, 2, VALUE_ABSENT);
  add_node(draft, "x", 0, 0, 6, VALUE_ABSENT);
  add_node(draft, "/news", 0, 0, 4, VALUE_ABSENT);
  add_node(draft, "", 8, 1, 0, VALUE_ABSENT);
  add_node(draft, "select", 0, 0, 2, VALUE_MISSING);
  add_node(draft, "engagement", 0, 0, 0, 0);
}

static uint32_t add_standard_field(Draft *draft, const char *name, uint32_t type, uint32_t names,
                                   uint32_t slot) {
  int64_t bound = type == CODE_DECIMAL ? 1000 * POINT : 0;
  return ADD(FIELD, ImageField, -bound, bound, VALUE_MISSING, draft_text(draft, name), NONE, type,
             names, 0, 0, slot, NONE, 2, 0, NONE, 0);
}

/* Fields 5 and 6, of stages (enum 1); 7 to 9, of the score (enum 2). */
static void add_standard_records(Draft *draft) {
  ADD(ENUM, ImageEnum, draft_text(draft, "stage_set.stage"), 2, 2, 0, NONE, 0);
  ADD(MEMBER, ImageMember, draft_text(draft, "prospect"), 40);
  ADD(MEMBER, ImageMember, draft_text(draft, "sql"), 41);
  ADD(ENUM, ImageEnum, draft_text(draft, "score_set.score"), 4, 1, 9, NONE, 0);
  ADD(MEMBER, ImageMember, draft_text(draft, "engagement"), 19);
  ADD(RECORD, ImageRecord, draft_text(draft, "stage_set"), 1, 5, STAGE_SET_VALUES, STAGE_SET_VALUES,
      0, NONE, 4, 1, 0, RECORD_CODE_STAGE_SET, 0, 0);
  ADD(RECORD, ImageRecord, draft_text(draft, "score_set"), 1, 7, SCORE_SET_VALUES, SCORE_SET_VALUES,
      0, NONE, 5, 1, 0, RECORD_CODE_SCORE_SET, 0, 0);
  add_standard_field(draft, "stage", CODE_ENUM, 1, STAGE_SET_STAGE);
  add_standard_field(draft, "import", CODE_FLAG, NONE, STAGE_SET_IMPORT);
  add_standard_field(draft, "score", CODE_ENUM, 2, SCORE_SET_SCORE);
  add_standard_field(draft, "value", CODE_DECIMAL, NONE, SCORE_SET_VALUE);
  add_standard_field(draft, "import", CODE_FLAG, NONE, SCORE_SET_IMPORT);
}

static void add_records(Draft *draft) {
  ADD(ENUM, ImageEnum, draft_text(draft, "industry"), 0, 2, 0, 1, 0);
  ADD(MEMBER, ImageMember, draft_text(draft, "retail"), 3);
  ADD(MEMBER, ImageMember, draft_text(draft, "software"), 3);
  ADD(RECORD, ImageRecord, draft_text(draft, "lead"), 0, 0, 3, DRAFT_FACTS, 5, NONE, 0, 1, 0,
      RECORD_CODE_LEAD, 0, 0);
  ADD(RECORD, ImageRecord, draft_text(draft, "visit"), 0, 3, 2, 3, 9, 0, 1, 3, 0,
      RECORD_CODE_EVENT, 0, 0);
  ADD(FIELD, ImageField, 0, 0, VALUE_MISSING, draft_text(draft, "email"), NONE, CODE_EMAIL, NONE,
      255, FIELD_REQUIRED | FIELD_KEY, NONE, NONE, 0, 1, NONE, 0);
  ADD(FIELD, ImageField, 0, 0, VALUE_MISSING, draft_text(draft, "industry"),
      draft_text(draft, "Branch"), CODE_ENUM, 0, 0, 0, 1, 7, 1, 0, NONE, 0);
  ADD(FIELD, ImageField, 0, 100000, VALUE_MISSING, draft_text(draft, "employees"), NONE, CODE_INT,
      NONE, 0, 0, 2, NONE, 1, 0, NONE, 0);
  ADD(FIELD, ImageField, 0, 0, VALUE_MISSING, draft_text(draft, "path"), NONE, CODE_TEXT, NONE, 255,
      FIELD_REQUIRED, NONE, NONE, 1, 2, NONE, 0);
  ADD(FIELD, ImageField, 0, 1000, 7, draft_text(draft, "pages"), NONE, CODE_INT, NONE, 0,
      FIELD_DEFAULT, 1, NONE, 3, 0, NONE, 0);
  add_standard_records(draft);
  ADD(RECORD, ImageRecord, draft_text(draft, "visits"), 0, draft->count[SECTION_FIELD], 0, 0, 9, NONE, 6,
      1, 1, RECORD_CODE_EVENT, 0, 0);
  ADD(RECORD, ImageRecord, draft_text(draft, "call"), 0, draft->count[SECTION_FIELD], 0, 1, 9, NONE, 8,
      1, 0, RECORD_CODE_EVENT, 0, 1);
  ADD(READING, ImageReading, READING_BACKWARD, PART_DOMAIN, 1, 3, NONE, 0, 1, 0);
  ADD(READING, ImageReading, READING_FORWARD, PART_WHOLE, 0, 3, NONE, 0, 1, 0);
  ADD(READING, ImageReading, READING_BYTES, PART_WHOLE, 0, NONE, 0, 2, 1, 0);
  ADD(DERIVED, ImageDerived, 2, BLOCK_VALUE);
  ADD(STATE, ImageState, 0, 1, 2, 0, NONE, NONE); /* "ab" and "b", then "c" */
  ADD(STATE, ImageState, 'a', 3, 1, 0, NONE, NONE);
  ADD(STATE, ImageState, 'b', 4, 0, 0, NONE, 1);
  ADD(STATE, ImageState, 'b', 4, 0, 2, 2, 0);
  ADD(STATE, ImageState, 0, 5, 1, 4, NONE, NONE);
  ADD(STATE, ImageState, 'c', 6, 0, 4, NONE, 0);
}

/* Ana, and a queue that is hers; a pool of Ana; a route whose clauses are of each kind. */
static void add_routing(Draft *draft) {
  uint32_t ana = draft_text(draft, "ana"), queue = draft_text(draft, "unrouted");
  uint32_t inbound = draft_text(draft, "inbound");
  ADD(ENUM, ImageEnum, draft_text(draft, "rep"), 5, 2, 0, NONE, 0);
  ADD(MEMBER, ImageMember, ana, 60);
  ADD(MEMBER, ImageMember, queue, 61);
  ADD(ENUM, ImageEnum, draft_text(draft, "assignment.route"), 7, 1, 9, NONE, 0);
  ADD(MEMBER, ImageMember, inbound, 62);
  ADD(RECORD, ImageRecord, draft_text(draft, "assignment"), 1, 10, 3, 3, 0, NONE, 9, 1, 0,
      RECORD_CODE_ASSIGNMENT, 0, 0);
  add_standard_field(draft, "owner", CODE_ENUM, 3, ASSIGNMENT_OWNER);
  add_standard_field(draft, "import", CODE_FLAG, NONE, ASSIGNMENT_IMPORT);
  add_standard_field(draft, "route", CODE_ENUM, 4, ASSIGNMENT_ROUTE);
  ADD(OWNER, ImageOwner, ana, draft_text(draft, "Ana Ruiz"), 0, NONE, 0, 60);
  ADD(OWNER, ImageOwner, queue, 0, 1, 0, NONE, 61);
  ADD(ROLE, ImageRole, draft_text(draft, "manager"), 0, 2, 0);
  ADD(ROLE_HOLDER, ImageRoleHolder, NONE);
  ADD(ROLE_HOLDER, ImageRoleHolder, NONE);
  ADD(POOL, ImagePool, 1, 3, draft_text(draft, "west"), METHOD_ROUND_ROBIN, 0, 1);
  ADD(POOL_MEMBER, ImagePoolMember, 0, 2, 25, NONE);
  ADD(LOOKUP, ImageLookup, 1, 0);
  ADD(ROUTE, ImageRoute, inbound, 0, 4, 62);
  ADD(CLAUSE, ImageClause, 0, -1, TARGET_CODE_POOL, BLOCK_VALUE, NONE, NONE, NONE, BLOCK_BIG, 0,
      IS_CLAUSE);
  ADD(CLAUSE, ImageClause, DAY_MS, 0, TARGET_CODE_LAST, NONE, NONE, 0, NONE, NONE, NONE, IS_CLAUSE);
  ADD(CLAUSE, ImageClause, 0, 0, TARGET_CODE_ROLE, NONE, NONE, NONE, 0, NONE, NONE, IS_CLAUSE);
  ADD(CLAUSE, ImageClause, 0, -1, TARGET_CODE_QUEUE, NONE, 1, NONE, NONE, NONE, NONE, IS_CLAUSE);
  ADD(CLAUSE, ImageClause, 0, -1, TARGET_CODE_PREVIOUS, NONE, NONE, NONE, NONE, NONE, NONE,
      IS_CLAUSE); /* of a step of the SLA */
}

/* Two hours for large ones, else a business day of the nights; actions of each kind after half of
 * it and after a day. */
static void add_sla(Draft *draft) {
  ADD(SLA, ImageSla, draft_text(draft, "contact"), 0, 0, 2, 0, 2, AT_SLA, BLOCK_BIG, 1, 64);
  ADD(SLA_TARGET, ImageSlaTarget, 7200000, LENGTH_CODE_ELAPSED, NONE, 0, BLOCK_BIG, 0, IS_SLA);
  ADD(SLA_TARGET, ImageSlaTarget, 1, LENGTH_CODE_DAYS, 0, 0, NONE, NONE, IS_SLA);
  ADD(SLA_STEP, ImageSlaStep, 5000, 0, LENGTH_CODE_ELAPSED, NONE, 0, 0, 2, IS_SLA);
  ADD(SLA_STEP, ImageSlaStep, 0, DAY_MS, LENGTH_CODE_ELAPSED, NONE, 0, 2, 2, IS_SLA);
  ADD(ACTION, ImageAction, ACTION_CODE_NOTIFY, WHO_CODE_ROLE, 0, NONE, 0, 0, 0, NONE, NONE, 0);
  ADD(ACTION, ImageAction, ACTION_CODE_REASSIGN, 0, 0, 0, 0, 0, 2, AT_AGAIN, NONE, 0);
  ADD(ACTION, ImageAction, ACTION_CODE_REASSIGN, 0, 0, NONE, 4, 1, 1, AT_AGAIN + 1, NONE, 0);
  ADD(ACTION, ImageAction, ACTION_CODE_MOVE, 0, 0, NONE, 0, 0, 0, NONE, 0, 0);
}

/* Nights from Monday to Friday, none at the weekend; two days of every year and two dates. */
static void add_calendar(Draft *draft) {
  const uint32_t hour = 3600000;
  ADD(CALENDAR, ImageCalendar, draft_text(draft, "nights"), 0, 1, 1, 1, 1, 1, 0, 0, 0, 2, 0, 2, 0);
  ADD(OPEN_DAY, ImageOpenDay, 0, 0, 0);
  ADD(OPEN_DAY, ImageOpenDay, 10 * hour, 0, 2);
  ADD(OPEN_RANGE, ImageOpenRange, 9 * hour, 12 * hour);
  ADD(OPEN_RANGE, ImageOpenRange, 22 * hour, 29 * hour);
  ADD(YEARLY_DAY, ImageYearlyDay, 2, 29, 0, NONE);
  ADD(YEARLY_DAY, ImageYearlyDay, 12, 25, 0, draft_text(draft, "Christmas Day"));
  ADD(DATED_DAY, ImageDatedDay, 20000, 0, NONE);
  ADD(DATED_DAY, ImageDatedDay, 20001, 1, NONE);
}

static void add_zone(Draft *draft) {
  ADD(ZONE, ImageZone, REPEAT_MS + DAY_MS, draft_text(draft, "Europe/Lisbon"),
      draft_text(draft, "2026a"), 0, 2);
  ADD(OFFSET, ImageOffset, INT64_MIN, -2205000);
  ADD(OFFSET, ImageOffset, 0, 3600000);
}

static void add_rules(Draft *draft) {
  static const uint32_t kinds[] = {RULE_CODE_ADD,    RULE_CODE_SET,   RULE_CODE_FACT,
                                   RULE_CODE_FACT,   RULE_CODE_EACH,  RULE_CODE_MOVE,
                                   RULE_CODE_MOVE,   RULE_CODE_DECAY, RULE_CODE_GROUP,
                                   RULE_CODE_CLAUSE, RULE_CODE_SLA};
  uint32_t block = draft_text(draft, "engagement"), label = draft_text(draft, "A rule");
  for (uint32_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    ADD(RULE, ImageRule, block, label, 20 + i, kinds[i], 0, 0);
  ADD(SCORE, ImageScore, 0, 100 * POINT, INT64_MIN, INT64_MAX, block, AT_SCORE, 0, 2, 0, 1, 0, 1, 0,
      19, 28, 0, 0, AT_HAND, 0, 0, NONE, 0);
  ADD(FILE, ImageFile, draft_text(draft, "scoring.mops"));
  ADD(EVENT_RULE, ImageEventRule, 5 * POINT, IS_ADD, 0, 0, AT_ADD, 0, 3, AT_POINTS, 0, 0, 0);
  ADD(GROUP, ImageGroup, 9 * POINT, IS_GROUP, 0, AT_GROUP, 1);
  ADD(EVENT_RULE, ImageEventRule, 0, IS_SET, 0, 1, AT_SET, 3, 0, NONE, NONE, NONE, 0);
  ADD(LIMIT, ImageLimit, 0, LIMIT_CODE_TOTAL, 10, NONE, 0);
  ADD(LIMIT, ImageLimit, 0, LIMIT_CODE_DAY, 3, AT_DAY, 0);
  ADD(LIMIT, ImageLimit, 7 * DAY_MS, LIMIT_CODE_WINDOW, 2, AT_WINDOW, 0);
  ADD(AGEING, ImageAgeing, 10 * DAY_MS, 0, 0, 2, AT_LIVE, 2, NONE);
  ADD(WORTH, ImageWorth, 5 * POINT);
  ADD(WORTH, ImageWorth, 3 * POINT);
  ADD(FACT_RULE, ImageFactRule, 2 * POINT, IS_STATIC, 0, BLOCK_BIG, AT_STATIC, NONE, DEPENDS_FACTS,
      0, 0);
  ADD(FACT_RULE, ImageFactRule, 3 * POINT, IS_FACT, 0, BLOCK_SCORE, AT_FACT, 0, DEPENDS_OTHER, NONE,
      0);
  ADD(DEPENDENT, ImageDependent, VALUE_MISSING, 1, 0);
  ADD(EACH_RULE, ImageEachRule, -POINT, 30 * DAY_MS, 6, IS_EACH, 0, AT_ANCHOR, NONE, 0, 0);
  ADD(ANCHOR, ImageAnchor, AT_ANCHOR, 0, 1, 1, 0, 0);
  ADD(DECAY, ImageDecay, 2 * POINT, 7 * DAY_MS, IS_DECAY, 0, 0, AT_ANCHOR, AT_OWN, BLOCK_SCORE,
      AT_CLOCK, 0);
}

static void add_lifecycle(Draft *draft) {
  const int64_t nowhere = INT64_MIN; /* bit STAGE_NOWHERE */
  ADD(STAGE, ImageStage, draft_text(draft, "prospect"), NONE, draft_text(draft, "marketing"), 0, 40,
      0);
  ADD(STAGE, ImageStage, draft_text(draft, "sql"), draft_text(draft, "Sales lead"),
      draft_text(draft, "sales"), 0, 41, 0);
  ADD(COUNTER, ImageCounter, 7 * DAY_MS, 3, AT_STREAK, AT_COUNTED, AT_VALUES, 1, 0, 1, DRAFT_EVENT);
  ADD(HISTORY, ImageHistory, 30 * DAY_MS, HISTORY_DAYS, 2, AT_DAYS, AT_RING, NONE, NONE, 0, 1, 0, 1,
      1, 0);
  ADD(HISTORY, ImageHistory, 0, HISTORY_LAST, 1, AT_LAST, AT_LAST_AT, 1, DRAFT_EVENT, 1, 0, 0, 0, 1,
      0);
  ADD(TRIGGER, ImageTrigger, 0, 0, 0, 0, EFFECT_BREAK, 0, BLOCK_NOT, NONE, NONE, 30, NONE, 0);
  ADD(TRIGGER, ImageTrigger, 0, 0, 0, 0, EFFECT_RULE, 0, BLOCK_WHERE, 0, NONE, 30, 4, 0);
  ADD(TRIGGER, ImageTrigger, 0, 0, 0, 0, EFFECT_RULE, 0, NONE, NONE, NONE, 30, NONE, 0);
  ADD(TRIGGER, ImageTrigger, 0, 0, 0, 0, EFFECT_RULE, 1, BLOCK_WHERE, NONE, NONE, 31, NONE, 0);
  ADD(TRIGGER, ImageTrigger, 0, 0, 0, 0, EFFECT_ANCHOR, 0, NONE, NONE, NONE, 32, NONE, 0);
  ADD(TRIGGER, ImageTrigger, 0, 0, 0, 0, EFFECT_MOVE, 0, BLOCK_WHERE, NONE, NONE, 33, 4, 0);
  ADD(TRIGGER, ImageTrigger, nowhere, 1, 0, 0, EFFECT_RULE, 0, BLOCK_BIG, NONE, NONE, 34, NONE, 0);
  ADD(TRIGGER, ImageTrigger, 1, 2, 0, 0, EFFECT_ANCHOR, 0, NONE, NONE, NONE, 35, NONE, 0);
  ADD(TRIGGER, ImageTrigger, 0, 0, 0, 0, EFFECT_HISTORY, 0, NONE, NONE, NONE, 36, NONE, 0);
  ADD(TRIGGER, ImageTrigger, 0, 0, 0, 0, EFFECT_HISTORY, 1, NONE, NONE, NONE, 36, NONE, 0);
  ADD(TRIGGER, ImageTrigger, 0, 0, 0, 0, EFFECT_DERIVE, 4, NONE, NONE, NONE, 37, NONE, 0);
  ADD(TRIGGER, ImageTrigger, 0, 0, 0, 0, EFFECT_RULE, 1, NONE, NONE, NONE, 38, NONE, 0);
  for (uint32_t line = 39; line < 42; line++)
    ADD(TRIGGER, ImageTrigger, 0, 0, 0, 0, EFFECT_RULE, 1, NONE, NONE, NONE, line, NONE, 0);
  ADD(TRIGGER, ImageTrigger, 1, 2, 0, 0, EFFECT_ROUTE, 0, BLOCK_BIG, NONE, NONE, 62, NONE, 0);
  ADD(TRIGGER, ImageTrigger, 1, 2, 0, 0, EFFECT_START, 0, NONE, NONE, NONE, 65, NONE, 0);
  ADD(BECOMING, ImageBecoming, BLOCK_SCORE, AT_TRUE, 7, 1, draft_text(draft, "hot"), 0);
  ADD(MOVE, ImageMove, 1, 0, IS_ON, 1, NONE, NONE, NONE, 0);
  ADD(MOVE, ImageMove, 2, DAY_MS, IS_WHEN, 0, BLOCK_SCORE, AT_HOLD, 0, 0);
  ADD(TIMER, ImageTimer, 30 * DAY_MS, 2, -1, TIMER_WINDOW, NONE, NONE, NONE, 0, NONE, NONE, 0);
  ADD(TIMER, ImageTimer, 9 * DAY_MS, 1, -1, TIMER_SINCE, AT_ANCHOR, NONE, NONE, NONE, NONE, NONE, 0);
  ADD(TIMER, ImageTimer, 30 * DAY_MS, 6, 3, TIMER_EACH, AT_ANCHOR, NONE, IS_EACH, NONE, NONE, NONE, 0);
  ADD(TIMER, ImageTimer, 7 * DAY_MS, 1, 3, TIMER_DECAY, NONE, 0, IS_DECAY, NONE, NONE, NONE, 0);
  ADD(TIMER, ImageTimer, DAY_MS, 1, 2, TIMER_HOLD, AT_HOLD, NONE, IS_WHEN, NONE, NONE, NONE, 0);
  ADD(TIMER, ImageTimer, 10 * DAY_MS, 1, 3, TIMER_AGEING, AT_LIVE + LIVE_NEXT, NONE, IS_ADD, NONE, NONE,
      0, 0);
  ADD(TIMER, ImageTimer, 0, 1, 2, TIMER_FACT, NONE, NONE, IS_WHEN, NONE, 2, NONE, 0);
}

/* Runs: of the moves; of a visit with any path; with a path of class 0; of class 1, none; of the
 * event that follows, none; of the definition that turns true; of a call with any value; of an
 * assignment, none; of what the stage settled in; of a call by its value, below 5, none, and from 5
 * on. */
static void add_runs(Draft *draft) {
  static const uint32_t triggers[] = {7, 6, 0, 4,  8,  9,  10, 1,  2, 3,
                                      5, 4, 2, 11, 12, 13, 14, 15, 16};
  for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++)
    ADD(CANDIDATE, ImageCandidate, triggers[i]);
  ADD(RUN, ImageRun, 0, 2, 1);
  ADD(RUN, ImageRun, 2, 9, 1);
  ADD(RUN, ImageRun, 11, 2, 0);
  for (int i = 0; i < 4; i++) ADD(RUN, ImageRun, 13, 0, 0); /* of the standard records none, nor */
  ADD(RUN, ImageRun, 13, 1, 0);                             /* of the event that follows */
  ADD(RUN, ImageRun, 14, 1, 0);
  ADD(RUN, ImageRun, 15, 0, 0);
  ADD(RUN, ImageRun, 17, 2, 1);
  ADD(RUN, ImageRun, 15, 0, 0);
  ADD(RUN, ImageRun, 15, 2, 0);
  ADD(CUT, ImageCut, 5);
  ADD(CHOICE, ImageChoice, 0, 11, 2, 0, 1, 0);
}

static void add_conditions(Draft *draft) {
  uint32_t text = draft_text(draft, "employees >= 50");
  ADD(CRITERION, ImageCriterion, CRITERION_ALL, 4, text, 50, BLOCK_YES, NONE, CODE_FLAG, NONE, NONE,
      NONE, NONE, NONE, NONE, 0);
  ADD(CRITERION, ImageCriterion, CRITERION_TEST, 1, text, 50, BLOCK_BIG, BLOCK_VALUE, CODE_INT,
      NONE, NONE, 2, NONE, BLOCK_SCORE, NONE, 0);
  ADD(CRITERION, ImageCriterion, CRITERION_NOT, 2, text, 51, BLOCK_YES, NONE, CODE_FLAG, NONE, NONE,
      NONE, NONE, NONE, NONE, 0);
  ADD(CRITERION, ImageCriterion, CRITERION_TEST, 1, text, 51, BLOCK_SCORE, NONE, CODE_FLAG, NONE, 3,
      NONE, NONE, NONE, NONE, 0);
  text = draft_text(draft, "path = \"/blog\" and employees >= 50");
  ADD(CRITERION, ImageCriterion, CRITERION_ALL, 3, text, 33, BLOCK_WHERE, NONE, CODE_FLAG, NONE,
      NONE, NONE, DRAFT_EVENT, NONE, NONE, 0);
  ADD(CRITERION, ImageCriterion, CRITERION_TEST, 1, text, 33, BLOCK_WHERE, BLOCK_WHERE, CODE_TEXT,
      NONE, 3, 3, DRAFT_EVENT, NONE, NONE, 0);
  ADD(CRITERION, ImageCriterion, CRITERION_TEST, 1, text, 33, BLOCK_BIG, BLOCK_VALUE, CODE_INT,
      NONE, NONE, 2, NONE, NONE, NONE, 0);
  ADD(DEFINITION, ImageDefinition, draft_text(draft, "icp"), CODE_FLAG, NONE, BLOCK_BIG, 0, 50, 0, 0);
}

/* ---- code ---------------------------------------------------------------------------------- */

static void add_code(Draft *draft, Opcode op, uint8_t space, uint16_t index, uint32_t c,
                     int64_t d) {
  ADD(CODE, ImageCode, (uint8_t)op, space, index, c, d);
  ADD(LINE, ImageLine, 50);
}

/* A block of the instructions that were added since the last one. */
static void end_block(Draft *draft, uint32_t record) {
  uint32_t first = 0, blocks = draft->count[SECTION_BLOCK];
  if (blocks) {
    const ImageBlock *last = draft_row(draft, SECTION_BLOCK, blocks - 1);
    first = last->first + last->count;
  }
  ADD(BLOCK, ImageBlock, first, draft->count[SECTION_CODE] - first, DRAFT_REGISTERS, record);
}

static void add_named_blocks(Draft *draft) {
  add_code(draft, OP_RETURN_CONSTANT, 0, 0, 0, 1); /* YES */
  end_block(draft, NONE);
  add_code(draft, OP_UNLESS_AT_LEAST, SPACE_LEAD, AT_FACTS + 2, 1, 50); /* BIG */
  add_code(draft, OP_RETURN_CONSTANT, 0, 0, 0, 1);
  add_code(draft, OP_RETURN_CONSTANT, 0, 0, 0, 0);
  end_block(draft, NONE);
  add_code(draft, OP_RETURN, SPACE_LEAD, AT_FACTS + 2, 0, 0); /* VALUE */
  end_block(draft, NONE);
  add_code(draft, OP_READ_SCORE, 0, 0, 0, 0); /* SCORE */
  add_code(draft, OP_UNLESS_AT_LEAST, SPACE_REGISTER, 0, 1, 10 * POINT);
  add_code(draft, OP_RETURN_CONSTANT, 0, 0, 0, 1);
  add_code(draft, OP_RETURN_CONSTANT, 0, 0, 0, 0);
  end_block(draft, NONE);
  for (int i = 0; i < 2; i++) { /* WHERE, NOT */
    add_code(draft, i ? OP_IF_EQUAL : OP_UNLESS_EQUAL, SPACE_EVENT, 0, 1, 2);
    add_code(draft, OP_RETURN_CONSTANT, 0, 0, 0, 1);
    add_code(draft, OP_RETURN_CONSTANT, 0, 0, 0, 0);
    end_block(draft, DRAFT_EVENT);
  }
}

/* Two registers are written, the opcode reads register 0 and whatever it must, and the result is
 * register 0 unless the opcode ends the block. */
static void add_opcode_block(Draft *draft, Opcode op) {
  const OperandSpec *spec = &operand_specs[opcode_specs[op].shape];
  int64_t d = spec->d == OPERAND_REGISTER ? 1 : 0;
  add_code(draft, OP_CONSTANT, 0, 0, 0, 5);
  add_code(draft, OP_CONSTANT, 0, 0, 1, 7);
  add_code(draft, op, 0, 0, spec->c == OPERAND_RESULT ? 2 : 0, d);
  if (spec->c != OPERAND_NONE) add_code(draft, OP_RETURN, SPACE_REGISTER, 0, 0, 0);
  end_block(draft, DRAFT_EVENT);
}

ImageCode *draft_opcode(const Draft *draft, Opcode op) {
  const ImageBlock *block = draft_row(draft, SECTION_BLOCK, DRAFT_FIRST_OPCODE + op);
  return draft_row(draft, SECTION_CODE, block->first + DRAFT_STEP);
}

/* ---- slots --------------------------------------------------------------------------------- */

static int64_t first_value(uint32_t slot) {
  static const uint32_t zero[] = {SLOT_FLAGS,
                                  AT_SCORE + SCORE_ACCUMULATED,
                                  AT_SCORE + SCORE_FACTS,
                                  AT_ADD + FIRING_COUNT,
                                  AT_SET + FIRING_COUNT,
                                  AT_POINTS,
                                  AT_DAY,
                                  AT_LIVE + LIVE_POINTS,
                                  AT_GROUP,
                                  AT_CLOCK + PAUSE_HELD,
                                  AT_STREAK,
                                  AT_DAYS,
                                  AT_TRUE,
                                  AT_HAND + HAND_POINTS,
                                  AT_SLA + CLOCK_TARGET,
                                  AT_SLA + CLOCK_VERDICT,
                                  AT_SLA + CLOCK_RUNS,
                                  AT_SLA + CLOCK_HELD,
                                  AT_AGAIN,
                                  AT_AGAIN + 1};
  if (slot == SLOT_NEXT) return INT64_MAX;
  if (slot >= AT_KEPT && slot < AT_SEEN) return VALUE_LIMIT;
  for (size_t i = 0; i < sizeof zero / sizeof *zero; i++)
    if (slot == zero[i]) return 0;
  return VALUE_MISSING;
}

static void add_slots(Draft *draft) {
  uint32_t name = draft_text(draft, "a slot");
  for (uint32_t slot = 0; slot < SLOTS; slot++) {
    ADD(INITIAL, ImageInitial, first_value(slot));
    ADD(SLOT, ImageSlot, name, slot == AT_ANCHOR ? CODE_INSTANT : CODE_INT);
  }
  ADD(SCOPE, ImageScope, SCOPE_LEAD, SLOTS);
  ADD(SCOPE, ImageScope, SCOPE_POOL, 0);
}

Draft draft_small(void) {
  Draft small = {{NULL}, {0}}, *draft = &small;
  draft_text(draft, "");
  ADD(META, ImageMeta, INT64_MIN, draft_text(draft, "Small"), draft_text(draft, "1"), 0, SLOTS, 0,
      0, DRAFT_FACTS, AT_FACTS, 1, AT_KEPT, AT_OWNER, 10, 1, 0);
  add_trees(draft);
  add_records(draft);
  add_zone(draft);
  add_routing(draft);
  add_calendar(draft);
  add_sla(draft);
  add_rules(draft);
  add_lifecycle(draft);
  add_runs(draft);
  add_conditions(draft);
  add_named_blocks(draft);
  for (Opcode op = 0; op < OPCODES; op++) add_opcode_block(draft, op);
  ADD(SET, ImageSet, -10, 0, 1);
  ADD(WORD, ImageWord, 5);
  ADD(RATIO, ImageRatio, 1, 3);
  add_slots(draft);
  return small;
}
