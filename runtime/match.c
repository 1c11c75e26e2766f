/* Aho-Corasick: a state is the longest end of what was read that some pattern begins with. The
 * verifier made sure that `fail` leads to shorter states and children to longer ones, so steps back
 * are at most as many as steps forward. */
#include "runtime/match.h"

#include "runtime/letter.h"
#include "runtime/word.h"

/* The child by a byte, or NONE. Halves what is left, as in text.c. */
static uint32_t child_by(const ImageState *states, uint32_t state, unsigned char byte) {
  uint32_t child = states[state].child_first;
  if (!states[state].child_count) return NONE;
  for (uint32_t left = states[state].child_count, half; left > 1; left -= half) {
    half = left / 2;
    child = states[child + half].byte <= byte ? child + half : child;
  }
  return states[child].byte == byte ? child : NONE;
}

static uint32_t next_state(const ImageState *states, uint32_t state, unsigned char byte) {
  uint32_t child = child_by(states, state, byte);
  while (child == NONE && states[state].fail != state) {
    state = states[state].fail;
    child = child_by(states, state, byte);
  }
  return child == NONE ? state : child;
}

/* Notes what ends here. What follows a pattern that was noted before was noted with it. */
static void note(const ImageState *states, uint32_t state, int64_t *bits) {
  if (states[state].pattern == NONE) state = states[state].output;
  for (; state != NONE; state = states[state].output) {
    int64_t *word = &bits[states[state].pattern / MATCH_BITS];
    int64_t bit = INT64_C(1) << states[state].pattern % MATCH_BITS;
    if (*word & bit) return;
    *word |= bit;
  }
}

void match_text(const mops_agreement *agreement, const ImageReading *reading, const char *bytes,
                size_t length, int64_t *values) {
  char words[MAX_TEXT + 2];
  const ImageState *states = agreement->STATE;
  uint32_t state = reading->state;
  if (length > MAX_TEXT) length = MAX_TEXT;
  for (uint32_t i = 0; i < reading->slots; i++) values[reading->slot + i] = 0;
  if (reading->kind == READING_WORDS) {
    length = word_fold(bytes, length, !reading->fold, words);
    bytes = words;
  }
  for (size_t i = 0; i < length; i++) {
    unsigned char byte = (unsigned char)bytes[i];
    state = next_state(states, state, reading->fold ? letter_lower_ascii(byte) : byte);
    note(states, state, values + reading->slot);
  }
}
