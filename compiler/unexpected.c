/* Words what stands where it can't. First come the mistakes that people make for a reason, each
 * with what to write instead; then the general case, which says what was expected in the words of
 * the language ("a condition", "a stage") and shows how the clause is written. */
#include <string.h>

#include "compiler/mistake.h"
#include "compiler/repair.h"

static int is(const Parser *parser, int kind) {
  return parser_accepts(parser, kind);
}

/* ---- how a clause is written ---- */

static const char *score_shape(int first) {
  switch (first) {
  case TOKEN_SET: return "write it like `set to 0 \"Recycled\" on entering nurture`";
  case TOKEN_DECAY: return "write it like `decay 2 every 7 days without activity`";
  case TOKEN_GROUP:
    return "a group is written in one of these ways:\n"
           "group \"Web pages\" at most 20 { … }\n"
           "group \"Company size\" first { … }";
  case TOKEN_KEEP: return "write it like `keep between 0 and 100`";
  case TOKEN_SHOWN: return "write it like `shown between 0 and 100`";
  default:
    return "a rule is written in one of these ways:\n"
           "+20 \"Pricing page\" on page_view where path starts \"/pricing\" at most 3\n"
           "+15 \"Keen\" on 3 email_open within 7 days\n"
           "+5 \"Three opens\" on 3 email_open in a row broken by unsubscribed\n"
           "+10 \"Webinar\" on webinar_attended at most 2 expires after 90 days\n"
           "+10 \"Software\" when company.industry = software\n"
           "-2 \"Idle\" for each 7 days since activity at most 10\n"
           "group \"Web pages\" at most 20 { … }";
  }
}

static const char *lifecycle_shape(int first, int next) {
  int stage = first == TOKEN_STAGE && next != TOKEN_ARROW && next != TOKEN_COMMA;
  if (stage) return "write it like `stage mql owned by marketing \"Marketing qualified lead\"`";
  int start = first == TOKEN_START && next != TOKEN_ARROW && next != TOKEN_COMMA;
  if (start) return "write it like `start at subscriber`";
  return "a move is written like `lead, nurture -> mql when engagement >= 50` "
         "or `mql -> sql on sales_accepted`";
}

static const char *test_shape(int first) {
  switch (first) {
  case TOKEN_LEAD: return "write it like `lead { email: \"jo@acme.io\", consent: yes }`";
  case TOKEN_EXPECT: return "write it like `expect engagement = 50, stage = mql`";
  case TOKEN_DATETIME: return "write it like `2026-10-05 10:00  form_submit { form: \"demo\" }`";
  default:
    return "a line of a test is written in one of these ways:\n"
           "lead { email: \"jo@acme.io\", consent: yes }\n"
           "2026-10-05 10:00  form_submit { form: \"demo\" }\n"
           "expect engagement = 50, stage = mql";
  }
}

static const char *calendar_shape(int first) {
  switch (first) {
  case TOKEN_OPEN:
    return "write it like `open mon..fri 09:00..12:30, 13:30..18:00` or `open always`";
  case TOKEN_ON:
    return "write it like `on 24 dec 09:00..12:00` "
           "or `on 2026-12-24 09:00..12:00 \"Christmas Eve\"`";
  case TOKEN_LIKE: return "write it like `like sales_hours`, with the name of another calendar";
  case TOKEN_TIMEZONE: return "write it like `timezone \"Europe/Paris\"`";
  case TOKEN_CLOSED:
    return "write it in one of these ways:\n"
           "closed 25 dec \"Christmas Day\"\n"
           "closed 2026-11-26 \"Thanksgiving\"\n"
           "closed 2026-08-03..2026-08-14 \"Summer\"\n"
           "closed sat, sun\n"
           "closed from \"holidays.txt\"";
  default:
    return "a line of a calendar is written in one of these ways:\n"
           "open mon..fri 09:00..12:30, 13:30..18:00\n"
           "on 2026-12-24 09:00..12:00 \"Christmas Eve\"\n"
           "closed 25 dec \"Christmas Day\"\n"
           "closed from \"holidays.txt\"\n"
           "like sales_hours\n"
           "timezone \"Europe/Paris\"";
  }
}

static const char *route_shape(const Parser *parser, int first) {
  switch (first) {
  case TOKEN_TO:
    if (kind_at(parser, parser->clause + 1) == TOKEN_LAST)
      return "write it like `to last owner by company.domain within 120 days`";
    return "write it like `to sdr`, `to company.owner available now`, "
           "or `to west when country = \"US\"`";
  case TOKEN_OTHERWISE: return "write it like `otherwise to unrouted`, with the name of a queue";
  default:
    return "a line of a route is written in one of these ways:\n"
           "to sdr when country = \"US\"\n"
           "to company.owner available now\n"
           "to last owner by company.domain within 120 days\n"
           "otherwise to unrouted";
  }
}

