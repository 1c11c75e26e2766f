#include "compiler/check_calendar.h"

#include <string.h>

#include "compiler/calendar_rows.h"
#include "compiler/check_header.h"
#include "compiler/check_list.h"
#include "compiler/literal.h"
#include "compiler/zone.h"

#define DAY_MS INT64_C(86400000)

enum {
  HOURS_LIMIT = 24,     /* ranges of a day */
  SPECIAL_LIMIT = 20000 /* days of a calendar with hours of their own */
};

static const char *const weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
static const char *const weekday_names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                            "Friday", "Saturday", "Sunday"};
static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                     "jul", "aug", "sep", "oct", "nov", "dec"};

static Diagnostic *wrong(Checker *checker, const char *code, Span span, const char *label,
                         const char *title, const char *help) {
  Diagnostic *diagnostic = diag_error(checker->diagnostics, code, span, label, "%s", title);
  diag_help(checker->diagnostics, diagnostic, "%s", help);
  return diagnostic;
}

/* ---- names of days ------------------------------------------------------------------------- */

/* The number of a word among those of three letters: of any case, or the whole word ("Monday",
 * "September"). -1: it is none. */
static int word_index(Text word, const char *const *words, int count) {
  for (int i = 0; i < count && word.length >= 3; i++) {
    int same = 1;
    for (int k = 0; k < 3; k++) same &= (word.bytes[k] | 0x20) == words[i][k];
    if (same) return i;
  }
  return -1;
}

/* What `weekdays` and the like stand for, or NULL. */
static const char *days_meant(Text word) {
  static const char *const words[][2] = {
      {"weekdays", "mon..fri"}, {"weekday", "mon..fri"}, {"workdays", "mon..fri"},
      {"weekends", "sat, sun"}, {"weekend", "sat, sun"}, {"daily", "mon..sun"},
      {"everyday", "mon..sun"}, {"all", "mon..sun"},
  };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (text_is(word, words[i][0])) return words[i][1];
  return NULL;
}

/* Known by its letters; other ways to write it are told. */
static int day_word(Checker *checker, const Node *name, const char *const *words, int count,
                    const char *what) {
  int index = word_index(name->name, words, count);
  if (index >= 0 && text_is(name->name, words[index])) return index;
  Text label = text_format(checker->arena, "is no %s", what);
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0905", name->name_span, label.bytes,
                                      "there is no %s `%.*s`", what, SHOW(name->name));
  const char *several = days_meant(name->name);
  if (count == 7 && several) {
    diag_help(checker->diagnostics, diagnostic, "write `%s`", several);
    diag_fix(checker->diagnostics, diagnostic, name->name_span, text_of(several), 0);
  } else if (index >= 0) {
    diag_help(checker->diagnostics, diagnostic, "did you mean `%s`?", words[index]);
    diag_fix(checker->diagnostics, diagnostic, name->name_span, text_of(words[index]), 0);
  } else {
    diag_help(checker->diagnostics, diagnostic, "they are written %s, %s … %s", words[0], words[1],
              words[count - 1]);
  }
  return index;
}

static int weekday_of(Checker *checker, const Node *name) {
  return day_word(checker, name, weekdays, 7, "weekday");
}

/* The weekdays of `mon..fri` or `sat`, as bits; a range may go on over Sunday. */
static unsigned weekday_bits(Checker *checker, const Node *node) {
  unsigned bits = 0;
  if (node->kind != NODE_RANGE) {
    int day = weekday_of(checker, node);
    return day < 0 ? 0 : 1u << day;
  }
  int first = weekday_of(checker, node->left), last = weekday_of(checker, node->right);
  if (first < 0 || last < 0) return 0;
  for (int day = first;; day = (day + 1) % 7) {
    bits |= 1u << day;
    if (day == last) return bits;
  }
}

/* ---- hours --------------------------------------------------------------------------------- */

/* Milliseconds of "09:00" up to 24:00; -1 after a message. */
static int64_t time_of(Checker *checker, const Node *node) {
  if (node->kind == NODE_ERROR) return -1;
  const char *digits = node->name.bytes;
  int fits = node->name.length == strlen("09:00");
  int hour = fits ? (digits[0] - '0') * 10 + digits[1] - '0' : 99;
  int minute = fits ? (digits[3] - '0') * 10 + digits[4] - '0' : 0;
  if (hour * 60 + minute <= 24 * 60 && minute < 60) return (hour * 60 + minute) * INT64_C(60000);
  wrong(checker, "E0903", node->span, "is no time of day", "no clock shows this",
        "write hours and minutes from 00:00 to 24:00, such as 09:30");
  return -1;
}

