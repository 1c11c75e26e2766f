/* From a model to an image. */
#ifndef MOPS_IMAGE_WRITE_H
#define MOPS_IMAGE_WRITE_H

#include "compiler/diag.h"
#include "compiler/model.h"

/* The image of a model without errors: malloc'ed, aligned to 8, the caller frees it. NULL: the
 * agreement is larger than an image may be, which diagnostics says, or memory is exhausted. The
 * same for the same source and zone data, on every machine. */
unsigned char *image_build(const Model *model, Diagnostics *diagnostics, size_t *size);

/* Only looks whether the image would be too large. */
void image_check(const Model *model, Diagnostics *diagnostics);

/* The same with a definition "expect FILE:LINE:COLUMN" for every expectation of the agreement's
 * tests (expectation_name), which the test command evaluates. */
unsigned char *image_build_with_tests(const Model *model, Diagnostics *diagnostics, size_t *size);
Text expectation_name(Arena *arena, const Model *model, const Expectation *expectation);

#endif
