/* What tests know of companies: the files of --accounts, read once and given to each test's engine.
 */
#ifndef MOPS_TEST_ACCOUNTS_H
#define MOPS_TEST_ACCOUNTS_H

#include "compiler/arena.h"
#include "runtime/mops.h"

/* Reads the files (texts: their paths) into records, which are the arena's. Bad accounts are said,
 * with file and line. Returns an exit status: STATUS_FINDINGS if there were any, STATUS_USAGE if
 * the agreement has no place for accounts, STATUS_UNREADABLE. */
int test_accounts_read(const mops_agreement *agreement, const List *paths, Arena *arena,
                       List *records);

#endif
