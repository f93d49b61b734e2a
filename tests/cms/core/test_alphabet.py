import pytest
from django.utils.translation import override

from cms.core.alphabet import alphabetical


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Åland", "Albania", "Côte d’Ivoire", "São Tomé", "Saudi Arabia"]),
        ("fr", ["Éthiopie", "Haïti", "Île Bouvet", "Îles Féroé", "Indonésie", "Zambie"]),
        ("es", ["nube", "Nuuk", "ñame", "ñandú", "oso", "Ótavo", "oza"]),
        ("pt", ["África do Sul", "Albânia", "Índia", "Indonésia", "Zâmbia"]),
        # As the League of Arab States lists its members: without the article, and any alef is an alef.
        ("ar", ["الأردن", "الإمارات", "البحرين", "تونس", "الجزائر", "السعودية", "ليبيا", "المغرب", "اليمن"]),
    ],
)
def test_names_stand_where_a_reader_of_the_language_looks_for_them(language: str, names: list[str]) -> None:
    with override(language):
        assert sorted(reversed(names), key=alphabetical) == names


def test_a_tilde_makes_a_letter_in_spanish_only() -> None:
    with override("pt"):
        assert sorted(["ñame", "nube"], key=alphabetical) == ["ñame", "nube"]


def test_a_word_that_begins_like_the_article_keeps_its_letters() -> None:
    with override("ar"):
        # Germany and Albania begin with a hamza; only a bare alef and lam are the article.
        assert sorted(["الباراغواي", "ألمانيا", "أوغندا"], key=alphabetical) == [
            "ألمانيا",
            "أوغندا",
            "الباراغواي",
        ]


def test_without_a_difference_in_letters_the_plain_name_comes_first() -> None:
    assert sorted(["côte", "cote", "coté"], key=alphabetical) == ["cote", "coté", "côte"]
