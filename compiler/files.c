/* Files are told apart by their paths from the first file's folder: what they are called there is
 * what reasons show, so an image says the same wherever it was built. */
#include "compiler/files.h"

#include <errno.h>
#include <string.h>

#include "compiler/check.h"
#include "compiler/offered.h"
#include "compiler/parse.h"
#include "compiler/symbols.h"

enum { MOST_FILES = 500 };

typedef struct Used Used;
struct Used {
  Text path;   /* from the first file's folder */
  Used *user;  /* NULL: the first file */
  int is_open; /* what it uses is being read */
};

typedef struct {
  Diagnostics *diagnostics;
  Arena *arena;
  Text folder;   /* the first file's, with its slash */
  List files;    /* of File */
  Symbols used;  /* of Used, by path */
  Symbols parts; /* of the library */
} Reader;

#define SHOW(text) (int)(text).length, (text).bytes

/* ---- paths --------------------------------------------------------------------------------- */

static Text folder_of(Text path) {
  while (path.length && path.bytes[path.length - 1] != '/') path.length--;
  return path;
}

/* Takes "x/.." and "." out of a path. */
static Text tidy(Arena *arena, Text path) {
  Text whole = text_of("");
  for (uint32_t at = 0; at < path.length;) {
    uint32_t end = at;
    while (end < path.length && path.bytes[end] != '/') end++;
    end += end < path.length;
    Text step = {path.bytes + at, end - at};
    at = end;
    if (text_is(step, "./")) continue;
    Text before = folder_of((Text){whole.bytes, whole.length ? whole.length - 1 : 0});
    Text last = {whole.bytes + before.length, whole.length - before.length};
    if (text_is(step, "../") && last.length > 1 && !text_is(last, "../"))
      whole = before;
    else
      whole = text_format(arena, "%.*s%.*s", SHOW(whole), SHOW(step));
  }
  return whole;
}

static Text path_from(Arena *arena, Text user, Text written) {
  if (written.length && written.bytes[0] == '/') return tidy(arena, written);
  return tidy(arena, text_format(arena, "%.*s%.*s", SHOW(folder_of(user)), SHOW(written)));
}

/* ---- mistakes ------------------------------------------------------------------------------ */

/* "a.mops uses b.mops, which uses a.mops" */
static void report_circle(Reader *reader, const Node *node, const Used *user, const Used *used) {
  Text chain = used->path;
  for (const Used *at = user; at; at = at == used ? NULL : at->user)
    chain = text_format(reader->arena, "%.*s%s%.*s", SHOW(at->path),
                        at == used ? " uses " : ", which uses ", SHOW(chain));
  if (user == used) chain = text_format(reader->arena, "%.*s uses itself", SHOW(used->path));
  Diagnostic *diagnostic = diag_error(reader->diagnostics, "E0216", node->span, "leads back",
                                      "files use each other in a circle");
  diag_note(reader->diagnostics, diagnostic, "%.*s", SHOW(chain));
  diag_help(reader->diagnostics, diagnostic,
            "remove this: what all files declare counts as if it were written together");
}

static void report_unreadable(Reader *reader, const Node *node, Text full, const char *reason) {
  Diagnostic *diagnostic = diag_error(reader->diagnostics, "E0217", node->span, reason,
                                      "the file \"%.*s\" can't be read", SHOW(node->name));
  diag_help(reader->diagnostics, diagnostic,
            "it is looked for at %.*s, beside the file that uses it", SHOW(full));
}

static void report_unknown_part(Reader *reader, const Node *node) {
  Diagnostic *diagnostic = diag_error(reader->diagnostics, "E0214", node->span, "unknown",
                                      "there is no library part `%.*s`", SHOW(node->name));
  uint32_t length = node->name.length, ending = (uint32_t)strlen(".mops");
  int whole = length > ending && memcmp(node->name.bytes + length - ending, ".mops", ending) == 0;
  Text file = text_format(reader->arena, "\"%.*s%s\"", SHOW(node->name), whole ? "" : ".mops");
  diag_help(reader->diagnostics, diagnostic,
            "there is `use std.b2b`; a file of your own is used in quotes: `use %s`", file.bytes);
  Span name = {node->span.end - length, node->span.end, node->span.file};
  if (whole) diag_fix(reader->diagnostics, diagnostic, name, file, 0);
}

