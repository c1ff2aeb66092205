/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Reading one row of a list of people.  What cannot be read as what its column
 * says is kept beside and told; some columns no list may bring at all (R4, R5). */
#include "register/members_row.h"

#include <jansson.h>
#include <stdlib.h>

typedef enum { PART_SAID, PART_DATE, PART_WORDS, PART_BASIS, PARTS } Part;
typedef enum { F_NAME, F_FIRST, F_LAST, F_PLACE, F_POSTCODE, F_REFERENCE, F_HOUSEHOLD, F_WAY, F_CLASS, F_JOINED, F_STATE,
    F_CONSENT, F_MANY = F_CONSENT + 7 * PARTS, F_EMAIL = F_MANY, F_PHONE, F_POST, F_GROUP, F_NEVER, F_EXTRA, F_IGNORE } Field;

static const char *const purposes[] = { "keep", "bulletin", "newsletter", "counts", "segments", "phone", "post" };
enum { KEEP, BULLETIN, NEWSLETTER, COUNTS, SEGMENTS, PHONE, POST_ };
#define SAID(p) (F_CONSENT + (p) * PARTS)
#define CONSENT(words, p) { "consent " words, SAID(p) }, { "consent " words " date", SAID(p) + PART_DATE }, { "consent " words " words", SAID(p) + PART_WORDS }, \
    { "consent " words " wording", SAID(p) + PART_WORDS }, { "consent " words " basis", SAID(p) + PART_BASIS }

static const FieldName names[] = {
    { "name", F_NAME }, { "full name", F_NAME }, { "display name", F_NAME }, { "member name", F_NAME }, { "member", F_NAME }, { "contact name", F_NAME }, { "known as", F_NAME },
    { "first name", F_FIRST }, { "given name", F_FIRST }, { "forename", F_FIRST }, { "last name", F_LAST }, { "surname", F_LAST }, { "family name", F_LAST },
    { "place", F_PLACE }, { "region", F_PLACE }, { "nation", F_PLACE }, { "area", F_PLACE }, { "postcode", F_POSTCODE }, { "post code", F_POSTCODE }, { "zip", F_POSTCODE }, { "postal code", F_POSTCODE },
    { "reference", F_REFERENCE }, { "id", F_REFERENCE }, { "member id", F_REFERENCE }, { "membership number", F_REFERENCE }, { "member number", F_REFERENCE }, { "our reference", F_REFERENCE }, { "contact id", F_REFERENCE },
    { "household", F_HOUSEHOLD }, { "household name", F_HOUSEHOLD }, { "family", F_HOUSEHOLD }, { "contact way", F_WAY }, { "contact_way", F_WAY }, { "preferred contact", F_WAY },
    { "class", F_CLASS }, { "membership", F_CLASS }, { "membership type", F_CLASS }, { "member type", F_CLASS }, { "joined", F_JOINED }, { "joined_at", F_JOINED }, { "date joined", F_JOINED }, { "join date", F_JOINED }, { "member since", F_JOINED },
    { "state", F_STATE }, { "status", F_STATE }, { "membership status", F_STATE },
    CONSENT("keep", KEEP), CONSENT("bulletin", BULLETIN), CONSENT("newsletter", NEWSLETTER), CONSENT("counts", COUNTS), CONSENT("segments", SEGMENTS), CONSENT("phone", PHONE), CONSENT("post", POST_),
    { "gdpr consent", SAID(KEEP) }, { "data consent", SAID(KEEP) }, { "bulletin", SAID(BULLETIN) }, { "email consent", SAID(BULLETIN) }, { "mailing list", SAID(BULLETIN) }, { "subscribed", SAID(BULLETIN) },
    { "opt in", SAID(BULLETIN) }, { "opted in", SAID(BULLETIN) }, { "marketing consent", SAID(BULLETIN) }, { "opt in date", SAID(BULLETIN) + PART_DATE }, { "consent date", SAID(BULLETIN) + PART_DATE }, { "date of consent", SAID(BULLETIN) + PART_DATE },
    { "consent wording", SAID(BULLETIN) + PART_WORDS }, { "consent text", SAID(BULLETIN) + PART_WORDS }, { "lawful basis", SAID(BULLETIN) + PART_BASIS }, { "basis", SAID(BULLETIN) + PART_BASIS },
    { "newsletter", SAID(NEWSLETTER) }, { "phone consent", SAID(PHONE) }, { "post consent", SAID(POST_) },
    { "email", F_EMAIL }, { "e-mail", F_EMAIL }, { "e-mail address", F_EMAIL }, { "email address", F_EMAIL }, { "emails", F_EMAIL }, { "email 2", F_EMAIL }, { "second email", F_EMAIL }, { "other email", F_EMAIL }, { "work email", F_EMAIL }, { "home email", F_EMAIL },
    { "phone", F_PHONE }, { "telephone", F_PHONE }, { "tel", F_PHONE }, { "mobile", F_PHONE }, { "phone number", F_PHONE }, { "phone 2", F_PHONE }, { "phones", F_PHONE }, { "home phone", F_PHONE }, { "work phone", F_PHONE },
    { "post", F_POST }, { "address", F_POST }, { "postal address", F_POST }, { "street", F_POST }, { "address 1", F_POST }, { "address 2", F_POST }, { "address 3", F_POST }, { "address line 1", F_POST }, { "address line 2", F_POST },
    { "address line 3", F_POST }, { "town", F_POST }, { "city", F_POST }, { "county", F_POST },
    { "group", F_GROUP }, { "groups", F_GROUP }, { "organisation", F_GROUP }, { "contact of", F_GROUP }, { "extra", F_EXTRA }, { "ignore", F_IGNORE }, { "given_out", F_IGNORE }, { "line", F_IGNORE },
};

