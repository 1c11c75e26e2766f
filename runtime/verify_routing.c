/* Owners, pools and routes. */
#include "runtime/verify.h"

static int check_owners(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  uint32_t owners = agreement->count[SECTION_OWNER];
  if ((agreement->META->owner_slot != NONE) != (owners > 0))
    return verify_bad_row(verify, SECTION_META, 0, "owner_slot", "it does not fit %u owners",
                          owners);
  for (uint32_t i = 0; i < owners; i++) {
    const ImageOwner *row = agreement->OWNER + i;
    int is_rep = row->person == NONE || !agreement->OWNER[row->person].queue;
    if (!is_rep || (!row->queue && row->person != NONE))
      return verify_bad_row(verify, SECTION_OWNER, i, "person", "a queue is a rep's");
  }
  for (uint32_t i = 0; i < agreement->count[SECTION_ROLE]; i++)
    if (agreement->ROLE[i].count != owners)
      return verify_bad_row(verify, SECTION_ROLE, i, "count", "%u are not one for each owner",
                            agreement->ROLE[i].count);
  for (uint32_t i = 0; i < agreement->count[SECTION_LOOKUP]; i++)
    if (agreement->LOOKUP[i].value >= agreement->META->facts)
      return verify_bad_row(verify, SECTION_LOOKUP, i, "value", "%u is none of a lead's",
                            agreement->LOOKUP[i].value);
  return 1;
}

static int check_pools(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_POOL_MEMBER]; i++) {
    const ImagePoolMember *row = agreement->POOL_MEMBER + i;
    if (agreement->OWNER[row->owner].queue)
      return verify_bad_row(verify, SECTION_POOL_MEMBER, i, "owner", "a queue is no member");
    if (!row->weight)
      return verify_bad_row(verify, SECTION_POOL_MEMBER, i, "weight", "a member has a weight");
  }
  return 1;
}

/* What a clause of each kind names. */
static int names_target(const mops_agreement *agreement, const ImageClause *row) {
  switch (row->kind) {
  case TARGET_CODE_LAST: return row->lookup != NONE;
  case TARGET_CODE_ROLE: return row->role != NONE;
  case TARGET_CODE_QUEUE: return row->queue != NONE && agreement->OWNER[row->queue].queue;
  case TARGET_CODE_REP:
  case TARGET_CODE_POOL: return row->value != NONE && agreement->BLOCK[row->value].record == NONE;
  default: return 1;
  }
}

static int check_clause(Verify *verify, uint32_t index) {
  const mops_agreement *agreement = verify->agreement;
  const ImageClause *row = agreement->CLAUSE + index;
  if (!names_target(agreement, row))
    return verify_bad_row(verify, SECTION_CLAUSE, index, "kind", "%u names another target",
                          row->kind);
  if (row->within < 0 || row->within > VALUE_LIMIT || row->available > VALUE_LIMIT)
    return verify_bad_row(verify, SECTION_CLAUSE, index, "within", "it is no length of time");
  if (row->condition != NONE && agreement->BLOCK[row->condition].record != NONE)
    return verify_bad_row(verify, SECTION_CLAUSE, index, "condition", "it reads an event");
  if (agreement->RULE[row->rule].kind != RULE_CODE_CLAUSE)
    return verify_bad_row(verify, SECTION_CLAUSE, index, "rule", "rule %u is no clause", row->rule);
  return verify_criterion_reads(verify, SECTION_CLAUSE, index, row->criterion, 0);
}

static int check_routes(Verify *verify) {
  const mops_agreement *agreement = verify->agreement;
  uint32_t routes = agreement->count[SECTION_ROUTE];
  for (uint32_t i = 0; i < agreement->count[SECTION_CLAUSE]; i++)
    if (!check_clause(verify, i)) return 0;
  for (uint32_t i = 0; i < routes; i++) {
    const ImageRoute *row = agreement->ROUTE + i;
    const ImageClause *last = agreement->CLAUSE + row->first + row->count - 1;
    if (!row->count || last->kind != TARGET_CODE_QUEUE || last->condition != NONE)
      return verify_bad_row(verify, SECTION_ROUTE, i, "count", "no queue takes what is left");
  }
  if (routes && agreement->META->owner_slot == NONE)
    return verify_bad_row(verify, SECTION_META, 0, "owner_slot", "routes give leads to nobody");
  return !routes || agreement->bounds.assignment ||
         verify_refuse(verify, "it has routes, but no assignment");
}

/* Which record says that a lead is assigned. */
static int find_assignment(Verify *verify) {
  mops_agreement *agreement = verify->agreement;
  for (uint32_t i = 1; i < agreement->count[SECTION_RECORD]; i++)
    if (agreement->RECORD[i].kind == RECORD_CODE_ASSIGNMENT) agreement->bounds.assignment = i;
  return 1;
}

int verify_routing(Verify *verify) {
  static const VerifyCheck checks[] = {find_assignment, check_owners, check_pools, check_routes};
  return verify_all(verify, checks, sizeof checks / sizeof *checks);
}
