"""The default manager obeys the scope, and so does every manager that Django derives from it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import models

from cms.core.scoping import scope_set, visible_network_ids
from courses.cohorts.models import Cohort, Enrolment
from courses.learning.models import Progress
from tests.courses.taught import LONG_AGO, a_running_cohort, enrolled, first_release, required_keys

pytestmark = pytest.mark.django_db


@dataclass
class Only:
    """A scope of the networks given, for every model; changing is open nowhere."""

    ids: frozenset[int] | None

    def network_ids(self, model: type[models.Model], act: str) -> frozenset[int] | None:
        return self.ids if act == "view" else frozenset()


@pytest.fixture
def two() -> tuple[Cohort, Cohort]:
    here, there = a_running_cohort(), a_running_cohort(slug="casc")
    for number, cohort in enumerate((here, there)):
        enrolment = enrolled(cohort, f"person{number}@example.org")
        (key, *_rest) = required_keys(cohort, first_release(cohort))
        Progress.all_objects.create(enrolment=enrolment, step_key=key, opened_at=LONG_AGO)
    return here, there


def test_without_a_scope_everything_is_seen(two: tuple[Cohort, Cohort]) -> None:
    assert set(Cohort.objects.all()) == set(two)
    with scope_set(Only(None)):
        assert set(Cohort.objects.all()) == set(two)


def test_within_a_scope_only_its_networks_rows_are_seen(two: tuple[Cohort, Cohort]) -> None:
    here, there = two
    with scope_set(Only(frozenset({here.network_id}))):
        assert list(Cohort.objects.all()) == [here]
        assert [e.cohort_id for e in Enrolment.objects.all()] == [here.pk]
        assert [p.enrolment.cohort_id for p in Progress.objects.all()] == [here.pk]
        with pytest.raises(Cohort.DoesNotExist):
            Cohort.objects.get(pk=there.pk)
    with scope_set(Only(frozenset())):
        assert not Cohort.objects.exists()


def test_related_managers_obey_it_too(two: tuple[Cohort, Cohort]) -> None:
    here, there = two
    with scope_set(Only(frozenset({here.network_id}))):
        assert here.enrolments.count() == 1
        assert there.enrolments.count() == 0
        assert there.network.cohorts.count() == 0
        assert there.syllabus.cohorts.count() == 0
        assert not Progress.objects.filter(enrolment__cohort=there).exists()
        prefetched = Cohort.all_objects.prefetch_related("enrolments").order_by("pk")
        assert [len(cohort.enrolments.all()) for cohort in prefetched] == [1, 0]


def test_a_foreign_key_resolves_and_all_objects_sees_all_whatever_the_scope(
    two: tuple[Cohort, Cohort],
) -> None:
    _here, there = two
    enrolment = Enrolment.all_objects.get(cohort=there)
    with scope_set(Only(frozenset())):
        assert enrolment.cohort == there
        assert Cohort.all_objects.count() == 2


def test_the_scope_ends_with_its_block_even_when_it_breaks(two: tuple[Cohort, Cohort]) -> None:
    with pytest.raises(RuntimeError), scope_set(Only(frozenset())):
        with scope_set(None):
            assert Cohort.objects.count() == 2
        assert Cohort.objects.count() == 0
        raise RuntimeError
    assert Cohort.objects.count() == 2


def test_the_scope_answers_for_each_act() -> None:
    with scope_set(Only(frozenset({7}))):
        assert visible_network_ids(Cohort) == {7}
        assert visible_network_ids(Cohort, "change") == frozenset()
    assert visible_network_ids(Cohort) is None
