/* The library's parts, compiled into the program by compiler/embed.sh: an agreement that says
 * `use std.b2b` means the same wherever it is checked. */
#include "compiler/check.h"

extern const char library_b2b[];
extern const size_t library_b2b_length;

const char *library_find(Text name, size_t *length) {
  if (!text_is(name, "std.b2b")) return NULL;
  *length = library_b2b_length;
  return library_b2b;
}
