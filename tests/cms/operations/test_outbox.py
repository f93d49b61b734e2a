from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client

from cms.operations import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "cms.operations.outbox.OutboxBackend"
    settings.OUTBOX = tmp_path / "outbox"


def send(subject: str, text: str = "Text") -> None:
    send_mail(subject, text, "training@example.org", ["amina@example.org"])


def test_an_empty_outbox_says_how_to_fill_it(client: Client) -> None:
    assert "There is no message yet" in client.get("/outbox/").content.decode()


def test_messages_stand_with_the_latest_first(client: Client) -> None:
    send("The first")
    send("The second")

    assert [mail.subject for name in outbox.names() if (mail := outbox.read(name))] == [
        "The second",
        "The first",
    ]
    page = client.get("/outbox/").content.decode()
    assert page.index("The second") < page.index("The first")


def test_a_message_that_is_sent_again_is_one_still() -> None:
    for text in ("Text", "Text, again"):
        EmailMultiAlternatives(
            "Subject", text, to=["amina@example.org"], headers={"Message-ID": "<notice-1@example.org>"}
        ).send()

    assert [mail.text.strip() for name in outbox.names() if (mail := outbox.read(name))] == ["Text, again"]


def test_a_message_is_readable_and_its_links_work(client: Client) -> None:
    send("تأكيد العنوان", "اضغط https://example.org/confirm/1/")

    page = client.get(f"/outbox/{outbox.names()[0]}/").content.decode()

    assert "تأكيد العنوان" in page
    assert "amina@example.org" in page
    assert '<a href="https://example.org/confirm/1/"' in page


def test_a_message_in_html_alone_is_shown_as_text(client: Client) -> None:
    message = EmailMultiAlternatives("Subject", "", "training@example.org", ["amina@example.org"])
    message.body = "<script>alert(1)</script>"
    message.content_subtype = "html"
    message.send()

    page = client.get(f"/outbox/{outbox.names()[0]}/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("name", ["nothing", "..", "%2e%2e%2fdb", ".half"])
def test_only_messages_can_be_read(client: Client, name: str) -> None:
    send("Subject")

    assert client.get(f"/outbox/{name}/").status_code == 404


def test_there_is_no_outbox_where_mail_is_sent(client: Client, settings) -> None:
    send("Subject")
    settings.EMBEDDED = False

    assert client.get("/outbox/").status_code == 404
    assert client.get(f"/outbox/{outbox.names()[0]}/").status_code == 404


def test_the_list_costs_the_same_for_one_and_three_messages(
    client: Client, django_assert_num_queries
) -> None:
    def queries() -> int:
        with django_assert_num_queries(0, exact=False) as counted:
            client.get("/outbox/")
        return len(counted)

    client.get("/outbox/")
    send("One")
    alone = queries()
    send("Two")
    send("Three")

    assert queries() == alone
