/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A visit: who is asking, what they asked, what we answer.  Knows no domain. */
#ifndef KITH_WEB_H
#define KITH_WEB_H

#include "base/base.h"
#include "db/db.h"
#include "html/html.h"
#include "http/http.h"

/* ---- who asks, and which doors open ------------------------------------------ */

/* Gates are fixed here; which role passes which is data (table role_gate).
 * GATE_UNSET is what a forgotten column would be, and is refused at start-up. */
typedef enum {
    GATE_UNSET, ANYONE, STRANGERS,      /* STRANGERS: sign-in and joining; someone signed in is sent to /me */
    MEMBERS,                            /* signed in */
    DESK,                               /* any role at all */
    EDITORS,                            /* words: pages, theory of change */
    OFFICERS,                           /* membership: groups waiting, joining by voice */
    DECIDERS,                           /* doors, what comes through them, the matrix, the answers */
    ADMINISTRATORS,                     /* settings and roles */
    MACHINES,                           /* loopback or the metrics token */
    TOKENED                             /* the address holds the proof, as in a letter's link that stops it: no cookie, no form of ours */
} Gate;

typedef struct { i64 person, session; unsigned gates; bool staff; bool strong; } Who;   /* person 0: a stranger; strong: came in by passkey or passphrase */
static inline bool who_passes(Who w, Gate g) { return (w.gates >> g) & 1; }
#define NOBODY ((Who){ .gates = 1u << ANYONE | 1u << STRANGERS })

/* ---- what a room's rules answer ------------------------------------------------- */

/* Add a word here when a rule needs one: every switch over it is without default. */
typedef enum { DONE = 1, INVALID, CONFLICT, GONE } Outcome;

typedef struct { const char *field; Str words; } Fault;
typedef struct { int count; Fault at[16]; } Faults;
#define NO_FAULTS ((Faults){ 0 })
Faults fault(const char *field, Str words);              /* one */
void faults_add(Faults *f, const char *field, Str words);
Str faults_of(Faults f, const char *field);              /* the words for this field, or "" */

/* What stands around a page's own words.  Titles say nothing that a stranger in the history should not read. */
typedef struct {
    Str title;                          /* thing first */
    const char *room;                   /* "", "membership", "knowledge", "collaboration", "voice", "resourcing", "desk" */
    Str crumb, crumb_url;               /* where this page hangs, from the second level */
    bool faulty;                        /* a form came back: the title begins with "Mend:" */
    bool noindex;
    Str feed_json, feed_csv, feed_atom; /* the same page in other formats */
    SafeHtml more;                      /* further elements of the head: what machines read of the page */
} PageHead;

typedef struct Visit Visit;

/* ---- the visit --------------------------------------------------------------------- */

typedef struct {                        /* by value: every path returns exactly one */
    int status;
    Str location, body, type;
    const char *file, *etag, *filename; /* a file instead of a body; its lasting tag; the name it is saved under */
    bool keep, drop, leaving, lasting;  /* commit all the same; commit nothing; quick exit; may be kept for a year */
    void (*work)(void *with); void *with;   /* see reply_after() */
} Reply;
/* NOTED is a GET whose reading is written down where the person read about sees it: its visit may write (docs/decisions/0008).
 * ASKED is a POST that only reads, as a protocol wants it. */
typedef enum { GET = 1, POST, NOTED, ASKED } Method;
typedef struct { Method method; const char *pattern; Gate gate; Reply (*handler)(Visit *); } Route;

struct Visit {
    Arena *arena;
    Tx *tx;                             /* opens at its first statement: read for GET, write for POST */
    Who who;
    const HttpRequest *http;
    Str params[4]; int param_count;     /* what the pattern's :words matched */
    Str session_token, pre_session;     /* the cookies that came, or were given during this visit */
    Str cookies[4]; int cookie_count;   /* Set-Cookie lines of the answer */
    const struct Network *network;
    struct Web *web;
    PageHead head;                      /* of the page that is being written */
    struct { i64 person; Str token; } idle;   /* the session that came had been still for too long */
    bool began_session;
    void *worked;                       /* what reply_after() was given, once its work is done */
    HttpHeader headers[6]; int header_count;    /* further headers of the answer */
    bool formed;                        /* a token was written into the page: it is this visitor's alone */
};

Str path_str(const Visit *v, int which);                 /* the pattern's :word, counted from 0 */
i64 path_id(const Visit *v, int which);                  /* 0 if it is not a number */
Str form_str(Visit *v, const char *name);                /* one line, tidied and trimmed; "" when absent */
Str form_text(Visit *v, const char *name);               /* several lines, tidied */
bool form_box(Visit *v, const char *name);               /* a ticked box */
const HttpField *form_file(Visit *v, const char *name);  /* an upload, or NULL when none was sent */
Str query_str(Visit *v, const char *name);

void header_add(Visit *v, const char *name, Str value);  /* of the answer, once the page is what it is */

/* ---- replies ------------------------------------------------------------------------- */

