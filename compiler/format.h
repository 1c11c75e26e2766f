/* The one style in which agreements are written (spec/9-format.md). It works on tokens and
 * comments, not on the tree: so it needs to know little of a new construct, and an agreement that
 * means nothing can be formatted too, as long as it parses. Line breaks are the author's: a rule is
 * one line, and who breaks one has a reason. */
#ifndef MOPS_FORMAT_H
#define MOPS_FORMAT_H

#include "compiler/diag.h"

/* The formatted text of one file of diagnostics->sources, in the arena; or bytes NULL if the file
 * has syntax errors, which are then reported. The result has the same tokens and comments on the
 * same lines. */
Text format_file(Diagnostics *diagnostics, uint16_t file);

/* A file without syntax errors, as it is read to be formatted; in the arena. */
typedef struct FormatFile FormatFile;
const FormatFile *format_open(Diagnostics *diagnostics, uint16_t file);
/* What stands at a place, on one line, with the style's blanks whatever the file has; comments
 * aside. */
Text format_words(const FormatFile *file, Span span);

#endif
