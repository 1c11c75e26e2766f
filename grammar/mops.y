/* The grammar of the language, from an agreement down to a literal. Every action is one ast_ call;
 * mistakes are found and worded by the driver in compiler/parse.c, which asks this parser before
 * each token whether it may stand there, and after a mistake which token goes on.
 *
 * Recovery: a clause that doesn't parse ends at the next separator of its block (`error` as a
 * clause), a header at its `{` (`open`), a declaration where the next one begins. Each `error`
 * forgets the lookahead (`yyclearin`): without that, Bison would drop the clauses before it too. */

%code requires {
#include "compiler/ast_build.h"
}

%code provides {
/* What the driver asks between two tokens: may this token stand here, and how is it written? */
int grammar_accepts(yypstate *machine, int token);
const char *grammar_token_name(int token);
}

%code {
static void yyerror(const Span *span, Builder *builder, const char *message);

#define YYLLOC_DEFAULT(whole, parts, count)                                         \
  ((whole) = (count) ? span_join(YYRHSLOC(parts, 1), YYRHSLOC(parts, count))        \
                     : (Span){YYRHSLOC(parts, 0).end, YYRHSLOC(parts, 0).end,       \
                              YYRHSLOC(parts, 0).file})
}

%define api.pure full
%define api.push-pull push
%define api.token.raw
%define api.token.prefix {TOKEN_}
%define api.value.type {Node *}
%define api.location.type {Span}
%define lr.type ielr
%define lr.default-reduction consistent
%define parse.lac full
%define parse.error custom
%expect 0
%locations
%parse-param {Builder *builder}

%token NEWLINE "end of line"
%token OPEN_BRACE "{"  CLOSE_BRACE "}"
%token OPEN_PARENTHESIS "("  CLOSE_PARENTHESIS ")"
%token OPEN_BRACKET "["  CLOSE_BRACKET "]"
%token COMMA ","  COLON ":"  DOT "."  RANGE ".."
%token TEXT_COMMA ", between texts" /* so that `as "a", "b", next` needs one token of lookahead */
%token EQUAL "="  NOT_EQUAL "!="  LESS "<"  LESS_EQUAL "<="  GREATER ">"  GREATER_EQUAL ">="
%token PLUS "+"  MINUS "-"  TIMES "*"  DIVIDE "/"  ARROW "->"
%token RESULT "=>" /* the driver makes it of an arrow, see TOKEN_FAT_ARROW */

%token NAME "name"  TEXT "text"  INTEGER "number"  DECIMAL "decimal number"
%token PERCENT "percentage"  MONEY "amount of money"  CURRENCY "money and its currency"  DATE "date"  DATETIME "date and time"
%token TIME "time of day"

/* The reserved words; from here on, a token is a word. */
%token AND "and"  OR "or"  NOT "not"  IN "in"  YES "yes"  NO "no"  ELSE "else"
%token ENTERING "entering"  LEAVING "leaving"  BECOMING "becoming"  SLA "sla"
%token IN_A_ROW "in a row"

/* The other keywords, from here on: names where no keyword can stand (see `word`). */
%token AGREEMENT "agreement"  USE "use"  ENUM "enum"  RECORD "record"  LEAD "lead"  EVENT "event"
%token DEFINE "define"  LIST "list"  GRADE "grade"  TABLE "table"  SCORE "score"
%token LIFECYCLE "lifecycle"  CALENDAR "calendar"  REP "rep"  POOL "pool"  QUEUE "queue"
%token ROUTE "route"  TEST "test"
%token LANGUAGE "language"  VERSION "version"  EFFECTIVE "effective"  TIMEZONE "timezone"
%token PARTIES "parties"
%token PASSIVE "passive"  UP "up"  TO "to"  FROM "from"  MISSING "missing"  AS "as"
%token DEFAULT "default"  REQUIRED "required"  KEY "key"
%token ON "on"  WHEN "when"  WHERE "where"  FOR "for"  EACH "each"  SINCE "since"  SET "set"
%token ONCE "once"  AT "at"  MOST "most"  LEAST "least"  PER "per"
%token DECAY "decay"  EVERY "every"  WITHOUT "without"  PAUSED "paused"  WHILE "while"
%token EXPIRES "expires"  AFTER "after"  FADES "fades"  OVER "over"  HALVES "halves"  LOSES "loses"
%token GROUP "group"  FIRST "first"
%token KEEP "keep"  SHOWN "shown"  BETWEEN "between"  BROKEN "broken"  BY "by"
%token DIFFERENT "different"  WITHIN "within"  COUNT "count"  LAST "last"
%token STAGE "stage"  OWNED "owned"  FINAL "final"  START "start"  EXPECT "expect"
%token OTHERWISE "otherwise"
%token OPEN "open"  CLOSED "closed"  LIKE "like"
%token WEIGHT "weight"  ROUND "round"  ROBIN "robin"  LOADED "loaded"  ORDER "order"
%token OWNER "owner"  PREVIOUS "previous"  OF "of"  AVAILABLE "available"  NOW "now"
%token LEFT "left"  AWAY "away"  GAVE "gave"
%token MET "met"  CANCEL "cancel"  BUSINESS "business"  THE "the"  SAME "same"  NOTIFY "notify"
%token REASSIGN "reassign"  RESTART "restart"  CARRY "carry"  MOVE "move"  TIMES_OVER "times"
%token DUE "due"  BREACHED "breached"  THEN "then"  CANCELLED "cancelled"
%token STARTS "starts"  ENDS "ends"  CONTAINS "contains"  HAS "has"  WORD "word"
%token IS "is"  KNOWN "known"
%token SECOND "seconds"  MINUTE "minutes"  HOUR "hours"  DAY "days"  WEEK "weeks"  MONTH "months"

/* After an open range, `in 50.. at most 3`, a word that may go on with the clause does so: to be
 * the range's end, it would have to be a member of an enum. */
%precedence FOR AT ONCE EXPIRES FADES HALVES LOSES PAUSED FROM MISSING DEFAULT REQUIRED KEY BY WITHIN
%precedence OPEN_RANGE

