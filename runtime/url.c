/* As browsers read it (RFC 3986), leniently: what is not asked for is not judged. */
#include "runtime/url.h"

#include <string.h>

typedef struct {
  const char *at, *end;
} Cursor;

static int is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static int is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

static int has_blank(const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)bytes[i] <= ' ') return 1;
  return 0;
}

static int starts(const Cursor *cursor, const char *text) {
  size_t length = strlen(text);
  return (size_t)(cursor->end - cursor->at) >= length && memcmp(cursor->at, text, length) == 0;
}

/* "https://", or "//" alone. */
static int take_scheme(Cursor *cursor) {
  Cursor rest = *cursor;
  if (rest.at < rest.end && is_letter(*rest.at))
    while (rest.at < rest.end &&
           (is_letter(*rest.at) || is_digit(*rest.at) || memchr("+-.", *rest.at, strlen("+-."))))
      rest.at++;
  int named = rest.at > cursor->at;
  if (!starts(&rest, named ? "://" : "//")) return 0;
  cursor->at = rest.at + strlen(named ? "://" : "//");
  return 1;
}

/* The first of some bytes, or the end. */
static const char *find(const Cursor *cursor, const char *bytes) {
  const char *at = cursor->at;
  while (at < cursor->end && !memchr(bytes, *at, strlen(bytes))) at++;
  return at;
}

/* "jo@acme.io:8080" without user and port; of "[::1]:80" the brackets stay. */
static void trim_host(UrlParts *parts) {
  const char *at = parts->host, *end = at + parts->host_length;
  for (const char *byte = end; byte > parts->host; byte--)
    if (byte[-1] == '@') {
      at = byte;
      break;
    }
  const char *port = end;
  while (port > at && is_digit(port[-1])) port--;
  if (port > at && port[-1] == ':') end = port - 1;
  parts->host = at;
  parts->host_length = (size_t)(end - at);
}

static int take_host(Cursor *cursor, UrlParts *parts) {
  int scheme = take_scheme(cursor);
  if (!scheme && starts(cursor, "/")) return 1; /* a path alone */
  const char *end = find(cursor, "/?#");
  parts->host = cursor->at;
  parts->host_length = (size_t)(end - cursor->at);
  cursor->at = end;
  trim_host(parts);
  return parts->host_length && (scheme || memchr(parts->host, '.', parts->host_length));
}

int url_split(const char *bytes, size_t length, UrlParts *parts) {
  Cursor cursor = {bytes, bytes + length};
  *parts = (UrlParts){.path = "/", .path_length = 1};
  if (!length || has_blank(bytes, length) || !take_host(&cursor, parts)) return 0;
  if (!starts(&cursor, "/")) return 1;
  parts->path = cursor.at;
  parts->path_length = (size_t)(find(&cursor, "?#") - cursor.at);
  return 1;
}
