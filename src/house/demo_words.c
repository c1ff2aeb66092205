/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Invents groups and people.  A group's name comes from a number that no other
 * group of the same seed has, so names need no looking up to stay distinct. */
#include "house/demo_words.h"

#include "house/demo_group.h"

static const char *const firsts[] = { "Alder", "Amber", "Ashen", "Barley", "Bracken", "Bramble", "Brindle", "Candle", "Chalk", "Cinder", "Clover", "Cobble",
    "Copper", "Cotton", "Crooked", "Curlew", "Damson", "Dapple", "Dunnock", "Ember", "Fallow", "Fennel", "Ferry", "Flint", "Foxglove", "Garnet", "Ginger",
    "Granite", "Hazel", "Heron", "Honey", "Indigo", "Ivory", "Juniper", "Kestrel", "Lantern", "Larch", "Lavender", "Lichen", "Linden", "Linnet", "Madder",
    "Mallow", "Maple", "Marble", "Meadow", "Mistle", "Mulberry", "Nettle", "Oatmeal", "Otter", "Paper", "Pebble", "Pepper", "Pewter", "Plover", "Quarry",
    "Quill", "Rowan", "Russet", "Saffron", "Salter", "Sedge", "Sparrow", "Tallow", "Tansy", "Teasel", "Thimble", "Umber", "Walnut", "Willow", "Yarrow" };
static const char *const seconds[] = { "Lane", "Street", "Row", "Yard", "Court", "Terrace", "Hill", "Green", "Common", "Bridge", "Wharf", "Quay", "Lock", "Weir",
    "Ford", "Beck", "Brook", "Bank", "Mill", "Forge", "Kiln", "Market", "Corner", "Crossing", "Gate", "Steps", "Arch", "Square", "Park", "Field", "Orchard",
    "Garden", "Allotment", "Hedge", "Copse", "Wood", "Moor", "Fell", "Dale", "Vale", "Hollow", "Spring", "Well", "Pond", "Shore", "Sands", "Point", "Harbour",
    "Hall", "House", "Parlour", "Library", "Stairs", "Landing", "Attic", "Basement", "Tearoom", "Teapot", "Table", "Door" };
static const char *const again[] = { "", "Old ", "New ", "Upper ", "Lower ", "Little ", "Great ", "North ", "South ", "East ", "West ", "Far ", "Near ", "Long ",
    "Broad ", "Middle " };

enum { PLACES = COUNT(firsts) * COUNT(seconds), NAMES = PLACES * DEMO_DOINGS };
_Static_assert(NAMES >= 50000 && NAMES <= 65536, "the shuffle below has 65,536 cards");

/* A shuffle that needs no table: four rounds of a Feistel network over 16 bits give every number another number and none
 * twice.  Where the number is beyond NAMES, it is shuffled again until it is not; that ends, because the way round leads
 * back to where it began. */
static int shuffled(uint64_t seed, int index)
{
    uint32_t x = (uint32_t)index;
    do {
        uint32_t left = x >> 8, right = x & 0xFF;
        for (int round = 0; round < 4; round++) {
            Draw d = draw_open(seed, 0x5AFFu + (uint64_t)round, (int)right);
            uint32_t next = left ^ (uint32_t)(draw_next(&d) & 0xFF);
            left = right, right = next;
        }
        x = left << 8 | right;
    } while (x >= NAMES);
    return (int)x;
}

static Str nth(const char *choices, int n)
{
    Str rest = str_c(choices), one = str_cut(&rest, '|');
    while (n-- > 0) one = str_cut(&rest, '|');
    return one;
}

typedef struct { Str place, doing; bool alone; int number; } Named;

static Named named(Arena *a, uint64_t seed, int index, const DemoKind *kind)
{
    int card = shuffled(seed, index % NAMES), place = card % PLACES, round = index / NAMES % COUNT(again);
    Named n = { .number = card / PLACES };
    n.place = str_format(a, "%s%s %s", again[round], firsts[place / COUNT(seconds)], seconds[place % COUNT(seconds)]);
    n.doing = nth(kind->doings, n.number);
    n.alone = str_ends(n.doing, S("*"));
    if (n.alone) n.doing.len--;
    return n;
}