%%

file
  : %empty
  | declarations
  ;
declarations
  : declaration                            { ast_declare(builder, $1); }
  | declarations next_line declaration     { ast_declare(builder, $3); }
  ;
declaration
  : agreement | use | enumeration | record | lead | event | definition | list | grade | table | score | lifecycle
  | calendar | rep | pool | queue | route | sla | test
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;

/* ---- lines ---- */

next_line
  : "end of line"
  ;
next_item
  : "end of line"
  | ","
  ;
open
  : "{"
  | error "{"
  ;
trailing_comma
  : %empty
  | ","
  ;

/* ---- the agreement and its library ---- */

agreement
  : "agreement" title open settings "}"
      { $$ = ast_block(builder, NODE_AGREEMENT, @$, $2, $4); }
  ;
settings
  : setting                                { $$ = ast_list(builder, @$, $1); }
  | settings next_line setting             { $$ = ast_append(builder, $1, $3); }
  ;
setting
  : %empty                                 { $$ = ast_absent(builder); }
  | setting_name setting_values            { $$ = ast_setting(builder, @$, $1, $2); }
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
setting_name
  : "language"                             { $$ = ast_word(builder, @$, "language"); }
  | "version"                              { $$ = ast_word(builder, @$, "version"); }
  | "effective"                            { $$ = ast_word(builder, @$, "effective"); }
  | "timezone"                             { $$ = ast_word(builder, @$, "timezone"); }
  | "parties"                              { $$ = ast_word(builder, @$, "parties"); }
  ;
setting_values
  : setting_value                          { $$ = ast_list(builder, @$, $1); }
  | setting_values comma setting_value     { $$ = ast_append(builder, $1, $3); }
  ;
setting_value
  : name | text | integer | date | datetime
  ;

use
  : "use" library                          { $$ = ast_use(builder, @$, @2); }
  | "use" text                             { $$ = ast_use_file(builder, @$, $2); }
  ;
library
  : name
  | library "." name
  ;

/* ---- what is known: enums, records, the lead, events ---- */

enumeration
  : "enum" new_name open members "}"       { $$ = ast_block(builder, NODE_ENUM, @$, $2, $4); }
  ;
members
  : %empty                                 { $$ = ast_absent(builder); }
  | member_list trailing_comma             { $$ = $1; }
  ;
member_list
  : member                                 { $$ = ast_list(builder, @$, $1); }
  | member_list next_item member           { $$ = ast_append(builder, $1, $3); }
  ;
member
  : name                                   { $$ = ast_member(builder, @$, $1, NULL); }
  | name "as" spellings                    { $$ = ast_member(builder, @$, $1, $3); }
  | name "as" "*"                          { $$ = ast_rest_member(builder, @$, $1); }
  | name broken                            { $$ = ast_member(builder, @$, $1, $2); }
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
spellings
  : text                                   { $$ = ast_list(builder, @$, $1); }
  | spellings ", between texts" text       { $$ = ast_append(builder, $1, $3); }
  ;

record
  : "record" new_name open fields "}"      { $$ = ast_block(builder, NODE_RECORD, @$, $2, $4); }
  ;
lead
  : "lead" open fields "}"                 { $$ = ast_block(builder, NODE_LEAD, @$, NULL, $3); }
  ;
event
  : "event" new_name                       { $$ = ast_event(builder, @$, $2, 0, NULL); }
  | "event" new_name "passive"             { $$ = ast_event(builder, @$, $2, FLAG_PASSIVE, NULL); }
  | "event" new_name open fields "}"       { $$ = ast_event(builder, @$, $2, 0, $4); }
  | "event" new_name "passive" open fields "}"
                                           { $$ = ast_event(builder, @$, $2, FLAG_PASSIVE, $5); }
  | "event" new_name "=" triggers          { $$ = ast_derived_event(builder, @$, $2, 0, $4); }
  | "event" new_name "passive" "=" triggers
                                           { $$ = ast_derived_event(builder, @$, $2, FLAG_PASSIVE, $5); }
  ;

fields
  : %empty                                 { $$ = ast_absent(builder); }
  | field_list trailing_comma              { $$ = $1; }
  ;
field_list
  : field                                  { $$ = ast_list(builder, @$, $1); }
  | field_list next_item field             { $$ = ast_append(builder, $1, $3); }
  ;
field
  : name ":" type derivation options       { $$ = ast_field(builder, @$, $1, $3, $4, $5); }
  | name ":" broken                        { $$ = ast_field(builder, @$, $1, $3, NULL, NULL); }
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
type
  : name                                   { $$ = ast_type(builder, @$, $1, NULL, NULL); }
  | name type_range                        { $$ = ast_type(builder, @$, $1, $2, NULL); }
  | name "up" "to" integer                 { $$ = ast_type(builder, @$, $1, NULL, $4); }
  | currency                               { $$ = ast_money_type(builder, @$, $1, NULL); }
  | currency type_range                    { $$ = ast_money_type(builder, @$, $1, $2); }
  ;
currency
  : "money and its currency"               { $$ = ast_name(builder, @$); }
  ;
type_range
  : type_bound ".." type_bound             { $$ = ast_range(builder, @$, $1, $3); }
  | type_bound ".."                        { $$ = ast_range(builder, @$, $1, NULL); }
  | ".." type_bound                        { $$ = ast_range(builder, @$, NULL, $2); }
  ;
type_bound
  : bound
  | duration
  | "-" duration                           { $$ = ast_negate(builder, @$, $2); }
  ;
derivation
  : %empty                                 { $$ = ast_absent(builder); }
  | "=" expression                         { $$ = $2; }
  ;
options
  : %empty                                 { $$ = ast_list(builder, @$, NULL); }
  | options option                         { $$ = ast_append(builder, $1, $2); }
  ;
