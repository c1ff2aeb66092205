/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the desk does with a member's piece: asking for it, answering, suggesting changes, paying. */
#include "knowledge/views.h"

static Reply mend(Visit *v, const Editor *by, const Work *w, Outcome o, Faults f, Str words)
{
    return o == INVALID ? desk_work_shown(v, by, w, f, NULL) : desk_act_done(v, o, w, words);
}

static Reply theirs(Visit *v) { return reply_conflict(v, S("This is your own piece. Another editor asks for it, changes what is paid, and writes down that it was.")); }

static Reply asking(Visit *v, const Editor *by, const Work *w, bool anew)
{
    i64 pence = 0;
    Str why = money_read(v->arena, form_str(v, "fee"), &pence);
    Asking k = { pence, day_typed(v, "due"), form_text(v, "answer") };
    Faults f = NO_FAULTS;
    if (piece_is_own(v->tx, by, w->id)) return theirs(v);
    const Commission *c = anew ? commission_read(v->tx, by, w->id) : NULL;
    Faults over = c ? offer_written_over(v, c) : NO_FAULTS;
    if (over.count) return written_over(desk_work_shown(v, by, w, over, NULL));
    if (why.len) faults_add(&f, "fee", why);
    if (k.due_at.us < time_now().us) faults_add(&f, "due", S("Choose a day to come."));
    if (utf8_length(k.words) > 4000) faults_add(&f, "answer", S("Your words are longer than 4,000 letters."));
    if (f.count) return desk_work_shown(v, by, w, f, NULL);
    Outcome o = anew ? piece_offer_anew(v->tx, by, w->id, &k) : piece_ask_for(v->tx, by, w->id, &k);
    if (o == GONE && !anew) return desk_work_shown(v, by, w, fault("fee", S("Only a member can be asked for a piece, and whoever sent this was not signed in. Answer them, and tell them how to join.")), NULL);
    return mend(v, by, w, o, fault("fee", S("Write an amount in the network’s money.")), anew ? S("Kept. Its author is told, and says yes or no to it as it stands now.") : S("Asked for. Its author says yes or no to the fee."));
}

static Reply answer(Visit *v, const Editor *by, const Work *w, bool later)
{
    Outcome o = piece_answer(v->tx, by, w->id, later, form_text(v, "answer"), v->network);
    const Entry *e = pitch_read(v->tx, by, w->id);
    Str words = e && pitch_by_letter(v->tx, by, e) ? S("Answered.") : S("Written down. No letter went: tell them the way they chose. It stands below.");
    return mend(v, by, w, o, fault("answer", utf8_length(form_text(v, "answer")) > 2000 ? S("Your words are longer than 2,000 letters.") : S("Write a few kind words: they are the answer.")), words);
}

static Reply edit(Visit *v, const Editor *by, const Work *w)
{
    Work typed_in = *w;
    Edit e = { form_str(v, "title"), form_text(v, "body"), form_text(v, "note") };
    Faults f = piece_text_faults(&(PieceText){ e.title, e.body, false });
    typed_in.title = e.title, typed_in.body = e.body;
    if (utf8_length(e.note) > 4000) faults_add(&f, "note", S("What you suggest is longer than 4,000 letters."));
    if (!f.count && str_eq(e.title, w->title) && str_eq(e.body, w->body) && str_blank(e.note)) faults_add(&f, "body", S("Nothing is different yet. Change something, or write what you suggest."));
    if (work_in(w, "handed in") && !str_eq(form_str(v, "seen"), work_seen(v->arena, w, false)))
        return desk_work_shown(v, by, &typed_in, fault("body", S("Its author changed it after you opened this page. What stands there now is on this page too; what you wrote is in the fields. Send it once more if it still holds.")), w);
    if (f.count) return desk_work_shown(v, by, &typed_in, f, NULL);
    return desk_act_done(v, piece_edit(v->tx, by, w->id, &e), w, S("Sent to its author. Nothing is changed before they say yes."));
}

static Reply pay(Visit *v, const Editor *by, const Work *w)
{
    Outcome o = piece_pay(v->tx, by, w->id, form_str(v, "pay"), form_str(v, "why"));
    return o == GONE ? theirs(v) : mend(v, by, w, o, fault("why", S("Say why it was not paid, in up to 500 letters.")), S("Written down."));
}

Reply desk_piece_act(Visit *v, const Editor *by, const Work *w, Str act)
{
    if (str_is(act, "ask for") || str_is(act, "offer")) return asking(v, by, w, str_is(act, "offer"));
    if (str_is(act, "later") || str_is(act, "decline")) return answer(v, by, w, str_is(act, "later"));
    if (str_is(act, "edit")) return edit(v, by, w);
    if (str_is(act, "advice")) {                          /* looked at, and nothing kept */
        Work typed_in = *w;
        typed_in.title = form_str(v, "title"), typed_in.body = form_text(v, "body");
        return reply_drop(desk_work_shown(v, by, &typed_in, NO_FAULTS, NULL));
    }
    if (str_is(act, "ready") && work_in(w, "handed in") && !str_eq(form_str(v, "seen"), work_seen(v->arena, w, false)))
        return desk_work_shown(v, by, w, fault("body", S("Its author changed it after you opened this page. Read it as it stands now.")), NULL);
    if (str_is(act, "ready")) return desk_act_done(v, piece_ready(v->tx, by, w->id), w, S("Its author looks at it once more, and settles it."));
    if (str_is(act, "longer yes")) return desk_act_done(v, piece_longer_yes(v->tx, by, w->id), w, S("The day is moved. Its author is told."));
    if (str_is(act, "pay")) return pay(v, by, w);
    if (str_is(act, "ask where")) return desk_act_done(v, piece_ask_where(v->tx, by, w->id), w, S("They are asked by letter where it shall go. What they answer comes by mail, and is not kept here."));
    return reply_not_found(v);
}
