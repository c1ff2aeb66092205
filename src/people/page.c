/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Pages and the Theory of Change.  Writing adds a version; nothing is overwritten. */
#include "people/page.h"

#include "people/claims.h"

#include "search/search.h"

struct Editor { i64 person; };

const Editor *editor(Tx *tx, Who who)
{
    if (!who_passes(who, EDITORS)) return NULL;
    Editor *e = arena_new(tx_arena(tx), Editor);
    e->person = who.person;
    return e;
}

i64 editor_id(const Editor *e) { return e->person; }

static Page read_page(Query *q)
{
    return (Page){ .id = db_int(q, 0), .slug = db_str(q, 1), .title = db_str(q, 2), .body = db_str(q, 3), .in_menu = db_bool(q, 4),
        .version = db_int(q, 5), .at = db_time(q, 6), .by = db_int(q, 7) };
}

const Page *page_seen_by(Tx *tx, Who who, Str slug)
{
    (void)who;
    Query q = db_query(tx, SQL("select p.id, p.slug, n.title, n.body, p.in_menu, n.id, n.at, n.by_person from page p join page_version n on n.page = p.id"
        " where p.slug = $1 and p.withdrawn_at = 0 order by n.id desc limit 1"), T(slug));
    if (!db_next(&q)) return NULL;
    Page *p = arena_new(tx_arena(tx), Page);
    *p = read_page(&q);
    db_end(&q);
    return p;
}

bool page_withdrawn(Tx *tx, Who who, Str slug)
{
    (void)who;
    return db_one_int(tx, SQL("select count(*) from page where slug = $1 and withdrawn_at > 0"), T(slug)) > 0;
}

static Pages list(Query q)
{
    enum { MOST = 200 };
    Page *at = arena_array(tx_arena(q.tx), Page, MOST);
    int count = 0;
    while (count < MOST && db_next(&q)) at[count++] = read_page(&q);
    db_end(&q);
    return (Pages){ at, count };
}

Pages pages_seen_by(Tx *tx, Who who)
{
    (void)who;
    return list(db_query(tx, SQL("select p.id, p.slug, n.title, '', p.in_menu, n.id, n.at, n.by_person from page p join page_version n on n.page = p.id"
        " where p.withdrawn_at = 0 and p.in_menu = 1 and n.id = (select max(id) from page_version where page = p.id) order by p.position, p.id")));
}

Pages pages_all(Tx *tx, const Editor *by)
{
    (void)by;
    return list(db_query(tx, SQL("select p.id, p.slug, n.title, '', p.in_menu, n.id, n.at, n.by_person from page p join page_version n on n.page = p.id"
        " where p.withdrawn_at = 0 and n.id = (select max(id) from page_version where page = p.id) order by p.position, p.id")));
}

Pages page_versions(Tx *tx, const Editor *by, i64 page)
{
    (void)by;
    return list(db_query(tx, SQL("select p.id, p.slug, n.title, n.body, p.in_menu, n.id, n.at, n.by_person from page p join page_version n on n.page = p.id"
        " where p.id = $1 order by n.id desc"), I(page)));
}

Faults page_faults(Arena *a, Str slug, Str title, Str body)
{
    Faults f = NO_FAULTS;
    Str claim = claim_fault(a, body);
    bool plain = slug.len > 0 && slug.len <= 60;
    for (size_t i = 0; i < slug.len; i++)
        if (!((slug.at[i] >= 'a' && slug.at[i] <= 'z') || (slug.at[i] >= '0' && slug.at[i] <= '9') || slug.at[i] == '-')) plain = false;
    if (!title.len) faults_add(&f, "title", S("Give the page a title."));
    if (utf8_length(title) > 200) faults_add(&f, "title", S("This title is longer than 200 letters."));
    if (!plain) faults_add(&f, "slug", S("The address is made of small letters, numbers and hyphens, at most 60."));
    if (str_blank(body)) faults_add(&f, "body", S("Write what the page says."));
    if (body.len > 200000) faults_add(&f, "body", S("This is longer than a page can hold. Part it in two."));
    if (claim.len) faults_add(&f, "body", claim);
    return f;
}

