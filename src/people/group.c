/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Groups: what is kept, who may change it, and how it comes into the directory.
 * Every write goes through group_save_trusted(), which is the one place where
 * `listed`, the teaser and the search entry follow from the rest. */
#include "people/group.h"

#include "chronicle/chronicle.h"
#include "people/letters.h"
#include "people/place.h"
#include "people/room.h"
#include "seal/seal.h"

static const char *const states[] = { "", "waiting", "active", "resting", "closed", "not listed" };
static const char *const onlines[] = { "no", "also", "only" };
static const char *const opens[] = { "", "yes", "ask", "no" };
static const char *const directories[] = { "no", "members", "public" };
const char *group_state_word(GroupState s) { return states[s]; }
const char *online_word(Online o) { return onlines[o]; }
const char *open_word(OpenToNew o) { return opens[o]; }
const char *directory_word(DirectoryChoice d) { return directories[d]; }

Faults group_faults(const Group *g)
{
    Faults f = NO_FAULTS;
    if (!g->name.len) faults_add(&f, "name", S("Give the group's name, as its people say it."));
    if (utf8_length(g->name) > 200) faults_add(&f, "name", S("This name is longer than 200 letters. Give the name people use."));
    if (utf8_length(g->about) > 20000) faults_add(&f, "about", S("This is longer than 20,000 letters. Keep the part that people need first."));
    if (utf8_length(g->by_and_for) > 1000) faults_add(&f, "by_and_for", S("This is longer than 1,000 letters."));
    if (utf8_length(g->access) > 4000) faults_add(&f, "access", S("This is longer than 4,000 letters."));
    if (utf8_length(g->languages) > 300) faults_add(&f, "languages", S("This is longer than 300 letters."));
    if (utf8_length(g->place_words) > 200) faults_add(&f, "place_words", S("This is longer than 200 letters. A town or an area is enough."));
    if (g->reach_web.len && !str_starts(g->reach_web, S("https://")) && !str_starts(g->reach_web, S("http://")))
        faults_add(&f, "reach_web", S("A web address begins with https:// or http://"));
    if (g->reach_web.len > 500) faults_add(&f, "reach_web", S("This address is longer than 500 letters."));
    if (g->reach_email.len && (str_find(g->reach_email, S("@")) < 1 || g->reach_email.len > 254 || str_find(g->reach_email, S(" ")) >= 0))
        faults_add(&f, "reach_email", S("This does not look like a whole e-mail address, such as name@example.org."));
    if (g->reach_phone.len > 60) faults_add(&f, "reach_phone", S("This number is longer than 60 letters."));
    return f;
}

/* ---- reading ---- */

#define GROUP_COLUMNS "id, slug, name, about, teaser, by_and_for, place, place_words, meets_privately, online, open_to_new, languages," \
    " access, reach_email, reach_phone, reach_web, how_made, directory, state, listed, why_not, reference, extra, source, made_at," \
    " changed_at, confirmed_at"

static Group read_group(Query *q)
{
    Group g = { .id = db_int(q, 0), .slug = db_str(q, 1), .name = db_str(q, 2), .about = db_str(q, 3), .teaser = db_str(q, 4),
        .by_and_for = db_str(q, 5), .place = db_str(q, 6), .place_words = db_str(q, 7), .meets_privately = db_bool(q, 8),
        .online = (Online)db_int(q, 9), .open_to_new = (OpenToNew)db_int(q, 10), .languages = db_str(q, 11), .access = db_str(q, 12),
        .reach_email = db_str(q, 13), .reach_phone = db_str(q, 14), .reach_web = db_str(q, 15), .how_made = db_str(q, 16),
        .directory = (DirectoryChoice)db_int(q, 17), .state = (GroupState)db_int(q, 18), .listed = (int)db_int(q, 19),
        .why_not = db_str(q, 20), .reference = db_str(q, 21), .extra = db_str(q, 22), .source = db_int(q, 23),
        .made_at = db_time(q, 24), .changed_at = db_time(q, 25), .confirmed_at = db_time(q, 26) };
    return g;
}

static const Group *first(Query q)
{
    if (!db_next(&q)) return NULL;
    Group *g = arena_new(tx_arena(q.tx), Group);
    *g = read_group(&q);
    db_end(&q);
    return g;
}

/* Signed in is not enough for what members read: who left may still sign in, to take their data away or have it erased. */
int directory_level(Tx *tx, Who who)
{
    if (!who.person) return DIRECTORY_PUBLIC;
    i64 belongs = who.staff || db_one_int(tx, SQL("select (select count(*) from membership where person = $1 and ended_at = 0)"
        " + (select count(*) from group_contact where person = $1 and until = 0)"), I(who.person)) > 0;
    return belongs ? DIRECTORY_MEMBERS : DIRECTORY_PUBLIC;
}

