/* mopsc run: folds files of leads and events through an agreement and writes what was decided. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "compiler/commands/commands.h"
#include "compiler/commands/inputs.h"
#include "compiler/names.h"
#include "runtime/io/merge.h"
#include "runtime/io/writer.h"

static const char usage[] =
    "usage: mopsc run AGREEMENT [--leads FILE]... [--events FILE]... [OPTIONS]\n\n"
    "Decides on leads and events in order of time, and writes each decision with its reasons.\n"
    "AGREEMENT is a .mops file, or an image that `mopsc build` made (.mopsb).\n\n"
    "  mopsc run agreement.mops --leads leads.csv --time-column leads.csv:created_at \\\n"
    "        --events events.jsonl --out decisions.jsonl --final leads-now.jsonl\n\n" INPUTS_USAGE
    "\n"
    "What to write (FILE - is standard output, which takes one of these):\n"
    "  --out FILE                 decisions, as JSON Lines or CSV (default: standard output)\n"
    "  --final FILE               each lead's stage and scores after the last instant, in the same "
    "formats\n"
    "  --show NAME                adds a definition's value to --final; may be repeated\n"
    "  --rejects FILE             records that were set aside, and why, as JSON Lines\n"
    "  --trace                    decisions also for due steps that lead to nothing further\n\n"
    "  --strict                   stop at the first record that must be set aside\n"
    "  --help                     this text\n\n"
    "A bad record is set aside with its file, line, field and reason; all others live.\n\n"
    "Files of events must be in order of time, the oldest first; files of leads need not.\n\n"
    "exit status: 0 done, 1 mistakes in the agreement, a record set aside under --strict, or all of\n"
    "             them set aside, 2 usage, 3 a file could not be read or written, 4 a bug in mopsc\n";

enum { SHOWN_PROBLEMS = 5, SHOWN_TEXTS = 5, PROGRESS_RECORDS = 4096 };

typedef struct {
  const char *agreement, *out, *final, *rejects;
  List show;
  int strict, trace;
} RunArguments;

typedef struct {
  RunArguments arguments;
  Inputs inputs;
  uint32_t *shown;
  unsigned char *image;
  mops_agreement *agreement;
  uint32_t erasing; /* the record type lead_erased */
  mops_engine *engine;
  Feed feed;
  Merge *merge;
  MergeOptions merge_options;
  Output *out, *final, *rejects;
  Writer *writer;
  Tally unlisted, ignored;
  uint64_t accounts, records, set_aside, late, scored, moved, assigned, merged, erased;
  uint64_t clocks, met, breached, notified; /* of SLAs: started */
  struct timespec started, last_progress;
  int shows_progress;
} Run;

/* ---- arguments ----------------------------------------------------------------------------- */

static int read_arguments(Run *run, Arena *arena, int argc, char **argv, int *status) {
  RunArguments *to = &run->arguments;
  Option options[INPUT_OPTIONS + 7] = {
      {.name = "--out", .value = &to->out},    {.name = "--final", .value = &to->final},
      {.name = "--show", .values = &to->show}, {.name = "--rejects", .value = &to->rejects},
      {.name = "--trace", .flag = &to->trace}, {.name = "--strict", .flag = &to->strict}};
  run->inputs.command = "run";
  inputs_options(&run->inputs, options + 6);
  argc = command_arguments(&(CommandLine){usage, options, arena}, argc, argv, status);
  if (argc < 0) return 0;
  *status = STATUS_USAGE;
  if (argc == 1) return command_misused("run", "which agreement?"), 0;
  if (argc > 2)
    return command_misused("run",
                           "one agreement, please; files of records go after --leads or "
                           "--events (found \"%s\")",
                           argv[2]),
           0;
  to->agreement = argv[1];
  if (to->show.count > 0 && to->final == NULL)
    return command_misused("run", "--show adds to the final states: add --final FILE"), 0;
  return inputs_resolve(&run->inputs, arena);
}

/* ---- files that must not be the same ------------------------------------------------------- */

