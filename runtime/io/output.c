/* One buffer that is written when it is full. In memory it grows instead. */
#include "runtime/io/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER_SIZE = 256 * 1024, IN_MEMORY = -1 };

struct Output {
  int file, failed; /* failed: an errno */
  char *buffer;
  size_t used, room;
};

static Output *create(int file, size_t room) {
  Output *output = calloc(1, sizeof *output);
  if (output == NULL) return NULL;
  *output = (Output){.file = file, .buffer = malloc(room), .room = room};
  if (output->buffer != NULL) return output;
  free(output);
  errno = ENOMEM;
  return NULL;
}

Output *output_open(const char *path) {
  int standard = strcmp(path, "-") == 0;
  int file = standard ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return NULL;
  Output *output = create(file, BUFFER_SIZE);
  if (output == NULL && !standard) close(file);
  return output;
}

Output *output_open_memory(void) { return create(IN_MEMORY, 4096); }

int output_failed(const Output *output) { return output->failed; }

int output_flush(Output *output) {
  size_t done = 0;
  while (output->file != IN_MEMORY && done < output->used && output->failed == 0) {
    ssize_t wrote = write(output->file, output->buffer + done, output->used - done);
    if (wrote >= 0) done += (size_t)wrote;
    else if (errno != EINTR) output->failed = errno;
  }
  if (output->file != IN_MEMORY) output->used = 0;
  return output->failed;
}

int output_close(Output *output) {
  if (output == NULL) return 0;
  int failed = output_flush(output);
  if (output->file > STDERR_FILENO && close(output->file) != 0 && failed == 0) failed = errno;
  free(output->buffer);
  free(output);
  return failed;
}

const char *output_bytes(const Output *output, size_t *length) {
  *length = output->used;
  return output->buffer;
}

void output_clear(Output *output) { output->used = 0; }

/* Room for `length` more bytes; 0: only in small pieces, or not at all. */
static int make_room(Output *output, size_t length) {
  if (output->room - output->used >= length) return 1;
  if (output->file != IN_MEMORY) {
    output_flush(output);
    return output->room >= length;
  }
  size_t room = (output->used + length) * 2;
  char *buffer = realloc(output->buffer, room);
  if (buffer == NULL) {
    output->failed = ENOMEM;
    return 0;
  }
  output->buffer = buffer;
  output->room = room;
  return 1;
}

void output_add(Output *output, const char *bytes, size_t length) {
  while (!make_room(output, length)) {
    if (output->failed != 0) return;
    memcpy(output->buffer, bytes, output->room);
    output->used = output->room;
    bytes += output->room;
    length -= output->room;
  }
  if (length > 0) memcpy(output->buffer + output->used, bytes, length);
  output->used += length;
}

void output_text(Output *output, const char *text) { output_add(output, text, strlen(text)); }

void output_char(Output *output, char c) {
  if (output->used == output->room && !make_room(output, 1)) return;
  output->buffer[output->used++] = c;
}

/* ---- numbers ------------------------------------------------------------------------------- */

static void write_digits(Output *output, uint64_t number) {
  char digits[20], *at = digits + sizeof digits;
  do *--at = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  output_add(output, at, (size_t)(digits + sizeof digits - at));
}

static uint64_t magnitude(int64_t number) {
  return number < 0 ? -(uint64_t)number : (uint64_t)number;
}

void output_number(Output *output, int64_t number) {
  if (number < 0) output_char(output, '-');
  write_digits(output, magnitude(number));
}

void output_points(Output *output, int64_t points) {
  uint64_t rest = magnitude(points) % 10000;
  if (points < 0) output_char(output, '-');
  write_digits(output, magnitude(points) / 10000);
  if (rest == 0) return;
  char decimals[5] = {'.', (char)('0' + rest / 1000), (char)('0' + rest / 100 % 10),
                      (char)('0' + rest / 10 % 10), (char)('0' + rest % 10)};
  size_t length = sizeof decimals;
  while (decimals[length - 1] == '0') length--;
  output_add(output, decimals, length);
}

/* ---- texts --------------------------------------------------------------------------------- */

/* Length of the UTF-8 character at the start; 0: it is none. */
static size_t character_length(const unsigned char *at, size_t length) {
  static const struct {
    unsigned char mask, lead;
    uint32_t least;
  } shapes[] = {{0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};
  for (size_t more = 1; more <= 3; more++) {
    if ((at[0] & shapes[more - 1].mask) != shapes[more - 1].lead) continue;
    if (length <= more) return 0;
    uint32_t code = at[0] & (unsigned char)~shapes[more - 1].mask;
    for (size_t i = 1; i <= more; i++) {
      if ((at[i] & 0xC0) != 0x80) return 0;
      code = code << 6 | (at[i] & 0x3F);
    }
    int good =
        code >= shapes[more - 1].least && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    return good ? more + 1 : 0;
  }
  return 0;
}

static void write_escape(Output *output, unsigned char c) {
  static const char letters[] = "\"\\bfnrt", bytes[] = "\"\\\b\f\n\r\t",
                    hexadecimal[] = "0123456789abcdef";
  const char *found = c ? strchr(bytes, c) : NULL;
  if (found != NULL) {
    output_char(output, '\\');
    output_char(output, letters[found - bytes]);
    return;
  }
  output_text(output, "\\u00");
  output_char(output, hexadecimal[c >> 4]);
  output_char(output, hexadecimal[c & 15]);
}

void output_json(Output *output, const char *text, size_t length) {
  const unsigned char *bytes = (const unsigned char *)text;
  size_t plain = 0; /* from here to `at` nothing needs an escape */
  output_char(output, '"');
  for (size_t at = 0; at < length;) {
    unsigned char c = bytes[at];
    size_t character = c < 0x80 ? 1 : character_length(bytes + at, length - at);
    if (c >= 0x20 && c != '"' && c != '\\' && character > 0) {
      at += character;
      continue;
    }
    output_add(output, text + plain, at - plain);
    if (character > 0) write_escape(output, c);
    else output_text(output, "\xEF\xBF\xBD");
    plain = ++at;
  }
  output_add(output, text + plain, length - plain);
  output_char(output, '"');
}

void output_cell(Output *output, const char *bytes, size_t length) {
  int quotes = 0;
  for (size_t i = 0; i < length && !quotes; i++)
    quotes = bytes[i] == '"' || bytes[i] == ',' || bytes[i] == '\n' || bytes[i] == '\r' ||
             ((i == 0 || i + 1 == length) && bytes[i] == ' ');
  if (!quotes) {
    output_add(output, bytes, length);
    return;
  }
  output_char(output, '"');
  for (size_t i = 0; i < length; i++) {
    if (bytes[i] == '"') output_char(output, '"');
    output_char(output, bytes[i]);
  }
  output_char(output, '"');
}
