/* Reads past conditions in the words of other languages: `is`, `between`, arrows, lists in
 * parentheses, `and` for a comma. */
#include "compiler/mistake.h"
#include "compiler/names.h"
#include "compiler/repair.h"

/* After `is`: a word that was meant to be `known` or `missing`. */
static int is_state(Text word) {
  static const char *const words[] = {"known", "missing", "empty", "null", "unknown", "present"};
  Nearest nearest = nearest_start(word);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    nearest_offer(&nearest, text_of(words[i]));
  }
  return repair_is_near(&nearest);
}

/* `is` before a value: only `=` can be meant. */
static int replace_plain_is(Parser *parser, uint32_t index) {
  if (!same_line(parser, index + 1) || is_state(parser_text(parser, index + 1))) return 0;
  Span span = parser_span(parser, index);
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_WORD, span, "`=` belongs here",
                                   "`is` is only followed by `known` or `missing`");
  diag_help(parser->diagnostics, diagnostic, "to compare with a value, write `=`");
  diag_fix(parser->diagnostics, diagnostic, span, text_of("="), 0);
  parser_repaired(parser);
  parser_push(parser, TOKEN_EQUAL, span);
  return 1;
}

/* `size between 50 and 500` is a range; the words to replace begin at index. */
int repair_replace_between(Parser *parser, uint32_t index, uint32_t between, uint32_t *next) {
  Token *tokens = parser->tokens.tokens;
  uint32_t join = between + 1;
  if (kind_at(parser, between) != TOKEN_BETWEEN || !parser_accepts(parser, TOKEN_IN)) return 0;
  while (join < between + 5 && same_line(parser, join) && kind_at(parser, join) != TOKEN_AND) {
    join++;
  }
  if (kind_at(parser, join) != TOKEN_AND || join == between + 1) return 0;
  Span words = span_join(parser_span(parser, index), parser_span(parser, between));
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_WORD, words, "`in` belongs here",
                                   "a range is written `in 50..500`");
  Span low = span_join(parser_span(parser, between + 1), parser_span(parser, join - 1));
  Span gap = {low.end, parser_token(parser, join + 1)->start, parser->file};
  diag_help(parser->diagnostics, diagnostic, "write `in %.*s..` and the other end",
            (int)(low.end - low.start < 40 ? low.end - low.start : 40),
            parser->builder.text.bytes + low.start);
  diag_fix(parser->diagnostics, diagnostic, words, text_of("in"), 0);
  diag_fix(parser->diagnostics, diagnostic, gap, text_of(".."), 0);
  tokens[join].kind = TOKEN_RANGE;
  parser_repaired(parser);
  parser_push(parser, TOKEN_IN, words);
  *next = between + 1;
  return 1;
}

/* `is not in [a, b]`: `not` stands too late. */
static int replace_is_not_in(Parser *parser, uint32_t index, uint32_t *next) {
  if (!phrase_words_at(parser, index, "is not in")) return 0;
  Span words = span_join(parser_span(parser, index), parser_span(parser, index + 2));
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_UNEXPECTED, words, "`not` stands too late",
              "`not` stands before the whole comparison");
  diag_help(parser->diagnostics, diagnostic, "write `not industry in [software, saas]`");
  parser_repaired(parser);
  parser_push(parser, TOKEN_IN, words);
  *next = index + 3;
  return 1;
}

int repair_replace_is(Parser *parser, uint32_t index, uint32_t *next) {
  if (!parser_accepts(parser, TOKEN_NOT_EQUAL)) return 0; /* a name */
  return replace_is_not_in(parser, index, next) || phrase_of_comparison(parser, index, next) ||
         repair_replace_between(parser, index, index + 1, next) || replace_plain_is(parser, index);
}

/* `->`, `=` or `:` for the arrow of a table's row. */
int repair_replace_row_arrow(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  int meant = kind == TOKEN_ARROW || kind == TOKEN_EQUAL || kind == TOKEN_COLON;
  if (!meant || parser_accepts(parser, kind) || !parser_accepts(parser, TOKEN_RESULT)) return 0;
  mistake_operator(parser->diagnostics, parser_span(parser, index),
                   grammar_token_name(TOKEN_RESULT));
  parser_repaired(parser);
  parser_push(parser, TOKEN_RESULT, parser_span(parser, index));
  return 1;
}