static Str group_name(Arena *a, Draw *d, const Named *n, const DemoTongue *tongue)
{
    if (tongue) return str_format(a, "%.*s, %.*s", FMT(nth(tongue->names, n->number)), FMT(n->place));
    Str form = draw_of(d, "Group|Group|Circle|Collective|Club|Company|Gathering|Project|Meet-up");
    int shape = n->alone ? draw_below(d, 4) : draw_below(d, 2);
    switch (shape) {
    case 0: return str_format(a, "%.*s %.*s %.*s", FMT(n->place), FMT(n->doing), FMT(form));
    case 1: return str_format(a, "The %.*s %.*s %.*s", FMT(n->place), FMT(n->doing), FMT(form));
    case 2: return str_format(a, "%.*s %.*s", FMT(n->place), FMT(n->doing));
    default: return str_format(a, "%.*s at %.*s", FMT(n->doing), FMT(n->place));
    }
}

/* ---- what it says of itself ---- */

/* A phrase of a kind is told like a rule's choice: with its own {rules}. */
static Str tell_nth(const Teller *t, const char *choices, int n) { return tell_of(t, str_cstr(t->arena, nth(choices, n))); }

static Str by_and_for(const Teller *t, const DemoKind *kind, int number)
{
    if (!*kind->whom) return tell_of(t, kind->by_and_for);
    Str by = draw_of(t->draw, "By and for|Led by and for|Run by and for"), whom = tell_nth(t, kind->whom, number), end = draw_of(t->draw, "|, with experience of distress|. All of us have been through something");
    return str_format(t->arena, "%.*s %.*s%.*s.", FMT(by), FMT(whom), FMT(end));
}

static Str about(const Teller *t, const DemoGroup *g, Str opening, const DemoTongue *tongue)
{
    bool screen = g->online == ONLINE_ONLY;
    const char *meet = screen ? "{meet_online}" : g->meets_privately ? "We say where we meet when you write to us.|The place stays between those who come.|We meet, and we do not say where." : "{meet_room}";
    const char *detail = screen ? "{detail_online}" : g->meets_privately ? "{how}" : "{detail_room}";
    const char *newcomers = g->meets_privately && g->open_to_new == OPEN_YES ? "{new_private}" : g->open_to_new == OPEN_YES ? "{new_yes}" : g->open_to_new == OPEN_NO ? "{new_no}" : "{new_ask}";
    Buf b = buf_open(t->arena, 400);
    buf_str(&b, opening);
    if (tongue) buf_byte(&b, '\n'), buf_byte(&b, '\n'), buf_str(&b, str_c(tongue->about)), buf_byte(&b, '\n');
    const struct { int percent; const char *say; } rest[] = { { 85, meet }, { 50, detail }, { 40, "{how}" }, { 30, "{money}" }, { 45, newcomers } };
    int said = 0;
    for (int i = 0; i < COUNT(rest); i++) {
        bool must = i == COUNT(rest) - 1 && !said;
        if ((!must && !draw_percent(t->draw, rest[i].percent)) || said == 4) continue;
        buf_byte(&b, said == 2 && draw_percent(t->draw, 40) ? '\n' : ' ');
        if (b.at[b.len - 1] == '\n') buf_byte(&b, '\n');
        buf_str(&b, tell_of(t, rest[i].say));
        said++;
    }
    return buf_view(&b);
}

static Str access_of(const Teller *t, const DemoGroup *g)
{
    static const char online[] = "Live captions by a person.|Cameras off is fine.|You can come by phone.|Breaks every 40 minutes.|British Sign Language by asking two weeks before.|Everything is also sent as plain text.";
    if (!draw_percent(t->draw, 65)) return S("");
    const char *from = g->online == ONLINE_ONLY ? online : "{access}";
    Str one = tell_of(t, from), two = draw_percent(t->draw, 55) ? tell_of(t, from) : S("");
    return two.len && !str_eq(one, two) ? str_format(t->arena, "%.*s %.*s", FMT(one), FMT(two)) : one;
}

