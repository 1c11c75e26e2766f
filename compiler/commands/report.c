/* mopsc report: tells from decisions what a time under an agreement was like. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "compiler/commands/commands.h"
#include "compiler/names.h"
#include "compiler/report/report.h"
#include "runtime/io/reader.h"

static const char usage[] =
    "usage: mopsc report AGREEMENT --decisions FILE... [OPTIONS]\n\n"
    "Tells from decisions what a time under the agreement was like: the funnel, SLAs by week and "
    "by\n"
    "rep, times to answer, load, reasons given, and the scores of leads as they were handed "
    "over.\n\n"
    "  mopsc run agreement.mops --leads leads.csv --events events.jsonl --out decisions.jsonl\n"
    "  mopsc report agreement.mops --decisions decisions.jsonl --from 2026-10-01 --to 2026-10-31 "
    "\\\n"
    "        --html october.html\n\n"
    "What to read:\n"
    "  --decisions FILE  JSON Lines that `mopsc run --out` wrote; several files are read one after "
    "the\n"
    "                    other, in order of time; - is standard input\n"
    "  --from DATE       what begins on this day, by the agreement's clock, or later (default: the "
    "day\n"
    "                    of the first decision)\n"
    "  --to DATE         what begins on this day or earlier (default: the day of the last one); "
    "what\n"
    "                    became of it later is told too\n"
    "  --scores-at STAGE show the scores of leads as they enter this stage (default: the one that "
    "the\n"
    "                    first route waits for, else mql)\n"
    "  --zoneinfo FOLDER time zone files (default: " ZONEINFO_FOLDER ")\n\n"
    "What to write, beside one screen on standard output (FILE - is standard output instead of "
    "it):\n"
    "  --json FILE       the figures as one JSON object\n"
    "  --csv FILE        the same, one figure in a row\n"
    "  --html FILE       the same as a page with charts, in one file that needs nothing else\n"
    "  --help            this text\n\n"
    "A line that is no decision is set aside; all others count.\n\n"
    "exit status: 0 done, 1 mistakes in the agreement, or no decision to tell of, 2 usage,\n"
    "             3 a file could not be read or written\n";

enum { SHOWN_PROBLEMS = 5, SHOWN_NAMES = 5, OUTPUTS = 4 };

typedef struct {
  const char *agreement, *from, *to, *scores_at, *zoneinfo;
  const char *json, *csv, *html;
  List decisions;
  Period period;
  Arena *arena;
  Compilation compilation;
  const Model *model;
  Collector collector;
  int64_t set_aside;
} ReportRun;

/* ---- arguments ----------------------------------------------------------------------------- */

static int take_date(const char *option, const char *given, int64_t *day) {
  *day = given ? day_parse(given) : NO_DAY;
  if (!given || *day != NO_DAY) return 1;
  command_misused("report", "%s: expected a date such as 2026-10-01, found \"%s\"", option, given);
  return 0;
}

static int check_period(const Period *period) {
  if (period->first_day == NO_DAY || period->last_day == NO_DAY) return 1;
  if (period->first_day > period->last_day)
    return command_misused("report", "--from is later than --to"), 0;
  if (period->last_day - period->first_day >= PERIOD_MOST_DAYS)
    return command_misused("report", "a report is of at most %d days", PERIOD_MOST_DAYS), 0;
  return 1;
}

/* Two outputs in one place, or one over what is read. */
static int check_paths(const ReportRun *run) {
  int standard_inputs = strcmp(run->agreement, "-") == 0;
  for (uint32_t i = 0; i < run->decisions.count; i++)
    standard_inputs += strcmp(run->decisions.items[i], "-") == 0;
  if (standard_inputs > 1)
    return command_misused("report", "standard input can be read only once"), 0;
  const char *outputs[] = {run->json, run->csv, run->html};
  for (size_t i = 0; i < 3; i++) {
    if (!outputs[i]) continue;
    for (size_t j = 0; j < i; j++)
      if (outputs[j] && command_same_file(outputs[i], outputs[j]))
        return command_misused("report", "two outputs would go to the same file: %s", outputs[i]),
               0;
    if (strcmp(outputs[i], "-") == 0) continue;
    if (command_same_file(outputs[i], run->agreement))
      return command_misused("report", "%s would be written over the agreement", outputs[i]), 0;
    for (uint32_t j = 0; j < run->decisions.count; j++)
      if (command_same_file(outputs[i], run->decisions.items[j]))
        return command_misused("report", "%s would be written over while it is read", outputs[i]),
               0;
  }
  return 1;
}

