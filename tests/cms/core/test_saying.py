from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from cms.core import saying

DUE = datetime(2027, 3, 23, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Africa/Dakar", "Dakar time (GMT)"),
        ("Asia/Bangkok", "Bangkok time (GMT+7)"),
        ("Asia/Kathmandu", "Kathmandu time (GMT+5:45)"),
        ("America/Bogota", "Bogota time (GMT−5)"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_said_by_its_city_and_its_distance_on_that_day(zone, said):
    assert saying.say_zone(DUE, zone) == said


def test_an_exclusive_end_at_midnight_is_said_as_the_evening_before():
    assert saying.say_when(DUE, "Africa/Dakar", last=True) == "Monday, 22 March 2027, 23:59, Dakar time (GMT)"
    assert saying.say_when(DUE, "Africa/Dakar", style="weekday") == "Tuesday 23 March"


def test_the_distance_follows_the_clock_change():
    summer = datetime(2027, 7, 1, 12, tzinfo=UTC)
    assert saying.say_zone(DUE, "Europe/Paris").endswith("(GMT+1)")
    assert saying.say_zone(summer, "Europe/Paris").endswith("(GMT+2)")


# Language → full, weekday, long date, share, left, list, minutes, a language inside a sentence, a country, a city.
SAID = {
    "en": [
        "Monday, 22 November 2027, 23:59, Cairo time (GMT+2)",
        "Monday 22 November",
        "1 May 2027",
        "70%",
        "in 4 days",
        "a, b and c",
        "2 h 10 min",
        "French",
        "Armenia",
        "Cairo",
    ],
    "fr": [
        "lundi 22 novembre 2027, 23:59, Le Caire (GMT+2)",
        "lundi 22 novembre",
        "1 mai 2027",
        "70 %",
        "dans 4 jours",
        "a, b et c",
        "2 h 10 min",
        "français",
        "Arménie",
        "Le Caire",
    ],
    "es": [
        "lunes, 22 de noviembre de 2027, 23:59, hora de El Cairo (GMT+2)",
        "lunes, 22 de noviembre",
        "1 de mayo de 2027",
        "70 %",
        "dentro de 4 días",
        "a, b y c",
        "2 h 10 min",
        "francés",
        "Armenia",
        "El Cairo",
    ],
    "pt": [
        "segunda-feira, 22 de novembro de 2027, 23:59, hora de Cairo (GMT+2)",
        "segunda-feira, 22 de novembro",
        "1 de maio de 2027",
        "70%",
        "dentro de 4 dias",
        "a, b e c",
        "2 h 10 min",
        "francês",
        "Arménia",
        "Cairo",
    ],
    "ar": [
        "الاثنين، 22 نوفمبر 2027، 23:59، توقيت القاهرة (GMT+2)",
        "الاثنين، 22 نوفمبر",
        "1 مايو 2027",
        "70%",
        "خلال 4 أيام",
        "a وb وc",
        "2 س و10 د",
        "الفرنسية",
        "أرمينيا",
        "القاهرة",
    ],
}


@pytest.mark.parametrize("language", SAID)
def test_each_language_says_it_in_its_own_way(language):
    end = datetime(2027, 11, 22, 22, tzinfo=UTC)
    with override(language):
        said = [
            saying.say_when(end, "Africa/Cairo", last=True),
            saying.say_when(end, "Africa/Cairo", style="weekday", last=True),
            saying.say_date("2027-05-01"),
            saying.say_share(Decimal("0.7")),
            saying.say_left(end, end - timedelta(days=4)),
            saying.say_list(["a", "b", "c"]),
            saying.say_minutes(130),
            saying.say_language("fr", inside=True),
            saying.say_territory("AM"),
            saying.say_city("Africa/Cairo"),
        ]
    # Spaces that don't break, and marks that keep a direction, are not seen.
    plain = str.maketrans({"\u202f": " ", "\xa0": " ", "\u200f": None, "\u200e": None})
    assert [one.translate(plain) for one in said] == SAID[language]


def test_arabic_has_arabic_months_and_cities():
    with override("ar"):
        assert saying.say_when(DUE, "Africa/Abidjan", style="date", last=True) == "22 مارس 2027"
        assert "أبيدجان" in saying.say_zone(DUE, "Africa/Abidjan")


def test_dates_lengths_shares_and_lists():
    assert saying.say_date(date(2027, 5, 3)) == saying.say_date("2027-05-03") == "3 May 2027"
    assert [saying.say_minutes(n) for n in (25, 120, 130)] == ["25 min", "2 h", "2 h 10 min"]
    assert saying.say_left(DUE, DUE - timedelta(days=4)) == "in 4 days"
    assert saying.say_list(["English", "French", "Arabic"]) == "English, French and Arabic"


def test_a_share_just_below_the_pass_mark_does_not_look_like_it():
    assert saying.say_share(Decimal("0.6999")) == "69%"
    assert [saying.say_share(Decimal(n) / 100) for n in (29, 57, 100)] == ["29%", "57%", "100%"]


def test_languages_in_the_readers_words_or_their_own():
    assert saying.say_language("ar") == "Arabic"
    assert saying.say_language("ar", own=True) == "العربية"
    assert saying.say_language("fr", own=True) == "Français"
