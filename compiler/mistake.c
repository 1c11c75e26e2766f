/* What to say about mistakes that need no look at the grammar: characters, quotes, numbers,
 * brackets. A fix is offered only where it is mechanical. */
#include "compiler/mistake.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "compiler/literal.h"

Diagnostic *mistake(Diagnostics *diagnostics, const char *code, Span span, const char *label,
                    const char *title, ...) {
  if (diagnostics->errors > LARGEST_NUMBER_OF_MISTAKES) return NULL;
  if (diagnostics->errors == LARGEST_NUMBER_OF_MISTAKES) {
    diag_error(diagnostics, E_TOO_MANY, span, "the rest is not shown",
               "more than %d mistakes: is this file an agreement?", LARGEST_NUMBER_OF_MISTAKES);
    return NULL;
  }
  char text[512];
  va_list arguments;
  va_start(arguments, title);
  vsnprintf(text, sizeof text, title, arguments);
  va_end(arguments);
  return diag_error(diagnostics, code, span, label, "%s", text);
}

/* A piece of the source for a message: short, or its beginning and an ellipsis. */
typedef struct {
  char bytes[64];
} Excerpt;

static Text text_at(const Diagnostics *diagnostics, Span span) {
  Text text = diagnostics->sources->files[span.file].text;
  return (Text){text.bytes + span.start, span.end - span.start};
}

static Excerpt excerpt_of(const Diagnostics *diagnostics, Span span) {
  enum { LONGEST = 40 };
  Text text = text_at(diagnostics, span);
  uint32_t length = text.length > LONGEST ? LONGEST : text.length;
  while (length < text.length && ((unsigned char)text.bytes[length] & 0xC0) == 0x80) length--;
  Excerpt excerpt;
  snprintf(excerpt.bytes, sizeof excerpt.bytes, "%.*s%s", (int)length, text.bytes,
           length < text.length ? "…" : "");
  return excerpt;
}

static Text copy(Diagnostics *diagnostics, const char *text) {
  return text_copy(diagnostics->arena, text, strlen(text));
}

void mistake_operator(Diagnostics *diagnostics, Span span, const char *meant) {
  Excerpt found = excerpt_of(diagnostics, span);
  Diagnostic *diagnostic = mistake(diagnostics, E_OPERATOR, span, "written differently here",
                                   "`%s` is written `%s` in an agreement", found.bytes, meant);
  diag_help(diagnostics, diagnostic, "write `%s`", meant);
  diag_fix(diagnostics, diagnostic, span, copy(diagnostics, meant), 0);
}

void mistake_typography(Diagnostics *diagnostics, Span span, const char *meant) {
  Excerpt found = excerpt_of(diagnostics, span);
  Diagnostic *diagnostic = mistake(diagnostics, E_TYPOGRAPHY, span, "a typeset sign",
                                   "`%s` is a typeset sign; type `%s`", found.bytes, meant);
  diag_note(diagnostics, diagnostic,
            "text processors turn typed signs into typeset ones when one pastes from them");
  diag_help(diagnostics, diagnostic, "write `%s`", meant);
  diag_fix(diagnostics, diagnostic, span, copy(diagnostics, meant), 0);
}

void mistake_quotes(Diagnostics *diagnostics, Span span, uint32_t open_size,
                    uint32_t close_size) {
  Text text = text_at(diagnostics, span);
  int curly = open_size == 3 || close_size == 3;
  Diagnostic *diagnostic = mistake(diagnostics, E_QUOTES, span,
                                   curly ? "typeset quotes" : "other quotes",
                                   "texts stand in straight double quotes: \"like this\"");
  if (curly) {
    diag_note(diagnostics, diagnostic,
              "text processors turn typed quotes into typeset ones when one pastes from them");
  }
  int inside = (int)(text.length - open_size - close_size);
  Text straight = text_format(diagnostics->arena, "\"%.*s\"", inside, text.bytes + open_size);
  if (!memchr(straight.bytes + 1, '"', straight.length - 2)) {
    diag_help(diagnostics, diagnostic, "write %s", straight.bytes);
    diag_fix(diagnostics, diagnostic, span, straight, 0);
  }
}

