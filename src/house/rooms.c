/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The list of rooms.  A room that cannot answer for people's data does not come in. */
#include "house/rooms.h"

const Room *const house_rooms[] = { &people_room, &register_room, &doors_room, &voice_room, &bulletin_room, &knowledge_room, &porch_room, NULL };

const Route *const house_routes[] = {
    porch_routes, group_routes, join_routes, signin_routes, freeze_routes, means_routes, address_routes, me_routes, self_routes, page_routes,
    desk_routes, role_routes, setting_routes, record_routes, request_routes, lists_routes, segment_routes, policy_routes,
    ask_routes, entry_routes, door_desk_routes,
    decisions_routes, heard_routes, ask_desk_routes, weigh_routes, matrix_routes, heard_desk_routes,
    bulletin_routes, item_routes, edition_routes, post_routes, post_desk_routes,
    feed_routes, oai_routes, library_routes, work_routes, glossary_routes, works_routes, my_work_routes, signing_routes, library_desk_routes, desk_work_routes, form_routes, glossary_desk_routes, NULL
};

const DoorUse *const house_door_uses[] = { &outside_use, &support_use, &alert_use, &plain_use, &bulletin_use, &pitch_use, NULL };
const NewsSource *const house_news_sources[] = { &call_outs_news, &works_news, NULL };
const NewsPaper *const house_news_papers[] = { &bulletin_paper, NULL };
LongWork *const house_works[] = { bulletins_send_due, NULL };

static void flush_sessions(Tx *tx, i64 about) { (void)about; session_flush(tx); }
static const JobKind web_jobs[] = { { "sessions seen", flush_sessions, MINUTES(1) }, { 0 } };

const JobKind *const *house_jobs(void)
{
    static const JobKind *all[16];
    int n = 0;
    all[n++] = web_jobs;
    for (const Room *const *r = house_rooms; *r && n < 15; r++) if ((*r)->jobs) all[n++] = (*r)->jobs;
    return all;
}

bool house_sound(Buf *faults)
{
    bool ok = routes_sound(house_routes, faults);
    for (const Room *const *r = house_rooms; *r; r++) {
        if ((*r)->tell && (*r)->forget) continue;
        buf_format(faults, "The room %s does not answer for people's data.\n", (*r)->name);
        ok = false;
    }
    return ok;
}
