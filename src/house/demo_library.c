/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The invented network's library: 140 works under many names, three of them taken back, pieces on their way from pitch to page,
 * and a glossary in which nobody wins.  About kettles, buses, rooms and budgets; nobody's story. */
#include "house/demo_register.h"

#include "house/demo_draw.h"
#include "house/demo_shelf.h"
#include "search/search.h"
#include "seal/seal.h"

enum { SHELF = 0x11B7A27, BLOGS = 41, PENS = 5, TITLES = 200 };

typedef struct { Str title, summary; } Called;
typedef struct {
    Tx *tx; Draw *d; Who editor; i64 editing, second; const Network *n; const char *data_dir; SearchBook *book; Time today;
    i64 pens[PENS], collection[4]; int collected;
    Rule of[3];                         /* the thing, place and number that one work is about */
    Str titles[TITLES]; int title_count;
    i64 rich, paused, reports[3]; Time rich_at;
} Shelf;

static const Rule rules[] = {
    { "place", "harbour|old works|library|park|market hall|towpath|station house|glass house|tram depot|chapel room" }, { "thing", "kettle|bench|timetable|budget|room|minute book|notice board|bus|garden|window" },
    { "number", "six|nine|eleven|fourteen|twenty|thirty-one|forty" }, { "who", "The people who meet there|Those who took part|Neighbours|Members of three groups|Whoever came|Riders|Two of us" },
    { "did", "wrote down what each of them saw|kept the door open|asked for the figures|made tea before they began|drew a map of it|counted the chairs|read it aloud to each other|waited for the answer" },
    { "because", "because nobody had asked before|because it is theirs|because a letter had come|so that it could be used again|and did not agree, which is in here too|before anything was decided" },
    { "s", "{who} {did} {because}.|It took {number} meetings, and most of them were about the {thing}.|At the {place} there is a {thing} that everybody knows.|What helped was time, and a {thing}.|What did not help is listed at the end.|There were {number} of us at first, and fewer in the rain."
        "|A {thing} is a small thing until it is not there.|The figures are in the table, with where they come from.|Somebody always knew how the {thing} worked, and it was not always the same person." },
    { "p", "{s} {s} {s}|{s} {s} {s} {s}|{s} {s}" },
};
/* What a work is called, and what it then is about; both are told of the same thing, place and number. */
static const struct { const char *title, *summary; } shapes[] = {
    { "What the {thing} at the {place} taught us", "{number} people wrote down who used the {thing} at the {place}, and who looked after it." },
    { "A {thing} for everybody", "What has to be thought of before a {thing} can be used by whoever comes." },
    { "Who holds the keys of the {place}", "A list of keys, of who has them, and of what happens on evenings when none of them is there." },
    { "How {number} people read the budget of the {place}", "We sat down with it, and a pencil each. This is what nobody understood at first, and what we asked." },
    { "The {place} after dark", "Lights, buses and doors: what an evening at the {place} needs, and what that costs." },
    { "Minutes of the {place} that anybody can read", "How eleven pages became one, and what was left out to get there." },
    { "On waiting for the {thing}", "How long it took, who answered, and what we did meanwhile." },
    { "The price of a {thing}", "What a {thing} costs to get, to keep and to mend, with the sums." },
    { "Letters about the {place}", "We read each letter that came about the {place} in a year, and sorted them by what they ask for." },
    { "A year at the {place}", "Twelve months: who came, what broke, what was mended." },
    { "Asking for a {thing}, and being asked", "A form, a phone call and a visit: three ways to ask for a {thing}, side by side." },
    { "The {place}: {number} views of it", "{number} people who go there say what it is. They do not agree, and need not." },
    { "Small sums, long forms: the {thing}", "It took longer to ask for the money for a {thing} than to spend it. Here are the hours." },
    { "What we do when we disagree about the {thing}", "The rule that we have for it, how it came about, and three times when it did not help." },
    { "Ten ways to begin a meeting at the {place}", "Ten beginnings that were tried, and how many minutes each of them took." },
    { "The {thing} and the council", "Nine letters about one {thing}: what was answered, and what is still open." },
    { "How to get to the {place}", "Each way there, with its steps, kerbs and benches, and the last bus back." },
    { "Counting chairs at the {place}", "How many chairs there are, who sits where, and how many there would have to be." },
    { "The {thing} of the {place} has moved", "Where it is now, and whom to ask about it." },
    { "Looking after a {thing}", "A page for whoever does it next: what to do each week, each month, and when it rains." },
    { "The {place} is open again", "Three days a week from now on: the door, the ramp and the hours." },
    { "What a {thing} is for", "One question, {number} answers." },
    { "{number} evenings at the {place}", "What was on, who came, and who washed up." },
    { "Where the {thing} came from", "Somebody brought it, somebody mended it, and {number} people say that it was theirs." },
};
static const char topics[] = "meeting rooms|buses|budgets|peer research|minutes|gardens|letters|access|disagreeing|small grants|housing|benefits";
static const char pen_names[PENS][16] = { "Ash", "Wren", "Night Bus", "Marram", "Otter B." };
static const char blog_names[] = "Bo|Noor|Ffion|Ade|Zofia|Imran|Kit|Mair|Sunny|Tam|Yusra|Pip|Lowri|Dee|Ravi|Moss";

