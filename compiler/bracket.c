/* Which bracket belongs to which, and where one is missing, found out before parsing begins: so a
 * `(` without a partner can be closed at the end of its line instead of swallowing the next ones,
 * and a block whose `{` was forgotten is read as if it were there.
 *
 * Three rules make it robust: a declaration word in column one ends whatever is open; a `}` closes
 * the ( and [ opened within its braces; and in a test, a line that can't be an entry closes the
 * braces of the entries before it. */
#include "compiler/parser.h"

static int kind_at(const Parser *parser, uint32_t index) {
  return parser_token(parser, index)->kind;
}

/* ---- kinds of tokens ---- */

int token_is_word(int kind) {
  return kind == TOKEN_NAME || kind >= TOKEN_AGREEMENT;
}

int token_declares(int kind) {
  return (kind >= TOKEN_AGREEMENT && kind <= TOKEN_TEST) || kind == TOKEN_SLA;
}

static int needs_block(int declaration) {
  return token_declares(declaration) && declaration != TOKEN_USE && declaration != TOKEN_DEFINE &&
         declaration != TOKEN_LIST && declaration != TOKEN_TABLE && declaration != TOKEN_EVENT;
}

int token_opens(int kind) {
  return kind == TOKEN_OPEN_BRACE || kind == TOKEN_OPEN_PARENTHESIS || kind == TOKEN_OPEN_BRACKET;
}

int token_closes(int kind) {
  return kind == TOKEN_CLOSE_BRACE || kind == TOKEN_CLOSE_PARENTHESIS ||
         kind == TOKEN_CLOSE_BRACKET;
}

int token_closer(int opener) {
  return opener == TOKEN_OPEN_BRACE         ? TOKEN_CLOSE_BRACE
         : opener == TOKEN_OPEN_PARENTHESIS ? TOKEN_CLOSE_PARENTHESIS
                                            : TOKEN_CLOSE_BRACKET;
}

/* A line that ends in one of these goes on in the next. */
int token_continues_line(int kind) {
  switch (kind) {
  case TOKEN_COMMA: case TOKEN_TEXT_COMMA: case TOKEN_OPEN_BRACE: case TOKEN_OPEN_PARENTHESIS:
  case TOKEN_OPEN_BRACKET: case TOKEN_COLON: case TOKEN_DOT: case TOKEN_EQUAL:
  case TOKEN_NOT_EQUAL: case TOKEN_LESS: case TOKEN_LESS_EQUAL: case TOKEN_GREATER:
  case TOKEN_GREATER_EQUAL: case TOKEN_PLUS: case TOKEN_MINUS: case TOKEN_DIVIDE:
  case TOKEN_ARROW: case TOKEN_AND: case TOKEN_OR: case TOKEN_NOT: case TOKEN_IN:
  case TOKEN_ELSE:
    return 1;
  default:
    return 0;
  }
}

/* ---- where a declaration begins ---- */

/* `lifecycle:`, `test: "…"`: what follows is no type. */
static int colon_ends_head(const Parser *parser, uint32_t colon) {
  const Token *after = parser_token(parser, colon + 1);
  return after->flags & TOKEN_FIRST_ON_LINE || after->kind == TOKEN_TEXT ||
         after->kind == TOKEN_OPEN_BRACE;
}

/* A declaration word in column one begins a declaration, whatever is open; but not where it is
 * plainly a name (`lead -> mql` or `score: int` in a block that is not indented). Where a clause is
 * expected although no block is open, an indented word is rather that. */
static int declares_at(const Parser *parser, uint32_t index, uint32_t depth, int expects_clause) {
  const Token *token = parser_token(parser, index);
  if (!(token->flags & TOKEN_FIRST_ON_LINE) || !token->kind) return 0;
  int column_one = token->flags & TOKEN_COLUMN_ONE;
  int next = kind_at(parser, index + 1);
  int is_name = next == TOKEN_ARROW || next == TOKEN_COMMA ||
                (next == TOKEN_COLON && !colon_ends_head(parser, index + 1));
  int goes_on = index > 0 && token_continues_line(kind_at(parser, index - 1));
  if (token_declares(token->kind)) {
    return column_one ? !is_name : depth == 0 && !expects_clause && !goes_on;
  }
  if (goes_on) return 0;
  if (depth == 0 && column_one) return token->kind == TOKEN_NAME;
  int later = token->kind == TOKEN_NAME && unexpected_is_later_word(parser_text(parser, index));
  return column_one && later && (next == TOKEN_NAME || next == TOKEN_OPEN_BRACE);
}

