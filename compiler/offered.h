/* The library offers names, it does not impose them: of its declarations only those are part of an
 * agreement that the agreement names, and none of which it has its own. */
#ifndef MOPS_OFFERED_H
#define MOPS_OFFERED_H

#include "compiler/ast.h"

/* Takes all other declarations out of the library's files. files: of File; sources say which are
 * the library's. */
void offered_take(Arena *arena, const Sources *sources, const List *files);

#endif
