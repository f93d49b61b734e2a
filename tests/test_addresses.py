"""Every address of ours, computed from the resolver: it never breaks, and it carries the strict policy."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import get_page_models

from courses.cohorts.enums import CohortState
from courses.cohorts.models import Enrolment
from tests.assessments.quizzes.sat import NOW, Sat, a_quiz, released
from tests.cast import Cast, make_cohort, make_course, make_module, make_person, network_page

pytestmark = pytest.mark.django_db

OURS = ("cms.", "courses.", "assessments.", "allauth.")
NO_SUCH = 2**70

# What an address needs, by the name of its argument: something that is there, then what is not.
REAL: dict[str, Any] = {
    "name": "nothing",
    "key": "1-nothing",
    "uidb36": "1",
    "token": "nothing:signed",
    "number": "ABCD-EFGH-JKLM",
    "label": "notices.notice",
    "kind": "seat_taken",
    "language": "en",
    "path": "images/nothing.svg",
    "form": "json",
    "position": 1,
    "block_id": uuid.UUID(int=1),
    "part": "file",
    "slug": "wacap",
    "invitation_id": 1,
    "membership_id": 1,
    "listing_id": 1,
    "announcement_id": 1,
    "session_id": 1,
    "list_id": 1,
    "authority_id": 1,
    "questionnaire_id": 1,
    "use_id": 1,
    "module_key": uuid.UUID(int=1),
    "block_key": uuid.UUID(int=1),
    "action_name": "delete",
}
ABSENT: dict[str, list[Any]] = {
    "name": ["..", "%00", "ü" * 300],
    "key": ["x", "-", ":" * 300],
    "token": ["x", "%00", ":", "A" * 500, "é"],
    "uidb36": ["zzzzzzzzzzzz"],
    "number": ["x", "A" * 500, "ABCD EFGH", "0", "é"],
    "label": ["notices", "people.user", "é"],
    "kind": ["nothing", "personal_message"],
    "language": ["de", "x" * 300],
    "form": ["json", "html"],
    "path": ["../base.py", "images/../../base.py", "%00"],
    "position": [0, 99, NO_SUCH],
    "enrolment_id": [0, NO_SUCH],
    "attempt_id": [0, NO_SUCH],
    "cohort_id": [0, NO_SUCH],
    "announcement_id": [0, NO_SUCH],
    "session_id": [0, NO_SUCH],
    "list_id": [0, NO_SUCH],
    "authority_id": [0, NO_SUCH],
    "questionnaire_id": [0, NO_SUCH],
    "use_id": [0, NO_SUCH],
    "module_key": [uuid.UUID(int=0)],
    "pk": [0, NO_SUCH],
    "network_id": [0, NO_SUCH],
    "membership_id": [0, NO_SUCH],
    "invitation_id": [0, NO_SUCH],
    "user_id": [0, NO_SUCH],
    "listing_id": [0, NO_SUCH],
    "slug": ["x", "A" * 500],
    "step_key": [uuid.UUID(int=0)],
    "revision_id": [0, NO_SUCH],
    "block_id": [uuid.UUID(int=0)],
    "part": ["image", "id", "__class__", "%00", "x" * 300],
    "block_key": [uuid.UUID(int=0)],
    "action_name": ["nothing", "__class__", "x" * 300],
}


def patterns(
    resolver: URLResolver, space: str = "", *, ours: bool = False
) -> Iterator[tuple[str, URLPattern]]:
    """(name, pattern) where the view is ours or allauth's, or stands in a viewset of ours."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            views = [module_of(one) for one in pattern.url_patterns if isinstance(one, URLPattern)]
            own = bool(pattern.namespace) and any(view.startswith(OURS) for view in views)
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from patterns(pattern, inner, ours=own)
        elif pattern.name and (ours or module_of(pattern).startswith(OURS)):
            yield space + pattern.name, pattern


def module_of(pattern: URLPattern) -> str:
    return getattr(pattern.callback, "view_class", pattern.callback).__module__


def arguments(pattern: URLPattern) -> set[str]:
    inner = getattr(pattern.pattern, "converters", {}) or pattern.pattern.regex.groupindex
    return set(inner)


FOUND = dict(patterns(get_resolver()))
NAMES = sorted(FOUND)
TAKING = sorted(name for name in NAMES if arguments(FOUND[name]))


@pytest.fixture
def sat() -> Sat:
    """A running cohort with a quiz under way: what every number in an address may stand for."""
    made = a_quiz()
    released(made)
    return made


@pytest.fixture
def real(sat: Sat) -> dict[str, Any]:
    return REAL | {
        "enrolment_id": sat.enrolment.pk,
        "step_key": sat.step.step_key,
        "attempt_id": sat.start(NOW).pk,
        "cohort_id": sat.cohort.pk,
        "pk": sat.cohort.pk,
        "revision_id": sat.step.texts.get().revision_id,
        "network_id": sat.cohort.network_id,
        "user_id": sat.user.pk,
    }


def address(name: str, values: dict[str, Any]) -> str:
    wanted = arguments(FOUND[name])
    if name == "wagtaildocs_serve":
        return reverse(name, args=[1, "a.txt"])
    if name == "wagtail_serve":
        return reverse(name, args=["networks/"])
    return reverse(name, kwargs={argument: values[argument] for argument in wanted})


