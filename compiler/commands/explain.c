/* mopsc explain: why one lead stands where it stands, in words that a sales person can use. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/commands/commands.h"
#include "compiler/commands/inputs.h"
#include "compiler/commands/reasons.h"

static const char usage[] =
    "usage: mopsc explain AGREEMENT --lead KEY [--leads FILE]... [--events FILE]... [OPTIONS]\n\n"
    "Says of one lead: its stage and since when; who has it, and why; by when it is to be\n"
    "answered, and how that was counted; every score rule by rule; what happened to it; which\n"
    "criteria of the next moves and of those further on hold and which don't; and what changes by\n"
    "itself next.\n\n"
    "  mopsc explain agreement.mops --leads leads.jsonl --events events.jsonl --lead jo@acme.io\n\n"
    "  --lead KEY                 which lead\n\n" INPUTS_USAGE
    "\n  --help                     this text\n\n"
    "exit status: 0 explained, 1 there is no such lead (or the agreement has mistakes), 2 usage,\n"
    "             3 a file could not be read, 4 a bug in mopsc\n";

/* A text of the lead as it last came in: the image keeps only what rules need of it. */
typedef struct {
  Text field;
  Text text;
  int64_t at;
} RawText;

typedef struct {
  const char *agreement_path, *key_given;
  char key[MOPS_KEY_MAX];
  size_t key_length;
  List texts; /* of RawText */
  Inputs inputs;
  Arena *arena;
  mops_agreement *agreement;
  mops_engine *engine;
  List history;   /* of Text: one line per change of stage, or lead that was merged into it */
  int has_merged; /* so its texts may be another's */
  mops_decision assigned; /* the last one, with its reasons; at MOPS_MISSING: there was none */
  List steps;   /* of mops_reason: what comes next, in order of time */
  uint64_t set_aside, set_aside_of_lead;
} Explain;

/* ---- reading ----------------------------------------------------------------------------- */

static int is_the_lead(const Explain *explain, const char *key, size_t length) {
  return explain->key_length == length && memcmp(explain->key, key, length) == 0;
}

static Text merged_line(const Explain *explain, const mops_decision *decision) {
  char at[48];
  mops_instant_format_local(explain->agreement, decision->at, at);
  return text_format(explain->arena, "%s  %.*s was merged into it", at, (int)decision->from_length,
                     decision->from);
}

/* Reasons live as long as the call that tells them. What nobody took over stays with its owner for the
 * reasons that it had. */
static void keep_assigned(Explain *explain, const mops_decision *decision) {
  if (decision->kind == MOPS_DECISION_REASSIGNED && decision->after == decision->before) return;
  size_t size = decision->because_count * sizeof *decision->because;
  mops_reason *because = size ? arena_take(explain->arena, size) : NULL;
  if (size) memcpy(because, decision->because, size);
  explain->assigned = *decision;
  explain->assigned.because = because;
}

static void remember_stage(void *host, const mops_decision *decision) {
  Explain *explain = host;
  if (decision->kind == MOPS_DECISION_SCORED) return;
  if (!is_the_lead(explain, decision->lead, decision->lead_length)) return;
  Text *line = arena_take(explain->arena, sizeof *line);
  int merges = decision->kind == MOPS_DECISION_MERGED;
  int assigns =
      decision->kind == MOPS_DECISION_ASSIGNED || decision->kind == MOPS_DECISION_REASSIGNED;
  int clocks =
      decision->kind >= MOPS_DECISION_SLA_STARTED && decision->kind <= MOPS_DECISION_NOTIFY;
  if (assigns) keep_assigned(explain, decision);
  if (decision->kind == MOPS_DECISION_STAGE && decision->before == MOPS_MISSING)
    explain->history.count = 0; /* a lead with this key was forgotten */
  *line = merges    ? merged_line(explain, decision)
          : assigns ? reason_assigned_line(explain->arena, explain->agreement, decision)
          : clocks  ? reason_clock_line(explain->arena, explain->agreement, decision)
                    : reason_stage_line(explain->arena, explain->agreement, decision, "was");
  explain->has_merged |= merges;
  list_add(explain->arena, &explain->history, line);
}

enum { SHOWN_PROBLEMS = 5 };

