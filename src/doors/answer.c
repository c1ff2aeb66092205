/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Answers: which questions are asked of whom, what there is to mend, and how an answer is read. */
#include "doors/question.h"

const Answer *answer_to(const Answers *all, Str key)
{
    for (int i = 0; all && i < all->count; i++) if (str_eq(all->at[i].key, key)) return &all->at[i];
    return NULL;
}

Str answer_words(const Answers *all, Str key)
{
    const Answer *a = answer_to(all, key);
    return a && a->said == SAID ? a->words : S("");
}

bool question_open(const Question *q, const Answers *all)
{
    if (!q->when_key.len) return true;
    Str is = answer_words(all, q->when_key);
    for (Str wanted = q->when_is; wanted.len; ) {          /* one of several lines, and one of several answers */
        Str want = str_trim(str_cut(&wanted, '\n'));
        for (Str said = is; said.len; ) if (str_eq(str_trim(str_cut(&said, '\n')), want)) return true;
    }
    return false;
}

Topics topics_of(const QuestionSet *s, const Answers *all)
{
    Topics t = { .count = 0 };
    for (int i = 0; i < s->count; i++) {
        if (!t.count || !str_eq(t.at[t.count - 1].name, s->at[i].topic)) t.at[t.count++] = (Topic){ s->at[i].topic, i, 0, false };
        t.at[t.count - 1].count++;
        if (question_open(&s->at[i], all)) t.at[t.count - 1].open = true;
    }
    for (int i = 0; i < t.count; i++) t.open += t.at[i].open;
    return t;
}

int words_in(Str text)
{
    int words = 0;
    bool inside = false;
    for (size_t i = 0; i < text.len; i++) {
        bool space = text.at[i] == ' ' || text.at[i] == '\n' || text.at[i] == '\t';
        words += !space && !inside, inside = !space;
    }
    return words;
}

/* An amount that was read is kept in whole pence; one that was not is kept as it was typed. */
bool pence_kept(Str s, i64 *pence) { return str_int(s, pence) && *pence >= 0 && *pence <= 99999999999999; }

/* "£1,250", "1250.5", "1 250,00": whole pence, never a fraction of one. */
Str money_read(Arena *a, Str typed, i64 *pence)
{
    Buf digits = buf_open(a, 20);
    int after = -1;
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.at[i];
        if (c >= '0' && c <= '9') { buf_byte(&digits, c); if (after >= 0) after++; continue; }
        bool cents = (c == '.' || c == ',') && typed.len - i <= 3 && after < 0;
        if (cents) after = 0;
        else if (!strchr(" ,.\xc2\xa3\xe2\x82\xac$", c) || after >= 0) return S("Write the amount in figures, for example 1250 or 1,250.50.");
    }
    i64 n = 0;
    if (!digits.len || digits.len > 12 || !str_int(buf_view(&digits), &n)) return S("Write the amount in figures, for example 1250 or 1,250.50.");
    *pence = after <= 0 ? n * 100 : after == 1 ? n * 10 : n;
    return S("");
}

static const struct { const char *countries, *code, *mark; } moneys[] = {
    { "GB", "GBP", "£" }, { "IE AT BE DE ES FI FR GR IT LU NL PT SI SK EE LV LT MT CY HR", "EUR", "€" }, { "US", "USD", "$" }, { "CA", "CAD", "$" }, { "AU", "AUD", "$" }, { "NZ", "NZD", "$" },
};
static int money_kind;

void money_of_country(Str country)
{
    for (int i = 0; i < COUNT(moneys); i++) if (country.len == 2 && str_find(str_c(moneys[i].countries), country) >= 0) money_kind = i;
}

Str money_code(void) { return str_c(moneys[money_kind].code); }

Str money_shown(Arena *a, i64 pence)
{
    Str whole = str_format(a, "%lld", pence / 100);
    Buf b = buf_open(a, 24);
    buf_str(&b, str_c(moneys[money_kind].mark));
    for (size_t i = 0; i < whole.len; i++) {
        if (i && (whole.len - i) % 3 == 0) buf_byte(&b, ',');
        buf_byte(&b, whole.at[i]);
    }
    if (pence % 100) buf_format(&b, ".%02lld", pence % 100);
    return buf_view(&b);
}

static bool chosen_from(Str choices, Str said)
{
    for (Str rest = choices; rest.len; ) if (str_eq(str_trim(str_cut(&rest, '\n')), said)) return true;
    return false;
}