static const char *head_shape(int declares) {
  switch (declares) {
  case TOKEN_AGREEMENT: return "write it like `agreement \"Northwind\" { timezone \"UTC\" }`";
  case TOKEN_USE: return "write it like `use std.b2b` or `use \"scoring.mops\"`";
  case TOKEN_ENUM: return "write it like `enum industry { software, saas as \"SaaS\" }`";
  case TOKEN_RECORD: return "write it like `record company { employees: int }`";
  case TOKEN_LEAD: return "write it like `lead { email: email key }`";
  case TOKEN_EVENT: return "write it like `event page_view { path: text required }`";
  case TOKEN_GRADE: return "write it like `grade priority from engagement { A >= 90, otherwise B }`";
  case TOKEN_TABLE: return "write it like `table fit(industry, size) -> points { … }`";
  case TOKEN_LIST: return "write it like `list free_mail: domain = [\"gmail.com\", \"gmx.net\"]`";
  case TOKEN_DEFINE: return "write it like `define icp = seniority >= director and consent`";
  case TOKEN_SCORE: return "write it like `score engagement { … }`";
  case TOKEN_LIFECYCLE: return "write it like `lifecycle { … }`";
  case TOKEN_CALENDAR: return "write it like `calendar sales_hours { … }`";
  case TOKEN_REP:
    return "write it like `rep ana` "
           "or `rep ana { name \"Ana Ruiz\", manager maria, hours sales_hours }`";
  case TOKEN_QUEUE: return "write it like `queue unrouted` or `queue unrouted { owner maria }`";
  case TOKEN_POOL:
    return "a pool is written in one of these ways:\n"
           "pool sdr { ana weight 2, ben } round robin\n"
           "pool sdr { ana, ben } round robin at most 25 each per day\n"
           "pool sdr { ana, ben } least loaded in [mql] at most 30 each in [mql]\n"
           "pool sdr { ana, ben } in order";
  case TOKEN_ROUTE: return "write it like `route inbound on entering mql { … }`";
  case TOKEN_TEST: return "write it like `test \"what it shows\" { … }`";
  default: return "";
  }
}

static const char *setting_shape(int first) {
  switch (first) {
  case TOKEN_PARTIES: return "write it like `parties marketing, sales`";
  case TOKEN_VERSION: return "write it like `version \"2026.4\"`";
  case TOKEN_EFFECTIVE: return "write it like `effective 2026-10-01`";
  case TOKEN_LANGUAGE: return "write it like `language 1`";
  default: return "write it like `timezone \"Europe/Paris\"`";
  }
}

static const char *block_shape(const Parser *parser) {
  int first = kind_at(parser, parser->clause);
  switch (parser->declares) {
  case TOKEN_SCORE: return score_shape(first);
  case TOKEN_LIFECYCLE: return lifecycle_shape(first, kind_at(parser, parser->clause + 1));
  case TOKEN_TEST: return parser->open_count > 1 ? "write it like `email: \"jo@acme.io\"`"
                                                 : test_shape(first);
  case TOKEN_GRADE: return "write it like `A >= 90`, `A when icp and consent`, or `otherwise C`";
  case TOKEN_TABLE: return "write a row like `software, >= 50 => A`, with a cell for each input";
  case TOKEN_ENUM: return "write it like `saas as \"SaaS\", \"Software as a service\"`";
  case TOKEN_AGREEMENT: return setting_shape(first);
  case TOKEN_CALENDAR: return calendar_shape(first);
  case TOKEN_REP:
    return "a detail is written like `name \"Ana Ruiz\"`, `hours sales_hours` or `manager maria`";
  case TOKEN_QUEUE: return "a detail is written like `name \"Not routed\"` or `owner maria`";
  case TOKEN_POOL: return "a member is written like `ana`, `ana weight 2` or `ana at most 10`";
  case TOKEN_ROUTE: return route_shape(parser, first);
  case TOKEN_RECORD: case TOKEN_LEAD: case TOKEN_EVENT:
    return "a field is written like `employees: int 0..5_000 from \"Company size\" default 0`";
  default: return "";
  }
}

Text unexpected_shape(const Parser *parser) {
  int in_head = parser->open_count == 0;
  return text_of(in_head ? head_shape(parser->declares) : block_shape(parser));
}

/* ---- what was expected ---- */

typedef struct {
  Arena *arena;
  const char *phrases[6];
  int count;
} Phrases;

static void phrase(Phrases *phrases, const char *words) {
  int room = (int)(sizeof phrases->phrases / sizeof *phrases->phrases);
  if (phrases->count < room) phrases->phrases[phrases->count++] = words;
}

/* A name alone: of what, says the token before it. */
static const char *kind_of_name(const Parser *parser) {
  int line = parser->declares == TOKEN_CALENDAR && parser->open_count > 0;
  if (line) return parser->last == TOKEN_INTEGER ? "a month such as `dec`"
                   : parser->last == TOKEN_LIKE  ? "the name of a calendar"
                                                 : "a weekday such as `mon`";
  int detail = parser->declares == TOKEN_REP || parser->declares == TOKEN_QUEUE;
  if (detail && parser->open_count > 0) return "a name";
  if (parser->declares == TOKEN_POOL && parser->open_count == 1) return "a rep";
  switch (parser->last) {
  case TOKEN_ARROW: case TOKEN_ENTERING: case TOKEN_LEAVING: case TOKEN_STAGE: return "a stage";
  case TOKEN_AT: return parser->declares == TOKEN_LIFECYCLE ? "a stage" : "a name";
  case TOKEN_BY: return "a party";
  case TOKEN_COLON: return parser->declares == TOKEN_TEST ? "an event" : "a type";
  case TOKEN_DATETIME: return "an event";
  case TOKEN_USE: return "a library such as `std.b2b`";
  case TOKEN_COMMA: return parser->declares == TOKEN_LIFECYCLE ? "a stage" : "a name";
  default: return "a name";
  }
}

