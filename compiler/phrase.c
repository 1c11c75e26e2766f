/* Phrases that people write for one of the language's: tables of what stands there and which tokens
 * were meant. What is reported here is read as what was meant, so the clause stays in the tree. */
#include <string.h>

#include "compiler/mistake.h"
#include "compiler/repair.h"

/* What must follow on the same line, so that a name of the same letters stays a name. */
typedef enum {
  ANYTHING,
  A_WORD,
  A_NAME,
  A_TARGET, /* a name, but not `if` after a pool that is called like this */
  A_NUMBER,
  A_PERIOD,
  A_DATE,
  A_DURATION,
  A_TEXT,
  A_TURN, /* entering, leaving, becoming */
  A_DAY,  /* a weekday, date or day of a month */
  AN_END, /* of the line or block */
  A_CONDITION
} Follower;

typedef struct {
  int block; /* the declaration it stands in; 0 for any */
  Follower follower;
  const char *words, *right;
  int meant[5]; /* tokens, up to the first 0 */
} Phrase;

uint32_t phrase_words_at(const Parser *parser, uint32_t index, const char *words) {
  uint32_t count = 0;
  for (const char *word = words; *word; count++) {
    size_t length = strcspn(word, " ");
    Text found = parser_text(parser, index + count);
    int same = found.length == length && memcmp(found.bytes, word, length) == 0;
    if (!same || (count > 0 && !same_line(parser, index + count))) return 0;
    word += length + (word[length] == ' ');
  }
  return count;
}

void phrase_report(Parser *parser, uint32_t index, uint32_t count, const char *right) {
  Diagnostics *diagnostics = parser->diagnostics;
  Span whole = span_join(parser_span(parser, index), parser_span(parser, index + count - 1));
  const char *label = text_format(diagnostics->arena, "`%s` belongs here", right).bytes;
  Diagnostic *diagnostic =
      mistake(diagnostics, E_WORD, whole, label, "`%.*s` is written `%s` here",
              (int)(whole.end - whole.start), parser->builder.text.bytes + whole.start, right);
  int glued = index > 0 && touches(parser, index, index - 1);
  const char *left = glued && kind_at(parser, index - 1) != TOKEN_RANGE ? " " : "";
  int word = kind_at(parser, index + count) >= TOKEN_NAME;
  const char *blank = word && touches(parser, index + count, index + count - 1) ? " " : "";
  diag_help(diagnostics, diagnostic, "write `%s`", right);
  diag_fix(diagnostics, diagnostic, whole,
           text_format(diagnostics->arena, "%s%s%s", left, right, blank), 0);
  parser_repaired(parser);
}

static int is_number(int kind) {
  return kind == TOKEN_INTEGER || kind == TOKEN_DECIMAL;
}

static int follows(const Parser *parser, uint32_t index, Follower follower) {
  int kind = kind_at(parser, index);
  if (follower == ANYTHING) return 1;
  if (follower == AN_END) return !same_line(parser, index) || kind == TOKEN_CLOSE_BRACE;
  if (!same_line(parser, index)) return 0;
  switch (follower) {
  case A_WORD: return token_is_word(kind);
  case A_NAME: return kind == TOKEN_NAME || token_declares(kind);
  case A_TARGET:
    return follows(parser, index, A_NAME) && !text_is(parser_text(parser, index), "if");
  case A_NUMBER: return is_number(kind);
  case A_PERIOD: return is_number(kind) || is_unit(kind);
  case A_DURATION: return kind == TOKEN_INTEGER && is_unit(kind_at(parser, index + 1));
  case A_TEXT: return kind == TOKEN_TEXT || kind == TOKEN_OPEN_BRACKET;
  case A_TURN: return kind >= TOKEN_ENTERING && kind <= TOKEN_BECOMING;
  case A_DAY: return kind == TOKEN_DATE || kind == TOKEN_INTEGER || kind == TOKEN_NAME;
  case A_DATE: return kind == TOKEN_DATE || kind == TOKEN_DATETIME;
  default: return token_is_word(kind) || kind == TOKEN_NOT || kind == TOKEN_OPEN_PARENTHESIS;
  }
}

static int replace_first(Parser *parser, uint32_t index, uint32_t *next, const Phrase *phrases,
                         size_t size) {
  for (size_t i = 0; i < size; i++) {
    const Phrase *phrase = &phrases[i];
    if (phrase->block && phrase->block != parser->declares) continue;
    uint32_t count = phrase_words_at(parser, index, phrase->words);
    if (!count || !follows(parser, index + count, phrase->follower)) continue;
    if (!parser_accepts(parser, phrase->meant[0])) continue;
    phrase_report(parser, index, count, phrase->right);
    Span whole = span_join(parser_span(parser, index), parser_span(parser, index + count - 1));
    for (int j = 0; j < 5 && phrase->meant[j]; j++) parser_push(parser, phrase->meant[j], whole);
    *next = index + count;
    return 1;
  }
  return 0;
}

