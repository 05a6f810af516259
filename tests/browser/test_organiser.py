"""Journeys of an organiser in a browser: from an import to a release, and from an empty conference to collecting."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from app.models import Conference, Stage
from tests import factories
from tests.browser.organiser import organised

pytestmark = pytest.mark.browser


@pytest.fixture
def place(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A small conference that is being scheduled, on a server that carries runs out."""

    def made(db: Session) -> Conference:
        session = factories.a_session(db, slots=3, tables=2)
        conference = db.get_one(Conference, session.conference_id)
        conference.stage = Stage.SCHEDULING
        seoul = factories.a_delegation(db, session, "EMB-KR")
        for code in ("01", "46", "48", "49"):
            factories.a_wish(db, session, factories.a_delegation(db, session, code), seoul)
        return conference

    with organised(browser, tmp_path, made) as found:
        yield found


@pytest.fixture
def empty(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A conference with nothing but its name, days and place."""
    with organised(browser, tmp_path, lambda db: factories.a_conference(db, stage=Stage.DRAFT)) as found:
        yield found


def test_organiser_goes_from_import_to_release(place: Page, tmp_path: Path) -> None:
    page = place
    page.get_by_role("link", name="Import", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="All that is there now").click()
    workbook = tmp_path / "workbook.xlsx"
    download.value.save_as(workbook)
    page.locator("#file").set_input_files(workbook)
    page.get_by_role("button", name="Look it through").click()
    page.get_by_text("nothing would change").wait_for()

    page.get_by_role("link", name="Make a timetable", exact=True).click()
    page.get_by_text("EMB-KR is wanted for 4 meetings and can hold 3 at most.").wait_for()
    page.locator("#seconds").fill("60")
    page.get_by_text("How it searches", exact=True).click()
    page.locator("#workers").fill("1")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/runs/*")
    # The page looks anew by itself until the run has ended.
    page.get_by_role("heading", name="Finished").wait_for()
    page.get_by_text("No timetable can serve more than").wait_for()

    page.get_by_role("link", name="Stage and release", exact=True).click()
    page.get_by_text("Version 1 is the first that delegations are told of.").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Tell delegations, and go on").click()
    page.get_by_text("Delegations can read the timetable from now on.").wait_for()

    expect(page.locator(".stages .now")).to_have_text("Preliminary timetable")


def test_organiser_goes_from_an_empty_conference_to_its_collecting(empty: Page) -> None:
    page = empty

    def step(label: str, action: str) -> None:
        """What the way says is next."""
        expect(page.locator(".next-label")).to_have_text(label)
        page.locator(".next").get_by_role("link", name=action, exact=True).click()

    def on_the_way() -> None:
        page.get_by_role("link", name="Set-up", exact=True).first.click()
        page.wait_for_url("**/setup")

    step("Deadlines", "Set the deadlines")
    for name in ("submissions_close_at", "requests_close_at"):
        page.locator(f"#{name}").fill("2027-01-15T17:00")
    page.get_by_role("button", name="Save").click()

    step("Sessions", "Make the first session")
    page.get_by_label("Ambassador-province connection session").check()
    page.locator("#starts").fill("13:30")
    page.locator("#ends").fill("15:30")
    page.get_by_role("button", name="Make the session").click()

    step("Tables and halls", "Go there")
    page.locator("#number").fill("10")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("The tables have been added.").wait_for()

    for side, organisation in (("mission", "Embassy of Vietnam in Japan"), ("province", "Ha Noi")):
        on_the_way()
        step("The delegations", "Add a delegation")
        page.locator("#organisation_id").select_option(label=organisation)
        page.locator("#side").select_option(side)
        page.get_by_role("button", name="Add the delegation").click()
        page.get_by_text("The delegation has been added.").wait_for()

    for email in ("tokyo@example.vn", "hanoi@example.vn"):
        on_the_way()
        step("Invitations", "Invite delegations")
        page.locator("#delegations").get_by_role("link", name="Invite").first.click()
        page.locator("#email").fill(email)
        page.get_by_role("button", name="Invite", exact=True).click()
        page.locator("#address").wait_for()

    on_the_way()
    step("Collecting opened", "Open collecting")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".stages .now")).to_have_text("Collecting")
    on_the_way()
    page.get_by_text("All that a conference needs is there.").wait_for()
