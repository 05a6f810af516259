"""Tags suggested for a text."""

import pytest

from app.matching.scoring.proposal import Proposal
from app.matching.scoring.roles import Side
from app.matching.scoring.tags import suggest
from tests.matching.scoring.knowledge import known


@pytest.mark.parametrize(
    ("side", "text", "sector", "objective", "countries"),
    [
        (Side.NEED, "Tìm nhà nhập khẩu vải thiều tại Nhật Bản", "AGR-FRU", "EXP", ["JP"]),
        (Side.NEED, "Kêu gọi nhà đầu tư điện gió ngoài khơi", "ENE-WIN", "FDI", []),
        (Side.NEED, "Vận động vốn ODA xử lý nước thải", "ENV-WWT", "ODA", []),
        (Side.NEED, "Cần tổ chức phi chính phủ tài trợ rà phá bom mìn", "SOC-WAR", "NGO", []),
        (Side.NEED, "Muốn kết nghĩa với một tỉnh Hàn Quốc", "SOC-LOC", "TWN", ["KR"]),
        (Side.NEED, "Đề nghị xác minh đối tác tại Italy, nghi lừa đảo", "TRD-LEG", "PRO", ["IT"]),
        (Side.NEED, "Mời trí thức kiều bào về tư vấn", "SOC-LOC", "OVS", []),
        (Side.OFFER, "Kansai companies recruit technical interns", "LAB-EXP", "LBR", ["JP"]),
        (Side.OFFER, "German experts transfer wastewater technology", "ENV-WWT", "STT", ["DE"]),
    ],
)
def test_suggested_tags(side: Side, text: str, sector: str, objective: str, countries: list[str]) -> None:
    tags = suggest(known().read(Proposal(side=side, text=text)), known())

    assert sector in [each.code for each in tags.sectors]
    assert objective in [each.code for each in tags.objectives]
    assert [each.code for each in tags.countries] == countries
    assert all(0 < each.confidence <= 1 for each in (*tags.sectors, *tags.objectives, *tags.countries))


def test_countries_of_a_region_are_less_sure() -> None:
    tags = suggest(known().read(Proposal(side=Side.NEED, text="Bán gạo sang EU")), known())

    assert {each.confidence for each in tags.countries} == {0.45}


def test_nothing_is_suggested_for_a_text_that_says_nothing() -> None:
    tags = suggest(known().read(Proposal(side=Side.NEED, text="abc")), known())

    assert (tags.sectors, tags.objectives, tags.countries) == ((), (), ())
