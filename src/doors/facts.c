/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The box of facts: what there is to mend in it. */
#include "doors/facts.h"

#include "people/people.h"

Faults facts_faults(Arena *a, const FactsBox *c, Time from)
{
    const struct { const char *field; Str said; size_t least; const char *words; } box[] = {
        { "purpose", c->purpose, 10, "Say what it is for." }, { "run_by", c->run_by, 3, "Say who runs it." },
        { "payment", c->payment, 3, "Say what is paid; or “unpaid”, and why." }, { "paid_when", c->paid_when, 3, "Say in which form and when it is paid, or that there is nothing to pay." },
        { "access", c->access, 4, "Say what is done so that people can take part." }, { "anonymity", c->anonymity, 4, "Say whether people can stay unnamed." },
        { "data_use", c->data_use, 6, "Say who holds what people tell, for how long, and what for." }, { "may_change", c->may_change, 6, "Say what can still change through it." },
    };
    Faults f = NO_FAULTS;
    for (int i = 0; i < COUNT(box); i++) {
        Str claim = claim_fault(a, box[i].said);
        if (utf8_length(box[i].said) < box[i].least || utf8_length(box[i].said) > 2000) faults_add(&f, box[i].field, str_c(box[i].words));
        else if (claim.len) faults_add(&f, box[i].field, claim);
    }
    if (str_starts(str_lower_ascii(a, c->payment), S("unpaid")) && utf8_length(c->payment) < 12) faults_add(&f, "payment", S("Say why it is unpaid."));
    if (c->hear_back_on.us <= from.us) faults_add(&f, "hear_back_on", S("Say on which day those who took part hear what came of it."));
    return f;
}

void news_withdrawn_trusted(Tx *tx, const char *kind, i64 id, Str path)
{
    for (const NewsPaper *const *p = house_news_papers; *p; p++) (*p)->withdrawn(tx, kind, id, path);
}

void news_changed_trusted(Tx *tx, const NewsChange *c)
{
    for (const NewsPaper *const *p = house_news_papers; *p; p++) (*p)->changed(tx, c);
}
