"""What a network's notices say, in the admin: for its managers and organisers, and central staff."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.core.errors import Refusal
from cms.core.saying import say_language
from cms.networks.admin_pages import AdminPage, Crumb
from cms.networks.enums import INVITING_ROLES
from cms.networks.models import Network
from cms.notices.actions import keep_text, switch_text
from cms.notices.kinds import Kind, editable_kinds, name_of_kind
from cms.notices.models import NoticeText
from cms.notices.own_texts import Wording, default_wording
from cms.notices.text_forms import TextForm
from cms.notices.writing import Letter, example_letter


@dataclass(frozen=True)
class Line:
    """A kind, and for each language whether the network's own text is told."""

    key: str
    called: str
    languages: list[tuple[str, str, bool]]


def _networks(request: HttpRequest) -> Any:
    return Network.objects.where(request.user, INVITING_ROLES).order_by("slug")


class Index(AdminPage):
    page_title = gettext_lazy("Texts of notices")
    header_icon = "mail"
    template_name = "notices/admin/networks.html"

    @cached_property
    def networks(self) -> list[Network]:
        return list(_networks(self.request))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.networks:
            raise Http404
        if len(self.networks) == 1:
            return redirect("notice_text:list", self.networks[0].pk)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"networks": self.networks}


class _OfNetwork(AdminPage):
    header_icon = "mail"

    @cached_property
    def network(self) -> Network:
        return get_object_or_404(_networks(self.request), pk=self.kwargs["network_id"])

    def get_page_subtitle(self) -> str:
        return self.network.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"network": self.network}


class Texts(_OfNetwork):
    page_title = gettext_lazy("Texts of notices")
    template_name = "notices/admin/texts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = set(NoticeText.objects.in_use().filter(network=self.network).values_list("kind", "language"))
        lines = [
            Line(
                key,
                name_of_kind(key),
                [(code, say_language(code), (key, code) in own) for code in settings.SWITCHER_LANGUAGES],
            )
            for key in editable_kinds()
        ]
        return super().get_context_data(**kwargs) | {"lines": lines}


def _kind_or_404(key: str, language: str) -> Kind:
    kind = editable_kinds().get(key)
    if kind is None or language not in settings.SWITCHER_LANGUAGES:
        raise Http404
    return kind


class Text(_OfNetwork):
    """The text, what it may say, and the e-mail that it makes; *preview* shows what stands in the form, and keeps nothing."""

    template_name = "notices/admin/text.html"

    @cached_property
    def kind(self) -> Kind:
        return _kind_or_404(self.kwargs["kind"], self.language)

    @property
    def language(self) -> str:
        return str(self.kwargs["language"])

    @cached_property
    def text(self) -> NoticeText | None:
        own = NoticeText.objects.filter(network=self.network)
        return own.filter(kind=self.kind.key, language=self.language).first()

    @cached_property
    def form(self) -> TextForm:
        kept = self.text if self.text and self.text.is_used else default_wording(self.kind, self.language)
        return TextForm(
            self.request.POST or None,
            kind=self.kind,
            language=self.language,
            initial={
                "subject": kept.subject,
                "body": kept.body,
                "seen": self.text.version if self.text else 0,
            },
        )

    def get_page_title(self) -> str:
        return name_of_kind(self.kwargs["kind"])

    def trail(self) -> Iterable[Crumb]:
        yield reverse("notice_text:list", args=[self.network.pk]), _("Texts of notices")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        if "preview" in request.POST:
            return self.render_to_response(self.get_context_data())
        try:
            keep_text(
                self.network,
                kind=self.kind,
                language=self.language,
                wording=self.form.wording,
                seen=self.form.cleaned_data["seen"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            self.form.add_error(None, str(refusal))
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(request, _("Kept. From now on your notices say it so."))
        return redirect(request.path)

    @property
    def wording(self) -> Wording:
        """What the form holds, or where that can't be told what it began with."""
        if self.form.is_bound and self.form.is_valid():
            return self.form.wording
        return Wording(self.form.initial["subject"], self.form.initial["body"])

    @property
    def letter(self) -> Letter:
        said = NoticeText(
            network=self.network,
            kind=self.kind.key,
            language=self.language,
            subject=self.wording.subject,
            body=self.wording.body,
        )
        return example_letter(said, to=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "kind": self.kind,
            "language": self.language,
            "words": [
                (f"{{{word}}}", said, word in self.kind.needed) for word, said in self.kind.says.items()
            ],
            "form": self.form,
            "letter": self.letter,
            "own": self.text,
        }


@require_POST
def switch(request: HttpRequest, network_id: int, kind: str, language: str) -> HttpResponse:
    """Who may write the text; `on` is 1 for the network's own text and empty for the site's. As often as they like."""
    network = get_object_or_404(_networks(request), pk=network_id)
    _kind_or_404(kind, language)
    text = get_object_or_404(
        NoticeText.objects.select_related("network"), network=network, kind=kind, language=language
    )
    on = bool(request.POST.get("on"))
    switch_text(text, on=on, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("Your own text is told again.")
        if on
        else _("The site’s text is told again. Your own one is kept, in case you want it back."),
    )
    return redirect("notice_text:one", network_id, kind, language)
