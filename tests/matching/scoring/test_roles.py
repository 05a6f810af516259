"""Who wants what of whom, by cues in both languages."""

import pytest

from app.matching.scoring.kinds import OBJECTIVES
from app.matching.scoring.proposal import Proposal
from app.matching.scoring.roles import COMPLEMENTS, TABLE, UNKNOWN, Role, Side, compatibility, mixed
from tests.matching.scoring.knowledge import known, role

R = Role


@pytest.mark.parametrize(
    ("side", "text", "expected"),
    [
        (Side.NEED, "Tìm nhà nhập khẩu thanh long", R.SELL),
        (Side.NEED, "Cần mua phân bón kali", R.BUY),
        (Side.OFFER, "Nhà nhập khẩu Hà Lan tìm thanh long", R.BUY),
        (Side.OFFER, "We are looking for suppliers of pepper", R.BUY),
        (Side.OFFER, "A trader seeks to buy coffee", R.BUY),
        (Side.OFFER, "Exporters offer raw cashew nuts", R.SELL),
        (Side.OFFER, "Cashew nuts for sale, buyers wanted", R.SELL),
        (Side.NEED, "Rice exporters: buyers wanted in the Gulf", R.SELL),
        (Side.NEED, "Kêu gọi nhà đầu tư vào khu công nghiệp", R.SITE),
        (Side.NEED, "Thu hút đầu tư chế biến sâu", R.SITE),
        (Side.OFFER, "Tập đoàn Thái Lan muốn đầu tư cảng biển", R.INVEST),
        (Side.OFFER, "Bang Oregon mời doanh nghiệp Việt Nam đầu tư nhà máy", R.SITE),
        (Side.OFFER, "Angola invites Vietnamese companies to invest in rice", R.SITE),
        (Side.OFFER, "Ghana wants Vietnamese investors to build cashew plants", R.SITE),
        (Side.NEED, "Vận động vốn ODA cho thoát nước", R.RECEIVE),
        (Side.OFFER, "A foundation funds school toilets", R.GIVE),
        (Side.OFFER, "A charity is looking for donors to fund wells", R.RECEIVE),
        (Side.NEED, "Muốn đưa lao động sang Nhật Bản", R.SEND),
        (Side.OFFER, "Nursing homes plan to hire caregivers", R.RECRUIT),
        (Side.NEED, "Cần đào tạo kỹ sư bán dẫn", R.LEARN),
        (Side.OFFER, "A university trains chip engineers", R.TEACH),
        (Side.OFFER, "Farms look for partners that can transfer greenhouse technology", R.ADOPT),
        (Side.OFFER, "Doanh nghiệp Đức chuyển giao công nghệ bao bì", R.PROVIDE),
        (Side.NEED, "Tìm hãng lữ hành đưa khách Thái Lan", R.HOST),
        (Side.NEED, "Đề nghị xác minh đối tác tại Italy", R.ASK),
        (Side.NEED, "Muốn kết nghĩa với một tỉnh Hàn Quốc", R.SHARE),
        (Side.OFFER, "We offer land for mining to foreign investors", R.SITE),
        (Side.NEED, "Không tìm nhà đầu tư, chỉ cần mua giống", R.BUY),
        (Side.NEED, "tim nha nhap khau ca phe", R.SELL),
        (Side.NEED, "Viên nén gỗ tìm nhà máy điện Nhật Bản mua dài hạn", R.SELL),
        (Side.NEED, "Đề nghị hỗ trợ thị trường cho hạt mắc ca", R.SELL),
        (Side.NEED, "Introduces its pepper growers", R.SELL),
        (Side.NEED, "Looking for producers of pepper", R.BUY),
        (Side.NEED, "Industrial park, 300 ha: generic makers wanted", R.SITE),
        (Side.NEED, "Mong các hãng dệt châu Âu mở nhà máy", R.SITE),
        (Side.NEED, "Mời giảng viên tiếng Nhật", R.LEARN),
        (Side.OFFER, "A dairy group plans to look for land, 20 ha", R.INVEST),
        (Side.OFFER, "An academy: advice to cities, training of officials", R.TEACH),
        (Side.OFFER, "Introduces its cashew nuts and invites buyers to a tasting", R.SELL),
        (Side.OFFER, "A foundation plans small grants", R.GIVE),
        (Side.OFFER, "Cashew nuts, new crop, importers welcome", R.SELL),
        (Side.NEED, "Mời nhà sản xuất tuabin gió", R.SITE),
        (Side.NEED, "Đón doanh nghiệp bán dẫn Hàn Quốc", R.SITE),
        (Side.NEED, "Rotterdam advice on flood control", R.ADOPT),
        (Side.NEED, "ODA cho thoát nước", R.RECEIVE),
        (Side.OFFER, "A tour operator looks for beaches", R.BRING),
        (Side.OFFER, "A start-up is looking for a pilot farm for greenhouse technology", R.PROVIDE),
        (Side.OFFER, "A special zone: Vietnamese makers wanted", R.SITE),
        (Side.NEED, "Tìm tập đoàn chế biến thịt bò", R.SITE),
        (Side.OFFER, "A law firm: unpaid invoices, sued exporters", R.HELP),
    ],
)
def test_cues_tell_the_role(side: Side, text: str, expected: Role) -> None:
    assert role(known().read(Proposal(side=side, text=text))) is expected


