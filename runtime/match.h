/* Which of many patterns stand in a text: `contains` and `has word`. When a record comes in, each
 * text that rules look into is passed once through the automaton of all their patterns. */
#ifndef MOPS_MATCH_H
#define MOPS_MATCH_H

#include "runtime/agreement.h"

/* Sets a bit for each pattern of a reading that the text holds, in the reading's slots of values.
 */
void match_text(const mops_agreement *agreement, const ImageReading *reading, const char *bytes,
                size_t length, int64_t *values);

#endif
