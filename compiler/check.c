/* From syntax trees to the model, in an order in which every name is declared before it is read.
 *
 * All codes, each with a page in spec/diagnostics (never reused):
 *
 *  E0201  unknown field, definition or score        E0301  two types compared that don't compare
 *  E0202  unknown type                              E0302  a condition was needed
 *  E0203  unknown event                             E0303  values that don't go together
 *  E0204  unknown stage                             E0304  a text compared with no quoted text
 *  E0205  unknown member of an enum                 E0305  `<` or a range where nothing has order
 *  E0206  unknown party                             E0306  a number that doesn't fit
 *  E0207  unknown field of an event or lead (test)  E0307  a calculation that can grow too large
 *  E0208  declared twice                            E0308  `*` or `/` by no constant; by 0
 *  E0209  a reserved name declared                  E0309  no such email address, domain or url
 *  E0210  follows from itself                       E0310  an empty text in a text test
 *  E0211  definitions in a huge circle              E0311  a range or list that is none
 *  E0212  a record where a value is needed          E0312  a text test on something else
 *  E0213  unknown function; not in this version     E0313  a length of time out of bounds
 *  E0214  unknown library part
 *  E0215  a list's file that can't be read
 *  E0216  files that use each other in a circle
 *  E0217  a used file that can't be read
 *  E0401  no agreement block, or two                E0316  a range that the type can't have
 *  E0402  unknown or missing time zone              E0317  a table that gives texts
 *  E0403  a malformed setting                      E0318  a text or list where none can stand
 *  E0404  not a date                               E0319  `since` beside no length of time
 *  E0405  unknown version of the language           E0320  a grade that is no grade
 *                                                   E0321  a band that is never reached
 *  E0322  a table that is none                      E0323  a row that is never reached
 *  E0324  other values than a table's inputs        E0340  money without its currency
 *                                                   E0501  a rule without a label
 *  E0406  no lead block, or two                     E0502  two rules with one label
 *  E0407  no key, or two                            E0503  a limit out of bounds
 *  E0408  a key of another type                     E0504  a length of time of 0
 *  E0409  an option that the field can't have       E0505  `for each` without `at most`
 *  E0410  a default that doesn't fit                E0506  points out of bounds
 *  E0411  a field with a name of every record's     E0507  bounds that are backwards
 *  E0412  a record inside itself                    E0508  a decay of nothing, or more than all
 *  E0413  a field that can't be derived             E0509  a second decay, keep, shown or limit
 *  E0414  one outside name for two                  E0510  events that can't be counted so
 *  E0415  an enum without members                   E0511  a decay or ageing in too many steps
 *  E0416  more than the limits allow                E0512  awards that age, and no bound
 *                                                   E0513  awards that fade by part of a day
 *                                                   E0514  a clause that can't stand in a group
 *                                                   E0515  rules that a group can't bound together
 *                                                   E0516  a group that lets nothing through
 *                                                   E0517  a rule of a group that never counts
 *                                                   E0518  `becoming` of no condition by name
 *                                                   E0519  a number within a time beyond 10,000
 *                                                   E0520  a trigger after what breaks a row
 *                                                   E0701  a test that goes back in time
 *                                                   E0702  a local time that the clock skips
 *  E0601  two lifecycles                            E0703  a local time that occurs twice
 *  E0602  no start, or two                          E0704  no such instant
 *                                                   E0705  facts with no dated line after them
 *  E0604  a move to where it starts                 E0706  a value that doesn't fit its field
 *  E0605  a move out of a final stage               E0707  a required field left out
 *  E0606  `when` moves in a circle                  E0708  a field or lead given twice
 *  E0607  an `on` move that bounces back            E0709  which lead?
 *  E0608  `any` beside other stages                 E0710  a derived field given
 *  E0609  too many stages
 *  E0610  a move caused by a move                   W0801  never holds
 *                                                   W0802  always holds
 *  W0804  a score without rules                     W0803  a name that could mean another thing
 *  W0805  a stage that is never reached             W0806  a stage without a way out
 *  W0807  a test before the agreement takes effect  W0808  a test that expects nothing
 *                                                   W0809  a time zone without summer time
 *                                                   W0810  a text that looks like a test or range
 *  W0812  bounds that leave one value               W0811  a rule that is worth nothing
 *  W0814  a value twice in a list                   W0813  a domain without a dot
 *  W0816  closed days of the past                   W0815  an empty spelling
 *
 *  E0901  unknown calendar                          E0905  no such weekday, month or day
 *  E0902  a calendar that is never open             E0906  a calendar like itself
 *  E0903  no such time, or empty hours              E0907  a line of closed days that is none
 *  E0904  hours that overlap                        E0908  a day with hours twice
 *  E0910  unknown rep, queue, pool or route         E0915  a cap twice, or of a member alone
 *  E0911  a detail that a rep can't have            E0916  a route that may give to nobody
 *  E0912  a pool of nobody, or of a rep twice       E0917  a target that is none
 *  E0913  a weight or cap out of bounds             E0918  a route that waits for an assignment
 *  E0914  a pool that does not say how              E0919  a role that nobody has
 *  E0920  unknown SLA                               E0923  nobody to notify
 *  E0921  no such business time                     E0924  a step that is none
 *  E0922  an SLA that leaves something open         E0925  an SLA and another owner
 */
