/* Events, stages, parties, members and types that nobody declared. Each is noted where it is read
 * and reported at the end, once, at the first place in the file: only then is known how often it is
 * read, and whether anything reads the declaration that it resembles. */
#ifndef MOPS_CHECK_UNDECLARED_H
#define MOPS_CHECK_UNDECLARED_H

#include "compiler/checker.h"

/* Nobody declared this name. enumeration: of NAME_MEMBER, otherwise NULL. */
void check_undeclared(Checker *checker, NameKind kind, const EnumerationScope *enumeration,
                      Text name, Span span);

/* 1 when the enum's members did not parse, and this may be one of them: there is nothing to say. */
int check_may_be_member(const Checker *checker, const EnumerationScope *enumeration, Text name);

/* 1 when a field, definition or score of this path may have been declared in what did not parse. */
int check_may_be_value(const Checker *checker, Text path, Span place);

/* What nobody names of the library is no part of the agreement, but may be what was meant: offers
 * what its files declare with a word ("table"). */
void check_offer_library(const Checker *checker, const char *word, Nearest *nearest);

/* The part of the library that declares a name with a word, or NULL. */
const char *check_library_with(const char *word, Text name);

/* More names than this are not looked for in the text: a hopeless file must not cost quadratic
 * time. */
enum { SEARCH_LIMIT = 200 };

/* Reports all that were noted. */
void check_report_undeclared(Checker *checker);

#endif
