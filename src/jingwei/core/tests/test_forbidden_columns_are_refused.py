import pytest

from jingwei.core.fields import Field, FieldSet, FieldSetError, forbidden


@pytest.mark.parametrize(
    ("heading", "group"),
    [
        ("密级", "state_secret"),
        ("人脸照片", "biometric"),
        ("DNA编号", "biometric"),
        ("运动轨迹", "movement"),
        ("住户车牌号", "plate"),
        ("是否重点人员", "persons_as_risks"),
        ("稳控 责任人", "persons_as_risks"),
        ("重点（人员）类别", "persons_as_risks"),
        ("社区矫正情况", "supervised_by_law"),
        ("进京情况", "petitioners"),
        ("上访次数", "petitioners"),
        ("思想动态", "opinion"),
        ("钉子户", "opinion"),
        ("核酸检测结果", "health"),
        ("租客名单", "who_lives_with_whom"),
        ("群成员", "communications"),
        ("谈话内容", "discipline"),
        ("打卡次数", "staff_watch"),
        # Found by going through the limits of the systems' list one by one.
        ("面部图像", "biometric"),
        ("小区进出次数", "movement"),
        ("车辆通行记录", "movement"),
        ("GPS定位", "movement"),
        ("定位手环", "movement"),
        ("无人机航拍视频", "streams"),
        ("违规投放户", "exposed"),
        ("曝光名单", "exposed"),
        ("起夜次数", "health"),
        ("血氧", "health"),
        ("就诊医院", "health"),
        ("健康档案", "health"),
        ("信访预测", "petitioners"),
        ("化解对象情绪", "opinion"),
        ("邻里评价", "opinion"),
        ("亲友来访", "opinion"),
        ("公安推送人员", "police_and_courts"),
        ("出警记录", "police_and_courts"),
        ("床位对应人", "who_lives_with_whom"),
        ("外来人口姓名", "who_lives_with_whom"),
        ("务工人员来源", "who_lives_with_whom"),
        ("旅客姓名", "who_lives_with_whom"),
        ("脱岗次数", "staff_watch"),
        ("不参保原因", "insurance"),
        ("医保报销", "insurance"),
    ],
)
def test_a_forbidden_column_is_told_who_holds_such_data(heading, group):
    refusal = forbidden(heading)
    assert refusal.group == group
    assert refusal.message.startswith(f"“{heading}”")
    assert "本系统不收；" in refusal.message


@pytest.mark.parametrize(
    "heading",
    [
        "房屋编号",
        "风险等级",
        "管控层级",
        "隐患等级",
        "残疾人员等级",
        "重点人群服务人次",
        "重点项目",
        "交流调研次数",
        "核酸检测人次",
        "感染人数",
        "疫苗接种点",
        "宗教活动场所名称",
        "公务车车牌号",
        "环卫作业车牌号",
        "留置送达日期",
        "受处分人数",
        "赴京招商次数",
        "指纹锁数量",
        "姓名",
        "身份证号",
        "联系电话",
        "来访人次",
        "12",
        "",
        "社区矫正中心面积",
        "加密级别",
        "满意度",
        "积分",
        "举报件数",
        "民族",
        "建筑面积（平方米）",
        "陪同就医次数",
        "住院慰问人次",
        "卧床老人数",
        "古树健康状况",
        "来客数",
        "旅客流量",
        "劳动争议涉案人员数",
        "警情件数",
        "设备在线率",
        "定位设备数",
        "拒保人数",
        "参保状态",
        "承租单位",
        "流动人口数",
        "乱扔垃圾",
        "服务态度",
        "信访件数",
        "政治面貌",
        "如厕环境",
    ],
)
def test_lawful_columns_pass(heading):
    assert forbidden(heading) is None


def test_plates_of_the_offices_own_vehicles_are_allowed_by_the_name_of_the_ledger():
    assert forbidden("车牌号").group == "plate"
    assert forbidden("车牌号", ledger="2025年公务用车台账") is None
    assert forbidden("人脸照片", ledger="公务用车台账").group == "biometric"


def test_a_harmless_word_does_not_cover_a_forbidden_one():
    assert forbidden("指纹锁及指纹").word == "指纹"


def test_nobody_can_design_a_ledger_with_such_a_field():
    with pytest.raises(FieldSetError, match="人脸"):
        FieldSet("people", 1, (Field("face", "人脸", "text"),))
    with pytest.raises(FieldSetError, match="密级"):
        FieldSet("papers", 1, (Field("grade", "等级", "text", aliases=("密级",)),))
