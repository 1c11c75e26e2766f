/* Ways of writing that take several tokens, which people bring along from slides and spreadsheets:
 * tables of patterns and of what to write instead. The clause is not read on, because what was
 * meant stands in another order; phrase.c has what can be read word for word.
 *
 * A pattern is matched token by token. Small letters and signs are what they are; `a|b` is either,
 * `a?` may be missing, `^` is the beginning of a clause, and what begins with `&` must follow but
 * is not replaced. What is in capitals stands for
 *
 *   NAME NAME2        a word that may be a name      TEXT      a text in quotes
 *   EVENT             a declared event, activity     DATETIME  a date and time, CLOCK a time of day
 *   PATH              a name, or `company.size`      COMPARE   `=`, `>=` and the like
 *   NUMBER NUMBER2    a whole number                 HISTORY   count, days
 *   UNIT UNIT2        days and the like              BEFORE    what a condition stands after
 *   AGEING            `expires after 90 days`, …     TURN      entering, leaving, becoming
 *   MONTH             `month`, for which a decay has 30 days
 *   PLAIN PLAIN2      a name that is no keyword      TEST      starts, ends, contains
 *   DATE              a date                         PERCENT   `30%`
 *   WEEKDAY WEEKDAY2  `mon`, `Monday`
 *   ROW               `in a row`                     LIMIT     `once`, `at most 3` of a `when` rule
 *
 * and what was found there takes its place in what to write. */
#include <string.h>

#include "compiler/mistake.h"
#include "compiler/repair.h"

typedef struct {
  int block; /* the declaration it stands in; 0 for any */
  const char *pattern, *right;
} Rewriting;