option
  : "from" text                            { $$ = ast_option(builder, @$, "from", $2); }
  | "missing" "as" spellings               { $$ = ast_option(builder, @$, "missing", $3); }
  | "default" expression                   { $$ = ast_option(builder, @$, "default", $2); }
  | "required"                             { $$ = ast_option(builder, @$, "required", NULL); }
  | "key"                                  { $$ = ast_option(builder, @$, "key", NULL); }
  ;

definition
  : "define" new_name "=" expression       { $$ = ast_define(builder, @$, $2, $4); }
  | "define" new_name broken               { $$ = ast_define(builder, @$, $2, $3); }
  | "define" new_name "=" broken           { $$ = ast_define(builder, @$, $2, $4); }
  ;

list
  : "list" new_name ":" type "=" "[" elements "]"
                                           { $$ = ast_named_list(builder, @$, $2, $4, $7); }
  | "list" new_name ":" type "from" text   { $$ = ast_named_list(builder, @$, $2, $4, $6); }
  | "list" new_name broken                 { $$ = ast_named_list(builder, @$, $2, $3, NULL); }
  | "list" new_name ":" broken             { $$ = ast_named_list(builder, @$, $2, $4, NULL); }
  ;

grade
  : "grade" new_name open bands "}"        { $$ = ast_grade(builder, @$, $2, NULL, $4); }
  | "grade" new_name "from" expression open bands "}"
                                           { $$ = ast_grade(builder, @$, $2, $4, $6); }
  ;
bands
  : %empty                                 { $$ = ast_absent(builder); }
  | band_list trailing_comma               { $$ = $1; }
  ;
band_list
  : band                                   { $$ = ast_list(builder, @$, $1); }
  | band_list next_item band               { $$ = ast_append(builder, $1, $3); }
  ;
band
  : band_name ">=" bound                   { $$ = ast_band(builder, @$, $1, $3, NULL); }
  | band_name "when" expression            { $$ = ast_band(builder, @$, $1, NULL, $3); }
  | "otherwise" band_name                  { $$ = ast_band(builder, @$, $2, NULL, NULL); }
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
band_name
  : "name"                                 { $$ = ast_name(builder, @$); }
  ;

/* ---- tables ---- */

table
  : "table" new_name "(" inputs ")" "->" type open rows "}"
                                           { $$ = ast_table(builder, @$, $2, $4, $7, $9); }
  | "table" new_name "(" inputs ")" "->" type "from" text
                                           { $$ = ast_table(builder, @$, $2, $4, $7, $9); }
  | "table" new_name broken                { $$ = ast_table(builder, @$, $2, NULL, $3, NULL); }
  ;
inputs
  : input                                  { $$ = ast_list(builder, @$, $1); }
  | inputs "," input                       { $$ = ast_append(builder, $1, $3); }
  ;
input
  : name                                   { $$ = ast_input(builder, @$, $1, NULL); }
  | name ":" type                          { $$ = ast_input(builder, @$, $1, $3); }
  ;
rows
  : row                                    { $$ = ast_list(builder, @$, $1); }
  | rows next_line row                     { $$ = ast_append(builder, $1, $3); }
  ;
row
  : %empty                                 { $$ = ast_absent(builder); }
  | cells "=>" constant                    { $$ = ast_row(builder, @$, $1, $3); }
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
cells
  : cell                                   { $$ = ast_list(builder, @$, $1); }
  | cells comma cell                       { $$ = ast_append(builder, $1, $3); }
  ;
cell
  : "*"                                    { $$ = ast_cell(builder, @$, "*", NULL); }
  | constant                               { $$ = ast_cell(builder, @$, "=", $1); }
  | constant ".." constant
      { $$ = ast_cell(builder, @$, "in", ast_range(builder, @$, $1, $3)); }
  | constant ".."
      { $$ = ast_cell(builder, @$, "in", ast_range(builder, @$, $1, NULL)); }
  | ".." constant
      { $$ = ast_cell(builder, @$, "in", ast_range(builder, @$, NULL, $2)); }
  | "[" elements "]"
      { $$ = ast_cell(builder, @$, "in", ast_array(builder, @$, $2)); }
  | "!=" constant                          { $$ = ast_cell(builder, @$, "!=", $2); }
  | "<" constant                           { $$ = ast_cell(builder, @$, "<", $2); }
  | "<=" constant                          { $$ = ast_cell(builder, @$, "<=", $2); }
  | ">" constant                           { $$ = ast_cell(builder, @$, ">", $2); }
  | ">=" constant                          { $$ = ast_cell(builder, @$, ">=", $2); }
  | "starts" looked_for                    { $$ = ast_cell(builder, @$, "starts", $2); }
  | "ends" looked_for                      { $$ = ast_cell(builder, @$, "ends", $2); }
  | "contains" looked_for                  { $$ = ast_cell(builder, @$, "contains", $2); }
  | "has" "word" looked_for                { $$ = ast_cell(builder, @$, "has word", $3); }
  ;
constant
  : literal
  | "-" number                             { $$ = ast_negate(builder, @$, $2); }
  | "-" percentage                         { $$ = ast_negate(builder, @$, $2); }
  | "-" money                              { $$ = ast_negate(builder, @$, $2); }
  | name
  ;
looked_for
  : text
  | name
  | "[" elements "]"                       { $$ = ast_array(builder, @$, $2); }
  ;

/* ---- scores ---- */

score
  : "score" new_name open score_clauses "}"
      { $$ = ast_block(builder, NODE_SCORE, @$, $2, $4); }
  ;
score_clauses
  : score_clause                           { $$ = ast_list(builder, @$, $1); }
  | score_clauses next_line score_clause   { $$ = ast_append(builder, $1, $3); }
  ;
score_clause
  : %empty                                 { $$ = ast_absent(builder); }
  | rule | group | decay | keep | shown
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
group
  : "group" label "at" "most" number open score_clauses "}"
                                           { $$ = ast_group(builder, @$, $2, $5, $7); }
  | "group" label "first" open score_clauses "}"
                                           { $$ = ast_group(builder, @$, $2, NULL, $5); }
  ;
