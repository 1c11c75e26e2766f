/* Automata that find many patterns in one pass over a text, laid out as the state section wants
 * them (runtime/image.h). */
#ifndef MOPS_MATCHER_H
#define MOPS_MATCHER_H

#include "compiler/image_builder.h"
#include "compiler/symbols.h"

/* Patterns, each once, numbered in the order in which they were added. */
typedef struct {
  Symbols patterns;
} MatcherDraft;

void matcher_add(Arena *arena, MatcherDraft *draft, Text pattern);
/* The number of a pattern that was added. */
uint32_t matcher_number(const MatcherDraft *draft, Text pattern);
/* Writes the states; returns the root's row. */
uint32_t matcher_build(ImageBuilder *builder, const MatcherDraft *draft);

/* A text as its words (runtime/word.h). */
Text matcher_words(Arena *arena, Text text, int dots);

#endif