static int read_arguments(ReportRun *run, int argc, char **argv, int *status) {
  const Option options[] = {{.name = "--decisions", .values = &run->decisions},
                            {.name = "--from", .value = &run->from},
                            {.name = "--to", .value = &run->to},
                            {.name = "--scores-at", .value = &run->scores_at},
                            {.name = "--zoneinfo", .value = &run->zoneinfo},
                            {.name = "--json", .value = &run->json},
                            {.name = "--csv", .value = &run->csv},
                            {.name = "--html", .value = &run->html},
                            {.name = NULL}};
  argc = command_arguments(&(CommandLine){usage, options, run->arena}, argc, argv, status);
  if (argc < 0) return 0;
  *status = STATUS_USAGE;
  if (argc == 1) return command_misused("report", "which agreement?"), 0;
  if (argc > 2)
    return command_misused("report",
                           "one agreement, please; decisions go after --decisions (found \"%s\")",
                           argv[2]),
           0;
  run->agreement = argv[1];
  if (command_is_image(run->agreement))
    return command_misused("report",
                           "an image has no titles: give the agreement's text, the .mops file"),
           0;
  if (run->decisions.count == 0)
    return command_misused(
               "report",
               "which decisions? Add --decisions FILE, which `mopsc run --out FILE` wrote"),
           0;
  for (uint32_t i = 0; i < run->decisions.count; i++)
    if (format_of_path(run->decisions.items[i], FORMAT_JSON_LINES) == FORMAT_CSV)
      return command_misused("report",
                             "%s: decisions as CSV lack the times that answers took: let `mopsc "
                             "run` write them as "
                             "JSON Lines, --out NAME.jsonl",
                             (const char *)run->decisions.items[i]),
             0;
  return take_date("--from", run->from, &run->period.first_day) &&
         take_date("--to", run->to, &run->period.last_day) && check_period(&run->period) &&
         check_paths(run);
}

/* ---- reading ------------------------------------------------------------------------------- */

static void set_aside(ReportRun *run, const char *path, uint64_t line,
                      const RecordProblem *problem) {
  if (run->set_aside++ >= SHOWN_PROBLEMS) return;
  command_print_bad(path, line, problem->field, problem->text);
}

static int read_decisions(ReportRun *run, const char *path) {
  DecisionReader *reader = decision_reader_open(path);
  if (!reader) return command_unreadable(path);
  ReadDecision decision;
  RecordProblem problem;
  uint64_t line;
  DecisionsResult result;
  while ((result = decision_reader_next(reader, &decision, &line, &problem)) != DECISIONS_END) {
    if (result == DECISIONS_FAILED) break;
    if (result == DECISIONS_BAD || !collect_take(&run->collector, &decision, &problem))
      set_aside(run, path, line, &problem);
  }
  decision_reader_close(reader);
  if (result == DECISIONS_END) return STATUS_CLEAN;
  fprintf(stderr, "mopsc: %s: %s\n", path, problem.text);
  return STATUS_UNREADABLE;
}

static void print_unknown(const char *what, const Keys *names, uint32_t known) {
  if (names->count == known) return;
  fputs("not of this agreement, counted under their names: ", stderr);
  for (uint32_t i = known; i < names->count && i < known + SHOWN_NAMES; i++) {
    fprintf(stderr, "%s%s ", i == known ? "" : ", ", what);
    command_print_plain(stderr, names->texts[i].bytes);
  }
  if (names->count > known + SHOWN_NAMES)
    fprintf(stderr, " and %u others", names->count - known - SHOWN_NAMES);
  fputc('\n', stderr);
}

static void print_notes(const ReportRun *run) {
  const Collector *collector = &run->collector;
  print_unknown("stage", &collector->stages, run->model->stages.count);
  print_unknown("SLA", &collector->slas, run->model->slas.count);
  print_unknown("owner", &collector->owners, run->model->owners.count);
  print_unknown("score", &collector->scores, run->model->scores.count);
  if (run->set_aside > 0)
    fprintf(stderr, "set aside: %" PRId64 " line%s%s\n", run->set_aside,
            run->set_aside == 1 ? "" : "s",
            run->set_aside > SHOWN_PROBLEMS ? " (the first 5 are shown)" : "");
}

