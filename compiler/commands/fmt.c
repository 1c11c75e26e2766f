/* mopsc fmt: agreements in the one style. */
#define _XOPEN_SOURCE 700 /* realpath */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/commands/commands.h"
#include "compiler/commands/diff.h"
#include "compiler/format.h"

static const char usage[] =
    "usage: mopsc fmt FILE...\n"
    "       mopsc fmt --check FILE...\n"
    "       mopsc fmt < FILE\n\n"
    "Writes agreements in the one style there is: blanks, indentation and columns. Line breaks\n"
    "and comments stay, and so does the meaning. Files are rewritten where they are; without a\n"
    "FILE, or for -, standard input goes to standard output. A file that does not parse is left\n"
    "alone.\n\n"
    "  --check    write no file, but what would change, as a diff\n\n"
    "exit status: 0 clean, 1 a file does not parse (or, with --check, would change), 2 usage,\n"
    "             3 a file could not be read or written\n";

/* A new file beside the old one takes its place, so that there is always a whole one. */
static int write_beside(const char *path, Text text, mode_t mode) {
  char beside[PATH_MAX];
  int length = snprintf(beside, sizeof beside, "%s.XXXXXX", path);
  if (length < 0 || (size_t)length >= sizeof beside) {
    errno = ENAMETOOLONG;
    return -1;
  }
  int descriptor = mkstemp(beside);
  FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
  if (!file) return -1;
  fwrite(text.bytes, 1, text.length, file);
  int failed = fflush(file) != 0 || fchmod(descriptor, mode) != 0;
  int reason = errno;
  failed |= fclose(file) != 0;
  if (!failed && rename(beside, path) == 0) return 0;
  if (!failed) reason = errno;
  remove(beside);
  errno = reason;
  return -1;
}

/* A link stays one: what it points to is rewritten. */
static int rewrite(const char *path, Text text) {
  char target[PATH_MAX];
  struct stat what;
  if (!realpath(path, target) || stat(target, &what) != 0) return -1;
  if (!S_ISREG(what.st_mode)) {
    errno = EINVAL;
    return -1;
  }
  return access(target, W_OK) != 0 ? -1 : write_beside(target, text, what.st_mode & 07777);
}

static int format_source(Diagnostics *diagnostics, uint16_t file, const char *path, int check) {
  Text text = diagnostics->sources->files[file].text;
  Text formatted = format_file(diagnostics, file);
  if (!formatted.bytes) {
    diag_sort(diagnostics);
    diag_render_human(diagnostics, stderr, command_color(NULL, stderr));
    return STATUS_FINDINGS;
  }
  if (check)
    diff_write(diagnostics->arena, path, text, formatted, stdout);
  else if (strcmp(path, "-") == 0)
    fwrite(formatted.bytes, 1, formatted.length, stdout);
  if (text_equal(text, formatted)) return STATUS_CLEAN;
  if (check) return STATUS_FINDINGS;
  if (strcmp(path, "-") == 0 || rewrite(path, formatted) == 0) return STATUS_CLEAN;
  return command_unreadable(path);
}

static int format_path(const char *path, int check) {
  Arena *arena = arena_create();
  Sources sources = {.arena = arena};
  Diagnostics diagnostics = {.arena = arena, .sources = &sources};
  uint16_t file;
  int status = source_read(&sources, path, &file) == 0
                   ? format_source(&diagnostics, file, path, check)
                   : command_unreadable(path);
  arena_free(arena);
  return status;
}

int command_fmt(int argc, char **argv) {
  int check = 0, status = STATUS_CLEAN;
  const Option options[] = {{.name = "--check", .flag = &check}, {.name = NULL}};
  argc = command_arguments(&(CommandLine){usage, options, NULL}, argc, argv, &status);
  if (argc < 0) return status;
  if (argc == 1) return format_path("-", check);
  for (int i = 1; i < argc; i++) {
    int result = format_path(argv[i], check);
    if (result > status) status = result;
  }
  return status;
}
