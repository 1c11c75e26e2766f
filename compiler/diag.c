/* Collects what the compiler has to say and shows it, to a person or to a program. The terminal
 * form prints the source line itself, so it also guards the terminal: control characters of a
 * source file never reach it, and of a very long line only the part around the mistake is shown. */
#include "compiler/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- collecting ---- */

static Text format_arguments(Arena *arena, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  if (length < 0) length = 0;
  char *bytes = arena_take(arena, (size_t)length + 1);
  vsnprintf(bytes, (size_t)length + 1, format, arguments);
  return (Text){bytes, (uint32_t)length};
}

static uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) { /* FNV-1a */
    hash ^= (unsigned char)bytes[i];
    hash *= UINT64_C(0x100000001b3);
  }
  return (hash ^ 0xff) * UINT64_C(0x100000001b3); /* ends the part: "ab","c" is not "a","bc" */
}

static uint64_t fingerprint_of(const Diagnostics *diagnostics, const Diagnostic *diagnostic) {
  Span span = diagnostic->primary.span;
  Text text = diagnostics->sources->files[span.file].text;
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  hash = hash_bytes(hash, diagnostic->code.bytes, diagnostic->code.length);
  hash = hash_bytes(hash, diagnostic->title.bytes, diagnostic->title.length);
  if (span.start > span.end || span.end > text.length) return hash;
  return hash_bytes(hash, text.bytes + span.start, span.end - span.start);
}

static Diagnostic *add_diagnostic(Diagnostics *diagnostics, Severity severity, const char *code,
                                  Span span, const char *label, Text title) {
  Diagnostic *diagnostic = arena_take(diagnostics->arena, sizeof *diagnostic);
  diagnostic->code = text_of(code);
  diagnostic->severity = severity;
  diagnostic->title = title;
  diagnostic->primary.span = span;
  if (label) diagnostic->primary.label = text_copy(diagnostics->arena, label, strlen(label));
  diagnostic->fingerprint = fingerprint_of(diagnostics, diagnostic);
  list_add(diagnostics->arena, &diagnostics->all, diagnostic);
  if (severity == SEVERITY_ERROR) diagnostics->errors++;
  else diagnostics->warnings++;
  return diagnostic;
}

Diagnostic *diag_error(Diagnostics *diagnostics, const char *code, Span span, const char *label,
                       const char *title, ...) {
  va_list arguments;
  va_start(arguments, title);
  Text text = format_arguments(diagnostics->arena, title, arguments);
  va_end(arguments);
  return add_diagnostic(diagnostics, SEVERITY_ERROR, code, span, label, text);
}

Diagnostic *diag_warning(Diagnostics *diagnostics, const char *code, Span span, const char *label,
                         const char *title, ...) {
  va_list arguments;
  va_start(arguments, title);
  Text text = format_arguments(diagnostics->arena, title, arguments);
  va_end(arguments);
  return add_diagnostic(diagnostics, SEVERITY_WARNING, code, span, label, text);
}

void diag_span(Diagnostics *diagnostics, Diagnostic *diagnostic, Span span, const char *label,
               ...) {
  if (!diagnostic) return;
  DiagnosticSpan *other = arena_take(diagnostics->arena, sizeof *other);
  va_list arguments;
  va_start(arguments, label);
  other->span = span;
  other->label = format_arguments(diagnostics->arena, label, arguments);
  va_end(arguments);
  list_add(diagnostics->arena, &diagnostic->others, other);
}

static void add_text(Diagnostics *diagnostics, List *list, const char *format,
                     va_list arguments) {
  Text *text = arena_take(diagnostics->arena, sizeof *text);
  *text = format_arguments(diagnostics->arena, format, arguments);
  list_add(diagnostics->arena, list, text);
}

