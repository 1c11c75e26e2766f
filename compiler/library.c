/* The library's parts, compiled into the program by compiler/embed.sh: an agreement that says
 * `use std.b2b` means the same wherever it is checked. */
#include <string.h>

#include "compiler/check.h"

extern const char library_b2b[];
extern const size_t library_b2b_length;

const char *library_with_event(const char *name, size_t length) {
  static const char word[] = "\nevent ";
  if (length == 0 || memchr(name, '\n', length)) return NULL;
  for (const char *at = library_b2b; (at = strstr(at, word)) != NULL;) {
    at += strlen(word);
    if (strncmp(at, name, length) == 0 && strchr(" \n", at[length])) return "std.b2b";
  }
  return NULL;
}

const char *library_find(Text name, size_t *length) {
  if (!text_is(name, "std.b2b")) return NULL;
  *length = library_b2b_length;
  return library_b2b;
}