static void must(bool ok, const char *what) { if (!ok) die("An invented %s could not be kept.", what); }

static Str told(Shelf *s, const char *choices) { return tell_of(&(Teller){ tx_arena(s->tx), s->d, rules, COUNT(rules) }, choices); }

static Str sentence(Arena *a, Str s)                      /* with a capital */
{
    char *c = arena_alloc(a, s.len + 1);
    memcpy(c, s.at, s.len);
    if (s.len && c[0] >= 'a' && c[0] <= 'z') c[0] = (char)(c[0] - 32);
    return (Str){ c, s.len };
}

static bool called_so(const Shelf *s, Str title)
{
    for (int i = 0; i < s->title_count; i++) if (str_eq(s->titles[i], title)) return true;
    return false;
}

static Str told_of(Shelf *s, const char *choices) { return sentence(tx_arena(s->tx), tell_of(&(Teller){ tx_arena(s->tx), s->d, s->of, COUNT(s->of) }, choices)); }

/* No title stands twice. */
static Called called(Shelf *s)
{
    for (;;) {
        int which = draw_below(s->d, COUNT(shapes));
        for (int i = 0; i < COUNT(s->of); i++) s->of[i] = (Rule){ rules[i].name, str_cstr(tx_arena(s->tx), draw_of(s->d, rules[i].choices)) };
        Str title = told_of(s, shapes[which].title);
        if (called_so(s, title)) continue;
        if (s->title_count < TITLES) s->titles[s->title_count++] = title;
        return (Called){ title, told_of(s, shapes[which].summary) };
    }
}

static void say(Shelf *s, Buf *b, const char *before, const char *choices, const char *after)
{
    Str words = told(s, choices);
    buf_format(b, "%s%.*s%s", before, FMT(words), after);
}

static Str body(Shelf *s, int parts, bool figures)
{
    Arena *a = tx_arena(s->tx);
    static const char *const heads[] = { "How it began", "What we did", "What it cost", "What we would do again", "What we would not", "Where others see it otherwise", "What comes next" };
    Buf b = buf_open(a, 4000);
    say(s, &b, "", "{p}", "\n\n");
    for (int i = 0; i < parts; i++) {
        if (parts > 2) buf_format(&b, "## %s\n\n", heads[i % COUNT(heads)]);
        for (int k = 0; k < 2 + draw_below(s->d, 2); k++) say(s, &b, "", "{p} {s}", "\n\n");
        if (i == 1) say(s, &b, "- ", "a {thing}|the {place}", "\n"), say(s, &b, "- ", "time|a phone call", "\n"), say(s, &b, "- ", "somebody who stays|tea", "\n\n");
        if (i == 2 && figures) buf_format(&b, "| What | How many |\n| --- | --- |\n| Meetings | %d |\n| People | %d |\n| Cups of tea | %d |\n\n", 4 + draw_below(s->d, 20), 8 + draw_below(s->d, 60), 90 + draw_below(s->d, 400));
    }
    if (draw_percent(s->d, 40)) say(s, &b, "> ", "{s}", "\n\n");
    return buf_view(&b);
}

