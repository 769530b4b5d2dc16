"""Addresses of matters."""

from django.urls import URLPattern, path

from jingwei.matters.pages import (
    entering,
    importing,
    inbox,
    listing,
    matter,
    moving,
    options,
    receiving,
    reconciling,
    requests,
    rules,
    score_rows,
    scores,
    summary,
    telling,
)

app_name = "matters"

urlpatterns: list[URLPattern] = [
    path("", listing.matters, name="list"),
    path("summary/", summary.summary, name="summary"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("new/", receiving.choose, name="choose"),
    path("new/<slug:kind>/", receiving.receive, name="receive"),
    path("entering/", entering.entering, name="entering"),
    path("entering/done/", entering.entered, name="entered"),
    path("entering/batch/", entering.batch, name="batch"),
    path("entering/<uuid:pk>/", entering.reply, name="reply"),
    path("import/", importing.import_matters, name="import"),
    path("rules/", rules.lead_rules, name="rules"),
    path("rules/new/", rules.add_rule, name="add_rule"),
    path("rules/<uuid:pk>/withdraw/", rules.withdraw_rule, name="withdraw_rule"),
    path("categories/options/", options.category_options, name="category_options"),
    path("options/", options.options, name="options"),
    path("reconcile/", reconciling.reconcile, name="reconcile"),
    path("reconcile/<uuid:pk>/", reconciling.reconciliation, name="reconciliation"),
    path("reconcile/<uuid:pk>/<slug:sort>/", reconciling.decided, name="decided"),
    path("requests/<uuid:pk>/reveal/<slug:field>/", requests.reveal, name="reveal"),
    path("requests/<uuid:pk>/split/", requests.split, name="split"),
    path("scores/", scores.index, name="scores"),
    path("scores/<slug:scheme>/", scores.score, name="score"),
    path("scores/<slug:scheme>/rows/", score_rows.rows, name="score_rows"),
    path("scores/<slug:scheme>/exclude/<uuid:pk>/", score_rows.exclude, name="exclude"),
    path("scores/exclusions/<uuid:pk>/back/", score_rows.count_again, name="count_again"),
    path("settle/", receiving.settle, name="settle"),
    path("to-tell/", telling.to_tell, name="to_tell"),
    path("to-tell/<uuid:pk>/", telling.called, name="called"),
    path("undelivered/", telling.undelivered, name="undelivered"),
    path("undelivered/<uuid:pk>/<slug:verb>/", telling.decide, name="decide"),
    path("<uuid:pk>/", matter.matter, name="matter"),
    path("<uuid:pk>/<slug:verb>/", moving.move, name="move"),
]
