/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What authors may do with what stands under their names, and how a work is taken back: at once, everywhere, by bytes. */
#include "knowledge/piece.h"

#include "chronicle/chronicle.h"
#include "doors/doors.h"
#include "files/files.h"
#include "seal/seal.h"

struct Author { Who who; Work w; };

const Author *author_of(Tx *tx, Who who, i64 work)
{
    const Work *w = who.person && work ? work_trusted(tx, work) : NULL;
    if (!w || str_is(w->state, "taken back")) return NULL;
    Str find = seal_keyed(tx_arena(tx), "commission.person", str_format(tx_arena(tx), "%lld", who.person));
    bool theirs = db_one_int(tx, SQL("select count(*) from commission where work = $1 and person_find = $2"), I(work), B(find)) > 0;
    Contributors all = contributors_of(tx, who, work);
    for (int i = 0; i < all.count && !theirs; i++) theirs = str_is(all.at[i].role, "author") && byline_is_theirs(tx, who, all.at[i].by.id);
    if (!theirs) return NULL;
    Author *a = arena_new(tx_arena(tx), Author);
    *a = (Author){ who, *w };
    return a;
}

const Work *author_work(const Author *by) { return &by->w; }
Who author_who(const Author *by) { return by->who; }

/* ---- away for a while ---- */

Outcome work_pause(Tx *tx, const Author *by, bool pause)
{
    i64 id = by->w.id;
    i64 n = pause ? db_exec(tx, SQL("update work set state = 'paused' where id = $1 and state = 'public'"), I(id)) : db_exec(tx, SQL("update work set state = 'public' where id = $1 and state = 'paused'"), I(id));
    if (!n) return CONFLICT;
    work_changed_trusted(tx, id);
    if (pause) work_passed_on_no_more_trusted(tx, id), job_add_once(tx, "tidy after erasure", 0);
    others_told_trusted(tx, id, by->who.person, pause ? "a work that you wrote with somebody is away for a while: one of you put it away. Each of you can bring it back." : "a work that you wrote with somebody is shown again: one of you brought it back.");
    return DONE;
}

/* ---- for good ---- */

static Str owner_find(Arena *a, i64 person, i64 work) { return seal_keyed(a, "tombstone", str_format(a, "%lld %lld", person, work)); }

/* Of several authors those are named who wanted it so; the others did not say that they want to stand there. */
static Str citation_left(Tx *tx, const Work *w, Who who)
{
    Contributors all = contributors_of(tx, NOBODY, w->id);
    Contributor *at = arena_array(tx_arena(tx), Contributor, all.count + 1);
    int count = 0, others = 0;
    for (int i = 0; i < all.count; i++) {
        bool named = !who.person || str_is(all.at[i].by.kind, "free") || all.at[i].wants_gone || byline_is_theirs(tx, who, all.at[i].by.id);
        if (!str_is(all.at[i].role, "author")) continue;
        if (named) at[count++] = all.at[i];
        else others++;
    }
    Contributors left = { at, count };
    Str date = time_rfc3339(tx_arena(tx), w->published_at.us ? w->published_at : w->made_at);
    return str_format(tx_arena(tx), "%.*s%s (%.4s). %.*s.", FMT(names_of(tx_arena(tx), &left, S(""))), others ? " and others" : "", date.at, FMT(w->title));
}

static void files_let_go(Tx *tx, i64 work)
{
    enum { MOST = 120 };
    Str held[MOST];
    int count = 0;
    Query q = db_query(tx, SQL("select file from expression where work = $1 and file <> '' union all select file from work_picture where work = $1"), I(work));
    while (count < MOST && db_next(&q)) held[count++] = db_str(&q, 0);
    db_end(&q);
    for (int i = 0; i < count; i++) file_let_go_trusted(tx, held[i]);
    if (count) job_add_once(tx, "files that go", 0);
}

void work_take_back_trusted(Tx *tx, i64 work, const TakingBack *t) { work_take_back_later_told_trusted(tx, work, t, (Time){ 0 }); }