static OpenHours *hours_of(Checker *checker, const Node *node) {
  int64_t from = time_of(checker, node->left), to = time_of(checker, node->right);
  if (from < 0 || to < 0) return NULL;
  if (from == DAY_MS) {
    wrong(checker, "E0903", node->left->span, "is where the day ends", "hours can't begin at 24:00",
          "begin at 00:00 of the next day");
    return NULL;
  }
  if (from == to) {
    wrong(checker, "E0903", node->span, "is no time at all", "these hours are empty",
          "write 00:00..24:00 for a whole day, or end them later");
    return NULL;
  }
  OpenHours *hours = arena_take(checker->arena, sizeof *hours);
  *hours = (OpenHours){(uint32_t)from, (uint32_t)(to < from ? to + DAY_MS : to), node->span};
  return hours;
}

/* Puts a range in its place among those of a day. Returns 0 after a message. */
static int add_hours(Checker *checker, List *day, OpenHours *hours) {
  uint32_t place = 0;
  while (place < day->count && ((const OpenHours *)day->items[place])->from < hours->from) place++;
  const OpenHours *before = place ? day->items[place - 1] : NULL;
  const OpenHours *after = place < day->count ? day->items[place] : NULL;
  const OpenHours *over = before && before->to > hours->from ? before
                          : after && hours->to > after->from ? after
                                                             : NULL;
  if (over) {
    Diagnostic *diagnostic =
        wrong(checker, "E0904", hours->span, "overlaps others", "hours of one day overlap",
              "join the two, or let one begin where the other ends");
    diag_span(checker->diagnostics, diagnostic, over->span, "these");
    return 0;
  }
  if (day->count == HOURS_LIMIT) {
    wrong(checker, "E0416", hours->span, "one too many", "a day has at most 24 ranges of hours",
          "join some of them");
    return 0;
  }
  list_add(checker->arena, day, hours);
  for (uint32_t i = day->count - 1; i > place; i--) day->items[i] = day->items[i - 1];
  day->items[place] = hours;
  return 1;
}

static int read_hours(Checker *checker, const List *nodes, List *day) {
  int fine = 1;
  for (uint32_t i = 0; i < nodes->count; i++) {
    const Node *node = nodes->items[i];
    OpenHours *hours = node->kind == NODE_RANGE ? hours_of(checker, node) : NULL;
    if (!hours || !add_hours(checker, day, hours)) fine = 0;
  }
  return fine;
}

static int open_always(Checker *checker, CalendarScope *calendar, const Node *line) {
  for (int i = 0; i < 7; i++) {
    OpenHours *hours = arena_take(checker->arena, sizeof *hours);
    *hours = (OpenHours){0, (uint32_t)DAY_MS, line->span};
    if (!add_hours(checker, &calendar->model.week[i], hours)) return 0;
  }
  return 1;
}

/* own: the weekdays that the calendar has hours of its own for, so far. */
static int read_open(Checker *checker, CalendarScope *calendar, const Node *line, unsigned *own) {
  const Node *first = line->items.count ? line->items.items[0] : NULL;
  unsigned bits = 0;
  int fine = 1, closed = (line->flags & FLAG_CLOSED) != 0;
  if (!first) return 0;
  int always = !closed && !line->options.count && text_is(first->name, "always");
  for (uint32_t i = 0; i < line->items.count && !always; i++)
    bits |= weekday_bits(checker, line->items.items[i]);
  if (!bits && !always) return 0;
  if (always) bits = 127;
  if (!closed && !always && !line->options.count) {
    wrong(checker, "E0903", line->span, "from when to when?", "these days have no hours",
          "write them after the days, `open mon..fri 09:00..17:30`, or `open always`");
    return 0;
  }
  for (int i = 0; i < 7; i++) /* what `like` gave them is gone */
    if (bits >> i & 1 && !(*own >> i & 1)) calendar->model.week[i] = (List){0};
  *own |= bits;
  if (always) return open_always(checker, calendar, line);
  for (int i = 0; i < 7 && fine && !closed; i++)
    if (bits >> i & 1) fine = read_hours(checker, &line->options, &calendar->model.week[i]);
  return fine;
}

/* ---- days with hours of their own ---------------------------------------------------------- */

static int64_t order_of(const SpecialDay *day) {
  return day->month ? 32 * (int64_t)day->month + day->of_month : day->day;
}

static int same_hours(const List *a, const List *b) {
  if (a->count != b->count) return 0;
  for (uint32_t i = 0; i < a->count; i++) {
    const OpenHours *one = a->items[i], *other = b->items[i];
    if (one->from != other->from || one->to != other->to) return 0;
  }
  return 1;
}

