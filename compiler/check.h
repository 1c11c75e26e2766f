/* From syntax trees to the model: the last place that reports a user's mistake about names, types
 * and meaning. Goes on after every mistake; an error type stops cascades, so that each message is a
 * root cause. */
#ifndef MOPS_CHECK_H
#define MOPS_CHECK_H

#include "compiler/ast.h"
#include "compiler/diag.h"
#include "compiler/model.h"

/* files: of File, an agreement, the files and the parts of the library that it uses (files.h).
 * zoneinfo: folder of TZif files. The model may be used only if diagnostics->errors is 0
 * afterwards. */
Model *check_files(Diagnostics *diagnostics, List files, const char *zoneinfo);

/* The text of a library part ("std.b2b"), compiled into the program; NULL if there is none. */
const char *library_find(Text name, size_t *length);

/* The library part that declares an event with this name, or NULL: a hint for records of a type
 * that the agreement doesn't know. */
const char *library_with_event(const char *name, size_t length);

/* Reads path, its library parts, parses and checks them: what every command starts with.
 * Returns NULL when the file could not be read (errno tells); otherwise a model that may be used
 * if diagnostics->errors is 0. */
Model *compile_model(Diagnostics *diagnostics, const char *path, const char *zoneinfo);

#endif
