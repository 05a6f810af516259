"""One's own day on paper: sixteen meetings with what both sides wrote are one sheet of A4."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app import db as database
from app.access.sign_in import COOKIE
from app.db import make_engine, make_session_factory
from app.models import Conference, Placement, PlacementParty, Role, Stage, Visibility
from tests import factories
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.server import app_on, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MEETINGS = 16
NAME = "Đại sứ quán nước Cộng hòa xã hội chủ nghĩa Việt Nam tại nước thứ {number}"
SAID = "Đoàn mong muốn trao đổi về điện gió ngoài khơi, kho lạnh cho nông sản và đào tạo lao động lành nghề."


def made(url: str) -> tuple[str, str]:
    """The secret of a sign-in, and the path of a diary in which every slot is taken by a talkative partner."""
    engine = make_engine(url)
    database.upgrade(engine)
    with make_session_factory(engine)() as db:
        session = factories.a_session(db, slots=MEETINGS, tables=MEETINGS)
        db.refresh(session, ["slots", "tables"])
        hue = factories.a_delegation(db, session, "46")
        factories.a_need(db, hue, title_vi="Thu hút nhà đầu tư vào chuỗi cung ứng nông sản và kho lạnh")
        placements = []
        for number, (slot, table) in enumerate(zip(session.slots, session.tables, strict=True)):
            organisation = factories.an_organisation(db, f"EMB-{number:02}", name_vi=NAME.format(number=number))
            mission = factories.a_delegation(db, session, organisation=organisation)
            title = f"Tập đoàn thứ {number} tìm địa điểm sản xuất linh kiện"
            factories.an_offering(db, mission, title_vi=title, visibility=Visibility.ALL)
            factories.a_request(db, session, mission, hue, message=SAID)
            parties = [PlacementParty(delegation_id=each.id) for each in (hue, mission)]
            placements.append(Placement(meeting=f"46-{number}", slot_id=slot.id, table_id=table.id, parties=parties))
        factories.a_version(db, session, placements=placements)
        conference = db.get_one(Conference, session.conference_id)
        conference.stage = Stage.FINAL
        factories.tell(db, conference.id)
        account = factories.an_account(db)
        factories.a_membership(db, account, conference, Role.HEAD, hue)
        secret, path = factories.a_sign_in(db, account), f"/delegations/{hue.id}/diary"
        db.commit()
    engine.dispose()
    return secret, path


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_day_of_sixteen_meetings_is_one_sheet(browser: Browser, tmp_path: Path, pictures: Path, lang: str) -> None:
    url = f"sqlite:///{tmp_path / 'ketnoi.db'}"
    secret, path = made(url)

    sheets = {}
    with serving(app_on(url)) as origin:
        for width in (PHONE, DESKTOP):
            with browser.new_context(viewport={"width": width, "height": 844}) as context:
                cookies = {COOKIE: secret, "lang": lang}
                context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in cookies.items()])
                page = context.new_page()
                page.goto(origin + path, wait_until="networkidle")
                assert page.locator(".diary tbody tr").count() == MEETINGS
                page.emulate_media(media="print")
                assert page.locator(".brief").first.is_visible()
                sheets[width] = page.pdf(format="A4", path=pictures / f"day-{width}-{lang}.pdf").count(b"/Type /Page\n")

    assert sheets == {PHONE: 1, DESKTOP: 1}
