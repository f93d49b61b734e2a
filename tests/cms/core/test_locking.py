from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cms.core.locking import LockedOutsideTransaction, locked
from cms.people.models import User


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_nothing_would_hold_is_refused() -> None:
    with pytest.raises(LockedOutsideTransaction):
        locked(User.objects.all())


@pytest.mark.django_db
def test_the_rows_are_locked_where_the_database_can() -> None:
    User.objects.create_user("amina@example.org")
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        found = locked(User.objects.select_related("country"), skip_locked=True).get()
    assert found.email == "amina@example.org"
    (query,) = [q["sql"] for q in queries if "SELECT" in q["sql"]]
    if connection.features.has_select_for_update:
        assert query.endswith('FOR NO KEY UPDATE OF "people_user" SKIP LOCKED')
