/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the files of files/ know of each other: the work that is done in a process of its own. */
#ifndef KITH_FILES_INSIDE_H
#define KITH_FILES_INSIDE_H

#include "files/files.h"

bool clean_lock(void);                                   /* from here on: reading, writing and memory, and nothing else */
bool clean_write(int fd, const unsigned char *p, size_t n);
bool clean_png(const unsigned char *file, size_t n, int to);
bool clean_jpeg(const unsigned char *file, size_t n, int to);            /* upright, whatever its notes said */
bool clean_papers(const unsigned char *file, size_t n, int to, bool *word);  /* DOCX (word) or ODT without who wrote it */
bool clean_pdf_ready(void);                              /* before clean_lock: the libraries are looked for once */
bool clean_pdf(const unsigned char *file, size_t n, int to);
bool clean_av_ready(void);
typedef struct { bool film; int seconds, format; } AvSeen;
bool clean_av(int from, int to, AvSeen *seen);
extern const char *const av_types[][3];                  /* by format: type of sound, of film, suffix */

#endif
