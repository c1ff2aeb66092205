/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What lists of references have in common, however they are written: names, dates, languages, DOIs, content notes. */
#include "knowledge/bibliography.h"

static const size_t word_places[] = { offsetof(Cited, id), offsetof(Cited, type), offsetof(Cited, kind), offsetof(Cited, title), offsetof(Cited, other_title), offsetof(Cited, abstract),
    offsetof(Cited, language), offsetof(Cited, publisher), offsetof(Cited, doi), offsetof(Cited, url), offsetof(Cited, keywords), offsetof(Cited, text), offsetof(Cited, content_note),
    offsetof(Cited, provenance), offsetof(Cited, coverage), offsetof(Cited, source), offsetof(Cited, licence), offsetof(Cited, ark), offsetof(Cited, state),
    offsetof(Cited, rule), offsetof(Cited, fault) };
static Str *word_at(Cited *c, int i) { return (Str *)((char *)c + word_places[i]); }

Cited cited_empty(void)
{
    Cited c = { .level = -1, .index = -1, .harvest = -1, .quote = -1, .mine = -1, .plain = -1 };
    for (int i = 0; i < COUNT(word_places); i++) *word_at(&c, i) = S("");
    return c;
}

Cited cited_copy(Arena *a, const Cited *from)
{
    Cited c = *from;
    for (int i = 0; i < COUNT(word_places); i++) if (word_at(&c, i)->len) *word_at(&c, i) = str_copy(a, *word_at(&c, i));
    for (int i = 0; i < c.name_count; i++) c.names[i] = (CitedName){ str_copy(a, c.names[i].role), str_copy(a, c.names[i].name) };
    CitedForm *forms = c.form_count ? arena_array(a, CitedForm, c.form_count) : NULL;
    for (int i = 0; i < c.form_count; i++) {
        const CitedForm *f = &from->forms[i];
        forms[i] = (CitedForm){ str_copy(a, f->kind), str_copy(a, f->language), str_copy(a, f->maker), str_copy(a, f->words), str_copy(a, f->title), str_copy(a, f->summary), f->checked };
    }
    c.forms = forms;
    return c;
}

static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool figure(char c) { return c >= '0' && c <= '9'; }

/* ---- names ---- */

void cited_name(Arena *a, Cited *c, const char *role, Str name)
{
    name = str_trim(utf8_line(a, name));
    Str fits = utf8_cut(name, 200);
    if (!name.len) return;
    c->names_cut = c->names_cut || fits.len < name.len || c->name_count == CITED_NAMES;
    if (c->name_count < CITED_NAMES) c->names[c->name_count++] = (CitedName){ str_c(role), fits };
}

/* A word that people do not have in their names, and groups do. */
static bool of_a_group(Str word)
{
    static const char words[] = "|and|&|of|for|the|group|groups|network|networks|collective|society|committee|council|centre|center|trust|association|charity|foundation|university|institute|department|ministry|alliance"
        "|forum|project|team|union|company|ltd|limited|inc|llc|plc|cic|cio|nhs|hospital|service|services|board|office|federation|coalition|movement|campaign|club|partnership|college|school|church|agency|commission"
        "|authority|press|party|people|women|men|survivors|consortium|collaborative|co-operative|cooperative|panel|unit|initiative|programme|program|et|und|";
    char text[24] = "|";
    while (word.len && strchr(".,;:()", word.at[word.len - 1])) word.len--;
    if (!word.len || word.len > sizeof text - 3) return false;
    for (size_t i = 0; i < word.len; i++) text[i + 1] = (char)(word.at[i] >= 'A' && word.at[i] <= 'Z' ? word.at[i] + 32 : word.at[i]);
    text[word.len + 1] = '|';
    return strstr(words, text) != NULL;
}

bool named_like_group(Str name)
{
    while (name.len) if (of_a_group(str_cut(&name, ' '))) return true;
    return false;
}

