from django.utils.translation import override

from cms.world.zone_choices import zones_by_region


def offered(language: str, current: str = "") -> dict[str, list[tuple[str, str]]]:
    with override(language):
        return {region: places for region, places in zones_by_region(current) if not isinstance(places, str)}


def test_a_place_with_two_names_is_offered_once_by_the_chosen_one() -> None:
    for chosen in ("Asia/Calcutta", "Asia/Kolkata"):
        assert [name for name, city in offered("en", chosen)["Asia"] if city == "Kolkata"] == [chosen]
    assert [city for _name, city in offered("en")["Asia"] if city in ("Dacca", "Dhaka")] == ["Dhaka"]


def test_places_stand_in_the_readers_alphabet() -> None:
    cities = [city for _name, city in offered("fr")["Europe"]]
    assert (
        cities.index("Athènes") < cities.index("Belgrade") < cities.index("Île de Man") < cities.index("Kiev")
    )
    arabic = [city for _name, city in offered("ar")["أفريقيا"]]
    assert arabic.index("طرابلس") < arabic.index("القاهرة") < arabic.index("كامبالا")