#include "compiler/check.h"

#include "compiler/bounce.h"
#include "compiler/check_calendar.h"
#include "compiler/check_expression.h"
#include "compiler/check_grade.h"
#include "compiler/check_header.h"
#include "compiler/check_lifecycle.h"
#include "compiler/check_list.h"
#include "compiler/check_never.h"
#include "compiler/check_order.h"
#include "compiler/check_pool.h"
#include "compiler/check_record.h"
#include "compiler/check_rep.h"
#include "compiler/check_route.h"
#include "compiler/check_score.h"
#include "compiler/check_sla.h"
#include "compiler/check_standard.h"
#include "compiler/check_table.h"
#include "compiler/check_test.h"
#include "compiler/check_trigger.h"
#include "compiler/check_since.h"
#include "compiler/check_undeclared.h"
#include "compiler/check_unknown.h"
#include "compiler/cycles.h"
#include "compiler/files.h"

/* ---- in which order ------------------------------------------------------------------------ */

typedef void (*CheckNode)(Checker *checker, const Node *node);

static void for_each(Checker *checker, const List *files, NodeKind kind, CheckNode check) {
  for (uint32_t i = 0; i < files->count; i++) {
    const File *file = files->items[i];
    for (uint32_t j = 0; j < file->declarations.count; j++) {
      const Node *node = file->declarations.items[j];
      if (node->kind == kind) check(checker, node);
    }
  }
}

static List all_of(Checker *checker, const List *files, NodeKind kind) {
  List found = {0};
  for (uint32_t i = 0; i < files->count; i++) {
    const File *file = files->items[i];
    for (uint32_t j = 0; j < file->declarations.count; j++) {
      Node *node = file->declarations.items[j];
      if (node->kind == kind) list_add(checker->arena, &found, node);
    }
  }
  return found;
}

/* The one block of a kind, or NULL after a message. */
static const Node *only(Checker *checker, const List *files, NodeKind kind, const char *code,
                        const char *what) {
  List found = all_of(checker, files, kind);
  const Node *first = found.count ? found.items[0] : NULL;
  for (uint32_t i = 1; i < found.count; i++) {
    const Node *node = found.items[i];
    if (kind == NODE_AGREEMENT && node->span.file != first->span.file) continue; /* files.c */
    Diagnostic *diagnostic = diag_error(checker->diagnostics, code, node->span, "a second one",
                                        "there are two `%s` blocks", what);
    diag_span(checker->diagnostics, diagnostic, first->span, "the first one");
    diag_help(checker->diagnostics, diagnostic, "join the two");
  }
  return first;
}

static void check_definition_name(Checker *checker, const Node *node) {
  int is_grade = node->kind == NODE_GRADE;
  DefinitionScope *definition = arena_take(checker->arena, sizeof *definition);
  definition->node = node;
  definition->model.is_grade = is_grade;
  definition->model.name = node->name;
  definition->model.span = node->name_span;
  definition->dependent = (Dependent){.kind = is_grade ? "grade" : "definition",
                                      .name = node->name,
                                      .span = node->name_span,
                                      .model = &definition->model};
  definition->model.index = checker->definitions.count;
  checker_declare(checker, &checker->definitions, definition->dependent.kind, node, definition);
  if (is_grade) check_names_type(checker, "grade", node);
  if (is_grade) check_grade_names(checker, definition);
}

