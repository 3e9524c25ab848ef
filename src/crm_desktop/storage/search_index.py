"""Full-text search over every kind of record, kept by triggers.

One view per kind says what of a record can be found; triggers on every table that the view reads keep
`search_document` (one row a record: kind, id, title, body, digits), whose own triggers keep two FTS5
indexes: words by prefix without diacritics, and digits by any run of three or more. Of a contact it also holds what
is shown of it when it is found: all of that is part of the body, so it is as fresh as the words.
A German umlaut is found by its letter and by its two-letter form, and a two-letter form in a name by its letter.
What stands in an attached file is part of the attachment's document once `blob_text` holds it.
"""

from __future__ import annotations

import re

DDL = (
    """
    CREATE TABLE search_document (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        record_id TEXT NOT NULL,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        digits TEXT NOT NULL
    )
    """,
    "CREATE INDEX search_document_record ON search_document (record_id)",
)

INDEXES = {
    "search_index": (
        "CREATE VIRTUAL TABLE search_index USING fts5(title, body, content='search_document', "
        "content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    ),
    "search_digits": (
        "CREATE VIRTUAL TABLE search_digits USING fts5(digits, content='search_document', "
        "content_rowid='id', tokenize='trigram')"
    ),
}


def _umlauts(column: str) -> str:
    """Return SQL for the two-letter spelling of a text with umlauts, empty when it has none."""
    return f"CASE WHEN {column} GLOB '*[äöüÄÖÜßæøåÆØÅ]*' THEN ' ' || {_spelled(column)} ELSE '' END"


def _spelled(column: str) -> str:
    folded = column
    for letter, spelled in (
        ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"),
        ("ß", "ss"), ("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("Æ", "Ae"), ("Ø", "Oe"), ("Å", "Aa"),
    ):  # fmt: skip
        folded = f"replace({folded},'{letter}','{spelled}')"
    return folded


def _name(column: str) -> str:
    """Return SQL for the other spellings of a name: umlauts as two letters, and what may stand for one as one."""
    simple = f"lower({_spelled(column)})"
    for letter in "aou":
        simple = f"replace({simple},'{letter}e','{letter}')"
    two_letters = f"{column} GLOB '*[aouAOU][eE]*' OR {column} GLOB '*[æøÆØ]*'"
    return f"{_umlauts(column)} || CASE WHEN {two_letters} THEN ' ' || {simple} ELSE '' END"


def _digits(column: str) -> str:
    stripped = column
    for mark in (" ", "-", "(", ")", "/", ".", "+", "\u00a0"):
        stripped = f"replace({stripped},'{mark}','')"
    return stripped


_CHANNELS = "(SELECT group_concat(value, ' ') FROM channel WHERE contact_id = c.id)"
_TAGS = "(SELECT group_concat(t.name, ' ') FROM tag_link l JOIN tag t ON t.id = l.tag_id WHERE l.record_id = {0}.id)"
_PLACES = (
    "(SELECT group_concat(street || ' ' || city || ' ' || postcode || ' ' || country, ' ') "
    "FROM address WHERE contact_id = c.id)"
)
_FIRMS = (
    "(SELECT group_concat(f.name, ' ') FROM affiliation a JOIN contact f ON f.id = a.company_id "
    "WHERE a.person_id = c.id)"
)
_PHONES = (
    f"(SELECT group_concat(CASE normalised WHEN '' THEN {_digits('value')} ELSE substr(normalised, 2) END, ' ') "
    "FROM channel WHERE contact_id = c.id AND medium = 'phone')"
)
# The index takes accents from Latin letters only; in a sort key they are gone from all.
_UNACCENTED = "CASE WHEN c.name GLOB '*[\u0370-\u1fff]*' THEN c.sort_key END"
_FILE_TEXT = "(SELECT content FROM blob_text WHERE id = f.blob_id)"
# Where somebody works, by the main affiliation, and as what; of a company its town. In two look-ups: ordered by which
# is the main one, the few would be sorted for every contact.
_COMPANY = ", ".join(
    f"(SELECT f.name FROM affiliation a JOIN contact f ON f.id = a.company_id WHERE a.person_id = c.id{main} "
    "AND a.ended_on IS NULL LIMIT 1)"
    for main in (" AND a.is_primary", "")
)
_TOWN = "(SELECT city FROM address WHERE contact_id = c.id AND city <> '' LIMIT 1)"
CONTACT_SUBTITLE = (
    f"trim(coalesce(CASE c.kind WHEN 'person' THEN coalesce({_COMPANY}) ELSE {_TOWN} END || ' · ', '') "
    "|| c.job_title, ' ·')"
)
"""SQL for what stands below the name of a contact `c` where it is found."""
_CUSTOMER = (
    "coalesce((SELECT name FROM contact WHERE id = {0}.person_id), '') || ' ' || "
    "coalesce((SELECT name FROM contact WHERE id = {0}.company_id), '')"
)


def _choices(column: str) -> str:
    """Return SQL for the choices of a field of people's own: a row (value, key, label) for each [key, label]."""
    return (
        "(SELECT value, CASE type WHEN 'array' THEN value ->> 0 END AS key, "
        "CASE type WHEN 'array' THEN value ->> 1 END AS label "
        f"FROM json_each(CASE WHEN json_valid({column}) THEN {column} ELSE '[]' END))"
    )


# What people wrote into fields of their own or chose there, by its label; numbers and days are for filters.
_OWN = (
    "(SELECT group_concat(CASE w.type WHEN 'choice' THEN "
    f"coalesce((SELECT o.label FROM {_choices('w.choices')} o WHERE o.key = v.text), v.text) "
    "ELSE v.text END, ' ') FROM custom_value v JOIN custom_field w ON w.id = v.field_id "
    "WHERE v.record_id = {0}.id AND w.type IN ('text', 'long text', 'tags', 'choice'))"
)


def _view(
    kind: str, table: str, alias: str, title: str, body: str, digits: str = "''", company: str = "0", below: str = "''"
) -> str:
    return (
        f"SELECT {alias}.id AS record_id, '{kind}' AS kind, {title} AS title, {body} AS body, {digits} AS digits, "
        f'{company} AS is_company, {below} AS subtitle FROM "{table}" {alias} WHERE {alias}.deleted_at IS NULL'
    )


def _joined(*parts: str) -> str:
    return " || ' ' || ".join(f"coalesce({part}, '')" for part in parts)


SOURCES: dict[str, str] = {
    "contact": _view(
        "contact",
        "contact",
        "c",
        "c.name",
        _joined(
            _name("c.name"), _UNACCENTED, "c.nickname", "c.phonetic_name", "c.job_title", _FIRMS, _CHANNELS, _PLACES,
            "c.about", _TAGS.format("c"), _OWN.format("c"),
        ),
        f"coalesce({_PHONES}, '')",
        "c.kind = 'company'",
        CONTACT_SUBTITLE,
    ),
    "deal": _view(
        "deal", "deal", "d", "d.title",
        _joined(_name("d.title"), _CUSTOMER.format("d"), "d.notes", _TAGS.format("d"), _OWN.format("d")),
    ),
    "product": _view(
        "product", "product", "p", "p.name",
        _joined(_name("p.name"), "p.code", "p.description", "p.category", "p.barcode", _OWN.format("p")),
    ),
    "activity": _view("activity", "activity", "a", "a.subject", _joined("a.body", _umlauts("a.body"))),
    "task": _view(
        "task",
        "task",
        "k",
        "k.title",
        _joined(_name("k.title"), "k.notes", _CUSTOMER.format("k"), _OWN.format("k")),
    ),
    "event": _view(
        "event",
        "event",
        "e",
        "e.title",
        _joined(_name("e.title"), "e.place", "e.notes", _CUSTOMER.format("e"), _OWN.format("e")),
    ),
    "quote": _view(
        "quote", "document", "q", "coalesce(q.number, 'Draft') || ' ' || q.title",
        _joined(_name("q.title"), _CUSTOMER.format("q"), "q.note", _OWN.format("q"),
                "(SELECT group_concat(name || ' ' || description, ' ') FROM document_line WHERE document_id = q.id)"),
    ),
    "case": _view(
        "case", "case", "s", "coalesce(s.number, '') || ' ' || s.subject",
        _joined(_name("s.subject"), _CUSTOMER.format("s"), _OWN.format("s"),
                "(SELECT group_concat(body, ' ') FROM case_message WHERE case_id = s.id)"),
    ),
    "lead": _view(
        "lead", "lead", "x", "x.name",
        _joined(_name("x.name"), "x.company_name", "x.job_title", "x.email", "x.phone", "x.website", "x.city",
                "x.interest", "x.source", "x.campaign", "x.notes", _TAGS.format("x"), _OWN.format("x")),
        f"CASE x.phone_normalised WHEN '' THEN {_digits('x.phone')} ELSE substr(x.phone_normalised, 2) END",
    ),
    "attachment": _view("attachment", "attachment", "f", "f.name", _joined(_name("f.name"), _FILE_TEXT)),
}  # fmt: skip
"""kind → the view's SELECT: record_id, kind, title, body, digits, is_company, subtitle."""

_WITH_OWN_FIELDS = ("contact", "deal", "product", "task", "event", "quote", "case", "lead")
# (watched table, kind, SQL for the ids of the records whose document a row of that table is part of)
_PARTS: tuple[tuple[str, str, str], ...] = (
    ("channel", "contact", "= {row}.contact_id"),
    ("address", "contact", "= {row}.contact_id"),
    ("affiliation", "contact", "= {row}.person_id"),
    ("tag_link", "contact", "= {row}.record_id"),
    ("tag_link", "deal", "= {row}.record_id"),
    ("tag_link", "lead", "= {row}.record_id"),
    ("document_line", "quote", "= {row}.document_id"),
    ("case_message", "case", "= {row}.case_id"),
    *(("custom_value", kind, "= {row}.record_id") for kind in _WITH_OWN_FIELDS),
)
# Not journalled, so no bulk write knows of it: only its triggers do.
_FILE_TEXTS = ("blob_text", "attachment", "IN (SELECT id FROM attachment WHERE blob_id = {row}.id)")
_OWN_TABLE = {"quote": "document"}
_NAMED_AFTER_CONTACT = ("deal", "task", "event", "quote", "case")

_COLUMNS = "kind, record_id, title, body, digits, is_company, subtitle"


def _refresh(kind: str, which: str) -> str:
    return (
        f"DELETE FROM search_document WHERE kind = '{kind}' AND record_id {which};\n"
        f"INSERT INTO search_document ({_COLUMNS}) SELECT {_COLUMNS} FROM search_source_{kind} WHERE record_id {which};"
    )


def columns_read(kind: str) -> list[str]:
    """Return the columns of a kind's own table that its view reads; the id never changes."""
    select = SOURCES[kind]
    own = re.search(rf'FROM "{own_table(kind)}" (\w+) WHERE', select)
    assert own is not None
    found = re.findall(rf"\b{own[1]}\.(\w+)", select)
    return sorted(set(found) - {"id"})


def view_sql() -> dict[str, str]:
    """Return the views that say what can be found: name → statement."""
    return {
        f"search_source_{kind}": f"CREATE VIEW search_source_{kind} AS {select}" for kind, select in SOURCES.items()
    }


def trigger_sql() -> dict[str, str]:
    """Return the triggers that keep the search documents and their two indexes: name → statement."""
    triggers: dict[str, str] = {}

    def add(name: str, event: str, table: str, body: str, when: str = "") -> None:
        triggers[name] = f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}"{when} BEGIN\n{body}\nEND'

    for kind in SOURCES:
        table = _OWN_TABLE.get(kind, kind)
        add(
            f"search_{kind}_insert", "INSERT", table,
            f"INSERT INTO search_document ({_COLUMNS}) SELECT {_COLUMNS} FROM search_source_{kind} "
            "WHERE record_id = NEW.id;",
        )  # fmt: skip
        # A deal moved on, a contact pinned: what no search looks at must not be indexed again.
        add(f"search_{kind}_update", f"UPDATE OF {', '.join(columns_read(kind))}", table, _refresh(kind, "= NEW.id"))
        add(
            f"search_{kind}_delete", "DELETE", table,
            f"DELETE FROM search_document WHERE kind = '{kind}' AND record_id = OLD.id;",
        )  # fmt: skip
    for table, kind, which in (*_PARTS, _FILE_TEXTS):
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            of_row = which.format(row=row)
            if event == "UPDATE" and which.startswith("= {row}."):  # a line handed on leaves its former owner, too
                owner = which.removeprefix("= {row}.")
                of_row = f"IN (OLD.{owner}, NEW.{owner})"
            # A value of a field of people's own is part of one kind's records only.
            when = f" WHEN {row}.record_kind = '{kind}' AND {row}.text IS NOT NULL" if table == "custom_value" else ""
            if event == "UPDATE" and when:
                when = f" WHEN NEW.record_kind = '{kind}' AND NEW.text IS NOT OLD.text"
            add(f"search_{kind}_{table}_{event.lower()}", event, table, _refresh(kind, of_row), when)
    renamed = " WHEN NEW.name IS NOT OLD.name"
    followers = "\n".join(
        _refresh(kind, f"IN ({' UNION '.join(named)})") for kind in SOURCES if (named := named_after(kind, "NEW.id"))
    )
    add("search_contact_renamed", "UPDATE OF name", "contact", followers, renamed)
    for kind in ("contact", "deal", "lead"):
        which = f"IN (SELECT record_id FROM tag_link WHERE tag_id = NEW.id AND record_kind = '{kind}')"
        add(f"search_{kind}_tag_renamed", "UPDATE OF name", "tag", _refresh(kind, which), renamed)
    for kind in _WITH_OWN_FIELDS:
        other = " UNION ".join(
            f"SELECT key FROM {_choices(one)} WHERE value NOT IN (SELECT value FROM {_choices(another)})"
            for one, another in (("OLD.choices", "NEW.choices"), ("NEW.choices", "OLD.choices"))
        )
        # Only who holds one that reads differently now: a choice more is nobody's yet.
        which = f"SELECT record_id FROM custom_value WHERE field_id = NEW.id AND text IN ({other})"
        when = f" WHEN NEW.record_kind = '{kind}' AND NEW.type = 'choice' AND NEW.choices IS NOT OLD.choices"
        add(f"search_{kind}_choice_renamed", "UPDATE OF choices", "custom_field", _refresh(kind, f"IN ({which})"), when)

    put = (
        "INSERT INTO search_index (rowid, title, body) VALUES (NEW.id, NEW.title, NEW.body);\n"
        "INSERT INTO search_digits (rowid, digits) SELECT NEW.id, NEW.digits WHERE NEW.digits <> '';"
    )
    take = (
        "INSERT INTO search_index (search_index, rowid, title, body) "
        "VALUES ('delete', OLD.id, OLD.title, OLD.body);\n"
        "INSERT INTO search_digits (search_digits, rowid, digits) "
        "SELECT 'delete', OLD.id, OLD.digits WHERE OLD.digits <> '';"
    )
    add("search_document_insert", "INSERT", "search_document", put)
    add("search_document_delete", "DELETE", "search_document", take)
    return triggers


def documents_sql(kind: str, which: str, *, differing: bool = False) -> str:
    """Return the statement that writes the documents of some records; `which` is SQL for their ids.

    With `differing` only of those that have none, or another one.
    """
    select = f"SELECT {_COLUMNS} FROM search_source_{kind} WHERE record_id IN ({which})"
    if differing:
        same = " AND ".join(f"d.{column} IS n.{column}" for column in _COLUMNS.split(", "))
        # The limit has each document put together once: it is both compared and written.
        select = f"SELECT * FROM ({select} LIMIT -1) n WHERE NOT EXISTS (SELECT 1 FROM search_document d WHERE {same})"
    return f"INSERT INTO search_document ({_COLUMNS}) {select}"


def outdated_sql(kind: str, which: str, mark: int) -> str:
    """Return a query for documents up to `mark` that are their records' no more: newer ones are there, or none.

    `which` names the source of the records' ids, a table with a column `id`.
    """
    return (
        f"SELECT d.id FROM {which} r CROSS JOIN search_document d ON d.record_id = r.id "
        f"WHERE d.kind = '{kind}' AND d.id <= {mark:d} AND ("
        f"EXISTS (SELECT 1 FROM search_document n WHERE n.record_id = r.id AND n.kind = d.kind AND n.id > {mark:d}) "
        f'OR NOT EXISTS (SELECT 1 FROM "{own_table(kind)}" o WHERE o.id = r.id AND o.deleted_at IS NULL))'
    )


def index_sql(which: str) -> tuple[str, ...]:
    """Return the statements that put some documents into both indexes; `which` is SQL on `search_document`."""
    return tuple(
        f"INSERT INTO {index} (rowid, {columns}) SELECT id, {columns} FROM search_document WHERE {which}{but}"
        for index, columns, but in _INDEXED
    )


def forget_sql(which: str) -> tuple[str, ...]:
    """Return the statements that take some documents out of both indexes."""
    return tuple(
        f"INSERT INTO {index} ({index}, rowid, {columns}) "
        f"SELECT 'delete', id, {columns} FROM search_document WHERE {which}{but}"
        for index, columns, but in _INDEXED
    )


def forget_all_sql() -> tuple[str, ...]:
    """Return the statements that empty both indexes."""
    return tuple(f"INSERT INTO {index} ({index}) VALUES ('delete-all')" for index in INDEXES)


_INDEXED = (("search_index", "title, body", ""), ("search_digits", "digits", " AND digits <> ''"))


def own_table(kind: str) -> str:
    """Return the table that holds the records of a searchable kind."""
    return _OWN_TABLE.get(kind, kind)


def parts_of(kind: str) -> list[tuple[str, str]]:
    """Return (table, column that names the record) of the tables whose rows are part of a kind's document."""
    return [(table, which.removeprefix("= {row}.")) for table, part_of, which in _PARTS if part_of == kind]


def named_after(kind: str, contacts: str) -> list[str]:
    """Return queries for the ids of the records of a kind in whose document stand the names of these contacts."""
    if kind == "contact":
        return [f"SELECT person_id FROM affiliation WHERE company_id IN ({contacts})"]
    if kind not in _NAMED_AFTER_CONTACT:
        return []
    table = own_table(kind)
    return [f'SELECT id FROM "{table}" WHERE {column} IN ({contacts})' for column in ("person_id", "company_id")]
