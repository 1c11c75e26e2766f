/* Exact values of literals. Nothing here rounds: what can't be held exactly is the caller's
 * message. */
#include "compiler/literal.h"

#include <string.h>

static int64_t greatest_divisor(int64_t a, int64_t b) {
  while (b != 0) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}

/* Numerators are kept below this, so that neither negating nor dividing can overflow. */
#define NUMBER_LIMIT INT64_C(4000000000000000000)

static NumberKind reduce(int64_t numerator, int64_t denominator, Ratio *value) {
  if (denominator == 0) return NUMBER_DIVIDED_BY_ZERO;
  if (numerator > NUMBER_LIMIT || numerator < -NUMBER_LIMIT || denominator > NUMBER_LIMIT ||
      denominator < -NUMBER_LIMIT)
    return NUMBER_TOO_LARGE;
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  int64_t divisor = greatest_divisor(numerator, denominator);
  value->numerator = numerator / divisor;
  value->denominator = denominator / divisor;
  return NUMBER_CONSTANT;
}

/* "+12.50" */
static NumberKind read_digits(Text digits, Ratio *value) {
  int64_t numerator = 0, denominator = 1;
  int negative = 0, fraction = 0, any = 0;
  for (uint32_t i = 0; i < digits.length; i++) {
    char c = digits.bytes[i];
    if (i == 0 && (c == '-' || c == '+')) {
      negative = c == '-';
    } else if (c == '.' && !fraction) {
      fraction = 1;
    } else if (c >= '0' && c <= '9') {
      any = 1;
      if (__builtin_mul_overflow(numerator, 10, &numerator) ||
          __builtin_add_overflow(numerator, c - '0', &numerator) ||
          (fraction && __builtin_mul_overflow(denominator, 10, &denominator)))
        return NUMBER_TOO_LARGE;
    } else if (c != '_') {
      return NUMBER_NONE;
    }
  }
  if (!any) return NUMBER_NONE;
  return reduce(negative ? -numerator : numerator, denominator, value);
}

static NumberKind add(Ratio a, Ratio b, Ratio *value) {
  int64_t left, right, sum, denominator;
  if (__builtin_mul_overflow(a.numerator, b.denominator, &left) ||
      __builtin_mul_overflow(b.numerator, a.denominator, &right) ||
      __builtin_add_overflow(left, right, &sum) ||
      __builtin_mul_overflow(a.denominator, b.denominator, &denominator))
    return NUMBER_TOO_LARGE;
  return reduce(sum, denominator, value);
}

static NumberKind multiply(Ratio a, Ratio b, Ratio *value) {
  int64_t numerator, denominator;
  if (__builtin_mul_overflow(a.numerator, b.numerator, &numerator) ||
      __builtin_mul_overflow(a.denominator, b.denominator, &denominator))
    return NUMBER_TOO_LARGE;
  return reduce(numerator, denominator, value);
}

static NumberKind calculate(const Node *node, Ratio *value) {
  Ratio a, b;
  if (node->name.length != 1 || !strchr("+-*/", node->name.bytes[0])) return NUMBER_NONE;
  /* The right side first: chains lean to the left, and most end in something that is read. */
  NumberKind kind = literal_number(node->right, &b);
  if (kind == NUMBER_CONSTANT) kind = literal_number(node->left, &a);
  if (kind != NUMBER_CONSTANT) return kind;
  switch (node->name.bytes[0]) {
  case '+': return add(a, b, value);
  case '-': b.numerator = -b.numerator; return add(a, b, value);
  case '*': return multiply(a, b, value);
  default:
    if (b.numerator == 0) return NUMBER_DIVIDED_BY_ZERO;
    return multiply(a, (Ratio){b.denominator, b.numerator}, value);
  }
}

NumberKind literal_number(const Node *node, Ratio *value) {
  if (node == NULL) return NUMBER_NONE;
  switch (node->kind) {
  case NODE_INTEGER: return reduce(node->number, 1, value);
  case NODE_DECIMAL:
  case NODE_POINTS: return read_digits(node->name, value);
  case NODE_NEGATE: {
    NumberKind kind = literal_number(node->left, value);
    if (kind == NUMBER_CONSTANT) value->numerator = -value->numerator;
    return kind;
  }
  case NODE_BINARY: return calculate(node, value);
  default: return NUMBER_NONE;
  }
}

