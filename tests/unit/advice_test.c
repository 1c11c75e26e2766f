/* What a message offers instead of a mistake: with the fix made, the line is the one that was meant,
 * and nothing is wrong any more. So a line with one mistake has one message, too. */
#include <stdlib.h>

#include "compiler/check.h"
#include "compiler/parse.h"
#include "tap.h"

/* An agreement in which a line of one block is replaced; %s where the line of each block goes. */
static const char *const agreement =
    "agreement \"A\" {\n  %s\n  language 1\n}\n"
    "enum industry { software, saas, retail, real_estate, real_opt, other }\n"
    "record firm { employees: int }\n"
    "lead { email: email key, size: int 0..1_000_000, opt: flag, ind: industry, region: text\n"
    "  firm: firm }\n"
    "event visit { page: text }\nevent demo\n"
    "define x = %s\n"
    "score s {\n  +5 \"Visit\" on visit at most 10\n  %s\n}\n"
    "lifecycle {\n  stage known owned by marketing\n  start at known\n  %s\n"
    "  known -> sql on demo\n}\n"
    "test \"t\" {\n  lead { email: \"jo@acme.io\" }\n  2026-10-05 10:00 visit\n  %s\n}\n";

enum { AGREEMENT, DEFINE, SCORE, LIFECYCLE, TEST, BLOCKS };

static const char *const usual[BLOCKS] = {"timezone \"UTC\"", "opt", "+1 \"Demo\" on demo",
                                          "stage sql owned by sales final", "expect size is missing"};

typedef struct {
  Arena *arena;
  Sources sources;
  Diagnostics diagnostics;
} Checked;

static Checked *check(const char *text) {
  Checked *checked = calloc(1, sizeof *checked);
  checked->arena = arena_create();
  checked->sources.arena = checked->arena;
  checked->diagnostics.arena = checked->arena;
  checked->diagnostics.sources = &checked->sources;
  uint16_t file = source_add(&checked->sources, text_of("test.mops"), text, strlen(text));
  List files = {0};
  list_add(checked->arena, &files, parse_file(&checked->diagnostics, file));
  check_files(&checked->diagnostics, files, "/usr/share/zoneinfo");
  return checked;
}

static void finish(Checked *checked) {
  arena_free(checked->arena);
  free(checked);
}

static Text with_line(Arena *arena, int block, const char *line) {
  const char *lines[BLOCKS];
  for (int i = 0; i < BLOCKS; i++) lines[i] = i == block ? line : usual[i];
  return text_format(arena, agreement, lines[0], lines[1], lines[2], lines[3], lines[4]);
}

static Text apply(Arena *arena, Text text, const Diagnostic *diagnostic) {
  for (uint32_t i = diagnostic->fixes.count; i > 0; i--) {
    const DiagnosticFix *fix = diagnostic->fixes.items[i - 1];
    text = text_format(arena, "%.*s%s%s", (int)fix->span.start, text.bytes, fix->replacement.bytes,
                       text.bytes + fix->span.end);
  }
  return text;
}

/* The titles of all messages, for a failure. */
static const char *titles(Checked *checked) {
  Text text = {"", 0};
  for (uint32_t i = 0; i < checked->diagnostics.all.count; i++) {
    const Diagnostic *diagnostic = checked->diagnostics.all.items[i];
    text = text_format(checked->arena, "%s[%s %s]", text.bytes, diagnostic->code.bytes,
                       diagnostic->title.bytes);
  }
  return text.bytes;
}

static void mended(int block, const char *written, const char *meant) {
  Arena *arena = arena_create();
  Text text = with_line(arena, block, written), right = with_line(arena, block, meant);
  Checked *checked = check(text.bytes), *again = check(right.bytes);
  is_int(checked->diagnostics.all.count, 1, "one message: %s: %s", written, titles(checked));
  is_text(titles(again), "", "nothing to say of: %s", meant);
  if (checked->diagnostics.all.count) {
    is_text(apply(arena, text, checked->diagnostics.all.items[0]).bytes, right.bytes, "%s", written);
  }
  finish(checked);
  finish(again);
  arena_free(arena);
}

