"""One of several searches for a run: it tells what it knows by its row, and hears what the others know by theirs."""

import json
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Self
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.adapters.jobs import Hold, Order
from app.db import SessionFactory, unit_of_work
from app.matching.scheduling.checker import violations
from app.matching.scheduling.io import read_instance
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.sharing import Exchange, Known
from app.matching.scheduling.solve import NothingFound, solve
from app.models import RunShare
from app.services import run_queue, run_shares
from app.worker.ending import Ending

TRADE_EVERY_SECONDS = 0.5

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Partner:
    """Passes on what is known, between the search of this process and the rows of the others; used by one thread."""

    factory: SessionFactory
    problem: Problem
    run_id: UUID
    number: int
    tell: Callable[[Session, Known], None]
    exchange: Exchange = field(default_factory=Exchange)
    _told: Known | None = field(default=None, init=False)
    _heard: dict[int, int] = field(default_factory=dict, init=False)

    @classmethod
    def leading(cls, factory: SessionFactory, hold: Hold, problem: Problem) -> Self:
        """Of whoever holds the run."""
        tell = partial(_lead, hold)
        return cls(factory=factory, problem=problem, run_id=hold.job, number=0, tell=tell)

    @classmethod
    def helping(cls, factory: SessionFactory, hold: Hold, share: RunShare, problem: Problem) -> Self:
        """Of whoever holds another share."""
        tell = partial(_tell, hold)
        return cls(factory=factory, problem=problem, run_id=share.run_id, number=share.number, tell=tell)

    def trade(self) -> None:
        """The referee looks at each timetable before it is stored, and the search at each that it hears of."""
        known = self.exchange.known()
        if known is not None and known != self._told and not violations(self.problem, known.placements):
            with unit_of_work(self.factory, write=True) as db:
                self.tell(db, known)
        self._told = known
        with unit_of_work(self.factory, write=False) as db:
            news = run_shares.hear(db, self.run_id, self.number, self._heard)
        for number, (count, other) in news.items():
            self.exchange.hear(other)
            self._heard[number] = count


def help_out(factory: SessionFactory, hold: Hold, share: RunShare, ending: Ending) -> None:
    """Search for a run that somebody else leads, until all is proven, the time is over, or nobody wants it any more."""
    run, over = share.run, threading.Event()
    problem = read_instance(json.dumps(run.instance_file).encode())
    partner = Partner.helping(factory, hold, share, problem)
    thread = threading.Thread(target=_pass_on, args=(hold, partner, ending, over), name="passing-on")
    thread.start()
    try:
        with suppress(NothingFound):
            solve(
                problem,
                seconds=run.seconds - run.spent_seconds,
                workers=run.workers,
                seed=run_shares.seed(run, share.number),
                strategy=run_shares.strategy(share.number),
                interrupt=ending.search,
                exchange=partner.exchange,
                without=frozenset({"prices"}),  # Whoever leads names them.
            )
    finally:
        over.set()
        thread.join()
    with unit_of_work(factory, write=True) as db:
        run_shares.finish(db, hold)


def _pass_on(hold: Hold, partner: Partner, ending: Ending, over: threading.Event) -> None:
    """Trade until the search is over, and once more; a search that is given up ends with the process."""
    going_on = True
    while going_on:
        going_on = not over.wait(TRADE_EVERY_SECONDS)
        try:
            _obey(partner.factory, hold, ending)
            if not ending.given_up:
                partner.trade()
        except DBAPIError as error:
            logger.warning("the share's row cannot be written: %s", error.orig)
        if ending.given_up:
            ending.leave()


def _obey(factory: SessionFactory, hold: Hold, ending: Ending) -> None:
    with unit_of_work(factory, write=False) as db:
        order = run_queue.orders(db, [hold]).get(hold)
    if order is Order.STOP:
        ending.stop()
    elif order is not None:
        ending.give_up()


def _lead(hold: Hold, db: Session, known: Known) -> None:
    run_shares.lead(db, hold, known)


def _tell(hold: Hold, db: Session, known: Known) -> None:
    run_shares.tell(db, hold, known)
