/* Owners, pools and routes as the host sees them. */
#include "runtime/fold.h"

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