void mistake_semicolon(Diagnostics *diagnostics, Span span) {
  Diagnostic *diagnostic = mistake(diagnostics, E_SEMICOLON, span, "not needed",
                                   "a line ends without a semicolon");
  diag_help(diagnostics, diagnostic, "remove the `;`: the end of the line ends the clause");
  diag_fix(diagnostics, diagnostic, span, text_of(""), 0);
}

/* A day in the order in which dates are written; or empty, if there is no such. */
static Text written_day(Diagnostics *diagnostics, long year, long month, long day,
                        const long *time) {
  if (month < 1 || month > 12 || day < 1 || day > 31) return (Text){"", 0};
  Text date = text_format(diagnostics->arena, "%04ld-%02ld-%02ld", year, month, day);
  if (!time) return date;
  return text_format(diagnostics->arena, "%s %02ld:%02ld", date.bytes, time[0], time[1]);
}

/* The numbers at the beginning of a text, whatever stands between them. Returns how many. */
static int read_numbers(Text text, long *numbers, int most) {
  int count = 0;
  for (uint32_t i = 0; i < text.length && count < most; count++) {
    while (i < text.length && (text.bytes[i] < '0' || text.bytes[i] > '9')) i++;
    if (i == text.length) break;
    for (numbers[count] = 0; i < text.length && text.bytes[i] >= '0' && text.bytes[i] <= '9'; i++) {
      numbers[count] = numbers[count] * 10 + (text.bytes[i] - '0');
    }
  }
  return count;
}

/* `10/05/2026` may mean May or October, so often only the year's place is certain. */
void mistake_date(Diagnostics *diagnostics, Span span) {
  Excerpt found = excerpt_of(diagnostics, span);
  Diagnostic *diagnostic = mistake(diagnostics, E_DATE, span, "not a date as written here",
                                   "`%s` is not a date: dates are written year-month-day",
                                   found.bytes);
  long n[5] = {0, 0, 0, 0, 0};
  const long *time = read_numbers(text_at(diagnostics, span), n, 5) == 5 ? n + 3 : NULL;
  int year_first = n[0] > 31;
  Text first = year_first ? written_day(diagnostics, n[0], n[1], n[2], time)
                          : written_day(diagnostics, n[2], n[0], n[1], time);
  Text other = year_first ? (Text){"", 0} : written_day(diagnostics, n[2], n[1], n[0], time);
  if (!first.length) first = other;
  int one = !other.length || (first.length && memcmp(first.bytes, other.bytes, first.length) == 0);
  if (!first.length) {
    diag_help(diagnostics, diagnostic,
              "write the year, the month and the day, with two digits each: `2026-10-05`");
  } else if (one) {
    diag_help(diagnostics, diagnostic, "write `%s`", first.bytes);
    diag_fix(diagnostics, diagnostic, span, first, 0);
  } else {
    diag_help(diagnostics, diagnostic, "write `%s`, or `%s` if the day comes first here",
              first.bytes, other.bytes);
  }
}

/* `October 1, 2026`, `1st Oct 2026` */
void mistake_month_name(Diagnostics *diagnostics, Span span) {
  static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  Text text = text_at(diagnostics, span);
  Excerpt found = excerpt_of(diagnostics, span);
  Diagnostic *diagnostic = mistake(diagnostics, E_DATE, span, "not a date as written here",
                                   "`%s` is not a date: dates are written year-month-day",
                                   found.bytes);
  uint32_t at = 0;
  while (at + 3 < text.length && (text.bytes[at] < 'A' || text.bytes[at] > 'Z')) at++;
  long month = 1, n[4] = {0, 0, 0, 0};
  while (month < 12 && memcmp(names + (month - 1) * 3, text.bytes + at, 3) != 0) month++;
  const long *time = read_numbers(text, n, 4) == 4 ? n + 2 : NULL;
  Text day = written_day(diagnostics, n[1], month, n[0], time);
  if (!day.length) day = text_of("2026-10-01");
  diag_help(diagnostics, diagnostic, "write `%s`", day.bytes);
  if (!time) diag_fix(diagnostics, diagnostic, span, day, 0);
}

