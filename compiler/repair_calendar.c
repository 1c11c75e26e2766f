/* Reads past times of day and days of a year as people write them: `9am-5pm`, `9 to 5`, `Dec 25`.
 */
#include <string.h>

#include "compiler/mistake.h"
#include "compiler/repair.h"

enum { HALF_DAY = 12 * 60, DAY = 24 * 60 };

/* A time of day as it is written. */
typedef struct {
  uint32_t first, count; /* its tokens; 0: there is none */
  int minutes;
  int right; /* it is written as it should be */
  int bare;  /* an hour alone: 9 */
} Clock;

static int number_at(const Parser *parser, uint32_t index, uint32_t most_digits) {
  Text digits = parser_text(parser, index);
  int number = 0;
  if (kind_at(parser, index) != TOKEN_INTEGER || digits.length > most_digits) return -1;
  for (uint32_t i = 0; i < digits.length; i++) {
    if (digits.bytes[i] < '0' || digits.bytes[i] > '9') return -1;
    number = number * 10 + (digits.bytes[i] - '0');
  }
  return number;
}

/* `09:00`, `09.00` */
static int minutes_of(Text text) {
  uint32_t sign = text.length - 3;
  int hour = 0;
  if (text.length < 4 || text.length > 5) return -1;
  for (uint32_t i = 0; i < text.length; i++) {
    int digit = text.bytes[i] >= '0' && text.bytes[i] <= '9';
    if (i != sign && !digit) return -1;
    if (i < sign) hour = hour * 10 + (text.bytes[i] - '0');
  }
  int minute = (text.bytes[sign + 1] - '0') * 10 + (text.bytes[sign + 2] - '0');
  return minute < 60 ? hour * 60 + minute : -1;
}

/* 'a' of `am`, 'p' of `PM`; 0 of any other word. */
static char half_at(const Parser *parser, uint32_t index) {
  Text word = parser_text(parser, index);
  int half = same_line(parser, index) && word.length == 2 && (word.bytes[1] | 0x20) == 'm';
  char first = half ? (char)(word.bytes[0] | 0x20) : 0;
  return first == 'a' || first == 'p' ? first : 0;
}

static Clock clock_at(const Parser *parser, uint32_t index) {
  Clock clock = {.first = index, .count = 1, .minutes = -1};
  int kind = kind_at(parser, index), hour = number_at(parser, index, 4);
  if (kind == TOKEN_TIME || kind == TOKEN_DECIMAL) {
    clock.right = kind == TOKEN_TIME;
    clock.minutes = minutes_of(parser_text(parser, index));
  } else if (hour >= 0 && kind_at(parser, index + 1) == TOKEN_COLON) {
    int minute = number_at(parser, index + 2, 2);
    clock.count = 3;
    clock.minutes = minute >= 0 && minute < 60 ? hour * 60 + minute : -1;
  } else if (hour >= 0) {
    int both = parser_text(parser, index).length > 2; /* 0900 */
    clock.minutes = !both ? hour * 60 : hour % 100 < 60 ? hour / 100 * 60 + hour % 100 : -1;
    clock.bare = !both;
  }
  Text word = parser_text(parser, index);
  if (text_is(word, "noon")) clock.minutes = HALF_DAY;
  if (text_is(word, "midnight")) clock.minutes = DAY;
  if (kind == TOKEN_TEXT && word.length > 2)
    clock.minutes = minutes_of((Text){word.bytes + 1, word.length - 2});
  char half = half_at(parser, index + clock.count);
  if (half && clock.minutes >= 60 && clock.minutes < 13 * 60) {
    clock.minutes = clock.minutes % HALF_DAY + (half == 'p' ? HALF_DAY : 0);
    clock.count++;
    clock.right = clock.bare = 0;
  }
  if (clock.minutes < 0 || clock.minutes > DAY) clock.count = 0;
  return clock;
}

static Text written(const Parser *parser, const Clock *clock) {
  return text_format(parser->diagnostics->arena, "%02d:%02d", clock->minutes / 60,
                     clock->minutes % 60);
}

/* `9 to 5` ends in the afternoon. */
static void end_later(const Clock *from, Clock *to) {
  if (from->bare && to->bare && to->minutes <= from->minutes && to->minutes < HALF_DAY)
    to->minutes += HALF_DAY;
}

static Span span_of(const Parser *parser, const Clock *clock) {
  return span_join(parser_span(parser, clock->first),
                   parser_span(parser, clock->first + clock->count - 1));
}

static int joins_times(const Parser *parser, uint32_t index) {
  Text word = parser_text(parser, index);
  int kind = kind_at(parser, index);
  return kind == TOKEN_MINUS || kind == TOKEN_TO || text_is(word, "until") || text_is(word, "till");
}

/* `9am-5pm`, `from 09:00 to 17:00`: the two times and what joins them. */
static int read_range(Parser *parser, uint32_t index, const Clock *from, uint32_t *next) {
  uint32_t joint = from->first + from->count;
  Clock to = clock_at(parser, joint + 1);
  int dots = kind_at(parser, joint) == TOKEN_RANGE && from->first > index;
  if (!(dots || joins_times(parser, joint)) || !to.count) return 0;
  end_later(from, &to);
  uint32_t end = to.first + to.count;
  Text right = text_format(parser->diagnostics->arena, "%s..%s", written(parser, from).bytes,
                           written(parser, &to).bytes);
  phrase_report(parser, index, end - index, right.bytes);
  parser_push(parser, TOKEN_TIME, span_of(parser, from));
  parser_push(parser, TOKEN_RANGE, parser_span(parser, joint));
  parser_push(parser, TOKEN_TIME, span_of(parser, &to));
  *next = end;
  return 1;
}

