# SPDX-License-Identifier: AGPL-3.0-or-later
# The peer of bench/register: the same list into SQLite by Python's own csv and sqlite3, in the clear, each word of a name
# indexed whole.  No beginnings of words, no second address in a cell, no duplicates looked for, no consent, no undo.
import csv, sqlite3, sys, time

began = time.monotonic()
db = sqlite3.connect(sys.argv[2])
db.executescript("""pragma journal_mode = wal; pragma synchronous = full;
create table person(id integer primary key, name text, joined text, place text);
create table address(id integer primary key, kind text, value text, unique(kind, value));
create table person_address(person integer, address integer, primary key (person, address)) without rowid;
create table word(word text, person integer, primary key (word, person)) without rowid;""")
with open(sys.argv[1], encoding="cp1252", newline="") as f:
    for row in csv.DictReader(f):
        person = db.execute("insert into person(name, joined, place) values (?, ?, ?)", (row["Name"], row["Joined"], row["Postcode"])).lastrowid
        for kind, column in (("email", "E-mail Address"), ("phone", "Phone")):
            if row[column]:
                db.execute("insert into address(kind, value) values (?, ?) on conflict do nothing", (kind, row[column]))
                db.execute("insert into person_address select ?, id from address where kind = ? and value = ?", (person, kind, row[column]))
        for word in row["Name"].lower().split():
            db.execute("insert or ignore into word values (?, ?)", (word, person))
db.commit()
print(f"{time.monotonic() - began:.2f}")
