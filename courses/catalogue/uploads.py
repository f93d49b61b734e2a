"""What the admin takes in: the same files as a package, judged by content, under the same limits."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from courses.catalogue.contents import kind_named, too_large, why_not
from courses.catalogue.packages.images import read_image
from courses.catalogue.packages.problems import Problems


class JudgedDocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        _refuse_another(self.instance)
        kind = kind_named(file.name or "")
        if kind and (file.size or 0) > kind.most_bytes:
            raise ValidationError(too_large(kind))
        if sentence := why_not(file.name or "", _content(file)):
            raise ValidationError(sentence)
        return file


class JudgedImageForm(BaseImageForm):
    """A picture is kept under a name that can't be guessed, since its sizes are public; a drawing only draws."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        _refuse_another(self.instance)
        problems = Problems()
        image = read_image(file.name or "", _content(file), problems)
        if image is None:
            raise ValidationError([problem.sentence for problem in problems])
        name = f"{secrets.token_urlsafe(18)}.{image.ending}"
        return SimpleUploadedFile(name, image.data, content_type=file.content_type)


def _refuse_another(instance: Any) -> None:
    if instance.pk:
        raise ValidationError(
            _(
                "Lessons that are being taught keep this file. Upload the new one by itself,"
                " and choose it in the lesson."
            )
        )


def _content(file: UploadedFile) -> bytes:
    data = file.read()
    file.seek(0)
    return data
