/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Handing a message over: to a mail server by libcurl, or into a folder. */
#include "mail/bounce.h"
#include "mail/mail.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct MailLine { CURL *curl; Str rest; void (*ending)(void *with); void *with; char said[300]; };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void begin(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

static size_t give(char *to, size_t size, size_t count, void *with)
{
    MailLine *line = with;
    size_t n = line->rest.len < size * count ? line->rest.len : size * count;
    memcpy(to, line->rest.at, n);
    line->rest.at += n, line->rest.len -= n;
    if (!n && line->ending) line->ending(line->with);
    return n;
}

/* What the server said no with; kept only to tell what kind of no it is. */
static size_t hear(char *at, size_t size, size_t count, void *with)
{
    MailLine *line = with;
    size_t n = size * count;
    if (n > 3 && (at[0] == '4' || at[0] == '5')) snprintf(line->said, sizeof line->said, "%.*s", (int)(n < 290 ? n : 290), at);
    return n;
}

MailLine *mail_line_open(const MailServer *s)
{
    pthread_once(&once, begin);
    MailLine *line = calloc(1, sizeof *line);
    CURL *c = curl_easy_init();
    if (!line || !c) abort();
    line->curl = c;
    curl_easy_setopt(c, CURLOPT_URL, s->url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(s->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (s->ca && *s->ca) {
        curl_easy_setopt(c, CURLOPT_CAINFO, s->ca);
        curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
    }
    if (s->user && *s->user) {
        curl_easy_setopt(c, CURLOPT_USERNAME, s->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, s->password ? s->password : "");
    }
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(c, CURLOPT_READDATA, line);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, hear);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, line);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 20L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)(s->seconds ? s->seconds : 60));
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    return line;
}

void mail_line_watch(MailLine *line, void (*ending)(void *with), void *with) { line->ending = ending, line->with = with; }

void mail_line_close(MailLine *line)
{
    if (line) curl_easy_cleanup(line->curl);
    free(line);
}

/* A 5xx to the sender, the recipient or the text is about this letter, and the server means it.  A 5xx to our password, to
 * TLS or to a greeting is about a setting that somebody will put right: the letter waits, like after a 4xx and whatever
 * happens on the way.  curl tells these apart, save a server that greets us with a no (554 to a machine on a list of
 * spammers) from one that says no after the text: then some of the text has left.  421 is "I am closing", 530 "sign in first". */
static bool is_of_letter(CURLcode rc, long code, bool text_left)
{
    bool to_command = rc == CURLE_SEND_ERROR, to_text = rc == CURLE_WEIRD_SERVER_REPLY && text_left;
    return (to_command || to_text) && code >= 400 && code < 600 && code != 421 && code != 530;
}

static void understand(const MailLine *line, MailAnswer *to)
{
    Arena *a = arena_open();
    Str said = utf8_valid(str_c(line->said)) ? str_c(line->said) : S(""), status = bounce_status_in(said);
    BounceWords w = bounce_words(a, status, said);
    to->hard = w.known ? w.hard : !status.len && (to->code == 550 || to->code == 551 || to->code == 553);
    snprintf(to->status, sizeof to->status, "%.*s", FMT(status));
    arena_close(a);
}

MailAnswer mail_send(MailLine *line, Str from, Str to, Str message)
{
    char sender[300], recipient[300];
    long code = 0;
    snprintf(sender, sizeof sender, "<%.*s>", FMT(from));
    snprintf(recipient, sizeof recipient, "<%.*s>", FMT(to));
    struct curl_slist *list = curl_slist_append(NULL, recipient);
    if (!list) abort();
    line->rest = message, line->said[0] = 0;
    curl_easy_setopt(line->curl, CURLOPT_MAIL_FROM, sender);
    curl_easy_setopt(line->curl, CURLOPT_MAIL_RCPT, list);
    CURLcode rc = curl_easy_perform(line->curl);
    curl_easy_getinfo(line->curl, CURLINFO_RESPONSE_CODE, &code);
    curl_easy_setopt(line->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(list);
    if (code < 400 && rc != CURLE_OK) code = 0;          /* it was well until something else happened */
    bool of_letter = is_of_letter(rc, code, line->rest.len < message.len);
    MailEnd end = rc == CURLE_OK ? MAIL_KEPT : of_letter && code >= 500 ? MAIL_NEVER : MAIL_LATER;
    MailAnswer answer = { end, (int)code, of_letter, rc == CURLE_OK ? "" : curl_easy_strerror(rc), false, "" };
    if (end == MAIL_NEVER) understand(line, &answer);
    return answer;
}

/* ---- where there is no mail server ---- */

static bool write_whole(int fd, Str s)
{
    while (s.len) {
        ssize_t n = write(fd, s.at, s.len);
        if (n <= 0) return false;
        s.at += n, s.len -= (size_t)n;
    }
    return fsync(fd) == 0;
}

/* The new name itself must have reached the disk before the letter's row may be emptied. */
static bool keep_names(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return ok;
}

bool mail_lay(Arena *a, const char *folder, const char *name, Str message)
{
    const char *last = str_format(a, "%s/%s.eml", folder, name).at, *part = str_format(a, "%s/.%s.part", folder, name).at;
    mkdir(folder, 0700);
    int fd = open(part, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return false;
    bool ok = write_whole(fd, message);
    close(fd);
    if (ok && rename(part, last) == 0) return keep_names(folder);
    unlink(part);
    return false;
}
