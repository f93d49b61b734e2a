from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "assessments.certificates"
    default_auto_field = "django.db.models.BigAutoField"
