"""Addresses of ledgers."""

from django.urls import path

from jingwei.registers.pages import entry, exports, forms, imports, index, listing

app_name = "registers"

urlpatterns = [
    path("", index.index, name="index"),
    path("imports/", imports.sources, name="sources"),
    path("imports/<uuid:source_id>/", imports.source_page, name="source"),
    path("imports/<uuid:source_id>/undo/", imports.undo, name="undo"),
    path("drafts/<uuid:draft_id>/match/", imports.match_page, name="match"),
    path("drafts/<uuid:draft_id>/preview/", imports.preview_page, name="preview"),
    path("drafts/<uuid:draft_id>/remarks/", imports.remarks, name="remarks"),
    path("entries/<uuid:entry_id>/", entry.entry_page, name="entry"),
    path("entries/<uuid:entry_id>/reveal/<slug:field>/", entry.reveal, name="reveal"),
    path("entries/<uuid:entry_id>/change/", forms.change, name="change"),
    path("entries/<uuid:entry_id>/correct/", forms.correct, name="correct"),
    path("entries/<uuid:entry_id>/end/", forms.end, name="end"),
    path("entries/<uuid:entry_id>/restore/", forms.restore, name="restore"),
    path("<slug:key>/", listing.listing, name="list"),
    path("<slug:key>/facets/", listing.late_facets, name="facets"),
    path("<slug:key>/views/", listing.save_view, name="save_view"),
    path("<slug:key>/export/", exports.export, name="export"),
    path("<slug:key>/print/", exports.paper, name="print"),
    path("<slug:key>/record/", forms.record, name="record"),
    path("<slug:key>/import/", imports.upload_page, name="upload"),
    path("<slug:key>/blank/", imports.blank, name="blank"),
]
