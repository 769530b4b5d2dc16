"""Addresses of superiors' forms, below those of reports."""

from django.urls import path

from jingwei.reports.forms.pages import area, binding, filling, form, ledger, listing

urlpatterns = [
    path("", listing.index, name="forms"),
    path("new/", listing.new, name="new_form"),
    path("new/<uuid:file_id>/", listing.keep, name="keep_form"),
    path("fillings/<uuid:filling_id>/", filling.page, name="filling"),
    path("fillings/<uuid:filling_id>/now/", filling.now, name="filled_now"),
    path("fillings/<uuid:filling_id>/file/", filling.download, name="filled_file"),
    path("fillings/<uuid:filling_id>/send/", filling.send, name="send_form"),
    path("<uuid:form_id>/", form.page, name="form"),
    path("<uuid:form_id>/fill/", filling.fill, name="fill_form"),
    path("<uuid:form_id>/bind/", binding.page, name="bind_form"),
    path("<uuid:form_id>/area/", area.page, name="bind_area"),
    path("<uuid:form_id>/rows/", ledger.page, name="bind_rows"),
    path("<uuid:form_id>/retire/", form.retire, name="retire_form"),
]