/* What Kith never asks, no list brings: people say it themselves, in their words, if they want to. */
static const char *const never[] = { "diagnos", "medicat", "nhs", "ethnic", "gender", "sexual", "disab", "religio", "birth", "dob", "medical", "patient", "illness", "risk" };

static bool is_never(Arena *a, Str header)
{
    Str h = utf8_fold(a, header);
    for (int i = 0; i < COUNT(never); i++) if (str_find(h, str_c(never[i])) >= 0) return true;
    return str_is(h, "sex") || str_is(h, "age") || str_is(h, "race");
}

bool member_columns(Arena *a, const ListImport *from, MemberColumns *m, Str *why_not)
{
    const ColumnRules rules = { from->map, names, COUNT(names), F_MANY, F_EXTRA, F_IGNORE, "name, first_name, last_name, email, phone, post, postcode, place, reference, household, group, class, joined, state,"
        " contact_way, consent_keep, consent_bulletin, consent_newsletter, consent_counts, consent_segments, consent_phone, consent_post (each also with _date, _words, _basis), extra, ignore" };
    bool someone = false;
    if (!columns_map(a, &rules, m->header, m->field, why_not)) return false;
    for (int c = 0; c < m->header.count; c++) {
        if (m->field[c] == F_EXTRA && is_never(a, m->header.at[c])) m->field[c] = F_NEVER;
        int f = m->field[c];
        someone = someone || f == F_NAME || f == F_FIRST || f == F_LAST || f == F_EMAIL;
    }
    if (!someone) *why_not = S("No column holds names or e-mail addresses. Say which: --map 'Header=name'");
    return someone;
}

static Str columns_that(Arena *a, const MemberColumns *m, Field f)
{
    Buf b = buf_open(a, 256);
    for (int c = 0; c < m->header.count; c++)
        if (m->field[c] == (int)f) buf_format(&b, "%s%.*s", b.len ? ", " : "", FMT(m->header.at[c]));
    return buf_view(&b);
}

Str member_columns_kept(Arena *a, const MemberColumns *m) { return columns_that(a, m, F_EXTRA); }
Str member_columns_left_out(Arena *a, const MemberColumns *m) { return columns_that(a, m, F_NEVER); }

/* ---- cells ---- */

void row_note(Arena *a, MemberRow *r, Str words)
{
    r->notes = r->notes.len ? str_format(a, "%.*s; %.*s", FMT(r->notes), FMT(words)) : words;
}

void row_extra(Arena *a, MemberRow *r, Str header, Str value)
{
    json_t *o = r->extra.len ? json_loadb(r->extra.at, r->extra.len, 0, NULL) : json_object();
    if (!o) o = json_object();
    json_object_set_new(o, str_cstr(a, header), json_stringn(value.at, value.len));
    char *text = json_dumps(o, JSON_COMPACT | JSON_PRESERVE_ORDER);
    r->extra = str_copy(a, str_c(text ? text : "{}"));
    free(text);
    json_decref(o);
}

