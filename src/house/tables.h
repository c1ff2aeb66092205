/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Every table as lines of JSON, the same bytes from either engine: one object a row, integers as numbers, text as
 * strings, bytes as {"b64": ...}.  What is made from other tables (search) and schema_version are left out. */
#ifndef KITH_TABLES_H
#define KITH_TABLES_H

#include "db/db.h"

typedef struct { Str name; enum DbType type; } Column;
typedef struct { Str name, order; Column *columns; int count; const char *insert; } Table;
typedef struct { Table *at; int count; } Tables;

Tables tables_trusted(Tx *tx);                           /* in the order of their names; lives in the transaction's arena */
const Table *table_named(const Tables *t, Str name);     /* NULL: there is none */

/* Every row in the order of its key, line by line; how many.  Stops when `to` says false. */
typedef bool LineTo(void *with, Str line);
i64 table_lines_trusted(Tx *tx, const Table *t, LineTo *to, void *with);
MUST_USE bool table_put_trusted(Tx *tx, const Table *t, Str line);     /* false: this line is not a row of this table */
i64 table_rows_trusted(Tx *tx, const Table *t);

/* While a whole network goes in, rows may point at rows that are still to come; looked at before the commit. */
bool links_later(Tx *tx, Db *db, Str *why_not);          /* between the transaction's first statement and its last */
bool links_now(Tx *tx, Db *db, Str *why_not);

#endif
