/* mopsc test: runs the examples that both parties agreed on, through the image like any host. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/commands/commands.h"
#include "compiler/commands/reasons.h"
#include "compiler/commands/test_accounts.h"
#include "compiler/image_write.h"

static const char usage[] =
    "usage: mopsc test AGREEMENT... [--accounts FILE]... [--zoneinfo FOLDER]\n\n"
    "Runs the `test` blocks of each agreement and shows, for what did not come out as expected,\n"
    "what it was instead and why.\n\n"
    "  mopsc test agreement.mops\n\n"
    "  --accounts FILE    companies that each test knows, as mopsc run reads them\n"
    "  --zoneinfo FOLDER  time zone files (default: " ZONEINFO_FOLDER ")\n"
    "  --help             this text\n\n"
    "exit status: 0 all passed, 1 a test failed (or the agreement has mistakes), 2 usage,\n"
    "             3 a file could not be read, 4 a bug in mopsc\n";

/* The last change of a lead's stage, or owner, with its reasons as they were then. */
typedef struct {
  Text lead;
  int assigns;
  mops_decision decision;
} Arrival;

typedef struct {
  const char *path;
  const Model *model;
  mops_agreement *agreement;
  mops_engine *engine;
  List account_files; /* of const char * */
  List accounts;      /* of mops_record: each engine begins with them */
  Arena *arena;       /* of these lists */
  mops_record *record;
  int64_t now;
  List arrivals; /* of Arrival: at most two per lead of the present test */
  int failed;    /* in the present test */
  uint32_t tests_passed, tests_failed;
} Testing;

/* ---- steps ------------------------------------------------------------------------------- */

/* The key of a test's lead: the key field as it was given, or the lead's name. */
static Text lead_key(const Test *test, const Model *model, Text lead) {
  for (uint32_t i = 0; i < test->steps.count; i++) {
    const Step *step = test->steps.items[i];
    if (step->kind != STEP_GIVEN || !text_equal(step->lead, lead)) continue;
    for (uint32_t k = 0; k < step->entries.count; k++) {
      const Entry *entry = step->entries.items[k];
      if (entry->field == model->key) return entry->value;
    }
  }
  return lead;
}

static void say_failed(Testing *testing, const Test *test) {
  if (testing->failed) return;
  testing->failed = 1;
  printf("FAILED  %s: %s\n", testing->path, test->title.bytes);
}

/* "line 12", or "scoring.mops:12" in another file than the first. */
static const char *place_of(const Testing *testing, Span span) {
  const Sources *sources = testing->model->sources;
  const char *file = sources->files[span.file].used_as.bytes;
  unsigned line = source_position(sources, span.file, span.start).line;
  return text_format(testing->model->arena, "%s%s%u", *file ? file : "line ", *file ? ":" : "",
                     line)
      .bytes;
}

static void refused(Testing *testing, const Test *test, Span span, const mops_problem *problem) {
  say_failed(testing, test);
  printf("        %s: this record would be set aside: %s\n", place_of(testing, span),
         problem->text);
}

static const mops_input inputs[] = {[LITERAL_TEXT] = MOPS_INPUT_TEXT,
                                    [LITERAL_NUMBER] = MOPS_INPUT_NUMBER,
                                    [LITERAL_FLAG] = MOPS_INPUT_FLAG};

/* lead_merged and lead_erased are of several leads. A lead that is merged into another names that
 * one as the test does, or by its key. */
static void run_of_several(Testing *testing, const Test *test, const Step *step) {
  mops_problem problem = {.text = ""};
  mops_status status;
  Text key = lead_key(test, testing->model, step->lead);
  if (step->event->kind == RECORD_LEAD_ERASED) {
    mops_engine_erase(testing->engine, key.bytes, key.length, step->at);
    return;
  }
  const Entry *entry = step->entries.count ? step->entries.items[0] : NULL;
  if (!entry) return;
  Text into = lead_key(test, testing->model, entry->value);
  status = mops_engine_merge(testing->engine, key.bytes, key.length, into.bytes, into.length,
                             step->at, &problem);
  if (status == MOPS_BAD_RECORD) refused(testing, test, step->span, &problem);
}