static void into_search(Tx *tx, i64 id, const Page *p)
{
    search_put_trusted(tx, NULL, &(SearchDoc){ .id = id, .kind = "page", .level = 2, .title = p->title, .words = markdown_plain(tx_arena(tx), p->body, p->body.len) });
}

void page_put_trusted(Tx *tx, const Page *p, int position, i64 by)
{
    i64 id = db_one_int(tx, SQL("select id from page where slug = $1"), T(p->slug));
    if (!id) {
        id = id_new();
        db_exec(tx, SQL("insert into page(id, slug, position, in_menu, withdrawn_at) values ($1, $2, $3, $4, 0)"), I(id), T(p->slug), I(position), I(p->in_menu));
    }
    db_exec(tx, SQL("insert into page_version(id, page, title, body, by_person, at) values ($1, $2, $3, $4, $5, $6)"),
        I(id_new()), I(id), T(p->title), T(p->body), I(by), AT(time_now()));
    into_search(tx, id, p);
}

Outcome page_write(Tx *tx, const Editor *by, const Page *p)
{
    if (page_faults(tx_arena(tx), p->slug, p->title, p->body).count) return INVALID;
    if (p->version) {                                     /* somebody wrote a newer version while this one was being edited */
        i64 newest = db_one_int(tx, SQL("select max(n.id) from page_version n join page p on p.id = n.page where p.slug = $1"), T(p->slug));
        if (newest != p->version) return CONFLICT;
    } else if (db_one_int(tx, SQL("select count(*) from page where slug = $1"), T(p->slug))) {
        return CONFLICT;
    }
    page_put_trusted(tx, p, 100, by->person);
    db_exec(tx, SQL("update page set in_menu = $2 where slug = $1"), T(p->slug), I(p->in_menu));
    return DONE;
}

/* ---- Theory of Change ---- */

Compass compass_seen_by(Tx *tx, Who who)
{
    enum { MOST = 60 };
    CompassItem *at = arena_array(tx_arena(tx), CompassItem, MOST);
    int count = 0;
    (void)who;
    Query q = db_query(tx, SQL("select id, kind, slug, words, more from compass where ended_at = 0 order by position, id limit 60"));
    while (db_next(&q)) at[count++] = (CompassItem){ db_int(&q, 0), db_str(&q, 1), db_str(&q, 2), db_str(&q, 3), db_str(&q, 4) };
    return (Compass){ at, count };
}

void compass_put_trusted(Tx *tx, const CompassItem *item, int position)
{
    db_exec(tx, SQL("insert into compass(id, kind, slug, position, words, more, ended_at) values ($1, $2, $3, $4, $5, $6, 0)"),
        I(id_new()), T(item->kind), T(item->slug), I(position), T(item->words), T(item->more));
}

Outcome compass_write(Tx *tx, const Editor *by, const CompassItem *item)
{
    (void)by;
    if (str_blank(item->words)) return INVALID;
    if (item->id) return db_exec(tx, SQL("update compass set words = $2, more = $3 where id = $1"), I(item->id), T(item->words), T(item->more)) ? DONE : GONE;
    bool known = str_is(item->kind, "theme") || str_is(item->kind, "hope") || str_is(item->kind, "ethos");
    if (!known) return INVALID;
    CompassItem it = *item;
    it.slug = slug_from(tx_arena(tx), item->words);
    if (db_one_int(tx, SQL("select count(*) from compass where slug = $1"), T(it.slug))) return CONFLICT;
    compass_put_trusted(tx, &it, 100);
    return DONE;
}

void pages_into_search_trusted(Tx *tx)
{
    Pages all = list(db_query(tx, SQL("select p.id, p.slug, n.title, n.body, p.in_menu, n.id, n.at, n.by_person from page p join page_version n on n.page = p.id"
        " where p.withdrawn_at = 0 and n.id = (select max(id) from page_version where page = p.id)")));
    for (int i = 0; i < all.count; i++) into_search(tx, all.at[i].id, &all.at[i]);
}