static void add_names(const Parser *parser, Phrases *phrases) {
  if (is(parser, TOKEN_NOT)) phrase(phrases, "a condition");
  else if (is(parser, TOKEN_OPEN_PARENTHESIS))
    phrase(phrases, parser->declares == TOKEN_ROUTE && parser->last == TOKEN_TO
                        ? "a rep, a queue, a pool or a field"
                        : "a value");
  else if (is(parser, TOKEN_ENTERING)) phrase(phrases, "an event");
  else phrase(phrases, kind_of_name(parser));
}

/* The beginnings of clauses. */
static int add_clauses(const Parser *parser, Phrases *phrases) {
  if (parser->declares == TOKEN_SCORE && is(parser, TOKEN_DECAY) && !is(parser, TOKEN_NAME)) {
    phrase(phrases, "a rule that begins with `+` or `-`");
    phrase(phrases, "`set to`");
    phrase(phrases, "`group`");
    phrase(phrases, "`decay`");
    phrase(phrases, "`keep`");
    phrase(phrases, "`shown`");
  } else if (parser->declares == TOKEN_LIFECYCLE && is(parser, TOKEN_STAGE) &&
             parser->clause && !is(parser, TOKEN_ARROW) && is(parser, TOKEN_CLOSE_BRACE)) {
    phrase(phrases, "`stage`");
    phrase(phrases, "`start at`");
    phrase(phrases, "a move such as `lead -> mql`");
  } else if (parser->declares == TOKEN_TEST && is(parser, TOKEN_DATETIME) &&
             is(parser, TOKEN_EXPECT) && !is(parser, TOKEN_NAME)) {
    phrase(phrases, "`lead { … }`");
    phrase(phrases, "a date and time with an event");
    phrase(phrases, "`expect`");
  } else if (parser->declares == TOKEN_AGREEMENT && is(parser, TOKEN_TIMEZONE) &&
             !is(parser, TOKEN_NAME)) {
    phrase(phrases, "`timezone`");
    phrase(phrases, "`version`");
    phrase(phrases, "`effective`");
    phrase(phrases, "`parties`");
    phrase(phrases, "`language`");
  } else if (parser->declares == TOKEN_CALENDAR && is(parser, TOKEN_LIKE) &&
             !is(parser, TOKEN_NAME)) {
    phrase(phrases, "`open`");
    phrase(phrases, "`on`");
    phrase(phrases, "`closed`");
    phrase(phrases, "`like`");
    phrase(phrases, "`timezone`");
  } else if (parser->declares == TOKEN_ROUTE && is(parser, TOKEN_OTHERWISE) &&
             is(parser, TOKEN_TO) && !is(parser, TOKEN_NAME)) {
    phrase(phrases, "`to`");
    phrase(phrases, "`otherwise to`");
  }
  return phrases->count > 0;
}

static void add_values(const Parser *parser, Phrases *phrases) {
  int named = is(parser, TOKEN_NAME);
  int day = parser->declares == TOKEN_CALENDAR;
  int labelled = parser->declares == TOKEN_SCORE && !named;
  if (!named && !day && is(parser, TOKEN_INTEGER)) phrase(phrases, "a number");
  else if (!named && is(parser, TOKEN_PERCENT)) phrase(phrases, "a percentage such as `25%`");
  if (!named && is(parser, TOKEN_TEXT)) {
    phrase(phrases, parser->last == TOKEN_GROUP ? "a name in quotes"
                    : labelled                  ? "a label in quotes"
                                                : "a text in quotes");
  }
  int dated = is(parser, TOKEN_DATETIME);
  if (parser->declares == TOKEN_CALENDAR) {
    if (named && is(parser, TOKEN_TEXT)) phrase(phrases, "a title in quotes");
    if (is(parser, TOKEN_INTEGER)) phrase(phrases, "a day such as `25 dec`");
    if (is(parser, TOKEN_DATE)) phrase(phrases, "a date such as `2026-12-24`");
    if (is(parser, TOKEN_TIME)) phrase(phrases, "a time of day such as `09:00`");
    int hours = parser->last == TOKEN_DATE && kind_at(parser, parser->clause) == TOKEN_ON;
    if (hours) phrase(phrases, "a time of day such as `09:00`");
    else if (!named && is(parser, TOKEN_RANGE)) phrase(phrases, "`..`");
    return;
  }
  if (!named && dated) phrase(phrases, "a date and time");
}

/* `at most 3 per …` */
static int add_periods(const Parser *parser, Phrases *phrases) {
  if (parser->last != TOKEN_PER || is(parser, TOKEN_NAME)) return 0;
  phrase(phrases, "`day`");
  phrase(phrases, "`week`");
  phrase(phrases, "`month`");
  phrase(phrases, "a length of time such as `14 days`");
  return 1;
}

static void add_operators(const Parser *parser, Phrases *phrases) {
  if (is(parser, TOKEN_NOT_EQUAL)) phrase(phrases, "a comparison such as `=` or `in`");
  if (is(parser, TOKEN_AND) && is(parser, TOKEN_OR)) phrase(phrases, "`and`, `or`");
  if (is(parser, TOKEN_WEEK) && !is(parser, TOKEN_NAME)) phrase(phrases, "a unit such as `days`");
}

