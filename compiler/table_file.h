/* Tables in files: one row a line, cells separated by commas, as spreadsheets write them. */
#ifndef MOPS_TABLE_FILE_H
#define MOPS_TABLE_FILE_H

#include "compiler/checker.h"

/* The file's rows as the NODE_ROWs that they would be in the agreement. Returns 0 after messages; each bad
 * line is told. table: with its inputs and the type of its result. */
int table_file_read(Checker *checker, const Table *table, const Node *path, List *rows);

#endif
