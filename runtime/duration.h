/* Lengths of time as people and programs write them, in whole milliseconds; a day is 86,400 s. */
#ifndef MOPS_DURATION_H
#define MOPS_DURATION_H

#include <stddef.h>
#include <stdint.h>

#define DURATION_MAX INT64_C(864000000000000) /* 10,000,000 days */

/* "30 minutes", "1 hour 30 min", "1.5 h", "2d 4h"; ISO 8601, "PT1H30M", "P2W"; with all of its
 * three parts, "1:30:00". Units fall from weeks to milliseconds; only the last number may have a
 * fraction, which is rounded half to even. Returns 0 if it is none of these (a number alone, a
 * month). All that is longer than DURATION_MAX is DURATION_MAX + 1. */
int duration_parse(const char *bytes, size_t length, int64_t *milliseconds);

/* The length of the unit that is called so, in singular and in full; 0: there is none. */
int64_t duration_unit(const char *name, size_t length);

enum { DURATION_TEXT = 128 };

/* "1 day 2 hours", "-3 days", "0 seconds", which duration_parse reads again unless it is below 0.
 */
size_t duration_format(int64_t milliseconds, char out[DURATION_TEXT]);

#endif
