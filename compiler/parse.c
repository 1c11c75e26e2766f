/* Drives Bison's machine over a file's tokens. Two things are decided here because a grammar says
 * them badly: where a line ends, and how parsing goes on after a mistake. All work is linear in
 * the number of tokens.
 *
 *   tokens ─ bracket_pair ─▶ partners ─ read_token ─▶ lines, blocks ─ feed ─▶ the machine
 *                                                              │
 *                         rewrite_report, repair_token, unexpected_token
 *
 * After a mistake the machine is told so, which makes it drop the clause; then tokens are passed
 * over, brackets as a whole, until it accepts one again. */
#include "compiler/parse.h"

#include <string.h>

#include "compiler/mistake.h"
#include "compiler/parser.h"

enum { LONGEST_RUN_OF_PREFIXES = 64 };

/* ---- small questions ---- */

/* Beyond the last token there is only the end of the file. */
const Token *parser_token(const Parser *parser, uint32_t index) {
  uint32_t last = parser->tokens.count - 1;
  return &parser->tokens.tokens[index < last ? index : last];
}

Span parser_span(const Parser *parser, uint32_t index) {
  const Token *token = parser_token(parser, index);
  return (Span){token->start, token->end, parser->file};
}

Text parser_text(const Parser *parser, uint32_t index) {
  Span span = parser_span(parser, index);
  return (Text){parser->builder.text.bytes + span.start, span.end - span.start};
}

static int kind_at(const Parser *parser, uint32_t index) {
  return parser_token(parser, index)->kind;
}

int parser_accepts(const Parser *parser, int kind) {
  return grammar_accepts(parser->machine, kind);
}

/* A line that begins with `and` goes on with the one before; but `and: text` is a bad name. */
static int joins_line_before(const Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  return (kind == TOKEN_AND || kind == TOKEN_OR) && kind_at(parser, index + 1) != TOKEN_COLON;
}

/* "score engagement". */
Text parser_head(const Parser *parser) {
  const Token *first = parser_token(parser, parser->declaration);
  uint32_t end = first->end;
  int named = parser->declares != TOKEN_LEAD && parser->declares != TOKEN_LIFECYCLE;
  for (uint32_t i = parser->declaration + 1; i <= parser->declaration + (named ? 1 : 0); i++) {
    const Token *token = parser_token(parser, i);
    int stops = token->flags & TOKEN_FIRST_ON_LINE || token->kind == TOKEN_OPEN_BRACE;
    if (stops || token->kind == 0) break;
    end = token->end;
  }
  return text_copy(parser->diagnostics->arena, parser->builder.text.bytes + first->start,
                   end - first->start);
}

/* ---- pushing ---- */

void parser_push(Parser *parser, int kind, Span span) {
  Node *no_value = NULL;
  yypush_parse(parser->machine, kind, &no_value, &span, &parser->builder);
  parser->last = kind;
  parser->started = 1;
}

/* Nothing but the end of the clause can come: it is whole, and was reduced into its list already.
 * A setting goes on after a comma, so it never is. */
static int is_whole(const Parser *parser) {
  if (parser->open_count == 0 || !parser_accepts(parser, TOKEN_NEWLINE)) return 0;
  if (parser->declares == TOKEN_AGREEMENT) return 0;
  for (int kind = TOKEN_OPEN_BRACE; kind <= TOKEN_MONTH; kind++) {
    int ends = kind == TOKEN_COMMA || kind == TOKEN_TEXT_COMMA || kind == TOKEN_CLOSE_BRACE;
    if (!ends && parser_accepts(parser, kind)) return 0;
  }
  return 1;
}

/* Makes the machine drop the clause. After a whole one it would drop the list, so what follows
 * is dropped as a clause of its own. */
static void begin_recovery(Parser *parser, Span span) {
  if (is_whole(parser)) {
    parser_push(parser, TOKEN_NEWLINE, (Span){span.start, span.start, span.file});
  }
  parser_push(parser, TOKEN_YYerror, (Span){span.start, span.start, span.file});
  parser->recovers = 1;
  parser->broken = 1;
}

/* A token that stands nowhere: it is never worth a message of its own, because what is missing was
 * reported. */
static void push_missing(Parser *parser, int kind, Span span) {
  if (!parser->recovers && !parser_accepts(parser, kind)) begin_recovery(parser, span);
  if (!parser_accepts(parser, kind)) return;
  parser_push(parser, kind, span);
  parser->recovers = 0;
}