/* Two kinds of lines in one place can't be told apart, and as CSV they are two tables. */
static int refuse_shared(const char *const outputs[], size_t first, size_t second) {
  static const char *const kinds[] = {"decisions", "final states", "records set aside"};
  static const char *const options[] = {"--out", "--final", "--rejects"};
  const char *path = outputs[second];
  if (strcmp(path, "-") == 0)
    return command_misused("run", "%s and %s would both go to standard output: add %s FILE",
                           kinds[first], kinds[second], options[first]);
  return command_misused("run", "two outputs would go to the same file: %s", path);
}

/* Writing over what is still to be read would lose it. */
static int check_outputs(const Run *run) {
  const RunArguments *arguments = &run->arguments;
  const char *outputs[] = {arguments->out ? arguments->out : "-", arguments->final,
                           arguments->rejects};
  if (arguments->rejects && format_of_path(arguments->rejects, FORMAT_JSON_LINES) == FORMAT_CSV)
    return command_misused("run", "--rejects writes JSON Lines: call it NAME.jsonl"), 0;
  for (size_t i = 0; i < 3; i++) {
    if (outputs[i] == NULL) continue;
    for (size_t j = 0; j < i; j++) {
      if (outputs[j] != NULL && command_same_file(outputs[i], outputs[j]))
        return refuse_shared(outputs, j, i), 0;
    }
    if (strcmp(outputs[i], "-") == 0) continue;
    if (command_same_file(outputs[i], arguments->agreement))
      return command_misused("run", "%s would be written over the agreement", outputs[i]), 0;
    for (uint32_t j = 0; j < run->inputs.count; j++)
      if (command_same_file(outputs[i], run->inputs.files[j].path))
        return command_misused("run", "%s would be written over while it is read", outputs[i]), 0;
  }
  return 1;
}

/* ---- opening ------------------------------------------------------------------------------- */

static int load_agreement(Run *run) {
  const char *path = run->arguments.agreement;
  size_t size;
  int status = STATUS_CLEAN;
  mops_problem problem = {.text = ""};
  run->image = command_load_image(path, run->inputs.zoneinfo, &size, &status);
  if (run->image == NULL) return status;
  if (mops_agreement_load(run->image, size, NULL, &run->agreement, &problem) == MOPS_OK) {
    run->erasing = mops_record_type_find(run->agreement, "lead_erased", strlen("lead_erased"));
    return STATUS_CLEAN;
  }
  int is_image = command_is_image(path);
  const char *whose = is_image ? "" : "mopsc refuses what it compiled, which is a bug in mopsc: ";
  fprintf(stderr, "mopsc: %s: %s%s\n", path, whose, problem.text);
  return is_image ? STATUS_FINDINGS : STATUS_BUG;
}

/* Whether the agreement's text, if it is there, defines this name as one for a text: of that the
 * image knows nothing, and of the text a lead keeps only what rules ask. */
static int names_text(const Run *run, const char *name) {
  Compilation compilation;
  int exit_code, found = 0;
  const char *path = run->arguments.agreement;
  if (command_is_image(path) || strcmp(path, "-") == 0) return 0;
  const Model *model = command_compile(&compilation, path, run->inputs.zoneinfo, &exit_code);
  for (uint32_t i = 0; model && i < model->definitions.count; i++) {
    const Definition *definition = model->definitions.items[i];
    TypeKind kind = definition->expression->type.kind;
    int text = kind == TYPE_TEXT || kind == TYPE_EMAIL || kind == TYPE_DOMAIN || kind == TYPE_URL;
    if (text_is(definition->name, name)) found = text;
  }
  command_compile_end(&compilation);
  return found;
}

