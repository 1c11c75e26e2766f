/* The checked tree as JSON, for `mopsc build --tree`: what other programs (a second interpreter, a
 * documentation generator) read instead of the source. Every key is described in spec/8-tree.md. */
#ifndef MOPS_TREE_H
#define MOPS_TREE_H

#include <stdio.h>

#include "compiler/model.h"

/* Only for a model without errors. */
void tree_write(const Model *model, FILE *out);

#endif
