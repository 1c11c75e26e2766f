/* The helpers that every part of the checker uses: declaring names, suggesting near ones, and
 * speaking about types. */
#include "compiler/checker.h"

#include "compiler/literal.h"

static int is_reserved(Text name) {
  return text_is(name, "any") || text_is(name, "activity") || text_is(name, "assigned") ||
         text_is(name, "tick");
}

int checker_is_repaired(const Checker *checker, Span span) {
  for (uint32_t i = 0; i < checker->syntax_errors; i++) { /* few are ever reported: mistake.h */
    const Diagnostic *diagnostic = checker->diagnostics->all.items[i];
    Span mistake = diagnostic->primary.span;
    int meets = mistake.start <= span.end && mistake.end >= span.start;
    if (mistake.file == span.file && meets) return 1;
  }
  return 0;
}

int checker_is_library(const Checker *checker, const Node *node) {
  return checker->diagnostics->sources->files[node->span.file].is_library;
}

Text checker_written(const Checker *checker, Span span) {
  Text whole = checker->diagnostics->sources->files[span.file].text;
  return (Text){whole.bytes + span.start, span.end - span.start};
}

uint32_t checker_mistakes(const Checker *checker) {
  return checker->diagnostics->errors + checker->unknown_reads;
}

void checker_note_read(Checker *checker, Dependent *read) {
  read->is_read = 1;
  if (checker->reader) list_add(checker->arena, &checker->reader->reads, read);
}

void checker_note_name(Checker *checker, NameKind kind, Text name) {
  symbols_add(checker->arena, &checker->names_read[kind], name, NULL, (Span){0});
}

void checker_refuse_name(Checker *checker, const char *kind, const Node *node) {
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0209", node->name_span, "has a meaning of its own",
                 "`%.*s` can't be declared", SHOW(node->name));
  diag_help(checker->diagnostics, diagnostic, "give the %s another name, such as `%.*s_%s`", kind,
            SHOW(node->name), kind);
}

int checker_declare(Checker *checker, Symbols *symbols, const char *kind, const Node *node,
                    void *value) {
  if (node->name.length == 0) return 0; /* the parser has spoken */
  if (is_reserved(node->name)) {
    checker_refuse_name(checker, kind, node);
    return 0;
  }
  const Symbol *first = symbols_add(checker->arena, symbols, node->name, value, node->name_span);
  if (first == NULL) return 1;
  if (checker_is_library(checker, node)) return 0;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0208", node->name_span, "declared again here",
                 "%s `%.*s` is declared twice", kind, SHOW(node->name));
  diag_span(checker->diagnostics, diagnostic, first->span, "first declared here");
  diag_help(checker->diagnostics, diagnostic, "rename or remove one of the two");
  return 0;
}

/* More unknown names than this in one file, and nearness no longer helps anyone. */
enum { SUGGESTION_LIMIT = 200 };

Nearest checker_nearest(Checker *checker, Text wanted, const Symbols *same_kind) {
  Nearest nearest = nearest_start(wanted);
  if (checker->suggestions < SUGGESTION_LIMIT && same_kind) symbols_offer(same_kind, &nearest);
  return nearest;
}

int checker_may_suggest(Checker *checker) {
  return checker->suggestions++ < SUGGESTION_LIMIT;
}

int checker_suggest(Checker *checker, Diagnostic *diagnostic, Span span, const Nearest *nearest) {
  checker->suggestions++;
  Text best = nearest_best(nearest);
  if (best.length == 0) return 0;
  diag_help(checker->diagnostics, diagnostic, "did you mean `%.*s`?", SHOW(best));
  diag_fix(checker->diagnostics, diagnostic, span, best, 0);
  return 1;
}

