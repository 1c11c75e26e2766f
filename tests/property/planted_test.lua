-- Bugs planted in a test build of the VM and its neighbours: the comparison with the second interpreter
-- must find each of them. What is planted is a change of one place of a file (three columns, or six for
-- two files; seed: of the first case, where few cases show it); the files are compiled anew and linked
-- before the library's own objects, everything else stays. Variants are planted in the same way, change
-- only how something is done, and must not be found.
package.path = "tests/lib/?.lua;" .. package.path
local tap = require "tap"

local build = os.getenv("BUILD") or "build"
local folder = build .. "/planted"
local cases = os.getenv("PLANTED_CASES") or "1000"

local bugs = {
  { "a comparison misses its bound", "runtime/vm.c", "source <= i->d)", "source < i->d)" },
  { "a set forgets most of its bits", "runtime/vm.c", ">> (bit & 63)) & 1", ">> (bit & 3)) & 1" },
  { "a missing value counts as different", "runtime/vm.c", "TEST(DIFFERENT, KNOWN(source) && ", "TEST(DIFFERENT, " },
  { "hours are counted by the minute", "runtime/duration.c", "{3600000, ", "{60000, " },
  { "halves are rounded up", "runtime/number.c", " && (quotient & 1))", ")" },
  { "steps of `for each` begin late", "runtime/vm.c", "if (passed < rule->period)", "if (passed <= rule->period)" },
  { seed = 119, "decay does not stop", "runtime/timer.c", "if (steps > distance / amount) return rest;", "if (steps > 2 * (distance / amount)) return rest;" },
  { "a percentage may take nothing", "runtime/timer.c", "if (loss < 1) loss = 1;", "" },
  { seed = 103, "a window is one instant too long", "runtime/fold.c", "oldest <= minus(now, limit->window)", "oldest < minus(now, limit->window)" },
  { "weeks begin on Tuesday", "runtime/calendar.c", "floor_divide(day + 3, 7)", "floor_divide(day + 2, 7)" },
  { "a count needs one more", "runtime/history.c", "count + 1 >= counter->count", "count >= counter->count" },
  { seed = 571, "what is counted expires too late", "runtime/history.c", "lead[counter->instants + gone] <= after",
    "lead[counter->instants + gone] < after" },
  { seed = 47, "values count again", "runtime/history.c", "if (lead[counter->values + i] == value) return 1;", "" },
  { "a number within a time has one too many", "runtime/history.c", "instant_at(history, lead, place) > after",
    "instant_at(history, lead, place) >= after" },
  { seed = 90, "a day counts with its first event", "runtime/history.c",
    "lead[history->slot] = minus(lead[history->slot], 1);", "return;" },
  { seed = 56, "a number is no due step", "compiler/timer_plan.c", "need_window(visit, number, limit->constant + (strict != left));",
    "(void)strict;" },
  { "`keep` forgets its upper bound", "runtime/fold.c", "bounded(points, score->keep_low, score->keep_high)", "bounded(points, score->keep_low, POINTS_LIMIT)" },
  { "`set to` keeps the limits", "runtime/fold.c", "rule->set ? fold_restart_rules(agreement, lead, score) : 0;", "0;" },
  { "setting a score by hand keeps the limits", "runtime/by_hand.c", "  int64_t gone = fold_restart_rules(agreement, lead, score);\n", "  int64_t gone = 0;\n" },
  { seed = 64, "an import is not settled", "runtime/fold.c", "lead[SLOT_NEXT] = plus(now, 1);", "(void)now;" },
  { seed = 102, "an import forgets that its stage was entered", "runtime/fold.c", "  put_stage(worker, lead, to, now);\n  occurrence_remember(worker, lead, &occurrence, now);\n", "  put_stage(worker, lead, to, now);\n" },
  { seed = 51, "an import is settled at once", "runtime/by_hand.c", "if (!by_hand_is_import(worker, record))", "if (1)" },
  { seed = 243, "an import enters the start stage", "runtime/fold.c", "  if (by_hand_is_import(worker, record)) return", "  if (0) return" },
  { "a move does not restart `when … for`", "runtime/fold.c", "  hold_restart(worker->agreement, lead);\n", "  (void)hold_restart;\n" },
  { "`when … for` is late", "runtime/fold.c", "minus(now, *since) >= move->hold", "minus(now, *since) > move->hold" },
  { "fact rules are looked at too late", "runtime/fold.c", "    facts_refresh_stale(worker, lead, now);\n  leave_waiting", "    (void)now;\n  leave_waiting" },
  { "fact rules do not see that a number fell", "runtime/fold.c", "      dependents_stale(worker, history->dependent_first, history->dependent_count);\n    }", "    }" },
  { "fact rules do not see what an event counts for", "runtime/fold.c", "  dependents_stale(worker, history->dependent_first, history->dependent_count);\n  history_wait", "  history_wait" },
  { "fact rules do not see scores change", "runtime/fold.c", "  all_readers_stale(worker, lead, now);\n", "  (void)all_readers_stale;\n" },
  { seed = 143, "fact rules do not see a score fall", "runtime/fold.c", "dependents_reached(rows, count, smaller(value, seen))", "dependents_reached(rows, count, seen)" },
  { seed = 1049, "what fact rules saw of a score is forgotten", "runtime/fold.c", "    lead[agreement->SCORE[score].seen] = score_read(agreement, lead, score, now);\n", "" },
  { seed = 2661, "`>=` changes where `>` does", "compiler/dependents.c", "[OP_UNLESS_AT_LEAST] = {1, 1, 0},", "[OP_UNLESS_AT_LEAST] = {1, 0, 1}," },
  { seed = 144, "who asks a score for more is forgotten", "compiler/dependents.c", "if (!is_compared(all, block, read->c, read->d)) {", "if (0) {" },
  { "a kept wake-up is not kept", "runtime/history.c", "kept_set(agreement, lead, i, leaves > now ? leaves : KEPT_NEVER);", "(void)leaves;" },
  { "a group of kept wake-ups keeps its earliest", "runtime/kept.c", "  else if (before == *next)", "  else if (before == *next && 0)" },
  { "a `where` is told as things are after", "runtime/fold.c", "award(worker, lead, awarded, cause_of(worker, occurrence, trigger), now);",
    "award(worker, lead, awarded, (Cause){occurrence->event, NONE, decide_judge(worker, trigger->criterion), NONE}, now);" },
  { "due steps are not caught up with", "runtime/fold.c", "    decay_take(agreement, lead, agreement->DECAY + i, until);", "    (void)agreement;" },
  { "ageing is not caught up with", "runtime/fold.c", "    ageing_pass(agreement, lead, agreement->AGEING + i, until);", "    (void)agreement;" },
  { "`set to` keeps live awards", "runtime/fold.c", "      gone = plus(gone, ageing_clear(agreement, lead, agreement->AGEING + rule->ageing));", "      gone = 0;" },
  { "an award lives too long", "runtime/ageing.c", "age_of(ageing, awarded, now) < ageing->count", "age_of(ageing, awarded, now - 1) < ageing->count" },
  { "a group forgets what it let through", "runtime/group.c", "*sum = plus(*sum, let < 0 ? minus(0, let) : let);", "(void)sum;" },
  { "a group does not cut what is read", "runtime/group.c", "return minus(group_bounded(row, *sum), group_bounded(row, before));", "return minus(*sum, before);" },
  { "`set to` leaves groups full", "runtime/fold.c", "  groups_restart(agreement, lead, score);\n", "" },
  { "a paused decay goes on", "runtime/timer.c", "if (anchor == VALUE_MISSING || is_paused(lead, decay)) return value;", "if (anchor == VALUE_MISSING) return value;" },
  { seed = 1903, "what is paused is read too early", "runtime/fold.c", "  fold_begin(worker, lead, now);\n  each_passed", "  fold_begin(worker, lead, now);\n  pauses_refresh(worker, lead);\n  each_passed" },
  { seed = 151, "an anchor in a pause does not count", "runtime/timer.c", "larger(clock[PAUSE_SINCE], anchor)", "clock[PAUSE_SINCE]" },
  { seed = 771, "a step that matters wakes nobody", "compiler/timer_plan.c", "if (score->decay && endless_decay_ways(score) & fresh)", "if (score->decay && score->decay->percent)" },
  { "last instants of a merged lead are lost", "runtime/merge.c", "if (!anchor->merges || at <= before) return;", "return;" },
  { seed = 71, "moves of a merged lead are the survivor's", "runtime/merge.c", "if (!anchor->merges || at <= before) return;", "if (at <= before) return;" },
  { seed = 53, "an earlier instant of a merged lead counts", "runtime/merge.c", "at <= before) return;", "at == VALUE_MISSING) return;" },
  { "what a merged lead counted is lost", "runtime/merge.c", "if (!history->merges) continue;", "continue;" },
  { seed = 53, "moves that a merged lead counted are the survivor's", "runtime/merge.c", "if (!history->merges) continue;", "" },
  { seed = 2176, "a day of both counts twice", "runtime/history.c", "if (history->kind != HISTORY_DAYS || !count ||", "if (1 ||" },
  { seed = 1225, "the last day of both counts twice", "runtime/history.c", "minus(plus(*number, merged[history->slot]), same_last_day(agreement, lead, merged, history));", "plus(*number, merged[history->slot]);" },
  { seed = 89, "the last value of a merged lead wins", "runtime/history.c", "} else if (merged[history->ring] > lead[history->ring]) {", "} else {" },
  { seed = 635, "what both count wakes nobody", "runtime/merge.c", "    history_wait(agreement, lead, history, now);", "" },
  { "windows of limits forget a merged lead", "runtime/merge.c", "    ring_join(lead + limit->slot,", "    if (1) ; else ring_join(lead + limit->slot," },
  { seed = 114, "periods of limits forget a merged lead", "runtime/merge.c", "lead[limit->slot] = plus(lead[limit->slot], merged[limit->slot]);", ";" },
  { seed = 196, "a later period of a merged lead is lost", "runtime/merge.c", "    lead[limit->slot] = merged[limit->slot];", "    ;" },
  { "live awards of a merged lead are lost", "runtime/merge.c", "    ring_join(lead + first,", "    if (0) ring_join(lead + first," },
  { "live awards of a merged lead are not seen", "runtime/merge.c", "gained = ageing_refresh(agreement, lead, ageing, now);", "gained = 0;" },
  { seed = 370, "groups forget a merged lead", "runtime/merge.c", "lead[group->slot] = plus(lead[group->slot], merged[group->slot]);", ";" },
  { seed = 66, "what a merged lead's steps are is not told", "runtime/merge.c", "    if (steps != had)", "    if (0)" },
  { seed = 226, "a default stays when leads are merged", "runtime/merge.c", " || lead[i] == agreement->INITIAL[i].value", "" },
  { "a merged lead's facts are lost", "runtime/merge.c", "if (lacks && merged[i] != VALUE_MISSING) lead[i] = merged[i];", "(void)lacks;" },
  { seed = 105, "a date that comes wakes nobody", "compiler/timer_plan.c", "if (after < -VALUE_LIMIT || after > VALUE_LIMIT) return;", "if (after <= 0 || after > VALUE_LIMIT) return;" },
  { "a date's day begins at midnight in UTC", "runtime/calendar.c", "larger(local - offsets[i].ahead, offsets[i].start)", "larger(local, offsets[i].start)" },
  { "`as *` takes nothing", "runtime/record.c", "if (row->rest != NONE &&", "if (0 &&" },
  { seed = 49, "capitals beyond ASCII are no letters of a spelling", "runtime/text.c", "length, FOLD_LETTERS)", "length, FOLD_ASCII)" },
  { seed = 702, "a dot separates initials", "runtime/word.c", "dots && after_letter", "0" },
  { "derived facts stay as they were", "runtime/fold.c", "worker->key_length);\n  fold_derive(worker->agreement, lead);", "worker->key_length);" },
  { "a row gives the next one's result", "compiler/emit.c", "draft_return(&draft, row->constant);", "draft_return(&draft, (row->right ? row->right : row)->constant);" },
  { "`not` of `and` stays `and`", "compiler/emit.c", "int all = (e->kind == EXPRESSION_AND) == want;", "int all = e->kind == EXPRESSION_AND;" },
  { "an id counts an instant too long", "runtime/io/repeats.c", "at - repeats->window < came_at", "at - repeats->window <= came_at" },
  { seed = 761, "what is set aside has come", "runtime/io/feed.c", "if (status != MOPS_OK && status != MOPS_LATE) return status;", "if (status == MOPS_NO_MEMORY) return status;" },
  { "records wait half as long", "runtime/io/waiting.c", "< waiting->lateness) return 0;", "< waiting->lateness / 2) return 0;" },
  { "of one instant the last comes first", "runtime/io/waiting.c", "a->line < b->line", "a->line > b->line" },
  { seed = 434, "a late event has its own instant for ids", "runtime/io/feed.c", "if (built->record->at > at) at =", "at =" },
  { seed = 98, "a file stands before the one that uses it", "compiler/files.c", "    list_add(reader->arena, &reader->files, parsed);\n    read_uses(reader, parsed, used);", "    read_uses(reader, parsed, used);\n    list_add(reader->arena, &reader->files, parsed);" },
  { "reasons do not tell the file", "runtime/io/writer.c", "if (reason->file == NULL) return;", "return;" },
  { seed = 73, "a cell of a file compares with `=` only", "compiler/table_file.c", "node->name = trimmed((Text){operation, length});", "node->name = text_of(\"=\");" },
  { seed = 770, "the last value of a cell of a file is lost", "compiler/table_file.c", "    start = end + 1;", "    start = end + 1;\n    if (bar && !memchr(bar + 1, '|', text.length - start)) break;" },
  { seed = 925, "a range in a list's file is its first value", "compiler/check_list.c", "range->right = check_list_value(checker, high, span, kind);", "range->right = check_list_value(checker, low, span, kind);" },
  { "a text may be a byte too long", "runtime/record.c", "setting->length > setting->field->max_length", "setting->length > setting->field->max_length + 1u" },
  { seed = 83, "a node of spellings has at most 12 children", "runtime/text.c", "if (!node->child_count) return NULL;", "if (!node->child_count || node->child_count > 12) return NULL;" },
  { seed = 195, "many words share one bit", "runtime/match.c", "&bits[states[state].pattern / MATCH_BITS]", "&bits[0]" },
}

