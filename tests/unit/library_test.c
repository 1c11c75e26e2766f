/* The library as a host sees it: memory that runs out at every single allocation, misuse, late
 * records, leads folded alone and in an engine. */
#include <stdlib.h>

#include "compiler/check.h"
#include "compiler/image_write.h"
#include "runtime/mops.h"
#include "tap.h"

static const char source[] =
    "agreement \"Library\" {\n"
    "  timezone \"Etc/UTC\"\n"
    "  effective 2026-01-01\n"
    "}\n"
    "record company { domain: domain, staff: int }\n"
    "lead { email: email key, plan: text required, size: int 0..100 default 7, company: company }\n"
    "event visit { path: text required }\n"
    "event mail passive\n"
    "score interest {\n"
    "  +10 \"visit\" on visit at most 3 per 10 days\n"
    "  +1 \"mail\" on mail at most 100 per 30 days\n" /* so a lead is large */
    "  -1 \"idle\" for each 2 days since activity at most 5\n"
    "  decay 4 every 7 days without activity\n"
    "}\n"
    "define big = size > 50\n"
    "define staff = company.staff\n"
    "lifecycle {\n"
    "  stage cold owned by marketing\n"
    "  stage warm owned by sales\n"
    "  start at cold\n"
    "  cold -> warm when interest >= 20\n"
    "  warm -> cold when interest < 10\n"
    "}\n";

/* ---- an image from a text ----------------------------------------------------------------------- */

static unsigned char *compile(size_t *size) {
  Arena *arena = arena_create();
  Sources sources = {.arena = arena};
  Diagnostics diagnostics = {.arena = arena, .sources = &sources};
  char path[] = "/tmp/mops-library-XXXXXX";
  int file = mkstemp(path);
  FILE *out = fdopen(file, "w");
  fputs(source, out);
  fclose(out);
  Model *model = compile_model(&diagnostics, path, "/usr/share/zoneinfo");
  remove(path);
  unsigned char *image =
      model && !diagnostics.errors ? image_build(model, &diagnostics, size) : NULL;
  if (!image) diag_render_human(&diagnostics, stderr, 0);
  arena_free(arena);
  return image;
}

/* ---- an allocator that knows the size of every block, and gives up when told ---------------------- */

typedef struct {
  long left;  /* allocations until it fails; -1: never */
  long blocks;
  long wrong; /* blocks whose old size was not what the library said */
} Counting;

static void *counting_resize(void *host, void *memory, size_t old_size, size_t size) {
  Counting *counting = host;
  size_t *block = memory ? (size_t *)memory - 2 : NULL;
  if (block && *block != old_size) counting->wrong++;
  if (!size) {
    counting->blocks -= block != NULL;
    free(block);
    return NULL;
  }
  if (counting->left == 0) return NULL;
  if (counting->left > 0) counting->left--;
  size_t *grown = realloc(block, size + 2 * sizeof(size_t));
  if (!grown) return NULL;
  counting->blocks += block == NULL;
  *grown = size;
  return grown + 2;
}

/* ---- records ------------------------------------------------------------------------------------- */

#define DAY INT64_C(86400000)
#define START (INT64_C(20500) * DAY) /* 2026-02-16 */

typedef union {
  mops_record record;
  int64_t space[32];
} Room;

static const mops_record *lead_record(const mops_agreement *agreement, Room *room, int64_t at) {
  uint32_t plan = mops_field_find(agreement, 0, "plan", 4);
  mops_record_start(agreement, 0, at, &room->record);
  mops_record_set(agreement, &room->record, plan, MOPS_INPUT_TEXT, "pro", 3, NULL);
  return &room->record;
}

static const mops_record *visit_record(const mops_agreement *agreement, Room *room, int64_t at) {
  mops_record_start(agreement, mops_record_type_find(agreement, "visit", 5), at, &room->record);
  mops_record_set(agreement, &room->record, 0, MOPS_INPUT_TEXT, "/", 1, NULL);
  return &room->record;
}

