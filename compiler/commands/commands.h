/* The subcommands of mopsc: one short file each, `command_NAME` in NAME.c. Each gets its own name
 * as argv[0] and returns the exit status. Only these files print, and only main.c ends the
 * process. */
#ifndef MOPS_COMMANDS_H
#define MOPS_COMMANDS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "compiler/diag.h"
#include "compiler/model.h"

/* Exit status of every command. */
enum {
  STATUS_CLEAN = 0,
  STATUS_FINDINGS = 1,   /* mistakes in an agreement, failed tests, refused images */
  STATUS_USAGE = 2,      /* the command line is wrong */
  STATUS_UNREADABLE = 3, /* a file could not be read or written */
  STATUS_BUG = 4         /* our own */
};

int command_check(int argc, char **argv);
int command_build(int argc, char **argv);
int command_run(int argc, char **argv);
int command_test(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_report(int argc, char **argv);
int command_fmt(int argc, char **argv);
int command_disasm(int argc, char **argv);

/* ---- options ------------------------------------------------------------------------------- */

/* `--name`, `--name VALUE` or `--name=VALUE`; a name may be short ("-o"). One of the pointers says
 * where it goes; the other two are NULL. */
typedef struct {
  const char *name;
  const char **value; /* the last one given wins */
  List *values;       /* of const char *: may be given several times */
  int *flag;          /* takes no value; set to 1 */
} Option;

typedef struct {
  const char *usage;     /* the text of --help */
  const Option *options; /* ends with a row whose name is NULL */
  Arena *arena;          /* for `values`; NULL if there are none */
} CommandLine;

/* Takes the options out of argv, wherever they stand, and leaves the other arguments in
 * argv[1 .. result - 1]; "-" is an argument, "--" ends the options. --help and mistakes are
 * answered here: then the result is -1, and *status is what to return. */
int command_arguments(const CommandLine *line, int argc, char **argv, int *status);

/* One of the words in choices ("human|json"): its position, or -1 after saying what was
 * expected. */
int command_choice(const char *command, const char *option, const char *value, const char *choices);

/* "mopsc COMMAND: …" on standard error; returns STATUS_USAGE. */
int command_misused(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "mopsc: PATH: reason" on standard error, with the reason of errno; returns STATUS_UNREADABLE. */
int command_unreadable(const char *path);

/* ---- what several commands do -------------------------------------------------------------- */

/* Where Debian and most systems keep time zones. */
#define ZONEINFO_FOLDER "/usr/share/zoneinfo"

/* A text of the input, without what would play tricks on a terminal. */
void command_print_plain(FILE *out, const char *text);

/* "PATH:LINE: FIELD: what is wrong" on standard error, of a record that is set aside. field "": all
 * of it. */
void command_print_bad(const char *path, uint64_t line, const char *field, const char *text);

/* Whether messages to a stream may be coloured: "auto", "always" or "never" (NULL: auto). */
int command_color(const char *when, FILE *stream);

/* One agreement being compiled. Not to be moved: diagnostics points into it. */
typedef struct {
  Sources sources;
  Diagnostics diagnostics;
} Compilation;

/* The model of an agreement ("-" is standard input) that has no errors, or NULL after they were
 * shown on standard error, with *exit_code set. zoneinfo NULL: ZONEINFO_FOLDER. To be ended in either
 * case. */
Model *command_compile(Compilation *compilation, const char *path, const char *zoneinfo,
                       int *exit_code);
void command_compile_end(Compilation *compilation);

/* A path of an image, `.mopsb`, not of an agreement's text. */
int command_is_image(const char *path);

/* The model's image, with_tests as image_build_with_tests makes it: malloc'ed; NULL after what is
 * wrong was shown on standard error, with *exit_code set. */
unsigned char *command_build_image(Compilation *compilation, const Model *model, int with_tests,
                                   size_t *size, int *exit_code);

/* The image of an agreement: a .mopsb file is read as it is, anything else is compiled (zoneinfo as
 * above). malloc'ed; NULL after what is wrong was shown on standard error, with *exit_code set. */
unsigned char *command_load_image(const char *path, const char *zoneinfo, size_t *size,
                                  int *exit_code);

/* Whether two paths are one file, so that writing the one would lose the other. */
int command_same_file(const char *left, const char *right);

#endif