/* Those of the lead itself are told; of the others it is enough to know how many. */
static int count_bad(void *host, const SetAside *bad) {
  Explain *explain = host;
  explain->set_aside++;
  if (bad->key == NULL || !is_the_lead(explain, bad->key, bad->key_length)) return 0;
  if (explain->set_aside_of_lead++ >= SHOWN_PROBLEMS) return 0;
  command_print_bad(bad->path, bad->line, bad->problem->field, bad->problem->text);
  return 0;
}

/* ---- the lead's own texts
 * ------------------------------------------------------------------------ */

static RawText *raw_text(const Explain *explain, const char *field) {
  for (uint32_t i = 0; i < explain->texts.count; i++) {
    RawText *raw = explain->texts.items[i];
    if (text_is(raw->field, field)) return raw;
  }
  return NULL;
}

static void remember_cell(Explain *explain, const Cell *cell, int64_t at) {
  mops_field_info field;
  uint32_t number = cell->name->fields ? cell->name->fields[0] : MOPS_NOT_FOUND;
  if (cell->kind != MOPS_INPUT_TEXT && cell->kind != MOPS_INPUT_CELL) return;
  if (mops_field_describe(explain->agreement, 0, number, &field) != MOPS_OK) return;
  RawText *raw = raw_text(explain, field.name);
  if (!raw) {
    raw = arena_take(explain->arena, sizeof *raw);
    *raw = (RawText){text_of(field.name), text_of(""), INT64_MIN};
    list_add(explain->arena, &explain->texts, raw);
  }
  if (at < raw->at) return;
  raw->text = text_copy(explain->arena, cell->bytes, cell->length);
  raw->at = at;
}

/* Reads a file of leads once more, for the texts of the one lead. */
static void remember_texts(Explain *explain, const InputOptions *file) {
  Tally unlisted = {0};
  ReaderRecord record;
  ReaderResult result;
  Reader *reader = file->events || file->accounts || strcmp(file->path, "-") == 0
                       ? NULL
                       : reader_open(explain->agreement, file, &unlisted);
  while (reader &&
         ((result = reader_next(reader, &record)) == READER_RECORD || result == READER_BAD)) {
    const BuiltRecord *built = &record.built;
    if (result == READER_BAD || !is_the_lead(explain, built->key, built->key_length)) continue;
    int64_t until = explain->inputs.until;
    if (until != MOPS_MISSING && built->record->at > until) continue;
    const Outline *outline = built->cells.outline;
    for (uint32_t i = 0; i < outline->used_count; i++)
      remember_cell(explain, built->cells.items + outline->used[i], built->record->at);
  }
  if (reader) reader_close(reader);
  tally_free(&unlisted);
}

static int account_says(const Explain *explain, uint32_t field) {
  return mops_engine_account_says(explain->engine, explain->key, explain->key_length, field);
}

/* Of a text that the account has, only what rules need of it is known. */
static const char *text_of_field(void *host, const char *field) {
  const Explain *explain = host;
  const RawText *raw = raw_text(explain, field);
  int of_account =
      account_says(explain, mops_field_find(explain->agreement, 0, field, strlen(field)));
  return raw && !of_account ? raw->text.bytes : NULL;
}

/* ---- folding
 * -------------------------------------------------------------------------------------- */

static int fold_all(Explain *explain, Feed *feed, Merge *merge) {
  MergedRecord record;
  MergeResult result;
  while ((result = merge_next(merge, &record)) == MERGE_RECORD) {
    const BuiltRecord *built = &record.built;
    mops_problem problem = {.field = MOPS_NOT_FOUND};
    mops_status status = feed_record(feed, built, &problem);
    if (status == MOPS_BAD_RECORD) {
      RecordProblem reason;
      SetAside bad = merge_refused(merge, &record, &problem, &reason);
      count_bad(explain, &bad);
    }
    if (status == MOPS_NO_MEMORY) return STATUS_UNREADABLE;
  }
  if (result != MERGE_FAILED) return STATUS_CLEAN;
  const char *path, *problem = merge_problem(merge, &path);
  fprintf(stderr, "mopsc explain: %s: %s\n", path, problem);
  return STATUS_UNREADABLE;
}

