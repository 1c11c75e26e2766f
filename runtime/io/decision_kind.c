#include "runtime/io/decision_kind.h"

const char *decision_kind_name(mops_decision_kind kind) {
  static const char *const names[DECISION_KINDS] = {[MOPS_DECISION_SCORED] = "scored",
                                                    [MOPS_DECISION_STAGE] = "stage",
                                                    [MOPS_DECISION_ASSIGNED] = "assigned",
                                                    [MOPS_DECISION_REASSIGNED] = "reassigned",
                                                    [MOPS_DECISION_SLA_STARTED] = "sla_started",
                                                    [MOPS_DECISION_SLA_MET] = "sla_met",
                                                    [MOPS_DECISION_SLA_BREACHED] = "sla_breached",
                                                    [MOPS_DECISION_SLA_CANCELLED] = "sla_cancelled",
                                                    [MOPS_DECISION_SLA_CORRECTED] = "sla_corrected",
                                                    [MOPS_DECISION_NOTIFY] = "notify",
                                                    [MOPS_DECISION_MERGED] = "merged"};
  return names[kind];
}
