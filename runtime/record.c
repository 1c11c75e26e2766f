/* Records: from the texts that come in to the whole numbers that rules read. The one place where a
 * value from outside is judged, whatever file or service it came from. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "runtime/account.h"
#include "runtime/calendar.h"
#include "runtime/duration.h"
#include "runtime/letter.h"
#include "runtime/match.h"
#include "runtime/rare.h"
#include "runtime/record.h"
#include "runtime/text.h"
#include "runtime/url.h"

typedef struct {
  const mops_agreement *agreement;
  int64_t *values; /* of the record, or of a lead's facts */
  const ImageField *field;
  uint32_t number; /* of the field in its record type */
  mops_input input;
  const char *bytes;
  size_t length;
  mops_problem *problem;
} Setting;

/* ---- problems ---------------------------------------------------------------------------- */

static void problem_write(mops_problem *problem, uint32_t field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void problem_write(mops_problem *problem, uint32_t field, const char *format, ...) {
  va_list arguments;
  if (!problem) return;
  va_start(arguments, format);
  vsnprintf(problem->text, sizeof problem->text, format, arguments);
  va_end(arguments);
  problem->field = field;
}

/* What was found, short enough for a message, cut at a character's start. */
typedef struct {
  char text[64];
} Found;

static Found found(const Setting *setting) {
  Found found;
  size_t shown = setting->length;
  if (setting->input == MOPS_INPUT_NULL) {
    snprintf(found.text, sizeof found.text, "no value");
    return found;
  }
  if (shown > 40)
    for (shown = 40; shown && ((unsigned char)setting->bytes[shown] & 0xC0) == 0x80;) shown--;
  int quoted = setting->input == MOPS_INPUT_TEXT || setting->input == MOPS_INPUT_CELL;
  const char *quote = quoted ? "\"" : "";
  snprintf(found.text, sizeof found.text, "%s%.*s%s%s", quote, (int)shown, setting->bytes,
           shown < setting->length ? "..." : "", quote);
  return found;
}

static mops_status expected(const Setting *setting, const char *what) {
  problem_write(setting->problem, setting->number, "expected %s, found %s", what,
                found(setting).text);
  return MOPS_BAD_RECORD;
}

static const char *with_commas(int64_t number, char out[32]) {
  char digits[24];
  int length = snprintf(digits, sizeof digits, "%lld", (long long)(number < 0 ? -number : number));
  char *at = out;
  if (number < 0) *at++ = '-';
  for (int i = 0; i < length; i++) {
    if (i && (length - i) % 3 == 0) *at++ = ',';
    *at++ = digits[i];
  }
  *at = 0;
  return out;
}

/* ---- numbers ----------------------------------------------------------------------------- */

/* A decimal number as digits and the place of its point: 12.5e1 has digits 125 and point 3. */
typedef struct {
  unsigned char digits[48];
  int count, point, negative, more; /* more: digits that did not fit were not all 0 */
} Digits;

static int digit_add(Digits *digits, char byte) {
  if (digits->count < (int)sizeof digits->digits)
    digits->digits[digits->count++] = (unsigned char)(byte - '0');
  else if (byte != '0')
    digits->more = 1;
  return digits->count;
}

static int is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

/* Reads an exponent; 0 if what follows is not one. */
static int take_exponent(const char *at, const char *end, int *exponent) {
  int sign = 1, value = 0;
  if (at < end && (*at == '+' || *at == '-')) sign = *at++ == '-' ? -1 : 1;
  if (at == end) return 0;
  for (; at < end; at++) {
    if (!is_digit(*at)) return 0;
    if (value < 10000) value = value * 10 + (*at - '0');
  }
  *exponent = sign * value;
  return 1;
}

static int take_digits(const char *bytes, size_t length, Digits *digits) {
  const char *at = bytes, *end = bytes + length;
  int seen = 0, exponent = 0;
  memset(digits, 0, sizeof *digits);
  if (at < end && (*at == '-' || *at == '+')) digits->negative = *at++ == '-';
  for (; at < end && is_digit(*at); at++, seen = 1) {
    if (!digits->count && *at == '0') continue; /* leading zeros */
    digits->point++;
    digit_add(digits, *at);
  }
  if (at < end && *at == '.') {
    for (at++; at < end && is_digit(*at); at++, seen = 1) {
      if (!digits->count && *at == '0')
        digits->point--; /* 0.0012: digits 12, point -2 */
      else
        digit_add(digits, *at);
    }
  }
  if (!seen) return 0;
  if (at < end && (*at == 'e' || *at == 'E')) {
    if (!take_exponent(at + 1, end, &exponent)) return 0;
    at = end;
  }
  digits->point += exponent;
  return at == end;
}

/* The number times 10^places, rounded half to even. Returns 0 if it is too large to be any field's;
 * *exact: nothing was rounded. */
static int digits_scaled(const Digits *digits, int places, int64_t *out, int *exact) {
  int taken = digits->point + places; /* how many digits make the whole number */
  int64_t value = 0;
  int last = 0, rest = digits->more;
  if (digits->count && taken > 18) return 0;
  for (int i = 0; i < taken; i++) value = value * 10 + (i < digits->count ? digits->digits[i] : 0);
  int first = taken < 0 ? 0 : taken;
  for (int i = first; i < digits->count; i++) {
    if (i == taken)
      last = digits->digits[i];
    else if (digits->digits[i])
      rest = 1;
  }
  *exact = !last && !rest;
  if (last > 5 || (last == 5 && (rest || (value & 1)))) value++;
  *out = digits->negative ? -value : value;
  return 1;
}

static mops_status number_expected(const Setting *setting, const char *kind, int64_t unit) {
  char low[32], high[32], what[128];
  snprintf(what, sizeof what, "%s from %s to %s", kind,
           with_commas(setting->field->low / unit, low),
           with_commas(setting->field->high / unit, high));
  return expected(setting, what);
}

static mops_status read_number(const Setting *setting, const char *kind, int places,
                               int64_t *value) {
  Digits digits;
  int exact, whole = places == 0;
  int64_t unit = whole ? 1 : POINT;
  int is_number = setting->input == MOPS_INPUT_NUMBER || setting->input == MOPS_INPUT_CELL;
  if (!is_number || !take_digits(setting->bytes, setting->length, &digits))
    return number_expected(setting, kind, unit);
  if (!digits_scaled(&digits, places, value, &exact) || (whole && !exact) ||
      *value < setting->field->low || *value > setting->field->high)
    return number_expected(setting, kind, unit);
  return MOPS_OK;
}

static mops_status read_int(const Setting *setting, int64_t *value) {
  return read_number(setting, "a whole number", 0, value);
}

static mops_status read_decimal(const Setting *setting, int64_t *value) {
  return read_number(setting, "a number", 4, value);
}

/* ---- percentages and money --------------------------------------------------------------- */

/* A number with up to four decimals within the field's bounds. */
static int fits_decimal(const Setting *setting, const char *bytes, size_t length, int64_t *value) {
  Digits digits;
  int exact;
  return take_digits(bytes, length, &digits) && digits_scaled(&digits, 4, value, &exact) &&
         *value >= setting->field->low && *value <= setting->field->high;
}

/* 35, "35", "35%", "35 %" */
static mops_status read_percent(const Setting *setting, int64_t *value) {
  const char *bytes = setting->bytes;
  size_t length = setting->length;
  int is_text = setting->input == MOPS_INPUT_TEXT || setting->input == MOPS_INPUT_CELL;
  if (is_text && length && bytes[length - 1] == '%') {
    length--;
    text_trim(&bytes, &length);
  }
  if ((is_text || setting->input == MOPS_INPUT_NUMBER) &&
      fits_decimal(setting, bytes, length, value))
    return MOPS_OK;
  return number_expected(setting, "a percentage", POINT);
}

/* "5,000.50" without its commas, which must stand between three digits each: "5,5" and "1,00" may mean
 * anything. Returns the length, 0: no number. */
static size_t without_commas(const char *bytes, size_t length, char out[48]) {
  size_t count = 0, digits = 0;
  int grouped = 0, whole = 1;
  for (size_t i = 0; i < length; i++) {
    if (count == 47) return 0;
    if (bytes[i] == ',') {
      if (!whole || !digits || digits > 3 || (grouped && digits != 3)) return 0;
      grouped = 1;
      digits = 0;
      continue;
    }
    if (bytes[i] == '.' || bytes[i] == 'e' || bytes[i] == 'E') {
      if (whole && grouped && digits != 3) return 0;
      whole = 0;
    }
    if (is_digit(bytes[i])) digits += (size_t)whole;
    if (grouped && out[0] == '0') return 0;
    out[count++] = bytes[i];
  }
  return whole && grouped && digits != 3 ? 0 : count;
}

/* Takes the field's own currency from the front. */
static void take_currency(const Setting *setting, const char **bytes, size_t *length) {
  const mops_agreement *agreement = setting->agreement;
  const char *code = agreement_text(agreement, agreement->ENUM[setting->field->enumeration].name);
  size_t size = strlen(code);
  if (*length <= size || memcmp(*bytes, code, size) != 0) return;
  *bytes += size;
  *length -= size;
  text_trim(bytes, length);
}

/* 5000, "5000", "USD 5,000.50"; another currency is no number. */
static mops_status read_money(const Setting *setting, int64_t *value) {
  const mops_agreement *agreement = setting->agreement;
  const char *bytes = setting->bytes;
  size_t length = setting->length;
  char plain[48], what[64];
  int is_text = setting->input == MOPS_INPUT_TEXT || setting->input == MOPS_INPUT_CELL;
  if (is_text) {
    take_currency(setting, &bytes, &length);
    length = without_commas(bytes, length, plain);
    bytes = plain;
  }
  if ((is_text || setting->input == MOPS_INPUT_NUMBER) &&
      fits_decimal(setting, bytes, length, value))
    return MOPS_OK;
  snprintf(what, sizeof what, "an amount in %.16s",
           agreement_text(agreement, agreement->ENUM[setting->field->enumeration].name));
  return number_expected(setting, what, POINT);
}

/* ---- dates and instants ------------------------------------------------------------------ */

static int take_instant(const Setting *setting, int64_t *value) {
  int is_text = setting->input == MOPS_INPUT_TEXT || setting->input == MOPS_INPUT_CELL;
  return is_text && mops_instant_parse(setting->bytes, setting->length, value) == MOPS_OK;
}

static int is_within(const Setting *setting, int64_t value) {
  return value >= setting->field->low && value <= setting->field->high;
}

/* "2026-10-01", or an instant: the day that it is in the agreement's zone. */
static mops_status read_date(const Setting *setting, int64_t *value) {
  const mops_agreement *agreement = setting->agreement;
  const char midnight[] = "T00:00:00Z";
  char text[10 + sizeof midnight];
  int is_text = setting->input == MOPS_INPUT_TEXT || setting->input == MOPS_INPUT_CELL;
  if (is_text && setting->length == 10) {
    memcpy(text, setting->bytes, 10);
    memcpy(text + 10, midnight, sizeof midnight);
    if (mops_instant_parse(text, strlen(text), value) == MOPS_OK) {
      *value = floor_divide(*value, DAY_MS);
      if (is_within(setting, *value)) return MOPS_OK;
    }
  } else if (take_instant(setting, value)) {
    *value = calendar_period(agreement, agreement->META->zone, *value, LIMIT_CODE_DAY);
    if (is_within(setting, *value)) return MOPS_OK;
  }
  return expected(setting, "a date such as 2026-10-01");
}

static mops_status read_instant(const Setting *setting, int64_t *value) {
  if (take_instant(setting, value) && is_within(setting, *value)) return MOPS_OK;
  return expected(setting, "an instant such as 2026-10-05T14:00:00Z");
}

/* "30 minutes", "PT30M"; a number alone could be of any unit. */
static mops_status read_duration(const Setting *setting, int64_t *value) {
  char low[DURATION_TEXT], high[DURATION_TEXT], what[2 * DURATION_TEXT + 64];
  int is_text = setting->input == MOPS_INPUT_TEXT || setting->input == MOPS_INPUT_CELL;
  if (!is_text || !duration_parse(setting->bytes, setting->length, value))
    return expected(setting, "a length of time with its unit such as \"30 minutes\"");
  if (is_within(setting, *value)) return MOPS_OK;
  duration_format(setting->field->low, low);
  duration_format(setting->field->high, high);
  snprintf(what, sizeof what, "a length of time from %s to %s", low, high);
  return expected(setting, what);
}

/* ---- flags and enums --------------------------------------------------------------------- */

static int is_word(const Setting *setting, const char *word) {
  if (strlen(word) != setting->length) return 0;
  for (size_t i = 0; i < setting->length; i++) {
    char byte = setting->bytes[i];
    if (byte >= 'A' && byte <= 'Z') byte = (char)(byte + 32);
    if (byte != word[i]) return 0;
  }
  return 1;
}

static mops_status read_flag(const Setting *setting, int64_t *value) {
  *value = is_word(setting, "yes") || is_word(setting, "true") || is_word(setting, "1");
  if (*value || is_word(setting, "no") || is_word(setting, "false") || is_word(setting, "0"))
    return MOPS_OK;
  return expected(setting, "yes or no (or true, false, 1, 0)");
}

/* "a text, one of saas, finance or health"; of many members or long names, the first: "a text such
 * as …". */
static mops_status member_expected(const Setting *setting) {
  enum { MOST_SHOWN = 8 };
  const mops_agreement *agreement = setting->agreement;
  const ImageEnum *row = agreement->ENUM + setting->field->enumeration;
  char names[128] = "", what[160];
  uint32_t shown = 0;
  for (; shown < row->count && shown < MOST_SHOWN; shown++) {
    const char *name = agreement_text(agreement, agreement->MEMBER[row->first + shown].name);
    const char *before = shown == 0 ? "" : shown + 1 < row->count ? ", " : " or ";
    size_t used = strlen(names);
    if (used + strlen(before) + strlen(name) >= sizeof names) break;
    snprintf(names + used, sizeof names - used, "%s%s", before, name);
  }
  const char *before = shown == 0 ? "" : shown == row->count ? ", one of " : " such as ";
  snprintf(what, sizeof what, "a text%s%s", before, names);
  return expected(setting, what);
}

/* A spelling that the enum does not list is its `as *`, if it has one; otherwise it makes the field
 * missing and is reported; but a required field can't be missing. */
static mops_status read_enum(const Setting *setting, int64_t *value) {
  const mops_agreement *agreement = setting->agreement;
  const ImageEnum *row = agreement->ENUM + setting->field->enumeration;
  if (setting->input != MOPS_INPUT_TEXT && setting->input != MOPS_INPUT_CELL)
    return member_expected(setting);
  *value = text_lookup(agreement, row->lexicon, setting->bytes, setting->length);
  if (*value != VALUE_ABSENT) return MOPS_OK;
  if (row->rest != NONE && text_is_utf8(setting->bytes, setting->length)) {
    *value = row->rest - row->first;
    return MOPS_OK;
  }
  if (setting->field->flags & FIELD_REQUIRED) return member_expected(setting);
  problem_write(setting->problem, setting->number, "%s is not a spelling of %s",
                found(setting).text, agreement_text(agreement, row->name));
  *value = VALUE_MISSING;
  return MOPS_UNLISTED;
}

/* ---- texts ------------------------------------------------------------------------------- */

/* What stands after the only @ of an address; NULL if it is none. */
static const char *email_domain(const char *bytes, size_t length, size_t *domain_length) {
  const char *at = memchr(bytes, '@', length);
  if (!at || at == bytes || at + 1 == bytes + length) return NULL;
  *domain_length = length - (size_t)(at + 1 - bytes);
  return memchr(at + 1, '@', *domain_length) ? NULL : at + 1;
}

static int has_blank(const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)bytes[i] <= ' ') return 1;
  return 0;
}

