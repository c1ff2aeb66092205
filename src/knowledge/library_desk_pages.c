/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The library's desk: what waits, what is to be paid, what stands on the shelves, and in which collections. */
#include "knowledge/views.h"

static PageHead head(Str title, Str crumb, Str url, Faults f) { return (PageHead){ .title = title, .room = "desk", .crumb = crumb, .crumb_url = url, .noindex = true, .faulty = f.count > 0 }; }

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 3 };
}

/* ---- the list ---- */

static void filters(Visit *v, DeskLibrary *s)
{
    const DeskWaits *w = &s->waits;
    const DeskFilter all[] = {
        { S(""), S("All"), 0 }, { S("pitched"), S("Offered"), w->pitched }, { S("later"), S("For later"), 0 }, { S("asked for"), S("Asked for"), 0 }, { S("draft"), S("Being written"), 0 }, { S("handed in"), S("With us"), w->handed_in },
        { S("round"), S("Changes suggested"), 0 }, { S("to settle"), S("Ready for their yes"), 0 }, { S("settled"), S("Settled, to show"), w->to_show }, { S("pay"), S("To pay"), w->to_pay }, { S("scheduled"), S("To come"), 0 },
        { S("second"), S("For a second reader"), w->second }, { S("public"), S("Shown"), 0 }, { S("paused"), S("Away for a while"), 0 }, { S("declined"), S("Not taken up"), 0 },
    };
    DeskFilter *at = arena_array(v->arena, DeskFilter, COUNT(all));
    for (int i = 0; i < COUNT(all); i++) {
        at[i] = all[i];
        if (at[i].count) at[i].words = str_format(v->arena, "%.*s (%lld)", FMT(at[i].words), at[i].count);
    }
    s->glossary_words = w->meanings ? str_format(v->arena, "Glossary (%lld to read)", w->meanings) : S("Glossary");
    s->filters = at, s->filter_count = COUNT(all);
}

static const EditRound *last_no(Visit *v, const Editor *by, const Work *w)
{
    EditRounds all = work_in(w, "draft") || work_in(w, "handed in") ? rounds_read(v->tx, by, w->id) : (EditRounds){ 0 };
    return all.count && str_is(all.at[0].state, "no") ? &all.at[0] : NULL;
}

static void rows(Visit *v, const Editor *by, DeskLibrary *s, Works all)
{
    DeskWorkRow *at = arena_array(v->arena, DeskWorkRow, all.count + 1);
    for (int i = 0; i < all.count; i++) {
        const Work *w = &all.at[i];
        Contributors c = contributors_of(v->tx, v->who, w->id);
        at[i] = (DeskWorkRow){ w, names_of(v->arena, &c, S("")), pitch_due(v->tx, by, w->id), last_no(v, by, w) };
    }
    s->at = at, s->count = all.count;
}

ChoiceSpec pay_choice(Visit *v, Str now)
{
    static const Choice pays[] = { CHOICE("paid", "Paid"), CHOICE("in another form", "In another form"), CHOICE("not wanted", "Its author did not want to be paid"), CHOICE("not paid", "Not paid, and why") };
    return choice_spec(v->arena, "pay", S("What happened"), now.len ? now : S("paid"), pays, COUNT(pays));
}

static void to_pay(Visit *v, const Editor *by, DeskLibrary *s, Faults f)
{
    ToPays all = pieces_to_pay(v->tx, by);
    ToPayRow *at = arena_array(v->arena, ToPayRow, all.count + 1);
    i64 id = 0;
    for (int i = 0; i < all.count; i++) {
        const char *how = str_format(v->arena, "pay-%lld", all.at[i].work).at, *why = str_format(v->arena, "why-%lld", all.at[i].work).at;
        bool again = came_back(v, f, "pay") && str_int(form_str(v, "work"), &id) && id == all.at[i].work;
        at[i] = (ToPayRow){ all.at[i], money_shown(v->arena, all.at[i].fee), pay_choice(v, again ? form_str(v, how) : S("")), field(why, "Why, if it was not", "", again ? form_str(v, why) : S(""), f) };
        at[i].pay.name = how;
    }
    s->pays = at, s->pay_count = all.count;
}

