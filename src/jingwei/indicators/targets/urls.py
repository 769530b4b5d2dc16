"""Addresses of targets and lights, within those of indicators."""

from django.urls import path

from jingwei.indicators.targets.pages import forms, imports, lights, listing, rules, sheets, target

targets = [
    path("", listing.index, name="targets"),
    path("new/", forms.set_target, name="set_target"),
    path("assess/", forms.assess_targets, name="assess_targets"),
    path("import/", imports.upload, name="import_targets"),
    path("import/blank/", imports.blank, name="import_targets_blank"),
    path("import/<uuid:file_id>/", imports.preview, name="import_targets_preview"),
    path("remedies/<uuid:remedy_id>/done/", forms.finish_remedy, name="finish_remedy"),
    path("<uuid:key>/", target.page, name="target"),
    path("<uuid:key>/outlook/", target.outlook_section, name="outlook"),
    path("<uuid:key>/correct/", forms.correct_target, name="correct_target"),
    path("<uuid:key>/withdraw/", forms.withdraw_target, name="withdraw_target"),
    path("<uuid:key>/explain/", forms.explain_target, name="explain_target"),
]
light_sheets = [
    path("", lights.board, name="lights"),
    path("new/", sheets.enter_lights, name="enter_lights"),
    path("rules/", rules.index, name="light_rules"),
    path("rules/change/", rules.change, name="set_light_rules"),
    path("sheets/<uuid:sheet_id>/", sheets.sheet, name="light_sheet"),
    path("sheets/<uuid:sheet_id>/withdraw/", sheets.withdraw_lights, name="withdraw_lights"),
    path("<uuid:light_id>/", sheets.light, name="light"),
    path("<uuid:light>/explain/", forms.explain_light, name="explain_light"),
]
