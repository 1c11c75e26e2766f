/* The tokens of the language, one line each. Only a few words are reserved; every other word is a
 * keyword where the grammar expects one, and a name elsewhere. What people bring along from other
 * languages and from text processors is reported and read as what was meant, so that one curly
 * quote doesn't cost a page of messages. */
#include "grammar/lexer.h"

#include <string.h>

#include "compiler/ast.h"
#include "compiler/mistake.h"
#include "grammar/mops.tab.h"

typedef struct {
  Diagnostics *diagnostics;
  uint16_t file;
  const char *text, *start, *cursor, *limit;
  Tokens tokens;
  uint16_t flags; /* of the next token */
  int calendar;   /* a calendar is being read: it has times of day */
  int unclosed;   /* from here on nothing ends a comment of several lines */
} Lexer;

static Span here(const Lexer *lexer) {
  return (Span){(uint32_t)(lexer->start - lexer->text), (uint32_t)(lexer->cursor - lexer->text),
                lexer->file};
}

static Span part(const Lexer *lexer, const char *start, const char *end) {
  return (Span){(uint32_t)(start - lexer->text), (uint32_t)(end - lexer->text), lexer->file};
}

static int operator_mistake(Lexer *lexer, const char *meant, int kind) {
  mistake_operator(lexer->diagnostics, here(lexer), meant);
  return kind;
}

static int typography_mistake(Lexer *lexer, const char *meant, int kind) {
  mistake_typography(lexer->diagnostics, here(lexer), meant);
  return kind;
}

static int quotes_mistake(Lexer *lexer, uint32_t open_size, uint32_t close_size) {
  mistake_quotes(lexer->diagnostics, here(lexer), open_size, close_size);
  return TOKEN_TEXT;
}

/* It ends a clause, as its writer thought. */
static void semicolon_mistake(Lexer *lexer) {
  mistake_semicolon(lexer->diagnostics, here(lexer));
  lexer->flags |= TOKEN_FIRST_ON_LINE;
}

static void character_mistake(Lexer *lexer) {
  mistake_character(lexer->diagnostics, here(lexer));
}

static int is_digit(char byte) {
  return (byte >= '0' && byte <= '9') || byte == '_';
}

static int is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static void add_token(Lexer *lexer, int kind);

/* `0and100` is three tokens. */
static int glued_range(Lexer *lexer, const char *word) {
  const char *rest = word + strlen("and"), *end = rest;
  while (is_digit(*end)) end++;
  if (memcmp(word, "and", strlen("and")) != 0 || end == rest || end != lexer->cursor) return 0;
  mistake_glued_range(lexer->diagnostics, part(lexer, lexer->start, word), part(lexer, rest, end));
  lexer->cursor = word;
  add_token(lexer, TOKEN_INTEGER);
  lexer->start = word;
  lexer->cursor = rest;
  return 1;
}

enum { NO_TOKEN = -1 }; /* all that was read is a token already */

/* `30d`, `50pts`, `10x`: a unit in short, or a word that says nothing; 0 if it is neither. */
static int glued_unit(Lexer *lexer, const char *word) {
  static const struct {
    const char *word, *right;
    int kind; /* 0 for a word that is not needed */
  } units[] = {
      {"d", " days", TOKEN_DAY},       {"h", " hours", TOKEN_HOUR},
      {"hr", " hours", TOKEN_HOUR},    {"hrs", " hours", TOKEN_HOUR},
      {"min", " minutes", TOKEN_MINUTE}, {"mins", " minutes", TOKEN_MINUTE},
      {"s", " seconds", TOKEN_SECOND}, {"sec", " seconds", TOKEN_SECOND},
      {"w", " weeks", TOKEN_WEEK},     {"wk", " weeks", TOKEN_WEEK},
      {"wks", " weeks", TOKEN_WEEK},   {"pts", "", 0},
      {"pt", "", 0},                   {"points", "", 0},
      {"x", "", 0},                    {"times", "", 0},
  };
  size_t length = (size_t)(lexer->cursor - word);
  if (*lexer->cursor == '@' || *lexer->cursor == '.' || *lexer->cursor == '-') return 0;
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    if (strlen(units[i].word) != length || memcmp(word, units[i].word, length) != 0) continue;
    const char *end = lexer->cursor;
    mistake_glued_unit(lexer->diagnostics, part(lexer, lexer->start, word),
                       part(lexer, word, end), units[i].right);
    lexer->cursor = word;
    add_token(lexer, TOKEN_INTEGER);
    lexer->start = word;
    lexer->cursor = end;
    return units[i].kind ? units[i].kind : NO_TOKEN;
  }
  return 0;
}

