/* The agreement block. Only the time zone must be there: without one, no date means anything. */
#include "compiler/check_header.h"

#include <string.h>

#include "compiler/literal.h"
#include "compiler/zone.h"

static void bad_value(Checker *checker, const Node *setting, const char *code, const char *title,
                      const char *help) {
  const Node *value = setting->items.count ? setting->items.items[0] : setting;
  if (value->kind == NODE_ERROR) return;
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, code, value->span, "not like this", "%s", title);
  diag_help(checker->diagnostics, diagnostic, "%s", help);
}

static const Node *value_of(const Node *setting, NodeKind kind) {
  const Node *value = setting->items.count == 1 ? setting->items.items[0] : NULL;
  return value && value->kind == kind ? value : NULL;
}

static void refuse_damaged(Checker *checker, const Node *value, Text reason) {
  Diagnostic *diagnostic =
      diag_error(checker->diagnostics, "E0402", value->span, "its file is damaged",
                 "the file of time zone \"%.*s\" can't be read", SHOW(value->name));
  diag_note(checker->diagnostics, diagnostic, "%.*s", SHOW(reason));
  diag_help(checker->diagnostics, diagnostic,
            "the name is right: ask whoever keeps this computer to install its time zones again");
}

/* What people write, and the place that they mean. Some are names of zones, but without summer
 * time, which is seldom meant. */
static const struct {
  const char *written, *place;
  int is_fixed;
} usual_zones[] = {
    {"eastern", "America/New_York", 0},
    {"central", "America/Chicago", 0},
    {"mountain", "America/Denver", 0},
    {"pacific", "America/Los_Angeles", 0},
    {"alaska", "America/Anchorage", 0},
    {"hawaii", "Pacific/Honolulu", 0},
    {"est", "America/New_York", 1},
    {"mst", "America/Denver", 1},
    {"gmt", "Europe/London", 1},
    {"uk", "Europe/London", 0},
    {"british", "Europe/London", 0},
    {"western european", "Europe/Lisbon", 0},
    {"central european", "Europe/Paris", 0},
    {"eastern european", "Europe/Athens", 0},
};

enum { USUAL_ZONES = sizeof usual_zones / sizeof *usual_zones };

static Text without_ending(Text text, const char *ending) {
  Text end = text_of(ending);
  if (text.length <= end.length ||
      !text_equal((Text){text.bytes + text.length - end.length, end.length}, end))
    return text;
  return (Text){text.bytes, text.length - end.length};
}

/* The row of "Eastern", "eastern time" and "Eastern Standard Time", or USUAL_ZONES. */
static size_t usual_zone(Arena *arena, Text name) {
  size_t i = 0;
  Text word = without_ending(literal_fold(arena, name), " time");
  word = without_ending(without_ending(word, " standard"), " daylight");
  while (i < USUAL_ZONES && !text_is(word, usual_zones[i].written)) i++;
  return i;
}

static Text zone_meant(Checker *checker, Text name) {
  size_t usual = usual_zone(checker->arena, name);
  Text place = text_of(usual < USUAL_ZONES ? usual_zones[usual].place : "");
  if (place.length && zone_has_file(checker->arena, checker->zoneinfo, place)) return place;
  return zone_nearest(checker->arena, checker->zoneinfo, name);
}

static void warn_fixed(Checker *checker, const Node *value) {
  size_t usual = usual_zone(checker->arena, value->name);
  if (usual == USUAL_ZONES || !usual_zones[usual].is_fixed) return;
  Diagnostics *diagnostics = checker->diagnostics;
  Diagnostic *diagnostic =
      diag_warning(diagnostics, "W0809", value->span, "no summer time",
                   "clocks in \"%.*s\" never change to summer time", SHOW(value->name));
  diag_help(diagnostics, diagnostic, "where they do, name a place: \"%s\"",
            usual_zones[usual].place);
}

static void refuse_unknown(Checker *checker, const Node *value, Text reason) {
  Diagnostics *diagnostics = checker->diagnostics;
  Diagnostic *diagnostic = diag_error(diagnostics, "E0402", value->span, "unknown",
                                      "there is no time zone \"%.*s\"", SHOW(value->name));
  if (reason.length) diag_note(diagnostics, diagnostic, "%.*s", SHOW(reason));
  Text nearest = zone_meant(checker, value->name);
  if (nearest.length) {
    diag_help(diagnostics, diagnostic, "did you mean \"%.*s\"?", SHOW(nearest));
    diag_fix(diagnostics, diagnostic, value->span,
             text_format(checker->arena, "\"%.*s\"", SHOW(nearest)), 0);
  } else {
    diag_help(diagnostics, diagnostic, "write a name such as \"America/New_York\"");
  }
  if (!memchr(value->name.bytes, '/', value->name.length))
    diag_note(diagnostics, diagnostic, "time zones are named by place: \"America/Los_Angeles\"");
}

/* Each is read once. */
static Zone *zone_known(const Checker *checker, Text name) {
  for (uint32_t i = 0; i < checker->model->zones.count; i++) {
    Zone *zone = checker->model->zones.items[i];
    if (text_equal(zone->name, name)) return zone;
  }
  return NULL;
}

Zone *check_zone(Checker *checker, const Node *value) {
  Text reason;
  Zone *zone = zone_known(checker, value->name);
  if (zone) return zone;
  zone = zone_read(checker->arena, checker->zoneinfo, value->name, &reason);
  if (zone) {
    warn_fixed(checker, value);
    list_add(checker->arena, &checker->model->zones, zone);
  } else if (zone_has_file(checker->arena, checker->zoneinfo, value->name)) {
    refuse_damaged(checker, value, reason);
  } else {
    refuse_unknown(checker, value, reason);
  }
  return zone;
}

