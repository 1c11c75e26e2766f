/* Instants as texts: RFC 3339, in and out. */
#include <string.h>

#include "runtime/calendar.h"
#include "runtime/number.h"
#include "runtime/rare.h"

typedef struct {
  const char *at, *end;
} Cursor;

static int take_char(Cursor *cursor, char wanted) {
  if (cursor->at == cursor->end || *cursor->at != wanted) return 0;
  cursor->at++;
  return 1;
}

/* Exactly `digits` digits; -1 if they are not there. */
static int take_number(Cursor *cursor, int digits) {
  int value = 0;
  if (cursor->end - cursor->at < digits) return -1;
  for (int i = 0; i < digits; i++) {
    char digit = *cursor->at++;
    if (digit < '0' || digit > '9') return -1;
    value = value * 10 + (digit - '0');
  }
  return value;
}

static int days_in_month(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

static int take_date(Cursor *cursor, int64_t *days) {
  int year = take_number(cursor, 4);
  if (year < 0 || !take_char(cursor, '-')) return 0;
  int month = take_number(cursor, 2);
  if (month < 1 || month > 12 || !take_char(cursor, '-')) return 0;
  int day = take_number(cursor, 2);
  if (day < 1 || day > days_in_month(year, month)) return 0;
  *days = days_of_civil(year, month, day);
  return 1;
}

/* A fraction of a second; digits beyond milliseconds must be there but are cut off. */
static int take_fraction(Cursor *cursor, int64_t *milliseconds) {
  int64_t scale = 100;
  *milliseconds = 0;
  if (!take_char(cursor, '.')) return 1;
  const char *first = cursor->at;
  while (cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9') {
    *milliseconds += (*cursor->at++ - '0') * scale;
    scale /= 10;
  }
  return cursor->at > first;
}

static int take_time(Cursor *cursor, int64_t *milliseconds) {
  int64_t fraction;
  int hour = take_number(cursor, 2);
  if (hour < 0 || hour > 23 || !take_char(cursor, ':')) return 0;
  int minute = take_number(cursor, 2);
  if (minute < 0 || minute > 59 || !take_char(cursor, ':')) return 0;
  int second = take_number(cursor, 2);
  if (second < 0 || second > 60) return 0;
  if (second == 60) second = 59; /* a leap second has no instant of its own */
  if (!take_fraction(cursor, &fraction)) return 0;
  *milliseconds = ((hour * 60 + minute) * 60 + second) * INT64_C(1000) + fraction;
  return 1;
}

static int take_offset(Cursor *cursor, int64_t *milliseconds) {
  *milliseconds = 0;
  if (take_char(cursor, 'Z') || take_char(cursor, 'z')) return 1;
  int sign = take_char(cursor, '+') ? 1 : take_char(cursor, '-') ? -1 : 0;
  if (!sign) return 0;
  int hour = take_number(cursor, 2);
  if (hour < 0 || hour > 23 || !take_char(cursor, ':')) return 0;
  int minute = take_number(cursor, 2);
  if (minute < 0 || minute > 59) return 0;
  *milliseconds = sign * (hour * 60 + minute) * INT64_C(60000);
  return 1;
}

/* Eight bytes beside a pattern in which 0 stands for any digit. Byte i of the result is the number
 * that the digits i and i + 1 write. `room` is what a byte's distance from the pattern may grow by
 * before it has its highest bit: 0x76 for digits, 0x7F for all else. Every host is little-endian
 * (see shape.c), so the first byte is the lowest. */
static inline uint64_t take_eight(const char *at, const char *pattern, uint64_t room,
                                  uint64_t *bad) {
  uint64_t bytes, zeros;
  memcpy(&bytes, at, sizeof bytes);
  memcpy(&zeros, pattern, sizeof zeros);
  uint64_t digits = bytes ^ zeros;
  *bad |= (digits | (digits + room)) & UINT64_C(0x8080808080808080);
  return digits * 10 + (digits >> 8);
}

static inline uint32_t byte_of(uint64_t bytes, int number) {
  return (uint32_t)(bytes >> (8 * number)) & 0xFF;
}

/* days_of_civil for the years 0 to 9999, in 32 bits: 400 years later nothing is negative. */
static uint32_t days_from_0(uint32_t year, uint32_t month, uint32_t day) {
  uint32_t from_march = month > 2 ? month - 3 : month + 9, y = year + 400 - (month <= 2);
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * from_march + 2) / 5 + day - 1;
}

/* The form that nearly all have is "2026-10-05T14:00:00Z". 0 for every other, and for what is wrong
 * in this one. */
enum { USUAL_LENGTH = 20, DATE_LENGTH = 11 };

/* Its "2026-10-0" and "5T14:00", as far as they are the date: of the latter only the first two bytes. */
static APART int usual_date(const char *at, uint64_t middle, int64_t *midnight) {
  enum { DAYS_TO_1970 = 719468 + 146097 };
  uint64_t bad = 0, date = take_eight(at, "0000-00-", UINT64_C(0x7F76767F76767676), &bad);
  uint32_t year = byte_of(date, 0) * 100 + byte_of(date, 2), month = byte_of(date, 5);
  uint32_t day = byte_of(middle, 0);
  bad |= (month - 1 > 11) | (day - 1 > 30);
  if (bad || (day > 28 && day > (uint32_t)days_in_month((int)year, (int)month))) return 0;
  *midnight = ((int64_t)days_from_0(year, month, day) - DAYS_TO_1970) * DAY_MS;
  return 1;
}

