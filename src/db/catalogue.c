/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What tables and columns there are, as the engine itself says. */
#include "db/db.h"

Query db_catalogue(Tx *tx)
{
    if (tx_is_pg(tx))
        return db_query(tx, SQL_PG("select cast(c.relname as text), cast(a.attname as text), format_type(a.atttypid, null),"
            " coalesce(array_position(cast(i.indkey as int2[]), a.attnum) + 1, 0)"
            " from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid"
            " left join pg_index i on i.indrelid = c.oid and i.indisprimary"
            " where c.relkind in ('r', 'p') and n.nspname = current_schema() and a.attnum > 0 and not a.attisdropped"
            " order by cast(c.relname as text) collate \"C\", a.attnum"));
    return db_query(tx, SQL_SQLITE("select s.name, c.name, lower(c.type), c.pk from sqlite_schema s, pragma_table_info(s.name) c"
        " where s.type = 'table' and substr(s.name, 1, 7) <> 'sqlite_' order by s.name, c.cid"));
}
