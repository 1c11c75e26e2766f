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

#endif
