/* Lays out what the other three parts found: line by line from the top, because where a line begins
 * may depend on where a bracket above it stands.
 *
 *     read ─▶ find_clauses ─▶ for each line: indent, align the run that it heads, place its pieces
 *                                            ─▶ comments ─▶ text                              */
#include "compiler/format.h"

#include <assert.h>
#include <string.h>

#include "compiler/format_lines.h"
#include "compiler/parse.h"

static Line *line_of(const Layout *layout, uint32_t piece) {
  return &layout->lines[layout->pieces[piece].line];
}

static int has_pieces(const Line *line) {
  return line->end > line->first;
}

/* ---- where a line begins ---- */

/* What goes on after its opening bracket stands below what follows the bracket; but not where the
 * closing bracket has a line of its own, like the end of a block. */
static int hangs(const Layout *layout, uint32_t opener) {
  const Line *line = line_of(layout, opener);
  uint32_t closer = layout->pieces[opener].partner;
  if (opener + 1 == line->end || line_of(layout, closer)->first == closer) return 0;
  return layout->pieces[opener + 1].column <= DEEPEST_INDENT;
}

/* The line that what a bracket closes stands below: a block's is where its clause began. */
static const Line *line_above(const Layout *layout, uint32_t opener) {
  const Piece *piece = &layout->pieces[opener];
  return line_of(layout, piece->kind == TOKEN_OPEN_BRACE ? piece->clause : opener);
}

static uint32_t indent_inside(const Layout *layout, uint32_t opener) {
  if (opener == NOWHERE) return 0;
  if (hangs(layout, opener)) return layout->pieces[opener + 1].column;
  return line_above(layout, opener)->indent + INDENT;
}

/* `} }`: below the line of the last of them. */
static uint32_t indent_of_closer(const Layout *layout, const Line *line) {
  uint32_t last = line->first;
  while (last + 1 < line->end && token_closes(layout->pieces[last + 1].kind)) last++;
  return line_above(layout, layout->pieces[last].partner)->indent;
}

/* Of a line that goes on with a clause: conditions stand below the first one, whether `and` comes
 * before them or, after `expect`, a comma. */
static uint32_t indent_of_continuation(const Layout *layout, const Line *line) {
  const Piece *first = &layout->pieces[line->first], *clause = &layout->pieces[first->clause];
  int joins = first->kind == TOKEN_AND || first->kind == TOKEN_OR;
  if (line->anchor != NOWHERE && (joins || clause->kind == TOKEN_EXPECT)) {
    uint32_t column = layout->pieces[line->anchor].column;
    if (column <= DEEPEST_INDENT) return joins ? column - first->width - 1 : column;
  }
  if (clause->column <= DEEPEST_INDENT) return clause->column + CONTINUATION;
  return line_of(layout, first->clause)->indent + CONTINUATION;
}

static uint32_t indent_of(const Layout *layout, const Line *line) {
  if (format_closes(layout, line)) return indent_of_closer(layout, line);
  int kind = line->inside == NOWHERE ? TOKEN_OPEN_BRACE : layout->pieces[line->inside].kind;
  if (line->starts_clause || kind != TOKEN_OPEN_BRACE) return indent_inside(layout, line->inside);
  return indent_of_continuation(layout, line);
}

/* ---- columns ---- */

/* One line's part in a column: how far what stands before it reaches, and how long the line is with
 * the fewest blanks. */
typedef struct {
  uint32_t *gap; /* the blanks to add to */
  uint32_t width, length;
} Cell;

/* What is longer than a line anyway follows a column, but does not make it. */
static int makes_column(const Cell *cell) {
  return cell->length <= LONGEST_LINE;
}

/* Whether what follows the cell can begin there. */
static int stands_in(const Cell *cell, uint32_t column) {
  if (cell->width > column) return 0;
  return !makes_column(cell) || cell->length + column - cell->width <= LONGEST_LINE;
}

static uint32_t count_in(const Cell *cells, uint32_t count, uint32_t column) {
  uint32_t standing = 0;
  for (uint32_t i = 0; i < count; i++) standing += (uint32_t)stands_in(&cells[i], column);
  return standing;
}

/* The cell at which most lines can stand in the column, of several the narrowest; the others stand aside. */
static uint32_t find_column(const Cell *cells, uint32_t count) {
  char is_width[LONGEST_LINE + 1] = {0};
  uint32_t column = 0, most = 0;
  for (uint32_t i = 0; i < count; i++)
    if (makes_column(&cells[i])) is_width[cells[i].width] = 1;
  for (uint32_t width = 1; width <= LONGEST_LINE; width++) {
    uint32_t standing = is_width[width] ? count_in(cells, count, width) : 0;
    if (standing <= most) continue;
    most = standing;
    column = width;
  }
  return column;
}

