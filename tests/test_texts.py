import re
import shutil
from functools import cache
from pathlib import Path

import allauth
import django
import pytest
from allauth.account.forms import LoginForm
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.translation import gettext, ngettext, override

from cms.operations import texts
from cms.people import borrowed

FOLDERS = [Path(folder) for folder in settings.LOCALE_PATHS]
LANGUAGES = [code for code in settings.SWITCHER_LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}")
TAG = re.compile(r"</?[a-z]+[^>]*>")
LETTERS = {"ar": re.compile(r"[\u0621-\u064a]")}
# The forms in which a language may say the number by the word itself; Arabic does for none, one and two.
SAID_BY_THE_WORD = {"ar": (0, 1, 2), "fr": (0,), "es": (0,), "pt": (0,)}
ARABIC = (0, 1, 2, 3, 11, 100)
# What a language says as English does; only placeholders and marks between them need no name here.
SAME_AS_ENGLISH = {
    "fr": {
        *(
            "%(count)s minute",
            "%(hours)s h",
            "%(hours)s h %(minutes)s min",
            "%(minutes)s min",
            "%(points)s point",
        ),
        *(
            "Common law",
            "Europe",
            "Image",
            "Instrument",
            "Minutes",
            "Module",
            "Modules",
            "Page",
            "Pages",
            "Points",
        ),
        *("Question", "Question %(number)s", "Questions", "Quiz", "Structure", "article %(article)s"),
        *("description", "image", "import", "instrument", "introduction", "minutes", "module", "notes"),
        *("active", "question", "questions", "quiz"),
        *(
            "%(number)s passage",
            "Code",
            "Cookies",
            "Description",
            "Document",
            "Film",
            "Invitation",
            "Invitations",
        ),
        *("Logo", "Note", "Passage", "Place", "film", "invitation", "invitations", "logo", "note", "passage"),
        *("score", "Date", "Profession", "modules"),
        *("Questionnaires", "questionnaire", "questionnaires"),
    },
    "es": {
        "%(hours)s h",
        "%(hours)s h %(minutes)s min",
        "%(minutes)s min",
        "Asia",
        "Australia",
        "Common law",
        "Cookies",
        "No",
    },
    "pt": {
        *("%(hours)s h", "%(hours)s h %(minutes)s min", "%(minutes)s min"),
        *("Common law", "Cookies", "E-mail", "e-mail"),
    },
    "ar": set[str](),
}
ENGLISH = re.compile(
    r"\b(the|and|you|your|with|of|is|are|this|that|not|was|were|has|have|will|from)\b", re.IGNORECASE
)
# A mark that stands for itself, such as «?», and code such as name="value" or format: 1.
ITSELF = re.compile(
    r"[«“]\s?\S\s?[»”]|[«“]\s?:::\s?[»”]|\w+=\"[^\"]*\"|:::\w*|\w+://|mailto:|\b[a-z_]+: \w+|\d:\d"
)


@cache
def said_by(package: Path) -> Catalog:
    return texts.found(package)


@cache
def po(folder: Path, language: str) -> Catalog:
    return texts.kept(folder / language / "LC_MESSAGES" / "django.po", language)