/* Excel keeps ="0123" and our own lists '+44: both mean what stands inside. */
static Str plain(Str s)
{
    if (s.len >= 3 && s.at[0] == '=' && s.at[1] == '"' && s.at[s.len - 1] == '"') return (Str){ s.at + 2, s.len - 3 };
    if (s.len >= 2 && s.at[0] == '\'' && strchr("=+-@\t\r", s.at[1])) return (Str){ s.at + 1, s.len - 1 };
    return s;
}

static Str cell_of(Arena *a, const MemberColumns *m, const SheetRow *row, int f)
{
    for (int c = 0; c < row->count && c < m->header.count; c++)
        if (m->field[c] == f && !str_blank(row->cells[c])) return utf8_line(a, plain(row->cells[c]));
    return S("");
}

static bool says(Arena *a, Str word, const char *any)      /* any: words between bars */
{
    Str w = utf8_fold(a, word);
    return w.len && str_find(str_c(any), str_format(a, "|%.*s|", FMT(w))) >= 0;
}

#define YES "|yes|y|true|t|1|x|on|given|opted in|opt in|opt-in|subscribed|consented|agreed|"
#define NO "|no|n|false|f|0|off|unsubscribed|opted out|opt out|opt-out|declined|withdrawn|refused|"

/* ---- dates ---- */

static int number(Str *s)
{
    int n = 0, digits = 0;
    while (s->len && s->at[0] >= '0' && s->at[0] <= '9' && digits < 5) n = n * 10 + (s->at[0] - '0'), s->at++, s->len--, digits++;
    return digits && digits < 5 ? n : -1;
}

static bool day_is(int year, int month, int day, Time *to)
{
    char iso[16];
    if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31) return false;
    snprintf(iso, sizeof iso, "%04d-%02d-%02d", year, month, day);
    return time_from_rfc3339(str_c(iso), to);
}

static int month_named(Str s)
{
    static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" };
    for (int i = 0; i < 12; i++) if (s.len >= 3 && !strncasecmp(s.at, months[i], 3)) return i + 1;
    return 0;
}

bool list_date(Str s, bool month_first, Time *to)
{
    s = str_trim(s);
    if (s.len >= 10 && s.at[4] == '-' && time_from_rfc3339(s.len == 10 || s.at[10] != ' ' ? s : (Str){ s.at, 10 }, to)) return true;
    int first = number(&s);
    if (first < 0 || !s.len) return false;
    if (strchr("/.-", s.at[0])) {
        char mark = s.at[0];
        s.at++, s.len--;
        int second = number(&s);
        if (second < 0 || !s.len || s.at[0] != mark) return false;
        s.at++, s.len--;
        int year = number(&s);
        return (!s.len || s.at[0] == ' ') && day_is(year, month_first ? first : second, month_first ? second : first, to);
    }
    s = str_trim(s);
    int month = month_named(s);
    while (s.len && s.at[0] != ' ') s.at++, s.len--;
    s = str_trim(s);
    return month && day_is(number(&s), month, first, to) && !s.len;
}

/* ---- parts of a row ---- */

static void add_address(Arena *a, MemberRow *r, const char *kind, Str value)
{
    value = str_trim(value);
    if (!value.len) return;
    if (!strcmp(kind, "email")) {
        Str usual = email_usual(a, value), fault = email_fault(usual);
        if (fault.len) {
            row_note(a, r, str_format(a, "“%.*s” is not a whole e-mail address; kept beside", FMT(utf8_cut(value, 100))));
            row_extra(a, r, S("not an e-mail address"), value);
            return;
        }
        value = usual;
    }
    for (int i = 0; i < r->address_count; i++) if (!strcmp(r->addresses[i].kind, kind) && str_eq(r->addresses[i].value, value)) return;
    if (r->address_count == ROW_ADDRESSES) { row_note(a, r, S("more than twelve addresses; the rest is kept beside")); row_extra(a, r, S("more addresses"), value); return; }
    r->addresses[r->address_count].kind = kind;
    r->addresses[r->address_count++].value = value;
}

