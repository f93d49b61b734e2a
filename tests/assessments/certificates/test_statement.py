import json

import pytest

from assessments.certificates.statement import (
    Statement,
    UnknownVersion,
    canonical,
    digest,
    identity,
    in_language,
)
from tests.assessments.certificates.stated import statement


def test_a_statement_survives_being_stored_as_json() -> None:
    stated = statement()
    assert Statement.from_json(json.loads(json.dumps(stated.to_json()))) == stated


def test_the_same_facts_give_the_same_bytes_whatever_their_order() -> None:
    data = statement().to_json()
    shuffled = dict(reversed(data.items()))
    assert canonical(shuffled) == canonical(data)
    assert digest(json.loads(canonical(data))) == digest(data)


def test_any_other_fact_gives_another_hash() -> None:
    assert digest(statement(name="Aicha Diallo").to_json()) != digest(statement().to_json())


def test_letters_are_written_as_they_are() -> None:
    assert "Aïcha" in canonical(statement().to_json()).decode()


def test_a_number_with_a_fraction_is_written_as_text_or_not_at_all() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical({"score": float("nan")})
    with pytest.raises(TypeError):
        canonical({"score": object()})


def test_a_form_of_another_release_is_refused_and_not_guessed_at() -> None:
    with pytest.raises(UnknownVersion):
        Statement.from_json({**statement().to_json(), "version": 2})


def test_each_network_that_wrote_is_named_once_in_the_order_of_its_modules() -> None:
    assert [network.slug for network in statement().writers()] == ["ejn", "iberred"]


def test_the_address_can_be_checked_without_being_read() -> None:
    assert identity(" Aicha@Example.org ", "salt") == statement().holder.identity_hash
    assert identity("aicha@example.org", "other") != statement().holder.identity_hash


def test_a_text_is_said_in_the_language_asked_for_then_in_english_then_in_any() -> None:
    texts = {"ar": "طلب", "en": "A request"}
    assert [in_language(texts, code) for code in ("ar", "en", "fr")] == ["طلب", "A request", "A request"]
    assert in_language({"pt": "Um pedido"}, "fr") == "Um pedido"
    assert in_language({}, "fr") == ""