static mops_status check_text(const Setting *setting) {
  char what[64];
  size_t domain;
  UrlParts parts;
  uint32_t type = setting->field->type;
  if (setting->input != MOPS_INPUT_TEXT && setting->input != MOPS_INPUT_CELL)
    return expected(setting, setting->input == MOPS_INPUT_NUMBER ? "a text in quotes" : "a text");
  if (!text_is_utf8(setting->bytes, setting->length)) {
    problem_write(setting->problem, setting->number, "expected UTF-8, found other bytes");
    return MOPS_BAD_RECORD;
  }
  if (setting->length > setting->field->max_length) {
    snprintf(what, sizeof what, "a text of at most %u bytes", setting->field->max_length);
    return expected(setting, what);
  }
  if (type == CODE_EMAIL && (has_blank(setting->bytes, setting->length) ||
                             !email_domain(setting->bytes, setting->length, &domain)))
    return expected(setting, "an e-mail address");
  if (type == CODE_URL && !url_split(setting->bytes, setting->length, &parts))
    return expected(setting, "a url such as https://acme.io/pricing");
  if (type == CODE_DOMAIN && (!setting->length || has_blank(setting->bytes, setting->length) ||
                              memchr(setting->bytes, '@', setting->length)))
    return expected(setting, "a domain such as acme.io");
  return MOPS_OK;
}