static Span place_before(const Parser *parser, uint32_t index) {
  uint32_t offset = index ? parser_token(parser, index - 1)->end : 0;
  return (Span){offset, offset, parser->file};
}

static uint32_t top(const Parser *parser) {
  return parser->open[parser->open_count - 1];
}

static int inside_brackets(const Parser *parser) {
  if (parser->open_count == 0) return 0;
  int kind = kind_at(parser, top(parser));
  return kind == TOKEN_OPEN_PARENTHESIS || kind == TOKEN_OPEN_BRACKET;
}

/* Whether the token at index shows that what was opened last should have been closed. */
static int inside_unclosed(const Parser *parser, uint32_t index) {
  if (parser->open_count == 0 || parser_token(parser, top(parser))->partner) return 0;
  if (inside_brackets(parser)) return 1;
  return parser->open_count > 1 && bracket_begins_test_line(parser, index);
}

/* Writes the closer that a bracket lacks before the token at index. */
void parser_close_bracket(Parser *parser, uint32_t index) {
  Span end = place_before(parser, index);
  uint32_t opener = parser->open[--parser->open_count];
  const Token *token = parser_token(parser, opener);
  int closer = token_closer(bracket_kind(parser, opener));
  int known = token->flags & (TOKEN_SPOILED | TOKEN_OPENS_AFTER);
  if (!known && !parser->recovers && parser->sure >= SURE_AGAIN) {
    mistake_not_closed(parser->diagnostics, parser_span(parser, opener), end,
                       grammar_token_name(closer));
  }
  push_missing(parser, closer, end);
}

/* Ends the brackets that have no partner. */
static void close_unclosed(Parser *parser, uint32_t index) {
  while (inside_unclosed(parser, index)) parser_close_bracket(parser, index);
}

/* ---- mistakes ---- */

/* Passes over all of the ( and [ that a mistake stands in, so that their commas and lines are not
 * taken for the clause's. Returns the token to go on with. */
static uint32_t leave_brackets(Parser *parser, uint32_t index) {
  uint32_t next = index;
  while (inside_brackets(parser)) {
    uint32_t partner = parser_token(parser, parser->open[--parser->open_count])->partner;
    if (partner >= next && partner) next = partner + 1;
  }
  return next;
}

/* Where commas separate fields or entries, one within a broken field is only believed if what
 * follows looks like the next field. */
static int separates(const Parser *parser, uint32_t comma) {
  if (!token_is_word(kind_at(parser, comma + 1))) return 0;
  return parser->declares == TOKEN_ENUM || kind_at(parser, comma + 2) == TOKEN_COLON;
}

/* After a comma between members or fields, what is wrong is no consequence of the one before. */
static int begins_item(const Parser *parser, uint32_t index) {
  return kind_at(parser, index) == TOKEN_COMMA && parser->open_count > 0 &&
         !inside_brackets(parser) && separates(parser, index);
}

/* Nothing is lost by not reporting: a line with a broken text was reported. */
static int is_spoiled(const Parser *parser, uint32_t index, int where) {
  uint32_t token = where == AT_LINE_END && index ? index - 1 : index;
  return parser_token(parser, token)->flags & TOKEN_SPOILED;
}

static void report(Parser *parser, uint32_t index, int where) {
  if (kind_at(parser, index) == TOKEN_OPEN_BRACE) parser->brace_reported = 1;
  if (is_spoiled(parser, index, where) || parser->sure < SURE_AGAIN) return;
  unexpected_token(parser, index, where);
}

void parser_repaired(Parser *parser) {
  parser->broken = 1;
  parser->sure = 0;
}

/* While recovering: takes the token if the machine accepts it again, else passes over it, and over
 * all that it opens. */
static uint32_t resume(Parser *parser, uint32_t index) {
  const Token *token = parser_token(parser, index);
  int accepted = parser_accepts(parser, token->kind);
  if (token->kind == TOKEN_COMMA && !separates(parser, index)) accepted = 0;
  if (!accepted) {
    return token_opens(token->kind) && token->partner ? token->partner + 1 : index + 1;
  }
  parser_push(parser, token->kind, parser_span(parser, index));
  parser->recovers = 0;
  parser->clause = index + 1;
  if (token->kind == TOKEN_OPEN_BRACE) parser->open[parser->open_count++] = index;
  if (token->kind == TOKEN_CLOSE_BRACE && parser->open_count) parser->open_count--;
  return index + 1;
}

