#include "compiler/calendar_rows.h"

#include "compiler/lower_plan.h"
#include "runtime/open_time.h"

/* ---- hours --------------------------------------------------------------------------------- */

static int is_row_of(ImageBuilder *builder, uint32_t row, const List *hours) {
  const ImageOpenDay *day = row_OPEN_DAY(builder, row);
  if (day->count != hours->count) return 0;
  for (uint32_t i = 0; i < hours->count; i++) {
    const ImageOpenRange *range = row_OPEN_RANGE(builder, day->first + i);
    const OpenHours *wanted = hours->items[i];
    if (range->from != wanted->from || range->to != wanted->to) return 0;
  }
  return 1;
}

/* Days with the same hours share a row; most are like one of the last. */
static uint32_t hours_row(ImageBuilder *builder, const List *hours) {
  enum { LOOKED_AT = 16 };
  uint32_t rows = builder_count(builder, SECTION_OPEN_DAY);
  for (uint32_t i = rows; i > 0 && rows - i < LOOKED_AT; i--)
    if (is_row_of(builder, i - 1, hours)) return i - 1;
  ImageOpenDay day = {0, builder_count(builder, SECTION_OPEN_RANGE), hours->count};
  for (uint32_t i = 0; i < hours->count; i++) {
    const OpenHours *range = hours->items[i];
    add_OPEN_RANGE(builder, (ImageOpenRange){range->from, range->to});
    day.open += range->to - range->from;
  }
  return add_OPEN_DAY(builder, day);
}

static uint32_t title_of(ImageBuilder *builder, const SpecialDay *day) {
  return day->title.length ? builder_string(builder, day->title) : NONE;
}

uint32_t calendar_rows(ImageBuilder *builder, const Calendar *calendar, uint32_t zone) {
  uint32_t week[7];
  for (int i = 0; i < 7; i++) week[i] = hours_row(builder, &calendar->week[i]);
  ImageCalendar row = {.name = builder_string(builder, calendar->name),
                       .zone = zone,
                       .monday = week[0],
                       .tuesday = week[1],
                       .wednesday = week[2],
                       .thursday = week[3],
                       .friday = week[4],
                       .saturday = week[5],
                       .sunday = week[6],
                       .yearly_first = builder_count(builder, SECTION_YEARLY_DAY),
                       .yearly_count = calendar->yearly.count,
                       .dated_first = builder_count(builder, SECTION_DATED_DAY),
                       .dated_count = calendar->dated.count};
  for (uint32_t i = 0; i < calendar->yearly.count; i++) {
    const SpecialDay *day = calendar->yearly.items[i];
    add_YEARLY_DAY(builder,
                   (ImageYearlyDay){day->month, day->of_month, hours_row(builder, &day->hours),
                                    title_of(builder, day)});
  }
  for (uint32_t i = 0; i < calendar->dated.count; i++) {
    const SpecialDay *day = calendar->dated.items[i];
    add_DATED_DAY(builder, (ImageDatedDay){day->day, hours_row(builder, &day->hours),
                                           title_of(builder, day)});
  }
  return add_CALENDAR(builder, row);
}

uint32_t zone_rows(ImageBuilder *builder, const Zone *zone) {
  ImageZone row = {.repeat_from = zone->repeat_from,
                   .name = builder_string(builder, zone->name),
                   .version = builder_string(builder, zone->version),
                   .first = builder_count(builder, SECTION_OFFSET),
                   .count = zone->count};
  for (uint32_t i = 0; i < zone->count; i++)
    add_OFFSET(builder, (ImageOffset){zone->starts[i], zone->offsets[i] * INT64_C(1000)});
  return add_ZONE(builder, row);
}

/* ---- one by itself ------------------------------------------------------------------------- */

static OpenTime open_time_of(Arena *arena, const Calendar *calendar) {
  ImageBuilder *builder = image_builder_create(arena);
  uint32_t row = calendar_rows(builder, calendar, zone_rows(builder, calendar->zone));
  const ImageCalendar *rows = row_CALENDAR(builder, row);
  OpenTime open = {.zone = row_ZONE(builder, rows->zone),
                   .offsets = builder->sections[SECTION_OFFSET].rows,
                   .ranges = builder->sections[SECTION_OPEN_RANGE].rows,
                   .days = builder->sections[SECTION_OPEN_DAY].rows,
                   .week = &rows->monday,
                   .yearly = builder->sections[SECTION_YEARLY_DAY].rows,
                   .yearly_count = rows->yearly_count,
                   .dates = builder->sections[SECTION_DATED_DAY].rows,
                   .date_count = rows->dated_count};
  return open;
}

int calendar_overlaps(Arena *arena, const Calendar *calendar, int64_t *day) {
  OpenTime open = open_time_of(arena, calendar);
  return open_time_overlap(&open, day);
}

int calendar_opens_after(Arena *arena, const Calendar *calendar, int64_t day) {
  OpenTime open = open_time_of(arena, calendar);
  open_time_fill(&open, arena_take(arena, open_time_room(&open) * sizeof(int64_t)));
  return open_time_opening(&open, day * DAY_MS) != INT64_MAX;
}
