"""Pictures of every page for a person to look at: `python -m tests.browser.screenshots [PART OF A NAME]`.

They go into a folder that git does not know. Whoever makes a page adds a line to `PAGES`.
"""

import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Browser

from app.access.sign_in import COOKIE
from app.settings import DocumentSettings
from tests.browser import chromium, world
from tests.browser.server import app_on, serving

FOLDER = Path(__file__).parents[2] / "screenshots"
WIDTHS = (390, 1280)
LOOKS = (("vi", "light"), ("en", "dark"), ("vi", "contrast"))
# What a browser leaves unpainted until one scrolls to it.
UNFOLDED = "document.querySelectorAll('main li').forEach(each => (each.style.contentVisibility = 'visible'))"


class Shot(NamedTuple):
    """A page: what its picture is called, who looks at it, and its address with names of `world.World.ids`."""

    name: str
    role: str | None
    path: str


PAGES = (
    Shot("sign-in", None, "/sign-in"),
    Shot("sign-in-again", None, "/sign-in?because=password-changed"),
    Shot("invitation", None, "{invitation}"),
    Shot("invitation-known", None, "{invitation_known}"),
    Shot("link-over", None, "/invitations/accept?secret=over"),
    Shot("start", "province", "/"),
    Shot("account", "province", "/account"),
    Shot("password", "province", "/account/password"),
    Shot("mail", "province", "/account/mail"),
    Shot("password-reset", None, "/password-reset"),
    Shot("password-reset-sent", None, "/password-reset/sent"),
    Shot("password-new", None, "{new_password}"),
    Shot("factor-removal", "province", "/account/second-factor/removal"),
    Shot("styleguide", "province", "/styleguide"),
    Shot("my-conference", "province", "/conferences/{conference}"),
    Shot("my-conference-told", "province", "/conferences/{past_conference}"),
    Shot("delegation", "province", "/delegations/{province}"),
    Shot("details", "mission", "/delegations/{mission}/details"),
    Shot("delegate", "province", "/delegations/{province}/delegates/new"),
    Shot("delegate-changed", "province", "/delegates/{delegate}"),
    Shot("availability", "mission", "/delegations/{mission}/availability"),
    Shot("start-newcomer", "newcomer", "/"),
    Shot("my-conference-newcomer", "newcomer", "/delegations/{newcomer}/standing"),
    Shot("delegation-newcomer", "newcomer", "/delegations/{newcomer}"),
    Shot("interests-newcomer", "newcomer", "/delegations/{newcomer}/interests"),
    Shot("partners-newcomer", "newcomer", "/delegations/{newcomer}/partners"),
    Shot("directory-newcomer", "newcomer", "/delegations/{newcomer}/directory"),
    Shot("wishes-newcomer", "newcomer", "/delegations/{newcomer}/wishes"),
    Shot("diary-newcomer", "newcomer", "/delegations/{newcomer}/diary"),
    Shot("my-conference-mission", "mission", "/delegations/{mission}/standing"),
    Shot("delegation-mission", "mission", "/delegations/{mission}"),
    Shot("delegation-told", "province", "/delegations/{past_province}"),
    Shot("overview", "organiser", "/conferences/{conference}/overview"),
    Shot("new-conference", "administrator", "/conferences/new"),
    Shot("start-administrator", "administrator", "/"),
    Shot("next-conference", "organiser", "/conferences/{conference}/next"),
    Shot("setup", "organiser", "/conferences/{conference}/setup"),
    Shot("setup-empty", "administrator", "/conferences/{empty_conference}/setup"),
    Shot("overview-told", "organiser", "/conferences/{past_conference}/overview"),
    Shot("overview-empty", "administrator", "/conferences/{empty_conference}/overview"),
    Shot("new-session", "organiser", "/conferences/{conference}/sessions/new"),
    Shot("delegations", "organiser", "/conferences/{conference}/delegations"),
    Shot("new-delegation", "organiser", "/conferences/{conference}/delegations/new"),
    Shot("new-organisation", "organiser", "/conferences/{conference}/delegations/new-organisation"),
    Shot("delegation-plan", "organiser", "/delegations/{mission}/plan"),
    Shot("people", "organiser", "/conferences/{conference}/people"),
    Shot("member-role", "organiser", "/conferences/{conference}/people/memberships/{mission_member}/role"),
    Shot("invite", "organiser", "/conferences/{conference}/people/invite?delegation={mission}"),
    Shot("programme", "organiser", "/sessions/{session}/programme"),
    Shot("tables", "organiser", "/sessions/{session}/tables"),
    Shot("table", "organiser", "/tables/{table}"),
    Shot("hall", "organiser", "/sessions/{session}/hall?hall="),
    Shot("slot-new", "organiser", "/sessions/{session}/slots/new"),
    Shot("slot", "organiser", "/slots/{slot}"),
    Shot("interpreters", "organiser", "/sessions/{session}/interpreters"),
    Shot("interpreter", "organiser", "/sessions/{session}/interpreters/new"),
    Shot("interpreter-changed", "organiser", "/interpreters/{interpreter}"),
    Shot("settings", "organiser", "/conferences/{conference}/settings"),
    Shot("weights", "organiser", "/conferences/{conference}/weights"),
    Shot("session-settings", "organiser", "/sessions/{session}/settings"),
    Shot("rules", "organiser", "/sessions/{session}/rules"),
    Shot("rule", "organiser", "/sessions/{session}/rules/side?side=province"),
    Shot("must-meets", "organiser", "/sessions/{session}/must-meets"),
    Shot("table-availability", "organiser", "/sessions/{session}/table-availability"),
    Shot("deadlines", "organiser", "/conferences/{conference}/deadlines"),
    Shot("interests", "province", "/delegations/{province}/interests"),
    Shot("offerings", "mission", "/delegations/{mission}/interests"),
    Shot("offering-new", "mission", "/delegations/{mission}/interests/offerings/new"),
    Shot("offering", "mission", "/interests/offerings/{offering}"),
    Shot("need-new", "province", "/delegations/{province}/interests/needs/new"),
    Shot("letter", "province", "/interests/needs/{draft}/letter"),
    Shot("sending-back", "province", "/interests/needs/{draft}/sending-back"),
    Shot("need", "province", "/interests/needs/{need}"),
    Shot("need-draft", "province", "/interests/needs/{draft}"),
    Shot("import-looked", "organiser", "/conferences/{conference}/import/{import}"),
    Shot("import", "organiser", "/conferences/{conference}/import"),
    Shot("stage", "organiser", "/conferences/{conference}/stage"),
    Shot("stage-back", "organiser", "/conferences/{past_conference}/stage"),
    Shot("review", "organiser", "/conferences/{conference}/review?state=all"),
    Shot("review-one", "organiser", "/review/needs/{need}"),
    Shot("refusal", "organiser", "/review/needs/{need}/refusal"),
    Shot("groups", "organiser", "/sessions/{session}/groups"),
    Shot("group-new", "organiser", "/sessions/{session}/groups/new"),
    Shot("group-plan", "organiser", "/groups/{group}/plan"),
    Shot("generate", "organiser", "/sessions/{session}/generate"),
    Shot("run", "organiser", "/runs/{run}"),
    Shot("what-ifs", "organiser", "/sessions/{session}/what-ifs"),
    Shot("what-if", "organiser", "/runs/{what_if}"),
    Shot("failures", "organiser", "/conferences/{conference}/failures"),
    Shot("run-best", "organiser", "/runs/{run}/best"),
    Shot("desk-begin", "organiser", "/sessions/{session}/desk"),
    Shot("desk", "organiser", "/sessions/{past_session}/desk"),
    Shot("desk-picked", "organiser", "/sessions/{past_session}/desk?meeting={picked}"),
    Shot("desk-why", "organiser", "/sessions/{past_session}/desk/why?one_id={past_province}&other_id={past_mission}"),
    Shot("partners", "province", "/delegations/{province}/partners"),
    Shot("directory", "province", "/delegations/{province}/directory"),
    Shot("wishes", "province", "/delegations/{province}/wishes"),
    Shot("ask", "province", "/delegations/{province}/requests/new?to={mission}"),
    Shot("answer", "province", "/meeting-requests/{request}/answer?by={province}"),
    Shot("partners-mission", "mission", "/delegations/{mission}/partners"),
    Shot("directory-mission", "mission", "/delegations/{mission}/directory"),
    Shot("wishes-mission", "mission", "/delegations/{mission}/wishes"),
    Shot("diary-mission", "mission", "/delegations/{past_mission}/diary"),
    Shot("timetable", "organiser", "/sessions/{past_session}/timetable"),
    Shot("diary", "province", "/delegations/{past_province}/diary"),
    Shot("enquiries", "administrator", "/enquiries"),
    Shot("enquiry", "province", "/enquiries/{answered}"),
    Shot("enquiry-sent", "administrator", "/enquiries/{enquiry}"),
    Shot("enquiry-new", "province", "/enquiries/new"),
    Shot("enquiry-changed", "province", "/enquiries/{enquiry}/edit"),
    Shot("enquiry-answer", "mission", "/enquiries/{answered}/steps/answered"),
    Shot("enquiry-assign", "administrator", "/enquiries/{enquiry}/steps/assigned"),
    Shot("enquiry-import", "administrator", "/enquiries/import"),
    Shot("not-found", "province", "/nowhere"),
    Shot("forbidden", "province", "/sessions/{session}/timetable"),
)