/* The mistake stands on a line that only goes on from the one before because that one is not
 * complete: so the mistake is there, and this line may be read for itself. */
static int follows_incomplete_line(const Parser *parser, uint32_t index) {
  return parser_token(parser, index)->flags & TOKEN_FIRST_ON_LINE && index > 0 &&
         !inside_brackets(parser) && parser->last != TOKEN_NEWLINE &&
         parser->last != TOKEN_OPEN_BRACE && parser->last != TOKEN_COMMA;
}

/* Drops the clause in which the token at index was reported. */
static uint32_t drop_clause(Parser *parser, uint32_t index) {
  begin_recovery(parser, parser_span(parser, index));
  uint32_t next = leave_brackets(parser, index);
  return next > index ? next : resume(parser, index);
}

static uint32_t recover_at(Parser *parser, uint32_t index) {
  if (follows_incomplete_line(parser, index)) {
    report(parser, index, AT_LINE_END);
    begin_recovery(parser, place_before(parser, index));
    int goes_on = parser->open_count == 0 || token_closes(kind_at(parser, index)) ||
                  joins_line_before(parser, index);
    if (goes_on) return resume(parser, index);
    push_missing(parser, TOKEN_NEWLINE, place_before(parser, index));
    parser->clause = parser->line = index;
    parser->sure = SURE_AGAIN;
    return parser->recovers ? resume(parser, index) : index;
  }
  report(parser, index, AT_TOKEN);
  return drop_clause(parser, index);
}

/* ---- tokens ---- */

/* Between two texts a comma goes on with their list; see TEXT_COMMA in the grammar. */
static int kind_to_push(const Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  if (kind != TOKEN_COMMA || index == 0) return kind;
  int between_texts = kind_at(parser, index - 1) == TOKEN_TEXT &&
                      kind_at(parser, index + 1) == TOKEN_TEXT;
  return between_texts ? TOKEN_TEXT_COMMA : kind;
}

static int is_too_deep(Parser *parser, int kind) {
  int prefix = kind == TOKEN_NOT || kind == TOKEN_MINUS;
  parser->prefixes = prefix ? parser->prefixes + 1 : 0;
  if (parser->prefixes > LONGEST_RUN_OF_PREFIXES) return 1;
  return token_opens(kind) && parser->open_count >= DEEPEST_BRACKETS;
}

static uint32_t refuse_depth(Parser *parser, uint32_t index) {
  mistake_too_deep(parser->diagnostics, parser_span(parser, index));
  return drop_clause(parser, index);
}

static void track_brackets(Parser *parser, uint32_t index, int kind) {
  if (token_opens(kind)) parser->open[parser->open_count++] = index;
  if (token_closes(kind) && parser->open_count) parser->open_count--;
}

/* Pushes one token, or finds a way past it. Returns the token to go on with. */
static uint32_t feed(Parser *parser, uint32_t index) {
  if (parser->recovers) return resume(parser, index);
  int kind = kind_to_push(parser, index);
  uint32_t next = index + 1;
  if (is_too_deep(parser, kind)) return refuse_depth(parser, index);
  if (!is_spoiled(parser, index, AT_TOKEN) && repair_phrase(parser, index, &next)) return next;
  if (parser_accepts(parser, kind)) {
    parser_push(parser, kind, parser_span(parser, index));
    parser->sure++;
    if (begins_item(parser, index)) parser->sure = SURE_AGAIN;
    track_brackets(parser, index, kind);
    return next;
  }
  if (is_spoiled(parser, index, AT_TOKEN)) return recover_at(parser, index);
  int rewritten = parser->sure >= SURE_AGAIN && rewrite_report(parser, index, AT_TOKEN);
  if (rewritten) return drop_clause(parser, index);
  return repair_token(parser, index, &next) ? next : recover_at(parser, index);
}

/* The end of a line, wherever it means something. Between declarations the end of the line belongs
 * to the next one, because there may be none. */
