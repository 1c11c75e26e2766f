/* The parts of a web address. Whoever typed it may have left out the scheme: "acme.io/x" has the
 * host acme.io, "/x" none. */
#ifndef MOPS_URL_H
#define MOPS_URL_H

#include <stddef.h>

typedef struct {
  const char *host, *path; /* not NUL-terminated; host without user and port, path without query and
                              fragment; NULL: there is no host */
  size_t host_length, path_length;
} UrlParts;

/* 0 if it is none: empty, with blanks, without a host where one belongs, or a word without a dot
 * that no scheme and no slash makes an address. */
int url_split(const char *bytes, size_t length, UrlParts *parts);

#endif
