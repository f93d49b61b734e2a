from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from courses.cohorts.models import Enrolment

from .enums import CertificateState
from .models import Certificate
from .page import page


def my_certificates(request: HttpRequest, enrolments: Sequence[Enrolment]) -> SafeString:
    """The panel of the learning page; empty where none was issued."""
    held = Certificate.all_objects.filter(
        enrolment__in=enrolments, state=CertificateState.VALID, statement__isnull=False
    )
    language = get_language() or "en"
    certificates = [(certificate, page(certificate.stated, language=language)) for certificate in held]
    if not certificates:
        return SafeString("")
    return render_to_string("certificates/_learn_panel.html", {"certificates": certificates}, request=request)
