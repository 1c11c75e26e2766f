/* Values as people read them, and the names of an agreement. */
#include <stdio.h>
#include <string.h>

#include "runtime/duration.h"
#include "runtime/text.h"

/* ---- names ------------------------------------------------------------------------------- */

const char *mops_score_name(const mops_agreement *agreement, uint32_t score) {
  if (score >= agreement->count[SECTION_SCORE]) return "";
  return agreement_text(agreement, agreement->SCORE[score].name);
}

const char *mops_stage_name(const mops_agreement *agreement, uint32_t stage) {
  if (stage >= agreement->count[SECTION_STAGE]) return "";
  return agreement_text(agreement, agreement->STAGE[stage].name);
}

const char *mops_stage_title(const mops_agreement *agreement, uint32_t stage) {
  if (stage >= agreement->count[SECTION_STAGE]) return "";
  return agreement_text(agreement, agreement->STAGE[stage].title);
}

int mops_stage_final(const mops_agreement *agreement, uint32_t stage) {
  return stage < agreement->count[SECTION_STAGE] && agreement->STAGE[stage].final;
}

const char *mops_stage_party(const mops_agreement *agreement, uint32_t stage) {
  if (stage >= agreement->count[SECTION_STAGE]) return "";
  return agreement_text(agreement, agreement->STAGE[stage].party);
}

/* ---- values ------------------------------------------------------------------------------ */

static size_t put_text(char *out, size_t size, const char *text) {
  size_t length = strlen(text);
  if (!size) return length;
  size_t kept = length < size ? length : size - 1;
  memcpy(out, text, kept);
  out[kept] = 0;
  return length;
}

/* Ten-thousandths as the shortest decimal: 12.5, 20, -0.0001. */
static size_t put_decimal(char *out, size_t size, int64_t number) {
  char text[40];
  uint64_t magnitude = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
  int length =
      snprintf(text, sizeof text, "%s%llu.%04llu", number < 0 ? "-" : "",
               (unsigned long long)(magnitude / 10000), (unsigned long long)(magnitude % 10000));
  while (text[length - 1] == '0') text[--length] = 0;
  if (text[length - 1] == '.') text[--length] = 0;
  return put_text(out, size, text);
}

static size_t put_duration(char *out, size_t size, int64_t milliseconds) {
  char text[DURATION_TEXT];
  duration_format(milliseconds, text);
  return put_text(out, size, text);
}

/* Whether a tree holds literals written backward, for `ends`. */
static int is_backward(const mops_agreement *agreement, uint32_t lexicon) {
  for (uint32_t i = 0; i < agreement->count[SECTION_READING]; i++)
    if (agreement->READING[i].node == lexicon)
      return agreement->READING[i].kind == READING_BACKWARD;
  return 0;
}

static void turn_around(char *text) {
  for (size_t i = 0, k = strlen(text); i + 1 < k; i++) {
    char byte = text[i];
    text[i] = text[--k];
    text[k] = byte;
  }
}

/* A text as far as its class tells: a literal in quotes, with an ellipsis if the text goes on. */
static size_t put_class(const mops_agreement *agreement, mops_value value, char *out, size_t size) {
  char literal[MAX_TEXT + 1], text[MAX_TEXT + 16];
  int whole;
  if (value.lexicon >= agreement->count[SECTION_NODE]) return put_text(out, size, "?");
  text_of_class(agreement, value.lexicon, value.number, literal, sizeof literal, &whole);
  int backward = is_backward(agreement, value.lexicon);
  if (backward) turn_around(literal);
  if (whole)
    snprintf(text, sizeof text, "\"%s\"", literal);
  else if (*literal && backward)
    snprintf(text, sizeof text, "\"…%s\"", literal);
  else if (*literal)
    snprintf(text, sizeof text, "\"%s…\"", literal);
  else
    snprintf(text, sizeof text, "%s",
             agreement->NODE[value.lexicon].child_count ? "another text" : "a text");
  return put_text(out, size, text);
}

static size_t put_integer(char *out, size_t size, int64_t number) {
  char text[24];
  snprintf(text, sizeof text, "%lld", (long long)number);
  return put_text(out, size, text);
}

/* "USD 5000.5" */
static size_t put_money(const mops_agreement *agreement, mops_value value, char *out, size_t size) {
  char number[40], text[80];
  put_decimal(number, sizeof number, value.number);
  if (value.enumeration >= agreement->count[SECTION_ENUM]) return put_text(out, size, number);
  const char *currency = agreement_text(agreement, agreement->ENUM[value.enumeration].name);
  snprintf(text, sizeof text, "%.16s %s", currency, number);
  return put_text(out, size, text);
}

/* The date of its midnight, cut off before the time. */
static size_t put_date(char *out, size_t size, int64_t day) {
  char text[32];
  if (day < -VALUE_LIMIT / DAY_MS || day > VALUE_LIMIT / DAY_MS) return put_text(out, size, "?");
  mops_instant_format(day * DAY_MS, text);
  if (text[10] == 'T') text[10] = 0;
  return put_text(out, size, text);
}

static size_t put_percent(char *out, size_t size, int64_t number) {
  char text[48];
  size_t length = put_decimal(text, sizeof text - 1, number);
  memcpy(text + length, "%", 2);
  return put_text(out, size, text);
}

static size_t put_member(const mops_agreement *agreement, mops_value value, char *out,
                         size_t size) {
  if (value.enumeration >= agreement->count[SECTION_ENUM]) return put_text(out, size, "?");
  const ImageEnum *row = agreement->ENUM + value.enumeration;
  if (value.number < 0 || value.number >= row->count) return put_text(out, size, "?");
  const ImageMember *member = agreement->MEMBER + row->first + value.number;
  return put_text(out, size, agreement_text(agreement, member->name));
}

size_t mops_value_format(const mops_agreement *agreement, mops_value value, char *out,
                         size_t size) {
  char instant[32];
  if (value.number == MOPS_MISSING) return put_text(out, size, "missing");
  switch (value.type) {
  case MOPS_FLAG: return put_text(out, size, value.number ? "yes" : "no");
  case MOPS_DECIMAL:
  case MOPS_POINTS: return put_decimal(out, size, value.number);
  case MOPS_TEXT:
  case MOPS_EMAIL:
  case MOPS_URL:
  case MOPS_DOMAIN: return put_class(agreement, value, out, size);
  case MOPS_ENUM: return put_member(agreement, value, out, size);
  case MOPS_DURATION: return put_duration(out, size, value.number);
  case MOPS_STAGE: return put_text(out, size, mops_stage_name(agreement, (uint32_t)value.number));
  case MOPS_INSTANT:
    mops_instant_format(value.number, instant);
    return put_text(out, size, instant);
  case MOPS_DATE: return put_date(out, size, value.number);
  case MOPS_PERCENT: return put_percent(out, size, value.number);
  case MOPS_MONEY: return put_money(agreement, value, out, size);
  case MOPS_INT:
  case MOPS_COUNT: break;
  }
  return put_integer(out, size, value.number);
}