Text checker_names(Checker *checker, const Symbols *symbols) {
  Text names = text_of("");
  for (uint32_t i = 0; i < symbols->count && i < 8; i++)
    names = text_format(checker->arena, "%.*s%s%.*s", SHOW(names), i ? ", " : "",
                        SHOW(symbols->entries[i].name));
  if (symbols->count > 8) names = text_format(checker->arena, "%.*s, …", SHOW(names));
  return names;
}

Text type_describe(Checker *checker, Type type) {
  switch (type.kind) {
  case TYPE_FLAG: return text_of("yes or no");
  case TYPE_INT: return text_of("a whole number");
  case TYPE_DECIMAL: return text_of("a decimal number");
  case TYPE_TEXT: return text_of("a text");
  case TYPE_EMAIL: return text_of("an email address");
  case TYPE_DOMAIN: return text_of("a domain");
  case TYPE_URL: return text_of("a url");
  case TYPE_ENUM: /* "a rep" */
    return text_format(checker->arena, type.enumeration->unordered ? "a %.*s" : "a member of %.*s",
                       SHOW(type.enumeration->name));
  case TYPE_POINTS: return text_of("a number of points");
  case TYPE_DURATION: return text_of("a length of time");
  case TYPE_STAGE: return text_of("a stage");
  case TYPE_DATE: return text_of("a date");
  case TYPE_INSTANT: return text_of("an instant");
  case TYPE_PERCENT: return text_of("a percentage");
  case TYPE_MONEY:
    return text_format(checker->arena, "an amount in %.*s", SHOW(type.enumeration->name));
  default: return text_of("something unknown");
  }
}

int type_is_text(TypeKind kind) {
  return kind == TYPE_TEXT || kind == TYPE_EMAIL || kind == TYPE_DOMAIN || kind == TYPE_URL;
}

int type_agrees(Type a, Type b) {
  if (a.kind == TYPE_ERROR || b.kind == TYPE_ERROR) return 1;
  return a.kind == b.kind && a.enumeration == b.enumeration;
}

int64_t type_scale(TypeKind kind) {
  switch (kind) {
  case TYPE_INT: return 1;
  case TYPE_DECIMAL:
  case TYPE_PERCENT:
  case TYPE_MONEY:
  case TYPE_POINTS: return POINT;
  default: return 0;
  }
}

int type_is_quantity(TypeKind kind) {
  return type_scale(kind) != 0 || kind == TYPE_DURATION;
}

Text type_show(Checker *checker, TypeKind kind, int64_t value) {
  if (kind == TYPE_DURATION) return literal_show_duration(checker->arena, value);
  return literal_show(checker->arena, value, type_scale(kind) ? type_scale(kind) : 1);
}

Type type_of(TypeKind kind) {
  Type type = {.kind = kind};
  switch (kind) {
  case TYPE_FLAG: type.high = 1; break;
  case TYPE_INT:
  case TYPE_DECIMAL:
  case TYPE_PERCENT:
  case TYPE_MONEY:
  case TYPE_POINTS:
    type.high = NUMBER_BOUND * type_scale(kind);
    type.low = -type.high;
    break;
  case TYPE_TEXT:
  case TYPE_EMAIL:
  case TYPE_DOMAIN: type.max_length = TEXT_LENGTH; break;
  case TYPE_URL: type.max_length = URL_LENGTH; break;
  case TYPE_DURATION: type.high = DURATION_MAX; break;
  case TYPE_DATE:
    type.low = DATE_LOW;
    type.high = DATE_HIGH;
    break;
  case TYPE_INSTANT:
    type.low = DATE_LOW * INT64_C(86400000);
    type.high = (DATE_HIGH + 1) * INT64_C(86400000) - 1;
    break;
  default: break;
  }
  return type;
}

Diagnostic *checker_refuse(Checker *checker, const char *code, Span span, const char *label,
                           const char *title, const char *help) {
  Diagnostic *diagnostic = diag_error(checker->diagnostics, code, span, label, "%s", title);
  diag_help(checker->diagnostics, diagnostic, "%s", help);
  return diagnostic;
}