/* `9am`, `25th`: what the calendar's lines are told for, see repair_calendar.c. */
static int is_of_clock(const char *word, size_t length) {
  static const char *const words[] = {"am", "AM", "Am", "pm", "PM", "Pm", "st", "nd", "rd", "th"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (length == 2 && memcmp(word, words[i], 2) == 0) return 1;
  return 0;
}

/* `7days`: reads the number and leaves the word for the next token; but `10k` is one number. */
static int glued_number(Lexer *lexer) {
  const char *end = lexer->start;
  while (is_digit(*end)) end++;
  if (glued_range(lexer, end)) return TOKEN_AND;
  if (lexer->calendar && is_of_clock(end, (size_t)(lexer->cursor - end))) {
    lexer->cursor = end;
    return TOKEN_INTEGER;
  }
  int unit = glued_unit(lexer, end);
  if (unit) return unit;
  mistake_glued_number(lexer->diagnostics, part(lexer, lexer->start, end),
                       part(lexer, end, lexer->cursor));
  int thousands = lexer->cursor - end == 1 && (*end == 'k' || *end == 'K');
  if (!thousands) lexer->cursor = end;
  return TOKEN_INTEGER;
}

static int has(const Lexer *lexer, char byte) {
  return memchr(lexer->start, byte, (size_t)(lexer->cursor - lexer->start)) != NULL;
}

/* `1,000`, `USD 1,000.50`: one number, also where `[1,000, 2]` could be a list of three; but `1,2345` is two
 * (`1,0005` can't be), and `USD 5,2026-10-01` an amount and a date. */
static int thousands_mistake(Lexer *lexer, int token) {
  const char *end = lexer->cursor;
  while (is_digit(*end)) end++;
  int is_two = *end == '-' || (*lexer->cursor != '_' && lexer->cursor[-3] != '0');
  if (end > lexer->cursor && is_two && !has(lexer, '.'))
    lexer->cursor -= strlen(",000");
  else
    lexer->cursor = end;
  if (has(lexer, ',')) mistake_thousands(lexer->diagnostics, here(lexer));
  return token;
}

/* `1.5 hours`: lengths of time are whole numbers. The number and the unit stay two tokens. */
static int decimal_length(Lexer *lexer) {
  static const int kinds[] = {['s'] = TOKEN_SECOND, ['m'] = TOKEN_MINUTE, ['h'] = TOKEN_HOUR,
                              ['d'] = TOKEN_DAY, ['w'] = TOKEN_WEEK};
  const char *end = lexer->cursor, *point = lexer->start, *word;
  while (*point != '.') point++;
  for (word = point + 1; is_digit(*word);) word++;
  lexer->cursor = word;
  if (is_letter(*end) || is_digit(*end)) return TOKEN_DECIMAL; /* `1.5 daysleft` */
  while (!is_letter(*word)) word++;
  mistake_decimal_length(lexer->diagnostics, part(lexer, lexer->start, end));
  lexer->cursor = point;
  add_token(lexer, TOKEN_INTEGER);
  lexer->start = word;
  lexer->cursor = end;
  return kinds[(unsigned char)*word];
}

/* `$5,000`, `5k USD`: an amount in another order, or in short. */
static int amount_mistake(Lexer *lexer) {
  mistake_amount(lexer->diagnostics, here(lexer), lexer->tokens.currency);
  return TOKEN_MONEY;
}

/* `money CAD`: what `$` stands for from here on, if it is the first. */
static int currency(Lexer *lexer) {
  if (!lexer->tokens.currency.length) {
    lexer->tokens.currency = (Text){lexer->cursor - CURRENCY_LENGTH, CURRENCY_LENGTH};
  }
  return TOKEN_CURRENCY;
}

static int percent_mistake(Lexer *lexer) {
  mistake_percent(lexer->diagnostics, here(lexer));
  return TOKEN_PERCENT;
}

static int is_in_address(int kind) {
  return kind == TOKEN_NAME || kind == TOKEN_INTEGER || kind == TOKEN_DOT || kind == TOKEN_MINUS ||
         kind == TOKEN_PLUS || kind >= TOKEN_AGREEMENT;
}

/* At the `@` of `jo@acme.io`: takes back what stands right before it, and reads on to the end.
 * Returns 0 where there is no address, after another report. */
static int bare_address(Lexer *lexer) {
  Tokens *tokens = &lexer->tokens;
  uint32_t start = (uint32_t)(lexer->start - lexer->text), count = tokens->count;
  while (count > 0 && tokens->tokens[count - 1].end == start &&
         is_in_address(tokens->tokens[count - 1].kind)) {
    start = tokens->tokens[--count].start;
  }
  if (count == tokens->count || !is_letter(*lexer->cursor)) {
    mistake_character(lexer->diagnostics, here(lexer));
    return 0;
  }
  while (is_letter(*lexer->cursor) || is_digit(*lexer->cursor) || *lexer->cursor == '-' ||
         (*lexer->cursor == '.' && is_letter(lexer->cursor[1]))) {
    lexer->cursor++;
  }
  lexer->start = lexer->text + start;
  lexer->flags |= tokens->tokens[count].flags;
  tokens->count = count;
  const Token *before = count > 0 ? &tokens->tokens[count - 1] : NULL;
  int given = before && before->kind == TOKEN_LEAD && before->flags & TOKEN_FIRST_ON_LINE;
  if (!given) /* else no text can stand here, and repair.c knows more */
    mistake_bare_text(lexer->diagnostics, here(lexer));
  return 1;
}

static int split_word(Lexer *lexer, const char *word, int kind) {
  mistake_split_word(lexer->diagnostics, here(lexer), word);
  return kind;
}

static int letters_mistake(Lexer *lexer) {
  mistake_name_letters(lexer->diagnostics, here(lexer));
  return TOKEN_NAME;
}

/* Everything else on this line may be nonsense, because nobody knows where the text should end. */
static void spoil_line(Lexer *lexer) {
  lexer->flags |= TOKEN_SPOILED;
  for (uint32_t i = lexer->tokens.count; i > 0; i--) {
    if (lexer->flags & TOKEN_FIRST_ON_LINE) break;
    lexer->tokens.tokens[i - 1].flags |= TOKEN_SPOILED;
    if (lexer->tokens.tokens[i - 1].flags & TOKEN_FIRST_ON_LINE) break;
  }
}

static int date_mistake(Lexer *lexer) {
  mistake_date(lexer->diagnostics, here(lexer));
  spoil_line(lexer);
  int has_time = memchr(lexer->start, ':', (size_t)(lexer->cursor - lexer->start)) != NULL;
  return has_time ? TOKEN_DATETIME : TOKEN_DATE;
}

/* `10:00 AM`; but in `10:00 amplitude_open` a name follows. */
static int half_day_mistake(Lexer *lexer) {
  if (is_letter(*lexer->cursor) || is_digit(*lexer->cursor)) {
    while (!is_digit(lexer->cursor[-1])) lexer->cursor--;
    int whole = lexer->cursor - lexer->start >= (ptrdiff_t)strlen("2026-10-05 10:00");
    if (whole && lexer->cursor[-3] == ':' && is_digit(lexer->cursor[-5])) return TOKEN_DATETIME;
  }
  mistake_half_day(lexer->diagnostics, here(lexer));
  spoil_line(lexer);
  return TOKEN_DATETIME;
}

static int month_mistake(Lexer *lexer) {
  mistake_month_name(lexer->diagnostics, here(lexer));
  spoil_line(lexer);
  int has_time = memchr(lexer->start, ':', (size_t)(lexer->cursor - lexer->start)) != NULL;
  return has_time ? TOKEN_DATETIME : TOKEN_DATE;
}

/* A comment of another language. */
static void comment_mistake(Lexer *lexer, uint32_t sign) {
  mistake_comment(lexer->diagnostics, here(lexer), part(lexer, lexer->start, lexer->start + sign));
}

static void line_break(Lexer *lexer);

/* The whole of a comment that may have several lines; or its first line, if nothing ends it. */
static void long_comment(Lexer *lexer) {
  const char *at = lexer->cursor, *line = NULL;
  int lines = 0;
  for (; at < lexer->limit; at++) {
    if (*at == '\n' && !line) line = at;
    if (line && lexer->unclosed) break;
    if (at[0] != '*' || at + 1 == lexer->limit || at[1] != '/') continue;
    lines = line != NULL;
    line = at + 2;
    break;
  }
  if (at == lexer->limit) lexer->unclosed = 1;
  lexer->cursor = line ? line : at;
  comment_mistake(lexer, 2);
  if (lines) line_break(lexer);
}

static int time_mistake(Lexer *lexer) {
  mistake_time(lexer->diagnostics, here(lexer));
  spoil_line(lexer);
  return TOKEN_DATETIME;
}

/* Where a label whose quote was forgotten probably ends: before the rule's next word. NULL if no
 * such word stands in the text. */
static const char *label_end(const char *start, const char *end) {
  static const char *const words[] = {" on ", " when ", " for each "};
  for (const char *at = start + 2; at < end; at++) {
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
      size_t length = strlen(words[i]);
      if ((size_t)(end - at) < length || memcmp(at, words[i], length) != 0) continue;
      while (at > start + 1 && at[-1] == ' ') at--;
      return at;
    }
  }
  return NULL;
}

