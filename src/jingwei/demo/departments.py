"""The bodies of a demo subdistrict office: offices, stations, centres, a team, and those stationed there."""

from __future__ import annotations

from dataclasses import dataclass

from jingwei.demo.profiles import Profile


@dataclass(frozen=True, slots=True)
class Department:
    """A department: key, name, kind, whether a district body has stationed it here, what it does."""

    key: str
    name: str
    kind: str
    stationed: bool
    duty: str


# In the order in which a smaller office would have them.
_ALL = (
    Department("office", "党政综合办公室", "内设机构", False, "文电会务、综合文稿、督查、值班、机要保密、后勤"),
    Department("party", "党建工作办公室", "内设机构", False, "基层党建、干部人事、统战、群团"),
    Department("safety", "平安建设办公室", "内设机构", False, "平安建设、矛盾纠纷调处、信访接待、法治宣传"),
    Department("economy", "经济发展办公室", "内设机构", False, "企业服务、招商、项目推进、科技"),
    Department("construction", "城市建设管理办公室", "内设机构", False, "城市更新、市容环境、物业指导、河长制"),
    Department("public_service", "公共服务办公室", "内设机构", False, "民政、养老、就业、医保、教育、卫生"),
    Department("command", "综合指挥和网格管理中心", "事业单位", False, "网格管理、事项受理派遣、12345热线承办"),
    Department("statistics", "统计站", "事业单位", False, "统计报表、指标监测、数据核对"),
    Department("hall", "便民服务中心", "事业单位", False, "政务服务事项受理办理"),
    Department("market", "市场监督管理所", "派驻机构", True, "市场主体登记服务、食品和特种设备安全"),
    Department("discipline", "纪检监察工作办公室", "内设机构", False, "监督检查、廉政教育"),
    Department("community", "社区建设办公室", "内设机构", False, "社区治理、社区工作者管理、居务公开"),
    Department("emergency", "应急管理办公室", "内设机构", False, "安全生产、消防、防汛、应急值守"),
    Department("culture", "宣传文化办公室", "内设机构", False, "宣传、文明实践、文化体育"),
    Department("ecology", "生态环境和水务工作办公室", "内设机构", False, "污染防治、河湖巡查、雨污分流"),
    Department("party_service", "党群服务中心", "事业单位", False, "党员服务、志愿服务、阵地管理"),
    Department("veterans", "退役军人服务站", "事业单位", False, "退役军人联络服务"),
    Department("finance", "财政所", "事业单位", False, "预算、资金支付、资产管理"),
    Department("rural", "农业农村服务站", "事业单位", False, "村级集体经济、涉农服务"),
    Department("enforcement", "综合行政执法队", "综合执法", False, "市容、违建、占道等执法"),
    Department("police", "公安派出所", "派驻机构", True, "辖区治安和户籍窗口"),
    Department("justice", "司法所", "派驻机构", True, "人民调解指导、法律服务"),
)


def make_departments(profile: Profile) -> list[Department]:
    """The departments of a profile, in the order of the office's list. Stationed ones carry the street's name."""
    chosen = _ALL[: profile.departments]
    return [
        Department(d.key, f"{profile.short}{d.name}" if d.stationed else d.name, d.kind, d.stationed, d.duty)
        for d in sorted(chosen, key=lambda d: (d.stationed, _ALL.index(d)))
    ]