/* To be replaced as it is. */
static const Rewriting rewritings[] = {
    /* how often, how long ago */
    {0, "HISTORY ( PATH , within|in the? last? NUMBER UNIT )", "HISTORY(PATH within NUMBER UNIT)"},
    {0, "HISTORY ( PATH ) within|in the? last? NUMBER UNIT", "HISTORY(PATH within NUMBER UNIT)"},
    {0, "HISTORY ( PATH ) COMPARE NUMBER within|in the? last? NUMBER2 UNIT",
     "HISTORY(PATH within NUMBER2 UNIT) COMPARE NUMBER"},
    {0, "BEFORE count|number of? EVENT", "BEFORE count(EVENT)"},
    {0, "UNIT since the? last? PATH COMPARE NUMBER", "since(PATH) COMPARE NUMBER UNIT"},
    {0, "BEFORE since the? last? EVENT", "BEFORE since(EVENT)"},
    {0, "UNIT until|to|before PATH <|<= NUMBER", "since(PATH) in -NUMBER UNIT..0 UNIT"},
    {0, "BEFORE PATH in|within the? next NUMBER UNIT",
     "BEFORE since(PATH) in -NUMBER UNIT..0 UNIT"},
    {0, "BEFORE last? EVENT more|longer than NUMBER UNIT ago", "BEFORE since(EVENT) > NUMBER UNIT"},
    {0, "BEFORE last? EVENT COMPARE NUMBER UNIT ago", "BEFORE since(EVENT) COMPARE NUMBER UNIT"},
    {0, "BEFORE not|no activity within|in|for the? last? NUMBER UNIT",
     "BEFORE since(activity) >= NUMBER UNIT"},
    {0, "BEFORE not|no EVENT within|in|for the? last? NUMBER UNIT",
     "BEFORE count(EVENT within NUMBER UNIT) = 0"},
    {0, "BEFORE activity within|in the? last? NUMBER UNIT", "BEFORE since(activity) < NUMBER UNIT"},
    {0, "BEFORE EVENT within|in the? last? NUMBER UNIT",
     "BEFORE count(EVENT within NUMBER UNIT) >= 1"},
    {0, "BEFORE at? least? NUMBER EVENT within|in the? last? NUMBER2 UNIT",
     "BEFORE count(EVENT within NUMBER2 UNIT) >= NUMBER"},
    {0, "PATH TEST TEXT or TEST2 TEXT2", "PATH TEST TEXT or PATH TEST2 TEXT2"},
    {0, "TEST TEXT , TEXT2", "TEST [TEXT, TEXT2]"},
    {0, "has word TEXT , TEXT2", "has word [TEXT, TEXT2]"},
    /* triggers */
    {TOKEN_SCORE, "on NUMBER times EVENT", "on NUMBER EVENT"},
    {TOKEN_SCORE, "on EVENT NUMBER times within|in NUMBER2 UNIT",
     "on NUMBER EVENT within NUMBER2 UNIT"},
    {TOKEN_SCORE, "on EVENT NUMBER times per|every|a NUMBER2 UNIT",
     "on EVENT at most NUMBER per NUMBER2 UNIT"},
    {TOKEN_SCORE, "on EVENT NUMBER times per|every|a UNIT", "on EVENT at most NUMBER per UNIT"},
    {TOKEN_SCORE, "on every|each NUMBER EVENT", "on NUMBER EVENT"},
    {TOKEN_SCORE, "on every|each|any|a|an|the EVENT", "on EVENT"},
    {TOKEN_SCORE, "on the? first EVENT", "on EVENT once"},
    {0, "on stage =|becomes NAME", "on entering NAME"},
    {0, "on moving|moves|move to NAME", "on entering NAME"},
    {0, "entering NAME from NAME2", "NAME2 -> NAME"},
    {0, "leaving NAME to NAME2", "NAME -> NAME2"},
    {0, "on NAME to NAME2", "on NAME -> NAME2"},
    {0, "TURN stage NAME", "TURN NAME"},
    {0, "on NAME becomes|turns true", "on becoming NAME"},
    /* clauses */
    {TOKEN_SCORE, "AGEING ,? at most NUMBER per NUMBER2 UNIT",
     "at most NUMBER per NUMBER2 UNIT AGEING"},
    {TOKEN_SCORE, "AGEING ,? at most NUMBER per UNIT", "at most NUMBER per UNIT AGEING"},
    {TOKEN_SCORE, "AGEING ,? at most NUMBER", "at most NUMBER AGEING"},
    {TOKEN_SCORE, "AGEING ,? once", "once AGEING"},
    {TOKEN_SCORE, "at most NUMBER in|per|within any|each|every NUMBER2 UNIT",
     "at most NUMBER per NUMBER2 UNIT"},
    {TOKEN_SCORE, "at most NUMBER in|per|within a|each|every|the? calendar? UNIT",
     "at most NUMBER per UNIT"},
    {TOKEN_SCORE, "once per|a|each|every calendar UNIT", "at most 1 per UNIT"},
    {TOKEN_LIFECYCLE, "stage NAME final owned by NAME2", "stage NAME owned by NAME2 final"},
    {TOKEN_SCORE, "^ when|if PATH then +? NUMBER", "+NUMBER \"PATH\" when PATH"},
    {TOKEN_SCORE, "a|an|per|each|every MONTH", "every 30 days"},
    {TOKEN_SCORE, "^ reset on NAME", "set to 0 \"Reset\" on NAME"},
    {TOKEN_SCORE, "TEXT unless", "TEXT when not"},
    {TOKEN_SCORE, "on EVENT unless", "on EVENT where not"},
    {TOKEN_LIFECYCLE, "-> NAME unless", "-> NAME when not"},
    {TOKEN_LIFECYCLE, "^ when|if PATH :|then|, NAME -> NAME2", "NAME -> NAME2 when PATH"},
    {TOKEN_LIFECYCLE, "NAME -> NAME2 after NUMBER UNIT",
     "NAME -> NAME2 when since(entering NAME) >= NUMBER UNIT"},
    {TOKEN_GRADE, "grade NAME =|of PATH &{", "grade NAME from PATH"},
    {TOKEN_GRADE, "grade NAME ( NAME2 ) &{", "grade NAME from NAME2"},
    {TOKEN_GRADE, "NAME :|= NUMBER ..", "NAME >= NUMBER"},
    {TOKEN_GRADE, "NAME :|= NUMBER", "NAME >= NUMBER"},
    {TOKEN_GRADE, "NAME when >= NUMBER", "NAME >= NUMBER"},
    {TOKEN_GRADE, ">= NUMBER =>|:|-> NAME", "NAME >= NUMBER"},
    {TOKEN_GRADE, "NAME &}", "otherwise NAME"},
    {TOKEN_TABLE, "=> + NUMBER", "=> NUMBER"},
    {TOKEN_TABLE, "^ when|if NAME &=>", "NAME"},
    {TOKEN_TABLE, "^ not NAME &=>", "!= NAME"},
    {TOKEN_TABLE, "^ NAME , NUMBER", "NAME => NUMBER"},
    {TOKEN_TEST, "DATETIME :|- NAME", "DATETIME  NAME"},
    {TOKEN_TEST, "expect stage PLAIN", "expect stage = PLAIN"},
    {TOKEN_TEST, "expect score NAME COMPARE", "expect NAME COMPARE"},
    {TOKEN_EVENT, "= when NAME", "= becoming NAME"},
    {TOKEN_EVENT, "event NAME when|on NAME2", "event NAME = NAME2"},
    {TOKEN_LIST, "list NAME : NAME2 &[", "list NAME: NAME2 ="},
    {TOKEN_LIST, "list NAME : &[ &TEXT", "list NAME: text ="},
    {TOKEN_USE, "use NAME / PATH", "use \"NAME/PATH\""},
    {TOKEN_LIST, "list NAME &= &[ &TEXT", "list NAME: text"},
    {TOKEN_LIST, "list NAME &= &[ &NUMBER", "list NAME: int"},
    {TOKEN_LIST, "list NAME &from &TEXT", "list NAME: text"},
    /* calendars */
    {TOKEN_CALENDAR, "timezone NAME / NAME2", "timezone \"NAME/NAME2\""},
    {TOKEN_CALENDAR, "timezone NAME", "timezone \"NAME\""},
    {TOKEN_CALENDAR, "always open", "open always"},
    {TOKEN_CALENDAR, "open 24 / 7", "open always"},
    {TOKEN_CALENDAR, "open 24 hours", "open always"},
    {TOKEN_CALENDAR, "open every|each day", "open mon..sun"},
    {TOKEN_CALENDAR, "open CLOCK ..|to|- CLOCK2 ,|on? PLAIN ..|to|- PLAIN2",
     "open PLAIN..PLAIN2 CLOCK..CLOCK2"},
    {TOKEN_CALENDAR, "open CLOCK ..|to|- CLOCK2 ,|on? PLAIN", "open PLAIN CLOCK..CLOCK2"},
    {TOKEN_CALENDAR, "open [ PLAIN , PLAIN2 ]", "open PLAIN, PLAIN2"},
    {TOKEN_CALENDAR, "^ WEEKDAY ..|to|- WEEKDAY2 :? &CLOCK", "open WEEKDAY..WEEKDAY2"},
    {TOKEN_CALENDAR, "^ WEEKDAY :? &CLOCK", "open WEEKDAY"},
    {TOKEN_CALENDAR, "^ WEEKDAY :? &NUMBER", "open WEEKDAY"},
    {TOKEN_CALENDAR, "^ WEEKDAY ..|to|- WEEKDAY2 :? &NUMBER", "open WEEKDAY..WEEKDAY2"},
    {TOKEN_CALENDAR, "NUMBER st|nd|rd|th PLAIN", "NUMBER PLAIN"},
    {TOKEN_CALENDAR, "CLOCK and &CLOCK2", "CLOCK,"},
    {TOKEN_CALENDAR, "PLAIN : &CLOCK", "PLAIN"},
    {TOKEN_CALENDAR, "on NUMBER PLAIN closed", "closed NUMBER PLAIN"},
    {TOKEN_CALENDAR, "on DATE closed", "closed DATE"},
    {TOKEN_CALENDAR, "closed TEXT :|on? NUMBER PLAIN", "closed NUMBER PLAIN TEXT"},
    {TOKEN_CALENDAR, "closed TEXT :|on? DATE", "closed DATE TEXT"},
    {TOKEN_CALENDAR, "closed from PATH", "closed from \"PATH\""},
    {TOKEN_CALENDAR, "closed NUMBER PLAIN for|: TEXT", "closed NUMBER PLAIN TEXT"},
    {TOKEN_CALENDAR, "closed DATE for|: TEXT", "closed DATE TEXT"},
    /* reps and queues */
    {TOKEN_REP, "rep NAME =|:? TEXT {", "rep NAME { name TEXT,"},
    {TOKEN_REP, "rep NAME =|:? TEXT", "rep NAME { name TEXT }"},
    {TOKEN_REP, "rep PLAIN PLAIN2", "rep PLAIN_PLAIN2"},
    {TOKEN_QUEUE, "queue NAME =|:? TEXT {", "queue NAME { name TEXT,"},
    {TOKEN_QUEUE, "queue NAME =|:? TEXT", "queue NAME { name TEXT }"},
    {TOKEN_QUEUE, "queue NAME owned? owner|by PLAIN", "queue NAME { owner PLAIN }"},
    {TOKEN_REP, "{ TEXT", "{ name TEXT"},
    {TOKEN_QUEUE, "{ TEXT", "{ name TEXT"},
    {TOKEN_REP, "name PLAIN PLAIN2", "name \"PLAIN PLAIN2\""},
    {TOKEN_REP, "reports to PLAIN", "manager PLAIN"},
    {TOKEN_REP, "managed by PLAIN", "manager PLAIN"},
    {TOKEN_QUEUE, "owned by PLAIN", "owner PLAIN"},
    /* pools */
    {TOKEN_POOL, "weight NUMBER at most NUMBER2 each? per|a day", "weight NUMBER at most NUMBER2"},
    {TOKEN_POOL, "PLAIN at most NUMBER each? per|a day", "PLAIN at most NUMBER"},
    {TOKEN_POOL, "at most NUMBER leads each per day", "at most NUMBER each per day"},
    {TOKEN_POOL,
     "at most NUMBER leads? each? per|a|for|to each? rep|person|member|head per|a|each|every day",
     "at most NUMBER each per day"},
    {TOKEN_POOL, "at most NUMBER leads? a|each|every day each?", "at most NUMBER each per day"},
    {TOKEN_POOL, "at most NUMBER leads? each a|every day", "at most NUMBER each per day"},
    {TOKEN_POOL, "at most NUMBER leads? per day each?", "at most NUMBER each per day"},
    {TOKEN_POOL, "at most NUMBER leads? each? daily", "at most NUMBER each per day"},
    {TOKEN_POOL, "at most NUMBER each? in NAME", "at most NUMBER each in [NAME]"},
    {TOKEN_POOL, "at most NUMBER in [ NAME ]", "at most NUMBER each in [NAME]"},
    {TOKEN_POOL, "NUMBER each per day", "at most NUMBER each per day"},
    {TOKEN_POOL, "at most NUMBER each per day ,? round robin",
     "round robin at most NUMBER each per day"},
    {TOKEN_POOL, "at most NUMBER each per day ,? least loaded",
     "least loaded at most NUMBER each per day"},
    {TOKEN_POOL, "at most NUMBER each per day ,? in order", "in order at most NUMBER each per day"},
    {TOKEN_POOL, "least loaded in NAME", "least loaded in [NAME]"},
    {TOKEN_POOL, "PLAIN :|=|*|x|times? NUMBER", "PLAIN weight NUMBER"},
    {TOKEN_POOL, "PLAIN ( NUMBER )", "PLAIN weight NUMBER"},
    {TOKEN_POOL, "PLAIN weight|weighted of|by NUMBER", "PLAIN weight NUMBER"},
    {TOKEN_POOL, "NUMBER x|* PLAIN", "PLAIN weight NUMBER"},
    {TOKEN_POOL, "NUMBER PLAIN", "PLAIN weight NUMBER"},
    {TOKEN_POOL, "rep PLAIN", "PLAIN"},
    /* routes */
    {TOKEN_ROUTE, "route NAME :|= on", "route NAME on"},
    {TOKEN_ROUTE, "route NAME for|after|whenever|upon &TURN", "route NAME on"},
    {0, "owner has? leaves|leaving|leave|quits|gone", "owner left"},
    {0, "owner is|has left|gone", "owner left"},
    {0, "owner is|goes|going|on away|absent|vacation|leave|out|off", "owner away"},
    {0, "owner absent|unavailable|vacation", "owner away"},
    {TOKEN_ROUTE, "to the owner", "to owner"},
    {TOKEN_ROUTE, "to round robin PLAIN", "to PLAIN"},
    {TOKEN_ROUTE, "last owner within|in the? last? NUMBER UNIT by|of|for|with the? same? PATH",
     "last owner by PATH within NUMBER UNIT"},
    {TOKEN_ROUTE,
     "last owner by|of|for|with|at|in the? same? PATH within|in the? last? NUMBER UNIT",
     "last owner by PATH within NUMBER UNIT"},
    {TOKEN_ROUTE, "to PATH within|in NUMBER UNIT", "to PATH available within NUMBER UNIT"},
    {TOKEN_ROUTE, "to PATH is|if available now?", "to PATH available now"},
    {TOKEN_ROUTE, "to PATH now|immediately", "to PATH available now"},
    {TOKEN_ROUTE, "to PATH available", "to PATH available now"},
    {TOKEN_ROUTE, "to owner s PLAIN", "to PLAIN of owner"},
    {TOKEN_ROUTE, "to PLAIN owner", "to PLAIN.owner"},
    {TOKEN_ROUTE, "^ owner =|:|is|to PATH", "to PATH"},
    {TOKEN_TEST, "expect owner PLAIN", "expect owner = PLAIN"},
    {TOKEN_TEST, "expect PLAIN assigned|belongs to PLAIN2", "expect PLAIN.owner = PLAIN2"},
    {TOKEN_TEST, "gave NUMBER lead|leads|times? to PLAIN", "gave PLAIN NUMBER"},
    {TOKEN_TEST, "gave PLAIN NUMBER lead|leads|times|turn|turns", "gave PLAIN NUMBER"},
    {TOKEN_TEST, "gave to PLAIN NUMBER", "gave PLAIN NUMBER"},
    {TOKEN_TEST, "DATETIME rep_left PLAIN", "DATETIME  rep_left { rep: PLAIN }"},
    {TOKEN_TEST, "DATETIME rep_back PLAIN", "DATETIME  rep_back { rep: PLAIN }"},
    {TOKEN_TEST, "DATETIME rep_away PLAIN until DATETIME2",
     "DATETIME  rep_away { rep: PLAIN, until: DATETIME2 }"},
    {TOKEN_TEST, "DATETIME PLAIN left", "DATETIME  rep_left { rep: PLAIN }"},
    {TOKEN_TEST, "DATETIME PLAIN is? away until DATETIME2",
     "DATETIME  rep_away { rep: PLAIN, until: DATETIME2 }"},
};

