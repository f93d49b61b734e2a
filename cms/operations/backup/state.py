"""Which tables there are, told by the last migration of each app."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader


def state_of_code() -> dict[str, str]:
    return dict(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


def state_of_tables(connection: BaseDatabaseWrapper) -> dict[str, str]:
    loader = MigrationLoader(connection)
    made = {key for key in loader.applied_migrations if key in loader.graph.nodes}
    return {
        app: name
        for app, name in made
        if not any(
            child.key[0] == app and child.key in made for child in loader.graph.node_map[app, name].children
        )
    }


def migrations_of_code() -> set[tuple[str, str]]:
    return set(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)