enum { FARTHEST_VALUE = 64 }; /* tokens after `lead {`, so that a hostile text costs little */

/* In an open test, a `lead` in column one is rather a line of it: it has a name, or values where a
 * declaration has types. */
static int gives_facts(const Parser *parser, uint32_t index) {
  int second = kind_at(parser, index + 1), third = kind_at(parser, index + 2);
  if (kind_at(parser, index) != TOKEN_LEAD) return 0;
  if (token_is_word(second)) return third == TOKEN_OPEN_BRACE;
  if (second != TOKEN_OPEN_BRACE) return 0;
  for (uint32_t i = index + 2; i < index + FARTHEST_VALUE; i++) {
    if (kind_at(parser, i) == TOKEN_CLOSE_BRACE) return i == index + 2;
    if (kind_at(parser, i) == TOKEN_COLON && !token_is_word(kind_at(parser, i + 1))) return 1;
  }
  return 0;
}

/* What bracket_pair knows of the present declaration. */
typedef struct {
  uint32_t index; /* of its word */
  int kind;
  int head_ended; /* a line of its own came after its first one */
  int opened;     /* its block's `{` came, or was found to be missing */
} Head;

/* After which token of a declaration its missing `{` belongs: at the end of the line, unless so
 * much stands there that the block must have begun on it. */
static uint32_t end_of_head(const Parser *parser, const Head *head, uint32_t limit) {
  int nameless = head->kind == TOKEN_LEAD || head->kind == TOKEN_LIFECYCLE;
  uint32_t name = nameless ? head->index : head->index + 1, last = head->index;
  while (last + 1 < limit && !(parser_token(parser, last + 1)->flags & TOKEN_FIRST_ON_LINE)) {
    last++;
  }
  if (head->kind == TOKEN_ROUTE) return last; /* `route inbound on entering mql` */
  return last > name + 1 ? name : last;
}

/* Whether the declaration's block begins although its `{` never came. */
static int block_is_forgotten(const Parser *parser, const Head *head, uint32_t index) {
  int declared = parser_token(parser, head->index)->flags & TOKEN_DECLARES;
  return declared && !head->opened && head->index < index && needs_block(head->kind);
}

/* ---- partners ---- */

/* A token after which a `{` is missing counts as that `{`. */
int bracket_kind(const Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  return token_opens(kind) ? kind : TOKEN_OPEN_BRACE;
}

/* Finds the opening partner for a closer. A `}` also ends the ( and [ opened within its braces,
 * which then have no partner; a ) or ] never reaches beyond its braces. */
static uint32_t pop_partner(Parser *parser, int closer) {
  for (uint32_t count = parser->open_count; count > 0; count--) {
    uint32_t opener = parser->open[count - 1];
    int kind = bracket_kind(parser, opener);
    if (token_closer(kind) == closer) {
      parser->open_count = count - 1;
      return opener;
    }
    if (kind == TOKEN_OPEN_BRACE) break;
  }
  return UINT32_MAX;
}

int bracket_begins_test_line(const Parser *parser, uint32_t index) {
  const Token *token = parser_token(parser, index);
  int before = index ? kind_at(parser, index - 1) : 0;
  int goes_on = token_continues_line(before) && before != TOKEN_COMMA && before != TOKEN_OPEN_BRACE;
  if (!(token->flags & TOKEN_FIRST_ON_LINE) || goes_on) return 0;
  int second = kind_at(parser, index + 1), third = kind_at(parser, index + 2);
  int expects = token->kind == TOKEN_EXPECT && second != TOKEN_COLON;
  int given = token->kind == TOKEN_LEAD &&
              (second == TOKEN_OPEN_BRACE || (token_is_word(second) && third == TOKEN_OPEN_BRACE));
  int dated = token->kind == TOKEN_DATETIME || token->kind == TOKEN_DATE;
  return expects || given || dated;
}

static int leaves_entries(const Parser *parser, uint32_t index) {
  if (parser->open_count < 2 || !bracket_begins_test_line(parser, index)) return 0;
  return bracket_kind(parser, parser->open[parser->open_count - 1]) == TOKEN_OPEN_BRACE;
}