/* The first text of a line that begins with `+20`: its index, or the count if there is none. */
static uint32_t label_index(const Lexer *lexer) {
  const Tokens *tokens = &lexer->tokens;
  uint32_t first = tokens->count;
  while (first > 0 && !(lexer->flags & TOKEN_FIRST_ON_LINE)) {
    if (tokens->tokens[--first].flags & TOKEN_FIRST_ON_LINE) break;
  }
  if (first + 2 > tokens->count) return UINT32_MAX;
  int sign = tokens->tokens[first].kind, number = tokens->tokens[first + 1].kind;
  int points = (sign == TOKEN_PLUS || sign == TOKEN_MINUS) &&
               (number == TOKEN_INTEGER || number == TOKEN_DECIMAL);
  return points ? first + 2 : UINT32_MAX;
}

/* The odd quote of a line is its last one, but the forgotten one is mostly the label's: then the
 * line is read again from where the label should end. Returns 0 if the label is in order. */
static int reread_label(Lexer *lexer) {
  Tokens *tokens = &lexer->tokens;
  uint32_t label = label_index(lexer);
  if (label > tokens->count) return 0;
  int is_label = label == tokens->count; /* the open text itself */
  if (!is_label && tokens->tokens[label].kind != TOKEN_TEXT) return 0;
  const char *start = is_label ? lexer->start : lexer->text + tokens->tokens[label].start;
  const char *stop = is_label ? lexer->cursor : lexer->text + tokens->tokens[label].end;
  const char *end = label_end(start, stop);
  if (!end) return 0;
  tokens->count = label;
  lexer->start = start;
  lexer->cursor = end;
  mistake_open_text(lexer->diagnostics, here(lexer), part(lexer, end, end));
  return 1;
}

