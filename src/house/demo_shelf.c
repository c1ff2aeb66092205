/* SPDX-License-Identifier: AGPL-3.0-or-later
 * One work in every form: about a room that is said to be free, what it costs, and who fills the kettle. */
#include "house/demo_shelf.h"

#include <sys/stat.h>

#include "files/files.h"

static const char title[] = "Who fills the kettle: what a free room really costs";
static const char summary[] = "Forty-one people kept count for six weeks of what a room costs that is said to be free: keys, tea, bus fares, chairs, and the hour it takes to put them back.";
static const char provenance[] = "We are the people who meet there. Four of us asked the others to keep count, on paper or by phone, and were paid for their time, as everybody was who kept count. Two of us added the figures up twice and found one mistake, which is told below."
    "\n\nWhat is missing: those who had stopped coming because of what it costs.";

/* As it stands today. What it was before is made from it, backwards. */
static const char body[] =
    "The hall at the old works is free for groups like ours. It says so on the door. For six weeks of one winter forty-one of us wrote down everything that the free room asked of us: money, time, and what one cannot buy.\n\n"
    "## How it began\n\nIt began with a form. The form asked what our room costs, and somebody wrote *nothing*. Somebody else laughed, and went to fill the kettle.\n\n"
    "> It is only free because Mair comes at half past four.\n\nSo we asked each other what a free room is made of. The list had thirty lines before the tea was ready.\n\n"
    "## How we kept count\n\nThere was one sheet for each evening. It hung in a side street, in the window of the laundry, so that those who could not come could fill it in as well. Nobody had to say why they came, or whether they did.\n\n"
    "1. What you paid, and for what.\n2. How long it took you, from your door to the last chair.\n3. What you did that nobody asked you to do.\n\n"
    "### Who kept count\n\nForty-one people out of about fifty. Eleven of them wrote in a language other than English; the sheet was read aloud on the phone to four.\n\n"
    "### Who did not\n\nNine people did not want to, and that was fine. Two said that once it is counted it is no longer a gift. Their page is in here as well.\n\n"
    "## What we found\n\nThe room is free. Six weeks of it came to £614.80 and 327 hours.\n\n"
    "| What it was for | Times | Pounds | Hours | Who it fell to most | Paid back by anybody |\n| --- | --- | --- | --- | --- | --- |\n"
    "| Bus fares | 213 | 302.60 | 118 | Those who live up the hill | No |\n| Tea, milk and biscuits | 36 | 96.40 | 14 | Three people, in turns | From the tin |\n| Keys: fetching and bringing back | 24 | 0.00 | 61 | One person | No |\n"
    "| Chairs and tables | 24 | 0.00 | 72 | Whoever came first | No |\n| Heating, by the coin meter | 18 | 84.00 | 9 | Whoever had coins | In part |\n| Letters, calls and the form | 17 | 131.80 | 53 | Two people | No |\n\n"
    "![A blue bus with four windows and an open door.](pictures/3)\n\nHalf of the money went to the bus. Half of the hours went into chairs, keys and standing at the stop, and most of those into the same nine pairs of hands.\n\n"
    "### What cannot be counted\n\nKnowing where the spare fuse is. Remembering who takes no milk. Being the one who is there when the door is locked after all.\n\n"
    "## What we did with it\n\nWe read it aloud, twice, on different days. Then we sent two pages to the people who own the hall, with a cup of tea drawn on the back.\n\n"
    "## Where we see it differently\n\nTwo of us think that the sums should not have been done. *What is given is given.* Three think that they should go to every hall in the town. The rest of us would like a second key.\n\n"
    "## What it cost to find out\n\nPaid to those who kept count: £820. Paid to the four who asked: £480. Stamps: £19.20. Tea: see above.\n\n"
    "## What came of it\n\nThere is a second key. There is a cupboard for forty chairs on the ground floor. The bus is as it was.\n";
static const char last_part[] = "## What came of it\n\n";