static int read_all(Explain *explain) {
  Tally unlisted = {0};
  MergeOptions options = {.inputs = explain->inputs.files,
                          .count = explain->inputs.count,
                          .until = explain->inputs.until,
                          .lateness = explain->inputs.lateness,
                          .unlisted = &unlisted,
                          .host = explain,
                          .set_aside = count_bad};
  uint32_t failed;
  Merge *merge = merge_open(explain->agreement, &options, &failed);
  if (!merge)
    return command_unreadable(failed < options.count ? options.inputs[failed].path : "memory");
  Feed feed;
  int status = inputs_feed(&explain->inputs, explain->agreement, explain->engine, &feed)
                   ? fold_all(explain, &feed, merge)
                   : STATUS_UNREADABLE;
  repeats_free(feed.repeats);
  merge_close(merge);
  tally_free(&unlisted);
  return status;
}

/* ---- telling ----------------------------------------------------------------------------- */

static void instant_line(const Explain *explain, const char *words, int64_t instant) {
  char text[48];
  mops_instant_format_local(explain->agreement, instant, text);
  printf("%s%s", words, text);
}

static void tell_scores(const Explain *explain, const mops_lead *lead, ReasonPrinter *printer) {
  mops_agreement_info info;
  mops_agreement_describe(explain->agreement, &info);
  for (uint32_t i = 0; i < info.scores; i++) {
    printf("\n%s is ", mops_score_name(explain->agreement, i));
    points_print(stdout, mops_lead_score(explain->agreement, lead, i), 0);
    puts("");
    mops_explain_score(mops_engine_worker(explain->engine), lead, i, reason_print, printer);
  }
}

static void tell_owner(const Explain *explain, const mops_lead *lead, ReasonPrinter *printer) {
  int64_t owner = mops_lead_owner(explain->agreement, lead);
  const mops_decision *assigned = &explain->assigned;
  if (owner == MOPS_MISSING || !assigned->because) return;
  printf("\nWhy %s has it\n", mops_owner_name(explain->agreement, (uint32_t)owner));
  printer->inner = 4;
  printer->tense = "was";
  reason_print_owner(printer, explain->arena, assigned);
  printer->tense = NULL;
}

/* "    2026-10-05  4 hours", "    2026-11-26  closed: Thanksgiving", "    2026-12-24  3 hours: Christmas Eve" */
static void tell_day(void *host, int64_t day, int64_t open, int closed, const char *title) {
  const Explain *explain = host;
  char text[32];
  mops_instant_format(day * 86400000, text);
  printf("    %.10s  ", text);
  if (open > 0) fputs(reason_length(explain->arena, open).bytes, stdout);
  if (title && !closed)
    printf(": %s", title);
  else if (title)
    printf("%sclosed: %s", open > 0 ? "; " : "", title);
  fputc('\n', stdout);
}

/* Where clocks show another time, when it is due by these: days are told by them. */
static void tell_calendar(const Explain *explain, const mops_lead *lead, uint32_t sla,
                          const char *calendar) {
  char here[48], there[48];
  mops_instant_format_local(explain->agreement, mops_lead_clock(explain->agreement, lead, sla).due,
                            here);
  mops_clock_format_due(explain->agreement, lead, sla, there);
  printf("    by the hours of %s", calendar);
  if (strcmp(here, there) != 0) printf(", where it is due %s", there);
  puts("");
}

/* "first_contact is open, due …: counts since …" */
static void tell_clocks(const Explain *explain, const mops_lead *lead) {
  const char *heading = "\nIts clocks\n";
  for (uint32_t i = 0; i < mops_sla_count(explain->agreement); i++) {
    mops_clock clock = mops_lead_clock(explain->agreement, lead, i);
    if (clock.verdict == MOPS_VERDICT_NONE) continue;
    printf("%s  %s is %s%s", heading, mops_sla_name(explain->agreement, i),
           mops_verdict_name(clock.verdict), clock.paused ? " and paused" : "");
    heading = "";
    if (clock.due == MOPS_MISSING)
      fputs(", due never", stdout);
    else
      instant_line(explain, ", due ", clock.due);
    instant_line(explain, ", counted from ", clock.since);
    if (clock.started != clock.since) instant_line(explain, "; first started ", clock.started);
    puts("");
    const char *calendar =
        mops_explain_clock(explain->agreement, lead, i, tell_day, (void *)(uintptr_t)explain);
    if (calendar) tell_calendar(explain, lead, i, calendar);
    if (clock.held)
      printf("    of this it stood for %s\n",
             (calendar ? reason_open_length : reason_length)(explain->arena, clock.held).bytes);
  }
}

