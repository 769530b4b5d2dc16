"""The menu: office words, and only what the role uses."""

from jingwei.core.scope import Reader
from jingwei.core.ui.parts import Link, MenuGroup
from jingwei.indicators.policy import LEADERS
from jingwei.indicators.policy import policy as indicators_policy
from jingwei.matters.policy import policy as matters_policy
from jingwei.people.seats import Seat
from jingwei.people.shell_links import menu_links
from jingwei.registers.policy import policy as registers_policy
from jingwei.reports.forms.policy import policy as forms_policy
from jingwei.reports.handouts.policy import policy as handouts_policy
from jingwei.reports.policy import policy as reports_policy


def menu_of(seat: Seat) -> tuple[MenuGroup, ...]:
    """The groups of the menu for a seat."""
    actor = seat.scope.actor
    work: list[Link] = [Link("工作台", "/", icon="home")]
    if seat.reader is not Reader.ADMIN:
        work += [Link("查网格", "/places/lookup/", icon="map-search"), Link("地图", "/places/map/", icon="map")]
    groups = [MenuGroup("", tuple(work))]
    if matters_policy.allows(actor, "see"):
        matters = [Link("待办", "/matters/inbox/", icon="checks"), Link("事件", "/matters/", icon="list")]
        matters.append(Link("事件情况", "/matters/summary/", icon="chart-bar"))
        matters.append(Link("今日大屏", "/matters/wall/", icon="layout-dashboard"))
        if matters_policy.allows(actor, "receive"):
            matters.append(Link("登记", "/matters/new/", icon="plus"))
        matters.append(Link("督办", "/matters/supervised/", icon="flag"))
        matters.append(Link("周办理", "/matters/ladders/service/", icon="calendar"))
        if matters_policy.allows(actor, "tell"):
            matters.append(Link("待告知", "/matters/to-tell/", icon="phone"))
        matters.append(Link("提醒", "/notices/", icon="bell"))
        if matters_policy.allows(actor, "score"):
            matters.append(Link("考核评分", "/matters/scores/", icon="list-check"))
        groups.append(MenuGroup("办事", tuple(matters)))
        if matters_policy.allows(actor, "read_duty"):
            duty = (
                Link("值班日志", "/matters/duty/", icon="clock"),
                Link("要情", "/matters/duty/urgent/", icon="alert-triangle"),
                Link("日报", "/matters/duty/briefs/", icon="report"),
            )
            groups.append(MenuGroup("值班", duty))
    if registers_policy.allows(actor, "see"):
        records = [Link("台账", "/registers/", icon="books")]
        if registers_policy.allows(actor, "import"):
            records.append(Link("导入记录", "/registers/imports/", icon="history"))
        if handouts_policy.allows(actor, "see"):
            records.append(Link("分发收表", "/reports/handouts/", icon="send"))
        if registers_policy.allows(actor, "export"):
            records.append(Link("后台任务", "/jobs/", icon="clock"))
        groups.append(MenuGroup("记录", tuple(records)))
        figures = [
            Link("看板", "/indicators/boards/", icon="layout-dashboard"),
            Link("指标", "/indicators/", icon="chart-bar"),
        ]
        if indicators_policy.allows(actor, "explain") or actor.has(*LEADERS):
            figures.append(Link("目标与亮灯", "/indicators/targets/", icon="gauge"))
        if reports_policy.allows(actor, "see"):
            figures.append(Link("报告", "/reports/", icon="file-text"))
        if forms_policy.allows(actor, "see"):
            figures.append(Link("填上级的表", "/reports/forms/", icon="file-spreadsheet"))
        groups.append(MenuGroup("数据与报告", tuple(figures)))
    if registers_policy.allows(actor, "keep_keys"):
        terms = Link("保存期限", "/registers/end-dates/", icon="calendar")
        groups.append(MenuGroup("个人信息", (terms,)))
    groups.append(MenuGroup("机构与人员", (Link("区划与网格", "/places/", icon="map-2"), *menu_links(seat))))
    return tuple(group for group in groups if group.links)