/* NULL: it has no such part. */
static const char *part_of(uint32_t part, const char *bytes, size_t *length) {
  UrlParts parts;
  if (part == PART_WHOLE) return bytes;
  if (part == PART_DOMAIN) return email_domain(bytes, *length, length);
  if (!url_split(bytes, *length, &parts)) return NULL;
  *length = part == PART_HOST ? parts.host_length : parts.path_length;
  return part == PART_HOST ? parts.host : parts.path;
}

static int64_t read_class(const Setting *setting, const ImageReading *reading, const char *bytes,
                          size_t length) {
  if (reading->kind == READING_FINGERPRINT)
    return text_fingerprint(bytes, length, (Folding)reading->fold);
  TextEnd end =
      reading->kind == READING_FORWARD
          ? text_walk(setting->agreement, reading->node, bytes, length, (Folding)reading->fold)
          : text_walk_backward(setting->agreement, reading->node, bytes, length,
                               (Folding)reading->fold);
  return text_class(setting->agreement, end);
}

/* ---- setting ----------------------------------------------------------------------------- */

/* bytes NULL: the text, or the part of it that is read, is missing. */
static void set_reading(const Setting *setting, const ImageReading *reading, const char *bytes,
                        size_t length) {
  if (!bytes)
    for (uint32_t i = 0; i < reading->slots; i++)
      setting->values[reading->slot + i] = VALUE_MISSING;
  else if (reading->state != NONE)
    match_text(setting->agreement, reading, bytes, length, setting->values);
  else
    setting->values[reading->slot] = read_class(setting, reading, bytes, length);
}