rule
  : points label "on" triggers limits ageing
                                           { $$ = ast_add_rule(builder, @$, $1, $2, $4, $5, $6); }
  | points label "when" expression         { $$ = ast_fact_rule(builder, @$, $1, $2, $4); }
  | points label "for" "each" steps        { $$ = ast_each_rule(builder, @$, $1, $2, $5); }
  | "set" "to" amount label "on" triggers  { $$ = ast_set_rule(builder, @$, $3, $4, $6); }
  ;
points
  : "+" number                             { $$ = ast_points(builder, @$, $2); }
  | "-" number                             { $$ = ast_points(builder, @$, $2); }
  ;
amount
  : number                                 { $$ = ast_points(builder, @$, $1); }
  | "-" number                             { $$ = ast_points(builder, @$, $2); }
  ;
label
  : text
  ;
limits
  : %empty                                 { $$ = ast_list(builder, @$, NULL); }
  | limits limit                           { $$ = ast_append(builder, $1, $2); }
  ;
limit
  : "once"                                 { $$ = ast_limit(builder, @$, NULL, NULL); }
  | "at" "most" integer                    { $$ = ast_limit(builder, @$, $3, NULL); }
  | "at" "most" integer "per" period       { $$ = ast_limit(builder, @$, $3, $5); }
  ;
period
  : "days"                                 { $$ = ast_word(builder, @$, "day"); }
  | "weeks"                                { $$ = ast_word(builder, @$, "week"); }
  | "months"                               { $$ = ast_word(builder, @$, "month"); }
  | duration
  ;
ageing
  : %empty                                 { $$ = ast_absent(builder); }
  | "expires" "after" duration             { $$ = ast_ageing(builder, @$, "expires", $3, NULL); }
  | "fades" "over" duration                { $$ = ast_ageing(builder, @$, "fades", $3, NULL); }
  | "halves" "every" duration              { $$ = ast_ageing(builder, @$, "halves", $3, NULL); }
  | "loses" percentage "every" duration    { $$ = ast_ageing(builder, @$, "loses", $4, $2); }
  ;
steps
  : duration "since" triggers              { $$ = ast_steps(builder, @$, $1, $3, NULL); }
  | duration "since" triggers "at" "most" integer
                                           { $$ = ast_steps(builder, @$, $1, $3, $6); }
  ;
decay
  : "decay" loss "every" duration pause    { $$ = ast_decay(builder, @$, $2, $4, NULL, $5); }
  | "decay" loss "every" duration "without" triggers pause
                                           { $$ = ast_decay(builder, @$, $2, $4, $6, $7); }
  ;
pause
  : %empty                                 { $$ = ast_absent(builder); }
  | "paused" "while" expression            { $$ = $3; }
  ;
loss
  : number                                 { $$ = ast_points(builder, @$, $1); }
  | percentage
  ;
keep
  : "keep" bounds                          { $$ = ast_bounds(builder, NODE_KEEP, @$, $2); }
  ;
shown
  : "shown" bounds                         { $$ = ast_bounds(builder, NODE_SHOWN, @$, $2); }
  ;
bounds
  : "between" bound "and" bound            { $$ = ast_range(builder, @$, $2, $4); }
  | "at" "least" bound                     { $$ = ast_range(builder, @$, $3, NULL); }
  | "at" "most" bound                      { $$ = ast_range(builder, @$, NULL, $3); }
  ;
bound
  : number
  | "-" number                             { $$ = ast_negate(builder, @$, $2); }
  ;

/* ---- lifecycle ---- */

lifecycle
  : "lifecycle" open lifecycle_clauses "}"
      { $$ = ast_block(builder, NODE_LIFECYCLE, @$, NULL, $3); }
  ;
lifecycle_clauses
  : lifecycle_clause                       { $$ = ast_list(builder, @$, $1); }
  | lifecycle_clauses next_line lifecycle_clause { $$ = ast_append(builder, $1, $3); }
  ;
lifecycle_clause
  : %empty                                 { $$ = ast_absent(builder); }
  | stage | start | move
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
stage
  : "stage" name "owned" "by" name title_or_none final
                                           { $$ = ast_stage(builder, @$, $2, $5, $6, $7); }
  | "stage" name broken                    { $$ = ast_stage(builder, @$, $2, $3, NULL, NULL); }
  ;
title_or_none
  : %empty                                 { $$ = ast_absent(builder); }
  | text
  ;
final
  : %empty                                 { $$ = ast_absent(builder); }
  | "final"                                { $$ = ast_name(builder, @1); }
  ;
start
  : "start" "at" name                      { $$ = ast_start(builder, @$, $3); }
  ;
move
  : stages "->" name "on" triggers         { $$ = ast_move_on(builder, @$, $1, $3, $5); }
  | stages "->" name "when" expression     { $$ = ast_move_when(builder, @$, $1, $3, $5, NULL); }
  | stages "->" name "when" expression "for" duration
                                           { $$ = ast_move_when(builder, @$, $1, $3, $5, $7); }
  ;
stages
  : name                                   { $$ = ast_list(builder, @$, $1); }
  | stages "," name                        { $$ = ast_append(builder, $1, $3); }
  ;

/* ---- calendars ---- */

calendar
  : "calendar" new_name open calendar_lines "}"
      { $$ = ast_block(builder, NODE_CALENDAR, @$, $2, $4); }
  ;
calendar_lines
  : calendar_line                          { $$ = ast_list(builder, @$, $1); }
  | calendar_lines next_line calendar_line { $$ = ast_append(builder, $1, $3); }
  ;
calendar_line
  : %empty                                 { $$ = ast_absent(builder); }
  | "timezone" text                        { $$ = ast_line(builder, @$, "timezone", $2); }
  | "like" name                            { $$ = ast_line(builder, @$, "like", $2); }
  | "open" weekdays                        { $$ = ast_open(builder, @$, $2, NULL); }
  | "open" weekdays hours                  { $$ = ast_open(builder, @$, $2, $3); }
  | "on" dated_hours title_or_none         { $$ = ast_titled(builder, @$, $2, $3); }
  | "closed" days title_or_none            { $$ = ast_titled(builder, @$, $2, $3); }
  | "closed" weekdays                      { $$ = ast_closed(builder, @$, $2); }
  | "closed" "from" text                   { $$ = ast_line(builder, @$, "closed", $3); }
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
weekdays
  : weekday                                { $$ = ast_list(builder, @$, $1); }
  | weekdays "," weekday                   { $$ = ast_append(builder, $1, $3); }
  ;
