from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import ContentFile

from . import pdf
from .accents import accents
from .models import Certificate, Rendering
from .sheet import sheet


def render(rendering: Rendering) -> dict[str, Any]:
    """Draws the PDF and keeps it with its hash; a certificate that has one keeps that one."""
    certificate = Certificate.all_objects.get(pk=rendering.certificate_id)
    stated = certificate.stated
    if certificate.is_drawn or stated is None:
        return {}
    paper = pdf.draw(
        sheet(stated, verify_url=certificate.verify_url, accents=accents(stated.networks())),
        at=certificate.issued_at,
    )
    name = f"certificates/{certificate.number[:2]}/{certificate.number}.pdf"
    storage = certificate.pdf.storage
    # A worker that died before it wrote the row may have left the file; the statement gives the same one again.
    storage.delete(name)
    stored = storage.save(name, ContentFile(paper.content))
    Certificate.all_objects.filter(pk=certificate.pk, pdf="").update(
        pdf=stored,
        pdf_hash=hashlib.sha256(paper.content).hexdigest(),
        built_to_standard=paper.to_standard,
    )
    return {}