/* All words and signs that were not said in another way. */
static void add_words(const Parser *parser, Phrases *phrases) {
  static const int signs[] = {TOKEN_OPEN_BRACE, TOKEN_COLON, TOKEN_EQUAL, TOKEN_ARROW, TOKEN_RESULT,
                              TOKEN_COMMA, TOKEN_OPEN_BRACKET, TOKEN_CLOSE_PARENTHESIS,
                              TOKEN_CLOSE_BRACKET};
  int compares = is(parser, TOKEN_NOT_EQUAL), joins = is(parser, TOKEN_OR);
  int units = is(parser, TOKEN_HOUR);
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
    int said = signs[i] == TOKEN_EQUAL          ? compares
               : signs[i] == TOKEN_OPEN_BRACKET ? is(parser, TOKEN_NAME)
                                                : 0;
    if (said || !is(parser, signs[i])) continue;
    phrase(phrases, text_format(phrases->arena, "`%s`", grammar_token_name(signs[i])).bytes);
  }
  if (is(parser, TOKEN_NAME)) return; /* any word can stand there */
  for (int kind = TOKEN_AND; kind <= TOKEN_MONTH; kind++) {
    int said = (compares && (kind == TOKEN_IN || (kind >= TOKEN_STARTS && kind <= TOKEN_IS) ||
                             kind == TOKEN_ELSE)) ||
               (joins && (kind == TOKEN_AND || kind == TOKEN_OR)) ||
               (units && kind >= TOKEN_SECOND) || kind == TOKEN_ELSE;
    if (said || !is(parser, kind)) continue;
    phrase(phrases, text_format(phrases->arena, "`%s`", grammar_token_name(kind)).bytes);
  }
}

static void add_ends(const Parser *parser, Phrases *phrases) {
  if (is(parser, TOKEN_NEWLINE)) phrase(phrases, "the end of the line");
  else if (is(parser, TOKEN_CLOSE_BRACE)) phrase(phrases, "`}`");
}

static Text join(const Phrases *phrases) {
  Text text = {"", 0};
  for (int i = 0; i < phrases->count; i++) {
    const char *glue = i == 0 ? "" : i + 1 == phrases->count ? " or " : ", ";
    text = text_format(phrases->arena, "%s%s%s", text.bytes, glue, phrases->phrases[i]);
  }
  return text.length ? text : text_of("something else");
}

static Text expectation_of(const Parser *parser) {
  Phrases phrases = {.arena = parser->diagnostics->arena};
  if (!add_clauses(parser, &phrases) && !add_periods(parser, &phrases)) {
    if (is(parser, TOKEN_NAME)) add_names(parser, &phrases);
    add_values(parser, &phrases);
    add_operators(parser, &phrases);
    add_words(parser, &phrases);
    add_ends(parser, &phrases);
  }
  return join(&phrases);
}

/* ---- what was found ---- */

static const char *found_text(const Parser *parser, uint32_t index) {
  enum { LONGEST = 40 };
  Text text = parser_text(parser, index);
  uint32_t length = text.length > LONGEST ? LONGEST : text.length;
  while (length < text.length && ((unsigned char)text.bytes[length] & 0xC0) == 0x80) length--;
  const char *rest = length < text.length ? "…" : "";
  return text_format(parser->diagnostics->arena, "`%.*s%s`", (int)length, text.bytes, rest).bytes;
}

static void add_shape(Parser *parser, Diagnostic *diagnostic) {
  Text shape = unexpected_shape(parser);
  if (shape.length) diag_help(parser->diagnostics, diagnostic, "%s", shape.bytes);
}

/* ---- what the language has, but not yet ---- */

int unexpected_is_later_word(Text word) {
  static const char *const words[] = {
      "hook", "quality", "utm", "attribution", "metric",
  };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (text_is(word, words[i])) return 1;
  }
  return 0;
}

void unexpected_later(Parser *parser, uint32_t index) {
  mistake(parser->diagnostics, E_LATER, parser_span(parser, index), "not yet",
          "%s is not part of this version of the language yet", found_text(parser, index));
}

static int is_later(const Parser *parser, uint32_t index) {
  return kind_at(parser, index) == TOKEN_NAME && unexpected_is_later_word(parser_text(parser, index));
}

static int say_later(Parser *parser, uint32_t index) {
  if (!is_later(parser, index)) return 0;
  unexpected_later(parser, index);
  return 1;
}

/* ---- mistakes with a reason ---- */

static int say_reserved(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  if (kind < TOKEN_AND || kind >= TOKEN_IN_A_ROW || !is(parser, TOKEN_NAME)) return 0;
  if (is(parser, TOKEN_NOT)) return 0; /* an operator too much, not a name */
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_RESERVED, parser_span(parser, index), "reserved",
              "%s is a word of the language and can't be a name", found_text(parser, index));
  diag_help(parser->diagnostics, diagnostic, "choose another name; reserved are only: and, or, "
            "not, in, yes, no, else, entering, leaving, becoming, sla");
  return 1;
}

