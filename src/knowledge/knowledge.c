/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The room: its door, where what search found stands, what it holds about a person, what must be true of it. */
#include "knowledge/knowledge.h"

#include "knowledge/signing.h"
#include "knowledge/views.h"
#include "web/assets.h"

/* ---- the door for pitches ---- */

static void stands(Visit *v, Html *page, const Entry *e, Str base)
{
    const Filler *by = entry_mine(v->tx, v->who, e->door, browser_secret(v));
    if (!by || filler_entry(by)->id != e->id) by = entry_own(v->tx, v->who, e->id);
    const Work *w = by ? work_of_entry(v->tx, by) : NULL;
    if (w) view_pitch_stands(page, &(PitchStands){ w, base, pitch_words(v->tx, by) });
}

static Reply said(Visit *v, const Filler *by, Str base) { (void)by, (void)base; return reply_not_found(v); }
const DoorUse pitch_use = { "pitch", pitch_came_trusted, pitch_gone_trusted, stands, said };

void knowledge_begin_trusted(Tx *tx)
{
    Arena *a = tx_arena(tx);
    const Asset *f = asset("blog.tsv");
    Question *at = arena_array(a, Question, QUESTIONS_MOST);
    int count = 0;
    Door d = { .slug = S("blog"), .purpose = S("pitch"), .name = S("Offer a piece for the blog"), .for_whom = S("For members who want to write for the network. We pay for what we ask for."), .needs_right = S("pitch"),
        .will_ask = S("What it is about, in a few sentences, and whether you need something to be able to write it. Not the piece itself."), .minutes = 10, .read_by = S("The people who edit the blog."),
        .then_what = S("You are told whether we ask for it. If we do, the fee is fixed before you begin, every change needs your yes, and the name it stands under is yours to choose."),
        .answer_days = 21, .grace_hours = 48, .capacity = 20, .when_full = S("waits"), .sign = S("open"), .closed_words = S("We have as many pieces as we can look after just now. The door opens again when some of them are out."), .role = S("editor"), .publishes = S("counts"), .leads_to = S("") };
    if (db_one_int(tx, SQL("select count(*) from door where purpose = 'pitch' or slug = 'blog'"))) return;
    d.position = (int)db_one_int(tx, SQL("select coalesce(max(position), 0) + 1 from door"));
    for (Str rest = f ? f->bytes : S(""); rest.len && count < QUESTIONS_MOST; ) {
        Str line = str_cut(&rest, '\n');
        if (line.len) at[count++] = question_read(a, line);
    }
    questions_begin_trusted(tx, door_make_trusted(tx, &d), at, count);
}

/* ---- search ---- */

static Str place(Tx *tx, Str kind, i64 id)
{
    bool work = str_starts(kind, S("work"));
    if (!work && !str_is(kind, "term")) return S("");
    Query q = work ? db_query(tx, SQL("select slug from work_slug where work = $1 and now = 1"), I(id)) : db_query(tx, SQL("select slug from term where id = $1"), I(id));
    Str slug = db_next(&q) ? db_str(&q, 0) : S("");
    db_end(&q);
    return str_format(tx_arena(tx), "%s%.*s", work ? "/knowledge/" : "/glossary/", FMT(slug));
}

Str work_source_id(Tx *tx, Who who, i64 work)
{
    (void)who;
    Query q = db_query(tx, SQL("select source_id from work where id = $1 and state = 'public'"), I(work));
    Str id = db_next(&q) ? db_str(&q, 0) : S("");
    db_end(&q);
    return id;
}

/* ---- what could be passed on in the bulletin ---- */

static void running(Tx *tx, NewsList *to)
{
    Works all = works_listed(tx, NOBODY, &(WorkFilter){ .kind = S(""), .topic = S(""), .language = S(""), .most = 12 });
    for (int i = 0; i < all.count && to->count < NEWS_MOST; i++) {
        const Work *w = &all.at[i];
        if (!w->may_quote || w->published_at.us < time_after(time_now(), -DAYS(28)).us || !w->summary.len) continue;
        Contributors by = contributors_of(tx, NOBODY, w->id);
        to->at[to->count++] = (News){ .kind = "work", .id = w->id, .title = w->title, .words = w->summary, .url = str_format(tx_arena(tx), "/knowledge/%.*s", FMT(w->slug)),
            .run_by = names_of(tx_arena(tx), &by, S("")), .content_note = w->content_note,
            .lived_led = str_is(w->kind, "member-blog"), .own = !str_is(w->kind, "member-blog"), .runs_to = time_after(time_now(), DAYS(13)) };
    }
}

