/* One buffer; everything in it is an offset, because it moves when it is filled.
 *
 *      record      line      next            end       room
 *   |....|===========|=========|...............|.........|
 *         kept                  not yet given */
#include "runtime/io/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/io/bytes.h"
#include "runtime/rare.h"

struct Lines {
  int file;
  int at_end, started, skipping; /* skipping: the rest of a line that was too long */
  int plain;                     /* the next line needs nothing but its newline */
  char *buffer;
  size_t room, record, line, next, end;
  size_t first_end;                      /* of the record's first line, its newline included */
  uint64_t number, lines_read;           /* of the record's first line; of the newest */
  uint64_t dropped;                      /* bytes that stood before the buffer */
  const char *problem;
};

Lines *lines_open(const char *path) {
  Lines *lines = calloc(1, sizeof *lines);
  if (lines == NULL) return NULL;
  lines->room = LINES_BLOCK;
  lines->buffer = malloc(lines->room + BYTES_READABLE);
  lines->file = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (lines->buffer != NULL && lines->file >= 0) return lines;
  int reason = lines->file < 0 ? errno : ENOMEM;
  lines_close(lines);
  errno = reason;
  return NULL;
}

void lines_close(Lines *lines) {
  if (lines == NULL) return;
  if (lines->file > STDIN_FILENO) close(lines->file);
  free(lines->buffer);
  free(lines);
}

const char *lines_problem(const Lines *lines) { return lines->problem; }

static int fail(Lines *lines, const char *problem) {
  lines->problem = problem;
  lines->plain = 0;
  return 0;
}

/* Moves what is still needed to the front, or grows when that isn't enough. */
static int make_room(Lines *lines) {
  if (lines->end < lines->room) return 1;
  if (lines->record >= lines->room / 2) {
    memmove(lines->buffer, lines->buffer + lines->record, lines->end - lines->record);
    lines->line -= lines->record;
    lines->next -= lines->record;
    lines->first_end -= lines->record;
    lines->end -= lines->record;
    lines->dropped += lines->record;
    lines->record = 0;
    return 1;
  }
  char *larger = realloc(lines->buffer, lines->room * 2 + BYTES_READABLE);
  if (larger == NULL) return fail(lines, "no memory left");
  lines->buffer = larger;
  lines->room *= 2;
  return 1;
}

/* Reads more. Returns 1; 0 at the end (at_end) or on failure (problem). */
static int fill(Lines *lines) {
  if (lines->at_end || lines->problem != NULL || !make_room(lines)) return 0;
  ssize_t got;
  do got = read(lines->file, lines->buffer + lines->end, lines->room - lines->end);
  while (got < 0 && errno == EINTR);
  if (got < 0) return fail(lines, strerror(errno));
  if (got == 0) lines->at_end = 1;
  if (got > 0) lines->end += (size_t)got;
  return got > 0;
}

/* Skips a UTF-8 byte order mark; what Windows calls "Unicode" is refused. */
static void start(Lines *lines) {
  lines->started = 1;
  while (lines->end < 3 && fill(lines)) continue;
  const char *bytes = lines->buffer;
  if (lines->end >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) lines->next = 3;
  if (lines->end >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
    lines->problem = "the file is UTF-16; save it as UTF-8";
}

static void drop_long_line(Lines *lines) {
  lines->skipping = 0;
  for (;;) {
    size_t left = lines->end - lines->next;
    char *newline = memchr(lines->buffer + lines->next, '\n', left);
    lines->next = newline ? (size_t)(newline - lines->buffer) + 1 : lines->end;
    lines->record = lines->line = lines->next;
    if (newline != NULL || !fill(lines)) return;
  }
}

static LinesResult finish_line(Lines *lines, Line *line, size_t length, int ended) {
  line->text = lines->buffer + lines->line;
  line->length = length;
  line->ended = ended;
  line->record = lines->buffer + lines->record;
  line->record_length = lines->line + length - lines->record;
  line->number = lines->number;
  line->place = lines->dropped + lines->line;
  lines->next = lines->line + length + (ended ? 1 : 0);
  lines->lines_read++;
  if (line->record_length <= LINES_MAX_RECORD) return LINES_LINE;
  line->record_length = LINES_MAX_RECORD;
  return LINES_TOO_LONG;
}

static LinesResult find_line(Lines *lines, Line *line) {
  size_t searched = 0;
  lines->line = lines->next;
  for (;;) {
    const char *text = lines->buffer + lines->line;
    size_t length = lines->end - lines->line;
    const char *newline = memchr(text + searched, '\n', length - searched);
    if (newline != NULL) return finish_line(lines, line, (size_t)(newline - text), 1);
    searched = length;
    if (lines->end - lines->record <= LINES_MAX_RECORD && fill(lines)) continue;
    if (lines->problem != NULL) return LINES_FAILED;
    return length > 0 ? finish_line(lines, line, length, 0) : LINES_END;
  }
}

static RARE LinesResult next_slowly(Lines *lines, Line *line) {
  if (!lines->started) start(lines);
  if (lines->problem != NULL) return LINES_FAILED;
  if (lines->skipping) drop_long_line(lines);
  lines->record = lines->next;
  lines->number = lines->lines_read + 1;
  LinesResult result = find_line(lines, line);
  lines->skipping = result == LINES_TOO_LONG && !line->ended;
  lines->plain = lines->problem == NULL && !lines->skipping;
  lines->first_end = lines->next;
  return result;
}

/* Nearly all lines are in the buffer already. */
LinesResult lines_next(Lines *lines, Line *line) {
  const char *text = lines->buffer + lines->next;
  const char *newline = memchr(text, '\n', lines->end - lines->next);
  if (newline == NULL || !lines->plain) return next_slowly(lines, line);
  lines->record = lines->line = lines->next;
  lines->number = lines->lines_read + 1;
  LinesResult result = finish_line(lines, line, (size_t)(newline - text), 1);
  lines->first_end = lines->next;
  return result;
}

LinesResult lines_continue(Lines *lines, Line *line) {
  LinesResult result = find_line(lines, line);
  return result == LINES_TOO_LONG ? LINES_END : result;
}

size_t lines_ahead(const Lines *lines, const Line *line) {
  size_t left = lines->end - lines->line;
  if (!line->ended || line->length >= LINES_AHEAD) return 0;
  if (left > LINES_AHEAD) left = LINES_AHEAD;
  while (line->text[left - 1] != '\n') left--;
  return left;
}

void lines_go_back(Lines *lines) {
  lines->next = lines->first_end;
  lines->lines_read = lines->number;
}