static void end_line(Parser *parser, uint32_t index) {
  Span place = place_before(parser, index);
  if (!parser->recovers && !parser_accepts(parser, TOKEN_NEWLINE)) {
    if (!repair_line_end(parser, index)) {
      report(parser, index, AT_LINE_END);
      begin_recovery(parser, place);
    }
  }
  parser->sure = SURE_AGAIN;
  if (parser->open_count == 0 || !parser_accepts(parser, TOKEN_NEWLINE)) return;
  parser_push(parser, TOKEN_NEWLINE, place);
  parser->recovers = 0;
  parser->clause = index;
}

/* ---- declarations ---- */

/* Closes everything that is still open, for the next declaration or the end of the file. */
static void end_declaration(Parser *parser, uint32_t index) {
  if (!parser->started) return;
  Span end = place_before(parser, index);
  while (parser->open_count > 0) {
    close_unclosed(parser, index);
    if (parser->open_count == 0) break;
    uint32_t opener = parser->open[--parser->open_count];
    int outermost = parser->open_count == 0; /* one forgotten brace leaves all around it open */
    if (outermost && !parser->brace_reported) {
      mistake_block_not_closed(parser->diagnostics, parser_span(parser, opener),
                               parser_span(parser, index), parser_head(parser));
    }
    push_missing(parser, TOKEN_CLOSE_BRACE, end);
  }
  end_line(parser, index);
  if (parser->recovers && parser_accepts(parser, TOKEN_OPEN_BRACE)) {
    push_missing(parser, TOKEN_OPEN_BRACE, end);
    push_missing(parser, TOKEN_CLOSE_BRACE, end);
  }
  parser->recovers = 0;
}

static uint32_t next_declaration(const Parser *parser, uint32_t index) {
  do index++;
  while (kind_at(parser, index) != 0 && !(parser_token(parser, index)->flags & TOKEN_DECLARES));
  return index;
}

static uint32_t begin_declaration(Parser *parser, uint32_t index) {
  end_declaration(parser, index);
  int word = kind_at(parser, index);
  if (!token_declares(word)) word = repair_declaration(parser, index);
  if (!word) return next_declaration(parser, index);
  if (parser->started) parser_push(parser, TOKEN_NEWLINE, place_before(parser, index));
  parser->declaration = parser->clause = index;
  parser->declares = word;
  parser->broken = parser->brace_reported = 0;
  parser->sure = SURE_AGAIN;
  parser_push(parser, word, parser_span(parser, index));
  return index + 1;
}

/* `round robin` below the pool's `}`. */
static int say_method_below(Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  int method = kind == TOKEN_ROUND || kind == TOKEN_LEAST || kind == TOKEN_IN || kind == TOKEN_AT;
  if (!method || parser->declares != TOKEN_POOL || parser->last != TOKEN_CLOSE_BRACE) return 0;
  const char *word = kind == TOKEN_IN      ? "in order"
                     : kind == TOKEN_ROUND ? "round robin"
                     : kind == TOKEN_LEAST ? "least loaded"
                                           : "at most";
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_UNEXPECTED, parser_span(parser, index - 1),
              "belongs on this line", "how a pool shares leads stands on the line of its `}`");
  Span gap = {parser_token(parser, index - 1)->end, parser_token(parser, index)->start,
              parser->file};
  diag_help(parser->diagnostics, diagnostic, "write `} %s`", word);
  if (!memchr(parser->builder.text.bytes + gap.start, '#', gap.end - gap.start))
    diag_fix(parser->diagnostics, diagnostic, gap, text_of(" "), 0);
  return 1;
}

/* Outside of every declaration nothing but a declaration can stand; the first line that does is
 * reported, and what follows it is passed over. */
static uint32_t outside(Parser *parser, uint32_t index) {
  if (say_method_below(parser, index)) {
    parser->broken = 1;
    return next_declaration(parser, index);
  }
  Diagnostic *diagnostic =
      mistake(parser->diagnostics, E_OUTSIDE, parser_span(parser, index), "outside of a block",
              "this line stands outside of every declaration");
  if (parser->last == TOKEN_CLOSE_BRACE && diagnostic) {
    diag_span(parser->diagnostics, diagnostic, parser_span(parser, index - 1),
              "this `}` closed the block before it");
    diag_help(parser->diagnostics, diagnostic,
              "remove that `}` if the line belongs to the block");
  } else {
    diag_help(parser->diagnostics, diagnostic,
              "put it into a block such as `score NAME { … }` or `lifecycle { … }`");
  }
  parser->broken = 1;
  return next_declaration(parser, index);
}