static Str languages_of(Arena *a, Draw *d, const DemoTongue *tongue, Str region)
{
    if (tongue) return draw_percent(d, 25) ? str_c(tongue->language) : str_format(a, "%s, English", tongue->language);
    if (str_is(region, "wales") && draw_percent(d, 40)) return S("English, Welsh");
    if (draw_percent(d, 84)) return S("English");
    Str other = draw_of(d, "British Sign Language|Urdu|Polish|Arabic|Bengali|Punjabi|Somali|Romanian|Portuguese|Tamil|Gujarati|Spanish|Tigrinya|Ukrainian|Farsi|Kurdish|French|Yoruba|Cantonese|Greek");
    Str third = draw_percent(d, 20) ? draw_of(d, "British Sign Language|Hindi|Turkish|Amharic|Lingala") : S("");
    if (third.len && !str_eq(other, third)) return str_format(a, "English, %.*s, %.*s", FMT(other), FMT(third));
    return str_format(a, "English, %.*s", FMT(other));
}

/* "amber-lane-writers": a host that .example keeps for such uses. */
static Str host(Arena *a, Str words)
{
    Buf b = buf_open(a, words.len);
    for (size_t i = 0; i < words.len && b.len < 50; i++) {
        char c = words.at[i] >= 'A' && words.at[i] <= 'Z' ? (char)(words.at[i] + 32) : words.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain) buf_byte(&b, c);
        else if (c != '\'' && b.len && b.at[b.len - 1] != '-') buf_byte(&b, '-');
    }
    while (b.len && b.at[b.len - 1] == '-') b.len--;
    return buf_view(&b);
}

/* Numbers that Ofcom keeps for drama: nobody has them. */
static Str phone(Arena *a, Draw *d)
{
    bool mobile = draw_percent(d, 50);
    int last = draw_below(d, 1000);
    return mobile ? str_format(a, "07700 900%03d", last) : str_format(a, "01632 960%03d", last);
}

static void reach(DemoGroup *g, Arena *a, Draw *d, Str at)
{
    int email = g->meets_privately ? 100 : 78, web = g->meets_privately ? 10 : 46, call = g->meets_privately ? 0 : 27;
    Str box = draw_of(d, "hello|hello|kettle|post|write|us|group");
    g->reach_email = draw_percent(d, email) ? str_format(a, "%.*s@%.*s.example", FMT(box), FMT(at)) : S("");
    g->reach_web = !draw_percent(d, web) ? S("") : draw_percent(d, 70) ? str_format(a, "https://%.*s.example/", FMT(at)) : str_format(a, "https://example.org/%.*s", FMT(at));
    g->reach_phone = draw_percent(d, call) ? phone(a, d) : S("");
}

static void choices_of(DemoGroup *g, Draw *d, bool survivors)
{
    static const int made[] = { 38, 27, 17, 14, 4 }, incomes[] = { 22, 25, 28, 13, 8, 4 }, online[] = { 52, 31, 17 }, open[] = { 55, 33, 12 },
        directory[] = { 52, 18, 30 }, state[] = { 88, 8, 4 };
    static const char *const made_words[] = { "no structure", "unincorporated", "cic", "charity", "hosted" };
    static const char *const income_words[] = { "0", "under 1,000", "1,000 to 10,000", "10,000 to 25,000", "25,000 to 50,000", "more than 50,000" };
    static const DirectoryChoice directories[] = { DIRECTORY_PUBLIC, DIRECTORY_MEMBERS, DIRECTORY_NO };
    static const GroupState states[] = { GROUP_ACTIVE, GROUP_RESTING, GROUP_CLOSED };
    g->how_made = str_c(made_words[draw_share(d, made, COUNT(made))]);
    g->income = str_c(income_words[draw_share(d, incomes, COUNT(incomes))]);
    g->online = (Online)draw_share(d, online, COUNT(online));
    g->open_to_new = (OpenToNew)(draw_share(d, open, COUNT(open)) + OPEN_YES);
    g->directory = directories[draw_share(d, directory, COUNT(directory))];
    g->state = states[draw_share(d, state, COUNT(state))];
    g->meets_privately = survivors ? draw_percent(d, 70) : draw_below(d, 1000) < 9;
}

