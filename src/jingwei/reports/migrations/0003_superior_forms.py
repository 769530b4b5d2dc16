"""Superiors' forms, their filled copies and to whom these were sent: the office's, never a place's."""

import django.db.models.deletion
import jingwei.core.uuid7
from django.db import migrations, models

from jingwei.core.borders import Border
from jingwei.core.scope import Reader

OFFICE = (Reader.STREET,)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_key_moment"),
        ("reports", "0002_borders"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormFilling",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("period", models.CharField(max_length=24, verbose_name="统计期")),
                ("cells", models.JSONField(default=list, verbose_name="所填内容")),
                ("gaps", models.JSONField(default=list, verbose_name="未填内容")),
                ("made_by", models.CharField(max_length=80, verbose_name="填表人")),
                ("made_at", models.DateTimeField(verbose_name="填表时间")),
                (
                    "blank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FormSending",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("recipient", models.CharField(max_length=80, verbose_name="报送单位")),
                ("sent_on", models.DateField(verbose_name="报送日期")),
                ("way", models.CharField(blank=True, max_length=60, verbose_name="报送方式")),
                ("by", models.CharField(max_length=80, verbose_name="经办人")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "filling",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sendings", to="reports.formfilling"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SuperiorForm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("name", models.CharField(max_length=120, verbose_name="表名")),
                ("issuer", models.CharField(max_length=80, verbose_name="来表单位")),
                ("marks", models.JSONField(default=dict)),
                ("bindings", models.JSONField(default=list, verbose_name="绑定")),
                ("owner_label", models.CharField(max_length=80, verbose_name="登记人")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                ("retired", models.BooleanField(default=False, verbose_name="已停用")),
                ("file", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="core.storedfile")),
            ],
        ),
        migrations.AddField(
            model_name="formfilling",
            name="form",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="fillings", to="reports.superiorform"
            ),
        ),
        migrations.AddIndex(
            model_name="superiorform",
            index=models.Index(fields=["subdistrict", "retired", "name"], name="idx_form_name"),
        ),
        migrations.AddIndex(
            model_name="formfilling",
            index=models.Index(fields=["subdistrict", "form", "-made_at"], name="idx_filling_made"),
        ),
        # The words of a form are read anew from its workbook at any time; its history need not repeat them.
        Border("reports_superiorform", readers=OFFICE, writers=OFFICE, omit=["marks"]),
        Border("reports_formfilling", readers=OFFICE, writers=OFFICE, history="self"),
        Border("reports_formsending", readers=OFFICE, writers=OFFICE, history="self", append_only=True),
    ]