/* Puts a day in its place. One of `like` gives way to the calendar's own; of its own the first
 * stands, and another with other hours is told. */
static int add_day(Checker *checker, CalendarScope *calendar, SpecialDay *day) {
  List *days = day->month ? &calendar->model.yearly : &calendar->model.dated;
  uint32_t place = days->count;
  while (place && order_of(days->items[place - 1]) >= order_of(day)) place--;
  SpecialDay *there = place < days->count ? days->items[place] : NULL;
  if (there && order_of(there) == order_of(day)) {
    Span own = calendar->node->span;
    int is_own = there->span.file != own.file ||
                 (there->span.start >= own.start && there->span.end <= own.end);
    if (!is_own) days->items[place] = day;
    if (!is_own || same_hours(&there->hours, &day->hours)) return 1;
    Diagnostic *diagnostic = wrong(checker, "E0908", day->span, "other hours",
                                   "a day has hours of its own twice", "keep one of the two");
    diag_span(checker->diagnostics, diagnostic, there->span, "the first ones");
    return 0;
  }
  if (days->count == SPECIAL_LIMIT) {
    if (!calendar->full)
      wrong(checker, "E0416", day->span, "one too many",
            "a calendar has at most 20,000 days with hours of their own",
            "leave out days that lie long ago");
    calendar->full = 1;
    return 0;
  }
  list_add(checker->arena, days, day);
  for (uint32_t i = days->count - 1; i > place; i--) days->items[i] = days->items[i - 1];
  days->items[place] = day;
  return 1;
}

static int read_yearly(Checker *checker, const Node *node, SpecialDay *day) {
  int month = day_word(checker, node, months, 12, "month");
  if (month < 0) return 0;
  day->month = (uint32_t)month + 1;
  static const int longest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  day->of_month = (uint32_t)node->number;
  if (node->number >= 1 && node->number <= longest[month]) return 1;
  wrong(checker, "E0905", node->span, "no year has it", "there is no such day",
        "write a day and its month, such as `25 dec`");
  return 0;
}

static int read_date(Checker *checker, const Node *node, int64_t *day) {
  if (literal_date(node->name, day)) return 1;
  wrong(checker, "E0905", node->span, "no month has it", "there is no such day",
        "write a day that exists, such as 2026-11-26");
  return 0;
}

/* Each day from first to last. */
static int add_days(Checker *checker, CalendarScope *calendar, const SpecialDay *like,
                    int64_t last) {
  if (last - like->day >= SPECIAL_LIMIT) {
    wrong(checker, "E0416", like->span, "too long", "a calendar has at most 20,000 such days",
          "check the years");
    return 0;
  }
  for (int64_t date = like->day; date <= last; date++) {
    SpecialDay *day = arena_take(checker->arena, sizeof *day);
    *day = *like;
    day->day = date;
    if (!add_day(checker, calendar, day)) return 0;
  }
  return 1;
}

static int read_days(Checker *checker, CalendarScope *calendar, const Node *line) {
  SpecialDay day = {.title = line->name, .span = line->span};
  int64_t last;
  if (!read_hours(checker, &line->options, &day.hours)) return 0;
  if (line->left->kind == NODE_YEARLY) {
    SpecialDay *yearly = arena_take(checker->arena, sizeof *yearly);
    if (!read_yearly(checker, line->left, &day)) return 0;
    *yearly = day;
    return add_day(checker, calendar, yearly);
  }
  if (!read_date(checker, line->left, &day.day)) return 0;
  last = day.day;
  if (line->right && !read_date(checker, line->right, &last)) return 0;
  if (last < day.day) {
    wrong(checker, "E0905", line->right->span, "is before the first", "these days go backwards",
          "write the first day before the last");
    return 0;
  }
  return add_days(checker, calendar, &day, last);
}

/* ---- closed days from a file --------------------------------------------------------------- */

static Text rest_of(Text line, uint32_t from) {
  Text rest = {line.bytes + from, line.length - from};
  while (rest.length && strchr(" \t,;", rest.bytes[0])) rest.bytes++, rest.length--;
  while (rest.length && strchr(" \t\r", rest.bytes[rest.length - 1])) rest.length--;
  return rest;
}

