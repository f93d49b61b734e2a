from __future__ import annotations

from django.db import models

from cms.core.saying import say_territory


class Region(models.Model):
    """A region of the UN's M49 standard; `parent` is the wider one."""

    code = models.CharField(max_length=3, primary_key=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")

    def __str__(self) -> str:
        return say_territory(self.code)


class Country(models.Model):
    """A country or territory by its ISO 3166-1 code; its name comes from CLDR."""

    code = models.CharField(max_length=2, primary_key=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="countries")

    class Meta:
        verbose_name_plural = "countries"
        ordering = ["code"]

    def __str__(self) -> str:
        return say_territory(self.code)
