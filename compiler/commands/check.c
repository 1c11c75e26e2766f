/* mopsc check: every mistake of every file, in one run. */
#include <stdio.h>

#include "compiler/check.h"
#include "compiler/commands/commands.h"
#include "compiler/commands/cost.h"
#include "compiler/image_write.h"

static const char usage[] =
    "usage: mopsc check FILE... [--cost] [--format human|json] [--fail-on error|warning]\n"
    "                           [--color auto|always|never] [--zoneinfo FOLDER]\n\n"
    "Finds every mistake in agreements. FILE - is standard input.\n\n"
    "  --cost       also what deciding costs at most, rule by rule: steps for a record and for a "
    "due\n"
    "               step, due steps after a lead's last record, bytes of a lead\n"
    "  --format     human (default), or json: one object a line for each finding\n"
    "  --fail-on    the least that makes the exit status 1: error (default) or warning\n"
    "  --color      auto (default): only on a terminal, and not when NO_COLOR is set\n"
    "  --zoneinfo   where time zones are read from (default: " ZONEINFO_FOLDER ")\n\n"
    "exit status: 0 clean, 1 findings, 2 usage, 3 a file could not be read\n";

enum { FORMAT_HUMAN, FORMAT_JSON };

typedef struct {
  const char *zoneinfo;
  int format, color, cost;
  uint32_t errors, warnings, files, unreadable;
} Check;

static void check_file(Check *check, const char *path) {
  Arena *arena = arena_create();
  Sources sources = {.arena = arena};
  Diagnostics diagnostics = {.arena = arena, .sources = &sources};
  check->files++;
  const Model *model = compile_model(&diagnostics, path, check->zoneinfo);
  if (model) {
    if (diagnostics.errors == 0) image_check(model, &diagnostics);
    diag_sort(&diagnostics);
    if (check->format == FORMAT_JSON) diag_render_json(&diagnostics, stdout);
    else diag_render_human(&diagnostics, stdout, check->color);
  } else {
    command_unreadable(path);
    check->unreadable++;
  }
  if (model && check->cost && diagnostics.errors == 0)
    cost_print(&diagnostics, model, path, check->format == FORMAT_JSON);
  check->errors += diagnostics.errors;
  check->warnings += diagnostics.warnings;
  arena_free(arena);
}

static void print_count(uint32_t count, const char *what) {
  printf("%u %s%s", count, what, count == 1 ? "" : "s");
}

static void print_summary(const Check *check) {
  if (check->errors + check->warnings > 0) {
    print_count(check->errors, "error");
    fputs(", ", stdout);
    print_count(check->warnings, "warning");
  } else {
    fputs("no mistakes", stdout);
  }
  fputs(" in ", stdout);
  print_count(check->files - check->unreadable, "file");
  if (check->unreadable > 0) printf(", %u could not be read", check->unreadable);
  fputc('\n', stdout);
}

int command_check(int argc, char **argv) {
  const char *format = "human", *fail_on = "error", *color = "auto";
  Check check = {.zoneinfo = ZONEINFO_FOLDER};
  const Option options[] = {
      {.name = "--format", .value = &format},  {.name = "--fail-on", .value = &fail_on},
      {.name = "--color", .value = &color},    {.name = "--zoneinfo", .value = &check.zoneinfo},
      {.name = "--cost", .flag = &check.cost}, {.name = NULL}};
  int status;
  argc = command_arguments(&(CommandLine){usage, options, NULL}, argc, argv, &status);
  if (argc < 0) return status;
  if (argc == 1) return command_misused("check", "which file?");
  check.format = command_choice("check", "--format", format, "human|json");
  int least = command_choice("check", "--fail-on", fail_on, "error|warning");
  if (check.format < 0 || least < 0) return STATUS_USAGE;
  if (command_choice("check", "--color", color, "auto|always|never") < 0) return STATUS_USAGE;
  check.color = command_color(color, stdout);

  for (int i = 1; i < argc; i++) check_file(&check, argv[i]);
  if (check.format == FORMAT_HUMAN) print_summary(&check);
  if (check.unreadable > 0) return STATUS_UNREADABLE;
  return check.errors > 0 || (least == 1 && check.warnings > 0) ? STATUS_FINDINGS : STATUS_CLEAN;
}