/* known 0: the field becomes missing. */
static void set_readings(const Setting *setting, int known) {
  for (uint32_t i = 0; i < setting->field->reading_count; i++) {
    const ImageReading *reading = setting->agreement->READING + setting->field->reading_first + i;
    size_t length = setting->length;
    const char *bytes = known ? part_of(reading->part, setting->bytes, &length) : NULL;
    set_reading(setting, reading, bytes, length);
  }
}

static void set_midnight(const Setting *setting, int64_t day) {
  const mops_agreement *agreement = setting->agreement;
  if (day != VALUE_MISSING) day = calendar_midnight(agreement, agreement->META->zone, day);
  setting->values[setting->field->midnight] = day;
}

static void set_value(const Setting *setting, int64_t value) {
  if (setting->field->midnight != NONE) set_midnight(setting, value);
  if (setting->field->slot != NONE) setting->values[setting->field->slot] = value;
}

/* `as *` takes every text but an empty one, blanks being trimmed. */
static int is_blank_rest(const Setting *setting) {
  return !setting->length && setting->input == MOPS_INPUT_TEXT &&
         setting->field->type == CODE_ENUM &&
         setting->agreement->ENUM[setting->field->enumeration].rest != NONE;
}

static int stands_for_nothing(const Setting *setting) {
  if (setting->input == MOPS_INPUT_NULL || is_blank_rest(setting)) return 1;
  if (setting->field->missing != NONE &&
      text_lookup(setting->agreement, setting->field->missing, setting->bytes, setting->length) !=
          VALUE_ABSENT)
    return 1;
  return setting->input == MOPS_INPUT_CELL && !setting->length && setting->field->type != CODE_TEXT;
}