void work_take_back_later_told_trusted(Tx *tx, i64 work, const TakingBack *t, Time told)
{
    const Work *w = work_trusted(tx, work);
    if (!w || str_is(w->state, "taken back")) return;
    Str words = str_is(t->tombstone, "citation") ? str_is(t->words, "") ? citation_left(tx, w, NOBODY) : t->words : str_is(t->tombstone, "words") ? utf8_cut(t->words, 1000) : S("");
    Contributors were = contributors_of(tx, NOBODY, work);
    files_let_go(tx, work);
    work_passed_on_no_more_trusted(tx, work);
    db_exec(tx, SQL("delete from expression where work = $1"), I(work));
    db_exec(tx, SQL("delete from work_picture where work = $1"), I(work));
    db_exec(tx, SQL("delete from work_version where work = $1"), I(work));
    db_exec(tx, SQL("delete from work_topic where work = $1"), I(work));
    db_exec(tx, SQL("delete from collection_work where work = $1"), I(work));
    db_exec(tx, SQL("delete from edit_round where work = $1"), I(work));
    db_exec(tx, SQL("delete from piece_word where work = $1"), I(work));
    db_exec(tx, SQL("delete from contributor where work = $1"), I(work));
    db_exec(tx, SQL("delete from signing where work = $1"), I(work));
    db_exec(tx, SQL("update commission set why = '', person_find = $2 where work = $1"), I(work), B(S("")));
    db_exec(tx, SQL("update work_slug set slug = '' where work = $1"), I(work));
    db_exec(tx, SQL("update work set state = 'taken back', title = '', other_title = '', summary = '', content_note = '', provenance = '', coverage = '', licence = '', publisher = '', doi = '', source = '', source_id = '', body = '', alone = '',"
        " entry = 0, publish_at = 0, tombstone = $2, tombstone_words = $3 where id = $1"), I(work), T(t->tombstone), T(words));
    bylines_tidy_trusted(tx, &were);
    record_anew_trusted(tx, work, told);
    work_changed_trusted(tx, work);
    db_exec(tx, SQL("delete from work_link where work = $1 or other = $1"), I(work));
    job_add_once(tx, "tidy after erasure", 0);
}

static bool known_tombstone(const TakingBack *t)
{
    return str_is(t->tombstone, "nothing") || str_is(t->tombstone, "author") || str_is(t->tombstone, "citation") || (str_is(t->tombstone, "words") && !str_blank(t->words) && utf8_length(t->words) <= 1000);
}

/* Who of the authors has not said yet that it shall go. */
static i64 others_left(Tx *tx, const Author *by)
{
    i64 left = 0;
    Contributors all = contributors_of(tx, by->who, by->w.id);
    for (int i = 0; i < all.count; i++) {
        if (!str_is(all.at[i].role, "author") || str_is(all.at[i].by.kind, "free")) continue;
        if (byline_is_theirs(tx, by->who, all.at[i].by.id)) db_exec(tx, SQL("update contributor set wants_gone_at = $2 where id = $1"), I(all.at[i].id), AT(time_now()));
        else left += !all.at[i].wants_gone;
    }
    return left;
}

Outcome work_take_back(Tx *tx, const Author *by, const TakingBack *t)
{
    if (!known_tombstone(t)) return INVALID;
    if (piece_of_another_trusted(tx, by->w.id, by->who.person)) return GONE;      /* until it is settled it is whoever's was asked; a name can go at once */
    if (str_is(by->w.rule, "all") && others_left(tx, by)) return CONFLICT;
    bool cited = str_is(t->tombstone, "citation");
    others_told_trusted(tx, by->w.id, by->who.person, "a work that you wrote with somebody was taken back for good by one of you. It is gone from here.");
    work_take_back_trusted(tx, by->w.id, &(TakingBack){ t->tombstone, cited ? citation_left(tx, &by->w, by->who) : t->words });
    if (cited || str_is(t->tombstone, "words"))
        db_exec(tx, SQL("insert into tombstone_owner(work, find) values ($1, $2) on conflict do nothing"), I(by->w.id), B(owner_find(tx_arena(tx), by->who.person, by->w.id)));
    return DONE;
}

