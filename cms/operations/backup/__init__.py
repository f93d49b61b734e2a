"""One file that holds database, files and encrypted keys.

    manifest.json            format, release, state of the tables, rows of each, size and SHA-256 of every member
    database/<table>.jsonl   a row a line, a JSON list in the order of the manifest's columns
    media/…  private/…       the files of both storages, under their own names
    keys                     secrets of the data folder, sealed with a passphrase; only where one was given

It is a zip, so that a person can look into it with any tool. Rows are written by type and not as one
database has them, so what was SQLite may become PostgreSQL and back.
"""

# What a finished backup signs, for the admin's home.
BACKUP = "backup"


class Refused(Exception):
    """A file that can't be taken or a place that can't take it: one sentence for the person at the terminal."""