static const DemoTongue *tongue_of(Draw *d, Str kind, Str region)
{
    bool more = str_is(kind, "faith or culture") || str_is(kind, "migrants and asylum");
    if (str_is(region, "wales") && draw_percent(d, 30))
        for (int i = 0; i < demo_tongue_count; i++) if (!strcmp(demo_tongues[i].language, "Welsh")) return &demo_tongues[i];
    const DemoTongue *t = &demo_tongues[draw_below(d, demo_tongue_count)];
    return draw_percent(d, more ? 30 : 3) && strcmp(t->language, "Welsh") ? t : NULL;
}

DemoGroup demo_group(Arena *a, uint64_t seed, int index)
{
    Draw d = draw_open(seed, 1, index);
    int percent[DEMO_KINDS];
    for (int i = 0; i < DEMO_KINDS; i++) percent[i] = demo_kinds[i].percent;
    int which = draw_share(&d, percent, DEMO_KINDS);
    const DemoKind *kind = &demo_kinds[which];
    DemoGroup g = { .kind = str_c(kind->word), .place = demo_region(&d) };
    choices_of(&g, &d, which == DEMO_SURVIVORS);
    Str town = demo_town(a, &d, g.place);
    const char *town_words = str_cstr(a, g.meets_privately ? S("these parts") : town);
    const Rule own[] = { { "town", town_words } };
    Teller t = { a, &d, own, COUNT(own) };
    const DemoTongue *tongue = tongue_of(&d, g.kind, g.place);
    Named n = named(a, seed, index, kind);
    g.name = group_name(a, &d, &n, tongue);
    g.by_and_for = by_and_for(&t, kind, n.number);
    Str opening = g.online != ONLINE_ONLY && draw_percent(&d, 60) ? tell_nth(&t, kind->each, n.number) : tell_of(&t, kind->any);
    g.about = about(&t, &g, opening, tongue);
    g.languages = languages_of(a, &d, tongue, g.place);
    g.access = access_of(&t, &g);
    reach(&g, a, &d, host(a, tongue ? str_format(a, "%.*s %s", FMT(n.place), tongue->language) : str_format(a, "%.*s %.*s", FMT(n.place), FMT(n.doing))));
    g.place_words = tell_of(&t, "{town}|{town}|{town}|{town}|{town} and round about|the east side of {town}|{town} town centre|the villages round {town}");
    if (g.meets_privately) g.place = g.place_words = S("");
    return g;
}

/* ---- people ---- */

static Str post_address(Arena *a, Draw *d, Str region)
{
    int number = draw_below(d, 90) + 1, first = draw_below(d, COUNT(firsts)), second = draw_below(d, 6);
    Str town = demo_town(a, d, region);
    return str_format(a, "%d %s %s, %.*s", number, firsts[first], seconds[second], FMT(town));
}

static Str email(Arena *a, Str name, int index)
{
    Str h = host(a, utf8_fold(a, name));
    Str first = str_cut(&h, '-');
    return str_format(a, "%.*s.%d@hearth.example", FMT(first.len ? first : S("member")), index + 1);
}

static Str pronouns(Draw *d)
{
    if (!draw_percent(d, 24)) return S("");
    return draw_of(d, "she/her|she/her|she/her|he/him|he/him|they/them|they/them|she/they|he/they|ze/hir|xe/xem|any|just my name|ask me on the day");
}

DemoPerson demo_person(Arena *a, uint64_t seed, int index)
{
    static const int ways[] = { 93, 4, 2, 1 };
    static const char *const way_words[] = { "email", "post", "phone", "through a supporter" };
    Draw d = draw_open(seed, 2, index);
    int way = draw_share(&d, ways, COUNT(ways));
    DemoPerson p = { .place = demo_region(&d), .contact_way = str_c(way_words[way]), .email = S(""), .phone = S(""), .post = S("") };
    p.class_kind = draw_below(&d, 4960) < 260 ? S("supporter") : S("individual");     /* 4,700 people and 260 supporters */
    p.name = demo_person_name(a, &d);
    p.pronouns = pronouns(&d);
    if (way == 0) p.email = email(a, p.name, index);
    else if (way == 2) p.phone = phone(a, &d);
    else p.post = post_address(a, &d, p.place);
    p.bulletin = draw_percent(&d, 88);
    p.segments = draw_percent(&d, 31);
    p.counts = draw_percent(&d, 44);
    return p;
}