static int say_no_label(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  int wanted = parser->declares == TOKEN_SCORE && is(parser, TOKEN_TEXT) &&
               !is(parser, TOKEN_NAME);
  if (!wanted || (!token_is_word(kind) && kind != TOKEN_IN)) return 0;
  if (parser->last == TOKEN_GROUP) return 0; /* what it lacks is a name */
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_NO_LABEL, parser_span(parser, index),
              "a label belongs before this", "this rule has no label");
  diag_note(parser->diagnostics, diagnostic,
            "the label is the rule's name in every explanation of a score");
  add_shape(parser, diagnostic);
  return 1;
}

static int is_comparison(int kind) {
  return (kind >= TOKEN_EQUAL && kind <= TOKEN_GREATER_EQUAL) || kind == TOKEN_IN ||
         (kind >= TOKEN_STARTS && kind <= TOKEN_IS);
}

static int has_order(int kind) {
  return kind >= TOKEN_LESS && kind <= TOKEN_GREATER_EQUAL;
}

/* The first token of `employees` in `50 < employees <`, which stands before index; or 0. */
static uint32_t between_comparisons(const Parser *parser, uint32_t index) {
  uint32_t at = index;
  while (at > parser->clause + 1 &&
         (token_is_word(kind_at(parser, at - 1)) || kind_at(parser, at - 1) == TOKEN_DOT))
    at--;
  int chained =
      at < index && has_order(kind_at(parser, index)) && has_order(kind_at(parser, at - 1));
  return chained ? at : 0;
}

static int begins_condition(int kind) {
  return kind == TOKEN_WHEN || kind == TOKEN_WHERE || kind == TOKEN_WHILE || kind == TOKEN_EXPECT ||
         kind == TOKEN_AND || kind == TOKEN_OR || kind == TOKEN_EQUAL ||
         kind == TOKEN_OPEN_PARENTHESIS;
}

/* `3 <= pages <= 5`, alone between whole conditions, is a range. */
static int is_range(const Parser *parser, uint32_t middle, uint32_t index) {
  int numbers =
      kind_at(parser, middle - 2) == TOKEN_INTEGER && kind_at(parser, index + 1) == TOKEN_INTEGER;
  int after = kind_at(parser, index + 2);
  int ends = parser_token(parser, index + 2)->flags & TOKEN_FIRST_ON_LINE || after == TOKEN_AND ||
             after == TOKEN_OR || after == TOKEN_CLOSE_PARENTHESIS || after == TOKEN_ONCE;
  return numbers && ends && kind_at(parser, middle - 1) == TOKEN_LESS_EQUAL &&
         kind_at(parser, index) == TOKEN_LESS_EQUAL;
}

/* `50 < employees < 500` says `50 < employees and employees < 500`. After `not` that would be
 * something else. */
static void add_joined(Parser *parser, Diagnostic *diagnostic, uint32_t middle, uint32_t index) {
  Diagnostics *diagnostics = parser->diagnostics;
  Span what = span_join(parser_span(parser, middle), parser_span(parser, index - 1));
  const char *name = text_format(diagnostics->arena, "%.*s", (int)(what.end - what.start),
                                 parser->builder.text.bytes + what.start)
                         .bytes;
  const char *second = grammar_token_name(kind_at(parser, index));
  int whole = middle >= 3 && begins_condition(kind_at(parser, middle - 3));
  if (whole && is_range(parser, middle, index)) {
    Span low = parser_span(parser, middle - 2), high = parser_span(parser, index + 1);
    Text low_text = parser_text(parser, middle - 2), high_text = parser_text(parser, index + 1);
    Text range = text_format(diagnostics->arena, "%s in %.*s..%.*s", name, (int)low_text.length,
                             low_text.bytes, (int)high_text.length, high_text.bytes);
    diag_help(diagnostics, diagnostic, "write `%s`", range.bytes);
    diag_fix(diagnostics, diagnostic, span_join(low, high), range, 0);
    return;
  }
  diag_help(diagnostics, diagnostic, "say again what is compared: `… and %s %s …`", name, second);
  if (!whole) return;
  uint32_t start = parser_token(parser, index)->start;
  diag_fix(diagnostics, diagnostic, (Span){start, start, parser->file},
           text_format(diagnostics->arena, "and %s ", name), 0);
}

static int say_chain(Parser *parser, uint32_t index) {
  if (!is_comparison(kind_at(parser, index)) || !is(parser, TOKEN_AND)) return 0;
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_CHAIN, parser_span(parser, index), "a second comparison",
              "two comparisons in a row need `and` or `or` between them");
  uint32_t middle = between_comparisons(parser, index);
  if (middle)
    add_joined(parser, diagnostic, middle, index);
  else
    diag_help(parser->diagnostics, diagnostic, "say again what is compared: `a > b and b > c`");
  return 1;
}

/* What the comparison compares that ends before `and` or `or`: `company.employees`; or empty. */
static Text compared_before(const Parser *parser, uint32_t joint) {
  uint32_t at = joint;
  Text none = {"", 0};
  while (at > parser->clause && !is_comparison(kind_at(parser, at - 1))) at--;
  if (at <= parser->clause + 1) return none;
  uint32_t last = at - 2, first = last;
  while (first > parser->clause && kind_at(parser, first - 1) == TOKEN_DOT) first -= 2;
  if (!token_is_word(kind_at(parser, first)) || !token_is_word(kind_at(parser, last))) return none;
  Text begin = parser_text(parser, first);
  uint32_t length = parser_token(parser, last)->end - parser_token(parser, first)->start;
  return (Text){begin.bytes, length};
}

