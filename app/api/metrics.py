"""Figures for Prometheus: of this server's requests as they come, of runs, imports and mails when somebody asks.

Labels are words of ours, never an id, a path or anything that people wrote.
"""

import hmac
from collections.abc import Iterator

from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, Info, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from app.access.turns import Turns
from app.api.problems import problems
from app.db import SessionFactory, unit_of_work
from app.errors import NotFound, NotSignedIn
from app.services import figures
from app.services.figures import Figures

router = APIRouter(tags=["Health"])

# Somebody may send any word for a method; as a label it would stay for ever.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Requests:
    """Counts what this server has answered."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._answered = Counter(
            "ketnoi_http_requests", "Requests answered.", ("method", "route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "ketnoi_http_request_seconds",
            "From a request to the end of its answer.",
            ("method", "route"),
            buckets=SECONDS,
            registry=registry,
        )

    def count(self, method: str, route: str | None, status: int | None, seconds: float) -> None:
        """`route` is a template; None where nothing was found. `status` is None where somebody went away."""
        labels = (method if method in METHODS else "other", route or "none")
        self._answered.labels(*labels, str(status or "none")).inc()
        self._seconds.labels(*labels).observe(seconds)


class Metrics:
    """The figures of one server."""

    def __init__(self, version: str) -> None:
        self._registry = CollectorRegistry()
        self.requests = Requests(self._registry)
        ProcessCollector(registry=self._registry)
        Info("ketnoi_release", "What runs here.", registry=self._registry).info({"version": version})

    def text(self, app: FastAPI) -> bytes:
        """All of them, in the format that Prometheus reads."""
        asked = CollectorRegistry()
        asked.register(_Asked(app.state.session_factory, app.state.turns))
        return generate_latest(self._registry) + generate_latest(asked)


class _Asked(Collector):
    """What is looked up at the moment."""

    def __init__(self, factory: SessionFactory, turns: Turns) -> None:
        self.factory, self.turns = factory, turns

    def collect(self) -> Iterator[Metric]:
        waiting = "Requests of this server that wait for their turn."
        yield GaugeMetricFamily("ketnoi_turns_waiting", waiting, value=self.turns.waiting())
        yield from _of_pool(self.factory.kw["bind"])
        try:
            with unit_of_work(self.factory, write=False) as db:
                found = figures.now(db)
        except SQLAlchemyError:
            found = None
        yield GaugeMetricFamily("ketnoi_database_up", "Whether the database answers.", value=found is not None)
        if found is not None:
            yield from _of_runs(found)
            yield from _of_imports(found)
            yield from _of_mails(found)


def _of_pool(engine: Engine) -> Iterator[Metric]:
    pool = getattr(engine, "pool", None)
    if isinstance(pool, QueuePool):
        yield GaugeMetricFamily("ketnoi_database_connections_used", "By this server.", value=pool.checkedout())
        yield GaugeMetricFamily("ketnoi_database_connections_kept", "Open and unused.", value=pool.checkedin())


def _of_runs(found: Figures) -> Iterator[Metric]:
    runs = GaugeMetricFamily("ketnoi_runs", "Runs in each state.", labels=("state",))
    for state, count in found.runs.items():
        runs.add_metric((state,), count)
    phases = GaugeMetricFamily("ketnoi_runs_working", "Runs at work, by where they are.", labels=("phase", "goal"))
    for place, count in found.phases.items():
        phases.add_metric(place, count)
    yield from (runs, phases)
    age = "Since when the first queued run waits."
    yield GaugeMetricFamily("ketnoi_queue_age_seconds", age, value=found.queue_age_seconds)
    lost = "Attempts at runs that ended by a crash or a kill."
    yield GaugeMetricFamily("ketnoi_run_losses", lost, value=found.losses)
    spent = "That the solver had, of all runs that are kept."
    yield CounterMetricFamily("ketnoi_solver_seconds", spent, value=found.solver_seconds)
    gap = "The widest gap of a run at work, as a share of the bound; 1 while nothing is known."
    yield GaugeMetricFamily("ketnoi_run_gap_ratio", gap, value=found.gap)


def _of_imports(found: Figures) -> Iterator[Metric]:
    imports = GaugeMetricFamily("ketnoi_imports", "Imports of workbooks in each state.", labels=("state",))
    for state, count in found.imports.items():
        imports.add_metric((state,), count)
    yield imports
    age = "Since when the first queued import waits."
    yield GaugeMetricFamily("ketnoi_import_queue_age_seconds", age, value=found.import_age_seconds)
    lost = "Attempts at imports that ended by a crash or a kill."
    yield GaugeMetricFamily("ketnoi_import_losses", lost, value=found.import_losses)


def _of_mails(found: Figures) -> Iterator[Metric]:
    yield GaugeMetricFamily("ketnoi_mails_waiting", "Not sent yet.", value=found.mails_waiting)
    tried = "Waiting, though somebody has tried to send them."
    yield GaugeMetricFamily("ketnoi_mails_failed", tried, value=found.mails_tried)
    refused = "Refused for good, and of use still."
    yield GaugeMetricFamily("ketnoi_mails_refused", refused, value=found.mails_refused)
    age = "Since when the first mail waits."
    yield GaugeMetricFamily("ketnoi_mail_age_seconds", age, value=found.mail_age_seconds)


@router.get("/metrics", response_class=Response, responses=problems(NotFound, NotSignedIn))
def metrics(request: Request) -> Response:
    """For Prometheus alone, which brings the token of KETNOI_METRICS__TOKEN."""
    _require_token(request, request.app.state.settings.metrics.token)
    return Response(request.app.state.metrics.text(request.app), media_type=CONTENT_TYPE_LATEST)


def _require_token(request: Request, token: SecretStr | None) -> None:
    """Without a token in the settings there is nothing here."""
    if token is None:
        raise NotFound("There is nothing at this address.")
    given = request.headers.get("Authorization", "").encode()
    if not hmac.compare_digest(given, f"Bearer {token.get_secret_value()}".encode()):
        raise NotSignedIn("This token is unknown, has expired or was revoked.")