const Group *group_seen_by(Tx *tx, Who who, Str slug)
{
    return first(db_query(tx, SQL("select " GROUP_COLUMNS " from member_group g where slug = $1 and ((listed > 0 and listed >= $2) or $4 = 1"
        " or exists (select 1 from group_contact c where c.grp = g.id and c.person = $3 and c.until = 0))"),
        T(slug), I(directory_level(tx, who)), I(who.person), I(who_passes(who, OFFICERS))));
}

Str group_slug_now(Tx *tx, Who who, Str old_slug)
{
    Query q = db_query(tx, SQL("select g.slug from group_slug s join member_group g on g.id = s.grp where s.slug = $1 and g.listed >= $2 and g.listed > 0"),
        T(old_slug), I(directory_level(tx, who)));
    Str now = db_next(&q) ? db_str(&q, 0) : S("");
    db_end(&q);
    return str_eq(now, old_slug) ? S("") : now;
}

const Group *group_trusted(Tx *tx, i64 id)
{
    return first(db_query(tx, SQL("select " GROUP_COLUMNS " from member_group where id = $1"), I(id)));
}

i64 group_by_reference_trusted(Tx *tx, Str reference)
{
    return reference.len ? db_one_int(tx, SQL("select id from member_group where reference = $1"), T(reference)) : 0;
}

/* ---- writing ---- */

static Str sort_key(Arena *a, Str name)
{
    Str key = search_words(a, name);
    if (str_starts(key, S("the "))) key.at += 4, key.len -= 4;
    return key.len ? key : utf8_fold(a, name);
}

static Str free_slug(Tx *tx, Str name, i64 id)
{
    Str wish = slug_from(tx_arena(tx), name), slug = wish;
    for (int n = 2; n < 10000; n++) {
        if (!db_one_int(tx, SQL("select count(*) from group_slug where slug = $1 and grp <> $2"), T(slug), I(id))) return slug;
        slug = str_format(tx_arena(tx), "%.*s-%d", FMT(wish), n);
    }
    return str_format(tx_arena(tx), "%.*s-%lld", FMT(wish), id);
}

static int listed_of(const Group *g) { return g->state == GROUP_ACTIVE ? (int)g->directory : 0; }

static void into_search(Tx *tx, SearchBook *book, const Group *g)
{
    Arena *a = tx_arena(tx);
    if (!g->listed) { search_drop_trusted(tx, book, g->id); return; }
    bool place = !g->meets_privately;
    Str parts[] = { markdown_plain(a, g->about, 20000), g->by_and_for, place ? g->place_words : S(""), place ? place_name(g->place) : S(""),
        g->languages, g->access };
    search_put_trusted(tx, book, &(SearchDoc){ .id = g->id, .kind = "group", .level = g->listed, .title = g->name,
        .words = str_join(a, parts, COUNT(parts), S(" ")) });
}

static void found_again(Tx *tx, SearchBook *book, i64 id)
{
    const Group *g = group_trusted(tx, id);
    if (g) into_search(tx, book, g);
}

void groups_found_trusted(Tx *tx) { search_put_each_trusted(tx, SQL("select id from member_group where listed > 0 and id > $1 order by id limit 100"), found_again); }

static void follow(Tx *tx, Group *g)
{
    g->listed = listed_of(g);
    g->teaser = markdown_plain(tx_arena(tx), g->about, 220);
    g->changed_at = time_now();
    if (g->meets_privately) g->place = g->place_words = S("");     /* not hidden: not held */
    if (!g->extra.len) g->extra = S("{}");
}

#define GROUP_ARGS(g, key) I((g)->id), T((g)->slug), T((g)->name), T(key), T((g)->about), T((g)->teaser), T((g)->by_and_for), T((g)->place), \
    T((g)->place_words), I((g)->meets_privately), I((g)->online), I((g)->open_to_new), T((g)->languages), T((g)->access), \
    T((g)->reach_email), T((g)->reach_phone), T((g)->reach_web), T((g)->how_made), I((g)->directory), I((g)->state), I((g)->listed), \
    T((g)->why_not), T((g)->reference), I((g)->source), T((g)->extra)

/* A blank before each word, so that a filter finds the beginning of one; folded, because LIKE minds case on one engine only. */
static Str languages_key(Arena *a, const Group *g) { return str_format(a, " %.*s", FMT(search_words(a, g->languages))); }