/* ---- lines and blocks ---- */

static uint32_t read_closer(Parser *parser, uint32_t index) {
  const Token *token = parser_token(parser, index);
  if (token->flags & TOKEN_STRAY) {
    int known = parser->recovers || (token->kind == TOKEN_CLOSE_BRACE && parser->broken);
    if (!known) mistake_closes_nothing(parser->diagnostics, parser_span(parser, index));
    return index + 1;
  }
  close_unclosed(parser, index);
  return feed(parser, index);
}

/* Two words or signs with which only a clause begins: then the line before it was left unfinished,
 * whatever it ends in. */
static int is_plainly_clause(const Parser *parser, uint32_t index) {
  int before = kind_at(parser, index - 1), first = kind_at(parser, index);
  int second = kind_at(parser, index + 1), comma = before == TOKEN_COMMA;
  if (before == TOKEN_OPEN_BRACE) return 0;
  switch (parser->declares) {
  case TOKEN_SCORE:
    if (first == TOKEN_PLUS || first == TOKEN_MINUS) {
      return kind_at(parser, index + 2) == TOKEN_TEXT;
    }
    if (first == TOKEN_GROUP) return second == TOKEN_TEXT;
    if (first == TOKEN_KEEP || first == TOKEN_SHOWN) {
      return second == TOKEN_BETWEEN || second == TOKEN_AT;
    }
    return (first == TOKEN_SET && second == TOKEN_TO) ||
           (first == TOKEN_DECAY && (second == TOKEN_INTEGER || second == TOKEN_PERCENT));
  case TOKEN_LIFECYCLE:
    if (first == TOKEN_START && second == TOKEN_AT) return 1;
    if (token_is_word(first) && second == TOKEN_ARROW) return !comma && before != TOKEN_ARROW;
    return first == TOKEN_STAGE && kind_at(parser, index + 2) == TOKEN_OWNED;
  case TOKEN_TEST:
    return first == TOKEN_DATETIME ? token_is_word(second)
                                   : first == TOKEN_EXPECT && token_is_word(second) &&
                                         !(second >= TOKEN_STARTS && second <= TOKEN_IS);
  default:
    return token_is_word(first) && second == TOKEN_COLON && !comma;
  }
}

static int begins_clause(const Parser *parser, uint32_t index) {
  if (token_closes(kind_at(parser, index)) || joins_line_before(parser, index)) return 0;
  if (index == 0 || !token_continues_line(kind_at(parser, index - 1))) return 1;
  return parser->open_count > 0 && !inside_brackets(parser) && is_plainly_clause(parser, index);
}

/* A line that begins no declaration where only a declaration can begin. */
static int is_outside(const Parser *parser, uint32_t index) {
  if (parser->open_count > 0 || parser->recovers || !begins_clause(parser, index)) return 0;
  int next_line_brace = kind_at(parser, index) == TOKEN_OPEN_BRACE &&
                        parser_accepts(parser, TOKEN_OPEN_BRACE);
  return parser_accepts(parser, 0) && !next_line_brace;
}

/* A new line: either the end of the clause before it, or its continuation. */
static void read_line_start(Parser *parser, uint32_t index) {
  if (!parser->started || parser->last == TOKEN_OPEN_BRACE) return;
  if (!begins_clause(parser, index)) return;
  if (kind_at(parser, index) == TOKEN_OPEN_BRACE) {
    Span gap = {parser_token(parser, index - 1)->end, parser_token(parser, index)->start,
                parser->file};
    if (!parser->recovers) {
      mistake_brace_on_next_line(parser->diagnostics, parser_span(parser, index), gap);
    }
    return;
  }
  close_unclosed(parser, index);
  if (!inside_brackets(parser)) end_line(parser, index);
}

enum { FARTHEST_END = 64 }; /* tokens, so that a hostile line costs little */

/* Where a test's line ends whose entries have no braces at all; 0 if it goes on. */
static uint32_t end_of_entries(const Parser *parser, uint32_t index) {
  if (parser->open_count == 0 || parser_token(parser, index)->partner) return 0;
  for (uint32_t i = index + 1; i < index + FARTHEST_END; i++) {
    const Token *next = parser_token(parser, i + 1);
    if (!(next->flags & TOKEN_FIRST_ON_LINE) && next->kind != 0) continue;
    return token_continues_line(kind_at(parser, i)) ? 0 : parser_token(parser, i)->end;
  }
  return 0;
}

