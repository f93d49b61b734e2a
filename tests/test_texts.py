import re
from pathlib import Path

import allauth
import django
import pytest
from allauth.account.forms import LoginForm
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.translation import ngettext, override

from cms.operations import texts
from cms.people import borrowed

FOLDERS = [Path(folder) for folder in settings.LOCALE_PATHS]
LANGUAGES = [code for code in settings.SWITCHER_LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}")
LETTERS = {"ar": re.compile(r"[\u0621-\u064a]")}
# The forms in which Arabic says the number by the word itself: none, one, two.
SAID_BY_THE_WORD = {"ar": (0, 1, 2)}


def po(folder: Path, language: str) -> Catalog:
    return texts.kept(folder / language / "LC_MESSAGES" / "django.po", language)


def source(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def translation(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


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
    said = texts.found(folder.parent)
    written = texts.written(said, texts.kept(path, language), language)

    assert len(said) > 100
    assert path.read_text(encoding="utf-8") == written, "Run make texts and translate what is new."


def test_every_text_is_translated() -> None:
    assert [message.id for _language, message in entries() if not texts.is_translated(message)] == []


def test_a_translation_is_in_the_letters_of_its_language() -> None:
    assert entries()
    assert [
        text
        for language, message in entries()
        for text in translation(message)
        if any(map(str.isalpha, PLACEHOLDER.sub("", text))) and not LETTERS[language].search(text)
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


def test_arabic_counts_in_six_forms() -> None:
    plural = [message for language, message in entries() if language == "ar" and message.pluralizable]
    assert plural
    assert {len(translation(message)) for message in plural} == {6}
    with override("ar"):
        said = [
            ngettext("There is a problem", "There are %(number)s problems", number) % {"number": number}
            for number in (0, 1, 2, 3, 11, 100)
        ]
    assert len(set(said)) == 6


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


def test_extraction_names_no_language_by_itself(package: Path) -> None:
    with pytest.raises(CommandError, match="--language"):
        call_command("extract_texts")


def test_what_is_borrowed_is_still_said_by_its_owner() -> None:
    counted = [message.id for message in texts.found(Path(borrowed.__file__).parent) if message.pluralizable]
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