typedef struct {
  int block;
  const char *pattern, *title, *help;
} Lesson;

/* What is missing or meant is not known, so an example shows it. */
static const Lesson lessons[] = {
    {0, "HISTORY ( NUMBER EVENT", "how many is compared, not written inside `HISTORY(…)`",
     "write `HISTORY(EVENT) >= NUMBER`, or `HISTORY(EVENT within 30 days) >= NUMBER`"},
    {0, "HISTORY ( PATH by different PATH2", "`HISTORY` does not look at what differs",
     "count with an event that follows: `event several passive = 3 PATH by different PATH2`, "
     "then `HISTORY(several) >= 1`"},
    {0, "broken by NUMBER EVENT", "a row is broken by one event, not by several",
     "write `broken by EVENT`; or `broken by often`, with `event often passive = NUMBER EVENT`"},
    {0, "NUMBER TURN NAME", "only events are counted, and `TURN NAME` is none by itself",
     "give it a name, `event NAME_again passive = TURN NAME`, and count that: `NUMBER NAME_again`"},
    {0, "NUMBER different|distinct|unique NAME", "what must differ is a field of the event",
     "write `NUMBER NAME by different …` with that field, "
     "like `3 email_open by different campaign`"},
    {0, "NUMBER consecutive NAME", "what breaks the row is not said",
     "write `NUMBER NAME in a row broken by …` with the event that starts the count anew; "
     "if nothing does, `NUMBER NAME`"},
    {0, "NUMBER NAME ROW", "what breaks the row is not said",
     "write `NUMBER NAME in a row broken by …` with the event that starts the count anew; "
     "if nothing does, `NUMBER NAME`"},
    {0, "NUMBER NAME ROW &once|at|expires|fades|halves|loses|,|)",
     "what breaks the row is not said",
     "write `NUMBER NAME in a row broken by …` with the event that starts the count anew; "
     "if nothing does, `NUMBER NAME`"},
    {0, "no activity", "`no activity` is no event: it says how things are, not what happens",
     "write `define quiet = since(activity) >= 30 days`, and for the instant at which it turns "
     "true `becoming quiet`"},
    {0, "BEFORE UNIT since PATH", "how long ago something was is written with `since(…)`",
     "write it like `since(PATH) >= 30 days`"},
    {0, "BEFORE TURN",
     "`becoming`, `entering` and `leaving` are what happens, "
     "not conditions",
     "write them after `on`: `on becoming icp`; as a condition, "
     "read the definition or the stage: `icp`, `stage = mql`"},
    {TOKEN_GRADE, "NAME >=|> NUMBER and|or", "a band has a threshold or a condition, not both",
     "write it like `NAME when engagement >= NUMBER and icp`"},
    {TOKEN_GRADE, "NAME >|<|<= NUMBER", "a band says from which value on",
     "write it like `NAME >= NUMBER`, the best grade first; what is left is `otherwise`"},
    {TOKEN_TABLE, "=> NUMBER ,", "each row stands on a line of its own",
     "write what follows on the next line"},
    {TOKEN_LIST, "= TEXT", "a list stands in brackets", "write it like `= [TEXT, …]`"},
    {TOKEN_LIST, "= (|{", "a list stands in brackets", "write it like `= [\"a\", \"b\"]`"},
    {TOKEN_DEFINE, "= if PATH", "a definition has no `if`",
     "a condition joins others, `icp and not customer`; a value by cases is a table, "
     "`table worth(industry) -> points { … }`"},
    {TOKEN_LIST, "list NAME =|from", "a list says what it is of",
     "write it like `list NAME: industry = [software, saas]`"},
    {TOKEN_SCORE, "then +? NUMBER", "a rule begins with its points",
     "write the points first: `+NUMBER \"Label\" when icp`"},
    {TOKEN_SCORE, ",? otherwise|else +|- NUMBER", "a rule gives its points or none",
     "write another rule for the rest, with its own points and label: `when not (…)`"},
    {TOKEN_SCORE, ", +|- NUMBER", "a rule gives its points or none",
     "write another rule for the rest, with its own points and label: `when not (…)`"},
    {TOKEN_SCORE, "LIMIT",
     "a rule with `when` counts as long as its condition holds, and has no limits",
     "leave out `LIMIT`; to count how often something happens, write the rule with `on` an event"},
    {TOKEN_SCORE, "^ set to NUMBER TEXT when|if", "`set to` is done when something happens",
     "write `set to NUMBER TEXT on …` with an event; for the instant at which a condition turns "
     "true, define it: `on becoming icp`"},
    {TOKEN_SCORE, "without PATH for NUMBER UNIT", "how long it is quiet is said once",
     "write `every NUMBER UNIT without PATH`; to lose points more often, but only after that time: "
     "`decay 2 every 1 day paused while since(PATH) < NUMBER UNIT`"},
    {TOKEN_SCORE, "on EVENT NUMBER times", "`EVENT NUMBER times` can mean two things",
     "write `NUMBER EVENT` for each time that there were NUMBER, "
     "or `EVENT at most NUMBER` to bound how often it counts"},
    {0, "becoming not NAME", "`becoming` waits for one definition to turn true",
     "define the opposite, `define other = not NAME`, and write `becoming other`"},
    {0, "becoming PATH COMPARE NUMBER", "`becoming` waits for one definition to turn true",
     "give the condition a name, `define hot = PATH COMPARE NUMBER`, and write `becoming hot`"},
    {0, "becoming PATH COMPARE", "`becoming` waits for one definition to turn true",
     "give the condition a name, `define hot = PATH COMPARE …`, and write `becoming hot`"},
    {0, "on not becoming NAME", "what does not happen can't be waited for",
     "define the opposite, `define other = not NAME`, and write `on becoming other`"},
    {TOKEN_TEST, "^ CLOCK", "a line of a test begins with its date and time",
     "write it like `2026-10-05 10:00  form_submit`; what is expected then, on the next line: "
     "`expect engagement = 50`"},
    {TOKEN_TEST, "at DATETIME", "what is expected has no time of its own",
     "let the time pass on the line before: `DATETIME  tick`"},
    {TOKEN_TEST, "^ after NUMBER UNIT", "a line of a test begins with its date and time",
     "count from the line before, and write it like `2026-10-05 10:00  tick`"},
    {TOKEN_TEST, "^ NUMBER UNIT later|after", "a line of a test begins with its date and time",
     "count from the line before, and write it like `2026-10-05 10:00  tick`"},
    {TOKEN_TEST, "DATETIME PATH COMPARE", "what is expected has no time of its own",
     "let the time pass with `DATETIME  tick`, then write `expect PATH COMPARE …` "
     "on the next line"},
    {TOKEN_CALENDAR, "calendar NAME like NAME2", "`like` is a line of the calendar",
     "write it within the braces, on a line of its own: `like NAME2`"},
    {TOKEN_CALENDAR, "calendar NAME open|closed|timezone", "a calendar's lines stand in braces",
     "write `calendar NAME {`, then each line by itself, then `}`"},
    {TOKEN_CALENDAR, "open CLOCK", "on which days?",
     "write the days before the hours: `open mon..fri CLOCK..17:00`, or `open always`"},
    {TOKEN_CALENDAR, "open NUMBER", "on which days?",
     "write the days before the hours: `open mon..fri 09:00..17:00`, or `open always`"},
    {TOKEN_CALENDAR, "open|closed [", "days stand without brackets",
     "write them with commas, or as a range: `open mon, wed..fri 09:00..17:00`"},
    {TOKEN_CALENDAR, "CLOCK , NAME", "days with other hours have a line of their own",
     "write `open NAME …` on the next line"},
    {TOKEN_CALENDAR, "CLOCK ,? closed|open|on|except", "each line of a calendar stands by itself",
     "write what follows on the next line"},
    {TOKEN_CALENDAR, "always ,? closed|except|on", "each line of a calendar stands by itself",
     "write what follows on the next line"},
    {TOKEN_CALENDAR, "timezone TEXT ,? open|closed|on|like",
     "each line of a calendar stands by itself", "write what follows on the next line"},
    {TOKEN_CALENDAR, "like NAME ,? open|closed|on|timezone",
     "each line of a calendar stands by itself", "write what follows on the next line"},
    {TOKEN_CALENDAR, "NUMBER ..|to|- NUMBER2 PLAIN", "a day of every year stands by itself",
     "write a line for each of them, `closed NUMBER PLAIN`; "
     "or dates with their year, `closed 2026-12-24..2026-12-26`"},
    {TOKEN_CALENDAR, "NUMBER PLAIN ..|to|-", "a day of every year stands by itself",
     "write a line for each of them, `closed NUMBER PLAIN`; "
     "or dates with their year, `closed 2026-12-24..2026-12-26`"},
    {TOKEN_CALENDAR, "^ lunch|break|pause|lunchtime", "hours are those in which it is open",
     "leave the break out: `open mon..fri 09:00..12:00, 13:00..17:00`"},
    {TOKEN_CALENDAR, "closed NUMBER PLAIN NUMBER2", "each day stands on a line of its own",
     "write `closed` and the other day on the next line"},
    {TOKEN_CALENDAR, "closed NUMBER PLAIN ,|and", "each day stands on a line of its own",
     "write `closed` and the other day on the next line"},
    {TOKEN_CALENDAR, "closed DATE ,|and", "each day stands on a line of its own",
     "write `closed` and the other day on the next line"},
    {TOKEN_CALENDAR, "closed NUMBER PLAIN PLAIN2", "a title stands in quotes",
     "write it after the day, like `closed NUMBER PLAIN \"Christmas Day\"`"},
    {TOKEN_CALENDAR, "closed DATE PLAIN", "a title stands in quotes",
     "write it after the day, like `closed DATE \"Christmas Day\"`"},
    {TOKEN_REP, "rep NAME ,", "each rep is declared by itself",
     "write `rep` and one name on each line: `rep NAME`"},
    {TOKEN_QUEUE, "queue NAME ,", "each queue is declared by itself",
     "write `queue` and one name on each line: `queue NAME`"},
    {TOKEN_REP, "hours CLOCK", "a rep's hours are those of a calendar",
     "declare `calendar office { open mon..fri CLOCK..17:00 }`, and write `hours office`"},
    {TOKEN_REP, "hours PLAIN ..", "a rep's hours are those of a calendar",
     "declare `calendar office { open mon..fri 09:00..17:00 }`, and write `hours office`"},
    {TOKEN_REP, "away|absent|vacation DATE", "an absence is not part of the agreement",
     "it comes as a record, `rep_away` with `rep`, `from` and `until`: see `mopsc run --roster`"},
    {TOKEN_POOL, "pool NAME round|least|in", "how leads are shared stands after the members",
     "write it like `pool NAME { ana, ben } round robin`"},
    {TOKEN_POOL, "pool NAME =|:? PLAIN", "a pool's members stand in braces",
     "write it like `pool NAME { PLAIN, … } round robin`"},
    {TOKEN_POOL, "random|randomly",
     "leads are shared by a rule, so that the same input gives the same",
     "write `round robin`; with weights, as `ana weight 2`, some get more"},
    {TOKEN_POOL, "at most NUMBER each? per|a week|month|hour",
     "a cap counts by the day, or by stages",
     "write `at most NUMBER each per day`, or `at most NUMBER each in [mql]`"},
    {TOKEN_POOL, "at most NUMBER leads? each?",
     "a cap says what it counts: by the day, or in stages",
     "write `at most NUMBER each per day`, or `at most NUMBER each in [mql]`"},
    {TOKEN_POOL, "weight PERCENT", "a weight is a whole number",
     "someone with weight 2 gets twice as many as someone with weight 1; for percentages, "
     "write each without its `%`"},
    {TOKEN_POOL, "PLAIN PERCENT", "a weight is a whole number",
     "someone with weight 2 gets twice as many as someone with weight 1; for percentages, "
     "write `weight` and each without its `%`"},
    {TOKEN_ROUTE, "route on TURN", "a route has a name", "write it like `route inbound on TURN …`"},
    {TOKEN_ROUTE, "on every|each|any|all|new|a|the? lead|leads",
     "a route waits for something that happens",
     "write it like `on entering mql`, with the stage at which the lead changes hands"},
    {TOKEN_ROUTE, "route NAME {", "a route says what makes it act",
     "write it like `route NAME on entering mql {`"},
    {TOKEN_ROUTE, "TURN NAME to", "a route's lines stand in braces",
     "write it like `route inbound on TURN NAME {`, then `to …` on lines of their own, then `}`"},
    {TOKEN_ROUTE, ",? otherwise", "each line of a route stands by itself",
     "write `otherwise to …` on the next line"},
    {TOKEN_ROUTE, "to PATH ,|or|and to? PATH2", "a line of a route has one target",
     "write `to PATH2` on the next line, or declare a pool of them: "
     "`pool west { PATH, PATH2 } round robin`"},
    {TOKEN_ROUTE, "to {|[", "a pool is declared before a route names it",
     "write `pool west { ana, ben } round robin` above the route, then `to west`"},
    {TOKEN_ROUTE, "otherwise to PATH when|if|available|unless|where",
     "`otherwise` takes every lead", "write `to PATH …` with the condition on the line above"},
    {TOKEN_ROUTE, "last owner within|in NUMBER UNIT",
     "leads that belong together have a field in common",
     "write it like `last owner by company.domain within NUMBER UNIT`"},
    {TOKEN_ROUTE, "last owner by PATH", "how long ago may it be?",
     "write it like `last owner by PATH within 120 days`"},
    {TOKEN_ROUTE, "last owner", "leads that belong together have a field in common",
     "write it like `last owner by company.domain within 120 days`; "
     "who had this lead before is the `previous owner`"},
    {TOKEN_ROUTE, "NAME of previous|last owner", "only the present owner's roles can be asked for",
     "write `NAME of owner`, or name the rep"},
    {TOKEN_ROUTE, "PLAIN of PLAIN2", "a role is asked of the lead's owner",
     "write `PLAIN of owner`; whom you know by name you can name"},
    {TOKEN_ROUTE, "available", "`available` stands before `when`",
     "write it like `to sdr available now when country = \"US\"`"},
    {TOKEN_ROUTE, "after NUMBER UNIT", "a route gives the lead away at once",
     "leave it out; `available within NUMBER UNIT` asks who will be at work so soon"},
    {TOKEN_ROUTE, "at most NUMBER", "caps belong to the pool",
     "write it there: `pool sdr { ana, ben } round robin at most NUMBER each per day`"},
    {TOKEN_ROUTE, "^ NUMBER", "the lines of a route have no numbers",
     "leave it out: they are tried in their order"},
    {0, "EVENT within NUMBER UNIT", "`within` is the time in which several events count",
     "write how many: `3 EVENT within NUMBER UNIT`"},
};