/* `+30 Asked for a demo" on …`: the odd quote ends the label, whose first one was forgotten. */
static int reread_end_of_label(Lexer *lexer) {
  Tokens *tokens = &lexer->tokens;
  uint32_t label = label_index(lexer);
  if (label >= tokens->count || *lexer->start != '"') return 0;
  for (uint32_t i = label; i < tokens->count; i++) {
    int kind = tokens->tokens[i].kind;
    if (kind == TOKEN_TEXT || kind == TOKEN_ON || kind == TOKEN_WHEN) return 0;
  }
  lexer->cursor = lexer->start + 1;
  lexer->start = lexer->text + tokens->tokens[label].start;
  tokens->count = label;
  mistake_no_first_quote(lexer->diagnostics, here(lexer));
  return 1;
}

/* Where the first closing curly quote of an open text ends, or NULL. */
static const char *curly_end(const Lexer *lexer) {
  if (*lexer->start != '"') return NULL; /* a curly one ends at the next curly one: see scan */
  for (const char *at = lexer->start + 1; at + 3 <= lexer->cursor; at++) {
    if (memcmp(at, "\xE2\x80\x9D", 3) == 0) return at + 3;
  }
  return NULL;
}

/* One report for bytes that are no UTF-8, however many stand in a row. */
static void bad_bytes(Lexer *lexer) {
  while (lexer->cursor < lexer->limit && (unsigned char)*lexer->cursor >= 0x80) lexer->cursor++;
  mistake_bytes(lexer->diagnostics, here(lexer));
}

/* A text that stops at a character that can't stand in it: the rest is read all the same. */
static int damaged_text(Lexer *lexer) {
  const char *start = lexer->start;
  lexer->start = lexer->cursor++;
  while (lexer->cursor < lexer->limit && (unsigned char)*lexer->cursor >= 0x80) lexer->cursor++;
  if ((unsigned char)*lexer->start >= 0x80) mistake_bytes(lexer->diagnostics, here(lexer));
  else mistake_invisible(lexer->diagnostics, here(lexer));
  while (lexer->cursor < lexer->limit && *lexer->cursor != '\n' && *lexer->cursor != '"') {
    lexer->cursor++;
  }
  if (*lexer->cursor == '"') lexer->cursor++;
  else spoil_line(lexer);
  lexer->start = start;
  return TOKEN_TEXT;
}

static int open_text(Lexer *lexer) {
  int at_line_end = lexer->cursor == lexer->limit || *lexer->cursor == '\n' ||
                    *lexer->cursor == '\r';
  if (!at_line_end && *lexer->cursor != '"') return damaged_text(lexer);
  const char *end = curly_end(lexer);
  if (end) {
    lexer->cursor = end;
    return quotes_mistake(lexer, 1, 3);
  }
  if (reread_label(lexer) || reread_end_of_label(lexer)) return TOKEN_TEXT;
  mistake_open_text(lexer->diagnostics, here(lexer), part(lexer, lexer->text, lexer->text));
  spoil_line(lexer);
  return TOKEN_TEXT;
}

static int text_with_escapes(Lexer *lexer) {
  for (const char *at = lexer->start + 1; at + 1 < lexer->cursor; at++) {
    if (*at != '\\') continue;
    at++;
    if (!strchr("\"\\nt", *at)) {
      mistake_escape(lexer->diagnostics, part(lexer, at - 1, at + 1));
    }
  }
  return TOKEN_TEXT;
}

static void add_doc(Lexer *lexer) {
  Tokens *tokens = &lexer->tokens;
  if (tokens->doc_count == tokens->doc_capacity) {
    uint32_t capacity = tokens->doc_capacity ? tokens->doc_capacity * 2 : 16;
    DocComment *docs = arena_take(lexer->diagnostics->arena, capacity * sizeof *docs);
    if (tokens->doc_count) memcpy(docs, tokens->docs, tokens->doc_count * sizeof *docs);
    tokens->docs = docs;
    tokens->doc_capacity = capacity;
  }
  Span span = here(lexer);
  tokens->docs[tokens->doc_count++] = (DocComment){span.start, span.end, tokens->count};
}

static void line_break(Lexer *lexer) {
  lexer->flags = TOKEN_FIRST_ON_LINE;
}

