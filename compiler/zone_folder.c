/* Where zone files are found, and names near a misspelt one. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compiler/names.h"
#include "compiler/zone.h"
#include "compiler/zone_rule.h"

enum { LARGEST_FILE = 65536, LONGEST_NAME = 255, MOST_NAMES = 10000, DEEPEST_FOLDER = 3 };

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

int zone_has_file(Arena *arena, const char *folder, Text name) {
  Text path = text_format(arena, "%s/%.*s", folder, (int)name.length, name.bytes);
  return is_worth_naming(name) && is_regular_file(path.bytes);
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

/* "PST" is near "EST" only as a text: an abbreviation stands for a place, or for nothing. */
static int is_abbreviation(Text name) {
  for (uint32_t i = 0; i < name.length; i++)
    if (name.bytes[i] < 'A' || name.bytes[i] > 'Z') return 0;
  return name.length <= 5;
}

static Text place_of(Arena *arena, const char *folder, Text abbreviation) {
  static const char *const places[][2] = {
      {"PST", "America/Los_Angeles"}, {"PDT", "America/Los_Angeles"}, {"PT", "America/Los_Angeles"},
      {"MDT", "America/Denver"},      {"MT", "America/Denver"},       {"CST", "America/Chicago"},
      {"CDT", "America/Chicago"},     {"CT", "America/Chicago"},      {"EDT", "America/New_York"},
      {"ET", "America/New_York"},     {"AKST", "America/Anchorage"},  {"BST", "Europe/London"},
      {"CEST", "Europe/Paris"},       {"EEST", "Europe/Athens"},      {"JST", "Asia/Tokyo"},
      {"SGT", "Asia/Singapore"},      {"AEST", "Australia/Sydney"},   {"AEDT", "Australia/Sydney"},
  };
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    if (!text_is(abbreviation, places[i][0])) continue;
    Text path = text_format(arena, "%s/%s", folder, places[i][1]);
    if (is_zone_file(path.bytes)) return text_of(places[i][1]);
  }
  return text_of("");
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
  if (is_abbreviation(name)) return place_of(arena, folder, name);
  return nearest_best(&nearest);
}
