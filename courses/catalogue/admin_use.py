"""Using other networks' modules: asking for it, for who composes courses; answering, for who owns them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.core.errors import Refusal
from cms.core.saying import active_language
from cms.core.scoping import scope_set
from cms.networks.admin_pages import AdminPage, Crumb, paged
from cms.networks.enums import COURSE_ROLES, MODULE_OWNING_ROLES
from cms.networks.models import Network
from cms.networks.scope import scope_of
from courses.catalogue.actions.use import answer_use, ask_for_module
from courses.catalogue.models import ModulePage, ModuleUse
from courses.catalogue.sharing import Standing, standings, who_may_ask
from courses.catalogue.use_forms import AnswerUseForm, AskForm


def _named(uses: Sequence[ModuleUse]) -> list[tuple[ModuleUse, str]]:
    """Each with its module's title in the reader's language; one query for all."""
    keys = [use.module_key for use in uses]
    titles = ModulePage.objects.titles(keys, language=active_language())
    return [(use, titles.get(use.module_key) or _("A module that is not published")) for use in uses]


class UsesView(AdminPage):
    """What one's networks are asked, what waits first; with ?own=1, or for who only composes, what they have asked."""

    page_title = gettext_lazy("Use of modules")
    header_icon = "lock-open"
    template_name = "catalogue/admin/uses.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not scope_of(request.user).holds(COURSE_ROLES | MODULE_OWNING_ROLES):
            raise PermissionDenied
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, scope = self.request.user, scope_of(self.request.user)
        answers, composes = scope.holds(MODULE_OWNING_ROLES), scope.holds(COURSE_ROLES)
        own = composes and ("own" in self.request.GET or not answers)
        uses = ModuleUse.all_objects.select_related("network", "owner")
        page = paged(self.request, uses.asked_by(user) if own else uses.to_answer(user).waiting_first())
        return super().get_context_data(**kwargs) | {
            **page,
            "own": own,
            "both": answers and composes,
            "uses": _named(list(page["items"])),
        }


class AskView(AdminPage):
    page_title = gettext_lazy("Ask to use a module")
    header_icon = "lock-open"
    template_name = "catalogue/admin/ask.html"

    @cached_property
    def composing(self) -> list[Network]:
        return list(Network.objects.where(self.request.user, COURSE_ROLES))

    @cached_property
    def networks(self) -> list[Network]:
        return who_may_ask(self.standing, networks=self.composing)

    @cached_property
    def standing(self) -> Standing:
        key = self.kwargs["module_key"]
        found = standings([key], networks=self.composing).get(key)
        if found is None or not found.module.live:
            raise Http404
        return found

    def trail(self) -> Iterable[Crumb]:
        yield reverse("module_use:index"), _("Use of modules")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not scope_of(request.user).holds(COURSE_ROLES):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._shown(AskForm(networks=self.networks))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AskForm(request.POST, networks=self.networks)
        if not form.is_valid():
            return self._shown(form)
        said = form.cleaned_data
        try:
            with scope_set(None):
                ask_for_module(
                    self.standing.module,
                    network=said["network"],
                    note=said["note"],
                    by=request.user,
                    now=timezone.now(),
                )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self._shown(form)
        sentence = _("%(network)s is asked. You get an e-mail when it has answered.")
        messages.success(request, sentence % {"network": self.standing.owner.name})
        return redirect(f"{reverse('module_use:index')}?own=1")

    def _shown(self, form: AskForm) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(form=form, standing=self.standing, may_ask=bool(self.networks))
        )


class AnswerView(AdminPage):
    """For reviewers and managers of the owner; 404 for anybody else."""

    page_title = gettext_lazy("Answer")
    header_icon = "lock-open"
    template_name = "catalogue/admin/answer.html"

    @cached_property
    def use(self) -> ModuleUse:
        uses = ModuleUse.all_objects.to_answer(self.request.user)
        return get_object_or_404(
            uses.select_related("network", "owner", "asked_by", "answered_by"), pk=self.kwargs["use_id"]
        )

    def trail(self) -> Iterable[Crumb]:
        yield reverse("module_use:index"), _("Use of modules")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._shown(AnswerUseForm(initial={"answer": self.use.answer}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        use, form = self.use, AnswerUseForm(request.POST)
        if not form.is_valid():
            return self._shown(form)
        try:
            with scope_set(None):
                answer_use(
                    use,
                    allowed="allow" in request.POST,
                    answer=form.cleaned_data["answer"],
                    by=request.user,
                    now=timezone.now(),
                )
        except Refusal as refusal:
            form.add_error("answer", str(refusal))
            return self._shown(form)
        messages.success(request, _("%(network)s is told.") % {"network": use.network.name})
        return redirect("module_use:index")

    def _shown(self, form: AnswerUseForm) -> HttpResponse:
        [(use, title)] = _named([self.use])
        return self.render_to_response(self.get_context_data(form=form, use=use, title=title))
