/* Service levels: their clocks, targets and steps. */
#include "runtime/verify.h"

/* A length of a kind: which of the fields it needs. */
static int length_fits(uint32_t kind, int64_t amount, uint32_t calendar, uint32_t of_owner) {
  int of = kind == LENGTH_CODE_OPEN || kind == LENGTH_CODE_DAYS || kind == LENGTH_CODE_CLOSING;
  int counted = kind != LENGTH_CODE_CLOSING && kind != LENGTH_CODE_MIDNIGHT;
  if (of != ((calendar != NONE) != (of_owner != 0)) || (!of && (calendar != NONE || of_owner)))
    return 0;
  return counted ? amount > 0 && (kind != LENGTH_CODE_DAYS || amount <= MAX_BUSINESS_DAYS)
                 : amount == 0;
}

static int check_target(Verify *verify, uint32_t index) {
  const mops_agreement *agreement = verify->agreement;
  const ImageSlaTarget *row = agreement->SLA_TARGET + index;
  if (!length_fits(row->kind, row->amount, row->calendar, row->of_owner))
    return verify_bad_row(verify, SECTION_SLA_TARGET, index, "kind", "%u has another length",
                          row->kind);
  if (row->condition != NONE && agreement->BLOCK[row->condition].record != NONE)
    return verify_bad_row(verify, SECTION_SLA_TARGET, index, "condition", "it reads an event");
  if (agreement->RULE[row->rule].kind != RULE_CODE_SLA)
    return verify_bad_row(verify, SECTION_SLA_TARGET, index, "rule", "rule %u is of no SLA",
                          row->rule);
  return verify_criterion_reads(verify, SECTION_SLA_TARGET, index, row->criterion, 0);
}

static int check_step(Verify *verify, uint32_t index) {
  const mops_agreement *agreement = verify->agreement;
  const ImageSlaStep *row = agreement->SLA_STEP + index;
  int fits = row->share ? row->kind == LENGTH_CODE_ELAPSED && !row->amount &&
                              row->calendar == NONE && !row->of_owner
                        : length_fits(row->kind, row->amount, row->calendar, row->of_owner);
  if (!fits)
    return verify_bad_row(verify, SECTION_SLA_STEP, index, "kind", "%u has another length",
                          row->kind);
  return agreement->RULE[row->rule].kind == RULE_CODE_SLA ||
         verify_bad_row(verify, SECTION_SLA_STEP, index, "rule", "rule %u is of no SLA", row->rule);
}

static uint32_t who_rows(const mops_agreement *agreement, uint32_t who) {
  static const uint32_t sections[WHO_CODES] = {[WHO_CODE_ROLE] = SECTION_ROLE,
                                               [WHO_CODE_REP] = SECTION_OWNER,
                                               [WHO_CODE_POOL] = SECTION_POOL,
                                               [WHO_CODE_PARTY] = SECTION_STRING};
  return who == WHO_CODE_OWNER ? 1 : agreement->count[sections[who]];
}

static int check_action(Verify *verify, uint32_t index) {
  const mops_agreement *agreement = verify->agreement;
  const ImageAction *row = agreement->ACTION + index;
  int reassigns = row->kind == ACTION_CODE_REASSIGN, moves = row->kind == ACTION_CODE_MOVE;
  if (row->kind == ACTION_CODE_NOTIFY && row->target >= who_rows(agreement, row->who))
    return verify_bad_row(verify, SECTION_ACTION, index, "target", "%u is nobody", row->target);
  if (reassigns != (row->slot != NONE) || reassigns != (row->at_most > 0))
    return verify_bad_row(verify, SECTION_ACTION, index, "slot", "it does not fit kind %u",
                          row->kind);
  uint32_t targets = (row->route != NONE) + row->clause_count;
  if (targets != (uint32_t)reassigns)
    return verify_bad_row(verify, SECTION_ACTION, index, "route", "it does not fit kind %u",
                          row->kind);
  if (moves != (row->move != NONE) || (moves && agreement->MOVE[row->move].condition != NONE))
    return verify_bad_row(verify, SECTION_ACTION, index, "move", "it does not fit kind %u",
                          row->kind);
  return !reassigns || agreement->bounds.assignment ||
         verify_bad_row(verify, SECTION_ACTION, index, "kind", "there is no assignment");
}

/* One of the targets always holds, and time alone starts no clock for ever. */
static int check_sla(Verify *verify, uint32_t index) {
  mops_agreement *agreement = verify->agreement;
  const ImageSla *row = agreement->SLA + index;
  if (!row->target_count ||
      agreement->SLA_TARGET[row->target_first + row->target_count - 1].condition != NONE)
    return verify_bad_row(verify, SECTION_SLA, index, "target_count", "no target always holds");
  if (row->paused != NONE && agreement->BLOCK[row->paused].record != NONE)
    return verify_bad_row(verify, SECTION_SLA, index, "paused", "it reads an event");
  agreement->bounds.silent_starts += SILENT_STARTS;
  for (uint32_t i = row->step_first; i < row->step_first + row->step_count; i++) {
    const ImageSlaStep *step = agreement->SLA_STEP + i;
    for (uint32_t k = step->action_first; k < step->action_first + step->action_count; k++)
      agreement->bounds.silent_starts += agreement->ACTION[k].at_most;
  }
  return 1;
}

int verify_slas(Verify *verify) {
  const uint32_t *count = verify->agreement->count;
  if (count[SECTION_SLA] > MAX_SLAS || count[SECTION_SLA_STEP] > MAX_SLAS * MAX_SLA_STEPS ||
      count[SECTION_ACTION] > MAX_LEAD_SLOTS)
    return verify_refuse(verify, "it has too many SLAs");
  for (uint32_t i = 0; i < count[SECTION_SLA_TARGET]; i++)
    if (!check_target(verify, i)) return 0;
  for (uint32_t i = 0; i < count[SECTION_SLA_STEP]; i++)
    if (!check_step(verify, i)) return 0;
  for (uint32_t i = 0; i < count[SECTION_ACTION]; i++)
    if (!check_action(verify, i)) return 0;
  for (uint32_t i = 0; i < count[SECTION_SLA]; i++)
    if (!check_sla(verify, i)) return 0;
  return 1;
}
