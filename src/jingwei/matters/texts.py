"""Words of matters that more than one page or action shows."""

DONE_TWICE = "办结人不能{move}本人办结的事项，请由他人办理。"
NOT_NOW = "{number}现在是“{now}”，不能{move}。"
STANDS_STILL = "{number}已暂停（{since}起），请先恢复办理。"
RUNS = "{number}没有暂停，不必恢复。"
OUTSIDE_DUE = "{number}的时限由外部平台规定，请在该平台申请延期，批准后按新时限登记。"
NO_NUMBER = "没有外部编号的事项不能回填，请先登记该平台的编号。"
TAKEN = "编号“{value}”的诉求已登记为{number}，没有再登记。"
