"""Addresses of reports."""

from django.urls import include, path

from jingwei.reports.forms import urls as of_forms
from jingwei.reports.handouts import urls as of_handouts
from jingwei.reports.pages import bulletin, confirming, figure, listing, matters_summary, readings, report

app_name = "reports"

urlpatterns = [
    path("", listing.index, name="index"),
    path("new/", listing.new, name="new"),
    path("matters/", matters_summary.word, name="matters_summary"),
    path("bulletin/", bulletin.page, name="bulletin"),
    path("forms/", include(of_forms.urlpatterns)),
    path("handouts/", include(of_handouts.urlpatterns)),
    path("readings/", readings.readings, name="readings"),
    path("readings/new/", readings.upload, name="read"),
    path("readings/figures/<uuid:figure_id>/", confirming.page, name="read_figure"),
    path("readings/figures/<uuid:figure_id>/dismiss/", confirming.dismiss, name="dismiss"),
    path("readings/<uuid:reading_id>/", readings.page, name="reading"),
    path("readings/<uuid:reading_id>/figures/", readings.table, name="reading_table"),
    path("<uuid:report_id>/", report.page, name="report"),
    # Word files link here: the address ends with the figure's number.
    path("<uuid:report_id>/figures/<int:number>", figure.page, name="figure"),
    path("<uuid:report_id>/word/", report.word, name="word"),
    path("<uuid:report_id>/figures/", report.figures, name="figures"),
    path("<uuid:report_id>/list/", report.beside, name="beside"),
]
