/* Buffered output that forgets no error: disk full and closed pipes are reported when it is closed,
 * or at any time by output_failed. Formats numbers and texts itself, because that is what most of
 * the time goes into. */
#ifndef MOPS_IO_OUTPUT_H
#define MOPS_IO_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

typedef struct Output Output;

/* path "-" is standard output. NULL: errno says why. */
Output *output_open(const char *path);
/* In memory; read it with output_bytes. NULL: no memory. */
Output *output_open_memory(void);
/* Writes what is left. Returns 0, or the errno of the first thing that failed. */
int output_close(Output *output);
/* Writes what there is so far; what output_close returns. */
int output_flush(Output *output);
/* The errno of the first write that failed, or 0. */
int output_failed(const Output *output);

const char *output_bytes(const Output *output, size_t *length);
void output_clear(Output *output);

void output_text(Output *output, const char *text);
void output_add(Output *output, const char *bytes, size_t length);
void output_char(Output *output, char c);
void output_number(Output *output, int64_t number);
/* Ten-thousandths as the shortest decimal: 20, 12.5, -0.0001. */
void output_points(Output *output, int64_t points);
/* With quotes. Bytes that are no UTF-8 become U+FFFD. */
void output_json(Output *output, const char *bytes, size_t length);
/* A CSV cell, with quotes where it needs them. */
void output_cell(Output *output, const char *bytes, size_t length);

#endif