/* `=>`: an arrow between stages, `>=` between values. */
int repair_replace_fat_arrow(Parser *parser, uint32_t index) {
  if (parser_accepts(parser, TOKEN_RESULT)) {
    parser_push(parser, TOKEN_RESULT, parser_span(parser, index));
    return 1;
  }
  int meant = parser_accepts(parser, TOKEN_ARROW) ? TOKEN_ARROW : TOKEN_GREATER_EQUAL;
  if (!parser_accepts(parser, meant)) return 0;
  mistake_operator(parser->diagnostics, parser_span(parser, index), grammar_token_name(meant));
  parser_repaired(parser);
  parser_push(parser, meant, parser_span(parser, index));
  return 1;
}

/* `in (software, saas)`: reads both parentheses as brackets. */
int repair_replace_parentheses(Parser *parser, uint32_t index, uint32_t *next) {
  Token *tokens = parser->tokens.tokens;
  uint32_t end = tokens[index].partner, comma = end == index + 2 ? index : 0;
  if (parser->last != TOKEN_IN || !end) return 0;
  for (uint32_t i = index + 1; i < end && !comma; i++) {
    if (tokens[i].kind == TOKEN_COMMA || tokens[i].kind == TOKEN_OR) comma = i;
    if (tokens[i].kind == TOKEN_TEXT && tokens[i + 1].kind == TOKEN_TEXT) comma = i;
    if (token_opens(tokens[i].kind) && tokens[i].partner) i = tokens[i].partner;
  }
  if (!comma) return 0;
  Span first = parser_span(parser, index), last = parser_span(parser, end);
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_OPERATOR, span_join(first, last),
                                   "`[` and `]` belong here", "a list stands in brackets");
  diag_help(parser->diagnostics, diagnostic, "write `[…]` instead of `(…)`");
  diag_fix(parser->diagnostics, diagnostic, first, text_of("["), 0);
  diag_fix(parser->diagnostics, diagnostic, last, text_of("]"), 0);
  tokens[index].kind = TOKEN_OPEN_BRACKET;
  tokens[end].kind = TOKEN_CLOSE_BRACKET;
  *next = index;
  parser_repaired(parser);
  return 1;
}

/* `in [software or fintech]`, `in [software, fintech, or saas]` */
int repair_replace_or_in_list(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  if ((kind != TOKEN_OR && kind != TOKEN_AND) || parser->open_count == 0) return 0;
  uint32_t opener = parser->open[parser->open_count - 1];
  int list =
      kind_at(parser, opener) == TOKEN_OPEN_BRACKET && kind_at(parser, opener - 1) == TOKEN_IN;
  int next = kind_at(parser, index + 1), after = kind_at(parser, index + 2);
  int simple = (token_is_word(next) || next == TOKEN_TEXT) &&
               (after == TOKEN_CLOSE_BRACKET || after == TOKEN_COMMA || after == TOKEN_OR ||
                after == TOKEN_AND);
  if (!list || !simple) return 0;
  if (parser->last == TOKEN_COMMA) return repair_drop_word(parser, index);
  if (parser->comma_line != parser->clause + 1) {
    Diagnostic *diagnostic =
        mistake(parser->diagnostics, E_WORD, parser_span(parser, index), "a comma belongs here",
                "`%s` stands between conditions only", grammar_token_name(kind));
    diag_help(parser->diagnostics, diagnostic, "write `, %s`",
              repair_found_text(parser, index + 1));
    Span gap = {after_previous(parser, index).end, parser_token(parser, index)->end, parser->file};
    diag_fix(parser->diagnostics, diagnostic, gap, text_of(","), 0);
  }
  parser->comma_line = parser->clause + 1;
  parser_repaired(parser);
  parser_push(parser, TOKEN_COMMA, parser_span(parser, index));
  return 1;
}

/* The first token of what breaks a row, if that stands before the token; else 0. */
static uint32_t breaker_before(const Parser *parser, uint32_t index) {
  for (uint32_t i = index; i > parser->clause && kind_at(parser, i) != TOKEN_COMMA; i--)
    if (kind_at(parser, i) == TOKEN_BROKEN) return i + 2;
  return 0;
}

