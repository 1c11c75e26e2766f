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

/* After its values a record has two bits for each field: it was given; it has a value. Then come
 * the ends of the domains of a lead record (runtime/account.h). */
static inline uint32_t record_seen_words(const ImageRecord *type) {
  return (type->count + 31) / 32;
}
static inline int record_gives(const uint64_t *seen, uint32_t field) {
  return (int)(seen[field / 32] >> field % 32 * 2 & 1);
}
static inline int record_knows(const uint64_t *seen, uint32_t field) {
  return (int)(seen[field / 32] >> (field % 32 * 2 + 1) & 1);
}
static inline const uint64_t *record_seen(const mops_record *record) {
  return (const uint64_t *)(record->value + record->values);
}

#endif
