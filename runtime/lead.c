/* Leads and workers as the host sees them. */
#include <string.h>

#include "runtime/decide.h"
#include "runtime/memory.h"
#include "runtime/timer.h"

/* ---- workers ----------------------------------------------------------------------------- */

static size_t fired_size(const mops_agreement *agreement) {
  return agreement->bounds.max_candidates * sizeof(ImageCandidate);
}

static size_t stale_words(const mops_agreement *agreement) {
  return agreement->count[SECTION_FACT_RULE] / 64 + (size_t)1;
}

/* One more than there are, because nothing can't be taken. */
static size_t cuts_size(const mops_agreement *agreement) {
  return (agreement->count[SECTION_GROUP] + (size_t)1) * sizeof(int64_t);
}

static size_t instants_size(const mops_agreement *agreement) {
  return (agreement->bounds.max_ring + (size_t)1) * sizeof(int64_t);
}

/* What only telling needs. */
static int take_telling(mops_worker *worker) {
  const AgreementBounds *bounds = &worker->agreement->bounds;
  mops_memory *host = &worker->memory;
  worker->changes = memory_take(host, bounds->max_changes, sizeof *worker->changes);
  worker->judged = memory_take(host, bounds->max_judged, sizeof *worker->judged);
  worker->because = memory_take(host, bounds->max_reasons, sizeof *worker->because);
  worker->cuts = memory_take(host, cuts_size(worker->agreement), 1);
  return worker->cuts && worker->changes && worker->judged && worker->because;
}

mops_status mops_worker_create(const mops_agreement *agreement, const mops_memory *memory,
                               const mops_sink *sink, int trace, mops_worker **out) {
  mops_memory host = memory_or_default(memory);
  mops_worker *worker = memory_take(&host, 1, sizeof *worker);
  *out = NULL;
  if (!worker) return MOPS_NO_MEMORY;
  worker->agreement = agreement;
  worker->memory = host;
  worker->trace = trace;
  if (sink) worker->sink = *sink;
  worker->fired = memory_take(&host, fired_size(agreement), 1);
  worker->derived = memory_take(&host, agreement->count[SECTION_RECORD], 1);
  worker->became = memory_take(&host, agreement->count[SECTION_BECOMING], 1);
  worker->stale = memory_take(&host, stale_words(agreement), sizeof *worker->stale);
  worker->instants = memory_take(&host, instants_size(agreement), 1);
  worker->waiting =
      memory_take(&host, agreement->bounds.max_waiting + (size_t)1, sizeof *worker->waiting);
  if (!worker->fired || !worker->waiting || !worker->derived || !worker->stale || !worker->became ||
      !worker->instants || (decide_wanted(worker) && !take_telling(worker))) {
    mops_worker_free(worker);
    return MOPS_NO_MEMORY;
  }
  *out = worker;
  return MOPS_OK;
}

void mops_worker_free(mops_worker *worker) {
  if (!worker) return;
  mops_memory host = worker->memory;
  const AgreementBounds *bounds = &worker->agreement->bounds;
  memory_free(&host, worker->fired, fired_size(worker->agreement));
  memory_free(&host, worker->waiting, (bounds->max_waiting + (size_t)1) * sizeof *worker->waiting);
  memory_free(&host, worker->derived, worker->agreement->count[SECTION_RECORD]);
  memory_free(&host, worker->became, worker->agreement->count[SECTION_BECOMING]);
  memory_free(&host, worker->stale, stale_words(worker->agreement) * sizeof *worker->stale);
  memory_free(&host, worker->instants, instants_size(worker->agreement));
  memory_free(&host, worker->changes, bounds->max_changes * sizeof *worker->changes);
  memory_free(&host, worker->judged, bounds->max_judged * sizeof *worker->judged);
  memory_free(&host, worker->because, bounds->max_reasons * sizeof *worker->because);
  memory_free(&host, worker->cuts, cuts_size(worker->agreement));
  memory_free(&host, worker, sizeof *worker);
}

/* ---- leads ------------------------------------------------------------------------------- */