static int unknown_definition(const Run *run, const char *name) {
  if (names_text(run, name))
    return command_misused("run",
                           "--show: \"%s\" is another name for a text, and texts are not kept: "
                           "define what is asked of it, such as `define x = %s is known`",
                           name, name);
  mops_agreement_info info;
  Nearest nearest = nearest_start(text_of(name));
  mops_agreement_describe(run->agreement, &info);
  for (uint32_t i = 0; i < info.definitions; i++)
    nearest_offer(&nearest, text_of(mops_definition_name(run->agreement, i)));
  Text best = nearest_best(&nearest);
  if (best.length == 0)
    return command_misused("run", "--show: the agreement has no definition \"%s\"", name);
  return command_misused("run",
                         "--show: the agreement has no definition \"%s\"; did you mean \"%s\"?",
                         name, best.bytes);
}

static int find_shown(Run *run, Arena *arena) {
  const List *show = &run->arguments.show;
  run->shown = arena_take(arena, (show->count + 1) * sizeof *run->shown);
  for (uint32_t i = 0; i < show->count; i++) {
    const char *name = show->items[i];
    run->shown[i] = mops_definition_find(run->agreement, name, strlen(name));
    if (run->shown[i] == MOPS_NOT_FOUND) return unknown_definition(run, name);
  }
  return STATUS_CLEAN;
}

static int out_of_memory(void) {
  fputs("mopsc: no memory left\n", stderr);
  return STATUS_UNREADABLE;
}

static int take_bad_record(void *host, const SetAside *bad);

static int open_inputs(Run *run) {
  uint32_t failed;
  run->merge_options = (MergeOptions){.inputs = run->inputs.files,
                                      .count = run->inputs.count,
                                      .until = run->inputs.until,
                                      .lateness = run->inputs.lateness,
                                      .keep_raw = run->arguments.rejects != NULL,
                                      .unlisted = &run->unlisted,
                                      .host = run,
                                      .set_aside = take_bad_record};
  run->merge = merge_open(run->agreement, &run->merge_options, &failed);
  if (run->merge != NULL) return STATUS_CLEAN;
  if (failed == run->inputs.count) return out_of_memory();
  return command_unreadable(run->inputs.files[failed].path);
}

static int open_output(const char *path, Output **output) {
  if (path == NULL) return STATUS_CLEAN;
  *output = output_open(path);
  return *output != NULL ? STATUS_CLEAN : command_unreadable(path);
}

static int open_outputs(Run *run) {
  const char *out = run->arguments.out ? run->arguments.out : "-";
  int status = open_output(out, &run->out);
  if (status == STATUS_CLEAN) status = open_output(run->arguments.final, &run->final);
  if (status == STATUS_CLEAN) status = open_output(run->arguments.rejects, &run->rejects);
  if (status != STATUS_CLEAN) return status;
  run->writer = writer_create(run->agreement, run->out, format_of_path(out, run->inputs.format));
  return run->writer != NULL ? STATUS_CLEAN : out_of_memory();
}

/* An answer that came late, but was in time, makes up for a breach. */
static void count_clock(Run *run, const mops_decision *decision) {
  run->clocks += decision->kind == MOPS_DECISION_SLA_STARTED;
  run->notified += decision->kind == MOPS_DECISION_NOTIFY;
  run->breached += decision->kind == MOPS_DECISION_SLA_BREACHED;
  if (decision->kind == MOPS_DECISION_SLA_CORRECTED && decision->before != MOPS_VERDICT_CANCELLED)
    run->breached--;
  run->met += decision->after == MOPS_VERDICT_MET;
}

static void take_decision(void *host, const mops_decision *decision) {
  Run *run = host;
  if (decision->kind == MOPS_DECISION_SCORED)
    run->scored++;
  else if (decision->kind == MOPS_DECISION_STAGE)
    run->moved++;
  else if (decision->kind == MOPS_DECISION_ASSIGNED)
    run->assigned++;
  else if (decision->kind == MOPS_DECISION_REASSIGNED) /* nobody may have taken it over */
    run->assigned += decision->after != decision->before;
  else if (decision->kind == MOPS_DECISION_MERGED)
    run->merged++;
  else
    count_clock(run, decision);
  writer_decision(run->writer, decision);
}