def main(part: str = "") -> None:
    path = chromium.executable()
    if path is None:
        sys.exit(chromium.MISSING)
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ketnoi.db"
        made = world.made(url)
        app = app_on(url, environment="development", documents=DocumentSettings(folder=folder))
        with serving(app) as origin, chromium.launched(path) as browser:
            shots = [each for each in PAGES if part in each.name]
            for look, width, role in product(LOOKS, WIDTHS, dict.fromkeys(each.role for each in shots)):
                own = [each for each in shots if each.role == role]
                take(browser, origin, made, own, look, width=width)


def take(
    browser: Browser, origin: str, made: world.World, shots: Sequence[Shot], look: tuple[str, str], *, width: int
) -> None:
    """Of pages that one and the same person looks at, whose browser keeps what all pages load."""
    (language, theme), role = look, shots[0].role
    with browser.new_context(viewport={"width": width, "height": 900}, color_scheme="light") as context:
        cookies = {"lang": language, "theme": theme} | ({COOKIE: made.secrets[role]} if role else {})
        context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in cookies.items()])
        page = context.new_page()
        for shot in shots:
            page.goto(origin + shot.path.format(**made.ids), wait_until="networkidle")
            page.evaluate(UNFOLDED)
            page.screenshot(path=FOLDER / f"{shot.name}-{width}-{language}-{theme}.png", full_page=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
