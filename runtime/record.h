/* What the engine asks of a record beyond mops.h. */
#ifndef MOPS_RECORD_H
#define MOPS_RECORD_H

#include "runtime/agreement.h"

/* MOPS_BAD_RECORD with a problem if a required field is not there: asked of events, and of a lead's
 * first record. */
mops_status record_requires(const mops_agreement *agreement, const mops_record *record,
                            mops_problem *problem);

/* Sets the key's own facts of a new lead. */
void record_key(const mops_agreement *agreement, int64_t *facts, const char *key, size_t length);

#endif