static void report_agreement(Reader *reader, const Node *node) {
  Diagnostic *diagnostic = diag_error(reader->diagnostics, "E0401", node->span, "in a used file",
                                      "only the first file has an `agreement` block");
  diag_help(reader->diagnostics, diagnostic, "remove it here: the file is part of an agreement");
}

/* ---- reading ------------------------------------------------------------------------------- */

static void read_uses(Reader *reader, const File *file, Used *user);

static void read_used(Reader *reader, const Node *node, Used *user) {
  Text path = path_from(reader->arena, user->path, node->name);
  Used *used = symbols_value(&reader->used, path);
  if (used) {
    if (used->is_open) report_circle(reader, node, user, used);
    return;
  }
  int absolute = path.length && path.bytes[0] == '/';
  Text folder = absolute ? text_of("") : reader->folder;
  Text full = text_format(reader->arena, "%.*s%.*s", SHOW(folder), SHOW(path));
  used = arena_take(reader->arena, sizeof *used);
  *used = (Used){path, user, 1};
  symbols_add(reader->arena, &reader->used, path, used, node->span);
  uint16_t file;
  if (reader->files.count >= MOST_FILES) {
    report_unreadable(reader, node, full, "is one file too much");
  } else if (source_read(reader->diagnostics->sources, full.bytes, &file) != 0) {
    report_unreadable(reader, node, full, strerror(errno));
  } else {
    reader->diagnostics->sources->files[file].used_as = path;
    File *parsed = parse_file(reader->diagnostics, file);
    list_add(reader->arena, &reader->files, parsed);
    read_uses(reader, parsed, used);
  }
  used->is_open = 0;
}

static void read_uses(Reader *reader, const File *file, Used *user) {
  for (uint32_t i = 0; i < file->declarations.count; i++) {
    const Node *node = file->declarations.items[i];
    if (node->kind == NODE_AGREEMENT && user->user) report_agreement(reader, node);
    if (node->kind != NODE_USE || node->name.length == 0) continue;
    if (node->flags & FLAG_FILE)
      read_used(reader, node, user);
    else
      symbols_add(reader->arena, &reader->parts, node->name, (void *)(uintptr_t)node, node->span);
  }
}

static void read_parts(Reader *reader) {
  for (uint32_t i = 0; i < reader->parts.count; i++) {
    const Node *node = reader->parts.entries[i].value;
    size_t length;
    const char *bytes = library_find(node->name, &length);
    if (bytes == NULL) {
      report_unknown_part(reader, node);
      continue;
    }
    Sources *sources = reader->diagnostics->sources;
    uint16_t file = source_add(sources, node->name, bytes, length);
    sources->files[file].used_as = node->name;
    sources->files[file].is_library = 1;
    list_add(reader->arena, &reader->files, parse_file(reader->diagnostics, file));
  }
}

List files_read(Diagnostics *diagnostics, const char *path) {
  Reader reader = {.diagnostics = diagnostics, .arena = diagnostics->arena};
  uint16_t file;
  if (source_read(diagnostics->sources, path, &file) != 0) return reader.files;
  Text whole = text_copy(reader.arena, path, strlen(path));
  reader.folder = folder_of(whole);
  Used *first = arena_take(reader.arena, sizeof *first);
  *first = (Used){.path = {whole.bytes + reader.folder.length, whole.length - reader.folder.length},
                  .is_open = 1};
  symbols_add(reader.arena, &reader.used, first->path, first, (Span){.file = file});
  File *parsed = parse_file(diagnostics, file);
  list_add(reader.arena, &reader.files, parsed);
  read_uses(&reader, parsed, first);
  read_parts(&reader);
  offered_take(reader.arena, diagnostics->sources, &reader.files);
  return reader.files;
}