static const mops_record *account_record(const mops_agreement *agreement, Room *room,
                                         const char *domain, const char *staff) {
  mops_account_info info;
  mops_account_describe(agreement, &info);
  mops_record_start(agreement, 0, MOPS_MISSING, &room->record);
  mops_record_set(agreement, &room->record, info.domain, MOPS_INPUT_TEXT, domain, strlen(domain),
                  NULL);
  mops_record_set(agreement, &room->record, mops_field_find(agreement, 0, "company.staff", 13),
                  MOPS_INPUT_NUMBER, staff, strlen(staff), NULL);
  return &room->record;
}

static mops_status fill_accounts(const mops_agreement *agreement, mops_engine *engine) {
  Room room;
  char domain[32];
  mops_status status = MOPS_OK;
  for (int i = 0; i < 500 && status == MOPS_OK; i++) {
    snprintf(domain, sizeof domain, "a%d.example", i);
    status = mops_engine_account(engine, account_record(agreement, &room, domain, "5"), NULL);
  }
  return status;
}

/* 300 leads: more than one block, so that arrays grow. */
static mops_status fill(const mops_agreement *agreement, mops_engine *engine) {
  Room room;
  char key[32];
  mops_status status = MOPS_OK;
  for (int i = 0; i < 600 && status == MOPS_OK; i++) {
    int length = snprintf(key, sizeof key, "lead%d@acme.io", i);
    status = mops_engine_fold(engine, key, (size_t)length, lead_record(agreement, &room, START), NULL);
  }
  return status;
}

/* ---- tests ---------------------------------------------------------------------------------------- */

static void memory_runs_out(const unsigned char *image, size_t size) {
  long failures = 0, unbalanced = 0, wrong = 0, other = 0;
  for (long limit = 0;; limit++) {
    Counting counting = {limit, 0, 0};
    mops_memory memory = {&counting, counting_resize};
    mops_agreement *agreement = NULL;
    mops_engine *engine = NULL;
    mops_status status = mops_agreement_load(image, size, &memory, &agreement, NULL);
    if (status == MOPS_OK) status = mops_engine_create(agreement, &memory, NULL, 0, &engine);
    if (status == MOPS_OK) status = fill_accounts(agreement, engine);
    if (status == MOPS_OK) status = fill(agreement, engine);
    failures += status == MOPS_NO_MEMORY;
    other += status != MOPS_NO_MEMORY && status != MOPS_OK;
    mops_engine_free(engine);
    mops_agreement_free(agreement);
    unbalanced += counting.blocks != 0;
    wrong += counting.wrong;
    if (status == MOPS_OK) break;
  }
  ok(failures > 10, "memory ran out at %ld different places", failures);
  is_int(other, 0, "every time the answer was MOPS_NO_MEMORY");
  is_int(unbalanced, 0, "and everything was given back");
  is_int(wrong, 0, "with the size that it was taken with");
}

static void a_record_that_fails_changes_nothing(const mops_agreement *agreement) {
  mops_engine *engine;
  mops_problem problem = {.text = ""};
  Room room;
  mops_engine_create(agreement, NULL, NULL, 0, &engine);
  is_int(mops_engine_fold(engine, "jo@acme.io", 10, visit_record(agreement, &room, START), &problem),
         MOPS_BAD_RECORD, "an unknown lead with required fields can't begin with an event");
  mops_record_start(agreement, 0, START, &room.record);
  is_int(mops_engine_fold(engine, "jo@acme.io", 10, &room.record, &problem), MOPS_BAD_RECORD,
         "nor with a record that lacks them");
  is_text(problem.text, "required field plan is not there", "which says so");
  is_int(mops_engine_fold(engine, "jo@acme.io", 10, lead_record(agreement, &room, 0), &problem),
         MOPS_BAD_RECORD, "a record from before the agreement is in force is refused");
  is_int((long long)mops_engine_lead_count(engine), 0, "none of them made a lead");
  mops_engine_free(engine);
}

