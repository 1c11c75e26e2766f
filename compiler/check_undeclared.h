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

/* Reports all that were noted. */
void check_report_undeclared(Checker *checker);

#endif