static void run_record(Testing *testing, const Test *test, const Step *step) {
  mops_problem problem = {.text = ""};
  uint32_t type = step->kind == STEP_EVENT ? step->event->index : 0;
  mops_status status = mops_record_start(testing->agreement, type, step->at, testing->record);
  for (uint32_t i = 0; status == MOPS_OK && i < step->entries.count; i++) {
    const Entry *entry = step->entries.items[i];
    status =
        mops_record_set(testing->agreement, testing->record, entry->field->index,
                        inputs[entry->kind], entry->value.bytes, entry->value.length, &problem);
    if (status == MOPS_BAD_RECORD)
      refused(testing, test, entry->span, &problem);
    else if (status == MOPS_UNLISTED)
      status = MOPS_OK;
  }
  if (status != MOPS_OK) return;
  if (mops_record_finish(testing->agreement, testing->record, &problem) != MOPS_OK) {
    refused(testing, test, step->span, &problem);
    return;
  }
  Text key = lead_key(test, testing->model, step->lead);
  status =
      type && step->event->kind >= RECORD_REP_AWAY
          ? mops_engine_roster(testing->engine, testing->record, &problem)
          : mops_engine_fold(testing->engine, key.bytes, key.length, testing->record, &problem);
  if (status == MOPS_BAD_RECORD) refused(testing, test, step->span, &problem);
}

/* ---- arrivals ---------------------------------------------------------------------------- */

static Arrival *arrival_of(const Testing *testing, Text lead, int assigns) {
  for (uint32_t i = 0; i < testing->arrivals.count; i++) {
    Arrival *arrival = testing->arrivals.items[i];
    if (arrival->assigns == assigns && text_equal(arrival->lead, lead)) return arrival;
  }
  return NULL;
}

/* Not what an SLA would have reassigned, but nobody took over. */
static int is_assignment(const mops_decision *decision) {
  return decision->kind == MOPS_DECISION_ASSIGNED ||
         (decision->kind == MOPS_DECISION_REASSIGNED && decision->after != decision->before);
}

static void remember_arrival(void *host, const mops_decision *decision) {
  Testing *testing = host;
  Arena *arena = testing->model->arena;
  int assigns = is_assignment(decision);
  if (decision->kind != MOPS_DECISION_STAGE && !assigns) return;
  Text lead = text_copy(arena, decision->lead, decision->lead_length);
  Arrival *arrival = arrival_of(testing, lead, assigns);
  if (!arrival) {
    arrival = arena_take(arena, sizeof *arrival);
    list_add(arena, &testing->arrivals, arrival);
  }
  size_t size = decision->because_count * sizeof *decision->because;
  mops_reason *because = size ? arena_take(arena, size) : NULL;
  if (size) memcpy(because, decision->because, size);
  *arrival = (Arrival){lead, assigns, *decision};
  arrival->decision.because = because;
}

static void show_arrival(const Testing *testing, Text lead, ReasonPrinter printer) {
  const Arrival *arrival = arrival_of(testing, lead, 0);
  char at[48];
  if (!arrival) return;
  const mops_decision *decision = &arrival->decision;
  mops_instant_format_local(testing->agreement, decision->at, at);
  printf("          it is %s since %s%s\n",
         mops_stage_name(testing->agreement, (uint32_t)decision->after), at,
         decision->because_count ? " by" : ", when it appeared");
  printer.tense = "was";
  for (size_t i = 0; i < decision->because_count; i++)
    reason_print(&printer, &decision->because[i]);
}

static void show_owner(const Testing *testing, Text lead, ReasonPrinter printer) {
  const Arrival *arrival = arrival_of(testing, lead, 1);
  char at[48];
  if (!arrival || arrival->decision.after == MOPS_MISSING) return;
  const mops_decision *decision = &arrival->decision;
  mops_instant_format_local(testing->agreement, decision->at, at);
  printf("          it belongs to %s since %s by\n",
         mops_owner_name(testing->agreement, (uint32_t)decision->after), at);
  printer.tense = "was";
  reason_print_owner(&printer, testing->model->arena, decision);
}

/* ---- expectations ------------------------------------------------------------------------ */

/* What a condition reads besides scores. */
enum { READS_STAGE = 1, READS_OWNER = 2 };

static uint64_t scores_of_arguments(const TableCall *call, int *reads);

/* The scores that a condition reads, a bit each, and what else it reads. */
static uint64_t scores_read(const Expression *e, int *reads) {
  if (!e) return 0;
  if (e->kind == EXPRESSION_STAGE) *reads |= READS_STAGE;
  if (e->kind == EXPRESSION_OWNER) *reads |= READS_OWNER;
  if (e->kind == EXPRESSION_SCORE) return UINT64_C(1) << e->score->index;
  if (e->kind == EXPRESSION_TABLE) return scores_of_arguments(e->call, reads);
  if (e->kind == EXPRESSION_DEFINITION) return scores_read(e->definition->expression, reads);
  return scores_read(e->left, reads) | scores_read(e->right, reads);
}

static uint64_t scores_of_arguments(const TableCall *call, int *reads) {
  uint64_t scores = 0;
  for (uint32_t i = 0; i < call->arguments.count; i++)
    scores |= scores_read(call->arguments.items[i], reads);
  return scores;
}

