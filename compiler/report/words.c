#include "compiler/report/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/calendar.h"

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

const char *words_count(int64_t count, char out[WORDS_SIZE]) {
  char digits[32];
  size_t length = (size_t)snprintf(digits, sizeof digits, "%" PRId64, count), at = 0;
  for (size_t i = 0; i < length; i++) {
    out[at++] = digits[i];
    size_t left = length - i - 1;
    if (left > 0 && left % 3 == 0 && digits[i] != '-') out[at++] = ',';
  }
  out[at] = '\0';
  return out;
}

/* Tenths, without a ".0". */
static int tenths(int64_t number, char out[WORDS_SIZE]) {
  if (number % 10 == 0) return snprintf(out, WORDS_SIZE, "%" PRId64, number / 10);
  return snprintf(out, WORDS_SIZE, "%" PRId64 ".%d", number / 10, (int)(number % 10));
}

const char *words_share(int64_t share, char out[WORDS_SIZE]) {
  if (share == MOPS_MISSING) return strcpy(out, "–");
  strcat(out + tenths(share, out), "%");
  return out;
}

typedef struct {
  const char *unit;
  int64_t length;
} Unit;

static const Unit units[] = {{"s", 1000}, {"min", 60000}, {"h", 3600000}, {"days", 86400000}};

/* The unit in which a time is told. */
static const Unit *unit_of(int64_t milliseconds, TimeKind kind) {
  if (milliseconds < 60000) return &units[0];
  if (milliseconds < 3600000) return &units[1];
  return milliseconds < 2 * 86400000 || kind != TIME_ELAPSED ? &units[2] : &units[3];
}

static const char *time_in(int64_t milliseconds, const Unit *unit, char out[WORDS_SIZE]) {
  int64_t tenth = unit->length / 10, rounded = (milliseconds + tenth / 2) / tenth;
  if (unit->length <= 60000) rounded = (milliseconds + unit->length / 2) / unit->length * 10;
  tenths(rounded, out);
  return out;
}

const char *words_time(int64_t milliseconds, TimeKind kind, char out[WORDS_SIZE]) {
  if (milliseconds == MOPS_MISSING) return strcpy(out, "–");
  const Unit *unit = unit_of(milliseconds, kind);
  time_in(milliseconds, unit, out);
  strcat(strcat(out, " "), strcmp(out, "1") == 0 && unit == &units[3] ? "day" : unit->unit);
  return out;
}

const char *words_points(int64_t points, char out[WORDS_SIZE]) {
  int64_t rest = points % 10000;
  int length = snprintf(out, WORDS_SIZE, "%s%" PRId64, points < 0 ? "-" : "",
                        (points < 0 ? -points : points) / 10000);
  if (rest == 0) return out;
  snprintf(out + length, WORDS_SIZE - (size_t)length, ".%04d", (int)(rest < 0 ? -rest : rest));
  for (size_t end = strlen(out); out[end - 1] == '0'; end--) out[end - 1] = '\0';
  return out;
}

const char *words_day(int64_t day, char out[WORDS_SIZE]) {
  CivilDate date = civil_of_days(day);
  snprintf(out, WORDS_SIZE, "%d %.3s", date.day, months[date.month - 1]);
  return out;
}

const char *words_week(const Report *report, uint32_t week, char out[WORDS_SIZE]) {
  int64_t monday = week_monday(report->first_week + week);
  words_day(monday, out);
  size_t length = strlen(out);
  if (report->week_count > 52)
    snprintf(out + length, WORDS_SIZE - length, " %" PRId64, civil_of_days(monday).year);
  return out;
}

const char *words_period(int64_t first_day, int64_t last_day, char out[WORDS_SIZE]) {
  CivilDate from = civil_of_days(first_day), to = civil_of_days(last_day);
  int same_year = from.year == to.year, same_month = same_year && from.month == to.month;
  int length = 0;
  if (!same_month)
    length = snprintf(out, WORDS_SIZE, "%d %s ", from.day, months[from.month - 1]);
  else if (from.day != to.day)
    length = snprintf(out, WORDS_SIZE, "%d ", from.day);
  if (!same_year)
    length += snprintf(out + length, WORDS_SIZE - (size_t)length, "%" PRId64 " ", from.year);
  snprintf(out + length, WORDS_SIZE - (size_t)length, "%s%d %s %" PRId64, length > 0 ? "to " : "",
           to.day, months[to.month - 1], to.year);
  return out;
}

/* The greatest unit in which the bin has whole numbers. */
static const Unit *unit_of_bin(const Bin *bin, TimeKind kind) {
  int64_t width = bin->to == MOPS_MISSING ? bin->from : bin->to - bin->from;
  for (const Unit *unit = &units[kind == TIME_ELAPSED ? 3 : 2]; unit > units; unit--)
    if (width % unit->length == 0) return unit;
  return units;
}

const char *words_times(const Bin *bin, TimeKind kind, char out[WORDS_SIZE]) {
  char from[WORDS_SIZE], to[WORDS_SIZE];
  const Unit *unit = unit_of_bin(bin, kind);
  time_in(bin->from, unit, from);
  if (bin->to == MOPS_MISSING)
    snprintf(out, WORDS_SIZE, "%.20s %s or more", from, unit->unit);
  else
    snprintf(out, WORDS_SIZE, "%.20s to %.20s %s", from, time_in(bin->to, unit, to), unit->unit);
  return out;
}

const char *words_bin(const Bin *bin, char out[WORDS_SIZE]) {
  char from[WORDS_SIZE], to[WORDS_SIZE];
  snprintf(out, WORDS_SIZE, "%.24s to %.24s", words_points(bin->from, from),
           words_points(bin->to, to));
  return out;
}
