/* mopsc build: an agreement's image, for hosts, or its checked tree, for other tools. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compiler/commands/commands.h"
#include "compiler/image_write.h"
#include "compiler/tree.h"
#include "runtime/mops.h"

static const char usage[] =
    "usage: mopsc build FILE -o IMAGE [--zoneinfo FOLDER]\n"
    "       mopsc build --tree FILE [-o TREE] [--zoneinfo FOLDER]\n\n"
    "Compiles an agreement. FILE - is standard input.\n\n"
    "  -o           where to write: an image is usually called NAME.mopsb; - is standard output\n"
    "  --tree       write what the agreement means as JSON instead of an image\n"
    "  --zoneinfo   where time zones are read from (default: " ZONEINFO_FOLDER ")\n\n"
    "exit status: 0 clean, 1 findings, 2 usage, 3 a file could not be read or written,\n"
    "             4 a bug in mopsc\n";

/* A file that could not be written whole is removed (but not a device). */
static int close_output(FILE *file, const char *path) {
  if (file == stdout) return STATUS_CLEAN; /* main looks after it */
  struct stat what;
  int regular = fstat(fileno(file), &what) == 0 && S_ISREG(what.st_mode);
  int failed = fflush(file) != 0 || ferror(file);
  int reason = errno;
  if (fclose(file) == 0 && !failed) return STATUS_CLEAN;
  if (regular) remove(path);
  if (failed) errno = reason;
  return command_unreadable(path);
}

/* No image is written that would not load. */
static int check_image(const unsigned char *image, size_t size) {
  mops_agreement *agreement;
  mops_problem problem = {.text = ""};
  if (mops_agreement_load(image, size, NULL, &agreement, &problem) == MOPS_OK) {
    mops_agreement_free(agreement);
    return STATUS_CLEAN;
  }
  fprintf(stderr, "mopsc refuses what it compiled, which is a bug in mopsc: %s\n", problem.text);
  return STATUS_BUG;
}

static int write_output(Compilation *compilation, const Model *model, int tree, const char *path) {
  size_t size = 0;
  int status = STATUS_CLEAN;
  /* Some mistakes show only as the image is made, and with a mistake there is no tree either. */
  unsigned char *image = command_build_image(compilation, model, 0, &size, &status);
  if (image) status = check_image(image, size);
  if (status != STATUS_CLEAN) {
    free(image);
    return status;
  }
  FILE *file = strcmp(path, "-") == 0 ? stdout : fopen(path, "wb");
  if (file && tree)
    tree_write(model, file);
  else if (file)
    fwrite(image, 1, size, file);
  free(image);
  return file ? close_output(file, path) : command_unreadable(path);
}

int command_build(int argc, char **argv) {
  const char *output = NULL, *zoneinfo = NULL;
  int tree = 0, status = STATUS_CLEAN;
  const Option options[] = {{.name = "-o", .value = &output},
                            {.name = "--tree", .flag = &tree},
                            {.name = "--zoneinfo", .value = &zoneinfo},
                            {.name = NULL}};
  argc = command_arguments(&(CommandLine){usage, options, NULL}, argc, argv, &status);
  if (argc < 0) return status;
  if (argc == 1) return command_misused("build", "which file?");
  if (argc > 2) return command_misused("build", "one file at a time, not also %s", argv[2]);
  if (!output && !tree) return command_misused("build", "where to? Say -o NAME.mopsb");
  if (output && strcmp(output, "-") != 0 && command_same_file(output, argv[1]))
    return command_misused("build", "%s would be written over the agreement", output);

  Compilation compilation;
  Model *model = command_compile(&compilation, argv[1], zoneinfo, &status);
  if (model) status = write_output(&compilation, model, tree, output ? output : "-");
  command_compile_end(&compilation);
  return status;
}