static void late_records(const mops_agreement *agreement) {
  mops_engine *engine;
  Room room;
  mops_engine_create(agreement, NULL, NULL, 0, &engine);
  mops_engine_fold(engine, "jo@acme.io", 10, lead_record(agreement, &room, START), NULL);
  mops_engine_fold(engine, "al@acme.io", 10, lead_record(agreement, &room, START + DAY), NULL);
  is_int(mops_engine_fold(engine, "jo@acme.io", 10, visit_record(agreement, &room, START), NULL),
         MOPS_LATE, "a record older than the engine's present instant is late");
  const mops_lead *lead = mops_engine_lead_find(engine, "jo@acme.io", 10);
  is_int(mops_lead_at(lead), START + DAY, "and judged at the present instant");
  is_int(mops_lead_score(agreement, lead, 0), 100000, "but it counts");
  mops_engine_free(engine);
}

/* Two visits make 20: warm. Idle steps of -1 at days 2, 4, 6, decay 4 at day 7, -1 at day 8: 20 - 4 - 4
 * is 12; at day 10 -1 more; decay at day 14 takes 4 more and steps stop at 5: 20 - 8 - 5 = 7, cold. */
static void alone_and_in_an_engine(const mops_agreement *agreement) {
  mops_agreement_info info;
  mops_engine *engine;
  mops_worker *worker;
  Room room;
  mops_agreement_describe(agreement, &info);
  mops_lead *lead = malloc(info.lead_size);
  mops_worker_create(agreement, NULL, NULL, 0, &worker);
  mops_engine_create(agreement, NULL, NULL, 0, &engine);
  mops_lead_start(agreement, lead);
  mops_prefetch(worker, lead, lead_record(agreement, &room, START));
  mops_fold(worker, lead, lead_record(agreement, &room, START));
  mops_engine_fold(engine, "jo@acme.io", 10, &room.record, NULL);
  for (int i = 0; i < 2; i++) {
    mops_prefetch(worker, lead, visit_record(agreement, &room, START));
    mops_fold(worker, lead, visit_record(agreement, &room, START));
    mops_engine_fold(engine, "jo@acme.io", 10, &room.record, NULL);
  }
  is_text(mops_stage_name(agreement, (uint32_t)mops_lead_stage(lead)), "warm", "two visits warm a lead");
  is_int(mops_advance(worker, lead, START + 8 * DAY), MOPS_OK, "time passes");
  is_int(mops_lead_score(agreement, lead, 0), 120000, "8 days idle leave 12 of 20 points");
  mops_advance(worker, lead, START + 14 * DAY);
  is_int(mops_lead_score(agreement, lead, 0), 70000, "14 days leave 7");
  is_text(mops_stage_name(agreement, (uint32_t)mops_lead_stage(lead)), "cold", "and it is cold");
  is_int(mops_lead_stage_since(lead), START + 14 * DAY, "since the step that took it below 10");
  mops_engine_advance(engine, START + 14 * DAY);
  const mops_lead *other = mops_engine_lead_find(engine, "jo@acme.io", 10);
  ok(memcmp(lead, other, info.lead_size) == 0,
     "an engine's lead, whose memory was not asked for, has the same bytes");
  is_int(mops_fold(worker, lead, visit_record(agreement, &room, START)), MOPS_LATE, "late alone too");
  mops_engine_free(engine);
  mops_worker_free(worker);
  free(lead);
}

/* ---- leads that are one, and leads that are forgotten --------------------------------------------- */

/* An allocator that gives nothing back, so that what was freed can be looked into. */
typedef struct {
  struct {
    char *bytes;
    size_t size;
  } blocks[512];
  size_t count;
} Hoard;