static bool personal(Str part)
{
    int words = 0;
    for (Str rest = part; rest.len; ) {
        Str word = str_cut(&rest, ' ');
        if (!word.len) continue;
        if (++words > 3 || of_a_group(word)) return false;
    }
    return words > 0;
}

static bool suffix(Str s)
{
    static const char *const all[] = { "Jr", "Jr.", "Sr", "Sr.", "jr", "jr.", "sr", "sr.", "II", "III", "IV" };
    for (int i = 0; i < COUNT(all); i++) if (str_is(s, all[i])) return true;
    return false;
}

Str name_turned(Arena *a, Str name)
{
    Str part[4];
    int count = 0;
    for (Str rest = name; rest.len && count < 4; ) part[count++] = str_trim(str_cut(&rest, ','));
    if (count == 3 && suffix(part[1])) { Str s = part[1]; part[1] = part[2], part[2] = s; }
    bool fits = count == 2 || (count == 3 && suffix(part[2]));
    if (!fits || !personal(part[0]) || !personal(part[1])) return name;
    return str_format(a, "%.*s %.*s%s%.*s", FMT(part[1]), FMT(part[0]), count == 3 ? " " : "", FMT(count == 3 ? part[2] : S("")));
}

/* ---- dates ---- */

int date_precision(Time t)
{
    i64 past = (t.us % DAYS(1) + DAYS(1)) % DAYS(1);
    Arena *a = arena_open();
    bool first = past == 0 && str_ends((Str){ time_rfc3339(a, t).at, 10 }, S("-01-01"));
    arena_close(a);
    return past == 1 || first ? 1 : past == 2 ? 2 : 3;
}

Time date_of_parts(int year, int month, int day)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    char text[11];
    Time t = { 0 };
    if (year < 1000 || year > 2100) return t;
    if (month < 1 || month > 12) month = day = 0;
    int most = month ? days[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 || year % 400 == 0)) : 0;
    if (day < 1 || day > most) day = 0;                   /* the 31st of February: in February */
    int m = month ? month : 1, d = day ? day : 1;
    const char digits[] = { (char)('0' + year / 1000), (char)('0' + year / 100 % 10), (char)('0' + year / 10 % 10), (char)('0' + year % 10), '-', (char)('0' + m / 10), (char)('0' + m % 10), '-',
        (char)('0' + d / 10), (char)('0' + d % 10), 0 };
    memcpy(text, digits, sizeof digits);
    if (!time_from_rfc3339(str_c(text), &t)) return (Time){ 0 };
    t.us += day ? 3 : month ? 2 : 1;
    return t;
}

static int month_of(Str word)
{
    static const char *const names[] = { "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december" };
    char low[12] = "";
    if (word.len < 3 || word.len >= sizeof low) return 0;
    for (size_t i = 0; i < word.len; i++) low[i] = (char)(word.at[i] | 0x20);
    for (int i = 0; i < 12; i++) if (!strncmp(names[i], low, word.len)) return i + 1;
    return !strcmp(low, "sept") ? 9 : 0;
}

typedef struct { int value, figures; char before; bool word; } DatePiece;

/* Figures, and words that name a month; the sign that stands before each. */
static int date_pieces(Str s, DatePiece *at, int most)
{
    int count = 0;
    for (size_t i = 0, n; i < s.len && count < most; i += n) {
        char before = i ? s.at[i - 1] : ' ';
        n = 0;
        if (figure(s.at[i])) {
            int value = 0;
            while (i + n < s.len && figure(s.at[i + n])) value = n < 6 ? value * 10 + s.at[i + n] - '0' : 0, n++;
            at[count++] = (DatePiece){ value, (int)n, before, false };
        } else if (letter(s.at[i])) {
            while (i + n < s.len && letter(s.at[i + n])) n++;
            int month = month_of((Str){ s.at + i, n });
            if (n == 1 && s.at[i] == 'T') break;              /* the time of day begins */
            if (month) at[count++] = (DatePiece){ month, 0, before, true };
        } else n = 1;
    }
    return count;
}