static void show_reasons(Testing *testing, Text key, const mops_lead *lead,
                         const Expression *condition) {
  mops_worker *worker = mops_engine_worker(testing->engine);
  ReasonPrinter printer = {
      .out = stdout, .agreement = testing->agreement, .indent = 12, .inner = 10};
  int reads = 0;
  uint64_t scores = scores_read(condition, &reads);
  for (uint32_t i = 0; i < testing->model->scores.count; i++) {
    if (!(scores >> i & 1)) continue;
    printf("          %s is ", mops_score_name(testing->agreement, i));
    points_print(stdout, mops_lead_score(testing->agreement, lead, i), 0);
    printf(" because\n");
    mops_explain_score(worker, lead, i, reason_print, &printer);
  }
  printer.inner = 4;
  if (reads & READS_OWNER) show_owner(testing, key, printer);
  if (!(reads & READS_STAGE) || mops_lead_stage(lead) == MOPS_MISSING) return;
  printer.inner = 2;
  show_arrival(testing, key, printer);
  Text heading = text_format(testing->model->arena, "          from %s it can move by\n",
                             mops_stage_name(testing->agreement, (uint32_t)mops_lead_stage(lead)));
  printer.heading = heading.bytes;
  mops_explain_moves(worker, lead, reason_print, &printer);
  printer.heading = "          and further on\n";
  mops_explain_further(worker, lead, reason_print, &printer);
}

static uint32_t number_named(const mops_agreement *agreement, Text name, uint32_t count,
                             const char *(*name_of)(const mops_agreement *, uint32_t)) {
  uint32_t number = 0;
  while (number < count && !text_is(name, name_of(agreement, number))) number++;
  return number;
}

/* `west gave ana 3` */
static void expect_gave(Testing *testing, const Test *test, const Expectation *expectation) {
  const mops_agreement *agreement = testing->agreement;
  uint32_t pool =
      number_named(agreement, expectation->pool, mops_pool_count(agreement), mops_pool_name);
  uint32_t rep =
      number_named(agreement, expectation->rep, mops_owner_count(agreement), mops_owner_name);
  int64_t gave = mops_engine_gave(testing->engine, pool, rep);
  if (gave == expectation->gave) return;
  say_failed(testing, test);
  printf("        %s: %s gave %s %lld, not %lld\n", place_of(testing, expectation->span),
         expectation->pool.bytes, expectation->rep.bytes, (long long)gave,
         (long long)expectation->gave);
}

/* `sla first_contact due …`, `sla first_contact met` */
static void expect_clock(Testing *testing, const Test *test, const Expectation *expectation) {
  const mops_agreement *agreement = testing->agreement;
  Text key = lead_key(test, testing->model, expectation->lead);
  const mops_lead *lead = mops_engine_lead_find(testing->engine, key.bytes, key.length);
  mops_clock clock = {.verdict = MOPS_VERDICT_NONE, .due = MOPS_MISSING};
  if (lead) clock = mops_lead_clock(agreement, lead, expectation->sla->index);
  const char *verdict = mops_verdict_name(clock.verdict);
  int fits = expectation->verdict.length ? text_is(expectation->verdict, verdict)
                                         : clock.due == expectation->due;
  if (clock.verdict != MOPS_VERDICT_NONE && fits) return;
  char due[48] = "never";
  if (clock.due != MOPS_MISSING) mops_instant_format_local(agreement, clock.due, due);
  say_failed(testing, test);
  printf("        %s: %s ", place_of(testing, expectation->span), expectation->sla->name.bytes);
  if (clock.verdict == MOPS_VERDICT_NONE)
    puts("has not started");
  else
    printf("is %s%s, due %s\n", verdict, clock.paused ? " and paused" : "", due);
}

static void expect(Testing *testing, const Test *test, const Expectation *expectation) {
  const Model *model = testing->model;
  Text key = lead_key(test, model, expectation->lead);
  const mops_lead *lead = mops_engine_lead_find(testing->engine, key.bytes, key.length);
  Text name = expectation_name(model->arena, model, expectation);
  uint32_t definition = mops_definition_find(testing->agreement, name.bytes, name.length);
  mops_worker *worker = mops_engine_worker(testing->engine);
  if (!lead) {
    say_failed(testing, test);
    printf("        %s: there is no such lead: no record of it came, or it was erased\n",
           place_of(testing, expectation->span));
    return;
  }
  if (mops_lead_definition(worker, lead, definition).number == 1) return;
  say_failed(testing, test);
  printf("        %s: expected, but not so:\n", place_of(testing, expectation->span));
  ReasonPrinter printer = {.out = stdout, .agreement = testing->agreement, .indent = 10};
  mops_explain_definition(worker, lead, definition, reason_print, &printer);
  show_reasons(testing, key, lead, expectation->condition);
}

