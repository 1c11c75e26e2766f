/* Owners, pools, routes and clocks as the host sees them. */
#include "runtime/calendar.h"
#include "runtime/clock.h"
#include "runtime/number.h"
#include "runtime/open_time.h"

#define NAMED(section, row)                                                                        \
  ((row) < agreement->count[SECTION_##section]                                                     \
       ? agreement_text(agreement, agreement->section[row].name)                                   \
       : NULL)

const char *mops_owner_name(const mops_agreement *agreement, uint32_t owner) {
  return NAMED(OWNER, owner);
}
const char *mops_pool_name(const mops_agreement *agreement, uint32_t pool) {
  return NAMED(POOL, pool);
}
const char *mops_route_name(const mops_agreement *agreement, uint32_t route) {
  return NAMED(ROUTE, route);
}

const char *mops_owner_title(const mops_agreement *agreement, uint32_t owner) {
  if (owner >= agreement->count[SECTION_OWNER]) return NULL;
  return agreement_text(agreement, agreement->OWNER[owner].title);
}

int mops_owner_is_queue(const mops_agreement *agreement, uint32_t owner) {
  return owner < agreement->count[SECTION_OWNER] && agreement->OWNER[owner].queue;
}

uint32_t mops_owner_count(const mops_agreement *agreement) {
  return agreement->count[SECTION_OWNER];
}
uint32_t mops_pool_count(const mops_agreement *agreement) {
  return agreement->count[SECTION_POOL];
}

static int64_t owner_slot(const mops_agreement *agreement, const mops_lead *lead, uint32_t slot) {
  uint32_t first = agreement->META->owner_slot;
  return first == NONE ? MOPS_MISSING : lead_slots_const(lead)[first + slot];
}

int64_t mops_lead_owner(const mops_agreement *agreement, const mops_lead *lead) {
  return owner_slot(agreement, lead, OWNER_NOW);
}
int64_t mops_lead_owner_since(const mops_agreement *agreement, const mops_lead *lead) {
  return owner_slot(agreement, lead, OWNER_SINCE);
}

/* ---- clocks ------------------------------------------------------------------------------ */

uint32_t mops_sla_count(const mops_agreement *agreement) {
  return agreement->count[SECTION_SLA];
}
const char *mops_sla_name(const mops_agreement *agreement, uint32_t sla) {
  return NAMED(SLA, sla);
}

const char *mops_verdict_name(mops_verdict verdict) {
  static const char *const names[] = {[MOPS_VERDICT_NONE] = "",
                                      [MOPS_VERDICT_OPEN] = "open",
                                      [MOPS_VERDICT_MET] = "met",
                                      [MOPS_VERDICT_BREACHED] = "breached",
                                      [MOPS_VERDICT_MET_LATE] = "breached then met",
                                      [MOPS_VERDICT_CANCELLED] = "cancelled"};
  return (size_t)verdict < sizeof names / sizeof *names ? names[verdict] : "";
}

mops_clock mops_lead_clock(const mops_agreement *agreement, const mops_lead *lead, uint32_t sla) {
  mops_clock none = {
      MOPS_VERDICT_NONE, 0, 0, MOPS_MISSING, MOPS_MISSING, MOPS_MISSING, MOPS_MISSING,
      MOPS_MISSING,      0};
  if (sla >= agreement->count[SECTION_SLA]) return none;
  const int64_t *slots = lead_slots_const(lead), *clock = slots + agreement->SLA[sla].slot;
  if (clock[CLOCK_VERDICT] == VERDICT_CODE_NONE) return none;
  int met =
      clock[CLOCK_VERDICT] == VERDICT_CODE_MET || clock[CLOCK_VERDICT] == VERDICT_CODE_MET_LATE;
  return (mops_clock){.verdict = (mops_verdict)clock[CLOCK_VERDICT],
                      .runs = clock[CLOCK_RUNS] != 0,
                      .paused = clock[CLOCK_PAUSED] != VALUE_MISSING,
                      .started = clock[CLOCK_STARTED],
                      .since = clock[CLOCK_SINCE],
                      .due = clock[CLOCK_DUE] == VALUE_LIMIT ? MOPS_MISSING : clock[CLOCK_DUE],
                      .ended = clock[CLOCK_ENDED],
                      .took = met ? clock_took(agreement, slots, sla, clock[CLOCK_ENDED])
                                  : MOPS_MISSING,
                      .held = clock[CLOCK_HELD]};
}

/* The name of a day that is closed, NULL: it is not, or has none. A date goes before a day of every
 * year. */
/* The name of a day, NULL: it has none. closed: it has no hours of its own. */
static const char *day_title(const mops_agreement *agreement, uint32_t calendar, int64_t day,
                             int *closed) {
  const ImageCalendar *row = agreement->CALENDAR + calendar;
  CivilDate date = civil_of_days(day);
  uint32_t hours = NONE, title = NONE;
  for (uint32_t i = 0; i < row->yearly_count; i++) {
    const ImageYearlyDay *yearly = agreement->YEARLY_DAY + row->yearly_first + i;
    if ((int)yearly->month != date.month || (int)yearly->day != date.day) continue;
    hours = yearly->hours;
    title = yearly->title;
  }
  for (uint32_t i = 0; i < row->dated_count; i++) {
    const ImageDatedDay *dated = agreement->DATED_DAY + row->dated_first + i;
    if (dated->day != day) continue;
    hours = dated->hours;
    title = dated->title;
  }
  *closed = hours != NONE && !agreement->OPEN_DAY[hours].count;
  return hours == NONE || title == NONE ? NULL : agreement_text(agreement, title);
}

const char *mops_explain_clock(const mops_agreement *agreement, const mops_lead *lead, uint32_t sla,
                               mops_day_teller tell, void *host) {
  enum { MOST_DAYS = 400 };
  mops_clock clock = mops_lead_clock(agreement, lead, sla);
  if (clock.verdict == MOPS_VERDICT_NONE || clock.due == MOPS_MISSING) return NULL;
  uint32_t calendar = clock_calendar(agreement, lead_slots_const(lead), sla);
  if (calendar == NONE) return NULL;
  const ImageCalendar *row = agreement->CALENDAR + calendar;
  const OpenTime *hours = agreement->open_times + calendar;
  int64_t day = floor_divide(calendar_local(agreement, row->zone, clock.since), DAY_MS);
  for (int told = 0; told < MOST_DAYS; told++, day++) {
    int64_t begins = calendar_midnight(agreement, row->zone, day);
    int64_t from = larger(begins, clock.since);
    int64_t to = smaller(calendar_midnight(agreement, row->zone, day + 1), clock.due);
    if (begins > clock.due) break;
    int64_t open = from < to ? open_time_until(hours, to) - open_time_until(hours, from) : 0;
    int closed;
    const char *title = day_title(agreement, calendar, day, &closed);
    if (open > 0 || (closed && title)) tell(host, day, open, closed, title);
  }
  return agreement_text(agreement, row->name);
}

size_t mops_clock_format_due(const mops_agreement *agreement, const mops_lead *lead, uint32_t sla,
                             char out[48]) {
  mops_clock clock = mops_lead_clock(agreement, lead, sla);
  out[0] = 0;
  if (clock.verdict == MOPS_VERDICT_NONE || clock.due == MOPS_MISSING) return 0;
  uint32_t calendar = clock_calendar(agreement, lead_slots_const(lead), sla);
  if (calendar == NONE) return 0;
  return instant_format_in(agreement, agreement->CALENDAR[calendar].zone, clock.due, out);
}
