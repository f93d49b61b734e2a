from __future__ import annotations

import pytest
from babel import Locale
from django.utils.translation import override

from cms.world.m49 import REGIONS
from cms.world.models import Country, Region

COUNTRIES = [code for _parent, codes in REGIONS.values() for code in codes.split()]


def test_each_country_stands_in_one_region() -> None:
    assert len(COUNTRIES) == len(set(COUNTRIES))
    assert len(COUNTRIES) == 249  # as many as ISO 3166-1 has codes


def test_every_region_leads_to_the_world() -> None:
    for code in REGIONS:
        seen = [code]
        while (parent := REGIONS[seen[-1]][0]) is not None:
            assert parent not in seen
            seen.append(parent)
        assert seen[-1] == "001"


def test_every_code_has_a_name_in_every_language() -> None:
    for language in ("en", "fr", "es", "pt", "ar"):
        names = Locale.parse(language).territories
        # Antarctica is named as a country, of which its region is the whole.
        assert [code for code in [*REGIONS, *COUNTRIES] if code not in names] == ["010"]


@pytest.mark.django_db
def test_the_tables_hold_what_the_standard_says() -> None:
    assert set(Region.objects.values_list("code", "parent_id")) == {
        (code, parent) for code, (parent, _countries) in REGIONS.items()
    }
    assert dict(Country.objects.values_list("code", "region_id")) == {
        country: code for code, (_parent, countries) in REGIONS.items() for country in countries.split()
    }
    assert Country.objects.get(code="SN").region_id == "011"
    with override("ar"):
        assert str(Country.objects.get(code="SN")) == "السنغال"