/* ---- matching ---- */

enum {
  MOST_WILDCARDS = 8,
  FARTHEST_BACK = 12, /* tokens before the mistake at which a pattern may begin */
  LONGEST_CLAUSE = 64 /* tokens to look back for a condition's beginning */
};

typedef struct {
  const char *name;
  uint32_t length;
  Span found;
} Capture;

typedef struct {
  const Parser *parser;
  uint32_t first, next; /* the tokens that were matched */
  uint32_t end;         /* those before it are replaced */
  Capture captures[MOST_WILDCARDS];
  int count;
} Match;

static int is_number(int kind) {
  return kind == TOKEN_INTEGER;
}

static int is_name(int kind) {
  return token_is_word(kind) && kind != TOKEN_IN_A_ROW;
}

static int is_plain(int kind) {
  return kind == TOKEN_NAME || token_declares(kind);
}

static int is_test(int kind) {
  return kind >= TOKEN_STARTS && kind <= TOKEN_CONTAINS;
}

static int is_text(int kind) {
  return kind == TOKEN_TEXT;
}

static int is_instant(int kind) {
  return kind == TOKEN_DATETIME;
}

static int is_date(int kind) {
  return kind == TOKEN_DATE;
}

static int is_percent(int kind) {
  return kind == TOKEN_PERCENT;
}

