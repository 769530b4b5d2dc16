"""Addresses of ledgers."""

from django.urls import path

from jingwei.registers.pages import (
    end_date_forms,
    end_dates,
    entry,
    exports,
    forms,
    imports,
    index,
    linking,
    listing,
    stock,
)

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
    path("entries/<uuid:entry_id>/files/<str:digest>/", entry.file, name="file"),
    path("entries/<uuid:entry_id>/leading/", linking.leading_part, name="leading"),
    path("entries/<uuid:entry_id>/change/", forms.change, name="change"),
    path("entries/<uuid:entry_id>/correct/", forms.correct, name="correct"),
    path("entries/<uuid:entry_id>/end/", forms.end, name="end"),
    path("entries/<uuid:entry_id>/restore/", forms.restore, name="restore"),
    path("end-dates/", end_dates.index, name="end_dates"),
    path("end-dates/<uuid:register_id>/", end_dates.record, name="terms"),
    path("end-dates/<uuid:register_id>/change/", end_date_forms.set_end_date, name="set_end_date"),
    path("end-dates/keys/<uuid:key_id>/seal/", end_date_forms.seal_key, name="seal_key"),
    path("end-dates/keys/<uuid:key_id>/unseal/", end_date_forms.unseal_key, name="unseal_key"),
    path("end-dates/keys/<uuid:key_id>/ask-erasure/", end_date_forms.ask_erasure, name="ask_erasure"),
    path("end-dates/keys/<uuid:key_id>/drop-erasure/", end_date_forms.drop_erasure, name="drop_erasure"),
    path("end-dates/keys/<uuid:key_id>/erase/", end_date_forms.erase, name="erase"),
    path("<slug:key>/", listing.listing, name="list"),
    path("<slug:key>/options/", linking.options, name="options"),
    path("<slug:key>/facets/", listing.late_facets, name="facets"),
    path("<slug:key>/views/", listing.save_view, name="save_view"),
    path("<slug:key>/export/", exports.export, name="export"),
    path("<slug:key>/print/", exports.paper, name="print"),
    path("<slug:key>/stock/", stock.stock_page, name="stock"),
    path("<slug:key>/record/", forms.record, name="record"),
    path("<slug:key>/import/", imports.upload_page, name="upload"),
    path("<slug:key>/blank/", imports.blank, name="blank"),
]