/* The next token's kind; start and cursor enclose it. Blanks and comments are passed over. */
static int scan(Lexer *lexer) {
  const char *YYMARKER;
  for (;;) {
    lexer->start = lexer->cursor;
    /*!re2c
    re2c:api:style = free-form;
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYCURSOR = "lexer->cursor";
    re2c:define:YYLIMIT = "lexer->limit";
    re2c:define:YYPEEK = "(unsigned char)*lexer->cursor";
    re2c:yyfill:enable = 0;
    re2c:eof = 0;
    re2c:encoding:utf8 = 1;
    re2c:encoding-policy = fail;
    re2c:tags = 0;

    digits    = [0-9] [0-9_]*;
    decimal   = digits "." [0-9]+;
    letter    = [A-Za-z_];
    name      = letter [A-Za-z0-9_]*;
    money     = [A-Z]{3} [ \t]+ digits;
    amount    = ([0-9]{1,3} ("," [0-9]{3})+ | digits) ("." [0-9]+)?;
    usual     = "USD" | "EUR" | "GBP" | "CHF" | "CAD" | "AUD" | "NZD" | "SGD" | "JPY" | "CNY" | "INR"
              | "BRL" | "MXN" | "SEK" | "NOK" | "DKK" | "PLN" | "CZK" | "ZAR" | "AED" | "HKD" | "ILS";
    coin      = "$" | "\u20AC" | "\u00A3";
    day       = [0-9]{4} "-" [0-9]{2} "-" [0-9]{2};
    clock     = [0-9]{2} ":" [0-9]{2} (":" [0-9]{2} ("." [0-9]{1,3})?)?;
    time      = [ \t]+ [0-9]{1,2} ":" [0-9]{2};
    half      = [AaPp] "."? [Mm];
    ordinal   = [0-9]{1,2} ("st" | "nd" | "rd" | "th")?;
    month_name = "Jan" "uary"? | "Feb" "ruary"? | "Mar" "ch"? | "Apr" "il"? | "May" | "Jun" "e"?
               | "Jul" "y"? | "Aug" "ust"? | "Sep" ("t" | "tember")? | "Oct" "ober"?
               | "Nov" "ember"? | "Dec" "ember"?;
    zone      = "Z" | [-+] [0-9]{2} ":" [0-9]{2};
    unseen    = [\x01-\x08\x0B\x0C\x0E-\x1F\x7F\u0080-\u009F\u200B-\u200F\u2060-\u2065\uFEFF];
    direction = [\u061C\u2028-\u202E\u2066-\u2069];
    invisible = unseen | direction;
    printable = [^\x00-\x7F] \ invisible;
    foreign   = [\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02AF\u0370-\u0400\u0401-\u052F];
    curly     = [\u201C\u201D\u201E\u201F];
    hook      = [\u2018\u2019\u201A\u201B];
    plain     = [^\x00"\\\n\r] \ (invisible | curly);
    symbol    = [\u00A0\u00D7\u2010-\u2015\u2026\u2190-\u21FF\u2212\u2260\u2264\u2265\u27A1];
    strange   = printable \ (foreign | curly | hook | symbol);

    $                    { return 0; }
    [ \t\u00A0]+         { continue; }
    "\r"? "\n" | "\r"    { line_break(lexer); continue; }
    "##" [^\x00\n\r]*    { add_doc(lexer); continue; }
    "#" ([^\x00#\n\r] [^\x00\n\r]*)? { continue; }

    "{"  { return TOKEN_OPEN_BRACE; }
    "}"  { return TOKEN_CLOSE_BRACE; }
    "("  { return TOKEN_OPEN_PARENTHESIS; }
    ")"  { return TOKEN_CLOSE_PARENTHESIS; }
    "["  { return TOKEN_OPEN_BRACKET; }
    "]"  { return TOKEN_CLOSE_BRACKET; }
    ","  { return TOKEN_COMMA; }
    ":"  { return TOKEN_COLON; }
    "."  { return TOKEN_DOT; }
    ".." { return TOKEN_RANGE; }
    "="  { return TOKEN_EQUAL; }
    "!=" { return TOKEN_NOT_EQUAL; }
    "<"  { return TOKEN_LESS; }
    "<=" { return TOKEN_LESS_EQUAL; }
    ">"  { return TOKEN_GREATER; }
    ">=" { return TOKEN_GREATER_EQUAL; }
    "+"  { return TOKEN_PLUS; }
    "-"  { return TOKEN_MINUS; }
    "*"  { return TOKEN_TIMES; }
    "/"  { return TOKEN_DIVIDE; }
    "->" { return TOKEN_ARROW; }

    "and"      { return TOKEN_AND; }
    "or"       { return TOKEN_OR; }
    "not"      { return TOKEN_NOT; }
    "in"       { return TOKEN_IN; }
    "yes"      { return TOKEN_YES; }
    "no"       { return TOKEN_NO; }
    "else"     { return TOKEN_ELSE; }
    "entering" { return TOKEN_ENTERING; }
    "leaving"  { return TOKEN_LEAVING; }
    "becoming" { return TOKEN_BECOMING; }
    "sla"      { return TOKEN_SLA; }

    "agreement" { return TOKEN_AGREEMENT; }
    "use"       { return TOKEN_USE; }
    "enum"      { return TOKEN_ENUM; }
    "record"    { return TOKEN_RECORD; }
    "lead"      { return TOKEN_LEAD; }
    "event"     { return TOKEN_EVENT; }
    "define"    { return TOKEN_DEFINE; }
    "list"      { return TOKEN_LIST; }
    "grade"     { return TOKEN_GRADE; }
    "table"     { return TOKEN_TABLE; }
    "score"     { return TOKEN_SCORE; }
    "lifecycle" { return TOKEN_LIFECYCLE; }
    "calendar"  { return TOKEN_CALENDAR; }
    "rep"       { return TOKEN_REP; }
    "pool"      { return TOKEN_POOL; }
    "queue"     { return TOKEN_QUEUE; }
    "route"     { return TOKEN_ROUTE; }
    "test"      { return TOKEN_TEST; }

    "language"  { return TOKEN_LANGUAGE; }
    "version"   { return TOKEN_VERSION; }
    "effective" { return TOKEN_EFFECTIVE; }
    "timezone"  { return TOKEN_TIMEZONE; }
    "parties"   { return TOKEN_PARTIES; }
    "passive"   { return TOKEN_PASSIVE; }
    "up"        { return TOKEN_UP; }
    "to"        { return TOKEN_TO; }
    "from"      { return TOKEN_FROM; }
    "missing"   { return TOKEN_MISSING; }
    "as"        { return TOKEN_AS; }
    "default"   { return TOKEN_DEFAULT; }
    "required"  { return TOKEN_REQUIRED; }
    "key"       { return TOKEN_KEY; }

    "on"      { return TOKEN_ON; }
    "when"    { return TOKEN_WHEN; }
    "where"   { return TOKEN_WHERE; }
    "for"     { return TOKEN_FOR; }
    "each"    { return TOKEN_EACH; }
    "since"   { return TOKEN_SINCE; }
    "set"     { return TOKEN_SET; }
    "once"    { return TOKEN_ONCE; }
    "at"      { return TOKEN_AT; }
    "most"    { return TOKEN_MOST; }
    "least"   { return TOKEN_LEAST; }
    "per"     { return TOKEN_PER; }
    "decay"   { return TOKEN_DECAY; }
    "every"   { return TOKEN_EVERY; }
    "without" { return TOKEN_WITHOUT; }
    "paused"  { return TOKEN_PAUSED; }
    "while"   { return TOKEN_WHILE; }
    "expires" { return TOKEN_EXPIRES; }
    "after"   { return TOKEN_AFTER; }
    "fades"   { return TOKEN_FADES; }
    "over"    { return TOKEN_OVER; }
    "halves"  { return TOKEN_HALVES; }
    "loses"   { return TOKEN_LOSES; }
    "group"   { return TOKEN_GROUP; }
    "first"   { return TOKEN_FIRST; }
    "keep"    { return TOKEN_KEEP; }
    "shown"   { return TOKEN_SHOWN; }
    "between" { return TOKEN_BETWEEN; }
    "broken"  { return TOKEN_BROKEN; }
    "by"      { return TOKEN_BY; }
    "different" { return TOKEN_DIFFERENT; }
    "within"  { return TOKEN_WITHIN; }
    "count"   { return TOKEN_COUNT; }
    "last"    { return TOKEN_LAST; }
    "in" [ \t]+ "a" [ \t]+ "row" { return TOKEN_IN_A_ROW; }

    "stage"  { return TOKEN_STAGE; }
    "owned"  { return TOKEN_OWNED; }
    "final"  { return TOKEN_FINAL; }
    "start"  { return TOKEN_START; }
    "expect" { return TOKEN_EXPECT; }

    "otherwise" { return TOKEN_OTHERWISE; }

    "open"      { return TOKEN_OPEN; }
    "closed"    { return TOKEN_CLOSED; }
    "like"      { return TOKEN_LIKE; }
    "weight"    { return TOKEN_WEIGHT; }
    "round"     { return TOKEN_ROUND; }
    "robin"     { return TOKEN_ROBIN; }
    "loaded"    { return TOKEN_LOADED; }
    "order"     { return TOKEN_ORDER; }
    "owner"     { return TOKEN_OWNER; }
    "previous"  { return TOKEN_PREVIOUS; }
    "of"        { return TOKEN_OF; }
    "available" { return TOKEN_AVAILABLE; }
    "now"       { return TOKEN_NOW; }
    "left"      { return TOKEN_LEFT; }
    "away"      { return TOKEN_AWAY; }
    "gave"      { return TOKEN_GAVE; }

    "met"       { return TOKEN_MET; }
    "cancel"    { return TOKEN_CANCEL; }
    "business"  { return TOKEN_BUSINESS; }
    "the"       { return TOKEN_THE; }
    "same"      { return TOKEN_SAME; }
    "notify"    { return TOKEN_NOTIFY; }
    "reassign"  { return TOKEN_REASSIGN; }
    "restart"   { return TOKEN_RESTART; }
    "carry"     { return TOKEN_CARRY; }
    "move"      { return TOKEN_MOVE; }
    "times"     { return TOKEN_TIMES_OVER; }
    "due"       { return TOKEN_DUE; }
    "breached"  { return TOKEN_BREACHED; }
    "then"      { return TOKEN_THEN; }
    "cancelled" { return TOKEN_CANCELLED; }

    "starts"   { return TOKEN_STARTS; }
    "ends"     { return TOKEN_ENDS; }
    "contains" { return TOKEN_CONTAINS; }
    "has"      { return TOKEN_HAS; }
    "word"     { return TOKEN_WORD; }
    "is"       { return TOKEN_IS; }
    "known"    { return TOKEN_KNOWN; }

    "second" "s"? { return TOKEN_SECOND; }
    "minute" "s"? { return TOKEN_MINUTE; }
    "hour" "s"?   { return TOKEN_HOUR; }
    "day" "s"?    { return TOKEN_DAY; }
    "week" "s"?   { return TOKEN_WEEK; }
    "month" "s"?  { return TOKEN_MONTH; }

    name        { return TOKEN_NAME; }
    digits      { return TOKEN_INTEGER; }
    decimal     { return TOKEN_DECIMAL; }
    decimal [ \t]+ ("second" | "minute" | "hour" | "day" | "week") "s"? { return decimal_length(lexer); }
    (digits | decimal) "%" { return TOKEN_PERCENT; }
    money ("." [0-9]+)? { return TOKEN_MONEY; }
    "money" [ \t]+ [A-Z]{3} { return currency(lexer); }
    day         { return TOKEN_DATE; }
    [0-9]{2} ":" [0-9]{2} { return TOKEN_TIME; }
    day ([ \t]+ | "T") clock zone? { return TOKEN_DATETIME; }
    ["] (plain | curly)* ["] { return TOKEN_TEXT; }
    ["] (plain | curly | "\\" [^\x00\n\r])* ["] { return text_with_escapes(lexer); }

    // what people bring along
    "=="            { return operator_mistake(lexer, "=", TOKEN_EQUAL); }
    "==="           { return operator_mistake(lexer, "=", TOKEN_EQUAL); }
    "<>" | "=/="    { return operator_mistake(lexer, "!=", TOKEN_NOT_EQUAL); }
    "=<"            { return operator_mistake(lexer, "<=", TOKEN_LESS_EQUAL); }
    "=>"            { lexer->flags |= TOKEN_FAT_ARROW; return TOKEN_ARROW; }
    "-->"           { return operator_mistake(lexer, "->", TOKEN_ARROW); }
    ">" [ \t]+ "="  { return operator_mistake(lexer, ">=", TOKEN_GREATER_EQUAL); }
    "<" [ \t]+ "="  { return operator_mistake(lexer, "<=", TOKEN_LESS_EQUAL); }
    "!" [ \t]+ "="  { return operator_mistake(lexer, "!=", TOKEN_NOT_EQUAL); }
    "&&" | "&"      { return operator_mistake(lexer, "and", TOKEN_AND); }
    "||" | "|"      { lexer->flags |= TOKEN_BAR; return TOKEN_OR; }
    "!"             { return operator_mistake(lexer, "not", TOKEN_NOT); }
    "..." | "\u2026" { return operator_mistake(lexer, "..", TOKEN_RANGE); }
    [\u2010-\u2015\u2212] {
      if (lexer->calendar) return typography_mistake(lexer, "..", TOKEN_RANGE);
      return typography_mistake(lexer, "-", TOKEN_MINUS);
    }
    [\u2192\u21D2\u27A1]  { return typography_mistake(lexer, "->", TOKEN_ARROW); }
    "\u2260"        { return typography_mistake(lexer, "!=", TOKEN_NOT_EQUAL); }
    "\u2264"        { return typography_mistake(lexer, "<=", TOKEN_LESS_EQUAL); }
    "\u2265"        { return typography_mistake(lexer, ">=", TOKEN_GREATER_EQUAL); }
    "\u00D7"        { return typography_mistake(lexer, "*", TOKEN_TIMES); }
    ";"             { semicolon_mistake(lexer); continue; }
    curly plain* curly   { return quotes_mistake(lexer, 3, 3); }
    curly plain* ["]     { return quotes_mistake(lexer, 3, 1); }
    hook (plain \ hook)* hook { return quotes_mistake(lexer, 3, 3); }
    "'" (plain \ "'")* "'" { return quotes_mistake(lexer, 1, 1); }
    "`" (plain \ "`")* "`" { return quotes_mistake(lexer, 1, 1); }
    digits letter [A-Za-z0-9_]* {
      int kind = glued_number(lexer);
      if (kind == NO_TOKEN) continue;
      return kind;
    }
    [0-9]{1,3} ("," [0-9]{3})+ { return thousands_mistake(lexer, TOKEN_INTEGER); }
    [A-Z]{3} [ \t]+ [0-9]{1,3} ("," [0-9]{3})+ ("." [0-9]+)? { return thousands_mistake(lexer, TOKEN_MONEY); }
    coin [ \t]* amount [kKmM]?    { return amount_mistake(lexer); }
    amount [kKmM]? [ \t]* coin    { return amount_mistake(lexer); }
    amount [kKmM]? [ \t]+ usual   { return amount_mistake(lexer); }
    [A-Z]{3} [ \t]+ amount [kKmM] { return amount_mistake(lexer); }
    (digits | decimal) [ \t]+ "%" { return percent_mistake(lexer); }
    day ([ \t]+ | "T") [0-9]{1,2} ":" [0-9]{1,2}   { return time_mistake(lexer); }
    [0-9]{1,2} [/.] [0-9]{1,2} [/.] [0-9]{4} time? { return date_mistake(lexer); }
    [0-9]{4} "/" [0-9]{1,2} "/" [0-9]{1,2} time?   { return date_mistake(lexer); }
    [0-9]{4} "-" [0-9]{1,2} "-" [0-9]{1,2} time?   { return date_mistake(lexer); }
    (name foreign | foreign) (letter | foreign | [0-9])* { return letters_mistake(lexer); }
    ["] (plain | curly | "\\" [^\x00\n\r])* { return open_text(lexer); }
    curly (plain | "\\" [^\x00\n\r])* { return open_text(lexer); }

    "life" [ \t]+ "cycle" { return split_word(lexer, "lifecycle", TOKEN_LIFECYCLE); }
    "//" [^\x00\n\r]*       { comment_mistake(lexer, 2); continue; }
    "--" [ \t] [^\x00\n\r]* { comment_mistake(lexer, 2); continue; }
    "<!--" [^\x00\n\r]*     { comment_mistake(lexer, 4); continue; }
    "/*"                    { long_comment(lexer); continue; }
    day [ \t]+ [0-9]{1,2} (":" [0-9]{2})? [ \t]* half { return half_day_mistake(lexer); }
    month_name "."? [ \t]+ ordinal ","? [ \t]+ [0-9]{4} time? { return month_mistake(lexer); }
    ordinal [ \t]+ month_name [.,]? [ \t]+ [0-9]{4} time?    { return month_mistake(lexer); }

    invisible+  { mistake_invisible(lexer->diagnostics, here(lexer)); continue; }
    "@"         { if (bare_address(lexer)) return TOKEN_TEXT; continue; }
    strange+ | symbol | hook | [$~^\\?'`%] { character_mistake(lexer); continue; }
    *           { bad_bytes(lexer); continue; }
    */
  }
}

