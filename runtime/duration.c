#include "runtime/duration.h"

#include <stdio.h>
#include <string.h>

#include "runtime/number.h"

/* ---- units --------------------------------------------------------------------------------- */

/* From the longest to the shortest: parts of one length follow in this order. */
static const struct {
  int64_t length;
  char letter;  /* in ISO 8601; 0: none */
  char in_time; /* there after the `T` */
  const char *words[5];
} units[] = {
    {604800000, 'W', 0, {"week", "weeks", "w"}},
    {86400000, 'D', 0, {"day", "days", "d"}},
    {3600000, 'H', 1, {"hour", "hours", "h", "hr", "hrs"}},
    {60000, 'M', 1, {"minute", "minutes", "m", "min", "mins"}},
    {1000, 'S', 1, {"second", "seconds", "s", "sec", "secs"}},
    {1, 0, 0, {"millisecond", "milliseconds", "ms"}},
};

enum { UNITS = sizeof units / sizeof *units, DAY_UNIT = 1, HOUR_UNIT = 2, SECOND_UNIT = 4 };

int64_t duration_unit(const char *name, size_t length) {
  for (int unit = 0; unit < UNITS; unit++)
    if (strlen(units[unit].words[0]) == length && memcmp(units[unit].words[0], name, length) == 0)
      return units[unit].length;
  return 0;
}

/* ---- reading ------------------------------------------------------------------------------- */

typedef struct {
  const char *at, *end;
  int next;      /* units before this one have had their turn */
  int fraction;  /* the last number had one: nothing follows it */
  int64_t total; /* milliseconds */
} Reader;

static int is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

static int is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Also tabs, and the blanks that hold a number and its unit together. */
static void skip_blanks(Reader *reader) {
  for (;;) {
    if (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t'))
      reader->at++;
    else if (reader->end - reader->at >= 2 && memcmp(reader->at, "\xC2\xA0", 2) == 0)
      reader->at += 2;
    else
      return;
  }
}

/* "12", "1.5": a whole part, of all that is too large the same, and billionths; 0: there is none.
 */
static int take_number(Reader *reader, int64_t *whole, int64_t *billionths) {
  const char *start = reader->at;
  int64_t place = 1000000000;
  *whole = *billionths = 0;
  for (; reader->at < reader->end && is_digit(*reader->at); reader->at++) {
    *whole = smaller(*whole * 10 + (*reader->at - '0'), DURATION_MAX + 1);
  }
  if (reader->at == start) return 0;
  if (reader->at == reader->end || *reader->at != '.') return 1;
  start = ++reader->at;
  for (; reader->at < reader->end && is_digit(*reader->at); reader->at++) {
    place /= 10;
    if (!place) return 0;
    *billionths += (*reader->at - '0') * place;
  }
  reader->fraction = 1;
  return reader->at > start;
}

/* The time that a number of a unit is, which must be a shorter one than those before; all that is
 * too long is so by a millisecond. */
static int add_part(Reader *reader, int unit, int64_t whole, int64_t billionths) {
  int64_t length = units[unit].length, fraction = number_scale(billionths, length, 1000000000);
  if (unit < reader->next) return 0;
  reader->next = unit + 1;
  if (whole > DURATION_MAX / length) whole = DURATION_MAX / length + 1;
  reader->total = smaller(reader->total + whole * length + fraction, DURATION_MAX + 1);
  return 1;
}

/* Case does not count, but `5M` could be months. */
static int is_word(const char *bytes, size_t length, const char *word) {
  if (word == NULL || strlen(word) != length) return 0;
  for (size_t i = 0; i < length; i++) {
    char byte = bytes[i];
    int may_fold = length > 1 || byte != 'M';
    if (may_fold && byte >= 'A' && byte <= 'Z') byte = (char)(byte + 32);
    if (byte != word[i]) return 0;
  }
  return 1;
}

static int take_unit(Reader *reader) {
  const char *start = reader->at;
  while (reader->at < reader->end && is_letter(*reader->at)) reader->at++;
  for (int unit = 0; unit < UNITS; unit++)
    for (size_t i = 0; i < sizeof units[unit].words / sizeof *units[unit].words; i++)
      if (is_word(start, (size_t)(reader->at - start), units[unit].words[i])) return unit;
  return -1;
}

/* "1 day, 2 hours 30min" */
static int read_words(Reader *reader) {
  for (;;) {
    int64_t whole, billionths;
    if (reader->fraction || !take_number(reader, &whole, &billionths)) return 0;
    skip_blanks(reader);
    int unit = take_unit(reader);
    if (unit < 0 || !add_part(reader, unit, whole, billionths)) return 0;
    if (reader->at == reader->end) return 1;
    if (*reader->at == ',') reader->at++;
    skip_blanks(reader);
  }
}

static int unit_with(char letter, int in_time) {
  for (int unit = 0; unit < UNITS; unit++)
    if (units[unit].letter == letter && letter && units[unit].in_time == in_time) return unit;
  return -1;
}

/* "P1DT2H30M", after the P; years and months, which are before the T, differ in length. */
static int read_iso(Reader *reader) {
  int in_time = 0;
  while (reader->at < reader->end) {
    int64_t whole, billionths;
    if (*reader->at == 'T' && !in_time) {
      in_time = 1;
      reader->at++;
    }
    if (reader->fraction || !take_number(reader, &whole, &billionths)) return 0;
    if (reader->at == reader->end) return 0;
    int unit = unit_with(*reader->at++, in_time);
    if (unit < 0 || !add_part(reader, unit, whole, billionths)) return 0;
  }
  return reader->next > 0;
}

/* "1:30:00"; "1:30" could be minutes as well as hours. */
static int read_clock(Reader *reader) {
  for (int unit = HOUR_UNIT; unit <= SECOND_UNIT; unit++) {
    int64_t whole, billionths;
    const char *start = reader->at;
    if (reader->fraction || !take_number(reader, &whole, &billionths)) return 0;
    const char *point = memchr(start, '.', (size_t)(reader->at - start));
    int digits = (int)((point ? point : reader->at) - start);
    if (unit > HOUR_UNIT && (digits != 2 || whole > 59)) return 0;
    if (!add_part(reader, unit, whole, billionths)) return 0;
    if (unit < SECOND_UNIT && (reader->at == reader->end || *reader->at++ != ':')) return 0;
  }
  return reader->at == reader->end;
}

int duration_parse(const char *bytes, size_t length, int64_t *milliseconds) {
  Reader reader = {.at = bytes, .end = bytes + length};
  int fine;
  if (length && *bytes == 'P') {
    reader.at++;
    fine = read_iso(&reader);
  } else {
    fine = memchr(bytes, ':', length) ? read_clock(&reader) : read_words(&reader);
  }
  *milliseconds = reader.total;
  return fine;
}

/* ---- writing ------------------------------------------------------------------------------- */

size_t duration_format(int64_t milliseconds, char out[DURATION_TEXT]) {
  out[0] = 0;
  size_t used = 0;
  if (milliseconds < 0) used = (size_t)snprintf(out, DURATION_TEXT, "-");
  size_t sign = used;
  int64_t rest = milliseconds < 0 ? minus(0, milliseconds) : milliseconds;
  for (int unit = DAY_UNIT; unit < UNITS; unit++) {
    int64_t count = rest / units[unit].length;
    rest %= units[unit].length;
    if (!count && !(unit == SECOND_UNIT && used == sign && !rest)) continue;
    used += (size_t)snprintf(out + used, DURATION_TEXT - used, "%s%lld %s", used > sign ? " " : "",
                             (long long)count, units[unit].words[count != 1]);
  }
  return used;
}
