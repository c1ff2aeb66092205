/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Handing a message over: to a mail server by libcurl, or into a folder. */
#include "mail/mail.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void begin(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

static size_t give(char *to, size_t size, size_t count, void *with)
{
    Str *rest = with;
    size_t n = rest->len < size * count ? rest->len : size * count;
    memcpy(to, rest->at, n);
    rest->at += n, rest->len -= n;
    return n;
}

/* 4xx and whatever happened on the way: later.  5xx: the server means it. */
MailAnswer mail_send(const MailServer *s, Str from, Str to, Str message)
{
    char sender[300], recipient[300];
    long code = 0;
    pthread_once(&once, begin);
    snprintf(sender, sizeof sender, "<%.*s>", FMT(from));
    snprintf(recipient, sizeof recipient, "<%.*s>", FMT(to));
    CURL *c = curl_easy_init();
    struct curl_slist *list = curl_slist_append(NULL, recipient);
    if (!c || !list) { curl_slist_free_all(list); curl_easy_cleanup(c); return (MailAnswer){ MAIL_LATER, 0 }; }
    curl_easy_setopt(c, CURLOPT_URL, s->url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(s->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (s->user && *s->user) curl_easy_setopt(c, CURLOPT_USERNAME, s->user), curl_easy_setopt(c, CURLOPT_PASSWORD, s->password);
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, sender);
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, list);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(c, CURLOPT_READDATA, &message);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 20L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, 120L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    CURLcode rc = curl_easy_perform(c);
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &code);
    curl_slist_free_all(list);
    curl_easy_cleanup(c);
    MailEnd end = rc == CURLE_OK ? MAIL_KEPT : code >= 500 && code < 600 && rc != CURLE_LOGIN_DENIED ? MAIL_NEVER : MAIL_LATER;
    return (MailAnswer){ end, (int)code };
}

bool mail_lay(Arena *a, const char *folder, i64 id, Str message)
{
    const char *last = str_format(a, "%s/%lld-%lld.eml", folder, time_now().us / 1000000, id).at;
    const char *part = str_format(a, "%s/.%lld.part", folder, id).at;
    mkdir(folder, 0700);
    int fd = open(part, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) return false;
    bool ok = write(fd, message.at, message.len) == (ssize_t)message.len && fsync(fd) == 0;
    close(fd);
    if (ok && rename(part, last) == 0) return true;
    unlink(part);
    return false;
}
