/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The front door of voice/: asks and the matrix that weighs them, decisions, calls to take part, and whether anybody was heard. */
#ifndef KITH_VOICE_H
#define KITH_VOICE_H

#include "voice/after.h"
#include "voice/decision.h"
#include "voice/heard.h"
#include "voice/support.h"

extern const Room voice_room;
extern const NewsSource call_outs_news;
extern const DoorUse outside_use, support_use, alert_use, plain_use;
extern const Route decisions_routes[], heard_routes[], ask_desk_routes[], weigh_routes[], matrix_routes[], heard_desk_routes[];

bool decisions_export_trusted(Tx *tx, SheetOut *out, Str *why);
bool heard_export_trusted(Tx *tx, SheetOut *out, Str *why);

void voice_begin_trusted(Tx *tx);                        /* doors, questions and matrix of a new network; nothing where there are doors */

#endif