static void read_zone(Checker *checker, const Node *setting) {
  const Node *value = value_of(setting, NODE_TEXT);
  if (value == NULL) {
    bad_value(checker, setting, "E0402", "the time zone is a quoted name",
              "write `timezone \"Europe/Paris\"`");
    return;
  }
  checker->model->zone = check_zone(checker, value);
}

static void read_parties(Checker *checker, const Node *setting) {
  checker->parties_listed = 1;
  for (uint32_t i = 0; i < setting->items.count; i++) {
    const Node *item = setting->items.items[i];
    if (item->kind != NODE_NAME) continue;
    Text *party = arena_take(checker->arena, sizeof *party);
    *party = item->name;
    const Symbol *first =
        symbols_add(checker->arena, &checker->parties, item->name, party, item->span);
    if (first == NULL) {
      list_add(checker->arena, &checker->model->parties, party);
      continue;
    }
    Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0208", item->span, "again here",
                                        "party `%.*s` is listed twice", SHOW(item->name));
    diag_span(checker->diagnostics, diagnostic, first->span, "first listed here");
    diag_help(checker->diagnostics, diagnostic, "remove one of the two");
  }
}

static void read_version(Checker *checker, const Node *setting) {
  const Node *value = value_of(setting, NODE_TEXT);
  if (value)
    checker->model->version = value->name;
  else
    bad_value(checker, setting, "E0403", "the version is a quoted text",
              "write `version \"2026.4\"`");
}

static void read_language(Checker *checker, const Node *setting) {
  const Node *value = value_of(setting, NODE_INTEGER);
  if (value == NULL || value->number != 1)
    bad_value(checker, setting, "E0405", "this is not a known version of the language",
              "write `language 1`");
}

static void read_setting(Checker *checker, const Node *setting) {
  if (text_is(setting->name, "timezone"))
    read_zone(checker, setting);
  else if (text_is(setting->name, "parties"))
    read_parties(checker, setting);
  else if (text_is(setting->name, "version"))
    read_version(checker, setting);
  else if (text_is(setting->name, "language"))
    read_language(checker, setting);
}

static void read_effective(Checker *checker, const Node *setting) {
  const Node *value = value_of(setting, NODE_DATE);
  int64_t day;
  if (value && literal_date(value->name, &day))
    checker->model->effective = zone_day_start(checker->model->zone, day);
  else
    bad_value(checker, setting, "E0404", "an agreement takes effect on a date",
              "write a day that exists: `effective 2026-10-01`");
}

/* Reads all settings; returns the one that needs the zone, which may stand before it. */
static const Node *read_settings(Checker *checker, const Node *node, int *zone_written) {
  Symbols seen = {0};
  const Node *effective = NULL;
  for (uint32_t i = 0; i < node->items.count; i++) {
    const Node *setting = node->items.items[i];
    if (setting->kind != NODE_SETTING || setting->name.length == 0) continue;
    const Symbol *first =
        symbols_add(checker->arena, &seen, setting->name, NULL, setting->name_span);
    if (first) {
      Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0208", setting->span,
                                          "again here", "`%.*s` is set twice", SHOW(setting->name));
      diag_span(checker->diagnostics, diagnostic, first->span, "first set here");
      diag_help(checker->diagnostics, diagnostic, "remove one of the two");
      continue;
    }
    if (text_is(setting->name, "timezone")) *zone_written = 1;
    if (text_is(setting->name, "effective")) effective = setting;
    read_setting(checker, setting);
  }
  return effective;
}

static Zone *utc(Arena *arena) {
  Zone *zone = arena_take(arena, sizeof *zone);
  zone->name = text_of("UTC");
  zone->version = text_of("");
  zone->count = 1;
  zone->starts = arena_take(arena, sizeof *zone->starts);
  zone->offsets = arena_take(arena, sizeof *zone->offsets);
  zone->starts[0] = INT64_MIN;
  zone->repeat_from = INT64_MAX;
  return zone;
}

void check_header(Checker *checker, const Node *node, const File *file) {
  Diagnostic *diagnostic;
  const Node *effective = NULL;
  int zone_written = 0;
  if (node) {
    checker->model->name = node->name;
    effective = read_settings(checker, node, &zone_written);
  } else if (!checker->syntax_errors) {
    diagnostic = diag_error(checker->diagnostics, "E0401", (Span){.file = file->file}, NULL,
                            "there is no `agreement` block");
    diag_help(checker->diagnostics, diagnostic,
              "begin with `agreement \"…\" { timezone \"America/New_York\" }`");
    diag_help(
        checker->diagnostics, diagnostic,
        "if another file says `use` of this one, check that file: it has the `agreement` block");
  }
  if (node && !zone_written && !(node->flags & FLAG_BROKEN)) {
    diagnostic = diag_error(checker->diagnostics, "E0402", node->span, "in which time zone?",
                            "the agreement has no time zone");
    diag_help(checker->diagnostics, diagnostic, "add `timezone \"America/New_York\"`, or yours");
  }
  if (checker->model->zone == NULL) {
    checker->model->zone = utc(checker->arena);
    list_add(checker->arena, &checker->model->zones, checker->model->zone);
  }
  if (effective) read_effective(checker, effective);
}