static int is_clock(int kind) {
  return kind == TOKEN_TIME;
}

static int is_comparison(int kind) {
  return kind >= TOKEN_EQUAL && kind <= TOKEN_GREATER_EQUAL;
}

static int is_history(int kind) {
  return kind == TOKEN_COUNT || kind == TOKEN_DAY;
}

static int is_row(int kind) {
  return kind == TOKEN_IN_A_ROW;
}

static int is_month(int kind) {
  return kind == TOKEN_MONTH;
}

static int is_turn(int kind) {
  return kind == TOKEN_ENTERING || kind == TOKEN_LEAVING || kind == TOKEN_BECOMING;
}

static uint32_t one(const Parser *parser, uint32_t index, int (*fits)(int)) {
  return fits(kind_at(parser, index)) ? 1 : 0;
}

static uint32_t match_path(const Parser *parser, uint32_t index) {
  uint32_t count = one(parser, index, is_name);
  while (count && kind_at(parser, index + count) == TOKEN_DOT &&
         is_name(kind_at(parser, index + count + 1)))
    count += 2;
  return count;
}

static uint32_t match_event(const Parser *parser, uint32_t index) {
  if (!is_name(kind_at(parser, index))) return 0;
  Text name = parser_text(parser, index);
  if (text_is(name, "activity")) return 1;
  int few = parser->diagnostics->errors < LARGEST_NUMBER_OF_MISTAKES;
  return few && repair_is_event(parser, name);
}