static mops_status set_known(const Setting *setting) {
  int64_t value = VALUE_MISSING;
  mops_status status;
  switch (setting->field->type) {
  case CODE_FLAG: status = read_flag(setting, &value); break;
  case CODE_INT: status = read_int(setting, &value); break;
  case CODE_DECIMAL:
  case CODE_POINTS: status = read_decimal(setting, &value); break;
  case CODE_ENUM: status = read_enum(setting, &value); break;
  case CODE_DATE: status = read_date(setting, &value); break;
  case CODE_INSTANT: status = read_instant(setting, &value); break;
  case CODE_PERCENT: status = read_percent(setting, &value); break;
  case CODE_MONEY: status = read_money(setting, &value); break;
  case CODE_DURATION: status = read_duration(setting, &value); break;
  default:
    status = check_text(setting);
    if (status == MOPS_OK) set_readings(setting, 1);
    return status;
  }
  if (status != MOPS_BAD_RECORD) set_value(setting, value);
  return status;
}

/* A lead keeps what it must have: events lack it, which is asked when they are finished. */
static mops_status not_cleared(const Setting *setting) {
  problem_write(setting->problem, setting->number, "required field %s can't be cleared",
                agreement_text(setting->agreement, setting->field->name));
  return MOPS_BAD_RECORD;
}