/* `2026-10-05 3:00 PM` */
void mistake_half_day(Diagnostics *diagnostics, Span span) {
  Text text = text_at(diagnostics, span);
  Excerpt found = excerpt_of(diagnostics, span);
  Diagnostic *diagnostic = mistake(diagnostics, E_DATE, span, "not a time as written here",
                                   "`%s` is not an instant: the hours of a day count to 24",
                                   found.bytes);
  long n[5] = {0, 0, 0, 0, 0};
  read_numbers(text, n, 5);
  int afternoon = memchr(text.bytes, 'p', text.length) || memchr(text.bytes, 'P', text.length);
  if (n[3] < 1 || n[3] > 12 || n[4] > 59) {
    diag_help(diagnostics, diagnostic, "write it like `2026-10-05 15:00`");
    return;
  }
  Text right = text_format(diagnostics->arena, "%.10s %02ld:%02ld", text.bytes,
                           n[3] % 12 + (afternoon ? 12 : 0), n[4]);
  diag_help(diagnostics, diagnostic, "write `%s`", right.bytes);
  diag_fix(diagnostics, diagnostic, span, right, 0);
}

void mistake_time(Diagnostics *diagnostics, Span span) {
  Excerpt found = excerpt_of(diagnostics, span);
  Diagnostic *diagnostic = mistake(diagnostics, E_DATE, span, "not a time as written here",
                                   "`%s` is not an instant: hours and minutes have two digits",
                                   found.bytes);
  long n[5] = {0, 0, 0, 0, 0};
  Text text = text_at(diagnostics, span);
  if (read_numbers(text, n, 5) < 5 || n[3] > 24 || n[4] > 59 ||
      text.bytes[text.length - 2] == ':') {
    diag_help(diagnostics, diagnostic, "write it like `2026-10-05 09:30`");
    return;
  }
  Text right = text_format(diagnostics->arena, "%.10s %02ld:%02ld", text.bytes, n[3], n[4]);
  diag_help(diagnostics, diagnostic, "write `%s`", right.bytes);
  diag_fix(diagnostics, diagnostic, span, right, 0);
}

void mistake_glued_number(Diagnostics *diagnostics, Span number, Span word) {
  Excerpt digits = excerpt_of(diagnostics, number), letters = excerpt_of(diagnostics, word);
  Diagnostic *diagnostic =
      mistake(diagnostics, E_NUMBER, span_join(number, word), "a number and a word in one",
              "a blank is missing between `%s` and `%s`", digits.bytes, letters.bytes);
  int thousands = text_is(text_at(diagnostics, word), "k") ||
                  text_is(text_at(diagnostics, word), "K");
  if (thousands) {
    Text whole = text_format(diagnostics->arena, "%s_000", digits.bytes);
    diag_help(diagnostics, diagnostic, "write `%s`", whole.bytes);
    diag_fix(diagnostics, diagnostic, span_join(number, word), whole, 0);
    return;
  }
  diag_help(diagnostics, diagnostic, "write `%s %s`", digits.bytes, letters.bytes);
  diag_fix(diagnostics, diagnostic, (Span){word.start, word.start, word.file}, text_of(" "), 0);
}

