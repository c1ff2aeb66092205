/* SPDX-License-Identifier: AGPL-3.0-or-later
 * /metrics in Prometheus' text format: counts of requests, never of people. */
#include "web/inside.h"

Reply reply_metrics(Visit *v)
{
    static const char *const edges[] = { "0.0005", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "+Inf" };
    HttpCounts c = v->web->server ? http_counts(v->web->server) : (HttpCounts){ 0 };
    Buf b = buf_open(v->arena, 4096);
    buf_format(&b, "# TYPE kith_up_seconds gauge\nkith_up_seconds %lld\n", (time_monotonic() - v->web->started) / 1000000);
    buf_str(&b, S("# TYPE kith_requests_total counter\n"));
    for (int i = 1; i < 6; i++) buf_format(&b, "kith_requests_total{status=\"%dxx\"} %lld\n", i, c.by_status[i]);
    buf_format(&b, "# TYPE kith_connections gauge\nkith_connections %lld\n", c.connections_open);
    buf_format(&b, "# TYPE kith_sent_bytes_total counter\nkith_sent_bytes_total %lld\n", c.bytes_sent);
    buf_format(&b, "# TYPE kith_timeouts_total counter\nkith_timeouts_total %lld\n", c.timeouts);
    buf_format(&b, "# TYPE kith_refused_total counter\nkith_refused_total %lld\n", c.refused);
    buf_str(&b, S("# TYPE kith_request_seconds histogram\n"));
    i64 sum = 0;
    for (int i = 0; i < COUNT(edges); i++) buf_format(&b, "kith_request_seconds_bucket{le=\"%s\"} %lld\n", edges[i], sum += c.seconds_bucket[i]);
    buf_format(&b, "kith_request_seconds_count %lld\n", c.requests);
    buf_format(&b, "# TYPE kith_outbox_waiting gauge\nkith_outbox_waiting %lld\n", db_one_int(v->tx, SQL("select count(*) from outbox where state = 1")));
    return reply_bytes(v, S("text/plain; version=0.0.4; charset=utf-8"), buf_view(&b));
}
