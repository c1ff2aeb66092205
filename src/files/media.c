/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What was sent is looked at by what it holds and written anew without what it says of its maker (SEC-20), in a process
 * that has two files, no network, no database, and no call but those that reading, writing and memory need. */
#include "files/inside.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#else
#define SANITIZED 0
#endif

enum { LARGEST_PAPER = 10 << 20, LARGEST_RECORDING = 60 << 20 };
typedef enum { LOOKS_LIKE_NOTHING, LOOKS_LIKE_PNG, LOOKS_LIKE_JPEG, LOOKS_LIKE_PDF, LOOKS_LIKE_ZIP, LOOKS_LIKE_RECORDING, LOOKS_LIKE_TEXT } Looks;
typedef struct { bool done, lacking, word; AvSeen av; } Told;              /* shared with the child */

static Looks looks_like(const unsigned char *p, size_t n)
{
    if (n >= 8 && !memcmp(p, "\x89PNG\r\n\x1a\n", 8)) return LOOKS_LIKE_PNG;
    if (n >= 3 && !memcmp(p, "\xff\xd8\xff", 3)) return LOOKS_LIKE_JPEG;
    if (n >= 5 && !memcmp(p, "%PDF-", 5)) return LOOKS_LIKE_PDF;
    if (n >= 4 && !memcmp(p, "PK\3\4", 4)) return LOOKS_LIKE_ZIP;
    if ((n >= 12 && !memcmp(p + 4, "ftyp", 4)) || (n >= 4 && (!memcmp(p, "\x1a\x45\xdf\xa3", 4) || !memcmp(p, "OggS", 4) || !memcmp(p, "fLaC", 4))) || (n >= 12 && !memcmp(p, "RIFF", 4) && !memcmp(p + 8, "WAVE", 4))
        || (n >= 3 && (!memcmp(p, "ID3", 3) || (p[0] == 0xff && (p[1] & 0xe0) == 0xe0)))) return LOOKS_LIKE_RECORDING;
    return LOOKS_LIKE_TEXT;
}

/* Plain text stays what it is; what a browser might take for a page does not come in as one. */
static bool plain(const unsigned char *p, size_t n)
{
    Str s = { (const char *)p, n };
    Str start = str_trim((Str){ s.at, n < 400 ? n : 400 });
    return utf8_valid(s) && !(start.len && start.at[0] == '<');
}

static bool clean_one(Looks as, int from, int to, size_t size, Told *told)
{
    if (as == LOOKS_LIKE_RECORDING) return clean_av(from, to, &told->av);
    unsigned char *file = malloc(size + 1);
    size_t n = 0;
    lseek(from, 0, SEEK_SET);
    for (ssize_t got; file && n < size && (got = read(from, file + n, size - n)) > 0; ) n += (size_t)got;
    if (!file || n != size) return false;
    switch (as) {
    case LOOKS_LIKE_PNG:  return clean_png(file, n, to);
    case LOOKS_LIKE_JPEG: return clean_jpeg(file, n, to);
    case LOOKS_LIKE_PDF:  return clean_pdf(file, n, to);
    case LOOKS_LIKE_ZIP:  return clean_papers(file, n, to, &told->word);
    case LOOKS_LIKE_TEXT: return plain(file, n) && clean_write(to, file, n);
    case LOOKS_LIKE_RECORDING: case LOOKS_LIKE_NOTHING: break;
    }
    return false;
}

static _Noreturn void child(Looks as, int from, int to, size_t size, Told *told)
{
    struct rlimit memory = { 1024u << 20, 1024u << 20 }, seconds = { 20, 20 };
    dup2(from, 0), dup2(to, 1);
    close_range(2, ~0u, 0);
    bool ready = as == LOOKS_LIKE_RECORDING ? clean_av_ready() : as == LOOKS_LIKE_PDF ? clean_pdf_ready() : true;
    told->lacking = !ready;
    if (!SANITIZED) setrlimit(RLIMIT_AS, &memory);
    setrlimit(RLIMIT_CPU, &seconds);
    alarm(40);
    told->done = ready && clean_lock() && clean_one(as, 0, 1, size, told);
    _exit(0);
}