/* `employees > 5 and < 10`. */
static int say_half_comparison(Parser *parser, uint32_t index) {
  if (index == 0 || !is_comparison(kind_at(parser, index))) return 0;
  if (kind_at(parser, index - 1) != TOKEN_AND && kind_at(parser, index - 1) != TOKEN_OR) return 0;
  Text what = compared_before(parser, index - 1), joint = parser_text(parser, index - 1);
  Text comparison = parser_text(parser, index);
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_CHAIN, parser_span(parser, index), "what is compared here?",
              "each comparison says again what it compares");
  if (!what.length) what = text_of("a");
  diag_help(parser->diagnostics, diagnostic, "write `%.*s %.*s %.*s …`", (int)joint.length,
            joint.bytes, (int)what.length, what.bytes, (int)comparison.length, comparison.bytes);
  return 1;
}

/* `budget > usd 500`: currencies are written in capitals. */
static int say_small_currency(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  if ((kind != TOKEN_INTEGER && kind != TOKEN_DECIMAL) || index < 2) return 0;
  if (kind_at(parser, index - 1) != TOKEN_NAME || !is_comparison(kind_at(parser, index - 2)))
    return 0;
  Text word = parser_text(parser, index - 1), number = parser_text(parser, index);
  char capitals[4] = "";
  if (word.length != 3) return 0;
  for (int i = 0; i < 3; i++) {
    char letter = word.bytes[i];
    int small = letter >= 'a' && letter <= 'z', capital = letter >= 'A' && letter <= 'Z';
    if (!small && !capital) return 0;
    capitals[i] = small ? (char)(letter - 'a' + 'A') : letter;
  }
  Span both = span_join(parser_span(parser, index - 1), parser_span(parser, index));
  Text right = text_format(parser->diagnostics->arena, "%s %.*s", capitals, (int)number.length,
                           number.bytes);
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_NUMBER, both, "capitals belong here",
                                   "a currency is written in capitals");
  diag_help(parser->diagnostics, diagnostic, "write `%.*s`", (int)right.length, right.bytes);
  diag_fix(parser->diagnostics, diagnostic, both, right, 0);
  return 1;
}

/* `path = /pricing`. */
static int say_bare_path(Parser *parser, uint32_t index) {
  if (index == 0 || kind_at(parser, index) != TOKEN_DIVIDE ||
      !is_comparison(kind_at(parser, index - 1)))
    return 0;
  uint32_t last = index;
  while (parser_token(parser, last)->end == parser_token(parser, last + 1)->start &&
         kind_at(parser, last + 1) != 0)
    last++;
  mistake_bare_text(parser->diagnostics,
                    span_join(parser_span(parser, index), parser_span(parser, last)));
  return 1;
}

static int say_not_in(Parser *parser, uint32_t index) {
  if (kind_at(parser, index) != TOKEN_NOT) return 0;
  if (!is(parser, TOKEN_IN)) return 0;
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_UNEXPECTED, parser_span(parser, index),
              "`not` stands too late", "`not` stands before the whole comparison");
  diag_help(parser->diagnostics, diagnostic, "write `not industry in [software, saas]`");
  return 1;
}

/* `NOT consent`: the upper-case word was taken for a name. */
static int say_upper_case_not(Parser *parser, uint32_t index) {
  if (index == 0 || kind_at(parser, index - 1) != TOKEN_NAME) return 0;
  Text word = parser_text(parser, index - 1);
  if (!text_is(word, "NOT") && !text_is(word, "Not")) return 0;
  Span span = parser_span(parser, index - 1);
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_WORD, span, "`not` belongs here",
                                   "keywords are written in lower case");
  diag_help(parser->diagnostics, diagnostic, "write `not`");
  diag_fix(parser->diagnostics, diagnostic, span, text_of("not"), 0);
  return 1;
}

/* `industry in software, saas`. */
static int say_list(Parser *parser, uint32_t index) {
  if (index < 2 || kind_at(parser, index) != TOKEN_COMMA) return 0;
  if (kind_at(parser, index - 2) != TOKEN_IN) return 0;
  Text first = parser_text(parser, index - 1);
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_MISSING, parser_span(parser, index - 1),
                                   "the list begins here", "a list stands in brackets");
  diag_help(parser->diagnostics, diagnostic, "write it like `in [%.*s, …]`",
            (int)(first.length < 40 ? first.length : 40), first.bytes);
  return 1;
}

static int touches_next(const Parser *parser, uint32_t index) {
  return parser_token(parser, index)->end == parser_token(parser, index + 1)->start;
}

static int say_hyphen(Parser *parser, uint32_t index) {
  if (index == 0 || kind_at(parser, index) != TOKEN_MINUS) return 0;
  int joined = token_is_word(kind_at(parser, index - 1)) && touches_next(parser, index - 1) &&
               token_is_word(kind_at(parser, index + 1)) && touches_next(parser, index);
  if (!joined) return 0;
  Span whole = span_join(parser_span(parser, index - 1), parser_span(parser, index + 1));
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_NAME, whole, "not a name",
                                   "a name has no `-` inside");
  Text before = parser_text(parser, index - 1), after = parser_text(parser, index + 1);
  Text name = text_format(parser->diagnostics->arena, "%.*s_%.*s", (int)before.length,
                          before.bytes, (int)after.length, after.bytes);
  diag_help(parser->diagnostics, diagnostic, "write `%s`", name.bytes);
  diag_fix(parser->diagnostics, diagnostic, whole, name, 0);
  return 1;
}

