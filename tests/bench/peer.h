/* The reference policy, policy.mops, by hand: what a C programmer would write who knows it all when
 * compiling. Texts are resolved to small numbers before; whatever is decided on is arithmetic. */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What an event is to the policy. Up to KIND_BLOG they are counted; KIND_NONE gives no points. */
typedef enum {
  KIND_NONE, KIND_PRICING, KIND_DEMO, KIND_CASE_STUDY, KIND_WEBINAR, KIND_COMPARE, KIND_BLOG,
  KIND_OPEN, KIND_SKIP
} Kind;

enum { SENIORITY_DIRECTOR = 4, SENIORITY_VP = 5 };

/* A lead's facts. owner: of its account, counted from 1; 0: none. */
typedef struct {
  int32_t employees;
  uint8_t seniority, software, free_mail, in_sales_process, consent, territory, owner;
} Lead;

/* Whom a lead goes to. number: the account's owner, the territory, or the member whose turn it was.
 */
typedef enum { TO_NOBODY, TO_OWNER, TO_ENTERPRISE, TO_TERRITORY, TO_MEMBER } Target;

/* What is remembered and decided, 36 bytes. No lead of the workload has more than 2,000 events. */
typedef struct {
  uint16_t count[KIND_OPEN];
  uint16_t streaks; /* complete ones */
  uint8_t opens;    /* of the present streak */
  uint8_t mql, target, number;
  int16_t engagement, fit, peak;
  uint32_t last; /* the last activity in seconds since 1970; 0: none yet */
  uint32_t due;  /* by when it is to be answered; 0: it never was an MQL */
} State;

/* An event that was parsed before. */
typedef struct {
  uint32_t lead, at;
  uint8_t kind;
} Event;

/* Folds one event, and decides anew as of its instant. turns: how many leads the pool got so far.
 */
void policy_apply(const Lead *lead, State *state, uint32_t at, Kind kind, uint32_t *turns);
int policy_fit(const Lead *lead);

/* From texts to the numbers above. */
int seniority_of(const char *bytes, size_t length);
int is_software(const char *bytes, size_t length);
/* Counted from 1; 0: none. */
int territory_of(const char *country, size_t country_length, const char *state, size_t length);
extern const char *const territory_names[13];
int is_free_mail(const char *address, size_t length);
Kind kind_of(const char *type, size_t type_length, const char *path, size_t path_length);

/* "2026-07-02T20:15:00Z", which must be just that, in seconds since 1970. */
uint32_t parse_instant(const char *bytes);
void format_instant(uint32_t instant, char bytes[20]);

#ifdef __cplusplus
}
#endif

#endif
