/* Owners, pools, routes and clocks as the host sees them. */
#include "runtime/clock.h"

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
  mops_clock none = {MOPS_VERDICT_NONE, 0,           0, MOPS_MISSING, MOPS_MISSING, MOPS_MISSING,
                     MOPS_MISSING,      MOPS_MISSING};
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
                                  : MOPS_MISSING};
}