def test_two_clauses_may_have_two_roles() -> None:
    reading = known().read(Proposal(side=Side.OFFER, text="Ba Lan bán thịt bò; tìm nhà cung cấp cá tra."))
    roles = {each.concept: max(each.roles, key=each.roles.__getitem__) for each in reading.mentions}

    assert roles == {"beef": R.SELL, "pangasius": R.BUY}


@pytest.mark.parametrize(
    ("side", "text", "expected"),
    [
        (Side.NEED, "Gạo thơm Sóc Trăng", R.SELL),
        (Side.NEED, "Bảo tồn rừng ngập mặn", R.RECEIVE),
        (Side.OFFER, "Wind turbine technology", R.PROVIDE),
        (Side.OFFER, "Gạo thơm", None),
    ],
)
def test_a_text_without_cues_means_what_such_texts_usually_mean(side: Side, text: str, expected: Role | None) -> None:
    assert role(known().read(Proposal(side=side, text=text))) is expected


def test_an_objective_that_people_gave_tells_the_role() -> None:
    reading = known().read(Proposal(side=Side.OFFER, text="Gạo thơm", objective="EXP"))

    assert role(reading) is R.BUY


def test_every_role_completes_one_and_no_role_but_sharing_completes_itself() -> None:
    assert {COMPLEMENTS[COMPLEMENTS[each]] for each in Role} == set(Role)
    assert [each for each in Role if COMPLEMENTS[each] is each] == [R.SHARE]
    assert all(TABLE[a, b] == TABLE[b, a] and -1 <= TABLE[a, b] <= 1 for a in Role for b in Role)
    assert all(TABLE[each, COMPLEMENTS[each]] == 1 for each in Role)
    assert all(COMPLEMENTS[need] is offer for need, offer in OBJECTIVES.values())


def test_compatibility_of_what_is_unknown_is_a_weak_yes() -> None:
    assert compatibility({}, {R.BUY: 1.0}) == UNKNOWN
    assert compatibility({R.SELL: 1.0}, {R.BUY: 1.0}) == 1.0
    assert compatibility({R.SELL: 1.0}, {R.SELL: 1.0}) == TABLE[R.SELL, R.SELL]
    assert compatibility({R.SELL: 0.5, R.BUY: 0.5}, {R.BUY: 1.0}) == (1.0 + TABLE[R.BUY, R.BUY]) / 2


def test_mixed_roles_keep_their_weights() -> None:
    assert mixed([({R.SELL: 1.0}, 3.0), ({R.BUY: 0.8}, 1.0)]) == {R.SELL: 0.75, R.BUY: 0.2}
    assert mixed([]) == {}