static uint32_t match_weekday(const Parser *parser, uint32_t index) {
  static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  Text word = parser_text(parser, index);
  for (int i = 0; i < 7 && word.length >= 3 && kind_at(parser, index) == TOKEN_NAME; i++) {
    int same = 1;
    for (int k = 0; k < 3; k++) same &= (word.bytes[k] | 0x20) == days[i][k];
    if (same) return 1;
  }
  return 0;
}

static int begins_condition(int kind) {
  return kind == TOKEN_WHEN || kind == TOKEN_WHERE || kind == TOKEN_WHILE || kind == TOKEN_EXPECT;
}

/* Whether a token stands after the beginning of a condition: `or` may also stand between events. */
static int in_condition(const Parser *parser, uint32_t index) {
  uint32_t lowest = index > LONGEST_CLAUSE ? index - LONGEST_CLAUSE : 0;
  if (lowest < parser->clause) lowest = parser->clause;
  if (parser->declares == TOKEN_DEFINE) return 1;
  while (index > lowest)
    if (begins_condition(kind_at(parser, --index))) return 1;
  return 0;
}

static uint32_t match_before(const Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  int defines = kind == TOKEN_EQUAL && parser->declares == TOKEN_DEFINE;
  if (kind == TOKEN_AND || kind == TOKEN_OR) return in_condition(parser, index) ? 1 : 0;
  return defines || begins_condition(kind);
}

