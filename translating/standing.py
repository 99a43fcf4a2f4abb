"""How every text of the site stands in every language, counted by the database.

One statement reads all kinds of records, however many there are: each text is a row of its English,
its words, and what is remembered of them (`core.models.TranslationSource`); the English is compared
by its MD5. The same rules in Python: `core.translations.state_of`.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from modeltranslation.translator import NotRegistered
from modeltranslation.utils import build_localized_fieldname as column

from core.languages import SOURCE
from core.translations import State
from directory import page_titles
from directory.translatables import Translatable, fields_of

# Page views of so many days say what matters most.
DAYS = 90
_STATE = """
    CASE WHEN coalesce(t.words, '') = '' THEN 'missing'
         WHEN s.digest IS NULL THEN 'draft'
         WHEN s.digest <> md5(t.english) THEN 'old'
         WHEN s.checked_at IS NULL THEN 'draft'
         ELSE 'checked' END
"""
_TEXTS = """
    SELECT t.kind, t.record_id, t.language, {state} AS state
    FROM ({texts}) t
    LEFT JOIN core_translationsource s
      ON s.object_id = t.object_id AND s.field = t.field AND s.language = t.language
"""
_VIEWS = """
    SELECT p.kind, p.record_id, sum(c.views) AS views
    FROM ({paths}) p
    JOIN (
        SELECT path, sum(views) AS views FROM usage_pagecount WHERE day >= %s GROUP BY path
    ) c USING (path)
    GROUP BY 1, 2
"""


class Sql(NamedTuple):
    words: str
    values: list[Any]


def _union(parts: Sequence[Sql]) -> Sql:
    words = " UNION ALL ".join(f"({part.words})" for part in parts)
    return Sql(words, [value for part in parts for value in part.values])


def _texts(kind: Translatable, codes: Collection[str]) -> Iterator[Sql]:
    """All texts with English of a kind's records and their rows, in these languages."""
    keys = kind.records().order_by().values("pk")
    own = kind.model._meta.pk.column
    yield _texts_of(kind, kind.model, own, keys, codes)
    for name in kind.rows:
        relation = kind.model._meta.get_field(name)
        try:
            yield _texts_of(kind, relation.related_model, relation.field.column, keys, codes)
        except NotRegistered:
            continue


def _texts_of(kind: Translatable, model: Any, link: str, keys: Any, codes: Collection[str]) -> Sql:
    quoted = connection.ops.quote_name
    chosen, chosen_values = keys.query.sql_with_params()
    rows, values = [], []
    for each in fields_of(model):
        english = quoted(model._meta.get_field(column(each.name, SOURCE)).column)
        for code in codes:
            words = quoted(model._meta.get_field(column(each.name, code)).column)
            rows.append(f"(%s, %s, r.{english}::text, r.{words}::text)")
            values += [each.name, code]
    # Names of columns and tables come from the models; all else is a parameter.
    statement = f"""
        SELECT %s AS kind, r.{quoted(link)} AS record_id,
               r.{quoted(model._meta.pk.column)} AS object_id,
               x.field, x.language, x.english, x.words
        FROM {quoted(model._meta.db_table)} r
        CROSS JOIN LATERAL (VALUES {", ".join(rows)}) x(field, language, english, words)
        WHERE r.{quoted(link)} IN ({chosen}) AND x.english <> ''
    """  # noqa: S608
    return Sql(statement, [kind.name, *values, *chosen_values])


def _states(kinds: Sequence[Translatable], codes: Collection[str]) -> Sql:
    texts = _union([part for kind in kinds for part in _texts(kind, codes)])
    return Sql(_TEXTS.format(state=_STATE, texts=texts.words), texts.values)


