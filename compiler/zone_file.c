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

#include "compiler/zone.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/zone_rule.h"

enum {
  WEEK_SECONDS = 7 * DAY_SECONDS, /* a rule's time is at most 167 hours off its date */
  LISTED_YEAR = 2037,
  NEWEST_YEAR = 9999,
  CYCLE_YEARS = 400,
  HEADER_SIZE = 44,
  TYPE_SIZE = 6
};

static const int64_t LOWEST_SECOND = INT64_MIN / 1000;

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
  if (memchr(line.bytes, '\0', line.length) != NULL || !rule_scan(line.bytes, rule))
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
