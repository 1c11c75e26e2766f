/* Conditions of which the first that is true counts, of groups `first` and of grades: none may be
 * true only where an earlier one is. */
#ifndef MOPS_CHECK_ORDER_H
#define MOPS_CHECK_ORDER_H

#include "compiler/checker.h"
#include "compiler/demand.h"

/* Everything else was checked. */
void check_order(Checker *checker, Demander *demander);

#endif
