/* SPDX-License-Identifier: AGPL-3.0-or-later
 * DKIM signatures (RFC 6376, relaxed/relaxed), with RSA-SHA256 and Ed25519-SHA256 (RFC 8463); OpenSSL signs. */
#include "mail/mail.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>

enum { KEYS_MOST = 4 };
typedef struct { char selector[80], domain[256]; EVP_PKEY *key; bool ed; } SignKey;
struct MailSigner { SignKey at[KEYS_MOST]; int count; };

static bool is_name(Str s, size_t most)
{
    for (size_t i = 0; i < s.len; i++) if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_", s.at[i])) return false;
    return s.len > 0 && s.len < most;
}

static bool key_open(SignKey *k, Str spec, Str *why_not, Arena *a)
{
    Str selector = str_cut(&spec, ':'), domain = str_cut(&spec, ':');
    if (!is_name(selector, sizeof k->selector) || !is_name(domain, sizeof k->domain) || !spec.len) { *why_not = S("KITH_DKIM is written selector:domain:FILE, several parted by blanks."); return false; }
    memcpy(k->selector, selector.at, selector.len), memcpy(k->domain, domain.at, domain.len);
    FILE *f = fopen(str_cstr(a, spec), "re");
    k->key = f ? PEM_read_PrivateKey(f, NULL, NULL, (void *)(uintptr_t)"") : NULL;
    if (f) fclose(f);
    int kind = k->key ? EVP_PKEY_get_base_id(k->key) : 0;
    k->ed = kind == EVP_PKEY_ED25519;
    if (kind == EVP_PKEY_RSA || k->ed) return true;
    EVP_PKEY_free(k->key);
    k->key = NULL;
    *why_not = str_format(a, "There is no RSA or Ed25519 key without a passphrase in %.*s.", FMT(spec));
    return false;
}

MailSigner *mail_signer_open(const char *spec, Str *why_not, Arena *a)
{
    Str rest = str_trim(str_c(spec ? spec : ""));
    *why_not = S("");
    if (!rest.len) return NULL;
    MailSigner *s = calloc(1, sizeof *s);
    if (!s) abort();
    while (rest.len && s->count < KEYS_MOST) {
        Str one = str_cut(&rest, ' ');
        if (!one.len) continue;
        if (!key_open(&s->at[s->count], one, why_not, a)) { mail_signer_close(s); return NULL; }
        s->count++;
    }
    return s;
}

void mail_signer_close(MailSigner *s)
{
    for (int i = 0; s && i < s->count; i++) EVP_PKEY_free(s->at[i].key);
    free(s);
}

static Str base64(Arena *a, const unsigned char *at, size_t n)
{
    char *to = arena_alloc(a, (n + 2) / 3 * 4 + 1);
    int made = EVP_EncodeBlock((unsigned char *)to, at, (int)n);
    return (Str){ to, (size_t)made };
}

static bool blank(char c) { return c == ' ' || c == '\t'; }

/* 3.4.4: runs of blanks become one, those at a line's end go, and so do empty lines at the end. */
static Str body_relaxed(Arena *a, Str body)
{
    Buf b = buf_open(a, body.len + 2);
    size_t ends = 0;
    while (body.len) {
        Str line = str_cut(&body, '\n');
        if (line.len && line.at[line.len - 1] == '\r') line.len--;
        while (line.len && blank(line.at[line.len - 1])) line.len--;
        for (size_t i = 0; i < line.len; i++) {
            if (!blank(line.at[i])) buf_byte(&b, line.at[i]);
            else if (!i || !blank(line.at[i - 1])) buf_byte(&b, ' ');
        }
        buf_add(&b, "\r\n", 2);
        if (line.len) ends = b.len;
    }
    return (Str){ b.at, ends };
}

/* 3.4.2: the name in small letters, the value unfolded, without blanks at either end. */
static void header_relaxed(Arena *a, Buf *to, Str name, Str value)
{
    bool gap = false, any = false;
    buf_str(to, str_lower_ascii(a, str_trim(name)));
    buf_byte(to, ':');
    for (size_t i = 0; i < value.len; i++) {
        if (blank(value.at[i]) || value.at[i] == '\r' || value.at[i] == '\n') { gap = any; continue; }
        if (gap) buf_byte(to, ' ');
        gap = false, any = true;
        buf_byte(to, value.at[i]);
    }
}

