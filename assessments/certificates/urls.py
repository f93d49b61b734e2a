from __future__ import annotations

from django.urls import path

from . import views

app_name = "certificates"

urlpatterns = [
    path("", views.verify, name="verify"),
    path("<str:number>/", views.certificate, name="certificate"),
    path("<str:number>/certificate.pdf", views.download, name="pdf"),
]
