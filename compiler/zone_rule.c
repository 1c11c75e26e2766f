/* A POSIX TZ string as changes of offset, year by year. */
#include "compiler/zone_rule.h"

#include <stdlib.h>
#include <string.h>

/* ---- the calendar: days count from 1970-01-01, years from 1 ------------------------------- */

static int is_leap(int64_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int64_t year_start(int64_t year) {
  int64_t before = year - 1;
  return 365 * (year - 1970) + before / 4 - before / 100 + before / 400 - 477;
}

static int64_t month_length(int64_t year, int64_t month) {
  if (month == 2) return is_leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

int64_t year_of(int64_t seconds) {
  int64_t year = OLDEST_YEAR, left;
  while ((left = seconds - year_start(year + 1) * DAY_SECONDS) >= 0)
    year += 1 + left / (366 * DAY_SECONDS);
  return year;
}

/* ---- changes of offset -------------------------------------------------------------------- */

Changes changes_create(Arena *arena, size_t capacity) {
  Changes changes = {arena_take(arena, capacity * sizeof(Change)), 0, capacity};
  return changes;
}

void changes_add(Changes *changes, int64_t at, int32_t offset) {
  if (changes->count > 0 && changes->items[changes->count - 1].at == at) changes->count--;
  if (changes->count > 0 && changes->items[changes->count - 1].offset == offset) return;
  changes->items[changes->count].at = at;
  changes->items[changes->count++].offset = offset;
}

const Change *changes_last(const Changes *changes) {
  return changes->items + changes->count - 1;
}

/* ---- the rule: with the hours of RFC 8536, 3.3.1 ------------------------------------------- */

/* Each scan_ function moves *at past what it reads, and returns whether it stood there. The text
 * ends in a NUL, which none of them passes. */
static int scan_byte(const char **at, char byte) {
  if (**at != byte) return 0;
  (*at)++;
  return 1;
}

static int scan_name(const char **at) {
  int quoted = scan_byte(at, '<'), length = 0;
  while (is_letter(**at) || (quoted && (is_digit(**at) || **at == '+' || **at == '-'))) {
    (*at)++;
    length++;
  }
  return length >= 3 && (!quoted || scan_byte(at, '>'));
}

static int scan_number(const char **at, int64_t low, int64_t high, int64_t *number) {
  int digits = 0;
  for (*number = 0; is_digit(**at) && digits < 3; digits++) *number = *number * 10 + *(*at)++ - '0';
  return digits > 0 && *number >= low && *number <= high;
}

/* [+-]h[:mm[:ss]] as seconds. */
static int scan_time(const char **at, int64_t most_hours, int32_t *seconds) {
  int64_t hour, minute = 0, second = 0;
  int negative = scan_byte(at, '-');
  if (!negative) scan_byte(at, '+');
  if (!scan_number(at, 0, most_hours, &hour)) return 0;
  if (scan_byte(at, ':')) {
    if (!scan_number(at, 0, 59, &minute)) return 0;
    if (scan_byte(at, ':') && !scan_number(at, 0, 59, &second)) return 0;
  }
  int64_t total = hour * 3600 + minute * 60 + second;
  *seconds = (int32_t)(negative ? -total : total);
  return 1;
}

static int scan_date(const char **at, RuleDate *date) {
  int right;
  if (scan_byte(at, 'M')) {
    date->form = DATE_WEEKDAY;
    right = scan_number(at, 1, 12, &date->month) && scan_byte(at, '.') &&
            scan_number(at, 1, 5, &date->week) && scan_byte(at, '.') &&
            scan_number(at, 0, 6, &date->day);
  } else if (scan_byte(at, 'J')) {
    date->form = DATE_JULIAN;
    right = scan_number(at, 1, 365, &date->day);
  } else {
    date->form = DATE_ZERO_BASED;
    right = scan_number(at, 0, 365, &date->day);
  }
  date->seconds = 2 * 3600;
  return right && (!scan_byte(at, '/') || scan_time(at, 167, &date->seconds));
}

/* EST5EDT,M3.2.0,M11.1.0: the string counts west of Greenwich, we count east. */
int rule_scan(const char *at, PosixRule *rule) {
  int32_t west;
  memset(rule, 0, sizeof *rule);
  if (!scan_name(&at) || !scan_time(&at, 24, &west)) return 0;
  rule->standard = -west;
  if (*at == '\0') return 1;
  rule->changes = 1;
  west -= 3600;
  if (!scan_name(&at)) return 0;
  if (*at != ',' && !scan_time(&at, 24, &west)) return 0;
  rule->daylight = -west;
  return scan_byte(&at, ',') && scan_date(&at, &rule->start) && scan_byte(&at, ',') &&
         scan_date(&at, &rule->end) && *at == '\0';
}

static int64_t date_day(const RuleDate *date, int64_t year) {
  int64_t day = year_start(year), month = 1;
  if (date->form == DATE_ZERO_BASED) return day + date->day;
  if (date->form == DATE_JULIAN) return day + date->day - 1 + (is_leap(year) && date->day >= 60);
  while (month < date->month) day += month_length(year, month++);
  int64_t weekday = (day % 7 + 11) % 7; /* 1970-01-01 was a Thursday, 4 */
  int64_t in_month = (date->day - weekday + 7) % 7 + (date->week - 1) * 7;
  return day + (in_month < month_length(year, month) ? in_month : in_month - 7);
}

static int64_t rule_start(const PosixRule *rule, int64_t year) {
  return date_day(&rule->start, year) * DAY_SECONDS + rule->start.seconds - rule->standard;
}

static int64_t rule_end(const PosixRule *rule, int64_t year) {
  return date_day(&rule->end, year) * DAY_SECONDS + rule->end.seconds - rule->daylight;
}

typedef struct {
  int64_t at;
  int daylight;
} Event;

/* At one instant daylight comes last: ending one year's at the start of the next is no end. */
static int compare_events(const void *left, const void *right) {
  const Event *a = left, *b = right;
  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  return a->daylight - b->daylight;
}

Changes rule_changes(Arena *arena, const PosixRule *rule, int64_t first_year,
                            int64_t last_year) {
  size_t count = 0, most = rule->changes ? 2 * (size_t)(last_year - first_year + 1) : 0;
  Event *events = arena_take(arena, (most + 1) * sizeof(Event));
  Changes changes = changes_create(arena, most + 1);
  for (int64_t year = first_year; rule->changes && year <= last_year; year++) {
    int64_t end = rule_end(rule, year);
    events[count].at = rule_start(rule, year);
    events[count++].daylight = 1;
    if (end <= rule_start(rule, year + 1)) events[count++].at = end;
  }
  qsort(events, count, sizeof(Event), compare_events);
  for (size_t i = 0; i < count; i++)
    changes_add(&changes, events[i].at, events[i].daylight ? rule->daylight : rule->standard);
  return changes;
}
