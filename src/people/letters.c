/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Letters: plain words, one thing to do, and what happens if it is not done. */
#include "people/letters.h"

#include "people/notice.h"

static void post(Tx *tx, Str to, Str subject, const char *purpose, Str text)
{
    letter_post(tx, &(Letter){ .to = to, .to_name = S(""), .subject = subject, .text = text, .purpose = purpose });
}

/* Nobody has confirmed these addresses yet, so the letters hold no word that whoever asked could choose: not even a name.
 * Known and unknown get one of the same kind; who asked learns nothing, who reads it does. */
void letter_join(Tx *tx, const JoinDraft *d, Str link, Str network, bool known)
{
    Str text = str_format(tx_arena(tx), "Hello,\n\n%s\n\n%.*s\n\n%s\n\nIf this was not you, leave this letter alone: nothing is kept after seven days.\n\n%.*s\n",
        known ? "somebody, probably you, asked to join again with this address. It is already with us. Open this page to confirm what was asked just now:"
              : "you asked to join. Open this page and press the button to confirm that this is your address:",
        FMT(link),
        str_is(d->kind, "group") ? "Then somebody in the network reads what you wrote about your group, within seven days, and it goes into the directory if you chose so."
              : "Nothing else is needed. What you write about yourself later is up to you.",
        FMT(network));
    post(tx, d->email, S("Confirm your address"), "joining", text);
}

void letter_second(Tx *tx, const JoinDraft *d, Str link, Str network)
{
    post(tx, d->email, S("You were named as a contact"), "joining", str_format(tx_arena(tx),
        "Hello,\n\nsomebody named you as a contact person of a group. Which group it is, and what that means, stands on this page. "
        "Nothing about you is kept unless you say yes there:\n\n%.*s\n\n"
        "If you would rather not, do nothing: after seven days this question is gone.\n\n%.*s\n", FMT(link), FMT(network)));
}

void letter_sign_in(Tx *tx, Str to, Str link, Str network)
{
    post(tx, to, S("Your link"), "sign-in", str_format(tx_arena(tx),
        "Hello,\n\nhere is the link you asked for. It works once, within 15 minutes. Opening it does nothing by itself; the page has a button.\n\n%.*s\n\n"
        "If you did not ask for it, leave it alone and nothing happens.\n\n%.*s\n", FMT(link), FMT(network)));
}

void letter_sign_in_unknown(Tx *tx, Str to, Str base_url, Str network)
{
    post(tx, to, S("Your link"), "sign-in", str_format(tx_arena(tx),
        "Hello,\n\nsomebody, perhaps you, asked for a link with this address. We do not have it, so there is no link. If you used another address, try that one. "
        "If you would like to join, start here:\n\n%.*s/join\n\nIf you did not ask, leave this letter alone. Nothing about you is kept.\n\n%.*s\n", FMT(base_url), FMT(network)));
}

/* Says neither whether links were switched off nor whether everything stands still: the mailbox may have other readers. */
void letter_sign_in_still(Tx *tx, Str to, Str base_url, Str network)
{
    post(tx, to, S("Your link"), "sign-in", str_format(tx_arena(tx),
        "Hello,\n\nsomebody, perhaps you, asked for a link with this address. No link is sent here just now. If you chose another way to go in, it is on this page:\n\n%.*s/sign-in\n\n"
        "If you did not ask, leave this letter alone and nothing happens.\n\n%.*s\n", FMT(base_url), FMT(network)));
}

void letter_new_address(Tx *tx, Str to, Str link, Str network)
{
    post(tx, to, S("Confirm your address"), "address", str_format(tx_arena(tx),
        "Hello,\n\nsomebody asked that letters come to this address from now on. If that was you, open this page. It asks you to sign in, if you are not, and has a button:\n\n%.*s\n\n"
        "If this was not you, leave this letter alone: nothing is kept after seven days.\n\n%.*s\n", FMT(link), FMT(network)));
}

void letter_change(Tx *tx, Str to, i64 person, Str link, Str network)
{
    letter_post(tx, &(Letter){ .to = to, .to_name = S(""), .subject = S("Something was changed"), .purpose = "change", .person = person, .text = str_format(tx_arena(tx),
        "Hello,\n\non %.*s the way in was changed. If that was you, there is nothing to do.\n\nIf it was not you, this page stops everything with one press. It works for 30 days.\n\n%.*s\n\n%.*s\n",
        FMT(time_words(tx_arena(tx), time_now())), FMT(link), FMT(network)) });
}

void letter_thaw(Tx *tx, Str to, i64 person, Str link, Str network)
{
    letter_post(tx, &(Letter){ .to = to, .to_name = S(""), .subject = S("Your link"), .purpose = "change", .person = person, .text = str_format(tx_arena(tx),
        "Hello,\n\nhere is the link you asked for. It works once, within an hour. Opening it does nothing by itself; the page has a button.\n\n%.*s\n\n"
        "If you did not ask for it, leave it alone: everything stays as it is.\n\n%.*s\n", FMT(link), FMT(network)) });
}

static void to_contacts(Tx *tx, const Group *g, Str subject, Str text)
{
    Query q = db_query(tx, SQL("select person from group_contact where grp = $1 and until = 0"), I(g->id));
    i64 people[20];
    int count = 0;
    while (count < COUNT(people) && db_next(&q)) people[count++] = db_int(&q, 0);
    db_end(&q);
    for (int i = 0; i < count; i++) {
        Str to = person_email_trusted(tx, people[i]);
        if (to.len) notify_trusted(tx, &(Letter){ .to = to, .to_name = S(""), .subject = subject, .text = text, .purpose = "group", .person = people[i] });
    }
}

/* A locked phone may show the first words too, so the group's name comes after them. */
void letter_group_answer(Tx *tx, const Group *g, Str base_url, Str network)
{
    Arena *a = tx_arena(tx);
    if (g->state == GROUP_ACTIVE)
        to_contacts(tx, g, S("What you sent us was read"), str_format(a, "Hello,\n\nsomebody has read what you sent us. Every word of it stays yours: you can change it when you are signed in.\n\n"
            "%.*s %s\n\n%.*s/groups/%.*s\n\n%.*s\n", FMT(g->name),
            g->listed ? "is in the directory now:" : "is not shown in the directory, as you chose. Your own page of it is here:", FMT(base_url), FMT(g->slug), FMT(network)));
    else
        to_contacts(tx, g, S("What you sent us was read"), str_format(a, "Hello,\n\nsomebody has read what you sent us. If we have got it wrong, write back to us: a person reads what you write.\n\n"
            "%.*s was not put into the directory, because:\n\n%.*s\n\n%.*s\n", FMT(g->name), FMT(g->why_not), FMT(network)));
}