/* `2026-12-24 09:00-12:00`, which is also an instant of a zone west of Greenwich. */
static int split_instant(Parser *parser, uint32_t index, uint32_t *next) {
  enum { INSTANT = 16, TIME = 5 };
  Text text = parser_text(parser, index);
  Span span = parser_span(parser, index), first = span, joint = span, last = span;
  if (text.length != INSTANT + 1 + TIME || text.bytes[INSTANT] != '-') return 0;
  first.end = joint.start = span.start + INSTANT;
  joint.end = last.start = joint.start + 1;
  Text right = text_format(parser->diagnostics->arena, "%.*s..%.*s", (int)INSTANT, text.bytes,
                           (int)TIME, text.bytes + INSTANT + 1);
  phrase_report(parser, index, 1, right.bytes);
  parser_push(parser, TOKEN_DATETIME, first);
  parser_push(parser, TOKEN_RANGE, joint);
  parser_push(parser, TOKEN_TIME, last);
  *next = index + 1;
  return 1;
}

int repair_read_clock(Parser *parser, uint32_t index, uint32_t *next) {
  int kind = kind_at(parser, index);
  int dated = kind == TOKEN_DATETIME && parser_accepts(parser, TOKEN_DATETIME);
  if (dated && split_instant(parser, index, next)) return 1;
  int leads = kind == TOKEN_FROM || kind == TOKEN_BETWEEN || kind == TOKEN_COLON;
  Text word = parser_text(parser, index);
  int named = parser->last == TOKEN_RANGE && (text_is(word, "noon") || text_is(word, "midnight"));
  int begins = leads || named || kind == TOKEN_TEXT || kind == TOKEN_INTEGER ||
               kind == TOKEN_DECIMAL || kind == TOKEN_TIME;
  if (!begins || !parser_accepts(parser, TOKEN_TIME)) return 0;
  Clock clock = clock_at(parser, index + (leads ? 1 : 0));
  if (!clock.count) return 0;
  if (parser->last != TOKEN_RANGE && read_range(parser, index, &clock, next)) return 1;
  if (clock.right || leads) return 0;
  if (parser->last == TOKEN_RANGE && index > 1) {
    Clock from = clock_at(parser, index - 2);
    if (from.count) end_later(&from, &clock);
  }
  phrase_report(parser, index, clock.count, written(parser, &clock).bytes);
  parser_push(parser, TOKEN_TIME, span_of(parser, &clock));
  *next = index + clock.count;
  return 1;
}

/* ---- days of a year ---- */

static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                     "jul", "aug", "sep", "oct", "nov", "dec"};

/* 1 of `Jan`, 12 of `December`; 0 of another word. */
static int month_of(Text word) {
  for (int i = 0; i < 12 && word.length >= 3; i++) {
    int same = 1;
    for (int k = 0; k < 3; k++) same &= (word.bytes[k] | 0x20) == months[i][k];
    if (same) return i + 1;
  }
  return 0;
}

static int say_day(Parser *parser, Span span, int day, int month) {
  enum { LONGEST = 31 };
  int swapped = month > 12 && day <= 12;
  int sure = swapped || day > 12 || day == month;
  int first = swapped ? month : day, second = swapped ? day : month;
  if (first < 1 || first > LONGEST || second < 1 || second > 12) return 0;
  Text found = {parser->builder.text.bytes + span.start, span.end - span.start};
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_DATE, span, "a day and its month belong here",
              "`%.*s` is no day: one of every year is written like `25 dec`", (int)found.length,
              found.bytes);
  Text right = text_format(parser->diagnostics->arena, "%d %s", first, months[second - 1]);
  if (sure) {
    diag_help(parser->diagnostics, diagnostic, "write `%s`", right.bytes);
    diag_fix(parser->diagnostics, diagnostic, span, right, 0);
  } else {
    diag_help(parser->diagnostics, diagnostic,
              "write `%s`, or `%d %s` if the month comes first here", right.bytes, second,
              months[first - 1]);
  }
  return 1;
}

int repair_say_day(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  if (parser->declares != TOKEN_CALENDAR || index < 1) return 0;
  if (kind == TOKEN_NAME && kind_at(parser, index + 1) == TOKEN_INTEGER)
    kind = kind_at(parser, ++index);
  if (kind == TOKEN_INTEGER && token_is_word(kind_at(parser, index - 1))) { /* `Dec 25` */
    int month = month_of(parser_text(parser, index - 1)), day = number_at(parser, index, 2);
    if (!month || day < 1 || day > 31) return 0;
    Text right = text_format(parser->diagnostics->arena, "%d %s", day, months[month - 1]);
    phrase_report(parser, index - 1, 2, right.bytes);
    return 1;
  }
  if (kind == TOKEN_DIVIDE) { /* `12/25` */
    Span span = span_join(parser_span(parser, index - 1), parser_span(parser, index + 1));
    return say_day(parser, span, number_at(parser, index - 1, 2), number_at(parser, index + 1, 2));
  }
  Text text = parser_text(parser, index);
  if (kind == TOKEN_DECIMAL && text.length <= 5) { /* `25.12.` */
    const char *point = memchr(text.bytes, '.', text.length);
    int day = 0, month = 0;
    for (const char *at = text.bytes; at < text.bytes + text.length; at++)
      if (*at != '.') *(at < point ? &day : &month) = (at < point ? day : month) * 10 + *at - '0';
    int dot = kind_at(parser, index + 1) == TOKEN_DOT && touches(parser, index + 1, index);
    return say_day(
        parser, span_join(parser_span(parser, index), parser_span(parser, index + (uint32_t)dot)),
        day, month);
  }
  return 0;
}