static int same_date(const char *at, const char *other) {
  return memcmp(at, other, 8) == 0 && memcmp(at + DATE_LENGTH - 4, other + DATE_LENGTH - 4, 4) == 0;
}

static int parse_usual(const char *at, mops_instant_day *known, int64_t *instant) {
  uint64_t bad = 0;
  uint64_t middle = take_eight(at + 8, "00T00:00", UINT64_C(0x76767F76767F7676), &bad);
  uint64_t rest = take_eight(at + 12, "0:00:00Z", UINT64_C(0x7F76767F76767F76), &bad);
  uint32_t hour = byte_of(middle, 3), minute = byte_of(middle, 6), second = byte_of(rest, 5);
  bad |= (hour > 23) | (minute > 59) | (second > 59);
  if (bad) return 0;
  if (!same_date(at, known->date)) {
    if (!usual_date(at, middle, &known->midnight)) return 0;
    memcpy(known->date, at, DATE_LENGTH);
  }
  *instant = known->midnight + (int64_t)((hour * 60 + minute) * 60 + second) * 1000;
  return 1;
}

/* Other forms: blanks and small letters, fractions, offsets, leap seconds. */
static APART mops_status parse_unusual(const char *bytes, size_t length, int64_t *instant) {
  Cursor cursor = {bytes, bytes + length};
  int64_t days, time, offset;
  if (!take_date(&cursor, &days)) return MOPS_BAD_RECORD;
  if (!take_char(&cursor, 'T') && !take_char(&cursor, 't') && !take_char(&cursor, ' '))
    return MOPS_BAD_RECORD;
  if (!take_time(&cursor, &time) || !take_offset(&cursor, &offset)) return MOPS_BAD_RECORD;
  if (cursor.at != cursor.end) return MOPS_BAD_RECORD;
  *instant = days * DAY_MS + time - offset;
  return MOPS_OK;
}

mops_status mops_instant_parse(const char *bytes, size_t length, int64_t *instant) {
  mops_instant_day day = {{0}, 0};
  return mops_instant_parse_day(bytes, length, &day, instant);
}

mops_status mops_instant_parse_day(const char *bytes, size_t length, mops_instant_day *day,
                                   int64_t *instant) {
  if (length == USUAL_LENGTH && parse_usual(bytes, day, instant)) return MOPS_OK;
  return parse_unusual(bytes, length, instant);
}

static char *put_number(char *out, int64_t value, int digits) {
  for (int i = digits - 1; i >= 0; i--) {
    out[i] = (char)('0' + value % 10);
    value /= 10;
  }
  return out + digits;
}

static size_t out_of_range(char *out) {
  memcpy(out, "out of range", 13);
  return 12;
}

size_t mops_instant_format(int64_t instant, char out[32]) {
  if (instant < -VALUE_LIMIT || instant > VALUE_LIMIT) return out_of_range(out);
  int64_t days = floor_divide(instant, DAY_MS), time = instant - days * DAY_MS;
  CivilDate date = civil_of_days(days);
  char *at = out;
  if (date.year < 0 || date.year > 9999) return out_of_range(out); /* RFC 3339 has no such years */
  at = put_number(at, date.year, 4), *at++ = '-';
  at = put_number(at, date.month, 2), *at++ = '-';
  at = put_number(at, date.day, 2), *at++ = 'T';
  at = put_number(at, time / 3600000, 2), *at++ = ':';
  at = put_number(at, time / 60000 % 60, 2), *at++ = ':';
  at = put_number(at, time / 1000 % 60, 2);
  int64_t fraction = time % 1000;
  if (fraction) {
    *at++ = '.';
    at = put_number(at, fraction, 3);
    while (at[-1] == '0') at--;
  }
  *at++ = 'Z';
  *at = 0;
  return (size_t)(at - out);
}

size_t mops_instant_format_local(const mops_agreement *agreement, int64_t instant, char out[48]) {
  return instant_format_in(agreement, agreement->META->zone, instant, out);
}

size_t instant_format_in(const mops_agreement *agreement, uint32_t zone, int64_t instant,
                         char out[48]) {
  char text[32];
  int64_t local = calendar_local(agreement, zone, instant), ahead = minus(local, instant);
  size_t length = mops_instant_format(local, text);
  if (text[length - 1] != 'Z') { /* out of range */
    memcpy(out, text, length + 1);
    return length;
  }
  text[10] = ' ';
  memcpy(out, text, length - 1);
  char *at = out + length - 1;
  *at++ = ' ', *at++ = ahead < 0 ? '-' : '+';
  if (ahead < 0) ahead = -ahead;
  at = put_number(at, ahead / 3600000, 2), *at++ = ':';
  at = put_number(at, ahead / 60000 % 60, 2);
  *at = 0;
  return (size_t)(at - out);
}
