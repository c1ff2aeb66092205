/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a server means.  Its own words count before its code, because 5.0.0 and 5.5.0 are said of everything; among words,
 * what is about us or about now (full, blocked, spam, too big, later) counts before what is about the address. */
#include "mail/bounce.h"

static bool figure(char c) { return c >= '0' && c <= '9'; }

/* "5.1.1", standing alone: neither a version nor an address of a machine. */
static Str status_at(Str words, size_t i)
{
    if ((words.at[i] != '4' && words.at[i] != '5') || words.at[i + 1] != '.' || (i && (figure(words.at[i - 1]) || words.at[i - 1] == '.'))) return S("");
    size_t n = i + 2, second = 0, third = 0;
    while (n < words.len && figure(words.at[n])) n++, second++;
    if (!second || second > 3 || n >= words.len || words.at[n] != '.') return S("");
    n++;
    while (n < words.len && figure(words.at[n])) n++, third++;
    bool ends = n >= words.len || (words.at[n] != '.' && !figure(words.at[n])) || n + 1 >= words.len || !figure(words.at[n + 1]);
    return third && third <= 3 && ends ? (Str){ words.at + i, n - i } : S("");
}

/* Right after the reply's own three figures, "550 5.7.1" or "550-'5.7.1": what the last server said, whatever others put before it. */
static bool after_reply(Str words, size_t i)
{
    while (i && strchr("' -", words.at[i - 1])) i--;
    return i >= 3 && figure(words.at[i - 1]) && figure(words.at[i - 2]) && strchr("45", words.at[i - 3]) && (i == 3 || !figure(words.at[i - 4]));
}

Str bounce_status_in(Str words)
{
    Str first = S("");
    for (size_t i = 0; i + 4 < words.len; i++) {
        Str s = status_at(words, i);
        if (s.len && after_reply(words, i)) return s;
        if (s.len && !first.len) first = s;
    }
    return first;
}

typedef struct { const char *words; bool hard; } Meaning;

/* In order: the first that is found counts. */
enum { SURE = 3 };
static const Meaning meanings[] = {
    { "domain may not exist", true }, { "invalid recipient", true }, { "unknown recipient", true },
    { "mailbox full", false }, { "quota", false }, { "mailbox is full", false }, { "mailfolder is full", false }, { "mailbox size", false }, { "not enough storage", false }, { "not enough disk", false },
    { "insufficient system storage", false }, { "command output", false }, { "x-unix", false },
    { "sender rejected", false }, { "sender address", false }, { "after mail from", false }, { "mailfrom", false }, { "mail_from", false },
    { "spam", false }, { "blacklist", false }, { "blocklist", false }, { "block list", false }, { "reputation", false }, { "dmarc", false }, { "spf", false }, { "dkim", false }, { "virus", false }, { "reverse dns", false },
    { "timed out", false }, { "too large", false }, { "exceeds", false }, { "too big", false }, { "try again later", false }, { "greylist", false }, { "too many", false },
    { "account is disabled", false }, { "is inactive", false }, { "account has been suspended", false },
    { "user unknown", true }, { "unknown user", true }, { "no such user", true }, { "does not exist", true }, { "doesn't exist", true }, { "no mailbox here by that name", true }, { "no such person", true }, { "user not found", true },
    { "recipient name is not recognized", true }, { "and other recipients in the same domain", true }, { "; 542 ", true }, { "not listed in", true }, { "invalid final delivery userid", true }, { "no valid recipients", true }, { "doesn't have a", true },
    { "address couldn't be found", true }, { "address not found", true }, { "mailbox unavailable", true },
    { "host unknown", true }, { "unknown host", true }, { "dns lookup failure", true }, { "unrouteable address", true }, { "no mx ", true }, { "domain is not reachable", true },
    { "not accepting network messages", true },
};

/* A server that knows nobody only after it read the whole letter judged the letter. */
static bool after_the_text(Str low)
{
    static const char *const signs[] = { "in reply to end of data", "in reply to data", "end of data", "smtp command\ndata", "smtp command\r\ndata", "after data", ">>> data\n<<< 5", ">>> data\r\n<<< 5" };
    if (str_find(low, S("rcpt to")) >= 0 || str_find(low, S("5.1.1 requested")) >= 0) return false;
    for (int i = 0; i < COUNT(signs); i++) if (str_find(low, str_c(signs[i])) >= 0) return true;
    return false;
}

/* RFC 3463: what the codes alone come to. */
static const Meaning codes[] = {
    { "5.1.1", true }, { "4.1.1", true }, { "5.1.2", true }, { "5.1.3", true }, { "5.1.6", true }, { "5.1.10", true }, { "5.1.0", true }, { "5.3.2", true }, { "5.4.4", true }, { "4.4.4", true },
};

bool bounce_judged_text(Arena *a, Str status, Str diagnostic, Str words)
{
    static const char *const unknown[] = { "user unknown", "unknown user", "no such user" };
    Str low = str_lower_ascii(a, diagnostic);
    if (str_starts(status, S("5.1."))) return false;
    for (int i = 0; i < COUNT(unknown); i++) if (str_find(low, str_c(unknown[i])) >= 0) return after_the_text(str_lower_ascii(a, words));
    return false;
}

BounceWords bounce_words(Arena *a, Str status, Str words)
{
    Str low = str_lower_ascii(a, words);
    bool vague = !status.len || str_ends(status, S(".0.0"));
    bool nowhere = str_is(status, "4.0.0") && str_find(low, S("no mx found")) >= 0;          /* it waits in a queue, and will for ever */
    if (str_starts(status, S("4.")) && !str_is(status, "4.1.1") && !nowhere) return (BounceWords){ true, false };
    if (str_is(status, "5.1.8") || str_is(status, "5.1.7")) return (BounceWords){ true, false };      /* it is about the sender */
    for (int i = 0; i < COUNT(meanings); i++)
        if (str_find(low, str_c(meanings[i].words)) >= 0) return (BounceWords){ true, meanings[i].hard && (i < SURE || !str_starts(status, S("5.7."))) };    /* 5.7: they do not want it from us */
    for (int i = 0; i < COUNT(codes); i++) if (str_is(status, codes[i].words)) return (BounceWords){ true, codes[i].hard };
    if ((vague || str_is(status, "5.4.1")) && str_find(low, S("recipient address rejected")) >= 0) return (BounceWords){ true, true };
    return (BounceWords){ !vague, false };
}