#define REPLACE_FIRST(phrases) \
  replace_first(parser, index, next, phrases, sizeof(phrases) / sizeof *(phrases))

int phrase_begins_clause(Parser *parser, uint32_t index, uint32_t *next) {
  static const Phrase phrases[] = {
      {TOKEN_LIFECYCLE, A_WORD, "start with", "start at", {TOKEN_START, TOKEN_AT}},
      {TOKEN_LIFECYCLE, A_WORD, "start in", "start at", {TOKEN_START, TOKEN_AT}},
      {TOKEN_LIFECYCLE, A_WORD, "start on", "start at", {TOKEN_START, TOKEN_AT}},
      {TOKEN_LIFECYCLE, A_WORD, "start from", "start at", {TOKEN_START, TOKEN_AT}},
      {TOKEN_LIFECYCLE, A_WORD, "start as", "start at", {TOKEN_START, TOKEN_AT}},
      {TOKEN_LIFECYCLE, A_WORD, "start :", "start at", {TOKEN_START, TOKEN_AT}},
      {TOKEN_LIFECYCLE, A_WORD, "start =", "start at", {TOKEN_START, TOKEN_AT}},
      {TOKEN_LIFECYCLE, A_WORD, "starts with", "start at", {TOKEN_START, TOKEN_AT}},
      {TOKEN_LIFECYCLE, A_WORD, "starts", "start", {TOKEN_START}},
      {TOKEN_LIFECYCLE, A_WORD, "Start at", "start at", {TOKEN_START, TOKEN_AT}},
      {TOKEN_LIFECYCLE, A_WORD, "begin at", "start at", {TOKEN_START, TOKEN_AT}},
      {TOKEN_LIFECYCLE, A_WORD, "begin with", "start at", {TOKEN_START, TOKEN_AT}},
      {TOKEN_LIFECYCLE, A_WORD, "begins at", "start at", {TOKEN_START, TOKEN_AT}},
      {TOKEN_LIFECYCLE, A_WORD, "begins with", "start at", {TOKEN_START, TOKEN_AT}},
      {TOKEN_LIFECYCLE, A_WORD, "stage :", "stage", {TOKEN_STAGE}},
      {TOKEN_LIFECYCLE, A_NAME, "stages", "stage", {TOKEN_STAGE}},
      {TOKEN_LIFECYCLE, A_NAME, "Stage", "stage", {TOKEN_STAGE}},
      {TOKEN_LIFECYCLE, A_NAME, "status", "stage", {TOKEN_STAGE}},
      {TOKEN_LIFECYCLE, A_NAME, "phase", "stage", {TOKEN_STAGE}},
      {TOKEN_SCORE, A_NUMBER, "add", "+", {TOKEN_PLUS}},
      {TOKEN_SCORE, A_NUMBER, "give", "+", {TOKEN_PLUS}},
      {TOKEN_SCORE, A_NUMBER, "plus", "+", {TOKEN_PLUS}},
      {TOKEN_SCORE, A_NUMBER, "subtract", "-", {TOKEN_MINUS}},
      {TOKEN_SCORE, A_NUMBER, "deduct", "-", {TOKEN_MINUS}},
      {TOKEN_SCORE, A_NUMBER, "minus", "-", {TOKEN_MINUS}},
      {TOKEN_SCORE, A_NUMBER, "lose", "decay", {TOKEN_DECAY}},
      {TOKEN_SCORE, A_NUMBER, "reset to", "set to", {TOKEN_SET, TOKEN_TO}},
      {TOKEN_SCORE, A_NUMBER, "cap at", "keep at most", {TOKEN_KEEP, TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "cap", "keep at most", {TOKEN_KEEP, TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "max", "keep at most", {TOKEN_KEEP, TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "maximum", "keep at most", {TOKEN_KEEP, TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "at most", "keep at most", {TOKEN_KEEP, TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "limit", "keep at most", {TOKEN_KEEP, TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "limit to", "keep at most", {TOKEN_KEEP, TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "min", "keep at least", {TOKEN_KEEP, TOKEN_AT, TOKEN_LEAST}},
      {TOKEN_SCORE, A_NUMBER, "minimum", "keep at least", {TOKEN_KEEP, TOKEN_AT, TOKEN_LEAST}},
      {TOKEN_SCORE, A_NUMBER, "at least", "keep at least", {TOKEN_KEEP, TOKEN_AT, TOKEN_LEAST}},
      {TOKEN_SCORE, A_NUMBER, "keep at", "keep at most", {TOKEN_KEEP, TOKEN_AT, TOKEN_MOST}},
      {TOKEN_TEST, A_CONDITION, "assert", "expect", {TOKEN_EXPECT}},
      {TOKEN_TEST, A_CONDITION, "then", "expect", {TOKEN_EXPECT}},
      {TOKEN_AGREEMENT, A_DATE, "effective from", "effective", {TOKEN_EFFECTIVE}},
      {TOKEN_AGREEMENT, A_DATE, "effective date", "effective", {TOKEN_EFFECTIVE}},
      {TOKEN_AGREEMENT, A_DATE, "effective on", "effective", {TOKEN_EFFECTIVE}},
      {TOKEN_AGREEMENT, A_DATE, "valid from", "effective", {TOKEN_EFFECTIVE}},
      {TOKEN_CALENDAR, A_NAME, "hours", "open", {TOKEN_OPEN}},
      {TOKEN_CALENDAR, A_NAME, "opens", "open", {TOKEN_OPEN}},
      {TOKEN_CALENDAR, A_NAME, "open on", "open", {TOKEN_OPEN}},
      {TOKEN_CALENDAR, A_NAME, "open from", "open", {TOKEN_OPEN}},
      {TOKEN_CALENDAR, A_NAME, "opening hours", "open", {TOKEN_OPEN}},
      {TOKEN_CALENDAR, A_NAME, "working hours", "open", {TOKEN_OPEN}},
      {TOKEN_CALENDAR, A_NAME, "business hours", "open", {TOKEN_OPEN}},
      {TOKEN_CALENDAR, A_NAME, "office hours", "open", {TOKEN_OPEN}},
      {TOKEN_CALENDAR, A_NAME, "workdays", "open", {TOKEN_OPEN}},
      {TOKEN_CALENDAR, A_NAME, "work", "open", {TOKEN_OPEN}},
      {TOKEN_CALENDAR, A_DAY, "closed on", "closed", {TOKEN_CLOSED}},
      {TOKEN_CALENDAR, A_DAY, "close on", "closed", {TOKEN_CLOSED}},
      {TOKEN_CALENDAR, A_DAY, "close", "closed", {TOKEN_CLOSED}},
      {TOKEN_CALENDAR, A_DAY, "closes", "closed", {TOKEN_CLOSED}},
      {TOKEN_CALENDAR, A_DAY, "not open on", "closed", {TOKEN_CLOSED}},
      {TOKEN_CALENDAR, A_DAY, "not open", "closed", {TOKEN_CLOSED}},
      {TOKEN_CALENDAR, A_DAY, "holiday on", "closed", {TOKEN_CLOSED}},
      {TOKEN_CALENDAR, A_DAY, "holiday", "closed", {TOKEN_CLOSED}},
      {TOKEN_CALENDAR, A_DAY, "holidays", "closed", {TOKEN_CLOSED}},
      {TOKEN_CALENDAR, ANYTHING, "holidays from", "closed from", {TOKEN_CLOSED, TOKEN_FROM}},
      {TOKEN_CALENDAR, A_DAY, "except on", "closed", {TOKEN_CLOSED}},
      {TOKEN_CALENDAR, A_DAY, "except", "closed", {TOKEN_CLOSED}},
      {TOKEN_CALENDAR, A_DAY, "off", "closed", {TOKEN_CLOSED}},
      {TOKEN_CALENDAR, A_NAME, "same as", "like", {TOKEN_LIKE}},
      {TOKEN_CALENDAR, A_NAME, "based on", "like", {TOKEN_LIKE}},
      {TOKEN_CALENDAR, A_NAME, "as", "like", {TOKEN_LIKE}},
      {TOKEN_CALENDAR, A_NAME, "inherits from", "like", {TOKEN_LIKE}},
      {TOKEN_CALENDAR, A_NAME, "inherits", "like", {TOKEN_LIKE}},
      {TOKEN_CALENDAR, A_NAME, "extends", "like", {TOKEN_LIKE}},
      {TOKEN_CALENDAR, A_NAME, "copy", "like", {TOKEN_LIKE}},
      {TOKEN_CALENDAR, A_NAME, "use", "like", {TOKEN_LIKE}},
      {TOKEN_ROUTE, A_TARGET, "to pool", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_TARGET, "to rep", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_TARGET, "to queue", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_TARGET, "to team", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "to the", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_WORD, "assign to", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_WORD, "assigned to", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_WORD, "route to", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_WORD, "send to", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_WORD, "give to", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_WORD, "goes to", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_WORD, "go to", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_WORD, "hand to", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_WORD, "hand over to", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_WORD, "try", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_WORD, "first to", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_WORD, "then to", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "assign", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "->", "to", {TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "otherwise to queue", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "otherwise to pool", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "otherwise assign to", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "otherwise queue", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "otherwise :", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "otherwise ->", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "else to", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "else ->", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "else :", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "else", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "default to", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "default :", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "default", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "fallback to", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "fallback", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "finally to", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "finally", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
      {TOKEN_ROUTE, A_NAME, "rest to", "otherwise to", {TOKEN_OTHERWISE, TOKEN_TO}},
  };
  return REPLACE_FIRST(phrases);
}

int phrase_in_clause(Parser *parser, uint32_t index, uint32_t *next) {
  static const Phrase phrases[] = {
      {TOKEN_SCORE, A_NUMBER, "max", "at most", {TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "maximum", "at most", {TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "up to", "at most", {TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "no more than", "at most", {TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "limit", "at most", {TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "limited to", "at most", {TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "capped at", "at most", {TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "below", "at most", {TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "<=", "at most", {TOKEN_AT, TOKEN_MOST}},
      {TOKEN_SCORE, A_NUMBER, "above", "at least", {TOKEN_AT, TOKEN_LEAST}},
      {TOKEN_SCORE, A_NUMBER, ">=", "at least", {TOKEN_AT, TOKEN_LEAST}},
      {TOKEN_SCORE, A_NUMBER, "within", "between", {TOKEN_BETWEEN}},
      {TOKEN_SCORE, A_NUMBER, "min", "at least", {TOKEN_AT, TOKEN_LEAST}},
      {TOKEN_SCORE, A_NUMBER, "minimum", "at least", {TOKEN_AT, TOKEN_LEAST}},
      {TOKEN_SCORE, ANYTHING, "one time", "once", {TOKEN_ONCE}},
      {TOKEN_SCORE, ANYTHING, "max once", "once", {TOKEN_ONCE}},
      {TOKEN_SCORE, A_NUMBER, "expiring in", "expires after", {TOKEN_EXPIRES, TOKEN_AFTER}},
      {TOKEN_SCORE, A_NUMBER, "lasts", "expires after", {TOKEN_EXPIRES, TOKEN_AFTER}},
      {TOKEN_SCORE, A_NUMBER, "lasting", "expires after", {TOKEN_EXPIRES, TOKEN_AFTER}},
      {TOKEN_SCORE, ANYTHING, "1 time", "once", {TOKEN_ONCE}},
      {TOKEN_SCORE, ANYTHING, "only once", "once", {TOKEN_ONCE}},
      {TOKEN_SCORE, A_NUMBER, "expire after", "expires after", {TOKEN_EXPIRES, TOKEN_AFTER}},
      {TOKEN_SCORE, A_NUMBER, "expiring after", "expires after", {TOKEN_EXPIRES, TOKEN_AFTER}},
      {TOKEN_SCORE, A_NUMBER, "valid for", "expires after", {TOKEN_EXPIRES, TOKEN_AFTER}},
      {TOKEN_SCORE, A_NUMBER, "fade over", "fades over", {TOKEN_FADES, TOKEN_OVER}},
      {TOKEN_SCORE, A_NUMBER, "fading over", "fades over", {TOKEN_FADES, TOKEN_OVER}},
      {TOKEN_SCORE, A_NUMBER, "half - life of", "halves every", {TOKEN_HALVES, TOKEN_EVERY}},
      {TOKEN_SCORE, A_NUMBER, "half - life", "halves every", {TOKEN_HALVES, TOKEN_EVERY}},
      {TOKEN_SCORE, A_NUMBER, "half life of", "halves every", {TOKEN_HALVES, TOKEN_EVERY}},
      {TOKEN_SCORE, A_CONDITION, "pause while", "paused while", {TOKEN_PAUSED, TOKEN_WHILE}},
      {TOKEN_SCORE, A_CONDITION, "pauses while", "paused while", {TOKEN_PAUSED, TOKEN_WHILE}},
      {0, A_NUMBER, "in the last", "within", {TOKEN_WITHIN}},
      {0, A_NUMBER, "in last", "within", {TOKEN_WITHIN}},
      {0, A_NUMBER, "in", "within", {TOKEN_WITHIN}},
      {0, A_NUMBER, "within the last", "within", {TOKEN_WITHIN}},
      {0, A_NUMBER, "during the last", "within", {TOKEN_WITHIN}},
      {0, A_NUMBER, "during", "within", {TOKEN_WITHIN}},
      {0, A_NUMBER, "over", "within", {TOKEN_WITHIN}},
      {0, A_NUMBER, "last", "within", {TOKEN_WITHIN}},
      {0, A_NAME, "with different", "by different", {TOKEN_BY, TOKEN_DIFFERENT}},
      {0, A_NAME, "of different", "by different", {TOKEN_BY, TOKEN_DIFFERENT}},
      {0, A_NAME, "by distinct", "by different", {TOKEN_BY, TOKEN_DIFFERENT}},
      {TOKEN_SCORE, A_NUMBER, "in", "after", {TOKEN_AFTER}},
      {TOKEN_SCORE, A_NUMBER, "in", "over", {TOKEN_OVER}},
      {TOKEN_SCORE, A_NUMBER, "within", "after", {TOKEN_AFTER}},
      {TOKEN_SCORE, A_NUMBER, "within", "over", {TOKEN_OVER}},
      {TOKEN_SCORE, A_CONDITION, "when", "while", {TOKEN_WHILE}},
      {TOKEN_SCORE, A_CONDITION, "if", "while", {TOKEN_WHILE}},
      {TOKEN_SCORE, A_CONDITION, "during", "while", {TOKEN_WHILE}},
      {TOKEN_SCORE, ANYTHING, "twice", "at most 2", {TOKEN_AT, TOKEN_MOST, TOKEN_INTEGER}},
      {TOKEN_SCORE, A_PERIOD, "in", "per", {TOKEN_PER}},
      {TOKEN_SCORE, A_PERIOD, "every", "per", {TOKEN_PER}},
      {TOKEN_SCORE, A_PERIOD, "each", "per", {TOKEN_PER}},
      {TOKEN_SCORE, A_PERIOD, "within", "per", {TOKEN_PER}},
      {TOKEN_SCORE, A_PERIOD, "during", "per", {TOKEN_PER}},
      {TOKEN_SCORE, A_PERIOD, "over", "per", {TOKEN_PER}},
      {TOKEN_SCORE, A_PERIOD, "/", "per", {TOKEN_PER}},
      {TOKEN_SCORE, A_PERIOD, "a", "per", {TOKEN_PER}},
      {TOKEN_SCORE, ANYTHING, "daily", "every 1 day", {TOKEN_EVERY, TOKEN_INTEGER, TOKEN_DAY}},
      {TOKEN_SCORE, ANYTHING, "weekly", "every 1 week", {TOKEN_EVERY, TOKEN_INTEGER, TOKEN_WEEK}},
      {TOKEN_SCORE, A_WORD, "after", "on", {TOKEN_ON}},
      {TOKEN_SCORE, ANYTHING, "when", "on", {TOKEN_ON}},
      {TOKEN_SCORE, ANYTHING, "->", "on", {TOKEN_ON}},
      {TOKEN_LIFECYCLE, A_NAME, "after", "on", {TOKEN_ON}},
      {TOKEN_LIFECYCLE, A_WORD, "becomes", "->", {TOKEN_ARROW}},
      {TOKEN_LIFECYCLE, A_WORD, "moves to", "->", {TOKEN_ARROW}},
      {TOKEN_LIFECYCLE, A_WORD, "to", "->", {TOKEN_ARROW}},
      {TOKEN_LIFECYCLE, A_WORD, "-", "->", {TOKEN_ARROW}},
      {TOKEN_LIFECYCLE, A_WORD, "is owned by", "owned by", {TOKEN_OWNED, TOKEN_BY}},
      {TOKEN_LIFECYCLE, A_WORD, "belongs to", "owned by", {TOKEN_OWNED, TOKEN_BY}},
      {TOKEN_LIFECYCLE, A_WORD, ":", "owned by", {TOKEN_OWNED, TOKEN_BY}},
      {TOKEN_DEFINE, A_CONDITION, "as", "=", {TOKEN_EQUAL}},
      {TOKEN_DEFINE, A_CONDITION, "is", "=", {TOKEN_EQUAL}},
      {TOKEN_DEFINE, A_CONDITION, "means", "=", {TOKEN_EQUAL}},
      {TOKEN_TEST, ANYTHING, "to be", "=", {TOKEN_EQUAL}},
      {TOKEN_TEST, ANYTHING, "to equal", "=", {TOKEN_EQUAL}},
      {TOKEN_TEST, ANYTHING, "should be", "=", {TOKEN_EQUAL}},
      {TOKEN_TEST, ANYTHING, "->", "=", {TOKEN_EQUAL}},
      {0, ANYTHING, "defaults to", "default", {TOKEN_DEFAULT}},
      {TOKEN_ROUTE, A_TURN, "for", "on", {TOKEN_ON}},
      {TOKEN_ROUTE, A_TURN, "if", "on", {TOKEN_ON}},
  };
  if (parser_accepts(parser, TOKEN_NAME)) return 0; /* any keyword would be one */
  int compares =
      kind_at(parser, index) >= TOKEN_EQUAL && kind_at(parser, index) <= TOKEN_GREATER_EQUAL;
  if (compares && parser_accepts(parser, TOKEN_AND)) return 0; /* `where 3 <= pages <= 5` */
  return REPLACE_FIRST(phrases);
}

/* How many a member of a pool gets at most. */
static int phrase_of_cap(Parser *parser, uint32_t index, uint32_t *next) {
  static const Phrase phrases[] = {
      {0, A_NUMBER, "max", "at most", {TOKEN_AT, TOKEN_MOST}},
      {0, A_NUMBER, "maximum", "at most", {TOKEN_AT, TOKEN_MOST}},
      {0, A_NUMBER, "up to", "at most", {TOKEN_AT, TOKEN_MOST}},
      {0, A_NUMBER, "no more than", "at most", {TOKEN_AT, TOKEN_MOST}},
      {0, A_NUMBER, "limit", "at most", {TOKEN_AT, TOKEN_MOST}},
      {0, A_NUMBER, "limited to", "at most", {TOKEN_AT, TOKEN_MOST}},
      {0, A_NUMBER, "capped at", "at most", {TOKEN_AT, TOKEN_MOST}},
      {0, A_NUMBER, "cap", "at most", {TOKEN_AT, TOKEN_MOST}},
      {0, A_NUMBER, "<=", "at most", {TOKEN_AT, TOKEN_MOST}},
      {0, A_NUMBER, ", at most", "at most", {TOKEN_AT, TOKEN_MOST}},
      {0, A_NUMBER, ", max", "at most", {TOKEN_AT, TOKEN_MOST}},
      {0, A_NUMBER, "and at most", "at most", {TOKEN_AT, TOKEN_MOST}},
      {0, A_NUMBER, "with at most", "at most", {TOKEN_AT, TOKEN_MOST}},
  };
  if (parser_accepts(parser, TOKEN_NAME)) return 0;
  return REPLACE_FIRST(phrases);
}

/* How a pool shares leads. */
int phrase_of_method(Parser *parser, uint32_t index, uint32_t *next) {
  static const Phrase phrases[] = {
      {0, ANYTHING, "round - robin", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "Round - Robin", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "Round Robin", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "Round robin", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "round_robin", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "roundrobin", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "by round robin", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, ", round robin", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, ": round robin", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "weighted round robin", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "weighted", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "by weight", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "by turns", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "in turns", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "in turn", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "in rotation", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "rotation", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "rotate", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "robin", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "evenly", "round robin", {TOKEN_ROUND, TOKEN_ROBIN}},
      {0, ANYTHING, "least - loaded", "least loaded", {TOKEN_LEAST, TOKEN_LOADED}},
      {0, ANYTHING, "least_loaded", "least loaded", {TOKEN_LEAST, TOKEN_LOADED}},
      {0, ANYTHING, ", least loaded", "least loaded", {TOKEN_LEAST, TOKEN_LOADED}},
      {0, ANYTHING, "least busy", "least loaded", {TOKEN_LEAST, TOKEN_LOADED}},
      {0, ANYTHING, "least load", "least loaded", {TOKEN_LEAST, TOKEN_LOADED}},
      {0, ANYTHING, "least leads", "least loaded", {TOKEN_LEAST, TOKEN_LOADED}},
      {0, ANYTHING, "fewest leads", "least loaded", {TOKEN_LEAST, TOKEN_LOADED}},
      {0, ANYTHING, "fewest", "least loaded", {TOKEN_LEAST, TOKEN_LOADED}},
      {0, ANYTHING, "load balanced", "least loaded", {TOKEN_LEAST, TOKEN_LOADED}},
      {0, ANYTHING, "balanced", "least loaded", {TOKEN_LEAST, TOKEN_LOADED}},
      {0, ANYTHING, "in_order", "in order", {TOKEN_IN, TOKEN_ORDER}},
      {0, ANYTHING, ", in order", "in order", {TOKEN_IN, TOKEN_ORDER}},
      {0, ANYTHING, "in sequence", "in order", {TOKEN_IN, TOKEN_ORDER}},
      {0, ANYTHING, "in this order", "in order", {TOKEN_IN, TOKEN_ORDER}},
      {0, ANYTHING, "in the order", "in order", {TOKEN_IN, TOKEN_ORDER}},
      {0, ANYTHING, "sequential", "in order", {TOKEN_IN, TOKEN_ORDER}},
      {0, ANYTHING, "by order", "in order", {TOKEN_IN, TOKEN_ORDER}},
      {0, ANYTHING, "order", "in order", {TOKEN_IN, TOKEN_ORDER}},
  };
  if (phrase_of_cap(parser, index, next)) return 1;
  return parser->last == TOKEN_CLOSE_BRACE && REPLACE_FIRST(phrases);
}

/* `to ana when available` */
int phrase_of_availability(Parser *parser, uint32_t index, uint32_t *next) {
  static const Phrase phrases[] = {
      {0, AN_END, "when available now", "available now", {TOKEN_AVAILABLE, TOKEN_NOW}},
      {0, AN_END, "when available", "available now", {TOKEN_AVAILABLE, TOKEN_NOW}},
      {0, AN_END, "if available now", "available now", {TOKEN_AVAILABLE, TOKEN_NOW}},
      {0, AN_END, "if available", "available now", {TOKEN_AVAILABLE, TOKEN_NOW}},
      {0, AN_END, "is available", "available now", {TOKEN_AVAILABLE, TOKEN_NOW}},
  };
  return REPLACE_FIRST(phrases);
}

int phrase_of_trigger(Parser *parser, uint32_t index, uint32_t *next) {
  static const Phrase phrases[] = {
      {0, A_NAME, "enters", "entering", {TOKEN_ENTERING}},
      {0, A_NAME, "enter", "entering", {TOKEN_ENTERING}},
      {0, A_NAME, "entered", "entering", {TOKEN_ENTERING}},
      {0, A_NAME, "leaves", "leaving", {TOKEN_LEAVING}},
      {0, A_NAME, "leave", "leaving", {TOKEN_LEAVING}},
      {0, A_NAME, "left", "leaving", {TOKEN_LEAVING}},
      {0, A_NAME, "becomes", "becoming", {TOKEN_BECOMING}},
      {0, A_NAME, "become", "becoming", {TOKEN_BECOMING}},
      {0, A_NAME, "turns", "becoming", {TOKEN_BECOMING}},
      {TOKEN_SCORE,
       A_PERIOD,
       "at most once per",
       "at most 1 per",
       {TOKEN_AT, TOKEN_MOST, TOKEN_INTEGER, TOKEN_PER}},
      {TOKEN_SCORE,
       A_PERIOD,
       "at most once a",
       "at most 1 per",
       {TOKEN_AT, TOKEN_MOST, TOKEN_INTEGER, TOKEN_PER}},
      {0, ANYTHING, "at most once", "once", {TOKEN_ONCE}},
      {TOKEN_SCORE, A_NAME, "for", "on", {TOKEN_ON}},
  };
  return REPLACE_FIRST(phrases);
}

int phrase_of_early_word(Parser *parser, uint32_t index, uint32_t *next) {
  static const Phrase phrases[] = {
      {0, A_DURATION, ",", "within", {TOKEN_WITHIN}},
      {0, A_TURN, "when", "on", {TOKEN_ON}},
      {0, A_NAME, "when becomes", "on becoming", {TOKEN_ON, TOKEN_BECOMING}},
      {0, A_NAME, "when enters", "on entering", {TOKEN_ON, TOKEN_ENTERING}},
      {0, A_NAME, "when leaves", "on leaving", {TOKEN_ON, TOKEN_LEAVING}},
      {TOKEN_SCORE,
       A_PERIOD,
       "once per",
       "at most 1 per",
       {TOKEN_AT, TOKEN_MOST, TOKEN_INTEGER, TOKEN_PER}},
      {TOKEN_SCORE,
       A_PERIOD,
       "once a",
       "at most 1 per",
       {TOKEN_AT, TOKEN_MOST, TOKEN_INTEGER, TOKEN_PER}},
      {TOKEN_SCORE,
       A_PERIOD,
       "once every",
       "at most 1 per",
       {TOKEN_AT, TOKEN_MOST, TOKEN_INTEGER, TOKEN_PER}},
      {TOKEN_SCORE,
       A_PERIOD,
       "once each",
       "at most 1 per",
       {TOKEN_AT, TOKEN_MOST, TOKEN_INTEGER, TOKEN_PER}},
      {TOKEN_SCORE,
       A_PERIOD,
       "once in",
       "at most 1 per",
       {TOKEN_AT, TOKEN_MOST, TOKEN_INTEGER, TOKEN_PER}},
      {TOKEN_SCORE,
       A_PERIOD,
       "once within",
       "at most 1 per",
       {TOKEN_AT, TOKEN_MOST, TOKEN_INTEGER, TOKEN_PER}},
      {TOKEN_SCORE,
       ANYTHING,
       "once daily",
       "at most 1 per day",
       {TOKEN_AT, TOKEN_MOST, TOKEN_INTEGER, TOKEN_PER, TOKEN_DAY}},
      {TOKEN_SCORE,
       ANYTHING,
       "once weekly",
       "at most 1 per week",
       {TOKEN_AT, TOKEN_MOST, TOKEN_INTEGER, TOKEN_PER, TOKEN_WEEK}},
      {0, A_TEXT, "contains word", "has word", {TOKEN_HAS, TOKEN_WORD}},
      {0, A_TEXT, "contains the word", "has word", {TOKEN_HAS, TOKEN_WORD}},
      {0, A_TEXT, "has the word", "has word", {TOKEN_HAS, TOKEN_WORD}},
      {0, A_TEXT, "contains any of", "contains", {TOKEN_CONTAINS}},
      {0, A_TEXT, "contains one of", "contains", {TOKEN_CONTAINS}},
  };
  return REPLACE_FIRST(phrases);
}

int phrase_of_row(Parser *parser, uint32_t index, uint32_t *next) {
  static const Phrase phrases[] = {
      {0, A_WORD, "broken by", "in a row broken by", {TOKEN_IN_A_ROW, TOKEN_BROKEN, TOKEN_BY}},
      {0, A_NAME, "unless", "broken by", {TOKEN_BROKEN, TOKEN_BY}},
      {0, A_NAME, "until", "broken by", {TOKEN_BROKEN, TOKEN_BY}},
      {0, A_NAME, "without", "broken by", {TOKEN_BROKEN, TOKEN_BY}},
      {0, A_NAME, "with no", "broken by", {TOKEN_BROKEN, TOKEN_BY}},
      {0, A_NAME, "interrupted by", "broken by", {TOKEN_BROKEN, TOKEN_BY}},
      {0, A_NAME, "by", "broken by", {TOKEN_BROKEN, TOKEN_BY}},
  };
  return REPLACE_FIRST(phrases);
}

/* `size is greater than 50`, `size more than 50`, `region is not missing`. */
int phrase_of_comparison(Parser *parser, uint32_t index, uint32_t *next) {
  static const Phrase phrases[] = {
      {0, ANYTHING, "is not missing", "is known", {TOKEN_IS, TOKEN_KNOWN}},
      {0, ANYTHING, "is not empty", "is known", {TOKEN_IS, TOKEN_KNOWN}},
      {0, ANYTHING, "is not null", "is known", {TOKEN_IS, TOKEN_KNOWN}},
      {0, ANYTHING, "is not known", "is missing", {TOKEN_IS, TOKEN_MISSING}},
      {0, ANYTHING, "is greater than or equal to", ">=", {TOKEN_GREATER_EQUAL}},
      {0, ANYTHING, "is less than or equal to", "<=", {TOKEN_LESS_EQUAL}},
      {0, ANYTHING, "is greater than", ">", {TOKEN_GREATER}},
      {0, ANYTHING, "is more than", ">", {TOKEN_GREATER}},
      {0, ANYTHING, "is above", ">", {TOKEN_GREATER}},
      {0, ANYTHING, "is over", ">", {TOKEN_GREATER}},
      {0, ANYTHING, "is less than", "<", {TOKEN_LESS}},
      {0, ANYTHING, "is fewer than", "<", {TOKEN_LESS}},
      {0, ANYTHING, "is below", "<", {TOKEN_LESS}},
      {0, ANYTHING, "is under", "<", {TOKEN_LESS}},
      {0, ANYTHING, "is at least", ">=", {TOKEN_GREATER_EQUAL}},
      {0, ANYTHING, "is at most", "<=", {TOKEN_LESS_EQUAL}},
      {0, ANYTHING, "is equal to", "=", {TOKEN_EQUAL}},
      {0, ANYTHING, "is one of", "in", {TOKEN_IN}},
      {0, ANYTHING, "is in", "in", {TOKEN_IN}},
      {0, ANYTHING, "is not", "!=", {TOKEN_NOT_EQUAL}},
      {0, ANYTHING, "greater than or equal to", ">=", {TOKEN_GREATER_EQUAL}},
      {0, ANYTHING, "less than or equal to", "<=", {TOKEN_LESS_EQUAL}},
      {0, ANYTHING, "more than or equal to", ">=", {TOKEN_GREATER_EQUAL}},
      {0, ANYTHING, "greater than or equal", ">=", {TOKEN_GREATER_EQUAL}},
      {0, ANYTHING, "more than or equal", ">=", {TOKEN_GREATER_EQUAL}},
      {0, ANYTHING, "less than or equal", "<=", {TOKEN_LESS_EQUAL}},
      {0, ANYTHING, "at least", ">=", {TOKEN_GREATER_EQUAL}},
      {0, ANYTHING, "at most", "<=", {TOKEN_LESS_EQUAL}},
      {0, ANYTHING, "reaches", ">=", {TOKEN_GREATER_EQUAL}},
      {0, ANYTHING, "above", ">", {TOKEN_GREATER}},
      {0, ANYTHING, "over", ">", {TOKEN_GREATER}},
      {0, ANYTHING, "exceeds", ">", {TOKEN_GREATER}},
      {0, ANYTHING, "below", "<", {TOKEN_LESS}},
      {0, ANYTHING, "under", "<", {TOKEN_LESS}},
      {0, ANYTHING, "one of", "in", {TOKEN_IN}},
      {0, ANYTHING, "greater than", ">", {TOKEN_GREATER}},
      {0, ANYTHING, "more than", ">", {TOKEN_GREATER}},
      {0, ANYTHING, "less than", "<", {TOKEN_LESS}},
      {0, ANYTHING, "fewer than", "<", {TOKEN_LESS}},
  };
  if (!parser_accepts(parser, TOKEN_NOT_EQUAL)) return 0; /* a name */
  return REPLACE_FIRST(phrases);
}
