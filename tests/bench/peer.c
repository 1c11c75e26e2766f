/* The C that MOPS is measured against: see peer.h. */
#include "peer.h"

#include <string.h>

#define IS(bytes, length, literal) \
  ((length) == sizeof(literal) - 1 && memcmp(bytes, literal, sizeof(literal) - 1) == 0)
#define STARTS(bytes, length, literal) \
  ((length) >= sizeof(literal) - 1 && memcmp(bytes, literal, sizeof(literal) - 1) == 0)

/* ---- time ------------------------------------------------------------------------------------ */

static int two_digits(const char *bytes) {
  return (bytes[0] - '0') * 10 + bytes[1] - '0';
}

/* Days since 1970-01-01 of a date after that. */
static int days_of(int year, int month, int day) {
  year -= month <= 2;
  int year_of_era = year % 400;
  int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return year / 400 * 146097 + day_of_era - 719468;
}

/* The date of a day. */
static void date_of(int day, int *year, int *month, int *of_month) {
  day += 719468;
  int era = day / 146097, of_era = day % 146097;
  int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int shifted = (5 * of_year + 2) / 153;
  *of_month = of_year - (153 * shifted + 2) / 5 + 1;
  *month = shifted < 10 ? shifted + 3 : shifted - 9;
  *year = year_of_era + era * 400 + (*month <= 2);
}

uint32_t parse_instant(const char *bytes) {
  int year = two_digits(bytes) * 100 + two_digits(bytes + 2);
  int days = days_of(year, two_digits(bytes + 5), two_digits(bytes + 8));
  return (uint32_t)(days * 86400 + two_digits(bytes + 11) * 3600 + two_digits(bytes + 14) * 60 +
                    two_digits(bytes + 17));
}

static void put_two(char *bytes, int number) {
  bytes[0] = (char)('0' + number / 10);
  bytes[1] = (char)('0' + number % 10);
}

void format_instant(uint32_t instant, char bytes[20]) {
  int year, month, day, rest = (int)(instant % 86400);
  memcpy(bytes, "0000-00-00T00:00:00Z", 20);
  date_of((int)(instant / 86400), &year, &month, &day);
  put_two(bytes, year / 100);
  put_two(bytes + 2, year % 100);
  put_two(bytes + 5, month);
  put_two(bytes + 8, day);
  put_two(bytes + 11, rest / 3600);
  put_two(bytes + 14, rest / 60 % 60);
  put_two(bytes + 17, rest % 60);
}

/* ---- business hours: New York, Monday to Friday, 09:00 to 17:30, but for three holidays
 * ---------- */

enum { HOUR = 3600, DAY = 86400, OPENS = 9 * HOUR, OPEN_FOR = 8 * HOUR + HOUR / 2 };

static int nth_sunday(int year, int month, int nth) {
  int first = days_of(year, month, 1);
  return first + (7 - (first + 4) % 7) % 7 + 7 * (nth - 1);
}

/* Seconds that clocks are behind UTC: summer time is from the second Sunday of March to the first
 * of November, both at 02:00. */
static uint32_t behind_utc(uint32_t instant) {
  int year, month, day;
  date_of((int)(instant / DAY), &year, &month, &day);
  uint32_t begins = (uint32_t)nth_sunday(year, 3, 2) * DAY + 7 * HOUR;
  uint32_t ends = (uint32_t)nth_sunday(year, 11, 1) * DAY + 6 * HOUR;
  return instant >= begins && instant < ends ? 4 * HOUR : 5 * HOUR;
}

static int is_closed(uint32_t day) {
  uint32_t weekday = (day + 4) % 7;
  return weekday == 0 || weekday == 6 || day == 20472 || day == 20598 || day == 20637;
}

static uint32_t business_hours_later(uint32_t instant, uint32_t left) {
  for (uint32_t day = (instant - behind_utc(instant)) / DAY;; day++) {
    if (is_closed(day)) continue;
    uint32_t opens = day * DAY + OPENS + behind_utc(day * DAY + DAY / 2), closes = opens + OPEN_FOR;
    uint32_t from = instant > opens ? instant : opens;
    if (from >= closes) continue;
    if (left <= closes - from) return from + left;
    left -= closes - from;
  }
}

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

static void hand_over(const Lead *lead, State *state, uint32_t at, uint32_t *turns) {
  static const uint8_t in_turn[11] = {1, 2, 3, 4, 5, 1, 6, 7, 8, 2, 1}; /* weights 3, 2, 1 … 1 */
  state->due = business_hours_later(at, 4 * HOUR);
  if (lead->owner) {
    state->target = TO_OWNER;
    state->number = lead->owner;
  } else if (lead->employees > 1000) {
    state->target = TO_ENTERPRISE;
  } else if (lead->territory) {
    state->target = TO_TERRITORY;
    state->number = lead->territory;
  } else {
    state->target = TO_MEMBER;
    state->number = in_turn[(*turns)++ % 11];
  }
}

void policy_apply(const Lead *lead, State *state, uint32_t at, Kind kind, uint32_t *turns) {
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
  if (points > state->peak) state->peak = (int16_t)points;
  state->fit = (int16_t)policy_fit(lead);
  state->mql = (uint8_t)is_mql(lead, points);
  if (__builtin_expect(state->mql && !state->due, 0)) hand_over(lead, state, at, turns);
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

const char *const territory_names[13] = {
    NULL,  "us-west", "us-southcentral", "us-northeast", "us-midwest", "us-southeast", "canada",
    "uki", "dach",    "fr-benelux",      "nordics",      "anz",        "apac"};

/* Codes of two letters each. */
static int stands_in(const char *codes, const char *code) {
  for (; *codes; codes += 3)
    if (codes[0] == code[0] && codes[1] == code[1]) return 1;
  return 0;
}

int territory_of(const char *country, size_t country_length, const char *state, size_t length) {
  static const char *const states[] = {"CA OR WA NV AZ HI AK ", "TX OK LA AR NM ",
                                       "NY NJ CT MA PA RI NH VT ME ", "IL OH MI IN WI MN IA MO ",
                                       "FL GA NC SC VA TN AL "};
  static const char *const countries[] = {
      "CA ", "GB IE ", "DE AT CH ", "FR BE NL LU ", "SE NO DK FI IS ", "AU NZ ", "JP KR SG HK IN "};
  if (country_length != 2) return 0;
  if (stands_in("US ", country)) {
    for (int i = 0; length == 2 && i < 5; i++)
      if (stands_in(states[i], state)) return i + 1;
    return 0;
  }
  for (int i = 0; i < 7; i++)
    if (stands_in(countries[i], country)) return i + 6;
  return 0;
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
