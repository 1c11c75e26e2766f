/* The case of letters is judged where the runtime does it too: runtime/letter.c. */
#include "compiler/literal_fold.h"

#include <string.h>

#include "runtime/letter.h"

static Text without_outer_blanks(Text text) {
  static const char blanks[] = " \t\r\n";
  while (text.length > 0 && strchr(blanks, text.bytes[0])) {
    text.bytes++;
    text.length--;
  }
  while (text.length > 0 && strchr(blanks, text.bytes[text.length - 1])) text.length--;
  return text;
}

Text literal_fold(Arena *arena, Text text) {
  text = without_outer_blanks(text);
  char *folded = arena_take(arena, text.length + 1);
  letters_lower(text.bytes, text.length, folded);
  return (Text){folded, text.length};
}

Text literal_fold_address(Arena *arena, Text text) {
  text = without_outer_blanks(text);
  char *folded = arena_take(arena, text.length + 1);
  for (uint32_t i = 0; i < text.length; i++)
    folded[i] = (char)letter_lower_ascii((unsigned char)text.bytes[i]);
  return (Text){folded, text.length};
}
