/* Ids that came before: what sends events tries again until it is answered, so the same event comes
 * twice. Kept are a fingerprint of 64 bits and the instant of each id, for as long as the window:
 * two different ids have one fingerprint about once in 10^19 pairs. */
#ifndef MOPS_IO_REPEATS_H
#define MOPS_IO_REPEATS_H

#include <stddef.h>
#include <stdint.h>

typedef struct Repeats Repeats;

/* window: milliseconds, more than 0. NULL: no memory. */
Repeats *repeats_create(int64_t window);
void repeats_free(Repeats *repeats);

uint64_t repeats_fingerprint(const char *id, size_t length);

/* Whether the id was remembered less than a window before `at`. */
int repeats_came(const Repeats *repeats, uint64_t fingerprint, int64_t at);
/* Remembers an id that has not come, and forgets what is older than a window. Time never goes back:
 * an `at` that does is taken for the latest one. 0: no memory. */
int repeats_remember(Repeats *repeats, uint64_t fingerprint, int64_t at);

/* How many are remembered. */
size_t repeats_count(const Repeats *repeats);

#endif