/* In a test, whether a `{` is missing after this token: `name:` follows where only a `{` can. */
static int lacks_entry_brace(const Parser *parser, uint32_t index) {
  int names_entry = token_is_word(kind_at(parser, index + 1)) &&
                    kind_at(parser, index + 2) == TOKEN_COLON;
  int same_line = !(parser_token(parser, index + 1)->flags & TOKEN_FIRST_ON_LINE);
  if (!names_entry || !same_line || index < 2 || parser->open_count == 0) return 0;
  const Token *token = parser_token(parser, index), *before = parser_token(parser, index - 1);
  if (parser->open_count > 1) return token->kind == TOKEN_COLON && before->kind != TOKEN_DATETIME;
  int lead = token->kind == TOKEN_LEAD && token->flags & TOKEN_FIRST_ON_LINE;
  int named = before->kind == TOKEN_LEAD && before->flags & TOKEN_FIRST_ON_LINE;
  int event = before->kind == TOKEN_DATETIME ||
              (before->kind == TOKEN_COLON && kind_at(parser, index - 3) == TOKEN_DATETIME);
  return token_is_word(token->kind) && (lead || named || event);
}

enum { LONGEST_GROUP_HEAD = 8 }; /* tokens: `group "name" at most 20` */

/* In a score, whether a group's `{` is missing after this token: the next line is a rule. */
static int lacks_group_brace(const Parser *parser, uint32_t index) {
  const Token *next = parser_token(parser, index + 1);
  int rule = next->kind == TOKEN_PLUS || next->kind == TOKEN_MINUS;
  if (!rule || !(next->flags & TOKEN_FIRST_ON_LINE) || parser->open_count != 1) return 0;
  uint32_t first = index;
  for (int i = 0; i < LONGEST_GROUP_HEAD && first > 0; i++, first--)
    if (parser_token(parser, first)->flags & TOKEN_FIRST_ON_LINE) break;
  return kind_at(parser, first) == TOKEN_GROUP && kind_at(parser, first + 1) == TOKEN_TEXT &&
         kind_at(parser, index) != TOKEN_OPEN_BRACE;
}

/* Its `{` was forgotten, or a `}` too much closed it: so `lead {` may be a line of a test. */
static int expects_clause(const Parser *parser, const Head *head, uint32_t index) {
  if (index == 0) return 0;
  int in_test = head->kind == TOKEN_TEST && kind_at(parser, index) == TOKEN_LEAD;
  return in_test || (!head->opened && needs_block(head->kind));
}

/* A line in brackets, or that begins with `and` or `or`, goes on with the one before. */
static void note_line(const Parser *parser, Head *head, uint32_t index) {
  const Token *token = parser_token(parser, index);
  int new_line = token->flags & TOKEN_FIRST_ON_LINE && index > head->index &&
                 parser->open_count == 0 && !token_continues_line(kind_at(parser, index - 1));
  int joins = token->kind == TOKEN_AND || token->kind == TOKEN_OR;
  if (new_line && !joins && token->kind != TOKEN_OPEN_BRACE) head->head_ended = 1;
}

/* Whether a `(` or `[` stands where only a block's `{` can: after a head, or before a test's
 * `name:`; or a `{` where only a list's `[` can. The kind that was meant, or 0. */
static int meant_bracket(const Parser *parser, const Head *head, uint32_t index) {
  const Token *token = parser_token(parser, index);
  if (token->kind == TOKEN_OPEN_BRACE) {
    return index > 0 && kind_at(parser, index - 1) == TOKEN_IN ? TOKEN_OPEN_BRACKET : 0;
  }
  int nameless = head->kind == TOKEN_LEAD || head->kind == TOKEN_LIFECYCLE;
  int block = head->kind == TOKEN_EVENT || needs_block(head->kind);
  int declared = parser_token(parser, head->index)->flags & TOKEN_DECLARES;
  int value = head->kind == TOKEN_GRADE && kind_at(parser, index + 2) == TOKEN_CLOSE_PARENTHESIS &&
              kind_at(parser, index + 3) == TOKEN_OPEN_BRACE; /* `grade fit(score) {` */
  int opens_block = block && !value && declared && !head->opened && !head->head_ended &&
                    index == head->index + (nameless ? 1 : 2);
  int entries = head->kind == TOKEN_TEST && parser->open_count > 0 &&
                token_is_word(kind_at(parser, index + 1)) &&
                kind_at(parser, index + 2) == TOKEN_COLON;
  return opens_block || entries ? TOKEN_OPEN_BRACE : 0;
}