/* "2026-12-25 Christmas Day", "2026-08-03..2026-08-14 Summer"; a comma may stand between. */
static int read_closed_line(Checker *checker, CalendarScope *calendar, Text line, Span span) {
  enum { DATE = 10 };
  SpecialDay day = {.span = span};
  int64_t last;
  uint32_t end = DATE;
  int fine = line.length >= DATE && literal_date((Text){line.bytes, DATE}, &day.day);
  last = day.day;
  if (fine && line.length >= end + 2 && memcmp(line.bytes + end, "..", 2) == 0) {
    fine = line.length >= 2 * DATE + 2 && literal_date((Text){line.bytes + end + 2, DATE}, &last);
    end = 2 * DATE + 2;
  }
  fine = fine && last >= day.day && (line.length == end || strchr(" \t,;", line.bytes[end]));
  if (fine) {
    day.title = rest_of(line, end);
    return add_days(checker, calendar, &day, last);
  }
  wrong(checker, "E0907", span, "does not begin with a day",
        "a file of closed days has one on each line",
        "write it like `2026-12-25 Christmas Day`, or `2026-08-03..2026-08-14 Summer`");
  return 0;
}

static int read_closed_file(Checker *checker, CalendarScope *calendar, const Node *path) {
  uint16_t file;
  int fine = 1;
  if (!check_list_file(checker, "calendar", calendar->model.name, path, &file)) return 0;
  const Source *source = &checker->diagnostics->sources->files[file];
  for (uint32_t number = 1; number <= source->line_count; number++) {
    Text line = rest_of(check_list_line(checker, file, number), 0);
    if (line.length == 0 || line.bytes[0] == '#') continue;
    uint32_t start = (uint32_t)(line.bytes - checker->diagnostics->sources->files[file].text.bytes);
    fine &= read_closed_line(checker, calendar, line, (Span){start, start + line.length, file});
  }
  return fine;
}

/* ---- like another -------------------------------------------------------------------------- */

static void read_calendar(Checker *checker, CalendarScope *calendar);

static CalendarScope *calendar_named(Checker *checker, Text name, Span span) {
  CalendarScope *calendar = symbols_value(&checker->calendars, name);
  if (calendar) return calendar;
  Nearest nearest = checker_nearest(checker, name, &checker->calendars);
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0901", span, "unknown calendar",
                                      "there is no calendar `%.*s`", SHOW(name));
  if (!checker_suggest(checker, diagnostic, span, &nearest))
    diag_help(checker->diagnostics, diagnostic,
              "declare it: `calendar %.*s { open mon..fri 09:00..17:30 }`", SHOW(name));
  return NULL;
}

const Calendar *check_calendar_named(Checker *checker, Text name, Span span) {
  CalendarScope *calendar = calendar_named(checker, name, span);
  return calendar ? &calendar->model : NULL;
}

static int read_like(Checker *checker, CalendarScope *calendar, const Node *name) {
  CalendarScope *other = calendar_named(checker, name->name, name->span);
  if (!other) return 0;
  if (other->state == CHECK_RUNNING) {
    wrong(checker, "E0906", name->span, "leads back here", "a calendar is like itself",
          "say the hours in one of them");
    return 0;
  }
  read_calendar(checker, other);
  calendar->model.zone = other->model.zone;
  memcpy(calendar->model.week, other->model.week, sizeof calendar->model.week);
  for (uint32_t i = 0; i < other->model.yearly.count; i++)
    list_add(checker->arena, &calendar->model.yearly, other->model.yearly.items[i]);
  for (uint32_t i = 0; i < other->model.dated.count; i++)
    list_add(checker->arena, &calendar->model.dated, other->model.dated.items[i]);
  return !other->failed;
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* `timezone` and `like` may each stand once. */
static const Node *setting_named(Checker *checker, const Node *node, const char *name) {
  const Node *found = NULL;
  for (uint32_t i = 0; i < node->items.count; i++) {
    const Node *line = node->items.items[i];
    if (line->kind != NODE_SETTING || !text_is(line->name, name)) continue;
    if (found) {
      Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0208", line->span, "again here",
                                          "`%s` is set twice", name);
      diag_span(checker->diagnostics, diagnostic, found->span, "first set here");
      diag_help(checker->diagnostics, diagnostic, "remove one of the two");
    } else {
      found = line;
    }
  }
  return found && found->items.count ? found->items.items[0] : NULL;
}

static int read_lines(Checker *checker, CalendarScope *calendar) {
  const Node *node = calendar->node;
  unsigned own = 0;
  int fine = 1;
  for (uint32_t i = 0; i < node->items.count; i++) {
    const Node *line = node->items.items[i];
    if (line->kind == NODE_OPEN) fine &= read_open(checker, calendar, line, &own);
    if (line->kind == NODE_DAYS) fine &= read_days(checker, calendar, line);
    if (line->kind == NODE_SETTING && text_is(line->name, "closed") && line->items.count)
      fine &= read_closed_file(checker, calendar, line->items.items[0]);
  }
  return fine;
}