/* "a@x.test; b@x.test", one below the other in a cell, or "a@x.test b@x.test". */
static void split_into(Arena *a, MemberRow *r, const char *kind, Str cell)
{
    bool email = !strcmp(kind, "email");
    const char *marks = !email ? ";|\n\r" : str_find(cell, S("<")) >= 0 ? ";|\n\r," : ";|\n\r, \t";
    for (size_t from = 0, i = 0; i <= cell.len; i++) {
        if (i < cell.len && !strchr(marks, cell.at[i])) continue;
        Str piece = { cell.at + from, i - from };
        add_address(a, r, kind, utf8_line(a, plain(piece)));
        from = i + 1;
    }
}

static void read_addresses(Arena *a, const MemberColumns *m, const SheetRow *row, MemberRow *r)
{
    Buf post = buf_open(a, 128);
    for (int c = 0; c < row->count && c < m->header.count; c++) {
        Str cell = str_trim(plain(row->cells[c]));
        if (!cell.len) continue;
        if (m->field[c] == F_EMAIL) split_into(a, r, "email", cell);
        else if (m->field[c] == F_PHONE) split_into(a, r, "phone", cell);
        else if (m->field[c] == F_POST) buf_format(&post, "%s%.*s", post.len ? "\n" : "", FMT(str_trim(utf8_tidy(a, cell))));
    }
    Str code = cell_of(a, m, row, F_POSTCODE);
    if (post.len && code.len) buf_format(&post, "\n%.*s", FMT(code));
    if (post.len) add_address(a, r, "post", buf_view(&post));
}

static Str name_of(Arena *a, const MemberColumns *m, const SheetRow *row)
{
    Str whole = cell_of(a, m, row, F_NAME), first = cell_of(a, m, row, F_FIRST), last = cell_of(a, m, row, F_LAST);
    return whole.len ? whole : str_trim(str_format(a, "%.*s %.*s", FMT(first), FMT(last)));
}

static PersonState state_of(Arena *a, MemberRow *r, Str word)
{
    if (says(a, word, "|left|lapsed|ended|resigned|former|inactive|cancelled|ex-member|closed|")) return PERSON_LEFT;
    if (says(a, word, "|died|deceased|dead|")) return PERSON_DIED;
    if (word.len && !says(a, word, "|here|active|current|member|yes|live|resting|paused|")) {
        row_note(a, r, str_format(a, "the state “%.*s” is kept beside", FMT(utf8_cut(word, 60))));
        row_extra(a, r, S("state"), word);
    }
    return PERSON_ACTIVE;
}

static Str class_of(Arena *a, const MemberColumns *m, MemberRow *r, Str word)
{
    if (!word.len) return m->class_kind;
    if (says(a, word, "|individual|individual member|member|full|full member|associate member|lived experience|")) return S("individual");
    if (says(a, word, "|supporter|friend|ally|newsletter|")) return S("supporter");
    if (says(a, word, "|none|contact|no|")) return S("");
    row_note(a, r, str_format(a, "the class “%.*s” is kept beside", FMT(utf8_cut(word, 60))));
    row_extra(a, r, S("class"), word);
    return m->class_kind;
}

static void read_claim(Arena *a, const MemberColumns *m, const SheetRow *row, MemberRow *r, int p)
{
    Str said = cell_of(a, m, row, SAID(p)), date = cell_of(a, m, row, SAID(p) + PART_DATE), basis = cell_of(a, m, row, SAID(p) + PART_BASIS);
    RowClaim c = { .purpose = purposes[p], .words = cell_of(a, m, row, SAID(p) + PART_WORDS), .basis = S("consent") };
    if (!said.len) return;                                /* blank is not stated */
    bool dated = list_date(said, m->month_first, &c.at);
    c.yes = dated || says(a, said, YES);
    if (!c.yes && !says(a, said, NO)) {
        row_note(a, r, str_format(a, "whether they agreed (%s) cannot be read from “%.*s”; kept beside and not taken as a yes", purposes[p], FMT(utf8_cut(said, 60))));
        row_extra(a, r, str_format(a, "consent %s", purposes[p]), said);
        return;
    }
    if (date.len && !list_date(date, m->month_first, &c.at)) {
        row_note(a, r, str_format(a, "the day of the agreement (%s) cannot be read from “%.*s”; kept beside", purposes[p], FMT(utf8_cut(date, 60))));
        row_extra(a, r, str_format(a, "consent %s date", purposes[p]), date);
    }
    if (c.at.us > time_now().us) { row_note(a, r, S("the day of an agreement lies in the future; not taken as a yes")); return; }
    if (says(a, basis, "|soft opt-in|soft opt in|softoptin|soft|")) c.basis = S("soft opt-in");
    Time barred = { 0 };
    if (c.yes && str_is(c.basis, "soft opt-in") && time_from_rfc3339(S("2026-02-05"), &barred) && c.at.us < barred.us) {
        row_note(a, r, str_format(a, "a soft opt-in (%s) from before 5 February 2026 does not count; not taken as a yes", purposes[p]));
        return;
    }
    if (r->claim_count < ROW_CLAIMS) r->claims[r->claim_count++] = c;
}

