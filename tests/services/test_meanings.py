"""What a language model makes of needs and offerings is kept when they are saved, and counts in scores."""

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import SessionFactory
from app.matching.scoring.proposal import Vector
from app.matching.scoring.roles import Side
from app.matching.scoring.weights import Part
from app.models import InterestMeaning, Need, Visibility
from app.services import contents, removals
from app.services.scoring import meanings, readings
from app.services.scoring.market import Market
from tests import factories


class Model:
    """Stands in for a language model; it remembers what it was asked."""

    def __init__(self, name: str = "lengths 1", dimensions: int = 2) -> None:
        self.model = name
        self._dimensions = dimensions
        self.read: list[tuple[Side, str]] = []

    def vector(self, side: Side, text: str) -> Vector:
        self.read.append((side, text))
        return np.array([1.0, *[0.0] * (self._dimensions - 1)], dtype=np.float32)


def known() -> Model:
    """Stands in for one of which scoring knows what its vectors tell of a topic."""
    [(name, lens)] = readings.knowledge().lenses.items()
    return Model(name, lens.axes.shape[1])


def kept(db: Session) -> list[tuple[str, bytes]]:
    return [(row.model, row.vector) for row in db.scalars(select(InterestMeaning))]


@pytest.fixture
def need(db: Session) -> Need:
    session = factories.a_session(db)
    return factories.a_need(db, factories.a_delegation(db, session, "01"), title_vi="Xuất khẩu gạo", text_en="Rice")


def test_a_text_is_read_once_and_again_when_it_changes(db: Session, need: Need) -> None:
    model = Model()

    assert [meanings.keep(db, model, [need]) for _ in range(2)] == [1, 0]
    need.priority = 2
    assert meanings.keep(db, model, [need]) == 0
    need.title_vi = "Xuất khẩu cà phê"
    assert meanings.keep(db, model, [need]) == 1

    assert model.read == [(Side.NEED, "Xuất khẩu gạo"), (Side.NEED, "Xuất khẩu cà phê")]
    assert kept(db) == [("lengths 1", np.array([1, 0], dtype="<f4").tobytes())]


def test_another_model_reads_all_again(db: Session, need: Need) -> None:
    factories.an_offering(db, factories.a_delegation(db, factories.a_session(db), "EMB-KR"))
    assert meanings.keep_all(db, Model()) == 2

    assert meanings.keep_all(db, Model("lengths 2")) == 2

    assert {name for name, _ in kept(db)} == {"lengths 2"}
    assert need.title_vi == "Xuất khẩu gạo"


def test_what_is_taken_away_for_good_leaves_no_meaning(db: Session, need: Need) -> None:
    model = Model()
    meanings.keep(db, model, [need])
    db.refresh(need, ["sectors", "countries", "regions"])

    contents.erase(need)
    meanings.keep(db, model, [need])

    assert kept(db) == []


def test_refusing_forgets_the_meaning_though_no_model_is_at_work(db: Session, need: Need) -> None:
    meanings.keep(db, Model(), [need])
    db.refresh(need, ["sectors", "countries", "regions", "delegation"])
    other = factories.a_need(db, need.delegation, code="N2")
    meanings.keep(db, Model(), [other])

    removals.take_away(db, need)

    assert db.scalars(select(InterestMeaning.interest_id)).all() == [other.id]


def test_meanings_count_where_one_model_has_read_both_texts_as_they_are(db: Session) -> None:
    session = factories.a_session(db)
    need = factories.a_need(db, factories.a_delegation(db, session, "01"), title_vi="Tìm nhà nhập khẩu gạo")
    korea = factories.a_delegation(db, session, "EMB-KR")
    offering = factories.an_offering(db, korea, title_vi="Tìm nguồn cung gạo", visibility=Visibility.ALL)

    def parts() -> set[Part]:
        db.expire_all()
        market = Market(db, factories.ADMINISTRATOR, session.conference_id)
        [(_, score)] = market.scores(market.needs[0], market.book.parties[korea.id])
        return {part.part for part in score.parts}

    assert Part.MEANING not in parts()
    meanings.keep(db, known(), [need])
    assert Part.MEANING not in parts()
    meanings.keep(db, Model(), [offering])
    assert Part.MEANING not in parts()
    meanings.keep(db, known(), [offering])
    assert Part.MEANING in parts()
    need.title_vi = "Tìm nhà nhập khẩu cà phê"
    db.flush()
    assert Part.MEANING not in parts()


def test_whatever_is_saved_is_read(session_factory: SessionFactory) -> None:
    model = Model()
    meanings.watch(session_factory, model)

    with session_factory() as db:
        need = factories.a_need(db, factories.a_delegation(db, factories.a_session(db), "01"), title_vi="Gạo")
        need.title_vi = "Cà phê"
        db.commit()

        assert model.read == [(Side.NEED, "Gạo"), (Side.NEED, "Cà phê")]
        assert len(kept(db)) == 1
