/* Time zones, once and for all: a zone file lists changes of offset up to some year and has a rule
 * for the years after it. How much it lists depends on who packed it (slim or fat), so the changes
 * that the rule says anyway are recognised and the rule is written out for one whole cycle of the
 * calendar:
 *
 *     as listed, not by the rule  |  the rule, 400 years  |  the same 400 years again ...
 *   ------------------------------+-----------------------+-----------------------------> time
 *      end of 2037, or of a later year          repeat_from
 *
 * Given up for it: some 7 KB in each image, which buys that nothing after this file knows a rule.
 * A zone file is as hostile as any other input: no count, index or length is believed. */
#define _POSIX_C_SOURCE 200809L

#include "compiler/zone.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compiler/names.h"

enum {
  DAY_SECONDS = 86400,
  WEEK_SECONDS = 7 * DAY_SECONDS, /* a rule's time is at most 167 hours off its date */
  LOWEST_OFFSET = -89999,         /* RFC 8536, 3.2: what offsets should keep to; we insist */
  HIGHEST_OFFSET = 93599,
  OLDEST_YEAR = 1900, /* where a rule begins that no listed change precedes */
  LISTED_YEAR = 2037,
  NEWEST_YEAR = 9999,
  CYCLE_YEARS = 400,
  HEADER_SIZE = 44,
  TYPE_SIZE = 6,
  LARGEST_FILE = 65536,
  LONGEST_NAME = 255,
  MOST_NAMES = 10000,
  DEEPEST_FOLDER = 3
};

static const int64_t LOWEST_SECOND = INT64_MIN / 1000;
static const int64_t CYCLE = INT64_C(146097) * DAY_SECONDS * 1000; /* milliseconds */
static const int64_t DAY = INT64_C(1000) * DAY_SECONDS;
static const int64_t REACH = INT64_C(1000) * (HIGHEST_OFFSET + 1); /* local times differ by less */

/* ---- The calendar: days count from 1970-01-01, years from 1 ------------------------------- */