static uint64_t *seen_word(const mops_agreement *agreement, mops_record *record, uint32_t field) {
  int64_t *words = record->value + agreement->RECORD[record->type].values;
  return (uint64_t *)&words[field / 32];
}

/* Words after a record's values. */
static uint32_t words_after(const mops_agreement *agreement, uint32_t type) {
  return record_seen_words(agreement->RECORD + type) + (type ? 0 : account_words(agreement));
}

size_t mops_record_size(const mops_agreement *agreement, uint32_t type) {
  if (type >= agreement->count[SECTION_RECORD]) return 0;
  const ImageRecord *row = agreement->RECORD + type;
  return sizeof(mops_record) + (row->values + words_after(agreement, type)) * sizeof(int64_t);
}

/* Fields of an event that were not carried have their defaults. */
static void set_defaults(const mops_agreement *agreement, mops_record *record) {
  const ImageRecord *row = agreement->RECORD + record->type;
  for (uint32_t i = 0; i < row->count; i++) {
    const ImageField *field = agreement->FIELD + row->first + i;
    if (field->slot != NONE) record->value[field->slot] = field->initial;
  }
}

mops_status mops_record_start(const mops_agreement *agreement, uint32_t type, int64_t at,
                              mops_record *record) {
  if (type >= agreement->count[SECTION_RECORD]) return MOPS_MISUSE;
  const ImageRecord *row = agreement->RECORD + type;
  *record = (mops_record){.at = at, .type = type, .values = row->values};
  int64_t start = type == 0 ? VALUE_ABSENT : VALUE_MISSING;
  for (uint32_t i = 0; i < row->values; i++) record->value[i] = start;
  for (uint32_t i = 0; i < words_after(agreement, type); i++) record->value[row->values + i] = 0;
  if (type != 0) set_defaults(agreement, record);
  return MOPS_OK;
}