static Work made_up(Shelf *s, const char *kind, int parts)
{
    const WorkKind *k = work_kind(str_c(kind));
    Str no = S("");
    Called c = called(s);
    Work w = { .kind = str_c(kind), .state = S("draft"), .title = c.title, .other_title = no, .summary = c.summary, .body = body(s, parts, k->research),
        .language = S("en"), .publisher = no, .doi = no, .source = no,
        .source_id = no, .coverage = k->research ? told(s, "{place}, two winters|{place} and round about, a year") : no, .licence = draw_of(s->d, "by|by-nc|by-sa|kept"), .content_note = draw_percent(s->d, 10) ? draw_of(s->d, "money worries|losing a home|a hospital") : no,
        .provenance = k->research ? S("We were there. Nine of us asked forty others, who were paid for their time; two of us looked at the figures twice. What is missing: those who had moved away.") : no, .level = 2, .may_index = true, .may_harvest = true, .may_quote = true,
        .by_person = k->staff ? s->editing : 0 };
    if (draw_percent(s->d, 4)) w.level = 1;
    return w;
}

static void shelved(Shelf *s, i64 id, const char *kind)
{
    Arena *a = tx_arena(s->tx);
    Str one = draw_of(s->d, topics), other = draw_of(s->d, topics);
    topics_put_trusted(s->tx, id, str_format(a, "%.*s\n%.*s", FMT(one), FMT(other)));
    db_exec(s->tx, SQL("insert into work_hope(work, compass) select $1, id from compass where kind in ('hope', 'theme') order by (id + $2) % 7, id limit 1"), I(id), I(draw_below(s->d, 7)));
    if (work_kind(str_c(kind))->research) {
        Expression plain = { .kind = S("plain"), .language = S("en"), .maker = S("The Plain Words Table"), .checked = true, .words = told(s, "{s}\n\n{s}\n\n{s}"), .file = S(""), .type = S("") };
        expression_add_trusted(s->tx, id, &plain);
        if (draw_percent(s->d, 30)) expression_add_trusted(s->tx, id, &(Expression){ .kind = S("easy-read"), .language = S("en"), .maker = S("Lamp Lane Readers"), .checked = true, .words = told(s, "- {s}\n- {s}\n- {s}\n- {s}"),
            .file = S(""), .type = S("") });
        if (draw_percent(s->d, 20)) expression_add_trusted(s->tx, id, &(Expression){ .kind = S("translation"), .language = S("cy"), .maker = S("Bwrdd y Tegell"), .checked = false, .words = S("Mae tegell yn yr ystafell. Mae pawb yn ei adnabod."),
            .file = S(""), .type = S("") });
    }
    if (draw_percent(s->d, 25)) db_exec(s->tx, SQL("insert into collection_work(collection, work, position) values ($1, $2, $3)"), I(s->collection[draw_below(s->d, 4)]), I(id), I(s->collected++));
}

static i64 shown(Shelf *s, Work *w, const char *kind, i64 byline, Time at)
{
    i64 id = work_insert_trusted(s->tx, w);
    contributor_add_trusted(s->tx, id, S("author"), byline);
    shelved(s, id, kind);
    if (w->by_person) db_exec(s->tx, SQL("update work set second_reader = $2, second_at = $3 where id = $1"), I(id), I(s->second), AT(at));
    time_pretend(at);
    work_show_trusted(s->tx, s->book, id, at);
    return id;
}

static Time moment(Shelf *s, int i, int of) { return time_after(s->today, -DAYS(900) + DAYS(895) / of * i + HOURS(9 + draw_below(s->d, 9)) + draw_below(s->d, 3600000) * 1000LL); }

/* ---- members' blogs ---- */

static i64 writer(Shelf *s, int i)                        /* a member, never of the staff */
{
    return db_one_int(s->tx, SQL("select p.id from person p where p.state = 1 and not exists (select 1 from role_held h where h.person = p.id) and exists (select 1 from membership m join member_class c on c.id = m.class where m.person = p.id and m.ended_at = 0 and c.may_pitch = 1) order by p.id limit 1 offset $1"), I(40 + i * 3));
}

static i64 name_for(Shelf *s, int i, i64 person)
{
    if (i % 8 == 0) {                                     /* five write under pen names, some more than once */
        int pen = (i / 8) % PENS;
        if (s->pens[pen]) return s->pens[pen];
        must(pen_name_add(s->tx, (Who){ .person = person }, str_c(pen_names[pen])) == DONE, "pen name");
        PenNames all = pen_names_of(s->tx, (Who){ .person = person });
        return s->pens[pen] = byline_make_trusted(s->tx, S("pen"), all.at[all.count - 1].id, str_c(pen_names[pen]));
    }
    if (i % 9 == 4) {
        i64 group = db_one_int(s->tx, SQL("select id from member_group where listed = 2 order by id limit 1 offset $1"), I(i));
        const Group *g = group ? group_trusted(s->tx, group) : NULL;
        if (g) return byline_make_trusted(s->tx, S("group"), g->id, g->name);
    }
    return byline_make_trusted(s->tx, S("person"), person, draw_of(s->d, blog_names));
}