void mistake_glued_unit(Diagnostics *diagnostics, Span number, Span word, const char *right) {
  Excerpt digits = excerpt_of(diagnostics, number), letters = excerpt_of(diagnostics, word);
  Span whole = span_join(number, word);
  Diagnostic *diagnostic = mistake(diagnostics, E_NUMBER, whole, "a number and a word in one",
                                   "`%s%s` is written `%s%s` here", digits.bytes, letters.bytes,
                                   digits.bytes, right);
  diag_help(diagnostics, diagnostic, "write `%s%s`", digits.bytes, right);
  diag_fix(diagnostics, diagnostic, word, copy(diagnostics, right), 0);
}

void mistake_decimal_length(Diagnostics *diagnostics, Span span) {
  static const struct {
    int64_t length;
    const char *unit;
  } units[] = {{86400000, "days"}, {3600000, "hours"}, {60000, "minutes"}, {1000, "seconds"}};
  Excerpt written = excerpt_of(diagnostics, span);
  Text text = text_at(diagnostics, span);
  int64_t length;
  Diagnostic *diagnostic =
      mistake(diagnostics, E_DURATION, span, "is no whole number",
              "`%s`: a length of time is a whole number of its unit", written.bytes);
  int known = duration_parse(text.bytes, text.length, &length);
  for (size_t i = 0; known && i < sizeof units / sizeof *units; i++) {
    if (length % units[i].length) continue;
    Text right = text_format(diagnostics->arena, "%lld %s", (long long)(length / units[i].length),
                             units[i].unit);
    diag_help(diagnostics, diagnostic, "write `%s`", right.bytes);
    diag_fix(diagnostics, diagnostic, span, right, 0);
    return;
  }
  diag_help(diagnostics, diagnostic, "write it in seconds, or in another unit");
}

void mistake_glued_range(Diagnostics *diagnostics, Span low, Span high) {
  Excerpt first = excerpt_of(diagnostics, low), last = excerpt_of(diagnostics, high);
  Span whole = span_join(low, high);
  Diagnostic *diagnostic = mistake(diagnostics, E_NUMBER, whole, "numbers and a word in one",
                                   "blanks are missing around `and`");
  Text apart = text_format(diagnostics->arena, "%s and %s", first.bytes, last.bytes);
  diag_help(diagnostics, diagnostic, "write `%s`", apart.bytes);
  diag_fix(diagnostics, diagnostic, whole, apart, 0);
}

/* `1,000`: only a group that begins with 0 can't be a number of its own. */
void mistake_thousands(Diagnostics *diagnostics, Span span) {
  Text found = text_at(diagnostics, span);
  Text number = text_copy(diagnostics->arena, found.bytes, found.length);
  char *bytes = (char *)(uintptr_t)number.bytes;
  int sure = 0;
  for (uint32_t i = 0; i < number.length; i++) {
    if (bytes[i] != ',') continue;
    bytes[i] = '_';
    if (bytes[i + 1] == '0') sure = 1;
  }
  Diagnostic *diagnostic = mistake(diagnostics, E_NUMBER, span, "one number?",
                                   "a number is written without commas");
  diag_help(diagnostics, diagnostic, "write `%s`", number.bytes);
  if (!sure) diag_help(diagnostics, diagnostic, "if it is a list, write a blank after each comma");
  diag_fix(diagnostics, diagnostic, span, number, 0);
}

void mistake_amount(Diagnostics *diagnostics, Span span, Text usual) {
  Excerpt found = excerpt_of(diagnostics, span);
  Text right = literal_written_amount(diagnostics->arena, text_at(diagnostics, span), usual);
  Diagnostic *diagnostic = mistake(diagnostics, E_NUMBER, span, "an amount of money",
                                   "`%s` is written `%s` here", found.bytes, right.bytes);
  diag_help(diagnostics, diagnostic, "write `%s`", right.bytes);
  diag_fix(diagnostics, diagnostic, span, right, 0);
}

