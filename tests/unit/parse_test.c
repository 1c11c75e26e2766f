/* What scripts can't see of the parser: the tree itself, its spans, what stays of a broken clause,
 * and that hostile texts cost little. Messages are tested in tests/language/syntax. */
#include <stdlib.h>

#include "compiler/parse.h"
#include "tap.h"

typedef struct {
  Arena *arena;
  Sources sources;
  Diagnostics diagnostics;
  File *file;
} Parsed;

static Parsed *parse(const char *text) {
  Parsed *parsed = calloc(1, sizeof *parsed);
  parsed->arena = arena_create();
  parsed->sources.arena = parsed->arena;
  parsed->diagnostics.arena = parsed->arena;
  parsed->diagnostics.sources = &parsed->sources;
  uint16_t file = source_add(&parsed->sources, text_of("test.mops"), text, strlen(text));
  parsed->file = parse_file(&parsed->diagnostics, file);
  return parsed;
}

static void finish(Parsed *parsed) {
  arena_free(parsed->arena);
  free(parsed);
}

/* A tree as text, short enough to be compared: kind by one letter or its name, children in (). */
typedef struct {
  char bytes[2000];
  size_t length;
} Output;

static void put(Output *output, Text text) {
  for (uint32_t i = 0; i < text.length && output->length + 1 < sizeof output->bytes; i++) {
    output->bytes[output->length++] = text.bytes[i];
  }
}

static void put_node(Output *output, const Node *node);

static void put_list(Output *output, const char *open, const List *list, const char *close) {
  if (list->count == 0) return;
  put(output, text_of(open));
  for (uint32_t i = 0; i < list->count; i++) {
    if (i) put(output, text_of(" "));
    put_node(output, list->items[i]);
  }
  put(output, text_of(close));
}

static const char *word_of(NodeKind kind) {
  switch (kind) {
  case NODE_NOT: return "not";
  case NODE_NEGATE: return "-";
  case NODE_IN: return "in";
  case NODE_RANGE: return "..";
  case NODE_ARRAY: return "array";
  case NODE_SINCE: return "since";
  case NODE_KEEP: return "keep";
  case NODE_DECAY: return "decay";
  case NODE_EXPECT: return "expect";
  case NODE_LITERAL_RECORD: return "record";
  case NODE_ERROR: return "?";
  default: return "";
  }
}

static void put_number(Output *output, const Node *node) {
  char digits[32];
  snprintf(digits, sizeof digits, "%lld", (long long)node->number);
  put(output, text_of(digits));
}

static void put_child(Output *output, const char *before, const Node *child) {
  if (!child) return;
  put(output, text_of(before));
  put_node(output, child);
}

static void put_node(Output *output, const Node *node) {
  int leaf = !node->left && !node->right && !node->condition && !node->items.count &&
             !node->options.count;
  if (!leaf) put(output, text_of("("));
  put(output, text_of(word_of(node->kind)));
  if (node->kind != NODE_INTEGER) put(output, node->name);
  if (node->kind == NODE_INTEGER || node->number) put_number(output, node);
  put_child(output, " ", node->left);
  put_child(output, " ", node->right);
  put_child(output, " where ", node->condition);
  put_list(output, " [", &node->items, "]");
  put_list(output, " {", &node->options, "}");
  if (!leaf) put(output, text_of(")"));
}

/* The tree of a text without mistakes. */
static void tree(const char *text, const char *expected) {
  Parsed *parsed = parse(text);
  Output output = {.length = 0};
  put_list(&output, "", &parsed->file->declarations, "");
  is_text(output.bytes, expected, "%s", text);
  is_int(parsed->diagnostics.errors, 0, "no error");
  finish(parsed);
}

/* An expression, as what `define a =` defines. */
static void expression(const char *text, const char *expected) {
  char source[500], whole[500];
  snprintf(source, sizeof source, "define a = %s", text);
  snprintf(whole, sizeof whole, "(a %s)", expected);
  tree(source, whole);
}

static void test_expressions(void) {
  expression("a or b and not c", "(or a (and b (not c)))");
  expression("not a = b", "(not (= a b))");
  expression("a else b + 1 > 2", "(> (else a (+ b 1)) 2)");
  expression("1 - 2 - 3 * -4", "(- (- 1 2) (* 3 (- 4)))");
  expression("a.b.c in [x, y,]", "(in (c (b a)) (array [x y]))");
  expression("a in 50..5_000", "(in a (.. 50 5000))");
  expression("a in 50..", "(in a (.. 50))");
  expression("a in ..10 and b", "(and (in a (.. 10)) b)");
  expression("a in [..5, 10 .. 20, -1, 50..]", "(in a (array [(.. 5) (.. 10 20) (- 1) (.. 50)]))");
  expression("a in at..key", "(in a (.. at key))");
  expression("a starts \"x\" or b is missing", "(or (starts a x) (missing b))");
  expression("a has word \"x\"", "(has word a x)");
  expression("since(leaving mql) > 7 days", "(> (since [(leaving mql)]) day7)");
  expression("min(a, 2.5) = since", "(= (min [a 2.5]) since)");
  expression("(a\n or b)\n and c", "(and (or a b) c)");
}

