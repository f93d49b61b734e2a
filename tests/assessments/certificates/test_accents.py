"""A certificate bears the colours of its networks, each in its own where it has one."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from assessments.certificates import rendering
from assessments.certificates.accents import accents
from assessments.certificates.actions import award_due
from assessments.certificates.models import Certificate, Rendering
from assessments.certificates.sheet import sheet
from cms.networks.accents import LIGHT, is_readable
from cms.networks.models import Network
from tests.assessments.certificates.stated import statement
from tests.assessments.taught import NOW, cohort, did, enrol, network, person, syllabus

pytestmark = pytest.mark.django_db
OWN = "#0b5d3b"


def coloured(slug: str, light: str, dark: str = "#7fd1a8") -> Network:
    found = network(slug)
    Network.objects.filter(pk=found.pk).update(accent_light=light, accent_dark=dark)
    return found


@pytest.fixture
def certificate() -> Certificate:
    cache.clear()
    enrolment = enrol(person("aicha@example.org"), cohort(network("wacap"), syllabus(network("wacap"))))
    did(enrolment)
    award_due(NOW)
    return Certificate.all_objects.get()


def test_its_own_colour_comes_before_that_of_the_site() -> None:
    assert accents(["wacap"])["wacap"] != OWN
    coloured("wacap", OWN)
    coloured("elsewhere", "#123456")
    found = accents(["wacap", "ejn"])
    assert found["wacap"] == OWN
    assert found["ejn"] == accents([])["ejn"]
    assert "elsewhere" not in found


def test_one_that_could_not_be_read_on_paper_is_darkened() -> None:
    coloured("wacap", "#ffee88")
    assert is_readable(accents(["wacap"])["wacap"], LIGHT)


def test_it_costs_one_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        accents(["wacap", "ejn", "iberred"])


def test_the_paper_bears_it() -> None:
    coloured("wacap", OWN)
    coloured("iberred", "#5b3a8e")
    stated = statement()
    said = sheet(stated, verify_url="https://example.org/", accents=accents(stated.networks()))
    assert said["accent"] == OWN
    assert OWN in said["mark"]
    assert OWN in said["arcs"] and "#5b3a8e" in said["arcs"]


def test_what_is_drawn_bears_it(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    coloured("wacap", OWN)
    seen = {}
    draw = rendering.pdf.draw
    monkeypatch.setattr(rendering.pdf, "draw", lambda said, **at: seen.update(said) or draw(said, **at))
    rendering.render(Rendering.objects.get())
    assert seen["accent"] == OWN


def test_the_page_links_to_it_and_to_no_other(client: Client, certificate: Certificate) -> None:
    coloured("wacap", OWN)
    coloured("elsewhere", "#123456")
    page = client.get(certificate.verify_path).text
    assert page.count("/theme.css") == 1
    assert "/networks/wacap/theme.css" in page
