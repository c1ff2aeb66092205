/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a sender has in its hands, in a file that outlives its process: between the last byte of a letter and the server's
 * answer there is a moment in which only the sender knows how far it came.  A process that is killed leaves the file and
 * loses its lock; whoever finds it so settles its letters, and none is sent twice or left out. */
#ifndef KITH_JOURNAL_H
#define KITH_JOURNAL_H

#include "base/base.h"

enum { JOURNAL_MOST = 128 };
typedef enum { LETTER_UNTOUCHED, LETTER_BEGUN, LETTER_OUT /* its last byte has left */, LETTER_TAKEN, LETTER_REFUSED } LetterStep;
typedef struct Journal Journal;
Journal *journal_open(Arena *a, const char *folder);     /* NULL: the folder cannot be written to */
const char *journal_name(const Journal *j);
void journal_begin(Journal *j, const i64 *letters, int count);   /* a new handful; all untouched */
void journal_step(Journal *j, int which, LetterStep step);
void journal_leave(Journal *j);                          /* lets go of the file: the next one to look settles it */
void journal_close(Journal *j);                          /* and away with it; NULL is let pass */

/* Those of processes that are no more.  `each` is called with every letter in it; sure: the machine has not been started
 * anew since, so that what the file says is so. */
typedef struct { void (*letter)(void *with, const char *journal, i64 letter, LetterStep step, bool sure); bool (*settled)(void *with); void *with; } JournalReader;
int journals_recover(Arena *a, const char *folder, const JournalReader *r);

#endif