mops_status mops_record_set(const mops_agreement *agreement, mops_record *record, uint32_t number,
                            mops_input input, const char *bytes, size_t length,
                            mops_problem *problem) {
  const ImageRecord *type = agreement->RECORD + record->type;
  if (number >= type->count) return MOPS_MISUSE;
  const ImageField *field = agreement->FIELD + type->first + number;
  Setting setting = {agreement, record->value, field, number, input, bytes, length, problem};
  uint64_t *seen = seen_word(agreement, record, number), given = UINT64_C(1) << (number % 32 * 2);
  if (*seen & given) {
    problem_write(problem, number, "the field is given twice");
    return MOPS_BAD_RECORD;
  }
  *seen |= given;
  if (field->type != CODE_TEXT) text_trim(&setting.bytes, &setting.length);
  if (stands_for_nothing(&setting)) {
    if (field->flags & FIELD_KEY) return expected(&setting, "the lead's key");
    if (field->flags & FIELD_REQUIRED && record->type == 0) return not_cleared(&setting);
    set_value(&setting, VALUE_MISSING);
    set_readings(&setting, 0);
    return MOPS_OK;
  }
  mops_status status = set_known(&setting);
  if (status == MOPS_OK) *seen |= given << 1;
  if (status == MOPS_OK && record->type == 0)
    account_note(agreement, record, number, setting.bytes, setting.length);
  return status;
}

static mops_status check_key(const mops_agreement *agreement, const char *bytes, size_t length,
                             mops_problem *problem) {
  const ImageField *field = agreement->FIELD + agreement->META->key;
  uint32_t number = agreement->META->key - agreement->RECORD->first;
  Setting setting = {agreement, NULL, field, number, MOPS_INPUT_TEXT, bytes, length, problem};
  if (length) return check_text(&setting);
  problem_write(problem, number, "the lead's key is empty");
  return MOPS_BAD_RECORD;
}

/* Most keys are ids: nothing more is to be checked of a short text of ASCII. */
static inline int is_plain_key(const ImageField *field, const char *bytes, size_t length) {
  return field->type == CODE_TEXT && length && length <= field->max_length &&
         text_is_ascii(bytes, length);
}

static APART mops_status read_other_key(const mops_agreement *agreement, const char *bytes,
                                        size_t length, char key[MOPS_KEY_MAX], size_t *key_length,
                                        mops_problem *problem) {
  int folds = agreement->FIELD[agreement->META->key].type != CODE_TEXT;
  mops_status status = check_key(agreement, bytes, length, problem);
  if (status != MOPS_OK) return status;
  for (size_t i = 0; i < length; i++)
    key[i] = folds ? (char)letter_lower_ascii((unsigned char)bytes[i]) : bytes[i];
  *key_length = length;
  return MOPS_OK;
}

mops_status mops_key_read(const mops_agreement *agreement, const char *bytes, size_t length,
                          char key[MOPS_KEY_MAX], size_t *key_length, mops_problem *problem) {
  text_trim(&bytes, &length);
  if (!is_plain_key(agreement->FIELD + agreement->META->key, bytes, length))
    return read_other_key(agreement, bytes, length, key, key_length, problem);
  *key_length = length;
  memcpy(key, bytes, length);
  return MOPS_OK;
}

void record_key(const mops_agreement *agreement, int64_t *facts, const char *key, size_t length) {
  const ImageField *field = agreement->FIELD + agreement->META->key;
  Setting setting = {agreement, facts, field, 0, MOPS_INPUT_TEXT, key, length, NULL};
  set_readings(&setting, 1);
}