static int open_engine(Run *run) {
  const mops_sink sink = {run, take_decision};
  mops_status status =
      mops_engine_create(run->agreement, NULL, &sink, run->arguments.trace, &run->engine);
  if (status != MOPS_OK || !inputs_feed(&run->inputs, run->agreement, run->engine, &run->feed))
    return out_of_memory();
  return STATUS_CLEAN;
}

/* ---- what happens while it runs ------------------------------------------------------------ */

/* 12,345,678 */
static const char *with_commas(uint64_t number, char out[32]) {
  char digits[24];
  int length = snprintf(digits, sizeof digits, "%" PRIu64, number), used = 0;
  for (int i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0) out[used++] = ',';
    out[used++] = digits[i];
  }
  out[used] = '\0';
  return out;
}

static double seconds_since(const struct timespec *start) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static uint64_t per_second(const Run *run) {
  double seconds = seconds_since(&run->started);
  return seconds > 0 ? (uint64_t)((double)run->records / seconds) : 0;
}

static void show_progress(Run *run) {
  char records[32], speed[32];
  if (!run->shows_progress || seconds_since(&run->last_progress) < 0.2) return;
  clock_gettime(CLOCK_MONOTONIC, &run->last_progress);
  fprintf(stderr, "\r%s records, %s a second\033[K", with_commas(run->records, records),
          with_commas(per_second(run), speed));
}

static void clear_progress(const Run *run) {
  if (run->shows_progress) fputs("\r\033[K", stderr);
}

static int take_bad_record(void *host, const SetAside *bad) {
  Run *run = host;
  if (run->rejects != NULL) write_set_aside(run->rejects, bad);
  if (run->set_aside++ < SHOWN_PROBLEMS) {
    clear_progress(run);
    command_print_bad(bad->path, bad->line, bad->problem->field, bad->problem->text);
  }
  return run->arguments.strict;
}

static int take_refused(Run *run, const MergedRecord *record, const mops_problem *problem) {
  RecordProblem reason;
  SetAside bad = merge_refused(run->merge, record, problem, &reason);
  return take_bad_record(run, &bad) ? STATUS_FINDINGS : STATUS_CLEAN;
}

static int fold_record(Run *run, const MergedRecord *record) {
  mops_problem problem; /* not cleared: this runs for every record */
  const BuiltRecord *built = &record->built;
  problem.text[0] = '\0';
  problem.field = MOPS_NOT_FOUND;
  uint64_t repeated = run->feed.repeated;
  switch (feed_record(&run->feed, built, &problem)) {
  case MOPS_LATE: run->late++; /* fall through */
  case MOPS_OK:
    if (run->feed.repeated > repeated) return STATUS_CLEAN;
    run->accounts += (unsigned)built->account;
    run->records += !built->account;
    run->erased += built->record->type == run->erasing;
    return STATUS_CLEAN;
  case MOPS_BAD_RECORD: return take_refused(run, record, &problem);
  case MOPS_NO_MEMORY: return out_of_memory();
  default:
    fprintf(stderr,
            "mopsc: %s:%" PRIu64 ": the engine refuses the record, which is a bug in mopsc\n",
            record->path, record->line);
    return STATUS_BUG;
  }
}

static int unreadable_input(const Run *run) {
  const char *path, *problem = merge_problem(run->merge, &path);
  fprintf(stderr, "mopsc: %s: %s\n", path, problem);
  return STATUS_UNREADABLE;
}

static int output_is_broken(const Run *run) {
  return output_failed(run->out) != 0 || (run->rejects != NULL && output_failed(run->rejects) != 0);
}

static int fold_all(Run *run) {
  MergedRecord record;
  MergeResult result;
  uint32_t until_progress = PROGRESS_RECORDS;
  while ((result = merge_next(run->merge, &record)) == MERGE_RECORD) {
    int status = fold_record(run, &record);
    if (status != STATUS_CLEAN) return status;
    if (output_is_broken(run)) return STATUS_UNREADABLE;
    if (--until_progress > 0) continue;
    until_progress = PROGRESS_RECORDS;
    show_progress(run);
  }
  if (result == MERGE_FAILED) return unreadable_input(run);
  if (result == MERGE_STOPPED || (run->set_aside && !run->records)) return STATUS_FINDINGS;
  if (run->inputs.until != MOPS_MISSING &&
      mops_engine_advance(run->engine, run->inputs.until) != MOPS_OK)
    return STATUS_BUG;
  return STATUS_CLEAN;
}

