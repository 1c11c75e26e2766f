/* Which slots of a lead the rows that decide keep for themselves. */
#include "runtime/kept.h"
#include "runtime/verify.h"

#include <string.h>

/* What a slot is used for: by one row alone, or by several as an instant. */
typedef enum { USE_NOTHING, USE_ALONE, USE_INSTANT } SlotUse;

typedef struct {
  Verify *verify;
  uint8_t used[MAX_LEAD_SLOTS]; /* SlotUse */
} SlotUses;

static int use(SlotUses *uses, uint32_t kind, uint32_t row, uint32_t slot, SlotUse how,
               int64_t initial) {
  if (slot == NONE) return 1;
  if (uses->used[slot] && (how == USE_ALONE || uses->used[slot] != how))
    return verify_bad_row(uses->verify, kind, row, NULL, "slot %u serves something else", slot);
  uses->used[slot] = (uint8_t)how;
  return uses->verify->agreement->INITIAL[slot].value == initial ||
         verify_bad_row(uses->verify, SECTION_INITIAL, slot, "value", "it should be %lld",
                        (long long)initial);
}

static int use_by_scores(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_SCORE]; i++) {
    uint32_t slot = agreement->SCORE[i].slot, hand = agreement->SCORE[i].hand;
    int64_t start = agreement->INITIAL[slot + SCORE_ACCUMULATED].value;
    if (start < -POINTS_LIMIT || start > POINTS_LIMIT)
      return verify_bad_row(uses->verify, SECTION_INITIAL, slot, "value", "%lld are no points",
                            (long long)start);
    if (!use(uses, SECTION_SCORE, i, slot + SCORE_ACCUMULATED, USE_ALONE, start) ||
        !use(uses, SECTION_SCORE, i, slot + SCORE_FACTS, USE_ALONE, 0) ||
        !use(uses, SECTION_SCORE, i, hand + HAND_POINTS, USE_ALONE, 0) ||
        !use(uses, SECTION_SCORE, i, hand + HAND_AT, USE_ALONE, VALUE_MISSING) ||
        !use(uses, SECTION_SCORE, i, agreement->SCORE[i].seen, USE_ALONE, 0))
      return 0;
  }
  return 1;
}

static int use_by_event_rules(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_EVENT_RULE]; i++) {
    const ImageEventRule *row = agreement->EVENT_RULE + i;
    if (!use(uses, SECTION_EVENT_RULE, i, row->slot + FIRING_COUNT, USE_ALONE, 0) ||
        !use(uses, SECTION_EVENT_RULE, i, row->slot + FIRING_LAST, USE_ALONE, VALUE_MISSING) ||
        !use(uses, SECTION_EVENT_RULE, i, row->points_slot, USE_ALONE, 0))
      return 0;
  }
  return 1;
}

static int use_by_clocks(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_DECAY]; i++) {
    uint32_t slot = agreement->DECAY[i].clock;
    for (uint32_t k = 0; slot != NONE && k < PAUSE_SLOTS; k++)
      if (!use(uses, SECTION_DECAY, i, slot + k, USE_ALONE, k == PAUSE_HELD ? 0 : VALUE_MISSING))
        return 0;
  }
  return 1;
}

static int use_by_groups(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_GROUP]; i++)
    if (!use(uses, SECTION_GROUP, i, agreement->GROUP[i].slot, USE_ALONE, 0)) return 0;
  return 1;
}

static int use_by_ageings(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_AGEING]; i++) {
    uint32_t slot = agreement->AGEING[i].slot;
    for (uint32_t k = 0; k < LIVE_FIRST + agreement->AGEING[i].live; k++) {
      int64_t initial = k == LIVE_POINTS ? 0 : VALUE_MISSING;
      if (!use(uses, SECTION_AGEING, i, slot + k, USE_ALONE, initial)) return 0;
    }
  }
  return 1;
}

static int use_by_limits(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_LIMIT]; i++) {
    const ImageLimit *row = agreement->LIMIT + i;
    int window = row->kind == LIMIT_CODE_WINDOW;
    uint32_t count = row->slot == NONE ? 0 : window ? row->count : 1;
    for (uint32_t k = 0; k < count; k++)
      if (!use(uses, SECTION_LIMIT, i, row->slot + k, USE_ALONE, window ? VALUE_MISSING : 0))
        return 0;
  }
  return 1;
}

/* What is kept begins with nothing to wait for. */
static int use_by_kept(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  uint32_t count = agreement->bounds.kept_timers;
  for (uint32_t k = 0; count && k < count + kept_groups(count); k++)
    if (!use(uses, SECTION_META, 0, agreement->META->kept_slot + k, USE_ALONE, KEPT_NEVER))
      return 0;
  return 1;
}

