from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from courses.learning.viewing import end, viewing_of


@login_required
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    if viewing_of(request) is None:
        raise Http404
    return redirect(end(request))
