/* Calendars: hours in order, and none of a day over another's. */
#include "runtime/calendar.h"
#include "runtime/verify.h"

#define FIRST_DAY INT64_C(-719528) /* 0000-01-01 */
#define LAST_DAY INT64_C(2932896)  /* 9999-12-31 */

static int check_open_days(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_OPEN_DAY]; i++) {
    const ImageOpenDay *day = agreement->OPEN_DAY + i;
    int64_t open = 0, over = 0;
    for (uint32_t k = day->first; k < day->first + day->count; k++) {
      const ImageOpenRange *range = agreement->OPEN_RANGE + k;
      if (range->from < over || range->from >= DAY_MS || range->to <= range->from ||
          range->to > 2 * DAY_MS)
        return verify_bad_row(verify, SECTION_OPEN_RANGE, k, "from",
                              "%u to %u are no hours, or not after those before", range->from,
                              range->to);
      open += range->to - range->from;
      over = range->to;
    }
    if (open != day->open)
      return verify_bad_row(verify, SECTION_OPEN_DAY, i, "open", "%lld is not their sum, %lld",
                            (long long)day->open, (long long)open);
  }
  return 1;
}

static int check_yearly_days(Verify *verify, const ImageCalendar *calendar) {
  const ImageYearlyDay *rows = verify->agreement->YEARLY_DAY;
  for (uint32_t i = calendar->yearly_first; i < calendar->yearly_first + calendar->yearly_count;
       i++) {
    CivilDate date = civil_of_days(days_of_civil(2000, (int)rows[i].month, (int)rows[i].day));
    if (!rows[i].month || !rows[i].day || (uint32_t)date.day != rows[i].day)
      return verify_bad_row(verify, SECTION_YEARLY_DAY, i, "day", "there is no %u.%u.", rows[i].day,
                            rows[i].month);
    if (i > calendar->yearly_first &&
        32 * rows[i].month + rows[i].day <= 32 * rows[i - 1].month + rows[i - 1].day)
      return verify_bad_row(verify, SECTION_YEARLY_DAY, i, "day", "days do not rise");
  }
  return 1;
}

static int check_dated_days(Verify *verify, const ImageCalendar *calendar) {
  const ImageDatedDay *rows = verify->agreement->DATED_DAY;
  for (uint32_t i = calendar->dated_first; i < calendar->dated_first + calendar->dated_count; i++) {
    if (rows[i].day < FIRST_DAY || rows[i].day > LAST_DAY)
      return verify_bad_row(verify, SECTION_DATED_DAY, i, "day", "%lld is no date",
                            (long long)rows[i].day);
    if (i > calendar->dated_first && rows[i].day <= rows[i - 1].day)
      return verify_bad_row(verify, SECTION_DATED_DAY, i, "day", "days do not rise");
  }
  return 1;
}

static int check_calendars(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  if (agreement->count[SECTION_CALENDAR] > MAX_CALENDARS)
    return verify_refuse(verify, "section CALENDAR has %u rows, more than %u",
                         agreement->count[SECTION_CALENDAR], MAX_CALENDARS);
  for (uint32_t i = 0; i < agreement->count[SECTION_CALENDAR]; i++) {
    const ImageCalendar *row = agreement->CALENDAR + i;
    int64_t day;
    if (!check_yearly_days(verify, row) || !check_dated_days(verify, row)) return 0;
    OpenTime hours = agreement_open_time(agreement, i);
    if (open_time_overlap(&hours, &day))
      return verify_bad_row(verify, SECTION_CALENDAR, i, NULL,
                            "hours of two days overlap, the first is %lld", (long long)day);
  }
  return 1;
}

int verify_calendars(Verify *verify) {
  static const VerifyCheck checks[] = {check_open_days, check_calendars};
  return verify_all(verify, checks, sizeof checks / sizeof *checks);
}