static int say_no_time(Parser *parser, uint32_t index) {
  if (kind_at(parser, index) != TOKEN_DATE || !is(parser, TOKEN_DATETIME)) return 0;
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_DATE, parser_span(parser, index), "at what time?",
              "a date alone says not when: the time of day is missing");
  Text date = parser_text(parser, index);
  diag_help(parser->diagnostics, diagnostic, "write `%.*s 10:00`, two digits each",
            (int)date.length, date.bytes);
  return 1;
}

static int say_year(Parser *parser, uint32_t index) {
  Text word = parser_text(parser, index);
  int year = text_is(word, "year") || text_is(word, "years");
  int quarter = text_is(word, "quarter") || text_is(word, "quarters");
  if (!(year || quarter) || !is(parser, TOKEN_WEEK)) return 0;
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_DURATION, parser_span(parser, index), "how many days?",
              "a %.*s is no duration, because its length differs", (int)word.length, word.bytes);
  diag_help(parser->diagnostics, diagnostic, "write days: `%s`",
            year ? "365 days" : "91 days");
  return 1;
}

static int say_unless(Parser *parser, uint32_t index) {
  if (!text_is(parser_text(parser, index), "unless")) return 0;
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_WORD, parser_span(parser, index),
                                   "no such word", "`unless` is written `when not`");
  diag_help(parser->diagnostics, diagnostic,
            "write `when not (…)`; after an event, `where not (…)`");
  return 1;
}

enum { LONGEST_LINE = 32 }; /* tokens to look at, so that a hostile line costs little */

/* The first token of this kind from index on, on the same line; 0 if there is none. */
static uint32_t find_on_line(const Parser *parser, uint32_t index, int kind) {
  for (uint32_t i = index; i < index + LONGEST_LINE; i++) {
    const Token *token = parser_token(parser, i);
    if (i > index && token->flags & TOKEN_FIRST_ON_LINE) return 0;
    if (token->kind == kind) return i;
    if (token->kind == 0) return 0;
  }
  return 0;
}

static Text words_between(const Parser *parser, uint32_t first, uint32_t last) {
  Text text = parser_text(parser, first);
  text.length = parser_token(parser, last)->end - parser_token(parser, first)->start;
  return text;
}

/* `Demo request: +30` */
static int say_points_last(Parser *parser, uint32_t index) {
  if (parser->declares != TOKEN_SCORE || index != parser->clause) return 0;
  int words = token_is_word(kind_at(parser, index)) || kind_at(parser, index) == TOKEN_TEXT;
  uint32_t sign = find_on_line(parser, index, TOKEN_PLUS);
  if (!sign) sign = find_on_line(parser, index, TOKEN_MINUS);
  if (!words || !sign || kind_at(parser, sign + 1) != TOKEN_INTEGER) return 0;
  uint32_t last = kind_at(parser, sign - 1) == TOKEN_COLON ? sign - 2 : sign - 1;
  Text label = words_between(parser, index, last), points = words_between(parser, sign, sign + 1);
  const char *quote = label.bytes[0] == '"' ? "" : "\"";
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_NO_CLAUSE, parser_span(parser, index),
              "the points belong before this", "a rule begins with its points");
  diag_help(parser->diagnostics, diagnostic, "write `%.*s %s%.*s%s on …` with the event's name",
            (int)points.length, points.bytes, quote, (int)label.length, label.bytes, quote);
  add_shape(parser, diagnostic);
  return 1;
}

/* `if icp then lead -> mql`: the first word was taken for a stage. */
static int say_move_last(Parser *parser, uint32_t index) {
  if (parser->declares != TOKEN_LIFECYCLE || index != parser->clause + 1) return 0;
  Text first = parser_text(parser, index - 1);
  int on = text_is(first, "on");
  if (!on && !text_is(first, "if") && !text_is(first, "when")) return 0;
  uint32_t arrow = find_on_line(parser, index, TOKEN_ARROW);
  if (arrow < index + 2) return 0;
  uint32_t last = arrow - 2;
  if (last > index && text_is(parser_text(parser, last), "then")) last--;
  if (last > index && kind_at(parser, last) == TOKEN_COMMA) last--;
  Text move = words_between(parser, arrow - 1, arrow + 1);
  Text reason = words_between(parser, index, last);
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_UNEXPECTED, parser_span(parser, index - 1),
              "belongs after the move",
              "a move begins with the stages, its reason comes after them");
  diag_help(parser->diagnostics, diagnostic, "write `%.*s %s %.*s`", (int)move.length, move.bytes,
            on ? "on" : "when", (int)reason.length, reason.bytes);
  return 1;
}