static void align(const Cell *cells, uint32_t count) {
  uint32_t column = find_column(cells, count);
  for (uint32_t i = 0; i < count; i++)
    if (stands_in(&cells[i], column)) *cells[i].gap += column - cells[i].width;
}

static uint32_t width_of(const Layout *layout, uint32_t first, uint32_t end) {
  uint32_t width = 0;
  for (uint32_t i = first; i < end; i++) {
    width += layout->pieces[i].width + (i > first ? layout->pieces[i].gap : 0);
  }
  return width;
}

enum { BEFORE_COMMENT = 2 };

static uint32_t length_with_comment(const Line *line, uint32_t length) {
  return line->comment.bytes ? length + BEFORE_COMMENT + format_width(line->comment) : length;
}

static Cell cell_of(const Layout *layout, const Line *line, uint32_t stop, uint32_t indent) {
  uint32_t length = indent + width_of(layout, line->first, line->end);
  return (Cell){&layout->pieces[stop].gap,
                indent + width_of(layout, line->first, stop) + layout->pieces[stop].gap,
                length_with_comment(line, length)};
}

static void align_run(Layout *layout, const Line *head, uint32_t indent, Cell *cells) {
  for (int column = 0; column < MOST_COLUMNS; column++) {
    uint32_t count = 0;
    for (const Line *line = head;; line = &layout->lines[line->next]) {
      uint32_t stop = line->stops[column];
      if (stop != NOWHERE) cells[count++] = cell_of(layout, line, stop, indent);
      if (line->next == NOWHERE) break;
    }
    align(cells, count);
  }
}

/* ---- layout ---- */

static void place_pieces(Layout *layout, Line *line) {
  uint32_t column = line->indent;
  for (uint32_t i = line->first; i < line->end; i++) {
    if (i > line->first) column += layout->pieces[i].gap;
    layout->pieces[i].column = column;
    column += layout->pieces[i].width;
  }
  line->width = column;
}

/* A comment on a line of its own stands like the code below it, or the block that ends there. */
static void indent_comments(Layout *layout, Line *line) {
  uint32_t indent =
      format_closes(layout, line) ? indent_inside(layout, line->inside) : line->indent;
  while (line > layout->lines && !has_pieces(line - 1)) (--line)->indent = indent;
}

static void place_lines(Layout *layout) {
  Cell *cells = arena_take(layout->arena, layout->line_count * sizeof *cells);
  for (uint32_t i = 0; i < layout->line_count; i++) {
    Line *line = &layout->lines[i];
    if (!has_pieces(line)) continue;
    line->indent = indent_of(layout, line);
    if (line->heads_run) align_run(layout, line, line->indent, cells);
    place_pieces(layout, line);
    indent_comments(layout, line);
  }
}

static int has_side_comment(const Line *line) {
  return has_pieces(line) && line->comment.bytes;
}

/* Of the same section and block as the line before it. */
static int goes_on(const Layout *layout, const Line *line) {
  if (line == layout->lines || !has_pieces(line) || format_closes(layout, line)) return 0;
  return line->section == line[-1].section && line->inside == line[-1].inside;
}

/* The comments beside lines of one section and block; gaps[i] is the blanks before line i's. */
static void align_comments(const Layout *layout, uint32_t *gaps) {
  Cell *cells = arena_take(layout->arena, layout->line_count * sizeof *cells);
  uint32_t count = 0;
  for (uint32_t i = 0; i < layout->line_count; i++) {
    const Line *line = &layout->lines[i];
    if (!goes_on(layout, line)) {
      align(cells, count);
      count = 0;
    }
    if (!has_side_comment(line)) continue;
    gaps[i] = BEFORE_COMMENT;
    cells[count++] = (Cell){&gaps[i], line->width, length_with_comment(line, line->width)};
  }
  align(cells, count);
}

/* ---- text ---- */

/* Counts, and writes if there are bytes to write to. */
typedef struct {
  char *bytes;
  size_t length;
} Writer;

static void write_text(Writer *writer, Text text) {
  if (writer->bytes) memcpy(writer->bytes + writer->length, text.bytes, text.length);
  writer->length += text.length;
}