/* The first required field that a record does not carry, or MOPS_NOT_FOUND. */
static uint32_t lacking_field(const mops_agreement *agreement, const mops_record *record) {
  const ImageRecord *type = agreement->RECORD + record->type;
  for (uint32_t i = 0; i < type->count; i++) {
    const ImageField *field = agreement->FIELD + type->first + i;
    if (field->flags & FIELD_REQUIRED && !(field->flags & FIELD_KEY) &&
        !record_knows(record_seen(record), i))
      return i;
  }
  return MOPS_NOT_FOUND;
}

mops_status record_requires(const mops_agreement *agreement, const mops_record *record,
                            mops_problem *problem) {
  uint32_t lacking = lacking_field(agreement, record);
  if (lacking == MOPS_NOT_FOUND) return MOPS_OK;
  const ImageField *field = agreement->FIELD + agreement->RECORD[record->type].first + lacking;
  problem_write(problem, lacking, "required field %s is not there",
                agreement_text(agreement, field->name));
  return MOPS_BAD_RECORD;
}

mops_status mops_record_finish(const mops_agreement *agreement, const mops_record *record,
                               mops_problem *problem) {
  return record->type == 0 ? MOPS_OK : record_requires(agreement, record, problem);
}

/* ---- schema ------------------------------------------------------------------------------ */

const char *mops_record_type_name(const mops_agreement *agreement, uint32_t type) {
  if (type >= agreement->count[SECTION_RECORD]) return "";
  return agreement_text(agreement, agreement->RECORD[type].name);
}

int mops_record_type_is_derived(const mops_agreement *agreement, uint32_t type) {
  return type < agreement->count[SECTION_RECORD] && agreement->RECORD[type].derived != 0;
}

mops_record_kind mops_record_type_kind(const mops_agreement *agreement, uint32_t type) {
  if (type >= agreement->count[SECTION_RECORD]) return MOPS_RECORD_EVENT;
  return (mops_record_kind)agreement->RECORD[type].kind;
}

uint32_t mops_record_type_find(const mops_agreement *agreement, const char *name, size_t length) {
  for (uint32_t i = 1; i < agreement->count[SECTION_RECORD]; i++) {
    const char *text = mops_record_type_name(agreement, i);
    if (strlen(text) == length && memcmp(text, name, length) == 0) return i;
  }
  return MOPS_NOT_FOUND;
}

uint32_t mops_field_count(const mops_agreement *agreement, uint32_t type) {
  return type < agreement->count[SECTION_RECORD] ? agreement->RECORD[type].count : 0;
}

mops_status mops_field_describe(const mops_agreement *agreement, uint32_t type, uint32_t field,
                                mops_field_info *info) {
  if (field >= mops_field_count(agreement, type)) return MOPS_MISUSE;
  const ImageField *row = agreement->FIELD + agreement->RECORD[type].first + field;
  *info = (mops_field_info){.name = agreement_text(agreement, row->name),
                            .outside = agreement_text(agreement, row->outside),
                            .type = (mops_type)row->type,
                            .required = (row->flags & FIELD_REQUIRED) != 0,
                            .key = (row->flags & FIELD_KEY) != 0,
                            .derived = (row->flags & FIELD_DERIVED) != 0,
                            .missing_texts = row->missing != NONE};
  return MOPS_OK;
}

uint32_t mops_field_find(const mops_agreement *agreement, uint32_t type, const char *name,
                         size_t length) {
  for (uint32_t i = 0; i < mops_field_count(agreement, type); i++) {
    const ImageField *row = agreement->FIELD + agreement->RECORD[type].first + i;
    const char *text = agreement_text(agreement, row->name);
    if (strlen(text) == length && memcmp(text, name, length) == 0) return i;
  }
  return MOPS_NOT_FOUND;
}