/* Help without a fix. */
static void helped(int block, const char *written, const char *help) {
  Arena *arena = arena_create();
  Checked *checked = check(with_line(arena, block, written).bytes);
  is_int(checked->diagnostics.all.count, 1, "one message: %s: %s", written, titles(checked));
  if (checked->diagnostics.all.count) {
    const Diagnostic *diagnostic = checked->diagnostics.all.items[0];
    const Text *first = diagnostic->help.count ? diagnostic->help.items[0] : NULL;
    is_text(first ? first->bytes : "", help, "%s", written);
  }
  finish(checked);
  arena_free(arena);
}

static void test_characters(void) {
  mended(DEFINE, "region = “Abc”", "region = \"Abc\"");
  mended(SCORE, "+1 “Abc” on demo", "+1 \"Abc\" on demo");
  mended(SCORE, "+1 “Abc\" on demo", "+1 \"Abc\" on demo");
  mended(SCORE, "+1 \"Abc” on demo", "+1 \"Abc\" on demo");
  mended(SCORE, "+1 „Abc“ on demo", "+1 \"Abc\" on demo");
  mended(SCORE, "+1 “Abc” on visit where page = \"/p\"",
         "+1 \"Abc\" on visit where page = \"/p\"");
  mended(SCORE, "+1 “Abc” on visit where page in [\"/p\", \"/q\"]",
         "+1 \"Abc\" on visit where page in [\"/p\", \"/q\"]");
  mended(SCORE, "+1 ‘Abc’ on demo", "+1 \"Abc\" on demo");
  mended(DEFINE, "size > = 50", "size >= 50");
  mended(DEFINE, "size => 50", "size >= 50");
  mended(LIFECYCLE, "stage sql owned by sales final\n known => sql on visit",
         "stage sql owned by sales final\n known -> sql on visit");
  mended(TEST, "expect s => 5", "expect s >= 5");
  mended(TEST, "lead jo.doe@acme.io {}\n2026-10-06 10:00 tick\nexpect opt is missing",
         "lead { email: \"jo.doe@acme.io\" }\n2026-10-06 10:00 tick\nexpect opt is missing");
  mended(
      TEST, "lead \"jo.doe@acme.io\" { opt: yes }\n2026-10-06 10:00 tick\nexpect opt is missing",
      "lead { email: \"jo.doe@acme.io\", opt: yes }\n2026-10-06 10:00 tick\nexpect opt is missing");
  mended(TEST, "lead { email: jo.doe@acme.io }\n2026-10-06 10:00 tick\nexpect opt is missing",
         "lead { email: \"jo.doe@acme.io\" }\n2026-10-06 10:00 tick\nexpect opt is missing");
}

static void test_numbers(void) {
  mended(DEFINE, "size > 1,000", "size > 1_000");
  mended(DEFINE, "size > 1,000 and opt", "size > 1_000 and opt");
  mended(DEFINE, "size < 1,000,000", "size < 1_000_000");
  mended(DEFINE, "size in [1,000, 2]", "size in [1_000, 2]");
  mended(DEFINE, "size in [1,500, 2]", "size in [1_500, 2]");
  mended(DEFINE, "max(size, 1,000) > 5_000", "max(size, 1_000) > 5_000");
  mended(SCORE, "decay 10 % every 7 days", "decay 10% every 7 days");
  mended(SCORE, "keep between 0and100", "keep between 0 and 100");
  mended(SCORE, "keep between 0..100", "keep between 0 and 100");
  mended(SCORE, "keep between 0 .. 100", "keep between 0 and 100");
  mended(SCORE, "keep between 0, 100", "keep between 0 and 100");
}