static Str choice_fault(const Question *q, Str said)
{
    if (q->kind == ASKS_ONE) return chosen_from(q->choices, said) ? S("") : S("Choose one of these.");
    while (said.len) if (!chosen_from(q->choices, str_cut(&said, '\n'))) return S("Choose from these.");
    return S("");
}

static Str budget_fault(Arena *a, Str lines)
{
    while (lines.len) {
        Str line = str_cut(&lines, '\n'), what = str_cut(&line, '\t');
        i64 pence = 0;
        if (!pence_kept(line, &pence) && money_read(a, line, &pence).len) return str_format(a, "Write what “%.*s” costs in figures.", FMT(utf8_cut(what, 40)));
        if (!what.len) return S("Say what the amount is for.");
    }
    return S("");
}

static Str link_fault(Str s)
{
    bool web = str_starts(s, S("https://")) || str_starts(s, S("http://"));
    return web && str_find(s, S(" ")) < 0 && str_find(s, S(".")) > 0 ? S("") : S("A web address begins with https://");
}

static Str form_fault(Arena *a, const Question *q, Str said)
{
    Time t;
    i64 n;
    switch (q->kind) {
    case ASKS_SHORT: return utf8_length(said) > 300 ? S("This is longer than 300 letters. Is there a shorter way to say it?") : S("");
    case ASKS_LONG: case ASKS_ADDRESS: case ASKS_CONTACTS: return utf8_length(said) > 30000 ? S("This is longer than 30,000 letters. Send the most important part.") : S("");
    case ASKS_ONE: case ASKS_SEVERAL: return choice_fault(q, said);
    case ASKS_YES_NO: return str_is(said, "yes") || str_is(said, "no") || str_is(said, "not sure") ? S("") : S("Choose one of these.");
    case ASKS_DATE: return said.len == 10 && time_from_rfc3339(said, &t) ? S("") : S("Write the day as year, month, day: 2027-03-01.");
    case ASKS_MONEY: return pence_kept(said, &n) ? S("") : money_read(a, said, &n);
    case ASKS_LINK: return link_fault(said);
    case ASKS_BUDGET: return budget_fault(a, said);
    case ASKS_CONSENT: return str_is(said, "yes") ? S("") : S("Tick the box to agree, or leave it.");
    case ASKS_FILE: return S("");
    }
    return S("");
}

Str answer_fault(Arena *a, const Question *q, const Answer *is, int files)
{
    bool there = is && is->said == SAID && is->words.len;
    if (is && is->said == RATHER_NOT) return S("");
    if (there) return form_fault(a, q, is->words);
    if (files || !q->needed) return S("");
    if (q->kind == ASKS_CONSENT) return S("We need your yes to this one to go on.");
    return q->may_decline ? S("We need an answer here, or a tick that you would rather not say.") : S("We need an answer here, in a few words. It can be short.");
}

static Str lines_shown(Arena *a, Str lines, bool money)
{
    Buf b = buf_open(a, lines.len + 64);
    i64 all = 0;
    int count = 0;
    for (; lines.len && count < 1000; count++) {
        Str line = str_cut(&lines, '\n'), what = str_cut(&line, '\t');
        i64 pence = 0;
        bool read = money && pence_kept(line, &pence);
        if (read) all += pence;
        buf_format(&b, "%s%.*s: %.*s", count ? "\n" : "", FMT(what), FMT(read ? money_shown(a, pence) : line));
    }
    if (money && count > 1) buf_format(&b, "\nAltogether: %.*s", FMT(money_shown(a, all)));
    return buf_view(&b);
}

Str answer_shown(Arena *a, const Question *q, const Answer *is)
{
    i64 n;
    Time t;
    if (!is || is->said == SAID_NOTHING || (is->said == SAID && !is->words.len)) return S("");
    if (is->said == PASSED_OVER) return S("Passed over");
    if (is->said == RATHER_NOT) return S("Rather not say");
    if (q->kind == ASKS_MONEY && pence_kept(is->words, &n)) return money_shown(a, n);
    if (q->kind == ASKS_DATE && time_from_rfc3339(is->words, &t)) return time_date_words(a, t);
    if (q->kind == ASKS_YES_NO) return str_is(is->words, "yes") ? S("Yes") : str_is(is->words, "no") ? S("No") : S("Not sure");
    if (q->kind == ASKS_BUDGET || q->kind == ASKS_CONTACTS) return lines_shown(a, is->words, q->kind == ASKS_BUDGET);
    return q->kind == ASKS_CONSENT ? S("Yes") : is->words;
}