static void write_blanks(Writer *writer, uint32_t count) {
  if (writer->bytes) memset(writer->bytes + writer->length, ' ', count);
  writer->length += count;
}

static void write_line(Writer *writer, const Layout *layout, uint32_t index, uint32_t gap) {
  const Line *line = &layout->lines[index];
  if (line->blank_before) write_text(writer, text_of("\n"));
  write_blanks(writer, line->indent);
  for (uint32_t i = line->first; i < line->end; i++) {
    if (i > line->first) write_blanks(writer, layout->pieces[i].gap);
    write_text(writer, layout->pieces[i].text);
  }
  if (line->comment.bytes) {
    write_blanks(writer, gap);
    write_text(writer, line->comment);
  }
  write_text(writer, text_of("\n"));
}

static Text write_lines(const Layout *layout, const uint32_t *gaps) {
  Writer writer = {NULL, 0};
  for (int pass = 0; pass < 2; pass++) {
    if (pass == 1) writer.bytes = arena_take(layout->arena, writer.length + 1);
    writer.length = 0;
    for (uint32_t i = 0; i < layout->line_count; i++) write_line(&writer, layout, i, gaps[i]);
  }
  assert(writer.length < UINT32_MAX);
  return (Text){writer.bytes, (uint32_t)writer.length};
}

/* ---- the whole ---- */

static Layout read_layout(Diagnostics *diagnostics, uint16_t file) {
  Tokens tokens = lexer_read(diagnostics, file);
  Layout layout = {.arena = diagnostics->arena};
  layout.source = diagnostics->sources->files[file].text;
  format_read(&layout, &tokens);
  return layout;
}

/* No file is written that says something else. */
static int says_the_same(const Layout *a, const Layout *b) {
  if (a->piece_count != b->piece_count || a->line_count != b->line_count) return 0;
  for (uint32_t i = 0; i < a->piece_count; i++) {
    const Piece *one = &a->pieces[i], *other = &b->pieces[i];
    if (one->kind != other->kind || one->line != other->line) return 0;
    if (!text_equal(one->text, other->text)) return 0;
  }
  for (uint32_t i = 0; i < a->line_count; i++)
    if (!text_equal(a->lines[i].comment, b->lines[i].comment)) return 0;
  return 1;
}

Text format_file(Diagnostics *diagnostics, uint16_t file) {
  parse_file(diagnostics, file);
  if (diagnostics->errors > 0) return (Text){NULL, 0};
  Layout layout = read_layout(diagnostics, file);
  uint32_t *gaps = arena_take(layout.arena, layout.line_count * sizeof *gaps);
  format_find_clauses(&layout);
  place_lines(&layout);
  align_comments(&layout, gaps);
  Text text = write_lines(&layout, gaps);
  Text path = diagnostics->sources->files[file].path;
  uint16_t again = source_add(diagnostics->sources, path, text.bytes, text.length);
  Layout formatted = read_layout(diagnostics, again);
  int same = says_the_same(&layout, &formatted);
  assert(same);
  (void)same;
  return text;
}

struct FormatFile {
  Tokens tokens;
  Layout layout; /* a piece for each token but the last */
};

const FormatFile *format_open(Diagnostics *diagnostics, uint16_t file) {
  FormatFile *opened = arena_take(diagnostics->arena, sizeof *opened);
  opened->tokens = lexer_read(diagnostics, file);
  opened->layout = (Layout){.arena = diagnostics->arena};
  opened->layout.source = diagnostics->sources->files[file].text;
  format_read(&opened->layout, &opened->tokens);
  return opened;
}

/* The first token that begins there or behind it. */
static uint32_t token_from(const Tokens *tokens, uint32_t start) {
  uint32_t low = 0, high = tokens->count - 1;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (tokens->tokens[middle].start < start)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

Text format_words(const FormatFile *file, Span span) {
  const Layout *layout = &file->layout;
  uint32_t first = token_from(&file->tokens, span.start), length = 0;
  uint32_t end = token_from(&file->tokens, span.end);
  for (uint32_t i = first; i < end; i++) length += layout->pieces[i].text.length + 1;
  char *bytes = arena_take(layout->arena, length + 1u), *at = bytes;
  for (uint32_t i = first; i < end; i++) {
    if (i > first && format_gap(layout, i)) *at++ = ' ';
    memcpy(at, layout->pieces[i].text.bytes, layout->pieces[i].text.length);
    at += layout->pieces[i].text.length;
  }
  return (Text){bytes, (uint32_t)(at - bytes)};
}