static int is_leap(int64_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t year_start(int64_t year) {
  int64_t before = year - 1;
  return 365 * (year - 1970) + before / 4 - before / 100 + before / 400 - 477;
}

static int64_t month_length(int64_t year, int64_t month) {
  if (month == 2) return is_leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* The year of an instant, or OLDEST_YEAR before that. */
static int64_t year_of(int64_t seconds) {
  int64_t year = OLDEST_YEAR, left;
  while ((left = seconds - year_start(year + 1) * DAY_SECONDS) >= 0)
    year += 1 + left / (366 * DAY_SECONDS);
  return year;
}

/* ---- Changes of offset -------------------------------------------------------------------- */

typedef struct {
  int64_t at; /* seconds since 1970-01-01 00:00 UTC */
  int32_t offset;
} Change;

typedef struct {
  Change *items; /* neighbours differ in offset */
  size_t count, capacity;
} Changes;

static Changes changes_create(Arena *arena, size_t capacity) {
  Changes changes = {arena_take(arena, capacity * sizeof(Change)), 0, capacity};
  return changes;
}

/* Adds a change that is not before the last; at the same instant the later word counts. */
static void changes_add(Changes *changes, int64_t at, int32_t offset) {
  if (changes->count > 0 && changes->items[changes->count - 1].at == at) changes->count--;
  if (changes->count > 0 && changes->items[changes->count - 1].offset == offset) return;
  changes->items[changes->count].at = at;
  changes->items[changes->count++].offset = offset;
}

static const Change *changes_last(const Changes *changes) {
  return changes->items + changes->count - 1;
}

/* ---- The rule: a POSIX TZ string, with the hours of RFC 8536, 3.3.1 ------------------------ */

typedef enum {
  DATE_JULIAN,    /* Jn: day 1..365, 29 February never counts */
  DATE_ZERO_BASED, /* n: day 0..365, 29 February counts */
  DATE_WEEKDAY    /* Mm.w.d: weekday d (Sunday is 0) of week w of month m; week 5 is the last */
} DateForm;

typedef struct {
  DateForm form;
  int64_t month, week, day;
  int32_t seconds; /* of the clock that is about to change, from midnight */
} RuleDate;

typedef struct {
  int32_t standard, daylight; /* seconds east of UTC; daylight may be the lower one (Dublin) */
  int changes;                /* 0: always standard */
  RuleDate start, end;        /* of daylight */
} PosixRule;

static int is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

static int is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Each scan_ function moves *at past what it reads, and returns whether it stood there. The text
 * ends in a NUL, which none of them passes. */
static int scan_byte(const char **at, char byte) {
  if (**at != byte) return 0;
  (*at)++;
  return 1;
}

static int scan_name(const char **at) {
  int quoted = scan_byte(at, '<'), length = 0;
  while (is_letter(**at) || (quoted && (is_digit(**at) || **at == '+' || **at == '-'))) {
    (*at)++;
    length++;
  }
  return length >= 3 && (!quoted || scan_byte(at, '>'));
}

static int scan_number(const char **at, int64_t low, int64_t high, int64_t *number) {
  int digits = 0;
  for (*number = 0; is_digit(**at) && digits < 3; digits++) *number = *number * 10 + *(*at)++ - '0';
  return digits > 0 && *number >= low && *number <= high;
}

/* [+-]h[:mm[:ss]] as seconds. */
static int scan_time(const char **at, int64_t most_hours, int32_t *seconds) {
  int64_t hour, minute = 0, second = 0;
  int negative = scan_byte(at, '-');
  if (!negative) scan_byte(at, '+');
  if (!scan_number(at, 0, most_hours, &hour)) return 0;
  if (scan_byte(at, ':')) {
    if (!scan_number(at, 0, 59, &minute)) return 0;
    if (scan_byte(at, ':') && !scan_number(at, 0, 59, &second)) return 0;
  }
  int64_t total = hour * 3600 + minute * 60 + second;
  *seconds = (int32_t)(negative ? -total : total);
  return 1;
}

static int scan_date(const char **at, RuleDate *date) {
  int right;
  if (scan_byte(at, 'M')) {
    date->form = DATE_WEEKDAY;
    right = scan_number(at, 1, 12, &date->month) && scan_byte(at, '.') &&
            scan_number(at, 1, 5, &date->week) && scan_byte(at, '.') &&
            scan_number(at, 0, 6, &date->day);
  } else if (scan_byte(at, 'J')) {
    date->form = DATE_JULIAN;
    right = scan_number(at, 1, 365, &date->day);
  } else {
    date->form = DATE_ZERO_BASED;
    right = scan_number(at, 0, 365, &date->day);
  }
  date->seconds = 2 * 3600;
  return right && (!scan_byte(at, '/') || scan_time(at, 167, &date->seconds));
}

/* EST5EDT,M3.2.0,M11.1.0: the string counts west of Greenwich, we count east. */
static int scan_rule(const char *at, PosixRule *rule) {
  int32_t west;
  memset(rule, 0, sizeof *rule);
  if (!scan_name(&at) || !scan_time(&at, 24, &west)) return 0;
  rule->standard = -west;
  if (*at == '\0') return 1;
  rule->changes = 1;
  west -= 3600;
  if (!scan_name(&at)) return 0;
  if (*at != ',' && !scan_time(&at, 24, &west)) return 0;
  rule->daylight = -west;
  return scan_byte(&at, ',') && scan_date(&at, &rule->start) && scan_byte(&at, ',') &&
         scan_date(&at, &rule->end) && *at == '\0';
}

static int64_t date_day(const RuleDate *date, int64_t year) {
  int64_t day = year_start(year), month = 1;
  if (date->form == DATE_ZERO_BASED) return day + date->day;
  if (date->form == DATE_JULIAN) return day + date->day - 1 + (is_leap(year) && date->day >= 60);
  while (month < date->month) day += month_length(year, month++);
  int64_t weekday = (day % 7 + 11) % 7; /* 1970-01-01 was a Thursday, 4 */
  int64_t in_month = (date->day - weekday + 7) % 7 + (date->week - 1) * 7;
  return day + (in_month < month_length(year, month) ? in_month : in_month - 7);
}

static int64_t rule_start(const PosixRule *rule, int64_t year) {
  return date_day(&rule->start, year) * DAY_SECONDS + rule->start.seconds - rule->standard;
}

static int64_t rule_end(const PosixRule *rule, int64_t year) {
  return date_day(&rule->end, year) * DAY_SECONDS + rule->end.seconds - rule->daylight;
}

typedef struct {
  int64_t at;
  int daylight;
} Event;

/* At one instant daylight comes last: ending one year's at the start of the next is no end. */
static int compare_events(const void *left, const void *right) {
  const Event *a = left, *b = right;
  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  return a->daylight - b->daylight;
}

/* The rule's changes in these years. The first one states an offset, whatever was before it. */
static Changes rule_changes(Arena *arena, const PosixRule *rule, int64_t first_year,
                            int64_t last_year) {
  size_t count = 0, most = rule->changes ? 2 * (size_t)(last_year - first_year + 1) : 0;
  Event *events = arena_take(arena, (most + 1) * sizeof(Event));
  Changes changes = changes_create(arena, most + 1);
  for (int64_t year = first_year; rule->changes && year <= last_year; year++) {
    int64_t end = rule_end(rule, year);
    events[count].at = rule_start(rule, year);
    events[count++].daylight = 1;
    if (end <= rule_start(rule, year + 1)) events[count++].at = end;
  }
  qsort(events, count, sizeof(Event), compare_events);
  for (size_t i = 0; i < count; i++)
    changes_add(&changes, events[i].at, events[i].daylight ? rule->daylight : rule->standard);
  return changes;
}

/* ---- The file: RFC 8536 ------------------------------------------------------------------- */

typedef struct {
  Arena *arena;
  Text name;
  const unsigned char *bytes;
  size_t length, at;
  Text *reason;
} Reader;

typedef struct {
  char version;
  uint32_t universals, standards, leaps, times, types, designations; /* how many of each */
} Header;

/* The 64-bit block: pointers into the file, each with as many entries as the header says. */
typedef struct {
  Header header;
  const unsigned char *times, *indices, *types, *designations, *standards, *universals;
} Block;

static int refuse(Reader *reader, const char *why) {
  *reader->reason = text_format(reader->arena, "the file of time zone \"%.*s\" can't be used: %s",
                                (int)reader->name.length, reader->name.bytes, why);
  return 0;
}

static uint64_t big_endian(const unsigned char *bytes, int size) {
  uint64_t value = 0;
  for (int i = 0; i < size; i++) value = value << 8 | bytes[i];
  return value;
}

static int64_t block_time(const Block *block, uint32_t index) {
  return (int64_t)big_endian(block->times + 8 * (size_t)index, 8);
}

static int32_t block_offset(const Block *block, uint32_t type) {
  return (int32_t)big_endian(block->types + TYPE_SIZE * (size_t)type, 4);
}

static int read_header(Reader *reader, Header *header) {
  const unsigned char *bytes = reader->bytes + reader->at;
  uint32_t *counts[] = {&header->universals, &header->standards, &header->leaps,
                        &header->times,      &header->types,     &header->designations};
  size_t left = reader->length - reader->at;
  if (left < 4 || memcmp(bytes, "TZif", 4) != 0)
    return refuse(reader, "a header does not begin with TZif, as in every zone file");
  if (left < HEADER_SIZE) return refuse(reader, "it ends within a header");
  header->version = (char)bytes[4];
  for (size_t i = 0; i < 6; i++) *counts[i] = (uint32_t)big_endian(bytes + 20 + 4 * i, 4);
  if (header->version == '\0')
    return refuse(reader, "it is of version 1, which knows nothing after 2037; install present "
                          "zone data (version 2 or later)");
  if (header->version < '2' || header->version > '4')
    return refuse(reader, "its version is none of 2, 3 and 4");
  reader->at += HEADER_SIZE;
  return 1;
}

/* The counts are 32 bits each, so that this sum can't overflow. */
static uint64_t block_size(const Header *header, uint64_t time_size) {
  return header->times * (time_size + 1) + header->types * (uint64_t)TYPE_SIZE +
         header->designations + header->leaps * (time_size + 4) + header->standards +
         (uint64_t)header->universals;
}

static int skip_old_block(Reader *reader, const Header *header) {
  uint64_t size = block_size(header, 4);
  if (size > reader->length - reader->at) return refuse(reader, "it ends within its first block");
  reader->at += (size_t)size;
  return 1;
}

static int read_block(Reader *reader, Block *block) {
  const Header *header = &block->header;
  uint64_t size = block_size(header, 8);
  if (size > reader->length - reader->at) return refuse(reader, "it ends within its second block");
  if (header->types == 0) return refuse(reader, "it gives no offset from UTC");
  if (header->designations == 0) return refuse(reader, "it gives no abbreviation");
  if (header->standards != 0 && header->standards != header->types)
    return refuse(reader, "its counts contradict each other");
  if (header->universals != 0 && header->universals != header->types)
    return refuse(reader, "its counts contradict each other");
  if (header->leaps != 0)
    return refuse(reader, "it counts leap seconds, and agreements do not; use the usual zone");
  block->times = reader->bytes + reader->at;
  block->indices = block->times + 8 * (size_t)header->times;
  block->types = block->indices + header->times;
  block->designations = block->types + TYPE_SIZE * (size_t)header->types;
  block->standards = block->designations + header->designations;
  block->universals = block->standards + header->standards;
  reader->at += (size_t)size;
  return 1;
}

static int check_types(Reader *reader, const Block *block) {
  const Header *header = &block->header;
  if (block->designations[header->designations - 1] != '\0')
    return refuse(reader, "an abbreviation does not end");
  for (uint32_t i = 0; i < header->types; i++) {
    const unsigned char *type = block->types + TYPE_SIZE * (size_t)i;
    int standard = header->standards == 0 ? 0 : block->standards[i];
    int universal = header->universals == 0 ? 0 : block->universals[i];
    int32_t offset = block_offset(block, i);
    if (offset < LOWEST_OFFSET || offset > HIGHEST_OFFSET)
      return refuse(reader, "an offset from UTC is more than a day");
    if (type[4] > 1 || standard > 1 || universal > standard)
      return refuse(reader, "a flag is neither 0 nor 1, or contradicts another");
    if (type[5] >= header->designations) return refuse(reader, "an abbreviation is missing");
  }
  return 1;
}

static int check_times(Reader *reader, const Block *block) {
  for (uint32_t i = 0; i < block->header.times; i++) {
    if (block->indices[i] >= block->header.types)
      return refuse(reader, "a change leads to an offset that it does not give");
    if (i > 0 && block_time(block, i) <= block_time(block, i - 1))
      return refuse(reader, "its changes are not in the order of time");
    if (block_time(block, i) >= year_start(NEWEST_YEAR + 1) * DAY_SECONDS)
      return refuse(reader, "it lists a change after the year 9999");
  }
  return 1;
}

/* The footer is all that is left: the rule between two newlines. An empty one is no rule: then the
 * last offset listed holds. */
static int read_rule(Reader *reader, int32_t last_offset, PosixRule *rule) {
  const char *footer = (const char *)reader->bytes + reader->at;
  size_t length = reader->length - reader->at;
  if (length < 2 || footer[0] != '\n' || footer[length - 1] != '\n')
    return refuse(reader, "its last line, the rule for later years, is missing or cut off");
  Text line = text_copy(reader->arena, footer + 1, length - 2);
  memset(rule, 0, sizeof *rule);
  rule->standard = last_offset;
  if (line.length == 0) return 1;
  if (memchr(line.bytes, '\0', line.length) != NULL || !scan_rule(line.bytes, rule))
    return refuse(reader, "its rule for later years is not a POSIX rule with dates");
  return 1;
}

/* INT64_MIN for an instant whose milliseconds would not fit: fat files may begin with one. */
static int64_t clamp_time(int64_t seconds) {
  return seconds > LOWEST_SECOND ? seconds : INT64_MIN;
}

static Changes listed_changes(Arena *arena, const Block *block) {
  Changes changes = changes_create(arena, (size_t)block->header.times + 1);
  changes_add(&changes, INT64_MIN, block_offset(block, 0));
  for (uint32_t i = 0; i < block->header.times; i++)
    changes_add(&changes, clamp_time(block_time(block, i)), block_offset(block, block->indices[i]));
  return changes;
}

/* ---- From the file's changes and its rule to the table ------------------------------------- */

/* Since when the zone keeps to its rule: backwards while both change alike. The rule's changes are
 * known from 2036 on at the latest, which is early enough. `all` begins at INT64_MIN, where no rule
 * changes, so i stays above 0. */
static int64_t rule_since(const Changes *all, const Changes *rule) {
  size_t i = all->count, j = rule->count;
  while (j > 0 && all->items[i - 1].at == rule->items[j - 1].at &&
         all->items[i - 1].offset == rule->items[j - 1].offset) {
    i--;
    j--;
  }
  if (j == 0) return all->items[i - 1].at;
  const Change *zone = all->items + i - 1, *ruled = rule->items + j - 1;
  if (zone->offset != ruled->offset) return zone[1].at;
  return zone->at > ruled->at ? zone->at : ruled->at;
}

/* A week of grace at the end of the year lets zone_instants look about across repeat_from. */
static int64_t last_listed_year(int64_t seconds) {
  int64_t year = year_of((seconds > 0 ? seconds : 0) + WEEK_SECONDS);
  return year > LISTED_YEAR ? year : LISTED_YEAR;
}

static Zone *make_table(Arena *arena, Text name, const Changes *all, int64_t since) {
  int64_t end = year_start(last_listed_year(since) + 1 + CYCLE_YEARS) * DAY_SECONDS;
  Zone *zone = arena_take(arena, sizeof(Zone));
  zone->name = text_copy(arena, name.bytes, name.length);
  zone->version = text_of("");
  zone->repeat_from = end * 1000;
  zone->starts = arena_take(arena, all->count * sizeof(int64_t));
  zone->offsets = arena_take(arena, all->count * sizeof(int32_t));
  for (size_t i = 0; i < all->count && all->items[i].at < end; i++) {
    zone->starts[i] = i == 0 ? INT64_MIN : all->items[i].at * 1000;
    zone->offsets[i] = all->items[i].offset;
    zone->count++;
  }
  return zone;
}

/* The listed changes up to the instant `last`, then the rule's. RFC 8536, 3.3: at `last` both must
 * agree; where nothing is listed (`last` is INT64_MIN) the rule alone counts. From `last` to 1900 a
 * rule stands still, as it can't be written out for all the past. */
static Zone *expand(Reader *reader, const Changes *listed, int64_t last, const PosixRule *rule) {
  int64_t oldest = year_start(OLDEST_YEAR) * DAY_SECONDS;
  int64_t since = last > oldest ? last : oldest;
  int64_t first_year = year_of(since) < LISTED_YEAR ? year_of(since) - 2 : LISTED_YEAR - 2;
  Changes ruled = rule_changes(reader->arena, rule, first_year,
                               last_listed_year(since) + CYCLE_YEARS + 2);
  Changes all = changes_create(reader->arena, listed->count + ruled.count + 1);
  int32_t offset = rule->standard;
  size_t next = 0;
  while (next < ruled.count && ruled.items[next].at <= since) offset = ruled.items[next++].offset;
  for (size_t i = 0; i < listed->count; i++)
    changes_add(&all, listed->items[i].at, listed->items[i].offset);
  if (last == INT64_MIN || (rule->changes && last < oldest)) changes_add(&all, last, offset);
  if (changes_last(&all)->offset != offset) {
    refuse(reader, "its rule for later years contradicts the last change that it lists");
    return NULL;
  }
  for (; next < ruled.count; next++)
    changes_add(&all, ruled.items[next].at, ruled.items[next].offset);
  return make_table(reader->arena, reader->name, &all, rule_since(&all, &ruled));
}

Zone *zone_parse(Arena *arena, Text name, const unsigned char *bytes, size_t length, Text *reason) {
  Reader reader = {arena, name, bytes, length, 0, reason};
  Header old;
  Block block;
  PosixRule rule;
  if (!read_header(&reader, &old) || !skip_old_block(&reader, &old) ||
      !read_header(&reader, &block.header) || !read_block(&reader, &block) ||
      !check_types(&reader, &block) || !check_times(&reader, &block))
    return NULL;
  uint32_t times = block.header.times;
  Changes listed = listed_changes(arena, &block);
  if (!read_rule(&reader, changes_last(&listed)->offset, &rule)) return NULL;
  int64_t last = times > 0 ? clamp_time(block_time(&block, times - 1)) : INT64_MIN;
  return expand(&reader, &listed, last, &rule);
}

/* ---- The folder --------------------------------------------------------------------------- */

/* Parts of letters, digits, _ + and - with single slashes between them: so no "..", no dot at all
 * and no absolute path. */
static int is_zone_name(Text name) {
  char before = '/';
  if (name.length == 0 || name.length > LONGEST_NAME) return 0;
  for (uint32_t i = 0; i < name.length; i++) {
    char byte = name.bytes[i];
    if (byte == '/' && before == '/') return 0;
    if (byte != '/' && !is_letter(byte) && !is_digit(byte) && strchr("_+-", byte) == NULL) return 0;
    if (byte == '\0') return 0;
    before = byte;
  }
  return before != '/';
}

/* The first line of a file after a prefix, if it looks like a version; otherwise empty. */
static Text read_version(Arena *arena, const char *folder, const char *file, const char *prefix) {
  char line[64] = "";
  size_t skip = strlen(prefix), length = 0;
  FILE *in = fopen(text_format(arena, "%s/%s", folder, file).bytes, "rb");
  if (in == NULL) return text_of("");
  if (fgets(line, sizeof line, in) == NULL) line[0] = '\0';
  fclose(in);
  if (strncmp(line, prefix, skip) != 0) return text_of("");
  const char *version = line + skip;
  while (is_letter(version[length]) || is_digit(version[length]) || version[length] == '-')
    length++;
  if (version[length] != '\n' && version[length] != '\0') return text_of("");
  return text_copy(arena, version, length);
}

static Text data_version(Arena *arena, const char *folder) {
  Text version = read_version(arena, folder, "tzdata.zi", "# version ");
  return version.length > 0 ? version : read_version(arena, folder, "+VERSION", "");
}

static int is_regular_file(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* The whole file; -1 if it can't be read. A file of LARGEST_FILE bytes or more comes back cut. */
static int64_t read_bytes(const char *path, unsigned char *bytes) {
  FILE *in = fopen(path, "rb");
  if (in == NULL) return -1;
  size_t length = fread(bytes, 1, LARGEST_FILE, in);
  int failed = ferror(in);
  fclose(in);
  return failed ? -1 : (int64_t)length;
}

static Text why_no_file(Arena *arena, const char *folder, Text name, int error) {
  const char *why = error == ENOENT || error == ENOTDIR || error == 0 ? "" : strerror(error);
  return text_format(arena, "there is no time zone \"%.*s\" in %s%s%s", (int)name.length,
                     name.bytes, folder, why[0] != '\0' ? ": " : "", why);
}

Zone *zone_read(Arena *arena, const char *folder, Text name, Text *reason) {
  unsigned char bytes[LARGEST_FILE];
  if (!is_zone_name(name)) {
    *reason = text_of("this is no name of a time zone; one looks like \"America/New_York\" or "
                      "\"UTC\"");
    return NULL;
  }
  if (text_is(name, "localtime") || text_is(name, "posixrules")) {
    *reason = text_format(arena, "\"%.*s\" means something else on every machine; name the zone, "
                                 "like \"America/New_York\"", (int)name.length, name.bytes);
    return NULL;
  }
  Text path = text_format(arena, "%s/%.*s", folder, (int)name.length, name.bytes);
  errno = 0;
  int64_t length = is_regular_file(path.bytes) ? read_bytes(path.bytes, bytes) : -1;
  if (length < 0 || length == LARGEST_FILE) {
    *reason = length < 0 ? why_no_file(arena, folder, name, errno)
                         : text_format(arena, "the file of time zone \"%.*s\" can't be used: it is "
                                              "too large", (int)name.length, name.bytes);
    return NULL;
  }
  Zone *zone = zone_parse(arena, name, bytes, (size_t)length, reason);
  if (zone != NULL) zone->version = data_version(arena, folder);
  return zone;
}

/* ---- Instants and local times ------------------------------------------------------------- */

/* How many cycles of 400 years to go back, so as to stand before `limit`. */
static int64_t cycles_from(int64_t limit, int64_t instant) {
  return instant < limit ? 0 : (instant - limit) / CYCLE + 1;
}

static uint32_t index_at(const Zone *zone, int64_t instant) {
  uint32_t low = 0, high = zone->count; /* starts[low] <= instant < starts[high] */
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (zone->starts[middle] <= instant)
      low = middle;
    else
      high = middle;
  }
  return low;
}

static int64_t end_of(const Zone *zone, uint32_t index) {
  return index + 1 < zone->count ? zone->starts[index + 1] : INT64_MAX;
}

int32_t zone_offset(const Zone *zone, int64_t instant) {
  instant -= cycles_from(zone->repeat_from, instant) * CYCLE;
  return zone->offsets[index_at(zone, instant)];
}

/* Looks at every stretch of one offset that may touch the local time. Three answers would need two
 * changes back within 52 hours; no zone has that, and a forged one gets its first two. */
int zone_instants(const Zone *zone, int64_t local, int64_t instants[2]) {
  int count = 0;
  if (local < INT64_MIN + REACH || local > INT64_MAX - REACH) return 0;
  int64_t back = cycles_from(zone->repeat_from - 2 * REACH, local) * CYCLE;
  local -= back;
  for (uint32_t i = index_at(zone, local - REACH); i < zone->count && count < 2; i++) {
    int64_t instant = local - zone->offsets[i] * INT64_C(1000);
    if (zone->starts[i] > local + REACH) break;
    if (instant >= zone->starts[i] && instant < end_of(zone, i)) instants[count++] = instant + back;
  }
  return count;
}

/* The first instant at which clocks have reached midnight. Where the clock skips it, that is the
 * change; where it skips the whole day, the next day's start. */
int64_t zone_day_start(const Zone *zone, int64_t day) {
  int64_t most = INT64_MAX / DAY - 2;
  int64_t local = (day > most ? most : day < -most ? -most : day) * DAY;
  int64_t back = cycles_from(zone->repeat_from - 2 * REACH, local) * CYCLE;
  local -= back;
  for (uint32_t i = index_at(zone, local - REACH);; i++) {
    int64_t instant = local - zone->offsets[i] * INT64_C(1000);
    if (instant < zone->starts[i]) instant = zone->starts[i];
    if (instant < end_of(zone, i)) return instant + back;
  }
}

/* ---- Did you mean ------------------------------------------------------------------------- */

static int is_zone_file(const char *path) {
  char magic[4] = "";
  FILE *in = is_regular_file(path) ? fopen(path, "rb") : NULL;
  if (in == NULL) return 0;
  size_t length = fread(magic, 1, sizeof magic, in);
  fclose(in);
  return length == sizeof magic && memcmp(magic, "TZif", sizeof magic) == 0;
}

static int is_worth_naming(Text name) {
  static const char *const twins[] = {"posix", "right", "localtime", "posixrules"};
  for (size_t i = 0; i < sizeof twins / sizeof twins[0]; i++)
    if (text_is(name, twins[i])) return 0;
  return is_zone_name(name);
}

/* Lists the zones in folder/within; `within` is empty or ends in a slash. */
static void list_zones(Arena *arena, const char *folder, const char *within, int depth,
                       List *names) {
  DIR *directory = opendir(text_format(arena, "%s/%s", folder, within).bytes);
  const struct dirent *entry;
  if (directory == NULL) return;
  while ((entry = readdir(directory)) != NULL && names->count < MOST_NAMES) {
    struct stat status;
    Text name = text_format(arena, "%s%s", within, entry->d_name);
    Text path = text_format(arena, "%s/%s", folder, name.bytes);
    if (!is_worth_naming(name) || stat(path.bytes, &status) != 0) continue;
    if (S_ISDIR(status.st_mode) && depth < DEEPEST_FOLDER) {
      list_zones(arena, folder, text_format(arena, "%s/", name.bytes).bytes, depth + 1, names);
    } else if (is_zone_file(path.bytes)) {
      Text *kept = arena_take(arena, sizeof(Text));
      *kept = name;
      list_add(arena, names, kept);
    }
  }
  closedir(directory);
}

static int compare_names(const void *left, const void *right) {
  const Text *const *a = left, *const *b = right;
  return strcmp((*a)->bytes, (*b)->bytes);
}

static char loose(char byte) {
  if (byte == ' ') return '_';
  return byte >= 'A' && byte <= 'Z' ? (char)(byte + 'a' - 'A') : byte;
}

/* "New York" and "new_york" for America/New_York. */
static int is_last_part(Text name, Text wanted) {
  uint32_t skip = name.length - wanted.length;
  if (wanted.length == 0 || wanted.length > name.length) return 0;
  if (skip > 0 && name.bytes[skip - 1] != '/') return 0;
  for (uint32_t i = 0; i < wanted.length; i++)
    if (loose(name.bytes[skip + i]) != loose(wanted.bytes[i])) return 0;
  return 1;
}

/* Folders come in any order: sorting makes equally near names answer alike everywhere. */
Text zone_nearest(Arena *arena, const char *folder, Text name) {
  List names = {NULL, 0, 0};
  Nearest nearest = nearest_start(name);
  list_zones(arena, folder, "", 0, &names);
  if (names.count > 1) qsort(names.items, names.count, sizeof(void *), compare_names);
  for (uint32_t i = 0; i < names.count; i++) {
    const Text *candidate = names.items[i];
    if (is_last_part(*candidate, name)) return *candidate;
    nearest_offer(&nearest, *candidate);
  }
  return nearest_best(&nearest);
}
