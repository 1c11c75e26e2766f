/* The command line, read in the same way by every command. */
#include "compiler/commands/commands.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/names.h"

int command_misused(const char *command, const char *format, ...) {
  va_list arguments;
  fprintf(stderr, "mopsc %s: ", command);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fprintf(stderr, "\n`mopsc %s --help` says how it is used.\n", command);
  return STATUS_USAGE;
}

int command_unreadable(const char *path) {
  fprintf(stderr, "mopsc: %s: %s\n", path, strerror(errno));
  return STATUS_UNREADABLE;
}

void command_print_plain(FILE *out, const char *text) {
  for (; *text; text++)
    if ((unsigned char)*text >= 0x20 && *text != 0x7F) fputc(*text, out);
}

void command_print_bad(const char *path, uint64_t line, const char *field, const char *text) {
  fprintf(stderr, "%s:%" PRIu64 ": ", path, line);
  command_print_plain(stderr, field);
  if (*field) fputs(": ", stderr);
  command_print_plain(stderr, text);
  fputc('\n', stderr);
}

/* Length of the name in `--name` or `--name=VALUE`. */
static size_t name_length(const char *argument) {
  return argument[1] == '-' ? strcspn(argument, "=") : strlen(argument);
}

static const Option *find_option(const Option *options, const char *argument) {
  size_t length = name_length(argument);
  for (; options->name; options++)
    if (strlen(options->name) == length && memcmp(options->name, argument, length) == 0)
      return options;
  return NULL;
}

static int unknown_option(const char *command, const Option *options, const char *argument) {
  Text wanted = {argument, (uint32_t)name_length(argument)};
  Nearest nearest = nearest_start(wanted);
  nearest_offer(&nearest, text_of("--help"));
  for (; options->name; options++) nearest_offer(&nearest, text_of(options->name));
  Text best = nearest_best(&nearest);
  if (best.length == 0)
    return command_misused(command, "there is no option %.*s", (int)wanted.length, wanted.bytes);
  return command_misused(command, "there is no option %.*s; did you mean %s?", (int)wanted.length,
                         wanted.bytes, best.bytes);
}

/* Stores what argv[at] says; returns how many arguments that took, or 0 after reporting. */
static int take_option(const CommandLine *line, const Option *option, int argc, char **argv,
                       int at) {
  const char *argument = argv[at];
  const char *value = argument[name_length(argument)] == '=' ? strchr(argument, '=') + 1 : NULL;
  if (option->flag) {
    if (value) command_misused(argv[0], "%s takes no value", option->name);
    *option->flag = 1;
    return value == NULL;
  }
  int taken = value ? 1 : 2;
  if (!value) value = at + 1 < argc ? argv[at + 1] : NULL;
  if (!value) {
    command_misused(argv[0], "%s needs a value", option->name);
    return 0;
  }
  if (option->value) *option->value = value;
  if (option->values) list_add(line->arena, option->values, (void *)(uintptr_t)value);
  return taken;
}

int command_arguments(const CommandLine *line, int argc, char **argv, int *status) {
  int kept = 1, ended = 0;
  for (int at = 1; at < argc;) {
    char *argument = argv[at];
    if (ended || argument[0] != '-' || argument[1] == '\0') {
      argv[kept++] = argument;
      at++;
      continue;
    }
    if (strcmp(argument, "--help") == 0) {
      fputs(line->usage, stdout);
      *status = STATUS_CLEAN;
      return -1;
    }
    if (strcmp(argument, "--") == 0) {
      ended = 1;
      at++;
      continue;
    }
    const Option *option = find_option(line->options, argument);
    int taken = option ? take_option(line, option, argc, argv, at) : 0;
    if (taken == 0) {
      *status = option ? STATUS_USAGE : unknown_option(argv[0], line->options, argument);
      return -1;
    }
    at += taken;
  }
  return kept;
}

int command_choice(const char *command, const char *option, const char *value,
                   const char *choices) {
  size_t length = strlen(value);
  int position = 0;
  for (const char *word = choices; *word; position++) {
    size_t word_length = strcspn(word, "|");
    if (word_length == length && memcmp(word, value, length) == 0) return position;
    word += word_length + (word[word_length] == '|');
  }
  command_misused(command, "%s takes one of %s, not \"%s\"", option, choices, value);
  return -1;
}

int command_color(const char *when, FILE *stream) {
  if (when && strcmp(when, "auto") != 0) return strcmp(when, "always") == 0;
  const char *terminal = getenv("TERM");
  return isatty(fileno(stream)) && !getenv("NO_COLOR") && terminal && strcmp(terminal, "dumb") != 0;
}
