/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What people typed, tidied at the edge; and what is said back about it. */
#include "web/inside.h"

#include "seal/seal.h"
#include "web/parts.h"

Str form_str(Visit *v, const char *name) { return utf8_line(v->arena, http_field(v->http, name)); }
Str form_text(Visit *v, const char *name) { return str_trim(utf8_tidy(v->arena, http_field(v->http, name))); }
bool form_box(Visit *v, const char *name) { return http_field(v->http, name).len > 0; }
Str query_str(Visit *v, const char *name) { return utf8_line(v->arena, http_arg(v->http, name)); }

const HttpField *form_file(Visit *v, const char *name)
{
    for (int i = 0; i < v->http->field_count; i++) {
        const HttpField *f = &v->http->fields[i];
        if (f->path && f->size > 0 && str_is(f->name, name)) return f;
    }
    return NULL;
}

Faults fault(const char *field, Str words) { return (Faults){ 1, { { field, words } } }; }

void faults_add(Faults *f, const char *field, Str words)
{
    if (f->count < COUNT(f->at)) f->at[f->count++] = (Fault){ field, words };
}

Str faults_of(Faults f, const char *field)
{
    for (int i = 0; i < f.count; i++) if (!strcmp(f.at[i].field, field)) return f.at[i].words;
    return S("");
}

/* ---- a form pressed twice acts once (REL-03) ---- */

Reply once_before(Visit *v, Str *key)
{
    Str once = http_field(v->http, "once");
    *key = S("");
    if (once.len != 22) return (Reply){ 0 };
    *key = seal_hash(v->arena, str_format(v->arena, "once %.*s %.*s %.*s", FMT(v->session_token), FMT(v->pre_session), FMT(once)));
    Query q = db_query(v->tx, SQL("select location from done_once where key_hash = $1"), B(*key));
    if (!db_next(&q)) return (Reply){ 0 };
    Str to = db_str(&q, 0);
    db_end(&q);
    return (Reply){ .status = 303, .location = to };
}

void once_after(Visit *v, Str key, const Reply *r)
{
    if (!key.len || r->status != 303 || v->began_session) return;    /* who gets a session must run it again to get its cookie again */
    db_exec(v->tx, SQL("insert into done_once(key_hash, at, location) values ($1, $2, $3)"), B(key), AT(time_now()), T(r->location));
}

/* ---- one sentence for the next page; where to go on after signing in ---- */

static void keep_words(Visit *v, const char *dull, Str words, i64 seconds)
{
    Str coded = base64url(v->arena, words.at, words.len);
    cookie_set(v, dull, str_format(v->arena, "%.*s.%.*s", FMT(coded), FMT(seal_sign(v->arena, dull, words))), seconds);
}

static Str take_words(Visit *v, const char *dull)
{
    Str rest = http_cookie(v->http, str_cstr(v->arena, cookie_name(v, dull))), words;
    if (!rest.len || rest.len > 2000) return S("");
    Str coded = str_cut(&rest, '.');
    cookie_set(v, dull, S(""), -1);
    if (!base64url_decode(v->arena, coded, &words) || !utf8_valid(words) || !seal_signed(dull, words, rest)) return S("");
    return words;
}

void notice_set(Visit *v, Str words) { keep_words(v, "n", words, 60); }
Str notice_take(Visit *v) { return take_words(v, "n"); }
void way_back_set(Visit *v, Str path) { keep_words(v, "b", path, 3600); }
Str way_back_take(Visit *v) { return take_words(v, "b"); }

/* ---- parts of forms ---- */

ChoiceSpec choice_spec(Arena *a, const char *name, Str legend, Str now, const Choice *from, int count)
{
    Choice *at = arena_array(a, Choice, count + 1);
    for (int i = 0; i < count; i++) at[i] = from[i], at[i].chosen = str_is(now, from[i].value);
    return (ChoiceSpec){ .name = name, .legend = legend, .hint = S(""), .fault = S(""), .at = at, .count = count };
}

Str day_value(Arena *a, Time t) { return t.us ? (Str){ time_rfc3339(a, t).at, 10 } : S(""); }