def visitor(who: str, sat: Sat) -> Client:
    client = Client(raise_request_exception=False)
    if who == "signed in":
        client.force_login(make_person("nobody"), backend="django.contrib.auth.backends.ModelBackend")
    elif who == "its own":
        client.force_login(sat.user, backend="django.contrib.auth.backends.ModelBackend")
    elif who == "central":
        central = make_person("central", central=True)
        client.force_login(central, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_argument_of_an_address_is_in_the_tables(real: dict[str, Any]) -> None:
    wanted = {argument for name in NAMES for argument in arguments(FOUND[name])}
    assert wanted <= set(real) & set(ABSENT)
    assert len(NAMES) > 40


@pytest.mark.parametrize("who", ["anonymous", "signed in", "its own", "central"])
@pytest.mark.parametrize("name", NAMES)
def test_no_address_breaks(name: str, who: str, sat: Sat, real: dict[str, Any]) -> None:
    client = visitor(who, sat)
    there = address(name, real)
    for act in (client.get, client.post, client.head, client.put, client.delete, client.options):
        answer = act(there)
        # 503 is what /readyz says where no worker runs.
        assert answer.status_code < 500 or name == "operations:readyz", f"{act.__name__} {there}"
        assert_strict(there, answer)


@pytest.mark.parametrize("who", ["anonymous", "signed in", "central"])
@pytest.mark.parametrize("name", TAKING)
def test_what_is_not_there_breaks_nothing(name: str, who: str, sat: Sat, real: dict[str, Any]) -> None:
    client = visitor(who, sat)
    for argument in arguments(FOUND[name]):
        for value in ABSENT[argument]:
            try:
                there = address(name, real | {argument: value})
            except NoReverseMatch:  # an address that can't be written can't be visited
                continue
            for act in (client.get, client.post):
                answer = act(there)
                assert answer.status_code < 500, f"{act.__name__} {there}"
                assert_strict(there, answer)


ROOMS = (
    "learning:",
    "quizzes:",
    "cohort:",
    "mistake:",
    "reports:",
    "viewing:",
    "network:",
    "invitation:",
    "machinery:",
    "notice_text:",
)
PRIVATE = sorted(n for n in NAMES if n.startswith(ROOMS))
NUMBERS = {argument: 0 for argument in ABSENT if argument.endswith("_id") or argument == "pk"}
# Lists of one's own, which everybody has: of nothing, for who has nothing.
OWN_LISTS = {
    f"learning:{name}"
    for name in (
        "learn",
        "search_all",
        "all_notes",
        "all_notes_file",
        "reports",
        "calendar",
        "new_calendar_link",
        "stop_calendar_link",
    )
}
# The link is what opens it.
BY_TOKEN = {"learning:feed"}


@pytest.mark.parametrize("name", sorted(set(PRIVATE) - BY_TOKEN))
def test_a_stranger_is_asked_to_sign_in(name: str, sat: Sat, real: dict[str, Any]) -> None:
    client = Client()
    for act in (client.get, client.post):
        answer = act(address(name, real))
        assert answer.status_code in {302, 405}
        if answer.status_code == 302:
            assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", sorted(set(PRIVATE) - OWN_LISTS))
def test_what_is_anothers_answers_as_what_is_not_there(name: str, sat: Sat, real: dict[str, Any]) -> None:
    client = visitor("signed in", sat)
    for act in (client.get, client.post):
        answer, absent = act(address(name, real)), act(address(name, real | NUMBERS))
        assert answer.status_code == absent.status_code
        assert 400 <= answer.status_code < 500
        assert sat.cohort.name not in answer.text


# The policy

STRICT = {name: " ".join(sources) for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()}


def policy(answer: Any) -> dict[str, str]:
    header = answer.headers.get("Content-Security-Policy", "")
    return dict(part.strip().split(" ", 1) for part in header.split(";") if part.strip())


def assert_strict(there: str, answer: Any) -> None:
    if not there.startswith("/admin/"):
        assert policy(answer) == STRICT, there


def test_the_policy_lets_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert STRICT["default-src"] == STRICT["object-src"] == STRICT["base-uri"] == "'none'"
    assert STRICT["script-src"] == STRICT["style-src"] == STRICT["form-action"] == "'self'"
    assert STRICT["img-src"] == "'self' data:"
    assert "unsafe" not in str(STRICT)
    assert "http" not in str(STRICT)


def test_it_is_relaxed_under_the_admin_only_and_by_three_things(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.organiser)
    for there in (reverse("wagtailadmin_home"), reverse("cohort:index")):
        found = policy(client.get(there))
        assert {name for name in found if found[name] != STRICT.get(name)} == {
            "script-src",
            "img-src",
            "frame-src",
        }
        assert found["script-src"] == "'self' 'unsafe-inline'"
        assert found["frame-src"] == "'self'"


def test_every_public_page_and_every_miss_carries_it(cast: Cast) -> None:
    module = make_module(cast.ejn, "Requests")
    course = make_course(cast.wacap, "Working together", module)
    cohort = make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN)
    Enrolment.all_objects.create(cohort=cohort, user=cast.trainee, language="en", enrolled_at=NOW)
    home = network_page(cast.ejn).get_parent().get_parent()
    seen = set()
    for signed_in in (False, True):
        client = Client()
        if signed_in:
            client.force_login(cast.trainee)
        for page in (home.specific, *home.get_descendants().live().specific()):
            answer = client.get(page.url)
            assert policy(answer) == STRICT, page.url
            seen.add(type(page))
        for there in ("/", "/nowhere/", "/en/nowhere/", "/ar/", "/static/nothing.css", "/sitemap.xml"):
            # A redirect to a language is made outside of everything, and has nothing to protect.
            answer = client.get(there, follow=True)
            assert answer.status_code < 500
            assert policy(answer) == STRICT, there
    types = {model for model in get_page_models() if model.__module__.startswith(OURS)}
    # Quizzes answer a stranger as lessons do; tests/courses/catalogue/test_step.py has each kind.
    assert {model.__name__ for model in types - seen} == {"QuizPage"}
