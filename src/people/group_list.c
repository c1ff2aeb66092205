/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The directory: lists of groups, walked by key and never by offset, so the
 * thousandth page costs what the first does. */
#include "people/group.h"

#include <stdio.h>


/* A page token says where to go on: direction, sort key and id of the row at the edge. */
typedef struct { bool back; Str key; i64 id; } Edge;

static Str token_of(Arena *a, char way, Str key, i64 id)
{
    Str text = str_format(a, "%c%lld %.*s", way, id, FMT(key));
    return base64url(a, text.at, text.len);
}

static Edge edge_of(Arena *a, Str token)
{
    Edge e = { .key = S("") };
    Str text;
    if (!token.len || !base64url_decode(a, token, &text) || !text.len || !utf8_valid(text)) return e;
    if (text.at[0] != 'a' && text.at[0] != 'b') return e;
    Str rest = { text.at + 1, text.len - 1 }, id = str_cut(&rest, ' ');
    if (!str_int(id, &e.id)) return (Edge){ .key = S("") };
    e.back = text.at[0] == 'b', e.key = rest;
    return e;
}

#define BRIEF "select id, sort_key, slug, name, teaser, place, place_words, online, open_to_new, languages from member_group where listed > 0 and listed >= $1"
#define CHOICES " and ($4 = 0 or online = $4 - 1 or (online = 1 and $4 > 1)) and ($5 = 0 or open_to_new = $5) and ($6 = '' or languages_key like $6)"

typedef struct { i64 id; Str key; GroupBrief brief; } Row;

static Row read_row(Query *q)
{
    return (Row){ .id = db_int(q, 0), .key = db_str(q, 1), .brief = { .slug = db_str(q, 2), .name = db_str(q, 3), .teaser = db_str(q, 4),
        .place = db_str(q, 5), .place_words = db_str(q, 6), .online = (Online)db_int(q, 7), .open_to_new = (OpenToNew)db_int(q, 8),
        .languages = db_str(q, 9) } };
}

static Str like_of(Arena *a, Str language)
{
    Str words = search_words(a, language);
    return words.len ? str_format(a, "%% %.*s%%", FMT(words)) : S("");
}

/* Four statements, because each walks an index of its own in its own direction. */
static Query walk(Tx *tx, Who who, const GroupFilter *f, Edge e)
{
    Str like = like_of(tx_arena(tx), f->language);
    const Arg args[] = { I(directory_level(tx, who)), T(e.key), I(e.id), I(f->online), I(f->open), T(like), T(f->place), { .kind = ARG_END } };
    if (f->place.len && e.back)
        return db_query_(tx, SQL(BRIEF " and place = $7 and (sort_key, id) < ($2, $3)" CHOICES " order by sort_key desc, id desc limit 21"), args);
    if (f->place.len)
        return db_query_(tx, SQL(BRIEF " and place = $7 and (sort_key, id) > ($2, $3)" CHOICES " order by sort_key, id limit 21"), args);
    if (e.back)
        return db_query_(tx, SQL(BRIEF " and (sort_key, id) < ($2, $3) and $7 = ''" CHOICES " order by sort_key desc, id desc limit 21"), args);
    return db_query_(tx, SQL(BRIEF " and (sort_key, id) > ($2, $3) and $7 = ''" CHOICES " order by sort_key, id limit 21"), args);
}

static GroupPage by_name(Tx *tx, Who who, const GroupFilter *f, Edge e)
{
    Arena *a = tx_arena(tx);
    Row rows[GROUPS_A_PAGE + 1];
    int count = 0;
    Query q = walk(tx, who, f, e);
    while (count < COUNT(rows) && db_next(&q)) rows[count++] = read_row(&q);
    db_end(&q);
    bool more = count > GROUPS_A_PAGE;
    if (more) count = GROUPS_A_PAGE;
    GroupBrief *at = arena_array(a, GroupBrief, GROUPS_A_PAGE);
    for (int i = 0; i < count; i++) at[i] = rows[e.back ? count - 1 - i : i].brief;
    GroupPage page = { .at = at, .count = count, .older = S(""), .newer = S("") };
    if (!count) return page;
    const Row *head = &rows[e.back ? count - 1 : 0], *tail = &rows[e.back ? 0 : count - 1];
    if (e.back ? true : more) page.older = token_of(a, 'a', tail->key, tail->id);
    if (e.back ? more : e.id != 0) page.newer = token_of(a, 'b', head->key, head->id);
    return page;
}

