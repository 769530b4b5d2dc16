"""Departments, staff and appointments as an office's own tables."""

from __future__ import annotations

from jingwei.demo.staffing import Office
from jingwei.demo.tables import Head, Row, Table, stock

INVENTED = "虚构人员"


def department_table(office: Office) -> Table:
    """One row per department."""
    heads = (
        Head("机构代号", 16), Head("机构名称", 26), Head("机构类别", 12), Head("是否派驻", 9), Head("主要职责", 46),
        Head("排序", 7, "integer"),
    )  # fmt: skip
    rows: list[Row] = [
        (d.key, d.name, d.kind, "是" if d.stationed else "否", d.duty, order)
        for order, d in enumerate(office.departments, start=1)
    ]
    return Table("departments", "机构设置一览表", "单位：个", heads, stock(rows))


def staff_table(office: Office) -> Table:
    """One row per member of staff, all invented."""
    heads = (
        Head("工号", 10), Head("姓名", 9), Head("职务", 32), Head("人员类别", 12), Head("部门", 26),
        Head("所在社区", 12), Head("工作电话", 14), Head("入职日期", 12, "dotted"), Head("备注", 10),
    )  # fmt: skip
    rows: list[Row] = [
        (
            m.number, m.name, m.position, m.category, m.department.name if m.department else "",
            m.community.name if m.community else "", m.phone, m.joined, INVENTED,
        )
        for m in office.staff
    ]  # fmt: skip
    return Table("staff", "工作人员花名册", "单位：人", heads, stock(rows))


def appointment_table(office: Office) -> Table:
    """One row per appointment, the ended ones too."""
    heads = (
        Head("岗位代号", 22), Head("岗位名称", 30), Head("角色", 14), Head("服务区域编码", 20), Head("服务区域", 22),
        Head("部门", 26), Head("工号", 10), Head("姓名", 9), Head("AB岗", 7), Head("任职日期", 12, "date"),
        Head("离任日期", 12, "date"), Head("备注", 10),
    )  # fmt: skip
    rows: list[Row] = [
        (
            a.post, a.title, a.role, a.area.code if a.area else "", a.area.name if a.area else "",
            a.department.name if a.department else "", a.member.number, a.member.name, a.rank, a.since, a.until,
            INVENTED,
        )
        for a in office.appointments
    ]  # fmt: skip
    return Table("appointments", "岗位任职一览表", "单位：岗", heads, stock(rows))
