"""Where requests come from."""

from django.db import models


class Channel(models.TextChoices):
    """Where requests come from."""

    HOTLINE = "hotline", "12345热线"
    GRID = "grid", "网格上报"
    COUNTER = "counter", "窗口来访"
    PHONE = "phone", "来电"
    LETTER = "letter", "来信"
    WEB = "web", "网上提交"
    LEADER = "leader", "领导交办"
    CHECK = "check", "检查发现"
    POLICE = "police", "公安转来"
    COURT = "court", "法院转来"
    MARKET = "market", "市场监管转来"
    BODY = "body", "其他部门转来"
    CAMPAIGN = "campaign", "专项行动"
