from __future__ import annotations

from typing import Any

from allauth.core import context as requests
from django.contrib.sites.shortcuts import get_current_site
from django.utils import timezone

from cms.notices.actions import write_account_letter
from cms.people.adapter import AccountAdapter


class DeliveringAdapter(AccountAdapter):
    """allauth's own e-mails go as jobs: where the mail server is away the page answers, and the letter follows."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        about: dict[str, Any] = {"email": email}
        if requests.request:  # there is none where a command writes
            about |= {"request": requests.request, "current_site": get_current_site(requests.request)}
        written = self.render_mail(template_prefix, email, about | context)
        write_account_letter(
            email,
            letter=template_prefix,
            subject=written.subject,
            text=str(written.body),
            now=timezone.now(),
        )
