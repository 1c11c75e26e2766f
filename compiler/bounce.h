/* Moves that would run in circles within one settling: refused, unless the conditions along the
 * circle are shown never to hold together. */
#ifndef MOPS_BOUNCE_H
#define MOPS_BOUNCE_H

#include "compiler/checker.h"
#include "compiler/demand.h"

/* Only for a model without errors so far. */
void bounce_check(Checker *checker, Demander *demander);

#endif