static void *hoard_resize(void *host, void *memory, size_t old_size, size_t size) {
  Hoard *hoard = host;
  if (!size || hoard->count == sizeof hoard->blocks / sizeof *hoard->blocks) return NULL;
  char *bytes = malloc(size);
  if (!bytes) return NULL;
  if (memory) memcpy(bytes, memory, old_size < size ? old_size : size);
  hoard->blocks[hoard->count].bytes = bytes;
  hoard->blocks[hoard->count++].size = size;
  return bytes;
}

/* How often bytes stand in any block, in use or freed. */
static int hoard_count(const Hoard *hoard, const char *bytes) {
  size_t length = strlen(bytes);
  int found = 0;
  for (size_t i = 0; i < hoard->count; i++)
    for (size_t at = 0; at + length <= hoard->blocks[i].size; at++)
      found += memcmp(hoard->blocks[i].bytes + at, bytes, length) == 0;
  return found;
}

static void an_erased_lead_leaves_nothing(const mops_agreement *agreement) {
  Hoard hoard = {.count = 0};
  mops_memory memory = {&hoard, hoard_resize};
  mops_engine *engine;
  Room room;
  mops_engine_create(agreement, &memory, NULL, 0, &engine);
  mops_engine_fold(engine, "jo@acme.io", 10, lead_record(agreement, &room, START), NULL);
  fill(agreement, engine); /* arrays and the table grow */
  mops_engine_fold(engine, "old@acme.io", 11, lead_record(agreement, &room, START), NULL);
  mops_engine_merge(engine, "older@acme.io", 13, "old@acme.io", 11, START, NULL);
  mops_engine_merge(engine, "old@acme.io", 11, "jo@acme.io", 10, START, NULL);
  ok(hoard_count(&hoard, "jo@acme.io") && hoard_count(&hoard, "old@acme.io") &&
         hoard_count(&hoard, "older@acme.io"),
     "the engine keeps the keys");
  size_t leads = mops_engine_lead_count(engine), length;
  is_int(mops_engine_erase(engine, "older@acme.io", 13, START + DAY), MOPS_OK, "a lead is erased");
  is_int(hoard_count(&hoard, "jo@acme.io") + hoard_count(&hoard, "old@acme.io") +
             hoard_count(&hoard, "older@acme.io"),
         0, "neither its key nor those merged into it are in memory, in use or freed");
  is_int((long long)mops_engine_lead_count(engine), (long long)leads - 1, "there is one lead less");
  ok(!mops_engine_lead_find(engine, "jo@acme.io", 10), "it is not found");
  ok(!mops_engine_key_find(engine, "old@acme.io", 11, &length), "nor what was merged into it");
  int missing = 0;
  char key[32];
  for (int i = 0; i < 600; i++) {
    int written = snprintf(key, sizeof key, "lead%d@acme.io", i);
    missing += !mops_engine_lead_find(engine, key, (size_t)written);
  }
  is_int(missing, 0, "all others are");
  is_int(mops_engine_fold(engine, "jo@acme.io", 10, visit_record(agreement, &room, START + DAY), NULL),
         MOPS_BAD_RECORD, "a later record is a new lead's first, which asks for its required fields");
  is_int(mops_engine_erase(engine, "nobody@acme.io", 14, START + DAY), MOPS_OK,
         "who is not known is forgotten already");
  mops_engine_free(engine);
  for (size_t i = 0; i < hoard.count; i++) free(hoard.blocks[i].bytes);
}

