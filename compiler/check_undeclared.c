/* What was meant by the name of an event, stage, party, member or type that nobody declared: a
 * declaration that is misspelled or did not parse, something near, another kind of thing. */
#include "compiler/check_undeclared.h"

#include <string.h>

#include "compiler/check.h"
#include "compiler/check_record.h"

typedef struct {
  NameKind kind;
  const EnumerationScope *enumeration; /* NAME_MEMBER */
  Text name;
  List places; /* of Span */
  Span first;  /* of the places, in the order of the file */
  int in_move; /* the first is what an `on` move waits for */
} Undeclared;

/* One row for each kind. */
static const struct {
  const char *code, *label, *title; /* of title: the name, then the enum's */
  const char *noun;                 /* NULL: its name comes from outside, so the reader is wrong */
  const char *words[2];             /* what a declaration begins with */
} kinds[NAME_KINDS] = {
    [NAME_EVENT] = {"E0203", "unknown event", "there is no event `%.*s`", "event", {"event"}},
    [NAME_STAGE] = {"E0204", "unknown stage", "there is no stage `%.*s`", "stage", {"stage"}},
    [NAME_MEMBER] = {"E0205", "no such member", "`%.*s` is not a member of %.*s", NULL, {NULL}},
    [NAME_PARTY] =
        {"E0206", "is not listed", "`%.*s` is not a party of this agreement", "party", {"parties"}},
    [NAME_TYPE] = {"E0202", "unknown type", "there is no type `%.*s`", "type", {"enum", "record"}},
};

/* ---- noting ---------------------------------------------------------------------------------- */

static int is_before(Span a, Span b) {
  return a.file != b.file ? a.file < b.file : a.start < b.start;
}

void check_undeclared(Checker *checker, NameKind kind, const EnumerationScope *enumeration,
                      Text name, Span span) {
  Arena *arena = checker->arena;
  Text owner = enumeration ? enumeration->model.name : text_of("");
  Text key = text_format(arena, "%d %.*s %.*s", (int)kind, SHOW(owner), SHOW(name));
  Undeclared *undeclared = symbols_value(&checker->undeclared, key);
  if (undeclared == NULL) {
    undeclared = arena_take(arena, sizeof *undeclared);
    *undeclared =
        (Undeclared){.kind = kind, .enumeration = enumeration, .name = name, .first = span};
    symbols_add(arena, &checker->undeclared, key, undeclared, span);
  }
  Span *place = arena_take(arena, sizeof *place);
  *place = span;
  list_add(arena, &undeclared->places, place);
  if (!is_before(undeclared->first, span)) {
    undeclared->first = span;
    undeclared->in_move = checker->in_move;
  }
  checker->unknown_reads++;
}

/* ---- a declaration that did not parse -------------------------------------------------------- */

static int is_name_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_';
}

/* Where the word next stands at or after a position; the text's length when nowhere. */
static uint32_t find_word(Text text, Text word, uint32_t from) {
  for (uint32_t i = from; i + word.length <= text.length; i++) {
    const char *first = memchr(text.bytes + i, word.bytes[0], text.length - i);
    if (first == NULL) break;
    i = (uint32_t)(first - text.bytes);
    uint32_t end = i + word.length;
    if (end <= text.length && memcmp(first, word.bytes, word.length) == 0 &&
        (i == 0 || !is_name_byte(text.bytes[i - 1])) &&
        (end == text.length || !is_name_byte(text.bytes[end])))
      return i;
  }
  return text.length;
}

static int has_word(Text text, Text word) {
  return find_word(text, word, 0) < text.length;
}

/* `stage mql` stands somewhere. */
static int text_declares(Text text, Text word, Text name) {
  for (uint32_t i = find_word(text, word, 0); i < text.length; i = find_word(text, word, i + 1)) {
    uint32_t next = i + word.length;
    while (next < text.length && text.bytes[next] == ' ') next++;
    uint32_t end = next + name.length;
    if (end <= text.length && has_word((Text){text.bytes + next, name.length}, name) &&
        (end == text.length || !is_name_byte(text.bytes[end])))
      return 1;
  }
  return 0;
}

static Text file_text(const Checker *checker, Span span) {
  return checker->diagnostics->sources->files[span.file].text;
}

