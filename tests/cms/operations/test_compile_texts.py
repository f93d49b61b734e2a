import gettext
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def po(settings, tmp_path: Path) -> Path:
    settings.LOCALE_PATHS = [tmp_path]
    path = tmp_path / "ar" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + 'msgid "Save"\nmsgstr "احفظ"\n')
    return path


def text(po: Path) -> str:
    with po.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext("Save")


def test_a_changed_text_is_compiled_again(po: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("compile_texts")
    assert text(po) == "احفظ"

    call_command("compile_texts")
    po.write_text(HEAD + 'msgid "Save"\nmsgstr "حفظ"\n')
    later = po.with_suffix(".mo").stat().st_mtime + 1
    os.utime(po, (later, later))
    call_command("compile_texts")

    assert text(po) == "حفظ"
    assert capsys.readouterr().out.splitlines() == [
        f"{count} translation files compiled." for count in (1, 0, 1)
    ]


def test_a_broken_file_is_named(po: Path) -> None:
    po.write_text(HEAD + 'msgid "Save\n')

    with pytest.raises(CommandError, match=str(po)):
        call_command("compile_texts")