/* `group "Web pages" at most 20`, `route inbound on entering mql`, up to a token. */
static Text group_head(const Parser *parser, uint32_t index) {
  uint32_t start = parser_token(parser, parser->clause)->start;
  return text_copy(parser->diagnostics->arena, parser->builder.text.bytes + start,
                   parser_token(parser, index)->end - start);
}

static void say_no_brace(Parser *parser, uint32_t index) {
  Text head = parser_head(parser), word = parser_text(parser, index);
  if (parser->open_count > 0) head = text_copy(parser->diagnostics->arena, word.bytes, word.length);
  int longer =
      parser->open_count > 0 ? parser->declares == TOKEN_SCORE : parser->declares == TOKEN_ROUTE;
  if (longer) head = group_head(parser, index);
  mistake_no_brace(parser->diagnostics, parser_span(parser, index), head,
                   end_of_entries(parser, index));
}

/* A `{` was forgotten after this token: see bracket.c. */
static void open_missing_block(Parser *parser, uint32_t index) {
  Span after = parser_span(parser, index);
  int known = parser->recovers || parser_token(parser, index)->flags & TOKEN_SPOILED;
  if (!known) say_no_brace(parser, index);
  push_missing(parser, TOKEN_OPEN_BRACE, (Span){after.end, after.end, after.file});
  if (!parser->recovers) parser->open[parser->open_count++] = index;
  parser->clause = index + 1;
}

/* A bracket was read as another one: see bracket.c. */
static void say_miswritten(Parser *parser, uint32_t index) {
  const Token *token = parser_token(parser, index);
  const Token *partner = parser_token(parser, token->partner);
  if (!token_opens(token->kind) || token->flags & TOKEN_SPOILED) return;
  int closes = token->partner && partner->flags & TOKEN_MISWRITTEN;
  mistake_brace(parser->diagnostics, parser_span(parser, index),
                closes ? parser_span(parser, token->partner) : (Span){0, 0, parser->file},
                token->kind == TOKEN_OPEN_BRACE ? "{}" : "[]");
}

static uint32_t read_token(Parser *parser, uint32_t index) {
  const Token *token = parser_token(parser, index);
  uint32_t next;
  if (token->flags & TOKEN_MISWRITTEN) say_miswritten(parser, index);
  if (token->flags & TOKEN_DECLARES) {
    next = begin_declaration(parser, index);
  } else {
    int first = token->flags & TOKEN_FIRST_ON_LINE && parser->line != index;
    parser->line = index;
    if (first && is_outside(parser, index)) return outside(parser, index);
    if (first) read_line_start(parser, index);
    if (token_closes(token->kind)) next = read_closer(parser, index);
    else next = feed(parser, index);
  }
  if (token->flags & TOKEN_OPENS_AFTER) open_missing_block(parser, index);
  if (token->kind == TOKEN_OPEN_BRACE && parser->last == TOKEN_OPEN_BRACE) parser->clause = next;
  return next;
}

static void read_tokens(Parser *parser) {
  uint32_t index = 0;
  while (kind_at(parser, index) != 0) index = read_token(parser, index);
  end_declaration(parser, index);
  push_missing(parser, 0, parser_span(parser, index));
}

File *parse_file(Diagnostics *diagnostics, uint16_t file) {
  Arena *arena = diagnostics->arena;
  Parser parser = {.diagnostics = diagnostics, .file = file, .sure = SURE_AGAIN};
  parser.tokens = lexer_read(diagnostics, file);
  parser.builder = (Builder){.arena = arena, .diagnostics = diagnostics, .file = file};
  parser.builder.text = diagnostics->sources->files[file].text;
  parser.builder.tokens = &parser.tokens;
  parser.builder.tree = arena_take(arena, sizeof(File));
  parser.builder.tree->file = file;
  parser.open = arena_take(arena, 2 * (size_t)parser.tokens.count * sizeof *parser.open);
  parser.machine = yypstate_new();
  if (parser.machine) {
    bracket_pair(&parser);
    read_tokens(&parser);
    yypstate_delete(parser.machine);
  }
  return parser.builder.tree;
}
