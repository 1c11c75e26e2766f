/* What the compiler tells a person. One structure, several renderers (terminal and JSON now; SARIF,
 * GitHub annotations and Markdown later). A code is never reused; every code has a page in
 * spec/diagnostics. Messages are for a marketing operations manager: what is wrong, where, what was
 * expected, what to write instead. */
#ifndef MOPS_DIAG_H
#define MOPS_DIAG_H

#include <stdio.h>

#include "compiler/source.h"

typedef enum { SEVERITY_ERROR, SEVERITY_WARNING } Severity;

typedef struct {
  Span span;
  Text label; /* makes sense alone */
} DiagnosticSpan;

typedef struct {
  Span span;        /* what to replace (empty: insert) */
  Text replacement;
  int safe;         /* the meaning is proved unchanged */
} DiagnosticFix;

typedef struct {
  Text code;        /* "E0201" */
  Severity severity;
  Text title;       /* stands alone */
  DiagnosticSpan primary;
  List others;      /* of DiagnosticSpan: further places, another file allowed */
  List notes;       /* of Text: facts */
  List help;        /* of Text: what to do */
  List fixes;       /* of DiagnosticFix */
  uint64_t fingerprint; /* of code, title and the primary span's text: stable when lines move */
} Diagnostic;

typedef struct {
  Arena *arena;
  Sources *sources;
  List all; /* of Diagnostic, in the order reported */
  uint32_t errors, warnings;
} Diagnostics;

/* Report one mistake. label may be NULL. The result takes notes, help and fixes; given NULL, those
 * functions do nothing, for a caller that decided not to report. All fixes of one diagnostic
 * belong together. */
Diagnostic *diag_error(Diagnostics *diagnostics, const char *code, Span span, const char *label,
                       const char *title, ...) __attribute__((format(printf, 5, 6)));
Diagnostic *diag_warning(Diagnostics *diagnostics, const char *code, Span span, const char *label,
                         const char *title, ...) __attribute__((format(printf, 5, 6)));
void diag_span(Diagnostics *diagnostics, Diagnostic *diagnostic, Span span, const char *label, ...)
    __attribute__((format(printf, 4, 5)));
void diag_note(Diagnostics *diagnostics, Diagnostic *diagnostic, const char *note, ...)
    __attribute__((format(printf, 3, 4)));
void diag_help(Diagnostics *diagnostics, Diagnostic *diagnostic, const char *help, ...)
    __attribute__((format(printf, 3, 4)));
void diag_fix(Diagnostics *diagnostics, Diagnostic *diagnostic, Span span, Text replacement,
              int safe);

/* Where a text stops being UTF-8 without NUL; its length if it doesn't. */
uint32_t diag_bad_byte(Text text);

/* Sorts by file and place (stable), so that the output never depends on the order of checking. */
void diag_sort(Diagnostics *diagnostics);

void diag_render_human(const Diagnostics *diagnostics, FILE *out, int color);
void diag_render_json(const Diagnostics *diagnostics, FILE *out);

#endif