static void merged_leads(const mops_agreement *agreement) {
  mops_engine *engine;
  mops_problem problem;
  Room room;
  char from[32], into[32];
  size_t length = 0;
  mops_engine_create(agreement, NULL, NULL, 0, &engine);
  mops_engine_fold(engine, "0@acme.io", 9, lead_record(agreement, &room, START), NULL);
  for (int i = 0; i < 2000; i++) { /* a long chain */
    snprintf(from, sizeof from, "%d@acme.io", i);
    snprintf(into, sizeof into, "%d@acme.io", i + 1);
    mops_engine_merge(engine, from, strlen(from), into, strlen(into), START + i, NULL);
  }
  const char *key = mops_engine_key_find(engine, "0@acme.io", 9, &length);
  ok(length == 12 && memcmp(key, "2000@acme.io", 12) == 0, "the key is that at the chain's end");
  is_int((long long)mops_engine_lead_count(engine), 1, "there is one lead");
  ok(mops_engine_lead_find(engine, "0@acme.io", 9) ==
         mops_engine_lead_find(engine, "1999@acme.io", 12),
     "which all keys mean");
  is_int(mops_engine_merge(engine, "2000@acme.io", 12, "0@acme.io", 9, START + 2 * DAY, &problem),
         MOPS_BAD_RECORD, "no circle");
  is_text(problem.text, "both keys mean one lead already", "says why");
  is_int(mops_engine_merge(engine, "x@acme.io", 9, "x@acme.io", 9, START + 2 * DAY, &problem),
         MOPS_BAD_RECORD, "nor into itself");
  is_int(mops_engine_merge(engine, "x@acme.io", 9, "0@acme.io", 9, 0, &problem), MOPS_BAD_RECORD,
         "nor before the agreement is in force");
  is_int(mops_engine_merge(engine, "x@acme.io", 9, "0@acme.io", 9, START, &problem), MOPS_LATE,
         "what is late is judged now");
  is_int(mops_engine_fold(engine, "", 0, lead_record(agreement, &room, START + DAY), NULL), MOPS_MISUSE,
         "a record of a lead without a key");
  mops_record_start(agreement, mops_record_type_find(agreement, "lead_merged", 11), START + DAY,
                    &room.record);
  is_int(mops_engine_fold(engine, "0@acme.io", 9, &room.record, NULL), MOPS_MISUSE,
         "a record of two leads can't be folded");
  mops_engine_free(engine);
}

static void accounts(const mops_agreement *agreement) {
  mops_engine *engine;
  mops_problem problem = {.text = ""};
  mops_account_info info;
  Room room;
  uint32_t staff = mops_field_find(agreement, 0, "company.staff", 13);
  uint32_t shown = mops_definition_find(agreement, "staff", 5);
  mops_engine_create(agreement, NULL, NULL, 0, &engine);
  mops_account_describe(agreement, &info);
  is_int((long long)info.prefix, 8, "the names of an account's fields begin after company.");
  ok(info.count == 2 && info.other == MOPS_NOT_FOUND, "there are two");
  is_int(mops_engine_account(engine, account_record(agreement, &room, "acme.io", "30"), NULL),
         MOPS_OK, "an account");
  is_int(mops_engine_account(engine, account_record(agreement, &room, "ACME.io", "31"), &problem),
         MOPS_BAD_RECORD, "of whose domain there is no other");
  ok(problem.field == info.domain, "the problem is the domain's: %s", problem.text);
  is_int(mops_engine_account(engine, visit_record(agreement, &room, START), NULL), MOPS_MISUSE,
         "an event is no account");
  mops_engine_fold(engine, "jo@eu.acme.io", 13, lead_record(agreement, &room, START), NULL);
  const mops_lead *lead = mops_engine_lead_find(engine, "jo@eu.acme.io", 13);
  mops_value value = mops_lead_definition(mops_engine_worker(engine), lead, shown);
  is_int(value.number, 30, "the lead has what its account says");
  ok(mops_engine_account_says(engine, "jo@eu.acme.io", 13, staff), "and it is known whence");
  ok(!mops_engine_account_says(engine, "jo@eu.acme.io", 13, 1) &&
         !mops_engine_account_says(engine, "jo@eu.acme.io", 13, MOPS_NOT_FOUND) &&
         !mops_engine_account_says(engine, "bo@eu.acme.io", 13, staff),
     "other fields and leads are not from there");
  is_int(mops_engine_account(engine, account_record(agreement, &room, "b.io", "1"), NULL),
         MOPS_MISUSE, "accounts come before leads");
  mops_engine_free(engine);
}

