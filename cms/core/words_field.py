from __future__ import annotations

from django import forms


class Words(forms.CharField):
    """Several lines of text. A browser sends line ends as two signs and counts them as one: so do we."""

    def __init__(self, *, most: int, rows: int = 5, **options: object) -> None:
        super().__init__(
            max_length=most, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **options
        )

    def to_python(self, value: object) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