weekday
  : name
  | name ".." name                         { $$ = ast_range(builder, @$, $1, $3); }
  ;
hours
  : hours_range                            { $$ = ast_list(builder, @$, $1); }
  | hours "," hours_range                  { $$ = ast_append(builder, $1, $3); }
  ;
hours_range
  : time ".." time                         { $$ = ast_range(builder, @$, $1, $3); }
  ;
days
  : date                                   { $$ = ast_days(builder, @$, $1, NULL); }
  | date ".." date                         { $$ = ast_days(builder, @$, $1, $3); }
  | yearly                                 { $$ = ast_days(builder, @$, $1, NULL); }
  ;
yearly
  : integer name                           { $$ = ast_yearly(builder, @$, $1, $2); }
  ;
dated_hours
  : yearly hours                           { $$ = ast_days_open(builder, @$, $1, $2); }
  | first_hours                            { $$ = ast_days_open(builder, @$, NULL, $1); }
  | date ".." first_hours                  { $$ = ast_days_open(builder, @$, $1, $3); }
  ;
first_hours /* of a date: `2026-12-24 09:00` is one token */
  : datetime ".." time                     { $$ = ast_list(builder, @$, ast_range(builder, @$, $1, $3)); }
  | first_hours "," hours_range            { $$ = ast_append(builder, $1, $3); }
  ;
time
  : "time of day"                          { $$ = ast_written(builder, NODE_TIME, @$); }
  ;

/* ---- routing ---- */

rep
  : "rep" new_name                         { $$ = ast_rep(builder, @$, $2, NULL, NULL); }
  | "rep" new_name broken                  { $$ = ast_rep(builder, @$, $2, NULL, $3); }
  | "rep" new_name "as" spellings          { $$ = ast_rep(builder, @$, $2, $4, NULL); }
  | "rep" new_name open details "}"        { $$ = ast_rep(builder, @$, $2, NULL, $4); }
  | "rep" new_name "as" spellings open details "}"
                                           { $$ = ast_rep(builder, @$, $2, $4, $6); }
  ;
queue
  : "queue" new_name                       { $$ = ast_block(builder, NODE_QUEUE, @$, $2, NULL); }
  | "queue" new_name broken                { $$ = ast_block(builder, NODE_QUEUE, @$, $2, $3); }
  | "queue" new_name open details "}"      { $$ = ast_block(builder, NODE_QUEUE, @$, $2, $4); }
  ;
details
  : %empty                                 { $$ = ast_absent(builder); }
  | detail_list trailing_comma             { $$ = $1; }
  ;
detail_list
  : detail                                 { $$ = ast_list(builder, @$, $1); }
  | detail_list next_item detail           { $$ = ast_append(builder, $1, $3); }
  ;
detail
  : name text                              { $$ = ast_detail(builder, @$, $1, $2); }
  | name name                              { $$ = ast_detail(builder, @$, $1, $2); }
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;

pool
  : pool_head                              { $$ = ast_pool(builder, @$, $1, NULL, NULL); }
  | pool_head method                       { $$ = ast_pool(builder, @$, $1, $2, NULL); }
  | pool_head caps                         { $$ = ast_pool(builder, @$, $1, NULL, $2); }
  | pool_head method caps                  { $$ = ast_pool(builder, @$, $1, $2, $3); }
  | pool_head broken                       { $$ = ast_pool(builder, @$, $1, NULL, $2); }
  | pool_head method broken                { $$ = ast_pool(builder, @$, $1, $2, $3); }
  | pool_head caps broken                  { $$ = ast_pool(builder, @$, $1, NULL, $3); }
  | pool_head method caps broken           { $$ = ast_pool(builder, @$, $1, $2, $4); }
  ;
pool_head
  : "pool" new_name open pool_members "}"  { $$ = ast_block(builder, NODE_POOL, @$, $2, $4); }
  ;
pool_members
  : %empty                                 { $$ = ast_absent(builder); }
  | pool_member_list trailing_comma        { $$ = $1; }
  ;
pool_member_list
  : pool_member                            { $$ = ast_list(builder, @$, $1); }
  | pool_member_list next_item pool_member { $$ = ast_append(builder, $1, $3); }
  ;
pool_member
  : name weight                            { $$ = ast_pool_member(builder, @$, $1, $2, NULL); }
  | name weight "at" "most" integer        { $$ = ast_pool_member(builder, @$, $1, $2, $5); }
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
weight
  : %empty                                 { $$ = ast_absent(builder); }
  | "weight" integer                       { $$ = $2; }
  ;
method
  : "round" "robin"                        { $$ = ast_method(builder, @$, "round robin", NULL); }
  | "least" "loaded"                       { $$ = ast_method(builder, @$, "least loaded", NULL); }
  | "least" "loaded" "in" "[" stages "]"   { $$ = ast_method(builder, @$, "least loaded", $5); }
  | "in" "order"                           { $$ = ast_method(builder, @$, "in order", NULL); }
  ;
caps
  : cap                                    { $$ = ast_list(builder, @$, $1); }
  | caps cap                               { $$ = ast_append(builder, $1, $2); }
  ;
cap
  : "at" "most" integer "each" "per" "days" { $$ = ast_cap(builder, @$, $3, NULL); }
  | "at" "most" integer "each" "in" "[" stages "]"
                                           { $$ = ast_cap(builder, @$, $3, $7); }
  ;

route
  : "route" new_name "on" triggers open clauses "}"
                                           { $$ = ast_route(builder, @$, $2, $4, $6); }
  | "route" new_name broken                { $$ = ast_route(builder, @$, $2, NULL, $3); }
  ;
