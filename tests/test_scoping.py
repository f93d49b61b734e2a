"""Every model that belongs to a network is scoped in the admin, or stands here with the reason why not."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from wagtail.models import Page

from cms.core.scoping import ScopedManager
from cms.networks.admin_roles import is_registered
from cms.networks.models import Network

OWN = ("cms.", "courses.", "assessments.")
UNSCOPED = {
    "networks.Membership": "the scope itself is made of it; lists say for_user",
    "networks.RoleGroup": "no admin view lists it; groups are for central staff",
    "invitations.Mailing": "a job row: found by tasks, shown with its invitation, which is scoped",
    "learning.ReminderRound": "written and read by the sweep only",
    "notices.Notice": "a job row: read by its recipient, found by tasks; staff ask in_networks",
    "notices.NoticeText": "read by whoever writes a letter; its pages find the network first",
    "invitations.Vouching": "written once, read by nobody but with its invitation, which is scoped",
    "cohorts.LiveSession": "shown and changed only with its cohort, which is scoped",
    "cohorts.Attendance": "shown and changed only with its session",
    "cohorts.Release": "shown and changed only with its cohort, which is scoped",
    "cohorts.OwnDates": "derived; read by the sweep, or with its person's enrolment, which is scoped",
    "questionnaires.Question": "shown and changed only with its questionnaire, which is scoped",
    "questionnaires.Answered": "counted with its questionnaire, and read by its own person",
    "questionnaires.Reply": "shown only with its questionnaire, and only by `results_of` and its page",
    "editions.EditionTitle": "immutable part of an edition, which is scoped",
    "editions.EditionStep": "immutable part of an edition, which is scoped",
    "editions.EditionText": "immutable part of an edition, which is scoped",
    "editions.EditionPicture": "holds a file for an edition, which is scoped; nobody lists it",
    "editions.EditionDocument": "holds a file for an edition, which is scoped; nobody lists it",
    "editions.SyllabusEdition": "immutable part of a syllabus, which is scoped",
    "cohorts.SeatList": "a job row: found by the sweep; its pages ask for rights in its cohort",
    "learning.Announcement": "a job row: found by the sweep; its pages ask for rights in its cohort",
    "certificates.Rendering": "a job row: found by tasks, shown by no admin view",
}


def own_models() -> list[type[models.Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith(OWN)
        for model in config.get_models(include_auto_created=False)
    ]


def networks_lie_above(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> bool:
    """Whether foreign keys lead from the model to a network."""
    if model is Network:
        return True
    targets = {
        field.related_model
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type)
    }
    return any(networks_lie_above(target, seen | {model}) for target in targets - seen - {model})


def network_owned() -> list[type[models.Model]]:
    """Pages are not among them: the tree's rights and the page types' own rules hold there."""
    return [m for m in own_models() if m is not Network and not issubclass(m, Page) and networks_lie_above(m)]


def is_scoped(model: type[models.Model]) -> bool:
    return isinstance(model._default_manager, ScopedManager)


@pytest.mark.parametrize("model", network_owned(), ids=lambda model: model._meta.label)
def test_a_networks_rows_are_scoped_or_say_why_not(model: type[models.Model]) -> None:
    assert is_scoped(model) != (model._meta.label in UNSCOPED)


@pytest.mark.parametrize(
    "model", [m for m in own_models() if is_scoped(m)], ids=lambda model: model._meta.label
)
def test_a_scoped_model_says_which_roles_open_it(model: type[models.Model]) -> None:
    assert is_registered(model)
    assert model._meta.base_manager_name is None, "foreign keys must resolve whatever the scope"
    assert not isinstance(model.all_objects, ScopedManager)


def test_reasons_are_kept_for_models_that_exist() -> None:
    assert UNSCOPED.keys() <= {model._meta.label for model in network_owned()}


def test_the_search_for_a_network_finds_indirect_owners() -> None:
    found = {model._meta.label for model in network_owned()}
    assert {"cohorts.Cohort", "cohorts.Enrolment", "learning.Progress", "questions.QuestionVersion"} <= found
