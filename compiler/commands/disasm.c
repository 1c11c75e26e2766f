/* mopsc disasm: an image as text. */
#include <stdio.h>
#include <stdlib.h>

#include "compiler/commands/commands.h"
#include "compiler/disasm.h"

static const char usage[] =
    "usage: mopsc disasm IMAGE [--zoneinfo FOLDER]\n\n"
    "Prints an image: its tables, the layout of a lead's state, and its code with source lines.\n"
    "IMAGE is what `mopsc build` made (.mopsb), or an agreement, which is compiled first.\n\n"
    "  --zoneinfo FOLDER  time zone files (default: " ZONEINFO_FOLDER ")\n"
    "  --help             this text\n\n"
    "exit status: 0 printed, 1 the image is refused (or the agreement has mistakes), 2 usage,\n"
    "             3 a file could not be read or written\n";

int command_disasm(int argc, char **argv) {
  const char *zoneinfo = NULL;
  const Option options[] = {{.name = "--zoneinfo", .value = &zoneinfo}, {.name = NULL}};
  int status = STATUS_CLEAN;
  size_t size;
  argc = command_arguments(&(CommandLine){usage, options, NULL}, argc, argv, &status);
  if (argc < 0) return status;
  if (argc != 2) return command_misused("disasm", "which image? (one)");
  unsigned char *image = command_load_image(argv[1], zoneinfo, &size, &status);
  if (!image) return status;
  if (!disasm_write(image, size, stdout)) status = STATUS_FINDINGS;
  free(image);
  return status;
}