static bool joins(char c) { return c == '-' || c == '/' || c == '.'; }

bool cited_date(Cited *c, Str said)
{
    DatePiece p[8];
    int count = date_pieces(said, p, COUNT(p)), year = -1, month = -1;
    for (int i = 0; i < count; i++) {
        if (year < 0 && !p[i].word && p[i].figures == 4 && p[i].value >= 1000 && p[i].value <= 2100) year = i;
        if (month < 0 && p[i].word) month = i;
    }
    if (year < 0) return false;
    Time t = { 0 };
    bool iso = year + 1 < count && !p[year + 1].word && p[year + 1].figures <= 2 && joins(p[year + 1].before);
    if (month >= 0) {                                     /* a day stands beside its month */
        int day = 0;
        for (int i = month - 1; i <= month + 1 && !day; i += 2) if (i >= 0 && i < count && i != year && p[i].figures && p[i].figures <= 2) day = p[i].value;
        t = date_of_parts(p[year].value, p[month].value, day);
    } else if (iso) {
        bool day = year + 2 < count && p[year + 2].figures <= 2 && joins(p[year + 2].before);
        t = date_of_parts(p[year].value, p[year + 1].value, day ? p[year + 2].value : 0);
    } else if (year == 2 && p[0].figures <= 2 && p[1].figures <= 2 && joins(p[1].before) && joins(p[2].before) && (p[0].value > 12) != (p[1].value > 12)) {
        t = date_of_parts(p[year].value, p[0].value > 12 ? p[1].value : p[0].value, p[0].value > 12 ? p[0].value : p[1].value);      /* which is the month is only known so */
    } else t = date_of_parts(p[year].value, 0, 0);
    if (t.us) c->issued = t;
    return t.us != 0;
}

/* ---- languages ---- */

static const char two_letters[] = " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz"
    " ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc"
    " sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ";

/* ISO 639-2, and what languages are called; each leads to the code beside it. */
static const char *const named_languages[][2] = {
    { "eng english british american ukenglish usenglish australian", "en" }, { "cym wel welsh cymraeg", "cy" }, { "gle irish gaeilge", "ga" }, { "gla gaidhlig", "gd" }, { "fra fre french francais français", "fr" },
    { "deu ger german deutsch ngerman", "de" }, { "spa spanish espanol español castellano", "es" }, { "por portuguese portugues português", "pt" }, { "ita italian italiano", "it" }, { "nld dut dutch nederlands", "nl" },
    { "pol polish polski", "pl" }, { "ron rum romanian", "ro" }, { "ara arabic", "ar" }, { "urd urdu", "ur" }, { "pan punjabi panjabi", "pa" }, { "ben bengali bangla", "bn" }, { "guj gujarati", "gu" }, { "hin hindi", "hi" },
    { "tam tamil", "ta" }, { "som somali", "so" }, { "tur turkish", "tr" }, { "fas per farsi persian", "fa" }, { "kur kurdish", "ku" }, { "pus pashto", "ps" }, { "ukr ukrainian", "uk" }, { "rus russian", "ru" },
    { "zho chi chinese", "zh" }, { "jpn japanese", "ja" }, { "kor korean", "ko" }, { "vie vietnamese", "vi" }, { "swe swedish", "sv" }, { "nor norwegian", "no" }, { "dan danish", "da" }, { "fin finnish", "fi" },
    { "ell gre greek", "el" }, { "ces cze czech", "cs" }, { "hun hungarian", "hu" }, { "yor yoruba", "yo" }, { "ibo igbo", "ig" }, { "swa swahili", "sw" }, { "amh amharic", "am" }, { "tir tigrinya", "ti" }, { "heb hebrew", "he" },
    { "yid yiddish", "yi" }, { "lit lithuanian", "lt" }, { "lav latvian", "lv" }, { "slk slo slovak", "sk" }, { "bul bulgarian", "bg" }, { "sqi alb albanian", "sq" }, { "nep nepali", "ne" }, { "cat catalan", "ca" },
    { "bsl", "bfi" }, { "asl", "ase" },
};