void diag_note(Diagnostics *diagnostics, Diagnostic *diagnostic, const char *note, ...) {
  if (!diagnostic) return;
  va_list arguments;
  va_start(arguments, note);
  add_text(diagnostics, &diagnostic->notes, note, arguments);
  va_end(arguments);
}

void diag_help(Diagnostics *diagnostics, Diagnostic *diagnostic, const char *help, ...) {
  if (!diagnostic) return;
  va_list arguments;
  va_start(arguments, help);
  add_text(diagnostics, &diagnostic->help, help, arguments);
  va_end(arguments);
}

void diag_fix(Diagnostics *diagnostics, Diagnostic *diagnostic, Span span, Text replacement,
              int safe) {
  if (!diagnostic) return;
  DiagnosticFix *fix = arena_take(diagnostics->arena, sizeof *fix);
  *fix = (DiagnosticFix){span, replacement, safe};
  list_add(diagnostics->arena, &diagnostic->fixes, fix);
}

typedef struct {
  Diagnostic *diagnostic;
  uint32_t reported;
} Ordered;

static int compare_numbers(uint32_t a, uint32_t b) {
  return (a > b) - (a < b);
}

static int compare_places(const void *first, const void *second) {
  const Ordered *a = first, *b = second;
  Span left = a->diagnostic->primary.span, right = b->diagnostic->primary.span;
  int order = compare_numbers(left.file, right.file);
  if (order == 0) order = compare_numbers(left.start, right.start);
  if (order == 0) order = compare_numbers(a->reported, b->reported);
  return order;
}

void diag_sort(Diagnostics *diagnostics) {
  uint32_t count = diagnostics->all.count;
  if (count < 2) return;
  Ordered *ordered = arena_take(diagnostics->arena, count * sizeof *ordered);
  for (uint32_t i = 0; i < count; i++) ordered[i] = (Ordered){diagnostics->all.items[i], i};
  qsort(ordered, count, sizeof *ordered, compare_places);
  for (uint32_t i = 0; i < count; i++) diagnostics->all.items[i] = ordered[i].diagnostic;
}

/* ---- UTF-8 ---- */

enum { REPLACEMENT = 0xFFFD };

/* The character at text[0..length), and how many bytes it takes; bad bytes one at a time. */
static uint32_t decode(const char *text, size_t length, uint32_t *size) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const unsigned char *bytes = (const unsigned char *)text;
  unsigned char first = bytes[0];
  *size = 1;
  if (first < 0x80) return first;
  uint32_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  if (more == 0 || more >= length || first > 0xF4) return REPLACEMENT;
  uint32_t character = first & (0x3Fu >> more);
  for (uint32_t i = 1; i <= more; i++) {
    if ((bytes[i] & 0xC0) != 0x80) return REPLACEMENT;
    character = character << 6 | (bytes[i] & 0x3Fu);
  }
  int surrogate = character >= 0xD800 && character <= 0xDFFF;
  if (character < least[more + 1] || surrogate || character > 0x10FFFF) return REPLACEMENT;
  *size = more + 1;
  return character;
}

uint32_t diag_bad_byte(Text text) {
  uint32_t at = 0, size;
  while (at < text.length) {
    uint32_t character = decode(text.bytes + at, text.length - at, &size);
    if (character == 0 || (character == REPLACEMENT && size == 1)) break;
    at += size;
  }
  return at;
}

