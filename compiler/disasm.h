/* An image as text, for people: what `mopsc disasm` prints. Everything is read off the tables of
 * runtime/shape.h, so it shows new opcodes and sections as soon as they exist. */
#ifndef MOPS_DISASM_H
#define MOPS_DISASM_H

#include <stddef.h>
#include <stdio.h>

/* Only images that verify are shown: returns 0 and writes just the problem if this one does not.
 * The image is aligned to 8. */
int disasm_write(const void *image, size_t size, FILE *out);

#endif
