/* Changes of a zone's offset, and the rule that says them for all years: a POSIX TZ string. Private
 * to the zone_ modules. */
#ifndef MOPS_ZONE_RULE_H
#define MOPS_ZONE_RULE_H

#include "compiler/arena.h"

enum {
  DAY_SECONDS = 86400,
  LOWEST_OFFSET = -89999, /* RFC 8536, 3.2: what offsets should keep to; we insist */
  HIGHEST_OFFSET = 93599,
  OLDEST_YEAR = 1900 /* where a rule begins that no listed change precedes */
};

typedef struct {
  int64_t at; /* seconds since 1970-01-01 00:00 UTC */
  int32_t offset;
} Change;

typedef struct {
  Change *items; /* neighbours differ in offset */
  size_t count, capacity;
} Changes;

Changes changes_create(Arena *arena, size_t capacity);
/* Adds a change that is not before the last; at the same instant the later word counts. */
void changes_add(Changes *changes, int64_t at, int32_t offset);
const Change *changes_last(const Changes *changes);

typedef enum {
  DATE_JULIAN,    /* Jn: day 1..365, 29 February never counts */
  DATE_ZERO_BASED, /* n: day 0..365, 29 February counts */
  DATE_WEEKDAY    /* Mm.w.d: weekday d (Sunday is 0) of week w of month m; week 5 is the last */
} DateForm;

typedef struct {
  DateForm form;
  int64_t month, week, day;
  int32_t seconds; /* of the clock that is about to change, from midnight */
} RuleDate;

typedef struct {
  int32_t standard, daylight; /* seconds east of UTC; daylight may be the lower one (Dublin) */
  int changes;                /* 0: always standard */
  RuleDate start, end;        /* of daylight */
} PosixRule;

/* Days from 1970-01-01 to the first of a year, which counts from 1. */
int64_t year_start(int64_t year);
/* The year of an instant, or OLDEST_YEAR before that. */
int64_t year_of(int64_t seconds);

/* Reads a whole rule; 0 if it is none. */
int rule_scan(const char *at, PosixRule *rule);
/* The rule's changes in these years. The first one states an offset, whatever was before it. */
Changes rule_changes(Arena *arena, const PosixRule *rule, int64_t first_year, int64_t last_year);

static inline int is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}
static inline int is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

#endif