static int write_final(Run *run) {
  size_t count = mops_engine_place_count(run->engine);
  FinalOptions options = {.worker = mops_engine_worker(run->engine),
                          .at = mops_engine_at(run->engine),
                          .shown = run->shown,
                          .shown_count = run->arguments.show.count};
  if (run->final == NULL || count == 0) return STATUS_CLEAN;
  /* Also leads that had nothing to do lately are shown as of the last instant. */
  if (mops_engine_advance(run->engine, options.at) != MOPS_OK) return STATUS_BUG;
  FileFormat format = format_of_path(run->arguments.final, run->inputs.format);
  Writer *writer = writer_create_final(run->agreement, run->final, format, &options);
  if (writer == NULL) return out_of_memory();
  for (size_t i = 0; i < count && output_failed(run->final) == 0; i++) {
    const char *key;
    size_t length;
    const mops_lead *lead = mops_engine_lead_at(run->engine, i, &key, &length);
    if (lead != NULL) writer_final(writer, &options, key, length, lead);
  }
  writer_free(writer);
  return STATUS_CLEAN;
}

/* ---- the summary --------------------------------------------------------------------------- */

static void print_tally(Tally *tally, const char *what) {
  char number[32];
  if (tally->total == 0) return;
  tally_sort(tally);
  fprintf(stderr, "%s:", what);
  uint64_t shown = 0;
  for (uint32_t i = 0; i < tally->count && i < SHOWN_TEXTS; i++) {
    shown += tally->entries[i].times;
    fputs(i == 0 ? " " : ", ", stderr);
    command_print_plain(stderr, tally->entries[i].text);
    fprintf(stderr, " (%s)", with_commas(tally->entries[i].times, number));
  }
  if (shown < tally->total)
    fprintf(stderr, "%s others (%s)", shown > 0 ? "," : "",
            with_commas(tally->total - shown, number));
  fputc('\n', stderr);
}

static void print_set_aside(const Run *run) {
  char number[32];
  const RunArguments *arguments = &run->arguments;
  if (run->set_aside == 0) return;
  fprintf(stderr, "set aside: %s record%s", with_commas(run->set_aside, number),
          run->set_aside == 1 ? "" : "s");
  if (arguments->rejects != NULL)
    fprintf(stderr, ", written to %s", arguments->rejects);
  else if (run->set_aside > SHOWN_PROBLEMS)
    fprintf(stderr, " (the first %d are shown; --rejects FILE writes all)", SHOWN_PROBLEMS);
  fputs(arguments->strict ? "; --strict stops here\n" : "\n", stderr);
}

/* Many late records mean that a file is not in order. */
static void print_late(const Run *run) {
  char number[32];
  if (run->late == 0) return;
  int unsorted = run->late >= 10 && run->late > run->records / 10;
  fprintf(stderr, "late: %s, judged at the instant that was reached%s\n",
          with_commas(run->late, number),
          unsorted ? "; sort files of events by their instants, or let --lateness do it" : "");
}