clauses
  : clause                                 { $$ = ast_list(builder, @$, $1); }
  | clauses next_line clause               { $$ = ast_append(builder, $1, $3); }
  ;
clause
  : %empty                                 { $$ = ast_absent(builder); }
  | "to" target availability               { $$ = ast_clause(builder, @$, $2, $3, NULL); }
  | "to" target availability "when" expression
                                           { $$ = ast_clause(builder, @$, $2, $3, $5); }
  | "otherwise" "to" target                { $$ = ast_otherwise(builder, @$, $3); }
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
target
  : value                                  { $$ = ast_target(builder, @$, "", $1, NULL); }
  | "previous" "owner"                     { $$ = ast_target(builder, @$, "previous owner", NULL, NULL); }
  | "last" "owner" "by" field_name "within" duration
                                           { $$ = ast_target(builder, @$, "last owner", $4, $6); }
  | name "of" "owner"                      { $$ = ast_target(builder, @$, "of owner", $1, NULL); }
  ;
availability
  : %empty                                 { $$ = ast_absent(builder); }
  | "available" "now"                      { $$ = ast_word(builder, @$, "now"); }
  | "available" "within" duration          { $$ = $3; }
  ;

/* ---- service levels ---- */

sla
  : "sla" new_name title_or_none open sla_lines "}"
                                           { $$ = ast_sla(builder, @$, $2, $3, $5); }
  ;
sla_lines
  : sla_line                               { $$ = ast_list(builder, @$, $1); }
  | sla_lines next_line sla_line           { $$ = ast_append(builder, $1, $3); }
  ;
sla_line
  : %empty                                 { $$ = ast_absent(builder); }
  | "starts" "on" triggers                 { $$ = ast_sla_on(builder, @$, "starts", $3); }
  | "met" "on" triggers                    { $$ = ast_sla_on(builder, @$, "met", $3); }
  | "cancel" "on" triggers                 { $$ = ast_sla_on(builder, @$, "cancel", $3); }
  | "within" length                        { $$ = ast_within(builder, @$, $2, NULL, 0); }
  | "within" length "when" expression      { $$ = ast_within(builder, @$, $2, $4, 0); }
  | "within" length "otherwise"            { $$ = ast_within(builder, @$, $2, NULL, 1); }
  | "after" percentage actions             { $$ = ast_after(builder, @$, $2, $3); }
  | "after" length actions                 { $$ = ast_after(builder, @$, $2, $3); }
  | "on" "reassign" "restart"              { $$ = ast_sla_word(builder, @$, "restart"); }
  | "on" "reassign" "carry"                { $$ = ast_sla_word(builder, @$, "carry"); }
  | "paused" "while" expression            { $$ = ast_sla_paused(builder, @$, $3); }
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
length
  : duration                               { $$ = ast_length(builder, @$, "", $1, NULL); }
  | integer "business" unit "of" name      { $$ = ast_length(builder, @$, "business",
                                                             ast_duration(builder, @$, $1, $3), $5); }
  | "the" "same" "business" "days" "of" name
                                           { $$ = ast_length(builder, @$, "same business day", NULL, $6); }
  | "the" "same" "days"                    { $$ = ast_length(builder, @$, "same day", NULL, NULL); }
  ;
actions
  : action                                 { $$ = ast_list(builder, @$, $1); }
  | actions "," action                     { $$ = ast_append(builder, $1, $3); }
  ;
action
  : "notify" name                          { $$ = ast_action(builder, @$, "notify",
                                                             ast_target(builder, @2, "", $2, NULL), NULL); }
  | "notify" name "of" "owner"             { $$ = ast_action(builder, @$, "notify",
                                                             ast_target(builder, @$, "of owner", $2, NULL), NULL); }
  | "reassign" "by" name so_often          { $$ = ast_action(builder, @$, "reassign by", $3, $4); }
  | "reassign" "to" target so_often        { $$ = ast_action(builder, @$, "reassign to", $3, $4); }
  | "move" "to" name                       { $$ = ast_action(builder, @$, "move to", $3, NULL); }
  ;
so_often
  : "once"                                 { $$ = ast_number(builder, @$, 1); }
  | "at" "most" integer "times"            { $$ = $3; }
  ;

/* ---- tests ---- */

test
  : "test" title open test_clauses "}"     { $$ = ast_block(builder, NODE_TEST, @$, $2, $4); }
  ;
test_clauses
  : test_clause                            { $$ = ast_list(builder, @$, $1); }
  | test_clauses next_line test_clause     { $$ = ast_append(builder, $1, $3); }
  ;
test_clause
  : %empty                                 { $$ = ast_absent(builder); }
  | given | step | expectation
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
given
  : "lead" "{" entries "}"                 { $$ = ast_given(builder, @$, NULL, $3); }
  | "lead" name "{" entries "}"            { $$ = ast_given(builder, @$, $2, $4); }
  ;
step
  : datetime happening                     { $$ = ast_step(builder, @$, $1, NULL, $2, NULL); }
  | datetime happening "{" entries "}"     { $$ = ast_step(builder, @$, $1, NULL, $2, $4); }
  | datetime name ":" happening            { $$ = ast_step(builder, @$, $1, $2, $4, NULL); }
  | datetime name ":" happening "{" entries "}"
                                           { $$ = ast_step(builder, @$, $1, $2, $4, $6); }
  ;
happening
  : name
  ;
expectation
  : "expect" conditions                    { $$ = ast_expect(builder, @$, $2); }
  ;
conditions
  : expected                               { $$ = ast_list(builder, @$, $1); }
  | conditions "," expected                { $$ = ast_append(builder, $1, $3); }
  ;