static const char plain[] = "A hall can be used for free. But it is not free for us.\n\n## What we did\n\nFor six weeks, 41 people wrote down what it costs to meet there.\n\n## What we found\n\nWe spent £614.80. We spent 327 hours.\n\nMost of the money was for the bus. Most of the time was for chairs, keys and waiting."
    "\n\n## What changed\n\nNow there are two keys. There is a cupboard for the chairs. The bus is the same as before.\n";
static const char easy[] = "![A kettle on a stove, with steam.](pictures/1)\n\nWe meet in a hall.\n\nThe hall is free.\n\n![A bench.](pictures/2)\n\nSomebody has to put out the chairs.\n\nSomebody has to make the tea.\n\n![A blue bus.](pictures/3)\n\nWe go there by bus.\n\nThe bus costs money.\n\n"
    "## What we asked for\n\nWe asked for 2 keys.\n\nWe asked for a place for the chairs.\n\nNow we have both.\n";
static const char heard[] = "*No words are spoken. It lasts eight seconds.*\n\nA kettle is filled. The switch goes down. The water begins to hum, low at first, then higher. It rolls. The switch springs up, and it grows quiet.\n";
static const char cymraeg[] = "Mae tegell yng nghornel yr ystafell. Mae pawb yn ei adnabod.\n\n## Beth wnaethon ni\n\nAm chwe wythnos, ysgrifennodd pawb faint o amser ac arian a roddon nhw.\n\n## Beth welson ni\n\n- Mae’r ystafell am ddim, ond nid yw’r bws am ddim.\n- Mae rhywun yn dod yn gynnar i agor y drws."
    "\n- Mae’r te yn costio arian hefyd.\n\n## Beth nesaf\n\nGofynnon ni am ail allwedd ac am le i gadw’r cadeiriau.\n";
static const char arabic[] = "في زاوية الغرفة غلاية يعرفها الجميع.\n\n## ماذا فعلنا\n\nكتب كل واحد منا، طوال ستة أسابيع، كم أعطى من الوقت والمال.\n\n## ماذا وجدنا\n\n- الغرفة مجانية، أما الحافلة فلا.\n- يأتي شخص مبكراً ليفتح الباب.\n- الشاي أيضاً يكلّف مالاً.\n\n## ماذا بعد\n\nطلبنا مفتاحاً ثانياً ومكاناً لحفظ الكراسي.\n";

static Str replaced(Arena *a, Str text, const char *from, const char *to)
{
    ptrdiff_t at = str_find(text, str_c(from));
    if (at < 0) die("The invented text has no “%s”.", from);
    Str rest = { text.at + at + strlen(from), text.len - (size_t)at - strlen(from) };
    return str_format(a, "%.*s%s%.*s", (int)at, text.at, to, FMT(rest));
}

static Str without_end(Str text) { return (Str){ text.at, (size_t)str_find(text, str_c(last_part)) }; }

/* How it stood before a change: 3 the last of them. */
static Str before(Arena *a, int change)
{
    Str third = without_end(str_c(body)), second = replaced(a, third, "It hung in a side street,", "It hung in Kiln Street,");
    return change == 3 ? third : change == 2 ? second : replaced(a, second, "| Bus fares | 213 | 302.60 | 118 |", "| Bus fares | 215 | 305.40 | 119 |");
}

Work demo_rich_work(Arena *a)
{
    Str no = S("");
    return (Work){ .kind = S("research"), .state = S("draft"), .title = str_c(title), .other_title = no, .summary = str_c(summary), .body = before(a, 1),
        .language = S("en"), .publisher = no, .doi = no, .source_id = no,
        .source = S("Read aloud at the old works, one Tuesday in March"), .coverage = S("The old works at Fernhithe and the way there, six weeks of one winter"), .licence = S("by"), .content_note = S("money worries, and being locked out"), .provenance = str_c(provenance),
        .level = 2, .may_index = true, .may_harvest = true, .may_quote = true, .may_mine = true };
}

static Str kept(Tx *tx, const char *data_dir, const char *path, const char *type)
{
    Str hash = chmod(path, 0600) ? S("") : file_keep(tx, NOBODY, data_dir, str_c(path), str_c(type));
    if (!hash.len) die("An invented picture could not be kept.");
    return hash;
}