static Text line_of(const Checker *checker, Span span) {
  Text text = file_text(checker, span);
  uint32_t start = span.start, end = span.start;
  while (start > 0 && text.bytes[start - 1] != '\n') start--;
  while (end < text.length && text.bytes[end] != '\n') end++;
  return (Text){text.bytes + start, end - start};
}

static int fix_declares(const Diagnostic *mistake, Text name) {
  for (uint32_t i = 0; i < mistake->fixes.count; i++)
    if (has_word(((const DiagnosticFix *)mistake->fixes.items[i])->replacement, name)) return 1;
  return 0;
}

/* A syntax mistake stands in a line that begins a declaration, and the name in what is to be
 * written instead; of a list, beside it. */
static int mistake_declares(const Checker *checker, const Diagnostic *mistake, Text word,
                            Text name) {
  Text line = line_of(checker, mistake->primary.span);
  int is_listed = text_is(word, "parties") && has_word(line, name);
  return has_word(line, word) && (is_listed || fix_declares(mistake, name));
}

int check_may_be_member(const Checker *checker, const EnumerationScope *enumeration, Text name) {
  const Node *node = enumeration->node;
  if (enumeration->model.members.count == 0) return 1; /* which was reported */
  if (node == NULL) return checker->syntax_errors > 0; /* stages, scores: one may not have parsed */
  return (node->flags & FLAG_BROKEN) && name.length &&
         has_word(checker_written(checker, node->span), name);
}

/* words: what the declaration begins with; at most two. */
static int words_declare(const Checker *checker, const char *const *words, Text name, Text text) {
  for (int i = 0; i < 2 && words[i]; i++) {
    Text word = text_of(words[i]);
    if (text_declares(text, word, name)) return 1;
    for (uint32_t k = 0; k < checker->syntax_errors; k++)
      if (mistake_declares(checker, checker->diagnostics->all.items[k], word, name)) return 1;
  }
  return 0;
}

static int may_be_declared(const Checker *checker, const Undeclared *undeclared) {
  return checker->syntax_errors &&
         words_declare(checker, kinds[undeclared->kind].words, undeclared->name,
                       file_text(checker, undeclared->first));
}

/* `employees int 0..5 up`: a field, of which only the line is left. */
static int begins_line(Text line, Text name) {
  uint32_t start = 0;
  while (start < line.length && (line.bytes[start] == ' ' || line.bytes[start] == '\t')) start++;
  return start < line.length && find_word(line, name, 0) == start;
}

int check_may_be_value(const Checker *checker, Text path, Span place) {
  static const char *const words[2] = {"define", "score"};
  const char *dot = memchr(path.bytes, '.', path.length);
  Text name = {path.bytes, dot ? (uint32_t)(dot - path.bytes) : path.length};
  Text text = file_text(checker, place);
  if (checker->syntax_errors == 0) return 0;
  if (text_is(name, "stage")) return !checker->stages.count && has_word(text, text_of("owned"));
  for (uint32_t i = 0; i < checker->syntax_errors; i++) {
    const Diagnostic *mistake = checker->diagnostics->all.items[i];
    if (begins_line(line_of(checker, mistake->primary.span), name) || fix_declares(mistake, name))
      return 1;
  }
  return words_declare(checker, words, name, text);
}

/* ---- a misspelled declaration ---------------------------------------------------------------- */

static const Symbol *declaration(const Checker *checker, NameKind kind, Text name) {
  const Symbol *record = kind == NAME_TYPE ? symbols_find(&checker->records, name) : NULL;
  switch (kind) {
  case NAME_EVENT: return symbols_find(&checker->events, name);
  case NAME_STAGE: return symbols_find(&checker->stages, name);
  case NAME_PARTY: return symbols_find(&checker->parties, name);
  case NAME_TYPE: return record ? record : symbols_find(&checker->enumerations, name);
  default: return NULL;
  }
}

/* A name that is read again and again, and a declaration of nearly that name that nobody reads: the
 * mistake is in the declaration. A member's name comes from outside, so it stays. */