static void misuse(const mops_agreement *agreement) {
  mops_worker *worker;
  mops_field_info field;
  mops_agreement_info info;
  Room room;
  mops_agreement_describe(agreement, &info);
  mops_lead *lead = malloc(info.lead_size);
  mops_worker_create(agreement, NULL, NULL, 0, &worker);
  mops_lead_start(agreement, lead);
  mops_prefetch(worker, lead,
                NULL); /* any record; and below, what can't be folded can't be asked for */
  lead_record(agreement, &room, START);
  room.record.type = 99;
  mops_prefetch(worker, lead, &room.record);
  is_int(mops_fold(worker, lead, &room.record), MOPS_MISUSE, "a record of no type");
  lead_record(agreement, &room, START);
  room.record.values++;
  mops_prefetch(worker, lead, &room.record);
  is_int(mops_fold(worker, lead, &room.record), MOPS_MISUSE, "a record of another agreement's size");
  lead_record(agreement, &room, INT64_MAX);
  is_int(mops_fold(worker, lead, &room.record), MOPS_MISUSE, "an instant beyond all bounds");
  is_int(mops_record_start(agreement, 99, START, &room.record), MOPS_MISUSE, "a type out of range");
  is_int(mops_field_describe(agreement, 0, 99, &field), MOPS_MISUSE, "a field out of range");
  is_int(mops_advance(worker, lead, START), MOPS_OK, "a lead without records has nothing to do");
  is_int(mops_lead_score(agreement, lead, 99), MOPS_MISSING, "a score out of range");
  is_text(mops_stage_name(agreement, 99), "", "a stage out of range");
  mops_worker_free(worker);
  free(lead);
}

/* A date is remembered, so each text stands after one of which its date differs in another place, or not
 * at all. */
static void instants_of_one_day(void) {
  static const struct {
    const char *text;
    int64_t instant; /* MOPS_MISSING: it is none */
  } rows[] = {
      {"2026-10-05T14:00:00Z", 1791208800000},  {"2026-10-05T23:59:59Z", 1791244799000},
      {"2026-10-06T00:00:00Z", 1791244800000},  {"1926-10-06T00:00:00Z", -1364515200000},
      {"2026-10-06T24:00:00Z", MOPS_MISSING},   {"2026-10-06T00:00:00Z", 1791244800000},
      {"2026-10-06T00:00:00X", MOPS_MISSING},   {"2026-02-29T12:30:15Z", MOPS_MISSING},
      {"2024-02-29T12:30:15Z", 1709209815000},  {"2024-02-30T12:30:15Z", MOPS_MISSING},
      {"2024-02-29T12:30:15.5Z", 1709209815500}, {"2026-10-05t00:00:00Z", 1791158400000},
      {"2026-10-05T00:00:00Z", 1791158400000},
  };
  mops_instant_day day = {{0}, 0};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    int64_t near = MOPS_MISSING, alone = MOPS_MISSING;
    size_t length = strlen(rows[i].text);
    mops_status status = mops_instant_parse_day(rows[i].text, length, &day, &near);
    if (status != MOPS_OK) near = MOPS_MISSING;
    if (mops_instant_parse(rows[i].text, length, &alone) != MOPS_OK) alone = MOPS_MISSING;
    ok(near == rows[i].instant && alone == rows[i].instant, "%s", rows[i].text);
  }
}

int main(void) {
  size_t size;
  unsigned char *image = compile(&size);
  mops_agreement *agreement = NULL;
  instants_of_one_day();
  if (!ok(image != NULL, "the agreement compiles")) return tap_done();
  is_int(mops_agreement_load(image, size, NULL, &agreement, NULL), MOPS_OK, "and loads");
  memory_runs_out(image, size);
  a_record_that_fails_changes_nothing(agreement);
  late_records(agreement);
  alone_and_in_an_engine(agreement);
  an_erased_lead_leaves_nothing(agreement);
  merged_leads(agreement);
  accounts(agreement);
  misuse(agreement);
  mops_agreement_free(agreement);
  free(image);
  return tap_done();
}