static void require_lead(Checker *checker, const List *files, const Node *lead) {
  if (lead) {
    check_lead(checker, lead);
    return;
  }
  if (checker->syntax_errors) return;
  const File *file = files->items[0];
  Diagnostic *diagnostic = diag_error(checker->diagnostics, "E0406", (Span){.file = file->file},
                                      NULL, "there is no `lead` block");
  diag_help(checker->diagnostics, diagnostic,
            "say what identifies a lead: `lead { email: email key }`");
}

static void declare_names(Checker *checker, const List *files, const Node *lifecycle) {
  for_each(checker, files, NODE_ENUM, check_enumeration);
  for_each(checker, files, NODE_REP, check_rep_name);
  for_each(checker, files, NODE_QUEUE, check_queue_name);
  for_each(checker, files, NODE_POOL, check_pool_name);
  for_each(checker, files, NODE_CALENDAR, check_calendar_name);
  for_each(checker, files, NODE_ROUTE, check_route_name);
  for_each(checker, files, NODE_SLA, check_sla_name);
  check_calendars(checker);
  check_reps(checker);
  for_each(checker, files, NODE_RECORD, check_record_name);
  check_record_fields(checker);
  require_lead(checker, files, only(checker, files, NODE_LEAD, "E0406", "lead"));
  for_each(checker, files, NODE_EVENT, check_event_declaration);
  for_each(checker, files, NODE_LIST_DECLARED, check_list);
  for_each(checker, files, NODE_DEFINE, check_definition_name);
  for_each(checker, files, NODE_GRADE, check_definition_name);
  for_each(checker, files, NODE_TABLE, check_table_name);
  for_each(checker, files, NODE_SCORE, check_score_declaration);
  if (lifecycle) check_lifecycle_stages(checker, lifecycle);
  check_pools(checker);
  check_standard_records(checker);
}

static void start_model(Checker *checker) {
  checker->model = arena_take(checker->arena, sizeof *checker->model);
  checker->model->arena = checker->arena;
  checker->model->sources = checker->diagnostics->sources;
  checker->model->effective = INT64_MIN;
  checker->lead = arena_take(checker->arena, sizeof *checker->lead);
  checker->lead->model.name = text_of("lead");
  checker->model->lead = &checker->lead->model;
  list_add(checker->arena, &checker->model->record_types, checker->lead);
}

/* Of one demander, so that each definition is looked at once. */
static void check_conditions(Checker *checker) {
  Demander *demander = demander_create(checker->arena, checker->model);
  bounce_check(checker, demander);
  if (checker_mistakes(checker) == 0) check_order(checker, demander);
  if (checker_mistakes(checker) == 0) check_never(checker, demander);
}

Model *check_files(Diagnostics *diagnostics, List files, const char *zoneinfo) {
  Checker *checker = arena_take(diagnostics->arena, sizeof *checker);
  checker->diagnostics = diagnostics;
  checker->arena = diagnostics->arena;
  checker->zoneinfo = zoneinfo;
  checker->syntax_errors = diagnostics->all.count;
  start_model(checker);
  check_header(checker, only(checker, &files, NODE_AGREEMENT, "E0401", "agreement"),
               files.items[0]);
  const Node *lifecycle = only(checker, &files, NODE_LIFECYCLE, "E0601", "lifecycle");
  declare_names(checker, &files, lifecycle);
  check_tables(checker);
  check_definitions(checker);
  check_derived_events(checker);
  int whole = checker_mistakes(checker) == 0;
  whole &= check_score_rules(checker);
  uint32_t mistakes = checker_mistakes(checker);
  List tests = all_of(checker, &files, NODE_TEST);
  if (lifecycle) check_lifecycle_moves(checker, lifecycle);
  check_slas(checker);
  if (lifecycle) check_lifecycle_reached(checker, &tests);
  check_routes(checker);
  cycles_order(checker);
  if (whole && checker_mistakes(checker) == mistakes) check_conditions(checker);
  for_each(checker, &files, NODE_TEST, check_test);
  check_report_entries(checker);
  check_report_unknown(checker);
  check_report_undeclared(checker);
  if (diagnostics->errors == 0) check_since_places(diagnostics, checker->model);
  return checker->model;
}

/* ---- from a path --------------------------------------------------------------------------- */

Model *compile_model(Diagnostics *diagnostics, const char *path, const char *zoneinfo) {
  List files = files_read(diagnostics, path);
  if (files.count == 0) return NULL;
  Model *model = check_files(diagnostics, files, zoneinfo);
  diag_sort(diagnostics);
  return model;
}