/* ---- by words: the best first; the token counts how many better ones were shown ---- */

enum { MOST_FOUND = 400 };

static bool brief_if(Tx *tx, i64 id, const GroupFilter *f, GroupBrief *to)
{
    Str like = like_of(tx_arena(tx), f->language);
    Query q = db_query(tx, SQL("select id, sort_key, slug, name, teaser, place, place_words, online, open_to_new, languages from member_group"
        " where id = $1 and listed > 0 and ($2 = '' or place = $2) and ($4 = 0 or online = $4 - 1 or (online = 1 and $4 > 1)) and ($5 = 0 or open_to_new = $5)"
        " and ($3 = '' or languages_key like $3)"), I(id), T(f->place), T(like), I(f->online), I(f->open));
    bool there = db_next(&q);
    if (there) *to = read_row(&q).brief;
    db_end(&q);
    return there;
}

static GroupPage by_words(Tx *tx, Who who, const GroupFilter *f, Edge e)
{
    Arena *a = tx_arena(tx);
    SearchHits hits = search_find_trusted(tx, &(SearchAsk){ .kind = "group", .level = directory_level(tx, who), .words = f->q, .most = MOST_FOUND, .every = true });
    GroupPage page = { .older = S(""), .newer = S(""), .instead = hits.instead };
    GroupBrief *at = arena_array(a, GroupBrief, GROUPS_A_PAGE + 1);
    i64 from = e.id > 0 && e.id < MOST_FOUND ? e.id : 0;
    int seen = 0;
    for (int i = 0; i < hits.count && page.count <= GROUPS_A_PAGE; i++) {
        bool plain = !f->place.len && !f->language.len && !f->online && !f->open;
        if (plain && seen < from) { seen++; continue; }   /* no need to fetch what was shown before */
        if (!brief_if(tx, hits.at[i].id, f, &at[page.count])) continue;
        if (seen++ >= from) page.count++;
    }
    page.at = at;
    if (page.count > GROUPS_A_PAGE) page.count = GROUPS_A_PAGE, page.older = token_of(a, 'a', S(""), from + GROUPS_A_PAGE);
    if (from) page.newer = token_of(a, 'a', S(""), from > GROUPS_A_PAGE ? from - GROUPS_A_PAGE : 0);
    return page;
}

/* Scripts ask for ?page=3: found by walking the index, which for small numbers is nothing. */
static Edge edge_of_number(Tx *tx, Who who, i64 number)
{
    Edge e = { .key = S("") };
    if (number < 2 || number > 5000) return e;
    Query q = db_query(tx, SQL("select sort_key, id from member_group where listed > 0 and listed >= $1 order by sort_key, id limit 1 offset $2"),
        I(directory_level(tx, who)), I((number - 1) * GROUPS_A_PAGE - 1));
    if (db_next(&q)) e.key = db_str(&q, 0), e.id = db_int(&q, 1);
    else e.key = S("\xF4\x8F\xBF\xBF"), e.id = 1;
    db_end(&q);
    return e;
}

GroupPage groups_listed(Tx *tx, Who who, const GroupFilter *f, Str page)
{
    i64 number = 0;
    bool words = search_words(tx_arena(tx), f->q).len > 0;
    bool numbered = page.len < 5 && str_int(page, &number);
    if (words) return by_words(tx, who, f, numbered ? (Edge){ .id = (number - 1) * GROUPS_A_PAGE } : edge_of(tx_arena(tx), page));
    return by_name(tx, who, f, numbered ? edge_of_number(tx, who, number) : edge_of(tx_arena(tx), page));
}

GroupPage groups_newest(Tx *tx, Who who)
{
    GroupBrief *at = arena_array(tx_arena(tx), GroupBrief, 3);
    int count = 0;
    Query q = db_query(tx, SQL("select id, sort_key, slug, name, teaser, place, place_words, online, open_to_new, languages from member_group"
        " where listed >= $1 and listed > 0 order by id desc limit 3"), I(directory_level(tx, who)));
    while (db_next(&q)) at[count++] = read_row(&q).brief;
    return (GroupPage){ .at = at, .count = count, .older = S(""), .newer = S(""), .instead = S("") };
}