void mistake_percent(Diagnostics *diagnostics, Span span) {
  Text found = text_at(diagnostics, span);
  uint32_t length = 0;
  while (length < found.length && !strchr(" \t", found.bytes[length])) length++;
  Text together = text_format(diagnostics->arena, "%.*s%%", (int)length, found.bytes);
  Diagnostic *diagnostic = mistake(diagnostics, E_NUMBER, span, "a blank too much",
                                   "no blank stands between a number and its `%%`");
  diag_help(diagnostics, diagnostic, "write `%s`", together.bytes);
  diag_fix(diagnostics, diagnostic, span, together, 0);
}

void mistake_bare_text(Diagnostics *diagnostics, Span span) {
  Diagnostic *diagnostic = mistake(diagnostics, E_QUOTES, span, "quotes belong around this",
                                   "a text stands in quotes");
  Text found = text_at(diagnostics, span);
  Text text = text_format(diagnostics->arena, "\"%.*s\"", (int)found.length, found.bytes);
  diag_help(diagnostics, diagnostic, "write %s", text.bytes);
  diag_fix(diagnostics, diagnostic, span, text, 0);
}

void mistake_name_letters(Diagnostics *diagnostics, Span span) {
  Excerpt found = excerpt_of(diagnostics, span);
  Diagnostic *diagnostic = mistake(diagnostics, E_NAME, span, "not a name",
                                   "`%s` has letters that names can't have", found.bytes);
  diag_help(diagnostics, diagnostic,
            "names are made of a to z, A to Z, digits and `_`; "
            "any letter may stand in a text in quotes");
}

void mistake_large_number(Diagnostics *diagnostics, Span span) {
  Diagnostic *diagnostic = mistake(diagnostics, E_NUMBER, span, "too large",
                                   "this number is too large");
  diag_help(diagnostics, diagnostic, "the largest number is 9_223_372_036_854_775_807");
}

void mistake_months(Diagnostics *diagnostics, Span span, int64_t number) {
  Diagnostic *diagnostic = mistake(diagnostics, E_DURATION, span, "how many days is this?",
                                   "a month is no duration, because months differ in length");
  if (number > 0 && number < 1000) {
    Text days = text_format(diagnostics->arena, "%" PRId64 " days", number * 30);
    diag_help(diagnostics, diagnostic, "write days: `%s`", days.bytes);
    diag_fix(diagnostics, diagnostic, span, days, 0);
  }
}

void mistake_too_deep(Diagnostics *diagnostics, Span span) {
  Diagnostic *diagnostic = mistake(diagnostics, E_TOO_DEEP, span, "too deep",
                                   "this is nested too deep or too long to be read");
  diag_help(diagnostics, diagnostic,
            "give parts of it a name with `define NAME = …`, "
            "or compare with a list: `industry in [software, saas]`");
}

void mistake_open_text(Diagnostics *diagnostics, Span span, Span missing) {
  Span shown = missing.start ? (Span){span.start, missing.start, span.file} : span;
  Diagnostic *diagnostic = mistake(diagnostics, E_OPEN_TEXT, shown, "begins here",
                                   "this text is not closed: its second quote is missing");
  if (missing.start) {
    Excerpt whole = excerpt_of(diagnostics, shown);
    diag_help(diagnostics, diagnostic, "write the quote at its end: %s\"", whole.bytes);
    diag_fix(diagnostics, diagnostic, missing, text_of("\""), 0);
  } else {
    diag_help(diagnostics, diagnostic, "a text begins and ends with a quote on the same line; "
                                       "a quote inside it is written \\\"");
  }
}

void mistake_no_first_quote(Diagnostics *diagnostics, Span span) {
  Excerpt found = excerpt_of(diagnostics, span);
  Diagnostic *diagnostic = mistake(diagnostics, E_OPEN_TEXT, span, "begins without a quote",
                                   "this text's first quote is missing");
  diag_help(diagnostics, diagnostic, "write \"%s", found.bytes);
  diag_fix(diagnostics, diagnostic, (Span){span.start, span.start, span.file}, text_of("\""), 0);
}