static Reply show_list(Visit *v, const Editor *by, Faults f)
{
    i64 page = 1;
    if (!str_int(query_str(v, "page"), &page) || page < 1 || page > 2000) page = 1;
    DeskLibrary s = { .state = came_back(v, f, "pay") ? S("pay") : query_str(v, "state"), .waits = desk_waits(v->tx, v->who), .collections = collections_seen_by(v->tx, v->who), .faults = f };
    bool pay = str_is(s.state, "pay");
    Works all = pay ? (Works){ 0 } : desk_works(v->tx, by, s.state, (int)(page - 1) * 40);
    filters(v, &s);
    if (pay) to_pay(v, by, &s, f);
    else rows(v, by, &s, all);
    s.collection = field("collection", "A new collection", "Works that belong together.", picked_again(v, f, "collection", "collection", S("")), f);
    Html *h = html_open(v->arena);
    html_lit(h, "/desk/library?state=", 20), html_url_part(h, s.state), html_lit(h, "&page=", 6);
    Str base = html_done(h);
    s.pager = (Pager){ .before_url = page > 1 ? str_format(v->arena, "%.*s%lld", FMT(base), page - 1) : S(""),
        .after_url = all.more ? str_format(v->arena, "%.*s%lld", FMT(base), page + 1) : S(""), .page = (int)page };
    Html *out = page_open(v, head(S("Library"), S("Desk"), S("/desk"), f));
    view_desk_library(out, &s);
    return reply_page(v, out, f.count ? 422 : 200);
}

static Reply get_list(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    return by ? show_list(v, by, NO_FAULTS) : reply_forbidden(v);
}

/* Also of what was taken back since: then there is no page of it. */
static Reply pay(Visit *v, const Editor *by)
{
    i64 work = 0;
    if (!str_int(form_str(v, "work"), &work)) return reply_not_found(v);
    const char *why = str_format(v->arena, "why-%lld", work).at, *how = str_format(v->arena, "pay-%lld", work).at;
    switch (piece_pay(v->tx, by, work, form_str(v, how), form_str(v, why))) {
    case DONE: break;
    case INVALID: return show_list(v, by, fault(why, S("Say why it was not paid, in up to 500 letters.")));
    case GONE: return reply_conflict(v, S("This is owed to you. Somebody else writes it down."));
    case CONFLICT: return reply_conflict(v, S("Somebody has written this down already."));
    }
    notice_set(v, S("Written down."));
    return reply_redirect(v, "/desk/library?state=pay");
}

static Reply ask_where(Visit *v, const Editor *by)
{
    i64 work = 0;
    if (!str_int(form_str(v, "work"), &work) || piece_ask_where(v->tx, by, work) != DONE) return reply_conflict(v, S("Somebody has written down meanwhile that this is paid."));
    notice_set(v, S("They are asked by letter where it shall go. What they answer comes by mail, and is not kept here."));
    return reply_redirect(v, "/desk/library?state=pay");
}

static Reply post_list(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    Collection c = { .title = form_str(v, "collection"), .about = S(""), .content_note = S("") };
    if (!by) return reply_forbidden(v);
    if (str_is(form_str(v, "act"), "pay")) return pay(v, by);
    if (str_is(form_str(v, "act"), "ask where")) return ask_where(v, by);
    switch (collection_put(v->tx, by, &c)) {
    case DONE: break;
    case INVALID: return show_list(v, by, fault("collection", S("Give it a name of up to 300 letters.")));
    case CONFLICT: case GONE: return show_list(v, by, fault("collection", S("There is one of that name.")));
    }
    notice_set(v, S("Made. Put works into it on their own pages here."));
    return reply_redirect(v, "/desk/library");
}

/* ---- a collection ---- */

typedef struct { SeenField at[3]; } CollectionSeen;

static CollectionSeen collection_seen(const Collection *now, const Collection *typed)
{
    return (CollectionSeen){ { { "title", now->title, typed->title }, { "about", now->about, typed->about }, { "content_note", now->content_note, typed->content_note } } };
}

static Str order_seen(Visit *v, const ShelvedAll *all)
{
    Buf b = buf_open(v->arena, 200);
    for (int i = 0; i < all->count; i++) buf_format(&b, "%lld %d\n", all->at[i].work, all->at[i].position);
    return fields_seen(v->arena, &(SeenField){ "", buf_view(&b), S("") }, 1);
}

static const char *position_name(Visit *v, i64 work) { return str_format(v->arena, "at-%lld", work).at; }
static bool position_typed(Visit *v, i64 work, i64 *position) { return str_int(form_str(v, position_name(v, work)), position) && *position >= 0 && *position < 10000; }

