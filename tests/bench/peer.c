/* The C that MOPS is measured against: see peer.h. */
#include "peer.h"

#include <string.h>

#define IS(bytes, length, literal) \
  ((length) == sizeof(literal) - 1 && memcmp(bytes, literal, sizeof(literal) - 1) == 0)
#define STARTS(bytes, length, literal) \
  ((length) >= sizeof(literal) - 1 && memcmp(bytes, literal, sizeof(literal) - 1) == 0)

/* ---- deciding -------------------------------------------------------------------------------- */

static inline int at_most(int number, int limit) { return number < limit ? number : limit; }

static inline int is_mid_size(const Lead *lead) {
  return lead->employees >= 50 && lead->employees <= 500;
}

static inline int engagement(const State *state, uint32_t at) {
  const uint16_t *count = state->count;
  if (state->last == 0) return 0;
  int idle_weeks = (int)((at - state->last) / 604800);
  int points = 20 * at_most(count[KIND_PRICING], 3) + 30 * (count[KIND_DEMO] > 0) +
               10 * at_most(count[KIND_CASE_STUDY], 3) + 15 * at_most(count[KIND_WEBINAR], 2) +
               15 * (count[KIND_COMPARE] > 0) + 2 * at_most(count[KIND_BLOG], 10) +
               5 * at_most(state->streaks, 4) - 2 * idle_weeks;
  return points < 0 ? 0 : points > 100 ? 100 : points;
}

int policy_fit(const Lead *lead) {
  return 15 * (lead->seniority >= SENIORITY_VP) + 10 * is_mid_size(lead) + 10 * lead->software -
         20 * lead->free_mail - 10 * (lead->employees < 10);
}

static inline int is_mql(const Lead *lead, int points) {
  return (lead->seniority >= SENIORITY_DIRECTOR) & lead->software & is_mid_size(lead) &
         (points >= 50) & !lead->in_sales_process & lead->consent;
}

void policy_apply(const Lead *lead, State *state, uint32_t at, Kind kind) {
  if (kind == KIND_SKIP) {
    state->opens = 0;
  } else {
    state->last = at;
    if (kind != KIND_OPEN) {
      state->count[kind]++;
    } else if (++state->opens == 3) {
      state->streaks++;
      state->opens = 0;
    }
  }
  int points = engagement(state, at);
  state->engagement = (int16_t)points;
  state->fit = (int16_t)policy_fit(lead);
  state->mql = (uint8_t)is_mql(lead, points);
}

/* ---- texts ----------------------------------------------------------------------------------- */

/* Lengths tell almost all of them apart; only the workload's own words come in. */
int seniority_of(const char *bytes, size_t length) {
  switch (length) {
  case 2: return SENIORITY_VP;
  case 5: return 1; /* entry */
  case 6: return 2; /* senior */
  case 8: return SENIORITY_DIRECTOR;
  default: return *bytes == 'm' ? 3 : *bytes == 'c' ? 6 : 0; /* manager, c_level, unknown */
  }
}

int is_software(const char *bytes, size_t length) {
  return IS(bytes, length, "software") || IS(bytes, length, "fintech") || IS(bytes, length, "saas");
}

int is_free_mail(const char *address, size_t length) {
  const char *at = memchr(address, '@', length);
  if (at == NULL) return 0;
  const char *domain = at + 1;
  size_t size = length - (size_t)(domain - address);
  switch (size) {
  case 7:
    return IS(domain, size, "aol.com") || IS(domain, size, "gmx.com") ||
           IS(domain, size, "msn.com");
  case 8: return IS(domain, size, "mail.com") || IS(domain, size, "live.com");
  case 9:
    return IS(domain, size, "gmail.com") || IS(domain, size, "yahoo.com") ||
           IS(domain, size, "proton.me");
  case 10: return IS(domain, size, "icloud.com") || IS(domain, size, "yandex.com");
  case 11: return IS(domain, size, "hotmail.com") || IS(domain, size, "outlook.com");
  default: return 0;
  }
}

static Kind kind_of_page(const char *path, size_t length) {
  if (STARTS(path, length, "/pricing")) return KIND_PRICING;
  if (STARTS(path, length, "/blog")) return KIND_BLOG;
  return STARTS(path, length, "/compare") ? KIND_COMPARE : KIND_NONE;
}

Kind kind_of(const char *type, size_t type_length, const char *path, size_t path_length) {
  switch (type_length) {
  case 9: return IS(type, type_length, "page_view") ? kind_of_page(path, path_length) : KIND_NONE;
  case 10:
    return IS(type, type_length, "email_open")   ? KIND_OPEN
           : IS(type, type_length, "email_skip") ? KIND_SKIP
                                                 : KIND_NONE;
  case 12: return IS(type, type_length, "demo_request") ? KIND_DEMO : KIND_NONE;
  case 16: return IS(type, type_length, "webinar_attended") ? KIND_WEBINAR : KIND_NONE;
  case 19: return IS(type, type_length, "case_study_download") ? KIND_CASE_STUDY : KIND_NONE;
  default: return KIND_NONE;
  }
}

/* ---- time ------------------------------------------------------------------------------------ */

static int two_digits(const char *bytes) { return (bytes[0] - '0') * 10 + bytes[1] - '0'; }

/* Days since 1970-01-01 of a date after that. */
static int days_of(int year, int month, int day) {
  year -= month <= 2;
  int year_of_era = year % 400;
  int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return year / 400 * 146097 + day_of_era - 719468;
}

uint32_t parse_instant(const char *bytes) {
  int year = two_digits(bytes) * 100 + two_digits(bytes + 2);
  int days = days_of(year, two_digits(bytes + 5), two_digits(bytes + 8));
  return (uint32_t)(days * 86400 + two_digits(bytes + 11) * 3600 + two_digits(bytes + 14) * 60 +
                    two_digits(bytes + 17));
}