/* `when country = "US" to west`, `country = "US" -> west`: a route's line begins with the target. */
static int say_target_last(Parser *parser, uint32_t index) {
  if (parser->declares != TOKEN_ROUTE || index != parser->clause) return 0;
  uint32_t to = find_on_line(parser, index, TOKEN_TO), first = index;
  if (!to) to = find_on_line(parser, index, TOKEN_ARROW);
  Text word = parser_text(parser, index);
  if (text_is(word, "if") || text_is(word, "when") || text_is(word, "where")) first++;
  if (to <= first) return 0;
  uint32_t reason = to - 1, last = to;
  while (same_line(parser, last + 1) && kind_at(parser, last + 1) != TOKEN_CLOSE_BRACE) last++;
  if (text_is(parser_text(parser, reason), "assign")) reason--;
  if (text_is(parser_text(parser, reason), "then")) reason--;
  if (kind_at(parser, reason) == TOKEN_COMMA) reason--;
  if (kind_at(parser, reason) == TOKEN_COLON) reason--;
  if (reason < first || last == to) return 0;
  Text target = words_between(parser, to + 1, last), why = words_between(parser, first, reason);
  Span whole = span_join(parser_span(parser, index), parser_span(parser, last));
  Text right = text_format(parser->diagnostics->arena, "to %.*s when %.*s", (int)target.length,
                           target.bytes, (int)why.length, why.bytes);
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_UNEXPECTED, whole, "the target comes first",
              "a line of a route begins with the target, its condition comes after it");
  diag_help(parser->diagnostics, diagnostic, "write `%s`", right.bytes);
  diag_fix(parser->diagnostics, diagnostic, whole, right, 0);
  return 1;
}

/* `company.employees: 120` in a test. */
static int say_dotted_entry(Parser *parser, uint32_t index) {
  int dotted = parser->declares == TOKEN_TEST && parser->open_count > 1 &&
               kind_at(parser, index) == TOKEN_DOT && kind_at(parser, index + 2) == TOKEN_COLON &&
               !is(parser, TOKEN_DOT);
  if (!dotted) return 0;
  Text record = parser_text(parser, index - 1), entry = words_between(parser, index + 1, index + 3);
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_UNEXPECTED,
              span_join(parser_span(parser, index - 1), parser_span(parser, index + 1)),
              "a record stands in braces", "in a test, a record's fields stand in braces");
  diag_help(parser->diagnostics, diagnostic, "write `%.*s: { %.*s }`, all of its fields together",
            (int)record.length, record.bytes, (int)entry.length, entry.bytes);
  return 1;
}

/* ---- the general case ---- */

static const char *block_words(int declares) {
  switch (declares) {
  case TOKEN_AGREEMENT: return "a setting of an agreement";
  case TOKEN_ENUM: return "a member of an enum";
  case TOKEN_GRADE: return "a line of a grade";
  case TOKEN_TABLE: return "a row of a table";
  case TOKEN_RECORD: case TOKEN_LEAD: case TOKEN_EVENT: return "a field";
  case TOKEN_SCORE: return "a clause of a score";
  case TOKEN_LIFECYCLE: return "a clause of a lifecycle";
  case TOKEN_CALENDAR: return "a line of a calendar";
  case TOKEN_REP: return "a detail of a rep";
  case TOKEN_QUEUE: return "a detail of a queue";
  case TOKEN_POOL: return "a member of a pool";
  case TOKEN_ROUTE: return "a line of a route";
  case TOKEN_TEST: return "a line of a test";
  default: return "a clause";
  }
}

static void say_no_clause(Parser *parser, uint32_t index) {
  int entry = parser->declares == TOKEN_TEST && parser->open_count > 1;
  const char *words = entry ? "a value in braces" : block_words(parser->declares);
  Text expected = expectation_of(parser);
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_NO_CLAUSE, parser_span(parser, index), "not known here",
              "%s does not begin %s", found_text(parser, index), words);
  diag_help(parser->diagnostics, diagnostic, "expected %s", expected.bytes);
  add_shape(parser, diagnostic);
}

static void say_line_end(Parser *parser, uint32_t index) {
  uint32_t end = index ? parser_token(parser, index - 1)->end : 0;
  Text expected = expectation_of(parser);
  const char *label =
      text_format(parser->diagnostics->arena, "expected %s", expected.bytes).bytes;
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_UNEXPECTED, (Span){end, end, parser->file}, label,
              "the line ends too early: expected %s", expected.bytes);
  add_shape(parser, diagnostic);
}

static void say_unexpected(Parser *parser, uint32_t index) {
  Text expected = expectation_of(parser);
  const char *label =
      text_format(parser->diagnostics->arena, "expected %s", expected.bytes).bytes;
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_UNEXPECTED, parser_span(parser, index), label,
              "expected %s, found %s", expected.bytes, found_text(parser, index));
  add_shape(parser, diagnostic);
}

void unexpected_token(Parser *parser, uint32_t index, int where) {
  static int (*const reasons[])(Parser *, uint32_t) = {
      say_later, say_upper_case_not, say_not_in, say_chain, say_half_comparison,
      say_small_currency,
      say_bare_path, say_hyphen,         say_list,     say_no_time, say_year,
      say_unless,    say_points_last,    say_move_last, say_dotted_entry,
      say_no_label,  say_target_last,    repair_say_day, say_reserved,
  };
  if (where == AT_LINE_END) {
    if (!rewrite_report(parser, index, where)) say_line_end(parser, index);
    return;
  }
  for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
    if (reasons[i](parser, index)) return;
  }
  if (parser->open_count > 0 && index == parser->clause) say_no_clause(parser, index);
  else say_unexpected(parser, index);
}