static bool among(const char *words, Str one)
{
    const char *at = words;
    for (Str rest = str_c(at); rest.len; ) if (str_eq(str_cut(&rest, ' '), one)) return true;
    return false;
}

/* A BCP 47 code, or "" where none is known: "eng" and "English (UK)" are en, "en_GB" is en-GB. */
static Str language_code(Arena *a, Str said)
{
    Str s = str_trim(said);
    size_t first = 0;
    while (first < s.len && !strchr("-_ (,;/", s.at[first])) first++;
    Str head = str_lower_ascii(a, (Str){ s.at, first });
    if (str_starts(str_lower_ascii(a, s), S("british sign"))) return S("bfi");
    if (str_starts(str_lower_ascii(a, s), S("scottish gaelic"))) return S("gd");
    for (int i = 0; i < COUNT(named_languages); i++) if (head.len > 2 && among(named_languages[i][0], head)) return str_c(named_languages[i][1]);
    bool two = head.len == 2 && among(two_letters, head), three = head.len == 3 && !among("und mul zxx mis", head);
    for (size_t i = 0; i < head.len; i++) if (!letter(head.at[i])) return S("");
    if ((!two && !three) || s.len > 20) return S("");
    Buf b = buf_open(a, 24);
    buf_str(&b, head);
    for (size_t i = first; i < s.len; i++) {
        char c = s.at[i] == '_' ? '-' : s.at[i];
        if (!letter(c) && !figure(c) && c != '-') break;
        buf_byte(&b, c);
    }
    while (b.len && b.at[b.len - 1] == '-') b.len--;
    return buf_view(&b);
}

/* ---- what is settled of every entry ---- */

static Str doi_bare(Arena *a, Str s)
{
    static const char *const before[] = { "https://", "http://", "dx.doi.org/", "www.doi.org/", "doi.org/", "doi:" };
    s = str_trim(s);
    for (int i = 0; i < COUNT(before); i++) {
        Str b = str_c(before[i]);
        if (s.len > b.len && str_eq(str_lower_ascii(a, (Str){ s.at, b.len }), b)) s = str_trim((Str){ s.at + b.len, s.len - b.len });
    }
    bool fine = str_starts(s, S("10.")) && str_find(s, S("/")) > 3 && str_find(s, S(" ")) < 0 && s.len < 200;
    return fine ? s : S("");
}

/* "Content note: loss, and how it was met. What we did .." as our own lists and others' readers have it. */
static void note_out(Arena *a, Cited *c)
{
    static const char head[] = "Content note: ";
    if (!str_starts(c->abstract, S("Content note: "))) return;
    Str rest = { c->abstract.at + sizeof head - 1, c->abstract.len - sizeof head + 1 };
    ptrdiff_t end = str_find(rest, S(". ")), line = str_find(rest, S("\n"));
    if (line >= 0 && (end < 0 || line < end)) end = line;
    Str note = { rest.at, end < 0 ? rest.len : (size_t)end };
    while (note.len && note.at[note.len - 1] == '.') note.len--;
    if (!c->content_note.len) c->content_note = utf8_line(a, note);
    c->abstract = str_trim(end < 0 ? S("") : (Str){ rest.at + end + 1, rest.len - (size_t)end - 1 });
}

void cited_settled(Arena *a, Cited *c)
{
    c->doi = doi_bare(a, c->doi);
    c->language = language_code(a, c->language);
    note_out(a, c);
    for (int i = 0; i < c->form_count; i++) c->forms[i].language = language_code(a, c->forms[i].language);
}