/* `3 demo in a row broken by v or w`: with a comma, w would be enough without a row. */
static void refuse_breakers(Parser *parser, uint32_t breaker, uint32_t index) {
  const char *source = parser->diagnostics->sources->files[parser->file].text.bytes;
  uint32_t start = parser_token(parser, breaker)->start, end = after_previous(parser, index).start;
  Diagnostic *diagnostic = mistake(parser->diagnostics, E_WORD, parser_span(parser, index),
                                   "a second one", "one trigger breaks a row");
  diag_help(parser->diagnostics, diagnostic,
            "declare `event stop passive = %.*s, %s`, and write `broken by stop`",
            (int)(end - start), source + start, repair_found_text(parser, index + 1));
}

/* `on visit and demo`, `parties marketing and sales` */
int repair_replace_joined(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index), join = kind == TOKEN_AND || kind == TOKEN_OR;
  if (!join || !parser_accepts(parser, TOKEN_COMMA)) return 0;
  if (!token_is_word(kind_at(parser, index + 1)) || index == 0) return 0;
  int stages = parser->declares == TOKEN_LIFECYCLE && parser->clause + 1 == index;
  int events = parser->declares == TOKEN_SCORE || parser->declares == TOKEN_LIFECYCLE;
  uint32_t breaker = breaker_before(parser, index);
  if (breaker) {
    refuse_breakers(parser, breaker, index);
  } else if (parser->comma_line != parser->clause + 1) {
    Diagnostic *diagnostic =
        mistake(parser->diagnostics, E_WORD, parser_span(parser, index), "a comma belongs here",
                "`%s` stands between conditions only", grammar_token_name(kind));
    diag_help(parser->diagnostics, diagnostic,
              stages   ? "write a comma between stages"
              : events ? "write a comma between events: each of them is enough"
                       : "write a comma");
    Span gap = {after_previous(parser, index).end, parser_token(parser, index)->end, parser->file};
    diag_fix(parser->diagnostics, diagnostic, gap, text_of(","), 0);
    if (!events) repair_add_shape(parser, diagnostic);
  }
  parser->comma_line = parser->clause + 1;
  parser_repaired(parser);
  parser_push(parser, TOKEN_COMMA, parser_span(parser, index));
  return 1;
}

/* `title like "%vp%"`: what the text is compared by, says where its `%` stand. */
int repair_replace_like(Parser *parser, uint32_t index) {
  Text word = parser_text(parser, index), text = parser_text(parser, index + 1);
  int like = text_is(word, "like") || text_is(word, "LIKE") || text_is(word, "ilike");
  if (!like || kind_at(parser, index + 1) != TOKEN_TEXT || text.length < 3) return 0;
  if (!parser_accepts(parser, TOKEN_CONTAINS)) return 0;
  uint32_t open = text.bytes[1] == '%', closed = text.bytes[text.length - 2] == '%';
  int meant = open && closed ? TOKEN_CONTAINS
              : open         ? TOKEN_ENDS
              : closed       ? TOKEN_STARTS
                             : TOKEN_EQUAL;
  if (text.length < 3 + open + closed) return 0;
  Text right = text_format(parser->diagnostics->arena, "%s \"%.*s\"", grammar_token_name(meant),
                           (int)(text.length - 2 - open - closed), text.bytes + 1 + open);
  phrase_report(parser, index, 2, right.bytes);
  parser_push(parser, meant, parser_span(parser, index));
  return 1;
}

/* ---- alternatives ---- */

static int is_value(int kind) {
  return kind == TOKEN_TEXT || kind == TOKEN_NAME || kind == TOKEN_INTEGER ||
         kind == TOKEN_DECIMAL || kind == TOKEN_DATE || kind == TOKEN_MONEY ||
         kind == TOKEN_PERCENT;
}

/* Of `define NAME = …` and `field: text = …` the `=` compares nothing. */
static int declares_value(const Parser *parser, uint32_t equal) {
  int field = parser->declares == TOKEN_LEAD || parser->declares == TOKEN_RECORD ||
              parser->declares == TOKEN_EVENT;
  return field || equal == parser->declaration + 2;
}

/* Whether the value before an `or` is a cell's, or a text that something is compared with: the
 * word or sign of the comparison then stands before it. */
