"""Addresses of people: sign-in, own posts, lists, and what the administrators keep."""

from django.urls import URLPattern, path

from jingwei.people.views import (
    accounts,
    audit_log,
    duty,
    hand_overs,
    imports,
    keeping,
    lists,
    mine,
    own_account,
    sign_in,
)
from jingwei.people.views.staff_record import staff_record

app_name = "people"

urlpatterns: list[URLPattern] = [
    path("login/", sign_in.login, name="login"),
    path("logout/", sign_in.logout, name="logout"),
    path("switch/<uuid:account>/", sign_in.switch, name="switch"),
    path("password/", own_account.password, name="password"),
    path("quick-code/", own_account.quick_code, name="quick_code"),
    path("mine/", mine.mine, name="mine"),
    path("mine/lend/", mine.lend, name="lend"),
    path("mine/withdraw/<uuid:pk>/", mine.withdraw, name="withdraw"),
    path("act/", mine.act, name="act"),
    path("act/<uuid:post>/", mine.act, name="act_under"),
    path("hand-over/", hand_overs.hand_overs, name="hand_overs"),
    path("hand-over/new/", hand_overs.choose, name="hand_over_choose"),
    path("hand-over/new/<uuid:pk>/", hand_overs.hand_over, name="hand_over"),
    path("hand-over/<uuid:pk>/", hand_overs.record, name="hand_over_record"),
    path("duty/", duty.roster_page, name="duty"),
    path("duty/new/", duty.set_duty, name="set_duty"),
    path("duty/<uuid:pk>/withdraw/", duty.withdraw, name="withdraw_duty"),
    path("departments/", lists.departments, name="departments"),
    path("departments/new/", keeping.add_department, name="add_department"),
    path("departments/<uuid:pk>/", lists.department, name="department"),
    path("staff/", lists.staff_list, name="staff"),
    path("staff/new/", keeping.add_staff, name="add_staff"),
    path("staff/options/", lists.staff_options, name="staff_options"),
    path("staff/<uuid:pk>/", staff_record, name="staff_record"),
    path("staff/<uuid:pk>/change/", keeping.change_staff, name="change_staff"),
    path("staff/<uuid:pk>/leave/", keeping.leave_office, name="leave_office"),
    path("posts/", keeping.posts, name="posts"),
    path("posts/new/", keeping.add_post, name="add_post"),
    path("posts/options/", lists.post_options, name="post_options"),
    path("places/options/", lists.place_options, name="place_options"),
    path("appoint/", keeping.appoint, name="appoint"),
    path("appointments/", lists.appointments, name="appointments"),
    path("appointments/<uuid:pk>/end/", keeping.end_appointment, name="end_appointment"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<uuid:pk>/open/", accounts.open_account, name="open_account"),
    path("accounts/<uuid:pk>/reset/", accounts.reset_password, name="reset_password"),
    path("accounts/<uuid:pk>/switch/", accounts.switch_account, name="switch_account"),
    path("import/<slug:kind>/", imports.import_list, name="import"),
    path("audit/", audit_log.audit_log, name="audit_log"),
    path("audit/check/", audit_log.check, name="audit_check"),
]
