/* `mopsc check --cost`: what deciding costs at most. */
#ifndef MOPS_COMMANDS_COST_H
#define MOPS_COMMANDS_COST_H

#include "compiler/model.h"

/* Of an agreement without errors, on standard output: as a table, or (json) an object for the whole
 * and one for each rule, a line each. */
void cost_print(Diagnostics *diagnostics, const Model *model, const char *path, int json);

#endif