void mistake_escape(Diagnostics *diagnostics, Span span) {
  Excerpt found = excerpt_of(diagnostics, span);
  Diagnostic *diagnostic = mistake(diagnostics, E_ESCAPE, span, "unknown",
                                   "`%s` means nothing inside a text", found.bytes);
  diag_help(diagnostics, diagnostic,
            "a backslash is written \\\\, a quote \\\", a line break \\n, a tab \\t");
}

/* Only what ends with its line becomes a comment by another sign alone. */
void mistake_comment(Diagnostics *diagnostics, Span comment, Span sign) {
  Text text = text_at(diagnostics, comment);
  Excerpt found = excerpt_of(diagnostics, sign);
  Diagnostic *diagnostic = mistake(diagnostics, E_CHARACTER, comment, "a comment?",
                                   "a comment begins with `#`, not with `%s`", found.bytes);
  int several = memchr(text.bytes, '\n', text.length) != NULL;
  diag_help(diagnostics, diagnostic, several ? "write `#` before each line of it"
                                             : "write `#` instead of `%s`", found.bytes);
  int closed = text.bytes[1] == '*' && text.length >= 4 && text.bytes[text.length - 1] == '/';
  const char *after = text.bytes + text.length;
  while (*after == ' ' || *after == '\t' || *after == '\r') after++;
  if (several || (closed && *after && *after != '\n')) return;
  diag_fix(diagnostics, diagnostic, sign, text_of("#"), 0);
  if (closed) {
    diag_fix(diagnostics, diagnostic, (Span){comment.end - 2, comment.end, comment.file},
             text_of(""), 0);
  }
}

void mistake_split_word(Diagnostics *diagnostics, Span words, const char *right) {
  Excerpt found = excerpt_of(diagnostics, words);
  Diagnostic *diagnostic = mistake(diagnostics, E_WORD, words, "one word",
                                   "`%s` is written `%s`", found.bytes, right);
  diag_help(diagnostics, diagnostic, "write `%s`", right);
  diag_fix(diagnostics, diagnostic, words, copy(diagnostics, right), 0);
}

void mistake_no_text(Diagnostics *diagnostics, Span start) {
  Diagnostic *diagnostic = mistake(diagnostics, E_BYTES, start, NULL, "this is no text in UTF-8");
  diag_help(diagnostics, diagnostic,
            "if it is an agreement, save it as UTF-8 (a text editor offers it as an encoding)");
}

void mistake_bytes(Diagnostics *diagnostics, Span span) {
  Diagnostic *diagnostic = mistake(diagnostics, E_BYTES, span, "not UTF-8",
                                   "these bytes are not UTF-8 text");
  diag_help(diagnostics, diagnostic, "save the file with the encoding UTF-8");
}

void mistake_invisible(Diagnostics *diagnostics, Span span) {
  Diagnostic *diagnostic =
      mistake(diagnostics, E_INVISIBLE, span, "here",
              "an invisible character stands here, which can make a line look like another");
  diag_help(diagnostics, diagnostic, "remove it");
  diag_fix(diagnostics, diagnostic, span, text_of(""), 0);
}

void mistake_character(Diagnostics *diagnostics, Span span) {
  Excerpt found = excerpt_of(diagnostics, span);
  Diagnostic *diagnostic = mistake(diagnostics, E_CHARACTER, span, "not used",
                                   "`%s` has no meaning in an agreement", found.bytes);
  diag_help(diagnostics, diagnostic, "remove it, or put it into a text in quotes");
}

void mistake_not_closed(Diagnostics *diagnostics, Span open, Span end, const char *closer) {
  Excerpt found = excerpt_of(diagnostics, open);
  Diagnostic *diagnostic = mistake(diagnostics, E_NOT_CLOSED, open, "opened here",
                                   "`%s` is never closed", found.bytes);
  diag_help(diagnostics, diagnostic,
            "write `%s` where it should end, at the latest at the end of the line", closer);
  diag_fix(diagnostics, diagnostic, end, text_of(closer), 0);
}