Html *page_open(Visit *v, PageHead head);
Reply reply_page(Visit *v, Html *page, int status);      /* closes the layout around it */
Reply reply_redirect(Visit *v, const char *fmt, ...) __attribute__((format(printf, 2, 3)));   /* 303 */
Reply reply_moved(Visit *v, Str to);                     /* 301 */
Reply reply_not_found(Visit *v);                         /* not there, or not yours: the same */
Reply reply_gone(Visit *v);                              /* 410 */
Reply reply_forbidden(Visit *v);
Reply reply_words(Visit *v, int status, Str title, Str words);
Reply reply_full(Visit *v);                               /* 503: no room on disk */
Reply reply_busy(Visit *v);                              /* 503: writers kept meeting */
Reply reply_conflict(Visit *v, Str words);               /* 409, in plain words */
Reply reply_too_fast(Visit *v);                          /* 429 */
Reply reply_crowded(Visit *v);                           /* 503: too many wait for what takes long */
Reply reply_bug(Visit *v);
Reply reply_bytes(Visit *v, Str type, Str body);         /* JSON, CSV, vCard ... */
Reply reply_file(Visit *v, Str type, const char *path);  /* with Range; type by us, never by the sender */
Reply reply_download(Reply r, const char *filename);
Reply reply_keep(Reply r);                               /* commit although the status is 400 or more */
Reply reply_drop(Reply r);                               /* shown, and nothing of it is written down */
/* Something that takes long and touches no data: the transaction is dropped, `work` runs, then the visit runs again with v->worked. */
Reply reply_after(void (*work)(void *with), void *with);
Reply reply_reading(Visit *v);                           /* how they like to read: kept in a cookie, and back to where they were */
Reply reply_leave(Visit *v);                             /* quick exit: ends the session, clears, 303 to a neutral site */

void way_back_set(Visit *v, Str path);                   /* where to go on after signing in; kept in a cookie for an hour */
Str way_back_take(Visit *v);
Reply reply_metrics(Visit *v);
void notice_set(Visit *v, Str words);                    /* one sentence for the next page, role status */

/* ---- the network's face (table setting), cached here for a second at most ------------- */

typedef struct Network {
    Str name, short_name, strapline, language, country, time_zone;
    Str contact_email, contact_post, contact_phone, exit_url;
    Str logo, logo_words;               /* the file's hash, or "" */
    Str look;                           /* the hash of the colours it set itself, or "" */
    Str staff_need_passkey;             /* "yes": whoever has a role comes in by passkey or passphrase before the desk opens */
    Str base_url;
} Network;
const Network *network(Visit *v);
Str setting(Tx *tx, const char *name, Str otherwise);
void setting_put(Tx *tx, const char *name, Str value);

/* ---- sessions ---------------------------------------------------------------------------- */

void session_begin(Visit *v, i64 person, const char *means, bool stay);   /* "link", "passkey", "passphrase"; a new id, also where one was */
void session_end(Visit *v);
void session_end_all(Tx *tx, i64 person);
Str csrf_token(Visit *v);
Str browser_secret(Visit *v);            /* what only this visitor's browser holds: the session's cookie, or one given for forms */

/* ---- what was typed when a session had ended: kept seven days, sealed, for the same person to send again ---- */

typedef struct { Str name, value; } KeptField;
typedef struct { Str path; const KeptField *at; int count; } KeptForm;
const KeptForm *kept_form(Tx *tx, Who who, Str token);   /* NULL: not there, or not theirs */
void kept_form_drop(Tx *tx, Who who, Str token);

/* ---- pace: how often, kept in memory under a key that changes daily --------------------------- */

bool pace_allows(Visit *v, const char *what, Str whom, int most, i64 per_us);   /* whom "" is the address that asks */

/* ---- the house puts rooms in ------------------------------------------------------------------ */

typedef struct {
    const Route *const *routes;         /* each ends with a zero row; the list with NULL */
    const char *base_url, *db_url, *data_dir;
    int workers;                        /* with the slow ones */
    bool https;                         /* people reach us by https: cookies are Secure, HSTS is sent */
    const char *metrics_token;          /* NULL: /metrics answers loopback alone */
    void (*committed)(void *with);      /* something was written: wake who waits for jobs */
    void *with;
} WebConfig;
typedef struct Web Web;
Web *web_open(const WebConfig *c, Str *why_not, Arena *a);   /* one database connection for each worker */
void web_close(Web *w);
void web_answer(void *web, const HttpRequest *request, HttpReply *reply);  /* what http calls */
const char *web_data_dir(const Visit *v);
void web_base_url(Web *w, const char *url);             /* once it is known where we listen */
void web_counts_from(Web *w, const HttpServer *server);
bool routes_sound(const Route *const *routes, Buf *faults);  /* a row without a gate is refused at start-up */
void routes_print(const Route *const *routes, Buf *to);      /* method, pattern, gate, a line each */
const char *gate_name(Gate g);
void session_flush(Tx *tx);             /* writes down when sessions were last used */

#endif
