/* How many awards of one rule can be live at once: for the checker, which bounds the score by it,
 * and for the lowering, which keeps an instant of each. */
#ifndef MOPS_AGEING_H
#define MOPS_AGEING_H

#include "compiler/model.h"

enum { MOST_LIVE = 10000 }; /* what is more than a lead can hold counts as this */

/* zone: of the agreement, whose days limits may count by; NULL if it is not known. */
uint32_t ageing_most_live(const Rule *rule, const Zone *zone);

#endif