static Media named(Looks as, const Told *t)
{
    switch (as) {
    case LOOKS_LIKE_PNG:  return (Media){ MEDIA_PICTURE, S("image/png"), S(".png"), 0, S("") };
    case LOOKS_LIKE_JPEG: return (Media){ MEDIA_PICTURE, S("image/jpeg"), S(".jpg"), 0, S("") };
    case LOOKS_LIKE_PDF:  return (Media){ MEDIA_DOCUMENT, S("application/pdf"), S(".pdf"), 0, S("") };
    case LOOKS_LIKE_TEXT: return (Media){ MEDIA_DOCUMENT, S("text/plain; charset=utf-8"), S(".txt"), 0, S("") };
    case LOOKS_LIKE_ZIP:
        return t->word ? (Media){ MEDIA_DOCUMENT, S("application/vnd.openxmlformats-officedocument.wordprocessingml.document"), S(".docx"), 0, S("") }
                       : (Media){ MEDIA_DOCUMENT, S("application/vnd.oasis.opendocument.text"), S(".odt"), 0, S("") };
    case LOOKS_LIKE_RECORDING:
        return (Media){ t->av.film ? MEDIA_FILM : MEDIA_SOUND, str_c(av_types[t->av.format][t->av.film]), str_c(av_types[t->av.format][2]), t->av.seconds, S("") };
    case LOOKS_LIKE_NOTHING: break;
    }
    return (Media){ .kind = MEDIA_NONE };
}

static Media refused(Str why) { return (Media){ .kind = MEDIA_NONE, .why_not = why }; }

static MediaKind kind_before(Looks as)
{
    return as == LOOKS_LIKE_RECORDING ? MEDIA_SOUND : as == LOOKS_LIKE_PNG || as == LOOKS_LIKE_JPEG ? MEDIA_PICTURE : MEDIA_DOCUMENT;
}

Media media_clean(Arena *a, const char *from, const char *to, unsigned wanted)
{
    unsigned char start[512];
    struct stat is;
    (void)a;
    int in = open(from, O_RDONLY | O_CLOEXEC), status = 0;
    ssize_t n = in >= 0 ? read(in, start, sizeof start) : -1;
    Looks as = n > 0 ? looks_like(start, (size_t)n) : LOOKS_LIKE_NOTHING;
    bool recording = as == LOOKS_LIKE_RECORDING, wants = (wanted >> kind_before(as) & 1) || (recording && (wanted >> MEDIA_FILM & 1));
    if (n <= 0 || fstat(in, &is) || !wants) {
        if (in >= 0) close(in);
        return refused(n <= 0 ? S("There is nothing in this file.") : S("This is not a recording that we can take. Sound or film as phones and computers record it works; or write instead."));
    }
    if (is.st_size > (recording ? LARGEST_RECORDING : LARGEST_PAPER)) { close(in); return refused(recording ? S("This is larger than 60 MB. A shorter recording, or two, will do.") : S("This is larger than 10 MB. Is there a smaller version?")); }
    Told *told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), said = { 0 };
    int out = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    pid_t pid = told != MAP_FAILED && out >= 0 ? fork() : -1;
    if (pid == 0) child(as, in, out, (size_t)is.st_size, told);
    if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status)) said = *told;
    close(in);
    if (out >= 0) close(out);
    if (told != MAP_FAILED) munmap(told, sizeof *told);
    if (said.done) return named(as, &said);
    unlink(to);
    return refused(said.lacking ? S("This machine cannot look into files of this kind yet. Another kind works, or send it to us.") : recording ? S("This recording could not be read, or is longer than half an hour.")
        : S("This is not a kind of file that we can take. A PDF, a Word or OpenDocument text, a PNG or JPEG picture, plain text, or a recording works."));
}