const NewsSource works_news = { running };

/* ---- people's data ---- */

static void tell(Tx *tx, i64 person, Holdings *to)
{
    pieces_tell_trusted(tx, person, to);
    meanings_tell_trusted(tx, person, to);
    signings_tell_trusted(tx, person, to);
    i64 made = db_one_int(tx, SQL("select count(*) from work where by_person = $1 and by_person <> 0"), I(person)) + db_one_int(tx, SQL("select count(*) from work where second_reader = $1 and second_reader <> 0"), I(person)) + db_one_int(tx, SQL("select count(*) from edit_round where by_person = $1 and by_person <> 0"), I(person))
        + db_one_int(tx, SQL("select count(*) from commission where paid_by = $1 and paid_by <> 0"), I(person));
    if (made) held(to, S("You worked on the library"), str_format(to->arena, "%lld times", made), (Time){ 0 });
}

static void forget(Tx *tx, i64 person)
{
    meanings_forget_trusted(tx, person);
    signings_forget_trusted(tx, person);
    pieces_forget_trusted(tx, person);
}

/* Nothing that they write is lost when the empty record goes. */
static void hand_over(Tx *tx, const Handing *h)
{
    pieces_hand_over_trusted(tx, h);
    meanings_hand_over_trusted(tx, h);
    signings_hand_over_trusted(tx, h);
    tombstones_hand_over_trusted(tx, h);
}

static void found(Tx *tx)
{
    search_put_each_trusted(tx, SQL("select id from work where state = 'public' and id > $1 order by id limit 100"), work_indexed_trusted);
    terms_found_trusted(tx);
}

/* ---- what must hold ---- */

static int complain(Buf *faults, i64 count, const char *words)
{
    if (!count) return 0;
    buf_format(faults, "knowledge: %lld %s\n", count, words);
    return 1;
}

static int check(Tx *tx, Buf *faults)
{
    int bad = 0;
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from work where state = 'taken back' and (title <> '' or body <> '' or summary <> '' or provenance <> '' or content_note <> '' or doi <> '' or source <> '' or coverage <> '' or publisher <> '')")), "works were taken back and their words kept");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from work w where state = 'taken back' and (exists (select 1 from expression e where e.work = w.id) or exists (select 1 from work_version x where x.work = w.id) or exists (select 1 from contributor c where c.work = w.id)"
        " or exists (select 1 from work_link l where l.work = w.id or l.other = w.id) or exists (select 1 from collection_work k where k.work = w.id) or exists (select 1 from work_topic t where t.work = w.id) or exists (select 1 from work_picture i where i.work = w.id)"
        " or exists (select 1 from edit_round r where r.work = w.id) or exists (select 1 from piece_word p where p.work = w.id) or exists (select 1 from work_slug s where s.work = w.id and s.slug <> ''))")), "works were taken back and something of them kept");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from search_doc d where d.kind >= 'work' and d.kind < 'work/' and not exists (select 1 from work w where w.id = d.id and w.state = 'public' and w.level = d.level)")), "works can be found that are not shown");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from work w where w.state = 'public' and not exists (select 1 from search_doc d where d.id = w.id)")), "works are shown and cannot be found");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from work_topic t where t.level <> coalesce((select w.level from work w where w.id = t.work and w.state = 'public'), 0)")), "topics are counted for readers who may not see the work");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from work w where w.state = 'public' and w.level = 2 and w.may_harvest = 1 and w.harvested_at = 0")), "works may be harvested and have no record");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from work where case when state = 'public' and level = 2 and may_harvest = 1 then 1 else 0 end <> case when record_as <> '' then 1 else 0 end")), "works are given to harvesters otherwise than their authors allow");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from work w left join commission c on c.work = w.id where w.state in ('public', 'paused', 'scheduled') and (w.entry <> 0 or length(c.person_find) > 0)")), "works are shown and still lead to whoever was asked for them");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from work w where w.state = 'public' and not exists (select 1 from contributor c where c.work = w.id and c.role = 'author')")), "works are by nobody");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from work w join commission c on c.work = w.id where w.state in ('public', 'scheduled') and c.approved_at = 0")), "pieces are shown that their authors never settled");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from byline b where b.kind = 'pen' and not exists (select 1 from pen_name p where p.id = b.of_id)")), "pen names have work and no owner");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from expression e where e.file <> '' and not exists (select 1 from file f where f.hash = e.file)")), "forms of works have lost their files");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from meaning where state = 'taken back' and words <> ''")), "meanings were taken back and their words kept");
    return bad;
}