static void read_groups(Arena *a, const MemberColumns *m, const SheetRow *row, MemberRow *r)
{
    for (int c = 0; c < row->count && c < m->header.count; c++) {
        Str rest = row->cells[c];
        while (m->field[c] == F_GROUP && !str_blank(rest)) {
            Str one = utf8_line(a, str_cut(&rest, ';'));
            if (one.len && r->group_count < ROW_GROUPS) r->groups[r->group_count++] = one;
        }
    }
}

static void read_extras(Arena *a, const MemberColumns *m, const SheetRow *row, MemberRow *r)
{
    json_t *o = NULL;
    for (int c = 0; c < row->count && c < m->header.count; c++) {
        Str v = row->cells[c];
        if (m->field[c] != F_EXTRA || str_blank(v)) continue;
        if (!o) o = json_object();
        json_object_set_new(o, str_cstr(a, m->header.at[c]), json_stringn(v.at, v.len));
    }
    if (!o) return;
    char *text = json_dumps(o, JSON_COMPACT | JSON_PRESERVE_ORDER);
    r->extra = str_copy(a, str_c(text ? text : "{}"));
    free(text);
    json_decref(o);
}

static Str way_of(Arena *a, const MemberRow *r, Str word)
{
    static const char *const ways[] = { "email", "post", "phone", "text", "supporter" };
    Str w = utf8_fold(a, word);
    for (int i = 0; i < COUNT(ways); i++) if (str_is(w, ways[i])) return str_c(ways[i]);
    return r->address_count ? str_c(r->addresses[0].kind) : S("email");
}

MemberRow member_row(Arena *a, const MemberColumns *m, const SheetRow *row)
{
    MemberRow r = { .line = row->line, .fault = S(""), .notes = S(""), .extra = S("") };
    read_extras(a, m, row, &r);
    read_addresses(a, m, row, &r);
    r.name = name_of(a, m, row), r.named = r.name.len > 0;
    if (!r.named && r.address_count) r.name = r.addresses[0].value, row_note(a, &r, S("no name: the address stands for it until they say how to call them"));
    if (!r.name.len) { r.fault = S("There is no name and no address."); return r; }
    if (utf8_length(r.name) > 200) { r.fault = S("The name is longer than 200 letters."); return r; }
    Str place = cell_of(a, m, row, F_PLACE), joined = cell_of(a, m, row, F_JOINED);
    r.place = place_known(place);
    if (!r.place.len) r.place = place_from_words(place);
    if (place.len && !r.place.len) row_note(a, &r, str_format(a, "the place “%.*s” is kept beside", FMT(utf8_cut(place, 60)))), row_extra(a, &r, S("place"), place);
    if (!r.place.len) r.place = place_from_postcode(cell_of(a, m, row, F_POSTCODE));
    r.reference = utf8_cut(cell_of(a, m, row, F_REFERENCE), 100), r.household = utf8_cut(cell_of(a, m, row, F_HOUSEHOLD), 200);
    r.class_kind = class_of(a, m, &r, cell_of(a, m, row, F_CLASS)), r.state = state_of(a, &r, cell_of(a, m, row, F_STATE));
    r.contact_way = way_of(a, &r, cell_of(a, m, row, F_WAY));
    if (joined.len && !list_date(joined, m->month_first, &r.joined))
        row_note(a, &r, str_format(a, "the day of joining cannot be read from “%.*s”; kept beside", FMT(utf8_cut(joined, 60)))), row_extra(a, &r, S("joined"), joined);
    for (int p = 0; p < COUNT(purposes); p++) read_claim(a, m, row, &r, p);
    read_groups(a, m, row, &r);
    return r;
}