static int report_declaration(Checker *checker, const Undeclared *undeclared, Text nearest) {
  NameKind kind = undeclared->kind;
  uint32_t count = undeclared->places.count;
  if (count < 2 || kinds[kind].noun == NULL || nearest.length == 0) return 0;
  const Symbol *declared = declaration(checker, kind, nearest);
  if (declared == NULL || declared->span.file != undeclared->first.file ||
      symbols_find(&checker->names_read[kind], nearest))
    return 0;
  Diagnostics *diagnostics = checker->diagnostics;
  Diagnostic *diagnostic =
      diag_error(diagnostics, kinds[kind].code, declared->span, "is this name misspelled?",
                 "no one reads %s `%.*s`, but `%.*s` is read at %u places", kinds[kind].noun,
                 SHOW(nearest), SHOW(undeclared->name), count);
  diag_span(diagnostics, diagnostic, undeclared->first, "the first of them");
  diag_help(diagnostics, diagnostic, "did you mean `%.*s`?", SHOW(undeclared->name));
  diag_fix(diagnostics, diagnostic, declared->span, undeclared->name, 0);
  return 1;
}

/* ---- what to write --------------------------------------------------------------------------- */

/* The name that a line declares with a word, or empty. */
static Text declared_on(Text line, Text word) {
  if (line.length <= word.length + 1 || memcmp(line.bytes, word.bytes, word.length) != 0 ||
      line.bytes[word.length] != ' ')
    return text_of("");
  Text name = {line.bytes + word.length + 1, 0};
  while (name.bytes + name.length < line.bytes + line.length &&
         !strchr(" (", name.bytes[name.length]))
    name.length++;
  return name;
}

void check_offer_library(const Checker *checker, const char *word, Nearest *nearest) {
  const Sources *sources = checker->diagnostics->sources;
  for (uint16_t file = 0; file < sources->count; file++)
    for (uint32_t i = 1; sources->files[file].is_library && i <= sources->files[file].line_count;
         i++) {
      Text name = declared_on(source_line(sources, file, i), text_of(word));
      if (name.length) nearest_offer(nearest, name);
    }
}

/* `UK` is how an enum spells its member `GB` outside: that is meant, however near another may be. */
static Text member_spelled(Checker *checker, const Undeclared *undeclared) {
  const Member *member =
      undeclared->enumeration
          ? check_member_spelled(checker, undeclared->enumeration, undeclared->name)
          : NULL;
  return member ? member->name : text_of("");
}

static Text nearest_name(Checker *checker, const Undeclared *undeclared) {
  Text spelled = member_spelled(checker, undeclared);
  if (spelled.length) return spelled;
  const Symbols *symbols[NAME_KINDS] = {[NAME_EVENT] = &checker->events,
                                        [NAME_STAGE] = &checker->stages,
                                        [NAME_PARTY] = &checker->parties,
                                        [NAME_TYPE] = &checker->enumerations};
  if (undeclared->enumeration) symbols[NAME_MEMBER] = &undeclared->enumeration->members;
  Nearest nearest = checker_nearest(checker, undeclared->name, symbols[undeclared->kind]);
  if (undeclared->kind == NAME_EVENT) nearest_offer(&nearest, text_of("activity"));
  if (undeclared->kind == NAME_TYPE) check_offer_types(checker, &nearest);
  for (int k = 0; k < 2 && kinds[undeclared->kind].words[k]; k++)
    check_offer_library(checker, kinds[undeclared->kind].words[k], &nearest);
  return nearest_best(&nearest);
}

const char *check_library_with(const char *word, Text name) {
  static const char *const parts[] = {"std.b2b"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    size_t length = 0;
    const char *bytes = library_find(text_of(parts[i]), &length);
    Text text = {bytes, (uint32_t)length};
    if (bytes && text_declares(text, text_of(word), name)) return parts[i];
  }
  return NULL;
}

/* The part of the library that declares the type or event, or NULL. */
static const char *library_with(NameKind kind, Text name) {
  const char *part = NULL;
  for (int k = 0; !part && k < 2 && kinds[kind].words[k]; k++)
    part = check_library_with(kinds[kind].words[k], name);
  return part;
}

/* `on nurture`: it is plain what was meant, and nothing near is asked for. */
static int is_stage(const Checker *checker, const Undeclared *undeclared) {
  return undeclared->kind == NAME_EVENT && symbols_find(&checker->stages, undeclared->name);
}

/* `on icp`: a condition, and what is waited for is the instant at which it turns true. */
static int is_definition(const Checker *checker, const Undeclared *undeclared) {
  return undeclared->kind == NAME_EVENT &&
         symbols_find(&checker->definitions, undeclared->name) != NULL;
}

