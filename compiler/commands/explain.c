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
    "Says of one lead: its stage and since when, every score rule by rule, which criteria of the next\n"
    "moves hold and which don't, what happened to its stage, and what changes by itself next.\n\n"
    "  mopsc explain agreement.mops --leads leads.jsonl --events events.jsonl --lead jo@acme.io\n\n"
    "  --lead KEY                 which lead\n\n" INPUTS_USAGE
    "\n  --help                     this text\n\n"
    "exit status: 0 explained, 1 there is no such lead (or the agreement has mistakes), 2 usage,\n"
    "             3 a file could not be read, 4 a bug in mopsc\n";

typedef struct {
  const char *agreement_path, *key;
  Inputs inputs;
  Arena *arena;
  mops_agreement *agreement;
  mops_engine *engine;
  List history; /* of Text: one line per change of stage */
  uint64_t set_aside;
} Explain;

/* ---- reading ------------------------------------------------------------------------------------ */

static int is_the_lead(const Explain *explain, const char *key, size_t length) {
  return strlen(explain->key) == length && memcmp(explain->key, key, length) == 0;
}

static Text criteria_text(Explain *explain, const mops_decision *decision) {
  Text text = text_of("");
  char value[256];
  for (size_t i = 0; i < decision->because_count; i++) {
    const mops_reason *reason = &decision->because[i];
    if (reason->kind != MOPS_REASON_CRITERION || reason->truth != 1 || !reason->has_value) continue;
    mops_value_format(explain->agreement, reason->value, value, sizeof value);
    text = text_format(explain->arena, "%s%s%s [it was %s]", text.bytes,
                       text.length ? "; " : " because ", reason->text, value);
  }
  return text;
}

static void remember_stage(void *host, const mops_decision *decision) {
  Explain *explain = host;
  char at[32];
  if (decision->kind != MOPS_DECISION_STAGE) return;
  if (!is_the_lead(explain, decision->lead, decision->lead_length)) return;
  mops_instant_format(decision->at, at);
  const char *after = mops_stage_name(explain->agreement, (uint32_t)decision->after);
  Text *line = arena_take(explain->arena, sizeof *line);
  if (decision->before == MOPS_MISSING) {
    *line = text_format(explain->arena, "%s  appears as %s", at, after);
  } else {
    Text why = criteria_text(explain, decision);
    unsigned number = decision->because_count ? decision->because[0].line : 0;
    *line = text_format(explain->arena, "%s  %s -> %s (line %u)%s", at,
                        mops_stage_name(explain->agreement, (uint32_t)decision->before), after, number,
                        why.bytes);
  }
  list_add(explain->arena, &explain->history, line);
}

static int count_bad(void *host, const SetAside *bad) {
  Explain *explain = host;
  if (explain->set_aside++ < 5)
    fprintf(stderr, "%s:%" PRIu64 ": %s%s%s\n", bad->path, bad->line, bad->problem->field,
            *bad->problem->field ? ": " : "", bad->problem->text);
  return 0;
}

static int fold_all(Explain *explain, Merge *merge) {
  MergedRecord record;
  MergeResult result;
  while ((result = merge_next(merge, &record)) == MERGE_RECORD) {
    const BuiltRecord *built = &record.built;
    mops_status status =
        mops_engine_fold(explain->engine, built->key, built->key_length, built->record, NULL);
    if (status == MOPS_BAD_RECORD) explain->set_aside++;
    if (status == MOPS_NO_MEMORY) return STATUS_UNREADABLE;
  }
  if (result != MERGE_FAILED) return STATUS_CLEAN;
  const char *path, *problem = merge_problem(merge, &path);
  fprintf(stderr, "mopsc explain: %s: %s\n", path, problem);
  return STATUS_UNREADABLE;
}

static int read_all(Explain *explain) {
  Tally unlisted = {0};
  MergeOptions options = {.inputs = explain->inputs.files, .count = explain->inputs.count,
                          .until = explain->inputs.until, .unlisted = &unlisted, .host = explain,
                          .set_aside = count_bad};
  uint32_t failed;
  Merge *merge = merge_open(explain->agreement, &options, &failed);
  if (!merge) return command_unreadable(failed < options.count ? options.inputs[failed].path : "memory");
  int status = fold_all(explain, merge);
  merge_close(merge);
  tally_free(&unlisted);
  return status;
}

/* ---- telling ------------------------------------------------------------------------------------ */