/* A closer that fits the bracket as it was written, instead of what was meant. */
static int closes_as_written(const Parser *parser, uint32_t index) {
  if (parser->open_count == 0) return 0;
  uint32_t opener = parser->open[parser->open_count - 1];
  char written = parser_text(parser, opener).bytes[0], closer = parser_text(parser, index).bytes[0];
  if (!(parser_token(parser, opener)->flags & TOKEN_MISWRITTEN)) return 0;
  return closer == (written == '(' ? ')' : written == '[' ? ']' : '}');
}

/* A `{` on a later line than its declaration's word is another one's. */
static void open_bracket(Parser *parser, Head *head, uint32_t index) {
  Token *tokens = parser->tokens.tokens;
  if (tokens[index].kind == TOKEN_OPEN_BRACE) {
    int late = parser->open_count == 0 && head->head_ended;
    if (late && block_is_forgotten(parser, head, index)) {
      uint32_t end = end_of_head(parser, head, index);
      tokens[end].flags |= TOKEN_OPENS_AFTER;
      parser->open[parser->open_count++] = end;
    }
    head->opened = 1;
  }
  parser->open[parser->open_count++] = index;
}

/* A `}` that closes nothing shows that its declaration's `{` was forgotten. */
static void close_bracket(Parser *parser, Head *head, uint32_t index) {
  Token *tokens = parser->tokens.tokens;
  uint32_t partner = pop_partner(parser, tokens[index].kind);
  int brace = tokens[index].kind == TOKEN_CLOSE_BRACE;
  if (partner != UINT32_MAX) {
    tokens[index].partner = partner;
    tokens[partner].partner = index;
  } else if (brace && block_is_forgotten(parser, head, index)) {
    tokens[end_of_head(parser, head, index)].flags |= TOKEN_OPENS_AFTER;
    head->opened = 1;
  } else {
    tokens[index].flags |= TOKEN_STRAY;
  }
}

/* `in ("a", "b"]`: the closer shows that the opener should have been a list's. */
static void read_mismatched(Parser *parser, uint32_t index) {
  if (kind_at(parser, index) != TOKEN_CLOSE_BRACKET || parser->open_count == 0) return;
  uint32_t opener = parser->open[parser->open_count - 1];
  Token *token = &parser->tokens.tokens[opener];
  int list = opener > 0 && kind_at(parser, opener - 1) == TOKEN_IN;
  if (token->kind != TOKEN_OPEN_PARENTHESIS || !list) return;
  token->kind = TOKEN_OPEN_BRACKET;
  token->flags |= TOKEN_MISWRITTEN;
}

/* Gives a bracket the kind that was meant. */
static void read_miswritten(Parser *parser, const Head *head, uint32_t index) {
  Token *token = &parser->tokens.tokens[index];
  if (token_opens(token->kind)) {
    int meant = meant_bracket(parser, head, index);
    if (!meant) return;
    token->kind = (uint16_t)meant;
    token->flags |= TOKEN_MISWRITTEN;
  } else if (token_closes(token->kind) && closes_as_written(parser, index)) {
    uint32_t opener = parser->open[parser->open_count - 1];
    token->kind = (uint16_t)token_closer(bracket_kind(parser, opener));
    token->flags |= TOKEN_MISWRITTEN;
  } else {
    read_mismatched(parser, index);
  }
}

void bracket_pair(Parser *parser) {
  Token *tokens = parser->tokens.tokens;
  Head head = {0, tokens[0].kind, 0, 0};
  for (uint32_t i = 0; i < parser->tokens.count; i++) {
    int in_test = head.kind == TOKEN_TEST && parser->open_count > 0 && gives_facts(parser, i);
    if (!in_test && declares_at(parser, i, parser->open_count, expects_clause(parser, &head, i))) {
      tokens[i].flags |= TOKEN_DECLARES;
      parser->open_count = 0;
      head = (Head){i, tokens[i].kind, 0, 0};
    }
    note_line(parser, &head, i);
    read_miswritten(parser, &head, i);
    if (head.kind == TOKEN_TEST && leaves_entries(parser, i)) parser->open_count = 1;
    if (token_opens(tokens[i].kind)) {
      open_bracket(parser, &head, i);
    } else if (token_closes(tokens[i].kind)) {
      close_bracket(parser, &head, i);
    } else if ((head.kind == TOKEN_TEST && lacks_entry_brace(parser, i)) ||
               (head.kind == TOKEN_SCORE && lacks_group_brace(parser, i))) {
      tokens[i].flags |= TOKEN_OPENS_AFTER;
      parser->open[parser->open_count++] = i;
    }
  }
  parser->open_count = 0;
}

