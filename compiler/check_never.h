/* Conditions that silently never hold, because what they ask of one field or score excludes itself. */
#ifndef MOPS_CHECK_NEVER_H
#define MOPS_CHECK_NEVER_H

#include "compiler/checker.h"
#include "compiler/demand.h"

/* Warns (W0801) of each `and` whose sides can't be true together. The model must have no errors. */
void check_never(Checker *checker, Demander *demander);

#endif
