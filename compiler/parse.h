/* From text to syntax tree: the one door to the generated lexer and parser. */
#ifndef MOPS_PARSE_H
#define MOPS_PARSE_H

#include "compiler/ast.h"
#include "compiler/diag.h"

/* Parses one file of diagnostics->sources. Every syntax mistake is reported; the tree holds all
 * that could be read, so that it is still checked. Never returns NULL. */
File *parse_file(Diagnostics *diagnostics, uint16_t file);

#endif
