/* From a path on the command line to a model or an image in memory. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compiler/check.h"
#include "compiler/commands/commands.h"
#include "compiler/image_write.h"

static int show_findings(Diagnostics *diagnostics) {
  diag_sort(diagnostics);
  diag_render_human(diagnostics, stderr, command_color(NULL, stderr));
  return STATUS_FINDINGS;
}

Model *command_compile(Compilation *compilation, const char *path, const char *zoneinfo,
                       int *exit_code) {
  Arena *arena = arena_create();
  Diagnostics *diagnostics = &compilation->diagnostics;
  compilation->sources = (Sources){.arena = arena};
  *diagnostics = (Diagnostics){.arena = arena, .sources = &compilation->sources};
  Model *model = compile_model(diagnostics, path, zoneinfo ? zoneinfo : ZONEINFO_FOLDER);
  if (!model) {
    *exit_code = command_unreadable(path);
    return NULL;
  }
  if (diagnostics->errors == 0) return model;
  *exit_code = show_findings(diagnostics);
  return NULL;
}

unsigned char *command_build_image(Compilation *compilation, const Model *model, int with_tests,
                                   size_t *size, int *exit_code) {
  Diagnostics *diagnostics = &compilation->diagnostics;
  unsigned char *image = with_tests ? image_build_with_tests(model, diagnostics, size)
                                    : image_build(model, diagnostics, size);
  if (image) return image;
  if (diagnostics->errors) {
    *exit_code = show_findings(diagnostics);
  } else {
    fputs("mopsc: no memory left\n", stderr);
    *exit_code = STATUS_UNREADABLE;
  }
  return NULL;
}

void command_compile_end(Compilation *compilation) {
  arena_free(compilation->diagnostics.arena);
}

int command_is_image(const char *path) {
  size_t length = strlen(path);
  return length > 6 && strcmp(path + length - 6, ".mopsb") == 0;
}

/* The whole stream, malloc'ed; NULL with errno. */
static unsigned char *read_all(FILE *file, size_t *size) {
  size_t capacity = 1u << 16, length = 0, got;
  unsigned char *bytes = malloc(capacity);
  while (bytes && (got = fread(bytes + length, 1, capacity - length, file)) > 0) {
    length += got;
    if (length < capacity) continue;
    unsigned char *larger = realloc(bytes, capacity *= 2);
    if (!larger) free(bytes);
    bytes = larger;
  }
  if (bytes && ferror(file)) {
    free(bytes);
    return NULL;
  }
  *size = length;
  return bytes;
}

static unsigned char *read_image(const char *path, size_t *size, int *exit_code) {
  FILE *file = fopen(path, "rb");
  unsigned char *image = file ? read_all(file, size) : NULL;
  if (!image) *exit_code = command_unreadable(path);
  if (file) fclose(file);
  return image;
}

static unsigned char *compile_image(const char *path, const char *zoneinfo, size_t *size,
                                    int *exit_code) {
  Compilation compilation;
  Model *model = command_compile(&compilation, path, zoneinfo, exit_code);
  unsigned char *image =
      model ? command_build_image(&compilation, model, 0, size, exit_code) : NULL;
  command_compile_end(&compilation);
  return image;
}

unsigned char *command_load_image(const char *path, const char *zoneinfo, size_t *size,
                                  int *exit_code) {
  return command_is_image(path) ? read_image(path, size, exit_code)
                                : compile_image(path, zoneinfo, size, exit_code);
}

int command_same_file(const char *left, const char *right) {
  struct stat a, b;
  if (strcmp(left, "-") == 0 || strcmp(right, "-") == 0) return strcmp(left, right) == 0;
  if (strcmp(left, right) == 0) return 1;
  return stat(left, &a) == 0 && stat(right, &b) == 0 && S_ISREG(a.st_mode) &&
         a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}
