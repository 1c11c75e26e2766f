#include "runtime/io/feed.h"

mops_status feed_record(const mops_agreement *agreement, mops_engine *engine,
                        const BuiltRecord *built, mops_problem *problem) {
  const mops_record *record = built->record;
  switch (mops_record_type_kind(agreement, record->type)) {
  case MOPS_RECORD_LEAD_MERGED:
    return mops_engine_merge(engine, built->key, built->key_length, built->into, built->into_length,
                             record->at, problem);
  case MOPS_RECORD_LEAD_ERASED:
    return mops_engine_erase(engine, built->key, built->key_length, record->at);
  default: return mops_engine_fold(engine, built->key, built->key_length, record, problem);
  }
}