void mistake_block_not_closed(Diagnostics *diagnostics, Span open, Span end, Text block) {
  Diagnostic *diagnostic = mistake(diagnostics, E_NOT_CLOSED, open, "opened here",
                                   "the `{` of `%s` is never closed", block.bytes);
  if (!diagnostic) return;
  int at_end = end.start == end.end;
  diag_span(diagnostics, diagnostic, end,
            at_end ? "the file ends here" : "it should be closed before this");
  if (at_end) {
    diag_help(diagnostics, diagnostic, "write `}` on a line of its own where the block ends");
    return;
  }
  diag_help(diagnostics, diagnostic,
            "write `}` on a line of its own before it; "
            "if it belongs into the block, don't begin it at the line's first column");
}

void mistake_closes_nothing(Diagnostics *diagnostics, Span span) {
  Excerpt found = excerpt_of(diagnostics, span);
  Diagnostic *diagnostic = mistake(diagnostics, E_CLOSES_NOTHING, span, "nothing is open",
                                   "`%s` closes nothing", found.bytes);
  diag_help(diagnostics, diagnostic, "remove it, or write what opens it");
}

void mistake_no_brace(Diagnostics *diagnostics, Span after, Text block, uint32_t close) {
  Span end = {after.end, after.end, after.file};
  Diagnostic *diagnostic = mistake(diagnostics, E_NO_BRACE, after, "`{` belongs after this",
                                   "the `{` of `%s` is missing", block.bytes);
  diag_help(diagnostics, diagnostic, close ? "write `%s { … }`" : "write `%s {`", block.bytes);
  diag_fix(diagnostics, diagnostic, end, text_of(" {"), 0);
  if (close) diag_fix(diagnostics, diagnostic, (Span){close, close, after.file}, text_of(" }"), 0);
}

void mistake_brace_on_next_line(Diagnostics *diagnostics, Span brace, Span gap) {
  Diagnostic *diagnostic = mistake(diagnostics, E_NO_BRACE, brace, "one line too late",
                                   "a `{` stands on the same line as what it belongs to");
  diag_help(diagnostics, diagnostic, "write it at the end of the line before");
  diag_fix(diagnostics, diagnostic, gap, text_of(" "), 0);
}

void mistake_no_sign(Diagnostics *diagnostics, Span sign, Span before, Text block) {
  Excerpt found = excerpt_of(diagnostics, sign);
  Diagnostic *diagnostic = mistake(diagnostics, E_NO_BRACE, sign, "`{` belongs here",
                                   "a block begins with `{`, not with `%s`", found.bytes);
  diag_help(diagnostics, diagnostic, "write `%s {`", block.bytes);
  diag_fix(diagnostics, diagnostic, span_join(before, sign), text_of(" {"), 0);
}

void mistake_brace(Diagnostics *diagnostics, Span open, Span close, const char *brackets) {
  Excerpt found = excerpt_of(diagnostics, open);
  int list = brackets[0] == '[';
  Diagnostic *diagnostic =
      mistake(diagnostics, E_NO_BRACE, open, list ? "`[` belongs here" : "`{` belongs here",
              list ? "a list stands in brackets, not in `%s`"
                   : "a block begins with `{`, not with `%s`",
              found.bytes);
  Text first = text_format(diagnostics->arena, "%.1s", brackets);
  Text last = text_format(diagnostics->arena, "%.1s", brackets + 1);
  diag_help(diagnostics, diagnostic, "write `%s … %s`", first.bytes, last.bytes);
  diag_fix(diagnostics, diagnostic, open, first, 0);
  if (close.end) diag_fix(diagnostics, diagnostic, close, last, 0);
}
