/* From tokens to lines. The lexer passes over comments and blank lines, so they are found here, in
 * the gaps between tokens: where there are no lexical mistakes, a gap has nothing but blanks, line
 * breaks and comments. */
#include <string.h>

#include "compiler/format_lines.h"

typedef struct {
  Layout *layout;
  uint32_t breaks; /* line breaks since the last piece or comment */
} Reader;

uint32_t format_width(Text text) {
  uint32_t width = 0;
  for (uint32_t i = 0; i < text.length; i++) width += ((unsigned char)text.bytes[i] & 0xC0) != 0x80;
  return width;
}

int format_opens(const Layout *layout, const Line *line) {
  return line->end > line->first && token_opens(layout->pieces[line->end - 1].kind);
}

int format_closes(const Layout *layout, const Line *line) {
  return line->end > line->first && token_closes(layout->pieces[line->first].kind);
}

/* ---- lines ---- */

static Line *last_line(const Reader *reader) {
  const Layout *layout = reader->layout;
  return layout->line_count ? &layout->lines[layout->line_count - 1] : NULL;
}

static Line *add_line(Reader *reader) {
  Layout *layout = reader->layout;
  Line *line = &layout->lines[layout->line_count++];
  line->first = line->end = layout->piece_count;
  line->blank_before = reader->breaks > 1;
  line->inside = line->anchor = line->next = NOWHERE;
  for (int i = 0; i < MOST_COLUMNS; i++) line->stops[i] = NOWHERE;
  reader->breaks = 0;
  return line;
}

static int is_break(const char *at) {
  return *at == '\n' || (*at == '\r' && at[1] != '\n');
}

static const char *add_comment(Reader *reader, const char *start) {
  const char *end = start + strcspn(start, "\r\n"), *stop = end;
  while (stop[-1] == ' ' || stop[-1] == '\t') stop--;
  Line *line = last_line(reader);
  if (!line || reader->breaks > 0) line = add_line(reader);
  line->comment = (Text){start, (uint32_t)(stop - start)};
  return end;
}

static void read_gap(Reader *reader, const char *at, const char *end) {
  while (at < end) {
    if (*at == '#') {
      at = add_comment(reader, at);
    } else {
      reader->breaks += (uint32_t)is_break(at);
      at++;
    }
  }
}

/* ---- pieces ---- */

/* `in   a row`, `2026-10-05   10:00`: one blank will do. */
static Text without_blanks(Arena *arena, const char *bytes, uint32_t length) {
  char *copy = arena_take(arena, length + 1);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < length; i++) {
    int blank = bytes[i] == ' ' || bytes[i] == '\t';
    if (!blank)
      copy[kept++] = bytes[i];
    else if (kept > 0 && copy[kept - 1] != ' ')
      copy[kept++] = ' ';
  }
  return (Text){copy, kept};
}

static void add_piece(Reader *reader, const Token *token) {
  Layout *layout = reader->layout;
  Line *line = last_line(reader);
  if (!line || reader->breaks > 0) line = add_line(reader);
  Piece *piece = &layout->pieces[layout->piece_count++];
  line->end = layout->piece_count;
  piece->text = (Text){layout->source.bytes + token->start, token->end - token->start};
  int has_blanks = token->kind == TOKEN_IN_A_ROW || token->kind == TOKEN_DATETIME ||
                   token->kind == TOKEN_MONEY || token->kind == TOKEN_CURRENCY;
  if (has_blanks)
    piece->text = without_blanks(layout->arena, piece->text.bytes, piece->text.length);
  piece->width = format_width(piece->text);
  piece->line = (uint32_t)(line - layout->lines);
  piece->partner = NOWHERE;
  piece->kind = token->kind;
}

static void pair_brackets(Layout *layout) {
  uint32_t open[DEEPEST_BRACKETS], depth = 0;
  for (uint32_t i = 0; i < layout->piece_count; i++) {
    if (token_opens(layout->pieces[i].kind)) open[depth++] = i;
    if (!token_closes(layout->pieces[i].kind)) continue;
    layout->pieces[i].partner = open[--depth];
    layout->pieces[open[depth]].partner = i;
  }
}

/* Blank lines at the ends of a block or of the file go. */
static int keeps_blank(const Layout *layout, uint32_t index) {
  const Line *line = &layout->lines[index];
  if (!line->blank_before || index == 0) return 0;
  return !format_closes(layout, line) && !format_opens(layout, line - 1);
}

static void number_sections(Layout *layout) {
  for (uint32_t i = 0; i < layout->line_count; i++) {
    Line *line = &layout->lines[i];
    line->blank_before = keeps_blank(layout, i);
    int ends = line->blank_before || line->first == line->end;
    line->section = (i > 0 ? line[-1].section : 0) + (uint32_t)ends;
  }
}

static uint32_t most_lines(Text source) {
  uint32_t count = 1;
  for (uint32_t i = 0; i < source.length; i++) count += (uint32_t)is_break(source.bytes + i);
  return count;
}

void format_read(Layout *layout, const Tokens *tokens) {
  Reader reader = {.layout = layout};
  const char *bytes = layout->source.bytes, *end = bytes;
  layout->lines = arena_take(layout->arena, most_lines(layout->source) * sizeof(Line));
  layout->pieces = arena_take(layout->arena, tokens->count * sizeof(Piece));
  for (uint32_t i = 0; i + 1 < tokens->count; i++) {
    read_gap(&reader, end, bytes + tokens->tokens[i].start);
    add_piece(&reader, &tokens->tokens[i]);
    end = bytes + tokens->tokens[i].end;
  }
  read_gap(&reader, end, bytes + layout->source.length);
  pair_brackets(layout);
  number_sections(layout);
}