-- Few agreements by chance have as many triggers as make a choice worth it.
local choices = { "compiler/runs.c", "#define FEWEST_OF_CHOICE 8u", "#define FEWEST_OF_CHOICE 1u" }
local function with_choices(bug) return table.move(choices, 1, 3, #bug + 1, bug) end

for _, bug in ipairs {
  { seed = 1073, "a choice by numbers is one too high", "runtime/candidate.c", "choice->cut_count,\n                             value)", "choice->cut_count,\n                             value - 1)" },
  { seed = 1442, "a choice by patterns forgets the last", "runtime/candidate.c", "(UINT64_C(1) << choice->run_count) - 1", "(UINT64_C(1) << (choice->run_count - 1)) - 1" },
  { seed = 173, "candidates are merged without their order", "runtime/candidate.c", "room[count - 1].trigger > more[more_count - 1].trigger", "room[count - 1].trigger > 0" },
  { seed = 1925, "what is left of a condition is not asked", "runtime/candidate.c", "all.conditional | run->conditional", "all.conditional" },
} do bugs[#bugs + 1] = with_choices(bug) end

local variants = {
  with_choices { "choices by all values" },
  { "memory is asked for in small leads too", "runtime/fold.c", "slots > SMALL_LEAD)\n    fetch_fired", "slots)\n    fetch_fired" },
}

local function run(command)
  local ok = os.execute(command)
  return ok == true
end

-- The file with a change; nil if its place is not there, or twice.
local function changed(path, from, to)
  local file <close> = assert(io.open(path))
  local source = file:read("a")
  local first, last = source:find(from, 1, true)
  if not first or source:find(from, last + 1, true) then return nil end
  return source:sub(1, first - 1) .. to .. source:sub(last + 1)
end

-- The object of a change, or nil and why there is none.
local function compile(name, path, from, to)
  local text = changed(path, from, to)
  if not text then return nil, "its place is not there, or twice" end
  local source = ("%s/%s.c"):format(folder, name)
  local out <close> = assert(io.open(source, "w"))
  out:write(text)
  out:close()
  local object = ("%s/%s.o"):format(folder, name)
  local built = run(("%s -std=c11 -O1 -w -D_POSIX_C_SOURCE=200809L -I. -I%s/generated -c %s -o %s"):format(
    os.getenv("CC") or "gcc", build, source, object))
  return built and object, "it does not build"
end

local function plant(name, bug)
  local objects = {}
  for i = 2, #bug, 3 do
    local object, problem = compile(("%s-%d"):format(name, i), bug[i], bug[i + 1], bug[i + 2])
    if not object then return nil, problem end
    objects[#objects + 1] = object
  end
  local mopsc = ("%s/mopsc-%s"):format(folder, name)
  local built = run(("%s -o %s %s/objects/compiler/commands/main.o %s %s/tests/inside.a -lsimdjson -lcsv"):format(
    os.getenv("CXX") or "g++", mopsc, build, table.concat(objects, " "), build))
  return built and mopsc, "it does not link"
end

-- Whether a case of the comparison differs; a comparison that breaks is none. Returns what it said too.
local function differs(name, mopsc, cases, seed)
  local said = ("%s/%s.txt"):format(folder, name)
  run(("MOPSC=%s CASES=%s SEED=%d NO_SHRINK=1 NAME=planted timeout 300 lua5.4 tests/property/compare.lua > %s 2>&1")
    :format(mopsc, cases, seed or 1, said))
  local text = tap.read(said)
  return text:find("not ok %d+ %- seed %d+") ~= nil, text
end

if (os.getenv("SANITIZE") or "") ~= "" then
  print("1..0 # SKIP bugs are planted in the plain build")
  os.exit(0)
end
run("mkdir -p " .. folder)
for number, bug in ipairs(bugs) do
  local mopsc, problem = plant(tostring(number), bug)
  if mopsc then
    tap.ok(differs(tostring(number), mopsc, cases, bug.seed), "found: " .. bug[1], "not in " .. cases .. " cases")
  else
    tap.ok(false, bug[1], problem)
  end
end
for number, variant in ipairs(variants) do
  local name = "variant-" .. number
  local mopsc, problem = plant(name, variant)
  local differing, said = false, problem
  if mopsc then differing, said = differs(name, mopsc, 200) end
  tap.ok(mopsc and not differing and said:find "\nok 1 ", "the same: " .. variant[1], said)
end
tap.done()
