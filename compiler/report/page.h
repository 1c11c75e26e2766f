/* What the page brings along, as compiler/embed.sh puts it into the program: page/style.css, and
 * page/charts.js with the charting library, bundled by page/bundle.mjs. */
#ifndef MOPS_REPORT_PAGE_H
#define MOPS_REPORT_PAGE_H

#include <stddef.h>

extern const char page_style[], page_script[];
extern const size_t page_style_length, page_script_length;

#endif
