/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Who asks: the address of the connection, or what a proxy says that the operator named. */
#include "http/inside.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

static bool address_parse(Str text, unsigned char to[16])
{
    char s[64] = "";
    struct in_addr v4;
    struct in6_addr v6;
    if (!text.len || text.len >= sizeof s) return false;
    memcpy(s, text.at, text.len);
    if (inet_pton(AF_INET, s, &v4) == 1) {
        memset(to, 0, 10), to[10] = to[11] = 0xFF;
        memcpy(to + 12, &v4, 4);
        return true;
    }
    if (inet_pton(AF_INET6, s, &v6) != 1) return false;
    memcpy(to, &v6, 16);
    return true;
}

bool net_parse(Str text, Net *to)
{
    Str bits = text, address = str_cut(&bits, '/');
    i64 n = -1;
    bool v4 = str_find(address, S(":")) < 0;
    if (!address_parse(address, to->bytes)) return false;
    if (bits.len && (!str_int(bits, &n) || n < 0 || n > (v4 ? 32 : 128))) return false;
    to->bits = n < 0 ? 128 : (int)n + (v4 ? 96 : 0);
    return true;
}

bool net_holds(const HttpServer *s, Str address)
{
    unsigned char a[16];
    if (!address_parse(address, a)) return false;
    for (int i = 0; i < s->proxy_count; i++) {
        const Net *n = &s->proxies[i];
        int whole = n->bits / 8, rest = n->bits % 8;
        if (memcmp(a, n->bytes, (size_t)whole)) continue;
        if (!rest || ((a[whole] ^ n->bytes[whole]) >> (8 - rest)) == 0) return true;
    }
    return false;
}

static Str own_address(struct MHD_Connection *c, Arena *a)
{
    char text[INET6_ADDRSTRLEN] = "unix";
    const union MHD_ConnectionInfo *i = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *sa = i ? i->client_addr : NULL;
    if (sa && sa->sa_family == AF_INET) inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, text, sizeof text);
    if (sa && sa->sa_family == AF_INET6) inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, text, sizeof text);
    Str s = str_copy(a, str_c(text));
    if (str_starts(s, S("::ffff:")) && str_find(s, S(".")) > 0) s.at += 7, s.len -= 7;
    return s;
}

/* From the right: the last hop that no named proxy vouches for is who asks. */
Str peer_of(const HttpServer *s, struct MHD_Connection *c, Arena *a, bool *proxied)
{
    Str peer = own_address(c, a);
    *proxied = net_holds(s, peer) || (s->proxy_count && str_is(peer, "unix"));
    if (!*proxied) return peer;
    const char *said = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "X-Forwarded-For");
    Str rest = said ? str_c(said) : S("");
    while (rest.len) {
        size_t from = rest.len;
        while (from && rest.at[from - 1] != ',') from--;
        Str hop = str_trim((Str){ rest.at + from, rest.len - from });
        unsigned char checked[16];
        if (!address_parse(hop, checked)) return peer;
        peer = str_copy(a, hop);
        if (!net_holds(s, hop)) return peer;
        rest.len = from ? from - 1 : 0;
    }
    return peer;
}