static ShelvedAll as_typed(Visit *v, ShelvedAll all)
{
    Shelved *at = arena_array(v->arena, Shelved, all.count + 1);
    for (int i = 0; i < all.count; i++) {
        i64 position = 0;
        at[i] = all.at[i];
        if (position_typed(v, at[i].work, &position)) at[i].position = (int)position;
    }
    return (ShelvedAll){ at, all.count };
}

static Reply show_collection(Visit *v, const Editor *by, const Collection *k, Faults f)
{
    CollectionSeen seen = collection_seen(k, k);
    DeskCollectionShown s = { .k = k, .faults = f, .works = collection_works(v->tx, by, k->id), .seen = fields_seen(v->arena, seen.at, COUNT(seen.at)) };
    s.seen_order = order_seen(v, &s.works);
    if (came_back(v, f, "order")) s.works = as_typed(v, s.works);
    s.title = field("title", "What it is called", "Its address stays as it is.", typed_again(v, f, "put", "title", k->title), f), s.about = field("about", "What it is", "", typed_again(v, f, "put", "about", k->about), f);
    s.note = field("content_note", "Content note", "Before the list, never in front of it.", typed_again(v, f, "put", "content_note", k->content_note), f);
    Html *page = page_open(v, head(k->title, S("Library"), S("/desk/library"), f));
    view_desk_collection(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_collection(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Collection *k = collection_seen_by(v->tx, v->who, path_str(v, 0));
    if (!by) return reply_forbidden(v);
    return k ? show_collection(v, by, k, NO_FAULTS) : reply_not_found(v);
}

/* Faults: somebody put something in, or moved it, meanwhile. */
static Faults order_typed(Visit *v, const Editor *by, const Collection *k)
{
    ShelvedAll all = collection_works(v->tx, by, k->id);
    if (all.count && !str_eq(form_str(v, "seen"), order_seen(v, &all)))
        return fault(position_name(v, all.at[0].work), S("Somebody changed what is in it, or its order, meanwhile. The numbers are those that you typed: keep them once more, and yours is the order."));
    for (int i = 0; i < all.count; i++) {
        i64 position = 0;
        if (position_typed(v, all.at[i].work, &position)) collection_order(v->tx, by, k->id, all.at[i].work, position);
    }
    return NO_FAULTS;
}

static Faults collection_faults(const Collection *k)
{
    Faults f = NO_FAULTS;
    if (utf8_length(k->title) < 2 || utf8_length(k->title) > 300) faults_add(&f, "title", S("Give it a name of up to 300 letters."));
    if (utf8_length(k->about) > 10000) faults_add(&f, "about", S("What you say of it is longer than 10,000 letters."));
    if (utf8_length(k->content_note) > 500) faults_add(&f, "content_note", S("The content note is longer than 500 letters."));
    return f;
}

static Reply post_collection(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Collection *k = collection_seen_by(v->tx, v->who, path_str(v, 0));
    Str act = form_str(v, "act"), out = form_str(v, "out");
    if (!by) return reply_forbidden(v);
    if (!k) return reply_not_found(v);
    if (out.len) {
        if (collection_add(v->tx, by, k->id, out, false) != DONE) return reply_not_found(v);
    } else if (str_is(act, "order")) {
        Faults over = order_typed(v, by, k);
        if (over.count) return written_over(show_collection(v, by, k, over));
    } else {
        Collection changed = { .id = k->id, .title = form_str(v, "title"), .about = form_text(v, "about"), .content_note = form_str(v, "content_note") };
        CollectionSeen seen = collection_seen(k, &changed);
        Faults f = collection_faults(&changed), over = seen_faults(v, seen.at, COUNT(seen.at));
        if (over.count) return written_over(show_collection(v, by, k, over));
        if (f.count) return show_collection(v, by, k, f);
        if (collection_put(v->tx, by, &changed) != DONE) return reply_not_found(v);
    }
    notice_set(v, S("Kept."));
    return reply_redirect(v, "/desk/collections/%.*s", FMT(k->slug));
}

const Route library_desk_routes[] = {
    { GET,  "/desk/library",           EDITORS, get_list },
    { POST, "/desk/library",           EDITORS, post_list },
    { GET,  "/desk/collections/:slug", EDITORS, get_collection },
    { POST, "/desk/collections/:slug", EDITORS, post_collection },
    { 0 }
};
