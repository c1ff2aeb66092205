/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What comes by mail, for the person it comes to: how often, which parts, in which form and hours; and why, or why not. */
#include "bulletin/bulletin.h"

#include "bulletin/views.h"

static const Choice rhythms[] = { { "weekly", { "As soon as it is sent", 21 }, { "", 0 }, false }, { "digest", { "Once a month, all together", 26 }, { "", 0 }, false }, { "paper", { "By post, on paper", 17 }, { "", 0 }, false } };
static const Choice hows[] = { CHOICE("at once", "At once"), CHOICE("daily", "Together, once a day"), CHOICE("never", "Not by mail; it stands on your pages") };
static const char *const how_words[] = { "", "at once", "daily", "never" };

static Str section_field(Visit *v, i64 section) { return str_format(v->arena, "section-%lld", section); }

/* The boxes are ticked for what somebody wants; what is kept is what they do not want, so that a new part reaches them. */
static PostBulletin row_of(Visit *v, const Bulletin *b)
{
    PostBulletin r = { .b = b, .agreed = false };
    BulletinChoice c = bulletin_choice(v->tx, v->who, b->id);
    Sections all = sections_of(v->tx, v->who, b->id);
    BoxSpec *at = arena_array(v->arena, BoxSpec, all.count + 1);
    Consents said = consents_of(v->tx, v->who);
    for (int i = 0; i < said.count; i++) if (str_eq(said.at[i].purpose, b->purpose) && !said.at[i].withdrawn_at.us) r.agreed = true;
    for (int i = 0; i < all.count; i++) at[i] = box_spec(section_field(v, all.at[i].id).at, all.at[i].name, S(""), !section_unwanted(c.without, all.at[i].id));
    Str name = str_format(v->arena, "rhythm-%.*s", FMT(b->slug));
    r.rhythm = choice_spec(v->arena, name.at, S("How often"), c.rhythm, rhythms, COUNT(rhythms));
    r.rhythm.hint = S("On paper needs your postal address, and your yes to being written to.");
    r.sections = at, r.section_count = all.count;
    return r;
}

static ChoiceSpec hour_spec(Visit *v, const char *name, const char *legend, int now)
{
    Choice *at = arena_array(v->arena, Choice, 24);
    for (int i = 0; i < 24; i++) at[i] = (Choice){ str_format(v->arena, "%d", i).at, i == 0 ? S("midnight") : i == 12 ? S("noon") : str_format(v->arena, "%d %s", i > 12 ? i - 12 : i,
        i < 12 ? "in the morning" : "in the afternoon or evening"), S(""), i == now };
    return (ChoiceSpec){ .name = name, .legend = str_c(legend), .hint = S(""), .fault = S(""), .at = at, .count = 24 };
}

static Reply get_post(Visit *v)
{
    Bulletins all = bulletins_seen_by(v->tx, v->who);
    PostBulletin *at = arena_array(v->arena, PostBulletin, all.count + 1);
    PostChoice c = post_choice(v->tx, v->who);
    ChoiceSpec *kinds = arena_array(v->arena, ChoiceSpec, NOTICE_KINDS);
    MePostShown s = { .at = at, .count = all.count, .kinds = kinds, .kind_count = NOTICE_KINDS, .why = why_of(v->tx, v->who), .paused = paused_of(v->tx, v->who) };
    for (int i = 0; i < all.count; i++) at[i] = row_of(v, &all.at[i]);
    for (int i = 0; i < NOTICE_KINDS; i++)
        kinds[i] = choice_spec(v->arena, str_format(v->arena, "kind-%s", notice_kinds[i].kind).at, str_c(notice_kinds[i].words), str_c(how_words[notice_how(v->tx, v->who,
            notice_kinds[i].kind)]), hows, COUNT(hows));
    s.plain = box_spec("plain", S("Plain text only"), S("For readers that show letters as they are."), c.plain);
    s.named = box_spec("named", S("The network’s name may show on the outside"), S("Otherwise sender and subject are dull, because they show on a locked phone."), c.named);
    s.quiet_from = hour_spec(v, "quiet_from", "Nothing comes from", c.quiet_from), s.quiet_to = hour_spec(v, "quiet_to", "until", c.quiet_to);
    s.quiet_to.hint = S("The same hour twice: it may come at any time.");
    Html *page = page_open(v, (PageHead){ .title = S("What comes by mail"), .room = "", .crumb = S("Your page"), .crumb_url = S("/me"), .noindex = true });
    view_me_post(page, &s);
    return reply_page(v, page, 200);
}

static int typed_hour(Visit *v, const char *name)
{
    i64 n;
    return str_int(form_str(v, name), &n) && n >= 0 && n < 24 ? (int)n : 0;
}

static void keep_bulletin(Visit *v, const Bulletin *b)
{
    Sections all = sections_of(v->tx, v->who, b->id);
    Str rhythm = form_str(v, str_format(v->arena, "rhythm-%.*s", FMT(b->slug)).at);
    Buf without = buf_open(v->arena, 128);
    bool known = false;
    for (int i = 0; i < COUNT(rhythms); i++) known |= str_is(rhythm, rhythms[i].value);
    if (!known) return;                                    /* it was not on the page: not agreed to */
    for (int i = 0; i < all.count; i++) if (!form_box(v, section_field(v, all.at[i].id).at)) buf_format(&without, "%s%lld", without.len ? " " : "", all.at[i].id);
    bulletin_choose(v->tx, v->who, b->id, &(BulletinChoice){ rhythm, buf_view(&without) });
}

static Reply post_post(Visit *v)
{
    i64 address = 0;
    if (str_is(form_str(v, "act"), "resume")) {
        if (str_int(form_str(v, "address"), &address)) paused_resume(v->tx, v->who, address);
        notice_set(v, S("Letters go to it again."));
        return reply_redirect(v, "/me/post");
    }
    Bulletins all = bulletins_seen_by(v->tx, v->who);
    for (int i = 0; i < all.count; i++) keep_bulletin(v, &all.at[i]);
    post_choose(v->tx, v->who, &(PostChoice){ form_box(v, "plain"), form_box(v, "named"), typed_hour(v, "quiet_from"), typed_hour(v, "quiet_to") });
    for (int i = 0; i < NOTICE_KINDS; i++) {
        Str how = form_str(v, str_format(v->arena, "kind-%s", notice_kinds[i].kind).at);
        for (int k = NOTICE_AT_ONCE; k <= NOTICE_NEVER; k++) if (str_is(how, how_words[k])) notice_choose(v->tx, v->who, notice_kinds[i].kind, (NoticeHow)k);
    }
    notice_set(v, S("Kept. It counts from the next letter on."));
    return reply_redirect(v, "/me/post");
}

const Route post_routes[] = {
    { GET,  "/me/post", MEMBERS, get_post },
    { POST, "/me/post", MEMBERS, post_post },
    { 0 }
};
