"""What DESIGN says about the whole house, checked on the house itself."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db.models import Field, Model
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("cms", "courses", "assessments")

# From the lowest room to the highest.
ROOMS = [
    *[
        f"cms.{room}"
        for room in ("core", "world", "people", "networks", "notices", "invitations", "pages", "operations")
    ],
    *[f"courses.{room}" for room in ("catalogue", "editions", "cohorts", "learning")],
    *[
        f"assessments.{room}"
        for room in ("questions", "questionnaires", "quizzes", "certificates", "reports")
    ],
]
TOP_LEVEL = {
    *("manage.py", "pyproject.toml", "cms", "courses", "assessments", "static", "tests", "README.md"),
    *(
        "requirements.txt",
        "requirements-dev.txt",
        "Makefile",
        "LICENSE",
        "CHANGELOG.md",
        "Dockerfile",
        "compose.yaml",
    ),
}
LONGEST_FILE = 400


def tracked() -> list[Path]:
    lines = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [ROOT / line for line in lines if (ROOT / line).is_file()]


def sources(*packages: str) -> list[Path]:
    return [
        path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in packages
    ]


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if room(model) in ROOMS]


def room(model: type[Model]) -> str:
    return apps.get_app_config(model._meta.app_label).name


def test_the_top_level_is_as_designed() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in tracked()}

    assert {name for name in found if not name.startswith(".")} <= TOP_LEVEL


def test_every_app_is_a_designed_room() -> None:
    names = [config.name for config in apps.get_app_configs()]
    own = [name for name in names if name.partition(".")[0] in PACKAGES]

    assert own == [name for name in ROOMS if name in own]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_relations_point_down_only(model: type[Model]) -> None:
    for field in model._meta.get_fields():
        if not isinstance(field, Field) or not field.is_relation or field.related_model is None:
            continue
        target = room(field.related_model)  # type: ignore[arg-type]
        if target in ROOMS and field.model is model:
            assert ROOMS.index(target) <= ROOMS.index(room(model)), f"{field} reaches up to {target}"


def test_models_are_not_fetched_by_name() -> None:
    # Migrations must, for they speak of models as they were.
    places = [path for path in sources(*PACKAGES) if "migrations" not in path.parts]

    assert [str(path) for path in places if "get_model(" in path.read_text()] == []


def test_an_import_inside_a_function_has_its_reason() -> None:
    for path in sources(*PACKAGES):
        for line in path.read_text().splitlines():
            if "noqa" in line:
                assert re.search(r"# noqa: [A-Z0-9, ]+ -- \w", line), f"{path}: {line.strip()}"


def test_no_file_is_too_long() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources(*PACKAGES)}

    assert {
        name: lines for name, lines in long.items() if lines > LONGEST_FILE and "/migrations/" not in name
    } == {}


def test_no_function_is_too_long() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sources(*PACKAGES)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.body[0].lineno >= 50
    ]

    assert long == []


def test_nothing_is_inline() -> None:
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=\"|javascript:", re.IGNORECASE)
    pages = [
        path for path in tracked() if path.suffix == ".html" and path.relative_to(ROOT).parts[0] in PACKAGES
    ]
    # A letter is read in a mail program, which knows no stylesheet of ours.
    pages = [path for path in pages if path.name != "letter.html"]
    texts = {path.relative_to(ROOT).as_posix(): re.sub(r"{%.*?%}", "", path.read_text()) for path in pages}

    assert [name for name, text in texts.items() if inline.search(text)] == []


def test_styles_know_no_left_and_right() -> None:
    sided = re.compile(
        r"(?:margin|padding|border|inset)-(?:left|right)|[;{\s](?:left|right|float)\s*:|text-align:\s*(?:left|right)"
    )

    assert [path.name for path in tracked() if path.suffix == ".css" and sided.search(path.read_text())] == []


@pytest.mark.parametrize(
    ("name", "groups"),
    [("requirements.txt", []), ("requirements-dev.txt", ["dev"])],
    ids=["installed", "for developers"],
)
def test_everything_declared_is_locked_with_hashes(name: str, groups: list[str]) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = declared["project"]["dependencies"] + [
        one for group in groups for one in declared["dependency-groups"][group]
    ]
    locked = dict(
        re.findall(
            r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?(==.*?)(?=^\S|\Z)", (ROOT / name).read_text(), re.M | re.S
        )
    )

    names = {re.match(r"[A-Za-z0-9._-]+", one)[0].lower() for one in wanted}  # type: ignore[index]
    assert names <= set(locked)
    assert [one for one, lines in locked.items() if "--hash=sha256:" not in lines] == []


# What documents say


def documents() -> list[Path]:
    return [path for path in tracked() if path.name == "README.md"]


def addresses(patterns: list[URLPattern | URLResolver] | None = None, head: str = "/") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = head + str(pattern.pattern).lstrip("^")
        yield address
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)


def test_commands_named_in_documents_exist() -> None:
    known = set(get_commands())
    named = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in documents()
        for name in re.findall(r"manage\.py ([a-z_]+)", path.read_text())
    }

    assert {(path, name) for path, name in named if name not in known} == set()


def test_make_targets_named_in_documents_exist() -> None:
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in documents()
        for name in re.findall(r"`(?:[A-Z_]+=\S+ )*make ([a-z]+)", path.read_text())
    }

    assert {(path, name) for path, name in named if name not in known} == set()


def test_files_and_rooms_named_in_documents_exist() -> None:
    made = (ROOT / ".gitignore").read_text().split()
    for path in documents():
        for name in re.findall(r"`([a-z_]+(?:/[a-z_.*]+)*/?)`", path.read_text()):
            if name.endswith((".py", "/")) and "*" not in name and name not in made:
                places = (path.parent / name, ROOT / name)
                assert any(place.exists() for place in places), f"{path.relative_to(ROOT)} names {name}"


def test_addresses_named_in_documents_exist() -> None:
    known = {address.split("<")[0] for address in addresses()}
    for path in documents():
        for name in re.findall(r"`(/[a-z][a-z/]*/?)(?:<[a-z]+>/)?`", path.read_text()):
            assert name in known, f"{path.relative_to(ROOT)} names {name}"


def test_settings_named_in_documents_are_read() -> None:
    code = "".join(path.read_text() for path in [*sources(*PACKAGES, "tests"), ROOT / "Makefile"])
    for path in documents():
        for name in re.findall(r"`([A-Z][A-Z_]{3,})=?`", path.read_text()):
            assert re.search(rf"\b{name}\b", code), f"{path.relative_to(ROOT)} names {name}"


def test_no_host_of_a_registry_is_written_down() -> None:
    hosts = re.compile(r"https?://[^\s\"']*(?:pypi|pythonhosted|npmjs|debian\.org)", re.IGNORECASE)
    texts = [path for path in tracked() if path.suffix in {".txt", ".toml", ".md", ".yaml", ""}]

    assert [path.name for path in texts if hosts.search(path.read_text(errors="ignore"))] == []
