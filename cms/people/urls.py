from django.urls import path, re_path

from cms.people.views import consent, data, sign_ins
from cms.people.views.account import account, time_zone
from cms.people.views.address import address, address_link
from cms.people.views.language import switch_language

app_name = "people"
urlpatterns = [
    path("", account, name="account"),
    path("time-zone/", time_zone, name="time_zone"),
    path("privacy/", consent.ask, name="consent"),
    path("privacy/declined/", consent.declined, name="consent_declined"),
    path("language/", switch_language, name="switch_language"),
    path("address/", address, name="address"),
    path("address/<str:token>/", address_link, name="address_link"),
    path("data/", data.my_data, name="my_data"),
    re_path(r"^data/my-data\.(?P<form>json|html)$", data.download, name="download_data"),
    path("data/erase/", data.erase, name="erase"),
    path("sign-ins/", sign_ins.sign_ins, name="sign_ins"),
    path("sign-ins/<int:pk>/end/", sign_ins.end, name="end_sign_in"),
    path("sign-ins/end-others/", sign_ins.end_others, name="end_other_sign_ins"),
]
