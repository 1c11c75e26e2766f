/* What differs between two texts, as a unified diff that `patch` and `git apply` take. */
#ifndef MOPS_DIFF_H
#define MOPS_DIFF_H

#include <stdio.h>

#include "compiler/arena.h"

/* Writes nothing if the texts are equal. The shortest diff, unless more than a thousand lines
 * differ: then one that replaces everything between the first and the last of them. */
void diff_write(Arena *arena, const char *path, Text from, Text to, FILE *out);

#endif
