/* mopsc: finds the command and runs it. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compiler/commands/commands.h"
#include "compiler/names.h"
#include "runtime/image.h"
#include "runtime/mops.h"

#define LANGUAGE_VERSION 1

typedef struct {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *summary;
} Command;

static const Command commands[] = {
    {"check", command_check, "find every mistake in agreements"},
    {"test", command_test, "run the tests that the parties wrote into an agreement"},
    {"run", command_run, "decide on leads and events from files"},
    {"explain", command_explain, "tell why one lead has its score and stage, and what comes next"},
    {"report", command_report, "show from decisions what a month under an agreement was like"},
    {"fmt", command_fmt, "write agreements in the one style"},
    {"build", command_build, "compile an agreement to an image for a host program"},
    {"disasm", command_disasm, "show what is in an image"},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void print_help(FILE *out) {
  fputs("mopsc: marketing-sales agreements, checked, tested, run and explained\n\n"
        "usage: mopsc COMMAND [ARGUMENTS]\n"
        "       mopsc COMMAND --help\n"
        "       mopsc --version\n\n", out);
  for (size_t i = 0; i < COMMANDS; i++)
    fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
  fputs("\nexit status: 0 clean, 1 findings, 2 usage, 3 unreadable input, 4 a bug in mopsc\n", out);
}

static void print_version(void) {
  printf("mopsc %s (language %d, image format %u, library ABI %d)\n", MOPS_VERSION,
         LANGUAGE_VERSION, IMAGE_FORMAT, MOPS_ABI_VERSION);
}

static const Command *find_command(const char *name) {
  for (size_t i = 0; i < COMMANDS; i++)
    if (strcmp(commands[i].name, name) == 0) return &commands[i];
  return NULL;
}

static int unknown_command(const char *name) {
  Nearest nearest = nearest_start(text_of(name));
  for (size_t i = 0; i < COMMANDS; i++) nearest_offer(&nearest, text_of(commands[i].name));
  Text best = nearest_best(&nearest);
  fprintf(stderr, "mopsc: there is no command \"%s\"", name);
  if (best.length > 0) fprintf(stderr, "; did you mean \"%s\"?", best.bytes);
  fputs("\n`mopsc --help` lists them.\n", stderr);
  return STATUS_USAGE;
}

static int run(int argc, char **argv) {
  if (argc < 2) {
    print_help(stderr);
    return STATUS_USAGE;
  }
  const char *name = argv[1];
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
    print_help(stdout);
    return STATUS_CLEAN;
  }
  if (strcmp(name, "--version") == 0) {
    print_version();
    return STATUS_CLEAN;
  }
  const Command *command = find_command(name);
  return command ? command->run(argc - 1, argv + 1) : unknown_command(name);
}

/* A failed assertion or a wild pointer: say whose fault it is. */
static void report_bug(int signal_number) {
  static const char text[] = "\nmopsc: this is a bug in mopsc, not a mistake of yours. "
                             "Please report it with the files that lead to it.\n";
  (void)signal_number;
  if (write(STDERR_FILENO, text, sizeof text - 1) < 0) _exit(STATUS_BUG);
  _exit(STATUS_BUG);
}

/* A sanitizer's own handlers stay. */
static void report_bugs(void) {
  static const int signals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
    struct sigaction action;
    if (sigaction(signals[i], NULL, &action) != 0 || action.sa_handler != SIG_DFL) continue;
    memset(&action, 0, sizeof action);
    action.sa_handler = report_bug;
    sigaction(signals[i], &action, NULL);
  }
}

int main(int argc, char **argv) {
  report_bugs();
  int status = run(argc, argv);
  if (fflush(stdout) != 0 || ferror(stdout)) {
    perror("mopsc: standard output");
    return STATUS_UNREADABLE;
  }
  return status;
}