static void tell_stage(const Explain *explain, const mops_lead *lead, ReasonPrinter *printer) {
  int64_t stage = mops_lead_stage(lead);
  if (stage != MOPS_MISSING || explain->history.count) puts("\nWhat happened to it");
  for (uint32_t i = 0; i < explain->history.count; i++)
    printf("  %s\n", ((const Text *)explain->history.items[i])->bytes);
  if (stage == MOPS_MISSING) return; /* the agreement has no lifecycle */
  printf("\nWays out of %s, and what they ask\n",
         mops_stage_name(explain->agreement, (uint32_t)stage));
  printer->inner = 2;
  printer->heading = ""; /* is taken by the first way out */
  mops_explain_moves(mops_engine_worker(explain->engine), lead, reason_print, printer);
  if (printer->heading)
    puts(mops_stage_final(explain->agreement, (uint32_t)stage) ? "  none: it is final" : "  none");
  printer->heading = "\nFurther on, and what it asks, as things are now\n";
  mops_explain_further(mops_engine_worker(explain->engine), lead, reason_print, printer);
  printer->heading = NULL;
}

static void collect_step(void *host, const mops_reason *reason) {
  Explain *explain = host;
  mops_reason *step = arena_take(explain->arena, sizeof *step);
  *step = *reason;
  list_add(explain->arena, &explain->steps, step);
  uint32_t place = explain->steps.count - 1;
  void **steps = explain->steps.items;
  for (; place && ((const mops_reason *)steps[place - 1])->at > step->at; place--)
    steps[place] = steps[place - 1];
  steps[place] = step;
}

static void tell_step(const Explain *explain, const mops_reason *step) {
  instant_line(explain, "  ", step->at);
  if (step->kind == MOPS_REASON_MOVE || (step->kind == MOPS_REASON_HOLDS && step->text)) {
    printf("  %s, if its condition holds then", step->text);
  } else if (step->kind == MOPS_REASON_PAUSED) {
    printf("  %s: the pause of its decay begins", step->block);
  } else if (step->kind == MOPS_REASON_UNPAUSED) {
    printf("  %s: the pause of its decay ends", step->block);
  } else if (step->kind == MOPS_REASON_SLA) {
    printf("  %s: %s%s", step->block, step->truth == 1 ? "due, " : "", step->label);
  } else {
    printf("  %s: %s", step->block, step->label);
    if (step->points) fputs(" ", stdout), points_print(stdout, step->points, 1);
  }
  fputs("  (", stdout);
  reason_print_place(stdout, step);
  puts(")");
}

/* ---- what comes if nothing happens -------------------------------------------------------- */

/* How far to look. An agreement may step each second, so there is an end to it. */
#define FORESEEN_STEPS 1000

typedef struct {
  Explain *explain;
  Text line; /* the first change of stage, or empty */
} Forecast;

static void foresee_stage(void *host, const mops_decision *decision) {
  Forecast *forecast = host;
  if (decision->kind != MOPS_DECISION_STAGE || forecast->line.length) return;
  forecast->line = reason_stage_line(forecast->explain->arena, forecast->explain->agreement,
                                     decision, "will be");
}

/* Lets time pass for a copy of the lead, one wake-up after the other. worker: of an engine that knows
 * whose turn it is, and who is away. */
static void foresee(Forecast *forecast, mops_worker *worker, mops_lead *lead) {
  uint32_t steps = 0;
  while (!forecast->line.length && steps++ < FORESEEN_STEPS && mops_lead_next(lead) != MOPS_NEVER)
    if (mops_advance(worker, lead, mops_lead_next(lead)) != MOPS_OK) break;
  fputs("  if nothing happens: ", stdout);
  if (forecast->line.length) {
    puts(forecast->line.bytes);
    return;
  }
  const mops_agreement *agreement = forecast->explain->agreement;
  printf("it stays %s", mops_stage_name(agreement, (uint32_t)mops_lead_stage(lead)));
  if (mops_lead_next(lead) != MOPS_NEVER)
    instant_line(forecast->explain, " at least until ", mops_lead_at(lead));
  puts("");
}