/* What limits an event rule, in one that has a condition instead. */
static uint32_t match_limit(const Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  if (kind_at(parser, parser->clause + 3) != TOKEN_WHEN) return 0;
  if (kind == TOKEN_ONCE) return 1;
  int most = kind == TOKEN_AT && kind_at(parser, index + 1) == TOKEN_MOST &&
             kind_at(parser, index + 2) == TOKEN_INTEGER;
  return most ? 3 : 0;
}

/* `expires after 90 days`, `loses 10% every 7 days` */
static uint32_t match_ageing(const Parser *parser, uint32_t index) {
  int kind = kind_at(parser, index);
  uint32_t loss = kind == TOKEN_LOSES && kind_at(parser, index + 1) == TOKEN_PERCENT;
  int ages = kind == TOKEN_EXPIRES || kind == TOKEN_FADES || kind == TOKEN_HALVES || loss;
  int lasts = kind_at(parser, index + loss + 2) == TOKEN_INTEGER &&
              is_unit(kind_at(parser, index + loss + 3));
  return ages && lasts ? loss + 4 : 0;
}

/* How many tokens from index on a word in capitals stands for. */
static uint32_t match_wildcard(const Parser *parser, uint32_t index, const char *name) {
  static const struct {
    const char *name;
    int (*fits)(int);
  } kinds[] = {
      {"NAME", is_name},       {"NUMBER", is_number},    {"UNIT", is_unit},
      {"TEXT", is_text},       {"DATETIME", is_instant}, {"COMPARE", is_comparison},
      {"HISTORY", is_history}, {"TURN", is_turn},        {"ROW", is_row},
      {"CLOCK", is_clock},     {"PLAIN", is_plain},      {"TEST", is_test},
      {"MONTH", is_month},     {"DATE", is_date},        {"PERCENT", is_percent},
  };
  static const struct {
    const char *name;
    uint32_t (*match)(const Parser *, uint32_t);
  } longer[] = {
      {"PATH", match_path},     {"EVENT", match_event}, {"BEFORE", match_before},
      {"AGEING", match_ageing}, {"LIMIT", match_limit}, {"WEEKDAY", match_weekday},
  };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (!strncmp(name, kinds[i].name, strlen(kinds[i].name)))
      return one(parser, index, kinds[i].fits);
  }
  for (size_t i = 0; i < sizeof longer / sizeof *longer; i++) {
    if (!strncmp(name, longer[i].name, strlen(longer[i].name)))
      return longer[i].match(parser, index);
  }
  return 0;
}