def _paths(kinds: Sequence[Translatable]) -> Sql | None:
    """The addresses at which records of these kinds are read."""
    parts = []
    for kind in kinds:
        for path in page_titles.paths_of(kind.model):
            rows = kind.records().order_by().annotate(path_shown=path)
            words, values = rows.values_list("pk", "path_shown").query.sql_with_params()
            statement = f"""
                SELECT %s AS kind, q.pk AS record_id, q.path_shown AS path FROM ({words}) q
            """  # noqa: S608
            parts.append(Sql(statement, [kind.name, *values]))
    return _union(parts) if parts else None


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        # Compiling so many parts takes longer than reading them. And where thousands of rows are
        # so new that the planner does not know of them, it would look each up in all the others.
        cursor.execute("SET LOCAL jit = off; SET LOCAL enable_nestloop = off")
        cursor.execute(statement, values)
        return cursor.fetchall()


@dataclass
class Count:
    """How many texts of one language are in each state."""

    missing: int = 0
    draft: int = 0
    old: int = 0
    checked: int = 0

    @property
    def total(self) -> int:
        return self.missing + self.draft + self.old + self.checked

    @property
    def percent_checked(self) -> int:
        """Rounded down: only what is all checked is called so."""
        return self.checked * 100 // self.total if self.total else 0


def counts(kinds: Sequence[Translatable], codes: Collection[str]) -> dict[str, Count]:
    """By language. One query."""
    states = _states(kinds, codes)
    statement = f"SELECT language, state, count(*) FROM ({states.words}) a GROUP BY 1, 2"  # noqa: S608
    found = {code: Count() for code in codes}
    for code, state, number in _rows(statement, states.values):
        setattr(found[code], state, number)
    return found


@dataclass
class Standing:
    """One record in one language: how many of its texts are in each state, and how often its page
    was looked at in the last `DAYS` days, in any language."""

    kind: str
    record_id: UUID
    views: int
    count: Count = field(default_factory=Count)


def count_listed(kinds: Sequence[Translatable], code: str, states: Collection[str]) -> int:
    """How many records have a text in one of the states."""
    found = _states(kinds, [code])
    statement = f"""
        SELECT count(*) FROM (
            SELECT 1 FROM ({found.words}) a WHERE state = ANY(%s) GROUP BY kind, record_id
        ) b
    """  # noqa: S608
    return int(_rows(statement, [*found.values, list(states)])[0][0])


def listed(
    kinds: Sequence[Translatable],
    code: str,
    states: Collection[str],
    *,
    start: int = 0,
    stop: int,
    after: tuple[int, str, UUID] | None = None,
) -> list[Standing]:
    """Records with a text in one of the states, the most looked at first. One query.

    `after`: views, kind and key of a record: what follows it in that order.
    """
    found = _states(kinds, [code])
    paths = _paths(kinds)
    views = (
        Sql(
            _VIEWS.format(paths=paths.words),
            [*paths.values, timezone.localdate() - timedelta(DAYS)],
        )
        if paths
        else Sql("SELECT '' AS kind, NULL::uuid AS record_id, 0 AS views", [])
    )
    following = (
        "AND (-coalesce(max(v.views), 0), a.kind, a.record_id) > (%s, %s, %s)" if after else ""
    )
    place = [-after[0], *after[1:]] if after else []
    sums = ", ".join(f"count(*) FILTER (WHERE state = '{state}')" for state in State.values)
    statement = f"""
        SELECT a.kind, a.record_id, coalesce(max(v.views), 0), {sums}
        FROM ({found.words}) a
        LEFT JOIN ({views.words}) v ON v.kind = a.kind AND v.record_id = a.record_id
        GROUP BY a.kind, a.record_id
        HAVING bool_or(a.state = ANY(%s)) {following}
        ORDER BY 3 DESC, 1, 2
        LIMIT %s OFFSET %s
    """  # noqa: S608
    rows = _rows(
        statement,
        [*found.values, *views.values, list(states), *place, max(stop - start, 0), start],
    )
    return [
        Standing(kind, key, int(seen), Count(**dict(zip(State.values, numbers, strict=True))))
        for kind, key, seen, *numbers in rows
    ]
