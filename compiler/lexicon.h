/* Prefix trees of literals, laid out as the node section wants them (runtime/image.h). */
#ifndef MOPS_LEXICON_H
#define MOPS_LEXICON_H

#include "compiler/image_builder.h"

typedef struct {
  Text text;
  int64_t value;  /* for a lexicon; VALUE_ABSENT for literals that only have classes */
  uint32_t exact; /* set by lexicon_build: the class of the text itself */
  uint32_t last;  /* the last class of the texts that start with it */
} Literal;

typedef struct {
  List literals;    /* of Literal */
  uint32_t classes; /* how many there are; set by lexicon_build */
} LexiconDraft;

/* Adds a literal if it is not there yet (the first value stays). Give each its final case. */
void lexicon_add(Arena *arena, LexiconDraft *draft, Text text, int64_t value);
/* Writes the nodes; returns the root's row and fills the literals' classes. */
uint32_t lexicon_build(ImageBuilder *builder, LexiconDraft *draft);
/* A literal of a draft that was built, or NULL. */
const Literal *lexicon_find(const LexiconDraft *draft, Text text);

Text text_reverse(Arena *arena, Text text);

#endif