static void print_summary(Run *run) {
  char first[32], second[32], third[32];
  uint64_t later = merge_later(run->merge);
  fprintf(stderr, "%s lead%s, %s record%s, %s a second\n",
          with_commas(mops_engine_lead_count(run->engine), first),
          mops_engine_lead_count(run->engine) == 1 ? "" : "s", with_commas(run->records, second),
          run->records == 1 ? "" : "s", with_commas(per_second(run), third));
  fprintf(stderr, "decisions: %s scored, %s stage", with_commas(run->scored, first),
          with_commas(run->moved, second));
  if (run->assigned > 0) fprintf(stderr, ", %s assigned", with_commas(run->assigned, first));
  fputc('\n', stderr);
  if (run->clocks > 0)
    fprintf(stderr, "SLAs: %s started, %s met in time, %s breached",
            with_commas(run->clocks, first), with_commas(run->met, second),
            with_commas(run->breached, third));
  if (run->notified > 0) fprintf(stderr, ", %s notified", with_commas(run->notified, first));
  if (run->clocks > 0) fputc('\n', stderr);
  if (run->inputs.accounts.count > 0)
    fprintf(stderr, "accounts: %s\n", with_commas(run->accounts, first));
  if (run->merged > 0) fprintf(stderr, "leads merged: %s\n", with_commas(run->merged, first));
  if (run->erased > 0) fprintf(stderr, "leads erased: %s\n", with_commas(run->erased, first));
  if (run->feed.repeated > 0)
    fprintf(stderr, "repeated: %s, with ids that came before\n",
            with_commas(run->feed.repeated, first));
  print_set_aside(run);
  print_late(run);
  if (later > 0) fprintf(stderr, "after --at: %s, not decided on\n", with_commas(later, first));
  merge_count_ignored(run->merge, &run->ignored);
  print_tally(&run->ignored, "fields ignored");
  print_tally(&run->unlisted, "unlisted spellings, taken as missing");
}

/* ---- the command --------------------------------------------------------------------------- */

static int close_output(Output **output, const char *path, int status) {
  int reason = *output != NULL ? output_close(*output) : 0;
  *output = NULL;
  if (reason == 0) return status;
  fprintf(stderr, "mopsc: %s: %s\n", path, strerror(reason));
  return status == STATUS_BUG ? status : STATUS_UNREADABLE;
}

/* Write errors show at the latest now. */
static int close_outputs(Run *run, int status) {
  const RunArguments *arguments = &run->arguments;
  const char *out = arguments->out ? arguments->out : "-";
  status = close_output(&run->out, strcmp(out, "-") == 0 ? "standard output" : out, status);
  status = close_output(&run->final, arguments->final, status);
  return close_output(&run->rejects, arguments->rejects, status);
}

static void close_run(Run *run) {
  writer_free(run->writer);
  merge_close(run->merge);
  repeats_free(run->feed.repeats);
  mops_engine_free(run->engine);
  mops_agreement_free(run->agreement);
  free(run->image);
  tally_free(&run->unlisted);
  tally_free(&run->ignored);
}

static int open_run(Run *run, Arena *arena) {
  int status = load_agreement(run);
  if (status == STATUS_CLEAN && !inputs_fit(&run->inputs, run->agreement)) status = STATUS_USAGE;
  if (status == STATUS_CLEAN) status = find_shown(run, arena);
  if (status == STATUS_CLEAN) status = open_inputs(run);
  if (status == STATUS_CLEAN) status = open_outputs(run);
  if (status == STATUS_CLEAN) status = open_engine(run);
  return status;
}

static int run_files(Run *run, Arena *arena) {
  int status = open_run(run, arena);
  if (status == STATUS_CLEAN) {
    clock_gettime(CLOCK_MONOTONIC, &run->started);
    run->last_progress = run->started;
    run->shows_progress = isatty(STDERR_FILENO);
    status = fold_all(run);
    if (status == STATUS_CLEAN) status = write_final(run);
    clear_progress(run);
    status = close_outputs(run, status);
    if (status != STATUS_UNREADABLE || run->records) print_summary(run);
  } else {
    close_outputs(run, status);
  }
  close_run(run);
  return status;
}

int command_run(int argc, char **argv) {
  Arena *arena = arena_create();
  Run run = {.records = 0};
  int status;
  signal(SIGPIPE, SIG_IGN); /* a closed pipe is a write error like any other */
  if (read_arguments(&run, arena, argc, argv, &status))
    status = check_outputs(&run) ? run_files(&run, arena) : STATUS_USAGE;
  arena_free(arena);
  return status;
}
