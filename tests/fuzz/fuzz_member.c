/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Any bytes as a list of people: each row has a fault, or a name and bounded parts that are valid UTF-8; what a list may not
 * bring is in none of them; every day that was read is a day. */
#include "register/members_row.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good) { if (!good) abort(); }

static void look(const MemberRow *r)
{
    if (r->fault.len) return;
    must(r->name.len && utf8_valid(r->name) && utf8_length(r->name) <= 200);
    must(r->address_count <= ROW_ADDRESSES && r->group_count <= ROW_GROUPS && r->claim_count <= ROW_CLAIMS);
    for (int i = 0; i < r->address_count; i++) {
        must(r->addresses[i].value.len && utf8_valid(r->addresses[i].value));
        if (!strcmp(r->addresses[i].kind, "email")) must(!email_fault(r->addresses[i].value).len);
    }
    for (int i = 0; i < r->claim_count; i++) must(r->claims[i].at.us <= time_now().us && (r->claims[i].at.us || !str_is(r->claims[i].basis, "soft opt-in") || !r->claims[i].yes));
    must(utf8_valid(r->notes) && utf8_valid(r->extra) && str_find(r->extra, S("\"Diagnosis\":")) < 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char header[] = "Name,First name,Last name,Email,Phone,Address,Postcode,Region,ID,Household,Class,Joined,Status,Opt in,Opt in date,Basis,Consent phone,Group,Diagnosis,Other\r\n";
    if (size < 1) return 0;
    Arena *a = arena_open();
    Buf b = buf_open(a, sizeof header + size);
    Str why = S("");
    if (data[0] & 1) buf_str(&b, str_c(header));
    Str rest = { (const char *)data + 1, size - 1 };
    buf_str(&b, rest);
    Sheet *s = sheet_open_bytes(a, buf_view(&b), (SheetOptions){ NULL, 0 }, &why);
    MemberColumns *m = arena_new(a, MemberColumns);
    ListImport from = { .path = "" };
    m->month_first = data[0] & 2, m->class_kind = S("individual");
    SheetRow row;
    if (s) m->header = sheet_header(s);
    if (s && member_columns(a, &from, m, &why))
        while (sheet_next(s, &row)) {
            if (row.fault.len) continue;
            MemberRow r = member_row(a, m, &row);
            look(&r);
        }
    sheet_close(s);
    Time t = { 0 };
    if (list_date((Str){ (const char *)data, size < 40 ? size : 40 }, data[0] & 2, &t)) must(t.us > -3000000000000000LL && t.us < 8000000000000000LL);
    arena_close(a);
    return 0;
}