void mops_lead_start(const mops_agreement *agreement, mops_lead *lead) {
  memcpy(lead_slots(lead), agreement->INITIAL, agreement->META->slots * sizeof(int64_t));
  fold_derive(agreement, lead_slots(lead));
}

mops_status mops_fold(mops_worker *worker, mops_lead *lead, const mops_record *record) {
  int64_t *slots = lead_slots(lead), now = record->at;
  if (record->type >= worker->agreement->count[SECTION_RECORD]) return MOPS_MISUSE;
  const ImageRecord *type = worker->agreement->RECORD + record->type;
  if (record->values != type->values || type->derived) return MOPS_MISUSE;
  if (now < -VALUE_LIMIT || now > VALUE_LIMIT) return MOPS_MISUSE;
  if (!fold_takes(worker->agreement, record->type)) return MOPS_MISUSE;
  int late = now < slots[SLOT_LAST]; /* of a new lead it is VALUE_MISSING, which nothing precedes */
  worker->key = NULL;
  worker->key_length = 0;
  fold_record(worker, slots, record, late ? slots[SLOT_LAST] : now);
  return late ? MOPS_LATE : MOPS_OK;
}

mops_status mops_advance(mops_worker *worker, mops_lead *lead, int64_t until) {
  int64_t *slots = lead_slots(lead);
  if (until > VALUE_LIMIT) return MOPS_MISUSE;
  if (slots[SLOT_LAST] == VALUE_MISSING || until < slots[SLOT_LAST]) return MOPS_OK;
  worker->key = NULL;
  worker->key_length = 0;
  fold_until(worker, slots, until);
  return MOPS_OK;
}

int64_t mops_lead_next(const mops_lead *lead) {
  return lead_slots_const(lead)[SLOT_NEXT];
}
int64_t mops_lead_at(const mops_lead *lead) {
  return lead_slots_const(lead)[SLOT_LAST];
}
int64_t mops_lead_stage(const mops_lead *lead) {
  return lead_slots_const(lead)[SLOT_STAGE];
}
int64_t mops_lead_stage_since(const mops_lead *lead) {
  return lead_slots_const(lead)[SLOT_SINCE];
}

int64_t mops_lead_score(const mops_agreement *agreement, const mops_lead *lead, uint32_t score) {
  const int64_t *slots = lead_slots_const(lead);
  if (score >= agreement->count[SECTION_SCORE]) return MOPS_MISSING;
  return score_read(agreement, slots, score, slots[SLOT_LAST]);
}

/* ---- definitions ------------------------------------------------------------------------- */

uint32_t mops_definition_find(const mops_agreement *agreement, const char *name, size_t length) {
  for (uint32_t i = 0; i < agreement->count[SECTION_DEFINITION]; i++) {
    const char *text = mops_definition_name(agreement, i);
    if (strlen(text) == length && memcmp(text, name, length) == 0) return i;
  }
  return MOPS_NOT_FOUND;
}

const char *mops_definition_name(const mops_agreement *agreement, uint32_t definition) {
  if (definition >= agreement->count[SECTION_DEFINITION]) return "";
  return agreement_text(agreement, agreement->DEFINITION[definition].name);
}

int mops_definition_is_grade(const mops_agreement *agreement, uint32_t definition) {
  if (definition >= agreement->count[SECTION_DEFINITION]) return 0;
  return agreement->DEFINITION[definition].grade != 0;
}

mops_value mops_lead_definition(mops_worker *worker, const mops_lead *lead, uint32_t definition) {
  const mops_agreement *agreement = worker->agreement;
  const int64_t *slots = lead_slots_const(lead);
  if (definition >= agreement->count[SECTION_DEFINITION])
    return (mops_value){MOPS_FLAG, NONE, NONE, MOPS_MISSING};
  const ImageDefinition *row = agreement->DEFINITION + definition;
  VmInput input = {agreement, slots, NULL, slots[SLOT_LAST]};
  return (mops_value){(mops_type)row->type, row->enumeration, NONE, vm_run(&input, row->value)};
}