i64 group_make_trusted(Tx *tx, SearchBook *book, Group *g)
{
    g->id = id_new();
    follow(tx, g);
    g->made_at = g->changed_at;
    g->slug = free_slug(tx, g->name, g->id);
    db_exec(tx, SQL("insert into member_group(id, slug, name, sort_key, about, teaser, by_and_for, place, place_words, meets_privately, online,"
        " open_to_new, languages, access, reach_email, reach_phone, reach_web, how_made, directory, state, listed, why_not, reference, source,"
        " extra, made_at, changed_at, confirmed_at, languages_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
        " $19, $20, $21, $22, $23, $24, $25, $26, $26, $27, $28)"),
        GROUP_ARGS(g, sort_key(tx_arena(tx), g->name)), AT(g->made_at), AT(g->confirmed_at), T(languages_key(tx_arena(tx), g)));
    db_exec(tx, SQL("insert into group_slug(slug, grp) values ($1, $2)"), T(g->slug), I(g->id));
    if (g->listed) into_search(tx, book, g);
    return g->id;
}

/* A new name brings a new address; the old one leads there for good. */
void group_save_trusted(Tx *tx, SearchBook *book, Group *g)
{
    Arena *a = tx_arena(tx);
    const Group *was = group_trusted(tx, g->id);
    if (was) renamed_everywhere_trusted(tx, S("group"), g->id, was->name, g->name);
    follow(tx, g);
    Str wish = slug_from(a, g->name);
    bool fits = str_starts(g->slug, wish) && (g->slug.len == wish.len || (g->slug.at[wish.len] == '-' && g->slug.len < wish.len + 6));
    if (!fits) {
        g->slug = free_slug(tx, g->name, g->id);
        db_exec(tx, SQL("insert into group_slug(slug, grp) values ($1, $2) on conflict do nothing"), T(g->slug), I(g->id));
    }
    db_exec(tx, SQL("update member_group set slug = $2, name = $3, sort_key = $4, about = $5, teaser = $6, by_and_for = $7, place = $8,"
        " place_words = $9, meets_privately = $10, online = $11, open_to_new = $12, languages = $13, access = $14, reach_email = $15,"
        " reach_phone = $16, reach_web = $17, how_made = $18, directory = $19, state = $20, listed = $21, why_not = $22, reference = $23,"
        " source = $24, extra = $25, changed_at = $26, confirmed_at = $27, languages_key = $28 where id = $1"),
        GROUP_ARGS(g, sort_key(a, g->name)), AT(g->changed_at), AT(g->confirmed_at), T(languages_key(a, g)));
    into_search(tx, book, g);
}

void group_contact_add_trusted(Tx *tx, i64 group, i64 person)
{
    db_exec(tx, SQL("insert into group_contact(grp, person, since, until) select $1, $2, $3, 0 where not exists"
        " (select 1 from group_contact where grp = $1 and person = $2 and until = 0)"), I(group), I(person), AT(time_now()));
    db_exec(tx, SQL("delete from group_alone where grp = $1"), I(group));
}

/* ---- who may do what ---- */

struct GroupKeeper { i64 person, group; };
struct Officer { i64 person; };

const GroupKeeper *group_keeper(Tx *tx, Who who, i64 group)
{
    if (!who.person) return NULL;
    if (!who_passes(who, OFFICERS) && !db_one_int(tx, SQL("select count(*) from group_contact where grp = $1 and person = $2 and until = 0"),
            I(group), I(who.person))) return NULL;
    GroupKeeper *by = arena_new(tx_arena(tx), GroupKeeper);
    *by = (GroupKeeper){ who.person, group };
    return by;
}

i64 group_kept(const GroupKeeper *by) { return by->group; }

const Officer *officer(Tx *tx, Who who)
{
    if (!who_passes(who, OFFICERS)) return NULL;
    Officer *by = arena_new(tx_arena(tx), Officer);
    *by = (Officer){ who.person };
    return by;
}

i64 officer_id(const Officer *o) { return o->person; }

/* The keeper changes words and choices; state, reference and source stay as they are. */
Outcome group_change(Tx *tx, const GroupKeeper *by, const Group *to)
{
    const Group *now = group_trusted(tx, by->group);
    if (!now) return GONE;
    if (group_faults(to).count) return INVALID;
    if (to->changed_at.us && to->changed_at.us != now->changed_at.us) return CONFLICT;
    Group g = *to;
    g.id = now->id, g.slug = now->slug, g.state = now->state, g.reference = now->reference, g.source = now->source;
    g.extra = now->extra, g.why_not = now->why_not, g.made_at = now->made_at;
    g.confirmed_at = time_now();                          /* they just looked at it: it is true today */
    group_save_trusted(tx, NULL, &g);
    return DONE;
}

