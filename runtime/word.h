/* Texts as words: what `has word` compares. Both sides know it: the compiler writes its patterns as
 * words, the runtime what comes in, so to look for words is to look for bytes. */
#ifndef MOPS_WORD_H
#define MOPS_WORD_H

#include <stddef.h>

/* Writes the words of a text, each between single blanks: " vice president ", or " " if there is
 * none. Letters and digits make words, everything else separates them. Letters
 * become lower case. An apostrophe between letters is left out, and so is, with dots, a dot after a
 * single letter: "V.P." is one word. out has room for length + 2 bytes; returns how many were
 * written. */
size_t word_fold(const char *bytes, size_t length, int dots, char *out);

#endif
