/* Where `since` may stand: time since a trigger changes all the time, so it is compared with a
 * length of time that is written out, and nothing else is done with it. Then every instant at which
 * anything changes by itself is known beforehand. */
#ifndef MOPS_CHECK_SINCE_H
#define MOPS_CHECK_SINCE_H

#include "compiler/check_expression.h"

/* Time since a date or an instant of the lead, or NULL if the node names none: then its names are
 * triggers'. A name that is an event's too means the event, which is warned of. */
Expression *check_since_field(Reading *reading, const Node *node);

void check_since_places(Diagnostics *diagnostics, const Model *model);

#endif