/* Slots side by side, missing in a new lead. */
static int use_run(SlotUses *uses, uint32_t kind, uint32_t row, uint32_t slot, uint32_t count) {
  for (uint32_t k = 0; slot != NONE && k < count; k++)
    if (!use(uses, kind, row, slot + k, USE_ALONE, VALUE_MISSING)) return 0;
  return 1;
}

static int use_by_counters(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_COUNTER]; i++) {
    const ImageCounter *row = agreement->COUNTER + i;
    if (!use(uses, SECTION_COUNTER, i, row->slot, USE_ALONE, 0) ||
        !use_run(uses, SECTION_COUNTER, i, row->instants, row->count - 1) ||
        !use_run(uses, SECTION_COUNTER, i, row->values, row->count - 1))
      return 0;
  }
  return 1;
}

static int use_by_histories(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_HISTORY]; i++) {
    const ImageHistory *row = agreement->HISTORY + i;
    int64_t initial = row->kind == HISTORY_LAST ? VALUE_MISSING : 0;
    if (!use(uses, SECTION_HISTORY, i, row->slot, USE_ALONE, initial) ||
        !use_run(uses, SECTION_HISTORY, i, row->ring, row->count))
      return 0;
  }
  for (uint32_t i = 0; i < agreement->count[SECTION_BECOMING]; i++)
    if (!use(uses, SECTION_BECOMING, i, agreement->BECOMING[i].slot, USE_ALONE, 0)) return 0;
  return 1;
}

/* Sections that have one slot in each row, an instant that is missing in a new lead. */
static int use_by_instants(SlotUses *uses) {
  const mops_agreement *agreement = uses->verify->agreement;
#define USE(section, field, how)                                                                   \
  for (uint32_t i = 0; i < agreement->count[SECTION_##section]; i++)                               \
    if (!use(uses, SECTION_##section, i, agreement->section[i].field, how, VALUE_MISSING)) return 0;
  USE(FACT_RULE, slot, USE_ALONE)
  USE(MOVE, hold_slot, USE_ALONE)
  USE(ANCHOR, slot, USE_INSTANT)
  USE(EACH_RULE, anchor, USE_INSTANT)
  USE(DECAY, anchor, USE_INSTANT)
  USE(DECAY, own, USE_ALONE)
#undef USE
  return 1;
}

static int use_by_owner(SlotUses *uses) {
  uint32_t slot = uses->verify->agreement->META->owner_slot;
  return use_run(uses, SECTION_META, 0, slot, OWNER_SLOTS);
}

/* Clocks of SLAs, and how often their steps reassigned. */
static int use_by_slas(SlotUses *uses) {
  static const int64_t initial[CLOCK_SLOTS] = {
      [CLOCK_STARTED] = VALUE_MISSING, [CLOCK_SINCE] = VALUE_MISSING,
      [CLOCK_DUE] = VALUE_MISSING,     [CLOCK_PAUSED] = VALUE_MISSING,
      [CLOCK_HOURS] = VALUE_MISSING,   [CLOCK_ENDED] = VALUE_MISSING};
  const mops_agreement *agreement = uses->verify->agreement;
  for (uint32_t i = 0; i < agreement->count[SECTION_SLA]; i++) {
    const ImageSla *row = agreement->SLA + i;
    uint32_t slots = agreement->META->slots;
    if (row->slot == NONE || row->step_count > slots - CLOCK_SLOTS - row->slot)
      return verify_bad_row(uses->verify, SECTION_SLA, i, "slot",
                            "there are not enough from it on");
    for (uint32_t k = 0; k < CLOCK_SLOTS; k++)
      if (!use(uses, SECTION_SLA, i, row->slot + k, USE_ALONE, initial[k])) return 0;
    if (!use_run(uses, SECTION_SLA, i, row->slot + CLOCK_SLOTS, row->step_count)) return 0;
  }
  for (uint32_t i = 0; i < agreement->count[SECTION_ACTION]; i++)
    if (!use(uses, SECTION_ACTION, i, agreement->ACTION[i].slot, USE_ALONE, 0)) return 0;
  return 1;
}

/* A forged image in which two rows write one slot would break what each of them relies on. */
int verify_slots(Verify *verify) {
  SlotUses uses = {.verify = verify};
  const ImageMeta *meta = verify->agreement->META;
  memset(uses.used, USE_ALONE, HEADER_SLOTS);
  memset(uses.used + meta->facts_slot, USE_ALONE, meta->facts);
  return use_by_scores(&uses) && use_by_event_rules(&uses) && use_by_limits(&uses) &&
         use_by_clocks(&uses) && use_by_groups(&uses) && use_by_ageings(&uses) &&
         use_by_counters(&uses) && use_by_histories(&uses) && use_by_instants(&uses) &&
         use_by_kept(&uses) && use_by_owner(&uses) && use_by_slas(&uses);
}
