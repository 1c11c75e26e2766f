/* Where `since` may stand: time since a trigger changes all the time, so it is compared with a
 * length of time that is written out, and nothing else is done with it. Then every instant at which
 * anything changes by itself is known beforehand. */
#ifndef MOPS_CHECK_SINCE_H
#define MOPS_CHECK_SINCE_H

#include "compiler/diag.h"
#include "compiler/model.h"

void check_since_places(Diagnostics *diagnostics, const Model *model);

#endif