static void test_declarations(void) {
  tree("enum a { b, c as \"C\", \"D\", e\n f }", "(a [b (c [C D]) e f])");
  tree("lead { a: int -1..2 from \"A\" missing as \"x\", \"\",\n"
       " b: text up to 9 default no required }",
       "( [(a (int (- 1) 2) {(from [A]) (missing [x ])}) (b text9 {(default []) required})])");
  tree("event a passive\nevent b { c: d = e(f) key }", "a (b [(c d (e [f]) {key})])");
  tree("use std.b2b", "std.b2b");
  tree("score a { +2.5 \"b\" on 3 c where d in a row broken by e, entering f\n}",
       "(a [(b +2.5 [(c3 where d [e]) (entering f)])])");
  tree("score a { +2.5 \"b\" on c where d at most 4 per 2 days }",
       "(a [(b +2.5 [(c where d)] {(4 day2)})])");
  tree("score a { -2 \"b\" for each 7 days since activity at most 9 }",
       "(a [(b9 -2 day7 [activity])])");
  tree("score a { +2 \"b\" on c where d in 5.. at most 3 }",
       "(a [(b +2 [(c where (in d (.. 5)))] {3})])");
  tree("lifecycle { a -> b when c in 5.. for 3 days }", "( [(b (in c (.. 5)) day3 {a})])");
  tree("lead { a: flag = b in 5.. missing as \"x\" }",
       "( [(a flag (in b (.. 5)) {(missing [x])})])");
  tree("score a {\n decay 10% every 30 days without x, y\n keep between -5 and 9\n}",
       "(a [(decay 10 day30 [x y]) (keep (- 5) 9)])");
  tree("lifecycle {\n stage s owned by m \"T\" final\n start at s\n s, t -> u when a for 3 days\n}",
       "( [(s T {m}) s (u a day3 {s t})])");
  tree("test \"t\" {\n lead jo { a: 1, c: { d: yes } }\n 2026-10-05 10:00 jo: e { f: 2 }\n"
       " expect x = 1,\n  jo.y\n}",
       "(t [(jo [(a 1) (c (record [(d 1)]))]) (e 2026-10-05 10:00 jo [(f 2)]) "
       "(expect [(= x 1) (y jo)])])");
}

/* What a broken text leaves in the tree, and how many errors it brings. */
static void broken(const char *text, unsigned errors, const char *expected) {
  Parsed *parsed = parse(text);
  Output output = {.length = 0};
  put_list(&output, "", &parsed->file->declarations, "");
  is_int(parsed->diagnostics.errors, errors, "errors in: %s", text);
  is_text(output.bytes, expected, "what is left");
  finish(parsed);
}

static void test_recovery(void) {
  broken("define a = (b\ndefine c = d", 1, "(a b) (c d)");
  broken("define a =\ndefine c = d", 1, "(a ?) (c d)");
  broken("define 5 = a\ndefine c = d", 1, "( a) (c d)");
  broken("lead {\n a: b = (c d\n e: f\n}", 1, "( [(a ?) (e f)])");
  broken("enum a { b as 5, c, d }", 1, "(a [b c d])");
  broken("score a {\n +1 \"b\" on\n +2 \"c\" when (d\n +3 \"e\" when f\n}", 2,
         "(a [(c +2 d) (e +3 f)])");
  broken("lifecycle {\n stage s owned\n stage t owned by m\n}", 1, "( [s (t {m})])");
  broken("score a {\n +1 \"b\" when c\nlead { d: e }", 1, "(a [(b +1 c)]) ( [(d e)])");
  broken("score a\n +1 \"b\" when c\n}\ndefine d = e", 1, "(a [(b +1 c)]) (d e)");
  broken("hook x {\n a b { c }\n}\ndefine d = e", 1, "(d e)");
  broken("define a = b month = 2 months", 1, "(a ?)");
}

static void test_places(void) {
  const char *text = "## One\n## Two\nscore a {\n  +20 \"L\" on b\n}\n";
  Parsed *parsed = parse(text);
  const Node *score = parsed->file->declarations.items[0], *rule = score->items.items[0];
  is_text(score->doc.bytes, "One\nTwo", "documentation");
  is_int(score->span.start, (long long)(strstr(text, "score") - text), "a declaration's start");
  is_int(score->span.end, (long long)(strchr(text, '}') - text) + 1, "and its end");
  is_int(rule->name_span.start, (long long)(strchr(text, '"') - text), "where a label stands");
  Position position = source_position(&parsed->sources, 0, rule->span.start);
  is_int(position.line, 4, "line");
  is_int(position.column, 3, "column");
  finish(parsed);
}

static char *repeated(const char *before, const char *piece, int times) {
  size_t length = strlen(piece), start = strlen(before);
  char *text = malloc(start + length * (size_t)times + 1);
  memcpy(text, before, start + 1);
  for (int i = 0; i < times; i++) memcpy(text + start + length * (size_t)i, piece, length + 1);
  return text;
}

/* Neither deep nor long texts exhaust the stack, and mistakes without end are not all shown. */
static void hostile(const char *before, const char *piece, unsigned most) {
  char *text = repeated(before, piece, 20000);
  Parsed *parsed = parse(text);
  unsigned errors = parsed->diagnostics.errors;
  ok(errors > 0 && errors <= most, "20000 times `%s`: %u errors", piece, errors);
  finish(parsed);
  free(text);
}

static void test_hostile(void) {
  hostile("define a = ", "(", 1);
  hostile("define a = ", "not ", 1);
  hostile("define a = b", " or b", 1);
  hostile("define a = b", ".c", 1);
  hostile("test \"a\" { lead { ", "a: { ", 2);
  hostile("define a = b", " “", 201);
  hostile("define a = 1", ",0000", 201);
  hostile("define a = b", "@c.d", 201);
  hostile("define a = ", "b in (1, 2) and ", 201);
  hostile("test \"a\" {\n", "lead { a: b\n", 201);
  hostile("", "}\n", 201);
  hostile("score a {\n", "+5 if x\n", 201);
  hostile("", "\xff\n", 201);
}

int main(void) {
  test_expressions();
  test_declarations();
  test_recovery();
  test_places();
  test_hostile();
  return tap_done();
}
