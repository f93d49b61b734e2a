"""Every model that points to a person says in PERSONAL_DATA what it is for, how long it is kept and what erasure does."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from cms.people.models import User
from cms.people.records import PersonalRecords, records


def models_of_people() -> list[type[models.Model]]:
    """Concrete models with a column of their own that points to User, and tables between the two."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        own = [field for field in model._meta.local_fields if field.is_relation]
        if any(field.related_model is User for field in own):
            found.append(model)
    return found


# Tables that join a person to Django's groups and permissions: erasure clears them with the person.
CLEARED = {"people.User_groups", "people.User_user_permissions"}


def test_each_model_that_points_to_a_person_has_a_slice() -> None:
    named = {each.model._meta.label for each in records()} | CLEARED
    assert [model._meta.label for model in models_of_people() if model._meta.label not in named] == []


@pytest.mark.parametrize("each", records(), ids=lambda each: each.__name__)
def test_each_slice_is_complete(each: type[PersonalRecords]) -> None:
    assert all(str(text) for text in (each.title, each.purpose, each.kept))
    for name in each.fields:
        model, (*ways, last) = each.model, name.split("__")
        for way in ways:
            model = model._meta.get_field(way).related_model
        assert model._meta.get_field(last)


@pytest.mark.django_db
@pytest.mark.parametrize("each", records(), ids=lambda each: each.__name__)
def test_each_slice_finds_and_forgets(each: type[PersonalRecords], django_user_model: type[User]) -> None:
    from tests.cast import NOW

    nobody = django_user_model.objects.create_user("nobody@example.org")
    assert each.rows(nobody).count() == (1 if each.__name__ == "Account" else 0)
    assert len(list(each.export(nobody))) == each.rows(nobody).count()
    assert each.forget(NOW) == 0
    each.erase(nobody, now=NOW)