static void refuse_never_open(Checker *checker, const CalendarScope *calendar) {
  if (checker_is_repaired(checker, calendar->node->span)) return;
  int was_open = 0;
  for (uint32_t i = 0; i < calendar->model.dated.count; i++)
    was_open |= ((const SpecialDay *)calendar->model.dated.items[i])->hours.count != 0;
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0902", calendar->model.span,
                                      was_open ? "not after its last date" : "never open",
                                      "calendar `%.*s` is never open%s", SHOW(calendar->model.name),
                                      was_open ? " again" : "");
  diag_help(checker->diagnostics, diagnostic,
            "add a line such as `open mon..fri 09:00..17:30`, or `open always`");
}

static void refuse_overlap(Checker *checker, const CalendarScope *calendar, int64_t day) {
  int weekday = (int)(((day + 3) % 7 + 7) % 7);
  Diagnostic *diagnostic = diag_error(
      checker->diagnostics, "E0904", calendar->model.span, "two days overlap",
      "hours of calendar `%.*s` go on after the next day has opened", SHOW(calendar->model.name));
  if (day >= 0 && day < 7)
    diag_note(checker->diagnostics, diagnostic, "those of %s, and those of %s",
              weekday_names[weekday], weekday_names[(weekday + 1) % 7]);
  else
    diag_note(checker->diagnostics, diagnostic, "those of %.*s, for instance",
              SHOW(literal_show_date(checker->arena, day)));
  diag_help(checker->diagnostics, diagnostic, "let the night end where the next day begins");
}

/* Days that only lie before the agreement is in force are rather last year's. */
static void warn_past(Checker *checker, const CalendarScope *calendar) {
  const List *days = &calendar->model.dated;
  const SpecialDay *last = days->count ? days->items[days->count - 1] : NULL;
  int64_t effective = checker->model->effective;
  if (!last || effective == INT64_MIN) return;
  if (zone_day_start(calendar->model.zone, last->day + 1) > effective) return;
  Diagnostic *diagnostic =
      diag_warning(checker->diagnostics, "W0816", last->span, "the last of them",
                   "the days of calendar `%.*s` all lie before the agreement takes effect",
                   SHOW(calendar->model.name));
  diag_help(checker->diagnostics, diagnostic, "list those of the time in which it is in force");
}

static void check_whole(Checker *checker, const CalendarScope *calendar) {
  const List *dated = &calendar->model.dated;
  const SpecialDay *last = dated->count ? dated->items[dated->count - 1] : NULL;
  int64_t day;
  if (calendar_overlaps(checker->arena, &calendar->model, &day))
    refuse_overlap(checker, calendar, day);
  else if (!calendar_opens_after(checker->arena, &calendar->model, last ? last->day + 3 : 0))
    refuse_never_open(checker, calendar);
  else
    warn_past(checker, calendar);
}

static void read_calendar(Checker *checker, CalendarScope *calendar) {
  if (calendar->state != CHECK_WAITING) return;
  calendar->state = CHECK_RUNNING;
  calendar->model.zone = checker->model->zone;
  const Node *like = setting_named(checker, calendar->node, "like");
  const Node *zone = setting_named(checker, calendar->node, "timezone");
  int fine = !(calendar->node->flags & FLAG_BROKEN);
  if (like) fine &= read_like(checker, calendar, like);
  Zone *own = zone ? check_zone(checker, zone) : calendar->model.zone;
  if (own) calendar->model.zone = own;
  fine &= own != NULL;
  fine &= read_lines(checker, calendar);
  calendar->failed = !fine;
  calendar->state = CHECK_DONE;
  if (fine) check_whole(checker, calendar);
}

void check_calendar_name(Checker *checker, const Node *node) {
  CalendarScope *calendar = arena_take(checker->arena, sizeof *calendar);
  calendar->node = node;
  calendar->model.name = node->name;
  calendar->model.span = node->name_span;
  if (!checker_declare(checker, &checker->calendars, "calendar", node, calendar)) return;
  calendar->model.index = checker->model->calendars.count;
  list_add(checker->arena, &checker->model->calendars, &calendar->model);
  if (checker->model->calendars.count == CALENDAR_LIMIT + 1)
    wrong(checker, "E0416", node->name_span, "one too many",
          "an agreement has at most 256 calendars", "let some of the reps share one");
}

void check_calendars(Checker *checker) {
  for (uint32_t i = 0; i < checker->model->calendars.count; i++)
    read_calendar(checker, checker->model->calendars.items[i]);
}