NumberKind literal_amount(const Node *node, Ratio *value) {
  uint32_t before = node->kind == NODE_MONEY ? CURRENCY_LENGTH + 1 : 0;
  return read_digits((Text){node->name.bytes + before, node->name.length - before}, value);
}

NumberKind literal_factor(const Node *node, Ratio *value) {
  if (node == NULL || node->kind != NODE_PERCENT) return literal_number(node, value);
  NumberKind kind = literal_amount(node, value);
  return kind == NUMBER_CONSTANT ? multiply(*value, (Ratio){1, 100}, value) : kind;
}

/* The currency that is written, by its code or sign. */
static Text written_currency(Text written, Text usual) {
  for (uint32_t i = 0; i + CURRENCY_LENGTH <= written.length; i++) {
    Text code = {written.bytes + i, CURRENCY_LENGTH};
    int letters = 0;
    while (letters < CURRENCY_LENGTH && code.bytes[letters] >= 'A' && code.bytes[letters] <= 'Z')
      letters++;
    if (letters == CURRENCY_LENGTH) return code;
  }
  if (memchr(written.bytes, '\xE2', written.length)) return text_of("EUR");
  if (memchr(written.bytes, '\xC2', written.length)) return text_of("GBP");
  return usual.length ? usual : text_of("USD");
}

/* The zeros of `5k` and `5m`. */
static uint32_t written_zeros(Text written) {
  for (uint32_t i = 1; i < written.length; i++) {
    char byte = written.bytes[i];
    if (written.bytes[i - 1] < '0' || written.bytes[i - 1] > '9') continue;
    if (byte == 'k' || byte == 'K') return 3;
    if (byte == 'm' || byte == 'M') return 6;
  }
  return 0;
}

/* Of `5.000 €` the point is no decimal one. */
static int groups_by_point(Text written) {
  const char *point = memchr(written.bytes, '.', written.length);
  uint32_t after = 0, rest = point ? written.length - (uint32_t)(point - written.bytes) : 0;
  while (after + 1 < rest && point[after + 1] >= '0' && point[after + 1] <= '9') after++;
  int usual = *written.bytes >= 'A' && *written.bytes <= 'Z' && after + 1 == rest;
  return after == 3 && !usual;
}

Text literal_written_amount(Arena *arena, Text written, Text usual) {
  uint32_t zeros = written_zeros(written), whole = 0, count = 0, after_point = 0, grouped = 0;
  char *digits = arena_take(arena, written.length + zeros + 1u);
  int groups = groups_by_point(written);
  for (uint32_t i = 0; i < written.length; i++) {
    char byte = written.bytes[i];
    if (byte == '.' && !groups) after_point = 1;
    if (byte < '0' || byte > '9') continue;
    if (!after_point) whole = count + 1;
    digits[count++] = byte;
  }
  while (count < whole + zeros) digits[count++] = '0';
  whole += zeros; /* the point moves to the right */
  Text currency = written_currency(written, usual);
  char *right = arena_take(arena, 2u * count + CURRENCY_LENGTH + 3u);
  memcpy(right, currency.bytes, CURRENCY_LENGTH);
  grouped = CURRENCY_LENGTH;
  right[grouped++] = ' ';
  for (uint32_t i = 0; i < count; i++) {
    if (i == whole) right[grouped++] = '.';
    if (i > 0 && i < whole && (whole - i) % 3 == 0) right[grouped++] = '_';
    right[grouped++] = digits[i];
  }
  right[grouped] = 0;
  return (Text){right, grouped};
}

Text literal_currency(const Node *node) {
  return (Text){node->name.bytes, CURRENCY_LENGTH};
}

int literal_scaled(Ratio value, int64_t scale, int64_t *result) {
  if (scale % value.denominator != 0) return 0;
  return !__builtin_mul_overflow(value.numerator, scale / value.denominator, result);
}

int literal_duration(const Node *node, int64_t *milliseconds) {
  int64_t unit = duration_unit(node->name.bytes, node->name.length);
  if (!unit || node->number < 0 || node->number > DURATION_MAX / unit) return 0;
  *milliseconds = node->number * unit;
  return 1;
}

