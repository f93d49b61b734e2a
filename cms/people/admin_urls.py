from django.urls import path

from cms.people.admin_views import TakeAwaySecondFactor

app_name = "people_admin"
urlpatterns = [
    path("<int:pk>/second-factor/", TakeAwaySecondFactor.as_view(), name="second_factor"),
]