static void paid(Shelf *s, i64 work, i64 person, Time at)
{
    Arena *a = tx_arena(s->tx);
    db_exec(s->tx, SQL("insert into commission(work, person, person_find, fee, due_at, way, state, why, offered_at, accepted_at, approved_at, paid_at, paid_by) values ($1, $2, $3, 15000, $4, $5, 'settled', '', $6, $7, $8, $9, $10)"), I(work),
        B(seal(a, "commission.person", work, str_format(a, "%lld", person))), B(S("")), AT(time_after(at, -DAYS(10))), T(draw_of(s->d, "bank transfer|voucher|cash|to a group or a cause")), AT(time_after(at, -DAYS(40))), AT(time_after(at, -DAYS(38))),
        AT(time_after(at, -DAYS(6))), AT(time_after(at, -DAYS(4))), I(s->editing));
}

static void blogs(Shelf *s)
{
    for (int i = 0; i < BLOGS; i++) {
        i64 person = writer(s, i);
        Time at = moment(s, i, BLOGS);
        if (!person) return;
        Work w = made_up(s, "member-blog", 1);
        bool two = i == 21;                               /* two members wrote it, and agreed that it goes when both say so */
        if (two) w.rule = S("all");
        i64 id = shown(s, &w, "member-blog", name_for(s, i, person), at);
        if (two) contributor_add_trusted(s->tx, id, S("author"), byline_make_trusted(s->tx, S("person"), writer(s, BLOGS), S("Kezia")));
        if (i == 30) s->paused = id;
        paid(s, id, person, at);
        if (i % 20 == 7) {                                /* taken back, as its author may at any time */
            search_book_close_trusted(s->tx, s->book), s->book = search_book(tx_arena(s->tx));
            time_pretend(time_after(at, DAYS(30)));
            work_take_back_trusted(s->tx, id, &(TakingBack){ i == 7 ? S("author") : S("nothing"), S("") });
        }
    }
}

static i64 free_name(Shelf *s, Str name) { return byline_make_trusted(s->tx, S("free"), 0, name); }

/* The one that has everything. */
static void rich(Shelf *s, Time at)
{
    Work w = demo_rich_work(tx_arena(s->tx));
    w.by_person = s->editing;
    i64 id = work_insert_trusted(s->tx, &w);
    contributor_add_trusted(s->tx, id, S("author"), free_name(s, S("The Tuesday Group"))), contributor_add_trusted(s->tx, id, S("author"), free_name(s, S("Riders of the 7")));
    contributor_add_trusted(s->tx, id, S("illustrator"), free_name(s, S("Mossy Lines")));
    topics_put_trusted(s->tx, id, S("meeting rooms\nbuses\nbudgets"));
    db_exec(s->tx, SQL("insert into work_hope(work, compass) select $1, id from compass where kind = 'hope' order by id limit 1"), I(id));
    db_exec(s->tx, SQL("update work set second_reader = $2, second_at = $3 where id = $1"), I(id), I(s->second), AT(at));
    db_exec(s->tx, SQL("insert into collection_work(collection, work, position) values ($1, $2, $3)"), I(s->collection[0]), I(id), I(s->collected++));
    time_pretend(at);
    demo_rich_forms(s->tx, id, s->data_dir);
    work_show_trusted(s->tx, s->book, id, at);
    s->rich = id, s->rich_at = at;
}

static void one_by_staff(Shelf *s, const char *kind, int parts, int i, Time at)
{
    bool report = !strcmp(kind, "research");
    if (report && i == 15) { rich(s, at); return; }
    Work w = made_up(s, kind, parts);
    Str by = report ? draw_of(s->d, "The Tuesday Group|Harbour Table Research|Riders of the 7") : !strcmp(kind, "staff-blog") ? draw_of(s->d, "Ola|Sam|Jo") : s->n->name;
    i64 id = shown(s, &w, kind, free_name(s, by), at);
    if (report && i % 3 == 0) contributor_add_trusted(s->tx, id, S("illustrator"), free_name(s, S("Mossy Lines")));
    if (report && i >= 10 && i < 13) s->reports[i - 10] = id;
    if (strcmp(kind, "briefing") || i != 4) return;
    time_pretend(s->today);
    search_book_close_trusted(s->tx, s->book), s->book = search_book(tx_arena(s->tx));
    work_take_back_trusted(s->tx, id, &(TakingBack){ S("citation"), S("") });
}