static void add_token(Lexer *lexer, int kind) {
  Tokens *tokens = &lexer->tokens;
  if (tokens->count == tokens->capacity) {
    uint32_t capacity = tokens->capacity ? tokens->capacity * 2 : 256;
    Token *larger = arena_take(lexer->diagnostics->arena, capacity * sizeof *larger);
    if (tokens->count) memcpy(larger, tokens->tokens, tokens->count * sizeof *larger);
    tokens->tokens = larger;
    tokens->capacity = capacity;
  }
  Span span = here(lexer);
  int column_one = span.start == 0 || lexer->text[span.start - 1] == '\n';
  if (column_one && kind >= TOKEN_AGREEMENT && kind <= TOKEN_TEST)
    lexer->calendar = kind == TOKEN_CALENDAR;
  uint16_t flags = (uint16_t)(lexer->flags | (column_one ? TOKEN_COLUMN_ONE : 0));
  tokens->tokens[tokens->count++] = (Token){span.start, span.end, 0, (uint16_t)kind, flags};
  lexer->flags &= TOKEN_SPOILED;
}

/* UTF-16 begins with a mark or has a NUL beside every typed letter; so has whatever is no text. */
static int is_text(Text text) {
  int marked = text.length >= 2 && (memcmp(text.bytes, "\xFF\xFE", 2) == 0 ||
                                    memcmp(text.bytes, "\xFE\xFF", 2) == 0);
  return !marked && memchr(text.bytes, 0, text.length) == NULL;
}

Tokens lexer_read(Diagnostics *diagnostics, uint16_t file) {
  Text text = diagnostics->sources->files[file].text;
  Lexer lexer = {.diagnostics = diagnostics, .file = file, .text = text.bytes};
  lexer.cursor = text.bytes;
  lexer.limit = text.bytes + text.length;
  lexer.flags = TOKEN_FIRST_ON_LINE;
  int byte_order_mark = text.length >= 3 && memcmp(text.bytes, "\xEF\xBB\xBF", 3) == 0;
  if (byte_order_mark) lexer.cursor += 3;
  if (!is_text(text)) {
    mistake_no_text(diagnostics, (Span){.file = file});
    lexer.start = lexer.cursor = lexer.limit;
    add_token(&lexer, 0);
    return lexer.tokens;
  }
  int kind;
  do {
    kind = scan(&lexer);
    add_token(&lexer, kind);
  } while (kind != 0);
  return lexer.tokens;
}