static void help_event(Checker *checker, Diagnostic *diagnostic, const Undeclared *undeclared) {
  if (is_definition(checker, undeclared))
    diag_help(
        checker->diagnostics, diagnostic,
        "`%.*s` is a definition: for the instant at which it turns true write `becoming %.*s`",
        SHOW(undeclared->name), SHOW(undeclared->name));
  else if (!is_stage(checker, undeclared))
    diag_help(checker->diagnostics, diagnostic, "declare it: `event %.*s`", SHOW(undeclared->name));
  else if (undeclared->in_move)
    diag_help(checker->diagnostics, diagnostic,
              "`%.*s` is a stage, and a move can't be caused by another move: name an event, or "
              "write `when …`",
              SHOW(undeclared->name));
  else
    diag_help(checker->diagnostics, diagnostic, "`%.*s` is a stage: write `entering %.*s`",
              SHOW(undeclared->name), SHOW(undeclared->name));
}

/* Nothing is near. */
static void help_declare(Checker *checker, Diagnostic *diagnostic, const Undeclared *undeclared) {
  Text names;
  switch (undeclared->kind) {
  case NAME_EVENT: help_event(checker, diagnostic, undeclared); break;
  case NAME_TYPE: diag_help(checker->diagnostics, diagnostic, "%s", check_available_types()); break;
  case NAME_PARTY:
    diag_help(checker->diagnostics, diagnostic, "add it to `parties` in the agreement's header");
    break;
  case NAME_STAGE:
    names = checker_names(checker, &checker->stages);
    if (names.length)
      diag_help(checker->diagnostics, diagnostic, "the stages are %.*s", SHOW(names));
    else
      diag_help(checker->diagnostics, diagnostic,
                "declare the stages in a `lifecycle { … }` block");
    break;
  default:
    names = checker_names(checker, &undeclared->enumeration->members);
    diag_help(checker->diagnostics, diagnostic, "its members are %.*s", SHOW(names));
  }
}

static void suggest(Checker *checker, Diagnostic *diagnostic, const Undeclared *undeclared,
                    Text meant) {
  diag_help(checker->diagnostics, diagnostic, "did you mean `%.*s`?", SHOW(meant));
  for (uint32_t i = 0; i < undeclared->places.count; i++)
    diag_fix(checker->diagnostics, diagnostic, *(const Span *)undeclared->places.items[i], meant,
             0);
}

static void report(Checker *checker, const Undeclared *undeclared) {
  NameKind kind = undeclared->kind;
  uint32_t more = undeclared->places.count - 1;
  int plain = is_stage(checker, undeclared) || is_definition(checker, undeclared);
  int may_suggest = checker_may_suggest(checker) && !plain;
  Text nearest = may_suggest ? nearest_name(checker, undeclared) : text_of("");
  Text usual = kind == NAME_TYPE ? check_usual_type(undeclared->name) : text_of("");
  Text owner = undeclared->enumeration ? undeclared->enumeration->model.name : text_of("");
  if (report_declaration(checker, undeclared, nearest)) return;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, kinds[kind].code, undeclared->first, kinds[kind].label,
                 kinds[kind].title, SHOW(undeclared->name), SHOW(owner));
  if (undeclared->enumeration)
    diag_span(checker->diagnostics, diagnostic, undeclared->enumeration->model.span,
              "declared here");
  if (more)
    diag_note(checker->diagnostics, diagnostic, "and at %u more place%s", more,
              more == 1 ? "" : "s");
  int offered = kind == NAME_TYPE || kind == NAME_EVENT;
  const char *part = offered && may_suggest ? library_with(kind, undeclared->name) : NULL;
  if (usual.length || nearest.length)
    suggest(checker, diagnostic, undeclared, usual.length ? usual : nearest);
  else if (part)
    diag_help(checker->diagnostics, diagnostic, "add `use %s`, which declares it", part);
  else
    help_declare(checker, diagnostic, undeclared);
}

void check_report_undeclared(Checker *checker) {
  for (uint32_t i = 0; i < checker->undeclared.count; i++) {
    const Undeclared *undeclared = checker->undeclared.entries[i].value;
    if (i >= SEARCH_LIMIT || !may_be_declared(checker, undeclared)) report(checker, undeclared);
  }
}