static void pictures(Tx *tx, i64 work, const char *data_dir)
{
    static const char *const words[] = { "A kettle on a stove, with steam", "A bench", "A blue bus with four windows and an open door" };
    const char *path = str_format(tx_arena(tx), "%s/drawn", data_dir).at;
    for (int i = 0; i < COUNT(words); i++) {
        if (!demo_picture(tx_arena(tx), (Drawn)i, path)) die("An invented picture could not be drawn.");
        Str hash = kept(tx, data_dir, path, "image/png");
        picture_add_trusted(tx, work, &(WorkPicture){ .file = hash, .type = S("image/png"), .alt = str_c(words[i]) });
    }
}

static void words_as(Tx *tx, i64 work, const char *kind, const char *language, const char *maker, const char *words)
{
    expression_add_trusted(tx, work, &(Expression){ .kind = str_c(kind), .language = str_c(language), .maker = str_c(maker), .checked = true, .words = str_c(words), .file = S(""), .type = S("") });
}

void demo_rich_forms(Tx *tx, i64 work, const char *data_dir)
{
    Arena *a = tx_arena(tx);
    const char *path = str_format(a, "%s/drawn", data_dir).at;
    struct stat is;
    pictures(tx, work, data_dir);
    words_as(tx, work, "plain", "en", "The Plain Words Table", plain);
    words_as(tx, work, "easy-read", "en", "Lamp Lane Readers", easy);
    if (!demo_sound(a, path) || stat(path, &is)) die("An invented sound could not be made.");
    Str sound = kept(tx, data_dir, path, "audio/wav");
    expression_add_trusted(tx, work, &(Expression){ .kind = S("audio"), .language = S("en"), .maker = S("Night Bus Radio"), .checked = true, .says_text = true, .words = S(""), .file = sound,
        .type = S("audio/wav"), .size = is.st_size, .seconds = DEMO_SOUND_SECONDS });
    words_as(tx, work, "transcript", "en", "Night Bus Radio", heard);
    words_as(tx, work, "large-print", "en", "", body);
    expression_add_trusted(tx, work, &(Expression){ .kind = S("translation"), .language = S("cy"), .maker = S("Bwrdd y Tegell"), .checked = true, .words = str_c(cymraeg), .file = S(""), .type = S(""), .title = S("Pwy sy’n llenwi’r tegell: beth mae ystafell am ddim yn ei gostio"),
        .summary = S("Am chwe wythnos bu pedwar deg un o bobl yn cyfrif beth mae ystafell sydd i fod am ddim yn ei gostio: allweddi, te, tocynnau bws, cadeiriau, a’r awr i’w rhoi’n ôl.") });
    expression_add_trusted(tx, work, &(Expression){ .kind = S("translation"), .language = S("ar"), .maker = S("Harbour Table Research"), .checked = false, .words = str_c(arabic), .file = S(""), .type = S(""), .title = S("من يملأ الغلاية: كم تكلّف حقاً غرفة مجانية"),
        .summary = S("طوال ستة أسابيع عدّ واحد وأربعون شخصاً ما تكلّفه غرفة يقال إنها مجانية: المفاتيح والشاي وأجرة الحافلة والكراسي والساعة اللازمة لإعادتها إلى مكانها.") });
}

void demo_rich_changes(Tx *tx, i64 work, Time from, Time today)
{
    static const char *const changed[] = { "In the first table two journeys by bus were counted twice.", "The name of a street is left out, because somebody asked for it.", "What came of it is told, at its end." };
    static const int days[] = { 12, 30, 84 };
    for (int i = 0; i < COUNT(changed); i++) {
        const Work *was = work_trusted(tx, work);
        Time at = time_after(from, DAYS(days[i]));
        if (at.us > today.us) return;
        time_pretend(at);
        work_version_trusted(tx, was, str_c(changed[i]));
        db_exec(tx, SQL("update work set body = $2, changed_at = $3 where id = $1"), I(work), T(i == 2 ? str_c(body) : before(tx_arena(tx), i + 2)), AT(at));
        work_changed_trusted(tx, work);
    }
}
