#include "runtime/io/feed.h"

static mops_status give(const Feed *feed, const BuiltRecord *built, mops_problem *problem) {
  const mops_record *record = built->record;
  if (built->account) return mops_engine_account(feed->engine, record, problem);
  switch (mops_record_type_kind(feed->agreement, record->type)) {
  case MOPS_RECORD_LEAD_MERGED:
    return mops_engine_merge(feed->engine, built->key, built->key_length, built->into,
                             built->into_length, record->at, problem);
  case MOPS_RECORD_LEAD_ERASED:
    return mops_engine_erase(feed->engine, built->key, built->key_length, record->at);
  case MOPS_RECORD_REP_AWAY:
  case MOPS_RECORD_REP_BACK:
  case MOPS_RECORD_REP_LEFT: return mops_engine_roster(feed->engine, record, problem);
  default: return mops_engine_fold(feed->engine, built->key, built->key_length, record, problem);
  }
}

/* What was set aside may come again, and better. What is late comes at the present instant. */
static mops_status give_once(Feed *feed, const BuiltRecord *built, mops_problem *problem) {
  uint64_t fingerprint = repeats_fingerprint(built->id, built->id_length);
  int64_t at = mops_engine_at(feed->engine);
  if (built->record->at > at) at = built->record->at;
  if (repeats_came(feed->repeats, fingerprint, at)) {
    feed->repeated++;
    return MOPS_OK;
  }
  mops_status status = give(feed, built, problem);
  if (status != MOPS_OK && status != MOPS_LATE) return status;
  return repeats_remember(feed->repeats, fingerprint, at) ? status : MOPS_NO_MEMORY;
}

mops_status feed_record(Feed *feed, const BuiltRecord *built, mops_problem *problem) {
  if (feed->repeats == NULL || built->id_length == 0) return give(feed, built, problem);
  return give_once(feed, built, problem);
}
