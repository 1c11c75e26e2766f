/* Opening an image: an agreement is a block of the host's memory with pointers into the host's
 * image. The image is verified first and never written. */
#include <string.h>

#include "runtime/account.h"
#include "runtime/memory.h"
#include "runtime/open_time.h"
#include "runtime/verify.h"

static mops_status refuse(mops_problem *problem, mops_status status, const char *text) {
  if (problem) {
    problem->field = MOPS_NOT_FOUND;
    strncpy(problem->text, text, sizeof problem->text - 1);
    problem->text[sizeof problem->text - 1] = 0;
  }
  return status;
}

OpenTime agreement_open_time(const mops_agreement *agreement, uint32_t calendar) {
  const ImageCalendar *row = agreement->CALENDAR + calendar;
  const ImageZone *zone = agreement->ZONE + row->zone;
  return (OpenTime){.zone = zone,
                    .offsets = agreement->OFFSET + zone->first,
                    .ranges = agreement->OPEN_RANGE,
                    .days = agreement->OPEN_DAY,
                    .week = &row->monday,
                    .yearly = agreement->YEARLY_DAY + row->yearly_first,
                    .yearly_count = row->yearly_count,
                    .dates = agreement->DATED_DAY + row->dated_first,
                    .date_count = row->dated_count};
}

/* Sums of calendars are worked out here: an image need not be believed. */
static int open_calendars(mops_agreement *agreement) {
  uint32_t calendars = agreement->count[SECTION_CALENDAR];
  if (!calendars) return 1;
  agreement->open_times = memory_take(&agreement->memory, calendars, sizeof(OpenTime));
  if (!agreement->open_times) return 0;
  for (uint32_t i = 0; i < calendars; i++) {
    agreement->open_times[i] = agreement_open_time(agreement, i);
    agreement->open_sums_count += open_time_room(agreement->open_times + i);
  }
  int64_t *sums = memory_take(&agreement->memory, agreement->open_sums_count, sizeof *sums);
  agreement->open_sums = sums;
  for (uint32_t i = 0; sums && i < calendars; i++) {
    open_time_fill(agreement->open_times + i, sums);
    sums += open_time_room(agreement->open_times + i);
  }
  return sums != NULL;
}

mops_status mops_agreement_load(const void *image, size_t size, const mops_memory *memory,
                                mops_agreement **agreement, mops_problem *problem) {
  if (!agreement) return refuse(problem, MOPS_MISUSE, "there is no place for the agreement");
  *agreement = NULL;
  if (!image) return refuse(problem, MOPS_MISUSE, "there is no image");
  mops_memory chosen = memory_or_default(memory);
  mops_agreement *opened = memory_take(&chosen, 1, sizeof *opened);
  if (!opened)
    return refuse(problem, MOPS_NO_MEMORY, "there is not enough memory for the agreement");
  opened->memory = chosen;
  mops_status status = verify_image(opened, image, size, problem);
  if (status == MOPS_OK && !open_calendars(opened))
    status = refuse(problem, MOPS_NO_MEMORY, "there is not enough memory for the calendars");
  if (status == MOPS_OK) opened->account = account_shape(opened);
  if (status == MOPS_OK)
    *agreement = opened;
  else
    mops_agreement_free(opened);
  return status;
}

void mops_agreement_free(mops_agreement *agreement) {
  if (!agreement) return;
  mops_memory memory = agreement->memory; /* it stands in what is freed */
  memory_free(&memory, agreement->open_times,
              agreement->count[SECTION_CALENDAR] * sizeof *agreement->open_times);
  memory_free(&memory, agreement->open_sums,
              agreement->open_sums_count * sizeof *agreement->open_sums);
  memory_free(&memory, agreement, sizeof *agreement);
}

void mops_agreement_describe(const mops_agreement *agreement, mops_agreement_info *info) {
  const ImageMeta *meta = agreement->META;
  const ImageZone *zone = agreement->ZONE + meta->zone;
  *info = (mops_agreement_info){
      .name = agreement_text(agreement, meta->name),
      .version = agreement_text(agreement, meta->version),
      .zone = agreement_text(agreement, zone->name),
      .zone_version = agreement_text(agreement, zone->version),
      .effective = meta->effective,
      .meaning = agreement->header->meaning,
      .record_types = agreement->count[SECTION_RECORD],
      .scores = agreement->count[SECTION_SCORE],
      .stages = agreement->count[SECTION_STAGE],
      .definitions = agreement->count[SECTION_DEFINITION],
      .key_field = meta->key - agreement->RECORD[0].first,
      .lead_size = meta->slots * sizeof(int64_t),
  };
}