expected
  : expression
  | name "gave" name integer               { $$ = ast_gave(builder, @$, $1, $3, $4); }
  | "sla" name of_lead "due" datetime      { $$ = ast_clock(builder, @$, $2, $3, "", $5); }
  | "sla" name of_lead "open"              { $$ = ast_clock(builder, @$, $2, $3, "open", NULL); }
  | "sla" name of_lead "met"               { $$ = ast_clock(builder, @$, $2, $3, "met", NULL); }
  | "sla" name of_lead "breached"          { $$ = ast_clock(builder, @$, $2, $3, "breached", NULL); }
  | "sla" name of_lead "breached" "then" "met"
                                           { $$ = ast_clock(builder, @$, $2, $3, "breached then met", NULL); }
  | "sla" name of_lead "cancelled"         { $$ = ast_clock(builder, @$, $2, $3, "cancelled", NULL); }
  ;
of_lead
  : %empty                                 { $$ = ast_absent(builder); }
  | "of" name                              { $$ = $2; }
  ;
entries
  : %empty                                 { $$ = ast_absent(builder); }
  | entry_list trailing_comma              { $$ = $1; }
  ;
entry_list
  : entry                                  { $$ = ast_list(builder, @$, $1); }
  | entry_list next_item entry             { $$ = ast_append(builder, $1, $3); }
  ;
entry
  : name ":" expression                    { $$ = ast_entry(builder, @$, $1, $3); }
  | name ":" "{" entries "}"               { $$ = ast_entry(builder, @$, $1,
                                                            ast_literal_record(builder, @4, $4)); }
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;

/* ---- triggers ---- */

triggers
  : trigger                                { $$ = ast_list(builder, @$, $1); }
  | triggers "," trigger                   { $$ = ast_append(builder, $1, $3); }
  ;
trigger
  : single_trigger
  | integer event_trigger different window unbroken
                                           { $$ = ast_counted(builder, @$, $1, $2, $3, $4, $5); }
  ;
different
  : %empty                                 { $$ = ast_absent(builder); }
  | "by" "different" field_name            { $$ = $3; }
  ;
field_name
  : name
  | path
  ;
window
  : %empty                                 { $$ = ast_absent(builder); }
  | "within" duration                      { $$ = $2; }
  ;
unbroken
  : %empty                                 { $$ = ast_absent(builder); }
  | "in a row" "broken" "by" single_trigger { $$ = $4; }
  ;
single_triggers
  : single_trigger                         { $$ = ast_list(builder, @$, $1); }
  | single_triggers "," single_trigger     { $$ = ast_append(builder, $1, $3); }
  ;
single_trigger
  : event_trigger
  | "entering" name where
      { $$ = ast_stage_trigger(builder, @$, "entering", $2, NULL, $3); }
  | "leaving" name where
      { $$ = ast_stage_trigger(builder, @$, "leaving", $2, NULL, $3); }
  | name "->" name where
      { $$ = ast_stage_trigger(builder, @$, "->", $1, $3, $4); }
  | "becoming" name where
      { $$ = ast_stage_trigger(builder, @$, "becoming", $2, NULL, $3); }
  | name "by" name where
      { $$ = ast_stage_trigger(builder, @$, "by", $1, $3, $4); }
  | "owner" "left" where
      { $$ = ast_stage_trigger(builder, @$, "owner left", NULL, NULL, $3); }
  | "owner" "away" where
      { $$ = ast_stage_trigger(builder, @$, "owner away", NULL, NULL, $3); }
  ;
event_trigger
  : name where                             { $$ = ast_trigger(builder, @$, $1, $2); }
  ;
where
  : %empty                                 { $$ = ast_absent(builder); }
  | "where" expression                     { $$ = $2; }
  ;

/* ---- expressions, loosest first ---- */

expression
  : conjunction
  | expression "or" conjunction            { $$ = ast_binary(builder, @$, "or", $1, $3); }
  ;
conjunction
  : negation
  | conjunction "and" negation             { $$ = ast_binary(builder, @$, "and", $1, $3); }
  ;
negation
  : comparison
  | "not" negation                         { $$ = ast_not(builder, @$, $2); }
  ;
comparison
  : value
  | value "=" value                        { $$ = ast_binary(builder, @$, "=", $1, $3); }
  | value "!=" value                       { $$ = ast_binary(builder, @$, "!=", $1, $3); }
  | value "<" value                        { $$ = ast_binary(builder, @$, "<", $1, $3); }
  | value "<=" value                       { $$ = ast_binary(builder, @$, "<=", $1, $3); }
  | value ">" value                        { $$ = ast_binary(builder, @$, ">", $1, $3); }
  | value ">=" value                       { $$ = ast_binary(builder, @$, ">=", $1, $3); }
  | value "in" set                         { $$ = ast_in(builder, @$, $1, $3); }
  | value "starts" value                   { $$ = ast_binary(builder, @$, "starts", $1, $3); }
  | value "ends" value                     { $$ = ast_binary(builder, @$, "ends", $1, $3); }
  | value "contains" value                 { $$ = ast_binary(builder, @$, "contains", $1, $3); }
  | value "has" "word" value               { $$ = ast_binary(builder, @$, "has word", $1, $4); }
  | value "is" "known"                     { $$ = ast_is(builder, @$, $1, "known"); }
  | value "is" "missing"                   { $$ = ast_is(builder, @$, $1, "missing"); }
  ;
set
  : value
  | range
  ;
range
  : value ".." value                       { $$ = ast_range(builder, @$, $1, $3); }
  | value ".."               %prec OPEN_RANGE { $$ = ast_range(builder, @$, $1, NULL); }
  | ".." value                             { $$ = ast_range(builder, @$, NULL, $2); }
  ;
value
  : sum
  | value "else" sum                       { $$ = ast_binary(builder, @$, "else", $1, $3); }
  ;
sum
  : product
  | sum "+" product                        { $$ = ast_binary(builder, @$, "+", $1, $3); }
  | sum "-" product                        { $$ = ast_binary(builder, @$, "-", $1, $3); }
  ;
product
  : signed
  | product "*" signed                     { $$ = ast_binary(builder, @$, "*", $1, $3); }
  | product "/" signed                     { $$ = ast_binary(builder, @$, "/", $1, $3); }
  ;
signed
  : operand
  | "-" signed                             { $$ = ast_negate(builder, @$, $2); }
  ;