typedef struct { Str name, value; } Head;
enum { HEADS_MOST = 60 };

static int heads_of(Str head, Head *to)
{
    int count = 0;
    while (head.len && count < HEADS_MOST) {
        Str line = str_cut(&head, '\n');
        if (line.len && blank(line.at[0]) && count) { to[count - 1].value.len = (size_t)(line.at + line.len - to[count - 1].value.at); continue; }
        Str rest = line, name = str_cut(&rest, ':');
        if (name.len) to[count++] = (Head){ name, rest };
    }
    return count;
}

static const char *const signed_names[] = { "from", "to", "reply-to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding", "list-id", "list-unsubscribe", "list-unsubscribe-post", "list-archive", "auto-submitted" };

static Str sign_bytes(Arena *a, const SignKey *k, Str bytes)
{
    unsigned char digest[32], made[1024];
    unsigned int digest_len = 0;
    size_t n = sizeof made;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (!ctx || !EVP_Digest(bytes.at, bytes.len, digest, &digest_len, EVP_sha256(), NULL)) abort();
    bool ok = EVP_DigestSignInit(ctx, NULL, k->ed ? NULL : EVP_sha256(), NULL, k->key) == 1
        && (k->ed ? EVP_DigestSign(ctx, made, &n, digest, digest_len) : EVP_DigestSign(ctx, made, &n, (const unsigned char *)bytes.at, bytes.len)) == 1;
    EVP_MD_CTX_free(ctx);
    return ok ? base64(a, made, n) : S("");
}

static Str signature_of(Arena *a, const SignKey *k, const Head *heads, int count, Str body_hash, Time at)
{
    Buf names = buf_open(a, 256), bytes = buf_open(a, 2048);
    for (int n = 0; n < COUNT(signed_names); n++)
        for (int i = count - 1; i >= 0; i--) {
            if (!str_is(str_lower_ascii(a, heads[i].name), signed_names[n])) continue;
            buf_format(&names, "%s%s", names.len ? ":" : "", signed_names[n]);
            header_relaxed(a, &bytes, heads[i].name, heads[i].value);
            buf_add(&bytes, "\r\n", 2);
            break;
        }
    /* From once more: nobody adds a second one. */
    Str value = str_format(a, " v=1; a=%s; c=relaxed/relaxed; d=%s; s=%s; t=%lld;\r\n h=%.*s:from;\r\n bh=%.*s;\r\n b=", k->ed ? "ed25519-sha256" : "rsa-sha256", k->domain, k->selector, at.us / 1000000,
        FMT(buf_view(&names)), FMT(body_hash));
    header_relaxed(a, &bytes, S("DKIM-Signature"), value);
    Str made = sign_bytes(a, k, buf_view(&bytes));
    Buf whole = buf_open(a, value.len + made.len + 64);
    buf_format(&whole, "DKIM-Signature:%.*s", FMT(value));
    for (size_t i = 0; i < made.len; i += 72) buf_format(&whole, "%s%.*s", i ? "\r\n " : "", (int)(made.len - i < 72 ? made.len - i : 72), made.at + i);
    buf_add(&whole, "\r\n", 2);
    return made.len ? buf_view(&whole) : S("");
}

Str mail_signed(Arena *a, const MailSigner *s, Str message, Time at)
{
    Head heads[HEADS_MOST];
    unsigned char digest[32];
    ptrdiff_t blank_line = str_find(message, S("\r\n\r\n"));
    if (!s || blank_line < 0) return message;
    Str head = { message.at, (size_t)blank_line + 2 }, body = { message.at + blank_line + 4, message.len - (size_t)blank_line - 4 }, plain = body_relaxed(a, body);
    int count = heads_of(head, heads);
    if (!EVP_Digest(plain.len ? plain.at : "", plain.len, digest, NULL, EVP_sha256(), NULL)) abort();
    Buf whole = buf_open(a, message.len + 1024);
    for (int i = 0; i < s->count; i++) buf_str(&whole, signature_of(a, &s->at[i], heads, count, base64(a, digest, sizeof digest), at));
    buf_str(&whole, message);
    return buf_view(&whole);
}
