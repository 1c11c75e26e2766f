/* What reads what: no circle, and an order in which each comes after all that it reads. */
#ifndef MOPS_CYCLES_H
#define MOPS_CYCLES_H

#include "compiler/checker.h"

/* Reports each circle of definitions, derived fields and scores once, and fills the model's
 * definitions and score_order. */
void cycles_order(Checker *checker);

#endif