/* ---- writing ------------------------------------------------------------------------------- */

static void write_json(Arena *arena, const Report *report, Output *out) {
  (void)arena;
  report_write_json(report, out);
}

static void write_csv(Arena *arena, const Report *report, Output *out) {
  (void)arena;
  report_write_csv(report, out);
}

typedef struct {
  const char *path;
  void (*write)(Arena *arena, const Report *report, Output *out);
} Written;

static int write_one(const ReportRun *run, const Report *report, const Written *written) {
  Output *out = output_open(written->path);
  if (!out) return command_unreadable(written->path);
  written->write(run->arena, report, out);
  int reason = output_close(out);
  if (!reason) return STATUS_CLEAN;
  const char *name = strcmp(written->path, "-") == 0 ? "standard output" : written->path;
  fprintf(stderr, "mopsc: %s: %s\n", name, strerror(reason));
  return STATUS_UNREADABLE;
}

static int is_standard_output(const char *path) {
  return path && strcmp(path, "-") == 0;
}

static int write_all(const ReportRun *run, const Report *report) {
  int taken = is_standard_output(run->json) || is_standard_output(run->csv) ||
              is_standard_output(run->html);
  const Written outputs[OUTPUTS] = {{run->json, write_json},
                                    {run->csv, write_csv},
                                    {run->html, report_write_page},
                                    {taken ? NULL : "-", report_write_screen}};
  int status = STATUS_CLEAN;
  for (int i = 0; i < OUTPUTS && status == STATUS_CLEAN; i++)
    if (outputs[i].path) status = write_one(run, report, outputs + i);
  return status;
}

/* ---- the command --------------------------------------------------------------------------- */

static int unknown_stage(const ReportRun *run) {
  Nearest nearest = nearest_start(text_of(run->scores_at));
  for (uint32_t i = 0; i < run->model->stages.count; i++)
    nearest_offer(&nearest, ((const Stage *)run->model->stages.items[i])->name);
  Text best = nearest_best(&nearest);
  if (best.length == 0)
    return command_misused("report", "--scores-at: the agreement has no stage \"%s\"",
                           run->scores_at);
  return command_misused("report",
                         "--scores-at: the agreement has no stage \"%s\"; did you mean \"%s\"?",
                         run->scores_at, best.bytes);
}

/* Nothing was decided, or not in the period. */
static int nothing_to_tell(const ReportRun *run) {
  const Period *period = &run->collector.period;
  if (period->first_day == NO_DAY || period->last_day == NO_DAY)
    fputs("mopsc report: there is no decision to tell of\n", stderr);
  else if (period->first_day > period->last_day)
    fputs("mopsc report: the first decision is of a day after --to\n", stderr);
  else if (period->last_day - period->first_day >= PERIOD_MOST_DAYS)
    fprintf(stderr, "mopsc report: a report is of at most %d days: say --from\n", PERIOD_MOST_DAYS);
  else
    return STATUS_CLEAN;
  return STATUS_FINDINGS;
}

static int report_files(ReportRun *run) {
  int status = STATUS_CLEAN;
  run->model = command_compile(&run->compilation, run->agreement, run->zoneinfo, &status);
  if (!run->model) return status;
  run->period.zone = run->model->zone;
  period_set(&run->period);
  if (!collect_start(&run->collector, run->arena, run->model, &run->period, run->scores_at))
    return unknown_stage(run);
  for (uint32_t i = 0; i < run->decisions.count && status == STATUS_CLEAN; i++)
    status = read_decisions(run, run->decisions.items[i]);
  if (status != STATUS_CLEAN) return status;
  collect_end(&run->collector);
  print_notes(run);
  status = nothing_to_tell(run);
  if (status != STATUS_CLEAN) return status;
  return write_all(run, report_make(&run->collector, run->set_aside));
}

int command_report(int argc, char **argv) {
  ReportRun run = {.arena = arena_create()};
  int status;
  signal(SIGPIPE, SIG_IGN); /* a closed pipe is a write error like any other */
  if (read_arguments(&run, argc, argv, &status)) {
    status = report_files(&run);
    command_compile_end(&run.compilation);
  }
  arena_free(run.arena);
  return status;
}