static void expect_any(Testing *testing, const Test *test, const Expectation *expectation) {
  if (expectation->pool.length)
    expect_gave(testing, test, expectation);
  else if (expectation->sla)
    expect_clock(testing, test, expectation);
  else
    expect(testing, test, expectation);
}

static void run_step(Testing *testing, const Test *test, const Step *step) {
  switch (step->kind) {
  case STEP_GIVEN:
  case STEP_EVENT:
    if (step->event &&
        (step->event->kind == RECORD_LEAD_MERGED || step->event->kind == RECORD_LEAD_ERASED))
      run_of_several(testing, test, step);
    else
      run_record(testing, test, step);
    break;
  case STEP_TICK: break;
  case STEP_EXPECT:
    mops_engine_advance(testing->engine, testing->now);
    for (uint32_t i = 0; i < step->expectations.count; i++)
      expect_any(testing, test, step->expectations.items[i]);
    return;
  }
  testing->now = step->at;
}

static int run_test(Testing *testing, const Test *test) {
  testing->failed = 0;
  testing->now = INT64_MIN + 2;
  testing->arrivals = (List){0};
  mops_sink sink = {testing, remember_arrival};
  if (mops_engine_create(testing->agreement, NULL, &sink, 0, &testing->engine) != MOPS_OK) return 0;
  for (uint32_t i = 0; i < testing->accounts.count; i++)
    mops_engine_account(testing->engine, testing->accounts.items[i], NULL);
  for (uint32_t i = 0; i < test->steps.count; i++) run_step(testing, test, test->steps.items[i]);
  mops_engine_free(testing->engine);
  if (testing->failed)
    testing->tests_failed++;
  else
    testing->tests_passed++;
  if (!testing->failed) printf("passed  %s: %s\n", testing->path, test->title.bytes);
  return 1;
}

/* ---- agreements -------------------------------------------------------------------------- */

static size_t largest_record(const mops_agreement *agreement) {
  mops_agreement_info info;
  size_t largest = 0;
  mops_agreement_describe(agreement, &info);
  for (uint32_t i = 0; i < info.record_types; i++) {
    size_t size = mops_record_size(agreement, i);
    if (size > largest) largest = size;
  }
  return largest;
}

static int run_tests(Testing *testing, const void *image, size_t size) {
  mops_problem problem = {.text = ""};
  int status = STATUS_CLEAN;
  if (mops_agreement_load(image, size, NULL, &testing->agreement, &problem) != MOPS_OK) {
    fprintf(stderr, "mopsc: %s: mopsc refuses its own image: %s\n", testing->path, problem.text);
    return STATUS_BUG;
  }
  testing->accounts = (List){0};
  if (testing->account_files.count)
    status = test_accounts_read(testing->agreement, &testing->account_files, testing->arena,
                                &testing->accounts);
  testing->record = malloc(largest_record(testing->agreement));
  int room = testing->record != NULL;
  for (uint32_t i = 0; status < STATUS_USAGE && room && i < testing->model->tests.count; i++)
    room = run_test(testing, testing->model->tests.items[i]);
  if (!room) fputs("mopsc test: no memory left\n", stderr), status = STATUS_UNREADABLE;
  free(testing->record);
  mops_agreement_free(testing->agreement);
  return status;
}

static int test_file(Testing *testing, const char *path, const char *zoneinfo) {
  Compilation compilation;
  int status = STATUS_CLEAN;
  size_t size;
  testing->path = path;
  testing->model = command_compile(&compilation, path, zoneinfo, &status);
  if (testing->model) {
    unsigned char *image = command_build_image(&compilation, testing->model, 1, &size, &status);
    if (image) status = run_tests(testing, image, size);
    if (!testing->model->tests.count) printf("%s has no test\n", path);
    free(image);
  }
  command_compile_end(&compilation);
  return status;
}

int command_test(int argc, char **argv) {
  const char *zoneinfo = NULL;
  Testing testing = {.arena = arena_create()};
  const Option options[] = {{.name = "--accounts", .values = &testing.account_files},
                            {.name = "--zoneinfo", .value = &zoneinfo},
                            {.name = NULL}};
  int status = STATUS_CLEAN;
  argc = command_arguments(&(CommandLine){usage, options, testing.arena}, argc, argv, &status);
  if (argc >= 0 && argc < 2) status = command_misused("test", "which agreement?");
  for (int i = 1; i < argc; i++) {
    int worst = test_file(&testing, argv[i], zoneinfo);
    if (worst > status) status = worst;
  }
  arena_free(testing.arena);
  if (argc < 2) return status;
  printf("%u passed, %u failed\n", testing.tests_passed, testing.tests_failed);
  return status == STATUS_CLEAN && testing.tests_failed ? STATUS_FINDINGS : status;
}