static void tell_forecast(Explain *explain, const mops_lead *lead) {
  Forecast forecast = {explain, text_of("")};
  mops_sink sink = {&forecast, foresee_stage};
  mops_agreement_info info;
  mops_engine *engine;
  if (mops_lead_stage(lead) == MOPS_MISSING) return;
  mops_agreement_describe(explain->agreement, &info);
  mops_lead *copy = arena_take(explain->arena, info.lead_size);
  memcpy(copy, lead, info.lead_size);
  if (mops_engine_create(explain->agreement, NULL, &sink, 0, &engine) != MOPS_OK) return;
  if (mops_engine_take_over(engine, explain->engine) == MOPS_OK)
    foresee(&forecast, mops_engine_worker(engine), copy);
  mops_engine_free(engine);
}

static void tell_next(Explain *explain, const mops_lead *lead) {
  puts("\nWhat changes by itself next");
  mops_explain_next(mops_engine_worker(explain->engine), lead, collect_step, explain);
  for (uint32_t i = 0; i < explain->steps.count; i++) tell_step(explain, explain->steps.items[i]);
  if (!explain->steps.count) puts("  nothing: it stays as it is until something is reported of it");
  if (explain->steps.count) tell_forecast(explain, lead);
}

/* Fields that its own records don't tell. */
static void tell_account(const Explain *explain) {
  const char *before = "\nfrom its account: ";
  for (uint32_t i = 0; i < mops_field_count(explain->agreement, 0); i++) {
    mops_field_info field;
    mops_field_describe(explain->agreement, 0, i, &field);
    if (!account_says(explain, i)) continue;
    printf("%s%s", before, field.name);
    before = ", ";
  }
}

static int tell(Explain *explain) {
  const mops_lead *lead = mops_engine_lead_find(explain->engine, explain->key, explain->key_length);
  ReasonPrinter printer = {.out = stdout,
                           .agreement = explain->agreement,
                           .indent = 2,
                           .inner = 10,
                           .host = explain,
                           .text = text_of_field};
  if (!lead) {
    fprintf(stderr,
            "mopsc explain: there is no lead \"%s\": no record of it was %s, or it was erased\n",
            explain->key_given, explain->set_aside_of_lead ? "accepted" : "read");
    return STATUS_FINDINGS;
  }
  printf("%.*s", (int)explain->key_length, explain->key);
  if (mops_lead_stage(lead) != MOPS_MISSING) {
    uint32_t stage = (uint32_t)mops_lead_stage(lead);
    const char *title = mops_stage_title(explain->agreement, stage);
    printf(": %s%s%s%s, owned by %s", mops_stage_name(explain->agreement, stage),
           *title ? " (" : "", title, *title ? ")" : "",
           mops_stage_party(explain->agreement, stage));
    instant_line(explain, ", since ", mops_lead_stage_since(lead));
  }
  int64_t owner = mops_lead_owner(explain->agreement, lead);
  if (owner != MOPS_MISSING) {
    const char *title = mops_owner_title(explain->agreement, (uint32_t)owner);
    printf("\nbelongs to %s%s%s%s", mops_owner_name(explain->agreement, (uint32_t)owner),
           *title ? " (" : "", title, *title ? ")" : "");
    instant_line(explain, ", since ", mops_lead_owner_since(explain->agreement, lead));
  }
  tell_account(explain);
  instant_line(explain, "\nas of ", mops_lead_at(lead));
  puts("");
  tell_owner(explain, lead, &printer);
  printer.inner = 10;
  tell_clocks(explain, lead);
  tell_scores(explain, lead, &printer);
  tell_stage(explain, lead, &printer);
  tell_next(explain, lead);
  return STATUS_CLEAN;
}

/* ---- the command ------------------------------------------------------------------------- */

static int create_engine(Explain *explain) {
  mops_sink sink = {explain, remember_stage};
  return mops_engine_create(explain->agreement, NULL, &sink, 0, &explain->engine) == MOPS_OK;
}

static int can_read_again(const Explain *explain) {
  for (uint32_t i = 0; i < explain->inputs.count; i++)
    if (strcmp(explain->inputs.files[i].path, "-") == 0) return 0;
  return 1;
}

