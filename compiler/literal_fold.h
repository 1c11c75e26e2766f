/* Texts as they compare where neither case nor outer blanks count. */
#ifndef MOPS_LITERAL_FOLD_H
#define MOPS_LITERAL_FOLD_H

#include "compiler/arena.h"

/* How outside spellings compare. */
Text literal_fold(Arena *arena, Text text);
/* How e-mail addresses and domains do: only letters of ASCII are folded. */
Text literal_fold_address(Arena *arena, Text text);

#endif