operand
  : name
  | operand "." name                       { $$ = ast_dot(builder, @$, $1, $3); }
  | function "(" arguments ")"             { $$ = ast_call(builder, @$, $1, $3); }
  | "since" "(" triggers ")"               { $$ = ast_since(builder, @$, $3); }
  | "since" "(" path ")"                   { $$ = ast_since_field(builder, @$, $3); }
  | "count" "(" single_triggers window ")" { $$ = ast_history(builder, @$, "count", $3, $4); }
  | "days" "(" single_triggers window ")"  { $$ = ast_history(builder, @$, "days", $3, $4); }
  | "last" "(" single_trigger ")"          { $$ = ast_history(builder, @$, "last", $3, NULL); }
  | "(" expression ")"                     { $$ = $2; }
  | "[" elements "]"                       { $$ = ast_array(builder, @$, $2); }
  | literal
  ;
path
  : name "." name                          { $$ = ast_dot(builder, @$, $1, $3); }
  | path "." name                          { $$ = ast_dot(builder, @$, $1, $3); }
  ;
arguments
  : %empty                                 { $$ = ast_absent(builder); }
  | argument_list trailing_comma           { $$ = $1; }
  ;
argument_list
  : expression                             { $$ = ast_list(builder, @$, $1); }
  | argument_list comma expression         { $$ = ast_append(builder, $1, $3); }
  ;
elements
  : %empty                                 { $$ = ast_absent(builder); }
  | element_list trailing_comma            { $$ = $1; }
  ;
element_list
  : element                                { $$ = ast_list(builder, @$, $1); }
  | element_list comma element             { $$ = ast_append(builder, $1, $3); }
  ;
element
  : expression
  | range
  ;
comma
  : ","
  | ", between texts"
  ;

/* ---- literals ---- */

literal
  : number | duration | text | percentage | money | date | datetime
  | "yes"                                  { $$ = ast_flag(builder, @$, 1); }
  | "no"                                   { $$ = ast_flag(builder, @$, 0); }
  ;
number
  : integer | decimal
  ;
duration
  : integer unit                           { $$ = ast_duration(builder, @$, $1, $2); }
  ;
unit
  : "seconds"                              { $$ = ast_word(builder, @$, "second"); }
  | "minutes"                              { $$ = ast_word(builder, @$, "minute"); }
  | "hours"                                { $$ = ast_word(builder, @$, "hour"); }
  | "days"                                 { $$ = ast_word(builder, @$, "day"); }
  | "weeks"                                { $$ = ast_word(builder, @$, "week"); }
  | "months"                               { $$ = ast_word(builder, @$, "month"); }
  ;
integer
  : "number"                               { $$ = ast_integer(builder, @$); }
  ;
decimal
  : "decimal number"                       { $$ = ast_written(builder, NODE_DECIMAL, @$); }
  ;
percentage
  : "percentage"                           { $$ = ast_written(builder, NODE_PERCENT, @$); }
  ;
money
  : "amount of money"                      { $$ = ast_money(builder, @$); }
  ;
date
  : "date"                                 { $$ = ast_written(builder, NODE_DATE, @$); }
  ;
datetime
  : "date and time"                        { $$ = ast_written(builder, NODE_DATETIME, @$); }
  ;
text
  : "text"                                 { $$ = ast_text(builder, @$); }
  ;
title
  : text
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
broken
  : error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;

/* ---- names ---- */

new_name
  : name
  | error                                  { yyclearin; $$ = ast_error(builder, @$); }
  ;
name
  : word                                   { $$ = ast_name(builder, @$); }
  | history                                { $$ = ast_name(builder, @$); }
  ;
function
  : word                                   { $$ = ast_name(builder, @$); }
  ;
/* Before a `(` these are no function's name. */
history
  : "since" | "count" | "days" | "last"
  ;
/* Every other keyword that is not reserved. */
word
  : "name"
  | "agreement" | "use" | "enum" | "record" | "lead" | "event" | "define" | "list" | "grade" | "table" | "score" | "lifecycle"
  | "calendar" | "rep" | "pool" | "queue" | "route" | "test" | "language" | "version" | "effective" | "timezone" | "parties" | "passive" | "up"
  | "to" | "from" | "missing" | "as" | "default" | "required" | "key" | "on" | "when" | "where"
  | "for" | "each" | "set" | "once" | "at" | "most" | "least" | "per" | "decay" | "every"
  | "without" | "paused" | "while" | "expires" | "after" | "fades" | "over" | "halves" | "loses" | "group" | "first"
  | "keep" | "shown" | "between" | "broken" | "by" | "stage" | "owned" | "final"
  | "start" | "expect" | "otherwise" | "starts" | "ends" | "contains" | "has" | "word" | "is" | "known"
  | "open" | "closed" | "like" | "weight" | "round" | "robin" | "loaded" | "order" | "owner" | "previous"
  | "of" | "available" | "now" | "left" | "away" | "gave"
  | "met" | "cancel" | "business" | "the" | "same" | "notify" | "reassign" | "restart" | "carry" | "move" | "times"
  | "due" | "breached" | "then" | "cancelled"
  | "different" | "within" | "seconds" | "minutes" | "hours" | "weeks" | "months"
  ;

%%

/* The driver never pushes a token that can't stand where it is, so Bison has nothing to say. */

static int yyreport_syntax_error(const yypcontext_t *context, Builder *builder) {
  (void)context;
  (void)builder;
  return 0;
}

static void yyerror(const Span *span, Builder *builder, const char *message) {
  (void)span;
  (void)builder;
  (void)message;
}

/* Bison offers only the whole set of expected tokens; one question of its own is much cheaper. */
int grammar_accepts(yypstate *machine, int token) {
  int verdict = yy_lac(machine->yyesa, &machine->yyes, &machine->yyes_capacity, machine->yyssp,
                       (yysymbol_kind_t)token);
  return verdict == 0;
}

const char *grammar_token_name(int token) {
  return yysymbol_name((yysymbol_kind_t)token);
}
