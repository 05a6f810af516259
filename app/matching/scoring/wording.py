"""Words that tell, beside the cues, whose a verb is and who is meant by it."""

PARTNERS = frozenset({"đối", "partner", "partners"})
# A verb that begins so is the writer's own, whoever was named before: `firms in Odessa look for supplies`.
OF_ONESELF = frozenset({"tìm", "muốn", "seek", "seeks", "looking", "looks", "wants"})
# Who makes things is sought for them, or to settle where there is land.
MAKERS = frozenset({"manufacturer", "maker", "producer", "factory", "mill", "processor"})
MAKERS_VI = frozenset({"nhà sản xuất", "nhà máy", "cơ sở sản xuất", "doanh nghiệp sản xuất"})
# Nouns of what an offering gives: `advice to cities, training of officials`.
NOMINAL = frozenset({"training", "advice", "advisory", "upskilling", "information", "advisor"})
# `looks for growers and may invest`: what follows `and` and one of these is the writer's own.
MODAL = frozenset({"may", "will", "would", "can", "could", "is", "sẽ", "muốn", "sẵn"})
# `tìm nhà máy điện mua`, `firms that buy`: what somebody who is sought does.
RELATIVE = frozenset({"who", "that", "which"})
DONE_BY_OTHERS = frozenset({"mua", "thu", "bao", "tiêu"})
# Verbs of who plans what it will do itself.
PLANNING = frozenset({
    "plan", "planning", "consider", "considering", "study", "studying", "evaluate", "evaluating", "assess", "mull",
    "weigh", "explore", "exploring", "dự", "kế", "nghiên", "cân", "xem", "chuẩn", "sắp", "tính",
})  # fmt: skip
# Words of land that somebody looks for: `needs 20 ha`.
AREA = frozenset({"ha", "hecta", "hectare", "land", "plot", "quỹ", "mặt"})
# `to foreign investors`, `cho nhà đầu tư`: these are addressed. `coffee for supermarkets`: these are not sought.
ADDRESSING = frozenset({"to", "for", "from", "among", "cho", "tới", "từ", "của các"})
BETWEEN = frozenset({"to", "for", "from", "of", "with", "among", "cho", "tới", "với", "từ", "của", "để"})
# Words of places where something new is tried: `looks for a pilot farm`.
TRYING = frozenset({"pilot", "test", "trial", "demonstration", "reference", "thử", "thí", "trình"})
# Those who come to build: `tìm tập đoàn chế biến thịt`.
GROUPS = frozenset({"tập", "conglomerate", "corporation"})