/* A lead that was merged into another is explained as that one, whose history is read anew. */
static int follow_merged(Explain *explain) {
  size_t length;
  const char *key =
      mops_engine_key_find(explain->engine, explain->key, explain->key_length, &length);
  if (!key || is_the_lead(explain, key, length)) return STATUS_CLEAN;
  memcpy(explain->key, key, length);
  explain->key_length = length;
  explain->history.count = 0;
  explain->has_merged = 1;
  printf("%s was merged into %.*s, which is explained here.\n\n", explain->key_given, (int)length,
         explain->key);
  if (!can_read_again(explain)) return STATUS_CLEAN;
  explain->set_aside = explain->set_aside_of_lead = 0;
  mops_engine_free(explain->engine);
  explain->engine = NULL;
  return create_engine(explain) ? read_all(explain) : STATUS_UNREADABLE;
}

static int explain_lead(Explain *explain) {
  int status = read_all(explain);
  if (status == STATUS_CLEAN) status = follow_merged(explain);
  if (!explain->engine) return status;
  int64_t until = explain->inputs.until == MOPS_MISSING ? mops_engine_at(explain->engine)
                                                        : explain->inputs.until;
  if (status == STATUS_CLEAN) mops_engine_advance(explain->engine, until);
  for (uint32_t i = 0; status == STATUS_CLEAN && !explain->has_merged && i < explain->inputs.count;
       i++)
    remember_texts(explain, &explain->inputs.files[i]);
  if (status == STATUS_CLEAN) status = tell(explain);
  if (explain->set_aside_of_lead)
    fprintf(stderr, "\n%" PRIu64 " of this lead's records %s set aside\n",
            explain->set_aside_of_lead, explain->set_aside_of_lead == 1 ? "was" : "were");
  if (explain->set_aside)
    fprintf(stderr, "\n%" PRIu64 " record%s set aside; `mopsc run --rejects FILE` keeps %s\n",
            explain->set_aside, explain->set_aside == 1 ? " was" : "s were",
            explain->set_aside == 1 ? "it" : "them");
  return status;
}

static int explain_image(Explain *explain, const void *image, size_t size) {
  mops_problem problem = {.text = ""};
  int status = STATUS_UNREADABLE;
  if (mops_agreement_load(image, size, NULL, &explain->agreement, &problem) != MOPS_OK) {
    fprintf(stderr, "mopsc explain: %s: %s\n", explain->agreement_path, problem.text);
    return STATUS_FINDINGS;
  }
  if (mops_key_read(explain->agreement, explain->key_given, strlen(explain->key_given),
                    explain->key, &explain->key_length, &problem) != MOPS_OK) {
    status = command_misused("explain", "--lead: %s", problem.text);
  } else if (!inputs_fit(&explain->inputs, explain->agreement)) {
    status = STATUS_USAGE;
  } else if (create_engine(explain)) {
    status = explain_lead(explain);
    mops_engine_free(explain->engine);
  }
  mops_agreement_free(explain->agreement);
  return status;
}

static int read_arguments(Explain *explain, int argc, char **argv, int *status) {
  Option options[INPUT_OPTIONS + 2] = {{.name = "--lead", .value = &explain->key_given}};
  inputs_options(&explain->inputs, options + 1);
  argc = command_arguments(&(CommandLine){usage, options, explain->arena}, argc, argv, status);
  if (argc < 0) return 0;
  *status = STATUS_USAGE;
  if (argc != 2) return command_misused("explain", "which agreement? (one)"), 0;
  if (!explain->key_given) return command_misused("explain", "which lead? Add --lead KEY"), 0;
  explain->agreement_path = argv[1];
  return inputs_resolve(&explain->inputs, explain->arena);
}

int command_explain(int argc, char **argv) {
  Explain explain = {.arena = arena_create(), .inputs = {.command = "explain"}};
  int status = STATUS_CLEAN;
  size_t size;
  if (read_arguments(&explain, argc, argv, &status)) {
    unsigned char *image =
        command_load_image(explain.agreement_path, explain.inputs.zoneinfo, &size, &status);
    if (image) status = explain_image(&explain, image, size);
    free(image);
  }
  arena_free(explain.arena);
  return status;
}