static void staff_works(Shelf *s)
{
    static const struct { const char *kind; int count, parts; } all[] = { { "staff-blog", 23, 1 }, { "research", 18, 7 }, { "briefing", 22, 4 }, { "news", 36, 1 } };
    for (int k = 0; k < COUNT(all); k++) for (int i = 0; i < all[k].count; i++) one_by_staff(s, all[k].kind, all[k].parts, i, moment(s, i, all[k].count));
}

/* Once the index is closed: what goes with what, what was changed since, what its author took off the shelf for a while. */
static void since_then(Shelf *s)
{
    static const char *const kinds[] = { "goes with", "replies to", "new edition of" };
    for (int i = 0; i < COUNT(kinds) && s->rich; i++)
        if (s->reports[i]) db_exec(s->tx, SQL("insert into work_link(work, other, kind) values ($1, $2, $3) on conflict do nothing"), I(s->rich), I(s->reports[i]), T(str_c(kinds[i])));
    if (s->rich) demo_rich_changes(s->tx, s->rich, s->rich_at, s->today);
    time_pretend(time_after(s->today, -DAYS(3)));
    if (s->paused && db_exec(s->tx, SQL("update work set state = 'paused' where id = $1 and state = 'public'"), I(s->paused))) work_changed_trusted(s->tx, s->paused);
    time_pretend(s->today);
}

/* ---- pieces on their way ---- */

static i64 pitched(Shelf *s, int i)
{
    const Door *d = door_seen_by(s->tx, NOBODY, S("blog"));
    i64 id = 0, person = writer(s, 60 + i);
    Who who = { .person = person, .gates = 1u << ANYONE | 1u << MEMBERS };
    if (!d || !person || entry_begin(s->tx, who, d, token_new(tx_arena(s->tx)), &id) != DONE) return 0;
    Answer said[] = { { S("title"), SAID, called(s).title }, { S("words"), SAID, told(s, "{p}") }, { S("voice"), SAID, S("Written") } };
    if (entry_save(s->tx, entry_filler_trusted(s->tx, id), said, COUNT(said)) != DONE || entry_send(s->tx, entry_filler_trusted(s->tx, id), false, s->n) != DONE) return 0;
    return db_one_int(s->tx, SQL("select id from work where entry = $1"), I(id));
}

static void on_their_way(Shelf *s)
{
    const Editor *by = editor(s->tx, s->editor);
    for (int i = 0; i < 9; i++) {
        time_pretend(time_after(s->today, -DAYS(20 - i)));
        i64 work = pitched(s, i);
        if (!work) return;
        if (i < 3) continue;                              /* to be read */
        must(piece_ask_for(s->tx, by, work, &(Asking){ 15000, time_after(s->today, DAYS(21)), S("We would love to have it, at whatever length it needs.") }) == DONE, "piece");
        if (i == 3) continue;
        const Author *author = author_of(s->tx, (Who){ .person = writer(s, 60 + i), .gates = 1u << MEMBERS }, work);
        must(author && piece_accept(s->tx, author, true, S("bank transfer")) == DONE, "yes");
        must(piece_write(s->tx, author, &(PieceText){ author_work(author)->title, body(s, 1, false), i > 4 }) == DONE, "draft");
        if (i < 6) continue;
        const Work *w = work_trusted(s->tx, work);
        if (i == 6) must(piece_edit(s->tx, by, work, &(Edit){ w->title, str_format(tx_arena(s->tx), "%.*s\n\nWho is the kettle for?", FMT(w->body)), S("Perhaps say at the end whom it is for. What do you think?") }) == DONE, "round");
        if (i > 6) must(piece_ready(s->tx, by, work) == DONE, "piece");
        Settling yes = { { w->title, w->body, true }, S("person"), author_who(author).person, told(s, "{s}"), S(""), S(""), S("by-nc"), { .index = true, .harvest = true, .quote = true, .level = 2 } };
        if (i == 8) must(piece_settle(s->tx, author, &yes) == DONE, "yes");
    }
}

/* ---- the glossary ---- */

static const char terms[] = "abolition|access|advocacy|ally|burnout|capacity|care|coercion|community|consent|co-production|crisis|diagnosis|disability|distress|expert by experience|harm|healing|identity|inclusion|independence|lived experience|Mad|mutual aid"
    "|neurodiversity|participation|peer|power|recovery|representation|resilience|risk|safety|safeguarding|survivor|trauma|voice|vulnerability";