/* Resting and closed groups stay in memory and leave the lists.  One that still waits to be read cannot be made active by its own people. */
Outcome group_rest(Tx *tx, const GroupKeeper *by, GroupState state)
{
    const Group *now = group_trusted(tx, by->group);
    if (!now) return GONE;
    if (state != GROUP_ACTIVE && state != GROUP_RESTING && state != GROUP_CLOSED) return INVALID;
    if (now->state == GROUP_WAITING || now->state == GROUP_NOT_LISTED) return CONFLICT;
    Group g = *now;
    g.state = state;
    group_save_trusted(tx, NULL, &g);
    return DONE;
}

Outcome group_read(Tx *tx, const Officer *by, i64 group, bool list, Str why_not)
{
    const Group *now = group_trusted(tx, group);
    (void)by;
    if (!now) return GONE;
    if (!list && str_blank(why_not)) return INVALID;
    if (now->state != GROUP_WAITING) return CONFLICT;
    Group g = *now;
    g.state = list ? GROUP_ACTIVE : GROUP_NOT_LISTED;
    g.why_not = list ? S("") : why_not;
    g.confirmed_at = list ? time_now() : g.confirmed_at;
    group_save_trusted(tx, NULL, &g);
    return DONE;
}

static Groups all(Query q)
{
    enum { MOST = 200 };
    Group *at = arena_array(tx_arena(q.tx), Group, MOST);
    int count = 0;
    while (count < MOST && db_next(&q)) at[count++] = read_group(&q);
    db_end(&q);
    return (Groups){ at, count };
}

Groups groups_waiting(Tx *tx, const Officer *by)
{
    (void)by;
    return all(db_query(tx, SQL("select " GROUP_COLUMNS " from member_group where state = 1 order by made_at, id limit 200")));
}

Groups groups_kept_by(Tx *tx, Who who)
{
    return all(db_query(tx, SQL("select " GROUP_COLUMNS " from member_group where id in (select grp from group_contact where person = $1 and until = 0)"
        " order by sort_key, id limit 200"), I(who.person)));
}

void groups_every_trusted(Tx *tx, void (*each)(void *with, const Group *g), void *with)
{
    Arena *whole = tx_arena(tx), *row = arena_open();
    Query q = db_query(tx, SQL("select " GROUP_COLUMNS " from member_group order by sort_key, id"));
    tx_arena_swap(tx, row);
    while (db_next(&q)) {
        Group g = read_group(&q);
        each(with, &g);
        arena_reset(row);
    }
    tx_arena_swap(tx, whole);
    arena_close(row);
}

Str group_slug_of(Tx *tx, const GroupKeeper *by)
{
    const Group *g = group_trusted(tx, by->group);
    return g ? g->slug : S("");
}

void group_answer(Tx *tx, const Officer *by, i64 group, const Network *n)
{
    const Group *g = group_trusted(tx, group);
    if (!g) return;
    letter_group_answer(tx, g, n->base_url, n->name);
    happened_trusted(tx, &(Happens){ .actor = by->person, .kind = "group read", .subject_kind = "group", .subject = group,
        .words = str_format(tx_arena(tx), "The group “%.*s” was read and %s.", FMT(g->name), g->state == GROUP_ACTIVE ? "taken in" : "not listed") });
}

GroupContacts group_contacts(Tx *tx, const GroupKeeper *by, i64 group)
{
    enum { MOST = 50 };
    GroupContact *at = arena_array(tx_arena(tx), GroupContact, MOST);
    int count = 0;
    (void)by;
    Query q = db_query(tx, SQL("select p.id, p.name, c.since from group_contact c join person p on p.id = c.person where c.grp = $1 and c.until = 0 order by c.since limit 50"), I(group));
    while (db_next(&q)) {
        i64 id = db_int(&q, 0);
        Str name = seal_read(tx_arena(tx), "person.name", id, db_view(&q, 1));
        at[count++] = (GroupContact){ name, db_time(&q, 2) };
    }
    return (GroupContacts){ at, count };
}

/* The same name and the same way to reach them: the same group.  The same name alone: likely. */
i64 group_twin_trusted(Tx *tx, const Group *g, bool *certain)
{
    i64 id = 0;
    *certain = false;
    Query q = db_query(tx, SQL("select id, reach_email, reach_web, reference, place from member_group where sort_key = $1 order by id limit 50"), T(sort_key(tx_arena(tx), g->name)));
    while (db_next(&q) && !*certain) {
        i64 this = db_int(&q, 0);
        Str email = db_view(&q, 1), web = db_view(&q, 2), reference = db_view(&q, 3), place = db_view(&q, 4);
        bool apart = reference.len && g->reference.len;
        bool reached = (email.len && str_eq(email, g->reach_email)) || (web.len && str_eq(web, g->reach_web));
        bool bare = !g->reach_email.len && !g->reach_web.len && !email.len && !web.len && str_eq(place, g->place);
        if (!apart && (reached || bare)) id = this, *certain = true;
        else if (!id) id = this;
    }
    db_end(&q);
    return id;
}
