"""The words of an occasion that prose may use, and what each stands for; `Occasion.words` gives their values."""

WORDS = {
    "office": "办事处全称，也是落款：望澜街道办事处",
    "street": "街道名称：望澜街道",
    "year": "报告期的年份：2025",
    "last_year": "上一年",
    "next_year": "下一年",
    "period": "报告期：2025年上半年、2025年、2025年1—11月",
    "span": "不带年份的报告期：上半年、全年、1—11月",
    "rest": "报告期之后的一段：下半年、2026年、下一步",
    "as_of": "报告期末：6月底、12月底",
}