static const char meanings[] = "It depends on who says it, and whether they asked first.|I use it because my group does. Ask me next year.|A word that others chose for us. I say something else.|It is what happens when the kettle is on and nobody looks at the clock."
    "|Something that a form asks for and a person would not.|For me it is practical: a seat, a lift, an answer by Friday.|It used to be ours. Then it was in a strategy.|I do not have one meaning for it, and would like not to be given one.|It means being believed the first time."
    "|A promise that somebody should write down before they make it.|I say it to friends and never at a counter.|It is a thing you do, not a thing you have.|Too big a word for what it was; too small for the rest.|The opposite of being managed.|It is useful where money is decided. Elsewhere I let it be."
    "|My street had no word for it, and did it every day.|It needs two people, and an hour that nobody counts.|When they say it they mean a leaflet. When we say it we mean a Thursday.|I have crossed it out in three reports.|Ask who gains by it, and you know which one is meant."
    "|I learnt it from a poster. I believe it because of the people who put the poster up.|It has a door, and somebody decides who comes in.|Not a word for me. I keep it for those who need it.|It is slow, and that is most of it.|There is a cheap kind and a dear kind, and they have the same name."
    "|It is what is left when the meeting is over.|I would rather be asked what I need.|Whatever it is, it cannot be done to somebody.|We argued about it for a year and kept the argument.|It is a good word that has been lent to the wrong people.";

static void glossary(Shelf *s)
{
    i64 before = 0;
    for (Str rest = str_c(terms); rest.len; ) {
        Term t = { .name = str_cut(&rest, '|'), .also = S(""), .summary = S("") };
        if (str_is(t.name, "distress")) t.also = S("mental ill-health\nmadness");
        if (str_is(t.name, "survivor")) t.also = S("person with lived experience");
        i64 id = term_make_trusted(s->tx, &t);
        Str all = str_c(meanings);
        int skip = draw_below(s->d, 30);
        for (int i = 0; i < skip + 5; i++) {
            if (!all.len) all = str_c(meanings);
            Str one = str_cut(&all, '|');
            if (i >= skip) meaning_make_trusted(s->tx, &(Meaning){ .term = id, .words = one, .source = S("Anonymous survey, last summer"), .said_on = S(""), .who_uses = S(""),
                .who_rejects = i % 4 == 3 ? S("Some of us, because it came from a form.") : S(""), .state = S("shown") }, 0, 0);
        }
        if (before && draw_percent(s->d, 30)) term_link_trusted(s->tx, id, before, draw_percent(s->d, 70) ? S("related") : S("opposed"));
        glossary_indexed_trusted(s->tx, id);
        before = id;
    }
}

void demo_library_in(Tx *tx, uint64_t seed, const Network *n, const char *data_dir)
{
    static const char *const names[] = { "Rooms and who holds the keys", "Getting about", "Money that anybody can read", "Asking each other" };
    Draw d = draw_open(seed, SHELF, 0);
    Shelf s = { .tx = tx, .d = &d, .n = n, .data_dir = data_dir, .today = time_now(), .book = search_book(tx_arena(tx)) };
    if (db_one_int(tx, SQL("select count(*) from person")) < 300) return;
    s.editing = db_one_int(tx, SQL("select min(h.person) from role_held h join role r on r.id = h.role where r.slug = 'editor'"));
    s.second = db_one_int(tx, SQL("select min(h.person) from role_held h join role r on r.id = h.role where r.slug = 'administrator'"));
    s.editor = (Who){ .person = s.editing, .gates = 1u << ANYONE | 1u << MEMBERS | 1u << DESK | 1u << EDITORS, .staff = true, .strong = true };
    for (int i = 0; i < COUNT(names); i++) {
        Collection c = { .title = str_c(names[i]), .about = told(&s, "{s} {s}"), .content_note = S("") };
        must(collection_put(tx, editor(tx, s.editor), &c) == DONE, "collection");
        s.collection[i] = c.id;
    }
    time_pretend(time_after(s.today, -DAYS(910)));
    glossary(&s);
    staff_works(&s);
    blogs(&s);
    time_pretend(s.today);
    search_book_close_trusted(tx, s.book);
    since_then(&s);
    on_their_way(&s);
    time_pretend(s.today);
}