/* Reorders, hides or moves what a terminal shows, so it must not be shown. */
static int is_treacherous(uint32_t c) {
  int control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  int direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x61C;
  int invisible = (c >= 0x200B && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
  return control || direction || invisible;
}

static uint32_t cells_of(uint32_t c) {
  int combining = (c >= 0x300 && c <= 0x36F) || (c >= 0xFE00 && c <= 0xFE0F);
  int wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
             (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
             (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
             (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return combining ? 0 : wide ? 2 : 1;
}

/* ---- for people ---- */

typedef struct {
  const Diagnostics *diagnostics;
  FILE *out;
  int color;
  int margin; /* width of the line numbers */
} Human;

static const char *const RED = "\033[1;31m", *const YELLOW = "\033[1;33m",
                         *const BLUE = "\033[1;34m", *const GREEN = "\033[1;32m",
                         *const BOLD = "\033[1m", *const PLAIN = "\033[0m";

static void paint(const Human *human, const char *color) {
  if (human->color) fputs(color, human->out);
}

/* Writes bytes as a terminal may show them; returns the cells they take. Tabs are two blanks. */
static uint32_t write_shown(FILE *out, const char *bytes, size_t length) {
  uint32_t cells = 0, size;
  for (size_t i = 0; i < length; i += size) {
    uint32_t character = decode(bytes + i, length - i, &size);
    if (character == '\t') {
      if (out) fputs("  ", out);
      cells += 2;
    } else if (character == REPLACEMENT || is_treacherous(character)) {
      if (out) fputs("\xEF\xBF\xBD", out);
      cells += 1;
    } else {
      if (out) fwrite(bytes + i, 1, size, out);
      cells += cells_of(character);
    }
  }
  return cells;
}

static void write_text(FILE *out, Text text) {
  write_shown(out, text.bytes, text.length);
}

static void write_repeated(FILE *out, char byte, uint32_t times) {
  while (times--) fputc(byte, out);
}

static void write_margin(const Human *human, uint32_t line, char mark) {
  paint(human, BLUE);
  if (line) fprintf(human->out, "%*u %c", human->margin, (unsigned)line, mark);
  else fprintf(human->out, "%*s %c", human->margin, "", mark);
  paint(human, PLAIN);
}

/* The part of one line that is shown, as byte offsets into the file. */
typedef struct {
  uint32_t start, end;  /* shown */
  uint32_t from, to;    /* underlined, within it */
  uint32_t line;
  int cut_left, cut_right;
} Window;

enum { BEFORE_SPAN = 90, AFTER_SPAN = 90, LONGEST_UNDERLINE = 120 };

static int inside_character(Text text, uint32_t offset) {
  return offset < text.length && ((unsigned char)text.bytes[offset] & 0xC0) == 0x80;
}

static Window window_of(const Human *human, Span span) {
  const Sources *sources = human->diagnostics->sources;
  Text text = sources->files[span.file].text;
  Window window = {0};
  window.line = source_position(sources, span.file, span.start).line;
  Text line = source_line(sources, span.file, window.line);
  uint32_t first = (uint32_t)(line.bytes - text.bytes), last = first + line.length;
  window.from = span.start < last ? span.start : last;
  window.to = span.end < last ? span.end : last;
  if (window.to < window.from) window.to = window.from;
  if (window.to - window.from > LONGEST_UNDERLINE) window.to = window.from + LONGEST_UNDERLINE;
  window.start = window.from - first > BEFORE_SPAN ? window.from - BEFORE_SPAN : first;
  window.end = last - window.to > AFTER_SPAN ? window.to + AFTER_SPAN : last;
  while (window.start < window.from && inside_character(text, window.start)) window.start++;
  while (window.to < last && inside_character(text, window.to)) window.to++;
  while (window.end < last && inside_character(text, window.end)) window.end++;
  if (window.end < window.to) window.end = window.to;
  window.cut_left = window.start > first;
  window.cut_right = window.end < last;
  return window;
}

static void write_source_line(const Human *human, Window window, Text text) {
  write_margin(human, window.line, '|');
  fputs(window.cut_left ? " ..." : " ", human->out);
  write_shown(human->out, text.bytes + window.start, window.end - window.start);
  fputs(window.cut_right ? "...\n" : "\n", human->out);
}

static void write_snippet(const Human *human, DiagnosticSpan place, char underline,
                          const char *color) {
  Text text = human->diagnostics->sources->files[place.span.file].text;
  Window window = window_of(human, place.span);
  write_source_line(human, window, text);
  write_margin(human, 0, '|');
  uint32_t before = write_shown(NULL, text.bytes + window.start, window.from - window.start);
  uint32_t width = write_shown(NULL, text.bytes + window.from, window.to - window.from);
  write_repeated(human->out, ' ', 1 + before + (window.cut_left ? 3 : 0));
  paint(human, color);
  write_repeated(human->out, underline, width ? width : 1);
  if (place.label.length) fputc(' ', human->out);
  write_text(human->out, place.label);
  paint(human, PLAIN);
  fputc('\n', human->out);
}

static void write_place(const Human *human, Span span, const char *arrow) {
  const Sources *sources = human->diagnostics->sources;
  Position position = source_position(sources, span.file, span.start);
  fprintf(human->out, "%*s", human->margin, "");
  paint(human, BLUE);
  fputs(arrow, human->out);
  paint(human, PLAIN);
  fputc(' ', human->out);
  write_text(human->out, sources->files[span.file].path);
  fprintf(human->out, ":%u:%u\n", (unsigned)position.line, (unsigned)position.column);
}

static void write_empty_margin(const Human *human) {
  write_margin(human, 0, '|');
  fputc('\n', human->out);
}

/* A place of the same file as the one shown before needs no path again. */
static void write_others(const Human *human, const Diagnostic *diagnostic) {
  uint16_t file = diagnostic->primary.span.file;
  for (uint32_t i = 0; i < diagnostic->others.count; i++) {
    const DiagnosticSpan *other = diagnostic->others.items[i];
    if (other->span.file == file) {
      paint(human, BLUE);
      fprintf(human->out, "%*s...\n", human->margin - 1, "");
      paint(human, PLAIN);
    } else {
      write_place(human, other->span, ":::");
      write_empty_margin(human);
    }
    file = other->span.file;
    write_snippet(human, *other, '-', BLUE);
  }
}

static void write_remark(const Human *human, const char *word, const char *color, Text text) {
  fprintf(human->out, "%*s ", human->margin, "");
  paint(human, BLUE);
  fputs("= ", human->out);
  paint(human, color);
  fputs(word, human->out);
  paint(human, PLAIN);
  fputc(' ', human->out);
  const char *line = text.bytes, *end = text.bytes + text.length;
  while (line < end) { /* a remark's further lines stand below its first */
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    if (!stop) stop = end;
    write_shown(human->out, line, (size_t)(stop - line));
    line = stop + 1;
    if (line < end) fprintf(human->out, "\n%*s", human->margin + 4 + (int)strlen(word), "");
  }
  fputc('\n', human->out);
}

static void write_remarks(const Human *human, const List *texts, const char *word,
                          const char *color) {
  for (uint32_t i = 0; i < texts->count; i++) {
    write_remark(human, word, color, *(const Text *)texts->items[i]);
  }
}

static int compare_fixes(const void *first, const void *second) {
  const DiagnosticFix *a = *(DiagnosticFix *const *)first, *b = *(DiagnosticFix *const *)second;
  return compare_numbers(a->span.start, b->span.start);
}

/* All edits of one repair are shown together as the line that they make; only if they all stand
 * on one line, and that is short enough to be read. */
static int fixes_fit_on_line(const Human *human, const Diagnostic *diagnostic, Window *window) {
  const List *fixes = &diagnostic->fixes;
  if (fixes->count == 0 || fixes->count > 16) return 0;
  const DiagnosticFix *first = fixes->items[0];
  *window = window_of(human, (Span){first->span.start, first->span.start, first->span.file});
  if (window->cut_left || window->cut_right) return 0;
  for (uint32_t i = 0; i < fixes->count; i++) {
    const DiagnosticFix *fix = fixes->items[i];
    int inside = fix->span.file == first->span.file && fix->span.start >= window->start &&
                 fix->span.end <= window->end && fix->span.start <= fix->span.end;
    if (!inside) return 0;
  }
  return 1;
}

/* What a fix puts in, each of its lines on one of its own. */
static void write_replacement(const Human *human, Text replacement, uint32_t *line) {
  for (;;) {
    const char *end = memchr(replacement.bytes, '\n', replacement.length);
    uint32_t length = end ? (uint32_t)(end - replacement.bytes) : replacement.length;
    paint(human, GREEN);
    write_text(human->out, (Text){replacement.bytes, length});
    paint(human, PLAIN);
    if (!end) return;
    fputc('\n', human->out);
    write_margin(human, ++*line, '+');
    fputc(' ', human->out);
    replacement = (Text){end + 1, replacement.length - length - 1};
  }
}

static void write_fixes(const Human *human, const Diagnostic *diagnostic) {
  const DiagnosticFix *sorted[16];
  Window window;
  if (!fixes_fit_on_line(human, diagnostic, &window)) return;
  uint32_t count = diagnostic->fixes.count, at = window.start;
  for (uint32_t i = 0; i < count; i++) sorted[i] = diagnostic->fixes.items[i];
  qsort(sorted, count, sizeof *sorted, compare_fixes);
  Text text = human->diagnostics->sources->files[sorted[0]->span.file].text;
  write_empty_margin(human);
  write_margin(human, window.line, '+');
  fputc(' ', human->out);
  for (uint32_t i = 0; i < count; i++) {
    if (sorted[i]->span.start < at) continue; /* overlaps the one before */
    write_shown(human->out, text.bytes + at, sorted[i]->span.start - at);
    write_replacement(human, sorted[i]->replacement, &window.line);
    at = sorted[i]->span.end;
  }
  write_shown(human->out, text.bytes + at, window.end - at);
  fputc('\n', human->out);
}

static int digits_of(uint32_t number) {
  int digits = 1;
  for (; number >= 10; number /= 10) digits++;
  return digits;
}

static int margin_of(const Diagnostics *diagnostics, const Diagnostic *diagnostic) {
  Span span = diagnostic->primary.span;
  uint32_t line = source_position(diagnostics->sources, span.file, span.start).line;
  for (uint32_t i = 0; i < diagnostic->others.count; i++) {
    span = ((const DiagnosticSpan *)diagnostic->others.items[i])->span;
    uint32_t other = source_position(diagnostics->sources, span.file, span.start).line;
    if (other > line) line = other;
  }
  return digits_of(line);
}

static void render_one(const Human *human, const Diagnostic *diagnostic) {
  int error = diagnostic->severity == SEVERITY_ERROR;
  const char *color = error ? RED : YELLOW;
  paint(human, color);
  fprintf(human->out, "%s[%s]", error ? "error" : "warning", diagnostic->code.bytes);
  paint(human, PLAIN);
  paint(human, BOLD);
  fputs(": ", human->out);
  write_text(human->out, diagnostic->title);
  paint(human, PLAIN);
  fputc('\n', human->out);
  write_place(human, diagnostic->primary.span, "-->");
  write_empty_margin(human);
  write_snippet(human, diagnostic->primary, '^', color);
  write_others(human, diagnostic);
  if (diagnostic->notes.count || diagnostic->help.count) write_empty_margin(human);
  write_remarks(human, &diagnostic->notes, "note:", BOLD);
  write_remarks(human, &diagnostic->help, "help:", GREEN);
  write_fixes(human, diagnostic);
  fputc('\n', human->out);
}

void diag_render_human(const Diagnostics *diagnostics, FILE *out, int color) {
  for (uint32_t i = 0; i < diagnostics->all.count; i++) {
    const Diagnostic *diagnostic = diagnostics->all.items[i];
    Human human = {diagnostics, out, color, margin_of(diagnostics, diagnostic)};
    render_one(&human, diagnostic);
  }
}

/* ---- for programs ---- */

static void json_text(FILE *out, Text text) {
  uint32_t size;
  fputc('"', out);
  for (uint32_t i = 0; i < text.length; i += size) {
    uint32_t character = decode(text.bytes + i, text.length - i, &size);
    if (character == '"' || character == '\\') fprintf(out, "\\%c", (int)character);
    else if (character == '\n') fputs("\\n", out);
    else if (character == REPLACEMENT) fputs("\\ufffd", out);
    else if (character < 0x10000 && is_treacherous(character))
      fprintf(out, "\\u%04x", (unsigned)character);
    else fwrite(text.bytes + i, 1, size, out);
  }
  fputc('"', out);
}

static void json_key(FILE *out, const char *key) {
  fprintf(out, ",\"%s\":", key);
}

static void json_place(const Diagnostics *diagnostics, FILE *out, const DiagnosticSpan *place) {
  const Sources *sources = diagnostics->sources;
  Span span = place->span;
  Position start = source_position(sources, span.file, span.start);
  Position end = source_position(sources, span.file, span.end);
  fputs("\"file\":", out);
  json_text(out, sources->files[span.file].path);
  fprintf(out, ",\"line\":%u,\"column\":%u", (unsigned)start.line, (unsigned)start.column);
  fprintf(out, ",\"end_line\":%u,\"end_column\":%u", (unsigned)end.line, (unsigned)end.column);
  json_key(out, "label");
  json_text(out, place->label);
}

static void json_texts(FILE *out, const char *key, const List *texts) {
  json_key(out, key);
  fputc('[', out);
  for (uint32_t i = 0; i < texts->count; i++) {
    if (i) fputc(',', out);
    json_text(out, *(const Text *)texts->items[i]);
  }
  fputc(']', out);
}

static void json_spans(const Diagnostics *diagnostics, FILE *out, const List *spans) {
  json_key(out, "spans");
  fputc('[', out);
  for (uint32_t i = 0; i < spans->count; i++) {
    fputs(i ? ",{" : "{", out);
    json_place(diagnostics, out, spans->items[i]);
    fputc('}', out);
  }
  fputc(']', out);
}

static void json_fixes(const Diagnostics *diagnostics, FILE *out, const List *fixes) {
  json_key(out, "fixes");
  fputc('[', out);
  for (uint32_t i = 0; i < fixes->count; i++) {
    const DiagnosticFix *fix = fixes->items[i];
    fputs(i ? ",{\"file\":" : "{\"file\":", out);
    json_text(out, diagnostics->sources->files[fix->span.file].path);
    fprintf(out, ",\"start\":%u,\"end\":%u", (unsigned)fix->span.start, (unsigned)fix->span.end);
    json_key(out, "replacement");
    json_text(out, fix->replacement);
    fprintf(out, ",\"safe\":%s}", fix->safe ? "true" : "false");
  }
  fputc(']', out);
}

static void json_one(const Diagnostics *diagnostics, FILE *out, const Diagnostic *diagnostic) {
  int error = diagnostic->severity == SEVERITY_ERROR;
  fputs("{\"code\":", out);
  json_text(out, diagnostic->code);
  fprintf(out, ",\"severity\":\"%s\",\"title\":", error ? "error" : "warning");
  json_text(out, diagnostic->title);
  fputc(',', out);
  json_place(diagnostics, out, &diagnostic->primary);
  json_spans(diagnostics, out, &diagnostic->others);
  json_texts(out, "notes", &diagnostic->notes);
  json_texts(out, "help", &diagnostic->help);
  json_fixes(diagnostics, out, &diagnostic->fixes);
  fprintf(out, ",\"fingerprint\":\"%016llx\"}\n", (unsigned long long)diagnostic->fingerprint);
}

void diag_render_json(const Diagnostics *diagnostics, FILE *out) {
  for (uint32_t i = 0; i < diagnostics->all.count; i++) {
    json_one(diagnostics, out, diagnostics->all.items[i]);
  }
}
