/* The files of an agreement: the first one, those that it uses, and the parts of the library. */
#ifndef MOPS_FILES_H
#define MOPS_FILES_H

#include "compiler/ast.h"
#include "compiler/diag.h"

/* Reads and parses a file and all that it uses, each once however often it is used: a List of File,
 * the first one first, then its own files in the order of their `use`, the library's parts last,
 * with what is named of them. Empty if the first could not be read (errno tells); what else is
 * wrong is reported. */
List files_read(Diagnostics *diagnostics, const char *path);

#endif
