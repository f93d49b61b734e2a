from django.urls import path

from cms.invitations import admin_views as views

app_name = "invitation"
urlpatterns = [
    path("", views.InvitationsView.as_view(), name="index"),
    path("role/<int:network_id>/", views.GiveRoleView.as_view(), name="give_role"),
    path("hand-over/<int:network_id>/<int:user_id>/", views.HandOverView.as_view(), name="hand_over"),
    path("<int:invitation_id>/vouch/", views.VouchView.as_view(), name="vouch"),
    path("<int:invitation_id>/resend/", views.ResendView.as_view(), name="resend"),
    path("<int:invitation_id>/take-back/", views.TakeBackView.as_view(), name="take_back"),
]
