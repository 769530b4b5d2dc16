"""Addresses of handouts, below those of reports."""

from django.urls import path

from jingwei.reports.handouts.pages import handout, listing, part

urlpatterns = [
    path("", listing.index, name="handouts"),
    path("new/", listing.new, name="hand_out"),
    path("parts/<uuid:part_id>/", part.page, name="handout_part"),
    path("parts/<uuid:part_id>/sheet/", part.sheet, name="handout_sheet"),
    path("parts/<uuid:part_id>/remarks/", part.remarks, name="handout_remarks"),
    path("<uuid:handout_id>/", handout.page, name="handout"),
    path("<uuid:handout_id>/rows/", handout.rows, name="handout_rows"),
    path("<uuid:handout_id>/zip/", handout.bundle, name="handout_zip"),
    path("<uuid:handout_id>/merged/", handout.merged_file, name="handout_merged"),
    path("<uuid:handout_id>/import/", handout.take_in, name="handout_import"),
    path("<uuid:handout_id>/close/", handout.close, name="close_handout"),
]