static void test_words(void) {
  mended(AGREEMENT, "time zone \"UTC\"", "timezone \"UTC\"");
  mended(AGREEMENT, "timezone \"UTC\"\n  version 2026.4",
         "timezone \"UTC\"\n  version \"2026.4\"");
  mended(AGREEMENT, "timezone \"UTC\"\n  version 2026.4.1-b",
         "timezone \"UTC\"\n  version \"2026.4.1-b\"");
  helped(AGREEMENT, "timezone \"UTC\"\n  version [4]", "write it like `version \"2026.4\"`");
  mended(AGREEMENT, "timezone \"UTC\"\n  parties marketing and sales",
         "timezone \"UTC\"\n  parties marketing, sales");
  mended(DEFINE, "region is not missing", "region is known");
  mended(DEFINE, "region is not known", "region is missing");
  mended(DEFINE, "size is greater than 50", "size > 50");
  mended(DEFINE, "size is at least 50 and opt", "size >= 50 and opt");
  mended(DEFINE, "size is 50", "size = 50");
  mended(DEFINE, "size is not 50", "size != 50");
  mended(DEFINE, "size between 50 and 500 or opt", "size in 50..500 or opt");
  mended(DEFINE, "size is between 50 and 500", "size in 50..500");
  mended(DEFINE, "size more than 50", "size > 50");
  mended(DEFINE, "ind is one of [software, saas]", "ind in [software, saas]");
  helped(DEFINE, "ind is not in [software, saas]", "write `not industry in [software, saas]`");
  mended(DEFINE, "region starts with \"/p\"", "region starts \"/p\"");
  mended(DEFINE, "ind in (software, saas)", "ind in [software, saas]");
  mended(DEFINE, "ind in [software saas, retail]", "ind in [software, saas, retail]");
  mended(SCORE, "-1 \"Idle\" for each 7 days without visit at most 9",
         "-1 \"Idle\" for each 7 days since visit at most 9");
  mended(SCORE, "-1 \"Idle\" for each week since visit at most 9",
         "-1 \"Idle\" for each 1 week since visit at most 9");
  mended(SCORE, "decay 2 every week", "decay 2 every 1 week");
  mended(SCORE, "decay 2 a week", "decay 2 every 1 week");
  mended(SCORE, "decay 2 every 7 days since visit", "decay 2 every 7 days without visit");
  mended(SCORE, "+1 \"Both\" on visit and demo", "+1 \"Both\" on visit, demo");
  mended(SCORE, "+1 \"Both\" on visit or demo", "+1 \"Both\" on visit, demo");
  mended(LIFECYCLE, "stage sql owner sales final", "stage sql owned by sales final");
  mended(LIFECYCLE, "stage sql by sales final\n  stage starts owned by sales\n"
         "  known -> starts on visit\n  starts -> sql on demo",
         "stage sql owned by sales final\n  stage starts owned by sales\n"
         "  known -> starts on visit\n  starts -> sql on demo");
  mended(LIFECYCLE, "stage sql by sales final", "stage sql owned by sales final");
}

static void test_zones(void) {
  mended(AGREEMENT, "timezone \"PST\"", "timezone \"America/Los_Angeles\"");
  mended(AGREEMENT, "timezone \"New York\"", "timezone \"America/New_York\"");
  mended(AGREEMENT, "timezone \"America/New_Yrok\"", "timezone \"America/New_York\"");
  helped(AGREEMENT, "timezone \"XST\"", "write a name such as \"America/New_York\"");
}

static void test_texts(void) {
  mended(DEFINE, "region contain \"x\"", "region contains \"x\"");
  mended(DEFINE, "region includes \"x\" and opt", "region contains \"x\" and opt");
  mended(DEFINE, "region has \"x\"", "region has word \"x\"");
  mended(DEFINE, "region has words [\"x\", \"y\"]", "region has word [\"x\", \"y\"]");
}

/* Nobody is told to write what can't be used yet. */
static void test_later(void) {
}