/* Whether a token is written like one of `within|in`. */
static int is_one_of(Text found, const char *words, uint32_t length) {
  for (uint32_t at = 0; at < length;) {
    uint32_t size = (uint32_t)strcspn(words + at, "|");
    if (at + size > length) size = length - at;
    if (found.length == size && memcmp(found.bytes, words + at, size) == 0) return 1;
    at += size + 1;
  }
  return 0;
}

static int is_capital(char byte) {
  return byte >= 'A' && byte <= 'Z';
}

static int match_capture(Match *match, const char *word, uint32_t length) {
  const Parser *parser = match->parser;
  uint32_t count = match_wildcard(parser, match->next, word);
  if (!count || match->count == MOST_WILDCARDS) return 0;
  Span found =
      span_join(parser_span(parser, match->next), parser_span(parser, match->next + count - 1));
  match->captures[match->count++] = (Capture){word, length, found};
  match->next += count;
  return 1;
}

/* Matches one word of a pattern. Returns 0 if it doesn't stand there, and must. */
static int match_word(Match *match, const char *word, uint32_t length) {
  const Parser *parser = match->parser;
  int first = match->next == match->first;
  if (!first && !same_line(parser, match->next)) return word[length - 1] == '?';
  if (is_capital(*word)) return match_capture(match, word, length);
  int optional = word[length - 1] == '?';
  if (is_one_of(parser_text(parser, match->next), word, length - (uint32_t)optional)) {
    match->next++;
    return 1;
  }
  return optional;
}

static int match_pattern(Match *match, const Parser *parser, uint32_t first, const char *pattern) {
  *match = (Match){.parser = parser, .first = first, .next = first};
  for (const char *word = pattern; *word;) {
    size_t length = strcspn(word, " ");
    const char *following = word + length + (word[length] == ' ');
    if (*word == '^') {
      if (first != parser->clause) return 0;
      word = following;
      continue;
    }
    if (*word == '&') {
      if (!match->end) match->end = match->next;
      word++;
      length--;
    }
    if (!match_word(match, word, (uint32_t)length)) return 0;
    word = following;
  }
  if (!match->end) match->end = match->next;
  return 1;
}

/* Whether the pattern stands around the token that can't stand there, or ends with its line. */
static int match_around(Match *match, const Parser *parser, uint32_t index, int where,
                        const char *pattern) {
  uint32_t lowest = index > FARTHEST_BACK ? index - FARTHEST_BACK : 0;
  if (lowest < parser->declaration) lowest = parser->declaration;
  for (uint32_t first = index + 1; first-- > lowest;) {
    if (!match_pattern(match, parser, first, pattern)) continue;
    if (where == AT_LINE_END ? match->next == index && first < index : match->next > index)
      return 1;
  }
  return 0;
}

/* ---- what to write ---- */

static const Capture *capture_at(const Match *match, const char *text, uint32_t length) {
  for (int i = 0; i < match->count; i++) {
    const Capture *capture = &match->captures[i];
    if (capture->length == length && memcmp(capture->name, text, length) == 0) return capture;
  }
  return NULL;
}

/* The text with what was found in place of the words in capitals. */
static Text fill(const Match *match, const char *text) {
  Arena *arena = match->parser->diagnostics->arena;
  const char *source = match->parser->builder.text.bytes;
  Text filled = {"", 0};
  while (*text) {
    uint32_t length = 0;
    while (is_capital(text[length])) length++;
    if (length && text[length] == '2') length++;
    const Capture *capture = length ? capture_at(match, text, length) : NULL;
    if (!length) length = (uint32_t)strcspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    uint32_t size = capture ? capture->found.end - capture->found.start : length;
    filled = text_format(arena, "%s%.*s", filled.bytes, (int)size,
                         capture ? source + capture->found.start : text);
    text += length;
  }
  return filled;
}

static int say_rewriting(Parser *parser, uint32_t index, int where) {
  Match match;
  for (size_t i = 0; i < sizeof rewritings / sizeof *rewritings; i++) {
    const Rewriting *row = &rewritings[i];
    if (row->block && row->block != parser->declares) continue;
    if (!match_around(&match, parser, index, where, row->pattern)) continue;
    phrase_report(parser, match.first, match.end - match.first, fill(&match, row->right).bytes);
    return 1;
  }
  return 0;
}

static int say_lesson(Parser *parser, uint32_t index, int where) {
  Match match;
  for (size_t i = 0; i < sizeof lessons / sizeof *lessons; i++) {
    const Lesson *row = &lessons[i];
    if (row->block && row->block != parser->declares) continue;
    if (!match_around(&match, parser, index, where, row->pattern)) continue;
    Span whole = span_join(parser_span(parser, match.first), parser_span(parser, match.end - 1));
    Diagnostic *diagnostic = mistake(parser->diagnostics, E_UNEXPECTED, whole, "here", "%s",
                                     fill(&match, row->title).bytes);
    diag_help(parser->diagnostics, diagnostic, "%s", fill(&match, row->help).bytes);
    return 1;
  }
  return 0;
}

int rewrite_report(Parser *parser, uint32_t index, int where) {
  if (parser->diagnostics->errors > LARGEST_NUMBER_OF_MISTAKES) return 0;
  return say_rewriting(parser, index, where) || say_lesson(parser, index, where);
}