/* Blind indexes of meanings; and once, after an older version, the keyed ids of works that came in from lists. */
static i64 reindex(Tx *tx, i64 after, int most)
{
    if (after <= 1) works_sources_reindex_trusted(tx);
    return meanings_reindex_trusted(tx, after, most);
}

static const TableFacts facts[] = {
    { "work", "What people wrote and made for the library, and who made its entry", "to show it as its authors wish", "until its authors take it back; then only a mark, its kind and its language", "", NULL },
    { "byline", "Names that work stands under", "so that authors are named as they choose", "as long as work stands under them", "", NULL },
    { "contributor", "", "", "", "", NULL }, { "expression", "", "", "", "", NULL }, { "work_slug", "", "", "", "", NULL }, { "work_picture", "", "", "", "", NULL }, { "work_version", "", "", "", "", NULL }, { "work_topic", "", "", "", "", NULL },
    { "work_hope", "", "", "", "", NULL }, { "work_link", "", "", "", "", NULL }, { "collection", "", "", "", "", NULL }, { "collection_work", "", "", "", "", NULL },
    { "commission", "Who was asked for a piece, what it is paid and how", "to pay it and to account for it", "as long as the network’s accounts are kept; the name goes when the person is erased", "person", "work" },
    { "edit_round", "Changes that were suggested, and by whom", "so that an author says yes to each", "until the work is taken back; by whom goes when the person is erased", "", NULL },
    { "tombstone_owner", "That somebody took a work back, keyed so that it says neither who nor what", "so that they can change what its address says", "until it says nothing, or they are erased", "", NULL },
    { "piece_word", "What was said beside a piece: why not, until when", "so that whoever offered it and whoever edits it can read it again", "until the work is taken back", "", NULL },
    { "signing", "Who is asked whether a name of theirs shall stand under a work, sealed", "to ask them", "until they have answered, or the work is taken back", "person", NULL },
    { "term", "", "", "", "", NULL }, { "term_link", "", "", "", "", NULL },
    { "meaning", "What people say a word means; who offered it, sealed", "to show many meanings side by side", "until whoever gave it takes it back or is erased", "offered_by", NULL },
    { 0 },
};

/* ---- what waits at the desk ---- */

static void counted(Buf *b, i64 n, const char *one, const char *many)
{
    if (n) buf_format(b, "%s%lld %s", b->len ? ", " : "", n, n == 1 ? one : many);
}

static Str waits(Tx *tx, Who who)
{
    DeskWaits d = desk_waits(tx, who);
    Buf b = buf_open(tx_arena(tx), 100);
    counted(&b, d.pitched, "piece is offered", "pieces are offered");
    counted(&b, d.handed_in, "is with us to be read", "are with us to be read");
    counted(&b, d.to_show, "is settled and can be shown", "are settled and can be shown");
    counted(&b, d.to_pay, "is to be paid", "are to be paid");
    counted(&b, d.second, "waits for a second reader", "wait for a second reader");
    counted(&b, d.meanings, "meaning is to be read", "meanings are to be read");
    return b.len ? str_format(tx_arena(tx), "%.*s.", FMT(buf_view(&b))) : S("");
}

static const JobKind jobs[] = { { "library", works_round_trusted, MINUTES(1) }, { 0 } };

const Room knowledge_room = { .name = "knowledge", .jobs = jobs, .tell = tell, .forget = forget, .check = check, .found = found, .place = place, .renamed = byline_follow_trusted,
    .hand_over = hand_over, .waits = waits, .facts = facts, .reindex = reindex };