static int has_alternatives(const Parser *parser, uint32_t joint) {
  int cell = parser->declares == TOKEN_TABLE && parser->open_count == 1;
  if (cell && !parser_accepts(parser, TOKEN_AND)) return is_value(kind_at(parser, joint - 1));
  int compares = kind_at(parser, joint - 2);
  if (compares == TOKEN_EQUAL && declares_value(parser, joint - 2)) return 0;
  int text = compares == TOKEN_CONTAINS || compares == TOKEN_WORD || compares == TOKEN_STARTS ||
             compares == TOKEN_ENDS || compares == TOKEN_EQUAL;
  return text && kind_at(parser, joint - 1) == TOKEN_TEXT &&
         kind_at(parser, joint + 1) == TOKEN_TEXT;
}

/* The last value of `"a" or "b", "c"`; `joint` is the first `or`. */
static uint32_t last_alternative(const Parser *parser, uint32_t joint) {
  uint32_t last = joint - 1;
  while ((kind_at(parser, last + 1) == TOKEN_OR || kind_at(parser, last + 1) == TOKEN_ELSE) &&
         is_value(kind_at(parser, last + 2)))
    last += 2;
  return last;
}

/* `["a", "b"]` of the values from first to last, every other token. */
static Text list_of(const Parser *parser, uint32_t first, uint32_t last) {
  Arena *arena = parser->diagnostics->arena;
  Text list = text_of("[");
  for (uint32_t i = first; i <= last; i += 2) {
    Text value = parser_text(parser, i);
    list = text_format(arena, "%s%s%.*s", list.bytes, i > first ? ", " : "", (int)value.length,
                       value.bytes);
  }
  return text_format(arena, "%s]", list.bytes);
}

enum { LONGEST_LIST = 64 }; /* tokens to write anew, so that a hostile line costs little */

/* `contains "a" or "b"`, `software | saas => 3`: alternatives stand in a list. */
int repair_list_alternatives(Parser *parser, uint32_t index, uint32_t *next) {
  Diagnostics *diagnostics = parser->diagnostics;
  if (index < 2 || !has_alternatives(parser, index)) return 0;
  uint32_t first = index - 1, last = last_alternative(parser, index);
  if (last <= index) return 0;
  Span whole = span_join(parser_span(parser, first), parser_span(parser, last));
  int equal = kind_at(parser, first - 1) == TOKEN_EQUAL;
  Diagnostic *diagnostic = mistake(diagnostics, E_WORD, whole, "a list belongs here",
                                   "values of which one is enough stand in a list");
  parser_repaired(parser);
  *next = last + 1;
  if (last - first > LONGEST_LIST) {
    diag_help(diagnostics, diagnostic, "write them in brackets, with commas: `[a, b, …]`");
    return 1;
  }
  Text list = list_of(parser, first, last);
  diag_help(diagnostics, diagnostic, "write `%s%s`", equal ? "in " : "", list.bytes);
  if (equal) diag_fix(diagnostics, diagnostic, parser_span(parser, first - 1), text_of("in"), 0);
  diag_fix(diagnostics, diagnostic, whole, list, 0);
  return 1;
}

/* `|`, which is read as `or`. */
void repair_say_bar(Parser *parser, uint32_t index) {
  mistake_operator(parser->diagnostics, parser_span(parser, index), grammar_token_name(TOKEN_OR));
}

static uint32_t count_inputs(const Parser *parser) {
  uint32_t open = parser->declaration + 2, count = 1;
  for (uint32_t i = open; i < parser_token(parser, open)->partner; i++) {
    if (kind_at(parser, i) == TOKEN_COMMA) count++;
  }
  return count;
}

/* `else => 3`: the last row of a table takes anything, in each of its cells. */
int repair_rest_of_table(Parser *parser, uint32_t index, uint32_t *next) {
  Diagnostics *diagnostics = parser->diagnostics;
  int row = parser->declares == TOKEN_TABLE && index == parser->clause &&
            parser_accepts(parser, TOKEN_TIMES);
  if (!row) return 0;
  Text stars = text_of("*");
  uint32_t count = count_inputs(parser);
  for (uint32_t i = 1; i < count; i++)
    stars = text_format(diagnostics->arena, "%s, *", stars.bytes);
  phrase_report(parser, index, 1, stars.bytes);
  for (uint32_t i = 0; i < count; i++) {
    if (i > 0) parser_push(parser, TOKEN_COMMA, parser_span(parser, index));
    parser_push(parser, TOKEN_TIMES, parser_span(parser, index));
  }
  *next = index + 1;
  return 1;
}