static void instant_line(const char *words, int64_t instant) {
  char text[32];
  mops_instant_format(instant, text);
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

static void tell_stage(const Explain *explain, const mops_lead *lead, ReasonPrinter *printer) {
  int64_t stage = mops_lead_stage(lead);
  if (stage == MOPS_MISSING) return;
  puts("\nWhat happened to its stage");
  for (uint32_t i = 0; i < explain->history.count; i++)
    printf("  %s\n", ((const Text *)explain->history.items[i])->bytes);
  printf("\nWays out of %s, and what they ask\n", mops_stage_name(explain->agreement, (uint32_t)stage));
  mops_explain_moves(mops_engine_worker(explain->engine), lead, reason_print, printer);
}

static void tell_next_step(void *host, const mops_reason *reason) {
  int *count = host;
  ++*count;
  instant_line("  ", reason->at);
  printf("  %s: ", reason->block);
  if (reason->kind == MOPS_REASON_DECAY) fputs("decay ", stdout), points_print(stdout, reason->points, 1);
  else if (reason->kind == MOPS_REASON_MOVE) printf("%s, if its condition holds then", reason->label);
  else printf("%s", reason->label);
  printf("  (line %u)\n", reason->line);
}

static void tell_next(const Explain *explain, const mops_lead *lead) {
  int count = 0;
  puts("\nWhat changes by itself next");
  mops_explain_next(mops_engine_worker(explain->engine), lead, tell_next_step, &count);
  if (!count) puts("  nothing: it stays as it is until something is reported of it");
}

static int tell(Explain *explain) {
  const mops_lead *lead = mops_engine_lead_find(explain->engine, explain->key, strlen(explain->key));
  ReasonPrinter printer = {.out = stdout, .agreement = explain->agreement, .indent = 2};
  if (!lead) {
    fprintf(stderr, "mopsc explain: no record of a lead \"%s\" was read\n", explain->key);
    return STATUS_FINDINGS;
  }
  printf("%s", explain->key);
  if (mops_lead_stage(lead) != MOPS_MISSING) {
    uint32_t stage = (uint32_t)mops_lead_stage(lead);
    printf(": %s, owned by %s", mops_stage_name(explain->agreement, stage),
           mops_stage_party(explain->agreement, stage));
    instant_line(", since ", mops_lead_stage_since(lead));
  }
  instant_line("\nas of ", mops_lead_at(lead));
  puts("");
  tell_scores(explain, lead, &printer);
  tell_stage(explain, lead, &printer);
  tell_next(explain, lead);
  return STATUS_CLEAN;
}

/* ---- the command -------------------------------------------------------------------------------- */

static int explain_lead(Explain *explain) {
  int status = read_all(explain);
  int64_t until = explain->inputs.until == MOPS_MISSING ? mops_engine_at(explain->engine)
                                                        : explain->inputs.until;
  if (status == STATUS_CLEAN) mops_engine_advance(explain->engine, until);
  if (status == STATUS_CLEAN) status = tell(explain);
  if (explain->set_aside)
    fprintf(stderr, "\n%" PRIu64 " records were set aside; `mopsc run --rejects FILE` keeps them\n",
            explain->set_aside);
  return status;
}

static int explain_image(Explain *explain, const void *image, size_t size) {
  mops_problem problem = {.text = ""};
  mops_sink sink = {explain, remember_stage};
  int status = STATUS_UNREADABLE;
  if (mops_agreement_load(image, size, NULL, &explain->agreement, &problem) != MOPS_OK) {
    fprintf(stderr, "mopsc explain: %s: %s\n", explain->agreement_path, problem.text);
    return STATUS_FINDINGS;
  }
  if (mops_engine_create(explain->agreement, NULL, &sink, 0, &explain->engine) == MOPS_OK) {
    status = explain_lead(explain);
    mops_engine_free(explain->engine);
  }
  mops_agreement_free(explain->agreement);
  return status;
}

static int read_arguments(Explain *explain, int argc, char **argv, int *status) {
  Option options[INPUT_OPTIONS + 2] = {{.name = "--lead", .value = &explain->key}};
  inputs_options(&explain->inputs, options + 1);
  argc = command_arguments(&(CommandLine){usage, options, explain->arena}, argc, argv, status);
  if (argc < 0) return 0;
  *status = STATUS_USAGE;
  if (argc != 2) return command_misused("explain", "which agreement? (one)"), 0;
  if (!explain->key) return command_misused("explain", "which lead? Add --lead KEY"), 0;
  explain->agreement_path = argv[1];
  return inputs_resolve(&explain->inputs, explain->arena);
}

int command_explain(int argc, char **argv) {
  Explain explain = {.arena = arena_create(), .inputs = {.command = "explain"}};
  int status = STATUS_CLEAN;
  size_t size;
  if (read_arguments(&explain, argc, argv, &status)) {
    unsigned char *image = command_load_image(explain.agreement_path, &size, &status);
    if (image) status = explain_image(&explain, image, size);
    free(image);
  }
  arena_free(explain.arena);
  return status;
}