def source(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def translation(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


@cache
def entries() -> list[tuple[str, Message]]:
    return [
        (language, message)
        for language in LANGUAGES
        for folder in FOLDERS
        for message in po(folder, language)
        if message.id
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_extraction_finds_nothing_new(folder: Path, language: str) -> None:
    path = folder / language / "LC_MESSAGES" / "django.po"
    said = said_by(folder.parent)
    written = texts.written(said, po(folder, language), language)

    assert len(said) > 100
    assert path.read_text(encoding="utf-8") == written, "Run make texts and translate what is new."


def test_every_text_is_translated() -> None:
    assert [message.id for _language, message in entries() if not texts.is_translated(message)] == []


def test_a_translation_is_in_the_letters_of_its_language() -> None:
    assert [
        text
        for language, message in entries()
        for text in translation(message)
        if language in LETTERS
        and any(map(str.isalpha, TAG.sub("", PLACEHOLDER.sub("", text))))
        and not LETTERS[language].search(text)
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_equal_to_english_is_a_named_one(language: str) -> None:
    equal = {
        source(message)[0]
        for said, message in entries()
        if said == language
        and _plain(translation(message)[0]) == source(message)[0]
        and any(map(str.isalpha, TAG.sub("", PLACEHOLDER.sub("", source(message)[0]))))
    }
    assert equal == SAME_AS_ENGLISH[language]


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_no_english_word_is_left_over() -> None:
    assert [
        text
        for _language, message in entries()
        for text in translation(message)
        if ENGLISH.search(ITSELF.sub("x", PLACEHOLDER.sub("", text)))
    ] == []


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code in ("fr", "es", "pt")])
def test_marks_are_those_of_the_language(language: str) -> None:
    """French sets a narrow space that does not break; Spanish opens its questions; all three quote in angles."""
    texts = [text for said, message in entries() if said == language for text in translation(message)]
    bare = [(text, ITSELF.sub("x", text)) for text in texts]
    wrong = [
        text for text, said in bare if re.search(r"[“”]|\w'\w", said) or said.count("«") != said.count("»")
    ]
    if language == "fr":
        wrong += [text for text, said in bare if re.search(r"[^\u202f?!](?=[;:!?»])|«(?!\u202f)", said)]
    else:
        wrong += [text for text, said in bare if re.search(r"\s(?=[;:!?»])|«\s", said)]
    if language == "es":
        pairs = ("¿?", "¡!")
        wrong += [text for text, said in bare for a, z in pairs if said.count(a) != said.count(z)]
    assert wrong == []


def test_tags_are_those_of_the_source() -> None:
    assert [
        text
        for _language, message in entries()
        for text in translation(message)
        if sorted(TAG.findall(text)) != sorted(TAG.findall(source(message)[-1]))
    ] == []


def test_placeholders_are_those_of_the_source() -> None:
    wrong = []
    for language, message in entries():
        wanted = sorted(PLACEHOLDER.findall(source(message)[-1]))
        for form, text in enumerate(translation(message)):
            given = sorted(PLACEHOLDER.findall(text))
            # A number handed over without a name must be used, or Python refuses the sentence.
            by_word = message.pluralizable and form in SAID_BY_THE_WORD[language] and "%d" not in wanted
            if given != wanted and not (by_word and set(given) <= set(wanted)):
                wrong.append(text)
    assert wrong == []


def test_one_text_has_one_translation_in_all_packages() -> None:
    said: dict[tuple[str, str, str], set[tuple[str, ...]]] = {}
    for language, message in entries():
        key = (language, message.context or "", source(message)[0])
        said.setdefault(key, set()).add(tuple(translation(message)))
    assert [key for key, translations in said.items() if len(translations) > 1] == []


@pytest.mark.parametrize(
    ("language", "numbers"), [("fr", (1, 2)), ("es", (1, 2)), ("pt", (1, 0)), ("ar", ARABIC)]
)
def test_a_language_counts_in_all_its_forms(language: str, numbers: tuple[int, ...]) -> None:
    plural = [message for said, message in entries() if said == language and message.pluralizable]
    assert plural
    assert {len(translation(message)) for message in plural} == {len(numbers)}
    with override(language):
        said = [
            ngettext("There is a problem", "There are %(number)s problems", number) % {"number": number}
            for number in numbers
        ]
    assert len(set(said)) == len(numbers)


@pytest.fixture
def package(settings, tmp_path: Path) -> Path:
    folder = tmp_path / "package"
    settings.LOCALE_PATHS = [folder / "locale"]
    (folder / "templates").mkdir(parents=True)
    (folder / "migrations").mkdir()
    (folder / "said.py").write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
        '_("Save {what}")\n'
        'ngettext("%(count)s seat", "%(count)s seats", 2)\n'
        'pgettext("a verb", "open")\n'
    )
    (folder / "migrations" / "0001.py").write_text('_("never said")\n')
    (folder / "templates" / "page.html").write_text(
        "<p>It’s {{ not_ours }}</p>{% translate 'Save {what}' %}{% translate \"Main\" context 'a menu' %}"
        "{% if x == _('in a tag') %}{{ y|default:_('in a filter') }}{% endif %}"
        "{% blocktranslate trimmed count n=n %}\n {{ n }} day's \\n%\n{% plural %}{{ n }} days{% endblocktranslate %}"
    )
    return folder


def test_texts_are_found_in_code_and_templates(package: Path) -> None:
    assert {(message.context, message.id) for message in texts.found(package) if message.id} == {
        (None, "Save {what}"),
        (None, ("%(count)s seat", "%(count)s seats")),
        ("a verb", "open"),
        ("a menu", "Main"),
        (None, "in a tag"),
        (None, "in a filter"),
        (None, ("%(n)s day's \\n%%", "%(n)s days")),
    }


def test_extraction_keeps_translations_and_adds_nothing_the_second_time(package: Path) -> None:
    call_command("extract_texts", language=["ar"])
    path = package / "locale" / "ar" / "LC_MESSAGES" / "django.po"
    path.write_text(
        path.read_text().replace('msgid "in a tag"\nmsgstr ""', 'msgid "in a tag"\nmsgstr "في وسم"')
    )
    translated = path.read_text()

    call_command("extract_texts")

    assert "في وسم" in translated
    assert path.read_text() == translated
    assert "templates" not in translated and "POT-Creation-Date" not in translated


def test_one_more_language_is_one_command(settings, package: Path) -> None:
    call_command("extract_texts", language=["ru"])
    path = package / "locale" / "ru" / "LC_MESSAGES" / "django.po"
    assert "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 :" in path.read_text()
    assert {len(translation(message)) for message in texts.kept(path, "ru") if message.pluralizable} == {3}

    path.write_text(
        path.read_text().replace('msgid "in a tag"\nmsgstr ""', 'msgid "in a tag"\nmsgstr "в теге"')
    )
    call_command("compile_texts", verbosity=0)
    settings.LANGUAGES = [*settings.LANGUAGES, ("ru", "Russian")]
    with override("ru"):
        assert gettext("in a tag") == "в теге"


def test_extraction_writes_each_language_of_the_settings(package: Path) -> None:
    call_command("extract_texts")
    assert {path.name for path in (package / "locale").iterdir()} == set(LANGUAGES)


def test_extraction_knows_the_languages_that_there_are(package: Path) -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("extract_texts", "--language", "xx")


def test_what_is_borrowed_is_still_said_by_its_owner(tmp_path: Path) -> None:
    shutil.copy(borrowed.__file__, tmp_path)
    counted = [message.id for message in texts.found(tmp_path) if message.pluralizable]
    owners = [Path(django.__file__).parent, Path(allauth.__file__).parent]
    said = {
        text
        for owner in owners
        for path in owner.glob("**/locale/en/LC_MESSAGES/django.po")
        for message in texts.kept(path, "en")
        for text in source(message)
    }
    assert {*borrowed.BORROWED, *(text for pair in counted for text in pair)} - said == set()


def test_ours_comes_before_the_translation_of_the_owner() -> None:
    form = LoginForm()
    with override("ar"):
        assert str(form.fields["remember"].label) == "البقاء في وضع تسجيل الدخول على هذا الجهاز"
