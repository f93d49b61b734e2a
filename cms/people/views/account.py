from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from cms.people.actions import change_profile
from cms.people.forms import ProfileForm
from cms.people.views.language import remember_language


@login_required
def account(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        person = change_profile(request.user, **form.cleaned_data)
        with translation.override(person.language):
            messages.success(request, _("Your account is saved."))
        return remember_language(redirect("people:account"), person.language)
    return render(request, "people/account.html", {"form": form})