static int read_number(const char *at, int length, int64_t *number) {
  *number = 0;
  for (int i = 0; i < length; i++) {
    if (at[i] < '0' || at[i] > '9') return 0;
    *number = *number * 10 + (at[i] - '0');
  }
  return 1;
}

/* Days after 1970-01-01 in the Gregorian calendar, counted from March so that leap days come last;
 * the method is Howard Hinnant's "days_from_civil". */
static int64_t day_of(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400, year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

int literal_date(Text date, int64_t *day) {
  int64_t year, month, number;
  if (date.length != 10 || date.bytes[4] != '-' || date.bytes[7] != '-' ||
      !read_number(date.bytes, 4, &year) || !read_number(date.bytes + 5, 2, &month) ||
      !read_number(date.bytes + 8, 2, &number) || month < 1 || month > 12 || number < 1)
    return 0;
  int64_t next = month == 12 ? day_of(year + 1, 1, 1) : day_of(year, month + 1, 1);
  *day = day_of(year, month, number);
  return *day < next;
}

/* "HH:MM" at a place of the text, in milliseconds. */
static int read_clock(Text text, uint32_t at, int64_t *milliseconds) {
  int64_t hour, minute;
  if (text.length < at + 5 || text.bytes[at + 2] != ':' ||
      !read_number(text.bytes + at, 2, &hour) || !read_number(text.bytes + at + 3, 2, &minute) ||
      hour > 23 || minute > 59)
    return 0;
  *milliseconds = (hour * 60 + minute) * 60000;
  return 1;
}

static int read_offset(Text text, uint32_t at, LiteralInstant *instant) {
  if (at == text.length) return 1;
  char sign = text.bytes[at];
  instant->has_offset = 1;
  if (sign == 'Z') return text.length == at + 1;
  if ((sign != '+' && sign != '-') || text.length != at + 6) return 0;
  if (!read_clock(text, at + 1, &instant->offset)) return 0;
  if (sign == '-') instant->offset = -instant->offset;
  return 1;
}

int literal_instant(Text text, LiteralInstant *instant) {
  int64_t day, clock, second = 0;
  *instant = (LiteralInstant){0, 0, 0};
  if (text.length < 16 || !literal_date((Text){text.bytes, 10}, &day) ||
      (text.bytes[10] != ' ' && text.bytes[10] != 'T') || !read_clock(text, 11, &clock))
    return 0;
  uint32_t at = 16;
  if (at < text.length && text.bytes[at] == ':') {
    if (text.length < at + 3 || !read_number(text.bytes + at + 1, 2, &second) || second > 59)
      return 0;
    at += 3;
  }
  instant->local = day * 86400000 + clock + second * 1000;
  return read_offset(text, at, instant);
}

/* The other way round ("civil_from_days"). */
Text literal_show_date(Arena *arena, int64_t day) {
  day += 719468;
  int64_t era = (day >= 0 ? day : day - 146096) / 146097, day_of_era = day - era * 146097;
  int64_t year =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
  int64_t month = (5 * day_of_year + 2) / 153;
  int number = (int)(day_of_year - (153 * month + 2) / 5 + 1);
  month = month < 10 ? month + 3 : month - 9;
  return text_format(arena, "%04d-%02d-%02d", (int)(year + era * 400 + (month <= 2)), (int)month,
                     number);
}

Text literal_show_instant(Arena *arena, int64_t instant) {
  int64_t day = instant / 86400000 - (instant % 86400000 < 0), time = instant - day * 86400000;
  Text date = literal_show_date(arena, day);
  return text_format(arena, "%sT%02d:%02d:%02dZ", date.bytes, (int)(time / 3600000),
                     (int)(time / 60000 % 60), (int)(time / 1000 % 60));
}

Text literal_show_duration(Arena *arena, int64_t milliseconds) {
  char text[DURATION_TEXT];
  duration_format(milliseconds, text);
  return text_format(arena, "%s", text);
}

Text literal_show(Arena *arena, int64_t value, int64_t scale) {
  if (scale == 1 || value % scale == 0)
    return text_format(arena, "%lld", (long long)(value / scale));
  int64_t size = value < 0 ? -value : value;
  Text text = text_format(arena, "%s%lld.%04lld", value < 0 ? "-" : "", (long long)(size / scale),
                          (long long)(size % scale));
  while (text.bytes[text.length - 1] == '0') text.length--;
  return text_copy(arena, text.bytes, text.length);
}