/* Found by trying each: no two rows of one person have anything in common. */
TombstonesMine tombstones_mine(Tx *tx, Who who)
{
    enum { MOST = 60 };
    TombstoneMine *at = arena_array(tx_arena(tx), TombstoneMine, MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select o.work, o.find, w.tombstone, w.tombstone_words, w.changed_at from tombstone_owner o join work w on w.id = o.work order by o.work"));
    while (who.person && count < MOST && db_next(&q)) {
        i64 work = db_int(&q, 0);
        bool theirs = str_eq(db_view(&q, 1), owner_find(tx_arena(tx), who.person, work));
        at[count] = (TombstoneMine){ work, db_str(&q, 2), db_str(&q, 3), db_time(&q, 4) };
        count += theirs;
    }
    db_end(&q);
    return (TombstonesMine){ at, count };
}

Outcome tombstone_change(Tx *tx, Who who, i64 work, const TakingBack *t)
{
    bool says = str_is(t->tombstone, "words");
    if (!known_tombstone(t) || str_is(t->tombstone, "citation")) return INVALID;      /* who and what it was is not here any more */
    if (!db_one_int(tx, SQL("select count(*) from tombstone_owner where work = $1 and find = $2"), I(work), B(owner_find(tx_arena(tx), who.person, work)))) return GONE;
    db_exec(tx, SQL("update work set tombstone = $2, tombstone_words = $3 where id = $1"), I(work), T(t->tombstone), T(says ? t->words : S("")));
    if (!says) db_exec(tx, SQL("delete from tombstone_owner where work = $1"), I(work));
    job_add_once(tx, "tidy after erasure", 0);
    return DONE;
}

/* Its author is told, and why: what stands under somebody's name does not go without a word. */
Outcome work_take_down(Tx *tx, const Editor *by, i64 work, const TakingBack *t, Str why)
{
    bool cited = str_is(t->tombstone, "citation");
    if (!known_tombstone(t) || str_is(t->tombstone, "author") || utf8_length(why) > 2000) return INVALID;      /* the desk does not say that it was its author */
    if (!work_trusted(tx, work)) return GONE;
    if (work_has_author_trusted(tx, work)) {
        if (cited) return INVALID;                        /* nor prints their name there */
        if (utf8_length(why) < 4) return INVALID;
        authors_told_trusted(tx, work, str_format(tx_arena(tx), "what you wrote was taken down from the library by the people who edit it. They say why:\n\n%.*s\n\nYou can answer to this letter.", FMT(why)).at);
    }
    work_take_back_trusted(tx, work, &(TakingBack){ t->tombstone, cited ? S("") : t->words });
    happened_trusted(tx, &(Happens){ .actor = editor_id(by), .kind = "taken back", .subject_kind = "work", .subject = work, .words = S("A work of the library was taken down at the desk.") });
    return DONE;
}

/* ---- what they allow ---- */

Outcome work_allow(Tx *tx, const Author *by, const WorkUses *u)
{
    if (u->level != 1 && u->level != 2) return INVALID;
    db_exec(tx, SQL("update work set may_index = $2, may_harvest = $3, may_quote = $4, may_mine = $5, level = $6 where id = $1"), I(by->w.id), I(u->index), I(u->harvest), I(u->quote), I(u->mine), I(u->level));
    if (u->level != by->w.level || u->harvest != by->w.may_harvest) work_changed_trusted(tx, by->w.id);
    if ((by->w.may_quote && !u->quote) || u->level < by->w.level) work_passed_on_no_more_trusted(tx, by->w.id);
    if (u->level != by->w.level || u->index != by->w.may_index || u->harvest != by->w.may_harvest || u->quote != by->w.may_quote || u->mine != by->w.may_mine)
        others_told_trusted(tx, by->w.id, by->who.person, "somebody who wrote a work with you has changed who may read it, or what else is allowed. Each of you can change it.");
    return DONE;
}

void versions_show(Tx *tx, const Author *by, i64 number, bool show)
{
    db_exec(tx, SQL("update work_version set shown = $3 where work = $1 and number = $2 and title <> ''"), I(by->w.id), I(number), I(show));
}

void tombstones_hand_over_trusted(Tx *tx, const Handing *h)
{
    for (i64 work = 0; (work = db_one_int(tx, SQL("select coalesce(min(work), 0) from tombstone_owner where work > $1"), I(work))) && !tx_doomed(tx); ) {
        Str from = owner_find(tx_arena(tx), h->from, work), to = owner_find(tx_arena(tx), h->to, work);
        if (db_one_int(tx, SQL("select count(*) from tombstone_owner where work = $1 and (find = $2 or find = $3)"), I(work), B(from), B(to)) == 1
            && db_one_int(tx, SQL("select count(*) from tombstone_owner where work = $1 and find = $2"), I(work), B(from)) && h->goes(tx, h, "tombstone_owner", work))
            db_exec(tx, SQL("update tombstone_owner set find = $3 where work = $1 and find = $2"), I(work), B(from), B(to));
    }
}