static void test_names(void) {
  mended(DEFINE, "opt = true", "opt = yes");
  mended(DEFINE, "opt != FALSE", "opt != no");
  mended(DEFINE, "size = null", "size is missing");
  mended(DEFINE, "firm.employees != NULL and opt", "firm.employees is known and opt");
  mended(DEFINE, "region = missing", "region is missing");
  mended(DEFINE, "ind = null or opt", "ind is missing or opt");
  mended(DEFINE, "ind = software or saas", "ind in [software, saas]");
  mended(DEFINE, "ind = software or saas or retail", "ind in [software, saas, retail]");
  mended(DEFINE, "region = \"East\" or \"West\"", "region in [\"East\", \"West\"]");
  mended(DEFINE, "size = 5 or 10", "size in [5, 10]");
  mended(DEFINE, "region = East", "region = \"East\"");
  mended(DEFINE, "region starts East", "region starts \"East\"");
  mended(DEFINE, "region in [\"West\", East]", "region in [\"West\", \"East\"]");
  mended(SCORE, "+1 \"Page\" on visit where visit.page = \"/p\"",
         "+1 \"Page\" on visit where page = \"/p\"");
  helped(SCORE, "+1 \"Demo\" when demo", "write `on demo`");
  helped(DEFINE, "demo", "write `on demo`");
}

#define DECLARE(name) "declare it as a field of the lead, or with `define " name " = …`"

/* Only what is declared, and would work there, is suggested. */
static void test_unknown_names(void) {
  mended(DEFINE, "sizee > 5", "size > 5");
  mended(DEFINE, "employes > 5", "firm.employees > 5");
  helped(DEFINE, "points > 5", DECLARE("points"));
  helped(DEFINE, "headcount > 5", "did you mean `firm.employees`?");
  helped(DEFINE, "foo = bar", DECLARE("foo"));
  mended(DEFINE, "ind in [saas, real-estate]", "ind in [saas, real_estate]");
  mended(DEFINE, "ind = real-opt", "ind = real_opt");
  mended(DEFINE, "ind = real-estate", "ind = real_estate");
  mended(LIFECYCLE, "stage on_hold owned by sales final\n  stage sql owned by sales final\n"
         "  known -> on_hold when stage in [known, on-hold]",
         "stage on_hold owned by sales final\n  stage sql owned by sales final\n"
         "  known -> on_hold when stage in [known, on_hold]");
  helped(DEFINE, "a-b-c > 5", "a name has no `-` inside; where two values are subtracted, "
                              "write blanks around it");
  mended(DEFINE, "email.domian = \"acme.io\"", "email.domain = \"acme.io\"");
  helped(DEFINE, "email.server = \"acme.io\"",
         "`email` is one value, without fields: write `email`");
  helped(DEFINE, "staff.count > 5",
         "declare `staff` as a field of the lead whose type is a record with `count`");
  helped(DEFINE, "page = \"/\"",
         "`page` is a field of event visit: it can be read in `on visit where …`");
  helped(DEFINE, "visit.page = \"/\"",
         "`visit.page` is a field of event visit: it can be read in `on visit where …`");
  helped(DEFINE, "sector = software", DECLARE("sector"));
  helped(SCORE, "+1 \"Stage\" when status = known", "did you mean `stage`?");
  helped(SCORE, "+1 \"Stage\" when status = open", DECLARE("status"));
  helped(TEST, "expect s >= sixty",
         "write a number in digits, or declare it with `define sixty = …`");
}

/* The same mistake all over a file that is no text in UTF-8 is one. */
static void one_for_all(const char *bytes, size_t length) {
  Checked *checked = calloc(1, sizeof *checked);
  checked->arena = checked->sources.arena = checked->diagnostics.arena = arena_create();
  checked->diagnostics.sources = &checked->sources;
  uint16_t file = source_add(&checked->sources, text_of("test.mops"), bytes, length);
  List files = {0};
  list_add(checked->arena, &files, parse_file(&checked->diagnostics, file));
  check_files(&checked->diagnostics, files, "/usr/share/zoneinfo");
  is_text(titles(checked), "[E0118 this is no text in UTF-8]", "one message");
  finish(checked);
}

static void test_no_text(void) {
  one_for_all("\xFF\xFE" "a\0g\0", 6);
  one_for_all("\xFE\xFF\0a\0g", 6);
  one_for_all("a\0g\0\n\0", 6);
}

int main(void) {
  test_no_text();
  test_characters();
  test_numbers();
  test_words();
  test_zones();
  test_texts();
  test_later();
  test_names();
  test_unknown_names();
  return tap_done();
}
